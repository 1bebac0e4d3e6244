"""Options that several commands share, and how their values are read."""

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

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
