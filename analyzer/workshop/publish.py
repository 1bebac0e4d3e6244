"""Writes the files about the whole group: its page, its JSON, and the rows for the facilitator."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from analyzer import __version__
from analyzer.language import find_language, gettext, ngettext, speaking
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import open_result, write_result
from analyzer.reporting.json import json_text
from analyzer.text import count, spelled
from analyzer.workshop.cohort import plain_cohort, summarize
from analyzer.workshop.dataset import (
    dataset_csv,
    descriptor,
    part_with_reason,
    read_contributions,
)
from analyzer.workshop.folder import (
    DESCRIPTOR,
    FAILURES,
    GROUP_CSV,
    GROUP_FILES,
    GROUP_JSON,
    GROUP_PAGE,
    part_path,
)
from analyzer.workshop.group_page import render_cohort
from analyzer.workshop.protection import SMALLEST_GROUP, USUAL_GROUP, must_differ
from analyzer.workshop.state import Register, write_register


@dataclass(frozen=True)
class HeldBack:
    """Why no new group page was made.

    It would differ from an earlier one by `differing` people, fewer than `least`. If `differing` is 0, someone on the earlier
    page `has_left`, or no one asked for a new page.
    """

    differing: int = 0
    least: int = 0
    has_left: bool = False

    def __str__(self) -> str:
        """The sentences, in the language of the page."""
        if self.differing:
            differ = ngettext(
                "No new group page: {number} person differs from an earlier one, and comparing the two pages would reveal "
                "something about them.",
                "No new group page: {number} people differ from an earlier one, and comparing the two pages would reveal "
                "something about them.",
                self.differing,
            ).format(number=count(self.differing))
            more = gettext(
                "At least {least} must have joined, left or brought another archive: {more} more."
            ).format(least=count(self.least), more=count(self.least - self.differing))
            return f"{differ} {more}"
        if self.has_left:
            left = gettext("No new group page: someone on the earlier one has left.")
            remove = gettext(
                "Take that page down first: remove {page} and {numbers} here and wherever they were shown or copied to."
            )
            return f"{left} {remove.format(page=GROUP_PAGE, numbers=GROUP_JSON)}"
        earlier = gettext("The group page is still that of an earlier run.")
        replace_it = gettext("Add --again to replace it.")
        return f"{earlier} {replace_it}"


@dataclass(frozen=True)
class Published:
    """The outcome for the group page: its path, None if the group is empty.

    `held_back` is why no new page was made, if none was. The group has so many `participants`.
    """

    page: Path | None
    participants: int = 0
    min_group: int = USUAL_GROUP
    held_back: HeldBack | None = None

    @property
    def advice(self) -> str | None:
        """How to get figures, in the language of the page, if the group is too small for any."""
        needed = 2 * self.min_group
        if self.page is None or self.participants >= needed:
            return None
        requires = gettext(
            "The group page has no figures: {option} {least} requires {needed} people."
        ).format(option="--min-group", least=count(self.min_group), needed=count(needed))
        if self.participants < 2 * SMALLEST_GROUP:
            return requires
        agreed = gettext(
            "If everyone agrees to figures about as few as {number} people, who may know each other, run it again with "
            "{options}."
        )
        options = f"--min-group {SMALLEST_GROUP} --consent"
        return f"{requires} {agreed.format(number=spelled(SMALLEST_GROUP), options=options)}"


def publish(
    out: Path,
    people: Mapping[str, str],
    failures: Mapping[str, str],
    mapping_in: Callable[[str], ExportMapping],
    register: Register,
    *,
    lang: str,
    made_on: date,
    min_group: int,
    again: bool,
    beat: Callable[[], None] = lambda: None,
) -> Published:
    """Write to `out` the files about the group of these participants, whose parts of the dataset are there.

    The page is in the language `lang`, with the mapping that `mapping_in` has for it. `people` are digests of their contents,
    and `failures` the reasons why other participants are not in it. Both are by label.

    The page and the JSON are kept as they are if they would show other figures than last time, unless `again` is set and
    enough people differ: two versions together reveal more about people who joined or left. `beat` is called for each
    participant, and may end this by an exception before the page is written. Raises OutputError.
    """
    if not people:
        for path in (*(out / name for name in GROUP_FILES), *_parts(out, failures)):
            path.unlink(missing_ok=True)
        return Published(None)
    mapping = mapping_in("en")
    for label, reason in failures.items():
        write_result(part_path(out, label), part_with_reason(label, reason))
    write_result(out / GROUP_CSV, dataset_csv(out, sorted([*people, *failures]), beat))
    write_result(out / DESCRIPTOR, json_text(descriptor(mapping, __version__)))
    cohort = summarize(
        read_contributions(out, people, beat),
        list(failures.values()),
        mapping,
        min_group,
        register.key,
    )
    published = Published(out / GROUP_PAGE, cohort.participants, min_group)
    plain = plain_cohort(cohort, mapping, __version__)
    figures = _figures_digest(plain)
    if register.figures not in {None, figures}:
        taken_down = not any((out / name).exists() for name in (GROUP_PAGE, GROUP_JSON))
        if why := _why_not(people, register.shown, min_group, taken_down=taken_down, again=again):
            return replace(published, held_back=why)
    write_result(out / GROUP_JSON, json_text(plain, sort_keys=True))
    with speaking(find_language(lang)):
        write_result(out / GROUP_PAGE, render_cohort(cohort, mapping_in(lang), made_on))
    if cohort.has_figures:  # a page without figures cannot be compared with another
        others = tuple(page for page in register.shown if page != people)
        write_register(out, replace(register, figures=figures, shown=(*others, dict(people))))
    return published


def _why_not(
    people: Mapping[str, str],
    shown: Iterable[Mapping[str, str]],
    min_group: int,
    *,
    taken_down: bool,
    again: bool,
) -> HeldBack | None:
    """Why a page about these people must not be compared with those that were shown; None if it may be."""
    # By number: with more people, the labels of all have more digits.
    now, *pages = (
        {int(label[1:]): own for label, own in page.items()} for page in (people, *shown)
    )
    for page in pages:
        differing = sum(now.get(number) != page.get(number) for number in now.keys() | page.keys())
        least = must_differ(len(page), min_group)
        if 0 < differing < least:
            return HeldBack(differing, least)
    if not taken_down and pages[-1].keys() - now.keys():
        return HeldBack(has_left=True)
    return None if again else HeldBack()


def group_digest(out: Path, labels: Iterable[str], inputs: Iterable[str]) -> str:
    """A digest of the `inputs` of the group page and of all files about the group; empty if one of these is missing."""
    digest = hashlib.sha256("\0".join(inputs).encode("utf-8", "surrogatepass"))
    names = (*GROUP_FILES, FAILURES)
    try:
        for path in (*(out / name for name in names), *_parts(out, labels)):
            with open_result(path) as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError:
        return ""
    return digest.hexdigest()


def _parts(out: Path, labels: Iterable[str]) -> list[Path]:
    return [part_path(out, label) for label in labels]


def _figures_digest(plain: Mapping[str, object]) -> str:
    """A digest of all figures. Another version or mapping that gives the same ones does not change it."""
    kept = {key: value for key, value in plain.items() if key not in {"tool", "mapping"}}
    return hashlib.sha256(json_text(kept, sort_keys=True).encode()).hexdigest()
