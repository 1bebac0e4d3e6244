"""A page takes a known amount of work: counted are the calls of Python's own functions, since seconds differ by machine."""

from datetime import date

from conftest import PROJECT
from counting import calls

from analyzer.analysis.analyze import analyze
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render
from analyzer.workshop.contributions import from_export

DAY = date(2026, 3, 14)


def test_a_page_takes_not_many_more_calls_than_today(mapping: ExportMapping) -> None:
    analysis = analyze(PROJECT / "sample_export", mapping)
    counted = figures(analysis)
    render(counted, DAY)  # what is done once for all pages
    assert calls(lambda: figures(analysis)) < 85_000
    assert calls(lambda: render(counted, DAY)) < 210_000
    assert calls(lambda: from_export(counted)) < 16_000
