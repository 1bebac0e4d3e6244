"""Compiled templates are kept where and when Python keeps compiled modules, and never believed when they are not of now."""

import sys
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

import analyzer.reporting
from analyzer.reporting.environment import environment

TEMPLATES = Path(analyzer.reporting.__path__[0]) / "templates"

pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules, and so templates, are kept in a folder of the test, whatever this machine is told."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def kept(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "kept").rglob("*") if path.is_file())


def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The names of the templates that are compiled from now on."""
    names: list[str | None] = []
    compile_ = jinja2.Environment.compile

    def note(self: jinja2.Environment, source: str, name: str, filename: str) -> object:
        names.append(name)
        return compile_(self, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "compile", note)
    return names


def render() -> str:
    """A template, in an environment that has seen none."""
    return environment.__wrapped__().get_template("report.css").render()


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = compiled(monkeypatch)
    first = render()
    assert names == ["report.css"]
    assert len(kept(tmp_path)) == 1
    assert render() == first
    assert names == ["report.css"]


def test_nothing_is_kept_where_python_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    names = compiled(monkeypatch)
    assert render() == render()
    assert names == ["report.css"] * 2
    assert not kept(tmp_path)


@pytest.mark.parametrize("damage", [b"", b"x", b"j2", "half", "garbage behind the head"])
def test_what_is_kept_and_damaged_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | str
) -> None:
    first = render()
    (file,) = kept(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(
        damage
        if isinstance(damage, bytes)
        else whole[: len(whole) // 2]
        if damage == "half"
        else whole[:20] + b"\xff" * 100
    )
    names = compiled(monkeypatch)
    assert render() == first
    assert names == ["report.css"]
    assert file.read_bytes() == whole


def test_what_was_kept_of_another_template_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render()
    loader = jinja2.DictLoader({"report.css": "another"})
    changed = environment.__wrapped__()
    changed.loader = loader
    assert changed.get_template("report.css").render() == "another"
    assert environment.__wrapped__().get_template("report.css").render() != "another"


def test_where_nothing_can_be_kept_the_page_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where a folder should be")
    assert render()


def test_no_filter_of_ours_is_asked_about_a_constant() -> None:
    """Jinja2 would ask it once, and keep the answer when the filter has changed."""
    made = environment()
    theirs = jinja2.Environment().filters
    ours = {name for name, asked in made.filters.items() if asked is not theirs.get(name)}
    uses = 0
    for name in made.list_templates(extensions=["j2", "css"]):
        tree = made.parse((TEMPLATES / name).read_text("utf-8"))
        for each in tree.find_all(nodes.Filter):
            if each.name in ours:
                uses += 1
                assert not isinstance(each.node, nodes.Const | nodes.TemplateData), name
    assert uses > 100
