"""Writes rows as CSV that a spreadsheet opens without taking any cell for a formula."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Final

from analyzer.wording import printable

_FORMULA: Final = re.compile(r"(^|[;|])(?=\s*[=+\-@＝＋－＠])")
"""Where a cell begins like a formula, also for a spreadsheet that parts cells at something else than commas."""


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """These rows as CSV; nothing is an empty cell, and a number stays one."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(map(_cell, row) for row in rows)
    return text.getvalue()


def _cell(value: object) -> object:
    """The value as a spreadsheet takes it for what it is: text that begins like a formula after a `'`."""
    return _FORMULA.sub(r"\1'", printable(value)) if isinstance(value, str) else value
