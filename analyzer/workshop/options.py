"""How to run a batch, and how much one participant may cost."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from analyzer.limits import DEFAULT, Limits
from analyzer.workshop.protection import USUAL_GROUP


@dataclass(frozen=True)
class Budget:
    """Seconds, and megabytes of memory at the peak; None for as much as it takes."""

    seconds: int | None = None
    megabytes: int | None = None

    @property
    def too_slow(self) -> str:
        """What is said of a participant who took longer."""
        return f"It took longer than {self.seconds} seconds; --limit-seconds allows more."

    @property
    def too_large(self) -> str:
        """What is said of a participant who needed more memory."""
        return f"It needed more than {self.megabytes:,} MB of memory; --limit-memory allows more."


UNLIMITED: Final = Budget()

SECONDS: Final = 300
MEGABYTES: Final = 2000
USUAL: Final = Budget(SECONDS, MEGABYTES)
"""Where nothing else is said: many times what the largest honest export takes."""


# --- options ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Options:
    """How to run a batch. `names` shows folder names. `consent` says that everybody agreed to a `min_group` under the
    usual one, `again` that the group page may be replaced by one of another group.

    `pages` says whether each participant has a page. `limits` are how much an export may hold, and `budget` how long one may take, with how much memory.
    """

    made_on: date
    jobs: int = 1
    min_group: int = USUAL_GROUP
    consent: bool = False
    again: bool = False
    names: bool = False
    pages: bool = True
    fresh: bool = False
    mapping: Path | None = None
    official: bool = False
    limits: Limits = DEFAULT
    budget: Budget = USUAL
