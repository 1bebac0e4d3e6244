"""The `exposure` command: parses options, calls, prints, and turns every expected failure into one line."""

import os
import sys
import time
import webbrowser
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer import __version__
from analyzer.errors import AnalyzerError, OutputError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from analyzer.exposure import Analysis

PROGRESS_AFTER = 1.0
"""Seconds of reading after which a progress bar appears."""

INCOMPLETE = 3
"""The exit code of `--strict` when something is unknown, unreadable or rejected."""

app = typer.Typer(
    name="exposure",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, which hold somebody's data
    help="How much of a LinkedIn export falls in the categories that published documents say are "
    "used to train AI. Nothing leaves this machine.",
)


def main() -> None:
    """Run the command line; the only place where an error becomes words and an exit code."""
    try:
        app()
    except AnalyzerError as error:
        _fail(str(error))
    except BrokenPipeError:  # `exposure … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        # A mistake of ours. Its message may quote a cell, so only its kind and place are shown.
        if os.environ.get("EXPOSURE_DEBUG"):
            raise
        _fail(
            f"This is a mistake in linkedin-exposure ({type(error).__name__} {_place(error)}), not of "
            "yours. Please report it; EXPOSURE_DEBUG=1 shows more."
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
            help="Where to write the page.  [default: reports/NAME.html]",
            show_default=False,
        ),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", help="Also write the numbers as JSON; - is standard output."),
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
    made_on: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            help="The date printed on the page.  [default: today]",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Read an export and write its exposure report, one HTML page."""
    from analyzer.exposure import analyze
    from analyzer.frames import to_json
    from analyzer.mapping import load_mapping
    from analyzer.report import render

    with _Bar() as bar:
        analysis = analyze(path, load_mapping(), progress=bar.advance)
    page = out or Path("reports") / f"{page_name(analysis.name)}.html"
    _write(page, render(analysis, made_on.date() if made_on else _today()))
    to_stdout = json == Path("-")
    if json and not to_stdout:
        _write(json, to_json(analysis))
    elif to_stdout:
        typer.echo(to_json(analysis), nl=False)
    _print_summary(analysis, page, to_stderr=to_stdout)
    if open_page:
        webbrowser.open(page.resolve().as_uri())
    if strict and not analysis.complete:
        raise typer.Exit(INCOMPLETE)


@app.command()
def sample(
    directory: Annotated[Path, typer.Argument(help="Where to write it: a new or empty folder.")],
    seed: Annotated[int, typer.Option(help="Another number is another person.")] = 1,
    scale: Annotated[
        float,
        typer.Option(min=0.01, max=1000, help="How much of everything, 1 being a heavy user."),
    ] = 1.0,
) -> None:
    """Write a synthetic export of an invented person, with every known file and quirk."""
    from analyzer.sample import write_sample

    write_sample(directory, seed=seed, scale=scale)
    typer.echo(f"Wrote an invented person's export to {directory}.")


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the date where the reader is


def page_name(export_name: str) -> str:
    """The page's file name for an export: its own, without `.zip` and what no file may be called."""
    name = export_name
    while name.lower().endswith(".zip"):
        name = name[:-4]
    kept = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in name).strip(" .")
    return kept[:100] or "export"


# --- output --------------------------------------------------------------------------------------


def _write(path: Path, text: str) -> None:
    """Write `text` whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.part")
        try:
            unfinished.write_text(text, encoding="utf-8", newline="\n")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written ({error.strerror or 'no reason given'}). Give another place with --out."
        ) from None


def _print_summary(analysis: "Analysis", page: Path, *, to_stderr: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from analyzer.report import GROUPS, category_sections
    from analyzer.wording import count, plural, share, visible

    console = Console(stderr=to_stderr, highlight=False, soft_wrap=True)
    whole = analysis.volume.words
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Category", overflow="fold")
    table.add_column("The documents say", overflow="fold")
    table.add_column("Words", justify="right")
    table.add_column("Share", justify="right")
    for section in category_sections(analysis):
        words = section.volume.words
        table.add_row(section.label, GROUPS[section.group][0], count(words), share(words, whole))
    table.add_section()
    for label, volume in (("At least", analysis.at_least), ("At most", analysis.at_most)):
        table.add_row(label, "May be used", count(volume.words), share(volume.words, whole))
    console.print(table)
    rejected = sum(len(file.rejected_lines) for file in analysis.files)
    unknown = [
        visible(file.path) for file in analysis.files if file.state in {"unknown", "unreadable"}
    ]
    if unknown:
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        console.print(Text(f"Not read as a known file: {', '.join(unknown[:3])}{more}."))
    if rejected:
        console.print(
            Text(f"Could not be read: {plural(rejected, 'record')}; the page says which.")
        )
    console.print(Text(f"Report: {page}"))


class _Bar:
    """A progress bar on stderr, once reading takes longer than a second, if somebody looks."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._shown[0].stop()

    def advance(self, done: int, total: int) -> None:
        """Show that `done` of `total` bytes are read."""
        if self._shown is None and time.monotonic() - self._began > PROGRESS_AFTER:
            from rich.console import Console
            from rich.progress import Progress

            console = Console(stderr=True)
            if console.is_terminal:
                bar = Progress(console=console, transient=True)
                bar.start()
                self._shown = bar, bar.add_task("Reading", total=total)
        if self._shown:
            self._shown[0].update(self._shown[1], completed=done)


def _fail(sentence: str) -> None:
    print(f"exposure: {sentence}", file=sys.stderr)
    sys.exit(1)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "somewhere"
    return f"in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"
