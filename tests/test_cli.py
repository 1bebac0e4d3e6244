"""The command line: files written, output and exit codes."""

import errno
import itertools
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
import webbrowser
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pytest
from command import Result, Run
from exports import pack, write
from forked import Server, Surroundings
from rich.console import Console
from rich.progress import Progress
from typer.testing import CliRunner

from analyzer import __version__, cli, output
from analyzer.analysis import analyze as analyze_module
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.progress import ReadingBar
from analyzer.text import STANDINGS, count, percent, percents

SAMPLE = Path(__file__).parent.parent / "sample_export"

Words = list[str | Path]
"""The arguments of a command."""

Files = dict[str, str | bytes]


class OnTerminal(Protocol):
    def __call__(self, *arguments: str | Path) -> tuple[int, str]: ...


SKILLS = "Name\nPython\nfunctional analysis\n"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
    "1,,Ada,,Bo,2024-02-03 10:00:00 UTC,Hi,See you there,INBOX\n"
)
EXPORT: Files = {"Skills.csv": SKILLS, "messages.csv": MESSAGES}
CANARY = "KANARIE"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.delenv("EXPOSURE_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "100")


def code_of(ended: SystemExit) -> int:
    assert ended.code is None or isinstance(ended.code, int)
    return ended.code or 0


@pytest.fixture
def export() -> Path:
    return write(Path("export"), EXPORT)


def files_below(folder: str | Path = ".") -> list[str]:
    return sorted(path.as_posix() for path in Path(folder).rglob("*") if path.is_file())


# --- where things are written -----------------------------------------------------------------------------------------


def test_the_page_goes_to_reports_by_default(run: Run, export: Path) -> None:
    code, out, err = run("report", export)
    assert (code, err) == (0, "")
    assert files_below("reports") == ["reports/export.html"]
    assert out.splitlines()[-1] == f"Report: {Path('reports/export.html')}"
    assert Path("reports/export.html").read_text(encoding="utf-8").startswith("<!doctype html>")


DEFAULT_NAMES = {
    "export.zip": "export.html",
    "Basic_LinkedInDataExport_01-31-2024.zip": "Basic_LinkedInDataExport_01-31-2024.html",
    "export (1).zip": "export (1).html",
    "export": "export.html",
}


@pytest.mark.parametrize(("name", "page"), DEFAULT_NAMES.items())
def test_the_page_of_a_zip_has_its_name(run: Run, name: str, page: str) -> None:
    code, _, _ = run("report", pack(Path(name), EXPORT))
    assert code == 0
    assert files_below("reports") == [f"reports/{page}"]


ODD_NAMES = [
    "", ".", "..", "...", ".zip", ".zip.zip", "a/b", "a\\b", "/etc/passwd", "a\nb", "a\0b", "a:b?*<>|\"'",
    " ", "x" * 400, "é" * 200, "🙂" * 100, "\udcff", "-", "--out", "~", "NUL", "a.html", "x.zip ",
]  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_export_of_any_name_has_a_page_with_a_valid_file_name(name: str) -> None:
    page = f"{output.page_name(name)}.html"
    assert page != ".html"
    assert not set(page) & set('/\\\0\n:*?"<>|')
    assert not page.startswith(".")
    assert len(page.encode("utf-8")) <= 255
    Path(page).write_text("x", encoding="utf-8")
    assert [path.name for path in Path().iterdir()] == [page]


def test_out_sets_the_place_and_makes_its_folders(run: Run, export: Path) -> None:
    code, out, _ = run("report", export, "--out", "deep/er/my page.html")
    assert code == 0
    assert files_below("deep") == ["deep/er/my page.html"]
    assert not Path("reports").exists()
    assert out.splitlines()[-1].endswith("my page.html")


def test_an_older_page_is_replaced(run: Run, export: Path) -> None:
    Path("page.html").write_text("x" * 1_000_000)
    assert run("report", export, "--out", "page.html")[0] == 0
    assert "xxx" not in Path("page.html").read_text(encoding="utf-8")


def test_json_goes_to_a_file(run: Run, export: Path) -> None:
    code, out, _ = run("report", export, "--json", "numbers.json")
    assert code == 0
    assert json.loads(Path("numbers.json").read_text(encoding="utf-8"))["format_version"] == 3
    assert "Report: " in out
    assert files_below("reports") == ["reports/export.html"]


def test_json_is_alone_on_standard_output(run: Run, export: Path) -> None:
    code, out, err = run("report", export, "--json", "-")
    assert code == 0
    assert json.loads(out)["export"]["files"] == 2
    assert "Report: " in err
    assert files_below("reports") == ["reports/export.html"]
    assert not Path("-").exists()
    run("report", export, "--json", "numbers.json")
    assert Path("numbers.json").read_text(encoding="utf-8").rstrip("\n") == out.rstrip("\n")


def test_two_runs_write_the_same_bytes(run: Run, export: Path) -> None:
    outputs = []
    for name in ("one", "two"):
        run(
            "report",
            export,
            "--out",
            f"{name}.html",
            "--json",
            f"{name}.json",
            "--date",
            "2026-01-02",
        )
        outputs.append((Path(f"{name}.html").read_bytes(), Path(f"{name}.json").read_bytes()))
    assert outputs[0] == outputs[1]


def test_the_date_given_is_printed_on_the_page(run: Run, export: Path) -> None:
    run("report", export, "--out", "page.html", "--date", "2021-12-31")
    assert "31 December 2021" in Path("page.html").read_text(encoding="utf-8")


def test_the_export_stays_unchanged(run: Run, export: Path) -> None:
    before = {path: Path(path).read_bytes() for path in files_below("export")}
    run("report", export, "--json", "numbers.json")
    assert {path: Path(path).read_bytes() for path in files_below("export")} == before


def test_a_page_inside_the_export_is_not_counted(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(export)
    first, second = (json.loads(run("report", ".", "--json", "-")[1]) for _ in range(2))
    assert second == first


# --- what must not be overwritten -------------------------------------------------------------------------------------


def refused(result: Result) -> str:
    code, out, err = result
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "with --out" in err or "with --json" in err
    return err


def contents(*roots: str | Path) -> dict[str, bytes]:
    return {path: Path(path).read_bytes() for root in roots for path in files_below(root)}


def test_the_default_page_never_replaces_a_zip_of_its_name(run: Run) -> None:
    Path("reports").mkdir()
    packed = pack(Path("reports/mine.html"), EXPORT)
    before = packed.read_bytes()
    assert "reports/mine.html is the export itself" in refused(run("report", packed))
    assert contents("reports") == {"reports/mine.html": before}


@pytest.mark.parametrize("given", ["reports", "./reports/", "../cwd/reports"])
def test_an_export_named_reports_is_not_written_to(run: Run, given: str) -> None:
    write(Path("reports"), EXPORT)
    before = contents("reports")
    refused(run("report", given))
    assert contents("reports") == before
    assert run("report", given, "--out", "page.html")[0] == 0


def test_an_export_named_reports_is_not_written_to_from_inside(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(Path("reports"), EXPORT)
    monkeypatch.chdir("reports")
    before = contents(".")
    refused(run("report", "."))
    assert contents(".") == before


def test_an_export_given_by_a_link_is_not_written_to(run: Run, export: Path) -> None:
    Path("mine").symlink_to(export, target_is_directory=True)
    before = contents("export")
    refused(run("report", "mine", "--out", "export/page.html"))
    assert contents("export") == before


ONE_FILE = {
    "the same": ["--out", "both", "--json", "./both"],
    "the default page": ["--json", "reports/export.html"],
    "by another path": ["--json", "export/../reports/./export.html"],
    "in another case": ["--out", "Page.html", "--json", "page.HTML"],
    "in another Unicode form": ["--out", "\u00fc.html", "--json", "u\u0308.html"],
}


@pytest.mark.parametrize("options", ONE_FILE.values(), ids=ONE_FILE)
def test_page_and_json_in_one_file_is_refused(run: Run, export: Path, options: list[str]) -> None:
    before = contents(".")
    assert "cannot be both the page and the numbers" in refused(run("report", export, *options))
    assert contents(".") == before


def test_page_and_json_in_one_file_through_a_link_is_refused(run: Run, export: Path) -> None:
    Path("elsewhere").mkdir()
    Path("link").symlink_to("elsewhere", target_is_directory=True)
    refused(run("report", export, "--out", "elsewhere/a", "--json", "link/a"))
    assert files_below("elsewhere") == []


# --- how a file is written --------------------------------------------------------------------------------------------


def link_where_the_temporary_file_was() -> None:
    Path("important").write_text("keep me")
    Path(".page.html.part").symlink_to("important")


def link_elsewhere() -> None:
    Path("important").write_text("keep me")
    Path("page.html").symlink_to("important")


def link_to_nothing() -> None:
    Path("page.html").symlink_to("missing")


def pipe() -> None:
    os.mkfifo("page.html")


def test_no_temporary_file_follows_a_link(run: Run, export: Path) -> None:
    link_where_the_temporary_file_was()
    assert run("report", export, "--out", "page.html")[0] == 0
    assert Path("important").read_text() == "keep me"
    assert Path(".page.html.part").is_symlink()
    assert not Path("page.html").is_symlink()


@pytest.mark.parametrize("make", [link_elsewhere, link_to_nothing, pipe])
def test_only_a_regular_file_is_replaced(run: Run, export: Path, make: Callable[[], None]) -> None:
    make()
    kind = Path("page.html").lstat().st_mode
    assert "page.html cannot be written (it is a" in refused(
        run("report", export, "--out", "page.html")
    )
    assert Path("page.html").lstat().st_mode == kind
    assert not Path("missing").exists()
    if make is link_elsewhere:
        assert Path("important").read_text() == "keep me"


def test_temporary_names_are_used_once_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Path, int]] = []
    real = os.open

    def watch(path: Path, flags: int, mode: int) -> int:
        seen.append((path, flags))
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", watch)
    for _ in range(2):
        output.write_whole(tmp_path / "page.html", "x")
    (first, flags), (second, _) = seen
    assert first != second
    assert first.parent == tmp_path
    assert flags & os.O_EXCL
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["page.html"]


@pytest.mark.skipif(os.name != "posix", reason="rights are kept in another way here")
def test_only_the_owner_can_read_a_result(tmp_path: Path) -> None:
    def rights(path: Path) -> str:
        return f"{stat.S_IMODE(path.stat().st_mode):o}"

    (tmp_path / "old.html").write_text("x")
    (tmp_path / "old.html").chmod(0o644)
    for name in ("deep/er/page.html", "old.html"):
        output.write_whole(tmp_path / name, "x")
    assert rights(tmp_path / "deep") == rights(tmp_path / "deep" / "er") == "700"
    assert rights(tmp_path / "deep" / "er" / "page.html") == rights(tmp_path / "old.html") == "600"


# --- failures ---------------------------------------------------------------------------------------------------------


def no_path() -> Words:
    return ["nowhere"]


def one_csv() -> Words:
    return [write(Path("e"), EXPORT) / "Skills.csv"]


def text() -> Words:
    Path("notes.txt").write_text("dear diary")
    return ["notes.txt"]


def empty_folder() -> Words:
    Path("e").mkdir()
    return ["e"]


def other_folder() -> Words:
    return [write(Path("e"), {"holiday.csv": "a\n1\n", "me.jpg": b"\xff\xd8"})]


def two_exports() -> Words:
    return [write(Path("e"), {"a/Skills.csv": SKILLS, "b/Skills.csv": "Name\nGo\n"})]


def stopped_download() -> Words:
    path = pack(Path("e.zip"), EXPORT | {"more.csv": os.urandom(5000)})
    path.write_bytes(path.read_bytes()[:3000])
    return [path]


def empty_zip() -> Words:
    return [pack(Path("e.zip"), {})]


def out_is_a_folder() -> Words:
    Path("there").mkdir()
    return [write(Path("e"), EXPORT), "--out", "there"]


def out_below_a_file() -> Words:
    Path("there").write_text("x")
    return [write(Path("e"), EXPORT), "--out", "there/page.html"]


def out_name_too_long() -> Words:
    return [write(Path("e"), EXPORT), "--out", "x" * 300 + ".html"]


def json_is_a_folder() -> Words:
    Path("there").mkdir()
    return [write(Path("e"), EXPORT), "--json", "there"]


def json_below_a_file() -> Words:
    Path("there").write_text("x")
    return [write(Path("e"), EXPORT), "--json", "there/n.json"]


def path_of_two_lines() -> Words:
    return ["no\nwhere"]


def path_with_markup() -> Words:
    return ["[bold]no[/nope]"]


def path_that_moves_the_cursor() -> Words:
    return ["no\x1b[2Jwhere"]


GIVE = "Give the unzipped folder, or the ZIP as downloaded."
# Functions that give the arguments, and parts of the one line on stderr.
FAILURES: list[tuple[Callable[[], Words], list[str]]] = [
    (no_path, ["There is nothing at nowhere.", "Give the unzipped folder, or the ZIP."]),
    (
        one_csv,
        ["Skills.csv is a single file of an export.", "Give the folder with all the files"],
    ),
    (text, ["notes.txt is not a LinkedIn export: it is neither a folder nor a ZIP.", GIVE]),
    (empty_folder, ["e is empty.", GIVE]),
    (other_folder, ["e is not a LinkedIn export: none of its files is one of the", "known.", GIVE]),
    (two_exports, ["e holds more than one export (a and b). Give one at a time."]),
    (stopped_download, ["e.zip is a ZIP whose end is missing", "Download it again."]),
    (empty_zip, ["e.zip is empty.", GIVE]),
    (out_is_a_folder, ["there cannot be written", "Choose another place with --out."]),
    (out_below_a_file, ["page.html cannot be written", "Choose another place with --out."]),
    (out_name_too_long, ["cannot be written", "Choose another place with --out."]),
    (json_is_a_folder, ["there cannot be written", "--json"]),
    (json_below_a_file, ["n.json cannot be written", "--json"]),
    (path_of_two_lines, ["There is nothing at no"]),
    (path_with_markup, ["There is nothing at [bold]no[/nope]."]),
    (path_that_moves_the_cursor, ["There is nothing at no"]),
]


@pytest.mark.parametrize(("make", "parts"), FAILURES, ids=[make.__name__ for make, _ in FAILURES])
def test_an_expected_failure_gives_one_line_and_exit_1(
    run: Run, make: Callable[[], Words], parts: list[str]
) -> None:
    code, out, err = run("report", *make())
    assert (code, out) == (1, "")
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    assert err.startswith("exposure: ")
    for part in parts:
        assert part in err
    assert "bug in linkedin-exposure" not in err
    assert not set(err[:-1]) & set(map(chr, range(32)))


def test_a_failure_leaves_no_page_behind(run: Run) -> None:
    assert run("report", *two_exports())[0] == 1
    assert not Path("reports").exists()


USAGE: dict[str, list[str]] = {
    "nothing": [],
    "no path": ["report"],
    "two paths": ["report", "a", "b"],
    "no such option": ["report", "a", "--nope"],
    "no such command": ["explode", "a"],
    "no value": ["report", "a", "--out"],
    "not a date": ["report", "a", "--date", "2024-02-30"],
    "not a scale": ["sample", "d", "--scale", "big"],
    "a scale of zero": ["sample", "d", "--scale", "0"],
    "a scale that is not a number": ["sample", "d", "--scale", "nan"],
    "an infinite scale": ["sample", "d", "--scale", "inf"],
    "a negative scale": ["sample", "d", "--scale", "-1"],
    "not a seed": ["sample", "d", "--seed", "1.5"],
}


@pytest.mark.parametrize("arguments", USAGE.values(), ids=USAGE)
def test_a_usage_error_gives_exit_2(run: Run, arguments: list[str]) -> None:
    code, _, _ = run(*arguments)
    assert code == 2
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [["report", ""], *(["report", "a", o, ""] for o in ("--out", "--json")), ["batch", ""], [""]],
)
def test_an_empty_argument_is_not_the_current_folder(run: Run, arguments: list[str]) -> None:
    assert run(*arguments) == (
        2,
        "",
        "exposure: One of the arguments is empty. Is a shell variable unset?\n",
    )
    assert list(Path().iterdir()) == []


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"linkedin-exposure {__version__}\n", "")


def test_help_names_every_option() -> None:
    result = CliRunner().invoke(cli.app, ["report", "--help"], env={"COLUMNS": "100"})
    assert result.exit_code == 0
    for option in ("--out", "--json", "--open", "--strict", "--date"):
        assert option in result.output


DEFAULTS = [
    ("report", "(reports/NAME.html)"),
    ("report", "(today)"),
    ("batch", "(reports/NAME)"),
    ("batch", "(one per processor, up to 4)"),
    ("batch", "(today)"),
    ("batch", "5"),
]


@pytest.mark.parametrize(("command", "default"), DEFAULTS)
def test_help_shows_the_defaults(command: str, default: str) -> None:
    result = CliRunner().invoke(cli.app, [command, "--help"])
    assert re.search(rf"\[default: {re.escape(default)}[];]", " ".join(result.output.split()))


def test_every_command_is_described_in_a_whole_sentence() -> None:
    for words in ([], ["mapping"]):
        result = CliRunner().invoke(cli.app, [*words, "--help"], env={"COLUMNS": "80"})
        listed = result.output.partition("Commands:")[2]
        assert len(listed.splitlines()) > 4
        assert "..." not in listed


def test_a_bug_gives_one_line_without_the_message_of_the_exception(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_args: object, **_kwargs: object) -> NoReturn:
        try:
            raise ValueError(f"row 3: {CANARY}")
        except ValueError as error:
            raise RuntimeError(f"cell {CANARY}\n{CANARY}") from error

    monkeypatch.setattr(analyze_module, "analyze", break_down)
    code, out, err = run("report", export)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "bug in linkedin-exposure (RuntimeError" in err
    assert CANARY not in err


def test_a_clock_that_python_cannot_read_gives_one_line(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overflow() -> NoReturn:
        raise OverflowError("timestamp too large to convert to C _PyTime_t")

    with monkeypatch.context() as patched:
        patched.setattr("time.time", overflow)
        code, out, err = run("report", export)
    assert (code, out) == (1, "")
    assert err == (
        "exposure: The clock of this machine is past the year 2262, which Python cannot read. Set it.\n"
    )


def test_control_c_prints_no_traceback(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: object, **_kwargs: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(analyze_module, "analyze", interrupt)
    code, out, err = run("report", export)
    assert (code, out, err) == (130, "", "")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_full_or_locked_disk_gives_one_sentence(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real = os.open

    def refuse(path: Path, flags: int, *args: Any, **kwargs: Any) -> int:
        if flags & os.O_CREAT:
            raise OSError(number, os.strerror(number), str(path))
        return real(path, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    code, _, err = run("report", export)
    assert code == 1
    assert "cannot be written" in err
    assert len(err.splitlines()) == 1


# --- strict -----------------------------------------------------------------------------------------------------------

STRICT: dict[str, tuple[Files, int]] = {
    "all known": ({}, 0),
    "set aside": ({"Rich Media.csv": "Type,Link\nPhotos,https://x\nVideos,https://y\n"}, 0),
    "unknown file": ({"holiday.csv": "a\n1\n"}, 3),
    "unknown column": ({"Languages.csv": "Name,Proficiency,Mood\nA,B,C\n"}, 3),
    "rejected record": ({"Languages.csv": "Name,Proficiency\nA,B,C\n"}, 3),
    "unreadable file": ({"Languages.csv": b"PK\x03\x04" + bytes(40)}, 3),
}


@pytest.mark.uncounted
@pytest.mark.parametrize(("more", "code"), STRICT.values(), ids=STRICT)
def test_strict_exits_3_after_writing_everything(run: Run, more: Files, code: int) -> None:
    export = write(Path("export"), EXPORT | more)
    assert run("report", export)[0] == 0
    Path("reports/export.html").unlink()
    strict, *_ = run("report", export, "--strict", "--json", "n.json")
    assert strict == code
    assert Path("reports/export.html").exists()
    assert json.loads(Path("n.json").read_text(encoding="utf-8"))


@pytest.mark.uncounted
@pytest.mark.parametrize(("more", "code"), STRICT.values(), ids=STRICT)
def test_the_reasons_for_exit_3_are_listed_below_the_table(
    run: Run, more: Files, code: int
) -> None:
    out = run("report", write(Path("export"), EXPORT | more), "--strict")[1]
    _, below = out.split("\nCategory ", 1)
    rows_and_reasons = (line for line in below.splitlines()[1:] if not line.startswith("Report: "))
    reasons = [line for line in rows_and_reasons if "  " not in line]  # rows have wide gaps
    assert bool(reasons) is bool(code)


def test_strict_does_not_hide_a_failure(run: Run) -> None:
    assert run("report", "nowhere", "--strict")[0] == 1


# --- the summary ------------------------------------------------------------------------------------------------------


def test_the_summary_has_the_figures_of_the_json(run: Run) -> None:
    connections = (
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ada,Quill,https://www.example.com/in/ada,,Tern & Co,Baker,03 Feb 2024\n"
    )
    profile = "First Name,Last Name,Summary\nAda,Quill,I bake bread and cakes.\n"
    files = EXPORT | {"Connections.csv": connections, "Profile.csv": profile}
    out = run("report", write(Path("export"), files), "--json", "n.json")[1]
    document = json.loads(Path("n.json").read_text(encoding="utf-8"))
    totals = document["totals"]
    rows = [re.split(r"  +", line) for line in out.splitlines()]
    standings = [row for row in rows if len(row) == 5 and row[0] != "The articles say"]
    shown = {name: totals["by_standing"][name] for name in STANDINGS}
    shown = {name: volume for name, volume in shown.items() if volume["values"]}
    all_words = [volume["text_words"] for volume in shown.values()]
    items = [volume["values"] - volume["texts"] for volume in shown.values()]
    columns = [[STANDINGS[name][0] for name in shown]]
    for amounts in (all_words, items):
        columns.append(list(map(count, amounts)))
        shares = map(percent, percents(amounts), amounts, itertools.repeat(sum(amounts)))
        columns.append([share.replace("under ", "<").replace("over ", ">") for share in shares])
    assert standings == [list(row) for row in zip(*columns, strict=True)]
    sums: Counter[tuple[str, str, str]] = Counter()
    for column in document["columns"]:
        for measure in ("text_words", "values", "texts"):
            sums[column["category"], column["standing"], measure] += column[measure]
    categories = [
        ("Profile", "profile", "used"),
        ("Private messages", "messages", "excluded"),
        ("Private messages", "messages", "not_mentioned"),
        ("Connections", "connections", "claimed"),
    ]
    lines = {(row[0], row[1]): row[2:] for row in rows if len(row) == 4}
    for label, category, standing in categories:
        words, values, texts = (
            sums[category, standing, measure] for measure in ("text_words", "values", "texts")
        )
        assert lines[label, STANDINGS[standing][0]] == [count(words), count(values - texts)]
    assert lines["Connections", STANDINGS["claimed"][0]][0] == "0"
    assert lines["Profile", STANDINGS["used"][0]][0] == "5"  # a name and a skill are not text


PROFILE = "First Name,Last Name,Summary\nAda,Quill,"
REACTION = "Date,Type,Link\n2024-02-03 10:00:00,LIKE,https://x\n"
ANSWERS: dict[str, tuple[Files, str]] = {
    "words": (
        {"Profile.csv": f"{PROFILE}I bake bread.\n", "Reactions.csv": REACTION},
        "100% of the 3 words in your LinkedIn data are reported as used to train AI.",
    ),
    "a word": (
        {"Profile.csv": f"{PROFILE}Baker\n"},
        "100% of the 1 word in your LinkedIn data is reported as used to train AI.",
    ),
    "words that are not used": (
        {"messages.csv": MESSAGES, "Skills.csv": "Name\nGo\n"},
        "0% of the 4 words in your LinkedIn data are reported as used to train AI.",
    ),
    "some words that are used": (
        {"messages.csv": MESSAGES, "Profile.csv": f"{PROFILE}Baker\n"},
        "20% of the 5 words in your LinkedIn data are reported as used to train AI.",
    ),
    "items": (
        {"Skills.csv": "Name\nGo\nC\n"},
        "100% of the 2 items in your LinkedIn data are reported as used to train AI.",
    ),
    "items, too few uncertain ones": (
        {
            "Skills.csv": "Name\n" + "".join(f"Skill {number}\n" for number in range(500)),
            "Reactions.csv": REACTION,
            "Invitations.csv": "From,To,Sent At,Message,Direction\n"
            + "".join(
                f'Ada Quill,Bo {number},"1/2/24, 3:04 PM",,OUTGOING\n' for number in range(250)
            ),
        },
        "33% of the 1,503 items in your LinkedIn data are reported as used to train AI. There is too "
        "little uncertain data to change this figure. This figure does not include data that no article mentions.",
    ),
    "items, some of them uncertain": (
        {"Skills.csv": "Name\nGo\n", "Reactions.csv": REACTION},
        "25% to 100% of the 4 items in your LinkedIn data are reported as used to train AI. "
        "The higher figure includes uncertain data.",
    ),
}
"""The files of an export, and the first line of its summary."""


@pytest.mark.parametrize(("files", "sentence"), ANSWERS.values(), ids=ANSWERS)
def test_the_summary_starts_with_the_answer(run: Run, files: Files, sentence: str) -> None:
    out = run("report", write(Path("export"), files))[1]
    assert " ".join(out.partition("\n\n")[0].split()) == sentence


def test_the_summary_of_an_export_without_data_has_no_answer(run: Run) -> None:
    out = run("report", write(Path("export"), {"Skills.csv": "Name\n"}))[1]
    assert out.startswith("The articles say ")


@pytest.mark.uncounted
def test_the_summary_has_a_line_for_each_standing_of_a_category(run: Run) -> None:
    out = run("report", SAMPLE, "--json", "n.json")[1]
    totals = json.loads(Path("n.json").read_text(encoding="utf-8"))["totals"]
    rows = [re.split(r"  +", line) for line in out.splitlines()]
    cells = [row for row in rows if len(row) == 4 and row[0] != "Category"]
    assert len({(row[0], row[1]) for row in cells}) == len(cells)
    words, items = (sum(int(row[at].replace(",", "")) for row in cells) for at in (2, 3))
    whole = totals["whole"]
    assert (words, items) == (whole["text_words"], whole["values"] - whole["texts"])


@pytest.mark.uncounted
def test_the_tables_of_the_summary_fit_into_80_columns(run: Run) -> None:
    _answer, *lines = run("report", SAMPLE)[1].splitlines()
    assert max(len(line.rstrip()) for line in lines if not line.startswith("Report: ")) <= 80


def test_the_answer_is_wrapped_between_words(
    monkeypatch: pytest.MonkeyPatch, terminal: OnTerminal
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    set_clock(monkeypatch, 0.0)
    shown = terminal("report", write(Path("export"), EXPORT), "--json", "-")[1]
    assert shown.split("\r\n")[:3] == [
        "0% of the 4 words in your LinkedIn data ",
        "are reported as used to train AI.",
        "",
    ]


def test_an_export_of_one_known_file_is_enough(run: Run) -> None:
    code, out, err = run("report", write(Path("e"), {"Skills.csv": SKILLS}))
    assert (code, err) == (0, "")
    assert "Profile" in out


HOSTILE = [
    "[red]x[/]",
    "[/nope]",
    "[link=mailto:x]y",
    "a\x1b[31mb",
    "a\rb",
    "a\u202eb",
    ":smile:",
    "x" * 200,
]


@pytest.mark.uncounted
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_name_cannot_act_on_the_terminal(run: Run, name: str) -> None:
    export = write(Path("export"), EXPORT | {f"{name}.csv": "a\n1\n"})
    code, out, err = run("report", export)
    assert (code, err) == (0, "")
    (line,) = [line for line in out.splitlines() if "Not one of the files known" in line]
    assert not set(out) & set("\x1b\r\x07\u202e")
    if name.isprintable() and len(name) < 100:
        assert f"{name}.csv" in line


def test_a_known_file_that_is_blank_is_named(run: Run) -> None:
    files = {"Shares.csv": "", "Votes.csv": "\n", "Comments.csv": "Date,Link,Message\n"}
    out = run("report", write(Path("export"), EXPORT | files))[1]
    named = [line for line in out.splitlines() if "empty" in line]
    assert named == ["Shares.csv: The file is empty.", "Votes.csv: The file is empty."]
    assert "Comments.csv" not in out


@pytest.mark.uncounted
def test_many_unknown_files_do_not_flood_the_terminal(run: Run) -> None:
    export = write(Path("export"), EXPORT | {f"own file {i}.csv": f"a\n{i}\n" for i in range(500)})
    out = run("report", export)[1]
    assert len(out) < 3000


def test_no_text_of_a_cell_is_printed(run: Run) -> None:
    files = {
        "Skills.csv": f"Name\n{CANARY}\n",
        "messages.csv": MESSAGES.replace("Hi", CANARY),
        "Languages.csv": f"Name,Proficiency\n{CANARY}\n{CANARY},{CANARY},{CANARY}\n",
        "diary.csv": f"{CANARY} a,{CANARY} b\n{CANARY}\n",
        "Shares.csv": f'"{CANARY}\n{CANARY}',
    }
    code, out, err = run("report", write(Path("e"), files), "--strict", "--json", "n.json")
    assert code == 3
    assert CANARY not in out + err
    assert CANARY not in Path("n.json").read_text(encoding="utf-8")
    assert CANARY not in Path("reports/e.html").read_text(encoding="utf-8")


def test_a_file_name_that_is_not_utf8_does_not_stop_the_report(run: Run, export: Path) -> None:
    try:
        (export / os.fsdecode(b"caf\xe9.csv")).write_bytes(b"a\n1\n")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    code, _, err = run("report", export, "--json", "n.json")
    assert (code, err) == (0, "")
    assert len(json.loads(Path("n.json").read_bytes())["files"]) == 3


# --- the browser ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("out", ["page.html", "a b/ü #1?.html"])
def test_open_shows_the_page_once_it_is_written(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    opened: list[str] = []

    def show(address: str, *_args: object) -> bool:
        assert Path(out).exists()
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", show)
    assert run("report", export, "--out", out)[0] == 0
    assert opened == []
    assert run("report", export, "--out", out, "--open")[0] == 0
    assert opened == [Path(out).resolve().as_uri()]


def no_browser(*_args: object) -> bool:
    raise webbrowser.Error("could not locate runnable browser")


@pytest.mark.parametrize("show", [lambda *_: False, no_browser], ids=["returns False", "raises"])
def test_without_a_browser_the_page_is_still_written(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch, show: Callable[..., bool]
) -> None:
    monkeypatch.setattr(webbrowser, "open", show)
    code, out, err = run("report", export, "--out", "page.html", "--open")
    assert code == 0
    assert "Report: page.html" in out
    assert Path("page.html").exists()
    assert err == ""


def test_no_browser_is_opened_without_a_page(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda *_: pytest.fail("opened"))
    assert run("report", "nowhere", "--open")[0] == 1


# --- progress ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[OnTerminal]:
    """Call `exposure ARGUMENTS` with a terminal as stderr; gives the exit code and the text shown there."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    shown: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # the other end is closed
                return
            if not data:
                return
            shown.append(data)

    listener = threading.Thread(target=listen)
    listener.start()
    monkeypatch.setenv("TERM", "xterm")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "CI"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["exposure", *map(str, arguments)])
        with os.fdopen(theirs, "w", encoding="utf-8") as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", stream)
            with pytest.raises(SystemExit) as exit_:
                cli.main()
        listener.join(10)
        return code_of(exit_.value), b"".join(shown).decode()

    yield call
    os.close(ours)


def set_clock(monkeypatch: pytest.MonkeyPatch, step: float) -> None:
    """Let `step` seconds pass between any two times that the program asks for."""
    times = itertools.count(0.0, step)
    monkeypatch.setattr(time, "monotonic", lambda: next(times))


@pytest.mark.parametrize(("step", "bar"), [(60.0, True), (0.0, False)], ids=["slow", "quick"])
def test_a_slow_run_on_a_terminal_shows_progress(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: OnTerminal,
    export: Path,
    step: float,
    bar: bool,
) -> None:
    set_clock(monkeypatch, step)
    code, shown = terminal("report", export)
    assert code == 0
    assert bool(shown) is bar
    assert ("Reading" in shown) is bar
    out = capsys.readouterr().out
    assert "Report: " in out
    assert "\x1b" not in out


@pytest.mark.parametrize(("seconds", "bar"), [(1.0, False), (1.01, True)])
def test_progress_is_shown_after_more_than_a_second(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    seconds: float,
    bar: bool,
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # stderr counts as a terminal
    set_clock(monkeypatch, seconds)
    with ReadingBar() as progress:
        progress.advance(1, 10)
    assert ("Reading" in capsys.readouterr().err) is bar


@pytest.mark.parametrize(("terminal", "most"), [(True, 15), (False, 0)])
def test_progress_costs_little_for_each_record(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, most: int
) -> None:
    """A file can have millions. The bar changes ten times a second, and only on a terminal."""
    asked = itertools.count()
    changes: list[int] = []
    monkeypatch.setattr(Console, "is_terminal", property(lambda _: next(asked) >= 0 and terminal))
    monkeypatch.setattr(Progress, "update", lambda *_, completed, total: changes.append(completed))
    set_clock(monkeypatch, 0.001)
    with ReadingBar() as progress:
        for done in range(2_400):
            progress.advance(done, 2_400)
    assert len(changes) <= most
    assert bool(changes) == terminal
    assert next(asked) < 100


def test_the_cursor_is_visible_again_after_reading_fails(
    monkeypatch: pytest.MonkeyPatch, terminal: OnTerminal, export: Path
) -> None:
    def fail_in_the_middle(
        _path: Path, _mapping: ExportMapping, *, progress: analyze_module.Progress, **_: object
    ) -> NoReturn:
        progress(1, 10)
        progress(2, 10)
        raise RuntimeError("no")

    set_clock(monkeypatch, 60.0)
    monkeypatch.setattr(analyze_module, "analyze", fail_in_the_middle)
    code, shown = terminal("report", export)
    assert code == 1
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") > 0
    assert "bug in linkedin-exposure" in shown


def test_without_a_terminal_there_is_no_progress(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, 60.0)
    assert run("report", export)[2] == ""


# --- as a separate process --------------------------------------------------------------------------------------------


def process(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "analyzer", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.uncounted
def test_end_to_end_from_a_zip(run: Run) -> None:
    packed = pack(Path("Basic (1).zip"), {f"Basic/{name}": data for name, data in EXPORT.items()})
    done = process("report", packed, "--json", "-", "--date", "2026-01-02")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "Report: reports/Basic (1).html")
    assert run("report", packed, "--json", "-", "--date", "2026-01-02")[1] == done.stdout


def test_end_to_end_failure() -> None:
    done = process("report", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "exposure: There is nothing at nowhere. Give the unzipped folder, or the ZIP.\n"
    )


def test_an_ascii_terminal_gets_the_summary(server: Server, export: Path) -> None:
    (export / "Übung 文.csv").write_text("a\n1\n")
    done = server.run(
        "report", export, folder=Path.cwd(), surroundings=Surroundings(encoding="ascii")
    )
    assert (done.code, done.err) == (0, "")
    assert "Private messages" in done.out
    assert "?bung" in done.out


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="pipes break in another way here")
@pytest.mark.parametrize("more", [[], ["--json", "-"]], ids=["summary", "json"])
def test_a_closed_pipe_is_not_an_error(server: Server, export: Path, more: list[str]) -> None:
    unread = Surroundings(unread=True)
    done = server.run("report", export, *more, folder=Path.cwd(), surroundings=unread)
    assert (done.code, done.err) == (-signal.SIGPIPE, "")


def test_a_path_without_permission_gives_one_line(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a box drawn by typer."""
    monkeypatch.setattr(os, "access", lambda *_args, **_kwargs: False)
    assert run("doctor", export)[0] == run("report", export)[0] == 0
    code, _, err = run("compare", export, export, "--out", ".")
    assert (code, err.count("\n")) == (1, 1)


@pytest.mark.parametrize("name", ["a" * 14_400, "/".join(["a" * 200] * 70)])
def test_a_very_long_path_is_shortened_in_the_middle(run: Run, name: str) -> None:
    code, out, err = run("report", name)
    assert (code, out) == (1, "")
    assert len(err) < 1_100
    assert err.startswith("exposure: There is nothing at aaa")
    assert err.endswith("aaa. Give the unzipped folder, or the ZIP.\n")
    assert " … " in err
