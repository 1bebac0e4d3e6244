"""Nothing leaks: canaries in every cell and every name, in all commands, outputs, options and failures.

At the end, each step against leaks is removed, and the tests detect the leak.
"""

import dataclasses
import logging
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from canaries import (
    CELL,
    CONTROLS,
    NAME,
    PERSON,
    broken_files,
    occurrences,
    outputs,
    write_canaries,
)
from command import Run
from exports import pack, write
from workshops import InThisProcess

from analyzer.analysis.diagnose import ColumnName
from analyzer.errors import ExportError
from analyzer.mapping.mapping import ExportMapping
from analyzer.workshop import workers
from analyzer.workshop.contributions import from_export
from analyzer.workshop.options import Budget
from analyzer.workshop.workers import Task, Workers

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

OPTIONS = (
    "--strict",
    "--official",
    "--region",
    "eu",
    "--opted-out",
    "2026-01-01",
    "--minor",
    "--ads-off",
)


@dataclass(frozen=True)
class Case:
    """A command with its exit code, and the outputs that may have names LinkedIn does not use, or names of people."""

    words: tuple[str, ...]
    code: int = 0
    names_in: tuple[str, ...] = ()
    people_in: tuple[str, ...] = ("",)


EVERYWHERE = ("",)
SHARED = ("reports", "stdout")
LISTS = ("key.csv", "failures.csv", "handout.html")
KEY = ("stdout", *(f"out/private/{name}" for name in LISTS))  # for the facilitator
PRIVATE = ("out/participants", *KEY)

COMMANDS: dict[str, Case] = {
    "report": Case(("report", "in/stieglitz", "--json", "n.json", "--picture", "p.svg", *OPTIONS), 3, EVERYWHERE),
    "report and share file": Case(("report", "in/stieglitz", "--share", "shared/s.json"), 0, SHARED),
    "report of a ZIP": Case(("report", "in/stieglitz.zip", "--json", "-", "--picture", "p.png"), 0, EVERYWHERE),
    "compare": Case(("compare", "in/stieglitz", "in/stieglitz.zip", "--force", "--json", "n.json"), 0, EVERYWHERE),
    "compare others": Case(("compare", "in/stieglitz", "in/dora"), 1),
    "batch": Case(("batch", "in", "--out", "out", "--official"), 4, PRIVATE, KEY),
    "batch with names": Case(("batch", "in", "--out", "out", "--names"), 4, PRIVATE, PRIVATE),
    "doctor": Case(("doctor", "in/stieglitz", "--out", "doctor.txt"), people_in=()),
    "doctor of a ZIP": Case(("doctor", "in/stieglitz.zip"), people_in=()),
    "doctor of a folder that is not an export": Case(("doctor", "in/zeisig broken")),
    "draft": Case(("mapping", "draft", "in/stieglitz whole", "--out", "draft.toml"), 0, EVERYWHERE),
    "two exports": Case(("report", "in"), 1, EVERYWHERE),
    "a damaged ZIP": Case(("report", "in/zeisig.zip"), 1, EVERYWHERE),
    "not an export": Case(("report", "in/zeisig broken"), 1, EVERYWHERE),
}  # fmt: skip


FEW = frozenset(
    "Profile.csv Email Addresses.csv Positions.csv Skills.csv Connections.csv messages.csv Shares.csv Comments.csv".split()
)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping) -> Path:
    """The exports below, with every known file."""
    return write_exports(tmp_path_factory.mktemp("canaries"), mapping)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping) -> Path:
    """The exports below, with few of the known files and every broken one."""
    return write_exports(tmp_path_factory.mktemp("few"), mapping, FEW)


def write_exports(home: Path, mapping: ExportMapping, names: frozenset[str] | None = None) -> Path:
    """Write exports with canaries, both damaged and whole, a damaged ZIP, and a folder that is not an export."""
    write(write_canaries(home / PERSON, mapping, names=names), broken_files())
    write_canaries(home / f"{PERSON} whole", mapping, names=names)
    files = {
        path.relative_to(home / f"{PERSON} whole").as_posix(): path.read_bytes()
        for path in sorted((home / f"{PERSON} whole").rglob("*.*"))
        if path.is_file()
    }
    pack(
        home / f"{PERSON}.zip",
        {f"{NAME}/{name}": data for name, data in files.items()} | broken_files(),
    )
    damaged = pack(home / f"{NAME}.zip", {f"{CELL}.csv": CELL}, zipfile.ZIP_DEFLATED)
    damaged.write_bytes(damaged.read_bytes()[:-30])
    write(home / f"{NAME} broken", {f"{CELL}.csv": f"{CELL},{CELL}\n", f"{NAME}.txt": CELL})
    write(
        home / "dora", {"Skills.csv": f"Name\n{CELL}\n", "participant.toml": f'{CELL} = "{CELL}"\n'}
    )
    return home


RunCase = Callable[[Case], dict[str, str]]


@pytest.fixture(params=["exports"])
def run_case(
    run: Run,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> RunCase:
    """Run a case on `exports` or `few` in its own folder, with its home and temporary files; gives all outputs."""
    exports: Path = request.getfixturevalue(request.param)
    (tmp_path / "in").symlink_to(exports, target_is_directory=True)
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "Workers", InThisProcess)
    caplog.set_level(logging.DEBUG, "analyzer")

    def call(case: Case) -> dict[str, str]:
        code, out, err = run(*case.words)
        assert code == case.code, err
        printed = {"stdout": out, "stderr": err, "logs": caplog.text}
        return outputs(tmp_path, printed, except_below=["in/"])

    return call


def leaks(case: Case, texts: Mapping[str, str]) -> list[str]:
    """The places of canaries, and of names that must not be there."""

    def outside(places: tuple[str, ...]) -> dict[str, str]:
        return {name: text for name, text in texts.items() if not name.startswith(places)}

    return [
        *occurrences(dict(texts), CELL),
        *occurrences(outside(case.names_in), NAME),
        *occurrences(outside(case.people_in), PERSON),
        # Compiled templates are bytes that no one sees in a terminal.
        *occurrences(outside(("logs", "XDG_CACHE_HOME/linkedin-exposure/")), *CONTROLS),
    ]


@pytest.mark.parametrize("case", COMMANDS.values(), ids=COMMANDS)
def test_no_canary_is_in_any_output(run_case: RunCase, case: Case) -> None:
    assert leaks(case, run_case(case)) == []


def test_the_canaries_are_in_every_file_and_are_measured(exports: Path, run_case: RunCase) -> None:
    """Otherwise the test above would show nothing."""
    files = [path for path in (exports / f"{PERSON} whole").rglob("*.*") if path.is_file()]
    empty = {"Rich Media.csv", "Rich_Media.csv", "Profile Summary.csv"}
    without = {
        path.name
        for path in files
        if CELL not in path.read_bytes().replace(b"\0", b"").decode("utf-8", "replace")
    }
    assert len(files) > 80
    assert without <= empty
    # Exit code 0: every file is known, and every record is read.
    texts = run_case(Case(("report", "in/stieglitz whole", "--strict")))
    assert "Private messages" in texts["stdout"]


def test_a_worker_prints_nothing(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Libraries can print the data they were reading when they fail, regardless of verbosity."""
    monkeypatch.setenv("EXPOSURE_DEBUG", "1")
    with Workers(1, Budget()) as pool:
        assert [outcome.reason for _, outcome in pool.run([Task("a", print, (CELL,))])] == [None]
    assert capfd.readouterr() == ("", "")


# --- failures ---------------------------------------------------------------------------------------------------------

# The function that fails with a message that quotes a cell, and the command.
BUGS: dict[str, tuple[str, Case]] = {
    "reading a file": ("analyzer.analysis.walk.read_batches", Case(("report", "in/stieglitz"), 1)),
    "counting people": ("analyzer.analysis.people.PeopleCounter.add", Case(("report", "in/stieglitz"), 1)),
    "adding up": ("analyzer.reporting.figures.figures", Case(("report", "in/stieglitz"), 1)),
    "making the page": ("analyzer.reporting.page.render", Case(("report", "in/stieglitz"), 1)),
    "matching records": ("analyzer.analysis.compare.match", Case(("compare", "in/stieglitz", "in/stieglitz.zip", "--force"), 1)),
    "recognising people": ("analyzer.analysis.owner.find_owner", Case(("batch", "in", "--out", "out"), 1)),
    "analysing a participant": ("analyzer.workshop.pages.analyze", Case(("batch", "in", "--out", "out"), 1)),
    "diagnosing": ("analyzer.analysis.walk.read_batches", Case(("doctor", "in/stieglitz"), 0)),
    "drafting": ("analyzer.reporting.mapping_draft.draft", Case(("mapping", "draft", "in/stieglitz"), 1)),
}  # fmt: skip


def fail(*_: object, **__: object) -> None:
    try:
        raise KeyError(f"{CELL} {NAME}")
    except KeyError as error:
        raise ValueError(f"row 3: {CELL}\n{NAME}") from error


on_few = pytest.mark.parametrize("run_case", ["few"], indirect=True)


@on_few
@pytest.mark.parametrize("debug", ["", "1"], ids=["quiet", "debug"])
@pytest.mark.parametrize(("where", "case"), BUGS.values(), ids=BUGS)
def test_a_bug_reveals_nothing(
    run_case: RunCase, monkeypatch: pytest.MonkeyPatch, where: str, case: Case, debug: str
) -> None:
    monkeypatch.setenv("EXPOSURE_DEBUG", debug)
    monkeypatch.setattr(where, fail)
    texts = run_case(case)
    assert occurrences(texts, CELL) == []
    for name in KEY if case.words[0] == "batch" else ():
        texts.pop(name, None)  # they have the names of folders
    assert occurrences(texts, NAME) == []
    if case.words[0] != "doctor":
        assert ("test_leaks.py, line" in texts["stderr"]) or case.words[0] == "batch"
        assert (", in fail" in texts["stderr"]) is bool(debug and case.words[0] != "batch")


# --- each step removed ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A step against leaks: the function that does it, what replaces the function, and a case that then leaks.

    `bug` is a function that fails in that case.
    """

    function: str
    replacement: Any
    case: Case
    bug: str | None = None


def message(error: BaseException) -> str:
    return str(error)


def with_names(error: ExportError) -> str:
    return str(error)


def contribute_with_names(figures: Any, *rest: Any) -> Any:
    files = tuple(
        dataclasses.replace(
            file,
            columns=tuple(dataclasses.replace(column, state="mapped") for column in file.columns),
        )
        for file in figures.files
    )
    return from_export(dataclasses.replace(figures, files=files), *rest)


STEPS: dict[str, Step] = {
    "a first line that may be a record is not shown": Step(
        "analyzer.reading.header._shown", lambda names, _table: names, COMMANDS["report"]
    ),
    "only known names in an unknown first line are shown": Step(
        "analyzer.mapping.names.TableNames.knows_column", lambda *_: True, COMMANDS["report"]
    ),
    "an error in a command is reported without its message": Step(
        "analyzer.cli.without_words", message, BUGS["reading a file"][1], "analyzer.analysis.walk.read_batches"
    ),
    "an error in a worker is reported without its message": Step(
        "analyzer.workshop.workers.bug", message, BUGS["analysing a participant"][1],
        "analyzer.workshop.pages.analyze",
    ),
    "an error in a diagnosis is reported without its message": Step(
        "analyzer.analysis.diagnose.bug", message, BUGS["diagnosing"][1], "analyzer.analysis.walk.read_batches"
    ),
    "a trace has no messages": Step(
        "analyzer.cli.trace_without_words", message, BUGS["reading a file"][1], "analyzer.analysis.walk.read_batches"
    ),
    "a reason for a failure in a batch has no names": Step("analyzer.errors.ExportError.general", property(with_names), COMMANDS["batch"]),
    "a participant's page shows a number instead of a name": Step(
        "analyzer.workshop.pages.shown_name", lambda person, **_: person.children[0].name, COMMANDS["batch"]
    ),
    "a contribution has no names of unknown columns": Step(
        "analyzer.workshop.contributions.from_export", contribute_with_names, COMMANDS["batch"]
    ),
    "a diagnosis has no names of unknown columns": Step(
        "analyzer.analysis.diagnose._column", lambda name, *_: ColumnName(name, 1), COMMANDS["doctor"]
    ),
    "a diagnosis shows a file's name as in the mapping": Step(
        "analyzer.analysis.diagnose._called", lambda path, _table: path, COMMANDS["doctor"]
    ),
    "a diagnosis has no unusual file endings": Step(
        "analyzer.analysis.diagnose._ending", lambda path: PurePosixPath(path).suffix, COMMANDS["doctor"]
    ),
    "a diagnosis has no names of unknown folders": Step(
        "analyzer.analysis.diagnose._folder", lambda path, _mapping: PurePosixPath(path).parent.name, COMMANDS["doctor"]
    ),
    "hidden characters are marked in the terminal": Step(
        "analyzer.text.is_hidden", lambda _character: False, COMMANDS["report"]
    ),
    "hidden characters are escaped in JSON": Step(
        "analyzer.reporting.json.is_hidden", lambda _character: False, COMMANDS["report of a ZIP"]
    ),
    "hidden characters are escaped in a draft": Step(
        "analyzer.reporting.mapping_draft.is_hidden", lambda _character: False,
        Case(("mapping", "draft", "in/stieglitz.zip"), 0, EVERYWHERE),
    ),
}  # fmt: skip


@on_few
@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_leak_is_detected_when_the_step_is_removed(
    run_case: RunCase, monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    if step.bug:
        monkeypatch.setattr(step.bug, fail)
    if "trace" in step.function:
        monkeypatch.setenv("EXPOSURE_DEBUG", "1")
    before = []
    if (
        step.case not in COMMANDS.values()
    ):  # for those, `test_no_canary_is_in_any_output` shows it for more files
        before = leaks(step.case, run_case(step.case))
        shutil.rmtree("out", ignore_errors=True)  # otherwise a batch keeps its results
    monkeypatch.setattr(step.function, step.replacement)
    after = leaks(step.case, run_case(step.case))
    assert len(after) > len(before), "the removal is not detected"
