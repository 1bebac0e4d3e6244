"""What the command line prints: the summary of a report, and the mapping as tables."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from textwrap import indent
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from analyzer.analysis.measure import Volume
from analyzer.analysis.policy import Assessment, Evidence, assess
from analyzer.errors import MappingError
from analyzer.mapping import Column, ExportMapping, OfficialNotice, Table
from analyzer.reporting.model import Figures
from analyzer.wording import OFFICIAL_ROWS, STANDINGS, count, plural, printable, share, visible

_SHOWN = 3
_WIDTH_IN_A_PIPE = 160


def print_summary(figures: Figures, page: Path, *, to_stderr: bool) -> None:
    """Print a line per category with its words, the range, what was not read, and where the page is."""
    console = _console(stderr=to_stderr)
    whole = figures.whole.words
    grid = _grid("Category", "The documents say", "Words", "Share")
    for standing, (meaning, _) in STANDINGS.items():
        for label, volume in _categories_of(figures, standing):
            grid.add_row(label, meaning, count(volume.words), share(volume.words, whole))
    grid.add_section()
    for label, volume in (("At least", figures.covered), ("At most", figures.every_claim)):
        grid.add_row(label, "May be used", count(volume.words), share(volume.words, whole))
    console.print(grid)
    for sentence in _warnings(figures):
        console.print(Text(sentence))
    console.print(Text(printable(f"Report: {page}")))


def _categories_of(figures: Figures, standing: str) -> list[tuple[str, Volume]]:
    """The label of each category with data of this standing, and the volume of that data."""
    found = [
        (category.id, category.label, volume)
        for category in figures.categories
        for each, volume in category.standings
        if each == standing and volume.values
    ]
    found.sort(key=lambda row: (-row[2].words, row[0]))
    return [(label, volume) for _, label, volume in found]


def _warnings(figures: Figures) -> Iterator[str]:
    """Sentences about what is unknown or could not be read."""
    files = [each.file for each in figures.files]
    strange = [file for file in files if file.state in {"unknown", "unreadable"}]
    for file in strange[:_SHOWN]:
        yield f"{visible(file.path)}: {file.reason}"
    if len(strange) > _SHOWN:
        yield f"And {plural(len(strange) - _SHOWN, 'other file')} unknown or unreadable."
    unknown = sum(
        column.state == "unknown"
        for each in figures.files
        if each.file.state == "mapped"
        for column in each.columns
    )
    if unknown:
        yield f"Unknown in known files: {plural(unknown, 'column')}."
    if figures.rejected:
        yield f"Could not be read: {plural(figures.rejected, 'record')}; the page says which."


class BatchResult(Protocol):
    """The outcome of a batch, as far as it is printed."""

    @property
    def participants(self) -> int:
        """How many people there are."""

    @property
    def made(self) -> int:
        """How many exports were read in this run."""

    @property
    def kept(self) -> int:
        """How many were read in an earlier run and have not changed."""

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """The label and reason of each participant whose export could not be read."""

    @property
    def index(self) -> Path | None:
        """The page of the group; None if no export could be read."""


def print_batch(result: BatchResult, out: Path) -> None:
    """Print the outcome of a batch, with a line per failure, and where the pages are."""
    console = _console()
    read = result.made + result.kept
    before = f" ({count(result.kept)} as before)" if result.kept else ""
    failed = f"; {count(len(result.failures))} could not be read" if result.failures else ""
    people = plural(result.participants, "participant")
    console.print(Text(f"{people}: {plural(read, 'export')} read{before}{failed}."))
    for label, reason in result.failures:
        console.print(Text(f"{label}: {printable(reason)}"))
    if result.index:
        console.print(Text(printable(f"For everybody: {result.index}")))
        console.print(Text(printable(f"For each person: {out / 'participants'}")))
    console.print(Text(printable(f"For the facilitator alone: {out / 'private'}")))


def print_tables(mapping: ExportMapping) -> None:
    """Print every known file and what it holds."""
    grid = _grid("File", "Holds")
    for table in sorted(mapping.tables, key=lambda table: table.files[0].casefold()):
        grid.add_row(escape(", ".join(table.files)), escape(table.holds))
    _console().print(grid)


def print_table(mapping: ExportMapping, file: str, *, official: bool) -> None:
    """Print what a file holds, and each column's data type, standing and evidence."""
    table = find_table(mapping, file)
    assessments = assess(mapping)
    console = _console()
    console.print(Text(f"{', '.join(table.files)}: {table.holds}."))
    if table.set_aside:
        console.print(Text(f"Set aside: {table.set_aside}"))
    grid = _grid("Column", "Data type", "Kind", "About", "Standing", "Documents")
    carried = {}
    for column in table.columns:
        if column.data_type is None:
            reason = f"set aside: {column.set_aside}"
            grid.add_row(escape(column.name or "(no name)"), escape(reason))
            continue
        found = assessments[column.data_type.id]
        carried[column.data_type.id] = found
        grid.add_row(
            escape(column.name),
            column.data_type.id,
            column.kind,
            column.subject,
            STANDINGS[found.standing][0],
            f"{found.documents} of {len(mapping.documents)}",
        )
    console.print(grid)
    for data_type, found in carried.items():
        console.print(Text(f"{data_type}:", style="bold"))
        for says, evidence in (("may be used", found.for_use), ("left out", found.against_use)):
            for each in evidence:
                console.print(Text(f"  {says}: {each.statement.id} ({each.match})"))
        if not found.evidence:
            console.print(Text("  no document mentions it"))
        if official and mapping.official:
            console.print(
                Text(f"  LinkedIn's notice: {_official_row(mapping.official, data_type)}")
            )


def print_documents(mapping: ExportMapping) -> None:
    """Print the matrix of data types and documents: which says used, which says left out."""
    assessments = assess(mapping)
    console = _console()
    for document in mapping.documents:
        dated = document.published.isoformat() if document.published else "undated"
        console.print(Text(f"{document.id}: {document.title} ({document.called}, {dated})"))
    grid = _grid("Data type", *(document.id for document in mapping.documents), "Standing")
    for data_type in mapping.data_types:
        found = assessments[data_type.id]
        cells = [_verdict(found, document.id) for document in mapping.documents]
        grid.add_row(data_type.id, *cells, STANDINGS[found.standing][0])
    console.print(grid)
    console.print(
        "used, left out: the document names it. (used), (left out): a broader term that it names includes it."
    )


def print_explanation(mapping: ExportMapping, place: str, *, official: bool) -> None:
    """Print the whole reasoning about a column, with quotes. `place` is `FILE:COLUMN`."""
    table, column = find_column(mapping, place)
    console = _console()
    console.print(Text(f"{table.files[0]}, column {column.name}", style="bold"))
    console.print(Text(f"{table.holds}."))
    if column.data_type is None:
        console.print(Text(f"Set aside: {column.set_aside}"))
        return
    data_type = column.data_type
    console.print(
        Text(
            f"It carries {data_type.id} ({data_type.label}), in the category {data_type.category.label}."
        )
    )
    found = assess(mapping)[data_type.id]
    label, meaning = STANDINGS[found.standing]
    verb = "mentions" if found.documents == 1 else "mention"
    mentioned = f"{found.documents} of {plural(len(mapping.documents), 'document')} {verb} it"
    console.print(Text(f"{label}: {mentioned}. {meaning}", style="bold"))
    _print_evidence(console, mapping, "Say that it may be used:", found.for_use)
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
    if official and mapping.official:
        entry = mapping.official.entry_for(data_type.id)
        quote = f" “{entry.quote}”" if entry.quote else ""
        note = f" {entry.note}" if entry.note else ""
        console.print(
            Text(
                f"Outside the documents, {mapping.official.title} (recorded {entry.recorded or mapping.official.recorded}): "
                f"{OFFICIAL_ROWS[entry.row]}.{quote}{note}"
            )
        )


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
    """What the document says about a data type; empty if it says nothing."""

    def words(evidence: Iterable[Evidence], word: str) -> list[str]:
        matches = {each.match for each in evidence if each.statement.document == document}
        if not matches:
            return []
        return [word if "named" in matches else f"({word})"]

    return " and ".join(words(found.for_use, "used") + words(found.against_use, "left out"))


def _official_row(notice: OfficialNotice, data_type: str) -> str:
    return OFFICIAL_ROWS[notice.entry_for(data_type).row]


def _grid(*headings: str) -> Grid:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        right = heading in {"Words", "Share"}
        grid.add_column(heading, justify="right" if right else "left", overflow="fold")
    return grid


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        # A pipe has no width; tables folded at 80 columns would be hard to search.
        console.width = _WIDTH_IN_A_PIPE
    return console
