"""Runs `exposure open`, in this process or another, and sends it requests as bytes."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import TCPServer
from urllib.parse import urlencode, urlsplit

import pytest

from analyzer.commands.common import today
from analyzer.limits import DEFAULT, Limits
from analyzer.local.pages import Pages, server_for
from analyzer.mapping.mapping import ExportMapping


@dataclass(frozen=True)
class Response:
    """The status, the headers by their names in lower case, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def connect(port: int, seconds: float = 30) -> socket.socket:
    """A connection to a server of this machine, without looking up a name."""
    connection = socket.socket()
    connection.settimeout(seconds)
    try:
        connection.connect(("127.0.0.1", port))
    except OSError:
        connection.close()
        raise
    return connection


def exchange(port: int, data: bytes, seconds: float = 30) -> bytes:
    """What a server of this machine answers to these bytes."""
    with connect(port, seconds) as connection:
        connection.sendall(data)
        return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Everything until the server closes the connection."""
    parts = []
    try:
        while part := connection.recv(1 << 16):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def parsed(data: bytes) -> Response:
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Response(
        int(first.split()[1]), {name.lower(): text for name, text in headers.items()}, body
    )


@dataclass
class Program:
    """`exposure open` as a browser sees it. `first` is the address with which it starts a browser.

    The browser asks for a `language`, if it is not empty. `host` and `base` begin the addresses of its pages, and `key` is the
    secret in the forms.
    """

    first: str
    host: str = ""
    base: str = ""
    language: str = ""
    key: str = ""

    @property
    def port(self) -> int:
        return int(self.first.split("/")[2].rpartition(":")[2])

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    def start(self) -> Response:
        """Follow the first address, as a browser does."""
        _, _, self.host, *ticket = self.first.split("/")
        location = self.get(f"/{'/'.join(ticket)}").headers["location"]
        self.host, self.base = location.split("/")[2], urlsplit(location).path
        page = self.get()
        self.key = re.findall('name="key" value="([^"]+)"', page.text)[0]
        return page

    def get(self, name: str = "") -> Response:
        target = name if name.startswith("/") else f"{self.base}{name}"
        return parsed(exchange(self.port, f"GET {target} HTTP/1.1\r\n{self.headers}\r\n".encode()))

    def post(self, name: str, fields: dict[str, object] | None = None) -> Response:
        body = urlencode({"key": self.key, **(fields or {})}, doseq=True)
        head = (
            f"POST {self.base}{name} HTTP/1.1\r\n{self.headers}Origin: {self.origin}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return parsed(exchange(self.port, f"{head}{body}".encode()))

    def finish(self, name: str, fields: dict[str, object]) -> Response:
        """Send a form that starts a job, and return the page at its end."""
        page = self.post(name, fields)
        assert page.status == 303
        job = page.headers["location"]
        while "refresh" in (page := self.get(job)).headers:
            pass
        return self.get(page.headers["location"]) if page.status == 303 else page

    @property
    def headers(self) -> str:
        """The headers of every request."""
        accepted = f"Accept-Language: {self.language}\r\n" if self.language else ""
        return f"Host: {self.host}\r\n{accepted}"

    def row(self, name: str, page: str = "") -> int:
        """The number of the archive whose name contains this one."""
        rows = re.findall(r'value="(\d+)" required[^>]*><span>([^<]*)', self.get(page).text)
        return next(int(number) for number, shown in rows if name in shown)


def without_other_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine have no address but 127.0.0.1, as macOS."""
    bind = TCPServer.server_bind

    def bind_first(server: TCPServer) -> None:
        if server.server_address[0] != "127.0.0.1":
            raise OSError
        bind(server)

    monkeypatch.setattr(TCPServer, "server_bind", bind_first)


@contextmanager
def opened_here(
    mapping: ExportMapping,
    *,
    limits: Limits = DEFAULT,
    named: Path | None = None,
    started: bool = True,
    language: str = "",
) -> Iterator[Program]:
    """The program in this process until the end of the context, with its first page open unless it is not `started`."""
    pages = Pages(mapping, limits, named, today)
    server = server_for(pages)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        program = Program(server.address.first, language=language)
        if started:
            program.start()
        yield program
    finally:
        server.close()
        thread.join()
        pages.end(seconds=10)


@contextmanager
def opened(
    home: Path, *, browser: bool = False, **variables: str
) -> Iterator[tuple[Program, "subprocess.Popen[str]"]]:
    """The program in a process with this home, which ends with the context."""
    environment = {name: os.environ[name] for name in os.environ if name != "EXPOSURE_ASKS"}
    environment |= {"HOME": str(home), "EXPOSURE_LISTENS": "yes", **variables}
    with subprocess.Popen(
        [sys.executable, "-m", "analyzer", "open", *([] if browser else ["--no-browser"])],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout
            match = re.search(r"http://\S+", process.stdout.readline())
            assert match, process.stderr.read() if process.stderr else ""
            yield Program(match[0]), process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
