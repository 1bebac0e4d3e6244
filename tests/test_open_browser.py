"""`exposure open` in a real Chromium: with the mouse, with the keyboard, on a phone, and beside a hostile site."""

import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any

import browser as ask
import pytest
from command import Run
from exports import pack, write
from opened import Program, opened_here, without_other_addresses
from workshops import export

from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.share import read_share

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

if reason := ask.missing():
    ask.do_without(reason, whole_module=True)

PROJECT = Path(__file__).parent.parent
ZIP = "Complete_LinkedInDataExport_03-14-2026.zip"
POLICIES = "unsafe-none same-origin same-origin-allow-popups noopener-allow-popups".split()


@pytest.fixture(autouse=True)
def on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPOSURE_LISTENS", "yes")
    monkeypatch.setenv("EXPOSURE_ASKS", "yes")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that holds nothing but a small export's ZIP in Downloads."""
    home = tmp_path / "home"
    pack(home / "Downloads" / ZIP, export("Ada"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def sample(home: Path) -> None:
    """Puts the sample, whose pages are the fullest, into the ZIP."""
    folder = PROJECT / "sample_export"
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    pack(
        home / "Downloads" / ZIP,
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in files},
    )


@pytest.fixture
def program(home: Path, mapping: ExportMapping) -> Iterator[Program]:
    with opened_here(mapping, started=False) as program:
        yield program


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A window in which scripts are off, like the page's own policy."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.faults = []
    page.on(
        "console",
        lambda message: page.faults.append(message.text) if not is_expected(message) else None,
    )
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    context.close()


def is_expected(message: Any) -> bool:
    """Whether this is about the icon of a site, which a browser asks for without the secret, or about cleared storage."""
    cleared = message.text.startswith("Clear-Site-Data header on ")
    return cleared or bool(message.location["url"].endswith("/favicon.ico"))


def click(page: Any, name: str) -> None:
    page.locator(f"button:text-is('{name}'), a:text-is('{name}')").click()


def start(page: Any, program: Program) -> None:
    """Open the first address, which leads to the start."""
    page.goto(program.first)
    page.get_by_text(ZIP).first.wait_for()


def report_ready(page: Any, program: Program) -> None:
    start(page, program)
    page.locator("label", has_text=re.compile(rf"^\s*{re.escape(ZIP)}")).click()
    click(page, "Make the report")
    page.wait_for_url("**/ready-1")


@pytest.mark.usefixtures("sample")
def test_two_clicks_lead_to_the_report(page: Any, program: Program, home: Path, run: Run) -> None:
    report_ready(page, program)
    click(page, "Open the report")
    assert (
        page.locator("h1").inner_text()
        == "How much of your LinkedIn data could be used to train AI?"
    )
    assert page.locator("#answer").is_visible()
    assert page.faults == []
    out = home / "page.html"
    assert run("report", home / "Downloads" / ZIP, "--out", out)[0] == 0
    page.go_back()
    with page.expect_download() as download:
        click(page, "Save the report")
    assert download.value.suggested_filename == ZIP.replace(".zip", ".html")
    assert Path(download.value.path()).read_bytes() == out.read_bytes()


def test_the_keyboard_alone_leads_to_the_report(page: Any, program: Program) -> None:
    """Also on a phone, in dark."""

    def press(name: str) -> None:
        """Press Tab until this is in focus, then Enter."""
        for _ in range(60):
            page.keyboard.press("Tab")
            at = page.evaluate(ask.FOCUSED)
            assert at is None or (at["marked"] and at["seen"]), at
            if at and at["text"].endswith(f"> {name}"):
                page.keyboard.press("Enter")
                return
        pytest.fail(f"the keyboard never comes to {name}")

    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    start(page, program)
    press("Make the report")
    page.wait_for_url("**/ready-1")
    press("Open the report")
    page.wait_for_url("**/page-1")
    assert page.locator("#answer").is_visible()


@pytest.mark.usefixtures("sample")
def test_a_share_file_is_saved_without_two_counts(
    page: Any, program: Program, mapping: ExportMapping, tmp_path: Path
) -> None:
    report_ready(page, program)
    click(page, "See the share file")
    total = page.locator("[name=out]").count()
    assert page.locator("[name=out]:visible").count() == 0
    for kind in ("Profile", "Private messages"):
        page.locator("summary", has_text=kind).click()
        page.locator("[name=out]:visible").last.check()
    assert page.locator("[name=out]:visible").count() < total
    with page.expect_download() as download:
        click(page, "Save the share file")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert saved.suffix == ".json"
    assert len(read_share(saved, mapping).counts) == total - 2


def test_a_picture_is_saved(page: Any, program: Program) -> None:
    report_ready(page, program)
    with page.expect_download() as download:
        click(page, "Save the answer as a picture")
    assert download.value.suggested_filename == ZIP.replace(".zip", ".png")
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def faults(page: Any) -> list[str]:
    """What is wrong with this page for someone who sees, hears or magnifies it, in light and dark and on a phone."""
    found: list[str] = []
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours)
        found += ask.axe_faults(page, contrast=True, least=3)
    page.set_viewport_size({"width": 360, "height": 740})
    found += page.evaluate(ask.SIDEWAYS)
    small = """() => [...document.querySelectorAll('button, .button, .choices label')].map(
        one => one.getBoundingClientRect().height).filter(height => height < 44)"""
    found += page.evaluate(small)
    page.set_viewport_size({"width": 1280, "height": 800})
    return [*found, *page.faults]


@pytest.mark.usefixtures("sample")
def test_every_page_is_accessible(page: Any, program: Program, home: Path) -> None:
    broken = home / "Downloads" / f"Basic_{ZIP}"
    broken.write_bytes(b"PK")
    empty = home / "Downloads" / ("LinkedIn export " + "x" * 150)
    empty.mkdir()
    start(page, program)
    first = page.url
    found = {"start": faults(page)}
    report_ready(page, Program(first))
    found["ready"] = faults(page)
    click(page, "See the share file")
    page.set_viewport_size({"width": 360, "height": 740})
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height < 5 * 740
    page.set_viewport_size({"width": 1280, "height": 800})
    found["share"] = faults(page)
    for summary in page.locator("summary").all():
        summary.click()
    found["the whole share"] = faults(page)
    page.goto(f"{first}page-9")
    assert page.locator("h1").inner_text() == "This page is old"
    page.faults.clear()  # the browser notes the status
    found["old"] = faults(page)
    page.goto(f"{first}workshop")
    found["no workshop"] = faults(page)
    page.goto(first)
    page.get_by_text(broken.name).click()
    click(page, "Make the report")
    page.locator(".fault").wait_for()
    assert "is a ZIP whose end is missing" in page.locator(".fault").inner_text()
    found["failure"] = faults(page)
    broken.unlink()
    page.goto(first)
    page.get_by_text("LinkedIn export x").click()
    click(page, "Make the report")
    page.locator(".fault").wait_for()
    assert "is empty" in page.locator(".fault").inner_text()
    page.goto(first)
    page.get_by_text("LinkedIn export x").click()
    empty.rmdir()
    click(page, "Make the report")
    page.locator(".fault").wait_for()
    assert "There is nothing at" in page.locator(".fault").inner_text()
    found["vanished"] = faults(page)
    click(page, "Close the program")
    found["closed"] = faults(page)
    assert not any(found.values()), found


def test_a_page_about_a_slow_archive_renews_itself(
    page: Any, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows the bytes read, is accessible, and can be stopped."""
    go_on = threading.Event()

    def slow(path: object, mapping: object, *, limits: object, progress: Any) -> None:
        for step in range(1, 1000):
            progress(step * 100_000, 100_000_000)
            go_on.wait(0.1)

    monkeypatch.setattr("analyzer.local.job.analyze", slow)
    start(page, program)
    click(page, "Make the report")
    page.get_by_text("of 100.0 MB read").wait_for()
    first = page.locator("progress").get_attribute("value")
    page.wait_for_function(f"document.querySelector('progress').value > {first}")
    monkeypatch.setattr("analyzer.local.pages._RENEWAL", 600)  # it stays while it is examined
    last = page.locator("progress").get_attribute("value")
    page.wait_for_function(f"document.querySelector('progress').value > {last}")
    assert faults(page) == []
    click(page, "Stop")
    page.get_by_text("Your archive", exact=True).wait_for()
    page.goto(page.url.rpartition("/")[0] + "/job-1")
    assert page.locator(".fault").inner_text() == "You stopped it."


def test_a_workshop_of_twelve(page: Any, program: Program, home: Path) -> None:
    group = home / "Documents" / "group"
    for number in range(12):
        write(group / f"person {number}", export(f"Person{number}"))
    start(page, program)
    click(page, "Read the archives of a workshop")
    assert faults(page) == []
    page.get_by_text("12 archives").click()
    click(page, "Read the folder")
    page.wait_for_url("**/results-1", timeout=120_000)
    assert "12 participants: 12 exports read." in page.locator("li").first.inner_text()
    assert faults(page) == []
    click(page, "Open the group page")
    assert "group" in page.locator("h1").inner_text()
    assert page.faults == []
    page.go_back()
    page.locator("[name=sure]").check()
    click(page, "Delete the results")
    page.get_by_text("of the batch from").wait_for(timeout=60_000)
    assert not (group / "reports").exists()


# --- a hostile site in the same browser -------------------------------------------------------------------------------

HOSTILE = """<!doctype html><title>hostile</title><body><script>
const target = "TARGET", read = [];
async function attempt(name, action) { try { read.push(name + ": " + await action()) } catch (error) { } }
function element(kind, place) { return new Promise(done => {
  const made = document.createElement(kind);
  made.onload = () => done("loaded"); made.onerror = () => done("");
  Object.assign(made, place); document.body.append(made); setTimeout(() => done(""), 2000); }) }
async function all() {
  await attempt("fetch", async () => (await fetch(target)).text());
  await attempt("fetch with cookies", async () => (await fetch(target, {credentials: "include"})).text());
  await attempt("fetch of the report", async () => (await fetch(target + "page-1")).text());
  await attempt("opaque", async () => (await (await fetch(target, {mode: "no-cors"})).text()));
  await attempt("post", async () => (await fetch(target + "report", {method: "POST", mode: "no-cors",
    headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: "row=0"})).text());
  await attempt("put", async () => (await fetch(target, {method: "PUT"})).text());
  await attempt("close", async () => { navigator.sendBeacon(target + "close", new URLSearchParams()); return "" });
  await attempt("image", async () => await element("img", {src: target + "picture.png-1"}));
  await attempt("script", async () => await element("script", {src: target}));
  await attempt("style", async () => await element("link", {rel: "stylesheet", href: target}));
  await attempt("frame", async () => { await element("iframe", {src: target, name: "frame"});
    return window.frames["frame"].document.body.innerText });
  await attempt("form in a frame", async () => { const form = document.createElement("form");
    Object.assign(form, {method: "POST", action: target + "report", target: "frame"});
    form.innerHTML = "<input name=row value=0>"; document.body.append(form); form.submit();
    await new Promise(done => setTimeout(done, 500)); return "" });
  return read.filter(text => !text.endsWith(": ")).join("; ");
}
</script>"""


class Site(ThreadingHTTPServer):
    """A server that looks up no name, and ends with its last connection."""

    daemon_threads = False

    def server_bind(self) -> None:
        TCPServer.server_bind(self)


@contextmanager
def hostile_site(target: str) -> Iterator[str]:
    """The address of a site on another port, which tries to read and use the page at `target`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(HOSTILE.replace("TARGET", target).encode())

        def log_message(self, format: str, *_: object) -> None:
            pass

    with Site(("127.0.0.1", 0), Handler) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{site.server_address[1]}/"
        site.shutdown()
        thread.join()


def test_another_site_in_the_browser_gets_nothing(page: Any, program: Program) -> None:
    """Even one that knows the secret address."""
    report_ready(page, program)
    target = page.url.removesuffix("ready-1")
    with hostile_site(target) as address:
        other = page.context.new_page()
        other.goto(address)
        assert other.evaluate("all()") == ""
        other.close()
    page.goto(f"{target}job-1")  # nothing was closed, and no other archive was read
    assert ZIP in page.locator("main").inner_text()


def test_a_link_on_another_site_leads_nowhere(page: Any, program: Program) -> None:
    start(page, program)
    target = page.url
    with hostile_site(target) as address:
        page.goto(address)
        page.evaluate(f"location.href = '{target}'")
        page.wait_for_url(target)
        assert page.inner_text("h1") == "Only the page of this program may send requests to it."


WORKER = """
self.addEventListener('install', event => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => event.respondWith(fetch(event.request).then(answer => answer.text()).then(
  text => new Response('<!doctype html><h1>READ</h1><pre>' + text.replaceAll('<', '&lt;') + '</pre>', {headers: {'Content-Type': 'text/html'}}))));
"""
"""Reads and replaces each answer to a page of its address."""

AHEAD = WORKER.replace(
    "self.clients.claim()",
    "self.registration.navigationPreload.enable().then(() => self.clients.claim())",
).replace("fetch(event.request)", "event.preloadResponse")
"""The same, but the browser sends the requests, while the worker starts."""


FALSE_PAGE = """
const page = `<!doctype html><h1>FALSE</h1><button>Go on</button><script>
document.querySelector('button').onclick = () => {
  const other = open('about:blank');
  const script = other.document.createElement('script');
  script.textContent = '(' + watch + ')()';
  other.document.body.append(script);
};
async function watch() {
  const pause = () => new Promise(done => setTimeout(done, 50));
  const tab = opener;
  tab.location = '/elsewhere';
  document.title = 'waits';
  const isThere = () => tab.location && tab.location.pathname == '/elsewhere' && tab.document.readyState == 'complete';
  while (!isThere()) await pause();
  tab.history.back();
  let cut = 0;
  for (let n = 0; n < 200 && cut < 5 && !document.title.startsWith('READ'); n++) {
    await pause();
    try { if (tab.document.querySelector('main')) document.title = 'READ ' + tab.document.body.innerText }
    catch { cut++ }
  }
  document.title += ' at the end';
}
</script>`;
self.addEventListener('install', event => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
let passes = false;
self.addEventListener('fetch', event => {
  if (event.request.url.endsWith('/elsewhere')) passes = true;
  else if (passes) return;
  event.respondWith(new Response(page, {headers: {'Content-Type': 'text/html', 'Cross-Origin-Opener-Policy': 'POLICY'}}));
});
"""
"""Answers the first address itself. A click leaves a window that sends the tab elsewhere and back, past this worker, and reads it."""


@contextmanager
def earlier_server(pages: Mapping[str, str], headers: Mapping[str, str]) -> Iterator[int]:
    """The port of a server with these pages, which has ended at the end of the context. A page is a script or HTML."""

    class Leaves(BaseHTTPRequestHandler):
        timeout = 0.5  # a browser opens a second connection, and would send its next request there

        def do_GET(self) -> None:
            kind = "javascript" if self.path.endswith(".js") else "html"
            self.send_response(200)
            for name, value in {"Content-Type": f"text/{kind}", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())  # empty: the icon of the site

        def log_message(self, format: str, *_: object) -> None:
            pass

    with Site(("127.0.0.1", 0), Leaves) as earlier:
        thread = threading.Thread(target=earlier.serve_forever)
        thread.start()
        yield earlier.server_address[1]
        earlier.shutdown()
        thread.join()


@contextmanager
def worker_left(context: Any, worker: str) -> Iterator[int]:
    """A port, now free, where an earlier server has left this worker in a browser."""
    pages = {"/": "<!doctype html><title>earlier</title>", "/worker.js": worker}
    with earlier_server(pages, {}) as port:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        page.evaluate(
            "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)"
        )
        page.goto(f"http://127.0.0.1:{port}/")
        assert page.inner_text("h1") in {"READ", "FALSE"}  # the worker is at work
        page.close()
    yield port


@pytest.fixture
def opened_at(
    home: Path, mapping: ExportMapping, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], AbstractContextManager[Program]]:
    """Opens the program at a port that was just used."""

    def opened(port: int) -> AbstractContextManager[Program]:
        def bind(server: TCPServer) -> None:
            server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.server_address = ("127.0.0.1", port)
            TCPServer.server_bind(server)

        monkeypatch.setattr("analyzer.local.server.Server.server_bind", bind, raising=False)
        return opened_here(mapping, started=False)

    return opened


@pytest.mark.parametrize("worker", [WORKER, AHEAD], ids=["itself", "ahead"])
def test_a_worker_of_an_earlier_server_on_the_port_reads_no_page(
    chromium: Any, opened_at: Callable[[int], AbstractContextManager[Program]], worker: str
) -> None:
    context = chromium.new_context()
    with worker_left(context, worker) as port, opened_at(port) as program:
        page = context.new_page()
        page.goto(program.first)  # the worker gets a refusal, and is removed
        assert page.inner_text("h1") == "READ"
        assert "Only the page of this program may send requests to it." in page.inner_text("pre")
        start(page, program)
        assert page.inner_text("h1") != "READ"
    context.close()


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("has_others", [True, False], ids=["another host", "the same host"])
def test_a_window_of_an_earlier_server_on_the_port_reads_no_page(
    chromium: Any,
    opened_at: Callable[[int], AbstractContextManager[Program]],
    monkeypatch: pytest.MonkeyPatch,
    has_others: bool,
    policy: str,
) -> None:
    """Even if the worker stays. The browser checks for a new one at a time of its choice, and the refusal would remove it."""
    monkeypatch.setattr("analyzer.local.server.CLEARS", {})
    if not has_others:
        without_other_addresses(monkeypatch)
    context = chromium.new_context()
    with (
        worker_left(context, FALSE_PAGE.replace("POLICY", policy)) as port,
        opened_at(port) as program,
    ):
        page = context.new_page()
        page.goto(program.first)
        with page.expect_popup() as popup:
            page.click("button")
        other = popup.value
        other.wait_for_function("document.title.endsWith('at the end')")
        assert not other.title().startswith("READ")
        assert ZIP in page.inner_text(
            "main"
        )  # the tab went back to the first address, past the worker
    context.close()


def test_a_page_of_an_earlier_server_on_the_port_does_not_come_back(
    chromium: Any, opened_at: Callable[[int], AbstractContextManager[Program]]
) -> None:
    """It would read the secret in the list of addresses of its tab."""
    context = chromium.new_context()
    page = context.new_page()
    pages = {"/": "<!doctype html><h1>earlier</h1>"}
    with earlier_server(pages, {"Cache-Control": "max-age=31536000, immutable"}) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        assert page.inner_text("h1") == "earlier"
    with opened_at(port) as program:
        start(page, program)
        page.go_back()
        assert page.inner_text("h1") == "There is nothing here."
    context.close()


@pytest.fixture(scope="module")
def keeping(driver: Any) -> Iterator[Any]:
    """A browser that keeps a page alive for *Back*, as all do unless they are driven by a program."""
    kept = driver.launch(
        **ask.launch_options(), ignore_default_args=["--disable-back-forward-cache"]
    )
    yield kept
    kept.close()


LEFT = """<!doctype html><h1>earlier</h1><script>
const seen = [], channel = new BroadcastChannel('seen');
channel.onmessage = event => seen.push(event.data);
addEventListener('pageswap', event => channel.postMessage('next: ' + event.activation?.entry?.url));
addEventListener('pageshow', () => channel.postMessage('tab: ' + navigation.entries().map(entry => entry.url)));
const watch = async () => {
  await navigator.serviceWorker.register('/worker.js');
  (await navigator.serviceWorker.ready).active.postMessage('');
};
const again = () => URL.createObjectURL(new Blob([document.documentElement.outerHTML], {type: 'text/html'}));
</script>"""
"""Notes every address that a page can learn from its tab. `watch` has a worker note all open pages of the site."""

WATCHING = """
self.addEventListener('install', event => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
const channel = new BroadcastChannel('seen');
self.addEventListener('message', event => event.waitUntil((async () => {
  for (let n = 0; n < 600; n++) {  // it ends when it is idle
    for (const page of await self.clients.matchAll({includeUncontrolled: true})) channel.postMessage('open: ' + page.url);
    await new Promise(done => setTimeout(done, 100));
  }
})()));
"""


def go_back(page: Any) -> None:
    """Press *Back*. For the driver, a page that was kept alive never ends loading."""
    from playwright.sync_api import Error

    with suppress(Error):
        page.go_back(timeout=2000)


@pytest.mark.parametrize("policy", POLICIES)
def test_what_an_earlier_server_on_the_port_left_does_not_learn_the_secret(
    keeping: Any, opened_at: Callable[[int], AbstractContextManager[Program]], policy: str
) -> None:
    """Neither a page that comes back in the tab, nor one in another tab, nor a worker that is still running."""
    context = keeping.new_context()
    page, other = context.new_page(), context.new_page()
    headers = {"Cross-Origin-Opener-Policy": policy}
    with earlier_server({"/": LEFT, "/worker.js": WATCHING}, headers) as port:
        earlier = f"http://127.0.0.1:{port}/"
        other.goto(earlier)
        other.evaluate("watch()")
        other.wait_for_function("seen.some(line => line.startsWith('open: '))")
        page.goto(earlier)
    page.evaluate("address => { location = address }", other.evaluate("again()"))
    page.wait_for_url("blob:**")
    with opened_at(port) as program:
        start(page, program)
        secret = page.url.split("/")[3]
        now = other.evaluate("seen.push('now')")
        other.wait_for_function(f"seen.lastIndexOf('open: ' + location) > {now}")
        go_back(page)
        tab = "seen.findLastIndex(line => line.startsWith('tab: '))"
        other.wait_for_function(f"{tab} > {now}")
        lines = other.evaluate("seen")
    assert any(line.startswith("next: ") for line in lines)
    assert secret not in " ".join(lines)
    context.close()


@pytest.mark.parametrize("policy", POLICIES)
def test_a_page_of_an_earlier_server_on_the_port_that_is_kept_alive_does_not_learn_the_secret(
    keeping: Any, opened_at: Callable[[int], AbstractContextManager[Program]], policy: str
) -> None:
    context = keeping.new_context()
    page = context.new_page()
    headers = {"Cross-Origin-Opener-Policy": policy}
    with earlier_server({"/": "<!doctype html><h1>earlier</h1>"}, headers) as port:
        page.goto(f"http://127.0.0.1:{port}/")
    with opened_at(port) as program:
        start(page, program)
        secret = page.url.split("/")[3]
        go_back(page)
        assert page.inner_text("h1") == "earlier"
        assert secret not in " ".join(page.evaluate("navigation.entries().map(entry => entry.url)"))
    context.close()


def test_after_close_only_the_page_before_it_comes_back(keeping: Any, program: Program) -> None:
    context = keeping.new_context()
    page = context.new_page()
    report_ready(page, program)
    click(page, "See the share file")
    page.wait_for_url("**/share-1")
    click(page, "Back")
    page.wait_for_url("**/ready-1")
    click(page, "Choose another archive")
    page.get_by_text(ZIP).first.wait_for()
    click(page, "Close the program")
    assert page.inner_text("h1") == "The program is closed"
    go_back(page)
    assert ZIP in page.inner_text("body")  # the page before is still in memory
    for _ in range(4):
        go_back(page)
        assert "The report" not in page.inner_text("body")
    context.close()


FORGED = """
async address => {
  const seen = [];
  for (const name of ['', 'page-1']) {
    seen.push(await fetch(address + name).then(answer => answer.text(), String));
    const frame = document.createElement('iframe');
    frame.src = address + name;
    document.body.append(frame);
    await new Promise(done => { frame.onload = done; setTimeout(done, 2000) });
    try { seen.push(frame.contentDocument.body.innerText) } catch (error) { seen.push(String(error)) }
  }
  return seen.join(' ');
}
"""


@pytest.fixture
def false_page(
    page: Any, program: Program, request: pytest.FixtureRequest
) -> Iterator[tuple[Any, str]]:
    """A page of the same origin, as an earlier server may have left it, and the secret address.

    Whatever it tries, the report of the one archive is still there afterwards, and no other archive was read.
    """
    report_ready(page, program)
    address = page.url.removesuffix("ready-1")
    other = page.context.new_page()
    policy = {"Cross-Origin-Opener-Policy": getattr(request, "param", POLICIES[0])}
    other.route(
        "**/false",
        lambda route: route.fulfill(
            body="<button>Go</button>", headers={"Content-Type": "text/html", **policy}
        ),
    )
    other.goto(re.sub("/[^/]+/$", "/false", address))
    yield other, address
    page.goto(f"{address}job-1")
    assert ZIP in page.locator("main").inner_text()


@pytest.mark.parametrize("false_page", POLICIES, indirect=True)
def test_a_page_of_the_same_origin_that_knows_the_secret_reads_no_window(
    page: Any, false_page: tuple[Any, str]
) -> None:
    other, address = false_page
    for name, text in (("", ZIP), ("page-1", "your LinkedIn data")):
        go = f"document.querySelector('button').onclick = () => {{ window.opened = open('{address}{name}') }}"
        other.evaluate(go)
        with page.context.expect_page() as opened:
            other.click("button")
        opened.value.wait_for_load_state()
        assert text in opened.value.content()
        read = "() => { try { return opened.closed ? '' : opened.document.body.innerText } catch { return '' } }"
        assert other.evaluate(read) == ""


def test_a_page_of_the_same_origin_that_knows_the_secret_reads_no_answer_and_sends_no_form(
    false_page: tuple[Any, str],
) -> None:
    """Its policy is about windows, and no request has it, so one is enough."""
    other, address = false_page
    false = other.url
    assert ZIP not in other.evaluate(FORGED, address)
    for name in ("close", "report", "stop-1", "delete"):
        send = f"() => {{ document.body.innerHTML = '<form method=post action={address}{name}><input name=row value=0></form>'; document.forms[0].submit() }}"
        other.goto(false)
        with other.expect_navigation():
            other.evaluate(send)
        assert other.inner_text("h1") == "Only the page of this program may send requests to it."


def test_the_secret_address_is_sent_to_no_other_site(page: Any, program: Program) -> None:
    """A link in the report sends no address."""
    report_ready(page, program)
    click(page, "Open the report")
    token = re.findall(r"[\w-]{43}", page.url)[0]
    link = "() => { const link = document.createElement('a'); link.href = 'https://x.example/'; document.body.append(link); link.click() }"
    page.context.route("https://**", lambda route: route.abort())
    with page.expect_request("https://**") as request:
        page.evaluate(link)
    assert token not in str(request.value.all_headers())
