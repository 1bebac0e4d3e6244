"""A page takes a known amount of work: counted are the calls of Python's own functions, since seconds differ by machine."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType
from typing import Any

from conftest import PROJECT

from analyzer.analysis.exposure import analyze
from analyzer.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.reporting.html import render
from analyzer.workshop.contribution import contribute, to_plain

DAY = date(2026, 3, 14)


def calls(act: Callable[[], object]) -> int:
    """How many functions that are written in Python are called."""
    counted = 0

    def profile(_frame: FrameType, event: str, _given: Any) -> None:
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        act()
    finally:
        sys.setprofile(before)
    return counted


def test_a_page_takes_not_many_more_calls_than_today(mapping: ExportMapping) -> None:
    analysis = analyze(PROJECT / "sample_export", mapping)
    counted = figures(analysis)
    render(counted, DAY)  # what is done once for all pages
    assert calls(lambda: figures(analysis)) < 85_000
    assert calls(lambda: render(counted, DAY)) < 210_000
    assert calls(lambda: to_plain(contribute(counted))) < 16_000
