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

# In this order: chance picks by position here too.
CODES = ("en", "de", "fr", "es", "pt", "hi", "ar", "ja", "pl")
SLOT = re.compile(r"\{(\w*)\}")


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
    """The phrases of the language `code`, one of `CODES`."""
    lists = {key: tuple(items) for key, items in load(code).items()}
    themes = ({key: tuple(items) for key, items in theme.items()} for theme in lists["themes"])
    lists["themes"] = tuple(Theme(**theme) for theme in themes)
    lists["exchanges"] = tuple(map(tuple, lists["exchanges"]))
    return Language(**lists)


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
    path = files("analyzer.sample.phrases") / f"{file}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
