"""What `exposure mapping` prints about files, columns and data types, and about two versions of the evidence."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from analyzer.errors import MappingError
from analyzer.mapping.differences import EntryDifference, MappingDifferences, StandingDifference
from analyzer.mapping.mapping import ExportMapping, Ledger
from analyzer.mapping.standing import Assessment
from analyzer.mapping.tables import Author, Column, Condition, DataType, Table, TablePart
from analyzer.reporting.json import json_text, mapping_entry
from analyzer.reporting.terminal import grid, print_lines, terminal
from analyzer.text import (
    AUTHORS,
    OFFICIAL_ROWS,
    STANDINGS,
    capfirst,
    day,
    plural,
    visible,
)


def print_contents(mapping: ExportMapping) -> None:
    """Print how many entries of each kind the mapping has."""
    columns = sum(len(table.columns) for table in mapping.tables)
    statements = sum(len(article.statements) for article in mapping.articles)
    findings = sum(len(article.findings) for article in mapping.articles)
    rules = len(mapping.rules.periods) + len(mapping.rules.sentences)
    sentence = (
        f"Mapping {mapping.version} ({mapping.name}), sha256 {mapping.sha256}: "
        f"{plural(len(mapping.tables), 'table')}, {plural(columns, 'column')}, "
        f"{plural(len(mapping.data_types), 'data type')}; {plural(len(mapping.articles), 'article')}, "
        f"{plural(statements, 'statement')} on data, {findings} on other things, "
        f"{plural(len(mapping.disagreements), 'disagreement')}, {plural(rules, 'rule')} for "
        f"{plural(len(mapping.rules.regions), 'region')}. No mistake found."
    )
    terminal().print(Text(sentence))


def print_regions(mapping: ExportMapping) -> None:
    """Print the regions, each with its start according to the articles."""
    regions = grid("Region", "Name", "Start")
    for region in mapping.rules.regions:
        start = day(region.start) if region.start else "not stated"
        regions.add_row(region.id, capfirst(region.label), start)
    terminal().print(regions)


def print_tables(mapping: ExportMapping) -> None:
    """Print the known files, each with its contents in a few words."""
    files = grid("File", "Holds")
    for table in sorted(mapping.tables, key=lambda table: table.files[0].casefold()):
        files.add_row(", ".join(table.files), table.holds)
    terminal().print(files)


def print_table(mapping: ExportMapping, file: str, *, official: bool) -> None:
    """Print a file's contents, its columns with their facets, its parts, and the evidence for each data type.

    Raises MappingError if the file is unknown.
    """
    table = find_table(mapping, file)
    console = terminal()
    console.print(Text(f"{', '.join(table.files)}: {table.holds}."))
    for title, reason in (("Set aside", table.set_aside), ("Decision", table.decision)):
        if reason:
            console.print(Text(f"{title}: {reason}"))
    _print_columns(console, mapping, table.columns)
    if table.parts:
        console.print(Text(f"Some records are different. {FIRST_PART}"))
    for part in table.parts:
        console.print(Text(f"{part_in_words(part)}:", style="bold"))
        for line in _differences(part, table, mapping):
            console.print(Text(f"  {line}"))
    for data_type in _data_types(table):
        console.print(Text(f"{data_type.id}:", style="bold"))
        assessment = mapping.assessments[data_type.id]
        for line in _verdicts(assessment):
            console.print(Text(f"  {line}"))
        if official and mapping.official:
            row = OFFICIAL_ROWS[mapping.official.entry_for(data_type.id).row]
            console.print(Text(f"  LinkedIn's notice: {row}"))


def print_documents(mapping: ExportMapping) -> None:
    """Print the articles, and a table of their statements about each data type."""
    console = terminal()
    for article in mapping.articles:
        date = article.published.isoformat() if article.published else "undated"
        console.print(Text(f"{article.id}: {article.title} ({article.name}, {date})"))
    table = grid("Data type", *(article.id for article in mapping.articles), "Standing")
    for data_type in mapping.data_types:
        assessment = mapping.assessments[data_type.id]
        cells = [_verdict(assessment, article.id) for article in mapping.articles]
        table.add_row(data_type.id, *cells, STANDINGS[assessment.standing][0])
    console.print(table)
    console.print(
        "used, not used: the article names it. "
        "(used), (not used): the article names a broader term that includes it."
    )


def find_table(mapping: ExportMapping, file: str) -> Table:
    """The table with this name or file name. Raises MappingError if there is none."""
    by_name = {
        name.casefold(): table for table in mapping.tables for name in (table.name, *table.files)
    }
    table = (
        mapping.names.match_path(file)
        or mapping.names.match_path(f"{file}.csv")
        or by_name.get(file.casefold())
    )
    if table is None:
        raise MappingError(
            f"{visible(file)} is not a known file. `exposure mapping show` lists them all."
        )
    return table


def find_column(mapping: ExportMapping, place: str) -> tuple[Table, Column]:
    """The table and the column at `FILE:COLUMN`, in upper or lower case.

    Raises MappingError if the table or the column is unknown.
    """
    file, _, name = place.rpartition(":")
    table = find_table(mapping, file)
    matching = [column for column in table.columns if column.name == name] or [
        column for column in table.columns if column.name.casefold() == name.strip().casefold()
    ]
    if not matching:
        names = ", ".join(column.name for column in table.columns if column.name)
        raise MappingError(f"{table.files[0]} has no column {visible(name)}. It has: {names}.")
    return table, matching[0]


# --- columns and parts ---------------------------------------------------------------------------

FIRST_PART = "The first of these descriptions that fits a record applies."


def condition_in_words(condition: Condition) -> str:
    """The condition of a part in words, such as `FOLDER is DRAFT or DRAFTS`."""
    column, values = condition.column, " or ".join(condition.values)
    link = f" (or the address in {condition.link})" if condition.link else ""
    return {
        "is": f"{column} is {values}",
        "is_not": f"{column} has a value that is not {values}",
        "contains": f"{column} contains {values}",
        "empty": f"{column} is empty",
        "owner": f"the name in {column}{link} is the owner's",
        "somebody_else": f"the name in {column}{link} is someone else's",
    }[condition.test]


def part_in_words(part: TablePart) -> str:
    """The label of a part and the conditions that its records meet."""
    return f"{capfirst(part.label)}, where {'; or '.join(map(condition_in_words, part.when))}"


def _changed_columns(part: TablePart, table: Table) -> list[tuple[Column, Column]]:
    """The columns that are different in this part: as in other records, and as in the part."""
    pairs = ((column, part.of(column)) for column in table.columns)
    return [(column, changed) for column, changed in pairs if column != changed]


def _differences(part: TablePart, table: Table, mapping: ExportMapping) -> Iterator[str]:
    """A line for each data type and each author that columns have in this part only."""
    types: dict[DataType, list[str]] = {}
    authors: dict[Author, list[str]] = {}
    for column, changed in _changed_columns(part, table):
        if changed.data_type and changed.data_type != column.data_type:
            types.setdefault(changed.data_type, []).append(column.name)
        if changed.author and changed.author != column.author:
            authors.setdefault(changed.author, []).append(column.name)
    typed_columns = sum(column.data_type is not None for column in table.columns)
    for data_type, names in types.items():
        assessment = mapping.assessments[data_type.id]
        columns = "every column" if len(names) == typed_columns else ", ".join(names)
        yield (
            f"{columns}: {data_type.id} ({data_type.label}). {STANDINGS[assessment.standing][0]}, "
            f"{assessment.documents} of {plural(len(mapping.articles), 'article')}"
        )
    for author, names in authors.items():
        yield f"{', '.join(names)}: written by: {AUTHORS[author]}"


def _data_types(table: Table) -> tuple[DataType, ...]:
    """The data types of the columns, then those in parts, each once."""
    columns = [*table.columns]
    for part in table.parts:
        columns += [changed for _, changed in _changed_columns(part, table)]
    return tuple(dict.fromkeys(column.data_type for column in columns if column.data_type))


def _print_columns(console: Console, mapping: ExportMapping, columns: Iterable[Column]) -> None:
    table = grid("Column", "Data type", "Kind", "About", "Written by", "Standing", "Articles")
    for column in columns:
        name = column.name or "(no name)"
        if column.data_type is None:
            table.add_row(name, f"set aside: {column.set_aside}")
            continue
        assessment = mapping.assessments[column.data_type.id]
        table.add_row(
            name,
            column.data_type.id,
            column.kind,
            column.subject,
            AUTHORS[column.author] if column.author else "",
            STANDINGS[assessment.standing][0],
            f"{assessment.documents} of {len(mapping.articles)}",
        )
    console.print(table)


# --- reasons -------------------------------------------------------------------------------------


def _verdicts(assessment: Assessment) -> Iterator[str]:
    """A line for each statement about a data type."""
    for verdict, evidence in (
        ("used", assessment.for_use),
        ("not used", assessment.against_use),
        ("caution", assessment.cautions),
        ("general words", assessment.wide),
    ):
        for item in evidence:
            yield f"{verdict}: {item.statement.id} ({item.match})"
    if not assessment.evidence:
        yield "no article mentions it"


def _verdict(assessment: Assessment, article: str) -> str:
    """What the article states about a data type, `used` or `not used`; in brackets if by a broader term."""
    words = []
    for verdict, evidence in (("used", assessment.for_use), ("not used", assessment.against_use)):
        matches = {item.match for item in evidence if item.statement.article == article}
        if matches:
            words.append(verdict if "named" in matches else f"({verdict})")
    return " and ".join(words)


# --- two versions of the evidence ------------------------------------------------------------------

FORMAT: Final = "linkedin-exposure mapping diff"
FORMAT_VERSION: Final = 1

_HEADINGS: Final = {
    "article": "Articles",
    "statement": "Statements about data",
    "finding": "Statements about other things",
    "notice": "LinkedIn’s own notice",
}


def print_differences(differences: MappingDifferences, *, to_stderr: bool = False) -> None:
    """Print the entries that differ, and each data type whose status changes with them."""
    console = terminal(stderr=to_stderr)
    print_lines(
        [f"{_version(differences.old)} -> {_version(differences.new)}"], to_stderr=to_stderr
    )
    for kind, entries in groupby(differences.entries, key=lambda entry: entry.kind):
        console.print(Text(_HEADINGS[kind], style="bold"))
        print_lines((f"  {_entry(entry)}" for entry in entries), to_stderr=to_stderr)
    changes = plural(len(differences.standings), "data type")
    console.print(Text(f"Status: {changes} {_differ(len(differences.standings))}", style="bold"))
    print_lines((f"  {_standing(item)}" for item in differences.standings), to_stderr=to_stderr)


def differences_json(differences: MappingDifferences) -> str:
    """The differences as JSON: the two mappings, and the entries and standings that differ."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "old": mapping_entry(differences.old),
        "new": mapping_entry(differences.new),
        "entries": differences.entries,
        "standings": differences.standings,
    }
    return json_text(document)


def _version(mapping: Ledger) -> str:
    return f"Mapping {mapping.version} ({mapping.name}), sha256 {mapping.sha256[:16]}"


def _entry(entry: EntryDifference) -> str:
    keys = f" ({', '.join(entry.keys)})" if entry.keys else ""
    return f"{entry.how}: {entry.id}{keys}"


def _standing(item: StandingDifference) -> str:
    because = f", because of {', '.join(item.because)}" if item.because else ""
    return f"{item.data_type}: {_label(item.before)} -> {_label(item.after)}{because}"


def _label(standing: str | None) -> str:
    return STANDINGS[standing][0] if standing else "not in the mapping"


def _differ(number: int) -> str:
    return "differs" if number == 1 else "differ"
