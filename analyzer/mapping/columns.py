"""Names of columns, in any spelling."""

from collections.abc import Sequence
from typing import Final


def fold_name(name: str) -> str:
    """The name of a column without what may differ between exports: case, spaces, line breaks and underscores (quirk 4)."""
    return name.translate(_SEPARATORS).casefold()


def spellings(name: str) -> tuple[str, ...]:
    """The name of a column in lower case, with spaces, with nothing and with underscores between its words."""
    lower = name.lower()
    return lower, lower.replace(" ", ""), lower.replace(" ", "_")


_SEPARATORS: Final = str.maketrans("", "", " _\u00a0\r\n\t")


def fold_header(names: Sequence[str]) -> tuple[str, ...]:
    """The folded names of a header, without the empty ones that spreadsheets add at its end."""
    folded = [fold_name(name) for name in names]
    while folded and not folded[-1]:
        folded.pop()
    return tuple(folded)


class ColumnPlaces:
    """The positions of columns in a file, by name. The first counts; `fold_name` shows what does not matter."""

    def __init__(self, header: Sequence[str | None]) -> None:
        self._places: dict[str, int] = {}
        for place, name in enumerate(header):
            if name is not None:
                self._places.setdefault(fold_name(name), place)

    def of(self, name: str | None) -> int | None:
        """The position of the column `name`; None if there is none."""
        return None if name is None else self._places.get(fold_name(name))
