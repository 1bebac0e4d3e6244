"""Draws the charts of the page as inline SVG; the only module that knows matplotlib."""

import io
import re
from collections.abc import Mapping
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"

# Each colour is only a mark: it is replaced by the class of the same meaning, and the page's stylesheet
# says what it looks like in light, dark and print.
COLOURS: Mapping[str, str] = {
    "used": "#010101",
    "claimed": "#020202",
    "disputed": "#020203",
    "excluded": "#030303",
    "not_mentioned": "#040404",
    "unknown": "#050505",
    "set_aside": "#060606",
    "ink": "#0a0a0a",
    "faint": "#0b0b0b",
}
_CLASSES = {colour: f"c-{name}" for name, colour in COLOURS.items()}

WIDTH = 380
"""Width of a chart in its own units: about the width of a phone, where its text has its true size."""


def category_bars(
    categories: pd.DataFrame, measure: str, *, name: str, title: str, text: str
) -> str:
    """One bar per row of `categories` (columns `label`, `standing`, and `measure`), in its order.

    `title` says the finding, `text` the numbers, for those who cannot see the picture.
    """
    rows = len(categories)
    figure, axes = _figure(height=28 + 34 * rows)
    positions = [rows - number for number in range(rows)]
    amounts = [int(amount) for amount in categories[measure]]
    largest = max(amounts, default=0) or 1
    axes.barh(
        positions,
        amounts,
        height=0.42,
        color=[COLOURS[standing] for standing in categories["standing"]],
        clip_on=False,
    )
    for position, label, amount in zip(positions, categories["label"], amounts, strict=True):
        axes.text(0, position + 0.32, label, va="bottom", color=COLOURS["ink"], fontsize=9)
        axes.text(
            largest, position + 0.32, f"{amount:,}", va="bottom", ha="right",
            color=COLOURS["ink"], fontsize=9,
        )  # fmt: skip
    axes.set_xlim(0, largest)
    axes.set_ylim(0.5, rows + 0.95)
    return _to_svg(figure, name=name, title=title, text=text)


def _figure(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72)
    figure.patch.set_visible(False)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.margins(0)
    return figure, axes


def _to_svg(figure: Figure, *, name: str, title: str, text: str) -> str:
    """The figure as an `<svg>` element for a page: text as text, colours as classes, no style.

    The page's policy allows no style attribute, so every property becomes an attribute or a class.
    """
    buffer = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "linkedin-exposure"}):
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]
    root = ElementTree.fromstring(buffer.getvalue())
    for parent in root.iter():
        for child in list(parent):
            if child.tag.rpartition("}")[2] in {"metadata", "style"}:
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        _restyle(element)
        _rename(element, name)
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
    for element in root.iter():
        element.tail = None
        if not (element.text or "").strip():
            element.text = None
        if "d" in element.attrib:
            element.set(
                "d",
                _NUMBER.sub(lambda found: f"{float(found[0]):.4g}", element.attrib["d"]).strip(),
            )
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


_NUMBER = re.compile(r"-?\d+\.\d+")
_DROPPED = {"font", "font-size", "font-family", "stroke-linejoin", "stroke-linecap"}


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
            element.set("font-size", size[1] if size else "9")
        elif key not in _DROPPED:
            element.set(key, value)
    if classes:
        element.set("class", " ".join(dict.fromkeys(classes)))


def _rename(element: ElementTree.Element, name: str) -> None:
    """Ids are only kept where something refers to them, and are prefixed: a page has many charts."""
    identifier = element.attrib.pop("id", None)
    if identifier and element.tag in {"clipPath", "path", "marker"}:
        element.set("id", f"{name}-{identifier}")
    if "clip-path" in element.attrib:
        element.set("clip-path", element.attrib["clip-path"].replace("#", f"#{name}-"))
    link = element.attrib.pop(f"{{{_XLINK}}}href", None)
    if link:
        element.set("href", link.replace("#", f"#{name}-"))
