"""Records that are plainly RFC 4180: told from where their quotes and line ends are, and split at once.

That is what nearly all of an export is. What is not, `framing` reads record by record; both read alike what both can.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.reading.damaged import (
    DIALECTS,
    Form,
    is_like_a_record,
    least_delimiters,
)

_Letters = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.int32]
_Which = npt.NDArray[np.bool_]

_QUOTE, _LF, _CR, _SPACE = b'"\n\r '
_FILE_MARKS = ("\ufeff".encode(), b"\x1a")
"""What begins and ends files, and so may be in the middle of joined ones."""
LONGEST = (1 << 31) - 1
"""Bytes of a text; in a longer one, places do not fit into the numbers that pyarrow's strings have."""


@dataclass(frozen=True)
class PlainRecords:
    """Records at the beginning of a text, split into cells, and how many bytes and lines they are.

    `longest` is the length of the longest in bytes, `repairs` are the names of the repairs made.
    """

    records: pa.Table
    size: int
    lines: int
    longest: int
    dialect: str
    repairs: frozenset[str]


def plain_records(data: bytes, form: Form, *, last: bool) -> PlainRecords | None:
    """The records at the beginning of `data` (UTF-8) up to the first that is not plain or not whole.

    `last` says whether nothing follows `data`. None if there is no such record, if one has not as many cells as
    the header, or may be the header again.
    """
    letters = np.frombuffer(data, np.uint8)
    marks = _Marks.of(letters, form.delimiter)
    starts, ends = _lines(data, letters, marks, last=last)
    if not len(ends):
        return None
    bounds = _bounds(letters, marks, starts, ends, form)
    if bounds is None:
        return None
    records = _split(data, bounds, marks.at[marks.doubled])
    if _may_repeat(records, form.names[0]):
        return None
    size = min(int(ends[-1]) + 1, len(data))
    return PlainRecords(
        records=records,
        size=size,
        lines=int(np.searchsorted(marks.at[marks.breaks], size)),
        longest=int((ends - starts).max()),
        dialect=DIALECTS[form.delimiter],
        repairs=frozenset({"lines-like-records"} if _swallowed(data, size, marks, form) else ()),
    )


@dataclass(frozen=True, eq=False)
class _Marks:
    """The quotes, delimiters and line ends in a text: their places, and for each the letter, whether it is inside quotes
    (or opens them), and whether it is right behind the one before it.
    """

    at: _Places
    letter: _Letters
    inside: _Which
    behind: _Which

    @classmethod
    def of(cls, letters: _Letters, delimiter: str) -> "_Marks":
        marked = letters == _QUOTE
        for other in (_LF, _CR, ord(delimiter)):
            marked |= letters == other
        places = np.flatnonzero(marked)
        letter, at = letters[places], places.astype(np.int32)
        # An odd number of quotes up to it: one that was opened is not closed.
        inside = np.logical_xor.accumulate(letter == _QUOTE)
        behind = np.zeros(len(at), bool)
        behind[1:] = at[1:] - at[:-1] == 1
        return cls(at, letter, inside, behind)

    @cached_property
    def quotes(self) -> _Which:
        """Which are quotes."""
        found: _Which = self.letter == _QUOTE
        return found

    @cached_property
    def breaks(self) -> _Which:
        """Which end a line: LF, or CR without one."""
        feeds, returns = self.letter == _LF, self.letter == _CR
        returns[:-1] &= ~(feeds & self.behind)[1:]
        either: _Which = feeds | returns
        return either

    @property
    def doubled(self) -> _Which:
        """Which are the second of two quotes that stand for one: it opens again what the first has closed."""
        found: _Which = self.quotes & self.inside & self.behind
        found[1:] &= self.quotes[:-1]
        return found


def _lines(data: bytes, letters: _Letters, marks: _Marks, *, last: bool) -> tuple[_Places, _Places]:
    """Where records begin, and where their line ends are, up to the first that is not plain or not whole.

    Among them are empty lines, as there is one between CR and LF.
    """
    until = min(_strange(data, marks, last=last), default=len(data))
    ends = marks.at[((marks.letter == _LF) | (marks.letter == _CR)) & ~marks.inside]
    ends = ends[: np.searchsorted(ends, until)]
    closed = not marks.inside[-1:].any()
    if last and until == len(data) and closed and data and data[-1] not in (_LF, _CR):
        ends = np.append(ends, np.int32(len(data)))
    starts = np.zeros(len(ends), np.int32)
    starts[1:] = ends[:-1] + 1
    first_blank = _first_line_of_blanks(letters, starts, ends)
    return starts[:first_blank], ends[:first_blank]


def _strange(data: bytes, marks: _Marks, *, last: bool) -> list[int]:
    """The first places of what is not plain: a mark of files, or a quote that does not open or close a cell, of those
    that should. They take turns.
    """
    # Right before a quote that opens and right behind one that closes is a delimiter, a line end, or the other of two
    # quotes that stand for one.
    opens = marks.behind | (marks.at == 0)
    closes = np.append(marks.behind[1:], last and len(data) - 1 in marks.at[-1:])
    wrong = np.flatnonzero(marks.quotes & ~np.where(marks.inside, opens, closes))
    # It takes next to no time to see that a letter is not there at all.
    found = [data.find(mark) for mark in _FILE_MARKS if mark[:1] in data]
    return [*marks.at[wrong[:1]].tolist(), *(place for place in found if place >= 0)]


def _first_line_of_blanks(letters: _Letters, starts: _Places, ends: _Places) -> int:
    """The number of the first line that holds only blanks, which is no record; that of lines if none does."""
    maybe = np.flatnonzero(letters[starts] == _SPACE)
    if not len(maybe):
        return len(starts)
    solid = np.cumsum(letters != _SPACE)
    blank = maybe[solid[ends[maybe] - 1] == solid[starts[maybe]]]
    return int(blank[0]) if len(blank) else len(starts)


def _bounds(
    letters: _Letters, marks: _Marks, starts: _Places, ends: _Places, form: Form
) -> _Places | None:
    """Where each cell begins and ends, without its quotes, by record and column; None if a record has not the width.

    The records are the lines that are not empty.
    """
    full = ends > starts
    number, width = int(full.sum()), form.width
    between = marks.at[(marks.letter == ord(form.delimiter)) & ~marks.inside]
    between = between[: np.searchsorted(between, ends[-1])]
    if len(between) != number * (width - 1):
        return None
    bounds = np.empty((number, width, 2), np.int32)
    bounds[:, 0, 0], bounds[:, -1, 1] = starts[full], ends[full]
    bounds[:, :-1, 1] = between.reshape(number, width - 1)
    bounds[:, 1:, 0] = bounds[:, :-1, 1] + 1
    # Of as many delimiters as all records have, each record has its own.
    if (bounds[:, :, 1] < bounds[:, :1, 0]).any() or (bounds[:, :, 0] > bounds[:, -1:, 1]).any():
        return None
    if marks.quotes.any():
        quoted = letters.take(bounds[:, :, 0], mode="clip") == _QUOTE
        bounds[:, :, 0] += quoted
        bounds[:, :, 1] -= quoted
    return bounds


def _split(data: bytes, bounds: _Places, doubled: _Places) -> pa.Table:
    """The cells of `data` within these bounds, in string columns named by position. In the places `doubled` is a quote
    that is the second of two.
    """
    number, width, _ = bounds.shape
    # To pyarrow, a string begins where the one before it ends. So every second is what is between two cells.
    texts = pa.StringArray.from_buffers(
        max(bounds.size - 1, 0), pa.py_buffer(bounds), pa.py_buffer(data)
    )
    order = np.arange(0, bounds.size, 2, dtype=np.int32)
    if len(doubled):
        ends = bounds[:, :, 1].ravel()
        with_quotes = np.unique(np.searchsorted(ends, doubled))
        with_quotes = with_quotes[with_quotes < len(ends)]  # the others are behind the last record
        single = pc.replace_substring(texts.take(pa.array(order[with_quotes])), '""', '"')
        order[with_quotes] = len(texts) + np.arange(len(single))
        texts = pa.concat_arrays([texts, single])
    cells = texts.take(pa.array(order.reshape(number, width).T.ravel()))
    return pa.table({str(at): cells[at * number : (at + 1) * number] for at in range(width)})


def lines_of(data: bytes) -> pa.Array:
    """The lines of `data` that are not empty, whatever is in them."""
    letters = np.frombuffer(data, np.uint8)
    ends = np.append(np.flatnonzero((letters == _LF) | (letters == _CR)), len(data))
    starts = np.append(0, ends[:-1] + 1)
    bounds = np.stack([starts, ends], axis=1)[ends > starts].astype(np.int32)
    return _split(data, bounds[:, np.newaxis], np.empty(0, np.int32)).column(0).chunk(0)


def _may_repeat(records: pa.Table, first: str | None) -> bool:
    """Whether a record begins as the header does: joined files have it in the middle."""
    return bool(first) and pc.index(records.column(0), first).as_py() >= 0


def _swallowed(data: bytes, size: int, marks: _Marks, form: Form) -> bool:
    """Whether a line inside a cell, in the first `size` bytes of `data`, looks like a record of its own: see `framing`."""
    if form.plausible is None:
        return False
    places = marks.at[marks.breaks]
    inside = np.flatnonzero(marks.inside[marks.breaks] & (places < size))
    if not len(inside):
        return False
    starts = places[inside] + 1
    stops = np.append(places, size)[inside + 1].clip(max=size)
    delimiters = marks.at[marks.letter == ord(form.delimiter)]
    number = np.searchsorted(delimiters, stops) - np.searchsorted(delimiters, starts)
    enough = number >= least_delimiters(form.width)
    return any(
        is_like_a_record(
            data[start:stop].decode().removesuffix("\r"), form.delimiter, form.width, form.plausible
        )
        for start, stop in zip(starts[enough].tolist(), stops[enough].tolist(), strict=True)
    )
