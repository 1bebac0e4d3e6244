"""How an archive is opened: by its path, or in another way."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

Opening = Callable[[], BinaryIO]
"""Opens a file for reading, each time from its beginning. Raises OSError."""


@dataclass(frozen=True)
class ZipFrom:
    """A ZIP that is not opened by its path: `path` only names it."""

    path: Path
    opening: Opening


Source = Path | ZipFrom
"""An archive: the path of a folder or ZIP, or a ZIP that is opened in another way."""


def opening_of(source: Source) -> Opening:
    """How the file of an archive is opened."""
    return source.opening if isinstance(source, ZipFrom) else partial(open_file, source)


def open_file(path: Path | str, more: int = 0) -> io.FileIO:
    """The file at `path`, opened for reading with `more` flags. A pipe in its place does not block. Raises OSError."""
    every = _WITHOUT_WAITING | more
    return io.FileIO(path, opener=lambda name, flags: os.open(name, flags | every))


_WITHOUT_WAITING: Final = getattr(os, "O_NONBLOCK", 0)
