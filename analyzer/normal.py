"""Brings text into a normal form of Unicode, in time that grows with its length."""

import unicodedata
from typing import Final, Literal

LONGEST: Final = 1_000
"""Characters. LinkedIn allows far shorter names, addresses and paths. What is longer is compared as it stands:
normalising takes quadratic time over accents without end.
"""


def normal(form: Literal["NFC", "NFKC"], text: str) -> str:
    """The text in that form if it is no longer than any name."""
    return unicodedata.normalize(form, text) if len(text) <= LONGEST else text
