"""The page without a terminal in another language: that of the browser, or the one chosen on the page."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Run
from exports import pack, write
from opened import Program, opened_here
from pseudo import PSEUDO
from workshops import InThisProcess, export

from analyzer.local.requests import preferred_language
from analyzer.mapping.mapping import ExportMapping
from analyzer.workshop import workers

ARCHIVE = "Complete_LinkedInDataExport_03-14-2026.zip"

ACCEPTED = {
    # what a browser says: the language of the page
    "nothing": ("", "en"),
    "a language": ("fr", "fr"),
    "a country": ("de-CH", "de"),
    "capitals": ("DE-ch", "de"),
    "the first of two": ("fr, de", "fr"),
    "another that is liked more": ("de;q=0.5, fr;q=0.9", "fr"),
    "one that there is not": ("fi-FI, fi;q=0.9, de;q=0.1", "de"),
    "none that there is": ("fi, ja;q=0.9", "en"),
    "English first": ("en-GB, en;q=0.9, de;q=0.8", "en"),
    "one that is not wanted": ("de;q=0, fr;q=0.001", "fr"),
    "only one that is not wanted": ("de;q=0", "en"),
    "any": ("*", "en"),
    "any after one": ("de;q=0.2, *;q=0.1", "de"),
    "white space": (" de ; q=0.5 ,\tfr;q=0.4", "de"),
    "a wrong weight": ("de;q=2, fr;q=0.1", "fr"),
    "a weight in words": ("de;q=high, fr;q=0.1", "fr"),
    "a beginning of a name": ("deutsch, fr;q=0.1", "fr"),
    "damage": (";;,q=1,\x00, -de, de_DE", "en"),
    "too long": ("fi," * 1_000 + "de", "en"),
}


@pytest.mark.parametrize(("accepted", "code"), ACCEPTED.values(), ids=ACCEPTED)
def test_the_language_is_the_one_that_the_browser_likes_best(accepted: str, code: str) -> None:
    assert preferred_language(accepted) == code


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with an archive in Downloads, and with a workshop."""
    monkeypatch.setenv("EXPOSURE_LISTENS", "yes")
    monkeypatch.setenv("EXPOSURE_ASKS", "yes")
    home = tmp_path / "home"
    pack(home / "Downloads" / ARCHIVE, export("Ada"))
    for name in ("Ada", "Bea", "Cas"):
        write(home / "Documents" / "atelier" / name, export(name))
    write(home / "Documents" / "atelier" / "Dan", {"notes.txt": "not an export"})
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    monkeypatch.setattr(workers, "Workers", InThisProcess)
    return home


@pytest.fixture
def program(home: Path, pseudo: str, mapping: ExportMapping) -> Iterator[Program]:
    """The program for a browser that asks for the pseudo-language."""
    with opened_here(mapping, language=f"{pseudo}, en;q=0.5") as program:
        yield program


def heading(page: str) -> str:
    (found,) = re.findall("<h1>(.*)</h1>", page)
    return str(found)


def test_pages_and_what_is_saved_are_in_the_language(
    program: Program, home: Path, run: Run, mapping: ExportMapping
) -> None:
    start = program.get().text
    assert f'<html lang="{PSEUDO.code}"' in start
    ready = program.finish("report", {"row": program.row(ARCHIVE)}).text
    assert heading(ready) == PSEUDO.gettext("The report is ready")
    page = program.get("page-1")
    assert f'<html lang="{PSEUDO.code}"' in page.text
    assert program.get("save-1").body == page.body
    assert PSEUDO.gettext("Leave out") in program.get("share-1").text
    out, picture, share = home / "page.html", home / "slide.svg", home / "share.json"
    options = ("--out", out, "--picture", picture, "--share", share, "--lang", PSEUDO.code)
    assert run("report", home / "Downloads" / ARCHIVE, *options)[0] == 0
    assert program.get("picture.svg-1").body == picture.read_bytes()
    assert program.post("share-1").body == share.read_bytes()


def test_a_language_can_be_chosen_and_is_kept_for_the_session(
    program: Program, home: Path, run: Run
) -> None:
    program.finish("report", {"row": program.row(ARCHIVE)})
    chosen = program.post("language", {"lang": "en", "page": "ready-", "about": 1})
    assert (chosen.status, chosen.headers["location"]) == (303, "ready-1")
    assert "set-cookie" not in chosen.headers
    assert heading(program.get("ready-1").text) == "The report is ready"
    out = home / "page.html"
    assert run("report", home / "Downloads" / ARCHIVE, "--out", out)[0] == 0
    assert program.get("page-1").body == out.read_bytes()
    program.post("language", {"lang": PSEUDO.code})
    assert heading(program.get("ready-1").text) == PSEUDO.gettext("The report is ready")


CHOICES = {
    "a page": ({"lang": "en", "page": "workshop"}, "workshop", True),
    "the start": ({"lang": "en", "page": ""}, "./", True),
    "a page with a number": ({"lang": "en", "page": "job-", "about": "3"}, "job-3", True),
    "no page": ({"lang": "en"}, "./", True),
    "another site": ({"lang": "en", "page": "//example.org"}, "./", True),
    "a page that only takes forms": ({"lang": "en", "page": "close"}, "./", True),
    "no language": ({"page": "workshop"}, "workshop", False),
    "another language": ({"lang": "tlh", "page": "workshop"}, "workshop", False),
}


@pytest.mark.parametrize(("fields", "location", "changes"), CHOICES.values(), ids=CHOICES)
def test_a_choice_leads_back_to_the_page(
    program: Program, fields: dict[str, object], location: str, changes: bool
) -> None:
    answer = program.post("language", fields)
    assert (answer.status, answer.headers["location"]) == (303, location)
    code = "en" if changes else PSEUDO.code
    assert f'<html lang="{code}"' in program.get().text


def test_the_choice_is_on_every_page_but_the_last(program: Program) -> None:
    assert (
        f'<button name="lang" value="{PSEUDO.code}" lang="{PSEUDO.code}" aria-current="true">'
        in program.get().text
    )
    assert '<input type="hidden" name="page" value="workshop">' in program.get("workshop").text
    assert 'name="lang"' not in program.post("close").text


def test_the_results_of_a_workshop_are_in_the_language_and_reasons_in_english(
    program: Program, home: Path
) -> None:
    row = program.row("atelier", "workshop")
    results = program.finish("workshop", {"row": row, "consent": "on"}).text
    assert 'Dan): <span lang="en">It is not a LinkedIn export: none' in results
    group = (home / "Documents" / "atelier" / "reports" / "index.html").read_text("utf-8")
    assert f'<html lang="{PSEUDO.code}"' in group


def test_why_an_archive_cannot_be_read_is_in_the_language(program: Program, home: Path) -> None:
    broken = home / "Downloads" / "LinkedIn export.zip"
    broken.write_bytes((home / "Downloads" / ARCHIVE).read_bytes()[:400])
    os.utime(broken)
    page = program.finish("report", {"row": program.row(broken.name)}).text
    assert heading(page) == PSEUDO.gettext("There is a problem")
    why = "It is a ZIP whose end is missing, as when a download stops. Download it again."
    assert f'role="alert">LinkedIn export.zip: {PSEUDO.gettext(why)}</p>' in page


def test_what_is_wrong_in_a_form_is_in_the_language(program: Program) -> None:
    row = program.row(ARCHIVE)
    page = program.post("report", {"row": row, "opted_out": "never"}).text
    key = PSEUDO.gettext("The day on which you turned the setting off")
    assert f"{key}{PSEUDO.gettext(': has to be a date like 2025-11-03.')}" in page


def test_a_bug_stays_in_english_and_is_marked(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    row = program.row(ARCHIVE)
    monkeypatch.setattr("analyzer.local.job.analyze", fail)
    page = program.finish("report", {"row": row}).text
    assert 'role="alert"><span lang="en">A bug in linkedin-exposure (ZeroDivisionError' in page


def test_without_a_wish_pages_are_in_english(
    home: Path, pseudo: str, mapping: ExportMapping
) -> None:
    with opened_here(mapping) as program:
        assert '<html lang="en"' in program.get().text


def test_a_refusal_is_in_the_language_of_the_browser(program: Program) -> None:
    answer = program.get("nowhere")
    assert answer.status == 404
    assert heading(answer.text) == PSEUDO.gettext("There is nothing here.")
    assert f'<html lang="{PSEUDO.code}">' in answer.text
