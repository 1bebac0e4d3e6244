"""`exposure open` from start to end: the same page and the same lines as the other commands, and nothing left behind."""

import html
import json
import os
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from canaries import CELL, broken_files, occurrences, write_canaries
from command import Run
from exports import pack, write
from opened import Program, exchange, opened, opened_here
from workshops import export, processes_with, tree, wait_until

from analyzer.analysis.analyze import analyze
from analyzer.commands.common import today
from analyzer.limits import DEFAULT, read_limits
from analyzer.local.pages import Pages
from analyzer.local.server import Server
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.sources import ZipFrom
from analyzer.reporting.share import read_share
from analyzer.workshop.batch import Result, run_batch
from analyzer.workshop.folder import prepare

PROJECT = Path(__file__).parent.parent
COMPLETE = "Complete_LinkedInDataExport_03-14-2026.zip"
OLDER = "Complete_LinkedInDataExport_01-01-2026.zip"


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPOSURE_LISTENS", "yes")
    monkeypatch.setenv("EXPOSURE_ASKS", "yes")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two archives of one person in Downloads."""
    home = tmp_path / "home"
    pack(home / "Downloads" / COMPLETE, export("Ada"))
    pack(home / "Downloads" / OLDER, export("Ada"))
    os.utime(home / "Downloads" / OLDER, (1_700_000_000, 1_700_000_000))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def program(home: Path, mapping: ExportMapping) -> Iterator[Program]:
    with opened_here(mapping) as program:
        yield program


# --- the report -------------------------------------------------------------------------------------------------------


def test_the_report_is_that_of_the_command(program: Program, home: Path, run: Run) -> None:
    ready = program.finish("report", {"row": program.row(COMPLETE)})
    assert COMPLETE in ready.text
    out = home / "page.html"
    assert run("report", home / "Downloads" / COMPLETE, "--out", out)[0] == 0
    page = program.get("page-1")
    assert page.body == out.read_bytes()
    saved = program.get("save-1")
    assert saved.body == page.body
    name = COMPLETE.replace(".zip", ".html")
    assert saved.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"


def test_answers_about_the_person_have_the_effect_of_the_options(
    program: Program, home: Path, run: Run
) -> None:
    fields = {"region": "uk", "opted_out": "2025-01-02", "minor": "on"}
    program.finish("report", {"row": program.row(COMPLETE), **fields})
    out = home / "page.html"
    options = ("--region", "uk", "--opted-out", "2025-01-02", "--minor")
    assert run("report", home / "Downloads" / COMPLETE, "--out", out, *options)[0] == 0
    assert program.get("page-1").body == out.read_bytes()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"opted_out": "yesterday"},
            "The day on which you turned the setting off: has to be a date",
        ),
        (
            {"opted_out": "2025-02-31"},
            "The day on which you turned the setting off: has to be a date",
        ),
        (
            {"opted_out": "2999-01-01"},
            "The day on which you turned the setting off: is in the future",
        ),
        ({"region": "atlantis"}, "Where you live: has to be one of eu, eea,"),
    ],
)
def test_a_wrong_answer_is_explained(
    program: Program, fields: dict[str, object], sentence: str
) -> None:
    row = program.row(OLDER)
    page = program.post("report", {"row": row, "region": "uk", "minor": "on", **fields}).text
    assert sentence in page
    assert f'value="{row}" required checked' in page
    assert 'name="minor" checked' in page
    assert ('value="uk" selected' in page) == ("region" not in fields)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_picture_is_that_of_the_command(
    program: Program, home: Path, run: Run, kind: str
) -> None:
    program.finish("report", {"row": program.row(COMPLETE)})
    out, picture = home / "page.html", home / f"slide.{kind}"
    run("report", home / "Downloads" / COMPLETE, "--out", out, "--picture", picture)
    assert program.get(f"picture.{kind}-1").body == picture.read_bytes()


@pytest.mark.slow
def test_the_sample_is_the_committed_one(program: Program, home: Path, run: Run) -> None:
    program.finish("report", {"row": 0})
    out = home / "page.html"
    assert run("report", PROJECT / "sample_export", "--out", out)[0] == 0
    assert program.get("page-1").body == out.read_bytes()


def test_a_share_file_without_two_counts_is_accepted(
    program: Program, home: Path, run: Run, mapping: ExportMapping
) -> None:
    program.finish("report", {"row": program.row(COMPLETE)})
    whole, file = home / "whole.json", home / "group" / "ada.json"
    out = home / "page.html"
    run("report", home / "Downloads" / COMPLETE, "--out", out, "--share", whole)
    file.parent.mkdir()
    file.write_bytes(program.post("share-1").body)
    assert file.read_bytes() == whole.read_bytes()
    file.write_bytes(program.post("share-1", {"out": [0, 2]}).body)
    counts = read_share(whole, mapping).counts
    assert read_share(file, mapping).counts == counts[1:2] + counts[3:]
    page = program.get("share-1").text
    for place, count in enumerate(counts):
        author = f", author: {count.key.author}" if count.key.author else ""
        label = f"{count.key.data_type}, subject: {count.key.subject}{author}"
        box = f'name="out" value="{place}" aria-label="Leave out {label} of {count.key.file}"'
        assert page.count(box) == 1
    assert page.count('name="out"') == len(counts)
    kinds = re.findall(r"<summary>([^<]+): (\d+) counts?</summary>", page)
    assert [kind for kind, _ in kinds] == [
        "Profile",
        "Private messages",
        "Account",
        "Service data",
        "Account history",
    ]
    assert sum(int(number) for _, number in kinds) == len(counts)


# --- archives that cannot be read -------------------------------------------------------------------------------------


def shown(page: str) -> str:
    """The line that explains a failure."""
    return page.partition('role="alert">')[2].partition("</p>")[0].replace("&#39;", "'")


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "empty folder", "gone"])
def test_a_failure_is_the_line_of_the_command(
    program: Program, home: Path, run: Run, damage: str
) -> None:
    row = program.row(COMPLETE)
    path = home / "Downloads" / COMPLETE
    whole = path.read_bytes()
    if damage in {"gone", "empty folder"}:
        path.unlink()
    if damage == "empty folder":
        path.mkdir()
    elif damage != "gone":
        path.write_bytes({"cut": whole[:-30], "empty": b"", "text": b"hello"}[damage])
    if damage != "gone":
        row = program.row(COMPLETE)
    page = program.finish("report", {"row": row}).text
    code, _, err = run("report", path, "--out", home / "page.html")
    assert code == 1
    assert shown(page) == err.removeprefix("exposure: ").strip().replace(f"{path.parent}/", "")
    assert str(home) not in page


def test_a_limit_is_raised_as_the_line_says(home: Path, mapping: ExportMapping) -> None:
    with opened_here(mapping, limits=read_limits(["files=1"])) as program:
        page = program.finish("report", {"row": 0}).text
        assert shown(page).startswith("sample_export holds more than 1 file")
        page = program.finish("report", {"row": program.row(COMPLETE)}).text
    assert shown(page).endswith("Only the command line reads larger ones.")
    assert "--limit" not in page
    with opened_here(mapping, limits=read_limits(["files=9"])) as program:
        assert "is ready" in program.finish("report", {"row": program.row(COMPLETE)}).text


@pytest.mark.parametrize("fields", [{}, {"row": 999}, {"row": "x"}, {"row": -1}, {"row": "/etc"}])
def test_only_a_number_of_the_list_is_read(program: Program, fields: dict[str, object]) -> None:
    response = program.post("report", fields)
    assert (response.status, response.headers["location"]) == (303, "./")
    assert program.get("job-1").headers["location"] == "./"


@pytest.mark.slow
def test_the_sample_can_only_be_read(program: Program, home: Path) -> None:
    """Also if a folder has its name."""
    write(home / "sample_export", export("Ada"))
    program.finish("report", {"row": program.row(COMPLETE)})
    for name in ("compare-1", "workshop", "delete"):
        assert program.post(name, {"row": 0}).headers["location"] == "./", name
    program.finish("report", {"row": 0})
    row = program.row(OLDER)
    assert program.post("compare-2", {"row": row}).headers["location"] == "./"


@pytest.mark.parametrize("error", [None, ValueError("another number of records")])
def test_an_archive_that_changes_while_it_is_read_is_refused(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    """Also if the report could be made, or reading ends in an error."""
    path = home / "Downloads" / COMPLETE
    row = program.row(COMPLETE)

    def read(*arguments: object, **options: Any) -> object:
        path.write_bytes(path.read_bytes() + b" ")
        if error:
            raise error
        return analyze(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("analyzer.local.job.analyze", read)
    page = program.finish("report", {"row": row}).text
    assert shown(page) == f"{COMPLETE} changed while it was read. Choose it again."


def test_an_archive_that_is_exchanged_and_put_back_is_no_bug(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only its reading shows that another one was there."""
    path = home / "Downloads" / COMPLETE
    row = program.row(COMPLETE)

    def read(*_: object, **__: object) -> object:
        path.rename(home / "aside.zip")
        (home / "aside.zip").rename(path)
        raise IndexError

    monkeypatch.setattr("analyzer.local.job.analyze", read)
    page = program.finish("report", {"row": row}).text
    assert shown(page) == f"{COMPLETE} changed while it was read. Choose it again."


def test_a_link_in_the_place_of_an_archive_is_not_followed(program: Program, home: Path) -> None:
    row = program.row(COMPLETE)
    path = home / "Downloads" / COMPLETE
    path.rename(home / "private.zip")
    path.symlink_to(home / "private.zip")
    page = program.finish("report", {"row": row}).text
    assert shown(page) == f"{COMPLETE} {LINK}"


def swap(path: Path, how: str) -> None:
    """Put something else in the place of what is at `path`."""
    aside = path.parent.parent / "aside"
    if how == "a link above":
        path.parent.rename(aside)
        path.parent.symlink_to(aside)
        return
    path.rename(aside)
    if how == "a link":
        path.symlink_to(aside)
    elif how == "another kind" and aside.is_file():
        write(path, export("Eve"))
    elif how == "another kind" or aside.is_file():
        pack(path, export("Eve"))
    else:
        write(path, export("Eve"))


LINK = "is a link. Choose the archive or folder to which it leads."
REPLACED = "is no longer what the list showed: something else is in its place."
SWAPS = {
    "a link": LINK,
    "a link above": REPLACED,
    "another kind": REPLACED,
    "another": REPLACED,
}


@pytest.mark.slow
@pytest.mark.parametrize("is_zip", [True, False], ids=["ZIP", "folder"])
@pytest.mark.parametrize(("how", "line"), SWAPS.items(), ids=SWAPS)
def test_what_takes_the_place_of_an_archive_is_not_read(
    home: Path, mapping: ExportMapping, how: str, line: str, is_zip: bool
) -> None:
    """Neither for a report nor for a comparison. In the next list it has another number."""
    path = home / "Desktop" / ("LinkedIn export.zip" if is_zip else "LinkedIn export")
    (pack if is_zip else write)(path, export("Ada"))
    with opened_here(mapping) as program:
        row = program.row(path.name)
        program.finish("report", {"row": program.row(COMPLETE)})
        swap(path, how)
        for form in ("report", "compare-1"):
            page = program.finish(form, {"row": row, "force": "on"}).text
            assert line in shown(page)
            assert str(home) not in page
        if how == "another" or (is_zip and how == "another kind"):
            assert "is ready" in program.finish("report", {"row": program.row(path.name)}).text


def test_another_archive_with_the_same_inode_is_not_read(program: Program, home: Path) -> None:
    row = program.row(COMPLETE)
    path = home / "Downloads" / COMPLETE
    inode = path.stat().st_ino
    pack(path, export("Eve"))
    assert path.stat().st_ino == inode
    assert REPLACED in shown(program.finish("report", {"row": row}).text)
    assert "is ready" in program.finish("report", {"row": program.row(COMPLETE)}).text


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="Windows has no such flag")
@pytest.mark.parametrize("flag", [True, False], ids=["O_NOFOLLOW", "without it"])
def test_a_link_between_the_check_and_the_opening_is_not_followed(
    program: Program, home: Path, monkeypatch: pytest.MonkeyPatch, flag: bool
) -> None:
    """Not even if the archive is back when the reading ends."""
    if not flag:
        monkeypatch.delattr("os.O_NOFOLLOW")
    path, aside = home / "Downloads" / COMPLETE, home / "aside.zip"
    other = pack(home / "other.zip", export("Eve"))
    row = program.row(COMPLETE)

    def read(*arguments: object, **options: Any) -> object:
        path.rename(aside)
        path.symlink_to(other)
        try:
            return analyze(*arguments, **options)  # type: ignore[arg-type]
        finally:
            aside.replace(path)

    monkeypatch.setattr("analyzer.local.job.analyze", read)
    assert REPLACED in shown(program.finish("report", {"row": row}).text)


@pytest.mark.slow
@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("how", "line"), SWAPS.items(), ids=SWAPS)
def test_what_takes_the_place_of_a_workshop_is_neither_read_nor_emptied(
    home: Path, group: Path, mapping: ExportMapping, how: str, line: str
) -> None:
    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        program.finish("workshop", {"row": row})
        swap(group, how)
        before = tree(home)
        for form in ("workshop", "delete"):
            assert line in shown(program.finish(form, {"row": row, "sure": "on"}).text)
        assert tree(home) == before


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("form", ["workshop", "delete"])
def test_results_that_are_a_link_are_neither_written_nor_emptied(
    home: Path, group: Path, mapping: ExportMapping, form: str
) -> None:
    """Although they lead to the results of another workshop."""
    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        program.finish("workshop", {"row": row})
        (group / "reports").rename(home / "elsewhere")
        (group / "reports").symlink_to(home / "elsewhere")
        before = tree(home)
        page = program.finish(form, {"row": row, "sure": "on"}).text
        assert "reports is a link, which is not followed." in shown(page)
        assert tree(home) == before


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["index.html", "cohort.json"])
def test_a_result_that_is_a_link_is_not_read(
    home: Path, group: Path, mapping: ExportMapping, name: str
) -> None:
    """Not even if the page of an earlier run is kept."""
    secret = home / "secret.txt"
    secret.write_text("a foreign file")
    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        assert "The workshop" in program.finish("workshop", {"row": row}).text
        (group / "reports" / name).unlink(missing_ok=True)
        (group / "reports" / name).symlink_to(secret)
        page = program.finish("workshop", {"row": row}).text
        assert f"{name} is not from a batch, and would be replaced." in shown(page)
        assert secret.read_text() == "a foreign file"


@pytest.mark.slow
@pytest.mark.usefixtures("here", "ten")
def test_a_group_page_that_this_run_did_not_write_is_not_opened(
    home: Path, group: Path, mapping: ExportMapping
) -> None:
    """It is someone else's, and its forms and links would be those of this program."""
    forged = {
        "index.html": "<form method=post action=delete><button>Open the group page</button></form>",
        "private/written.json": '["index.html", "private/register.json", "private/register.key"]',
        "private/register.key": '{"key": "00"}',
        "private/register.json": json.dumps(
            {"numbers": {}, "highest": 0, "figures": "x", "shown": [{"P01": "a"}]}
        ),
    }
    write(group / "reports", forged)
    with opened_here(mapping) as program:
        page = program.finish("workshop", {"row": program.row("group", "workshop")}).text
        assert "The group page is still that of an earlier run." in page
        assert 'href="group-1"' not in page
        assert program.get("group-1").headers["location"] == "results-1"


@pytest.mark.slow
@pytest.mark.usefixtures("here", "ten")
def test_a_group_page_that_has_not_changed_is_written_again(
    home: Path, group: Path, mapping: ExportMapping
) -> None:
    """Only what a run writes is opened."""
    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        program.finish("workshop", {"row": row})
        (page,) = group.glob("reports/index.html")
        before = page.read_bytes()
        page.write_bytes(before.replace(b"</h1>", b" FORGED</h1>"))
        program.finish("workshop", {"row": row})
        assert program.get("group-2").body == page.read_bytes() == before


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["n" * 300, "private/" + "n" * 300])
def test_results_whose_list_has_a_long_name_can_be_read_and_deleted(
    home: Path, group: Path, mapping: ExportMapping, name: str
) -> None:
    write(group / "reports", {"private/written.json": json.dumps([name])})
    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        assert "2 exports read" in program.finish("workshop", {"row": row}).text
        program.finish("delete", {"row": row, "sure": "on"})
    assert not (group / "reports").exists()


def test_stopping_a_workshop_tells_what_stays(
    home: Path, group: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if it ends at once: the results have the names of people."""
    going_on = threading.Event()

    def endless(*arguments: Any) -> None:
        while True:
            going_on.set()
            arguments[3]("Reading", 1, 2, 0)
            time.sleep(0.01)

    monkeypatch.setattr("analyzer.local.job.run_batch", endless)
    with opened_here(mapping) as program:
        program.post("workshop", {"row": program.row("group", "workshop")})
        assert going_on.wait(30)
        assert program.post("stop-1").headers["location"] == "job-1"
        page = program.get("job-1").text
    assert "You stopped it." in page
    assert "What was read before is in the results" in page


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("made", "line"),
    [
        ("", "group is not a folder."),
        ("reports", "cannot be written (No such file or directory)"),
    ],
)
def test_a_workshop_that_is_moved_away_during_a_run_is_not_made_again(
    home: Path,
    group: Path,
    mapping: ExportMapping,
    monkeypatch: pytest.MonkeyPatch,
    made: str,
    line: str,
) -> None:
    """As soon as something is `made` in it."""

    def move(*_: object) -> None:
        if (group / made).exists():
            group.rename(home / "elsewhere")

    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        monkeypatch.setattr("analyzer.local.job.Job.advance", move)
        monkeypatch.setattr("analyzer.local.job.Job.beat", move)
        page = shown(program.finish("workshop", {"row": row}).text)
    assert line in page
    assert not group.exists()


def test_a_named_file_that_is_no_archive_gets_its_plain_line(
    home: Path, run: Run, mapping: ExportMapping
) -> None:
    photos = pack(home / "photos.zip", {"a.jpg": "x"})
    with opened_here(mapping, named=photos) as program:
        row = program.row(photos.name)
        assert f'value="{row}" required checked' in program.get().text
        page = program.finish("report", {"row": row}).text
    err = run("report", photos, "--out", home / "page.html")[2]
    assert shown(page) == err.removeprefix("exposure: ").strip().replace(f"{home}/", "")


@pytest.fixture
def canaries(home: Path, mapping: ExportMapping) -> str:
    """The name of a folder that is an export with canaries in place of its cells."""
    path = write(write_canaries(home / "Downloads" / "LinkedIn export", mapping), broken_files())
    return path.name


@pytest.mark.slow
def test_no_answer_has_a_cell_or_a_path(
    home: Path, program: Program, mapping: ExportMapping, canaries: str
) -> None:
    program.finish("report", {"row": program.row(canaries)})
    program.finish("compare-1", {"row": program.row(COMPLETE, "ready-1"), "force": "on"})
    routes = [*Pages(mapping, DEFAULT, None, today).routes]
    pages = [name for method, name in routes if method == "GET"]
    answers = {
        f"{name}{number}": program.get(f"{name}{number}")
        for name in pages
        for number in (("1", "2") if name.endswith("-") else ("",))
    }
    answers |= {"share file": program.post("share-1"), "closed": program.post("close")}
    assert sum(answer.status == 200 for answer in answers.values()) > 10
    texts = {
        name: f"{answer.headers}{html.unescape(answer.body.decode('utf-8', 'replace'))}"
        for name, answer in answers.items()
    }
    assert occurrences(texts, CELL, str(home)) == []


def test_a_bug_is_shown_without_its_message(
    program: Program, canaries: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError(CELL)

    monkeypatch.setattr("analyzer.local.job.figures", fail)
    page = program.finish("report", {"row": program.row(canaries)}).text
    assert re.fullmatch(
        r"A bug in linkedin-exposure \(ValueError in test_open.py, line \d+\)\.", shown(page)
    )
    assert CELL not in page


NAMES = {
    "markup": b"LinkedIn export <img src=x onerror=alert(1)>.zip",
    "a quote": b"LinkedIn export \"'; filename=x.zip",
    "a line end": b"LinkedIn export\r\nSet-Cookie: a=b.zip",
    "not text": b"LinkedIn export \xff.zip",
    "letters from right to left": "LinkedIn export \u202egnp.zip".encode(),
}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_can_act_on_a_page(home: Path, mapping: ExportMapping, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(home / "Downloads") + b"/" + name))
    path.write_bytes((home / "Downloads" / OLDER).read_bytes())
    with opened_here(mapping) as program:
        row = program.row("LinkedIn export")
        start = program.get().text
        program.post("report", {"row": row})
        program.get("job-1")
        ready = program.finish("report", {"row": row}).text
        address = re.search(r'"(save-\d+)"', ready)
        assert address
        saved = program.get(address[1]).headers
        path.write_bytes(b"PK")
        failure = program.finish("report", {"row": program.row("LinkedIn export")}).text
    for page in (start, ready, failure):
        assert "LinkedIn export" in page
        assert "<img" not in page
        assert "\u202e" not in page
    assert "is a ZIP whose end is missing" in shown(failure)
    assert re.fullmatch(
        r"attachment; filename\*=UTF-8''LinkedIn%20export[\w%.()-]*", saved["content-disposition"]
    )
    assert "set-cookie" not in saved


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["job", "ready", "page", "save", "picture.png", "share", "comparison", "results", "group"],
)
def test_without_a_report_each_page_leads_to_the_start(program: Program, name: str) -> None:
    response = program.get(f"{name}-1")
    assert (response.status, response.headers["location"]) == (303, "./")


def test_a_wrong_path_is_refused_at_once(run: Run, tmp_path: Path) -> None:
    code, out, err = run("open", tmp_path / "nowhere")
    assert (code, out) == (1, "")
    assert "There is nothing at" in err


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the user of a connection")
def test_without_the_users_of_connections_no_page_is_opened(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line says so, in place of a page that refuses everyone."""
    read = Path.read_bytes

    def hidden(path: Path) -> bytes:
        if str(path).startswith("/proc/net"):
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr("pathlib.Path.read_bytes", hidden)
    code, out, err = run("open", "--no-browser")
    assert (code, out) == (1, "")
    assert err == (
        "exposure: The page cannot be kept from other users of this machine, because /proc/net/tcp cannot be read. "
        "Use `exposure report` instead.\n"
    )


@pytest.mark.slow
def test_the_sample_is_read_without_a_file(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nothing is left of it, however the program ends."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    before = tree(tmp_path)

    def read(source: object, *arguments: object, **options: Any) -> object:
        assert isinstance(source, ZipFrom)
        assert not source.path.exists()
        assert tree(tmp_path) == before
        return analyze(source, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("analyzer.local.job.analyze", read)
    assert "is ready" in program.finish("report", {"row": 0}).text


# --- several windows -----------------------------------------------------------------------------------------------


def test_an_old_page_does_nothing_to_a_new_report(program: Program) -> None:
    """Its links and forms have the number of its report."""
    old = program.finish("report", {"row": program.row(COMPLETE)}).text
    addresses = re.findall(r'(?:href|action)="([a-z.-]+-1)"', old)
    assert len(addresses) == 6
    assert 'action="share-1"' in program.get("share-1").text
    program.finish("report", {"row": program.row(OLDER)})
    for address in addresses:
        ask = program.post if address.startswith("compare") else program.get
        answer = ask(address)
        assert (answer.status, "This page is old" in answer.text) == (409, True), address
    assert program.post("share-1", {"out": [0]}).status == 409
    assert program.post("share-2", {"out": [0]}).status == 200
    assert OLDER in program.get("ready-2").text


def test_every_address_about_a_job_has_its_number(program: Program, mapping: ExportMapping) -> None:
    """Without one, an old window could act on another report."""
    program.finish("report", {"row": program.row(COMPLETE)})
    for method, name in Pages(mapping, DEFAULT, None, today).routes:
        if name == "close":
            continue
        ask = program.get if method == "GET" else program.post
        if name.endswith("-"):
            assert ask(name.removesuffix("-")).status == 404, name
            assert ask(name).status == 404, name
            assert ask(f"{name}1").status != 404, name
        else:
            assert ask(f"{name}-1").status == 404, name
            assert ask(f"{name}1").status == 404, name


def test_an_old_window_does_not_stop_another_report(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    program.finish("report", {"row": program.row(COMPLETE)})

    def slow(*arguments: object, **options: Any) -> object:
        go_on.wait(30)
        return analyze(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("analyzer.local.job.analyze", slow)
    try:
        program.post("report", {"row": program.row(OLDER)})
        assert program.post("stop-1").status == 409
        assert program.get("job-1").status == 409
    finally:
        go_on.set()
    while program.get("job-2").status != 303:
        pass
    assert OLDER in program.get("ready-2").text


def test_a_report_is_kept_although_no_window_asked_for_it(program: Program) -> None:
    program.finish("report", {"row": program.row(COMPLETE)})
    row = program.row(OLDER)
    program.post("report", {"row": row})
    deadline = time.monotonic() + 30
    while OLDER not in program.get("ready-2").text:
        assert time.monotonic() < deadline
    assert program.post("compare-1", {"row": row}).status == 409


def test_a_second_report_while_one_is_read_is_told_so(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same form twice, as after a double click, is not a second report."""
    go_on = threading.Event()

    def slow(*arguments: object, **options: Any) -> object:
        go_on.wait(30)
        return analyze(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("analyzer.local.job.analyze", slow)
    row, other = program.row(COMPLETE), program.row(OLDER)
    try:
        assert program.post("report", {"row": row}).status == 303
        assert program.post("report", {"row": row}).status == 303
        busy = program.post("report", {"row": other})
    finally:
        go_on.set()
    assert (busy.status, shown(busy.text)) == (409, f"This is {COMPLETE}.")


# --- to compare -------------------------------------------------------------------------------------------------------


def test_the_comparison_is_that_of_the_command(program: Program, home: Path, run: Run) -> None:
    program.finish("report", {"row": program.row(COMPLETE)})
    ready = program.finish("compare-1", {"row": program.row(OLDER, "ready-1")})
    assert "Open the comparison" in ready.text
    out = home / "page.html"
    old, new = home / "Downloads" / OLDER, home / "Downloads" / COMPLETE
    assert run("compare", old, new, "--out", out)[0] == 0
    assert program.get("comparison-2").body == out.read_bytes()
    name = program.get("save-comparison-2").headers["content-disposition"].rpartition("'")[2]
    assert name == f"{COMPLETE[:-4]}%20since%20{OLDER[:-4]}.html"


def test_the_other_archive_may_be_the_newer(program: Program, home: Path, run: Run) -> None:
    program.finish("report", {"row": program.row(OLDER)})
    row = program.row(COMPLETE, "ready-1")
    program.finish("compare-1", {"row": row, "newer": "on"})
    out = home / "page.html"
    old, new = home / "Downloads" / OLDER, home / "Downloads" / COMPLETE
    assert run("compare", old, new, "--out", out)[0] == 0
    assert program.get("comparison-2").body == out.read_bytes()


def test_archives_of_two_people_are_compared_only_on_request(
    home: Path, mapping: ExportMapping
) -> None:
    other = pack(home / "Downloads" / "LinkedIn export of Bo.zip", export("Bo"))
    with opened_here(mapping) as program:
        program.finish("report", {"row": program.row(COMPLETE)})
        row = program.row(other.name, "ready-1")
        page = program.finish("compare-1", {"row": row}).text
        assert shown(page).startswith("Nothing in these two exports shows")
        assert "--force" not in page
        assert f'name="row" value="{row}"' in page
        ready = program.finish("compare-1", {"row": row, "force": "on"}).text
        assert "Open the comparison" in ready


# --- a workshop -------------------------------------------------------------------------------------------------------


def join(group: Path, numbers: Iterable[int]) -> None:
    """Put the exports of people with these numbers into the folder."""
    for number in numbers:
        write(group / f"person {number}", export(f"Person{number}"))


@pytest.fixture
def group(home: Path) -> Path:
    """A folder with the exports of two people in Documents."""
    folder = home / "Documents" / "group"
    join(folder, range(2))
    return folder


@pytest.fixture
def ten(group: Path) -> None:
    """A group of ten people, which is large enough for figures on its page."""
    join(group, range(2, 10))


@pytest.mark.slow
@pytest.mark.usefixtures("ten")
def test_a_workshop_is_that_of_the_command(
    home: Path, group: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def waiting(*args: Any, **options: Any) -> Result:
        assert go_on.wait(30)
        return run_batch(*args, **options)

    monkeypatch.setattr("analyzer.local.job.run_batch", waiting)
    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        assert program.post("workshop", {"row": row}).headers["location"] == "job-1"
        while "person 0, person 1," not in (running := program.get("job-1")).text:
            assert "refresh" in running.headers, running
        go_on.set()
        results = program.finish("workshop", {"row": row}).text
        assert "10 participants: 10 exports read." in results
        assert str(home) not in results
        page = program.get("group-1").body
        assert page == (group / "reports" / "index.html").read_bytes()
        (group / "late.zip").write_bytes(b"PK")
        results = program.finish("workshop", {"row": row}).text
        assert "11 participants: 10 exports read (10 unchanged); 1 could not be read." in results
        assert "(late.zip): It " in results
        (group / "late.zip").unlink()
        for folder in group.glob("person *"):
            shutil.rmtree(folder)
        assert program.row("group", "workshop") == row  # the results are left
        results = program.finish("delete", {"row": row, "sure": "on"}).text
        assert "of the batch from group/reports." in results
        assert "The results are deleted" in results
        assert "Delete the results" not in results
        assert not (group / "reports").exists()
        assert list(group.iterdir()) == []
        refused = program.finish("delete", {"row": row, "sure": "on"}).text
        assert shown(refused) == "group/reports is not from a batch, so nothing in it is deleted."
        assert list(group.iterdir()) == []


@pytest.mark.usefixtures("here")
def test_advice_for_the_command_line_is_put_as_the_page_has_it(
    home: Path, group: Path, mapping: ExportMapping
) -> None:
    write(group / "reports", {"mine.txt": "hello"})
    single = write(home / "single", {"Skills.csv": "Name\nSourdough\n"})
    advice = {
        group: "group/reports is neither empty nor from an earlier batch. Choose another folder.",
        single: "single is one export, not a folder of exports. Choose it on the start page.",
    }
    for path, sentence in advice.items():
        with opened_here(mapping, named=path) as program:
            row = program.row(path.name, "workshop")
            assert shown(program.finish("workshop", {"row": row}).text) == sentence


@pytest.mark.usefixtures("here")
def test_delete_makes_and_removes_no_other_folder(
    home: Path, group: Path, mapping: ExportMapping
) -> None:
    """Rows of archives, a folder that is gone, an empty folder of the same name, and a form without the tick."""
    unzipped = write(home / "Downloads" / "LinkedIn export", export("Bo"))
    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        for name in (unzipped.name, COMPLETE):
            fields = {"row": program.row(name), "sure": "on"}
            for form in ("workshop", "delete"):
                assert program.post(form, fields).headers["location"] == "./"
        assert program.post("report", {"row": row}).headers["location"] == "./"
        (group / "reports").mkdir()
        before = tree(home)
        page = program.finish("delete", {"row": row, "sure": "on"}).text
        assert shown(page) == "group/reports is not from a batch, so nothing in it is deleted."
        assert "Tick “I no longer need" in shown(program.post("delete", {"row": row}).text)
        assert program.post("delete", {"row": 0, "sure": "on"}).headers["location"] == "./"
        assert tree(home) == before
        shutil.rmtree(group)
        program.finish("delete", {"row": row, "sure": "on"})
        assert not group.exists()


def test_the_last_page_names_a_workshop_that_has_only_begun(
    home: Path, group: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder is made in the same moment."""

    has_begun = threading.Event()

    def slow(out: Path) -> None:
        has_begun.set()
        time.sleep(0.2)
        prepare(out)

    monkeypatch.setattr("analyzer.local.job.prepare", slow)
    with opened_here(mapping) as program:
        program.post("workshop", {"row": program.row("group", "workshop")})
        assert has_begun.wait(30)
        page = program.post("close").text
    assert "The results of a workshop are still in “reports” in group." in page


@pytest.mark.usefixtures("here")
def test_the_last_page_names_what_stays(home: Path, group: Path, mapping: ExportMapping) -> None:
    with opened_here(mapping) as program:
        program.finish("workshop", {"row": program.row("group", "workshop")})
        page = program.post("close").text
    assert "The results of a workshop are still in “reports” in group." in page
    assert "page templates and a list of fonts in your user’s cache" in page
    with opened_here(mapping) as program:
        assert "results of a workshop" not in program.post("close").text


@pytest.mark.usefixtures("here")
def test_a_small_group_has_figures_only_if_everyone_agrees(
    home: Path, group: Path, mapping: ExportMapping
) -> None:
    join(group, range(2, 6))
    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        results = program.finish("workshop", {"row": row}).text
        assert "The group page has no figures: it requires 10 people." in results
        assert "tick that below and read the folder again." in results
        assert "--" not in re.sub(r"<style>.*?</style>|<!--", "", results, flags=re.DOTALL)
        fields = {"row": row, "consent": "on", "again": "on"}
        results = program.finish("workshop", fields).text
        assert "The group page has no figures" not in results
        assert json.loads((group / "reports" / "cohort.json").read_bytes())["min_group"] == 3


@pytest.mark.usefixtures("here")
def test_what_a_batch_refuses_is_refused_in_the_same_words(
    home: Path, group: Path, run: Run, mapping: ExportMapping
) -> None:
    with opened_here(mapping) as program:
        row = program.row("group", "workshop")
        (group / "participant.toml").write_text('region = "eu"')
        page = program.finish("workshop", {"row": row}).text
        err = run("batch", group, "--out", group / "reports")[2]
        assert shown(page) == err.removeprefix("exposure: ").strip()
        shutil.rmtree(group)
        page = program.finish("workshop", {"row": row}).text
        err = run("batch", group, "--out", group / "reports")[2]
        assert shown(page) == err.removeprefix("exposure: ").strip().replace(f"{group.parent}/", "")


# --- the end ----------------------------------------------------------------------------------------------------------

End = Callable[[Program, Popen[str]], object]

ENDS: dict[str, End] = {
    "close": lambda program, _: program.post("close"),
    "Ctrl-C": lambda _, process: process.send_signal(signal.SIGINT),
    "the end of the terminal": lambda _, process: process.send_signal(signal.SIGHUP),
    "the end of the session": lambda _, process: process.send_signal(signal.SIGTERM),
    "a kill": lambda _, process: process.kill(),
}


@pytest.mark.slow
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_nothing_is_left(home: Path, tmp_path: Path, end: End) -> None:
    """Neither a process nor a file, also while it reads the sample."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    before = tree(home)
    with opened(home, TMPDIR=str(temporary)) as (program, process):
        program.start()
        program.finish("report", {"row": program.row(COMPLETE)})
        assert program.get("picture.png-1").status == 200
        killed = end is ENDS["a kill"]
        program.post("report", {"row": 0})
        end(program, process)
        assert process.wait(timeout=30) == (-signal.SIGKILL if killed else 0)
        with pytest.raises(ConnectionRefusedError):
            exchange(program.port, b"GET / HTTP/1.1\r\n\r\n")
        assert process.stderr
        assert process.stderr.read() == ""
        assert process.stdout
        assert (
            process.stdout.read()
            == "To end the program, press Close on the page, or Ctrl-C here.\n"
        )
    assert program.base.strip("/") not in program.first
    assert tree(home) == before
    assert list(temporary.iterdir()) == []


def control_c_twice(process: Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)  # otherwise both are one
    process.send_signal(signal.SIGINT)


KILLS: dict[str, tuple[str, Callable[[Popen[str]], object]]] = {
    "as it starts": ("reports", Popen.kill),
    "while it reads": ("reports/private/key.csv", Popen.kill),
    "as it writes a page": ("reports/participants/*", Popen.kill),
    "after its end": ("reports/private/known.json", Popen.kill),
    "with all of its group": ("reports/participants/*", lambda process: os.killpg(process.pid, 9)),
    "by Ctrl-C twice": ("reports/participants/*", control_c_twice),
}
"""The file of a workshop after which the program is killed, and how."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc")
@pytest.mark.usefixtures("ten")
@pytest.mark.parametrize(("sign", "kill"), KILLS.values(), ids=KILLS)
def test_a_kill_in_a_workshop_leaves_only_whole_results(
    home: Path,
    group: Path,
    sign: str,
    kill: Callable[[Popen[str]], object],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """No process, no temporary file, no lock and no half-written file."""
    temporary = tmp_path_factory.mktemp("t")  # short, because a socket's path has at most 107 bytes
    before = tree(home)
    with opened(home, TMPDIR=str(temporary)) as (program, process):
        program.start()
        program.post("workshop", {"row": program.row("group", "workshop")})
        wait_until(lambda: any(group.glob(sign)))
        kill(process)
        process.wait(30)
        wait_until(lambda: not processes_with(f"TMPDIR={temporary}"))
    assert list(temporary.iterdir()) == []
    written = {
        name.partition("/reports/")[2]: data
        for name, data in tree(home).items()
        if name not in before
    }
    assert all(re.fullmatch(RESULT, name) for name in written), [*written]
    assert all(
        data.endswith(b"</html>\n") for name, data in written.items() if name.endswith(".html")
    )


RESULT = r"(private|participants)/[\w.]+|private/exposure\.parquet/P\d+\.parquet|index\.html|cohort\.json"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_interrupts_nothing_and_a_second_one_ends_the_program(
    run: Run, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """An exception in the middle of the server's work could leave a lock taken for ever."""
    steps = []

    def serve(server: Server) -> None:
        server.server_close()
        signal.raise_signal(number)
        steps.append(signal.getsignal(number))

    handlers = [
        (each, signal.getsignal(each)) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    ]
    monkeypatch.setattr("analyzer.local.server.Server.run", serve)
    try:
        code, _, err = run("open", "--no-browser")
    finally:
        for each, handler in handlers:
            signal.signal(each, handler)
    assert (code, err) == (0, "")
    assert steps == [signal.SIG_DFL]


def test_a_browser_is_started_at_the_first_address(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, script = home / "note", home / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" > {note}.new\nmv {note}.new {note}\n')
    script.chmod(0o700)
    monkeypatch.setenv("BROWSER", str(script))
    with opened(home, browser=True) as (program, _):
        while not note.exists():
            time.sleep(0.05)
        assert note.read_text().strip() == program.first
