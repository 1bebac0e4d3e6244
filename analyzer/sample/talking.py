"""The files of what she writes and hears in private: the inbox, and chats with assistants."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from analyzer.sample import dates, language
from analyzer.sample.dates import utc
from analyzer.sample.dialects import (
    write_chat_blocks,
    write_rfc4180,
)
from analyzer.sample.dice import Dice
from analyzer.sample.life import (
    END,
    FULL,
    JOINED,
    URL,
    Life,
)
from analyzer.sample.people import stranger

CHAT_HEADER = (
    "CONVERSATION ID",
    "CONVERSATION TITLE",
    "FROM",
    "SENDER PROFILE URL",
    "TO",
    "RECIPIENT PROFILE URLS",
    "DATE",
    "SUBJECT",
    "CONTENT",
    "FOLDER",
)
# The last three come and go from export to export (2025-08 to 2026-03); all are here.
HEADER = (*CHAT_HEADER, "ATTACHMENTS", "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT")
GROUPS = (
    "Leakage days, dinner",
    "Altos & friends",
    "Night shift swaps",
    "Alumni Saint-Amarante",
    "",
)
# Of a hundred conversations ten begin with an offer, four have more than two people.
OFFERED, GROUPED = 0.1, 0.14
OFFERS = (
    (
        "Would you consider {city}?",
        "Hi {name},",
        "I came across your profile and was impressed by your work in leak detection.",
        "My client, {company}, is building a team of {n} in {city} &amp; needs somebody to lead "
        "it.",
        "Would {hour} tomorrow suit you for a short call?",
    ),
    (
        "Your seat at the {tool} webinar",
        "Hello %FIRSTNAME%!",
        "Utilities that listen save {nn}% &mdash; would you like to be one of them?",
        "Join <strong>{company}</strong> for {nn} minutes and a free whitepaper.",
        '<a href="https://offers.example.com/{nn}">Save my seat</a>',
    ),
    (
        "Quick question, %FIRSTNAME%",
        "Hi %FIRSTNAME%,",
        "do you have {n} minutes to answer a survey about procurement?",
        "As a thank-you we plant a tree in {city}.",
        "Kind regards,<br>{full}",
    ),
)


@dataclass(frozen=True)
class Message:
    """One message of a conversation."""

    sender: str
    sender_url: str
    recipients: str
    recipient_urls: str
    when: datetime
    text: str
    subject: str = ""


def _messages(life: Life) -> bytes:
    dice = life.dice("messages.csv")
    wanted = life.many(2000)
    conversations: list[tuple[datetime, list[tuple[str, ...]]]] = []
    count = 0
    while count < wanted:
        kind = dice.roll()
        if kind < OFFERED:
            messages = _offer(life, dice)
            folder = dice.pick(("INBOX", "ARCHIVE", "SPAM", "SPAM"))
        else:
            messages = _group(life, dice) if kind < GROUPED else _pair(life, dice)
            folder = dice.pick(("INBOX",) * 12 + ("ARCHIVE",))
        messages = messages[: wanted - count]
        count += len(messages)
        title = dice.pick(GROUPS) if "," in messages[0].recipient_urls else ""
        number = _conversation_number(dice)
        rows = [_row(dice, number, title, message, folder) for message in reversed(messages)]
        conversations.append((messages[-1].when, rows))
    # The latest conversation comes first, and within it the latest message.
    conversations.sort(key=lambda conversation: conversation[0], reverse=True)
    talks = [row for _, rows in conversations for row in rows]
    return write_rfc4180([HEADER, *_drafts(life, dice), *talks], quote_all=True)


def _pair(life: Life, dice: Dice) -> list[Message]:
    person = dice.pick(life.friends if dice.chance(0.45) else life.people)
    length = dice.pick((1, 1, 2, 3, 3, 4, 5, 6, 8, 14))
    code = person.language if dice.chance(0.7) else "en"
    speakers = (FULL.split()[0], person.first)
    spoken = language.conversation(dice, code, life.friends, speakers, length)
    # Some have since left LinkedIn: their name and address are gone (quirk 18).
    gone = dice.chance(0.04)
    other = ("LinkedIn Member", "") if gone else (person.full, person.url)
    ends = ((FULL, URL), other)
    return [
        Message(*ends[speaker], *ends[1 - speaker], when, text)
        for (speaker, text), when in zip(
            spoken, _moments(dice, person.connected, len(spoken)), strict=True
        )
    ]


def _group(life: Life, dice: Dice) -> list[Message]:
    others = dice.sample(life.friends, dice.between(2, 4))
    members = [(FULL, URL), *((person.full, person.url) for person in others)]
    firsts = [FULL.split()[0], *(person.first for person in others)]
    spoken = language.conversation(dice, "en", life.friends, firsts, dice.between(3, 12))
    # Names are joined with or without a space, addresses always without (quirk 18).
    between = dice.pick((", ", ","))
    messages = []
    since = max(person.connected for person in others)
    for (speaker, text), when in zip(spoken, _moments(dice, since, len(spoken)), strict=True):
        rest = members[:speaker] + members[speaker + 1 :]
        names = between.join(name for name, _ in rest)
        urls = ",".join(url for _, url in rest)
        messages.append(Message(*members[speaker], names, urls, when, text))
    return messages


def _offer(life: Life, dice: Dice) -> list[Message]:
    when = dice.moment(JOINED, END)
    sender = stranger(dice, when)
    subject, *lines = dice.pick(OFFERS)
    paragraphs = [language.fill(dice, line, life.people, FULL.split()[0]) for line in lines]
    html = '<p class="spinmail-quill-editor__spin-break">'
    text = f"{html}<br></p>".join(f"{html}{paragraph}</p>" for paragraph in paragraphs)
    name, url = ("LinkedIn Member", "") if dice.chance(0.3) else (sender.full, sender.url)
    subject = language.fill(dice, subject, life.people)
    messages = [Message(name, url, FULL, URL, when, text, subject)]
    if dice.chance(0.2):
        answer = "Thank you for thinking of me. I am happy where I am, good luck!"
        later = min(when + timedelta(hours=dice.between(1, 40)), END)
        messages.append(Message(FULL, URL, name, url, later, answer))
    return messages


def _moments(dice: Dice, since: datetime, count: int) -> list[datetime]:
    when = dice.moment(since, END)
    moments = []
    for _ in range(count):
        moments.append(min(when, END))
        when += timedelta(seconds=dice.pick((40, 300, 3_000, 30_000)) + dice.below(5_000))
    return moments


def _row(dice: Dice, number: str, title: str, message: Message, folder: str) -> tuple[str, ...]:
    attachments = ""
    if dice.chance(0.02):
        files = (f"https://media.example.com/dms/prv/{dice.hexadecimal(12)}" for _ in range(2))
        attachments = ",".join(list(files)[: dice.between(1, 2)])
    return (
        number,
        title,
        # A few senders and folders are empty, and so is a message that was only a picture (quirk 18).
        "" if dice.chance(0.004) else message.sender,
        message.sender_url,
        message.recipients,
        message.recipient_urls,
        dates.iso_utc(message.when),
        message.subject,
        "" if dice.chance(0.02) else _pasted(dice, message.text),
        "" if dice.chance(0.002) else folder,
        attachments,
        "No",
        "No",
    )


def _pasted(dice: Dice, text: str) -> str:
    # A break pasted from elsewhere may be U+2028, a line break to some readers and not to others.
    return text.replace("\n", "\u2028") if dice.chance(0.05) else text


def _drafts(life: Life, dice: Dice) -> list[tuple[str, ...]]:
    person = dice.pick(life.friends)
    long = "\n\n".join(language.essay(dice, life.friends, 16))
    texts = (
        f"Dear {person.first}, I have been meaning to wr",
        f"Not sure about this:\n{long}",
    )
    return [
        (
            _conversation_number(dice),
            "",
            FULL,
            URL,
            person.full,
            person.url,
            dates.iso_utc(END - timedelta(hours=hours)),
            "",
            text,
            "INBOX",
            "",
            "Yes",
            "Yes" if hours == 1 else "No",
        )
        for hours, text in enumerate(texts, 1)
    ]


def _conversation_number(dice: Dice) -> str:
    return "2-" + b64encode(f"{dice.uuid()}_{dice.below(1000):03}".encode()).decode()


COACH = (
    (
        "How do I tell my team that the night shifts will change?",
        "Tell them early and in person.\nSay what you know, what you do not know yet, and when "
        "you will. Then ask what would make the change easier, and write the answers down.",
    ),
    (
        "Can you shorten my headline? It is about leaks, loggers and open data.",
        'How about: "I help towns hear their leaks"? It says who benefits, and it is short.',
    ),
    (
        "Who in my network works on pressure management?",
        "Three of your connections mention it. Would you like me to draft a note to one of them?",
    ),
    ("thanks, that helps", "Any time. 💧"),
)
ROLE_PLAY = (
    (
        "Good morning. You wanted to talk about my contract?",
        "Yes. I play your supplier today. Our prices rise by 12 percent, and I would like to hear "
        "what you say to that.",
    ),
    (
        "I would like to understand what is behind the 12 percent before we talk about the number.",
        "Good opening: you asked instead of refusing. Copper, mostly. What else would you ask?",
    ),
    ("How long have we been customers, and what did we do for you?", 'Well played. "Nine years."'),
)
LEARNING_COACH = (
    (
        "What should I watch before my first budget meeting?",
        "Start with <em>Budgets without tears</em> (41 min). If you have ten minutes only, take "
        "chapter 3: what to ask, when to nod, and which column to read first.",
    ),
    ("Something about SQL windows, please. Short!", "Window functions in 9 minutes, chapter 2."),
)


def _chat(
    name: str, partner: tuple[str, str], talks: tuple[tuple[str, str], ...], title: str = ""
) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        dice = life.dice(name)
        rows = [CHAT_HEADER]
        for _ in range(2):
            number = _conversation_number(dice)
            when = dice.moment(utc(2025, 3, 1), END)
            for asked, answered in talks:
                ends = (FULL, URL, *partner)
                said = ((ends, asked), (ends[2:] + ends[:2], answered))
                for (sender, sender_url, to, to_url), text in said:
                    when += timedelta(seconds=dice.between(5, 240))
                    start = (number, title, sender, sender_url, to, to_url)
                    rows.append((*start, dates.iso_utc(when), "", text, "INBOX"))
        return write_rfc4180(rows)

    return write


def _learning_coach_blocks(life: Life) -> bytes:
    dice = life.dice("LearningCoachMessages.csv")
    return write_chat_blocks(
        (dice.uuid(), dates.milliseconds(dice.moment(utc(2024, 9, 1), END)), asked, answered)
        for asked, answered in (*LEARNING_COACH, *COACH[-1:])
    )


COACH_URL = "https://www.linkedin.com/company/example-coach"
FILES: dict[str, Callable[[Life], bytes]] = {
    "messages.csv": _messages,
    "coach_messages.csv": _chat("coach_messages.csv", ("LinkedIn Coach", COACH_URL), COACH[:2]),
    "guide_messages.csv": _chat("guide_messages.csv", ("LinkedIn Guide", COACH_URL), COACH[2:]),
    "learning_coach_messages.csv": _chat(
        "learning_coach_messages.csv", ("Learning coach", COACH_URL), LEARNING_COACH, "New chat"
    ),
    "learning_role_play_messages.csv": _chat(
        "learning_role_play_messages.csv", ("Role-play partner", COACH_URL), ROLE_PLAY, "Suppliers"
    ),
    "LearningCoachMessages.csv": _learning_coach_blocks,
}
