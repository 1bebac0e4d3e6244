"""What is known of the export, as frozen values: tables, columns, categories, and the mapping as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from analyzer.dates import (
    DateFormat,
    Zone,
)
from analyzer.mapping.documents import (
    Action,
    Disagreement,
    Document,
    OfficialNotice,
    Statement,
)
from analyzer.mapping.facts import Fact
from analyzer.mapping.names import (
    ColumnPlaces,
    TableNames,
)
from analyzer.mapping.rules import Rules
from analyzer.mapping.standing import Assessment, Coverage, assess, coverage

Group = Literal["included", "excluded", "claimed", "unaddressed"]
Kind = Literal["text", "name", "contact", "link", "label", "date", "code", "number"]
Subject = Literal["self", "others", "mixed"]
Layout = Literal["csv", "comments", "searches", "chat-blocks", "article"]
Repair = Literal["unwrap-lines", "unescape-commas"]
Telling = Literal["name", "address", "joined", "career"]
Author = Literal["self", "others", "linkedin", "ai", "unknown"]
Test = Literal["is", "is_not", "contains", "empty", "owner", "somebody_else"]


@dataclass(frozen=True)
class Category:
    """A category of data, and the shelf of the taxonomy it stands on (`group`), which is no standing."""

    id: str
    label: str
    group: Group
    describes: str


@dataclass(frozen=True)
class DataType:
    """What a column carries. `absent` says what no export seen holds, where no column carries it."""

    id: str
    label: str
    category: Category
    absent: str | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table: its data type with facets, or why it is set aside.

    `kind` says what its cells look like, `subject` who they are about, `author` who wrote them where
    they are text, `repair` how LinkedIn's writer garbled them.
    """

    name: str
    data_type: DataType | None
    kind: Kind | None
    subject: Subject | None
    author: Author | None = None
    set_aside: str | None = None
    repair: Repair | None = None


@dataclass(frozen=True)
class Condition:
    """What a column of a record has to be for the record to belong to a part of its table.

    is, is_not: its value is one of `values`, or has a value that is none of them; case does not matter.
    contains: it holds one of `values`. empty: it has no value.
    owner, somebody_else: the name in it, or the profile address in `link`, is the owner's or is another's;
    neither holds where the export does not tell whose it is.
    """

    column: str
    test: Test
    values: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True)
class Part:
    """The records of a table that are something else than the others: drafts, comments in groups.

    A record belongs to the first part of which one condition in `when` holds. `data_types` has what its
    columns carry instead, and `authors` who wrote them, both by the name of the column.
    """

    name: str
    label: str
    when: tuple[Condition, ...]
    data_types: Mapping[str, DataType]
    authors: Mapping[str, Author]

    def of(self, column: Column) -> Column:
        """The column as it is in the records of this part."""
        if column.name not in self.data_types and column.name not in self.authors:
            return column
        return replace(
            column,
            data_type=self.data_types.get(column.name, column.data_type),
            author=self.authors.get(column.name, column.author),
        )


@dataclass(frozen=True)
class DateSource:
    """The column a record's own date stands in, how it is written there, and in which zone.

    `planned`: it may lie after the day of the export.
    """

    column: str
    formats: tuple[DateFormat, ...]
    zone: Zone
    planned: bool = False


@dataclass(frozen=True)
class PeopleSource:
    """Where a record names a person: a profile address, name columns, or both.

    `joined`: the address column may hold several, with commas between them. `where`: only records whose
    column has that value. `unless`: only records in which that column is empty.
    """

    names: tuple[str, ...]
    link: str | None = None
    joined: bool = False
    where: tuple[str, str] | None = None
    unless: str | None = None


@dataclass(frozen=True)
class OwnerSource:
    """Where the export tells whose it is: the columns of a table, and what they tell together.

    A record counts where each of the columns has a value.
    """

    tells: Telling
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One kind of file of the export.

    `headers` are the header rows LinkedIn itself has written, newest first. `columns` also holds
    columns of files that their owners saved again. A column without a name (the header of Learning ends
    with a comma) needs no entry: it is set aside while it has no values. `layout` is how its bytes are laid out where that
    is not plain CSV. `role` says who the others are whose data it holds, `people` where it names them.
    `parts` are the records that are something else than the rest, in the order in which they are tried.
    """

    name: str
    files: tuple[str, ...]
    holds: str
    headers: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    dates: tuple[DateSource, ...] = ()
    layout: Layout = "csv"
    set_aside: str | None = None
    role: str | None = None
    people: tuple[PeopleSource, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def planned(self) -> bool:
        """Whether its records can have a day after that of the export."""
        return any(source.planned for source in self.dates)

    def column(self, name: str | None) -> Column | None:
        """The column of that name; one that a header repeats stands for each occurrence.

        LinkedIn has changed the case of names before (`SharedURL`, `SharedUrl`), so case does not matter
        where no name fits exactly.
        """
        if name is None:
            return None
        return self._columns.get(name) or self._folded_columns.get(name.casefold())

    @property
    def carried(self) -> Iterator[Column]:
        """Each column as it is in the records that are in no part, and in each of the parts."""
        for column in self.columns:
            yield column
            yield from (part.of(column) for part in self.parts)

    def date_sources(self, header: Sequence[str | None]) -> tuple[tuple[int, DateSource], ...]:
        """Where the date of a record may stand in a file with this `header`: positions, best first."""
        if not self.dates:
            return ()
        places = ColumnPlaces(header)
        found = ((places.of(source.column), source) for source in self.dates)
        return tuple((place, source) for place, source in found if place is not None)

    @cached_property
    def _columns(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def _folded_columns(self) -> Mapping[str, Column]:
        return {column.name.casefold(): column for column in reversed(self.columns)}


@dataclass(frozen=True)
class ExportMapping:
    """Everything in `mappings/`: what the tool knows of LinkedIn's export and of the documents.

    `name` tells a user's own mapping from the one that comes with the tool.
    `platform` is whose export it is. `partial_archives` are the beginnings of the names of archives that
    hold only a part of an export, `owner` is where it tells whose it is.
    `sha256` is over the text of all its files, with line ends as `\\n`, so it is the same on every
    system.
    """

    name: str
    version: str
    sha256: str
    platform: str
    partial_archives: tuple[str, ...]
    owner: tuple[OwnerSource, ...]
    folders: tuple[str, ...]
    roles: Mapping[str, str]
    nobody: tuple[str, ...]
    categories: tuple[Category, ...]
    data_types: tuple[DataType, ...]
    tables: tuple[Table, ...]
    documents: tuple[Document, ...]
    disagreements: tuple[Disagreement, ...]
    actions: tuple[Action, ...]
    facts: tuple[Fact, ...]
    rules: Rules
    official: OfficialNotice | None

    @property
    def statements(self) -> Iterator[Statement]:
        """The statements of all documents."""
        for document in self.documents:
            yield from document.statements

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each statement and finding, by its id: its place among all of them, from 1."""
        ids = (identifier for document in self.documents for identifier in document.ids)
        return {identifier: number for number, identifier in enumerate(ids, start=1)}

    @cached_property
    def assessments(self) -> Mapping[str, Assessment]:
        """What the articles together state about each data type, by its id."""
        return assess((data_type.id for data_type in self.data_types), self.statements)

    def coverage(self, category: str) -> tuple[Coverage, ...]:
        """How much of a category each article covers, in the order of the articles."""
        assessments = [
            self.assessments[data_type.id]
            for data_type in self.data_types
            if data_type.category.id == category
        ]
        return tuple(coverage(article.id, assessments) for article in self.documents)

    def owner_sources(self, *telling: Telling) -> tuple[OwnerSource, ...]:
        """Where the export tells these things about its owner."""
        return tuple(source for source in self.owner if source.tells in telling)

    @property
    def owner_tables(self) -> frozenset[str]:
        """The names of the tables that tell whose export it is."""
        return frozenset(source.table for source in self.owner)

    def match_path(self, path: str) -> Table | None:
        """The table that the file at `path` (inside the export) is by its name, if any."""
        return self._names.match_path(path)

    def match_header(self, path: str, header: Sequence[str]) -> Table | None:
        """The table whose header row is exactly `header`, if that leaves no doubt."""
        return self._names.match_header(path, header)

    def knows_column(self, name: str) -> bool:
        """Whether some table has a column of this name."""
        return self._names.knows_column(name)

    @cached_property
    def _names(self) -> TableNames:
        return TableNames(self.tables)
