"""The mapping: complete, strict about mistakes, and sure which table a file is."""

import re
import shutil
from pathlib import Path

import pytest
from exports import write
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import MappingError
from analyzer.mapping import (
    ExportMapping,
    file_key,
    load_mapping,
)
from analyzer.mapping.names import PathEnding

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
    ("Connections copy.csv", None),
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


@pytest.mark.parametrize(("path", "table"), BY_NAME)
def test_knows_a_file_by_its_name(path: str, table: str | None, mapping: ExportMapping) -> None:
    found = mapping.match_path(path)
    assert (found.name if found else None) == table


@pytest.mark.parametrize(("path", "header", "table"), BY_HEADER)
def test_knows_a_renamed_file_by_its_header(
    path: str, header: str, table: str | None, mapping: ExportMapping
) -> None:
    found = mapping.match_header(path, header.split(","))
    assert (found.name if found else None) == table


@given(
    pattern=st.lists(st.sampled_from(["a", "/", "b.x"]), min_size=2, max_size=3).map("**".join),
    path=st.lists(st.sampled_from(["a", "/", "b.x"]), max_size=8).map("".join),
)
def test_two_stars_are_any_text(pattern: str, path: str) -> None:
    parts = ".+".join(map(re.escape, pattern.split("**")))
    slow = re.search(rf"(?:^|/){parts}\Z", path)
    assert PathEnding(pattern).fits(path) == bool(slow)


def test_tells_shards_apart() -> None:
    assert file_key("Jobs/Job Applications_2.csv") == ("job applications.csv", "2")
    assert file_key("Comments_123456789 (1).csv") == ("comments.csv", "123456789")
    assert file_key("Receipts_v2.csv") == ("receipts_v2.csv", "")
    assert file_key("README") == ("readme.", "")


# --- completeness --------------------------------------------------------------------------------


def atlas_rows(shared: Path) -> list[tuple[str, str, bool]]:
    """(file, header, edited by its owner) for each header variant in files.md."""
    found = []
    for line in (shared / "export-atlas" / "files.md").read_text("utf-8").splitlines():
        parts = re.split(r"(?<!\\) \| ", line.strip("| "))
        if (
            line.startswith("| ")
            and len(parts) >= 6
            and parts[0] not in {"file (normalised)", "---"}
        ):
            file = re.split(r", (?=[A-Z\w/ ]+\.csv)", parts[1])[0]
            for variant in parts[5].split("<br>"):
                header = re.match(r"`(.*)` \((.*)\)", variant.strip(" |"))
                if header:
                    found.append((file, header[1], "owner-edited" in header[2]))
    return found


def test_maps_every_file_and_column_of_the_atlas(shared: Path, mapping: ExportMapping) -> None:
    rows = atlas_rows(shared)
    assert len(rows) > 100
    missing = []
    for file, header, edited in rows:
        table = mapping.match_path(file.replace("<YYYY-MM-DD HH:MM:SS>-<title>-<company>", "x"))
        names = tuple(header.split(","))
        # A renamed or headerless re-save is known by its header, or not at all.
        table = table or mapping.match_header(file, names)
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


def test_sentences_are_sentences(mapping: ExportMapping) -> None:
    for table in mapping.tables:
        assert table.holds[0].isupper(), table.name
        assert not table.holds.endswith("."), table.name


def test_the_digest_does_not_depend_on_line_ends(tmp_path: Path, mapping: ExportMapping) -> None:
    copy = tmp_path / "mappings"
    shutil.copytree(MAPPINGS, copy)
    for file in copy.rglob("*.toml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_mapping(copy).sha256 == mapping.sha256


# --- mistakes ------------------------------------------------------------------------------------

CATEGORIES = """
[[category]]
id = "profile"
label = "Profile"
group = "included"
describes = "What you wrote"
types = [{ id = "profile.skills", label = "Skills" }]
"""
EXPORT = """
version = "1"
platform = "LinkedIn"
partial_archives = ["Basic"]
folders = ["Jobs"]

[[owner]]
tells = "career"
table = "skills"
columns = ["Name"]
"""
TABLE = """
[[table]]
name = "skills"
files = ["Skills.csv"]
holds = "Skills"
headers = ["Name"]
columns = [{ name = "Name", type = "profile.skills", kind = "label", subject = "self" }]
"""

DOCUMENT = """
[document]
id = "paper"
title = "T"
publisher = "P"
published = 2025-11-03
source = "paper.txt"

[[statement]]
id = "skills"
says = "used"
about = ["profile", "profile.skills"]
attributed_to_linkedin = true
paraphrase = "Says so."
quotes = ["skills"]
lines = [3]

[[finding]]
id = "start"
kind = "date"
date = 2025-11-03
paraphrase = "Says when."
quotes = ["soon"]
lines = [4]
"""
DISAGREEMENTS = """
[[disagreement]]
id = "skills"
title = "Are skills used?"
about = ["profile.skills"]
topic = "data"
says = "One says so."
evidence = ["paper/skills", "paper/start"]
"""
ACTIONS = """
[[action]]
id = "stop"
title = "Stop"
says = "One says how."
about = ["profile"]
steps = ["paper/start"]
limits = ["paper/skills"]
disagreements = ["skills"]
"""
OFFICIAL = """
[source]
title = "Notice"
publisher = "LinkedIn"
recorded = 2026-08-21
unchanged_since = 2025-11-03
address = "www.example.org"

[[entry]]
about = ["profile.skills"]
row = "training"
compared = "agrees"
quote = "skills"

[[remark]]
id = "photo"
row = "training"
quote = "photo"
"""

FACTS = """
[[fact]]
id = "start"
section = "applies"
question = "From when?"
heading = "From"
short = "November"
answers = [{ says = "From November.", evidence = ["paper/start"] }]

[[fact]]
id = "past"
section = "unknown"
question = "And before?"
silence = "No document says."
"""

RULES = """
unstated = "here"

[[region]]
id = "here"
label = "here"
evidence = ["paper/start"]
"""

MISTAKES = [
    # file, what is changed, into what, what the person reads
    ("tables/a.toml", 'type = "profile.skills"', 'type = "profile.skils"',
     "mappings/tables/a.toml, table 'skills', columns 'Name', key `type`: `profile.skils` is not a data type of categories.toml."),
    ("tables/a.toml", 'kind = "label"', 'kind = "lable"',
     "mappings/tables/a.toml, table 'skills', columns 'Name', key `kind`: `lable` is not one of text, name, contact, link, label, date, code, number."),
    ("tables/a.toml", 'subject = "self"', 'subjct = "self"',
     "mappings/tables/a.toml, table 'skills', columns 'Name', key `subjct`: is unknown (known keys: name, type, kind, subject, author, set_aside, repair)."),
    ("tables/a.toml", 'subject = "self"', 'subject = "self", colour = "red"',
     "mappings/tables/a.toml, table 'skills', columns 'Name', key `colour`: is unknown (known keys: name, type, kind, subject, author, set_aside, repair)."),
    ("tables/a.toml", 'holds = "Skills"', "",
     "mappings/tables/a.toml, table 'skills', key `holds`: is missing or empty."),
    ("tables/a.toml", 'holds = "Skills"', "holds = 3",
     "mappings/tables/a.toml, table 'skills', key `holds`: must be text in quotes."),
    ("tables/a.toml", 'files = ["Skills.csv"]', "files = []",
     "mappings/tables/a.toml, table 'skills', key `files`: is missing or empty."),
    ("tables/a.toml", 'files = ["Skills.csv"]', 'files = "Skills.csv"',
     "mappings/tables/a.toml, table 'skills', key `files`: must be a list of texts."),
    ("tables/a.toml", 'headers = ["Name"]', 'headers = ["Nmae"]',
     "mappings/tables/a.toml, table 'skills', key `headers`: `Nmae` is not a column of this table."),
    ("tables/a.toml", 'headers = ["Name"]', 'headers = ["Name"]\ndates = [{ column = "When", formats = ["%Y-%m-%d"], zone = "UTC" }]',
     "mappings/tables/a.toml, table 'skills', dates 'When', key `column`: `When` is not a column of this table."),
    ("tables/a.toml", 'headers = ["Name"]', 'headers = ["Name"]\ndates = [{ column = "Name", formats = ["%Q"], zone = "UTC" }]',
     "mappings/tables/a.toml, table 'skills', dates 'Name', key `formats`: `%Q` is not a directive that dates can have."),
    ("tables/a.toml", 'headers = ["Name"]', 'headers = ["Name"]\ndates = [{ column = "Name", formats = ["%b %Y"], zone = "UTC" }]',
     "mappings/tables/a.toml, table 'skills', dates 'Name', key `formats`: must have year, month and day."),
    ("tables/a.toml", 'files = ["Skills.csv"]', 'files = ["Articles/*.html"]',
     "mappings/tables/a.toml, table 'skills', key `files`: may contain `**` for any text, but not a single `*`."),
    ("tables/a.toml", 'headers = ["Name"]', 'headers = ["Name"]\ndates = [{ column = "Name", formats = [], zone = "UTC" }]',
     "mappings/tables/a.toml, table 'skills', dates 'Name', key `formats`: is missing or empty."),
    ("tables/a.toml", "columns = [{", 'columns = [{ name = "Name", set_aside = "x" }, {',
     "mappings/tables/a.toml, table 'skills', key `columns`: 'Name' is listed 2 times."),
    ("tables/a.toml", "columns = [{", "columns = [{ set_aside = 'x' }, {",
     "mappings/tables/a.toml, table 'skills', columns 'number 1', key `name`: is missing."),
    ("tables/a.toml", "columns = [{", 'columns = ["Name", {',
     "mappings/tables/a.toml, table 'skills', key `columns`: must be a list of tables."),
    ("tables/a.toml", "[[table]]", "[[tabel]]",
     "mappings/tables/a.toml, key `tabel`: is unknown (known keys: table)."),
    ("tables/a.toml", TABLE, TABLE + TABLE,
     "mappings/tables/a.toml, key `table`: 'skills' is listed 2 times."),
    ("tables/a.toml", TABLE, TABLE + TABLE.replace('"skills"', '"abilities"'),
     "mappings/tables/*.toml, key `files`: 'skills.csv' is listed 2 times."),
    ("categories.toml", 'id = "profile.skills"', 'id = "skills"',
     "mappings/categories.toml, category 'profile', types 'skills', key `id`: must begin with the category, `profile.`."),
    ("categories.toml", 'group = "included"', 'group = "used"',
     "mappings/categories.toml, category 'profile', key `group`: `used` is not one of included, excluded, claimed, unaddressed."),
    ("categories.toml", 'label = "Skills" }', 'label = "Skills" }, { id = "profile.skills", label = "Again" }',
     "mappings/categories.toml, category 'profile', key `types`: 'profile.skills' is listed 2 times."),
    ("categories.toml", 'label = "Skills" }', 'label = "Skills" }, { id = "profile.hats", label = "Hats" }',
     "mappings/categories.toml, types 'profile.hats', key `absent`: is missing, although no column carries the type."),
    ("categories.toml", 'label = "Skills" }', 'label = "Skills", absent = "None." }',
     "mappings/tables/a.toml, table 'skills', columns 'Name', key `type`: `profile.skills` is in no column, according to its key `absent`."),
    ("export.toml", 'version = "1"', "",
     "mappings/export.toml, key `version`: is missing or empty."),
    ("export.toml", 'platform = "LinkedIn"', "",
     "mappings/export.toml, key `platform`: is missing or empty."),
    ("export.toml", 'platform = "LinkedIn"', "platform = 1",
     "mappings/export.toml, key `platform`: must be text in quotes."),
    ("export.toml", '["Basic"]', '"Basic"',
     "mappings/export.toml, key `partial_archives`: must be a list of texts."),
    ("export.toml", '["Basic"]', '[""]',
     "mappings/export.toml, key `partial_archives`: must be a list of texts."),
    ("export.toml", "[[owner]]", "[owner]",
     "mappings/export.toml, key `owner`: must be a list of tables."),
    ("export.toml", "[[owner]]", "[[owners]]",
     "mappings/export.toml, key `owners`: is unknown (known keys: version, platform, partial_archives, owner, folders, roles, nobody)."),
    ("export.toml", 'tells = "career"', 'tells = "hat"',
     "mappings/export.toml, owner 'skills', key `tells`: `hat` is not one of name, address, joined, career."),
    ("export.toml", 'tells = "career"', "",
     "mappings/export.toml, owner 'skills', key `tells`: must be one of name, address, joined, career."),
    ("export.toml", 'table = "skills"', 'table = "skils"',
     "mappings/export.toml, owner 'skils', key `table`: `skils` is not a table of tables/."),
    ("export.toml", 'table = "skills"', "",
     "mappings/export.toml, owner 'number 1', key `table`: is missing or empty."),
    ("export.toml", 'columns = ["Name"]', 'columns = ["Nmae"]',
     "mappings/export.toml, owner 'skills', key `columns`: `Nmae` is not a column of that table."),
    ("export.toml", 'columns = ["Name"]', "",
     "mappings/export.toml, owner 'skills', key `columns`: is missing or empty."),
    ("export.toml", 'columns = ["Name"]', 'columns = ["Name"]\ncolour = "red"',
     "mappings/export.toml, owner 'skills', key `colour`: is unknown (known keys: tells, table, columns)."),
    ("documents/paper.toml", 'about = ["profile", "profile.skills"]', 'about = ["profile.skils"]',
     "mappings/documents/paper.toml, statement 'skills', key `about`: `profile.skils` is not a data type or category of categories.toml."),
    ("documents/paper.toml", 'about = ["profile", "profile.skills"]', "about = []",
     "mappings/documents/paper.toml, statement 'skills', key `about`: is missing or empty."),
    ("documents/paper.toml", 'quotes = ["skills"]', "",
     "mappings/documents/paper.toml, statement 'skills', key `quotes`: is missing or empty."),
    ("documents/paper.toml", 'quotes = ["soon"]', "quotes = [1]",
     "mappings/documents/paper.toml, finding 'start', key `quotes`: must be a list of texts."),
    ("documents/paper.toml", "lines = [3]", "lines = [true]",
     "mappings/documents/paper.toml, statement 'skills', key `lines`: must be a list of whole numbers."),
    ("documents/paper.toml", 'says = "used"', 'says = "trained"',
     "mappings/documents/paper.toml, statement 'skills', key `says`: `trained` is not one of used, excluded."),
    ("documents/paper.toml", "attributed_to_linkedin = true", "",
     "mappings/documents/paper.toml, statement 'skills', key `attributed_to_linkedin`: must be true or false."),
    ("documents/paper.toml", "published = 2025-11-03", 'published = "3 Nov 2025"',
     "mappings/documents/paper.toml, document, key `published`: must be a date such as 2025-11-03."),
    ("documents/paper.toml", "published = 2025-11-03", "published = 2025-11-03T10:00:00",
     "mappings/documents/paper.toml, document, key `published`: must be a date such as 2025-11-03."),
    ("documents/paper.toml", "published = 2025-11-03", "",
     "mappings/documents/paper.toml, document, key `published`: must be given, or else `undated` with the reason."),
    ("documents/paper.toml", "published = 2025-11-03", 'published = 2025-11-03\nundated = "x"',
     "mappings/documents/paper.toml, document, key `published`: must be given, or else `undated` with the reason."),
    ("documents/paper.toml", "\ndate = 2025-11-03", "\ndate = 3",
     "mappings/documents/paper.toml, finding 'start', key `date`: must be a date such as 2025-11-03."),
    ("documents/paper.toml", 'kind = "date"', 'kind = "hour"',
     "mappings/documents/paper.toml, finding 'start', key `kind`: `hour` is not one of region, date, recipient, purpose, minors, default, legal_basis, opt_out, opt_out_web, opt_out_app, advertising_toggle, objection_form, opt_out_reach, not_reversed, retention, effect, transparency, comparison, benefit, risk, safeguard, advice, scope, attribution, exclusions_none."),
    ("documents/paper.toml", 'kind = "date"', 'kind = "date"\nunder = "18"',
     "mappings/documents/paper.toml, finding 'start', key `under`: must be a whole number."),
    ("documents/paper.toml", 'id = "start"', 'id = "skills"',
     "mappings/documents/paper.toml, key `finding`: 'paper/skills' is listed 2 times."),
    ("documents/paper.toml", "[document]", "[documant]",
     "mappings/documents/paper.toml, key `documant`: is unknown (known keys: document, statement, finding)."),
    ("documents/paper.toml", 'source = "paper.txt"', 'source = "paper.txt"\ncolour = "red"',
     "mappings/documents/paper.toml, document, key `colour`: is unknown (known keys: id, title, publisher, author, published, undated, source)."),
    ("disagreements.toml", '"paper/start"', '"paper/end"',
     "mappings/disagreements.toml, disagreement 'skills', key `evidence`: `paper/end` is not a statement or finding of an article."),
    ("disagreements.toml", 'about = ["profile.skills"]', 'about = ["hats"]',
     "mappings/disagreements.toml, disagreement 'skills', key `about`: `hats` is not a data type or category of categories.toml."),
    ("actions.toml", 'steps = ["paper/start"]', 'steps = ["paper/end"]',
     "mappings/actions.toml, action 'stop', key `steps`: `paper/end` is not a statement or finding of an article."),
    ("actions.toml", 'disagreements = ["skills"]', 'disagreements = ["hats"]',
     "mappings/actions.toml, action 'stop', key `disagreements`: `hats` is not in disagreements.toml."),
    ("disagreements.toml", 'evidence = ["paper/skills", "paper/start"]', "",
     "mappings/disagreements.toml, disagreement 'skills', key `evidence`: is missing or empty."),
    ("tables/a.toml", 'holds = "Skills"', 'holds = "Skills"\nrole = "hatters"',
     "mappings/tables/a.toml, table 'skills', key `role`: `hatters` is not one of the roles in export.toml."),
    ("tables/a.toml", 'holds = "Skills"', 'holds = "Skills"\npeople = [{ names = ["Nmae"] }]',
     "mappings/tables/a.toml, table 'skills', people 'number 1', key `names`: `Nmae` is not a column of this table."),
    ("tables/a.toml", 'holds = "Skills"', 'holds = "Skills"\npeople = [{ link = "Name" }]',
     "mappings/tables/a.toml, table 'skills', people 'Name', key `names`: is missing or empty."),
    ("official.toml", 'about = ["profile.skills"]', 'about = ["profile.skills", "hats"]',
     "mappings/official.toml, entry 'training', key `about`: `hats` is not a data type of categories.toml."),
    ("official.toml", "[[remark]]", '[[entry]]\nabout = ["profile.skills"]\nrow = "training"\ncompared = "agrees"\nnote = "x"\n[[remark]]',
     "mappings/official.toml, key `about`: `profile.skills` must be in exactly one [[entry]]."),
    ("documents/paper.toml", "lines = [3]", 'lines = [3]\ndecision = ""',
     "mappings/documents/paper.toml, statement 'skills', key `decision`: is missing or empty."),
    ("disagreements.toml", 'topic = "data"', 'topic = "data"\ndecision = 3',
     "mappings/disagreements.toml, disagreement 'skills', key `decision`: must be text in quotes."),
    ("official.toml", 'compared = "agrees"', "",
     "mappings/official.toml, entry 'training', key `compared`: must be one of agrees, differs, silent, adds."),
    ("official.toml", 'quote = "skills"', "",
     "mappings/official.toml, entry 'training', key `quote`: is missing, and there is no reason in `note`."),
    ("official.toml", "recorded = 2026-08-21", "",
     "mappings/official.toml, source, key `recorded`: must be a date such as 2025-11-03."),
]  # fmt: skip


def small_mapping(tmp_path: Path) -> Path:
    return write(
        tmp_path,
        {
            "categories.toml": CATEGORIES,
            "export.toml": EXPORT,
            "tables/a.toml": TABLE,
            "documents/paper.toml": DOCUMENT,
            "disagreements.toml": DISAGREEMENTS,
            "actions.toml": ACTIONS,
            "facts.toml": FACTS,
            "rules.toml": RULES,
            "official.toml": OFFICIAL,
        },
    )


def test_a_small_mapping_without_mistakes_loads(tmp_path: Path) -> None:
    loaded = load_mapping(small_mapping(tmp_path))
    assert [table.name for table in loaded.tables] == ["skills"]
    assert [document.ids for document in loaded.documents] == [("paper/skills", "paper/start")]
    assert loaded.name == tmp_path.name


def test_a_sixth_document_is_a_sixth_file(tmp_path: Path) -> None:
    copy = tmp_path / "mappings"
    shutil.copytree(MAPPINGS, copy)
    text = DOCUMENT.replace("profile.skills", "searches.queries").replace('"profile", ', "")
    (copy / "documents" / "sixth.toml").write_text(text, "utf-8")
    loaded = load_mapping(copy)
    assert len(loaded.documents) == 6
    assert loaded.assessments["searches.queries"].standing == "used"


def test_the_official_layer_may_be_left_out(tmp_path: Path) -> None:
    (small_mapping(tmp_path) / "official.toml").unlink()
    assert load_mapping(tmp_path).official is None


@pytest.mark.parametrize(("file", "before", "after", "sentence"), MISTAKES)
def test_a_mistake_gives_one_plain_line(
    tmp_path: Path, file: str, before: str, after: str, sentence: str
) -> None:
    wrong = small_mapping(tmp_path) / file
    text = wrong.read_text("utf-8")
    assert before in text
    wrong.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(MappingError) as raised:
        load_mapping(tmp_path)
    assert str(raised.value) == sentence


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (small_mapping(tmp_path) / "export.toml").write_text("version = ", "utf-8")
    with pytest.raises(
        MappingError, match=r"^mappings/export.toml is not valid TOML: .*at end of document"
    ):
        load_mapping(tmp_path)


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (small_mapping(tmp_path) / "export.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(
        MappingError, match=r"^mappings/export.toml cannot be read as UTF-8 text\.$"
    ):
        load_mapping(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (small_mapping(tmp_path) / "categories.toml").unlink()
    with pytest.raises(MappingError, match=r"^mappings/categories.toml is missing\.$"):
        load_mapping(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"nowhere does not exist\. A mapping is a folder like"):
        load_mapping(tmp_path / "nowhere")
