"""Remarks on files: the form for a number, and the language that is being written."""

import pickle
from dataclasses import dataclass

import numpy as np
import pytest
from pseudo import PSEUDO, accented

from analyzer.analysis.copies import Repeated
from analyzer.language import forms, marked, speaking
from analyzer.reading.sources import UnreadableFileError
from analyzer.remarks import AWAY, NOT_READABLE, Remark, counted, remark

pytestmark = pytest.mark.uncounted

COLUMNS = forms("It has {number} column.", "It has {number} columns.")
SIGNS = (remark(marked("no header")), remark(marked("another encoding")))

REMARKS = {
    "plain": (remark(marked("It is empty.")), "It is empty."),
    "braces without a value": (Remark("Written {so}."), "Written {so}."),
    "one": (counted(COLUMNS, 1), "It has 1 column."),
    "several": (counted(COLUMNS, 1200), "It has 1,200 columns."),
    "a name": (remark(marked("Like {file}."), file="a {b}.csv"), "Like a {b}.csv."),
    "parts": (remark(marked("So ({signs})."), signs=SIGNS), "So (no header, another encoding)."),
}


@pytest.mark.parametrize(("said", "english"), REMARKS.values(), ids=REMARKS)
def test_a_remark_in_words(said: Remark, english: str) -> None:
    assert str(said) == english
    assert str(pickle.loads(pickle.dumps(said))) == english


def test_a_remark_is_shown_in_the_language_that_is_being_written() -> None:
    said = remark(marked("So {number} ({signs})."), number=1200, signs=SIGNS[:1])
    with speaking(PSEUDO):
        assert str(said) == f"{accented('So')} 1’200 ({accented('no header')})."
        assert str(UnreadableFileError(NOT_READABLE, AWAY)) == (
            f"{accented(NOT_READABLE.message)} {accented(AWAY.message)}"
        )


@dataclass(frozen=True)
class Copy:
    repeated: str
    others: int
    sentence: str


COPIES = {
    "a copy": Copy("11", 0, "It holds the same records as a.csv, which are counted there."),
    "its only record": Copy("1", 0, "Its only record is also in a.csv, and is counted there."),
    "all": Copy("11", 0, "All its 2 records are also in a.csv, and are counted there."),
    "one of two": Copy("10", 0, "1 of its 2 records is also in a.csv, and is counted there."),
    "two of three, in two files": Copy(
        "110", 1, "2 of its 3 records are also in a.csv and 1 other file, and are counted there."
    ),
    "all, in four files": Copy(
        "11", 3, "All its 2 records are also in a.csv and 3 other files, and are counted there."
    ),
}


@pytest.mark.parametrize("name", COPIES)
def test_the_remark_on_repeated_records(name: str) -> None:
    copy = COPIES[name]
    mask = np.array([letter == "1" for letter in copy.repeated])
    repeated = Repeated("a.csv", mask, bool(mask.all()), name == "a copy", copy.others)
    assert str(repeated.remark) == copy.sentence
