"""docs/architecture.md describes every room of the house as the room does itself, and no room that is not there."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "analyzer"
ARCHITECTURE = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
NAMED = set(re.findall(r"`([a-z_]+(?:/[a-z_]+)*)`", ARCHITECTURE))
WINGS = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def rooms() -> list[str]:
    paths = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    return sorted(
        path.with_suffix("").as_posix()
        for path in paths
        if path.name != "__init__.py" and path.parts[0] != "sample"
    )


@pytest.mark.parametrize("room", rooms())
def test_every_room_is_described_in_its_own_words(room: str) -> None:
    module = ast.parse((PACKAGE / f"{room}.py").read_text("utf-8"))
    words = (ast.get_docstring(module) or "").partition("\n\n")[0]
    assert f"| `{room}` | {' '.join(words.split())} |\n" in ARCHITECTURE


@pytest.mark.parametrize("wing", sorted(WINGS))
def test_every_wing_is_named(wing: str) -> None:
    assert f"`{wing}/`" in ARCHITECTURE


def test_every_room_named_is_there() -> None:
    """A name with a slash is a room; one without may be any word of the code."""
    assert {name for name in NAMED if "/" in name} <= set(rooms())
