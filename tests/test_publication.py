"""When a batch publishes a group page: with consent, once per group, and with stable numbers for participants."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from exports import write
from test_cohort import contribution
from workshops import export, tree

from analyzer import cli
from analyzer.errors import ConsentError, OutputError
from analyzer.mapping.mapping import ExportMapping
from analyzer.workshop.batch import run_batch
from analyzer.workshop.dataset import Origin, part_with_counts
from analyzer.workshop.folder import part_path, prepare
from analyzer.workshop.options import Options
from analyzer.workshop.participants import Participant
from analyzer.workshop.publish import Published, publish
from analyzer.workshop.state import Register, number_participants, read_register, write_register

DAY = date(2026, 3, 14)


# --- numbers ----------------------------------------------------------------------------------------------------------


def people(*names: str) -> list[Participant]:
    return [Participant("", tuple(map(Path, name.split("+")))) for name in names]


def numbers(participants: tuple[Participant, ...]) -> dict[str, str]:
    return {
        "+".join(str(child) for child in participant.children): participant.label
        for participant in participants
    }


def test_numbers_do_not_follow_the_alphabet() -> None:
    names = [f"{letter}da" for letter in "ABCDEFGHIJ"]
    orders = {
        tuple(numbers(number_participants(people(*names), Register(bytes([n])))[0]))
        for n in range(20)
    }
    assert len(orders) == 20
    assert tuple(names) not in orders


def test_numbers_stay_the_same_when_people_come_and_go() -> None:
    first, register = number_participants(people("Ada", "Bea", "Cas"), Register(b"key"))
    assert sorted(numbers(first).values()) == ["P01", "P02", "P03"]
    assert [participant.label for participant in first] == ["P01", "P02", "P03"]
    late, register = number_participants(people("Ada", "Aaa", "Cas"), register)
    assert numbers(late) == {
        "Ada": numbers(first)["Ada"],
        "Cas": numbers(first)["Cas"],
        "Aaa": "P04",  # a number is not used again: Bea left
    }
    back, _ = number_participants(people("Bea", "Cas+new download"), register)
    assert numbers(back) == {
        "Bea": "P05",  # nothing of Bea was kept
        "Cas+new download": numbers(first)["Cas"],
    }


def test_a_renamed_folder_keeps_its_number() -> None:
    named, other = (Participant("", (Path(name),), digest="cd") for name in ("Ada", "Ada new"))
    bea = Participant("", (Path("Bea"),), digest="ef")
    first, register = number_participants([named, bea], Register(b"key"))
    second, _ = number_participants([bea, other], register)
    assert numbers(first)["Ada"] == numbers(second)["Ada new"]
    assert numbers(first)["Bea"] == numbers(second)["Bea"]


def test_digests_of_people_who_left_are_not_kept() -> None:
    _, register = number_participants(people("Ada", "Bea"), Register(b"key"))
    register = replace(register, shown=({"P01": "ab", "P02": "ab"},))
    (ada,), register = number_participants(people("Ada"), register)
    assert set(register.numbers) == {register.digest(Path("Ada"))}
    assert register.shown == ({"P01": "", "P02": "", ada.label: "ab"},)


def test_a_folder_and_a_share_file_of_the_same_name_keep_separate_numbers() -> None:
    first, register = number_participants(people("Ada", "Ada.json"), Register(b"key"))
    second, second_register = number_participants(people("Ada", "Ada.json"), register)
    assert numbers(second) == numbers(first)
    assert second_register == register


def test_two_people_whose_folders_were_joined_by_mistake_get_two_numbers() -> None:
    _, register = number_participants(people("Ada+Bea"), Register(b"key"))
    participants, _ = number_participants(people("Ada", "Bea"), register)
    assert sorted(numbers(participants).values()) == ["P01", "P02"]


def test_more_than_99_participants_have_three_digits() -> None:
    participants, _ = number_participants(people(*(f"n{n}" for n in range(120))), Register(b"key"))
    assert (participants[0].label, participants[-1].label) == ("P001", "P120")


def test_the_register_is_read_back_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    register = Register(b"\x00key", {"ab": 3}, 4, "digest", ({"P03": "cd", "P04": ""},))
    prepare(tmp_path)
    write_register(tmp_path, register)
    assert read_register(tmp_path) == register
    path = tmp_path / "private" / "register.json"
    for damaged in ("", "{", "[]", '{"numbers": {}}', '{"numbers": [], "shown": []}'):
        path.write_text(damaged)
        with pytest.raises(OutputError) as caught:
            read_register(tmp_path)
        assert str(caught.value) == f"{path} was changed; remove it to start afresh."
    path.unlink()
    assert read_register(tmp_path) == Register(register.key)
    (tmp_path / "private" / "register.key").unlink()
    fresh = read_register(tmp_path)
    assert fresh == Register(fresh.key)
    assert len(fresh.key) == 32
    assert fresh.key != read_register(tmp_path).key


@pytest.mark.parametrize("damaged", [None, "", "[]", '{"key": ""}', '{"key": "zz"}'])
def test_a_register_without_its_key_is_refused(tmp_path: Path, damaged: str | None) -> None:
    """With a new key, a second page of the same people would be blurred differently and reveal more."""
    prepare(tmp_path)
    write_register(tmp_path, Register(b"\x00key", {"ab": 3}, 4))
    path = tmp_path / "private" / "register.key"
    path.unlink() if damaged is None else path.write_text(damaged)
    with pytest.raises(OutputError) as caught:
        read_register(tmp_path)
    assert str(caught.value) == (
        f"{path} is missing or was changed. Put it back, or use --delete and start again."
    )


# --- the group page ---------------------------------------------------------------------------------------------------

Show = Callable[..., Published]


@pytest.fixture
def show(tmp_path: Path, mapping: ExportMapping) -> Show:
    """Publishes a group of this size, with this number of words per person, as another run of the batch would."""
    prepare(tmp_path)
    write_register(tmp_path, Register(b"key"))

    def call(size: int, words: int = 100, *, min_group: int = 5, again: bool = False) -> Published:
        labels = [f"P{n:02}" for n in range(size)]
        for label in labels:
            part = part_with_counts(label, contribution(words), Origin("", "", ""))
            part_path(tmp_path, label).write_bytes(part)
        return publish(
            tmp_path, dict.fromkeys(labels, f"{words}"), {"P99": "It is empty."}, lambda _: mapping, read_register(tmp_path),
            lang="en", made_on=DAY, min_group=min_group, again=again,
        )  # fmt: skip

    return call


def test_a_page_of_a_changed_group_is_published_only_on_request(show: Show, tmp_path: Path) -> None:
    """A page with a person and a page without that person reveal more than a single page."""
    assert not show(12).held_back
    before = tree(tmp_path)
    assert not show(12).held_back
    assert tree(tmp_path) == before
    for changed in (show(13), show(18), show(12, words=500), show(12, min_group=6)):
        assert changed.held_back
        assert changed.page == tmp_path / "index.html"
    after = tree(tmp_path)
    assert {n: d for n, d in after.items() if not n.startswith("private/")} == {
        n: d for n, d in before.items() if not n.startswith("private/")
    }
    assert not show(18, again=True).held_back
    assert "18 people, " in (tmp_path / "index.html").read_text("utf-8")
    assert not show(18).held_back


MORE = "comparing the two pages would reveal something about them. At least "
ALSO = "must have joined, left or brought another archive: "
LEFT = "No new group page: someone on the earlier one has left. Take that page down first"

# the pages shown, by size of the group and words of each; the next group; whether the old page was taken down; how the answer begins
SECOND_PAGES: list[tuple[list[tuple[int, int]], tuple[int, int], bool, str]] = [
    ([(12, 100)], (12, 100), False, ""),
    ([(12, 100)], (13, 100), False, f"No new group page: 1 person differs from an earlier one, and {MORE}6 {ALSO}5 more."),
    ([(12, 100)], (17, 100), False, f"No new group page: 5 people differ from an earlier one, and {MORE}6 {ALSO}1 more."),
    ([(12, 100)], (17, 100), True, f"No new group page: 5 people differ from an earlier one, and {MORE}6 {ALSO}1 more."),
    ([(12, 100)], (18, 100), False, ""),
    ([(12, 100)], (12, 500), False, ""),  # everyone brought another archive
    ([(20, 100)], (10, 100), False, LEFT),
    ([(20, 100)], (10, 100), True, ""),
    ([(20, 100)], (19, 100), True, f"No new group page: 1 person differs from an earlier one, and {MORE}10 {ALSO}9 more."),
    # not even from a page before the last
    ([(12, 100), (18, 100)], (13, 100), True, f"No new group page: 1 person differs from an earlier one, and {MORE}6 {ALSO}5 more."),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("shown", "following", "taken_down", "answer"), SECOND_PAGES)
def test_a_second_page_is_about_enough_other_people(
    shown: list[tuple[int, int]],
    following: tuple[int, int],
    taken_down: bool,
    answer: str,
    show: Show,
    tmp_path: Path,
) -> None:
    for size, words in shown:
        assert not show(size, words, again=True).held_back
    if taken_down:
        for name in ("index.html", "cohort.json"):
            (tmp_path / name).unlink()
    why = str(show(*following, again=True).held_back or "")
    assert why.startswith(answer)
    assert bool(why) == bool(answer)


def test_a_page_without_figures_is_replaced_without_a_request(show: Show, tmp_path: Path) -> None:
    assert not show(8).held_back
    assert not show(9).held_back
    assert not show(12).held_back
    assert show(11).held_back
    assert "12 people, " in (tmp_path / "index.html").read_text("utf-8")


def test_a_group_that_is_too_small_gets_advice(show: Show) -> None:
    assert show(10).advice is None
    for size in range(6, 10):
        advice = show(size).advice
        assert advice
        assert advice.startswith("The group page has no figures: --min-group 5 requires 10 people.")
        assert "If everyone agrees" in advice
        assert "--min-group 3 --consent" in advice
    advice = show(5).advice
    assert advice
    assert "consent" not in advice


def test_reasons_for_failures_are_private(show: Show, tmp_path: Path) -> None:
    show(12)
    for name, data in tree(tmp_path).items():
        assert b"It is empty." not in data or name.startswith("private/"), name


def test_a_group_without_people_has_no_page(
    tmp_path: Path, mapping: ExportMapping, show: Show
) -> None:
    show(12)
    done = publish(
        tmp_path,
        {},
        {},
        lambda _: mapping,
        Register(b"k"),
        lang="en",
        made_on=DAY,
        min_group=5,
        again=False,
    )
    assert done.page is None
    assert not (tmp_path / "index.html").exists()


# --- the command ------------------------------------------------------------------------------------------------------


def test_figures_of_a_very_small_group_need_consent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "in" / "Ada", export("Ada"))
    monkeypatch.setattr(
        sys, "argv", ["exposure", "batch", str(tmp_path / "in"), "--min-group", "4"]
    )
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    stderr = capsys.readouterr().err
    assert stopped.value.code == 1
    assert len(stderr.splitlines()) == 1
    assert "a figure can be about only four people" in stderr
    assert "Ask everyone in the group first. If all agree, add --consent." in stderr
    options = Options(made_on=DAY, min_group=4)
    with pytest.raises(ConsentError):
        run_batch(tmp_path / "in", tmp_path / "out", options, lambda *_: None)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_the_figures_of_six_people_mention_their_consent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("Ada", "Bea", "Cas", "Dan", "Eva", "Fay"):
        write(tmp_path / "in" / name, export(name, messages=9))
    command = ["exposure", "batch", str(tmp_path / "in"), "--out", str(tmp_path / "out")]

    def run(*more: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", [*command, *more, "--jobs", "2"])
        code = 0
        try:
            cli.main()
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        return code, re.sub(r"\s+", " ", capsys.readouterr().out)

    code, stdout = run()
    assert code == 0
    assert "run it again with --min-group 3 --consent" in stdout
    code, stdout = run("--min-group", "3", "--consent")
    assert code == 0
    assert "The group page" not in stdout
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "Here it is three, and the facilitator confirmed that everyone agreed." in page
    write(tmp_path / "in" / "Gil", export("Gil"))
    code, stdout = run("--min-group", "3", "--consent")
    assert code == 5
    assert "No new group page: 1 person differs from an earlier one" in stdout
    assert "At least 3 must have joined, left or brought another archive: 2 more." in stdout
    for name in ("Hal", "Ivo"):
        write(tmp_path / "in" / name, export(name))
    code, stdout = run("--min-group", "3", "--consent")
    assert code == 5
    assert "The group page is still that of an earlier run. Add --again to replace it." in stdout
    assert run("--min-group", "3", "--consent", "--again")[0] == 0
    assert "9 people, " in (tmp_path / "out" / "index.html").read_text("utf-8")
    key = (tmp_path / "out" / "private" / "key.csv").read_text("utf-8")
    (label,) = re.findall("^(P0.),Gil,", key, re.MULTILINE)
    code, stdout = run("--withdraw", label)
    assert code == 0
    assert f"{label} is removed: the page, the counts, the digests" in stdout
    assert f"The group page still counts {label}." in stdout
    for name, data in tree(tmp_path / "out").items():
        assert label not in name
        assert b"Gil" not in data, name
        # `shown` in the register has the bare number, so that a later page is compared with this one.
        assert label.encode() not in data or name.startswith("private/register"), name
    register = read_register(tmp_path / "out")
    assert int(label[1:]) not in register.numbers.values()
    assert register.shown[-1][label] == ""
    assert run("--withdraw", label)[0] == 1


@pytest.mark.usefixtures("here")
def test_a_new_first_export_changes_no_number(tmp_path: Path) -> None:
    options = replace(Options(made_on=DAY), jobs=2)
    for name in ("Bea", "Cas"):
        write(tmp_path / "in" / name, export(name))
    run_batch(tmp_path / "in", tmp_path / "out", options, lambda *_: None)
    before = (tmp_path / "out" / "private" / "key.csv").read_text("utf-8").splitlines()[1:]
    write(tmp_path / "in" / "Ada", export("Ada"))
    result = run_batch(tmp_path / "in", tmp_path / "out", options, lambda *_: None)
    after = (tmp_path / "out" / "private" / "key.csv").read_text("utf-8").splitlines()[1:]
    assert (result.made, result.kept) == (1, 2)
    assert set(before) < set(after)
