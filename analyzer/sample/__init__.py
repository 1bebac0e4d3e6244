"""A synthetic export of an invented person, in LinkedIn's own layout, for demonstration and tests.

It is written independently of the reader, from the study of real exports, so that each checks the other. docs/quirks.md
numbers the oddities that comments here refer to ("quirk 7"). The same seed and scale give the same bytes on any system.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from analyzer.errors import OutputError
from analyzer.sample import network, services, work, writing
from analyzer.sample.dialects import SampleTable
from analyzer.sample.world import ODALYS, TableMaker, World

# In this order, which is that of the files in a ZIP of `workshop`.
FILES: dict[str, TableMaker] = {
    **work.PROFILE,
    **network.CONTACTS,
    **work.PRAISE,
    **writing.FILES,
    **network.MESSAGES,
    **work.JOBS,
    **services.ACCOUNT,
    **services.ADVERTISING,
    **services.SERVICES,
}


def write_sample(directory: Path, *, seed: int = 1, scale: float = 1.0) -> None:
    """Write a synthetic export of an invented person to `directory` (made if missing).

    It has every known file: those of 2025 and 2026 as they are today, and those found only in older exports, back to
    2018. LinkedIn would never put all generations into one archive; here they meet so that every file, dialect and
    oddity occurs. `scale` multiplies what the person does (posts, messages, connections, searches), not who she is.

    Raises OutputError if the folder is not empty or cannot be written.
    """
    with new_folder(directory):
        tables = sample_tables(seed, scale)
        write_files(directory, ((name, table.data()) for name, table in tables))


def sample_zip() -> bytes:
    """A ZIP of the same export, in memory."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, table in sample_tables(seed=1, scale=1.0):
            archive.writestr(name, table.data())
    return packed.getvalue()


def sample_tables(seed: int, scale: float) -> Iterator[tuple[str, SampleTable]]:
    """The tables of the export, each with the path of its file."""
    world = World.invent(seed, scale)
    for name in FILES:
        yield name, make_table(world, name)


def make_table(world: World, name: str) -> SampleTable:
    """The table of the file `name`."""
    return FILES[name](world, world.dice(name.replace(ODALYS.member, "")))


@contextmanager
def new_folder(directory: Path) -> Iterator[None]:
    """A block that writes to a new or empty folder. Raises OutputError if the folder is not, or cannot be written."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise OutputError(f"{directory} is not an empty folder; name another one for the sample.")
    try:
        yield
    except OSError as error:
        path = error.filename or directory
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from error


def write_files(directory: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write the files, whose names are paths below the folder. Raises OSError if one cannot be written."""
    for name, data in files:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
