"""From one member's bytes to its records: header, cells as text, and what was repaired or rejected."""

from analyzer.reading.encoding import NotTextError
from analyzer.reading.reader import Reading, read

__all__ = ["NotTextError", "Reading", "read"]
