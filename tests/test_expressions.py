"""A possessive repetition matches the same text with every version of Python.

CPython before 3.11.5 ends `(?:group)*+` where a last, failed attempt to match the group got to.
"""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.reading import expressions
from analyzer.reading.expressions import possessive

PROJECT = Path(__file__).parent.parent

# The group | its quantifier | text | what it matches at the beginning.
CASES = {
    "nothing to repeat": ("ab", "*", "xab", ""),
    "a failed attempt takes nothing": ('"[^"]*+"x', "*", '"a"x"b"y', '"a"x'),
    "a quote that is never closed": ('"[^"]*+"', "*", '"a""b', '"a"'),
    "blanks without a line end": (r"[ ]*+\n", "*", "  \n   x", "  \n"),
    "a choice": ('[^"]++|""', "*", 'a""b"c', 'a""b'),
    "thousands": ("a|b,", "*", "ab," * 1_500 + "b", "ab," * 1_500),
    "at least one": ("%[0-9]{2}", "+", "%12%3", "%12"),
    "at most one": (r"=\s*+x", "?", "= xy", "= x"),
    "none of at most one": (r"=\s*+x", "?", "= y", ""),
}


@pytest.fixture(params=[True, False], ids=["this Python", "an older Python"])
def version(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.param:
        monkeypatch.setattr(expressions, "REPEATS_GROUPS", False)


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize(("group", "quantifier", "text", "matched"), CASES.values(), ids=CASES)
def test_a_repetition_ends_where_the_group_last_matched(
    group: str, quantifier: str, text: str, matched: str
) -> None:
    match = re.match(possessive(group, quantifier), text)
    assert match
    assert match[0] == matched


@pytest.mark.usefixtures("version")
def test_a_repetition_gives_nothing_back() -> None:
    assert not re.match(possessive("a|ab") + "ab", "aab")


@given(st.text('ab"\n,', max_size=30))
def test_it_matches_like_a_greedy_repetition_of_distinct_parts(text: str) -> None:
    group = '"[^"]*+"|[ab,]++\n'
    greedy, repeated = re.match(f"(?:{group})*", text), re.match(possessive(group), text)
    assert greedy
    assert repeated
    assert repeated.span() == greedy.span()


def test_every_repetition_of_a_group_is_written_this_way() -> None:
    for path in (PROJECT / "analyzer").rglob("*.py"):
        if path.name != "expressions.py":
            assert not re.search(r"\)(?:[*+?]|\{[\d,]+\})\+", path.read_text("utf-8")), path
