"""Mistakes in what the mapping says of parts, authors and facts: each gives one plain line."""

from pathlib import Path

import pytest
from exports import write

from analyzer.errors import MappingError
from analyzer.mapping import load_mapping

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
    # file, what is changed, into what, what the person reads
    ("tables/a.toml", 'column = "When"', 'column = "Whenn"',
     "mappings/tables/a.toml, table 'talk', key `parts`: names a column `Whenn` that `columns` does not have."),
    ("tables/a.toml", 'link = "Link" }', 'link = "Lnik" }',
     "mappings/tables/a.toml, table 'talk', key `parts`: names a column `Lnik` that `columns` does not have."),
    ("tables/a.toml", '{ column = "When", ', "{ ",
     DRAFTS + "when 'number 1', key `column`: is missing or empty."),
    ("tables/a.toml", EMPTY, 'test = "void"',
     DRAFTS + "when 'When', key `test`: has to be one of is, is_not, contains, empty, owner, somebody_else."),
    ("tables/a.toml", ", " + EMPTY, "",
     DRAFTS + "when 'When', key `test`: has to be one of is, is_not, contains, empty, owner, somebody_else."),
    ("tables/a.toml", CONTAINS, 'test = "contains"',
     MINE + "when 'Text', key `values`: has to be there for is, is_not and contains, and only for them."),
    ("tables/a.toml", CONTAINS, 'test = "is", values = []',
     MINE + "when 'Text', key `values`: has to be there for is, is_not and contains, and only for them."),
    ("tables/a.toml", CONTAINS, 'test = "is_not", values = "I"',
     MINE + "when 'Text', key `values`: has to be a list of texts."),
    ("tables/a.toml", CONTAINS, 'test = "contains", values = [""]',
     MINE + "when 'Text', key `values`: has to be a list of texts."),
    ("tables/a.toml", EMPTY, EMPTY + ', values = ["-"]',
     DRAFTS + "when 'When', key `values`: has to be there for is, is_not and contains, and only for them."),
    ("tables/a.toml", OWNER, OWNER + ', values = ["Ada"]',
     MINE + "when 'From', key `values`: has to be there for is, is_not and contains, and only for them."),
    ("tables/a.toml", EMPTY, EMPTY + ', link = "Link"',
     DRAFTS + "when 'When', key `link`: has to be there for owner and somebody_else only."),
    ("tables/a.toml", EMPTY, EMPTY + ", colour = 1",
     DRAFTS + "when 'When', key `colour`: is not a key that is known here."),
    ("tables/a.toml", 'type = "talk.unsaid"', 'type = "talk.unsayed"',
     DRAFTS + "key `type`: `talk.unsayed` is no type that a column can have."),
    ("tables/a.toml", 'type = "talk.unsaid"', 'type = "talk.sung"',
     DRAFTS + "key `type`: `talk.sung` is no type that a column can have."),
    ("tables/a.toml", '"Text" = "talk.unsaid"', '"Text" = "talk.unsayed"',
     MINE + "key `types`: `talk.unsayed` is no type that a column can have."),
    ("tables/a.toml", '"Text" = "talk.unsaid"', '"Text" = "talk.sung"',
     MINE + "key `types`: `talk.sung` is no type that a column can have."),
    ("tables/a.toml", '"Text" = "talk.unsaid"', '"Txet" = "talk.unsaid"',
     MINE + "key `types`: names a column `Txet` that does not have a type."),
    ("tables/a.toml", '"Text" = "talk.unsaid"', '"Link" = "talk.unsaid"',
     MINE + "key `types`: names a column `Link` that does not have a type."),
    ("tables/a.toml", 'types = { "Text" = "talk.unsaid" }', 'types = "talk.unsaid"',
     MINE + "key `types`: has to stand there once, as [types]."),
    ("tables/a.toml", 'author = "self", when', 'author = "me", when',
     DRAFTS + "key `author`: `me` is no author that a column can have."),
    ("tables/a.toml", '"Text" = "self"', '"Text" = "me"',
     MINE + "key `authors`: `me` is no author that a column can have."),
    ("tables/a.toml", '"Text" = "self"', '"Txet" = "self"',
     MINE + "key `authors`: names a column `Txet` that does not have an author."),
    ("tables/a.toml", '"Text" = "self"', '"When" = "self"',
     MINE + "key `authors`: names a column `When` that does not have an author."),
    ("tables/a.toml", '"Text" = "self"', '"Link" = "self"',
     MINE + "key `authors`: names a column `Link` that does not have an author."),
    ("tables/a.toml", 'name = "mine", ', "",
     "mappings/tables/a.toml, table 'talk', parts 'number 2', key `name`: is missing or empty."),
    ("tables/a.toml", 'label = "mine", ', "",
     MINE + "key `label`: is missing or empty."),
    ("tables/a.toml", 'name = "mine"', 'name = "drafts"',
     "mappings/tables/a.toml: table 'talk': part 'drafts' stands there 2 times."),
    ("tables/a.toml", 'label = "mine"', 'label = "mine", colour = "red"',
     MINE + "key `colour`: is not a key that is known here."),
    ("tables/a.toml", '    { column = "When", test = "empty" },\n', "",
     DRAFTS + "key `when`: is missing or empty."),
    ("tables/a.toml", ', when = [\n    { column = "When", test = "empty" },\n  ] }', " }",
     DRAFTS + "key `when`: is missing or empty."),
    ("tables/a.toml", ', author = "unknown"', "",
     COLUMN + "'Text', key `author`: has to be one of self, others, linkedin, ai, unknown."),
    ("tables/a.toml", 'author = "unknown"', 'author = "me"',
     COLUMN + "'Text', key `author`: has to be one of self, others, linkedin, ai, unknown."),
    ("tables/a.toml", 'kind = "date", subject = "self"', 'kind = "date", subject = "self", author = "self"',
     COLUMN + "'When', key `author`: is not a key that is known here."),
    ("tables/a.toml", 'set_aside = "The same in every export."', 'set_aside = "The same.", author = "self"',
     COLUMN + "'Link', key `author`: is not a key that is known here."),
    ("tables/a.toml", 'kind = "text", subject = "self", author = "unknown"', 'kind = "label", subject = "self"',
     MINE + "key `authors`: names a column `Text` that does not have an author."),
    ("facts.toml", '"paper/talk"', '"paper/tlak"',
     WHERE + "answers 'Everywhere.', key `evidence`: `paper/tlak` is not a statement or finding of a document."),
    ("facts.toml", ', evidence = ["paper/talk"]', "",
     WHERE + "answers 'Everywhere.', key `evidence`: is missing or empty."),
    ("facts.toml", 'says = "Everywhere.", ', "",
     WHERE + "answers 'number 1', key `says`: is missing or empty."),
    ("facts.toml", 'evidence = ["paper/talk"]', 'evidence = ["paper/talk"], colour = "red"',
     WHERE + "answers 'Everywhere.', key `colour`: is not a key that is known here."),
    ("facts.toml", 'section = "applies"', 'section = "aplies"',
     WHERE + "key `section`: has to be one of applies, effect, unknown, background."),
    ("facts.toml", 'section = "applies"', "",
     WHERE + "key `section`: has to be one of applies, effect, unknown, background."),
    ("facts.toml", 'question = "Where?"', "",
     WHERE + "key `question`: is missing or empty."),
    ("facts.toml", 'silence = "No document says."', "",
     "mappings/facts.toml, fact 'why', key `answers`: is missing; where no document answers, say so in `silence`."),
    ("facts.toml", 'heading = "Where"', "",
     WHERE + "key `short`: needs a `heading` and an answer to rest on."),
    ("facts.toml", 'short = "Everywhere"', "",
     WHERE + "key `short`: needs a `heading` and an answer to rest on."),
    ("facts.toml", ANSWER, 'silence = "None."',
     WHERE + "key `short`: needs a `heading` and an answer to rest on."),
    ("facts.toml", 'id = "why"', 'id = "where"',
     "mappings/facts.toml: fact 'where' stands there 2 times."),
    ("facts.toml", 'id = "why"', 'id = "why"\ncolour = "red"',
     "mappings/facts.toml, fact 'why', key `colour`: is not a key that is known here."),
    ("facts.toml", '[[fact]]\nid = "why"', '[[fatc]]\nid = "why"',
     "mappings/facts.toml, the file, key `fatc`: is not a key that is known here."),
]  # fmt: skip


def test_without_mistakes_it_loads(tmp_path: Path) -> None:
    loaded = load_mapping(write(tmp_path, FILES))
    (table,) = loaded.tables
    drafts, mine = table.parts
    text, note = table.columns[3:]
    assert set(drafts.data_types) == {"From", "When", "Text", "Note"}  # none for what is set aside
    assert drafts.authors == {"Text": "self", "Note": "self"}
    assert {name: each.id for name, each in mine.data_types.items()} == {"Text": "talk.unsaid"}
    assert mine.authors == {"Text": "self"}
    assert [(each.column, each.test, each.values, each.link) for each in mine.when] == [
        ("From", "owner", (), "Link"),
        ("Text", "contains", ("I",), None),
    ]
    assert [(part.of(text).author, part.of(note).author) for part in table.parts] == [
        ("self", "self"),
        ("self", "ai"),
    ]
    assert [fact.id for fact in loaded.facts] == ["where", "why"]


def test_what_is_said_of_one_column_goes_before_what_is_said_of_all(tmp_path: Path) -> None:
    both = TABLE.replace(
        'author = "self", when', 'author = "self", authors = { "Note" = "ai" }, when'
    )
    (table,) = load_mapping(write(tmp_path, FILES | {"tables/a.toml": both})).tables
    assert table.parts[0].authors == {"Text": "self", "Note": "ai"}


@pytest.mark.parametrize(("file", "before", "after", "sentence"), MISTAKES)
def test_a_mistake_gives_one_plain_line(
    tmp_path: Path, file: str, before: str, after: str, sentence: str
) -> None:
    assert before in FILES[file]
    write(tmp_path, FILES | {file: FILES[file].replace(before, after, 1)})
    with pytest.raises(MappingError) as raised:
        load_mapping(tmp_path)
    assert str(raised.value) == sentence


def test_an_author_of_a_part_needs_a_text_to_be_of(tmp_path: Path) -> None:
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
        "mappings/tables/b.toml, table 'dates', parts 'x', key `author`: "
        "is for no column: none of the table has an author."
    )
