"""Text that reads as if a person had written it: posts, comments and messages from `phrases`."""

import re
from collections.abc import Callable, Sequence

from analyzer.sample.dice import Dice
from analyzer.sample.people import (
    CITIES,
    Person,
    company,
)
from analyzer.sample.phrases import (
    SLOT,
    phrases,
)

TOOLS = ("Python", "SQL", "QGIS", "R", "a spreadsheet", "a shell script", "Arrow", "EPANET")
EMOJI = ("👏", "🎉", "💧", "🙌", "😄", "🌧️", "👩‍🔬", "👷🏽‍♀️", "❤️", "🔧", "🚰", "🏳️‍🌈")

Filler = Callable[[Dice, Sequence[Person]], str]
FILLERS: dict[str, Filler] = {
    "name": lambda dice, people: dice.pick(people).first,
    "full": lambda dice, people: f"{'@' if dice.chance(0.4) else ''}{dice.pick(people).full}",
    "company": lambda dice, _: company(dice),
    "city": lambda dice, _: dice.pick(CITIES),
    "tool": lambda dice, _: dice.pick(TOOLS),
    "n": lambda dice, _: str(dice.between(2, 9)),
    "nn": lambda dice, _: str(dice.between(11, 97)),
    "hour": lambda dice, _: f"{dice.between(9, 20)}:{dice.pick(('00', '15', '30', '45'))}",
    "dawn": lambda dice, _: f"{dice.between(3, 6)}:{dice.pick(('00', '10', '30', '50'))}",
    "br": lambda _dice, _people: "\n",
}


def fill(dice: Dice, template: str, people: Sequence[Person], name: str = "") -> str:
    """Fill the slots of a sentence; `name`, if given, is who it is said to or signed by."""

    def slot(match: re.Match[str]) -> str:
        key = match[1]
        return name if name and key == "name" else FILLERS[key](dice, people)

    return SLOT.sub(slot, template)


def typed(dice: Dice, text: str) -> str:
    """Return text as typed on a telephone, with typographic apostrophes, or at a desk, without."""
    return text.replace("'", "\u2019") if dice.chance(0.6) else text


def post(dice: Dice, code: str, people: Sequence[Person]) -> str:
    """Return a post: one line, some paragraphs, or a list, perhaps with hashtags."""
    theme = dice.pick(phrases(code).themes)
    opener = dice.pick(theme.openers)
    if dice.chance(0.25):
        parts = [opener]
    else:
        bodies = dice.sample(theme.bodies, dice.between(1, 5))
        if bodies[1:] and dice.chance(0.25):
            body = "\n".join(f"{number}. {line}" for number, line in enumerate(bodies, 1))
        else:
            body = dice.pick((" ", "\n\n")).join(bodies)
        parts = [opener, body, dice.pick(theme.closers)]
    if dice.chance(0.35):
        parts[-1] += f" {dice.pick(EMOJI)}"
    if dice.chance(0.7):
        parts.append(" ".join(f"#{tag}" for tag in dice.sample(theme.tags, dice.between(1, 4))))
    return typed(dice, fill(dice, "\n\n".join(parts), people))


def comment(dice: Dice, code: str, people: Sequence[Person]) -> str:
    """Return a comment of one sentence or two."""
    lines = dice.sample(phrases(code).comments, 2 if dice.chance(0.25) else 1)
    text = dice.pick((" ", "\n", "\n\n")).join(lines)
    if dice.chance(0.3):
        text += f" {dice.pick(EMOJI)}"
    return typed(dice, fill(dice, text, people))


def invitation(dice: Dice, code: str, people: Sequence[Person], name: str) -> str:
    """Return what is written to `name`, to connect with them."""
    return typed(dice, fill(dice, dice.pick(phrases(code).invitations), people, name))


def essay(dice: Dice, people: Sequence[Person], paragraphs: int) -> list[str]:
    """Return up to `paragraphs` English paragraphs that do not repeat one another."""
    texts = []
    for theme in dice.sample(phrases("en").themes, paragraphs):
        bodies = dice.sample(theme.bodies, len(theme.bodies))
        texts += [" ".join(bodies[start : start + 4]) for start in range(0, len(bodies) - 1, 4)]
    return [typed(dice, fill(dice, text, people)) for text in texts[:paragraphs]]


def conversation(
    dice: Dice, code: str, people: Sequence[Person], speakers: Sequence[str], length: int
) -> list[tuple[int, str]]:
    """Return who of `speakers` (first names) says what: greeting, questions, farewell."""
    language = phrases(code)
    opens = dice.below(len(speakers))
    said = [(opens, fill(dice, dice.pick(language.greetings), people, speakers[opens - 1]))]
    while len(said) < length - 1:
        for asked, answered in dice.sample(language.exchanges, (length - len(said)) // 2 or 1):
            asks = dice.below(len(speakers))
            answers = (asks + dice.between(1, len(speakers) - 1)) % len(speakers)
            said.append((asks, fill(dice, asked, people, speakers[answers])))
            said.append((answers, fill(dice, answered, people)))
    if length > 1:
        ends = dice.below(len(speakers))
        said.append((ends, fill(dice, dice.pick(language.farewells), people, speakers[ends])))
    return [(speaker, typed(dice, text)) for speaker, text in said[:length]]
