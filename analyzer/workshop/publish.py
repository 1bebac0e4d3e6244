"""Writes what is about the whole group: its page, its JSON, and the rows for the facilitator."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

from analyzer import __version__
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import csv_text, write_whole
from analyzer.text import spelled
from analyzer.workshop.cohort import Cohort, plain_cohort, summarize
from analyzer.workshop.contributions import Contribution, dumps
from analyzer.workshop.dataset import dataset_csv, parts, read_dataset, write_dataset
from analyzer.workshop.folder import ABOUT_ALL, PRIVATE
from analyzer.workshop.group_page import render_cohort
from analyzer.workshop.options import Options
from analyzer.workshop.protection import SMALLEST_GROUP
from analyzer.workshop.state import Register, write_register

PAGE: Final = "index.html"
JSON: Final = "cohort.json"
FAILURES: Final = f"{PRIVATE}/failures.csv"


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
    contributions: Iterable[tuple[str, Contribution]],
    failures: Sequence[tuple[str, str]],
    mapping: ExportMapping,
    register: Register,
    options: Options,
) -> Published:
    """Write what is about the group to `out`; `failures` are labels and reasons of those who are not in it. Both are
    in the order of the labels, and the contributions are gone through once.

    The page and the JSON are kept as they are if they would show other figures than the last time, which together
    with these tell more about who came or left; unless `options` ask for it. Raises OutputError.
    """
    reasons = csv_text([("participant", "reason"), *failures])
    write_whole(out / FAILURES, reasons)
    contributions = iter(contributions)
    first = next(contributions, None)
    if first is None:
        for path in (*(out / name for name in ABOUT_ALL), *parts(out)):
            path.unlink(missing_ok=True)
        return Published(None)
    write_dataset(out, chain([first], contributions), failures)
    write_whole(out / PRIVATE / "exposure.csv", dataset_csv(out))
    cohort = summarize(
        (contribution for _, contribution in read_dataset(out, mapping)),
        [reason for _, reason in failures],
        mapping,
        options.min_group,
        register.key,
    )
    shown = _digest(cohort, mapping)
    if register.shown and shown != register.shown and not options.again:
        return Published(out / PAGE, held_back=True, advice=_advice(cohort))
    write_whole(out / JSON, dumps(dict(plain_cohort(cohort, mapping, __version__))))
    write_whole(out / PAGE, render_cohort(cohort, mapping, options.made_on))
    if cohort.has_figures:  # a page without any tells nothing that another could be compared with
        write_register(out, replace(register, shown=shown))
    return Published(out / PAGE, advice=_advice(cohort))


def depends_on(mapping: ExportMapping, options: Options, register: Register) -> list[str]:
    """What the group's page depends on besides the participants."""
    chosen = (options.made_on, options.min_group, register.key.hex())
    return [__version__, mapping.sha256, mapping.name, *map(str, chosen)]


def group_digest(out: Path, inputs: Iterable[str]) -> str:
    """A digest of what the group's page depends on and of what is written about the group; empty if that is not whole."""
    found = hashlib.sha256("\0".join(inputs).encode("utf-8", "surrogatepass"))
    try:
        for path in (*(out / name for name in (*ABOUT_ALL, FAILURES)), *parts(out)):
            found.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return ""
    return found.hexdigest()


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
