"""The texts of the sample, and the functions that load them. The order within a file matters: chance picks by position.

- `en.toml`, `de.toml` and so on: phrases in one language, with the keys of `Language`;
- `names.toml`: parts of names of people and companies;
- `odalys.toml`: lists to pick from, such as search queries and job titles;
- `participants.toml`: the kinds of participants of a workshop, and the files they have;
- `tables.toml`: the files that are the same for every seed.

In a phrase, `{name}` is a colleague's first name and `{full}` a full name; `{company}`, `{city}` and `{tool}` are
replaced by one of each; `{n}` is a small number, `{nn}` a number of two digits, `{hour}` a time of day, `{dawn}`
an early one and `{br}` a line break. Apostrophes are straight: `writing` makes some of them typographic, as telephones do.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from analyzer.errors import AnalyzerError

# In this order: chance picks by position here too.
CODES = ("en", "de", "fr", "es", "pt", "hi", "ar", "ja", "pl")
SLOT = re.compile(r"\{(\w*)\}")
SLOTS = {"name", "full", "company", "city", "tool", "n", "nn", "hour", "dawn", "br"}


class PhrasesError(AnalyzerError):
    """A file of phrases is wrong; the sentence names the language and the key."""


@dataclass(frozen=True)
class Theme:
    """The subject of a post: first sentences, sentences for its middle, last sentences, and hashtags."""

    openers: tuple[str, ...]
    bodies: tuple[str, ...]
    closers: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """The phrases of a language. An exchange is a question or remark and its answer."""

    themes: tuple[Theme, ...]
    comments: tuple[str, ...]
    invitations: tuple[str, ...]
    greetings: tuple[str, ...]
    exchanges: tuple[tuple[str, str], ...]
    farewells: tuple[str, ...]


@cache
def phrases(code: str) -> Language:
    """The phrases of the language `code`, one of `CODES`. Raises PhrasesError if the file is wrong."""
    return parse(code, _text(code))


def parse(code: str, text: str) -> Language:
    """The phrases in `text` (TOML) of the language `code`. Raises PhrasesError if a key or its value is wrong."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PhrasesError(f"The phrases of {code!r} are not TOML: {error}.") from error
    lists = _lists(code, "phrases", content, Language)
    themes = [_lists(code, "themes", theme, Theme) for theme in lists.pop("themes")]
    pairs = lists.pop("exchanges")
    if any(not isinstance(pair, list) or len(pair) != 2 for pair in pairs):
        raise _wrong(code, "exchanges", "not a pair")
    exchanges = ((_phrase(code, "exchanges", a), _phrase(code, "exchanges", b)) for a, b in pairs)
    return Language(
        themes=tuple(Theme(**_phrases(code, theme)) for theme in themes),
        exchanges=tuple(exchanges),
        **_phrases(code, lists),
    )


@cache
def texts(key: str, file: str = "odalys") -> list[str]:
    """A list to pick from."""
    items: list[str] = load(file)[key]
    return items


def rows(key: str) -> list[list[str]]:
    """A list of texts that belong together, row by row."""
    items: list[list[str]] = load("odalys")[key]
    return items


def table_rows(name: str) -> list[list[str]]:
    """The header and rows of the file `name`, which is the same for every seed."""
    table = load("tables")[name]
    if isinstance(table, dict):
        return [table["columns"], *table["rows"]]
    columns = list(table[0])
    return [columns, *([record.get(column, "") for column in columns] for record in table)]


@cache
def load(file: str) -> dict[str, Any]:
    """The content of a TOML file in this folder."""
    return tomllib.loads(_text(file))


def _text(file: str) -> str:
    return (files("analyzer.sample.phrases") / f"{file}.toml").read_text(encoding="utf-8")


def _lists(code: str, key: str, content: Any, of: type[Language | Theme]) -> dict[str, list[Any]]:
    if not isinstance(content, dict):
        raise _wrong(code, key, "not a table")
    if keys := content.keys() ^ of.__dataclass_fields__.keys():
        raise PhrasesError(
            f"The phrases of {code!r} have a missing or unknown key: {', '.join(sorted(keys))}."
        )
    for name, items in content.items():
        if not isinstance(items, list) or not items:
            raise _wrong(code, name, "not a list, or empty")
    return content


def _phrases(code: str, lists: dict[str, list[Any]]) -> dict[str, Any]:
    return {key: tuple(_phrase(code, key, item) for item in items) for key, items in lists.items()}


def _phrase(code: str, key: str, item: object) -> str:
    if not isinstance(item, str) or not item.strip():
        raise _wrong(code, key, "not a sentence")
    if unknown := set(SLOT.findall(item)) - SLOTS:
        raise _wrong(code, key, f"unknown slot {min(unknown)!r}")
    return item


def _wrong(code: str, key: str, problem: str) -> PhrasesError:
    return PhrasesError(f"The phrases of {code!r} are wrong at {key!r}: {problem}.")
