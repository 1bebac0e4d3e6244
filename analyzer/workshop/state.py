"""The files that a run of a batch leaves for the next, in its private folder.

`register.json` and `register.key` must last: without them, the same people would get other numbers and another blur.
`known.json` only saves time: without it, every export is opened again. The two JSON files hold digests that only the key
can confirm, so without it they tell no one whose archive was read.
"""

import errno
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

from analyzer.errors import OutputError
from analyzer.output import SHARE_SUFFIX, entries_below, read_result, write_result
from analyzer.workshop.folder import KNOWN, REGISTER, REGISTER_KEY, claim
from analyzer.workshop.participants import Participant, label_width

# --- the register --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Register:
    """The secret of the group, the numbers of its participants, and the people on its pages.

    `key` decides how numbers of people are blurred. `numbers` are by a digest of the name of a child in the folder or
    of its contents, for the current participants only. `highest` is the highest number ever given. `figures` is a digest
    of the last figures shown, None if there were none. `shown` has the people on each group page with figures: a digest
    of their contents by label, empty for those who have left.
    """

    key: bytes
    numbers: Mapping[str, int] = field(default_factory=dict)
    highest: int = 0
    figures: str | None = None
    shown: tuple[Mapping[str, str], ...] = ()

    def digest(self, child: Path) -> str:
        """A digest of the child's name. It recognises participants, and sorts them in no alphabetical order."""
        return self.keyed(child.name)

    def keyed(self, name: str) -> str:
        """A digest that only this key can confirm."""
        return hmac.new(self.key, name.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def keep(self, numbers: Mapping[str, int]) -> "Register":
        """The register with these digests and their numbers, and no digest of anyone else."""
        labels = set(numbers.values())
        shown = tuple(
            {label: digest if int(label[1:]) in labels else "" for label, digest in page.items()}
            for page in self.shown
        )
        highest = max((self.highest, *labels))
        return replace(self, numbers=numbers, highest=highest, shown=shown)


def read_register(out: Path) -> Register:
    """The register of the batch in `out`; a new one, with a new key, if there is none.

    Raises OutputError if it was changed, or if its key is missing.
    """
    plain, key = _read(out, REGISTER, _REGISTER), b""
    with suppress(OutputError, TypeError):
        key = bytes.fromhex(_read(out, REGISTER_KEY, _KEY)["key"])
    if plain and (plain["figures"] is not None) != bool(plain["shown"]):
        raise _changed(out, REGISTER)
    if plain is None:
        return Register(key or secrets.token_bytes(32))
    if not key:
        raise OutputError(
            f"{out / REGISTER_KEY} is missing or was changed. Put it back, or use --delete and start again."
        )
    return Register(key, **(plain | {"shown": tuple(plain["shown"])}))


def write_register(out: Path, register: Register) -> None:
    """Write the register and its key for the next run. Raises OutputError."""
    plain = asdict(register)
    secret = {"key": plain.pop("key").hex()}
    claim(out, [REGISTER_KEY, REGISTER])
    write_result(out / REGISTER_KEY, json.dumps(secret) + "\n")  # first: useless without it
    write_result(out / REGISTER, json.dumps(plain, indent=1) + "\n")


def number_participants(
    people: Sequence[Participant], register: Register
) -> tuple[tuple[Participant, ...], Register]:
    """The participants, labelled by their numbers and in that order, and the register with their numbers.

    Those of the last run keep their numbers, also if a folder was renamed. Others get new ones, in an order that their
    names do not show.
    """
    numbered, unnumbered = _recognise(people, register)
    # No one gets the number of someone who left.
    free = count(register.highest + 1)
    for person in sorted(
        unnumbered, key=lambda person: register.digest(_other_names(person.children[0])[0])
    ):
        numbered[next(free)] = person
    numbers = {
        digest: number
        for number, person in sorted(numbered.items())
        for digest in (*map(register.digest, person.children), *_contents(person))
    }
    width = label_width(max(numbered, default=0))
    labelled = (replace(numbered[n], label=f"P{n:0{width}}") for n in sorted(numbered))
    return tuple(labelled), register.keep(numbers)


def _recognise(
    people: Sequence[Participant], register: Register
) -> tuple[dict[int, Participant], list[Participant]]:
    """The participants of an earlier run by their numbers, and the others."""
    numbered: dict[int, Participant] = {}
    others = list(people)

    def digests_of(person: Participant, names_of: Callable[[Path], tuple[Path, ...]]) -> list[str]:
        return [register.digest(name) for child in person.children for name in names_of(child)]

    # Their own names first: a folder and a share file of two people may have the same name.
    for recognise in (
        lambda person: digests_of(person, lambda child: (child,)),
        lambda person: digests_of(person, _other_names),
        _contents,
    ):
        for person in tuple(others):
            digests = recognise(person)
            number = min(
                (register.numbers[name] for name in digests if name in register.numbers),
                default=None,
            )
            if number is not None and number not in numbered:
                numbered[number] = person
                others.remove(person)
    return numbered, others


def _contents(person: Participant) -> tuple[str, ...]:
    return (person.digest,) if person.digest else ()


_ENDINGS: Final = ("", ".zip", SHARE_SUFFIX)


def _other_names(child: Path) -> tuple[Path, ...]:
    """The other names of the same person's child: a folder may be replaced by a ZIP or a share file."""
    bare = child.with_suffix("") if child.suffix.lower() in _ENDINGS[1:] else child
    return tuple(bare.with_name(bare.name + ending) for ending in _ENDINGS)


# --- the last run --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listing:
    """Every file and folder that a batch may read, and a digest that changes with any file."""

    paths: tuple[Path, ...]
    digest: str


def list_all(
    children: Iterable[Path], *others: str, beat: Callable[[], None] = lambda: None
) -> Listing:
    """The children and everything below, as the system lists it: no file is opened. The digest covers `others` too.

    `beat` is called for each child and every thousand paths, and may end this by an exception.
    """
    paths = []
    digest = hashlib.sha256("\0".join(others).encode("utf-8", "surrogatepass"))
    for child in children:
        beat()
        for path in _below(child):
            paths.append(path)
            if not len(paths) % _PATHS:
                beat()
            digest.update(f"\0{path}\0{_status(path)}".encode("utf-8", "surrogatepass"))
    return Listing(tuple(paths), digest.hexdigest())


_PATHS: Final = 1_000


def _below(child: Path) -> Iterator[Path]:
    yield child
    yield from (Path(entry.path) for entry in entries_below(child))


def _status(path: Path) -> tuple[int, ...]:
    """The facts that change with a file. Any writing changes the last time."""
    try:
        status = path.stat()
    except (OSError, ValueError):  # a link to nowhere
        return ()
    return status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


@dataclass(frozen=True)
class LastRun:
    """A finished run: the digest of its listing and the participants in it, as plain values without a name.

    `group` is a digest of all that the group page depends on and of the files about the group, empty if that page is
    of an earlier run.
    """

    listing: str = ""
    people: tuple[dict[str, Any], ...] = ()
    group: str = ""


def read_last_run(out: Path) -> LastRun:
    """The last run that wrote to `out`; empty if there is none. Raises OutputError if its file was changed."""
    plain = _read(out, KNOWN, _LAST_RUN)
    return LastRun(**plain) if plain else LastRun()


def write_last_run(out: Path, last_run: LastRun) -> None:
    """Write this run for the next. Raises OutputError."""
    write_result(out / KNOWN, json.dumps(asdict(last_run)))


def forget(out: Path) -> None:
    """Leave nothing for the next run."""
    (out / KNOWN).unlink(missing_ok=True)


def plain_people(people: Iterable[Participant], listing: Listing) -> tuple[dict[str, Any], ...]:
    """The participants as plain values, with numbers in the listing instead of paths."""
    numbers = {path: number for number, path in enumerate(listing.paths)}
    return tuple(
        asdict(person)
        | {
            "children": [numbers[path] for path in person.children],
            "source": numbers[person.source] if person.source else None,
            "set_aside": [numbers[path] for path in person.set_aside],
        }
        for person in people
    )


def known_people(last_run: LastRun, listing: Listing) -> tuple[Participant, ...] | None:
    """The participants of the last run; None if its listing was another, or its file is damaged."""
    if last_run.listing != listing.digest:
        return None
    with suppress(IndexError):  # it was changed, and another run replaces it
        return tuple(_participant(plain, listing.paths) for plain in last_run.people)
    return None


def _participant(plain: Mapping[str, Any], paths: Sequence[Path]) -> Participant:
    source = plain["source"]
    if not plain["children"]:
        raise IndexError
    return Participant(
        **{
            **plain,
            "children": tuple(paths[number] for number in plain["children"]),
            "source": None if source is None else paths[source],
            "set_aside": tuple(paths[number] for number in plain["set_aside"]),
            "unusable": tuple(plain["unusable"]),
        }
    )


# --- files that may have been changed ------------------------------------------------------------

_PERSON: Final = {
    "label": str,
    "children": [int],
    "source": (int, None),
    "digest": str,
    "is_share": bool,
    "set_aside": [int],
    "unusable": [str],
    "reason": (str, None),
}
_KEY: Final = {"key": bytes}
_REGISTER: Final = {
    "numbers": {str: int},
    "highest": range(900_000_000),
    "figures": (str, None),
    "shown": [{re.compile("P[0-9]{1,9}"): str}],
}
_LAST_RUN: Final = {"listing": str, "people": [_PERSON], "group": str}


def _read(out: Path, name: str, shape: object) -> Any:
    """The plain values in a file of `out`; None without one. Raises OutputError if it was changed."""
    try:
        data = read_result(out / name)
    except OSError as error:
        if (
            error.errno == errno.EFBIG
        ):  # not as if there were none: the same people would get other numbers
            raise _changed(out, name) from None
        return None
    with suppress(ValueError, RecursionError):
        plain = json.loads(data)
        if _fits(plain, shape):
            return plain
    raise _changed(out, name)


def _changed(out: Path, name: str) -> OutputError:
    return OutputError(f"{out / name} was changed; remove it to start afresh.")


def _fits(value: Any, shape: Any) -> bool:
    """Whether a plain value has a shape: a type, None, a range, an expression for text, one of a tuple, a list, or a dict.

    A dict has these keys, or any number of keys of the type or the expression that is the only one.
    """
    match shape:
        case tuple():
            fits = any(_fits(value, other) for other in shape)
        case [items]:
            short = isinstance(value, list) and len(value) <= _LONGEST
            fits = short and all(_fits(item, items) for item in value)
        case dict() if len(shape) == 1 and not isinstance(kind := next(iter(shape)), str):
            same = isinstance(value, dict) and _fits(list(value), [kind])
            fits = same and _fits(list(value.values()), [shape[kind]])
        case range():
            fits = type(value) is int and value in shape
        case re.Pattern():
            fits = isinstance(value, str) and shape.fullmatch(value) is not None
        case dict():
            same = isinstance(value, dict) and value.keys() == shape.keys()
            fits = same and all(_fits(value[key], inner) for key, inner in shape.items())
        case _ if shape is bytes:
            fits = isinstance(value, str) and re.fullmatch("([0-9a-f]{2})+", value) is not None
        case _ if shape is int:
            fits = type(value) is int and 0 <= value < _HIGHEST
        case _:
            fits = value is None if shape is None else type(value) is shape
    return fits


_LONGEST: Final = 1_000_000
"""Items of a list: more than any batch has participants or pages."""

_HIGHEST: Final = 1_000_000_000
"""More than any number of files or participants."""
