"""Chance that comes out the same on every machine: one seeded source per file.

Of all the methods of `random.Random`, Python promises an unchanging sequence only for `random()`
with a seed, so everything else here is derived from it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from analyzer.sample.dates import utc

T = TypeVar("T")


class Dice:
    """A source of chance, named after its file so that no file affects another."""

    def __init__(self, seed: int, name: str) -> None:
        """Seed with text: Python hashes it with SHA-512, whatever the system."""
        self.roll = Random(f"{seed}/{name}").random

    def below(self, end: int) -> int:
        """Return a whole number from 0 up to, not including, `end`."""
        return int(self.roll() * end)

    def between(self, first: int, last: int) -> int:
        """Return a whole number from `first` to `last`, both included."""
        return first + int(self.roll() * (last - first + 1))

    def chance(self, share: float) -> bool:
        """Return true in `share` of all cases."""
        return self.roll() < share

    def pick(self, items: Sequence[T]) -> T:
        """Return one of `items`."""
        return items[int(self.roll() * len(items))]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """Return up to `count` different `items`, in any order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def digits(self, count: int) -> str:
        """Return a number of `count` digits that does not start with 0."""
        return str(self.between(10 ** (count - 1), 10**count - 1))

    def hexadecimal(self, count: int) -> str:
        """Return `count` hexadecimal digits."""
        return f"{self.below(16**count):0{count}x}"

    def uuid(self) -> str:
        """Return text in the shape of a UUID."""
        return "-".join(self.hexadecimal(count) for count in (8, 4, 4, 4, 12))

    def moment(self, start: datetime, end: datetime) -> datetime:
        """Return a second of somebody's waking hours between two days, later ones more often."""
        # The larger of two rolls: activity grows over the years, without a power or a logarithm,
        # whose last digit may differ from one system's mathematics library to the next.
        share = max(self.roll(), self.roll())
        day = start + timedelta(days=int(share * (end - start).days))
        waking = timedelta(hours=self.between(6, 21), seconds=self.below(3600))
        return utc(day.year, day.month, day.day) + waking
