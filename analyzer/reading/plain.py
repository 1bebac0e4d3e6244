"""Records that are plainly RFC 4180: told from where their quotes and line ends are, and split at once.

That is what nearly all of an export is. What is not, `framing` reads record by record; both read alike what both can.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from analyzer.reading.framing import DIALECTS, Form, Plausible, is_like_a_record, least_delimiters

_Letters = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.int64]
_Marks = npt.NDArray[np.bool_]

_QUOTE, _LF, _CR, _SPACE = b'"\n\r '
_FILE_MARKS = ("\ufeff".encode(), b"\x1a")
"""What begins and ends files, and so may be in the middle of joined ones."""
_BLOCK = 1 << 20


@dataclass(frozen=True)
class PlainRecords:
    """Records at the beginning of a text: as pyarrow splits them, and how many bytes and lines they are.

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
    quotes = np.flatnonzero(letters == _QUOTE)
    breaks = _Breaks.of(data, letters, quotes)
    starts, ends = _lines(data, letters, quotes, breaks, form.delimiter, last=last)
    if not len(ends):
        return None
    size, lengths = int(ends[-1]), ends - starts
    longest = int(lengths.max())
    number = len(ends) - int(_is_one_of(letters[starts], (_LF, _CR)).sum())
    records = (
        split_at_once(data[:size], form.delimiter, form.width, longest)
        if number
        else _none(form.width)
    )
    if records is None or records.num_rows != number or _may_repeat(records, form.names[0]):
        return None
    swallowed = form.plausible is not None and _swallowed(
        data[:size], letters[:size], form.delimiter, form.width, form.plausible, breaks
    )
    return PlainRecords(
        records=records,
        size=size,
        lines=int((breaks.places < size).sum()),
        longest=longest,
        dialect=DIALECTS[form.delimiter],
        repairs=frozenset({"lines-like-records"} if swallowed else ()),
    )


@dataclass(frozen=True, eq=False)
class _Breaks:
    """Where lines end (at LF, or CR without one), and whether inside quotes."""

    places: _Places
    inside: _Marks

    @classmethod
    def of(cls, data: bytes, letters: _Letters, quotes: _Places) -> "_Breaks":
        ends = letters == _LF
        if b"\r" in data:
            returns = letters == _CR
            returns[:-1] &= ~ends[1:]
            ends |= returns
        places = np.flatnonzero(ends)
        # An even number of quotes before it: all that were opened are closed.
        inside = np.searchsorted(quotes, places) % 2 == 1
        return cls(places, inside)


def _lines(
    data: bytes, letters: _Letters, quotes: _Places, breaks: _Breaks, delimiter: str, *, last: bool
) -> tuple[_Places, _Places]:
    """Where the records and empty lines begin and end, up to the first that is not plain or not whole."""
    marks = [at for mark in _FILE_MARKS if (at := data.find(mark)) >= 0]
    strange = (*marks, *_strange_quotes(letters, quotes, delimiter, last=last))
    until = min(strange, default=len(data))
    ends = breaks.places[~breaks.inside] + 1
    ends = ends[: np.searchsorted(ends, until, "right")]
    unended = last and until == len(data) and len(quotes) % 2 == 0
    if unended and data and (not len(ends) or ends[-1] < len(data)):
        ends = np.append(ends, len(data))
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]])[: len(ends)]
    first_blank = _first_line_of_blanks(letters, starts, ends)
    return starts[:first_blank], ends[:first_blank]


def _strange_quotes(
    letters: _Letters, quotes: _Places, delimiter: str, *, last: bool
) -> tuple[int, ...]:
    """The first quotes that do not open a cell, and that do not close one, of those that should.

    They take turns. An escaped quote is two side by side, of which one closes and the other opens again.
    """
    around = (ord(delimiter), _LF, _CR)
    opening, closing = quotes[::2], quotes[1::2]
    opens = _is_one_of(letters[opening - 1], around) | (opening == 0)
    opens[1:] |= opening[1:] == closing[: len(opening) - 1] + 1
    at_end = closing == len(letters) - 1
    closes = _is_one_of(letters[np.where(at_end, 0, closing + 1)], around) & ~at_end
    closes[: len(opening) - 1] |= opening[1:] == closing[: len(opening) - 1] + 1
    if last:
        closes |= at_end
    return (*opening[~opens][:1], *closing[~closes][:1])


def _is_one_of(letters: _Letters, few: tuple[int, ...]) -> _Marks:
    """What `np.isin` says, which takes many times as long to say it of few letters."""
    first, *others = few
    found: _Marks = letters == first
    for other in others:
        found |= letters == other
    return found


def _first_line_of_blanks(letters: _Letters, starts: _Places, ends: _Places) -> int:
    """The number of the first line that holds only blanks, which is no record; that of lines if none does."""
    maybe = np.flatnonzero(letters[starts] == _SPACE)
    if not len(maybe):
        return len(starts)
    solid = np.cumsum(~_is_one_of(letters, (_SPACE, _LF, _CR)))
    blank = maybe[solid[ends[maybe] - 1] == solid[starts[maybe]]]
    return int(blank[0]) if len(blank) else len(starts)


def split_at_once(
    data: bytes, delimiter: str, width: int, longest: int, *, quoted: bool = True
) -> pa.Table | None:
    """The cells of well-formed records of at most `longest` bytes, in string columns named by position; None if some
    record has not `width` cells. Without `quoted`, a quote is a letter like any other.
    """
    names = [str(position) for position in range(width)]
    try:
        return pacsv.read_csv(
            pa.BufferReader(data),
            # A block must hold the longest record, or pyarrow gives up.
            read_options=pacsv.ReadOptions(
                column_names=names, use_threads=False, block_size=max(_BLOCK, longest + 8)
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, quote_char='"' if quoted else False, newlines_in_values=quoted
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                null_values=[],
            ),
        )
    except pa.ArrowInvalid:
        return None  # Arrow's messages quote cells, so they are dropped.


def _none(width: int) -> pa.Table:
    return pa.table({str(position): pa.array([], pa.string()) for position in range(width)})


def _may_repeat(records: pa.Table, first: str | None) -> bool:
    """Whether a record begins as the header does: joined files have it in the middle."""
    return bool(first) and bool(pc.any(pc.equal(records.column(0), first)).as_py())


def _swallowed(
    data: bytes,
    letters: _Letters,
    delimiter: str,
    width: int,
    plausible: Plausible,
    breaks: _Breaks,
) -> bool:
    """Whether a line inside a cell looks like a record of its own: see `framing`."""
    inside = np.flatnonzero(breaks.inside & (breaks.places < len(data)))
    if not len(inside):
        return False
    starts = breaks.places[inside] + 1
    stops = np.append(breaks.places, len(data))[inside + 1].clip(max=len(data))
    delimiters = np.flatnonzero(letters == ord(delimiter))
    number = np.searchsorted(delimiters, stops) - np.searchsorted(delimiters, starts)
    return any(
        is_like_a_record(data[start:stop].decode().removesuffix("\r"), delimiter, width, plausible)
        for start, stop in zip(
            starts[number >= least_delimiters(width)].tolist(),
            stops[number >= least_delimiters(width)].tolist(),
            strict=True,
        )
    )
