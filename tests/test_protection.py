"""A group's page must not reveal who has something: every number of people is tried, and known attacks are run."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.workshop.protection import (
    GRID,
    PERCENTS,
    QUARTERS_FROM,
    RANGES_FROM,
    STEP,
    Band,
    Figure,
    People,
    ProtectedGroup,
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


def with_less(size: int, having: int, least: int, blur: int) -> Hashable:
    """Everyone else has the next smaller amount of the grid: the amounts alone distinguish people."""
    amounts = dict.fromkeys(labels(size), 50) | dict.fromkeys(labels(size)[:having], AMOUNT_OF_EACH)
    return Blurred(size, least, blur).figure(amounts)


def before(size: int, having: int, least: int, blur: int) -> Hashable:
    """Earlier rules: the middle of the people who have any, if there are at least twice the smallest group."""
    floor = least + (having - least - blur) // 3 * 3
    return floor >= 2 * least, floor > 4 * least


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


@pytest.mark.parametrize("publish", [ours, with_less])
@pytest.mark.parametrize("least", LEAST)
def test_every_page_leaves_enough_people_who_may_have_as_much_and_enough_who_may_not(
    publish: Publish, least: int
) -> None:
    """Of any, or of any amount: for every step of the grid, both people who reach it and people who do not."""
    assert list(revealing(publish, SIZES, least)) == []


@pytest.mark.parametrize("least", LEAST)
@pytest.mark.parametrize("publish", [before, unblurred])
def test_rules_that_reveal_too_much_are_detected(publish: Publish, least: int) -> None:
    pages = dict(revealing(publish, SIZES, least))
    assert pages, publish


def test_earlier_rules_revealed_that_all_people_have_any() -> None:
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


def possible_figures(size: int, having: int, least: int, publish: Publish = ours) -> set[Hashable]:
    """The figures of this number of people, with every possible blur."""
    return {publish(size, having, least, blur) for blur in range(STEP)}


@pytest.mark.parametrize("publish", [ours, with_less])
@pytest.mark.parametrize("least", [3, 5, 8])
@pytest.mark.parametrize("size", range(5, 50))
def test_pages_with_and_without_a_person_do_not_reveal_whether_that_person_has_as_much(
    publish: Publish, least: int, size: int
) -> None:
    """Each pair of pages is possible whether or not the person has any, or reaches any step of the grid."""
    has: set[tuple[Hashable, Hashable]] = set()
    has_not: set[tuple[Hashable, Hashable]] = set()
    for having in range(size + 1):
        without = possible_figures(size, having, least, publish)
        has |= set(product(without, possible_figures(size + 1, having + 1, least, publish)))
        has_not |= set(product(without, possible_figures(size + 1, having, least, publish)))
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


def test_a_published_amount_does_not_reveal_who_has_any() -> None:
    """Eleven people who all have some look the same as six who have some and five who have none."""
    all_eleven = possible_figures(11, 11, 5)
    assert all_eleven == {Figure(People("half_or_more", 6, 11), AMOUNT_OF_EACH)}
    assert all_eleven & possible_figures(11, 6, 5)


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


# --- amounts ----------------------------------------------------------------------------------------------------------

AMOUNTS = st.lists(st.integers(0, 10**6), max_size=60)


def figure_of(
    amounts: Iterable[float], least: int = 5, blur: int = 0, *, shares: bool = False
) -> Figure:
    values = list(amounts)
    everyone = dict(zip(labels(len(values)), values, strict=True))
    return Blurred(len(values), least, blur).figure(everyone, shares=shares)


@given(AMOUNTS, st.integers(3, 8), st.integers(0, STEP - 1), st.booleans())
def test_every_published_sentence_is_true(
    amounts: list[int], least: int, blur: int, shares: bool
) -> None:
    """The share of the group has the amount or more, and not many more people than that have the next step."""
    if shares:
        amounts = [amount % 101 for amount in amounts]
    size, figure = len(amounts), figure_of(amounts, least, blur, shares=shares)
    quarters = {0.75: figure.three_quarters, 0.25: figure.quarter}
    assert (figure.half is None) == (size < 2 * least)
    assert {amount is None for amount in quarters.values()} == {size < QUARTERS_FROM * least}
    steps = PERCENTS if shares else [step * 10**power for power in range(6) for step in GRID]
    for share, amount in {0.5: figure.half, **quarters}.items():
        if amount is None:
            continue
        assert not amount or sum(other >= amount for other in amounts) >= share * size
        following = min((step for step in steps if step > amount), default=10**9)
        assert sum(other >= following for other in amounts) < share * size + 2 * STEP - 1
        assert amount in {0, *steps}


# amounts of the group, draw, smallest group, the amounts that three quarters, half and a quarter of the group have at least
FIGURES = [
    ([0] * 6 + [950, 951, 969, 973, 973, 976], 0, 5, (None, 500, None)),
    ([0] * 6 + [950, 951, 969, 973, 973, 976], 1, 5, (None, 0, None)),
    ([0] * 7 + [950, 951, 969, 973, 976], 0, 5, (None, 0, None)),
    ([n * 100 for n in range(1, 13)], 0, 5, (None, 500, None)),
    ([n * 100 for n in range(1, 13)], 2, 5, (None, 500, None)),
    ([10] * 6 + [10**6] * 6, 0, 5, (None, 10**6, None)),
    ([10] * 6 + [10**6] * 6, 1, 5, (None, 10, None)),
    ([9] * 30, 0, 5, (0, 0, 0)),
    ([1100] * 30, 2, 5, (1000, 1000, 1000)),
    ([100] * 29, 0, 5, (None, 100, None)),
    ([100] * 9, 0, 5, (None, None, None)),
    ([n * 100 for n in range(1, 102)], 0, 5, (2000, 5000, 5000)),
]  # fmt: skip


@pytest.mark.parametrize(("amounts", "blur", "least", "expected"), FIGURES)
def test_an_amount_is_one_that_enough_people_have(
    amounts: list[int], blur: int, least: int, expected: tuple[int | None, ...]
) -> None:
    figure = figure_of(amounts, least, blur)
    assert (figure.three_quarters, figure.half, figure.quarter) == expected


def test_amounts_and_shares_are_rounded_down() -> None:
    amounts = {
        0: 0,
        9.9: 0,
        10: 10,
        19: 10,
        20: 20,
        49: 20,
        50: 50,
        99: 50,
        100: 100,
        999: 500,
        1000: 1000,
        1999: 1000,
    }
    assert {amount: to_grid(amount) for amount in amounts} == amounts
    shares = {0: 0, 9.9: 0, 10: 10, 19: 10, 20: 20, 86: 80, 90: 90, 100: 90}
    assert {share: to_percent(share) for share in shares} == shares


@given(st.lists(st.integers(1, 10**6), min_size=10, max_size=40), st.integers(10, 10**9))
def test_a_very_large_amount_has_no_effect_on_the_figures(amounts: list[int], more: int) -> None:
    """No figure follows one person: every figure stays the same when the largest amount grows tenfold."""
    top = max(amounts) * more
    assert figure_of([*amounts, top]) == figure_of([*amounts, top * 10])
