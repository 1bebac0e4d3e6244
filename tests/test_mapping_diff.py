"""What differs between two versions of the evidence, and the statuses that change with it."""

import json
import shutil
from pathlib import Path

import pytest
from changed_mapping import FULL
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.mapping.differences import differences
from analyzer.mapping.mapping import load_ledger

TRIBUNE = """
[document]
id = "tribune"
title = "What it leaves out"
publisher = "Tribune"
published = 2026-01-01
source = "tribune.txt"

[[statement]]
id = "skills"
says = "excluded"
about = ["profile.skills"]
attributed_to_linkedin = false
paraphrase = "Says that skills are left out."
quotes = ["It does not use skills."]
lines = [1]

[[finding]]
id = "start"
kind = "date"
date = 2026-01-01
paraphrase = "Says that it starts in 2026."
quotes = ["It starts in 2026."]
lines = [2]
"""

WEEKLY, PAPER, NOTICE = "documents/weekly.toml", "documents/paper.toml", "official.toml"

# What is done to a copy of the small mapping | entries that differ | data types whose status differs, and why.
Edits = list[tuple[str, str | None, str | None]]
Standings = list[tuple[str, str | None, str | None, tuple[str, ...]]]

CASES: dict[str, tuple[Edits, list[str], Standings]] = {
    "nothing": ([], [], []),
    "another file end": ([(PAPER, "lines = [7]\n", "lines = [7]\n\n# checked\n")], [], []),
    "an article is removed": (
        [(WEEKLY, None, None)],
        ["article weekly removed", "statement weekly/notes removed"],
        [("profile.skills", "claimed", "used", ("weekly/notes",)), ("writing.notes", "disputed", "used", ("weekly/notes",))],
    ),
    "an article is added": (
        [("documents/tribune.toml", None, TRIBUNE)],
        ["article tribune added", "statement tribune/skills added", "finding tribune/start added"],
        [("profile.skills", "claimed", "disputed", ("tribune/skills",))],
    ),
    "a statement covers less": (
        [(PAPER, 'about = ["profile", "writing.notes"]', 'about = ["profile"]')],
        ["statement paper/profile changed (about)"],
        [
            ("profile.skills", "claimed", "used", ("paper/profile",)),
            ("writing.notes", "disputed", "excluded", ("paper/profile",)),
        ],
    ),
    "a statement is no longer given as a list": (
        [(PAPER, "attributed_to_linkedin = true", "attributed_to_linkedin = false")],
        ["statement paper/profile changed (attributed_to_linkedin)"],
        [],
    ),
    "a quote is corrected": (
        [(PAPER, "It may use profile data and notes", "It might use profile data and notes")],
        ["statement paper/profile changed (quotes)"],
        [],
    ),
    "an article has another title": (
        [(PAPER, 'title = "What the platform uses"', 'title = "What it uses"')],
        ["article paper changed (title)"],
        [],
    ),
    "the notice is a later version": (
        [
            (NOTICE, "recorded = 2026-08-21", "recorded = 2026-10-01\nretrieved = 2026-11-20"),
            (NOTICE, 'quote = "skills and notes"', 'quote = "skills, and notes"'),
            (NOTICE, '[[remark]]\nid = "photo"', '[[remark]]\nid = "picture"'),
        ],
        [
            "notice source changed (recorded,retrieved)", "notice profile.skills changed (quote)",
            "notice writing.notes changed (quote)", "notice picture added", "notice photo removed",
        ],
        [],
    ),
    "the notice is removed": (
        [(NOTICE, None, None)],
        [f"notice {name} removed" for name in (
            "source", "profile.skills", "writing.notes", "writing.drafts", "writing.songs", "contacts.people",
            "contacts.dates", "photo",
        )],
        [],
    ),
    "one removed, one added and one changed": (
        [
            (WEEKLY, None, None),
            ("documents/tribune.toml", None, TRIBUNE),
            (PAPER, "lines = [3]", "lines = [3, 4]"),
        ],
        [
            "article tribune added", "article weekly removed", "statement paper/profile changed (lines)",
            "statement tribune/skills added", "statement weekly/notes removed", "finding tribune/start added",
        ],
        [
            ("profile.skills", "claimed", "disputed", ("paper/profile", "weekly/notes", "tribune/skills")),
            ("writing.notes", "disputed", "claimed", ("paper/profile", "weekly/notes", "tribune/skills")),
        ],
    ),
}  # fmt: skip


def edited(folder: Path, edits: Edits) -> Path:
    """A copy of the small mapping: a text replaced by another, a file added, or, without either, removed."""
    copy = shutil.copytree(FULL, folder / "new")
    for file, before, after in edits:
        path = copy / file
        if before is not None:
            assert before in path.read_text("utf-8")
            path.write_text(path.read_text("utf-8").replace(before, after or "", 1), "utf-8")
        elif after is not None:
            path.write_text(after, "utf-8")
        else:
            path.unlink()
    return copy


@pytest.mark.parametrize(("edits", "entries", "standings"), CASES.values(), ids=CASES)
def test_exactly_what_differs_is_listed(
    edits: Edits, entries: list[str], standings: Standings, tmp_path: Path
) -> None:
    new = edited(tmp_path, edits)
    listed = differences(load_ledger(FULL), load_ledger(new))
    assert [
        f"{entry.kind} {entry.id} {entry.how}{f' ({chr(44).join(entry.keys)})' if entry.keys else ''}"
        for entry in listed.entries
    ] == entries
    assert [
        (item.data_type, item.before, item.after, item.because) for item in listed.standings
    ] == standings


@pytest.mark.parametrize(("edits", "entries", "standings"), CASES.values(), ids=CASES)
def test_swapped_versions_differ_in_reverse(
    edits: Edits, entries: list[str], standings: Standings, tmp_path: Path
) -> None:
    new = edited(tmp_path, edits)
    there = differences(load_ledger(FULL), load_ledger(new))
    back = differences(load_ledger(new), load_ledger(FULL))
    reverse = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(entry.id, reverse[entry.how], entry.keys) for entry in there.entries} == {
        (entry.id, entry.how, entry.keys) for entry in back.entries
    }
    assert {(item.data_type, item.after, item.before) for item in there.standings} == {
        (item.data_type, item.before, item.after) for item in back.standings
    }


def test_a_data_type_that_only_one_version_has_is_listed(tmp_path: Path) -> None:
    new = edited(tmp_path, [("categories.toml", "writing.notes", "writing.jottings"), ("official.toml", "writing.notes", "writing.jottings"), (PAPER, "writing.notes", "profile.skills"),
                            (WEEKLY, "writing.notes", "profile.skills")])  # fmt: skip
    listed = differences(load_ledger(FULL), load_ledger(new))
    changes = {item.data_type: (item.before, item.after) for item in listed.standings}
    assert changes["writing.jottings"] == (None, "not_mentioned")
    assert changes["writing.notes"] == ("disputed", None)


def test_the_command_prints_and_writes_the_differences(tmp_path: Path) -> None:
    new = edited(tmp_path, CASES["an article is removed"][0])
    target = tmp_path / "diff.json"
    done = CliRunner().invoke(app, ["mapping", "diff", str(FULL), str(new), "--json", str(target)])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[1:] == [
        "Articles",
        "  removed: weekly",
        "Statements about data",
        "  removed: weekly/notes",
        "Status: 2 data types differ",
        "  profile.skills: Only one article says it is used -> Reported as used, because of weekly/notes",
        "  writing.notes: The articles disagree -> Reported as used, because of weekly/notes",
    ]
    written = json.loads(target.read_text("utf-8"))
    assert written["format"] == "linkedin-exposure mapping diff"
    assert written["entries"] == [
        {"kind": "article", "id": "weekly", "how": "removed", "keys": []},
        {"kind": "statement", "id": "weekly/notes", "how": "removed", "keys": []},
    ]
    assert written["standings"][1:] == [
        {
            "data_type": "writing.notes", "label": "Notes", "before": "disputed", "after": "used",
            "because": ["weekly/notes"],
        }
    ]  # fmt: skip


def test_the_built_in_mapping_is_the_newer_one_by_default() -> None:
    built_in = Path(__file__).parent.parent / "mappings"
    done = CliRunner().invoke(app, ["mapping", "diff", str(built_in)])
    assert done.output.splitlines()[1:] == ["Status: 0 data types differ"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "nowhere does not exist. A mapping is a folder like mappings/ of the project."),
        ([str(FULL), "--json", str(FULL / "facts.toml")],
         f"{FULL / 'facts.toml'} is a file of the mapping, which is never replaced. Choose another place with --json."),
    ],
)  # fmt: skip
def test_a_wrong_path_is_one_plain_line(arguments: list[str], sentence: str) -> None:
    done = CliRunner().invoke(app, ["mapping", "diff", *arguments])
    assert str(done.exception) == sentence
