"""Finds share files of people who are there already. Nothing tells whose a share file is, but for its figures."""

from collections.abc import Collection, Sequence
from typing import Final

from analyzer.workshop.contribution import Contribution

TELLING: Final = 12
"""Kinds of data. Of fewer, two people may have the same figures: a name, a headline and three skills."""


def find_repeated(
    contributions: Sequence[tuple[str, Contribution]], shared: Collection[str]
) -> dict[str, str]:
    """The labels of those `shared` that have the same figures as an export, or as an earlier one of them: whose."""
    exports = [each for each in contributions if each[0] not in shared]
    others = [each for each in contributions if each[0] in shared]
    first: dict[str, str] = {}
    found = {}
    for label, contribution in (*exports, *others):
        other = first.setdefault(contribution.token, label)
        if label in shared and other != label and len(contribution.rows) >= TELLING:
            found[label] = other
    return found
