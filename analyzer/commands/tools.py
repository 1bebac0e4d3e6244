"""`exposure doctor`: a description of an export's files for a public bug report."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import Export, LimitValues, path_option, without_tilde
from analyzer.errors import OutputError


def doctor(
    path: Export,
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            metavar="FILE",
            help="Also write the description to this file.",
            show_default=False,
        ),
    ] = None,
    show_names: Annotated[
        bool,
        typer.Option(
            "--show-names",
            help="Also show the unknown names, in the terminal only. Do not share them.",
        ),
    ] = False,
    limit: LimitValues = None,
) -> None:
    """Describe an export's files for a public bug report. Shows their formats, never their contents."""
    from analyzer.limits import read_limits
    from analyzer.mapping import load_mapping
    from analyzer.output import check_targets, write_whole
    from analyzer.reading.archive import check_archive

    path, limits = without_tilde(path), read_limits(limit)
    if show_names and (out or not sys.stdout or not sys.stdout.isatty()):
        raise OutputError(
            "--show-names is for your own screen: do not write its names to a file or another program."
        )
    # A wrong path is refused here, before the slow imports below.
    check_archive(path)
    check_targets([path], {"--out": out})
    mapping = load_mapping()

    from analyzer.analysis.diagnose import diagnose
    from analyzer.commands.common import reader_may_leave
    from analyzer.reporting.terminal import ReadingBar, owners_text, public_text

    with ReadingBar() as bar:
        diagnosis = diagnose(path, mapping, limits=limits, progress=bar.advance)
    description = public_text(diagnosis, mapping, _versions())
    if out:
        write_whole(out, description, "--out")
    with reader_may_leave():
        typer.echo(description, nl=False)
        if out:
            typer.echo(f"Written to {out}.", err=True)
        if show_names:
            typer.echo("\nThe unknown names, for you only. Do not share them.\n")
            typer.echo(owners_text(diagnosis), nl=False)


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import version

    from analyzer import __version__

    return {
        "linkedin-exposure": __version__,
        "Python": platform.python_version(),
        **{library: version(library) for library in ("pyarrow", "pandas")},
        "on": platform.system(),
    }
