"""Reads a member's own article (`Articles/**.html`) as one record: title, link, dates and text."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from analyzer.reading.expressions import possessive

ARTICLE_HEADER = ("Title", "Link", "Created", "Published", "Text")


def read_article(
    html: str, beat: Callable[[], None] = lambda: None
) -> tuple[str, str, str, str, str]:
    """The title, link, dates of creation and publication, and text of an article; empty where it has none.

    The dates follow `Created on` and `Published on` (`Not published yet` and `---` are not dates). The text is
    that which a reader sees below them: each block element on its own line, runs of white space as a single space, no empty lines.
    Above the title of an article in a newsletter are the newsletter's name and description, which are not text of the article.
    `beat` is called for each tag and each text between tags, and may end this by an exception.
    """
    tokens = tuple(tags_and_text(html, beat))
    article = _Article(has_heading=_has_heading(tokens))
    for token in tokens:
        beat()
        if isinstance(token, str):
            article.add_text(token)
        elif token.ends:
            article.end(token.name)
        else:
            article.begin(token)
    return (
        article.line_of("h1") or article.line_of("title"),
        article.link,
        _date(article.line_of("created"), "Created on"),
        _date(article.line_of("published"), "Published on"),
        "\n".join(line for part in article.body if (line := _on_one_line(part))),
    )


@dataclass(frozen=True)
class Tag:
    """A tag that begins an element, or ends one. `written` is the text after its name."""

    name: str
    ends: bool = False
    written: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes by their names; one without a value is empty."""
        return {
            match["name"].lower(): _text(match["double"] or match["single"] or match["bare"] or "")
            for match in _ATTRIBUTE.finditer(self.written)
        }

    @property
    def place_of_date(self) -> str:
        """`created` or `published` if the tag begins a paragraph with that date; otherwise empty."""
        if self.name != "p" or not _MAY_BE_DATED.search(self.written):
            return ""
        written = self.attributes.get("class", "")
        return written if written in {"created", "published"} else ""


def tags_and_text(html: str, beat: Callable[[], None] = lambda: None) -> Iterator[Tag | str]:
    """The tags of `html` and the text between them, without comments, declarations, scripts and style sheets.

    A self-closing tag (`<br/>`) counts as two. If a `<` is never closed, it and everything after it is text. `beat` is
    called for each tag.
    """
    # First, as a comment can be anywhere.
    html = _COMMENT.sub("", html)
    position = begins = 0
    while opened := _OPENS.search(html, position):
        beat()
        tag = _TAG.match(html, opened.start())
        if tag is None:  # nothing closes it, so no tag follows
            break
        if opened.start() > begins:
            yield _text(html[begins : opened.start()])
        position = begins = tag.end()
        if tag["end"]:
            yield Tag(tag["end"].lower(), ends=True)
        elif tag["start"]:
            name, alone = tag["start"].lower(), tag["written"].endswith("/")
            yield Tag(name, written=tag["written"])
            if alone:
                yield Tag(name, ends=True)
            elif name in _RAW_ENDS:
                raw = _RAW_ENDS[name].search(html, position)
                position = begins = raw.start() if raw else len(html)
    if begins < len(html):
        yield _text(html[begins:])


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_OPENS = re.compile(r"<(?=[a-zA-Z/!?])")
# Each part is possessive, so the time is linear. A `>` in quotes closes nothing, unless the quotes are never closed. That
# can happen only once for each kind of quote.
_WRITTEN = possessive(r"""[^>=]++ | =\s*+(?:"[^"]*+"|'[^']*+') | =""")
_TAG = re.compile(
    rf"""
    < (?:
        (?P<start> [a-zA-Z][^\s/>]*+ ) (?P<written> {_WRITTEN} )
      | /(?P<end> [a-zA-Z][^\s/>]*+ ) [^>]*+
      | [/!?] [^>]*+
    ) >
    """,
    re.VERBOSE,
)
_VALUE = r""" \s*+ = \s*+ (?: "(?P<double>[^"]*+)" | '(?P<single>[^']*+)' | (?P<bare>\S*+) ) """
_ATTRIBUTE = re.compile(rf"(?P<name> [^\s/=]++ ) {possessive(_VALUE, '?')}", re.VERBOSE)
_RAW_ENDS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style")
}
_MAY_BE_DATED = re.compile("created|published|&")  # a reference can be a letter
_TOO_LONG = re.compile(r"&#[0-9]{8,}+;?+")
"""No character has such a long number, and Python refuses to read the longest."""


def _text(written: str) -> str:
    """The text without character references."""
    return unescape(_TOO_LONG.sub("\ufffd", written))


BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table td th tr ul".split()
)
UNSEEN = frozenset({"script", "style", "head", "template"})


def _date(sentence: str, begins: str) -> str:
    date = sentence.removeprefix(begins).strip()
    return date if re.match(r"\d{4}-", date) else ""


def _has_heading(tokens: Iterable[Tag | str]) -> bool:
    """Whether a title is above the dates."""
    has_title = False
    for token in tokens:
        if isinstance(token, Tag) and not token.ends:
            has_title = has_title or token.name == "h1"
            if token.place_of_date:
                return has_title
    return False


def _on_one_line(pieces: Sequence[str]) -> str:
    return " ".join("".join(pieces).split())


class _Article:
    """Collects text by its place: title, h1, created, published, body, or above the dates. Hidden text is dropped."""

    def __init__(self, *, has_heading: bool) -> None:
        self.link = ""
        self.body: list[list[str]] = [[]]
        self._parts: dict[str, list[str]] = {}
        self._place = self._around = "above" if has_heading else "body"
        self._hidden: list[str] = []
        self._has_text = False

    def line_of(self, place: str) -> str:
        return _on_one_line(self._parts.get(place, ()))

    def begin(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            self.body.append([])
            if self._place in {"created", "published"}:  # a paragraph that was never closed
                self._place = self._around
        if name == "title" or (name == "h1" and "h1" not in self._parts and not self._has_text):
            self._place = name
            self._parts.setdefault(name, [])
        elif place := tag.place_of_date:
            self._place, self._around = place, "body"
        elif name == "a" and self._place == "h1" and not self.link:
            self.link = tag.attributes.get("href", "")
        if name in UNSEEN:
            self._hidden.append(name)

    def end(self, name: str) -> None:
        if name in BLOCKS:
            self.body.append([])
        if name == self._place or (name == "p" and self._place in {"created", "published"}):
            self._place = self._around
        if self._hidden and self._hidden[-1] == name:
            self._hidden.pop()

    def add_text(self, text: str) -> None:
        if self._place != "body":
            self._parts.setdefault(self._place, []).append(text)
        elif not self._hidden:
            self.body[-1].append(text)
            self._has_text = self._has_text or bool(text.strip())
