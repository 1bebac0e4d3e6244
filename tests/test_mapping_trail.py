"""`exposure mapping explain` for the id of an entry: the articles, dates, lines, quotes and interpretations behind it."""

import pytest
from changed_mapping import FULL
from command import Run

from analyzer.mapping.mapping import ExportMapping
from analyzer.text import STANDINGS

START = """\
  The Paper (3 November 2025; paper/start, line 4):
  “The change starts on November 3, 2025.”
"""
REGIONS = """\
  The Paper (3 November 2025; paper/regions, line 5):
  “Members in the EU and in Switzerland are affected.”
"""
MINORS = """\
  The Paper (3 November 2025; paper/minors, line 7):
  “Members who are under 18 are not affected.”
"""
STEPS = """\
  The Paper (3 November 2025; paper/steps, line 6):
  “Open Settings, then Data privacy, and turn it off.”
"""
NOTES = """\
  The Paper (3 November 2025; paper/profile, line 3), given as LinkedIn's own list:
  “It may use profile data and notes for training.”
  article by Ada (undated; weekly/notes, line 2):
  “Notes are not part of what it uses.”
  Interpretation: "Notes" are what you wrote.
"""
RULE_START = f"""\
rules/start: It starts on {{start}}.
For members with: region eu or ch.
According to:
{START}"""

# By case: the id and the output.
ENTRIES = {
    "a statement or finding": (
        "paper/minors", f"articles/paper/minors: Says that minors are left out.\n{MINORS}"
    ),
    "a fact": ("facts/start", f"facts/start: From when?\nFrom November.\n{START}"),
    "a fact without an answer": ("why", "facts/why: Why?\nNo article gives a reason.\n"),
    "a rule": ("rules/start", RULE_START),
    "a rule about silence": (
        "no-start",
        "rules/no-start: No article names {regions}.\nFor members with: region uk.\n"
        f"No article states this. Closest to it:\n{REGIONS}",
    ),
    "a rule for a period": (
        "periods/minor",
        "periods/minor: Members under 18 are left out by default.\nFor members with: age minor.\n"
        f"According to:\n{MINORS}",
    ),
    "a region": ("eu", f"regions/eu: The EU\nStart: 3 November 2025.\n{REGIONS}{START}"),
    "a disagreement": (
        "disagreements/notes",
        f"disagreements/notes: Are notes used?\nThe paper includes them; the weekly denies that.\n{NOTES}",
    ),
    "an action": (
        "stop",
        "actions/stop: Turn it off\nNone of the two articles says what turning it off undoes.\n"
        f"Steps:\n{STEPS}Effect and limits:\n{START}Disagreement: Are notes used?\n",
    ),
    "a standing": (
        "disputed",
        f"standings/disputed: {STANDINGS['disputed'][0]}\n{STANDINGS['disputed'][1]}\n"
        f"writing.notes (Notes): paper/profile, weekly/notes\n{NOTES}",
    ),
    "a standing without statements": (
        "standings/not_mentioned",
        f"standings/not_mentioned: {STANDINGS['not_mentioned'][0]}\n{STANDINGS['not_mentioned'][1]}\n"
        "writing.drafts (Drafts): -\nwriting.songs (Songs): -\ncontacts.people (People you know): -\n"
        "contacts.dates (When you met): -\n",
    ),
    "two entries with one id": (
        "start", f"facts/start: From when?\nFrom November.\n{START}{RULE_START}"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("place", "text"), ENTRIES.values(), ids=ENTRIES)
def test_an_entry_is_explained_by_its_id(run: Run, place: str, text: str) -> None:
    assert run("mapping", "explain", place, "--mapping", FULL) == (0, text, "")


def test_a_data_type_is_explained_like_a_column_that_carries_it(run: Run) -> None:
    _, column, _ = run("mapping", "explain", "Skills.csv:Name", "--mapping", FULL)
    code, out, err = run("mapping", "explain", "profile.skills", "--mapping", FULL)
    assert (code, err) == (0, "")
    assert out == "profile.skills (Skills)\n" + column.partition("category Profile.\n")[2]


def test_an_unknown_id_gives_one_line(run: Run) -> None:
    code, out, err = run("mapping", "explain", "hats", "--mapping", FULL)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(
        "exposure: hats is neither a column, as in 'Receipts.csv:Total Amount', nor the id"
    )


def test_a_caution_is_printed_with_the_words_that_leave_it_open(run: Run) -> None:
    _, out, _ = run("mapping", "explain", "Job Applicant Saved Answers.csv:Answer")
    _, _, caution = out.partition("Caution: the same article also says otherwise:\n")
    assert caution.startswith(
        "  NordVPN (16 October 2025; nordvpn-2025-10-16/job-applications-excluded, line 46)"
    )
    assert (
        "The words “job application data”: The article does not state whether saved answers"
        in caution
    )


def test_every_entry_of_the_real_mapping_can_be_explained(run: Run, mapping: ExportMapping) -> None:
    rules = mapping.rules
    places = [
        *(f"facts/{fact.id}" for fact in mapping.facts),
        *(f"disagreements/{disagreement.id}" for disagreement in mapping.disagreements),
        *(f"actions/{action.id}" for action in mapping.actions),
        *(f"regions/{region.id}" for region in rules.regions),
        rules.periods[0].id,
        rules.sentences[0].id,
        *("used", "claimed", "disputed", "excluded", "not_mentioned"),
    ]
    for place in places:
        code, out, err = run("mapping", "explain", place)
        assert (code, err) == (0, ""), place
        assert out
