"""Whether two names or two addresses belong to the same person."""

import unicodedata
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.analysis.people import (
    NOBODY,
    Digests,
    DistinctDigests,
    plain_address,
    plain_name,
)
from analyzer.text import LONGEST

# two names, and whether they are the same
NAMES = [
    ("Ada Quill", "Ada Quill", True),
    ("Ada Quill", "ada QUILL", True),
    ("Ada Quill", "  Ada \t Quill\n", True),
    ("Ada Quill", "Ada\u00a0Quill", True),  # a non-breaking space
    ("Ada Quill", "Ada\u3000Quill", True),
    ("Zoë Bäcker", unicodedata.normalize("NFD", "Zoë Bäcker"), True),
    ("Weiß", "WEISS", True),
    ("ΟΔΟΣ", "οδος", True),
    ("İpek", unicodedata.normalize("NFD", "İpek"), True),
    ("\ufb01nn", "Finn", True),  # a ligature
    ("Ａｄａ", "Ada", True),  # full-width letters
    ("Ada Quill", "Quill Ada", False),
    ("Ada Quill", "AdaQuill", False),
    ("Ada Quill", "Ada Quill, PhD", False),
    ("Ada Quill", "Ada Quil", False),
    ("Zoë", "Zoe", False),
    ("İpek", "Ipek", False),
    ("李", "理", False),
    ("A" * 5_000, "a" * 5_000, True),
    ("A" * 5_000, "A" * 5_001, False),
]

ADA = "https://www.linkedin.com/in/ada-quill"
ZOE = "https://www.linkedin.com/in/zo%C3%AB"
ADDRESSES = [
    (ADA, ADA, True),
    (ADA, "http://www.linkedin.com/in/ada-quill", True),
    (ADA, "https://linkedin.com/in/ada-quill", True),
    (ADA, "www.linkedin.com/in/ada-quill", True),
    (ADA, "linkedin.com/in/ada-quill", True),
    (ADA, "https://www.linkedin.com/in/ada-quill/", True),
    (ADA, "https://www.linkedin.com/in/ada-quill//", True),
    (ADA, "HTTPS://WWW.LinkedIn.com/in/Ada-Quill", True),
    (ADA, f" {ADA}\n", True),
    (ADA, f"{ADA}?trk=mail", True),
    (ADA, f"{ADA}/?trk=mail", True),
    (ADA, f"{ADA}#top", True),
    (ADA, "https://www.linkedin.com/in/ada%2Dquill", True),
    (ZOE, "https://www.linkedin.com/in/zoë", True),
    (ZOE, "https://www.linkedin.com/in/zo%c3%ab", True),
    (ZOE, "https://www.linkedin.com/in/zoe%CC%88", True),  # a combining accent
    (ZOE, "https://www.linkedin.com/in/ZO%C3%8B", True),
    (ADA, "https://www.linkedin.com/in/ada-quill-2", False),
    (ADA, "https://www.linkedin.com/company/ada-quill", False),
    (ADA, "https://www.example.org/in/ada-quill", False),
    (ZOE, "https://www.linkedin.com/in/zoe", False),
    ("linkedin.com/in/weiß", "linkedin.com/in/weiss", False),
    ("linkedin.com/in/a%3Fb", "linkedin.com/in/a", False),  # an encoded `?` does not start a query
    ("linkedin.com/in/a%E9", "linkedin.com/in/a%E8", False),  # not UTF-8, and different
    ("linkedin.com/in/a%E9", "linkedin.com/in/a%E9", True),
]


def of_name(digests: Digests, *words: str) -> int:
    """The digest of the name, in a short and in a long column."""
    (digest,) = {
        *digests.of_names([pa.array([word]) for word in words]).tolist(),
        *digests.of_names([pa.array([word] * MANY) for word in words]).tolist(),
    }
    return int(digest)


def of_address(digests: Digests, link: str) -> int:
    """The digest of the address, in a short and in a long column."""
    (digest,) = {
        *digests.of_addresses(pa.array([link])).tolist(),
        *digests.of_addresses(pa.array([link] * MANY)).tolist(),
    }
    return int(digest)


MANY = 100


@pytest.mark.parametrize(("first", "second", "same"), NAMES)
def test_names(first: str, second: str, *, same: bool) -> None:
    digests = Digests()
    assert of_name(digests, first) != NOBODY
    assert (of_name(digests, first) == of_name(digests, second)) is same


@pytest.mark.parametrize(("first", "second", "same"), ADDRESSES)
def test_addresses(first: str, second: str, *, same: bool) -> None:
    digests = Digests()
    assert of_address(digests, first) != NOBODY
    assert (of_address(digests, first) == of_address(digests, second)) is same


@pytest.mark.parametrize("name", [("",), ("", ""), (" ", "\u3000\t"), ("\u00a0",)])
def test_a_name_without_a_letter_has_no_owner(name: tuple[str, ...]) -> None:
    assert of_name(Digests(), *name) == NOBODY


@pytest.mark.parametrize("link", ["", " ", "https://", "http://www.", "/", "?trk=mail", "#"])
def test_an_empty_address_has_no_owner(link: str) -> None:
    assert of_address(Digests(), link) == NOBODY


def test_the_words_of_a_name_can_be_in_one_or_several_columns() -> None:
    digests = Digests()
    whole = of_name(digests, "Ada Maria Quill")
    assert of_name(digests, "Ada", "Maria", "Quill") == whole
    assert of_name(digests, "Ada Maria", "Quill") == whole
    assert of_name(digests, "", "Ada Maria ", " Quill") == whole


def test_each_run_has_a_separate_key() -> None:
    one, other = Digests(), Digests()
    assert of_name(one, "Ada Quill") != of_name(other, "Ada Quill")
    assert of_address(one, ADA) != of_address(other, ADA)


def test_neither_names_nor_the_key_are_shown() -> None:
    digests = Digests()
    seen = DistinctDigests(1)
    seen.add(digests.of_names([pa.array(["Ada Quill"])]))
    assert repr(digests) == str(digests) == "Digests()"
    assert repr(seen) == str(seen) == "DistinctDigests()"
    (key,) = vars(digests).values()  # the key only, no names
    assert len(key.encode()) == 16


def test_only_texts_as_short_as_names_are_normalised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Normalising a long run of accents takes quadratic time."""
    normalised: list[int] = []
    normalize = unicodedata.normalize

    def note(form: Any, text: str) -> str:
        normalised.append(len(text))
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", note)
    digests = Digests()
    endless = "a" + "\u0316\u0301" * 100_000
    assert NOBODY not in {of_name(digests, endless), of_address(digests, endless)}
    assert max(normalised, default=0) <= LONGEST
    at_most = "a" + "\u0316\u0301" * (LONGEST // 2 - 1)
    assert of_name(digests, at_most) == of_name(digests, normalize("NFC", at_most))


letters = st.sampled_from(
    [*"aB ./?#%\t\x1c\x7f\x00", "é", "e\u0301", "\u3000", "%41", "%FF", "https://", "www."]
)
cells = st.lists(st.lists(letters, max_size=9).map("".join), min_size=1, max_size=5)


@given(cells)
@example(["", " ", "A  b", "a b", "a\x00", "a"])
def test_a_column_of_names_or_addresses_gives_the_same_digests_as_plain_forms(
    written: list[str],
) -> None:
    digests = Digests()
    few, many = pa.array(written), pa.array([*written, *["ann"] * MANY])
    results = [
        (plain_name, digests.of_names([few]), digests.of_names([many])),
        (plain_address, digests.of_addresses(few), digests.of_addresses(many)),
    ]
    for plain, given_digests, among_many in results:
        assert given_digests.tolist() == among_many[: len(written)].tolist()
        forms = [plain(text) for text in written]
        assert [digest == NOBODY for digest in given_digests] == [form == "" for form in forms]
        for form, digest in zip(forms, given_digests, strict=True):
            assert [other == digest for other in given_digests] == [
                form == other for other in forms
            ]


def test_distinct_rows_are_kept_without_many_duplicates() -> None:
    seen, expected = DistinctDigests(2), set()
    for batch in range(50):
        rows = np.random.default_rng(batch).integers(1, 200, (2, 3_000)).astype(np.uint64)
        seen.add(*rows)
        expected |= set(zip(*rows.tolist(), strict=True))
        assert len(seen.columns()[0]) <= 2 * len(expected) + 10_000
    one, other = seen.columns()
    assert set(zip(one.tolist(), other.tolist(), strict=True)) == expected
    assert [len(column) for column in DistinctDigests(2).columns()] == [0, 0]
