"""Runs the command again and again, each time in a process of its own that has everything imported already.

As a program it is the server: for each line of JSON on standard input, with `arguments`, `folder` and `surroundings`,
it forks, calls the command in that folder, and answers with a line of JSON: a `Run`. Called with `bare`, it has imported
no more than `exposure` does before it looks at its arguments.
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
from itertools import pairwise
from multiprocessing import forkserver, util
from pathlib import Path
from typing import Any, TextIO

from exports import write

SECONDS = 10
"""Of processor time, after which the system ends the command."""


@dataclass(frozen=True)
class Run:
    """How the command ended (the negative number of the signal that ended it), what it said, and what it took.

    `seconds` are those of the processor; `peak` is the most memory it had, in MB, with what is imported, which
    are the packages called `imported`.
    """

    code: int
    out: str
    err: str
    seconds: float
    peak: float
    imported: tuple[str, ...]


@dataclass(frozen=True)
class Surroundings:
    """What a command finds: `environment` is added to that of the tests, `encoding` is that of what it says.

    `terminal` is one that is its stderr, by name; of its stdout `unread` says that nobody reads it, `closed` that there
    is none. No file may be larger than `largest` bytes, if that is told, in it and in the processes it starts.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    terminal: str | None = None
    unread: bool = False
    closed: bool = False
    largest: int | None = None


PLAIN = Surroundings()


class Server:
    """A server of its own, to be asked."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, *arguments: object, folder: Path, surroundings: Surroundings = PLAIN) -> Run:
        """Call `exposure ARGUMENTS` in `folder`."""
        assert self._process.stdin
        assert self._process.stdout
        asked = {
            "arguments": [str(each) for each in arguments],
            "folder": str(folder),
            "surroundings": asdict(surroundings),
        }
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        return Run(**answer | {"imported": tuple(answer["imported"])})


@contextmanager
def serving(*before: str, bare: bool = False) -> Iterator[Server]:
    """A server, until the end of the context; `before` are the words of a program that starts it.

    It counts no lines: what ends as its forks do would not write down what it counted.
    """
    with subprocess.Popen(
        [*before, sys.executable, __file__, *(["bare"] if bare else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={name: told for name, told in os.environ.items() if not name.startswith("COVERAGE_")},
    ) as process:
        yield Server(process)
        assert process.stdin
        process.stdin.close()


# --- in the server ----------------------------------------------------------------------------------------------------


def _serve(*, bare: bool) -> None:
    import analyzer.cli  # noqa: F401 - imported already, as the first thing that the command does
    from analyzer.__main__ import main

    if not bare:
        _prepare(main)
    gc.collect()
    gc.freeze()  # or else a process that looks for garbage copies all that is shared
    for line in sys.stdin:
        asked = json.loads(line)
        surroundings = Surroundings(**asked["surroundings"])
        done = _forked(main, asked["arguments"], asked["folder"], surroundings)
        print(json.dumps(asdict(done)), flush=True)


def _prepare(main: Callable[[], None]) -> None:
    """Import what the command imports, and make what it makes once, such as the templates of its pages."""
    import typer.main

    import analyzer.workshop.ready  # noqa: F401
    from analyzer import cli

    # A `Typer` makes its command of itself each time it is called.
    cli.app = typer.main.get_command(cli.app)  # type: ignore[assignment]
    workers_from_here()
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"export/Skills.csv": "Name\nSourdough\n"})
        told, here = (sys.stdout, sys.stderr), Path.cwd()
        with Path(os.devnull).open("w") as sys.stdout:
            _call(main, ["report", "export", "--json", "export.json"], folder)
        sys.stdout, sys.stderr = told
        os.chdir(here)


def workers_from_here() -> None:
    """Have the process that workers are forked from be forked as well, from this one, which has all it imports.

    To start it as a Python of its own takes longer than most of what workers do in tests. Where workers are not
    forked, all stays as it is.
    """
    if sys.platform == "linux":
        util.spawnv_passfds = _forked_program


def _forked_program(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
    """The number of a process that does what `python -c PROGRAM` would, with no other files open than `passfds`."""
    child = os.fork()
    if child:
        return child
    try:
        # Or else these name files that are closed below, and then whatever gets their number.
        sys.stdout, sys.stderr = (open(at, "w", closefd=False) for at in (1, 2))  # noqa: SIM115 - they stay open
        edges = [2, *sorted(passfds), os.sysconf("SC_OPEN_MAX")]
        for below, above in pairwise(edges):
            os.closerange(below + 1, above)
        exec(args[args.index("-c") + 1], {"__name__": "__main__"})
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

                fill_closed_streams()  # as the command does, and before it a process is forked
                if arguments[:1] == ["batch"]:
                    forkserver.ensure_running()  # before there is any thread
                code = _call(main, arguments, folder)
            had.write_text("\n".join({name.partition(".")[0] for name in sys.modules}), "utf-8")
            os._exit(code)
        _, status, used = os.wait4(child, 0)
        out_said, err_said = (
            path.read_text("utf-8", "replace") if path.exists() else "" for path in (out, err)
        )
        imported = tuple(had.read_text("utf-8").split()) if had.exists() else ()
    seconds, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    return Run(os.waitstatus_to_exitcode(status), out_said, err_said, seconds, peak, imported)


@contextmanager
def _files_at_most(largest: int | None) -> Iterator[None]:
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (before if largest is None else largest, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))


@contextmanager
def _stdout(out: Path, surroundings: Surroundings) -> Iterator[TextIO | None]:
    """Where standard output goes to, if anywhere."""
    if surroundings.closed:
        os.close(1)
        yield None
    elif surroundings.unread:
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w") as nobody_reads:
            yield nobody_reads
    else:
        with out.open("w", encoding=surroundings.encoding) as file:
            yield file


def _call(main: Callable[[], None], arguments: list[str], folder: str) -> int:
    """The exit code of the command."""
    os.chdir(folder)
    sys.argv = ["exposure", *arguments]
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    _serve(bare="bare" in sys.argv)
