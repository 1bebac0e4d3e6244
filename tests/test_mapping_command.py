"""`exposure mapping`: what a facilitator reads in the terminal."""

import shutil
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from analyzer.cli import (
    app,
    main,
)
from analyzer.mapping import (
    Condition,
    ConditionTest,
    load_mapping,
)
from analyzer.reporting.mapping_tables import condition_in_words
from analyzer.text import capfirst

MAPPINGS = Path(__file__).parent.parent / "mappings"


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["mapping", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_check_says_what_there_is() -> None:
    said = run("check")
    assert "73 tables" in said
    assert (
        "5 articles, 33 statements on data, 89 on other things, 29 disagreements, 55 rules for 9 regions"
        in said
    )
    assert said.endswith("No mistake found.")


def test_show_lists_every_file() -> None:
    said = run("show")
    assert "Comments.csv Comments you wrote on posts" in said
    assert "Receipts_v2.csv" in said


@pytest.mark.parametrize("file", ["Receipts.csv", "receipts", "Receipts_1.csv"])
def test_show_explains_a_file(file: str) -> None:
    said = run("show", file)
    assert "Total Amount payment.transactions number self Contradicted 2 of 5" in said
    assert "used: anon-explainer-2025/account-information (implied)" in said
    assert "left out: nordvpn-2025-10-16/payment-excluded (implied)" in said


def test_show_says_why_a_file_is_set_aside() -> None:
    assert "Set aside: The same two lines in every export" in run("show", "Rich Media.csv")


def test_show_says_who_wrote_a_text_and_of_nothing_else() -> None:
    said = run("show", "Shares.csv")
    assert "Column Data type Kind About Written by Standing Articles" in said
    assert "ShareCommentary public_content.posts text self You Clearly covered 4 of 5" in said
    assert "Date public_content.posts date self Clearly covered 4 of 5" in said


def test_show_says_which_records_are_something_else() -> None:
    said = run("show", "messages.csv")
    assert (
        "Some records are different. The first of these descriptions that fits a record applies."
        in said
    )
    drafts = (
        "Drafts that were never sent, where IS MESSAGE DRAFT is Yes or true; or "
        "IS CONVERSATION DRAFT is Yes or true; or FOLDER is DRAFT or DRAFTS"
    )
    assert drafts in said
    assert "every column: unpublished.messages (Drafts of messages). Mentioned by no article, 0 of 5 articles" in said  # fmt: skip
    sent = "Messages you wrote, where the name in FROM (or the address in SENDER PROFILE URL) is the owner's; or Direction is OUTGOING: SUBJECT, CONTENT, Subject, Content: written by: You"
    assert sent in said
    assert (
        "unpublished.messages: no article mentions it" in said
    )  # and not only what the rest carries
    assert "Some records" not in run("show", "Skills.csv")


def test_a_part_that_changes_some_columns_names_them() -> None:
    said = run("show", "coach_messages.csv")
    assert "CONTENT: ai_usage.prompts (What you typed into AI coaches and guides). Clearly covered, 1 of 5 articles" in said  # fmt: skip
    assert "every column" not in said


CONDITIONS = [
    (Condition("A", "is", ("x", "y")), "A is x or y"),
    (Condition("A", "is_not", ("x",)), "A has a value that is not x"),
    (Condition("A", "contains", ("x",)), "A contains x"),
    (Condition("A", "empty"), "A is empty"),
    (Condition("A", "owner"), "the name in A is the owner's"),
    (Condition("A", "owner", link="B"), "the name in A (or the address in B) is the owner's"),
    (Condition("A", "somebody_else"), "the name in A is someone else's"),
]


@pytest.mark.parametrize(("condition", "words"), CONDITIONS)
def test_a_condition_is_said_in_plain_words(condition: Condition, words: str) -> None:
    assert condition_in_words(condition) == words


def test_every_part_of_the_mapping_can_be_said() -> None:
    mapping = load_mapping()
    assert {condition.test for condition, _ in CONDITIONS} == set(get_args(ConditionTest))
    for table in mapping.tables:
        if table.parts:
            said = run("show", table.name)
            for part in table.parts:
                assert capfirst(part.label) in said
                assert all(condition_in_words(each) in said for each in part.when)


def test_show_and_explain_add_linkedins_notice_only_when_asked() -> None:
    assert "named for running the account" not in run("show", "Receipts.csv")
    assert "named for running the account, not for AI" in run("show", "Receipts.csv", "--official")
    explained = run("explain", "Receipts.csv:Total Amount", "--official")
    assert (
        "Outside the articles, LinkedIn European Regional Privacy Notice (recorded 2025-11-03)"
        in explained
    )
    assert "Outside the articles" not in run("explain", "Receipts.csv:Total Amount")


def test_regions_are_listed_with_their_start() -> None:
    listed = run("regions")
    assert listed.startswith("Region Name Start eu The EU 3 November 2025")
    assert "uk The United Kingdom not stated" in listed
    mapping = load_mapping()
    assert all(
        f"{region.id} {capfirst(region.label)}" in listed for region in mapping.rules.regions
    )


def test_documents_is_a_matrix() -> None:
    said = run("documents")
    assert "nordvpn-2025-10-16: LinkedIn will start using your data to train AI" in said
    assert "messages.content left out left out left out Said to be left out" in said
    assert "profile.summary (used) (used) (used) (used) (used) Clearly covered" in said
    assert "job_data.screening_responses used and left out Contradicted" in said


def test_explain_gives_the_whole_reasoning() -> None:
    said = run("explain", "Receipts.csv:Total Amount")
    assert "It carries payment.transactions (Amounts, invoices and means of payment)" in said
    assert "Contradicted: 2 of 5 articles mention it." in said
    assert "[…] Account Information: Your name, email, login details, two-step verification" in said
    assert "subscription details, and payment information for premium services.”" in said
    assert 'Interpretation: "Payment data" is a word for the whole' in said
    assert (
        "NordVPN (nordvpn-2025-10-16/payment-excluded, line 46), implied, attributed to LinkedIn"
        in said
    )
    assert "Not mentioned by: previewkart-2025, scanx-2025-11-01, sonia-2025-11-03." in said
    assert "Is payment data used?" in said


def test_explain_says_who_wrote_it_and_what_it_is_in_parts() -> None:
    whole, parts = run("explain", "messages.csv:CONTENT").split(
        "In some records it is different. The first of these descriptions that fits a record applies."
    )
    assert "It carries messages.content" in whole
    assert "Written by: Author unknown. Said to be left out: 3 of 5 articles mention it." in whole  # fmt: skip
    assert "It carries unpublished.messages (Drafts of messages)" in parts
    assert "Written by: You. Mentioned by no article: 0 of 5 articles mention it." in parts
    assert parts.endswith("is someone else's; or Direction is INCOMING: Written by: Other people.")
    assert parts.count("It carries") == 1  # what is sent and received is messages, as the rest


def test_explain_tells_only_the_parts_in_which_the_column_is_something_else() -> None:
    said = run("explain", "messages.csv:DATE")
    assert "Drafts that were never sent" in said
    assert "Messages you wrote" not in said
    assert "Written by" not in said
    assert "In some records" not in run("explain", "Receipts.csv:Total Amount")


@pytest.mark.parametrize("documents", [0, 1, 2])
def test_explain_counts_articles_in_grammatical_english(documents: int) -> None:
    mapping = load_mapping()
    found = mapping.assessments
    place = next(
        f"{table.files[0]}:{column.name}"
        for table in mapping.tables
        for column in table.columns
        if column.name and column.data_type and found[column.data_type.id].documents == documents
    )
    verb = "mentions" if documents == 1 else "mention"
    assert f": {documents} of 5 articles {verb} it." in run("explain", place)


def test_explain_finds_a_column_whatever_its_case() -> None:
    assert "Reactions.csv, column Type" in run("explain", "reactions:type")


def test_explain_says_when_a_column_is_set_aside() -> None:
    assert "Set aside: The same two sentences in every export." in run(
        "explain", "Rich Media.csv:Type"
    )


def test_ones_own_mapping_takes_the_place_of_the_tools(tmp_path: Path) -> None:
    shutil.copytree(MAPPINGS, tmp_path / "ours")
    taxonomy = tmp_path / "ours" / "tables" / "account.toml"
    taxonomy.write_text(
        taxonomy.read_text("utf-8").replace("payment.products", "payment.billing", 1), "utf-8"
    )
    categories = tmp_path / "ours" / "categories.toml"
    categories.write_text(
        categories.read_text("utf-8").replace("What was bought", "Bought things"), "utf-8"
    )
    assert "(ours)" in run("check", "--mapping", str(tmp_path / "ours"))


FAILURES = [
    (["show", "Hats.csv"], "Hats.csv is not a known file. `exposure mapping show` lists them all."),
    (["explain", "Receipts.csv"], "Receipts.csv is not in the form FILE:COLUMN, as in 'Receipts.csv:Total Amount'."),
    (["explain", "Skills.csv:Hat"], "Skills.csv has no column Hat. It has: Name, Level, Keywords."),
    (["check", "--mapping", "nowhere"], "nowhere does not exist. A mapping is a folder like mappings/ of the project."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "sentence"), FAILURES)
def test_a_mistake_is_one_line(
    words: list[str],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["exposure", "mapping", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert capsys.readouterr().err == f"exposure: {sentence}\n"
