"""Counts what Python does while something is done, which is the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


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


def lines_run(act: Callable[[], object]) -> int:
    """How many lines of code are run when `act` is called."""
    lines = 0

    def trace(_frame: FrameType, event: str, _given: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return lines
