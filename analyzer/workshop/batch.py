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
from analyzer.mapping import ExportMapping, load_mapping
from analyzer.output import write_whole
from analyzer.reporting.figures import figures
from analyzer.reporting.html import render
from analyzer.wording import printable
from analyzer.workshop.children import list_children
from analyzer.workshop.cohort import summarize
from analyzer.workshop.cohort_json import plain_cohort
from analyzer.workshop.cohort_page import render_cohort
from analyzer.workshop.contribution import Contribution, contribute, dumps, long_frame, to_plain
from analyzer.workshop.folder import (
    PRIVATE,
    clean,
    csv_text,
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
from analyzer.workshop.repeated import find_repeated
from analyzer.workshop.results import load_counts, write_shared
from analyzer.workshop.told import what_they_tell
from analyzer.workshop.workers import Task, Workers

Watch = Callable[[str, int, int, int], None]
"""Called with the current step, how many are finished, how many there are, and how many failed."""


@dataclass(frozen=True)
class Options:
    """How to run a batch. `names` shows folder names; `link` links the cohort page to the participants' pages."""

    made_on: date
    jobs: int = 1
    min_group: int = 5
    names: bool = False
    link: bool = False
    fresh: bool = False
    mapping: Path | None = None
    official: bool = False


@dataclass(frozen=True)
class Result:
    """The outcome of a batch: of its participants, how many exports were read now (`made`) and before (`kept`),
    and how many share files. `repeated` has those that have another participant's figures, by their labels.
    `index` is the cohort page; None if nothing could be read.
    """

    participants: int
    made: int
    kept: int
    shared: int
    repeated: tuple[tuple[str, str], ...]
    failures: tuple[tuple[str, str], ...]
    index: Path | None


def run_batch(directory: Path, out: Path, options: Options, watch: Watch) -> Result:
    """Write the pages of all participants in `directory` and the cohort's to `out`.

    Raises ExportError when `directory` holds nothing, OutputError when `out` cannot be written. If this
    ends early, everything written so far is whole, and the next run uses it.
    """
    mapping = load_mapping(options.mapping)
    children = list_children(directory, out)
    prepare(out)
    try:
        with Workers(options.jobs) as workers:
            people = _survey_all(workers, children, options, watch)
            write_whole(out / PRIVATE / "key.csv", key_file(people))
            remove_stale(out, people)
            told, wrong = what_they_tell(people, mapping.rules)
            for label in wrong:
                remove(out, label)
            todo = [(person, told[person.label]) for person in people if person.label in told]
            kept = set() if options.fresh else _unchanged(out, todo, mapping, options)
            failed = {person.label: person.reason or "" for person in people if not person.source}
            failed |= wrong
            shared = write_shared(out, people)
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
    read = [person.label for person in people if person.label not in failed]
    contributions = [(label, load_counts(out, label)) for label in read]
    repeated = find_repeated(contributions, shared)
    counting = [each for each in contributions if each[0] not in repeated]
    failures = tuple(
        (person.label, failed[person.label]) for person in people if person.label in failed
    )
    pages = [label for label in read if label not in shared] if options.link else []
    _write_group(out, counting, failures, pages, mapping, options)
    return Result(
        participants=len(people),
        made=len(read) - len(shared) - len(kept),
        kept=len(kept),
        shared=len(shared),
        repeated=tuple(repeated.items()),
        failures=failures,
        index=out / "index.html" if counting else None,
    )


# --- participants --------------------------------------------------------------------------------


def _survey_all(
    workers: Workers, children: Sequence[Path], options: Options, watch: Watch
) -> tuple[Participant, ...]:
    key = secrets.token_bytes(32)
    tasks = [
        Task(str(number), _survey, (child, options.mapping, key))
        for number, child in enumerate(children)
    ]
    found: dict[int, Survey] = {}
    watch("Looking", 0, len(children), 0)
    for done, (number, outcome) in enumerate(workers.run(tasks), start=1):
        child = children[int(number)]
        found[int(number)] = outcome.value or Survey(child, reasons=(outcome.reason or "",))
        watch("Looking", done, len(children), 0)
    return find_participants([found[number] for number in range(len(children))])


def _survey(child: Path, mapping: Path | None, key: bytes) -> Survey:
    return survey(child, _mapping(mapping), key)


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
    analysis = replace(analyze(path, _mapping(options.mapping)), name=shown)
    counted = figures(analysis, scenario)
    page = render(counted, options.made_on, official=options.official, notes=said).encode()
    plain = {
        "fingerprint": fingerprint,
        "page_sha256": hashlib.sha256(page).hexdigest(),
        "contribution": to_plain(contribute(counted)),
    }
    write_whole(page_path(out, label), page)
    write_whole(result_path(out, label), dumps(plain))  # last: it marks the participant as finished


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
            page = hashlib.sha256(page_path(out, label).read_bytes()).hexdigest()
            load_counts(out, label)
            same_input = plain["fingerprint"] == _fingerprint(person, scenario, mapping, options)
            if same_input and plain["page_sha256"] == page:
                kept.add(label)
    return kept


def _write_group(
    out: Path,
    contributions: Sequence[tuple[str, Contribution]],
    failures: Sequence[tuple[str, str]],
    pages: Sequence[str],
    mapping: ExportMapping,
    options: Options,
) -> None:
    write_whole(out / "failures.csv", csv_text([("participant", "reason"), *failures]))
    if not contributions:
        for name in ("index.html", "cohort.json", f"{PRIVATE}/exposure.csv", f"{PRIVATE}/exposure.parquet"):  # fmt: skip
            (out / name).unlink(missing_ok=True)
        return
    frame = long_frame(contributions)
    write_whole(out / PRIVATE / "exposure.parquet", frame.to_parquet(index=False))
    write_whole(out / PRIVATE / "exposure.csv", frame.to_csv(index=False, lineterminator="\n"))
    cohort = summarize(
        [contribution for _, contribution in contributions],
        [reason for _, reason in failures],
        mapping,
        options.min_group,
    )
    write_whole(out / "cohort.json", dumps(dict(plain_cohort(cohort, mapping, __version__))))
    write_whole(out / "index.html", render_cohort(cohort, mapping, options.made_on, pages))
