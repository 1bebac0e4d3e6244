"""The page in a real Chromium: accessible, quiet, usable by keyboard, never too wide, whole on paper.

Skipped where playwright, axe or a chromium is missing, unless EXPOSURE_REQUIRE_BROWSER is set.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import browser as ask
import pytest
from example_exports import EXPORTS
from example_group import KIT

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

if reason := ask.missing():
    ask.do_without(reason, whole_module=True)


OTHER_PAGES = ["a group", "a comparison", "the evidence"]
REPORTS = ["sample", "one record", "hostile names"]
"""The fullest report, the emptiest, and one whose names are an attack: they have every element of the templates."""
FOR_THE_ROOM = ["a participant", "a handout", *KIT]
LONGER = "another language"
"""The sample with longer words."""

every_page = pytest.mark.parametrize("name", [*EXPORTS, *OTHER_PAGES])
every_length = pytest.mark.parametrize("name", [*EXPORTS, *OTHER_PAGES, LONGER])
every_printed_page = pytest.mark.parametrize(
    "name", [*EXPORTS, *OTHER_PAGES, *FOR_THE_ROOM, LONGER]
)
every_kind = pytest.mark.parametrize("name", [*REPORTS, *OTHER_PAGES])
every_printed_kind = pytest.mark.parametrize(
    "name", [*REPORTS, *OTHER_PAGES, *FOR_THE_ROOM, LONGER]
)
Visit = Callable[..., Any]


@pytest.fixture(scope="session")
def window(chromium: Any) -> Callable[..., Any]:
    """Windows of the browser by their options. Each is opened once."""

    @cache
    def open_one(**options: Any) -> Any:
        page: Any = chromium.new_context(**options).new_page()
        page.messages = listen(page)
        return page

    return open_one


@pytest.fixture(scope="session")
def visit(window: Callable[..., Any], example_page: Callable[[str], Path]) -> Visit:
    """Loads the page of an export in a shared window of this size."""

    def run(
        name: str,
        width: int = 1280,
        height: int = 800,
        *,
        scale: float = 1,
        colors: str = "light",
        scripts: bool = True,
        strict: bool = True,
    ) -> Any:
        file = example_page(name)
        page = window(device_scale_factor=scale, java_script_enabled=scripts, bypass_csp=not strict)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(media="null", color_scheme=colors)  # null: not emulated
        page.messages.clear()
        page.goto(file.as_uri())
        return page

    return run


@dataclass(frozen=True)
class Opened:
    """A page after every fold was opened, and after it was shown in dark colours and printed.

    `active` counts its elements that could act, and `fetched_images` its images from elsewhere. `messages` are its
    requests, with its own `url` first, and the messages of the browser until it was printed.
    """

    url: str
    active: int
    fetched_images: int
    texts: list[dict[str, str]]
    messages: list[str]
    pdf: Path


@pytest.fixture(scope="module", params=[*REPORTS, *OTHER_PAGES])
def opened(
    request: pytest.FixtureRequest, visit: Visit, tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    """A page of each kind, opened and printed. Printing takes long, so its tests share it, one after the other."""
    return open_and_print(visit(request.param), "A4", tmp_path_factory.mktemp("opened"))


def open_and_print(page: Any, paper: str, folder: Path) -> Opened:
    page.evaluate(ask.OPEN_ALL)
    texts = page.evaluate(ask.TEXTS)
    page.emulate_media(color_scheme="dark")
    page.screenshot()
    page.emulate_media(media="print")
    page.pdf(path=folder / "page.pdf", format=paper)
    active = "script, iframe, object, embed, link, base, form, audio, video, foreignObject"
    return Opened(
        url=page.url,
        active=page.locator(active).count(),
        fetched_images=page.locator("img:not([src^='data:image/'])").count(),
        texts=texts,
        messages=list(page.messages),
        pdf=folder / "page.pdf",
    )


def listen(page: Any) -> list[str]:
    """The list of later requests by the page and messages of the browser."""
    messages: list[str] = []

    def dismiss(dialog: Any) -> None:
        messages.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: messages.append(f"error: {error}"))
    page.on("dialog", dismiss)
    page.on("request", lambda request: messages.append(request.url))
    return messages


def complain(faults: list[str], about: str) -> None:
    """Fail with the faults, if there are any."""
    if faults:
        listed = "\n".join(faults[:25])
        pytest.fail(f"{about}, {len(faults)} lines, starting with:\n{listed}", pytrace=False)


# --- for everyone -------------------------------------------------------------------------------------------------


@every_printed_kind
def test_axe_finds_nothing(visit: Visit, name: str) -> None:
    page = visit(name)
    page.evaluate(ask.KEEP_TWO_OF_EACH_LOOK)
    least = 5 if name in KIT else 10
    faults = ask.axe_faults(page, least=least)
    page.evaluate(ask.OPEN_ALL)
    opened = ask.axe_faults(page, contrast=True, least=least)
    faults += [f"opened: {fault}" for fault in opened if fault not in faults]
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {fault}" for fault in ask.axe_contrast_faults(page, least=least)]
    complain(faults, f"axe on {name}")


@every_kind
def test_language_landmark_and_headings(visit: Visit, name: str) -> None:
    page = visit(name)
    page.evaluate(ask.OPEN_ALL)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title().strip()
    assert page.locator("main").count() == 1
    headings = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(one => one.checkVisibility())"
        ".map(one => [Number(one.localName[1]), one.textContent.trim()])"
    )
    levels = [level for level, _ in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(text for _, text in headings), headings
    gaps = [
        f"{before} before {after}"
        for before, after in pairwise(headings)
        if after[0] > before[0] + 1
    ]
    complain(gaps, f"headings of {name} skip a level")


# The browser runs no scripts here, so this also shows that the page needs none.
@every_kind
def test_all_details_open_by_keyboard_alone(visit: Visit, name: str) -> None:
    page = visit(name, scripts=False)
    page.evaluate(ask.KEEP_TWO_OF_EACH_LOOK)
    visited = 0
    faults = []
    while True:
        page.keyboard.press("Tab")
        at = page.evaluate(ask.FOCUSED)
        if at is None:
            break  # past the last element, or back at the first
        visited += 1
        if not at["marked"]:
            faults.append(f"nothing shows that the keyboard is at {at['text']}")
        if not at["seen"]:
            faults.append(f"out of sight with the keyboard on it: {at['text']}")
        if at["closed"]:
            page.keyboard.press("Enter")
    assert visited
    closed = [f"never opened: {summary}" for summary in page.evaluate(ask.CLOSED)]
    complain(closed + faults, f"{name} by keyboard")


@pytest.mark.parametrize("colors", ["light", "dark"])
def test_the_focus_is_visible(visit: Visit, colors: str) -> None:
    page = visit("sample", colors=colors)
    summary = page.locator("summary").first
    summary.scroll_into_view_if_needed()
    before = page.screenshot()
    while not page.evaluate("document.activeElement.matches('summary')"):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.querySelector('summary')")
    summary.scroll_into_view_if_needed()
    assert page.screenshot() != before


# --- a single file ----------------------------------------------------------------------------------------------------


def test_the_page_is_quiet(opened: Opened) -> None:
    assert opened.active == 0
    assert opened.fetched_images == 0
    assert opened.messages[0] == opened.url
    complain(opened.messages[1:], f"{opened.url} asks for or says")


@pytest.mark.parametrize("name", ["sample", "one record"])
def test_the_page_is_the_same_without_scripts(visit: Visit, name: str) -> None:
    first, second = (visit(name, scripts=enabled) for enabled in (True, False))
    for page in (first, second):
        page.locator("summary").first.click()
        assert page.evaluate("document.querySelector('details').open")
    assert first.inner_text("body") == second.inner_text("body")
    assert first.screenshot() == second.screenshot()


@every_page
def test_the_page_and_its_pictures_are_small(
    example_page: Callable[[str], Path], name: str
) -> None:
    html = example_page(name).read_bytes()
    pictures = [len(it) for it in re.findall(rb"<svg\b.*?</svg>|<img\b.*?>", html, re.DOTALL)]
    assert len(html) < (350_000 if name == "sample" else 400_000)
    assert max(pictures, default=0) < 15_000, pictures


# --- on every screen --------------------------------------------------------------------------------------------------

SCREENS = {
    "a telephone": (360, 3),
    "1280 px at 200 %": (640, 2),
    "1280 px at 400 %": (320, 4),
}


@every_printed_page
def test_nothing_scrolls_sideways(visit: Visit, name: str) -> None:
    page = visit(name, scale=2)  # in a window that only this test resizes
    screen = page.context.new_cdp_session(page)
    faults = []
    for state in ("folded", "opened"):
        for label, (width, scale) in SCREENS.items():  # loading the page for each takes longer
            screen.send(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 640, "deviceScaleFactor": scale, "mobile": False},
            )
            assert page.evaluate("[innerWidth, devicePixelRatio]") == [width, scale]
            faults += [f"{label}, {state}: {fault}" for fault in page.evaluate(ask.SIDEWAYS)]
        page.evaluate(ask.OPEN_ALL)
    screen.detach()
    complain(faults, f"{name} is too wide")


@pytest.mark.parametrize("name", ["sample", *OTHER_PAGES])
def test_a_page_is_mirrored_where_lines_run_from_right_to_left(visit: Visit, name: str) -> None:
    """So that such a language needs no other stylesheet."""
    page = visit(name)
    page.evaluate(ask.OPEN_ALL)
    faults = []
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{width} px: {fault}" for fault in page.evaluate(ask.MIRRORED)]
    complain(faults, f"{name} is not mirrored")


@every_length
def test_pictures_can_be_read(visit: Visit, name: str) -> None:
    page = visit(name, strict=False)
    page.evaluate(ask.REMOVE_FOLDS_WITHOUT_PICTURES)
    page.evaluate(ask.UNPACK_IMAGES)
    page.evaluate(ask.OPEN_ALL)
    faults = []
    for width in (320, 375, 464, 465, 1280):  # loading the page again for each takes longer
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width} px: {fault}" for fault in ask.chart_faults(page)]
    page.emulate_media(color_scheme="dark")  # changes colours, not places, so one width is enough
    faults += [f"dark: {fault}" for fault in ask.chart_faults(page)]
    complain(faults, f"pictures of {name}")


@pytest.mark.parametrize("width", [375, 1280])
def test_the_sample_has_two_pictures_to_read(visit: Visit, width: int) -> None:
    page = visit("sample", width, strict=False)
    page.evaluate(ask.UNPACK_IMAGES)
    charts = page.evaluate(ask.CHARTS)
    assert sum(bool(chart["texts"]) for chart in charts) == 2, charts


# --- on paper ---------------------------------------------------------------------------------------------------------

PAPERS = {"A4": (595, 842), "Letter": (612, 792)}  # in points


def test_opened_folds_are_printed(opened: Opened) -> None:
    assert len(opened.texts) > 100
    complain(ask.not_printed(opened.texts, text_of(opened.pdf)), f"{opened.url} on A4 lacks")


def test_opened_folds_are_printed_on_letter(visit: Visit, tmp_path: Path) -> None:
    page = open_and_print(visit("sample"), "Letter", tmp_path)
    assert len(page.texts) > 100
    complain(ask.not_printed(page.texts, text_of(page.pdf)), "sample on Letter lacks")


@pytest.mark.parametrize("name", [*REPORTS, "the evidence"])
def test_only_text_outside_folds_is_printed(visit: Visit, name: str, tmp_path: Path) -> None:
    page = visit(name)
    shown = page.evaluate(
        "[...document.querySelectorAll('.quotes q')].map(q => [!q.closest('details'), q.textContent])"
    )
    outside = {quote for unfolded, quote in shown if unfolded}
    quotes = [quote for _, quote in shown if not any(quote in other for other in outside)]
    assert len(quotes) > 20
    texts = page.evaluate(ask.TEXTS_OUTSIDE)
    assert len(texts) > 100
    printed = printed_text(page, tmp_path)
    complain(ask.not_printed(texts, printed), f"{name} lacks")
    paper = ask.letters(printed)
    complain(
        [quote for quote in quotes if len(quote) > 60 and ask.letters(quote) in paper],
        f"{name}, folded, prints",
    )


def test_the_main_questions_are_answered_on_four_printed_pages(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit("sample")
    fifth = page.locator("h2#unknown").inner_text()
    assert len(page.locator("h2").all()) == 6
    pages = printed_text(page, tmp_path).split("\f")
    (at,) = [number for number, text in enumerate(pages) if fifth in text]
    assert at < 4 or (at == 4 and pages[4].lstrip().startswith(fifth)), at + 1


def printed_text(page: Any, folder: Path, paper: str = "A4") -> str:
    """The printed text, with a form feed after each page."""
    ask.pdf_tool()
    page.pdf(path=folder / "page.pdf", format=paper)
    return text_of(folder / "page.pdf")


def text_of(pdf: Path) -> str:
    """The text of a printed page, with a form feed after each sheet."""
    printed = ask.pdf_text(pdf)
    assert printed.count("\f") > 1, "one page of paper"
    return printed


@every_printed_page
def test_nothing_is_cut_off_on_paper(visit: Visit, name: str) -> None:
    margin = 0.4 * 96
    page = visit(name, round(PAPERS["A4"][0] / 72 * 96 - 2 * margin))  # the narrower paper
    page.emulate_media(media="print")
    complain(page.evaluate(ask.SIDEWAYS) + page.evaluate(ask.CUT_OFF), f"{name} on paper")


def test_the_page_of_a_group_is_printed_whole(visit: Visit, tmp_path: Path) -> None:
    """With the questions of folds that were not opened, above their answers."""
    page = visit("a group")
    texts = page.evaluate(
        "[...document.querySelectorAll('details, summary')].map(one => ({text: one.textContent, where: one.localName}))"
    )
    assert len(texts) > 50
    complain(ask.not_printed(texts, printed_text(page, tmp_path)), "the group on paper lacks")


@pytest.mark.parametrize("name", sorted({*KIT, "a handout"} - {"the cards of the kit"}))
def test_a_form_or_a_list_is_printed_on_one_sheet(visit: Visit, name: str, tmp_path: Path) -> None:
    visit(name).pdf(path=tmp_path / "page.pdf", format="A4")
    assert ask.pdf_text(tmp_path / "page.pdf").count("\f") == 1


def test_the_comparison_with_the_group_fits_on_a_phone(visit: Visit) -> None:
    table = visit("a participant", 375, 800).locator("section:has(#group) .scroll")
    assert table.evaluate("one => [one.scrollWidth, one.clientWidth]") == [343, 343]


# --- on a projector ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height", "smallest"), [(1920, 1080, 24), (1280, 800, 16)])
def test_the_answer_of_a_group_is_on_the_first_screen_of_a_projector(
    visit: Visit, width: int, height: int, smallest: float
) -> None:
    """With a picture of the group, at most 60 words, and large enough for the back of a room."""
    page = visit("a group", width, height)
    header = page.locator("header")
    people = header.locator(".crowd svg").all()
    assert len(people) >= 10
    for last in (people[-1], header.locator("p").last):
        box = last.bounding_box()
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width
    assert len(header.inner_text().split()) <= 60
    assert smallest_letters(page, "header :is(p, h1)") >= smallest
    section = page.locator("main > section").first
    assert section.locator("svg.bar").first.bounding_box()["width"] >= 300
    assert section.locator(".hint").is_visible()
    assert smallest_letters(page, "p, li, td, th, summary, small") >= smallest


def smallest_letters(page: Any, selector: str) -> float:
    """The size of the smallest letters in visible elements, in px. Asking for each element takes a hundred times as long."""
    sizes: list[float] = page.evaluate(
        "selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility())"
        ".map(one => parseFloat(getComputedStyle(one).fontSize))",
        selector,
    )
    return min(sizes)
