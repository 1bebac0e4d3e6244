"""Who is who in a folder of exports: the participants, their archives and their settings."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import islice
from pathlib import Path

from analyzer.analysis.owner import (
    ExportArchive,
    Minutes,
    common_minutes,
    identify,
    several_people,
)
from analyzer.analysis.scenario import (
    PARTICIPANT,
    Settings,
    bare_name,
    named_after,
    read_participant,
)
from analyzer.analysis.walk import unchanged
from analyzer.errors import (
    ExportError,
    LanguageError,
    ScenarioError,
    SeveralExportsError,
    ShareError,
)
from analyzer.limits import DEFAULT, Limits
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.archive import Archive, export_files, open_archive
from analyzer.reporting.share import is_share, read_share
from analyzer.workshop.contributions import share_token
from analyzer.workshop.workers import worker_mapping

LEADS_OUT = "It is a link that leads out of the folder of exports, and is not followed."
MOST_ARCHIVES = 500
MOST_DIGESTS = 2_000
"""The most digests of a survey. A hundred different people have fewer."""

TOO_MANY = f"It holds more than {MOST_ARCHIVES} ZIPs and exports, which cannot all be one person's."
SEVERAL_PEOPLE = "It holds exports of more than one person; each has to be on its own."


@dataclass(frozen=True)
class Survey:
    """One child of the folder: the archives in it that hold an export, and the reasons why others do not.

    `share_digest` is a digest of a share file.
    """

    child: Path
    archives: tuple[ExportArchive, ...] = ()
    reasons: tuple[str, ...] = ()
    share_digest: str | None = None

    @cached_property
    def minutes(self) -> Minutes:
        """The minutes that the owners of all archives have in common."""
        return common_minutes(archive.owner.minutes for archive in self.archives)

    @cached_property
    def digests(self) -> frozenset[bytes]:
        """Two surveys of one person share at least one of these digests."""
        digests = dict.fromkeys(
            digest for archive in self.archives for digest in sorted(archive.owner.digests)
        )
        return frozenset(islice(digests, MOST_DIGESTS))


@dataclass(frozen=True)
class Participant:
    """A person in the workshop.

    `children` are that person's in the folder. `source` is the archive or the share file that counts, and `digest` one
    of its contents; without a source there is a `reason`. `set_aside` are the person's other archives, and `unusable`
    gives the reasons why some could not be used.
    """

    label: str
    children: tuple[Path, ...]
    source: Path | None = None
    digest: str = ""
    is_share: bool = False
    set_aside: tuple[Path, ...] = ()
    unusable: tuple[str, ...] = ()
    reason: str | None = None


# --- one child -----------------------------------------------------------------------------------


def survey(child: Path, mapping: ExportMapping, key: bytes, limits: Limits = DEFAULT) -> Survey:
    """The survey of `child`, within `limits`. It reads every file once, and keeps only digests of cells."""
    if _leads_out(child, child):
        return Survey(child, reasons=(LEADS_OUT,))
    if is_share(child):
        return _survey_share(child, mapping)
    try:
        paths = _archives(child, mapping, limits) if child.is_dir() else (child,)
    except ExportError as error:
        return Survey(child, reasons=(error.general,))
    if len(paths) > MOST_ARCHIVES:
        return Survey(child, reasons=(TOO_MANY,))
    archives, reasons = [], []
    for path in paths:
        if _leads_out(path, child):
            reasons.append(LEADS_OUT)
            continue
        try:
            with unchanged(path):
                archives.append(identify(path, mapping, key, limits))
        except ExportError as error:
            reasons.append(error.general)
    return Survey(child, tuple(archives), tuple(dict.fromkeys(reasons)))


def survey_in_worker(
    path: Path, child: Path, mapping: Path | None, key: bytes, limits: Limits
) -> Survey:
    """The survey of the child. It is at `path`, which differs from `child` if it was fetched."""
    surveyed = survey(path, worker_mapping(mapping), key, limits)
    if path == child:
        return surveyed
    archives = tuple(replace(archive, path=child) for archive in surveyed.archives)
    return replace(surveyed, child=child, archives=archives)


def _survey_share(child: Path, mapping: ExportMapping) -> Survey:
    try:
        return Survey(child, share_digest=share_token(read_share(child, mapping), mapping))
    except ShareError as error:
        return Survey(child, reasons=(str(error),))


def _leads_out(path: Path, child: Path) -> bool:
    """Whether `path`, in this child, leads out of the folder that holds the child."""
    try:
        return not path.resolve().is_relative_to(child.parent.resolve())
    except (OSError, RuntimeError):  # a link in a circle, which is reported where it is opened
        return False


def _archives(folder: Path, mapping: ExportMapping, limits: Limits) -> tuple[Path, ...]:
    """The ZIPs anywhere in the folder, and the folders in it that hold an export each."""
    with open_archive(folder, limits) as archive:
        zips = tuple(
            path
            for member in archive.files
            if member.path.lower().endswith(".zip")
            and (path := archive.place(member))
            and path.is_file()
        )
        exports = tuple(folder / inside for inside in _export_folders(archive, mapping))
    return (*exports, *zips) if exports or zips else (folder,)


def _export_folders(archive: Archive, mapping: ExportMapping, inside: str = "") -> Iterator[str]:
    """The folders that hold an export each, of an archive of the files in `inside` (`""` or ending in `/`)."""
    members = [member for member in archive.files if mapping.names.match_path(member.path)]
    if not members:
        return
    below = defaultdict(list)
    for member in members:
        first, inner, _ = member.path.removeprefix(inside).partition("/")
        below[f"{inside}{first}/" if inner else ""].append(member)

    def within(folder: str) -> tuple[str, ...]:
        return tuple(_export_folders(replace(archive, files=tuple(below[folder])), mapping, folder))

    if len(below) == 1 and "" not in below:
        # All files are in one folder: only that folder is searched, not each of many folders down.
        (only,) = below
        exports = within(only)
        yield from (inside,) if exports == (only,) else exports
        return
    try:
        export_files(archive, mapping)
    except SeveralExportsError:
        if "" in below:
            raise  # one is inside the other's folder, so it is unknown which files belong to which
    else:
        yield inside
        return
    for folder in sorted(below):
        yield from within(folder)


# --- all children --------------------------------------------------------------------------------


def find_participants(
    surveys: Sequence[Survey], show: Callable[[], None] = lambda: None
) -> tuple[Participant, ...]:
    """The participants in these surveys, in the order of the children. `show` is called for each survey.

    Children of the same person are one participant, who counts once.
    """
    persons: list[_Person] = []
    # By digest and minute, so that not every child is compared with every other.
    index: dict[bytes, dict[bytes | None, set[_Person]]] = {}
    for survey in surveys:
        show()
        similar, minutes = _similar(survey, index)
        if similar:
            person = max(similar, key=lambda person: len(person.surveys))
            for other in similar:
                if other is not person:
                    person.take(other)
        else:
            person = _Person()
            persons.append(person)
        person.surveys.append(survey)
        person.minutes = minutes
        for digest in survey.digests:
            places = index.setdefault(digest, {})
            for minute in _minutes(survey):
                places.setdefault(minute, set()).add(person)
    order = {survey.child: number for number, survey in enumerate(surveys)}
    groups = [
        sorted(person.surveys, key=lambda survey: order[survey.child])
        for person in persons
        if person.surveys
    ]
    groups.sort(key=lambda group: order[group[0].child])
    width = label_width(len(groups))
    return tuple(
        _participant(f"P{number:0{width}}", group) for number, group in enumerate(groups, start=1)
    )


def _similar(
    survey: Survey, index: Mapping[bytes, dict[bytes | None, set["_Person"]]]
) -> tuple[Sequence["_Person"], Minutes]:
    """The persons in the index who are that of the survey, and the minutes that they and it have in common."""
    similar: dict[_Person, None] = {}
    minutes = survey.minutes
    for digest in survey.digests if _minutes(survey) else ():
        places = index.get(digest, {})
        own = places if survey.minutes is None else {*survey.minutes, None}
        for minute in places.keys() & own:
            places[minute] = {person.joined_to() for person in places[minute]}
            for person in places[minute] - similar.keys():
                if several_people(common_minutes((survey.minutes, person.minutes))):
                    continue  # of another account, which an archive without a minute made look like this one
                similar[person] = None
                minutes = common_minutes((minutes, person.minutes))
                if several_people(minutes):
                    # It resembles two people: a folder was mixed up, or made to look so. They stay apart.
                    return (), survey.minutes
    return tuple(similar), minutes


def _minutes(survey: Survey) -> Collection[bytes | None]:
    """The minutes under which a survey is in the index: None if it shows none, and nothing if it is of several people."""
    return (None,) if survey.minutes is None else survey.minutes


@dataclass(eq=False)
class _Person:
    """The surveys of one person while the participants are sought, and the minutes these have in common."""

    surveys: list[Survey] = field(default_factory=list)
    minutes: Minutes = None
    _joined_to: "_Person | None" = None

    def joined_to(self) -> "_Person":
        """This person, or the one who has its surveys now."""
        return self._joined_to.joined_to() if self._joined_to else self

    def take(self, other: "_Person") -> None:
        """Take the surveys of another, who is the same person."""
        self.surveys += other.surveys
        other.surveys = []
        other._joined_to = self


def label_width(highest: int) -> int:
    """The digits in the label of every participant, if this is the highest number."""
    return max(2, len(str(highest)))


def _participant(label: str, surveys: Sequence[Survey]) -> Participant:
    children = tuple(survey.child for survey in surveys)
    archives = [archive for survey in surveys for archive in survey.archives]
    reasons = tuple(dict.fromkeys(reason for survey in surveys for reason in survey.reasons))
    if not archives:
        (first, *_) = surveys  # a share file is a participant by itself
        if first.share_digest is None:
            return Participant(label, children, reason=" ".join(reasons))
        return Participant(label, children, first.child, first.share_digest, is_share=True)
    if several_people(common_minutes(survey.minutes for survey in surveys)):
        return Participant(label, children, reason=SEVERAL_PEOPLE)
    best = max(archives, key=lambda archive: archive.completeness)  # the first of equals
    return Participant(
        label,
        children,
        best.path,
        best.digest,
        set_aside=tuple(archive.path for archive in archives if archive is not best),
        unusable=reasons,
    )


# --- their settings ------------------------------------------------------------------------------


def participant_settings(
    people: Iterable[Participant], mapping_in: Callable[[str], ExportMapping]
) -> tuple[dict[str, Settings], dict[str, str]]:
    """The settings of each participant with a source, and the mistakes in them, both by label.

    `mapping_in` returns the mapping in the language with a code. A mistake costs that participant's settings, and so does a
    language in which there is no mapping.
    """
    rules = mapping_in("en").rules
    settings: dict[str, Settings] = {}
    mistakes: dict[str, str] = {}
    named = cache(_settings_by_name)  # a folder is listed once for all its children
    for person in people:
        if person.source is None:
            continue
        settings[person.label] = Settings()
        path = next(_settings_files(person, named), None)
        if path and path.is_symlink():
            mistakes[person.label] = f"{PARTICIPANT} is a link, and is not followed."
        elif path:
            try:
                chosen = read_participant(path, rules)
                mapping_in(chosen.lang or "en")
                settings[person.label] = chosen
            except (LanguageError, ScenarioError) as error:
                mistakes[person.label] = str(error)
    return settings, mistakes


def _settings_files(
    person: Participant, named: Callable[[Path], Mapping[str, Sequence[Path]]]
) -> Iterator[Path]:
    """The files with a participant's settings: next to the archive that counts or above it, but within that person's
    children; otherwise in another of that person's folders, or next to a child, under its name. `named` lists those in a
    folder, as `_settings_by_name` does.
    """
    assert person.source is not None
    folders = [child for child in person.children if child.is_dir()]
    for place in (person.source, *person.source.parents, *folders):
        if place in folders or any(folder in place.parents for folder in folders):
            yield from named(place).get(PARTICIPANT.removesuffix(".toml"), ())
    for child in person.children:
        yield from named(child.parent).get(bare_name(child.name), ())


def _settings_by_name(folder: Path) -> dict[str, list[Path]]:
    """The files with settings in a folder, by the names that `named_after` gives."""
    settings: dict[str, list[Path]] = {}
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if (name := named_after(path.name)) and path.is_file():
                settings.setdefault(name, []).append(path)
    return settings
