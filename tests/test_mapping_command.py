"""`exposure mapping`: what it prints about the small mapping in tests/mapping/, and that it can print the real one."""

from pathlib import Path
from typing import get_args

import pytest
from command import Run

from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.tables import Condition, ConditionTest
from analyzer.reporting.mapping_tables import condition_in_words

SMALL = Path(__file__).parent / "mapping"

SHOW_ALL = """\
File                          Holds
Letters.csv, Old Letters.csv  Letters you sent and received
Notices.csv                   Notices
Payments.csv                  What you paid
Profile.csv                   Your profile
"""

SHOW_PAYMENTS = """\
Payments.csv: What you paid.
Column        Data type         Kind    About  Written by  Standing      Articles
Total Amount  payments.amounts  number  self               Contradicted  2 of 2
payments.amounts:
  used: gazette/amounts (named)
  left out: herald-2025/payments-excluded (implied)
"""

SHOW_PARTS = """\
Letters.csv, Old Letters.csv: Letters you sent and received.
Column  Data type                                  Kind  About  Written by      Standing             Articles
From    letters.content                            name  mixed                  Said to be left out  1 of 2
Link    letters.content                            link  mixed                  Said to be left out  1 of 2
Date    letters.content                            date  mixed                  Said to be left out  1 of 2
Text    letters.content                            text  mixed  Author unknown  Said to be left out  1 of 2
State   set aside: The same word in every record.
Some records are different. The first of these descriptions that fits a record applies.
Drafts, where State is DRAFT or UNSENT:
  every column: letters.drafts (Drafts of letters). Mentioned by no article, 0 of 2 articles
  Text: written by: You
Letters you sent, where the name in From (or the address in Link) is the owner's:
  Text: written by: You
letters.content:
  left out: herald-2025/letters-excluded (named)
letters.drafts:
  no article mentions it
"""

SHOW_SET_ASIDE = """\
Notices.csv: Notices.
Set aside: The same two lines in every export.
Column  Data type                             Kind  About  Written by  Standing  Articles
Notice  set aside: The same in every export.
"""

SHOW_OFFICIAL = SHOW_PAYMENTS + "  LinkedIn's notice: named for running the account, not for AI\n"

DOCUMENTS = """\
gazette: What the network learns from (unsigned explainer, undated)
herald-2025: Your profile trains a machine (The Herald, 2025-10-16)
Data type         gazette  herald-2025  Standing
profile.summary            (used)       Clearly covered
profile.skills    used     (used)       Clearly covered
letters.content            left out     Said to be left out
letters.drafts                          Mentioned by no article
payments.amounts  used     (left out)   Contradicted
used, left out: the article names it. (used), (left out): the article names a broader term that includes it.
"""

EXPLAIN = """\
Payments.csv, column Total Amount
What you paid.
It carries payments.amounts (Amounts), in the category Payments.
Contradicted: 2 of 2 articles mention it. One article says that such data is used, and one says that it is left out.
It is used, according to:
  unsigned explainer (gazette/amounts, lines 5, 6), named:
  “and from what you paid” … “down to the cent”
It is left out, according to:
  The Herald (herald-2025/payments-excluded, line 7), implied, attributed to LinkedIn:
  “no payment data”
  Interpretation: "Payment data" is read as all of it.
Are payments used? One article states that they are, and one that they are not.
  Decision: Neither is more specific.
"""

EXPLAIN_OFFICIAL = (
    EXPLAIN
    + "Outside the articles, Notice (recorded 2025-11-03): named for running the account, not for AI. By inference.\n"
)

EXPLAIN_PARTS = """\
Letters.csv, column Text
Letters you sent and received.
It carries letters.content (Letters), in the category Letters.
Written by: Author unknown.
Said to be left out: 1 of 2 articles mentions it. At least one article says that such data is left out, and none says that it is used.
It is left out, according to:
  The Herald (herald-2025/letters-excluded, line 3), named:
  “your letters are safe”
Not mentioned by: gazette.
In some records it is different. The first of these descriptions that fits a record applies.
Drafts, where State is DRAFT or UNSENT:
It carries letters.drafts (Drafts of letters), in the category Letters.
Written by: You.
Mentioned by no article: 0 of 2 articles mention it. No article mentions such data. Whether it is used is unknown.
Not mentioned by: gazette, herald-2025.
Letters you sent, where the name in From (or the address in Link) is the owner's:
Written by: You.
"""

EXPLAIN_SET_ASIDE = """\
Notices.csv, column Notice
Notices.
Set aside: The same in every export.
"""

REGIONS = """\
Region     Name               Start
here       This country       3 November 2025
elsewhere  Any other country  not stated
"""

PRINTED = {
    "all files": (["show"], SHOW_ALL),
    "a file": (["show", "Payments.csv"], SHOW_PAYMENTS),
    "a file by its table": (["show", "payments"], SHOW_PAYMENTS),
    "a file with a number": (["show", "Payments_1.csv"], SHOW_PAYMENTS),
    "a file with parts": (["show", "Letters.csv"], SHOW_PARTS),
    "a file that is set aside": (["show", "Notices.csv"], SHOW_SET_ASIDE),
    "a file with LinkedIn's notice": (["show", "Payments.csv", "--official"], SHOW_OFFICIAL),
    "articles": (["documents"], DOCUMENTS),
    "a column": (["explain", "Payments.csv:Total Amount"], EXPLAIN),
    "a column in another case": (["explain", "payments:total amount"], EXPLAIN),
    "a column with LinkedIn's notice": (["explain", "payments:Total Amount", "--official"], EXPLAIN_OFFICIAL),
    "a column with parts": (["explain", "Letters.csv:Text"], EXPLAIN_PARTS),
    "a column that is set aside": (["explain", "Notices.csv:Notice"], EXPLAIN_SET_ASIDE),
    "regions": (["regions"], REGIONS),
}  # fmt: skip


@pytest.mark.parametrize(("words", "text"), PRINTED.values(), ids=PRINTED)
def test_the_command_prints(run: Run, words: list[str], text: str) -> None:
    code, out, err = run("mapping", *words, "--mapping", SMALL)
    assert (code, err) == (0, "")
    assert [line.rstrip() for line in out.splitlines()] == text.splitlines()


def test_check_counts_the_entries(run: Run) -> None:
    mapping = load_mapping(SMALL)
    assert run("mapping", "check", "--mapping", SMALL) == (
        0,
        f"Mapping 1 (mapping), sha256 {mapping.sha256}: 4 tables, 9 columns, 5 data types; 2 articles, "
        "5 statements on data, 1 on other things, 1 disagreement, 0 rules for 2 regions. No mistake found.\n",
        "",
    )


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
def test_a_condition_in_words(condition: Condition, words: str) -> None:
    assert condition_in_words(condition) == words


def test_every_test_of_a_condition_has_words() -> None:
    assert {condition.test for condition, _ in CONDITIONS} == set(get_args(ConditionTest))


def test_every_table_and_column_of_the_real_mapping_can_be_printed(
    run: Run, mapping: ExportMapping
) -> None:
    for words in (["check"], ["show"], ["documents"], ["regions"]):
        assert run("mapping", *words)[0] == 0
    for table in mapping.tables:
        assert run("mapping", "show", table.name, "--official")[0] == 0
        for column in table.columns[:1]:
            assert run("mapping", "explain", f"{table.name}:{column.name}", "--official")[0] == 0


FAILURES = [
    (["show", "Hats.csv"], "Hats.csv is not a known file. `exposure mapping show` lists them all."),
    (["explain", "Payments.csv"], "Payments.csv is not in the form FILE:COLUMN, as in 'Receipts.csv:Total Amount'."),
    (["explain", "Profile.csv:Hat"], "Profile.csv has no column Hat. It has: Summary, Skills."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "sentence"), FAILURES)
def test_a_mistake_is_one_line(run: Run, words: list[str], sentence: str) -> None:
    assert run("mapping", *words, "--mapping", SMALL) == (1, "", f"exposure: {sentence}\n")


def test_a_mapping_that_is_not_there_is_one_line(run: Run) -> None:
    code, out, err = run("mapping", "check", "--mapping", "nowhere")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("exposure: nowhere does not exist. ")
