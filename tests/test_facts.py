"""Facts, the answers to questions of readers: each rests on exactly the articles that give it."""

from dataclasses import replace
from datetime import date

import pytest
from changed_mapping import FULL

from analyzer.mapping.articles import Answer, Fact, Finding, articles_of
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reporting.evidence import summary
from analyzer.text import spelled

START = date(2025, 11, 3)
NEW_REGIONS = {"EU", "EEA", "CH", "CA", "HK"}


def fact_of(mapping: ExportMapping, identifier: str) -> Fact:
    return next(fact for fact in mapping.facts if fact.id == identifier)


def answer_of(mapping: ExportMapping, fact: str, words: str) -> Answer:
    """The only answer of a fact that has these words."""
    (answer,) = (answer for answer in fact_of(mapping, fact).answers if words in answer.says)
    return answer


def given_by(mapping: ExportMapping, fact: str, words: str) -> set[str]:
    """The ids of the articles that give an answer."""
    return set(articles_of(answer_of(mapping, fact, words).evidence))


def findings(mapping: ExportMapping) -> list[Finding]:
    return [finding for article in mapping.articles for finding in article.findings]


# --- form ----------------------------------------------------------------------------------------


def test_every_finding_is_shown_somewhere(mapping: ExportMapping) -> None:
    shown = {
        *(passage for fact in mapping.facts for passage in fact.evidence),
        *(passage for disagreement in mapping.disagreements for passage in disagreement.evidence),
        *(passage for action in mapping.actions for passage in action.evidence),
    }
    assert [finding.id for finding in findings(mapping) if finding.id not in shown] == []


def test_no_finding_is_listed_twice(mapping: ExportMapping) -> None:
    for fact in mapping.facts:
        sentences = [answer.says for answer in fact.answers]
        assert len(set(sentences)) == len(sentences), fact.id
        for answer in fact.answers:
            assert len(set(answer.evidence)) == len(answer.evidence), answer.says


def test_the_summary_answers_eight_questions_in_few_words(mapping: ExportMapping) -> None:
    facts = [fact for fact in mapping.facts if fact.heading]
    assert [fact.heading for fact in facts] == [
        "Where", "Is it on?", "Under 18", "Shared with", "Since when", "How to turn it off", "What that stops",
        "Does turning it off undo it?",
    ]  # fmt: skip
    for fact in facts:
        assert fact.section in {"applies", "effect"}  # only these have a place to link to
        assert all(len(answer.short or "") <= 80 for answer in fact.answers), fact.id


def test_sentences_are_short_and_end(mapping: ExportMapping) -> None:
    for fact in mapping.facts:
        assert fact.question.endswith("?"), fact.id
        for sentence in (*(answer.says for answer in fact.answers), fact.silence or "."):
            assert sentence.endswith("."), sentence
            assert len(sentence) <= 130, sentence


def test_background_has_no_silence(mapping: ExportMapping) -> None:
    """The page has no place for one there."""
    background = [fact for fact in mapping.facts if fact.section == "background"]
    assert [fact.id for fact in background if fact.silence] == []


# --- each answer rests on the articles that give it, according to their findings ------------------


def test_regions_rest_on_the_articles_that_name_them(mapping: ExportMapping) -> None:
    naming: dict[str, set[str]] = {}
    for finding in findings(mapping):
        for region in finding.regions:
            naming.setdefault(region, set()).add(finding.article)
    naming_all = set.intersection(*(naming[region] for region in NEW_REGIONS))
    assert given_by(mapping, "regions", "Hong Kong") == naming_all
    for fact in ("regions", "since-when"):
        assert given_by(mapping, fact, "In the United States") == naming["US"]
        assert given_by(mapping, fact, "India") == naming["IN"]
    assert "GB" not in naming
    assert not fact_of(mapping, "united-kingdom").answers


def test_every_article_about_regions_answers_where(mapping: ExportMapping) -> None:
    about = {finding.article for finding in findings(mapping) if finding.kind == "region"}
    assert articles_of(fact_of(mapping, "regions").evidence) == about


def test_the_start_rests_on_the_articles_that_date_it(mapping: ExportMapping) -> None:
    dated = {finding.article for finding in findings(mapping) if finding.day == START}
    assert given_by(mapping, "since-when", "3 November 2025") == dated


def test_the_age_rests_on_the_articles_that_name_it(mapping: ExportMapping) -> None:
    naming = {finding.article for finding in findings(mapping) if finding.under}
    assert articles_of(fact_of(mapping, "under-18").evidence) == naming
    silent = spelled(len(mapping.articles) - len(naming))
    assert (
        fact_of(mapping, "under-18").silence
        == f"The other {silent} articles say nothing about age."
    )


def test_every_article_about_the_default_is_in_one_answer(mapping: ExportMapping) -> None:
    stating = given_by(mapping, "default", "on unless")
    implying = given_by(mapping, "default", "only implies")
    assert not stating & implying
    assert stating | implying == {
        finding.article for finding in findings(mapping) if finding.kind == "default"
    }


def test_the_switch_rests_on_the_articles_whose_steps_have_its_name(mapping: ExportMapping) -> None:
    naming: dict[str, set[str]] = {}
    for finding in findings(mapping):
        if finding.kind in {"opt_out", "opt_out_web", "opt_out_app"}:
            steps = [step.casefold() for step in finding.steps]
            assert "data privacy" in steps, finding.id
            for step in steps:
                naming.setdefault(step, set()).add(finding.article)
    for name in (
        "“Data for Generative AI Improvement”",
        "“Generative AI Improvement”",
        "“How LinkedIn uses your data”",
    ):
        assert given_by(mapping, "switch", name) == naming[name.strip("“”").casefold()]


def test_articles_are_sorted_by_when_they_were_written(mapping: ExportMapping) -> None:
    articles = mapping.articles
    before = {article.id for article in articles if article.published and article.published < START}
    undated = {article.id for article in articles if not article.published}
    on_the_day = {article.id for article in articles if article.published == START}
    assert given_by(mapping, "written-before", "dated before") == before
    assert given_by(mapping, "written-before", "undated") == undated
    assert given_by(mapping, "written-before", "the day itself") == on_the_day
    later = {article.id for article in articles if article.published and article.published > START}
    assert len(before | undated | on_the_day | later) == len(articles)


NAMES = {
    "NordVPN": "nordvpn-2025-10-16",
    "ScanX": "scanx-2025-11-01",
    "Sonia": "sonia-2025-11-03",
    "PreviewKart": "previewkart-2025",
    "unsigned": "anon-explainer-2025",
}


def test_an_answer_that_names_articles_rests_on_them(mapping: ExportMapping) -> None:
    for fact in mapping.facts:
        for answer in fact.answers:
            named = {identifier for name, identifier in NAMES.items() if name in answer.says}
            assert not named or named == articles_of(answer.evidence), answer.says


def test_a_quoted_answer_is_in_the_words_of_its_articles(mapping: ExportMapping) -> None:
    passages = {passage.id: passage for article in mapping.articles for passage in article.passages}
    quoted = 0
    for fact in mapping.facts:
        for answer in fact.answers:
            texts = [" ".join(passages[passage].quotes).casefold() for passage in answer.evidence]
            for words in (piece.split("”")[0] for piece in answer.says.split("“")[1:]):
                assert any(words.casefold() in text for text in texts), (answer.says, words)
                quoted += 1
    assert quoted > 8


# Counted in the articles themselves, by a reader.
@pytest.mark.parametrize(
    ("fact", "words", "articles"),
    [
        ("recipients", "better features", {"ScanX"}),
        ("recipients", "owner", {"Sonia"}),
        ("recipients-where", "like Canada and Hong Kong.", {"NordVPN"}),
        ("legal-basis", "legitimate interest", {"ScanX"}),
        ("legal-basis", "by using LinkedIn", {"NordVPN"}),
        ("undo", "does not undo", {"NordVPN"}),
        ("stops", "profile data and public content", {"NordVPN"}),
        ("stops", "with the setting for advertising", {"PreviewKart"}),
        ("cleaning", "privacy-enhancing", {"NordVPN"}),
    ],
)
def test_an_answer_rests_on_the_articles_that_give_it(
    mapping: ExportMapping, fact: str, words: str, articles: set[str]
) -> None:
    read = given_by(mapping, fact, words) & set(NAMES.values())  # others may have been added
    assert read == {NAMES[name] for name in articles}


# --- the summary, for a member --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "short", "agreeing"),
    [
        ("eu", "3 November 2025", {"NordVPN", "PreviewKart", "ScanX", "Sonia", "unsigned"}),
        ("us", "Earlier, on a day that is not given", {"NordVPN", "unsigned"}),
        ("in", "Reportedly earlier, on a day that is not given", {"ScanX"}),
    ],
)
def test_the_start_in_the_summary_is_that_of_the_region(
    mapping: ExportMapping, region: str, short: str, agreeing: set[str]
) -> None:
    rows = {row.fact.id: row for row in summary(mapping, {"region": region, "age": "unstated"})}
    (answer,) = rows["since-when"].answers
    assert answer.short == short
    agrees = {id for id, stance in answer.stances.items() if stance == "agrees"}
    assert agrees & set(NAMES.values()) == {NAMES[name] for name in agreeing}


def test_the_summary_separates_another_answer_from_a_near_one_and_from_silence() -> None:
    small = load_mapping(FULL)
    (start, *_) = small.facts
    paper, weekly = (article.id for article in small.articles)
    for stance in ("near", "differs"):
        other = Answer(says="Later.", stance=stance, evidence=(f"{weekly}/notes",))
        changed = replace(small, facts=(replace(start, answers=(*start.answers, other)),))
        (row,) = summary(changed, {"region": "eu"})
        assert row.answers[0].stances == {paper: "agrees", weekly: stance}
    (row,) = summary(small, {"region": "eu"})
    assert row.answers[0].stances == {paper: "agrees", weekly: "silent"}
