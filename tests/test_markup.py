"""HTML is split into tags and text as by Python's parser, and text that is not HTML is split quickly."""

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.reading.article import (
    Tag,
    tags_and_text,
)

Event = tuple[str, str, dict[str, str]]


class Reference(HTMLParser):
    """The events of Python's parser."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[Event] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append(("begins", tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.events.append(("ends", tag, {}))

    def handle_data(self, data: str) -> None:
        self.events.append(("text", data, {}))


def join_texts(events: list[Event]) -> list[Event]:
    """The events with adjacent text joined, and without text in scripts and style sheets, which is not read."""
    joined: list[Event] = []
    for kind, content, attributes in events:
        before = joined[-1] if joined else ("", "", {})
        if kind == "text" and before[0] == "begins" and before[1] in {"script", "style"}:
            continue
        if kind == before[0] == "text":
            joined[-1] = ("text", before[1] + content, {})
        else:
            joined.append((kind, content, attributes))
    return joined


def our_events(html: str) -> list[Event]:
    return join_texts(
        [
            ("text", event, {})
            if isinstance(event, str)
            else ("ends" if event.ends else "begins", event.name, event.attributes)
            for event in tags_and_text(html)
        ]
    )


texts = st.text(
    st.one_of(
        st.sampled_from("<>&\"'= /ab;\n#é😀"),
        st.characters(codec="utf-8", exclude_characters="\0\r"),
    )
)
names = st.sampled_from("a b p h1 br Custom-Element STYLE script".split())
words = st.sampled_from("class href ID data-x".split())
values = st.one_of(
    st.none(),
    st.from_regex(r"[a-z0-9:.?-]+", fullmatch=True),
    texts.map(lambda text: '"' + escape(text) + '"'),
    texts.map(lambda text: "'" + escape(text, quote=True) + "'"),
    texts.map(lambda text: '"' + escape(text).replace("&gt;", ">") + '"'),
)
blanks = st.sampled_from([" ", "\n  ", "\t"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    pieces = []
    for _ in range(draw(st.integers(0, 8))):
        name = draw(names)
        attributes = "".join(
            draw(blanks)
            + word
            + ("" if value is None else draw(st.sampled_from(["=", " = "])) + value)
            for word, value in draw(st.dictionaries(words, values, max_size=3)).items()
        )
        if name.lower() in {"style", "script"}:
            pieces.append(
                f"<{name}{attributes}>{draw(st.sampled_from(['', 'p < q', 'a </b> <i>']))}</{name}>"
            )
        else:
            begun = f"<{name}{attributes}{draw(st.sampled_from(['', ' ', ' /']))}>"
            pieces.append(
                draw(st.sampled_from([begun, f"</{name}>", "<!DOCTYPE html>", "<!-- <p> -->"]))
            )
        pieces.append(escape(draw(texts), quote=draw(st.booleans())))
    return "".join(pieces)


@pytest.mark.uncounted
@given(documents())
def test_html_is_read_as_by_pythons_parser(html: str) -> None:
    reference = Reference()
    reference.feed(html)
    reference.close()
    assert our_events(html) == join_texts(reference.events)


@given(st.text(st.sampled_from("<>/!?-=\"' apscrit&#1x;")))
def test_any_text_is_read(html: str) -> None:
    for event in tags_and_text(html):
        assert event


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("1 < 2 > 1", ["1 < 2 > 1"]),
        ("a <3 b", ["a <3 b"]),
        ("<b>x", [Tag("b"), "x"]),
        ("a <b and no end", ["a <b and no end"]),
        ('<a b="x>y</a>', [Tag("a", written=' b="x'), "y", Tag("a", ends=True)]),
        ('<a b="1>2">x', [Tag("a", written=' b="1>2"'), "x"]),
        ("<br/>x", [Tag("br", written="/"), Tag("br", ends=True), "x"]),
        ("</p class='x'>", [Tag("p", ends=True)]),
        ("a</>b<?php x?>c<!x>d", ["a", "b", "c", "d"]),
        ("<![CDATA[x]]>y", ["y"]),
        ("a<!-- <b> -->c<!-- d", ["ac"]),
        ("<script>a<b></scripting></SCRIPT >c", [Tag("script"), Tag("script", ends=True), "c"]),
        ("<style>a", [Tag("style")]),
        ("&lt;b&gt;&#65;&amp", ["<b>A&"]),
        ("&#" + "9" * 5000 + ";", ["\ufffd"]),
    ],
)  # fmt: skip
def test_broken_html_is_read_the_same_as_by_a_browser(html: str, pieces: list[Tag | str]) -> None:
    assert list(tags_and_text(html)) == pieces


def test_attributes_have_their_values() -> None:
    tag = Tag("a", written=' HREF = "x&amp;y" class=z checked title=\'"\' ')
    assert tag.attributes == {"href": "x&y", "class": "z", "checked": "", "title": '"'}
