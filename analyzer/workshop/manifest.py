"""The list of the files that a batch has written to its folder: nothing else there is replaced or removed."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from analyzer.errors import OutputError
from analyzer.output import write_whole

MANIFEST: Final = "private/written.json"


def written(out: Path) -> frozenset[str] | None:
    """The files below `out` that a batch wrote, as paths from there; None if no batch made the folder."""
    path = out / MANIFEST
    try:
        listed = None if path.is_symlink() else json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        return None
    return frozenset(listed)


def claim(out: Path, names: Iterable[str]) -> None:
    """List these files as the batch's own, before it writes them.

    Raises OutputError if one of them is there already, and not the batch's; nothing is listed then.
    """
    own, new = _present(out), frozenset(names)
    for name in sorted(new - own):
        path = out / name
        if path.exists() or path.is_symlink():
            raise OutputError(
                f"{path} is not from a batch, and would be replaced. Move it, or give another folder with --out."
            )
    _list(out, (written(out) or frozenset()) | new)


def settle(out: Path) -> None:
    """List only what is there: a file that was never written, or is removed, is not the batch's any more."""
    _list(out, _present(out))


def _present(out: Path) -> frozenset[str]:
    return frozenset(name for name in written(out) or () if (out / name).is_file())


def _list(out: Path, names: Iterable[str]) -> None:
    listed = sorted({MANIFEST, *names})
    write_whole(out / MANIFEST, json.dumps(listed, indent=1) + "\n")
