"""A pseudo-language, and the English that is left on a page in it.

Every letter of a message has an accent, and two letters of five are doubled. What is not a message stays as it is.
"""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Final
from unittest import mock

from analyzer import language
from analyzer.analysis.model import Analysis
from analyzer.analysis.scenario import Scenario
from analyzer.language import English, find_language, speaking
from analyzer.reporting.evidence import short_names
from analyzer.reporting.figures import figures, in_language
from analyzer.reporting.model import Figures
from analyzer.reporting.page import render
from analyzer.reporting.share import file_label

_LETTERS: Final = dict(zip("abcdefghijklmnopqrstuvwxyz", "åḃçðéƒĝĥîĵķļṁñöþǫŕšţûṽŵẋýž", strict=True))
_ACCENTED: Final = str.maketrans(
    _LETTERS | {plain.upper(): accented.upper() for plain, accented in _LETTERS.items()}
)
_KEPT: Final = re.compile(r"(%\([a-z_]+\)[sd]|\{[^{}]*\}|<[^<>]+>|&[a-z]+;)")
"""Placeholders, tags and entities."""


def accented(message: str) -> str:
    """The message in the pseudo-language: `{number} words` becomes `{number} ŵöŕŕðšš`."""
    pieces, letters = [], 0
    for number, piece in enumerate(_KEPT.split(message)):
        if number % 2:
            pieces.append(piece)
            continue
        for character in piece:
            replaced = character.translate(_ACCENTED)
            pieces.append(replaced)
            if replaced != character:
                letters += 1
                # Only lower case is doubled, since a name with two capitals is an abbreviation.
                pieces.append(replaced.lower() if letters % 5 in (2, 4) else "")
    return "".join(pieces)


class Pseudo(English):
    """The pseudo-language. Its numbers, dates and lists differ from English, too."""

    code = "en-XA"

    def gettext(self, message: str) -> str:
        return accented(message)

    def ngettext(self, one: str, several: str, number: int) -> str:
        return accented(super().ngettext(one, several, number))

    def count(self, number: int) -> str:
        return f"{number:,}".replace(",", "’")

    def decimal(self, number: float) -> str:
        return f"{number:.1f}".replace(".", ",")

    def percent(self, points: int) -> str:
        return f"{points}\N{NARROW NO-BREAK SPACE}%"

    def day(self, moment: date) -> str:
        return f"{moment.year}. {accented(f'{moment:%B}')} {moment.day}."

    def month(self, moment: date) -> str:
        return accented(f"{moment:%b}")

    def series(self, names: Sequence[str]) -> str:
        return " & ".join(names)


PSEUDO: Final = Pseudo()


@contextmanager
def offered(chosen: English = PSEUDO) -> Iterator[str]:
    """The code of a language. Pages are offered in it until the end of the context."""
    languages = {} if chosen.code == "en" else {chosen.code: accented("Pseudo")}
    with (
        mock.patch.dict(language.LANGUAGES, languages),
        mock.patch.object(language, "Translated", return_value=chosen),
    ):
        find_language.cache_clear()
        yield chosen.code
    find_language.cache_clear()


def page_in_pseudo(analysis: Analysis, made_on: date) -> str:
    """The page of an export in the pseudo-language."""
    with speaking(PSEUDO):
        shown = in_language(figures(analysis), analysis, Scenario(), None)
        return render(shown, made_on)


@dataclass(frozen=True)
class Names:
    """The names on a page that no language translates: those that are `inside` a text, and those that are a `whole` text."""

    inside: re.Pattern[str]
    whole: frozenset[str]


def names_of(*exports: Figures) -> Names:
    """The names of LinkedIn, this program, articles and their authors, files, and columns, in a mapping and in exports."""
    mapping = exports[0].mapping
    articles = {
        name for article in mapping.articles for name in (article.publisher, article.author) if name
    }
    files = {name for table in mapping.tables for name in table.files}
    files |= {file_label(table) for table in mapping.tables}
    files |= {file.file.path for figures in exports for file in figures.files}
    inside = {mapping.platform, "linkedin-exposure", "W3C"} | articles | files
    inside |= {figures.name for figures in exports} | set(short_names(mapping).values())
    columns = {column.name for table in mapping.tables for column in table.columns}
    columns |= {column.name for figures in exports for column in figures.columns if column.name}
    longest_first = sorted(inside, key=len, reverse=True)
    return Names(re.compile("|".join(map(re.escape, longest_first))), frozenset(columns))


def plain_english(html: str, names: Names) -> list[str]:
    """The texts of a page in the pseudo-language that have a plain word of two letters or more, without repetitions.

    Texts that are marked as English, styles, code and names are left out.
    """
    return plain_texts(texts_of(html), names)


def plain_texts(texts: Iterable[str], names: Names) -> list[str]:
    """Those of the texts that have a plain word of two letters or more, without repetitions.

    Names are left out, and so are the names of columns in a list or after a colon.
    """
    dense = dict.fromkeys(" ".join(text.split()) for text in texts)
    return [text for text in dense if any(_is_plain(each, names) for each in _LIST.split(text))]


_LIST: Final = re.compile(r":(?: |$)|, |\.(?= |$)")
"""What comes between the names in a list, and around it."""


def _is_plain(text: str, names: Names) -> bool:
    return text not in names.whole and bool(
        re.search(r"\b[A-Za-z]{2,}\b", names.inside.sub("", text))
    )


def texts_of(html: str) -> Iterator[str]:
    """The texts of a page that can be in another language, of its pictures, and of attributes that are read out."""
    reader = _Texts()
    reader.feed(html)
    reader.close()
    yield from reader.texts
    for picture in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", html):
        yield from texts_of(b64decode(picture).decode())


class _Texts(HTMLParser):
    """The texts of a page and of the attributes that are read out, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        """The elements around this place, and whether their texts are left out."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        outside = bool(self._open and self._open[-1][1])
        left_out = (
            outside
            or tag in ("style", "code")
            or attributes.get("lang", PSEUDO.code) != PSEUDO.code
        )
        if not left_out:
            self.texts += filter(None, map(attributes.get, ("aria-label", "alt", "title")))
        if tag not in ("meta", "img", "br", "input", "link", "rect", "hr"):
            self._open.append((tag, left_out))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.texts.append(data)
