"""The digests of all quotes in the mapping, with their lines in the articles: `quotes.sha256`.

The articles are not part of the project. With the list, anyone can check that the quotes are still those that were
compared with them. `python tests/quotes.py FOLDER` compares the quotes of the articles in a folder with their texts, and
renews the list. It keeps the rows of all other articles.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from analyzer.mapping.articles import Finding, Statement
from analyzer.mapping.mapping import ExportMapping, load_mapping

LIST = Path(__file__).parent / "quotes.sha256"
HEAD = (
    "# Each part of a quote: the article, its line there, and the SHA-256 of the part in UTF-8, with straight quotation "
    "marks and single spaces.\n"
)

Row = tuple[str, str, str]
"""The id of an article, a line or lines (`12` or `12-13`), and a digest."""


def normalised(text: str) -> str:
    """The text with straight quotation marks and single spaces."""
    straight = text.translate(str.maketrans("“”‘’‛′\N{NO-BREAK SPACE}", "\"\"''''" + " "))
    return " ".join(straight.split())


def parts(quote: str) -> list[str]:
    """The normalised parts of a quote, which `[…]` separates."""
    return [normalised(part) for part in quote.split(" […] ")]


def digest(part: str) -> str:
    return sha256(part.encode()).hexdigest()


def quoted_parts(mapping: ExportMapping) -> Iterator[tuple[Statement | Finding, str]]:
    """Each part of a quote, with the statement or finding that it belongs to."""
    for article in mapping.articles:
        for passage in article.passages:
            for quote in passage.quotes:
                yield from ((passage, part) for part in parts(quote))


def lines_with(part: str, cited: Sequence[int], article: Sequence[str]) -> str | None:
    """The first of the cited lines, or of the runs of cited lines, that has the part."""
    for length in range(1, len(cited) + 1):
        for first in cited:
            run = range(first, first + length)
            if set(run) <= set(cited) and part in normalised(
                " ".join(article[number - 1] for number in run)
            ):
                return str(first) if length == 1 else f"{first}-{run[-1]}"
    return None


def rows(mapping: ExportMapping, folder: Path) -> list[Row]:
    """The rows of the list for the articles in a folder. Raises ValueError if one does not have a quote."""
    articles = {
        article.id: (folder / article.source).read_text("utf-8").splitlines()
        for article in mapping.articles
        if (folder / article.source).exists()
    }
    distinct = set()
    for passage, part in quoted_parts(mapping):
        if passage.article not in articles:
            continue
        lines = lines_with(part, passage.lines, articles[passage.article])
        if lines is None:
            raise ValueError(f"{passage.id}: lines {passage.lines} do not have “{part}”.")
        distinct.add((passage.article, lines, digest(part)))
    return in_order(distinct)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """The rows by article, line and digest."""
    return sorted(rows, key=lambda row: (row[0], int(row[1].partition("-")[0]), row[2]))


def read_list() -> list[Row]:
    """The rows of the current list."""
    lines = LIST.read_text("utf-8").removeprefix(HEAD).splitlines()
    return [(article, place, value) for article, place, value in map(str.split, lines)]


if __name__ == "__main__":
    fresh = rows(load_mapping(), Path(sys.argv[1]))
    compared = {article for article, _, _ in fresh}
    kept = [row for row in read_list() if row[0] not in compared]
    LIST.write_text(
        HEAD + "".join(f"{' '.join(row)}\n" for row in in_order([*fresh, *kept])), "utf-8"
    )
