"""Reads what the export holds: categories with data types, tables with columns, and where its owner is named."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, get_args

from analyzer.dates import (
    DateFormat,
    DateFormatError,
    Zone,
)
from analyzer.mapping.entries import (
    Entry,
    refuse_twice,
)
from analyzer.mapping.model import (
    Author,
    Category,
    Column,
    Condition,
    DataType,
    DateSource,
    Group,
    Kind,
    Layout,
    OwnerSource,
    Part,
    PeopleSource,
    Repair,
    Subject,
    Table,
    Telling,
    Test,
)

GROUPS: tuple[Group, ...] = get_args(Group)
KINDS: tuple[Kind, ...] = get_args(Kind)
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
REPAIRS: tuple[Repair, ...] = get_args(Repair)
AUTHORS: tuple[Author, ...] = get_args(Author)
TESTS: tuple[Test, ...] = get_args(Test)
TELLINGS: tuple[Telling, ...] = get_args(Telling)
ZONES: tuple[Zone, ...] = get_args(Zone)

Value = TypeVar("Value")


def load_categories(file: Entry) -> tuple[tuple[Category, ...], tuple[DataType, ...]]:
    """The categories of `categories.toml`, and the data types of them all."""
    categories: list[Category] = []
    data_types: list[DataType] = []
    for entry in file.entries("category", "id"):
        category = Category(
            id=entry.text("id"),
            label=entry.text("label"),
            group=entry.choice("group", GROUPS),
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
    refuse_twice(file.file, "category", [category.id for category in categories])
    refuse_twice(file.file, "data type", [data_type.id for data_type in data_types])
    return tuple(categories), tuple(data_types)


def load_tables(
    file: Entry, data_types: Mapping[str, DataType], roles: Mapping[str, str]
) -> Iterator[Table]:
    """The tables of one file of `tables/`. `data_types` and `roles` are those they may name, by id."""
    for entry in file.entries("table", "name"):
        table = _load_table(entry, data_types)
        _check_table(entry, table, roles)
        yield table
    file.done()


def load_owner(export: Entry, tables: Iterable[Table]) -> Iterator[OwnerSource]:
    """Where the export tells whose it is, as `export.toml` has it for these tables."""
    by_name = {table.name: table for table in tables}
    for entry in export.entries("owner", "table"):
        source = OwnerSource(
            tells=entry.choice("tells", TELLINGS),
            table=entry.text("table"),
            columns=entry.texts("columns", required=True),
        )
        if source.table not in by_name:
            raise entry.wrong("table", f"`{source.table}` is not a table of tables/")
        known = {column.name for column in by_name[source.table].columns}
        for name in source.columns:
            if name not in known:
                raise entry.wrong(
                    "columns", f"names a column `{name}` that table '{source.table}' does not have"
                )
        entry.done()
        yield source


def _load_table(entry: Entry, data_types: Mapping[str, DataType]) -> Table:
    called = entry.text("name")
    names = entry.texts("files", required=True)
    if any("*" in name.replace("**", "") for name in names):
        raise entry.wrong("files", "may hold `**` for any text, and no single `*`")
    columns = tuple(_load_column(inner, data_types) for inner in entry.entries("columns", "name"))
    table = Table(
        name=called,
        files=names,
        holds=entry.text("holds"),
        headers=tuple(tuple(next(csv.reader([row]))) for row in entry.texts("headers")),
        dates=tuple(_load_dates(entry)),
        layout=entry.choice("layout", LAYOUTS, "csv"),
        set_aside=entry.optional_text("set_aside"),
        role=entry.optional_text("role"),
        people=tuple(map(_load_people, entry.entries("people", "link"))),
        columns=columns,
        parts=tuple(
            _load_part(inner, columns, data_types) for inner in entry.entries("parts", "name")
        ),
    )
    entry.done()
    return table


def _check_table(entry: Entry, table: Table, roles: Mapping[str, str]) -> None:
    """Refuse names of columns and roles that are not there."""
    known = [column.name for column in table.columns]
    refuse_twice(entry.file, f"table '{table.name}': column", known)

    def check_columns(key: str, names: Iterable[str | None]) -> None:
        for name in names:
            if name and name not in known:
                raise entry.wrong(key, f"names a column `{name}` that `columns` does not have")

    for header in table.headers:
        check_columns("headers", header)
    if table.role and table.role not in roles:
        raise entry.wrong("role", f"`{table.role}` is not one of the roles in export.toml")
    for people in table.people:
        limited = people.where[0] if people.where else None
        check_columns("people", (people.link, *people.names, people.unless, limited))
    check_columns("dates", (source.column for source in table.dates))
    refuse_twice(entry.file, f"table '{table.name}': part", [part.name for part in table.parts])
    for part in table.parts:
        check_columns("parts", (name for each in part.when for name in (each.column, each.link)))


def _load_dates(entry: Entry) -> Iterator[DateSource]:
    for inner in entry.entries("dates", "column"):
        column = inner.text("column")
        formats = inner.texts("formats", required=True)
        try:
            compiled = tuple(map(DateFormat, formats))
        except DateFormatError as error:
            raise inner.wrong("formats", str(error)) from None
        if not all(form.is_a_day for form in compiled):
            raise inner.wrong("formats", "has to state year, month and day")
        zone = inner.choice("zone", ZONES)
        planned = inner.flag("planned") if inner.has("planned") else False
        inner.done()
        yield DateSource(column, compiled, zone, planned)


def _load_people(entry: Entry) -> PeopleSource:
    where = entry.table("where") if entry.has("where") else None
    source = PeopleSource(
        names=entry.texts("names", required=True),
        link=entry.optional_text("link"),
        joined=entry.flag("joined") if entry.has("joined") else False,
        where=(where.text("column"), where.text("is")) if where else None,
        unless=entry.optional_text("unless"),
    )
    if where:
        where.done()
    entry.done()
    return source


def _load_part(entry: Entry, columns: Iterable[Column], data_types: Mapping[str, DataType]) -> Part:
    """A part of a table: `type` is for all its columns and `author` for all its text, `types` and
    `authors` are for the columns they name.
    """
    carried = [column.name for column in columns if column.data_type]
    texts = [column.name for column in columns if column.kind == "text"]
    possible = {key: each for key, each in data_types.items() if not each.absent}
    part = Part(
        name=entry.text("name"),
        label=entry.text("label"),
        when=tuple(map(_load_condition, entry.entries("when", "column"))),
        data_types=_by_column(entry, "type", carried, possible),
        authors=_by_column(entry, "author", texts, {author: author for author in AUTHORS}),
    )
    if not part.when:
        raise entry.wrong("when", "is missing or empty")
    entry.done()
    return part


def _by_column(
    entry: Entry, key: str, columns: Sequence[str], known: Mapping[str, Value]
) -> dict[str, Value]:
    """What `key` says of all `columns`, and its plural of those it names, by column; values are `known`."""

    one = {"type": "a type", "author": "an author"}[key]

    def value(where: str, text: str) -> Value:
        if text not in known:
            raise entry.wrong(where, f"`{text}` is no {key} that a column can have")
        return known[text]

    found: dict[str, Value] = {}
    if entry.has(key):
        if not columns:
            raise entry.wrong(key, f"is for no column: none of the table has {one}")
        found = dict.fromkeys(columns, value(key, entry.text(key)))
    plural = f"{key}s"
    for name, text in entry.table(plural).all_texts().items() if entry.has(plural) else ():
        if name not in columns:
            raise entry.wrong(plural, f"names a column `{name}` that does not have {one}")
        found[name] = value(plural, text)
    return found


def _load_condition(entry: Entry) -> Condition:
    condition = Condition(
        column=entry.text("column"),
        test=entry.choice("test", TESTS),
        values=entry.texts("values"),
        link=entry.optional_text("link"),
    )
    if bool(condition.values) != (condition.test in {"is", "is_not", "contains"}):
        raise entry.wrong(
            "values", "has to be there for is, is_not and contains, and only for them"
        )
    if condition.link and condition.test not in {"owner", "somebody_else"}:
        raise entry.wrong("link", "has to be there for owner and somebody_else only")
    entry.done()
    return condition


def _load_column(entry: Entry, data_types: Mapping[str, DataType]) -> Column:
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
        kind = entry.choice("kind", KINDS)
        column = Column(
            name=name,
            data_type=data_types[type_id],
            kind=kind,
            subject=entry.choice("subject", SUBJECTS),
            # Who wrote it has to be known of every text, and cannot be asked of a date or a link.
            author=entry.choice("author", AUTHORS) if kind == "text" else None,
            repair=entry.choice("repair", REPAIRS) if entry.has("repair") else None,
        )
    entry.done()
    return column
