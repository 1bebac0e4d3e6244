"""`exposure compare`: two exports of one person, and what is different between them."""

from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import (
    Allowed,
    Json,
    MadeOn,
    OwnMapping,
    path_argument,
    path_option,
    today,
    without_tilde,
)
from analyzer.errors import ExportError

NOT_ONE_PERSON = (
    "Nothing in these two exports shows that both are of one person, so they are not compared. "
    "If they are, add --force."
)


def compare(
    old: Annotated[Path, path_argument(help="The older export: the unzipped folder, or the ZIP.")],
    new: Annotated[Path, path_argument(help="The newer export of the same person.")],
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            help="Where to write the page.",
            show_default="reports/NEW since OLD.html",
        ),
    ] = None,
    json: Json = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Compare even if nothing shows that both are of one person."),
    ] = False,
    mapping: OwnMapping = None,
    limit: Allowed = None,
    made_on: MadeOn = None,
) -> None:
    """Compare two exports of one person. It shows what was removed, what was added, and what is unchanged."""
    from analyzer.commands.common import (
        deliver,
        to_standard_output,
    )
    from analyzer.limits import read_limits
    from analyzer.mapping import load_mapping
    from analyzer.output import place_page
    from analyzer.reading.archive import check_archive

    old, new = without_tilde(old), without_tilde(new)
    limits = read_limits(limit)
    to_stdout = to_standard_output(json)
    # A wrong path is refused here, before the slow imports below.
    check_archive(old)
    check_archive(new)
    page = place_page([old, new], out, {"--json": None if to_stdout else json}, mapping)
    known = load_mapping(mapping)

    from analyzer.analysis.compare import compare as compare_exports
    from analyzer.reporting.changes import changes
    from analyzer.reporting.json import comparison_json
    from analyzer.reporting.page import render_comparison
    from analyzer.reporting.terminal import ReadingBar, print_comparison
    from analyzer.workshop.participants import of_one_person

    if not force and not of_one_person(old, new, known, limits):
        raise ExportError(NOT_ONE_PERSON)
    with ReadingBar() as bar:
        compared = compare_exports(old, new, known, limits=limits, progress=bar.advance)
        found = changes(compared)
    shown_date = made_on.date() if made_on else today()
    # All is made before anything is written.
    html = render_comparison(found, shown_date)
    numbers = comparison_json(found) if json else ""
    deliver(
        {"--out": (page, html)},
        json,
        numbers,
        lambda: print_comparison(found, page, to_stderr=to_stdout),
    )
