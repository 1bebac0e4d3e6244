"""Whom two names and two addresses are of: the same person, or not told."""

import time
import unicodedata

import pytest

from analyzer.analysis.identity import Digests
from analyzer.normal import LONGEST

# one name, another, whether they are the same
NAMES = [
    ("Ada Quill", "Ada Quill", True),
    ("Ada Quill", "ada QUILL", True),
    ("Ada Quill", "  Ada \t Quill\n", True),
    ("Ada Quill", "Ada\u00a0Quill", True),  # a space that does not break
    ("Ada Quill", "Ada\u3000Quill", True),
    ("Zoë Bäcker", unicodedata.normalize("NFD", "Zoë Bäcker"), True),
    ("Weiß", "WEISS", True),
    ("ΟΔΟΣ", "οδος", True),
    ("İpek", unicodedata.normalize("NFD", "İpek"), True),
    ("\ufb01nn", "Finn", True),  # fi as one letter
    ("Ａｄａ", "Ada", True),  # as wide as an ideograph
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
    (ZOE, "https://www.linkedin.com/in/zoe%CC%88", True),  # the accent on its own
    (ZOE, "https://www.linkedin.com/in/ZO%C3%8B", True),
    (ADA, "https://www.linkedin.com/in/ada-quill-2", False),
    (ADA, "https://www.linkedin.com/company/ada-quill", False),
    (ADA, "https://www.example.org/in/ada-quill", False),
    (ZOE, "https://www.linkedin.com/in/zoe", False),
    ("linkedin.com/in/weiß", "linkedin.com/in/weiss", False),
    ("linkedin.com/in/a%3Fb", "linkedin.com/in/a", False),  # a `?` that was encoded begins no query
    ("linkedin.com/in/a%E9", "linkedin.com/in/a%E8", False),  # not UTF-8, and not the same
    ("linkedin.com/in/a%E9", "linkedin.com/in/a%E9", True),
]


@pytest.mark.parametrize(("one", "other", "same"), NAMES)
def test_names(one: str, other: str, *, same: bool) -> None:
    digests = Digests()
    assert digests.of_name(one) is not None
    assert (digests.of_name(one) == digests.of_name(other)) is same


@pytest.mark.parametrize(("one", "other", "same"), ADDRESSES)
def test_addresses(one: str, other: str, *, same: bool) -> None:
    digests = Digests()
    assert digests.of_address(one) is not None
    assert (digests.of_address(one) == digests.of_address(other)) is same


@pytest.mark.parametrize("name", [(), ("",), ("", ""), (" ", "\u3000\t"), ("\u00a0",)])
def test_a_name_without_a_letter_is_nobodys(name: tuple[str, ...]) -> None:
    assert Digests().of_name(*name) is None


@pytest.mark.parametrize("link", ["", " ", "https://", "http://www.", "/", "?trk=mail", "#"])
def test_an_address_of_nothing_is_nobodys(link: str) -> None:
    assert Digests().of_address(link) is None


def test_the_words_of_a_name_may_come_in_one_or_several() -> None:
    digests = Digests()
    whole = digests.of_name("Ada Maria Quill")
    assert digests.of_name("Ada", "Maria", "Quill") == whole
    assert digests.of_name("Ada Maria", "Quill") == whole
    assert digests.of_name("", "Ada Maria ", " Quill") == whole


def test_each_run_has_a_key_of_its_own() -> None:
    one, other = Digests(), Digests()
    assert one.of_name("Ada Quill") != other.of_name("Ada Quill")
    assert one.of_address(ADA) != other.of_address(ADA)


def test_nothing_of_a_name_or_the_key_is_shown() -> None:
    digests = Digests()
    digest = digests.of_name("Ada Quill")
    assert digest is not None
    assert len(digest) == 16
    assert b"ada" not in digest.lower()
    assert repr(digests) == str(digests) == "Digests()"
    kept = b"".join(value for value in vars(digests).values() if isinstance(value, bytes))
    assert len(kept) == 32  # the key, and nothing of what was asked


def test_accents_without_end_take_no_time_to_speak_of() -> None:
    endless = "a" + "\u0316\u0301" * 100_000
    digests = Digests()
    began = time.process_time()
    digests.of_name(endless)
    digests.of_address(endless)
    assert time.process_time() - began < 2  # normalised, it would be minutes
    at_most = "a" + "\u0316\u0301" * (LONGEST // 2 - 1)
    assert digests.of_name(at_most) == digests.of_name(unicodedata.normalize("NFC", at_most))
