"""Options that several commands share, and delivery of results to files and standard output."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from analyzer.errors import OutputError
from analyzer.language import LANGUAGES
from analyzer.output import write_whole

# --- options -------------------------------------------------------------------------------------

path_argument = partial(typer.Argument, readable=False)
path_option = partial(typer.Option, readable=False)
"""Paths that typer does not check: each command reports a wrong path in its own words."""

Export = Annotated[
    Path,
    path_argument(metavar="PATH", help="The export: the unzipped folder or the ZIP as downloaded."),
]
OwnMapping = Annotated[
    Path | None,
    path_option(
        "--mapping", metavar="FOLDER", help="Use this mapping instead of the built-in one."
    ),
]
Official = Annotated[bool, typer.Option("--official", help="Also show LinkedIn's own notice.")]
Json = Annotated[
    Path | None,
    path_option(
        "--json", metavar="FILE", help="Also write the numbers as JSON; - is standard output."
    ),
]
LimitValues = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=NUMBER",
        help="Raise a size limit; the error that refuses an export names it.",
        show_default=False,
    ),
]
Lang = Annotated[
    str,
    typer.Option(
        "--lang", metavar="CODE", help=f"The language of the page: {', '.join(LANGUAGES)}."
    ),
]
MadeOn = Annotated[
    datetime | None,
    typer.Option(
        "--date",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="The date printed on the page.",
        show_default="today",
    ),
]


def without_tilde(path: Path) -> Path:
    """The path with `~` expanded, which not every shell does after `EXPORT=`."""
    try:
        return path.expanduser()
    except RuntimeError:  # not the name of a user, so it can only be a file
        return path


def today() -> date:
    """The default date printed on a page."""
    return date.today()  # noqa: DTZ011 - the reader's own date


def day_of(made_on: datetime | None) -> date:
    """The date printed on a page: the one given, or else today."""
    return made_on.date() if made_on else today()


# --- delivery ------------------------------------------------------------------------------------


def deliver(
    files: Mapping[str, tuple[Path | None, str | bytes]],
    json: Path | None,
    numbers: str,
    summary: Callable[[], None],
) -> None:
    """Write all results and print the `summary`, after the `numbers` if they go to standard output.

    `files` has, by option, the path and the content of each file; a file without a path is not written.
    """
    to_stdout = to_standard_output(json)
    for option, (path, content) in files.items():
        if path:
            write_whole(path, content, option)
    if json and not to_stdout:
        write_whole(json, numbers, "--json")
    with reader_may_leave():
        if to_stdout:
            typer.echo(numbers.encode(), nl=False)
        summary()


def to_standard_output(json: Path | None) -> bool:
    """Whether the numbers go to standard output. Raises OutputError if it is closed."""
    to_stdout = json == Path("-")
    if to_stdout and not sys.stdout:  # None where it is closed
        raise OutputError("Standard output is closed. Give --json the name of a file.")
    return to_stdout


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Let a closed pipe, as in `exposure … | head`, end this program silently. Use it once all files are written."""
    sigpipe = getattr(signal, "SIGPIPE", None)  # not on Windows
    handler = signal.signal(sigpipe, signal.SIG_DFL) if sigpipe else None
    try:
        yield
        if sys.stdout:  # None where it is closed
            sys.stdout.flush()
    finally:
        if sigpipe:
            signal.signal(sigpipe, handler)
