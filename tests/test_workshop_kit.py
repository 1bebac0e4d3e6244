"""The workshop kit: pages to change and print, readable by anyone, that load nothing."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer
from test_colours import contrast

from analyzer import cli
from analyzer.mapping.mapping import ExportMapping

PROJECT = Path(__file__).parent.parent
KIT = {path.stem: path.read_text("utf-8") for path in (PROJECT / "docs/workshop-kit").iterdir()}
VOID = {"meta", "br"}


class Elements(HTMLParser):
    """The elements of a page in order, and whether each is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_guide_links_to_every_page() -> None:
    guide = (PROJECT / "docs/workshop.md").read_text("utf-8")
    assert set(re.findall(r"\(workshop-kit/(\w+)\.html\)", guide)) == set(KIT)


@pytest.mark.parametrize("name", KIT)
def test_a_page_is_accessible_and_loads_nothing(name: str) -> None:
    page = Elements(KIT[name])
    assert page.open == []
    assert page.named("html") == [{"lang": "en"}]
    assert len(page.named("title")) == len(page.named("main")) == 1
    headings = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert headings[:1] == [1]
    assert headings.count(1) == 1
    assert set(headings) <= {1, 2}
    assert all(attributes.get("scope") for attributes in page.named("th"))
    assert not [
        attributes for _, attributes in page.elements if {"src", "href", "style"} & {*attributes}
    ]
    assert not re.search(r"url\(|@import|https?:|<script", KIT[name])


@pytest.mark.parametrize("name", KIT)
def test_a_page_can_be_printed_and_read(name: str) -> None:
    assert "@media print" in KIT[name]
    assert "size: A4" in KIT[name]
    for colour in re.findall(r"[: ](#[0-9a-f]{3})\b", KIT[name]):
        assert colour == "#fff" or contrast(colour, "#fff") >= 7


@pytest.mark.parametrize("name", KIT)
def test_every_command_in_the_kit_exists(name: str) -> None:
    group = typer.main.get_command(cli.app)
    assert isinstance(group, typer.core.TyperGroup)
    for words in re.findall(r"<code>exposure (.*?)</code>", KIT[name]):
        command, *others = words.split()
        options = {option for each in group.commands[command].params for option in each.opts}
        assert {word for word in others if word.startswith("--")} <= options


def test_what_the_kit_states_of_an_article_is_in_the_mapping(mapping: ExportMapping) -> None:
    assert "According to NordVPN, turning off the setting does not undo earlier training." in KIT["cards"]  # fmt: skip
    (setting,) = (action for action in mapping.actions if action.id == "setting")
    assert "It does not undo earlier training (NordVPN)" in setting.says


def test_the_outline_lasts_90_minutes() -> None:
    rows = re.findall(r"<tr><td>(\d+)</td><td>(\d+)</td>", KIT["outline"])
    end = 0
    for start, minutes in rows:
        assert int(start) == end
        end += int(minutes)
    assert end == 90
