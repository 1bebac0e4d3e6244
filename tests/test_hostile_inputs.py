"""Every hostile input has its expected outcome, within 10 seconds and 500 MB."""

import csv
import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from exports import write
from forked import SECONDS, Run, Server
from hostile_inputs import EXPORTS, FILES, LANGUAGE
from workshops import export

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

MOST_MEMORY = 500
"""In MB, with all imports."""

HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Characters that control a terminal or a page instead of being visible."""

LONGEST = re.compile(r"(\w)\1{200}")


@pytest.fixture(autouse=True)
def swept(tmp_path: Path) -> Iterator[None]:
    """Some folders here are nested too deeply for pytest to remove."""
    yield
    subprocess.run(["rm", "-rf", tmp_path], check=True)


def check(run: Run, folder: Path) -> None:
    """For any input: limited work, no bug and no control characters."""
    assert run.seconds < SECONDS
    assert run.peak < MOST_MEMORY
    assert "bug" not in run.err
    assert "Traceback" not in run.err
    pages = [path.read_text("utf-8") for path in folder.glob("reports/*.html")]
    for written in (*pages, run.out, run.err):
        assert not HIDDEN.search(written)
    for written in (*pages, run.out):
        assert not LONGEST.search(written)


def outcome(file: dict[str, Any]) -> str:
    """The outcome for a file of the export, in a line."""
    counts = f"{file['state']}, {file['records_measured']} of {file['records_found']}"
    repairs = "".join(f", {repair}" for repair in file["repairs"])
    return f"{counts}{repairs}: {file['reason']}" if file["reason"] else counts + repairs


def outcomes_in_one_export(names: Sequence[str], server: Server, folder: Path) -> dict[str, str]:
    """The outcomes for these files and another, by their paths."""
    made = {path: data() for path, data, _ in map(FILES.__getitem__, names)}
    assert len(made) == len(names)
    write(folder / "export", {**made, **dict(LANGUAGE)})
    run = server.run("report", "export", "--json", "n.json", folder=folder)
    check(run, folder)
    assert (run.code, run.err) == (0, "")
    files = json.loads((folder / "n.json").read_text("utf-8"))["files"]
    return {file["path"]: outcome(file) for file in files}


ARTICLES = [name for name, (path, *_) in FILES.items() if path.startswith("Articles/")]


@pytest.mark.parametrize("name", [name for name in FILES if name not in ARTICLES])
def test_a_hostile_file(name: str, server: Server, tmp_path: Path) -> None:
    path, _, expected = FILES[name]
    outcomes = outcomes_in_one_export([name], server, tmp_path)
    assert outcomes == {path: expected, "Languages.csv": "mapped, 1 of 1"}


def test_hostile_articles(server: Server, tmp_path: Path) -> None:
    """All in one export, within the same limits as one file."""
    outcomes = outcomes_in_one_export(ARTICLES, server, tmp_path)
    expected = {path: outcome for path, _, outcome in map(FILES.__getitem__, ARTICLES)}
    assert outcomes == {**expected, "Languages.csv": "mapped, 1 of 1"}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_hostile_export(name: str, server: Server, tmp_path: Path) -> None:
    build, code, expected = EXPORTS[name]
    command = build(tmp_path).split()
    run = server.run(*command, folder=tmp_path)
    check(run, tmp_path)
    assert run.code == code
    if code:
        assert run.err == f"exposure: {expected}\n"
    else:
        assert run.err == ""
        assert expected in run.out


def test_there_are_at_least_100_inputs() -> None:
    assert len(FILES) + len(EXPORTS) >= 100


FAILING = {
    "P26": ("a ZIP of a future version", "It is a damaged ZIP: the list of its files cannot be read. Download it again."),
    "P27": ("a link to itself", "It is a link that leads nowhere."),
    "P28": ("a ZIP of 20 files of 60 MB", "It holds more than 1,000 MB, unpacked: more than any export. To read it, add --limit size=1200."),
    "P29": ("a ZIP compressed with LZMA", "None of its files could be read. It is compressed in a way that no LinkedIn export uses."),
    "P30": ("a folder of unrelated files", "It is not a LinkedIn export: none of its files is one of the 86 known. Give the unzipped folder, or the ZIP as downloaded."),
}  # fmt: skip


def test_a_workshop_of_thirty_with_five_hostile_exports(server: Server, tmp_path: Path) -> None:
    for at in range(25):
        write(tmp_path / "group" / f"{at:02}", export(f"Person{at}", skills=at + 1))
    for label, (name, _) in FAILING.items():
        (tmp_path / label).mkdir()
        made = EXPORTS[name][0](tmp_path / label).split()[1]
        (tmp_path / label / made).rename(tmp_path / "group" / f"{label}{Path(made).suffix}")
    run = server.run("batch", "group", "--jobs", 2, folder=tmp_path)
    assert (run.code, run.err) == (4, "")
    out = tmp_path / "reports" / "group"
    with (out / "private" / "key.csv").open(encoding="utf-8-sig", newline="") as file:
        who = {row["participant"]: Path(row["name"]).stem for row in csv.DictReader(file)}
    pages = sorted(who[path.stem] for path in (out / "participants").iterdir())
    assert pages == [f"{at:02}" for at in range(25)]
    with (out / "private" / "failures.csv").open(encoding="utf-8-sig", newline="") as file:
        reasons = {who[row["participant"]]: row["reason"] for row in csv.DictReader(file)}
    assert reasons == {label: reason for label, (_, reason) in FAILING.items()}
