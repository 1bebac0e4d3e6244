"""Recognises names and profile addresses by keyed digests, so that who they are is not kept."""

import secrets
from hashlib import blake2b
from urllib.parse import unquote

from analyzer.normal import normal


class Digests:
    """Digests under a key that is made for each run and never leaves it."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return "Digests()"

    def of_name(self, *words: str) -> bytes | None:
        """The digest of a name, whatever its case and spacing, and however its accents are encoded; None
        of an empty one.
        """
        name = " ".join(words)
        # Most names are ASCII, in which there is nothing to bring into a normal form.
        plain = name.lower() if name.isascii() else _plain(name)
        return self._of(" ".join(plain.split()))

    def of_address(self, link: str) -> bytes | None:
        """The digest of a profile's address, without what varies: scheme, `www.`, percent-encoding
        (quirk 17), case, query and final slash. None of an empty one.
        """
        path = link.partition("?")[0].partition("#")[0]
        if "%" in path:
            # An encoding that is not UTF-8 is kept as it is: two addresses must not become one.
            path = unquote(path, errors="surrogateescape")
        bare = (path if path.isascii() else normal("NFC", path)).strip().lower()
        bare = bare.removeprefix("https://").removeprefix("http://")
        return self._of(bare.removeprefix("www.").rstrip("/"))

    def _of(self, text: str) -> bytes | None:
        if not text:
            return None
        data = text.encode("utf-8", "surrogatepass")
        return blake2b(data, key=self._key, digest_size=16).digest()


def _plain(name: str) -> str:
    return normal("NFKC", normal("NFKC", name).casefold())
