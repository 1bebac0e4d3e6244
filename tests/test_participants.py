"""The participants of a workshop: the archives in its folder, their owners, and the archive that counts."""

import os
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from counting import lines_run
from exports import pack, write
from workshops import export

from analyzer.analysis.analyze import analyze
from analyzer.analysis.owner import (
    ArchiveOwner,
    ExportArchive,
    common_minutes,
    find_owner,
    identify,
    same_person,
    several_people,
)
from analyzer.analysis.scenario import Settings
from analyzer.errors import ExportError
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.reader import read
from analyzer.workshop.children import list_children
from analyzer.workshop.options import Options
from analyzer.workshop.pages import make_participant, page_job
from analyzer.workshop.participants import Participant, find_participants, survey
from analyzer.workshop.workers import attempt

KEY = b"k" * 32
Look = Callable[[], tuple[Participant, ...]]


@pytest.fixture
def people(tmp_path: Path, mapping: ExportMapping) -> Look:
    """Finds the participants in tmp_path/in."""

    def look() -> tuple[Participant, ...]:
        children = list_children(tmp_path / "in", tmp_path / "out")
        participants = find_participants([survey(child, mapping, KEY) for child in children])
        assert [participant.label for participant in participants] == [
            f"P{n:02}" for n in range(1, len(participants) + 1)
        ]
        return participants

    (tmp_path / "in").mkdir()
    return look


def names(participants: Sequence[Participant]) -> list[list[str]]:
    return [[child.name for child in participant.children] for participant in participants]


def archive_of(participant: Participant) -> str:
    assert participant.source
    return participant.source.name


def test_an_archive_that_shrinks_while_it_is_read_costs_only_itself(
    tmp_path: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other archive of the same person is used."""
    child = tmp_path / "in" / "ada"
    shrinking, other = (pack(child / name, export("Ada")) for name in ("a.zip", "b.zip"))

    def read(path: Path, *arguments: Any) -> ExportArchive:
        if path == shrinking:
            path.write_bytes(path.read_bytes()[:-100])
            raise ValueError("another number of records")
        return identify(path, *arguments)

    monkeypatch.setattr("analyzer.workshop.participants.identify", read)
    surveyed = survey(child, mapping, KEY)
    assert surveyed.reasons == ("It was changed while it was read.",)
    assert [archive.path for archive in surveyed.archives] == [other]


@pytest.mark.parametrize("error", [None, ValueError("another number of records")])
def test_an_archive_that_shrinks_while_its_page_is_made_has_a_plain_reason(
    tmp_path: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    path = pack(tmp_path / "a.zip", export("Ada"))
    person = Participant("P01", (path,), path, "digest")
    options = Options(made_on=date(2026, 3, 14))

    def read(*arguments: Any, **limits: Any) -> object:
        analysis = analyze(*arguments, **limits)
        path.write_bytes(path.read_bytes()[:-100])
        if error:
            raise error
        return analysis

    monkeypatch.setattr("analyzer.workshop.pages.analyze", read)
    outcome = attempt(make_participant, (path, page_job(person, Settings(), mapping, options)))
    assert (outcome.value, outcome.reason) == (None, "It was changed while it was read.")


# --- the children of the folder ----------------------------------------------------------------------------------------


def test_children_are_in_natural_order(tmp_path: Path) -> None:
    for name in ("b10", "b2", "A", "c", ".DS_Store", ".hidden"):
        (tmp_path / name).mkdir()
    listed = [path.name for path in list_children(tmp_path, tmp_path.parent / "out")]
    assert listed == ["A", "b2", "b10", "c"]


def test_the_output_folder_does_not_count_as_a_participant(tmp_path: Path) -> None:
    for name in ("anna", "reports"):
        (tmp_path / name).mkdir()
    assert [p.name for p in list_children(tmp_path, tmp_path / "reports" / "x")] == ["anna"]


@pytest.mark.parametrize("made", [None, "file", "empty"])
def test_a_path_that_is_not_a_folder_of_exports_is_refused(
    tmp_path: Path, made: str | None
) -> None:
    path = tmp_path / "in"
    if made == "file":
        path.write_text("x")
    elif made == "empty":
        path.mkdir()
    with pytest.raises(ExportError):
        list_children(path, tmp_path / "out")


# --- the place of an export --------------------------------------------------------------------------------------------


def test_an_export_can_be_anywhere_in_a_folder(tmp_path: Path, people: Look) -> None:
    home = tmp_path / "in"
    write(home / "a", export("Ada"))
    write(home / "b" / "Downloads" / "deep", export("Bea"))
    pack(home / "c.zip", export("Cas"))
    pack(home / "d" / "Complete_x.zip", export("Dan"))
    write(home / "e.zip", export("Eve"))
    pack(home / "f.zip", {f"inner/{name}": data for name, data in export("Fay").items()})
    participants = people()
    assert names(participants) == [["a"], ["b"], ["c.zip"], ["d"], ["e.zip"], ["f.zip"]]
    assert not [participant.reason for participant in participants if participant.reason]


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
    "text": "is a text, not a ZIP",
    "cut off": "end is missing",
    "photos": "none of its files is one of the",
    "zip in zip": "unpack the outer one",
    "pipe": "neither a folder nor a file",
    "dangling": "link that leads nowhere",
    "damaged": "damaged, or locked",
    "two in a zip": "more than one export",
    "one in the other": "more than one export",
}


@pytest.mark.parametrize(("kind", "reason"), BROKEN.items())
def test_a_child_that_is_not_an_export_has_a_plain_reason_without_names(
    tmp_path: Path, people: Look, kind: str, reason: str
) -> None:
    BREAK[kind](tmp_path / "in" / "Zebedee.zip")
    (participant,) = people()
    assert participant.source is None
    assert participant.reason
    assert reason in participant.reason
    assert "Zebedee" not in participant.reason
    assert str(tmp_path) not in participant.reason


def test_a_folder_of_more_archives_than_a_person_has_is_refused_unread(
    tmp_path: Path, people: Look
) -> None:
    write(tmp_path / "in" / "downloads", {f"{number}.zip": "" for number in range(501)})
    (participant,) = people()
    assert participant.source is None
    assert participant.reason == (
        "It holds more than 500 ZIPs and exports, which cannot all be one person's."
    )


# --- several archives of one person -----------------------------------------------------------------------------------


def test_the_complete_archive_counts_and_the_basic_one_is_set_aside(
    tmp_path: Path, people: Look
) -> None:
    home = tmp_path / "in"
    full = export("Ada")
    quick = {name: full[name] for name in ("Profile.csv", "Email Addresses.csv", "messages.csv")}
    pack(home / "Ada" / "Basic_LinkedInDataExport.zip", quick)
    pack(home / "Ada" / "Complete_LinkedInDataExport.zip", full)
    (participant,) = people()
    assert archive_of(participant) == "Complete_LinkedInDataExport.zip"
    assert [path.name for path in participant.set_aside] == ["Basic_LinkedInDataExport.zip"]


@pytest.mark.parametrize(
    ("partial", "counts"),
    [(("Basic",), "other.zip"), (("bas", "x"), "other.zip"), ((), "Basic.zip")],
)
def test_the_mapping_lists_the_names_of_partial_archives(
    tmp_path: Path, mapping: ExportMapping, partial: tuple[str, ...], counts: str
) -> None:
    folder = tmp_path / "in" / "Ada"
    pack(folder / "Basic.zip", export("Ada", skills=30))  # the larger of two with the same tables
    pack(folder / "other.zip", export("Ada", skills=3))
    other_mapping = replace(mapping, partial_archives=partial)
    (participant,) = find_participants([survey(folder, other_mapping, KEY)])
    assert archive_of(participant) == counts


def test_the_mapping_lists_the_columns_that_identify_the_owner(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    may = pack(tmp_path / "may.zip", export("Ada"))
    june = pack(tmp_path / "june.zip", export("Ada", skills=8))
    for other_mapping, number in ((mapping, 1), (replace(mapping, owner=()), 2)):
        surveys = [survey(path, other_mapping, KEY) for path in (may, june)]
        assert len(find_participants(surveys)) == number


def test_a_basic_and_a_complete_archive_side_by_side_are_from_one_person(
    tmp_path: Path, people: Look
) -> None:
    home, full = tmp_path / "in", export("Ada", joined=False)
    pack(
        home / "Basic_LinkedInDataExport.zip", {"Email Addresses.csv": full["Email Addresses.csv"]}
    )
    pack(home / "Complete_LinkedInDataExport.zip", full)
    pack(home / "other.zip", export("Bea"))
    participants = people()
    assert names(participants) == [
        ["Basic_LinkedInDataExport.zip", "Complete_LinkedInDataExport.zip"],
        ["other.zip"],
    ]
    assert archive_of(participants[0]) == "Complete_LinkedInDataExport.zip"


@pytest.mark.parametrize("without", ["nothing", "mail", "joined", "both"])
def test_a_zip_and_its_folder_are_from_one_person(
    tmp_path: Path, people: Look, without: str
) -> None:
    files = export(
        "Ada", mail=without not in {"mail", "both"}, joined=without not in {"joined", "both"}
    )
    write(tmp_path / "in" / "x", files)
    pack(tmp_path / "in" / "x.zip", {f"x/{name}": data for name, data in files.items()})
    assert names(people()) == [["x", "x.zip"]]


def test_a_later_download_is_from_the_same_person(tmp_path: Path, people: Look) -> None:
    pack(tmp_path / "in" / "may.zip", export("Ada", mail=False))
    pack(tmp_path / "in" / "june.zip", export("Ada", mail=False, skills=8, messages=9))
    (participant,) = people()
    assert archive_of(participant) == "june.zip"


def test_both_encodings_of_an_accent_are_the_same_name(tmp_path: Path, people: Look) -> None:
    forms: list[tuple[Literal["NFC", "NFD"], int]] = [("NFC", 3), ("NFD", 8)]
    for form, skills in forms:
        files = export("José", mail=False, skills=skills)
        written = {name: unicodedata.normalize(form, text) for name, text in files.items()}
        pack(tmp_path / "in" / f"{form}.zip", written)
    assert len(people()) == 1


def test_a_broken_second_archive_is_reported_and_has_no_other_effect(
    tmp_path: Path, people: Look
) -> None:
    home = tmp_path / "in" / "Ada"
    pack(home / "a.zip", export("Ada"))
    (home / "b.zip").write_bytes((home / "a.zip").read_bytes()[:300])
    (participant,) = people()
    assert archive_of(participant) == "a.zip"
    assert "end is missing" in participant.unusable[0]


def test_people_with_the_same_name_who_joined_in_the_same_minute_stay_separate(
    tmp_path: Path, people: Look
) -> None:
    """A class joins together from one network, and two of its members have the name Ada Quill."""
    same = export("Ada", mail=False)
    del same["Positions.csv"], same["Profile.csv"]
    pack(tmp_path / "in" / "a.zip", same | {"Skills.csv": "Name\nx\n"})
    pack(tmp_path / "in" / "b.zip", same)
    assert len(people()) == 2  # the same minute and network address are not enough
    pack(tmp_path / "in" / "a.zip", export("Ada", joined=False))
    other = export("Ada", joined=False, skills=5)
    other["Email Addresses.csv"] = other["Email Addresses.csv"].replace("ada@", "ada2@")
    other["Positions.csv"] = other["Positions.csv"].replace("2010", "2011")
    pack(tmp_path / "in" / "b.zip", other)
    assert len(people()) == 2  # the same name and company, but at different times


def test_accounts_created_at_different_times_are_never_joined(tmp_path: Path, people: Look) -> None:
    first, second = export("Ada"), export("Ada", skills=7)
    second["Registration.csv"] = second["Registration.csv"].replace("6/7/10", "6/8/10")
    pack(tmp_path / "in" / "a.zip", first)
    pack(tmp_path / "in" / "b.zip", second)
    assert len(people()) == 2


def test_a_folder_with_the_exports_of_two_people_is_refused(tmp_path: Path, people: Look) -> None:
    pack(tmp_path / "in" / "group" / "a.zip", export("Ada"))
    pack(tmp_path / "in" / "group" / "b.zip", export("Bea"))
    (participant,) = people()
    assert participant.source is None
    assert participant.reason
    assert "more than one person" in participant.reason


def owner_of(mapping: ExportMapping, names: int, positions: int) -> ArchiveOwner:
    """The owner of an export with this number of different rows in its profile and positions."""
    files = {
        "Profile.csv": "First Name,Last Name\n" + "".join(f"A{n},B\n" for n in range(names)),
        "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
        + "".join(f"C{n},D,,,Jan 2010,\n" for n in range(positions)),
    }
    read_files = (read(text.encode(), name, mapping) for name, text in files.items())
    readings = {reading.table.name: reading for reading in read_files if reading.table}
    return find_owner(readings, mapping, b"", 0, KEY)


@pytest.mark.parametrize(
    ("names", "positions", "traits"),
    [(1, 49, 49), (1, 50, 50), (1, 400, 50), (2, 3, 6), (4, 50, 200), (400, 400, 200)],
)
def test_an_owner_has_a_limited_number_of_digests(
    mapping: ExportMapping, names: int, positions: int, traits: int
) -> None:
    """A small ZIP can hold millions of rows, and the digests of all participants are in memory together."""
    assert len(owner_of(mapping, names, positions).traits) == traits


def test_the_first_fifty_addresses_identify_an_owner(mapping: ExportMapping) -> None:
    header = "Email Address,Confirmed,Primary,Updated On\n"
    text = header + "".join(f"{n}@example.org,Yes,No,\n" for n in range(400))
    reading = read(text.encode(), "Email Addresses.csv", mapping)
    assert reading.table
    assert len(find_owner({reading.table.name: reading}, mapping, b"", 0, KEY).addresses) == 50


@pytest.mark.uncounted
@pytest.mark.parametrize("archives", [1, 20])
def test_the_work_grows_with_the_archives_of_one_person(
    tmp_path: Path, mapping: ExportMapping, archives: int
) -> None:
    """Also if each archive shows a minute that all have and one that no other has."""
    child = survey(write(tmp_path / "child", export("Ada")), mapping, KEY)
    (archive,) = child.archives

    def lines(children: int) -> int:
        surveys = [
            replace(
                child,
                child=tmp_path / str(number),
                archives=tuple(
                    replace(
                        archive,
                        owner=replace(
                            archive.owner, joined=frozenset({b"all", b"%d/%d" % (number, at)})
                        ),
                    )
                    for at in range(archives)
                ),
            )
            for number in range(children)
        ]
        return lines_run(lambda: find_participants(surveys))

    few, many = lines(50), lines(200)
    assert many < 5 * few


@pytest.mark.uncounted
@pytest.mark.parametrize("has_minute", [True, False])
def test_the_work_grows_with_the_people_who_share_an_address(
    tmp_path: Path, mapping: ExportMapping, has_minute: bool
) -> None:
    child = survey(write(tmp_path / "child", export("Ada")), mapping, KEY)
    (archive,) = child.archives

    def lines(children: int) -> int:
        owners = [
            replace(
                archive.owner,
                joined=frozenset({b"%d" % number} if has_minute else ()),
                contents=b"%d" % number,
            )
            for number in range(children)
        ]
        surveys = [
            replace(
                child,
                child=tmp_path / str(number),
                archives=(replace(archive, owner=owner),),
            )
            for number, owner in enumerate(owners)
        ]
        return lines_run(lambda: find_participants(surveys))

    few, many = lines(50), lines(200)
    assert many < 5 * few


def test_someone_with_another_address_does_not_make_that_person_count_twice(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    """Not even with an archive that shows no minute, which could be anybody's."""
    vic = survey(write(tmp_path / "Vic", export("Vic")), mapping, KEY)
    (archive,) = vic.archives
    minutes = {"Mal 1": None, "Mal 2": b"other", "Vic 1": b"own", "Vic 2": b"own"}
    surveys = []
    for name, minute in minutes.items():
        owner = replace(
            archive.owner,
            joined=frozenset([minute] if minute else ()),
            traits=frozenset[bytes](),
            contents=name.encode(),
        )
        surveys.append(
            replace(vic, child=tmp_path / name, archives=(replace(archive, owner=owner),))
        )
    children = [[child.name for child in person.children] for person in find_participants(surveys)]
    assert children == [["Mal 1", "Mal 2"], ["Vic 1", "Vic 2"]]


def test_a_folder_of_many_archives_has_a_limited_number_of_digests(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    child = survey(write(tmp_path / "child", export("Ada")), mapping, KEY)
    (archive,) = child.archives
    archives = tuple(
        replace(
            archive,
            owner=replace(
                archive.owner, addresses=frozenset(b"%d@%d" % (n, at) for at in range(50))
            ),
        )
        for n in range(100)
    )
    assert len(replace(child, archives=archives).digests) == 2_000


@pytest.mark.parametrize(
    ("minutes", "several"),
    [
        ([], False),
        ([None, None], False),
        ([None, "a", "a"], False),
        (["a", "ab", "ac"], False),
        (["a", "b"], True),
        (["a", None, "b"], True),
        (["ab", "bc", "ca"], True),
    ],
)
def test_archives_without_a_common_minute_are_of_several_people(
    minutes: list[str | None], several: bool
) -> None:
    digests = [
        None if shown is None else frozenset(letter.encode() for letter in shown)
        for shown in minutes
    ]
    assert several_people(common_minutes(digests)) is several


def test_a_repeated_name_counts_once(mapping: ExportMapping) -> None:
    text = "First Name,Last Name\n" + "Ada,Quill\nada, quill\n" * 4 + "Bea,Quill\n"
    positions = (
        "Company Name,Title,Description,Location,Started On,Finished On\nTern,Baker,,,Jan 2010,\n"
    )
    readings = {
        "profile": read(text.encode(), "Profile.csv", mapping),
        "positions": read(positions.encode(), "Positions.csv", mapping),
    }
    assert len(find_owner(readings, mapping, b"", 0, KEY).traits) == 2


def test_a_survey_keeps_nothing_readable(tmp_path: Path, mapping: ExportMapping) -> None:
    path = pack(tmp_path / "a.zip", export("KANARIE"))
    surveyed = survey(path, mapping, KEY)
    assert "KANARIE".casefold() not in repr(surveyed).casefold()
    with_other_key = survey(path, mapping, b"j" * 32)
    assert not surveyed.archives[0].owner.addresses & with_other_key.archives[0].owner.addresses


def test_the_masked_exports_are_all_different_people(shared: Path, mapping: ExportMapping) -> None:
    children = list_children(shared / "exports", shared / "out")
    participants = find_participants([survey(child, mapping, KEY) for child in children])
    assert len(participants) == len(children) == 12
    assert not [participant.reason for participant in participants if participant.reason]


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
    """The two archives share a position and the last name in the longer profile."""
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
