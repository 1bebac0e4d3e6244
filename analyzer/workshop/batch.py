"""Many exports in one go: a page for each, and what the cohort needs, with nothing lost to one bad export."""

import csv
import hashlib
import io
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analyzer import __version__
from analyzer.analysis.exposure import analyze
from analyzer.errors import OutputError
from analyzer.mapping import ExportMapping, load_mapping
from analyzer.output import remove_unfinished, write_whole
from analyzer.reporting.figures import figures
from analyzer.reporting.html import render
from analyzer.wording import printable
from analyzer.workshop.cohort import summarize
from analyzer.workshop.cohort import to_plain as cohort_to_plain
from analyzer.workshop.cohort_page import render_cohort
from analyzer.workshop.contribution import (
    Contribution,
    contribute,
    dumps,
    from_plain,
    long_frame,
    to_plain,
)
from analyzer.workshop.participants import (
    Participant,
    Survey,
    find_participants,
    list_children,
    survey,
)
from analyzer.workshop.workers import Task, Workers

PRIVATE = "private"
PAGES = "participants"
_RESULTS = f"{PRIVATE}/results"

Watch = Callable[[str, int, int, int], None]
"""Called with what is done, how many are done, how many there are, and how many failed."""


@dataclass(frozen=True)
class Options:
    """How a batch is run. `names`: folder names may be shown; `link`: the cohort page links to the participants'."""

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
    """What became of a batch. `index` is the cohort page, None where nobody's export could be read."""

    participants: int
    made: int
    kept: int
    failures: tuple[tuple[str, str], ...]
    index: Path | None


def run_batch(directory: Path, out: Path, options: Options, watch: Watch) -> Result:
    """Write the pages of all participants in `directory` and the cohort's to `out`.

    Raises ExportError when `directory` holds nothing, OutputError when `out` cannot be written.
    What is finished when this ends early is whole, and is used by the next run.
    """
    mapping = load_mapping(options.mapping)
    children = list_children(directory, out)
    _prepare(out)
    try:
        with Workers(options.jobs) as workers:
            people = _survey_all(workers, children, options, watch)
            write_whole(out / PRIVATE / "key.csv", _key_file(people))
            _remove_stale(out, people)
            todo = {one.label: one for one in people if one.archive}
            kept = set() if options.fresh else _unchanged(out, todo, mapping, options)
            failed = {one.label: one.reason or "" for one in people if not one.archive}
            tasks = [
                _task(one, out, mapping, options) for name, one in todo.items() if name not in kept
            ]
            watch("Reading", len(kept), len(todo), len(failed))
            for done, (label, outcome) in enumerate(workers.run(tasks), start=1 + len(kept)):
                if outcome.reason:
                    failed[label] = outcome.reason
                    _remove(out, label)
                watch("Reading", done, len(todo), len(failed))
    finally:
        _clean(out)
    contributions = [(name, _load(out, name)) for name in todo if name not in failed]
    failures = tuple((one.label, failed[one.label]) for one in people if one.label in failed)
    _write_group(out, contributions, failures, mapping, options)
    return Result(
        participants=len(people),
        made=len(contributions) - len(kept),
        kept=len(kept),
        failures=failures,
        index=out / "index.html" if contributions else None,
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


def _task(one: Participant, out: Path, mapping: ExportMapping, options: Options) -> Task:
    assert one.archive is not None
    shown = printable(one.children[0].name) if options.names else one.label
    return Task(
        one.label,
        write_participant,
        (one.archive.path, out, one.label, shown, notes(one, options), one.archive.digest,
         _fingerprint(one, mapping, options), options),
    )  # fmt: skip


def notes(one: Participant, options: Options) -> tuple[str, ...]:
    """What the participant's page says of her archives; nothing where there is only one."""
    said = []
    if one.set_aside:
        which = (
            f" ({', '.join(printable(path.name) for path in one.set_aside)})"
            if options.names
            else ""
        )
        number = len(one.set_aside) + 1
        said.append(
            f"There are {number} archives of this person; this is the most complete one. "
            f"The other{'s' if number > 2 else ''}{which} count{'s' if number == 2 else ''} nowhere."
        )
    said += [
        f"There is another archive that could not be used. {reason}" for reason in one.unusable
    ]
    return tuple(said)


def write_participant(
    path: Path,
    out: Path,
    label: str,
    shown: str,
    said: tuple[str, ...],
    token: str,
    fingerprint: str,
    options: Options,
) -> None:
    """Analyse the export at `path` and write its page and its counts to `out`. Done in a worker."""
    analysis = replace(analyze(path, _mapping(options.mapping)), name=shown)
    counted = figures(analysis)
    page = render(counted, options.made_on, official=options.official, notes=said).encode()
    plain = {
        "fingerprint": fingerprint,
        "page_sha256": hashlib.sha256(page).hexdigest(),
        "contribution": to_plain(contribute(counted, token)),
    }
    write_whole(_page(out, label), page)
    write_whole(_result(out, label), dumps(plain))  # last: with it, the participant is finished


def _fingerprint(one: Participant, mapping: ExportMapping, options: Options) -> str:
    """What a participant's page depends on; while it stays, the page does."""
    assert one.archive is not None
    shown = [path.name for path in (*one.children, *one.set_aside)] if options.names else []
    parts = [
        *(__version__, mapping.sha256, mapping.name, options.made_on.isoformat()),
        *(str(options.official), one.label, one.archive.digest, *notes(one, options), *shown),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _unchanged(
    out: Path, people: Mapping[str, Participant], mapping: ExportMapping, options: Options
) -> set[str]:
    """Who is finished already: the page is there as it was written, from the same input."""
    kept = set()
    for label, one in people.items():
        with suppress(OSError, ValueError, KeyError, TypeError):
            plain = json.loads(_result(out, label).read_bytes())
            page = hashlib.sha256(_page(out, label).read_bytes()).hexdigest()
            from_plain(plain["contribution"])
            same_input = plain["fingerprint"] == _fingerprint(one, mapping, options)
            if same_input and plain["page_sha256"] == page:
                kept.add(label)
    return kept


def _load(out: Path, label: str) -> Contribution:
    return from_plain(json.loads(_result(out, label).read_bytes())["contribution"])


# --- files ---------------------------------------------------------------------------------------


def _page(out: Path, label: str) -> Path:
    return out / PAGES / f"{label}.html"


def _result(out: Path, label: str) -> Path:
    return out / _RESULTS / f"{label}.json"


def is_batch(out: Path) -> bool:
    """Whether an earlier batch has made the folder `out`. A link could lead into somebody else's folder."""
    linked = any((out / name).is_symlink() for name in (PAGES, PRIVATE, _RESULTS))
    return (out / _RESULTS).is_dir() and not linked


def _prepare(out: Path) -> None:
    """Make the folders. What somebody else has put there is not ours to mix with, or to remove."""
    try:
        if out.exists() and any(out.iterdir()) and not is_batch(out):
            raise OutputError(
                f"{out} is neither empty nor from an earlier batch. Give another folder with --out."
            )
        for folder in (_RESULTS, PAGES):
            (out / folder).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a valid file name"
        raise OutputError(
            f"{out} cannot be written ({why}). Give another folder with --out."
        ) from None


def _remove(out: Path, label: str) -> None:
    _page(out, label).unlink(missing_ok=True)
    _result(out, label).unlink(missing_ok=True)


def _remove_stale(out: Path, people: Sequence[Participant]) -> None:
    """Remove what an earlier run made of those who are gone, or have nothing to be read now."""
    current = {one.label for one in people if one.archive}
    for path in [*(out / PAGES).glob("P*.html"), *(out / _RESULTS).glob("P*.json")]:
        if path.stem not in current:
            _remove(out, path.stem)


def _clean(out: Path) -> None:
    for folder in (out, out / PAGES, out / PRIVATE, out / _RESULTS):
        with suppress(OSError):
            remove_unfinished(folder)


def _key_file(people: Sequence[Participant]) -> str:
    rows = [
        (one.label, " + ".join(_cell(path.name) for path in one.children), _used(one))
        for one in people
    ]
    return (
        "# Which participant is which. For the facilitator alone: do not share this file, and delete it "
        "when it is no longer needed.\n" + _csv([("participant", "name", "archive used"), *rows])
    )


def _used(one: Participant) -> str:
    if one.archive is None:
        return ""
    beside = one.children[0].parent
    return _cell(one.archive.path.relative_to(beside).as_posix())


def _cell(name: str) -> str:
    """A name as a spreadsheet may see it: not as a formula."""
    shown = printable(name)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _write_group(
    out: Path,
    contributions: Sequence[tuple[str, Contribution]],
    failures: Sequence[tuple[str, str]],
    mapping: ExportMapping,
    options: Options,
) -> None:
    write_whole(out / "failures.csv", _csv([("participant", "reason"), *failures]))
    if not contributions:
        for name in ("index.html", "cohort.json", f"{PRIVATE}/exposure.csv", f"{PRIVATE}/exposure.parquet"):  # fmt: skip
            (out / name).unlink(missing_ok=True)
        return
    frame = long_frame(contributions)
    parquet = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), parquet)
    write_whole(out / PRIVATE / "exposure.parquet", parquet.getvalue())
    write_whole(out / PRIVATE / "exposure.csv", frame.to_csv(index=False, lineterminator="\n"))
    cohort = summarize(
        [one for _, one in contributions],
        [reason for _, reason in failures],
        mapping,
        options.min_group,
    )
    write_whole(out / "cohort.json", dumps(dict(cohort_to_plain(cohort, mapping, __version__))))
    pages = [label for label, _ in contributions] if options.link else []
    write_whole(out / "index.html", render_cohort(cohort, mapping, options.made_on, pages))
