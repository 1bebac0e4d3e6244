"""Limits on the size of an export: a refusal names the option that raises the limit, and that option works."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from exports import Files, pack, write
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.errors import LimitError
from analyzer.limits import (
    DEFAULT,
    MB,
    NAMES,
    Limits,
    read_limits,
)
from analyzer.mapping.mapping import ExportMapping
from analyzer.reading.decode import NotTextError
from analyzer.reading.reader import read

VOTES = "Date,Link,OptionText\n2020-01-01 00:00:00,a,b\n"

CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Bo,Reed,,,,,01 Jan 2020\nCy,Reed,,,,,01 Jan 2020\n"
)

INVALID = ["", "file", "file=", "file=0", "file=-1", "file=1.5", "file=1 MB", "film=9", "file=1e9", "file=²", "file=" + "9" * 5000]  # fmt: skip


@pytest.mark.parametrize("given", INVALID)
def test_an_invalid_limit_gives_a_one_line_error(given: str) -> None:
    with pytest.raises(LimitError) as raised:
        read_limits([given])
    assert str(raised.value) == (
        f"--limit {given} is not valid: give size, file, files, folders, columns, record, all_columns, days or people "
        "and a whole number, as in --limit file=128."
    )


def test_limits_are_given_by_name_and_the_last_one_counts() -> None:
    assert read_limits(None) == DEFAULT
    assert read_limits(["file=1", "columns=7", "file=128"]) == Limits(file=128, columns=7)


LARGER: dict[str, tuple[Files, str]] = {
    # By limit: the export, and the message that refuses it.
    "columns=2": ({"Votes.csv": VOTES}, "It has more than 2 columns, more than any file of an export. To read it, add --limit columns=3."),
    "record=1": ({"Skills.csv": "Name\n" + "x" * (MB + 1)}, "It has a record larger than 1 MB, larger than any of an export. To read it, add --limit record=2."),
}  # fmt: skip


@pytest.mark.parametrize("limit", LARGER)
def test_a_file_over_a_limit_is_refused(limit: str, mapping: ExportMapping) -> None:
    files, refusal = LARGER[limit]
    ((name, data),) = files.items()
    assert isinstance(data, str)
    with pytest.raises(NotTextError) as raised:
        read(data.encode(), name, mapping, read_limits([limit]))
    assert str(raised.value) == refusal
    allowed = re.findall(r"--limit (\S+)\.$", refusal)
    assert read(data.encode(), name, mapping, read_limits(allowed)).measured == 1


EXPORTS: dict[str, Callable[[Path], Path]] = {
    "size=1": lambda path: write(path, {"Skills.csv": "Name\nx\n", "a.bin": b"x" * MB}),
    "file=1": lambda path: write(path, {"Skills.csv": "Name\n" + "x\n" * MB}),
    "files=1": lambda path: pack(path, {"Skills.csv": "Name\nx\n", "a.bin": b""}),
    "folders=1": lambda path: pack(path, {"a/b/Skills.csv": "Name\nx\n"}),
    "columns=1": lambda path: write(path, {"Votes.csv": VOTES}),
    "all_columns=3": lambda path: write(path, {"Votes.csv": VOTES, "Skills.csv": "Name\nx\n"}),
    "days=1": lambda path: write(path, {"Votes.csv": VOTES}),
    "people=1": lambda path: write(path, {"Connections.csv": CONNECTIONS}),
    "record=1": lambda path: write(path, {"Skills.csv": "Name\n" + "x" * (MB + 1)}),
}


def test_every_limit_has_an_export() -> None:
    assert {given.partition("=")[0] for given in EXPORTS} == set(NAMES)


@pytest.mark.slow
@pytest.mark.parametrize("limit", EXPORTS)
def test_a_refused_export_is_read_with_the_suggested_limit(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export = EXPORTS[limit](tmp_path / "export")

    def refusals(*limits: str) -> list[str]:
        given = [word for name in limits for word in ("--limit", name)]
        done = CliRunner().invoke(app, ["report", str(export), "--json", "-", *given])
        if done.exception:
            return [str(done.exception)]
        files = json.loads(done.stdout)["files"]
        return [file["reason"] for file in files if file["state"] == "unreadable"]

    (refusal,) = refusals(limit)
    (allowed,) = re.findall(r" To read it, add --limit (.*)\.$", refusal)
    assert allowed.partition("=")[0] == limit.partition("=")[0]
    assert refusals(allowed) == []


@pytest.mark.parametrize(
    "command", ["report export", "compare --force export export", "mapping draft export"]
)
def test_every_command_counts_the_columns_of_all_files(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("export"), {"Skills.csv": "Name\nx\n", "a.csv": "a,b\n1,2\n", "b.csv": "a\n1\n"})
    done = CliRunner().invoke(app, [*command.split(), "--limit", "all_columns=3"])
    assert "more than 3 columns in its files" in str(done.exception)
    assert CliRunner().invoke(app, [*command.split(), "--limit", "all_columns=4"]).exit_code == 0


def test_a_diagnosis_counts_the_columns_of_all_files(tmp_path: Path) -> None:
    export = write(tmp_path / "export", {"Skills.csv": "Name\nx\n", "Votes.csv": VOTES})
    done = CliRunner().invoke(app, ["doctor", str(export), "--limit", "all_columns=3"])
    assert "It holds more than 3 columns in its files: more than any export.\n" in done.stdout
