"""The marks of the standings can be distinguished in light, in dark and in grey print, by computed differences.

Only what is reported as used is filled. The other marks are an outline, or hatched, each in a different direction. The
bars of the chart differ in colour, also for people with any common colour blindness.
"""

import re
from pathlib import Path

import pytest

from analyzer.reporting import charts
from analyzer.text import STANDINGS

CSS = (
    Path(__file__).parent.parent / "analyzer" / "reporting" / "templates" / "report.css"
).read_text("utf-8")
Colour = tuple[float, float, float]

# How the three cones' colour blindnesses change linear RGB, at full strength (Machado, Oliveira, Fernandes 2009), and grey.
SIGHTS = {
    "full colour": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
SCHEMES = ("light", "dark")


def variables(scheme: str) -> dict[str, str]:
    """The colours of a scheme, by name."""
    light, dark = re.findall(r":root \{[^}]*?(--paper[^}]*)\}", CSS)
    return dict(re.findall(r"--(\w+): (#\w+)", dark if scheme == "dark" else light))


def linear(colour: str) -> Colour:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))

    def straight(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return straight(red), straight(green), straight(blue)


def luminance(colour: Colour) -> float:
    return sum(part * weight for part, weight in zip(colour, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(first: str, second: str) -> float:
    low, high = sorted(luminance(linear(colour)) for colour in (first, second))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, sight: str) -> Colour:
    parts = linear(colour)
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, parts, strict=True)), 0.0), 1.0)
        for row in SIGHTS[sight]
    )
    return red, green, blue


def lab(colour: Colour) -> Colour:
    """CIE L*a*b*, of linear RGB, for the white of a screen."""
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)

    def root(value: float) -> float:
        return value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116

    x, y, z = (
        root(sum(a * b for a, b in zip(row, colour, strict=True)) / most)
        for row, most in zip(rows, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(first: str, second: str, sight: str) -> float:
    """The visible difference of two colours: 2 is barely visible, 10 is visible at a glance."""
    pairs = zip(lab(seen(first, sight)), lab(seen(second, sight)), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def look(standing: str) -> str:
    """How a mark is filled: `full`, `outline`, or the angle of its hatching."""
    rules = re.findall(rf"\.b-{standing} \{{([^}}]*)\}}", CSS)
    angle = re.search(r"repeating-linear-gradient\((\d+deg)", rules[0])
    if angle:
        return angle[1]
    return "outline" if "background: none" in rules[0] else "full"


FULL = [standing for standing in STANDINGS if look(standing) == "full"]


def test_unfilled_marks_all_look_different() -> None:
    others = [look(standing) for standing in STANDINGS if standing not in FULL]
    assert len(set(others)) == len(others) == len(STANDINGS) - len(FULL)
    assert FULL == ["used"]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_bars_of_the_chart_can_be_distinguished_with_any_colour_vision(
    scheme: str, sight: str
) -> None:
    colours = variables(scheme)
    apart = difference(colours["used"], colours["claimed"], sight)
    assert apart >= 20, f"{apart:.1f}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_mark_contrasts_with_the_paper(scheme: str) -> None:
    colours = variables(scheme)
    for standing in STANDINGS:
        ratio = contrast(colours[standing], colours["paper"])
        assert ratio >= 3, f"{standing}: {ratio:.2f}"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "soft"])
def test_text_is_legible(scheme: str, ground: str) -> None:
    colours = variables(scheme)
    for ink in ("ink", "faint"):
        assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize(("scheme", "chart"), [("light", charts.LIGHT), ("dark", charts.DARK)])
def test_the_chart_has_the_colours_of_the_page(scheme: str, chart: dict[str, str]) -> None:
    assert chart.items() <= variables(scheme).items()


def test_the_picture_has_the_colours_of_the_page() -> None:
    colours = variables("light")
    for standing, (face, edge, hatch) in charts.PRINTED.items():
        assert colours[standing] in {face, edge}
        assert bool(hatch) == look(standing).endswith("deg")
        if standing in FULL:
            assert face == colours[standing]
