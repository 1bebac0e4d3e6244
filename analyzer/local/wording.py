"""Lines of the command line as the page shows them: without folders, and with what to do on the page in place of options."""

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from analyzer.language import gettext, marked

_ERRORS: Final = {
    "Choose another folder with --out.": "Choose another folder.",
    "Choose another place with --out.": "Copy the archives to another folder, and choose that.",
    "or give another folder with --out.": "or choose another folder.",
    "Use `exposure report` for it.": "Choose it on the start page.",
    "; --limit-seconds allows more.": ".",
    "; --limit-memory allows more.": ".",
    "or use --delete and start again.": "or choose the folder again and delete the results.",
    "a share file from exposure report --share.": "a share file.",
}
"""Advice for the command line at the end of errors, which are in English, and what the page says instead."""

_MESSAGES: Final = {
    "To read it, add --limit {limit}.": marked("Only the command line reads larger ones."),
    "Run the batch again with the option named, when nothing else is running.": marked(
        "Make its report by itself, and put the share file into the folder instead."
    ),
    "Add --again to replace it.": marked(
        "To replace it, tick that below and read the folder again."
    ),
    "The group page has no figures: {option} {least} requires {needed} people.": marked(
        "The group page has no figures: it requires {needed} people."
    ),
    "If everyone agrees to figures about as few as {number} people, who may know each other, run it again with {options}.": marked(
        "If everyone agrees to figures about as few as {number} people, who may know each other, tick that below and "
        "read the folder again."
    ),
    "Run `exposure doctor` on it, and report the bug.": marked("Report the bug."),
}
"""Messages with advice for the command line, and what the page says instead. Both can be in another language."""


def on_page(sentence: str, paths: Iterable[Path] = ()) -> str:
    """The sentence for someone without a terminal. Of these files and folders it has only the names, which are unchanged.

    It may be in English or in the language of the page.
    """
    names = {f"\0{number}\0": path for number, path in enumerate(paths)}
    for sign, path in names.items():
        sentence = sentence.replace(str(path), sign).replace(f"{path.parent}{os.sep}", "")
    sentence = sentence[:_LONGEST]
    translated = {gettext(advice): gettext(instead) for advice, instead in _MESSAGES.items()}
    for advice, shown in (_ERRORS | _MESSAGES | translated).items():
        if found := _pattern(advice).search(sentence):
            start, end = sentence[: found.start()], sentence[found.end() :]
            sentence = f"{start}{shown.format(**found.groupdict())}{end}"
    for sign, path in names.items():
        sentence = sentence.replace(sign, path.name)
    return sentence


@cache
def _pattern(message: str) -> re.Pattern[str]:
    """What matches a message with any values of its placeholders.

    These are short, and most have no space. Otherwise a name that repeats the message would take hours to search.
    """
    words = re.sub(r"\\{(options?)\\}", r"(?P<\1>[^.]{1,60})", re.escape(message))
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^\\s.]{1,40})", words))


_LONGEST: Final = 4_000
"""Characters of a line. A page shows fewer."""
