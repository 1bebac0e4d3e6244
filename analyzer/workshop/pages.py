"""One participant's page and counts: their inputs, and how a worker makes them."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from markupsafe import Markup, escape

from analyzer import __version__
from analyzer.analysis.analyze import analyze
from analyzer.analysis.scenario import Scenario, Settings
from analyzer.analysis.walk import unchanged
from analyzer.errors import ExportError, ShareError
from analyzer.language import find_language, gettext, ngettext, speaking
from analyzer.limits import Limits
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import read_result, write_result
from analyzer.reporting.evidence import english
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render
from analyzer.reporting.share import read_share, shared_counts
from analyzer.text import count, printable
from analyzer.workshop import contributions
from analyzer.workshop.contributions import Contribution
from analyzer.workshop.dataset import Origin, part_with_counts, read_origin
from analyzer.workshop.folder import page_path, part_path
from analyzer.workshop.group_section import group_section, without_group
from analyzer.workshop.options import Options
from analyzer.workshop.participants import Participant
from analyzer.workshop.workers import worker_mapping


@dataclass(frozen=True)
class PageJob:
    """All that a participant's page and counts depend on, and what a worker needs to make them.

    `source` is an export, or a share file, which has no page. `name` and `notes` are shown on the page, which is in the
    language `lang`. `fingerprint` is a digest of everything that the page and the counts depend on.
    """

    # Neither of these two is in the `repr`, from which the fingerprint is made.
    source: Path = field(repr=False)
    fingerprint: str = field(repr=False)
    label: str
    name: str
    lang: str
    notes: tuple[Markup, ...]
    scenario: Scenario
    is_share: bool
    has_page: bool
    official: bool
    made_on: date
    limits: Limits
    mapping: Path | None


@dataclass(frozen=True)
class ParticipantFiles:
    """The contents of a participant's page, None if there is to be none, and of their part of the dataset."""

    page: bytes | None
    part: bytes


def page_job(
    person: Participant,
    settings: Settings,
    mapping: ExportMapping,
    options: Options,
    mistake: str | None = None,
) -> PageJob:
    """The job for a participant who has an export or a share file, and perhaps a `mistake` in the settings."""
    assert person.source is not None
    lang = settings.lang or options.lang
    with speaking(find_language(lang)):
        notes = _notes(person, mistake, with_names=options.names)
    job = PageJob(
        source=person.source,
        fingerprint="",
        label=person.label,
        name=shown_name(person, with_names=options.names),
        lang=lang,
        notes=notes,
        scenario=settings.scenario,
        is_share=person.is_share,
        has_page=options.pages and not person.is_share,
        official=options.official,
        made_on=options.made_on,
        limits=options.limits,
        mapping=options.mapping,
    )
    inputs = repr((__version__, mapping.sha256, mapping.name, person.digest, job))
    fingerprint = hashlib.sha256(inputs.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(job, fingerprint=fingerprint)


def shown_name(person: Participant, *, with_names: bool) -> str:
    """The name of a participant on their page: a number, unless folder names were asked for."""
    return printable(person.children[0].name) if with_names else person.label


def _notes(person: Participant, mistake: str | None, *, with_names: bool) -> tuple[Markup, ...]:
    """The sentences on a participant's page about a mistake in the settings and about other archives, if any."""
    notes = []
    if mistake:
        unused = escape(gettext("This page does not use your settings."))
        notes.append(_joined(unused, english(mistake)))
    if person.set_aside:
        names = ", ".join(printable(path.name) for path in person.set_aside)
        notes.append(escape(_about_others(len(person.set_aside), names if with_names else "")))
    another = escape(gettext("There is another archive that could not be used."))
    notes += [_joined(another, english(reason)) for reason in person.unusable]
    return tuple(notes)


def _joined(*sentences: Markup) -> Markup:
    return Markup(" ").join(sentences)


def _about_others(others: int, names: str) -> str:
    """The sentences about a person's other archives, with their names if these are shown."""
    there_are = ngettext(
        "There is {number} archive of this person; this page is about the most complete one.",
        "There are {number} archives of this person; this page is about the most complete one.",
        others + 1,
    ).format(number=count(others + 1))
    if names:
        not_counted = ngettext(
            "The other ({names}) is not counted.", "The others ({names}) are not counted.", others
        ).format(names=names)
    else:
        not_counted = ngettext("The other is not counted.", "The others are not counted.", others)
    return f"{there_are} {not_counted}"


def is_finished(out: Path, job: PageJob) -> bool:
    """Whether a participant's part is from the same input, and the page next to it is as it was written."""
    with suppress(OSError, ValueError, TypeError):
        origin = read_origin(out, job.label)
        page = None
        if origin.page_sha256:
            with speaking(find_language(job.lang)):
                page = without_group(read_result(page_path(out, job.label)))
        return (origin.fingerprint, origin.page_sha256) == (job.fingerprint, _sha256(page))
    return False


def write_files(out: Path, label: str, files: ParticipantFiles) -> None:
    """Write a participant's page and counts. Raises OutputError."""
    if files.page is not None:
        write_result(page_path(out, label), files.page)
    else:
        page_path(out, label).unlink(missing_ok=True)
    # Last, since it marks the participant as finished.
    write_result(part_path(out, label), files.part)


def _sha256(page: bytes | None) -> str:
    return "" if page is None else hashlib.sha256(page).hexdigest()


# --- in a worker ---------------------------------------------------------------------------------


def write_participant(path: Path, job: PageJob, out: Path) -> None:
    """Write to `out` the page and the counts of the export or share file at `path`. Raises ExportError or OutputError."""
    write_files(out, job.label, make_participant(path, job))


def make_participant(path: Path, job: PageJob) -> ParticipantFiles:
    """The page and the counts of the export or share file at `path`. Raises ExportError."""
    mapping = worker_mapping(job.mapping)
    page, contribution, token = (_from_share if job.is_share else _from_export)(path, job, mapping)
    origin = Origin(job.fingerprint, _sha256(page), token)
    return ParticipantFiles(page, part_with_counts(job.label, contribution, origin))


_Made = tuple[bytes | None, Contribution, str]
"""A page, the counts, and the token of the counts."""


def _from_export(path: Path, job: PageJob, mapping: ExportMapping) -> _Made:
    with unchanged(path):
        analysis = analyze(path, mapping, limits=job.limits)
    in_language = replace(analysis, name=job.name, mapping=worker_mapping(job.mapping, job.lang))
    page = None
    with speaking(find_language(job.lang)):
        export = figures(in_language, job.scenario)
        if job.has_page:
            page = render(
                export,
                job.made_on,
                official=job.official,
                notes=job.notes,
                number=job.label,
                group=group_section(),
            ).encode()
    return (
        page,
        contributions.from_export(export),
        contributions.share_token(shared_counts(export), mapping),
    )


def _from_share(path: Path, _job: PageJob, mapping: ExportMapping) -> _Made:
    try:
        counts = read_share(path, mapping)
    except ShareError as error:
        raise ExportError(str(error), general=str(error)) from None
    return (
        None,
        contributions.from_share(counts, mapping),
        contributions.share_token(counts, mapping),
    )
