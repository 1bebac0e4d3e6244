"""Sentences about files, made where a file is read and shown in the language of the page.

A remark is a message with the values of its placeholders. It never holds a cell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from analyzer.errors import ExportError
from analyzer.language import gettext, language, marked, ngettext

Value: TypeAlias = "int | str | Remark | Remarks | tuple[Remark, ...]"


@dataclass(frozen=True)
class Remark:
    """A sentence, or a part of one that stands alone: a marked message, and the values of its placeholders by name.

    `several` is the form of the message for other numbers than one. The `number` then decides.
    """

    message: str
    values: tuple[tuple[str, Value], ...] = ()
    several: str | None = None
    number: int = 1

    def __str__(self) -> str:
        """The sentence in the language of the page, or in English in the terminal."""
        if self.several is None:
            sentence = gettext(self.message)
        else:
            sentence = ngettext(self.message, self.several, self.number)
        if not self.values:
            return sentence
        return sentence.format(**{name: _shown(value) for name, value in self.values})


def remark(message: str, **values: Value) -> Remark:
    """The remark with these values. A number is written with separators, and several remarks with commas."""
    return Remark(message, tuple(values.items()))


def counted(both: tuple[str, str], number: int, **values: Value) -> Remark:
    """The remark in the form for a `number`, which is a value too."""
    one, several = both
    return Remark(one, (("number", number), *values.items()), several, number)


def in_words(remarks: Iterable[Remark]) -> str:
    """The remarks as sentences, one after the other."""
    return " ".join(map(str, remarks))


@dataclass(frozen=True)
class Named:
    """Remarks on the archive at `path`, as one line: `export.zip is a PDF.` They are sentences about `It`."""

    path: Path
    remarks: tuple[Remark, ...]

    def __str__(self) -> str:
        """The line. In other languages than English, the sentences follow the name, since their subject has a gender."""
        sentences = in_words(self.remarks)
        if language().code == "en":
            return f"{self.path} {sentences.removeprefix('It ')}"
        return f"{self.path}{gettext(': ')}{sentences}"


@dataclass(frozen=True)
class Remarks:
    """Remarks one after the other, put into words where they are shown."""

    remarks: tuple[Remark, ...]

    def __str__(self) -> str:
        """The sentences."""
        return in_words(self.remarks)


def refusal(path: Path, *remarks: Remark) -> ExportError:
    """The error for the archive at `path`, for these reasons."""
    return ExportError(Named(path, remarks), Remarks(remarks))


class WithRemarks:
    """A file, and the remarks on it."""

    remarks: tuple[Remark, ...]

    @property
    def reason(self) -> str | None:
        """The remarks in the language of the page, or in English in the terminal; None without any."""
        return in_words(self.remarks) or None


class RemarkError(Exception):
    """A file has the problem in its `remarks`."""

    def __init__(self, *remarks: Remark) -> None:
        super().__init__(*remarks)
        self.remarks = remarks

    def __str__(self) -> str:
        """The remarks in words."""
        return in_words(self.remarks)


AWAY: Final = remark(
    marked(
        "It cannot be read now: it may be in a cloud folder, or on a drive that is not connected. "
        "Copy it to this machine first."
    )
)
"""A file or an archive is not on this machine."""

NOT_READABLE: Final = remark(marked("The system does not let it be read."))
"""The reason why a file cannot be read, without any name."""


def _shown(value: Value) -> str:
    if isinstance(value, int):
        return language().count(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
