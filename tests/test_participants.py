"""Who is who: which archives a folder of a workshop holds, whose they are, and which one counts."""

import os
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from exports import pack, write
from workshops import export

from analyzer.analysis.owner import ArchiveOwner, find_owner, same_person
from analyzer.errors import ExportError
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.reader import read
from analyzer.workshop.folder import list_children
from analyzer.workshop.participants import Participant, find_participants, survey

KEY = b"k" * 32
Look = Callable[[], tuple[Participant, ...]]


@pytest.fixture
def people(tmp_path: Path, mapping: ExportMapping) -> Look:
    """Finds the participants of tmp_path/in."""

    def look() -> tuple[Participant, ...]:
        children = list_children(tmp_path / "in", tmp_path / "out")
        found = find_participants([survey(child, mapping, KEY) for child in children])
        assert [one.label for one in found] == [f"P{n:02}" for n in range(1, len(found) + 1)]
        return found

    (tmp_path / "in").mkdir()
    return look


def names(found: Sequence[Participant]) -> list[list[str]]:
    return [[child.name for child in one.children] for one in found]


def archive_of(one: Participant) -> str:
    assert one.source
    return one.source.name


# --- which children there are -----------------------------------------------------------------------------------------


def test_children_come_in_an_order_people_expect(tmp_path: Path) -> None:
    for name in ("b10", "b2", "A", "c", ".DS_Store", ".hidden"):
        (tmp_path / name).mkdir()
    listed = [path.name for path in list_children(tmp_path, tmp_path.parent / "out")]
    assert listed == ["A", "b2", "b10", "c"]


def test_the_folder_that_is_written_to_is_nobody(tmp_path: Path) -> None:
    for name in ("anna", "reports"):
        (tmp_path / name).mkdir()
    assert [p.name for p in list_children(tmp_path, tmp_path / "reports" / "x")] == ["anna"]


@pytest.mark.parametrize("made", [None, "file", "empty"])
def test_what_is_no_folder_of_exports_is_refused(tmp_path: Path, made: str | None) -> None:
    path = tmp_path / "in"
    if made == "file":
        path.write_text("x")
    elif made == "empty":
        path.mkdir()
    with pytest.raises(ExportError):
        list_children(path, tmp_path / "out")


# --- where an export may be -------------------------------------------------------------------------------------------


def test_an_export_may_be_anywhere_in_a_folder(tmp_path: Path, people: Look) -> None:
    home = tmp_path / "in"
    write(home / "a", export("Ada"))
    write(home / "b" / "Downloads" / "deep", export("Bea"))
    pack(home / "c.zip", export("Cas"))
    pack(home / "d" / "Complete_x.zip", export("Dan"))
    write(home / "e.zip", export("Eve"))
    pack(home / "f.zip", {f"inner/{name}": data for name, data in export("Fay").items()})
    found = people()
    assert names(found) == [["a"], ["b"], ["c.zip"], ["d"], ["e.zip"], ["f.zip"]]
    assert not [one.reason for one in found if one.reason]


def cut_off(path: Path) -> None:
    pack(path, export("Ada"))
    path.write_bytes(path.read_bytes()[:-60])


def zip_in_zip(path: Path) -> None:
    inner = path.with_name("t")
    pack(path, {"inner.zip": pack(inner, export("Ada")).read_bytes()})
    inner.unlink()


def damaged(path: Path) -> None:
    pack(path, {"Skills.csv": "Name\n" + "Python\n" * 50})
    path.write_bytes(path.read_bytes().replace(b"Python", b"Pothon", 1))


def two_in_a_zip(path: Path) -> None:
    files = {f"one/{name}": data for name, data in export("Ada").items()}
    pack(path, files | {f"two/{name}": data for name, data in export("Bea").items()})


def one_in_the_other(path: Path) -> None:
    write(path, export("Ada"))
    write(path / "old", export("Ada", skills=9))


BREAK: dict[str, Callable[[Path], object]] = {
    "empty folder": lambda path: path.mkdir(),
    "text": lambda path: path.write_text("hello"),
    "one file": lambda path: path.with_suffix(".csv").write_text("Name\nPython\n"),
    "cut off": cut_off,
    "photos": lambda path: pack(path, {"IMG_1.jpg": b"\xff\xd8" * 9, "IMG_2.jpg": b"\xff\xd8" * 8}),
    "zip in zip": zip_in_zip,
    "pipe": os.mkfifo,
    "dangling": lambda path: path.symlink_to("nowhere"),
    "damaged": damaged,
    "two in a zip": two_in_a_zip,
    "one in the other": one_in_the_other,
}


BROKEN = {
    "empty folder": "It is empty.",
    "text": "neither a folder nor a ZIP",
    "one file": "a single file, not a folder or a ZIP",
    "cut off": "end is missing",
    "photos": "None of its files is one of the",
    "zip in zip": "unpack the outer one",
    "pipe": "neither a folder nor a file",
    "dangling": "link that leads nowhere",
    "damaged": "damaged, or locked",
    "two in a zip": "more than one export",
    "one in the other": "more than one export",
}


@pytest.mark.parametrize(("kind", "reason"), BROKEN.items())
def test_what_is_no_export_has_a_plain_reason_without_names(
    tmp_path: Path, people: Look, kind: str, reason: str
) -> None:
    BREAK[kind](tmp_path / "in" / "Zebedee.zip")
    (one,) = people()
    assert one.source is None
    assert one.reason
    assert reason in one.reason
    assert "Zebedee" not in one.reason
    assert str(tmp_path) not in one.reason


# --- several archives of one person -----------------------------------------------------------------------------------


def test_of_a_basic_and_a_complete_part_the_complete_one_counts(
    tmp_path: Path, people: Look
) -> None:
    home = tmp_path / "in"
    full = export("Ada")
    quick = {name: full[name] for name in ("Profile.csv", "Email Addresses.csv", "messages.csv")}
    pack(home / "Ada" / "Basic_LinkedInDataExport.zip", quick)
    pack(home / "Ada" / "Complete_LinkedInDataExport.zip", full)
    (one,) = people()
    assert archive_of(one) == "Complete_LinkedInDataExport.zip"
    assert [path.name for path in one.set_aside] == ["Basic_LinkedInDataExport.zip"]


@pytest.mark.parametrize(
    ("called", "counts"),
    [(("Basic",), "other.zip"), (("bas", "x"), "other.zip"), ((), "Basic.zip")],
)
def test_the_mapping_says_what_a_partial_archive_is_called(
    tmp_path: Path, mapping: ExportMapping, called: tuple[str, ...], counts: str
) -> None:
    one = tmp_path / "in" / "Ada"
    pack(one / "Basic.zip", export("Ada", skills=30))  # the larger of two with the same tables
    pack(one / "other.zip", export("Ada", skills=3))
    known = replace(mapping, partial_archives=called)
    (found,) = find_participants([survey(one, known, KEY)])
    assert archive_of(found) == counts


def test_the_mapping_says_where_the_owner_is_told(tmp_path: Path, mapping: ExportMapping) -> None:
    may = pack(tmp_path / "may.zip", export("Ada"))
    june = pack(tmp_path / "june.zip", export("Ada", skills=8))
    for known, people in ((mapping, 1), (replace(mapping, owner=()), 2)):
        surveys = [survey(path, known, KEY) for path in (may, june)]
        assert len(find_participants(surveys)) == people


def test_a_basic_and_a_complete_part_side_by_side_are_one_person(
    tmp_path: Path, people: Look
) -> None:
    home, full = tmp_path / "in", export("Ada", joined=False)
    pack(
        home / "Basic_LinkedInDataExport.zip", {"Email Addresses.csv": full["Email Addresses.csv"]}
    )
    pack(home / "Complete_LinkedInDataExport.zip", full)
    pack(home / "other.zip", export("Bea"))
    found = people()
    assert names(found) == [
        ["Basic_LinkedInDataExport.zip", "Complete_LinkedInDataExport.zip"],
        ["other.zip"],
    ]
    assert archive_of(found[0]) == "Complete_LinkedInDataExport.zip"


@pytest.mark.parametrize("without", ["nothing", "mail", "joined", "both"])
def test_a_zip_and_its_folder_are_one_person(tmp_path: Path, people: Look, without: str) -> None:
    one = export(
        "Ada", mail=without not in {"mail", "both"}, joined=without not in {"joined", "both"}
    )
    write(tmp_path / "in" / "x", one)
    pack(tmp_path / "in" / "x.zip", {f"x/{name}": data for name, data in one.items()})
    assert names(people()) == [["x", "x.zip"]]


def test_a_second_download_months_later_is_the_same_person(tmp_path: Path, people: Look) -> None:
    pack(tmp_path / "in" / "may.zip", export("Ada", mail=False))
    pack(tmp_path / "in" / "june.zip", export("Ada", mail=False, skills=8, messages=9))
    (one,) = people()
    assert archive_of(one) == "june.zip"


def test_an_accent_may_be_encoded_in_two_ways(tmp_path: Path, people: Look) -> None:
    forms: list[tuple[Literal["NFC", "NFD"], int]] = [("NFC", 3), ("NFD", 8)]
    for form, skills in forms:
        files = export("José", mail=False, skills=skills)
        written = {name: unicodedata.normalize(form, text) for name, text in files.items()}
        pack(tmp_path / "in" / f"{form}.zip", written)
    assert len(people()) == 1


def test_a_broken_second_archive_costs_nothing_and_is_said(tmp_path: Path, people: Look) -> None:
    home = tmp_path / "in" / "Ada"
    pack(home / "a.zip", export("Ada"))
    (home / "b.zip").write_bytes((home / "a.zip").read_bytes()[:300])
    (one,) = people()
    assert archive_of(one) == "a.zip"
    assert "end is missing" in one.unusable[0]


def test_people_of_one_name_who_joined_in_one_minute_are_two(tmp_path: Path, people: Look) -> None:
    """A class joins together, from one network, and two of them are called Ada Quill."""
    same = export("Ada", mail=False)
    del same["Positions.csv"], same["Profile.csv"]
    pack(tmp_path / "in" / "a.zip", same | {"Skills.csv": "Name\nx\n"})
    pack(tmp_path / "in" / "b.zip", same)
    assert len(people()) == 2  # the same minute and address alone
    pack(tmp_path / "in" / "a.zip", export("Ada", joined=False))
    other = export("Ada", joined=False, skills=5)
    other["Email Addresses.csv"] = other["Email Addresses.csv"].replace("ada@", "ada2@")
    other["Positions.csv"] = other["Positions.csv"].replace("2010", "2011")
    pack(tmp_path / "in" / "b.zip", other)
    assert len(people()) == 2  # the same name and company, but not the same time there


def test_accounts_made_at_different_minutes_are_never_one(tmp_path: Path, people: Look) -> None:
    one, other = export("Ada"), export("Ada", skills=7)
    other["Registration.csv"] = other["Registration.csv"].replace("6/7/10", "6/8/10")
    pack(tmp_path / "in" / "a.zip", one)
    pack(tmp_path / "in" / "b.zip", other)
    assert len(people()) == 2


def test_two_people_in_one_folder_are_not_one_of_them(tmp_path: Path, people: Look) -> None:
    pack(tmp_path / "in" / "group" / "a.zip", export("Ada"))
    pack(tmp_path / "in" / "group" / "b.zip", export("Bea"))
    (one,) = people()
    assert one.source is None
    assert one.reason
    assert "more than one person" in one.reason


def owner_of(mapping: ExportMapping, names: int, positions: int) -> ArchiveOwner:
    """The owner of an export with so many different rows in its profile and of positions."""
    files = {
        "Profile.csv": "First Name,Last Name\n" + "".join(f"A{n},B\n" for n in range(names)),
        "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
        + "".join(f"C{n},D,,,Jan 2010,\n" for n in range(positions)),
    }
    read_files = (read(text.encode(), name, mapping) for name, text in files.items())
    readings = {reading.table.name: reading for reading in read_files if reading.table}
    return find_owner(readings, mapping, b"", 0, KEY)


def test_the_work_grows_with_the_rows_and_not_with_their_product(mapping: ExportMapping) -> None:
    sizes = [len(owner_of(mapping, rows, rows).traits) for rows in (100, 200, 400)]
    assert sizes == [sizes[0], 2 * sizes[0], 4 * sizes[0]]
    assert len(owner_of(mapping, 1, 400).traits) == 400
    assert len(owner_of(mapping, 2, 3).traits) == 6


def test_a_name_that_is_repeated_is_one_name(mapping: ExportMapping) -> None:
    text = "First Name,Last Name\n" + "Ada,Quill\nada, quill\n" * 4 + "Bea,Quill\n"
    positions = (
        "Company Name,Title,Description,Location,Started On,Finished On\nTern,Baker,,,Jan 2010,\n"
    )
    readings = {
        "profile": read(text.encode(), "Profile.csv", mapping),
        "positions": read(positions.encode(), "Positions.csv", mapping),
    }
    assert len(find_owner(readings, mapping, b"", 0, KEY).traits) == 2


def test_nothing_that_is_kept_can_be_read(tmp_path: Path, mapping: ExportMapping) -> None:
    path = pack(tmp_path / "a.zip", export("KANARIE"))
    found = survey(path, mapping, KEY)
    assert "KANARIE".casefold() not in repr(found).casefold()
    other = survey(path, mapping, b"j" * 32)
    assert not found.archives[0].owner.addresses & other.archives[0].owner.addresses


def test_the_masked_exports_are_all_different_people(shared: Path, mapping: ExportMapping) -> None:
    children = list_children(shared / "exports", shared / "out")
    found = find_participants([survey(child, mapping, KEY) for child in children])
    assert len(found) == len(children) == 12
    assert not [one.reason for one in found if one.reason]


@pytest.mark.parametrize(("size", "same"), [(1_999, False), (2_000, True)])
def test_equal_contents_identify_a_person_from_2_000_bytes_on(
    size: int, same: bool, mapping: ExportMapping
) -> None:
    first, second = (find_owner({}, mapping, b"digest", size, KEY) for _ in range(2))
    assert same_person(first, second) is same


@pytest.mark.parametrize(("names", "same"), [(4, True), (5, False)])
def test_the_first_four_names_identify_a_person(
    names: int, same: bool, mapping: ExportMapping
) -> None:
    """The archives share the last of the names in one of them, and a position."""
    header = "First Name,Last Name\n"
    position = (
        "Company Name,Title,Description,Location,Started On,Finished On\nTern,Baker,,,Jan 2010,\n"
    )

    def owner(profile: str, contents: bytes) -> ArchiveOwner:
        readings = {
            "profile": read(profile.encode(), "Profile.csv", mapping),
            "positions": read(position.encode(), "Positions.csv", mapping),
        }
        return find_owner(readings, mapping, contents, 0, KEY)

    several = owner(header + "".join(f"A{n},Quill\n" for n in range(1, names + 1)), b"1")
    last = owner(f"{header}A{names},Quill\n", b"2")
    assert same_person(several, last) is same
