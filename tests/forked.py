"""Runs the command many times, each time in a new process that has everything imported.

As a program it is the server: for each line of JSON on standard input, with `arguments`, `folder` and `surroundings`,
it forks, calls the command in that folder, and answers with a line of JSON: a `Run`. With `only` and names of modules, it
imports these, and what `exposure` does before it reads its arguments.
"""

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib import import_module
from itertools import pairwise
from multiprocessing import forkserver, util
from pathlib import Path
from typing import Any, TextIO

from exports import write

SECONDS = 10
"""The processor time after which the system ends the command."""


@dataclass(frozen=True)
class Run:
    """The outcome of a command: its exit code (negative for a signal), its output and its cost.

    `seconds` is processor time. `peak` is the peak memory in MB, including imports. `imported` names the
    imported packages.
    """

    code: int
    out: str
    err: str
    seconds: float
    peak: float
    imported: tuple[str, ...]


@dataclass(frozen=True)
class Surroundings:
    """The surroundings of a command.

    `environment` is added to that of the tests. `encoding` is the encoding of its output. `terminal` names the
    terminal that is its stderr. If `unread` is set, no one reads its stdout; if `closed`, it has none. `largest`
    limits the bytes of each file that it and its child processes write.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    terminal: str | None = None
    unread: bool = False
    closed: bool = False
    largest: int | None = None


PLAIN = Surroundings()


class Server:
    """A running server."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, *arguments: object, folder: Path, surroundings: Surroundings = PLAIN) -> Run:
        """Call `exposure ARGUMENTS` in `folder`."""
        assert self._process.stdin
        assert self._process.stdout
        request = {
            "arguments": [str(argument) for argument in arguments],
            "folder": str(folder),
            "surroundings": asdict(surroundings),
        }
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        return Run(**answer | {"imported": tuple(answer["imported"])})


@contextmanager
def serving(*before: str, only: Sequence[str] | None = None) -> Iterator[Server]:
    """A server until the end of the context; `before` has the words of a program that starts it.

    It imports everything, or `only` these modules and what `exposure` imports before it reads its arguments.

    It measures no coverage: its forks end without writing their data.
    """
    with subprocess.Popen(
        [*before, sys.executable, __file__, *(() if only is None else ("only", *only))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={name: os.environ[name] for name in os.environ if not name.startswith("COVERAGE_")},
    ) as process:
        yield Server(process)
        assert process.stdin
        process.stdin.close()


# --- in the server ----------------------------------------------------------------------------------------------------


def _serve(only: Sequence[str] | None) -> None:
    import analyzer.cli  # noqa: F401 - the command imports it first
    from analyzer.__main__ import main

    if only is None:
        _prepare(main)
    for name in only or ():
        import_module(name)
    gc.collect()
    gc.freeze()  # otherwise a garbage collection in a fork copies all shared memory
    for line in sys.stdin:
        request = json.loads(line)
        surroundings = Surroundings(**request["surroundings"])
        outcome = _forked(main, request["arguments"], request["folder"], surroundings)
        print(json.dumps(asdict(outcome)), flush=True)


def _prepare(main: Callable[[], None]) -> None:
    """Import the modules of the command and build its cached objects, such as compiled templates."""
    import typer.main

    import analyzer.workshop.preload  # noqa: F401
    from analyzer import cli

    # A `Typer` builds its command again for each call.
    cli.app = typer.main.get_command(cli.app)  # type: ignore[assignment]
    workers_from_here()
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"export/Skills.csv": "Name\nSourdough\n"})
        streams, here = (sys.stdout, sys.stderr), Path.cwd()
        with Path(os.devnull).open("w") as sys.stdout:
            _call(main, ["report", "export", "--json", "export.json"], folder)
        sys.stdout, sys.stderr = streams
        os.chdir(here)


def workers_from_here() -> None:
    """Fork the process that workers are forked from out of this one, which has its imports.

    Starting a new Python for it takes longer than most workers do in tests. Where workers are not forked,
    nothing changes.
    """
    if sys.platform == "linux":
        util.spawnv_passfds = _forked_program


def _forked_program(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
    """The number of a process that runs like `python -c PROGRAM`, with only `passfds` open."""
    child = os.fork()
    if child:
        return child
    try:
        # Otherwise these refer to files that are closed below, and then to any file with their number.
        sys.stdout, sys.stderr = (open(at, "w", closefd=False) for at in (1, 2))  # noqa: SIM115 - they stay open
        edges = [2, *sorted(passfds), os.sysconf("SC_OPEN_MAX")]
        for below, above in pairwise(edges):
            os.closerange(below + 1, above)
        program = args.index("-c") + 1
        sys.argv = ["-c", *args[program + 1 :]]
        exec(args[program], {"__name__": "__main__"})
    finally:
        os._exit(0)


def _forked(
    main: Callable[[], None], arguments: list[str], folder: str, surroundings: Surroundings
) -> Run:
    with tempfile.TemporaryDirectory() as place:
        out, err, had = (Path(place, name) for name in ("out", "err", "imported"))
        child = os.fork()
        if not child:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            os.environ.update(surroundings.environment)
            with (
                _files_at_most(surroundings.largest),
                Path(surroundings.terminal or err).open(
                    "w", encoding=surroundings.encoding
                ) as sys.stderr,
                _stdout(out, surroundings) as sys.stdout,
            ):
                from analyzer.__main__ import fill_closed_streams

                fill_closed_streams()  # as the command does, before it forks a process
                if arguments[:1] == ["batch"]:
                    forkserver.ensure_running()  # before there is any thread
                code = _call(main, arguments, folder)
            had.write_text("\n".join({name.partition(".")[0] for name in sys.modules}), "utf-8")
            os._exit(code)
        _, status, usage = os.wait4(child, 0)
        out_text, err_text = (
            path.read_text("utf-8", "replace") if path.exists() else "" for path in (out, err)
        )
        imported = tuple(had.read_text("utf-8").split()) if had.exists() else ()
    seconds, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    return Run(os.waitstatus_to_exitcode(status), out_text, err_text, seconds, peak, imported)


@contextmanager
def _files_at_most(largest: int | None) -> Iterator[None]:
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (before if largest is None else largest, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@contextmanager
def _stdout(out: Path, surroundings: Surroundings) -> Iterator[TextIO | None]:
    """The file behind standard output, if there is one."""
    if surroundings.closed:
        os.close(1)
        yield None
    elif surroundings.unread:
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w") as unread:
            yield unread
    else:
        with out.open("w", encoding=surroundings.encoding) as file:
            yield file


def _call(main: Callable[[], None], arguments: list[str], folder: str) -> int:
    """The exit code of the command."""
    os.chdir(folder)
    sys.argv = ["exposure", *arguments]
    try:
        main()
    except SystemExit as exit:
        return exit.code if isinstance(exit.code, int) else int(exit.code is not None)
    return 0


if __name__ == "__main__":
    _serve(sys.argv[2:] if "only" in sys.argv else None)
