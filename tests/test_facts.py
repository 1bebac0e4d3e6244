"""What a reader asks besides which data: every answer by exactly the documents that give it."""

from collections.abc import Iterator
from datetime import date

import pytest

from analyzer.mapping import (
    Answer,
    Document,
    ExportMapping,
    Finding,
)

START = date(2025, 11, 3)
NEWLY = {"EU", "EEA", "CH", "CA", "HK"}


def answer(mapping: ExportMapping, fact: str, words: str) -> Answer:
    """The one answer of a fact that has these words."""
    (found,) = (
        each
        for one in mapping.facts
        if one.id == fact
        for each in one.answers
        if words in each.says
    )
    return found


def given_by(answer: Answer) -> set[str]:
    """The ids of the documents that give an answer."""
    return {identifier.partition("/")[0] for identifier in answer.evidence}


def findings(mapping: ExportMapping) -> Iterator[tuple[Document, Finding]]:
    for document in mapping.documents:
        for finding in document.findings:
            yield document, finding


def shown_on_the_page(mapping: ExportMapping) -> set[str]:
    return {
        *(each for fact in mapping.facts for one in fact.answers for each in one.evidence),
        *(each for disagreement in mapping.disagreements for each in disagreement.evidence),
        *(each for action in mapping.actions for each in (*action.steps, *action.limits)),
    }


def test_every_finding_is_shown_somewhere(mapping: ExportMapping) -> None:
    shown = shown_on_the_page(mapping)
    assert [each.id for _, each in findings(mapping) if each.id not in shown] == []


def test_no_evidence_stands_twice_in_an_answer(mapping: ExportMapping) -> None:
    for fact in mapping.facts:
        for one in fact.answers:
            assert len(set(one.evidence)) == len(one.evidence), one.says


def test_no_answer_stands_twice_in_a_fact(mapping: ExportMapping) -> None:
    for fact in mapping.facts:
        says = [one.says for one in fact.answers]
        assert len(set(says)) == len(says), fact.id


def test_the_first_screen_answers_seven_questions_in_few_words(mapping: ExportMapping) -> None:
    shorts = [fact for fact in mapping.facts if fact.short]
    assert [fact.id for fact in shorts] == [
        "regions", "since-when", "default", "switch", "undo", "under-18", "recipients",
    ]  # fmt: skip
    for fact in shorts:
        assert fact.section in {"applies", "effect"}  # these alone have a place to link to
        assert fact.short
        assert len(fact.short) <= 80, fact.id


def test_sentences_end_and_are_short(mapping: ExportMapping) -> None:
    for fact in mapping.facts:
        assert fact.question.endswith("?"), fact.id
        for says in (*(one.says for one in fact.answers), fact.silence or "."):
            assert says.endswith("."), says
            assert len(says) <= 130, says


# The page has no place for it there.
def test_background_has_no_silence(mapping: ExportMapping) -> None:
    assert [
        each.id for each in mapping.facts if each.section == "background" and each.silence
    ] == []


# --- each answer by the documents that give it, as the findings themselves say ----------------------------------------


def test_the_regions_are_by_those_who_name_them(mapping: ExportMapping) -> None:
    named: dict[str, set[str]] = {}
    for document, finding in findings(mapping):
        for region in finding.regions:
            named.setdefault(region, set()).add(document.id)
    for region in NEWLY:
        assert given_by(answer(mapping, "regions", "Hong Kong")) == named[region]
    for fact in ("regions", "since-when"):
        assert given_by(answer(mapping, fact, "In the United States")) == named["US"]
        assert given_by(answer(mapping, fact, "India")) == named["IN"]
    assert "GB" not in named
    (kingdom,) = (fact for fact in mapping.facts if fact.id == "united-kingdom")
    assert not kingdom.answers


def test_every_document_answers_where(mapping: ExportMapping) -> None:
    (regions,) = (fact for fact in mapping.facts if fact.id == "regions")
    assert set().union(*map(given_by, regions.answers)) == {each.id for each in mapping.documents}


def test_the_start_is_by_those_who_date_it(mapping: ExportMapping) -> None:
    dated = {document.id for document, finding in findings(mapping) if finding.day == START}
    assert given_by(answer(mapping, "since-when", "3 November 2025")) == dated


def test_minors_are_by_those_who_mention_them(mapping: ExportMapping) -> None:
    mentioned = {document.id for document, finding in findings(mapping) if finding.under}
    assert given_by(answer(mapping, "under-18", "under 18")) == mentioned
    assert len(mapping.documents) - len(mentioned) == 4  # as its silence says


def test_every_document_with_a_default_is_counted_once(mapping: ExportMapping) -> None:
    said = given_by(answer(mapping, "default", "on unless"))
    implied = given_by(answer(mapping, "default", "only implies"))
    assert not said & implied
    assert said | implied == {
        document.id for document, finding in findings(mapping) if finding.kind == "default"
    }


def test_the_switch_is_by_those_whose_steps_call_it_so(mapping: ExportMapping) -> None:
    called: dict[str, set[str]] = {}
    for document, finding in findings(mapping):
        if finding.kind in {"opt_out", "opt_out_web", "opt_out_app"}:
            steps = [step.casefold() for step in finding.steps]
            assert "data privacy" in steps, finding.id
            for step in steps:
                called.setdefault(step, set()).add(document.id)
    full, short = (
        answer(mapping, "switch", "“Data for Generative AI Improvement”"),
        answer(mapping, "switch", "“Generative AI Improvement”"),
    )
    assert given_by(full) == called["data for generative ai improvement"]
    assert given_by(short) == called["generative ai improvement"]
    between = answer(mapping, "switch", "How LinkedIn uses your data")
    assert given_by(between) == called["how linkedin uses your data"]


def test_the_articles_are_sorted_by_when_they_were_written(mapping: ExportMapping) -> None:
    before = {each.id for each in mapping.documents if each.published and each.published < START}
    undated = {each.id for each in mapping.documents if not each.published}
    on_the_day = {each.id for each in mapping.documents if each.published == START}
    assert given_by(answer(mapping, "written-before", "written before")) == before
    assert given_by(answer(mapping, "written-before", "undated")) == undated
    assert given_by(answer(mapping, "written-before", "the day itself")) == on_the_day
    assert len(before | undated | on_the_day) == len(mapping.documents)


NAMES = {
    "NordVPN": "nordvpn-2025-10-16",
    "ScanX": "scanx-2025-11-01",
    "Sonia": "sonia-2025-11-03",
    "PreviewKart": "previewkart-2025",
}


def test_an_answer_that_names_an_article_rests_on_it(mapping: ExportMapping) -> None:
    for fact in mapping.facts:
        for one in fact.answers:
            named = {identifier for name, identifier in NAMES.items() if name in one.says}
            assert not named or named == given_by(one), one.says


def test_a_quoted_answer_is_in_the_words_of_its_documents(mapping: ExportMapping) -> None:
    said = {each.id: each for document in mapping.documents for each in document.said}
    quoted = 0
    for fact in mapping.facts:
        for one in fact.answers:
            words = [part.split("”")[0] for part in one.says.split("“")[1:]]
            texts = [" ".join(said[each].quotes).casefold() for each in one.evidence]
            for each in words:
                assert any(each.casefold() in text for text in texts), (one.says, each)
                quoted += 1
    assert quoted > 8


# What a reader counts: these have been counted in the documents themselves.
@pytest.mark.parametrize(
    ("fact", "words", "documents"),
    [
        ("recipients", "for targeted advertising", {"NordVPN", "PreviewKart", "ScanX"}),
        ("recipients", "for training AI", {"NordVPN"}),
        ("recipients", "better features", {"ScanX"}),
        ("recipients", "owner", {"Sonia"}),
        ("recipients-where", "Canada and Hong Kong.", {"NordVPN"}),
        ("recipients-where", "not limited", {"PreviewKart", "ScanX"}),
        ("legal-basis", "legitimate interest", {"ScanX"}),
        ("legal-basis", "by using LinkedIn", {"NordVPN"}),
        ("undo", "does not undo", {"NordVPN"}),
        ("stops", "profile data and public content", {"NordVPN"}),
        ("stops", "With the switch for advertising", {"PreviewKart"}),
        ("retention", "not clear", {"PreviewKart"}),
        ("cleaning", "privacy-enhancing", {"NordVPN"}),
    ],
)
def test_an_answer_is_by_the_articles_that_give_it(
    mapping: ExportMapping, fact: str, words: str, documents: set[str]
) -> None:
    assert given_by(answer(mapping, fact, words)) == {NAMES[name] for name in documents}
