"""Draws the charts of the page as inline SVG; the only module that knows matplotlib."""

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
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

WIDTH: Final = 340
"""Width of a chart in its own units: about that of a phone, where its text has its true size."""

BARS: Final = 14
"""As many bars as a chart may have and still be seen at once."""

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_TEXT: Final = 12.0
_ROW: Final = 40.0


def stacked_bars(rows: pd.DataFrame, *, name: str, title: str, text: str) -> str:
    """One bar per row: its `label` and total above, and a part for each standing that is a column.

    `title` says the finding, `text` the numbers, for those who cannot see the picture.
    """
    standings = [column for column in rows.columns if column in COLOURS]
    totals = rows[standings].sum(axis="columns")
    largest = max(int(totals.max()) if len(rows) else 0, 1)
    figure, axes = _figure(height=_ROW * max(len(rows), 1))
    positions = [len(rows) - number for number in range(len(rows))]
    for position, (_, row) in zip(positions, rows[standings].iterrows(), strict=True):
        _parts(axes, position, 0.36, [(str(one), int(row[one])) for one in standings], largest)
    for position, label, total in zip(positions, rows["label"], totals, strict=True):
        _write(axes, 0, position + 0.27, _shortened(str(label)), "left")
        _write(axes, largest, position + 0.27, f"{int(total):,}", "right")
    axes.set_xlim(0, largest)
    axes.set_ylim(0.7, len(rows) + 0.7)
    return _to_svg(figure, name=name, title=title, text=text)


def spread_bars(rows: pd.DataFrame, *, name: str, title: str, text: str) -> str:
    """One bar per row up to its `median`, in the colour of its `standing`, with its `label` above; and a line
    from the `lower` to the `upper` quartile, where there are both.
    """
    largest = max(float(rows[["median", "upper"]].max().max()), 1.0)
    figure, axes = _figure(height=_ROW * max(len(rows), 1))
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
        _write(axes, 0, position + 0.27, _shortened(str(row["label"])), "left")
        _write(axes, largest, position + 0.27, f"{int(row['median']):,}", "right")
    axes.set_xlim(0, largest)
    axes.set_ylim(0.7, len(rows) + 0.7)
    return _to_svg(figure, name=name, title=title, text=text)


def share_bar(
    parts: Sequence[tuple[str, int]],
    reaches: Sequence[tuple[str, int]],
    *,
    name: str,
    title: str,
    text: str,
) -> str:
    """One bar from end to end, a part for each (standing, amount), measured from its beginning.

    `reaches` are one or two labels with the amounts they reach to: the first above, the second below.
    """
    whole = max(sum(amount for _, amount in parts), 1)
    figure, axes = _figure(height=78)
    _parts(axes, 0, 1, parts, whole)
    for (label, amount), edge, far in zip(reaches, (0.62, -0.62), (0.8, -0.8), strict=False):
        axes.plot(
            [0, 0, amount, amount], [edge, far, far, edge],
            color=COLOURS["ink"], linewidth=1, clip_on=False,
        )  # fmt: skip
        _write(axes, 0, far * 1.15, label, "left", above=far > 0)
    axes.set_xlim(0, whole)
    axes.set_ylim(-1.7, 1.7)
    return _to_svg(figure, name=name, title=title, text=text)


def month_steps(months: pd.DataFrame, start: date, *, name: str, title: str, text: str) -> str:
    """Words by month: `every_claim` behind, `covered` before it, and the day `start` marked.

    `months` has one row per month without gaps, in order: `month` (a date), `covered`, `every_claim`.
    """
    figure, axes = _figure(height=190)
    axes.set_position((0.0, 0.12, 1.0, 0.66))
    count = len(months)
    highest = max(int(months["every_claim"].max()), 1)
    edges = list(range(count + 1))
    for column, standing in (("every_claim", "claimed"), ("covered", "used")):
        axes.stairs(months[column], edges, fill=True, color=COLOURS[standing], linewidth=0)
    axes.plot([0, count], [0, 0], color=COLOURS["faint"], linewidth=1, clip_on=False)
    _write(axes, 0, highest * 1.04, f"{highest:,} words in a month", "left")
    first = months["month"].iloc[0]
    for position, label in _years(months):
        edge = count * 16 / WIDTH  # half a label's width
        _write(
            axes,
            min(max(position, edge), count - edge),
            -0.04 * highest,
            label,
            "center",
            above=False,
        )
    marked = (start.year - first.year) * 12 + start.month - first.month + (start.day - 1) / 31
    if 0 <= marked <= count:
        axes.plot([marked, marked], [0, highest * 1.2], color=COLOURS["ink"], linewidth=1.2,
                  linestyle=(0, (3, 2)), clip_on=False)  # fmt: skip
        right = marked > count / 2
        label = f"{start.day} {_MONTHS[start.month - 1]} {start.year}"
        _write(axes, marked, highest * 1.21, label, "right" if right else "left")
    axes.set_xlim(0, count)
    axes.set_ylim(0, highest)
    return _to_svg(figure, name=name, title=title, text=text)


def _parts(
    axes: Axes, y: float, height: float, parts: Sequence[tuple[str, int]], whole: int
) -> None:
    """The parts of a bar, one after the other, with a gap so that no two run together."""
    gap = 1.5 * whole / WIDTH
    begin = 0
    for standing, amount in parts:
        if amount:
            width = amount - gap if amount > 3 * gap else amount
            axes.barh([y], [width], left=begin, height=height, color=COLOURS[standing],
                      linewidth=0, clip_on=False)  # fmt: skip
        begin += amount


def _years(months: pd.DataFrame) -> list[tuple[float, str]]:
    """At most six years to write below the months, each in the middle of what the chart has of it."""
    places: dict[int, list[int]] = {}
    for position, month in enumerate(months["month"]):
        places.setdefault(month.year, []).append(position)
    step = -(-len(places) // 6)
    wide_enough = len(months) / 12  # a year with less than a month's width at the edge has no room
    return [
        (sum(found) / len(found) + 0.5, str(year))
        for year, found in list(places.items())[::step]
        if len(found) >= min(wide_enough, 12)
    ]


def _write(axes: Axes, x: float, y: float, words: str, align: str, *, above: bool = True) -> None:
    axes.text(
        x, y, words, ha=align, va="bottom" if above else "top",
        color=COLOURS["ink"], fontsize=_TEXT, clip_on=False, parse_math=False,
    )  # fmt: skip


def _shortened(label: str) -> str:
    longest = 30
    return (
        label if len(label) <= longest else f"{label[: longest // 2]}…{label[-longest // 2 + 1 :]}"
    )


def _figure(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
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
            element.set("font-size", size[1] if size else f"{_TEXT}")
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
