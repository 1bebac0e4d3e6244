"""Options that several commands share, and how their values are read."""

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
from analyzer.output import write_whole

path_argument = partial(typer.Argument, readable=False)
path_option = partial(typer.Option, readable=False)
"""Paths that nothing is asked of before a command sees them: it says in words of its own what is wrong with one."""

OwnMapping = Annotated[
    Path | None,
    path_option("--mapping", help="Use this mapping folder instead of the built-in one."),
]
Official = Annotated[
    bool,
    typer.Option("--official", help="Also show what LinkedIn's own notice says."),
]

Json = Annotated[
    Path | None,
    path_option("--json", help="Also write the numbers as JSON; - is standard output."),
]

Allowed = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=NUMBER",
        help="Let an export hold more than any has been seen to: what refuses it says which limit to raise.",
        show_default=False,
    ),
]
MadeOn = Annotated[
    datetime | None,
    typer.Option(
        "--date",
        formats=["%Y-%m-%d"],
        help="The date printed on the page.",
        show_default="today",
    ),
]


def without_tilde(path: Path) -> Path:
    """The path with `~` expanded, which not every shell does after `EXPORT=`."""
    try:
        return path.expanduser()
    except RuntimeError:  # no user of that name: it can only be a file
        return path


def today() -> date:
    """The date printed on a page, unless another is given."""
    return date.today()  # noqa: DTZ011 - the reader's own date


# --- delivery --------------------------------------------------------------------------------------


def deliver(
    files: Mapping[str, tuple[Path | None, str | bytes]],
    json: Path | None,
    numbers: str,
    summary: Callable[[], None],
) -> None:
    """Write all that was made, and print the `summary`; before it the numbers, if they go to standard output.

    `files` has, by its option, where each file goes and what is in it. Without a place nothing is written.
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
    """Whether the numbers go to standard output. Raises OutputError if the caller has closed it."""
    wanted = json == Path("-")
    if wanted and not sys.stdout:  # None where it is closed
        raise OutputError("Standard output is closed. Give --json the name of a file.")
    return wanted


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Let `exposure … | head` end this program quietly, as it does others, once everything is written."""
    sigpipe = getattr(signal, "SIGPIPE", None)  # not on Windows
    before = signal.signal(sigpipe, signal.SIG_DFL) if sigpipe else None
    try:
        yield
        if sys.stdout:  # which the caller may have closed
            sys.stdout.flush()
    finally:
        if sigpipe:
            signal.signal(sigpipe, before)
