"""The work of reading grows in proportion to the bytes and files of an export, for any content.

The tests count the lines of code run and the characters searched by patterns. Unlike seconds, these are the same on
every machine.
"""

import importlib
import re
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from counting import lines_run
from exports import Files, write

from analyzer.analysis.analyze import analyze
from analyzer.mapping.mapping import load_mapping
from analyzer.reading import dialects
from analyzer.reading.archive import export_files, open_archive
from analyzer.reading.damaged import (
    FramedRecords,
    frame,
)
from analyzer.reading.reader import read
from analyzer.reading.sources import ArchiveFile, FolderSource
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render

pytestmark = pytest.mark.uncounted

READS = ("analyzer", "html", "_markupbase")
"""The packages that are imported again, with patterns that count."""

SMALL, LARGE = 500, 2000


@dataclass
class Work:
    """The work so far."""

    lines: int = 0
    characters: int = 0


class Watching:
    """A pattern that counts the characters searched."""

    def __init__(self, pattern: re.Pattern[str], work: Work) -> None:
        self.pattern = pattern
        self.work = work

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.pattern, name)
        if not callable(method):
            return method

        def find(*given: Any, **named: Any) -> Any:
            result = method(*given, **named)
            text, *bounds = given[1:] if name in {"sub", "subn"} else given
            start, stop = (
                (*bounds, 0)[0],
                (*bounds[:2], 0, len(text))[1 if len(bounds) == 2 else -1],
            )
            # A search without a match reads to the end.
            ends = result.end() if isinstance(result, re.Match) else stop
            self.work.characters += ends - start
            return result

        return find


@dataclass(frozen=True)
class Watched:
    """The analysis of an export, and its work."""

    analyze: Callable[[Path], Any]
    work: Work

    def of(self, path: Path) -> Work:
        """The work of analysing the export at `path`."""
        self.work.characters = 0
        lines = lines_run(lambda: self.analyze(path))
        return Work(lines, self.work.characters)


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    """The analysis, in a copy of the program whose patterns count."""
    work = Work()
    compiled, normalize = re.compile, unicodedata.normalize

    def watching(pattern: Any, flags: int = 0) -> Any:
        return Watching(compiled(pattern, flags), work)

    def ordering(form: Any, text: str) -> str:
        # Normalising moves accents past one another, one step at a time.
        work.characters += len(text) ** 2
        return normalize(form, text)

    def at_once(name: str) -> Callable[..., Any]:
        return lambda pattern, *given, flags=0: getattr(watching(pattern, flags), name)(*given)

    names = ("match", "search", "fullmatch", "sub", "split", "findall", "finditer")
    with pytest.MonkeyPatch.context() as patched:
        for name in [name for name in sys.modules if name.partition(".")[0] in READS]:
            patched.delitem(sys.modules, name)
        patched.setattr(re, "compile", watching)
        patched.setattr(unicodedata, "normalize", ordering)
        for name in names:
            patched.setattr(re, name, at_once(name))
        exposure = importlib.import_module("analyzer.analysis.analyze")
        mapping = importlib.import_module("analyzer.mapping.mapping").load_mapping()
        yield Watched(lambda path: exposure.analyze(path, mapping), work)
        for name in [name for name in sys.modules if name.partition(".")[0] in READS]:
            del sys.modules[name]


VOTES = "Date,Link,OptionText\n"
DAMAGE = '"a"b\n'
UNITS = (
    *("<a ", "</a ", "<", "</", "<?", "<!", "<![CDATA[", "<!--", "<a b='", '<a b="', "<p =", "&", "&#1"),
    *("<b>x</b>", "<p>", "<h1>", "<script>", "<script", "</script>", "<style></x>", "<title>x</title>"),
)  # fmt: skip
FILES: dict[str, Callable[[int], Files]] = {
    "every line closes a quote and opens another": lambda n: {
        "Votes.csv": VOTES + DAMAGE + 'x","\n' * n
    },
    "the same, with the last quote closed": lambda n: {
        "Votes.csv": VOTES + DAMAGE + 'x","\n' * n + 'x"\n'
    },
    "the same in a table without a date": lambda n: {
        "Skills.csv": "Name\n" + DAMAGE + 'x","\n' * n
    },
    "the same in an unknown file": lambda n: {
        "notes.csv": "a,b,c,d,e,f\n" + DAMAGE + 'x","\n' * n + 'x"\n'
    },
    "the same in lines saved as single cells": lambda n: {
        "Votes.csv": f'"{VOTES[:-1]}"\n"' + 'x"",""\n' * n + '"\n'
    },
    "every other line is broken": lambda n: {
        "Votes.csv": VOTES + '2020-01-01 00:00:00,a,b\nx","\n' * n
    },
    "an article with blank paragraphs before its text, and titles after it": lambda n: {
        "Articles/a.html": "<p> " * n + "x" + "<h1>" * n
    },
    "an article with half-open ends of a script": lambda n: {
        "Articles/a.html": "<script>" + "</script" * n
    },
    "many quotes that are never closed": lambda n: {
        "Skills.csv": "Name\n" + '"a"b\n""\n' * n + '"'
    },
}


def check(watched: Watched, small: Path, large: Path) -> None:
    few, many = watched.of(small), watched.of(large)
    assert many.lines < 5 * few.lines
    assert many.characters < 5 * few.characters


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_damaged_files(files: Callable[[int], Files], watched: Watched, tmp_path: Path) -> None:
    exports = [
        write(tmp_path / str(n), {"Skills_1.csv": "Name\nx\n", **files(n)}) for n in (SMALL, LARGE)
    ]
    check(watched, *exports)


@pytest.mark.parametrize("unit", UNITS)
def test_an_article_of_one_repeated_unit(unit: str, watched: Watched, tmp_path: Path) -> None:
    exports = [
        write(tmp_path / str(n), {"Skills.csv": "Name\nx\n", "Articles/a.html": unit * n})
        for n in (SMALL, LARGE)
    ]
    check(watched, *exports)


NAMES: dict[str, Callable[[int], list[str]]] = {
    "the same name for all": lambda n: ["a.png"] * n,
    "a name of many accents": lambda n: ["\u0301\u0323" * n],
    "a folder, repeated many times in one name": lambda n: ["articles/" * n],
    "the same name for all, after names with numbers": lambda n: [
        *(f"a [{number}].png" for number in range(n // 2)),
        *["a.png"] * (n // 2),
    ],
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
@pytest.mark.filterwarnings(
    "ignore:Duplicate name"
)  # a warning of zipfile while the test writes the archive
def test_names_in_a_zip(
    names: Callable[[int], list[str]], watched: Watched, tmp_path: Path
) -> None:
    exports = [tmp_path / f"{n}.zip" for n in (SMALL, LARGE)]
    for path, n in zip(exports, (SMALL, LARGE), strict=True):
        with zipfile.ZipFile(path, "w") as packed:
            for name in ["Skills.csv", *names(n)]:
                packed.writestr(name, "Name\nx\n")
    check(watched, *exports)


def test_years_far_apart_do_not_get_a_period_each(tmp_path: Path) -> None:
    header = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility"
    rows = (f"{year}-06-01 00:00:00,,some words,,," for year in ("0001", "1900", "2099", "9999"))
    export = write(tmp_path, {"Shares.csv": "\n".join([header, *rows])})
    assert len(figures(analyze(export, load_mapping())).periods) == 200


MANY: dict[str, Callable[[int], Files]] = {
    "articles": lambda n: {f"Articles/{at}.html": f"<h1>x</h1><p>{at}</p>" for at in range(n)},
    "unknown files": lambda n: {f"{at}.csv": f"one,two\n{at},x\n" for at in range(n)},
    "copies": lambda n: {f"{at}/Skills.csv": "Name\nx\n" for at in range(n)},
}


@pytest.mark.parametrize("files", MANY.values(), ids=MANY)
def test_a_whole_report_of_many_files(files: Callable[[int], Files], tmp_path: Path) -> None:
    mapping = load_mapping()

    def lines(n: int) -> int:
        export = write(tmp_path / str(n), {"Skills.csv": "Name\nx\n", **files(n)})
        return lines_run(lambda: render(figures(analyze(export, mapping)), date(2026, 1, 1)))

    lines(1)  # creates the objects that are cached
    few, some, many = map(lines, (20, 40, 80))
    assert many - some < 2.5 * (some - few)


BLANK: dict[str, tuple[str, str]] = {
    "below records": ("Skills.csv", "Name\nx\n"),
    "below damage": ("Votes.csv", VOTES + DAMAGE),
    "below searches": (
        "SearchQueries.csv",
        "Time,Search Query\n2025/01/01 00:00:00 UTC,salt, and rope\n",
    ),
    "below a conversation": (
        "LearningCoachMessages.csv",
        "conversation: a\ntimestamp: b\nuser: c\ncoach: d\n",
    ),
    "in an article": ("Articles/a.html", "<h1>x</h1>"),
}


@pytest.mark.parametrize(("path", "above"), BLANK.values(), ids=BLANK)
def test_blank_lines_are_skipped_in_one_step(
    path: str, above: str, watched: Watched, tmp_path: Path
) -> None:
    few, many = (
        watched.of(write(tmp_path / str(n), {"Skills_1.csv": "Name\nx\n", path: above + "\n" * n}))
        for n in (SMALL, LARGE)
    )
    assert many.lines < few.lines + SMALL
    assert many.characters < 5 * few.characters


class Moving(list[Any]):
    """A list that counts the items moved by deletions."""

    moved = 0

    def __delitem__(self, at: Any) -> None:
        before = len(self)
        super().__delitem__(at)
        Moving.moved += before


def test_headers_of_joined_files_are_dropped_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def framed(*given: Any) -> FramedRecords:
        records = frame(*given)
        records.texts = Moving(records.texts)
        return records

    monkeypatch.setitem(dialects.LAYOUTS, "csv", dialects.FileLayout(framed))
    data = (VOTES * LARGE + "2020-01-01 00:00:00,a,b\n" * LARGE).encode()
    assert read(data, "Votes.csv", load_mapping()).measured == LARGE
    assert Moving.moved < 5 * LARGE


def test_a_file_is_not_read_again_for_each_of_its_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    blocks = FolderSource.blocks

    def counting(folder: FolderSource, member: ArchiveFile) -> Iterator[bytes]:
        reads.append(member.path)
        return blocks(folder, member)

    monkeypatch.setattr(FolderSource, "blocks", counting)
    export = write(tmp_path, {f"{at}/Skills.csv": "Name\nx\n" for at in range(SMALL)})
    with open_archive(export) as archive:
        export_files(archive, load_mapping())
    assert len(reads) == SMALL
