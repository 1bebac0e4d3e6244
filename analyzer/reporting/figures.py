"""The parts of an analysis that both the page and the JSON speak of: by subject, role, file, difference and action."""

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.analysis.model import Analysis, ColumnExposure
from analyzer.analysis.policy import MAY_BE_USED
from analyzer.mapping import Action, Disagreement

SUBJECTS = ("self", "mixed", "others")
FILES_SHOWN = 8


@dataclass(frozen=True)
class Part:
    """A part of the export (a file, a subject, a role): its volume, and what of it may be used.

    `people` is how many distinct people it names, where that is known.
    """

    key: str
    volume: Volume
    at_least: Volume
    at_most: Volume
    people: int | None = None


def dated(analysis: Analysis) -> Volume:
    """What may be used at most and has a date."""
    return sum_volumes(
        volume
        for column in analysis.columns
        if column.standing in MAY_BE_USED
        for day, volume in column.measure.by_day
        if day is not None
    )


def undated(analysis: Analysis) -> Volume:
    """What may be used and has no date."""
    return sum_volumes(
        volume
        for column in analysis.columns
        if column.standing in MAY_BE_USED
        for day, volume in column.measure.by_day
        if day is None
    )


def heaviest_files(analysis: Analysis) -> tuple[Part, ...]:
    """The files that weigh most among what may be used, heaviest first."""
    rows = [_part(file.path, file.columns) for file in analysis.files]
    heavy = sorted(
        (row for row in rows if row.at_most.words),
        key=lambda row: (-row.at_most.words, -row.at_least.words, row.key),
    )
    return tuple(heavy[:FILES_SHOWN])


def by_subject(analysis: Analysis) -> tuple[Part, ...]:
    """The volume about oneself, about others, and about both."""
    return tuple(
        _part(subject, [column for column in analysis.columns if column.subject == subject])
        for subject in SUBJECTS
    )


def by_role(analysis: Analysis) -> tuple[Part, ...]:
    """The volume about others or about both, by who they are, with how many distinct people are named."""
    people = dict(analysis.people.by_role)
    columns: dict[str, list[ColumnExposure]] = {}
    for file in analysis.files:
        role = file.table.role if file.table else None
        about_others = [one for one in file.columns if one.subject in {"others", "mixed"}]
        if role and about_others:
            columns.setdefault(role, []).extend(about_others)
    rows = [_part(role, found, people.get(role)) for role, found in columns.items()]
    return tuple(
        sorted((r for r in rows if r.volume.values), key=lambda row: (-row.volume.words, row.key))
    )


def _part(key: str, columns: Sequence[ColumnExposure], people: int | None = None) -> Part:
    def volume(*standings: str) -> Volume:
        return sum_volumes(one.volume for one in columns if one.standing in standings)

    return Part(
        key,
        sum_volumes(one.volume for one in columns),
        volume("used"),
        volume(*MAY_BE_USED),
        people,
    )


def disagreement_volume(analysis: Analysis, disagreement: Disagreement) -> Volume:
    """What a difference among the documents is about, in this export."""
    return _volume_about(analysis, disagreement.about)


def action_volume(analysis: Analysis, action: Action) -> Volume | None:
    """What an action concerns in this export; None where no document says what it concerns."""
    if not action.about and not action.standings:
        return None
    return _volume_about(analysis, action.about, action.standings)


def _volume_about(
    analysis: Analysis, about: Sequence[str], standings: Sequence[str] = ()
) -> Volume:
    return sum_volumes(
        column.volume
        for column in analysis.columns
        if column.standing in standings
        or (column.data_type and (column.data_type in about or column.category in about))
    )
