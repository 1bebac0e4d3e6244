"""Fixtures that many tests share: the mapping, example pages, and the masked exports."""

import gc
import os
import pickle
import runpy
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coverage
import pytest
from browser import launch_options
from forked import Server, serving
from hypothesis import settings

# Slow imports happen where they are used: the process that distributes the tests does not need them.
if TYPE_CHECKING:
    from command import Run

    from analyzer.analysis.model import Analysis
    from analyzer.mapping.mapping import ExportMapping

# Machines are shared and slow at times, so examples have no deadline. In CI hypothesis always tries the same examples, and
# more examples than elsewhere; at a desk it looks for new examples.
settings.register_profile("landing", deadline=None, derandomize=True)
settings.register_profile("desk", deadline=None, max_examples=40)
settings.load_profile("landing" if "CI" in os.environ else "desk")

WATCHED = Path(__file__).parent / "watched"

MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 4_000_000_000


def pytest_configure(config: pytest.Config) -> None:
    """Watch this process and each Python that it starts for connections, and give them a separate cache."""
    if "EXPOSURE_WATCH" not in os.environ:  # in a worker it is set
        keep_temporary_files_in_memory()
        folder = tempfile.mkdtemp()
        os.environ["EXPOSURE_WATCH"] = str(Path(folder) / "connections")
        os.environ["XDG_CACHE_HOME"] = folder
        # Otherwise each worker would compile all tests, each time: `make test` keeps them, too.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        paths = [str(WATCHED), os.environ.get("PYTHONPATH")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        runpy.run_path(str(WATCHED / "sitecustomize.py"))


def pytest_xdist_auto_num_workers() -> int:
    """Half more workers than processors: many tests wait for a browser, a server or another process.

    With two processors, the whole suite took 534 s with three workers, and 663 s with two.
    """
    processors = os.cpu_count() or 1
    return processors + processors // 2


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run a test marked `uncounted` without coverage, here and in each Python that it starts."""
    counting = coverage.Coverage.current() if item.get_closest_marker("uncounted") else None
    if counting is None:
        return (yield)
    variables = [name for name in os.environ if name.startswith("COVERAGE_")]
    settings_of_coverage = {name: os.environ.pop(name) for name in variables}
    measure_threads = threading.gettrace()
    counting.stop()
    try:
        return (yield)
    finally:
        counting.start()
        if measure_threads:
            threading.settrace(measure_threads)
        os.environ.update(settings_of_coverage)


def keep_temporary_files_in_memory() -> None:
    """Put the many small files of the tests where writing and deleting them takes the least time.

    That is memory, if the system keeps files there, has enough room, and can run programs from it. TMPDIR takes precedence.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    system = os.statvfs(MEMORY)
    room = system.f_bavail * system.f_frsize
    if room >= ENOUGH_MEMORY and not system.f_flag & os.ST_NOEXEC:
        tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)


def pytest_collection_finish() -> None:
    """Exclude the imports from garbage collection, and collect as rarely as the command does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail if any test made a connection, even if that test passed."""
    made = Path(os.environ["EXPOSURE_WATCH"])
    if made.exists() and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"\nConnections were made:\n{made.read_text('utf-8')}")


GROUP, COMPARISON, EVIDENCE = "a group", "a comparison", "the evidence"
PARTICIPANT, HANDOUT, ANOTHER_LANGUAGE = "a participant", "a handout", "another language"
"""Names for the pages of a group, of a comparison, about the evidence, of a participant and of the facilitator's list in
`example_page`. Those of the workshop kit are in `example_group.KIT`.
"""

DAY = date(2026, 3, 14)

PROJECT = Path(__file__).parent.parent
SHARED = PROJECT.parent / "shared"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Run":
    """Calls `exposure ARGUMENTS` as the command does; gives the exit code, stdout and stderr."""
    from command import caller

    return caller(monkeypatch, capsys)


@pytest.fixture
def pseudo() -> Iterator[str]:
    """The code of the pseudo-language, which is a language of pages in this test."""
    from pseudo import offered

    with offered() as code:
        yield code


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the tasks of a batch in this process, without the seconds that workers take to start."""
    from workshops import InThisProcess

    from analyzer.workshop import workers

    monkeypatch.setattr(workers, "Workers", InThisProcess)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this process, which calls the command in new processes."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def driver() -> Iterator[Any]:
    """What starts browsers. A process can have only one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def chromium(driver: Any) -> Iterator[Any]:
    """The browser of this process."""
    opened = driver.launch(**launch_options())
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def mapping() -> "ExportMapping":
    from analyzer.mapping.mapping import load_mapping

    return load_mapping()


@pytest.fixture(scope="session")
def five(mapping: "ExportMapping") -> "ExportMapping":
    """The mapping with the five articles that the tests know by hand. Others may have been added."""
    from five_articles import of_five

    return of_five(mapping)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the masked exports, the atlas and the articles, if it exists."""
    if not (SHARED / "exports").is_dir():
        pytest.skip(
            f"{SHARED} does not exist, so nothing is compared with real layouts and articles"
        )
    return SHARED


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder shared by all workers of this run. Files made by two workers at once must be equal and written whole."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def masked_export(
    shared: Path, made_once: Path, mapping: "ExportMapping"
) -> Callable[[str], "Analysis"]:
    """The analysis of a masked export, by name."""
    from analyzer.analysis.analyze import analyze
    from analyzer.output import write_whole

    @cache
    def read(name: str) -> "Analysis":
        kept = made_once / f"analysis of {name}.pickle"
        if not kept.exists():
            write_whole(kept, pickle.dumps(analyze(shared / "exports" / name, mapping)))
        analysis: Analysis = pickle.loads(kept.read_bytes())
        return analysis

    return read


@pytest.fixture(scope="session")
def example_page(
    tmp_path_factory: pytest.TempPathFactory, made_once: Path, mapping: "ExportMapping"
) -> Callable[[str], Path]:
    """The page of an export of `example_exports` as a file, by name."""
    from example_exports import EXPORTS, example_pair
    from example_group import KIT, example_comparison, example_group, example_handout
    from pseudo import page_in_pseudo

    from analyzer.analysis.analyze import analyze
    from analyzer.analysis.compare import compare
    from analyzer.output import write_whole
    from analyzer.reporting.changes import changes
    from analyzer.reporting.figures import figures
    from analyzer.reporting.page import render, render_comparison, render_evidence
    from analyzer.reporting.share import shared_counts
    from analyzer.workshop.group_page import render_cohort

    others: dict[str, Callable[[Path], str]] = {
        GROUP: lambda _: render_cohort(example_group(mapping), mapping, DAY),
        COMPARISON: lambda folder: render_comparison(
            changes(compare(*example_pair(folder), mapping)), DAY
        ),
        EVIDENCE: lambda _: render_evidence(mapping, "1.0"),
        ANOTHER_LANGUAGE: lambda _: page_in_pseudo(
            analyze(PROJECT / "sample_export", mapping), DAY
        ),
        HANDOUT: lambda folder: example_handout(folder, DAY),
    }

    @cache
    def make(name: str) -> Path:
        page = made_once / f"page of {name}.html"
        if not page.exists():
            write_whole(page, html(name))
        return page

    def html(name: str) -> str:
        folder = tmp_path_factory.mktemp("example")
        if name in others:
            return others[name](folder)
        if name in KIT:
            return KIT[name].read_text("utf-8")
        export = EXPORTS["sample" if name == PARTICIPANT else name](folder)
        if export is None:
            pytest.skip(f"{SHARED} is not there: no page of the {name} export")
        counted = figures(analyze(export, mapping))
        if name == PARTICIPANT:
            return render(counted, made_on=DAY, number="P07", group=example_comparison(counted))
        shared = shared_counts(counted).rounded() if name == "hostile names" else None
        return render(counted, made_on=DAY, shared=shared)

    return make
