"""`exposure mapping`: what the mapping holds about files, columns, articles and regions."""

from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import (
    Export,
    Json,
    Lang,
    LimitValues,
    Official,
    OwnMapping,
    path_argument,
    path_option,
    without_tilde,
)
from analyzer.errors import ExportError

mapping_app = typer.Typer(
    no_args_is_help=True, help="Show LinkedIn's known files and what the articles state."
)


@mapping_app.command()
def check(mapping: OwnMapping = None) -> None:
    """Check a mapping for mistakes."""
    from analyzer.errors import MappingError
    from analyzer.mapping.completeness import gaps
    from analyzer.mapping.mapping import load_mapping
    from analyzer.reporting.mapping_tables import print_contents
    from analyzer.text import readable

    loaded = load_mapping(mapping)
    problems = tuple(gaps(loaded))
    for problem in problems:
        typer.echo(readable(problem))
    if problems:
        raise MappingError("This evidence is incomplete: add to it, or correct the sentences.")
    print_contents(loaded)


@mapping_app.command()
def show(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE", help="A file such as Receipts.csv; leave out for all files."
        ),
    ] = None,
    mapping: OwnMapping = None,
    official: Official = False,
) -> None:
    """Show a file's columns: data type, standing and evidence."""
    from analyzer.mapping.mapping import load_mapping
    from analyzer.reporting.mapping_tables import print_table, print_tables

    if file is None:
        print_tables(load_mapping(mapping))
    else:
        print_table(load_mapping(mapping), file, official=official)


@mapping_app.command()
def documents(mapping: OwnMapping = None) -> None:
    """Show what each article states about each data type."""
    from analyzer.mapping.mapping import load_mapping
    from analyzer.reporting.mapping_tables import print_documents

    print_documents(load_mapping(mapping))


@mapping_app.command()
def explain(
    place: Annotated[
        str,
        typer.Argument(
            metavar="FILE:COLUMN|ID",
            help="A column, such as 'Receipts.csv:Total Amount', or the id of an entry, such as profile.name, "
            "facts/regions or disputed.",
        ),
    ],
    mapping: OwnMapping = None,
    official: Official = False,
) -> None:
    """Explain a column, a fact, a rule or a standing with quotes."""
    from analyzer.mapping.mapping import load_mapping
    from analyzer.reporting.mapping_trail import print_explanation

    print_explanation(load_mapping(mapping), place, official=official)


@mapping_app.command()
def regions(mapping: OwnMapping = None) -> None:
    """List the regions for `exposure report --region`."""
    from analyzer.mapping.mapping import load_mapping
    from analyzer.reporting.mapping_tables import print_regions

    print_regions(load_mapping(mapping))


@mapping_app.command()
def page(
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            metavar="FILE",
            help="Where to write the page.",
            show_default="reports/evidence.html",
        ),
    ] = None,
    lang: Lang = "en",
    mapping: OwnMapping = None,
) -> None:
    """Make a page about the evidence alone."""
    from analyzer import __version__
    from analyzer.language import find_language, speaking
    from analyzer.mapping.mapping import load_mapping
    from analyzer.output import check_targets, write_whole

    target = out or Path("reports") / "evidence.html"
    check_targets([], {"--out": target}, mapping)
    language = find_language(lang)

    from analyzer.reporting.page import render_evidence

    with speaking(language):
        html = render_evidence(load_mapping(mapping), __version__)
    write_whole(target, html)
    typer.echo(f"Evidence: {target}")


@mapping_app.command()
def diff(
    old: Annotated[
        Path, path_argument(metavar="OLD", help="The folder with the older version of a mapping.")
    ],
    new: Annotated[
        Path | None,
        path_argument(
            metavar="NEW",
            help="The folder with the newer one.",
            show_default="the built-in mapping",
        ),
    ] = None,
    json: Json = None,
) -> None:
    """Compare two versions of the evidence. Shows what changes status."""
    from analyzer.commands.common import deliver, to_standard_output
    from analyzer.mapping.differences import differences
    from analyzer.mapping.mapping import load_ledger
    from analyzer.output import check_targets
    from analyzer.reporting.mapping_tables import differences_json, print_differences

    to_stdout = to_standard_output(json)
    for folder in (old, new):
        check_targets([], {"--json": None if to_stdout else json}, folder)
    compared = differences(load_ledger(old), load_ledger(new))
    deliver(
        {},
        json,
        differences_json(compared) if json else "",
        lambda: print_differences(compared, to_stderr=to_stdout),
    )


@mapping_app.command()
def draft(
    path: Export,
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            metavar="FILE",
            help="Where to write the draft.",
            show_default="standard output",
        ),
    ] = None,
    limit: LimitValues = None,
    mapping: OwnMapping = None,
) -> None:
    """Draft a mapping for unknown files and columns. You fill in the rest."""
    from analyzer import __version__
    from analyzer.limits import read_limits
    from analyzer.mapping.mapping import load_mapping
    from analyzer.output import check_targets, write_whole
    from analyzer.reading.refusals import check_archive

    path, limits = without_tilde(path), read_limits(limit)
    check_archive(path)
    check_targets([path], {"--out": out}, mapping)
    export_mapping = load_mapping(mapping)

    from analyzer.analysis.diagnose import diagnose
    from analyzer.commands.common import reader_may_leave
    from analyzer.reporting.mapping_draft import draft as draft_of

    diagnosis = diagnose(path, export_mapping, limits=limits)
    if diagnosis.trouble:
        raise ExportError(diagnosis.trouble)
    text = draft_of(diagnosis.unknown, export_mapping, f"linkedin-exposure {__version__}")
    if out:
        write_whole(out, text, "--out")
        return
    with reader_may_leave():
        typer.echo(text, nl=False)
