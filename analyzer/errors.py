"""The errors that a person can cause and correct.

`cli.main` prints each as one line on stderr. In a batch, `workers` turns it into the reason why a participant failed.
An unreadable file inside an export is not an error: the result lists it.
"""

import errno
import traceback
from pathlib import Path
from typing import Final


class AnalyzerError(Exception):
    """An expected failure, in one plain sentence: a text in English, or a remark, which is shown in the language of the page.

    It never holds a value from an export.
    """


class ExportError(AnalyzerError):
    """The path is not a LinkedIn export, or cannot be opened.

    `general` gives the reason without any names, for lists that must not name anyone.
    """

    def __init__(self, sentence: object, general: object = "It could not be opened.") -> None:
        super().__init__(sentence)
        self._general = general

    @property
    def general(self) -> str:
        """The reason, in the language of the page if it is a remark."""
        return str(self._general)


class SeveralExportsError(ExportError):
    """The path holds more than one export."""


class LimitError(AnalyzerError):
    """The value of `--limit` is wrong."""


class ShareError(AnalyzerError):
    """A file is not a share file, or was changed. The sentence quotes nothing from it."""


class ScenarioError(AnalyzerError):
    """The member's region, dates or settings are wrong; the sentence names the option or the key."""


class ConsentError(AnalyzerError):
    """Figures about so few people require their consent."""


class MappingError(AnalyzerError):
    """The mapping is wrong; the sentence names the file, the entry and the key."""


class LanguageError(AnalyzerError):
    """Pages cannot be in this language: it is unknown, or its translation is not complete."""


class ClusterError(AnalyzerError):
    """The cluster of `--dask` cannot be reached, or cannot do the work."""


class SystemLacksError(AnalyzerError):
    """The system lacks something without which a command is not safe."""


class OutputError(AnalyzerError):
    """A result cannot be written to its place."""


_AWAY: Final = frozenset(
    getattr(errno, name)
    for name in (
        "EINVAL EIO ETIMEDOUT EDEADLK ESTALE ENOTCONN ENODEV ENXIO EREMOTEIO EHOSTDOWN EHOSTUNREACH ENETDOWN "
        "ENETUNREACH ECONNRESET ECONNABORTED"
    ).split()
    if hasattr(errno, name)
)
"""What systems report for a file in a cloud folder that cannot be downloaded now, or on a drive that is gone."""


def is_away(error: BaseException, *, in_zip: bool = False) -> bool:
    """Whether a file cannot be read because it is not on this machine.

    For a file `in_zip`, EINVAL does not count: it is also the error for a wrong offset in a damaged ZIP.
    """
    if not isinstance(error, OSError) or (in_zip and error.errno == errno.EINVAL):
        return False
    return error.errno in _AWAY


def bug(error: BaseException) -> str:
    """The sentence for an unexpected error. It replaces the error's message, which may quote a cell."""
    return f"A bug in linkedin-exposure ({without_words(error)})."


def by_system(error: OSError) -> str:
    """The sentence for an error of the system that is not about a certain file."""
    return f"The operating system reported an error ({error.strerror or 'no reason given'})."


def without_words(error: BaseException) -> str:
    """The type of an error and its place in the program, without its message, which may quote a cell."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"in {_short(frames[-1].filename)}, line {frames[-1].lineno}" if frames else "somewhere"
    return f"{type(error).__name__} {place}"


def trace_without_words(error: BaseException) -> str:
    """The calls that led to an error and to its causes, one per line, without their messages."""
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        lines.append(without_words(cause))
        lines += [
            f"  {_short(frame.filename, 2)}, line {frame.lineno}, in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


def _short(path: str, parts: int = 1) -> str:
    """The last parts of a path: the folders above can name a person."""
    return "/".join(Path(path).parts[-parts:])
