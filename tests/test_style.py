"""The stylesheet and the templates agree: every class has a rule, every rule is whole and meets something."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.text import STANDINGS

TEMPLATES = Path(__file__).parent.parent / "analyzer" / "reporting" / "templates"
SAMPLE = Path(__file__).parent.parent / "reports" / "sample_export.html"
CSS = (TEMPLATES / "report.css").read_text("utf-8")

# A rule: where it holds ("" for everywhere), its selectors, its declarations.
Rule = tuple[str, list[str], dict[str, str]]


def rules(css: str) -> list[Rule]:
    """Every rule of a stylesheet; an AssertionError where its text is not one."""
    return list(_rules(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL), ""))


def _rules(css: str, where: str) -> Iterator[Rule]:
    rest = css.strip()
    while rest:
        head, brace, rest = rest.partition("{")
        assert brace, f"no rule: {head!r}"
        inside, rest = _up_to_the_brace(rest)
        if head.startswith("@media"):
            yield from _rules(inside, head.strip())
        else:
            selectors = [selector.strip() for selector in head.split(",")]
            assert all(selectors), f"a selector is missing: {head!r}"
            assert re.fullmatch(r"\S+(?: \S+)*", head.strip()), f"something was cut out of {head!r}"
            yield where, selectors, dict(map(_declaration, filter(str.strip, inside.split(";"))))


def _up_to_the_brace(text: str) -> tuple[str, str]:
    depth = 1
    for at, letter in enumerate(text):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0:
            return text[:at], text[at + 1 :].strip()
    raise AssertionError(f"never closed: {text[:60]!r}")


def _declaration(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"\s*([-\w]+): (\S[^:{}]*?)\s*", text)
    assert found, f"not a declaration: {text!r}"
    return found[1], found[2]


def styled(css: str) -> set[str]:
    """The classes that the rules of a stylesheet are about."""
    selectors = " ".join(selector for _, each, _ in rules(css) for selector in each)
    return set(re.findall(r"\.([-\w]+)", selectors))


SIGNS = {"used", "left-out", "partly", "both", "silent"}
"""The classes that `articles.sign_of` gives."""


def used(markup: str) -> set[str]:
    """The classes that a template's elements have: both of a choice, each that a sign may be, and where one
    ends in a standing, each of these.
    """
    found: set[str] = set()
    for written in re.findall(r'class="((?:\{\{.*?\}\}|[^"])*)"', markup):
        names = re.sub(r"\{%.*?%\}", "", written)
        for choice in re.findall(r'\{\{ "([^"]+)" if [^}]* else "([^"]+)" \}\}', names):
            found |= set(choice)
        names = re.sub(r"\{\{ \".*?\}\}", "", names)
        for each in re.sub(r"\{\{.*?\}\}", "*", names).split():
            found |= SIGNS if each == "*" else {each.replace("*", name) for name in STANDINGS}
    return found


def templates() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.j2")))


def in_print(element: str) -> dict[str, str]:
    return {
        name: value
        for where, selectors, declarations in rules(CSS)
        if where == "@media print" and element in selectors
        for name, value in declarations.items()
    }


def test_every_class_has_a_rule() -> None:
    assert used(templates()) - styled(CSS) == set()


def test_every_rule_is_for_a_class_that_is_used() -> None:
    assert styled(CSS) - used(templates()) == set()


def test_every_class_of_the_sample_has_a_rule() -> None:
    assert used(SAMPLE.read_text("utf-8")) - styled(CSS) == set()


def test_every_variable_is_set_and_used() -> None:
    names = {name for _, _, each in rules(CSS) for name in each if name.startswith("--")}
    assert set(re.findall(r"var\((--[-\w]+)\)", CSS)) == names


def test_the_navigation_is_not_printed() -> None:
    assert in_print("nav")["display"] == "none"


def test_links_are_not_underlined_on_paper() -> None:
    assert in_print("a") == {"text-decoration": "none"}


BROKEN = {
    "what is left of two rules": "nav,   a { text-decoration: none; }",
    "no selector": "nav, { color: red; }",
    "never closed": "@media print { nav { display: none; }",
    "no value": "nav { display; }",
    "two declarations in one": "nav { display: none color: red; }",
    "no braces": "nav { display: none; } a",
}


@pytest.mark.parametrize("css", BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_is_found(css: str) -> None:
    with pytest.raises(AssertionError):
        rules(css)


def test_a_class_without_a_rule_is_found() -> None:
    assert used('<p class="one s-{{ standing }}">') - styled(".one, .s-used { color: red; }") == {
        f"s-{standing}" for standing in STANDINGS if standing != "used"
    }
