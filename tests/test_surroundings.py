"""The command in odd surroundings: a closed standard output, names that are no text."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import pytest
from command import caller
from exports import pack, write
from forked import Server, Surroundings

from analyzer.cli import main
from analyzer.reading import archive

pytestmark = pytest.mark.uncounted

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write(tmp_path / "group" / "anna", {"Skills.csv": "Name\nSourdough\n"})
    return tmp_path


def run(
    place: Path, *arguments: str, closed: bool = False, odd: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "analyzer", *arguments]
    if closed:
        command = ["/bin/sh", "-c", '"$@" >&-', "sh", *command]
    paths = os.pathsep.join([str(PROJECT), os.environ["PYTHONPATH"]])
    environment = os.environ | {"PYTHONPATH": paths} | dict(odd or {})
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, check=False)


def test_no_file_gets_the_number_of_a_closed_stream() -> None:
    """Or what somebody else prints would be written into it."""
    program = (
        "import os; from analyzer.__main__ import fill_closed_streams; fill_closed_streams(); "
        "os._exit(os.open('/dev/null', os.O_RDONLY))"
    )
    for closed in (">&-", "<&- >&-", "<&- >&- 2>&-"):
        command = ["/bin/sh", "-c", f'"$@" {closed}', "sh", sys.executable, "-c", program]
        assert subprocess.run(command, cwd=PROJECT, check=False).returncode > 2


def test_with_standard_output_closed_the_page_is_written(place: Path) -> None:
    done = run(place, "report", "group/anna", closed=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (place / "reports" / "anna.html").is_file()


def test_with_standard_output_closed_the_pages_of_a_batch_are_written(
    place: Path, server: Server
) -> None:
    closed = Surroundings(closed=True)
    done = server.run("batch", "group", "--jobs", 1, folder=place, surroundings=closed)
    assert (done.code, done.err) == (0, "")
    assert (place / "reports" / "group" / "index.html").is_file()


ODD: dict[str, dict[str, str]] = {
    "nothing is known and nothing is there": {
        "MPLBACKEND": "nonsense",
        "HOME": "/nowhere",
        "XDG_CACHE_HOME": "/nowhere",
        "TMPDIR": "/nowhere",
        "LANG": "nonsense",
        "LC_ALL": "nonsense",
        "TZ": "nonsense",
        "COLUMNS": "wide",
        "TERM": "dumb",
    },
    "a home that is a file, and a terminal without width": {
        "HOME": "/dev/null",
        "COLUMNS": "0",
        "PYTHONWARNINGS": "error",
    },
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_settings_of_the_system_change_nothing(place: Path, odd: dict[str, str]) -> None:
    done = run(place, "report", "group/anna", "--date", "2026-01-02", odd=odd)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (place / "reports" / "anna.html").is_file()


def test_a_folder_that_is_gone_while_one_is_in_it_is_one_line(place: Path) -> None:
    gone = place / "gone"
    gone.mkdir()
    script = '"$0" -c "import os, sys; os.rmdir(os.getcwd()); os.execv(sys.executable, sys.argv[1:])" "$@"'
    command = ["/bin/sh", "-c", script, sys.executable, sys.executable, "-m", "analyzer", "report", "x"]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, cwd=gone, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert done.stderr.startswith(b"exposure: ")
    assert b"bug" not in done.stderr


def test_ctrl_c_before_anything_is_ready_is_no_traceback(place: Path) -> None:
    # What the command line is made with says that it is being imported, and never ends.
    (place / "typer.py").write_text("print('importing', flush=True)\nimport time\ntime.sleep(60)")
    started = subprocess.Popen(
        [sys.executable, "-c", "from analyzer.__main__ import main; main()"],
        env=os.environ | {"PYTHONPATH": f"{place}{os.pathsep}{PROJECT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # As in a terminal, also where whoever runs the tests ignores it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    assert started.stdout
    assert started.stdout.readline() == b"importing\n"
    started.send_signal(signal.SIGINT)
    assert started.communicate(timeout=60) == (b"", b"")
    assert started.returncode == -signal.SIGINT


def test_a_zip_that_may_not_be_read_is_one_line(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    locked = pack(place / "locked.zip", {"Skills.csv": "Name\nSourdough\n"})
    real = Path.open

    def refuse(path: Path, *given: Any, **named: Any) -> Any:
        if path == locked:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *given, **named)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "access", lambda *_given, **_named: False)
    monkeypatch.setattr(sys, "argv", ["exposure", "report", str(locked)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        f"exposure: {locked} cannot be opened. Is it yours to read?\n"
    )


def test_a_failure_in_reading_is_not_reported_as_one_in_writing(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> NoReturn:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(archive, "check_archive", broken)
    monkeypatch.setattr(sys, "argv", ["exposure", "report", str(place / "group" / "anna")])
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err == (
        "exposure: The operating system reported an error (Input/output error).\n"
    )


def test_numbers_for_a_closed_standard_output_are_refused(place: Path) -> None:
    done = run(place, "report", "group/anna", "--json", "-", closed=True)
    assert done.returncode == 1
    assert done.stderr == (
        b"exposure: Standard output is closed. Give --json the name of a file.\n"
    )


def test_a_mapping_whose_name_is_no_text_is_named_as_far_as_it_can_be(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsdecode(b"mine\xff")
    shutil.copytree(PROJECT / "mappings", place / name)
    monkeypatch.chdir(place)
    call = caller(monkeypatch, capsys)
    assert call("report", "group/anna", "--mapping", name, "--json", "n.json")[0] == 0
    assert call("batch", "group", "--mapping", name, "--jobs", "1", "--out", "out")[0] == 0
    for written in ("n.json", "out/cohort.json"):
        said = json.loads((place / written).read_text("utf-8"))
        assert said["mapping"]["name"] == "mine\N{REPLACEMENT CHARACTER}"
