"""`exposure sample`: an invented export, or those of a workshop."""

from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import path_argument


def sample(
    directory: Annotated[Path, path_argument(help="Where to write it: a new or empty folder.")],
    seed: Annotated[int, typer.Option(help="A different number makes a different person.")] = 1,
    scale: Annotated[
        float,
        typer.Option(min=0.01, max=1000, help="How much data to invent; 1 is a heavy user."),
    ] = 1.0,
    participants: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=1000,
            help="Write exports of this many people, to rehearse a workshop with.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a synthetic export of an invented person. It has every known file and quirk."""
    from analyzer.sample import write_sample
    from analyzer.sample.workshop import write_workshop

    if participants is None:
        write_sample(directory, seed=seed, scale=scale)
        typer.echo(f"Wrote an invented person's export to {directory}.")
    else:
        write_workshop(directory, participants, seed=seed, scale=scale)
        typer.echo(f"Wrote the exports of {participants} invented people to {directory}.")
