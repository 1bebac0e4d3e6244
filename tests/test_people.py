"""Distinct people are counted without keeping their names."""

import gc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from exports import write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.people import (
    Digests,
    NamedColumns,
    PeopleCount,
    PeopleCounter,
)
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.reader import read

if TYPE_CHECKING:
    from analyzer.analysis.model import Analysis

CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,"
    "CONTENT,FOLDER\n"
)
INVITATIONS = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
PROFILE = (
    "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
    "Twitter Handles,Websites,Instant Messengers\nMe,Myself,,,,,,,,,,,\n"
)

COUNTED = [
    # case, files, number of people, and number of people by role
    ("one address twice is one person",
     {"Connections.csv": CONNECTIONS + "Ada,Lind,https://www.linkedin.com/in/ada,,,,\nA.,L.,http://linkedin.com/in/ADA/?x=1,,,,\n"},
     1, {"connections": 1}),
    ("percent-encoding does not matter",
     {"Connections.csv": CONNECTIONS + "Zoë,B,https://www.linkedin.com/in/zo%C3%AB,,,,\nZoë,B,https://www.linkedin.com/in/zoë,,,,\n"},
     1, {"connections": 1}),
    ("without an address the name counts",
     {"Connections.csv": CONNECTIONS + "Ada,Lind,,,,,\nada, LIND,,,,,\nBo,Berg,,,,,\n"},
     2, {"connections": 2}),
    ("closed accounts are not counted",
     {"Connections.csv": CONNECTIONS + ",,,,,,07 Mar 2021\n"}, 0, {}),
    ("LinkedIn Member is not counted",
     {"messages.csv": MESSAGES + "1,,LinkedIn Member,,Me Myself,https://l/in/me,2024-01-01 00:00:00 UTC,,x,INBOX\n", "Profile.csv": PROFILE},
     0, {}),
    ("the owner is left out, by name and by address",
     {"messages.csv": MESSAGES
      + "1,,Me Myself,https://l/in/me,Ada Lind,https://l/in/ada,2024-01-01 00:00:00 UTC,,x,INBOX\n"
      + "1,,Ada Lind,https://l/in/ada,Me M.,https://l/in/me,2024-01-01 00:00:00 UTC,,x,INBOX\n",
      "Profile.csv": PROFILE},
     1, {"correspondents": 1}),
    ("several recipients count by address",
     {"messages.csv": MESSAGES + '1,,Me Myself,https://l/in/me,"A B, C D, Ph.D.","https://l/in/ab,https://l/in/cd",2024-01-01 00:00:00 UTC,,x,INBOX\n', "Profile.csv": PROFILE},
     2, {"correspondents": 2}),
    ("an invitation has the other side",
     {"Invitations.csv": INVITATIONS
      + 'Me Myself,Ada Lind,"1/2/24, 3:04 AM",,OUTGOING,https://l/in/me,https://l/in/ada\n'
      + 'Bo Berg,Me Myself,"1/2/24, 3:04 AM",,INCOMING,https://l/in/bo,https://l/in/me\n'},
     2, {"invitees": 2}),
    ("one person may have several roles",
     {"Connections.csv": CONNECTIONS + "Ada,Lind,https://l/in/ada,,,,\n",
      "Invitations.csv": INVITATIONS + 'Me,Ada Lind,"1/2/24, 3:04 AM",,OUTGOING,,https://l/in/ada\n'},
     1, {"connections": 1, "invitees": 1}),
    ("a full name takes the place of its parts",
     {"Contacts.csv": "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers,CreatedAt,Addresses,Sites,InstantMessageHandles,FullName,Birthday,Location,BookmarkedAt,Profiles\n"
      + "X,Ada,Lind,,,,,,,,,Ada B. Lind,,,,\nX,Bo,Berg,,,,,,,,,,,,,\n"},
     2, {"contacts": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("files", "distinct", "roles"), [case[1:] for case in COUNTED], ids=[case[0] for case in COUNTED])  # fmt: skip
def test_counts_distinct_people(
    files: dict[str, str],
    distinct: int,
    roles: dict[str, int],
    tmp_path: Path,
    mapping: ExportMapping,
) -> None:
    analysis = analyze(write(tmp_path, files), mapping)
    assert analysis.people == PeopleCount(distinct, tuple(sorted(roles.items())))


def test_the_mapping_lists_the_columns_with_the_name_of_the_owner(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    write(
        tmp_path,
        {"Profile.csv": PROFILE, "Connections.csv": CONNECTIONS + "Me,Myself,,,,,\n"},
    )
    assert analyze(tmp_path, mapping).people.distinct == 0
    assert analyze(tmp_path, replace(mapping, owner=())).people.distinct == 1
    maiden = [replace(source, columns=("Maiden Name",)) for source in mapping.owner_columns("name")]
    assert analyze(tmp_path, replace(mapping, owner=tuple(maiden))).people.distinct == 1


def test_no_names_of_people_are_kept(tmp_path: Path, mapping: ExportMapping) -> None:
    write(tmp_path, {"Connections.csv": CONNECTIONS + "Zaphod,Lind,https://l/in/zaphod,,,,\n"})
    analysis = analyze(tmp_path, mapping)
    assert analysis.people.distinct == 1
    gc.collect()
    assert not [item for item in gc.get_objects() if isinstance(item, PeopleCounter)]
    assert "zaphod" not in repr(analysis).casefold()


def test_a_counter_shows_nothing_and_its_digests_differ_each_time(mapping: ExportMapping) -> None:
    data = (CONNECTIONS + "Zaphod,Lind,https://l/in/zaphod,,,,\n").encode()
    reading = read(data, "Connections.csv", mapping)
    assert reading.table is not None
    counters = []
    for digests in (Digests(), Digests()):
        columns = NamedColumns(reading.records, reading.header, digests)
        counter = PeopleCounter(mapping, digests)
        counter.add(columns, reading.table)
        counters.append(counter)
        assert repr(columns) == "NamedColumns()"
        assert repr(counter) == "PeopleCounter()"
        assert "zaphod" not in str(vars(counter)).casefold()
    assert vars(counters[0])["_seen"] != vars(counters[1])["_seen"]


def test_the_sample_names_people_in_every_role(mapping: ExportMapping) -> None:
    analysis: Analysis = analyze(Path(__file__).parent.parent / "sample_export", mapping)
    roles = dict(analysis.people.by_role)
    assert set(roles) == {
        "connections", "contacts", "correspondents", "endorsers", "followed", "invitees", "recommenders",
    }  # fmt: skip
    assert max(roles.values()) < analysis.people.distinct < sum(roles.values())


def test_people_named_many_times_count_once(tmp_path: Path, mapping: ExportMapping) -> None:
    """There are more names than digests kept before duplicates are removed."""
    names = [(f"Ann{number}", "Lee") for number in range(300)] * 100
    rows = "".join(f"{first},{last},,,,,\n" for first, last in names)
    write(tmp_path, {"Connections.csv": CONNECTIONS + rows})
    assert analyze(tmp_path, mapping).people.distinct == 300
