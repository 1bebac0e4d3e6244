"""What participants tell of themselves, in a `participant.toml` beside their export."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from analyzer.analysis.scenario import (
    PARTICIPANT,
    Scenario,
    read_participant,
)
from analyzer.errors import ScenarioError
from analyzer.mapping import Rules
from analyzer.workshop.participants import Participant


def what_they_tell(
    people: Iterable[Participant], rules: Rules
) -> tuple[dict[str, Scenario], dict[str, str]]:
    """The scenario of each participant with an export, by label, and the reasons why others have none."""
    told: dict[str, Scenario] = {}
    wrong: dict[str, str] = {}
    for person in people:
        if person.archive is None:
            continue
        found = next((path for path in _places(person) if path.is_file()), None)
        if found and found.is_symlink():
            wrong[person.label] = f"{PARTICIPANT} is a link, and is not followed."
            continue
        try:
            told[person.label] = read_participant(found, rules) if found else Scenario()
        except ScenarioError as error:
            wrong[person.label] = str(error)
    return told, wrong


def _places(person: Participant) -> Iterator[Path]:
    """Where the file may be: beside the archive that counts or above it, within what is theirs; else in
    another folder of theirs.
    """
    assert person.archive is not None
    archive = person.archive.path
    folders = [child for child in person.children if child.is_dir()]
    for place in (archive, *archive.parents):
        if any(place == folder or folder in place.parents for folder in folders):
            yield place / PARTICIPANT
    for folder in folders:
        yield folder / PARTICIPANT
