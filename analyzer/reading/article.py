"""Reads an article (`Articles/**.html`) as one record: title, link, dates and text."""

import re
from html.parser import HTMLParser

ARTICLE_HEADER = ("Title", "Link", "Created", "Published", "Text")

_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table td th tr ul".split()
)
_UNSEEN = frozenset({"script", "style", "title", "head", "template"})
_VOID = frozenset(
    {"meta", "link", "img", "base", "input", "br", "hr", "source", "wbr", "area", "col"}
)


def read_article(html: str) -> tuple[str, str, str, str, str]:
    """The title, link, dates of creation and publication, and text of an article; empty where it has none.

    The dates are what follows `Created on` and `Published on` (`Not published yet` and `---` are no dates).
    The text is what a reader sees below them: each block element on its own line, runs of white space as a
    single space, no empty lines.
    """
    parser = _Article()
    # HTMLParser is very slow with comments that are never closed.
    parser.feed(re.sub(r"<!--.*?(?:-->|\Z)", "", html, flags=re.DOTALL))
    parser.close()
    return (
        parser.line_of("h1") or parser.line_of("title"),
        parser.link,
        _date(parser.line_of("created"), "Created on"),
        _date(parser.line_of("published"), "Published on"),
        "\n".join(line for part in parser.body if (line := _on_one_line(part))),
    )


def _date(sentence: str, begins: str) -> str:
    date = sentence.removeprefix(begins).strip()
    return date if re.match(r"\d{4}-", date) else ""


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


class _Article(HTMLParser):
    """Collects text by its place: title, h1, created, published or body; hidden text goes nowhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.link = ""
        self.body: list[str] = [""]
        self._parts: dict[str, str] = {}
        self._place = "body"
        self._hidden: list[str] = []

    def line_of(self, place: str) -> str:
        return _on_one_line(self._parts.get(place, ""))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _BLOCKS:
            self.body.append("")
            if self._place in {"created", "published"}:  # a paragraph that was never closed
                self._place = "body"
        if tag == "title" or (tag == "h1" and "h1" not in self._parts and not self._has_text()):
            self._place = tag
            self._parts.setdefault(tag, "")
        elif tag == "p" and given.get("class") in {"created", "published"}:
            self._place = str(given["class"])
        elif tag == "a" and self._place == "h1" and not self.link:
            self.link = given.get("href") or ""
        if tag in _UNSEEN and tag != "title" and tag not in _VOID:
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.body.append("")
        if tag == self._place or (tag == "p" and self._place in {"created", "published"}):
            self._place = "body"
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if self._place != "body":
            self._parts[self._place] = self._parts.get(self._place, "") + data
        elif not self._hidden:
            self.body[-1] += data

    def _has_text(self) -> bool:
        return any(part.strip() for part in self.body)
