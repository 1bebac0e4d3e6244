"""The files of two services: LinkedIn Learning, and the Marketplace where she offers talks."""

from collections.abc import Callable

from analyzer.sample import dates
from analyzer.sample.dates import utc
from analyzer.sample.dialects import write_rfc4180
from analyzer.sample.dice import Dice
from analyzer.sample.life import (
    Life,
    times,
)

TOPICS = (
    "Time Series, Spreadsheets, Difficult Conversations, Hydraulics, Public Speaking, Python, "
    "Budgets, Data Ethics, Maps, Hiring, SQL Windows, Sleep, Minutes of Meetings"
).split(", ")
ANGLES = (
    "without Tears",
    "in Practice",
    "for Engineers",
    ": First Steps",
    ", Revisited",
    "at Night",
)
TEACHING = (
    "Learn to see what a table says and what it only suggests.",
    "Each chapter ends with an exercise that takes ten minutes and a question that takes a week.",
    "The course begins with the mistakes, because they are what you will remember.",
    'You will learn why "it depends" is an answer, and how to give a better one.',
    "Bring a real problem of your own; the examples work, but yours is more interesting.",
    "In the <em>second half</em> you build a small tool that your colleagues will ask you for.",
    "No earlier knowledge is needed, only the patience to read an error message to its end.",
    "Topics include: where to start, when to stop, and whom to call.",
)
MARKET = "SERVICE_MARKETPLACE"


def _learning(life: Life) -> bytes:
    dice = life.dice("Learning.csv")
    # The header ends with a comma: an eighth column without a name (quirk 4).
    header = (
        "Content Title,Content Description,Content Type,Content Last Watched Date (if viewed),"
        "Content Completed At (if completed),Content Saved,Notes taken on videos (if taken),"
    )
    rows = [tuple(header.split(","))]
    for when in times(dice, life.many(80)):
        title = f"{dice.pick(TOPICS)} {dice.pick(ANGLES)}".replace(" :", ":").replace(" ,", ",")
        kind = dice.pick(("Course",) * 12 + ("Learning Path", "Video (3rd Party Provider)"))
        viewed = "N/A" if dice.chance(0.04) else dates.minute_utc(when)
        completed = dates.minute_utc(when) if dice.chance(0.15) and viewed != "N/A" else "N/A"
        saved = "true" if dice.chance(0.1) else "false"
        notes = "chapter 3, minute 12: ask before nodding" if dice.chance(0.02) else "N/A"
        rows.append((title, _description(dice), kind, viewed, completed, saved, notes, ""))
    return write_rfc4180(rows)


def _description(dice: Dice) -> str:
    sentences = dice.sample(TEACHING, dice.between(2, 5))
    # Two in five files have CRLF in descriptions, while their own lines end with LF (quirk 2).
    return ("\r\n\r\n" if dice.chance(0.15) else " ").join(sentences)


def _review(_: Life) -> bytes:
    header = (
        "Reviewee,Review Type,Review Section,Creation Date,Rating,Review Text,Review Tags"
    ).split(",")
    kind = ("LEARNING_CONTENT_CONSUMPTION", "TOP_LEVEL")
    row = ("Budgets without Tears", *kind, "5/2/22, 1:14 AM", "5", "", "")
    return write_rfc4180([header, row])


def _provider(_: Life) -> bytes:
    row = {
        "Creation Time": dates.unix(utc(2024, 4, 2, 18, 20, 7)),
        "Marketplace Type": MARKET,
        "ProFinder Service Category": "",
        "Top Level Service Category": "",
        "Secondary Service Category": "Public Speaking, Training, Engineering Design",
        "Use Profile Location": "true",
        "Available to Work Remotely": "true",
        "Pricing Info Provided": "false",
        "Status": "ACTIVE",
        "Media": "https://www.linkedin.com/services/page/0a1b2c3d4e5f",
    }
    return write_rfc4180([tuple(row), tuple(row.values())])


def _engagements(life: Life) -> bytes:
    dice = life.dice("Services Marketplace/Engagements.csv")
    header = (
        "Creation Time,Marketplace Type,Body,Currency Code,Currency Amount,Billing Time Unit,"
        "Free Consultation included"
    )
    rows = [tuple(header.split(","))]
    for when in times(dice, 12, utc(2024, 4, 3)):
        body, free = "", ""
        if dice.chance(0.3):
            body, free = (
                'Hello! I would be glad to speak at your event. My talk "Small leaks are polite" '
                "takes 40 minutes, needs a projector and a glass of water.    Fee by agreement; "
                "schools are free.",
                "true",
            )
        rows.append((dates.unix(when), MARKET, body, "", "", "", free))
    return write_rfc4180(rows)


def _opportunities(_: Life) -> bytes:
    header = (
        "Creation Time,Marketplace Type,Service Category,Location,Questions and Answers,"
        "Preferred Providers,Status"
    ).split(",")
    # All questions and answers are in one cell, numbered (quirk 19).
    asked = (
        "1. What do you need? A joiner for twelve choir risers,oak if possible 2. When should it "
        "start? Within a month 3. Where? Bristol, BS1 4. Anything else? They have to survive "
        "tenors."
    )
    when = dates.unix(utc(2023, 10, 4, 9, 0, 33))
    row = (when, MARKET, "Carpentry", "BS1", asked, "", "APPROVED")
    return write_rfc4180([header, row])


FILES: dict[str, Callable[[Life], bytes]] = {
    "Learning.csv": _learning,
    "Reviews.csv": _review,
    "Services Marketplace/Providers.csv": _provider,
    "Services Marketplace/Engagements.csv": _engagements,
    # The spelling is LinkedIn's (quirk 12).
    "Services Marketplace/Opprtunities.csv": _opportunities,
}
