"""Records removed, added and unchanged between two exports. Records are compared by content, as a multiset."""

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

import pyarrow as pa
import pytest
from exports import Files, pack, write
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.analysis import matching
from analyzer.analysis.analyze import analyze
from analyzer.analysis.compare import (
    Comparison,
    compare,
)
from analyzer.analysis.matching import (
    KeyedRecords,
    column_keys,
    match,
)
from analyzer.analysis.measure import Volume
from analyzer.analysis.model import MEASURES
from analyzer.errors import (
    ExportError,
    SeveralExportsError,
)
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reporting.changes import (
    Change,
    Changes,
    RecordChange,
    TableChange,
    changes,
)

pytestmark = pytest.mark.uncounted

Compare = Callable[[Files, Files], Changes]


@pytest.fixture
def compared(tmp_path: Path, mapping: ExportMapping) -> Compare:
    """Compares two exports, given as their files."""

    def run(old: Files, new: Files) -> Changes:
        folders = write(tmp_path / "old", old), write(tmp_path / "new", new)
        return changes(compare(*folders, mapping))

    return run


def table(result: Changes, name: str) -> TableChange:
    (change,) = (change for change in result.tables if change.table and change.table.name == name)
    return change


def counts(records: RecordChange) -> tuple[int, int, int]:
    return records.removed, records.added, records.unchanged


# --- records ----------------------------------------------------------------------------------------------------------

INVITED = "From,To,Sent At,Message,Direction\n"
BO = 'Ada,Bo,"6/7/22, 1:05 PM",Hello Bo,OUTGOING\n'
CY = 'Cy,Ada,"6/8/22, 2:06 PM",,INCOMING\n'
INVITED_2023 = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
BO_2023 = 'Ada,Bo,"6/7/22, 1:05 PM",Hello Bo,OUTGOING,https://x.example/ada,https://x.example/bo\n'
CY_2023 = 'Cy,Ada,"6/8/22, 2:06 PM",,INCOMING,https://x.example/cy,https://x.example/ada\n'
JOBS_2018 = "Title,Description,Url,Start Date,End Date\n"
JOBS_2020 = "Title,Description,Url,Started On,Finished On\n"

# By edit: the files before, the files after, and the number of records removed, added and unchanged.
EDITS: dict[str, tuple[Files, Files, tuple[int, int, int]]] = {
    "nothing": ({"Skills.csv": "Name\nGo\nC\n"}, {"Skills.csv": "Name\nGo\nC\n"}, (0, 0, 2)),
    "edited": ({"Skills.csv": "Name\nGo\nC\n"}, {"Skills.csv": "Name\nGo\nC++\n"}, (1, 1, 1)),
    "line breaks where there were spaces": (
        {"messages.csv": "FROM,DATE,CONTENT\nBo,2024-02-03 10:00:00 UTC,one  two\nBo,2024-02-03 10:00:00 UTC,Bye\n"},
        {"messages.csv": 'FROM,DATE,CONTENT\nBo,2024-02-03 10:00:00 UTC,"one\n\ntwo"\nBo,2024-02-03 10:00:00 UTC,B ye\n'},
        (1, 1, 1),
    ),
    "spaces in a name": ({"Skills.csv": "Name\nTwo words\n"}, {"Skills.csv": "Name\nTwo  words\n"}, (1, 1, 0)),
    "in other case": ({"Skills.csv": "Name\nGo\n"}, {"Skills.csv": "Name\nGO\n"}, (1, 1, 0)),
    "deleted": ({"Skills.csv": "Name\nGo\nC\n"}, {"Skills.csv": "Name\nC\n"}, (1, 0, 1)),
    "written": ({"Skills.csv": "Name\nC\n"}, {"Skills.csv": "Name\nC\nGo\n"}, (0, 1, 1)),
    "all deleted": ({"Skills.csv": "Name\nGo\nC\n"}, {"Skills.csv": "Name\n"}, (2, 0, 0)),
    "ten deleted and ten written": (
        {"Skills.csv": "Name\n" + "".join(f"old {n}\n" for n in range(10))},
        {"Skills.csv": "Name\n" + "".join(f"new {n}\n" for n in range(10))},
        (10, 10, 0),
    ),
    "in another order": ({"Skills.csv": "Name\nGo\nC\n"}, {"Skills.csv": "Name\nC\nGo\n"}, (0, 0, 2)),
    "written twice": ({"Skills.csv": "Name\nGo\n"}, {"Skills.csv": "Name\nGo\nGo\n"}, (0, 1, 1)),
    "one of three deleted": (
        {"Skills.csv": "Name\nGo\nGo\nC\nGo\n"},
        {"Skills.csv": "Name\nGo\nC\nGo\n"},
        (1, 0, 3),
    ),
    "moved to another file": (
        {"Invitations_1.csv": INVITED + BO + CY},
        {"Invitations_1.csv": INVITED + CY, "Invitations_2.csv": INVITED + BO},
        (0, 0, 2),
    ),
    "file numbered": (
        {"Invitations_1.csv": INVITED + BO + CY},
        {"Invitations_2.csv": INVITED + BO + CY},
        (0, 0, 2),
    ),
    "file renamed": (
        {"Invitations.csv": INVITED + BO + CY},
        {"People I know.csv": INVITED + BO + CY},
        (0, 0, 2),
    ),
    "unknown file renamed": (
        {"Skills.csv": "Name\nGo\n", "a.csv": "x,y\n1,2\n"},
        {"Skills.csv": "Name\nGo\n", "b.csv": "x,y\n1,2\n"},
        (0, 0, 2),
    ),
    "unknown file with another column": (
        {"Skills.csv": "Name\nGo\n", "a.csv": "x,y\n1,2\n"},
        {"Skills.csv": "Name\nGo\n", "a.csv": "x,y,z\n1,2,3\n"},
        (1, 1, 1),
    ),
    "moved to a file of another table": (
        {"Invitations.csv": INVITED + BO, "Skills.csv": "Name\nGo\n"},
        {"Invitations.csv": INVITED + BO, "Languages.csv": "Name,Proficiency\nGo,\n"},
        (1, 1, 1),
    ),
    "file copied": (
        {"Connections.csv": "First Name,Last Name\nBo,Ferry\n"},
        {
            "Connections.csv": "First Name,Last Name\nBo,Ferry\n",
            "Connections (1).csv": "First Name,Last Name\nBo,Ferry\n",
        },
        (0, 0, 1),
    ),
    "columns added": (
        {"Invitations.csv": INVITED + BO + CY},
        {"Invitations.csv": INVITED_2023 + CY_2023 + BO_2023},
        (0, 0, 2),
    ),
    "columns added and a record edited": (
        {"Invitations.csv": INVITED + BO.replace("Hello", "Good morning") + CY},
        {"Invitations.csv": INVITED_2023 + CY_2023 + BO_2023},
        (1, 1, 1),
    ),
    "columns dropped": (
        {"Invitations.csv": INVITED_2023 + CY_2023 + BO_2023},
        {"Invitations.csv": INVITED + BO + CY},
        (0, 0, 2),
    ),
    "columns in another order": (
        {"Languages.csv": "Name,Proficiency\nWelsh,Fluent\n"},
        {"Languages.csv": "Proficiency,Name\nFluent,Welsh\n"},
        (0, 0, 1),
    ),
    "columns in another case": (
        {"Shares.csv": "Date,ShareLink,ShareCommentary,SharedURL,MediaURL,Visibility\n,a,b,c,d,e\n"},
        {"Shares.csv": "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n,a,b,c,d,e\n"},
        (0, 0, 1),
    ),
    "columns renamed, so the others are compared": (
        {"Projects.csv": f"{JOBS_2018}Loaf,Baking,,Jan 2010,\nCake,,,Jan 2011,\n"},
        {"Projects.csv": f"{JOBS_2020}Loaf,Baking,,Jan 2010,\nPie,,,Jan 2011,\n"},
        (1, 1, 1),
    ),
    "no column in common": (
        {"SavedJobAlerts.csv": "Saved Search Date,Jobs Search Url\nx,y\n"},
        {"SavedJobAlerts.csv": "ALERT_PARAMETERS,QUERY_CONTEXT,SAVED_SEARCH_ID\nx,y,z\n"},
        (1, 1, 0),
    ),
    "no value in the columns in common": (
        {"Projects.csv": f"{JOBS_2018},,,Jan 2010,\n"},
        {"Projects.csv": f"{JOBS_2020},,,Jan 2010,\n"},
        (1, 1, 0),
    ),
    "records without values": (
        {"Projects.csv": f"{JOBS_2018},,,,\n,,,,\n"},
        {"Projects.csv": f"{JOBS_2018},,,,\n"},
        (1, 0, 1),
    ),
    "two generations of headers in the older export": (
        {"Invitations_1.csv": INVITED + BO, "Invitations_2.csv": INVITED_2023 + CY_2023},
        {"Invitations.csv": INVITED_2023 + BO_2023 + CY_2023},
        (0, 0, 2),
    ),
    "two columns of the same name": (
        {"Ad_Targeting.csv": "Member Age,Company Names,Company Names\n30,a,b\n"},
        {"Ad_Targeting.csv": "Member Age,Company Names,Company Names\n30,b,a\n"},
        (1, 1, 0),
    ),
    "different cells that look the same when joined": (
        {"Languages.csv": 'Name,Proficiency\n"a:1",b\n'},
        {"Languages.csv": 'Name,Proficiency\na,"1:b"\n'},
        (1, 1, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), EDITS.values(), ids=EDITS)
def test_records_are_compared_by_content(
    compared: Compare, old: Files, new: Files, expected: tuple[int, int, int]
) -> None:
    assert counts(compared(old, new).records) == expected


@pytest.mark.parametrize(("old", "new", "expected"), EDITS.values(), ids=EDITS)
def test_swapping_the_exports_swaps_removed_and_added(
    compared: Compare, old: Files, new: Files, expected: tuple[int, int, int]
) -> None:
    removed, added, unchanged = expected
    assert counts(compared(new, old).records) == (added, removed, unchanged)


@pytest.mark.parametrize(
    "files", [change for old, new, _ in EDITS.values() for change in (old, new)]
)
def test_an_export_compared_with_itself_is_unchanged(compared: Compare, files: Files) -> None:
    result = compared(files, files)
    assert not result.any
    records = sum(change.file.records for change in result.files if change.side == "old")
    assert counts(result.records) == (0, 0, records)
    assert result.whole.removed == result.whole.added == Volume()
    assert result.whole.unchanged == result.whole.old == result.whole.new


# --- volumes, columns and files ---------------------------------------------------------------------------------------


def test_the_volume_of_an_edited_record_is_removed_and_added(compared: Compare) -> None:
    header = "Company Name,Title,Description,Location,Started On,Finished On\n"
    result = compared(
        {"Positions.csv": f"{header}Tern,Baker,I bake.,,,\nHeron,Miller,I mill flour.,,,\n"},
        {"Positions.csv": f"{header}Tern,Baker,I bake bread now.,,,\nHeron,Miller,I mill flour.,,,\n"},
    )  # fmt: skip
    (profile,) = result.categories
    assert profile.id == "profile"
    assert profile.volume == table(result, "positions").volume == result.whole
    assert result.whole.removed == Volume(3, 4 + 5 + 7, 1 + 1 + 2, 16, text_words=2, texts=1)
    assert result.whole.added == Volume(3, 4 + 5 + 17, 1 + 1 + 4, 26, text_words=4, texts=1)
    assert result.whole.unchanged == Volume(3, 5 + 6 + 13, 1 + 1 + 3, 24, text_words=3, texts=1)


def test_values_in_a_new_column_are_added_and_their_record_is_unchanged(compared: Compare) -> None:
    result = table(
        compared(
            {"Invitations.csv": INVITED + BO}, {"Invitations.csv": INVITED_2023 + BO_2023 + CY_2023}
        ),
        "invitations",
    )
    assert counts(result.records) == (0, 1, 1)
    assert [column.name for column in result.came] == ["inviterProfileUrl", "inviteeProfileUrl"]
    assert result.went == ()
    # The unchanged record gains two addresses; the new record has six values.
    assert (result.volume.removed.values, result.volume.added.values) == (0, 2 + 6)
    assert result.volume.unchanged.values == 5


def test_columns_that_came_and_went_are_named(compared: Compare) -> None:
    result = table(
        compared({"Projects.csv": f"{JOBS_2018}a,,,,\n"}, {"Projects.csv": f"{JOBS_2020}a,,,,\n"}),
        "projects",
    )
    assert [column.name for column in result.went] == ["Start Date", "End Date"]
    assert [column.name for column in result.came] == ["Started On", "Finished On"]


def test_files_that_came_and_went_are_named(compared: Compare) -> None:
    skills = {"Skills.csv": "Name\nGo\n"}
    result = compared(
        {**skills, "Invitations.csv": INVITED + BO, "notes.csv": "a\n1\n"},
        {**skills, "Invitations_2.csv": INVITED + BO, "Languages.csv": "Name,Proficiency\nGo,\n"},
    )
    assert [file.path for file in result.went] == ["Invitations.csv", "notes.csv"]
    assert [file.path for file in result.came] == ["Invitations_2.csv", "Languages.csv"]
    assert [file.unchanged for file in result.went] == [1, 0]
    assert table(result, "languages").old == ()
    assert table(result, "languages").came == ()  # the whole table is new, not only a column
    assert result.any


def test_an_unreadable_file_is_named_and_does_not_count_as_missing(compared: Compare) -> None:
    files: Files = {"Skills.csv": "Name\nGo\n", "Languages.csv": "Name,Proficiency\nWelsh,\n"}
    result = compared(files, {**files, "Languages.csv": b"PK\x03\x04\x00\x00\xff"})
    ((side, file),) = result.aside
    assert (side, file.path, file.state) == ("new", "Languages.csv", "unreadable")
    assert result.came == result.went == ()


def test_rejected_records_are_named(compared: Compare) -> None:
    broken = "Name,Proficiency\nWelsh,Fluent\nBreton,Fluent,too,many\n"
    result = compared({"Languages.csv": broken}, {"Languages.csv": broken})
    assert [(side, file.rejected) for side, file in result.aside] == [("old", 1), ("new", 1)]
    assert counts(result.records) == (0, 0, 1)


HEAD = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"


def test_a_record_that_moves_to_another_category_is_unchanged_and_reported_as_regrouped(
    compared: Compare,
) -> None:
    """Older exports do not have the column that marks drafts."""
    message = "1,,Ada Quill,,Bo,2024-02-03 10:00:00 UTC,,Good day to you,X"
    result = compared(
        {"messages.csv": f"{HEAD}{message}\n"},
        {"messages.csv": f"{HEAD.strip()},IS MESSAGE DRAFT\n{message},Yes\n"},
    )
    assert counts(result.records) == (0, 0, 1)
    assert result.regrouped
    assert result.whole.unchanged == result.whole.unchanged_then == result.whole.old
    by_category = {change.id: change.volume for change in result.categories}
    assert set(by_category) == {"messages", "unpublished"}
    sent, drafted = by_category["messages"], by_category["unpublished"]
    assert (sent.old.values, sent.removed.values, sent.unchanged.values, sent.new.values) == (
        6,
        0,
        0,
        0,
    )
    assert (drafted.old.values, drafted.added.values, drafted.unchanged.values) == (0, 1, 6)
    assert sent.any
    assert drafted.any


def test_the_owner_is_recognised_under_any_file_name(compared: Compare) -> None:
    """The profile is read first, so a record is in the same part in both exports."""
    message = f"{HEAD}1,,Ada Quill,,Bo,2024-02-03 10:00:00 UTC,,Good day to you,X\n"
    full = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code," \
        "Geo Location,Twitter Handles,Websites,Instant Messengers\nAda,Quill,,,,,,,,,,,\n"  # fmt: skip
    result = compared(
        {"messages.csv": message, "Profile.csv": full},
        {"messages.csv": message, "zz me.csv": full},
    )
    assert not result.regrouped
    assert counts(result.records) == (0, 0, 2)


# --- whole exports ----------------------------------------------------------------------------------------------------


def all_changes(result: Changes) -> list[Change]:
    """The change of the whole, and of each standing, category and table."""
    parts = [change.volume for change in result.categories] + [
        change.volume for change in result.tables
    ]
    return [result.whole, *result.standings.values(), *parts]


def volumes(comparison: Comparison, side: str) -> Volume:
    rows = comparison.volumes[comparison.volumes.index.isin([side], level="side")]
    return Volume(*(int(rows[measure].sum()) for measure in MEASURES))


@pytest.mark.slow
def test_the_sample_adds_up_to_its_analyses(tmp_path: Path, mapping: ExportMapping) -> None:
    sample = Path(__file__).parent.parent / "sample_export"
    files = {
        path.relative_to(sample).as_posix(): path.read_bytes()
        for path in sample.rglob("*") if path.is_file()
    }  # fmt: skip
    del files["Reactions.csv"]
    files["Skills.csv"] = b"Name\nSomething new\n"
    comparison = compare(sample, pack(tmp_path / "new.zip", files), mapping)
    for side, path in (("old", sample), ("new", tmp_path / "new.zip")):
        days = analyze(path, mapping).days
        whole = Volume(*(int(days[measure].sum()) for measure in MEASURES))
        assert volumes(comparison, side) == whole
    result = changes(comparison)
    for volume in all_changes(result):
        assert volume.old == volume.removed + volume.unchanged
        assert volume.new == volume.added + volume.unchanged
    assert {category.id for category in result.categories if category.volume.any} == {
        "profile",
        "public_content",  # reactions in groups
        "reactions",
    }


def test_folder_and_zip_are_the_same(tmp_path: Path, mapping: ExportMapping) -> None:
    old: Files = {"Invitations.csv": INVITED + BO, "Skills.csv": "Name\nGo\n"}
    new: Files = {"Invitations.csv": INVITED + CY, "Skills.csv": "Name\nGo\nC\n", "x.csv": "a\n1\n"}
    folders = write(tmp_path / "old", old), write(tmp_path / "new", new)
    zips = pack(tmp_path / "old.zip", old), pack(tmp_path / "new.zip", {f"in/{p}": d for p, d in new.items()})  # fmt: skip
    results = [compare(*pair, mapping) for pair in (folders, zips, (folders[0], zips[1]))]
    for result in results[1:]:
        assert result.volumes.equals(results[0].volumes)
        assert (result.old.files, result.new.files) == (results[0].old.files, results[0].new.files)
    assert [(result.old.kind, result.new.kind) for result in results] == [
        ("folder", "folder"), ("zip", "zip"), ("folder", "zip"),
    ]  # fmt: skip


def test_progress_ends_at_its_total(tmp_path: Path, mapping: ExportMapping) -> None:
    old = write(tmp_path / "old", {"Skills.csv": "Name\nGo\n", "a.csv": "x\n1\n"})
    new = write(tmp_path / "new", {"Skills.csv": "Name\nGo\nC\n"})
    reports: list[tuple[int, int]] = []
    compare(old, new, mapping, progress=lambda done, total: reports.append((done, total)))
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)
    assert reports[-1] == (8 + 4 + 10, 8 + 4 + 10)


@pytest.mark.parametrize("wrong", ["old", "new"])
def test_a_folder_that_is_not_an_export_is_refused(
    tmp_path: Path, mapping: ExportMapping, wrong: str
) -> None:
    files: dict[str, Files] = {"old": {"Skills.csv": "Name\nGo\n"}, "new": {"Skills.csv": "Name\n"}}
    files[wrong] = {"taxes.csv": "a\n1\n"}
    old, new = (write(tmp_path / side, files[side]) for side in ("old", "new"))
    with pytest.raises(ExportError, match=f"{wrong} is not a LinkedIn export"):
        compare(old, new, mapping)


def test_two_exports_in_one_are_refused(tmp_path: Path, mapping: ExportMapping) -> None:
    old = write(tmp_path / "old", {"a/Skills.csv": "Name\nGo\n", "b/Skills.csv": "Name\nC\n"})
    new = write(tmp_path / "new", {"Skills.csv": "Name\nGo\n"})
    with pytest.raises(SeveralExportsError):
        compare(old, new, mapping)


# --- any tables -------------------------------------------------------------------------------------------------------

MAPPING = load_mapping()
TABLES = {
    "Languages.csv": ("Name", "Proficiency"),
    "Organizations.csv": ("Name", "Position", "Description", "Started On", "Finished On"),
    "Invitations.csv": tuple(INVITED.strip().split(",")),
    "notes.csv": ("first", "second", "third"),
}
Rows = Sequence[tuple[str, ...]]
Tables = Mapping[str, Rows]


def rows_of(width: int) -> st.SearchStrategy[Rows]:
    """Rows of few different cells, so that some records repeat."""
    cell = st.sampled_from(["", "a", "b", "é", "a,b", 'say "a"', "two words", "1:a", "😀"])
    row = st.tuples(*[cell] * width).filter(any)
    return st.lists(row, max_size=8)


tables = st.fixed_dictionaries({path: rows_of(len(header)) for path, header in TABLES.items()})


def as_csv(header: Sequence[str], rows: Rows) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    return text.getvalue()


def files_of(rows_by_path: Tables) -> Files:
    return {path: as_csv(TABLES[path], rows) for path, rows in rows_by_path.items()}


def changes_between(old: Files, new: Files) -> Changes:
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder) / "old", old), write(Path(folder) / "new", new)
        return changes(compare(*paths, MAPPING))


def counted(old: Rows, new: Rows) -> tuple[int, int, int]:
    before, after = Counter(old), Counter(new)
    return (before - after).total(), (after - before).total(), (before & after).total()


@pytest.mark.slow
@settings(max_examples=20)
@given(tables, tables)
def test_any_tables_are_compared_as_multisets(old: Tables, new: Tables) -> None:
    result = changes_between(files_of(old), files_of(new))
    expected = {path: counted(old[path], new[path]) for path in TABLES}
    assert {
        change_of_table.old[0].path: counts(change_of_table.records)
        for change_of_table in result.tables
    } == expected
    for change in all_changes(result):
        assert change.old == change.removed + change.unchanged
        assert change.new == change.added + change.unchanged
    back = changes_between(files_of(new), files_of(old))
    assert {
        change_of_table.old[0].path: counts(change_of_table.records)
        for change_of_table in back.tables
    } == {
        path: (added, removed, unchanged) for path, (removed, added, unchanged) in expected.items()
    }
    assert (back.whole.removed, back.whole.added) == (result.whole.added, result.whole.removed)
    assert back.whole.unchanged == result.whole.unchanged


@pytest.mark.slow
@settings(max_examples=40)
@given(rows_of(5), rows_of(5), st.integers(0, 8), st.integers(0, 8))
def test_how_records_are_divided_among_files_does_not_matter(
    old: Rows, new: Rows, first: int, second: int
) -> None:
    header = TABLES["Invitations.csv"]

    def divided(rows: Rows, at: int) -> Files:
        parts = {"Invitations_1.csv": rows[:at], "Invitations_2.csv": rows[at:]}
        if Counter(parts["Invitations_1.csv"]) == Counter(parts["Invitations_2.csv"]):
            parts = {"Invitations_1.csv": rows}  # two equal files would be a file and its copy
        return {path: as_csv(header, part) for path, part in parts.items()}

    result = changes_between(divided(old, first), divided(new, second))
    assert counts(result.records) == counted(old, new)


@pytest.mark.slow
@settings(max_examples=40)
@given(rows_of(5), rows_of(5))
def test_a_new_column_changes_no_record(old: Rows, new: Rows) -> None:
    header = TABLES["Invitations.csv"]
    wider = [(*row, f"https://x.example/{number}") for number, row in enumerate(new)]
    result = changes_between(
        {"Invitations.csv": as_csv(header, old)},
        {"Invitations.csv": as_csv((*header, "inviteeProfileUrl"), wider)},
    )
    assert counts(result.records) == counted(old, new)
    assert result.whole.old == result.whole.removed + result.whole.unchanged
    assert result.whole.new == result.whole.added + result.whole.unchanged
    link = len("https://x.example/0")
    # Each record has an address, of one word, in the new column.
    narrow = changes_between(
        {"Invitations.csv": as_csv(header, old)}, {"Invitations.csv": as_csv(header, new)}
    ).whole
    addresses = Volume(len(new), link * len(new), len(new), link * len(new))
    assert result.whole.added == narrow.added + addresses
    assert (result.whole.removed, result.whole.unchanged) == (narrow.removed, narrow.unchanged)


# --- the implementation ---------------------------------------------------------------------------------------------------


def test_the_key_is_made_for_each_run() -> None:
    records = pa.table({"0": ["Sourdough"]})
    first, second = (matching.RecordDigests().of(records)[0] for _ in range(2))
    assert first.dtype.itemsize == 8
    assert first[0] != second[0]


DIGESTS = matching.RecordDigests()


def keyed(header: Sequence[str], *records: Sequence[str]) -> KeyedRecords:
    """The records of a file that has this header."""
    columns = zip(*records, strict=True)
    cells = {str(position): list(column) for position, column in enumerate(columns)}
    table, keys = pa.table(cells), column_keys(header)
    return KeyedRecords(keys, DIGESTS.in_columns(table, keys, keys)[0], lambda take: take(table))


def test_any_number_of_headers_is_compared_with_the_same_headers() -> None:
    def file(number: int) -> KeyedRecords:
        return keyed(["Name", f"column {number}"], [f"{number}", "x"])

    matches = match([file(n) for n in range(100)], [file(n) for n in range(50, 150)], DIGESTS)
    matched = [bool(codes.any()) for codes in matches.old]
    assert matched == [False] * 50 + [True] * 50


@pytest.mark.parametrize(("headers", "matched"), [(4, True), (5, False)])
def test_the_four_headers_with_most_records_are_compared_with_others(
    headers: int, matched: bool
) -> None:
    """In both directions. The only record in both exports has the header with the fewest records."""
    several = [
        keyed(["Name", f"column {number}"], *([f"{number}", f"{n}"] for n in range(number)))
        for number in range(1, headers + 1)
    ]
    single = keyed(["Name", "another"], ["1", "x"])
    removed, added = match(several, [single], DIGESTS), match([single], several, DIGESTS)
    assert removed.old[0].any() == added.new[0].any() == matched


def test_the_memory_for_records_does_not_depend_on_the_size_of_a_file(tmp_path: Path) -> None:
    """Two files under other headers, which are compared in several rounds."""

    def peak(megabytes: int) -> int:
        old, new = tmp_path / f"old {megabytes}", tmp_path / f"new {megabytes}"
        records, text = megabytes << 10, "word" * 256
        write(old, {"Skills.csv": "Name\n" + f"{text}\n" * records})
        write(new, {"Skills.csv": "Name,more\n" + f"new {text},x\n" * records})
        pool = pa.proxy_memory_pool(usual)
        pa.set_memory_pool(pool)
        compare(old, new, MAPPING)
        return int(pool.max_memory())

    usual = pa.default_memory_pool()
    try:
        small, large = peak(4), peak(12)
    finally:
        pa.set_memory_pool(usual)
    assert large < 1.5 * small


def test_a_result_has_numbers_and_no_cells(compared: Compare) -> None:
    result = compared({"Invitations.csv": INVITED + BO}, {"Invitations.csv": INVITED + CY})
    assert all(isinstance(number, int) for number in astuple(result.whole.removed))
    assert "Hello" not in repr(result)
    assert "Bo" not in repr(result.tables)


def test_column_names_that_differ_only_in_case_have_the_same_kind() -> None:
    """Otherwise unchanged records could differ in volume between two exports."""
    kinds: dict[tuple[str, str], set[str | None]] = {}
    for table_ in MAPPING.tables:
        for column in table_.columns:
            kinds.setdefault((table_.name, column.name.casefold()), set()).add(column.kind)
    assert [name for name, distinct in kinds.items() if len(distinct) > 1] == []
