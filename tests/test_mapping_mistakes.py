"""Mistakes in a mapping: each gives one plain line with the file, the entry and the key."""

import os
import shutil
from pathlib import Path

import pytest
from changed_mapping import FULL, changed

from analyzer.errors import MappingError
from analyzer.mapping.mapping import load_mapping

MISTAKES = {
    # by file: a text, its replacement, and the error after the name of the file
    "export.toml": [
        ('version = "1"', "",
         "key `version`: is missing or empty."),
        ('platform = "LinkedIn"', "",
         "key `platform`: is missing or empty."),
        ('platform = "LinkedIn"', "platform = 1",
         "key `platform`: must be text in quotes."),
        ('["Basic"]', '"Basic"',
         "key `partial_archives`: must be a list of texts."),
        ('["Basic"]', '[""]',
         "key `partial_archives`: must be a list of texts."),
        ("[roles]", "[[roles]]",
         "key `roles`: must appear once, as [roles]."),
        ('contacts = "people you know"', 'contacts = ""',
         "roles, key `contacts`: is missing or empty."),
        ("[[owner]]", "[[owners]]",
         "key `owners`: is unknown (known keys: version, platform, partial_archives, owner, folders, roles, closed_accounts)."),
        ('trait = "career"', 'trait = "hat"',
         "owner 'skills', key `trait`: `hat` is not one of name, address, joined, career."),
        ('trait = "career"', "",
         "owner 'skills', key `trait`: must be one of name, address, joined, career."),
        ('table = "skills"', 'table = "skils"',
         "owner 'skils', key `table`: `skils` is not a table of tables/."),
        ('table = "skills"', "",
         "owner 'number 2', key `table`: is missing or empty."),
        ('columns = ["Name"]', 'columns = ["Nmae"]',
         "owner 'skills', key `columns`: `Nmae` is not a column of that table."),
        ('columns = ["Name"]', "",
         "owner 'skills', key `columns`: is missing or empty."),
        ('columns = ["Name"]', 'columns = ["Name"]\ncolour = "red"',
         "owner 'skills', key `colour`: is unknown (known keys: trait, table, columns)."),
    ],
    "categories.toml": [
        ('id = "profile.skills"', 'id = "skills"',
         "category 'profile', types 'skills', key `id`: must begin with the category, `profile.`."),
        ('label = "Skills" }', 'label = "Skills", dpv = "skills" }',
         "category 'profile', types 'profile.skills', key `dpv`: must be a term of `dpv` or `pd`, such as `pd:Salary`."),
        ('label = "Skills" }', 'label = "Skills", dpv = "https://w3id.org/dpv/pd#Salary" }',
         "category 'profile', types 'profile.skills', key `dpv`: must be a term of `dpv` or `pd`, such as `pd:Salary`."),
        ('label = "Skills" }', 'label = "Skills", dpv = "" }',
         "category 'profile', types 'profile.skills', key `dpv`: is missing or empty."),
        ('group = "included"', 'group = "used"',
         "category 'profile', key `group`: `used` is not one of included, excluded, claimed, unaddressed."),
        ('label = "Skills" }', 'label = "Skills" }, { id = "profile.skills", label = "Again" }',
         "category 'profile', key `types`: 'profile.skills' is listed 2 times."),
        ('label = "Skills" }', 'label = "Skills" }, { id = "profile.hats", label = "Hats" }',
         "types 'profile.hats', key `absent`: is missing, although no column carries the type."),
        ('id = "writing"', 'id = "profile"',
         "key `category`: 'profile' is listed 2 times."),
    ],
    "tables/profile.toml": [
        ('type = "profile.skills"', 'type = "profile.skils"',
         "table 'skills', columns 'Name', key `type`: `profile.skils` is not a data type of categories.toml."),
        ('type = "profile.skills", ', "",
         "table 'skills', columns 'Name', key `type`: is missing, and so is the reason in `set_aside`."),
        ('type = "profile.skills"', 'type = "writing.songs"',
         "table 'skills', columns 'Name', key `type`: `writing.songs` is in no column, according to its key `absent`."),
        ('kind = "label"', 'kind = "lable"',
         "table 'skills', columns 'Name', key `kind`: `lable` is not one of text, name, contact, link, label, date, code, number."),
        ('kind = "label", ', "",
         "table 'skills', columns 'Name', key `kind`: must be one of text, name, contact, link, label, date, code, number."),
        ('subject = "self"', 'subjct = "self"',
         "table 'skills', columns 'Name', key `subjct`: is unknown (known keys: name, type, kind, subject, author, set_aside, repair, placeholders, questions_of)."),
        (', subject = "self"', "",
         "table 'skills', columns 'Name', key `subject`: must be one of self, others, mixed."),
        ('subject = "self"', 'subject = "self", colour = "red"',
         "table 'skills', columns 'Name', key `colour`: is unknown (known keys: name, type, kind, subject, author, set_aside, repair, placeholders, questions_of)."),
        ('kind = "label"', 'kind = "label", repair = "none"',
         "table 'skills', columns 'Name', key `repair`: `none` is not one of unwrap-lines, unescape-commas, remove-markup."),
        ('kind = "label"', 'kind = "label", author = "self"',
         "table 'skills', columns 'Name', key `author`: must be one of self, others, linkedin, ai, unknown if `kind` is text, and only then."),
        ('holds = "Skills"', "",
         "table 'skills', key `holds`: is missing or empty."),
        ('holds = "Skills"', "holds = 3",
         "table 'skills', key `holds`: must be text in quotes."),
        ('files = ["Skills.csv"]', "files = []",
         "table 'skills', key `files`: is missing or empty."),
        ('files = ["Skills.csv"]', 'files = "Skills.csv"',
         "table 'skills', key `files`: must be a list of texts."),
        ('files = ["Skills.csv"]', 'files = ["Articles/*.html"]',
         "table 'skills', key `files`: may contain `**` for any text, but not a single `*`."),
        ('headers = ["Name"]', 'headers = ["Nmae"]',
         "table 'skills', key `headers`: `Nmae` is not a column of this table."),
        ('column = "Met On"', 'column = "When"',
         "table 'contacts', dates 'When', key `column`: `When` is not a column of this table."),
        ('"%d %b %Y"', '"%Q"',
         "table 'contacts', dates 'Met On', key `formats`: `%Q` is not a directive that dates can have."),
        ('"%d %b %Y"', '"%b %Y"',
         "table 'contacts', dates 'Met On', key `formats`: must have year, month and day."),
        ('"%d %b %Y"', '"%d %b %Y %"',
         "table 'contacts', dates 'Met On', key `formats`: `%` is not a directive that dates can have."),
        ('"%d %b %Y"', '"%d %b %Y %d"',
         "table 'contacts', dates 'Met On', key `formats`: gives the same part twice, as `%d` and `%d`."),
        ('"%d %b %Y"', '"%d %b %Y %H:%M %I"',
         "table 'contacts', dates 'Met On', key `formats`: gives the same part twice, as `%H` and `%I`."),
        ('"%d %b %Y"', '"%d %b %Y %B"',
         "table 'contacts', dates 'Met On', key `formats`: gives the same part twice, as `%b` and `%B`."),
        ('"%d %b %Y"', '"%* %d %b %Y %*"',
         "table 'contacts', dates 'Met On', key `formats`: gives the same part twice, as `%*` and `%*`."),
        ('"%d %b %Y"', '"%d %* %b %Y"',
         "table 'contacts', dates 'Met On', key `formats`: must begin or end with `%*`."),
        ('"%d %b %Y"', '"%ms UTC"',
         "table 'contacts', dates 'Met On', key `formats`: must have nothing else with `%ms`."),
        ('name = "Name", type', f"name = 0x{'f' * 5_000}, type",
         "table 'skills', columns 'number 1', key `name`: must be text in quotes."),
        ('name = "Name", type', f"name.{'a.' * 5_000}a = 1, type",
         "table 'skills', columns 'number 1', key `name`: must be text in quotes."),
        ('kind = "label"', f"kind = 0x{'f' * 5_000}",
         "table 'skills', columns 'Name', key `kind`: must be one of text, name, contact, link, label, date, code, number."),
        ('["%d %b %Y"]', "[]",
         "table 'contacts', dates 'Met On', key `formats`: is missing or empty."),
        ('zone = "UTC"', 'zone = "CET"',
         "table 'contacts', dates 'Met On', key `zone`: `CET` is not one of UTC, America/Los_Angeles, unknown."),
        ("planned = true", 'planned = "yes"',
         "table 'contacts', dates 'Met On', key `planned`: must be true or false."),
        ('holds = "Skills"', 'holds = "Skills"\nlayout = "tsv"',
         "table 'skills', key `layout`: `tsv` is not one of csv, comments, searches, chat-blocks, article."),
        ('role = "contacts"', 'role = "hatters"',
         "table 'contacts', key `role`: `hatters` is not one of the roles in export.toml."),
        ('"Last Name"] }]', '"Lats Name"] }]',
         "table 'contacts', people 'number 1', key `names`: `Lats Name` is not a column of this table."),
        ('names = ["First Name", "Last Name"]', 'link = "First Name"',
         "table 'contacts', people 'First Name', key `names`: is missing or empty."),
        ('"Last Name"] }]', '"Last Name"], joined = 1 }]',
         "table 'contacts', people 'number 1', key `joined`: must be true or false."),
        ('"Last Name"] }]', '"Last Name"], where = "x" }]',
         "table 'contacts', people 'number 1', key `where`: must appear once, as [where]."),
        ('"Last Name"] }]', '"Last Name"], where = { column = "Met On" } }]',
         "table 'contacts', people 'number 1', where, key `is`: is missing or empty."),
        ("columns = [{", 'columns = [{ name = "Name", set_aside = "x" }, {',
         "table 'skills', key `columns`: 'Name' is listed 2 times."),
        ("columns = [{", "columns = [{ set_aside = 'x' }, {",
         "table 'skills', columns 'number 1', key `name`: is missing."),
        ("columns = [{", 'columns = ["Name", {',
         "table 'skills', key `columns`: must be a list of tables."),
        ("[[table]]", "[[tabel]]",
         "key `tabel`: is unknown (known keys: table)."),
        ('name = "contacts"', 'name = "skills"',
         "key `table`: 'skills' is listed 2 times."),
    ],
    "tables/writing.toml": [
        ('column = "When", test', 'column = "Whenn", test',
         "table 'notes', parts 'drafts', when 'Whenn', key `column`: `Whenn` is not a column of this table."),
        ('link = "Link" }', 'link = "Lnik" }',
         "table 'notes', parts 'mine', when 'From', key `link`: `Lnik` is not a column of this table."),
        ('{ column = "When", test', "{ test",
         "table 'notes', parts 'drafts', when 'number 1', key `column`: is missing or empty."),
        ('test = "empty"', 'test = "void"',
         "table 'notes', parts 'drafts', when 'When', key `test`: `void` is not one of is, is_not, contains, empty, owner, somebody_else."),
        (', test = "empty"', "",
         "table 'notes', parts 'drafts', when 'When', key `test`: must be one of is, is_not, contains, empty, owner, somebody_else."),
        ('test = "contains", values = ["I"]', 'test = "contains"',
         "table 'notes', parts 'mine', when 'Text', key `values`: must be given for is, is_not and contains only."),
        ('test = "contains", values = ["I"]', 'test = "is", values = []',
         "table 'notes', parts 'mine', when 'Text', key `values`: must be given for is, is_not and contains only."),
        ('test = "contains", values = ["I"]', 'test = "is_not", values = "I"',
         "table 'notes', parts 'mine', when 'Text', key `values`: must be a list of texts."),
        ('test = "contains", values = ["I"]', 'test = "contains", values = [""]',
         "table 'notes', parts 'mine', when 'Text', key `values`: must be a list of texts."),
        ('test = "empty"', 'test = "empty", values = ["-"]',
         "table 'notes', parts 'drafts', when 'When', key `values`: must be given for is, is_not and contains only."),
        ('link = "Link" }', 'link = "Link", values = ["Ada"] }',
         "table 'notes', parts 'mine', when 'From', key `values`: must be given for is, is_not and contains only."),
        ('test = "empty"', 'test = "empty", link = "Link"',
         "table 'notes', parts 'drafts', when 'When', key `link`: is for owner and somebody_else only."),
        ('test = "empty"', 'test = "empty", colour = 1',
         "table 'notes', parts 'drafts', when 'When', key `colour`: is unknown (known keys: column, test, values, link)."),
        ('type = "writing.drafts"', 'type = "writing.darfts"',
         "table 'notes', parts 'drafts', key `type`: `writing.darfts` is not a data type of categories.toml."),
        ('type = "writing.drafts"', 'type = "writing.songs"',
         "table 'notes', parts 'drafts', key `type`: `writing.songs` is in no column, according to its key `absent`."),
        ('"Text" = "writing.drafts"', '"Text" = "writing.darfts"',
         "table 'notes', parts 'mine', types, key `Text`: `writing.darfts` is not a data type of categories.toml."),
        ('"Text" = "writing.drafts"', '"Text" = "writing.songs"',
         "table 'notes', parts 'mine', key `types`: `writing.songs` is in no column, according to its key `absent`."),
        ('"Text" = "writing.drafts"', '"Txet" = "writing.drafts"',
         "table 'notes', key `parts`: in part 'mine', `types` names `Txet`, which is not a column with a data type."),
        ('"Text" = "writing.drafts"', '"Link" = "writing.drafts"',
         "table 'notes', key `parts`: in part 'mine', `types` names `Link`, which is not a column with a data type."),
        ('types = { "Text" = "writing.drafts" }', 'types = "writing.drafts"',
         "table 'notes', parts 'mine', key `types`: must appear once, as [types]."),
        ('author = "self", when', 'author = "me", when',
         "table 'notes', parts 'drafts', key `author`: `me` is not one of self, others, linkedin, ai, unknown."),
        ('"Text" = "self"', '"Text" = "me"',
         "table 'notes', parts 'mine', authors, key `Text`: `me` is not one of self, others, linkedin, ai, unknown."),
        ('"Text" = "self"', '"Txet" = "self"',
         "table 'notes', key `parts`: in part 'mine', `authors` names `Txet`, which is not a column with text."),
        ('"Text" = "self"', '"When" = "self"',
         "table 'notes', key `parts`: in part 'mine', `authors` names `When`, which is not a column with text."),
        ('"Text" = "self"', '"Link" = "self"',
         "table 'notes', key `parts`: in part 'mine', `authors` names `Link`, which is not a column with text."),
        ('name = "mine", ', "",
         "table 'notes', parts 'number 2', key `name`: is missing or empty."),
        ('label = "mine", ', "",
         "table 'notes', parts 'mine', key `label`: is missing or empty."),
        ('name = "mine"', 'name = "drafts"',
         "table 'notes', key `parts`: 'drafts' is listed 2 times."),
        ('label = "mine"', 'label = "mine", colour = "red"',
         "table 'notes', parts 'mine', key `colour`: is unknown (known keys: name, label, when, type, author, types, authors)."),
        ('    { column = "When", test = "empty" },\n', "",
         "table 'notes', parts 'drafts', key `when`: is missing or empty."),
        (', when = [\n    { column = "When", test = "empty" },\n  ] }', " }",
         "table 'notes', parts 'drafts', key `when`: is missing or empty."),
        (', author = "unknown"', "",
         "table 'notes', columns 'Text', key `author`: must be one of self, others, linkedin, ai, unknown if `kind` is text, and only then."),
        ('author = "unknown"', 'author = "me"',
         "table 'notes', columns 'Text', key `author`: `me` is not one of self, others, linkedin, ai, unknown."),
        ('set_aside = "The same in every export."', 'set_aside = "The same.", author = "self"',
         "table 'notes', columns 'Link', key `author`: is not for a column that is set aside."),
        ('set_aside = "The same in every export."', 'set_aside = "The same.", type = "writing.notes"',
         "table 'notes', columns 'Link', key `type`: is not for a column that is set aside."),
        ('set_aside = "The same in every export."', 'set_aside = "The same.", repair = "unwrap-lines"',
         "table 'notes', columns 'Link', key `repair`: is not for a column that is set aside."),
        ('kind = "text", subject = "self", author = "unknown"', 'kind = "label", subject = "self"',
         "table 'notes', key `parts`: in part 'mine', `authors` names `Text`, which is not a column with text."),
    ],
    "documents/paper.toml": [
        ('about = ["profile", "writing.notes"]', 'about = ["profile.skils"]',
         "statement 'profile', key `about`: `profile.skils` is not a data type or category of categories.toml."),
        ('about = ["profile", "writing.notes"]', "about = []",
         "statement 'profile', key `about`: is missing or empty."),
        ('lines = [3]', 'lines = [3]\ncould_reach = [{ words = "hats", about = ["profile"], note = "n" }]',
         "statement 'profile', key `could_reach`: has words that are not quoted: `hats`."),
        ('lines = [3]', 'lines = [3]\ncould_reach = [{ words = "notes", about = ["hats"], note = "n" }]',
         "statement 'profile', could_reach 'number 1', key `about`: `hats` is not a data type or category of categories.toml."),
        ('quotes = ["It may use profile data and notes for training."]', "",
         "statement 'profile', key `quotes`: is missing or empty."),
        ('quotes = ["The change starts on November 3, 2025."]', "quotes = [1]",
         "finding 'start', key `quotes`: must be a list of texts."),
        ("lines = [3]", "lines = [true]",
         "statement 'profile', key `lines`: must be a list of whole numbers."),
        ('says = "used"', 'says = "trained"',
         "statement 'profile', key `says`: `trained` is not one of used, excluded, exposed."),
        ("attributed_to_linkedin = true", "",
         "statement 'profile', key `attributed_to_linkedin`: must be true or false."),
        ("published = 2025-11-03", 'published = "3 Nov 2025"',
         "document, key `published`: must be a date such as 2025-11-03."),
        ("published = 2025-11-03", "published = 2025-11-03T10:00:00",
         "document, key `published`: must be a date such as 2025-11-03."),
        ("published = 2025-11-03", "",
         "document, key `published`: must be given, or else `undated` with the reason."),
        ("published = 2025-11-03", 'published = 2025-11-03\nundated = "x"',
         "document, key `published`: must be given, or else `undated` with the reason."),
        ("\ndate = 2025-11-03", "\ndate = 3",
         "finding 'start', key `date`: must be a date such as 2025-11-03."),
        ('kind = "date"', 'kind = "hour"',
         "finding 'start', key `kind`: `hour` is not one of region, date, recipient, purpose, minors, default, legal_basis, opt_out, opt_out_web, opt_out_app, advertising_toggle, objection_form, opt_out_reach, not_reversed, retention, effect, transparency, comparison, benefit, risk, safeguard, advice, scope, attribution, exclusions_none."),
        ("under = 18", 'under = "18"',
         "finding 'minors', key `under`: must be a whole number from 1 to 1,000,000."),
        ('id = "start"', 'id = "profile"',
         "key `finding`: 'paper/profile' is listed 2 times."),
        ('id = "start"', 'id = "regions"',
         "key `finding`: 'regions' is listed 2 times."),
        ('id = "start"', "",
         "finding 'number 1', key `id`: is missing or empty."),
        ("[document]", "[documant]",
         "key `documant`: is unknown (known keys: document, statement, finding)."),
        ("[document]", "[[document]]",
         "key `document`: must appear once, as [document]."),
        ('id = "paper"', "",
         "document, key `id`: is missing or empty."),
        ('source = "paper.txt"', "",
         "document, key `source`: is missing or empty."),
        ('source = "paper.txt"', 'source = "paper.txt"\ncolour = "red"',
         "document, key `colour`: is unknown (known keys: id, title, publisher, author, describes, published, undated, retrieved, source)."),
    ],
    "documents/weekly.toml": [
        ('decision = "\\"Notes\\" are what you wrote."', 'decision = ""',
         "statement 'notes', key `decision`: is missing or empty."),
    ],
    "disagreements.toml": [
        ('"weekly/notes"]', '"weekly/note"]',
         "disagreement 'notes', key `evidence`: `weekly/note` is not a statement or finding of an article."),
        ('about = ["writing.notes"]', 'about = ["hats"]',
         "disagreement 'notes', key `about`: `hats` is not a data type or category of categories.toml."),
        ('evidence = ["paper/profile", "weekly/notes"]', "",
         "disagreement 'notes', key `evidence`: is missing or empty."),
        ('topic = "data"', 'topic = "data"\nnear = ["paper/starts"]',
         "disagreement 'notes', key `near`: `paper/starts` is not a statement or finding of an article."),
        ('topic = "data"', 'topic = "data"\nnear = ["paper/start"]',
         "disagreement 'notes', key `near`: has a statement of `paper`, which is in `evidence`."),
        ('topic = "data"', 'topic = "data"\ndecision = 3',
         "disagreement 'notes', key `decision`: must be text in quotes."),
        ('topic = "data"', 'topic = "hats"',
         "disagreement 'notes', key `topic`: `hats` is not one of data, scope, people_and_places, recipients, opting_out, basis."),
        ('complete_on = ["writing.notes"]', 'complete_on = ["hats"]',
         "disagreement 'notes', key `complete_on`: `hats` is not a data type, category, kind of finding or region."),
        ("The paper includes them; the weekly denies that.", "{one} articles differ.",
         "disagreement 'notes', key `says`: `one` in braces is not all, evidence, an article or a data type or category of categories.toml."),
        ("The paper includes them; the weekly denies that.", "Both {all articles differ.",
         "disagreement 'notes', key `says`: `all articles differ.` in braces is not all, evidence, an article or a data type or category of categories.toml."),
        ("The paper includes them; the weekly denies that.", "Two articles differ.",
         "disagreement 'notes', key `says`: spells out a number, `Two articles`; write a placeholder such as {all}."),
        ("The paper includes them; the weekly denies that.", "The other 4 are silent.",
         "disagreement 'notes', key `says`: spells out a number, `other 4`; write a placeholder such as {all}."),
        ("The paper includes them; the weekly denies that.", "Three other articles are silent.",
         "disagreement 'notes', key `says`: spells out a number, `Three other articles`; write a placeholder such as {all}."),
        ("The paper includes them; the weekly denies that.", "The other {all - paper} articles deny it.",
         "disagreement 'notes', key `says`: does not read well, since `{all - paper}` is 1."),
        ("The paper includes them; the weekly denies that.", "{all - evidence} are silent.",
         "disagreement 'notes', key `says`: does not read well, since `{all - evidence}` is 0."),
    ],
    "actions.toml": [
        ('steps = ["paper/steps"]', 'steps = ["paper/step"]',
         "action 'stop', key `steps`: `paper/step` is not a statement or finding of an article."),
        ('disagreements = ["notes"]', 'disagreements = ["hats"]',
         "action 'stop', key `disagreements`: `hats` is not in disagreements.toml."),
    ],
    "facts.toml": [
        ('"paper/start"]', '"paper/satrt"]',
         "fact 'start', answers 'From November.', key `evidence`: `paper/satrt` is not a statement or finding of an article."),
        (', short = "November"', ', short = "November", stance = "far"',
         "fact 'start', answers 'From November.', key `stance`: `far` is not one of differs, near."),
        (', short = "November"', ', short = "November", when = { region = ["xx"] }',
         "fact 'start', answers 'From November.', when, key `region`: `xx` is not a region of [[region]]."),
        (', evidence = ["paper/start"]', "",
         "fact 'start', answers 'From November.', key `evidence`: is missing or empty."),
        ('says = "From November.", ', "",
         "fact 'start', answers 'number 1', key `says`: is missing or empty."),
        ('evidence = ["paper/start"]', 'evidence = ["paper/start"], colour = "red"',
         "fact 'start', answers 'From November.', key `colour`: is unknown (known keys: says, short, stance, when, evidence)."),
        ('section = "applies"', 'section = "aplies"',
         "fact 'start', key `section`: `aplies` is not one of applies, effect, unknown, background."),
        ('section = "applies"', "",
         "fact 'start', key `section`: must be one of applies, effect, unknown, background."),
        ('question = "From when?"', "",
         "fact 'start', key `question`: is missing or empty."),
        ('silence = "No article gives a reason."', "",
         "fact 'why', key `answers`: is missing; if no article answers, state that in `silence`."),
        ('heading = "From"', "",
         "fact 'start', key `heading`: needs an answer with `short`, and such an answer needs it."),
        ('short = "November", ', "",
         "fact 'start', key `heading`: needs an answer with `short`, and such an answer needs it."),
        ('answers = [{ says = "From November.", short = "November", evidence = ["paper/start"] }]', 'silence = "None."',
         "fact 'start', key `heading`: needs an answer with `short`, and such an answer needs it."),
        ('id = "why"', 'id = "start"',
         "key `fact`: 'start' is listed 2 times."),
        ('id = "why"', 'id = "why"\ncolour = "red"',
         "fact 'why', key `colour`: is unknown (known keys: id, section, question, answers, heading, silence, complete_on)."),
        ('[[fact]]\nid = "start"', '[[fatc]]\nid = "start"',
         "key `fatc`: is unknown (known keys: fact)."),
        ("From November.", "As in two articles.",
         "fact 'start', key `says`: spells out a number, `two articles`; write a placeholder such as {all}."),
    ],
    "rules.toml": [
        ('unstated = "eu"', 'unstated = "mars"',
         "key `unstated`: `mars` is not a region of [[region]]."),
        ('unstated = "eu"', "",
         "key `unstated`: is missing or empty."),
        ('setting = "stop"', 'setting = "stpo"',
         "key `setting`: `stpo` is not in actions.toml."),
        ('id = "ch"', 'id = "eu"',
         "key `region`: 'eu' is listed 2 times."),
        ("start = 2025-11-03", 'start = "2025-11-03"',
         "region 'eu', key `start`: must be a date such as 2025-11-03."),
        ("start = 2025-11-03", "start = 2025-11-03T12:00:00",
         "region 'eu', key `start`: must be a date such as 2025-11-03."),
        ('evidence = ["paper/regions", "paper/start"]', 'evidence = ["paper/nothing"]',
         "region 'eu', key `evidence`: `paper/nothing` is not a statement or finding of an article."),
        ('label = "Switzerland"', "",
         "region 'ch', key `label`: is missing or empty."),
        ('id = "ch"', 'id = "ch"\ncolour = "red"',
         "region 'ch', key `colour`: is unknown (known keys: id, code, label, start, evidence, official)."),
        ('official = ["photo"]', 'official = ["foto"]',
         "region 'eu', key `official`: `foto` is not a remark of official.toml."),
        ('age = ["minor"]', 'age = ["old"]',
         "period 'minor', when, key `age`: `old` is not one of unstated, minor, minor_opted_in."),
        ('age = ["minor"]', 'mood = ["minor"]',
         "period 'minor', when, key `mood`: is unknown (known keys: region, setting, age, ads, training)."),
        ('age = ["minor"]', "age = []",
         "period 'minor', when, key `age`: is missing or empty."),
        ('use = "left_out_by_default"', 'use = "safe"',
         "period 'minor', key `use`: `safe` is not one of may_have_been_used, may_be_used, not_used_from_then_on, depends_on_its_day, left_out_by_default, not_said."),
        ('periods = ["after"]', 'periods = ["later"]',
         "period 'after', key `periods`: `later` is not one of before, between, after, undated."),
        ('id = "after"', 'id = "minor"',
         "key `period`: 'minor' is listed 2 times."),
        ('id = "no-start"', 'id = "start"',
         "key `rule`: 'start' is listed 2 times."),
        ('region = ["uk"]', 'region = ["gb"]',
         "rule 'no-start', when, key `region`: `gb` is not a region of [[region]]."),
        ('topic = "start"', 'topic = "place"',
         "rule 'start', key `topic`: `place` is not one of opening, region, start, default, minors, turning_off, setting, other_uses, recipients, advertising."),
        ('\nside = "for"', "",
         "rule 'recipients', key `side`: must be given with `purpose`, and only with it."),
        ('topic = "recipients"', 'topic = "region"',
         "rule 'recipients', key `purpose`: is for the topic recipients only."),
        ('purpose = "ai_training"', 'purpose = "fun"',
         "rule 'recipients', key `purpose`: `fun` is not one of ai_training, ai_features, advertising."),
        ("It starts on {start}.", "It starts on {day}.",
         "rule 'start', key `says`: contains {day}, which is not one of {articles}, {as_of}, {opted_in}, {opted_out}, {platform}, {regions}, {start}."),
        ("It starts on {start}.", "It starts on {start.",
         "rule 'start', key `says`: has a brace without its counterpart."),
        ("It starts on {start}.", "It starts, as in two articles.",
         "rule 'start', key `says`: spells out a number, `two articles`; write a placeholder such as {all}."),
        ('says = "It starts on {start}."\n', "",
         "rule 'start', key `says`: is missing or empty."),
    ],
    "official.toml": [
        ('about = ["profile.skills", "writing.notes"]', 'about = ["profile.skills", "hats"]',
         "entry 'training', key `about`: `hats` is not a data type of categories.toml."),
        ('about = ["profile.skills", "writing.notes"]', 'about = ["profile.skills"]',
         "key `about`: `writing.notes` must be in exactly one [[entry]]."),
        ('"contacts.dates"]', '"contacts.dates", "writing.notes"]',
         "key `about`: `writing.notes` must be in exactly one [[entry]]."),
        ('compared = "agrees"', "",
         "entry 'training', key `compared`: must be one of agrees, differs, silent, adds."),
        ('quote = "skills and notes"', "",
         "entry 'training', key `quote`: is missing, and so is the reason in `note`."),
        ("recorded = 2026-08-21", "",
         "source, key `recorded`: must be a date such as 2025-11-03."),
        ("None of the {all} articles names", "None of the two articles names",
         "remark 'photo', key `note`: spells out a number, `two articles`; write a placeholder such as {all}."),
    ],}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "before", "after", "problem"),
    [(file, *row) for file, rows in MISTAKES.items() for row in rows],
)
def test_a_mistake_gives_one_plain_line(
    tmp_path: Path, file: str, before: str, after: str, problem: str
) -> None:
    with pytest.raises(MappingError) as raised:
        load_mapping(changed(tmp_path, file, before, after))
    assert str(raised.value) == f"mappings/{file}, {problem}"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("[" * 10_000 + "]" * 10_000, "has too many brackets in one another"),
        ("{a=" * 10_000 + "1" + "}" * 10_000, "has too many brackets in one another"),
        ("9" * 5_000, "has a number with too many digits"),
        (f'"{"x" * (1 << 20)}"', "is larger than 1 MB"),
    ],
    ids=["nested lists", "nested tables", "a huge number", "a large file"],
)
def test_a_value_beyond_measure_is_refused(tmp_path: Path, value: str, problem: str) -> None:
    own = changed(tmp_path, "export.toml", 'platform = "LinkedIn"', f"platform = {value}")
    with pytest.raises(MappingError, match=rf"^mappings/export\.toml {problem}\.$"):
        load_mapping(own)


INVALID = [
    ("categories.toml", "[[category]]", "[category]"),
    ("export.toml", 'version = "1"', "version = "),
    ("rules.toml", "start = 2025-11-03", "start = 2025-02-30"),
]


@pytest.mark.parametrize(("file", "before", "after"), INVALID)
def test_a_file_that_is_not_toml_is_named(
    tmp_path: Path, file: str, before: str, after: str
) -> None:
    with pytest.raises(MappingError, match=rf"^mappings/{file} is not valid TOML: .*\.$") as raised:
        load_mapping(changed(tmp_path, file, before, after))
    assert "\n" not in str(raised.value)


REPEATED = [
    # a file that is copied, a change to the copy, and the whole error
    ("tables/profile.toml", "Skills.csv", "Abilities.csv",
     "mappings/tables/*.toml, key `name`: 'skills' is listed 2 times."),
    ("tables/profile.toml", '"skills"', '"abilities"',
     "mappings/tables/*.toml, key `name`: 'contacts' is listed 2 times."),
    ("tables/writing.toml", '"notes"', '"letters"',
     "mappings/tables/*.toml, key `files`: 'notes.csv' is listed 2 times."),
    ("documents/paper.toml", "The Paper", "The Other Paper",
     "mappings/documents/*.toml, key `id`: 'paper' is listed 2 times."),
]  # fmt: skip


@pytest.mark.parametrize(("file", "before", "after", "sentence"), REPEATED)
def test_an_entry_in_two_files_is_refused(
    tmp_path: Path, file: str, before: str, after: str, sentence: str
) -> None:
    copy = shutil.copytree(FULL, tmp_path / "mapping")
    text = (copy / file).read_text("utf-8")
    assert before in text
    (copy / file).with_stem("zz").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(MappingError) as raised:
        load_mapping(copy)
    assert str(raised.value) == sentence


def test_an_author_of_a_part_needs_a_column_with_text(tmp_path: Path) -> None:
    part = 'parts = [{ name = "new", label = "new", author = "self", when = [{ column = "Met On", test = "empty" }] }]'
    own = changed(tmp_path, "tables/profile.toml", 'role = "contacts"', part)
    with pytest.raises(MappingError) as raised:
        load_mapping(own)
    assert str(raised.value) == (
        "mappings/tables/profile.toml, table 'contacts', key `parts`: "
        "in part 'new', `author` applies to no column of this table."
    )


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    copy = shutil.copytree(FULL, tmp_path / "mapping")
    (copy / "export.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(MappingError) as raised:
        load_mapping(copy)
    assert str(raised.value) == "mappings/export.toml cannot be read as UTF-8 text."


@pytest.mark.parametrize("target", ["/dev/zero", "pipe", "folder"])
def test_only_a_file_can_be_part_of_a_mapping(tmp_path: Path, target: str) -> None:
    copy = shutil.copytree(FULL, tmp_path / "mapping")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (copy / "tables" / "x.toml").symlink_to(tmp_path / target)
    with pytest.raises(MappingError) as raised:
        load_mapping(copy)
    assert str(raised.value) == "mappings/tables/x.toml is not a file."


def test_the_name_of_a_file_need_not_be_utf8(tmp_path: Path) -> None:
    copy = shutil.copytree(FULL, tmp_path / "mapping")
    path = copy / "tables" / "profile.toml"
    path.rename(path.with_name(os.fsdecode(b"\xff.toml")))
    assert len(load_mapping(copy).tables) == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    copy = shutil.copytree(FULL, tmp_path / "mapping")
    (copy / "categories.toml").unlink()
    with pytest.raises(MappingError) as raised:
        load_mapping(copy)
    assert str(raised.value) == "mappings/categories.toml is missing."


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"nowhere does not exist\. A mapping is a folder like"):
        load_mapping(tmp_path / "nowhere")
