"""Reads TOML strictly: every key is taken once, and what is left or wrong is named in one plain line."""

import tomllib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from analyzer.errors import MappingError

Choice = TypeVar("Choice", bound=str)
"""A `Literal` type, given as the tuple of its values."""

Value = TypeVar("Value")


class Entry:
    """One table of a TOML file. Each key is taken out once; what is left at the end is a typo."""

    def __init__(self, file: str, entry: str, values: Mapping[str, Any]) -> None:
        self.file, self.entry, self._values = file, entry, dict(values)

    def wrong(self, key: str, problem: str) -> MappingError:
        """The error that names file, entry and key."""
        return MappingError(f"mappings/{self.file}, {self.entry}, key `{key}`: {problem}.")

    def text(self, key: str) -> str:
        """A text that has to be there."""
        value = self.optional_text(key)
        if not value:
            raise self.wrong(key, "is missing or empty")
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, or None where the key is missing."""
        value = self._values.pop(key, None)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "has to be a text in quotes")
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing, unless it is `required`."""
        return self._list(key, str, "texts", required=required)

    def numbers(self, key: str, *, required: bool = False) -> tuple[int, ...]:
        """A list of whole numbers; empty where the key is missing, unless it is `required`."""
        return self._list(key, int, "numbers", required=required)

    def among(
        self, key: str, known: Container[str], what: str, *, required: bool = False
    ) -> tuple[str, ...]:
        """A list of texts, each of which is in `known`; `what` says in messages what those are."""
        found = self.texts(key, required=required)
        for value in found:
            if value not in known:
                raise self.wrong(key, f"`{value}` is not {what}")
        return found

    def flag(self, key: str) -> bool:
        """true or false, which has to be there."""
        return self._value(key, bool, "true or false")

    def number(self, key: str) -> int | None:
        """A whole number, or None where the key is missing."""
        return self._value(key, int, "a whole number") if self.has(key) else None

    def day(self, key: str) -> date:
        """A date without quotes (2025-11-03), which has to be there."""
        return self._value(key, date, "a date like 2025-11-03")

    def optional_day(self, key: str) -> date | None:
        """A date without quotes, or None where the key is missing."""
        return self.day(key) if self.has(key) else None

    def choice(
        self, key: str, allowed: tuple[Choice, ...], default: Choice | None = None
    ) -> Choice:
        """The value of `allowed` that stands there, or `default` where the key is missing."""
        value = self._values.pop(key, default)
        for choice in allowed:
            if choice == value:
                return choice
        raise self.wrong(key, f"has to be one of {', '.join(allowed)}")

    def _list(
        self, key: str, kind: type[Value], called: str, *, required: bool
    ) -> tuple[Value, ...]:
        value = self._values.pop(key, [])
        if not isinstance(value, list) or not all(type(item) is kind and item for item in value):
            raise self.wrong(key, f"has to be a list of {called}")
        if required and not value:
            raise self.wrong(key, "is missing or empty")
        return tuple(value)

    def _value(self, key: str, kind: type[Value], called: str) -> Value:
        value = self._values.pop(key, None)
        if type(value) is not kind:  # `isinstance` takes a time for a date, and true for a number
            raise self.wrong(key, f"has to be {called}")
        return value

    def table(self, key: str) -> "Entry":
        """The one table `[key]`, which has to be there."""
        value = self._values.pop(key, None)
        if not isinstance(value, dict):
            raise self.wrong(key, f"has to stand there once, as [{key}]")
        return Entry(self.file, f"{self._inside}{key}", value)

    def entries(self, key: str, named_by: str) -> Iterator["Entry"]:
        """The entries in a list of tables, each called after its own key `named_by` in messages."""
        value = self._values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, "has to be a list of tables")
        for number, item in enumerate(value, start=1):
            called = item.get(named_by, f"number {number}")
            yield Entry(self.file, f"{self._inside}{key} {called!r}", item)

    @property
    def _inside(self) -> str:
        """How the names of entries in this one begin."""
        return "" if self.entry == "the file" else f"{self.entry}, "

    def all_texts(self) -> dict[str, str]:
        """Every key of this table with its text."""
        return {key: self.text(key) for key in list(self._values)}

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet taken."""
        return key in self._values

    def done(self) -> None:
        """Refuse what was not taken."""
        for key in self._values:
            raise self.wrong(key, "is not a key that is known here")


def parse(texts: Mapping[str, str], name: str) -> Entry:
    """The TOML file `name` among `texts` as an entry."""
    if name not in texts:
        raise MappingError(f"mappings/{name} is missing.")
    try:
        return Entry(name, "the file", tomllib.loads(texts[name]))
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"mappings/{name} is not valid TOML: {error}.") from None


def refuse_twice(file: str, what: str, ids: Iterable[str]) -> None:
    """Raise MappingError if an id stands twice."""
    for value, times in Counter(ids).items():
        if times > 1:
            raise MappingError(f"mappings/{file}: {what} '{value}' stands there {times} times.")
