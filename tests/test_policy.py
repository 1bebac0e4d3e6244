"""Standing, computed from statements, against tables written by hand from the articles."""

from collections.abc import Iterable, Mapping

import pytest
from five_articles import BY_HAND

from analyzer.mapping.articles import Reach, Statement
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Assessment, ancestry, assess
from analyzer.reporting.mapping_tables import find_column

READ_BY_HAND = [
    # data type, standing, articles that mention it, articles that name it
    ("profile.name", "used", 5, 2),
    ("profile.headline", "used", 5, 1),
    ("profile.positions", "used", 5, 2),
    ("profile.education", "used", 5, 2),
    ("profile.skills", "used", 5, 2),
    ("profile.certifications", "used", 5, 1),
    ("profile.volunteering", "used", 5, 1),
    ("profile.location", "used", 5, 1),
    ("profile.endorsements.received", "used", 5, 1),
    ("profile.recommendations.received", "used", 5, 1),
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
    ("shared_content.media", "claimed", 1, 0),
    ("preferences.career", "claimed", 1, 1),
    ("connections.people", "claimed", 1, 1),
    ("ai_usage.prompts", "used", 1, 1),
    ("ai_usage.conversations", "used", 1, 0),
    ("ai_usage.language", "used", 1, 1),
    ("ai_usage.feedback", "used", 1, 1),
    ("job_data.resumes", "used", 1, 1),
    ("job_data.saved_answers", "used", 1, 1),
    ("job_data.screening_responses", "used", 1, 1),
    ("preferences.language", "claimed", 1, 1),
    ("service_data.location", "claimed", 1, 1),
    ("account.email", "claimed", 1, 1),
    ("account.logins", "claimed", 1, 0),
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


@pytest.mark.parametrize(("data_type", "standing", "mentioning", "naming"), READ_BY_HAND)
def test_standing_agrees_with_a_reading_by_hand(
    data_type: str, standing: str, mentioning: int, naming: int, five: ExportMapping
) -> None:
    assessment = five.assessments[data_type]
    counted = (assessment.standing, assessment.documents, assessment.named_by)
    assert counted == (standing, mentioning, naming)


ANON, NORD, KART, SCANX, SONIA = sorted(BY_HAND)

PROFILE = {
    f"{ANON}/profile-data", f"{ANON}/technical-data-used", f"{NORD}/nearly-everything", f"{KART}/profile-data",
    f"{SCANX}/profile-data", f"{SONIA}/profile-data", f"{SONIA}/engagement", f"{SONIA}/every-element",
    f"{SONIA}/policy-grants", f"{SONIA}/faq-primarily", f"{SONIA}/public-profiles",
}  # fmt: skip
NO_MESSAGES = {
    f"{KART}/messages-excluded",
    f"{NORD}/messages-excluded",
    f"{SCANX}/messages-excluded",
}
EVERY = {f"{SONIA}/every-element", f"{SONIA}/career-preferences", f"{SONIA}/engagement"}
MET = {
    *EVERY,
    f"{SONIA}/professional-interactions",
}  # where people meet: messages, invitations, applications
ACTIVITY = {f"{NORD}/history-and-education", f"{KART}/professional-activity"}
CONTENT = {f"{SONIA}/connections"}  # "interactions with content"

COLUMNS: list[tuple[str, str | None, str, set[str], set[str], set[str]]] = [
    # column, part, standing, statements that count, cautions, and statements in general words
    ("Profile.csv:Summary", None, "used", PROFILE, set(), set()),
    ("Profile.csv:Headline", None, "used", {*PROFILE, f"{NORD}/profile-data"}, set(), set()),
    ("Courses.csv:Name", None, "used", PROFILE, set(), set()),
    ("Rich_Media.csv:Media Description", "profile", "used", PROFILE, set(), set()),
    ("Rich_Media.csv:Media Description", "groups", "used", {f"{NORD}/public-content"}, set(),
     {*MET, *CONTENT, f"{KART}/professional-activity"}),
    ("Rich_Media.csv:Media Description", None, "claimed", {f"{SONIA}/public-content"}, set(),
     {*ACTIVITY, f"{NORD}/nearly-everything"}),
    ("Shares.csv:ShareCommentary", "limited", "claimed", {f"{SONIA}/public-content"}, set(),
     {*ACTIVITY, f"{NORD}/nearly-everything"}),
    ("Reactions.csv:Type", "groups", "used", {f"{NORD}/public-content"}, set(),
     {*MET, *CONTENT, f"{KART}/professional-activity"}),
    ("InstantReposts.csv:Link", "groups", "used", {f"{NORD}/public-content"}, set(),
     {*MET, *CONTENT, f"{KART}/professional-activity"}),
    ("Endorsement_Given_Info.csv:Skill Name", None, "not_mentioned", set(), set(),
     {*MET, *ACTIVITY, f"{NORD}/profile-data", f"{NORD}/nearly-everything"}),
    ("Recommendations_Given.csv:Text", None, "not_mentioned", set(), set(),
     {*MET, *ACTIVITY, f"{NORD}/profile-data", f"{NORD}/nearly-everything"}),
    ("Endorsement_Received_Info.csv:Skill Name", "not shown", "not_mentioned", set(), set(), {f"{NORD}/profile-data"}),
    ("Recommendations_Received.csv:Text", "not shown", "not_mentioned", set(), set(), {f"{NORD}/profile-data"}),
    ("Job Applicant Saved Answers.csv:Answer", None, "used", {f"{NORD}/job-data"},
     {f"{NORD}/job-applications-excluded"}, set()),
    ("Job Applicant Saved Screening Question Responses.csv:Answer", None, "used", {f"{NORD}/job-data"},
     {f"{NORD}/job-applications-excluded"}, set()),
    ("Job Applicant Saved Answers.csv:Question", None, "not_mentioned", set(), set(),
     {f"{NORD}/job-applications-excluded"}),
    ("Job Applications.csv:Question And Answers (questions)", None, "not_mentioned", set(), set(),
     {f"{NORD}/job-applications-excluded"}),
    ("Job Applications.csv:Question And Answers", None, "excluded", {f"{NORD}/job-applications-excluded"}, set(),
     {*MET, f"{SONIA}/could-expose", f"{KART}/professional-activity"}),
    ("coach_messages.csv:CONTENT", "typed", "used", {f"{NORD}/ai-usage-data"}, set(), EVERY),
    ("coach_messages.csv:CONTENT", "answered", "not_mentioned", set(), set(), {*EVERY, f"{NORD}/ai-usage-data"}),
    ("coach_messages.csv:CONTENT", None, "not_mentioned", set(), set(), {*EVERY, f"{NORD}/ai-usage-data"}),
    ("coach_messages.csv:CONVERSATION TITLE", None, "not_mentioned", set(), set(), {*EVERY, f"{NORD}/ai-usage-data"}),
    ("coach_messages.csv:DATE", None, "used", {f"{NORD}/ai-usage-data"}, set(), EVERY),
    ("messages.csv:CONTENT", None, "excluded", NO_MESSAGES, set(), MET),
    ("messages.csv:FROM", None, "not_mentioned", set(), set(), {*NO_MESSAGES, *MET}),
    ("messages.csv:DATE", None, "not_mentioned", set(), set(), {*NO_MESSAGES, *MET}),
    ("Receipts.csv:Total Amount", None, "disputed", {f"{ANON}/account-information", f"{NORD}/payment-excluded"},
     set(), set()),
    ("Email Addresses.csv:Email Address", None, "claimed", {f"{ANON}/account-information"}, set(), set()),
    ("Logins.csv:IP Address", None, "claimed", {f"{ANON}/service-data", f"{ANON}/technical-data-used"}, set(), set()),
    ("Job Seeker Preferences.csv:Open To Recruiters", None, "claimed", {f"{SONIA}/career-preferences"}, set(),
     {f"{ANON}/member-preferences"}),
    ("Ad_Targeting.csv:Recent Device OS", None, "not_mentioned", set(), set(),
     {f"{ANON}/member-preferences", f"{ANON}/service-data"}),
    ("Ad Targeting.csv:Partner Opt Out Advertising", None, "not_mentioned", set(), set(),
     {f"{ANON}/member-preferences", f"{ANON}/service-data"}),
    ("SearchQueries.csv:Search Query", None, "not_mentioned", set(), set(),
     {*EVERY, f"{NORD}/history-and-education"}),
    ("Learning.csv:Content Title", None, "not_mentioned", set(), set(), {*EVERY, *CONTENT, *ACTIVITY}),
    ("Invitations.csv:Message", None, "not_mentioned", set(), set(), {*MET, *ACTIVITY}),
    ("Saved_Items.csv:savedItem", None, "not_mentioned", set(), set(),
     {*EVERY, *CONTENT, f"{NORD}/history-and-education"}),
    ("Notes.csv:Note", None, "not_mentioned", set(), set(), set()),
]  # fmt: skip


@pytest.mark.parametrize(("place", "part", "standing", "counting", "cautions", "wide"), COLUMNS)
def test_a_column_rests_on_these_statements(
    place: str,
    part: str | None,
    standing: str,
    counting: set[str],
    cautions: set[str],
    wide: set[str],
    five: ExportMapping,
) -> None:
    table, column = find_column(five, place)
    (column,) = [item.of(column) for item in table.parts if item.name == part] or [column]
    assert column.data_type is not None
    assessment = five.assessments[column.data_type.id]
    assert assessment.standing == standing
    sides = (assessment.for_use + assessment.against_use, assessment.cautions, assessment.wide)
    assert [{item.statement.id for item in side} for side in sides] == [counting, cautions, wide]


def test_a_list_that_is_denied_names_the_items_where_that_decides(five: ExportMapping) -> None:
    denied = {
        data_type: {(denial.data_type, denial.statement.id) for denial in assessment.denials}
        for data_type, assessment in five.assessments.items()
        if assessment.denials
    }
    denials = {
        ("credentials.login_details", f"{NORD}/credentials-excluded"),
        *((f"payment.{item}", f"{NORD}/payment-excluded") for item in ("billing", "transactions", "products")),
    }  # fmt: skip
    names = [
        "account.email", "account.logins", "account.subscription", "preferences.language", "preferences.settings",
        "service_data.ip_address", "service_data.device", "service_data.location", "service_data.cookies",
    ]  # fmt: skip
    assert denied == dict.fromkeys(names, denials)


def test_the_claims_in_words_that_name_no_data(five: ExportMapping) -> None:
    assert [(statement.id, reach.words) for statement, reach in five.wide_claims] == [
        (f"{NORD}/history-and-education", "online activity"),
        (f"{NORD}/nearly-everything", "public activity"),
        (f"{KART}/professional-activity", "professional activity"),
        (f"{SONIA}/connections", "interactions with content"),
        (f"{SONIA}/engagement", "engagement data"),
        (f"{SONIA}/engagement", "user interactions"),
        (f"{SONIA}/every-element", "every interaction"),
        (f"{SONIA}/career-preferences", "professional information"),
        (f"{SONIA}/career-preferences", "behavior on the platform"),
        (f"{SONIA}/professional-interactions", "professional interactions"),
    ]


def test_all_of_the_profile_is_used(five: ExportMapping) -> None:
    for data_type, assessment in five.assessments.items():
        if data_type.startswith("profile."):
            assert (assessment.standing, assessment.documents) == ("used", 5)


def test_every_data_type_is_assessed(mapping: ExportMapping) -> None:
    assert list(mapping.assessments) == [data_type.id for data_type in mapping.data_types]


def test_every_statement_is_evidence_for_something(mapping: ExportMapping) -> None:
    used = {
        evidence.statement.id
        for assessment in mapping.assessments.values()
        for evidence in (*assessment.evidence, *assessment.wide)
    }
    assert used == {statement.id for statement in mapping.statements}


# The standings of most data types of a category that articles mention, by the group it was put in by hand.
GROUP_STANDINGS: Mapping[str, set[str]] = {
    "included": {"used", "disputed"},
    "excluded": {"excluded", "disputed"},
    "claimed": {"claimed"},
    "unaddressed": set(),
}


def test_the_groups_of_the_taxonomy_fit_the_computed_standing(five: ExportMapping) -> None:
    for category in five.categories:
        standings = [
            five.assessments[data_type.id].standing
            for data_type in five.data_types
            if data_type.category is category
        ]
        mentioned = [standing for standing in standings if standing != "not_mentioned"]
        fitting = [
            standing for standing in mentioned if standing in GROUP_STANDINGS[category.group]
        ]
        assert 2 * len(fitting) > len(mentioned) or not mentioned, category.id
        assert bool(mentioned) == (category.group != "unaddressed"), category.id


def test_the_notice_is_compared_with_the_statements_of_the_articles(five: ExportMapping) -> None:
    assert five.official is not None
    for entry in five.official.entries:
        assessments = [five.assessments[data_type] for data_type in entry.about]
        standings = {assessment.standing for assessment in assessments}
        if entry.row == "not_named":
            assert entry.compared == "silent", entry.about
        elif standings == {"not_mentioned"}:
            assert entry.compared == "adds", entry.about
        elif entry.row == "training":
            assert entry.compared == "agrees", entry.about
            assert all(assessment.for_use for assessment in assessments)
        else:
            assert entry.compared in {"differs", "silent"}, entry.about
            assert "not_mentioned" not in standings, entry.about


# --- the rule ------------------------------------------------------------------------------------

RULE = [
    # statements as "article, says, about", with L where given as LinkedIn's list and ? before data that general
    # words could include; then the standing of a.x
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
    # an article that says both is not a disagreement: its use decides
    (["one used a.x", "one excluded a.x"], "claimed"),
    (["one used a.x L", "one excluded a.x"], "used"),
    (["one used a.x", "one excluded a"], "claimed"),
    (["one used a", "one excluded a"], "claimed"),
    (["one used a.x L", "one excluded a.x", "two used a.x"], "used"),
    (["one used a.x L", "one excluded a.x", "two excluded a.x"], "disputed"),
    # but where it names the data as an exception to a broader term, the exception decides
    (["one used a", "one excluded a.x"], "excluded"),
    (["one used a", "one excluded a.x", "two used a.x"], "disputed"),
    # general words that could include the data affect nothing
    (["one used ?a.x"], "not_mentioned"),
    (["one used ?a"], "not_mentioned"),
    (["one used ?a.x L", "two used a.x"], "claimed"),
    (["one excluded ?a.x", "two used a.x L"], "used"),
    # another article denies another item of LinkedIn's list: then the list alone is not enough
    (["one used a.x L", "one used b.x L", "two excluded b.x"], "claimed"),
    (["one used a.x L", "one used b.x L", "two excluded b"], "claimed"),
    # an item that is not given as LinkedIn's is not in that list
    (["one used a.x L", "one used b.x", "two excluded b.x"], "used"),
    # only another article can deny an item of a list
    (["one used a.x L", "one used b.x L", "two used b.x", "two excluded b.x"], "used"),
    (["one used a.x L", "one used b.x L", "two excluded ?b.x"], "used"),
    (["one used a.x L", "one used b.x L", "one excluded b.x"], "used"),
    # another article that says the same is enough again
    (["one used a.x L", "one used b.x L", "two excluded b.x", "three used a.x"], "used"),
]


def state(sentences: Iterable[str]) -> Mapping[str, Assessment]:
    """The assessments of some data types by the statements that these sentences describe."""
    statements = []
    for number, sentence in enumerate(sentences):
        article, says, about, *listed = sentence.split()
        statements.append(
            Statement(
                id=f"{article}/{number}",
                article=article,
                says="used" if says == "used" else "excluded",
                about=() if about.startswith("?") else (about,),
                could_reach=(Reach(words="Q", about=(about[1:],), note="n"),)
                if about.startswith("?")
                else (),
                attributed=bool(listed),
                paraphrase="p",
                quotes=("q",),
                lines=(1,),
            )
        )
    return assess(["a.x", "a.x.y", "b.x"], statements)


@pytest.mark.parametrize(("sentences", "standing"), RULE)
def test_the_rule(sentences: list[str], standing: str) -> None:
    assert state(sentences)["a.x"].standing == standing


def test_named_precedes_implied_and_for_precedes_against() -> None:
    assessment = state(["one used a", "two used a.x", "three excluded a"])["a.x"]
    evidence = [(item.statement.article, item.match) for item in assessment.evidence]
    assert evidence == [("two", "named"), ("one", "implied"), ("three", "implied")]
    assert (assessment.documents, assessment.named_by) == (3, 1)


CAUTIONS = [
    # statements; then those that count for a.x, those that count against it, and the cautions
    (["one used a.x", "one excluded a.x"], ["one/0"], [], ["one/1"]),
    (["one used a.x", "one excluded a", "two excluded a"], ["one/0"], ["two/2"], ["one/1"]),
    (["one used a", "one excluded a.x"], [], ["one/1"], ["one/0"]),
    (["one used a.x", "one excluded ?a.x"], ["one/0"], [], ["one/1"]),
    (["one used a.x", "two excluded ?a.x"], ["one/0"], [], []),
]


@pytest.mark.parametrize(("sentences", "for_use", "against_use", "cautions"), CAUTIONS)
def test_an_articles_statement_for_the_opposite_is_a_caution(
    sentences: list[str], for_use: list[str], against_use: list[str], cautions: list[str]
) -> None:
    assessment = state(sentences)["a.x"]
    sides = (assessment.for_use, assessment.against_use, assessment.cautions)
    assert [[item.statement.id for item in side] for side in sides] == [
        for_use,
        against_use,
        cautions,
    ]


def test_a_list_that_another_article_denies_carries_the_denial_where_it_decides() -> None:
    listed = ["one used a.x L", "one used b.x L", "two excluded b.x"]
    (denial,) = state(listed)["a.x"].denials
    assert (denial.data_type, denial.statement.id) == ("b.x", "two/2")
    assert state([*listed, "three used a.x"])["a.x"].denials == ()
    assert state([*listed, "three used a.x"])["b.x"].denials == ()
    assert state(["one used a.x", *listed[1:]])["a.x"].denials == ()


def test_wide_words_are_kept_apart_from_the_evidence() -> None:
    assessment = state(["one used ?a", "two excluded ?a.x", "three used ?b"])["a.x"]
    assert [(item.statement.id, item.match) for item in assessment.wide] == [
        ("one/0", "possible"),
        ("two/1", "possible"),
    ]
    assert (assessment.evidence, assessment.documents) == ((), 0)


def test_a_statement_about_a_type_holds_for_narrower_ones() -> None:
    assert state(["one used a.x"])["a.x.y"].standing == "claimed"


def test_ancestry() -> None:
    assert ancestry("a.b.c") == ("a.b.c", "a.b", "a")
    assert ancestry("a") == ("a",)
