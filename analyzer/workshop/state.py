"""What one run of a batch leaves for the next, in its private folder."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analyzer import __version__
from analyzer.analysis.owner import ArchiveOwner
from analyzer.analysis.scenario import Scenario
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import SHARE_SUFFIX, write_whole
from analyzer.text import printable
from analyzer.workshop.folder import PRIVATE, claim
from analyzer.workshop.options import Options
from analyzer.workshop.participants import Participant

if TYPE_CHECKING:
    from analyzer.workshop.participants import Participant
import os
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from analyzer.workshop.contributions import Contribution, dumps, from_plain, to_plain
from analyzer.workshop.folder import page_path, result_path
from analyzer.workshop.group_page import page_alone
from analyzer.workshop.participants import ExportArchive, Participant


def fingerprint_of(
    person: Participant, scenario: Scenario, mapping: ExportMapping, options: Options
) -> str:
    """A digest of everything a participant's page depends on: as long as it is the same, so is the page."""
    assert person.archive is not None
    shown = [path.name for path in (*person.children, *person.set_aside)] if options.names else []
    parts = [
        *(__version__, mapping.sha256, mapping.name, options.made_on.isoformat()),
        *(
            str(options.official),
            str(options.pages),
            repr(scenario),
            repr(options.limits),
            person.label,
            person.archive.digest,
            *notes(person, options),
            *shown,
        ),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def notes(person: Participant, options: Options) -> tuple[str, ...]:
    """The sentences on a participant's page about their other archives, if there are any."""
    said = []
    if person.set_aside:
        which = (
            f" ({', '.join(printable(path.name) for path in person.set_aside)})"
            if options.names
            else ""
        )
        number = len(person.set_aside) + 1
        said.append(
            f"There are {number} archives of this person; this is the most complete one. "
            f"The other{'s' if number > 2 else ''}{which} count{'s' if number == 2 else ''} nowhere."
        )
    said += [
        f"There is another archive that could not be used. {reason}" for reason in person.unusable
    ]
    return tuple(said)


# --- register --------------------------------------------------------------------------------------

_FILE: Final = f"{PRIVATE}/register.json"
_ENDINGS: Final = ("", ".zip", SHARE_SUFFIX)
"""What is somebody's may come as a folder, then as a ZIP or a share file of the same name."""


@dataclass(frozen=True)
class Register:
    """`key` is the secret by which numbers of people are blurred. `numbers` has the number of each participant, by a
    digest of the name of what is theirs in the folder; `shown` is a digest of the figures that the last group page
    showed, None if none did.
    """

    key: bytes
    numbers: Mapping[str, int] = field(default_factory=dict)
    shown: str | None = None

    def name(self, child: Path) -> str:
        """A digest of a name, by which participants are known again and put in an order that is no alphabet."""
        told = child.name.encode("utf-8", "surrogatepass")
        return hmac.new(self.key, told, hashlib.sha256).hexdigest()


def read_register(out: Path) -> Register:
    """The register of the batch in `out`; a new one, with a new key, if there is none that can be read."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        plain = json.loads((out / _FILE).read_bytes())
        numbers = {str(name): int(number) for name, number in plain["numbers"].items()}
        return Register(bytes.fromhex(plain["key"]), numbers, plain["shown"])
    return Register(secrets.token_bytes(32))


def write_register(out: Path, register: Register) -> None:
    """Keep the register for the next run. Raises OutputError."""
    plain = {"key": register.key.hex(), "numbers": register.numbers, "shown": register.shown}
    claim(out, [_FILE])
    write_whole(out / _FILE, json.dumps(plain, indent=1, sort_keys=True) + "\n")


def number_participants(
    people: Sequence["Participant"], register: Register
) -> tuple[tuple["Participant", ...], Register]:
    """The participants in the order of their numbers, which are their labels: for those of an earlier run the same as
    then, for others new ones in an order that the names do not tell. With it the register that knows them all.
    """
    numbers = dict(register.numbers)
    given: dict[int, Participant] = {}
    new = list(people)
    for called in (
        lambda child: (child,),
        _alike,
    ):  # a share file may stand beside a folder of its name
        for person in tuple(new):
            names = [register.name(name) for child in person.children for name in called(child)]
            known = min((numbers[name] for name in names if name in numbers), default=None)
            if known is not None and known not in given:
                given[known] = person
                new.remove(person)
    free = count(
        max(numbers.values(), default=0) + 1
    )  # nobody gets the number of somebody who left
    for person in sorted(new, key=lambda each: register.name(_alike(each.children[0])[0])):
        given[next(free)] = person
    for mine, person in given.items():
        numbers |= {register.name(child): mine for child in person.children}
    width = max(2, len(str(max(given, default=0))))
    labelled = (replace(given[mine], label=f"P{mine:0{width}}") for mine in sorted(given))
    return tuple(labelled), replace(register, numbers=numbers)


def _alike(child: Path) -> tuple[Path, ...]:
    """What the same may have been called before."""
    bare = child.with_suffix("") if child.suffix.lower() in _ENDINGS[1:] else child
    return tuple(bare.with_name(bare.name + ending) for ending in _ENDINGS)


# --- memory ----------------------------------------------------------------------------------------

_KNOWN: Final = f"{PRIVATE}/known.json"
_NOBODY: Final = ArchiveOwner(frozenset(), frozenset(), frozenset(), b"", telling=False)
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
