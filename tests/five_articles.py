"""The mapping with the five articles whose statements the tests know by hand, whatever others it has."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from analyzer.mapping.mapping import ExportMapping

BY_HAND = {
    "anon-explainer-2025",
    "nordvpn-2025-10-16",
    "previewkart-2025",
    "scanx-2025-11-01",
    "sonia-2025-11-03",
}
"""The ids of the five."""

EVIDENCE = ("evidence", "near", "steps", "limits")
"""The fields that hold ids of statements and findings."""


def without_others(entries: Iterable[Any]) -> tuple[Any, ...]:
    """The entries with evidence from the five only. Those that rested on other articles alone are left out."""
    kept = []
    for entry in entries:
        lists = {name: getattr(entry, name) for name in EVIDENCE if name in vars(entry)}
        own = {
            name: tuple(passage for passage in passages if passage.partition("/")[0] in BY_HAND)
            for name, passages in lists.items()
        }
        if any(own.values()) or not any(lists.values()):
            kept.append(replace(entry, **own))
    return tuple(kept)


def of_five(mapping: ExportMapping) -> ExportMapping:
    """The mapping without further articles, and without what rests on them alone."""
    articles = tuple(article for article in mapping.articles if article.id in BY_HAND)
    assert len(articles) == len(BY_HAND)
    rules = mapping.rules
    return replace(
        mapping,
        articles=articles,
        facts=tuple(replace(fact, answers=without_others(fact.answers)) for fact in mapping.facts),
        disagreements=without_others(mapping.disagreements),
        actions=without_others(mapping.actions),
        rules=replace(
            rules,
            regions=without_others(rules.regions),
            periods=without_others(rules.periods),
            sentences=without_others(rules.sentences),
        ),
    )
