"""The first two screens answer a reader's first questions, directly or one click away, on a desktop and a phone.

The questions are those of a newcomer. Skipped without a browser.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import browser as ask
import pytest

from analyzer.mapping.mapping import ExportMapping

pytestmark = [pytest.mark.slow, pytest.mark.uncounted]

if reason := ask.missing():
    ask.do_without(reason, whole_module=True)


DEVICES = {"a desktop": (1280, 800), "a phone": (375, 800)}
SCREENS = 2
LENGTHS = {"a desktop": 9, "a phone": 14}  # screens

# The question, a pattern of the words of one element that answer it, and the text of the link if the answer is a click away.
QUESTIONS = [
    ("How much may be used?", r"\d+% (to \d+% )?of the 57,909 words in your LinkedIn data", None),
    ("Why two numbers?", "The higher figure includes uncertain data; neither includes data no article mentions.", None),
    ("What is uncertain?", "Uncertain. Only one article says it is used", None),
    ("Does that cover everything?", "are too general to count.", None),
    ("What are the sources?", r"\w+ articles: an unsigned explainer, NordVPN, PreviewKart", None),
    ("Is LinkedIn a source?", "None is from LinkedIn.", None),
    ("Does it apply where I live?", "EU, EEA, Switzerland, Canada and Hong Kong", None),
    ("Since when?", "From 3 November 2025 LinkedIn uses members’ data to train AI", None),
    ("Is it on unless I act?", "Yes, unless you turn it off", None),
    ("Where do I turn it off?", "Settings & Privacy › Data Privacy › Data for Generative AI Improvement", None),
    ("What does that stop?", r"That stops later training on your data \(\w+ articles\)\. No article limits this to new data", None),
    ("Does that undo past training?", r"It does not undo earlier training \(NordVPN\)\.", None),
    ("Do other companies get it?", "Microsoft and affiliates, for advertising", None),
    ("Are my private messages used?", r"Reported as not used [\d,]+ words: private messages", None),
    ("What is not mentioned?", r"Not mentioned\. It may or may not be used\. [\d,]+ words", None),
    ("What about payments?", "Articles disagree: yes, no", None),
    ("What about my connections?", "Connections (Only one article|Reported as|The articles)", "Which of my data?"),
    ("Which of my data is used most?", "Your biggest kinds of data, by words", "Which of my data?"),
    ("Did I write all that?", r"You wrote 65% of the text\. Of your own words, \d+% (to \d+% )?are reported as used\.", None),
    ("Are young people left out?", "Under 18 Left out by default", None),
    ("What can I do, step by step?", "Turn off the setting for generative AI", "What can I do?"),
    ("What other data is affected?", "Imported contacts", "Which of my data?"),
    ("Are old posts spared?", "No article says that older data is spared.", "Details and sources"),
    ("Can I read the articles’ own words?", "NordVPN, by Aurelija Skebaite", "Who says so?"),
]  # fmt: skip

# The lower edges of the innermost elements that contain these words.
LOWEST = """words => {
  const plain = text => text.replace(/\\s+/g, ' '), pattern = new RegExp(words);
  let elements = [...document.querySelectorAll('body *')].filter(element =>
    pattern.test(plain(element.textContent)) && element.checkVisibility());
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
    pages: dict[str, Any],
    mapping: ExportMapping,
    device: str,
    question: str,
    answer: str,
    link: str | None,
) -> None:
    page = pages[device]
    more = max(len(mapping.articles) - 5, 0)  # each may take two lines on a phone
    end = SCREENS * DEVICES[device][1] + 45 * more
    lowest = page.evaluate(LOWEST, answer)
    assert lowest, f"{question} {answer!r} is nowhere"
    if link is None:
        assert min(lowest) <= end, f"{question} {answer!r} ends at {min(lowest):.0f} px"
    else:
        leading = page.get_by_role("link", name=link, exact=True)
        box = leading.bounding_box()
        assert box["y"] + box["height"] <= end
        section = page.locator(f"section:has({leading.get_attribute('href')})")
        assert re.search(answer, " ".join(section.inner_text().split())), question


@pytest.mark.parametrize("device", DEVICES)
def test_the_folded_page_is_short(
    pages: dict[str, Any], mapping: ExportMapping, device: str
) -> None:
    height, words = pages[device].evaluate(
        "[document.documentElement.scrollHeight, document.body.innerText.split(/\\s+/).length]"
    )
    more = max(len(mapping.articles) - 5, 0)
    assert height <= LENGTHS[device] * DEVICES[device][1] + 150 * more
    assert words <= 1_800 + 50 * more
