"""In a worker: the mapping, and whether it and the program are those with which the batch was started."""

from functools import cache
from pathlib import Path

from analyzer import __version__
from analyzer.errors import (
    ClusterError,
    MappingError,
)
from analyzer.mapping import (
    ExportMapping,
    load_mapping,
)


@cache
def mapping_in(directory: Path | None) -> ExportMapping:
    """The mapping in this folder, or the built-in one; a worker loads it once."""
    return load_mapping(directory)


def check_same(version: str, mapping: Path | None, sha256: str) -> None:
    """Check that what is read here gives the same as where the batch was started. Raises ClusterError."""
    if version != __version__:
        raise ClusterError(
            f"A worker of the cluster has linkedin-exposure {__version__}, and this is {version}: install the same there."
        )
    try:
        same = mapping_in(mapping).sha256 == sha256
    except MappingError:
        same = False
    if not same:
        raise ClusterError("A worker of the cluster has another mapping at that path, or none.")
