"""The work of reading grows in proportion to the bytes and files of an export, for any content.

The tests count the lines of code run. Unlike seconds, these are the same on every machine. The work inside patterns is
limited by `test_hostile_inputs.py`, which reads large files.
"""

import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from counting import lines_run
from exports import Files, write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.diagnose import diagnose
from analyzer.mapping.mapping import load_mapping
from analyzer.reading.archive import export_files, open_archive
from analyzer.reading.reader import read
from analyzer.reading.sources import ArchiveFile, FolderSource
from analyzer.reporting.figures import figures
from analyzer.reporting.mapping_draft import draft
from analyzer.reporting.page import render

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

SMALL, LARGE = 500, 2000


MAPPING = load_mapping()


def lines_of(path: Path) -> int:
    """The number of lines of code that analysing the export at `path` runs."""
    return lines_run(lambda: analyze(path, MAPPING))


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


def check(small: Path, large: Path) -> None:
    lines_of(small)  # creates the objects that are cached
    assert lines_of(large) < 5 * lines_of(small)


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_damaged_files(files: Callable[[int], Files], tmp_path: Path) -> None:
    exports = [
        write(tmp_path / str(n), {"Skills_1.csv": "Name\nx\n", **files(n)}) for n in (SMALL, LARGE)
    ]
    check(*exports)


@pytest.mark.parametrize("unit", UNITS)
def test_an_article_of_one_repeated_unit(unit: str, tmp_path: Path) -> None:
    exports = [
        write(tmp_path / str(n), {"Skills.csv": "Name\nx\n", "Articles/a.html": unit * n})
        for n in (SMALL, LARGE)
    ]
    check(*exports)


SHORT: dict[str, tuple[Callable[[int], str], int]] = {
    # By what a line has: the line under a header of so many columns, and a limit to the growth from 100 columns to 400.
    "a cell": (lambda _: "x", 2),
    "a date and a link": (lambda _: "2020-01-01 00:00:00,https://a,b", 2),
    "half of the cells": (lambda columns: "2020-01-01 00:00:00,https://a,b" + "," * (columns // 2), 5),
}  # fmt: skip


@pytest.mark.parametrize(("line", "growth"), SHORT.values(), ids=SHORT)
def test_the_work_for_a_short_line_depends_on_its_length(
    line: Callable[[int], str], growth: int
) -> None:
    """It does not depend on the number of columns in the header."""

    def steps(columns: int) -> int:
        header = VOTES[:-1] + "".join(f",c{at}" for at in range(columns))
        text = f"{header}\n" + f"{line(columns)}\n{line(columns)},x\n" * 100
        return lines_run(lambda: read(text.encode(), "Votes.csv", MAPPING))

    steps(10)  # creates the objects that are cached
    assert steps(400) < growth * steps(100)


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
def test_names_in_a_zip(names: Callable[[int], list[str]], tmp_path: Path) -> None:
    exports = [tmp_path / f"{n}.zip" for n in (SMALL, LARGE)]
    for path, n in zip(exports, (SMALL, LARGE), strict=True):
        with zipfile.ZipFile(path, "w") as packed:
            for name in ["Skills.csv", *names(n)]:
                packed.writestr(name, "Name\nx\n")
    check(*exports)


def test_years_far_apart_do_not_get_a_period_each(tmp_path: Path) -> None:
    header = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility"
    rows = (f"{year}-06-01 00:00:00,,some words,,," for year in ("0001", "1900", "2099", "9999"))
    export = write(tmp_path, {"Shares.csv": "\n".join([header, *rows])})
    assert len(figures(analyze(export, MAPPING)).periods) == 200


MANY: dict[str, Callable[[int], Files]] = {
    "articles": lambda n: {f"Articles/{at}.html": f"<h1>x</h1><p>{at}</p>" for at in range(n)},
    "unknown files": lambda n: {f"{at}.csv": f"one,two\n{at},x\n" for at in range(n)},
    "copies": lambda n: {f"{at}/Skills.csv": "Name\nx\n" for at in range(n)},
}


@pytest.mark.parametrize("command", ["doctor", "draft"])
def test_names_that_make_one_name_of_a_table(command: str, tmp_path: Path) -> None:
    def lines(n: int) -> int:
        names = {f"{chr(0x4E00 + at)}.csv": f"a{at},b\n1,2\n" for at in range(n)}
        export = write(tmp_path / str(n), {"Skills.csv": "Name\nx\n", **names})
        if command == "doctor":
            return lines_run(lambda: diagnose(export, MAPPING))
        unknown = diagnose(export, MAPPING).unknown
        return lines_run(lambda: draft(unknown, MAPPING, "a tool"))

    lines(1)  # creates the objects that are cached
    few, some, many = map(lines, (20, 40, 80))
    assert many - some < 2.5 * (some - few)


@pytest.mark.parametrize("files", MANY.values(), ids=MANY)
def test_a_whole_report_of_many_files(files: Callable[[int], Files], tmp_path: Path) -> None:
    def lines(n: int) -> int:
        export = write(tmp_path / str(n), {"Skills.csv": "Name\nx\n", **files(n)})
        return lines_run(lambda: render(figures(analyze(export, MAPPING)), date(2026, 1, 1)))

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
def test_blank_lines_are_skipped_in_one_step(path: str, above: str, tmp_path: Path) -> None:
    few, many = (
        lines_of(write(tmp_path / str(n), {"Skills_1.csv": "Name\nx\n", path: above + "\n" * n}))
        for n in (SMALL, LARGE)
    )
    assert many < few + SMALL


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
        export_files(archive, MAPPING)
    assert len(reads) == SMALL
