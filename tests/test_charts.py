"""What is drawn of the periods of an export: a bar for each amount, and nothing where there is none."""

import re
from datetime import date

import pandas as pd
import pytest

from analyzer.reporting import charts

# covered and every claim in each of three years, and how many bars there are of the one and of what is above it
CASES = {
    "some of both": ([1, 2, 3], [2, 2, 5], 3, 2),
    "nothing clearly covered": ([0, 0, 0], [0, 4, 1], 0, 2),
    "nothing but clearly covered": ([3, 0, 1], [3, 0, 1], 2, 0),
    "one": ([0, 0, 7], [0, 0, 7], 1, 0),
}


@pytest.mark.parametrize(("covered", "every", "lower", "upper"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("size", [charts.NARROW, charts.WIDE])
def test_an_amount_is_a_bar_and_nothing_is_none(
    covered: list[int], every: list[int], lower: int, upper: int, size: charts.Size
) -> None:
    begins = [date(2020 + at, 1, 1) for at in range(3)]
    periods = pd.DataFrame({"begins": begins, "covered": covered, "every_claim": every})
    svg = charts.period_bars(periods, [], "year", size, name="x", title="t", text="t")
    shapes = dict(re.findall(r'<path d="([^"]*)" class="(c-\w+)" />', svg))
    drawn = {colour: shape.count("M") for shape, colour in shapes.items()}
    assert (drawn.get("c-used", 0), drawn.get("c-claimed", 0)) == (lower, upper)
    assert len(re.findall("<path d=", svg)) == svg.count("<path")
