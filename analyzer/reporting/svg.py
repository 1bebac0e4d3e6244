"""From the SVG that matplotlib writes to one that a strict page can hold: text as text, colours as classes, no style."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

_XLINK = "http://www.w3.org/1999/xlink"


def strict_svg(svg: bytes, classes: Mapping[str, str], *, name: str, title: str, text: str) -> str:
    """The `<svg>` element for a page whose policy allows no style attribute.

    Every property becomes an attribute or a class: `classes` has the class for each colour that is only a
    mark. Ids begin with `name`; `title` and `text` are for those who cannot see the picture.
    """
    root = ElementTree.fromstring(svg)
    for element in list(root.iter()):
        element.tag = element.tag.rpartition("}")[2]
        _restyle(element, classes)
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


def _restyle(element: ElementTree.Element, classes: Mapping[str, str]) -> None:
    found = []
    style = element.attrib.pop("style", "")
    for part in filter(None, (part.strip() for part in style.split(";"))):
        key, _, value = part.partition(":")
        key, value = key.strip(), value.strip()
        if value in classes:
            found.append(f"{classes[value]}{'-line' if key == 'stroke' else ''}")
        elif key == "font":
            size = re.search(r"([\d.]+)px", value)
            if size:
                element.set("font-size", size[1])
        elif key not in _DROPPED:
            element.set(key, value)
    if found:
        element.set("class", " ".join(dict.fromkeys(found)))


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
