"""Calls the command line in the process of the tests."""

import sys
from typing import Protocol

import pytest
import typer.main

from analyzer import cli

Result = tuple[int, str, str]
"""The exit code, stdout and stderr."""

APP = typer.main.get_command(cli.app)
"""The command, built once. Building it takes a twelfth of the time of a small report."""


class Run(Protocol):
    def __call__(self, *arguments: object) -> Result: ...


def caller(monkeypatch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> Run:
    """A function that runs `exposure ARGUMENTS`; `capture` captures its output."""

    def call(*arguments: object) -> Result:
        capture.readouterr()
        monkeypatch.setattr(sys, "argv", ["exposure", *map(str, arguments)])
        monkeypatch.setattr(cli, "app", APP)
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        out, err = capture.readouterr()
        assert "Traceback" not in out + err
        assert exit_.value.code is None or isinstance(exit_.value.code, int)
        return exit_.value.code or 0, out, err

    return call
