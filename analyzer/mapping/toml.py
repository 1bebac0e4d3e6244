"""Builds frozen dataclasses from TOML. Every error is one line that names the file, the entry and the key."""

import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache, partial
from types import MappingProxyType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from analyzer.errors import MappingError
from analyzer.language import gettext

Terms = Mapping[str, Mapping[str, object]]
"""The values that texts may refer to, by their description ("a data type of categories.toml") and then by id.

A field of the type `Annotated[DataType, "a data type of categories.toml"]` gets the value, and one of the type
`Annotated[str, …]` the id. With a function in place of the words, a field gets what that makes of the text.
"""

AnyText = Annotated[str, str]
"""Text that may be empty. All other text has at least one character."""

Built = TypeVar("Built")


Prose = Annotated[str, gettext]
"""Text for readers of pages, which is in the current language (`analyzer.language`)."""


class WrongValue(ValueError):
    """A value that does not go with the others of its entry. `build` adds the file and the entry."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(problem)
        self.key, self.problem = key, problem


class Entry(NamedTuple):
    """A table of a TOML file. `name` is empty for the file as a whole."""

    file: str
    values: Mapping[str, Any] = MappingProxyType({})
    terms: Terms = MappingProxyType({})
    name: str = ""

    def wrong(self, key: str, problem: str) -> MappingError:
        """The error that names file, entry and key."""
        place = ", ".join(filter(None, (f"mappings/{self.file}", self.name, f"key `{key}`")))
        return MappingError(f"{place}: {problem}.")

    def table(self, key: str) -> "Entry":
        """The table `[key]`. Raises MappingError if it is missing or is a list."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.wrong(key, f"must appear once, as [{key}]")
        return self._within(key, value)

    def tables(self, key: str) -> tuple["Entry", ...]:
        """The tables in the list `key`, named by their ids; none if the key is missing.

        Raises MappingError if two have the same id, or if it is not a list of tables.
        """
        items = self.values.get(key, [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self.wrong(key, "must be a list of tables")
        ids = [_identifier(item, number) for number, item in enumerate(items, start=1)]
        if any("id" in item or "name" in item for item in items):
            refuse_repeated(self, key, ids)
        return tuple(
            [self._within(f"{key} {name!r}", item) for name, item in zip(ids, items, strict=True)]
        )

    def without(self, *keys: str) -> "Entry":
        """The entry without some of its keys."""
        return self._replace(values={k: v for k, v in self.values.items() if k not in keys})

    def with_terms(self, what: str, values: Mapping[str, object]) -> "Entry":
        """The entry, in which texts may also refer to these values by their ids."""
        return self._replace(terms={**self.terms, what: values})

    def check_keys(self, *keys: str) -> None:
        """Raise MappingError if the entry has any other key."""
        for key in self.values:
            if key not in keys:
                raise self.wrong(key, f"is unknown (known keys: {', '.join(keys)})")

    def _within(self, name: str, values: Mapping[str, Any]) -> "Entry":
        return Entry(self.file, values, self.terms, f"{self.name}, {name}" if self.name else name)


def parse(texts: Mapping[str, str], name: str, terms: Terms) -> Entry:
    """The TOML file `name` among `texts`. Raises MappingError if it is missing or not valid."""
    if name not in texts:
        raise MappingError(f"mappings/{name} is missing.")
    try:
        return Entry(name, tomllib.loads(texts[name]), terms)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"mappings/{name} is not valid TOML: {error}.") from None
    except RecursionError:
        raise MappingError(f"mappings/{name} has too many brackets in one another.") from None
    except ValueError:  # Python's limit for the digits of a number
        raise MappingError(f"mappings/{name} has a number with too many digits.") from None


def build(cls: Callable[..., Built], entry: Entry, **given: Any) -> Built:
    """The `cls` that an entry describes. `given` are the fields that are not among its keys.

    Each other field is read by its type from the key of its name, or from the `key` of its metadata. A field
    without a default must be there, and must not be empty. Raises MappingError.
    """
    values = {
        field: read(entry, key, entry.values.get(key))
        for field, key, required, read in _keys(cls)
        if field not in given and (required or key in entry.values)
    }
    if len(values) < len(entry.values):
        entry.check_keys(*(key for field, key, _, _ in _keys(cls) if field not in given))
    try:
        return cls(**given, **values)
    except WrongValue as error:
        raise entry.wrong(error.key, error.problem) from None


def build_all(cls: Callable[..., Built], entry: Entry, key: str, **given: Any) -> tuple[Built, ...]:
    """The `cls` of each table in the list `key`, as `build` makes them. Raises MappingError."""
    return tuple([build(cls, inner, **given) for inner in entry.tables(key)])


def one_of(choices: Any) -> str:
    """The problem with a missing value of a `Literal`."""
    return f"must be one of {', '.join(get_args(choices))}"


def refuse_repeated(entry: Entry, key: str, ids: Sequence[str]) -> None:
    """Raise MappingError if an id is there more than once."""
    if len(set(ids)) < len(ids):
        ((identifier, number),) = Counter(ids).most_common(1)
        raise entry.wrong(key, f"'{identifier}' is listed {number} times")


def _identifier(item: Mapping[str, Any], number: int) -> str:
    """What distinguishes an entry from the others in its list."""
    for key in ("id", "name", "column", "table", "link", "says", "row"):
        if isinstance(item.get(key), str):
            return str(item[key])
    return f"number {number}"


# --- readers: the value of a key by the type of its field ----------------------------------------

_Reader = Callable[[Entry, str, Any], Any]
"""Reads the value of a key, or raises MappingError. The value is None if the key is missing."""


@cache
def _keys(cls: Any) -> tuple[tuple[str, str, bool, _Reader], ...]:
    """The name of each field, its key, whether it is required, and its reader."""
    hints = get_type_hints(cls, include_extras=True)
    return tuple(
        (
            field.name,
            field.metadata.get("key", field.name),
            field.default is MISSING and field.default_factory is MISSING,
            _reader(hints[field.name], may_be_empty=field.default == ()),
        )
        for field in fields(cls)
    )


def _reader(hint: Any, *, may_be_empty: bool = False) -> _Reader:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:  # `X | None`
        return _reader(arguments[0])
    if origin is tuple:
        return partial(_list, _values_of(arguments[0]), may_be_empty)
    if origin in _BY_ORIGIN:
        return partial(_BY_ORIGIN[origin], arguments)
    return _BY_TYPE[hint] if hint in _BY_TYPE else partial(_table, hint)


def _values_of(item: Any) -> _Reader:
    """The reader of a list without its length: of tables, texts or numbers."""
    if is_dataclass(item):
        return partial(_tables, item)
    return partial(_values, item if item is int else str, _reader(item))


def _list(
    read_items: _Reader, may_be_empty: bool, entry: Entry, key: str, value: Any
) -> tuple[Any, ...]:
    items: tuple[Any, ...] = read_items(entry, key, [] if value is None else value)
    if not items and not may_be_empty:
        raise entry.wrong(key, "is missing or empty")
    return items


def _table(cls: Any, entry: Entry, key: str, _: Any) -> Any:
    return build(cls, entry.table(key))


def _tables(cls: Any, entry: Entry, key: str, _: Any) -> tuple[Any, ...]:
    return build_all(cls, entry, key)


def _values(kind: type, read: _Reader, entry: Entry, key: str, value: Any) -> tuple[Any, ...]:
    # `isinstance` would take true for a number.
    if not isinstance(value, list) or not all(value) or not set(map(type, value)) <= {kind}:
        raise entry.wrong(key, f"must be a list of {'texts' if kind is str else 'whole numbers'}")
    return tuple([read(entry, key, item) for item in value])


def _mapping(arguments: Any, entry: Entry, key: str, _: Any) -> Mapping[str, Any]:
    read, table = _reader(arguments[1]), entry.table(key)
    return {name: read(table, name, value) for name, value in table.values.items()}


def _choice(choices: tuple[str, ...], entry: Entry, key: str, value: Any) -> Any:
    if value not in choices:
        problem = f"`{value}` is not" if isinstance(value, str) else "must be"
        raise entry.wrong(key, f"{problem} one of {', '.join(choices)}")
    return value


def _annotated(arguments: Any, entry: Entry, key: str, value: Any) -> Any:
    hint, meaning = arguments
    if isinstance(meaning, str):
        values = entry.terms[meaning]
        if not isinstance(value, str) or value not in values:
            raise entry.wrong(key, f"`{_text(entry, key, value)}` is not {meaning}")
        return value if hint is str else values[value]
    if meaning is gettext:
        return gettext(_text(entry, key, value))
    if value is None:
        raise entry.wrong(key, "is missing")
    try:
        return meaning("" if value == "" else _text(entry, key, value))
    except ValueError as error:
        raise entry.wrong(key, str(error)) from None


def _text(entry: Entry, key: str, value: Any) -> str:
    if value is None or value == "":
        raise entry.wrong(key, "is missing or empty")
    if not isinstance(value, str):
        raise entry.wrong(key, "must be text in quotes")
    return value


def _number(entry: Entry, key: str, value: Any) -> int:
    # `isinstance` would take true for a number.
    if type(value) is not int or not 0 < value <= _HIGHEST:
        raise entry.wrong(key, f"must be a whole number from 1 to {_HIGHEST:,}")
    return value


_HIGHEST = 1_000_000
"""More than the lines of any article. Python cannot write every number in digits."""


def _exactly(kind: type, what: str, entry: Entry, key: str, value: Any) -> Any:
    if type(value) is not kind:  # `isinstance` would take a time for a date
        raise entry.wrong(key, f"must be {what}")
    return value


_BY_ORIGIN: Mapping[Any, Any] = {Annotated: _annotated, Literal: _choice, Mapping: _mapping}
_BY_TYPE: Mapping[Any, _Reader] = {
    str: _text,
    bool: partial(_exactly, bool, "true or false"),
    int: _number,
    date: partial(_exactly, date, "a date such as 2025-11-03"),
}
