"""The command on odd machines: closed streams, foreign settings and fonts, a missing home, names that are not text."""

import ast
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pytest
from command import Run, caller
from exports import Files, pack, write
from forked import Server, Surroundings, serving

from analyzer.analysis.analyze import analyze
from analyzer.cli import main
from analyzer.mapping.mapping import load_mapping
from analyzer.reading import archive
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write(tmp_path / "group" / "anna", {"Skills.csv": "Name\nSourdough\n"})
    return tmp_path


def python(
    place: Path, *arguments: str, odd: Mapping[str, str] | None = None, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[bytes]:
    """Run Python in a folder, with more variables in its environment, or below another command."""
    paths = os.pathsep.join([str(PROJECT), os.environ["PYTHONPATH"]])
    environment = os.environ | {"PYTHONPATH": paths} | dict(odd or {})
    command = [*before, sys.executable, *arguments]
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, check=False)


# --- standard streams -------------------------------------------------------------------------------------------------

CLOSED = ("/bin/sh", "-c", '"$@" >&-', "sh")
"""Runs the command that follows without a standard output."""


def test_no_file_gets_the_number_of_a_closed_stream(place: Path) -> None:
    """Otherwise the output of libraries and child processes would be written into that file."""
    program = (
        "import os; from analyzer.__main__ import fill_closed_streams; fill_closed_streams(); "
        "os._exit(os.open('/dev/null', os.O_RDONLY))"
    )
    for closed in (">&-", "<&- >&-", "<&- >&- 2>&-"):
        before = ("/bin/sh", "-c", f'"$@" {closed}', "sh")
        assert python(place, "-c", program, before=before).returncode > 2


def test_with_standard_output_closed_the_page_is_written(place: Path) -> None:
    done = python(place, "-m", "analyzer", "report", "group/anna", before=CLOSED)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (place / "reports" / "anna.html").is_file()


def test_numbers_for_a_closed_standard_output_are_refused(place: Path) -> None:
    done = python(place, "-m", "analyzer", "report", "group/anna", "--json", "-", before=CLOSED)
    assert done.returncode == 1
    assert done.stderr == (
        b"exposure: Standard output is closed. Give --json the name of a file.\n"
    )


def test_with_standard_output_closed_the_pages_of_a_batch_are_written(
    place: Path, server: Server
) -> None:
    closed = Surroundings(closed=True)
    done = server.run("batch", "group", "--jobs", 1, folder=place, surroundings=closed)
    assert (done.code, done.err) == (0, "")
    assert (place / "reports" / "group" / "index.html").is_file()


# --- settings, fonts and folders of the machine -----------------------------------------------------------------------

SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
POST = "2024-02-03 10:00:00,https://x,a good day at the mill,,,MEMBER_NETWORK\n"
RC = "text.usetex: True\nfont.size: 30\npath.sketch: 5, 50, 2\nlines.scale_dashes: False\n"

# Files in the folder of the test, environment variables, and the place of the cache, if there is one. HERE is replaced by
# that folder.
MACHINES: dict[str, tuple[Files, dict[str, str], str | None]] = {
    "no settings and no files": (
        {},
        {
            "MPLBACKEND": "nonsense",
            "HOME": "HERE/none/home",
            "XDG_CACHE_HOME": "HERE/none/cache",
            "TMPDIR": "HERE/none/tmp",
            "LANG": "nonsense",
            "LC_ALL": "nonsense",
            "TZ": "nonsense",
            "COLUMNS": "wide",
            "TERM": "dumb",
        },
        None,
    ),
    "a home in a file, a terminal without width, and warnings are errors": (
        {"file": ""},
        {"HOME": "HERE/file/home", "XDG_CACHE_HOME": "", "COLUMNS": "0", "PYTHONWARNINGS": "error"},
        None,
    ),
    "a home with settings": (
        {"home/.config/matplotlib/matplotlibrc": RC},
        {"HOME": "HERE/home", "XDG_CONFIG_HOME": "", "XDG_CACHE_HOME": ""},
        "home/.cache/linkedin-exposure",
    ),
    "a cache that is a file": ({"cache": ""}, {"XDG_CACHE_HOME": "HERE/cache"}, None),
    "settings in the current folder": ({"matplotlibrc": RC}, {}, "linkedin-exposure"),
    "settings in the current folder, in UTF-16": (
        {"matplotlibrc": RC.encode("utf-16")},
        {},
        "linkedin-exposure",
    ),
    "settings in a file": (
        {"settings": RC},
        {"MATPLOTLIBRC": "HERE/settings"},
        "linkedin-exposure",
    ),
    "settings in a folder": (
        {"mpl/matplotlibrc": RC},
        {"MPLCONFIGDIR": "HERE/mpl"},
        "linkedin-exposure",
    ),
}


AT_START = {"LANG", "PYTHONWARNINGS"}
"""Python reads these only when it starts."""


@pytest.fixture(scope="module")
def without_charts() -> Iterator[Server]:
    """A server that has not imported matplotlib, which reads its settings when it is imported."""
    with serving(only=("analyzer.analysis.analyze", "analyzer.reporting.page")) as server:
        yield server


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The page of the export below, made in this process."""
    export = write(
        tmp_path_factory.mktemp("usual") / "group" / "anna", {"Shares.csv": SHARES + POST}
    )
    return render(figures(analyze(export, load_mapping())), date(2026, 1, 2)).encode()


def files(folder: Path) -> dict[str, bytes]:
    """The files below a folder, by their relative path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("age", [0, 3600])
def test_a_lock_that_a_kill_left_in_the_cache_is_removed(
    tmp_path: Path, without_charts: Server, age: float
) -> None:
    """With it, matplotlib would wait, and never write its list of fonts. A new lock is another program's."""
    import analyzer.reporting.charts  # noqa: F401, I001 - it isolates matplotlib
    from matplotlib import font_manager

    version = font_manager.FontManager.__version__
    fonts = f"linkedin-exposure/matplotlib/fontlist-v{version}.json"
    lock = write(tmp_path, {f"{fonts}.matplotlib-lock": ""}) / f"{fonts}.matplotlib-lock"
    os.utime(lock, (time.time() - age,) * 2)
    for folder in (lock.parent, lock.parent.parent):
        folder.chmod(0o700)
    write(tmp_path, {"anna/Shares.csv": SHARES + POST})
    surroundings = Surroundings({"XDG_CACHE_HOME": str(tmp_path)})
    run = without_charts.run("report", "anna", folder=tmp_path, surroundings=surroundings)
    assert (run.code, run.err) == (0, "")
    assert lock.exists() == (age == 0)
    assert (tmp_path / fonts).exists() == (age > 0)


def with_fc_list(folder: Path) -> str:
    """A PATH that begins with a program to list fonts, which reports that it was called."""
    program = write(folder, {"bin/fc-list": "#!/bin/sh\necho listed >&2\n"}) / "bin" / "fc-list"
    program.chmod(0o755)
    return os.pathsep.join([str(program.parent), os.environ["PATH"]])


@pytest.mark.parametrize(("machine", "variables", "cache"), MACHINES.values(), ids=MACHINES)
def test_the_page_is_the_same_on_every_machine_and_is_the_only_file_written(
    tmp_path: Path,
    usual: bytes,
    without_charts: Server,
    machine: Files,
    variables: dict[str, str],
    cache: str | None,
) -> None:
    odd = {
        "PATH": with_fc_list(tmp_path),
        "TMPDIR": str(tmp_path / "tmp"),
        "XDG_CACHE_HOME": str(tmp_path),
    } | {name: value.replace("HERE", str(tmp_path)) for name, value in variables.items()}
    (tmp_path / "tmp").mkdir()
    write(tmp_path, {"group/anna/Shares.csv": SHARES + POST} | dict(machine))
    before = files(tmp_path)
    words = ["report", "group/anna", "--date", "2026-01-02"]
    if AT_START & variables.keys():
        done = python(tmp_path, "-m", "analyzer", *words, odd=odd)
        assert (done.returncode, done.stderr) == (0, b"")
    else:
        run = without_charts.run(*words, folder=tmp_path, surroundings=Surroundings(odd))
        assert (run.code, run.err) == (0, "")
    after = files(tmp_path)
    assert after.pop("reports/anna.html") == usual
    cached = {name for name in after if cache and name.startswith(f"{cache}/")}
    assert bool(cached) == bool(cache)
    assert {name: data for name, data in after.items() if name not in cached} == before
    assert not list((tmp_path / "tmp").iterdir())
    assert not (tmp_path / "none").exists()


WATCHED = """
import os, sys
started, written = [], set()

def watch(event, given):
    if event in {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn"}:
        started.append(event)
    if event == "os.mkdir" or event == "open" and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        if not isinstance(given[0], int):  # an open file
            written.add(os.path.abspath(os.fsdecode(given[0])))

sys.addaudithook(watch)
from analyzer.cli import main
sys.argv = ["exposure", *sys.argv[1:]]
try:
    main()
finally:
    print(started, sorted(written), sep="\\n")
"""


def test_a_report_starts_no_program_and_writes_to_two_folders(place: Path) -> None:
    """The first report on a machine writes the most files."""
    write(place / "group" / "anna", {"Shares.csv": SHARES + POST})
    (place / "cache").mkdir()
    words = ["report", "group/anna", "--json", "reports/a.json", "--picture", "reports/a.png"]
    odd = {"PYTHONDONTWRITEBYTECODE": "1", "XDG_CACHE_HOME": str(place / "cache")}
    done = python(place, "-c", WATCHED, *words, odd=odd)
    started, written = map(ast.literal_eval, done.stdout.decode().splitlines()[-2:])
    assert started == []
    folders = {place / "cache" / "linkedin-exposure", place / "reports"}
    assert all(folders & {Path(path), *Path(path).parents} for path in written), written
    assert {Path(path).parent.name for path in written} >= {"matplotlib", "templates", "reports"}


BATCH = """
import multiprocessing, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {{signal.SIGCHLD}})  # as some programs start others
get_context = multiprocessing.get_context
multiprocessing.get_context = lambda method=None: get_context({method!r})
from analyzer.cli import main
sys.argv = ["exposure", "batch", "group", "--jobs", "1", "--date", "2026-01-02"]
main()
"""


def pages_in(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in files(folder).items() if name.endswith(".html")}


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_the_pages_of_a_batch_are_the_same_on_every_machine(
    place: Path, run: Run, here: None, tmp_path_factory: pytest.TempPathFactory, method: str
) -> None:
    """The usual pages are made in this process."""
    write(place / "group" / "anna", {"Shares.csv": SHARES + POST})
    run("batch", place / "group", "--out", place / "usual", "--date", "2026-01-02")
    usual = pages_in(place / "usual")
    assert any(b"data:image/svg+xml" in page for page in usual.values())
    write(place, {"matplotlibrc": RC, "file": ""})
    # This path is short, because the path of a socket in it has at most 107 bytes.
    temporary = tmp_path_factory.mktemp("t")
    odd = {
        "PATH": with_fc_list(place),
        "HOME": str(place / "file"),
        "XDG_CACHE_HOME": str(place / "none"),
        "TMPDIR": str(temporary),
        "LANG": "nonsense",
    }
    done = python(place, "-c", BATCH.format(method=method), odd=odd)
    assert (done.returncode, done.stderr) == (0, b"")
    assert pages_in(place / "reports" / "group") == usual
    assert not (place / "none").exists()
    assert not files(temporary)


# --- folders and names ------------------------------------------------------------------------------------------------


def test_a_deleted_current_folder_gives_one_line(place: Path) -> None:
    gone = place / "gone"
    gone.mkdir()
    script = '"$0" -c "import os, sys; os.rmdir(os.getcwd()); os.execv(sys.executable, sys.argv[1:])" "$@"'
    command = ["/bin/sh", "-c", script, sys.executable, sys.executable, "-m", "analyzer", "report", "x"]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, cwd=gone, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert done.stderr.startswith(b"exposure: ")
    assert b"bug" not in done.stderr


def test_ctrl_c_during_the_imports_prints_nothing(place: Path) -> None:
    # Instead of the module for command lines, one that reports its import, which never ends.
    (place / "typer.py").write_text("print('importing', flush=True)\nimport time\ntime.sleep(60)")
    started = subprocess.Popen(
        [sys.executable, "-c", "from analyzer.__main__ import main; main()"],
        env=os.environ | {"PYTHONPATH": f"{place}{os.pathsep}{PROJECT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # As in a terminal, even if the tests run with this signal ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    assert started.stdout
    assert started.stdout.readline() == b"importing\n"
    started.send_signal(signal.SIGINT)
    assert started.communicate(timeout=60) == (b"", b"")
    assert started.returncode == -signal.SIGINT


def test_a_zip_without_permission_gives_one_line(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    locked = pack(place / "locked.zip", {"Skills.csv": "Name\nSourdough\n"})
    open_file = os.open

    def refuse(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path) == str(locked):
            raise PermissionError(errno.EACCES, "Permission denied")
        return open_file(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(os, "access", lambda *_arguments, **_options: False)
    monkeypatch.setattr(sys, "argv", ["exposure", "report", str(locked)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        f"exposure: {locked} cannot be opened. Is it yours to read?\n"
    )


def test_a_failure_to_read_is_not_reported_as_a_failure_to_write(
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


def test_a_mapping_with_a_name_that_is_not_text_is_shown_with_replacements(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsdecode(b"mine\xff")
    shutil.copytree(PROJECT / "mappings", place / name)
    monkeypatch.chdir(place)
    call = caller(monkeypatch, capsys)
    assert call("report", "group/anna", "--mapping", name, "--json", "n.json")[0] == 0
    assert call("batch", "group", "--mapping", name, "--jobs", "1", "--out", "out")[0] == 0
    for file in ("n.json", "out/cohort.json"):
        numbers = json.loads((place / file).read_text("utf-8"))
        assert numbers["mapping"]["name"] == "mine\N{REPLACEMENT CHARACTER}"
