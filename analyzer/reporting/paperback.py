"""The text of an export as pages of a paperback, one square each: a picture that can be counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analyzer.analysis.measure import Volume
from analyzer.wording import STANDINGS, WORDS_PER_PAGE, plural

_MOST_SQUARES: Final = 300
_PAGES_PER_SQUARE: Final = (1, 2, 5)
"""And ten, a hundred … times as many."""


@dataclass(frozen=True)
class Shelf:
    """The pages of one standing, as so many squares."""

    standing: str
    words: int
    squares: int


@dataclass(frozen=True)
class Paperback:
    """All pages, in the order of the standings; a square is `pages_per_square` pages."""

    shelves: tuple[Shelf, ...]
    pages_per_square: int

    @property
    def title(self) -> str:
        """What a square is."""
        return (
            f"Every square is {plural(self.pages_per_square, 'page')} of a paperback "
            f"({plural(self.pages_per_square * WORDS_PER_PAGE, 'word')} of text)."
        )


def paperback(by_standing: Mapping[str, Volume]) -> Paperback:
    """The text of each standing as squares, so many pages each that there are few enough to look at.

    What is less than half a square still gets one: it is there.
    """
    words = {
        standing: by_standing[standing].text_words
        for standing in STANDINGS
        if standing in by_standing and by_standing[standing].text_words
    }
    each = _pages_per_square(sum(words.values()))
    shelves = (
        Shelf(standing, amount, max(1, round(amount / WORDS_PER_PAGE / each)))
        for standing, amount in words.items()
    )
    return Paperback(tuple(shelves), each)


def _pages_per_square(words: int) -> int:
    scale = 1
    while True:
        for step in _PAGES_PER_SQUARE:
            if words / WORDS_PER_PAGE <= _MOST_SQUARES * step * scale:
                return step * scale
        scale *= 10
