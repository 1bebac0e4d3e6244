"""The periods of a member in numbers and words: the volume in each, and what the articles say about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import Analysis, by_two
from analyzer.analysis.scenario import Circumstances, Scenario, Split, circumstances
from analyzer.language import gettext, marked, ngettext
from analyzer.mapping.articles import OfficialRemark, articles_of
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.rules import PERIODS, Claim, Period, Region, Rules
from analyzer.reporting.evidence import summary, volume_about
from analyzer.reporting.model import (
    Mark,
    PeriodFigures,
    RegionView,
    ScenarioFigures,
    Sentence,
    TopicSentence,
)
from analyzer.text import (
    NO_START,
    NO_START_OFF,
    PERIOD_NAMES,
    STARTED_UNTIL_OFF,
    USES_IN_FULL,
    day,
    plural,
    series,
    spelled,
)


def scenario_figures(analysis: Analysis, scenario: Scenario) -> ScenarioFigures:
    """The figures of an export for the member of `scenario`."""
    mapping = analysis.mapping
    as_of = scenario.asked_for(_last_day(analysis))
    groups = circumstances(scenario, mapping.rules, as_of)
    first = groups[0]
    # Most regions have the same start, so most groups have the same periods.
    splits = {
        split: _split_volumes(analysis, split)
        for split in dict.fromkeys(group.split for group in groups)
    }
    marks = {
        "start": first.region.start,
        "opted_out": scenario.opted_out,
        "opted_in": scenario.opted_in,
        "as_of": as_of,
    }
    return ScenarioFigures(
        scenario=scenario,
        as_of=as_of,
        start_of=_start_of(mapping.rules, scenario),
        views=tuple(_view(mapping, splits[group.split], group) for group in groups),
        marks=tuple(Mark(kind, marked) for kind, marked in marks.items() if marked),
        summary=summary(mapping, first.facts),
        turning_off=splits[first.split].named if _can_turn_off(mapping.rules, scenario) else None,
    )


def volumes_of_periods(analysis: Analysis, split: Split) -> pd.DataFrame:
    """The volume of each column in each period, with the period as a level of the index."""
    return analysis.volumes_by("period", PERIODS, periods(analysis.days["day"], split))


def periods(days: pd.Series, split: Split) -> np.ndarray:
    """The period of each of the `days`, which are UTC days or NaT for undated records, as its place in `PERIODS`.

    The day of the start belongs to the period after it. The day of opting out belongs to the period before it,
    because the setting was on for a part of that day.
    """
    day = days.to_numpy()
    start, off_since = (np.datetime64(stated or "NaT") for stated in (split.start, split.off_since))
    # Every comparison with NaT, for a day that is not stated, is false.
    conditions = {"undated": np.isnat(day), "before": day < start, "after": day > off_since}
    places = [PERIODS.index(period) for period in conditions]
    return np.select(list(conditions.values()), places, PERIODS.index("between"))


# --- figures -------------------------------------------------------------------------------------


def _last_day(analysis: Analysis) -> date | None:
    """The last day of the export. Records of some tables lie in the future, and do not count.

    None for a part of an export: its last day may be that of joining.
    """
    if analysis.partial:
        return None
    planned = [table.name for table in analysis.mapping.tables if table.planned]
    last = analysis.dates["max"][~analysis.columns["table"].isin(planned)].max()
    return None if pd.isna(last) else last.date()


def _start_of(rules: Rules, scenario: Scenario) -> tuple[Region, ...]:
    """The stated region; if none is stated, the regions with the start that counts."""
    if scenario.region:
        return tuple(region for region in rules.regions if region.id == scenario.region)
    return tuple(region for region in rules.regions if region.start == rules.unstated.start)


@dataclass(frozen=True)
class _SplitVolumes:
    """The volumes of each period by standing, and of the data that the articles name for the setting."""

    by_standing: Mapping[Period, Mapping[str, Volume]]
    named: Mapping[Period, Volume]


def _split_volumes(analysis: Analysis, split: Split) -> _SplitVolumes:
    mapping = analysis.mapping
    volumes = volumes_of_periods(analysis, split)
    by_data_type = by_two(volumes, "period", "data_type")
    setting = mapping.rules.setting
    about = next((action.about for action in mapping.actions if action.id == setting), ())
    named = {
        period: volume_about(about, mapping, by_data_type.get(period, {})) for period in PERIODS
    }
    return _SplitVolumes(by_two(volumes, "period", "standing"), named)


def _view(mapping: ExportMapping, volumes: _SplitVolumes, member: Circumstances) -> RegionView:
    return RegionView(
        regions=member.regions,
        start=member.region.start,
        setting=member.setting,
        periods=tuple(_periods(mapping, volumes, member)),
        sentences=tuple(
            TopicSentence(rule, _sentence(rule, member, mapping.platform))
            for rule in mapping.rules.sentences
            if member.fit(rule)
        ),
        official=_official(mapping, member.region),
    )


def _periods(
    mapping: ExportMapping, volumes: _SplitVolumes, member: Circumstances
) -> Iterator[PeriodFigures]:
    possible = member.split.possible
    for period in PERIODS:
        rules = (rule for rule in mapping.rules.periods if period in rule.periods)
        rule = next(filter(member.fit, rules), None) if period in possible else None
        label, inside = _label(period, member.split)
        yield PeriodFigures(
            period=period,
            label=gettext(label),
            label_inside=gettext(inside),
            use=rule.use if rule else None,
            sentence=_sentence(rule, member, mapping.platform) if rule else None,
            by_standing=volumes.by_standing.get(period, {}),
            named=volumes.named[period],
        )


def _label(period: Period, split: Split) -> tuple[str, str]:
    """The name of a period, and the name inside a sentence. Without a start, there may have been no setting in the period between.

    If the setting was off before the start, the period after is the one from the start on.
    """
    if period == "between" and not split.start:
        return NO_START_OFF if split.off_since else NO_START
    if period == "between" and split.off_since:
        return STARTED_UNTIL_OFF
    never_on = "between" not in split.possible
    return PERIOD_NAMES["between" if period == "after" and never_on else period]


def _official(mapping: ExportMapping, region: Region) -> tuple[OfficialRemark, ...]:
    remarks = mapping.official.remarks if mapping.official else ()
    return tuple(remark for remark in remarks if remark.id in region.official)


def _can_turn_off(rules: Rules, scenario: Scenario) -> bool:
    return bool(rules.setting) and not scenario.off_since and not scenario.minor


def _sentence(claim: Claim, member: Circumstances, platform: str) -> Sentence:
    """The claim for a member in these circumstances, with the regions and days it names."""
    documents = len(articles_of(claim.evidence))
    names = {
        "platform": platform,
        "articles": ngettext("{number} article", "{number} articles", documents).format(
            number=spelled(documents)
        ),
        "regions": series([region.label for region in member.regions]),
        "start": _day(member.region.start),
        "opted_out": _day(member.scenario.opted_out),
        "opted_in": _day(member.scenario.opted_in),
        "as_of": _day(member.as_of),
    }
    return Sentence(
        id=claim.id,
        says=claim.says.format(**names),
        silent=claim.silent,
        evidence=claim.evidence,
        documents=0 if claim.silent else documents,
    )


def _day(stated: date | None) -> str:
    return day(stated) if stated else gettext("a day that is not known")


# --- words ---------------------------------------------------------------------------------------


def member_in_words(figures: ScenarioFigures, mapping: ExportMapping) -> str:
    """The member, to follow "for": `a member in Canada who turned off the setting on 10 January 2026`."""
    scenario = figures.scenario
    region = mapping.rules.region(scenario.region) if scenario.region else None
    deeds = list(_deeds(scenario))
    message = _MEMBERS[scenario.minor, region is not None, bool(deeds)]
    return gettext(message).format(
        region=region.label if region else "", deeds=series(deeds) if deeds else ""
    )


_MEMBERS: Final = {
    # Under 18, in a region that is stated, with something done.
    (False, False, False): marked("a member"),
    (False, False, True): marked("a member who {deeds}"),
    (False, True, False): marked("a member in {region}"),
    (False, True, True): marked("a member in {region} who {deeds}"),
    (True, False, False): marked("a member under 18"),
    (True, False, True): marked("a member under 18 who {deeds}"),
    (True, True, False): marked("a member under 18 in {region}"),
    (True, True, True): marked("a member under 18 in {region} who {deeds}"),
}


def _deeds(scenario: Scenario) -> Iterator[str]:
    switches = (
        (scenario.opted_out, marked("turned off the setting for generative AI on {day}")),
        (scenario.opted_in, marked("turned on the setting for generative AI on {day}")),
    )
    for switched, deed in sorted((switched, deed) for switched, deed in switches if switched):
        yield gettext(deed).format(day=day(switched))
    if scenario.ads_off:
        yield gettext("turned off the setting for advertising")


def periods_in_words(figures: ScenarioFigures) -> str:
    """What the articles say about the used or uncertain data of each period, in one sentence."""
    clauses = (_clause(period) for period in figures.periods if period.sentence)
    return gettext("Of the data reported as used or uncertain: {periods}.").format(
        periods=gettext("; ").join(clauses)
    )


def _clause(period: PeriodFigures) -> str:
    volume = period.used_or_uncertain
    amount = (
        plural(volume.text_words, "word") if volume.text_words else plural(volume.items, "item")
    )
    return gettext("{period}, {amount}: {use}").format(
        period=period.label_inside,
        amount=amount,
        use=gettext(USES_IN_FULL[period.use]) if period.use else "",
    )


def regions_in_words(view: RegionView) -> str:
    """The regions of a view: `the EU, the EEA and Switzerland`."""
    return series([region.label for region in view.regions])
