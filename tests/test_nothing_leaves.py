"""Nothing is sent: no test and no process it starts makes a connection, and pages fetch nothing.

`conftest.py` watches every Python process of the tests. The tests here check that the watch detects connections, that
every command works without a network, and that no page contains anything that a browser would fetch.
"""

import base64
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

from analyzer.workshop import workers

pytestmark = pytest.mark.uncounted

SAMPLE = Path(__file__).parent.parent / "sample_export"

ATTEMPTS: dict[str, Callable[[], object]] = {
    "a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "a connection": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "a name": lambda: socket.gethostbyname("localhost"),
    "a page": lambda: urllib.request.urlopen("http://localhost:9/"),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_connection_is_detected(
    attempt: Callable[[], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPOSURE_WATCH", str(tmp_path / "note"))
    with pytest.raises(ConnectionRefusedError, match="a test made a connection"):
        attempt()
    assert (tmp_path / "note").read_text("utf-8")


def test_a_connection_of_another_process_is_detected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPOSURE_WATCH", str(tmp_path / "note"))
    code = "import socket; socket.socket(socket.AF_INET6)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"a test made a connection: socket.__new__" in done.stderr
    assert (tmp_path / "note").read_text("utf-8").startswith("socket.__new__")


THREADS = """
import runpy, sys, threading, coverage

coverage.Coverage(data_file=None).start()
runpy.run_path(sys.argv[1])
sys.setswitchinterval(1e-6)
begun = []

def begin_many():
    for number in range(1000):
        thread = threading.Thread(target=lambda: begun.append(number))
        thread.start()
        thread.join()

many = [threading.Thread(target=begin_many) for _ in range(4)]
for thread in many:
    thread.start()
for thread in many:
    thread.join()
print(len(begun))
"""


def test_threads_that_begin_together_are_watched_and_measured() -> None:
    watch = str(Path(__file__).parent / "watched" / "sitecustomize.py")
    command = [sys.executable, "-c", THREADS, watch]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("4000\n", "")


IMPORTED = """
import sys
from analyzer.cli import main
sys.argv = ["exposure", *{words!r}]
try:
    main()
finally:
    print(*sys.modules)
"""
FOR_CONNECTIONS = {
    "ssl", "http.client", "http.server", "socketserver", "urllib.request", "asyncio", "pyarrow.fs", "pyarrow._s3fs", "pyarrow.flight",
}  # fmt: skip


@pytest.mark.slow
def test_a_report_imports_no_module_for_connections(tmp_path: Path) -> None:
    """The report of the sample, with every kind of output."""
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
    assert not FOR_CONNECTIONS & imported


@pytest.mark.slow
def test_the_page_of_the_program_needs_a_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the watch would detect a socket of any other command."""
    note = tmp_path / "note"
    monkeypatch.setenv("EXPOSURE_WATCH", str(note))
    command = [sys.executable, "-m", "analyzer", "open", "--no-browser"]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert note.read_text("utf-8").startswith("socket.__new__")


# --- without a network ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def without_network() -> list[str]:
    """The beginning of a command that runs without a network."""
    unshare = shutil.which("unshare")
    words = [unshare or "", "--net", "--map-root-user"]
    if not unshare or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let a test run without a network")
    return words


@pytest.mark.slow
def test_every_command_works_without_a_network(
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
    assert len(networks.stdout.splitlines()) <= 1  # the heading alone: no route
    with serving(*without_network) as server:

        def call(*words: object) -> tuple[int, str]:
            done = server.run(*words, folder=without)
            return done.code, done.err

        made = make(without, call)
    monkeypatch.chdir(with_one)
    monkeypatch.setattr(workers, "Workers", InThisProcess)
    assert made.keys() == make(with_one, lambda *words: run(*words)[::2]).keys()
    assert {"reports/ada.html", "n.json", "p.png", "reports/group/index.html"} <= made.keys()


# --- pages ------------------------------------------------------------------------------------------------------------

# What a browser fetches without a click: attributes, and elements. Links in `HREF` need a click.
FETCHING = {
    "src", "srcset", "data", "poster", "background", "action", "formaction", "ping", "manifest", "cite", "archive",
    "codebase", "longdesc", "profile", "classid", "imagesrcset", "icon", "dynsrc", "lowsrc",
}  # fmt: skip
ELEMENTS = {
    "script", "iframe", "frame", "object", "embed", "applet", "audio", "video", "source", "track", "base", "form",
    "input", "portal", "image", "img", "picture", "feimage", "foreignobject", "link",
}  # fmt: skip
HREF = {"a", "area"}
DATA = "data:image/svg+xml;base64,"


class FetchParser(HTMLParser):
    """Collects the elements of a page that a browser would fetch something for."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name.rpartition(":")[2]: value or "" for name, value in attributes}
        if tag == "img" and values.get("src", "").startswith(DATA):
            image = base64.b64decode(values.pop("src").removeprefix(DATA)).decode()
            self.elements += fetched(image)
        elif tag in ELEMENTS:
            self.elements.append(self.get_starttag_text() or "")
        if FETCHING & values.keys():
            self.elements.append(self.get_starttag_text() or "")
        if "href" in values and tag not in HREF and not values["href"].startswith("#"):
            self.elements.append(self.get_starttag_text() or "")
        if tag == "meta" and values.get("http-equiv", "").casefold() == "refresh":
            self.elements.append(self.get_starttag_text() or "")


def fetched(page: str) -> list[str]:
    """Everything that makes a browser fetch something to show the page: elements, and addresses in styles."""
    parser = FetchParser()
    parser.feed(page)
    styles = re.findall(r"<style.*?</style>|style=\"[^\"]*\"", page, re.DOTALL | re.IGNORECASE)
    addresses = re.findall(r"url\((?!#)[^)]*\)|@import[^;]*|image-set\([^)]*", "\n".join(styles))
    colours = re.findall(
        r"(?:fill|stroke|clip-path|mask|filter|marker-\w+)=\"url\((?!#)[^)]*", page
    )
    return [*parser.elements, *addresses, *colours]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*EXPORTS, GROUP, COMPARISON])
def test_no_page_has_anything_to_fetch(example_page: Callable[[str], Path], name: str) -> None:
    page = example_page(name).read_text("utf-8")
    assert fetched(page) == []
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1].replace("&#39;", "'")


def image(svg: str) -> str:
    """The address of this image, which contains it."""
    return DATA + base64.b64encode(svg.encode()).decode()


IMAGE = image("<svg/>")

FETCHES = {
    "a picture": '<img src="https://x.example/a.png">',
    "a picture that is here, or a larger one": f'<img src="{IMAGE}" srcset="https://x.example/a.png 2x">',
    "a picture in a picture that is here": f'<img src="{image("<image href=https://x.example/a.png />")}">',
    "a style": '<link rel="stylesheet" href="https://x.example/a.css">',
    "an import": "<style>@import 'https://x.example';</style>",
    "a background": "<style>p { background: url(https://x.example) }</style>",
    "a background of one element": '<p style="background: url(https://x.example)">',
    "a script": "<script>fetch('https://x.example')</script>",
    "a frame": '<iframe srcdoc="x"></iframe>',
    "a picture in a picture": '<svg><image href="https://x.example/a.png"/></svg>',
    "a symbol in a picture": '<svg><use xlink:href="https://x.example/a.svg#b"/></svg>',
    "a colour": '<svg><path fill="url(https://x.example/a.svg#b)"/></svg>',
    "another page": '<meta http-equiv="refresh" content="0; url=https://x.example">',
    "a ping": '<a href="#b" ping="https://x.example">',
}


@pytest.mark.parametrize("markup", FETCHES.values(), ids=FETCHES)
def test_markup_that_fetches_is_detected(markup: str) -> None:
    assert fetched(markup)


def test_links_and_symbols_of_the_page_itself_are_not_fetched(
    example_page: Callable[[str], Path],
) -> None:
    assert fetched('<a href="https://x.example">x</a><svg><use href="#a"/></svg>') == []
    assert fetched(f'<img src="{IMAGE}">') == []
