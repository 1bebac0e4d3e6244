"""The checks of a request, whether it comes from the program's own page and asks for something that exists, and refusals."""

import hmac
import os
import re
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from analyzer.errors import SystemLacksError
from analyzer.language import LANGUAGES, gettext, language, marked

HOST: Final = "127.0.0.1"
"""Where a browser is started. The pages are at an address of this machine that is new each time, if the system has more."""

LARGEST: Final = 8 * 1024
"""Bytes of a form. The longest names every count of a share file."""

FORM: Final = "application/x-www-form-urlencoded"

_TOKEN: Final = re.compile(r"/([\w-]{1,100})/([a-z.-]{0,30})([0-9]{0,9})", re.ASCII)
_WISH: Final = re.compile(
    r"([a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:\s*;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.A | re.I
)
"""A language, such as `de` or `de-CH`, and how much it is liked."""

_LONGEST_WISHES: Final = 1_000
"""Characters of that header which are read."""

_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Address:
    """Where the pages are: the host and the port, and the secret with which their addresses begin.

    `ticket` is a secret for the browser's first request only, to `HOST`. Other users of this machine can see it, because a
    browser is started with it. `key` is a secret in every form.

    To a browser, a page that an earlier server on `HOST` and the same port left in it is of the same site as this server. Pages
    at another host are not: that page can neither learn their addresses nor read them.
    """

    port: int
    token: str = field(repr=False)
    ticket: str = field(repr=False)
    key: str = field(repr=False)
    host: str = HOST

    @property
    def origin(self) -> str:
        """The pages' origin, as a browser sends it."""
        return f"http://{self.host}:{self.port}"

    @property
    def first_origin(self) -> str:
        """The origin of the first address."""
        return f"http://{HOST}:{self.port}"

    def has_secret(self, target: str, *, is_opened: bool) -> bool:
        """Whether a request for this address knows a secret that opens a page. The ticket opens none once it was used."""
        secret = target.split("/")[1] if target.startswith("/") else ""
        return _is_same(secret, self.token) | (_is_same(secret, self.ticket) and not is_opened)

    @property
    def first(self) -> str:
        """The address with which a browser is started."""
        return f"{self.first_origin}/{self.ticket}/"


class RefusedError(Exception):
    """A request is refused with this status. The answer quotes nothing from the request."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class GoneError(Exception):
    """There is nothing of the kind that a request asks for."""


class OldPageError(Exception):
    """A request comes from a page about another outcome than the one that is open now."""


@dataclass(frozen=True)
class Request:
    """A request that passed the checks: its method, the name of a page and, after `with_form`, the fields of a form.

    `accepted` lists the languages that the browser wants. `about` is the number at the end of the address; 0 if the name does not end with a hyphen, which asks for one.
    """

    method: str
    name: str
    length: int = 0
    fields: tuple[tuple[str, str], ...] = ()
    about: int = 0
    accepted: str = ""

    def with_form(self, body: bytes, address: Address) -> "Request":
        """The request with the fields in its body. Raises RefusedError, also if a form lacks the key of this address."""
        try:
            pairs = parse_qsl(body.decode("ascii"), errors="strict", max_num_fields=1000)
        except ValueError:
            raise RefusedError(400) from None
        keys = [text for name, text in pairs if name == "key"]
        if len(keys) != 1 or not _is_same(keys[0], address.key):
            raise RefusedError(403)
        return replace(self, fields=tuple(pair for pair in pairs if pair[0] != "key"))

    def text(self, name: str) -> str | None:
        """The field of this name; None if it is empty or missing."""
        return next((text for key, text in self.fields if key == name), None)

    def numbers(self, name: str) -> frozenset[int]:
        """The numbers in all fields of this name. Other values are left out."""
        return frozenset(
            int(text) for key, text in self.fields if key == name and _NUMBER.fullmatch(text)
        )

    def number(self, name: str) -> int | None:
        """The number in the field of this name, if there is exactly one."""
        numbers = self.numbers(name)
        return next(iter(numbers)) if len(numbers) == 1 else None


def accepted_languages(headers: Message) -> str:
    """The languages that the browser wants, as it lists them."""
    return ",".join(headers.get_all("Accept-Language", []))


def preferred_language(accepted: str) -> str:
    """The code of the language of pages that a browser likes best, by its `Accept-Language`; English if it names none."""
    codes = {code.lower(): code for code in LANGUAGES}
    best, most = "en", 0.0
    for wish in accepted[:_LONGEST_WISHES].split(","):
        match = _WISH.fullmatch(wish.strip())
        if not match:
            continue
        tag, liked = match[1].lower(), float(match[2] or 1)
        code = codes.get(tag) or codes.get(tag.partition("-")[0])
        if code and liked > most:
            best, most = code, liked
    return best


def check(
    method: str,
    target: str,
    headers: Message,
    address: Address,
    methods: Mapping[str, frozenset[str]],
) -> Request:
    """The request, if this program's page sent it, and `methods` has its method for the page that it asks for.

    Raises RefusedError.
    """
    is_at_first = headers.get("Host") == address.first_origin.removeprefix("http://")
    origin = address.first_origin if is_at_first else address.origin
    _check_source(method, headers, origin)
    match = _TOKEN.fullmatch(target)
    if origin != address.origin or not match or not _is_same(match[1], address.token):
        raise RefusedError(404)
    name, number = match[2], match[3]
    if name not in methods or name.endswith("-") != bool(number):
        raise RefusedError(404)
    if method not in methods[name]:
        raise RefusedError(405)
    length, accepted = _length(method, headers), accepted_languages(headers)
    return Request(method, name, length, about=int(number or 0), accepted=accepted)


def is_first(method: str, target: str, headers: Message, address: Address) -> bool:
    """Whether this is the browser's first request. Raises RefusedError."""
    if method != "GET" or not _is_same(target, f"/{address.ticket}/"):
        return False
    _check_source(method, headers, address.first_origin)
    # No page leads to this address.
    if not {*headers.get_all("Sec-Fetch-Site", [])} <= {"none"}:
        raise RefusedError(403)
    return True


def _check_source(method: str, headers: Message, origin: str) -> None:
    """Check that the request is for this origin, and that no other site sent it. Raises RefusedError."""
    # A name that leads here although it belongs to another site, as in DNS rebinding, is in `Host`.
    if headers.get_all("Host") != [origin.removeprefix("http://")]:
        raise RefusedError(403)
    # Another port of this machine is `same-site`.
    if not {*headers.get_all("Sec-Fetch-Site", [])} <= {"same-origin", "none"}:
        raise RefusedError(403)
    # A worker that an earlier server on this port has left in the browser passes on the requests of pages as `empty`.
    if not {*headers.get_all("Sec-Fetch-Dest", [])} <= {"document"}:
        raise RefusedError(403)
    # It may also let the browser send the request of a page, and get the answer. And a page of any site can let the browser
    # load another ahead, as if the person had opened that: this would use up the first address.
    if not _AHEAD.isdisjoint(name.lower() for name in headers):
        raise RefusedError(403)
    origins = headers.get_all("Origin", [])
    if origins != [origin] and (origins or method == "POST"):
        raise RefusedError(403)


_AHEAD: Final = frozenset({"service-worker-navigation-preload", "sec-purpose", "purpose"})


def _length(method: str, headers: Message) -> int:
    """The bytes of the body. Raises RefusedError."""
    if method != "POST":
        return 0
    if "Transfer-Encoding" in headers or headers.get_content_type() != FORM:
        raise RefusedError(415)
    lengths = headers.get_all("Content-Length", [])
    if len(lengths) != 1 or not re.fullmatch(r"[0-9]{1,9}", lengths[0]):
        raise RefusedError(411)
    if int(lengths[0]) > LARGEST:
        raise RefusedError(413)
    return int(lengths[0])


def _is_same(text: str, secret: str) -> bool:
    """Whether the text is the secret, in the same time for any text."""
    return hmac.compare_digest(text.encode("utf-8", "replace"), secret.encode())


def refusal(status: int) -> str:
    """The page of a refusal, with a way back. A page that takes no such request is left by the start."""
    way = " ".join(map(gettext, _WAYS.get(status, _USUAL_WAY)))
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        way = f'<a href="./">{way}</a>'
    code, title = language().code, gettext("Refused")
    return (
        f'<!doctype html>\n<html lang="{"en-GB" if code == "en" else code}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<h1>{gettext(REFUSED[status])}</h1><p>{way}</p></html>\n"
    )


REFUSED: Final[Mapping[int, str]] = {
    400: marked("This request is damaged."),
    403: marked("Only the page of this program may send requests to it."),
    404: marked("There is nothing here."),
    405: marked("This page does not take such requests."),
    410: marked("This address works only once, and it has been opened already."),
    411: marked("A form has to state its length."),
    413: marked("This form is too long."),
    414: marked("This address is too long."),
    415: marked("This is not a form."),
    431: marked("This request is too long."),
    501: marked("This program does not take such requests."),
}
"""What the page of a refusal says, by its status."""

_USUAL_WAY: Final = (marked("Go back to the page of the program, or start the program again."),)
_WAYS: Final[Mapping[int, tuple[str, ...]]] = {
    405: (marked("Go back to the start"),),
    410: (
        marked("If you opened it, the page is in the tab or window where you did: go back there."),
        marked(
            "If you did not, someone else or another program has the page: end this program, by closing its window or "
            "logging out of this computer."
        ),
        marked("Then start it again."),
    ),
}
"""What to do after a refusal, where it is not the usual thing."""


# --- the user that a connection is from --------------------------------------------------------


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


def is_own(connection: socket.socket) -> bool:
    """Whether a connection is from this machine and, on Linux, from this user or root.

    A browser on this machine connects from 127.0.0.1. Only Linux shows the user of a connection: /proc/net/tcp has a line
    for each end, and tcp6 has the line of an end that was opened for IPv6. A connection that was closed, or that is waiting
    for its end, has no user and is refused.
    """
    try:
        client, server = connection.getpeername(), connection.getsockname()
    except OSError:  # it is closed: no search, as another user could ask for many
        return False
    if client[0] != HOST or sys.platform != "linux":
        return bool(client[0] == HOST)
    ends = [f"{_in_kernel(host)}:{port:04X}" for host, port in (client, server)]
    mapped = f"{int.from_bytes(bytes((0, 0, 255, 255)), sys.byteorder):024X}"
    for _ in range(_READINGS):
        for name, prefix in (("tcp", ""), ("tcp6", mapped)):
            with suppress(OSError):
                for line in Path(f"/proc/net/{name}").read_text("utf-8").splitlines():
                    words = line.split()
                    if words[1:4] == [*(prefix + end for end in ends), "01"]:
                        return int(words[7]) in {os.geteuid(), 0}
    return False


def _in_kernel(host: str) -> str:
    """The host as the kernel writes it: a 32-bit number in the byte order of the machine."""
    return f"{int.from_bytes(socket.inet_aton(host), sys.byteorder):08X}"


_READINGS: Final = 3
"""A reading of the list can miss a line, if other connections end meanwhile."""
