"""What `exposure compare` prints: what was removed and added, in all and in each category."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from rich.table import Table as Grid
from rich.text import Text

from analyzer.reporting.change_model import Change, Changes
from analyzer.reporting.terminal import numeric_grid, terminal
from analyzer.wording import STANDINGS, count, lowerfirst, plural, printable

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
    table.add_row("Entries", *_amounts(changes.whole, "values"))
    table.add_row("Words of text", *_amounts(changes.whole, "text_words"))
    table.add_row(f"  {lowerfirst(STANDINGS['used'][0])}", *_amounts(changes.covered, "text_words"))
    table.add_row("  if every claim counts", *_amounts(changes.every_claim, "text_words"))
    return table


def _amounts(change: Change, unit: Literal["values", "text_words"]) -> list[str]:
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
