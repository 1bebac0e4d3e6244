"""`exposure mapping`: its output for the small mapping of the tests, and that it accepts the real mapping."""

from pathlib import Path
from typing import get_args

import pytest
from changed_mapping import FULL, changed
from command import Run
from exports import write

from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.tables import Condition, ConditionTest
from analyzer.reporting.mapping_tables import condition_in_words

SHOW_ALL = """\
File          Holds
Contacts.csv  People you know
Notes.csv     Notes
Skills.csv    Skills
"""

SHOW_SKILLS = """\
Skills.csv: Skills.
Column  Data type       Kind   About  Written by  Standing                          Articles
Name    profile.skills  label  self               Only one article says it is used  1 of 2
profile.skills:
  used: paper/profile (implied)
"""

SHOW_PARTS = """\
Notes.csv: Notes.
Column  Data type                             Kind  About  Written by      Standing               Articles
From    writing.notes                         name  self                   The articles disagree  2 of 2
Link    set aside: The same in every export.
When    writing.notes                         date  self                   The articles disagree  2 of 2
Text    writing.notes                         text  self   Author unknown  The articles disagree  2 of 2
Note    writing.notes                         text  self   AI tools        The articles disagree  2 of 2
Some records are different. The first of these descriptions that fits a record applies.
Drafts, where When is empty:
  every column: writing.drafts (Drafts). Not mentioned, 0 of 2 articles
  Text, Note: written by: You
Mine, where the name in From (or the address in Link) is the owner's; or Text contains I:
  Text: writing.drafts (Drafts). Not mentioned, 0 of 2 articles
  Text: written by: You
writing.notes:
  used: paper/profile (named)
  not used: weekly/notes (named)
writing.drafts:
  no article mentions it
"""

DOCUMENTS = """\
paper: What the platform uses (The Paper, 2025-11-03)
weekly: What the platform leaves out (article by Ada, undated)
Data type        paper   weekly    Standing
profile.skills   (used)            Only one article says it is used
writing.notes    used    not used  The articles disagree
writing.drafts                     Not mentioned
writing.songs                      Not mentioned
contacts.people                    Not mentioned
contacts.dates                     Not mentioned
used, not used: the article names it. (used), (not used): the article names a broader term that includes it.
"""

EXPLAIN = """\
Skills.csv, column Name
Skills.
It carries profile.skills (Skills), in the category Profile.
Only one article says it is used: 1 of 2 articles mentions it. It does not give it as LinkedIn's own list, or another denies an item of that list.
It is used, according to:
  The Paper (3 November 2025; paper/profile, line 3), by a broader term, given as LinkedIn's own list:
  “It may use profile data and notes for training.”
One article is not enough, because another denies items of its list:
  Notes: not used, according to
  article by Ada (undated; weekly/notes, line 2):
  “Notes are not part of what it uses.”
  Interpretation: "Notes" are what you wrote.
Not mentioned by: weekly.
"""

EXPLAIN_PARTS = """\
Notes.csv, column Text
Notes.
It carries writing.notes (Notes), in the category Writing.
Written by: Author unknown.
The articles disagree: 2 of 2 articles mention it. One says it is used, and another says it is not.
It is used, according to:
  The Paper (3 November 2025; paper/profile, line 3), by name, given as LinkedIn's own list:
  “It may use profile data and notes for training.”
It is not used, according to:
  article by Ada (undated; weekly/notes, line 2), by name:
  “Notes are not part of what it uses.”
  Interpretation: "Notes" are what you wrote.
Are notes used? The paper includes them; the weekly denies that.
In some records it is different. The first of these descriptions that fits a record applies.
Drafts, where When is empty:
It carries writing.drafts (Drafts), in the category Writing.
Written by: You.
Not mentioned: 0 of 2 articles mention it. No article says whether it is used. That does not make it safe.
Not mentioned by: paper, weekly.
Mine, where the name in From (or the address in Link) is the owner's; or Text contains I:
It carries writing.drafts (Drafts), in the category Writing.
Written by: You.
Not mentioned: 0 of 2 articles mention it. No article says whether it is used. That does not make it safe.
Not mentioned by: paper, weekly.
"""

EXPLAIN_SET_ASIDE = """\
Notes.csv, column Link
Notes.
Set aside: The same in every export.
"""

REGIONS = """\
Region  Name                Start
eu      The EU              3 November 2025
ch      Switzerland         3 November 2025
uk      The United Kingdom  not stated
"""

SHOW_OFFICIAL = (
    SHOW_SKILLS + "  LinkedIn's notice: in the row on training models that generate content\n"
)

EXPLAIN_OFFICIAL = (
    EXPLAIN
    + "Outside the articles, Notice (recorded 2026-08-21): in the row on training models that generate content. “skills and notes”\n"
)

PRINTED = {
    "all files": (["show"], SHOW_ALL),
    "a file": (["show", "Skills.csv"], SHOW_SKILLS),
    "a file by its table": (["show", "skills"], SHOW_SKILLS),
    "a file with a number": (["show", "Skills_1.csv"], SHOW_SKILLS),
    "a file with parts": (["show", "Notes.csv"], SHOW_PARTS),
    "a file with LinkedIn's notice": (["show", "Skills.csv", "--official"], SHOW_OFFICIAL),
    "articles": (["documents"], DOCUMENTS),
    "a column": (["explain", "Skills.csv:Name"], EXPLAIN),
    "a column in another case": (["explain", "skills:NAME"], EXPLAIN),
    "a column with LinkedIn's notice": (["explain", "skills:Name", "--official"], EXPLAIN_OFFICIAL),
    "a column with parts": (["explain", "Notes.csv:Text"], EXPLAIN_PARTS),
    "a column that is set aside": (["explain", "Notes.csv:Link"], EXPLAIN_SET_ASIDE),
    "regions": (["regions"], REGIONS),
}  # fmt: skip


@pytest.mark.parametrize(("words", "text"), PRINTED.values(), ids=PRINTED)
def test_the_command_prints(run: Run, words: list[str], text: str) -> None:
    code, out, err = run("mapping", *words, "--mapping", FULL)
    assert (code, err) == (0, "")
    assert [line.rstrip() for line in out.splitlines()] == text.splitlines()


def test_check_counts_the_entries(run: Run) -> None:
    digest = load_mapping(FULL).sha256
    code, out, err = run("mapping", "check", "--mapping", FULL)
    assert (code, err) == (0, "")
    assert out == (
        f"Mapping 1 (mapping), sha256 {digest}: 3 tables, 9 columns, 6 data types; 2 articles, 2 statements on data, 4"
        " on other things, 1 disagreement, 6 rules for 3 regions. No mistake found.\n"
    )


def test_a_file_that_is_set_aside_is_shown_with_the_reason(run: Run, tmp_path: Path) -> None:
    aside = 'set_aside = "Always the same."'
    mapping = changed(
        tmp_path, "tables/profile.toml", 'holds = "Skills"', f'holds = "Skills"\n{aside}'
    )
    code, out, err = run("mapping", "show", "Skills.csv", "--mapping", mapping)
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == ["Skills.csv: Skills.", "Set aside: Always the same."]


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
def test_a_condition_is_described_in_words(condition: Condition, words: str) -> None:
    assert condition_in_words(condition) == words


def test_every_test_of_a_condition_has_a_description() -> None:
    assert {condition.test for condition, _ in CONDITIONS} == set(get_args(ConditionTest))


@pytest.mark.slow
@pytest.mark.uncounted
def test_every_table_and_column_of_the_real_mapping_can_be_printed(
    run: Run, mapping: ExportMapping
) -> None:
    for words in (["check"], ["show"], ["documents"], ["regions"]):
        assert run("mapping", *words)[0] == 0
    for table in mapping.tables:
        assert run("mapping", "show", table.name, "--official")[0] == 0
        assert run("mapping", "show", table.files[0])[0] == 0
        for column in table.columns[:1]:
            assert run("mapping", "explain", f"{table.name}:{column.name}", "--official")[0] == 0


FAILURES = [
    (["show", "Hats.csv"], "Hats.csv is not a known file. `exposure mapping show` lists them all."),
    (["explain", "Contacts.csv:Hat"], "Contacts.csv has no column Hat. It has: First Name, Last Name, Met On."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "sentence"), FAILURES)
def test_a_mistake_gives_one_line(run: Run, words: list[str], sentence: str) -> None:
    assert run("mapping", *words, "--mapping", FULL) == (1, "", f"exposure: {sentence}\n")


def test_a_missing_mapping_gives_one_line(run: Run) -> None:
    code, out, err = run("mapping", "check", "--mapping", "nowhere")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("exposure: nowhere does not exist. ")


BRACKETS = "[bold] [/x] [link=https://example.org] :smile:"


@pytest.mark.parametrize(
    ("file", "before", "command"),
    [
        ("tables/profile.toml", 'holds = "Skills"', "mapping show"),
        ("tables/profile.toml", 'holds = "Skills"', "mapping show Skills.csv"),
        ("categories.toml", 'label = "Skills"', "mapping explain Skills.csv:Name"),
        ("categories.toml", 'label = "Profile"', "mapping explain Skills.csv:Name"),
        ("categories.toml", 'label = "Profile"', "report export --picture a.png"),
        ("rules.toml", 'label = "Switzerland"', "mapping regions"),
    ],
)
def test_brackets_in_a_mapping_are_printed_as_they_are(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    before: str,
    command: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "export", {"Skills.csv": "Name\nSourdough\n"})
    own = changed(tmp_path / "own", file, before, f"{before.partition('=')[0]}= '{BRACKETS}'")
    code, out, err = run(*command.split(), "--mapping", own)
    assert (code, err) == (0, "")
    assert BRACKETS in out
