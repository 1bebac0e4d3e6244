"""Sentences about the figures that the page, the terminal and the picture share."""

from dataclasses import dataclass
from typing import Literal

from analyzer.reporting.model import Figures, Partition
from analyzer.text import UNCERTAIN_LABEL, lowerfirst, percent, percents, plural, series


@dataclass(frozen=True)
class Answer:
    """The answer of a report: the share that is reported as used, and the rest of the sentence about it.

    `partition` is of the words; of the items, if the export has no words. `noun` is one of these.
    """

    partition: Partition
    noun: Literal["word", "item"]
    share: str
    rest: str

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return f"{self.share} {self.rest}"


def answer(figures: Figures) -> Answer:
    """The answer in one sentence: `34% to 36% of the 57,911 words in your LinkedIn data are reported as used to train AI.`"""
    words = figures.words
    partition = words if words.whole else figures.items
    noun: Literal["word", "item"] = "word" if words.whole else "item"
    share = partition.range
    rest = (
        f"of the {plural(partition.whole, noun)} in your {figures.mapping.platform} data "
        f"{'is' if partition.whole == 1 else 'are'} reported as used to train AI."
    )
    if partition.uncertain.amount:
        rest += f" The higher figure includes what is {lowerfirst(UNCERTAIN_LABEL)}."
    return Answer(partition, noun, share[:1].upper() + share[1:], rest)


def authors_in_words(figures: Figures) -> str:
    """The share of the text by each author: `You wrote 64% of the text and other people 36%.`"""
    words = {part.key: part.volume.text_words for part in figures.authors}
    whole = sum(words.values())
    points = dict(zip(words, percents(list(words.values())), strict=True))
    shares = {key: percent(points[key], words[key], whole) for key in words}
    clauses = [f"You wrote {shares['self']} of the text"]
    for key, name in {"others": "other people", "linkedin": "LinkedIn", "ai": "AI tools"}.items():
        if words[key]:
            clauses.append(f"{name} {shares[key]}")
    unknown = f" For {shares['unknown']} the author is not known." if words["unknown"] else ""
    return f"{series(clauses)}.{unknown}"
