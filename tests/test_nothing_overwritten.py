"""No command overwrites or removes the export, by any path, or another file that the program did not write."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Run
from exports import pack, write
from workshops import InThisProcess, export, tree

from analyzer.workshop import children, folder, workers
from analyzer.workshop.participants import LEADS_OUT

pytestmark = pytest.mark.uncounted

FILES = export("Ada")
MAPPINGS = Path(__file__).parent.parent / "mappings"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setattr(workers, "Workers", InThisProcess)


def state(*roots: Path) -> dict[str, object]:
    """All properties of files except the time of reading: names, kinds, permissions, times, bytes."""
    states: dict[str, object] = {}
    for root in roots:
        for path in [root, *root.rglob("*")]:
            status = path.lstat()
            states[str(path)] = (
                (status.st_mode, status.st_ino, status.st_nlink, status.st_uid),
                (status.st_mtime_ns, status.st_ctime_ns),
                path.readlink() if path.is_symlink() else None,
                path.read_bytes() if stat.S_ISREG(status.st_mode) else None,
            )
    return states


# --- the export stays unchanged ---------------------------------------------------------------------------------------

# Every command that reads an export, with a folder, a ZIP, and a folder of both.
READING: dict[str, tuple[str, ...]] = {
    "report of a folder": ("report", "ada", "--json", "n.json", "--picture", "p.svg", "--share", "s.json"),
    "report of a ZIP": ("report", "bo.zip", "--json", "-"),
    "report that fails": ("report", "ada/Skills.csv"),
    "compare": ("compare", "ada", "bo.zip", "--force", "--json", "n.json"),
    "compare that fails": ("compare", "ada", "bo.zip"),
    "batch": ("batch", "."),
    "batch into the folder": ("batch", ".", "--out", "pages"),
    "batch that fails": ("batch", ".", "--out", "ada"),
    "doctor": ("doctor", "ada", "--out", "doctor.txt"),
    "draft": ("mapping", "draft", "bo.zip", "--out", "draft.toml"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("words", READING.values(), ids=READING)
def test_an_export_stays_unchanged(run: Run, words: tuple[str, ...]) -> None:
    folder = write(Path("ada"), FILES | {"odd.csv": "a,b\n"})
    packed = pack(Path("bo.zip"), export("Bo"))
    for path in sorted(folder.rglob("*")):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    before = state(folder, packed)
    run(*words)
    assert state(folder, packed) == before


# --- paths into the export ---------------------------------------------------------------------------------------------


def plain() -> str:
    return "e/Skills.csv"


def new_file() -> str:
    return "e/new/page.html"


def by_dots() -> str:
    Path("x").mkdir()
    return "x/../e/../e/Skills.csv"


def by_full_path() -> Path:
    return Path("e/Skills.csv").resolve()


def through_a_link_to_a_folder() -> str:
    Path("link").symlink_to("e", target_is_directory=True)
    return "link/new.html"


def through_a_link_to_a_link() -> str:
    Path("one").symlink_to("e", target_is_directory=True)
    Path("two").symlink_to("one", target_is_directory=True)
    return "two/Skills.csv"


def a_link_to_a_file() -> str:
    Path("page.html").symlink_to(Path("e/Skills.csv").resolve())
    return "page.html"


def a_link_to_a_missing_file() -> str:
    Path("page.html").symlink_to(Path("e/new.csv").resolve())
    return "page.html"


def a_hard_link() -> str:
    Path("page.html").hardlink_to("e/messages.csv")
    return "page.html"


def a_hard_link_to_a_file_deep_inside() -> str:
    write(Path("e/Jobs/deep"), {"Saved Jobs.csv": "Saved Date\n"})
    Path("page.html").hardlink_to("e/Jobs/deep/Saved Jobs.csv")
    return "page.html"


def the_folder_itself() -> str:
    return "e"


def through_a_link_inside() -> str:
    Path("elsewhere").mkdir()
    Path("e/away").symlink_to(Path("elsewhere").resolve(), target_is_directory=True)
    return "e/away/page.html"


PATHS = [
    plain, new_file, by_dots, by_full_path, through_a_link_to_a_folder, through_a_link_to_a_link, a_link_to_a_file,
    a_link_to_a_missing_file, a_hard_link, a_hard_link_to_a_file_deep_inside, the_folder_itself,
    through_a_link_inside,
]  # fmt: skip

# Commands that write a file; the path is to be added.
WRITING: dict[str, tuple[str, ...]] = {
    "page": ("report", "e", "--out"),
    "numbers": ("report", "e", "--json"),
    "comparison": ("compare", "e", "other.zip", "--force", "--out"),
    "numbers of a comparison": ("compare", "other.zip", "e", "--force", "--json"),
    "doctor": ("doctor", "e", "--out"),
    "draft": ("mapping", "draft", "e", "--out"),
}


@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
@pytest.mark.parametrize("make", PATHS)
def test_no_path_leads_into_the_export(
    run: Run, make: Callable[[], str | Path], words: tuple[str, ...]
) -> None:
    write(Path("e"), FILES)
    pack(Path("other.zip"), FILES)
    target = make()
    before = state(Path())
    code, out, err = run(*words, target)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert f"with {words[-1]}." in err
    assert state(Path()) == before


@pytest.mark.parametrize(("option", "name"), [("--picture", "p.svg"), ("--share", "s.json")])
@pytest.mark.parametrize("folder", ["e", "x/../e/Jobs", "link"])
def test_no_picture_or_share_file_goes_into_the_export(
    run: Run, option: str, name: str, folder: str
) -> None:
    write(Path("e"), FILES)
    Path("x").mkdir()
    Path("link").symlink_to("e", target_is_directory=True)
    before = state(Path())
    code, out, err = run("report", "e", option, f"{folder}/{name}")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert (
        f"is in the export itself, which is never changed. Choose another place with {option}."
        in err
    )
    assert state(Path()) == before


@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
@pytest.mark.parametrize("make", [None, Path.symlink_to, Path.hardlink_to])
def test_no_path_leads_to_the_zip(
    run: Run, make: Callable[[Path, Path], None] | None, words: tuple[str, ...]
) -> None:
    pack(Path("e"), FILES)
    pack(Path("other.zip"), FILES)
    if make:
        make(Path("page.html"), Path("e"))
    before = state(Path())
    code, out, err = run(*words, "page.html" if make else "./e")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert state(Path()) == before


@pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)
@pytest.mark.parametrize("target", ["E/Skills.csv", "e/SKILLS.CSV", "E/new.html", "E"])
def test_names_that_differ_in_case_are_the_same_file_on_some_disks(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], target: str
) -> None:
    write(Path("e"), FILES)
    pack(Path("other.zip"), FILES)
    ignore_case(monkeypatch)
    before = state(Path())
    code, out, err = run(*words, target)
    assert (code, out, err.count("\n")) == (1, "", 1), err
    assert state(Path()) == before


def ignore_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the system ignore the case of file names, as on most people's disks."""
    real = os.stat

    def stat_(path: object, *args: object, **kwargs: object) -> os.stat_result:
        try:
            return real(path, *args, **kwargs)  # type: ignore[arg-type]
        except FileNotFoundError:
            if not isinstance(path, str | Path):
                raise
            return real(_real_case(Path(path)), *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", stat_)


def _real_case(path: Path) -> Path:
    real = Path(path.anchor or ".")
    for part in path.parts[1:] if path.anchor else path.parts:
        names = [name for name in os.listdir(real) if name.casefold() == part.casefold()]  # noqa: PTH208
        real /= names[0] if names else part
    return real


# --- default places ---------------------------------------------------------------------------------------------------


def test_a_default_place_is_never_in_the_export(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    home = write(Path("reports"), FILES)
    before = state(home)
    for words in (["report", "reports"], ["compare", "reports", "reports", "--force"]):
        assert run(*words)[0] == 1
        assert state(home) == before
    monkeypatch.chdir(home)
    assert run("report", ".")[0] == 1
    assert state(Path()) == {
        str(Path(key).relative_to("reports")): value for key, value in before.items()
    }


# --- the folder of a batch -------------------------------------------------------------------------------------------


@pytest.fixture
def group() -> Path:
    return write(
        Path("group"), {f"{n}/{k}": v for n in ("Ada", "Bo") for k, v in export(n).items()}
    )


@pytest.fixture
def made(run: Run, group: Path) -> Path:
    assert run("batch", group, "--out", "out")[0] == 0
    return Path("out")


def label_of(out: Path, name: str) -> str:
    """The label of the participant whose folder has this name."""
    rows = (out / "private" / "key.csv").read_text("utf-8").splitlines()
    return next(row.split(",")[0] for row in rows if row.split(",")[1:2] == [name])


def test_a_batch_lists_what_it_writes(made: Path) -> None:
    listed = json.loads((made / folder.MANIFEST).read_bytes())
    assert listed == sorted(tree(made))


def test_a_batch_removes_only_its_own_files(run: Run, group: Path, made: Path) -> None:
    own = {
        "participants/Plan.html": "mine",
        "participants/P99.html": "mine",
        "private/exposure.parquet/P99.parquet": "mine",
        "private/exposure.parquet/Plan.parquet": "mine",
        "private/.exposure-mine.part": "mine",
        "notes.txt": "mine",
    }
    write(made, own)
    gone = label_of(made, "Bo")
    for path in sorted((group / "Bo").rglob("*"), reverse=True):
        path.unlink()
    (group / "Bo").rmdir()
    assert run("batch", group, "--out", made)[0] == 0
    after = tree(made)
    assert {name: after[name].decode() for name in own} == own
    assert f"participants/{gone}.html" not in after
    assert f"private/exposure.parquet/{gone}.parquet" not in after


@pytest.mark.slow
@pytest.mark.parametrize("name", ["participants/P03.html", "private/exposure.parquet/P03.parquet"])
@pytest.mark.parametrize("make", [Path.write_text, Path.symlink_to, lambda path, _: path.mkdir()])
def test_a_batch_replaces_only_its_own_files(
    run: Run, group: Path, made: Path, name: str, make: Callable[[Path, str], object]
) -> None:
    make(made / name, "mine")
    write(group / "Cy", export("Cy"))
    before = {key: value for key, value in state(made).items() if "written.json" not in key}
    code, out, err = run("batch", group, "--out", made)
    assert (code, out) == (1, "")
    assert f"{made / name} is not from a batch, and would be replaced." in err
    after = state(made)
    assert [key for key in before if Path(key).is_file() and after[key] != before[key]] == []


def test_a_batch_no_longer_owns_a_file_it_has_removed(run: Run, group: Path, made: Path) -> None:
    page = made / "participants" / f"{label_of(made, 'Bo')}.html"
    (group / "Bo").rename("Bo")
    (group / "Bo").mkdir()  # it cannot be read, so its page is removed
    assert run("batch", group, "--out", made)[0] == 4
    page.write_text("mine")
    (group / "Bo").rmdir()
    Path("Bo").rename(group / "Bo")
    assert run("batch", group, "--out", made)[0] == 1
    assert page.read_text() == "mine"


# Contents of folders that were not made by a batch.
NOT_OURS: dict[str, dict[str, str]] = {
    "a page": {"index.html": "mine"},
    "a folder for the dataset": {"private/exposure.parquet/mine.txt": "mine"},
    "not a list": {"private/written.json": '{"mine": 1}'},
    "a list of numbers": {"private/written.json": "[1]"},
    "not JSON": {"private/written.json": "mine"},
}


@pytest.mark.parametrize("files", NOT_OURS.values(), ids=NOT_OURS)
def test_a_batch_writes_only_to_its_own_folder(
    run: Run, group: Path, files: dict[str, str]
) -> None:
    write(Path("out"), files)
    before = state(Path())
    code, out, err = run("batch", group, "--out", "out")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "out is neither empty nor from an earlier batch." in err
    assert state(Path()) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["participants", "private", "private/exposure.parquet", "private/written.json"]
)
def test_a_batch_follows_no_link_to_write(run: Run, group: Path, made: Path, name: str) -> None:
    (made / name).rename("elsewhere")
    (made / name).symlink_to(Path("elsewhere").resolve())
    before = state(Path())
    code, out, _ = run("batch", group, "--out", made)
    assert (code, out) == (1, "")
    assert state(Path()) == before


# Functions that make a link leading out of the folder of exports.
def a_folder(group: Path) -> None:
    (group / "Cy").symlink_to(write(Path("away"), export("Cy")).resolve())


def a_zip(group: Path) -> None:
    (group / "Cy.zip").symlink_to(pack(Path("cy.zip"), export("Cy")).resolve())


def a_zip_in_a_folder(group: Path) -> None:
    (group / "Cy").mkdir()
    (group / "Cy" / "cy.zip").symlink_to(pack(Path("cy.zip"), export("Cy")).resolve())


@pytest.mark.parametrize("make", [a_folder, a_zip, a_zip_in_a_folder])
def test_a_batch_follows_no_link_out_of_the_folder(
    run: Run, group: Path, make: Callable[[Path], None]
) -> None:
    make(group)
    code, out, _ = run("batch", group, "--out", "out")
    assert code == 4
    assert out.count(LEADS_OUT) == 1
    pages = {f"{label_of(Path('out'), name)}.html" for name in ("Ada", "Bo")}
    assert set(tree(Path("out/participants"))) == pages


def test_a_batch_reads_no_settings_through_a_link(run: Run, group: Path) -> None:
    write(Path("away"), {"secret.toml": 'KANARIE = "eu"\n'})
    (group / "Bo" / "participant.toml").symlink_to(Path("away/secret.toml").resolve())
    code, out, err = run("batch", group, "--out", "out")
    assert code == 0
    assert (
        f"{label_of(Path('out'), 'Bo')} (Bo) is read without settings. "
        "participant.toml is a link, and is not followed."
    ) in out
    assert "KANARIE" not in out + err


def test_a_link_inside_the_folder_is_followed(group: Path) -> None:
    (group / "Cy").symlink_to("Bo", target_is_directory=True)
    assert [path.name for path in children.list_children(group, Path("out"))] == ["Ada", "Bo", "Cy"]


@pytest.mark.parametrize("words", [words for words in WRITING.values() if words[0] != "doctor"])
@pytest.mark.parametrize("target", ["own/export.toml", "x/../own/export.toml", "link", "second"])
def test_files_of_a_user_mapping_are_not_replaced(
    run: Run, target: str, words: tuple[str, ...]
) -> None:
    write(Path("e"), FILES)
    pack(Path("other.zip"), FILES)
    shutil.copytree(MAPPINGS, "own")
    Path("x").mkdir()
    Path("link").symlink_to("own/export.toml")
    Path("second").hardlink_to("own/export.toml")
    before = state(Path())
    code, out, err = run(*words[:-1], "--mapping", "own", words[-1], target)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "is a file of the mapping, which is never replaced" in err
    assert state(Path()) == before
