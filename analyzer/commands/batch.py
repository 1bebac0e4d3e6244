"""`exposure batch`: the exports of a workshop, a page for each and one for the group."""

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.commands.common import (
    Allowed,
    MadeOn,
    Official,
    OwnMapping,
    path_argument,
    path_option,
    today,
    without_tilde,
)
from analyzer.workshop.budget import (
    MEGABYTES,
    SECONDS,
    Budget,
)

if TYPE_CHECKING:
    from analyzer.workshop.shards import Cluster

SOME_FAILED = 4
"""The exit code of `batch` when some exports could not be read."""

HELD_BACK = 5
"""The exit code of `batch` when the group page is still that of an earlier run, since `--again` was not given."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, as with other programs."""


def batch(
    directory: Annotated[
        str,
        path_argument(
            help="A folder with one folder, ZIP or share file per participant; with --dask also its address.",
            metavar="DIRECTORY",
        ),
    ],
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            help="The folder to write to.",
            show_default="reports/NAME",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            min=1,
            help="How many exports to read at once.",
            show_default="one per processor, up to 4",
        ),
    ] = None,
    min_group: Annotated[
        int,
        typer.Option(
            "--min-group",
            min=3,
            help="Show no figure about fewer people than this; under 5 with --consent only.",
        ),
    ] = 5,
    consent: Annotated[
        bool,
        typer.Option("--consent", help="Everybody agreed to figures about as few as that."),
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help="Replace the group page though the group has changed."),
    ] = False,
    names: Annotated[
        bool,
        typer.Option("--names", help="Put folder names on the participants' own pages."),
    ] = False,
    pages: Annotated[
        bool,
        typer.Option(
            "--pages/--no-pages", help="Make a page for each participant, or counts alone."
        ),
    ] = True,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Read the exports on the Dask cluster with this scheduler, to which they are then told; local: on one "
            "of this machine's processes.",
            show_default=False,
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Rebuild every page, even if nothing changed.")
    ] = False,
    limit_seconds: Annotated[
        int,
        typer.Option("--limit-seconds", min=1, help="Give up on an export after so many seconds."),
    ] = SECONDS,
    limit_memory: Annotated[
        int,
        typer.Option(
            "--limit-memory", min=100, help="Give up on an export that needs more memory, in MB."
        ),
    ] = MEGABYTES,
    mapping: OwnMapping = None,
    official: Official = False,
    limit: Allowed = None,
    made_on: MadeOn = None,
) -> None:
    """Read the exports of a workshop. It makes a page for each, and one for the group that gives nobody away."""
    try:
        from analyzer.errors import ExportError
        from analyzer.limits import read_limits
        from analyzer.mapping import load_mapping
        from analyzer.output import (
            check_group,
            default_group,
        )
        from analyzer.workshop.children import list_children
        from analyzer.workshop.fetching import is_address
        from analyzer.workshop.folder import (
            is_batch,
            prepare,
        )
        from analyzer.workshop.protection import check_consent

        check_consent(min_group, consent=consent)
        address = directory if is_address(directory) else None
        home = without_tilde(Path(address.rstrip("/").rpartition("/")[2] if address else directory))
        limits = read_limits(limit)
        folder = out or default_group(home)
        # `run_batch` does all this too; here, a wrong path is refused before the slow imports below.
        if address is None:
            check_group(home, folder, ours=is_batch(folder))
            list_children(home, folder)
        elif dask is None:
            raise ExportError(
                f"{address} is no folder of this machine. Add --dask, whose workers can read it."
            )
        load_mapping(mapping)
        prepare(folder)

        from analyzer.commands.common import reader_may_leave
        from analyzer.reporting.terminal import BatchBar, print_lines
        from analyzer.workshop.batch import outcome_lines, run_batch
        from analyzer.workshop.options import Options

        jobs = jobs or min(os.cpu_count() or 1, 4)
        options = Options(
            made_on=made_on.date() if made_on else today(),
            jobs=jobs,
            min_group=min_group,
            consent=consent,
            again=again,
            names=names,
            pages=pages,
            fresh=fresh,
            mapping=mapping,
            official=official,
            limits=limits,
            budget=Budget(limit_seconds, limit_memory),
        )
        with _cluster(dask, jobs, address) as cluster, BatchBar() as bar:
            result = run_batch(home, folder, options, bar.watch, cluster)
    except KeyboardInterrupt:
        typer.echo("Stopped. Finished pages are kept; run the same command to resume.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    with reader_may_leave():
        print_lines(outcome_lines(result, folder, pages=pages))
    if result.group.page is None:
        raise typer.Exit(1)
    if result.failures:
        raise typer.Exit(SOME_FAILED)
    if result.group.held_back:
        raise typer.Exit(HELD_BACK)


def _cluster(
    dask: str | None, jobs: int, exports: str | None
) -> AbstractContextManager["Cluster | None"]:
    """Where the exports are read; None for the program's own processes."""
    if dask is None:
        return nullcontext()
    from analyzer.workshop.cluster import dask_cluster

    return dask_cluster(dask, jobs, exports)
