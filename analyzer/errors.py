"""The errors a person can cause and mend.

AnalyzerError                 one plain sentence that says what happened and what to do
├── ExportError               the path is not a LinkedIn export, or cannot be opened
├── MappingError              a file of the mapping is wrong (names file, entry and key)
└── OutputError               a result cannot be written where it was asked for

Each is raised where its cause is known and turned into one line on stderr in one place, `cli.main`.
A file inside an export that cannot be read is not an error: it is a finding, and stands in the result.
"""


class AnalyzerError(Exception):
    """An expected failure, in one plain sentence. Never holds a value from an export."""


class ExportError(AnalyzerError):
    """The path is not a LinkedIn export, or cannot be opened."""


class MappingError(AnalyzerError):
    """The mapping is wrong; the sentence names the file, the entry and the key."""


class OutputError(AnalyzerError):
    """A result cannot be written where it was asked for."""
