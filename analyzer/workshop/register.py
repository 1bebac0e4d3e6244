"""What a batch remembers from one run to the next: its key, the numbers of participants, and what its last group page
said.

It is in the private folder. Without it, the same people would get other numbers and another blur.
"""

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

from analyzer.output import (
    SHARE_SUFFIX,
    write_whole,
)
from analyzer.workshop.folder import PRIVATE
from analyzer.workshop.manifest import claim

if TYPE_CHECKING:
    from analyzer.workshop.participants import Participant

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
