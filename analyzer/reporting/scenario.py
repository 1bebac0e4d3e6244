"""What a scenario makes of the volumes: the period of each, and what the documents say to somebody like that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analyzer.analysis.measure import Volume
from analyzer.analysis.model import Analysis
from analyzer.analysis.scenario import Scenario, Split
from analyzer.mapping import (
    PERIODS,
    Claim,
    ExportMapping,
    OfficialEntry,
    Region,
    Rules,
)
from analyzer.reporting.readings import (
    Mark,
    PeriodFigures,
    Reading,
    ScenarioFigures,
    Sentence,
    TopicSentence,
    TurningOff,
)
from analyzer.reporting.totals import Totals, by_facet
from analyzer.wording import day, series


def scenario_figures(analysis: Analysis, totals: Totals, scenario: Scenario) -> ScenarioFigures:
    """What `scenario` makes of `analysis`."""
    mapping, rules = analysis.mapping, analysis.mapping.rules
    planned = [table.name for table in mapping.tables if table.planned]
    as_of = scenario.asked_for(totals.last_day(planned))
    stated = rules.region(scenario.region) if scenario.region else None
    groups = [(stated,)] if stated else _alike(rules, scenario, as_of)
    volumes = _Volumes(totals)
    readings = tuple(_reading(mapping, volumes, scenario, group, as_of) for group in groups)
    days = {
        "start": readings[0].start,
        "opted_out": scenario.opted_out,
        "opted_in": scenario.opted_in,
        "as_of": as_of,
    }
    return ScenarioFigures(
        scenario=scenario,
        as_of=as_of,
        start_of=tuple(
            region
            for region in rules.regions
            if region == stated or (stated is None and region.start == rules.unstated.start)
        ),
        readings=readings,
        marks=tuple(Mark(kind, at) for kind, at in days.items() if at),
        turning_off=_turning_off(mapping, totals, scenario, groups[0][0], as_of),
    )


def _alike(rules: Rules, scenario: Scenario, as_of: date | None) -> list[tuple[Region, ...]]:
    """All regions, in groups for which the rules say the same; first the one of the region that counts where
    none is stated.
    """
    groups: dict[object, list[Region]] = {}
    for region in dict.fromkeys((rules.unstated, *rules.regions)):
        circumstances = scenario.circumstances(region, as_of)
        fitting = tuple(
            rule.claim
            for rules_of in (rules.periods, rules.sentences)
            for rule in rules_of
            if rule.claim.fits(circumstances)
        )
        alike = region.start, region.evidence, region.official, circumstances["setting"]
        groups.setdefault((*alike, tuple(claim.id for claim in fitting)), []).append(region)
    return [tuple(group) for group in groups.values()]


def _reading(
    mapping: ExportMapping,
    volumes: "_Volumes",
    scenario: Scenario,
    regions: tuple[Region, ...],
    as_of: date | None,
) -> Reading:
    first = regions[0]
    circumstances = scenario.circumstances(first, as_of)
    say = _Sayer(scenario, regions, as_of)
    return Reading(
        regions=regions,
        start=first.start,
        setting=circumstances["setting"],
        periods=_periods(mapping.rules, volumes, scenario.split(first), circumstances, say),
        sentences=tuple(
            TopicSentence(rule.topic, rule.purpose, rule.side, say.sentence(rule.claim))
            for rule in mapping.rules.sentences
            if rule.claim.fits(circumstances)
        ),
        official=_official(mapping, first),
    )


def _periods(
    rules: Rules,
    volumes: "_Volumes",
    split: Split,
    circumstances: Mapping[str, str],
    say: "_Sayer",
) -> tuple[PeriodFigures, ...]:
    by_standing, by_category = volumes.of(split, "standing"), volumes.of(split, "category")
    fitting = [rule for rule in rules.periods if rule.claim.fits(circumstances)]
    found = []
    for period in PERIODS:
        of_period = (rule for rule in fitting if period in rule.periods)
        rule = next(of_period, None) if period in split.possible else None
        found.append(
            PeriodFigures(
                period=period,
                use=rule.use if rule else None,
                sentence=say.sentence(rule.claim) if rule else None,
                by_standing=by_standing.get(period, {}),
                by_category=by_category.get(period, {}),
            )
        )
    return tuple(found)


def _official(mapping: ExportMapping, region: Region) -> tuple[OfficialEntry, ...]:
    remarks = mapping.official.remarks if mapping.official else ()
    return tuple(remark for remark in remarks if set(remark.about) & set(region.official))


def _turning_off(
    mapping: ExportMapping,
    totals: Totals,
    scenario: Scenario,
    region: Region,
    as_of: date | None,
) -> TurningOff | None:
    actions = [action for action in mapping.actions if action.id == mapping.rules.setting]
    if scenario.off_since or scenario.minor or not actions:
        return None
    held = totals.by_period(scenario.split(region).period_of, about=actions[0].about)
    return TurningOff(as_of, {period: held.get((period,), Volume()) for period in PERIODS})


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
    """Says claims to a member in one of `regions`, on the day `as_of`."""

    scenario: Scenario
    regions: tuple[Region, ...]
    as_of: date | None

    def sentence(self, claim: Claim) -> Sentence:
        """The claim with what it names, and how many documents say it."""
        named = {
            "regions": series([region.label for region in self.regions]),
            "start": _day(self.regions[0].start),
            "opted_out": _day(self.scenario.opted_out),
            "opted_in": _day(self.scenario.opted_in),
            "as_of": _day(self.as_of),
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
