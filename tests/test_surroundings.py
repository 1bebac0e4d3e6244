"""The command in odd surroundings: a closed standard output, names that are no text."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from exports import write

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write(tmp_path / "group" / "anna", {"Skills.csv": "Name\nSourdough\n"})
    return tmp_path


def run(place: Path, *arguments: str, closed: bool = False) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "analyzer", *arguments]
    if closed:
        command = ["/bin/sh", "-c", '"$@" >&-', "sh", *command]
    paths = os.pathsep.join([str(PROJECT), os.environ["PYTHONPATH"]])
    environment = os.environ | {"PYTHONPATH": paths}
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("command", "page"),
    [
        ("report group/anna", "reports/anna.html"),
        ("batch group --jobs 1", "reports/group/index.html"),
    ],
)
def test_with_standard_output_closed_the_pages_are_written(
    place: Path, command: str, page: str
) -> None:
    done = run(place, *command.split(), closed=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (place / page).is_file()


def test_numbers_for_a_closed_standard_output_are_refused(place: Path) -> None:
    done = run(place, "report", "group/anna", "--json", "-", closed=True)
    assert done.returncode == 1
    assert done.stderr == (
        b"exposure: Standard output is closed. Give --json the name of a file.\n"
    )


def test_a_mapping_whose_name_is_no_text_is_named_as_far_as_it_can_be(place: Path) -> None:
    name = os.fsdecode(b"mine\xff")
    shutil.copytree(PROJECT / "mappings", place / name)
    run(place, "report", "group/anna", "--mapping", name, "--json", "n.json")
    run(place, "batch", "group", "--mapping", name, "--jobs", "1", "--out", "out")
    for written in ("n.json", "out/cohort.json"):
        said = json.loads((place / written).read_text("utf-8"))
        assert said["mapping"]["name"] == "mine\N{REPLACEMENT CHARACTER}"
