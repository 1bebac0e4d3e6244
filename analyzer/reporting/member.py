"""Puts into words whom an export is read for, and what becomes of their data in each period."""

from collections.abc import Iterator

from analyzer.analysis.scenario import Scenario
from analyzer.mapping import ExportMapping
from analyzer.reporting.readings import PeriodFigures, Reading, ScenarioFigures
from analyzer.wording import PERIODS, USES_IN_FULL, day, lowerfirst, plural, series


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
    return f"{lowerfirst(PERIODS[period.period])}, {amount}: {use}"


def called(reading: Reading) -> str:
    """The regions of a reading in a row: `the EU, the EEA and Switzerland`."""
    return series([region.label for region in reading.regions])
