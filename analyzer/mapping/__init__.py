"""What is known of LinkedIn's export and of what the documents say, loaded from `mappings/`."""

from analyzer.mapping.documents import (
    Action,
    Disagreement,
    Document,
    Finding,
    OfficialEntry,
    OfficialNotice,
    Standing,
    Statement,
)
from analyzer.mapping.facts import Answer, Fact
from analyzer.mapping.loading import load_mapping
from analyzer.mapping.model import (
    Author,
    Category,
    Column,
    Condition,
    DataType,
    DateSource,
    ExportMapping,
    Group,
    OwnerSource,
    Part,
    PeopleSource,
    Table,
    ancestry,
)
from analyzer.mapping.names import file_key

__all__ = [
    "Action",
    "Answer",
    "Author",
    "Category",
    "Column",
    "Condition",
    "DataType",
    "DateSource",
    "Disagreement",
    "Document",
    "ExportMapping",
    "Fact",
    "Finding",
    "Group",
    "OfficialEntry",
    "OfficialNotice",
    "OwnerSource",
    "Part",
    "PeopleSource",
    "Standing",
    "Statement",
    "Table",
    "ancestry",
    "file_key",
    "load_mapping",
]
