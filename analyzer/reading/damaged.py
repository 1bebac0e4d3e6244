"""Records in text that may be damaged: where each begins and ends, which are rejected, and their cells.

pyarrow splits the records into cells, but cannot find them after damage: it takes everything behind a quote that is never
closed for one cell.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from analyzer.reading.decode import LINE_END, count_lines, line_after
from analyzer.reading.expressions import possessive
from analyzer.reading.framed import DIALECTS, WHOLE, Form, FramedRecords, TextPart
from analyzer.reading.records import (
    Records,
    UnfinishedError,
    after_blank_lines,
    has_well_formed_quotes,
    is_blank,
    quote,
    split,
    unquote,
    well_formed_size,
    written_cells,
)


def frame(text: str, form: Form, first_line: int = 1, part: TextPart = WHOLE) -> FramedRecords:
    """The records of `text`, a `part` of a file that begins on line `first_line`.

    A record with broken quotes is rejected, and so is the first line of one that took in others. Reading resumes at the
    next line that is a whole, plausible record with as many cells as the `form` has. Otherwise the number of cells does
    not matter here.
    """
    records = Records(text, form.delimiter, None if part.last else part.longest)
    framed = FramedRecords(
        form.delimiter, DIALECTS[form.delimiter], end_line=first_line, damaged=part.damaged
    )
    with suppress(UnfinishedError):
        while framed.end < len(text) and framed.number < part.most:
            part.beat()
            if framed.damaged:
                if framed.end_line - first_line >= part.most_lines:
                    break
                _look_for_a_record(text, records, form, framed)
            elif (record := records.at(framed.end)) and not _takes_in_others(
                text, record, form, part
            ):
                after = _add(text, record, form, part, framed)
                framed.go_to(after, count_lines(text, framed.end, after))
            else:
                _read_broken(text, records, form.width, framed)
    lines_in_cells = (line for text in framed.texts for line in LINE_END.split(text)[1:])
    if form.dated and any(map(form.has_in_cell, lines_in_cells)):
        framed.repairs.add("lines-like-records")
    return framed


def frame_wrapped(
    text: str, form: Form, inner_delimiter: str, first_line: int, part: TextPart = WHOLE
) -> FramedRecords:
    """The records inside lines that were each saved as a single quoted cell (of the outer delimiter)."""
    outer = frame(text, Form((None,), form.delimiter), first_line, part)
    inner_form = Form(form.names, inner_delimiter)
    framed = FramedRecords(
        inner_delimiter,
        DIALECTS[inner_delimiter],
        rejected=outer.rejected,
        repairs=outer.repairs,
        end=outer.end,
        end_line=outer.end_line,
        damaged=outer.damaged,
    )
    whole = TextPart(beat=part.beat)
    for line, record in zip(outer.lines, outer.texts, strict=True):
        inner = frame("".join(split(record, form.delimiter)), inner_form, line, whole)
        framed.rejected += inner.rejected
        for inner_line, inner_record in zip(inner.lines, inner.texts, strict=True):
            framed.add(inner_line, inner_record)
    return framed


def has_lines_like_records(data: bytes, number: int, form: Form) -> bool:
    """Whether a line inside a cell of the `number` well-formed records in `data` may be a record itself.

    If so, one cell may lack its closing quote and another its opening quote, so that several records were read as one.
    """
    lines = data.splitlines() if form.dated else ()
    if len(lines) <= number:
        return False
    delimiter, least, inside = form.delimiter.encode(), form.least_delimiters, 0
    for line in lines:
        if inside and line.count(delimiter) >= least and form.has_in_cell(line.decode()):
            return True
        inside ^= line.count(b'"') & 1
    return False


def _add(
    text: str, record: re.Match[str], form: Form, part: TextPart, framed: FramedRecords
) -> int:
    """Add the record if it is not blank, or reject it if its columns are uncertain. Returns where the next begins."""
    if is_blank(record[1]):
        return after_blank_lines(text, record.end())  # a file can hold millions
    if not has_lone_quotes(record[1], form.delimiter):
        framed.add(framed.end_line, record[1])
        return record.end()
    longest = None if part.last else part.longest
    completed = with_missing_comma(
        text, record.start(), record[1], form.delimiter, form.is_certain, longest
    )
    cells = split(record[1], form.delimiter)
    takes_in_others = completed and not (
        completed.end == record.end()
        or _has_no_record(text, record.end(), completed.end, form, part)
    )
    if completed and not takes_in_others and (completed.glued or not form.is_certain(cells)):
        framed.add(framed.end_line, completed.text)
        framed.repairs.add("missing-commas")
        return completed.end
    uncertain = completed is not None or is_quoted_across_cells(record[1], form.delimiter)
    # A line with half a pair of quotes may be the end of a record, even if it has as many cells as one.
    torn = form.plausible is not None and not form.plausible(cells)
    if uncertain or torn or len(cells) != form.width:
        end = end_of_quoted(text, record.start(), record[1], form.delimiter, longest)
        if not _has_no_record(text, record.end(), end, form, part):
            end = record.end()
        framed.rejected.append(framed.end_line)
        return end
    framed.add(framed.end_line, record[1])  # `5" pipe`
    return record.end()


def _has_no_record(text: str, start: int, end: int, form: Form, part: TextPart) -> bool:
    """Whether there are lines from `start` to `end`, and none begins a record."""
    position = start
    while position < end:
        part.beat()
        cells = _sound_cells(text, position, form, part)
        if len(cells) > 1 and form.fits(cells):
            return False
        position = line_after(text, position)
    return start < end


def _takes_in_others(text: str, record: re.Match[str], form: Form, part: TextPart) -> bool:
    """Whether a record took in others because one quote is missing or too many.

    If so, a whole record begins on its last line, while it is not whole itself, or the text after it is not.
    """
    start, end = record.span(1)
    last_line = max(text.rfind("\n", start, end), text.rfind("\r", start, end), start - 1) + 1
    if last_line == start or not form.fits(_sound_cells(text, last_line, form, part)):
        return False
    after = after_blank_lines(text, record.end())
    if after == len(text) and not part.last:
        raise UnfinishedError
    return not (
        _sound_cells(text, start, form, part)
        and (after == len(text) or _sound_cells(text, after, form, part))
    )


def _sound_cells(text: str, start: int, form: Form, part: TextPart) -> Sequence[str]:
    """The cells of the record at `start` if it has the right number and all its quotes are in place; otherwise none."""
    end = line_after(text, start)
    unquoted = end < len(text) and text.find('"', start, end) < 0
    if unquoted and not form.has_width(1 + text.count(form.delimiter, start, end)):
        return ()
    record = Records(text, form.delimiter, None if part.last else part.longest).at(start)
    if record is None:
        return ()
    data, cells = record[1].encode(), split(record[1], form.delimiter)
    sound = well_formed_size(data, form.delimiter, last=True) == len(data)
    return cells if sound and form.has_width(len(cells)) else ()


def _read_broken(text: str, records: Records, width: int, framed: FramedRecords) -> None:
    """Add or reject the next record, which has broken quotes."""
    delimiter, line = framed.delimiter, framed.end_line
    next_line = records.line_after(framed.end)
    written = text[framed.end : next_line]
    cells = _loose_cells(written, delimiter)
    if cells is not None and len(cells) == width and written.count('"') % 2 == 0:
        # `12,"senior" engineer`: all quotes close on the line, and the number of cells is right. The cell
        # stays as written, quotes included.
        framed.add(line, quote(cells, delimiter))
        framed.repairs.add("stray-quotes")
    else:
        framed.rejected.append(line)
        framed.damaged = True
    framed.go_to(next_line, 1)


def _look_for_a_record(text: str, records: Records, form: Form, framed: FramedRecords) -> None:
    """End the damage if this line begins a record; otherwise go to the next, as it may belong to the broken record."""
    position, width = framed.end, min({form.width, *form.widths()})
    if _is_whole(records, position, form) or _is_header(text, position, form):
        framed.repairs.add("resumed-after-damage")
        framed.damaged = False
        return
    following = records.line_after(position)
    # A line with the delimiters of a record is another broken record; other lines count as part of the record before.
    if width > 2 and text.count(form.delimiter, position, following) >= width - 1:
        framed.rejected.append(framed.end_line)
    framed.go_to(following, 1)
    if width > 1:  # otherwise a blank line is a whole record
        after = after_blank_lines(text, following)
        framed.go_to(after, count_lines(text, following, after))


def _is_whole(records: Records, position: int, form: Form) -> bool:
    if not form.has_width(records.width_at(position)):
        return False
    record = form.plausible and records.at(position)
    if not record:
        return True
    return form.fits(split(record[1], form.delimiter)) and not has_lone_quotes(
        record[1], form.delimiter
    )


def _is_header(text: str, position: int, form: Form) -> bool:
    """Whether the line is the header of a table, as where files were joined."""
    line = text[position : line_after(text, position)].strip("\ufeff\r\n")
    if not form.heads or len(line) > _LONGEST_HEADER:
        return False
    return form.heads(split(line, form.delimiter))


_LONGEST_HEADER = 2_000


@cache
def _loose_cell_pattern(delimiter: str) -> re.Pattern[str]:
    inside = possessive(r'[^"\r\n]++|""')
    quoted = rf'"{inside}"[^{delimiter}\r\n]*+'
    bare = rf'(?!")[^{delimiter}\r\n]*+'
    return re.compile(rf"({quoted}|{bare})({delimiter}|\r?\n|\r|\Z)")


def _loose_cells(line: str, delimiter: str) -> list[str] | None:
    """The cells of a line, allowing text after a closing quote; None if a quote is not closed."""
    cells: list[str] = []
    position = 0
    while cell := _loose_cell_pattern(delimiter).match(line, position):
        cells.append(unquote(cell[1]))
        position = cell.end()
        if cell[2] != delimiter:
            return cells if position == len(line) else None
    return None


# --- unquoted cells with a quote inside, as where a comma is missing before a quoted cell ---------


@dataclass(frozen=True)
class CompletedRecord:
    """A record with the comma that it lacks before a quoted cell, and where it ends in the text that lacks it.

    It is `glued` if no text is written like this: a letter on both sides of the quote.
    """

    text: str
    end: int
    glued: bool


def has_lone_quotes(record: str, delimiter: str) -> bool:
    """Whether an unquoted cell of the record has a quote without its counterpart."""
    return not has_well_formed_quotes(record, delimiter) and any(_lone_quotes(record, delimiter))


def is_quoted_across_cells(record: str, delimiter: str) -> bool:
    """Whether an unquoted cell has a lone quote, and a later one ends in one."""
    lone = [cell for _, cell in _lone_cells(record, delimiter)]
    return any(cell.endswith('"') for cell in lone[1:])


def with_missing_comma(
    text: str,
    start: int,
    record: str,
    delimiter: str,
    is_certain: Callable[[Sequence[str]], bool],
    longest: int | None,
) -> CompletedRecord | None:
    """The `record` at `start` with a comma before its first lone quote; None if it is not a certain record then.

    If more text follows, quotes that are not closed within `longest` characters are broken. Raises UnfinishedError.
    """
    opening = start + next(_lone_quotes(record, delimiter))
    end = end_of_quoted(text, start, record, delimiter, longest)
    if not end:
        return None
    written = text[start:opening] + delimiter + text[opening:end]
    completed = Records(written, delimiter).at(0)
    if (
        completed is None
        or completed.end() < len(written)
        or has_lone_quotes(completed[1], delimiter)
    ):
        return None
    if not is_certain(split(completed[1], delimiter)):
        return None
    return CompletedRecord(completed[1], end, _GLUED.match(text, opening - 1) is not None)


def end_of_quoted(text: str, start: int, record: str, delimiter: str, longest: int | None) -> int:
    """The end of the line on which the first lone quote of the `record` at `start` is closed; 0 if it is not closed."""
    opening = start + next(_lone_quotes(record, delimiter))
    cell = _OPENED.match(text, opening)
    assert cell is not None
    closing = cell.end()
    if closing >= len(text) - 1 and longest is not None and len(text) - opening <= longest:
        raise UnfinishedError
    if closing == len(text) or text[closing + 1 : closing + 2] not in {delimiter, "\r", "\n", ""}:
        return 0
    end = line_after(text, closing)
    if end == len(text) and longest is not None and text[-1] not in "\r\n":
        raise UnfinishedError
    return end


_OPENED = re.compile('"' + possessive('[^"]++|""'))
_GLUED = re.compile(r'[^\s\d"]"\S')


def _lone_quotes(record: str, delimiter: str) -> Iterator[int]:
    """Where in the record the first quotes of cells are that have a lone quote."""
    return (start + cell.index('"') for start, cell in _lone_cells(record, delimiter))


def _lone_cells(record: str, delimiter: str) -> Iterator[tuple[int, str]]:
    start = 0
    for cell in written_cells(record, delimiter):
        if not cell.startswith('"') and cell.count('"') % 2:
            yield start, cell
        start += len(cell) + 1
