"""The exports of many invented people, as a workshop collects them, to rehearse with.

Each is our person's export (`analyzer.sample`) retold by somebody else: with a name, addresses and a date of
their own, other activity, and only the files that such a person has. Same seed, same bytes.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from analyzer.errors import OutputError
from analyzer.sample import FILES, dates, life
from analyzer.sample.dialects import write_rfc4180
from analyzer.sample.dice import Dice
from analyzer.sample.life import live
from analyzer.sample.people import (
    ENGLISH,
    FRENCH,
    GERMAN,
    NORDIC,
    PORTUGUESE,
    SPANISH,
)

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
class Kind:
    """A kind of participant: the files such a person has, how much is in them, and how often there is one."""

    files: tuple[str, ...]
    least: float
    most: float
    often: int = 1


KINDS: Mapping[str, Kind] = {
    "student": Kind((*_QUICK, *_ACTIVE[:10], *_JOBS), 0.05, 0.2, often=6),
    "working": Kind((*_QUICK, *_ACTIVE, *_JOBS), 0.1, 0.5, often=8),
    "consultant": Kind((*_QUICK, *_ACTIVE, *_NEWEST), 0.4, 1.0, often=5),
    "quick part": Kind(tuple(_QUICK), 0.1, 0.5, often=3),
    "old export": Kind((*_QUICK, *_OLD), 0.1, 0.4, often=3),
    "one file": Kind(("Connections.csv",), 0.1, 0.3, often=2),
    "twenty years": Kind((*_QUICK, *_ACTIVE), 2.0, 3.0, often=2),
    "everything": Kind(tuple(FILES), 0.2, 0.6),
}

_CULTURES = (ENGLISH, ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, NORDIC)
_CAREER = {"Positions.csv", "Skills.csv", "Languages.csv"}
_JOINED_FROM = "203.0.113.7"
_ZIP_TIME = (2026, 3, 14, 12, 0, 0)


def write_workshop(directory: Path, people: int, *, seed: int = 1, scale: float = 1.0) -> None:
    """Write the exports of `people` different invented people under `directory` (made if missing).

    Some are folders, some ZIPs, some a folder with a ZIP in it, some an export two folders down. Raises
    OutputError if the folder is not empty or cannot be written.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise OutputError(f"{directory} is not an empty folder; name another one for the sample.")
    dice = Dice(seed, "workshop")
    kinds = [kind for kind in KINDS.values() for _ in range(kind.often)]
    taken: set[str] = set()
    for number in range(people):
        # The kinds take turns, so that even a small workshop has several.
        kind = kinds[number * 11 % len(kinds)]
        member = _Member.invent(dice, taken)
        amount = kind.least + (kind.most - kind.least) * dice.roll()
        files = dict(_export(kind, member, seed * 1000 + number, amount * scale))
        try:
            _store(directory, member.full, files, dice)
        except OSError as error:
            raise OutputError(f"{directory} cannot be written: {error.strerror}.") from error


@dataclass(frozen=True)
class _Member:
    """An invented participant: what takes the place of our person's own."""

    first: str
    last: str
    slug: str
    member: str
    joined: str
    address: str

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}"

    @classmethod
    def invent(cls, dice: Dice, taken: set[str]) -> "_Member":
        while True:
            first, last = dice.pick(_CULTURES).name(dice)
            if f"{first} {last}" not in taken:
                taken.add(f"{first} {last}")
                break
        joined = life.JOINED + timedelta(minutes=dice.between(0, 12 * 365 * 24 * 60))
        return cls(
            first,
            last,
            slug=f"participant-{dice.hexadecimal(8)}",
            member=dice.digits(9),
            joined=dates.pacific(joined),
            address=f"203.0.113.{dice.between(1, 254)}",
        )

    def instead(self) -> Iterator[tuple[str, str]]:
        """Return pairs of what is hers and what is theirs, in the order of replacement."""
        yield life.URL, f"https://www.linkedin.com/in/{self.slug}"
        yield life.EMAIL, f"{self.slug}@example.org"
        yield "odalys@choir.example.net", f"{self.slug}@choir.example.net"
        yield "o.brandt@regie-valmorine.example.com", f"{self.slug}@work.example.com"
        yield dates.pacific(life.JOINED + timedelta(hours=8, minutes=2)), self.joined
        yield _JOINED_FROM, self.address
        yield str(life.MEMBER), self.member
        yield "odalys-brandt-mehra", self.slug
        yield life.FIRST, self.first
        yield life.LAST, self.last


def _export(kind: Kind, member: _Member, seed: int, scale: float) -> Iterator[tuple[str, bytes]]:
    lived = live(seed, max(scale, 0.01))
    dice = lived.dice("participant")
    for name in kind.files:
        data = FILES[name](lived)
        if name in _CAREER:
            data = _some_rows(data, dice)
        yield name.replace(str(life.MEMBER), member.member), _retold(data, member)


def _some_rows(data: bytes, dice: Dice) -> bytes:
    """Return the table with some of its rows, since careers are of different lengths."""
    header, first, *others = csv.reader(io.StringIO(data.decode(), newline=""))
    return write_rfc4180([header, first, *(row for row in others if dice.chance(0.6))])


def _retold(data: bytes, member: _Member) -> bytes:
    encoding = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-8"
    for hers, theirs in member.instead():
        data = data.replace(hers.encode(encoding), theirs.encode(encoding))
    return data


def _store(directory: Path, name: str, files: Mapping[str, bytes], dice: Dice) -> None:
    """Write an export where such a person would: as a folder, as a ZIP, or somewhere in a folder."""
    home = directory / name
    complete, basic = (
        f"{part}_LinkedInDataExport_03-14-2026.zip" for part in ("Complete", "Basic")
    )
    form = dice.below(10)
    if form < 4:
        _write(home, files)
    elif form < 7:
        _pack(home.with_name(f"{name}.zip"), files)
    elif form < 8:
        _write(home / "Downloads" / "LinkedIn", files)
    else:
        _pack(home / complete, files)
        if form == 9:
            _pack(home / basic, {part: files[part] for part in _QUICK if part in files} or files)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _pack(path: Path, files: Mapping[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 3  # whatever the system
            entry.external_attr = 0o644 << 16
            # Stored: what a compressor makes of the same bytes differs from one version to the next.
            packed.writestr(entry, data, zipfile.ZIP_STORED)
