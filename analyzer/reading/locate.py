"""Finds the export within a folder or ZIP, and the members that belong to it."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from analyzer.errors import ExportError, SeveralExportsError
from analyzer.mapping import ExportMapping, file_key
from analyzer.reading.archive import Archive
from analyzer.reading.members import Member, UnreadableMemberError
from analyzer.wording import visible


def export_members(archive: Archive, mapping: ExportMapping) -> tuple[str, tuple[Member, ...]]:
    """The folder in the archive that holds the export (`""` or ending in `/`), and the export's members.

    An export may be some folders down (quirk 12); in a folder, what is outside it is not part of it. Raises
    SeveralExportsError if there are two.
    """
    known = [
        (member, table)
        for member in archive.members
        if (table := mapping.match_path(member.path)) is not None
    ]
    own = frozenset(folder.casefold() for folder in mapping.folders)
    homes = [_home(member.path, own) for member, _ in known]
    root = _common_folder(homes) if homes else ""
    seen: dict[tuple[str, tuple[str, str]], tuple[tuple[str, ...], Member]] = {}
    digest = cache(partial(_digest, archive))  # one file may have thousands of copies
    for (member, table), home in zip(known, homes, strict=True):
        if any("*" in name for name in table.files):
            continue
        before, other = seen.setdefault((table.name, file_key(member.path)), (home, member))
        if before != home and _differ(digest(other), digest(member)):
            here, there = (visible("/".join(parts)) or "its top folder" for parts in (before, home))
            raise SeveralExportsError(
                f"{archive.name} holds more than one export ({here} and {there}). Give one of them.",
                "It holds more than one export; each has to be a folder or a ZIP of its own.",
            )
    prefix = "".join(f"{part}/" for part in root)
    # In a ZIP, what is outside the export came with it; in a folder, it can be anything of the owner's.
    inside = (
        archive.members
        if archive.kind == "zip"
        else [m for m in archive.members if m.path.startswith(prefix)]
    )
    return prefix, tuple(inside)


def _digest(archive: Archive, member: Member) -> bytes | None:
    """A digest of the bytes of a member; None if it cannot be read."""
    with suppress(UnreadableMemberError):
        digest = sha256()
        for block in archive.blocks(member)():
            digest.update(block)
        return digest.digest()
    return None


def _differ(one: bytes | None, other: bytes | None) -> bool:
    """Whether two members differ. One that cannot be read is a finding, not a second export."""
    return one is not None and other is not None and one != other


def _home(path: str, own: Collection[str]) -> tuple[str, ...]:
    """The folders above a known file, except those that LinkedIn itself makes, which are `own` in small letters."""
    *parts, _ = path.split("/")
    for index, part in enumerate(parts):
        if part.casefold() in own:
            return tuple(parts[:index])
    return tuple(parts)


def _common_folder(homes: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    first, last = min(homes), max(homes)
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    return first[:shared]


def no_export(path: Path, archive: Archive, mapping: ExportMapping) -> ExportError:
    """The error for an archive at `path` without an export, which says why there is none."""
    known = sum(len(table.files) for table in mapping.tables)
    zips = [m.path for m in archive.members if m.path.lower().endswith(".zip")]
    hint = (
        f"There is a ZIP in it: try {path / zips[0]}."
        if zips and archive.kind == "folder"
        else "Give the unzipped folder, or the ZIP as downloaded."
    )
    if not archive.members:
        return ExportError(f"{path} is empty. {hint}", "It is empty.")
    return ExportError(
        f"{path} is not a LinkedIn export: none of its files is one of the {known} known. {hint}",
        f"None of its files is one of the {known} known from LinkedIn exports."
        + (" It holds a ZIP: unpack the outer one." if zips else ""),
    )
