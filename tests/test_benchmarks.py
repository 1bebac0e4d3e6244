"""The tools in the benchmark count the same as this program where a file is plain."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from exports import Files, write

PROJECT = Path(__file__).parent.parent
WAYS = {"analyze": "pyarrow", "csv": "csv", "pandas": "pandas", "polars": "polars", "duckdb": "duckdb", "pyarrow": "pyarrow"}  # fmt: skip
"""Each way, and the package without which it cannot be tried."""

PLAIN: Files = {
    "Skills.csv": 'Name\n"salt, and rope"\nbaking\n""\nthree  words here\n',
    "Votes.csv": 'Date,Link,OptionText\n2020-01-01 00:00:00,,"two\nlines"\n2020-01-02 00:00:00,a,é\n',
}
COUNTED = {
    "export/Skills.csv": [4, [[3, 37, 7]]],
    "export/Votes.csv": [2, [[2, 38, 4], [1, 1, 1], [2, 10, 3]]],
}
"""By hand: the records of each file, and the values, characters and words of each column."""


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_all_count_the_same(way: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(WAYS[way]) is None:
        pytest.skip(f"{WAYS[way]} is not there: `make bench` installs it")
    export = write(tmp_path / "export", PLAIN)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.contenders", way, str(export)],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["files"] == COUNTED
