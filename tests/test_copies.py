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
from analyzer.analysis.matching import in_both
from analyzer.analysis.model import Analysis
from analyzer.mapping.mapping import ExportMapping, load_mapping
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
            "Invitations.csv": (2, None),
            "Invitations (1).csv": (1, IS_ALSO_THERE.format("1 of its 2 records", "Invitations.csv")),
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
