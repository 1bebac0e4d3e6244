"""Loads the mapping (`mappings/*.toml`) and checks that it makes sense as a whole."""

import csv
import hashlib
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast, get_args

from analyzer.dates import DateFormat, DateFormatError, Zone
from analyzer.errors import MappingError
from analyzer.mapping.documents import (
    Action,
    Disagreement,
    Document,
    Finding,
    FindingKind,
    OfficialEntry,
    OfficialNotice,
    OfficialRow,
    Says,
    Standing,
    Statement,
    Topic,
)
from analyzer.mapping.entries import Entry, parse, refuse_twice
from analyzer.mapping.model import (
    Category,
    Column,
    DataType,
    DateSource,
    ExportMapping,
    Group,
    Kind,
    Layout,
    PeopleSource,
    Repair,
    Subject,
    Table,
)
from analyzer.mapping.names import file_key


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
    roles = export.table("roles").all_texts() if export.has("roles") else {}
    tables: list[Table] = []
    documents: list[Document] = []
    for name in texts:
        if name.startswith("tables/"):
            file = parse(texts, name)
            tables += [_load_table(entry, by_id, roles) for entry in file.entries("table", "name")]
            file.done()
        elif name.startswith("documents/"):
            documents.append(_load_document(parse(texts, name), known))
    spoken = {one for document in documents for one in document.ids}
    disagreements = tuple(_load_disagreements(parse(texts, "disagreements.toml"), known, spoken))
    mapping = ExportMapping(
        name="built in" if directory is None else directory.name,
        version=export.text("version"),
        sha256=digest.hexdigest(),
        folders=export.texts("folders"),
        roles=roles,
        nobody=export.texts("nobody"),
        categories=tuple(categories),
        data_types=tuple(data_types),
        tables=tuple(tables),
        documents=tuple(sorted(documents, key=lambda document: document.id)),
        disagreements=disagreements,
        actions=tuple(
            _load_actions(
                parse(texts, "actions.toml"), known, spoken, {one.id for one in disagreements}
            )
        ),
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


def _load_table(
    entry: Entry, data_types: Mapping[str, DataType], roles: Mapping[str, str]
) -> Table:
    called = entry.text("name")
    names = entry.texts("files", required=True)
    if any("*" in name.replace("**", "") for name in names):
        raise entry.wrong("files", "may hold `**` for any text, and no single `*`")
    table = Table(
        name=called,
        files=names,
        holds=entry.text("holds"),
        headers=tuple(tuple(next(csv.reader([row]))) for row in entry.texts("headers")),
        dates=tuple(_load_dates(entry)),
        layout=cast(Layout, entry.choice("layout", Layout, "csv")),
        set_aside=entry.optional_text("set_aside"),
        role=entry.optional_text("role"),
        people=tuple(map(_load_people, entry.entries("people", "link"))),
        columns=tuple(
            _load_column(inner, data_types) for inner in entry.entries("columns", "name")
        ),
    )
    entry.done()
    known = [column.name for column in table.columns]
    refuse_twice(entry.file, f"table '{called}': column", known)
    for header in table.headers:
        for column in header:
            if column and column not in known:
                raise entry.wrong(
                    "headers", f"names a column `{column}` that `columns` does not have"
                )
    if table.role and table.role not in roles:
        raise entry.wrong("role", f"`{table.role}` is not one of the roles in export.toml")
    for people in table.people:
        limited = people.where[0] if people.where else None
        for name in (people.link, *people.names, people.unless, limited):
            if name and name not in known:
                raise entry.wrong("people", f"names a column `{name}` that `columns` does not have")
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
        if not all(form.is_a_day for form in compiled):
            raise inner.wrong("formats", "has to state year, month and day")
        zone = cast(Zone, inner.choice("zone", Zone))
        inner.done()
        yield DateSource(column, compiled, zone)


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
            evidence=_among(entry, "evidence", spoken, "a statement or finding of a document"),
        )
        if not disagreement.evidence:
            raise entry.wrong("evidence", "is missing or empty")
        entry.done()
        yield disagreement
    file.done()


def _load_actions(
    file: Entry, known: AbstractSet[str], spoken: AbstractSet[str], disagreements: AbstractSet[str]
) -> Iterator[Action]:
    for entry in file.entries("action", "id"):
        action = Action(
            id=entry.text("id"),
            title=entry.text("title"),
            says=entry.text("says"),
            about=_about(entry, known),
            standings=cast(
                tuple[Standing, ...],
                _among(
                    entry,
                    "standings",
                    get_args(Standing),
                    f"one of {', '.join(get_args(Standing))}",
                ),
            ),
            steps=_among(entry, "steps", spoken, "a statement or finding of a document"),
            limits=_among(entry, "limits", spoken, "a statement or finding of a document"),
            disagreements=_among(entry, "disagreements", disagreements, "in disagreements.toml"),
        )
        entry.done()
        yield action
    file.done()


def _among(entry: Entry, key: str, known: Container[str], what: str) -> tuple[str, ...]:
    ids = entry.texts(key)
    for one in ids:
        if one not in known:
            raise entry.wrong(key, f"`{one}` is not {what}")
    return ids


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
    recorded = entry.day("recorded")
    if row != "not_named" and not quote and not note:
        raise entry.wrong("quote", "is missing, and there is no `note` that says why")
    entry.done()
    return OfficialEntry(about, row, quote, note, recorded)


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
    refuse_twice("documents/", "document", [document.id for document in mapping.documents])
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
