"""The documentation says what is there: commands, JSON keys, dialects, repairs, keys of the mapping, links."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
import typer.main

from analyzer.analysis.exposure import analyze
from analyzer.cli import app
from analyzer.mapping import ExportMapping, Standing
from analyzer.mapping.model import Group, Kind, Layout, Repair, Subject
from analyzer.reporting.figures import figures
from analyzer.reporting.json import to_json
from analyzer.wording import DIALECTS, REPAIRS

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text("utf-8")
DOCS = {path.name: path.read_text("utf-8") for path in (PROJECT / "docs").glob("*.md")}
ALL = "\n".join([README, *DOCS.values()])


def commands() -> list[str]:
    top = typer.main.get_command(app)
    found = []
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [f"{name} {sub}" for sub in inner] if inner else [name]
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"exposure {command}" in README


def test_every_option_has_help_and_the_long_ones_are_described() -> None:
    top = typer.main.get_command(app)
    undescribed = []
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        for each in getattr(command, "commands", {name: command}).values():
            assert each.help, name
            for parameter in each.params:
                assert getattr(parameter, "help", "given") or parameter.name == "path", (
                    parameter.name
                )
                option = max(parameter.opts, key=len)
                if option.startswith("--") and option not in {"--help"} and option not in ALL:
                    undescribed.append(f"{name} {option}")
    assert set(undescribed) <= {
        "report --date",
        "batch --date",
    }  # for the sample's page, and in --help


@pytest.mark.parametrize("word", [*DIALECTS, *REPAIRS])
def test_every_dialect_and_repair_is_explained(word: str) -> None:
    assert f"`{word}`" in DOCS["reading.md"] or word.startswith("utf16-")


VOCABULARIES = (Kind, Subject, Layout, Repair, Group, Standing)


@pytest.mark.parametrize("word", sorted({word for each in VOCABULARIES for word in get_args(each)}))
def test_every_value_of_the_mapping_is_in_its_documentation(word: str) -> None:
    assert word in DOCS["mapping.md"]


def test_every_key_of_the_json_is_in_its_documentation(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    (tmp_path / "Skills.csv").write_text("Name\nGo\n", "utf-8")
    document = json.loads(to_json(figures(analyze(tmp_path, mapping))))
    for key, value in document.items():
        assert re.search(rf"`{key}[\[\].`]", DOCS["json.md"]), key
        inner = value[0] if isinstance(value, list) and value else value
        for name in inner if isinstance(inner, dict) else ():
            measures = {"values", "characters", "words", "bytes"}
            assert name in measures or name in DOCS["json.md"], f"{key}.{name}"


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/{name}" for name in DOCS)]
)
def test_links_lead_somewhere(page: str) -> None:
    path = PROJECT / page
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_every_folder_at_the_top_is_in_the_readme() -> None:
    folders = {"analyzer", "mappings", "reports", "sample_export", "tests", "docs", "benchmarks"}
    for folder in folders:
        assert f"`{folder}/`" in README
        assert (PROJECT / folder).is_dir()
