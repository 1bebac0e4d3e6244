"""Runs commands, each in a process of its own, and says how long they took and how much memory they needed."""

import ctypes
import json
import os
import resource
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True)
class Run:
    """One run of a command: seconds by the clock, seconds of all processors, bytes of memory at its peak.

    `said` is the JSON it printed; None if it failed, and then `reason` says how.
    """

    seconds: float
    processor: float
    peak: int
    said: Any = None
    reason: str | None = None


def run(command: Sequence[str], *, limit: float = 600, parse: bool = True) -> Run:
    """Run a command, for `limit` seconds at most; with `parse`, read what it prints as JSON.

    The peak is the kernel's own figure for that process or the largest of its children. On Linux it is at least that of
    the process that starts it, so whoever calls this imports nothing large.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        timer = threading.Timer(limit, started.kill)
        timer.start()
        began = time.perf_counter()
        _, status, used = os.wait4(started.pid, 0)
        seconds = time.perf_counter() - began
        processor, peak = used.ru_utime + used.ru_stime, used.ru_maxrss
        for each in _orphans():
            processor += each.ru_utime + each.ru_stime
            peak = max(peak, each.ru_maxrss)
        in_time = timer.is_alive()
        timer.cancel()
        code = started.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        reason = None
        if not in_time:
            reason = f"not done after {limit:.0f} s"
        elif code:
            lines = err.read().decode(errors="replace").strip().splitlines() or [
                f"exit code {code}"
            ]
            reason = lines[-1]
        said = json.loads(out.read()) if parse and reason is None else None
    return Run(seconds, processor, peak * _MAXRSS_UNIT, said, reason)


def adopt_orphans() -> None:
    """Have what is started by what is started counted too, though it outlives that: the workers of a batch. On Linux."""
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


_PR_SET_CHILD_SUBREAPER = 36


def _orphans() -> Iterator[resource.struct_rusage]:
    """What each process used that an ended one has left behind; waits for all of them."""
    while True:
        try:
            _, _, used = os.wait4(-1, 0)
        except ChildProcessError:
            return
        yield used


_MAXRSS_UNIT = 1 if os.uname().sysname == "Darwin" else 1024


def in_turns(runs: Mapping[Key, Callable[[], Run]], rounds: int) -> dict[Key, list[Run]]:
    """Each of these `rounds` times, in turns that begin with another each time, so that all meet the same disturbances.

    What fails is not tried again.
    """
    done: dict[Key, list[Run]] = {key: [] for key in runs}
    keys = list(runs)
    for number in range(rounds):
        first = number % len(keys)
        for key in keys[first:] + keys[:first]:
            if not any(each.reason for each in done[key]):
                done[key].append(runs[key]())
    return done


def spread(numbers: Sequence[float], digits: int = 2) -> str:
    """`1.20 (1.10–1.90)`: the median, the least and the most."""
    middle = statistics.median(numbers)
    if len(numbers) == 1:
        return f"{middle:.{digits}f}"
    return f"{middle:.{digits}f} ({min(numbers):.{digits}f}–{max(numbers):.{digits}f})"


def megabytes(number: float) -> str:
    """Bytes in millions."""
    return f"{number / 1e6:,.0f} MB" if number >= 1e6 else f"{number / 1e6:.1f} MB"


def size_of(folder: Path) -> int:
    """The bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    first, *others = (f"| {' | '.join(line)} |" for line in (head, *rows))
    return "\n".join([first, f"|{'---|' * len(head)}", *others]) + "\n"
