"""Any export, with files in any dialect and with any damage, is read or refused in a sentence. A ZIP gives the same."""

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from exports import pack, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.analysis.analyze import analyze
from analyzer.analysis.model import Analysis
from analyzer.errors import ExportError
from analyzer.limits import Limits
from analyzer.mapping.mapping import load_mapping
from analyzer.sample import dialects

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

MAPPING = load_mapping()
LIMITS = Limits(files=30, folders=4, columns=60)

alphabet = st.one_of(
    st.sampled_from('",;\t\r\n\\\x00 a\u2028\u202e\ufeff\x1a=😀'), st.characters(codec="utf-8")
)
cells = st.one_of(
    st.text(alphabet, max_size=12),
    st.sampled_from(
        (
            "",
            "2020-01-01 00:00:00",
            "01 Jan 2020",
            "1/1/20, 1:00 AM",
            "https://www.linkedin.com/in/a",
            "A, B",
        )
    ),
)
headers = st.one_of(
    st.sampled_from([header for table in MAPPING.tables for header in table.headers if header]),
    st.lists(st.text(alphabet, max_size=8), min_size=1, max_size=6).map(tuple),
)
names = st.one_of(
    st.sampled_from([name.replace("*", "x") for table in MAPPING.tables for name in table.files]),
    st.sampled_from(
        (
            "notes.txt",
            "a.csv",
            "Skills_1.csv",
            "Skills (1).csv",
            ".DS_Store",
            "b/c/d/e/f/g.csv",
            "photo.jpg",
        )
    ),
)
folders = st.sampled_from(("", "", "", "export/", "Basic_LinkedInDataExport/", "__MACOSX/", "ü/"))


MARKS = (b"", b'"', b",", b"\n", b"\xff", b"\x00")
"""The bytes to insert. Empty bytes mean that a byte is removed."""

Write = Callable[[list[list[str]]], bytes]
DIALECTS: tuple[Write, ...] = (
    dialects.write_rfc4180,
    lambda rows: dialects.write_rfc4180(rows, eol="\r\n", quote_all=True),
    dialects.write_utf16_tab,
    dialects.write_backslash,
    lambda rows: b"\xef\xbb\xbf" + dialects.write_rfc4180(rows),
    lambda rows: b'Notes:\n"a note"\n\n' + dialects.write_rfc4180(rows),
    lambda rows: "\n".join(";".join(cells) for cells in rows).encode(),
    lambda rows: "\n".join(",".join(cells) for cells in rows).encode("cp1252", "replace"),
    lambda rows: "".join(f"<p>{cell}" for cells in rows for cell in cells).encode(),
)


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """A table in some dialect and encoding, with a few bytes removed or inserted."""
    header = draw(headers)
    row = st.lists(cells, min_size=len(header), max_size=len(header))
    rows = [list(header), *draw(st.lists(row, max_size=4))]
    write_table = draw(st.sampled_from(DIALECTS))
    data = write_table(rows)
    for inserted in draw(st.lists(st.sampled_from(MARKS), max_size=3)):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + (inserted or b"") + data[at + (not inserted) :]
    return data


exports = st.dictionaries(st.builds(str.__add__, folders, names), contents(), max_size=6)


def analysed(path: Path) -> Analysis | str:
    """The analysis, or the sentence that refuses it, without the name of the export."""
    try:
        analysis = analyze(path, MAPPING, limits=LIMITS)
    except ExportError as error:
        return error.general
    return replace(analysis, name="", kind="zip")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(exports)
def test_any_export_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    place = tmp_path_factory.mktemp("export")
    unpacked = analysed(write(place / "folder", files))
    packed = analysed(pack(place / "export.zip", files))
    if isinstance(unpacked, str) or isinstance(packed, str):
        assert isinstance(unpacked, str) == isinstance(packed, str)
        return
    for file in unpacked.files:
        assert file.found == file.measured + file.rejected
        assert file.rejected_lines == tuple(sorted(file.rejected_lines))
    if all("/" not in name for name in files):
        assert unpacked.files == packed.files
        assert unpacked.columns.equals(packed.columns)
        assert unpacked.days.equals(packed.days)


# The fields of a ZIP: header, offset and format.
FIELDS = (
    *((b"PK\x03\x04", at, form) for at, form in ((4, "<H"), (6, "<H"), (8, "<H"), (14, "<I"), (18, "<I"), (22, "<I"), (26, "<H"), (28, "<H"))),
    *((b"PK\x01\x02", at, form) for at, form in ((6, "<H"), (8, "<H"), (10, "<H"), (16, "<I"), (20, "<I"), (24, "<I"), (28, "<H"), (30, "<H"), (32, "<H"), (38, "<I"), (42, "<I"))),
    *((b"PK\x05\x06", at, form) for at, form in ((4, "<H"), (8, "<H"), (10, "<H"), (12, "<I"), (16, "<I"), (20, "<H"))),
)  # fmt: skip
values = st.one_of(st.integers(0, 0xFFFF), st.sampled_from((0xFFFFFFFF, 0xFFFFFFFE, 0x7FFFFFFF, 1 << 20)))  # fmt: skip


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from(FIELDS), values), min_size=1, max_size=3), st.integers(0, 40)
)
def test_a_zip_with_any_fields_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, fields: list[tuple[Any, int]], cut: int
) -> None:
    path = tmp_path_factory.mktemp("zip") / "export.zip"
    data = bytearray(
        pack(path, {"Skills.csv": "Name\nSourdough\n", "Votes.csv": "Date\n"}).read_bytes()
    )
    for (mark, at, form), value in fields:
        struct.pack_into(form, data, data.find(mark) + at, value & (0xFFFF if form == "<H" else 0xFFFFFFFF))  # fmt: skip
    path.write_bytes(data[: len(data) - (cut if cut < 30 else 0)])
    result = analysed(path)
    if isinstance(result, str):
        assert result.endswith(".")
    else:
        assert all(file.state != "unreadable" or file.reason for file in result.files)
