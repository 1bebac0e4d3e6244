"""Standing, computed from statements, against tables written by hand from the documents."""

from datetime import date

import pytest

from analyzer.mapping import (
    Category,
    DataType,
    Document,
    ExportMapping,
    Region,
    Rules,
    Statement,
    ancestry,
)
from analyzer.mapping.articles import Says

# The coverage of the five documents, read by a person: data, standing, how many documents speak of it, how
# many of those name it.
READ_BY_HAND = [
    ("profile.name", "used", 5, 2),
    ("profile.headline", "used", 5, 1),
    ("profile.positions", "used", 5, 2),
    ("profile.education", "used", 5, 2),
    ("profile.skills", "used", 5, 2),
    ("profile.certifications", "used", 5, 1),
    ("profile.volunteering", "used", 5, 1),
    ("profile.location", "used", 5, 1),
    ("profile.endorsements.received", "used", 5, 1),
    ("profile.endorsements.given", "used", 5, 0),
    ("profile.recommendations.received", "used", 5, 1),
    ("profile.recommendations.given", "used", 5, 0),
    ("profile.publications", "used", 5, 1),
    ("profile.summary", "used", 5, 0),
    ("profile.courses", "used", 5, 0),
    ("public_content.posts", "used", 4, 4),
    ("public_content.articles", "used", 2, 2),
    ("public_content.comments", "used", 2, 2),
    ("public_content.polls", "used", 1, 1),
    ("public_content.group_activity", "used", 1, 1),
    ("reactions.given", "claimed", 1, 1),
    ("shared_content.reposts", "claimed", 1, 1),
    ("shared_content.media", "claimed", 1, 1),
    ("preferences.career", "claimed", 1, 1),
    ("connections.people", "claimed", 1, 1),
    ("ai_usage.prompts", "used", 1, 1),
    ("ai_usage.conversations", "used", 1, 0),
    ("ai_usage.feedback", "used", 1, 1),
    ("job_data.resumes", "used", 1, 1),
    ("job_data.saved_answers", "disputed", 1, 1),
    ("job_data.screening_responses", "disputed", 1, 1),
    ("preferences.language", "claimed", 1, 1),
    ("service_data.location", "claimed", 1, 1),
    ("account.email", "claimed", 1, 1),
    ("account.logins", "claimed", 1, 1),
    ("credentials.login_details", "disputed", 2, 2),
    ("payment.billing", "disputed", 2, 0),
    ("payment.transactions", "disputed", 2, 0),
    ("payment.products", "disputed", 2, 0),
    ("account.subscription", "claimed", 1, 1),
    ("preferences.settings", "claimed", 1, 1),
    ("service_data.ip_address", "claimed", 1, 1),
    ("service_data.device", "claimed", 1, 1),
    ("service_data.cookies", "claimed", 1, 1),
    ("messages.content", "excluded", 3, 3),
    ("messages.people", "excluded", 3, 0),
    ("salary.own", "excluded", 1, 1),
    ("job_applications.details", "excluded", 1, 0),
    ("job_applications.answers", "excluded", 1, 0),
    ("job_applications.resume", "excluded", 1, 0),
    ("searches.queries", "not_mentioned", 0, 0),
    ("invitations.notes", "not_mentioned", 0, 0),
    ("inferences.about_you", "not_mentioned", 0, 0),
    ("inferences.profile_summary", "not_mentioned", 0, 0),
    ("advertising.targeting", "not_mentioned", 0, 0),
    ("contacts.people", "not_mentioned", 0, 0),
    ("follows.people", "not_mentioned", 0, 0),
    ("learning.history", "not_mentioned", 0, 0),
    ("identity.verifications", "not_mentioned", 0, 0),
    ("personal_details.birth_date", "not_mentioned", 0, 0),
    ("personal_details.phone", "not_mentioned", 0, 0),
    ("account_history.registration", "not_mentioned", 0, 0),
    ("job_search.saved_jobs", "not_mentioned", 0, 0),
    ("saved_items.posts", "not_mentioned", 0, 0),
    ("events.attendance", "not_mentioned", 0, 0),
    ("marketplace.proposals", "not_mentioned", 0, 0),
]


@pytest.mark.parametrize(("data_type", "standing", "documents", "named_by"), READ_BY_HAND)
def test_standing_is_what_a_reader_of_the_documents_finds(
    data_type: str, standing: str, documents: int, named_by: int, mapping: ExportMapping
) -> None:
    found = mapping.assessments[data_type]
    assert (found.standing, found.documents, found.named_by) == (standing, documents, named_by)


def test_every_profile_type_is_used_and_every_message_type_left_out(mapping: ExportMapping) -> None:
    for data_type, found in mapping.assessments.items():
        if data_type.startswith("profile."):
            assert (found.standing, found.documents) == ("used", 5)
        if data_type.startswith("messages."):
            assert (found.standing, found.documents) == ("excluded", 3)


def test_every_data_type_is_assessed(mapping: ExportMapping) -> None:
    assert list(mapping.assessments) == [data_type.id for data_type in mapping.data_types]


def test_every_statement_is_evidence_for_something(mapping: ExportMapping) -> None:
    used = {one.statement.id for found in mapping.assessments.values() for one in found.evidence}
    assert used == {statement.id for statement in mapping.statements}


# The taxonomy's groups are where a person puts a category; a category belongs there by the standing of its types.
GROUP_STANDINGS = {
    "included": {"used", "disputed"},  # of what is disputed one document says each
    "excluded": {"excluded", "disputed"},
    "claimed": {"claimed"},
    "unaddressed": {"not_mentioned"},
}


def test_the_groups_of_the_taxonomy_fit_the_computed_standing(mapping: ExportMapping) -> None:
    found = mapping.assessments
    for category in mapping.categories:
        standings = [found[t.id].standing for t in mapping.data_types if t.category is category]
        fitting = [s for s in standings if s in GROUP_STANDINGS[category.group]]
        assert 2 * len(fitting) > len(standings), category.id


def test_the_notice_is_compared_with_what_the_documents_say(mapping: ExportMapping) -> None:
    found = mapping.assessments
    assert mapping.official is not None
    for entry in mapping.official.entries:
        standings = {found[data_type].standing for data_type in entry.about}
        if entry.row == "not_named":
            assert entry.compared == "silent", entry.about
        elif standings == {"not_mentioned"}:
            assert entry.compared == "adds", entry.about
        elif entry.row == "training":
            assert entry.compared == "agrees", entry.about
            assert all(found[data_type].for_use for data_type in entry.about)
        else:
            assert entry.compared in {"differs", "silent"}, entry.about
            assert "not_mentioned" not in standings, entry.about


# --- the rule ------------------------------------------------------------------------------------

# statements as "document says about [L]", L: given as LinkedIn's list; then the standing of a.x
RULE = [
    ([], "not_mentioned"),
    (["one used a.x"], "claimed"),
    (["one used a"], "claimed"),
    (["one used a.x L"], "used"),
    (["one used a L"], "used"),
    (["one used a.x", "one used a"], "claimed"),
    (["one used a.x", "two used a.x"], "used"),
    (["one used a.x", "two used a"], "used"),
    (["one used a.x.y"], "not_mentioned"),
    (["one excluded a.x"], "excluded"),
    (["one excluded a"], "excluded"),
    (["one used a.x", "two excluded a.x"], "disputed"),
    (["one used a.x L", "two used a.x L", "three excluded a"], "disputed"),
    (["one used a.x", "one excluded a.x"], "disputed"),
    # another item of LinkedIn's list is denied by another document: then the list is not enough alone
    (["one used a.x L", "one used b.x L", "two excluded b.x"], "claimed"),
    (["one used a.x L", "one used b.x L", "two excluded b"], "claimed"),
    # what is not given as LinkedIn's is not in that list
    (["one used a.x L", "one used b.x", "two excluded b.x"], "used"),
    # a document that denies an item of its own list does not void the list
    (["one used a.x L", "one used b.x L", "one excluded b.x"], "used"),
    # another document that says the same is enough again
    (["one used a.x L", "one used b.x L", "two excluded b.x", "three used a.x"], "used"),
]


SAYS: dict[str, Says] = {"used": "used", "excluded": "excluded"}


def ledger(sentences: list[str]) -> ExportMapping:
    statements: dict[str, list[Statement]] = {}
    for number, sentence in enumerate(sentences):
        document, said, about, *listed = sentence.split()
        statement = Statement(
            id=f"{document}/{number}",
            document=document,
            says=SAYS[said],
            about=(about,),
            attributed=bool(listed),
            paraphrase="p",
            quotes=("q",),
            lines=(1,),
        )
        statements.setdefault(document, []).append(statement)
    documents = tuple(
        Document(
            id=name,
            title="t",
            publisher="p",
            published=date(2025, 1, 1),
            source="s",
            statements=tuple(every),
        )
        for name, every in statements.items()
    )
    categories = tuple(Category(name, name, "claimed", name) for name in "ab")
    types = tuple(DataType(f"{one.id}.x", one.id, one) for one in categories)
    deeper = DataType("a.x.y", "deeper", categories[0])
    nowhere = Region(id="nowhere", label="nowhere", evidence=())
    return ExportMapping(
        name="test",
        version="1",
        sha256="0",
        platform="LinkedIn",
        partial_archives=(),
        owner=(),
        folders=(),
        roles={},
        nobody=(),
        categories=categories,
        data_types=(*types, deeper),
        tables=(),
        documents=documents,
        disagreements=(),
        actions=(),
        facts=(),
        rules=Rules(unstated=nowhere, regions=(nowhere,)),
        official=None,
    )


@pytest.mark.parametrize(("sentences", "standing"), RULE)
def test_the_rule(sentences: list[str], standing: str) -> None:
    assert ledger(sentences).assessments["a.x"].standing == standing


def test_named_comes_before_implied_and_for_before_against() -> None:
    found = ledger(["one used a", "two used a.x", "three excluded a"]).assessments["a.x"]
    assert [(one.statement.document, one.match) for one in found.evidence] == [
        ("two", "named"),
        ("one", "implied"),
        ("three", "implied"),
    ]
    assert (found.documents, found.named_by) == (3, 1)


def test_what_is_said_of_a_type_holds_for_narrower_ones() -> None:
    assert ledger(["one used a.x"]).assessments["a.x.y"].standing == "claimed"


def test_ancestry() -> None:
    assert ancestry("a.b.c") == ("a.b.c", "a.b", "a")
    assert ancestry("a") == ("a",)
