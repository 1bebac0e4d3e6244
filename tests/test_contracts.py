"""The rules of who may import what hold, and each of them fails where it is broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent

BROKEN = {
    "a layer that imports one above it": (
        "analyzer/dates.py",
        "import analyzer.cli",
        "Imports point downwards",
    ),
    "a page that reads records": (
        "analyzer/reporting/page.py",
        "from analyzer.reading.reader import read",
        "Cells stay below",
    ),
    "a page that holds Arrow's tables": (
        "analyzer/reporting/json.py",
        "import pyarrow",
        "Cells stay below",
    ),
    "a batch that reads records": (
        "analyzer/workshop/batch.py",
        "import analyzer.reading.archive",
        "Cells stay below",
    ),
    "a second room that draws": (
        "analyzer/reporting/pictures.py",
        "import matplotlib.figure",
        "Only charts knows matplotlib",
    ),
}


def check(project: Path) -> tuple[int, str]:
    """Exit code and output of the import rules in the copy at `project`."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=project, env={"PYTHONPATH": str(project), "COLUMNS": "200", "PATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__", "templates")
    shutil.copytree(PROJECT / "analyzer", tmp_path / "analyzer", ignore=ignored)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_rules_hold(copy: Path) -> None:
    code, said = check(copy)
    assert code == 0, said
    assert "3 kept, 0 broken" in said


@pytest.mark.parametrize(("file", "line", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_rule_fails_where_it_is_broken(copy: Path, file: str, line: str, rule: str) -> None:
    module = copy / file
    module.write_text(module.read_text("utf-8") + f"\n{line}\n", "utf-8")
    code, said = check(copy)
    assert code == 1, said
    assert "BROKEN" in next(found for found in said.splitlines() if found.startswith(rule))
