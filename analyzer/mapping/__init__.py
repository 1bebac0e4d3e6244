"""What is known of LinkedIn's export and of what the documents say, loaded from `mappings/`."""

from analyzer.mapping.loading import load_mapping
from analyzer.mapping.model import (
    Category,
    Column,
    DataType,
    DateSource,
    Disagreement,
    Document,
    ExportMapping,
    Finding,
    Group,
    OfficialEntry,
    OfficialNotice,
    Statement,
    Table,
    ancestry,
    file_key,
)

__all__ = [
    "Category",
    "Column",
    "DataType",
    "DateSource",
    "Disagreement",
    "Document",
    "ExportMapping",
    "Finding",
    "Group",
    "OfficialEntry",
    "OfficialNotice",
    "Statement",
    "Table",
    "ancestry",
    "file_key",
    "load_mapping",
]
