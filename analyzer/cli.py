"""The `exposure` command: parses options, calls, prints, and turns every expected failure into one line."""

import io
import os
import signal
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from analyzer import __version__
from analyzer.errors import AnalyzerError, OutputError, place_of
from analyzer.mapping_command import Official, OwnMapping, mapping_app

INCOMPLETE = 3
"""The exit code with `--strict` when something is unknown, unreadable or rejected."""

app = typer.Typer(
    name="exposure",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, which hold somebody's data
    help="How much of a LinkedIn export falls in the categories that published documents say are "
    "used to train AI. Nothing leaves this machine.",
)


MadeOn = Annotated[
    datetime | None,
    typer.Option(
        "--date",
        formats=["%Y-%m-%d"],
        help="The date printed on the page.",
        show_default="today",
    ),
]


def main() -> None:
    """Run the command line, and turn whatever error ends it into one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # for a terminal that only knows ASCII
    try:
        app()
    except AnalyzerError as error:
        _fail(str(error))
    except OSError as error:  # such as a full disk behind standard output
        _fail(f"The result cannot be written ({error.strerror or 'no reason given'}).")
    except Exception as error:
        # A bug. Its message may quote a cell, so only its kind and place are shown.
        if os.environ.get("EXPOSURE_DEBUG"):
            raise
        _fail(
            f"This is a bug in linkedin-exposure ({type(error).__name__} {place_of(error)}), not your fault. "
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


@app.command()
def report(
    path: Annotated[
        Path, typer.Argument(help="The export: the unzipped folder, or the ZIP as downloaded.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Where to write the page.",
            show_default="reports/NAME.html",
        ),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", help="Also write the numbers as JSON; - is standard output."),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture",
            help="Also write the answer as one picture (.svg or .png), for a slide or an article.",
        ),
    ] = None,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help=f"Exit {INCOMPLETE} if anything is unknown, unreadable or rejected."
        ),
    ] = False,
    mapping: OwnMapping = None,
    official: Official = False,
    made_on: MadeOn = None,
) -> None:
    """Read an export and write its exposure report, one HTML page."""
    from analyzer.mapping import load_mapping
    from analyzer.output import picture_kind, place_page, write_whole
    from analyzer.reading.archive import check_archive

    path = _without_tilde(path)
    to_stdout = json == Path("-")
    if to_stdout and not sys.stdout:  # None where the caller has closed it
        raise OutputError("Standard output is closed. Give --json the name of a file.")
    # A wrong path is refused here, before the slow imports below.
    check_archive(path)
    kind = picture_kind(picture) if picture else None
    page = place_page(path, out, {"--json": None if to_stdout else json, "--picture": picture})
    known = load_mapping(mapping)

    from analyzer.analysis.exposure import analyze
    from analyzer.reporting.figures import figures
    from analyzer.reporting.html import render
    from analyzer.reporting.json import to_json
    from analyzer.reporting.progress import ReadingBar
    from analyzer.reporting.slide import slide
    from analyzer.reporting.terminal import print_summary

    with ReadingBar() as bar:
        analysis = analyze(path, known, progress=bar.advance)
    counted = figures(analysis)
    shown_date = made_on.date() if made_on else _today()
    write_whole(page, render(counted, shown_date, official=official), "--out")
    if json and not to_stdout:
        write_whole(json, to_json(counted), "--json")
    if picture and kind:
        write_whole(picture, slide(counted, shown_date, kind), "--picture")
    with _reader_may_leave():
        if to_stdout:
            typer.echo(to_json(counted).encode(), nl=False)
        print_summary(counted, page, to_stderr=to_stdout)
    if open_page:
        with suppress(webbrowser.Error, OSError):  # no browser: the page's path is printed above
            webbrowser.open(page.resolve().as_uri())
    if strict and not analysis.complete:
        raise typer.Exit(INCOMPLETE)


SOME_FAILED = 4
"""The exit code of `batch` when some exports could not be read."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, as with other programs."""


@app.command()
def batch(
    directory: Annotated[
        Path, typer.Argument(help="A folder with one folder or ZIP per participant.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
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
        typer.Option("--min-group", min=3, help="Show no figure about fewer people than this."),
    ] = 5,
    names: Annotated[
        bool,
        typer.Option("--names", help="Put folder names on the participants' own pages."),
    ] = False,
    link: Annotated[
        bool, typer.Option("--link", help="Link from the cohort page to the participants' pages.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Rebuild every page, even if nothing changed.")
    ] = False,
    mapping: OwnMapping = None,
    official: Official = False,
    made_on: MadeOn = None,
) -> None:
    """Read a workshop's exports: a page for each, and one for the group that gives nobody away."""
    try:
        from analyzer.mapping import load_mapping
        from analyzer.output import check_group, default_group
        from analyzer.workshop.children import list_children
        from analyzer.workshop.folder import is_batch, prepare

        directory = _without_tilde(directory)
        folder = out or default_group(directory)
        # `run_batch` does all this too; here, a wrong path is refused before the slow imports below.
        check_group(directory, folder, ours=is_batch(folder))
        list_children(directory, folder)
        load_mapping(mapping)
        prepare(folder)

        from analyzer.reporting.progress import BatchBar
        from analyzer.reporting.terminal import print_batch
        from analyzer.workshop.batch import Options, run_batch

        options = Options(
            made_on=made_on.date() if made_on else _today(),
            jobs=jobs or min(os.cpu_count() or 1, 4),
            min_group=min_group,
            names=names,
            link=link,
            fresh=fresh,
            mapping=mapping,
            official=official,
        )
        with BatchBar() as bar:
            result = run_batch(directory, folder, options, bar.watch)
    except KeyboardInterrupt:
        typer.echo("Stopped. Finished pages are kept; run the same command to resume.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    with _reader_may_leave():
        print_batch(result, folder)
    if result.index is None:
        raise typer.Exit(1)
    if result.failures:
        raise typer.Exit(SOME_FAILED)


app.add_typer(mapping_app, name="mapping")


@app.command()
def sample(
    directory: Annotated[Path, typer.Argument(help="Where to write it: a new or empty folder.")],
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
    """Write a synthetic export of an invented person, with every known file and quirk."""
    from analyzer.sample import write_sample
    from analyzer.sample.workshop import write_workshop

    if participants is None:
        write_sample(directory, seed=seed, scale=scale)
        typer.echo(f"Wrote an invented person's export to {directory}.")
    else:
        write_workshop(directory, participants, seed=seed, scale=scale)
        typer.echo(f"Wrote the exports of {participants} invented people to {directory}.")


def _without_tilde(path: Path) -> Path:
    """The path with `~` expanded, which not every shell does after `EXPORT=`."""
    try:
        return path.expanduser()
    except RuntimeError:  # no user of that name: it can only be a file
        return path


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the reader's own date


@contextmanager
def _reader_may_leave() -> Iterator[None]:
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


def _fail(sentence: str) -> None:
    from analyzer.wording import printable

    print(f"exposure: {printable(sentence)}", file=sys.stderr)
    sys.exit(1)
