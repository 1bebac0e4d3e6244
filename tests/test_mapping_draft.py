"""`exposure mapping draft`: what is unknown of an export as TOML that, once filled in, is a mapping that knows it."""

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
from analyzer.mapping import (
    ExportMapping,
    file_name,
    load_mapping,
)
from analyzer.reporting.mapping_draft import draft
from analyzer.text import printable

PROJECT = Path(__file__).parent.parent
MAPPING = load_mapping()

Files = Mapping[str, str | bytes]

SKILLS = {"Skills.csv": "Name\nKnots\n"}

# Files, and what is drafted below the comments that say what there is to choose from.
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
    "names that TOML and CSV have words for": (
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
    "a name that has no letters of ours": (
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
# To add to the table "languages", which is known; to its headers:
#   "Name,Proficiency,Dialect",
# and to its columns:
#   { name = "Dialect", type = "", kind = "", subject = "" },
""",
    ),
    "what is no table": (
        {"me\u202e.jpg": b"\xff\xd8\xff", "wishes.csv": b"\xff\xd8\xff"},
        """
# Not read, as they are no tables by their names, or could not be read:
#   me\N{REPLACEMENT CHARACTER}.jpg
#   wishes.csv
""",
    ),
}  # fmt: skip


def below(text: str) -> str:
    """What follows the comments that say what there is to choose from."""
    _, _, rest = text.partition("Security checks\n")
    return rest


@pytest.mark.parametrize(("files", "text"), DRAFTED.values(), ids=DRAFTED)
def test_what_is_drafted(tmp_path: Path, mapping: ExportMapping, files: Files, text: str) -> None:
    export = pack(tmp_path / "e.zip", {**SKILLS, **files})
    drafted = draft(diagnose(export, mapping).unknown, mapping, "this")
    assert below(drafted) == text


def filled(text: str) -> str:
    """A draft with something in every place that is left empty, and what is for known tables left out."""
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


def test_a_draft_is_refused_until_it_is_filled_in_and_then_knows_the_export(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export, own = write(Path("e"), UNKNOWN), Path("own")
    shutil.copytree(PROJECT / "mappings", own)
    place = own / "tables" / "draft.toml"
    assert run("report", export, "--strict")[0] == 3
    assert run("mapping", "draft", export, "--out", place) == (0, "", "")
    code, _, said = run("mapping", "check", "--mapping", own)
    assert code == 1
    assert "tables/draft.toml, table 'dream_jobs', key `holds`: is missing or empty" in said
    place.write_text(filled(place.read_text("utf-8")), "utf-8")
    assert run("mapping", "check", "--mapping", own)[0] == 0
    assert run("report", export, "--mapping", own, "--strict")[0] == 0
    code, again, _ = run("mapping", "draft", export, "--mapping", own)
    assert (code, below(again)) == (0, "")


def test_what_is_to_be_added_to_a_known_table_makes_it_known(
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
def test_any_name_can_be_read_again(name: str) -> None:
    unknown = UnknownNames("wishes.csv", None, (name, "x"), (f"{name}.", "x"))
    text = draft([unknown], MAPPING, "this")
    (table,) = tomllib.loads(text)["table"]
    assert table["columns"][0]["name"] == f"{name}."
    assert next(csv.reader(table["headers"])) == [name, "x"]
    assert text == "\n".join(map(printable, text.split("\n")))


def test_it_goes_to_standard_output_and_never_into_the_export(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export = write(Path("e"), {**SKILLS, "Wishes.csv": "Wish,When\na,b\n"})
    code, shown, said = run("mapping", "draft", export)
    assert (code, said) == (0, "")
    assert 'name = "wishes"' in shown
    code, shown, said = run("mapping", "draft", export, "--out", export / "draft.toml")
    assert (code, shown) == (1, "")
    assert "is in the export itself" in said
    assert sorted(path.name for path in export.iterdir()) == ["Skills.csv", "Wishes.csv"]


def test_what_cannot_be_read_is_said_without_names(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export = write(Path("e"), {"Anna/Skills.csv": "Name\na\n", "Bo/Skills.csv": "Name\nb\n"})
    code, shown, said = run("mapping", "draft", export)
    assert (code, shown) == (1, "")
    assert (
        said
        == "exposure: It holds more than one export; each has to be a folder or a ZIP of its own.\n"
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Jobs/Comments_12345 (1).csv", "Comments.csv"),
        ("Receipts_v2.csv", "Receipts_v2.csv"),
        ("Skills_1.csv", "Skills.csv"),
        ("README", "README"),
    ],
)
def test_a_file_is_called_as_the_mapping_writes_it(path: str, name: str) -> None:
    assert file_name(path) == name
