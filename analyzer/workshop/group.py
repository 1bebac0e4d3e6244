"""Writes what a batch says about the group, and tells whether it is there already."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from analyzer import __version__
from analyzer.csv_text import csv_text
from analyzer.mapping import ExportMapping
from analyzer.output import write_whole
from analyzer.workshop.cohort import summarize
from analyzer.workshop.cohort_json import plain_cohort
from analyzer.workshop.cohort_page import render_cohort
from analyzer.workshop.contribution import Contribution, dumps, long_frame
from analyzer.workshop.folder import ABOUT_ALL, PRIVATE
from analyzer.workshop.options import Options

FAILURES: Final = "failures.csv"


def write_group(
    out: Path,
    contributions: Sequence[tuple[str, Contribution]],
    failures: Sequence[tuple[str, str]],
    pages: Sequence[str],
    mapping: ExportMapping,
    options: Options,
) -> None:
    """Write the group's page, its JSON and its rows, and the list of failures; remove them where nobody contributes.

    The page has links to `pages`, the labels of those who have one, if any.
    Raises OutputError.
    """
    write_whole(out / FAILURES, csv_text([("participant", "reason"), *failures]))
    if not contributions:
        for name in ABOUT_ALL:
            (out / name).unlink(missing_ok=True)
        return
    frame = long_frame(contributions)
    write_whole(out / PRIVATE / "exposure.parquet", frame.to_parquet(index=False))
    rows = frame.astype(object).where(frame.notna(), None).itertuples(index=False)
    write_whole(out / PRIVATE / "exposure.csv", csv_text([frame.columns, *rows]))
    cohort = summarize(
        [contribution for _, contribution in contributions],
        [reason for _, reason in failures],
        mapping,
        options.min_group,
    )
    write_whole(out / "cohort.json", dumps(dict(plain_cohort(cohort, mapping, __version__))))
    write_whole(out / "index.html", render_cohort(cohort, mapping, options.made_on, pages))


def depends_on(mapping: ExportMapping, options: Options) -> list[str]:
    """What the group's page depends on besides the participants."""
    chosen = (options.made_on, options.min_group, options.link)
    return [__version__, mapping.sha256, mapping.name, *map(str, chosen)]


def group_digest(out: Path, inputs: Iterable[str]) -> str:
    """A digest of what the group's page depends on and of what is written about the group; empty if that is not whole."""
    found = hashlib.sha256("\0".join(inputs).encode("utf-8", "surrogatepass"))
    try:
        for name in (*ABOUT_ALL, FAILURES):
            found.update(hashlib.sha256((out / name).read_bytes()).digest())
    except OSError:
        return ""
    return found.hexdigest()
