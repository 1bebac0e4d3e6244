"""Archives that change while they are read. The error is then reported as such a change, and nothing is counted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analyzer.errors import AnalyzerError, ExportError
from analyzer.language import marked
from analyzer.output import entries_below
from analyzer.reading.sources import CHANGED
from analyzer.remarks import remark


@contextmanager
def unchanged(*paths: Path, beat: Callable[[], None] = lambda: None) -> Iterator[None]:
    """A block that reads the archives at these paths. Raises ExportError if one is replaced or changed meanwhile.

    `beat` is called for each file in them, before and after, and may end this by an exception.
    """
    before = [(path, _state(path, beat), _last_move(path)) for path in paths]
    error: Exception | None = None
    try:
        yield
    except Exception as raised:
        error = raised
    is_expected = error is None or isinstance(error, AnalyzerError)
    for path, state, move in before:
        if state and (
            _state(path, beat) != state or (not is_expected and _last_move(path) != move)
        ):
            sentence = marked("{path} changed while it was read. Choose it again.")
            raise ExportError(remark(sentence, path=str(path)), CHANGED) from None
    if error:
        raise error


def _state(path: Path, beat: Callable[[], None]) -> frozenset[tuple[str, int, int, int]]:
    """What changes if the ZIP at `path` or a file in the folder there changes. It is empty if nothing is there."""
    with suppress(OSError):
        files = [(path.name, path.stat())]
        if path.is_dir():
            for entry in entries_below(path):
                beat()
                files.append((entry.path, entry.stat(follow_symlinks=False)))
        return frozenset(
            (name, status.st_ino, status.st_size, status.st_mtime_ns) for name, status in files
        )
    return frozenset()


def _last_move(path: Path) -> int:
    """When the archive was last moved: another one may have been in its place, and it is back. Backups set it too."""
    with suppress(OSError):
        return path.stat().st_ctime_ns
    return 0
