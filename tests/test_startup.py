"""Help is printed, and a wrong path refused in one line, before any slow import."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from exports import pack, write
from forked import Server, serving

pytestmark = pytest.mark.uncounted

PROJECT = Path(__file__).parent.parent
SLOW = ("jinja2", "matplotlib", "numpy", "pandas", "pyarrow", "rich")
EXPORT = {"Skills.csv": "Name\nSourdough\n"}
SHARES = (
    "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
    "2024-02-03 10:00:00,https://x,a good day at the mill,,,MEMBER_NETWORK\n"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(only=()) as server:
        yield server


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Exports `one` and `group/anna`, and files and folders that are not exports."""
    write(tmp_path / "one", EXPORT)
    write(tmp_path / "group" / "anna", EXPORT)
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("hello")
    write(tmp_path / "other", {"taxes.txt": "hello"})
    cut = pack(tmp_path / "cut.zip", EXPORT)
    cut.write_bytes(cut.read_bytes()[:-30])
    shutil.copytree(PROJECT / "mappings", tmp_path / "mistaken")
    (tmp_path / "mistaken" / "export.toml").write_text("version = ")
    return tmp_path


WRONG = {
    "report nowhere": "There is nothing at nowhere.",
    "report ~no-such-user/x": "There is nothing at ~no-such-user/x.",
    "report notes.txt": "it is neither a folder nor a ZIP",
    "report one/Skills.csv": "is a single file of an export",
    "report cut.zip": "a ZIP whose end is missing",
    "report one --out one/page.html": "is in the export itself",
    "report one --json one/n.json": "is in the export itself",
    "report one --out x --json x": "cannot be both",
    "report one --share one/x.json": "is in the export itself",
    "report one --share x.txt": "must end in .json",
    "report one --mapping nowhere": "nowhere does not exist",
    "report one --mapping mistaken": "export.toml",
    "compare one nowhere": "There is nothing at nowhere.",
    "compare notes.txt one": "it is neither a folder nor a ZIP",
    "compare one cut.zip": "a ZIP whose end is missing",
    "compare one group --out group/page.html": "is in the export itself",
    "compare one group --json one/n.json": "is in the export itself",
    "compare one group --mapping nowhere": "nowhere does not exist",
    "batch nowhere": "nowhere is not a folder.",
    "batch ~no-such-user/x": "~no-such-user/x is not a folder.",
    "batch notes.txt": "notes.txt is not a folder.",
    "batch cut.zip": "cut.zip is not a folder.",
    "batch empty": "There is nothing in empty.",
    "batch group --out group": "is among the exports",
    "batch group --out group/anna/pages": "is among the exports",
    "batch group --out other": "neither empty nor from an earlier batch",
    "batch group --out notes.txt": "notes.txt cannot be written",
    "batch group --out notes.txt/x": "notes.txt/x cannot be written",
    "batch group --mapping nowhere": "nowhere does not exist",
    "batch group --mapping mistaken": "export.toml",
}


@pytest.mark.slow
@pytest.mark.parametrize(("command", "part"), WRONG.items(), ids=WRONG)
def test_a_wrong_path_gives_one_line_before_the_slow_imports(
    place: Path, server: Server, command: str, part: str
) -> None:
    before = sorted(place.rglob("*"))
    done = server.run(*command.split(), folder=place)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("exposure: ")
    assert done.err.count("\n") == 1
    assert part in done.err
    assert "analyzer" in done.imported
    assert not set(SLOW) & set(done.imported)
    assert sorted(place.rglob("*")) == before


@pytest.mark.slow
def test_a_right_path_needs_the_slow_imports(place: Path, server: Server) -> None:
    """Otherwise the test above would show nothing. Only a chart needs matplotlib."""
    done = server.run("report", "one", folder=place)
    assert done.code == 0
    assert set(SLOW) - set(done.imported) == {"matplotlib"}
    write(place / "one", {"Shares.csv": SHARES})
    done = server.run("report", "one", folder=place)
    assert set(SLOW) <= set(done.imported)


def test_help_needs_no_slow_imports(place: Path, server: Server) -> None:
    done = server.run("--help", folder=place)
    assert done.code == 0
    assert "Usage: exposure" in done.out
    assert not {*SLOW, "pydantic"} & set(done.imported)
