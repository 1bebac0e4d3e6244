"""Loads the mapping (`mappings/*.toml`) and checks that it makes sense as a whole."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast

from analyzer.dates import DateFormat, DateFormatError, Zone
from analyzer.errors import MappingError
from analyzer.mapping.entries import Entry, parse, refuse_twice
from analyzer.mapping.model import (
    Category,
    Column,
    DataType,
    DateSource,
    Disagreement,
    Document,
    ExportMapping,
    Finding,
    FindingKind,
    Group,
    Kind,
    Layout,
    OfficialEntry,
    OfficialNotice,
    OfficialRow,
    Repair,
    Says,
    Statement,
    Subject,
    Table,
    Topic,
    file_key,
)


def load_mapping(directory: Traversable | None = None) -> ExportMapping:
    """Load and check the mapping in `directory` (by default the one that came with the tool).

    Raises MappingError with the file, the entry and the key that are wrong.
    """
    root = files("analyzer.mappings") if directory is None else directory
    texts = dict(_read_files(root))
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(f"{name}\n{text}\n".encode())
    export = parse(texts, "export.toml")
    categories, data_types = _load_categories(parse(texts, "categories.toml"))
    by_id = {data_type.id: data_type for data_type in data_types}
    known = {*by_id, *(category.id for category in categories)}
    tables: list[Table] = []
    documents: list[Document] = []
    for name in texts:
        if name.startswith("tables/"):
            file = parse(texts, name)
            tables += [_load_table(entry, by_id) for entry in file.entries("table", "name")]
            file.done()
        elif name.startswith("documents/"):
            documents.append(_load_document(parse(texts, name), known))
    spoken = {one for document in documents for one in document.ids}
    mapping = ExportMapping(
        name="built in" if directory is None else directory.name,
        version=export.text("version"),
        sha256=digest.hexdigest(),
        folders=export.texts("folders"),
        categories=tuple(categories),
        data_types=tuple(data_types),
        tables=tuple(tables),
        documents=tuple(sorted(documents, key=lambda document: document.id)),
        disagreements=tuple(_load_disagreements(parse(texts, "disagreements.toml"), known, spoken)),
        official=_load_official(parse(texts, "official.toml"))
        if "official.toml" in texts
        else None,
    )
    export.done()
    _check_together(mapping)
    return mapping


def _read_files(root: Traversable) -> Iterator[tuple[str, str]]:
    for folder in ("", "tables", "documents"):
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


def _load_categories(file: Entry) -> tuple[list[Category], list[DataType]]:
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
    refuse_twice(file.file, "category", [category.id for category in categories])
    refuse_twice(file.file, "data type", [data_type.id for data_type in data_types])
    return categories, data_types


def _load_table(entry: Entry, data_types: Mapping[str, DataType]) -> Table:
    name = entry.text("name")
    names = entry.texts("files", required=True)
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
    refuse_twice(entry.file, f"table '{name}': column", known)
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


def _load_dates(entry: Entry) -> Iterator[DateSource]:
    for inner in entry.entries("dates", "column"):
        column = inner.text("column")
        formats = inner.texts("formats", required=True)
        try:
            compiled = tuple(map(DateFormat, formats))
        except DateFormatError as error:
            raise inner.wrong("formats", str(error)) from None
        zone = cast(Zone, inner.choice("zone", Zone))
        inner.done()
        yield DateSource(column, compiled, zone)


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
        column = Column(
            name=name,
            data_type=data_types[type_id],
            kind=cast(Kind, entry.choice("kind", Kind)),
            subject=cast(Subject, entry.choice("subject", Subject)),
            repair=cast(Repair, entry.choice("repair", Repair)) if entry.has("repair") else None,
        )
    entry.done()
    return column


def _load_document(file: Entry, known: AbstractSet[str]) -> Document:
    head = file.table("document")
    identifier = head.text("id")
    document = Document(
        id=identifier,
        title=head.text("title"),
        publisher=head.text("publisher"),
        author=head.optional_text("author"),
        published=head.day("published"),
        undated=head.optional_text("undated"),
        source=head.text("source"),
        statements=tuple(
            _load_statement(entry, identifier, known) for entry in file.entries("statement", "id")
        ),
        findings=tuple(_load_finding(entry, identifier) for entry in file.entries("finding", "id")),
    )
    if (document.published is None) == (document.undated is None):
        raise head.wrong("published", "is needed, or `undated` with the reason, and not both")
    head.done()
    file.done()
    refuse_twice(file.file, "id", document.ids)
    return document


def _load_statement(entry: Entry, document: str, known: AbstractSet[str]) -> Statement:
    statement = Statement(
        id=f"{document}/{entry.text('id')}",
        document=document,
        says=cast(Says, entry.choice("says", Says)),
        about=_about(entry, known, required=True),
        attributed=entry.flag("attributed_to_linkedin"),
        paraphrase=entry.text("paraphrase"),
        quotes=entry.texts("quotes", required=True),
        lines=entry.numbers("lines", required=True),
    )
    entry.done()
    return statement


def _load_finding(entry: Entry, document: str) -> Finding:
    finding = Finding(
        id=f"{document}/{entry.text('id')}",
        document=document,
        kind=cast(FindingKind, entry.choice("kind", FindingKind)),
        paraphrase=entry.text("paraphrase"),
        quotes=entry.texts("quotes", required=True),
        lines=entry.numbers("lines", required=True),
        regions=entry.texts("regions"),
        since=entry.day("since"),
        day=entry.day("date"),
        recipients=entry.texts("recipients"),
        purposes=entry.texts("purposes"),
        steps=entry.texts("steps"),
        under=entry.number("under"),
    )
    entry.done()
    return finding


def _load_disagreements(
    file: Entry, known: AbstractSet[str], spoken: AbstractSet[str]
) -> Iterator[Disagreement]:
    for entry in file.entries("disagreement", "id"):
        disagreement = Disagreement(
            id=entry.text("id"),
            title=entry.text("title"),
            about=_about(entry, known),
            topic=cast(Topic, entry.choice("topic", Topic)),
            says=entry.text("says"),
            evidence=entry.texts("evidence", required=True),
        )
        for one in disagreement.evidence:
            if one not in spoken:
                raise entry.wrong(
                    "evidence", f"`{one}` is not a statement or finding of a document"
                )
        entry.done()
        yield disagreement
    file.done()


def _load_official(file: Entry) -> OfficialNotice:
    head = file.table("source")
    head.text("id")
    notice = OfficialNotice(
        title=head.text("title"),
        publisher=head.text("publisher"),
        recorded=cast(date, head.day("recorded", required=True)),
        unchanged_since=cast(date, head.day("unchanged_since", required=True)),
        address=head.text("address"),
        entries=tuple(
            _load_official_entry(entry, about=entry.texts("about", required=True))
            for entry in file.entries("entry", "row")
        ),
        remarks=tuple(
            _load_official_entry(entry, about=(entry.text("id"),))
            for entry in file.entries("remark", "id")
        ),
    )
    head.done()
    file.done()
    return notice


def _load_official_entry(entry: Entry, about: tuple[str, ...]) -> OfficialEntry:
    row = cast(OfficialRow, entry.choice("row", OfficialRow))
    quote, note = entry.optional_text("quote"), entry.optional_text("note")
    if row != "not_named" and not quote and not note:
        raise entry.wrong("quote", "is missing, and there is no `note` that says why")
    entry.done()
    return OfficialEntry(about, row, quote, note)


def _about(entry: Entry, known: AbstractSet[str], *, required: bool = False) -> tuple[str, ...]:
    about = entry.texts("about", required=required)
    for one in about:
        if one not in known:
            raise entry.wrong("about", f"`{one}` is not a data type or category of categories.toml")
    return about


def _check_together(mapping: ExportMapping) -> None:
    """What no single file can be blamed for alone."""
    refuse_twice("tables/", "table", [table.name for table in mapping.tables])
    names = [
        file_key(name)[0] for table in mapping.tables for name in table.files if "*" not in name
    ]
    refuse_twice("tables/", "file", names)
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
    if mapping.official:
        named = Counter(one for entry in mapping.official.entries for one in entry.about)
        for data_type in mapping.data_types:
            if named.pop(data_type.id, 0) != 1:
                raise MappingError(
                    f"mappings/official.toml: data type '{data_type.id}' has to be in exactly one entry."
                )
        for one in named:
            raise MappingError(
                f"mappings/official.toml: `{one}` is not a data type of categories.toml."
            )
