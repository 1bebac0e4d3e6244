"""What a member says of themselves (region, dates, settings), and in which period a day falls for them.

A start, an opting out and an opting in are meant as UTC days, as all days here are; docs/counting.md says why.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path, PurePath
from typing import Final

from analyzer.errors import ScenarioError
from analyzer.language import LANGUAGES, marked
from analyzer.mapping.rules import Claim, Period, Region, Rules
from analyzer.remarks import Value, remark

PARTICIPANT: Final = "participant.toml"
"""The file beside an export of a workshop in which its owner may say what `Scenario` holds."""


def is_settings(name: str, of: str = "participant") -> bool:
    """Whether a file is called `participant.toml`, or like the export `of` a person: in any case, and with the `.txt`
    that editors add.
    """
    return named_after(name) == bare_name(of)


def named_after(name: str) -> str | None:
    """What a file with settings is called after, by its name; None if it is another file."""
    bare = name.casefold().removesuffix(".txt")
    return bare.removesuffix(".toml") if bare.endswith(".toml") else None


def bare_name(export: str) -> str:
    """The name of an export as `named_after` gives it."""
    bare, ending = PurePath(export).stem, PurePath(export).suffix
    return (bare if ending.lower() in _EXPORTS else export).casefold()


_EXPORTS: Final = (".zip", ".json")

_LONGEST: Final = 4_000
"""Bytes of that file. Its keys need a few hundred, and the time to parse a long one can grow with the square of its length."""

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class Scenario:
    """What a member says: the region they are in, the days on which they turned the setting off and on,
    whether they are under 18, whether the setting for advertising is off, and for which day all that is asked.

    What is None was not said.
    """

    region: str | None = None
    opted_out: date | None = None
    opted_in: date | None = None
    minor: bool = False
    ads_off: bool = False
    as_of: date | None = None

    @property
    def off_since(self) -> date | None:
        """The day on which the setting was turned off and left off; None if it is on."""
        if self.opted_out and self.opted_in and self.opted_in > self.opted_out:
            return None
        return self.opted_out

    def asked_for(self, last: date | None) -> date | None:
        """The day it is asked for: the one stated, else the `last` of the export, or of what the member
        says they did if that was later. Never the day on which this program runs.
        """
        days = [day for day in (last, self.opted_out, self.opted_in) if day]
        return self.as_of or max(days, default=None)

    def split(self, region: Region) -> "Split":
        """The periods of a member in `region`."""
        return Split(region.start, self.off_since)

    def facts(self, region: Region, asked: date | None) -> Mapping[str, str]:
        """What rules depend on, for a member in `region` on the day `asked`."""
        start = region.start
        turned_on = self.opted_in is not None and not self.off_since
        if self.off_since:
            setting = "off_before" if start and self.off_since < start else "off"
        elif turned_on and self.opted_in and (start is None or self.opted_in > start):
            setting = "on_again"
        else:
            setting = "on"
        minor = "minor_opted_in" if turned_on else "minor"
        return {
            "region": region.id,
            "setting": setting,
            "age": minor if self.minor else "unstated",
            "ads": "off" if self.ads_off else "on",
            "training": "ahead" if start and asked and asked < start else "begun",
        }


@dataclass(frozen=True)
class Split:
    """Where the periods end: at the start of the use, None where no article gives one, and at the day on
    which the setting was turned off, None where it is on.
    """

    start: date | None
    off_since: date | None

    @property
    def possible(self) -> tuple[Period, ...]:
        """The periods that can have any day."""
        never_on = self.start and self.off_since and self.off_since < self.start
        periods: list[Period] = ["before"] if self.start else []
        periods += [] if never_on else ["between"]
        return (*periods, "after", "undated") if self.off_since else (*periods, "undated")


@dataclass(frozen=True)
class Circumstances:
    """What the rules depend on for a member of `scenario` on the day `as_of`, in `regions` for which they say
    the same: the region that counts first.
    """

    scenario: Scenario
    as_of: date | None
    regions: tuple[Region, ...]
    facts: Mapping[str, str]

    @property
    def region(self) -> Region:
        """The region that counts."""
        return self.regions[0]

    @property
    def setting(self) -> str:
        """How the setting stands."""
        return self.facts["setting"]

    @property
    def split(self) -> Split:
        """The member's periods."""
        return self.scenario.split(self.region)

    def fit(self, claim: Claim) -> bool:
        """Whether `claim` is about such a member."""
        return claim.when.includes(self.facts)


def circumstances(
    scenario: Scenario, rules: Rules, as_of: date | None
) -> tuple[Circumstances, ...]:
    """The circumstances in the region stated; where none is, those in all regions, together where the rules
    say the same, and first those of the region that counts where none is stated.
    """
    stated = rules.region(scenario.region) if scenario.region else None
    claims: tuple[Claim, ...] = (*rules.periods, *rules.sentences)
    alike: dict[object, Circumstances] = {}
    for region in [stated] if stated else dict.fromkeys((rules.unstated, *rules.regions)):
        one = Circumstances(scenario, as_of, (region,), scenario.facts(region, as_of))
        said = tuple(claim.id for claim in claims if one.fit(claim))
        key = region.start, region.evidence, region.official, one.setting, said
        other = alike.get(key)
        alike[key] = replace(other, regions=(*other.regions, region)) if other else one
    return tuple(alike.values())


# --- reading -------------------------------------------------------------------------------------


_FIELDS = tuple(field.name for field in fields(Scenario))
_KEYS = (*_FIELDS, "lang")


@dataclass(frozen=True)
class Settings:
    """What a `participant.toml` says: the scenario, and the language of the page, None if it does not say."""

    scenario: Scenario = Scenario()
    lang: str | None = None


def read_participant(path: Path, rules: Rules) -> Settings:
    """The settings in the `participant.toml` at `path`. Raises ScenarioError."""
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST + 1)
    except OSError:
        raise ScenarioError(f"{PARTICIPANT} cannot be read.") from None
    if len(data) > _LONGEST:
        raise ScenarioError(f"{PARTICIPANT} is too long for what it can say.")
    try:
        values = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError):  # neither UTF-8 nor TOML; the message may quote it
        raise ScenarioError(
            f'{PARTICIPANT} is not valid TOML, which has lines like region = "eu".'
        ) from None

    def called(key: str) -> str:
        # Of a group, everybody reads why an export was not read; a key that is not known may be anybody's word.
        return f"{PARTICIPANT}, key `{key}`" if key in _KEYS else f"{PARTICIPANT}, one of its keys"

    lang = values.pop("lang", None)
    scenario = read_scenario(values, rules, called, _KEYS)
    if lang is None or (isinstance(lang, str) and lang in LANGUAGES):
        return Settings(scenario, lang)
    raise ScenarioError(f"{called('lang')}: has to be one of {', '.join(LANGUAGES)}.")


def read_scenario(
    values: Mapping[str, object],
    rules: Rules,
    called: Callable[[str], Value],
    keys: Sequence[str] = _FIELDS,
) -> Scenario:
    """The scenario with these values, by the names of its fields. Days are dates, or texts like 2025-11-03.

    `called` is what a reader knows a field as. `keys` are those that an error lists. Raises ScenarioError.
    """
    for key in values:
        if key not in _FIELDS:
            raise ScenarioError(
                f"{called(key)}: is not a key that is known here; these are {', '.join(keys)}."
            )
    scenario = Scenario(
        region=_region(values.get("region"), rules, called),
        opted_out=_day("opted_out", values, called),
        opted_in=_day("opted_in", values, called),
        minor=_flag("minor", values, called),
        ads_off=_flag("ads_off", values, called),
        as_of=_day("as_of", values, called),
    )
    if scenario.opted_out and scenario.opted_out == scenario.opted_in:
        raise ScenarioError(
            f"{called('opted_in')}: is the same day as opting out, so nobody can tell which came last."
        )
    for key in ("opted_out", "opted_in"):
        day: date | None = getattr(scenario, key)
        if day and scenario.as_of and day > scenario.as_of:
            raise ScenarioError(f"{called(key)}: is after the day that is asked for.")
    return scenario


def _region(value: object, rules: Rules, called: Callable[[str], Value]) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) and rules.region(value):
        return value
    known = ", ".join(region.id for region in rules.regions)
    sentence = marked("{key}: has to be one of {known}.")
    raise ScenarioError(remark(sentence, key=called("region"), known=known))


def _day(key: str, values: Mapping[str, object], called: Callable[[str], Value]) -> date | None:
    value = values.get(key)
    if value is None or type(value) is date:  # not a time, which is a date to `isinstance`
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:  # 31 February
        pass
    raise ScenarioError(remark(marked("{key}: has to be a date like 2025-11-03."), key=called(key)))


def _flag(key: str, values: Mapping[str, object], called: Callable[[str], Value]) -> bool:
    value = values.get(key, False)
    if not isinstance(value, bool):
        raise ScenarioError(f"{called(key)}: has to be true or false.")
    return value
