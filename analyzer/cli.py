"""The `exposure` command: its commands, and every expected failure as one line."""

import io
import os
import sys
from typing import Annotated

import typer

from analyzer import __version__
from analyzer.commands.batch import batch
from analyzer.commands.compare import compare
from analyzer.commands.doctor import doctor
from analyzer.commands.mapping import mapping_app
from analyzer.commands.report import report
from analyzer.commands.sample import sample
from analyzer.errors import (
    AnalyzerError,
    trace_without_words,
    without_words,
)

FAILED, MISUSED = 1, 2
"""The exit codes of an expected failure and of a mistake in the command."""

app = typer.Typer(
    name="exposure",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # boxes, which take twice the time of all else to import, and no reader of screens needs
    pretty_exceptions_enable=False,  # they print local variables, which hold somebody's data
    help="How much of a LinkedIn export falls in the categories that published documents say are "
    "used to train AI. Nothing leaves this machine.",
)
app.command()(report)
app.command()(compare)
app.command()(batch)
app.add_typer(mapping_app, name="mapping")
app.command()(doctor)
app.command()(sample)


def main() -> None:
    """Run the command line, and turn whatever error ends it into one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # for a terminal that only knows ASCII
    if (
        "" in sys.argv
    ):  # which would be read as the current folder, and is a variable that is not set
        _fail("One of the arguments is empty. Is a variable of the shell not set?", MISUSED)
    try:
        app()
    except AnalyzerError as error:
        _fail(str(error))
    except OSError as error:  # of files it is told where they are read or written; this is the rest
        _fail(f"The system did not let it finish ({error.strerror or 'no reason given'}).")
    except Exception as error:
        # A bug. Its message may quote a cell, so only its kind and place are shown.
        if os.environ.get("EXPOSURE_DEBUG"):
            print(trace_without_words(error), file=sys.stderr)
        _fail(
            f"This is a bug in linkedin-exposure ({without_words(error)}), not your fault. "
            "Please report it; EXPOSURE_DEBUG=1 shows more."
        )


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"linkedin-exposure {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version.",
        ),
    ] = False,
) -> None:
    pass


def _fail(sentence: str, code: int = FAILED) -> None:
    from analyzer.text import readable

    print(f"exposure: {readable(sentence)}", file=sys.stderr)
    sys.exit(code)
