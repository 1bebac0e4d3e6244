"""The figures of a group and its page, which shows these figures and no others."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from random import Random
from typing import Any

import pytest
from changed_mapping import FULL
from example_group import example_group
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.analysis.measure import Volume
from analyzer.mapping.mapping import ExportMapping, load_mapping
from analyzer.mapping.standing import ancestry
from analyzer.text import lowerfirst
from analyzer.workshop.cohort import Amount, Cohort, plain_cohort, summarize
from analyzer.workshop.contributions import Contribution, CountRow
from analyzer.workshop.group_page import SHOWN_AT_ONCE, rankings, render_cohort
from analyzer.workshop.protection import Figure, ProtectedGroup

pytestmark = pytest.mark.uncounted

KEY = b"a key that is in no folder"
DAY = date(2026, 3, 14)


def contribution(
    words: int = 100, category: str = "profile", table: str = "skills", standing: str = "used"
) -> Contribution:
    """The counts of someone with this many words of text and items in two columns, or with nothing."""
    labels = table, "Name", f"{category}.x", category, standing, "self"
    rows = tuple(CountRow(*labels, author, volume(words, author)) for author in ("self", None))
    return Contribution(rows if words else (), people=0)


def group(size: int, having: int, words: int = 100) -> list[tuple[str, Contribution]]:
    """`size` people. The first `having` of these have some words."""
    return [(str(n), contribution(words if n < having else 0)) for n in range(size)]


def alike(size: int, *rows: CountRow) -> list[tuple[str, Contribution]]:
    """`size` people who each have these rows."""
    return [(str(n), Contribution(rows, people=0)) for n in range(size)]


# --- the whole --------------------------------------------------------------------------------------------------------

contributions = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["profile", "messages", "payment", "searches"]),
            st.sampled_from(["skills", "messages", "receipts", None]),
            st.sampled_from(["used", "claimed", "disputed", "excluded", "not_mentioned"]),
            st.sampled_from(["self", "others", None]),
            st.integers(1, 10**5),
        ),
        max_size=5,
    ),
    max_size=40,
)


Rows = list[list[tuple[str, str | None, str, str | None, int]]]
"""The rows of each participant: category, table, standing, author and amount."""


def gather(lists: Rows) -> list[tuple[str, Contribution]]:
    return [
        (
            str(number),
            Contribution(
                tuple(
                    CountRow(
                        *(table, None, f"{category}.x", category, standing, "mixed", author),
                        volume(amount, author),
                    )
                    for category, table, standing, author, amount in rows
                ),
                people=sum(amount for *_, amount in rows),
            ),
        )
        for number, rows in enumerate(lists)
    ]


def volume(amount: int, author: str | None) -> Volume:
    """Text of one word in each cell if it has an author, otherwise items."""
    return Volume(amount, 0, amount, 0, *((amount, amount) if author else (0, 0)))


def published(cohort: Cohort, mapping: ExportMapping) -> dict[str, Any]:
    """The published JSON of a group."""
    plain: dict[str, Any] = json.loads(json.dumps(plain_cohort(cohort, mapping, "1")))
    return plain


def figures(plain: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Every number in a published JSON, with its path."""
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield from figures(value, (*path, key))
    elif isinstance(plain, list):
        for number, value in enumerate(plain):
            yield from figures(value, (*path, number))
    elif isinstance(plain, int) and not isinstance(plain, bool):
        yield path, plain


@settings(max_examples=60, deadline=None)
@given(contributions, st.integers(3, 7))
def test_no_figure_is_about_a_few_people(mapping: ExportMapping, lists: Rows, least: int) -> None:
    given_ = gather(lists)
    plain = published(summarize(given_, [], mapping, least, KEY), mapping)
    counts = [contribution for _, contribution in given_]
    has = {
        "categories": lambda key: [c for c in counts if any(row.category == key for row in c.rows)],
        "standings": lambda key: [c for c in counts if any(row.standing == key for row in c.rows)],
        "files": lambda key: [c for c in counts if any(row.table == key for row in c.rows)],
        "subjects": lambda key: [c for c in counts if c.rows and key == "mixed"],
        "authors": lambda key: [c for c in counts if any(row.author == key for row in c.rows)],
    }
    for path, number in figures(plain):
        if path[0] in has:
            who = len(has[path[0]](path[1]))
            if path[-1] == "from":
                assert number == 0 or number <= len(given_) - least
            elif path[-1] == "to":
                assert number >= least
            else:
                assert number == 0 or who >= least, (path, number)


@settings(max_examples=20, deadline=None)
@given(contributions)
def test_every_group_gets_the_same_lists(mapping: ExportMapping, lists: Rows) -> None:
    plain = published(summarize(gather(lists), [], mapping, 5, KEY), mapping)
    empty = published(summarize([], [], mapping, 5, KEY), mapping)
    for part in ("categories", "standings", "subjects", "authors", "files", "actions"):
        assert list(plain[part]) == list(empty[part])
    for part in ("categories", "standings", "subjects", "authors", "actions"):
        units = [
            {key: figure["unit"] for key, figure in group_[part].items()}
            for group_ in (plain, empty)
        ]
        assert units[0] == units[1]


def test_sums_are_not_published(mapping: ExportMapping) -> None:
    """Thirty people have 300 words each. The sum, 9,000, must not appear."""
    plain = published(summarize(group(30, 30, words=300), [], mapping, 5, KEY), mapping)
    assert {n for _, n in figures(plain) if n > 100} <= {200}


@pytest.mark.parametrize("size", [0, 1, 4, 9])
def test_a_group_that_is_too_small_has_no_figures_and_no_empty_sections(
    mapping: ExportMapping, size: int
) -> None:
    cohort = summarize(group(size, size), [], mapping, 5, KEY)
    plain = published(cohort, mapping)
    numbers = {path: n for path, n in figures(plain) if path[0] not in {"failed", "min_group"}}
    assert numbers == {("format_version",): 5, ("participants",): size}
    page = render_cohort(cohort, mapping, DAY)
    assert "this group is too small for figures that identify no one" in page
    assert "%</b>" not in page
    for words in ("not shown", "ittle or none", "have at least"):
        assert words not in page
    titles = re.findall(r'<h2 id="(\w+)">', page)
    assert titles == ["actions", "matrix", "disagree", "documents", "protection"]


def test_failures_are_listed_and_counted_only_if_enough_people_share_them(
    mapping: ExportMapping,
) -> None:
    reasons = ["It is empty."] * 5 + ["It is one file."]
    cohort = summarize(group(10, 10), reasons, mapping, 5, KEY)
    assert (cohort.failed, cohort.failures) == (
        6,
        (("It is empty.", None), ("It is one file.", None)),
    )
    cohort = summarize(group(10, 10), reasons[:5], mapping, 5, KEY)
    assert (cohort.failed, cohort.failures) == (5, (("It is empty.", 5),))
    for few in range(1, 5):
        cohort = summarize(group(10, 10), reasons[:few], mapping, 5, KEY)
        assert (cohort.failed, cohort.failures) == (None, ())
        page = render_cohort(cohort, mapping, DAY)
        assert "for fewer than 5 others, none could be read" in page
        assert "It is empty." not in page


def test_a_group_of_fewer_than_three_is_refused(mapping: ExportMapping) -> None:
    with pytest.raises(ValueError, match="2"):
        summarize([], [], mapping, 2, KEY)


NOT_OF_THE_GROUP = (
    r"<style>.*?</style>|<section aria-labelledby=\"(matrix|disagree|documents)\">.*?</section>"
)
"""The parts of a page that are the same for every group."""


# --- the page ---------------------------------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None)
@given(contributions)
def test_page_and_json_have_the_same_figures_and_no_others(
    mapping: ExportMapping, lists: Rows
) -> None:
    cohort = summarize(gather(lists), [], mapping, 5, KEY)
    page = render_cohort(cohort, mapping, DAY)
    allowed = {n for _, n in figures(published(cohort, mapping))}
    page = re.sub(NOT_OF_THE_GROUP, "", page, flags=re.DOTALL)
    cells = re.findall(r"<td>(?:<small>)?([^<]*)<", page)
    assert (len(cells) > 6) == (len(lists) >= 10)
    for cell in cells:
        for number in re.findall(r"\d[\d,]*", cell):
            assert int(number.replace(",", "")) in allowed | {len(lists)}, cell
    for number in re.findall(r"<(?:b|strong)>([\d,]+)", page):
        assert int(number.replace(",", "")) in allowed


def test_the_page_is_reproducible_and_has_no_script(mapping: ExportMapping) -> None:
    cohort = summarize(group(30, 30), ["It is empty."], mapping, 5, KEY)
    page = render_cohort(cohort, mapping, DAY)
    assert page == render_cohort(cohort, mapping, DAY)
    assert "<script" not in page
    assert "http" not in re.sub(
        r'xmlns(:\w+)?="[^"]*"', "", re.sub(r"<q>.*?</q>", "", page)
    ).replace("http-equiv", "")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def rows_of(section: str, page: str) -> dict[str, list[str]]:
    """The rows of the tables in a section, as text, by their first cell."""
    inside = page.split(f'<h2 id="{section}">')[1].split("</section>", maxsplit=1)[0]
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", inside, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        cells = [
            re.sub(r'<span [^>]*aria-label="[^:"]*: ([^"]*)"></span>', r"\1", c) for c in cells
        ]
        first, *others = (" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells)
        rows[first] = others
    return rows


def unmentioned(page: str) -> list[str]:
    """The categories in the line below the matrix, in lower case."""
    line = page.partition("<b>No article lists as used or not used:</b> ")[2].partition(".</p>")[0]
    labels = unescape(line)
    return [*labels.rpartition(" and ")[0].split(", "), labels.rpartition(" and ")[2]]


def test_the_matrix_shows_the_statements_of_each_article(mapping: ExportMapping) -> None:
    page = render_cohort(summarize([], [], mapping, 5, KEY), mapping, DAY)
    rows = rows_of("matrix", page)
    articles = rows.pop("Category")
    assert articles == [document.name[:1].upper() + document.name[1:] for document in mapping.articles]  # fmt: skip
    silent = unmentioned(page)
    labels = [category.label for category in mapping.categories]
    assert list(rows) == [label for label in labels if lowerfirst(label) not in silent]
    assert len(rows) + len(silent) == len(labels)
    assert {len(cells) for cells in rows.values()} == {len(articles)}
    messages = dict(zip(articles, rows["Private messages"], strict=True))
    assert messages["NordVPN"].startswith("says that a part is not used")
    assert messages["Article by Sonia"] == "does not mention it"
    assert dict(zip(articles, rows["Public content"], strict=True))["NordVPN"].startswith("says it is used")  # fmt: skip


def test_an_article_is_silent_in_the_matrix_exactly_if_it_has_no_statement(
    mapping: ExportMapping,
) -> None:
    page = render_cohort(summarize([], [], mapping, 5, KEY), mapping, DAY)
    rows = rows_of("matrix", page)
    none = ["does not mention it"] * len(mapping.articles)
    rows |= {category.label: none for category in mapping.categories if category.label not in rows}
    types = {category.id: {category.id} for category in mapping.categories}
    for data_type in mapping.data_types:
        types[data_type.category.id] |= set(ancestry(data_type.id))
    for category in mapping.categories:
        for document, cell in zip(mapping.articles, rows[category.label], strict=True):
            about = {subject for statement in document.statements for subject in statement.about}
            silent = not about & types[category.id]
            assert silent == (cell == "does not mention it"), (category.id, document.id)


def test_the_sentence_above_the_matrix_is_true(mapping: ExportMapping) -> None:
    page = render_cohort(summarize([], [], mapping, 5, KEY), mapping, DAY)
    matrix = page.split('id="matrix"')[1].split("</section>")[0]
    introduction, cells = matrix.split("<tbody>")
    for term in ("a part", "by a broader term", "does not mention"):
        assert term in introduction.lower()
        assert term in cells
    assert all(cell for cells in rows_of("matrix", page).values() for cell in cells)
    assert "empty cell" not in matrix
    assert 'class="hidden"' not in page


def sizes(page: str, section: str = "categories") -> list[list[tuple[str, int]]]:
    """The rows of each table with bars in a section: label and number."""
    inside = page.split(f'<h2 id="{section}">')[1].split("</section>", maxsplit=1)[0]
    tables = []
    for table in re.findall(r"<tbody>(.*?)</tbody>", inside, re.DOTALL):
        rows = re.findall(r'<th scope="row">(.*?)</th>.*?<td>([\d,]+)</td>', table, re.DOTALL)
        tables.append([(label, int(number.replace(",", ""))) for label, number in rows])
    return tables


def test_rankings_are_sorted_by_the_figures_shown(
    mapping: ExportMapping,
) -> None:
    dice = Random(1)
    labels = {category.id: category.label for category in mapping.categories}
    units = {amount.key: amount.unit for amount in summarize([], [], mapping, 5, KEY).categories}
    for _ in range(1000):
        people = [str(n) for n in range(dice.randint(10, 16))]
        group_ = ProtectedGroup(people, 5, KEY)
        amounts = [
            Amount(
                key, unit, group_.figure({who: some(dice) for who in people if dice.random() < 0.7})
            )
            for key, unit in units.items()
        ]
        shown = {labels[amount.key]: amount for amount in amounts}
        for ranking in rankings(amounts, labels, {}):
            numbers = [line.figure.half or 0 for line in ranking.lines]
            assert numbers == sorted(numbers, reverse=True)
            assert all(numbers)
            assert not any(line.figure.half for line in ranking.little)
            everything = {line.label for line in (*ranking.lines, *ranking.little)}
            assert everything == {label for label, e in shown.items() if e.unit == ranking.unit}


def some(dice: Random) -> float:
    return int(10 ** (4 * dice.random()))


def test_no_amount_is_described_as_the_largest(mapping: ExportMapping) -> None:
    """A hidden amount may be larger, so the page explains its order and its omissions."""
    page = render_cohort(example_group(mapping, 12), mapping, DAY)
    plain = re.sub(NOT_OF_THE_GROUP, "", page, flags=re.DOTALL)
    assert not re.search(r"\b(?:largest|biggest|highest|more than any)\b", plain)
    assert "Categories with little or none have no bar, but a few people may have a lot." in page


def test_eight_bars_are_shown_and_the_others_are_folded(mapping: ExportMapping) -> None:
    rows = tuple(
        CountRow(None, None, None, category.id, "used", "self", "self", volume(100 * n, "self"))
        for n, category in enumerate(mapping.categories, start=1)
    )
    page = render_cohort(summarize(alike(12, *rows), [], mapping, 5, KEY), mapping, DAY)
    first, second, *_ = sizes(page)
    assert len(first) == SHOWN_AT_ONCE
    assert second[0][1] <= first[-1][1]
    assert "more in words</summary>" in page


def test_data_that_few_people_have_is_neither_drawn_nor_denied(mapping: ExportMapping) -> None:
    """The messages of three people are hidden. They may exceed all the profiles, and the page does not deny it."""
    profile, messages = contribution(), contribution(10**6, "messages")
    both = Contribution(profile.rows + messages.rows, people=0)
    people = [(str(n), both if n < 3 else profile) for n in range(12)]
    page = render_cohort(summarize(people, [], mapping, 5, KEY), mapping, DAY)
    assert sizes(page)[0] == [("Profile", 100)]
    little = re.findall(r"<li>([^<]*) <small>\(about half or fewer have any\)", page)
    assert any("Private messages" in item for item in little)
    assert "lower bound" not in page


def test_the_volume_that_the_setting_concerns_is_also_given_in_pages_of_a_book(
    mapping: ExportMapping,
) -> None:
    page = render_cohort(summarize(group(12, 12, 3000), [], mapping, 5, KEY), mapping, DAY)
    assert (
        "If everyone here turned the setting off, that would concern <b>2,000</b> words or more for at least half of "
        "the group: about 7 pages of a paperback each." in page
    )


def test_the_action_of_the_setting_is_the_one_that_the_mapping_names() -> None:
    small = load_mapping(FULL)
    row = CountRow("notes", "Text", "writing.notes", "writing", "disputed", "self", "self", volume(3000, "self"))  # fmt: skip
    page = render_cohort(summarize(alike(12, row), [], small, 5, KEY), small, DAY)
    assert small.rules.setting == "stop"
    assert "If everyone here turned the setting off, that would concern <b>" in page


# --- units ------------------------------------------------------------------------------------------------------------


def test_dates_and_links_count_as_items_and_not_as_words(mapping: ExportMapping) -> None:
    row = CountRow("skills", "Name", "profile.x", "profile", "used", "self", None, Volume(40, 900, 700, 900))  # fmt: skip
    plain = published(summarize(alike(30, row), [], mapping, 5, KEY), mapping)
    assert plain["items"]["half"] == 20
    for key in ("text_words", "used", "used_or_uncertain"):
        assert plain[key]["half"] == 0
    assert plain["shares"]["used"]["half"] == 0
    assert plain["categories"]["profile"]["half"] == 0
    assert plain["subjects"]["self"]["half"] == 20
    assert 500 not in {number for _, number in figures(plain)}


def test_only_categories_without_text_are_measured_in_items(mapping: ExportMapping) -> None:
    plain = published(summarize([], [], mapping, 5, KEY), mapping)
    units = {key: figure["unit"] for key, figure in plain["categories"].items()}
    kinds: dict[str, set[str | None]] = {category.id: set() for category in mapping.categories}
    for table in mapping.tables:
        for column in table.columns:
            for described in (column, *(part.of(column) for part in table.parts)):
                if described.data_type:
                    kinds[described.data_type.category.id].add(described.kind)
    assert units == {
        category: "text_words" if "text" in used_kinds else "items"
        for category, used_kinds in kinds.items()
    }
    assert set(units.values()) == {"text_words", "items"}


def test_each_amount_has_the_unit_of_its_category(mapping: ExportMapping) -> None:
    rows = (
        CountRow("messages", "CONTENT", None, "messages", "excluded", "mixed", "self", Volume(20, 0, 680, 0, 680, 20)),
        CountRow("messages", "FOLDER", None, "messages", "excluded", "mixed", None, Volume(40, 0, 40, 0)),
        CountRow("receipts", "Total Amount", None, "payment", "disputed", "self", None, Volume(60, 0, 300, 0)),
    )  # fmt: skip
    cohort = summarize(alike(30, *rows), [], mapping, 5, KEY)
    plain = published(cohort, mapping)
    halves = {
        (part, key): figure["half"]
        for part in ("categories", "standings", "subjects", "authors", "actions")
        for key, figure in plain[part].items()
        if figure["half"]
    }
    assert halves == {
        ("categories", "messages"): 500,
        ("categories", "payment"): 50,
        ("standings", "excluded"): 500,
        ("standings", "disputed"): 50,
        ("subjects", "self"): 50,
        ("subjects", "mixed"): 20,
        ("authors", "self"): 500,
    }
    assert (plain["text_words"]["half"], plain["items"]["half"]) == (500, 100)
    assert plain["shares"]["not_mentioned"]["half"] == 0
    assert plain["shares"]["about_others"]["half"] == 40
    words, items = sizes(render_cohort(cohort, mapping, DAY))
    assert words == [("Private messages", 500)]
    assert items == [("Payment", 50)]


def test_an_action_concerns_only_its_own_data(mapping: ExportMapping) -> None:
    rows = (*contribution(680, "profile").rows, *contribution(1500, "messages").rows)
    plain = published(summarize(alike(12, *rows), [], mapping, 5, KEY), mapping)
    assert {action.id: plain["actions"][action.id]["half"] for action in mapping.actions} == {
        action.id: 500 if "profile" in action.about else 0 for action in mapping.actions
    }
    assert {500, 0} == {figure["half"] for figure in plain["actions"].values()}


def test_shares_are_of_the_words_of_text(mapping: ExportMapping) -> None:
    """A quarter of the text is used and a quarter is uncertain. The items are mostly used but do not count."""
    by_standing = {"used": (900, 100), "claimed": (900, 100), "excluded": (1, 120), "not_mentioned": (1, 80)}  # fmt: skip
    rows = tuple(
        CountRow(
            None,
            None,
            None,
            "profile",
            standing,
            "self",
            "self",
            Volume(values + 1, 0, values + text, 0, text, 1),
        )
        for standing, (values, text) in by_standing.items()
    )
    cohort = summarize(alike(30, *rows), [], mapping, 5, KEY)
    plain = published(cohort, mapping)
    percents = ("used", "used_or_uncertain", "excluded", "not_mentioned")
    assert [plain["shares"][key]["half"] for key in percents] == [20, 50, 30, 20]
    page = render_cohort(cohort, mapping, DAY)
    first_screen = page.split("</header>")[0]
    assert re.findall(r"<(?:b|strong)>([^<]*\d[^<]*)<", first_screen) == ["20% or more"]
    standing = page.partition('<h2 id="standing">')[2].partition("<details>")[0]
    assert re.findall(r"<(?:b|strong)>([^<]*\d[^<]*)<", standing) == ["200"]
    bars = re.findall(
        r'<th scope="row">([^<]*)</th><td[^>]*><svg[^>]*><rect (.*?) width="([\d.]+)%"', standing
    )
    assert bars == [
        ("Reported as used", 'class="c-used"', "20.0"),
        ("Reported as used, or uncertain", 'class="hatched" fill="url(#h-claimed)"', "50.0"),
        ("Reported as not used", 'class="outlined"', "30.0"),
        ("Not mentioned", 'class="hatched" fill="url(#h-not_mentioned)"', "20.0"),
    ]


def test_a_category_with_text_has_the_colour_of_its_text(five: ExportMapping) -> None:
    """Private messages are reported as not used; no article mentions their other data, of which there are more types."""
    page = render_cohort(example_group(five), five, DAY)
    bars = dict(
        re.findall(r'<th scope="row">([^<]*)</th><td[^>]*><svg[^>]*><rect (.*?) ?width', page)
    )
    assert bars["Private messages"] == 'class="outlined"'
    assert bars["Profile"] == 'class="c-used"'
    assert bars["Learning"] == bars["Follows"] == 'class="hatched" fill="url(#h-not_mentioned)"'
    assert bars["Connections"] == 'class="hatched" fill="url(#h-claimed)"'
    assert bars["About others"] == bars["Other people"] == ""  # no article is about these


@pytest.mark.parametrize(
    ("people", "full", "drawn"), [(10, 5, 10), (11, 6, 11), (30, 15, 30), (60, 30, 60), (61, 5, 10)]
)
def test_the_first_screen_draws_half_of_the_group(
    mapping: ExportMapping, people: int, full: int, drawn: int
) -> None:
    row = CountRow(
        None, None, None, "profile", "used", "self", "self", Volume(9, 0, 900, 0, 900, 1)
    )
    page = render_cohort(summarize(alike(people, row), [], mapping, 5, KEY), mapping, DAY)
    header = page.partition("<header>")[2].partition("</header>")[0]
    assert header.count('class="person"') == full
    assert header.count("<svg") == drawn
    words = re.sub(r"<[^>]+>", " ", header).split()
    assert len(words) <= 60
    assert f"Filled: at least {(people + 1) // 2} of {people} people." in " ".join(words)


def test_the_group_page_has_the_path_to_the_setting(mapping: ExportMapping) -> None:
    page = render_cohort(summarize([], [], mapping, 5, KEY), mapping, DAY)
    assert "› Data for Generative AI Improvement › Off" in page


def test_a_person_without_text_counts_as_having_none_used(mapping: ExportMapping) -> None:
    """Every figure has the same denominator: the whole group, with the people who have none."""
    cohort = summarize(group(12, 5), [], mapping, 5, KEY)
    assert cohort.shares.used.half == 0
    assert cohort.categories[0].figure == Figure(cohort.text_words.people, 0)
