"""Runs a batch: a page for each participant and one for the group. A bad export costs only its own page."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from analyzer import __version__
from analyzer.language import find_language, speaking
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import write_result
from analyzer.workshop import facilitator, folder, pages, state, workers
from analyzer.workshop.children import candidates, list_children, sort_names, stray_files
from analyzer.workshop.cluster import Cluster, Shards, list_exports
from analyzer.workshop.contributions import find_repeated
from analyzer.workshop.dataset import read_contributions, read_origin
from analyzer.workshop.group_section import add_group
from analyzer.workshop.options import Options
from analyzer.workshop.participants import (
    Participant,
    Survey,
    find_participants,
    participant_settings,
    survey_in_worker,
)
from analyzer.workshop.protection import check_consent
from analyzer.workshop.publish import Published, group_digest, publish

Watch = Callable[[str, int, int, int], None]
"""Called with the step and three numbers of exports: finished, all, failed."""


@dataclass(frozen=True)
class Result:
    """The outcome of a batch.

    `made` exports were read now, `kept` ones by an earlier run, and `shared` are share files. `repeated` has the labels
    of participants who are not counted because they have another one's counts, each with that one's label. `failures`
    and `mistakes` in settings are by label, and `names` are those of the folders and files of each participant.
    `strays` are the names of files that are not an archive.
    """

    participants: int
    made: int
    kept: int
    shared: int
    repeated: tuple[tuple[str, str], ...]
    failures: Mapping[str, str]
    mistakes: Mapping[str, str]
    names: Mapping[str, str]
    group: Published
    strays: tuple[str, ...] = ()


def run_batch(
    directory: Path, out: Path, options: Options, watch: Watch, cluster: Cluster | None = None
) -> Result:
    """Write the pages of all participants in `directory`, and the group's, to `out`.

    Exports are read by processes of this machine, or on the `cluster`, which returns pages and counts. If the run ends
    early, everything written is whole, and the next run uses it.

    Raises ExportError if `directory` holds nothing, ConsentError if figures about so few were not agreed to, OutputError
    if `out` cannot be written, LanguageError if there is no translation into the language, and ClusterError if the cluster cannot be used.
    """
    check_consent(options.min_group, consent=options.consent)
    mapping_in = cache(partial(workers.mapping_in, options.mapping))
    mapping = mapping_in("en")
    mapping_in(options.lang)  # raises its error before any export is read
    folder.prepare(out)
    children, remote_states = _list(directory, out, cluster, watch)
    last_run = state.LastRun() if options.fresh else state.read_last_run(out)
    register = state.read_register(out)
    key = register.key.hex()  # so that no one else can confirm a name or an archive
    listing = state.list_all(
        children,
        key,
        __version__,
        mapping.sha256,
        repr(options.limits),
        remote_states,
        beat=partial(watch, "Looking", 0, len(children), 0),
    )
    people, certain = state.known_people(last_run, listing), True
    try:
        with _pool(options, mapping, cluster) as pool:
            if people is None:
                people, certain = _survey(pool, children, options, watch)
                people = tuple(
                    replace(person, digest=register.keyed(person.digest))
                    if person.digest
                    else person
                    for person in people
                )
            people, register = state.number_participants(people, register)
            _claim(out, people, register)
            settings, mistakes = participant_settings(people, mapping_in)
            jobs = {
                person.label: pages.page_job(
                    person, settings[person.label], mapping, options, mistakes.get(person.label)
                )
                for person in people
                if person.source
            }
            reading = _read(pool, people, jobs, out, options, watch)
    finally:
        folder.clean(out)
    beat = partial(watch, "Adding up", len(jobs), len(jobs), len(reading.failures))
    is_here = cluster is None or cluster.exports is None
    strays = stray_files(directory, beat) if is_here else ()
    lists = facilitator.failures_csv(people, reading.failures, strays)
    write_result(out / folder.FAILURES, lists)
    with speaking(find_language(options.lang)):
        facilitator.write_handout(out, people, reading.failures, options.made_on)
    repeated = _remove_repeated(out, reading, beat)
    counted = {
        person.label: person.digest
        for person in people
        if person.label in {*reading.labels} - repeated.keys()
    }
    group, digest = _publish(out, counted, reading, mapping_in, register, options, last_run, beat)
    if options.pages:
        langs = {label: jobs[label].lang for label in reading.exports}
        add_group(out, read_contributions(out, reading.exports, beat), langs, mapping_in)
    if certain:
        plain = state.plain_people(people, listing)
        state.write_last_run(out, state.LastRun(listing.digest, plain, digest))
    else:
        state.forget(out)
    folder.settle(out)
    kept = sum(label in reading.kept for label in reading.exports)
    return Result(
        participants=len(people),
        made=len(reading.exports) - kept,
        kept=kept,
        shared=len(reading.shares),
        repeated=tuple(repeated.items()),
        failures=reading.failures,
        mistakes=mistakes,
        names={person.label: facilitator.name_of(person) for person in people},
        group=group,
        strays=strays,
    )


# --- who there is --------------------------------------------------------------------------------


def _list(
    directory: Path, out: Path, cluster: Cluster | None, watch: Watch
) -> tuple[tuple[Path, ...], str]:
    """The children of the folder of exports, and their states if only the cluster can see them."""
    if cluster is None or cluster.exports is None:
        return list_children(directory, out, partial(watch, "Looking", 0, 0, 0)), ""
    states = list_exports(cluster)
    names = candidates(sort_names(states))
    return tuple(directory / name for name in names), repr(sorted(states.items()))


_Pool = workers.Workers | Shards


def _pool(options: Options, mapping: ExportMapping, cluster: Cluster | None) -> _Pool:
    if cluster is None:
        return workers.Workers(options.jobs, options.budget)
    check = partial(workers.check_worker, __version__, options.mapping, mapping.sha256)
    return Shards(cluster, options.budget, check)


def _survey(
    pool: _Pool, children: Sequence[Path], options: Options, watch: Watch
) -> tuple[tuple[Participant, ...], bool]:
    """The participants, and whether they are certain: if a worker ended, another run may find others."""
    key = secrets.token_bytes(32)
    tasks = [
        workers.Task(
            str(number), survey_in_worker, (child, child, options.mapping, key, options.limits)
        )
        for number, child in enumerate(children)
    ]
    surveys: dict[int, Survey] = {}
    certain = True

    def show() -> None:
        watch("Looking", len(surveys), len(children), 0)

    show()
    for number, outcome in pool.run(tasks, show):
        child = children[int(number)]
        surveys[int(number)] = outcome.value or Survey(child, reasons=(outcome.reason or "",))
        certain &= outcome.reason is None
        show()
    ordered = [surveys[number] for number in range(len(children))]
    return find_participants(ordered, show), certain


def _claim(out: Path, people: Sequence[Participant], register: state.Register) -> None:
    """Write who is who, and make room for the files of these participants. Raises OutputError."""
    labels = [person.label for person in people]
    with_page = [person.label for person in people if person.source and not person.is_share]
    folder.remove_stale(out, with_page, labels)
    folder.claim_all(out, labels)
    state.write_register(out, register)
    write_result(out / folder.KEY, facilitator.key_csv(people))


# --- their pages and counts ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Reading:
    """The labels of the exports and share files that were read, by this run or, if they are `kept`, by an earlier one.

    `fingerprints` and the reasons of `failures` are by label, in order.
    """

    exports: tuple[str, ...]
    shares: tuple[str, ...]
    kept: frozenset[str]
    fingerprints: Mapping[str, str]
    failures: Mapping[str, str]

    @property
    def labels(self) -> list[str]:
        """All that were read, in order."""
        return sorted((*self.exports, *self.shares))


def _read(
    pool: _Pool,
    people: Sequence[Participant],
    jobs: Mapping[str, pages.PageJob],
    out: Path,
    options: Options,
    watch: Watch,
) -> _Reading:
    """Write the page and the counts of each participant who has none yet, or whose input has changed."""
    kept = frozenset(
        label for label, job in jobs.items() if not options.fresh and pages.is_finished(out, job)
    )
    reasons = {person.label: person.reason or "" for person in people if not person.source}
    todo = [job for label, job in jobs.items() if label not in kept]
    reasons |= _write(pool, todo, out, (len(kept), len(jobs), len(reasons)), watch)
    read = [job for label, job in jobs.items() if label not in reasons]
    return _Reading(
        exports=tuple(job.label for job in read if not job.is_share),
        shares=tuple(job.label for job in read if job.is_share),
        kept=kept,
        fingerprints={label: job.fingerprint for label, job in jobs.items()},
        failures={label: reasons[label] for label in sorted(reasons)},
    )


def _write(
    pool: _Pool,
    jobs: Iterable[pages.PageJob],
    out: Path,
    before: tuple[int, int, int],
    watch: Watch,
) -> dict[str, str]:
    """The reasons of the jobs that failed. Write the files of the others.

    Workers on this machine write them; a cluster returns them. `before` is how many participants are finished, how many
    there are, and how many have failed.
    """
    done, total, failed = before
    if isinstance(pool, Shards):
        tasks = [workers.Task(job.label, pages.make_participant, (job.source, job)) for job in jobs]
    else:
        tasks = [
            workers.Task(job.label, pages.write_participant, (job.source, job, out)) for job in jobs
        ]
    reasons: dict[str, str] = {}

    def show() -> None:
        watch("Reading", done, total, failed + len(reasons))

    show()
    for label, outcome in pool.run(tasks, show):
        done += 1
        if outcome.reason:
            reasons[label] = outcome.reason
            folder.remove(out, label)
        elif outcome.value is not None:
            pages.write_files(out, label, outcome.value)
        show()
    return reasons


# --- the group -----------------------------------------------------------------------------------


def _remove_repeated(out: Path, reading: _Reading, beat: Callable[[], None]) -> dict[str, str]:
    """Remove the counts of share files that repeat those of another participant; returns both labels."""
    if not reading.shares:
        return {}
    tokens = {label: read_origin(out, label).token for label in reading.labels}
    rows = {
        label: len(counts.rows) for label, counts in read_contributions(out, reading.shares, beat)
    }
    repeated = find_repeated(tokens, rows)
    for label in repeated:
        folder.remove(out, label)
    return repeated


def _publish(
    out: Path,
    counted: Mapping[str, str],
    reading: _Reading,
    mapping_in: Callable[[str], ExportMapping],
    register: state.Register,
    options: Options,
    last_run: state.LastRun,
    beat: Callable[[], None],
) -> tuple[Published, str]:
    """The outcome for the group page, and a digest of all it depends on, empty if the page was held back.

    Nothing is written if the digest is that of the last run, unless `options` ask for it.
    """
    mapping = mapping_in("en")
    inputs = [
        *(__version__, mapping.sha256, mapping.name),
        *(str(options.made_on), options.lang, str(options.min_group), register.key.hex()),
        *reading.fingerprints.values(),
        *map(repr, reading.failures.items()),
    ]
    labels = [*counted, *reading.failures]
    digest = group_digest(out, labels, inputs)
    if last_run.group and digest == last_run.group and not options.rewrite:
        return Published(out / folder.GROUP_PAGE, len(counted), options.min_group), digest
    group = publish(
        out,
        counted,
        reading.failures,
        mapping_in,
        register,
        lang=options.lang,
        made_on=options.made_on,
        min_group=options.min_group,
        again=options.again,
        beat=beat,
    )
    return group, "" if group.held_back else group_digest(out, labels, inputs)
