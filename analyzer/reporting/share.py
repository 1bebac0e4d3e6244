"""A share file: the counts that a participant gives to a workshop instead of an export, written and read.

Anyone can read the file. The reader accepts only what the writer writes.
"""

import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NoReturn

from analyzer.analysis.measure import Volume
from analyzer.errors import ShareError
from analyzer.language import gettext, marked
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Table
from analyzer.output import SHARE_SUFFIX, is_zip
from analyzer.remarks import NOT_READABLE
from analyzer.reporting.model import ColumnFigures, Figures

FORMAT: Final = "linkedin-exposure share"
FORMAT_VERSION: Final = 1
"""The version of the share file. Any change of its keys or their meaning needs a new one: readers accept no other."""

NOTE: Final = (
    "Counts from one LinkedIn export, for the page of a group: no text, no name of anybody, no date. "
    "Rounded to two digits; the totals are sums of the rounded counts."
)
UNKNOWN_FILES: Final = "all files not known here"
"""Replaces the names of unknown files, which could be personal data."""

OTHER_KIND: Final = marked("Other columns and files")
"""The label of counts without a data type."""

LARGEST: Final = 256 * 1024
"""Bytes. A share file with a line for every kind of data has a tenth of this size."""


@dataclass(frozen=True)
class CountKey:
    """The kind of data that a count is about: a data type in a kind of file, its subject, and the author of text.

    `file` is LinkedIn's name for that kind of file. `data_type` is `set_aside` or `unknown` where there is none.
    """

    file: str
    data_type: str
    subject: str | None = None
    author: str | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """A key that sorts by file, then by data type."""
        return self.file.casefold(), self.data_type, self.subject or "", self.author or ""


@dataclass(frozen=True)
class Count:
    """The number of entries of one kind of data and, where it is text, of their words."""

    key: CountKey
    entries: int
    words_of_text: int = 0


@dataclass(frozen=True)
class SharedCounts:
    """The contents of a share file: counts above zero, one per key and in order, and the number of other people
    that the export names.
    """

    people_named: int
    counts: tuple[Count, ...]

    @cached_property
    def entries(self) -> int:
        """The entries of all counts."""
        return sum(count.entries for count in self.counts)

    @cached_property
    def words_of_text(self) -> int:
        """The words of text of all counts."""
        return sum(count.words_of_text for count in self.counts)

    @property
    def by_file(self) -> tuple[tuple[str, tuple[Count, ...]], ...]:
        """The counts of each kind of file, with its name."""
        grouped = groupby(self.counts, lambda count: count.key.file)
        return tuple((file, tuple(counts)) for file, counts in grouped)

    def by_kind(self, mapping: ExportMapping) -> list[tuple[str, list[tuple[int, Count]]]]:
        """The counts of each kind of data, with the label of its category and their places among all counts."""
        labels = {category.id: category.label for category in mapping.categories}
        kinds: dict[str, list[tuple[int, Count]]] = {label: [] for label in labels.values()}
        for place, count in enumerate(self.counts):
            label = labels.get(count.key.data_type.partition(".")[0]) or gettext(OTHER_KIND)
            kinds.setdefault(label, []).append((place, count))
        return [(label, counts) for label, counts in kinds.items() if counts]

    def rounded(self) -> "SharedCounts":
        """A copy with rounded counts. Totals are sums of rounded counts, so they always add up."""
        return SharedCounts(
            two_digits(self.people_named),
            tuple(
                replace(
                    count,
                    entries=two_digits(count.entries),
                    words_of_text=two_digits(count.words_of_text),
                )
                for count in self.counts
            ),
        )


def shared_counts(figures: Figures) -> SharedCounts:
    """The exact counts of the export with these figures."""
    volumes: dict[CountKey, Volume] = {}
    for whole in figures.files:
        for column in whole.columns:
            if column.volume.values:
                key = _key(column, whole.file.table)
                volumes[key] = volumes.get(key, Volume()) + column.volume
    return SharedCounts(
        figures.people,
        tuple(
            Count(key, volumes[key].values, volumes[key].text_words)
            for key in sorted(volumes, key=lambda key: key.order)
        ),
    )


def _key(column: ColumnFigures, table: Table | None) -> CountKey:
    return CountKey(
        file=file_label(table) if table else UNKNOWN_FILES,
        data_type=column.data_type or column.state,
        subject=column.subject,
        author=column.author,
    )


def possible_keys(mapping: ExportMapping) -> AbstractSet[CountKey]:
    """The keys of all counts that an export can have."""
    keys = {CountKey(UNKNOWN_FILES, "unknown")}
    for table in mapping.tables:
        file = file_label(table)
        keys |= {CountKey(file, "set_aside"), CountKey(file, "unknown")}
        keys |= {
            CountKey(file, column.data_type.id, column.subject, column.author)
            for column in table.carried
            if column.data_type
        }
    return keys


def file_label(table: Table) -> str:
    """LinkedIn's name for this kind of file, with an ellipsis for the part that varies."""
    return table.files[0].replace("**", "…")


def two_digits(number: int) -> int:
    """The number rounded to two significant digits: `1642` -> `1600`. It is off by at most 5 %, and so is any sum."""
    unit = int("1" + "0" * (len(str(number)) - 2))
    return (number + unit // 2) // unit * unit


# --- writing -------------------------------------------------------------------------------------


def plain_counts(counts: SharedCounts, mapping: ExportMapping) -> dict[str, Any]:
    """The counts as plain values for JSON; docs/protection.md describes the keys."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "note": NOTE,
        "mapping": {"version": mapping.version, "sha256": mapping.sha256},
        "people_named": counts.people_named,
        "totals": {"entries": counts.entries, "words_of_text": counts.words_of_text},
        "counts": [_plain_count(count) for count in counts.counts],
    }


def _plain_count(count: Count) -> dict[str, str | int]:
    labels = {name: label for name, label in asdict(count.key).items() if label is not None}
    words = {"words_of_text": count.words_of_text} if count.key.author else {}
    return {**labels, "entries": count.entries, **words}


def share_text(counts: SharedCounts, mapping: ExportMapping) -> str:
    """The share file: JSON with one line for each key and each count."""
    return "".join(_lines(plain_counts(counts, mapping)))


def _lines(plain: dict[str, Any]) -> Iterator[str]:
    *head, (last_key, counts) = plain.items()
    yield "{\n"
    for key, value in head:
        yield f" {_json(key)}: {_json(value)},\n"
    yield f" {_json(last_key)}: ["
    yield ",".join(f"\n  {_json(count)}" for count in counts)
    yield "\n ]\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# --- reading -------------------------------------------------------------------------------------

_MOST: Final = 10**9
"""A larger count is impossible, even in the largest file that can be read."""

_MOST_DIGITS: Final = 18
"""Digits of a number, including totals. Python is slow to parse thousands of digits."""

_KEYS: Final = "It is a share file with an unknown or a missing key."
_TWICE: Final = "It is a share file in which something is listed twice."
_NUMBER: Final = (
    "It is a share file with an impossible count: negative, too large or not a whole number."
)
_UNKNOWN_KEY: Final = "It is a share file that counts a kind of data that no export has."
_CHANGED: Final = "It is a share file that was changed after it was made."


def is_share(child: Path) -> bool:
    """Whether the name of this child of a workshop's folder marks it as a share file; a ZIP never is one."""
    return child.suffix.lower() == SHARE_SUFFIX and child.is_file() and not is_zip(child)


def read_share(path: Path, mapping: ExportMapping) -> SharedCounts:
    """The counts in the share file at `path`. Raises ShareError; the sentence quotes nothing from the file."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        raise ShareError(str(NOT_READABLE)) from None
    if len(data) > LARGEST:
        raise ShareError("It is larger than any share file.")
    return parse_share(data, mapping)


def parse_share(data: bytes, mapping: ExportMapping) -> SharedCounts:
    """The counts in the bytes of a share file. Raises ShareError; the sentence quotes nothing from the file."""
    plain = _parse_json(data)
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise ShareError("It is a JSON file, but not a share file from exposure report --share.")
    if not _is_number(plain.get("format_version"), FORMAT_VERSION, FORMAT_VERSION):
        raise ShareError(
            "It is a share file from another version of linkedin-exposure. Make it again with this one."
        )
    expected = plain_counts(SharedCounts(0, ()), mapping)
    if set(plain) != set(expected):
        raise ShareError(_KEYS)
    if plain["mapping"] != expected["mapping"]:
        raise ShareError(
            "It is a share file made with another mapping. Make it again with this one."
        )
    if not isinstance(plain["counts"], list):
        raise ShareError(_CHANGED)
    keys = possible_keys(mapping)
    unsorted = [_count(entry, keys) for entry in plain["counts"]]
    counts = tuple(sorted(unsorted, key=lambda count: count.key.order))
    if len({count.key for count in counts}) < len(counts):
        raise ShareError(_TWICE)
    shared = SharedCounts(_number(plain["people_named"], least=0), counts)
    _check_same(plain, plain_counts(shared, mapping))
    return shared


def _parse_json(data: bytes) -> Any:
    try:
        return json.loads(
            data.decode("utf-8-sig"),  # some editors add a byte order mark
            object_pairs_hook=_object,
            parse_float=_no_number,
            parse_constant=_no_number,
            parse_int=_parse_int,
        )
    except UnicodeDecodeError:
        raise ShareError("It is not text, as a share file is.") from None
    except RecursionError:
        raise ShareError("It is nested more deeply than any share file.") from None
    except json.JSONDecodeError:
        raise ShareError("It is not valid JSON: it was edited or cut off.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ShareError(_TWICE)
    return values


def _no_number(_: str) -> NoReturn:
    raise ShareError(_NUMBER)


def _parse_int(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ShareError(_NUMBER)
    return int(digits)


def _count(plain: Any, keys: AbstractSet[CountKey]) -> Count:
    if not isinstance(plain, dict):
        raise ShareError(_CHANGED)
    labels = {name: plain[name] for name in _LABELS if name in plain}
    if not all(isinstance(label, str) for label in labels.values()):
        raise ShareError(_UNKNOWN_KEY)
    measures = {"entries", "words_of_text"} if "author" in labels else {"entries"}
    if not set(labels) >= _NEEDED or set(plain) != set(labels) | measures:
        raise ShareError(_KEYS)
    key = CountKey(**labels)
    if key not in keys:
        raise ShareError(_UNKNOWN_KEY)
    count = Count(key, *(_number(plain[name], least=1) for name in sorted(measures)))
    if key.author and count.words_of_text < count.entries:
        raise ShareError(
            "It is a share file with a count that has fewer words of text than entries."
        )
    return count


_LABELS: Final = tuple(field.name for field in fields(CountKey))
_NEEDED: Final = {"file", "data_type"}


def _number(value: Any, *, least: int) -> int:
    if not _is_number(value, least, _MOST):
        raise ShareError(_NUMBER)
    number: int = value
    if number != two_digits(number):
        raise ShareError("It is a share file with a count that is not rounded to two digits.")
    return number


def _is_number(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most  # `True` is not a number here


def _check_same(plain: Mapping[str, Any], written: Mapping[str, Any]) -> None:
    """Check that the file has exactly the order and the totals that these counts are written with. Raises ShareError."""
    if plain["totals"] != written["totals"]:
        raise ShareError("It is a share file whose counts do not add up to its totals.")
    if _exact_text(plain) != _exact_text(written):
        raise ShareError(_CHANGED)


def _exact_text(plain: Mapping[str, Any]) -> str:
    """The values as text, in which `True` and 1 differ though they are equal."""
    return json.dumps(plain, sort_keys=True)
