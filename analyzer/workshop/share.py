"""Reads the share files that participants hand over instead of an archive. What `share_text` does not write is refused."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final, NoReturn
from zipfile import is_zipfile

from analyzer.analysis.measure import Volume
from analyzer.errors import (
    NOT_READABLE,
    ShareError,
)
from analyzer.mapping import (
    Column,
    ExportMapping,
    Table,
)
from analyzer.output import SHARE_SUFFIX
from analyzer.reporting.share_file import (
    FORMAT,
    FORMAT_VERSION,
    UNKNOWN_FILES,
    Count,
    Kind,
    SharedCounts,
    file_called,
    plain_counts,
    two_digits,
)
from analyzer.workshop.contribution import (
    Contribution,
    Row,
    concerned,
    token_of,
)

LARGEST: Final = 256 * 1024
"""Bytes. A share file has a line for each kind of data at most, and even of all that are known that is a tenth."""
MOST: Final = 10**9
"""More than can be in the largest file that is read."""

LONGEST: Final = 18
"""Digits, also of a total. Python takes its time over thousands."""

TOO_LARGE: Final = "It is larger than any share file."
NOT_TEXT: Final = "It is not text, as a share file is."
NOT_WHOLE: Final = "It is no whole JSON: something in it was changed, or a part is missing."
NESTED: Final = "It is nested more deeply than any share file."
FOREIGN: Final = "It is a JSON file, but none that exposure report --share writes."
OTHER_VERSION: Final = "It is a share file of another version of linkedin-exposure. It has to be made again with this one."
OTHER_MAPPING: Final = (
    "It is a share file made with another mapping. It has to be made again with this one."
)
KEYS: Final = "It is a share file with a key too many, or one too few."
TWICE: Final = "It is a share file in which something stands twice."
NUMBER: Final = "It is a share file with a count that cannot be: it is no whole number, or too small or too large."
NOT_ROUNDED: Final = "It is a share file with a count that is not rounded to two digits."
UNKNOWN_KIND: Final = "It is a share file that counts what no export holds."
FEW_WORDS: Final = "It is a share file with a count that has fewer words of text than entries."
SUMS: Final = "It is a share file whose counts do not add up to its totals."
CHANGED: Final = "It is a share file that was changed after it was made."

MEASURES: Final = ("values", "text_words")
"""What a share file has of a volume."""


def is_share(child: Path) -> bool:
    """Whether this child of a workshop's folder is meant to be a share file, by its name; a ZIP never is."""
    return child.suffix.lower() == SHARE_SUFFIX and child.is_file() and not is_zipfile(child)


def read_share(path: Path, mapping: ExportMapping) -> Contribution:
    """The contribution in the share file at `path`. Raises ShareError, a sentence that names nothing in it."""
    return contribution_of(parse_share(_read(path), mapping), mapping)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        raise ShareError(NOT_READABLE) from None
    if len(data) > LARGEST:
        raise ShareError(TOO_LARGE)
    return data


# --- from bytes to counts ------------------------------------------------------------------------


def parse_share(data: bytes, mapping: ExportMapping) -> SharedCounts:
    """The counts in the bytes of a share file. Raises ShareError, a sentence that names nothing in it."""
    document = _document(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ShareError(FOREIGN)
    if not _is_number(document.get("format_version"), FORMAT_VERSION, FORMAT_VERSION):
        raise ShareError(OTHER_VERSION)
    expected = plain_counts(SharedCounts(0, ()), mapping)
    if set(document) != set(expected):
        raise ShareError(KEYS)
    if document["mapping"] != expected["mapping"]:
        raise ShareError(OTHER_MAPPING)
    if not isinstance(document["counts"], list):
        raise ShareError(CHANGED)
    known = known_kinds(mapping)
    found = (_count(each, known) for each in document["counts"])
    counts = tuple(sorted(found, key=lambda each: each.kind.order))
    if len({each.kind for each in counts}) < len(counts):
        raise ShareError(TWICE)
    shared = SharedCounts(_number(document["people_named"], least=0), counts)
    _check_same(document, plain_counts(shared, mapping))
    return shared


def _document(data: bytes) -> Any:
    try:
        return json.loads(
            data.decode("utf-8-sig"),  # editors put a mark at the beginning
            object_pairs_hook=_once,
            parse_float=_no_number,
            parse_constant=_no_number,
            parse_int=_parse_int,
        )
    except UnicodeDecodeError:
        raise ShareError(NOT_TEXT) from None
    except RecursionError:
        raise ShareError(NESTED) from None
    except json.JSONDecodeError:
        raise ShareError(NOT_WHOLE) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ShareError(TWICE)
    return found


def _no_number(_: str) -> NoReturn:
    raise ShareError(NUMBER)


def _parse_int(digits: str) -> int:
    if len(digits) > LONGEST:
        raise ShareError(NUMBER)
    return int(digits)


def _count(plain: Any, known: Mapping[Kind, Row]) -> Count:
    if not isinstance(plain, dict):
        raise ShareError(CHANGED)
    labels = {name: plain[name] for name in _LABELS if name in plain}
    if not all(isinstance(label, str) for label in labels.values()):
        raise ShareError(UNKNOWN_KIND)
    measures = {"entries", "words_of_text"} if "author" in labels else {"entries"}
    if not set(labels) >= _NEEDED or set(plain) != set(labels) | measures:
        raise ShareError(KEYS)
    kind = Kind(**labels)
    if kind not in known:
        raise ShareError(UNKNOWN_KIND)
    count = Count(kind, *(_number(plain[name], least=1) for name in sorted(measures)))
    if kind.author and count.words_of_text < count.entries:
        raise ShareError(FEW_WORDS)
    return count


_LABELS: Final = tuple(field.name for field in fields(Kind))
_NEEDED: Final = {"file", "data_type"}


def _number(value: Any, *, least: int) -> int:
    if not _is_number(value, least, MOST):
        raise ShareError(NUMBER)
    number: int = value
    if number != two_digits(number):
        raise ShareError(NOT_ROUNDED)
    return number


def _is_number(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most  # `True` is no number here


def _check_same(document: Mapping[str, Any], written: Mapping[str, Any]) -> None:
    """Check that the counts read are written as they were found: in order, with these totals."""
    if document["totals"] != written["totals"]:
        raise ShareError(SUMS)
    if _exactly(document) != _exactly(written):
        raise ShareError(CHANGED)


def _exactly(plain: Mapping[str, Any]) -> str:
    """The values as text: `True` is equal to 1, but is not written so."""
    return json.dumps(plain, sort_keys=True)


# --- from counts to a contribution ---------------------------------------------------------------


def contribution_of(counts: SharedCounts, mapping: ExportMapping) -> Contribution:
    """What somebody with these counts contributes. Raises KeyError if one is of a kind that is not known."""
    known = known_kinds(mapping)
    rows = tuple(
        replace(known[each.kind], volume=Volume(values=each.entries, text_words=each.words_of_text))
        for each in counts.counts
    )
    return Contribution(
        token=token_of(counts, mapping),
        rows=rows,
        people=counts.people_named,
        actions=concerned(rows, mapping),
        measures=MEASURES,
    )


def known_kinds(mapping: ExportMapping) -> Mapping[Kind, Row]:
    """All kinds of data that an export can hold, each with an empty row of a contribution."""

    def carried(table: Table, column: Column) -> Row:
        data_type = column.data_type
        assert data_type is not None
        return Row(
            table=table.name,
            column=None,
            data_type=data_type.id,
            category=data_type.category.id,
            standing=mapping.assessments[data_type.id].standing,
            subject=column.subject,
            author=column.author,
            volume=Volume(),
        )

    def without_type(table: Table | None, state: str) -> Row:
        name = table.name if table else None
        return Row(name, None, None, state, state, None, None, Volume())

    def rows() -> Iterator[tuple[str, Row]]:
        yield UNKNOWN_FILES, without_type(None, "unknown")
        for table in mapping.tables:
            for state in ("set_aside", "unknown"):
                yield file_called(table), without_type(table, state)
            for each in table.carried:
                if each.data_type:
                    yield file_called(table), carried(table, each)

    return {
        Kind(file, row.data_type or row.category, row.subject, row.author): row
        for file, row in rows()
    }
