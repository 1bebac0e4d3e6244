"""A participant's page compares the participant with the group, using only figures from the group page."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exports import write
from test_cohort import KEY, contribution, group, published
from workshops import InThisProcess, export, tree

from analyzer.mapping.mapping import ExportMapping
from analyzer.workshop import workers
from analyzer.workshop.batch import run_batch
from analyzer.workshop.cohort import summarize
from analyzer.workshop.folder import page_path
from analyzer.workshop.group_section import add_group, group_section, without_group
from analyzer.workshop.options import Options

DAY = date(2026, 3, 14)
PAGE = f"<!doctype html><body><main><p>mine</p>\n{group_section()}\n</main></body>"


def group_rows(page: str) -> dict[str, list[str]]:
    """The rows of the table: subject and unit, then the other cells."""
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", page.partition('id="group"')[2], re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        first, *others = (re.sub(r"<[^>]+>", "", cell) for cell in cells)
        rows[first] = others
    return rows


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    write(tmp_path / "participants", {"P01.html": PAGE, "P02.html": PAGE})
    return tmp_path


def show(pages: Path, size: int, mapping: ExportMapping) -> dict[str, Any]:
    plain = published(summarize(group(size, size, words=320), [], mapping, 5, KEY), mapping)
    (pages / "cohort.json").write_text(json.dumps(plain))
    add_group(
        pages,
        [("P01", contribution(1234)), ("P02", contribution(0))],
        {"P01": "en", "P02": "en"},
        lambda _: mapping,
    )
    return plain


def test_each_page_has_figures_of_the_participant_and_of_the_group(
    pages: Path, mapping: ExportMapping
) -> None:
    show(pages, 12, mapping)
    first, second = (
        group_rows(page_path(pages, label).read_text("utf-8")) for label in ("P01", "P02")
    )
    assert first.pop("Share or amount") == [
        "You",
        "Half have at least",
    ]
    assert first == {
        "Reported as used, of the words": ["100%", "90%"],
        "Reported as used, or uncertain, of the words": ["100%", "90%"],
        "Reported as not used, of the words": ["0%", "little or none"],
        "Not mentioned, of the words": ["0%", "little or none"],
        "The whole export, words": ["1,234", "200"],
        "The whole export, items": ["1,234", "200"],
        "Profile, words": ["1,234", "200"],
    }
    assert second["Profile, words"] == ["0", "200"]
    assert second["Reported as used, of the words"] == ["no words", "90%"]


def test_a_page_has_quarters_if_the_group_page_has_them(
    pages: Path, mapping: ExportMapping
) -> None:
    show(pages, 30, mapping)
    rows = group_rows(page_path(pages, "P01").read_text("utf-8"))
    assert rows["Profile, words"] == ["1,234", "200", "200", "200"]


def test_a_group_without_figures_is_not_shown(pages: Path, mapping: ExportMapping) -> None:
    show(pages, 12, mapping)
    show(pages, 8, mapping)
    assert page_path(pages, "P01").read_text("utf-8") == PAGE


@pytest.mark.parametrize(
    "damaged", ["", "{}", "[]", '{"format_version": 4}', '{"format_version": 5}']
)
def test_published_figures_that_are_unreadable_are_not_shown(
    pages: Path, mapping: ExportMapping, damaged: str
) -> None:
    (pages / "cohort.json").write_text(damaged)
    add_group(pages, [("P01", contribution())], {"P01": "en"}, lambda _: mapping)
    assert page_path(pages, "P01").read_text("utf-8") == PAGE


def test_the_group_is_added_once_and_can_be_removed(pages: Path, mapping: ExportMapping) -> None:
    show(pages, 12, mapping)
    once = page_path(pages, "P01").read_bytes()
    show(pages, 12, mapping)
    assert page_path(pages, "P01").read_bytes() == once
    assert without_group(once) == PAGE.encode()


@pytest.mark.slow
def test_a_batch_keeps_finished_pages_and_hides_a_withheld_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "Workers", InThisProcess)
    options = Options(made_on=DAY, min_group=3, consent=True)
    for name in ("Ada", "Bea", "Cas", "Dan", "Eva", "Fay"):
        write(tmp_path / "in" / name, export(name, messages=20))
    out = tmp_path / "out"
    run_batch(tmp_path / "in", out, options, lambda *_: None)
    first = tree(out / "participants")
    assert all(b"You and the group" in page for page in first.values())
    second = run_batch(tmp_path / "in", out, options, lambda *_: None)
    assert (second.made, second.kept) == (0, 6)
    assert tree(out / "participants") == first
    for name in ("Gil", "Hal", "Ivo", "Jan", "Kai", "Lea"):
        write(tmp_path / "in" / name, export(name, messages=400))
    third = run_batch(tmp_path / "in", out, options, lambda *_: None)
    assert third.group.held_back
    now = tree(out / "participants")
    assert {name: now[name] for name in first} == first
    assert len(now) == 12
    halves = {group_rows(page.decode())["Private messages, words"][1] for page in now.values()}
    assert len(halves) == 1
