"""The size limits of an export: far above every real export, and raised by `--limit`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from analyzer.errors import ExportError, LimitError
from analyzer.language import marked
from analyzer.remarks import Named, Remark, Remarks, remark

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


def too_many_files(path: Path, limits: Limits) -> ExportError:
    """The error for an export at `path` with more files than `limits` allow."""
    return too_much(path, limits, "files", 2 * limits.files)


def too_much(path: Path, limits: Limits, limit: str, needed: int) -> ExportError:
    """The error for an export at `path` that exceeds one of the `limits`; with `needed` in its place, it is read."""
    problem, allow = remark(_TOO_MUCH[limit], most=getattr(limits, limit)), to_allow(limit, needed)
    own = remark(marked("Give the export's own folder, or the ZIP."))
    return ExportError(Named(path, (problem, own, allow)), Remarks((problem, allow)))


def check_limit(path: Path, limits: Limits, limit: str, number: int) -> None:
    """Check this number in the export at `path` against one of the `limits`. Raises ExportError."""
    if number > getattr(limits, limit):
        raise too_much(path, limits, limit, 2 * number)


_TOO_MUCH: Final = {
    "size": marked("It holds more than {most} MB, unpacked: more than any export."),
    "files": marked("It holds more than {most} files: more than any export."),
    "all_columns": marked("It holds more than {most} columns in its files: more than any export."),
    "days": marked("It holds more than {most} days in its columns: more than any export."),
    "people": marked("It holds more than {most} people in its files: more than any export."),
}
