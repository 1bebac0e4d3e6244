"""Sentences that a review compared with the articles, each with the statements and findings that it rests on.

A sentence belongs to the entry of the review that asked for it. Numbers in a sentence are counted, so they are left out here.
"""

from collections.abc import Iterator

import pytest

from analyzer.mapping.mapping import ExportMapping

STOPS = {"P/setting-stops", "S/setting-excludes-data", "M/setting-prevents-use", "U/setting-stops"}
ALL_STOP = STOPS | {"N/opt-out-toggle"}
SHARED = {"P/microsoft-ads", "P/regions", "S/microsoft-affiliates", "S/regions"}
NO_PLACE = (
    "No article names {regions} among the places where {platform} uses members’ data to train AI."
)

ARTICLES = {
    "N": "nordvpn-2025-10-16",
    "P": "previewkart-2025",
    "S": "scanx-2025-11-01",
    "M": "sonia-2025-11-03",
    "U": "anon-explainer-2025",
}
"""The articles by letter. M is Sonia's, U the unsigned explainer."""

# fmt: off
ENTRIES: list[tuple[str, str, set[str]]] = [
    # 2: the effect of turning the setting off
    ("2", "Turning it off stops later training on your data.", STOPS),
    ("2", "No article limits this to new data, but one says that data collected before may remain.",
     ALL_STOP | {"U/previously-collected-remains"}),
    ("2", "To stop all later AI training, NordVPN adds the objection form.", {"N/opt-out-toggle", "N/two-steps-prevent"}),
    ("2", "It does not undo earlier training.", {"N/not-reversed"}),
    ("2", "Data collected before may remain in LinkedIn’s system.", {"U/previously-collected-remains"}),
    # 5: Microsoft, with the limits
    ("5", "Microsoft and affiliates, for targeted advertising.", {"P/microsoft-ads", "S/microsoft-affiliates"}),
    ("5", "In some regions, like Canada and Hong Kong, Microsoft and other affiliates, for training AI and targeted advertising.",
     {"N/microsoft-regional"}),
    ("5", "Some user data is shared, and it could be your profile data and public posts.", {"P/microsoft-ads"}),
    ("5", "No region is given for sharing, though the update is for the EU, the EEA, Switzerland, Canada and Hong Kong.", SHARED),
    # 6: questions that only some articles answer
    ("6", "No other article mentions India.", {"S/india-included", "S/regions"}),
    ("6", "No other article mentions them.", {"M/profile-data", "M/connections"}),
    ("6", "articles do not mention any such data.", {"U/service-data", "U/technical-data-used"}),
    ("6", "The list of public content in Sonia's article has neither.", {"N/public-content"}),
    ("6", "articles name none of these.", {"N/ai-usage-data", "N/job-data"}),
    ("6", "According to an unsigned explainer, members under 18 are left out by default. No other article mentions minors.",
     {"U/minors-excluded"}),
    # 8: periods
    ("8", "Turned off, the setting stops later training on your data; NordVPN states this of profile data and public content, for models that generate content.", ALL_STOP),
    ("8", "Where the setting applies, turning it off stops later training on your data; NordVPN states this of profile data and public content.", ALL_STOP | {"M/no-region"}),
    ("8", "It is on unless you turn it off, and no region is named for this.", {"M/default-on", "U/default-on"}),
    ("8", "Users in India are, reportedly, included by default.", {"S/india-included"}),
    ("8", "No article makes an exception for data from before the start.", {"M/every-element"}),
    ("8", "No article makes an exception for such data.", {"M/every-element"}),
    # 13: asked, but not answered
    ("13", "Most of the data used is already public on your profile, unless you change your privacy settings.", {"N/mostly-public"}),
    # 14: the summary
    ("14", "It stops the use of your data for later training.", STOPS | {"M/opt-out-before-date"}),
    ("14", "A form asks for the removal of data already used, and LinkedIn reviews and processes the request.", {"U/objection-form-removes"}),
    ("14", "In the United States it began earlier.", {"N/us-earlier", "U/regions-unnamed"}),
    ("14", "Users in India were, reportedly, already included before that.", {"S/india-included"}),
    ("14", "Members under 18 are left out by default from AI training with profile data, according to {articles}.", {"U/minors-excluded"}),
    ("14", "That stops the use of your data for later training, according to {articles}; NordVPN limits this to profile data and public content, and to AI that generates content.", ALL_STOP),
    # 22: counts and background
    ("22", "Not for later training: turned off later, it still stops the use of your data from then on.", {"U/setting-stops"}),
    ("22", "It still stops later use of profile data and public content for AI that generates content; earlier training is not undone.",
     {"N/opt-out-toggle", "N/not-reversed"}),
    ("22", "Training LinkedIn’s AI.",
     {"N/date", "P/profile-data", "S/review-settings", "M/no-region", "U/purpose"}),
    ("22", "A more personal LinkedIn.", {"N/purpose", "P/risks", "M/meta-similar-and-wider"}),
    ("22", "“Every interaction” and “behavior on the platform” feed into AI.",
     {"M/no-exclusions", "M/every-element", "M/career-preferences"}),
    ("22", "“Online activity” could be used, and it is left open which.", {"N/history-and-education"}),
    ("22", "If you work in journalism, activism, nonprofit work or public service, your data could shape the answers of AI.",
     {"N/reuse"}),
    ("22", "describes it partly as still to come, partly as present.", {"M/date", "M/policy-grants", "M/every-element"}),
    # 25: sentences that a lay reader could take in two ways
    ("25", "It comes to select regions and more users worldwide, and these regions are not named.",
     {"U/date", "U/regions-unnamed"}),
    ("25", "It was limited to the United States and a few other regions before, which are not named.", {"U/regions-unnamed"}),
    ("25", NO_PLACE,
     {"N/regions", "P/regions", "S/regions", "U/date", "U/regions-unnamed", "M/no-region"}),
    ("25", "The article’s opening announces “using and sharing” members’ data to train AI in the regions it names, without a recipient.",
     {"N/sharing-everywhere"}),
    ("25", "The setting for advertising turns off sharing with affiliates and partners. After opting out you may still see advertisements, but less personal ones.",
     {"P/ads-toggle", "P/effect-on-experience"}),
    ("25", "The first may mean records of logins, the second passwords.", {"U/account-information", "N/credentials-excluded"}),
    ("25", "Leaving it on may improve your experience, if you want features and recommendations by AI.", {"P/decide"}),
    # in the articles, but once missing from the page
    ("gaps", "It takes the setting and the objection form to prevent all uses of your data for future AI training.",
     {"N/two-steps-prevent"}),
    ("gaps", "Features will recommend messages and connection requests “based on successful communication patterns”.",
     {"M/applications"}),
    ("gaps", "Private messages, login credentials, payment data, salary and job applications, where attributable to one person, are examples.",
     {"N/messages-excluded", "N/credentials-excluded", "N/payment-excluded", "N/salary-excluded", "N/job-applications-excluded"}),
    ("gaps", "“Nearly everything visible on your profile and public activity” is covered. Feeding it into AI “without clear limits” has risks.",
     {"N/nearly-everything", "N/risks"}),
    ("gaps", "The responsibility to decline is on you, and you did not explicitly agree.", {"M/default-on", "M/risks"}),
    ("gaps", "It is not clear how data is used and stored in the long term.", {"P/storage-unclear"}),
]
# fmt: on


def sentences(mapping: ExportMapping) -> Iterator[tuple[str, frozenset[str]]]:
    """Every sentence about the articles, with its evidence."""
    for fact in mapping.facts:
        for answer in fact.answers:
            yield answer.says, frozenset(answer.evidence)
    for claim in (*mapping.rules.periods, *mapping.rules.sentences):
        yield claim.says, frozenset(claim.evidence)
    for disagreement in mapping.disagreements:
        yield disagreement.says, frozenset(disagreement.evidence)
    for action in mapping.actions:
        yield action.says, frozenset(action.evidence)


@pytest.mark.parametrize(("entry", "sentence", "evidence"), ENTRIES)
def test_a_reviewed_sentence_rests_on_its_statements(
    mapping: ExportMapping, entry: str, sentence: str, evidence: set[str]
) -> None:
    expected = {f"{ARTICLES[short[0]]}{short[1:]}" for short in evidence}
    read = set(ARTICLES.values())  # others may have been added
    bases = [
        {id for id in basis if id.partition("/")[0] in read}
        for says, basis in sentences(mapping)
        if sentence in says
    ]
    assert bases, entry
    assert expected in bases, entry


SILENCES = [
    ("2", "stops", "No article makes an exception for older data"),
    ("13", "delete", "No article gives the steps"),
    ("14", "undo", "No article promises that such a request is granted."),
    ("gaps", "around-messages", "No article says whether sender, recipient and date of a message are used."),
    ("gaps", "sensitive", "No article lists all sensitive data"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "fact", "silence"), SILENCES)
def test_a_reviewed_silence_is_in_the_mapping(
    mapping: ExportMapping, entry: str, fact: str, silence: str
) -> None:
    silences = {item.id: item.silence or "" for item in mapping.facts}
    assert silences[fact].startswith(silence), entry


def test_only_what_an_article_describes_is_an_action(mapping: ExportMapping) -> None:
    assert [action.id for action in mapping.actions] == ["setting", "objection", "advertising"]
    assert all(action.steps for action in mapping.actions)


def test_every_disagreement_is_answered_by_some_article(mapping: ExportMapping) -> None:
    """A question that no article answers is a silence in the facts."""
    assert "united-kingdom" not in {disagreement.id for disagreement in mapping.disagreements}
    for disagreement in mapping.disagreements:
        assert disagreement.evidence, disagreement.id
