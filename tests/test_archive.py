"""Folders and ZIPs as they occur in practice: broken, hostile, nested or renamed."""

import os
import stat
import struct
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from exports import Files, pack, write

from analyzer.errors import ExportError
from analyzer.limits import (
    DEFAULT,
    MB,
)
from analyzer.reading.archive import open_archive
from analyzer.reading.sources import UnreadableFileError, open_file

SKILLS = b"Name\nPython\nSQL\n"
NFC = unicodedata.normalize("NFC", "Résumé.csv")
NFD = unicodedata.normalize("NFD", "Résumé.csv")
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def pack_entries(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """A ZIP of these entries. Names can repeat, and a `ZipInfo` can replace a name."""
    with zipfile.ZipFile(path, "w") as file:
        for name, data in entries:
            file.writestr(name, data)
    return path


def patch_headers(path: Path, **fields: int) -> Path:
    # offset in the local header, offset in the central directory, struct format
    where = {"flags": (6, 8, "<H"), "method": (8, 10, "<H"), "size": (22, 24, "<I")}
    data = bytearray(path.read_bytes())
    for field, value in fields.items():
        local, central, form = where[field]
        struct.pack_into(form, data, data.find(LOCAL) + local, value)
        struct.pack_into(form, data, data.find(CENTRAL) + central, value)
    path.write_bytes(data)
    return path


def contents(path: Path, **limits: int) -> dict[str, bytes | str]:
    """The bytes of each member, or the reason why it is unreadable."""
    result: dict[str, bytes | str] = {}
    with open_archive(path, replace(DEFAULT, **limits)) as archive:
        for member in archive.files:
            try:
                result[member.path] = archive.read(member)
            except UnreadableFileError as error:
                result[member.path] = str(error)
    return result


LAYOUTS: dict[str, Files] = {
    "flat": {"Skills.csv": SKILLS, "Jobs/Saved Jobs.csv": b"x"},
    "one down": {"Basic_LinkedInDataExport/Skills.csv": SKILLS},
    "two down": {"Downloads/Basic (1)/Skills.csv": SKILLS},
    "next to other files": {
        "photo.jpg": b"\xff\xd8",
        "tax/2024.pdf": b"%PDF",
        "in/Skills.csv": SKILLS,
    },
    "spaces and letters": {"Ünter lagen/Skills.csv": SKILLS, "a'b\"c & d.csv": b"1"},
    "an empty file": {"Skills.csv": b""},
}


@pytest.mark.parametrize("files", LAYOUTS.values(), ids=LAYOUTS)
def test_a_folder_and_its_zip_hold_the_same_members_in_the_same_order(
    tmp_path: Path, files: Files
) -> None:
    folder = write(tmp_path / "export", files)
    packed = pack(tmp_path / "export.zip", files, zipfile.ZIP_DEFLATED)
    assert contents(folder) == files
    assert list(contents(folder).items()) == list(contents(packed).items())
    assert list(contents(folder)) == sorted(files)


def test_a_member_has_its_size_before_it_is_read(tmp_path: Path) -> None:
    for path in (
        write(tmp_path / "x", {"Skills.csv": SKILLS}),
        pack(tmp_path / "x.zip", {"Skills.csv": SKILLS}),
    ):
        with open_archive(path) as archive:
            assert [(member.path, member.size) for member in archive.files] == [
                ("Skills.csv", len(SKILLS))
            ]


@pytest.mark.parametrize("name", ["x", "x.zip", "x (1)", "x.zip (1)", "x.csv", ".hidden", "ü ö"])
def test_a_folder_can_have_any_name(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path / name, {"Skills.csv": SKILLS})
    with open_archive(folder) as archive:
        assert (archive.kind, archive.name) == ("folder", name)
        assert [member.path for member in archive.files] == ["Skills.csv"]


@pytest.mark.parametrize("name", ["x.zip", "x.zip.zip", "x (1).zip", "x", "x.ZIP", "x.csv"])
def test_a_zip_can_have_any_name(tmp_path: Path, name: str) -> None:
    with open_archive(pack(tmp_path / name, {"Skills.csv": SKILLS})) as archive:
        assert (archive.kind, archive.name) == ("zip", name)
        assert [member.path for member in archive.files] == ["Skills.csv"]


@pytest.mark.parametrize("given", [".", "../export", "./"])
def test_a_relative_path_gives_the_folder_its_real_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.chdir(write(tmp_path / "export", {"Skills.csv": SKILLS}))
    with open_archive(Path(given)) as archive:
        assert archive.name == "export"


JUNK = [
    "__MACOSX/._Skills.csv",
    "__MACOSX/export/._Skills.csv",
    "export/__MACOSX/Skills.csv",
    ".DS_Store",
    "export/.DS_Store",
    "._Skills.csv",
    "Thumbs.db",
    "desktop.ini",
]


@pytest.mark.parametrize("junk", JUNK)
def test_hidden_files_of_the_system_are_not_members(tmp_path: Path, junk: str) -> None:
    files = {"Skills.csv": SKILLS, junk: b"junk"}
    assert list(contents(write(tmp_path / "x", files))) == ["Skills.csv"]
    assert list(contents(pack(tmp_path / "x.zip", files))) == ["Skills.csv"]


def test_a_file_that_only_looks_like_junk_is_kept(tmp_path: Path) -> None:
    files = {"DS_Store.csv": b"1", "My__MACOSX.csv": b"2", "_Skills.csv": b"3"}
    assert contents(write(tmp_path / "x", files)) == files
    assert contents(pack(tmp_path / "x.zip", files)) == files


def test_directory_entries_are_not_members(tmp_path: Path) -> None:
    packed = pack(tmp_path / "x.zip", {"export/": b"", "export/Jobs/": b"", "export/a.csv": SKILLS})
    assert contents(packed) == {"export/a.csv": SKILLS}


ODD_NAMES = {
    "backslashes": ("Jobs\\Saved Jobs.csv", "Jobs/Saved Jobs.csv"),
    "a dot": ("./Skills.csv", "Skills.csv"),
    "two slashes": ("Jobs//Saved Jobs.csv", "Jobs/Saved Jobs.csv"),
    "absolute": ("/home/someone/Skills.csv", "home/someone/Skills.csv"),
}


@pytest.mark.parametrize(("stored", "shown"), ODD_NAMES.values(), ids=ODD_NAMES)
def test_names_in_a_zip_are_paths_inside_it(tmp_path: Path, stored: str, shown: str) -> None:
    assert contents(pack(tmp_path / "x.zip", {stored: SKILLS})) == {shown: SKILLS}


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/evil.csv", "a/../../evil.csv", "C:\\evil.csv"]
)
def test_a_name_that_points_outside_writes_nothing_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    home = tmp_path / "a" / "b"
    home.mkdir(parents=True)
    packed = pack(home / "x.zip", {name: b"evil", "Skills.csv": SKILLS})
    monkeypatch.chdir(home)
    read = contents(packed)
    assert sorted(read.values()) == [SKILLS, b"evil"]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["x.zip"]


@pytest.mark.filterwarnings(
    "ignore:Duplicate name"
)  # a warning of zipfile while the test writes the archive
def test_two_entries_with_the_same_name_are_both_kept(tmp_path: Path) -> None:
    packed = pack_entries(tmp_path / "x.zip", ("Skills.csv", SKILLS), ("Skills.csv", b"Name\nGo\n"))
    read = contents(packed)
    assert len(read) == 2
    assert set(read.values()) == {SKILLS, b"Name\nGo\n"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_with_the_same_name_get_different_names(tmp_path: Path) -> None:
    names = ["a.csv", "b", "a.csv", "a [2].csv", "a.csv", "b", "a [2].csv"]
    entries = [(name, str(number).encode()) for number, name in enumerate(names)]
    assert contents(pack_entries(tmp_path / "x.zip", *entries)) == {
        "a.csv": b"0",
        "b": b"1",
        "a [2].csv": b"2",
        "a [2] [2].csv": b"3",
        "a [3].csv": b"4",
        "b [2]": b"5",
        "a [2] [3].csv": b"6",
    }


@pytest.mark.parametrize("name", ["é.csv", "Żółć.csv", "文.csv"])
def test_utf8_names_without_the_flag_are_read_as_utf8(tmp_path: Path, name: str) -> None:
    # "Compress" in Finder writes UTF-8 names without the flag.
    stored = name.encode()
    packed = pack(tmp_path / "x.zip", {"#" * len(stored): SKILLS})
    packed.write_bytes(packed.read_bytes().replace(b"#" * len(stored), stored))
    assert contents(packed) == {name: SKILLS}


def test_a_name_in_another_code_page_still_gives_its_bytes(tmp_path: Path) -> None:
    packed = pack(tmp_path / "x.zip", {"##.csv": SKILLS})
    packed.write_bytes(packed.read_bytes().replace(b"##", b"\x82\xff"))
    assert list(contents(packed).values()) == [SKILLS]


@pytest.mark.parametrize("name", [NFC, NFD], ids=["NFC", "NFD"])
def test_composed_and_decomposed_names_are_the_same_name(tmp_path: Path, name: str) -> None:
    assert contents(write(tmp_path / "x", {name: SKILLS})) == {NFC: SKILLS}
    assert contents(pack(tmp_path / "x.zip", {name: SKILLS})) == {NFC: SKILLS}


def test_files_whose_names_differ_only_in_composition_are_both_kept(tmp_path: Path) -> None:
    files = {NFC: b"1", NFD: b"2"}
    folder = write(tmp_path / "x", files)
    if len(list(folder.iterdir())) < 2:
        pytest.skip("this file system takes both spellings for one name")
    packed = pack(tmp_path / "x.zip", files)
    assert sorted(contents(packed).values()) == [b"1", b"2"]
    assert sorted(contents(folder).values()) == [b"1", b"2"]


def test_a_file_name_that_is_not_utf8_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "x", {"Skills.csv": SKILLS})
    try:
        (folder / os.fsdecode(b"\xff.csv")).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert sorted(contents(folder).values()) == [b"1", SKILLS]


def test_folder_and_zip_agree_on_files_many_folders_down(tmp_path: Path) -> None:
    files = {"Skills.csv": SKILLS, "/".join("abcdefghijkl") + "/deep.csv": b"1"}
    folder = write(tmp_path / "x", files)
    packed = pack(tmp_path / "x.zip", files)
    assert contents(folder) == contents(packed)


def test_a_file_is_found_below_more_folders_than_the_recursion_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, {"stays": b""}) / "x"
    folder.mkdir()
    monkeypatch.chdir(folder)
    depth = sys.getrecursionlimit() + 50
    for _ in range(depth):
        Path("a").mkdir()
        os.chdir("a")
    deepest = folder / ("a/" * depth)
    try:
        write(Path(), {"Skills.csv": SKILLS})
        assert contents(folder, folders=depth) == {"a/" * depth + "Skills.csv": SKILLS}
    finally:  # the folders are too deep for pytest to remove
        os.chdir(tmp_path)
        (deepest / "Skills.csv").unlink()
        os.removedirs(deepest)


# --- broken members ---------------------------------------------------------------------------------------------------


def encrypted(path: Path) -> Path:
    return patch_headers(path, flags=1)


def packed_unusually(path: Path) -> Path:
    return patch_headers(path, method=99)


def with_a_flipped_byte(path: Path) -> Path:
    path.write_bytes(path.read_bytes().replace(b"Python", b"Pxthon"))
    return path


def with_a_broken_local_header(path: Path) -> Path:
    data = path.read_bytes()
    path.write_bytes(b"XX" + data[2:])
    return path


def with_another_name_in_its_header(path: Path) -> Path:
    data = path.read_bytes()
    path.write_bytes(data.replace(b"A.csv", b"Z.csv", 1))
    return path


BROKEN = {
    "encrypted": (encrypted, "It is locked with a password."),
    "unknown packing": (
        packed_unusually,
        "It is compressed in a way that no LinkedIn export uses.",
    ),
    "flipped byte": (with_a_flipped_byte, "This part of the ZIP is damaged."),
    "broken header": (with_a_broken_local_header, "This part of the ZIP is damaged."),
    "other name": (with_another_name_in_its_header, "This part of the ZIP is damaged."),
}


@pytest.mark.parametrize(("break_it", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_entry_gives_a_reason_and_the_others_are_read(
    tmp_path: Path, break_it: Callable[[Path], Path], reason: str
) -> None:
    packed = pack(tmp_path / "x.zip", {"A.csv": SKILLS, "B.csv": b"fine"})
    assert contents(break_it(packed)) == {"A.csv": reason, "B.csv": b"fine"}


def test_a_reason_does_not_contain_the_message_of_the_library(tmp_path: Path) -> None:
    packed = pack(tmp_path / "x.zip", {"A.csv": SKILLS})
    with (
        open_archive(with_a_flipped_byte(packed)) as archive,
        pytest.raises(UnreadableFileError) as caught,
    ):
        archive.read(archive.files[0])
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_damaged_packed_bytes_are_a_finding(tmp_path: Path) -> None:
    data = b"".join(b"%d,%d\n" % (i, i * i) for i in range(2000))
    path = pack(tmp_path / "x.zip", {"A.csv": data, "B.csv": b"fine"}, zipfile.ZIP_DEFLATED)
    assert contents(path)["A.csv"] == data
    raw = bytearray(path.read_bytes())
    raw[500:540] = b"\xff" * 40
    path.write_bytes(raw)
    assert contents(path) == {"A.csv": "This part of the ZIP is damaged.", "B.csv": b"fine"}


# --- bombs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [MB, MB + 1])
def test_a_member_over_the_limit_is_not_unpacked(tmp_path: Path, size: int) -> None:
    files = {"A.csv": b"x" * size, "B.csv": b"fine"}
    for path in (
        write(tmp_path / "x", files),
        pack(tmp_path / "x.zip", files, zipfile.ZIP_DEFLATED),
    ):
        read = contents(path, file=1)
        assert read["B.csv"] == b"fine"
        if size <= MB:
            assert read["A.csv"] == b"x" * size
        else:
            assert read["A.csv"] == (
                "It is larger than 1 MB, more than any file of an export. "
                "To read it, add --limit file=2."
            )


TOO_MUCH = {
    "size": (
        {"A.csv": b"x" * MB, "B.csv": b"y"},
        "more than 1 MB, unpacked: more than any export. Give the export's own folder, or the ZIP. "
        "To read it, add --limit size=2.",
    ),
    "files": (
        {"A.csv": b"x", "B.csv": b"y"},
        "more than 1 files: more than any export. Give the export's own folder, or the ZIP. "
        "To read it, add --limit files=2.",
    ),
}


@pytest.mark.parametrize("limit", TOO_MUCH)
def test_an_archive_that_is_too_large_is_refused(tmp_path: Path, limit: str) -> None:
    files, refusal = TOO_MUCH[limit]
    for path in (write(tmp_path / "x", files), pack(tmp_path / "x.zip", files)):
        with pytest.raises(ExportError) as raised:
            contents(path, **{limit: 1})
        assert str(raised.value) == f"{path} holds {refusal}"
        assert contents(path, **{limit: 2}) == files


def test_a_file_over_the_limit_does_not_count_towards_the_size_of_the_export(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path / "x", {"film.mp4": b"x" * (MB + 1), "Skills.csv": SKILLS})
    assert contents(folder, file=1, size=1)["Skills.csv"] == SKILLS


def test_files_too_many_folders_down_are_findings(tmp_path: Path) -> None:
    files = {"a/b/c/Skills.csv": SKILLS, "a/b/d/e.csv": SKILLS, "a/Skills.csv": SKILLS}
    refused = (
        "It is more than 2 folders down, further than in any export. "
        "To read it, add --limit folders=4."
    )
    assert contents(write(tmp_path / "x", files), folders=2) == {
        "a/Skills.csv": SKILLS,
        "a/b/c": refused,
        "a/b/d": refused,
    }
    assert contents(pack(tmp_path / "x.zip", files), folders=2) == {
        "a/Skills.csv": SKILLS,
        "a/b/c/Skills.csv": refused,
        "a/b/d/e.csv": refused,
    }


def test_entries_that_share_their_bytes_are_findings(tmp_path: Path) -> None:
    packed = pack(tmp_path / "x.zip", {"A.csv": SKILLS, "B.csv": b"fine", "C.csv": b"fine"})
    data = bytearray(packed.read_bytes())
    second = data.find(CENTRAL, data.find(CENTRAL) + 4)
    struct.pack_into("<I", data, second + 42, 0)  # B.csv has the offset of A.csv
    packed.write_bytes(data)
    shared = "It shares its place in the ZIP with another file, as in no ZIP of LinkedIn's."
    assert contents(packed) == {"A.csv": shared, "B.csv": shared, "C.csv": b"fine"}


def test_a_zip_whose_list_is_too_long_to_be_read_is_refused(tmp_path: Path) -> None:
    packed = pack(tmp_path / "x.zip", {f"{'x' * 500}{number}": b"" for number in range(4)})
    with pytest.raises(ExportError, match=r"more than 4 files.*--limit files=8\.$"):
        contents(packed, files=4)
    assert len(contents(packed, files=5)) == 4


def test_a_member_with_a_false_size_is_a_finding(tmp_path: Path) -> None:
    packed = pack(tmp_path / "x.zip", {"A.csv": b"x" * 1_000_000}, zipfile.ZIP_DEFLATED)
    assert contents(patch_headers(packed, size=10)) == {"A.csv": "This part of the ZIP is damaged."}


# --- links, pipes and permissions -------------------------------------------------------------------------------------


@pytest.fixture
def linked(tmp_path: Path) -> tuple[Path, set[str]]:
    outside = write(tmp_path / "outside", {"secret.csv": b"SECRET"})
    folder = write(tmp_path / "x", {"Skills.csv": SKILLS, "sub/a.csv": b"1"})
    links: dict[str, str | Path] = {
        "inside.csv": "Skills.csv",
        "outside.csv": outside / "secret.csv",
        "dangling.csv": "nowhere",
        "itself.csv": "itself.csv",
        "loop": folder,
        "sub/up": "..",
        "outside": outside,
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    return folder, set(links)


def test_links_are_named_and_not_followed(linked: tuple[Path, set[str]]) -> None:
    folder, links = linked
    read = contents(folder)
    assert {path for path, data in read.items() if isinstance(data, bytes)} == {
        "Skills.csv",
        "sub/a.csv",
    }
    assert {path for path, data in read.items() if isinstance(data, str)} == links
    assert set(read.values()) == {SKILLS, b"1", "It is a link or a device, not a file."}


def test_a_link_between_the_check_of_a_file_and_its_opening_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "x", {"Skills.csv": SKILLS})
    outside = write(tmp_path / "outside", {"secret.csv": b"SECRET"}) / "secret.csv"

    def swap(path: str) -> object:
        Path(path).unlink()
        Path(path).symlink_to(outside)
        return open_file(path)

    monkeypatch.setattr("analyzer.reading.sources.open_file", swap)
    assert contents(folder) == {"Skills.csv": "It was changed while it was read."}


def test_the_export_can_be_given_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder link").symlink_to(write(tmp_path / "x", {"Skills.csv": SKILLS}))
    (tmp_path / "zip link").symlink_to(pack(tmp_path / "x.zip", {"Skills.csv": SKILLS}))
    assert contents(tmp_path / "folder link") == {"Skills.csv": SKILLS}
    assert contents(tmp_path / "zip link") == {"Skills.csv": SKILLS}


def test_a_link_in_a_zip_is_treated_the_same_as_in_a_folder(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = pack_entries(tmp_path / "x.zip", (link, b"Skills.csv"), ("Skills.csv", SKILLS))
    folder = write(tmp_path / "x", {"Skills.csv": SKILLS})
    (folder / "link.csv").symlink_to("Skills.csv")
    assert contents(packed) == contents(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_does_not_make_the_tool_wait_for_ever(tmp_path: Path) -> None:
    folder = write(tmp_path / "x", {"Skills.csv": SKILLS})
    os.mkfifo(folder / "Connections.csv")
    assert contents(folder) == {
        "Connections.csv": "It is a link or a device, not a file.",
        "Skills.csv": SKILLS,
    }


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """A folder in which read permissions apply, even if the tests run as root."""
    if not hasattr(os, "geteuid"):
        pytest.skip("this system has no permissions of this kind")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def as_unprivileged_user() -> Iterator[Callable[[], None]]:
    """A function that switches to an unprivileged user until the end of the test."""

    def drop() -> None:
        if root:
            os.seteuid(65534)

    root = os.geteuid() == 0
    yield drop
    if root:
        os.seteuid(0)


def test_a_file_without_permission_is_a_finding(
    reachable_folder: Path, as_unprivileged_user: Callable[[], None]
) -> None:
    write(reachable_folder, {"Skills.csv": SKILLS, "Connections.csv": b"1"})
    (reachable_folder / "Connections.csv").chmod(0)
    as_unprivileged_user()
    assert contents(reachable_folder) == {
        "Connections.csv": "The system does not let it be read.",
        "Skills.csv": SKILLS,
    }


def test_files_in_a_folder_with_permission_only_to_list_are_findings(
    reachable_folder: Path, as_unprivileged_user: Callable[[], None]
) -> None:
    write(reachable_folder, {"Skills.csv": SKILLS, "Jobs/Saved Jobs.csv": b"1"})
    (reachable_folder / "Jobs").chmod(0o444)
    as_unprivileged_user()
    assert contents(reachable_folder) == {
        "Jobs/Saved Jobs.csv": "The system does not let it be read.",
        "Skills.csv": SKILLS,
    }


def test_a_folder_without_permission_to_list_it_is_a_finding(
    reachable_folder: Path, as_unprivileged_user: Callable[[], None]
) -> None:
    write(reachable_folder, {"Skills.csv": SKILLS, "Jobs/Saved Jobs.csv": b"1"})
    (reachable_folder / "Jobs").chmod(0)
    as_unprivileged_user()
    assert contents(reachable_folder) == {
        "Jobs": "It is a folder that the system does not let be listed.",
        "Skills.csv": SKILLS,
    }


def test_an_export_without_permission_gives_one_sentence(
    reachable_folder: Path, as_unprivileged_user: Callable[[], None]
) -> None:
    pack(reachable_folder / "x.zip", {"Skills.csv": SKILLS}).chmod(0)
    write(reachable_folder / "x", {"Skills.csv": SKILLS}).chmod(0)
    as_unprivileged_user()
    for name in ("x", "x.zip"):
        with pytest.raises(ExportError, match=name), open_archive(reachable_folder / name):
            pass


def test_a_file_that_vanishes_while_listing_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "x", {"A.csv": b"1", "B.csv": b"2"})
    listed = os.scandir

    @contextmanager
    def vanishing(path: Path) -> Iterator[list["os.DirEntry[str]"]]:
        with listed(path) as entries:
            listing = list(entries)
        (folder / "A.csv").unlink()
        yield listing

    monkeypatch.setattr(os, "scandir", vanishing)
    assert contents(folder) == {"A.csv": "The system does not let it be read.", "B.csv": b"2"}


def test_a_file_that_vanishes_while_reading_is_a_finding(tmp_path: Path) -> None:
    folder = write(tmp_path / "x", {"A.csv": b"1", "B.csv": b"2"})
    with open_archive(folder) as archive:
        (folder / "A.csv").unlink()
        gone, there = archive.files
        with pytest.raises(UnreadableFileError):
            archive.read(gone)
        assert archive.read(there) == b"2"


# --- paths that are not exports ---------------------------------------------------------------------------------------


def nothing(path: Path) -> Path:
    return path / "nowhere"


def text_file(path: Path) -> Path:
    (path / "notes.txt").write_text("dear diary")
    return path / "notes.txt"


def photo(path: Path) -> Path:
    (path / "me.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(50))
    return path / "me.jpg"


def text_called_zip(path: Path) -> Path:
    (path / "x.zip").write_text("not found")
    return path / "x.zip"


def empty_file_called_zip(path: Path) -> Path:
    (path / "x.zip").write_bytes(b"")
    return path / "x.zip"


def one_file_of_an_export(path: Path) -> Path:
    (path / "Skills.csv").write_bytes(SKILLS)
    return path / "Skills.csv"


def pipe(path: Path) -> Path:
    os.mkfifo(path / "pipe")
    return path / "pipe"


def dangling_link(path: Path) -> Path:
    (path / "link").symlink_to("nowhere")
    return path / "link"


NO_EXPORTS = {
    "nothing there": (nothing, "There is nothing at {}. Give the unzipped folder, or the ZIP."),
    "a dangling link": (
        dangling_link,
        "There is nothing at {}. Give the unzipped folder, or the ZIP.",
    ),
    "one CSV": (
        one_file_of_an_export,
        "{} is a single file of an export. Give the folder with all the files, or the ZIP.",
    ),
    "a named pipe": (pipe, "{} is neither a folder nor a file. Give the export's folder or ZIP."),
    "a text file": (
        text_file,
        "{} is not a LinkedIn export: it is neither a folder nor a ZIP. "
        "Give the unzipped folder, or the ZIP as downloaded.",
    ),
    "a photo": (
        photo,
        "{} is a picture, not a ZIP. Give the unzipped folder, or the ZIP as downloaded.",
    ),
    "a text called .zip": (
        text_called_zip,
        "{} is a text, not a ZIP: the link may have expired. Log in and download it again.",
    ),
    "nothing called .zip": (
        empty_file_called_zip,
        "{} is empty (0 bytes): download it again.",
    ),
}


@pytest.mark.parametrize(("make", "sentence"), NO_EXPORTS.values(), ids=NO_EXPORTS)
def test_a_path_that_is_not_an_export_is_refused_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], Path], sentence: str
) -> None:
    path = make(tmp_path)
    with pytest.raises(ExportError) as caught, open_archive(path):
        pass
    assert str(caught.value) == sentence.format(path)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_an_incomplete_download_is_recognised(tmp_path: Path, kept: float) -> None:
    data = pack(
        tmp_path / "x.zip", {"Skills.csv": SKILLS * 500, "B.csv": os.urandom(2000)}
    ).read_bytes()
    (tmp_path / "x.zip").write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(ExportError) as caught, open_archive(tmp_path / "x.zip"):
        pass
    assert str(caught.value) == (
        f"{tmp_path / 'x.zip'} is a ZIP whose end is missing, as when a download stops. "
        "Download it again."
    )


@pytest.mark.parametrize("before", [0, (1 << 20) - 70])
def test_a_damaged_zip_is_not_reported_as_an_incomplete_download(
    tmp_path: Path, before: int
) -> None:
    packed = pack(tmp_path / "x.zip", {"A.csv": b"x" * before, "Skills.csv": SKILLS})
    packed.write_bytes(packed.read_bytes() + b"\0" * 70_000)  # longer than a comment can be
    with pytest.raises(ExportError, match="is a damaged ZIP"), open_archive(packed):
        pass


def test_an_empty_folder_and_an_empty_zip_have_no_members(tmp_path: Path) -> None:
    assert contents(write(tmp_path / "x", {})) == {}
    assert contents(pack(tmp_path / "x.zip", {})) == {}
    assert contents(pack(tmp_path / "y.zip", {"__MACOSX/._x": b""})) == {}


@pytest.mark.parametrize(("before", "after"), [(b"MZ" * 100, b""), (b"", b"\0" * 50)])
def test_a_zip_with_bytes_around_it_is_read(tmp_path: Path, before: bytes, after: bytes) -> None:
    packed = pack(tmp_path / "x.zip", {"Skills.csv": SKILLS})
    packed.write_bytes(before + packed.read_bytes() + after)
    assert contents(packed) == {"Skills.csv": SKILLS}


def test_nothing_is_written_next_to_the_export(tmp_path: Path) -> None:
    packed = pack(tmp_path / "x.zip", {"a/Skills.csv": SKILLS})
    folder = write(tmp_path / "x", {"a/Skills.csv": SKILLS})
    before = sorted(tmp_path.rglob("*"))
    contents(packed)
    contents(folder)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_open_file_is_closed_afterwards(tmp_path: Path) -> None:
    packed = pack(tmp_path / "x.zip", {"Skills.csv": SKILLS})
    with open_archive(packed) as archive:
        member = archive.files[0]
    with pytest.raises(UnreadableFileError):
        archive.read(member)
