"""Python imports this when it starts, in the tests and in every Python they start: no connection is made.

What tries one gets an error, and is noted in the file that EXPOSURE_WATCH names.
"""

import os
import sys

_REFUSED = frozenset(
    "socket.bind socket.connect socket.getaddrinfo socket.gethostbyaddr socket.gethostbyname "
    "socket.getnameinfo socket.sendmsg socket.sendto urllib.Request http.client.connect "
    "ftplib.connect smtplib.connect".split()
)
_AF_UNIX = 1  # pipes between processes; what imports `socket` for its name would be seen by the tests of imports


def _watch(event: str, given: tuple[object, ...]) -> None:
    if event not in _REFUSED and event != "socket.__new__":
        return
    family = given[1] if event == "socket.__new__" else getattr(given[0], "family", None)
    if family == _AF_UNIX:
        return
    note = os.environ.get("EXPOSURE_WATCH")
    if note:
        with open(note, "a", encoding="utf-8") as file:  # noqa: PTH123 - pathlib may not be there yet
            file.write(f"{event} in {sys.argv[:3]}\n")
    raise ConnectionRefusedError(f"a test made a connection: {event}")


sys.addaudithook(_watch)
