"""How to run a batch."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analyzer.workshop.limits import USUAL_LIMITS, Limits


@dataclass(frozen=True)
class Options:
    """How to run a batch. `names` shows folder names; `link` links the cohort page to the participants' pages."""

    made_on: date
    jobs: int = 1
    min_group: int = 5
    names: bool = False
    link: bool = False
    fresh: bool = False
    mapping: Path | None = None
    official: bool = False
    limits: Limits = USUAL_LIMITS
