"""What a participant hands over to a workshop instead of the export: counts, as a short text that anyone can read."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any, Final

from analyzer.analysis.measure import Volume
from analyzer.mapping import (
    ExportMapping,
    Table,
)
from analyzer.reporting.model import (
    ColumnFigures,
    Figures,
)

FORMAT: Final = "linkedin-exposure share"
FORMAT_VERSION: Final = 1
"""Of a share file. Readers take no other: any change of its keys or of what they mean raises it."""

NOTE: Final = (
    "Counts from one LinkedIn export, for the page of a group: no text, no name of anybody, no date. "
    "Rounded to two digits; the totals are sums of the rounded counts."
)
UNKNOWN_FILES: Final = "all files not known here"
"""What stands for the names of files that the mapping does not know: they may be anybody's words."""


@dataclass(frozen=True)
class Kind:
    """What a count is of: data of one type in one kind of file, about somebody, and if it is text, by somebody.

    `file` is LinkedIn's name of that kind of file. `data_type` is `set_aside` or `unknown` where there is none.
    """

    file: str
    data_type: str
    subject: str | None = None
    author: str | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """A key that sorts by file, then by type."""
        return self.file.casefold(), self.data_type, self.subject or "", self.author or ""


@dataclass(frozen=True)
class Count:
    """How many entries there are of a kind, and how many words of text where that is text."""

    kind: Kind
    entries: int
    words_of_text: int = 0


@dataclass(frozen=True)
class SharedCounts:
    """All that a share file holds of an export: counts above zero, each kind once and in order, and how many
    other people the export names.
    """

    people_named: int
    counts: tuple[Count, ...]

    @cached_property
    def entries(self) -> int:
        """The entries of all counts."""
        return sum(each.entries for each in self.counts)

    @cached_property
    def words_of_text(self) -> int:
        """The words of text of all counts."""
        return sum(each.words_of_text for each in self.counts)

    @property
    def by_file(self) -> tuple[tuple[str, tuple[Count, ...]], ...]:
        """The counts of each kind of file, with its name."""
        grouped = groupby(self.counts, lambda each: each.kind.file)
        return tuple((file, tuple(counts)) for file, counts in grouped)

    def rounded(self) -> "SharedCounts":
        """The same with every count rounded. Totals are sums of rounded counts, so they always add up."""
        return SharedCounts(
            two_digits(self.people_named),
            tuple(
                replace(
                    each,
                    entries=two_digits(each.entries),
                    words_of_text=two_digits(each.words_of_text),
                )
                for each in self.counts
            ),
        )


def shared_counts(figures: Figures) -> SharedCounts:
    """The exact counts of the export with these figures."""
    tables = figures.tables
    held: dict[Kind, Volume] = {}
    for column in figures.columns:
        if column.volume.values:
            kind = _kind(column, tables[column.path])
            held[kind] = held.get(kind, Volume()) + column.volume
    return SharedCounts(
        figures.people,
        tuple(
            Count(kind, held[kind].values, held[kind].text_words)
            for kind in sorted(held, key=lambda kind: kind.order)
        ),
    )


def _kind(column: ColumnFigures, table: Table | None) -> Kind:
    return Kind(
        file=file_called(table) if table else UNKNOWN_FILES,
        data_type=column.data_type or column.state,
        subject=column.subject,
        author=column.author,
    )


def file_called(table: Table) -> str:
    """LinkedIn's name of this kind of file, without what varies in it."""
    return table.files[0].replace("**", "…")


def two_digits(number: int) -> int:
    """The nearest number of which at most two digits are not zero at the end: `1642` -> `1600`.

    It is off by 5 % at most, and so is any sum of such numbers.
    """
    unit = int("1" + "0" * (len(str(number)) - 2))
    return (number + unit // 2) // unit * unit


def plain_counts(counts: SharedCounts, mapping: ExportMapping) -> dict[str, Any]:
    """The counts as plain values for JSON; docs/workshop.md describes the keys."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "note": NOTE,
        "mapping": {"version": mapping.version, "sha256": mapping.sha256},
        "people_named": counts.people_named,
        "totals": {"entries": counts.entries, "words_of_text": counts.words_of_text},
        "counts": [_plain_count(each) for each in counts.counts],
    }


def _plain_count(count: Count) -> dict[str, str | int]:
    labels = {name: label for name, label in asdict(count.kind).items() if label is not None}
    words = {"words_of_text": count.words_of_text} if count.kind.author else {}
    return {**labels, "entries": count.entries, **words}


def share_text(counts: SharedCounts, mapping: ExportMapping) -> str:
    """The share file: JSON with a line for each key, and for each count."""
    return "".join(_lines(plain_counts(counts, mapping)))


def _lines(plain: dict[str, Any]) -> Iterator[str]:
    *head, (last, counts) = plain.items()
    yield "{\n"
    for key, value in head:
        yield f" {_json(key)}: {_json(value)},\n"
    yield f" {_json(last)}: ["
    yield ",".join(f"\n  {_json(each)}" for each in counts)
    yield "\n ]\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
