"""Sentences about the figures and the files that the page, the terminal and the picture share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup, escape

from analyzer.language import forms, gettext, marked, ngettext
from analyzer.reporting.amounts import Partition
from analyzer.reporting.model import CategoryFigures, Figures
from analyzer.text import capfirst, count, percent, percents, series

_ANSWERS: Final = {
    "word": forms(
        "{share} of the {number} word in your {platform} data is reported as used to train AI.",
        "{share} of the {number} words in your {platform} data are reported as used to train AI.",
    ),
    "item": forms(
        "{share} of the {number} item in your {platform} data is reported as used to train AI.",
        "{share} of the {number} items in your {platform} data are reported as used to train AI.",
    ),
}

_OTHER_AUTHORS: Final = {
    "others": marked("other people {share}"),
    "linkedin": marked("LinkedIn {share}"),
    "ai": marked("AI tools {share}"),
}


@dataclass(frozen=True)
class Answer:
    """The answer of a report: the share that is reported as used, and the sentences about it.

    `partition` is of the words; of the items, if the export has no words. `noun` is one of these. `form` is the first
    sentence, with `{share}` in place of the share. `further` says what the figures include.
    """

    partition: Partition
    noun: Literal["word", "item"]
    form: str
    further: str

    @property
    def sentence(self) -> str:
        """All sentences."""
        return f"{capfirst(self.form.format(share=self.partition.range))}{self.further}"

    @property
    def emphasized(self) -> Markup:
        """All sentences, with a bold share."""
        share = self.partition.range
        if self.form.startswith("{share}"):
            share = capfirst(share)
        return (
            Markup(escape(self.form)).format(share=Markup(f"<b>{escape(share)}</b>")) + self.further
        )


def answer(figures: Figures) -> Answer:
    """The answer in one sentence: `34% to 36% of the 57,911 words in your LinkedIn data are reported as used to train AI.`"""
    words = figures.words
    partition = words if words.whole else figures.items
    noun: Literal["word", "item"] = "word" if words.whole else "item"
    form = ngettext(*_ANSWERS[noun], partition.whole)
    names = {"number": count(partition.whole), "platform": figures.mapping.platform}
    further = "".join(f" {sentence}" for sentence in _further(partition))
    return Answer(partition, noun, form.format(share="{share}", **names), further)


def items_in_words(figures: Figures) -> str:
    """The shares of the items that are reported as used or uncertain: `Items: 9% of 44,083 are reported as used, and …`"""
    items = figures.items
    return gettext(
        "Items: {used} of {number} are reported as used, and {uncertain} are uncertain."
    ).format(used=items.used.share, number=count(items.whole), uncertain=items.uncertain.share)


def _further(partition: Partition) -> Iterator[str]:
    """What the figures of the answer include."""
    silent = partition.together(("not_mentioned",)).amount
    if partition.is_range and silent:
        yield gettext(
            "The higher figure includes uncertain data; neither includes data no article mentions."
        )
    elif partition.is_range:
        yield gettext("The higher figure includes uncertain data.")
    elif partition.uncertain.amount:
        yield gettext("There is too little uncertain data to change this figure.")
    if silent and not partition.is_range:
        yield gettext("This figure does not include data that no article mentions.")


def authors_in_words(figures: Figures) -> str:
    """The share of the text by each author: `You wrote 64% of the text and other people 36%.`"""
    shares = _author_shares(figures)
    if all(not part.volume.text_words for part in figures.authors if part.key != "unknown"):
        return gettext("This export does not show who wrote the text.")
    clauses = [gettext("You wrote {share} of the text").format(share=shares["self"])]
    clauses.extend(
        gettext(form).format(share=shares[key])
        for key, form in _OTHER_AUTHORS.items()
        if key in shares
    )
    sentences = [f"{series(clauses)}."]
    if "unknown" in shares:
        unknown = gettext("For {share} the author is not known.").format(share=shares["unknown"])
        sentences.append(unknown)
    return " ".join(sentences)


def own_words(figures: Figures) -> str:
    """The member's share of the text and its share that is reported as used; the other authors, if the member wrote nothing."""
    words = next(part.words for part in figures.authors if part.key == "self")
    if not words.whole:
        return authors_in_words(figures)
    own = ngettext(
        "Of your own words, {share} is reported as used.",
        "Of your own words, {share} are reported as used.",
        words.whole,
    )
    wrote = gettext("You wrote {share} of the text.").format(share=_author_shares(figures)["self"])
    return f"{wrote} {own.format(share=words.range)}"


def disputed(figures: Figures) -> tuple[CategoryFigures, ...]:
    """The categories with data that the articles disagree on, in this export or not."""
    return tuple(
        category
        for category in figures.categories
        if any(block.assessment.standing == "disputed" for block in category.evidence)
    )


def _author_shares(figures: Figures) -> dict[str, str]:
    """The share of the text for the member, and for each other author with some text."""
    words = {part.key: part.volume.text_words for part in figures.authors}
    whole, points = sum(words.values()), percents(list(words.values()))
    return {
        key: percent(number, words[key], whole)
        for key, number in zip(words, points, strict=True)
        if words[key] or key == "self"
    }


# --- files ---------------------------------------------------------------------------------------

FILE_STATES: Final[Mapping[str, str]] = {
    "mapped": marked("mapped"),
    "set_aside": marked("set aside"),
    "unknown": marked("unknown"),
    "unreadable": marked("unreadable"),
}
"""The label of each state of a file."""

DIALECTS: Final[Mapping[str, str]] = {
    "rfc4180": marked("as plain CSV"),
    "backslash": marked("with a backslash before quotes, as comments since 2025"),
    "bare-newlines": marked("with line breaks outside quotes, as comments until 2024"),
    "unquoted": marked("without quotes, as searches since 2024"),
    "chat-blocks": marked("as blocks of text"),
    "html": marked("as a web page"),
    "semicolon": marked("with semicolons"),
    "tab": marked("with tabs"),
    "utf16-tab": marked("with tabs in UTF-16, as LinkedIn's older files"),
    "utf16-rfc4180": marked("in UTF-16"),
    "utf16-semicolon": marked("with semicolons in UTF-16"),
    "utf16-backslash": marked("in UTF-16, with a backslash before quotes"),
    "utf16-bare-newlines": marked("in UTF-16, with line breaks outside quotes"),
    "utf16-unquoted": marked("in UTF-16, without quotes"),
    "utf16-chat-blocks": marked("as blocks of text in UTF-16"),
}
"""The label of each dialect, to complete a sentence that begins with "Written"."""

REPAIRS: Final[Mapping[str, str]] = {
    "preamble": marked("A note above the header was skipped"),
    "unwrap-lines": marked("Quotes that LinkedIn puts round each line of a post were undone"),
    "unescape-commas": marked("Backslashes that LinkedIn puts before commas in lists were undone"),
    "remove-markup": marked("The HTML of messages and other texts was removed"),
    "backslash-quotes": marked("Backslashes before quotes were undone"),
    "joined-lines": marked("Lines that belong to one comment were put together"),
    "unquoted-commas": marked("Everything after the first comma was taken for the search"),
    "stray-quotes": marked("Cells with text after a closing quote were kept as they are"),
    "extra-empty-cells": marked("Empty cells at the end of lines were dropped"),
    "missing-commas": marked("Commas missing before quoted cells were added"),
    "missing-empty-cells": marked("Empty cells missing at the end of lines were added"),
    "wrapped-lines": marked("Lines saved as one quoted cell were taken apart"),
    "resumed-after-damage": marked(
        "After damaged lines, reading went on at the next line that can be a record"
    ),
    "lines-like-records": marked(
        "A cell holds lines that look like records: a quote may be missing"
    ),
    "repeated-header": marked("The header is repeated, and is not counted as a record"),
    "other-header": marked(
        "The header of another file is inside it, so the records below were rejected"
    ),
    "header-missing": marked("There was no header, so LinkedIn's own was put in"),
    "header-damaged": marked(
        "What is above the records is damaged, so LinkedIn's own header was put in"
    ),
    "byte-order-mark": marked("A mark at its beginning was skipped"),
    "end-of-file-mark": marked("Marks that DOS puts at the end of files were dropped"),
    "cp1252": marked("It was read in the encoding of older Windows programs"),
    "damaged-characters": marked("Damaged characters were marked"),
}
"""The sentence about each repair of a file."""
