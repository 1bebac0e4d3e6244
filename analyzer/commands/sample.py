"""`exposure sample`: the export of an invented person, or those of a workshop."""

from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import path_argument


def sample(
    directory: Annotated[Path, path_argument(help="New or empty folder to write to.")],
    seed: Annotated[
        int, typer.Option(help="Another number gives other connections and activity.")
    ] = 1,
    scale: Annotated[
        float,
        typer.Option(min=0.01, max=1000, help="Amount of activity; 1 is that of a heavy user."),
    ] = 1.0,
    participants: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=1000,
            help="Write the exports of this many invented people, to rehearse a workshop.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the export of an invented person, with every known file and quirk."""
    from analyzer.sample import write_sample
    from analyzer.sample.workshop import write_workshop

    if participants is None:
        write_sample(directory, seed=seed, scale=scale)
        typer.echo(f"Wrote an invented person's export to {directory}.")
    else:
        write_workshop(directory, participants, seed=seed, scale=scale)
        typer.echo(f"Wrote the exports of {participants} invented people to {directory}.")
