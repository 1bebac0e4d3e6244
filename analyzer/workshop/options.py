"""How to run a batch."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analyzer.limits import (
    DEFAULT,
    Limits,
)
from analyzer.workshop.budget import (
    USUAL,
    Budget,
)
from analyzer.workshop.protection import USUAL_GROUP


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
