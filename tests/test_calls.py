"""The work for a page has a limit, counted in calls of Python functions, since seconds differ by machine."""

from datetime import date

import pytest
from conftest import PROJECT
from counting import calls

from analyzer.analysis.analyze import analyze
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render
from analyzer.workshop.contributions import from_export

DAY = date(2026, 3, 14)


@pytest.mark.slow
def test_a_page_takes_a_limited_number_of_calls(mapping: ExportMapping) -> None:
    analysis = analyze(PROJECT / "sample_export", mapping)
    counted = figures(analysis)
    render(counted, DAY)  # creates the objects that are cached
    assert calls(lambda: figures(analysis)) < 93_000  # 15,000 for the summary and the general words
    assert calls(lambda: render(counted, DAY)) < 43_000 * len(mapping.articles)
    assert calls(lambda: from_export(counted)) < 5_000
