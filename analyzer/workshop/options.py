"""How to run a batch, and how much one export may cost."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from analyzer.limits import DEFAULT, Limits
from analyzer.workshop.protection import USUAL_GROUP

SECONDS: Final = 300
MEGABYTES: Final = 2000
"""The default budget: many times what the largest real export takes."""


@dataclass(frozen=True)
class Budget:
    """The seconds and the megabytes of memory, at the peak, that one export may take."""

    seconds: int = SECONDS
    megabytes: int = MEGABYTES

    @property
    def too_slow(self) -> str:
        """The reason given for an export that took longer."""
        return f"It took longer than {self.seconds} seconds; --limit-seconds allows more."

    @property
    def too_large(self) -> str:
        """The reason given for an export that needed more memory."""
        return f"It needed more than {self.megabytes:,} MB of memory; --limit-memory allows more."


@dataclass(frozen=True)
class Options:
    """How to run a batch.

    `consent` confirms that everyone agreed to a `min_group` below the usual one. `again` replaces the group page
    although the group has changed. `names` puts folder names on participants' pages; `pages` is false where there are
    to be no such pages. `lang` is the language of the group page, the facilitator's list, and the pages of participants
    who choose no other. `fresh` uses nothing of an earlier run. `rewrite` writes the group page also if nothing has changed
    since then. `limits` apply to an export's size.
    """

    made_on: date
    jobs: int = 1
    min_group: int = USUAL_GROUP
    consent: bool = False
    again: bool = False
    names: bool = False
    pages: bool = True
    lang: str = "en"
    fresh: bool = False
    rewrite: bool = False
    mapping: Path | None = None
    official: bool = False
    limits: Limits = DEFAULT
    budget: Budget = Budget()
