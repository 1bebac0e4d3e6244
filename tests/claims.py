"""The sentences of a page, each with the statements that it rests on and what it says the articles are silent about."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

BLOCKS = frozenset(
    "article body caption dd div dl dt details figcaption figure h1 h2 h3 header li main nav ol p section summary "
    "table tbody td th thead tr ul".split()
)
VOID = frozenset("br hr link meta rect".split())
TOO_WIDE = frozenset("body header main nav section table ul".split())
"""Elements that hold too much for a basis of theirs to be that of a sentence."""

NAMES = {
    "nordvpn-2025-10-16": "NordVPN",
    "previewkart-2025": "PreviewKart",
    "scanx-2025-11-01": "ScanX",
    "sonia-2025-11-03": "Sonia",
    "anon-explainer-2025": "unsigned",
}
"""The word by which a sentence names each article."""

CLAIM = re.compile(
    # "Articles you wrote" and files in Articles/ are the reader's own.
    rf"\b({'|'.join(NAMES.values())}|articles?(?! you |/)|(is|are|be) used|left out|covered|claims?|claimed|"
    r"contradicts?|contradicted|mentions?|mentioned|say so|spared)\b",
    re.IGNORECASE,
)
SILENCE = re.compile(
    # "Which no other article contradicts" is a condition, and no news.
    r"(?<!which )\b(no|none of the|neither|other four) ((other|five|5) )?articles?\b|^none\b.*\barticles?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """A sentence outside quotes: `basis` are numbers of statements and findings, `about` ids of what it says no
    article, or no other, speaks of. `inside` are the elements around it, the innermost first, as `tag.class`.
    """

    text: str
    basis: tuple[int, ...]
    about: tuple[str, ...]
    inside: tuple[str, ...]

    @property
    def claims(self) -> bool:
        """Whether it tells something of the articles. A question, such as a heading, does not."""
        return bool(CLAIM.search(self.text)) and not self.text.endswith("?")

    @property
    def silent(self) -> bool:
        """Whether it tells that articles do not say something."""
        return bool(SILENCE.search(self.text)) and not self.text.endswith("?")


class _Element:
    """An element that is open; `inside` are its name, with its classes, and those of the ones around it."""

    def __init__(
        self, tag: str, attributes: Mapping[str, str | None], around: "_Element | None"
    ) -> None:
        self.tag, self.attributes = tag, attributes
        name = ".".join([tag, *(attributes.get("class") or "").split()])
        self.inside: tuple[str, ...] = (name, *(around.inside if around else ()))
        unread = tag in {"q", "style", "svg", "title"} or "aria-hidden" in attributes
        self.unread: bool = unread or bool(around and around.unread)
        carries = "data-basis" in attributes or "data-about" in attributes
        self.carrying: _Element | None = self if carries else around and around.carrying


class _Reader(HTMLParser):
    """Cuts the text of a page into blocks, and these into sentences."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Sentence] = []
        self.open: list[_Element] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.end_block()
        if tag not in VOID:
            self.open.append(_Element(tag, dict(attrs), self.open[-1] if self.open else None))
        elif tag == "br":
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_block()
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1].unread):
            self.text += data

    def end_block(self) -> None:
        text, self.text = " ".join(self.text.split()), ""
        if not text:
            return
        carrying = self.open[-1].carrying if self.open else None
        told = carrying.attributes if carrying and carrying.tag not in TOO_WIDE else {}
        basis = tuple(int(each) for each in (told.get("data-basis") or "").split())
        about = tuple((told.get("data-about") or "").split())
        inside = self.open[-1].inside if self.open else ()
        self.found += (
            Sentence(sentence, basis, about, inside)
            for sentence in re.split(r"(?<=[.!?:;])\s+", text)
        )


def sentences(html: str) -> Iterator[Sentence]:
    """The sentences of a page, in its order, without what stands in quotes or pictures, or is hidden."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, reader.open
    yield from reader.found
