"""The mapping: it recognises the files of an export, is complete, and counts the articles in its sentences."""

import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from changed_mapping import FULL, changed
from command import Run
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import MappingError
from analyzer.mapping.articles import Article, Finding, Statement, articles_of
from analyzer.mapping.completeness import gaps
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.names import PathEnding, file_key
from analyzer.mapping.tables import (
    Category,
    CellValue,
    Column,
    Condition,
    DataType,
    DateSource,
    OwnerColumns,
    PeopleSource,
    Table,
    TablePart,
)
from analyzer.text import capfirst, spelled

MAPPINGS = Path(__file__).parent.parent / "mappings"

BY_NAME = [
    ("Connections.csv", "connections"),
    ("connections.csv", "connections"),
    ("Connections (1).csv", "connections"),
    ("Connections(2).csv", "connections"),
    ("Jobs/Saved Jobs.csv", "saved_jobs"),
    ("Saved Jobs.csv", "saved_jobs"),
    ("anything/Saved Jobs_1.csv", "saved_jobs"),
    ("Jobs/Job Applications_3.csv", "job_applications"),
    ("Comments_123456789.csv", "comments"),
    ("Comments_123456789 (1).csv", "comments"),
    ("Receipts_v2.csv", "receipts_v2"),
    ("Receipts.csv", "receipts"),
    ("Messages.csv", "messages"),
    ("coach_messages.csv", "ai_conversations"),
    ("Jobs/Job Application Answers/2019-01-10 16:12:19-Clerk-Acme.csv", "job_application_answers"),
    (
        "x/Jobs/Job Application Answers/2019-04-24 15:19:07-Cook/ Baker-A.csv",
        "job_application_answers",
    ),
    ("Articles/2017-12-09 04:54:08.html", "articles"),
    ("Articles/Articles/on-knots.html", "articles"),
    ("Articles/cover.png", None),
    ("on-knots.html", None),
    ("Comments_1234.csv", None),
    ("Connections copy.csv", "connections"),
    ("Connections backup.csv", None),
    ("Connections.xlsx", None),
    ("Receipts_v3.csv", None),
]

BY_HEADER = [
    ("Connections (2) copy.csv", "First Name,Last Name,URL,Email Address,Company,Position,Connected On", "connections"),
    ("x.csv", "Date,Link,Message", "comments"),
    ("my messages.csv", "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER", "messages"),
    ("learning_coach_messages copy.csv", "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER", "ai_conversations"),
    ("x.csv", "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER", None),
    ("x.csv", "Question,Answer", None),
    ("x.csv", "Date,Link,Message,More", None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), BY_NAME)
def test_a_file_is_recognised_by_its_name(
    path: str, name: str | None, mapping: ExportMapping
) -> None:
    table = mapping.names.match_path(path)
    assert (table.name if table else None) == name


@pytest.mark.parametrize(("path", "header", "name"), BY_HEADER)
def test_a_renamed_file_is_recognised_by_its_header(
    path: str, header: str, name: str | None, mapping: ExportMapping
) -> None:
    table = mapping.names.match_header(path, header.split(","))
    assert (table.name if table else None) == name


@given(
    pattern=st.lists(st.sampled_from(["a", "/", "b.x"]), min_size=2, max_size=3).map("**".join),
    path=st.lists(st.sampled_from(["a", "/", "b.x"]), max_size=8).map("".join),
)
def test_two_stars_match_any_text(pattern: str, path: str) -> None:
    parts = ".+".join(map(re.escape, pattern.split("**")))
    expected = re.search(rf"(?:^|/){parts}\Z", path)
    assert PathEnding(pattern).fits(path) == bool(expected)


FILE_KEYS = [
    ("Jobs/Job Applications_2.csv", ("job applications.csv", "2")),
    ("Comments_123456789 (1).csv", ("comments.csv", "123456789")),
    ("Receipts_v2.csv", ("receipts_v2.csv", "")),
    ("README", ("readme.", "")),
]


@pytest.mark.parametrize(("path", "key"), FILE_KEYS)
def test_the_number_of_a_shard_is_separated_from_the_name(path: str, key: tuple[str, str]) -> None:
    assert file_key(path) == key


# --- completeness --------------------------------------------------------------------------------


def atlas_rows(shared: Path) -> Iterator[tuple[str, str, bool]]:
    """The file and header of each row of `files.md`, and whether the owner edited it."""
    for line in (shared / "export-atlas" / "files.md").read_text("utf-8").splitlines():
        cells = re.split(r"(?<!\\) \| ", line.strip("| "))
        if (
            line.startswith("| ")
            and len(cells) >= 6
            and cells[0] not in {"file (normalised)", "---"}
        ):
            file = re.split(r", (?=[A-Z\w/ ]+\.csv)", cells[1])[0]
            for variant in cells[5].split("<br>"):
                header = re.match(r"`(.*)` \((.*)\)", variant.strip(" |"))
                if header:
                    yield file, header[1], "owner-edited" in header[2]


def test_every_file_and_column_of_the_atlas_is_mapped(shared: Path, mapping: ExportMapping) -> None:
    rows = list(atlas_rows(shared))
    assert len(rows) > 100
    missing = []
    for file, header, edited in rows:
        table = mapping.names.match_path(
            file.replace("<YYYY-MM-DD HH:MM:SS>-<title>-<company>", "x")
        )
        names = tuple(header.split(","))
        # A file that was renamed or saved without a header is recognised by its header, or not at all.
        table = table or mapping.names.match_header(file, names)
        if table is None:
            missing.append((file, "no table"))
        elif not edited and names not in table.headers:
            missing.append((file, header))
        elif names != ("Python", ""):  # a file without a header
            missing += [(file, name) for name in names if name and table.column(name) is None]
    assert missing == []


def test_every_data_type_has_a_column_or_a_reason(mapping: ExportMapping) -> None:
    carried = {
        column.data_type.id
        for table in mapping.tables
        for column in table.carried
        if column.data_type
    }
    for data_type in mapping.data_types:
        assert (data_type.id in carried) != bool(data_type.absent), data_type.id


def test_tables_are_described_without_a_full_stop(mapping: ExportMapping) -> None:
    for table in mapping.tables:
        assert table.holds[0].isupper(), table.name
        assert not table.holds.endswith("."), table.name


def test_all_evidence_is_complete(mapping: ExportMapping) -> None:
    assert list(gaps(mapping)) == []


def test_the_digest_does_not_depend_on_line_ends(tmp_path: Path, mapping: ExportMapping) -> None:
    copy = tmp_path / "mappings"
    shutil.copytree(MAPPINGS, copy)
    for file in copy.rglob("*.toml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_mapping(copy).sha256 == mapping.sha256


# --- loading -------------------------------------------------------------------------------------


def test_a_mapping_with_every_kind_of_entry_loads() -> None:
    loaded = load_mapping(FULL)
    assert loaded.name == "mapping"
    assert [table.name for table in loaded.tables] == ["skills", "contacts", "notes"]
    assert [article.id for article in loaded.articles] == ["paper", "weekly"]
    assert [fact.id for fact in loaded.facts] == ["start", "minors", "why"]


def test_the_official_layer_can_be_left_out(tmp_path: Path) -> None:
    copy = shutil.copytree(FULL, tmp_path / "mapping")
    (copy / "official.toml").unlink()
    assert load_mapping(copy).official is None


Carried = tuple[str, str | None, str | None]
"""The name of a column, its data type and its author."""

IN_DRAFTS: list[Carried] = [
    ("From", "writing.drafts", None),
    ("Link", None, None),
    ("When", "writing.drafts", None),
    ("Text", "writing.drafts", "self"),
    ("Note", "writing.drafts", "self"),
]
IN_MINE: list[Carried] = [
    ("From", "writing.notes", None),
    ("Link", None, None),
    ("When", "writing.notes", None),
    ("Text", "writing.drafts", "self"),
    ("Note", "writing.notes", "ai"),
]


def carried(columns: Iterable[Column]) -> list[Carried]:
    return [
        (column.name, column.data_type.id if column.data_type else None, column.author)
        for column in columns
    ]


def test_parts_change_data_types_and_authors() -> None:
    notes = load_mapping(FULL).tables[2]
    drafts, mine = notes.parts
    assert carried(map(drafts.of, notes.columns)) == IN_DRAFTS
    assert carried(map(mine.of, notes.columns)) == IN_MINE


def test_the_key_for_a_column_takes_precedence_over_the_key_for_all(tmp_path: Path) -> None:
    own = changed(
        tmp_path,
        "tables/writing.toml",
        'author = "self", when',
        'author = "self", authors = { "Note" = "ai" }, when',
    )
    notes = load_mapping(own).tables[2]
    authors = [author for _, _, author in carried(map(notes.parts[0].of, notes.columns))]
    assert authors == [None, None, None, "self", "ai"]


# --- articles ------------------------------------------------------------------------------------

SENTENCES = [
    # the sentence in the mapping and on the page; both articles are evidence
    ("None of the {all} articles differs.", "None of the two articles differs."),
    ("{all} articles differ. {evidence} articles agree.", "Two articles differ. Two articles agree."),
    ("Of these, {all - paper} is unsure.", "Of these, one is unsure."),
    ("{profile.skills} names skills.", "One names skills."),
    ("{writing.notes} articles mention notes.", "Two articles mention notes."),
    ("In all, {writing.notes} mention notes.", "In all, two mention notes."),
    ("On 3 November two things change.", "On 3 November two things change."),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "shown"), SENTENCES)
def test_articles_are_counted(tmp_path: Path, sentence: str, shown: str) -> None:
    own = changed(
        tmp_path, "disagreements.toml", "The paper includes them; the weekly denies that.", sentence
    )
    assert load_mapping(own).disagreements[0].says == shown


ANOTHER = """
[document]
id = "another"
title = "T"
publisher = "P"
published = 2026-01-01
source = "another.txt"

[[statement]]
id = "queries"
says = "used"
about = ["searches.queries"]
attributed_to_linkedin = true
paraphrase = "Says so."
quotes = ["They use what you search for."]
lines = [3]
"""
MINORS = """
[[finding]]
id = "minors"
kind = "minors"
paraphrase = "Says so."
quotes = ["Minors are left out of this."]
lines = [4]
"""


def with_another(folder: Path, text: str) -> Path:
    """The mapping with another article."""
    copy = shutil.copytree(MAPPINGS, folder / "mappings")
    (copy / "documents" / "another.toml").write_text(text, "utf-8")
    return copy


def test_an_article_is_added_as_a_file(tmp_path: Path, mapping: ExportMapping) -> None:
    loaded = load_mapping(with_another(tmp_path, ANOTHER))
    articles = len(mapping.articles)
    assert len(loaded.articles) == articles + 1
    assert loaded.assessments["searches.queries"].standing == "used"
    before, after = (
        next(fact.silence for fact in each.facts if fact.id == "under-18")
        for each in (mapping, loaded)
    )
    assert before == f"The other {spelled(articles - 1)} articles say nothing about age."
    assert after == f"The other {spelled(articles)} articles say nothing about age."
    assert list(gaps(loaded)) == []


def test_the_example_in_the_documentation_is_added_as_a_file(tmp_path: Path) -> None:
    page = (MAPPINGS.parent / "docs" / "evidence.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    example = textwrap.dedent(f"   {example}").replace("daily-2026", "another")
    loaded = load_mapping(with_another(tmp_path, example))
    assert "another/skills" in {statement.id for statement in loaded.statements}
    assert list(gaps(loaded)) == []


SIXTH = """
[document]
id = "another"
title = "Another"
publisher = "Another"
published = 2025-10-01
source = "another.txt"

[[finding]]
id = "date"
kind = "date"
date = 2025-11-03
paraphrase = "Says so."
quotes = ["From November 3 the data of members is used."]
lines = [1]
evidence_for = ["facts/since-when/1", "facts/written-before/1", "rules/start", "rules/opening", "disagreements/new-or-extended"]

[[finding]]
id = "steps"
kind = "opt_out"
steps = ["Settings", "Data privacy", "Data for Generative AI Improvement"]
paraphrase = "Says so."
quotes = ["Settings, Data privacy, Data for Generative AI Improvement."]
lines = [2]
evidence_for = ["facts/switch/1", "rules/opening", "actions/setting/steps", "disagreements/name-of-the-setting"]

[[finding]]
id = "form"
kind = "objection_form"
steps = ["Send the form"]
paraphrase = "Says so."
quotes = ["Send the form to object to the use."]
lines = [3]
evidence_for = ["rules/form-no-volume", "disagreements/objection-form/near", "actions/objection/steps"]
"""


def test_an_article_names_what_it_is_evidence_for(tmp_path: Path, mapping: ExportMapping) -> None:
    loaded = load_mapping(with_another(tmp_path, SIXTH))
    assert list(gaps(loaded)) == []
    added = {
        after.id: set(after.evidence) - set(before.evidence)
        for before, after in zip(mapping.rules.sentences, loaded.rules.sentences, strict=True)
    }
    assert {rule: passages for rule, passages in added.items() if passages} == {
        "start": {"another/date"},
        "opening": {"another/date", "another/steps"},
        "form-no-volume": {"another/form"},
    }
    answers = {fact.id: fact.answers for fact in loaded.facts}
    assert "another/date" in answers["since-when"][0].evidence
    earlier = len(articles_of(answers["written-before"][0].evidence))
    assert answers["written-before"][0].says.startswith(f"{capfirst(spelled(earlier))} are dated")
    (form,) = (item for item in loaded.disagreements if item.id == "objection-form")
    assert "another/form" in form.near
    (setting,) = (action for action in loaded.actions if action.id == "setting")
    assert "another/steps" in setting.steps


@pytest.mark.parametrize("place", ["rules/opened", "facts/switch/99", "actions/objection/hats"])
def test_evidence_for_an_unknown_entry_is_refused(tmp_path: Path, place: str) -> None:
    own = with_another(tmp_path, SIXTH.replace("rules/form-no-volume", place))
    with pytest.raises(MappingError, match=f"'another/form', key `evidence_for`: `{place}` is not"):
        load_mapping(own)


def test_a_new_article_on_a_topic_is_reported_as_missing_evidence(tmp_path: Path, run: Run) -> None:
    own = with_another(tmp_path, ANOTHER + MINORS)
    lines = list(gaps(load_mapping(own)))
    assert (
        "mappings/facts.toml, 'under-18', key `evidence`: lacks another/minors, which is about minors. Its evidence_for can "
        "be facts/under-18/1 (“Members under 18 are left out by default.”), or that of a new answer."
    ) in lines
    assert (
        "mappings/rules.toml, 'minor-opted-in', key `evidence`: lacks another/minors, which is about minors. Its "
        "evidence_for can be periods/minor-opted-in (“No article says whether it may be used if a member under 18 turns "
        "the setting on.”)."
    ) in lines
    code, out, err = run("mapping", "check", "--mapping", own)
    assert (code, out) == (1, "".join(f"{line}\n" for line in lines))
    assert "This evidence is incomplete" in err


AUSTRALIA = """
[[finding]]
id = "australia"
kind = "date"
regions = ["AU"]
since = 2026-01-01
paraphrase = "Says so."
quotes = ["In Australia it starts on January 1."]
lines = [4]
"""


def test_a_new_region_is_reported_until_it_has_rules(tmp_path: Path) -> None:
    assert (
        "mappings/rules.toml: no [[region]] has the id or code of AU, which another/australia names. Add one, "
        "and name it in the answers of facts.toml that depend on the region."
    ) in list(gaps(load_mapping(with_another(tmp_path, ANOTHER + AUSTRALIA))))


def test_data_that_articles_disagree_on_is_reported_until_a_disagreement_is_about_it(
    tmp_path: Path,
) -> None:
    other = ('about = ["writing.notes"]', 'about = ["profile.skills"]')
    own = changed(tmp_path, "documents/weekly.toml", *other)
    assert (
        "mappings/disagreements.toml: no entry is about profile.skills, which the articles disagree on: "
        "paper/profile, weekly/notes."
    ) in list(gaps(load_mapping(own)))


# --- other vocabularies --------------------------------------------------------------------------

TERMS = set(
    """
    dpv:InferredPersonalData dpv:ObservedPersonalData dpv:ProvidedData pd:Authenticating pd:AuthenticationHistory
    pd:Connection pd:DeviceBased pd:EducationExperience pd:EmailAddress pd:EmploymentHistory pd:IPAddress
    pd:IndividualProfile pd:Interaction pd:Interest pd:Language pd:OfficialID pd:Preference pd:Professional
    pd:ProfessionalCertification pd:ProfessionalEvaluation pd:PubliclyAvailableSocialMedia pd:Purchase pd:Reference
    pd:Salary pd:ServiceConsumptionBehaviour pd:SocialMedia pd:SocialMediaCommunication pd:TelephoneNumber
    pd:Transaction
    """.split()
)
"""Terms that were looked up in the Data Privacy Vocabulary 2.3. Look up each before adding it here."""


def test_the_terms_of_the_data_privacy_vocabulary_were_looked_up(mapping: ExportMapping) -> None:
    assert {data_type.dpv for data_type in mapping.data_types} - {None} == TERMS


# --- documentation -------------------------------------------------------------------------------

ENTRIES = [
    Category, DataType, Table, Column, TablePart, Condition, DateSource, PeopleSource, CellValue,
    OwnerColumns, Article, Statement, Finding,
]  # fmt: skip
GIVEN = {"category", "article", "statements", "findings"}
"""The fields that are not keys."""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.__name__)
def test_every_key_of_a_table_or_an_article_is_documented(entry: Any) -> None:
    documentation = (MAPPINGS.parent / "docs" / "mapping.md").read_text("utf-8")
    for field in fields(entry):
        if field.name not in GIVEN:
            key = field.metadata.get("key", field.name)
            assert re.search(rf"`{key}[`\] =]|^{key} = |\b{key} = ", documentation, re.MULTILINE), (
                key
            )
