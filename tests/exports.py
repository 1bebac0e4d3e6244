"""Writes exports for tests: files given by name and content, as a folder or packed as a ZIP."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, str | bytes]
"""The content of each file by its path inside the export."""


def write(folder: Path, files: Files) -> Path:
    """Write the files below the folder, create it if necessary, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def pack(path: Path, files: Files, compression: int = zipfile.ZIP_STORED) -> Path:
    """Pack the files, in their order, as a ZIP at `path`, and return `path`.

    They are stored uncompressed by default, so that a test can find the bytes it damages.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", compression) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path
