"""Runs a batch: a page for each export and one for the group, with nothing lost to a bad export."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from analyzer import __version__
from analyzer.analysis.exposure import analyze
from analyzer.analysis.scenario import Scenario
from analyzer.limits import Limits
from analyzer.mapping import ExportMapping, load_mapping
from analyzer.output import write_whole
from analyzer.reporting.figures import figures
from analyzer.reporting.html import render
from analyzer.wording import printable
from analyzer.workshop.beside import put_beside
from analyzer.workshop.children import list_children
from analyzer.workshop.contribution import Contribution, contribute, to_plain
from analyzer.workshop.folder import (
    PRIVATE,
    claim_all,
    clean,
    key_file,
    page_path,
    prepare,
    remove,
    remove_stale,
    result_path,
)
from analyzer.workshop.manifest import settle
from analyzer.workshop.memory import (
    Memory,
    forget,
    keep,
    list_all,
    people_of,
    plain_people,
    read_result,
    recall,
    recall_result,
    write_shared,
)
from analyzer.workshop.options import Options
from analyzer.workshop.participants import (
    Participant,
    Survey,
    find_participants,
    survey,
)
from analyzer.workshop.protection import check_consent
from analyzer.workshop.publication import JSON, PAGE, Published, depends_on, group_digest, publish
from analyzer.workshop.register import number_participants, read_register, write_register
from analyzer.workshop.repeated import find_repeated
from analyzer.workshop.told import what_they_tell
from analyzer.workshop.workers import Task, Workers

Watch = Callable[[str, int, int, int], None]
"""Called with the current step, how many are finished, how many there are, and how many failed."""


@dataclass(frozen=True)
class Result:
    """The outcome of a batch: of its participants, how many exports were read now (`made`) and before (`kept`),
    and how many share files. `repeated` has those that have another participant's figures, by their labels.
    """

    participants: int
    made: int
    kept: int
    shared: int
    repeated: tuple[tuple[str, str], ...]
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
    before = Memory() if options.fresh else recall(out)
    listing = list_all(children, __version__, mapping.sha256, repr(options.limits))
    try:
        with Workers(options.jobs, options.budget) as workers:
            people = people_of(before, listing)
            lasting = people is not None
            if people is None:
                people, lasting = _survey_all(workers, children, options, watch)
            people, register = number_participants(people, read_register(out))
            remove_stale(out, people)
            claim_all(out, people)
            write_register(out, register)
            write_whole(out / PRIVATE / "key.csv", key_file(people))
            told, wrong = what_they_tell(people, mapping.rules)
            for label in wrong:
                remove(out, label)
            prints = {
                person.label: _fingerprint(person, told[person.label], mapping, options)
                for person in people
                if person.label in told
            }
            known = {} if options.fresh else _finished(out, prints)
            failed = {person.label: person.reason or "" for person in people if not person.source}
            failed |= wrong
            shared = write_shared(out, people)
            tasks = [
                _task(person, told[person.label], out, prints[person.label], options)
                for person in people
                if person.label in told and person.label not in known
            ]
            failed |= _write_all(workers, tasks, out, (len(known), len(told), len(failed)), watch)
    finally:
        clean(out)
    failures = tuple(
        (person.label, failed[person.label]) for person in people if person.label in failed
    )
    read = {
        person.label: known.get(person.label) or read_result(out, person.label)
        for person in people
        if person.label not in failed
    }
    repeated = find_repeated(list(read.items()), shared)
    counting = [(label, counts) for label, counts in read.items() if label not in repeated]
    tokens = [read[label].token for label in shared]
    inputs = [
        *depends_on(mapping, options, register),
        *prints.values(),
        *tokens,
        *map(repr, failures),
    ]
    group = Published(out / PAGE, advice=before.advice)
    if not before.group or group_digest(out, inputs) != before.group:
        group = publish(out, counting, failures, mapping, register, options)
    own = [(label, counts) for label, counts in read.items() if label not in shared]
    put_beside(out, out / JSON, own, mapping)
    if lasting:
        whole = "" if group.held_back else group_digest(out, inputs)
        keep(out, Memory(listing.digest, plain_people(people, listing), whole, group.advice))
    else:
        forget(out)
    settle(out)
    return Result(
        participants=len(people),
        made=len(read) - len(shared) - len(known),
        kept=len(known),
        shared=len(shared),
        repeated=tuple(repeated.items()),
        failures=failures,
        group=group,
    )


# --- participants --------------------------------------------------------------------------------


def _survey_all(
    workers: Workers, children: Sequence[Path], options: Options, watch: Watch
) -> tuple[tuple[Participant, ...], bool]:
    """The participants, and whether another run would find the same: none was ended while it was looked at."""
    key = secrets.token_bytes(32)
    tasks = [
        Task(str(number), _survey, (child, options.mapping, key, options.limits))
        for number, child in enumerate(children)
    ]
    found: dict[int, Survey] = {}
    lasting = True
    watch("Looking", 0, len(children), 0)
    for done, (number, outcome) in enumerate(workers.run(tasks), start=1):
        child = children[int(number)]
        found[int(number)] = outcome.value or Survey(child, reasons=(outcome.reason or "",))
        lasting &= outcome.reason is None
        watch("Looking", done, len(children), 0)
    return find_participants([found[number] for number in range(len(children))]), lasting


def _write_all(
    workers: Workers, tasks: Sequence[Task], out: Path, before: tuple[int, int, int], watch: Watch
) -> dict[str, str]:
    """Write the pages of these participants; why some have none. `before` is how many are finished, are to be, and failed."""
    done, whole, failures = before
    failed: dict[str, str] = {}
    watch("Reading", done, whole, failures)
    for number, (label, outcome) in enumerate(workers.run(tasks), start=1 + done):
        if outcome.reason:
            failed[label] = outcome.reason
            remove(out, label)
        watch("Reading", number, whole, failures + len(failed))
    return failed


def _survey(child: Path, mapping: Path | None, key: bytes, limits: Limits) -> Survey:
    return survey(child, mapping_in(mapping), key, limits)


@cache
def mapping_in(directory: Path | None) -> ExportMapping:
    """The mapping in this folder, or the built-in one; a worker loads it once."""
    return load_mapping(directory)


def _task(
    person: Participant, scenario: Scenario, out: Path, fingerprint: str, options: Options
) -> Task:
    assert person.archive is not None
    shown = printable(person.children[0].name) if options.names else person.label
    return Task(
        person.label,
        write_participant,
        (person.archive.path, out, person.label, shown, notes(person, options),
         fingerprint, options, scenario),
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
    analysis = analyze(path, mapping_in(options.mapping), limits=options.limits)
    analysis = replace(analysis, name=shown)
    counted = figures(analysis, scenario)
    page = render(counted, options.made_on, official=options.official, notes=said).encode()
    plain = {
        "fingerprint": fingerprint,
        "page_sha256": hashlib.sha256(page).hexdigest(),
        "contribution": to_plain(contribute(counted)),
    }
    write_whole(page_path(out, label), page)
    # Last, since it marks the participant as finished.
    write_whole(result_path(out, label), json.dumps(plain))


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


def _finished(out: Path, prints: Mapping[str, str]) -> dict[str, Contribution]:
    """What those contribute whose page is there already, made from the same input."""
    found = {label: recall_result(out, label, fingerprint) for label, fingerprint in prints.items()}
    return {label: result for label, result in found.items() if result}
