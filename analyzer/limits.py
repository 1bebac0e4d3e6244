"""The size limits of an export: far above every real export, and raised by `--limit`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from analyzer.errors import LimitError
from analyzer.language import marked
from analyzer.remarks import Remark, remark

MB: int = 1024**2


@dataclass(frozen=True)
class Limits:
    """The limits. The largest file in a known export is under 10 MB; a malicious ZIP can unpack to any size.

    `size`, `file` and `record` are in MB after unpacking: of all files together, of one file, and of one record.
    `files` is the number of files, `folders` the depth of folders, and `columns` the number of columns in one file.
    `all_columns` is the number of columns of all files together, and `days` that of the days of each of them: a report
    keeps a row for each. `people` is the number of people that the files name: a report keeps digests of their names.
    """

    size: int = 1_000
    file: int = 64
    files: int = 20_000
    folders: int = 100
    columns: int = 500
    record: int = 8
    all_columns: int = 20_000
    days: int = 1_000_000
    people: int = 1_000_000


DEFAULT = Limits()

NAMES: tuple[str, ...] = tuple(field.name for field in fields(Limits))


_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def read_limits(values: Sequence[str] | None) -> Limits:
    """The limits after these values of `--limit`, each `name=number`. Raises LimitError."""
    numbers: dict[str, int] = {}
    for value in values or ():
        name, _, number = value.partition("=")
        if name not in NAMES or not _NUMBER.fullmatch(number):
            raise LimitError(
                f"--limit {value} is not valid: give {', '.join(NAMES[:-1])} or {NAMES[-1]} "
                f"and a whole number, as in --limit {NAMES[1]}={2 * DEFAULT.file}."
            )
        numbers[name] = int(number)
    return replace(DEFAULT, **numbers)


def megabytes(size: int) -> int:
    """This number of bytes in MB, rounded up."""
    return -(-size // MB)


def to_allow(name: str, needed: int) -> Remark:
    """The advice for people who trust the export, after the sentence that refuses it."""
    return remark(_ADVICE, limit=f"{name}={needed}")


def without_advice(reason: str) -> str:
    """The sentence without the advice, which has a number from the export."""
    return reason.partition(_ADVICE.partition("{")[0])[0].rstrip()


_ADVICE = marked("To read it, add --limit {limit}.")
