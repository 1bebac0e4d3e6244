"""`exposure mapping`: what is known about files, and what the documents say."""

from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import (
    Allowed,
    Official,
    OwnMapping,
    path_argument,
    path_option,
    without_tilde,
)
from analyzer.errors import ExportError

mapping_app = typer.Typer(
    no_args_is_help=True,
    help="Show what is known about LinkedIn's files and what documents say.",
)


@mapping_app.command()
def check(mapping: OwnMapping = None) -> None:
    """Check a mapping for mistakes."""
    from analyzer.mapping import load_mapping

    loaded = load_mapping(mapping)
    columns = sum(len(table.columns) for table in loaded.tables)
    statements = sum(len(document.statements) for document in loaded.documents)
    findings = sum(len(document.findings) for document in loaded.documents)
    typer.echo(
        f"Mapping {loaded.version} ({loaded.name}), sha256 {loaded.sha256}: {len(loaded.tables)} tables, "
        f"{columns} columns, {len(loaded.data_types)} data types; {len(loaded.documents)} documents, "
        f"{statements} statements on data, {findings} on other things, {len(loaded.disagreements)} "
        f"disagreements, {len(loaded.rules.periods) + len(loaded.rules.sentences)} rules for "
        f"{len(loaded.rules.regions)} regions. No mistake found."
    )


@mapping_app.command()
def show(
    file: Annotated[
        str | None, typer.Argument(help="A file, such as Receipts.csv; all files if left out.")
    ] = None,
    mapping: OwnMapping = None,
    official: Official = False,
) -> None:
    """Show each column of a file: its data type, standing and evidence."""
    from analyzer.mapping import load_mapping
    from analyzer.reporting.mapping_tables import (
        print_table,
        print_tables,
    )

    if file is None:
        print_tables(load_mapping(mapping))
    else:
        print_table(load_mapping(mapping), file, official=official)


@mapping_app.command()
def documents(mapping: OwnMapping = None) -> None:
    """Show which document says what about each data type."""
    from analyzer.mapping import load_mapping
    from analyzer.reporting.mapping_tables import print_documents

    print_documents(load_mapping(mapping))


@mapping_app.command()
def explain(
    column: Annotated[
        str, typer.Argument(help="FILE:COLUMN, such as 'Receipts.csv:Total Amount'.")
    ],
    mapping: OwnMapping = None,
    official: Official = False,
) -> None:
    """Explain a column's standing: the whole reasoning, with quotes."""
    from analyzer.mapping import load_mapping
    from analyzer.reporting.mapping_tables import print_explanation

    print_explanation(load_mapping(mapping), column, official=official)


@mapping_app.command()
def draft(
    path: Annotated[
        Path, path_argument(help="The export: the unzipped folder, or the ZIP as downloaded.")
    ],
    out: Annotated[
        Path | None,
        path_option("--out", help="Where to write it.", show_default="standard output"),
    ] = None,
    limit: Allowed = None,
    mapping: OwnMapping = None,
) -> None:
    """Begin a mapping of your own with what is unknown in an export. You fill in the rest."""
    from analyzer import __version__
    from analyzer.limits import read_limits
    from analyzer.mapping import load_mapping
    from analyzer.output import (
        check_targets,
        write_whole,
    )
    from analyzer.reading.archive import check_archive

    path, limits = without_tilde(path), read_limits(limit)
    check_archive(path)
    check_targets([path], {"--out": out}, mapping)
    known = load_mapping(mapping)

    from analyzer.analysis.diagnose import diagnose
    from analyzer.commands.common import reader_may_leave
    from analyzer.reporting.mapping_draft import draft as drafted

    found = diagnose(path, known, limits=limits)
    if found.trouble:
        raise ExportError(found.trouble)
    text = drafted(found.unknown, known, f"linkedin-exposure {__version__}")
    if out:
        write_whole(out, text, "--out")
        return
    with reader_may_leave():
        typer.echo(text, nl=False)
