"""Pages in another language have no English left, and the catalogues have every sentence of the pages."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from example_group import example_comparison, example_group, example_handout
from exports import write
from forked import serving
from open_pages import NAMES, pages_of
from pseudo import PSEUDO, Names, accented, names_of, offered, plain_english, plain_texts
from strange_export import strange_export
from typer.testing import CliRunner

from analyzer import language
from analyzer.analysis.analyze import analyze
from analyzer.analysis.compare import Comparison, compare
from analyzer.analysis.model import Analysis
from analyzer.analysis.scenario import Scenario
from analyzer.cli import app
from analyzer.errors import LanguageError
from analyzer.language import find_language, speaking
from analyzer.local import pages as local_pages
from analyzer.local.requests import REFUSED, refusal
from analyzer.mapping.mapping import load_mapping
from analyzer.reporting.changes import changes
from analyzer.reporting.changes import in_language as changes_in_language
from analyzer.reporting.charts import slide
from analyzer.reporting.evidence import wide_claims
from analyzer.reporting.figures import figures, in_language
from analyzer.reporting.model import REJECTED_LINES_SHOWN, Figures
from analyzer.reporting.page import environment, render, render_comparison, render_evidence
from analyzer.reporting.sentences import DIALECTS, FILE_STATES, REPAIRS
from analyzer.reporting.share import shared_counts
from analyzer.translations.catalogues import OPTIONS, Recorder, template
from analyzer.workshop.group_page import render_cohort
from analyzer.workshop.group_section import group_section

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

SAMPLE = Path(__file__).parent.parent / "sample_export"
DAY = date(2026, 3, 14)


@cache
def sample() -> Analysis:
    """The analysis of the sample, which the command makes before it writes in another language."""
    with speaking(find_language("en")):
        return analyze(SAMPLE, load_mapping())


def counted(scenario: Scenario | None = None) -> Figures:
    """The figures of the sample in the current language, made like those of the command."""
    scenario = scenario or Scenario()
    return in_language(figures(sample(), scenario), sample(), scenario, None)


def group(size: int, reasons: Sequence[str] = ("It is empty.",), least: int = 5) -> str:
    """The page of a group, made as a batch makes it: its figures do not depend on the language."""
    with speaking(find_language("en")):
        cohort = example_group(load_mapping(), size, reasons, least)
    return render_cohort(cohort, load_mapping(), DAY)


def handout() -> str:
    """The facilitator's list, without names of people and files."""
    with TemporaryDirectory() as folder:
        page = example_handout(Path(folder), DAY)
    return re.sub(r'(<th scope="row">)[^<]*|\.html', r"\1", page)


MEMBERS = {
    "all regions": Scenario(),
    "off and on again": Scenario(
        region="ca", opted_out=date(2025, 11, 10), opted_in=date(2026, 1, 10)
    ),
    "no start": Scenario(region="us", opted_out=date(2025, 9, 10)),
    "under 18": Scenario(minor=True, ads_off=True),
}
"""Members whose pages have other sentences than that of all regions."""


def report(member: str) -> str:
    """The page of the sample for a participant."""
    return render(counted(MEMBERS[member]), DAY, number="P07")


@cache
def strange() -> Analysis:
    """The analysis of an export with each dialect, each repair and each kind of file that pages remark on."""
    with speaking(find_language("en")), TemporaryDirectory() as folder:
        return analyze(write(Path(folder) / "strange", strange_export()), load_mapping())


@cache
def two_exports() -> tuple[Comparison, Comparison]:
    """The comparison of the sample with the strange export, and the other way round."""
    with speaking(find_language("en")), TemporaryDirectory() as folder:
        other = write(Path(folder) / "strange", strange_export())
        mapping = load_mapping()
        return compare(SAMPLE, other, mapping), compare(other, SAMPLE, mapping)


def comparison(compared: Comparison) -> str:
    """The page of a comparison, made as the command makes it."""
    return render_comparison(changes_in_language(changes(compared), compared, None), DAY)


def report_of_strange() -> str:
    """The report of the strange export."""
    scenario = Scenario()
    return render(in_language(figures(strange(), scenario), strange(), scenario, None), DAY)


def open_pages() -> str:
    """All pages of the program without a terminal, without names of files and people and without the labels of counts."""
    chosen = language.language()
    with (
        offered(chosen),
        mock.patch.object(local_pages, "find_language", return_value=chosen),
        TemporaryDirectory() as folder,
    ):
        made = "".join(page for _, page in pages_of(Path(folder) / "new", load_mapping()))
        made += "".join(map(refusal, REFUSED))
    return re.sub('aria-label="[^"]*( |\xa0)[a-z_]+\\.[a-z_]+[^"]*"', "", NAMES.sub("", made))


PAGES: dict[str, Callable[[], str]] = {
    **{f"the sample, {member}": partial(report, member) for member in MEMBERS},
    "a report with the notice": lambda: render(counted(Scenario(region="eu")), DAY, official=True),
    "a report with a share file": lambda: render(
        counted(), DAY, shared=shared_counts(counted()).rounded()
    ),
    "a report of a strange export": report_of_strange,
    "a comparison with a strange export": lambda: comparison(two_exports()[0]),
    "a comparison of a strange export": lambda: comparison(two_exports()[1]),
    "the evidence": lambda: render_evidence(load_mapping(), "1"),
    "a group of 12": lambda: group(12),
    "a group of 30": lambda: group(30, ["It is empty."] * 6),
    "a group that is too small": lambda: group(4, []),
    "a group that agreed": lambda: group(7, ["It is empty."] * 3, least=3),
    "a participant": lambda: render(
        counted(), DAY, number="P07", group=example_comparison(counted())
    ),
    "a participant and a group of 30": lambda: example_comparison(counted(), 30),
    "a participant without a group": group_section,
    "the facilitator's list": handout,
    "the program without a terminal": open_pages,
}
"""The pages that have no English in another language, each with a function that makes it in the current one."""


@dataclass(frozen=True)
class Made:
    """A page in the pseudo-language and in English, and the messages that the English one has asked for."""

    other: str
    english: str
    messages: frozenset[tuple[str, ...]]


@pytest.fixture(scope="module", params=PAGES)
def made(request: pytest.FixtureRequest) -> Made:
    """Each page, made once for all its tests."""
    make = PAGES[request.param]
    with speaking(PSEUDO):
        other = make()
    recorder = Recorder()
    with speaking(recorder):
        english = make()
    messages = (each if isinstance(each, tuple) else (each,) for each in recorder.messages)
    return Made(other, english, frozenset(messages))


@cache
def names() -> Names:
    """The names on the pages of both exports."""
    with speaking(PSEUDO):
        return names_of(counted(), figures(strange()))


# --- the pseudo-language ---------------------------------------------------------------------------------------------

ACCENTED = {
    "words": ("one two three", "öññé ţţŵö ţţĥŕŕéé"),
    "placeholders": ("{number} of %(all)s", "{number} öƒƒ %(all)s"),
    "elements": ("a <b>word</b>&nbsp;here", "å <b>ŵŵöŕŕð</b>&nbsp;ĥééŕéé"),
    "a capital": ("Aim", "Åîîṁ"),
    "no letters": ("1 < 2: 34%", "1 < 2: 34%"),
}


@pytest.mark.parametrize(("message", "shown"), ACCENTED.values(), ids=ACCENTED)
def test_letters_of_messages_have_accents_and_two_of_five_are_doubled(
    message: str, shown: str
) -> None:
    assert accented(message) == shown


FOUND = {
    "text": ("<p>Ŵöŕð word <b>ŵöŕð</b></p>", ["Ŵöŕð word"]),
    "a label": ('<p aria-label="two words">ŵöŕð</p>', ["two words"]),
    "English": ('<p>ŵöŕð <q lang="en">two <b>words</b></q> ŵöŕð</p>', []),
    "after English": ('<p><q lang="en">two words<br></q> words</p>', ["words"]),
    "code and style": ("<style>p { color: red }</style><code>exposure report</code>", []),
    "a file": ("<p>Saved Jobs.csv LinkedIn</p>", []),
    "a column": ("<th>Proficiency</th>", []),
    "columns in a list": ("<p>ŵöŕð: Proficiency, Name, ŵöŕð.</p>", []),
    "a word in a list": ("<p>ŵöŕð: Proficiency, two words.</p>", ["ŵöŕð: Proficiency, two words."]),
    "the name of a column in a text": ("<p>Proficiency ŵöŕð</p>", ["Proficiency ŵöŕð"]),
    "one letter": ("<p>a 1 B</p>", []),
    "a picture": (
        # <text>Nov</text>
        '<img alt="ŵöŕð" src="data:image/svg+xml;base64,PHRleHQ+Tm92PC90ZXh0Pg==">',
        ["Nov"],
    ),
}


@pytest.mark.parametrize(("html", "found"), FOUND.values(), ids=FOUND)
def test_plain_english_is_found(html: str, found: list[str]) -> None:
    assert plain_english(html, names()) == found


def test_no_plain_english_is_left_on_a_page_in_another_language(made: Made) -> None:
    assert plain_english(made.other, names()) == []


def test_the_same_evidence_is_behind_each_sentence_in_another_language(made: Made) -> None:
    attributes = r' data-\w+="[^"]*"'
    assert re.findall(attributes, made.other) == re.findall(attributes, made.english)


def test_every_message_of_a_page_is_in_a_catalogue(made: Made) -> None:
    assert made.messages - in_catalogue("page") - in_catalogue("mapping") == set()


def test_the_strange_export_has_every_dialect_repair_and_state() -> None:
    files = strange().files
    assert {file.dialect for file in files} >= set(DIALECTS)
    assert {repair for file in files for repair in file.repairs} == set(REPAIRS)
    assert {file.state for file in files} == set(FILE_STATES)
    assert max(file.rejected for file in files) > REJECTED_LINES_SHOWN


@pytest.mark.parametrize("member", MEMBERS)
def test_no_plain_english_is_left_on_a_picture_in_another_language(member: str) -> None:
    with speaking(PSEUDO):
        shown = counted(MEMBERS[member])
        # Beside each text, whose letters are drawn as shapes, there is a comment with the text.
        texts = re.findall("<!-- (.+?) -->", slide(shown, DAY, "svg").decode())
    (words, *_) = [claim.words[0] for claim in wide_claims(shown.mapping)]
    text = unescape(" ".join(texts)).replace(words, "")
    assert accented("How much").split()[0] in text
    assert plain_texts([text], names_of(shown)) == []


# --- catalogues ------------------------------------------------------------------------------------------------------


@cache
def in_catalogue(name: str) -> set[tuple[str, ...]]:
    """The messages of a catalogue, each with all its forms. One that is asked for without a number has one form, too."""
    ids = [message.id for message in template(name) if message.id]
    several = {tuple(each) for each in ids if not isinstance(each, str)}
    return (
        {(each,) for each in ids if isinstance(each, str)}
        | several
        | {each[:1] for each in several}
    )


def test_the_catalogue_of_the_mapping_has_the_sentences_of_its_files_and_no_others() -> None:
    """The test above finds sentences that are missing."""
    files = sorted((SAMPLE.parent / "mappings").rglob("*.toml"))
    written = {text for file in files for text in strings(tomllib.loads(file.read_text("utf-8")))}
    sentences = in_catalogue("mapping")
    assert len(sentences) > 500
    assert {forms for forms in sentences if forms[0] not in written} <= in_catalogue("page")


def strings(value: object) -> Iterator[str]:
    """The texts in a value of TOML."""
    if isinstance(value, str):
        yield value
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from strings(inner)


def test_templates_are_extracted_as_they_are_rendered() -> None:
    """Otherwise a message would differ in a space, and stay English."""
    page = environment()
    rendered = {
        "trim_blocks": page.trim_blocks,
        "lstrip_blocks": page.lstrip_blocks,
        "keep_trailing_newline": page.keep_trailing_newline,
        "newstyle_gettext": vars(page)["newstyle_gettext"],
        "trimmed": page.policies["ext.i18n.trimmed"],
        "silent": False,  # a template that cannot be read is an error
    }
    assert OPTIONS["jinja2"] == {name: str(value).lower() for name, value in rendered.items()}


def test_pages_in_english_need_no_babel(tmp_path: Path) -> None:
    write(tmp_path / "one", {"Skills.csv": "Name\nSourdough\n"})
    with serving(only=()) as server:
        done = server.run("report", "one", folder=tmp_path)
    assert done.code == 0
    assert "jinja2" in done.imported
    assert "babel" not in done.imported


# --- commands --------------------------------------------------------------------------------------------------------


COMMANDS = {
    "compare": ("compare", str(SAMPLE), str(SAMPLE), "--date", str(DAY)),
    "mapping page": ("mapping", "page"),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_writes_its_page_in_the_language(
    command: tuple[str, ...], tmp_path: Path, pseudo: str
) -> None:
    page = tmp_path / "page.html"
    done = CliRunner().invoke(app, [*command, "--out", str(page), "--lang", pseudo])
    assert done.exit_code == 0, done.output
    html = page.read_text("utf-8")
    assert html.startswith(f'<!doctype html>\n<html lang="{pseudo}">')
    assert plain_english(html, names()) == []
    assert plain_texts([done.output], names()), "the terminal is in English"


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_refuses_a_language_that_there_is_not(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    done = CliRunner().invoke(app, [*command, "--out", str(page), "--lang", "xx"])
    assert isinstance(done.exception, LanguageError)
    assert not page.exists()
