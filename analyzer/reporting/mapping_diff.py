"""What `exposure mapping diff` prints and writes about two versions of the evidence."""

from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from rich.text import Text

from analyzer.mapping.differences import EntryDifference, MappingDifferences, StandingDifference
from analyzer.mapping.mapping import Ledger
from analyzer.reporting.json import json_text
from analyzer.reporting.terminal import print_lines, terminal
from analyzer.text import STANDINGS, plural, printable

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
        **{
            key: {
                "version": mapping.version,
                "sha256": mapping.sha256,
                "name": printable(mapping.name),
            }
            for key, mapping in (("old", differences.old), ("new", differences.new))
        },
        "entries": [asdict(entry) for entry in differences.entries],
        "standings": [asdict(item) for item in differences.standings],
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
