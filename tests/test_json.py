"""The JSON: exact keys, hand-counted numbers, stable bytes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from exports import pack, write
from hand_counted import (
    AUTHORS,
    CATEGORIES,
    COLUMNS,
    EXPORT,
    INVITATIONS,
    MESSAGES,
    PROFILE,
    SET_ASIDE,
    TIMELINE,
    UNKNOWN,
    WHOLE,
    Counted,
)

from analyzer.analysis.analyze import analyze
from analyzer.analysis.model import Analysis
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.reporting.json import to_json

V = ["values", "characters", "words", "bytes", "text_words", "texts"]


@pytest.fixture
def analysis(tmp_path: Path, mapping: ExportMapping) -> Analysis:
    return analyze(write(tmp_path / "export", EXPORT), mapping)


@pytest.fixture
def document(analysis: Analysis) -> dict[str, Any]:
    return read(analysis)


def read(analysis: Analysis) -> dict[str, Any]:
    """The JSON of an analysis."""
    document: dict[str, Any] = json.loads(to_json(figures(analysis)))
    return document


def volume(entry: dict[str, int]) -> Counted:
    values, characters, words, size, text_words, texts = (entry[key] for key in V)
    return values, characters, words, size, text_words, texts


def add(volumes: Iterable[Counted]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*volumes, strict=True)))


# --- shape ------------------------------------------------------------------------------------------------------------


def test_the_keys_are_in_the_documented_order(document: dict[str, Any]) -> None:
    assert list(document) == [
        "format_version",
        "tool",
        "mapping",
        "export",
        "totals",
        *("scenario", "readings"),
        "files",
        "columns",
        "timeline",
        *("people", "authors", "subjects", "roles", "disagreements", "actions", "documents"),
    ]
    assert document["format_version"] == 3
    assert list(document["tool"]) == ["name", "version"]
    assert document["tool"]["name"] == "linkedin-exposure"
    assert list(document["mapping"]) == ["version", "sha256", "name"]
    assert list(document["export"]) == ["name", "kind", "files", "bytes"]
    assert list(document["totals"]) == [
        *("used", "used_or_uncertain", "whole"),
        *("by_category", "by_group", "by_standing", "by_period"),
    ]
    for file in document["files"]:
        assert list(file) == [
            *("path", "table", "state", "reason", "bytes", "dialect", "repairs"),
            *("records_found", "records_measured", "records_rejected", "rejected_lines"),
        ]
    for column in document["columns"]:
        assert list(column) == [
            *("path", "position", "part", "column", "data_type", "dpv", "category", "group"),
            *("kind", "subject", "author", "state", "standing", "evidence", "documents"),
            *(*V, "first_date", "last_date"),
        ]
        assert list(column["evidence"]) == ["for", "against"]
    for row in document["timeline"]:
        assert list(row) == ["month", "category", *V]
    for row in document["authors"]:
        assert list(row) == ["author", "people", *V, "used", "used_or_uncertain"]
        assert list(row["used"]) == list(row["used_or_uncertain"]) == V
    for total in ("used", "used_or_uncertain", "whole"):
        assert list(document["totals"][total]) == V
    for total in ("by_category", "by_group", "by_standing"):
        assert {tuple(entry) for entry in document["totals"][total].values()} == {tuple(V)}


def test_every_category_and_group_has_a_total_even_if_it_is_zero(
    document: dict[str, Any], mapping: ExportMapping
) -> None:
    assert list(document["totals"]["by_category"]) == sorted(
        [category.id for category in mapping.categories] + ["set_aside", "unknown"]
    )
    assert list(document["totals"]["by_group"]) == sorted(
        ["included", "excluded", "claimed", "unaddressed", "set_aside", "unknown"]
    )


def test_all_numbers_are_whole_numbers(analysis: Analysis) -> None:
    def numbers(thing: object) -> Iterator[float]:
        if isinstance(thing, dict):
            thing = list(thing.values())
        if isinstance(thing, list):
            for part in thing:
                yield from numbers(part)
        elif isinstance(thing, int | float):
            yield thing

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    document = json.loads(to_json(figures(analysis)), parse_constant=refuse)
    for key in ("documents", "scenario", "readings"):  # they contain true and false
        del document[key]
    all_numbers = list(numbers(document))
    assert len(all_numbers) > 100
    assert all(type(number) is int and number >= 0 for number in all_numbers)


def test_every_file_and_column_has_a_state(document: dict[str, Any]) -> None:
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


def test_a_column_has_the_term_of_its_data_type_in_the_data_privacy_vocabulary(
    document: dict[str, Any],
) -> None:
    terms = {(column["data_type"], column["dpv"]) for column in document["columns"]}
    assert {("profile.skills", "pd:Professional"), ("invitations.people", None)} <= terms
    assert (None, None) in terms


def test_the_records_of_a_file_are_found_measured_or_rejected(document: dict[str, Any]) -> None:
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
def test_at_most_the_first_twenty_rejected_lines_are_listed(
    tmp_path: Path, mapping: ExportMapping, rejected: int, listed: int
) -> None:
    text = "Name,Proficiency\n" + "A,B,C\n" * rejected + "A,B\n"
    document = read(analyze(write(tmp_path, {"Languages.csv": text}), mapping))
    (file,) = document["files"]
    assert file["records_rejected"] == rejected
    assert file["records_found"] == file["records_measured"] + file["records_rejected"]
    assert file["rejected_lines"] == list(range(2, 2 + listed))


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_volumes_equal_a_count_by_hand(document: dict[str, Any]) -> None:
    counted = {
        (column["path"], column["position"], column["part"]): volume(column)
        for column in document["columns"]
    }
    assert counted == COLUMNS


def test_totals_equal_a_count_by_hand(document: dict[str, Any]) -> None:
    totals = document["totals"]
    assert volume(totals["used"]) == PROFILE
    assert volume(totals["used_or_uncertain"]) == PROFILE
    assert volume(totals["whole"]) == WHOLE
    assert {key: volume(v) for key, v in totals["by_category"].items() if v["values"]} == CATEGORIES
    assert {key: volume(v) for key, v in totals["by_group"].items() if v["values"]} == {
        "excluded": MESSAGES,
        "included": PROFILE,
        "set_aside": SET_ASIDE,
        "unaddressed": INVITATIONS,
        "unknown": UNKNOWN,
    }


def test_authors_equal_a_count_by_hand(document: dict[str, Any]) -> None:
    assert {row["author"]: volume(row) for row in document["authors"]} == AUTHORS
    assert sum(row["text_words"] for row in document["authors"]) == WHOLE[4]
    assert {row["people"] for row in document["authors"]} == {None}


def test_only_columns_of_text_have_an_author(document: dict[str, Any]) -> None:
    for column in document["columns"]:
        assert (column["author"] is not None) == (column["kind"] == "text"), column["path"]
        assert column["text_words"] == (column["words"] if column["kind"] == "text" else 0)
        assert column["texts"] == (column["values"] if column["kind"] == "text" else 0)


def test_a_claim_of_one_article_counts_among_all_claims_only(
    tmp_path: Path, five: ExportMapping
) -> None:
    files = {
        "Skills.csv": "Name\nGo\n",
        "Reactions.csv": "Date,Type,Link\n2024-02-03 10:00:00,LIKE,https://x\n",
    }
    totals = read(analyze(write(tmp_path, files), five))["totals"]
    assert volume(totals["used"]) == (1, 2, 1, 2, 0, 0)
    assert volume(totals["by_group"]["claimed"]) == (3, 32, 4, 32, 0, 0)
    assert volume(totals["used_or_uncertain"]) == (4, 34, 5, 34, 0, 0)


def test_columns_categories_groups_and_timeline_add_up_to_the_same(
    document: dict[str, Any],
) -> None:
    whole = add(COLUMNS.values())
    assert add(volume(column) for column in document["columns"]) == whole
    assert add(volume(row) for row in document["timeline"]) == whole
    for total in ("by_category", "by_group", "by_standing"):
        assert add(volume(entry) for entry in document["totals"][total].values()) == whole


def test_each_categorys_timeline_adds_up_to_its_total(document: dict[str, Any]) -> None:
    for category, total in document["totals"]["by_category"].items():
        rows = [volume(row) for row in document["timeline"] if row["category"] == category]
        assert add([(0, 0, 0, 0, 0, 0), *rows]) == volume(total)


def test_the_timeline_equals_a_count_by_hand(document: dict[str, Any]) -> None:
    assert {
        (row["month"], row["category"]): volume(row) for row in document["timeline"]
    } == TIMELINE


def test_dates_are_iso_days(document: dict[str, Any]) -> None:
    dated = {
        (column["path"], column["column"], column["part"]): (
            column["first_date"],
            column["last_date"],
        )
        for column in document["columns"]
    }
    assert dated["messages.csv", "CONTENT", None] == ("2024-01-31", "2024-02-01")
    assert dated["messages.csv", "SUBJECT", None] == (None, None)
    assert dated["Invitations.csv", "From", "sent"] == ("2024-02-01", "2024-02-01")
    assert dated["Invitations.csv", "From", "received"] == (None, None)
    assert dated["Invitations.csv", "Message", "sent"] == (None, None)
    assert dated["Invitations.csv", "Message", "received"] == (None, None)
    assert dated["Skills.csv", "Name", None] == (None, None)


def test_the_export_is_counted_in_files_and_bytes(document: dict[str, Any]) -> None:
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


def test_files_columns_and_timeline_are_sorted(document: dict[str, Any]) -> None:
    paths = [file["path"] for file in document["files"]]
    assert paths == sorted(paths)
    places = [(column["path"], column["position"]) for column in document["columns"]]
    assert places == sorted(places)
    parts = [c["part"] for c in document["columns"] if (c["path"], c["position"]) == places[0]]
    assert parts == ["sent", "received"]  # as the mapping has them
    rows = [(row["month"] or "", row["category"]) for row in document["timeline"]]
    assert rows == sorted(rows)


def test_two_runs_give_the_same_bytes(tmp_path: Path, mapping: ExportMapping) -> None:
    folder = write(tmp_path / "export", EXPORT)
    assert to_json(figures(analyze(folder, mapping))) == to_json(figures(analyze(folder, mapping)))


def test_the_order_of_files_on_disk_does_not_matter(tmp_path: Path, mapping: ExportMapping) -> None:
    first = write(tmp_path / "a" / "export", EXPORT)
    second = write(tmp_path / "b" / "export", dict(reversed(EXPORT.items())))
    assert to_json(figures(analyze(first, mapping))) == to_json(figures(analyze(second, mapping)))


def test_folder_and_zip_differ_in_name_and_kind_only(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    folder = write(tmp_path / "export", EXPORT)
    pack(tmp_path / "down.zip", {f"Basic/{path}": EXPORT[path] for path in reversed(EXPORT)})
    from_folder = read(analyze(folder, mapping))
    from_zip = read(analyze(tmp_path / "down.zip", mapping))
    assert from_zip["export"] | {"name": "export", "kind": "folder"} == from_folder["export"]
    assert (from_zip["export"]["name"], from_zip["export"]["kind"]) == ("down.zip", "zip")
    del from_zip["export"], from_folder["export"]
    assert from_zip == from_folder


@pytest.mark.slow
@pytest.mark.uncounted
def test_hash_seed_time_zone_and_locale_do_not_matter(tmp_path: Path) -> None:
    folder = write(tmp_path / "export", EXPORT)
    code = (
        "import sys; from pathlib import Path; from analyzer.analysis.analyze import analyze;"
        "from analyzer.reporting.json import to_json; from analyzer.reporting.figures import figures; from analyzer.mapping.mapping import load_mapping;"
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


def test_the_output_is_valid_json_in_utf8(tmp_path: Path, mapping: ExportMapping) -> None:
    files = {"Skills.csv": "Name\nGo\n", "тест \u202e\u0007.csv": "a\n1\n"}
    text = to_json(figures(analyze(write(tmp_path / "e", files), mapping)))
    assert json.loads(text)["files"][1]["path"] == "тест \u202e\u0007.csv"
    text.encode("utf-8")


def test_a_file_name_that_is_not_utf8_can_still_be_written(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    files = {"Skills.csv": "Name\nGo\n", os.fsdecode(b"caf\xe9.csv"): "a\n1\n"}
    try:
        write(tmp_path / "e", files)
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    text = to_json(figures(analyze(tmp_path / "e", mapping)))
    assert len(json.loads(text.encode("utf-8"))["files"]) == 2


def test_the_timeline_begins_with_undated_volume(document: dict[str, Any]) -> None:
    assert [row["month"] for row in document["timeline"]] == [
        *[None] * 4, "2024-01", "2024-02", "2024-02",
    ]  # fmt: skip


def test_an_export_without_a_value_has_totals_of_zero(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    files = {"Courses.csv": "", "Skills.csv": "Name\n"}
    document = read(analyze(write(tmp_path, files), mapping))
    assert [column["column"] for column in document["columns"]] == ["Name"]
    assert document["timeline"] == []
    assert volume(document["totals"]["whole"]) == (0, 0, 0, 0, 0, 0)
    assert volume(document["totals"]["used_or_uncertain"]) == (0, 0, 0, 0, 0, 0)
