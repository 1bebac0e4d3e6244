"""Numbers, shares, names and labels as people read them, on the page and in the terminal."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal

from analyzer.language import forms, gettext, language, marked, ngettext

_LONGEST_NAME = 120
_LONGEST_SENTENCE = 1_000

STANDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "used": (
        marked("Reported as used"),
        marked(
            "At least two articles say it is used to train AI, or may be, and none of the others says it is not. One is enough "
            "if it gives this as LinkedIn's own list and another does not deny an item of that list. If an article says both, its caution is "
            "quoted."
        ),
    ),
    "claimed": (
        marked("Only one article says it is used"),
        marked(
            "It does not give it as LinkedIn's own list, or another denies an item of that list."
        ),
    ),
    "disputed": (
        marked("The articles disagree"),
        marked("One says it is used, and another says it is not."),
    ),
    "excluded": (
        marked("Reported as not used"),
        marked(
            "At least one article says it is not used, and none says it is. One is enough here."
        ),
    ),
    "not_mentioned": (
        marked("Not mentioned"),
        marked("No article says whether it is used. That does not make it safe."),
    ),
    "unknown": (
        marked("Not recognised"),
        marked("Files and columns that this program does not recognise."),
    ),
    "set_aside": (
        marked("Not counted as yours"),
        marked(
            "Data that is not yours, or is counted elsewhere. The reason is given beside each file."
        ),
    ),
}
"""The label and the meaning of each standing, in display order."""

_INSIDE: Final[Mapping[str, str]] = {
    "used": marked("reported as used"),
    "claimed": marked("only one article says it is used"),
    "disputed": marked("the articles disagree"),
    "excluded": marked("reported as not used"),
    "not_mentioned": marked("not mentioned"),
    "unknown": marked("not recognised"),
    "set_aside": marked("not counted as yours"),
}
"""The labels inside a sentence."""

UNCERTAIN_LABEL: Final = marked("Uncertain")
"""The label of data that only one article says is used, or that the articles disagree on, together."""

AUTHORS: Final[Mapping[str, str]] = {
    "self": marked("You"),
    "others": marked("Other people"),
    "linkedin": marked("LinkedIn"),
    "ai": marked("AI tools"),
    "unknown": marked("Author unknown"),
}
"""The label of each author of text."""

PERIOD_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "before": (marked("From before the start"), marked("from before the start")),
    "between": (marked("From the start on"), marked("from the start on")),
    "after": (marked("From after you opted out"), marked("from after you opted out")),
    "undated": (marked("Without a date"), marked("without a date")),
}
"""The label of each period of a member's data, and the label inside a sentence."""

NO_START: Final = marked("Dated (no start given)"), marked("dated (no start given)")
"""The labels of the period with the setting on where no article gives a start."""

NO_START_OFF: Final = (
    marked("Dated, until you opted out (no start given)"),
    marked("dated, until you opted out (no start given)"),
)
"""The same for a member who has opted out."""

STARTED_UNTIL_OFF: Final = (
    marked("From the start until you opted out"),
    marked("from the start until you opted out"),
)
"""The same where the articles give a start."""

TOPICS: Final[Mapping[str, str]] = {
    "region": marked("Where you live"),
    "start": marked("When it starts there"),
    "default": marked("On or off"),
    "minors": marked("Your age"),
    "setting": marked("The setting for generative AI"),
    "other_uses": marked("Other uses of AI, and the objection form"),
    "recipients": marked("Who else gets data"),
    "advertising": marked("The setting for advertising"),
}
"""The label of each topic of rules, in the order of the page."""

USES: Final[Mapping[str, str]] = {
    "may_have_been_used": marked("may have been used"),
    "may_be_used": marked("may be used from the start on"),
    "not_used_from_then_on": marked("profile and public content not used later"),
    "depends_on_its_day": marked("may have been used until you opted out"),
    "left_out_by_default": marked("profile data left out by default"),
    "not_said": marked("no article names this case"),
}
"""The use of the data of a period, according to the articles."""

USES_IN_FULL: Final[Mapping[str, str]] = {
    **USES,
    "not_used_from_then_on": marked(
        "of these, profile data and public content not used for later training of models that generate content"
    ),
    "left_out_by_default": marked("of these, profile data left out by default"),
}
"""The longer labels, for sentences."""

SUBJECTS: Final[Mapping[str, str]] = {
    "self": marked("About you"),
    "mixed": marked("About you and others"),
    "others": marked("About others"),
}
"""The label of each subject of data."""

OFFICIAL_ROWS: Final[Mapping[str, str]] = {
    "training": marked("in the row on training models that generate content"),
    "other_ai": marked(
        "in rows on other uses of AI, but not in the row on training models that generate content"
    ),
    "contract": marked("in the row on running the account, but in no row on AI"),
    "not_named": marked("in none of the rows read"),
}
"""The label of each row of LinkedIn's own notice that can list a data type."""


PARTIAL: Final = marked(
    "This is the quick part of an export (Basic…); posts, comments and more come with the larger archive, about a day "
    "later."
)
"""The sentence for an archive that is a part of an export."""


_SPELLED: Final = (
    marked("no"),
    marked("one"),
    marked("two"),
    marked("three"),
    marked("four"),
    marked("five"),
    marked("six"),
    marked("seven"),
    marked("eight"),
    marked("nine"),
    marked("ten"),
    marked("eleven"),
    marked("twelve"),
)

_NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "word": forms("{number} word", "{number} words"),
    "item": forms("{number} item", "{number} items"),
    "file": forms("{number} file", "{number} files"),
    "record": forms("{number} record", "{number} records"),
    "article": forms("{number} article", "{number} articles"),
    "column": forms("{number} column", "{number} columns"),
    "statement": forms("{number} statement", "{number} statements"),
    "passage": forms("{number} passage", "{number} passages"),
    "other": forms("{number} other", "{number} others"),
    "count": forms("{number} count", "{number} counts"),
    "filled cell": forms("{number} filled cell", "{number} filled cells"),
    "person": forms("{number} person", "{number} people"),
    "data type": forms("{number} data type", "{number} data types"),
}
"""The nouns that pages count."""


def standing_label(standing: str) -> str:
    """The label of a standing: `Reported as used`."""
    return gettext(STANDINGS[standing][0])


def standing_inside(standing: str) -> str:
    """The label of a standing inside a sentence: `reported as used`."""
    return gettext(_INSIDE[standing])


def count(number: int) -> str:
    """`214000` -> `214,000`."""
    return language().count(number)


def roughly(number: int) -> str:
    """A number too vague to identify anyone: `none`, `under 10`, or one digit, as in `about 200`."""
    if number < 10:
        return gettext("under 10") if number else gettext("none")
    return gettext("about {number}").format(number=count(int(float(f"{number:.1g}"))))


def share(part: int, whole: int) -> str:
    """A share in whole percent. `0%` and `100%` only when truly none and truly all."""
    return percent(round(100 * part / whole) if whole else 0, part, whole)


def percent(points: int, part: int, whole: int) -> str:
    """A share that was rounded to `points` percent. `0%` and `100%` only when truly none and truly all."""
    if part == 0 or whole == 0:
        return language().percent(0)
    if part == whole:
        return language().percent(100)
    if points == 0:
        return gettext("under {percent}").format(percent=language().percent(1))
    if points == 100:
        return gettext("over {percent}").format(percent=language().percent(99))
    return language().percent(points)


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
    return low if low == high else gettext("{low} to {high}").format(low=low, high=high)


_SIZES: Final = (marked("{number} kB"), marked("{number} MB"), marked("{number} GB"))


def size(number: int) -> str:
    """Bytes in a familiar unit: `1234567` -> `1.2 MB`."""
    if number < 1000:
        return gettext("{number} bytes").format(number=number)
    value = number / 1000
    for form in _SIZES:
        if value < 1000 or form == _SIZES[-1]:
            break
        value /= 1000
    return gettext(form).format(number=language().decimal(value))


WORDS_PER_PAGE: Final = 300
"""The words on a page of a paperback."""


def pages(words: int) -> str:
    """Words as pages of a paperback, which are easier to picture."""
    number = round(words / WORDS_PER_PAGE)
    if number == 0:
        return gettext("less than a page")
    return ngettext("about {number} page", "about {number} pages", number).format(
        number=count(number)
    )


def plural(number: int, noun: str, several: str | None = None) -> str:
    """The number with its noun: `3 files`, `1 file`; `several` is an irregular plural."""
    one, other = _NOUNS.get(noun) or (f"{{number}} {noun}", f"{{number}} {several or noun + 's'}")
    return ngettext(one, other, number).format(number=count(number))


def day(moment: date) -> str:
    """A date as people write it: `3 November 2025`."""
    return language().day(moment)


def spelled(number: int) -> str:
    """A number up to twelve as a word, `5` -> `five`; larger ones in digits."""
    return gettext(_SPELLED[number]) if number < len(_SPELLED) else count(number)


def series(names: Sequence[str]) -> str:
    """Names as a list in a sentence: `Canada`, `the EU, the EEA and Switzerland`."""
    return language().series(names)


def natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A key that sorts `P2` before `P10` and ignores case."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts), name


def capfirst(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def lowerfirst(text: str) -> str:
    """The text with its first letter in lower case, to continue a sentence; unchanged if it begins with an abbreviation."""
    return language().lowerfirst(text)


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
