"""The figures of a group: nobody's value, and no count of a few, can be had from them, by whatever arithmetic."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.analysis.measure import Volume, sum_volumes
from analyzer.mapping import ExportMapping, ancestry
from analyzer.workshop.cohort import Cohort, summarize
from analyzer.workshop.cohort_json import plain_cohort
from analyzer.workshop.cohort_page import render_cohort
from analyzer.workshop.contribution import Contribution, Row, from_plain, to_plain
from analyzer.workshop.protection import (
    DOMINANT,
    GRID,
    HIDDEN,
    MOST_PERCENT,
    REMAINDER,
    SMALL,
    STEP,
    Group,
    People,
    Quartiles,
    mean_around,
    most_hidden,
    to_grid,
    to_percent,
)

DAY = date(2026, 3, 14)


def one(
    token: str,
    words: int = 100,
    category: str = "profile",
    table: str = "skills",
    standing: str = "used",
) -> Contribution:
    rows = (
        (
            Row(
                table,
                "Name",
                f"{category}.x",
                category,
                standing,
                "self",
                "self",
                Volume(words, 0, words, 0, words),
            ),
        )
        if words
        else ()
    )
    return Contribution(token, rows, people=0, actions=())


def group(size: int, having: int, seed: str = "", words: int = 100) -> list[Contribution]:
    """`size` people, of whom the first `having` have something."""
    return [one(f"{seed}{n}", words if n < having else 0) for n in range(size)]


def people(size: int, having: int, least: int = 5, seed: str = "") -> People:
    everybody = group(size, having, seed)
    return Group(everybody, least).people(everybody[:having])


# --- counts of people -------------------------------------------------------------------------------------------------


@given(
    least=st.integers(3, 8),
    size=st.integers(0, 60),
    share=st.floats(0, 1),
    seed=st.text(max_size=5),
)
def test_what_is_said_of_a_count_is_true_and_never_of_few(
    least: int, size: int, share: float, seed: str
) -> None:
    having = round(size * share)
    said = people(size, having, least, seed)
    if said.band == "between":
        assert said.low is not None
        assert said.high is not None
        assert said.low <= having <= said.high
        assert least <= said.low
        assert said.high <= size - least
        assert said.high - said.low == 2 * STEP - 2
    elif said.band == "few":
        assert said.high is not None
        assert having <= said.high
        assert said.high > least  # never says that they are fewer than min_group
    elif said.band == "most":
        assert said.low is not None
        assert said.low <= having
        assert size - said.low >= least  # nor that those who have not are
    else:
        assert size < 2 * least
        assert said == People("hidden")


def every(size: int, having: int, least: int) -> set[People]:
    """All that may be said of a count, whatever the blur."""
    return {people(size, having, least, seed=f"{n}/") for n in range(60)}


@pytest.mark.parametrize("least", [3, 5])
@pytest.mark.parametrize("size", [6, 10, 17, 30])
def test_a_second_run_with_one_more_does_not_tell_what_that_one_has(least: int, size: int) -> None:
    """Whatever two pages show, it could be so if the new person has it and if not."""
    has: set[tuple[People, People]] = set()
    has_not: set[tuple[People, People]] = set()
    for having in range(size + 1):
        before = every(size, having, least)
        has |= set(product(before, every(size + 1, having + 1, least)))
        has_not |= set(product(before, every(size + 1, having, least)))
    assert has == has_not


def test_the_same_people_are_never_counted_in_two_ways() -> None:
    """Two figures of the same people have one blur: the ranges of both are no narrower than of one."""
    everybody = group(30, 12)
    told = Group(everybody, 5)
    assert told.people(everybody[:12]) == told.people(list(reversed(everybody[:12])))


def test_the_blur_is_of_all_who_take_part() -> None:
    """One more who has nothing changes it: or else a count that changed would mean that she has it."""
    said = {people(size, 12, seed="x") for size in range(20, 60)}
    assert len(said) > 1


# --- amounts ----------------------------------------------------------------------------------------------------------

AMOUNTS = st.lists(st.integers(0, 10**6), max_size=60)


def quartiles_of(amounts: Sequence[int], least: int = 5, seed: str = "") -> Quartiles:
    everybody = [one(f"{seed}{n}", 0) for n in range(len(amounts))]
    return Group(everybody, least).quartiles(zip(everybody, amounts, strict=True))


@given(AMOUNTS, st.integers(3, 8))
def test_an_amount_is_a_mean_of_enough_people_and_of_no_one_alone(
    amounts: list[int], least: int
) -> None:
    having = sorted(amount for amount in amounts if amount)
    quartiles = quartiles_of(amounts, least)
    if len(having) < 2 * least:
        assert quartiles == HIDDEN
    for number in (quartiles.lower, quartiles.median, quartiles.upper):
        if number is None:
            continue
        possible = [having[first : first + least] for first in range(len(having) - least + 1)]
        assert any(
            number == to_grid(sum(some) / least)
            and max(some) <= DOMINANT * sum(some)
            and sum(some[:-2]) >= REMAINDER * some[-1]
            for some in possible
        )
    if quartiles.median is None:
        assert quartiles == HIDDEN


SHARES = (0.25, 0.5, 0.75)


def first_and_last(size: int, share: float, least: int) -> tuple[int, int]:
    """Where those stand, of `size` in a row, whose mean is shown.

    Each has one more than the one before, so the mean is halfway between the first and the last.
    """
    ordered = [1000 + n for n in range(size)]
    twice = mean_around(ordered, share, least, lambda mean: round(2 * mean))
    assert twice is not None
    return (twice - 2000 - (least - 1)) // 2, (twice - 2000 + (least - 1)) // 2


# people, smallest group -> whose means are the lower quartile, the median and the upper quartile
SHOWN = [
    (13, 3, [(2, 4), (5, 7), (8, 10)]),
    (17, 4, [(2, 5), (6, 9), (10, 13)]),
    (21, 5, [(3, 7), (8, 12), (13, 17)]),
    (33, 8, [(4, 11), (12, 19), (20, 27)]),
    (101, 5, [(23, 27), (48, 52), (73, 77)]),
]


@pytest.mark.parametrize(("size", "least", "places"), SHOWN)
def test_a_figure_is_the_mean_of_those_around_its_place(
    size: int, least: int, places: list[tuple[int, int]]
) -> None:
    assert [first_and_last(size, share, least) for share in SHARES] == places


@pytest.mark.parametrize("least", [3, 4, 5, 8])
def test_no_two_figures_share_people_whose_difference_would_be_of_one(least: int) -> None:
    for size in range(4 * least + 1, 200):
        places = [first_and_last(size, share, least) for share in SHARES]
        for (_, last), (first, _) in pairwise(places):
            assert last < first, (size, places)


@pytest.mark.parametrize("least", [3, 4, 5, 8])
def test_quartiles_are_shown_only_where_no_two_figures_share_people(least: int) -> None:
    shown = [
        size
        for size in range(2 * least, 8 * least)
        if any(quartiles_of([100] * size, least, seed).lower == 100 for seed in "abcdef")
    ]
    assert shown
    assert min(shown) > 4 * least


def test_quartiles_are_near_the_true_ones() -> None:
    amounts = [n * 100 for n in range(1, 102)]
    quartiles = quartiles_of(amounts)
    assert quartiles.median == to_grid(median(amounts))
    assert (quartiles.lower, quartiles.upper) == (to_grid(2600), to_grid(7600))


def test_with_fewer_people_there_is_only_the_middle() -> None:
    quartiles = quartiles_of([100] * 20)
    assert quartiles.median == 100
    assert (quartiles.lower, quartiles.upper) == (None, None)


def test_one_who_has_most_of_it_is_not_shown() -> None:
    assert mean_around([10, 10, 10, 10, 10**6], 0.5, 5, to_grid) is None
    assert mean_around([1, 1, 1, 1, 9], 0.5, 5, to_grid) is None


def test_the_second_largest_does_not_learn_the_largest() -> None:
    """With little beside the two, the mean would tell each of them the other's amount."""
    assert mean_around([10, 400, 590], 0.5, 3, to_grid) is None
    assert mean_around([200, 400, 590], 0.5, 3, to_grid) == 460


@pytest.mark.parametrize("having", range(10))
def test_nothing_is_shown_of_fewer_than_twice_the_smallest_group(having: int) -> None:
    """The mean of all who have any is as good as their sum, and nested figures are differences of sums."""
    assert quartiles_of([1000] * having + [0] * 40) == HIDDEN


@pytest.mark.parametrize("least", [3, 5])
def test_nested_figures_do_not_tell_what_one_person_has(least: int) -> None:
    """Parent minus child: the amount of the one who has something beside the child is off by a quarter or more,
    or cannot be had, but for chance."""
    near = tried = 0
    for number in range(300):
        amounts = [1000 + 37 * ((number * 31 + n * 17) % 90) for n in range(12)]
        secret = 700 + 53 * (number % 60)
        child = quartiles_of(amounts, least, seed=str(number)).median
        parent = quartiles_of([amounts[0] + secret, *amounts[1:]], least, seed=str(number)).median
        if child is not None and parent is not None:
            tried += 1
            near += abs(least * (parent - child) - secret) <= 0.15 * secret
    assert tried > 50
    assert near / tried < 0.1


def test_shares_have_no_ends() -> None:
    assert [to_percent(n) for n in (0, 4, 9.9, 10, 14, 86, 95, 100)] == [
        0,
        0,
        0,
        10,
        10,
        90,
        90,
        90,
    ]
    everybody = [one(str(n), 100) for n in range(20)]
    quartiles = Group(everybody, 5).quartiles(((who, 100.0) for who in everybody), shares=True)
    assert quartiles.median == MOST_PERCENT
    assert Group(everybody, 5).quartiles(((who, 0.0) for who in everybody), shares=True).median == 0


def test_little_is_only_said_to_be_little() -> None:
    """Where each of many has one or two, a mean would be each one's."""
    assert quartiles_of([2] * 30).median == 0
    assert quartiles_of([SMALL] * 30).median == SMALL
    assert quartiles_of([1100] * 30).median == 1000


@given(st.lists(st.integers(1, 10**6), min_size=25, max_size=40), st.integers(10, 10**9))
def test_a_newcomer_with_much_is_the_same_whatever_she_has(amounts: list[int], more: int) -> None:
    """No figure follows one person: with ten times as much every figure stays."""
    top = max(amounts) * more
    assert quartiles_of([*amounts, top]) == quartiles_of([*amounts, top * 10])
    # Nor is there a figure that one person moves beyond what others have.
    figures = quartiles_of([*amounts, top])
    assert all(n is None or n <= max(amounts) * 1.3 for n in (figures.median, figures.lower))


@given(AMOUNTS)
def test_numbers_are_steps_of_the_grid(amounts: list[int]) -> None:
    quartiles = quartiles_of(amounts)
    steps = {0} | {round(step * 10**power) for step in GRID for power in range(8)}
    assert {quartiles.lower, quartiles.median, quartiles.upper} - {None} <= steps


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
"""Of each participant: category, table, standing, author and amount of each row."""


def gather(lists: Rows) -> list[Contribution]:
    return [
        Contribution(
            str(number),
            tuple(
                Row(table, None, None, category, standing, "mixed", author, volume(amount, author))
                for category, table, standing, author, amount in rows
            ),
            people=sum(amount for *_, amount in rows),
            actions=(
                (
                    "profile",
                    sum_volumes(
                        volume(amount, author)
                        for category, _, _, author, amount in rows
                        if category == "profile"
                    ),
                ),
            ),
        )
        for number, rows in enumerate(lists)
    ]


def volume(amount: int, author: str | None) -> Volume:
    """Text where it has an author, and else as many entries."""
    return Volume(amount, 0, amount, 0, amount if author else 0)


def published(cohort: Cohort, mapping: ExportMapping) -> dict[str, Any]:
    """The published JSON of a group."""
    plain: dict[str, Any] = json.loads(json.dumps(plain_cohort(cohort, mapping, "1")))
    return plain


def figures(plain: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Every number of a published JSON, with where it stands."""
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
def test_no_figure_of_any_group_is_of_few(mapping: ExportMapping, lists: Rows, least: int) -> None:
    given_ = gather(lists)
    plain = published(summarize(given_, [], mapping, least), mapping)
    has = {
        "categories": lambda key: [c for c in given_ if any(row.category == key for row in c.rows)],
        "standings": lambda key: [c for c in given_ if any(row.standing == key for row in c.rows)],
        "files": lambda key: [c for c in given_ if any(row.table == key for row in c.rows)],
        "subjects": lambda key: [c for c in given_ if c.rows and key == "mixed"],
        "authors": lambda key: [c for c in given_ if any(row.author == key for row in c.rows)],
    }
    for path, number in figures(plain):
        if path[0] in has:
            who = len(has[path[0]](path[1]))
            if path[-1] == "to" and number == least + STEP - 2:
                continue  # "at most": said of few, and says no more than that
            assert who >= least, (path, number)
            if path[-1] in {"from", "to"} and plain[path[0]][path[1]].get("band") == "between":
                assert least <= number <= len(given_) - least


@settings(max_examples=20, deadline=None)
@given(contributions)
def test_what_is_listed_never_depends_on_what_people_have(
    mapping: ExportMapping, lists: Rows
) -> None:
    plain = published(summarize(gather(lists), [], mapping, 5), mapping)
    nobody = published(summarize([], [], mapping, 5), mapping)
    for part in ("categories", "standings", "subjects", "authors", "files", "actions"):
        assert list(plain[part]) == list(nobody[part])
    for part in ("categories", "standings", "subjects", "authors", "actions"):
        units = [{key: each["unit"] for key, each in one[part].items()} for one in (plain, nobody)]
        assert units[0] == units[1]


def test_there_are_no_sums(mapping: ExportMapping) -> None:
    """300 words each of 30 people: 9,000 would be a sum, and stands nowhere."""
    plain = published(summarize(group(30, 30, words=300), [], mapping, 5), mapping)
    assert {n for p, n in figures(plain) if n > 100} <= {320}


@pytest.mark.parametrize("size", [0, 1, 4, 9])
def test_a_group_that_is_too_small_has_no_figures(mapping: ExportMapping, size: int) -> None:
    plain = published(summarize(group(size, size), [], mapping, 5), mapping)
    numbers = {path: n for path, n in figures(plain) if path[0] not in {"failed", "min_group"}}
    assert numbers == {("format_version",): 2, ("participants",): size}
    page = render_cohort(summarize(group(size, size), [], mapping, 5), mapping, DAY)
    assert "too small, or its exports are too unlike each other, for shares" in page
    assert "%</b>" not in page


def test_reasons_are_counted_only_where_many_have_them(mapping: ExportMapping) -> None:
    reasons = ["It is empty."] * 5 + ["It is one file."]
    cohort = summarize(group(10, 10), reasons, mapping, 5)
    assert (cohort.failed, cohort.failures) == (
        6,
        (("It is empty.", None), ("It is one file.", None)),
    )
    cohort = summarize(group(10, 10), reasons[:5], mapping, 5)
    assert (cohort.failed, cohort.failures) == (5, (("It is empty.", 5),))
    cohort = summarize(group(10, 10), reasons[:2], mapping, 5)
    assert (cohort.failed, cohort.failures) == (None, (("It is empty.", None),))
    assert "for fewer than 5 others, none could be read" in render_cohort(cohort, mapping, DAY)


def test_a_group_of_fewer_than_three_is_refused(mapping: ExportMapping) -> None:
    with pytest.raises(ValueError, match="2"):
        summarize([], [], mapping, 2)


# --- the page ---------------------------------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None)
@given(contributions)
def test_page_and_json_say_the_same_figures_and_no_other(
    mapping: ExportMapping, lists: Rows
) -> None:
    cohort = summarize(gather(lists), [], mapping, 5)
    page = render_cohort(cohort, mapping, DAY)
    allowed = {n for _, n in figures(published(cohort, mapping))}
    page = re.sub(r"<style>.*?</style>|<section aria-labelledby=\"(matrix|disagree|documents)\">.*?</section>", "", page, flags=re.DOTALL)  # fmt: skip
    cells = re.findall(r"<td>([^<]*)</td>", page)
    for cell in cells:
        for number in re.findall(r"\d[\d,]*", cell):
            assert int(number.replace(",", "")) in allowed | {SMALL}, cell
    said = re.findall(r"<(?:b|strong)>(?:under )?([\d,]+)", page)
    said += re.findall(r"<text[^>]*>([\d,]+)</text>", page)
    for number in said:
        assert int(number.replace(",", "")) in allowed | {SMALL}


def test_the_page_is_the_same_each_time_and_has_no_script(mapping: ExportMapping) -> None:
    cohort = summarize(group(30, 30), ["It is empty."], mapping, 5)
    page = render_cohort(cohort, mapping, DAY, ["P01"])
    assert page == render_cohort(cohort, mapping, DAY, ["P01"])
    assert "<script" not in page
    assert "http" not in re.sub(
        r'xmlns(:\w+)?="[^"]*"', "", re.sub(r"<q>.*?</q>", "", page)
    ).replace("http-equiv", "")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def rows_of(section: str, page: str) -> dict[str, list[str]]:
    """The rows of the tables in a section: the cells as text, by what stands at their beginning."""
    inside = page.split(f'<h2 id="{section}">')[1].split("</section>", maxsplit=1)[0]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", inside, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        cells = [
            re.sub(r'<span [^>]*aria-label="[^:"]*: ([^"]*)"></span>', r"\1", c) for c in cells
        ]
        first, *others = (" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells)
        found[first] = others
    return found


def test_the_matrix_says_what_each_article_says(mapping: ExportMapping) -> None:
    page = render_cohort(summarize([], [], mapping, 5), mapping, DAY)
    rows = rows_of("matrix", page)
    articles = rows.pop("Category")
    assert articles == [document.called[:1].upper() + document.called[1:] for document in mapping.documents]  # fmt: skip
    assert list(rows) == [category.label for category in mapping.categories]
    assert {len(cells) for cells in rows.values()} == {len(articles)}
    messages = dict(zip(articles, rows["Private messages"], strict=True))
    assert messages["NordVPN"].startswith("says it is left out")
    assert messages["Article by Sonia"] == "does not mention it"
    assert dict(zip(articles, rows["Public content"], strict=True))["NordVPN"].startswith("says it is used")  # fmt: skip


def test_an_article_is_silent_in_the_matrix_exactly_where_it_says_nothing(
    mapping: ExportMapping,
) -> None:
    rows = rows_of("matrix", render_cohort(summarize([], [], mapping, 5), mapping, DAY))
    types = {category.id: {category.id} for category in mapping.categories}
    for data_type in mapping.data_types:
        types[data_type.category.id] |= set(ancestry(data_type.id))
    for category in mapping.categories:
        for document, cell in zip(mapping.documents, rows[category.label], strict=True):
            about = {each for statement in document.statements for each in statement.about}
            silent = not about & types[category.id]
            assert silent == (cell == "does not mention it"), (category.id, document.id)


def test_a_contribution_comes_back_from_json() -> None:
    given_ = gather([[("profile", "skills", "used", "self", 3)], []])
    for contribution in given_:
        plain = json.loads(json.dumps(to_plain(contribution)))
        assert from_plain(plain) == contribution
        assert plain["format_version"] == 3
    with pytest.raises(ValueError, match=r"^$"):
        from_plain(to_plain(given_[0]) | {"format_version": 1})


def test_the_sentence_above_the_matrix_is_true(mapping: ExportMapping) -> None:
    page = render_cohort(summarize([], [], mapping, 5), mapping, DAY)
    matrix = page.split('id="matrix"')[1].split("</section>")[0]
    said, cells = matrix.split("<tbody>")
    for term in ("a part", "by a broader term", "does not mention"):
        assert term in said.lower()
        assert term in cells
    assert all(cell for cells in rows_of("matrix", page).values() for cell in cells)
    assert "empty cell" not in matrix
    assert 'class="hidden"' not in page


@pytest.mark.parametrize("least", [3, 4, 5, 6, 8])
def test_the_page_says_how_many_people_may_be_too_few(mapping: ExportMapping, least: int) -> None:
    def hidden(having: int) -> set[bool]:
        return {quartiles_of([100] * having, least, str(n)) == HIDDEN for n in range(40)}

    assert hidden(most_hidden(least)) == {True, False}
    assert hidden(most_hidden(least) + 1) == {False}
    page = render_cohort(summarize([], [], mapping, least), mapping, DAY)
    assert f"even {most_hidden(least)} may be too few" in page


def test_quarters_need_as_many_as_the_page_says(mapping: ExportMapping) -> None:
    page = render_cohort(summarize([], [], mapping, 5), mapping, DAY)
    assert "Quarters need more than 20 people who have any" in page
    assert all(quartiles_of([100] * 20, 5, str(n)).lower is None for n in range(40))


def test_no_finding_is_about_what_is_not_shown(mapping: ExportMapping) -> None:
    """The messages of three are hidden: they may be more than the profile of all, and nothing denies it."""
    everybody = group(30, 30, words=100)
    few = [
        replace(each, rows=each.rows + one("", 10**6, "messages").rows) for each in everybody[:3]
    ]
    page = render_cohort(summarize([*few, *everybody[3:]], [], mapping, 5), mapping, DAY)
    assert rows_of("categories", page)["Private messages"][1].startswith("not shown")
    (finding,) = re.findall(r"<figcaption>([^<]*Profile[^<]*)</figcaption>", page)
    assert finding == (
        "Of the categories with text that may be shown, none has a larger middle than “Profile”: "
        "about 100 words of text among those who have any"
    )
    assert "largest category" not in page
    assert "lower bound" not in page


# --- units ------------------------------------------------------------------------------------------------------------


def test_dates_and_links_are_entries_and_no_words(mapping: ExportMapping) -> None:
    row = Row("skills", "Name", "profile.x", "profile", "used", "self", None, Volume(40, 900, 700, 900))  # fmt: skip
    plain = published(
        summarize([Contribution(str(n), (row,), 0, ()) for n in range(30)], [], mapping, 5), mapping
    )
    assert plain["values"]["median"] == to_grid(40)
    for key in ("text_words", "covered", "every_claim", "covered_percent", "every_claim_percent"):
        assert plain[key]["median"] is None
    assert plain["categories"]["profile"]["median"] is None
    assert plain["subjects"]["self"]["median"] == to_grid(40)
    assert 700 not in {to_grid(number) for _, number in figures(plain)}


def test_only_categories_that_never_have_text_are_told_in_entries(mapping: ExportMapping) -> None:
    plain = published(summarize([], [], mapping, 5), mapping)
    told = {key: each["unit"] for key, each in plain["categories"].items()}
    kinds: dict[str, set[str | None]] = {category.id: set() for category in mapping.categories}
    for table in mapping.tables:
        for column in table.columns:
            for each in (column, *(part.of(column) for part in table.parts)):
                if each.data_type:
                    kinds[each.data_type.category.id].add(each.kind)
    assert told == {
        category: "text_words" if "text" in held else "values" for category, held in kinds.items()
    }
    assert set(told.values()) == {"text_words", "values"}


def test_each_amount_is_in_its_unit(mapping: ExportMapping) -> None:
    rows = (
        Row("messages", "CONTENT", None, "messages", "excluded", "mixed", "self", Volume(20, 0, 700, 0, 680)),
        Row("receipts", "Total Amount", None, "payment", "disputed", "self", None, Volume(30, 0, 150, 0)),
    )  # fmt: skip
    given_ = [
        Contribution(str(n), rows, 0, (("profile", Volume(46, 0, 100, 0, 68)),)) for n in range(30)
    ]
    cohort = summarize(given_, [], mapping, 5)
    plain = published(cohort, mapping)
    middles = {
        (part, key): each["median"]
        for part in ("categories", "standings", "subjects", "authors", "actions")
        for key, each in plain[part].items()
        if each["median"] is not None
    }
    assert middles == {
        ("categories", "messages"): 680,
        ("categories", "payment"): 32,
        ("standings", "excluded"): 680,
        ("subjects", "self"): 32,
        ("subjects", "mixed"): 22,
        ("authors", "self"): 680,
        ("actions", "profile"): 68,
    }
    assert (plain["text_words"]["median"], plain["values"]["median"]) == (680, 46)
    assert plain["not_mentioned_percent"]["median"] == 0
    shown = rows_of("categories", render_cohort(cohort, mapping, DAY))
    assert shown["Private messages"][0] == "words of text"
    assert shown["Payment"][:1] + shown["Payment"][2:3] == ["entries", "32"]
    assert shown["Private messages"][2] == "680"


def test_shares_are_of_the_words_of_text(mapping: ExportMapping) -> None:
    """A quarter of the text is covered, half is claimed; the entries, of which most are, do not count."""
    by_standing = {"used": (900, 100), "claimed": (900, 100), "excluded": (1, 120), "not_mentioned": (1, 80)}  # fmt: skip
    rows = tuple(
        Row(
            None,
            None,
            None,
            "profile",
            standing,
            "self",
            "self",
            Volume(values, 0, values, 0, text),
        )
        for standing, (values, text) in by_standing.items()
    )
    given_ = [Contribution(str(n), rows, 0, ()) for n in range(30)]
    cohort = summarize(given_, [], mapping, 5)
    plain = published(cohort, mapping)
    percents = ("covered_percent", "every_claim_percent", "not_mentioned_percent")
    assert [plain[key]["median"] for key in percents] == [to_percent(25), 50, 20]
    page = render_cohort(cohort, mapping, DAY)
    header = page.split("</header>")[0]
    shown = re.findall(r"<(?:b|strong)>([^<]*\d[^<]*)<", header)
    assert shown == ["20\xa0%", "20\xa0%", "50\xa0%", "20\xa0%", "460"]
