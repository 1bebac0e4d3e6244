"""The language of pages: messages, numbers, dates and lists.

The program is written in English, which needs no catalogue. Every other language has two in `translations/`: `page.po` for
the program, and `mapping.po` for the sentences of `mappings/`. Babel reads them and knows the rules of CLDR. It is
imported only for these languages.
"""

import gettext as standard_gettext
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from analyzer.errors import LanguageError

LANGUAGES: Final = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "nl": "Nederlands",
    "pl": "Polski",
}
"""The languages of pages, by their codes, each named in itself. Those with a folder in `translations/` and complete."""

CATALOGUES: Final = ("page", "mapping")

_FIRST_OF_MONTH: Final = {"fr": "1er"}
"""How languages write the first day of a month, where CLDR has the mere number."""


class English:
    """The language of the source. Other languages override everything that depends on a language."""

    code = "en"
    direction = "ltr"
    """How lines run, as HTML names it: `ltr` or `rtl`."""

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return message

    def ngettext(self, one: str, several: str, number: int) -> str:
        """The form of the message for a number of things."""
        return one if number == 1 else several

    def count(self, number: int) -> str:
        """A whole number: `214,000`."""
        return f"{number:,}"

    def decimal(self, number: float) -> str:
        """A number with one decimal place: `1.2`."""
        return f"{number:.1f}"

    def percent(self, points: int) -> str:
        """Whole percent: `34%`."""
        return f"{points}%"

    def day(self, moment: date) -> str:
        """A date: `3 November 2025`."""
        return f"{moment.day} {moment:%B} {moment.year}"

    def month(self, moment: date) -> str:
        """The short name of a month: `Nov`."""
        return f"{moment:%b}"

    def series(self, names: Sequence[str]) -> str:
        """Names as a list in a sentence: `Canada`, `the EU, the EEA and Switzerland`."""
        return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))

    def lowerfirst(self, label: str) -> str:
        """A label inside a sentence. It is unchanged if it begins with an abbreviation."""
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]


class Translated(English):
    """A language with catalogues."""

    def __init__(self, code: str) -> None:
        from babel import Locale

        self.code = code
        self._locale = Locale.parse(code)
        if self._locale.character_order == "right-to-left":
            self.direction = "rtl"
        page, mapping = (_catalogue(code, name) for name in CATALOGUES)
        page.add_fallback(mapping)
        mapping.add_fallback(_Nowhere(code))
        self._catalogue = page

    def gettext(self, message: str) -> str:
        """The message in this language. Raises LanguageError if no catalogue has it, as for another mapping."""
        return self._catalogue.gettext(message)

    def ngettext(self, one: str, several: str, number: int) -> str:
        """The form of the message for a number of things. Raises LanguageError as `gettext` does."""
        return self._catalogue.ngettext(one, several, number)

    def count(self, number: int) -> str:
        """A whole number, as CLDR writes it."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self._locale)

    def decimal(self, number: float) -> str:
        """A number with one decimal place, as CLDR writes it."""
        from babel.numbers import format_decimal

        return format_decimal(number, "#,##0.0", locale=self._locale)

    def percent(self, points: int) -> str:
        """Whole percent, as CLDR writes it: `34 %` in German."""
        from babel.numbers import format_percent

        return format_percent(points / 100, locale=self._locale)

    def day(self, moment: date) -> str:
        """A date, as CLDR writes it, but `1er novembre 2025` in French."""
        from babel.dates import format_date

        written = format_date(moment, "long", locale=self._locale)
        first = _FIRST_OF_MONTH.get(self.code)
        return written.replace("1", first, 1) if first and moment.day == 1 else written

    def month(self, moment: date) -> str:
        """The short name of a month, as CLDR writes it."""
        from babel.dates import format_date

        return format_date(moment, "LLL", locale=self._locale)

    def series(self, names: Sequence[str]) -> str:
        """Names as a list in a sentence, as CLDR writes it."""
        from babel.lists import format_list

        return format_list(list(names), locale=self._locale)

    def lowerfirst(self, label: str) -> str:
        """A label inside a sentence. German labels are unchanged, because most begin with a noun."""
        return label if self.code == "de" else super().lowerfirst(label)


_ENGLISH: Final = English()
_speaking: ContextVar[English] = ContextVar("language", default=_ENGLISH)


def language() -> English:
    """The current language, as `speaking` set it: English without it."""
    return _speaking.get()


@contextmanager
def speaking(chosen: English) -> Iterator[None]:
    """Write in the chosen language."""
    token = _speaking.set(chosen)
    try:
        yield
    finally:
        _speaking.reset(token)


@cache
def find_language(code: str) -> English:
    """The language with this code. Raises LanguageError if there is none, or if its catalogues are not complete."""
    if code not in LANGUAGES:
        raise LanguageError(f"There is no language `{code}`. Choose one of {', '.join(LANGUAGES)}.")
    return _ENGLISH if code == "en" else Translated(code)


def gettext(message: str) -> str:
    """The message in the current language."""
    return language().gettext(message)


def ngettext(one: str, several: str, number: int) -> str:
    """The form of the message for a number of things, in the current language."""
    return language().ngettext(one, several, number)


def marked(message: str) -> str:
    """The message itself, marked for the catalogues. Where it is shown, `gettext` translates it."""
    return message


def forms(one: str, several: str) -> tuple[str, str]:
    """Both forms of a message, marked for the catalogues. Where it is shown, `ngettext` translates it."""
    return one, several


def _catalogue(code: str, name: str) -> standard_gettext.GNUTranslations:
    """A catalogue. Raises LanguageError if one of its messages is not translated."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source = files("analyzer.translations") / code / f"{name}.po"
    with source.open("rb") as opened:
        catalogue = read_po(opened, locale=code)
    missing = sum(
        message.fuzzy or not _complete(message.string) for message in catalogue if message.id
    )
    if missing:
        raise LanguageError(
            f"{missing} sentences have no translation into {LANGUAGES[code]}, so no page is written in it."
        )
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return standard_gettext.GNUTranslations(compiled)


class _Nowhere(standard_gettext.NullTranslations):
    """The catalogue after the last one."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def gettext(self, message: str) -> str:
        raise LanguageError(
            f"“{message[:60]}…” has no translation into {LANGUAGES[self._code]}. Make the page in English."
        )

    def ngettext(self, one: str, several: str, number: int) -> str:
        return self.gettext(one)


def _complete(forms: str | Sequence[str] | None) -> bool:
    """Whether every form of a message has a translation."""
    return all(forms) if forms and not isinstance(forms, str) else bool(forms)
