"""`exposure doctor`, which describes an export's files for a bug report, and `exposure sample`, which invents one."""

import sys
from math import isnan
from pathlib import Path
from typing import Annotated

import typer

from analyzer.commands.common import Export, LimitValues, path_argument, path_option, without_tilde
from analyzer.errors import OutputError


def doctor(
    path: Export,
    out: Annotated[
        Path | None,
        path_option(
            "--out",
            metavar="FILE",
            help="Also write the description to this file.",
            show_default=False,
        ),
    ] = None,
    show_names: Annotated[
        bool,
        typer.Option(
            "--show-names",
            help="Also show the unknown names, in the terminal only. Do not share them.",
        ),
    ] = False,
    limit: LimitValues = None,
) -> None:
    """Describe an export's files for a public bug report. Shows their formats, never their contents."""
    from analyzer.limits import read_limits
    from analyzer.mapping.mapping import load_mapping
    from analyzer.output import check_targets, write_whole
    from analyzer.reading.refusals import check_archive

    path, limits = without_tilde(path), read_limits(limit)
    if show_names and (out or not sys.stdout or not sys.stdout.isatty()):
        raise OutputError(
            "--show-names is for your own screen: do not write its names to a file or another program."
        )
    # A wrong path is refused here, before the slow imports below.
    check_archive(path)
    check_targets([path], {"--out": out})
    mapping = load_mapping()

    from analyzer.analysis.diagnose import diagnose
    from analyzer.commands.common import reader_may_leave
    from analyzer.reporting.progress import ReadingBar
    from analyzer.reporting.terminal import owners_text, public_text

    with ReadingBar() as bar:
        diagnosis = diagnose(path, mapping, limits=limits, progress=bar.advance)
    description = public_text(diagnosis, mapping, _versions())
    if out:
        write_whole(out, description, "--out")
    with reader_may_leave():
        typer.echo(description, nl=False)
        if out:
            typer.echo(f"Written to {out}.", err=True)
        if show_names:
            typer.echo("\nThe unknown names, for you only. Do not share them.\n")
            typer.echo(owners_text(diagnosis), nl=False)


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import version

    from analyzer import __version__

    return {
        "linkedin-exposure": __version__,
        "Python": platform.python_version(),
        **{library: version(library) for library in ("pyarrow", "pandas")},
        "on": platform.system(),
    }


def sample(
    directory: Annotated[
        Path, path_argument(metavar="FOLDER", help="New or empty folder to write to.")
    ],
    seed: Annotated[
        int, typer.Option(help="A different number gives different connections and activity.")
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
    with_trouble: Annotated[
        bool,
        typer.Option(
            "--with-trouble",
            help="With --participants: include what goes wrong on the day, and a share file.",
        ),
    ] = False,
) -> None:
    """Write the export of an invented person. It has every known file and quirk."""
    if isnan(scale):  # which click takes to be within any range
        raise typer.BadParameter("nan is not in the range 0.01<=x<=1000.", param_hint="'--scale'")
    from analyzer.sample import write_sample
    from analyzer.sample.workshop import TROUBLE, write_workshop

    if with_trouble and (participants or 0) <= len(TROUBLE):
        raise typer.BadParameter(
            f"requires --participants with more than {len(TROUBLE)} people.",
            param_hint="'--with-trouble'",
        )
    if participants is None:
        write_sample(directory, seed=seed, scale=scale)
        typer.echo(f"Wrote an invented person's export to {directory}.")
    else:
        names = write_workshop(
            directory, participants, seed=seed, scale=scale, with_trouble=with_trouble
        )
        typer.echo(f"Wrote the exports of {participants} invented people to {directory}.")
        if with_trouble:
            _replace_by_share_file(directory / names[-1])
            typer.echo(
                f"With half a ZIP, a quick archive, one person twice, a share file, a photo and a PDF. To practise a "
                f"withdrawal, run the batch, look up {names[0]} in private/key.csv, and run it with --withdraw and "
                "that number."
            )


def _replace_by_share_file(export: Path) -> None:
    """Replace an export by the share file that its owner would hand over."""
    from shutil import rmtree

    from analyzer.analysis.analyze import analyze
    from analyzer.mapping.mapping import load_mapping
    from analyzer.output import SHARE_SUFFIX, write_whole
    from analyzer.reporting.figures import figures
    from analyzer.reporting.share import share_text, shared_counts

    mapping = load_mapping()
    counts = shared_counts(figures(analyze(export, mapping))).rounded()
    write_whole(export.with_name(export.name + SHARE_SUFFIX), share_text(counts, mapping))
    rmtree(export)
