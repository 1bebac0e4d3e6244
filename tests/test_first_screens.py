"""The first two screens answer a reader's first questions, directly or one click away, on a desktop and a phone.

The questions are those of a newcomer. Skipped without a browser.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import browser as ask
import pytest

pytestmark = pytest.mark.uncounted

if reason := ask.missing():
    ask.do_without(reason, whole_module=True)


DEVICES = {"a desktop": (1280, 800), "a phone": (375, 800)}
SCREENS = 2

# The question, the words of one element that answer it, and the text of the link if the answer is a click away.
QUESTIONS = [
    ("How much may be used?", "34 % to 37 % of the 57,911 words of text", None),
    ("Why two numbers?", "If every claim counts, also what only one article claims or another contradicts", None),
    ("Does that cover everything?", "Mentioned by no article, in neither figure: nobody knows", None),
    ("What are the sources?", "Five articles: NordVPN, PreviewKart, ScanX News Team", None),
    ("Is LinkedIn a source?", "None of them is LinkedIn’s own policy.", None),
    ("Does it apply where I live?", "EU, EEA, Switzerland, Canada and Hong Kong", None),
    ("Since when?", "3 November 2025", None),
    ("Is it on unless I act?", "Yes, unless you turn it off", None),
    ("Where do I turn it off?", "Settings › Data privacy › Data for Generative AI Improvement", None),
    ("Does that undo past training?", "No, not training that has already happened", None),
    ("I am 16. Am I in?", "Left out by default", None),
    ("Do other companies get it?", "Microsoft and its affiliates, for advertising", None),
    ("Are my private messages read?", "three articles say that these are left out", None),
    ("What about payments?", "payment (178 entries)", None),
    ("What about my connections?", "5,326 entries, one article says it is used", None),
    ("Which of my data is used most?", "12,284 words of text, clearly covered", None),
    ("Did I write all that?", "You 64 %", None),
    ("What can I do, step by step?", "Turn off the setting for generative AI", "Three things"),
    ("What other data is affected?", "Imported contacts", "Clearly covered"),
    ("Is it too late?", "Turned off later, it still stops training from then on", "Three things"),
    ("Are old posts spared?", "No article makes an exception for older data.", "Mentioned by no article"),
    ("Can I read the articles’ own words?", "NordVPN, by Aurelija Skebaite", "Who says so?"),
]  # fmt: skip

# The lower edges of the innermost elements that contain these words.
LOWEST = """words => {
  const plain = text => text.replace(/\\s+/g, ' ');
  let elements = [...document.querySelectorAll('body *')].filter(element =>
    plain(element.textContent).includes(words) && element.checkVisibility());
  elements = elements.filter(element => !elements.some(other => other !== element && element.contains(other)));
  return elements.map(element => element.getBoundingClientRect().bottom + scrollY);
}"""


@pytest.fixture(scope="module")
def pages(chromium: Any, example_page: Callable[[str], Path]) -> dict[str, Any]:
    opened = {}
    for device, (width, height) in DEVICES.items():
        opened[device] = chromium.new_page(viewport={"width": width, "height": height})
        opened[device].goto(example_page("sample").as_uri())
    return opened


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(("question", "answer", "link"), QUESTIONS)
def test_the_first_two_screens_answer_or_lead_to_the_answer(
    pages: dict[str, Any], device: str, question: str, answer: str, link: str | None
) -> None:
    page = pages[device]
    end = SCREENS * DEVICES[device][1]
    lowest = page.evaluate(LOWEST, answer)
    assert lowest, f"{question} {answer!r} is nowhere"
    if link is None:
        assert min(lowest) <= end, f"{question} {answer!r} ends at {min(lowest):.0f} px"
    else:
        leading = page.get_by_role("link", name=link, exact=True)
        box = leading.bounding_box()
        assert box["y"] + box["height"] <= end
        section = page.locator(f"section:has({leading.get_attribute('href')})")
        assert answer in " ".join(section.inner_text().split()), question
