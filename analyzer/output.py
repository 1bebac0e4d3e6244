"""Writes results: each file whole or not at all."""

from pathlib import Path

from analyzer.errors import OutputError


def write_whole(path: Path, content: str | bytes, option: str = "--out") -> None:
    """Write `content` under a name of its own first, so that nobody ever sees half of it.

    Raises OutputError, which names the `option` to give another place with.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name[:100]}.part")
        try:
            unfinished.write_bytes(data)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no possible name"
        raise OutputError(
            f"{path} cannot be written ({why}). Give another place with {option}."
        ) from None


def remove_unfinished(folder: Path) -> None:
    """Remove what a writer left that was ended in the middle."""
    for path in folder.glob(".*.part"):
        path.unlink(missing_ok=True)
