"""Who is who in a folder of exports: the participants, their archives and their settings."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from analyzer.analysis.owner import ArchiveOwner, different_people, find_owner, same_person
from analyzer.analysis.scenario import PARTICIPANT, Scenario, read_participant
from analyzer.analysis.walk import Unread, walk
from analyzer.errors import ExportError, ScenarioError, SeveralExportsError, ShareError
from analyzer.limits import DEFAULT, Limits
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.rules import Rules
from analyzer.reading.archive import Archive, export_files, no_export_error, open_archive
from analyzer.reading.reader import FileReading
from analyzer.reading.sources import ArchiveFile, UnreadableFileError
from analyzer.reporting.share import is_share, read_share
from analyzer.workshop.contributions import Contribution, contribution_of

NOTHING_READABLE = "None of its files could be read: they are damaged, or locked with a password."
LEADS_OUT = "It is a link that leads out of the folder of exports, and is not followed."
SEVERAL_PEOPLE = "It holds exports of more than one person; each has to be on its own."


@dataclass(frozen=True)
class ExportArchive:
    """A folder or ZIP that holds an export: where it is, whose it is, a digest of it, and how complete it is."""

    path: Path
    owner: ArchiveOwner
    digest: str
    tables: int
    bytes: int
    partial: bool

    @property
    def completeness(self) -> tuple[int, bool, int]:
        """A key that sorts the most complete archive last: by kinds of files, not being a part by name, and bytes."""
        return self.tables, not self.partial, self.bytes


@dataclass(frozen=True)
class Survey:
    """The archives in one child of the folder that hold an export, and the reasons why others do not.

    `counts` is what a child that is a share file holds.
    """

    child: Path
    found: tuple[ExportArchive, ...] = ()
    reasons: tuple[str, ...] = ()
    counts: Contribution | None = None


@dataclass(frozen=True)
class Participant:
    """A person in the workshop.

    `children` are what is theirs in the folder. `archive` is the archive that counts, and `counts` is what they
    handed over instead; if there is neither, there is a `reason`. `set_aside` are their other archives, and
    `unusable` says why some could not be used.
    """

    label: str
    children: tuple[Path, ...]
    archive: ExportArchive | None
    set_aside: tuple[Path, ...] = ()
    unusable: tuple[str, ...] = ()
    reason: str | None = None
    counts: Contribution | None = None

    @property
    def source(self) -> Path | None:
        """The archive or share file that counts."""
        if self.archive:
            return self.archive.path
        return self.children[0] if self.counts else None


# --- one child -----------------------------------------------------------------------------------


def survey(child: Path, mapping: ExportMapping, key: bytes, limits: Limits = DEFAULT) -> Survey:
    """The survey of `child`, within `limits`. Reads every member once and keeps nothing of the cells but digests."""
    found, reasons = [], []
    if _leads_out(child, child):
        return Survey(child, reasons=(LEADS_OUT,))
    if is_share(child):
        return _survey_share(child, mapping)
    try:
        paths = _archives(child, mapping, limits) if child.is_dir() else (child,)
    except ExportError as error:
        return Survey(child, reasons=(error.general,))
    for path in paths:
        if _leads_out(path, child):
            reasons.append(LEADS_OUT)
            continue
        try:
            found.append(_look(path, mapping, key, limits))
        except ExportError as error:
            reasons.append(error.general)
        except UnreadableFileError:
            reasons.append(NOTHING_READABLE)
    return Survey(child, tuple(found), tuple(dict.fromkeys(reasons)))


def _survey_share(child: Path, mapping: ExportMapping) -> Survey:
    try:
        return Survey(child, counts=contribution_of(read_share(child, mapping), mapping))
    except ShareError as error:
        return Survey(child, reasons=(str(error),))


def _leads_out(path: Path, child: Path) -> bool:
    """Whether what is at `path`, in this child, is outside the folder that holds the child."""
    return not path.resolve().is_relative_to(child.parent.resolve())


def of_one_person(
    path: Path, other: Path, mapping: ExportMapping, limits: Limits = DEFAULT
) -> bool:
    """Whether the exports at `path` and `other` are told to be of the same person, as two children would be.

    Raises ExportError if one of them holds no export.
    """
    key = secrets.token_bytes(32)
    mine, theirs = (_look(each, mapping, key, limits).owner for each in (path, other))
    return same_person(mine, theirs)


def _archives(folder: Path, mapping: ExportMapping, limits: Limits) -> tuple[Path, ...]:
    """The ZIPs anywhere in the folder, and the folders in it that hold an export each."""
    with open_archive(folder, limits) as archive:
        files = [archive.place(member) for member in archive.files]
        exports = tuple(folder / inside for inside in _export_folders(archive, mapping))
    zips = tuple(
        path for path in files if path and path.suffix.lower() == ".zip" and path.is_file()
    )
    return (*exports, *zips) if exports or zips else (folder,)


def _export_folders(archive: Archive, mapping: ExportMapping, inside: str = "") -> Iterator[str]:
    """The folders in `inside` (`""` or ending in `/`) that hold an export each, of an archive of what is in there."""
    known = [member for member in archive.files if mapping.match_path(member.path)]
    if not known:
        return
    below: dict[str, list[ArchiveFile]] = {}
    for member in known:
        first, inner, _ = member.path.removeprefix(inside).partition("/")
        below.setdefault(f"{inside}{first}/" if inner else "", []).append(member)

    def within(folder: str) -> tuple[str, ...]:
        return tuple(_export_folders(replace(archive, files=tuple(below[folder])), mapping, folder))

    if len(below) == 1 and "" not in below:
        # All is in one folder: it is looked for in there, and not at each of many folders down.
        (only,) = below
        found = within(only)
        yield from (inside,) if found == (only,) else found
        return
    try:
        export_files(archive, mapping)
    except SeveralExportsError:
        if "" in below:
            raise  # one is inside the other's folder, so what belongs to which is unknown
    else:
        yield inside
        return
    for folder in sorted(below):
        yield from within(folder)


def _look(path: Path, mapping: ExportMapping, key: bytes, limits: Limits) -> ExportArchive:
    """The export in the archive at `path`. Raises ExportError if there is none."""
    everything, known_files = hashlib.sha256(), hashlib.sha256()
    tables: set[str] = set()
    size, damaged = 0, False
    readings: dict[str, FileReading] = {}
    with open_archive(path, limits) as archive:
        for file in walk(archive, mapping):
            if file.is_settings:
                continue
            contents = file.contents()
            if isinstance(contents, Unread):
                damaged = damaged or file.table is not None
                reason = hashlib.sha256(contents.reason.encode()).digest()
                everything.update(_mark(file.path, reason))
                continue
            everything.update(_mark(file.path, contents.digest))
            table = file.recognised()
            if table is None:
                continue
            tables.add(table.name)
            size += contents.size
            known_files.update(_mark(file.path, contents.digest))
            if table.name in mapping.owner_tables and table.name not in readings:
                reading = file.read()
                if isinstance(reading, FileReading):
                    readings[table.name] = reading
        if not tables:
            if damaged:
                raise ExportError(f"Nothing in {path} could be read.", NOTHING_READABLE)
            raise no_export_error(path, archive, mapping)
    owner = find_owner(readings, mapping, known_files.digest(), size, key)
    return ExportArchive(
        path, owner, everything.hexdigest(), len(tables), size, _partial(path, mapping)
    )


def _partial(path: Path, mapping: ExportMapping) -> bool:
    """Whether the archive's name says that it holds only a part of an export."""
    beginnings = tuple(beginning.casefold() for beginning in mapping.partial_archives)
    return path.name.casefold().startswith(beginnings)


def _mark(path: str, contents: bytes) -> bytes:
    """A digest of a file's path before that of its `contents`, so that no two lists of files give the same bytes."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).digest() + contents


# --- all children --------------------------------------------------------------------------------


def find_participants(surveys: Sequence[Survey]) -> tuple[Participant, ...]:
    """The participants in these surveys, in the order of the children.

    Children of the same person are one participant, who counts once.
    """
    group_of: dict[Path, list[Survey]] = {}
    having: dict[bytes, list[Survey]] = {}  # so that not everybody is compared with everybody
    for each in surveys:
        digests = {digest for archive in each.found for digest in archive.owner.digests}
        alike = {other.child: other for digest in digests for other in having.get(digest, ())}
        shared = [group_of[child] for child, other in alike.items() if _shared(each, other)]
        mine = list({id(group): group for group in shared}.values())
        together = [
            archive
            for found in (*(other for group in mine for other in group), each)
            for archive in found.found
        ]
        if _several_people(together):
            # It resembles two different people: a folder was mixed up, or made to look so. They stay apart.
            mine = []
        joined = [*(other for group in mine for other in group), each]
        group_of |= {other.child: joined for other in joined}
        for digest in digests:
            having.setdefault(digest, []).append(each)
    groups = list({id(group): group for group in group_of.values()}.values())
    order = {each.child: number for number, each in enumerate(surveys)}
    for group in groups:
        group.sort(key=lambda survey: order[survey.child])
    groups.sort(key=lambda group: order[group[0].child])
    width = max(2, len(str(len(groups))))
    return tuple(
        _participant(f"P{number:0{width}}", group) for number, group in enumerate(groups, start=1)
    )


def _shared(survey: Survey, other: Survey) -> bool:
    return not _several_people((*survey.found, *other.found)) and any(
        same_person(mine.owner, theirs.owner) for mine in survey.found for theirs in other.found
    )


def _several_people(found: Sequence[ExportArchive]) -> bool:
    return any(different_people(archive.owner, other.owner) for archive in found for other in found)


def _participant(label: str, surveys: Sequence[Survey]) -> Participant:
    children = tuple(each.child for each in surveys)
    found = [archive for each in surveys for archive in each.found]
    reasons = tuple(dict.fromkeys(reason for each in surveys for reason in each.reasons))
    if not found:
        counts = surveys[0].counts  # a share file is nobody else's child
        reason = None if counts else " ".join(reasons)
        return Participant(label, children, None, reason=reason, counts=counts)
    if _several_people(found):
        return Participant(label, children, None, reason=SEVERAL_PEOPLE)
    best = max(found, key=lambda archive: archive.completeness)  # the first of equals
    others = tuple(archive.path for archive in found if archive is not best)
    return Participant(label, children, best, others, reasons)


# --- told ------------------------------------------------------------------------------------------


def what_they_tell(
    people: Iterable[Participant], rules: Rules
) -> tuple[dict[str, Scenario], dict[str, str]]:
    """The scenario of each participant with an export, by label, and the reasons why others have none."""
    told: dict[str, Scenario] = {}
    wrong: dict[str, str] = {}
    for person in people:
        if person.archive is None:
            continue
        found = next((path for path in _places(person) if path.is_file()), None)
        if found and found.is_symlink():
            wrong[person.label] = f"{PARTICIPANT} is a link, and is not followed."
            continue
        try:
            told[person.label] = read_participant(found, rules) if found else Scenario()
        except ScenarioError as error:
            wrong[person.label] = str(error)
    return told, wrong


def _places(person: Participant) -> Iterator[Path]:
    """Where the file may be: beside the archive that counts or above it, within what is theirs; else in
    another folder of theirs.
    """
    assert person.archive is not None
    archive = person.archive.path
    folders = [child for child in person.children if child.is_dir()]
    for place in (archive, *archive.parents):
        if any(place == folder or folder in place.parents for folder in folders):
            yield place / PARTICIPANT
    for folder in folders:
        yield folder / PARTICIPANT


# --- repeated --------------------------------------------------------------------------------------

TELLING: Final = 12
"""Kinds of data. Of fewer, two people may have the same figures: a name, a headline and three skills."""


def find_repeated(
    contributions: Iterable[tuple[str, Contribution]], shared: Collection[str]
) -> dict[str, str]:
    """The labels of those `shared` that have the same figures as an export, or as an earlier one of them: whose."""
    first: dict[str, str] = {}
    others = []
    for label, contribution in contributions:
        if label in shared:
            others.append((label, contribution))
        else:
            first.setdefault(contribution.token, label)
    found = {}
    for label, contribution in others:
        other = first.setdefault(contribution.token, label)
        if other != label and len(contribution.rows) >= TELLING:
            found[label] = other
    return found
