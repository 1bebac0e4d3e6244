"""Writes values as JSON that any program reads, and that does nothing to a terminal it is shown on."""

import json
from collections.abc import Mapping
from typing import Any

from analyzer.wording import is_hidden


def json_text(document: Mapping[str, Any], *, sort_keys: bool = False) -> str:
    """The document as JSON, in a stable order, with an escape for each character that is not seen."""
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=sort_keys)
    hidden = {character for character in set(text) if is_hidden(character)} - {"\n"}
    if hidden:  # which is seldom, and takes a while
        text = text.translate({ord(each): json.dumps(each)[1:-1] for each in hidden})
    return text + "\n"
