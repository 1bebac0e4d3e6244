"""The day of a workshop: what people bring, what the facilitator reads, someone late, a withdrawal, and the end."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from command import Run, caller
from exports import pack, write
from workshops import InThisProcess, export, tree

from analyzer.commands.common import today
from analyzer.workshop import workers
from analyzer.workshop.batch import run_batch
from analyzer.workshop.options import Options

NAMES = ("Ada", "Bea", "Cas", "Dan", "Eva", "Fay", "Gil", "Hal")


def basic(name: str) -> dict[str, str]:
    files = export(name)
    return {table: files[table] for table in ("Profile.csv", "Email Addresses.csv", "messages.csv")}


def half(path: Path) -> None:
    pack(path, export("Ida"))
    path.write_bytes(path.read_bytes()[:-60])


def zip_in_zip(path: Path) -> None:
    pack(path, {"inner.zip": pack(path.with_name("t"), export("Jan")).read_bytes()})
    path.with_name("t").unlink()


def of_excel(path: Path) -> None:
    """An export that a spreadsheet saved with semicolons, in the encoding of Windows."""
    files = {name: text.replace(",", ";") for name, text in export("Kaï", mail=False).items()}
    path.mkdir()
    for name, text in files.items():
        (path / name).write_bytes(text.encode("cp1252"))


def two_people(path: Path) -> None:
    pack(path / "one.zip", export("Leo"))
    pack(path / "two.zip", export("Mia"))


THINGS: dict[str, Callable[[Path], object]] = {
    **{name: lambda path: write(path, export(path.name)) for name in NAMES},
    "Ned.zip": lambda path: pack(path, export("Ned")),
    "Ola": lambda path: [
        pack(path / "Basic_LinkedInDataExport.zip", basic("Ola")),
        pack(path / "Complete_LinkedInDataExport.zip", export("Ola")),
    ],
    "Basic_LinkedInDataExport.zip": lambda path: pack(path, basic("Pia")),
    "Complete_LinkedInDataExport.zip": lambda path: pack(path, export("Pia")),
    "Ada again.zip": lambda path: pack(path, export("Ada")),
    "Excel": of_excel,
    "Ida.zip": half,
    "Jan.zip": zip_in_zip,
    "Two": two_people,
    "Rar.rar": lambda path: path.write_bytes(b"Rar!\x1a\x07" + bytes(40)),
    "Part.zip.crdownload": lambda path: path.write_bytes(b""),
    "IMG_1.png": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n"),
    "profile.pdf": lambda path: path.write_bytes(b"%PDF-1.4"),
    "liste participants.csv": lambda path: path.write_text("Nom\nAda\n"),
    "Bea.toml": lambda path: path.write_text('region = "France"\n'),
}

LINES = {
    # what could not be read: its reason and what to ask for
    "Ida.zip": (
        "It is a ZIP whose end is missing, as when a download stops. Download it again.",
        "Ask for the ZIP again, once its download has finished.",
    ),
    "Jan.zip": (
        "It is not a LinkedIn export: none of its files is one of the N known. It holds a ZIP: unpack the outer one.",
        "Unpack it, and put the ZIP in it into the folder instead.",
    ),
    "Two": (
        "It holds exports of more than one person; each has to be on its own.",
        "Ask which export is whose, and give each a folder.",
    ),
    "Rar.rar": (
        "It is a RAR archive, not a ZIP: unpack it and give the folder.",
        "Ask for the ZIP as LinkedIn sent it, or unpack this one.",
    ),
    "Part.zip.crdownload": (
        "It is empty (0 bytes): download it again.",
        "Ask for the ZIP again, once its download has finished.",
    ),
}
STRAYS = ["IMG_1.png", "liste participants.csv", "profile.pdf"]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "Workers", InThisProcess)
    return partial(caller(monkeypatch, capsys))


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "atelier"
    folder.mkdir()
    for name, make in THINGS.items():
        make(folder / name)
    return folder


def rows(name: str) -> list[dict[str, str]]:
    data = Path("out", "private", name).read_bytes()
    assert data.startswith(b"\xef\xbb\xbfparticipant,name,")  # a spreadsheet opens it
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines()))


def numbers() -> dict[str, str]:
    return {row["name"]: row["participant"] for row in rows("key.csv")}


def test_the_terminal_and_the_lists_name_what_could_not_be_read(run: Run, room: Path) -> None:
    code, out, err = run("batch", "atelier", "--out", "out")
    assert (code, err) == (4, "")
    out = re.sub(r"one of the \d+ known", "one of the N known", out)
    assert "17 participants: 12 exports read; 5 could not be read.\n" in out
    who = numbers()
    for name, (reason, request) in LINES.items():
        assert f"{who[name]} ({name}): {reason} {request}\n" in out
    assert f"Not an archive: {', '.join(STRAYS)}. If a person gave it instead of an archive," in out
    assert f"{who['Bea']} (Bea) is read without settings. participant.toml, key `region`: " in out
    assert list(who) == sorted(who, key=str.casefold)
    assert {"Ada + Ada again.zip", "Basic_LinkedInDataExport.zip + Complete_LinkedInDataExport.zip"} < {*who}  # fmt: skip
    failed = {row["name"]: row for row in rows("failures.csv")}
    assert {*failed} == {*LINES, *STRAYS}
    assert {name: failed[name]["request"] for name in LINES} == {
        name: request for name, (_, request) in LINES.items()
    }
    assert "12 people, " in Path("out/index.html").read_text("utf-8")


def test_each_page_has_its_number_and_the_handout_lists_it(run: Run, room: Path) -> None:
    run("batch", "atelier", "--out", "out")
    handout = Path("out/private/handout.html").read_text("utf-8")
    for name, number in numbers().items():
        (row,) = re.findall(rf'<tr><th scope="row">{re.escape(name)}</th>(.*?)</tr>', handout)
        assert f"<b>{number}" in row
        assert row.count('class="box"') == 2
        page = Path(f"out/participants/{number}.html")
        assert page.exists() is (name not in LINES)
        if page.exists():
            text = page.read_text("utf-8")
            header, nav, rest = text.partition('<nav aria-label="On this page">')
            assert f"<b>Participant {number}</b> <small>Name: " in header
            assert nav
            assert '<li><a href="#group">You and the group</a></li>' in rest
            first_section = rest.partition("</nav>")[2].strip()
            assert first_section.startswith('<section aria-labelledby="group">')
            assert "Half have at least" in first_section


@pytest.mark.slow
def test_someone_with_a_share_file_compares_at_home(run: Run, room: Path) -> None:
    write(Path("home"), export("Quy"))
    assert run("report", "home", "--share", "atelier/Quy.json")[0] == 0
    assert "1 share file read" in run("batch", "atelier", "--out", "out")[1]
    row = Path("out/private/handout.html").read_text("utf-8").partition("Quy.json</th>")[2]
    assert "own page" in row.partition("</tr>")[0]
    words = ("report", "home", "--out", "mine.html", "--group", "out/cohort.json")
    assert run(*words)[0] == 0
    page = Path("mine.html").read_text("utf-8")
    assert '<a href="#group">You and the group</a>' in page
    assert "Half have at least" in page
    assert run("report", "home", "--group", "atelier/Quy.json") == (
        1,
        "",
        "exposure: atelier/Quy.json has no figures of a group for this version. "
        "Give the cohort.json of the workshop.\n",
    )


@pytest.mark.slow
def test_late_withdrawn_and_deleted(run: Run, room: Path) -> None:
    words = ("batch", "atelier", "--out", "out")
    run(*words)
    group_page = Path("out/index.html").read_bytes()
    write(room / "Late", export("Late"))
    assert "No new group page: 1 person differs from an earlier one" in run(*words)[1]
    assert Path("out/index.html").read_bytes() == group_page
    number = numbers()["Cas"]
    out = run(*words, "--withdraw", number)[1]
    assert f"{number} is removed" in out
    assert f"run the batch again, for a private/handout.html without {number}." in out
    assert (
        f"To take it down, delete {Path('out/index.html')} and {Path('out/cohort.json')}, and"
        in out
    )
    assert not [
        name for name, data in tree(Path("out")).items() if number in name or b"Cas" in data
    ]
    before, written = tree(room), len(tree(Path("out")))
    Path("out/notes.txt").write_text("mine")
    code, out, err = run(*words, "--delete")
    assert (code, err) == (0, "")
    assert out == (
        f"Removed {written} files of the batch from out.\n"
        "Not removed, as it is not from a batch: notes.txt.\n"
        "Not removed: the exports in atelier. Delete them yourself, with every copy, and empty the bin.\n"
    )
    assert (tree(Path("out")), tree(room)) == ({"notes.txt": b"mine"}, before)
    assert run("batch", "atelier", "--out", "nothing", "--delete") == (
        1,
        "",
        "exposure: nothing is not from a batch, so nothing in it is deleted.\n",
    )
    assert not Path("nothing").exists()


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("--withdraw P01 --delete", "--withdraw", "--delete"),
        ("--withdraw= --delete", "--withdraw", "--delete"),
        ("--again --withdraw P01", "--withdraw", "--again"),
        ("--withdraw P01 --fresh", "--withdraw", "--fresh"),
        ("--delete --again --fresh", "--delete", "--again"),
        ("--fresh --delete --min-group 3", "--delete", "--fresh"),
    ],
)
def test_an_option_that_removes_something_is_not_given_with_another_task(
    run: Run, tmp_path: Path, words: str, first: str, second: str
) -> None:
    write(tmp_path / "in" / "Ada", export("Ada"))
    run("batch", "in", "--out", "out")
    before = tree(Path("out"))
    assert run("batch", "in", "--out", "out", *words.split()) == (
        1,
        "",
        f"exposure: Give either {first} or {second}, not both.\n",
    )
    assert tree(Path("out")) == before


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the exports of three people, and the results of a batch over them."""
    folder = tmp_path_factory.mktemp("three")
    for name in ("Ada", "Bea", "Zo\xeb"):
        write(folder / "in" / name, export(name))
    with mock.patch.object(workers, "Workers", InThisProcess):
        run_batch(folder / "in", folder / "out", Options(today()), lambda *_: None)
    return folder


@pytest.mark.parametrize(
    ("given", "saved"),
    [
        *((given, "as it was") for given in ("P02", "p02", "P2", "p2", "2")),
        ("p2", "by a spreadsheet"),
    ],
)
def test_a_number_may_be_given_without_capitals_and_zeros(
    run: Run, tmp_path: Path, three: Path, given: str, saved: str
) -> None:
    shutil.copytree(three, tmp_path, dirs_exist_ok=True)
    key = Path("out/private/key.csv")
    if saved == "by a spreadsheet":
        key.write_bytes(key.read_text("utf-8-sig").replace(",", ";").encode("cp1252"))
    code, out, err = run("batch", "in", "--out", "out", "--min-group", "3", "--withdraw", given)
    assert (code, err, out.partition(":")[0]) == (0, "", "P02 is removed")
    assert not [name for name in tree(Path("out")) if "P02" in name]
    lines = key.read_bytes().splitlines()
    assert (len(lines), [line for line in lines if b"P02" in line]) == (3, [])
    code, _, err = run("batch", "in", "--out", "out", "--withdraw", given)
    assert (code, err) == (
        1,
        f"exposure: out has no participant {given}. private/key.csv in it lists the participants.\n",
    )


@pytest.mark.slow
def test_known_and_register_confirm_no_archive_and_no_name_without_the_key(
    run: Run, room: Path
) -> None:
    """Every digest in them differs with the key: of the same archives, under the same names, at the same time."""
    digests, keys = [], []
    for folder in ("one", "two"):
        run("batch", "atelier", "--out", folder, "--no-pages")
        private = Path(folder, "private")
        texts = [(private / name).read_text("utf-8") for name in ("known.json", "register.json")]
        key = json.loads((private / "register.key").read_bytes())["key"]
        stems = {re.sub(r"\.\w+$", "", name) for name in THINGS}
        assert not [word for text in texts for word in (key, *stems) if f'"{word}' in text]
        values = set(re.findall(r'"([0-9a-f]{32,})"', " ".join(texts)))
        assert len(values) > 2 * 12  # of names and of contents
        digests.append(values - {json.loads(texts[1])["figures"]})  # which everyone sees
        keys.append(key)
        if os.name == "posix":
            assert (private / "register.key").stat().st_mode & 0o777 == 0o600
    assert keys[0] != keys[1]
    assert not digests[0] & digests[1]


@pytest.mark.slow
@pytest.mark.uncounted
def test_a_batch_runs_in_a_folder_with_another_analyzer(tmp_path: Path) -> None:
    """The guide lets people run it in the folder of the project, whose source is not the program installed."""
    write(tmp_path / "analyzer", {"__init__.py": ""})
    write(tmp_path / "in" / "Ada", export("Ada"))
    words = [str(Path(sys.executable).with_name("exposure")), "batch", "in", "--jobs", "1"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1 participant: 1 export read.")


@pytest.mark.slow
def test_a_rehearsal_with_trouble(run: Run) -> None:
    words = ("sample", "in", "--participants", "14", "--with-trouble", "--scale", "0.03")
    code, out, _ = run(*words)
    assert code == 0
    assert "half a ZIP, a quick archive, one person twice, a share file, a photo and a PDF" in out
    out = run("batch", "in", "--out", "out")[1]
    assert out.startswith(
        "14 participants: 12 exports read; 1 share file read; 1 could not be read."
    )
    assert "Not an archive: IMG_4711.png, My profile.pdf." in out
    assert "end is missing" in out
    assert run("sample", "x", "--participants", "4", "--with-trouble")[0] == 2
