"""How much an export may hold: bounds far above every honest export, which `--limit` raises."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from analyzer.errors import LimitError

MB: int = 1024**2


@dataclass(frozen=True)
class Limits:
    """The bounds. The largest file seen in an export is under 10 MB; a ZIP made to do harm unpacks to any size.

    `size`, `file` and `record` are in MB, unpacked: of all files together, of one file, and of one record, so
    of one text too. `files` are the files there are, `folders` how many folders down they may be, and
    `columns` are those of one file.
    """

    size: int = 1_000
    file: int = 64
    files: int = 20_000
    folders: int = 100
    columns: int = 500
    record: int = 8


DEFAULT = Limits()

NAMES: tuple[str, ...] = tuple(field.name for field in fields(Limits))


_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def read_limits(given: Sequence[str] | None) -> Limits:
    """The limits, with those that are `given` as `name=number`. Raises LimitError for one that is not."""
    said: dict[str, int] = {}
    for text in given or ():
        name, _, number = text.partition("=")
        if name not in NAMES or not _NUMBER.fullmatch(number):
            raise LimitError(
                f"--limit {text} is not known: give {', '.join(NAMES[:-1])} or {NAMES[-1]}, "
                f"and a whole number, as in --limit {NAMES[1]}={2 * DEFAULT.file}."
            )
        said[name] = int(number)
    return replace(DEFAULT, **said)


def megabytes(size: int) -> int:
    """So many bytes in MB, rounded up."""
    return -(-size // MB)


def to_allow(name: str, needed: int) -> str:
    """What a person can do who is sure that the export is right: the end of what refuses it."""
    return f"{_ADVICE} {name}={needed}."


def without_advice(reason: str) -> str:
    """What refuses something, without what to do about it, which has a number of the export."""
    return reason.partition(_ADVICE)[0].rstrip()


_ADVICE = "To read it, add --limit"
