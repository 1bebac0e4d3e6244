"""A synthetic export of an invented person, in LinkedIn's own layout, for demonstration and tests.

Written independently of the reader, from the study of real exports ("quirk 7" in comments counts
its findings), so that each checks the other. Same seed and scale, same bytes, on any system.
"""

from pathlib import Path

from analyzer.errors import OutputError
from analyzer.sample import account, jobs, network, posting, profile, services, talking, targeting
from analyzer.sample.life import live

FILES = {
    **profile.FILES,
    **network.FILES,
    **posting.FILES,
    **talking.FILES,
    **jobs.FILES,
    **account.FILES,
    **targeting.FILES,
    **services.FILES,
}


def write_sample(directory: Path, *, seed: int = 1, scale: float = 1.0) -> None:
    """Write a synthetic export of an invented person under `directory` (made if missing).

    Raises OutputError if the folder is not empty or cannot be written.

    It holds every known file: those of 2025 and 2026 as they are today, and those found only in
    older exports, back to 2018. LinkedIn would never put all generations into the same archive;
    here they meet so that every file, dialect and oddity occurs. `scale` multiplies what she does
    (posts, messages, connections, searches); who she is stays the same.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise OutputError(f"{directory} is not an empty folder; name another one for the sample.")
    life = live(seed, scale)
    for name, write in FILES.items():
        path = directory / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(write(life))
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
