"""The chart of a page: its title, its text for people who cannot see it, and its drawing."""

import base64
import re
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from exports import write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.measure import Volume
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting import charts
from analyzer.reporting.figures import figures
from analyzer.reporting.model import ChartPeriod, Figures, Mark

SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
POST = "2024-02-03 10:00:00,https://x,a good day at the mill,,,MEMBER_NETWORK\n"


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping) -> Figures:
    export = write(tmp_path_factory.mktemp("export"), {"Shares.csv": SHARES + POST})
    return figures(analyze(export, mapping))


def over(
    counted: Figures, words: list[tuple[int, int]], *days: tuple[str, date], by_month: bool = False
) -> Figures:
    """These figures with other marks, and with the words reported as used and claimed in each year or month from 2020."""
    begins = [
        date(2020 + at // 12, at % 12 + 1, 1) if by_month else date(2020 + at, 1, 1)
        for at in range(len(words))
    ]
    periods = tuple(
        ChartPeriod(
            {"used": Volume(text_words=used), "claimed": Volume(text_words=claimed - used)},
            begin,
        )
        for begin, (used, claimed) in zip(begins, words, strict=True)
    )
    marks = tuple(Mark(kind, day) for kind, day in days)
    dated = Volume(text_words=sum(claimed for _, claimed in words))
    scenario = replace(counted.scenario, marks=marks)
    return replace(counted, periods=periods, dated=dated, scenario=scenario)


def drawn(address: str) -> str:
    """The SVG in the address of an image."""
    head, _, data = address.partition(",")
    assert head == "data:image/svg+xml;base64"
    return base64.b64decode(data).decode()


# --- words ------------------------------------------------------------------------------------------------------------

TEXTS = {
    "years": (
        [(1, 2), (2, 1200)],
        False,
        "1,202 words from 2020 to 2021. The year with most, 2021, has 1,200 words, 2 of them reported as used.",
    ),
    "months": (
        [(0, 1), (0, 0), (0, 0)],
        True,
        "1 word from 2020 to 2020. The month with most, 2020-01, has 1 word, 0 of them reported as used.",
    ),
}


@pytest.mark.parametrize(("words", "by_month", "text"), TEXTS.values(), ids=TEXTS)
def test_the_text_of_a_chart_gives_its_numbers(
    counted: Figures, words: list[tuple[int, int]], by_month: bool, text: str
) -> None:
    assert charts.time_chart(over(counted, words, by_month=by_month)).text == text


def test_the_title_gives_the_volume_before_the_start(counted: Figures) -> None:
    assert charts.time_chart(counted).finding == (
        "100% of the dated text that is reported as used or uncertain is from before 3 November 2025"
    )


def test_without_a_start_the_title_gives_the_first_and_last_date(counted: Figures) -> None:
    views = tuple(replace(view, start=None) for view in counted.scenario.views)
    without = replace(counted, scenario=replace(counted.scenario, views=views))
    assert charts.time_chart(without).finding == (
        "The dated text that is reported as used or uncertain is from 2024 to 2024"
    )


# --- the drawing ------------------------------------------------------------------------------------------------------

HEIGHT = 108
"""The height of the highest bar, in units of the drawing."""

# Words reported as used and claimed in each period, the tops of the lower bars, and those of the upper ones.
BARS = {
    "some of both": ([(1, 2), (2, 2), (3, 4)], [27, 54, 81], [54, 54, 108]),
    "nothing reported as used": ([(0, 0), (0, 4), (0, 1)], [0, 0, 0], [0, 108, 27]),
    "nothing but reported as used": ([(3, 3), (0, 0), (1, 1)], [108, 0, 36], [108, 0, 36]),
    "one period": ([(1, 3)], [36], [108]),
    "months": ([(1, 1), (0, 2)] * 12, [54, 0] * 12, [54, 108] * 12),
}


def heights(svg: str, colour: str, count: int) -> list[float]:
    """The tops of `count` bars of this colour, which are one path, above the axis."""
    ((path,),) = [re.findall(rf'd="([^"]*)" style="fill: {colour}"', svg)]
    points = [(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", path)]
    bottom = float(re.findall(r"M \S+ (\S+) \nL \S+ \1 \n\" style=\"fill: none; stroke:", svg)[0])
    return [round(bottom - y, 3) for _, y in points[1 : 2 * count : 2]]


@pytest.mark.parametrize(("words", "used", "claimed"), BARS.values(), ids=BARS)
@pytest.mark.parametrize("colours", [charts.LIGHT, charts.DARK], ids=["light", "dark"])
def test_the_height_of_a_bar_is_proportional_to_its_words(
    counted: Figures,
    words: list[tuple[int, int]],
    used: list[float],
    claimed: list[float],
    colours: dict[str, str],
) -> None:
    chart = charts.time_chart(over(counted, words, by_month=len(words) > 3))
    svg = drawn(chart.light if colours == charts.LIGHT else chart.dark)
    assert heights(svg, colours["used"], len(words)) == used
    assert heights(svg, colours["claimed"], len(words)) == claimed
    assert {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}", svg)} == set(
        colours.values()
    )


def written(svg: str) -> dict[str, tuple[float, float, float]]:
    """Each text with its left and right end and its lower edge. Letters are taken to be as wide as digits."""
    texts = re.findall(r'text-anchor: (\w+); fill: \S+" x="(\S+)" y="(\S+)"[^>]*>([^<]*)<', svg)
    edges = {}
    for anchor, x, y, text in texts:
        width = 12 * 0.637 * len(text)
        start = float(x) - {"start": 0, "middle": width / 2, "end": width}[anchor]
        edges[text] = start, start + width, float(y)
    return edges


MARKED = {
    "at the start": [("start", date(2020, 1, 1))],
    "in the middle": [("start", date(2021, 6, 1)), ("opted_out", date(2021, 7, 1))],
    "at the end": [("start", date(2022, 12, 31)), ("opted_out", date(2022, 6, 1)), ("opted_in", date(2022, 7, 1))],
}  # fmt: skip


@pytest.mark.parametrize("days", MARKED.values(), ids=MARKED)
@pytest.mark.parametrize("highest", [0, 1, 2])
@pytest.mark.parametrize("by_month", [False, True])
def test_texts_are_inside_the_chart_and_do_not_overlap(
    counted: Figures, days: list[tuple[str, date]], highest: int, by_month: bool
) -> None:
    words = [(0, 1_234_567 if at == highest else 1) for at in range(3)]
    if by_month:
        words, days = words * 8, [(kind, day.replace(year=2020)) for kind, day in days]
    svg = drawn(charts.time_chart(over(counted, words, *days, by_month=by_month)).light)
    texts = written(svg)
    width, height = map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', svg)[0])
    assert width == 288
    assert len([text for text in texts if re.fullmatch(r"(off |on )?\d+ \w+ 202\d", text)]) == len(
        days
    )
    for left, right, bottom in texts.values():
        assert left >= 0
        assert right <= width
        assert 12 <= bottom <= height
    for (left, right, bottom), (other_left, other_right, other_bottom) in combinations(
        texts.values(), 2
    ):
        assert abs(bottom - other_bottom) >= 12 or right <= other_left or other_right <= left


def test_the_axis_has_round_years_or_months(counted: Figures) -> None:
    years = written(drawn(charts.time_chart(over(counted, [(1, 1)] * 14)).light))
    assert [text for text in years if "word" not in text] == ["2020", "2025", "2030"]
    months = drawn(charts.time_chart(over(counted, [(1, 1)] * 24, by_month=True)).light)
    assert re.findall(r">(Jan|Jul|\d{4})<", months) == [
        "Jan",
        "2020",
        "Jul",
        "2020",
        "Jan",
        "2021",
        "Jul",
        "2021",
    ]


def test_a_day_outside_is_not_marked(counted: Figures) -> None:
    after = ("start", date(2030, 1, 1))
    svg = drawn(charts.time_chart(over(counted, [(1, 2)] * 8, after)).light)
    assert "January" not in svg
    assert "stroke-dasharray" not in svg


def test_the_same_figures_give_the_same_bytes(counted: Figures) -> None:
    assert charts.time_chart(counted) == charts.time_chart(counted)
