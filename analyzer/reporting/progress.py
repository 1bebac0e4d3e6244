"""Progress bars on a terminal: for reading an export, and for a batch."""

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


_INTERVAL = 0.1
"""Seconds between two changes of the bar. Rich takes microseconds for each, and a file can have millions of records."""


class ReadingBar:
    """A progress bar for reading an export, shown on a terminal once that takes longer than `PROGRESS_AFTER`."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._is_shown = console.is_terminal
        self._due = time.monotonic() + PROGRESS_AFTER
        self._bar = Progress(console=console, transient=True)
        self._task: TaskID | None = None

    def __enter__(self) -> "ReadingBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._task is not None:
            self._bar.stop()

    def advance(self, done: int, total: int) -> None:
        """Show that `done` of `total` bytes have been read."""
        if not self._is_shown or (now := time.monotonic()) <= self._due:
            return
        self._due = now + _INTERVAL
        if self._task is None:
            self._bar.start()
            self._task = self._bar.add_task("Reading", total=total)
        self._bar.update(self._task, completed=done, total=total)


class BatchBar:
    """A progress bar for a batch: the number of exports, the rate, the time left, and failures."""

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

    def watch(self, step: str, done: int, total: int, failed: int) -> None:
        """Show that `done` of `total` exports are finished in this step, and that `failed` failed."""
        if step not in self._tasks:
            for task in self._tasks.values():
                self._bar.update(task, visible=False)
            self._tasks[step] = self._bar.add_task(
                step, total=total, completed=done, rate="", failed=""
            )
        task = self._tasks[step]
        self._bar.update(
            task, completed=done, total=total, failed=f"{failed} failed" if failed else ""
        )
        speed = self._bar.tasks[list(self._tasks).index(step)].speed
        self._bar.update(task, rate=f"{60 * speed:.0f} a minute" if speed else "")
