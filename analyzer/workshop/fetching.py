"""Exports on a file system that has an address: each is fetched to a private file, which is deleted once it is read."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from analyzer.errors import ExportError

NOT_FETCHED: Final = "It could not be fetched from where it is."


def is_address(directory: str) -> bool:
    """Whether this is the address of a folder on another file system, such as `s3://bucket/exports`."""
    return "://" in directory


def list_folder(address: str) -> dict[str, str]:
    """The files directly in the folder at this address by name, each with a digest that changes when the file does.

    Raises ExportError.
    """
    try:
        from fsspec import url_to_fs

        system, folder = url_to_fs(address)
        found = [each for each in system.ls(folder, detail=True) if each["type"] == "file"]
    except Exception:  # of whatever library knows that file system; its message may hold anything
        raise ExportError(
            f"{address} cannot be listed by the workers. Is it right, and do they have what fsspec needs for it?"
        ) from None
    return {PurePosixPath(each["name"]).name: _state(each) for each in found}


def _state(found: dict[str, object]) -> str:
    told = sorted((name, str(value)) for name, value in found.items())
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def fetched(address: str, name: str) -> Iterator[Path]:
    """A copy of this file in the folder at this address, for its owner alone, until the end of the context.

    Raises ExportError.
    """
    with TemporaryDirectory(prefix="exposure-") as place:
        path = Path(place, name)
        try:
            import fsspec

            with fsspec.open(f"{address.rstrip('/')}/{name}") as source, path.open("xb") as copy:
                shutil.copyfileobj(source, copy)
        except Exception:  # as above
            raise ExportError(f"{name} could not be fetched.", NOT_FETCHED) from None
        yield path
