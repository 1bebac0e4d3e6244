"""Draws the charts of the page as inline SVG; the only module that knows matplotlib."""

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

_XLINK = "http://www.w3.org/1999/xlink"

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


NARROW: Final = Size(340, 12)
"""For windows up to 520 pixels, where its text has 12 to 18."""

WIDE: Final = Size(680, 16.8)
"""For wider ones, where a picture is 488 to 720 pixels wide."""

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ROW: Final = 3.4
"""Of a bar with its label above, in heights of text."""


def spread_bars(rows: pd.DataFrame, size: Size, *, name: str, title: str, text: str) -> str:
    """One bar per row up to its `median`, in the colour of its `standing`, with its `label` above; and a line
    from the `lower` to the `upper` quartile, where there are both.
    """
    largest = max(float(rows[["median", "upper"]].max().max()), 1.0)
    figure, axes = _figure(_ROW * size.text * max(len(rows), 1), size)
    for number, row in enumerate(rows.to_dict("records")):
        position = len(rows) - number
        colour = COLOURS[str(row["standing"])]
        axes.barh(
            [position], [row["median"]], height=0.36, color=colour, linewidth=0, clip_on=False
        )
        if pd.notna(row["lower"]) and pd.notna(row["upper"]):
            low, high, tick = row["lower"], row["upper"], 0.12
            axes.plot(
                [low, low, low, high, high, high],
                [position - tick, position + tick, position, position, position - tick, position + tick],
                color=COLOURS["ink"], linewidth=1.5, clip_on=False,
            )  # fmt: skip
        _write(axes, 0, position + 0.27, _shortened(str(row["label"])), "left", size)
        _write(axes, largest, position + 0.27, f"{int(row['median']):,}", "right", size)
    axes.set_xlim(0, largest)
    axes.set_ylim(0.7, len(rows) + 0.7)
    return _to_svg(figure, name=name, title=title, text=text)


def period_bars(
    periods: pd.DataFrame,
    start: date,
    unit: Literal["month", "year"],
    size: Size,
    *,
    name: str,
    title: str,
    text: str,
) -> str:
    """A bar per month or year: what is `covered`, and on top of it the rest of `every_claim`; the day
    `start` is marked.

    `periods` has one row per period without gaps, in order: `begins` (a date), `covered`, `every_claim`.
    """
    figure, axes = _figure(size.width * 0.45, size)
    axes.set_position((0.0, 0.13, 1.0, 0.67))
    count, highest = len(periods), max(int(periods["every_claim"].max()), 1)
    middles = [position + 0.5 for position in range(count)]
    width = 0.82 if count > 1 else 0.3
    axes.bar(middles, periods["covered"], width, color=COLOURS["used"], linewidth=0)
    axes.bar(
        middles,
        periods["every_claim"] - periods["covered"],
        width,
        bottom=periods["covered"],
        color=COLOURS["claimed"],
        linewidth=0,
    )
    axes.plot([0, count], [0, 0], color=COLOURS["faint"], linewidth=1, clip_on=False)
    tallest = int(periods["every_claim"].to_numpy().argmax()) + 0.5
    _write(axes, tallest, highest * 1.02, f"{highest:,} words", _side(tallest / count), size)
    for position, label in _ticks(list(periods["begins"]), unit, size):
        _write(axes, position, -0.04 * highest, label, "center", size, above=False)
    marked = _position(start, periods["begins"].iloc[0], unit)
    if 0 <= marked <= count:
        axes.plot([marked, marked], [0, highest * 1.18], color=COLOURS["ink"], linewidth=1.4,
                  linestyle=(0, (3, 2)), clip_on=False)  # fmt: skip
        label = f"{start.day} {_MONTHS[start.month - 1]} {start.year}"
        _write(axes, marked, highest * 1.18, label, _side(marked / count), size)
    axes.set_xlim(0, count)
    axes.set_ylim(0, highest)
    return _to_svg(figure, name=name, title=title, text=text)


def _side(share: float) -> str:
    """Where a label at this share of the width goes on, so that it stays inside."""
    return "left" if share < 0.25 else "right" if share > 0.75 else "center"


def _position(day: date, first: date, unit: str) -> float:
    """Where a day is, in periods from the first."""
    if unit == "year":
        return day.year - first.year + (day.month - 1) / 12 + (day.day - 1) / 372
    return (day.year - first.year) * 12 + day.month - first.month + (day.day - 1) / 31


def _ticks(begins: Sequence[date], unit: str, size: Size) -> list[tuple[float, str]]:
    """As many labels below the bars as there is room for: years, or the months with their year."""
    room = int(size.width / (size.text * (3.2 if unit == "year" else 5.5)))
    step = -(-len(begins) // room)
    return [
        (position + 0.5, f"{day:%Y}" if unit == "year" else f"{_MONTHS[day.month - 1]} {day:%Y}")
        for position, day in list(enumerate(begins))[::step]
    ]


def _write(
    axes: Axes, x: float, y: float, words: str, align: str, size: Size, *, above: bool = True
) -> None:
    axes.text(
        x, y, words, ha=align, va="bottom" if above else "top",
        color=COLOURS["ink"], fontsize=size.text, clip_on=False, parse_math=False,
    )  # fmt: skip


def _shortened(label: str) -> str:
    longest = 30
    return (
        label if len(label) <= longest else f"{label[: longest // 2]}…{label[-longest // 2 + 1 :]}"
    )


def _figure(height: float, size: Size) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(size.width / 72, height / 72), dpi=72)
    figure.patch.set_visible(False)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.margins(0)
    return figure, axes


# --- from a figure to SVG that a strict page can hold ----------------------------------------------


def _to_svg(figure: Figure, *, name: str, title: str, text: str) -> str:
    """The figure as an `<svg>` element for a page: text as text, colours as classes, no style.

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
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]
    root = ElementTree.fromstring(buffer.getvalue())
    for element in list(root.iter()):
        element.tag = element.tag.rpartition("}")[2]
        _restyle(element)
        _rename(element, name)
        _shorten(element)
    _flatten(root)
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-text",
        "class": "chart",
    }
    for identifier, tag, words in (
        (f"{name}-text", "desc", text),
        (f"{name}-title", "title", title),
    ):
        element = ElementTree.Element(tag, {"id": identifier})
        element.text = words
        root.insert(0, element)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


_NUMBER = re.compile(r"-?\d+\.\d+")
_DROPPED = {"font-family", "stroke-linejoin", "stroke-linecap"}
_UNSEEN = {"metadata", "style", "defs"}


def _restyle(element: ElementTree.Element) -> None:
    classes = []
    style = element.attrib.pop("style", "")
    for part in filter(None, (part.strip() for part in style.split(";"))):
        key, _, value = part.partition(":")
        key, value = key.strip(), value.strip()
        if value in _CLASSES:
            classes.append(f"{_CLASSES[value]}{'-line' if key == 'stroke' else ''}")
        elif key == "font":
            size = re.search(r"([\d.]+)px", value)
            if size:
                element.set("font-size", size[1])
        elif key not in _DROPPED:
            element.set(key, value)
    if classes:
        element.set("class", " ".join(dict.fromkeys(classes)))


def _rename(element: ElementTree.Element, name: str) -> None:
    """Ids are only kept where something refers to them, and are prefixed: a page has many charts."""
    identifier = element.attrib.pop("id", None)
    element.attrib.pop("clip-path", None)  # nothing is drawn outside the axes that is not meant
    if identifier and element.tag in {"path", "marker"}:
        element.set("id", f"{name}-{identifier}")
    link = element.attrib.pop(f"{{{_XLINK}}}href", None)
    if link:
        element.set("href", link.replace("#", f"#{name}-"))


def _shorten(element: ElementTree.Element) -> None:
    element.tail = None
    if not (element.text or "").strip():
        element.text = None
    for key in ("d", "x", "y", "transform"):
        if key in element.attrib:
            rounded = _NUMBER.sub(
                lambda found: f"{round(float(found[0]), 1):g}", element.attrib[key]
            )
            element.set(key, " ".join(rounded.replace("\n", " ").split()))
    if element.attrib.get("transform", "").startswith("rotate(-0"):
        del element.attrib["transform"]


def _flatten(root: ElementTree.Element) -> None:
    """Drop what draws nothing, and the groups that matplotlib wraps round each thing it draws."""
    kept = [element for element in root.iter() if element.tag in {"path", "text"}]
    for child in list(root):
        root.remove(child)
    root.extend(kept)
