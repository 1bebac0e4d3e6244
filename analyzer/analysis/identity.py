"""Recognises names and profile addresses by keyed digests, so that who they are is not kept."""

import re
import secrets
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.normal import normal

DigestArray = npt.NDArray[np.uint64]

NOBODY: Final = 0
"""Instead of the digest of nothing."""


class Digests:
    """Digests under a key that is made for each run and never leaves it.

    They are SipHash, of 64 bits: among a million people, the odds that two have the same are one to thirty million.
    """

    def __init__(self) -> None:
        self._key = secrets.token_urlsafe(12)  # 16 letters

    def __repr__(self) -> str:
        """Show nothing of the key."""
        return "Digests()"

    def of_names(self, words: Sequence[pa.Array]) -> DigestArray:
        """The digest of each name, whatever its case and spacing, and however its accents are encoded; `NOBODY` of
        an empty one. A name is made of the cells in all the columns `words`, of which there is one at least.
        """
        names = words[0] if len(words) == 1 else pc.binary_join_element_wise(*words, " ")
        return self._of(names, _ODD_IN_NAME, pc.ascii_lower, plain_name)

    def of_addresses(self, links: pa.Array) -> DigestArray:
        """The digest of each profile's address, without what varies: scheme, `www.`, percent-encoding (quirk 17), case,
        query and final slash. `NOBODY` of an empty one.
        """
        return self._of(links, _ODD_IN_ADDRESS, _plain_addresses, plain_address)

    def _of(
        self,
        cells: pa.Array,
        odd_letters: str,
        simplify: Callable[[pa.Array], pa.Array],
        plain: Callable[[str], str],
    ) -> DigestArray:
        """The digests of the cells in plain form: at once of those in ASCII without odd letters, which most are."""
        if len(cells) > _ONE_BY_ONE:
            odd = pc.or_(
                pc.invert(pc.string_is_ascii(cells)), pc.match_substring_regex(cells, odd_letters)
            )
            rows = np.flatnonzero(odd.to_numpy(zero_copy_only=False))
            simple = simplify(cells)
            digests = self._digested(simple.to_numpy(zero_copy_only=False))
            digests[pc.equal(simple, "").to_numpy(zero_copy_only=False)] = NOBODY
        else:
            rows, digests = np.arange(len(cells)), np.empty(len(cells), np.uint64)
        if len(rows):
            known = cells.take(pa.array(rows)).dictionary_encode()
            # What is not UTF-8 when percent-encoding is undone, is digested as the bytes it was.
            forms = [
                plain(each).encode("utf-8", "surrogatepass")
                for each in known.dictionary.to_pylist()
            ]
            distinct = self._digested(np.array(forms, object))
            distinct[[not form for form in forms]] = NOBODY
            digests[rows] = distinct[known.indices.to_numpy()]
        return digests

    def _digested(self, forms: npt.NDArray[np.object_]) -> DigestArray:
        return pd.util.hash_array(forms, hash_key=self._key, categorize=False)


_ONE_BY_ONE: Final = 20
"""Cells; to make so many plain one by one takes less time than at once."""


class DistinctDigests:
    """Distinct rows of digests, which come in batches; not many more are held than are distinct."""

    def __init__(self, width: int) -> None:
        self._held: list[tuple[DigestArray, ...]] = [(np.empty(0, np.uint64),) * width]
        self._number = self._distinct = 0

    def __repr__(self) -> str:
        """Show nothing of them."""
        return "DistinctDigests()"

    def add(self, *columns: DigestArray) -> None:
        """Add rows, of which these are the columns."""
        if not len(columns[0]):
            return
        self._held.append(columns)
        self._number += len(columns[0])
        if self._number > 2 * self._distinct + _FEW:
            whole = pd.DataFrame(dict(enumerate(self.columns()))).drop_duplicates()
            self._held = [tuple(whole[place].to_numpy() for place in whole)]
            self._number = self._distinct = len(whole)

    def columns(self) -> tuple[DigestArray, ...]:
        """The columns of the rows, some of which may still be there twice."""
        return tuple(map(np.concatenate, zip(*self._held, strict=True)))


_FEW: Final = 10_000


# --- plain forms ---------------------------------------------------------------------------------


def plain_name(name: str) -> str:
    """The name in one case and spacing, with accents in one encoding."""
    plain = name.lower() if name.isascii() else normal("NFKC", normal("NFKC", name).casefold())
    return " ".join(plain.split())


_ODD_IN_NAME: Final = r"[\x00-\x1f\x7f]|  |^ | $"
"""Matches what is not a name in ASCII with nothing but its case to be made plain."""


def plain_address(link: str) -> str:
    """The address without what varies."""
    path = link.partition("?")[0].partition("#")[0]
    if "%" in path:
        path = _ENCODED.sub(_decoded, path)
    bare = (path if path.isascii() else normal("NFC", path)).strip().lower()
    bare = bare.removeprefix("https://").removeprefix("http://")
    return bare.removeprefix("www.").rstrip("/")


_ENCODED: Final = re.compile(r"(?:%[0-9a-fA-F]{2})++")


def _decoded(encoded: re.Match[str]) -> str:
    # An encoding that is not UTF-8 is kept as it is: two addresses must not become one.
    return bytes.fromhex(encoded[0].replace("%", "")).decode(errors="surrogateescape")


_ODD_IN_ADDRESS: Final = r"[?#%\x00-\x20\x7f]"
"""Matches an address that `_plain_addresses` does not make plain."""


def _plain_addresses(links: pa.Array) -> pa.Array:
    bare = pc.replace_substring_regex(
        pc.ascii_lower(links), pattern=r"^(?:https://)?(?:http://)?(?:www\.)?", replacement=""
    )
    return pc.ascii_rtrim(bare, characters="/")
