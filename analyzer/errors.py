"""The errors that a person can cause and put right.

AnalyzerError                 one plain sentence that says what happened and what to do
├── ExportError               the path is not a LinkedIn export, or cannot be opened
│   └── SeveralExportsError   it holds more than one
├── LimitError                what is given with --limit is wrong
├── ShareError                a share file is none, or was changed (names nothing that is in it)
├── ScenarioError             what is said of the member is wrong (names the option or the key)
├── ConsentError              figures about so few people need everybody's consent
├── MappingError              a file of the mapping is wrong (names file, entry and key)
├── ClusterError              the cluster of `--dask` is not there, or cannot do it
└── OutputError               a result cannot be written where it was asked for

Each is raised where its cause is known, and `cli.main` turns it into one line on stderr; in a batch,
`workers` makes it the reason why a participant failed.
A file inside an export that cannot be read is not an error but a finding, and is part of the result.
"""

import traceback
from pathlib import Path
from typing import Final


class AnalyzerError(Exception):
    """An expected failure, in one plain sentence. Never holds a value from an export."""


class ExportError(AnalyzerError):
    """The path is not a LinkedIn export, or cannot be opened.

    `general` gives the reason without any names, for lists in which nobody may be named.
    """

    def __init__(self, sentence: str, general: str = "It could not be opened.") -> None:
        super().__init__(sentence)
        self.general = general


class SeveralExportsError(ExportError):
    """The path holds more than one export."""


class LimitError(AnalyzerError):
    """What is given with `--limit` is wrong."""


class ShareError(AnalyzerError):
    """A share file is none, or was changed. The sentence holds nothing of what is in it."""


class ScenarioError(AnalyzerError):
    """What is said of the member's region, dates or settings is wrong; the sentence names option or key."""


class ConsentError(AnalyzerError):
    """Figures about so few people need everybody's consent."""


class MappingError(AnalyzerError):
    """The mapping is wrong; the sentence names the file, the entry and the key."""


class ClusterError(AnalyzerError):
    """The cluster of `--dask` is not there, or cannot do what it is asked for."""


class OutputError(AnalyzerError):
    """A result cannot be written where it was asked for."""


NOT_READABLE: Final = "The system does not let it be read."
"""Why a file cannot be read, without any name."""


def bug(error: BaseException) -> str:
    """What is said of an error that nobody expected, instead of its message, which may quote a cell."""
    return f"A bug in linkedin-exposure ({without_words(error)})."


def without_words(error: BaseException) -> str:
    """The kind of an error and where in the program it arose, instead of its message, which may quote a cell."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"in {_short(frames[-1].filename)}, line {frames[-1].lineno}" if frames else "somewhere"
    return f"{type(error).__name__} {place}"


def trace_without_words(error: BaseException) -> str:
    """The calls that led to an error and to those behind it, a line each, without their messages."""
    lines = []
    each: BaseException | None = error
    while each is not None:
        lines.append(without_words(each))
        lines += [
            f"  {_short(frame.filename, 2)}, line {frame.lineno}, in {frame.name}"
            for frame in traceback.extract_tb(each.__traceback__)
        ]
        each = each.__cause__ or each.__context__
    return "\n".join(lines)


def _short(path: str, parts: int = 1) -> str:
    """The end of a path: the folders above say who works here."""
    return "/".join(Path(path).parts[-parts:])
