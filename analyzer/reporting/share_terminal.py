"""What the command line prints of a share file: all that is in it, and where it is."""

from pathlib import Path

from rich.text import Text

from analyzer.reporting.share_file import SharedCounts
from analyzer.reporting.terminal import grid, terminal
from analyzer.wording import count, plural, printable


def print_share(shared: SharedCounts, path: Path, *, to_stderr: bool) -> None:
    """Print every count of the share file at `path`, with the words that stand there for what it is of."""
    console = terminal(stderr=to_stderr)
    table = grid("In the share file", "Subject", "Author", "Entries", "Words\nof text")
    for file, counts in shared.by_file:
        table.add_row(file)
        for each in counts:
            kind = each.kind
            words = count(each.words_of_text) if kind.author else ""
            labels = f"  {kind.data_type}", kind.subject or "", kind.author or ""
            table.add_row(*labels, count(each.entries), words)
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
