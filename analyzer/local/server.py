"""Serves the pages on this machine: HTTP at its own addresses, for one browser, until it is closed."""

import platform
import secrets
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler
from io import BufferedIOBase
from math import inf
from time import monotonic, sleep
from typing import Any, Final
from urllib.parse import quote

from analyzer.errors import bug
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
    is_own,
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
    def to(cls, name: str) -> "Answer":
        """The way to the page of this name."""
        return cls(headers={"Location": name or "./"}, status=HTTPStatus.SEE_OTHER)

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
or goes to another one. It matters only if the pages are on 127.0.0.1 too."""

Answering = Callable[[Request], Answer]


class _Listener(socketserver.TCPServer):
    """Listens at an address of this machine."""

    request_queue_size = 128
    allow_reuse_address = False  # on Windows, another program could take the same port
    timeout = _INTERVAL

    def get_request(self) -> Any:
        """Take a connection."""
        try:
            return super().get_request()
        except OSError:
            sleep(_PAUSE)
            raise

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: the browser is gone, or the request was dropped."""


class _Second(_Listener):
    """Listens at another address, for a `server`."""

    def __init__(self, address: tuple[str, int], server: "Server") -> None:
        self._server = server
        super().__init__(address, _Handler)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Take connections, in a thread, until the end of the context."""
        threading.Thread(target=self.serve_forever, args=(_INTERVAL,), daemon=True).start()
        try:
            yield
        finally:
            self.shutdown()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Let the server answer."""
        self._server.process_request(request, client_address)


class Server(socketserver.ThreadingMixIn, _Listener):
    """Listens at a free port, on 127.0.0.1 and on the host of the pages. `methods` are those of each page, by its name.

    The host of the pages is another of the 16 million addresses that begin with 127 and are this machine's, chosen at random.
    On a system without others, such as macOS, or where a browser cannot reach them, as in WSL, it is 127.0.0.1 too.

    The server ends with `close`, or after `idle` seconds without a request while `is_busy` is false.
    """

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
        port, host = self.server_address[1], _random_host()
        self._second: _Second | None = None
        # A browser of Windows reaches programs in WSL at 127.0.0.1 only.
        if "microsoft" not in platform.release().lower():
            with suppress(OSError):
                self._second = _Second((host, port), self)
        token, ticket, key = (secrets.token_urlsafe(32) for _ in range(3))
        self.address = Address(port, token, ticket, key, host if self._second else HOST)
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
            with self._second.serving() if self._second else nullcontext():
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

    def server_close(self) -> None:
        """Listen no more."""
        super().server_close()
        if self._second:
            self._second.server_close()

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

    def _drop(self, now: float) -> None:
        """Drop the requests that took too long to arrive."""
        with self._lock:
            late = [request for request, due in self._arriving.items() if due < now]
            for request in late:
                _shut(request)
                del self._arriving[request]


def _random_host() -> str:
    return ".".join(["127", *(str(1 + secrets.randbelow(254)) for _ in range(3))])


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
        if has_secret and not is_own(self.connection):
            raise RefusedError(HTTPStatus.FORBIDDEN)
        if server.is_first(self):
            first = Answer.to(f"{server.address.origin}/{server.address.token}/")
            return replace(first, headers=first.headers | CLEARS | LEAVES)
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
