"""What the command line prints of results: the summary of a report, and the outcome of a batch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from analyzer.analysis.measure import Volume
from analyzer.reporting.model import Figures
from analyzer.wording import PERIODS, STANDINGS, USES, count, plural, printable, share, visible

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


def _periods(figures: Figures) -> Grid:
    """The periods of what any article says is used, with what becomes of it."""
    table = grid("If every claim counts", "The articles say", _WORDS, "Entries")
    for period in figures.scenario.periods:
        if period.use:
            volume = period.every_claim
            amounts = count(volume.text_words), count(volume.values)
            table.add_row(PERIODS[period.period], USES[period.use], *amounts)
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


class PublishedGroup(Protocol):
    """What became of the page of a group, as far as it is printed."""

    @property
    def page(self) -> Path | None:
        """Where it is; None if no export could be read."""

    @property
    def held_back(self) -> bool:
        """Whether it is still the one of an earlier run."""

    @property
    def advice(self) -> str | None:
        """What to do for figures where the group is too small for any."""


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
    def shared(self) -> int:
        """How many share files were read."""

    @property
    def repeated(self) -> tuple[tuple[str, str], ...]:
        """The labels of share files, each with that of the participant whose figures it has."""

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """The label and reason of each participant whose export could not be read."""

    @property
    def group(self) -> PublishedGroup:
        """What became of the page of the group."""


def print_batch(result: BatchResult, out: Path, *, pages: bool) -> None:
    """Print the outcome of a batch, with a line per failure, and where the group's page and, with `pages`, the others are."""
    console = terminal()
    read = result.made + result.kept
    before = f" ({count(result.kept)} as before)" if result.kept else ""
    said = (
        f"{plural(read, 'export')} read{before}" if read or not result.shared else "",
        f"{plural(result.shared, 'share file')} read" if result.shared else "",
        f"{count(len(result.failures))} could not be read" if result.failures else "",
    )
    people = plural(result.participants, "participant")
    console.print(Text(f"{people}: {'; '.join(filter(None, said))}."))
    for label, reason in result.failures:
        console.print(Text(f"{label}: {printable(reason)}"))
    for label, other in result.repeated:
        console.print(Text(f"{label} has the same figures as {other}, and is not counted again."))
    if result.group.advice:
        console.print(Text(result.group.advice))
    if result.group.held_back:
        console.print(
            Text(
                "The group page is still the one of an earlier run, and this one would show other figures. Two pages "
                "tell more than one about whoever came or left. Add --again to replace it."
            )
        )
    if result.group.page:
        console.print(Text(printable(f"For everybody: {result.group.page}")))
    if read and pages:
        console.print(Text(printable(f"For each person: {out / 'participants'}")))
    console.print(Text(printable(f"For the facilitator alone: {out / 'private'}")))


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
