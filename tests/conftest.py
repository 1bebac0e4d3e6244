"""Fixtures that many tests share: the mapping, and the masked exports beside the project."""

from pathlib import Path

import pytest

from analyzer.mapping import ExportMapping, load_mapping

PROJECT = Path(__file__).parent.parent
SHARED = PROJECT.parent / "shared"


@pytest.fixture(scope="session")
def mapping() -> ExportMapping:
    return load_mapping()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with masked exports, the atlas and the documents, where there is one."""
    if not (SHARED / "exports").is_dir():
        pytest.skip(f"{SHARED} is not there: nothing to compare with real layouts and documents")
    return SHARED
