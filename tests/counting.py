"""Counts the steps of Python while a function runs. The counts are the same on every machine."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

Act = Callable[[], object]


def calls(act: Act) -> int:
    """The number of calls of functions written in Python."""
    return _count("call", sys.getprofile, sys.setprofile, act)


def lines_run(act: Act) -> int:
    """The number of lines of code run when `act` is called."""
    return _count("line", sys.gettrace, sys.settrace, act)


def _count(
    counted: str, watching: Callable[[], Any], watch: Callable[[Any], None], act: Act
) -> int:
    """The number of `counted` events while `watch` reports events to a function."""
    number = 0

    def note(_frame: FrameType, event: str, _given: Any) -> Any:
        nonlocal number
        number += event == counted
        return note  # so that lines in called functions are reported too

    before = watching()
    watch(note)
    try:
        act()
    finally:
        watch(before)
    return number
