"""What the command line prints: the summary of a report or a comparison, a share file and a diagnosis."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from analyzer.analysis.diagnose import ColumnName, Description, Diagnosis
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.changes import Change, Changes
from analyzer.reporting.model import Figures
from analyzer.reporting.sentences import DIALECTS, REPAIRS, answer
from analyzer.reporting.share import SharedCounts
from analyzer.text import (
    PARTIAL,
    STANDINGS,
    USES,
    count,
    lowerfirst,
    plural,
    printable,
    roughly,
    visible,
)

_WIDTH_IN_A_PIPE: Final = 160
_WORDS: Final = "Words\nof text"
"""On two lines, so that a terminal of 80 columns has room for the longest names."""
_AMOUNTS: Final = ("Removed", "Added", "Unchanged", "Older", "Newer")
_BY_UNIT: Final = ("Words\nremoved", "Words\nadded", "Items\nremoved", "Items\nadded")
_NUMBERS: Final = frozenset({"Words", "Items", _WORDS, "Entries", "Share", *_AMOUNTS, *_BY_UNIT})


def terminal(*, stderr: bool = False) -> Console:
    """The terminal to print to, with brackets and colons as they are. A pipe is wide, so that no table is folded in it."""
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = _WIDTH_IN_A_PIPE
    return console


def print_lines(lines: Iterable[str], *, to_stderr: bool = False) -> None:
    """Print these lines, with a mark for each hidden character."""
    for line in lines:
        terminal(stderr=to_stderr).print(Text(printable(line)))


def grid(*headings: str) -> Grid:
    """A table without lines, in which columns of numbers are aligned to the right."""
    table = Grid(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(
            heading, justify="right" if heading in _NUMBERS else "left", overflow="fold"
        )
    return table


# --- the summary of a report ---------------------------------------------------------------------

_FILES_SHOWN: Final = 3
"""Unknown, unreadable or empty files that the summary names; the page names all."""


def print_summary(figures: Figures, page: Path, *, to_stderr: bool) -> None:
    """Print the answer, the amounts of each standing and category, problems, and the page's path."""
    console = terminal(stderr=to_stderr)
    if figures.whole.values:
        console.print(Text(answer(figures).sentence), soft_wrap=False)
        console.print()
    console.print(_standings(figures))
    console.print()
    console.print(_categories(figures))
    if figures.scenario.stated:
        console.print()
        console.print(_periods(figures))
    print_lines((*_problems(figures), f"Report: {page}"), to_stderr=to_stderr)


def _standings(figures: Figures) -> Grid:
    """The words and the items of each standing, with their shares."""
    table = grid("The articles say", "Words", "Share", "Items", "Share")
    partitions = figures.words, figures.items
    for standing, (label, _) in STANDINGS.items():
        parts = [partition.together((standing,)) for partition in partitions]
        if any(part.amount for part in parts):
            cells = (cell for part in parts for cell in (count(part.amount), _short(part.share)))
            table.add_row(label, *cells)
    return table


def _categories(figures: Figures) -> Grid:
    """The words and the items of each category, with a row for each of its standings."""
    table = grid("Category", "The articles say", "Words", "Items")
    for standing, (label, _) in STANDINGS.items():
        rows = [
            (category.label, volume)
            for category in figures.categories
            for category_standing, volume in category.standings
            if category_standing == standing and volume.values
        ]
        rows.sort(key=lambda row: (-row[1].text_words, -row[1].items, row[0]))
        for category, volume in rows:
            table.add_row(category, label, count(volume.text_words), count(volume.items))
    return table


def _short(share: str) -> str:
    """A share, short enough for a line of 80 columns."""
    return share.replace("under ", "<").replace("over ", ">")


def _periods(figures: Figures) -> Grid:
    """The data of each period that any article says is used, and what the articles say about that period."""
    table = grid("Used or uncertain", "The articles say", "Words", "Items")
    for period in figures.scenario.periods:
        if period.use:
            volume = period.used_or_uncertain
            amounts = count(volume.text_words), count(volume.items)
            table.add_row(period.label, USES[period.use], *amounts)
    return table


def _problems(figures: Figures) -> Iterator[str]:
    """Sentences about unknown, unreadable and blank files, and about data in others that is not known or read."""
    if figures.partial:
        yield PARTIAL
    files = [
        file
        for file in (row.file for row in figures.files)
        if file.state in {"unknown", "unreadable"} or (file.state == "mapped" and not file.dialect)
    ]
    for file in files[:_FILES_SHOWN]:
        yield f"{visible(file.path)}: {file.reason}"
    if len(files) > _FILES_SHOWN:
        yield f"And {plural(len(files) - _FILES_SHOWN, 'other file')} unknown, unreadable or empty."
    unknown_columns = sum(
        column.state == "unknown"
        for row in figures.files
        if row.file.state == "mapped"
        for column in row.columns
    )
    if unknown_columns:
        yield f"Unknown in known files: {plural(unknown_columns, 'column')}."
    if figures.rejected:
        yield f"Could not be read: {plural(figures.rejected, 'record')}; the page lists them."


# --- a comparison --------------------------------------------------------------------------------


def print_comparison(changes: Changes, page: Path, *, to_stderr: bool) -> None:
    """Print the totals, the changed categories, a sentence for each problem, and the page's path."""
    console = terminal(stderr=to_stderr)
    console.print(_totals(changes))
    if any(category.volume.any for category in changes.categories):
        console.print()
        console.print(_changed_categories(changes))
    print_lines((*_remarks(changes), f"Comparison: {page}"), to_stderr=to_stderr)


def _totals(changes: Changes) -> Grid:
    table = grid("Both exports", *_AMOUNTS)
    records = changes.records
    numbers = records.removed, records.added, records.unchanged, records.old, records.new
    table.add_row("Records", *map(count, numbers))
    table.add_row("Items", *_change_cells(changes.whole, "items"))
    table.add_row("Words", *_change_cells(changes.whole, "text_words"))
    covered = f"  {lowerfirst(STANDINGS['used'][0])}"
    table.add_row(covered, *_change_cells(changes.used, "text_words"))
    table.add_row("  used or uncertain", *_change_cells(changes.used_or_uncertain, "text_words"))
    return table


def _change_cells(change: Change, unit: Literal["items", "text_words"]) -> list[str]:
    volumes = change.removed, change.added, change.unchanged, change.old, change.new
    return [count(getattr(volume, unit)) for volume in volumes]


def _changed_categories(changes: Changes) -> Grid:
    table = grid("Category", *_BY_UNIT)
    for category in changes.categories:
        removed, added = category.volume.removed, category.volume.added
        if category.volume.any:
            numbers = removed.text_words, added.text_words, removed.items, added.items
            table.add_row(category.label, *map(count, numbers))
    return table


def _remarks(changes: Changes) -> Iterator[str]:
    """Sentences about files in one export only and about incomplete comparisons."""
    if not changes.any:
        yield "Nothing is different."
    yield from (f"{visible(export.name)}: {PARTIAL}" for export in changes.partial)
    for files, age in ((changes.went, "older"), (changes.came, "newer")):
        if files:
            yield f"Only in the {age} export: {plural(len(files), 'file')}; the page lists them."
    if changes.aside:
        yield f"Not compared in full: {plural(len(changes.aside), 'file')}; the page lists them."


# --- a share file --------------------------------------------------------------------------------


def print_share(shared: SharedCounts, path: Path, *, to_stderr: bool) -> None:
    """Print every count in the share file at `path`, with the labels it has there."""
    table = grid("In the share file", "Subject", "Author", "Entries", "Words\nof text")
    for file, counts in shared.by_file:
        table.add_row(file)
        for row in counts:
            words = count(row.words_of_text) if row.key.author else ""
            labels = f"  {row.key.data_type}", row.key.subject or "", row.key.author or ""
            table.add_row(*labels, count(row.entries), words)
    table.add_row("Totals", "", "", count(shared.entries), count(shared.words_of_text))
    terminal(stderr=to_stderr).print(table)
    people = plural(shared.people_named, "other person", "other people")
    lines = (
        f"It also states that the export names about {people}, and which mapping was used.",
        "It contains nothing else. Numbers over 99 are rounded to two digits.",
        f"Share file: {path}",
        "",
    )
    print_lines(lines, to_stderr=to_stderr)


# --- a diagnosis ---------------------------------------------------------------------------------


def public_text(diagnosis: Diagnosis, mapping: ExportMapping, versions: Mapping[str, str]) -> str:
    """The description of an export for the public: only names from the mapping, and only rounded numbers.

    `versions` has the version of each program by name. Versions, places of headers and lengths of names are exact.
    """
    lines = [
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        f"mapping {mapping.version}, sha256 {mapping.sha256[:16]}",
        "",
    ]
    if diagnosis.trouble:
        lines.append(diagnosis.trouble)
    states = Counter(map(_state, diagnosis.files))
    numbers = ", ".join(f"{state} {roughly(states[state])}" for state in _STATES)
    lines += [f"Files: {numbers}", ""]
    alike = Counter(diagnosis.files)
    for description in sorted(alike, key=_order):
        lines += _file_lines(description, alike[description])
    return "\n".join(lines) + "\n"


def owners_text(diagnosis: Diagnosis) -> str:
    """The unknown names in full, for the owner's screen; empty if there are none."""
    lines = []
    for names in diagnosis.unknown:
        lines += [visible(names.path), *(f"  {visible(name)}" for name in names.columns)]
    return "".join(f"{line}\n" for line in lines)


_STATES: Final = ("known", "unknown", "unreadable")


def _state(file: Description) -> str:
    if file.trouble:
        return "unreadable"
    return "known" if file.called else "unknown"


def _order(file: Description) -> tuple[int, bool, str, str]:
    """A key that sorts unreadable and unknown files first, then those with rejected records or an unknown header."""
    unusual = file.rejected != roughly(0) or file.header is None
    return -_STATES.index(_state(file)), not unusual, file.called or "", repr(file)


def _file_lines(file: Description, alike: int) -> Iterator[str]:
    times = "" if alike == 1 else f" ({roughly(alike)} alike)"
    facts = [file.trouble] if file.trouble else list(_facts(file))
    yield f"{_file_name(file)}{times}{': ' if facts else ''}{'; '.join(facts)}"
    for repair in file.repairs:
        yield f"  {lowerfirst(REPAIRS[repair])}"
    if file.columns and not file.header:
        yield f"  columns: {', '.join(map(_column_name, file.columns))}"


def _file_name(file: Description) -> str:
    if file.called:
        return f"{file.called}, renamed" if file.renamed else file.called
    ending = f"ending in {file.ending}" if file.ending else "with another ending"
    return f"An unknown file {ending}{f', in {file.folder}/' if file.folder else ''}"


def _facts(file: Description) -> Iterator[str]:
    if not file.encoding:
        return
    yield f"{file.records} records" if file.records != roughly(0) else "no records"
    if file.rejected != roughly(0):
        yield f"{file.rejected} rejected"
    if file.dialect:
        yield DIALECTS[file.dialect]
    if file.encoding == "utf-8":
        yield "UTF-8"
    if file.header:
        yield f"header {file.header[0]} of {file.header[1]}"
    elif file.columns:
        unknown = sum(map(_is_unknown, file.columns))
        yield f"{plural(len(file.columns), 'column')}, unknown {unknown}"


def _column_name(column: ColumnName) -> str:
    if _is_unknown(column):
        return f"<{plural(column.length, 'character')}>"
    return column.name or "<no name>"


def _is_unknown(column: ColumnName) -> bool:
    return column.name is None and column.length > 0
