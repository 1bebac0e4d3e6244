"""The archives that `exposure open` finds, and those that it leaves out."""

import os
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from exports import pack, write

from analyzer.local.archives import Finder, Place
from analyzer.mapping.mapping import ExportMapping

EXPORT = {"Skills.csv": "Name\nSourdough\n", "Languages.csv": "Name,Proficiency\nDutch,\n"}
OTHER = {"letter.txt": "hello", "Skills.csv": "Name\n"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which the program is started in an empty folder."""
    home = tmp_path / "home"
    (home / "here").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.chdir(home / "here")
    return home


def names(mapping: ExportMapping, named: Path | None = None) -> list[str]:
    return [place.name for place in Finder(named, mapping).archives()]


FOUND = [
    # where an archive is, and whether it is found there
    ("Downloads/Complete_LinkedInDataExport_03-14-2026.zip", True),
    ("Downloads/Basic_LinkedInDataExport_03-14-2026 (1).zip", True),
    ("Desktop/my data.ZIP", True),
    ("Documents/my data", True),
    ("OneDrive/Desktop/data.zip", True),
    ("here/data", True),
    ("Downloads/.data.zip", False),
    ("Downloads/a/b/data.zip", False),
    ("Pictures/Complete_LinkedInDataExport_03-14-2026.zip", False),
    ("Downloads/data.tar", False),
]


@pytest.mark.parametrize(("place", "found"), FOUND)
def test_an_archive_is_found_here(
    home: Path, mapping: ExportMapping, place: str, found: bool
) -> None:
    path = home / place
    if path.suffix:
        pack(path, EXPORT)
    else:
        write(path, EXPORT)
    assert names(mapping) == [path.name] * found


def test_only_linkedins_archives_are_found(home: Path, mapping: ExportMapping) -> None:
    pack(home / "Downloads" / "other.zip", OTHER)
    write(home / "Downloads" / "other", OTHER)
    (home / "Downloads" / "broken.zip").write_bytes(b"PK")
    (home / "Downloads" / "LinkedIn export.txt").write_text("hello")
    (home / "Downloads" / "LinkedIn export.zip").write_bytes(b"PK")  # its name is enough
    write(home / "Downloads" / "Complete_LinkedInDataExport_03-14-2026", {})
    assert sorted(names(mapping)) == [
        "Complete_LinkedInDataExport_03-14-2026",
        "LinkedIn export.zip",
    ]


def test_no_link_is_followed(home: Path, mapping: ExportMapping) -> None:
    pack(home / "elsewhere" / "data.zip", EXPORT)
    (home / "Downloads").mkdir()
    (home / "Downloads" / "LinkedIn export.zip").symlink_to(home / "elsewhere" / "data.zip")
    (home / "Downloads" / "LinkedIn export").symlink_to(home / "elsewhere")
    assert names(mapping) == []


def test_the_newest_is_first_with_its_size_and_day(home: Path, mapping: ExportMapping) -> None:
    for number, name in enumerate(("b.zip", "Basic_a.zip", "c.zip")):
        path = pack(home / "Downloads" / name, EXPORT)
        os.utime(path, (86_400 * number + 60, 86_400 * number + 60))
    write(home / "Desktop" / "d", {"a/b.csv": "12345", **EXPORT})
    os.utime(home / "Desktop" / "d", (0, 0))
    found = Finder(None, mapping).archives()
    assert [(place.folder, place.name, place.is_quick) for place in found] == [
        ("Downloads", "c.zip", False),
        ("Downloads", "Basic_a.zip", True),
        ("Downloads", "b.zip", False),
        ("Desktop", "d", False),
    ]
    assert [place.day and place.day.day for place in found] == [3, 2, 1, 1]
    assert found[-1].size == 5 + sum(map(len, EXPORT.values()))
    assert found[0].size == (home / "Downloads" / "c.zip").stat().st_size


def test_one_with_a_linkedin_name_is_found_among_many(home: Path, mapping: ExportMapping) -> None:
    pack(home / "Downloads" / "LinkedIn export.zip", EXPORT)
    pack(home / "Downloads" / "data.zip", EXPORT)
    for path in (home / "Downloads").iterdir():
        os.utime(path, (0, 0))
    for number in range(400):
        (home / "Downloads" / f"{number}").mkdir()
    assert names(mapping) == ["LinkedIn export.zip"]


def test_a_large_zip_needs_its_name(home: Path, mapping: ExportMapping) -> None:
    """Listing its files takes long. A folder is listed quickly."""
    many = EXPORT | {f"media/{number}.jpg": "" for number in range(2_500)}
    pack(home / "Downloads" / "data.zip", many)
    pack(home / "Downloads" / "LinkedIn export.zip", many)
    write(home / "Downloads" / "data", many)
    assert sorted(names(mapping)) == ["LinkedIn export.zip", "data"]


def test_a_folder_that_is_named_is_searched_too(home: Path, mapping: ExportMapping) -> None:
    inside = pack(home / "elsewhere" / "data.zip", EXPORT)
    assert names(mapping) == []
    assert names(mapping, home / "elsewhere") == ["data.zip"]
    assert names(mapping, inside) == ["data.zip"]
    export = write(home / "export", EXPORT)
    assert names(mapping, export) == ["export"]


def test_the_current_folder_may_be_an_export(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(home / "export", EXPORT))
    assert names(mapping) == ["export"]


def test_folders_have_the_names_of_a_linux_desktop(home: Path, mapping: ExportMapping) -> None:
    settings = home / ".config" / "user-dirs.dirs"
    settings.parent.mkdir()
    settings.write_text('# \nXDG_DOWNLOAD_DIR="$HOME/Téléchargements"\nXDG_MUSIC_DIR="$HOME/M"\n')
    pack(home / "Téléchargements" / "data.zip", EXPORT)
    assert names(mapping) == ["data.zip"]
    assert set(Finder(None, mapping).folders().values()) == {"Téléchargements", "here"}
    settings.write_bytes(b"\xff")
    assert names(mapping) == []


def test_an_archive_is_listed_once(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(home / "Downloads" / "data.zip", EXPORT)
    monkeypatch.chdir(home / "Downloads")
    (home / "Desktop").symlink_to(home / "Downloads")
    assert names(mapping, path) == ["data.zip"]


def test_without_a_home_the_current_folder_is_searched(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(home / "here" / "data.zip", EXPORT)
    monkeypatch.setenv("HOME", str(home / "nowhere"))
    assert names(mapping) == ["data.zip"]


def test_a_workshop_is_a_folder_with_two_exports(home: Path, mapping: ExportMapping) -> None:
    documents = home / "Documents"
    pack(documents / "group" / "ada.zip", EXPORT)
    write(documents / "group" / "bo", EXPORT)
    (documents / "group" / "cy.json").write_text("{}")
    (documents / "group" / "list.txt").write_text("Ada, Bo, Cy")
    pack(documents / "one" / "ada.zip", EXPORT)
    write(documents / "photos" / "2024", OTHER)
    write(documents / "photos" / "2025", OTHER)
    write(documents / "export", EXPORT)
    assert [(place.name, place.exports) for place in Finder(None, mapping).workshops()] == [
        ("group", 3)
    ]
    assert [place.name for place in Finder(documents / "group", mapping).workshops()] == ["group"]


def test_a_workshop_may_have_a_folder_for_each_person(home: Path, mapping: ExportMapping) -> None:
    """It is counted as a batch counts: with the folders in which nothing is found yet."""
    group = home / "Documents" / "group"
    for name in ("ada", "bo"):
        pack(group / name / "Complete_LinkedInDataExport_03-14-2026.zip", EXPORT)
    (group / "cy").mkdir()
    assert [(place.name, place.exports) for place in Finder(None, mapping).workshops()] == [
        ("group", 3)
    ]


def test_a_usual_folder_is_a_workshop_only_if_it_is_named(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloads = home / "Downloads"
    pack(downloads / "a.zip", EXPORT)
    pack(downloads / "b.zip", EXPORT)
    monkeypatch.chdir(downloads)
    assert Finder(None, mapping).workshops() == []
    assert [place.name for place in Finder(downloads, mapping).workshops()] == ["Downloads"]
    pack(home / "Documents" / "a.zip", EXPORT)
    pack(home / "OneDrive" / "Desktop" / "a.zip", EXPORT)
    pack(home / "OneDrive" / "Documents" / "a.zip", EXPORT)
    monkeypatch.chdir(home)
    assert Finder(None, mapping).workshops() == []
    assert [place.name for place in Finder(home, mapping).workshops()] == ["home"]


def test_what_is_named_is_always_listed(home: Path, mapping: ExportMapping) -> None:
    """Also if it is not LinkedIn's: to choose it gives the reason."""
    photos = pack(home / "photos.zip", OTHER)
    assert names(mapping, photos) == ["photos.zip"]
    empty = home / "empty"
    empty.mkdir()
    assert [(place.name, place.exports) for place in Finder(empty, mapping).workshops()] == [
        ("empty", 0)
    ]


@pytest.mark.parametrize("seconds", [253_402_387_200, -62_135_700_000])
def test_an_odd_date_is_left_out(seconds: int) -> None:
    """Years 10,000 and 0, which some disks can have."""
    assert Place(Path("a.zip"), "Downloads", 1, float(seconds)).day is None


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows sets no zone for one program")
def test_the_date_is_that_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2026, 3, 14, 20, tzinfo=UTC).timestamp()
    for zone, day in {"UTC": 14, "NZST-12": 15}.items():
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert Place(Path("a.zip"), "Downloads", 1, late).day == date(2026, 3, day)
    monkeypatch.undo()
    time.tzset()


def test_the_current_folder_may_go(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(home / "Downloads" / "data.zip", EXPORT)
    gone = home / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    finder = Finder(None, mapping)
    gone.rmdir()
    assert [place.name for place in finder.archives()] == ["data.zip"]
    assert [place.name for place in Finder(None, mapping).archives()] == ["data.zip"]


def test_an_archive_is_looked_into_once(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(home / "Downloads" / "data.zip", OTHER)
    finder = Finder(None, mapping)
    assert finder.archives() == []
    with monkeypatch.context() as patch:
        patch.setattr("analyzer.local.archives.open_archive", lambda *_: pytest.fail("opened"))
        assert finder.archives() == []
    pack(path, EXPORT)
    assert [place.name for place in finder.archives()] == ["data.zip"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_in_place_of_the_settings_is_not_read(home: Path, mapping: ExportMapping) -> None:
    (home / ".config").mkdir()
    os.mkfifo(home / ".config" / "user-dirs.dirs")
    assert Finder(None, mapping).archives() == []
