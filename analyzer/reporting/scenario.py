"""What a scenario makes of the volumes: the period of each, and what the documents say to somebody like that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import Analysis
from analyzer.analysis.scenario import (
    Circumstances,
    Scenario,
    Split,
    circumstances,
)
from analyzer.mapping.articles import OfficialRemark
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.rules import PERIODS, Claim, Region, Rules
from analyzer.reporting.model import (
    Mark,
    PeriodFigures,
    Reading,
    ScenarioFigures,
    Sentence,
    TopicSentence,
    TurningOff,
)
from analyzer.reporting.totals import (
    Totals,
    by_facet,
)
from analyzer.text import (
    PERIOD_NAMES,
    USES_IN_FULL,
    day,
    lowerfirst,
    plural,
    series,
)


def scenario_figures(analysis: Analysis, totals: Totals, scenario: Scenario) -> ScenarioFigures:
    """What `scenario` makes of `analysis`."""
    mapping = analysis.mapping
    last = totals.last_day([table.name for table in mapping.tables if table.planned])
    as_of = scenario.asked_for(last)
    alike = circumstances(scenario, mapping.rules, as_of)
    volumes = _Volumes(totals)
    days = {
        "start": alike[0].region.start,
        "opted_out": scenario.opted_out,
        "opted_in": scenario.opted_in,
        "as_of": as_of,
    }
    return ScenarioFigures(
        scenario=scenario,
        as_of=as_of,
        start_of=_start_of(mapping.rules, scenario),
        readings=tuple(_reading(mapping, volumes, each) for each in alike),
        marks=tuple(Mark(kind, at) for kind, at in days.items() if at),
        turning_off=_turning_off(mapping, totals, alike[0]),
    )


def _start_of(rules: Rules, scenario: Scenario) -> tuple[Region, ...]:
    """The region stated; where none is, those with the start that counts then."""
    if scenario.region:
        return tuple(region for region in rules.regions if region.id == scenario.region)
    return tuple(region for region in rules.regions if region.start == rules.unstated.start)


def _reading(mapping: ExportMapping, volumes: "_Volumes", member: Circumstances) -> Reading:
    say = _Sayer(member)
    return Reading(
        regions=member.regions,
        start=member.region.start,
        setting=member.setting,
        periods=_periods(mapping.rules, volumes, member, say),
        sentences=tuple(
            TopicSentence(rule.topic, rule.purpose, rule.side, say.sentence(rule))
            for rule in mapping.rules.sentences
            if member.fit(rule)
        ),
        official=_official(mapping, member.region),
    )


def _periods(
    rules: Rules, volumes: "_Volumes", member: Circumstances, say: "_Sayer"
) -> tuple[PeriodFigures, ...]:
    split = member.split
    by_standing, by_category = volumes.of(split, "standing"), volumes.of(split, "category")
    fitting = [rule for rule in rules.periods if member.fit(rule)]
    found = []
    for period in PERIODS:
        of_period = (rule for rule in fitting if period in rule.periods)
        rule = next(of_period, None) if period in split.possible else None
        found.append(
            PeriodFigures(
                period=period,
                use=rule.use if rule else None,
                sentence=say.sentence(rule) if rule else None,
                by_standing=by_standing.get(period, {}),
                by_category=by_category.get(period, {}),
            )
        )
    return tuple(found)


def _official(mapping: ExportMapping, region: Region) -> tuple[OfficialRemark, ...]:
    remarks = mapping.official.remarks if mapping.official else ()
    return tuple(remark for remark in remarks if remark.id in region.official)


def _turning_off(
    mapping: ExportMapping, totals: Totals, member: Circumstances
) -> TurningOff | None:
    actions = [action for action in mapping.actions if action.id == mapping.rules.setting]
    if member.scenario.off_since or member.scenario.minor or not actions:
        return None
    held = totals.by_period(member.split.period_of, about=actions[0].about)
    return TurningOff(member.as_of, {period: held.get((period,), Volume()) for period in PERIODS})


class _Volumes:
    """The volumes of periods, computed once for regions with the same ones."""

    def __init__(self, totals: Totals) -> None:
        self._totals = totals
        self._known: dict[tuple[Split, str], dict[str, dict[str, Volume]]] = {}

    def of(self, split: Split, facet: str) -> dict[str, dict[str, Volume]]:
        """The volume of each value of `facet`, by period."""
        if (split, facet) not in self._known:
            held = self._totals.by_period(split.period_of, facet)
            self._known[split, facet] = by_facet(held)
        return self._known[split, facet]


@dataclass(frozen=True)
class _Sayer:
    """Says claims to a member in these circumstances."""

    member: Circumstances

    def sentence(self, claim: Claim) -> Sentence:
        """The claim with what it names, and how many documents say it."""
        member = self.member
        named = {
            "regions": series([region.label for region in member.regions]),
            "start": _day(member.region.start),
            "opted_out": _day(member.scenario.opted_out),
            "opted_in": _day(member.scenario.opted_in),
            "as_of": _day(member.as_of),
        }
        documents = {identifier.partition("/")[0] for identifier in claim.evidence}
        return Sentence(
            id=claim.id,
            says=claim.says.format(**named),
            silent=claim.silent,
            evidence=claim.evidence,
            documents=0 if claim.silent else len(documents),
        )


def _day(known: date | None) -> str:
    return day(known) if known else "a day that is not known"


# --- member ----------------------------------------------------------------------------------------


def member(figures: ScenarioFigures, mapping: ExportMapping) -> str:
    """The member: `a member in Canada who turned off the setting on 10 January 2026`."""
    scenario = figures.scenario
    region = mapping.rules.region(scenario.region) if scenario.region else None
    where = f" in {region.label}" if region else ""
    deeds = list(_deeds(scenario))
    who = f" who {series(deeds)}" if deeds else ""
    return f"a member{' under 18' if scenario.minor else ''}{where}{who}"


def _deeds(scenario: Scenario) -> Iterator[str]:
    switched = [
        (when, word)
        for when, word in ((scenario.opted_out, "off"), (scenario.opted_in, "on"))
        if when
    ]
    for when, word in sorted(switched):
        yield f"turned {word} the setting on {day(when)}"
    if scenario.ads_off:
        yield "turned off the setting for advertising"


def in_a_sentence(figures: ScenarioFigures) -> str:
    """What becomes of the data that any document claims, period by period, in one sentence."""
    return f"{'; '.join(_of_period(each) for each in figures.periods if each.sentence)}."


def _of_period(period: PeriodFigures) -> str:
    volume = period.every_claim
    if volume.text_words:
        amount = f"{plural(volume.text_words, 'word')} of text"
    else:
        amount = plural(volume.values, "entry", "entries")
    use = USES_IN_FULL[period.use] if period.use else ""
    return f"{lowerfirst(PERIOD_NAMES[period.period])}, {amount}: {use}"


def called(reading: Reading) -> str:
    """The regions of a reading in a row: `the EU, the EEA and Switzerland`."""
    return series([region.label for region in reading.regions])
