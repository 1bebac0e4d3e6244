"""An export with a unique word, a canary, in place of every word in a cell, and a search for them in all outputs.

The same word gets the same canary everywhere, so that names still agree between files. Dates and values that the
mapping compares with (`Direction` is OUTGOING) stay unchanged, so that the whole program runs.
"""

import html
import io
import re
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import pandas as pd

from analyzer.mapping.mapping import ExportMapping
from analyzer.sample import sample_tables

CELL = "kanarie"
"""The beginning of each canary in a cell. It is in no output of any command."""

NAME = "zeisig"
"""A word in names that LinkedIn does not use: of files, folders and columns. Only reports show them."""

PERSON = "stieglitz"
"""The name of a participant's folder in a workshop, which only the facilitator sees."""

CONTROLS = "\x1b\u202e\u2066\x07\x85"
"""Hidden characters in such names, which would act on a terminal or a page."""

_WORD = re.compile(r"[^\W_]+")
_UNCHANGED = frozenset("http https www com org example linkedin in true false yes no".split())


class Canaries:
    """The canaries of the words in an export."""

    def __init__(self, mapping: ExportMapping) -> None:
        self._canaries: dict[str, str] = {}
        self._compared = {
            condition.column: {value.casefold() for value in condition.values}
            for table in mapping.tables
            for part in table.parts
            for condition in part.when
        }
        self._dates = {source.column for table in mapping.tables for source in table.dates}

    def of(self, text: str) -> str:
        """The text with a canary for each word."""
        return _WORD.sub(lambda match: self._word(match[0]), text)

    def _word(self, word: str) -> str:
        if word.casefold() in _UNCHANGED:
            return word
        return self._canaries.setdefault(word, f"{CELL}{len(self._canaries):05}x")

    def rows(self, rows: Iterable[Sequence[str]]) -> list[list[str]]:
        """A header and rows, with canaries in the cells of the rows."""
        header, *others = (list(row) for row in rows)
        return [
            header,
            *([self._cell(*cell) for cell in zip(header, row, strict=False)] for row in others),
        ]

    def _cell(self, column: str, value: str) -> str:
        if column in self._dates or value.casefold() in self._compared.get(column, ()):
            return value
        return self.of(value)

    def chats(self, chats: Iterable[Sequence[str]]) -> list[list[str]]:
        """Conversations with coaches, with canaries except in their times."""
        return [[self.of(a), time, self.of(b), self.of(c)] for a, time, b, c in chats]

    def article(self, rows: Sequence[Sequence[str]]) -> list[list[str]]:
        """An article, with canaries except in its dates."""
        (title, link, created, published, author), *paragraphs = rows
        head = [self.of(title), self.of(link), created, published, self.of(author)]
        return [head, *([self.of(text)] for (text,) in paragraphs)]

    def in_file(self, name: str, rows: Sequence[Sequence[str]]) -> list[list[str]]:
        """The rows of a file of the sample, with canaries."""
        if name.endswith(".html"):
            return self.article(rows)
        return self.chats(rows) if name == "LearningCoachMessages.csv" else self.rows(rows)


def write_canaries(
    folder: Path, mapping: ExportMapping, *, seed: int = 1, names: Container[str] | None = None
) -> Path:
    """Write the sample, or only its files with these names, with canaries in its cells to the folder. Returns the folder."""
    canaries = Canaries(mapping)
    for name, table in sample_tables(seed, 0.02):
        if names and name not in names:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(table.dialect(canaries.in_file(name, table.rows)))
    return folder


def broken_files() -> dict[str, str | bytes]:
    """Files with canaries: unknown files, damaged files, and files with a cell in place of the header."""
    a, b, c = (f"{CELL}{word}" for word in "abc")
    odd = f"{NAME} {CONTROLS}"
    return {
        f"{odd}.csv": f"{NAME} col {CONTROLS},Company,{a}\n{b},{c},{a}\n",
        f"{NAME}.{NAME}": a,
        f"{NAME} folder/{NAME}.jpg": b"\xff\xd8\xff" + a.encode(),
        f"Jobs/Job Application Answers/{NAME}.csv": f"Question,Answer\n{a},{b}\n",
        f"Articles/{NAME}.html": f"<title>{a}</title><p>{b}",
        "Skills_7.csv": f"{a}\n{b}\n",
        "Languages_7.csv": f"Name,{a}\n{b},{c}\n",
        "Causes You Care About_7.csv": f"Supported Cause,{NAME} new\n{a},{b}\n",
        "Courses_7.csv": f"Name,Number,{NAME} new\n{a},{b},{c}\n{a}\n{a},{b},{c},{a}\n",
        "Honors_7.csv": f'Title,Description,Issued On\n{a}"{b},"{c}"{a}\n"{b}\n',
        "Projects_7.csv": b"PK\x03\x04" + a.encode(),
        "Organizations_7.csv": f"Name\0{a},{b}\n".encode("utf-16-le")[:-1],
        "Volunteering_7.csv": f"\xff{a},{b}\n".encode("latin-1"),
    }


# --- outputs ---------------------------------------------------------------------------------------------------------


def outputs(
    folder: Path, printed: dict[str, str], *, except_below: Sequence[str] = ()
) -> dict[str, str]:
    """All text that a command wrote below the folder, by path, and what it `printed`.

    Each text begins with the path. Paths that begin with one of `except_below` were not written by the command.
    """
    texts = dict(printed)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(tuple(except_below)):
            data = path.read_bytes()
            text = html.unescape(data.decode("utf-8", "replace"))
            if path.suffix in {".parquet", ".png"}:  # bytes, in which any letter may occur
                text = "".join(filter(str.isprintable, text))
            if path.suffix == ".parquet":
                text += pd.read_parquet(io.BytesIO(data)).to_csv()
            texts[name] = f"{name}\n{text}"
    return texts


def occurrences(texts: dict[str, str], *marks: str) -> list[str]:
    """The places of these marks in the texts, in upper or lower case, each with the text around it."""
    places = []
    for name, text in texts.items():
        for mark in marks:
            at = text.casefold().find(mark.casefold())
            if at >= 0:
                places.append(f"{name}: …{text[max(0, at - 40) : at + 40]!r}…")
    return places
