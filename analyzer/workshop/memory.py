"""What an earlier run of a batch found out, as far as it still holds: nothing that has not changed is read again.

It is kept in `private/known.json`, without any name: paths are numbers in the list of all that is in the folder.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from analyzer.output import write_whole
from analyzer.workshop.beside import page_alone
from analyzer.workshop.contribution import (
    Contribution,
    dumps,
    from_plain,
    to_plain,
)
from analyzer.workshop.folder import (
    PRIVATE,
    page_path,
    result_path,
)
from analyzer.workshop.owner import Owner
from analyzer.workshop.participants import (
    ExportArchive,
    Participant,
)

_KNOWN: Final = f"{PRIVATE}/known.json"
_NOBODY: Final = Owner(frozenset(), frozenset(), frozenset(), b"", telling=False)
"""Whose an archive is can only be told in the run that read it: the key of the digests is gone with that."""


@dataclass(frozen=True)
class Listing:
    """Every file and folder that a batch may read, and a digest that changes when one of them does."""

    places: tuple[Path, ...]
    digest: str


def list_all(children: Iterable[Path], *besides: str) -> Listing:
    """The children and all that is in them, as the system lists it: no file is opened. The digest is of `besides` too."""
    places = [place for child in children for place in _below(child)]
    found = hashlib.sha256("\0".join(besides).encode("utf-8", "surrogatepass"))
    for place in places:
        found.update(f"\0{place}\0{_state(place)}".encode("utf-8", "surrogatepass"))
    return Listing(tuple(places), found.hexdigest())


def _below(child: Path) -> Iterable[Path]:
    yield child
    for at, folders, names in os.walk(child):
        folders.sort()
        for name in sorted((*folders, *names)):
            yield Path(at, name)


def _state(place: Path) -> tuple[int, ...]:
    """What is different when a file is; nothing can be written without a change of its last time."""
    try:
        found = place.stat()
    except (OSError, ValueError):  # a link to nowhere
        return ()
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


# --- the whole batch -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Memory:
    """What a finished run leaves for the next: the digest of its listing, the participants in it as plain values, and a
    digest of all that the group's page depends on, with the page itself and what was written beside it. `advice` is what
    was said of that page.
    """

    listing: str = ""
    people: tuple[dict[str, Any], ...] = ()
    group: str = ""
    advice: str | None = None


def recall(out: Path) -> Memory:
    """What the last run left in `out`; nothing where there is none, or it is damaged."""
    with suppress(OSError, ValueError, TypeError):
        return Memory(**json.loads((out / _KNOWN).read_bytes()))
    return Memory()


def keep(out: Path, memory: Memory) -> None:
    """Leave this for the next run. Raises OutputError."""
    write_whole(out / _KNOWN, json.dumps(asdict(memory)))


def forget(out: Path) -> None:
    """Leave nothing for the next run."""
    (out / _KNOWN).unlink(missing_ok=True)


# --- participants --------------------------------------------------------------------------------


def people_of(memory: Memory, listing: Listing) -> tuple[Participant, ...] | None:
    """The participants of the last run, if it found the same listing."""
    if memory.listing != listing.digest:
        return None
    with suppress(KeyError, TypeError, IndexError, AttributeError):
        return tuple(_to_person(plain, listing.places) for plain in memory.people)
    return None


def plain_people(people: Iterable[Participant], listing: Listing) -> tuple[dict[str, Any], ...]:
    """The participants found in this listing as plain values, without a name."""
    numbers = {place: number for number, place in enumerate(listing.places)}
    return tuple(_from_person(person, numbers) for person in people)


def _from_person(person: Participant, numbers: Mapping[Path, int]) -> dict[str, Any]:
    plain = {field.name: getattr(person, field.name) for field in fields(person)}
    for name in ("children", "set_aside"):
        plain[name] = [numbers[path] for path in plain[name]]
    archive = person.archive
    if archive:
        shown = {field.name: getattr(archive, field.name) for field in fields(archive)}
        plain["archive"] = shown | {"path": numbers[archive.path], "owner": None}
    plain["counts"] = to_plain(person.counts) if person.counts else None
    return plain


def _to_person(plain: dict[str, Any], places: Sequence[Path]) -> Participant:
    archive = plain["archive"]
    if archive:
        archive = ExportArchive(**archive | {"path": places[archive["path"]], "owner": _NOBODY})
    lists = {name: tuple(each) for name, each in plain.items() if isinstance(each, list)}
    paths = {name: tuple(places[at] for at in plain[name]) for name in ("children", "set_aside")}
    counts = from_plain(plain["counts"]) if plain["counts"] else None
    return Participant(**plain | lists | paths | {"archive": archive, "counts": counts})


# --- pages ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """What is made of an export: its page, None where none is wanted, and its counts as they are kept."""

    page: bytes | None
    result: str


def is_finished(out: Path, label: str, fingerprint: str) -> bool:
    """Whether a participant is: their counts are there, made from the same input, and their page as it was written."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        plain = json.loads(result_path(out, label).read_bytes())
        from_plain(plain["contribution"])
        page = plain["page_sha256"]  # None where none was wanted
        if page is not None:
            page = hashlib.sha256(page_alone(page_path(out, label).read_bytes())).hexdigest()
        return (plain["fingerprint"], plain["page_sha256"]) == (fingerprint, page)
    return False


def write_made(out: Path, label: str, made: Made) -> None:
    """Write what was made of a participant's export. Raises OutputError."""
    if made.page is not None:
        write_whole(page_path(out, label), made.page)
    else:
        page_path(out, label).unlink(missing_ok=True)
    # Last, since it marks the participant as finished.
    write_whole(result_path(out, label), made.result)


def read_result(out: Path, label: str) -> Contribution:
    """The counts of a participant that have just been written."""
    return from_plain(json.loads(result_path(out, label).read_bytes())["contribution"])


def write_shared(out: Path, people: Iterable[Participant]) -> list[str]:
    """Write the counts of those who gave a share file as those of exports are written; returns their labels."""
    shared = {person.label: person.counts for person in people if person.counts}
    for label, counts in shared.items():
        write_whole(result_path(out, label), dumps({"contribution": to_plain(counts)}))
    return list(shared)
