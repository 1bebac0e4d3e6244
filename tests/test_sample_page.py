"""The page of the sample that is committed is the one that `make report` writes."""

from datetime import date
from pathlib import Path

import pytest

from analyzer.analysis.analyze import analyze
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render

PROJECT = Path(__file__).parent.parent


def test_the_committed_page_is_up_to_date(mapping: ExportMapping) -> None:
    page = render(figures(analyze(PROJECT / "sample_export", mapping)), date(2026, 3, 14))
    # Without `==`, since a failure would print both pages.
    if page.encode() != (PROJECT / "reports" / "sample_export.html").read_bytes():
        pytest.fail("reports/sample_export.html is older than the code: run `make report`")
