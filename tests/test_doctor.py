"""`exposure doctor`: a description of an export that is safe to publish."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from command import Run
from exports import pack, write

from analyzer.analysis.diagnose import diagnose
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.terminal import (
    owners_text,
    public_text,
)
from analyzer.text import roughly

Files = Mapping[str, str | bytes]

NOTES = "Connection Profile URL,Connection First Name,Connection Last Name,Note\n"
SKILLS = "Name\nPython\nKnots\n"
COMMENTS = (
    'Date,Link,Message\n2025-01-02 03:04:05,https://x.example,"so \\"simple\\""\n'
    "2025-01-02 03:04:05,https://x.example,b\n"
)

# By case: the files of an export, and the diagnosis without its first paragraph.
DIAGNOSES: dict[str, tuple[Files, str]] = {
    "known": (
        {"Skills.csv": SKILLS},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Skills.csv: under 10 records; as plain CSV; UTF-8; header 1 of 1\n",
    ),
    "a name with a number and a copy mark": (
        {"Jobs/SKILLS_123456789 (1).csv": SKILLS * 5},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Skills.csv: about 10 records; as plain CSV; UTF-8; header 1 of 1\n"
        "  the header is repeated, and is not counted as a record\n",
    ),
    "a dialect and its repair": (
        {"Comments.csv": COMMENTS},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Comments.csv: under 10 records; with a backslash before quotes, as comments since 2025; UTF-8; "
        "header 1 of 1\n"
        "  backslashes before quotes were undone\n",
    ),
    "UTF-16": (
        {"Languages.csv": "\ufeffName\tProficiency\nWelsh\tgood\n".encode("utf-16-le")},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Languages.csv: under 10 records; with tabs in UTF-16, as LinkedIn's older files; header 1 of 1\n",
    ),
    "another encoding": (
        {"Skills.csv": "Name\nÉcole\nBöe\n".encode("cp1252")},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Skills.csv: under 10 records; as plain CSV; header 1 of 1\n"
        "  it was read in the encoding of older Windows programs\n",
    ),
    "a new column": (
        {"Languages.csv": "Name,Proficiency,Dialect\nA,B,C\n" + "A,B,C\n" * 40},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Languages.csv: about 40 records; as plain CSV; UTF-8; 3 columns, unknown 1\n"
        "  columns: Name, Proficiency, <7 characters>\n",
    ),
    "a known file without its header": (
        {"Skills.csv": "Sourdough\nKnots\n"},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Skills.csv: under 10 records; under 10 rejected; as plain CSV; UTF-8; 1 column, unknown 1\n"
        "  columns: <9 characters>\n",
    ),
    "a renamed file": (
        {"My languages.csv": "Name,Proficiency\nWelsh,good\n", "Skills.csv": SKILLS},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Languages.csv, renamed: under 10 records; as plain CSV; UTF-8; header 1 of 1\n"
        "Skills.csv: under 10 records; as plain CSV; UTF-8; header 1 of 1\n",
    ),
    "a file with a common name": (
        {"Notes.csv": NOTES + "https://a.example,Ada,Lind,Hi\n", "Skills.csv": SKILLS},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Notes.csv: under 10 records; as plain CSV; UTF-8; header 1 of 1\n"
        "Skills.csv: under 10 records; as plain CSV; UTF-8; header 1 of 1\n",
    ),
    "an unknown file": (
        {"Jobs/Dream Jobs.csv": "Company,Wish,\nTern,more\n", "Skills.csv": SKILLS},
        "Files: known under 10, unknown under 10, unreadable none\n"
        "\n"
        "An unknown file ending in .csv, in Jobs/: under 10 records; under 10 rejected; as plain CSV; UTF-8; "
        "3 columns, unknown 1\n"
        "  columns: Company, <4 characters>, <no name>\n"
        "Skills.csv: under 10 records; as plain CSV; UTF-8; header 1 of 1\n",
    ),
    "many similar files": (
        {f"{name}.jpg": b"\xff\xd8\xff" for name in range(34)} | {"Skills.csv": SKILLS},
        "Files: known under 10, unknown about 30, unreadable none\n"
        "\n"
        "An unknown file ending in .jpg (about 30 alike)\n"
        "Skills.csv: under 10 records; as plain CSV; UTF-8; header 1 of 1\n",
    ),
    "a file ending with a personal name": (
        {"diary.of-anna": "dear diary", "Anna/notes": "x", "Skills.csv": SKILLS},
        "Files: known under 10, unknown under 10, unreadable none\n"
        "\n"
        "An unknown file with another ending (under 10 alike)\n"
        "Skills.csv: under 10 records; as plain CSV; UTF-8; header 1 of 1\n",
    ),
    "a picture named like a text file": (
        {"Skills.csv": b"\xff\xd8\xff\xe0 a photo"},
        "None of its files could be read. It is a picture, not the text file its name says. If you saved it from a "
        "spreadsheet, take the file LinkedIn sent instead.\n"
        "Files: known none, unknown none, unreadable under 10\n"
        "\n"
        "Skills.csv: It is a picture, not the text file its name says. If you saved it from a spreadsheet, take "
        "the file LinkedIn sent instead.\n",
    ),
    "too many columns": (
        {"Skills.csv": "," * 1234 + "\n"},
        "None of its files could be read. It has more than 500 columns, more than any file of an export.\n"
        "Files: known none, unknown none, unreadable under 10\n"
        "\n"
        "Skills.csv: It has more than 500 columns, more than any file of an export.\n",
    ),
    "empty": (
        {"Skills.csv": ""},
        "All of its files are empty, 0 bytes each: copy or download it again.\n"
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Skills.csv: no records; UTF-8\n",
    ),
    "two exports": (
        {"Anna/Skills.csv": SKILLS, "Bo/Skills.csv": "Name\nGo\n"},
        "It holds more than one export. Each needs a separate folder or ZIP.\n"
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Skills.csv (under 10 alike): under 10 records; as plain CSV; UTF-8; header 1 of 1\n",
    ),
    "no export": (
        {"diary.csv": "Dear diary\n"},
        "It is not a LinkedIn export: none of its files is one of the KNOWN known. Give the unzipped folder, or the ZIP "
        "as downloaded.\n"
        "Files: known none, unknown under 10, unreadable none\n"
        "\n"
        "An unknown file ending in .csv: no records; as plain CSV; UTF-8; 1 column, unknown 1\n"
        "  columns: <10 characters>\n",
    ),
    "a file for a batch": (
        {"participant.toml": 'region = "eu"', "Skills.csv": SKILLS},
        "Files: known under 10, unknown none, unreadable none\n"
        "\n"
        "Skills.csv: under 10 records; as plain CSV; UTF-8; header 1 of 1\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize(("files", "text"), DIAGNOSES.values(), ids=DIAGNOSES)
def test_the_diagnosis_of_an_export(
    tmp_path: Path, mapping: ExportMapping, files: Files, text: str, packed: bool
) -> None:
    path = pack(tmp_path / "e.zip", files) if packed else write(tmp_path / "e", files)
    top, _, diagnosis = public_text(diagnose(path, mapping), mapping, {"This": "1.0"}).partition(
        "\n\n"
    )
    known = sum(len(table.files) for table in mapping.tables)
    assert diagnosis == text.replace("KNOWN", str(known))
    assert top == f"This 1.0\nmapping {mapping.version}, sha256 {mapping.sha256[:16]}"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "none"),
        (1, "under 10"),
        (9, "under 10"),
        (10, "about 10"),
        (14, "about 10"),
        (27, "about 30"),
        (214, "about 200"),
        (987_654, "about 1,000,000"),
    ],
)
def test_numbers_are_rounded_to_one_digit(number: int, words: str) -> None:
    assert roughly(number) == words


def test_the_owner_can_list_the_unknown_names(tmp_path: Path, mapping: ExportMapping) -> None:
    files = {
        "Jobs/Dream\u202e Jobs.csv": "Company,Wish\x1b[31m,\nTern,more\n",
        "Languages.csv": "Name,Proficiency,Dialect\nA,B,C\n",
        "Skills.csv": SKILLS,
        "me.jpg": "x",
    }
    assert owners_text(diagnose(write(tmp_path / "e", files), mapping)) == (
        "Jobs/Dream\N{REPLACEMENT CHARACTER} Jobs.csv\n"
        "  Company\n"
        "  Wish\N{REPLACEMENT CHARACTER}[31m\n"
        "Languages.csv\n"
        "  Dialect\n"
        "me.jpg\n"
    )


def test_a_bug_is_reported_without_any_content_of_the_file(
    tmp_path: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(data: bytes, path: str, *_: object, **_named: object) -> None:
        raise ValueError(f"{path} {data!r}")

    monkeypatch.setattr("analyzer.analysis.walk.read_batches", fail)
    export = write(tmp_path / "e", {"Skills.csv": SKILLS, "KANARIE.csv": "KANARIE\n"})
    diagnosis = public_text(diagnose(export, mapping), mapping, {})
    assert (
        "Skills.csv: A bug in linkedin-exposure (ValueError in test_doctor.py, line " in diagnosis
    )
    assert "KANARIE" not in diagnosis


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(Path("e"), {"Skills.csv": SKILLS, "Anna.csv": "Dear Anna\n"})


def test_the_diagnosis_is_printed_and_is_written_only_on_request(run: Run, export: Path) -> None:
    code, stdout, stderr = run("doctor", export)
    assert (code, stderr) == (0, "")
    assert "Skills.csv: under 10 records" in stdout
    assert "Anna" not in stdout
    assert [path.name for path in Path().iterdir()] == ["e"]
    code, second, stderr = run("doctor", export, "--out", "doctor.txt")
    assert (code, second, stderr) == (0, stdout, "Written to doctor.txt.\n")
    assert Path("doctor.txt").read_text("utf-8") == stdout


@pytest.mark.parametrize("more", [[], ["--out", "doctor.txt"]])
def test_unknown_names_go_to_no_other_program_and_no_file(
    run: Run, export: Path, more: list[str]
) -> None:
    code, stdout, stderr = run("doctor", export, "--show-names", *more)
    assert (code, stdout) == (1, "")
    assert "for your own screen" in stderr
    assert not Path("doctor.txt").exists()


def test_unknown_names_are_shown_on_a_screen(
    run: Run, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    code, shown, _ = run("doctor", export, "--show-names")
    public, _, own = shown.partition("The unknown names, for you only")
    assert code == 0
    assert "Anna" not in public
    assert own.endswith("\nAnna.csv\n  Dear Anna\n")


def test_the_diagnosis_is_never_written_into_the_export(run: Run, export: Path) -> None:
    code, stdout, stderr = run("doctor", export, "--out", export / "doctor.txt")
    assert (code, stdout) == (1, "")
    assert "is in the export itself" in stderr
    assert sorted(path.name for path in export.iterdir()) == ["Anna.csv", "Skills.csv"]


@pytest.mark.parametrize("name", ["nowhere", "doctor.txt"])
def test_a_path_that_is_not_an_export_gives_a_one_line_error(
    run: Run, export: Path, name: str
) -> None:
    Path("doctor.txt").write_text("x")
    code, stdout, stderr = run("doctor", name)
    assert (code, stdout, stderr.count("\n")) == (1, "", 1)
