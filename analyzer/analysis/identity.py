"""Recognises names and profile addresses by keyed digests, so that who they are is not kept."""

import secrets
from hashlib import blake2b
from urllib.parse import unquote


class Digests:
    """Digests under a key that is made for each run and never leaves it."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return "Digests()"

    def of_name(self, *words: str) -> bytes | None:
        """The digest of a name, whatever its case and spacing; None of an empty one."""
        return self._of(" ".join(" ".join(words).split()).casefold())

    def of_address(self, link: str) -> bytes | None:
        """The digest of a profile's address, without what varies: scheme, `www.`, percent-encoding
        (quirk 17), query and final slash. None of an empty one.
        """
        bare = unquote(link).strip().casefold()
        bare = bare.removeprefix("https://").removeprefix("http://")
        bare = bare.partition("?")[0].partition("#")[0]
        return self._of(bare.removeprefix("www.").rstrip("/"))

    def _of(self, text: str) -> bytes | None:
        if not text:
            return None
        data = text.encode("utf-8", "surrogatepass")
        return blake2b(data, key=self._key, digest_size=16).digest()
