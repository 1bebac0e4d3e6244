"""A batch in another language: its pages are in it, and the numbers are the same."""

import re
from datetime import date
from pathlib import Path

import pytest
from exports import write
from pseudo import PSEUDO, names_of, plain_english
from typer.testing import CliRunner
from workshops import export, tree

from analyzer.analysis.analyze import analyze
from analyzer.analysis.scenario import PARTICIPANT
from analyzer.cli import app
from analyzer.errors import LanguageError
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.figures import figures
from analyzer.workshop.batch import Result, run_batch
from analyzer.workshop.options import Options
from analyzer.workshop.participants import Participant, participant_settings

pytestmark = pytest.mark.usefixtures("here")

DAY = date(2026, 3, 14)


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    for name in ("Ada", "Bea", "Cas", "Dan", "Eva"):
        write(tmp_path / "in" / name, export(name, messages=20))
    write(tmp_path / "in" / "Bea", {PARTICIPANT: 'lang = "en"\n'})
    write(tmp_path / "in" / "Cas", {PARTICIPANT: 'region = "mars"\n'})
    write(tmp_path / "in" / "Fay", {"notes.txt": "not an export"})
    return tmp_path


def run(workshop: Path, lang: str) -> Result:
    options = Options(made_on=DAY, min_group=3, consent=True, lang=lang)
    return run_batch(workshop / "in", workshop / "out", options, lambda *_: None)


def section(page: bytes) -> str:
    """The section about the group on a participant's page."""
    (found,) = re.findall(r'<section aria-labelledby="group">.*?</section>', page.decode(), re.S)
    return str(found)


@pytest.mark.slow
def test_pages_are_in_the_language_and_numbers_stay(
    workshop: Path, pseudo: str, mapping: ExportMapping
) -> None:
    for name in ("Gil", "Hal"):
        write(workshop / "in" / name, export(name, messages=20))
    run(workshop, "en")
    before = tree(workshop / "out")
    result = run(workshop, pseudo)
    after = tree(workshop / "out")
    assert result.made == 6, "all but the page in English"
    assert not result.group.held_back
    labels = {name: label for label, name in result.names.items()}
    names = names_of(figures(analyze(workshop / "in" / "Ada", mapping)))
    changed = {name for name in before if before[name] != after[name]}
    parts = {name for name in changed if name.startswith("private/exposure.parquet/")}
    state = {"private/known.json"}
    pages = {
        f"participants/{label}.html" for name, label in labels.items() if name not in ("Bea", "Fay")
    }
    assert changed - parts - state == {"index.html", "private/handout.html", *pages}
    assert PSEUDO.gettext("How people are protected") in after["index.html"].decode()
    assert PSEUDO.gettext("Who gets which page") in after["private/handout.html"].decode()
    for name in pages:
        assert plain_english(section(after[name]), names) == []
    again = run(workshop, pseudo)
    assert (again.made, again.kept) == (0, 7)
    assert tree(workshop / "out") == after


def test_a_note_about_a_mistake_is_in_the_language_and_the_mistake_in_english(
    workshop: Path, pseudo: str
) -> None:
    result = run(workshop, pseudo)
    (label,) = result.mistakes
    page = (workshop / "out" / "participants" / f"{label}.html").read_text("utf-8")
    (note,) = re.findall(r'<p class="eyebrow">(.*)</p>', page)
    sentence, mistake = note.split(' <span lang="en">')
    assert sentence == PSEUDO.gettext("This page does not use your settings.")
    assert mistake.startswith("participant.toml, key `region`: has to be one of eu,")


def test_the_page_of_a_participant_can_be_in_a_language_of_its_own(
    workshop: Path, pseudo: str
) -> None:
    write(workshop / "in" / "Bea", {PARTICIPANT: f'lang = "{pseudo}"\n'})
    result = run(workshop, "en")
    labels = {name: label for label, name in result.names.items()}
    heading = {
        name: re.findall(
            '<h2 id="group">(.*)</h2>',
            section((workshop / "out" / "participants" / f"{labels[name]}.html").read_bytes()),
        )
        for name in ("Ada", "Bea")
    }
    assert heading == {
        "Ada": ["You and the group"],
        "Bea": [PSEUDO.gettext("You and the group")],
    }


def test_a_language_without_a_translation_of_the_mapping_costs_the_settings(
    tmp_path: Path, pseudo: str, mapping: ExportMapping
) -> None:
    def mapping_in(lang: str) -> ExportMapping:
        if lang == pseudo:
            raise LanguageError("“A sentence…” has no translation.")
        return mapping

    home = write(tmp_path / "a", {PARTICIPANT: f'region = "ca"\nlang = "{pseudo}"\n'})
    person = Participant("P01", (home,), home)
    settings, mistakes = participant_settings([person], mapping_in)
    assert settings["P01"].scenario.region is None
    assert mistakes == {"P01": "“A sentence…” has no translation."}


@pytest.mark.usefixtures("here")
def test_an_unknown_language_is_refused_before_anything_is_read(workshop: Path) -> None:
    done = CliRunner().invoke(app, ["batch", str(workshop / "in"), "--lang", "xx", "--out", "out"])
    assert isinstance(done.exception, LanguageError)
    assert not (workshop / "out").exists()
