"""Python imports this when it starts, in the tests and in every Python they start: no connection is made.

What tries one gets an error, and is noted in the file that EXPOSURE_WATCH names. With EXPOSURE_LISTENS a process may
listen on 127.0.0.1, as `exposure open` does, and with EXPOSURE_ASKS it may connect to it.
"""

import os
import sys

TYPE_CHECKING = False  # `typing` is not imported, because the tests of imports would see it
if TYPE_CHECKING:
    from typing import Any

_REFUSED = frozenset(
    "socket.bind socket.connect socket.getaddrinfo socket.gethostbyaddr socket.gethostbyname "
    "socket.getnameinfo socket.sendmsg socket.sendto urllib.Request http.client.connect "
    "ftplib.connect smtplib.connect".split()
)
_AF_INET = 2
_AF_UNIX = 1  # pipes between processes; what imports `socket` for its name would be seen by the tests of imports


def _watch(event: str, given: tuple[object, ...]) -> None:
    if event not in _REFUSED and event != "socket.__new__":
        return
    family = given[1] if event == "socket.__new__" else getattr(given[0], "family", None)
    if family == _AF_UNIX:
        return
    if _is_allowed(event, given, family):
        return
    note = os.environ.get("EXPOSURE_WATCH")
    if note:
        with open(note, "a", encoding="utf-8") as file:  # noqa: PTH123 - pathlib may not be there yet
            file.write(f"{event} in {sys.argv[:3]}\n")
    raise ConnectionRefusedError(f"a test made a connection: {event}")


def _is_allowed(event: str, given: tuple[object, ...], family: object) -> bool:
    listens, asks = "EXPOSURE_LISTENS" in os.environ, "EXPOSURE_ASKS" in os.environ
    if event == "socket.__new__":
        return family in {_AF_INET, -1} and (listens or asks)  # -1: of an accepted connection
    if event not in {"socket.bind", "socket.connect"}:
        return False
    allowed = listens if event == "socket.bind" else asks
    address = given[1]
    return allowed and isinstance(address, tuple) and str(address[0]).startswith("127.")


def _trace_one_at_a_time() -> None:
    """Let one thread at a time begin to be measured for coverage.

    CPython 3.11 refuses a trace function while another thread installs one, and with a hook written in Python it can change
    threads in between: the thread that begins would end at once.
    """
    threading = sys.modules.get("threading")
    measure = threading.gettrace() if threading else None
    if threading is None or measure is None or sys.version_info >= (3, 12):
        return
    lock, install = threading.RLock(), sys.settrace

    def settrace(function: "Any") -> None:
        with lock:
            install(function)

    def begin(*event: "Any") -> "Any":
        with lock:
            return measure(*event)

    sys.settrace = settrace
    threading.settrace(begin)


sys.addaudithook(_watch)
_trace_one_at_a_time()
