"""The settings of a member: options of `report`, and keys in the `participant.toml` of a workshop."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from exports import pack, write
from typer.testing import CliRunner
from workshops import export

from analyzer.analysis.analyze import analyze
from analyzer.analysis.compare import compare
from analyzer.analysis.scenario import PARTICIPANT, Scenario, Settings, read_participant
from analyzer.cli import app
from analyzer.errors import ScenarioError
from analyzer.language import LANGUAGES
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render
from analyzer.workshop.batch import run_batch
from analyzer.workshop.children import list_children, stray_files
from analyzer.workshop.group_section import group_section
from analyzer.workshop.options import Options
from analyzer.workshop.participants import (
    Participant,
    find_participants,
    participant_settings,
    survey,
)

DAY = date(2026, 3, 14)
CANADA = 'region = "ca"\nopted_out = 2026-03-01\n'
IN_CANADA = Scenario("ca", date(2026, 3, 1))

ALL_KEYS = """
region = "eu"
opted_out = 2025-12-01
opted_in = 2026-01-01
minor = true
ads_off = true
as_of = 2026-02-01
"""

MISTAKES = [
    # key, its value in TOML, the error message
    ("region", '"EU"', "has to be one of eu, eea, ch, uk, ca, hk, us, in, other."),
    ("region", "3", "has to be one of eu, eea, ch, uk, ca, hk, us, in, other."),
    ("opted_out", '"March 2026"', "has to be a date like 2025-11-03."),
    ("opted_out", '"20260301"', "has to be a date like 2025-11-03."),
    ("opted_out", '"2026-02-30"', "has to be a date like 2025-11-03."),
    ("opted_in", "2026-03-01T12:00:00", "has to be a date like 2025-11-03."),
    ("as_of", "2026", "has to be a date like 2025-11-03."),
    ("minor", '"yes"', "has to be true or false."),
    ("ads_off", "1", "has to be true or false."),
    ("colour", '"red"', "is not a key that is known here; these are region, opted_out, opted_in, minor, ads_off, as_of, lang."),
    ("lang", '"xx"', f"has to be one of {', '.join(LANGUAGES)}."),
    ("lang", "[1]", f"has to be one of {', '.join(LANGUAGES)}."),
]  # fmt: skip


def read(tmp_path: Path, text: str | bytes, mapping: ExportMapping) -> Scenario:
    path = write(tmp_path, {PARTICIPANT: text}) / PARTICIPANT
    settings = read_participant(path, mapping.rules)
    assert settings.lang is None
    return settings.scenario


# --- the file ---------------------------------------------------------------------------------------------------------


def test_all_keys_are_read(tmp_path: Path, mapping: ExportMapping) -> None:
    assert read(tmp_path, ALL_KEYS, mapping) == Scenario(
        "eu", date(2025, 12, 1), date(2026, 1, 1), minor=True, ads_off=True, as_of=date(2026, 2, 1)
    )


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    assert (
        read(tmp_path, b"\xef\xbb\xbf" + CANADA.replace("\n", "\r\n").encode(), mapping)
        == IN_CANADA
    )


def test_no_key_is_required(tmp_path: Path, mapping: ExportMapping) -> None:
    assert read(tmp_path, "", mapping) == Scenario()


def test_a_date_can_be_in_quotes(tmp_path: Path, mapping: ExportMapping) -> None:
    assert read(tmp_path, 'opted_out = "2026-03-01"', mapping).opted_out == date(2026, 3, 1)


@pytest.mark.parametrize(("key", "value", "problem"), MISTAKES)
def test_a_mistake_gives_a_one_line_error(
    key: str, value: str, problem: str, tmp_path: Path, mapping: ExportMapping
) -> None:
    with pytest.raises(ScenarioError) as raised:
        read(tmp_path, f"{key} = {value}\n", mapping)
    place = "one of its keys" if key == "colour" else f"key `{key}`"
    assert str(raised.value) == f"participant.toml, {place}: {problem}"


CONTRADICTIONS = [
    ("opted_out = 2026-03-01\nopted_in = 2026-03-01",
     "participant.toml, key `opted_in`: is the same day as opting out, so nobody can tell which came last."),
    ("opted_out = 2026-03-02\nas_of = 2026-03-01",
     "participant.toml, key `opted_out`: is after the day that is asked for."),
    ("opted_in = 2026-03-02\nas_of = 2026-03-01",
     "participant.toml, key `opted_in`: is after the day that is asked for."),
    ("region = eu", 'participant.toml is not valid TOML, which has lines like region = "eu".'),
    ("[" * 3_000, 'participant.toml is not valid TOML, which has lines like region = "eu".'),
    ("#" * 4_001, "participant.toml is too long for what it can say."),
    (b"\xff\xfe", 'participant.toml is not valid TOML, which has lines like region = "eu".'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), CONTRADICTIONS)
def test_a_contradiction_or_a_broken_file_gives_a_one_line_error(
    text: str | bytes, sentence: str, tmp_path: Path, mapping: ExportMapping
) -> None:
    with pytest.raises(ScenarioError) as raised:
        read(tmp_path, text, mapping)
    assert str(raised.value) == sentence


def test_an_unsafe_key_is_shortened_and_cleaned_in_the_error(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    with pytest.raises(ScenarioError) as raised:
        read(tmp_path, f'"{"x" * 3000}\\u202e" = 1', mapping)
    assert "\u202e" not in str(raised.value)
    assert len(str(raised.value)) < 300


def test_an_unreadable_file_is_an_error(tmp_path: Path, mapping: ExportMapping) -> None:
    with pytest.raises(ScenarioError, match=r"^participant\.toml cannot be read\.$"):
        read_participant(tmp_path, mapping.rules)


# --- next to an export ------------------------------------------------------------------------------------------------


def surveyed(folder: Path, mapping: ExportMapping) -> tuple[Participant, ...]:
    return find_participants(
        [survey(child, mapping, b"key") for child in list_children(folder, folder / "out")]
    )


def test_the_file_is_read_next_to_the_export_and_from_the_folder_above(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    write(tmp_path / "a next to its files", {**export("Ada"), PARTICIPANT: CANADA})
    write(tmp_path / "b above its folder", {PARTICIPANT: CANADA})
    write(tmp_path / "b above its folder" / "Complete", export("Bo"))
    pack(tmp_path / "c next to its ZIP" / "Complete.zip", export("Cy"))
    write(tmp_path / "c next to its ZIP", {PARTICIPANT: CANADA})
    write(tmp_path / "d without the file", export("Di"))
    pack(
        tmp_path / "e.zip", {**export("Ed"), PARTICIPANT: CANADA}
    )  # not read from inside an archive
    people = surveyed(tmp_path, mapping)
    assert participant_settings(people, lambda _: mapping) == (
        {
            "P01": Settings(IN_CANADA),
            "P02": Settings(IN_CANADA),
            "P03": Settings(IN_CANADA),
            "P04": Settings(),
            "P05": Settings(),
        },
        {},
    )


def test_the_file_is_read_from_another_folder_of_the_same_person(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    write(tmp_path / "a", {**export("Ada", skills=1), PARTICIPANT: CANADA})
    write(tmp_path / "b", export("Ada", more={"Languages.csv": "Name,Proficiency\nDutch,\n"}))
    (person,) = surveyed(tmp_path, mapping)
    assert person.source
    assert person.source.name == "b"
    assert participant_settings([person], lambda _: mapping) == ({"P01": Settings(IN_CANADA)}, {})


OTHER_NAMES = {
    # the export, and the file with the settings
    "capitals": ("Ada/Skills.csv", "Ada/Participant.TOML"),
    "an editor's ending": ("Ada/Skills.csv", "Ada/participant.toml.txt"),
    "next to a folder": ("Ada/Skills.csv", "ada.toml"),
    "next to a ZIP": ("Ada.Q.zip", "Ada.Q.toml"),
    "next to a ZIP, with an editor's ending": ("Ada.ZIP", "Ada.toml.txt"),
}


@pytest.mark.parametrize(("place", "name"), OTHER_NAMES.values(), ids=OTHER_NAMES)
def test_the_file_may_have_another_name(
    tmp_path: Path, mapping: ExportMapping, place: str, name: str
) -> None:
    if place.lower().endswith(".zip"):
        pack(tmp_path / place, export("Ada"))
    else:
        write(tmp_path / place.partition("/")[0], export("Ada"))
    write(tmp_path, {name: CANADA, "Bo.toml": "minor = true"})
    (person,) = surveyed(tmp_path, mapping)
    assert participant_settings([person], lambda _: mapping) == ({"P01": Settings(IN_CANADA)}, {})
    assert stray_files(tmp_path) == ("Bo.toml",)


def test_a_mistake_costs_the_settings(tmp_path: Path, mapping: ExportMapping) -> None:
    write(tmp_path / "a", {**export("Ada"), PARTICIPANT: 'region = "mars"'})
    write(tmp_path / "b", export("Bo"))
    settings, mistakes = participant_settings(surveyed(tmp_path, mapping), lambda _: mapping)
    assert settings == {"P01": Settings(), "P02": Settings()}
    assert list(mistakes) == ["P01"]
    assert mistakes["P01"].startswith("participant.toml, key `region`: has to be one of eu,")


@pytest.mark.parametrize("name", [PARTICIPANT, "Participant.toml.txt"])
def test_a_file_in_the_folder_of_all_exports_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: CANADA})
    with pytest.raises(ScenarioError, match="is for one participant: put it in the folder"):
        list_children(tmp_path, tmp_path / "out")


def test_the_file_does_not_count_as_part_of_the_export(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    with_it = analyze(write(tmp_path / "a", {**export("Ada"), PARTICIPANT: CANADA}), mapping)
    without = analyze(write(tmp_path / "b", export("Ada")), mapping)
    (file,) = (file for file in with_it.files if file.path == PARTICIPANT)
    assert file.state == "set_aside"
    assert with_it.complete == without.complete
    assert figures(with_it).whole == figures(without).whole


def test_the_file_is_not_compared(tmp_path: Path, mapping: ExportMapping) -> None:
    old = write(tmp_path / "a", {**export("Ada"), PARTICIPANT: CANADA})
    comparison = compare(old, write(tmp_path / "b", export("Ada")), mapping)
    (file,) = (file for file in comparison.old.files if file.path == PARTICIPANT)
    assert file.state == "set_aside"
    assert set(comparison.volumes.index.get_level_values("change")) == {"unchanged"}


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_a_batch_reads_the_file_again_when_it_changes(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    group, out = tmp_path / "group", tmp_path / "out"
    comments = {"Comments.csv": "Date,Link,Message\n2026-03-10 12:00:00,x,one\n"}
    write(group / "a", {**export("Ada", more=comments), PARTICIPANT: CANADA})
    write(group / "b", {**export("Bo", more=comments), PARTICIPANT: "minor = 1"})
    write(group / "c", export("Cy", more=comments))
    options = Options(made_on=DAY)
    first = run_batch(group, out, options, lambda *_: None)
    assert (first.made, first.kept, first.failures) == (3, 0, {})
    ((mistaken, mistake),) = first.mistakes.items()
    assert mistake == "participant.toml, key `minor`: has to be true or false."
    group_page = (out / "index.html").read_bytes()

    second = run_batch(group, out, options, lambda *_: None)
    assert (second.made, second.kept) == (0, 3)
    (group / "a" / PARTICIPANT).write_text('region = "us"\n', "utf-8")
    (group / "b" / PARTICIPANT).unlink()
    third = run_batch(group, out, options, lambda *_: None)
    assert (third.made, third.kept, third.mistakes) == (2, 1, {})

    (group / "b" / PARTICIPANT).write_text("minor = 1\n", "utf-8")
    run_batch(group, out, options, lambda *_: None)
    page = (out / "participants" / f"{mistaken}.html").read_text("utf-8")
    assert f"This page does not use your settings. {mistake}" in page
    assert (out / "index.html").read_bytes() == group_page


@pytest.mark.usefixtures("here")
def test_a_batch_makes_the_same_page_as_report_with_the_same_settings(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    folder = write(tmp_path / "in" / "a", {**export("Ada"), PARTICIPANT: CANADA})
    run_batch(tmp_path / "in", tmp_path / "out", Options(DAY), lambda *_: None)
    analysis = replace(analyze(folder, mapping), name="P01")
    page = (tmp_path / "out" / "participants" / "P01.html").read_text("utf-8")
    group = group_section()
    assert page == render(figures(analysis, IN_CANADA), DAY, number="P01", group=group)
    assert page != render(figures(analysis), DAY, number="P01", group=group)


# --- options ----------------------------------------------------------------------------------------------------------

OPTIONS = {
    "region": "--region",
    "opted_out": "--opted-out",
    "opted_in": "--opted-in",
    "minor": "--minor",
    "ads_off": "--ads-off",
    "as_of": "--as-of",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write(
        tmp_path / "export", {"Comments.csv": "Date,Link,Message\n2026-03-10 12:00:00,x,one\n"}
    )


def test_each_option_sets_its_key(small: Path, tmp_path: Path) -> None:
    arguments = "--region ca --opted-out 2026-03-01 --opted-in 2026-02-01 --minor --ads-off --as-of 2026-03-05"
    target = tmp_path / "numbers.json"
    done = CliRunner().invoke(
        app,
        [
            "report",
            str(small),
            "--out",
            str(tmp_path / "x.html"),
            "--json",
            str(target),
            *arguments.split(),
        ],
    )
    assert done.exit_code == 0, done.output
    scenario = json.loads(target.read_text("utf-8"))["scenario"]
    assert {key: scenario[key] for key in OPTIONS} == {
        "region": "ca", "opted_out": "2026-03-01", "opted_in": "2026-02-01", "minor": True, "ads_off": True,
        "as_of": "2026-03-05",
    }  # fmt: skip


def test_the_summary_lists_the_periods_if_there_are_settings(small: Path, tmp_path: Path) -> None:
    plain, dated = (
        CliRunner()
        .invoke(app, ["report", str(small), "--out", str(tmp_path / "x.html"), *more])
        .output
        for more in ([], ["--region", "ca", "--opted-out", "2026-03-01"])
    )
    assert "From after you opted out" not in plain
    (line,) = (line for line in dated.splitlines() if line.startswith("From after you opted out"))
    assert line.split() == [
        *"From after you opted out profile and public content not used later 1 2".split()
    ]


@pytest.mark.parametrize(
    ("key", "value", "problem"), [row for row in MISTAKES if row[0] in {"region", "opted_out"}]
)
def test_a_mistake_in_an_option_gives_a_one_line_error(
    key: str, value: str, problem: str, small: Path, tmp_path: Path
) -> None:
    page = tmp_path / "x.html"
    done = CliRunner().invoke(
        app, ["report", str(small), "--out", str(page), OPTIONS[key], value.strip('"')]
    )
    assert isinstance(done.exception, ScenarioError)
    assert str(done.exception) == f"{OPTIONS[key]}: {problem}"
    assert not page.exists()
