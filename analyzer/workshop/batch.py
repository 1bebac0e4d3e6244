"""Runs a batch: a page for each export and one for the group, with nothing lost to a bad export."""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from analyzer import __version__
from analyzer.analysis.analyze import analyze
from analyzer.analysis.scenario import Scenario
from analyzer.limits import Limits
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.output import write_whole
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render
from analyzer.text import count, plural, printable
from analyzer.workshop.cluster import Cluster, Shards, list_exports
from analyzer.workshop.contributions import Contribution, contribute, to_plain
from analyzer.workshop.folder import (
    PRIVATE,
    claim_all,
    clean,
    in_order,
    key_file,
    list_children,
    prepare,
    remove,
    remove_stale,
    settle,
)
from analyzer.workshop.group_page import put_beside
from analyzer.workshop.options import Options
from analyzer.workshop.participants import (
    Participant,
    Survey,
    find_participants,
    find_repeated,
    survey,
    what_they_tell,
)
from analyzer.workshop.protection import check_consent
from analyzer.workshop.publish import JSON, PAGE, Published, depends_on, group_digest, publish
from analyzer.workshop.state import (
    Made,
    Memory,
    fingerprint_of,
    forget,
    is_finished,
    keep,
    list_all,
    notes,
    number_participants,
    people_of,
    plain_people,
    read_register,
    read_result,
    recall,
    write_made,
    write_register,
    write_shared,
)
from analyzer.workshop.workers import Task, Workers, check_worker, mapping_in

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


def run_batch(
    directory: Path, out: Path, options: Options, watch: Watch, cluster: Cluster | None = None
) -> Result:
    """Write the pages of all participants in `directory` and the cohort's to `out`. Exports are read by processes of
    this machine, or on the `cluster`, which sends back what it makes of them.

    Raises ExportError when `directory` holds nothing, ConsentError when figures about so few were not agreed to,
    OutputError when `out` cannot be written, ClusterError when the cluster cannot be used. If this ends early, everything written so far is whole, and the next
    run uses it.
    """
    check_consent(options.min_group, consent=options.consent)
    mapping = load_mapping(options.mapping)
    children, states = _list(directory, out, cluster)
    prepare(out)
    before = Memory() if options.fresh else recall(out)
    listing = list_all(children, __version__, mapping.sha256, repr(options.limits), states)
    try:
        with _workers(options, mapping, cluster) as workers:
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
                person.label: fingerprint_of(person, told[person.label], mapping, options)
                for person in people
                if person.label in told
            }
            known = set() if options.fresh else _finished(out, prints)
            failed = {person.label: person.reason or "" for person in people if not person.source}
            failed |= wrong
            shared = write_shared(out, people)
            place = None if cluster else out
            tasks = [
                _task(person, told[person.label], place, prints[person.label], options)
                for person in people
                if person.label in told and person.label not in known
            ]
            failed |= _write_all(workers, tasks, out, (len(known), len(told), len(failed)), watch)
    finally:
        clean(out)
    failures = tuple(
        (person.label, failed[person.label]) for person in people if person.label in failed
    )
    read = [person.label for person in people if person.label not in failed]
    repeated = find_repeated(_results(out, read), shared) if shared else {}
    counting = [label for label in read if label not in repeated]
    tokens = [counts.token for _, counts in _results(out, shared)]
    inputs = [
        *depends_on(mapping, options, register),
        *prints.values(),
        *tokens,
        *map(repr, failures),
    ]
    group = Published(out / PAGE, advice=before.advice)
    if not before.group or group_digest(out, inputs) != before.group:
        group = publish(out, _results(out, counting), failures, mapping, register, options)
    if options.pages:
        own = [label for label in read if label not in shared]
        put_beside(out, out / JSON, _results(out, own), mapping)
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


def _workers(options: Options, mapping: ExportMapping, cluster: Cluster | None) -> Workers | Shards:
    if cluster is None:
        return Workers(options.jobs, options.budget)
    check = partial(check_worker, __version__, options.mapping, mapping.sha256)
    return Shards(cluster, options.budget, check)


def _list(directory: Path, out: Path, cluster: Cluster | None) -> tuple[tuple[Path, ...], str]:
    """The children of the folder of exports, and what changes with them where this machine cannot tell."""
    if cluster is None or cluster.exports is None:
        return list_children(directory, out), ""
    states = list_exports(cluster)
    return tuple(directory / name for name in in_order(states)), repr(sorted(states.items()))


def _survey_all(
    workers: Workers | Shards, children: Sequence[Path], options: Options, watch: Watch
) -> tuple[tuple[Participant, ...], bool]:
    """The participants, and whether another run would find the same: none was ended while it was looked at."""
    key = secrets.token_bytes(32)
    tasks = [
        Task(str(number), _survey, (child, child, options.mapping, key, options.limits))
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
    workers: Workers | Shards,
    tasks: Sequence[Task],
    out: Path,
    before: tuple[int, int, int],
    watch: Watch,
) -> dict[str, str]:
    """Write the pages of these participants; why some have none. `before` is how many are finished, are to be, and failed."""
    done, whole, failures = before
    failed: dict[str, str] = {}
    watch("Reading", done, whole, failures)
    for number, (label, outcome) in enumerate(workers.run(tasks), start=1 + done):
        if outcome.reason:
            failed[label] = outcome.reason
            remove(out, label)
        elif outcome.value is not None:
            write_made(out, label, outcome.value)
        watch("Reading", number, whole, failures + len(failed))
    return failed


def _survey(path: Path, child: Path, mapping: Path | None, key: bytes, limits: Limits) -> Survey:
    """The survey of the child, which is at `path`: where it was fetched to, if it is not where it is called."""
    found = survey(path, mapping_in(mapping), key, limits)
    if path == child:
        return found
    archives = tuple(replace(archive, path=child) for archive in found.found)
    return replace(found, child=child, found=archives)


def _task(
    person: Participant, scenario: Scenario, out: Path | None, fingerprint: str, options: Options
) -> Task:
    """What is made of the participant's export is written to `out`, or else is the outcome."""
    assert person.archive is not None
    shown = printable(person.children[0].name) if options.names else person.label
    rest = shown, notes(person, options), fingerprint, options, scenario
    if out is None:
        return Task(person.label, make_participant, (person.archive.path, *rest))
    return Task(person.label, write_participant, (person.archive.path, out, person.label, *rest))


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
    """Write to `out` what is made of the export at `path`. Runs in a worker."""
    write_made(out, label, make_participant(path, shown, said, fingerprint, options, scenario))


def make_participant(
    path: Path,
    shown: str,
    said: tuple[str, ...],
    fingerprint: str,
    options: Options,
    scenario: Scenario,
) -> Made:
    """What is made of the export at `path`: its page and its counts. Runs in a worker."""
    analysis = analyze(path, mapping_in(options.mapping), limits=options.limits)
    analysis = replace(analysis, name=shown)
    counted = figures(analysis, scenario)
    page = None
    if options.pages:
        page = render(counted, options.made_on, official=options.official, notes=said).encode()
    plain = {
        "fingerprint": fingerprint,
        "page_sha256": hashlib.sha256(page).hexdigest() if page is not None else None,
        "contribution": to_plain(contribute(counted)),
    }
    return Made(page, json.dumps(plain))


def _finished(out: Path, prints: Mapping[str, str]) -> set[str]:
    """Those who need not be read again."""
    return {label for label, fingerprint in prints.items() if is_finished(out, label, fingerprint)}


def _results(out: Path, labels: Iterable[str]) -> Iterator[tuple[str, Contribution]]:
    """What these contribute, one after the other: nowhere are all of them held at once."""
    return ((label, read_result(out, label)) for label in labels)


# --- outcome -------------------------------------------------------------------------------------

_HELD_BACK = (
    "The group page is still that of an earlier run: this run would show other figures. Comparing the two pages "
    "would reveal something about people who joined or left. Add --again to replace it."
)


def outcome_lines(result: Result, out: Path, *, pages: bool) -> Iterator[str]:
    """What the command prints of this result: its numbers, a line per failure, and where the pages are in `out`.

    `pages` is whether participants have pages.
    """
    read = result.made + result.kept
    unchanged = f" ({count(result.kept)} unchanged)" if result.kept else ""
    numbers = (
        f"{plural(read, 'export')} read{unchanged}" if read or not result.shared else "",
        f"{plural(result.shared, 'share file')} read" if result.shared else "",
        f"{count(len(result.failures))} could not be read" if result.failures else "",
    )
    yield f"{plural(result.participants, 'participant')}: {'; '.join(filter(None, numbers))}."
    for label, reason in result.failures:
        yield f"{label}: {reason}"
    for label, other in result.repeated:
        yield f"{label} has the same figures as {other} and is not counted again."
    if result.group.advice:
        yield result.group.advice
    if result.group.held_back:
        yield _HELD_BACK
    if result.group.page:
        yield f"For everyone: {result.group.page}"
    if read and pages:
        yield f"For each participant: {out / 'participants'}"
    yield f"For the facilitator only: {out / PRIVATE}"
