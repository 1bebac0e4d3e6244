"""A wrong path is refused in one line, before anything slow is imported."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from exports import pack, write

PROJECT = Path(__file__).parent.parent
SLOW = ("jinja2", "matplotlib", "numpy", "pandas", "pyarrow", "rich")
EXPORT = {"Skills.csv": "Name\nSourdough\n"}

# Runs the command, and says on standard output which slow packages it imported.
SCRIPT = f"""
import atexit, sys
atexit.register(lambda: print(*sorted({set(SLOW)!r} & set(sys.modules))))
from analyzer.cli import main
main()
"""


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=place, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Exports `one` and `group/anna`, and beside them what is none."""
    write(tmp_path / "one", EXPORT)
    write(tmp_path / "group" / "anna", EXPORT)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("hello")
    write(tmp_path / "other", {"taxes.txt": "hello"})
    cut = pack(tmp_path / "cut.zip", EXPORT)
    cut.write_bytes(cut.read_bytes()[:-30])
    shutil.copytree(PROJECT / "mappings", tmp_path / "mistaken")
    (tmp_path / "mistaken" / "export.toml").write_text("version = ")
    return tmp_path


WRONG = {
    "report nowhere": "There is nothing at nowhere.",
    "report ~nobody-of-this-name/x": "There is nothing at ~nobody-of-this-name/x.",
    "report notes.txt": "it is neither a folder nor a ZIP",
    "report cut.zip": "a ZIP whose end is missing",
    "report one --out one/page.html": "is in the export itself",
    "report one --json one/n.json": "is in the export itself",
    "report one --out x --json x": "cannot be both",
    "report one --share one/x.json": "is in the export itself",
    "report one --share x.txt": "has to end in .json",
    "report one --mapping nowhere": "nowhere is not there",
    "report one --mapping mistaken": "export.toml",
    "compare one nowhere": "There is nothing at nowhere.",
    "compare notes.txt one": "it is neither a folder nor a ZIP",
    "compare one cut.zip": "a ZIP whose end is missing",
    "compare one group --out group/page.html": "is in the export itself",
    "compare one group --json one/n.json": "is in the export itself",
    "compare one group --mapping nowhere": "nowhere is not there",
    "batch nowhere": "nowhere is not a folder.",
    "batch ~nobody-of-this-name/x": "~nobody-of-this-name/x is not a folder.",
    "batch notes.txt": "notes.txt is not a folder.",
    "batch cut.zip": "cut.zip is not a folder.",
    "batch empty": "There is nothing in empty.",
    "batch group --out group": "is among the exports",
    "batch group --out group/anna/pages": "is among the exports",
    "batch group --out other": "neither empty nor from an earlier batch",
    "batch group --out notes.txt": "notes.txt cannot be written",
    "batch group --out notes.txt/x": "notes.txt/x cannot be written",
    "batch group --mapping nowhere": "nowhere is not there",
    "batch group --mapping mistaken": "export.toml",
}


@pytest.mark.parametrize(("command", "part"), WRONG.items(), ids=WRONG)
def test_a_wrong_path_is_one_line_before_the_slow_imports(
    place: Path, command: str, part: str
) -> None:
    before = sorted(place.rglob("*"))
    done = run(place, *command.split())
    assert done.returncode == 1
    assert done.stderr.startswith("exposure: ")
    assert done.stderr.count("\n") == 1
    assert part in done.stderr
    assert done.stdout.split() == []
    assert sorted(place.rglob("*")) == before


def test_a_right_path_needs_the_slow_imports(place: Path) -> None:
    """So that the test above would notice them."""
    done = run(place, "report", "one")
    assert done.returncode == 0
    assert set(SLOW) <= set(done.stdout.split())
