"""What the mapping says, as frozen values: tables and columns, categories, documents and statements."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal

from analyzer.dates import DateFormat, Zone

Group = Literal["included", "excluded", "claimed", "unaddressed"]
Kind = Literal["text", "name", "contact", "link", "label", "date", "code", "number"]
Subject = Literal["self", "others", "mixed"]
Layout = Literal["csv", "comments", "searches", "chat-blocks", "article"]
Repair = Literal["unwrap-lines", "unescape-commas"]
Says = Literal["used", "excluded"]
Standing = Literal["used", "claimed", "disputed", "excluded", "not_mentioned"]
FindingKind = Literal[
    "region", "date", "recipient", "purpose", "minors", "default", "legal_basis",
    "opt_out", "opt_out_web", "opt_out_app", "advertising_toggle", "objection_form",
    "not_reversed", "effect", "comparison", "risk", "safeguard",
    "scope", "attribution", "exclusions_none",
]  # fmt: skip
Topic = Literal["data", "scope", "people_and_places", "recipients", "opting_out", "basis"]
OfficialRow = Literal["training", "other_ai", "contract", "not_named"]


@dataclass(frozen=True)
class Category:
    """A category of data, and the shelf of the taxonomy it stands on (`group`), which is no standing."""

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
class Table:
    """One kind of file of the export.

    `headers` are the header rows LinkedIn itself has written, newest first. `columns` also holds
    columns of files that their owners saved again. A column without a name (the header of Learning ends
    with a comma) needs no entry: it is set aside while it has no values. `layout` is how its bytes are laid out where that
    is not plain CSV. `role` says who the others are whose data it holds, `people` where it names them.
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

    def column(self, name: str | None) -> Column | None:
        """The column of that name; one that a header repeats stands for each occurrence.

        LinkedIn has changed the case of names before (`SharedURL`, `SharedUrl`), so case does not matter
        where no name fits exactly.
        """
        if name is None:
            return None
        return self._columns.get(name) or self._folded_columns.get(name.casefold())

    def date_sources(self, header: Sequence[str | None]) -> tuple[tuple[int, DateSource], ...]:
        """Where the date of a record may stand in a file with this `header`: positions, best first."""
        folded = [name.casefold() if name is not None else None for name in header]
        return tuple(
            (folded.index(source.column.casefold()), source)
            for source in self.dates
            if source.column.casefold() in folded
        )

    @cached_property
    def _columns(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def _folded_columns(self) -> Mapping[str, Column]:
        return {column.name.casefold(): column for column in reversed(self.columns)}


@dataclass(frozen=True)
class Statement:
    """One thing a document says about the use of data, with its quotes.

    `id` is `document/statement`. `about` are ids of data types it names, and of categories it reaches
    by an umbrella word ("profile data"). `attributed` is whether the document says that the list is
    LinkedIn's own.
    """

    id: str
    document: str
    says: Says
    about: tuple[str, ...]
    attributed: bool
    paraphrase: str
    quotes: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Finding:
    """Something else a document says: where, when, for whom, how to opt out, and what that undoes.

    Regions are codes (EU EEA CH GB CA HK US IN). `steps` are the document's own words, in order.
    """

    id: str
    document: str
    kind: FindingKind
    paraphrase: str
    quotes: tuple[str, ...]
    lines: tuple[int, ...]
    regions: tuple[str, ...] = ()
    since: date | None = None
    day: date | None = None
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    under: int | None = None


@dataclass(frozen=True)
class Document:
    """A published document. `undated` says why there is no date, where the text shows none."""

    id: str
    title: str
    publisher: str
    author: str | None
    published: date | None
    undated: str | None
    source: str
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]

    @property
    def said(self) -> tuple[Statement | Finding, ...]:
        """Everything it says."""
        return (*self.statements, *self.findings)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of everything it says."""
        return tuple(one.id for one in self.said)

    @property
    def called(self) -> str:
        """How a reader knows it: its publisher, else its author, else its first words."""
        if self.publisher != "unknown":
            return self.publisher
        return f"article by {self.author}" if self.author else "unsigned explainer"


@dataclass(frozen=True)
class Disagreement:
    """A difference among the documents. `about` are the data it is about, none if it is about
    something else; `evidence` are the ids of the statements and findings of all sides.
    """

    id: str
    title: str
    about: tuple[str, ...]
    topic: Topic
    says: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """Something a reader can do. `steps` are findings with steps in documents' words, `limits` what the
    documents say it does not do, `disagreements` where they differ about it.

    It concerns the data types in `about`, or whatever has one of `standings`.
    """

    id: str
    title: str
    says: str
    about: tuple[str, ...]
    standings: tuple[Standing, ...]
    steps: tuple[str, ...]
    limits: tuple[str, ...]
    disagreements: tuple[str, ...]


@dataclass(frozen=True)
class OfficialEntry:
    """In which row of LinkedIn's own notice data types stand. A layer outside the documents.

    `recorded` is the date of the record that was read, where it is not the notice's latest.
    """

    about: tuple[str, ...]
    row: OfficialRow
    quote: str | None
    note: str | None
    recorded: date | None = None


@dataclass(frozen=True)
class OfficialNotice:
    """LinkedIn's own regional privacy notice, as recorded on `recorded`."""

    title: str
    publisher: str
    recorded: date
    unchanged_since: date
    address: str
    entries: tuple[OfficialEntry, ...]
    remarks: tuple[OfficialEntry, ...]

    def entry_for(self, data_type: str) -> OfficialEntry:
        """The entry that has this data type; every data type is in exactly one."""
        return next(entry for entry in self.entries if data_type in entry.about)


@dataclass(frozen=True)
class ExportMapping:
    """Everything in `mappings/`: what the tool knows of LinkedIn's export and of the documents.

    `name` tells one's own mapping from the one that comes with the tool.
    `sha256` is over the text of all its files, with line ends as `\\n`, so it is the same on every
    system.
    """

    name: str
    version: str
    sha256: str
    folders: tuple[str, ...]
    roles: Mapping[str, str]
    nobody: tuple[str, ...]
    categories: tuple[Category, ...]
    data_types: tuple[DataType, ...]
    tables: tuple[Table, ...]
    documents: tuple[Document, ...]
    disagreements: tuple[Disagreement, ...]
    actions: tuple[Action, ...]
    official: OfficialNotice | None

    @property
    def statements(self) -> Iterator[Statement]:
        """The statements of all documents."""
        for document in self.documents:
            yield from document.statements

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
            for header in table.headers:
                found[header] = (*found.get(header, ()), table)
        return found

    @cached_property
    def _column_names(self) -> frozenset[str]:
        return frozenset(column.name for table in self.tables for column in table.columns) - {""}


def ancestry(data_type: str) -> tuple[str, ...]:
    """The id and those above it: `a.b.c` -> `a.b.c`, `a.b`, `a`."""
    parts = data_type.split(".")
    return tuple(".".join(parts[:end]) for end in range(len(parts), 0, -1))


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
