"""Rules about people and times: where and since when it applies, and what the articles state about each period."""

from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import Annotated, Final, Literal, get_args

from analyzer.mapping.articles import A_REGION, EVERYONE, Audience, PassageId, TopicId
from analyzer.mapping.sentences import check_numbers
from analyzer.mapping.toml import Entry, Prose, WrongValue, build, build_all

Period = Literal["before", "between", "after", "undated"]
PERIODS: tuple[Period, ...] = get_args(Period)
"""Before the start, since then while the setting was on, since then while it was off, and without a date."""

Use = Literal[
    "may_have_been_used", "may_be_used", "not_used_from_then_on", "depends_on_its_day",
    "left_out_by_default", "not_said",
]  # fmt: skip
RuleTopic = Literal[
    "opening", "region", "start", "default", "minors", "turning_off", "setting", "other_uses",
    "recipients", "advertising",
]  # fmt: skip
Purpose = Literal["ai_training", "ai_features", "advertising"]
Stance = Literal["for", "against"]

AN_ACTION = "in actions.toml"

_NAMES: Final = frozenset(
    {"platform", "articles", "regions", "start", "opted_out", "opted_in", "as_of"}
)
"""The names that a sentence can have in braces."""


@dataclass(frozen=True, kw_only=True)
class Region:
    """A region that members are in.

    `code` is what findings call it; by default, its id in capitals. `start` is the day on which the use begins there,
    if an article gives one. `official` are the ids of remarks of LinkedIn's own notice.
    """

    id: str
    code: str | None = None
    label: Prose
    start: date | None = None
    evidence: tuple[PassageId, ...]
    official: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence with the ids of the statements and findings it rests on.

    `silent`: no article states anything about this, and the evidence is what comes closest. The evidence is
    complete on the topics in `complete_on`.
    """

    id: str
    says: Prose
    silent: bool = False
    evidence: tuple[PassageId, ...]
    when: Audience = EVERYONE
    complete_on: tuple[TopicId, ...] = ()

    def __post_init__(self) -> None:
        """Raise WrongValue for a sentence with an unknown name in braces, or a number of articles."""
        check_numbers("says", self.says)
        try:
            names = {name for _, name, _, _ in Formatter().parse(self.says) if name is not None}
        except ValueError:
            raise WrongValue("says", "has a brace without its counterpart") from None
        for name in sorted(names - _NAMES):
            names_in_braces = ", ".join(f"{{{possible}}}" for possible in sorted(_NAMES))
            raise WrongValue("says", f"contains {{{name}}}, which is not one of {names_in_braces}")


@dataclass(frozen=True, kw_only=True)
class PeriodRule(Claim):
    """What the articles state about the data of some periods: a sentence, and in a word what happens to it."""

    periods: tuple[Period, ...]
    use: Use


@dataclass(frozen=True, kw_only=True)
class Rule(Claim):
    """Anything else that the articles state for an audience. `purpose` and `side` are for recipients."""

    topic: RuleTopic
    purpose: Purpose | None = None
    side: Stance | None = None

    def __post_init__(self) -> None:
        """Raise WrongValue unless a purpose has a side and is for recipients."""
        super().__post_init__()
        if (self.purpose is None) != (self.side is None):
            raise WrongValue("side", "must be given with `purpose`, and only with it")
        if self.purpose and self.topic != "recipients":
            raise WrongValue("purpose", "is for the topic recipients only")


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules of a mapping.

    `unstated` is the region whose start counts if no region is stated. `setting` is the action with the data that
    the articles name for the setting, if there is one.
    """

    unstated: Annotated[Region, A_REGION]
    setting: Annotated[str, AN_ACTION] | None = None
    regions: tuple[Region, ...] = field(metadata={"key": "region"})
    periods: tuple[PeriodRule, ...] = field(default=(), metadata={"key": "period"})
    sentences: tuple[Rule, ...] = field(default=(), metadata={"key": "rule"})

    def region(self, identifier: str) -> Region | None:
        """The region with this id, if there is one."""
        return next((region for region in self.regions if region.id == identifier), None)


def load_rules(file: Entry) -> Rules:
    """The rules of `rules.toml`. Raises MappingError."""
    regions = {region.id: region for region in build_all(Region, file, "region")}
    return build(Rules, file.with_terms(A_REGION, regions))
