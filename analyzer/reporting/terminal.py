"""What the command line prints of results: the summary of a report, and the outcome of a batch."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table as Grid
from rich.text import Text

from analyzer.analysis.diagnose import (
    ColumnName,
    Description,
    Diagnosis,
)
from analyzer.analysis.measure import Volume
from analyzer.mapping import ExportMapping
from analyzer.reporting.changes import (
    Change,
    Changes,
)
from analyzer.reporting.model import Figures
from analyzer.reporting.share import SharedCounts
from analyzer.text import (
    DIALECTS,
    PERIOD_NAMES,
    REPAIRS,
    STANDINGS,
    USES,
    count,
    lowerfirst,
    plural,
    printable,
    roughly,
    share,
    visible,
)

_SHOWN: Final = 3
_WIDTH_IN_A_PIPE: Final = 160
_WORDS: Final = "Words\nof text"
"""On two lines, so that a terminal of 80 columns has room for the longest names."""
_NUMBERS: Final = frozenset({_WORDS, "Entries", "Share", "Share*"})


def print_summary(figures: Figures, page: Path, *, to_stderr: bool) -> None:
    """Print how much each category holds and where it stands, the three figures of the whole, what was not
    read, and where the page is. A category whose data stands in several ways has a line for each.
    """
    console = terminal(stderr=to_stderr)
    whole = figures.whole
    table = grid("Category", "The articles say", _WORDS, "Entries", "Share*")
    for standing, (meaning, _) in STANDINGS.items():
        for label, volume in _categories_of(figures, standing):
            words, of_text, entries, of_entries = _amounts(volume, whole)
            fitting = of_text if volume.text_words else of_entries
            table.add_row(label, meaning, words, entries, fitting)
    console.print(table)
    console.print(Text("* of the words of text; where there are none, of the entries"))
    console.print()
    table = grid("Of this export", _WORDS, "Share", "Entries", "Share")
    table.add_row(STANDINGS["used"][0], *_amounts(figures.covered, whole))
    table.add_row("If every claim counts", *_amounts(figures.every_claim, whole))
    table.add_row(STANDINGS["not_mentioned"][0], *_amounts(figures.of("not_mentioned"), whole))
    console.print(table)
    if figures.scenario.stated:
        console.print()
        console.print(_periods(figures))
    for sentence in _warnings(figures):
        console.print(Text(sentence))
    console.print(Text(printable(f"Report: {page}")))


def print_lines(lines: Iterable[str]) -> None:
    """Print these lines, with a mark for each character that would act on the terminal instead of being shown."""
    console = terminal()
    for line in lines:
        console.print(Text(printable(line)))


def _periods(figures: Figures) -> Grid:
    """The periods of what any article says is used, with what becomes of it."""
    table = grid("If every claim counts", "The articles say", _WORDS, "Entries")
    for period in figures.scenario.periods:
        if period.use:
            volume = period.every_claim
            amounts = count(volume.text_words), count(volume.values)
            table.add_row(PERIOD_NAMES[period.period], USES[period.use], *amounts)
    return table


def _amounts(volume: Volume, whole: Volume) -> tuple[str, str, str, str]:
    """Words of text and entries, each with its share of the whole."""
    return (
        count(volume.text_words),
        _share(volume.text_words, whole.text_words),
        count(volume.values),
        _share(volume.values, whole.values),
    )


def _share(part: int, whole: int) -> str:
    """A share in few letters, so that a line fits into 80 columns."""
    return share(part, whole).replace("under ", "<")


def _categories_of(figures: Figures, standing: str) -> list[tuple[str, Volume]]:
    """The label of each category with data of this standing, and the volume of that data."""
    found = [
        (category.id, category.label, volume)
        for category in figures.categories
        for each, volume in category.standings
        if each == standing and volume.values
    ]
    found.sort(key=lambda row: (-row[2].text_words, -row[2].values, row[0]))
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


# --- how it is printed ---------------------------------------------------------------------------


def grid(*headings: str) -> Grid:
    """A table without lines; numbers stand at the right of their columns."""
    table = Grid(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(
            heading, justify="right" if heading in _NUMBERS else "left", overflow="fold"
        )
    return table


def numeric_grid(first: str, *numbers: str) -> Grid:
    """A table without lines whose columns are numbers, apart from the first."""
    table = grid(first)
    for heading in numbers:
        table.add_column(heading, justify="right")
    return table


def terminal(*, stderr: bool = False) -> Console:
    """Where to print; a pipe is as wide as most tables need."""
    console = Console(stderr=stderr, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        # A pipe has no width; tables folded at 80 columns would be hard to search.
        console.width = _WIDTH_IN_A_PIPE
    return console


# --- comparison terminal ---------------------------------------------------------------------------

_AMOUNTS: Final = ("Removed", "Added", "Unchanged", "Older", "Newer")
_BY_UNIT: Final = ("Words\nremoved", "Words\nadded", "Entries\nremoved", "Entries\nadded")


def print_comparison(changes: Changes, page: Path, *, to_stderr: bool) -> None:
    """Print what became of everything, what was removed and added in each category, what could not be compared,
    and where the page is.
    """
    console = terminal(stderr=to_stderr)
    console.print(_totals(changes))
    if any(each.volume.any for each in changes.categories):
        console.print()
        console.print(_categories(changes))
    for sentence in _remarks(changes):
        console.print(Text(sentence))
    console.print(Text(printable(f"Comparison: {page}")))


def _totals(changes: Changes) -> Grid:
    table = numeric_grid("Both exports", *_AMOUNTS)
    of = changes.records
    table.add_row("Records", *map(count, (of.removed, of.added, of.unchanged, of.old, of.new)))
    table.add_row("Entries", *_change_cells(changes.whole, "values"))
    table.add_row("Words of text", *_change_cells(changes.whole, "text_words"))
    table.add_row(
        f"  {lowerfirst(STANDINGS['used'][0])}", *_change_cells(changes.covered, "text_words")
    )
    table.add_row("  if every claim counts", *_change_cells(changes.every_claim, "text_words"))
    return table


def _change_cells(change: Change, unit: Literal["values", "text_words"]) -> list[str]:
    volumes = (change.removed, change.added, change.unchanged, change.old, change.new)
    return [count(getattr(volume, unit)) for volume in volumes]


def _categories(changes: Changes) -> Grid:
    table = numeric_grid("Category", *_BY_UNIT)
    for each in changes.categories:
        removed, added = each.volume.removed, each.volume.added
        if each.volume.any:
            numbers = (removed.text_words, added.text_words, removed.values, added.values)
            table.add_row(each.label, *map(count, numbers))
    return table


def _remarks(changes: Changes) -> Iterator[str]:
    """Sentences about what is the same, and what could not be compared."""
    if not changes.any:
        yield "Nothing is different."
    for files, where in ((changes.went, "older"), (changes.came, "newer")):
        if files:
            yield f"Only in the {where} export: {plural(len(files), 'file')}; the page says which."
    if changes.aside:
        yield f"Not compared in full: {plural(len(changes.aside), 'file')}; the page says which."


# --- share terminal --------------------------------------------------------------------------------


def print_share(shared: SharedCounts, path: Path, *, to_stderr: bool) -> None:
    """Print every count of the share file at `path`, with its labels as they are in the file."""
    console = terminal(stderr=to_stderr)
    table = grid("In the share file", "Subject", "Author", "Entries", "Words\nof text")
    for file, counts in shared.by_file:
        table.add_row(file)
        for shared_count in counts:
            key = shared_count.key
            words = count(shared_count.words_of_text) if key.author else ""
            labels = f"  {key.data_type}", key.subject or "", key.author or ""
            table.add_row(*labels, count(shared_count.entries), words)
    table.add_row("Totals", "", "", count(shared.entries), count(shared.words_of_text))
    console.print(table)
    people = plural(shared.people_named, "other person", "other people")
    for sentence in (
        f"It also says that the export names about {people}, and which mapping was used.",
        "Nothing else is in it. Numbers over 99 are rounded to two digits.",
        f"Share file: {path}",
        "",
    ):
        console.print(Text(printable(sentence)))


# --- doctor ----------------------------------------------------------------------------------------


def public_text(diagnosis: Diagnosis, mapping: ExportMapping, versions: Mapping[str, str]) -> str:
    """What anybody may read: of names only those of the mapping, and no exact number but versions, places and lengths.

    `versions` are those of this program and of what it runs on, by their names.
    """
    lines = [
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        f"mapping {mapping.version}, sha256 {mapping.sha256[:16]}",
        "",
    ]
    if diagnosis.trouble:
        lines.append(diagnosis.trouble)
    states = Counter(map(_state, diagnosis.files))
    lines.append(f"Files: {', '.join(f'{state} {roughly(states[state])}' for state in _STATES)}")
    lines.append("")
    alike = Counter(diagnosis.files)
    for description in sorted(alike, key=_order):
        lines += _file(description, alike[description])
    return "\n".join(lines) + "\n"


def owners_text(diagnosis: Diagnosis) -> str:
    """The unknown names in full, for the screen of the owner alone; empty if there are none."""
    lines = []
    for each in diagnosis.unknown:
        lines.append(visible(each.path))
        lines += [f"  {visible(name)}" for name in each.columns]
    return "".join(f"{line}\n" for line in lines)


# --- a file --------------------------------------------------------------------------------------

_STATES = ("known", "unknown", "unreadable")


def _state(file: Description) -> str:
    if file.trouble:
        return "unreadable"
    return "known" if file.called else "unknown"


def _order(file: Description) -> tuple[int, bool, str, str]:
    """What an issue is about first: files that are unreadable or unknown, then what is strange of others."""
    strange = file.rejected != roughly(0) or file.header is None
    return -_STATES.index(_state(file)), not strange, file.called or "", repr(file)


def _file(file: Description, alike: int) -> Iterator[str]:
    times = "" if alike == 1 else f" ({roughly(alike)} alike)"
    facts = [file.trouble] if file.trouble else list(_facts(file))
    yield f"{_name(file)}{times}{': ' if facts else ''}{'; '.join(facts)}"
    for repair in file.repairs:
        yield f"  {lowerfirst(REPAIRS[repair])}"
    if file.columns and not file.header:
        yield f"  columns: {', '.join(map(_column, file.columns))}"


def _name(file: Description) -> str:
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
        yield f"{plural(len(file.columns), 'column')}, unknown {sum(_is_unknown(c) for c in file.columns)}"


def _column(column: ColumnName) -> str:
    if _is_unknown(column):
        return f"<{plural(column.length, 'character')}>"
    return column.name or "<no name>"


def _is_unknown(column: ColumnName) -> bool:
    return column.name is None and column.length > 0


# --- progress --------------------------------------------------------------------------------------

PROGRESS_AFTER = 1.0
"""Seconds of reading after which a progress bar appears."""


class ReadingBar:
    """How much of an export has been read, once that takes longer than a second."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> "ReadingBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._shown[0].stop()

    def advance(self, done: int, total: int) -> None:
        """Show that `done` of `total` bytes have been read."""
        if self._shown is None and time.monotonic() - self._began > PROGRESS_AFTER:
            console = Console(stderr=True)
            if console.is_terminal:
                bar = Progress(console=console, transient=True)
                bar.start()
                self._shown = bar, bar.add_task("Reading", total=total)
        if self._shown:
            self._shown[0].update(self._shown[1], completed=done)


class BatchBar:
    """How far a batch has got: count, rate, time left, failures."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "BatchBar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def watch(self, doing: str, done: int, total: int, failed: int) -> None:
        """Show that `done` of `total` are finished, and how many `failed`."""
        if doing not in self._tasks:
            for task in self._tasks.values():
                self._bar.update(task, visible=False)
            self._tasks[doing] = self._bar.add_task(
                doing, total=total, completed=done, rate="", failed=""
            )
        task = self._tasks[doing]
        self._bar.update(task, completed=done, failed=f"{failed} failed" if failed else "")
        speed = self._bar.tasks[list(self._tasks).index(doing)].speed
        self._bar.update(task, rate=f"{60 * speed:.0f} a minute" if speed else "")
