"""From statements to standing: what the documents, read together, say about a data type, and on what evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.mapping import (
    ExportMapping,
    Standing,
    Statement,
    ancestry,
)

Match = Literal["named", "implied"]

EVERY_CLAIM = ("used", "claimed", "disputed")
"""Standings of what any document claims; `used` alone is what they clearly cover."""


@dataclass(frozen=True)
class Evidence:
    """A statement about a data type: it names the type itself, or implies it by one above it."""

    statement: Statement
    match: Match


@dataclass(frozen=True)
class Assessment:
    """Where a data type stands, with the statements for its use and against it.

    used: documents say it may be used and none says it is left out; one document alone is enough only if
    it gives the list as LinkedIn's own and no other document denies an item of that list.
    claimed: one document alone says so, and that is not enough.
    disputed: one says it may be used, one that it is left out.
    excluded: it is left out according to at least one document, and no document says it may be used.
    not_mentioned: no document mentions it, which does not make it safe.
    """

    data_type: str
    standing: Standing
    for_use: tuple[Evidence, ...]
    against_use: tuple[Evidence, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All statements, those for use first."""
        return self.for_use + self.against_use

    @property
    def used_by(self) -> int:
        """How many documents say that it may be used."""
        return len(_documents(self.for_use))

    @property
    def left_out_by(self) -> int:
        """How many documents say that it is left out."""
        return len(_documents(self.against_use))

    @property
    def documents(self) -> int:
        """How many documents mention the data type, by name or by implication."""
        return len(_documents(self.evidence))

    @property
    def named_by(self) -> int:
        """How many documents name it, rather than only imply it."""
        return len(_documents(found for found in self.evidence if found.match == "named"))


@dataclass(frozen=True)
class Said:
    """What one document says about a category: of how many of its data types that they may be used, and that
    they are left out; `named` tells whether it names any of them, and does not only imply it.
    """

    document: str
    used: int
    left_out: int
    of: int
    named: bool


def said_about(
    category: str, mapping: ExportMapping, assessments: Mapping[str, Assessment]
) -> tuple[Said, ...]:
    """What each document says about the data types of a category, in the order of the mapping."""
    found = [
        assessments[data_type.id]
        for data_type in mapping.data_types
        if data_type.category.id == category
    ]
    return tuple(_said(document.id, found) for document in mapping.documents)


def _said(document: str, found: Sequence[Assessment]) -> Said:
    return Said(
        document=document,
        used=sum(document in _documents(each.for_use) for each in found),
        left_out=sum(document in _documents(each.against_use) for each in found),
        of=len(found),
        named=any(
            evidence.statement.document == document and evidence.match == "named"
            for each in found
            for evidence in each.evidence
        ),
    )


def assess(mapping: ExportMapping) -> Mapping[str, Assessment]:
    """The assessment of every data type of the mapping, by its id."""
    evidence = evidence_by_type(mapping)
    denied = _denied(evidence.values())
    return {data_type: _assess(data_type, found, denied) for data_type, found in evidence.items()}


def evidence_by_type(mapping: ExportMapping) -> Mapping[str, tuple[Evidence, ...]]:
    """The statements about every data type of the mapping, by its id; named before implied."""
    statements = tuple(mapping.statements)
    about: dict[str, list[int]] = {}
    for number, statement in enumerate(statements):
        for mentioned in statement.about:
            about.setdefault(mentioned, []).append(number)
    found: dict[str, tuple[Evidence, ...]] = {}
    for data_type in mapping.data_types:
        itself, *above = ancestry(data_type.id)
        named = about.get(itself, [])
        implied = sorted({n for each in above for n in about.get(each, [])}.difference(named))
        found[data_type.id] = (
            *(Evidence(statements[number], "named") for number in named),
            *(Evidence(statements[number], "implied") for number in implied),
        )
    return found


def _assess(data_type: str, evidence: Sequence[Evidence], denied: frozenset[str]) -> Assessment:
    for_use = tuple(found for found in evidence if found.statement.says == "used")
    against = tuple(found for found in evidence if found.statement.says == "excluded")
    return Assessment(data_type, _standing(for_use, against, denied), for_use, against)


def _standing(
    for_use: tuple[Evidence, ...], against: tuple[Evidence, ...], denied: frozenset[str]
) -> Standing:
    if for_use and against:
        return "disputed"
    if against:
        return "excluded"
    if not for_use:
        return "not_mentioned"
    listed = any(
        found.statement.attributed and found.statement.document not in denied for found in for_use
    )
    return "used" if listed or len(_documents(for_use)) > 1 else "claimed"


def _denied(evidence: Iterable[Sequence[Evidence]]) -> frozenset[str]:
    """The documents with a list they give as LinkedIn's, an item of which another document denies.

    What a document gives as LinkedIn's is one list, in however many sentences. That a document denies an
    item of its own list makes that item disputed and leaves the rest of the list as it is.
    """
    denied = set()
    for of_type in evidence:
        statements = [found.statement for found in of_type]
        deniers = {s.document for s in statements if s.says == "excluded"}
        for statement in statements:
            if statement.says == "used" and statement.attributed and deniers - {statement.document}:
                denied.add(statement.document)
    return frozenset(denied)


def _documents(evidence: Iterable[Evidence]) -> set[str]:
    return {found.statement.document for found in evidence}
