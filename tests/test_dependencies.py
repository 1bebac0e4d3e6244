"""What is installed: each package has its digests and a line in docs/dependencies.md, and no registry is named."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
LISTS = ["requirements.txt", "requirements-tests.txt"]
MADE = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
BUILD = {"setuptools"}


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower()


def read(name: str) -> str:
    lines = (PROJECT / name).read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


@cache
def listed(name: str) -> dict[str, set[str]]:
    """The versions of each listed package with their conditions (`numpy` has two, for two Pythons)."""
    versions: dict[str, set[str]] = {}
    for package, rest in re.findall(r"^([a-z0-9-]+)(==[^\\\n]+)", read(name), re.MULTILINE):
        versions.setdefault(package, set()).add(rest.partition(";")[0].strip())
    return versions


@pytest.mark.parametrize("name", LISTS)
def test_every_file_that_is_installed_has_a_digest(name: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", read(name), flags=re.MULTILINE)
    entries = [entry for entry in entries if entry.strip()]
    assert len(entries) > 20
    for entry in entries:
        assert re.fullmatch(
            r"[a-z0-9-]+==\S+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+", entry
        ), entry
    assert "://" not in read(name)


@pytest.mark.parametrize("name", LISTS)
def test_the_versions_are_those_of_the_constraints(name: str) -> None:
    constraints = listed("constraints.txt")
    for package, versions in listed(name).items():
        if package not in BUILD:
            assert versions == constraints[package], package


def test_the_installed_packages_are_those_the_project_requires() -> None:
    required = set(map(name_of, MADE["project"]["dependencies"]))
    assert required <= set(listed("requirements.txt"))
    tests = set(map(name_of, MADE["dependency-groups"]["dev"]))
    assert required | tests <= set(listed("requirements-tests.txt"))
    assert set(listed("requirements.txt")) <= set(listed("requirements-tests.txt"))


def test_make_installs_nothing_else() -> None:
    recipes = (PROJECT / "Makefile").read_text("utf-8")
    for target in (".venv/.ready", ".venv/.ready-for-tests"):
        (recipe,) = re.findall(rf"^{re.escape(target)}:.*\n((?:\t.*\n)+)", recipes, re.MULTILINE)
        installs = [line.strip() for line in recipe.splitlines() if "install" in line]
        assert installs
        for line in installs:
            assert line.startswith("$(install_listed) requirements") or "--no-deps" in line, line


def test_every_package_is_described() -> None:
    page = (PROJECT / "docs" / "dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.+?) \|", page, re.MULTILINE)
    described = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert described == set(listed("requirements.txt"))
