"""Rules about people and times: where and since when it applies, and what documents say of each period."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Final, Literal, get_args

from analyzer.mapping.entries import (
    Entry,
    refuse_twice,
)
from analyzer.mapping.facts import SAYING

Period = Literal["before", "between", "after", "undated"]
PERIODS: tuple[Period, ...] = get_args(Period)
"""Before the start, since then while the setting was on, since then while it was off, and without a date."""

Use = Literal[
    "may_have_been_used", "may_be_used", "not_used_from_then_on", "depends_on_its_day",
    "left_out_by_default", "not_said",
]  # fmt: skip
Setting = Literal["on", "off", "off_before", "on_again"]
Age = Literal["unstated", "minor", "minor_opted_in"]
Ads = Literal["on", "off"]
Training = Literal["begun", "ahead"]
RuleTopic = Literal[
    "region", "start", "default", "minors", "setting", "other_uses", "recipients", "advertising"
]
Purpose = Literal["ai_training", "ai_features", "advertising"]
Side = Literal["for", "against"]

USES: tuple[Use, ...] = get_args(Use)
RULE_TOPICS: tuple[RuleTopic, ...] = get_args(RuleTopic)
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
SIDES: tuple[Side, ...] = get_args(Side)

_CONDITIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "setting": get_args(Setting),
    "age": get_args(Age),
    "ads": get_args(Ads),
    "training": get_args(Training),
}
"""What a rule can depend on besides the region, with the values of each."""

_NAMED: Final = frozenset({"regions", "start", "opted_out", "opted_in", "as_of"})
"""What a sentence may name in braces."""


@dataclass(frozen=True)
class Region:
    """A region a member can be in. `start` is the day on which the use begins there; None where no document
    gives one. `official` are the ids of remarks of LinkedIn's own notice.
    """

    id: str
    label: str
    start: date | None
    evidence: tuple[str, ...]
    official: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A sentence with the ids of the statements and findings it rests on.

    `silent`: it says what no document says, and rests on what comes closest. `when` has the values that
    each circumstance it depends on may have.
    """

    id: str
    says: str
    silent: bool
    evidence: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]]

    def fits(self, circumstances: Mapping[str, str]) -> bool:
        """Whether it is for those in these circumstances: region, setting, age, ads and training."""
        return all(circumstances[key] in values for key, values in self.when.items())


@dataclass(frozen=True)
class PeriodRule:
    """What the documents say of the volume in some periods: a claim, and in one word what becomes of it."""

    claim: Claim
    periods: tuple[Period, ...]
    use: Use


@dataclass(frozen=True)
class Rule:
    """Something else the documents say to those it fits. `purpose` and `side` are for recipients."""

    claim: Claim
    topic: RuleTopic
    purpose: Purpose | None
    side: Side | None


@dataclass(frozen=True)
class Rules:
    """The rules of a mapping. `unstated` is the region whose start counts where none is stated, `setting`
    the action with the data that documents name for the setting; None where there is none.
    """

    unstated: Region
    setting: str | None
    regions: tuple[Region, ...]
    periods: tuple[PeriodRule, ...]
    sentences: tuple[Rule, ...]

    def region(self, identifier: str) -> Region | None:
        """The region with this id, if there is one."""
        return next((region for region in self.regions if region.id == identifier), None)


def load_rules(file: Entry, spoken: AbstractSet[str], actions: AbstractSet[str]) -> Rules:
    """The rules of `rules.toml`. `spoken` are the ids of everything the documents say."""
    regions = tuple(_load_region(entry, spoken) for entry in file.entries("region", "id"))
    refuse_twice(file.file, "region", [region.id for region in regions])
    known = {region.id: region for region in regions}
    unstated = file.text("unstated")
    if unstated not in known:
        raise file.wrong("unstated", f"`{unstated}` is not a region of [[region]]")
    setting = file.optional_text("setting")
    if setting is not None and setting not in actions:
        raise file.wrong("setting", f"`{setting}` is not in actions.toml")
    possible = {"region": tuple(known), **_CONDITIONS}
    periods = tuple(_load_periods(file, spoken, possible))
    sentences = tuple(_load_sentences(file, spoken, possible))
    refuse_twice(file.file, "period", [rule.claim.id for rule in periods])
    refuse_twice(file.file, "rule", [rule.claim.id for rule in sentences])
    file.done()
    return Rules(known[unstated], setting, regions, periods, sentences)


def _load_region(entry: Entry, spoken: AbstractSet[str]) -> Region:
    region = Region(
        id=entry.text("id"),
        label=entry.text("label"),
        start=entry.optional_day("start"),
        evidence=entry.among("evidence", spoken, SAYING, required=True),
        official=entry.texts("official"),
    )
    entry.done()
    return region


def _load_periods(
    file: Entry, spoken: AbstractSet[str], possible: Mapping[str, tuple[str, ...]]
) -> Iterator[PeriodRule]:
    for entry in file.entries("period", "id"):
        periods = entry.among("periods", PERIODS, f"one of {', '.join(PERIODS)}", required=True)
        rule = PeriodRule(
            claim=_load_claim(entry, spoken, possible),
            periods=tuple(period for period in PERIODS if period in periods),
            use=entry.choice("use", USES),
        )
        entry.done()
        yield rule


def _load_sentences(
    file: Entry, spoken: AbstractSet[str], possible: Mapping[str, tuple[str, ...]]
) -> Iterator[Rule]:
    for entry in file.entries("rule", "id"):
        rule = Rule(
            claim=_load_claim(entry, spoken, possible),
            topic=entry.choice("topic", RULE_TOPICS),
            purpose=entry.choice("purpose", PURPOSES) if entry.has("purpose") else None,
            side=entry.choice("side", SIDES) if entry.has("side") else None,
        )
        if (rule.purpose is None) != (rule.side is None):
            raise entry.wrong("side", "has to be there with `purpose`, and only with it")
        if rule.purpose and rule.topic != "recipients":
            raise entry.wrong("purpose", "is for the topic recipients only")
        entry.done()
        yield rule


def _load_claim(
    entry: Entry, spoken: AbstractSet[str], possible: Mapping[str, tuple[str, ...]]
) -> Claim:
    when: dict[str, tuple[str, ...]] = {}
    if entry.has("when"):
        conditions = entry.table("when")
        for key, values in possible.items():
            if conditions.has(key):
                what = f"a known {key}; these are {', '.join(values)}"
                when[key] = conditions.among(key, values, what, required=True)
        conditions.done()
    claim = Claim(
        id=entry.text("id"),
        says=entry.text("says"),
        silent=entry.flag("silent") if entry.has("silent") else False,
        evidence=entry.among("evidence", spoken, SAYING, required=True),
        when=when,
    )
    _check_named(entry, claim.says)
    return claim


def _check_named(entry: Entry, says: str) -> None:
    try:
        named = {name for _, name, _, _ in Formatter().parse(says) if name is not None}
    except ValueError:
        raise entry.wrong("says", "has a brace that is not closed") from None
    for name in sorted(named - _NAMED):
        raise entry.wrong("says", f"names {{{name}}}, which is nothing it can name")
