"""`exposure report`: one export, one page."""

import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import (
    Allowed,
    Json,
    MadeOn,
    Official,
    OwnMapping,
    path_argument,
    path_option,
    today,
    without_tilde,
)

INCOMPLETE = 3
"""The exit code with `--strict` when something is unknown, unreadable or rejected."""


def report(
    path: Annotated[
        Path, path_argument(help="The export: the unzipped folder, or the ZIP as downloaded.")
    ],
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            help="Where to write the page.",
            show_default="reports/NAME.html",
        ),
    ] = None,
    json: Json = None,
    picture: Annotated[
        Path | None,
        path_option(
            "--picture",
            help="Also write the answer as one picture (.svg or .png), for a slide or an article.",
        ),
    ] = None,
    share: Annotated[
        Path | None,
        typer.Option(
            "--share",
            help="Also write the counts to hand over to a workshop instead of the export (.json).",
        ),
    ] = None,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help=f"Exit {INCOMPLETE} if anything is unknown, unreadable or rejected."
        ),
    ] = False,
    region: Annotated[
        str | None,
        typer.Option(
            "--region",
            help="Where you are: eu, eea, ch, uk, ca, hk, us, in or other.",
            show_default="all, side by side",
        ),
    ] = None,
    opted_out: Annotated[
        str | None,
        typer.Option(
            "--opted-out",
            metavar="DATE",
            help="The day on which you turned the setting for generative AI off.",
            show_default=False,
        ),
    ] = None,
    opted_in: Annotated[
        str | None,
        typer.Option(
            "--opted-in",
            metavar="DATE",
            help="The day on which you turned that setting on, or on again.",
            show_default=False,
        ),
    ] = None,
    minor: Annotated[bool, typer.Option("--minor", help="You are under 18.")] = False,
    ads_off: Annotated[
        bool, typer.Option("--ads-off", help="You turned off sharing for advertising.")
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="The day all this is asked for.",
            show_default="the last day of the export",
        ),
    ] = None,
    mapping: OwnMapping = None,
    official: Official = False,
    limit: Allowed = None,
    made_on: MadeOn = None,
) -> None:
    """Read an export and write its exposure report, one HTML page."""
    from analyzer.analysis.scenario import read_scenario
    from analyzer.commands.common import (
        deliver,
        to_standard_output,
    )
    from analyzer.limits import read_limits
    from analyzer.mapping import load_mapping
    from analyzer.output import (
        check_share_name,
        picture_kind,
        place_page,
    )
    from analyzer.reading.archive import check_archive

    path = without_tilde(path)
    limits = read_limits(limit)
    to_stdout = to_standard_output(json)
    # A wrong path is refused here, before the slow imports below.
    check_archive(path)
    kind = picture_kind(picture) if picture else None
    if share:
        check_share_name(share)
    page = place_page(
        [path],
        out,
        {"--json": None if to_stdout else json, "--picture": picture, "--share": share},
        mapping,
    )
    known = load_mapping(mapping)
    said = {
        "region": region,
        "opted_out": opted_out,
        "opted_in": opted_in,
        "minor": minor,
        "ads_off": ads_off,
        "as_of": as_of,
    }
    scenario = read_scenario(said, known.rules, lambda key: f"--{key.replace('_', '-')}")

    from analyzer.analysis.analyze import analyze
    from analyzer.reporting.figures import figures
    from analyzer.reporting.json import to_json
    from analyzer.reporting.page import render
    from analyzer.reporting.share import (
        share_text,
        shared_counts,
    )
    from analyzer.reporting.slide import slide
    from analyzer.reporting.terminal import ReadingBar, print_share, print_summary

    with ReadingBar() as bar:
        analysis = analyze(path, known, limits=limits, progress=bar.advance)
    counted = figures(analysis, scenario)
    shown_date = made_on.date() if made_on else today()
    # All is made before anything is written.
    shared = shared_counts(counted).rounded() if share else None
    html = render(counted, shown_date, official=official, shared=shared)
    numbers = to_json(counted, official=official) if json else ""
    drawn = slide(counted, shown_date, kind) if kind else b""
    handed_over = share_text(shared, known) if shared else ""

    def summary() -> None:
        if share and shared:
            print_share(shared, share, to_stderr=to_stdout)
        print_summary(counted, page, to_stderr=to_stdout)

    deliver(
        {"--out": (page, html), "--picture": (picture, drawn), "--share": (share, handed_over)},
        json,
        numbers,
        summary,
    )
    if open_page:
        with suppress(webbrowser.Error, OSError):  # no browser: the page's path is printed above
            webbrowser.open(page.resolve().as_uri())
    if strict and not analysis.complete:
        raise typer.Exit(INCOMPLETE)
