"""The folder that a batch writes: one batch at a time, and files of an earlier run that were changed."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from exports import write
from filelock import FileLock
from workshops import InThisProcess, export, processes_with, tree, wait_until

from analyzer.errors import OutputError
from analyzer.output import entries_below, is_inside
from analyzer.workshop import workers
from analyzer.workshop.batch import run_batch
from analyzer.workshop.folder import GROUP_FILES, KEY, clean
from analyzer.workshop.lock import in_use
from analyzer.workshop.options import Options

DAY = date(2026, 3, 14)
PROJECT = Path(__file__).parent.parent


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two exports. A batch over it runs in this process."""
    monkeypatch.setattr(workers, "Workers", InThisProcess)
    for name in ("Ada", "Bo"):
        write(tmp_path / "room" / name, export(name))
    return tmp_path / "room"


@pytest.fixture(scope="module")
def first_batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two exports in `room`, and in `out` what a batch over them writes."""
    folder = tmp_path_factory.mktemp("first batch")
    for name in ("Ada", "Bo"):
        write(folder / "room" / name, export(name))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "Workers", InThisProcess)
        run(folder / "room")
    return folder


@pytest.fixture
def finished(first_batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `room` after a first batch. The results of that batch are in `out`."""
    monkeypatch.setattr(workers, "Workers", InThisProcess)
    shutil.copytree(first_batch, tmp_path, dirs_exist_ok=True)
    return tmp_path / "room"


def run(room: Path) -> Path:
    out = room.parent / "out"
    run_batch(room, out, Options(made_on=DAY), lambda *_: None)
    return out


# --- one batch at a time ----------------------------------------------------------------------------------------------


def test_a_second_batch_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with in_use(out):
        with pytest.raises(OutputError) as caught, in_use(out):
            pass
        assert str(caught.value) == (
            f"Another batch is writing to {out}. Wait until it has finished, or give another folder with --out."
        )
        with in_use(tmp_path / "other"):
            pass
    with in_use(out):
        pass
    assert os.listdir(out) == []  # noqa: PTH208 - the names only


def test_a_lock_that_a_stopped_batch_left_is_free(tmp_path: Path) -> None:
    write(tmp_path / "out", {".exposure.lock": ""})
    with in_use(tmp_path / "out"):
        pass


def test_a_lock_of_another_program_is_respected(tmp_path: Path) -> None:
    out = write(tmp_path / "out", {})
    with (
        FileLock(out / ".exposure.lock"),
        pytest.raises(OutputError, match="Another batch is writing"),
        in_use(out),
    ):
        pass


def not_empty(path: Path) -> None:
    path.write_text("mine")


def second_name(path: Path) -> None:
    (path.parent / "mine.csv").touch()
    path.hardlink_to(path.parent / "mine.csv")


OTHERS: dict[str, Callable[[Path], object]] = {
    "a file": not_empty,
    "a second name of a file": second_name,
    "a link": lambda path: path.symlink_to("mine.csv"),
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("make", OTHERS.values(), ids=OTHERS)
def test_what_others_call_like_the_lock_stays(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    (tmp_path / "out").mkdir()
    lock = tmp_path / "out" / ".exposure.lock"
    make(lock)
    before = lock.lstat(), tree(tmp_path)
    with pytest.raises(OutputError) as caught, in_use(tmp_path / "out"):
        pass
    assert str(caught.value) == (
        f"{lock} is not from a batch. Remove it, or give another folder with --out."
    )
    assert (lock.lstat(), tree(tmp_path)) == before


KILLED = """
import functools, os, pathlib, sys
from multiprocessing import util
from analyzer.workshop.lock import in_use
kill = functools.partial(os.kill, os.getpid(), 9)
if __name__ == "__main__":
    out = pathlib.Path(sys.argv[1])
    with in_use(out):
        for name in sys.argv[2:]:
            (out / name).touch()
        kill()
"""

# The same, but it is killed at the end, when Python has ended all processes that it started and waited for.
KILLED_AT_THE_END = (
    KILLED.replace("        kill()\n", "") + "    util.Finalize(None, kill, exitpriority=-50)\n"
)


def run_killed(folder: Path, program: str, made: tuple[str, ...]) -> None:
    """Run the program until it is killed and every process that it started has ended. Its temporary folder is `folder`."""
    write(folder, {"killed.py": program})
    environment = os.environ | {"TMPDIR": str(folder), "PYTHONPATH": f"{PROJECT}"}
    words = [sys.executable, str(folder / "killed.py"), str(folder / "out"), *made]
    assert subprocess.run(words, env=environment, check=False).returncode == -signal.SIGKILL
    wait_until(lambda: not processes_with(f"TMPDIR={folder}"))


@pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc")
def test_a_kill_at_the_end_leaves_only_whole_files(tmp_path: Path) -> None:
    run_killed(tmp_path, KILLED_AT_THE_END, ("whole",))
    assert {path.name for path in tmp_path.iterdir()} == {"killed.py", "out"}
    assert set(tree(tmp_path)) == {"killed.py", "out/whole"}


@pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc")
@pytest.mark.parametrize("made", [(), (".exposure-0123456789abcdef.part", "whole", ".part")])
@pytest.mark.parametrize("is_new", [True, False])
def test_after_a_kill_only_whole_files_are_left(
    tmp_path: Path, made: tuple[str, ...], *, is_new: bool
) -> None:
    """A folder that was there before stays, even if it is empty."""
    if not is_new:
        (tmp_path / "out").mkdir()
    run_killed(tmp_path, KILLED, made)
    expected = {"killed.py", *([] if is_new and not made else ["out"])}
    assert {path.name for path in tmp_path.iterdir()} == expected
    assert set(tree(tmp_path)) == {"killed.py", *(f"out/{name}" for name in made[1:])}


def test_a_link_that_is_put_there_during_a_batch_is_not_cleaned(tmp_path: Path) -> None:
    write(tmp_path, {"theirs/.exposure-0123456789abcdef.part": "mine", "out/a": ""})
    (tmp_path / "out" / "participants").symlink_to(tmp_path / "theirs")
    before = tree(tmp_path)
    clean(tmp_path / "out")
    assert tree(tmp_path) == before


def test_no_lock_is_made_in_a_folder_of_others(tmp_path: Path) -> None:
    out = write(tmp_path / "out", {"thesis.txt": "mine"})
    with (
        pytest.raises(OutputError, match="is neither empty nor from an earlier batch"),
        in_use(out),
    ):
        pass
    assert tree(out) == {"thesis.txt": b"mine"}


# --- a list of files that is behind -----------------------------------------------------------------------------------


def test_files_of_a_batch_that_are_not_in_its_list_are_recognised(finished: Path) -> None:
    out = finished.parent / "out"
    before = tree(out)
    (out / "private" / "written.json").write_text('["private/written.json"]')
    (out / "private" / "known.json").unlink()
    run(finished)
    assert set(tree(out)) == set(before)


@pytest.mark.parametrize("name", [*GROUP_FILES, KEY])
def test_files_of_others_that_are_not_in_the_list_are_not_replaced(
    finished: Path, name: str
) -> None:
    out = finished.parent / "out"
    (out / "private" / "written.json").write_text('["private/written.json"]')
    (out / name).write_text("mine: participant, table, linkedin-exposure")
    with pytest.raises(OutputError) as caught:
        run(finished)
    assert str(caught.value) == (
        f"{out / name} is not from a batch, and would be replaced. Move it, or give another folder with --out."
    )


# --- files that were changed ------------------------------------------------------------------------------------------


def with_value(key: str, value: object) -> Callable[[str], str]:
    return lambda text: json.dumps(json.loads(text) | {key: value})


def with_person(**values: object) -> Callable[[str], str]:
    def change(text: str) -> str:
        plain = json.loads(text)
        return json.dumps(plain | {"people": [person | values for person in plain["people"]]})

    return change


DEEP = "[" * 100_000
CHANGES: dict[str, tuple[str, Callable[[str], str]]] = {
    # the file, and the change
    "known: nothing": ("known.json", lambda _: ""),
    "known: deep nesting": ("known.json", lambda _: DEEP),
    "known: bytes other than text": ("known.json", lambda _: "\udcff"),
    "known: a list": ("known.json", lambda _: "[]"),
    "known: null": ("known.json", lambda _: "null"),
    "known: another key": ("known.json", with_value("colour", 1)),
    "known: people by name": ("known.json", with_value("people", {"P01": {}})),
    "known: a number for a text": ("known.json", with_value("group", 1)),
    "known: an infinite number": ("known.json", with_person(source=float("inf"))),
    "known: a huge number": ("known.json", with_person(source=10**30)),
    "known: a negative number": ("known.json", with_person(children=[-1])),
    "known: a text for a list": ("known.json", with_person(unusable="abc")),
    "known: a number for a truth": ("known.json", with_person(is_share=1)),
    "register: deep nesting": ("register.json", lambda _: DEEP),
    "register: a list": ("register.json", lambda _: "[]"),
    "register: an infinite number": ("register.json", with_value("numbers", {"a": float("inf")})),
    "register: a text for a number": ("register.json", with_value("numbers", {"a": "1"})),
    "register: a number for a digest": ("register.json", with_value("shown", 1)),
    "a part: other bytes": ("exposure.parquet/P01.parquet", lambda _: "PAR1"),
}


@pytest.mark.parametrize(("name", "change"), CHANGES.values(), ids=CHANGES)
def test_a_changed_file_of_an_earlier_run_is_named_or_made_again(
    finished: Path, name: str, change: Callable[[str], str]
) -> None:
    out = finished.parent / "out"
    path = out / "private" / name
    is_part = name.endswith(".parquet")
    text = change("" if is_part else path.read_text("utf-8"))
    path.write_text(text, "utf-8", errors="surrogateescape")
    if is_part:
        run(finished)
    else:
        with pytest.raises(OutputError) as caught:
            run(finished)
        assert str(caught.value) == f"{path} was changed; remove it to start afresh."
    path.unlink()
    run(finished)


@pytest.mark.parametrize("children", [[], [1_000_000]])
def test_people_without_a_folder_are_sought_again(finished: Path, children: list[int]) -> None:
    path = finished.parent / "out" / "private" / "known.json"
    text = path.read_text("utf-8")
    path.write_text(with_person(children=children)(text), "utf-8")
    run(finished)
    assert json.loads(path.read_text("utf-8"))["people"] == json.loads(text)["people"]


@pytest.mark.parametrize("text", ["", DEEP, '{"a": 1}', "[1]"])
def test_a_changed_list_of_files_is_named(finished: Path, text: str) -> None:
    out = finished.parent / "out"
    path = out / "private" / "written.json"
    path.write_text(text)
    with pytest.raises(OutputError) as caught:
        run(finished)
    assert str(caught.value) == (
        f"{out} is neither empty nor from an earlier batch. private/written.json in it was changed. "
        "Choose another folder with --out."
    )


# --- folders in folders -----------------------------------------------------------------------------------------------


DEPTH = sys.getrecursionlimit() + 50


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with `DEPTH` folders in one another. No test changes it."""
    home = tmp_path_factory.mktemp("deep")
    place = os.open(home, os.O_RDONLY)
    for number in range(DEPTH):
        name = "deep" if number == 0 else "d"
        os.mkdir(name, dir_fd=place)
        inner = os.open(name, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)
    yield home / "deep"
    # pytest calls itself for each folder in another to remove them.
    for entry in reversed(list(entries_below(home))):
        Path(entry.path).rmdir()


def test_many_folders_in_one_another_are_listed(deep: Path) -> None:
    assert len(list(entries_below(deep))) == DEPTH - 1


def test_a_page_with_two_names_is_looked_for_in_many_folders(deep: Path, tmp_path: Path) -> None:
    page = write(tmp_path, {"page.html": "x"}) / "page.html"
    (tmp_path / "second.html").hardlink_to(page)
    assert not is_inside(page, deep)


@pytest.mark.slow
def test_many_folders_in_one_another_fail_alone(room: Path, deep: Path) -> None:
    moved = deep.rename(room / "Cy")
    out = run(room)
    moved.rename(deep)
    assert len(list((out / "participants").iterdir())) == 2
    assert "It is not a LinkedIn export" in (out / "private" / "failures.csv").read_text("utf-8")
