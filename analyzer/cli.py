"""The `exposure` command: its subcommands, and one line on stderr for each expected failure."""

import io
import os
import sys
import time
from typing import Annotated

import typer

from analyzer import __version__
from analyzer.commands.batch import batch
from analyzer.commands.compare import compare
from analyzer.commands.mapping import mapping_app
from analyzer.commands.open import open_page
from analyzer.commands.report import report
from analyzer.commands.tools import doctor, sample
from analyzer.errors import AnalyzerError, by_system, trace_without_words, without_words

FAILED, MISUSED = 1, 2
"""The exit codes for an expected failure and for a wrong command line."""

app = typer.Typer(
    name="exposure",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # no boxes: they triple the time of all imports, and disturb screen readers
    pretty_exceptions_enable=False,  # they print local variables, which hold personal data
    help="How much of a LinkedIn data export falls in the categories that published articles say are "
    "used to train AI. Nothing leaves this machine.",
)
app.command(name="open")(open_page)
app.command()(report)
app.command()(compare)
app.command()(batch)
app.add_typer(mapping_app, name="mapping")
app.command()(doctor)
app.command()(sample)


def main() -> None:
    """Run the command line. An error that ends it becomes one line on stderr and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # for a terminal that only knows ASCII
    if "" in sys.argv:  # would mean the current folder, but comes from an unset shell variable
        _fail("One of the arguments is empty. Is a shell variable unset?", MISUSED)
    try:
        time.time()
    except OverflowError:  # then nothing that logs can even be imported
        _fail("The clock of this machine is past the year 2262, which Python cannot read. Set it.")
    try:
        app()
    except AnalyzerError as error:
        _fail(str(error))
    except OSError as error:  # those of reading and writing files are handled where they occur
        _fail(by_system(error))
    except Exception as error:
        # A bug. Its message may quote a cell, so only its type and place are shown.
        if os.environ.get("EXPOSURE_DEBUG"):
            print(trace_without_words(error), file=sys.stderr)
        _fail(
            f"This is a bug in linkedin-exposure ({without_words(error)}), not your fault. "
            "Please report it; EXPOSURE_DEBUG=1 shows more."
        )


def _print_version(requested: bool) -> None:
    if requested:
        typer.echo(f"linkedin-exposure {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


def _fail(sentence: str, code: int = FAILED) -> None:
    from analyzer.text import readable

    print(f"exposure: {readable(sentence)}", file=sys.stderr)
    sys.exit(code)
