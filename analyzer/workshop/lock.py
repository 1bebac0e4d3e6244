"""Keeps a second batch out of the folder that a batch is writing to."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analyzer.errors import OutputError
from analyzer.output import make_folder
from analyzer.workshop.folder import LOCK, check_ours, writing


@contextmanager
def in_use(out: Path) -> Iterator[None]:
    """A block in which no other batch writes to `out`. The folder is made if it does not exist.

    Raises OutputError if another batch is writing to it, or if it cannot be written or is not from a batch.
    """
    from filelock import FileLock, Timeout  # only a batch needs it

    with writing(out):
        path = out / LOCK
        if path.is_symlink():
            raise OutputError(f"{path} is a link. Remove it, or give another folder with --out.")
        if not path.exists():
            check_ours(out)
        make_folder(out)
        lock = FileLock(path, timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise OutputError(
                f"Another batch is writing to {out}. Wait until it has finished, or give another folder with --out."
            ) from None
        except NotImplementedError:  # a file system without locks
            pass
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no file that is open
                path.unlink(missing_ok=True)
            lock.release()
