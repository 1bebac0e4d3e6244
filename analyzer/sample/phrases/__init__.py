"""Loads the sentence parts, a text file per language, from which all that people say is composed.

A file has the keys of `Language`, and of `Theme` under each `[[themes]]`. In a sentence `{name}` is
a colleague's first name and `{full}` their whole name; `{company}`, `{city}` and `{tool}` are what
they say; `{n}` is a small number, `{nn}` one of two digits, `{hour}` a time of day, `{dawn}` an
early one, `{br}` a line break. Apostrophes are straight; `language` makes some of them typographic,
as telephones do. The order within a file matters: chance picks by place.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from analyzer.errors import AnalyzerError

# In this order, since chance picks by place here too.
CODES = ("en", "de", "fr", "es", "pt", "hi", "ar", "ja", "pl")
SLOT = re.compile(r"\{(\w*)\}")
SLOTS = {"name", "full", "company", "city", "tool", "n", "nn", "hour", "dawn", "br"}


class PhrasesError(AnalyzerError):
    """A file of phrases is wrong; the sentence names the language and the key."""


@dataclass(frozen=True)
class Theme:
    """What a post may be about: ways to open, to go on and to close, and hashtags."""

    openers: tuple[str, ...]
    bodies: tuple[str, ...]
    closers: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """Everything said in one language; an exchange is something said and its answer."""

    themes: tuple[Theme, ...]
    comments: tuple[str, ...]
    invitations: tuple[str, ...]
    greetings: tuple[str, ...]
    exchanges: tuple[tuple[str, str], ...]
    farewells: tuple[str, ...]


@cache
def phrases(code: str) -> Language:
    """Return what is said in the language `code`, one of `CODES`; its file is read once.

    Raises PhrasesError if the file is wrong.
    """
    text = (files("analyzer.sample.phrases") / f"{code}.toml").read_text(encoding="utf-8")
    return parse(code, text)


def parse(code: str, text: str) -> Language:
    """Return the language that `text` (TOML) describes; `code` names it in errors.

    Raises PhrasesError with the key that is missing, unknown or does not hold what it should.
    """
    try:
        entry = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PhrasesError(f"The phrases of {code!r} are not TOML: {error}.") from error
    _check_keys(code, entry, Language)
    return Language(
        themes=tuple(_theme(code, theme) for theme in _items(code, entry, "themes")),
        comments=_sentences(code, entry, "comments"),
        invitations=_sentences(code, entry, "invitations"),
        greetings=_sentences(code, entry, "greetings"),
        exchanges=tuple(_exchange(code, pair) for pair in _items(code, entry, "exchanges")),
        farewells=_sentences(code, entry, "farewells"),
    )


def _theme(code: str, entry: object) -> Theme:
    if not isinstance(entry, dict):
        raise PhrasesError(f"The phrases of {code!r} are wrong at 'themes': not a table.")
    _check_keys(code, entry, Theme)
    return Theme(
        openers=_sentences(code, entry, "openers"),
        bodies=_sentences(code, entry, "bodies"),
        closers=_sentences(code, entry, "closers"),
        tags=_sentences(code, entry, "tags"),
    )


def _exchange(code: str, entry: object) -> tuple[str, str]:
    if not isinstance(entry, list) or len(entry) != 2:
        raise PhrasesError(f"The phrases of {code!r} are wrong at 'exchanges': not a pair.")
    said, answer = entry
    return _sentence(code, "exchanges", said), _sentence(code, "exchanges", answer)


def _sentences(code: str, entry: dict[str, object], key: str) -> tuple[str, ...]:
    return tuple(_sentence(code, key, item) for item in _items(code, entry, key))


def _sentence(code: str, key: str, item: object) -> str:
    if not isinstance(item, str) or not item.strip():
        raise PhrasesError(f"The phrases of {code!r} are wrong at {key!r}: not a sentence.")
    if unknown := set(SLOT.findall(item)) - SLOTS:
        raise PhrasesError(
            f"The phrases of {code!r} are wrong at {key!r}: no slot is called {min(unknown)!r}."
        )
    return item


def _items(code: str, entry: dict[str, object], key: str) -> list[object]:
    items = entry[key]
    if not isinstance(items, list) or not items:
        raise PhrasesError(f"The phrases of {code!r} are wrong at {key!r}: not a list, or empty.")
    return items


def _check_keys(code: str, entry: dict[str, object], of: type[Language | Theme]) -> None:
    if wrong := entry.keys() ^ of.__dataclass_fields__.keys():
        raise PhrasesError(
            f"The phrases of {code!r} have a missing or unknown key: {', '.join(sorted(wrong))}."
        )
