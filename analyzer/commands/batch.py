"""`exposure batch`: the exports of a workshop, with a page per participant and one for the group."""

import os
from contextlib import ExitStack, suppress
from itertools import compress
from pathlib import Path
from typing import Annotated, Never

import typer

from analyzer.commands.common import (
    LimitValues,
    MadeOn,
    Official,
    OwnMapping,
    day_of,
    path_argument,
    path_option,
    without_tilde,
)
from analyzer.language import LANGUAGES
from analyzer.workshop.options import MEGABYTES, SECONDS, Budget

SOME_FAILED = 4
"""The exit code of `batch` if some exports could not be read."""

HELD_BACK = 5
"""The exit code of `batch` if the group page of an earlier run was kept, without `--again`."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, as for other programs."""


def batch(
    directory: Annotated[
        str,
        path_argument(
            help="The folder of the exports: one folder, ZIP or share file per participant. With --dask it can be an "
            "address.",
            metavar="FOLDER",
        ),
    ],
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            metavar="FOLDER",
            help="Where to write the results.",
            show_default="reports/NAME",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            min=1,
            help="Number of exports to read at the same time.",
            show_default="one per processor, up to 4",
        ),
    ] = None,
    min_group: Annotated[
        int,
        typer.Option(
            "--min-group",
            min=3,
            help="Smallest number of people behind any figure; below 5 requires --consent.",
        ),
    ] = 5,
    consent: Annotated[
        bool,
        typer.Option("--consent", help="Confirm that everyone agreed to a --min-group below 5."),
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Replace the group page of an earlier run, if --min-group people and half of the group differ.",
        ),
    ] = False,
    withdrawn: Annotated[
        str | None,
        typer.Option(
            "--withdraw",
            metavar="PNN",
            help="Only remove this participant's page, counts and digests.",
            show_default=False,
        ),
    ] = None,
    delete: Annotated[
        bool,
        typer.Option("--delete", help="Only remove everything that a batch of this folder wrote."),
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Show folder names on the participants' own pages.")
    ] = False,
    pages: Annotated[
        bool,
        typer.Option("--pages/--no-pages", help="Whether to write a page for each participant."),
    ] = True,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Read the exports on a Dask cluster, given its scheduler's address. The cluster sees their paths. "
            "`local` starts one here.",
            show_default=False,
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Rebuild every page, even if nothing has changed.")
    ] = False,
    limit_seconds: Annotated[
        int,
        typer.Option(
            "--limit-seconds", min=1, help="Give up on an export after this many seconds."
        ),
    ] = SECONDS,
    limit_memory: Annotated[
        int,
        typer.Option(
            "--limit-memory", min=100, help="Give up on an export that needs more memory, in MB."
        ),
    ] = MEGABYTES,
    lang: Annotated[
        str,
        typer.Option(
            "--lang",
            metavar="CODE",
            help="The language of the group page, and of the pages of participants whose participant.toml names no other: "
            f"{', '.join(LANGUAGES)}.",
        ),
    ] = "en",
    mapping: OwnMapping = None,
    official: Official = False,
    limit: LimitValues = None,
    made_on: MadeOn = None,
) -> None:
    """Read the exports of a workshop. Writes a page per participant and a group page that identifies no one."""
    try:
        from analyzer.errors import ExportError
        from analyzer.language import find_language
        from analyzer.limits import read_limits
        from analyzer.mapping.mapping import load_mapping
        from analyzer.output import check_group, default_group
        from analyzer.workshop.children import is_address, list_children
        from analyzer.workshop.folder import is_batch, prepare
        from analyzer.workshop.lock import in_use
        from analyzer.workshop.protection import check_consent

        address = directory if is_address(directory) else None
        home = without_tilde(Path(address.rstrip("/").rpartition("/")[2] if address else directory))
        limits = read_limits(limit)
        find_language(lang)
        folder = out or default_group(home)
        if withdrawn is not None or delete:
            _check_alone(withdrawn is not None, delete, again, fresh)
            _remove(folder, home, withdrawn)
        check_consent(min_group, consent=consent)
        # `run_batch` does all this too; here, a wrong path is refused before the slow imports below.
        if address is None:
            check_group(home, folder, ours=is_batch(folder))
            list_children(home, folder)
        elif dask is None:
            raise ExportError(
                f"{address} is not a folder on this machine. Add --dask with a cluster that can read it."
            )
        load_mapping(mapping)

        with ExitStack() as stack:
            stack.enter_context(in_use(folder))
            prepare(folder)

            from analyzer.commands.common import reader_may_leave
            from analyzer.reporting.progress import BatchBar
            from analyzer.reporting.terminal import print_lines
            from analyzer.workshop.batch import run_batch
            from analyzer.workshop.cluster import dask_cluster
            from analyzer.workshop.options import Options
            from analyzer.workshop.outcome import outcome_lines

            options = Options(
                made_on=day_of(made_on),
                jobs=jobs or min(os.cpu_count() or 1, 4),
                min_group=min_group,
                consent=consent,
                again=again,
                names=names,
                pages=pages,
                lang=lang,
                fresh=fresh,
                mapping=mapping,
                official=official,
                limits=limits,
                budget=Budget(limit_seconds, limit_memory),
            )
            cluster = (
                stack.enter_context(dask_cluster(dask, options.jobs, address)) if dask else None
            )
            result = run_batch(
                home, folder, options, stack.enter_context(BatchBar()).watch, cluster
            )
    except KeyboardInterrupt:
        typer.echo(
            "Stopped. Finished pages are kept; run the same command again to resume.", err=True
        )
        raise typer.Exit(INTERRUPTED) from None
    with reader_may_leave():
        print_lines(map(str, outcome_lines(result, folder, pages=pages)))
    if result.group.page is None:
        raise typer.Exit(1)
    if result.failures:
        raise typer.Exit(SOME_FAILED)
    if result.group.held_back:
        raise typer.Exit(HELD_BACK)


def _check_alone(*given: bool) -> None:
    """Check that an option that removes something is given without one that asks for something else. Raises OutputError."""
    from analyzer.errors import OutputError

    first, *others = compress(("--withdraw", "--delete", "--again", "--fresh"), given)
    if others:
        raise OutputError(f"Give either {first} or {others[0]}, not both.")


def _remove(out: Path, home: Path, label: str | None) -> Never:
    """Remove the participant with this label, or without one everything that a batch wrote."""
    from analyzer.reporting.terminal import print_lines
    from analyzer.workshop.lock import in_use
    from analyzer.workshop.withdrawal import delete, withdraw

    try:
        with in_use(out):
            print_lines(delete(out, home).lines() if label is None else withdraw(out, label))
    finally:
        with suppress(OSError):  # something is left in it
            out.rmdir()
    raise typer.Exit
