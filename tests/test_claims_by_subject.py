"""Sentences that could easily say more than the articles, each with the page that shows it and the statements behind it.

A sentence of the mapping rests on exactly these statements and findings, and the element that shows it names at least these.
Any other sentence is in an element that names exactly these. A sentence that calls something unmentioned rests on the ids of
these subjects. One about counts, the list of the articles or LinkedIn's export rests on no statement.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import date
from functools import cache
from io import StringIO
from itertools import groupby
from pathlib import Path

import pytest
from claims import sentences
from example_group import example_group

from analyzer.analysis.analyze import analyze
from analyzer.analysis.model import Analysis
from analyzer.analysis.scenario import Scenario
from analyzer.mapping.articles import articles_of
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.charts import slide
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render
from analyzer.reporting.terminal import print_summary
from analyzer.text import spelled
from analyzer.workshop.group_page import render_cohort

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

ARTICLES = {
    "N": "nordvpn-2025-10-16",
    "P": "previewkart-2025",
    "S": "scanx-2025-11-01",
    "M": "sonia-2025-11-03",
    "U": "anon-explainer-2025",
}
"""The articles by letter. M is Sonia's, U the unsigned explainer."""

MEMBERS = {
    "sample": Scenario(),
    "EU": Scenario(region="eu"),
    "US": Scenario(region="us"),
    "India": Scenario(region="in"),
    "UK, off": Scenario(region="uk", opted_out=date(2025, 10, 1)),
    "EU, off": Scenario(region="eu", opted_out=date(2025, 12, 1)),
    "under 18": Scenario(region="ca", minor=True),
    "under 18, off": Scenario(region="eu", minor=True, opted_out=date(2025, 12, 1)),
    "under 18, off before": Scenario(region="eu", minor=True, opted_out=date(2025, 10, 1)),
    "ads off": Scenario(region="hk", ads_off=True),
}
"""What a member says whose page shows a sentence."""

# fmt: off
STOPS = "P/setting-stops S/setting-excludes-data M/setting-prevents-use U/setting-stops"
NOT_ENOUGH = ("U/account-information U/service-data U/technical-data-used M/profile-data M/connections M/public-content M/reactions "
              "M/engagement M/every-element M/career-preferences")
PROFILE = ("N/nearly-everything P/profile-data S/profile-data M/profile-data M/engagement M/every-element M/policy-grants "
           "M/faq-primarily M/public-profiles U/profile-data U/technical-data-used")
PUBLIC = ("N/mostly-public N/nearly-everything N/profile-data N/public-content N/ai-usage-data N/job-data P/public-posts S/public-posts "
          "M/public-content M/public-profiles M/every-element")
FIGURE = (f"{PROFILE} N/profile-data N/public-content N/ai-usage-data N/job-data N/publications N/history-and-education "
          "N/payment-excluded N/job-applications-excluded P/public-posts S/public-posts M/connections M/public-content M/reactions "
          "M/career-preferences U/account-information U/service-data")
"""The statements behind the two percentages: on data reported as used, and on uncertain data, for and against."""
WIDE = ("N/history-and-education N/nearly-everything P/professional-activity M/connections M/engagement M/every-element "
        "M/career-preferences M/professional-interactions")

ENTRIES: dict[str, list[tuple[str, str, str]]] = {
    # the page, a sentence on it with "…" for each counted number, and the ids that it rests on
    "1: answers to questions of employers, saved for the next application": [
        ("sample", "Saved answers to application questions, Saved answers to a job poster's screening questions: … words. Reported as used. "
         "1 of 5 articles reports its use, as part of LinkedIn’s own list.", "N/job-data N/job-applications-excluded"),
        ("sample", "NordVPN also says:", "N/job-applications-excluded"),
        ("sample", "According to NordVPN, résumés and screening answers saved on the profile may be used, while job application data "
         "attributable to an individual is not. One text can be both.", "N/job-data N/job-applications-excluded"),
    ],
    "2: the effect of turning the setting off": [
        ("sample", "That stops later training on your data (four articles).", STOPS),
        ("sample", "No article limits this to new data, but one says earlier data may remain.",
         f"{STOPS} N/opt-out-toggle U/previously-collected-remains"),
        ("sample", "To stop all later AI training, NordVPN says you must also send the objection form.", "N/opt-out-toggle N/two-steps-prevent"),
        ("sample", "It does not undo earlier training (NordVPN).", "N/not-reversed"),
        ("sample", "Data collected before may remain in LinkedIn’s system.", "U/previously-collected-remains"),
        ("sample", "No article makes an exception for older data, or names data other than profile data and public content.", "fact-stops"),
    ],
    "3: words too general to count": [
        ("sample", "…% to …% of the … words in your LinkedIn data are reported as used to train AI. "
         "The higher figure includes uncertain data; neither includes data no article mentions.", f"{FIGURE} not_mentioned"),
        ("sample", "are too general to count.", WIDE),
        ("sample", "General words of NordVPN and an article by Sonia could include it.",
         "N/history-and-education M/engagement M/every-element M/career-preferences"),  # searches
        ("slide", "General claims such as “online activity” are not counted.", ""),
    ],
    "4: questions that employers asked": [
        ("sample", "Questions that employers asked: … words. Not mentioned.", "job_search.questions"),
        ("sample", "The article does not state whether the questions of employers are part of this.", "N/job-applications-excluded"),
    ],
    "5: Microsoft, with the limits": [
        ("sample", "Microsoft and affiliates, for advertising In some regions, like Canada and Hong Kong, for training AI and advertising",
         "N/microsoft-regional P/microsoft-ads S/microsoft-affiliates"),
        ("sample", "Microsoft and affiliates, for targeted advertising.", "P/microsoft-ads S/microsoft-affiliates"),
        ("sample", "In some regions, like Canada and Hong Kong, Microsoft and other affiliates, for training AI and targeted advertising.",
         "N/microsoft-regional"),
        ("sample", "Some user data is shared, and it could be your profile data and public posts.", "P/microsoft-ads"),
        ("sample", "No region is given for sharing, though the update is for the EU, the EEA, Switzerland, Canada and Hong Kong.",
         "P/microsoft-ads P/regions S/microsoft-affiliates S/regions"),
    ],
    "6: questions that only some articles answer": [
        ("sample", "No other article mentions India.", "S/india-included S/regions"),
        ("sample", "No other article mentions them.", "M/profile-data M/connections"),  # connections
        ("sample", "The other four articles do not mention any such data.", "U/service-data U/technical-data-used"),
        ("sample", "The list of public content in Sonia's article has neither.", "N/public-content"),  # polls and groups
        ("sample", "The other four articles name none of these.", "N/ai-usage-data N/job-data"),
        ("sample", "According to an unsigned explainer, members under 18 are left out by default. No other article mentions minors.",
         "U/minors-excluded"),
        ("sample", "No article mentions the United Kingdom, neither as included nor as left out.", "fact-united-kingdom"),
    ],
    "7: senders and recipients of messages": [
        ("sample", "Senders and recipients of messages, Dates, folders and ids of messages: … items. Not mentioned.",
         "messages.people messages.details"),
        ("sample", "The article does not state whether this includes who wrote to whom, and when.", "N/messages-excluded"),
        ("sample", "No article says whether sender, recipient and date of a message are used.", "fact-around-messages"),
    ],
    "8: periods": [
        ("EU, off", "Turned off, the setting stops later training on your data; NordVPN states this of profile data and public content, "
         "for models that generate content.", f"{STOPS} N/opt-out-toggle"),
        ("UK, off", "Where the setting applies, turning it off stops later training on your data; NordVPN states this of profile data "
         "and public content.", f"{STOPS} N/opt-out-toggle M/no-region"),
        ("US", "It is on unless you turn it off, and no region is named for this.", "M/default-on U/default-on"),
        ("US", "Dated (no start given)", "N/us-earlier U/regions-unnamed"),
        ("India", "Users in India are, reportedly, included by default.", "S/india-included"),
        ("under 18", "of these, profile data left out by default", "U/minors-excluded fact-regions"),
        ("under 18, off", "According to an unsigned explainer, members under 18 are left out by default, from AI training with profile data. "
         "Turned off, the setting stops later training on your data; NordVPN states this of profile data and public content, for models that generate "
         "content.", f"{STOPS} N/opt-out-toggle U/minors-excluded"),
        ("under 18, off before", "According to an unsigned explainer, members under 18 are left out by default, from AI training with "
         "profile data. The setting was off at the start. Turned off, the setting stops later training on your data; NordVPN states this of profile data and public "
         "content, for models that generate content.", f"{STOPS} N/opt-out-toggle M/opt-out-before-date U/minors-excluded"),
        ("sample", "No article makes an exception for data from before the start.", "M/every-element"),
        ("sample", "No article makes an exception for such data.", "M/every-element"),
    ],
    "9: the amounts of half of a group": [
        ("group", "“Half have at least 2,000” means that half of these people or more have 2,000 or more. People who have none count.", ""),
        ("group", "Each number is computed separately, so shares do not add up.", ""),
    ],
    "10: one article that gives LinkedIn's list": [
        ("sample", "It does not give it as LinkedIn's own list, or another denies an item of that list.", NOT_ENOUGH),
        ("sample", "One article is not enough here, because items of its list are denied by NordVPN.",
         "N/credentials-excluded N/payment-excluded"),
        ("group", "Reported as used: at least two articles report it, or one gives it as LinkedIn’s own list and no other denies an item "
         "of that list.", ""),
    ],
    "11: answers of AI": [
        ("sample", "What AI coaches and guides answered, Titles of conversations with AI coaches: … words. Not mentioned.",
         "ai_usage.answers ai_usage.titles"),
        ("sample", "The article names the text that is typed. It does not state whether the answers and titles are used too.",
         "N/ai-usage-data"),
    ],
    "12: text on the profiles of others, and fields that no list names": [
        ("sample", "Endorsements you gave, Recommendations you gave: … words and … items. Not mentioned.", "given"),
        ("sample", "The article does not state whether this includes those given to others, or those that no profile shows.",
         "N/profile-data"),
        ("sample", "5 of 5 articles say that this is used (by a broader term, not by name).", PROFILE),  # such as courses and languages
    ],
    "13: steps that no article gives": [
        ("sample", "Most of the data used is already public on your profile, unless you change your privacy settings.", "N/mostly-public"),
        ("sample", "No article gives the steps, or explains the effect of deleting posts or hiding parts of a profile.", "fact-delete"),
    ],
    "14: the summary": [
        ("sample", "It stops the use of your data for later training.", f"{STOPS} M/opt-out-before-date"),
        ("sample", "You can use a form to ask for the removal of data already used, and LinkedIn reviews and processes the request.",
         "U/objection-form-removes"),
        ("sample", "No article promises that such a request is granted.", "fact-undo"),
        ("sample", "In the United States it began earlier.", "N/us-earlier U/regions-unnamed"),
        ("sample", "Users in India were, reportedly, already included before that.", "S/india-included"),
        ("sample", "At least one article says it is not used, and none says it is. One is enough here.",
         "N/messages-excluded N/job-applications-excluded P/messages-excluded S/messages-excluded"),
        ("under 18", "Members under 18 are left out by default from AI training with profile data, according to one article.",
         "U/minors-excluded"),
        ("EU", "From 3 November 2025 LinkedIn uses members’ data to train AI, and members can turn this off, according to five "
         "articles.", "N/date N/opt-out-toggle P/date P/opt-out-steps S/date S/opt-out-steps M/date M/no-region "
         "M/opt-out-steps U/date U/opt-out-web"),
        ("EU, off", "You turned the setting off on 1 December 2025. According to four articles, this stops the use of your data for later "
         "training.", STOPS),
        ("EU, off", "NordVPN says this only of profile data and public content, and of AI that generates content.", "N/opt-out-toggle"),
        ("sample", "According to four articles, this stops the use of your data for later training. NordVPN says this only of profile data "
         "and public content, and of AI that generates content.",
         f"{STOPS} N/opt-out-toggle N/two-steps-prevent N/not-reversed P/opt-out-steps P/opt-out-effect S/opt-out-steps M/opt-out-steps "
         "U/opt-out-web U/opt-out-mobile U/previously-collected-remains"),
        ("sample", "The updated terms of service or privacy policy.", "P/terms-basis N/terms-acceptance M/policy-grants"),
        ("sample", "According to ScanX, LinkedIn states that it relies on “legitimate interest”.", "S/legitimate-interest"),
        ("sample", "LinkedIn says it uses privacy-enhancing technologies and seeks to minimise personal data in training sets, according "
         "to NordVPN.", "N/safeguards"),
        ("sample", "Not much: advertisements are less personal, and recommendations may be less refined.", "P/effect-on-experience"),
        ("sample", "PreviewKart does not say which setting it means.", "P/effect-on-experience"),
        ("EU", "You can use the form to ask for the removal of data already used, and LinkedIn reviews and processes the request.",
         "U/objection-form-removes"),
        ("US", "In the United States LinkedIn began to use members’ data to train AI before 3 November 2025, according to two articles.",
         "N/us-earlier U/regions-unnamed"),
    ],
    "15: data that no article mentions": [
        ("sample", "Not mentioned. It may or may not be used.", "not_mentioned"),
        ("sample", "What no article mentions. … words and … items here. That does not make them safe.", "not_mentioned"),
    ],
    "16: reactions and reposts in groups": [
        ("sample", "Polls, Activity in groups: … words and … items. Reported as used. 1 of 5 articles reports its use, as part "
         "of LinkedIn’s own list.", "N/public-content"),
        ("sample", "Type reactions in groups", ""),  # a column with activity in groups
        ("sample", "Link reposts in groups", ""),
    ],
    "17: settings of the account": [
        ("sample", "Account settings: not in this export.", "U/member-preferences"),
        ("sample", "most settings of your account", ""),  # in no export
        ("sample", "The article does not state whether settings for job seekers are part of this.", "U/member-preferences"),
    ],
    "18: language preferences and salary": [
        ("sample", "NordVPN lists language preferences, but as part of how AI tools are used.",
         "N/ai-usage-data M/career-preferences U/member-preferences"),
        ("sample", "The article lists these as part of how AI tools are used. It does not state whether the language of the account is meant.",
         "N/ai-usage-data"),
        ("sample", "The article states that training data could expose these. It does not state that they are training data.",
         "M/could-expose"),
    ],
    "19: general words in LinkedIn's own notice": [
        ("notice", "Courses and videos watched in rows on other uses of AI, but not in the row on training models that generate content.",
         "learning.history"),
        ("notice", "By a general word, activity data, in the row on AI features generally and the one on improving products.",
         "advertising.engagement"),
    ],
    "20: posts and uploads that may not be public": [
        ("sample", "Uploaded photos, videos and documents, Posts with a limited audience: … words and … items. Only one article says it is "
         "used. 1 of 5 articles says that this is used (by a broader term, not by name).", "M/public-content"),
        ("sample", "ScanX and PreviewKart name public posts. Sonia's article names content visible to other members, public profiles and "
         "content, and elsewhere “every post”.", PUBLIC),
    ],
    "21: data that no profile shows, and data for advertising": [
        ("sample", "Endorsements that were not accepted, Recommendations that are not shown: … words and … items. Not mentioned.",
         "unpublished.endorsements unpublished.recommendations"),
        ("sample", "The article does not state whether the copy that is used for advertising is part of this.", "U/member-preferences"),
        ("sample", "The article does not state whether the copy that is used for advertising is part of this.", "U/service-data"),
    ],
    "22: counts and background": [
        ("sample", "Not for later training: turned off later, it still stops the use of your data from then on.", "U/setting-stops"),
        ("sample", "It still stops later use of profile data and public content for AI that generates content; earlier training is not "
         "undone.", "N/opt-out-toggle N/not-reversed"),
        ("sample", "Training LinkedIn’s AI.", "N/date P/profile-data S/review-settings M/no-region U/purpose"),
        ("sample", "A more personal LinkedIn.", "N/purpose P/risks M/meta-similar-and-wider"),
        ("sample", "“Every interaction” and “behavior on the platform” feed into AI.",
         "M/no-exclusions M/every-element M/career-preferences"),
        ("sample", "“Online activity” could be used, and it is left open which.", "N/history-and-education"),
        ("sample", "If you work in journalism, activism, nonprofit work or public service, your data could shape the answers of AI.",
         "N/reuse"),
        ("sample", "describes it partly as still to come, partly as present.", "M/date M/policy-grants M/every-element"),
    ],
    "23: the picture": [
        ("slide", "From five articles: an unsigned explainer, NordVPN, PreviewKart, ScanX News Team and an article by Sonia. "
         "None of them is from LinkedIn.", ""),
    ],
    "24: words and items": [
        ("terminal", "The articles say Words Share Items Share", ""),
        ("group", "Words are in sentences by any author, such as posts and messages; items are all else, such as names, dates "
         "and reactions.", ""),
        ("sample", "Items: …% of … are reported as used, and …% are uncertain.", FIGURE),
        ("sample", "You wrote …% of the text. Of your own words, …% to …% are reported as used.", FIGURE),
    ],
    "25: sentences that a lay reader could take in two ways": [
        ("sample", "It comes to select regions and more users worldwide, and these regions are not named.", "U/date U/regions-unnamed"),
        ("sample", "An unsigned explainer mentions select regions without naming them.",
         "N/regions P/regions S/regions U/date U/regions-unnamed"),
        ("India", "It was limited to the United States and a few other regions before, which are not named.", "U/regions-unnamed"),
        ("UK, off", "No article names the United Kingdom among the places where LinkedIn uses members’ data to train AI.",
         "N/regions P/regions S/regions M/no-region U/date U/regions-unnamed fact-regions"),
        ("EU", "The article’s opening announces “using and sharing” members’ data to train AI in the regions it names, without a recipient.",
         "N/sharing-everywhere"),
        ("ads off", "The setting for advertising turns off sharing with affiliates and partners. After opting out you may still see "
         "advertisements, but less personal ones.", "P/ads-toggle P/effect-on-experience"),
        ("sample", "The first may mean records of logins, the second passwords.", "N/credentials-excluded U/account-information"),
        ("sample", "Leaving it on may improve your experience, if you want features and recommendations by AI.", "P/decide"),
    ],
    "statements that the page once left out": [
        ("sample", "It takes the setting and the objection form to prevent all uses of your data for future AI training.",
         "N/two-steps-prevent"),
        ("sample", "Features will recommend messages and connection requests “based on successful communication patterns”.",
         "M/applications"),
        ("sample", "Private messages, login credentials, payment data, salary and job applications, where attributable to one person, "
         "are examples.", "N/messages-excluded N/credentials-excluded N/payment-excluded N/salary-excluded N/job-applications-excluded"),
        ("sample", "No article lists all sensitive data, or explains when it is “attributable to a specific individual”.",
         "fact-sensitive"),
        ("sample", "“Nearly everything visible on your profile and public activity” is covered. Feeding it into AI “without clear limits” "
         "has risks.", "N/nearly-everything N/risks"),
        ("sample", "The responsibility to decline is on you, and you did not explicitly agree.", "M/default-on M/risks"),
        ("sample", "It is not clear how data is used and stored in the long term.", "P/storage-unclear"),
    ],
}
# fmt: on

Passage = tuple[str, frozenset[str]]
"""A text, and the ids of the statements, findings and subjects that its element on the page names."""


@pytest.fixture(scope="module")
def passages_of(five: ExportMapping) -> Callable[[str], list[Passage]]:
    """The passages of a page, the picture or the terminal, by name."""
    day = date(2026, 3, 14)
    by_number = {number: id for id, number in five.numbers.items()}

    @cache
    def sample() -> Analysis:
        return analyze(Path(__file__).parent.parent / "sample_export", five)

    def page(name: str) -> str:
        if name == "group":
            return render_cohort(example_group(five), five, day)
        if name == "notice":
            return render(figures(sample()), day, official=True)
        return render(figures(sample(), MEMBERS[name]), day)

    def plain_text(name: str) -> str:
        if name == "slide":  # which draws text as paths, each after a comment that has the text
            svg = slide(figures(sample()), day, "svg").decode()
            return " ".join(re.findall(r"<!-- (.*?) -->", svg))
        with redirect_stdout(StringIO()) as printed:
            print_summary(figures(sample()), Path("page.html"), to_stderr=False)
        return " ".join(printed.getvalue().split())

    @cache
    def passages(name: str) -> list[Passage]:
        if name in {"slide", "terminal"}:
            return [(plain_text(name), frozenset())]
        blocks = groupby(
            sentences(page(name)), key=lambda item: (item.basis, item.about, item.inside)
        )
        return [
            (
                " ".join(sentence.text for sentence in block),
                frozenset((*(by_number[number] for number in basis), *about)),
            )
            for (basis, about, _), block in blocks
        ]

    return passages


def evidence_in_mapping(mapping: ExportMapping) -> Iterator[Passage]:
    """Every sentence of the mapping about the articles, with its evidence."""
    for fact in mapping.facts:
        for answer in fact.answers:
            yield answer.says, frozenset(answer.evidence)
    for claim in (*mapping.rules.periods, *mapping.rules.sentences):
        number = len(articles_of(claim.evidence))
        articles = f"{spelled(number)} {'article' if number == 1 else 'articles'}"
        yield claim.says.replace("{articles}", articles), frozenset(claim.evidence)
    for disagreement in mapping.disagreements:
        yield disagreement.says, frozenset(disagreement.evidence)
    for action in mapping.actions:
        yield action.says, frozenset(action.evidence)


ROWS = [(entry, *row) for entry, rows in ENTRIES.items() for row in rows]


@pytest.mark.parametrize(("entry", "page", "sentence", "rests_on"), ROWS)
def test_a_sentence_rests_on_its_statements(
    passages_of: Callable[[str], list[Passage]],
    five: ExportMapping,
    entry: str,
    page: str,
    sentence: str,
    rests_on: str,
) -> None:
    expected = {re.sub("^[NPSMU](?=/)", lambda m: ARTICLES[m[0]], id) for id in rests_on.split()}
    pattern = re.compile(re.escape(sentence).replace("…", r"[\d,]+"))
    shown = [ids for text, ids in passages_of(page) if pattern.search(text)]
    assert shown, f"{entry}: not on the page"
    evidence = [ids for says, ids in evidence_in_mapping(five) if sentence in says]
    assert expected in (evidence or shown), entry
    assert any(expected <= ids for ids in shown), entry


def test_the_table_has_all_entries() -> None:
    numbers = [int(entry.partition(":")[0]) for entry in ENTRIES if entry[0].isdigit()]
    assert numbers == list(range(1, 26))
    assert all(ENTRIES.values())


def test_only_what_an_article_describes_is_an_action(mapping: ExportMapping) -> None:
    assert [action.id for action in mapping.actions] == ["setting", "objection", "advertising"]
    assert all(action.steps for action in mapping.actions)


def test_every_disagreement_is_answered_by_some_article(mapping: ExportMapping) -> None:
    """A question that no article answers is a silence in the facts."""
    assert "united-kingdom" not in {disagreement.id for disagreement in mapping.disagreements}
    for disagreement in mapping.disagreements:
        assert disagreement.evidence, disagreement.id
