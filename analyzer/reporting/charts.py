"""The chart of a report's page, and its answer as a picture for a slide; only this module imports matplotlib."""

import base64
import io
import itertools
import logging
import os
import re
import tempfile
import textwrap
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, chdir, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from analyzer.cache import cache_folder
from analyzer.language import forms, gettext, language, marked, ngettext
from analyzer.reporting.evidence import names_in_a_row
from analyzer.reporting.model import Figures
from analyzer.reporting.sentences import Answer, answer
from analyzer.text import capfirst, count, day, plural, share, spelled, standing_inside


@contextmanager
def _isolated() -> Iterator[None]:
    """Import matplotlib without the settings and fonts of this machine.

    It then starts no program to list fonts, and writes its own list only to our cache.
    """
    # Its warnings concern the machine, such as a folder that it cannot write to.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    names = ("MATPLOTLIBRC", "MPLBACKEND", "MPLCONFIGDIR", "MPL_IGNORE_SYSTEM_FONTS")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    with ExitStack() as stack:
        stack.callback(os.environ.update, before)
        kept = cache_folder("matplotlib")
        if kept:
            _remove_old_lock(kept)
        folder = str(kept or stack.enter_context(tempfile.TemporaryDirectory()))
        for name, value in {"MPLCONFIGDIR": folder, "MPL_IGNORE_SYSTEM_FONTS": "1"}.items():
            os.environ[name] = value
            stack.callback(os.environ.pop, name, None)
        if Path("matplotlibrc").exists():  # it reads the one in the current folder before any other
            stack.enter_context(chdir(folder))
        yield


def _remove_old_lock(cache: Path) -> None:
    """Remove the lock of a program that was killed while matplotlib wrote its list of fonts: each later one would wait for 5 s."""
    for lock in cache.glob("*.matplotlib-lock"):
        with suppress(OSError):
            if lock.lstat().st_mtime < time.time() - 60:  # it is held for milliseconds
                lock.unlink()


with _isolated():
    import matplotlib as mpl
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle
    from matplotlib.ticker import FuncFormatter, MaxNLocator


@contextmanager
def _style(**settings: object) -> Iterator[None]:
    """Draw with matplotlib's defaults and these settings, even inside a program that has changed the defaults."""
    style: dict[Any, Any] = {
        **mpl.rcParamsDefault,
        "font.sans-serif": ["DejaVu Sans"],  # matplotlib contains it
        "svg.hashsalt": "linkedin-exposure",  # without a salt, ids are random
        **settings,
    }
    with _DRAWING, mpl.rc_context(style), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the font lacks some scripts
        yield


_DRAWING: Final = threading.Lock()
"""One thread draws at a time: the settings of matplotlib and the filters of warnings are those of all threads."""


def _saved(figure: Figure, kind: Literal["svg", "png"]) -> bytes:
    """The figure as a file that contains no date and no version."""
    entries = ("Date", "Creator", "Format", "Type") if kind == "svg" else ("Software",)
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, metadata=dict.fromkeys(entries))
    return buffer.getvalue()


# --- the chart of the page --------------------------------------------------------------------------------------------

LIGHT: Final = {"ink": "#1b1e22", "line": "#d3d7dc", "used": "#7c2d12", "claimed": "#d97706"}
DARK: Final = {"ink": "#e9ebee", "line": "#3c434b", "used": "#e2571f", "claimed": "#f7d488"}
"""Colours of the stylesheet, by their names there."""


@dataclass(frozen=True)
class Chart:
    """A chart as two `data:` images, for a light and for a dark page.

    `finding` is its title; `text` gives the numbers to people who cannot see the chart.
    """

    finding: str
    text: str
    light: str
    dark: str


def time_chart(figures: Figures) -> Chart:
    """The dated text that any article says is used, by month or year. The figures must contain some."""
    years = {
        "first": f"{figures.periods[0].begins:%Y}",
        "last": f"{figures.periods[-1].begins:%Y}",
    }
    start = figures.scenario.start
    if start:
        before = share(figures.scenario.before.text_words, figures.dated.text_words)
        finding = gettext(
            "{share} of the dated text that is reported as used or uncertain is from before {day}"
        ).format(share=before, day=day(start))
    else:
        finding = gettext(
            "The dated text that is reported as used or uncertain is from {first} to {last}"
        ).format(**years)
    words = figures.dated.text_words
    from_to = ngettext(
        "{number} word from {first} to {last}.", "{number} words from {first} to {last}.", words
    ).format(number=count(words), **years)
    text = f"{from_to} {_busiest(figures)}"
    light, dark = (_address(_time_image(figures, colours)) for colours in (LIGHT, DARK))
    return Chart(finding, text, light, dark)


_BUSIEST: Final = {
    "month": forms(
        "The month with most, {begins}, has {number} word, {used} of them reported as used.",
        "The month with most, {begins}, has {number} words, {used} of them reported as used.",
    ),
    "year": forms(
        "The year with most, {begins}, has {number} word, {used} of them reported as used.",
        "The year with most, {begins}, has {number} words, {used} of them reported as used.",
    ),
}


def _busiest(figures: Figures) -> str:
    """The month or year with most words, and their number."""
    unit, form = ("month", "%Y-%m") if figures.by_month else ("year", "%Y")
    busiest = max(figures.periods, key=lambda period: period.used_or_uncertain.text_words)
    words = busiest.used_or_uncertain.text_words
    return ngettext(*_BUSIEST[unit], words).format(
        begins=f"{busiest.begins:{form}}", number=count(words), used=count(busiest.used.text_words)
    )


def _address(image: bytes) -> str:
    """The picture as an address, without the white space between its elements."""
    dense = re.sub(rb">\s+<", b"><", image)
    return f"data:image/svg+xml;base64,{base64.b64encode(dense).decode()}"


_WIDTH, _BARS, _LINE = 4.0, 1.5, 0.22
"""The width of the chart, and the heights of its bars and of a line of text, in inches."""

_MARKS: Final = {
    "start": marked("{day}"),
    "opted_out": marked("off {day}"),
    "opted_in": marked("on {day}"),
}
"""The label of a mark, by its kind; other kinds are not shown."""


def _time_image(figures: Figures, colours: Mapping[str, str]) -> bytes:
    """The chart as SVG, 288 units wide with text of 12 units: a phone of 320 pixels shows a unit as a pixel."""
    by_month, periods = figures.by_month, figures.periods
    numbers = [_position(period.begins, by_month=by_month) + 0.5 for period in periods]
    margin = max(0.5, 3 - len(numbers) / 2)  # few periods do not fill the chart
    limits = numbers[0] - margin, numbers[-1] + margin
    marks = [
        (position, gettext(_MARKS[mark.kind]).format(day=day(mark.day)))
        for mark in figures.scenario.marks
        if mark.kind in _MARKS
        and limits[0] <= (position := _position(mark.day, by_month=by_month)) <= limits[1]
    ]
    below, above = 1 + by_month, 1 + len(marks)  # lines of text
    height = _BARS + _LINE * (below + above)
    with _style(**_in_colours(colours)):
        figure = Figure(figsize=(_WIDTH, height), facecolor="none")
        axes = figure.add_axes((0.06, _LINE * below / height, 0.88, _BARS / height))
        _draw_bars(axes, figures, numbers, colours)
        axes.set_xlim(limits)
        round_steps = [1, 2, 3, 6] if by_month else [1, 2, 5]
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[*round_steps, 10]))
        axes.xaxis.set_major_formatter(
            FuncFormatter(_month if by_month else lambda number, _: f"{number:.0f}")
        )
        for line, (position, label) in enumerate(marks, 1):
            top = 1 + line * _LINE / _BARS
            axes.axvline(position, ymax=top, clip_on=False, color=colours["ink"], linestyle="--")
            align = _aligned((position - limits[0]) / (limits[1] - limits[0]))
            axes.text(position, top, label, ha=align, transform=axes.get_xaxis_transform())
        image = _saved(figure, "svg")
        return image[image.index(b"<svg") :]  # a `data:` image needs no declaration


def _in_colours(colours: Mapping[str, str]) -> dict[str, object]:
    return {
        "svg.fonttype": "none",  # letters as paths take twice the bytes
        "font.size": 12,
        "text.color": colours["ink"],
        "xtick.labelcolor": colours["ink"],
        "xtick.major.size": 0,
        "axes.facecolor": "none",
        "axes.edgecolor": colours["line"],
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
    }


def _draw_bars(
    axes: Axes, figures: Figures, numbers: list[float], colours: Mapping[str, str]
) -> None:
    """Draw the words reported as used, the uncertain ones on top, and the number of the highest bar.

    Each colour is one path of steps: separate bars take twice the bytes, and the page has a limit.
    """
    used = [period.used.text_words for period in figures.periods]
    used_or_uncertain = [period.used_or_uncertain.text_words for period in figures.periods]
    edges = [number - 0.5 for number in (*numbers, numbers[-1] + 1)]
    steps: dict[str, Any] = {"fill": True, "linewidth": 0, "clip_on": False}
    axes.stairs(used, edges, color=colours["used"], **steps)
    axes.stairs(used_or_uncertain, edges, baseline=used, color=colours["claimed"], **steps)
    highest = max(used_or_uncertain)
    axes.set_ylim(0, highest)
    axes.yaxis.set_visible(False)
    place = used_or_uncertain.index(highest)
    align = _aligned((place + 0.5) / len(used_or_uncertain))
    axes.text(numbers[place], highest, plural(highest, "word"), ha=align, va="bottom")


def _position(moment: date, *, by_month: bool) -> float:
    """The place of a day on the axis, where whole numbers are the middles of years, or of months since 2000."""
    if by_month:
        return 12 * (moment.year - 2000) + moment.month - 1 + (moment.day - 1) / 31 - 0.5
    return moment.year + (moment.timetuple().tm_yday - 1) / 366 - 0.5


def _month(number: float, _: object) -> str:
    year, month = divmod(int(number), 12)
    return f"{language().month(date(2000 + year, month + 1, 1))}\n{2000 + year}"


def _aligned(share_of_width: float) -> Literal["left", "center", "right"]:
    """The alignment that keeps a label inside the chart."""
    return "left" if share_of_width < 0.25 else "right" if share_of_width > 0.75 else "center"


# --- the picture for a slide ------------------------------------------------------------------------------------------

PRINTED: Final[Mapping[str, tuple[str, str, str]]] = {
    "used": ("#7c2d12", "#ffffff", ""),
    "claimed": ("#d97706", "#ffffff", "////"),
    "disputed": ("#d97706", "#ffffff", "||||"),
    "excluded": ("#ffffff", "#4f86c6", ""),
    "not_mentioned": ("#ffffff", "#7d8590", "\\\\\\\\"),
    "unknown": ("#ffffff", "#0f766e", "----"),
    "set_aside": ("#ffffff", "#7d8590", "...."),
}
"""Face, edge and hatching of each standing on white, the same as in the light stylesheet."""


def slide(figures: Figures, made_on: date, kind: Literal["svg", "png"]) -> bytes:
    """The answer as a picture for a slide or an article, 1200 by 675, with its sources and no names.

    The same figures and date give the same bytes.
    """
    result = answer(figures)
    partition = result.partition
    question = gettext("How much of one person's {platform} data could be used to train AI?")
    with _style(**{"text.parse_math": False}):
        figure = Figure(figsize=(12, 6.75), dpi=100, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 1200), ylim=(675, 0))
        axes.set_axis_off()
        platform = figures.mapping.platform
        _write(axes, 60, 46, question.format(platform=platform), 30, 1120, weight="bold")
        _write(axes, 60, 100, capfirst(partition.range), 76, 1080, weight="bold")
        what = ngettext(*_WHAT[result.noun], partition.whole)
        _write(axes, 60, 200, what.format(number=count(partition.whole)), 28, 1080)
        offset = 60.0
        for number, part in enumerate(partition.parts):
            width = 1080 * part.amount / partition.whole
            _fill(axes, part.standing, offset, 262, width, 84)
            offset += width
            x, y = 60 + 560 * (number % 2), 376 + 46 * (number // 2)
            _fill(axes, part.standing, x, y, 24, 28)
            _write(axes, x + 38, y, f"{part.share} {standing_inside(part.standing)}", 24, 500)
        size, lines = _fitted(" ".join(_foot(figures, result, made_on)))
        for number, line in enumerate(lines):
            _write(axes, 60, 560 + 27 / 19 * size * number, line, size, 1080, color="#545b64")
        return _saved(figure, kind)


_WHAT: Final = {
    "word": forms(
        "of {number} word reported as used to train AI",
        "of {number} words reported as used to train AI",
    ),
    "item": forms(
        "of {number} item reported as used to train AI",
        "of {number} items reported as used to train AI",
    ),
}


def _foot(figures: Figures, result: Answer, made_on: date) -> Iterator[str]:
    """The sentences about the sources, and what the figures include."""
    articles = figures.mapping.articles
    yield ngettext(
        "From {number} article: {names}.", "From {number} articles: {names}.", len(articles)
    ).format(number=spelled(len(articles)), names=names_in_a_row(figures.mapping))
    yield gettext("None of them is from {platform}.").format(platform=figures.mapping.platform)
    if result.partition.is_range:
        yield gettext(
            "The higher figure includes what only one article says is used, or the articles disagree on."
        )
    for _, reach in itertools.islice(figures.mapping.wide_claims, 1):
        yield gettext("General claims such as “{words}” are not counted.").format(words=reach.words)
    yield gettext("“Used” includes “may be used”.")
    yield f"linkedin-exposure, {day(made_on)}."


def _fitted(foot: str) -> tuple[int, list[str]]:
    """The height of the letters with which the foot has room below the rest, and its lines. English needs no smaller ones."""
    for size in range(19, 9, -1):
        lines = textwrap.wrap(foot, 106 * 19 // size)
        if len(lines) * size <= 4 * 19:
            break
    return size, lines


def _write(
    axes: Axes, x: float, y: float, words: str, height: float, widest: float, **style: Any
) -> None:
    """Write the words, with smaller letters if they would be wider than `widest`."""
    size = height * 0.72
    text = axes.text(x, y, words, **{"fontsize": size, "color": "#1b1e22", "va": "top", **style})
    # Letters are as wide as whole pixels, so that widths are not proportional to sizes.
    while text.get_window_extent().width > widest:
        size *= 0.98
        text.set_fontsize(size)


def _fill(axes: Axes, standing: str, x: float, y: float, width: float, height: float) -> None:
    face, edge, hatch = PRINTED[standing]
    axes.add_patch(
        Rectangle((x, y), width, height, facecolor=face, edgecolor=edge, hatch=hatch, linewidth=2)
    )
