"""The exports of many invented people, as a workshop collects them, for a rehearsal.

Each is Odalys's export (`analyzer.sample`) under another person's name, addresses and dates, with other activity and
only the files that such a person has. The same seed gives the same bytes.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from analyzer.sample import FILES, make_table, new_folder, write_files
from analyzer.sample.dialects import SampleTable
from analyzer.sample.phrases import load
from analyzer.sample.world import JOINED, ODALYS, Dice, Persona, World, cultures


@dataclass(frozen=True)
class ParticipantKind:
    """A kind of participant: the groups of files in the export, the range of its scale, and the kind's share."""

    groups: list[str]
    scale: tuple[float, float]
    share: int

    def files(self) -> list[str]:
        """The names of the files in the export."""
        groups = {**load("participants")["files"], "everything": list(FILES)}
        return [name for group in self.groups for name in groups[group]]


_Store = Callable[[Path, str, Mapping[str, bytes], Dice], None]

_CAREER = {"Positions.csv", "Skills.csv", "Languages.csv"}
_ZIP_TIME = (2026, 3, 14, 12, 0, 0)


def write_workshop(
    directory: Path, people: int, *, seed: int = 1, scale: float = 1.0, with_trouble: bool = False
) -> tuple[str, ...]:
    """Write the exports of `people` different invented people to `directory` (made if missing); returns their names.

    Some are folders, some ZIPs, some a folder with a ZIP in it, some an export two folders down. `with_trouble` stores
    the last ones as `TROUBLE` does, and adds a photo and a PDF. Raises OutputError if the folder is not empty or cannot
    be written.
    """
    dice = Dice(seed, "workshop")
    kinds = [
        ParticipantKind(**entry)
        for entry in load("participants")["kinds"]
        for _ in range(entry["share"])
    ]
    taken: dict[str, None] = {}
    stores: list[_Store] = [_store] * people
    if with_trouble:
        stores[people - len(TROUBLE) :] = TROUBLE
    with new_folder(directory):
        for number, store in enumerate(stores):
            # The kinds take turns, so that even a small workshop has several.
            kind = kinds[number * 11 % len(kinds)]
            persona = _invent_persona(dice, taken)
            least, most = kind.scale
            amount = least + (most - least) * dice.roll()
            files = dict(_export(kind, persona, seed * 1000 + number, amount * scale))
            store(directory, persona.full, files, dice)
        if with_trouble:
            write_files(directory, _NOT_EXPORTS.items())
    return tuple(taken)


def _invent_persona(dice: Dice, taken: dict[str, None]) -> Persona:
    while True:
        first, last = dice.pick(cultures("participants")).names(dice)
        if f"{first} {last}" not in taken:
            taken[f"{first} {last}"] = None
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
    for name in kind.files():
        table = make_table(world, name)
        if name in _CAREER:
            table = _some_rows(table, dice)
        yield name.replace(ODALYS.member, persona.member), _renamed(table.data(), persona)


def _some_rows(table: SampleTable, dice: Dice) -> SampleTable:
    # Careers are of different lengths.
    header, first, *others = table.rows
    return SampleTable([header, first, *(row for row in others if dice.chance(0.6))], table.dialect)


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
            _store_quick(directory, name, files, dice)


def _store_quick(directory: Path, name: str, files: Mapping[str, bytes], _: Dice) -> None:
    quick = load("participants")["files"]["quick"]
    basic = {name: files[name] for name in quick if name in files}
    _pack(directory / name / "Basic_LinkedInDataExport_03-14-2026.zip", basic or files)


def _store_half(directory: Path, name: str, files: Mapping[str, bytes], _: Dice) -> None:
    path = directory / f"{name}.zip"
    _pack(path, files)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _store_twice(directory: Path, name: str, files: Mapping[str, bytes], _: Dice) -> None:
    write_files(directory / name, files.items())
    _pack(directory / f"{name} (1).zip", files)


def _store_folder(directory: Path, name: str, files: Mapping[str, bytes], _: Dice) -> None:
    write_files(directory / name, files.items())


TROUBLE: Final = (_store_half, _store_quick, _store_twice, _store_folder)
"""Half a ZIP, only the quick archive, one person twice, and a folder to replace by a share file."""

_NOT_EXPORTS: Final = {
    "IMG_4711.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "My profile.pdf": b"%PDF-1.4\n%%EOF\n",
}


def _pack(path: Path, files: Mapping[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 3  # the same on any system
            entry.external_attr = 0o644 << 16
            # Stored: compressors turn the same bytes into different ones from one version to the next.
            archive.writestr(entry, data, zipfile.ZIP_STORED)
