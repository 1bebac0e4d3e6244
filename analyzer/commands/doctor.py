"""`exposure doctor`: what of an export may be told in public, to have a new file or a mistake looked at."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import (
    Allowed,
    path_argument,
    path_option,
    without_tilde,
)
from analyzer.errors import OutputError

LIBRARIES = ("pyarrow", "pandas")


def doctor(
    path: Annotated[
        Path, path_argument(help="The export: the unzipped folder, or the ZIP as downloaded.")
    ],
    out: Annotated[
        Path | None,
        path_option("--out", help="Also write the text to this file.", show_default=False),
    ] = None,
    show_names: Annotated[
        bool,
        typer.Option(
            "--show-names",
            help="Also show the unknown names, on the terminal alone: not to be shared.",
        ),
    ] = False,
    limit: Allowed = None,
) -> None:
    """Describe the files of an export for a public issue. It tells how they are written, not what is in them."""
    from analyzer.limits import read_limits
    from analyzer.mapping import load_mapping
    from analyzer.output import (
        check_targets,
        write_whole,
    )
    from analyzer.reading.archive import check_archive

    path, limits = without_tilde(path), read_limits(limit)
    if show_names and (out or not sys.stdout or not sys.stdout.isatty()):
        raise OutputError(
            "--show-names is for your own screen: the names it shows are not for a file or another program."
        )
    # A wrong path is refused here, before the slow imports below.
    check_archive(path)
    check_targets([path], {"--out": out})
    known = load_mapping()

    from analyzer.analysis.diagnose import diagnose
    from analyzer.commands.common import reader_may_leave
    from analyzer.reporting.terminal import (
        ReadingBar,
        owners_text,
        public_text,
    )

    with ReadingBar() as bar:
        found = diagnose(path, known, limits=limits, progress=bar.advance)
    text = public_text(found, known, _versions())
    if out:
        write_whole(out, text, "--out")
    with reader_may_leave():
        typer.echo(text, nl=False)
        if out:
            typer.echo(f"Written to {out}.", err=True)
        if show_names:
            typer.echo("\nFor your eyes alone, not to be shared: the names that are not known.\n")
            typer.echo(owners_text(found), nl=False)


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import version

    from analyzer import __version__

    return {
        "linkedin-exposure": __version__,
        "Python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
        "on": platform.system(),
    }
