"""The period of each record and its sentence from the articles, for example members and for generated ones."""

import json
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from exports import write
from five_articles import BY_HAND
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer import text as wording
from analyzer.analysis.analyze import analyze
from analyzer.analysis.days import utc_days
from analyzer.analysis.measure import (
    Volume,
    sum_volumes,
)
from analyzer.analysis.model import (
    MEASURES,
    Analysis,
    by,
    by_two,
    total,
)
from analyzer.analysis.scenario import (
    Scenario,
    Split,
)
from analyzer.dates import (
    DateFormat,
    Zone,
)
from analyzer.mapping.articles import Finding, articles_of
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.rules import PERIODS, Use
from analyzer.reporting.figures import figures
from analyzer.reporting.json import to_json
from analyzer.reporting.model import ScenarioFigures, Sentence
from analyzer.reporting.scenario import periods, scenario_figures, volumes_of_periods

pytestmark = pytest.mark.uncounted

START = date(2025, 11, 3)

# --- example members, by hand -------------------------------------------------------------------------------------------

COMMENTS = {
    "A": "2024-05-01 12:00:00",
    "B": "2025-11-02 23:59:59",
    "C": "2025-11-03 00:00:00",
    "D": "2026-01-15 12:00:00",
    "E": "2026-03-10 23:59:59",
    "F": "2026-03-11 00:00:00",
    "G": "2026-06-01 12:00:00",
}
"""Comments by letter. Each has double the length of the one before, so a sum identifies its comments."""

EXPORT = {
    "Comments.csv": "Date,Link,Message\n"
    + "".join(f"{day},x,{'o' * 2**n}\n" for n, day in enumerate(COMMENTS.values())),
    "Skills.csv": "Name\nRye\nOats\n",
}
SKILLS = Volume(2, 7, 2, 7)

ALWAYS = set(
    "no-region default-implied setting-generating setting-your-data form-other-uses form-removes "
    "setting-is-objection form-no-volume microsoft-features microsoft-advertising microsoft-advertising-some "
    "microsoft-owner advertising-setting both-settings".split()
)
NOT_NAMED_BY_NORDVPN = {"microsoft-training-elsewhere", "microsoft-advertising-elsewhere"}
NEWLY = set("opening region-named more-users start default-on sharing-without-recipient".split())
EUROPE = NEWLY | NOT_NAMED_BY_NORDVPN
CANADA = NEWLY | {"microsoft-training", "microsoft-advertising-named"}
STATES = NOT_NAMED_BY_NORDVPN | set(
    "opening-us us-earlier us-no-day default-on-elsewhere sharing-without-recipient".split()
)
INDIA = NOT_NAMED_BY_NORDVPN | set(
    "opening-in india-included few-others-before india-no-day default-on-elsewhere default-on-in-india".split()
)
NOWHERE = NOT_NAMED_BY_NORDVPN | set(
    "opening-not-named region-not-named few-others-before more-users not-named-no-day default-on-elsewhere".split()
)
ON = set(
    "turning-off-stops turning-off-is-not-limited turning-off-and-the-form turning-off-undoes-nothing".split()
)
EVER_OFF = set(
    "opening-opted-out opening-opted-out-of-what setting-no-other-data remains affiliates-stopped".split()
)
OFF = EVER_OFF | {"not-reversed", "advertising-others-silent"}
OFF_BEFORE = EVER_OFF | {"opt-out-before", "advertising-others-silent"}
AGAIN = ON | {"on-again"}
GROWN = {"default-on", "default-on-elsewhere"}  # not for members under 18
YOUNG = {"opening-minors", "minors", "minors-elsewhere", "minors-sharing"}

# The use of each period, and how many of the five articles state it; 0 if none does. In order:
# before the start | between the start and opting out | after opting out | without a date.
MAY, TO_COME, NOT, DEPENDS, LEFT_OUT, SILENT = (
    "may_have_been_used", "may_be_used", "not_used_from_then_on", "depends_on_its_day", "left_out_by_default",
    "not_said",
)  # fmt: skip
Uses = tuple[tuple[str, int] | None, ...]
EVER_ON: Uses = ((MAY, 0), (MAY, 4), None, (MAY, 0))
WENT_OFF: Uses = ((MAY, 0), (MAY, 4), (NOT, 5), (DEPENDS, 0))
OFF_IN_TIME: Uses = ((NOT, 5), None, (NOT, 5), (NOT, 5))
ON_AGAIN: Uses = ((MAY, 0), (MAY, 0), None, (MAY, 0))

CASES: list[tuple[str, Scenario, str, Uses, set[str]]] = [
    ("Stockholm, opted out in October 2025", Scenario("eu", opted_out=date(2025, 10, 10)),
     "AB||CDEFG", OFF_IN_TIME, EUROPE | OFF_BEFORE),
    ("Toronto, opted out in March 2026", Scenario("ca", opted_out=date(2026, 3, 10)),
     "AB|CDE|FG", WENT_OFF, CANADA | OFF),
    ("Stockholm, 17", Scenario("eu", minor=True),
     "AB|CDEFG|", ((LEFT_OUT, 1), (LEFT_OUT, 1), None, (LEFT_OUT, 1)), (EUROPE | ON | YOUNG) - GROWN),
    ("Stockholm, never opted out", Scenario("eu"),
     "AB|CDEFG|", EVER_ON, EUROPE | ON),
    ("Oslo, opted out on the day before the start", Scenario("eea", opted_out=date(2025, 11, 2)),
     "AB||CDEFG", OFF_IN_TIME, EUROPE | OFF_BEFORE),
    ("Hong Kong, opted out on the day of the start", Scenario("hk", opted_out=START),
     "AB|C|DEFG", WENT_OFF, CANADA | OFF),
    ("Bern, opted out on the last day of the export", Scenario("ch", opted_out=date(2026, 6, 1)),
     "AB|CDEFG|", WENT_OFF, EUROPE | OFF),
    ("Boston, never opted out", Scenario("us"),
     "|ABCDEFG|", (None, (MAY, 2), None, (MAY, 0)), STATES | ON),
    ("Boston, opted out before the setting came to Europe", Scenario("us", opted_out=date(2024, 5, 1)),
     "|A|BCDEFG", (None, (MAY, 2), (NOT, 5), (DEPENDS, 0)), STATES | OFF),
    ("Boston, opted out on the day before Europe's start", Scenario("us", opted_out=date(2025, 11, 2)),
     "|AB|CDEFG", (None, (MAY, 2), (NOT, 5), (DEPENDS, 0)), STATES | OFF),
    ("Pune, never opted out", Scenario("in"),
     "|ABCDEFG|", (None, (MAY, 1), None, (MAY, 0)), INDIA | ON),
    ("Pune, opted out in March 2026", Scenario("in", opted_out=date(2026, 3, 10)),
     "|ABCDE|FG", (None, (MAY, 1), (NOT, 5), (DEPENDS, 0)), INDIA | OFF),
    ("Leeds, never opted out", Scenario("uk"),
     "|ABCDEFG|", (None, (SILENT, 0), None, (SILENT, 0)), NOWHERE | ON),
    ("Leeds, opted out in March 2026", Scenario("uk", opted_out=date(2026, 3, 10)),
     "|ABCDE|FG", (None, (SILENT, 0), (SILENT, 0), (SILENT, 0)), (NOWHERE | OFF | {"opening-opted-out-not-named"}) - {"opening-opted-out", "opening-opted-out-of-what"}),
    ("Leeds, 16", Scenario("uk", minor=True),
     "|ABCDEFG|", (None, (LEFT_OUT, 1), None, (LEFT_OUT, 1)), (NOWHERE | ON | YOUNG) - GROWN),
    ("Lima, never opted out", Scenario("other"),
     "|ABCDEFG|", (None, (SILENT, 0), None, (SILENT, 0)), NOWHERE | ON),
    ("Oslo, off for a winter", Scenario("eea", opted_out=date(2025, 12, 1), opted_in=date(2026, 3, 1)),
     "AB|CDEFG|", ON_AGAIN, EUROPE | AGAIN),
    ("Oslo, off until the winter was over", Scenario("eea", opted_in=date(2026, 3, 1)),
     "AB|CDEFG|", ON_AGAIN, EUROPE | AGAIN),
    ("Oslo, off and on again before the start", Scenario("eea", date(2025, 9, 1), date(2025, 10, 1)),
     "AB|CDEFG|", EVER_ON, EUROPE | ON),
    ("Oslo, off until the day of the start", Scenario("eea", opted_in=START),
     "AB|CDEFG|", EVER_ON, EUROPE | ON),
    ("Stockholm, on by choice, then off", Scenario("eu", date(2026, 3, 10), date(2025, 10, 1)),
     "AB|CDE|FG", WENT_OFF, EUROPE | OFF),
    ("Boston, off and on again", Scenario("us", date(2024, 5, 1), date(2024, 6, 1)),
     "|ABCDEFG|", (None, (MAY, 0), None, (MAY, 0)), STATES | AGAIN),
    ("Toronto, 17, turned it on", Scenario("ca", opted_in=date(2026, 1, 1), minor=True),
     "AB|CDEFG|", ((SILENT, 0), (SILENT, 0), None, (SILENT, 0)), (CANADA | AGAIN | YOUNG | {"minors-opted-in"}) - GROWN),
    ("Toronto, 17, opted out", Scenario("ca", opted_out=date(2026, 3, 10), minor=True),
     "AB|CDE|FG", ((LEFT_OUT, 1), (LEFT_OUT, 1), (NOT, 5), (LEFT_OUT, 1)), (CANADA | OFF | YOUNG) - GROWN),
    ("Stockholm, 17, opted out in October 2025", Scenario("eu", opted_out=date(2025, 10, 10), minor=True),
     "AB||CDEFG", OFF_IN_TIME, (EUROPE | OFF_BEFORE | YOUNG) - GROWN),
    ("Toronto, advertising off too", Scenario("ca", opted_out=date(2026, 3, 10), ads_off=True),
     "AB|CDE|FG", WENT_OFF, CANADA | EVER_OFF | {"not-reversed", "advertising-stopped"}),
    ("Toronto, only advertising off", Scenario("ca", ads_off=True),
     "AB|CDEFG|", EVER_ON, CANADA | ON | {"advertising-stopped"}),
    ("Stockholm, asked before the start", Scenario("eu", as_of=date(2025, 11, 2)),
     "AB|CDEFG|", ((TO_COME, 0), (TO_COME, 0), None, (TO_COME, 0)), EUROPE | ON | {"start-to-come"}),
    ("Stockholm, asked on the day of the start", Scenario("eu", as_of=START),
     "AB|CDEFG|", EVER_ON, EUROPE | ON),
    ("Stockholm, opted out and asked before the start", Scenario("eu", date(2025, 10, 10), as_of=date(2025, 11, 2)),
     "AB||CDEFG", OFF_IN_TIME, EUROPE | OFF_BEFORE | {"start-to-come"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping) -> Analysis:
    return analyze(write(tmp_path_factory.mktemp("export"), EXPORT), mapping)


def read(analysis: Analysis, scenario: Scenario) -> ScenarioFigures:
    return scenario_figures(analysis, scenario)


def five_of(sentence: Sentence) -> AbstractSet[str]:
    """The articles that state a sentence, of the five that were read by hand. Others may have been added."""
    return set() if sentence.silent else articles_of(sentence.evidence) & BY_HAND


def letters(volume: Volume) -> str:
    """The letters of the comments in this volume."""
    return "".join(
        letter for n, letter in enumerate(COMMENTS) if volume.text_words and 2**n & rest(volume)
    )


def rest(volume: Volume) -> int:
    """The characters of the comments' text, without dates and links."""
    return volume.characters - volume.text_words * (19 + 1)


@pytest.mark.parametrize(
    ("_name", "scenario", "split", "uses", "sentences"), CASES, ids=[c[0] for c in CASES]
)
def test_example_members(
    _name: str, scenario: Scenario, split: str, uses: Uses, sentences: set[str], analysis: Analysis
) -> None:
    result = read(analysis, scenario)
    (view,) = result.views
    assert [period.period for period in view.periods] == list(PERIODS)
    *dated, undated = view.periods
    assert [letters(period.volume) for period in dated] == split.split("|")
    assert undated.volume == SKILLS
    assert uses == tuple(
        (period.use, len(five_of(period.sentence))) if period.sentence else None
        for period in view.periods
    )
    assert {line.sentence.id for line in view.sentences} == ALWAYS | sentences


def test_a_period_without_a_sentence_has_no_record(analysis: Analysis) -> None:
    for _, scenario, *_ in CASES:
        for period in read(analysis, scenario).periods:
            assert period.sentence or period.volume == Volume()


def test_opting_out_is_never_described_as_an_end_to_all_exposure(mapping: ExportMapping) -> None:
    for rule in mapping.rules.periods:
        if "after" in rule.periods and rule.use == NOT:
            assert "models that generate content" in rule.says
            assert "later training" in rule.says


@pytest.mark.parametrize(
    ("opted_out", "after"),
    [
        (date(2025, 10, 10), "From the start on"),
        (date(2025, 11, 2), "From the start on"),
        (START, "From after you opted out"),
        (date(2026, 3, 10), "From after you opted out"),
    ],
)
def test_a_setting_off_at_the_start_has_no_period_until_it_was_turned_off(
    opted_out: date, after: str, analysis: Analysis
) -> None:
    (view,) = read(analysis, Scenario("eu", opted_out=opted_out)).views
    labels = {period.period: period.label for period in view.periods}
    assert labels["after"] == after


def test_every_period_and_use_has_a_label() -> None:
    assert tuple(wording.PERIOD_NAMES) == PERIODS
    assert set(wording.USES) == set(get_args(Use))


# --- regions, and the day of the question -----------------------------------------------------------------------------


def test_without_a_region_there_is_a_reading_for_each_group_of_regions(analysis: Analysis) -> None:
    result = read(analysis, Scenario())
    assert [[region.id for region in view.regions] for view in result.views] == [
        ["eu", "eea", "ch"], ["uk"], ["ca", "hk"], ["us"], ["in"], ["other"],
    ]  # fmt: skip
    assert result.periods == result.views[0].periods
    assert result.views[0].start == START
    named = next(line for line in result.views[0].sentences if line.sentence.id == "region-named")
    assert named.sentence.says == "The change is for the EU, the EEA and Switzerland, among others."


def test_a_region_has_the_same_reading_as_its_group(
    analysis: Analysis, mapping: ExportMapping
) -> None:
    opted_out = date(2026, 3, 10)
    views = read(analysis, Scenario(opted_out=opted_out)).views
    for region in mapping.rules.regions:
        (alone,) = read(analysis, Scenario(region.id, opted_out)).views
        (group,) = (view for view in views if region in view.regions)
        assert [(p.use, p.volume) for p in alone.periods] == [
            (p.use, p.volume) for p in group.periods
        ]
        assert [s.sentence.id for s in alone.sentences] == [s.sentence.id for s in group.sentences]


def test_the_default_day_is_the_last_day_of_the_export(analysis: Analysis) -> None:
    assert read(analysis, Scenario("eu")).as_of == date(2026, 6, 1)
    assert read(analysis, Scenario("eu", opted_out=date(2026, 3, 10))).as_of == date(2026, 6, 1)


def test_the_default_day_is_the_day_of_a_later_opt_out(analysis: Analysis) -> None:
    assert read(analysis, Scenario("eu", opted_out=date(2026, 7, 1))).as_of == date(2026, 7, 1)


def test_a_planned_event_is_not_the_last_day(tmp_path: Path, mapping: ExportMapping) -> None:
    events = (
        "Event Name,Event Time,Status,External Url\n"
        'Fair,"Dec 24, 2026 1:00 PM - Dec 24, 2026 3:00 PM",Attending,x\n'
    )
    analysis = analyze(write(tmp_path, {**EXPORT, "Events.csv": events}), mapping)
    assert read(analysis, Scenario()).as_of == date(2026, 6, 1)
    assert "2026-12-24" in str(analysis.days["day"].max())


def test_an_export_without_dates_has_no_default_day(tmp_path: Path, mapping: ExportMapping) -> None:
    result = read(analyze(write(tmp_path, {"Skills.csv": "Name\nRye\n"}), mapping), Scenario("eu"))
    assert result.as_of is None
    assert [mark.kind for mark in result.marks] == ["start"]
    assert [period.volume.values for period in result.periods] == [0, 0, 0, 1]
    assert result.periods[3].use == MAY


def test_marks_are_the_days_of_the_scenario(analysis: Analysis) -> None:
    scenario = Scenario("eu", date(2025, 12, 1), date(2026, 1, 1))
    assert [(mark.kind, mark.day) for mark in read(analysis, scenario).marks] == [
        ("start", START), ("opted_out", date(2025, 12, 1)), ("opted_in", date(2026, 1, 1)), ("as_of", date(2026, 6, 1)),
    ]  # fmt: skip


def test_turning_the_setting_off_concerns_the_data_of_that_action(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    searches = "Time,Search Query\n2026/01/15 12:00:00 UTC,rye\n"
    analysis = analyze(write(tmp_path, {**EXPORT, "SearchQueries.csv": searches}), mapping)
    result = read(analysis, Scenario("eu"))
    assert result.turning_off
    assert list(result.turning_off) == list(PERIODS)
    before, between, after, undated = result.turning_off.values()
    assert (letters(before), letters(between), after, undated) == ("AB", "CDEFG", Volume(), SKILLS)
    (setting,) = (action for action in figures(analysis).actions if action.action.id == "setting")
    assert sum_volumes(result.turning_off.values()) == setting.volume


@pytest.mark.parametrize(
    "scenario", [Scenario("eu", opted_out=date(2025, 12, 1)), Scenario("eu", minor=True)]
)
def test_a_setting_that_is_off_cannot_be_turned_off(scenario: Scenario, analysis: Analysis) -> None:
    assert read(analysis, scenario).turning_off is None


# --- as JSON ----------------------------------------------------------------------------------------------------------


def as_json(analysis: Analysis, scenario: Scenario, *, official: bool = False) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(to_json(figures(analysis, scenario), official=official))
    return document


def test_json_has_the_scenario_and_its_periods(analysis: Analysis) -> None:
    document = as_json(analysis, Scenario("ca", opted_out=date(2026, 3, 10), ads_off=True))
    assert {key: document["scenario"][key] for key in ("region", "opted_out", "opted_in", "minor", "ads_off", "as_of")} == {
        "region": "ca", "opted_out": "2026-03-10", "opted_in": None, "minor": False, "ads_off": True, "as_of": "2026-06-01",
    }  # fmt: skip
    assert (document["scenario"]["start"], document["scenario"]["start_of"]) == (
        "2025-11-03",
        ["ca"],
    )
    assert document["scenario"]["turning_off"] is None
    periods = document["totals"]["by_period"]
    assert {name: standings["used"]["values"] for name, standings in periods.items()} == {
        "before": 6, "between": 9, "after": 6, "undated": 2,
    }  # fmt: skip
    (reading,) = document["readings"]
    assert [(period["period"], period["use"], period["values"]) for period in reading["periods"]] == [
        ("before", MAY, 6), ("between", MAY, 9), ("after", NOT, 6), ("undated", DEPENDS, 2),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("_name", "scenario"), [case[:2] for case in CASES], ids=[c[0] for c in CASES]
)
def test_the_periods_in_the_json_add_up(_name: str, scenario: Scenario, analysis: Analysis) -> None:
    totals = as_json(analysis, scenario)["totals"]
    for standing, whole in totals["by_standing"].items():
        for measure, number in whole.items():
            assert (
                sum(standings[standing][measure] for standings in totals["by_period"].values())
                == number
            )


def test_json_lists_the_regions_of_the_start_if_no_region_is_given(analysis: Analysis) -> None:
    document = as_json(analysis, Scenario())
    assert document["scenario"]["start"] == "2025-11-03"
    assert document["scenario"]["start_of"] == ["eu", "eea", "ch", "ca", "hk"]
    assert document["totals"]["by_period"]["before"]["used"]["values"] == 6
    assert len(document["readings"]) == 6


def test_the_official_notice_is_included_only_on_request(analysis: Analysis) -> None:
    (silent,) = as_json(analysis, Scenario("uk"))["readings"]
    assert silent["official"] == []
    (asked,) = as_json(analysis, Scenario("uk"), official=True)["readings"]
    assert [row["row"] for row in asked["official"]] == ["other_ai", "training"]
    assert all("United Kingdom" in row["note"] for row in asked["official"])
    assert asked["sentences"] == silent["sentences"]


# --- any scenario and any table ---------------------------------------------------------------------------------------

days = st.dates(date(2023, 1, 1), date(2027, 12, 31)) | st.dates(
    date(2025, 11, 1), date(2025, 11, 5)
)
volumes = st.builds(Volume, *[st.integers(0, 10**6)] * 5)
scenarios = st.builds(
    Scenario,
    region=st.sampled_from([None, "eu", "eea", "ch", "uk", "ca", "hk", "us", "in", "other"]),
    opted_out=st.none() | days,
    opted_in=st.none() | days,
    minor=st.booleans(),
    ads_off=st.booleans(),
    as_of=st.none() | days,
)


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping) -> Analysis:
    """An analysis with columns of every standing and two unknown columns."""
    files = {
        **EXPORT,
        "Reactions.csv": "Date,Type,Link\n2025-11-03 00:00:00,LIKE,x\n",
        "messages.csv": "FROM,TO,DATE,SUBJECT,CONTENT\nA,B,2025-11-03 00:00:00 UTC,,hi\n",
        "Receipts_v2.csv": "Transaction Made At,Description\n11/3/25 1:00 PM UTC,x\n",
        "diary.csv": "p,q\nrain,all day\n",
    }
    return analyze(write(tmp_path_factory.mktemp("varied"), files), mapping)


def with_days(analysis: Analysis, rows: list[tuple[int, date | None, Volume]]) -> Analysis:
    """The analysis with other days. A row has the number of a column, a day and a volume."""
    frame = pd.DataFrame(
        {
            "column": np.array([row[0] % len(analysis.columns) for row in rows], "int64"),
            "day": np.array([row[1] for row in rows], "datetime64[s]"),
            **{m: np.array([getattr(row[2], m) for row in rows], "int64") for m in MEASURES},
        }
    )
    return replace(analysis, days=frame)


tables = st.lists(st.tuples(st.integers(0, 99), st.none() | days, volumes), max_size=25)


@given(scenario=scenarios, rows=tables)
def test_periods_add_up_to_the_total(scenario: Scenario, rows: list[Any], varied: Analysis) -> None:
    analysis = with_days(varied, rows)
    by_standing = by(analysis.volumes, "standing")
    for view in scenario_figures(analysis, scenario).views:
        for standing, whole in by_standing.items():
            assert sum_volumes(period.of(standing) for period in view.periods) == whole
        assert sum_volumes(period.volume for period in view.periods) == total(analysis.volumes)
        for period in view.periods:
            assert period.sentence or period.volume == Volume()


@given(scenario=scenarios, rows=tables)
def test_each_period_equals_a_count_in_a_plain_loop(
    scenario: Scenario, rows: list[Any], varied: Analysis
) -> None:
    analysis = with_days(varied, rows)
    split = scenario.split(analysis.mapping.rules.unstated)
    counted: dict[str, dict[tuple[str, str], Volume]] = {"standing": {}, "data_type": {}}
    out = scenario.opted_out
    off = out if out and not (scenario.opted_in and scenario.opted_in > out) else None
    for number, day, volume in rows:
        if day is None:
            period = "undated"
        elif day < START:
            period = "before"
        else:
            period = "after" if off and day > off else "between"
        for facet, sums in counted.items():
            value = analysis.columns[facet][number % len(analysis.columns)]
            if value is not None:
                sums[period, value] = sums.get((period, value), Volume()) + volume
    of_periods = volumes_of_periods(analysis, split)
    for facet, sums in counted.items():
        assert {
            (period, value): volume
            for period, volumes in by_two(of_periods, "period", facet).items()
            for value, volume in volumes.items()
        } == sums


@pytest.mark.slow
@settings(max_examples=20)  # each computes all figures twice
@given(first=scenarios, second=scenarios, rows=tables)
def test_no_scenario_changes_a_volume(
    first: Scenario, second: Scenario, rows: list[Any], varied: Analysis
) -> None:
    analysis = with_days(varied, rows)
    first_figures, second_figures = (figures(analysis, scenario) for scenario in (first, second))
    assert first_figures.by_standing == second_figures.by_standing
    assert first_figures.by_category == second_figures.by_category
    assert replace(first_figures, scenario=second_figures.scenario) == second_figures


def everything() -> Iterator[Scenario]:
    """Scenarios of every kind that the rules distinguish, in every region."""
    moments = [None, date(2024, 1, 1), date(2025, 11, 2), START, date(2026, 2, 1)]
    for region, out, back, minor, as_of in product(
        [region.id for region in load_mapping().rules.regions],
        moments,
        moments,
        [False, True],
        [None, *moments[2:]],
    ):
        if out is None or out != back:
            yield Scenario(region, out, back, minor, as_of=as_of)


def test_every_possible_period_has_a_sentence(analysis: Analysis, mapping: ExportMapping) -> None:
    kinds = {}
    for scenario in everything():
        region = mapping.rules.region(scenario.region or "")
        assert region
        facts = scenario.facts(region, scenario.asked_for(date(2026, 6, 1)))
        possible = scenario.split(region).possible
        kinds[(*facts.values(), *possible)] = scenario, possible
    assert len(kinds) > 100
    for scenario, possible in kinds.values():
        for period in scenario_figures(analysis, scenario).periods:
            assert (period.sentence is not None) == (period.period in possible), scenario


# --- time zones -------------------------------------------------------------------------------------------------------

# The last moment of a UTC day and the first moment of the next day, as LinkedIn writes them.
MIDNIGHTS: list[tuple[str, Zone, str, str, date]] = [
    ("%Y-%m-%d %H:%M:%S", "UTC", "2025-11-02 23:59:59", "2025-11-03 00:00:00", START),
    ("%Y-%m-%d %H:%M:%S UTC", "UTC", "2025-11-02 23:59:59 UTC", "2025-11-03 00:00:00 UTC", START),
    ("%Y/%m/%d %H:%M:%S UTC", "UTC", "2025/11/02 23:59:59 UTC", "2025/11/03 00:00:00 UTC", START),
    ("%Y-%m-%d %H:%M UTC", "UTC", "2025-11-02 23:59 UTC", "2025-11-03 00:00 UTC", START),
    ("%a %b %d %H:%M:%S UTC %Y", "UTC", "Sun Nov 02 23:59:59 UTC 2025", "Mon Nov 03 00:00:00 UTC 2025", START),
    ("%m/%d/%y %I:%M %p UTC", "UTC", "11/2/25 11:59 PM UTC", "11/3/25 12:00 AM UTC", START),
    ("%* on %B %d, %Y at %I:%M %p (GMT)", "UTC", "You uploaded a photo on November 2, 2025 at 11:59 PM (GMT)",
     "You uploaded a photo on November 3, 2025 at 12:00 AM (GMT)", START),
    ("%ms", "UTC", "1762127999000", "1762128000000", START),
    ("%d %b %Y", "UTC", "02 Nov 2025", "03 Nov 2025", START),
    ("%Y-%m-%d", "unknown", "2025-11-02", "2025-11-03", START),
    # Daylight saving ended in California at 09:00 UTC on 2 November 2025: the start is at 4 PM there, and was at 5 PM
    # the day before.
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "11/2/25, 3:59 PM", "11/2/25, 4:00 PM", START),
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "11/1/25, 4:59 PM", "11/1/25, 5:00 PM", date(2025, 11, 2)),
    # It began again at 10:00 UTC on 8 March 2026.
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "3/7/26, 3:59 PM", "3/7/26, 4:00 PM", date(2026, 3, 8)),
    ("%m/%d/%y, %I:%M %p", "America/Los_Angeles", "3/8/26, 4:59 PM", "3/8/26, 5:00 PM", date(2026, 3, 9)),
    # Midnight in California is not a boundary.
    ("%m/%d/%y, %I:%M:%S %p", "America/Los_Angeles", "11/2/25, 3:59:59 PM", "11/2/25, 4:00:00 PM", START),
]  # fmt: skip


def read_days(cells: list[str], formats: tuple[DateFormat, ...], zone: Zone) -> list[date | None]:
    days: list[date | None] = utc_days(pa.array(cells, pa.string()), formats, zone).tolist()
    return days


def periods_of(days: list[date | None], split: Split) -> list[str]:
    return [PERIODS[place] for place in periods(pd.Series(days, dtype="datetime64[s]"), split)]


@pytest.mark.parametrize(("form", "zone", "last", "first", "day"), MIDNIGHTS)
def test_the_first_period_ends_at_midnight_utc(
    form: str, zone: Zone, last: str, first: str, day: date
) -> None:
    days = read_days([last, first], (DateFormat(form),), zone)
    assert periods_of(days, Split(start=day, off_since=None)) == ["before", "between"]


@pytest.mark.parametrize(("form", "zone", "last", "first", "day"), MIDNIGHTS)
def test_the_day_of_opting_out_ends_at_midnight_utc(
    form: str, zone: Zone, last: str, first: str, day: date
) -> None:
    days = read_days([last, first], (DateFormat(form),), zone)
    split = Split(start=None, off_since=day - timedelta(days=1))
    assert periods_of(days, split) == ["between", "after"]


def write_date(form: DateFormat, moment: datetime) -> str:
    """The moment, written in a format of the mapping."""
    text = form.text.replace("%*", "x")
    return (
        text.replace("%ms", f"{int(moment.timestamp() * 1000)}")
        if "%ms" in text
        else moment.strftime(text)
    )


# The changes of the clocks in California from 2024 to 2026.
CHANGES = [
    date(2024, 3, 10),
    date(2024, 11, 3),
    date(2025, 3, 9),
    date(2025, 11, 2),
    date(2026, 3, 8),
    date(2026, 11, 1),
]
SEVERAL = sorted({day + timedelta(days=n) for day in [*CHANGES, START] for n in (-1, 0, 1, 2)})


@pytest.mark.slow
def test_a_second_before_midnight_and_midnight_in_every_format_of_the_mapping(
    mapping: ExportMapping,
) -> None:
    tried = set()
    for table in mapping.tables:
        for source in table.dates:
            zone = ZoneInfo("UTC" if source.zone == "unknown" else source.zone)
            for form, day in product(source.formats, SEVERAL):
                midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
                moments = [midnight - timedelta(seconds=1), midnight]
                cells = [write_date(form, moment.astimezone(zone)) for moment in moments]
                split = Split(start=day, off_since=None)
                days = read_days(cells, source.formats, source.zone)
                assert periods_of(days, split) == ["before", "between"], (table.name, cells)
                tried.add((form.text, source.zone))
    assert len(tried) >= 15


def test_columns_in_different_zones_agree_on_the_period(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    files = {
        "Comments.csv": "Date,Link,Message\n2025-11-02 23:59:59,x,a\n2025-11-03 00:00:00,x,b\n",
        "Invitations.csv": 'From,To,Sent At,Message,Direction\nA,B,"11/2/25, 3:59 PM",,OUTGOING\n'
        'A,B,"11/2/25, 4:00 PM",,OUTGOING\n',
        "Connections.csv": "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "A,B,,,,,02 Nov 2025\nA,B,,,,,03 Nov 2025\n",
    }
    analysis = analyze(write(tmp_path, files), mapping)
    values: Counter[tuple[str, str]] = Counter()
    split = Split(start=START, off_since=None)
    by_data_types = by_two(volumes_of_periods(analysis, split), "period", "data_type")
    for period, by_data_type in by_data_types.items():
        for data_type, volume in by_data_type.items():
            values[period, data_type.partition(".")[0]] += volume.values
    counted = {"public_content": 3, "invitations": 4, "connections": 3}
    assert values == {
        (period, category): number
        for period in ("before", "between")
        for category, number in counted.items()
    }


# --- the rules and the articles they are based on ---------------------------------------------------------------------

CODES = {
    "eu": "EU",
    "eea": "EEA",
    "ch": "CH",
    "uk": "GB",
    "ca": "CA",
    "hk": "HK",
    "us": "US",
    "in": "IN",
    "other": "?",
}
REACH = {"opt_out", "opt_out_reach"}
KINDS = {
    "opening": {"date", "region", "minors", "opt_out", "opt_out_web"} | REACH,
    "region": {"region", "date"},
    "start": {"date", "region"},
    "default": {"default", "region"},
    "minors": {"minors"},
    "turning_off": REACH | {"not_reversed"},
    "setting": REACH | {"not_reversed"} | {"opt_out_web", "opt_out_app"},
    "other_uses": {"objection_form", "opt_out_reach"},
    "recipients": {"recipient", "region", "opt_out", "advertising_toggle", "effect"},
    "advertising": {"advertising_toggle", "opt_out_reach"},
}
"""The kinds of findings allowed as evidence for a sentence about a topic."""

KINDS_OF_USE = {
    "not_used_from_then_on": REACH,
    "left_out_by_default": {"minors"},
    "may_have_been_used": {"default", "region"},
}
"""The kinds of findings allowed as evidence for the use of a period."""


@pytest.fixture(scope="module")
def findings(mapping: ExportMapping) -> dict[str, Any]:
    return {finding.id: finding for document in mapping.articles for finding in document.passages}


def test_every_sentence_has_existing_evidence(analysis: Analysis, findings: dict[str, Any]) -> None:
    for _, scenario, *_ in [*CASES, ("", Scenario(), "", (), set())]:
        for view in read(analysis, scenario).views:
            periods = [period.sentence for period in view.periods if period.sentence]
            for sentence in (*periods, *(finding.sentence for finding in view.sentences)):
                assert sentence.evidence, sentence.id
                assert set(sentence.evidence) <= set(findings), sentence.id
                documents = {findings[finding].article for finding in sentence.evidence}
                assert sentence.documents == (0 if sentence.silent else len(documents))


def test_a_sentence_about_silence_is_marked_as_silent(mapping: ExportMapping) -> None:
    claims = [rule for rules in (mapping.rules.periods, mapping.rules.sentences) for rule in rules]
    for claim in claims:
        assert claim.silent == (
            "no article" in claim.says.casefold() or "no other article" in claim.says.casefold()
        )
        assert claim.says.endswith("."), claim.id
        assert not set("0123456789") & set(
            claim.says.replace("3 November 2025", "").replace("3 November", "").replace("18", "")
        )


def test_the_evidence_of_a_sentence_fits_its_topic(
    mapping: ExportMapping, findings: dict[str, Any]
) -> None:
    for rule in mapping.rules.sentences:
        for finding in rule.evidence:
            assert isinstance(findings[finding], Finding), finding
            assert findings[finding].kind in KINDS[rule.topic], rule.id
    for period in mapping.rules.periods:
        if not period.silent:
            kinds = KINDS_OF_USE[period.use] | ({"minors"} if period.when.age else set())
            assert {findings[finding].kind for finding in period.evidence} <= kinds


def test_the_start_of_a_region_is_the_one_in_its_articles(
    mapping: ExportMapping, findings: dict[str, Any]
) -> None:
    for region in mapping.rules.regions:
        cited = [findings[finding] for finding in region.evidence]
        named = [finding for finding in cited if CODES[region.id] in finding.regions]
        if region.start:
            assert named
            assert {finding.since for finding in named} == {region.start}
            assert {finding.day for finding in cited if finding.kind == "date"} == {region.start}
        else:
            assert not [
                finding
                for finding in cited
                if CODES[region.id] in finding.regions and finding.since
            ]
            assert bool(named) == (region.id in {"us", "in"})


def test_a_sentence_about_regions_applies_to_the_regions_in_its_articles(
    mapping: ExportMapping, findings: dict[str, Any]
) -> None:
    """If all findings name regions, the sentence is for these regions. A silence is for the other regions."""
    for rule in mapping.rules.sentences:
        named = [set(findings[finding].regions) for finding in rule.evidence]
        if all(named) and rule.topic in {"region", "recipients"} and rule.side != "against":
            for region in rule.when.region or ():
                others = rule.silent or rule.id in {"more-users", "few-others-before"}
                assert all((CODES[region] in finding) != others for finding in named), (
                    rule.id,
                    region,
                )


def test_a_recipient_has_the_purposes_in_its_articles(
    mapping: ExportMapping, findings: dict[str, Any]
) -> None:
    for rule in mapping.rules.sentences:
        for finding in rule.evidence:
            if rule.purpose and findings[finding].kind == "recipient":
                assert rule.purpose in findings[finding].purposes, rule.id
                inside = set(rule.when.region or ()) & {"ca", "hk"}
                assert not findings[finding].regions or bool(inside) == (rule.side == "for")
