"""Reads an article (`Articles/**.html`) as one record: title, link, dates and text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape


@dataclass(frozen=True)
class Tag:
    """A tag that begins an element, or ends one. `written` is what follows its name."""

    name: str
    ends: bool = False
    written: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes by their names; one without a value is empty."""
        return {
            found["name"].lower(): _text(found["double"] or found["single"] or found["bare"] or "")
            for found in _ATTRIBUTE.finditer(self.written)
        }


def tags_and_text(html: str) -> Iterator[Tag | str]:
    """The tags of `html` and the text between them, without comments, declarations, scripts and style sheets.

    A tag that is closed by itself (`<br/>`) is one that begins and one that ends. A `<` that nothing
    closes is text, and so is what follows it.
    """
    # First of all, as a comment can be anywhere.
    html = _COMMENT.sub("", html)
    position = begins = 0
    while opened := _OPENS.search(html, position):
        found = _TAG.match(html, opened.start())
        if found is None:  # nothing closes it, so nothing that follows is a tag
            break
        if opened.start() > begins:
            yield _text(html[begins : opened.start()])
        position = begins = found.end()
        if found["end"]:
            yield Tag(found["end"].lower(), ends=True)
        elif found["start"]:
            name, alone = found["start"].lower(), found["written"].endswith("/")
            yield Tag(name, written=found["written"])
            if alone:
                yield Tag(name, ends=True)
            elif name in _RAW_ENDS:
                raw = _RAW_ENDS[name].search(html, position)
                position = begins = raw.start() if raw else len(html)
    if begins < len(html):
        yield _text(html[begins:])


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_OPENS = re.compile(r"<(?=[a-zA-Z/!?])")
# Each part takes all it can and gives nothing back. A `>` in quotes closes nothing, unless the quotes are never
# closed: that can happen once for each kind of quote, as there is no other of its kind behind it.
_TAG = re.compile(
    r"""
    < (?:
        (?P<start> [a-zA-Z][^\s/>]*+ ) (?P<written> (?: [^>=]++ | =\s*+(?:"[^"]*+"|'[^']*+') | = )*+ )
      | /(?P<end> [a-zA-Z][^\s/>]*+ ) [^>]*+
      | [/!?] [^>]*+
    ) >
    """,
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""
    (?P<name> [^\s/=]++ )
    (?: \s*+ = \s*+ (?: "(?P<double>[^"]*+)" | '(?P<single>[^']*+)' | (?P<bare>\S*+) ) )?+
    """,
    re.VERBOSE,
)
_RAW_ENDS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style")
}
_TOO_LONG = re.compile(r"&#[0-9]{8,}+;?+")
"""No character has so long a number, and Python refuses to read the longest of them."""


def _text(written: str) -> str:
    """The text without character references."""
    return unescape(_TOO_LONG.sub("\ufffd", written))


# --- article ---------------------------------------------------------------------------------------

ARTICLE_HEADER = ("Title", "Link", "Created", "Published", "Text")

_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table td th tr ul".split()
)
_UNSEEN = frozenset({"script", "style", "head", "template"})


def read_article(html: str) -> tuple[str, str, str, str, str]:
    """The title, link, dates of creation and publication, and text of an article; empty where it has none.

    The dates are what follows `Created on` and `Published on` (`Not published yet` and `---` are no dates).
    The text is what a reader sees below them: each block element on its own line, runs of white space as a
    single space, no empty lines.
    """
    article = _Article()
    for each in tags_and_text(html):
        if isinstance(each, str):
            article.add_text(each)
        elif each.ends:
            article.end(each.name)
        else:
            article.begin(each)
    return (
        article.line_of("h1") or article.line_of("title"),
        article.link,
        _date(article.line_of("created"), "Created on"),
        _date(article.line_of("published"), "Published on"),
        "\n".join(line for part in article.body if (line := _on_one_line(part))),
    )


def _date(sentence: str, begins: str) -> str:
    date = sentence.removeprefix(begins).strip()
    return date if re.match(r"\d{4}-", date) else ""


def _on_one_line(pieces: Sequence[str]) -> str:
    return " ".join("".join(pieces).split())


class _Article:
    """Collects text by its place: title, h1, created, published or body; hidden text goes nowhere."""

    def __init__(self) -> None:
        self.link = ""
        self.body: list[list[str]] = [[]]
        self._parts: dict[str, list[str]] = {}
        self._place = "body"
        self._hidden: list[str] = []
        self._has_text = False

    def line_of(self, place: str) -> str:
        return _on_one_line(self._parts.get(place, ()))

    def begin(self, tag: Tag) -> None:
        name = tag.name
        if name in _BLOCKS:
            self.body.append([])
            if self._place in {"created", "published"}:  # a paragraph that was never closed
                self._place = "body"
        if name == "title" or (name == "h1" and "h1" not in self._parts and not self._has_text):
            self._place = name
            self._parts.setdefault(name, [])
        elif name == "p" and (called := tag.attributes.get("class")) in {"created", "published"}:
            self._place = str(called)
        elif name == "a" and self._place == "h1" and not self.link:
            self.link = tag.attributes.get("href", "")
        if name in _UNSEEN:
            self._hidden.append(name)

    def end(self, name: str) -> None:
        if name in _BLOCKS:
            self.body.append([])
        if name == self._place or (name == "p" and self._place in {"created", "published"}):
            self._place = "body"
        if self._hidden and self._hidden[-1] == name:
            self._hidden.pop()

    def add_text(self, text: str) -> None:
        if self._place != "body":
            self._parts.setdefault(self._place, []).append(text)
        elif not self._hidden:
            self.body[-1].append(text)
            self._has_text = self._has_text or bool(text.strip())
