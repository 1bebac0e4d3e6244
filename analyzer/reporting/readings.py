"""How an export reads for a member in a region, as frozen values: periods, what documents say of them, and of what else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.policy import EVERY_CLAIM
from analyzer.analysis.scenario import Scenario
from analyzer.mapping import (
    OfficialEntry,
    Period,
    Purpose,
    Region,
    RuleTopic,
    Side,
    Use,
)


@dataclass(frozen=True)
class Sentence:
    """A sentence with the ids of the statements and findings it rests on.

    `documents` is how many documents say it; none where it says what no document says (`silent`), and then
    `evidence` is what comes closest.
    """

    id: str
    says: str
    silent: bool
    evidence: tuple[str, ...]
    documents: int


@dataclass(frozen=True)
class TopicSentence:
    """A sentence, and what it is about. `purpose` and `side` are for who else receives data."""

    topic: RuleTopic
    purpose: Purpose | None
    side: Side | None
    sentence: Sentence


@dataclass(frozen=True)
class PeriodFigures:
    """One period of a reading: the volume in it, and what the documents say of that.

    `use` and `sentence` are None where it can have no day at all.
    """

    period: Period
    use: Use | None
    sentence: Sentence | None
    by_standing: Mapping[str, Volume]
    by_category: Mapping[str, Volume]

    @property
    def volume(self) -> Volume:
        """All of it."""
        return sum_volumes(self.by_standing.values())

    @property
    def covered(self) -> Volume:
        """What of it the documents clearly cover."""
        return self.by_standing.get("used", Volume())

    @property
    def every_claim(self) -> Volume:
        """What of it any document says is used."""
        return sum_volumes(self.by_standing.get(each, Volume()) for each in EVERY_CLAIM)


@dataclass(frozen=True)
class Reading:
    """How the export reads for a member in one of `regions`, for which the rules are the same.

    `setting` is how the setting stands to the start: on, off, off_before, on_again. `periods` are all four,
    in their order. `official` is what LinkedIn's own notice says of the regions, for `--official` only.
    """

    regions: tuple[Region, ...]
    start: date | None
    setting: str
    periods: tuple[PeriodFigures, ...]
    sentences: tuple[TopicSentence, ...]
    official: tuple[OfficialEntry, ...]


@dataclass(frozen=True)
class Mark:
    """A day to mark on a timeline: `start`, `opted_out`, `opted_in` or `as_of`."""

    kind: str
    day: date


@dataclass(frozen=True)
class TurningOff:
    """What turning the setting off on `day` would concern: the data that the documents name for it, by the
    period it falls in. What may have been used by then would stay so.
    """

    day: date | None
    by_period: Mapping[Period, Volume]


@dataclass(frozen=True)
class ScenarioFigures:
    """What a scenario makes of an export.

    `readings` has the one of the region stated; where none is stated, one for each group of regions that
    read alike, and the first is the one that `periods` are of. `start_of` are the regions stated, or with the
    start that counts where none is. `as_of` is the day it is asked for;
    None where neither the export nor the member gives any. `turning_off` is None where the setting is off, or
    minors are left out anyway.
    """

    scenario: Scenario
    as_of: date | None
    start_of: tuple[Region, ...]
    readings: tuple[Reading, ...]
    marks: tuple[Mark, ...]
    turning_off: TurningOff | None

    @property
    def stated(self) -> bool:
        """Whether the member says anything of themselves."""
        return self.scenario != Scenario()

    @property
    def start(self) -> date | None:
        """The start that counts; None where no day is given."""
        return self.readings[0].start

    @property
    def periods(self) -> tuple[PeriodFigures, ...]:
        """The four periods of the reading that counts."""
        return self.readings[0].periods

    @property
    def before(self) -> Volume:
        """What any document claims from before the start that counts."""
        return sum_volumes(each.every_claim for each in self.periods if each.period == "before")
