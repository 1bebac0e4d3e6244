"""Nothing leaves: no connection is made by any test or any process it starts, and pages fetch nothing.

`conftest.py` has every Python process of the tests watched; here it is tried that the watch sees something, that the
command also works where there is no network at all, and that no page has anything a browser would fetch.
"""

import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from command import Run
from conftest import COMPARISON, GROUP
from example_exports import EXPORTS
from exports import write
from forked import serving
from workshops import InThisProcess, export, tree

from analyzer.workshop import batch

pytestmark = pytest.mark.uncounted

SAMPLE = Path(__file__).parent.parent / "sample_export"

ATTEMPTS: dict[str, Callable[[], object]] = {
    "a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "a connection": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "a name": lambda: socket.gethostbyname("localhost"),
    "a page": lambda: urllib.request.urlopen("http://localhost:9/"),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_connection_is_seen(
    attempt: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPOSURE_WATCH", str(tmp_path / "note"))
    with pytest.raises(ConnectionRefusedError, match="a test made a connection"):
        attempt()
    assert (tmp_path / "note").read_text("utf-8")


def test_a_connection_is_seen_in_a_process_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPOSURE_WATCH", str(tmp_path / "note"))
    code = "import socket; socket.socket(socket.AF_INET6)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"a test made a connection: socket.__new__" in done.stderr
    assert (tmp_path / "note").read_text("utf-8").startswith("socket.__new__")


IMPORTED = """
import sys
from analyzer.cli import main
sys.argv = ["exposure", *{words!r}]
try:
    main()
finally:
    print(*sys.modules)
"""
MADE_TO_CONNECT = {
    "ssl", "http.client", "urllib.request", "asyncio", "pyarrow.fs", "pyarrow._s3fs", "pyarrow.flight",
}  # fmt: skip


def test_a_report_imports_nothing_that_is_made_to_connect(tmp_path: Path) -> None:
    """With all it can write. In the sample there are so many people that like records are told in columns."""
    written = [tmp_path / name for name in ("p.html", "n.json", "a.png", "s.json")]
    options = zip(("--out", "--json", "--picture", "--share"), map(str, written), strict=True)
    words = ["report", str(SAMPLE), *(word for option in options for word in option)]
    program = IMPORTED.format(words=words)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert all(path.stat().st_size for path in written)
    imported = set(done.stdout.splitlines()[-1].split())
    assert {"pyarrow.compute", "matplotlib.figure"} <= imported
    assert not MADE_TO_CONNECT & imported


# --- where there is no network ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def without_network() -> list[str]:
    """How a command is called in a network of its own, in which there is nothing."""
    unshare = shutil.which("unshare")
    words = [unshare or "", "--net", "--map-root-user"]
    if not unshare or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let a test have a network of its own")
    return words


def test_everything_works_where_there_is_no_network(
    without_network: list[str], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(place: Path, call: Callable[..., tuple[int, str]]) -> dict[str, bytes]:
        home = write(place / "in", {}) / "group"
        old = write(home / "ada", export("Ada"))
        new = write(home / "bo", export("Bo"))
        for words in (
            ["report", old, "--json", "n.json", "--picture", "p.png"],
            ["compare", old, new, "--force"],
            ["batch", home, "--jobs", "1"],
            ["doctor", old],
            ["mapping", "draft", old],
            ["sample", "s", "--scale", "0.01"],
        ):
            code, err = call(*words)
            assert code == 0, err
        return tree(place)

    with_one, without = tmp_path / "with", tmp_path / "without"
    for place in (with_one, without):
        place.mkdir()
    networks = subprocess.run(
        [*without_network, "cat", "/proc/net/route"], capture_output=True, check=True
    )
    assert len(networks.stdout.splitlines()) <= 1  # the heading alone: there is no way out
    with serving(*without_network) as server:

        def call(*words: object) -> tuple[int, str]:
            done = server.run(*words, folder=without)
            return done.code, done.err

        made = make(without, call)
    monkeypatch.chdir(with_one)
    monkeypatch.setattr(batch, "Workers", InThisProcess)
    assert made.keys() == make(with_one, lambda *words: run(*words)[::2]).keys()
    assert {"reports/ada.html", "n.json", "p.png", "reports/group/index.html"} <= made.keys()


# --- pages ------------------------------------------------------------------------------------------------------------

# What a browser fetches by itself, by element and attribute. A link is followed only by a click.
FETCHING = {
    "src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "manifest", "cite", "archive",
    "codebase", "longdesc", "profile", "classid", "imagesrcset", "icon", "dynsrc", "lowsrc",
}  # fmt: skip
ELEMENTS = {
    "script", "iframe", "frame", "object", "embed", "applet", "audio", "video", "source", "track", "base", "form",
    "input", "portal", "image", "img", "picture", "feimage", "foreignobject", "link",
}  # fmt: skip
HREF = {"a", "area"}


class Fetched(HTMLParser):
    """What of a page a browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name.rpartition(":")[2]: value or "" for name, value in attributes}
        if tag in ELEMENTS or FETCHING & given.keys():
            self.found.append(self.get_starttag_text() or "")
        if "href" in given and tag not in HREF and not given["href"].startswith("#"):
            self.found.append(self.get_starttag_text() or "")
        if tag == "meta" and given.get("http-equiv", "").casefold() == "refresh":
            self.found.append(self.get_starttag_text() or "")


def fetched(page: str) -> list[str]:
    """What a browser would fetch to show the page: elements, and addresses in styles."""
    parser = Fetched()
    parser.feed(page)
    styles = re.findall(r"<style.*?</style>|style=\"[^\"]*\"", page, re.DOTALL | re.IGNORECASE)
    addresses = (
        re.findall(r"url\((?!#)[^)]*\)|@import[^;]*|image-set\([^)]*", each) for each in styles
    )
    marks = re.findall(r"(?:fill|stroke|clip-path|mask|filter|marker-\w+)=\"url\((?!#)[^)]*", page)
    return [*parser.found, *(address for each in addresses for address in each), *marks]


@pytest.mark.parametrize("name", [*EXPORTS, GROUP, COMPARISON])
def test_no_page_has_anything_to_fetch(example_page: Callable[[str], Path], name: str) -> None:
    page = example_page(name).read_text("utf-8")
    assert fetched(page) == []
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1].replace("&#39;", "'")


FETCHES = {
    "a picture": '<img src="https://x.example/a.png">',
    "a style": '<link rel="stylesheet" href="https://x.example/a.css">',
    "an import": "<style>@import 'https://x.example';</style>",
    "a background": "<style>p { background: url(https://x.example) }</style>",
    "a background of one element": '<p style="background: url(https://x.example)">',
    "a script": "<script>fetch('https://x.example')</script>",
    "a frame": '<iframe srcdoc="x"></iframe>',
    "a picture in a picture": '<svg><image href="https://x.example/a.png"/></svg>',
    "what is used in a picture": '<svg><use xlink:href="https://x.example/a.svg#b"/></svg>',
    "a colour": '<svg><path fill="url(https://x.example/a.svg#b)"/></svg>',
    "another page": '<meta http-equiv="refresh" content="0; url=https://x.example">',
    "a ping": '<a href="#b" ping="https://x.example">',
}


@pytest.mark.parametrize("markup", FETCHES.values(), ids=FETCHES)
def test_what_a_browser_would_fetch_is_found(markup: str) -> None:
    assert fetched(markup)


def test_what_a_browser_only_shows_is_not(example_page: Callable[[str], Path]) -> None:
    assert fetched('<a href="https://x.example">x</a><svg><use href="#a"/></svg>') == []
