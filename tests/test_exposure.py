"""`analyze` for small exports: states, reasons, sums, dates and no leaks."""

import dataclasses
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import Enum
from itertools import chain
from pathlib import Path

import pytest
from exports import Files, pack, write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.compare import compare
from analyzer.analysis.measure import sum_volumes
from analyzer.analysis.model import (
    Analysis,
    FileExposure,
)
from analyzer.analysis.owner import of_one_person
from analyzer.analysis.walk import unchanged
from analyzer.errors import (
    AnalyzerError,
    ExportError,
)
from analyzer.limits import DEFAULT
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import check_group
from analyzer.reading.archive import export_files, open_archive
from analyzer.reading.sources import FolderSource
from analyzer.remarks import Remark
from analyzer.reporting import json as frames
from analyzer.reporting import page as report
from analyzer.reporting.figures import figures
from analyzer.reporting.model import ColumnFigures

Analyse = Callable[[Files], Analysis]
"""The type of the fixture `exposure`."""

SKILLS = "Name\nPython\nSQL\n"
CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ada,Quill,https://www.linkedin.com/in/adaquill,,Tern & Co,Baker,03 Feb 2024\n"
)
REACTIONS = "Date,Type,Link\n2024-02-03 10:00:00,LIKE,https://www.linkedin.com/feed/1\n"
MESSAGE_HEADER = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    "DATE,SUBJECT,CONTENT,FOLDER\n"
)
MESSAGES = MESSAGE_HEADER + "1,,Ada,,Bo,,2024-02-03 10:00:00 UTC,Hi,See you there,INBOX\n"
RESAVED = "Saved again by another program ({})."
NOT_KNOWN = "Not one of the files known from LinkedIn exports."
FIRST_LINE = " Its first line is taken for the names of its columns."
NO_RECORDS = "It has no records: nothing of this kind was exported."
NO_HEADER = "Its first line is not a header LinkedIn writes; its columns are not known."
TAKE_THE_OTHER = " If you saved it from a spreadsheet, take the file LinkedIn sent instead."


@pytest.fixture
def exposure(tmp_path: Path, mapping: ExportMapping) -> Analyse:
    """Analyse files given by name and content, as the folder `export`."""

    def run(files: Files) -> Analysis:
        return analyze(write(tmp_path / "export", files), mapping)

    return run


def only(analysis: Analysis, path: str) -> FileExposure:
    (file,) = [file for file in analysis.files if file.path == path]
    return file


def columns_of(analysis: Analysis, path: str) -> tuple[ColumnFigures, ...]:
    (file_figures,) = [file for file in figures(analysis).files if file.file.path == path]
    return file_figures.columns


def name_of_table(file: FileExposure) -> str | None:
    return file.table.name if file.table else None


def state_of(file: FileExposure) -> tuple[str, str | None, str | None]:
    return (file.state, name_of_table(file), file.reason)


# --- states and reasons -----------------------------------------------------------------------------------------------

# By case: file, bytes, state, table, and the sentence on the page.
SENTENCES = {
    "a file from LinkedIn": ("Reactions.csv", REACTIONS, "mapped", "reactions", None),
    "a name in capitals": ("REACTIONS.CSV", REACTIONS, "mapped", "reactions", None),
    "an empty file of the export": (
        "Languages.csv",
        b"",
        "mapped",
        "languages",
        "The file is empty.",
    ),
    "blank lines": ("Languages.csv", "\r\n\n", "mapped", "languages", "The file is empty."),
    "only a byte-order mark": (
        "Languages.csv",
        b"\xef\xbb\xbf",
        "mapped",
        "languages",
        "The file is empty.",
    ),
    "only a header": (
        "Languages.csv",
        "Name,Proficiency\n",
        "mapped",
        "languages",
        NO_RECORDS,
    ),
    "header without line end": (
        "Languages.csv",
        "Name,Proficiency",
        "mapped",
        "languages",
        NO_RECORDS,
    ),
    "pristine empty summary": (
        "Profile Summary.csv",
        "Profile Summary\n\n",
        "mapped",
        "profile_summary",
        NO_RECORDS,
    ),
    "xlsx": (
        "Reactions.csv",
        b"PK\x03\x04" + bytes(200),
        "unreadable",
        "reactions",
        "It is an Excel workbook or a ZIP, not the text file its name says." + TAKE_THE_OTHER,
    ),
    "xls": (
        "Reactions.csv",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200),
        "unreadable",
        "reactions",
        "It is an old Excel workbook, not the text file its name says." + TAKE_THE_OTHER,
    ),
    "pdf": (
        "Reactions.csv",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "unreadable",
        "reactions",
        "It is a PDF, not the text file its name says." + TAKE_THE_OTHER,
    ),
    "cp1252": (
        "Languages.csv",
        "Name,Proficiency\nFrançais,Élémentaire\n".encode("cp1252"),
        "mapped",
        "languages",
        RESAVED.format("another encoding"),
    ),
    "semicolons": (
        "Reactions.csv",
        REACTIONS.replace(",", ";"),
        "mapped",
        "reactions",
        RESAVED.format("semicolons between its cells"),
    ),
    "byte-order mark": (
        "Reactions.csv",
        "\ufeff" + REACTIONS,
        "mapped",
        "reactions",
        RESAVED.format("a mark at its beginning"),
    ),
    "whole lines quoted": (
        "Reactions.csv",
        "".join(f'"{line}"\n' for line in REACTIONS.splitlines()),
        "mapped",
        "reactions",
        RESAVED.format("each line in quotes"),
    ),
    "header lost": (
        "Reactions.csv",
        REACTIONS.split("\n", 1)[1] * 2,
        "mapped",
        "reactions",
        RESAVED.format("no header"),
    ),
    "an index column": (
        "Reactions.csv",
        ",Date,Type,Link\n0,2024-02-03 10:00:00,LIKE,https://x\n",
        "mapped",
        "reactions",
        "It has 1 column LinkedIn has not been seen to write.",
    ),
    "two added columns": (
        "Languages.csv",
        "Name,Proficiency,Mood,Weight\nA,B,C,D\n",
        "mapped",
        "languages",
        "It has 2 columns LinkedIn has not been seen to write.",
    ),
    "columns dropped": (
        "Connections.csv",
        "Company,Position,Connected On\nTern & Co,Baker,03 Feb 2024\n",
        "mapped",
        "connections",
        "Columns that LinkedIn writes are missing: First Name, Last Name, URL, Email Address.",
    ),
    "another header": (
        "Reactions.csv",
        "Datum,Art,Ziel\n1,2,3\n",
        "mapped",
        "reactions",
        NO_HEADER,
    ),
    "two pointer lines": (
        "Rich Media.csv",
        "Type,Link\nPhotos,https://x\nVideos,https://y\n",
        "set_aside",
        "rich_media_pointers",
        "The same two lines in every export: they say where to download videos and documents, "
        "and hold nothing of yours.",
    ),
    "an unrelated CSV": ("Holiday.csv", "a,b\n1,2\n", "unknown", None, NOT_KNOWN + FIRST_LINE),
    "an empty unknown file": ("Holiday.csv", b"", "unknown", None, NOT_KNOWN + " It is empty."),
    "a photo": ("me.jpg", b"\xff\xd8\xff\xe0" + bytes(20), "unknown", None, NOT_KNOWN),
    "a ZIP inside": ("old.zip", b"PK\x03\x04" + bytes(20), "unknown", None, NOT_KNOWN),
}


@pytest.mark.parametrize(
    ("path", "data", "state", "table", "reason"), SENTENCES.values(), ids=SENTENCES
)
def test_each_file_has_a_state_and_a_sentence(
    exposure: Analyse,
    path: str,
    data: str | bytes,
    state: str,
    table: str | None,
    reason: str | None,
) -> None:
    analysis = exposure({"Skills.csv": SKILLS, path: data})
    assert [file.path for file in analysis.files] == sorted([path, "Skills.csv"])
    assert state_of(only(analysis, path)) == (state, table, reason)
    assert state_of(only(analysis, "Skills.csv")) == ("mapped", "skills", None)
    size = len(data if isinstance(data, bytes) else data.encode())
    assert only(analysis, path).bytes == size


@pytest.mark.parametrize("path", ["Reactions.csv", "me.csv"])
def test_a_web_page_saved_under_a_csv_name_is_unreadable_or_unknown(
    exposure: Analyse, path: str
) -> None:
    page = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n<body>1,2,3</body></html>\n"
    analysis = exposure({"Skills.csv": SKILLS, path: page})
    assert not [column for column in columns_of(analysis, path) if column.state == "mapped"]
    assert not analysis.complete


def test_a_link_in_the_export_is_unreadable(tmp_path: Path, exposure: Analyse) -> None:
    write(tmp_path / "export", {"Skills.csv": SKILLS})
    (tmp_path / "export" / "Connections.csv").symlink_to("Skills.csv")
    assert state_of(only(exposure({}), "Connections.csv")) == (
        "unreadable",
        "connections",
        "It is a link or a device, not a file.",
    )


def test_unknown_columns_of_a_known_file_are_counted_separately(exposure: Analyse) -> None:
    columns = columns_of(
        exposure({"Languages.csv": "Name,Proficiency,Mood\nFrench,Native,good day\n"}),
        "Languages.csv",
    )
    assert [(c.name, c.state, c.category, c.group, c.volume.words) for c in columns] == [
        ("Name", "mapped", "profile", "included", 1),
        ("Proficiency", "mapped", "profile", "included", 1),
        ("Mood", "unknown", "unknown", "unknown", 2),
    ]


COMPLETE = {
    "all known": ({}, True),
    "a set-aside file": (
        {"Rich Media.csv": "Type,Link\nPhotos,https://x\nVideos,https://y\n"},
        True,
    ),
    "an empty file": ({"Languages.csv": ""}, True),
    "an unknown file": ({"Holiday.csv": "a\n1\n"}, False),
    "an unknown column": ({"Languages.csv": "Name,Proficiency,Mood\nA,B,C\n"}, False),
    "a rejected record": ({"Languages.csv": "Name,Proficiency\nA,B,C\n"}, False),
    "an unreadable file": ({"Languages.csv": b"PK\x03\x04" + bytes(50)}, False),
}


@pytest.mark.parametrize(("files", "complete"), COMPLETE.values(), ids=COMPLETE)
def test_complete_means_everything_known_and_read(
    exposure: Analyse, files: Files, complete: bool
) -> None:
    assert exposure({"Skills.csv": SKILLS, **files}).complete is complete


# --- names ------------------------------------------------------------------------------------------------------------

RENAMED = [
    ("Connections (2) copy.csv", CONNECTIONS, "connections"),
    ("Connections (2).csv", CONNECTIONS, "connections"),
    ("my connections.csv", CONNECTIONS, "connections"),
    ("people i know.csv", CONNECTIONS, "connections"),
    ("Connections.csv.txt", CONNECTIONS, "connections"),
    ("2024-connections.CSV", CONNECTIONS, "connections"),
    ("likes.csv", REACTIONS, "reactions"),
    ("Reactions_123456789.csv", REACTIONS, "reactions"),
]


@pytest.mark.parametrize(("path", "data", "table"), RENAMED)
def test_a_renamed_file_is_recognised_by_its_header(
    exposure: Analyse, path: str, data: str | bytes, table: str | None
) -> None:
    file = only(exposure({"Skills.csv": SKILLS, path: data}), path)
    assert (file.state, name_of_table(file)) == ("mapped", table)
    assert (file.found, file.measured) == (1, 1)


AMBIGUOUS = {
    "messages or an AI coach": MESSAGES,
    "recommendations given or received": (
        "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
        'Ada,Quill,Tern,Baker,Fine,"2/3/24, 1:05 PM",VISIBLE\n'
    ),
    "answers saved or given in an application": "Question,Answer\nWhy?,Because\n",
    "receipts of two kinds": (
        "First Name,Last Name,Billing Country,Postal Code,Transaction Made At,Payment Method Type,"
        "Invoice Number,Description,Tax Amount,Sub Total,Total Amount,Currency Code\n"
        + "1," * 11
        + "1\n"
    ),
}


@pytest.mark.parametrize("data", AMBIGUOUS.values(), ids=AMBIGUOUS)
@pytest.mark.parametrize("path", ["mine.csv", "Jobs/mine.csv"])
def test_a_header_shared_by_several_files_identifies_none(
    exposure: Analyse, path: str, data: str | bytes
) -> None:
    analysis = exposure({"Skills.csv": SKILLS, path: data})
    file = only(analysis, path)
    assert (file.state, file.table) == ("unknown", None)
    assert {column.category for column in columns_of(analysis, path)} == {"unknown"}
    assert file.found == 1


@pytest.mark.parametrize("path", ["Groups.csv", "Saved People.csv", "children.csv"])
def test_a_single_column_name_does_not_identify_a_file_of_skills(
    exposure: Analyse, path: str
) -> None:
    # Groups.csv is a file that has not been seen in any export. Many files can have a column `Name`.
    file = only(exposure({"Skills.csv": SKILLS, path: "Name\nBeekeepers\n"}), path)
    assert (file.state, file.table) == ("unknown", None)


def test_a_known_name_takes_precedence_over_the_header(exposure: Analyse) -> None:
    analysis = exposure(
        {
            "coach_messages.csv": MESSAGES,
            "messages.csv": MESSAGES.replace("Hi", "Ho"),
            "Job Applicant Saved Answers.csv": "Question,Answer\nWhy?,Because\n",
            "Jobs/Job Application Answers/2020-01-02 03:04:05-Baker-Tern.csv": (
                "Question,Answer\nHow?,So\n"
            ),
        }
    )
    assert [
        (file.file.path.split("/")[-1][:12], file.columns[-1].category)
        for file in figures(analysis).files
    ] == [
        ("Job Applican", "job_data"),
        ("2020-01-02 0", "job_applications"),
        ("coach_messag", "ai_usage"),
        ("messages.csv", "messages"),
    ]


@pytest.mark.parametrize(
    "path", ["Jobs/Saved Jobs.csv", "Saved Jobs.csv", "Jobs/Saved Jobs_1.csv", "saved jobs.csv"]
)
def test_a_file_can_be_at_the_root_or_in_its_folder(exposure: Analyse, path: str) -> None:
    data = 'Saved Date,Job Url,Job Title,Company Name\n"2/3/24, 1:05 PM",https://x,Baker,Tern\n'
    assert name_of_table(only(exposure({"Skills.csv": SKILLS, path: data}), path)) == "saved_jobs"


# --- copies and shards ------------------------------------------------------------------------------------------------

COPIES = [
    ("Skills.csv", "Skills (1).csv"),
    ("Skills.csv", "Jobs/Skills.csv"),
    ("Skills.csv", "old/Skills.csv"),
    ("Connections.csv", "Connections copy.csv"),
]


@pytest.mark.parametrize("paths", COPIES)
def test_an_identical_copy_counts_once(exposure: Analyse, paths: tuple[str, str]) -> None:
    data = SKILLS if "Skills" in paths[0] else CONNECTIONS
    analysis = exposure({"messages.csv": MESSAGES} | dict.fromkeys(paths, data))
    one, other = (only(analysis, path) for path in paths)
    assert {one.state, other.state} == {"mapped", "set_aside"}
    kept, copy = (one, other) if one.state == "mapped" else (other, one)
    assert copy.reason == f"It holds the same records as {kept.path}, which are counted there."
    assert columns_of(analysis, copy.path) == ()
    assert analysis.complete


@pytest.mark.parametrize("paths", [COPIES[0], COPIES[2], COPIES[3]])
def test_a_copy_under_another_name_does_not_count(
    exposure: Analyse, paths: tuple[str, str]
) -> None:
    data = SKILLS if "Skills" in paths[0] else CONNECTIONS
    analysis = exposure({"messages.csv": MESSAGES} | dict.fromkeys(paths, data))
    assert only(analysis, paths[0]).state == "mapped"


def test_files_of_different_tables_with_the_same_bytes_are_not_copies(exposure: Analyse) -> None:
    answers = "Question,Answer\nWhy?,Because\n"
    analysis = exposure(
        {
            "Job Applicant Saved Answers.csv": answers,
            "Job Applicant Saved Screening Question Responses.csv": answers,
            "messages.csv": MESSAGE_HEADER,
            "coach_messages.csv": MESSAGE_HEADER,
            "guide_messages.csv": MESSAGE_HEADER,
            "Languages.csv": "",
            "Courses.csv": "",
        }
    )
    assert {file.state for file in analysis.files} == {"mapped"}
    assert figures(analysis).whole.values == 4


def test_shards_are_all_counted(exposure: Analyse) -> None:
    header = "Question,Answer\n"
    name = "Jobs/Job Applicant Saved Screening Question Responses{}.csv"
    analysis = exposure(
        {name.format(s): header + f"Q{s},A{s}\n" * 2 for s in ("", "_1", "_2", "_10", "_123456789")}
    )
    assert {name_of_table(file) for file in analysis.files} == {"screening_responses"}
    assert [(file.state, file.found) for file in analysis.files] == [("mapped", 2)] * 5
    assert figures(analysis).whole.values == 20


# --- where the export is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place", ["", "a/", "a/b/", "Basic_LinkedInDataExport.zip/", "x (1)/y (2)/"]
)
def test_an_export_some_folders_down_gives_the_same_result(
    exposure: Analyse, tmp_path: Path, mapping: ExportMapping, place: str
) -> None:
    files = {"Skills.csv": SKILLS, "Jobs/Job Applications.csv": "", "Verifications/x.csv": "a\n1\n"}
    flat = analyze(write(tmp_path / "flat", files), mapping)
    deep = exposure({place + path: data for path, data in files.items()})
    assert deep.files == flat.files


def test_files_next_to_an_export_are_not_part_of_it(exposure: Analyse) -> None:
    analysis = exposure(
        {
            "tax 2024.pdf": b"%PDF-1.4",
            "notes.csv": "a,b\n1,2\n",
            "pictures/me.jpg": b"\xff\xd8\xff",
            "linkedin/Basic (1)/Skills.csv": SKILLS,
            "linkedin/Basic (1)/own.csv": "a\n1\n",
            "linkedin/read me.txt": "hello",
        }
    )
    assert [file.path for file in analysis.files] == ["Skills.csv", "own.csv"]


TWO = {
    "side by side": ({"a/Skills.csv": SKILLS, "b/Skills.csv": "Name\nGo\n"}, ["a", "b"]),
    "nested": ({"Skills.csv": SKILLS, "b/Skills.csv": "Name\nGo\n"}, ["b"]),
    "at different depths": (
        {"a/x/Skills.csv": SKILLS, "b/Skills.csv": "Name\nGo\n"},
        ["a", "b"],
    ),
    "three": (
        {"a/Skills.csv": "Name\nA\n", "b/Skills.csv": "Name\nB\n", "c/Skills.csv": "Name\nC\n"},
        ["a", "b"],
    ),
}


@pytest.mark.parametrize(("files", "named"), TWO.values(), ids=TWO)
def test_two_exports_are_refused_in_one_sentence_that_names_them(
    exposure: Analyse, files: Files, named: list[str]
) -> None:
    with pytest.raises(ExportError) as caught:
        exposure(files)
    sentence = str(caught.value)
    assert sentence.startswith("export holds more than one export (")
    assert sentence.endswith("). Give one at a time.")
    assert "\n" not in sentence
    for name in named:
        assert name in sentence


NO_EXPORT = {
    "empty": ({}, "{} is empty. Give the unzipped folder, or the ZIP as downloaded."),
    "only junk": (
        {".DS_Store": "x", "__MACOSX/._Skills.csv": "x"},
        "{} is empty. Give the unzipped folder, or the ZIP as downloaded.",
    ),
    "other files": (
        {"a.csv": "x,y\n1,2\n", "photo.jpg": b"\xff\xd8"},
        "{} is not a LinkedIn export: none of its files is one of the {known} known. "
        "Give the unzipped folder, or the ZIP as downloaded.",
    ),
}


@pytest.mark.parametrize(("files", "sentence"), NO_EXPORT.values(), ids=NO_EXPORT)
def test_a_folder_without_an_export_is_refused(
    tmp_path: Path, exposure: Analyse, mapping: ExportMapping, files: Files, sentence: str
) -> None:
    number = sum(len(table.files) for table in mapping.tables)
    with pytest.raises(ExportError) as caught:
        exposure(files)
    assert str(caught.value) == sentence.format(tmp_path / "export", known=number)


def test_an_export_from_another_service_is_refused(exposure: Analyse) -> None:
    with pytest.raises(ExportError, match="is not a LinkedIn export"):
        exposure({"data/tweets.js": "[]", "your_posts.json": "{}", "archive.html": "<p>"})


def test_an_export_whose_only_file_was_renamed_is_found(exposure: Analyse) -> None:
    assert [
        name_of_table(file) for file in exposure({"Connections (2) copy.csv": CONNECTIONS}).files
    ] == ["connections"]


def test_export_members_names_the_folder(tmp_path: Path, mapping: ExportMapping) -> None:
    folder = write(tmp_path / "x", {"a/b/Skills.csv": SKILLS, "a/b/Jobs/z.csv": "", "c.txt": ""})
    with open_archive(folder) as archive:
        root, members = export_files(archive, mapping)
    assert root == "a/b/"
    assert [member.path for member in members] == ["a/b/Jobs/z.csv", "a/b/Skills.csv"]


def test_progress_ends_at_its_total(tmp_path: Path, mapping: ExportMapping) -> None:
    seen: list[tuple[int, int]] = []
    folder = write(
        tmp_path / "x", {"Skills.csv": SKILLS, "messages.csv": MESSAGES, "me.jpg": b"\xff"}
    )
    analyze(folder, mapping, progress=lambda done, total: seen.append((done, total)))
    done, total = seen[-1]
    assert done == total > 0
    assert [d for d, _ in seen] == sorted(d for d, _ in seen)
    assert {t for _, t in seen} == {0, total}  # 0 while the files are listed


# --- records and sums -------------------------------------------------------------------------------------------------

# By content: the file, records found, records measured and lines of rejected records.
RECORDS = {
    "nothing": ("", 0, 0, ()),
    "header": ("Name,Proficiency\n", 0, 0, ()),
    "one": ("Name,Proficiency\nA,B\n", 1, 1, ()),
    "one without line end": ("Name,Proficiency\nA,B", 1, 1, ()),
    "CRLF": ("Name,Proficiency\r\nA,B\r\nC,D\r\n", 2, 2, ()),
    "mixed line ends": ("Name,Proficiency\r\nA,B\nC,D\r\nE,F\n", 3, 3, ()),
    "blank lines between": ("Name,Proficiency\n\nA,B\n\n\nC,D\n\n", 2, 2, ()),
    "no values": ("Name,Proficiency\n,\n,\n", 2, 2, ()),
    "too long": ("Name,Proficiency\nA,B,C\nD,E\n", 2, 1, (2,)),
    "too short": ("Name,Proficiency\nA\nD,E\n", 2, 1, (2,)),
    "after a cell of three lines": ('Name,Proficiency\n"A\nB\nC",D\nE\n', 2, 1, (5,)),
    "after blank lines": ("Name,Proficiency\n\n\nA\n", 1, 0, (4,)),
    "all": ("Name,Proficiency\nA\nB\nC\n", 3, 0, (2, 3, 4)),
    "quote never closed": ('Name,Proficiency\nA,B\n"C,D\n', 2, 1, (3,)),
}


@pytest.mark.parametrize(("text", "found", "measured", "rejected"), RECORDS.values(), ids=RECORDS)
def test_records_found_are_measured_or_rejected(
    exposure: Analyse, text: str, found: int, measured: int, rejected: tuple[int, ...]
) -> None:
    file = only(exposure({"Skills.csv": SKILLS, "Languages.csv": text}), "Languages.csv")
    assert (file.found, file.measured, file.rejected_lines) == (found, measured, rejected)
    assert file.found == file.measured + file.rejected


@pytest.mark.parametrize("row", ["Name,Native", "Name,Proficiency level 3", "x,Proficiency"])
def test_records_before_one_that_resembles_a_header_are_not_lost(
    exposure: Analyse, row: str
) -> None:
    # without its header; a language has the name of a column
    text = f"French,Native\nItalian,Good\n{row}\nGreek,Poor\n"
    file = only(exposure({"Skills.csv": SKILLS, "Languages.csv": text}), "Languages.csv")
    assert file.found == 4


VARIED: Files = {
    "Skills.csv": SKILLS,
    "messages.csv": MESSAGES,
    "Connections.csv": CONNECTIONS,
    "Reactions.csv": REACTIONS,
    "Languages.csv": "Name,Proficiency,Mood\nfrançais,C 2,😀 ok\nA,B\n  ,\t,\n",
    "Rich Media.csv": "Type,Link\nPhotos,https://x\nVideos,https://y\n",
    "Holiday.csv": "When,Where\nsummer,by the sea\nwinter\n",
    "Learning.csv": b"PK\x03\x04" + bytes(30),
    "Courses.csv": "",
    "Volunteering.csv": "Nothing,Known\n1,2\n",
}


def test_totals_agree_for_all_ways_of_summing(tmp_path: Path, five: ExportMapping) -> None:
    analysis = analyze(write(tmp_path / "export", VARIED), five)
    counted = figures(analysis)
    whole = sum_volumes(column.volume for column in counted.columns)
    assert whole.values > 20
    assert counted.whole == whole
    for parts in (
        counted.by_standing.values(),
        counted.by_category.values(),
        counted.by_group.values(),
        (category.volume for category in counted.categories),
        (file.volume for file in counted.files),
        (month.volume for month in counted.timeline),
    ):
        assert sum_volumes(parts) == whole
    of_authors = sum_volumes(author.volume for author in counted.authors)
    assert of_authors.words == of_authors.text_words == whole.text_words > 0
    assert of_authors.values == of_authors.texts == whole.texts > 0
    assert counted.words.whole == whole.text_words
    assert counted.items.whole == whole.items == whole.values - whole.texts > 0
    assert counted.used == counted.by_group["included"]
    assert counted.used_or_uncertain == counted.by_group["included"] + counted.by_group["claimed"]
    groups = {category.id: category.group for category in five.categories}
    for column in counted.columns:
        assert column.group == groups.get(column.category, column.state)
    for file in analysis.files:
        assert file.found == file.measured + file.rejected


def test_columns_are_in_the_order_of_the_files(exposure: Analyse) -> None:
    analysis = exposure(VARIED)
    counted = figures(analysis)
    assert counted.columns == tuple(chain.from_iterable(file.columns for file in counted.files))
    assert [file.path for file in analysis.files] == sorted(VARIED)


def test_duplicate_and_nameless_columns_stay_separate(exposure: Analyse) -> None:
    columns = columns_of(
        exposure({"Languages.csv": "Name,,Name,Proficiency,\nA,B,CC,D,E\n"}), "Languages.csv"
    )
    assert [(c.position, c.name, c.volume.characters) for c in columns] == [
        (0, "Name", 1),
        (1, "", 1),
        (2, "Name", 2),
        (3, "Proficiency", 1),
        (4, "", 1),
    ]


def test_columns_keep_the_order_of_their_file(exposure: Analyse) -> None:
    columns = columns_of(
        exposure({"Reactions.csv": "Link,Date,Type\nhttps://x,2024-02-03 10:00:00,LIKE\n"}),
        "Reactions.csv",
    )
    assert [(c.name, c.state) for c in columns] == [
        ("Link", "mapped"),
        ("Date", "mapped"),
        ("Type", "mapped"),
    ]
    assert columns[0].first_date == date(2024, 2, 3)


# --- dates ------------------------------------------------------------------------------------------------------------


def invitations(*moments: str) -> Files:
    rows = "".join(f'Ada,Bo,"{moment}",,OUTGOING\n' for moment in moments)
    return {"Invitations.csv": "From,To,Sent At,Message,Direction\n" + rows}


PACIFIC = {
    "late in winter": ("1/31/24, 11:30 PM", date(2024, 2, 1)),  # UTC-8
    "four in the afternoon, winter": ("1/31/24, 4:00 PM", date(2024, 2, 1)),
    "just before": ("1/31/24, 3:59 PM", date(2024, 1, 31)),
    "five in the afternoon, summer": ("6/30/24, 5:00 PM", date(2024, 7, 1)),  # UTC-7
    "just before, summer": ("6/30/24, 4:59 PM", date(2024, 6, 30)),
    "midnight": ("3/1/24, 12:00 AM", date(2024, 3, 1)),
    "noon": ("3/1/24, 12:00 PM", date(2024, 3, 1)),
    "new year's eve": ("12/31/23, 6:00 PM", date(2024, 1, 1)),
    "leap day": ("2/29/24, 1:00 AM", date(2024, 2, 29)),
    "an hour that summer time skips": ("3/10/24, 2:30 AM", date(2024, 3, 10)),
    "13th month": ("13/1/24, 1:00 AM", None),
    "no leap day": ("2/29/23, 1:00 AM", None),
    "words": ("Not Available", None),
    "nothing": ("", None),
    "13 o'clock": ("1/31/24, 13:30 PM", None),
    "as a spreadsheet writes it": ("2024-01-31 11:30:00", date(2024, 1, 31)),
    "date alone": ("1/31/24", None),
}


@pytest.mark.uncounted
@pytest.mark.parametrize(("moment", "day"), PACIFIC.values(), ids=PACIFIC)
def test_pacific_times_become_utc_days_and_other_cells_stay_undated(
    exposure: Analyse, moment: str, day: date | None
) -> None:
    analysis = exposure(invitations(moment))
    columns = columns_of(analysis, "Invitations.csv")
    sender = columns[0]
    assert (sender.first_date, sender.last_date) == (day, day)
    assert sender.volume.values == 1
    assert [row.month for row in figures(analysis).timeline if row.category == sender.category] == [
        day.replace(day=1) if day else None
    ]


def test_first_and_last_dates_ignore_records_without_a_value(exposure: Analyse) -> None:
    columns = columns_of(
        exposure(
            {
                "Reactions.csv": "Date,Type,Link\n"
                "2024-03-05 10:00:00,,https://a\n"
                "2022-01-02 10:00:00,LIKE,\n"
                "2023-07-08 23:59:59,LIKE,\n"
                "nonsense,LIKE,https://b\n"
            }
        ),
        "Reactions.csv",
    )
    assert [(c.name, c.first_date, c.last_date) for c in columns] == [
        ("Date", date(2022, 1, 2), date(2024, 3, 5)),
        ("Type", date(2022, 1, 2), date(2023, 7, 8)),
        ("Link", date(2024, 3, 5), date(2024, 3, 5)),
    ]
    assert [c.volume.values for c in columns] == [4, 3, 2]


def test_a_table_without_dates_has_none(exposure: Analyse) -> None:
    analysis = exposure({"Skills.csv": SKILLS, "Holiday.csv": "Date\n2024-01-01\n"})
    for column in figures(analysis).columns:
        assert (column.first_date, column.last_date) == (None, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03 Feb 2024", date(2024, 2, 3)),
        ("31 Dec 2023", date(2023, 12, 31)),
        ("30 Feb 2024", None),
        ("03 Feb", None),
        ("٠٣ Feb 2024", None),
    ],
)
def test_connected_on_is_a_utc_date(exposure: Analyse, text: str, day: date | None) -> None:
    columns = columns_of(
        exposure({"Connections.csv": CONNECTIONS.replace("03 Feb 2024", text)}), "Connections.csv"
    )
    assert columns[0].first_date == day


# --- folder and ZIP ---------------------------------------------------------------------------------------------------


def test_folder_and_zip_differ_only_in_kind_and_name(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    folder = write(tmp_path / "export", VARIED)
    pack(tmp_path / "down.zip", VARIED)
    from_folder = analyze(folder, mapping)
    from_zip = analyze(tmp_path / "down.zip", mapping)
    assert (from_zip.name, from_zip.kind) == ("down.zip", "zip")
    renamed = dataclasses.replace(from_zip, name="export", kind="folder")
    assert figures(renamed) == figures(from_folder)
    assert from_zip.columns.equals(from_folder.columns)
    assert from_zip.days.equals(from_folder.days)


def test_an_export_given_as_a_dot_has_the_name_of_the_folder(
    tmp_path: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path / "export", {"Skills.csv": SKILLS}))
    assert analyze(Path(), mapping).name == "export"


# --- leaks ------------------------------------------------------------------------------------------------------------

CANARY = "KANARIE"


def strings_in(thing: object, seen: set[int] | None = None) -> Iterator[str]:
    """Every string (and bytes) that can be reached from `thing`."""
    seen = set() if seen is None else seen
    if isinstance(thing, str | bytes):
        yield thing if isinstance(thing, str) else thing.decode("utf-8", "replace")
        return
    if id(thing) in seen or isinstance(thing, type | int | float | date | Enum):
        return
    seen.add(id(thing))
    children: Iterable[object]
    if isinstance(thing, dict):
        children = chain(thing.keys(), thing.values())
    elif isinstance(thing, list | tuple | set | frozenset):
        children = thing
    else:
        names = (
            [field.name for field in dataclasses.fields(thing)]
            if dataclasses.is_dataclass(thing)
            else []
        )
        children = chain(
            (getattr(thing, name) for name in names),
            vars(thing).values() if hasattr(thing, "__dict__") else (),
        )
    for child in children:
        yield from strings_in(child, seen)


def assert_no_canary(
    analysis: Analysis, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    counted = figures(analysis)
    texts = {
        "analysis": "\n".join(strings_in(analysis)),
        "repr": repr(analysis),
        "JSON": frames.to_json(counted),
        "page": report.render(counted, made_on=date(2026, 1, 1)),
        "log": caplog.text,
        **dict(zip(("stdout", "stderr"), capfd.readouterr(), strict=True)),
    }
    leaks = [where for where, text in texts.items() if CANARY.casefold() in text.casefold()]
    assert leaks == []


def canaries(width: int, rows: int = 2) -> str:
    return "".join(
        ",".join(f"{CANARY}{row}x{cell}" for cell in range(width)) + "\n" for row in range(rows)
    )


@pytest.fixture
def base() -> dict[str, str | bytes]:
    # an entry of each group, so that the page has all its sections
    return {"Endorsement_Given_Info.csv": "", "messages.csv": MESSAGES}


def test_the_walk_would_find_a_canary(exposure: Analyse) -> None:
    analysis = exposure({"Skills.csv": SKILLS})
    file = dataclasses.replace(analysis.files[0], remarks=(Remark(f"a {CANARY}"),))
    assert CANARY in "\n".join(strings_in(dataclasses.replace(analysis, files=(file,))))
    assert "Skills.csv" in list(strings_in(analysis))


@pytest.mark.uncounted
def test_no_cell_of_any_known_file_is_in_the_output(
    exposure: Analyse,
    mapping: ExportMapping,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    files: dict[str, str | bytes] = {}
    for table in mapping.tables:
        for number, header in enumerate(table.headers):
            name = table.files[0].replace("**", "x")
            suffix = f"_{number}" if number else ""
            stem, dot, end = name.rpartition(".")
            name = f"{stem}{suffix}.{end}" if dot else f"{name}{suffix}.csv"
            files[name] = (
                ",".join(f'"{column}"' for column in header) + "\n" + canaries(len(header))
            )
    files["Articles/a.html"] = (
        f"<html><head><title>{CANARY}</title></head><body><h1>{CANARY}</h1><p>{CANARY}"
    )
    files["LearningCoachMessages.csv"] = (
        f"conversation: {CANARY}\ntimestamp: {CANARY}\nuser: {CANARY}\ncoach: {CANARY}\n\n{CANARY}\n"
    )
    analysis = exposure(files)
    assert figures(analysis).whole.values > 500
    assert_no_canary(analysis, capfd, caplog)


def test_no_first_line_of_a_file_without_its_header_is_in_the_output(
    exposure: Analyse,
    mapping: ExportMapping,
    base: dict[str, str | bytes],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    files = dict(base)
    for table in mapping.tables:
        name = table.files[0].replace("**", "x.csv").replace("x.csv.html", "x.html")
        if name not in files:
            files[name] = canaries(
                max(len(header) for header in table.headers) if table.headers else 3
            )
    assert_no_canary(exposure(files), capfd, caplog)


C = CANARY
# By path: content with a first or broken line that could end up in a name, a reason or a message.
SLIPPERY = {
    "unknown file without header": ("diary.csv", f"{C} a,{C} b\n{C},{C}\n"),
    "unknown file with a cell like a column": ("diary.csv", f"{C} a,{C} b,Notes\n{C},{C},{C}\n"),
    "unknown text": ("diary.txt", f"Dear {C},\n{C} {C}\n"),
    "unknown JSON": ("diary.json", f'{{"{C}": "{C}"}}'),
    "unknown page": ("diary.html", f"<title>{C}</title><p>{C}"),
    "one word": ("diary.csv", C),
    "known, first record in place of the header": ("Skills.csv", f"{C}\n{C} b\n"),
    "known, two first cells like the header": ("Languages.csv", f"{C},Native\nName,{C}\n"),
    "comments without header": (
        "Comments.csv",
        f"2024-01-01 10:00:00,https://x/{C},{C} one\n{C} two\n2024-01-01 10:00:00,https://x,{C}\n",
    ),
    "comments in an unexpected form": ("Comments.csv", f"Date,Link,Message\n{C}\n{C},{C}\n"),
    "searches without header": ("SearchQueries.csv", f"2024/01/01 10:00:00 UTC,{C},{C}\n"),
    "searches, quotes": ("SearchQueries.csv", f'Time,Search Query\n2024/01/01 10:00:00 UTC,"{C}"{C}\n"{C}\n'),
    "shares, quote never closed": (
        "Shares.csv",
        f'Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n2024-01-01 10:00:00,{C},"{C}\n{C}\n',
    ),
    "coach, not its format": ("LearningCoachMessages.csv", f"{C}: {C}\n{C}\nuser: {C}\n"),
    "ragged": ("Languages.csv", f"Name,Proficiency\n{C}\n{C},{C},{C}\n{C},{C}\n"),
    "quote in the middle": ("Languages.csv", f'Name,Proficiency\n{C}"{C},"{C}"{C}\n"{C}\n'),
    "NUL": ("Languages.csv", f"Name,Proficiency\n{C}\0{C},{C}\n"),
    "UTF-16 without a mark": ("Languages.csv", f"Name\tProficiency\n{C}\t{C}\n".encode("utf-16-le")),
    "UTF-16 cut in half": (
        "Languages.csv",
        f"\ufeffName\tProficiency\n{C}\t{C}\n".encode("utf-16-le")[:-1],
    ),
    "not UTF-8": ("Languages.csv", f"Name,Proficiency\n{C}\xff,{C}\n".encode("latin-1")),
    "semicolons and commas": ("Languages.csv", f"{C};{C},x\n{C};{C}\n"),
    "whole lines quoted": ("Languages.csv", f'"{C},{C}"\n"{C},{C}"\n'),
    "notes before another header": ("Connections.csv", f'Notes:\n"{C}"\n\n{C},{C}\n{C},{C}\n'),
    "notes alone": ("Connections.csv", f'Notes:\n"{C}"\n'),
    "summary": ("Profile Summary.csv", f"{C}\n{C}\n"),
    "a file named like the pointer file": ("Rich Media.csv", f"{C},{C}\n{C},{C}\n"),
    "dates": (
        "Invitations.csv",
        f'From,To,Sent At,Message,Direction\n{C},{C},"1/{C}/24, 1:00 AM",{C},{C}\n',
    ),
    "learning with its eighth column": (
        "Learning.csv",
        "Content Title,Content Description,Content Type,Content Last Watched Date (if viewed),"
        "Content Completed At (if completed),Content Saved,Notes taken on videos (if taken),\n"
        + canaries(8),
    ),
    "a photo": ("me.jpg", b"\xff\xd8\xff\xe0" + C.encode() * 3),
    "Excel": ("Skills.csv", b"PK\x03\x04" + C.encode() * 3),
    "a very long line": ("diary.csv", f"{C} " * 50_000),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.uncounted
@pytest.mark.parametrize(("path", "data"), SLIPPERY.values(), ids=SLIPPERY)
def test_no_line_of_a_broken_file_is_in_the_output(
    exposure: Analyse,
    base: dict[str, str | bytes],
    path: str,
    data: str | bytes,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert_no_canary(exposure(base | {path: data}), capfd, caplog)


def test_a_refusal_does_not_quote_the_files(exposure: Analyse) -> None:
    with pytest.raises(AnalyzerError) as caught:
        exposure({"diary.csv": f"{C},{C}\n{C}\n", "other.txt": C})
    error: BaseException | None = caught.value
    while error is not None:
        assert C not in str(error)
        error = error.__cause__ or error.__context__


def test_column_names_of_known_files_are_shown(exposure: Analyse) -> None:
    columns = columns_of(
        exposure({"Languages.csv": "Name,Proficiency,Mood\nA,B,C\n"}), "Languages.csv"
    )
    assert [column.name for column in columns] == ["Name", "Proficiency", "Mood"]


# --- many files -------------------------------------------------------------------------------------------------------


def test_a_damaged_header_is_reported(exposure: Analyse) -> None:
    analysis = exposure({"Reactions.csv": "Da\0te,Li\n2024-08-01 10:00:00,LIKE,https://a\n"})
    (file,) = analysis.files
    assert (file.measured, file.rejected_lines, file.repairs) == (1, (), ("header-damaged",))
    assert file.reason == (
        "What is above its records is damaged: they were read by the header LinkedIn writes."
    )


def test_an_unknown_header_does_not_count_as_damage(exposure: Analyse) -> None:
    analysis = exposure({"Reactions.csv": "Tag,Art,Ort\n2024-08-01 10:00:00,LIKE,https://a\n"})
    (file,) = analysis.files
    assert file.repairs == ()
    assert file.reason is not None
    assert "Its first line is not a header LinkedIn writes" in file.reason


def test_the_size_of_a_file_is_measured_and_not_taken_from_the_zip(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    path = pack(tmp_path / "x.zip", {"Skills.csv": "Name\nKnots\n"})
    data = bytearray(path.read_bytes())
    false_size = struct.pack("<I", 50 * 1024**2)
    local, central = data.index(b"PK\x03\x04") + 22, data.index(b"PK\x01\x02") + 24
    data[local : local + 4] = data[central : central + 4] = false_size
    path.write_bytes(data)
    (file,) = analyze(path, mapping).files
    assert (file.state, file.bytes, file.measured) == ("mapped", 11, 1)


def test_names_in_zip_and_folder_are_shown_composed(tmp_path: Path, mapping: ExportMapping) -> None:
    name = unicodedata.normalize("NFD", "Réactions.csv")
    folder = write(tmp_path / "x", {"Skills.csv": SKILLS, name: "a\n1\n"})
    if name not in [path.name for path in folder.iterdir()]:
        pytest.skip("this file system changes names")
    assert [file.path for file in analyze(folder, mapping).files] == [
        unicodedata.normalize("NFC", name),
        "Skills.csv",
    ]


# --- progress -----------------------------------------------------------------------------------------


READERS: dict[str, Callable[[Path, ExportMapping, Callable[..., None]], object]] = {
    "report": lambda path, mapping, beat: analyze(path, mapping, progress=beat),
    "comparison": lambda path, mapping, beat: compare(path, path, mapping, progress=beat),
    "owner": lambda path, mapping, beat: of_one_person(path, path, mapping, beat=beat),
}


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_reading_can_be_stopped_at_each_megabyte(
    tmp_path: Path, mapping: ExportMapping, reader: str
) -> None:
    """Also while several files of one table are searched for copies."""
    rows = "".join(f"Skill {number}\n" for number in range(100_000))
    export = write(tmp_path, {"Skills.csv": f"Name\n{rows}", "Skills (1).csv": f"Name\n{rows}x\n"})
    megabytes = sum(path.stat().st_size for path in export.rglob("*.csv")) / 1e6
    beats: list[tuple[int, ...]] = []
    READERS[reader](export, mapping, lambda *numbers: beats.append(numbers))
    assert len(beats) >= megabytes
    assert beats == sorted(beats, key=lambda numbers: numbers[:1])

    class Stopped(Exception):
        pass

    for last in (0, len(beats) // 2, len(beats) - 1):
        calls = iter(range(last))

        def beat(*_: int, calls: Iterator[int] = calls) -> None:
            if next(calls, None) is None:
                raise Stopped

        with pytest.raises(Stopped):
            READERS[reader](export, mapping, beat)


COMMENT = "2024-01-02 03:04:05,https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A1,"
CHAT = "conversation: a\ntimestamp: b\nuser: c\ncoach: d\n"
ONE_BY_ONE = {
    "damage": ("Skills.csv", "Name\n" + 'a"\n' * 1000),
    "lines in a quote that is closed late": ("Votes.csv", 'Date,OptionText\n1,a"b\n' + "a\n" * 1000 + 'x"\n'),
    "wrapped lines": ("Votes.csv", '"Date,OptionText"\n"' + "a,b\n" * 1000 + '"\n'),
    "too few cells": ("Connections.csv", ",".join("abcdefg") + "\n" + "a,b\n" * 1000),
    "commas": ("Positions.csv", "Company Name,Title,Started On\n" + "a, b,c\n" * 1000),
    "comments": ("Comments.csv", "Date,Link,Message\n" + f"{COMMENT}a\n" * 1000),
    "lines above comments": ("Comments.csv", "Date,Link,Message\n" + "a,b\n" * 1000 + f"{COMMENT}a\n{COMMENT}b\n"),
    "lines in a comment": ("Comments.csv", f"Date,Link,Message\n{COMMENT}a\n" + "a,b\n" * 1000 + f"{COMMENT}b\n"),
    "searches": ("SearchQueries.csv", "Time,Search Query\n" + "2024/01/02 03:04:05 UTC,a,b\n" * 3 + "x\n" * 1000),
    "conversations": ("LearningCoachMessages.csv", CHAT * 1000),
    "an article": ("Articles/a.html", "<p>a" * 1000),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text"), ONE_BY_ONE.values(), ids=ONE_BY_ONE)
def test_reading_can_be_stopped_at_each_record_found_one_by_one(
    tmp_path: Path, mapping: ExportMapping, path: str, text: str
) -> None:
    export = write(tmp_path, {path: text, "Skills (1).csv": SKILLS})
    beats: list[None] = []
    analyze(export, mapping, progress=lambda *_: beats.append(None))
    assert len(beats) >= 1000


@pytest.mark.parametrize(
    "listing",
    [
        lambda folder, beat: check_group(folder, folder.parent / "out", ours=False, beat=beat),
        lambda folder, beat: unchanged(folder, beat=beat).__enter__(),
        lambda folder, beat: list(FolderSource(folder, DEFAULT, beat).files()),
    ],
    ids=["the results of a workshop", "what changes meanwhile", "an archive"],
)
def test_listing_a_folder_can_be_stopped_at_each_file(
    tmp_path: Path, listing: Callable[[Path, Callable[[], None]], object]
) -> None:
    folder = write(tmp_path / "in", {f"{number}.csv": "" for number in range(100)})
    beats: list[None] = []
    listing(folder, lambda: beats.append(None))
    assert len(beats) >= 100
