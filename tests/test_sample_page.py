"""The pages that are committed are those that `make report` writes."""

from datetime import date
from pathlib import Path

import pytest

from analyzer import __version__
from analyzer.analysis.analyze import analyze
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render, render_evidence

PROJECT = Path(__file__).parent.parent
EVIDENCE = PROJECT / "reports" / "evidence.html"


def test_the_committed_page_is_up_to_date(mapping: ExportMapping) -> None:
    page = render(figures(analyze(PROJECT / "sample_export", mapping)), date(2026, 3, 14))
    # Without `==`, since a failure would print both pages.
    if page.encode() != (PROJECT / "reports" / "sample_export.html").read_bytes():
        pytest.fail("reports/sample_export.html is older than the code: run `make report`")


def test_the_committed_evidence_is_up_to_date(mapping: ExportMapping) -> None:
    if render_evidence(mapping, __version__).encode() != EVIDENCE.read_bytes():
        pytest.fail("reports/evidence.html is older than the code: run `make report`")
