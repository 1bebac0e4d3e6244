"""A group's page must not reveal who has something: every number of people is tried, and known attacks are run."""

import math
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import pairwise, product
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.workshop.protection import (
    DOMINANT,
    GRID,
    MOST_PERCENT,
    QUARTERS_FROM,
    RANGES_FROM,
    REMAINDER,
    SMALL,
    STEP,
    Band,
    Figure,
    People,
    ProtectedGroup,
    mean_around,
    needed,
    to_grid,
    to_percent,
)

pytestmark = pytest.mark.uncounted

KEY = b"a key that is in no folder"
SIZES = range(41)
LEAST = range(3, 9)
AMOUNT_OF_EACH = 100
"""The amount of each person who has any. An attacker who knows it can learn the most."""


def labels(size: int) -> list[str]:
    return [f"P{number:02}" for number in range(1, size + 1)]


class Blurred(ProtectedGroup):
    """A group whose blur is given."""

    def __init__(self, size: int, least: int, blur: int) -> None:
        super().__init__(labels(size), least, KEY)
        self._given = blur

    def draw(self, having: Iterable[str]) -> int:
        return self._given


# --- every reading of every page --------------------------------------------------------------------------------------

Publish = Callable[[int, int, int, int], Hashable]
"""Returns the text of a page, given the size of the group, how many people have any, the smallest group and the blur."""


def ours(size: int, having: int, least: int, blur: int) -> Figure:
    return Blurred(size, least, blur).figure(dict.fromkeys(labels(size)[:having], AMOUNT_OF_EACH))


def before(size: int, having: int, least: int, blur: int) -> Hashable:
    """The previous rules: the middle of the people who have any, if there are at least twice the smallest group."""
    floor = least + (having - least - blur) // 3 * 3
    return floor >= 2 * least, floor > 4 * least


def zeros_included(size: int, having: int, least: int, _blur: int) -> Hashable:
    """The first proposal: the middle of the whole group, with zeros in the average."""
    if size < 2 * least:
        return None
    ordered = [0.0] * (size - having) + [float(AMOUNT_OF_EACH)] * having
    first = math.floor((size - 1) / 2 - (least - 1) / 2 + 0.5)
    chosen = ordered[first : first + least]
    if chosen[-1] > DOMINANT * sum(chosen) or sum(chosen[:-2]) < REMAINDER * chosen[-1]:
        return 0
    return to_grid(sum(chosen) / least)


def unblurred(size: int, having: int, least: int, _blur: int) -> Hashable:
    return ours(size, having, least, 0)


def readings(publish: Publish, size: int, least: int) -> dict[Hashable, set[int]]:
    """For each possible page, the numbers of people who may have any."""
    possible: dict[Hashable, set[int]] = {}
    for having, blur in product(range(size + 1), range(STEP)):
        possible.setdefault(publish(size, having, least, blur), set()).add(having)
    return possible


def revealing(publish: Publish, sizes: Iterable[int], least: int) -> Iterator[tuple[int, set[int]]]:
    """The pages that reveal that fewer than `least` people have any, or that fewer have none."""
    for size in sizes:
        if size < least:
            continue  # the size of such a group is public
        for could_be in readings(publish, size, least).values():
            if max(could_be) < least or size - min(could_be) < least:
                yield size, could_be


@pytest.mark.parametrize("least", LEAST)
def test_every_page_leaves_enough_people_who_may_have_any_and_enough_who_may_have_none(
    least: int,
) -> None:
    assert list(revealing(ours, SIZES, least)) == []


@pytest.mark.parametrize("least", LEAST)
@pytest.mark.parametrize("publish", [before, zeros_included, unblurred])
def test_rules_that_reveal_too_much_are_detected(publish: Publish, least: int) -> None:
    pages = dict(revealing(publish, SIZES, least))
    assert pages, publish


def test_the_previous_rules_revealed_that_all_people_have_any() -> None:
    assert {11} in [could_be for size, could_be in revealing(before, [11], 5)]


@pytest.mark.parametrize("least", LEAST)
def test_a_published_range_covers_exactly_the_possible_numbers(least: int) -> None:
    for size in SIZES:
        could_be: dict[People, set[int]] = {}
        for having, blur in product(range(size + 1), range(STEP)):
            people = Blurred(size, least, blur).people(labels(size)[:having])
            could_be.setdefault(people, set()).add(having)
        for people, numbers in could_be.items():
            if people.band == "hidden":
                assert size < 2 * least
            else:
                assert numbers == {*range(people.low or 0, (people.high or 0) + 1)}, size


@pytest.mark.parametrize("least", LEAST)
def test_each_band_is_true_for_its_numbers(least: int) -> None:
    for size in range(2 * least, RANGES_FROM):
        for having, blur in product(range(size + 1), range(STEP)):
            band = Blurred(size, least, blur).people(labels(size)[:having]).band
            true = {
                "under_half": having < size / 2,
                "half_or_fewer": having <= size / 2 + 1.5,
                "about_half": size / 2 - 3 <= having <= size / 2 + 1.5,
                "half_or_more": having >= size / 2,
            }
            assert true[band], (size, having)


# size of the group, smallest group, possible answers to how many people have something
WORDS = [
    (10, 5, [("half_or_fewer", 0, 6), ("half_or_more", 5, 10)]),
    (12, 5, [("half_or_fewer", 0, 7), ("half_or_more", 6, 12)]),
    (13, 5, [("under_half", 0, 5), ("about_half", 4, 8), ("half_or_more", 7, 13)]),
    (15, 5, [("under_half", 0, 6), ("about_half", 5, 9), ("half_or_more", 8, 15)]),
    (16, 5, [("few", 0, 6), ("between", 5, 9), ("most", 8, 16)]),
    (20, 5, [("few", 0, 8), ("between", 7, 11), ("between", 10, 14), ("most", 13, 20)]),
    (6, 3, [("half_or_fewer", 0, 4), ("half_or_more", 3, 6)]),
    (9, 3, [("under_half", 0, 3), ("about_half", 2, 6), ("half_or_more", 5, 9)]),
]  # fmt: skip


@pytest.mark.parametrize(("size", "least", "expected"), WORDS)
def test_numbers_of_people_are_published_as_bands(
    size: int, least: int, expected: list[tuple[Band, int, int]]
) -> None:
    answers = {
        Blurred(size, least, blur).people(labels(size)[:having])
        for having, blur in product(range(size + 1), range(STEP))
    }
    assert answers == {People(*answer) for answer in expected}


# --- a second page ----------------------------------------------------------------------------------------------------


def possible_figures(size: int, having: int, least: int) -> set[Figure]:
    """The figures of this number of people, with every possible blur."""
    return {ours(size, having, least, blur) for blur in range(STEP)}


@pytest.mark.parametrize("least", [3, 5, 8])
@pytest.mark.parametrize("size", range(5, 50))
def test_pages_with_and_without_a_person_do_not_reveal_whether_that_person_has_any(
    least: int, size: int
) -> None:
    """Each pair of pages is possible whether or not the person has any."""
    has: set[tuple[Figure, Figure]] = set()
    has_not: set[tuple[Figure, Figure]] = set()
    for having in range(size + 1):
        without = possible_figures(size, having, least)
        has |= set(product(without, possible_figures(size + 1, having + 1, least)))
        has_not |= set(product(without, possible_figures(size + 1, having, least)))
    assert has == has_not


def test_repeated_runs_of_the_same_group_reveal_no_more_than_the_first() -> None:
    """The draws depend on the people and on the key, which stay the same when an export is downloaded again."""
    figures = {ProtectedGroup(labels(30), 5, KEY).figure(dict.fromkeys(labels(30)[:16], 100 + run)) for run in range(12)}  # fmt: skip
    assert len(figures) == 1


def test_a_different_key_or_group_gives_a_different_draw() -> None:
    who = labels(30)[:13]
    assert len({ProtectedGroup(labels(30), 5, bytes([n])).people(who) for n in range(40)}) > 1
    crowd = (
        ProtectedGroup(labels(30), 5, KEY),
        ProtectedGroup([*labels(30), *labels(34)[32:]], 5, KEY),
    )
    whos = [labels(30)[n : n + 14] for n in range(16)]
    assert [crowd[0].people(who) for who in whos] != [crowd[1].people(who) for who in whos]


def test_figures_about_the_same_people_share_a_draw() -> None:
    """Combining two figures about the same people does not narrow the range."""
    group = ProtectedGroup(labels(30), 5, KEY)
    who = labels(30)[:12]
    assert group.people(who) == group.people(list(reversed(who)))
    assert group.people(who) == group.figure(dict.fromkeys(who, 7)).people


def test_pages_with_several_smallest_groups_give_the_same_ranges() -> None:
    for having in range(10, 21):
        answers = {
            ProtectedGroup(labels(30), least, KEY).people(labels(30)[:having]) for least in LEAST
        }
        assert len({people for people in answers if people.band == "between"}) <= 1


# --- attacks ----------------------------------------------------------------------------------------------------------


def test_a_published_middle_does_not_reveal_who_has_any() -> None:
    """Eleven people who all have some look the same as six who have some and five who have none."""
    all_eleven = possible_figures(11, 11, 5)
    assert {figure.middle for figure in all_eleven} == {AMOUNT_OF_EACH}
    assert all_eleven & possible_figures(11, 6, 5)


@pytest.mark.parametrize("least", LEAST)
def test_quarters_do_not_reveal_that_nearly_all_people_have_any(least: int) -> None:
    for size in range(QUARTERS_FROM * least, 61):
        assert {figure.lower for figure in possible_figures(size, size, least)} == {AMOUNT_OF_EACH}
        fewest = min(
            n for n in range(size + 1) for f in possible_figures(size, n, least) if f.lower
        )
        assert size - fewest >= least


@pytest.mark.parametrize("least", [3, 5])
def test_fewer_conspirators_than_the_smallest_group_learn_nothing_about_all_the_others(
    least: int,
) -> None:
    """For the conspirators, it stays possible that another person has some and that another person has none."""
    for size in range(2 * least, 25):
        for could_be in readings(ours, size, least).values():
            for spies, mine in product(range(least), range(least)):
                others = (
                    {n - mine for n in could_be if 0 <= n - mine <= size - spies}
                    if mine <= spies
                    else {0, 1}
                )
                assert not others or max(others) > 0, (size, could_be)
                assert not others or min(others) < size - spies, (size, could_be)


def test_a_group_dominated_by_one_person_looks_like_a_group_that_has_none() -> None:
    """A figure of 0 can mean one dominant person, small amounts or nothing at all."""
    group = Blurred(12, 5, 0)
    who = labels(12)
    dominated = {label: 10.0**number for number, label in enumerate(who)}
    little = dict.fromkeys(who, 2)
    assert group.figure(dominated).middle == 0
    assert group.figure(dominated) == group.figure(little)
    assert group.figure({}).middle == 0
    assert group.figure(dict.fromkeys(who[:5], 1000)).middle == 0


@pytest.mark.parametrize("size", [10, 12, 15])
def test_conspirators_who_have_nothing_do_not_learn_the_middle_of_a_few(size: int) -> None:
    """Four conspirators with nothing still see an average over five other people."""
    mine = dict.fromkeys(labels(size)[4:], 100) | {labels(size)[-1]: 10**6}
    assert Blurred(size, 5, 0).figure(mine).middle in {0, AMOUNT_OF_EACH}


# --- amounts ----------------------------------------------------------------------------------------------------------

AMOUNTS = st.lists(st.integers(0, 10**6), max_size=60)
SHARES = (0.25, 0.5, 0.75)


def figure_of(amounts: Iterable[float], least: int = 5, blur: int = 0) -> Figure:
    values = list(amounts)
    return Blurred(len(values), least, blur).figure(
        dict(zip(labels(len(values)), values, strict=True))
    )


@given(AMOUNTS, st.integers(3, 8), st.integers(0, STEP - 1))
def test_a_figure_is_the_mean_of_enough_people_and_none_of_them_dominates(
    amounts: list[int], least: int, blur: int
) -> None:
    having = sorted(amount for amount in amounts if amount)
    figure = figure_of(amounts, least, blur)
    if len(amounts) < 2 * least:
        assert figure == Figure(People("hidden"))
    for number in (figure.lower, figure.middle, figure.upper):
        if not number:
            continue
        possible = [having[first : first + least] for first in range(len(having) - least + 1)]
        assert any(
            number == to_grid(sum(some) / least)
            and max(some) <= DOMINANT * sum(some)
            and sum(some[:-2]) >= REMAINDER * some[-1]
            for some in possible
        )


@given(AMOUNTS, st.integers(3, 8))
def test_every_group_that_is_large_enough_has_an_answer(amounts: list[int], least: int) -> None:
    figure = figure_of(amounts, least)
    assert (figure.middle is None) == (len(amounts) < 2 * least)
    assert (figure.lower is None) == (figure.upper is None) == (len(amounts) < 6 * least)


def places(size: int, having: int, share: float, least: int) -> tuple[int, int]:
    """The positions, in the order of the group, of the first and the last person in the mean.

    Each amount is one more than the amount before it, so the mean is halfway between the first and the last.
    """
    none = size - having
    ordered = [0.0] * none + [1000.0 + none + n for n in range(having)]
    twice = mean_around(ordered, share, least, lambda mean: round(2 * mean))
    return (twice - 2000 - (least - 1)) // 2, (twice - 2000 + (least - 1)) // 2


# size of the group, people who have any, smallest group, positions averaged for the lower quarter, middle and upper quarter
PLACES = [
    (10, 10, 5, [None, (3, 7), None]),
    (10, 6, 5, [None, (4, 8), None]),
    (10, 5, 5, [None, (5, 9), None]),
    (11, 11, 5, [None, (3, 7), None]),
    (12, 12, 5, [None, (4, 8), None]),
    (6, 6, 3, [None, (2, 4), None]),
    (30, 30, 5, [(5, 9), (13, 17), (20, 24)]),
    (30, 23, 5, [(7, 11), (13, 17), (20, 24)]),
    (30, 15, 5, [None, (15, 19), (20, 24)]),
    (30, 9, 5, [None, None, (21, 25)]),
]  # fmt: skip


@pytest.mark.parametrize(("size", "having", "least", "expected"), PLACES)
def test_a_figure_is_the_mean_of_the_people_around_its_position(
    size: int, having: int, least: int, expected: list[tuple[int, int] | None]
) -> None:
    for share, place in zip(SHARES, expected, strict=True):
        if place:
            assert places(size, having, share, least) == place


@pytest.mark.parametrize("least", LEAST)
def test_the_people_averaged_for_two_figures_do_not_overlap(least: int) -> None:
    for size in range(QUARTERS_FROM * least, 90):
        for having in range(size + 1):
            shown = [s for s in SHARES if having >= needed(size, s)]
            for (_, last), (first, _) in pairwise(places(size, having, s, least) for s in shown):
                assert last < first, (size, having)


def test_figures_are_near_the_true_ones() -> None:
    amounts = [n * 100 for n in range(1, 102)]
    figure = figure_of(amounts)
    assert figure.middle == to_grid(median(amounts))
    assert (figure.lower, figure.upper) == (to_grid(2600), to_grid(7600))


def test_smaller_groups_have_only_a_middle() -> None:
    figure = figure_of([100] * 29)
    assert (figure.lower, figure.middle, figure.upper) == (None, 100, None)
    assert figure_of([100] * 9).middle is None


def test_a_mean_with_a_dominant_person_is_hidden() -> None:
    assert mean_around([10, 10, 10, 10, 10**6], 0.5, 5, to_grid) == 0
    assert mean_around([1, 1, 1, 1, 9], 0.5, 5, to_grid) == 0


def test_the_second_largest_does_not_learn_the_largest() -> None:
    """If the others have little, either of the two largest could work out the amount of the other from the mean."""
    assert mean_around([10, 400, 590], 0.5, 3, to_grid) == 0
    assert mean_around([200, 400, 590], 0.5, 3, to_grid) == 460


@pytest.mark.parametrize("least", [3, 5])
def test_nested_figures_do_not_reveal_the_amount_of_one_person(least: int) -> None:
    """Subtracting a category from its parent does not give one person's extra amount to within 15 %, except by chance."""
    near = tried = 0
    for number in range(300):
        amounts = [1000 + 37 * ((number * 31 + n * 17) % 90) for n in range(12)]
        secret = 700 + 53 * (number % 60)
        child = figure_of(amounts, least).middle
        parent = figure_of([amounts[0] + secret, *amounts[1:]], least).middle
        if child and parent:
            tried += 1
            near += abs(least * (parent - child) - secret) <= 0.15 * secret
    assert tried > 50
    assert near / tried < 0.1


def test_shares_stop_short_of_100_percent() -> None:
    shares = {0: 0, 4: 0, 9.9: 0, 10: 10, 14: 10, 15: 20, 25: 30, 86: 90, 95: 90, 100: 90}
    assert {share: to_percent(share) for share in shares} == shares
    group = ProtectedGroup(labels(20), 5, KEY)
    assert group.figure(dict.fromkeys(labels(20), 100.0), shares=True).middle == MOST_PERCENT
    assert group.figure(dict.fromkeys(labels(20), 0.0), shares=True).middle == 0


def test_small_amounts_are_published_as_0() -> None:
    """If many people have one or two each, a mean would give the amount of each."""
    assert figure_of([2] * 30).middle == 0
    assert figure_of([SMALL] * 30).middle == SMALL
    assert figure_of([1100] * 30).middle == 1000


@given(st.lists(st.integers(1, 10**6), min_size=29, max_size=40), st.integers(10, 10**9))
def test_a_very_large_amount_has_no_effect_on_the_figures(amounts: list[int], more: int) -> None:
    """No figure follows one person: every figure stays the same when the largest amount grows tenfold."""
    top = max(amounts) * more
    assert figure_of([*amounts, top]) == figure_of([*amounts, top * 10])
    # Nor can one person push a figure beyond the amounts of the others.
    figure = figure_of([*amounts, top])
    assert all(n is None or n <= max(amounts) * 1.3 for n in (figure.middle, figure.lower))


@given(AMOUNTS)
def test_figures_are_steps_of_the_grid(amounts: list[int]) -> None:
    figure = figure_of(amounts)
    steps = {0} | {round(step * 10**power) for step in GRID for power in range(8)}
    assert {figure.lower, figure.middle, figure.upper} - {None} <= steps
