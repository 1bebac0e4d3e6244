"""The exports of many invented people, as a workshop collects them, for a rehearsal.

Each is Odalys's export (`analyzer.sample`) under another person's name, addresses and dates, with other activity and
only the files that such a person has. The same seed gives the same bytes.
"""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from analyzer.sample import FILES, make_table, new_folder, write_files
from analyzer.sample.dialects import Table
from analyzer.sample.world import JOINED, ODALYS, Dice, Persona, World, cultures

_QUICK = (
    "Profile.csv, Positions.csv, Education.csv, Skills.csv, Languages.csv, PhoneNumbers.csv, "
    "Registration.csv, Email Addresses.csv, Connections.csv, Invitations.csv, messages.csv"
).split(", ")
_ACTIVE = (
    "Shares.csv, Comments.csv, Reactions.csv, SearchQueries.csv, Logins.csv, Company Follows.csv, "
    "Inferences_about_you.csv, Ad_Targeting.csv, Learning.csv, Endorsement_Received_Info.csv, "
    "Endorsement_Given_Info.csv, Recommendations_Received.csv, Rich_Media.csv, Events.csv, Votes.csv, "
    "Member_Follows.csv, SavedJobAlerts.csv, Ads Clicked.csv, LAN Ads Engagement.csv"
).split(", ")
_JOBS = (
    "Jobs/Job Applications.csv, Jobs/Saved Jobs.csv, Jobs/Job Seeker Preferences.csv, "
    "Job Applicant Saved Screening Question Responses.csv"
).split(", ")
_NEWEST = (
    "coach_messages.csv, guide_messages.csv, Receipts_v2.csv, Verifications/Verifications.csv, "
    "ImportedContacts.csv, Publications.csv"
).split(", ")
_OLD = (
    "Search Queries.csv, Account Status History.csv, Ad Targeting.csv, Contacts.csv, "
    "Endorsement Received Info.csv, Ads Clicked.csv, Shares.csv, Reactions.csv, Imported Contacts.csv, "
    "Receipts.csv, Company Follows.csv"
).split(", ")


@dataclass(frozen=True)
class ParticipantKind:
    """The files of a kind of participant, the least and greatest scale of what is in them, and the kind's share."""

    files: tuple[str, ...]
    least: float
    most: float
    share: int = 1


KINDS: Mapping[str, ParticipantKind] = {
    "student": ParticipantKind((*_QUICK, *_ACTIVE[:10], *_JOBS), 0.05, 0.2, share=6),
    "working": ParticipantKind((*_QUICK, *_ACTIVE, *_JOBS), 0.1, 0.5, share=8),
    "consultant": ParticipantKind((*_QUICK, *_ACTIVE, *_NEWEST), 0.4, 1.0, share=5),
    "quick part": ParticipantKind(tuple(_QUICK), 0.1, 0.5, share=3),
    "old export": ParticipantKind((*_QUICK, *_OLD), 0.1, 0.4, share=3),
    "one file": ParticipantKind(("Connections.csv",), 0.1, 0.3, share=2),
    "twenty years": ParticipantKind((*_QUICK, *_ACTIVE), 2.0, 3.0, share=2),
    "everything": ParticipantKind(tuple(FILES), 0.2, 0.6),
}

_CAREER = {"Positions.csv", "Skills.csv", "Languages.csv"}
_ZIP_TIME = (2026, 3, 14, 12, 0, 0)


def write_workshop(directory: Path, people: int, *, seed: int = 1, scale: float = 1.0) -> None:
    """Write the exports of `people` different invented people to `directory` (made if missing).

    Some are folders, some ZIPs, some a folder with a ZIP in it, some an export two folders down. Raises OutputError
    if the folder is not empty or cannot be written.
    """
    dice = Dice(seed, "workshop")
    kinds = [kind for kind in KINDS.values() for _ in range(kind.share)]
    taken: set[str] = set()
    with new_folder(directory):
        for number in range(people):
            # The kinds take turns, so that even a small workshop has several.
            kind = kinds[number * 11 % len(kinds)]
            persona = _invent_persona(dice, taken)
            amount = kind.least + (kind.most - kind.least) * dice.roll()
            files = dict(_export(kind, persona, seed * 1000 + number, amount * scale))
            _store(directory, persona.full, files, dice)


def _invent_persona(dice: Dice, taken: set[str]) -> Persona:
    while True:
        first, last = dice.pick(cultures("participants")).names(dice)
        if f"{first} {last}" not in taken:
            taken.add(f"{first} {last}")
            break
    registered = JOINED + timedelta(minutes=dice.between(0, 12 * 365 * 24 * 60))
    slug = f"participant-{dice.hexadecimal(8)}"
    return Persona(
        first,
        last,
        slug,
        url=f"https://www.linkedin.com/in/{slug}",
        emails=(f"{slug}@example.org", f"{slug}@choir.example.net", f"{slug}@work.example.com"),
        member=dice.digits(9),
        registered=registered,
        registered_from=f"203.0.113.{dice.between(1, 254)}",
    )


def _export(
    kind: ParticipantKind, persona: Persona, seed: int, scale: float
) -> Iterator[tuple[str, bytes]]:
    world = World.invent(seed, max(scale, 0.01))
    dice = world.dice("participant")
    for name in kind.files:
        table = make_table(world, name)
        if name in _CAREER:
            table = _some_rows(table, dice)
        yield name.replace(ODALYS.member, persona.member), _renamed(table.data(), persona)


def _some_rows(table: Table, dice: Dice) -> Table:
    # Careers are of different lengths.
    header, first, *others = table.rows
    return Table([header, first, *(row for row in others if dice.chance(0.6))], table.dialect)


def _renamed(data: bytes, persona: Persona) -> bytes:
    encoding = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-8"
    for hers, theirs in zip(ODALYS.identifiers(), persona.identifiers(), strict=True):
        data = data.replace(hers.encode(encoding), theirs.encode(encoding))
    return data


def _store(directory: Path, name: str, files: Mapping[str, bytes], dice: Dice) -> None:
    """Write an export the way such a person would: as a folder, as a ZIP, or somewhere in a folder."""
    home = directory / name
    form = dice.below(10)
    if form < 4:
        write_files(home, files.items())
    elif form < 7:
        _pack(home.with_name(f"{name}.zip"), files)
    elif form < 8:
        write_files(home / "Downloads" / "LinkedIn", files.items())
    else:
        _pack(home / "Complete_LinkedInDataExport_03-14-2026.zip", files)
        if form == 9:
            basic = {name: files[name] for name in _QUICK if name in files}
            _pack(home / "Basic_LinkedInDataExport_03-14-2026.zip", basic or files)


def _pack(path: Path, files: Mapping[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 3  # the same on any system
            entry.external_attr = 0o644 << 16
            # Stored: compressors turn the same bytes into different ones from one version to the next.
            archive.writestr(entry, data, zipfile.ZIP_STORED)
