"""docs/guarantees.md: every guarantee has its tests, and the steps against leaks are those that test_leaks removes."""

import re
from pathlib import Path

import pytest
from test_leaks import STEPS

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "guarantees.md").read_text("utf-8")
GUARANTEES = dict(re.findall(r"^\| (.+?) \| (`test_.+?`) \|$", PAGE, re.MULTILINE))


@pytest.mark.parametrize(("guarantee", "files"), GUARANTEES.items())
def test_a_guarantee_names_files_with_tests(guarantee: str, files: str) -> None:
    assert guarantee.endswith(".")
    for name in files.split(", "):
        assert "\ndef test_" in (TESTS / name.strip("`")).read_text("utf-8"), name


def test_every_row_is_a_guarantee() -> None:
    rows = re.findall(r"^\| (?!guarantees )(.+?) \|", PAGE, re.MULTILINE)
    assert rows == list(GUARANTEES)
    assert len(rows) > 30


def test_the_steps_match_those_removed_in_the_leak_tests() -> None:
    assert re.findall(r"^- (.+)$", PAGE, re.MULTILINE) == list(STEPS)
