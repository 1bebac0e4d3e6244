"""What `exposure mapping` prints: what each file holds, its parts, and what articles say about each column."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import indent

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from analyzer.errors import MappingError
from analyzer.mapping import (
    Assessment,
    Author,
    Column,
    Condition,
    DataType,
    Evidence,
    ExportMapping,
    OfficialNotice,
    Part,
    Table,
)
from analyzer.reporting.terminal import (
    grid,
    terminal,
)
from analyzer.text import (
    AUTHORS,
    OFFICIAL_ROWS,
    STANDINGS,
    capfirst,
    plural,
    visible,
)


def print_tables(mapping: ExportMapping) -> None:
    """Print every known file and what it holds."""
    files = grid("File", "Holds")
    for table in sorted(mapping.tables, key=lambda table: table.files[0].casefold()):
        files.add_row(escape(", ".join(table.files)), escape(table.holds))
    terminal().print(files)


def print_table(mapping: ExportMapping, file: str, *, official: bool) -> None:
    """Print what a file holds; each column's data type, author, standing and evidence; and its parts."""
    table = find_table(mapping, file)
    console = terminal()
    console.print(Text(f"{', '.join(table.files)}: {table.holds}."))
    if table.set_aside:
        console.print(Text(f"Set aside: {table.set_aside}"))
    _print_columns(console, mapping, table.columns)
    if table.parts:
        console.print(Text(f"Some records are something else. {_FIRST_PART}"))
    for part in table.parts:
        console.print(Text(f"{_part_in_words(part)}:", style="bold"))
        for line in _changes(part, table, mapping):
            console.print(Text(f"  {line}"))
    for data_type in _carried(table):
        console.print(Text(f"{data_type.id}:", style="bold"))
        found = mapping.assessments[data_type.id]
        for says, evidence in (("used", found.for_use), ("left out", found.against_use)):
            for each in evidence:
                console.print(Text(f"  {says}: {each.statement.id} ({each.match})"))
        if not found.evidence:
            console.print(Text("  no article mentions it"))
        if official and mapping.official:
            row = OFFICIAL_ROWS[mapping.official.entry_for(data_type.id).row]
            console.print(Text(f"  LinkedIn's notice: {row}"))


def print_documents(mapping: ExportMapping) -> None:
    """Print the matrix of data types and articles: which says used, which says left out."""
    console = terminal()
    for document in mapping.documents:
        dated = document.published.isoformat() if document.published else "undated"
        console.print(Text(f"{document.id}: {document.title} ({document.called}, {dated})"))
    table = grid("Data type", *(document.id for document in mapping.documents), "Standing")
    for data_type in mapping.data_types:
        found = mapping.assessments[data_type.id]
        cells = [_verdict(found, document.id) for document in mapping.documents]
        table.add_row(data_type.id, *cells, STANDINGS[found.standing][0])
    console.print(table)
    console.print(
        "used, left out: the article names it. (used), (left out): a broader term that it names includes it."
    )


def print_explanation(mapping: ExportMapping, place: str, *, official: bool) -> None:
    """Print the whole reasoning about a column and its parts, with quotes. `place` is `FILE:COLUMN`."""
    table, column = find_column(mapping, place)
    console = terminal()
    console.print(Text(f"{table.files[0]}, column {column.name}", style="bold"))
    console.print(Text(f"{table.holds}."))
    notice = mapping.official if official else None
    _print_carried(console, mapping, column, notice)
    parts = [(part, part.of(column)) for part in table.parts if part.of(column) != column]
    if parts:
        console.print(Text(f"In some records it is something else. {_FIRST_PART}"))
    for part, changed in parts:
        console.print(Text(f"{_part_in_words(part)}:", style="bold"))
        if changed.data_type == column.data_type:
            console.print(Text(_author_in_words(changed.author)))
        else:
            _print_carried(console, mapping, changed, notice)


def find_table(mapping: ExportMapping, file: str) -> Table:
    """The table with this name or file name. Raises MappingError if there is none."""
    by_name = {table.name: table for table in mapping.tables}
    table = mapping.match_path(file) or mapping.match_path(f"{file}.csv") or by_name.get(file)
    if table is None:
        raise MappingError(
            f"No known file is called {visible(file)}. `exposure mapping show` lists them all."
        )
    return table


def find_column(mapping: ExportMapping, place: str) -> tuple[Table, Column]:
    """The table and column that `FILE:COLUMN` names, whatever the column's case.

    Raises MappingError if there is no such table or column.
    """
    file, colon, name = place.rpartition(":")
    if not colon:
        raise MappingError(
            f"{visible(place)} is not of the form FILE:COLUMN, as in 'Receipts.csv:Total Amount'."
        )
    table = find_table(mapping, file)
    matching = [column for column in table.columns if column.name == name] or [
        column for column in table.columns if column.name.casefold() == name.strip().casefold()
    ]
    if not matching:
        names = ", ".join(column.name for column in table.columns if column.name)
        raise MappingError(f"{table.files[0]} has no column {visible(name)}. It has: {names}.")
    return table, matching[0]


# --- columns and parts ---------------------------------------------------------------------------

_FIRST_PART = "The first of these that fits a record counts."


def condition_in_words(condition: Condition) -> str:
    """What a record has to be to belong to a part, such as `FOLDER is DRAFT or DRAFTS`."""
    column, values = condition.column, " or ".join(condition.values)
    link = f" (or the address in {condition.link})" if condition.link else ""
    return {
        "is": f"{column} is {values}",
        "is_not": f"{column} has a value that is not {values}",
        "contains": f"{column} contains {values}",
        "empty": f"{column} is empty",
        "owner": f"the name in {column}{link} is the owner's",
        "somebody_else": f"the name in {column}{link} is somebody else's",
    }[condition.test]


def _part_in_words(part: Part) -> str:
    return f"{capfirst(part.label)}, where {'; or '.join(map(condition_in_words, part.when))}"


def _changed(part: Part, table: Table) -> list[tuple[Column, Column]]:
    """The columns that are something else in this part: as in the rest of the records, and as in it."""
    pairs = ((column, part.of(column)) for column in table.columns)
    return [(column, changed) for column, changed in pairs if column != changed]


def _changes(part: Part, table: Table, mapping: ExportMapping) -> Iterator[str]:
    """What the columns carry and who wrote them in this part, where that is something else."""
    changed = _changed(part, table)
    types: dict[DataType, list[str]] = {}
    authors: dict[Author, list[str]] = {}
    for column, other in changed:
        if other.data_type and other.data_type != column.data_type:
            types.setdefault(other.data_type, []).append(column.name)
        if other.author and other.author != column.author:
            authors.setdefault(other.author, []).append(column.name)
    carrying = sum(column.data_type is not None for column in table.columns)
    for data_type, names in types.items():
        found = mapping.assessments[data_type.id]
        which = "every column" if len(names) == carrying else ", ".join(names)
        yield (
            f"{which}: {data_type.id} ({data_type.label}). {STANDINGS[found.standing][0]}, "
            f"{found.documents} of {plural(len(mapping.documents), 'article')}"
        )
    for author, names in authors.items():
        yield f"{', '.join(names)}: written by: {AUTHORS[author]}"


def _carried(table: Table) -> tuple[DataType, ...]:
    """The data types that the columns carry, also in parts, each once."""
    columns = [*table.columns]
    for part in table.parts:
        columns += [changed for _, changed in _changed(part, table)]
    return tuple(dict.fromkeys(column.data_type for column in columns if column.data_type))


def _print_columns(console: Console, mapping: ExportMapping, columns: Iterable[Column]) -> None:
    table = grid("Column", "Data type", "Kind", "About", "Written by", "Standing", "Articles")
    for column in columns:
        name = escape(column.name or "(no name)")
        if column.data_type is None:
            table.add_row(name, escape(f"set aside: {column.set_aside}"))
            continue
        found = mapping.assessments[column.data_type.id]
        table.add_row(
            name,
            column.data_type.id,
            column.kind,
            column.subject,
            AUTHORS[column.author] if column.author else "",
            STANDINGS[found.standing][0],
            f"{found.documents} of {len(mapping.documents)}",
        )
    console.print(table)


# --- the reasoning -------------------------------------------------------------------------------


def _print_carried(
    console: Console, mapping: ExportMapping, column: Column, notice: OfficialNotice | None
) -> None:
    """Print what a column carries, and all that is said about that."""
    data_type = column.data_type
    if data_type is None:
        console.print(Text(f"Set aside: {column.set_aside}"))
        return
    console.print(
        Text(
            f"It carries {data_type.id} ({data_type.label}), in the category {data_type.category.label}."
        )
    )
    if column.author:
        console.print(Text(_author_in_words(column.author)))
    found = mapping.assessments[data_type.id]
    label, meaning = STANDINGS[found.standing]
    articles = len(mapping.documents)
    verb = "mentions" if found.documents == 1 or articles == 1 else "mention"
    mentioned = f"{found.documents} of {plural(articles, 'article')} {verb} it"
    console.print(Text(f"{label}: {mentioned}. {meaning}", style="bold"))
    _print_evidence(console, mapping, "Say that it is used:", found.for_use)
    _print_evidence(console, mapping, "Say that it is left out:", found.against_use)
    mentioning = {each.statement.document for each in found.evidence}
    silent = {document.id for document in mapping.documents} - mentioning
    if silent:
        console.print(Text(f"No mention of it: {', '.join(sorted(silent))}."))
    for disagreement in mapping.disagreements:
        if data_type.id in disagreement.about or data_type.category.id in disagreement.about:
            console.print(Text(f"{disagreement.title} {disagreement.says}"))
            if disagreement.decision:
                console.print(Text(f"  How it was settled: {disagreement.decision}"))
    if notice:
        _print_notice(console, notice, data_type)


def _author_in_words(author: Author | None) -> str:
    return f"Written by: {AUTHORS[author or 'unknown']}."


def _print_notice(console: Console, notice: OfficialNotice, data_type: DataType) -> None:
    entry = notice.entry_for(data_type.id)
    quote = f" “{entry.quote}”" if entry.quote else ""
    note = f" {entry.note}" if entry.note else ""
    console.print(
        Text(
            f"Outside the articles, {notice.title} (recorded {entry.recorded or notice.recorded}): "
            f"{OFFICIAL_ROWS[entry.row]}.{quote}{note}"
        )
    )


def _print_evidence(
    console: Console, mapping: ExportMapping, title: str, evidence: Sequence[Evidence]
) -> None:
    if not evidence:
        return
    console.print(Text(title))
    names = {document.id: document.called for document in mapping.documents}
    for each in evidence:
        statement = each.statement
        lines = ", ".join(map(str, statement.lines))
        quotes = " … ".join(f"“{quote}”" for quote in statement.quotes)
        decision = f"\nHow it was read: {statement.decision}" if statement.decision else ""
        said = (
            f"{names[statement.document]} ({statement.id}, line {lines}), {each.match}"
            f"{', attributed to LinkedIn' if statement.attributed else ''}:\n{quotes}{decision}"
        )
        console.print(Text(indent(said, "  ")))


def _verdict(found: Assessment, document: str) -> str:
    """What the article says about a data type; empty if it says nothing."""

    def words(evidence: Iterable[Evidence], word: str) -> list[str]:
        matches = {each.match for each in evidence if each.statement.document == document}
        if not matches:
            return []
        return [word if "named" in matches else f"({word})"]

    return " and ".join(words(found.for_use, "used") + words(found.against_use, "left out"))
