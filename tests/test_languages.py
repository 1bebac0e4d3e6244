"""The translations are complete, have the pieces of the English sentences, and show the same figures and evidence."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from analyzer import language
from analyzer.analysis.analyze import analyze
from analyzer.analysis.model import Analysis
from analyzer.analysis.scenario import Scenario
from analyzer.errors import LanguageError
from analyzer.language import CATALOGUES, LANGUAGES, find_language, gettext, speaking
from analyzer.local.wording import on_page
from analyzer.mapping.mapping import load_mapping
from analyzer.reporting.charts import slide
from analyzer.reporting.figures import figures, in_language
from analyzer.reporting.page import render, render_evidence
from analyzer.translations.catalogues import PROGRAM, read, template

SAMPLE = Path(__file__).parent.parent / "sample_export"
FOLDER = PROGRAM / "translations"
DAY = date(2026, 3, 14)
CODES = [code for code in LANGUAGES if code != "en"]

every_language = pytest.mark.parametrize("code", CODES)
every_catalogue = pytest.mark.parametrize("name", CATALOGUES)


def test_each_folder_of_catalogues_is_a_language() -> None:
    assert {folder.name for folder in FOLDER.glob("[a-z]*/")} == set(CODES)


# --- catalogues ------------------------------------------------------------------------------------------------------


@cache
def catalogue(code: str, name: str) -> Catalog:
    return read(FOLDER / code / f"{name}.po", code)


@cache
def sentences_of_the_program(name: str) -> set[tuple[str, ...]]:
    return {tuple(forms(message.id)) for message in template(name) if message.id}


def forms(value: object) -> list[str]:
    """All forms of a message or of its translation."""
    return [value] if isinstance(value, str) else [str(form) for form in value or ()]  # type: ignore[attr-defined]


def sentences(code: str, name: str) -> list[Message]:
    return [message for message in catalogue(code, name) if message.id]


@every_catalogue
@every_language
def test_a_catalogue_has_the_sentences_of_the_program_and_no_others(code: str, name: str) -> None:
    """`python -m analyzer.translations.catalogues` renews them."""
    written = {tuple(forms(message.id)) for message in sentences(code, name)}
    assert written == sentences_of_the_program(name)


@every_catalogue
@every_language
def test_every_sentence_is_translated(code: str, name: str) -> None:
    missing = [
        message.id
        for message in sentences(code, name)
        if message.fuzzy
        or not all(forms(message.string))
        or (
            message.pluralizable and len(forms(message.string)) != catalogue(code, name).num_plurals
        )
    ]
    assert missing == []


PIECES = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)s|</?[a-z]+>|&[a-z]+;")
"""Placeholders, tags and entities."""


@every_catalogue
@every_language
def test_a_translation_has_the_pieces_of_the_sentence(code: str, name: str) -> None:
    """A form for one thing may leave out its number."""
    for message in sentences(code, name):
        pieces = sorted(PIECES.findall(forms(message.id)[-1]))
        for form in forms(message.string):
            own = sorted(PIECES.findall(form))
            assert own == pieces or (message.pluralizable and set(own) < set(pieces)), form


@every_catalogue
@every_language
def test_a_translation_ends_like_the_sentence(code: str, name: str) -> None:
    """Otherwise two sentences would run into each other."""
    for message in sentences(code, name):
        for form in forms(message.string):
            if forms(message.id)[-1].endswith("."):
                assert form.endswith("."), form
            if set(message.id) - set(" :;"):
                assert form == form.strip(), form


def test_a_french_sentence_has_no_space_at_which_a_line_may_break_before_its_signs() -> None:
    for name in CATALOGUES:
        for message in sentences("fr", name):
            for form in forms(message.string):
                assert not re.search(r"\w[!?]|[\w}] ?[:;](?: |$)| [:;!?»]|« ", form), form


# --- numbers, days and lists -----------------------------------------------------------------------------------------

WRITTEN = {
    # a count, whole percent, the first day and another of a month, a list, between two names
    "en": ("57,909", "34%", "1 November 2025", "3 November 2025", "A, B and C", ": "),
    "de": ("57.909", "34\xa0%", "1. November 2025", "3. November 2025", "A, B und C", ": "),
    "fr": ("57\u202f909", "34\xa0%", "1er novembre 2025", "3 novembre 2025", "A, B et C", "\xa0: "),
    "es": ("57.909", "34\xa0%", "1 de noviembre de 2025", "3 de noviembre de 2025", "A, B y C", ": "),
    "it": ("57.909", "34%", "1 novembre 2025", "3 novembre 2025", "A, B e C", ": "),
    "nl": ("57.909", "34%", "1 november 2025", "3 november 2025", "A, B en C", ": "),
    "pl": ("57\xa0909", "34%", "1 listopada 2025", "3 listopada 2025", "A, B i C", ": "),
}  # fmt: skip


def test_each_language_writes_numbers_and_days_as_its_readers_do() -> None:
    for code, written in WRITTEN.items():
        with speaking(find_language(code)):
            chosen = language.language()
            days = (chosen.day(date(2025, 11, number)) for number in (1, 3))
            assert (
                *(chosen.count(57_909), chosen.percent(34), *days),
                *(chosen.series(["A", "B", "C"]), gettext(": ")),
            ) == written, code


# --- pages -----------------------------------------------------------------------------------------------------------


@cache
def analysis() -> Analysis:
    with speaking(find_language("en")):
        return analyze(SAMPLE, load_mapping())


@cache
def page(code: str) -> str:
    """The page of the sample for a member in the EU who turned the setting off, with LinkedIn's notice."""
    scenario = Scenario(region="eu", opted_out=date(2025, 12, 1))
    with speaking(find_language("en")):
        numbers = figures(analysis(), scenario)
    with speaking(find_language(code)):
        return render(in_language(numbers, analysis(), scenario, None), DAY, official=True)


@cache
def evidence(code: str) -> str:
    with speaking(find_language(code)):
        return render_evidence(load_mapping(), "1")


PAGES = {"report": page, "evidence": evidence}
every_page = pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)


@pytest.mark.slow
@every_page
@every_language
def test_each_sentence_rests_on_the_same_evidence(make: object, code: str) -> None:
    attributes = r' data-\w+="[^"]*"'
    assert re.findall(attributes, make(code)) == re.findall(attributes, make("en"))  # type: ignore[operator]


@pytest.mark.slow
@every_page
@every_language
def test_quotes_stay_as_the_articles_have_them(make: object, code: str) -> None:
    quotes = r"<q(?: lang=\"en\")?>(.*?)</q>"
    assert re.findall(quotes, make(code)) == re.findall(quotes, make("en"))  # type: ignore[operator]
    assert "<q>" not in make(code)  # type: ignore[operator]


@every_language
def test_the_figures_are_the_same(code: str) -> None:
    def figures_of(html: str) -> list[str]:
        cells = re.findall(r"<td>([^<]*)</td>", html)
        return [
            re.sub(r"\D", "", cell) for cell in cells if re.fullmatch(r"[\d\s.,\u202f\xa0]+", cell)
        ]

    english = figures_of(page("en"))
    assert len(english) > 100
    assert figures_of(page(code)) == english


@every_language
def test_the_page_names_its_language(code: str) -> None:
    assert f'<html lang="{code}"' in page(code)


@pytest.mark.slow
@every_language
def test_there_is_a_picture_in_each_language(code: str) -> None:
    with speaking(find_language(code)):
        numbers = in_language(figures(analysis(), Scenario()), analysis(), Scenario(), None)
        assert slide(numbers, DAY, "svg").startswith(b"<?xml")


@every_language
def test_advice_for_the_command_line_is_replaced_in_each_language(code: str) -> None:
    with speaking(find_language(code)):
        advice = gettext("Add --again to replace it.")
        assert "--again" in advice
        assert "--again" not in on_page(advice)


# --- refusals --------------------------------------------------------------------------------------------------------


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LanguageError, match="There is no language `xx`"):
        find_language("xx")


INCOMPLETE = {
    "no translation": 'msgid "Posts"\nmsgstr ""\n',
    "a fuzzy one": '#, fuzzy\nmsgid "Posts"\nmsgstr "Beiträge"\n',
    "one form of two": 'msgid "{number} word"\nmsgid_plural "{number} words"\nmsgstr[0] "{number} Wort"\nmsgstr[1] ""\n',
}


@pytest.mark.parametrize("text", INCOMPLETE.values(), ids=INCOMPLETE)
def test_a_language_that_is_not_complete_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "de").mkdir()
    for name in CATALOGUES:
        (tmp_path / "de" / f"{name}.po").write_text(text, "utf-8")
    monkeypatch.setattr(language, "files", lambda _: tmp_path)
    find_language.cache_clear()
    try:
        with pytest.raises(LanguageError, match="no translation into Deutsch"):
            find_language("de")
    finally:
        find_language.cache_clear()


def test_a_sentence_of_another_mapping_is_refused() -> None:
    with pytest.raises(LanguageError, match="“Sourdough…” has no translation into Deutsch"):
        find_language("de").gettext("Sourdough")
