"""Fixtures that many tests share: the mapping, example pages, and the masked exports beside the project."""

import gc
import os
import pickle
import runpy
import tempfile
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

# What takes long to import is imported by what needs it: the process that hands the tests out does not.
if TYPE_CHECKING:
    from command import Run

    from analyzer.analysis.model import Analysis
    from analyzer.mapping import ExportMapping

# Machines are shared and slow at times: no example has to be quick. What lands is tried on the same examples each time, and
# many; at a desk hypothesis looks for new ones, and for not as long.
settings.register_profile("landing", deadline=None, derandomize=True)
settings.register_profile("desk", deadline=None, max_examples=40)
settings.load_profile("landing" if "CI" in os.environ else "desk")

WATCHED = Path(__file__).parent / "watched"


def pytest_configure() -> None:
    """Have this process watched for connections, and each Python that it starts."""
    if "EXPOSURE_WATCH" not in os.environ:  # in a worker it is there
        os.environ["EXPOSURE_WATCH"] = str(Path(tempfile.mkdtemp()) / "connections")
        paths = [str(WATCHED), os.environ.get("PYTHONPATH")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        runpy.run_path(str(WATCHED / "sitecustomize.py"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run a test that is marked `uncounted` without counting lines, here and in each Python that it starts."""
    counting = coverage.Coverage.current() if item.get_closest_marker("uncounted") else None
    if counting is None:
        return (yield)
    told = {name: os.environ.pop(name) for name in os.environ if name.startswith("COVERAGE_")}
    counting.stop()
    try:
        return (yield)
    finally:
        counting.start()
        os.environ.update(told)


def pytest_collection_finish() -> None:
    """Keep what is there for good out of what is searched for garbage, and search as seldom as the command does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail if anything was connected to, also where the test that did it passed."""
    made = Path(os.environ["EXPOSURE_WATCH"])
    if made.exists() and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"\nConnections were made:\n{made.read_text('utf-8')}")


GROUP, COMPARISON = "a group", "a comparison"
"""The names under which `example_page` gives the page of a group, and of two exports, instead of an export's."""

DAY = date(2026, 3, 14)

PROJECT = Path(__file__).parent.parent
SHARED = PROJECT.parent / "shared"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Run":
    """Calls `exposure ARGUMENTS` as the command does; gives the exit code, stdout and stderr."""
    from command import caller

    return caller(monkeypatch, capsys)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The one server of this process that calls the command in processes of its own."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The one browser of this process, which can have no other."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(**launch_options())
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def mapping() -> "ExportMapping":
    from analyzer.mapping import load_mapping

    return load_mapping()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with masked exports, the atlas and the documents, where there is one."""
    if not (SHARED / "exports").is_dir():
        pytest.skip(f"{SHARED} is not there: nothing to compare with real layouts and documents")
    return SHARED


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run, for what all workers use. What two make at once must be the same, and written whole."""
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
    from example_group import example_group

    from analyzer.analysis.analyze import analyze
    from analyzer.analysis.compare import compare
    from analyzer.output import write_whole
    from analyzer.reporting.changes import changes
    from analyzer.reporting.figures import figures
    from analyzer.reporting.page import render, render_comparison
    from analyzer.reporting.share import shared_counts
    from analyzer.workshop.cohort_page import render_cohort

    @cache
    def make(name: str) -> Path:
        page = made_once / f"page of {name}.html"
        if not page.exists():
            write_whole(page, html(name))
        return page

    def html(name: str) -> str:
        if name == GROUP:
            return render_cohort(example_group(mapping), mapping, DAY)
        if name == COMPARISON:
            old, new = example_pair(tmp_path_factory.mktemp("pair"))
            return render_comparison(changes(compare(old, new, mapping)), DAY)
        export = EXPORTS[name](tmp_path_factory.mktemp("example"))
        if export is None:
            pytest.skip(f"{SHARED} is not there: no page of the {name} export")
        counted = figures(analyze(export, mapping))
        shared = shared_counts(counted).rounded() if name == "hostile names" else None
        return render(counted, made_on=DAY, shared=shared)

    return make
