"""Runs the command again and again, each time in a process of its own that has everything imported already.

As a program it is the server: for each line of JSON on standard input, with `arguments` and `folder`, it forks, calls
the command in that folder, and answers with a line of JSON: a `Run`. Called with `bare`, it has imported no more than
`exposure` does before it looks at its arguments.
"""

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

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


class Server:
    """A server of its own, to be asked."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, *arguments: object, folder: Path) -> Run:
        """Call `exposure ARGUMENTS` in `folder`."""
        assert self._process.stdin
        assert self._process.stdout
        asked = {"arguments": [str(each) for each in arguments], "folder": str(folder)}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        return Run(**answer | {"imported": tuple(answer["imported"])})


@contextmanager
def serving(*before: str, bare: bool = False) -> Iterator[Server]:
    """A server, until the end of the context; `before` are the words of a program that starts it."""
    with subprocess.Popen(
        [*before, sys.executable, __file__, *(["bare"] if bare else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Server(process)
        assert process.stdin
        process.stdin.close()


# --- in the server ----------------------------------------------------------------------------------------------------


def _serve(*, bare: bool) -> None:
    from analyzer.__main__ import main

    if not bare:
        _prepare(main)
    gc.collect()
    gc.freeze()  # or else a process that looks for garbage copies all that is shared
    for line in sys.stdin:
        print(json.dumps(asdict(_forked(main, **json.loads(line)))), flush=True)


def _prepare(main: Callable[[], None]) -> None:
    """Import what the command imports, and make what it makes once, such as the templates of its pages."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {"export/Skills.csv": "Name\nSourdough\n"})
        told, here = (sys.stdout, sys.stderr), Path.cwd()
        silent = Path(os.devnull)
        _call(main, ["report", "export", "--json", "export.json"], folder, silent, silent)
        sys.stdout, sys.stderr = told
        os.chdir(here)


def _forked(main: Callable[[], None], arguments: list[str], folder: str) -> Run:
    with tempfile.TemporaryDirectory() as place:
        out, err, had = (Path(place, name) for name in ("out", "err", "imported"))
        child = os.fork()
        if not child:
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            code = _call(main, arguments, folder, out, err)
            had.write_text("\n".join({name.partition(".")[0] for name in sys.modules}), "utf-8")
            os._exit(code)
        _, status, used = os.wait4(child, 0)
        out_said, err_said = (path.read_text("utf-8", "replace") for path in (out, err))
        imported = tuple(had.read_text("utf-8").split()) if had.exists() else ()
    seconds, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    return Run(os.waitstatus_to_exitcode(status), out_said, err_said, seconds, peak, imported)


def _call(main: Callable[[], None], arguments: list[str], folder: str, out: Path, err: Path) -> int:
    """The exit code of the command, which writes to the files `out` and `err`."""
    os.chdir(folder)
    sys.argv = ["exposure", *arguments]
    with out.open("w") as sys.stdout, err.open("w") as sys.stderr:
        try:
            main()
        except SystemExit as ended:
            return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    _serve(bare="bare" in sys.argv)
