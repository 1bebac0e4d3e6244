"""`exposure compare`: the exports it accepts, its files and output, and that no cell leaks."""

import io
import json
import re
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from command import Run, caller
from exports import Files, pack, write
from workshops import export, tree

from analyzer.analysis.compare import Comparison, compare
from analyzer.analysis.measure import Volume
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.changes import (
    CategoryChange,
    Change,
    Changes,
    RecordChange,
    changes,
)
from analyzer.reporting.json import comparison_json
from analyzer.reporting.page import render_comparison
from analyzer.reporting.terminal import print_comparison
from analyzer.text import PARTIAL

DAY = date(2026, 3, 14)
CANARY = "KANARIE"
NOT_ONE_PERSON = (
    "Nothing in these two exports shows that they are of the same person, so they are not compared. "
    "If they are, add --force."
)
ADA = export("Ada")
ADA_LATER = export("Ada", skills=1, more={"Languages.csv": "Name,Proficiency\nWelsh,Fluent\n"})


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.delenv("EXPOSURE_DEBUG", raising=False)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call `exposure compare ARGUMENTS`; gives the exit code, stdout and stderr."""
    return partial(caller(monkeypatch, capsys), "compare")


def two(old: Files, new: Files) -> tuple[Path, Path]:
    return write(Path("old"), old), write(Path("new"), new)


# --- one person -------------------------------------------------------------------------------------------------------


def ada_called(name: str) -> Files:
    """Ada's export with another first name, and without an address."""
    profile = f"First Name,Last Name,Headline,Summary\n{name},Quill,Baker,I bake.\n"
    return export("Ada", mail=False, more={"Profile.csv": profile})


LONG = "Name\n" + "".join(f"skill number {n}\n" for n in range(200))
ONE_PERSON: dict[str, tuple[Files, Files]] = {
    "the same address": (ADA, ADA_LATER),
    "the same name and career": (
        export("Ada", mail=False, joined=False),
        export("Ada", mail=False, joined=False, skills=1),
    ),
    "the same name with other case, spaces and encoding of its accents": (
        ada_called("Zo\u00eb Ann"),
        ada_called(" ZOE\u0308  ann "),
    ),
    "no owner, but the same long file": ({"Skills.csv": LONG}, {"Skills.csv": LONG}),
}
NOT_SHOWN: dict[str, tuple[Files, Files]] = {
    "two people": (ADA, export("Bea")),
    "two people of the same name": (
        export("Ada", mail=False),
        export("Ada", mail=False, more={"Registration.csv": "Registered At\n" '"7/8/11, 1:02 AM"\n'}),
    ),
    "names with and without an accent": (
        ada_called("Zo\u00eb Ann"),
        ada_called("Zoe Ann"),
    ),
    "no owner": ({"Skills.csv": LONG}, {"Skills.csv": LONG + "one more\n"}),
    "no owner in the second export": (ADA, {"Skills.csv": LONG}),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), ONE_PERSON.values(), ids=ONE_PERSON)
@pytest.mark.parametrize("packed", [False, True])
def test_exports_of_one_person_are_compared(run: Run, old: Files, new: Files, packed: bool) -> None:
    paths = [
        write(Path("old"), old),
        pack(Path("new.zip"), new) if packed else write(Path("new"), new),
    ]
    code, out, err = run(*paths)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"Comparison: {Path('reports/new since old.html')}"
    assert list(tree(Path("reports"))) == ["new since old.html"]


@pytest.mark.parametrize(("old", "new"), NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_other_pairs_are_refused_without_naming_anyone(run: Run, old: Files, new: Files) -> None:
    paths = write(Path("Ada of Tern"), old), write(Path("Bea of Heron"), new)
    before = tree(Path())
    for pair in (paths, reversed(paths)):
        code, out, err = run(*pair, "--json", "-")
        assert (code, out) == (1, "")
        assert err == f"exposure: {NOT_ONE_PERSON}\n"
    assert tree(Path()) == before


@pytest.mark.parametrize(("old", "new"), NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_with_force_any_pair_is_compared(run: Run, old: Files, new: Files) -> None:
    code, out, err = run(*two(old, new), "--force")
    assert (code, err) == (0, "")
    assert "Comparison: " in out


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_quick_archive_is_named_on_the_page_and_in_the_terminal(run: Run) -> None:
    quick = pack(Path("Basic_LinkedInDataExport_01-31-2024.zip"), ADA)
    code, out, _ = run(quick, write(Path("new"), ADA_LATER))
    (page,) = Path("reports").glob("*.html")
    sentence = f"{quick}: {PARTIAL}"
    assert (code, page.read_text("utf-8").count(sentence)) == (0, 1)
    assert sentence in " ".join(out.split())


def test_page_and_json_go_to_the_given_places(run: Run) -> None:
    code, _, _ = run(*two(ADA, ADA_LATER), "--out", "a/page.html", "--json", "b/numbers.json")
    assert code == 0
    assert not Path("reports").exists()
    assert Path("a/page.html").read_text("utf-8").startswith("<!doctype html>")
    assert json.loads(Path("b/numbers.json").read_text("utf-8"))["format_version"] == 2


def test_json_is_alone_on_standard_output(run: Run) -> None:
    code, out, err = run(*two(ADA, ADA_LATER), "--json", "-")
    assert code == 0
    assert json.loads(out)["format"] == "linkedin-exposure comparison"
    assert "Comparison: " in err


def test_two_runs_write_the_same_bytes(run: Run) -> None:
    paths = two(ADA, ADA_LATER)
    for name in ("one", "two"):
        run(*paths, "--out", f"{name}.html", "--json", f"{name}.json", "--date", "2026-03-14")
    for end in ("html", "json"):
        assert Path(f"one.{end}").read_bytes() == Path(f"two.{end}").read_bytes()
    assert "14 March 2026" in Path("one.html").read_text("utf-8")


@pytest.mark.parametrize("option", ["--out", "--json"])
@pytest.mark.parametrize("side", ["old", "new"])
def test_neither_export_is_written_to(run: Run, option: str, side: str) -> None:
    paths = two(ADA, ADA_LATER)
    before = tree(Path())
    code, _, err = run(*paths, option, f"{side}/page.html")
    assert code == 1
    assert "is in the export itself" in err
    assert tree(Path()) == before


@pytest.mark.parametrize("side", ["old", "new"])
def test_inside_an_export_the_page_goes_next_to_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, side: str
) -> None:
    paths = [path.resolve() for path in two(ADA, ADA_LATER)]
    before = tree(Path())
    monkeypatch.chdir(side)
    assert run(*paths)[0] == 0
    after = tree(Path(".."))
    assert after.keys() - before.keys() == {"reports/new since old.html"}


def test_an_export_against_itself_gives_zeros(run: Run) -> None:
    path = write(Path("same"), ADA)
    code, out, _ = run(path, path, "--json", "numbers.json")
    assert code == 0
    assert "Nothing is different." in out
    numbers = json.loads(Path("numbers.json").read_text("utf-8"))

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, inside in value.items():
                if key in {"removed", "added", "only_here"}:
                    amounts = list(inside.values()) if isinstance(inside, dict) else [inside]
                    assert not any(amounts), value
                elif key in {"came", "went"}:
                    assert inside == []
                walk(inside)
        for inside in value if isinstance(value, list) else ():
            walk(inside)

    walk(numbers)
    assert numbers["records"]["unchanged"] == numbers["records"]["old"] > 0
    assert "<b>Nothing</b> is different" in Path("reports/same since same.html").read_text("utf-8")


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def changed(mapping: ExportMapping) -> Changes:
    positions = ADA["Positions.csv"].replace("Finished On\n", "Finished On,Mood\n")
    new: dict[str, str | bytes] = {
        **ADA_LATER,
        "Positions.csv": positions.replace("Jan 2010,\n", "Jan 2010,,calm\n"),
        "Courses.csv": b"PK\x03\x04\x00\x00\xff",
        "strange.csv": "a,b\n1,2\n",
    }
    del new["Registration.csv"]
    return changes(compare(*two(ADA, new), mapping))


def test_the_json_adds_up(changed: Changes) -> None:
    numbers = json.loads(comparison_json(changed))
    assert numbers["records"] == {"removed": 3, "added": 2, "unchanged": 6, "old": 9, "new": 8}
    parts = [numbers["whole"], *numbers["categories"], *numbers["tables"], *numbers["standings"]]
    for part in parts:
        for measure in Volume.__dataclass_fields__:
            old, new = part["old"][measure], part["new"][measure]
            assert old == part["removed"][measure] + part["unchanged"][measure]
            assert new == part["added"][measure] + part["unchanged"][measure]
    for key in ("categories", "tables", "standings"):
        for change in ("removed", "added", "unchanged"):
            assert (
                sum(row[change]["values"] for row in numbers[key])
                == numbers["whole"][change]["values"]
            )
    on_each_side = {"old": "removed", "new": "added"}
    for side, change in on_each_side.items():
        files = [file for file in numbers["files"] if file["export"] == side]
        assert (
            sum(file["only_here"]["values"] for file in files) == numbers["whole"][change]["values"]
        )
        assert sum(file["records"] for file in files) == numbers["records"][side]


def words_in(volume: dict[str, int]) -> int:
    return volume["text_words"]


def items_in(volume: dict[str, int]) -> int:
    return volume["values"] - volume["texts"]


def numbers_on(html: str, label: str) -> list[list[str]]:
    rows = re.findall(rf'<tr><th scope="row">{label}</th>(.*?)</tr>', html)
    return [re.findall(r"<td>(.*?)</td>", row) for row in rows]


def test_the_page_shows_the_numbers_of_the_json(changed: Changes) -> None:
    html = render_comparison(changed, DAY)
    whole = json.loads(comparison_json(changed))["whole"]
    shown = [
        [str(amount(whole[key])) for key in ("removed", "added", "unchanged", "old", "new")]
        for amount in (words_in, items_in)
    ]
    assert numbers_on(html, "Everything") == shown
    assert "<b>3 removed, 2 added</b>" in html
    for text in ("strange.csv", "Languages.csv", "Registration.csv", "Courses.csv"):
        assert text in html
    assert "Column only in the newer export: Mood." in html
    assert "Could not be read in the newer export: Courses.csv." in html


def test_the_page_is_one_file_that_a_screen_reader_can_read(changed: Changes) -> None:
    html = render_comparison(changed, DAY)
    assert html.count("<h1") == html.count("<main") == 1
    assert (
        re.findall(r"<th(?! scope=)[ >]|<(?:script|img|link|iframe)\b|https?://|style=", html) == []
    )
    assert len(re.findall(r"<table>", html)) == len(re.findall(r"<thead>", html))
    assert "default-src 'none'" in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_names_are_escaped(mapping: ExportMapping) -> None:
    name = "<b>&\u202e.csv"
    html = render_comparison(
        changes(compare(*two(ADA, {**ADA, name: '"<i>",b\n1,2\n', "Skills.csv": 'Name,"<u>"\na,b\n'}), mapping)),
        DAY,
    )  # fmt: skip
    assert "&lt;b&gt;&amp;" in html
    assert not {"<i>", "<u>", "\u202e"} & {tag for tag in ("<i>", "<u>", "\u202e") if tag in html}


def test_the_summary_fits_into_a_terminal(changed: Changes) -> None:
    much = Volume(8_888_888, 4_444_444, 4_444_444, 4_444_444, 4_444_444, 4_444_444)
    change = Change(much, much, much, much)
    labels = [category.label for category in changed.mapping.categories]
    everything = replace(
        changed,
        records=RecordChange(4_444_444, 4_444_444, 4_444_444),
        whole=change, used=change, used_or_uncertain=change,
        categories=tuple(CategoryChange(label, label, change, ()) for label in labels),
    )  # fmt: skip
    with redirect_stdout(io.StringIO()) as out:
        print_comparison(everything, Path("page.html"), to_stderr=False)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert all(any(label in line for line in lines) for label in labels)


def test_the_summary_lists_removed_and_added_data(changed: Changes) -> None:
    with redirect_stdout(io.StringIO()) as out:
        print_comparison(changed, Path("page.html"), to_stderr=False)
    lines = [line.split() for line in out.getvalue().splitlines()]
    assert ["Records", "3", "2", "6", "9", "8"] in lines
    assert "Only in the older export: 1 file; the page lists them." in out.getvalue()
    assert "Only in the newer export: 3 files; the page lists them." in out.getvalue()
    assert "Not compared in full: 1 file; the page lists them." in out.getvalue()


# --- leaks ------------------------------------------------------------------------------------------------------------


def canaries(mapping: ExportMapping, mark: str) -> Files:
    """Each known file with each of its headers, full of words that must not leak."""
    files: dict[str, str | bytes] = {"diary.csv": f"{CANARY}a,{CANARY}b\n{CANARY}{mark},{CANARY}\n"}
    for table in mapping.tables:
        for number, header in enumerate(table.headers):
            stem, _, end = table.files[0].replace("**", "x").rpartition(".")
            row = ",".join(f"{CANARY}{mark}x{cell}" for cell in range(len(header)))
            same = ",".join(f"{CANARY}x{cell}" for cell in range(len(header)))
            files[f"{stem or 'x'}_{number}.{end}"] = f"{','.join(header)}\n{row}\n{same}\n"
    files["Email Addresses_0.csv"] = (
        f"Email Address,Confirmed,Primary,Updated On\n{CANARY}@example.org,Yes,Yes,\n"
    )
    return files


@pytest.mark.slow
def test_no_cell_is_in_the_result_or_any_output(
    run: Run,
    mapping: ExportMapping,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    results = []

    def keep(*arguments: Any, **options: Any) -> Comparison:
        results.append(compare(*arguments, **options))
        return results[0]

    monkeypatch.setattr("analyzer.analysis.compare.compare", keep)
    paths = two(canaries(mapping, "A"), canaries(mapping, "B"))
    code, out, err = run(*paths, "--out", "page.html", "--json", "numbers.json")
    assert code == 0
    numbers = json.loads(Path("numbers.json").read_text("utf-8"))
    assert min(numbers["whole"][key]["values"] for key in ("removed", "added", "unchanged")) > 300
    (result,) = results
    texts = [
        *(repr(result), result.volumes.to_csv(), repr(changes(result))),
        *(out, err, caplog.text),
        *(Path(name).read_text("utf-8") for name in ("page.html", "numbers.json")),
    ]
    assert not [text for text in texts if CANARY.casefold() in text.casefold()]


@pytest.mark.parametrize("where", ["match", "column_rows"])
def test_an_error_quotes_nothing(run: Run, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    def fail(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(f"analyzer.analysis.compare.{where}", fail)
    code, out, err = run(*two(ADA, ADA_LATER))
    assert (code, out) == (1, "")
    assert "This is a bug" in err
    assert CANARY not in err
