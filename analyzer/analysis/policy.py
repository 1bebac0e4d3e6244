"""From statements to standing: what the documents, read together, say about a data type, and on what evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.mapping import ExportMapping, Standing, Statement, ancestry

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
    denied = _denied(mapping)
    return {
        data_type.id: _assess(data_type.id, mapping, denied) for data_type in mapping.data_types
    }


def evidence_for(data_type: str, statements: Iterable[Statement]) -> tuple[Evidence, ...]:
    """The statements about `data_type`, named before implied."""
    above = set(ancestry(data_type)[1:])
    named = [
        Evidence(statement, "named") for statement in statements if data_type in statement.about
    ]
    implied = [
        Evidence(statement, "implied")
        for statement in statements
        if data_type not in statement.about and above.intersection(statement.about)
    ]
    return (*named, *implied)


def _assess(data_type: str, mapping: ExportMapping, denied: frozenset[str]) -> Assessment:
    evidence = evidence_for(data_type, tuple(mapping.statements))
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


def _denied(mapping: ExportMapping) -> frozenset[str]:
    """The documents with a list they give as LinkedIn's, an item of which another document denies.

    What a document gives as LinkedIn's is one list, in however many sentences. That a document denies an
    item of its own list makes that item disputed and leaves the rest of the list as it is.
    """
    denied = set()
    for data_type in mapping.data_types:
        evidence = evidence_for(data_type.id, tuple(mapping.statements))
        statements = [found.statement for found in evidence]
        deniers = {s.document for s in statements if s.says == "excluded"}
        for statement in statements:
            if statement.says == "used" and statement.attributed and deniers - {statement.document}:
                denied.add(statement.document)
    return frozenset(denied)


def _documents(evidence: Iterable[Evidence]) -> set[str]:
    return {found.statement.document for found in evidence}
