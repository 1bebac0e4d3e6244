"""The JSON and the tables: exact keys, hand-counted numbers, stable bytes."""

import json
import os
import subprocess
import sys

import pytest
from exports import pack, write

from analyzer.analysis.exposure import analyze
from analyzer.reporting.figures import figures
from analyzer.reporting.json import to_json

V = ["values", "characters", "words", "bytes"]

# Small enough to count by hand. The numbers of each cell stand in HAND below.
EXPORT = {
    "Skills.csv": "Name\nPython\nnaïve Bayes\n   \n",
    "messages.csv": (
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
        "c1,,Ada Quill,,Bo,2024-01-31 23:59:59 UTC,,See you at the café 😀,INBOX\n"
        "c1,,Bo,,Ada Quill,2024-02-01 00:00:00 UTC,,ok,INBOX\n"
    ),
    "Invitations.csv": (
        "From,To,Sent At,Message,Direction\n"
        'Ada Quill,Bo,"1/31/24, 11:30 PM",,OUTGOING\n'  # 2024-02-01 in UTC
        "Bo,Ada Quill,soon,Hi there,INCOMING\n"  # undated
    ),
    "Rich Media.csv": "Type,Link\nPhotos,https://x\nVideos,https://y\n",
    "Languages.csv": "Name,Proficiency\nA,B,C\nFrench,Native\n",
    "diary.csv": "p,q\nrain,all day\n",
    "Reactions.csv": b"PK\x03\x04" + bytes(50),
    "Courses.csv": "",
}

# (file, position) -> values, characters, words, bytes
HAND = {
    ("Invitations.csv", 0): (2, 9 + 2, 3, 11),
    ("Invitations.csv", 1): (2, 2 + 9, 3, 11),
    ("Invitations.csv", 2): (2, 17 + 4, 3 + 1, 21),
    ("Invitations.csv", 3): (1, 8, 2, 8),
    ("Invitations.csv", 4): (2, 8 + 8, 2, 16),
    ("Languages.csv", 0): (1, 6, 1, 6),
    ("Languages.csv", 1): (1, 6, 1, 6),
    ("Rich Media.csv", 0): (2, 6 + 6, 2, 12),
    ("Rich Media.csv", 1): (2, 9 + 9, 2, 18),
    ("Skills.csv", 0): (2, 6 + 11, 3, 6 + 12),
    ("diary.csv", 0): (1, 4, 1, 4),
    ("diary.csv", 1): (1, 7, 2, 7),
    ("messages.csv", 0): (2, 4, 2, 4),
    ("messages.csv", 1): (0, 0, 0, 0),
    ("messages.csv", 2): (2, 9 + 2, 3, 11),
    ("messages.csv", 3): (0, 0, 0, 0),
    ("messages.csv", 4): (2, 2 + 9, 3, 11),
    ("messages.csv", 5): (2, 23 + 23, 6, 46),
    ("messages.csv", 6): (0, 0, 0, 0),
    ("messages.csv", 7): (2, 21 + 2, 6 + 1, 25 + 2),
    ("messages.csv", 8): (2, 10, 2, 10),
}
PROFILE = (4, 29, 5, 30)  # Skills and Languages
MESSAGES = (12, 105, 23, 109)
INVITATIONS = (9, 67, 14, 67)
SET_ASIDE = (4, 30, 4, 30)
UNKNOWN = (2, 11, 3, 11)


@pytest.fixture
def analysis(tmp_path, mapping):
    return analyze(write(tmp_path / "export", EXPORT), mapping)


@pytest.fixture
def document(analysis):
    return json.loads(to_json(figures(analysis)))


def volume(entry):
    return tuple(entry[key] for key in V)


def add(volumes):
    return tuple(map(sum, zip(*volumes, strict=True)))


# --- shape ------------------------------------------------------------------------------------------------------------


def test_the_keys_are_those_of_the_specification(document):
    assert list(document) == [
        "format_version",
        "tool",
        "mapping",
        "export",
        "totals",
        "files",
        "columns",
        "timeline",
        *("people", "subjects", "roles", "disagreements", "actions", "documents"),
    ]
    assert document["format_version"] == 1
    assert list(document["tool"]) == ["name", "version"]
    assert document["tool"]["name"] == "linkedin-exposure"
    assert list(document["mapping"]) == ["version", "sha256", "name"]
    assert list(document["export"]) == ["name", "kind", "files", "bytes"]
    assert list(document["totals"]) == [
        *("at_least", "at_most", "by_category", "by_group", "by_standing")
    ]
    for file in document["files"]:
        assert list(file) == [
            *("path", "table", "state", "reason", "bytes", "dialect", "repairs"),
            *("records_found", "records_measured", "records_rejected", "rejected_lines"),
        ]
    for column in document["columns"]:
        assert list(column) == [
            *("path", "position", "column", "data_type", "category", "group", "kind", "subject"),
            *("state", "standing", "evidence", "documents", *V, "first_date", "last_date"),
        ]
        assert list(column["evidence"]) == ["for", "against"]
    for row in document["timeline"]:
        assert list(row) == ["month", "category", *V]
    for total in ("at_least", "at_most"):
        assert list(document["totals"][total]) == V
    for total in ("by_category", "by_group", "by_standing"):
        assert {tuple(entry) for entry in document["totals"][total].values()} == {tuple(V)}


def test_every_category_and_group_has_a_total_even_when_nothing_is_in_it(document, mapping):
    assert list(document["totals"]["by_category"]) == sorted(
        [category.id for category in mapping.categories] + ["set_aside", "unknown"]
    )
    assert list(document["totals"]["by_group"]) == sorted(
        ["included", "excluded", "claimed", "unaddressed", "set_aside", "unknown"]
    )


def test_numbers_are_whole_numbers_and_nothing_is_not_a_number(analysis):
    def numbers(thing):
        if isinstance(thing, dict):
            thing = list(thing.values())
        if isinstance(thing, list):
            for part in thing:
                yield from numbers(part)
        elif isinstance(thing, int | float):
            yield thing

    def refuse(constant):
        raise AssertionError(constant)

    document = json.loads(to_json(figures(analysis)), parse_constant=refuse)
    del document["documents"]  # says true and false
    found = list(numbers(document))
    assert len(found) > 100
    assert all(type(number) is int and number >= 0 for number in found)


def test_the_states_are_those_of_the_specification(document):
    assert {file["path"]: file["state"] for file in document["files"]} == {
        "Courses.csv": "mapped",
        "Invitations.csv": "mapped",
        "Languages.csv": "mapped",
        "Reactions.csv": "unreadable",
        "Rich Media.csv": "set_aside",
        "Skills.csv": "mapped",
        "diary.csv": "unknown",
        "messages.csv": "mapped",
    }
    assert {column["state"] for column in document["columns"]} == {"mapped", "set_aside", "unknown"}
    for file in document["files"]:
        if file["state"] != "mapped":
            assert file["reason"], file["path"]


def test_a_file_says_what_became_of_its_records(document):
    (languages,) = [file for file in document["files"] if file["path"] == "Languages.csv"]
    assert languages == {
        "path": "Languages.csv",
        "table": "languages",
        "state": "mapped",
        "reason": None,
        "bytes": 37,
        "dialect": "rfc4180",
        "repairs": [],
        "records_found": 2,
        "records_measured": 1,
        "records_rejected": 1,
        "rejected_lines": [2],
    }


@pytest.mark.parametrize(("rejected", "listed"), [(0, 0), (1, 1), (20, 20), (21, 20), (200, 20)])
def test_at_most_the_first_twenty_rejected_lines_are_listed(tmp_path, mapping, rejected, listed):
    text = "Name,Proficiency\n" + "A,B,C\n" * rejected + "A,B\n"
    document = json.loads(
        to_json(figures(analyze(write(tmp_path, {"Languages.csv": text}), mapping)))
    )
    (file,) = document["files"]
    assert file["records_rejected"] == rejected
    assert file["records_found"] == file["records_measured"] + file["records_rejected"]
    assert file["rejected_lines"] == list(range(2, 2 + listed))


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_volumes_are_what_a_person_counts(document):
    counted = {
        (column["path"], column["position"]): volume(column) for column in document["columns"]
    }
    assert counted == HAND


def test_totals_are_what_a_person_counts(document):
    totals = document["totals"]
    assert volume(totals["at_least"]) == PROFILE
    assert volume(totals["at_most"]) == PROFILE
    assert {key: volume(v) for key, v in totals["by_category"].items() if v["values"]} == {
        "invitations": INVITATIONS,
        "messages": MESSAGES,
        "profile": PROFILE,
        "set_aside": SET_ASIDE,
        "unknown": UNKNOWN,
    }
    assert {key: volume(v) for key, v in totals["by_group"].items() if v["values"]} == {
        "excluded": MESSAGES,
        "included": PROFILE,
        "set_aside": SET_ASIDE,
        "unaddressed": INVITATIONS,
        "unknown": UNKNOWN,
    }


def test_what_one_document_claims_is_between_at_least_and_at_most(tmp_path, mapping):
    files = {
        "Skills.csv": "Name\nGo\n",
        "Reactions.csv": "Date,Type,Link\n2024-02-03 10:00:00,LIKE,https://x\n",
    }
    totals = json.loads(to_json(figures(analyze(write(tmp_path, files), mapping))))["totals"]
    assert volume(totals["at_least"]) == (1, 2, 1, 2)
    assert volume(totals["by_group"]["claimed"]) == (3, 32, 4, 32)
    assert volume(totals["at_most"]) == (4, 34, 5, 34)


def test_columns_categories_groups_and_timeline_add_up_to_the_same(document):
    whole = add(HAND.values())
    assert add(volume(column) for column in document["columns"]) == whole
    assert add(volume(row) for row in document["timeline"]) == whole
    for total in ("by_category", "by_group", "by_standing"):
        assert add(volume(entry) for entry in document["totals"][total].values()) == whole


def test_each_categorys_timeline_adds_up_to_its_total(document):
    for category, total in document["totals"]["by_category"].items():
        rows = [volume(row) for row in document["timeline"] if row["category"] == category]
        assert add([(0, 0, 0, 0), *rows]) == volume(total)


def test_the_timeline_is_what_a_person_counts(document):
    assert {(row["month"], row["category"]): volume(row) for row in document["timeline"]} == {
        (None, "invitations"): (5, 2 + 9 + 4 + 8 + 8, 1 + 2 + 1 + 2 + 1, 31),
        (None, "profile"): PROFILE,
        (None, "set_aside"): SET_ASIDE,
        (None, "unknown"): UNKNOWN,
        ("2024-01", "messages"): (6, 2 + 9 + 2 + 23 + 21 + 5, 1 + 2 + 1 + 3 + 6 + 1, 62 + 4),
        ("2024-02", "invitations"): (4, 9 + 2 + 17 + 8, 2 + 1 + 3 + 1, 36),
        ("2024-02", "messages"): (6, 2 + 2 + 9 + 23 + 2 + 5, 1 + 1 + 2 + 3 + 1 + 1, 43),
    }


def test_dates_are_iso_days(document):
    dated = {
        (column["path"], column["column"]): (column["first_date"], column["last_date"])
        for column in document["columns"]
    }
    assert dated["messages.csv", "CONTENT"] == ("2024-01-31", "2024-02-01")
    assert dated["messages.csv", "SUBJECT"] == (None, None)
    assert dated["Invitations.csv", "From"] == ("2024-02-01", "2024-02-01")
    assert dated["Invitations.csv", "Message"] == (None, None)
    assert dated["Skills.csv", "Name"] == (None, None)


def test_the_export_is_counted_in_files_and_bytes(document):
    sizes = [len(d if isinstance(d, bytes) else d.encode()) for d in EXPORT.values()]
    assert document["export"] == {
        "name": "export",
        "kind": "folder",
        "files": len(EXPORT),
        "bytes": sum(sizes),
    }
    assert [file["bytes"] for file in document["files"]] == [
        size for _, size in sorted(zip(EXPORT, sizes, strict=True))
    ]


# --- stability --------------------------------------------------------------------------------------------------------


def test_files_columns_and_timeline_are_sorted(document):
    paths = [file["path"] for file in document["files"]]
    assert paths == sorted(paths)
    places = [(column["path"], column["position"]) for column in document["columns"]]
    assert places == sorted(places)
    rows = [(row["month"] or "", row["category"]) for row in document["timeline"]]
    assert rows == sorted(rows)


def test_two_runs_give_the_same_bytes(tmp_path, mapping):
    folder = write(tmp_path / "export", EXPORT)
    assert to_json(figures(analyze(folder, mapping))) == to_json(figures(analyze(folder, mapping)))


def test_the_order_in_which_files_lie_on_the_disk_does_not_matter(tmp_path, mapping):
    one = write(tmp_path / "a" / "export", EXPORT)
    other = write(tmp_path / "b" / "export", dict(reversed(EXPORT.items())))
    assert to_json(figures(analyze(one, mapping))) == to_json(figures(analyze(other, mapping)))


def test_folder_and_zip_differ_in_the_exports_name_and_kind_alone(tmp_path, mapping):
    folder = write(tmp_path / "export", EXPORT)
    pack(tmp_path / "down.zip", {f"Basic/{path}": EXPORT[path] for path in reversed(EXPORT)})
    from_folder = json.loads(to_json(figures(analyze(folder, mapping))))
    from_zip = json.loads(to_json(figures(analyze(tmp_path / "down.zip", mapping))))
    assert from_zip["export"] | {"name": "export", "kind": "folder"} == from_folder["export"]
    assert (from_zip["export"]["name"], from_zip["export"]["kind"]) == ("down.zip", "zip")
    del from_zip["export"], from_folder["export"]
    assert from_zip == from_folder


def test_hash_seed_time_zone_and_locale_do_not_matter(tmp_path):
    folder = write(tmp_path / "export", EXPORT)
    code = (
        "import sys; from pathlib import Path; from analyzer.analysis.exposure import analyze;"
        "from analyzer.reporting.json import to_json; from analyzer.reporting.figures import figures; from analyzer.mapping import load_mapping;"
        "sys.stdout.buffer.write(to_json(figures(analyze(Path(sys.argv[1]), load_mapping()))).encode())"
    )
    results = {
        subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Los_Angeles"))
    }
    assert len(results) == 1
    assert len(results.pop()) > 1000


def test_it_is_text_that_any_program_reads(tmp_path, mapping):
    files = {"Skills.csv": "Name\nGo\n", "тест \u202e\u0007.csv": "a\n1\n"}
    text = to_json(figures(analyze(write(tmp_path / "e", files), mapping)))
    assert json.loads(text)["files"][1]["path"] == "тест \u202e\u0007.csv"
    text.encode("utf-8")


def test_a_file_name_that_is_not_utf8_can_still_be_written(tmp_path, mapping):
    write(tmp_path / "e", {"Skills.csv": "Name\nGo\n"})
    try:
        (tmp_path / "e" / os.fsdecode(b"caf\xe9.csv")).write_bytes(b"a\n1\n")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    text = to_json(figures(analyze(tmp_path / "e", mapping)))
    assert len(json.loads(text.encode("utf-8"))["files"]) == 2


# --- frames -----------------------------------------------------------------------------------------------------------


def test_the_tables_hold_the_numbers_of_the_json(analysis, document):
    assert len(analysis.columns) == len(HAND) == len(document["columns"])
    for measure in V:
        assert analysis.days[measure].sum() == sum(one[measure] for one in document["columns"])
        assert analysis.days[measure].sum() == sum(row[measure] for row in document["timeline"])
        assert analysis.days[measure].dtype.kind == "i"


def test_the_timeline_begins_with_the_undated(document):
    months = [row["month"] for row in document["timeline"]]
    assert months[0] is None
    assert months[-1] == "2024-02"


def test_frames_of_an_export_without_a_value_have_their_columns(tmp_path, mapping):
    analysis = analyze(write(tmp_path, {"Courses.csv": "", "Skills.csv": "Name\n"}), mapping)
    assert {"column", "day", *V} == set(analysis.days.columns)
    document = json.loads(to_json(figures(analysis)))
    assert document["timeline"] == []
    assert volume(document["totals"]["at_most"]) == (0, 0, 0, 0)


def test_an_export_of_empty_files_has_no_columns(tmp_path, mapping):
    analysis = analyze(write(tmp_path, {"Courses.csv": ""}), mapping)
    document = json.loads(to_json(figures(analysis)))
    assert (document["columns"], document["timeline"]) == ([], [])
    assert {"path", "position", "standing"} <= set(analysis.columns.columns)
