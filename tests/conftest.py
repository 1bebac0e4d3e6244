"""Fixtures that many tests share: the mapping, example pages, and the masked exports beside the project."""

import os
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from example_exports import EXPORTS
from example_group import example_group
from hypothesis import settings

from analyzer.analysis.exposure import analyze
from analyzer.mapping import ExportMapping, load_mapping
from analyzer.reporting.figures import figures
from analyzer.reporting.html import render
from analyzer.workshop.cohort_page import render_cohort

# Machines are shared and slow at times: no example has to be quick. What lands is tried on the same examples
# each time; at a desk hypothesis looks for new ones.
settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("project")

GROUP = "a group"
"""The name under which `example_page` gives the page of a group instead of an export's."""

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


@pytest.fixture(scope="session")
def example_page(
    tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping
) -> Callable[[str], Path]:
    """The page of an export of `example_exports` as a file, by name; each is made once."""

    @cache
    def make(name: str) -> Path:
        folder = tmp_path_factory.mktemp("example")
        if name == GROUP:
            page = folder / "page.html"
            html = render_cohort(example_group(mapping), mapping, date(2026, 3, 14))
            page.write_text(html, encoding="utf-8", newline="\n")
            return page
        (folder / "export").mkdir()
        export = EXPORTS[name](folder / "export")
        if export is None:
            pytest.skip(f"{SHARED} is not there: no page of the {name} export")
        page = folder / "page.html"
        html = render(figures(analyze(export, mapping)), made_on=date(2026, 3, 14))
        page.write_text(html, encoding="utf-8", newline="\n")
        return page

    return make
