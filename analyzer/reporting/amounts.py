"""An amount by standing, and its parts in whole percent."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.mapping.standing import UNCERTAIN, USED_OR_UNCERTAIN
from analyzer.text import STANDINGS, percent, percents, plural, series, span

Unit = Literal["text_words", "items"]
"""Words of text, or values of any other kind. They are never in one list or one column."""


@dataclass(frozen=True)
class Part:
    """A part of a partition: the amount with one standing, and its share in whole percent."""

    standing: str
    amount: int
    points: int
    share: str


@dataclass(frozen=True)
class Partition:
    """An amount, by standing. The percents of its parts add up to 100, unless there is nothing to part."""

    unit: Unit
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, by_standing: Mapping[str, Volume], unit: Unit) -> "Partition":
        """The parts that are not empty, in the order of the standings."""
        amounts = {
            standing: amount
            for standing in STANDINGS
            if (amount := getattr(by_standing.get(standing, Volume()), unit))
        }
        whole = sum(amounts.values())
        points = percents(list(amounts.values()))
        return cls(
            unit,
            tuple(
                Part(standing, amount, number, percent(number, amount, whole))
                for (standing, amount), number in zip(amounts.items(), points, strict=True)
            ),
        )

    @property
    def whole(self) -> int:
        """All parts together."""
        return sum(part.amount for part in self.parts)

    def together(self, standings: Collection[str]) -> Part:
        """The parts with these standings as one."""
        parts = [part for part in self.parts if part.standing in standings]
        amount, points = sum(part.amount for part in parts), sum(part.points for part in parts)
        return Part(next(iter(standings)), amount, points, percent(points, amount, self.whole))

    @property
    def used(self) -> Part:
        """The part that is reported as used."""
        return self.together(("used",))

    @property
    def uncertain(self) -> Part:
        """The part that only one article says is used, or that the articles disagree on."""
        return self.together(UNCERTAIN)

    @property
    def range(self) -> str:
        """The share that is reported as used, and that share with the uncertain part: `34% to 37%`."""
        return span(*self._ends)

    @property
    def is_range(self) -> bool:
        """Whether the uncertain part changes the share, in whole percent."""
        lower, higher = self._ends
        return lower != higher

    @property
    def _ends(self) -> tuple[str, str]:
        return self.used.share, self.together(USED_OR_UNCERTAIN).share


def amounts_in_words(volume: Volume) -> str:
    """A volume in both units, `3 words and 1 item`. They are never added up."""
    words, items = plural(volume.text_words, "word"), plural(volume.items, "item")
    if not volume.text_words:
        return items
    return series([words, items]) if volume.items else words


@dataclass(frozen=True)
class ByStanding:
    """Some data of the export, as a volume for each standing it has."""

    by_standing: Mapping[str, Volume]

    @property
    def volume(self) -> Volume:
        """All standings together."""
        return sum_volumes(self.by_standing.values())

    @property
    def used(self) -> Volume:
        """The part that is reported as used."""
        return self.of("used")

    @property
    def used_or_uncertain(self) -> Volume:
        """The part that at least one article says is used."""
        return sum_volumes(self.of(standing) for standing in USED_OR_UNCERTAIN)

    @property
    def words(self) -> Partition:
        """The words of text, by standing."""
        return Partition.of(self.by_standing, "text_words")

    @property
    def items(self) -> Partition:
        """The items, by standing."""
        return Partition.of(self.by_standing, "items")

    def of(self, standing: str) -> Volume:
        """The part with this standing; nothing where no column has it."""
        return self.by_standing.get(standing, Volume())
