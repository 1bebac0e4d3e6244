"""Archives that hold no usable export: one sentence each, the same from every command."""

import errno
import gzip
import io
import os
import re
import tarfile
import threading
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from exports import Files, pack, write
from workshops import export

from analyzer.analysis.analyze import analyze
from analyzer.analysis.compare import compare
from analyzer.analysis.diagnose import diagnose
from analyzer.errors import ExportError
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.archive import open_archive
from analyzer.reading.sources import UnreadableFileError, placeholder
from analyzer.remarks import AWAY
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render
from analyzer.reporting.terminal import print_summary
from analyzer.text import PARTIAL
from analyzer.workshop.participants import survey

ADA = export("Ada")
GIVE = "Give the unzipped folder, or the ZIP as downloaded."
EXPIRED = "the link may have expired. Log in and download it again."
IN_ICLOUD = "is in iCloud and not on this machine: open it in the Finder to download it."
EMPTY = "All of its files are empty, 0 bytes each: copy or download it again."
BLANK = "All of its files are blank, as when a copy stops: copy or download it again."


def tar() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as packed:
        packed.addfile(tarfile.TarInfo("Skills.csv"))
    return data.getvalue()


def packed(files: Files) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def locked(files: Files) -> bytes:
    """A ZIP whose files are marked as locked with a password."""
    data = bytearray(packed(files))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + at] |= 1
    return bytes(data)


ZIPS: dict[str, tuple[str, bytes, str]] = {
    # the name of the file, its bytes, and what every command says about it
    "nothing": ("a.zip", b"", "is empty (0 bytes): download it again."),
    "nothing, without an ending": ("a", b"", "is empty (0 bytes): download it again."),
    "a web page": ("a.zip", b"<!DOCTYPE html>\n<html>", f"is a web page, not a ZIP: {EXPIRED}"),
    "a web page after a mark and a note": (
        "a.zip",
        b"\xef\xbb\xbf\n<!-- sign in -->\n<HTML lang='en'>",
        f"is a web page, not a ZIP: {EXPIRED}",
    ),
    "a web page in UTF-16": (
        "a.zip",
        "<html><body>Log in".encode("utf-16"),
        f"is a web page, not a ZIP: {EXPIRED}",
    ),
    "an error of a server": (
        "a.zip",
        b'<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>',
        f"is a text, not a ZIP: {EXPIRED}",
    ),
    "an error in JSON": ("a.zip", b'{"status": 401}', f"is a text, not a ZIP: {EXPIRED}"),
    "zeros": (
        "a.zip",
        bytes(5000),
        "holds only zeros, as when a copy or a download stops: download it again.",
    ),
    "a tar": (
        "a.zip",
        tar(),
        "is a tar archive, not a ZIP: unpack it and give the folder.",
    ),
    "a tar with gzip": (
        "a.tgz",
        gzip.compress(tar()),
        "is a gzip archive, not a ZIP: unpack it and give the folder.",
    ),
    "gzip": (
        "a.zip",
        gzip.compress(b"x"),
        "is a gzip archive, not a ZIP: unpack it and give the folder.",
    ),
    "RAR": (
        "a.rar",
        b"Rar!\x1a\x07\x01\x00" + bytes(20),
        "is a RAR archive, not a ZIP: unpack it and give the folder.",
    ),
    "7z": (
        "a.zip",
        b"7z\xbc\xaf\x27\x1c" + bytes(20),
        "is a 7z archive, not a ZIP: unpack it and give the folder.",
    ),
    "a PDF": ("a.zip", b"%PDF-1.7\n%\xe2", f"is a PDF, not a ZIP. {GIVE}"),
    "a picture": ("a.zip", b"\x89PNG\r\n\x1a\n", f"is a picture, not a ZIP. {GIVE}"),
    "other bytes": (
        "a.zip",
        b"\x00\x01\x02\x03" * 9,
        f"is not a LinkedIn export: it is neither a folder nor a ZIP. {GIVE}",
    ),
    "a text not called ZIP": (
        "notes.txt",
        b"dear diary",
        f"is not a LinkedIn export: it is neither a folder nor a ZIP. {GIVE}",
    ),
    "the beginning of a ZIP": (
        "a.zip",
        packed(ADA)[:300],
        "is a ZIP whose end is missing, as when a download stops. Download it again.",
    ),
    "the first three bytes of a ZIP": (
        "a.zip",
        b"PK\x03",
        "is a ZIP whose end is missing, as when a download stops. Download it again.",
    ),
    "a single file": (
        "Skills.csv",
        b"Name\nbread\n",
        "is a single file of an export. Give the folder with all the files, or the ZIP.",
    ),
    "an article, which is a web page": (
        "a.html",
        b"<html><body>mine",
        "is a single file of an export. Give the folder with all the files, or the ZIP.",
    ),
    "a placeholder of iCloud": (".a.zip.icloud", b"bplist00", IN_ICLOUD),
    "a ZIP of photos": (
        "a.zip",
        packed({"1.jpg": b"\xff\xd8"}),
        f"is not a LinkedIn export: none of its files is one of the KNOWN known. {GIVE}",
    ),
    "a ZIP in a ZIP": (
        "a.zip",
        packed({"export/Complete.zip": packed(ADA)}),
        "is not a LinkedIn export: none of its files is one of the KNOWN known. It holds a ZIP: unpack the outer one.",
    ),
}

LOCKED = "None of its files could be read: they are locked with a password. Unlock it first."
WHOLE: dict[str, tuple[Files | bytes, str]] = {
    # a folder's files or a ZIP's bytes, and the sentence
    "a locked ZIP": (locked(ADA), LOCKED),
    "a locked ZIP of an export and a photo": (locked(ADA | {"me.jpg": "x"}), LOCKED),
    "a ZIP of empty files": (packed(dict.fromkeys(ADA, "")), EMPTY),
    "a folder of empty files": (dict.fromkeys(ADA, ""), EMPTY),
    "an unknown file among empty ones": (dict.fromkeys(ADA, "") | {"Extra.csv": ""}, EMPTY),
    "a note next to empty files": (dict.fromkeys(ADA, "") | {"README.txt": "Hello"}, EMPTY),
    "one empty file": ({"export/Skills.csv": ""}, EMPTY),
    "zeros": (dict.fromkeys(ADA, "\0" * 700), BLANK),
    "placeholders of iCloud only": (
        {".Profile.csv.icloud": "x", ".Skills.csv.icloud": "x"},
        f"None of its files could be read. It {IN_ICLOUD}",
    ),
}

USABLE: dict[str, Files | bytes] = {
    "headers without records": {"Skills.csv": "Name\n", "Languages.csv": "Name,Proficiency\n"},
    "one header among empty files": dict.fromkeys(ADA, "") | {"Skills.csv": "Name\n"},
    "one renamed file among empty ones": {"Skills.csv": "", "Mine.csv": ADA["Registration.csv"]},
    "an empty file among others": ADA | {"Languages.csv": ""},
}


def at(tmp_path: Path, content: Files | bytes) -> Path:
    if isinstance(content, bytes):
        (tmp_path / "x.zip").write_bytes(content)
        return tmp_path / "x.zip"
    return write(tmp_path / "x", content)


def sentences(path: Path, mapping: ExportMapping) -> dict[str, str]:
    """What each command says about the archive at `path`, without its name."""

    def refusal(call: Callable[[], object]) -> str:
        with pytest.raises(ExportError) as caught:
            call()
        assert str(caught.value).endswith(caught.value.general.partition(" ")[2]), caught.value
        return caught.value.general

    def diagnosis() -> None:
        trouble = diagnose(path, mapping).trouble
        assert trouble
        raise ExportError(trouble, trouble)

    return {
        "report": refusal(lambda: analyze(path, mapping)),
        "compare": refusal(lambda: compare(path, path, mapping)),
        "doctor": refusal(diagnosis),
        "batch": " ".join(survey(path, mapping, b"key").reasons),
    }


@pytest.mark.parametrize(("name", "content", "problem"), ZIPS.values(), ids=ZIPS)
def test_what_is_not_a_zip_of_an_export_is_named(
    tmp_path: Path, mapping: ExportMapping, name: str, content: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(content)
    refusals = sentences(tmp_path / name, mapping)
    number = sum(len(table.files) for table in mapping.tables)
    assert refusals == dict.fromkeys(refusals, f"It {problem}".replace("KNOWN", str(number)))


@pytest.mark.parametrize(("content", "sentence"), WHOLE.values(), ids=WHOLE)
def test_an_export_without_a_readable_file_is_refused(
    tmp_path: Path, mapping: ExportMapping, content: Files | bytes, sentence: str
) -> None:
    refusals = sentences(at(tmp_path, content), mapping)
    assert refusals == dict.fromkeys(refusals, sentence)


@pytest.mark.parametrize("content", USABLE.values(), ids=USABLE)
def test_an_export_with_a_readable_file_is_read(
    tmp_path: Path, mapping: ExportMapping, content: Files | bytes
) -> None:
    path = at(tmp_path, content)
    assert analyze(path, mapping).files
    assert diagnose(path, mapping).trouble is None
    assert survey(path, mapping, b"key").archives


# --- cloud drives -----------------------------------------------------------------------------------------------------

PLACEHOLDERS: dict[str, tuple[str, str] | None] = {
    ".Connections.csv.icloud": ("Connections.csv", "iCloud"),
    ".a.b.zip.icloud": ("a.b.zip", "iCloud"),
    "Shares.csv.nextcloud": ("Shares.csv", "Nextcloud"),
    "anna.zip.owncloud": ("anna.zip", "ownCloud"),
    "Connections.icloud": None,
    ".icloud": None,
    "icloud.csv": None,
    ".Connections.csv": None,
}


@pytest.mark.parametrize(("name", "meant"), PLACEHOLDERS.items())
def test_the_placeholders_of_cloud_drives(name: str, meant: tuple[str, str] | None) -> None:
    stub = placeholder(name)
    assert (stub and (stub.name, str(stub.remark).split()[3])) == meant


@pytest.mark.parametrize("is_zip", [False, True], ids=["folder", "zip"])
def test_a_file_that_is_in_the_cloud_is_unreadable(
    tmp_path: Path, mapping: ExportMapping, is_zip: bool
) -> None:
    files = ADA | {".Connections.csv.icloud": b"bplist00"}
    path = pack(tmp_path / "x.zip", files) if is_zip else write(tmp_path / "x", files)
    unreadable = [file for file in analyze(path, mapping).files if file.state == "unreadable"]
    assert [(file.path, file.reason) for file in unreadable] == [
        ("Connections.csv", f"It {IN_ICLOUD}")
    ]


def test_a_placeholder_beside_its_file_does_not_count(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    path = write(tmp_path / "x", ADA | {".Skills.csv.icloud": b"bplist00"})
    assert {file.path for file in analyze(path, mapping).files} == set(ADA)


def test_a_zip_of_which_there_is_only_a_placeholder(tmp_path: Path, mapping: ExportMapping) -> None:
    folder = write(tmp_path / "x", {".Complete.zip.icloud": b"bplist00"})
    zip_path = folder / "Complete.zip"
    for path in (zip_path, folder):
        with pytest.raises(ExportError) as caught:
            analyze(path, mapping)
        assert str(caught.value) == f"{zip_path} {IN_ICLOUD}"
    assert survey(folder, mapping, b"key").reasons == (f"It {IN_ICLOUD}",)
    with pytest.raises(ExportError, match="There is nothing at"):
        analyze(folder / "Basic.zip", mapping)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EIO, errno.ETIMEDOUT])
def test_an_archive_that_is_out_of_reach_is_not_a_matter_of_permissions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mapping: ExportMapping, number: int
) -> None:
    path = pack(tmp_path / "x.zip", ADA)
    folder = write(tmp_path / "x", ADA)
    opened = os.open

    def away(name: str | Path, *arguments: int) -> int:
        if str(name).startswith(str(tmp_path / "x")):
            raise OSError(number, os.strerror(number))
        return opened(name, *arguments)

    monkeypatch.setattr(os, "open", away)
    with pytest.raises(ExportError) as caught:
        analyze(path, mapping)
    assert str(caught.value) == f"{path} {str(AWAY).removeprefix('It ')}"
    assert survey(path, mapping, b"key").reasons == (str(AWAY),)
    assert survey(folder, mapping, b"key").reasons == (f"None of its files could be read. {AWAY}",)


# --- files that change ------------------------------------------------------------------------------------------------


def replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "other bytes": (
        lambda path: path.write_bytes("Name\nbread\n".encode("utf-16")),
        "It was changed while it was read.",
    ),
    "another file of the same size": (
        lambda path: path.write_bytes(b"Name\nscone\n" * 300_000),
        "It was changed while it was read.",
    ),
    "a pipe": (replace_by_pipe, "It is a link or a device, not a file."),
}


@pytest.mark.parametrize(("change", "reason"), CHANGES.values(), ids=CHANGES)
def test_a_file_that_changes_between_two_passes_is_unreadable(
    tmp_path: Path, change: Callable[[Path], object], reason: str
) -> None:
    content = b"Name\nbread\n" * 300_000  # more than two blocks, which are kept
    folder = write(tmp_path / "x", {"Skills.csv": content})
    with open_archive(folder) as archive:
        (file,) = archive.files
        blocks = archive.blocks(file)
        assert b"".join(blocks()) == content
        change(folder / "Skills.csv")
        with pytest.raises(UnreadableFileError) as caught:
            b"".join(blocks())
    assert str(caught.value) == reason


def test_a_pipe_in_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    folder = write(tmp_path / "x", {"Skills.csv": "Name\n"})
    reasons = []

    def read() -> None:
        with open_archive(folder) as archive:
            replace_by_pipe(folder / "Skills.csv")
            with pytest.raises(UnreadableFileError) as caught:
                archive.read(archive.files[0])
        reasons.append(str(caught.value))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(30)
    assert reasons == ["It is a link or a device, not a file."]


# --- the quick part of an export --------------------------------------------------------------------------------------

NAMES = {
    # the name of an archive, and whether it is the quick part of an export
    "Basic_LinkedInDataExport_11-20-2026.zip": True,
    "basic_linkedindataexport_11-20-2026.zip": True,
    "Basic.zip": True,
    "Basic (1).zip": True,
    "Complete_LinkedInDataExport_11-21-2026.zip": False,
    "Basics of baking.zip": False,
    "My Basic_LinkedInDataExport.zip": False,
}


@pytest.mark.parametrize(("name", "quick"), NAMES.items())
def test_the_quick_part_of_an_export_is_named_on_the_page_and_in_the_terminal(
    tmp_path: Path,
    mapping: ExportMapping,
    capsys: pytest.CaptureFixture[str],
    name: str,
    quick: bool,
) -> None:
    numbers = figures(analyze(pack(tmp_path / name, ADA), mapping))
    first_screen, _, _ = render(numbers, date(2026, 11, 28)).partition("<nav")
    print_summary(numbers, tmp_path / "page.html", to_stderr=False)
    terminal = " ".join(capsys.readouterr().out.split())
    assert (PARTIAL in first_screen, PARTIAL in terminal) == (quick, quick)
    assert re.search(
        r"That stops later training on your data \(\w+ articles\)\. No article limits this to new data",
        first_screen,
    )


def test_the_folder_of_an_unpacked_quick_part_is_named_too(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    folder = write(tmp_path / "Downloads", {f"Basic_Export/{name}": ADA[name] for name in ADA})
    assert analyze(folder, mapping).partial
    assert analyze(folder / "Basic_Export", mapping).partial


def test_of_two_zips_in_a_folder_the_complete_one_is_suggested(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    for name in ("Basic_LinkedInDataExport.zip", "Complete_LinkedInDataExport.zip"):
        pack(tmp_path / name, ADA)
    with pytest.raises(ExportError) as caught:
        analyze(tmp_path, mapping)
    assert str(caught.value).endswith(
        f"There is a ZIP in it: try {tmp_path / 'Complete_LinkedInDataExport.zip'}."
    )
