"""docs/guarantees.md: the tests it names are there, and it lists the steps that are taken out in a test."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from test_leaks import STEPS

PROJECT = Path(__file__).parent.parent
PAGE = (PROJECT / "docs" / "guarantees.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)::(\w+)`", PAGE)))
ROWS = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


@cache
def functions(file: str) -> set[str]:
    tree = ast.parse((PROJECT / "tests" / file).read_text("utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_that_is_named_is_there(file: str, test: str) -> None:
    assert test in functions(file)
    assert test.startswith("test_")


def test_every_guarantee_is_held_by_a_test() -> None:
    held = [(said, by) for said, by in ROWS if by not in {"held by", "where", "---"}]
    assert len(held) > 30
    steps = {name for name, _ in held} & set(STEPS)
    for said, by in held:
        if said not in steps:
            assert re.fullmatch(r"`test_\w+\.py::\w+`(, `test_\w+\.py::\w+`)*", by), said


def test_the_steps_are_those_that_are_taken_out() -> None:
    listed = {said: by.strip("`") for said, by in ROWS if "analyzer." in by}
    assert listed == {name: step.name for name, step in STEPS.items()}
