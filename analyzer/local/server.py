"""Serves the page on this machine: HTTP on 127.0.0.1, for one browser, until it is closed."""

import os
import secrets
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler
from io import BufferedIOBase
from math import inf
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Final
from urllib.parse import quote

from analyzer.errors import SystemLacksError, bug
from analyzer.language import find_language, speaking
from analyzer.local.requests import (
    HOST,
    REFUSED,
    Address,
    RefusedError,
    Request,
    accepted_languages,
    check,
    is_first,
    preferred_language,
    refusal,
)

SECONDS: Final = 10
"""A request that takes longer to arrive is dropped, and so is one whose answer is not taken."""

MOST: Final = 64
"""Requests that are arriving. One more replaces the oldest, so that no one can occupy every place."""

IDLE: Final = 3600
"""Seconds without a request after which the program ends."""

LARGEST_HEAD: Final = 64 * 1024
"""Bytes of all headers together, without cookies."""

_INTERVAL: Final = 0.25

_PAUSE: Final = 0.05
"""Seconds after a connection that could not be taken, as when too many files are open."""


@dataclass(frozen=True)
class Answer:
    """What a browser gets: a page, a file to save if it has a name, or with `to` the way to another page."""

    body: str | bytes = ""
    kind: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    status: int = HTTPStatus.OK

    @classmethod
    def to(cls, name: str, headers: Mapping[str, str] | None = None) -> "Answer":
        """The way to the page of this name."""
        headers = {"Location": name or "./", **(headers or {})}
        return cls(headers=headers, status=HTTPStatus.SEE_OTHER)

    def going_on(self, seconds: int, name: str = "./") -> "Answer":
        """The same page, from which the browser goes on to the page of this name by itself."""
        return replace(self, headers={**self.headers, "Refresh": f"{seconds}; url={name}"})

    @classmethod
    def file(cls, content: str | bytes, name: str, kind: str) -> "Answer":
        """A file that the browser saves under this name."""
        encoded = quote(name, safe="")
        return cls(
            content, kind, {"Content-Disposition": f"attachment; filename*=UTF-8''{encoded}"}
        )


CLEARS: Final = {"Clear-Site-Data": '"cache", "storage"'}
"""Removes what an earlier server on this port has left in the browser, such as a worker or a page that comes back."""

LEAVES: Final = {"Cross-Origin-Opener-Policy": "unsafe-none"}
"""Cuts the tie to a window that a page of an earlier server on this port has opened: the tab then comes from another policy,
or goes to another one."""

FIRST: Final = "first"
"""The name of the page to which the first address leads.

It has to lead on by itself to an answer with `CLEARS`. Only then does the browser forget a page of an earlier server in the same
tab, which it kept alive for *Back* when this one came.
"""

Answering = Callable[[Request], Answer]


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listens on 127.0.0.1 at a free port. `methods` are those of each page, by its name.

    It ends with `close`, or after `idle` seconds without a request while `is_busy` is false.
    """

    request_queue_size = 128
    allow_reuse_address = False  # on Windows, another program could take the same port
    timeout = _INTERVAL

    def __init__(
        self,
        methods: Mapping[str, frozenset[str]],
        answering: Answering,
        *,
        policy: str,
        is_busy: Callable[[], bool] = lambda: False,
        idle: float = IDLE,
        seconds: float = SECONDS,
    ) -> None:
        super().__init__((HOST, 0), _Handler)
        token, ticket, key = (secrets.token_urlsafe(32) for _ in range(3))
        self.address = Address(self.server_address[1], token, ticket, key)
        self.methods = methods
        self.answering = answering
        self.policy = policy
        self.seconds = seconds
        self._is_busy = is_busy
        self._idle = idle
        self._last = monotonic()
        self.is_opened = False
        self._is_closed = False  # no Event: a signal can come while one is set
        self._arriving: dict[socket.socket, float] = {}
        self._lock = threading.Lock()
        self._answers: set[threading.Thread] = set()

    def run(self) -> None:
        """Answer requests until the end, and close everything."""
        try:
            while not self._is_closed:
                self.handle_request()
                now = monotonic()
                if self._is_busy():
                    self._last = now
                if now - self._last > self._idle:
                    self.close()
                self._drop(now)
        finally:
            self._drop(inf)
            self.server_close()
            end = monotonic() + self.seconds
            with self._lock:
                threads = list(self._answers)
            for thread in threads:
                thread.join(max(0, end - monotonic()))

    def close(self) -> None:
        """End, once the request that is being answered is answered."""
        self._is_closed = True

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a request in a thread."""
        with self._lock:
            if len(self._arriving) >= MOST:
                _shut(next(iter(self._arriving)))
                del self._arriving[next(iter(self._arriving))]
            self._arriving[request] = monotonic() + self.seconds
        arguments = (request, client_address)
        # A daemon: an answer that hangs, as on a network drive, does not keep the program. `run` waits for the others.
        thread = threading.Thread(target=self.process_request_thread, args=arguments, daemon=True)
        with self._lock:
            thread.start()  # RuntimeError if the system has no more threads: the request is then dropped
            self._answers.add(thread)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a request, in its thread."""
        super().process_request_thread(request, client_address)
        with self._lock:
            self._answers.discard(threading.current_thread())

    def get_request(self) -> Any:
        """Take a connection."""
        try:
            return super().get_request()
        except OSError:
            sleep(_PAUSE)
            raise

    def shutdown_request(self, request: Any) -> None:
        """Close the connection of a request."""
        self.has_arrived(request)
        super().shutdown_request(request)

    def has_arrived(self, request: socket.socket) -> None:
        """Note that a request has arrived whole, or never will."""
        with self._lock:
            self._arriving.pop(request, None)

    def is_first(self, handler: "_Handler") -> bool:
        """Whether this is the browser's first request. The ticket then ends. Raises RefusedError, also at its second use."""
        with self._lock:
            first = is_first(handler.command, handler.path, handler.headers, self.address)
            if first and self.is_opened:
                raise RefusedError(HTTPStatus.GONE)
            self.is_opened |= first
        return first

    def note_request(self) -> None:
        """Note that the page's own browser sent a request."""
        self._last = monotonic()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: the browser is gone, or the request was dropped."""

    def _drop(self, now: float) -> None:
        """Drop the requests that took too long to arrive."""
        with self._lock:
            late = [request for request, due in self._arriving.items() if due < now]
            for request in late:
                _shut(request)
                del self._arriving[request]


def check_system() -> None:
    """Check that this system shows the user of a connection, if it is Linux. Raises SystemLacksError.

    Otherwise every request would be refused, because any user of the machine could have sent it.
    """
    if sys.platform == "linux":
        try:
            Path("/proc/net/tcp").read_bytes()
        except OSError:
            raise SystemLacksError(
                "The page cannot be kept from other users of this machine, because /proc/net/tcp cannot be read. "
                "Use `exposure report` instead."
            ) from None


def is_own(client: tuple[str, int], server: int) -> bool:
    """Whether a connection from this address to the port `server` is from this machine and, on Linux, from this user or root.

    Only Linux shows the user of a connection: /proc/net/tcp has a line for each end, and tcp6 has the line of an end that was
    opened for IPv6. A connection that was closed, or that is waiting for its end, has no user and is refused.
    """
    host, port = client
    if host != HOST or sys.platform != "linux":
        return host == HOST
    # The kernel writes addresses as 32-bit numbers in the byte order of the machine.
    address = f"{int.from_bytes(socket.inet_aton(HOST), sys.byteorder):08X}"
    mapped = f"{int.from_bytes(bytes((0, 0, 255, 255)), sys.byteorder):024X}{address}"
    for _ in range(_READINGS):
        for name, place in (("tcp", address), ("tcp6", mapped)):
            with suppress(OSError):
                for line in Path(f"/proc/net/{name}").read_text("utf-8").splitlines():
                    words = line.split()
                    if words[1:4] == [f"{place}:{port:04X}", f"{place}:{server:04X}", "01"]:
                        return int(words[7]) in {os.geteuid(), 0}
    return False


_READINGS: Final = 3
"""A reading of the list can miss a line, if other connections end meanwhile."""


def _shut(request: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        request.shutdown(socket.SHUT_RDWR)


class _Head:
    """The headers of a request, line by line. Raises HTTPException if they are too long.

    Cookies are left out: the program sets none, and a browser also sends those of other programs on 127.0.0.1.
    """

    def __init__(self, file: BufferedIOBase) -> None:
        self._file = file
        self._left = LARGEST_HEAD

    def readline(self, limit: int) -> bytes:
        """The next line."""
        line = self._file.readline(limit)
        while line.lower().startswith(b"cookie:"):
            while line and not line.endswith(b"\n"):
                line = self._file.readline(limit)
            line = self._file.readline(limit)
        self._left -= len(line)
        if self._left < 0:
            raise HTTPException
        return line


class _Handler(BaseHTTPRequestHandler):
    """Answers one request, and closes its connection."""

    server: Server
    timeout = SECONDS

    def do_GET(self) -> None:
        """Answer, or refuse."""
        try:
            self._send(self._answer())
        except RefusedError as refused:
            self.send_error(refused.status)
        except Exception as error:
            self._send(Answer(bug(error), "text/plain", status=HTTPStatus.INTERNAL_SERVER_ERROR))

    do_POST = do_GET

    def parse_request(self) -> bool:
        """Read the headers. False if they are refused."""
        body = self.rfile
        self.rfile = _Head(body)  # type: ignore[assignment]
        try:
            return super().parse_request()
        finally:
            self.rfile = body

    def _answer(self) -> Answer:
        """The answer. Raises RefusedError."""
        server = self.server
        # Other requests are refused below: looking up their users takes long, and could be asked for without end.
        has_secret = server.address.has_secret(self.path, is_opened=server.is_opened)
        if has_secret and not is_own(self.client_address, server.address.port):
            raise RefusedError(HTTPStatus.FORBIDDEN)
        if server.is_first(self):
            return Answer.to(f"/{server.address.token}/{FIRST}", CLEARS | LEAVES)
        request = check(self.command, self.path, self.headers, server.address, server.methods)
        if request.method == "POST":
            body = b""
            with suppress(TimeoutError):
                body = self.rfile.read(request.length)
            if len(body) < request.length:
                raise RefusedError(HTTPStatus.BAD_REQUEST)
            request = request.with_form(body, server.address)
        server.has_arrived(self.connection)
        server.note_request()
        return server.answering(request)

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.request_version = "HTTP/1.0"  # also where the request has none that is known
        self.send_response(answer.status)
        charset = "" if answer.kind.startswith("image/png") else "; charset=utf-8"
        headers = {
            "Content-Type": f"{answer.kind}{charset}",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": self.server.policy,
            "Cache-Control": "no-store",
            # No page that opened this one can read it, even of the same origin: an earlier server may have left it.
            "Cross-Origin-Opener-Policy": "noopener-allow-popups",
            "Cross-Origin-Resource-Policy": "same-origin",
            # With `no-referrer`, browsers send the form of the page without its origin.
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }
        for name, value in (headers | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request in words that quote nothing from it."""
        status = code if code in REFUSED else HTTPStatus.BAD_REQUEST
        headers = getattr(self, "headers", None)  # None if they could not be read
        accepted = accepted_languages(headers) if headers else ""
        with speaking(find_language(preferred_language(accepted))):
            self._send(Answer(refusal(status), headers=CLEARS, status=status))

    def version_string(self) -> str:
        """The name of this server, without the version of Python."""
        return "linkedin-exposure"

    def log_message(self, format: str, *_: object) -> None:
        """Print nothing: addresses hold the token."""
