"""Splits HTML into tags and text in one pass, whatever is wrong with it."""

import re
from collections.abc import Iterator
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
