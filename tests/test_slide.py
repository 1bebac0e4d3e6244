"""The answer as a picture for a slide: with its sources and date, and without any name from the export."""

import re
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from exports import write
from test_report import EXPORT
from typer.testing import CliRunner

from analyzer.analysis.analyze import analyze
from analyzer.cli import app
from analyzer.errors import OutputError
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import picture_kind
from analyzer.reporting.charts import slide
from analyzer.reporting.figures import figures
from analyzer.reporting.model import Figures
from analyzer.reporting.page import render
from analyzer.text import STANDINGS, lowerfirst

DAY = date(2026, 3, 14)


@pytest.fixture
def counted(tmp_path: Path, mapping: ExportMapping) -> Figures:
    return figures(analyze(write(tmp_path / "Nora Quill", EXPORT), mapping))


def test_a_slide_shows_the_answer_its_sources_and_the_date(counted: Figures) -> None:
    svg = slide(counted, DAY, "svg").decode()
    # Text is drawn as paths, each after a comment that has the text.
    shown = " ".join(re.findall(r"<!-- (.*?) -->", svg))
    for part in counted.words.parts:
        assert f"{part.share} {lowerfirst(STANDINGS[part.standing][0])}" in shown
    assert "None of them is from LinkedIn." in shown
    assert "14 March 2026" in shown


def test_a_slide_has_no_name_of_a_person_or_file(counted: Figures) -> None:
    svg = slide(counted, DAY, "svg").decode()
    for word in ("Nora", "Quill", "Ada", ".csv", "diary", "Python"):
        assert word not in svg


def test_a_png_has_the_shape_of_a_slide_and_is_small(counted: Figures) -> None:
    png = slide(counted, DAY, "png")
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1200, 675)
    assert len(png) < 200_000


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_same_figures_give_the_same_bytes(counted: Figures, kind: str) -> None:
    assert slide(counted, DAY, kind) == slide(counted, DAY, kind)  # type: ignore[arg-type] # of both


def test_pictures_that_are_drawn_at_the_same_time_are_the_same(counted: Figures) -> None:
    """Matplotlib's settings are those of all threads, and a browser may ask for several pictures at once."""
    alone = slide(counted, DAY, "svg"), render(counted, DAY)
    with ThreadPoolExecutor(4) as threads:
        pictures = [threads.submit(slide, counted, DAY, "svg") for _ in range(4)]
        pages = [threads.submit(render, counted, DAY) for _ in range(4)]
    assert {picture.result() for picture in pictures} == {alone[0]}
    assert {page.result() for page in pages} == {alone[1]}


def test_an_export_without_text_is_measured_in_items(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    export = write(tmp_path / "x", {"Connections.csv": f"{header}Ada,Quill,,,Tern,,03 Feb 2024\n"})
    svg = slide(figures(analyze(export, mapping)), DAY, "svg").decode()
    assert "of 4 items reported as used" in svg
    assert "words" not in svg


def test_an_article_with_a_name_in_another_script_is_drawn_without_a_warning(
    counted: Figures,
) -> None:
    documents = tuple(
        replace(article, publisher="\N{HIRAGANA LETTER A}") for article in counted.mapping.articles
    )
    mapping = replace(counted.mapping, articles=documents)
    assert slide(replace(counted, mapping=mapping), DAY, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["answer", "answer.jpg", "answer.pdf", ".png"])
def test_other_endings_are_refused_before_anything_is_read(name: str) -> None:
    with pytest.raises(OutputError, match=r"must end in \.svg or \.png"):
        picture_kind(Path(name))


def test_the_command_writes_a_slide_and_never_over_the_page(tmp_path: Path) -> None:
    export = write(tmp_path / "export", EXPORT)
    page, target = tmp_path / "page.html", tmp_path / "answer.PNG"
    run = CliRunner().invoke(
        app, ["report", str(export), "--out", str(page), "--picture", str(target)]
    )
    assert run.exit_code == 0
    assert target.read_bytes().startswith(b"\x89PNG")
    same = str(tmp_path / "both.svg")
    refused = CliRunner().invoke(app, ["report", str(export), "--out", same, "--picture", same])
    assert isinstance(refused.exception, OutputError)
    assert "cannot be both the page and the picture" in str(refused.exception)
