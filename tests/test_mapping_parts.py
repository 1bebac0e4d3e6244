"""Mistakes in parts, authors and facts of a mapping: each gives one plain line."""

from pathlib import Path

import pytest
from exports import write

from analyzer.errors import MappingError
from analyzer.mapping import Column, load_mapping

CATEGORIES = """
[[category]]
id = "talk"
label = "Talk"
group = "included"
describes = "What you said"
types = [
  { id = "talk.said", label = "Said" },
  { id = "talk.unsaid", label = "Not said" },
  { id = "talk.sung", label = "Sung", absent = "No file holds songs." },
]
"""
EXPORT = """
version = "1"
platform = "LinkedIn"
partial_archives = []
folders = []
"""
TABLE = """
[[table]]
name = "talk"
files = ["Talk.csv"]
holds = "Talk"
headers = ["From,Link,When,Text,Note"]
parts = [
  { name = "drafts", label = "drafts", type = "talk.unsaid", author = "self", when = [
    { column = "When", test = "empty" },
  ] },
  { name = "mine", label = "mine", types = { "Text" = "talk.unsaid" }, authors = { "Text" = "self" }, when = [
    { column = "From", test = "owner", link = "Link" },
    { column = "Text", test = "contains", values = ["I"] },
  ] },
]
columns = [
  { name = "From", type = "talk.said", kind = "name", subject = "self" },
  { name = "Link", set_aside = "The same in every export." },
  { name = "When", type = "talk.said", kind = "date", subject = "self" },
  { name = "Text", type = "talk.said", kind = "text", subject = "self", author = "unknown" },
  { name = "Note", type = "talk.said", kind = "text", subject = "self", author = "ai" },
]
"""
DOCUMENT = """
[document]
id = "paper"
title = "T"
publisher = "P"
published = 2025-11-03
source = "paper.txt"

[[statement]]
id = "talk"
says = "used"
about = ["talk"]
attributed_to_linkedin = true
paraphrase = "Says so."
quotes = ["talk"]
lines = [3]
"""
FACTS = """
[[fact]]
id = "where"
section = "applies"
question = "Where?"
heading = "Where"
short = "Everywhere"
answers = [{ says = "Everywhere.", evidence = ["paper/talk"] }]

[[fact]]
id = "why"
section = "unknown"
question = "Why?"
silence = "No document says."
"""
RULES = """
unstated = "here"

[[region]]
id = "here"
label = "here"
evidence = ["paper/talk"]
"""
FILES = {
    "categories.toml": CATEGORIES,
    "export.toml": EXPORT,
    "tables/a.toml": TABLE,
    "documents/paper.toml": DOCUMENT,
    "disagreements.toml": "",
    "actions.toml": "",
    "facts.toml": FACTS,
    "rules.toml": RULES,
}

DRAFTS = "mappings/tables/a.toml, table 'talk', parts 'drafts', "
MINE = "mappings/tables/a.toml, table 'talk', parts 'mine', "
COLUMN = "mappings/tables/a.toml, table 'talk', columns "
EMPTY = 'test = "empty"'
OWNER = 'test = "owner", link = "Link"'
CONTAINS = 'test = "contains", values = ["I"]'
WHERE = "mappings/facts.toml, fact 'where', "
ANSWER = 'answers = [{ says = "Everywhere.", evidence = ["paper/talk"] }]'

MISTAKES = [
    # file, text, its replacement, the line that the user sees
    ("tables/a.toml", 'column = "When"', 'column = "Whenn"',
     "mappings/tables/a.toml, table 'talk', parts 'drafts', when 'Whenn', key `column`: `Whenn` is not a column of this table."),
    ("tables/a.toml", 'link = "Link" }', 'link = "Lnik" }',
     "mappings/tables/a.toml, table 'talk', parts 'mine', when 'From', key `link`: `Lnik` is not a column of this table."),
    ("tables/a.toml", '{ column = "When", ', "{ ",
     DRAFTS + "when 'number 1', key `column`: is missing or empty."),
    ("tables/a.toml", EMPTY, 'test = "void"',
     DRAFTS + "when 'When', key `test`: `void` is not one of is, is_not, contains, empty, owner, somebody_else."),
    ("tables/a.toml", ", " + EMPTY, "",
     DRAFTS + "when 'When', key `test`: must be one of is, is_not, contains, empty, owner, somebody_else."),
    ("tables/a.toml", CONTAINS, 'test = "contains"',
     MINE + "when 'Text', key `values`: must be given for is, is_not and contains only."),
    ("tables/a.toml", CONTAINS, 'test = "is", values = []',
     MINE + "when 'Text', key `values`: must be given for is, is_not and contains only."),
    ("tables/a.toml", CONTAINS, 'test = "is_not", values = "I"',
     MINE + "when 'Text', key `values`: must be a list of texts."),
    ("tables/a.toml", CONTAINS, 'test = "contains", values = [""]',
     MINE + "when 'Text', key `values`: must be a list of texts."),
    ("tables/a.toml", EMPTY, EMPTY + ', values = ["-"]',
     DRAFTS + "when 'When', key `values`: must be given for is, is_not and contains only."),
    ("tables/a.toml", OWNER, OWNER + ', values = ["Ada"]',
     MINE + "when 'From', key `values`: must be given for is, is_not and contains only."),
    ("tables/a.toml", EMPTY, EMPTY + ', link = "Link"',
     DRAFTS + "when 'When', key `link`: is for owner and somebody_else only."),
    ("tables/a.toml", EMPTY, EMPTY + ", colour = 1",
     DRAFTS + "when 'When', key `colour`: is unknown (known keys: column, test, values, link)."),
    ("tables/a.toml", 'type = "talk.unsaid"', 'type = "talk.unsayed"',
     DRAFTS + "key `type`: `talk.unsayed` is not a data type of categories.toml."),
    ("tables/a.toml", 'type = "talk.unsaid"', 'type = "talk.sung"',
     DRAFTS + "key `type`: `talk.sung` is in no column, according to its key `absent`."),
    ("tables/a.toml", '"Text" = "talk.unsaid"', '"Text" = "talk.unsayed"',
     MINE + "key `types`: `talk.unsayed` is not a data type of categories.toml."),
    ("tables/a.toml", '"Text" = "talk.unsaid"', '"Text" = "talk.sung"',
     MINE + "key `types`: `talk.sung` is in no column, according to its key `absent`."),
    ("tables/a.toml", '"Text" = "talk.unsaid"', '"Txet" = "talk.unsaid"',
     "mappings/tables/a.toml, table 'talk', key `parts`: in part 'mine', `types` names `Txet`, which is not a column with a data type."),
    ("tables/a.toml", '"Text" = "talk.unsaid"', '"Link" = "talk.unsaid"',
     "mappings/tables/a.toml, table 'talk', key `parts`: in part 'mine', `types` names `Link`, which is not a column with a data type."),
    ("tables/a.toml", 'types = { "Text" = "talk.unsaid" }', 'types = "talk.unsaid"',
     MINE + "key `types`: must appear once, as [types]."),
    ("tables/a.toml", 'author = "self", when', 'author = "me", when',
     DRAFTS + "key `author`: `me` is not one of self, others, linkedin, ai, unknown."),
    ("tables/a.toml", '"Text" = "self"', '"Text" = "me"',
     MINE + "key `authors`: `me` is not one of self, others, linkedin, ai, unknown."),
    ("tables/a.toml", '"Text" = "self"', '"Txet" = "self"',
     "mappings/tables/a.toml, table 'talk', key `parts`: in part 'mine', `authors` names `Txet`, which is not a column with text."),
    ("tables/a.toml", '"Text" = "self"', '"When" = "self"',
     "mappings/tables/a.toml, table 'talk', key `parts`: in part 'mine', `authors` names `When`, which is not a column with text."),
    ("tables/a.toml", '"Text" = "self"', '"Link" = "self"',
     "mappings/tables/a.toml, table 'talk', key `parts`: in part 'mine', `authors` names `Link`, which is not a column with text."),
    ("tables/a.toml", 'name = "mine", ', "",
     "mappings/tables/a.toml, table 'talk', parts 'number 2', key `name`: is missing or empty."),
    ("tables/a.toml", 'label = "mine", ', "",
     MINE + "key `label`: is missing or empty."),
    ("tables/a.toml", 'name = "mine"', 'name = "drafts"',
     "mappings/tables/a.toml, table 'talk', key `parts`: 'drafts' is listed 2 times."),
    ("tables/a.toml", 'label = "mine"', 'label = "mine", colour = "red"',
     MINE + "key `colour`: is unknown (known keys: name, label, when, type, author, types, authors)."),
    ("tables/a.toml", '    { column = "When", test = "empty" },\n', "",
     DRAFTS + "key `when`: is missing or empty."),
    ("tables/a.toml", ', when = [\n    { column = "When", test = "empty" },\n  ] }', " }",
     DRAFTS + "key `when`: is missing or empty."),
    ("tables/a.toml", ', author = "unknown"', "",
     COLUMN + "'Text', key `author`: must be one of self, others, linkedin, ai, unknown, since `kind` is text."),
    ("tables/a.toml", 'author = "unknown"', 'author = "me"',
     COLUMN + "'Text', key `author`: `me` is not one of self, others, linkedin, ai, unknown."),
    ("tables/a.toml", 'kind = "date", subject = "self"', 'kind = "date", subject = "self", author = "self"',
     COLUMN + "'When', key `author`: is only for columns whose `kind` is text."),
    ("tables/a.toml", 'set_aside = "The same in every export."', 'set_aside = "The same.", author = "self"',
     COLUMN + "'Link', key `author`: is only for columns whose `kind` is text."),
    ("tables/a.toml", 'kind = "text", subject = "self", author = "unknown"', 'kind = "label", subject = "self"',
     "mappings/tables/a.toml, table 'talk', key `parts`: in part 'mine', `authors` names `Text`, which is not a column with text."),
    ("facts.toml", '"paper/talk"', '"paper/tlak"',
     WHERE + "answers 'Everywhere.', key `evidence`: `paper/tlak` is not a statement or finding of an article."),
    ("facts.toml", ', evidence = ["paper/talk"]', "",
     WHERE + "answers 'Everywhere.', key `evidence`: is missing or empty."),
    ("facts.toml", 'says = "Everywhere.", ', "",
     WHERE + "answers 'number 1', key `says`: is missing or empty."),
    ("facts.toml", 'evidence = ["paper/talk"]', 'evidence = ["paper/talk"], colour = "red"',
     WHERE + "answers 'Everywhere.', key `colour`: is unknown (known keys: says, evidence)."),
    ("facts.toml", 'section = "applies"', 'section = "aplies"',
     WHERE + "key `section`: `aplies` is not one of applies, effect, unknown, background."),
    ("facts.toml", 'section = "applies"', "",
     WHERE + "key `section`: must be one of applies, effect, unknown, background."),
    ("facts.toml", 'question = "Where?"', "",
     WHERE + "key `question`: is missing or empty."),
    ("facts.toml", 'silence = "No document says."', "",
     "mappings/facts.toml, fact 'why', key `answers`: is missing; if no article answers, state that in `silence`."),
    ("facts.toml", 'heading = "Where"', "",
     WHERE + "key `short`: needs a `heading` and an answer to rest on."),
    ("facts.toml", 'short = "Everywhere"', "",
     WHERE + "key `short`: needs a `heading` and an answer to rest on."),
    ("facts.toml", ANSWER, 'silence = "None."',
     WHERE + "key `short`: needs a `heading` and an answer to rest on."),
    ("facts.toml", 'id = "why"', 'id = "where"',
     "mappings/facts.toml, key `fact`: 'where' is listed 2 times."),
    ("facts.toml", 'id = "why"', 'id = "why"\ncolour = "red"',
     "mappings/facts.toml, fact 'why', key `colour`: is unknown (known keys: id, section, question, answers, heading, short, silence, complete_on)."),
    ("facts.toml", '[[fact]]\nid = "why"', '[[fatc]]\nid = "why"',
     "mappings/facts.toml, key `fatc`: is unknown (known keys: fact)."),
]  # fmt: skip


def facets(column: Column) -> tuple[str, str | None, str | None]:
    """The name, the data type and the author of a column."""
    return column.name, column.data_type.id if column.data_type else None, column.author


def test_without_mistakes_it_loads(tmp_path: Path) -> None:
    loaded = load_mapping(write(tmp_path, FILES))
    (table,) = loaded.tables
    drafts, mine = table.parts
    text, note = table.columns[3:]
    assert [facets(drafts.of(column)) for column in table.columns] == [
        ("From", "talk.unsaid", None),
        ("Link", None, None),
        ("When", "talk.unsaid", None),
        ("Text", "talk.unsaid", "self"),
        ("Note", "talk.unsaid", "self"),
    ]
    assert [facets(mine.of(column)) for column in table.columns] == [
        ("From", "talk.said", None),
        ("Link", None, None),
        ("When", "talk.said", None),
        ("Text", "talk.unsaid", "self"),
        ("Note", "talk.said", "ai"),
    ]
    assert [(c.column, c.test, c.values, c.link) for c in mine.when] == [
        ("From", "owner", (), "Link"),
        ("Text", "contains", ("I",), None),
    ]
    assert [(part.of(text).author, part.of(note).author) for part in table.parts] == [
        ("self", "self"),
        ("self", "ai"),
    ]
    assert [fact.id for fact in loaded.facts] == ["where", "why"]


def test_an_entry_for_one_column_overrides_the_entry_for_all(tmp_path: Path) -> None:
    both = TABLE.replace(
        'author = "self", when', 'author = "self", authors = { "Note" = "ai" }, when'
    )
    (table,) = load_mapping(write(tmp_path, FILES | {"tables/a.toml": both})).tables
    drafts = table.parts[0]
    assert [drafts.of(column).author for column in table.columns[3:]] == ["self", "ai"]


@pytest.mark.parametrize(("file", "before", "after", "sentence"), MISTAKES)
def test_a_mistake_gives_one_plain_line(
    tmp_path: Path, file: str, before: str, after: str, sentence: str
) -> None:
    assert before in FILES[file]
    write(tmp_path, FILES | {file: FILES[file].replace(before, after, 1)})
    with pytest.raises(MappingError) as raised:
        load_mapping(tmp_path)
    assert str(raised.value) == sentence


def test_an_author_of_a_part_needs_a_column_of_text(tmp_path: Path) -> None:
    bare = """
[[table]]
name = "dates"
files = ["Dates.csv"]
holds = "Dates"
headers = ["When"]
parts = [{ name = "x", label = "x", author = "self", when = [{ column = "When", test = "empty" }] }]
columns = [{ name = "When", type = "talk.said", kind = "date", subject = "self" }]
"""
    write(tmp_path, FILES | {"tables/b.toml": bare})
    with pytest.raises(MappingError) as raised:
        load_mapping(tmp_path)
    assert str(raised.value) == (
        "mappings/tables/b.toml, table 'dates', key `parts`: "
        "in part 'x', `author` applies to no column of this table."
    )
