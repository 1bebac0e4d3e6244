"""Finds share files of people who are there already. Nothing tells whose a share file is, but for its figures."""

from collections.abc import Collection, Iterable
from typing import Final

from analyzer.workshop.contribution import Contribution

TELLING: Final = 12
"""Kinds of data. Of fewer, two people may have the same figures: a name, a headline and three skills."""


def find_repeated(
    contributions: Iterable[tuple[str, Contribution]], shared: Collection[str]
) -> dict[str, str]:
    """The labels of those `shared` that have the same figures as an export, or as an earlier one of them: whose."""
    first: dict[str, str] = {}
    others = []
    for label, contribution in contributions:
        if label in shared:
            others.append((label, contribution))
        else:
            first.setdefault(contribution.token, label)
    found = {}
    for label, contribution in others:
        other = first.setdefault(contribution.token, label)
        if other != label and len(contribution.rows) >= TELLING:
            found[label] = other
    return found
