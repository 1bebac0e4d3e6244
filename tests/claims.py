"""The sentences of a page, each with the statements behind it and the subjects it calls unmentioned."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from analyzer.mapping.mapping import load_mapping
from analyzer.reporting.evidence import short_names

BLOCKS = frozenset(
    "article body caption dd div dl dt details figcaption figure h1 h2 h3 header li main nav ol p section summary "
    "table tbody td th thead tr ul".split()
)
VOID = frozenset("br hr img link meta rect".split())
TOO_WIDE = frozenset("body header main nav section table ul".split())
"""Elements that hold more than a sentence: their attributes are not the basis of one."""


NAMES = short_names(load_mapping())
"""The word by which a sentence names each article, by the article's id."""

CLAIM = re.compile(
    # "Articles you wrote" and files in Articles/ belong to the reader.
    rf"\b({'|'.join(NAMES.values())}|articles?(?! you |/)|(is|are|be) used|left out|covered|claims?|claimed|"
    r"contradicts?|contradicted|mentions?|mentioned|say so|spared|reported as|disagree|stops the use|stops later)\b",
    re.IGNORECASE,
)
SILENCE = re.compile(
    # "Which no other article contradicts" is a condition.
    r"(?<!which )\b(no|none of the|neither|other \w+) (other |\w+ )?articles?\b|^none\b.*\barticles?\b|^not mentioned\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sentence:
    """A sentence outside quotes.

    `basis` has the numbers of statements and findings behind it, `about` the ids of subjects that it calls
    unmentioned, `inside` the elements around it, the innermost first, as `tag.class`.
    """

    text: str
    basis: tuple[int, ...]
    about: tuple[str, ...]
    inside: tuple[str, ...]

    @property
    def claims(self) -> bool:
        """Whether it reports what articles state. A question, such as a heading, does not."""
        return bool(CLAIM.search(self.text)) and not self.text.endswith("?")

    @property
    def silent(self) -> bool:
        """Whether it reports that articles do not mention something."""
        return bool(SILENCE.search(self.text)) and not self.text.endswith("?")


class _Element:
    """An open element; `inside` has its name with classes and scope, then those of the elements around it."""

    def __init__(
        self, tag: str, attributes: Mapping[str, str | None], around: "_Element | None"
    ) -> None:
        self.tag, self.attributes = tag, attributes
        names = f"{attributes.get('class') or ''} {attributes.get('scope') or ''}"
        name = ".".join([tag, *names.split()])
        self.inside: tuple[str, ...] = (name, *(around.inside if around else ()))
        unread = tag in {"q", "style", "svg", "title"} or "aria-hidden" in attributes
        self.unread: bool = unread or bool(around and around.unread)
        carries = "data-basis" in attributes or "data-about" in attributes
        self.carrying: _Element | None = self if carries else around and around.carrying


class _Reader(HTMLParser):
    """Cuts the text of a page into blocks, and these into sentences."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sentences: list[Sentence] = []
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
        attributes = carrying.attributes if carrying and carrying.tag not in TOO_WIDE else {}
        basis = tuple(int(number) for number in (attributes.get("data-basis") or "").split())
        about = tuple((attributes.get("data-about") or "").split())
        inside = self.open[-1].inside if self.open else ()
        self.sentences += (
            Sentence(sentence, basis, about, inside)
            for sentence in re.split(r"(?<=[.!?:;])\s+", text)
        )


def sentences(html: str) -> Iterator[Sentence]:
    """The sentences of a page in order, without quotes, pictures and hidden text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, reader.open
    yield from reader.sentences
