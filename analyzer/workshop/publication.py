"""Writes what is about the whole group: the page and the JSON for everybody, and the rows for the facilitator."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from analyzer import __version__
from analyzer.mapping import ExportMapping
from analyzer.output import write_whole
from analyzer.wording import spelled
from analyzer.workshop.cohort import Cohort, summarize
from analyzer.workshop.cohort_json import plain_cohort
from analyzer.workshop.cohort_page import render_cohort
from analyzer.workshop.contribution import Contribution, dumps, long_frame
from analyzer.workshop.folder import PRIVATE, csv_text
from analyzer.workshop.protection import SMALLEST_GROUP
from analyzer.workshop.register import Register, write_register

PAGE: Final = "index.html"
JSON: Final = "cohort.json"
_ROWS: Final = (f"{PRIVATE}/exposure.csv", f"{PRIVATE}/exposure.parquet")


@dataclass(frozen=True)
class Published:
    """What became of the group page: `page` is where it is, None if there is nobody on it. `held_back` says that it
    is still the one of an earlier run, since one of another group was not asked for; `advice` is what to do
    for figures where the group is too small for any.
    """

    page: Path | None
    held_back: bool = False
    advice: str | None = None


def publish(
    out: Path,
    contributions: Sequence[tuple[str, Contribution]],
    failures: Sequence[tuple[str, str]],
    mapping: ExportMapping,
    register: Register,
    *,
    min_group: int,
    made_on: date,
    again: bool,
) -> Published:
    """Write what is about the group to `out`; `failures` are labels and reasons of those who are not in it.

    The page and the JSON are kept as they are if they would show other figures than the last time, which together
    with these tell more about who came or left; unless `again` asks for it. Raises OutputError.
    """
    reasons = csv_text([("participant", "reason"), *failures])
    write_whole(out / PRIVATE / "failures.csv", reasons, private=True)
    if not contributions:
        for name in (PAGE, JSON, *_ROWS):
            (out / name).unlink(missing_ok=True)
        return Published(None)
    frame = long_frame(contributions)
    text, table = _ROWS
    write_whole(out / text, frame.to_csv(index=False, lineterminator="\n"), private=True)
    write_whole(out / table, frame.to_parquet(index=False), private=True)
    cohort = summarize(
        [contribution for _, contribution in contributions],
        [reason for _, reason in failures],
        mapping,
        min_group,
        register.key,
    )
    shown = _digest(cohort, mapping)
    if register.shown and shown != register.shown and not again:
        return Published(out / PAGE, held_back=True, advice=_advice(cohort))
    write_whole(out / JSON, dumps(dict(plain_cohort(cohort, mapping, __version__))))
    write_whole(out / PAGE, render_cohort(cohort, mapping, made_on))
    if cohort.has_figures:  # a page without any tells nothing that another could be compared with
        write_register(out, replace(register, shown=shown))
    return Published(out / PAGE, advice=_advice(cohort))


def _advice(cohort: Cohort) -> str | None:
    if cohort.has_figures:
        return None
    needed = 2 * cohort.min_group
    said = f"The group page has no figures: with --min-group {cohort.min_group}, they take {needed} people."
    if cohort.participants < 2 * SMALLEST_GROUP:
        return said
    return (
        f"{said} If everybody agrees to figures that can be about as few as {spelled(SMALLEST_GROUP)} people, who may "
        f"know each other, run it again with --min-group {SMALLEST_GROUP} --consent."
    )


def _digest(cohort: Cohort, mapping: ExportMapping) -> str:
    """A digest of all figures; another version or mapping that gives the same ones does not change it."""
    plain = dict(plain_cohort(cohort, mapping, __version__))
    del plain["tool"], plain["mapping"]
    return hashlib.sha256(dumps(plain).encode()).hexdigest()
