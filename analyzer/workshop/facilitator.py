"""The lists for the facilitator: who has which number, whose archive could not be read, and who gets which page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from analyzer import __version__
from analyzer.language import gettext, marked
from analyzer.output import csv_text, write_result
from analyzer.reporting.page import environment
from analyzer.text import natural, printable
from analyzer.workshop import folder
from analyzer.workshop.participants import Participant

_BOM: Final = "\ufeff"
"""Spreadsheets recognise UTF-8 by it."""

REQUESTS: Final[Mapping[str, str]] = {
    # a pattern in the reason: what to ask the person for
    r"cloud|iCloud|not downloaded": marked(
        "Ask for a copy on a USB stick, made where the file can be opened."
    ),
    r"web page|is a text": marked(
        "Ask for the ZIP behind the link in LinkedIn’s email, not the page or the email."
    ),
    r"picture|PDF|Office document|database|single file": marked(
        "Ask for the ZIP from LinkedIn, not for a picture or one of its files."
    ),
    r"RAR|7z|tar archive|gzip|bzip2|xz archive|Zstandard": marked(
        "Ask for the ZIP as LinkedIn sent it, or unpack this one."
    ),
    r"holds a ZIP|unpack the outer": marked(
        "Unpack it, and put the ZIP in it into the folder instead."
    ),
    r"more than one (person|export)|cannot all be one": marked(
        "Ask which export is whose, and give each a folder."
    ),
    r"password|locked": marked("Ask for the ZIP as LinkedIn sent it, without a password."),
    r"share file|mapping": marked(
        "Ask for a new share file, made with the same version of the program, or for the ZIP."
    ),
    r"end is missing|damaged|zeros|blank|empty|0 bytes": marked(
        "Ask for the ZIP again, once its download has finished."
    ),
    r"link that": marked("Ask for the folder or the ZIP itself, not a link to it."),
    r"does not let": marked("Ask the owner of the file for permission to read it, or for a copy."),
    r"longer than|more than .* memory|ended by": marked(
        "Run the batch again with the option named, when nothing else is running."
    ),
    r"bug in": marked("Run `exposure doctor` on it, and report the bug."),
}
"""What to ask a person for, by the reason why their archive could not be read. The first pattern that matches counts."""

_USUAL_REQUEST: Final = marked(
    "Ask for the ZIP that LinkedIn sent, and check that it is from LinkedIn."
)


def request(reason: str) -> str:
    """What to ask a person for whose archive could not be read for this reason."""
    asked = (asked for pattern, asked in REQUESTS.items() if re.search(pattern, reason))
    return gettext(next(asked, _USUAL_REQUEST))


def name_of(person: Participant) -> str:
    """The names of a participant's children in the folder."""
    return " + ".join(path.name for path in person.children)


def key_csv(people: Iterable[Participant]) -> str:
    """Which participant is which, as CSV, sorted by name."""
    rows = [
        (person.label, name_of(person), _source_name(person)) for person in _sorted_by_name(people)
    ]
    return _BOM + csv_text([("participant", "name", "archive or share file used"), *rows])


def failures_csv(
    people: Sequence[Participant], failures: Mapping[str, str], strays: Iterable[str]
) -> str:
    """The archives that could not be read, with the reasons and what to ask for, as CSV; then the other files."""
    rows = [
        (person.label, name_of(person), failures[person.label], request(failures[person.label]))
        for person in _sorted_by_name(people)
        if person.label in failures
    ]
    rows += [("", name, _STRAY, REQUEST_FOR_STRAYS) for name in strays]
    return _BOM + csv_text([("participant", "name", "reason", "request"), *rows])


_STRAY: Final = "It is not an archive."
REQUEST_FOR_STRAYS: Final = marked(
    "If a person gave it instead of an archive, ask for the ZIP that LinkedIn sent."
)


def write_handout(
    out: Path, people: Iterable[Participant], failures: Mapping[str, str], made_on: date
) -> None:
    """Write the list of who gets which page, with boxes to tick. Raises OutputError."""
    rows = [
        (printable(name_of(person)), person, failures.get(person.label, ""))
        for person in _sorted_by_name(people)
    ]
    page = environment().get_template("handout.html.j2")
    text = page.render(rows=rows, request=request, made_on=made_on, tool_version=__version__)
    write_result(out / folder.HANDOUT, text)


def _sorted_by_name(people: Iterable[Participant]) -> list[Participant]:
    return sorted(people, key=lambda person: natural(name_of(person)))


def _source_name(person: Participant) -> str:
    if not person.source:
        return ""
    return person.source.relative_to(person.children[0].parent).as_posix()
