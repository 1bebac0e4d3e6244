"""Checks what no single file of the mapping can be blamed for alone."""

from collections import Counter

from analyzer.errors import MappingError
from analyzer.mapping.documents import OfficialNotice
from analyzer.mapping.entries import refuse_twice
from analyzer.mapping.model import ExportMapping
from analyzer.mapping.names import file_key


def check_together(mapping: ExportMapping) -> None:
    """Raise MappingError where the files of the mapping do not fit together."""
    refuse_twice("tables/", "table", [table.name for table in mapping.tables])
    names = [
        file_key(name)[0] for table in mapping.tables for name in table.files if "*" not in name
    ]
    refuse_twice("tables/", "file", names)
    refuse_twice("documents/", "document", [document.id for document in mapping.documents])
    _check_data_types(mapping)
    if mapping.official:
        _check_official(mapping, mapping.official)


def _check_data_types(mapping: ExportMapping) -> None:
    carried = {
        column.data_type.id
        for table in mapping.tables
        for column in table.columns
        if column.data_type
    } | {
        data_type.id
        for table in mapping.tables
        for part in table.parts
        for data_type in part.data_types.values()
    }
    for data_type in mapping.data_types:
        if data_type.id not in carried and not data_type.absent:
            raise MappingError(
                f"mappings/categories.toml, data type '{data_type.id}': "
                "no column carries it; say why with the key `absent`."
            )


def _check_official(mapping: ExportMapping, official: OfficialNotice) -> None:
    named = Counter(data_type for entry in official.entries for data_type in entry.about)
    for data_type in mapping.data_types:
        if named.pop(data_type.id, 0) != 1:
            raise MappingError(
                f"mappings/official.toml: data type '{data_type.id}' has to be in exactly one entry."
            )
    for unknown in named:
        raise MappingError(
            f"mappings/official.toml: `{unknown}` is not a data type of categories.toml."
        )
    remarks = {each for remark in official.remarks for each in remark.about}
    for region in mapping.rules.regions:
        for each in region.official:
            if each not in remarks:
                raise MappingError(
                    f"mappings/rules.toml, region '{region.id}', key `official`: "
                    f"`{each}` is not a remark of official.toml."
                )
