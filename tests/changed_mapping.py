"""The small mapping of the tests, in `tests/mapping`: every kind of entry, in three tables and two articles."""

import shutil
from pathlib import Path

FULL = Path(__file__).parent / "mapping"


def changed(folder: Path, file: str, before: str, after: str) -> Path:
    """A copy of the small mapping in `folder`, with one text in `file` replaced."""
    copy = shutil.copytree(FULL, folder / "mapping")
    text = (copy / file).read_text("utf-8")
    assert before in text
    (copy / file).write_text(text.replace(before, after, 1), "utf-8")
    return copy
