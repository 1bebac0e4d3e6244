"""Work in the background: its progress, and its outcome or the line that explains why there is none."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final

from analyzer.analysis.analyze import analyze
from analyzer.analysis.compare import compare
from analyzer.analysis.owner import NOT_ONE_PERSON, of_one_person
from analyzer.analysis.scenario import Scenario
from analyzer.analysis.walk import unchanged
from analyzer.errors import AnalyzerError, ExportError, OutputError, bug, by_system
from analyzer.language import language, marked, speaking
from analyzer.limits import Limits
from analyzer.local.archives import Listed
from analyzer.local.outcomes import Comparison, Outcome, Report, Workshop
from analyzer.local.wording import on_page
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import REPORTS, check_group, page_name, read_result
from analyzer.reading.sources import Source, ZipFrom
from analyzer.remarks import remark
from analyzer.reporting.figures import figures
from analyzer.sample import sample_zip
from analyzer.workshop.batch import run_batch
from analyzer.workshop.children import check_folder, list_children
from analyzer.workshop.folder import is_batch, prepare
from analyzer.workshop.lock import in_use
from analyzer.workshop.options import Options
from analyzer.workshop.outcome import Line, outcome_lines
from analyzer.workshop.withdrawal import delete
from analyzer.workshop.workers import NO_MEMORY

SAMPLE: Final = "sample_export"
"""The name of the sample, which is invented when it is read, in memory."""


STOPPED: Final = remark(marked("You stopped it."))


class _StoppedError(Exception):
    """The person stopped the work."""


@dataclass(frozen=True)
class Failure:
    """The reason of a job that failed: a line in English, or a remark. It is shown with the names of `paths`, not their folders."""

    reason: object
    paths: tuple[Path, ...] = ()

    @property
    def is_translated(self) -> bool:
        """Whether the line is in the language of the page."""
        return not isinstance(self.reason, str)

    def __str__(self) -> str:
        """The line as the page shows it."""
        return on_page(str(self.reason), self.paths)


@dataclass
class Job:
    """Work on the archives at `paths` in a thread. It ends with an `outcome` or a `failure`.

    `done` and `total` are bytes or, for a workshop, exports; `failed` is the number of exports that could not be read.
    `names` are those of the archives.
    """

    paths: tuple[Path, ...]
    work: Callable[["Job"], Outcome]
    names: tuple[str, ...] = ()
    done: int = 0
    total: int = 0
    failed: int = 0
    is_workshop: bool = False
    outcome: Outcome | None = None
    failure: Failure | None = None
    _stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Start."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait until it ends, for at most so long."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """Let it end soon, without an outcome."""
        self._stopped.set()

    def advance(self, done: int, total: int, failed: int = 0) -> None:
        """Note that `done` of `total` are read. Ends the work if it was stopped."""
        self.beat()
        self.done, self.total, self.failed = done, total, failed

    def beat(self) -> None:
        """End the work if it was stopped."""
        if self._stopped.is_set():
            raise _StoppedError

    @property
    def can_be_forced(self) -> bool:
        """Whether it failed only because nothing shows that two archives are of one person."""
        return self.failure is not None and self.failure.reason == NOT_ONE_PERSON

    @property
    def has_results(self) -> bool:
        """Whether a workshop has results of this run or an earlier one."""
        return self.is_workshop and is_batch(self.paths[0] / REPORTS)

    def _run(self) -> None:
        try:
            self.outcome = self.work(self)
        except _StoppedError:
            self.failure = Failure(STOPPED)
        except AnalyzerError as error:
            self.failure = Failure(error.args[0], self.paths)
        except OSError as error:
            self.failure = Failure(by_system(error))
        except MemoryError:
            self.failure = Failure(NO_MEMORY)
        except Exception as error:
            self.failure = Failure(bug(error))


def report(
    archive: Listed | None,
    mapping: ExportMapping,
    limits: Limits,
    scenario: Scenario,
    made_on: date,
) -> Job:
    """Start to make the report of the `archive`, or of the sample without one."""
    chosen = language()

    def work(job: Job) -> Report:
        with _reading(job, *((archive,) if archive else ())) as sources:
            source = (
                sources[0] if archive else ZipFrom(Path(SAMPLE), partial(BytesIO, sample_zip()))
            )
            analysis = analyze(source, mapping, limits=limits, progress=job.advance)
        made = Report(archive, analysis, scenario, figures(analysis, scenario), made_on)
        with speaking(chosen):
            made.shown()  # made here, so that no browser waits for it
        return made

    return Job(
        (archive.path,) if archive else (), work, (archive.path.name if archive else SAMPLE,)
    )


@contextmanager
def _reading(job: Job, *archives: Listed) -> Iterator[list[Source]]:
    """How the job reads these archives. Raises ExportError if one is not what the list showed, or changes in this block."""
    for archive in archives:
        archive.check()
    with unchanged(*(archive.path for archive in archives), beat=job.beat):
        yield [archive.source for archive in archives]
        for archive in archives:
            archive.check()


def comparison(
    older: Listed,
    newer: Listed,
    mapping: ExportMapping,
    limits: Limits,
    made_on: date,
    *,
    force: bool,
) -> Job:
    """Start to compare two archives. Without `force`, they must be of one person."""
    old, new = older.path, newer.path
    chosen = language()

    def work(job: Job) -> Comparison:
        with _reading(job, older, newer) as (before, after):
            if not force and not of_one_person(before, after, mapping, limits, job.beat):
                raise ExportError(NOT_ONE_PERSON)
            compared = compare(before, after, mapping, limits=limits, progress=job.advance)
        made = Comparison(compared, made_on, (page_name(old.name), page_name(new.name)))
        with speaking(chosen):
            made.shown()
        return made

    return Job((old, new), work, (old.name, new.name))


def workshop(folder: Listed, options: Options) -> Job:
    """Start a batch of the exports in the `folder`. Its results go into a folder there."""
    directory = folder.path
    out = directory / REPORTS

    def work(job: Job) -> Workshop:
        _check_workshop(folder, out)
        check_group(directory, out, ours=is_batch(out), beat=job.beat)
        job.names = tuple(child.name for child in list_children(directory, out, job.beat))
        _check_workshop(folder, out)  # once more: listing it can take long
        check_folder(directory)
        with in_use(out):
            prepare(out)
            result = run_batch(directory, out, options, lambda _, *numbers: job.advance(*numbers))
        # A page of an earlier run stays closed: someone else may have put another in its place.
        page = None if result.group.held_back else result.group.page
        return Workshop(
            folder,
            partial(outcome_lines, result, out, pages=True),
            read_result(page) if page and page.exists() else None,
        )

    return Job((directory,), work, (directory.name,), is_workshop=True)


def removal(folder: Listed) -> Job:
    """Start to remove the results of a workshop in the `folder`."""
    directory = folder.path
    out = directory / REPORTS

    def work(_: Job) -> Workshop:
        _check_workshop(folder, out)
        if not is_batch(out):  # before anything is made there
            raise OutputError(f"{out} is not from a batch, so nothing in it is deleted.")
        with in_use(out):
            removed = delete(out, directory)
        with suppress(OSError):  # something is left in it
            out.rmdir()
        return Workshop(folder, lambda: map(Line, removed.lines()), is_deleted=True)

    return Job((directory,), work, (directory.name,), is_workshop=True)


def _check_workshop(folder: Listed, results: Path) -> None:
    """Raise ExportError if the folder is not the one that the list showed, or its results are a link to elsewhere."""
    folder.check()
    if results.is_symlink():
        sentence = marked(
            "{path} is a link, which is not followed. Remove it, and choose the folder again."
        )
        raise ExportError(remark(sentence, path=str(results)))
