"""Renews the catalogues from the program and the mapping: `python -m analyzer.translations.catalogues`.

New sentences are added without a translation, changed ones are marked as fuzzy, and those that are gone are dropped.
"""

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
# {language} sentences of linkedin-exposure, translated by the project.
# docs/translating.md says how to report a mistake, and how to change a sentence."""
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
            code, path = place.name, place / f"{name}.po"
            if path.exists():
                with path.open("rb") as opened:
                    catalogue = read_po(opened, locale=code)
            else:
                catalogue = Catalog(locale=code, charset="utf-8")
            catalogue.header_comment = HEADER.format(language=Locale.parse(code).english_name)
            catalogue.update(current, no_fuzzy_matching=False)
            catalogue.obsolete.clear()
            with path.open("wb") as opened:
                write_po(opened, catalogue, width=WIDTH, no_location=True, omit_header=False)


if __name__ == "__main__":
    renew()
