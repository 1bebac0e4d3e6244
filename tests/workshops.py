"""Small invented exports, and functions for worker processes in the tests of batches."""

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from analyzer.workshop.pages import PageJob
    from analyzer.workshop.workers import Outcome, Task

MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
)


def export(
    name: str,
    *,
    mail: bool = True,
    joined: bool = True,
    skills: int = 3,
    messages: int = 2,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The files of one person's export. `name` identifies the person."""
    number = sum(map(ord, name))
    files = {
        "Profile.csv": f"First Name,Last Name,Headline,Summary\n{name},Quill,Baker,I bake.\n",
        "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
        f"Tern {number},Baker,,,Jan 2010,\n",
        "Skills.csv": "Name\n" + "".join(f"skill {n}\n" for n in range(skills)),
        "messages.csv": MESSAGES
        + f"1,,{name},,Bo,2024-02-03 10:00:00 UTC,Hi,See you there,INBOX\n" * messages,
    }
    if mail:
        files["Email Addresses.csv"] = (
            f"Email Address,Confirmed,Primary,Updated On\n{name.lower()}@example.org,Yes,Yes,\n"
        )
    if joined:
        files["Registration.csv"] = (
            "Registered At,Registration Ip,Subscription Types\n"
            f'"6/7/10, {1 + number % 11}:{number % 60:02} AM",203.0.113.7,\n'
        )
    return files | dict(more or {})


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in the folder, with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def processes_with(variable: str) -> list[str]:
    """The numbers of processes with this variable in their environment."""
    numbers = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # it has ended
            if variable.encode() in path.read_bytes().split(b"\0"):
                numbers.append(path.parent.name)
    return numbers


class InThisProcess:
    """Runs tasks one after the other, without the seconds that a process takes to start."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> "InThisProcess":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(
        self, tasks: Sequence["Task"], beat: Callable[[], None] = lambda: None
    ) -> list[tuple[str, "Outcome"]]:
        from analyzer.workshop.workers import attempt

        beat()
        return [(task.key, attempt(task.function, task.arguments)) for task in tasks]


# --- functions for worker processes -----------------------------------------------------------------------------------------


def meet(pipes: Sequence[Path], mine: int) -> bool:
    """Whether a process runs for each pipe at the same time: each writes to all pipes and waits for all the others."""
    opened = [open_pipe(pipe) for pipe in pipes]
    for pipe in opened:
        os.write(pipe, b"x")
    return wait_for(opened[mine], len(opened))


def open_pipe(path: Path) -> int:
    """The named pipe at `path`, opened for reading and writing, so that opening it never blocks."""
    return os.open(path, os.O_RDWR)


def wait_for(pipe: int, times: int = 1) -> bool:
    """Whether the pipe is written to this number of times, within a minute each."""
    return all(select.select([pipe], [], [], 60)[0] and os.read(pipe, 1) for _ in range(times))


def write_until(
    label: str, instead: Callable[..., None], path: Path, job: "PageJob", out: Path
) -> None:
    """Write a participant's files. For the one with this label write half a file, then do `instead`."""
    from analyzer.workshop.pages import write_participant

    if job.label == label:
        mock.patch.object(Path, "replace", instead).start()
    write_participant(path, job, out)


def die(*_: object) -> None:
    """End this process as the system does when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def write_and_stay(pipe: Path, *_: object) -> None:
    """Write to the pipe, then wait for ever."""
    os.write(open_pipe(pipe), b"x")
    signal.pause()


def hold_and_stay(path: Path, *_: object) -> None:
    """Write to the pipe, then wait for ever. Opening it blocks until another process reads it."""
    os.write(os.open(path, os.O_WRONLY), b"x")
    signal.pause()


def greedy() -> None:
    """Take more and more memory."""
    taken = []
    while True:
        taken.append(b"x" * 10_000_000)


def is_ready() -> tuple[bool, int]:
    """Whether this process started with everything imported, and the process it was forked from."""
    return "analyzer.workshop.preload" in sys.modules, os.getppid()
