"""The counts of each participant, as a batch keeps them for its next run."""

from collections.abc import Iterable
from pathlib import Path

from analyzer.output import write_whole
from analyzer.workshop.contribution import dumps, to_plain
from analyzer.workshop.folder import result_path
from analyzer.workshop.participants import Participant


def write_shared(out: Path, people: Iterable[Participant]) -> list[str]:
    """Write the counts of those who gave a share file as those of exports are written; returns their labels."""
    shared = {person.label: person.counts for person in people if person.counts}
    for label, counts in shared.items():
        write_whole(result_path(out, label), dumps({"contribution": to_plain(counts)}))
    return list(shared)
