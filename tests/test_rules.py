"""The rules of the mapping: a mistake gives one plain line, and a date changes only what cites it."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from exports import write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.scenario import Scenario
from analyzer.errors import MappingError
from analyzer.mapping import (
    ExportMapping,
    load_mapping,
)
from analyzer.reporting.figures import figures

MAPPINGS = Path(__file__).parent.parent / "mappings"
COMMENTS = "Date,Link,Message\n2025-11-10 12:00:00,x,one\n2026-02-01 12:00:00,x,two\n"

UNSTATED = 'unstated = "eu"'
SWISS = 'id = "ch"\nlabel = "Switzerland"\nstart = 2025-11-03\nevidence = ['
MINOR = 'when = { age = ["minor"] }\nuse = "left_out_by_default"'
EARLIER = 'topic = "region"\nwhen = { region = ["us"] }'
IN_CANADA = 'topic = "recipients"\npurpose = "ai_training"\nside = "for"'
BEGAN = 'says = "In the United States it began earlier."'
HERE = "mappings/rules.toml, "

MISTAKES = [
    # what is changed, into what, what the person reads
    (UNSTATED, 'unstated = "mars"', HERE + "key `unstated`: `mars` is not a region of [[region]]."),
    (UNSTATED, "", HERE + "key `unstated`: is missing or empty."),
    ('setting = "setting"', 'setting = "sitting"', HERE + "key `setting`: `sitting` is not in actions.toml."),
    ('id = "ch"', 'id = "eu"', "mappings/rules.toml, key `region`: 'eu' is listed 2 times."),
    (SWISS, SWISS.replace("2025-11-03", '"2025-11-03"'), HERE + "region 'ch', key `start`: must be a date such as 2025-11-03."),
    (SWISS, SWISS.replace("2025-11-03", "2025-11-03T12:00:00"), HERE + "region 'ch', key `start`: must be a date such as 2025-11-03."),
    (SWISS, SWISS + '"paper/nothing", ', HERE + "region 'ch', key `evidence`: `paper/nothing` is not a statement or finding of an article."),
    (SWISS, SWISS.replace("label", "lable"), HERE + "region 'ch', key `label`: is missing or empty."),
    (SWISS, 'colour = "red"\n' + SWISS, HERE + "region 'ch', key `colour`: is unknown (known keys: id, label, start, evidence, official)."),
    ('official = ["regions", "microsoft-in-the-united-kingdom"]', 'official = ["region"]',
     HERE + "region 'uk', key `official`: `region` is not a remark of official.toml."),
    (MINOR, MINOR.replace('"minor"', '"old"'),
     HERE + "period 'minor', when, key `age`: `old` is not one of unstated, minor, minor_opted_in."),
    (MINOR, MINOR.replace("age", "mood"), HERE + "period 'minor', when, key `mood`: is unknown (known keys: region, setting, age, ads, training)."),
    (MINOR, MINOR.replace('["minor"]', "[]"), HERE + "period 'minor', when, key `age`: is missing or empty."),
    (MINOR, MINOR.replace("left_out_by_default", "safe"),
     HERE + "period 'minor', key `use`: `safe` is not one of may_have_been_used, may_be_used, not_used_from_then_on, depends_on_its_day, left_out_by_default, not_said."),
    ('periods = ["after"]', 'periods = ["later"]',
     HERE + "period 'after-opting-out', key `periods`: `later` is not one of before, between, after, undated."),
    ('id = "undated"', 'id = "minor"', "mappings/rules.toml, key `period`: 'minor' is listed 2 times."),
    ('id = "remains"', 'id = "no-region"', "mappings/rules.toml, key `rule`: 'no-region' is listed 2 times."),
    (EARLIER, EARLIER.replace('"us"', '"usa"'),
     HERE + "rule 'us-earlier', when, key `region`: `usa` is not a region of [[region]]."),
    (EARLIER, EARLIER.replace('"region"', '"place"'),
     HERE + "rule 'us-earlier', key `topic`: `place` is not one of region, start, default, minors, setting, other_uses, recipients, advertising."),
    (EARLIER, EARLIER + '\npurpose = "advertising"', HERE + "rule 'us-earlier', key `side`: must be given with `purpose`, and only with it."),
    (EARLIER, EARLIER + '\npurpose = "advertising"\nside = "for"', HERE + "rule 'us-earlier', key `purpose`: is for the topic recipients only."),
    (IN_CANADA, IN_CANADA.replace("ai_training", "fun"),
     HERE + "rule 'microsoft-training', key `purpose`: `fun` is not one of ai_training, ai_features, advertising."),
    (BEGAN, 'says = "It began on {day}."', HERE + "rule 'us-earlier', key `says`: contains {day}, which is not one of {as_of}, {opted_in}, {opted_out}, {regions}, {start}."),
    (BEGAN, 'says = "It began on {start."', HERE + "rule 'us-earlier', key `says`: has a brace without its counterpart."),
    (BEGAN, "", HERE + "rule 'us-earlier', key `says`: is missing or empty."),
    ('[[rule]]\nid = "us-earlier"', '[[rules]]\nid = "us-earlier"', HERE + "key `rules`: is unknown (known keys: unstated, setting, region, period, rule)."),
]  # fmt: skip


def changed(tmp_path: Path, before: str, after: str) -> Path:
    """A copy of the mapping with another text in `rules.toml`."""
    copy = tmp_path / "mappings"
    shutil.copytree(MAPPINGS, copy)
    rules = copy / "rules.toml"
    text = rules.read_text("utf-8")
    assert before in text
    rules.write_text(text.replace(before, after, 1), "utf-8")
    return copy


@pytest.mark.parametrize(("before", "after", "sentence"), MISTAKES)
def test_a_mistake_gives_one_plain_line(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    with pytest.raises(MappingError) as raised:
        load_mapping(changed(tmp_path, before, after))
    assert str(raised.value) == sentence


def test_an_impossible_date_gives_one_plain_line(tmp_path: Path) -> None:
    with pytest.raises(
        MappingError, match=r"^mappings/rules.toml is not valid TOML: .*\.$"
    ) as raised:
        load_mapping(changed(tmp_path, SWISS, SWISS.replace("2025-11-03", "2025-02-30")))
    assert "\n" not in str(raised.value)


def test_the_date_of_a_region_changes_only_what_cites_it(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    other = load_mapping(changed(tmp_path, SWISS, SWISS.replace("2025-11-03", "2026-01-01")))
    export = write(tmp_path / "export", {"Comments.csv": COMMENTS, "Skills.csv": "Name\nRye\n"})
    for region in mapping.rules.regions:
        scenario = Scenario(region.id)
        before, after = (figures(analyze(export, each), scenario) for each in (mapping, other))
        assert before.by_standing == after.by_standing
        assert before.by_category == after.by_category
        if region.id != "ch":
            assert before.scenario == after.scenario
        else:
            assert after.scenario.readings[0].start == date(2026, 1, 1)
            assert [period.volume.values for period in before.scenario.periods] == [0, 6, 0, 1]
            assert [period.volume.values for period in after.scenario.periods] == [3, 3, 0, 1]
            (start,) = (
                each for each in after.scenario.readings[0].sentences if each.sentence.id == "start"
            )
            assert start.sentence.says == "It starts on 1 January 2026."


def test_without_a_region_the_newly_added_ones_count(tmp_path: Path) -> None:
    """Also where one of them has another date: then it reads on its own."""
    other = load_mapping(changed(tmp_path, SWISS, SWISS.replace("2025-11-03", "2026-01-01")))
    export = write(tmp_path / "export", {"Comments.csv": COMMENTS})
    found = figures(analyze(export, other)).scenario
    assert [[region.id for region in reading.regions] for reading in found.readings[:2]] == [
        ["eu", "eea"],
        ["ch"],
    ]
    assert [period.volume.values for period in found.periods] == [0, 6, 0, 0]


def test_without_an_action_there_is_nothing_to_turn_off(tmp_path: Path) -> None:
    other = load_mapping(changed(tmp_path, 'setting = "setting"', ""))
    export = write(tmp_path / "export", {"Comments.csv": COMMENTS})
    assert figures(analyze(export, other)).scenario.turning_off is None
