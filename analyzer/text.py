"""Numbers, shares, names and labels as people read them, on the page and in the terminal."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal

_LONGEST_NAME = 120
_LONGEST_SENTENCE = 1_000

STANDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "used": (
        "Reported as used",
        "At least two articles say it is used to train AI, or may be, and none of the others says it is not. One is enough "
        "if it gives this as LinkedIn's own list and another does not deny an item of that list. If an article says both, its caution is "
        "quoted.",
    ),
    "claimed": (
        "Only one article says it is used",
        "It does not give it as LinkedIn's own list, or another denies an item of that list.",
    ),
    "disputed": (
        "The articles disagree",
        "One says it is used, and another says it is not.",
    ),
    "excluded": (
        "Reported as not used",
        "At least one article says it is not used, and none says it is. One is enough here.",
    ),
    "not_mentioned": (
        "Not mentioned",
        "No article says whether it is used. That does not make it safe.",
    ),
    "unknown": (
        "Not recognised",
        "Files and columns that this program does not recognise.",
    ),
    "set_aside": (
        "Not counted as yours",
        "Data that is not yours, or is counted elsewhere. The reason is given beside each file.",
    ),
}
"""The label and the meaning of each standing, in display order."""

UNCERTAIN_LABEL: Final = "Uncertain"
"""The label of data that only one article says is used, or that the articles disagree on, together."""

AUTHORS: Final[Mapping[str, str]] = {
    "self": "You",
    "others": "Other people",
    "linkedin": "LinkedIn",
    "ai": "AI tools",
    "unknown": "Author unknown",
}
"""The label of each author of text."""

DIALECTS: Final[Mapping[str, str]] = {
    "rfc4180": "as plain CSV",
    "backslash": "with a backslash before quotes, as comments since 2025",
    "bare-newlines": "with line breaks outside quotes, as comments until 2024",
    "unquoted": "without quotes, as searches since 2024",
    "chat-blocks": "as blocks of text",
    "html": "as a web page",
    "semicolon": "with semicolons",
    "tab": "with tabs",
    "utf16-tab": "with tabs in UTF-16, as LinkedIn's older files",
    "utf16-rfc4180": "in UTF-16",
    "utf16-semicolon": "with semicolons in UTF-16",
    "utf16-backslash": "in UTF-16, with a backslash before quotes",
    "utf16-bare-newlines": "in UTF-16, with line breaks outside quotes",
    "utf16-unquoted": "in UTF-16, without quotes",
    "utf16-chat-blocks": "as blocks of text in UTF-16",
}
"""The label of each dialect, to complete a sentence that begins with "Written"."""

REPAIRS: Final[Mapping[str, str]] = {
    "preamble": "A note above the header was skipped",
    "unwrap-lines": "Quotes that LinkedIn puts round each line of a post were undone",
    "unescape-commas": "Backslashes that LinkedIn puts before commas in lists were undone",
    "remove-markup": "The HTML of messages and other texts was removed",
    "backslash-quotes": "Backslashes before quotes were undone",
    "joined-lines": "Lines that belong to one comment were put together",
    "unquoted-commas": "Everything after the first comma was taken for the search",
    "stray-quotes": "Cells with text after a closing quote were kept as they are",
    "extra-empty-cells": "Empty cells at the end of lines were dropped",
    "missing-commas": "Commas missing before quoted cells were added",
    "missing-empty-cells": "Empty cells missing at the end of lines were added",
    "wrapped-lines": "Lines saved as one quoted cell were taken apart",
    "resumed-after-damage": "After damaged lines, reading went on at the next line that can be a record",
    "lines-like-records": "A cell holds lines that look like records: a quote may be missing",
    "repeated-header": "The header stands there again, which is no record",
    "other-header": "The header of another file is inside it, so the records below were rejected",
    "header-missing": "There was no header, so LinkedIn's own was put in",
    "header-damaged": "What is above the records is damaged, so LinkedIn's own header was put in",
    "byte-order-mark": "A mark at its beginning was skipped",
    "cp1252": "It was read in the encoding of older Windows programs",
    "damaged-characters": "Damaged characters were marked",
}
"""The sentence about each repair of a file."""

PERIOD_NAMES: Final[Mapping[str, str]] = {
    "before": "From before the start",
    "between": "From the start on",
    "after": "From after you opted out",
    "undated": "Without a date",
}
"""The label of each period of a member's data."""

NO_START: Final = "Dated (no start given)"
"""The label of the period with the setting on where no article gives a start."""

NO_START_OFF: Final = "Dated, until you opted out (no start given)"
"""The same for a member who has opted out."""

STARTED_UNTIL_OFF: Final = "From the start until you opted out"
"""The same where the articles give a start."""

TOPICS: Final[Mapping[str, str]] = {
    "region": "Where you live",
    "start": "When it starts there",
    "default": "On or off",
    "minors": "Your age",
    "setting": "The setting for generative AI",
    "other_uses": "Other uses of AI, and the objection form",
    "recipients": "Who else gets data",
    "advertising": "The setting for advertising",
}
"""The label of each topic of rules, in the order of the page."""

USES: Final[Mapping[str, str]] = {
    "may_have_been_used": "may have been used",
    "may_be_used": "may be used from the start on",
    "not_used_from_then_on": "profile and public content not used later",
    "depends_on_its_day": "may have been used until you opted out",
    "left_out_by_default": "profile data left out by default",
    "not_said": "no article names this case",
}
"""The use of the data of a period, according to the articles."""

USES_IN_FULL: Final[Mapping[str, str]] = {
    **USES,
    "not_used_from_then_on": "of these, profile data and public content not used for later training of models that generate content",
    "left_out_by_default": "of these, profile data left out by default",
}
"""The longer labels, for sentences."""

SUBJECTS: Final[Mapping[str, str]] = {
    "self": "About you",
    "mixed": "About you and others",
    "others": "About others",
}
"""The label of each subject of data."""

OFFICIAL_ROWS: Final[Mapping[str, str]] = {
    "training": "in the row on training models that generate content",
    "other_ai": "in rows on other uses of AI, but not in the row on training models that generate content",
    "contract": "in the row on running the account, but in no row on AI",
    "not_named": "in none of the rows read",
}
"""The label of each row of LinkedIn's own notice that can list a data type."""


PARTIAL: Final = (
    "This is the quick part of an export (Basic…); posts, comments and more come with the larger archive, about a day "
    "later."
)
"""The sentence for an archive that is a part of an export."""


def count(number: int) -> str:
    """`214000` -> `214,000`."""
    return f"{number:,}"


def roughly(number: int) -> str:
    """A number too vague to identify anyone: `none`, `under 10`, or one digit, as in `about 200`."""
    if number < 10:
        return "under 10" if number else "none"
    return f"about {count(int(float(f'{number:.1g}')))}"


def share(part: int, whole: int) -> str:
    """A share in whole percent. `0%` and `100%` only when truly none and truly all."""
    return percent(round(100 * part / whole) if whole else 0, part, whole)


def percent(points: int, part: int, whole: int) -> str:
    """A share that was rounded to `points` percent. `0%` and `100%` only when truly none and truly all."""
    if part == 0 or whole == 0:
        return "0%"
    if part == whole:
        return "100%"
    return "under 1%" if points == 0 else "over 99%" if points == 100 else f"{points}%"


def percents(amounts: Sequence[int]) -> list[int]:
    """The share of each amount in all of them, in whole percent that add up to 100: by largest remainder.

    All are 0 if the amounts are.
    """
    whole = sum(amounts)
    if not whole:
        return [0] * len(amounts)
    points = [100 * amount // whole for amount in amounts]
    remainders = sorted(range(len(amounts)), key=lambda place: -(100 * amounts[place] % whole))
    for place in remainders[: 100 - sum(points)]:
        points[place] += 1
    return points


def span(low: str, high: str) -> str:
    """Two shares as a range, `36% to 41%`; as one share if both are the same."""
    return low if low == high else f"{low} to {high}"


def size(number: int) -> str:
    """Bytes in a familiar unit: `1234567` -> `1.2 MB`."""
    value = float(number)
    for unit in ("bytes", "kB", "MB"):
        if value < 1000:
            return f"{number} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


WORDS_PER_PAGE: Final = 300
"""The words on a page of a paperback."""


def pages(words: int) -> str:
    """Words as pages of a paperback, which are easier to picture."""
    number = round(words / WORDS_PER_PAGE)
    return "less than a page" if number == 0 else f"about {plural(number, 'page')}"


def plural(number: int, noun: str, several: str | None = None) -> str:
    """The number with its noun: `3 files`, `1 file`; `several` is an irregular plural."""
    return f"{count(number)} {noun if number == 1 else several or noun + 's'}"


def day(moment: date) -> str:
    """A date as people write it: `3 November 2025`."""
    return f"{moment.day} {moment:%B} {moment.year}"


def spelled(number: int) -> str:
    """A number up to twelve as a word, `5` -> `five`; larger ones in digits."""
    words = "no one two three four five six seven eight nine ten eleven twelve".split()
    return words[number] if number < len(words) else count(number)


def series(names: Sequence[str]) -> str:
    """Names as a list in a sentence: `Canada`, `the EU, the EEA and Switzerland`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def capfirst(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def lowerfirst(text: str) -> str:
    """The text with its first letter in lower case, to continue a sentence; unchanged if it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def visible(name: str) -> str:
    """The name of a file or column, safe to show: shortened, and with a mark for each hidden character."""
    return _shortened(printable(name), _LONGEST_NAME)


def readable(sentence: str) -> str:
    """A sentence with a path in it, safe to show: shortened in the middle, and with a mark for each hidden character."""
    return _shortened(printable(sentence), _LONGEST_SENTENCE)


def _shortened(text: str, longest: int) -> str:
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]} … {text[-half:]}"


def printable(text: str) -> str:
    """The text with a mark for each hidden character."""
    if text.isprintable():  # fast, and true of nearly all
        return text
    return "".join("\N{REPLACEMENT CHARACTER}" if is_hidden(c) else c for c in text)


def is_hidden(character: str) -> bool:
    """Whether the character is invisible and can act on a terminal or a page: move the cursor, reverse text."""
    # Cc control, Cf format (right-to-left overrides, zero width), Cs lone surrogates of file names that
    # are not UTF-8, Zl and Zp line breaks, Cn unassigned, Co private use.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"}


LONGEST: Final = 1_000
"""Characters. LinkedIn allows far shorter names, addresses and paths. Longer texts are compared without normalising,
which takes quadratic time on long runs of accents.
"""


def normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    """The text in that Unicode form, or unchanged if it is longer than any name."""
    return unicodedata.normalize(form, text) if len(text) <= LONGEST else text
