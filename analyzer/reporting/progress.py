"""The progress bars: how far reading has got, on stderr, if that is a terminal."""

import time

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

PROGRESS_AFTER = 1.0
"""Seconds of reading after which a progress bar appears."""


class ReadingBar:
    """How much of an export has been read, once that takes longer than a second."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> "ReadingBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._shown[0].stop()

    def advance(self, done: int, total: int) -> None:
        """Show that `done` of `total` bytes have been read."""
        if self._shown is None and time.monotonic() - self._began > PROGRESS_AFTER:
            console = Console(stderr=True)
            if console.is_terminal:
                bar = Progress(console=console, transient=True)
                bar.start()
                self._shown = bar, bar.add_task("Reading", total=total)
        if self._shown:
            self._shown[0].update(self._shown[1], completed=done)


class BatchBar:
    """How far a batch has got: count, rate, time left, failures."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "BatchBar":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def watch(self, doing: str, done: int, total: int, failed: int) -> None:
        """Show that `done` of `total` are finished, and how many `failed`."""
        if doing not in self._tasks:
            for task in self._tasks.values():
                self._bar.update(task, visible=False)
            self._tasks[doing] = self._bar.add_task(
                doing, total=total, completed=done, rate="", failed=""
            )
        task = self._tasks[doing]
        self._bar.update(task, completed=done, failed=f"{failed} failed" if failed else "")
        speed = self._bar.tasks[list(self._tasks).index(doing)].speed
        self._bar.update(task, rate=f"{60 * speed:.0f} a minute" if speed else "")
