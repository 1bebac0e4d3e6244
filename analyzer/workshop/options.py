"""How to run a batch."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analyzer.limits import DEFAULT, Limits
from analyzer.workshop.budget import USUAL, Budget


@dataclass(frozen=True)
class Options:
    """How to run a batch. `names` shows folder names; `link` links the cohort page to the participants' pages.

    `limits` are how much an export may hold, and `budget` how long one may take, with how much memory.
    """

    made_on: date
    jobs: int = 1
    min_group: int = 5
    names: bool = False
    link: bool = False
    fresh: bool = False
    mapping: Path | None = None
    official: bool = False
    limits: Limits = DEFAULT
    budget: Budget = USUAL
