"""Removes what a program that was killed in the middle of a workshop has left in the temporary folder."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir

_SOCKETS = Path("/proc/net/unix")
_COLUMNS = 8
"""The last one is the place of a socket, which may hold spaces."""


def sweep() -> None:
    """Remove the folders in which Python's worker processes of this user had sockets that no process listens on.

    Only Linux lists the sockets that are in use; elsewhere, workers need none.
    """
    with suppress(OSError):
        lines = os.fsdecode(_SOCKETS.read_bytes()).splitlines()
        in_use = {
            place for line in lines for place in line.split(maxsplit=_COLUMNS - 1)[_COLUMNS - 1 :]
        }
        for folder in Path(gettempdir()).glob("pymp-*"):
            with suppress(OSError):  # it is gone
                if _is_left(folder, in_use):
                    rmtree(folder)


def _is_left(folder: Path, in_use: set[str]) -> bool:
    """Whether this is a folder of this user alone that holds nothing but sockets, none of them `in_use`."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        return False
    children = list(folder.iterdir())
    return bool(children) and all(
        child.name.startswith("listener-")
        and stat.S_ISSOCK(child.lstat().st_mode)
        and str(child) not in in_use
        for child in children
    )
