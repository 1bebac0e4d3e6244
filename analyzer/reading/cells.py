"""Cells as a person reads them: without what LinkedIn's writers add, and without placeholders."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from html import unescape
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.mapping.columns import ColumnPlaces
from analyzer.mapping.tables import Table
from analyzer.reading.article import BLOCKS, UNSEEN


def repair_cells(
    records: pa.Table, header: Sequence[str | None], table: Table | None
) -> tuple[pa.Table, set[str]]:
    """The records with repaired cells, empty cells for placeholders, and a further column for each in `with_questions`.

    The mapping names the columns. The set has the names of the repairs.
    """
    repairs: set[str] = set()
    with_questions = _questions(header, table)
    for position, name in enumerate(header):
        column = table.column(name) if table else None
        if column is None or not (column.repair or column.placeholders):
            continue
        cells = records.column(position).combine_chunks()
        if position in with_questions:  # without its tags, an answer begins with a space
            cells = pc.replace_substring_regex(cells, _BEFORE_PARAGRAPH, r"\1\2:")
        repaired = _CELL_REPAIRS[column.repair](cells) if column.repair else cells
        if repaired is not cells and not repaired.equals(cells):
            repairs.add(column.repair or "")
        if column.placeholders:
            repaired = pc.if_else(_are_placeholders(repaired, column.placeholders), "", repaired)
        records = records.set_column(position, str(position), repaired)
    for position in with_questions:
        questions, answers = _divide(records.column(position).combine_chunks())
        records = records.set_column(position, str(position), answers)
        records = records.append_column(str(records.num_columns), questions)
    return records, repairs


def with_questions(header: tuple[str | None, ...], table: Table | None) -> tuple[str | None, ...]:
    """The header with the names of the columns of questions that `repair_cells` adds."""
    return header + tuple(_questions(header, table).values())


def _questions(header: Sequence[str | None], table: Table | None) -> Mapping[int, str]:
    """The columns of questions to add, by the position of the column that has them with their answers."""
    columns = table.questions if table else ()
    if not columns:
        return {}
    places = ColumnPlaces(header)
    places_of = {column.name: places.of(column.questions_of) for column in columns}
    return {place: name for name, place in places_of.items() if place is not None}


def single_spaces(cells: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """The cells with each run of white space as one space, and with none around them."""
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(cells, _SPACES, " "))


def _are_placeholders(cells: pa.Array, placeholders: tuple[str, ...]) -> pa.Array:
    return pc.is_in(plain(cells), plain_array(placeholders))


def plain(cells: pa.Array) -> pa.Array:
    """The cells in lower case, without white space around them."""
    return pc.utf8_lower(pc.utf8_trim_whitespace(cells))


@cache
def plain_array(texts: tuple[str, ...]) -> pa.Array:
    """The texts in the same form."""
    return plain(pa.array(texts, pa.string()))


# --- repairs -------------------------------------------------------------------------------------


def _unwrap_lines(cells: pa.Array) -> pa.Array:
    """`one"\\n""\\n"three` -> one, blank line, three: Shares quotes each line of a post (quirk 7).

    Only if every line break in the cell is written so: any other break is the author's.
    """
    wrapped = pc.count_substring_regex(cells, pattern='"(?:\\r\\n|[\\r\\n])"')
    every = pc.equal(wrapped, pc.count_substring_regex(cells, pattern="\\r\\n|[\\r\\n]"))
    plain = pc.replace_substring_regex(cells, pattern='"(?:\\r\\n|[\\r\\n])"', replacement="\n")
    return pc.if_else(every, plain, cells)


def _unescape_commas(cells: pa.Array) -> pa.Array:
    """`one\\, two` -> `one, two`: how ImportedContacts joins lists (quirk 5)."""
    return pc.replace_substring(cells, pattern="\\,", replacement=",")


def _remove_markup(cells: pa.Array) -> pa.Array:
    """The text that a browser shows of the cells that are HTML, and all cells without character references.

    A cell is HTML if it has an end tag after a start tag, a line break or a tag with a quoted attribute. In any other
    cell, `<` is text: `a < b`, `<3`, `Map<K>`, `<https://example.org>`.
    """
    html = _matches(cells, "<", _SIGN_OF_HTML)
    if not pc.any(html).as_py():
        return _decode(cells)
    text = cells.filter(html)
    for pattern, replacement in _MARKUP:
        text = pc.replace_substring_regex(text, pattern, replacement)
    cells = _decode(pc.replace_with_mask(cells, html, text))
    return pc.replace_with_mask(cells, html, single_spaces(cells.filter(html)))


def _decode(cells: pa.Array) -> pa.Array:
    """The cells with characters in place of their references, such as `&amp;`."""
    coded = _matches(cells, "&", _REFERENCE)
    if not pc.any(coded).as_py():
        return cells
    decoded = [_REFERENCES.sub(_character, cell) for cell in cells.filter(coded).to_pylist()]
    return pc.replace_with_mask(cells, coded, pa.array(decoded, cells.type))


def _matches(cells: pa.Array, character: str, pattern: str) -> pa.Array:
    """Which cells match the pattern. Only those with the character are tried, as few are and a pattern takes long."""
    may = pc.match_substring(cells, character)
    return pc.replace_with_mask(may, may, pc.match_substring_regex(cells.filter(may), pattern))


@lru_cache
def _character_of(reference: str) -> str:
    return unescape(reference)


def _character(reference: re.Match[str]) -> str:
    return _character_of(reference[0])


_REFERENCE: Final = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
"""A reference without the final semicolon is text: `?a=1&copy=2`."""
_REFERENCES: Final = re.compile(_REFERENCE)
_SPACES: Final = r"[\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
_INLINE: Final = (
    "a abbr acronym b bdi bdo big body button center cite code col colgroup data del details dfn em font form html i "
    "iframe img input ins kbd label legend link mark meta o:p option picture q s samp select small source span strike "
    "strong style sub summary sup svg tbody textarea tfoot thead time title tt u var video wbr"
).split()
_NAME: Final = r"[a-z_:@][\w:.-]*"
_QUOTED: Final = rf"""\s+{_NAME}\s*=\s*(?:"[^"]*"|'[^']*')"""
_ATTRIBUTES: Final = rf"""(?:{_QUOTED}|\s+{_NAME}(?:\s*=\s*[^\s"'<>=`]+)?)*"""

_QUOTING_TAG: Final = rf"<[a-z][\w:-]*{_ATTRIBUTES}{_QUOTED}{_ATTRIBUTES}\s*/?>"


def _hidden(name: str) -> str:
    return rf"<{name}\b[^>]*>.*?(?:</{name}\s*>|\z)"


def _tags(names: str) -> str:
    return rf"<(?:/(?:{names})\s*|(?:{names}){_ATTRIBUTES}\s*/?)>"


_ELEMENTS: Final = "|".join((*sorted(BLOCKS), *_INLINE, *UNSEEN))
_SIGN_OF_HTML: Final = (
    rf"(?is)<[a-z][\w:-]*{_ATTRIBUTES}\s*>.*</(?:{_ELEMENTS})\s*>|</?br\s*/?>|{_QUOTING_TAG}"
)
_CUT_OFF: Final = rf"<(?:(?:{_ELEMENTS})\s+{_NAME}\s*=[^<>]*|/(?:{_ELEMENTS}))\z"
"""A tag without its end, at the end of a cell."""
_MARKUP: Final = (
    ("(?is)" + "|".join((r"<!--.*?(?:-->|\z)", *map(_hidden, sorted(UNSEEN)))), ""),
    ("(?i)" + _tags("|".join(sorted(BLOCKS))), " "),
    (
        "(?i)" + "|".join((_tags("|".join(_INLINE)), _QUOTING_TAG, "<[!?][a-z][^<>]*>", _CUT_OFF)),
        "",
    ),
)
"""What to replace in HTML, in this order. A block begins a line, as in articles, and all lines are then joined."""

_CELL_REPAIRS: Final = {
    "unwrap-lines": _unwrap_lines,
    "unescape-commas": _unescape_commas,
    "remove-markup": _remove_markup,
}


# --- questions with their answers ------------------------------------------------------------------


def _divide(cells: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The questions and the answers in cells such as `Why us?:The boats | Email:a@example.org` (quirk 19).

    The writer puts no space after the colon between them. Other text belongs to the question that follows if no
    answer precedes it in the cell, and otherwise to the answer that precedes it, which had ` | ` in it. If a cell has no such colon, the first
    before a space counts in each part; if it has none at all, all of it is the answer.
    """
    parts = pc.split_pattern(cells, " | ")
    offsets = parts.offsets.to_numpy()
    texts = parts.flatten()
    nothing = pa.scalar(None, pa.string())
    cell = np.repeat(np.arange(len(cells)), np.diff(offsets))
    leading = pa.array(np.arange(len(texts)) == offsets[:-1][cell])
    no_label = pc.and_(
        pc.match_substring_regex(texts, _NO_LABEL),
        pc.invert(pc.match_substring_regex(texts, _NUMBERED)),
    )
    question, answer = pc.extract_regex(texts, _QUESTION).flatten()
    # A cell begins with a question, whose lines can be several. A later line with a label may be of an answer.
    whole, whole_rest = pc.extract_regex(texts, _WHOLE_LABEL).flatten()
    first, rest = pc.extract_regex(texts, _LABEL).flatten()
    first, rest = pc.if_else(leading, whole, first), pc.if_else(leading, whole_rest, rest)
    first = pc.if_else(no_label, nothing, first)
    question = pc.coalesce(question, first)
    answer = pc.coalesce(answer, pc.if_else(pc.is_null(first), nothing, rest))
    divided = np.concatenate([[0], np.cumsum(question.is_valid().to_numpy(zero_copy_only=False))])
    usual = pa.array(divided[offsets[1:]] > divided[offsets[:-1]]).take(pa.array(cell))
    leads = pc.and_(usual, pa.array(divided[1:] == divided[offsets[:-1]][cell]))
    first, rest = pc.extract_regex(texts, _LOOSE_LABEL).flatten()
    first = pc.if_else(usual, nothing, first)
    question = pc.coalesce(question, first, pc.if_else(leads, texts, ""))
    answer = pc.coalesce(
        answer, pc.if_else(pc.is_null(first), nothing, rest), pc.if_else(leads, "", texts)
    )
    led = leads.to_numpy(zero_copy_only=False)
    begins = np.ones(len(texts), bool)
    begins[1:] = ~led[:-1]
    goes_on = pc.and_(pc.invert(leads), pc.equal(question, "")).to_numpy(zero_copy_only=False)
    return _joined(question, offsets, begins), _joined(answer, offsets, ~goes_on)


def _joined(
    texts: pa.Array, offsets: npt.NDArray[np.int32], begins: npt.NDArray[np.bool_]
) -> pa.Array:
    """The texts of each cell that are not empty, one per line. Each `begins`, or goes on with the part before."""
    begins = begins.copy()
    begins[offsets[:-1][offsets[:-1] < offsets[1:]]] = True
    groups = np.append(np.flatnonzero(begins), len(texts)).astype(np.int32)
    offsets = np.concatenate([[0], np.cumsum(begins)])[offsets]
    texts = pc.binary_join(pa.ListArray.from_arrays(pa.array(groups), texts), " | ")
    texts = pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, r"^( \| )+", ""))
    full = pc.not_equal(texts, "")
    places = np.concatenate([[0], np.cumsum(full.to_numpy(zero_copy_only=False))])[offsets]
    lists = pa.ListArray.from_arrays(pa.array(places, pa.int32()), texts.filter(full))
    return pc.binary_join(lists, "\n")


_QUESTION: Final = r"(?s)^(?P<question>.*?[?？][^\w:]{0,3}):(?P<answer>.*)$"
_BEFORE_PARAGRAPH: Final = r"((?:^| \| )[^<:|]*):(<p\b[^<>]*>)"
_TIGHT: Final = r":(?P<answer>\s*|[^\s/\\:].*)$"
_WHOLE_LABEL: Final = r"(?s)^(?P<question>.*?)" + _TIGHT
_ON_ONE_LINE: Final = r"(?s)^(?P<question>\s*[^\r\n]*?\s*)"
_LABEL: Final = _ON_ONE_LINE + _TIGHT
_LOOSE_LABEL: Final = _ON_ONE_LINE + r":(?P<answer>\s.*)$"
_BEFORE: Final = r"^(?:[^:]|:\s)*"
_NO_LABEL: Final = "|".join(
    (
        _BEFORE + r"\b(?:[01]?\d|2[0-3]):[0-5]\d(?:\b|[ap]m|h)",  # a time
        _BEFORE + r"\s:-?[()DP](?:\s|$)",  # a smiley
        _BEFORE + r"\b(?:https?://[\w.-]+:\d{2,5}\b|mailto:)",
        # A ratio in the middle of a sentence. A label begins with a capital.
        r"^(?:[^A-Z:][^:]*)?\b\d{1,3}:\d{1,3}\b",
        _BEFORE + r"\b(?i:at|by|in|is|of|odds|ratio|score|was|with|won):?\s+\d{1,3}:\d{1,3}\b",
    )
)
"""What may come before any colon of a label, and has a colon without a space."""
_NUMBERED: Final = r"(?i)^[^:]*\b(?:address|apartment|company|employer|line|number|phone|question|reference|school|unit)\s*\d+:"
"""Labels that differ by their numbers."""
