"""The folder of a workshop: which of its children are participants, and what the facilitator reads about the others."""

import json
import os
import struct
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import Run, caller
from exports import pack, write
from workshops import export

from analyzer.errors import ExportError, OutputError
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.output import page_name, read_result
from analyzer.reporting.share import is_share
from analyzer.workshop.batch import run_batch
from analyzer.workshop.children import list_children, stray_files
from analyzer.workshop.dataset import SCHEMA, read_contribution
from analyzer.workshop.folder import (
    MANIFEST,
    REGISTER,
    REGISTER_KEY,
    part_path,
    written,
)
from analyzer.workshop.options import Options
from analyzer.workshop.participants import Participant, participant_settings, survey
from analyzer.workshop.state import read_register

ADA = export("Ada")
PAGE = {"anna.html": "<html>"}


def people(room: Path) -> list[str]:
    return [child.name for child in list_children(room, room.parent / "out")]


NOT_PEOPLE = [
    *("__MACOSX/._anna", "System Volume Information/IndexerVolumeGuid", "$RECYCLE.BIN/x.csv"),
    *("lost+found/x", ".Spotlight-V100/x", "@eaDir/x", "reports/anna.html", "reports/p.png"),
    *("old results/private/written.json", "reports/room/private/written.json"),
    *("desktop.ini", ".DS_Store", "~$attendees.xlsx"),
]
PEOPLE = [
    *("anna/Profile.csv", "Reports of Bo/Profile.csv", "reports/Profile.csv", "macosx/Profile.csv"),
    *("cy.zip", "dee.ZIP", "eve.json", "flo.rar", "gus.tar.gz", "hal.7z", "ida.zip.crdownload"),
    *(".jan.zip.icloud", "kim.zip.1", "recycle/Profile.csv"),
]
STRAYS = ["README.txt", "attendees.xlsx", "photo.jpg", "Connections.csv", "notes", "page.html"]


@pytest.mark.parametrize("path", NOT_PEOPLE)
def test_folders_of_systems_and_results_are_not_people(tmp_path: Path, path: str) -> None:
    content = "[]" if path.endswith(".json") else "x"
    room = write(tmp_path / "room", {path: content, "ada/Profile.csv": ADA["Profile.csv"]})
    assert people(room) == ["ada"]
    assert stray_files(room) == ()


@pytest.mark.parametrize("path", PEOPLE)
def test_folders_archives_and_placeholders_are_people(tmp_path: Path, path: str) -> None:
    room = write(tmp_path / "room", {path: "x", "ada/Profile.csv": ADA["Profile.csv"]})
    assert sorted(people(room)) == sorted({"ada", path.partition("/")[0]})
    assert stray_files(room) == ()


@pytest.mark.parametrize("name", STRAYS)
def test_other_files_are_listed_for_the_facilitator(tmp_path: Path, name: str) -> None:
    room = write(tmp_path / "room", {name: b"PK\x03\x04", "ada/Profile.csv": ADA["Profile.csv"]})
    assert people(room) == ["ada"]
    assert stray_files(room) == (name,)


def test_a_zip_without_an_ending_is_an_archive_but_a_workbook_is_not(tmp_path: Path) -> None:
    pack(tmp_path / "room" / "download", ADA)
    pack(tmp_path / "room" / "attendees.xlsx", {"[Content_Types].xml": "x"})
    assert people(tmp_path / "room") == ["download"]
    assert stray_files(tmp_path / "room") == ("attendees.xlsx",)


ONE_EXPORT = {
    "its files": ADA,
    "its files and LinkedIn's folders": ADA | {"Jobs/Saved Jobs.csv": "x", "Articles/a.html": "x"},
    "its files and a folder of photos": ADA | {"Photos/1.jpg": "x", "me.jpg": "x"},
    "only placeholders of its files": {".Profile.csv.icloud": "x", ".Skills.csv.icloud": "x"},
    "empty files": {"Profile.csv": "", "Skills.csv": ""},
}


@pytest.mark.parametrize("files", ONE_EXPORT.values(), ids=ONE_EXPORT)
def test_one_export_is_not_a_folder_of_exports(tmp_path: Path, files: dict[str, str]) -> None:
    room = write(tmp_path / "room", files)
    with pytest.raises(ExportError) as caught:
        people(room)
    assert str(caught.value) == (
        f"{room} is one export, not a folder of exports. Use `exposure report` for it."
    )


def test_a_folder_of_other_files_is_refused_with_their_names(tmp_path: Path) -> None:
    room = write(tmp_path / "room", {f"{number:02}.txt": "x" for number in range(12)})
    with pytest.raises(ExportError) as caught:
        people(room)
    shown = ", ".join(f"{number:02}.txt" for number in range(10))
    assert str(caught.value) == (
        f"{room} holds no export (not an archive: {shown} and 2 more). "
        "Put one folder, ZIP or share file per person in it."
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return partial(caller(monkeypatch, capsys))


# --- names of results -------------------------------------------------------------------------------------------------

ENDINGS = {
    # the options, and the sentence
    ("--out", "report.pdf"): "report.pdf has to end in .html. To get a PDF, print the page from a browser.",
    ("--out", "a.PDF"): "a.PDF has to end in .html. To get a PDF, print the page from a browser.",
    ("--out", "report.docx"): "report.docx has to end in .html. Choose another name with --out.",
    ("--out", "report"): "report has to end in .html. Choose another name with --out.",
    ("--json", "n.txt"): "n.txt has to end in .json. Choose another name with --json.",
    ("--json", "n.html"): "n.html has to end in .json. Choose another name with --json.",
}  # fmt: skip


@pytest.mark.parametrize(("options", "sentence"), ENDINGS.items())
def test_a_foreign_ending_is_refused(run: Run, options: tuple[str, str], sentence: str) -> None:
    write(Path("x"), ADA)
    assert run("report", "x", *options) == (1, "", f"exposure: {sentence}\n")
    assert run("compare", "x", "x", *options) == (1, "", f"exposure: {sentence}\n")
    assert os.listdir() == ["x"]  # noqa: PTH208 - the names only


def test_the_usual_endings_are_written_in_any_case(run: Run) -> None:
    write(Path("x"), ADA)
    assert run("report", "x", "--out", "A.HTML", "--json", "a.b.Json")[0] == 0
    assert {path.name for path in Path().iterdir()} == {"x", "A.HTML", "a.b.Json"}


DEVICES = {
    "com1": "export com1",
    "LPT9": "export LPT9",
    "aux.x": "export aux.x",
    "NUL.zip": "export NUL",
    "Con .b": "export Con .b",
    "COM²": "export COM²",
    "com10": "com10",
    "com": "com",
    "console.x": "console.x",
    "x.aux": "x.aux",
    "com0": "com0",
}


@pytest.mark.parametrize(("name", "page"), DEVICES.items())
def test_a_page_is_not_named_like_a_device_of_windows(name: str, page: str) -> None:
    assert page_name(name) == page


def test_a_batch_that_may_not_write_names_the_folder(run: Run) -> None:
    write(Path("room"), {"ada/Profile.csv": ADA["Profile.csv"]})
    Path("reports").write_text("in the way")
    code, _, err = run("batch", "room")
    assert code == 1
    assert err.startswith("exposure: reports/room cannot be written (")
    assert err.endswith("). Choose another folder with --out.\n")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pipe_among_the_results_is_not_read(tmp_path: Path) -> None:
    """Reading it would not end."""
    for name in (MANIFEST, REGISTER):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        os.mkfifo(tmp_path / name)
    assert written(tmp_path) is None
    assert read_register(tmp_path).numbers == {}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
@pytest.mark.parametrize("how", ["a pipe", "a pipe that was a file", "a link", "a folder"])
def test_only_a_file_is_read_as_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Also if something else takes its place after the look at it."""
    path = tmp_path / "index.html"
    (tmp_path / "other").write_text("a foreign file")
    if how == "a link":
        path.symlink_to(tmp_path / "other")
    elif how == "a folder":
        path.mkdir()
    else:
        os.mkfifo(path)
        if how != "a pipe":
            monkeypatch.setattr("analyzer.output._obstacle", lambda _: None)
    with pytest.raises(OSError, match="it is a"):
        read_result(path)


@pytest.mark.parametrize("gone", ["private", "participants", "private/exposure.parquet"])
def test_a_folder_that_disappears_during_a_run_is_not_made_again(tmp_path: Path, gone: str) -> None:
    """It was moved, and the results would be in two places."""
    room, results = tmp_path / "room", tmp_path / "results"
    write(room, {"ada/Profile.csv": ADA["Profile.csv"]})

    def move(*_: object) -> None:
        if (results / gone).exists():
            (results / gone).rename(tmp_path / "elsewhere")

    options = Options(date(2026, 3, 14), jobs=1)
    with pytest.raises(OutputError, match=r"cannot be written \(No such file or directory\)"):
        run_batch(room, results, options, move)
    assert not (results / gone).exists()


def test_a_very_large_file_is_not_read_as_a_result(tmp_path: Path) -> None:
    """It would take the memory of the machine, and hold up every other page."""
    with (tmp_path / "written.json").open("wb") as file:
        file.truncate(64_000_001)
    with pytest.raises(OSError, match="File too large"):
        read_result(tmp_path / "written.json")


def test_a_very_large_register_is_refused_and_not_replaced(tmp_path: Path) -> None:
    """With a new one, the same people would get other numbers."""
    write(tmp_path, {REGISTER_KEY: '{"key": "00"}', REGISTER: ""})
    with (tmp_path / REGISTER).open("wb") as file:
        file.truncate(64_000_001)
    with pytest.raises(OutputError, match="was changed; remove it to start afresh"):
        read_register(tmp_path)


def test_a_long_list_of_results_is_not_read_to_leave_its_folder_out(tmp_path: Path) -> None:
    """A folder can hold many such lists, and reading one cannot be stopped."""
    room = write(tmp_path / "room", {"ada/Profile.csv": "", "old/private/written.json": "["})
    with (room / "old" / MANIFEST).open("r+b") as file:
        file.truncate(64_000_001)
    assert people(room) == ["ada"]


def test_someone_whose_folder_also_has_results_is_a_participant(tmp_path: Path) -> None:
    """No one is left out without a line."""
    results = {"private/written.json": "[]", "participants/P1.html": ""}
    room = write(tmp_path / "room", {"ada/Profile.csv": "", "bo/export.zip": ""})
    for name in ("ada", "bo", "results"):
        write(room / name, results)
    assert people(room) == ["ada", "bo"]


SEVERAL_DISKS = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 2) + struct.pack(
    "<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0
)
"""The end of a ZIP on two disks."""


def test_a_file_that_ends_like_a_zip_on_several_disks_is_no_bug(tmp_path: Path) -> None:
    """Python raises an error in place of an answer."""
    room = write(tmp_path / "room", {"ada/Profile.csv": "", "notes": SEVERAL_DISKS})
    assert people(room) == ["ada"]
    assert is_share(write(tmp_path, {"photo.json": SEVERAL_DISKS}) / "photo.json")


@pytest.mark.parametrize(("number", "text"), [(20_001, ""), (20_000, "a" * 100)])
def test_a_part_with_more_than_an_export_has_is_refused(
    tmp_path: Path, number: int, text: str
) -> None:
    """Empty rows and repeated texts take no room in the file, and gigabytes of memory."""
    part_path(tmp_path, "P1").parent.mkdir(parents=True)
    rows = {
        field.name: pa.nulls(number, field.type).fill_null(
            0 if pa.types.is_integer(field.type) else text
        )
        for field in SCHEMA
    }
    pq.write_table(pa.table(rows, SCHEMA), part_path(tmp_path, "P1"))
    with pytest.raises(OutputError, match="was changed; remove it to start afresh"):
        read_contribution(tmp_path, "P1")


def test_a_link_in_a_circle_among_the_participants_is_reported(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert survey(tmp_path / "loop", mapping, b"").reasons == ("It is a link that leads nowhere.",)


def test_many_files_of_any_kind_are_listed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings of each participant may be among them, so their number must not count for each."""
    room = write(tmp_path / "room", {f"p{n}.json": "{}" for n in range(100)})
    write(room, {f"image {n}.jpg": "" for n in range(100)} | {"P7.toml": "", "p8.TOML.txt": ""})
    assert len(stray_files(room)) == 100
    listed: list[Path] = []
    iterdir = Path.iterdir

    def counted(path: Path) -> Iterator[Path]:
        listed.append(path)
        return iterdir(path)

    monkeypatch.setattr(Path, "iterdir", counted)
    group = [
        Participant(f"P{n}", (room / f"p{n}.json",), room / f"p{n}.json", is_share=True)
        for n in range(100)
    ]
    settings, mistakes = participant_settings(group, lambda _: load_mapping())
    assert (len(settings), mistakes) == (100, {})
    assert listed.count(room) == 1


FORGED = {
    "a very high number": {"highest": 999_999_999},
    "no earlier page": {"figures": "x"},
    "a page without figures": {"shown": [{"P01": "a"}]},
    "a label without a number": {"figures": "x", "shown": [{"Q": "a"}]},
    "an empty label": {"figures": "x", "shown": [{"": ""}]},
}


@pytest.mark.parametrize("changed", FORGED.values(), ids=FORGED)
def test_a_register_that_no_batch_has_written_is_refused(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    plain = {"numbers": {}, "highest": 0, "figures": None, "shown": []} | changed
    write(tmp_path, {REGISTER: json.dumps(plain), REGISTER_KEY: '{"key": "00"}'})
    with pytest.raises(OutputError, match="was changed; remove it to start afresh"):
        read_register(tmp_path)
