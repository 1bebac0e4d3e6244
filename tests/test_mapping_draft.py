"""`exposure mapping draft`: TOML for unknown files and columns; once completed, it is a mapping that knows them."""

import csv
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from command import Run
from exports import pack, write
from hypothesis import given
from hypothesis import strategies as st

from analyzer.analysis.diagnose import (
    UnknownNames,
    diagnose,
)
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.names import file_name
from analyzer.reporting.mapping_draft import draft
from analyzer.text import printable

PROJECT = Path(__file__).parent.parent
MAPPING = load_mapping()

Files = Mapping[str, str | bytes]

SKILLS = {"Skills.csv": "Name\nKnots\n"}

# Files, and the draft for them below the comments with values to choose from.
DRAFTED: dict[str, tuple[Files, str]] = {
    "nothing": ({}, ""),
    "a table": (
        {"Jobs/Dream Jobs_123456789 (1).csv": "Wish,When\nmore,2024\n"},
        """
[[table]]
name = "dream_jobs"
files = ["Dream Jobs.csv"]
holds = ""
headers = [
  "Wish,When",
]
columns = [
  { name = "Wish", type = "", kind = "", subject = "" },
  { name = "When", type = "", kind = "", subject = "" },
]
""",
    ),
    "one table in two files and with two headers": (
        {"Wishes_1.csv": "Wish,When\na,b\n", "Wishes_2.csv": "When,Wish,Why\na,b,c\n"},
        """
[[table]]
name = "wishes"
files = ["Wishes.csv"]
holds = ""
headers = [
  "Wish,When",
  "When,Wish,Why",
]
columns = [
  { name = "Wish", type = "", kind = "", subject = "" },
  { name = "When", type = "", kind = "", subject = "" },
  { name = "Why", type = "", kind = "", subject = "" },
]
""",
    ),
    "a column that other tables have": (
        {"Wishes.csv": "ShareLink,Wish\na,b\n"},
        """
[[table]]
name = "wishes"
files = ["Wishes.csv"]
holds = ""
headers = [
  "ShareLink,Wish",
]
columns = [
  { name = "ShareLink", type = "", kind = "", subject = "" },  # elsewhere: public_content.posts, link, self
  { name = "Wish", type = "", kind = "", subject = "" },
]
""",
    ),
    "names with special characters of TOML and CSV": (
        {'a "b"*.csv': '"one, two","say ""hi"" \\",\x7f\u202e\nx,y,z\n', "skills.tsv": "Skill,At\na,b\n"},
        """
[[table]]
name = "a_b"
files = ["a \\"b\\"**.csv"]
holds = ""
headers = [
  "\\"one, two\\",\\"say \\"\\"hi\\"\\" \\\\\\",\\U0000007F\\U0000202E",
]
columns = [
  { name = "one, two", type = "", kind = "", subject = "" },
  { name = "say \\"hi\\" \\\\", type = "", kind = "", subject = "" },
  { name = "\\U0000007F\\U0000202E", type = "", kind = "", subject = "" },
]

[[table]]
name = "skills_2"
files = ["skills.tsv"]
holds = ""
headers = [
  "Skill,At",
]
columns = [
  { name = "Skill", type = "", kind = "", subject = "" },
  { name = "At", type = "", kind = "", subject = "" },
]
""",
    ),
    "a name without Latin letters": (
        {"文.csv": "Wish,\na,b\n"},
        """
[[table]]
name = "unknown"
files = ["文.csv"]
holds = ""
headers = [
  "Wish,",
]
columns = [
  { name = "Wish", type = "", kind = "", subject = "" },
]
""",
    ),
    "columns of a known table": (
        {"Languages_1.csv": "Name,Proficiency,Dialect\nA,B,C\n"},
        """
# Add to the headers of the known table "languages":
#   "Name,Proficiency,Dialect",
# Add to its columns:
#   { name = "Dialect", type = "", kind = "", subject = "" },
""",
    ),
    "files that are not tables": (
        {"me\u202e.jpg": b"\xff\xd8\xff", "wishes.csv": b"\xff\xd8\xff"},
        """
# Not read: not a table by its name, or not readable.
#   me\N{REPLACEMENT CHARACTER}.jpg
#   wishes.csv
""",
    ),
}  # fmt: skip


def below(text: str) -> str:
    """The part of a draft below the comments with values to choose from."""
    _, _, rest = text.partition("Security checks\n")
    return rest


@pytest.mark.parametrize(("files", "text"), DRAFTED.values(), ids=DRAFTED)
def test_the_draft_for_unknown_files_and_columns(
    tmp_path: Path, mapping: ExportMapping, files: Files, text: str
) -> None:
    export = pack(tmp_path / "e.zip", {**SKILLS, **files})
    text_of_draft = draft(diagnose(export, mapping).unknown, mapping, "this")
    assert below(text_of_draft) == text


def filled(text: str) -> str:
    """The draft with every empty value filled in."""
    return (
        text.replace('holds = ""', 'holds = "Wishes"')
        .replace('type = ""', 'type = "searches.queries"')
        .replace('kind = ""', 'kind = "text", author = "self"')
        .replace('subject = ""', 'subject = "self"')
    )


UNKNOWN = {
    **SKILLS,
    "Wishes_1.csv": "Wish,When\na,b\n",
    "Wishes_2.csv": 'When,"Wi""sh, \\ #",Wish\na,b,c\n',
    "Jobs/Dream* Jobs.tsv": "Wish\tWhen\na\tb\n",
    "Übung 文.csv": "Wish,When,\na,b,\n",
    "Skills Wanted.csv": "Wish ]] '''\na\n",
}


def test_a_draft_is_refused_until_it_is_complete_and_then_recognises_the_export(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export, own = write(Path("e"), UNKNOWN), Path("own")
    shutil.copytree(PROJECT / "mappings", own)
    place = own / "tables" / "draft.toml"
    assert run("report", export, "--strict")[0] == 3
    assert run("mapping", "draft", export, "--out", place) == (0, "", "")
    code, _, err = run("mapping", "check", "--mapping", own)
    assert code == 1
    assert "tables/draft.toml, table 'dream_jobs', key `holds`: is missing or empty" in err
    place.write_text(filled(place.read_text("utf-8")), "utf-8")
    assert run("mapping", "check", "--mapping", own)[0] == 0
    assert run("report", export, "--mapping", own, "--strict")[0] == 0
    code, again, _ = run("mapping", "draft", export, "--mapping", own)
    assert (code, below(again)) == (0, "")


def test_an_addition_to_a_known_table_makes_the_column_known(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export, own = (
        write(Path("e"), {"Languages.csv": "Name,Proficiency,Dialect\nA,B,C\n"}),
        Path("own"),
    )
    shutil.copytree(PROJECT / "mappings", own)
    lines = filled(below(run("mapping", "draft", export)[1])).splitlines()
    header, column = (line.removeprefix("#") for line in (lines[2], lines[4]))
    place = own / "tables" / "profile.toml"
    text = place.read_text("utf-8")
    start = text.index('name = "languages"')
    table = text[start:].replace("headers = [", f"headers = [\n{header}", 1)
    place.write_text(
        text[:start] + table.replace("columns = [", f"columns = [\n{column}", 1), "utf-8"
    )
    assert run("report", export, "--mapping", own, "--strict")[0] == 0


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_name_survives_writing_and_reading(name: str) -> None:
    unknown = UnknownNames("wishes.csv", None, (name, "x"), (f"{name}.", "x"))
    text = draft([unknown], MAPPING, "this")
    (table,) = tomllib.loads(text)["table"]
    assert table["columns"][0]["name"] == f"{name}."
    assert next(csv.reader(table["headers"])) == [name, "x"]
    assert text == "\n".join(map(printable, text.split("\n")))


def test_a_draft_goes_to_standard_output_and_never_into_the_export(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export = write(Path("e"), {**SKILLS, "Wishes.csv": "Wish,When\na,b\n"})
    code, out, err = run("mapping", "draft", export)
    assert (code, err) == (0, "")
    assert 'name = "wishes"' in out
    code, out, err = run("mapping", "draft", export, "--out", export / "draft.toml")
    assert (code, out) == (1, "")
    assert "is in the export itself" in err
    assert sorted(path.name for path in export.iterdir()) == ["Skills.csv", "Wishes.csv"]


def test_an_export_that_cannot_be_read_is_refused_without_names(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export = write(Path("e"), {"Anna/Skills.csv": "Name\na\n", "Bo/Skills.csv": "Name\nb\n"})
    code, out, err = run("mapping", "draft", export)
    assert (code, out) == (1, "")
    assert err == "exposure: It holds more than one export. Each needs a separate folder or ZIP.\n"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Jobs/Comments_12345 (1).csv", "Comments.csv"),
        ("Receipts_v2.csv", "Receipts_v2.csv"),
        ("Skills_1.csv", "Skills.csv"),
        ("README", "README"),
    ],
)
def test_the_name_of_a_file_is_written_as_in_the_mapping(path: str, name: str) -> None:
    assert file_name(path) == name
