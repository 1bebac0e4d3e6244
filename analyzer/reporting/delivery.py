"""Hands results over: files written whole, numbers on standard output, and what is printed last."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import typer

from analyzer.errors import OutputError
from analyzer.output import write_whole

_PRIVATE: Final = frozenset({"--share"})
"""What only its owner may read, until they hand it over."""


def deliver(
    files: Mapping[str, tuple[Path | None, str | bytes]],
    json: Path | None,
    numbers: str,
    summary: Callable[[], None],
) -> None:
    """Write all that was made, and print the `summary`; before it the numbers, if they go to standard output.

    `files` has, by its option, where each file goes and what is in it. Without a place nothing is written.
    """
    to_stdout = to_standard_output(json)
    for option, (path, content) in files.items():
        if path:
            write_whole(path, content, option, private=option in _PRIVATE)
    if json and not to_stdout:
        write_whole(json, numbers, "--json")
    with reader_may_leave():
        if to_stdout:
            typer.echo(numbers.encode(), nl=False)
        summary()


def to_standard_output(json: Path | None) -> bool:
    """Whether the numbers go to standard output. Raises OutputError if the caller has closed it."""
    wanted = json == Path("-")
    if wanted and not sys.stdout:  # None where it is closed
        raise OutputError("Standard output is closed. Give --json the name of a file.")
    return wanted


@contextmanager
def reader_may_leave() -> Iterator[None]:
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
