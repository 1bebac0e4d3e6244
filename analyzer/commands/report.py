"""`exposure report`: one export, one page."""

import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import (
    Export,
    Json,
    Lang,
    LimitValues,
    MadeOn,
    Official,
    OwnMapping,
    day_of,
    path_option,
    without_tilde,
)

INCOMPLETE = 3
"""The exit code with `--strict` if anything is unknown, unreadable or rejected."""


def report(
    path: Export,
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            metavar="FILE",
            help="Where to write the page.",
            show_default="reports/NAME.html",
        ),
    ] = None,
    json: Json = None,
    picture: Annotated[
        Path | None,
        path_option(
            "--picture",
            metavar="FILE",
            help="Also write the result as a picture for slides or articles (.svg or .png).",
        ),
    ] = None,
    share: Annotated[
        Path | None,
        typer.Option(
            "--share",
            metavar="FILE",
            help="Also write a share file (.json): counts to give to a workshop instead of the export.",
        ),
    ] = None,
    group: Annotated[
        Path | None,
        path_option(
            "--group",
            metavar="FILE",
            help="Compare yourself with the group of a workshop, given its cohort.json.",
            show_default=False,
        ),
    ] = None,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help=f"Exit with code {INCOMPLETE} if anything is unknown, unreadable or rejected.",
        ),
    ] = False,
    region: Annotated[
        str | None,
        typer.Option(
            "--region",
            metavar="REGION",
            help="Where you live, such as eu; `exposure mapping regions` lists the regions.",
            show_default="all, side by side",
        ),
    ] = None,
    opted_out: Annotated[
        str | None,
        typer.Option(
            "--opted-out",
            metavar="DATE",
            help="The date you turned the setting for generative AI off.",
            show_default=False,
        ),
    ] = None,
    opted_in: Annotated[
        str | None,
        typer.Option(
            "--opted-in",
            metavar="DATE",
            help="The date you turned that setting on, or on again.",
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
            help="The date the report is evaluated for.",
            show_default="the last day of the export",
        ),
    ] = None,
    lang: Lang = "en",
    mapping: OwnMapping = None,
    official: Official = False,
    limit: LimitValues = None,
    made_on: MadeOn = None,
) -> None:
    """Read an export and write its exposure report, one HTML page."""
    from analyzer.analysis.scenario import read_scenario
    from analyzer.commands.common import deliver, to_standard_output
    from analyzer.language import find_language, speaking
    from analyzer.limits import read_limits
    from analyzer.mapping.mapping import load_mapping
    from analyzer.output import check_share_name, picture_kind, place_page
    from analyzer.reading.refusals import check_archive

    path = without_tilde(path)
    limits = read_limits(limit)
    language = find_language(lang)
    to_stdout = to_standard_output(json)
    # A wrong path is refused here, before the slow imports below.
    check_archive(path)
    picture_format = picture_kind(picture) if picture else None
    if share:
        check_share_name(share)
    page = place_page(
        [path],
        out,
        {
            "--json": None if to_stdout else json,
            "--picture": picture,
            "--share": share,
            "--group": group,
        },
        mapping,
    )
    export_mapping = load_mapping(mapping)
    scenario = read_scenario(
        {
            "region": region,
            "opted_out": opted_out,
            "opted_in": opted_in,
            "minor": minor,
            "ads_off": ads_off,
            "as_of": as_of,
        },
        export_mapping.rules,
        lambda key: f"--{key.replace('_', '-')}",
    )

    section_of = None
    if group:
        from analyzer.workshop.group_section import section_from

        section_of = section_from(group)

    from analyzer.analysis.analyze import analyze
    from analyzer.reporting.figures import figures, in_language
    from analyzer.reporting.json import to_json
    from analyzer.reporting.page import picture_of, render
    from analyzer.reporting.progress import ReadingBar
    from analyzer.reporting.share import share_text, shared_counts
    from analyzer.reporting.terminal import print_share, print_summary

    with ReadingBar() as bar:
        analysis = analyze(path, export_mapping, limits=limits, progress=bar.advance)
    numbers = figures(analysis, scenario)
    # All results are complete before any is written.
    counts = shared_counts(numbers).rounded() if share else None
    page_date = day_of(made_on)
    with speaking(language):
        shown = in_language(numbers, analysis, scenario, mapping)
        html = render(
            shown,
            page_date,
            official=official,
            shared=counts,
            group=section_of(shown) if section_of else None,
        )
        drawn = picture_of(shown, page_date, picture_format)
    files: dict[str, tuple[Path | None, str | bytes]] = {
        "--out": (page, html),
        "--picture": (picture, drawn),
        "--share": (share, share_text(counts, export_mapping) if counts else ""),
    }

    def summary() -> None:
        if share and counts:
            print_share(counts, share, to_stderr=to_stdout)
        print_summary(numbers, page, to_stderr=to_stdout)

    deliver(files, json, to_json(numbers, official=official) if json else "", summary)
    if open_page:
        with suppress(webbrowser.Error, OSError):  # no browser: the page's path is printed above
            webbrowser.open(page.resolve().as_uri())
    if strict and not analysis.complete:
        raise typer.Exit(INCOMPLETE)
