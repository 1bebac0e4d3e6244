"""A batch over the exports of a workshop: correct pages, no losses, and names only in the private folder."""

import csv
import io
import json
import multiprocessing
import os
import re
import select
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow.parquet as pq
import pytest
from command import Result, Run, caller
from exports import pack, write
from forked import Server, Surroundings
from workshops import (
    die,
    export,
    open_pipe,
    tree,
    wait_for,
    write_until,
)

from analyzer.analysis.analyze import analyze
from analyzer.analysis.model import Analysis
from analyzer.errors import OutputError
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render
from analyzer.sample.workshop import write_workshop
from analyzer.workshop import pages
from analyzer.workshop.batch import run_batch
from analyzer.workshop.children import list_children
from analyzer.workshop.folder import DATASET, prepare
from analyzer.workshop.group_section import group_section, without_group
from analyzer.workshop.options import Options
from analyzer.workshop.participants import find_participants, survey
from analyzer.workshop.state import (
    LastRun,
    Register,
    known_people,
    list_all,
    plain_people,
    read_register,
    write_register,
)
from analyzer.workshop.workers import ENDED

pytestmark = pytest.mark.uncounted

DAY = date(2026, 3, 14)
LISTS = {"private/key.csv", "private/register.json", "private/register.key", "private/written.json"}
"""The files that a batch writes as soon as it has listed the participants."""
OPTIONS = Options(made_on=DAY)


def silent(*_: object) -> None:
    pass


def start(given: list[str], **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **options
    )


def finish(started: subprocess.Popen[bytes]) -> Result:
    out, err = started.communicate(timeout=120)
    return started.returncode, out.decode(), err.decode()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Call `exposure ARGUMENTS` as the command does, in this process. The workers are separate processes."""
    return caller(monkeypatch, capfd)


def key(out: Path) -> dict[str, str]:
    lines = (out / "private" / "key.csv").read_text(encoding="utf-8-sig").splitlines()
    return {row["name"]: row["participant"] for row in csv.DictReader(lines)}


def fix_key(out: Path) -> None:
    """Give the batch in `out` a fixed key, so that it numbers Ada, Bea and Cas in this order."""
    prepare(out)
    write_register(out, Register(b"93"))


def rows_of(out: Path, label: str) -> list[dict[str, Any]]:
    """The rows of a participant's part of the dataset."""
    rows: list[dict[str, Any]] = pq.read_table(out / DATASET / f"{label}.parquet").to_pylist()
    return rows


def failures(out: Path) -> dict[str, str]:
    with (out / "private" / "failures.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["participant"]: row["reason"] for row in csv.DictReader(file)}


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Three small exports."""
    home = tmp_path / "in"
    write(home / "Ada", export("Ada"))
    pack(home / "Bea.zip", export("Bea", skills=5))
    write(home / "Cas", export("Cas", messages=9))
    return home


# --- a whole workshop -------------------------------------------------------------------------------------------------


Workshop = tuple[Path, Path, Result]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Workshop:
    """A batch over 7 invented people and the mistakes that happen in a workshop, run by the command."""
    folder = tmp_path_factory.mktemp("workshop")
    home = folder / "in"
    write_workshop(home, 7, seed=1, scale=0.05)
    (home / "z01 empty").mkdir()
    (home / "z02 notes.zip").write_text("Who is late: Tom")
    pack(home / "z03 cut.zip", export("Tom"))
    (home / "z03 cut.zip").write_bytes((home / "z03 cut.zip").read_bytes()[:-80])
    pack(home / "z04 photos.zip", {"IMG_1.jpg": b"\xff\xd8" * 50})
    write(home / "z05 twice", export("Ada"))
    pack(home / "z06 twice.zip", export("Ada"))
    full = export("Bea", skills=9)
    quick = {name: full[name] for name in ("Profile.csv", "Registration.csv", "messages.csv")}
    pack(home / "z07" / "Basic_LinkedInDataExport.zip", quick)
    pack(home / "z07" / "Complete_LinkedInDataExport.zip", full)
    write(home / "z08" / "a" / "b", export("Cas"))
    write(home / "z09 x.zip", export("Dan"))
    out = folder / "out"
    done = server.run("batch", home, "--out", out, "--date", DAY, "--jobs", 2, folder=folder)
    return home, out, (done.code, done.out, done.err)


@pytest.mark.slow
def test_one_command_reads_all_exports_and_lists_the_failures(
    workshop: Workshop, mapping: ExportMapping
) -> None:
    known_files = sum(len(table.files) for table in mapping.tables)
    _, out, (code, stdout, err) = workshop
    assert (code, err) == (4, "")
    who = key(out)
    assert len(who) == 15  # 7 and 9 exports, two from the same person
    assert who["z05 twice + z06 twice.zip"]
    reasons = failures(out)
    assert {name: reasons[label] for name, label in who.items() if label in reasons} == {
        "z01 empty": "It is empty. Give the unzipped folder, or the ZIP as downloaded.",
        "z02 notes.zip": "It is a text, not a ZIP: the link may have expired. Log in and download it again.",
        "z03 cut.zip": "It is a ZIP whose end is missing, as when a download stops. Download it again.",
        "z04 photos.zip": f"It is not a LinkedIn export: none of its files is one of the {known_files} known. "
        "Give the unzipped folder, or the ZIP as downloaded.",
    }
    pages = {path.stem for path in (out / "participants").iterdir()}
    assert pages == set(who.values()) - set(reasons)
    assert "15 participants: 11 exports read; 4 could not be read." in stdout
    for label, reason in reasons.items():
        (name,) = (name for name, of in who.items() if of == label)
        assert f"{label} ({name}): {reason}" in stdout


def test_names_appear_only_in_private_and_where_one_could_not_be_read(workshop: Workshop) -> None:
    home, out, (_, stdout, err) = workshop
    shown = [
        *(line for line in stdout.splitlines() if " (z" not in line),
        err,
        *(t.decode() for n, t in tree(out).items() if not n.startswith("private")),
    ]
    for child in home.iterdir():
        for name in (child.name, child.stem):
            assert not [text for text in shown if name in text], name


def test_the_page_of_several_archives_mentions_them(workshop: Workshop) -> None:
    _, out, _ = workshop
    who = key(out)
    for name in ("z05 twice + z06 twice.zip", "z07"):
        page = (out / "participants" / f"{who[name]}.html").read_text(encoding="utf-8")
        assert (
            "There are 2 archives of this person; this page is about the most complete one." in page
        )
    single = (out / "participants" / f"{who['z08']}.html").read_text("utf-8")
    assert "archives of this person" not in single


def test_the_private_rows_add_up_to_the_pages(workshop: Workshop, mapping: ExportMapping) -> None:
    _, out, _ = workshop
    frame = pq.read_table(out / "private" / "exposure.parquet").to_pandas()
    text = (out / "private" / "exposure.csv").read_text(encoding="utf-8")
    assert len(list(csv.reader(io.StringIO(text)))) == len(frame) + 1
    label = key(out)["z08"]
    counted = figures(analyze(workshop[0] / "z08", mapping))
    mine = frame[frame["participant"] == label]
    assert mine["words"].sum() == counted.whole.words
    by_category = mine.groupby("category")["words"].sum().to_dict()
    expected = counted.by_category
    assert by_category == {name: volume.words for name, volume in expected.items()}


def test_public_files_have_no_number_of_a_participant(workshop: Workshop) -> None:
    """A list of numbers would reveal the one that failed, and perhaps whose it is."""
    for name in ("index.html", "cohort.json"):
        text = (workshop[1] / name).read_text("utf-8")
        assert not re.search(r"\bP\d\d\b", text)
        for reason in failures(workshop[1]).values():
            assert reason not in text


def test_private_files_are_closed_to_other_users(workshop: Workshop) -> None:
    home = workshop[1] / "private"
    for path in (home, *home.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


# --- the same as report -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_pages_are_the_same_as_from_report(
    exports: Path, tmp_path: Path, mapping: ExportMapping
) -> None:
    result = run_batch(exports, tmp_path / "out", OPTIONS, silent)
    assert (result.made, result.kept, result.failures) == (3, 0, {})
    for name, label in key(tmp_path / "out").items():
        child = exports / name
        page = (tmp_path / "out" / "participants" / f"{label}.html").read_text(encoding="utf-8")
        numbers = figures(replace(analyze(child, mapping), name=label))
        assert page == render(numbers, DAY, number=label, group=group_section())


@pytest.mark.slow
def test_the_masked_exports_give_the_same_pages_in_a_batch(
    shared: Path, masked_export: Callable[[str], Analysis], tmp_path: Path
) -> None:
    result = run_batch(shared / "exports", tmp_path / "out", OPTIONS, silent)
    assert (result.made, result.failures) == (12, {})
    for name, label in key(tmp_path / "out").items():
        page = without_group((tmp_path / "out" / "participants" / f"{label}.html").read_bytes())
        numbers = figures(replace(masked_export(name), name=label))
        alone = render(numbers, DAY, number=label, group=group_section())
        assert page.decode("utf-8") == alone, name


@pytest.mark.slow
def test_one_or_two_jobs_write_the_same_bytes(exports: Path, tmp_path: Path) -> None:
    pack(exports / "Dan.zip", export("Dan"))
    (exports / "x.txt").write_text("x")
    for jobs in (1, 2):
        fix_key(tmp_path / str(jobs))
        run_batch(exports, tmp_path / str(jobs), replace(OPTIONS, jobs=jobs), silent)
    assert tree(tmp_path / "1") == tree(tmp_path / "2")


@pytest.mark.usefixtures("here")
def test_names_are_on_pages_only_with_names(exports: Path, tmp_path: Path) -> None:
    fix_key(tmp_path / "out")
    run_batch(exports, tmp_path / "out", replace(OPTIONS, names=True), silent)
    assert "Export: Bea.zip" in (tmp_path / "out/participants/P02.html").read_text("utf-8")
    for name in ("index.html", "cohort.json", "private/failures.csv"):
        assert "Bea" not in (tmp_path / "out" / name).read_text(encoding="utf-8")


# --- a second run -----------------------------------------------------------------------------------------------------


def made_again(out: Path, run: Callable[[], object]) -> tuple[set[str], set[Path]]:
    before = {path: path.stat().st_mtime_ns for path in (out / "participants").iterdir()}
    run()
    now = {path: path.stat().st_mtime_ns for path in (out / "participants").iterdir()}
    return {path.stem for path in now if now[path] != before.get(path)}, set(before) - set(now)


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_a_second_run_makes_only_the_changed_pages(exports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    def again(**changes: Any) -> tuple[set[str], set[Path]]:
        return made_again(out, lambda: run_batch(exports, out, replace(OPTIONS, **changes), silent))

    fix_key(out)
    run_batch(exports, out, OPTIONS, silent)
    whole = tree(out)
    assert again() == (set(), set())
    assert tree(out) == whole
    (exports / "Ada" / "Skills.csv").write_text("Name\nbread\n")
    assert again() == ({"P01"}, set())
    (out / "participants" / "P02.html").write_text("half a pa")
    assert again() == ({"P02"}, set())
    (out / DATASET / "P03.parquet").write_text("half a pa")
    assert again() == ({"P03"}, set())
    assert again(official=True) == ({"P01", "P02", "P03"}, set())
    assert again(official=True, fresh=True) == ({"P01", "P02", "P03"}, set())
    assert again(official=True, min_group=3, consent=True) == (set(), set())


@pytest.mark.usefixtures("here")
def test_a_second_run_that_changes_nothing_opens_no_export_and_writes_no_page(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    first = run_batch(exports, out, OPTIONS, silent)
    before = {path: path.stat() for path in out.rglob("*.*") if path.is_file()}
    opened: list[str] = []
    real_open = io.open

    def note(file: Any, *rest: Any, **options: Any) -> Any:
        opened.append(str(file))
        return real_open(file, *rest, **options)

    with monkeypatch.context() as patch:
        patch.setattr(io, "open", note)
        again = run_batch(exports, out, OPTIONS, silent)
    assert (again.made, again.kept, again.failures) == (0, 3, first.failures)
    assert opened
    assert not [path for path in opened if path.startswith(str(exports))]
    changed = [
        path for path, status in before.items() if path.stat().st_mtime_ns != status.st_mtime_ns
    ]
    lists = {
        "failures.csv",
        "handout.html",
        "key.csv",
        "known.json",
        "register.json",
        "register.key",
        "written.json",
    }
    assert {path.name for path in changed} <= lists


@pytest.mark.usefixtures("here")
def test_damaged_files_of_the_group_are_written_again(exports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_batch(exports, out, OPTIONS, silent)
    whole = tree(out)
    for name in (
        "index.html",
        "cohort.json",
        "private/failures.csv",
        "private/exposure.csv",
        "private/datapackage.json",
    ):
        (out / name).write_text("half")
        run_batch(exports, out, OPTIONS, silent)
        assert tree(out) == whole
    (out / "index.html").unlink()
    run_batch(exports, out, OPTIONS, silent)
    assert tree(out) == whole


@pytest.mark.usefixtures("here")
def test_a_damaged_cache_is_named_and_can_be_removed(exports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_batch(exports, out, OPTIONS, silent)
    whole = tree(out)
    cache = out / "private" / "known.json"
    for damage in ("", "{", "[]", '{"listing": 1}', '{"people": [{}]}', "null"):
        cache.write_text(damage)
        with pytest.raises(OutputError) as caught:
            run_batch(exports, out, OPTIONS, silent)
        assert str(caught.value) == f"{cache} was changed; remove it to start afresh.", damage
        cache.unlink()
        assert run_batch(exports, out, OPTIONS, silent).kept == 3
        assert tree(out) == whole


def test_the_cache_gives_back_the_same_participants(
    workshop: Workshop, mapping: ExportMapping
) -> None:
    children = list_children(workshop[0], workshop[1])
    listing = list_all(children)
    people = find_participants([survey(child, mapping, b"key") for child in children])
    text = json.dumps(plain_people(people, listing))
    assert not [child for child in children if child.name in text]
    cache = LastRun(listing.digest, json.loads(text))
    assert known_people(cache, listing) == people
    assert known_people(cache, list_all(children[1:])) is None


@pytest.mark.usefixtures("here")
def test_pages_of_people_who_left_are_removed(exports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    fix_key(out)
    run_batch(exports, out, OPTIONS, silent)
    (exports / "Bea.zip").write_text("not any more")
    for path in (exports / "Cas").iterdir():
        path.unlink()
    (exports / "Cas").rmdir()
    run_batch(exports, out, OPTIONS, silent)
    assert [path.name for path in (out / "participants").iterdir()] == ["P01.html"]
    assert rows_of(out, "P01")[0]["people_named"] is not None
    assert [row["reason"] for row in rows_of(out, "P02")] == [failures(out)["P02"]]
    assert not (out / DATASET / "P03.parquet").exists()


@pytest.mark.usefixtures("here")
def test_the_files_of_a_group_without_people_are_removed(exports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_batch(exports, out, OPTIONS, silent)
    bad = tmp_path / "bad"
    (bad / "empty").mkdir(parents=True)
    assert run_batch(bad, out, OPTIONS, silent).group.page is None
    assert set(tree(out)) == {
        *("private/failures.csv", "private/handout.html", "private/known.json"),
        *LISTS,
    }


# --- failures ---------------------------------------------------------------------------------------------------------


def test_a_worker_that_is_killed_costs_one_participant(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(pages, "write_participant", partial(write_until, "P02", die))
        result = run_batch(exports, out, OPTIONS, silent)
    assert result.failures == {"P02": ENDED}
    assert result.made == 2
    assert not [name for name in tree(out) if ".part" in name or name.endswith("P02.html")]
    assert [row["reason"] for row in rows_of(out, "P02")] == [ENDED]
    assert run_batch(exports, out, OPTIONS, silent).failures == {}


def test_a_worker_that_dies_while_idle_costs_no_participant(exports: Path, tmp_path: Path) -> None:
    def watch(doing: str, done: int, total: int, _failed: int) -> None:
        if (doing, done) == ("Looking", total):
            for child in multiprocessing.active_children():
                child.kill()
                child.join()

    result = run_batch(exports, tmp_path / "out", OPTIONS, watch)
    assert (result.made, result.failures) == (3, {})


def test_a_run_can_be_stopped_at_each_child(exports: Path, tmp_path: Path) -> None:
    """While the children are listed, when each was looked into, and while those of one person are sought."""
    steps: list[tuple[str, int, int]] = []
    run_batch(exports, tmp_path / "out", OPTIONS, lambda *step: steps.append(step[:3]))
    looking = [done for step, done, total in steps if (step, total) == ("Looking", 3)]
    start = looking.index(1)
    assert looking[:3] == [0, 0, 0]
    assert set(looking[start:]) == {1, 2, 3}
    assert looking.count(3) >= 4


# The command. The worker that writes P02 stops after half a file, writes to a pipe and waits.
STAYING = """
import analyzer.workshop.preload, forked, functools, multiprocessing.forkserver, pathlib, signal, sys, workshops
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs all this in the background
forked.workers_from_here()
multiprocessing.forkserver.ensure_running()  # while nothing is replaced yet
from analyzer import cli
from analyzer.workshop import pages
stay = functools.partial(workshops.write_and_stay, pathlib.Path(sys.argv.pop(1)))
pages.write_participant = functools.partial(workshops.write_until, "P02", stay)
cli.main()
"""


# The same, but the worker keeps one end of the pipe open until it ends.
HOLDING = STAYING.replace("write_and_stay", "hold_and_stay")


@pytest.mark.slow
def test_control_c_keeps_finished_pages_and_the_next_run_resumes(
    exports: Path, tmp_path: Path, run: Run
) -> None:
    out, path = tmp_path / "out", tmp_path / "pipe"
    os.mkfifo(path)
    pipe = open_pipe(path)
    arguments = ("batch", exports, "--out", out, "--date", DAY, "--jobs", 1)
    started = start(
        [sys.executable, "-c", STAYING, str(path), *map(str, arguments)],
        env=os.environ
        | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), os.environ["PYTHONPATH"]])},
    )
    assert wait_for(pipe), started.poll()
    os.killpg(started.pid, signal.SIGINT)  # to the whole group of processes, as a terminal does
    code, stdout, err = finish(started)
    assert (code, stdout) == (130, "")
    assert err.splitlines() == [
        "Stopped. Finished pages are kept; run the same command again to resume."
    ]
    finished = tree(out)
    assert set(finished) == {
        "participants/P01.html",
        "private/exposure.parquet/P01.parquet",
        *LISTS,
    }
    code, stdout, err = run(*arguments)
    assert (code, err) == (0, "")
    assert "(1 unchanged)" in stdout
    whole = tmp_path / "whole"
    prepare(whole)
    write_register(whole, replace(read_register(out), numbers={}, highest=0))
    run_batch(exports, whole, OPTIONS, silent)
    assert tree(out) == tree(whole)


def test_a_limit_on_file_size_gives_a_one_line_error_and_no_partial_file(
    exports: Path, tmp_path: Path, run: Run, server: Server
) -> None:
    out = tmp_path / "out"
    arguments = ("batch", exports, "--out", out, "--date", DAY, "--jobs", 1)
    done = server.run(*arguments, folder=tmp_path, surroundings=Surroundings(largest=4096))
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert "cannot be written" in done.err
    assert set(tree(out)) == LISTS
    assert run(*arguments)[0] == 0


def test_a_full_disk_gives_a_one_line_error_and_no_partial_file(
    exports: Path, tmp_path: Path, run: Run
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be made here: it needs root")
    try:
        code, stdout, err = run("batch", exports, "--out", disk / "out", "--date", DAY, "--jobs", 1)
        assert (code, stdout) == (1, "")
        assert len(err.splitlines()) == 1
        assert "No space left" in err
        for name, data in tree(disk).items():
            assert ".part" not in name
            assert not name.endswith(".html") or data.endswith(b"</html>\n")
    finally:
        subprocess.run(["umount", disk], check=True)


REFUSED = {
    "below a file": "file/out",
    "among the exports": "in",
    "a participant's folder": "in/Ada/out",
    "a folder with other files": "full",
}


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize("place", REFUSED.values(), ids=REFUSED)
def test_an_unsuitable_folder_gives_a_one_line_error(tmp_path: Path, place: str, run: Run) -> None:
    (tmp_path / "file").write_text("x")
    write(tmp_path / "full", {"thesis.txt": "do not touch"})
    before = tree(tmp_path)
    code, stdout, err = run("batch", tmp_path / "in", "--out", tmp_path / place)
    assert (code, stdout) == (1, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("exposure: ")
    assert tree(tmp_path) == before


def participant_called_reports(home: Path) -> Path:
    write(home / "reports", export("Dora"))
    return home / "reports" / "out"


def participant_by_a_link(home: Path) -> Path:
    write(home.parent / "elsewhere" / "Dora", export("Dora"))
    (home / "Dora").symlink_to(home.parent / "elsewhere" / "Dora", target_is_directory=True)
    return home.parent / "elsewhere" / "Dora" / "out"


def participant_with_a_private_folder(home: Path) -> Path:
    write(home / "Dora", export("Dora") | {"private/notes.txt": "do not touch"})
    return home / "Dora"


def pages_that_are_somewhere_else(home: Path) -> Path:
    write(home.parent / "theirs", {"P99.html": "do not touch"})
    write(home.parent / "out", {"private/written.json": "[]"})
    (home.parent / "out" / "participants").symlink_to(home.parent / "theirs")
    return home.parent / "out"


@pytest.mark.parametrize(
    "make",
    [
        participant_called_reports,
        participant_by_a_link,
        participant_with_a_private_folder,
        pages_that_are_somewhere_else,
    ],
)
def test_a_batch_writes_only_into_its_own_folders(
    exports: Path, tmp_path: Path, run: Run, make: Callable[[Path], Path]
) -> None:
    out = make(exports)
    before = tree(tmp_path)
    code, stdout, err = run("batch", exports, "--out", out, "--jobs", 1)
    assert (code, stdout) == (1, "")
    assert len(err.splitlines()) == 1
    assert "Choose another folder with --out." in err
    assert tree(tmp_path) == before


@pytest.mark.usefixtures("here")
def test_a_second_run_into_a_folder_deep_in_the_first(exports: Path, run: Run) -> None:
    out = exports / "pages" / "today"
    for summary in ("3 exports read.", "3 exports read (3 unchanged)."):
        code, stdout, _ = run("batch", exports, "--out", out, "--jobs", 1)
        assert (code, summary in stdout) == (0, True)


@pytest.mark.usefixtures("here")
def test_an_empty_and_a_missing_folder_exit_1(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "bad" / "x").mkdir(parents=True)
    for name in ("in", "missing"):
        code, stdout, err = run("batch", tmp_path / name, "--out", tmp_path / "out")
        assert (code, stdout, len(err.splitlines())) == (1, "", 1)
    code, stdout, err = run("batch", tmp_path / "bad", "--out", tmp_path / "out")
    assert (code, err) == (1, "")
    assert "P01 (x): It is empty." in stdout


@pytest.mark.usefixtures("here")
def test_the_default_folder_for_pages_does_not_count_as_an_export(
    exports: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(exports)
    for _ in range(2):  # the second time, the folder `reports` exists
        code, stdout, _ = run("batch", ".", "--date", DAY)
        assert code == 0
        assert "3 participants" in stdout
    assert (exports.parent / "reports" / "in" / "index.html").exists()


def test_a_terminal_shows_progress(exports: Path, tmp_path: Path, server: Server) -> None:
    ours, theirs = os.openpty()
    seen: list[bytes] = []

    def look() -> None:
        with suppress(OSError):  # raised on Linux when the other side is closed
            while part := os.read(ours, 4096):
                seen.append(part)

    looking = Thread(target=look)
    looking.start()
    done = server.run(
        *("batch", exports, "--out", tmp_path / "out", "--jobs", 1),
        folder=tmp_path,
        surroundings=Surroundings(
            terminal=os.ttyname(theirs), environment={"TERM": "xterm", "COLUMNS": "120"}
        ),
    )
    os.close(theirs)
    looking.join()
    assert done.code == 0
    assert b"Reading" in b"".join(seen)
    assert b"3/3" in b"".join(seen)
    assert b"Ada" not in b"".join(seen)


# --- canaries ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_canaries_never_leave_private(tmp_path: Path, run: Run) -> None:
    """Every cell and every name of a file or folder has a canary. None appears in the files of the group."""
    home = tmp_path / "KANARIE-DIR"
    for number in range(7):
        word = f"KANARIE{number}"
        files = export(word, more={f"{word}.csv": f"{word} a,{word} b\n{word},{word}\n"})
        files = {
            name: data.replace("skill", word).replace("Tern", word) for name, data in files.items()
        }
        files["Languages.csv"] = f'Name,Proficiency,{word}\n{word},{word}\n"{word},{word}",x,y,z\n'
        files[f"{word}/{word}.txt"] = word
        write(home / f"{word} folder", files)
    (home / "KANARIE8.txt").write_text("KANARIE8")
    pack(home / "KANARIE9.zip", {"KANARIE9.csv": "KANARIE9,KANARIE9\nKANARIE9,x\n"})
    code, stdout, err = run("batch", home, "--out", tmp_path / "out", "--jobs", 1)
    assert code == 4
    shown = {n: d for n, d in tree(tmp_path / "out").items() if "/" not in n}
    assert set(shown) == {"index.html", "cohort.json"}
    # The facilitator reads the names of archives that could not be read.
    for names in ("Not an archive: KANARIE8.txt.", " (KANARIE9.zip): "):
        assert stdout.count(names) == 1
        stdout = stdout.replace(names, "")
    for name, text in {**shown, "stdout": stdout.encode(), "stderr": err.encode()}.items():
        assert b"kanarie" not in text.lower(), name
    for name, data in tree(tmp_path / "out" / "private").items():
        if name not in {"key.csv", "failures.csv", "handout.html"}:
            assert b"KANARIE" not in data, name


def test_workers_end_when_their_parent_is_killed(exports: Path, tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    started = start(
        [sys.executable, "-c", HOLDING, str(path), "batch", str(exports), "--out", str(tmp_path / "out"), "--jobs", "1"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
    )  # fmt: skip
    assert wait_for(pipe), started.poll()
    started.kill()
    finish(started)
    select.select([pipe], [], [], 60)
    assert os.read(pipe, 1) == b""  # the other end is closed


@pytest.mark.usefixtures("here")
def test_a_name_in_the_key_is_not_a_formula(tmp_path: Path) -> None:
    write(tmp_path / "in" / "=1+1", export("Ada"))
    run_batch(tmp_path / "in", tmp_path / "out", OPTIONS, silent)
    assert list(key(tmp_path / "out")) == ["'=1+1"]


def test_workers_and_a_single_process_write_the_same(
    exports: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for name in ("workers", "here"):
        fix_key(tmp_path / name)
    run_batch(exports, tmp_path / "workers", OPTIONS, silent)
    request.getfixturevalue("here")
    run_batch(exports, tmp_path / "here", OPTIONS, silent)
    assert tree(tmp_path / "workers") == tree(tmp_path / "here")
    assert json.loads((tmp_path / "here" / "cohort.json").read_bytes())["participants"] == 3
