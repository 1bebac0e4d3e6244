"""Files of one export that share records: copies count once, overlapping downloads are merged, parts add up."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from exports import Files, write
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.analysis.analyze import analyze
from analyzer.analysis.compare import compare
from analyzer.analysis.copies import Copies
from analyzer.analysis.matching import in_both
from analyzer.analysis.model import Analysis
from analyzer.analysis.walk import walk
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reading.archive import open_archive
from analyzer.reporting.changes import changes
from analyzer.reporting.figures import figures

PROFILE = "First Name,Last Name\nAda,Quill\n"
SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
POSTS = [
    f'2024-02-0{day} 10:00:00,https://www.linkedin.com/feed/{day},"Post {day}, with six words here",,,MEMBER_NETWORK\n'
    for day in range(1, 8)
]
OLDER, NEWER = SHARES + "".join(POSTS[:5]), SHARES + "".join(POSTS[:6])
SKILLS = "Name\n"
# LinkedIn has written Invitations with and without the two addresses.
INVITED = "From,To,Sent At,Message,Direction\n"
BO = 'Ada,Bo,"6/7/22, 1:05 PM",Hello Bo,OUTGOING\n'
CY = 'Cy,Ada,"6/8/22, 2:06 PM",,INCOMING\n'
INVITED_2023 = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
BO_2023 = 'Ada,Bo,"6/7/22, 1:05 PM",Hello Bo,OUTGOING,https://x.example/ada,https://x.example/bo\n'
DI_2023 = 'Ada,Di,"6/9/22, 1:05 PM",Hello Di,OUTGOING,https://x.example/ada,https://x.example/di\n'
APPLICATION = "Jobs/Job Application Answers/2020-01-02 10:00:00-Baker-Tern{}.csv"
ANSWERS = "Question,Answer\nWhy?,Because I bake\n"

ALL_THERE = "It holds the same records as {}, which are counted there."
ALSO_THERE = "{} records are also in {}, and are counted there."
IS_ALSO_THERE = "{} is also in {}, and is counted there."

# By case: the files; and by path the records measured and the reason.
CASES: dict[str, tuple[Files, dict[str, tuple[int, str | None]]]] = {
    **{
        f"a later download called{mark}": (
            {"Shares.csv": OLDER, f"Shares{mark}.csv": NEWER},
            {"Shares.csv": (5, None), f"Shares{mark}.csv": (1, ALSO_THERE.format("5 of its 6", "Shares.csv"))},
        )
        for mark in (" (1)", "(1)", " copy", " copy 2", " - Copy", " - Copy (2)", " 2", " - Kopie", " (1) copy")
    },
    "an earlier download": (
        {"Shares.csv": NEWER, "Shares (1).csv": OLDER},
        {"Shares.csv": (6, None), "Shares (1).csv": (0, ALSO_THERE.format("All its 5", "Shares.csv"))},
    ),
    "the same download": (
        {"Shares.csv": NEWER, "Shares (1).csv": NEWER},
        {"Shares.csv": (6, None), "Shares (1).csv": (0, ALL_THERE.format("Shares.csv"))},
    ),
    "three downloads": (
        {"Shares.csv": OLDER, "Shares (1).csv": NEWER, "Shares (2).csv": NEWER + POSTS[6]},
        {
            "Shares.csv": (5, None),
            "Shares (1).csv": (1, ALSO_THERE.format("5 of its 6", "Shares.csv")),
            "Shares (2).csv": (1, ALSO_THERE.format("6 of its 7", "Shares.csv and 1 other file")),
        },
    ),
    "the newest on top": (
        {"Shares.csv": SHARES + "".join(POSTS[3:]), "Shares (1).csv": SHARES + "".join(POSTS[:5])},
        {"Shares.csv": (4, None), "Shares (1).csv": (3, ALSO_THERE.format("2 of its 5", "Shares.csv"))},
    ),
    "a name of the owner's": (
        {"Shares.csv": OLDER, "all my posts.csv": NEWER},
        {"Shares.csv": (5, None), "all my posts.csv": (1, ALSO_THERE.format("5 of its 6", "Shares.csv"))},
    ),
    "an old file with a name of the owner's": (
        {"Shares.csv": SHARES + "".join(POSTS), "posts of 2023.csv": SHARES + "".join(POSTS[:2])},
        {"Shares.csv": (7, None), "posts of 2023.csv": (0, ALSO_THERE.format("All its 2", "Shares.csv"))},
    ),
    "one record, which the original has too": (
        {"Skills.csv": "Name\nGo\nC\n", "Skills (1).csv": "Name\nGo\n"},
        {"Skills.csv": (2, None), "Skills (1).csv": (0, IS_ALSO_THERE.format("Its only record", "Skills.csv"))},
    ),
    "a number of the member": (
        {"Shares.csv": OLDER, "Shares_123456.csv": NEWER},
        {"Shares.csv": (5, None), "Shares_123456.csv": (1, ALSO_THERE.format("5 of its 6", "Shares.csv"))},
    ),
    "saved again with other line ends and delimiters": (
        {"Skills.csv": "Name\nGo\nC\n", "Skills (1).csv": "Name\r\nC\r\nGo\r\nSQL\r\n"},
        {"Skills.csv": (2, None), "Skills (1).csv": (1, ALSO_THERE.format("2 of its 3", "Skills.csv"))},
    ),
    "another header": (
        {"Invitations.csv": INVITED + BO + CY, "Invitations (1).csv": INVITED_2023 + BO_2023 + DI_2023},
        {
            "Invitations.csv": (1, IS_ALSO_THERE.format("1 of its 2 records", "Invitations (1).csv")),
            "Invitations (1).csv": (2, None),
        },
    ),
    "a record twice in each": (
        {"Skills.csv": "Name\nGo\nGo\nC\n", "Skills (1).csv": "Name\nGo\nGo\nGo\nC\n"},
        {"Skills.csv": (3, None), "Skills (1).csv": (1, ALSO_THERE.format("3 of its 4", "Skills.csv"))},
    ),
    "a copy of one of many small files": (
        {APPLICATION.format(""): ANSWERS, APPLICATION.format(" (1)"): ANSWERS},
        {
            APPLICATION.format(""): (1, None),
            APPLICATION.format(" (1)"): (0, ALL_THERE.format(APPLICATION.format(""))),
        },
    ),
    # These resemble copies, but all their records count.
    "no record of both": (
        {"Shares.csv": SHARES + "".join(POSTS[:3]), "Shares (1).csv": SHARES + "".join(POSTS[3:])},
        {"Shares.csv": (3, None), "Shares (1).csv": (4, None)},
    ),
    "one record of many, and a name of the owner's": (
        {"Shares.csv": SHARES + "".join(POSTS[:4]), "posts of my firm.csv": SHARES + "".join(POSTS[3:])},
        {"Shares.csv": (4, None), "posts of my firm.csv": (4, None)},
    ),
    "LinkedIn's own parts": (
        {"Skills.csv": "Name\nGo\nC\n", "Skills_1.csv": "Name\nGo\n"},
        {"Skills.csv": (2, None), "Skills_1.csv": (1, None)},
    ),
    "a copy of a part": (
        {"Skills.csv": "Name\nGo\nC\n", "Skills_1.csv": "Name\nGo\nSQL\n", "Skills_1 (1).csv": "Name\nSQL\nVi\n"},
        {
            "Skills.csv": (2, None),
            "Skills_1.csv": (2, None),
            "Skills_1 (1).csv": (1, IS_ALSO_THERE.format("1 of its 2 records", "Skills_1.csv")),
        },
    ),
    "a record twice in one file": ({"Skills.csv": "Name\nGo\nGo\nC\n"}, {"Skills.csv": (3, None)}),
    "two applications with the same answers": (
        {APPLICATION.format(""): ANSWERS, APPLICATION.format(" and Sons"): ANSWERS},
        {APPLICATION.format(""): (1, None), APPLICATION.format(" and Sons"): (1, None)},
    ),
}  # fmt: skip

Analyse = Callable[[Files], Analysis]
Rows = tuple[list[str], list[tuple[str, ...]]]
"""A header, and records."""


@pytest.fixture
def analysed(tmp_path: Path, mapping: ExportMapping) -> Analyse:
    """Analyses files given by name and content."""
    return lambda files: analyze(
        write(tmp_path / "export", {"Profile.csv": PROFILE, **files}), mapping
    )


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_records_of_two_files_count_once(
    analysed: Analyse, files: Files, expected: dict[str, tuple[int, str | None]]
) -> None:
    analysis = analysed(files)
    by_path = {file.path: file for file in analysis.files if file.path != "Profile.csv"}
    assert {path: (file.measured, file.reason) for path, file in by_path.items()} == expected
    for path, (measured, _) in expected.items():
        assert by_path[path].found == measured
        assert by_path[path].state == ("mapped" if measured else "set_aside")
    assert analysis.complete


ADA = "First Name,Last Name,URL,Company,Connected On\nAda,Quill,https://x.example/ada,Tern,03 Feb 2024\n"
ADA_OLDER = "First Name,Last Name,Company,Connected On\nAda,Quill,Tern,03 Feb 2024\n"
ADA_KNOWN = (
    "First Name,Last Name,URL,Company,Connected On,My remark\n"
    'Ada,Quill,https://x.example/ada,Tern,03 Feb 2024,"met, in Oslo"\n'
)
ADA_EMPTY = (
    "First Name,Last Name,Company,Connected On,Email Address,Position\n"
    "Ada,Quill,Tern,03 Feb 2024,,\n"
)
BO_OLDER = "Bo,Ferry,Heron,04 Feb 2024\n"
LIKE = "Date,Type,Link\n2024-02-03 10:00:00,LIKE,https://x.example/1\n"
TWO_LINES = SHARES + '2024-02-03 10:00:00,https://x.example/1,"One\ntwo",,,MEMBER_NETWORK\n'
SAID_2024 = "FROM,DATE,CONTENT\nBo Ferry,2024-02-03 10:00:00 UTC,one  two\nBo Ferry,2024-02-03 10:00:00 UTC,Bye\n"
SAID_2026 = (
    '"FROM","DATE","CONTENT","ATTACHMENTS"\n"Bo Ferry","2024-02-03 10:00:00 UTC","one\n\ntwo",""\n'
    '"Bo Ferry","2024-02-03 10:00:00 UTC","Bye",""\n'
)
JOBS_2018 = "Title,Description,Url,Start Date,End Date\n"
JOBS_2020 = "Title,Description,Url,Started On,Finished On\n"

# By case: the contents of a file and of its copies, and how many records of each are counted.
DIFFERENT: dict[str, tuple[str, list[str], list[int]]] = {
    "the copy has more columns": ("Connections", [ADA_OLDER, ADA], [0, 1]),
    "the copy has fewer columns": ("Connections", [ADA, ADA_OLDER], [1, 0]),
    "only two columns are left": ("messages", ["FROM,DATE\nAda,2024-02-03\n", "FROM,DATE,CONTENT\nAda,2024-02-03,Good day\n"], [0, 1]),
    "a column of the owner's": ("Connections", [ADA, ADA_KNOWN], [0, 1]),
    "more columns, but fewer with values": ("Connections", [ADA_EMPTY, ADA], [0, 1]),
    "more columns without a value": ("Connections", [ADA_OLDER, ADA_EMPTY], [1, 0]),
    "two older downloads": ("Connections", [ADA_OLDER, ADA_OLDER + BO_OLDER, ADA], [0, 1, 1]),
    "a record twice, and once in more columns": ("Connections", [ADA_OLDER + ADA_OLDER.split("\n")[1] + "\n", ADA], [1, 1]),
    "values on either side": ("Projects", [f"{JOBS_2018}Loaf,,,Jan 2001,\n", f"{JOBS_2020}Loaf,,,Jan 2010,\n"], [1, 1]),
    "a value on one side": ("Projects", [f"{JOBS_2018}Loaf,,,,\n", f"{JOBS_2020}Loaf,,,Jan 2010,\n"], [0, 1]),
    "another link, under another name": ("Reactions", [LIKE, LIKE.replace("Link", "Lnik").replace("/1", "/2")], [1, 1]),
    "no date in common": ("Reactions", [LIKE, "Type,Link\nLIKE,https://x.example/1\n"], [1, 1]),
    "a date alone in common": ("Reactions", [LIKE, "Date,Kind\n2024-02-03 10:00:00,LIKE\n"], [1, 1]),
    "no column in common": ("Reactions", [LIKE, "Day,Kind\n2024-02-03 10:00:00,LIKE\n"], [1, 1]),
    "line ends inside a post": ("Shares", [TWO_LINES, TWO_LINES.replace("\n", "\r\n")], [1, 0]),
    "white space around a cell": ("Connections", [ADA.replace("Quill", "Quill "), ADA], [1, 0]),
    "a day as spreadsheets write it": ("Connections", [ADA, ADA.replace("03 Feb 2024", "3-Feb-24")], [1, 0]),
    "another day as spreadsheets write it": ("Connections", [ADA, ADA.replace("03 Feb 2024", "4-Feb-24")], [1, 1]),
    "another time of a day": ("Reactions", [LIKE, LIKE.replace("10:00:00", "10:00:01")], [1, 1]),
    "line breaks that became spaces": ("messages", [SAID_2024, SAID_2026], [0, 2]),
    "line breaks that became spaces, and the download with them first": ("messages", [SAID_2026, SAID_2024], [2, 0]),
    "line breaks that became spaces under one header": ("messages", [SAID_2024, SAID_2024.replace("one  two", '"one\n\ntwo"')], [1, 1]),
    "a copy without line breaks": ("Shares", [TWO_LINES.replace("\ntwo", " two"), TWO_LINES], [0, 1]),
    "white space inside a text": ("messages", [SAID_2024, SAID_2024.replace("one  two", "one two")], [2, 0]),
    "white space inside a name": ("messages", [SAID_2024, SAID_2024.replace("Bo Ferry", "Bo  Ferry")], [2, 2]),
    "no white space": ("messages", [SAID_2024, SAID_2024.replace("one  two", "onetwo")], [2, 1]),
    "other punctuation": ("messages", [SAID_2024, SAID_2026.replace("\n\ntwo", ",\n\ntwo")], [1, 2]),
    "a message sent twice": ("messages", [SAID_2024 + SAID_2024.splitlines()[1] + "\n", SAID_2026], [1, 2]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "contents", "expected"), DIFFERENT.values(), ids=DIFFERENT)
def test_a_record_is_left_out_only_if_another_has_all_its_values(
    analysed: Analyse, name: str, contents: list[str], expected: list[int]
) -> None:
    paths = [f"{name}.csv", f"{name} (1).csv", f"{name} (2).csv"][: len(contents)]
    analysis = analysed(dict(zip(paths, contents, strict=True)))
    measured = {file.path: file.measured for file in analysis.files}
    assert [measured[path] for path in paths] == expected


def test_the_file_that_is_named_has_the_records_that_are_counted(analysed: Analyse) -> None:
    downloads = {"Connections.csv": ADA_OLDER, "Connections (1).csv": ADA_OLDER + BO_OLDER}
    analysis = analysed({**downloads, "Connections (2).csv": ADA})
    for file in analysis.files:
        if file.path in downloads:
            assert "also in Connections (2).csv, and is counted there." in (file.reason or "")


def test_words_of_a_post_in_two_downloads_count_once(analysed: Analyse) -> None:
    once = figures(analysed({"Shares.csv": NEWER})).whole
    merged = figures(analysed({"Shares.csv": OLDER, "Shares (1).csv": NEWER})).whole
    assert merged == once
    assert once.text_words > 30


def test_a_rejected_record_of_a_copy_is_still_reported(analysed: Analyse) -> None:
    broken = "Connected On,Company\n03 Feb 2024,a,b,c,d\n"
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    ada = "Ada,Quill,https://www.linkedin.com/in/adaquill,,Tern & Co,Baker,03 Feb 2024\n"
    analysis = analysed(
        {"Connections.csv": header + ada, "Connections (1).csv": header + ada + broken}
    )
    (copy,) = [file for file in analysis.files if file.path == "Connections (1).csv"]
    assert copy.rejected > 0
    assert copy.found == copy.measured + copy.rejected
    assert not analysis.complete


def test_compare_merges_downloads_that_overlap(tmp_path: Path, mapping: ExportMapping) -> None:
    old = write(tmp_path / "old", {"Shares.csv": OLDER, "Shares (1).csv": NEWER})
    new = write(tmp_path / "new", {"Shares.csv": SHARES + "".join(POSTS)})
    whole = changes(compare(old, new, mapping)).records
    assert (whole.removed, whole.added, whole.unchanged) == (0, 1, 6)


names = st.lists(st.sampled_from("abcdef"), max_size=8)


@pytest.mark.uncounted
@settings(max_examples=30)
@given(first=names, second=names, third=names)
def test_each_record_counts_as_in_the_file_with_most_copies_of_it(
    first: list[str], second: list[str], third: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    downloads = {"Skills.csv": first, "Skills (1).csv": second, "Skills copy.csv": third}
    files = {
        path: SKILLS + "".join(f"{name}\n" for name in rows) for path, rows in downloads.items()
    }
    export = write(tmp_path_factory.mktemp("export"), files)
    analysis = analyze(export, load_mapping())
    most = sum(max(rows.count(name) for rows in downloads.values()) for name in "abcdef")
    assert figures(analysis).whole.values == most
    assert sum(file.measured for file in analysis.files) == most


COLUMNS = ("Company Name", "Title", "Description", "Location", "Notes of mine")
tables = st.lists(st.sampled_from(COLUMNS), min_size=2, unique=True).flatmap(
    lambda header: st.tuples(
        st.just(header), st.lists(st.tuples(*[st.sampled_from(["", "a", "b"])] * len(header)), max_size=6)
    )
)  # fmt: skip


@pytest.mark.uncounted
@settings(max_examples=50)
@given(first=tables, second=tables, third=tables)
def test_no_value_of_any_file_is_lost(
    first: Rows, second: Rows, third: Rows, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = {"Positions.csv": first, "Positions (1).csv": second, "Positions copy.csv": third}
    export = write(
        tmp_path_factory.mktemp("export"),
        {path: "".join(",".join(row) + "\n" for row in (header, *rows)) for path, (header, rows) in files.items()},
    )  # fmt: skip
    with open_archive(export) as archive:
        copies = Copies(walk(archive, load_mapping()))
        repeated = {path: copies.repeated(path) for path in files}
    counted: Counter[tuple[str, str]] = Counter()
    for path, (header, rows) in files.items():
        left_out = repeated[path]
        for place, row in enumerate(rows):
            if not (left_out and left_out.mask[place]):
                counted.update(zip(header, row, strict=True))
    for header, rows in files.values():
        cells = Counter(cell for row in rows for cell in zip(header, row, strict=True) if cell[1])
        assert cells <= counted


digests = st.lists(st.integers(0, 9), max_size=40).map(lambda each: np.array(each, np.uint64))


@given(old=digests, new=digests, at_once=st.integers(1, 100))
def test_digests_in_both_are_the_first_of_each_as_many_as_both_have(
    old: npt.NDArray[np.uint64], new: npt.NDArray[np.uint64], at_once: int
) -> None:
    shared = Counter(old.tolist()) & Counter(new.tolist())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analyzer.analysis.matching._DIGESTS", at_once)
        masks = in_both(old, new)
    for values, mask in zip((old.tolist(), new.tolist()), masks, strict=True):
        before = [Counter(values[:place])[value] for place, value in enumerate(values)]
        first = [many < shared[value] for many, value in zip(before, values, strict=True)]
        assert mask.tolist() == first
