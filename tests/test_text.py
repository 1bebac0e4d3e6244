"""Shares in whole percent, as people read them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.analysis.measure import Volume
from analyzer.reporting.amounts import ByStanding
from analyzer.text import STANDINGS, percent, percents, share, span

APPORTIONED = {
    "nothing": ([], []),
    "only zeros": ([0, 0, 0], [0, 0, 0]),
    "everything in one place": ([0, 7, 0], [0, 100, 0]),
    "whole percents": ([19, 1, 80], [19, 1, 80]),
    "the missing point goes to the largest remainder": ([335, 332, 333], [34, 33, 33]),
    "two missing points": ([199, 399, 402], [20, 40, 40]),
    "equal remainders: the first gets the point": ([1, 1, 1], [34, 33, 33]),
    "half a percent each": ([1, 199], [1, 99]),
    "a small part is rounded down": ([1, 999], [0, 100]),
    "more parts than points": ([1] * 200, [1] * 100 + [0] * 100),
    "numbers without an exact quotient": ([10**18, 2 * 10**18], [33, 67]),
}
"""Amounts, and the percents of all of them."""


@pytest.mark.parametrize(("amounts", "expected"), APPORTIONED.values(), ids=APPORTIONED)
def test_percents_are_apportioned(amounts: list[int], expected: list[int]) -> None:
    assert percents(amounts) == expected


@given(st.lists(st.integers(0, 10**12), max_size=9))
def test_percents_add_up_to_100_and_each_is_next_to_its_share(amounts: list[int]) -> None:
    points, whole = percents(amounts), sum(amounts)
    assert sum(points) == (100 if whole else 0)
    for amount, number in zip(amounts, points, strict=True):
        assert abs(whole * number - 100 * amount) < max(whole, 1)


@given(st.lists(st.integers(0, 10**6), max_size=9))
def test_a_larger_amount_never_has_a_smaller_percent(amounts: list[int]) -> None:
    amounts.sort()
    points = percents(amounts)
    assert all(
        smaller <= larger or amounts[place] == amounts[place + 1]
        for place, (smaller, larger) in enumerate(pairwise(points))
    )


WRITTEN = [
    # points, part, whole, as written
    (0, 0, 0, "0%"),
    (0, 0, 10, "0%"),
    (0, 1, 1000, "under 1%"),
    (1, 1, 100, "1%"),
    (34, 335, 1000, "34%"),
    (99, 199, 200, "99%"),
    (100, 999, 1000, "over 99%"),
    (100, 10, 10, "100%"),
    (99, 10, 10, "100%"),
]


@pytest.mark.parametrize(("points", "part", "whole", "text"), WRITTEN)
def test_a_percent_is_0_or_100_only_for_none_or_all(
    points: int, part: int, whole: int, text: str
) -> None:
    assert percent(points, part, whole) == text


SHARES = [
    (0, 0, "0%"),
    (0, 3, "0%"),
    (1, 3, "33%"),
    (2, 3, "67%"),
    (3, 3, "100%"),
    (1, 1000, "under 1%"),
    (999, 1000, "over 99%"),
]


@pytest.mark.parametrize(("part", "whole", "text"), SHARES)
def test_a_share_is_written_without_a_space(part: int, whole: int, text: str) -> None:
    assert share(part, whole) == text


SPANS = [
    ("34%", "36%", "34% to 36%"),
    ("34%", "34%", "34%"),
    ("0%", "0%", "0%"),
    ("under 1%", "2%", "under 1% to 2%"),
    ("0%", "100%", "0% to 100%"),
]


@pytest.mark.parametrize(("low", "high", "text"), SPANS)
def test_two_shares_are_a_range_unless_they_are_the_same(low: str, high: str, text: str) -> None:
    assert span(low, high) == text


RANGES = {
    "nothing": ({}, "0%"),
    "nothing used": ({"excluded": 5}, "0%"),
    "nothing uncertain": ({"used": 1, "excluded": 3}, "25%"),
    "one article": ({"used": 1, "claimed": 1, "excluded": 2}, "25% to 50%"),
    "a disagreement": ({"used": 1, "disputed": 1, "excluded": 2}, "25% to 50%"),
    "both": ({"used": 1, "claimed": 1, "disputed": 1, "not_mentioned": 1}, "25% to 75%"),
    "all uncertain": ({"claimed": 4}, "0% to 100%"),
    "little uncertain": ({"used": 500, "claimed": 1, "excluded": 499}, "50%"),
    "little used": ({"used": 1, "excluded": 999}, "under 1%"),
}
"""Words by standing, and their range."""


@pytest.mark.parametrize(("words", "text"), RANGES.values(), ids=RANGES)
def test_the_range_is_from_used_to_used_or_uncertain(words: dict[str, int], text: str) -> None:
    volumes = {standing: Volume(text_words=number) for standing, number in words.items()}
    assert ByStanding(volumes).words.range == text


@given(st.dictionaries(st.sampled_from(sorted(STANDINGS)), st.integers(0, 500)))
def test_the_ends_of_a_range_are_percents_of_its_parts(words: dict[str, int]) -> None:
    volumes = {standing: Volume(text_words=number) for standing, number in words.items()}
    partition = ByStanding(volumes).words
    assert [part.standing for part in partition.parts] == [s for s in STANDINGS if words.get(s)]
    points = {part.standing: part.points for part in partition.parts}
    assert partition.used.points == points.get("used", 0)
    assert partition.uncertain.points == points.get("claimed", 0) + points.get("disputed", 0)
    assert partition.whole == sum(words.values())
