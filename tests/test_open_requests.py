"""The page of `exposure open` answers no request but its own browser's: each kind of request with its answer."""

import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from socketserver import TCPServer

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from opened import Response, connect, exchange, parsed, read_all, without_other_addresses

from analyzer.local.requests import LARGEST, Request, is_own, refusal
from analyzer.local.server import MOST, Answer, Server

KNOWN = {
    "": frozenset({"GET"}),
    "form": frozenset({"GET", "POST"}),
    "page-": frozenset({"GET"}),
}


@pytest.fixture(autouse=True, scope="module")
def on_this_machine() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPOSURE_LISTENS", "yes")
        patch.setenv("EXPOSURE_ASKS", "yes")
        yield


@contextmanager
def running(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


def answering(request: Request) -> Answer:
    return Answer(f"{request.method} {request.name} {request.fields}", "text/plain")


@pytest.fixture(scope="module")
def server(on_this_machine: None) -> Iterator[Server]:
    with running(Server(KNOWN, answering, policy="default-src 'none'", seconds=1)) as server:
        yield server


GET = """GET /TOKEN/ HTTP/1.1
Host: HOST
"""
POST = """POST /TOKEN/form HTTP/1.1
Host: HOST
Origin: ORIGIN
Content-Type: application/x-www-form-urlencoded
Content-Length: 51

key=KEY&a=b"""

REQUESTS: dict[str, tuple[str, int]] = {
    # the request, and the status of the answer
    "the start page": (GET, 200),
    "HTTP/1.0": (GET.replace("1.1", "1.0"), 200),
    "a link on the page": (f"{GET}Sec-Fetch-Site: same-origin\n", 200),
    "typed by a person": (f"{GET}Sec-Fetch-Site: none\n", 200),
    "a page in a tab": (f"{GET}Sec-Fetch-Site: none\nSec-Fetch-Dest: document\n", 200),
    "a form": (POST, 200),
    "a form with HTTP/1.0": (POST.replace("1.1", "1.0"), 200),
    "a form without fields": (POST.replace(": 51", ": 47").removesuffix("&a=b"), 200),
    # the host
    "no host": ("GET /TOKEN/ HTTP/1.1\n", 403),
    "no host, HTTP/1.0": ("GET /TOKEN/ HTTP/1.0\n", 403),
    "the host of the first address": (GET.replace("HOST", "127.0.0.1:PORT"), 404),
    "a name of another site that leads here": (GET.replace("HOST", "x.example:PORT"), 403),
    "localhost": (GET.replace("HOST", "localhost:PORT"), 403),
    "another port": (GET.replace("HOST", "127.0.0.1:1"), 403),
    "no port": (GET.replace("HOST", "127.0.0.1"), 403),
    "this machine in other words": (GET.replace("HOST", "127.1:PORT"), 403),
    "a user in the host": (GET.replace("HOST", "x@127.0.0.1:PORT"), 403),
    "two hosts": (f"{GET}Host: x.example\n", 403),
    "the same host twice": (f"{GET}Host: HOST\n", 403),
    "a form for another host": (POST.replace("Host: HOST", "Host: x.example:PORT"), 403),
    # other sites
    "a link on another site": (f"{GET}Sec-Fetch-Site: cross-site\n", 403),
    "a link on another port": (f"{GET}Sec-Fetch-Site: same-site\n", 403),
    "two sources": (f"{GET}Sec-Fetch-Site: none\nSec-Fetch-Site: cross-site\n", 403),
    "a form on another site": (POST.replace("ORIGIN", "http://x.example"), 403),
    "a form on another port": (POST.replace("ORIGIN", "http://127.0.0.1:1"), 403),
    "a form with TLS": (POST.replace("ORIGIN", "https://HOST"), 403),
    "a form of a hidden origin": (POST.replace("ORIGIN", "null"), 403),
    "a form without an origin": (POST.replace("Origin: ORIGIN\n", ""), 403),
    "a form with two origins": (POST.replace("ORIGIN", "ORIGIN\nOrigin: ORIGIN"), 403),
    "a page that a worker loads ahead": (GET.replace("Host:", "Service-Worker-Navigation-Preload: true\nHost:"), 403),
    "a page that a site loads ahead": (GET.replace("Host:", "Sec-Purpose: prefetch\nHost:"), 403),
    "a page that a site draws ahead": (GET.replace("Host:", "Sec-Purpose: prefetch;prerender\nHost:"), 403),
    "a page that an older browser loads ahead": (GET.replace("Host:", "Purpose: prefetch\nHost:"), 403),
    "a form without the key": (POST.replace("key=KEY&", "").replace(": 51", ": 3"), 403),
    "a form without a body": (POST.replace("key=KEY&a=b", "").replace(": 51", ": 0"), 403),
    "a form with another key": (POST.replace("KEY", "x" * 43), 403),
    "a form with half of the key": (POST.replace("KEY", "PART").replace(": 51", ": 28"), 403),
    "a form with the token as its key": (POST.replace("KEY", "TOKEN"), 403),
    "a form with two keys": (POST.replace("a=b", "key=KEY").replace(": 51", ": 95"), 403),
    "a form that another site sent": (POST.replace("Host:", "Sec-Fetch-Site: cross-site\nHost:"), 403),
    "a page read by a script": (f"{GET}Origin: http://x.example\n", 403),
    "a worker that has taken the place of a page": (f"{GET}Sec-Fetch-Site: none\nSec-Fetch-Dest: empty\n", 403),
    "the script of a worker": (f"{GET}Sec-Fetch-Site: same-origin\nSec-Fetch-Dest: serviceworker\n", 403),
    "a page in a frame": (f"{GET}Sec-Fetch-Site: same-origin\nSec-Fetch-Dest: iframe\n", 403),
    # the number at the end
    "a page with its number": (GET.replace("TOKEN/", "TOKEN/page-12"), 200),
    "a page without its number": (GET.replace("TOKEN/", "TOKEN/page-"), 404),
    "a page without its hyphen": (GET.replace("TOKEN/", "TOKEN/page12"), 404),
    "a page that needs no number": (GET.replace("TOKEN/", "TOKEN/form-1"), 404),
    "a long number": (GET.replace("TOKEN/", f"TOKEN/page-{'1' * 10}"), 404),
    "a number below zero": (GET.replace("TOKEN/", "TOKEN/page--1"), 404),
    "a number in other digits": (GET.replace("TOKEN/", "TOKEN/page-١"), 404),
    # the token
    "no token": (GET.replace("/TOKEN/", "/"), 404),
    "another token": (GET.replace("TOKEN", "x" * 43), 404),
    "half of the token": (GET.replace("TOKEN", "HALF"), 404),
    "the token and more": (GET.replace("TOKEN", "TOKENx"), 404),
    "the token in upper case": (GET.replace("TOKEN", "UPPER"), 404),
    "the token encoded": (GET.replace("TOKEN", "ENCODED"), 404),
    "the token in letters that are not ASCII": (GET.replace("TOKEN", "é"), 404),
    "a form with another token": (POST.replace("TOKEN", "x" * 43), 404),
    # the page
    "an unknown page": (GET.replace("TOKEN/", "TOKEN/other"), 404),
    "a query": (GET.replace("TOKEN/", "TOKEN/?a=b"), 404),
    "a path": (GET.replace("TOKEN/", "TOKEN/../../etc/passwd"), 404),
    "a path, encoded": (GET.replace("TOKEN/", "TOKEN/%2e%2e%2fetc%2fpasswd"), 404),
    "a folder": (GET.replace("TOKEN/", "TOKEN/form/"), 404),
    "no slash at the end": (GET.replace("TOKEN/", "TOKEN"), 404),
    "two slashes": (GET.replace("TOKEN/", "TOKEN//form"), 404),
    "the icon of the site": (GET.replace("/TOKEN/", "/favicon.ico"), 404),
    "a whole address": (GET.replace("/TOKEN/", "http://HOST/TOKEN/"), 404),
    "a star": (GET.replace("/TOKEN/", "*"), 404),
    "a long path": (GET.replace("TOKEN/", "TOKEN/" + "a" * 5000), 404),
    "an endless path": (GET.replace("TOKEN/", "TOKEN/" + "a" * 70_000), 414),
    # the method
    "a form for a page without one": (POST.replace("TOKEN/form", "TOKEN/"), 405),
    "HEAD": (GET.replace("GET", "HEAD"), 501),
    "OPTIONS, before a request of another site": (GET.replace("GET", "OPTIONS"), 501),
    "PUT": (POST.replace("POST", "PUT"), 501),
    "DELETE": (GET.replace("GET", "DELETE"), 501),
    "CONNECT": (GET.replace("GET", "CONNECT"), 501),
    "TRACE": (GET.replace("GET", "TRACE"), 501),
    "a method in lower case": (GET.replace("GET", "get"), 501),
    "a method that is not one": (GET.replace("GET", "<script>"), 501),
    # the body
    "a body that is too long": (POST.replace(": 51", f": {LARGEST + 1}"), 413),
    "a body of any length": (POST.replace(": 51", ": 999999999"), 413),
    "a length that is not a number": (POST.replace(": 51", ": x"), 411),
    "a length below zero": (POST.replace(": 51", ": -1"), 411),
    "a very large length": (POST.replace(": 51", ": " + "9" * 30), 411),
    "no length": (POST.replace("Content-Length: 51\n", ""), 411),
    "two lengths": (POST.replace(": 51", ": 51\nContent-Length: 4"), 411),
    "chunks": (POST.replace("Content-Length: 51", "Transfer-Encoding: chunked"), 415),
    "JSON": (POST.replace("x-www-form-urlencoded", "json"), 415),
    "a form with files": (POST.replace("x-www-form-urlencoded", "form-data; boundary=x"), 415),
    "text": (POST.replace("application/x-www-form-urlencoded", "text/plain"), 415),
    "a body that is not ASCII": (POST.replace("a=b", "a=é").replace(": 51", ": 52"), 400),
    "a body that is not UTF-8": (POST.replace("a=b", "a=%ff").replace(": 51", ": 53"), 400),
    "too many fields": (POST.replace("a=b", "&a" * 1100).replace(": 51", ": 2248"), 400),
    # the form of the request
    "no version": ("GET /TOKEN/\n", 403),
    "HTTP/2": (GET.replace("HTTP/1.1", "HTTP/2.0"), 400),
    "no HTTP": (GET.replace("HTTP/1.1", "FTP/1.1"), 400),
    "four words": (GET.replace("/TOKEN/", "/TOKEN/ x"), 400),
    "many headers": (GET + "".join(f"X{n}: y\n" for n in range(200)), 431),
    "long headers": (GET + "".join(f"X{n}: {'y' * 2_000}\n" for n in range(50)), 431),
    "long cookies of another program": (f"{GET}Cookie: {'y' * 200_000}\nCookie: a=b\n", 200),
    "an endless header": (f"{GET}X: {'y' * 70_000}\n", 431),
}  # fmt: skip


def filled(text: str, server: Server) -> bytes:
    address = server.address
    token = address.token
    encoded = f"%{ord(token[0]):02x}{token[1:]}"
    for word, replacement in {
        "ENCODED": encoded,
        "HALF": token[:20],
        "UPPER": token.upper(),
        "TOKEN": token,
        "KEY": address.key,
        "PART": address.key[:20],
        "ORIGIN": address.origin,
        "HOST": address.origin.removeprefix("http://"),
        "PORT": str(address.port),
    }.items():
        text = text.replace(word, replacement)
    head, _, body = text.partition("\n\n")
    return (head.rstrip("\n").replace("\n", "\r\n") + "\r\n\r\n" + body).encode()


@pytest.mark.parametrize(("request_", "status"), REQUESTS.values(), ids=REQUESTS)
def test_a_request_has_this_answer(server: Server, request_: str, status: int) -> None:
    response = parsed(exchange(server.address.port, filled(request_, server)))
    assert response.status == status
    if status != 200:
        assert_says_nothing(response, server)


def assert_says_nothing(response: Response, server: Server) -> None:
    """A refusal has fixed words that quote neither the request nor a secret, and nothing may keep or read it."""
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text == refusal(response.status)
    whole = f"{response.headers}{response.text}"
    for word in (
        server.address.token,
        server.address.ticket,
        "passwd",
        "example",
        "script",
        "Python",
    ):
        assert word not in whole
    assert not [name for name in response.headers if name.startswith("access-control")]


PIECES = [
    "GET",
    "POST",
    " ",
    "/",
    "TOKEN",
    "HTTP/1.1",
    "\r\n",
    "\n",
    "Host: HOST",
    "Origin: ORIGIN",
    "Content-Length: 3",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES).map(str.encode), st.binary(max_size=20))))
@settings(max_examples=200)
def test_no_other_bytes_are_answered(server: Server, pieces: list[bytes]) -> None:
    """Each gets one sentence or nothing, and never the token."""
    data = filled(b"".join(pieces).decode("latin-1"), server)
    assume(
        not data.startswith(
            (b"GET /" + server.address.token.encode(), b"POST /" + server.address.token.encode())
        )
    )
    answer = exchange(server.address.port, data)
    assert server.address.token.encode() not in answer
    if answer:
        response = parsed(answer)
        assert response.status >= 400
        assert_says_nothing(response, server)


def test_an_answer_may_neither_be_kept_nor_read_elsewhere(server: Server) -> None:
    headers = parsed(exchange(server.address.port, filled(GET, server))).headers
    del headers["date"]
    assert headers == {
        "server": "linkedin-exposure",
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len("GET  ()")),
        "content-security-policy": "default-src 'none'",
        "cache-control": "no-store",
        "cross-origin-opener-policy": "noopener-allow-popups",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }


def test_the_user_of_a_request_without_the_secret_is_not_looked_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another user could ask for it without end, and each look takes milliseconds."""
    monkeypatch.setattr("analyzer.local.server.is_own", lambda *_: pytest.fail("looked up"))
    for target in ("/", "/x/", f"/{'a' * 43}/form"):
        answer = exchange(server.address.port, filled(GET.replace("/TOKEN/", target), server))
        assert parsed(answer).status == 404


def test_the_first_address_works_once(server: Server) -> None:
    """Other users can see it among the arguments of the browser."""
    at_pages = filled(GET.replace("TOKEN", server.address.ticket), server)
    assert parsed(exchange(server.address.port, at_pages)).status == 403
    get = GET.replace("TOKEN", server.address.ticket).replace("HOST", "127.0.0.1:PORT")
    first = filled(get, server)
    # No page leads there, not even one of the same address that a worker of an earlier server could show.
    led = first.replace(b"\r\n\r\n", b"\r\nSec-Fetch-Site: same-origin\r\n\r\n")
    assert parsed(exchange(server.address.port, led)).status == 403
    for header in (b"Service-Worker-Navigation-Preload: true", b"Sec-Purpose: prefetch;prerender"):
        ahead = first.replace(b"\r\n\r\n", b"\r\n" + header + b"\r\n\r\n")
        assert parsed(exchange(server.address.port, ahead)).status == 403
    response = parsed(exchange(server.address.port, first))
    assert (response.status, response.headers["location"]) == (
        303,
        f"{server.address.origin}/{server.address.token}/",
    )
    assert response.headers["clear-site-data"] == '"cache", "storage"'
    # Other users know it now, and could ask again without end: whose request it is is not looked up any more.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analyzer.local.server.is_own", lambda *_: pytest.fail("looked up"))
        again = parsed(exchange(server.address.port, first))
    assert again.status == 410
    assert "This address works only once, and it has been opened already." in again.text
    # What to do depends on who opened it, and closing this window is no part of either.
    assert "If you opened it," in again.text
    assert "If you did not," in again.text
    assert "Close this window" not in again.text
    assert server.address.token not in f"{again.headers}{again.text}"


def test_tokens_are_long_and_new() -> None:
    def tokens() -> tuple[str, str]:
        server = Server(KNOWN, answering, policy="")
        server.server_close()
        assert server.address.token not in repr(server.address)
        return server.address.token, server.address.ticket

    made = {*tokens(), *tokens()}
    assert len(made) == 4
    assert {len(token) for token in made} == {43}


AS_USER = """
import os, socket, sys
from analyzer.local.server import Answer, Server
server = Server({"": frozenset({"GET"})}, lambda _: Answer("hello"), policy="")
os.setuid(1234)
print(server.address.origin.removeprefix("http://"), server.address.token, flush=True)
server.run()
"""
CLIENT = """
import encodings.idna, os, socket, sys
host, port, user, how = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
os.setuid(user)
family = socket.AF_INET
if how == "at the first address":
    host = "127.0.0.1"
if how in ("mapped", "the same port, mapped"):
    host, family = f"::ffff:{host}", socket.AF_INET6
connection = socket.socket(family)
connection.settimeout(10)
if family == socket.AF_INET6:
    connection.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
if how == "the same port":
    connection.bind(("127.0.0.2", port))
if how == "the same port, mapped":
    connection.bind(("::ffff:127.0.0.2", port))
if how == "after ended connections":  # whose lines have no user any more
    other = socket.create_server(("127.0.0.7", port))
    for number in range(1, 61):
        ended = socket.socket()
        ended.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ended.bind((f"127.0.1.{number}", 41000))
        ended.connect(("127.0.0.7", port))
        ended.close()
        other.accept()[0].close()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    connection.bind(("127.0.0.1", 41000))
connection.connect((host, port))
connection.sendall(sys.stdin.buffer.read())
if how == "closed for writing":
    connection.shutdown(socket.SHUT_WR)
sys.stdout.buffer.write(connection.recv(12))
"""

SENDERS = {
    # the user, and how the connection is made; the status
    ("1234", "plainly"): b"200",
    ("0", "plainly"): b"200",
    ("1234", "at the first address"): b"200",
    ("1234", "mapped"): b"200",
    ("4321", "plainly"): b"403",
    ("4321", "at the first address"): b"403",
    ("4321", "mapped"): b"403",
    ("4321", "the same port"): b"403",
    ("4321", "the same port, mapped"): b"403",
    ("4321", "after ended connections"): b"403",
    ("4321", "closed for writing"): b"403",
    ("1234", "the same port"): b"403",
}


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not Path("/proc/net/tcp").exists(),
    reason="only root can act as two users, and only Linux shows the user of a connection",
)
def test_another_user_is_refused_even_with_the_token() -> None:
    """The program runs as one user, and the requests are from that user, from another and from root."""
    python = [sys.executable, "-c"]
    with subprocess.Popen([*python, AS_USER], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            host, token = process.stdout.readline().split()
            data = f"GET /{token}/ HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
            name, _, port = host.partition(":")
            answers = {}
            for user, how in SENDERS:
                # Isolated: the watch over connections is for the program, not for those who attack it.
                command = [sys.executable, "-I", "-c", CLIENT, name, port, user, how]
                done = subprocess.run(command, input=data, capture_output=True, check=True)
                answers[user, how] = done.stdout[-3:]
        finally:
            process.kill()
    assert answers == SENDERS


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the user of a connection")
def test_a_connection_that_the_system_does_not_show_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathlib.Path.read_text", lambda *_: "  sl  local_address rem_address st\n")
    assert parsed(exchange(server.address.port, filled(GET, server))).status == 403


def test_a_bug_is_reported_without_words(capfd: pytest.CaptureFixture[str]) -> None:
    def answer(_: Request) -> Answer:
        raise ValueError("a cell")

    with running(Server(KNOWN, answer, policy="")) as failing:
        response = parsed(exchange(failing.address.port, filled(GET, failing)))
    assert response.status == 500
    assert re.fullmatch(
        r"A bug in linkedin-exposure \(ValueError in test_open_requests.py, line \d+\)\.",
        response.text,
    )
    assert capfd.readouterr() == ("", "")


# --- slow, endless and many ---------------------------------------------------------------------------------------


UNFINISHED: dict[str, Callable[[Server], bytes]] = {
    "nothing": lambda _: b"",
    "half a line": lambda _: b"GET /",
    "headers without end": lambda server: filled(GET, server)[:-2],
    "a body without end": lambda server: filled(POST, server)[:-1],
}


@pytest.mark.slow
@pytest.mark.parametrize("beginning", UNFINISHED.values(), ids=UNFINISHED)
@pytest.mark.parametrize("drip", [b"", b"X"], ids=["silent", "slow"])
def test_a_request_that_never_ends_is_dropped(
    server: Server, beginning: Callable[[Server], bytes], drip: bytes
) -> None:
    """Also if a byte comes now and then. Meanwhile, others are answered."""
    data = beginning(server)
    with connect(server.address.port, 0.2) as connection:
        connection.sendall(data)
        assert parsed(exchange(server.address.port, filled(GET, server))).status == 200
        # The last byte of a form ends it.
        drip = b"" if b"POST" in data else drip
        with suppress(ConnectionError):  # reset, or broken off
            while True:
                with suppress(TimeoutError):
                    if connection.recv(1000) == b"":
                        return
                connection.sendall(drip)


def test_a_form_that_never_arrives_whole_is_dropped_or_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = filled(POST.replace("Content-Length: 51", "Content-Length: 510"), server)
    assert exchange(server.address.port, request) == b""
    monkeypatch.setattr("analyzer.local.server._Handler.timeout", 0.2)
    response = parsed(exchange(server.address.port, request))
    assert (response.status, response.text) == (400, refusal(400))


def test_endless_bytes_are_dropped(server: Server) -> None:
    with connect(server.address.port) as connection, suppress(ConnectionError):
        while True:
            connection.sendall(b"a" * 100_000)


@pytest.mark.slow
def test_1000_connections_occupy_no_place(server: Server) -> None:
    before = threading.active_count()
    with ExitStack() as stack:
        for _ in range(1000):
            stack.enter_context(connect(server.address.port))
        assert parsed(exchange(server.address.port, filled(GET, server))).status == 200
        for _ in range(100):
            if threading.active_count() <= before + MOST + 1:
                break
            time.sleep(0.1)
        assert threading.active_count() <= before + MOST + 1


def test_an_answer_that_no_one_takes_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.local.server._Handler.timeout", 0.5)
    large = b"x" * 50_000_000
    server = Server(KNOWN, lambda _: Answer(large), policy="", seconds=1)
    with running(server), connect(server.address.port) as connection:
        connection.sendall(filled(GET, server))
        time.sleep(1.5)
        assert len(read_all(connection)) < len(large)


# --- the end ------------------------------------------------------------------------------------------------------


def test_it_ends_after_a_time_without_requests() -> None:
    with running(Server(KNOWN, answering, policy="", idle=0.3)) as server:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                exchange(server.address.port, b"GET / HTTP/1.1\r\n\r\n")  # not the page's own
            except OSError:
                break
            time.sleep(0.1)
        else:
            pytest.fail("it did not end")


def test_it_does_not_end_while_it_is_busy() -> None:
    busy = [True]
    server = Server(KNOWN, answering, policy="", idle=0.1, is_busy=lambda: busy[0])
    with running(server):
        time.sleep(1)
        assert parsed(exchange(server.address.port, filled(GET, server))).status == 200
        busy[0] = False


def test_an_answer_that_hangs_does_not_keep_the_program() -> None:
    go_on, is_asked = threading.Event(), threading.Event()

    def answer(_: Request) -> Answer:
        is_asked.set()
        go_on.wait(60)
        return Answer()

    server = Server(KNOWN, answer, policy="", seconds=0.5)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        with connect(server.address.port) as connection:
            connection.sendall(filled(GET, server))
            assert is_asked.wait(20)
            server.close()
            thread.join(20)
            assert not thread.is_alive()
    finally:
        go_on.set()


def test_a_failed_accept_is_not_repeated_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when too many files are open. Then the next one is answered."""
    pauses: list[float] = []
    accept = TCPServer.get_request

    def failing(server: Server) -> object:
        if not pauses:
            raise OSError(24, "Too many open files")
        return accept(server)

    monkeypatch.setattr("analyzer.local.server.sleep", pauses.append)
    monkeypatch.setattr("socketserver.TCPServer.get_request", failing)
    with running(Server(KNOWN, answering, policy="")) as server:
        assert parsed(exchange(server.address.port, filled(GET, server))).status == 200
    assert len(pauses) == 1


def test_the_last_answer_is_sent_whole() -> None:
    large = b"x" * 20_000_000
    closing: list[Server] = []

    def answer(_: Request) -> Answer:
        closing[0].close()
        return Answer(large)

    closing.append(Server(KNOWN, answer, policy=""))
    with running(closing[0]) as ending:
        assert parsed(exchange(ending.address.port, filled(GET, ending))).body == large


@pytest.mark.skipif(not Path("/proc/self/net/tcp6").exists(), reason="only Linux lists them there")
def test_it_listens_on_this_machine_only(server: Server) -> None:
    """At the first address and at that of the pages."""
    assert listening(server) == {"127.0.0.1", server.address.host}
    assert server.address.host.startswith("127.")


def listening(server: Server) -> set[str]:
    """The addresses at which someone listens at the port of the server, as Linux lists them."""
    rows = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/self/net/{name}").read_text().splitlines()
    ]
    places = [row[1].split(":") for row in rows[1:] if row[3] == "0A"]
    return {
        socket.inet_ntoa(bytes.fromhex(place)[::-1]) if len(place) == 8 else place
        for place, port in places
        if port == f"{server.address.port:04X}"
    }


def test_the_host_of_the_pages_is_new_each_time() -> None:
    """So nothing that an earlier server left in a browser is of the same site."""
    hosts = set()
    for _ in range(5):
        server = Server(KNOWN, answering, policy="")
        server.server_close()
        hosts.add(server.address.host)
    assert len(hosts) == 5


def on_wsl(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this be a Linux in Windows, whose browser reaches no other address."""
    monkeypatch.setattr("platform.release", lambda: "5.15.153.1-microsoft-standard-WSL2")


@pytest.mark.parametrize("change", [without_other_addresses, on_wsl])
def test_a_system_without_other_addresses_has_the_pages_at_the_first(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch], None]
) -> None:
    change(monkeypatch)
    with running(Server(KNOWN, answering, policy="")) as server:
        assert server.address.host == "127.0.0.1"
        first = filled(GET.replace("TOKEN", server.address.ticket), server)
        location = parsed(exchange(server.address.port, first)).headers["location"]
        assert location == f"{server.address.origin}/{server.address.token}/"
        assert parsed(exchange(server.address.port, filled(GET, server))).status == 200


def test_a_closed_connection_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another user could close many at once, and a search for each takes milliseconds."""
    monkeypatch.setattr("pathlib.Path.read_text", lambda *_: pytest.fail("looked up"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        client = connect(listening.getsockname()[1])
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with listening.accept()[0] as connection:
            client.close()
            with suppress(ConnectionError):
                connection.recv(1)
            assert not is_own(connection)


@pytest.mark.skipif(not Path("/proc/self/net/tcp6").exists(), reason="only Linux lists them there")
def test_both_listeners_end_if_no_thread_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", fail)
    server = Server(KNOWN, answering, policy="")
    with pytest.raises(RuntimeError):
        server.run()
    assert listening(server) == set()
