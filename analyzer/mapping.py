"""Loads the mapping (`mappings/*.toml`), checks it strictly, and says which table a file is."""

import csv
import hashlib
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import Any, Literal, cast, get_args

from analyzer.dates import DateFormat, DateFormatError, Zone
from analyzer.errors import MappingError

Group = Literal["included", "excluded", "claimed", "unaddressed"]
Kind = Literal["text", "name", "contact", "link", "label", "date", "code", "number"]
Subject = Literal["self", "others", "mixed"]
Layout = Literal["csv", "comments", "searches", "chat-blocks", "article"]
Repair = Literal["unwrap-lines", "unescape-commas"]


@dataclass(frozen=True)
class Category:
    """A category of data, and where the documents, read together, put it (`group`)."""

    id: str
    label: str
    group: Group
    describes: str


@dataclass(frozen=True)
class DataType:
    """What a column carries. `absent` says why no column does, where that is so."""

    id: str
    label: str
    category: Category
    absent: str | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table: its data type with facets, or why it is set aside.

    `kind` says what its cells look like, `subject` whom they are about, `repair` how LinkedIn's
    writer garbled them.
    """

    name: str
    data_type: DataType | None
    kind: Kind | None
    subject: Subject | None
    set_aside: str | None = None
    repair: Repair | None = None


@dataclass(frozen=True)
class DateSource:
    """The column a record's own date stands in, how it is written there, and in which zone."""

    column: str
    formats: tuple[DateFormat, ...]
    zone: Zone


@dataclass(frozen=True)
class Table:
    """One kind of file of the export.

    `headers` are the header rows LinkedIn itself has written, newest first. `columns` also holds
    columns of files that their owners saved again. A column without a name (the header of Learning ends
    with a comma) needs no entry: it is set aside while it has no values. `layout` is how its bytes are laid out where that
    is not plain CSV.
    """

    name: str
    files: tuple[str, ...]
    holds: str
    headers: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    dates: tuple[DateSource, ...] = ()
    layout: Layout = "csv"
    set_aside: str | None = None

    @cached_property
    def by_column(self) -> Mapping[str, Column]:
        """The columns by name; a name that a header repeats stands for each occurrence."""
        return {column.name: column for column in self.columns}

    def date_sources(self, header: Sequence[str | None]) -> tuple[DateSource, ...]:
        """Where the date of a record may stand in a file with this `header`, best first."""
        return tuple(source for source in self.dates if source.column in header)


@dataclass(frozen=True)
class ExportMapping:
    """Everything in `mappings/`: what the tool knows of LinkedIn's export.

    `sha256` is over the text of all its files, with line ends as `\\n`, so it is the same on every
    system.
    """

    version: str
    sha256: str
    folders: tuple[str, ...]
    categories: tuple[Category, ...]
    data_types: tuple[DataType, ...]
    tables: tuple[Table, ...]

    def match_path(self, path: str) -> Table | None:
        """The table that the file at `path` (inside the export) is by its name, if any.

        The folder does not matter (quirk 12), nor case (quirk 4), shard and member-id suffixes or
        the ` (1)` of a second download (quirk 11), except for tables whose file names vary and are
        known by their folder.
        """
        folded = _fold(path)
        for pattern, table in self._patterns:
            if pattern.search(folded):
                return table
        return self._names.get(file_key(path)[0])

    def match_header(self, path: str, header: Sequence[str]) -> Table | None:
        """The table whose header row, as LinkedIn writes it, is exactly `header`, if it is sure.

        For files that were renamed (`Connections (2) copy.csv`). Where several tables share a header
        (the inbox and the AI coaches do), the file's name has to hold the table's, and only one.
        """
        # One column called `Name` is no proof of anything.
        candidates = self._headers.get(tuple(header), ()) if len(header) > 1 else ()
        if len(candidates) > 1:
            stem = _squeeze(PurePosixPath(path).stem)
            named = {
                table.name: max(map(len, names))
                for table in candidates
                if (names := [name for name in map(_stem, table.files) if name and name in stem])
            }
            longest = max(named.values(), default=0)
            candidates = tuple(t for t in candidates if named.get(t.name, -1) == longest)
        return candidates[0] if len(candidates) == 1 else None

    def knows_column(self, name: str) -> bool:
        """Whether some table has a column of this name."""
        return name in self._column_names

    @cached_property
    def _names(self) -> Mapping[str, Table]:
        return {
            file_key(name)[0]: table
            for table in self.tables
            for name in table.files
            if "*" not in name
        }

    @cached_property
    def _patterns(self) -> Sequence[tuple[re.Pattern[str], Table]]:
        return [
            (_glob(name), table) for table in self.tables for name in table.files if "*" in name
        ]

    @cached_property
    def _headers(self) -> Mapping[tuple[str, ...], tuple[Table, ...]]:
        found: dict[tuple[str, ...], tuple[Table, ...]] = {}
        for table in self.tables:
            # Articles and coach chats have no header row: theirs are the names the reader gives.
            for header in () if table.layout in {"article", "chat-blocks"} else table.headers:
                found[header] = (*found.get(header, ()), table)
        return found

    @cached_property
    def _column_names(self) -> frozenset[str]:
        return frozenset(column.name for table in self.tables for column in table.columns) - {""}


_SUFFIX = re.compile(r"(?P<copy> ?\(\d{1,2}\))?$")
_SHARD = re.compile(r"_(?P<shard>\d{1,2}|\d{5,})$")


def file_key(path: str) -> tuple[str, str]:
    """A file's name without what varies, and its shard: `Jobs/Comments_12345 (1).csv` -> (comments, 12345).

    A suffix of one or two digits is a shard, of five or more a member id; `Receipts_v2` is neither
    (quirk 11). Two files of the same key in one export are the same file twice.
    """
    name = _fold(PurePosixPath(path).name)
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem = _SUFFIX.sub("", stem)
    shard = _SHARD.search(stem)
    if shard:
        stem = stem[: shard.start()]
    return f"{stem}.{extension}", shard["shard"] if shard else ""


def load_mapping(directory: Traversable | None = None) -> ExportMapping:
    """Load and check the mapping in `directory` (by default the one that came with the tool).

    Raises MappingError with the file, the entry and the key that are wrong.
    """
    root = files("analyzer.mappings") if directory is None else directory
    texts = dict(_read_files(root))
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(f"{name}\n{text}\n".encode())
    export = _Entry("export.toml", "the file", _parse(texts, "export.toml"))
    categories, data_types = _load_categories(
        _Entry("categories.toml", "the file", _parse(texts, "categories.toml"))
    )
    by_id = {data_type.id: data_type for data_type in data_types}
    tables: list[Table] = []
    for name in texts:
        if name.startswith("tables/"):
            parsed = _Entry(name, "the file", _parse(texts, name))
            tables += [_load_table(entry, by_id) for entry in parsed.entries("table", "name")]
            parsed.done()
    mapping = ExportMapping(
        version=export.text("version"),
        sha256=digest.hexdigest(),
        folders=export.texts("folders"),
        categories=tuple(categories),
        data_types=tuple(data_types),
        tables=tuple(tables),
    )
    export.done()
    _check_together(mapping)
    return mapping


# --- reading and checking TOML -------------------------------------------------------------------


class _Entry:
    """One table of a TOML file. Each key is taken out once; what is left at the end is a typo."""

    def __init__(self, file: str, entry: str, values: Mapping[str, Any]) -> None:
        self.file, self.entry, self._values = file, entry, dict(values)

    def wrong(self, key: str, problem: str) -> MappingError:
        return MappingError(f"mappings/{self.file}, {self.entry}, key `{key}`: {problem}.")

    def text(self, key: str) -> str:
        value = self.optional_text(key)
        if not value:
            raise self.wrong(key, "is missing or empty")
        return value

    def optional_text(self, key: str) -> str | None:
        value = self._values.pop(key, None)
        if value is not None and not isinstance(value, str):
            raise self.wrong(key, "has to be a text in quotes")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.wrong(key, "has to be a list of texts")
        return tuple(value)

    def choice(self, key: str, choices: object, default: str | None = None) -> Any:
        allowed = get_args(choices)
        value = self._values.pop(key, default)
        if value not in allowed:
            raise self.wrong(key, f"has to be one of {', '.join(allowed)}")
        return value

    def entries(self, key: str, named_by: str) -> Iterator["_Entry"]:
        """The entries in a list of tables, each called after its own key `named_by` in messages."""
        value = self._values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, "has to be a list of tables")
        for number, item in enumerate(value, start=1):
            called = item.get(named_by, f"number {number}")
            inside = "" if self.entry == "the file" else f"{self.entry}, "
            yield _Entry(self.file, f"{inside}{key} {called!r}", item)

    def has(self, key: str) -> bool:
        return key in self._values

    def done(self) -> None:
        for key in self._values:
            raise self.wrong(key, "is not a key that is known here")


def _read_files(root: Traversable) -> Iterator[tuple[str, str]]:
    for folder in ("", "tables"):
        place = root / folder if folder else root
        try:
            found = sorted(place.iterdir(), key=lambda item: item.name)
        except OSError:
            raise MappingError(
                f"{place} is not there. A mapping is a folder like mappings/ of the project."
            ) from None
        for item in found:
            if item.name.endswith(".toml"):
                name = f"{folder}/{item.name}".lstrip("/")
                try:
                    yield name, item.read_text(encoding="utf-8").replace("\r\n", "\n")
                except (OSError, UnicodeDecodeError):
                    raise MappingError(f"mappings/{name} cannot be read as UTF-8 text.") from None


def _parse(texts: Mapping[str, str], name: str) -> Mapping[str, Any]:
    if name not in texts:
        raise MappingError(f"mappings/{name} is missing.")
    try:
        return tomllib.loads(texts[name])
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"mappings/{name} is not valid TOML: {error}.") from None


def _load_categories(file: _Entry) -> tuple[list[Category], list[DataType]]:
    categories: list[Category] = []
    data_types: list[DataType] = []
    for entry in file.entries("category", "id"):
        category = Category(
            id=entry.text("id"),
            label=entry.text("label"),
            group=cast(Group, entry.choice("group", Group)),
            describes=entry.text("describes"),
        )
        categories.append(category)
        for inner in entry.entries("types", "id"):
            data_type = DataType(
                id=inner.text("id"),
                label=inner.text("label"),
                category=category,
                absent=inner.optional_text("absent"),
            )
            if not data_type.id.startswith(f"{category.id}."):
                raise inner.wrong("id", f"has to begin with the category, `{category.id}.`")
            inner.done()
            data_types.append(data_type)
        entry.done()
    file.done()
    _refuse_twice(file.file, "category", [category.id for category in categories])
    _refuse_twice(file.file, "data type", [data_type.id for data_type in data_types])
    return categories, data_types


def _load_table(entry: _Entry, data_types: Mapping[str, DataType]) -> Table:
    name = entry.text("name")
    names = entry.texts("files")
    if not names:
        raise entry.wrong("files", "is missing or empty")
    table = Table(
        name=name,
        files=names,
        holds=entry.text("holds"),
        headers=tuple(tuple(next(csv.reader([row]))) for row in entry.texts("headers")),
        dates=tuple(_load_dates(entry)),
        layout=cast(Layout, entry.choice("layout", Layout, "csv")),
        set_aside=entry.optional_text("set_aside"),
        columns=tuple(
            _load_column(inner, data_types) for inner in entry.entries("columns", "name")
        ),
    )
    entry.done()
    known = [column.name for column in table.columns]
    _refuse_twice(entry.file, f"table '{name}': column", known)
    for header in table.headers:
        for column in header:
            if column and column not in known:
                raise entry.wrong(
                    "headers", f"names a column `{column}` that `columns` does not have"
                )
    for source in table.dates:
        if source.column not in known:
            raise entry.wrong(
                "dates", f"names a column `{source.column}` that `columns` does not have"
            )
    return table


def _load_dates(entry: _Entry) -> Iterator[DateSource]:
    for inner in entry.entries("dates", "column"):
        column = inner.text("column")
        formats = inner.texts("formats")
        if not formats:
            raise inner.wrong("formats", "is missing or empty")
        try:
            compiled = tuple(map(DateFormat, formats))
        except DateFormatError as error:
            raise inner.wrong("formats", str(error)) from None
        zone = cast(Zone, inner.choice("zone", Zone))
        inner.done()
        yield DateSource(column, compiled, zone)


def _load_column(entry: _Entry, data_types: Mapping[str, DataType]) -> Column:
    name = entry.optional_text("name")
    if name is None:
        raise entry.wrong("name", "is missing")
    set_aside = entry.optional_text("set_aside")
    if set_aside is not None:
        column = Column(name, None, None, None, set_aside=set_aside)
    else:
        type_id = entry.text("type")
        if type_id not in data_types:
            raise entry.wrong("type", f"`{type_id}` is not a data type of categories.toml")
        if data_types[type_id].absent:
            raise entry.wrong("type", f"`{type_id}` is said to be in no column (`absent`)")
        column = Column(
            name=name,
            data_type=data_types[type_id],
            kind=cast(Kind, entry.choice("kind", Kind)),
            subject=cast(Subject, entry.choice("subject", Subject)),
            repair=cast(Repair, entry.choice("repair", Repair)) if entry.has("repair") else None,
        )
    entry.done()
    return column


def _check_together(mapping: ExportMapping) -> None:
    """What no single file can be blamed for alone."""
    _refuse_twice("tables/", "table", [table.name for table in mapping.tables])
    names = [
        file_key(name)[0] for table in mapping.tables for name in table.files if "*" not in name
    ]
    _refuse_twice("tables/", "file", names)
    carried = {
        column.data_type.id
        for table in mapping.tables
        for column in table.columns
        if column.data_type
    }
    for data_type in mapping.data_types:
        if data_type.id not in carried and not data_type.absent:
            raise MappingError(
                f"mappings/categories.toml, data type '{data_type.id}': "
                "no column carries it; say why with the key `absent`."
            )


def _refuse_twice(file: str, what: str, ids: Iterable[str]) -> None:
    for value, times in Counter(ids).items():
        if times > 1:
            raise MappingError(f"mappings/{file}: {what} '{value}' stands there {times} times.")


# --- names ---------------------------------------------------------------------------------------


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _squeeze(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _fold(text))


def _stem(name: str) -> str:
    return _squeeze(PurePosixPath(name).stem)


def _glob(pattern: str) -> re.Pattern[str]:
    """`Jobs/Job Application Answers/**` -> a pattern for the end of a folded path.

    Only `**`, which also spans `/`: some answers' file names hold one.
    """
    parts = (re.escape(part) for part in _fold(pattern).split("**"))
    return re.compile(rf"(?:^|/){'.+'.join(parts)}$", re.DOTALL)
