"""Numbers of articles in sentences of the mapping, which are counted and not written.

A sentence that spelled out a number would be wrong after another article is added. It has a placeholder instead,
which becomes the number in words when the mapping is loaded:

    The other {all - evidence} articles say nothing about age.

A placeholder is a set of articles, from which others can be taken away. `all` is every article, `evidence` those
in the evidence of the entry. The id of an article is that article, the id of a data type those that mention it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from analyzer.mapping.articles import A_SUBJECT, Article
from analyzer.mapping.standing import ancestry
from analyzer.mapping.toml import Entry, WrongValue
from analyzer.text import capfirst, spelled

Item = TypeVar("Item")

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}?")
_NUMBERS: Final = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[0-9]+"
_SPELLED_OUT: Final = re.compile(
    rf"\b(?:{_NUMBERS}) (?:other )?articles\b|\bother (?:{_NUMBERS})\b", re.IGNORECASE
)


def check_numbers(key: str, sentence: str) -> None:
    """Raise WrongValue if the sentence of a key spells out a number of articles."""
    number = (
        _SPELLED_OUT.search(sentence) if "articles" in sentence or "other" in sentence else None
    )
    if number:
        raise WrongValue(
            key, f"spells out a number, `{number[0]}`; write a placeholder such as {{all}}"
        )


class ArticleCounts:
    """Fills in the numbers of articles in sentences."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._article_of = {passage: article.id for article in articles for passage in article.ids}

    def fill(self, item: Item, entry: Entry) -> Item:
        """The `item` built from an entry, with the numbers of articles in all its sentences.

        Raises MappingError for a number that is spelled out, and for a placeholder that is not a set of articles or
        does not fit the number.
        """
        changes: dict[str, Any] = {}
        for key, value in vars(item).items():
            if isinstance(value, str):
                try:
                    check_numbers(key, value)
                except WrongValue as error:
                    raise entry.wrong(error.key, error.problem) from None
                if "{" in value:
                    changes[key] = self._filled(item, key, value, entry)
            elif key == "answers":
                changes[key] = tuple(self.fill(answer, entry) for answer in value)
        return replace(item, **changes) if changes else item  # type: ignore[type-var]

    def _filled(self, item: object, key: str, sentence: str, entry: Entry) -> str:
        def number(placeholder: re.Match[str]) -> str:
            first, *others = (
                self._articles_in(term, item, key, entry) for term in placeholder[1].split(" - ")
            )
            count = len(first.difference(*others))
            singular = count == 1 and sentence.startswith(" articles", placeholder.end())
            if not count or singular:
                raise entry.wrong(key, f"does not read well, since `{placeholder[0]}` is {count}")
            begins = placeholder.start() == 0 or sentence[: placeholder.start()].endswith(". ")
            return capfirst(spelled(count)) if begins else spelled(count)

        return _PLACEHOLDER.sub(number, sentence)

    def _articles_in(self, term: str, item: object, key: str, entry: Entry) -> frozenset[str]:
        """The ids of the articles that a term of a placeholder means."""
        if term == "all":
            return frozenset(article.id for article in self._articles)
        if term == "evidence":
            return frozenset(self._article_of[passage] for passage in getattr(item, "evidence", ()))
        if term in entry.terms[A_SUBJECT]:
            return frozenset(
                article.id
                for article in self._articles
                for statement in article.statements
                if not set(ancestry(term)).isdisjoint(statement.about)
            )
        if term not in {article.id for article in self._articles}:
            problem = f"`{term}` in braces is not all, evidence, an article or {A_SUBJECT}"
            raise entry.wrong(key, problem)
        return frozenset({term})
