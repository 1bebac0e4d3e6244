"""Which user of this machine a connection is from."""

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from analyzer.errors import SystemLacksError
from analyzer.local.requests import HOST


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

    Its source is 127.0.0.1, unless a program chose another. Only Linux shows the user of a connection: /proc/net/tcp has a line for each end, and tcp6 has the line of an end that was
    opened for IPv6. A connection that was closed, or that is waiting for its end, has no user and is refused.
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
