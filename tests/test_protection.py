"""What a group's page tells about how many people have something: tried for every number of them, and attacked."""

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
KNOWN = 100
"""What everybody has who has any: an attacker who knows that sees most."""


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
"""What a page says, of: the size of the group, how many have any, the smallest group, and what is blurred away."""


def ours(size: int, having: int, least: int, blur: int) -> Figure:
    return Blurred(size, least, blur).figure(dict.fromkeys(labels(size)[:having], KNOWN))


def before(size: int, having: int, least: int, blur: int) -> Hashable:
    """The rules until now: a middle of those who have any, from twice the smallest group on."""
    floor = least + (having - least - blur) // 3 * 3
    return floor >= 2 * least, floor > 4 * least


def zeros_included(size: int, having: int, least: int, _blur: int) -> Hashable:
    """A middle of everybody as first proposed: whatever is in the window, zeros too, is averaged."""
    if size < 2 * least:
        return None
    ordered = [0.0] * (size - having) + [float(KNOWN)] * having
    first = math.floor((size - 1) / 2 - (least - 1) / 2 + 0.5)
    chosen = ordered[first : first + least]
    if chosen[-1] > DOMINANT * sum(chosen) or sum(chosen[:-2]) < REMAINDER * chosen[-1]:
        return 0
    return to_grid(sum(chosen) / least)


def unblurred(size: int, having: int, least: int, _blur: int) -> Hashable:
    return ours(size, having, least, 0)


def readings(publish: Publish, size: int, least: int) -> dict[Hashable, set[int]]:
    """How many people may have any, for everything a page may say."""
    found: dict[Hashable, set[int]] = {}
    for having, blur in product(range(size + 1), range(STEP)):
        found.setdefault(publish(size, having, least, blur), set()).add(having)
    return found


def telling(publish: Publish, sizes: Iterable[int], least: int) -> Iterator[tuple[int, set[int]]]:
    """The pages from which it follows that fewer than `least` people have any, or that fewer have none."""
    for size in sizes:
        if size < least:
            continue  # so small a group is no secret
        for could_be in readings(publish, size, least).values():
            if max(could_be) < least or size - min(could_be) < least:
                yield size, could_be


@pytest.mark.parametrize("least", LEAST)
def test_whatever_a_page_says_enough_people_may_have_any_and_enough_none(least: int) -> None:
    assert list(telling(ours, SIZES, least)) == []


@pytest.mark.parametrize("least", LEAST)
@pytest.mark.parametrize("publish", [before, zeros_included, unblurred])
def test_that_test_finds_the_rules_that_tell(publish: Publish, least: int) -> None:
    found = dict(telling(publish, SIZES, least))
    assert found, publish


def test_the_rules_until_now_told_that_everybody_has_any() -> None:
    assert {11} in [could_be for size, could_be in telling(before, [11], 5)]


@pytest.mark.parametrize("least", LEAST)
def test_what_is_said_of_a_number_of_people_is_true_and_says_no_more(least: int) -> None:
    for size in SIZES:
        could_be: dict[People, set[int]] = {}
        for having, blur in product(range(size + 1), range(STEP)):
            said = Blurred(size, least, blur).people(labels(size)[:having])
            could_be.setdefault(said, set()).add(having)
        for said, numbers in could_be.items():
            if said.band == "hidden":
                assert size < 2 * least
            else:
                assert numbers == {*range(said.low or 0, (said.high or 0) + 1)}, size


@pytest.mark.parametrize("least", LEAST)
def test_words_mean_what_they_say(least: int) -> None:
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


# people, smallest group -> what may be said of how many of them have something
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
def test_numbers_of_people_are_words_or_ranges(
    size: int, least: int, expected: list[tuple[Band, int, int]]
) -> None:
    said = {
        Blurred(size, least, blur).people(labels(size)[:having])
        for having, blur in product(range(size + 1), range(STEP))
    }
    assert said == {People(*each) for each in expected}


# --- a second page ----------------------------------------------------------------------------------------------------


def every(size: int, having: int, least: int) -> set[Figure]:
    """All that a page may say of so many people, whatever the blur."""
    return {ours(size, having, least, blur) for blur in range(STEP)}


@pytest.mark.parametrize("least", [3, 5, 8])
@pytest.mark.parametrize("size", range(5, 50))
def test_two_pages_with_and_without_one_person_do_not_tell_what_that_one_has(
    least: int, size: int
) -> None:
    """Whatever two pages show, it could be so if the one has some of it and if not."""
    has: set[tuple[Figure, Figure]] = set()
    has_not: set[tuple[Figure, Figure]] = set()
    for having in range(size + 1):
        without = every(size, having, least)
        has |= set(product(without, every(size + 1, having + 1, least)))
        has_not |= set(product(without, every(size + 1, having, least)))
    assert has == has_not


def test_many_runs_of_the_same_group_tell_no_more_than_one() -> None:
    """The draws depend on the people and on the key, and on nothing that changes when an export is fetched again."""
    said = {ProtectedGroup(labels(30), 5, KEY).figure(dict.fromkeys(labels(30)[:16], 100 + run)) for run in range(12)}  # fmt: skip
    assert len(said) == 1


def test_another_key_or_another_group_is_another_draw() -> None:
    who = labels(30)[:13]
    assert len({ProtectedGroup(labels(30), 5, bytes([n])).people(who) for n in range(40)}) > 1
    crowd = (
        ProtectedGroup(labels(30), 5, KEY),
        ProtectedGroup([*labels(30), *labels(34)[32:]], 5, KEY),
    )
    whos = [labels(30)[n : n + 14] for n in range(16)]
    assert [crowd[0].people(who) for who in whos] != [crowd[1].people(who) for who in whos]


def test_the_same_people_are_never_counted_in_two_ways() -> None:
    """Two figures of the same people have one draw: the ranges of both are no narrower than of one."""
    group = ProtectedGroup(labels(30), 5, KEY)
    who = labels(30)[:12]
    assert group.people(who) == group.people(list(reversed(who)))
    assert group.people(who) == group.figure(dict.fromkeys(who, 7)).people


def test_pages_with_several_smallest_groups_give_the_same_ranges() -> None:
    for having in range(10, 21):
        said = {
            ProtectedGroup(labels(30), least, KEY).people(labels(30)[:having]) for least in LEAST
        }
        assert len({people for people in said if people.band == "between"}) <= 1


# --- attacks ----------------------------------------------------------------------------------------------------------


def test_that_there_is_a_figure_does_not_tell_who_is_in_it() -> None:
    """Eleven people who all have it look like eleven of whom five have none."""
    everybody = every(11, 11, 5)
    assert {figure.middle for figure in everybody} == {KNOWN}
    assert everybody & every(11, 6, 5)


@pytest.mark.parametrize("least", LEAST)
def test_quarters_do_not_tell_that_nearly_everybody_has_any(least: int) -> None:
    for size in range(QUARTERS_FROM * least, 61):
        assert {figure.lower for figure in every(size, size, least)} == {KNOWN}
        fewest = min(n for n in range(size + 1) for f in every(size, n, least) if f.lower)
        assert size - fewest >= least


@pytest.mark.parametrize("least", [3, 5])
def test_fewer_than_the_smallest_group_do_not_learn_about_all_others(least: int) -> None:
    """Of those who did not conspire, one or more may have any, and one or more none, whatever the others have."""
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


def test_one_who_has_most_of_it_looks_like_nobody_having_any() -> None:
    """Dominance is not told from absence: the figure is the same, and it is the same where there is little."""
    group = Blurred(12, 5, 0)
    who = labels(12)
    dominated = {label: 10.0**number for number, label in enumerate(who)}
    little = dict.fromkeys(who, 2)
    assert group.figure(dominated).middle == 0
    assert group.figure(dominated) == group.figure(little)
    assert group.figure({}).middle == 0
    assert group.figure(dict.fromkeys(who[:5], 1000)).middle == 0


@pytest.mark.parametrize("size", [10, 12, 15])
def test_conspirators_who_have_nothing_learn_no_middle_of_few(size: int) -> None:
    """With four of ten out of the way, what is averaged is still what five others have."""
    mine = dict.fromkeys(labels(size)[4:], 100) | {labels(size)[-1]: 10**6}
    assert Blurred(size, 5, 0).figure(mine).middle in {0, KNOWN}


# --- amounts ----------------------------------------------------------------------------------------------------------

AMOUNTS = st.lists(st.integers(0, 10**6), max_size=60)
SHARES = (0.25, 0.5, 0.75)


def figure_of(amounts: Iterable[float], least: int = 5, blur: int = 0) -> Figure:
    held = list(amounts)
    return Blurred(len(held), least, blur).figure(dict(zip(labels(len(held)), held, strict=True)))


@given(AMOUNTS, st.integers(3, 8), st.integers(0, STEP - 1))
def test_an_amount_is_a_mean_of_enough_people_who_have_any_and_of_no_one_alone(
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
    """Where those stand, in the order of the group, whose mean is shown.

    Each has one more than the one before, so the mean is halfway between the first and the last.
    """
    none = size - having
    ordered = [0.0] * none + [1000.0 + none + n for n in range(having)]
    twice = mean_around(ordered, share, least, lambda mean: round(2 * mean))
    return (twice - 2000 - (least - 1)) // 2, (twice - 2000 + (least - 1)) // 2


# people, of whom so many have any, smallest group -> whose means are the lower quarter, the middle and the upper quarter
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
def test_a_figure_is_the_mean_of_those_around_its_place(
    size: int, having: int, least: int, expected: list[tuple[int, int] | None]
) -> None:
    for share, place in zip(SHARES, expected, strict=True):
        if place:
            assert places(size, having, share, least) == place


@pytest.mark.parametrize("least", LEAST)
def test_no_two_figures_share_people_whose_difference_would_be_of_one(least: int) -> None:
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


def test_one_who_has_most_of_it_is_not_shown() -> None:
    assert mean_around([10, 10, 10, 10, 10**6], 0.5, 5, to_grid) == 0
    assert mean_around([1, 1, 1, 1, 9], 0.5, 5, to_grid) == 0


def test_the_second_largest_does_not_learn_the_largest() -> None:
    """With little beside the two, the mean would tell each of them the other's amount."""
    assert mean_around([10, 400, 590], 0.5, 3, to_grid) == 0
    assert mean_around([200, 400, 590], 0.5, 3, to_grid) == 460


@pytest.mark.parametrize("least", [3, 5])
def test_nested_figures_do_not_tell_what_one_person_has(least: int) -> None:
    """Parent minus child: the amount of the one who has something beside the child is off by a quarter or more,
    or cannot be had, but for chance."""
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


def test_shares_have_no_ends() -> None:
    shares = {0: 0, 4: 0, 9.9: 0, 10: 10, 14: 10, 15: 20, 25: 30, 86: 90, 95: 90, 100: 90}
    assert {share: to_percent(share) for share in shares} == shares
    group = ProtectedGroup(labels(20), 5, KEY)
    assert group.figure(dict.fromkeys(labels(20), 100.0), shares=True).middle == MOST_PERCENT
    assert group.figure(dict.fromkeys(labels(20), 0.0), shares=True).middle == 0


def test_little_is_only_said_to_be_little() -> None:
    """Where each of many has one or two, a mean would be each one's."""
    assert figure_of([2] * 30).middle == 0
    assert figure_of([SMALL] * 30).middle == SMALL
    assert figure_of([1100] * 30).middle == 1000


@given(st.lists(st.integers(1, 10**6), min_size=29, max_size=40), st.integers(10, 10**9))
def test_a_newcomer_with_much_is_the_same_whatever_she_has(amounts: list[int], more: int) -> None:
    """No figure follows one person: with ten times as much every figure stays."""
    top = max(amounts) * more
    assert figure_of([*amounts, top]) == figure_of([*amounts, top * 10])
    # Nor is there a figure that one person moves beyond what others have.
    figure = figure_of([*amounts, top])
    assert all(n is None or n <= max(amounts) * 1.3 for n in (figure.middle, figure.lower))


@given(AMOUNTS)
def test_numbers_are_steps_of_the_grid(amounts: list[int]) -> None:
    figure = figure_of(amounts)
    steps = {0} | {round(step * 10**power) for step in GRID for power in range(8)}
    assert {figure.lower, figure.middle, figure.upper} - {None} <= steps
