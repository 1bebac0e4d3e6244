"""`exposure compare`: the differences between two exports of one person."""

from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import (
    Json,
    Lang,
    LimitValues,
    MadeOn,
    OwnMapping,
    day_of,
    path_argument,
    path_option,
    without_tilde,
)
from analyzer.errors import ExportError


def compare(
    old: Annotated[
        Path, path_argument(metavar="OLD", help="The older export: the unzipped folder or the ZIP.")
    ],
    new: Annotated[Path, path_argument(metavar="NEW", help="The newer export of the same person.")],
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            metavar="FILE",
            help="Where to write the page.",
            show_default="reports/NEW since OLD.html",
        ),
    ] = None,
    json: Json = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Compare the exports even if they may not be of the same person."
        ),
    ] = False,
    lang: Lang = "en",
    mapping: OwnMapping = None,
    limit: LimitValues = None,
    made_on: MadeOn = None,
) -> None:
    """Compare two exports of one person. Shows removed, added and unchanged data."""
    from analyzer.commands.common import deliver, to_standard_output
    from analyzer.language import find_language, speaking
    from analyzer.limits import read_limits
    from analyzer.mapping.mapping import load_mapping
    from analyzer.output import place_page
    from analyzer.reading.refusals import check_archive

    old, new = without_tilde(old), without_tilde(new)
    limits = read_limits(limit)
    language = find_language(lang)
    to_stdout = to_standard_output(json)
    # A wrong path is refused here, before the slow imports below.
    check_archive(old)
    check_archive(new)
    page = place_page([old, new], out, {"--json": None if to_stdout else json}, mapping)
    export_mapping = load_mapping(mapping)

    from analyzer.analysis.compare import compare as compare_exports
    from analyzer.analysis.owner import NOT_ONE_PERSON, of_one_person
    from analyzer.reporting.changes import changes, in_language
    from analyzer.reporting.json import comparison_json
    from analyzer.reporting.page import render_comparison
    from analyzer.reporting.progress import ReadingBar
    from analyzer.reporting.terminal import print_comparison

    if not force and not of_one_person(old, new, export_mapping, limits):
        raise ExportError(f"{NOT_ONE_PERSON} If they are, add --force.")
    with ReadingBar() as bar:
        comparison = compare_exports(old, new, export_mapping, limits=limits, progress=bar.advance)
        numbers = changes(comparison)
    page_date = day_of(made_on)
    # All results are complete before any is written.
    with speaking(language):
        html = render_comparison(in_language(numbers, comparison, mapping), page_date)
    deliver(
        {"--out": (page, html)},
        json,
        comparison_json(numbers) if json else "",
        lambda: print_comparison(numbers, page, to_stderr=to_stdout),
    )
