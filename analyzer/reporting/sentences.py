"""Sentences about the figures that the page, the terminal and the picture share."""

from dataclasses import dataclass
from typing import Literal

from analyzer.reporting.amounts import Partition
from analyzer.reporting.model import CategoryFigures, Figures
from analyzer.reporting.quoted import ArticleStance
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
    silent = bool(partition.together(("not_mentioned",)).amount)
    if partition.uncertain.amount:
        rest += f" The higher figure includes what is {lowerfirst(UNCERTAIN_LABEL)}"
        rest += "; neither includes what no article mentions." if silent else "."
    elif silent:
        rest += " It does not include what no article mentions."
    return Answer(partition, noun, share[:1].upper() + share[1:], rest)


def authors_in_words(figures: Figures) -> str:
    """The share of the text by each author: `You wrote 64% of the text and other people 36%.`"""
    shares = _author_shares(figures)
    clauses = [f"You wrote {shares['self']} of the text"]
    names = {"others": "other people", "linkedin": "LinkedIn", "ai": "AI tools"}
    clauses.extend(f"{name} {shares[key]}" for key, name in names.items() if key in shares)
    unknown = f" For {shares['unknown']} the author is not known." if "unknown" in shares else ""
    return f"{series(clauses)}.{unknown}"


def own_words(figures: Figures) -> str:
    """The member's share of the text and its share that is reported as used; the other authors, if the member wrote nothing."""
    words = next(part.words for part in figures.authors if part.key == "self")
    if not words.whole:
        return authors_in_words(figures)
    return (
        f"You wrote {_author_shares(figures)['self']} of the text. "
        f"Of your own words, {words.range} {'is' if words.whole == 1 else 'are'} reported as used."
    )


def disputed(figures: Figures) -> tuple[CategoryFigures, ...]:
    """The categories with data that the articles disagree on, in this export or not."""
    return tuple(
        category
        for category in figures.categories
        if any(block.assessment.standing == "disputed" for block in category.evidence)
    )


def sides_on_disputed(figures: Figures) -> list[ArticleStance]:
    """The side of each article on this data: used (agrees), not used (differs) or silent, in the order of the mapping."""
    assessments = [
        block.assessment
        for category in disputed(figures)
        for block in category.evidence
        if block.assessment.standing == "disputed"
    ]
    in_favour = {
        item.statement.article for assessment in assessments for item in assessment.for_use
    }
    against = {
        item.statement.article for assessment in assessments for item in assessment.against_use
    }
    return [
        "differs" if article.id in against else "agrees" if article.id in in_favour else "silent"
        for article in figures.mapping.articles
    ]


def _author_shares(figures: Figures) -> dict[str, str]:
    """The share of the text for the member, and for each other author with some text."""
    words = {part.key: part.volume.text_words for part in figures.authors}
    whole, points = sum(words.values()), percents(list(words.values()))
    return {
        key: percent(number, words[key], whole)
        for key, number in zip(words, points, strict=True)
        if words[key] or key == "self"
    }
