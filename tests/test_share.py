"""Share files contain no cell, are read back unchanged, and give the same group as the exports they came from."""

import csv
import io
import json
import re
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command import Run, caller
from exports import Files, pack, write
from hypothesis import given
from hypothesis import strategies as st
from workshops import export

from analyzer.analysis.analyze import analyze
from analyzer.errors import ShareError
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reading.reader import read
from analyzer.remarks import NOT_READABLE
from analyzer.reporting.figures import figures
from analyzer.reporting.model import Figures
from analyzer.reporting.page import render
from analyzer.reporting.share import (
    FORMAT,
    LARGEST,
    NOTE,
    UNKNOWN_FILES,
    Count,
    CountKey,
    SharedCounts,
    is_share,
    parse_share,
    plain_counts,
    possible_keys,
    read_share,
    share_text,
    shared_counts,
    two_digits,
)
from analyzer.sample.workshop import write_workshop
from analyzer.workshop.cohort import summarize
from analyzer.workshop.contributions import (
    DISTINCTIVE,
    Contribution,
    find_repeated,
    from_export,
    from_share,
    share_token,
)
from analyzer.workshop.dataset import Origin, dataset_csv, part_with_counts, read_contribution
from analyzer.workshop.folder import DATASET, part_path, prepare
from analyzer.workshop.participants import find_participants, survey
from analyzer.workshop.state import Register, write_register

PROJECT = Path(__file__).parent.parent
SAMPLE = PROJECT / "sample_export"
DAY = date(2026, 3, 14)
CANARY = "KANARIE"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Call `exposure ARGUMENTS` in an empty folder; gives the exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    return caller(monkeypatch, capfd)


@pytest.fixture(scope="module")
def sample(mapping: ExportMapping) -> Figures:
    return figures(analyze(SAMPLE, mapping))


@pytest.fixture(scope="module")
def text(sample: Figures, mapping: ExportMapping) -> str:
    return share_text(shared_counts(sample).rounded(), mapping)


# --- rounding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        *((0, 0), (7, 7), (99, 99), (100, 100), (104, 100), (105, 110), (994, 990), (995, 1000)),
        *((1642, 1600), (1650, 1700), (123_456, 120_000), (999_999, 1_000_000)),
    ],
)
def test_numbers_are_rounded_to_two_digits(number: int, rounded: int) -> None:
    assert two_digits(number) == rounded


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_rounding_is_off_by_5_percent_at_most_and_keeps_the_order(first: int, second: int) -> None:
    assert abs(two_digits(first) - first) * 20 <= first
    assert two_digits(two_digits(first)) == two_digits(first)
    assert (two_digits(first) == 0) == (first == 0)
    assert (first < second) <= (two_digits(first) <= two_digits(second))


# --- contents ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_share_file_is_json_with_a_line_for_each_count(text: str, sample: Figures) -> None:
    plain = json.loads(text)
    assert len(text.splitlines()) == len(plain["counts"]) + 10
    assert len(plain["counts"]) < len(sample.columns) / 2
    assert max(map(len, text.splitlines())) < 200


def test_before_rounding_the_totals_equal_those_of_the_page(sample: Figures) -> None:
    exact = shared_counts(sample)
    assert exact.entries == sample.whole.values
    assert exact.words_of_text == sample.whole.text_words
    assert exact.people_named == sample.people


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def own_words(mapping: ExportMapping) -> set[str]:
    """Every text that a share file can contain: none comes from an export."""
    labels = {label for key in possible_keys(mapping) for label in astuple(key) if label}
    assert {label for label in labels if "." not in label} <= {
        *("set_aside", "unknown", "self", "others", "mixed", "linkedin", "ai", UNKNOWN_FILES),
        "Jobs/Job Application Answers/…",
    }
    keys = "format format_version note mapping version sha256 people_named totals entries words_of_text"
    return {*labels, *keys.split(), "counts", "file", "data_type", "subject", "author"} | {
        *(FORMAT, NOTE, mapping.version, mapping.sha256)
    }


def with_canaries(export: Path, mapping: ExportMapping) -> Files:
    """The export with a canary in every cell, and an unknown file, folder and column."""
    files: dict[str, str | bytes] = {}
    for path in sorted(path for path in export.rglob("*") if path.is_file()):
        name, data = path.relative_to(export).as_posix(), path.read_bytes()
        reading = read(data, name, mapping)
        if not name.endswith(".csv") or (reading.table and reading.table.layout == "chat-blocks"):
            files[name] = re.sub(r"(>|: )(?=\w)", rf"\1{CANARY} ", data.decode())
            continue
        lines = io.StringIO()
        writer = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([*reading.header, f"{CANARY} column"])
        for row in zip(*(column.to_pylist() for column in reading.records.columns), strict=True):
            writer.writerow([*(f"{CANARY} {c}" if c.strip() else c for c in row), CANARY])
        files[name] = lines.getvalue()
    return files | {f"{CANARY}/{CANARY} diary.csv": f"{CANARY}a,{CANARY}b\n{CANARY},{CANARY}\n"}


@pytest.mark.slow
@pytest.mark.uncounted
def test_a_share_file_has_no_cell_and_no_unknown_name(
    mapping: ExportMapping, sample: Figures, tmp_path: Path, run: Run
) -> None:
    home = write(tmp_path / f"{CANARY} export", with_canaries(SAMPLE, mapping))
    counted = shared_counts(figures(analyze(home, mapping)))
    assert (
        counted.entries > sample.whole.values
    )  # all cells were read, also those of the new columns
    files = {count.key.file for count in counted.counts}
    assert files >= {count.key.file for count in shared_counts(sample).counts} | {UNKNOWN_FILES}

    code, out, err = run("report", home, "--share", "share.json", "--out", "page.html")
    assert (code, err) == (0, "")
    handed_over = Path("share.json").read_text("utf-8")
    assert "kanarie" not in handed_over.casefold()
    assert set(strings(json.loads(handed_over))) <= own_words(mapping)
    preview = out[: out.index("Share file:")]
    assert "kanarie" not in preview.casefold()
    page = Path("page.html").read_text("utf-8")
    section = page[page.index('<h2 id="share">') : page.index('<h2 id="details">')]
    assert "kanarie" not in section.casefold()


def test_a_share_file_has_no_date(text: str) -> None:
    plain = json.loads(text)
    del plain["mapping"]
    assert not re.search(r"\b(19|20)\d\d-\d\d|\b\d{1,2} (January|February|March)\b", str(plain))


# --- the previews -----------------------------------------------------------------------------------------------------


class Rows(HTMLParser):
    """The rows of the table with everything in the share file, cell by cell; a line break is a space."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"th", "td"}:
            self.rows[-1].append("")
        elif tag == "br":
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.replace("\n", "")


def counts_of(rows: list[list[str]]) -> list[dict[str, str | int]]:
    """The counts of a share file, as they can be read from the table on the page."""
    counts, file = [], ""
    for row in rows[1:]:
        if len(row) == 1:
            (file,) = row
            continue
        named, words, entries = row
        data_type, _, rest = named.partition(" subject: ")
        subject, _, author = rest.partition("; author: ")
        labels = {"file": file, "data_type": data_type, "subject": subject, "author": author}
        count: dict[str, str | int] = {name: label for name, label in labels.items() if label}
        count["entries"] = int(entries.replace(",", ""))
        if author:
            count["words_of_text"] = int(words.replace(",", ""))
        counts.append(count)
    return counts


def test_the_page_shows_exactly_what_is_in_it(sample: Figures, text: str) -> None:
    page = render(sample, DAY, shared=shared_counts(sample).rounded())
    section = page[page.index('<h2 id="share">') : page.index('<h2 id="details">')]
    table = Rows()
    table.feed(section[section.index("<table>") : section.index("</table>")])
    plain = json.loads(text)
    assert counts_of(table.rows) == plain["counts"]
    for number in (plain["people_named"], *plain["totals"].values()):
        assert f"{number:,}" in section


def test_without_a_share_file_the_page_has_no_section_about_it(sample: Figures) -> None:
    assert 'id="share"' not in render(sample, DAY)


@pytest.mark.slow
def test_the_terminal_shows_exactly_what_is_in_it(run: Run, text: str) -> None:
    code, out, err = run("report", SAMPLE, "--share", "anna.json")
    assert (code, err) == (0, "")
    assert Path("anna.json").read_text("utf-8") == text
    plain = json.loads(text)
    preview = out[: out.index("Share file: anna.json")].splitlines()
    shown = [line.split() for line in preview if line.startswith("  ")]
    counts = [
        [str(value) if isinstance(value, str) else f"{value:,}" for name, value in count.items() if name != "file"]
        for count in plain["counts"]
    ]  # fmt: skip
    assert [line for line in shown if line != ["Words"]] == counts
    files = dict.fromkeys(count["file"] for count in plain["counts"])
    assert [line.strip() for line in preview if line.strip() in files] == list(files)
    assert f"about {plain['people_named']:,} other people" in out


def test_with_numbers_on_standard_output_the_preview_is_on_stderr(run: Run) -> None:
    home = write(Path("e"), export("Ada"))
    code, out, err = run("report", home, "--share", "ada.json", "--json", "-")
    assert code == 0
    assert json.loads(out)["format_version"]
    assert "Share file: ada.json" in err


# --- its place --------------------------------------------------------------------------------------------------------


def test_only_the_owner_can_read_a_share_file(run: Run) -> None:
    home = write(Path("e"), export("Ada"))
    Path("ada.json").write_text("{}")
    Path("ada.json").chmod(0o666)
    assert run("report", home, "--share", "ada.json")[0] == 0
    assert stat.S_IMODE(Path("ada.json").stat().st_mode) == 0o600


REFUSED = {
    "the page": (
        ["--share", "x.json", "--out", "x.json"],
        "cannot be both the page and the share file",
    ),
    "the numbers": (
        ["--share", "x.json", "--json", "./X.json"],
        "cannot be both the numbers and the share file",
    ),
    "in the export": (["--share", "e/x.json"], "is in the export itself"),
    "a file of the export": (["--share", "link.json"], "is in the export itself"),
    "another ending": (["--share", "x.txt"], "must end in .json"),
    "standard output": (["--share", "-"], "must end in .json"),
    "the picture": (
        ["--share", "x.json", "--picture", "x.json"],
        "must end in .svg or .png",
    ),
}


@pytest.mark.parametrize(("options", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_share_file_never_replaces_another_output(
    run: Run, options: list[str], sentence: str
) -> None:
    home = write(Path("e"), {**export("Ada"), "n.json": "{}"})
    Path("link.json").hardlink_to(home / "n.json")
    before = {path: path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}
    code, out, err = run("report", home, *options)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert sentence in err
    after = {path: path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}
    assert after == before


def test_a_zip_with_the_suffix_of_a_share_file_is_not_overwritten(run: Run) -> None:
    packed = pack(Path("export.json"), export("Ada"))
    before = packed.read_bytes()
    code, _, err = run("report", packed, "--share", "./export.json")
    assert (code, len(err.splitlines())) == (1, 1)
    assert packed.read_bytes() == before


def test_a_zip_with_the_suffix_of_a_share_file_is_an_archive(
    mapping: ExportMapping, tmp_path: Path
) -> None:
    packed = pack(tmp_path / "export.json", export("Ada"))
    surveyed = survey(packed, mapping, b"key")
    assert [archive.path for archive in surveyed.archives] == [packed]
    assert surveyed.reasons == ()


# --- writing and reading-------------------------------------------------------------------------------------------------


MAPPING = load_mapping()
KEYS = sorted(possible_keys(MAPPING), key=lambda key: key.order)


@st.composite
def counts(draw: st.DrawFn) -> SharedCounts:
    """Any counts that an export may have."""
    keys = draw(st.sets(st.sampled_from(KEYS), max_size=40))
    return SharedCounts(
        people_named=draw(st.integers(0, 10**8)),
        counts=tuple(
            Count(key, entries, entries + draw(st.integers(0, 10**8)) if key.author else 0)
            for key in sorted(keys, key=lambda key: key.order)
            for entries in (draw(st.integers(1, 10**8)),)
        ),
    )


@pytest.mark.uncounted
@given(counts())
def test_reading_reverses_writing(exact: SharedCounts) -> None:
    rounded = exact.rounded()
    written = share_text(rounded, MAPPING)
    assert len(written.encode()) < LARGEST
    back = parse_share(written.encode(), MAPPING)
    assert back == rounded
    assert share_token(back, MAPPING) == share_token(exact, MAPPING)
    plain = json.loads(written)
    for name in ("entries", "words_of_text"):
        assert plain["totals"][name] == sum(count.get(name, 0) for count in plain["counts"])
        total = getattr(exact, name)
        assert abs(plain["totals"][name] - total) * 20 <= total


def test_a_file_that_counts_all_kinds_is_far_from_too_large(mapping: ExportMapping) -> None:
    most = tuple(Count(key, 990_000_000, 990_000_000 if key.author else 0) for key in KEYS)
    written = share_text(SharedCounts(10**9, most), mapping).encode()
    assert len(written) < LARGEST / 4
    assert parse_share(written, mapping).counts == most


def test_a_share_file_can_have_a_byte_order_mark_and_other_line_ends(
    text: str, mapping: ExportMapping
) -> None:
    changed = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert parse_share(changed, mapping) == parse_share(text.encode(), mapping)


def test_every_kind_of_data_of_real_layouts_is_known(
    shared: Path, masked_export: Callable[[str], Any], mapping: ExportMapping
) -> None:
    for path in sorted((shared / "exports").iterdir()):
        rounded = shared_counts(figures(masked_export(path.name))).rounded()
        assert parse_share(share_text(rounded, mapping).encode(), mapping) == rounded, path.name


# --- tampered and foreign files ---------------------------------------------------------------------------------------

SKILLS = CountKey("Skills.csv", "profile.skills", "self")
SUMMARY = CountKey("Profile.csv", "profile.summary", "self", "self")
GOOD = SharedCounts(20, (Count(SUMMARY, 1, 120), Count(SKILLS, 12)))
Change = Callable[[dict[str, Any]], object]


def set_count(number: int, **values: object) -> Change:
    return lambda plain: plain["counts"][number].update(values)


def set_key(**values: object) -> Change:
    return lambda plain: plain.update(values)


def add_count(**values: object) -> Change:
    return lambda plain: plain["counts"].append(values)


def set_mapping(**values: str) -> Change:
    return lambda plain: plain["mapping"].update(values)


def set_totals(**values: object) -> Change:
    return lambda plain: plain["totals"].update(values)


TAMPERED: Mapping[str, Mapping[str, Change]] = {
    "It is a JSON file, but not a share file from exposure report --share.": {
        "another format": set_key(format="something else"),
        "no format": lambda plain: plain.pop("format"),
    },
    "It is a share file from another version of linkedin-exposure. Make it again with this one.": {
        "a later version": set_key(format_version=2),
        "a version of true": set_key(format_version=True),
        "a version in words": set_key(format_version="1"),
    },
    "It is a share file made with another mapping. Make it again with this one.": {
        "another mapping": set_mapping(sha256="0" * 64),
        "another version of the mapping": set_mapping(version="2020.1.1"),
        "a mapping with another key": set_mapping(name=CANARY),
        "not a mapping": set_key(mapping=[]),
    },
    "It is a share file with an unknown or a missing key.": {
        "an unknown key": set_key(name=CANARY),
        "a missing key": lambda plain: plain.pop("people_named"),
        "an unknown key of a count": set_count(1, column=CANARY),
        "a count without entries": lambda plain: plain["counts"][1].pop("entries"),
        "a count without a file": lambda plain: plain["counts"][1].pop("file"),
        "words of a column without text": set_count(1, words_of_text=12),
        "text without words": lambda plain: plain["counts"][0].pop("words_of_text"),
    },
    "It is a share file with an impossible count: negative, too large or not a whole number.": {
        "a negative count": set_count(1, entries=-12),
        "a count of zero": set_count(1, entries=0),
        "an impossible count": set_count(1, entries=10**10),
        "a count of thousands of digits": set_count(1, entries=10**4000),
        "a count with a fraction": set_count(1, entries=12.0),
        "not a number": set_count(1, entries=float("nan")),
        "an infinite count": set_count(1, entries=float("inf")),
        "a count in words": set_count(1, entries=CANARY),
        "a count of true": set_count(1, entries=True),
        "a count of null": set_count(1, entries=None),
        "a negative number of people": set_key(people_named=-1),
        "people in a list": set_key(people_named=[1]),
    },
    "It is a share file with a count that is not rounded to two digits.": {
        "an exact count": set_count(0, words_of_text=121),
        "an exact number of people": set_key(people_named=1642),
    },
    "It is a share file that counts a kind of data that no export has.": {
        "an unknown file": set_count(1, file=f"{CANARY}.csv"),
        "a file that is not a name": set_count(1, file=[CANARY]),
        "a data type of another file": set_count(1, data_type="profile.summary"),
        "another subject": set_count(1, subject="others"),
        "another author": set_count(0, author="ai"),
    },
    "It is a share file with a count that has fewer words of text than entries.": {
        "more entries than words": set_count(0, entries=130),
    },
    "It is a share file whose counts do not add up to its totals.": {
        "a wrong total": set_totals(entries=14),
        "a total of true": set_key(totals={"entries": 13, "words_of_text": True}),
        "totals with another key": set_totals(characters=9),
        "no totals": set_key(totals=None),
        "an added count": add_count(file="Votes.csv", data_type="set_aside", entries=5),
    },
    "It is a share file in which something is listed twice.": {
        "the same count twice": add_count(
            file="Skills.csv", data_type="profile.skills", subject="self", entries=12
        ),
    },
    "It is a share file that was changed after it was made.": {
        "counts in another order": lambda plain: plain["counts"].reverse(),
        "another note": set_key(note=CANARY),
        "counts that are not a list": set_key(counts={"a": 1}),
        "a number in the list of counts": set_key(counts=[1]),
    },
}


def cases(table: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """A test case for each change, with the sentence that refuses it."""
    return [
        pytest.param(sentence, change, id=name)
        for sentence, changes in table.items()
        for name, change in changes.items()
    ]


@pytest.mark.parametrize(("sentence", "change"), cases(TAMPERED))
def test_a_tampered_file_is_refused_in_one_sentence(
    mapping: ExportMapping, sentence: str, change: Change
) -> None:
    plain = plain_counts(GOOD, mapping)
    assert parse_share(json.dumps(plain).encode(), mapping) == GOOD
    change(plain)
    with pytest.raises(ShareError) as caught:
        parse_share(tampered(plain), mapping)
    assert str(caught.value) == sentence


def tampered(plain: dict[str, Any]) -> bytes:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return json.dumps(plain).encode()
    finally:
        sys.set_int_max_str_digits(before)


def good(mapping: ExportMapping) -> str:
    return share_text(GOOD, mapping)


FOREIGN: Mapping[str, Mapping[str, Callable[[str], str | bytes]]] = {
    "It is not valid JSON: it was edited or cut off.": {
        "nothing": lambda _: "",
        "a text": lambda _: f"Dear {CANARY}",
        "cut": lambda text: text[: len(text) // 2],
        "two in one": lambda text: text + text,
    },
    "It is a JSON file, but not a share file from exposure report --share.": {
        "a list": lambda _: "[]",
        "a number": lambda _: "7",
        "another JSON": lambda _: '{"format_version": 2, "columns": []}',
    },
    "It is not text, as a share file is.": {
        "a ZIP": lambda _: b"PK\x03\x04\xff\xfe",
        "in UTF-16": lambda text: text.encode("utf-16"),
    },
    "It is nested more deeply than any share file.": {
        "nested": lambda _: "[" * 100_000,
        "nested in a key": lambda text: text.replace(
            '"people_named": 20', '"people_named": ' + '{"a":' * 9_999
        ),
    },
    "It is a share file in which something is listed twice.": {
        "a key twice": lambda text: text.replace('"format"', '"format": 1, "format"'),
        "a count's key twice": lambda text: text.replace(
            '"entries": 12', '"entries": 12, "entries": 12'
        ),
    },
    "It is a share file with an impossible count: negative, too large or not a whole number.": {
        "a number with an exponent": lambda text: text.replace(
            '"entries": 12}', '"entries": 1.2e1}'
        ),
    },
    "It is larger than any share file.": {
        "too large": lambda text: text + " " * LARGEST,
    },
}


@pytest.mark.parametrize(("sentence", "make"), cases(FOREIGN))
def test_a_foreign_file_is_refused_in_one_sentence(
    mapping: ExportMapping, tmp_path: Path, sentence: str, make: Callable[[str], str | bytes]
) -> None:
    content = make(good(mapping))
    path = tmp_path / "x.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ShareError) as caught:
        read_share(path, mapping)
    assert str(caught.value) == sentence


def test_a_file_larger_than_memory_is_not_read_whole(
    mapping: ExportMapping, tmp_path: Path
) -> None:
    path = tmp_path / "x.json"
    with path.open("wb") as file:
        file.truncate(10**12)  # larger than the memory
    with pytest.raises(ShareError, match="larger"):
        read_share(path, mapping)


def test_a_file_that_cannot_be_opened_is_refused(mapping: ExportMapping, tmp_path: Path) -> None:
    with pytest.raises(ShareError) as caught:
        read_share(tmp_path, mapping)
    assert str(caught.value) == str(NOT_READABLE)


@given(st.data())
def test_a_changed_byte_is_refused_or_gives_other_counts(data: st.DataObject) -> None:
    """A change is also accepted if the JSON stays the same."""
    written = good(MAPPING).encode()
    at = data.draw(st.integers(0, len(written) - 1))
    put = data.draw(st.binary(max_size=3))
    changed = written[:at] + put + written[at + 1 :]
    try:
        back = parse_share(changed, MAPPING)
    except ShareError:
        return
    assert json.loads(changed) == plain_counts(back, MAPPING)


# --- a workshop of share files ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("twelve") / "exports"
    write_workshop(home, 12, seed=3, scale=0.05)
    return home


@pytest.fixture(scope="module")
def archives(twelve: Path, mapping: ExportMapping) -> dict[str, Path]:
    """The archive that counts for each participant, by the name of their folder or ZIP."""
    surveys = [survey(child, mapping, b"key") for child in sorted(twelve.iterdir())]
    people = find_participants(surveys)
    return {person.children[0].stem: person.source for person in people if person.source}


@pytest.fixture(scope="module")
def counted(archives: dict[str, Path], mapping: ExportMapping) -> dict[str, Figures]:
    assert len(archives) == 12
    return {name: figures(analyze(path, mapping)) for name, path in archives.items()}


@pytest.mark.slow
def test_without_rounding_the_group_is_the_same(
    counted: dict[str, Figures], mapping: ExportMapping
) -> None:
    exports = [(name, from_export(export)) for name, export in counted.items()]
    shares = [
        (name, from_share(shared_counts(export), mapping)) for name, export in counted.items()
    ]
    for min_group in (3, 5):
        of_shares, of_exports = (
            summarize(contributions, [], mapping, min_group, b"key")
            for contributions in (shares, exports)
        )
        assert of_shares == of_exports


def amounts(contribution: Contribution) -> dict[tuple[str, ...], int]:
    """All numbers behind the page of a group: sums over rows with the same facet, and people."""
    sums: dict[tuple[str, ...], int] = {("people",): contribution.people}
    for row in contribution.rows:
        for unit in ("values", "text_words", "texts", "items"):
            volume = getattr(row.volume, unit)
            for facet in ("table", "data_type", "category", "standing", "subject", "author"):
                key = (facet, str(getattr(row, facet)), unit)
                sums[key] = sums.get(key, 0) + volume
            sums["whole", unit] = sums.get(("whole", unit), 0) + volume
    return {key: amount for key, amount in sums.items() if amount}


def test_with_rounding_every_amount_is_off_by_5_percent_at_most(
    counted: dict[str, Figures], mapping: ExportMapping
) -> None:
    for name, export_figures in counted.items():
        exact = amounts(from_export(export_figures))
        text = share_text(shared_counts(export_figures).rounded(), mapping)
        rounded = amounts(from_share(parse_share(text.encode(), mapping), mapping))
        assert rounded.keys() == exact.keys(), name
        for key, amount in exact.items():
            assert abs(rounded[key] - amount) * 20 <= amount, (name, key)


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, f"{path}/{at}")
    else:
        yield path, value


@pytest.mark.slow
@pytest.mark.uncounted
@pytest.mark.usefixtures("here")
def test_a_workshop_from_share_files_alone_has_the_page_of_the_exports(
    twelve: Path, counted: dict[str, Figures], mapping: ExportMapping, tmp_path: Path, run: Run
) -> None:
    shares = {
        f"{name}.json": share_text(shared_counts(export).rounded(), mapping)
        for name, export in counted.items()
    }
    home = write(tmp_path / "shares", shares)
    options = ("--min-group", 3, "--consent", "--date", DAY, "--jobs", 1)
    for out in ("of shares", "of exports"):  # the same key gives the same draws
        prepare(Path(out))
        write_register(Path(out), Register(b"key"))
    code, out, err = run("batch", home, "--out", "of shares", *options)
    assert (code, err) == (0, "")
    assert "12 participants: 12 share files read.\n" in out
    assert "For each participant" not in out
    assert run("batch", twelve, "--out", "of exports", "--no-pages", *options)[0] == 0

    assert not list(Path("of shares/participants").iterdir())
    assert "participants/P" not in Path("of shares/index.html").read_text("utf-8")
    assert len(list(Path("of shares", DATASET).iterdir())) == 12
    of_shares, of_exports = (
        dict(leaves(json.loads(Path(out, "cohort.json").read_bytes())))
        for out in ("of shares", "of exports")
    )
    assert of_shares.keys() == of_exports.keys()
    for at, value in of_exports.items():
        other = of_shares[at]
        if isinstance(value, int) and isinstance(other, int) and value and other:
            assert max(value, other) <= 1.6 * min(value, other), at  # one step of the grid
    same = sum(of_shares[at] == value for at, value in of_exports.items())
    assert same >= 0.95 * len(of_exports)

    frame = pd.read_csv(Path("of shares/private/exposure.csv"))
    exact = pd.read_csv(Path("of exports/private/exposure.csv"))
    assert frame[["characters", "words", "bytes", "column"]].isna().all(axis=None)
    for measure in ("values", "text_words", "texts"):
        assert abs(frame[measure].sum() - exact[measure].sum()) * 20 <= exact[measure].sum()
    named = pd.read_csv(Path("of shares/private/key.csv"))
    assert list(named["archive or share file used"]) == list(named["name"])


# --- in a batch with exports ------------------------------------------------------------------------------------------


@pytest.fixture
def workshop(tmp_path: Path, run: Run, here: None) -> Path:
    """A workshop with two exports and a share file."""
    home = tmp_path / "in"
    courses = {
        "Courses.csv": "Name,Number\nBread,1\n",
        "Languages.csv": "Name,Proficiency\nWelsh,\n",
    }
    write(home / "Ada", export("Ada", more=courses))
    pack(home / "Bea.zip", export("Bea", skills=5))
    write(tmp_path / "Cas", export("Cas", messages=9, more=courses))
    assert run("report", "Cas", "--share", "in/Cas.json")[0] == 0
    return home


def key(out: Path) -> dict[str, str]:
    lines = (out / "private" / "key.csv").read_text("utf-8-sig").splitlines()
    return {row["name"]: row["participant"] for row in csv.DictReader(lines)}


def test_share_files_are_participants_like_exports(workshop: Path, run: Run) -> None:
    (workshop / "Dan.json").write_text('{"format": "something else"}')
    (workshop / "Eve.json").write_text(f"{CANARY}")
    (workshop / "Fay.JSON").write_bytes((workshop / "Cas.json").read_bytes().replace(b"20", b"21"))
    options = ("batch", workshop, "--out", "out", "--jobs", 1)
    code, out, err = run(*options)
    assert (code, err) == (4, "")
    assert "6 participants: 2 exports read; 1 share file read; 3 could not be read.\n" in out
    who = key(Path("out"))
    assert (
        f"{who['Dan.json']} (Dan.json): It is a JSON file, but not a share file from exposure report --share."
        in out
    )
    assert f"{who['Eve.json']} (Eve.json): It is not valid JSON: it was edited or cut off." in out
    assert CANARY not in out
    assert {path.stem for path in Path("out/participants").iterdir()} == {who["Ada"], who["Bea.zip"]}  # fmt: skip
    frame = pd.read_parquet(Path("out", DATASET))
    assert set(frame[frame["reason"].isna()]["participant"]) == {
        who[name] for name in ("Ada", "Bea.zip", "Cas.json")
    }
    assert json.loads(Path("out/cohort.json").read_bytes())["participants"] == 3
    before = Path("out/index.html").read_bytes()
    assert "2 exports read (2 unchanged); 1 share file read" in run(*options)[1]
    assert Path("out/index.html").read_bytes() == before


def test_a_participant_who_replaces_an_export_by_a_share_file_loses_the_page(
    workshop: Path, run: Run
) -> None:
    assert run("report", "in/Ada", "--share", "Ada.json")[0] == 0
    run("batch", "in", "--out", "out", "--jobs", 1)
    assert Path("out/participants", f"{key(Path('out'))['Ada']}.html").exists()
    for path in (workshop / "Ada").iterdir():
        path.unlink()
    (workshop / "Ada").rmdir()
    Path("Ada.json").rename(workshop / "Ada.json")
    code, out, _ = run("batch", "in", "--out", "out", "--jobs", 1)
    assert code == 0
    assert "3 participants: 1 export read (1 unchanged); 2 share files read.\n" in out
    assert [path.stem for path in Path("out/participants").iterdir()] == [
        key(Path("out"))["Bea.zip"]
    ]


def test_two_share_files_with_the_same_figures_count_once(
    workshop: Path, run: Run, mapping: ExportMapping
) -> None:
    counted = figures(analyze(workshop / "Ada", mapping))
    assert len(shared_counts(counted).counts) >= DISTINCTIVE
    assert run("report", "in/Ada", "--share", "in/Zoe.json")[0] == 0
    (workshop / "Cas (1).json").write_bytes((workshop / "Cas.json").read_bytes())
    code, out, _ = run("batch", "in", "--out", "out", "--jobs", 1)
    assert code == 0
    who = key(Path("out"))
    pairs = [("Zoe.json", "Ada"), ("Cas (1).json", "Cas.json")]
    for first, second in [(who[first], who[second]) for first, second in pairs]:
        lines = {f"{first} has the same figures as {second} and is not counted again.",
                 f"{second} has the same figures as {first} and is not counted again."}  # fmt: skip
        assert lines & set(out.splitlines())
    assert json.loads(Path("out/cohort.json").read_bytes())["participants"] == 3


REPEATED: list[tuple[str, dict[str, str], dict[str, int], dict[str, str]]] = [
    # tokens by label, rows of the share files, and the participants with repeated figures
    ("a share file after an export", {"P1": "a", "P2": "a"}, {"P2": DISTINCTIVE}, {"P2": "P1"}),
    ("a share file before an export", {"P1": "a", "P2": "a"}, {"P1": DISTINCTIVE}, {"P1": "P2"}),
    ("three share files", {"P1": "a", "P2": "a", "P3": "a"}, dict.fromkeys(("P1", "P2", "P3"), 99), {"P2": "P1", "P3": "P1"}),
    ("two exports", {"P1": "a", "P2": "a"}, {}, {}),
    ("too few rows", {"P1": "a", "P2": "a"}, {"P1": DISTINCTIVE - 1, "P2": DISTINCTIVE - 1}, {}),
    ("other counts", {"P1": "a", "P2": "b"}, {"P1": 99, "P2": 99}, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tokens", "shares", "repeated"),
    [row[1:] for row in REPEATED],
    ids=[row[0] for row in REPEATED],
)
def test_a_share_file_repeats_equal_counts_of_enough_kinds(
    tokens: dict[str, str], shares: dict[str, int], repeated: dict[str, str]
) -> None:
    assert find_repeated(tokens, shares) == repeated


def test_a_token_depends_on_every_rounded_count(mapping: ExportMapping) -> None:
    token = share_token(GOOD, mapping)
    assert share_token(GOOD.rounded(), mapping) == token
    first, *others = GOOD.counts
    for counts in (
        replace(GOOD, people_named=GOOD.people_named + 50),
        replace(GOOD, counts=tuple(others)),
        replace(GOOD, counts=(replace(first, entries=first.entries + 50), *others)),
    ):
        assert share_token(counts, mapping) != token


def test_a_share_file_is_recognised_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("")
    (tmp_path / "b.txt").write_text("")
    (tmp_path / "c.json").mkdir()
    assert [is_share(path) for path in sorted(tmp_path.iterdir())] == [True, False, False]


def test_measures_that_a_share_file_lacks_are_empty_cells(
    mapping: ExportMapping, tmp_path: Path
) -> None:
    both = from_share(GOOD, mapping)
    (tmp_path / DATASET).mkdir(parents=True)
    for label, contribution in {"P01": both, "P02": replace(both, measures=("values",))}.items():
        part = part_with_counts(label, contribution, Origin("", "", ""))
        part_path(tmp_path, label).write_bytes(part)
    assert read_contribution(tmp_path, "P01") == both
    assert b"".join(dataset_csv(tmp_path, ["P01", "P02"])).decode().splitlines()[1:] == [
        f"P01,,,,,,,,,,,,,,{both.people},",
        "P01,profile,,profile.summary,profile,used,self,self,1,,,,120,1,,",
        "P01,skills,,profile.skills,profile,used,self,,12,,,,0,0,,",
        f"P02,,,,,,,,,,,,,,{both.people},",
        "P02,profile,,profile.summary,profile,used,self,self,1,,,,,,,",
        "P02,skills,,profile.skills,profile,used,self,,12,,,,,,,",
    ]
