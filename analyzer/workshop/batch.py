"""Runs a batch: a page for each export and one for the group, with nothing lost to a bad export."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from analyzer import __version__
from analyzer.analysis.exposure import analyze
from analyzer.analysis.scenario import Scenario
from analyzer.limits import DEFAULT, Limits
from analyzer.mapping import ExportMapping, load_mapping
from analyzer.output import write_whole
from analyzer.reporting.figures import figures
from analyzer.reporting.html import render
from analyzer.wording import printable
from analyzer.workshop.beside import page_alone, put_beside
from analyzer.workshop.children import list_children
from analyzer.workshop.contribution import (
    Contribution,
    contribute,
    dumps,
    from_plain,
    to_plain,
)
from analyzer.workshop.folder import (
    PRIVATE,
    clean,
    key_file,
    page_path,
    prepare,
    remove,
    remove_stale,
    result_path,
)
from analyzer.workshop.participants import (
    Participant,
    Survey,
    find_participants,
    survey,
)
from analyzer.workshop.protection import USUAL_GROUP, check_consent
from analyzer.workshop.publication import JSON, Published, publish
from analyzer.workshop.register import number_participants, read_register, write_register
from analyzer.workshop.told import what_they_tell
from analyzer.workshop.workers import Task, Workers

Watch = Callable[[str, int, int, int], None]
"""Called with the current step, how many are finished, how many there are, and how many failed."""


@dataclass(frozen=True)
class Options:
    """How to run a batch. `names` shows folder names; `consent` says that everybody agreed to a `min_group` under the
    usual one, `again` that the group page may be replaced by one of another group.
    """

    made_on: date
    jobs: int = 1
    min_group: int = USUAL_GROUP
    consent: bool = False
    again: bool = False
    names: bool = False
    fresh: bool = False
    mapping: Path | None = None
    official: bool = False
    limits: Limits = DEFAULT


@dataclass(frozen=True)
class Result:
    """The outcome of a batch."""

    participants: int
    made: int
    kept: int
    failures: tuple[tuple[str, str], ...]
    group: Published


def run_batch(directory: Path, out: Path, options: Options, watch: Watch) -> Result:
    """Write the pages of all participants in `directory` and the cohort's to `out`.

    Raises ExportError when `directory` holds nothing, ConsentError when figures about so few were not agreed to,
    OutputError when `out` cannot be written. If this ends early, everything written so far is whole, and the next
    run uses it.
    """
    check_consent(options.min_group, consent=options.consent)
    mapping = load_mapping(options.mapping)
    children = list_children(directory, out)
    prepare(out)
    try:
        with Workers(options.jobs) as workers:
            found = _survey_all(workers, children, options, watch)
            people, register = number_participants(found, read_register(out))
            write_register(out, register)
            write_whole(out / PRIVATE / "key.csv", key_file(people), private=True)
            remove_stale(out, people)
            told, wrong = what_they_tell(people, mapping.rules)
            for label in wrong:
                remove(out, label)
            todo = [(person, told[person.label]) for person in people if person.label in told]
            kept = set() if options.fresh else _unchanged(out, todo, mapping, options)
            failed = {person.label: person.reason or "" for person in people if not person.archive}
            failed |= wrong
            tasks = [
                _task(person, scenario, out, mapping, options)
                for person, scenario in todo
                if person.label not in kept
            ]
            watch("Reading", len(kept), len(todo), len(failed))
            for done, (label, outcome) in enumerate(workers.run(tasks), start=1 + len(kept)):
                if outcome.reason:
                    failed[label] = outcome.reason
                    remove(out, label)
                watch("Reading", done, len(todo), len(failed))
    finally:
        clean(out)
    contributions = [(name, _load(out, name)) for name in told if name not in failed]
    failures = tuple(
        (person.label, failed[person.label]) for person in people if person.label in failed
    )
    group = publish(
        out, contributions, failures, mapping, register,
        min_group=options.min_group, made_on=options.made_on, again=options.again,
    )  # fmt: skip
    put_beside(out, out / JSON, contributions, mapping)
    return Result(
        participants=len(people),
        made=len(contributions) - len(kept),
        kept=len(kept),
        failures=failures,
        group=group,
    )


# --- participants --------------------------------------------------------------------------------


def _survey_all(
    workers: Workers, children: Sequence[Path], options: Options, watch: Watch
) -> tuple[Participant, ...]:
    key = secrets.token_bytes(32)
    tasks = [
        Task(str(number), _survey, (child, options.mapping, key, options.limits))
        for number, child in enumerate(children)
    ]
    found: dict[int, Survey] = {}
    watch("Looking", 0, len(children), 0)
    for done, (number, outcome) in enumerate(workers.run(tasks), start=1):
        child = children[int(number)]
        found[int(number)] = outcome.value or Survey(child, reasons=(outcome.reason or "",))
        watch("Looking", done, len(children), 0)
    return find_participants([found[number] for number in range(len(children))])


def _survey(child: Path, mapping: Path | None, key: bytes, limits: Limits) -> Survey:
    return survey(child, _mapping(mapping), key, limits)


@cache
def _mapping(directory: Path | None) -> ExportMapping:
    return load_mapping(directory)


def _task(
    person: Participant, scenario: Scenario, out: Path, mapping: ExportMapping, options: Options
) -> Task:
    assert person.archive is not None
    shown = printable(person.children[0].name) if options.names else person.label
    return Task(
        person.label,
        write_participant,
        (person.archive.path, out, person.label, shown, notes(person, options),
         _fingerprint(person, scenario, mapping, options), options, scenario),
    )  # fmt: skip


def notes(person: Participant, options: Options) -> tuple[str, ...]:
    """The sentences on a participant's page about their other archives, if there are any."""
    said = []
    if person.set_aside:
        which = (
            f" ({', '.join(printable(path.name) for path in person.set_aside)})"
            if options.names
            else ""
        )
        number = len(person.set_aside) + 1
        said.append(
            f"There are {number} archives of this person; this is the most complete one. "
            f"The other{'s' if number > 2 else ''}{which} count{'s' if number == 2 else ''} nowhere."
        )
    said += [
        f"There is another archive that could not be used. {reason}" for reason in person.unusable
    ]
    return tuple(said)


def write_participant(
    path: Path,
    out: Path,
    label: str,
    shown: str,
    said: tuple[str, ...],
    fingerprint: str,
    options: Options,
    scenario: Scenario,
) -> None:
    """Analyse the export at `path` and write its page and its counts to `out`. Runs in a worker."""
    analysis = analyze(path, _mapping(options.mapping), limits=options.limits)
    analysis = replace(analysis, name=shown)
    counted = figures(analysis, scenario)
    page = render(counted, options.made_on, official=options.official, notes=said).encode()
    plain = {
        "fingerprint": fingerprint,
        "page_sha256": hashlib.sha256(page).hexdigest(),
        "contribution": to_plain(contribute(counted, label)),
    }
    write_whole(page_path(out, label), page)
    # Last, since it marks the participant as finished.
    write_whole(result_path(out, label), dumps(plain), private=True)


def _fingerprint(
    person: Participant, scenario: Scenario, mapping: ExportMapping, options: Options
) -> str:
    """A digest of everything a participant's page depends on: as long as it is the same, so is the page."""
    assert person.archive is not None
    shown = [path.name for path in (*person.children, *person.set_aside)] if options.names else []
    parts = [
        *(__version__, mapping.sha256, mapping.name, options.made_on.isoformat()),
        *(
            str(options.official),
            repr(scenario),
            repr(options.limits),
            person.label,
            person.archive.digest,
            *notes(person, options),
            *shown,
        ),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _unchanged(
    out: Path,
    people: Iterable[tuple[Participant, Scenario]],
    mapping: ExportMapping,
    options: Options,
) -> set[str]:
    """Labels of those who are finished: their page is as it was written, and made from the same input."""
    kept = set()
    for person, scenario in people:
        label = person.label
        with suppress(OSError, ValueError, KeyError, TypeError):
            plain = json.loads(result_path(out, label).read_bytes())
            page = hashlib.sha256(page_alone(page_path(out, label).read_bytes())).hexdigest()
            from_plain(plain["contribution"])
            same_input = plain["fingerprint"] == _fingerprint(person, scenario, mapping, options)
            if same_input and plain["page_sha256"] == page:
                kept.add(label)
    return kept


def _load(out: Path, label: str) -> Contribution:
    return from_plain(json.loads(result_path(out, label).read_bytes())["contribution"])
