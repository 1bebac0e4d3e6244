"""docs/architecture.md has a line for every module, and for no other. No module is too long."""

import re
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "analyzer"
PAGE = (PROJECT / "docs" / "architecture.md").read_text("utf-8")


def modules_in_the_tree() -> list[str]:
    _, _, tree = PAGE.partition("## The tree")
    folder, names = "", []
    for indent, name in re.findall(r"^( {2}| {4})([a-z_/]+)", tree, re.MULTILINE):
        if len(indent) == 2 and name.endswith("/"):
            folder = name
        names.append(name if len(indent) == 2 else f"{folder}{name}")
    return names


def modules_in_the_package() -> list[str]:
    paths = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")]
    return [path.removesuffix("__init__.py").removesuffix(".py") for path in paths]


def test_the_tree_lists_every_module_once() -> None:
    assert sorted(modules_in_the_tree()) == sorted(filter(None, modules_in_the_package()))


def test_every_module_named_in_the_text_exists() -> None:
    text, _, _ = PAGE.partition("## The tree")
    named = set(
        re.findall(r"`((?:commands|mapping|reading|analysis|reporting|workshop)/[a-z_]+)`", text)
    )
    assert named
    assert named <= set(modules_in_the_package())


def test_no_module_has_more_than_400_lines() -> None:
    lines = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert len(lines) > 50
    assert {name: number for name, number in lines.items() if number > 400} == {}
