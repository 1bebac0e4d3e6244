"""Every page of the program without a terminal, in each of its states."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from unittest import mock

from exports import pack, write
from opened import Program, opened_here
from workshops import InThisProcess, export

from analyzer.local import job as jobs
from analyzer.local import search
from analyzer.mapping.mapping import ExportMapping

COMPLETE = "Complete_LinkedInDataExport_03-14-2026.zip"
OLDER = "Basic_LinkedInDataExport_01-01-2026.zip"
STRANGER = "LinkedIn export of someone else.zip"
BROKEN = "LinkedIn export without an end.zip"
NAMES = re.compile(
    r"atelier/reports[\w/.]*|--[a-z-]+|Complete_LinkedIn[^<&,” ]*|Basic_LinkedIn[^<&,” ]*|"
    r"LinkedIn export [\w ]*\.zip|\b(atelier|Downloads|Documents|Desktop|OneDrive|empty|home|list\.txt|Ada|Cas|Hal)\b"
)
"""The names of files, folders, people and options on the pages."""

PEOPLE = ("Ada", "Bea", "Cas", "Dan", "Eva", "Fay", "Gil")


def pages_of(folder: Path, mapping: ExportMapping, language: str = "") -> Iterator[tuple[str, str]]:
    """The name and the HTML of each page, for a browser that asks for the language. The folder becomes a home."""
    (folder / "empty").mkdir(parents=True)
    home = folder / "home"
    pack(home / "Downloads" / COMPLETE, export("Ada"))
    pack(home / "Downloads" / OLDER, export("Ada", skills=2))
    pack(home / "Downloads" / STRANGER, export("Zoe", joined=False, mail=False))
    (home / "Downloads" / BROKEN).write_bytes((home / "Downloads" / COMPLETE).read_bytes()[:500])
    (home / "Downloads" / f"{COMPLETE}.part").write_bytes(b"PK")
    for name in PEOPLE:
        write(home / "Documents" / "atelier" / name, export(name, messages=20))
    write(home / "Documents" / "atelier" / "Hal", {"notes.txt": "not an export"})
    write(home / "Documents" / "atelier" / "Cas", {"participant.toml": 'region = "mars"\n'})
    (home / "Documents" / "atelier" / "list.txt").write_text("a stray file")
    places = {"HOME": str(folder / "empty"), "EXPOSURE_LISTENS": "yes", "EXPOSURE_ASKS": "yes"}
    here = Path.cwd()
    try:
        with mock.patch.dict(os.environ, places):
            os.chdir(folder / "empty")
            with opened_here(mapping, language=language) as program:
                yield "without archives", program.get().text
                yield "without workshops", program.get("workshop").text
            with (
                mock.patch.object(search, "PATIENCE", 0.0),
                mock.patch.object(search, "candidates", _slow),
                opened_here(mapping, language=language) as program,
            ):
                yield "silent folders", program.get().text
                yield "silent workshops", program.get("workshop").text
            os.environ["HOME"] = str(home)
            os.chdir(home)
            with (
                mock.patch("analyzer.workshop.workers.Workers", InThisProcess),
                opened_here(mapping, language=language) as program,
            ):
                yield from _of_reports(program)
                yield from _of_workshops(program)
                yield "closed", program.post("close").text
    finally:
        os.chdir(here)


def _of_reports(program: Program) -> Iterator[tuple[str, str]]:
    yield "start", program.get().text
    row = program.row(COMPLETE)
    yield "a wrong answer", program.post("report", {"row": row, "opted_out": "never"}).text
    yield "the future", program.post("report", {"row": row, "opted_out": "2999-01-01"}).text
    yield "a failure", program.finish("report", {"row": program.row(BROKEN)}).text
    yield "a sample", program.finish("report", {"row": 0}).text
    yield from _of_a_long_job(program, row)
    yield "ready", (ready := program.finish("report", {"row": row}).text)
    (number,) = re.findall(r'href="page-(\d+)"', ready)
    yield "old", program.get("page-1").text
    yield "counts", program.get(f"share-{number}").text
    stranger: dict[str, object] = {"row": program.row(STRANGER)}
    yield "not one person", program.finish(f"compare-{number}", stranger).text
    older: dict[str, object] = {"row": program.row(OLDER), "force": "on"}
    yield "compared", program.finish(f"compare-{number}", older).text
    yield "a part", program.finish("report", {"row": program.row(OLDER)}).text


def _of_a_long_job(program: Program, row: int) -> Iterator[tuple[str, str]]:
    with mock.patch.object(jobs, "analyze", _endless):
        job = program.post("report", {"row": row}).headers["location"]
        yield "reading", program.get(job).text
        yield "busy", program.post("report", {"row": row, "minor": "on"}).text
        program.post(job.replace("job", "stop"))
        yield "stopped", program.get(job).text


def _endless(*_: object, progress: Callable[[int, int], None], **__: object) -> None:
    """Read until the job is stopped."""
    while True:
        progress(1_000, 2_000_000)
        sleep(0.01)


def _slow(_: Path) -> Iterator[Path]:
    sleep(0.3)
    yield from ()


def _of_workshops(program: Program) -> Iterator[tuple[str, str]]:
    yield "workshops", program.get("workshop").text
    row = program.row("atelier", "workshop")
    yield "not sure", program.post("delete", {"row": row}).text
    yield "results", program.finish("workshop", {"row": row, "consent": "on"}).text
    write(Path("Documents") / "atelier" / "Ivo", export("Ivo", messages=400))
    yield "held back", program.finish("workshop", {"row": row, "consent": "on"}).text
    yield "too few", program.finish("workshop", {"row": row}).text
    yield "deleted", program.finish("delete", {"row": row, "sure": "on"}).text
