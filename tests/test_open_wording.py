"""No line on the page of `exposure open` has an option of the command line, which someone without a terminal cannot give."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.local.wording import on_page
from analyzer.workshop.facilitator import request
from analyzer.workshop.options import Budget

PACKAGE = Path(__file__).parent.parent / "analyzer"

OPTION = re.compile(r"--[a-z]+|exposure [a-z]+`? |exposure [a-z]+ --|`exposure")

ELSEWHERE = {
    # modules whose lines no page shows
    *("cli", "limits.read_limits", "commands", "mapping", "sample"),
    *("workshop/cluster", "reporting/mapping_draft", "reporting/mapping_tables"),
    # functions that only commands with such options call
    *("output.place_page", "output.check_targets", "output._check_ending", "output.picture_kind"),
    *("output.check_share_name", "workshop/protection.check_consent", "workshop/withdrawal.withdraw"),
    # before there is a page, and the table itself
    *("local/requests.check_system", "local/wording"),
}  # fmt: skip


def sentences(node: ast.AST) -> Iterator[str]:
    """Every text in the code below `node`, with a number for each placeholder; no docstrings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "3" for part in child.values
            )
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield re.sub(r"\{options?\}", "--min-group 3", child.value)
        elif not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield from sentences(child)


def lines_with_options() -> list[str]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        module = path.relative_to(PACKAGE).with_suffix("").as_posix()
        if {module, module.partition("/")[0]} & ELSEWHERE:
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            name = f"{module}.{getattr(node, 'name', '')}"
            if name not in ELSEWHERE and not isinstance(node, ast.Expr):
                texts = [text for text in sentences(node) if re.match(r"(?!--).* ", text)]
                found += [text for text in texts if OPTION.search(text)]
    return found


@pytest.mark.parametrize("sentence", lines_with_options())
def test_a_line_has_no_option_on_the_page(sentence: str) -> None:
    shown = on_page(sentence)
    assert not OPTION.search(shown), shown
    assert not re.search(r"\.\.|  |; \.", shown), shown


def test_the_advice_after_a_reason_does_not_contradict_it() -> None:
    """In a workshop, a line tells the reason and then what to ask for."""
    reason = Budget().too_slow
    assert on_page(reason) == "It took longer than 300 seconds."
    assert on_page(request(reason)) == (
        "Make its report by itself, and put the share file into the folder instead."
    )


def test_a_line_in_the_language_of_the_page_has_no_option_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is still in English there is changed as well."""
    spoken = {
        "The group page has no figures: {option} {least} requires {needed} people.": "Keine Zahlen: {needed} Leute nötig ({option} {least}).",
        "The group page has no figures: it requires {needed} people.": "Keine Zahlen: {needed} Leute nötig.",
    }
    monkeypatch.setattr(
        "analyzer.local.wording.gettext", lambda message: spoken.get(message, message)
    )
    assert on_page("Keine Zahlen: 10 Leute nötig (--min-group 5).") == (
        "Keine Zahlen: 10 Leute nötig."
    )
    assert on_page("It is large. To read it, add --limit files=2.") == (
        "It is large. Only the command line reads larger ones."
    )


@pytest.mark.parametrize(
    ("path", "sentence", "line"),
    [
        # where it is, the rest of the sentence, the line on the page
        ("/home/ada/export.zip", " is damaged.", "export.zip is damaged."),
        ("/home/ada/room", "/reports is a link.", "room/reports is a link."),
        ("/home/ada/; --limit-memory allows more.", " is damaged.", "; --limit-memory allows more. is damaged."),
        ("/home/ada/Add --again to replace it.", " is empty. Add --again to replace it.", "Add --again to replace it. is empty. To replace it, tick that below and read the folder again."),
    ],
)  # fmt: skip
def test_a_name_is_shown_as_it_is(path: str, sentence: str, line: str) -> None:
    """Without its folder, and also if it reads like advice for the command line."""
    assert on_page(f"{path}{sentence}", [Path(path)]) == line


@pytest.mark.parametrize(
    "words",
    [
        "The group page has no figures: ",
        "To read it, add --limit ",
        "If everyone agrees to figures about as few as a people, who may know each other, run it again with ",
    ],
)
def test_a_name_that_repeats_advice_is_searched_to_its_end(words: str) -> None:
    """Anyone can choose the name of a file. With expressions of any length, these would take hours."""
    assert words in on_page(words * 2_000)
    requires = "The group page has no figures: a b requires "
    assert requires in on_page(requires * 2_000)


def test_the_lines_are_found() -> None:
    lines = lines_with_options()
    assert len(lines) >= 10
    assert any(line.startswith("To read it, add --limit") for line in lines)
