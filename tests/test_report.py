"""The page: well-formed, self-contained and escaped, with the same numbers as the JSON."""

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from changed_mapping import FULL
from exports import Files, pack, write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.measure import sum_volumes
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.reporting.figures import figures
from analyzer.reporting.json import to_json
from analyzer.reporting.model import Figures
from analyzer.reporting.page import render
from analyzer.text import day, plural

DAY = date(2026, 3, 14)
VOID = set("area base br col embed hr img input link meta source track wbr".split())
MESSAGE_HEADER = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
)
EXPORT: Files = {
    "Skills.csv": "Name\nPython\nfunctional analysis\n",
    "messages.csv": MESSAGE_HEADER
    + "1,,Ada,,Bo,2024-02-03 10:00:00 UTC,Hi,See you there,INBOX\n" * 400,
    "Connections.csv": (
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ada,Quill,https://x,,Tern & Co,Baker,03 Feb 2024\n"
    ),
    "Reactions.csv": "Date,Type,Link\n2024-02-03 10:00:00,LIKE,https://x\n",
    "Shares.csv": (
        "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
        "2024-02-03 10:00:00,https://x,a good day at the mill,,,MEMBER_NETWORK\n"
    ),
    "Rich Media.csv": "Type,Link\nPhotos,https://x\nVideos,https://y\n",
    "Languages.csv": "Name,Proficiency,Mood\nA,B,C\nA,B\n",
    "diary.csv": "p,q\nrain,all day\n",
    "Courses.csv": "",
    "Learning.csv": b"PK\x03\x04" + bytes(50),
}


class Page(HTMLParser):
    """Parses strictly: every element closed, in order; no attribute twice."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.comments: list[str] = []
        self.declarations: list[str] = []
        self.quotes: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice: {tag} {attrs}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag not in VOID, f"</{tag}>"
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "q" in self.open:
            self.quotes.append(data)
        elif self.open and self.open[-1] != "style":
            self.texts.append(data)
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        self.declarations.append(decl)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"unknown declaration {data[:60]!r}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"processing instruction {data[:60]!r}")

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.elements if name in attrs]


RenderFiles = Callable[[Files], tuple[Figures, str]]
"""The type of the fixture `render_files`."""


@pytest.fixture
def render_files(tmp_path: Path, mapping: ExportMapping) -> RenderFiles:
    def run(files: Files) -> tuple[Figures, str]:
        analysis = figures(analyze(write(tmp_path / "export", files), mapping))
        return analysis, render(analysis, made_on=DAY)

    return run


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory, mapping: ExportMapping) -> Figures:
    return figures(analyze(write(tmp_path_factory.mktemp("report") / "export", EXPORT), mapping))


@pytest.fixture(scope="module")
def html(analysis: Figures) -> str:
    return render(analysis, made_on=DAY)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.mark.parametrize("which", ["built in", "small"])
def test_data_that_the_articles_disagree_on_has_a_row(
    tmp_path: Path, mapping: ExportMapping, which: str
) -> None:
    """However many answers the summary has."""
    full = mapping if which == "built in" else load_mapping(FULL)
    export = write(tmp_path / "export", {"Skills.csv": "Name\nx\n"})
    page = render(figures(analyze(export, full)), made_on=DAY)
    assert page.count('id="disputed"') == 1


# --- a self-contained page --------------------------------------------------------------------------------------------


def test_the_page_is_html5_in_one_piece(html: str, page: Page) -> None:
    assert page.declarations == ["doctype html"]
    tags = Counter(tag for tag, _ in page.elements)
    for once in ("html", "head", "body", "main", "h1", "style"):
        assert tags[once] == 1, once
    assert ("meta", {"charset": "utf-8"}) in page.elements
    assert dict(page.elements)["html"]["lang"] == "en"
    assert html.index("charset") < 1024
    assert html.endswith("</html>\n")


def test_the_page_has_no_script_and_asks_for_nothing(html: str, page: Page) -> None:
    tags = {tag for tag, _ in page.elements}
    active = "script iframe object embed link base form audio video source image foreignobject"
    assert not tags & set(active.split())
    for tag, attrs in page.elements:
        for name, value in attrs.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in {"srcset", "action", "data", "background", "ping"}, (tag, name)
            if name == "src":
                assert (value or "").startswith("data:image/svg+xml;base64,"), tag
                continue
            if name in {"href", "xlink:href"}:
                assert (value or "").startswith("#"), (tag, value)
            if name not in {"xmlns", "xmlns:xlink"}:
                # The base64 of the style's hash may hold two slashes by chance.
                unhashed = re.sub(r"'sha256-[^']*'", "", value or "")
                assert not re.search(r"(https?:)?//", unhashed), (tag, name, value)
            for target in re.findall(r"url\(([^)]*)\)", value or ""):
                assert target.strip("'\"").startswith("#"), (tag, name, value)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert "@import" not in style
    assert "url(" not in style


def test_the_policy_allows_the_one_style_and_nothing_else(html: str, page: Page) -> None:
    (policy,) = [
        attrs["content"] or ""
        for tag, attrs in page.elements
        if tag == "meta" and (attrs.get("http-equiv") or "").lower() == "content-security-policy"
    ]
    directives = {
        part.split()[0]: " ".join(part.split()[1:]) for part in policy.split(";") if part.strip()
    }
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert directives == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    # The policy would silently drop what these carry.
    assert page.attributes("style") == []
    assert html.index("Content-Security-Policy") < html.index("<style")


def test_ids_are_unique_and_every_reference_has_a_target(page: Page) -> None:
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    named = [
        i
        for a in ("aria-labelledby", "aria-describedby")
        for v in page.attributes(a)
        for i in v.split()
    ]
    links = [v[1:] for a in ("href", "xlink:href") for v in page.attributes(a)]
    shapes = [
        target
        for _, attrs in page.elements
        for value in attrs.values()
        for target in re.findall(r"url\(#([^)]*)\)", value or "")
    ]
    assert links
    assert set(named + links + shapes) <= set(ids)


def test_headings_do_not_skip_a_level(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_chart_has_a_text_and_bars_are_not_read_aloud(page: Page) -> None:
    light, dark = (attrs for tag, attrs in page.elements if tag == "img")
    assert (light["class"], dark["class"]) == ("chart on-light", "chart on-dark")
    assert light["alt"] == dark["alt"]
    assert "words from" in (light["alt"] or "")
    drawings = [attrs for tag, attrs in page.elements if tag == "svg"]
    (whole,) = (attrs for attrs in drawings if attrs["class"] == "whole")
    assert whole["role"] == "img"
    assert "Reported as used: under 1%" in (whole["aria-label"] or "")
    hidden = {attrs["class"] for attrs in drawings if attrs.get("aria-hidden") == "true"}
    assert hidden == {"bar", "hatching"}
    assert len(drawings) == 1 + sum("aria-hidden" in attrs for attrs in drawings)


def test_every_table_has_a_head_and_rows_of_equal_length(page: Page) -> None:
    assert page.tables
    for table in page.tables:
        assert len({len(row) for row in table}) == 1
    tags = Counter(tag for tag, _ in page.elements)
    assert tags["table"] == tags["thead"] <= tags["tbody"]
    scopes = [attrs.get("scope") for tag, attrs in page.elements if tag == "th"]
    # A browser takes the first cell of a row for its header without a scope too, which saves 9 kB.
    assert set(scopes) == {"col", "row", "rowgroup", None}


# --- the numbers ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document(analysis: Figures) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(to_json(analysis))
    return read


def numbers(cells: Iterable[str]) -> list[int]:
    return [int(cell.replace(",", "")) for cell in cells if re.fullmatch(r"[\d,]+", cell)]


def test_the_headline_has_the_figures_of_the_json(page: Page, document: dict[str, Any]) -> None:
    totals = document["totals"]
    whole, used, claimed = (
        totals[key]["text_words"] for key in ("whole", "used", "used_or_uncertain")
    )
    assert (whole, used) == (400 * len("Hi See you there".split()) + 6, 6)
    assert claimed == used
    assert (
        f"Under 1% of the {whole:,} words in your LinkedIn data are reported as used to train AI."
        in page.text
    )
    assert "The higher figure" not in page.text
    assert "under 1% Reported as used 6 words: public content" in page.text
    assert "over 99% Reported as not used 1,600 words: private messages" in page.text


def lines(html: str) -> dict[str, list[str]]:
    """The rows of the label, by the id of the category: words and items, if it has any."""
    numbers_by_category = {}
    for line in re.findall(r'<details class="line[^>]* id="category-(.*?)</summary>', html, re.S):
        identifier, _, rest = line.partition('"')
        numbers_by_category[identifier] = re.findall(r'<span class="unit">([\d,]+)', rest)
    return numbers_by_category


def test_the_label_has_the_figures_of_the_json(
    html: str, document: dict[str, Any], mapping: ExportMapping
) -> None:
    totals = document["totals"]["by_category"]
    shown = lines(html)
    categories = [category.id for category in mapping.categories]
    empty = [key for key in categories if not any(totals[key].values())]
    present = [key for key in categories if key not in empty]
    assert [key for key in shown if key in categories] == present + empty
    assert set(shown) - set(categories) == {"set_aside", "unknown"}
    for key, volume in totals.items():
        assert numbers(shown[key]) == [amount for amount in amounts(volume) if amount], key
    foot = html.partition('<div class="label-foot">')[2].partition("</div>")[0]
    assert numbers(re.findall(r'<span class="number">([\d,]+)', foot)) == [
        sum(column) for column in zip(*map(amounts, totals.values()), strict=True)
    ]


def amounts(volume: dict[str, int]) -> tuple[int, int]:
    """The words and the items of a volume in JSON."""
    return volume["text_words"], volume["values"] - volume["texts"]


def test_the_table_of_files_agrees_with_the_json(page: Page, document: dict[str, Any]) -> None:
    table = next(table for table in page.tables if table[0][:2] == ["File", "State"])
    assert len(table) - 1 == len(document["files"])
    for row, file in zip(table[1:], document["files"], strict=True):
        assert row[0].startswith(file["path"])
        assert (file["reason"] or "") in row[0]
        assert row[1] == file["state"].replace("_", " ")
        assert numbers(row[3:]) == [
            file["records_found"],
            file["records_measured"],
            file["records_rejected"],
        ]
        for line in file["rejected_lines"]:
            assert str(line) in row[0]


def test_every_column_is_on_the_page_once_with_its_numbers(
    page: Page, document: dict[str, Any]
) -> None:
    tables = [table for table in page.tables if table[0][0] == "Column"]
    paths = {file["path"] for file in document["files"]}
    rows = [row for table in tables for row in table[1:]]
    assert {name for row in rows if (name := starts_with_one_of(paths, row[0]))} <= paths
    shown: Counter[tuple[str, ...]] = Counter(
        (row[0].partition(" (")[0], *row[1:])
        for row in rows
        if not starts_with_one_of(paths, row[0])
    )
    expected: Counter[tuple[str, ...]] = Counter(
        (
            column["column"] or f"column {column['position'] + 1}",
            *(f"{number:,}" for number in amounts(column)[:1] if column["kind"] == "text"),
            *([""] if column["kind"] == "text" else ["", f"{column['values']:,}"]),
        )
        for column in document["columns"]
        if column["state"] != "set_aside"  # these have a reason next to the name
    )
    assert len(expected) > 10
    assert expected - shown == Counter()
    assert sum(shown.values()) == len(document["columns"])


def starts_with_one_of(paths: set[str], text: str) -> str | None:
    return next((path for path in paths if text.startswith(path)), None)


def test_sections_add_up_to_the_whole(analysis: Figures) -> None:
    sections = analysis.categories
    assert sum_volumes(section.volume for section in sections) == analysis.whole
    for section in sections:
        assert sum_volumes(part.volume for part in section.files) == section.volume
        for part in section.files:
            assert sum_volumes(column.volume for column in part.columns) == part.volume


def test_more_than_twenty_rejected_lines_are_not_all_listed(render_files: RenderFiles) -> None:
    text = "Name,Proficiency\n" + "A,B,C\n" * 30
    _, html = render_files({"messages.csv": MESSAGE_HEADER, "Languages.csv": text})
    shown = Page(html).text
    assert (
        "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 and more" in shown
    )


@pytest.mark.uncounted
@pytest.mark.parametrize(
    "word",
    ["LinkedIn trains", "LinkedIn uses your", "NaN", "Undefined", "nan%", "{{", "{%"],
)
def test_the_page_has_no_forbidden_words(page: Page, word: str) -> None:
    # Quotes from the articles and names in quotation marks do not count.
    assert word not in re.sub("“[^”]*”", "", page.text)


def test_no_python_values_are_on_the_page(page: Page) -> None:
    assert "None is from LinkedIn." in page.text
    assert re.findall(r"\bNone\b(?! of| is from)", page.text) == []


# --- small and empty exports ------------------------------------------------------------------------------------------

SMALL: dict[str, Files] = {
    "one skill": {"Skills.csv": "Name\nGo\n"},
    "only excluded": {"messages.csv": EXPORT["messages.csv"]},
    "only claimed": {"Reactions.csv": EXPORT["Reactions.csv"]},
    "only unaddressed": {"Invitations.csv": "From,To,Sent At,Message,Direction\nA,B,,,\n"},
    "only set aside": {"Rich Media.csv": EXPORT["Rich Media.csv"]},
    "an empty file": {"Skills.csv": "", "Languages.csv": "Name,Proficiency\n"},
    "only headers": {"Skills.csv": "Name\n", "messages.csv": MESSAGE_HEADER},
    "an unreadable file": {
        "Skills.csv": b"PK\x03\x04" + bytes(50),
        "Languages.csv": "Name,Proficiency\n",
    },
    "only rejected": {"Languages.csv": "Name,Proficiency\nA\n"},
}


@pytest.mark.uncounted
@pytest.mark.parametrize("files", SMALL.values(), ids=SMALL)
def test_a_nearly_empty_export_has_a_page(render_files: RenderFiles, files: Files) -> None:
    analysis, html = render_files(files)
    page = Page(html)
    whole = analysis.whole
    if whole.text_words:
        assert f"of the {whole.text_words:,} words in your LinkedIn data" in page.text
    elif whole.values:
        assert f"of the {plural(whole.items, 'item')} in your LinkedIn data" in page.text
    else:
        assert "There is nothing in this export to measure" in page.text
    assert [row[0] for row in page.tables[-1][1:]]
    assert not re.search(r"\b(None(?! of| is from)|nan|inf|Undefined)\b", page.text)


# --- hostile names ----------------------------------------------------------------------------------------------------

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "closes an attribute": '" onmouseover="alert(1)',
    "closes an attribute, single": "' onmouseover='alert(1)",
    "closes the title": "</title><script>alert(1)</script>",
    "closes the style": "</style><script>alert(1)</script>",
    "closes a table": "</td></tr></table><h1>mine",
    "CDATA": "]]><script>",
    "comment": "<!-- gone",
    "entity": "&lt;script&gt; &amp; &nbsp; &#x3c;b&#x3e;",
    "template": "{{ 7 * 7 }} {% raw %} {# #}",
    "right to left": "gnp.\u202egpj\u2066\u200f",
    "zero width": "a\u200b\u200d\ufeffb",
    "control": "a\x07\x1b[31mred\x7f\x85b",
    "line break": "a\nb\r\nc\td",
    "lone surrogate": "a\udcffb",
    "not a character": "a\uffff\ufdd0b",
    "mathtext": "$\\frac{1}{0}$ $x",
    "long": "x" * 10_000,
    "long without a break": "\u202e" + "🙂" * 5_000,
    "many marks": "a" + "\u0301" * 500,
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈",
    "markup": "[bold red]x[/] [/nope]",
    "percent": "%s %(x)s {0} {x!r}",
    "formula": "=HYPERLINK(1)",
    "spaces": "   ",
}
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def assert_harmless(html: str, hostile: str) -> Page:
    page = Page(html)
    tags = Counter(tag for tag, _ in page.elements)
    assert not tags["script"]
    images = [attrs["src"] or "" for tag, attrs in page.elements if tag == "img"]
    assert [source for source in images if not source.startswith("data:image/")] == []
    assert (tags["h1"], tags["title"] >= 1, page.comments.count(" gone")) == (1, True, 0)
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert not FORBIDDEN.search(html)
    assert (
        not re.search(r"\b49\b", re.sub(r"lines? [\d, and]+", "", page.text))
        or "7 * 7" not in hostile
    )
    html.encode("utf-8")
    longest = max(len(word) for word in re.split(r"\s", page.text))
    assert longest < 500
    return page


IN_A_ZIP = {key: name for key, name in HOSTILE.items() if key != "lone surrogate"}


@pytest.mark.slow
@pytest.mark.uncounted
@pytest.mark.parametrize("hostile", IN_A_ZIP.values(), ids=IN_A_ZIP)
def test_a_hostile_file_name_in_a_zip_is_only_text(
    tmp_path: Path, mapping: ExportMapping, hostile: str
) -> None:
    names = ("{}.csv", "{}/Skills.csv", "Jobs/{}.csv", "Skills.csv{}")
    files = {"messages.csv": EXPORT["messages.csv"]}
    files |= {name.format(hostile): f"Name\nGo {at}\n" for at, name in enumerate(names)}
    pack(tmp_path / "x.zip", files)
    analysis = figures(analyze(tmp_path / "x.zip", mapping))
    assert len(analysis.files) == 5
    page = assert_harmless(render(analysis, made_on=DAY), hostile)
    if hostile in {HOSTILE["script"], HOSTILE["entity"], HOSTILE["template"], HOSTILE["CDATA"]}:
        shown = " ".join(hostile.replace("\\", "/").split())
        assert page.text.count(shown) >= len(names)


@pytest.mark.slow
@pytest.mark.uncounted
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_column_name_is_only_text(render_files: RenderFiles, hostile: str) -> None:
    quoted = (
        hostile.replace('"', '""').encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    )
    _, html = render_files(
        {
            "messages.csv": EXPORT["messages.csv"],
            "Languages.csv": f'Name,Proficiency,"{quoted}"\nA,B,C\n',
        }
    )
    assert_harmless(html, hostile)


@pytest.mark.parametrize(
    "hostile",
    [
        HOSTILE[key]
        for key in ("script", "closes an attribute", "right to left", "markup", "lone surrogate")
    ],
)
def test_a_hostile_name_of_the_export_is_only_text(
    tmp_path: Path, mapping: ExportMapping, hostile: str
) -> None:
    folder = tmp_path / hostile.replace("/", "_")
    try:
        write(folder, {"messages.csv": EXPORT["messages.csv"]})
    except (OSError, UnicodeEncodeError):
        pytest.skip("no folder can have this name here")
    assert_harmless(render(figures(analyze(folder, mapping)), made_on=DAY), hostile)


# --- reproducible and small pages -------------------------------------------------------------------------------------


def test_a_second_rendering_has_the_same_bytes(analysis: Figures, html: str) -> None:
    assert render(analysis, made_on=DAY) == html


def test_the_only_date_of_making_is_the_given_date(analysis: Figures, html: str) -> None:
    other = render(analysis, made_on=date(2031, 7, 9))
    assert html.replace(day(DAY), "9 July 2031") == other
    assert html.count(day(DAY)) == 1


def test_the_page_does_not_grow_with_the_rows(tmp_path: Path, mapping: ExportMapping) -> None:
    def size(rows: int) -> int:
        folder = write(
            tmp_path / str(rows),
            {
                "Skills.csv": "Name\n" + "".join(f"skill {i}\n" for i in range(rows)),
                "messages.csv": MESSAGE_HEADER
                + "".join(
                    f"1,,A,,B,20{i % 20 + 5:02}-01-01 10:00:00 UTC,,hello {i},INBOX\n"
                    for i in range(rows)
                ),
                "Languages.csv": "Name,Proficiency\n" + "A,B,C\n" * rows,
            },
        )
        return len(render(figures(analyze(folder, mapping)), made_on=DAY).encode())

    small, large = size(30), size(20_000)
    assert large < small * 1.05


def test_rendering_needs_no_folder_and_no_network(
    analysis: Figures, html: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import socket

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.chdir(tmp_path)
    assert render(analysis, made_on=DAY) == html
    assert list(tmp_path.iterdir()) == []
