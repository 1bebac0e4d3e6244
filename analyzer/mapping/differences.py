"""What differs between two versions of the mapping's evidence, and which data types change their standing with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from analyzer.mapping.articles import (
    Article,
    Finding,
    OfficialEntry,
    OfficialNotice,
    OfficialRemark,
    Statement,
)
from analyzer.mapping.mapping import Ledger
from analyzer.mapping.standing import Assessment, Standing

How = Literal["added", "removed", "changed"]
Kind = Literal["article", "statement", "finding", "notice"]


@dataclass(frozen=True)
class EntryDifference:
    """An entry that only one version has, or that both have with different values in these `keys`.

    `id` is that of an article, a statement or a finding; for LinkedIn's notice it is `source` (its title and dates), a data
    type, or the id of a remark.
    """

    kind: Kind
    id: str
    how: How
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class StandingDifference:
    """A data type whose standing differs. `before` is None if only the new version has it, `after` if only the old has.

    `because` are the ids of the statements about it that were added, removed or changed.
    """

    data_type: str
    label: str
    before: Standing | None
    after: Standing | None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class MappingDifferences:
    """Everything that differs in the evidence, in the order of the new mapping, with removed entries last."""

    old: Ledger
    new: Ledger
    entries: tuple[EntryDifference, ...]
    standings: tuple[StandingDifference, ...]


def differences(old: Ledger, new: Ledger) -> MappingDifferences:
    """The articles, statements, findings, passages of the notice and standings that differ between two mappings."""
    entries = (
        *_compared("article", _articles(old), _articles(new)),
        *_compared("statement", _statements(old), _statements(new)),
        *_compared("finding", _findings(old), _findings(new)),
        *_compared("notice", _notice(old), _notice(new)),
    )
    statements = {entry.id for entry in entries if entry.kind == "statement"}
    return MappingDifferences(old, new, entries, tuple(_standings(old, new, statements)))


_Entry = Article | Statement | Finding | OfficialNotice | OfficialEntry | OfficialRemark
_CONTENTS = ("statements", "findings", "entries", "remarks")
"""Keys of an article or the notice that are compared one by one."""


def _compared(
    kind: Kind, old: Mapping[str, _Entry], new: Mapping[str, _Entry]
) -> Iterable[EntryDifference]:
    for identifier, entry in new.items():
        if identifier not in old:
            yield EntryDifference(kind, identifier, "added")
        elif keys := _differing(old[identifier], entry):
            yield EntryDifference(kind, identifier, "changed", keys)
    for identifier in old:
        if identifier not in new:
            yield EntryDifference(kind, identifier, "removed")


def _differing(old: _Entry, new: _Entry) -> tuple[str, ...]:
    """The keys in which two versions of an entry differ, as mapping files write them."""
    return tuple(
        field.metadata.get("key", field.name)
        for field in fields(new)
        if field.name not in _CONTENTS
        and getattr(old, field.name, None) != getattr(new, field.name)
    )


def _articles(mapping: Ledger) -> dict[str, _Entry]:
    return {article.id: article for article in mapping.articles}


def _statements(mapping: Ledger) -> dict[str, _Entry]:
    return {item.id: item for article in mapping.articles for item in article.statements}


def _findings(mapping: Ledger) -> dict[str, _Entry]:
    return {item.id: item for article in mapping.articles for item in article.findings}


def _notice(mapping: Ledger) -> dict[str, _Entry]:
    """LinkedIn's notice and its passages, each data type with the passage about it."""
    notice = mapping.official
    if notice is None:
        return {}
    entries: dict[str, _Entry] = {
        data_type: entry for entry in notice.entries for data_type in entry.about
    }
    return {"source": notice} | entries | {remark.id: remark for remark in notice.remarks}


def _standings(old: Ledger, new: Ledger, statements: set[str]) -> Iterable[StandingDifference]:
    labels = {
        data_type.id: data_type.label for mapping in (old, new) for data_type in mapping.data_types
    }
    for data_type in dict.fromkeys([*new.assessments, *old.assessments]):
        before, after = old.assessments.get(data_type), new.assessments.get(data_type)
        if before is None or after is None or before.standing != after.standing:
            yield StandingDifference(
                data_type,
                labels[data_type],
                before.standing if before else None,
                after.standing if after else None,
                tuple(dict.fromkeys(_behind(before, statements) + _behind(after, statements))),
            )


def _behind(assessment: Assessment | None, statements: set[str]) -> list[str]:
    """The ids of the evidence behind an assessment that are among the `statements`."""
    if assessment is None:
        return []
    behind = [item.statement.id for item in assessment.evidence]
    behind += [denial.statement.id for denial in assessment.denials]
    return [identifier for identifier in behind if identifier in statements]
