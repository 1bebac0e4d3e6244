"""What is fuzzed: bytes to an archive, a file or an article, and what has to hold whatever they are."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from seeds import PATHS

from analyzer.errors import ExportError
from analyzer.limits import (
    MB,
    Limits,
)
from analyzer.mapping.mapping import load_mapping
from analyzer.reading.archive import open_archive
from analyzer.reading.article import read_article
from analyzer.reading.decode import (
    NotTextError,
    count_lines,
    detect_encoding,
)
from analyzer.reading.reader import read
from analyzer.reading.sources import UnreadableFileError

MAPPING = load_mapping()
LIMITS = Limits(size=4, file=2, files=50, folders=5, columns=100, record=1)

_FOLDER = tempfile.TemporaryDirectory(prefix="fuzz")
_PLACE = Path(_FOLDER.name) / "export.zip"


def archive(data: bytes) -> None:
    """A ZIP is refused, or each of its files is read or refused; what is read is within the limits."""
    _PLACE.write_bytes(data)
    read_in_all = 0
    try:
        with open_archive(_PLACE, LIMITS) as opened:
            assert len({member.path for member in opened.files}) == len(opened.files)
            for member in opened.files:
                try:
                    found = opened.read(member)
                except UnreadableFileError as error:
                    assert str(error).endswith(".")
                else:
                    assert len(found) <= LIMITS.file * MB
                    read_in_all += len(found)
    except ExportError as error:
        assert str(error).endswith(".")
        assert error.general.endswith(".")
    assert read_in_all <= LIMITS.size * MB


def reading(data: bytes) -> None:
    """A file is no text, or all its records are measured or rejected, on lines that it has."""
    path, data = PATHS[data[0] % len(PATHS) if data else 0], data[1:]
    try:
        found = read(data, path, MAPPING, LIMITS)
    except NotTextError as error:
        assert str(error).endswith(".")
        return
    assert found.found == found.measured + found.rejected
    assert found.records.num_columns == (len(found.header) if found.dialect else 0)
    assert list(found.rejected_lines) == sorted(found.rejected_lines)
    text = b"".join(detect_encoding(lambda: (data,)).utf8((data,))).decode()
    lines = 1 + count_lines(text)
    assert all(1 <= line <= lines for line in found.rejected_lines)
    found.records.validate(full=True)


def article(data: bytes) -> None:
    """An article has at most about twice as many characters as its page, and no blanks around its lines."""
    html = data.decode("utf-8", "replace")
    parts = read_article(html)
    assert sum(map(len, parts)) <= 2 * len(html) + 10
    assert all(line == line.strip() != "" for line in parts[-1].splitlines())


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "archive": archive,
    "reading": reading,
    "article": article,
}
