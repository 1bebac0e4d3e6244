"""Draws the charts of the page as inline SVG, and the answer as a picture; only this module knows matplotlib."""

import io
import logging
import os
import textwrap
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

# What was chosen for other programs must not stop this one: matplotlib fails on a backend it does not know,
# and says on stderr where it keeps its fonts if the home folder cannot be written to.
os.environ["MPLBACKEND"] = "agg"
logging.getLogger("matplotlib").setLevel(logging.ERROR)

import matplotlib as mpl  # noqa: E402 - after the two lines above
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.lines import Line2D  # noqa: E402
from matplotlib.patches import PathPatch, Rectangle  # noqa: E402
from matplotlib.path import Path as MatplotlibPath  # noqa: E402
from matplotlib.text import Text  # noqa: E402
from matplotlib.transforms import Affine2D, Transform  # noqa: E402

from analyzer.reporting import scales  # noqa: E402
from analyzer.reporting.svg import strict_svg  # noqa: E402

# Each colour is only a mark: it is replaced by the class of the same meaning, and the page's stylesheet
# says what it looks like in light, dark and print.
COLOURS: Final[Mapping[str, str]] = {
    "used": "#010101",
    "claimed": "#020202",
    "disputed": "#030303",
    "excluded": "#040404",
    "not_mentioned": "#050505",
    "unknown": "#060606",
    "set_aside": "#070707",
    "ink": "#0a0a0a",
    "faint": "#0b0b0b",
}
_CLASSES = {colour: f"c-{name}" for name, colour in COLOURS.items()}


@dataclass(frozen=True)
class Size:
    """How wide a drawing is in its own units, and its text: shown wider or narrower, it grows and shrinks."""

    width: float
    text: float


NARROW: Final = Size(288, 12)
"""For windows up to 464 pixels: shown 288 to 432 pixels wide, its text has 12 to 18."""

WIDE: Final = Size(648, 18)
"""For wider ones: shown 432 to 648 pixels wide, its text has 12 to 18."""


PRINTED: Final[Mapping[str, tuple[str, str]]] = {
    "used": ("#7c2d12", ""),
    "claimed": ("#d97706", ""),
    "disputed": ("#a21caf", "||||"),
    "excluded": ("#ffffff", ""),
    "not_mentioned": ("#ffffff", "////"),
    "unknown": ("#ffffff", "----"),
    "set_aside": ("#ffffff", "\\\\\\\\"),
}
"""Colour and hatching of each standing on white, as the stylesheet has them in light."""

_EDGES: Final = {
    "excluded": "#4f86c6",
    "not_mentioned": "#7d8590",
    "unknown": "#0f766e",
    "set_aside": "#7d8590",
}


@dataclass(frozen=True)
class Card:
    """The words of the answer as a picture: `parts` are standings with their share of the whole and what is
    written beside each.
    """

    title: str
    finding: str
    unit: str
    parts: tuple[tuple[str, float, str], ...]
    foot: str


_NO_METADATA: Final = {"Date": None, "Creator": None}
"""The same picture is the same bytes on every day and with every version."""


def answer_card(card: Card, kind: Literal["svg", "png"]) -> bytes:
    """The card as a picture of 1200 by 675, the shape of a slide; the same card gives the same bytes."""
    figure = Figure(figsize=(12, 6.75), dpi=100, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, 1200)
    axes.set_ylim(675, 0)

    def write(
        x: float, y: float, words: str, size: float, colour: str = "#1b1e22", weight: str = "normal"
    ) -> None:
        axes.text(
            x, y, words, fontsize=size * 0.72, color=colour, va="top", weight=weight,
            parse_math=False,
        )  # fmt: skip

    write(60, 46, card.title, 30, weight="bold")
    write(60, 100, card.finding, 76, weight="bold")
    write(60, 200, card.unit, 28)
    left, bar_width = 60.0, 1080.0
    for standing, share, _ in card.parts:
        face, hatch = PRINTED[standing]
        edge = _EDGES.get(standing, "#ffffff")
        axes.add_patch(
            Rectangle(
                (left, 262), bar_width * share, 84,
                facecolor=face, edgecolor=edge, hatch=hatch, linewidth=2,
            )
        )  # fmt: skip
        left += bar_width * share
    for number, (standing, _, words) in enumerate(card.parts):
        face, hatch = PRINTED[standing]
        x, y = 60 + 560 * (number % 2), 376 + 46 * (number // 2)
        axes.add_patch(
            Rectangle(
                (x, y), 24, 28,
                facecolor=face, edgecolor=_EDGES.get(standing, "#ffffff"), hatch=hatch, linewidth=2,
            )
        )  # fmt: skip
        write(x + 38, y, words, 24)
    for number, line in enumerate(textwrap.wrap(card.foot, 106)):
        write(60, 560 + 27 * number, line, 19, "#545b64")
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "linkedin-exposure", "hatch.linewidth": 1.5}):
        if kind == "svg":
            FigureCanvasSVG(figure).print_svg(buffer, metadata=_NO_METADATA)  # type: ignore[no-untyped-call] # matplotlib's canvases have no types
        else:
            FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call] # as above
    return buffer.getvalue()


def period_bars(
    periods: pd.DataFrame,
    marks: Sequence[tuple[date, str]],
    unit: Literal["month", "year"],
    size: Size,
    *,
    name: str,
    title: str,
    text: str,
) -> str:
    """A bar per month or year: what is `covered`, and on top of it the rest of `every_claim`; the days of
    `marks` have a line each, with what is written at it.

    `periods` has one row per period without gaps, in order: `begins` (a date), `covered`, `every_claim`.
    """
    height, below, above = 0.45 * size.width, 1.6 * size.text, (1.6 + 1.2 * len(marks)) * size.text
    count, highest = len(periods), max(int(periods["every_claim"].max()), 1)
    drawing = _Drawing(size, height, below, above)
    drawing.scale((0, count), (0, highest))
    line = size.text * highest / (height - below - above)  # the height of text, in words
    width = 0.82 if count > 1 else 0.3
    covered, every = periods["covered"].to_numpy(), periods["every_claim"].to_numpy()
    left = np.arange(count) + 0.5 - width / 2
    drawing.bars(left, width, np.zeros(count), covered, COLOURS["used"])
    drawing.bars(left, width, covered, every, COLOURS["claimed"])
    drawing.line([0, count], [0, 0], color=COLOURS["faint"], linewidth=1)
    tallest = float(every.argmax()) + 0.5
    drawing.write(tallest, highest + 0.1 * line, f"{highest:,} words", scales.side(tallest / count))
    begins = list(periods["begins"])
    for position, label in scales.ticks(begins, unit, size.width, size.text):
        written, align = scales.inside(position, count, label, size.width, size.text)
        drawing.write(written, -0.3 * line, label, align, above=False)
    for number, (day, label) in enumerate(marks):
        marked = scales.place(day, begins[0], unit)
        if not 0 <= marked <= count:
            continue
        top = highest + (1.5 + 1.2 * number) * line
        drawing.line([marked, marked], [0, top], linewidth=1.4, linestyle=(0, (3, 2)))
        drawing.write(marked, top, label, scales.side(marked / count))
    return drawing.to_svg(name=name, title=title, text=text)


_AROUND: Final = [
    MatplotlibPath.MOVETO,
    *[MatplotlibPath.LINETO] * 3,
    MatplotlibPath.CLOSEPOLY,
]
"""What leads to each corner of a bar, and back to the first."""


class _Drawing:
    """A figure and a scale, without the axes of matplotlib: to make them takes longer than all that is drawn."""

    def __init__(self, size: Size, height: float, below: float = 0, above: float = 0) -> None:
        self._size = size
        self._figure = Figure(figsize=(size.width / 72, height / 72), dpi=72)
        self._figure.patch.set_visible(False)
        self._room = below / height, 1 - above / height
        self._to_paper: Transform = self._figure.transFigure

    def scale(self, across: tuple[float, float], up: tuple[float, float]) -> None:
        """What the ends of the drawing stand for; all that follows is in these units."""
        (left, right), (bottom, top), (low, high) = across, up, self._room
        stretch = (high - low) / (top - bottom)
        self._to_paper = (
            Affine2D()
            .translate(-left, -bottom)
            .scale(1 / (right - left), stretch)
            .translate(0, low)
            + self._figure.transFigure
        )

    def bars(
        self,
        left: npt.NDArray[Any],
        width: float,
        bottom: npt.NDArray[Any],
        top: npt.NDArray[Any],
        colour: str,
    ) -> None:
        """Bars of one colour, as one shape: to draw each by itself takes longer than all else."""
        corners = [[left, bottom], [left + width, bottom], [left + width, top], [left, top]]
        seen = top > bottom
        if not seen.any():
            return
        vertices = np.array([*corners, corners[0]]).transpose(2, 0, 1)[seen].reshape(-1, 2)
        codes = np.tile(_AROUND, int(seen.sum()))
        self._figure.add_artist(
            PathPatch(
                MatplotlibPath(vertices, codes), color=colour, linewidth=0, transform=self._to_paper
            )
        )

    def line(self, x: Sequence[float], y: Sequence[float], **style: Any) -> None:
        """A line through these points."""
        drawn = {"color": COLOURS["ink"], **style}
        self._figure.add_artist(Line2D(x, y, transform=self._to_paper, **drawn))

    def write(self, x: float, y: float, words: str, align: str, *, above: bool = True) -> None:
        """Words above or below a point."""
        self._figure.add_artist(
            Text(
                x, y, words, ha=align, va="bottom" if above else "top", transform=self._to_paper,
                color=COLOURS["ink"], fontsize=self._size.text, parse_math=False,
            )
        )  # fmt: skip

    def to_svg(self, *, name: str, title: str, text: str) -> str:
        """The `<svg>` element for a page: text as text, colours as classes, no style.

        The page's policy allows no style attribute, so every property becomes an attribute or a class.
        """
        buffer = io.BytesIO()
        with (
            warnings.catch_warnings(),
            mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "linkedin-exposure"}),
        ):
            # Text stays text and is drawn by the reader's fonts: what matplotlib's own lacks does not matter.
            warnings.filterwarnings("ignore", message="Glyph", category=UserWarning)
            # matplotlib's backends have no type information.
            FigureCanvasSVG(self._figure).print_svg(buffer, metadata=_NO_METADATA)  # type: ignore[no-untyped-call] # matplotlib's canvases have no types
        return strict_svg(buffer.getvalue(), _CLASSES, name=name, title=title, text=text)
