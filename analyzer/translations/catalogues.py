"""Renews the catalogues from the program and the mapping: `python -m analyzer.translations.catalogues`.

New sentences are added without a translation, changed ones are marked as fuzzy, and those that are gone are dropped.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from analyzer.language import CATALOGUES, English, speaking
from analyzer.mapping.mapping import load_mapping

PROGRAM: Final = Path(__file__).parents[1]
KEYWORDS: Final = {
    "gettext": None,
    "marked": None,
    "ngettext": (1, 2),
    "forms": (1, 2),
    "_": None,
}
METHODS: Final = [("**.py", "python"), ("**.j2", "jinja2")]
OPTIONS: Final = {
    # As `reporting.page` sets up Jinja2: the messages of templates depend on it.
    "jinja2": {
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "keep_trailing_newline": "true",
        "trimmed": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    },
    "python": {},
}
HEADER: Final = """\
# The {language} translation of linkedin-exposure, made by the project. docs/translating.md describes how to report a mistake.
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plural_forms}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
WIDTH: Final = 120


class Recorder(English):
    """English that keeps the messages it is asked for."""

    def __init__(self) -> None:
        self.messages: dict[str | tuple[str, str], None] = {}

    def gettext(self, message: str) -> str:
        """The message, which is kept."""
        self.messages[message] = None
        return message

    def ngettext(self, one: str, several: str, number: int) -> str:
        """The form for the number; both forms are kept."""
        self.messages[one, several] = None
        return super().ngettext(one, several, number)


def messages(name: str) -> Iterator[str | tuple[str, ...]]:
    """The messages of a catalogue, in the order of the source."""
    if name == "mapping":
        recorder = Recorder()
        with speaking(recorder):
            load_mapping()
        yield from recorder.messages
        return
    sources = extract_from_dir(
        PROGRAM, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=(), strip_comment_tags=True
    )
    for _, _, message, _, _ in sources:
        yield message


def template(name: str) -> Catalog:
    """A catalogue of all messages, without translations."""
    catalogue = Catalog(project="linkedin-exposure", charset="utf-8")
    for message in messages(name):
        catalogue.add(message)
    return catalogue


def renew(folder: Path = PROGRAM / "translations") -> None:
    """Write the catalogues of every language that has a folder."""
    for name in CATALOGUES:
        current = template(name)
        for place in sorted(folder.glob("[a-z]*/")):
            catalogue = read(place / f"{name}.po", place.name)
            catalogue.update(current)
            write(place / f"{name}.po", catalogue, place.name)


def read(path: Path, code: str) -> Catalog:
    """The catalogue at `path`, or an empty one."""
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as opened:
        return read_po(opened, locale=code)


def write(path: Path, catalogue: Catalog, code: str) -> None:
    """Write a catalogue without dates and lines of the source, so that it changes only with its sentences."""
    language = Locale.parse(code).english_name
    header = HEADER.format(language=language, code=code, plural_forms=catalogue.plural_forms)
    body = io.BytesIO()
    write_po(body, catalogue, width=WIDTH, no_location=True, omit_header=True, ignore_obsolete=True)
    path.write_bytes(header.encode() + body.getvalue())


if __name__ == "__main__":
    renew()
