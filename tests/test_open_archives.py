"""The archives that `exposure open` finds, and those that it leaves out."""

import os
import stat
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from exports import pack, write
from opened import opened_here

from analyzer.limits import Limits
from analyzer.local.archives import Listed, Place
from analyzer.local.search import Finder
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.archive import open_archive

EXPORT = {"Skills.csv": "Name\nSourdough\n", "Languages.csv": "Name,Proficiency\nDutch,\n"}
A_ZIP = Listed(Path("a.zip"), (1, 1, stat.S_IFREG))
OTHER = {"letter.txt": "hello", "Skills.csv": "Name\n"}


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPOSURE_LISTENS", "yes")
    monkeypatch.setenv("EXPOSURE_ASKS", "yes")


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
    return [place.name for place in Finder(named, mapping).archives().places]


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


UNFINISHED = {
    # a name, and whether it is that of a download of an archive
    "Complete_LinkedInDataExport_03-14-2026.zip.crdownload": True,
    "Unconfirmed 123456.crdownload": True,
    "aBcD1234.zip.part": True,
    "Basic_LinkedInDataExport.zip.opdownload": True,
    "data.zip.partial": True,
    "film.mp4.crdownload": False,
    "linkedin.part": False,
}


@pytest.mark.parametrize(("name", "is_shown"), UNFINISHED.items())
def test_a_download_that_is_not_finished_is_told(
    home: Path, mapping: ExportMapping, name: str, is_shown: bool
) -> None:
    (home / "Downloads").mkdir()
    (home / "Downloads" / name).write_bytes(b"PK")
    found = Finder(None, mapping).archives()
    assert found.places == []
    assert [(place.name, place.folder) for place in found.unfinished] == [
        (name, "Downloads")
    ] * is_shown
    with opened_here(mapping) as program:
        assert (f"The download “{name}” in Downloads is not finished." in program.get().text) == (
            is_shown
        )


def test_the_folder_of_an_unfinished_download_is_no_archive(
    home: Path, mapping: ExportMapping
) -> None:
    """Safari keeps the part that has come in a folder with a name like LinkedIn's."""
    folder = home / "Downloads" / "Complete_LinkedInDataExport_03-14-2026.zip.download"
    write(folder, {folder.stem: "PK"})
    found = Finder(None, mapping).archives()
    assert (found.places, [place.name for place in found.unfinished]) == ([], [folder.name])
    assert Finder(None, mapping).workshops().places == []


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Documents, and ZIPs called `slow`, answer only once this is set."""
    go_on = threading.Event()
    scan, opens = os.scandir, open_archive

    def slow_scan(path: Path | str | int) -> object:
        if str(path).endswith("Documents"):
            go_on.wait(60)
        return scan(path)

    def slow_open(path: Path, limits: Limits) -> object:
        if path.name.startswith("slow"):
            go_on.wait(60)
        return opens(path, limits)

    monkeypatch.setattr("os.scandir", slow_scan)
    monkeypatch.setattr("analyzer.local.archives.open_archive", slow_open)
    yield go_on
    go_on.set()


@pytest.mark.slow
def test_a_folder_that_does_not_answer_holds_up_no_other(
    home: Path,
    mapping: ExportMapping,
    hanging: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is named, its search is not begun twice, and what was found in it by then is listed."""
    pack(home / "Documents" / "data.zip", EXPORT)
    for number, name in enumerate(("slow.zip", "quick.zip", "linkedin export.zip")):
        path = pack(home / "Downloads" / name, EXPORT)
        os.utime(path, (number, number))
    monkeypatch.setattr("analyzer.local.search.PATIENCE", 1)
    finder = Finder(None, mapping)
    before = threading.active_count()
    for ask in (finder.archives, finder.archives, finder.workshops, finder.workshops):
        start = time.monotonic()
        found = ask()
        assert time.monotonic() - start < 10
        assert "Documents" in found.silent
        assert {"Downloads", "Documents"} <= {*found.searched}
    assert threading.active_count() <= before + 4
    found = finder.archives()
    assert [place.name for place in found.places] == ["linkedin export.zip", "quick.zip"]
    assert {*found.silent} == {"Documents", "Downloads"}
    hanging.set()
    deadline = time.monotonic() + 30
    while finder.archives().silent:
        assert time.monotonic() < deadline
    assert len(finder.archives().places) == 4


def test_the_page_names_a_folder_that_does_not_answer(
    home: Path,
    mapping: ExportMapping,
    hanging: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analyzer.local.search.PATIENCE", 0.5)
    (home / "Documents").mkdir()
    with opened_here(mapping) as program:
        for name in ("", "workshop"):
            assert "This list may not be complete: Documents did not answer" in (
                program.get(name).text
            )


def test_a_bug_in_a_search_is_not_hidden(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a cell")

    pack(home / "Downloads" / "data.zip", EXPORT)
    monkeypatch.setattr("analyzer.local.archives.open_archive", fail)
    with pytest.raises(ValueError, match="a cell"):
        Finder(None, mapping).archives()


def test_no_link_is_followed(home: Path, mapping: ExportMapping) -> None:
    pack(home / "elsewhere" / "data.zip", EXPORT)
    (home / "Downloads").mkdir()
    (home / "Downloads" / "LinkedIn export.zip").symlink_to(home / "elsewhere" / "data.zip")
    (home / "Downloads" / "LinkedIn export").symlink_to(home / "elsewhere")
    assert names(mapping) == []


def test_a_link_in_a_circle_hides_nothing(home: Path, mapping: ExportMapping) -> None:
    for name in ("data", "room/ada", "room/bo"):
        write(home / "Downloads" / name, EXPORT)
        (home / "Downloads" / name / "loop").symlink_to("loop")
    finder = Finder(None, mapping)
    assert [place.name for place in finder.archives().places] == ["data"]
    assert [place.name for place in finder.workshops().places] == ["room"]


def test_without_any_folder_the_lists_say_so(home: Path, mapping: ExportMapping) -> None:
    """None of the usual ones exists, and the current one is gone."""
    with opened_here(mapping) as program:
        (home / "here").rmdir()
        for name in ("", "workshop"):
            page = program.get(name)
            assert page.status == 200
            assert "Downloads, Desktop and Documents are not here." in page.text


def test_the_newest_is_first_with_its_size_and_day(home: Path, mapping: ExportMapping) -> None:
    for number, name in enumerate(("b.zip", "Basic_a.zip", "c.zip")):
        path = pack(home / "Downloads" / name, EXPORT)
        os.utime(path, (86_400 * number + 60, 86_400 * number + 60))
    write(home / "Desktop" / "d", {"a/b.csv": "12345", **EXPORT})
    os.utime(home / "Desktop" / "d", (0, 0))
    found = Finder(None, mapping).archives().places
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
    assert set(Finder(None, mapping).archives().searched) == {"Téléchargements", "here"}
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
    assert [(place.name, place.exports) for place in Finder(None, mapping).workshops().places] == [
        ("group", 3)
    ]
    assert [place.name for place in Finder(documents / "group", mapping).workshops().places] == [
        "group"
    ]


def test_a_workshop_may_have_a_folder_for_each_person(home: Path, mapping: ExportMapping) -> None:
    """It is counted as a batch counts: with the folders in which nothing is found yet."""
    group = home / "Documents" / "group"
    for name in ("ada", "bo"):
        pack(group / name / "Complete_LinkedInDataExport_03-14-2026.zip", EXPORT)
    (group / "cy").mkdir()
    assert [(place.name, place.exports) for place in Finder(None, mapping).workshops().places] == [
        ("group", 3)
    ]


def test_a_usual_folder_is_a_workshop_only_if_it_is_named(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloads = home / "Downloads"
    pack(downloads / "a.zip", EXPORT)
    pack(downloads / "b.zip", EXPORT)
    monkeypatch.chdir(downloads)
    assert Finder(None, mapping).workshops().places == []
    assert [place.name for place in Finder(downloads, mapping).workshops().places] == ["Downloads"]
    pack(home / "Documents" / "a.zip", EXPORT)
    pack(home / "OneDrive" / "Desktop" / "a.zip", EXPORT)
    pack(home / "OneDrive" / "Documents" / "a.zip", EXPORT)
    monkeypatch.chdir(home)
    assert Finder(None, mapping).workshops().places == []
    assert [place.name for place in Finder(home, mapping).workshops().places] == ["home"]


def test_what_is_named_is_always_listed(home: Path, mapping: ExportMapping) -> None:
    """Also if it is not LinkedIn's: to choose it gives the reason."""
    photos = pack(home / "photos.zip", OTHER)
    assert names(mapping, photos) == ["photos.zip"]
    empty = home / "empty"
    empty.mkdir()
    assert [(place.name, place.exports) for place in Finder(empty, mapping).workshops().places] == [
        ("empty", 0)
    ]


@pytest.mark.parametrize("seconds", [253_402_387_200, -62_135_700_000])
def test_an_odd_date_is_left_out(seconds: int) -> None:
    """Years 10,000 and 0, which some disks can have."""
    assert Place(A_ZIP, "Downloads", 1, float(seconds)).day is None


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows sets no zone for one program")
def test_the_date_is_that_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2026, 3, 14, 20, tzinfo=UTC).timestamp()
    for zone, day in {"UTC": 14, "NZST-12": 15}.items():
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert Place(A_ZIP, "Downloads", 1, late).day == date(2026, 3, day)
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
    assert [place.name for place in finder.archives().places] == ["data.zip"]
    assert [place.name for place in Finder(None, mapping).archives().places] == ["data.zip"]


def test_an_archive_is_looked_into_once(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(home / "Downloads" / "data.zip", OTHER)
    finder = Finder(None, mapping)
    assert finder.archives().places == []
    with monkeypatch.context() as patch:
        patch.setattr("analyzer.local.archives.open_archive", lambda *_: pytest.fail("opened"))
        assert finder.archives().places == []
    pack(path, EXPORT)
    assert [place.name for place in finder.archives().places] == ["data.zip"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_in_place_of_the_settings_is_not_read(home: Path, mapping: ExportMapping) -> None:
    (home / ".config").mkdir()
    os.mkfifo(home / ".config" / "user-dirs.dirs")
    assert Finder(None, mapping).archives().places == []
