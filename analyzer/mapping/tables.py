"""The contents of an export: tables with their columns and parts, and the categories and types of their data."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Final, Literal

from analyzer.dates import DateFormat, Zone
from analyzer.mapping.columns import ColumnPlaces, fold_header, fold_name
from analyzer.mapping.toml import (
    AnyText,
    Entry,
    Prose,
    WrongValue,
    build,
    build_all,
    one_of,
    refuse_repeated,
)

CategoryGroup = Literal["included", "excluded", "claimed", "unaddressed"]
ColumnKind = Literal["text", "name", "contact", "link", "label", "date", "code", "number"]
Subject = Literal["self", "others", "mixed"]
LayoutName = Literal["csv", "comments", "searches", "chat-blocks", "article"]
Repair = Literal["unwrap-lines", "unescape-commas", "remove-markup"]
OwnerTrait = Literal["name", "address", "joined", "career"]
Author = Literal["self", "others", "linkedin", "ai", "unknown"]
ConditionTest = Literal["is", "is_not", "contains", "empty", "owner", "somebody_else"]

A_DATA_TYPE = "a data type of categories.toml"
A_ROLE = "one of the roles in export.toml"
A_COLUMN = "a column of this table"
ColumnReference = Annotated[str, A_COLUMN]


@dataclass(frozen=True)
class Category:
    """A category of data. `group` is its place in the taxonomy, not its standing."""

    id: str
    label: Prose
    group: CategoryGroup
    describes: Prose


@dataclass(frozen=True)
class DataType:
    """What a column carries, or the reason why none does (`absent`). `dpv` is a term of the W3C's vocabulary for it."""

    id: str
    label: Prose
    category: Category
    absent: Prose | None = None
    dpv: str | None = None

    def __post_init__(self) -> None:
        """Raise WrongValue unless the id begins with the category's, and `dpv` has the form of a term."""
        if not self.id.startswith(f"{self.category.id}."):
            raise WrongValue("id", f"must begin with the category, `{self.category.id}.`")
        if self.dpv and not re.fullmatch("(dpv|pd):[A-Z][A-Za-z]+", self.dpv):
            raise WrongValue("dpv", "must be a term of `dpv` or `pd`, such as `pd:Salary`")


CarriedType = Annotated[DataType, A_DATA_TYPE]


@dataclass(frozen=True)
class Column:
    """A column of a table: its data type with facets, or the reason why it is set aside.

    `kind` describes the cells, `subject` the people that they are about, `author` who wrote them if they are
    text, `repair` how LinkedIn's writer garbled them. A cell that is one of the `placeholders` is empty.
    `questions_of` is the column that has these questions with their answers; the reader separates them.
    The name is empty in files that have such a column.
    """

    name: AnyText
    data_type: CarriedType | None = field(default=None, metadata={"key": "type"})
    kind: ColumnKind | None = None
    subject: Subject | None = None
    author: Author | None = None
    set_aside: Prose | None = None
    repair: Repair | None = None
    placeholders: tuple[str, ...] = ()
    questions_of: ColumnReference | None = None

    def __post_init__(self) -> None:
        """Raise WrongValue unless the column has all its facets, or only a reason."""
        facets = {"type": self.data_type, "kind": self.kind, "subject": self.subject}
        if self.set_aside is not None:
            others = ("author", "repair", "placeholders", "questions_of")
            for key, value in (facets | {key: getattr(self, key) for key in others}).items():
                if value:
                    raise WrongValue(key, "is not for a column that is set aside")
            return
        for key, value in facets.items():
            if value is None:
                raise WrongValue(key, _MISSING[key])
        _check_present("type", self.data_type)
        if (self.author is None) == (self.kind == "text"):
            raise WrongValue("author", _MISSING["author"])


_MISSING: Final = {
    "type": "is missing, and so is the reason in `set_aside`",
    "kind": one_of(ColumnKind),
    "subject": one_of(Subject),
    "author": f"{one_of(Author)} if `kind` is text, and only then",
}


@dataclass(frozen=True)
class Condition:
    """A condition that records of a part meet.

    is, is_not: the column has one of `values`, or a value that is none of them; case does not matter.
    contains: the column contains one of `values`. empty: it has no value.
    owner, somebody_else: the name in the column, or the profile address in `link`, is the owner's or another
    person's. Neither holds if the export does not identify its owner.
    """

    column: ColumnReference
    test: ConditionTest
    values: tuple[str, ...] = ()
    link: ColumnReference | None = None

    def __post_init__(self) -> None:
        """Raise WrongValue unless `values` and `link` go with the test."""
        if bool(self.values) != (self.test in {"is", "is_not", "contains"}):
            raise WrongValue("values", "must be given for is, is_not and contains only")
        if self.link and self.test not in {"owner", "somebody_else"}:
            raise WrongValue("link", "is for owner and somebody_else only")


@dataclass(frozen=True)
class TablePart:
    """Some records of a table that carry other data than the rest: drafts, comments in groups.

    A record belongs to the first part with a condition in `when` that it meets. In these records, `type` is the
    data type of all columns and `author` that of all text; `types` and `authors` are for the columns they name.
    """

    name: str
    label: Prose
    when: tuple[Condition, ...]
    type: CarriedType | None = None
    author: Author | None = None
    types: Mapping[str, CarriedType] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise WrongValue for a data type that no column carries."""
        _check_present("type", self.type)
        for data_type in self.types.values():
            _check_present("types", data_type)

    def of(self, column: Column) -> Column:
        """The column as it is in the records of this part."""
        if column.data_type is None:
            return column
        data_type = self.types.get(column.name, self.type or column.data_type)
        author = column.author
        if column.kind == "text":
            author = self.authors.get(column.name, self.author or author)
        if (data_type, author) == (column.data_type, column.author):
            return column
        return replace(column, data_type=data_type, author=author)


def _day_format(text: str) -> DateFormat:
    """The format, which has to have year, month and day. Raises ValueError."""
    date_format = DateFormat(text)
    if not date_format.is_a_day:
        raise ValueError("must have year, month and day")
    return date_format


@dataclass(frozen=True)
class DateSource:
    """A column with the date of a record, the formats it is written in, and its time zone.

    `planned`: the date can be later than the export.
    """

    column: ColumnReference
    formats: tuple[Annotated[DateFormat, _day_format], ...]
    zone: Zone
    planned: bool = False


@dataclass(frozen=True)
class CellValue:
    """A value in a column."""

    column: ColumnReference
    value: str = field(metadata={"key": "is"})


@dataclass(frozen=True)
class PeopleSource:
    """The columns in which a record names a person: those with parts of the name, and one with a profile address.

    `joined`: the address column can have several, separated by commas. `where`: only records with this value.
    `unless`: only records in which this column is empty.
    """

    names: tuple[ColumnReference, ...]
    link: ColumnReference | None = None
    joined: bool = False
    where: CellValue | None = None
    unless: ColumnReference | None = None


@dataclass(frozen=True)
class OwnerColumns:
    """Columns of a table that together have a trait of the owner: a name, an address, a date or a career.

    A record counts if each of the columns has a value.
    """

    trait: OwnerTrait
    table: str
    columns: tuple[str, ...]


def _header(row: str) -> tuple[str, ...]:
    """The names in a header row."""
    return tuple(next(csv.reader([row])))


@dataclass(frozen=True)
class Table:
    """A kind of file in the export.

    `headers` are the header rows LinkedIn has written, newest first. `columns` also has columns of files that
    their owners saved again. A column without a name needs no entry: it is set aside while it has no values
    (Learning's header ends with a comma). With a `common_name`, only the header shows what a file is. `layout` describes the bytes of files that are not plain CSV. `role`
    says who the other people in the table are, `people` where it names them. A record belongs to the first of
    the `parts` that fits. `decision` is the reason for types that could be chosen otherwise.
    """

    name: str
    files: tuple[str, ...]
    holds: Prose
    headers: tuple[Annotated[tuple[str, ...], _header], ...] = ()
    columns: tuple[Column, ...] = ()
    dates: tuple[DateSource, ...] = ()
    layout: LayoutName = "csv"
    common_name: bool = False
    set_aside: Prose | None = None
    role: Annotated[str, A_ROLE] | None = None
    people: tuple[PeopleSource, ...] = ()
    parts: tuple[TablePart, ...] = ()
    decision: str | None = None

    def __post_init__(self) -> None:
        """Raise WrongValue for a file name with a single `*`, and for names of columns that do not fit."""
        if any("*" in name.replace("**", "") for name in self.files):
            raise WrongValue("files", "may contain `**` for any text, but not a single `*`")
        for name in (name for header in self.headers for name in header if name):
            if name not in self._columns:
                raise WrongValue("headers", f"`{name}` is not {A_COLUMN}")
        typed = {column.name for column in self.columns if column.data_type}
        texts = {column.name for column in self.columns if column.kind == "text"}
        for part in self.parts:
            _check_part(part, "type", part.type, part.types, typed)
            _check_part(part, "author", part.author, part.authors, texts)

    @property
    def planned(self) -> bool:
        """Whether its records can have a date later than the export."""
        return any(source.planned for source in self.dates)

    def column(self, name: str | None) -> Column | None:
        """The column of that name. A header may repeat it: each occurrence is that column.

        LinkedIn has changed names before (`SharedURL`, `SharedUrl`; `First Name`, `FirstName`), so case,
        spaces and underscores do not matter if no name matches exactly.
        """
        if name is None:
            return None
        return self._columns.get(name) or self._folded_columns.get(fold_name(name))

    @cached_property
    def questions(self) -> tuple[Column, ...]:
        """The columns that no file has: the reader makes them of cells that have questions with their answers."""
        return tuple(column for column in self.columns if column.questions_of)

    def in_file(self, header: Sequence[str | None]) -> tuple[str | None, ...]:
        """The names of a `header` without those of `questions`."""
        questions = {column.name for column in self.questions}
        return tuple(name for name in header if name not in questions)

    def is_header(self, names: Sequence[str]) -> bool:
        """Whether LinkedIn writes this header, apart from what `fold_header` leaves out."""
        return fold_header(names) in self.folded_headers

    @cached_property
    def folded_headers(self) -> frozenset[tuple[str, ...]]:
        """The headers LinkedIn writes, as `fold_header` gives them."""
        return frozenset(map(fold_header, self.headers))

    def as_written(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names of a header as LinkedIn writes them. Those of unknown columns stay as they are."""
        if all(name in self._columns for name in names):
            return tuple(names)
        folded = frozenset(map(fold_name, names))
        nearest = max(
            self.headers, key=lambda header: len(folded & {*map(fold_name, header)}), default=()
        )
        spellings = {fold_name(name): name for name in nearest}
        spellings = {key: column.name for key, column in self._folded_columns.items()} | spellings
        return tuple(
            name if name in self._columns else spellings.get(fold_name(name), name)
            for name in names
        )

    @property
    def carried(self) -> Iterator[Column]:
        """Each column as it is in the records outside all parts, and then in each of the parts."""
        for column in self.columns:
            yield column
            yield from (part.of(column) for part in self.parts)

    @property
    def data_types(self) -> Iterator[DataType]:
        """The data types that its columns carry in any part. They may be repeated."""
        yield from (column.data_type for column in self.columns if column.data_type)
        for part in self.parts:
            yield from (data_type for data_type in (part.type, *part.types.values()) if data_type)

    def date_sources(self, header: Sequence[str | None]) -> tuple[tuple[int, DateSource], ...]:
        """The positions of date columns in a file with this `header`, best first."""
        if not self.dates:
            return ()
        places = ColumnPlaces(header)
        sources = ((places.of(source.column), source) for source in self.dates)
        return tuple((place, source) for place, source in sources if place is not None)

    @cached_property
    def _columns(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def _folded_columns(self) -> Mapping[str, Column]:
        return {fold_name(column.name): column for column in reversed(self.columns)}


def load_categories(file: Entry) -> tuple[tuple[Category, ...], tuple[DataType, ...]]:
    """The categories of `categories.toml`, and all their data types. Raises MappingError."""
    categories: list[Category] = []
    data_types: list[DataType] = []
    for entry in file.tables("category"):
        category = build(Category, entry.without("types"))
        categories.append(category)
        data_types += build_all(DataType, entry, "types", category=category)
    file.check_keys("category")
    refuse_repeated(file, "types", [data_type.id for data_type in data_types])
    return tuple(categories), tuple(data_types)


def load_tables(file: Entry) -> Iterator[Table]:
    """The tables of a file in `tables/`. Raises MappingError."""
    for entry in file.tables("table"):
        columns = {
            name: column
            for column in entry.tables("columns")
            if isinstance(name := column.values.get("name"), str)
        }
        yield build(Table, entry.with_terms(A_COLUMN, columns))
    file.check_keys("table")


def _check_present(key: str, data_type: DataType | None) -> None:
    if data_type and data_type.absent:
        raise WrongValue(key, f"`{data_type.id}` is in no column, according to its key `absent`")


def _check_part(
    part: TablePart,
    key: str,
    for_all: object,
    by_column: Mapping[str, object],
    columns: AbstractSet[str],
) -> None:
    """Raise WrongValue unless there are columns for which a part gives a type or author (`key`)."""
    place = f"in part '{part.name}', `{key}"
    if for_all and not columns:
        raise WrongValue("parts", f"{place}` applies to no column of this table")
    for name in by_column:
        if name not in columns:
            what = "text" if key == "author" else "a data type"
            raise WrongValue(
                "parts", f"{place}s` names `{name}`, which is not a column with {what}"
            )
