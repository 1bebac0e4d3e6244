"""The errors that a person can cause and put right.

AnalyzerError                 one plain sentence that says what happened and what to do
├── ExportError               the path is not a LinkedIn export, or cannot be opened
│   └── SeveralExportsError   it holds more than one
├── LimitError                what is given with --limit is wrong
├── ScenarioError             what is said of the member is wrong (names the option or the key)
├── ConsentError              figures about so few people need everybody's consent
├── MappingError              a file of the mapping is wrong (names file, entry and key)
└── OutputError               a result cannot be written where it was asked for

Each is raised where its cause is known, and `cli.main` turns it into one line on stderr; in a batch,
`workers` makes it the reason why a participant failed.
A file inside an export that cannot be read is not an error but a finding, and is part of the result.
"""

from pathlib import Path


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


class ScenarioError(AnalyzerError):
    """What is said of the member's region, dates or settings is wrong; the sentence names option or key."""


class ConsentError(AnalyzerError):
    """Figures about so few people need everybody's consent."""


class MappingError(AnalyzerError):
    """The mapping is wrong; the sentence names the file, the entry and the key."""


class OutputError(AnalyzerError):
    """A result cannot be written where it was asked for."""


def place_of(error: BaseException) -> str:
    """Where in the program an error arose, to be shown instead of its message, which may quote a cell."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return "somewhere"
    return f"in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"
