"""The Nu HTML checker, as run by the W3C, reports no errors and no warnings for any page.

Skipped without java or vnu.jar, unless EXPOSURE_REQUIRE_BROWSER is set. The path of the jar is
VNU_JAR, or the place in node_modules/ where `.ci/run` installs it.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import browser
import pytest
from example_exports import EXPORTS
from example_group import KIT

pytestmark = pytest.mark.uncounted

PAGES = [*EXPORTS, "a group", "a comparison", "the evidence", "a participant", "a handout", *KIT]
PROJECT = Path(__file__).parent.parent
JAR = Path(
    os.environ.get("VNU_JAR") or PROJECT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
)

if not shutil.which("java"):
    browser.do_without("no HTML checker: java is not installed", whole_module=True)
if not JAR.is_file():
    browser.do_without(f"no HTML checker: {JAR} does not exist", whole_module=True)


def check(*pages: Path) -> list[dict[str, Any]]:
    """The messages of the checker. `type` is error or info; info with the `subType` warning is a warning."""
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    command: list[str | Path] = ["java", "-jar", JAR, *options, *pages]
    done = subprocess.run(command, capture_output=True, check=True)
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return messages


FALSE_ALARM = re.compile(r"Resource violates Content Security Policy .*: image “data:")
"""A message for any image with a `data:` address, even with `img-src data:`."""


def described(message: dict[str, Any]) -> str:
    around = " ".join(message.get("extract", "").split())
    kind = message.get("subType", message["type"])
    return f"line {message.get('lastLine', '?')}, {kind}: {message['message']}\n    {around}"


@pytest.fixture(scope="module")
def messages(example_page: Callable[[str], Path]) -> dict[str, list[str]]:
    """The messages by page, from a single run, since Java takes seconds to start."""
    pages = {}
    for name in PAGES:
        with contextlib.suppress(pytest.skip.Exception):
            pages[example_page(name).resolve()] = name
    faults: dict[str, list[str]] = {name: [] for name in pages.values()}
    for message in check(*pages):
        if FALSE_ALARM.match(message["message"]):
            continue
        page = Path(unquote(urlsplit(message["url"]).path))
        faults[pages[page]].append(described(message))
    return faults


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_the_checker_finds_nothing(messages: dict[str, list[str]], name: str) -> None:
    if name not in messages:
        pytest.skip(f"the {name} export has no page here")
    if faults := messages[name]:
        listed = "\n".join(faults[:20])
        pytest.fail(f"{len(faults)} findings in the page of {name}:\n{listed}", pytrace=False)


@pytest.mark.slow
def test_the_checker_finds_faults(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html lang=en><title>x</title><p id=a><p id=a><b>")
    assert "error" in {message["type"] for message in check(page)}
