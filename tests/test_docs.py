"""The documentation covers every command, JSON key, dialect, repair and key of the mapping, and its links work."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import typer.main
from example_group import example_group
from exports import write
from typer.core import TyperCommand, TyperGroup

from analyzer.analysis.analyze import analyze
from analyzer.analysis.compare import compare
from analyzer.cli import app
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Standing
from analyzer.mapping.tables import Author, CategoryGroup, ColumnKind, LayoutName, Repair, Subject
from analyzer.reporting.changes import changes
from analyzer.reporting.figures import figures
from analyzer.reporting.json import comparison_json, to_json
from analyzer.reporting.sentences import DIALECTS, REPAIRS
from analyzer.reporting.share import plain_counts, shared_counts
from analyzer.workshop.cohort import plain_cohort, plain_figure
from analyzer.workshop.protection import Band, Figure, People

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text("utf-8")
DOCS = {path.name: path.read_text("utf-8") for path in (PROJECT / "docs").glob("*.md")}
ALL = "\n".join([README, *DOCS.values()])


def commands() -> dict[str, TyperCommand]:
    """Every command by the words that call it."""
    return dict(_commands_below(typer.main.get_command(app), ""))


def _commands_below(command: object, words: str) -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from _commands_below(below, f"{words} {name}".strip())
    else:
        assert isinstance(command, TyperCommand)
        yield words, command


def in_code(text: str) -> set[str]:
    """Every word that is set as code."""
    return set(re.findall(r"`([^`]+)`", text))


def table(text: str) -> dict[str, str]:
    """The description of each code word in the first column of a page's tables."""
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", text, re.MULTILINE)
    return {word: description for first, description in rows for word in in_code(first)}


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"exposure {command}" in README


def test_every_command_and_option_has_help() -> None:
    for words, command in commands().items():
        assert command.help, words
        for parameter in command.params:
            assert getattr(parameter, "help", ""), f"{words} {parameter.name}"


def test_every_option_is_described() -> None:
    undescribed = {
        f"{words} {option}"
        for words, command in commands().items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and not re.search(rf"{option}(?![-\w])", ALL)
    }
    # The date is for the sample's page, and in --help.
    assert undescribed == {"report --date", "compare --date", "batch --date"}


UTF16 = "utf16-"


@pytest.mark.parametrize("word", [*DIALECTS, *REPAIRS])
def test_every_dialect_and_repair_is_explained(word: str) -> None:
    explained = table(DOCS["reading.md"])
    if word in explained:
        return
    assert word.startswith(UTF16)
    assert {UTF16, word.removeprefix(UTF16)} <= set(explained)


@pytest.mark.parametrize(
    ("key", "values"),
    [("kind", ColumnKind), ("subject", Subject), ("layout", LayoutName), ("repair", Repair)],
)
def test_every_value_of_a_key_is_in_the_mappings_documentation(key: str, values: object) -> None:
    listed, _, _ = table(DOCS["mapping.md"])[key].partition(":")
    assert sorted(listed.split(", ")) == sorted(get_args(values))


def test_every_shelf_and_every_standing_is_in_the_mappings_documentation() -> None:
    shelves = re.search(r"has a `group`,.*?\((.*?)\)", DOCS["mapping.md"], re.DOTALL)
    assert shelves
    assert in_code(shelves[1]) == set(get_args(CategoryGroup))
    _, _, computed = DOCS["mapping.md"].partition("## Standing is computed")
    assert set(table(computed)) == set(get_args(Standing))


EXPORT = {
    "Connections.csv": "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ada,Quill,https://www.example.com/in/ada,,Tern & Co,Baker,03 Feb 2024\n",
}
REPORT, _, _OTHERS = DOCS["json.md"].partition("# The JSON of a comparison")
COMPARISON, _, GROUP = _OTHERS.partition("# The JSON of a group")
Rows = dict[str, str]


def rows(page: str) -> Rows:
    """The description of each JSON key."""
    return {key.removesuffix("[]"): description for key, description in table(page).items()}


ROWS = rows(REPORT)
COMPARISON_ROWS = rows(COMPARISON)
GROUP_ROWS = rows(GROUP)
VOLUME = {"values", "characters", "words", "bytes", "text_words", "texts"}
CHANGE = {"old", "new", "removed", "added", "unchanged", "unchanged_then"}


def keys(value: object) -> set[str]:
    """Every key in a value of the JSON, however deep."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set()


def documented(key: str, rows: Rows = ROWS) -> set[str]:
    """The keys in the row of `key`. `V` means six keys, `C` means six times `V`, and `other[]` the keys of that row."""
    words = in_code(rows[key])
    lists = {word.removesuffix("[]") for word in words if word.endswith("[]")}
    measures = VOLUME if re.search(r"\b[VC]\b", rows[key]) else set()
    parts = CHANGE if re.search(r"\bC\b", rows[key]) else set()
    inside = (documented(name, rows) for name in lists & set(rows))
    return words.union(lists, measures, parts, *inside)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping) -> dict[str, object]:
    export = write(tmp_path_factory.mktemp("export"), EXPORT)
    document = json.loads(to_json(figures(analyze(export, mapping))))
    assert isinstance(document, dict)
    return document


def test_the_json_has_the_keys_of_its_documentation(numbers: dict[str, object]) -> None:
    totals = numbers["totals"]
    assert isinstance(totals, dict)
    assert set(ROWS) == set(numbers) - {"totals"} | {f"totals.{key}" for key in totals}
    assert ROWS["format_version"].startswith(f"{numbers['format_version']}. ")


def test_every_key_inside_the_json_is_in_its_documentation(numbers: dict[str, object]) -> None:
    for key in set(numbers) - {"totals"}:
        assert numbers[key], f"nothing to compare in {key}"
        assert keys(numbers[key]) - documented(key) == set(), key


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping) -> dict[str, object]:
    old = write(tmp_path_factory.mktemp("old"), EXPORT)
    header = EXPORT["Connections.csv"].partition("\n")[0].replace("Position", "Post")
    new = write(tmp_path_factory.mktemp("new"), {"Connections.csv": f"{header}\nBo,Ferry,,,,,\n"})
    document = json.loads(comparison_json(changes(compare(old, new, mapping))))
    assert isinstance(document, dict)
    return document


def test_the_json_of_a_comparison_has_the_keys_of_its_documentation(
    compared: dict[str, object],
) -> None:
    assert set(COMPARISON_ROWS) == set(compared)
    for key, value in compared.items():
        assert value, f"nothing to compare in {key}"
        assert keys(value) - documented(key, COMPARISON_ROWS) == set(), key
    assert in_code(COMPARISON_ROWS["format"]) == {compared["format"]}
    assert COMPARISON_ROWS["format_version"].startswith(f"{compared['format_version']}. ")


def test_a_share_file_has_the_keys_of_its_documentation(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    positions = (
        "Company Name,Title,Description,Location,Started On,Finished On\nTern,Baker,I bake,,,\n"
    )
    export = write(tmp_path / "export", EXPORT | {"Positions.csv": positions})
    plain = plain_counts(shared_counts(figures(analyze(export, mapping))), mapping)
    share_rows = rows(DOCS["protection.md"].partition("### What is in it")[2].partition("###")[0])
    assert set(share_rows) == set(plain)
    for key, value in plain.items():
        assert keys(value) - documented(key, share_rows) == set(), key
    assert in_code(share_rows["format"]) == {plain["format"]}
    assert share_rows["format_version"].partition(";")[0] == str(plain["format_version"])
    kept = {"data_type", "file", "subject", "author", "entries", "words_of_text"}
    assert keys(plain["counts"]) == kept
    words = {*get_args(Subject), *get_args(Author), "set_aside", "unknown"}
    assert in_code(share_rows["counts"]) == kept | words


def test_the_json_of_a_group_has_the_keys_of_its_documentation(mapping: ExportMapping) -> None:
    document = plain_cohort(example_group(mapping), mapping, "1")
    assert set(GROUP_ROWS) == set(document)
    assert GROUP_ROWS["format_version"].startswith(f"{document['format_version']}. ")
    figure = plain_figure(Figure(People("hidden")))
    assert keys(figure) <= in_code(GROUP)
    assert set(get_args(Band)) <= in_code(GROUP)
    for share in keys(document["shares"]) - keys(figure):
        assert share in in_code(GROUP_ROWS["shares"])


@pytest.mark.parametrize("by", ["by_group", "by_standing"])
def test_every_total_is_in_the_documentation(numbers: dict[str, object], by: str) -> None:
    totals = numbers["totals"]
    assert isinstance(totals, dict)
    assert in_code(ROWS[f"totals.{by}"]) == set(totals[by])


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/{name}" for name in DOCS)]
)
def test_every_link_has_a_target(page: str) -> None:
    path = PROJECT / page
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_every_folder_at_the_top_is_in_the_readme() -> None:
    if not (PROJECT / ".git").exists():
        pytest.skip("only git knows which folders belong to the project")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    folders = {path.partition("/")[0] + "/" for path in listed.stdout.split("\0") if "/" in path}
    _, _, house = README.partition("## Where everything is")
    assert set(table(house)) == {name for name in folders if not name.startswith(".")}
