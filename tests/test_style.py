"""The stylesheet: it is well formed, has a rule for every class and no other, and fits any number of articles."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from exports import write

from analyzer.analysis.analyze import analyze
from analyzer.mapping.mapping import load_mapping
from analyzer.reporting.figures import figures
from analyzer.reporting.page import render
from analyzer.text import STANDINGS

PROJECT = Path(__file__).parent.parent
TEMPLATES = PROJECT / "analyzer" / "reporting" / "templates"
SAMPLE = PROJECT / "reports" / "sample_export.html"
CSS = "".join(
    (TEMPLATES / name).read_text("utf-8") for name in ("report.css", "group.css", "local.css")
)
MARKUP = "\n".join(path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.j2")))

DECLARATION = r"[-\w]++: [^\s:;{}][^:;{}]*+"
BLOCK = rf"\{{\s*+(?:{DECLARATION};\s*+)*(?:{DECLARATION})?\s*+\}}"
SELECTOR = r"[^\s{},@][^\s{},]*+(?: [^\s{},]++)*"
RULE = rf"(?:@page|{SELECTOR}(?:, {SELECTOR})*) {BLOCK}\s*+"
STYLESHEET = rf"\s*+(?:{RULE}|@media [^{{}}]++\{{\s*+(?:{RULE})*\}}\s*+)*"


def is_well_formed(css: str) -> bool:
    return bool(re.fullmatch(STYLESHEET, re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)))


def classes_with_rules(css: str) -> set[str]:
    selectors = re.findall(r"[^{};]+(?=\{)", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return set(re.findall(r"\.([a-z][-\w]*)", "".join(selectors)))


SIGNS = {"used", "left-out", "partly", "both", "silent"}
"""The classes that the filter `sign_of` gives."""


def classes_in(markup: str) -> set[str]:
    """The classes in a template: both sides of a choice, all signs, and every standing if a class ends in one."""
    classes: set[str] = set()
    for attribute in re.findall(r'class="((?:\{\{.*?\}\}|[^"])*)"', markup):
        names = re.sub(r"\{%.*?%\}", "", attribute)
        for choice in re.findall(r'\{\{ "([^"]+)" if [^}]* else "([^"]+)" \}\}', names):
            classes |= set(choice)
        names = re.sub(r"\{\{ \".*?\}\}", "", names)
        for name in re.sub(r"\{\{.*?\}\}", "*", names).split():
            classes |= SIGNS if name == "*" else {name.replace("*", word) for word in STANDINGS}
    return classes


def test_the_stylesheet_is_well_formed() -> None:
    assert is_well_formed(CSS)


BROKEN = {
    "the rest of two rules": "nav,   a { text-decoration: none; }",
    "a missing selector": "nav, { color: red; }",
    "a missing brace": "@media print { nav { display: none; }",
    "a missing value": "nav { display; }",
    "a missing semicolon": "nav { display: none color: red; }",
    "a missing block": "nav { display: none; } a",
}


@pytest.mark.parametrize("css", BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_detected(css: str) -> None:
    assert not is_well_formed(css)


def test_every_class_has_a_rule() -> None:
    assert classes_in(MARKUP) - classes_with_rules(CSS) == set()
    assert classes_in(SAMPLE.read_text("utf-8")) - classes_with_rules(CSS) == set()


def test_every_class_with_a_rule_is_used() -> None:
    assert classes_with_rules(CSS) - classes_in(MARKUP) == set()


def test_a_class_without_a_rule_is_detected() -> None:
    classes = classes_in('<p class="one s-{{ standing }}">')
    assert classes - classes_with_rules(".one, .s-used { color: red; }") == {
        f"s-{standing}" for standing in STANDINGS if standing != "used"
    }


def test_every_variable_is_set_and_used() -> None:
    assert set(re.findall(r"var\((--[-\w]+)\)", CSS)) == set(re.findall(r"(--[-\w]+):", CSS))


def test_the_printed_page_has_no_navigation_and_no_underlined_link() -> None:
    _, _, printed = CSS.partition("@media print {")
    assert re.search(r"^  nav,.* \{ display: none; \}", printed, re.MULTILINE)
    assert re.search(r"^  a \{ text-decoration: none; \}", printed, re.MULTILINE)


SIXTH_ARTICLE = """
[document]
id = "tribune"
title = "A sixth article"
publisher = "Tribune"
published = 2026-01-01
source = "tribune.txt"

[[statement]]
id = "skills"
says = "used"
about = ["profile.skills"]
attributed_to_linkedin = false
paraphrase = "Skills are used."
quotes = ["your skills"]
lines = [1]
"""


def test_a_sixth_article_gets_a_sixth_column(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "mappings", tmp_path / "mappings")
    (tmp_path / "mappings" / "documents" / "tribune.toml").write_text(SIXTH_ARTICLE, "utf-8")
    mapping = load_mapping(tmp_path / "mappings")
    export = write(tmp_path / "export", {"Skills.csv": "Name\nSourdough\n"})
    page = render(figures(analyze(export, mapping)), date(2026, 3, 14))
    rows = re.findall(
        r'<span class="articles"[^>]*>((?:<(?:span|i)\b.*?</(?:span|i)>)+)</span>', page
    )
    assert len(rows) > len(mapping.categories)
    assert {len(re.findall("<(?:span|i)", row)) for row in rows} == {len(mapping.articles)}
    # The columns follow the spans in a row: the stylesheet has no number of articles.
    (layout,) = re.findall(r"^\.articles \{ (.*) \}$", CSS, re.MULTILINE)
    assert "grid-auto-flow: column; grid-auto-columns: 1fr;" in layout
    assert "grid-template-columns" not in layout
