"""Tells whether a participant's page would be another: by a digest of all that it depends on."""

import hashlib

from analyzer import __version__
from analyzer.analysis.scenario import Scenario
from analyzer.mapping import ExportMapping
from analyzer.text import printable
from analyzer.workshop.options import Options
from analyzer.workshop.participants import Participant


def fingerprint_of(
    person: Participant, scenario: Scenario, mapping: ExportMapping, options: Options
) -> str:
    """A digest of everything a participant's page depends on: as long as it is the same, so is the page."""
    assert person.archive is not None
    shown = [path.name for path in (*person.children, *person.set_aside)] if options.names else []
    parts = [
        *(__version__, mapping.sha256, mapping.name, options.made_on.isoformat()),
        *(
            str(options.official),
            str(options.pages),
            repr(scenario),
            repr(options.limits),
            person.label,
            person.archive.digest,
            *notes(person, options),
            *shown,
        ),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def notes(person: Participant, options: Options) -> tuple[str, ...]:
    """The sentences on a participant's page about their other archives, if there are any."""
    said = []
    if person.set_aside:
        which = (
            f" ({', '.join(printable(path.name) for path in person.set_aside)})"
            if options.names
            else ""
        )
        number = len(person.set_aside) + 1
        said.append(
            f"There are {number} archives of this person; this is the most complete one. "
            f"The other{'s' if number > 2 else ''}{which} count{'s' if number == 2 else ''} nowhere."
        )
    said += [
        f"There is another archive that could not be used. {reason}" for reason in person.unusable
    ]
    return tuple(said)
