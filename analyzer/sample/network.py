"""Odalys's contacts and messages: connections, invitations, follows, address books, the inbox, chats with assistants."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from analyzer.sample import dialects
from analyzer.sample.dialects import Row, Rows, SampleTable
from analyzer.sample.phrases import phrases, rows, texts
from analyzer.sample.world import (
    ALL,
    END,
    ODALYS,
    OLD,
    UNTIL_2021,
    Dice,
    Person,
    TableMaker,
    World,
    activity,
    company,
    invent_person,
    telephone,
)
from analyzer.sample.writing import conversation, essay, fill, typed

# --- connections and follows ------------------------------------------------------------------------------------------

# LinkedIn explains in a quoted paragraph before the header why addresses are missing (quirk 4).
CONNECTIONS_NOTE = (
    'Notes:\n"Most people keep their e-mail address to themselves, so most are missing here. '
    'What each of them shows is their own choice, see https://help.example.com/addresses"\n\n'
)


def _write_connections(table: Rows) -> bytes:
    return CONNECTIONS_NOTE.encode() + dialects.write_without_final_newline(table)


def _connections(world: World, dice: Dice) -> SampleTable:
    columns = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    connections = [_connection(dice, person) for person in world.people]
    return SampleTable([columns.split(","), *connections], _write_connections)


def _connection(dice: Dice, person: Person) -> Row:
    date = dialects.day_month_year(person.connected)
    if dice.chance(0.014):
        # Only the date remains of people who closed their account or hide (quirk 17).
        return (*[""] * 6, date)
    email = person.email if dice.chance(0.06) else ""
    if dice.chance(0.004):
        email = f"urn:li:member:{person.member}"
    job = ("", "") if dice.chance(0.05) else (person.company, person.position)
    return (person.first, person.last, person.url, email, *job, date)


def _invitations(world: World, dice: Dice) -> SampleTable:
    columns = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
    invitations: list[Row] = [columns.split(",")]
    # The newest connections began as invitations. Some other invitations were never accepted.
    for person in world.people[: world.scaled(330)]:
        sent = person.connected - timedelta(minutes=dice.between(1, 9000))
        invitations.append(_invitation(world, dice, person, sent))
        if dice.chance(0.2):
            invitations.append(_invitation(world, dice, invent_person(dice, sent), sent))
    return SampleTable(invitations)


def _invitation(world: World, dice: Dice, person: Person, sent: datetime) -> Row:
    outgoing = dice.chance(0.6)
    text = ""
    if dice.chance(0.2):
        # In the other person's language, whichever of the two writes.
        phrase = dice.pick(phrases(person.language).invitations)
        name = person.first if outgoing else ODALYS.first
        text = typed(dice, fill(dice, phrase, world.friends, name))
    names, urls = (ODALYS.full, person.full), (ODALYS.url, person.url)
    if outgoing:
        return (*names, dialects.pacific(sent), text, "OUTGOING", *urls)
    return (*names[::-1], dialects.pacific(sent), text, "INCOMING", *urls[::-1])


def _follow(_world: World, dice: Dice, moment: datetime) -> Row:
    status = "Unfollow" if dice.chance(0.25) else "Active"
    return (dialects.iso(moment), status, invent_person(dice, moment).full)


def _old_follow(_world: World, dice: Dice, moment: datetime) -> Row:
    return (dialects.iso(moment), invent_person(dice, moment).full)


def _company_follow(_world: World, dice: Dice, moment: datetime) -> Row:
    return (company(dice), dialects.unix(moment))


# --- contacts ---------------------------------------------------------------------------------------------------------


def _telephones(dice: Dice, counts: tuple[int, ...]) -> str:
    return dialects.guarded(", ".join(telephone(dice) for _ in range(dice.pick(counts))))


def _contact(_world: World, dice: Dice, moment: datetime) -> Row:
    person = invent_person(dice, moment)
    full = person.full if dice.chance(0.1) else ""
    source = dice.pick(("MOBILE_CONTACTS", "MOBILE_CONTACTS", "GOOGLE_CONTACTS"))
    last = person.last if dice.chance(0.5) else ""
    companies = "null" if dice.chance(0.02) else ""
    email = person.email if dice.chance(0.2) else ""
    # Lists have plain commas here, and escaped ones from 2025 on.
    numbers = _telephones(dice, (1, 1, 1, 2, 3))
    start = (source, person.first, last, companies, "", email, numbers, dialects.pacific(moment))
    return (*start, "", "", "", full, "", "", "", "")


def _imported_contact(_world: World, dice: Dice, moment: datetime) -> Row:
    person = invent_person(dice, moment)
    addresses = [person.email, invent_person(dice, moment).email][: dice.pick((0, 1, 1, 2))]
    numbers = _telephones(dice, (0, 1, 1, 1, 2, 3))
    updated = moment + dice.roll() * (END - moment)
    middle = dice.pick("ABEJLMR") if dice.chance(0.13) else ""
    title = person.position if dice.chance(0.27) else ""
    names = (person.first, middle, person.last, *[""] * 4, title)
    dates = (dialects.pacific(moment), dialects.pacific(updated))
    return (*names, ", ".join(addresses), numbers, *dates, *[""] * 4)


def _contact_of_2018(_world: World, dice: Dice, moment: datetime) -> Row:
    person = invent_person(dice, moment)
    reach = (person.email, "") if dice.chance(0.5) else ("", dialects.guarded(telephone(dice)))
    return (person.first, person.last, "", "", *reach, dialects.pacific(moment), *[""] * 8)


CONTACTS: dict[str, TableMaker] = {
    "Connections.csv": _connections,
    "Invitations.csv": _invitations,
    "Member_Follows.csv": activity("Date,Status,FullName", _follow, 110),
    # Until 2021 the file had no Status (quirk 20) and CRLF at the end of lines (quirk 2).
    f"Member_Follows_{ODALYS.member}.csv": activity(
        "Date,FullName", _old_follow, 25, OLD, dialect=dialects.write_crlf
    ),
    "Company Follows.csv": activity(
        "Organization,Followed On",
        _company_follow,
        120,
        ALL,
        dialect=dialects.write_without_final_newline,
    ),
    "Contacts.csv": activity(
        "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers,CreatedAt,Addresses,Sites,"
        "InstantMessageHandles,FullName,Birthday,Location,BookmarkedAt,Profiles",
        _contact,
        120,
        UNTIL_2021,
    ),
    "ImportedContacts.csv": activity(
        "FirstName,MiddleName,LastName,MaidenName,NickName,NamePrefix,NameSuffix,Title,Emails,"
        "PhoneNumbers,CreatedAt,UpdatedAt,CountryCode,RegionCode,ThirdPartyVerified,Location",
        _imported_contact,
        350,
        ALL,
        dialect=partial(dialects.write_escaped_commas, columns={8, 9}),
    ),
    "Imported Contacts.csv": activity(
        "First Name,Last Name,Companies,Title,Email Address,Phone Numbers,Created At,"
        "Instant Message Handles,Addresses,Sites,Full Name,Birthday,Location,Bookmarked At,"
        "Profiles",
        _contact_of_2018,
        40,
        OLD,
    ),
}

# --- messages ---------------------------------------------------------------------------------------------------------

CHAT_COLUMNS = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER"
).split(",")
# The last three come and go from export to export (2025-08 to 2026-03); the sample has them all.
MESSAGE_COLUMNS = (*CHAT_COLUMNS, "ATTACHMENTS", "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT")
# Of a hundred conversations ten begin with an offer, and four have more than two people.
OFFERS, GROUPS = 0.1, 0.14

Correspondent = tuple[str, str]
"""A name and the address of a profile, or those of several people, separated by commas."""
HERSELF: Correspondent = (ODALYS.full, ODALYS.url)


@dataclass(frozen=True)
class Message:
    """A message of a conversation."""

    sender: Correspondent
    recipients: Correspondent
    moment: datetime
    text: str
    subject: str = ""


def _messages(world: World, dice: Dice) -> SampleTable:
    total = world.scaled(2000)
    conversations: list[tuple[datetime, list[Row]]] = []
    count = 0
    while count < total:
        kind = dice.roll()
        if kind < OFFERS:
            messages = _offer(world, dice)
            folder = dice.pick(("INBOX", "ARCHIVE", "SPAM", "SPAM"))
        else:
            messages = _group(world, dice) if kind < GROUPS else _pair(world, dice)
            folder = dice.pick(("INBOX",) * 12 + ("ARCHIVE",))
        messages = messages[: total - count]
        count += len(messages)
        title = dice.pick(texts("group_titles")) if "," in messages[0].recipients[1] else ""
        number = _conversation_number(dice)
        lines = [_message(dice, number, title, message, folder) for message in reversed(messages)]
        conversations.append((messages[-1].moment, lines))
    # The latest conversation comes first, and within it the latest message.
    conversations.sort(key=lambda conversation: conversation[0], reverse=True)
    sent = [row for _, lines in conversations for row in lines]
    dialect = partial(dialects.write_rfc4180, quote_all=True)
    return SampleTable([MESSAGE_COLUMNS, *_drafts(world, dice), *sent], dialect)


def _pair(world: World, dice: Dice) -> list[Message]:
    person = dice.pick(world.friends if dice.chance(0.45) else world.people)
    length = dice.pick((1, 1, 2, 3, 3, 4, 5, 6, 8, 14))
    code = person.language if dice.chance(0.7) else "en"
    turns = conversation(dice, code, world.friends, (ODALYS.first, person.first), length)
    # Some people have since left LinkedIn: their name and address are gone (quirk 18).
    other = ("LinkedIn Member", "") if dice.chance(0.04) else (person.full, person.url)
    return _exchange(dice, (HERSELF, other), turns, person.connected)


def _group(world: World, dice: Dice) -> list[Message]:
    others = dice.sample(world.friends, dice.between(2, 4))
    names = [ODALYS.first, *(person.first for person in others)]
    turns = conversation(dice, "en", world.friends, names, dice.between(3, 12))
    # Names are joined with or without a space, addresses always without (quirk 18).
    comma = dice.pick((", ", ","))
    members = [HERSELF, *((person.full, person.url) for person in others)]
    return _exchange(dice, members, turns, max(person.connected for person in others), comma)


def _exchange(
    dice: Dice,
    members: Sequence[Correspondent],
    turns: Sequence[tuple[int, str]],
    since: datetime,
    comma: str = ",",
) -> list[Message]:
    moment = dice.moment(since, END)
    messages = []
    for speaker, text in turns:
        others = [member for number, member in enumerate(members) if number != speaker]
        recipients = (comma.join(name for name, _ in others), ",".join(url for _, url in others))
        messages.append(Message(members[speaker], recipients, min(moment, END), text))
        moment += timedelta(seconds=dice.pick((40, 300, 3_000, 30_000)) + dice.below(5_000))
    return messages


def _offer(world: World, dice: Dice) -> list[Message]:
    moment = dice.moment(*ALL)
    sender = invent_person(dice, moment)
    subject, *lines = dice.pick(rows("offers"))
    paragraphs = [fill(dice, line, world.people, ODALYS.first) for line in lines]
    tag = '<p class="spinmail-quill-editor__spin-break">'
    text = f"{tag}<br></p>".join(f"{tag}{paragraph}</p>" for paragraph in paragraphs)
    other = ("LinkedIn Member", "") if dice.chance(0.3) else (sender.full, sender.url)
    subject = fill(dice, subject, world.people)
    messages = [Message(other, HERSELF, moment, text, subject)]
    if dice.chance(0.2):
        answer = "Thank you for thinking of me. I am happy where I am, good luck!"
        later = min(moment + timedelta(hours=dice.between(1, 40)), END)
        messages.append(Message(HERSELF, other, later, answer))
    return messages


def _message(dice: Dice, number: str, title: str, message: Message, folder: str) -> Row:
    attachments = ""
    if dice.chance(0.02):
        files = [f"https://media.example.com/dms/prv/{dice.hexadecimal(12)}" for _ in range(2)]
        attachments = ",".join(files[: dice.between(1, 2)])
    name, url = message.sender
    # A few senders and folders are empty, and so is a message that was only a picture (quirk 18).
    sender = "" if dice.chance(0.004) else name
    text = "" if dice.chance(0.02) else _pasted(dice, message.text)
    start = (number, title, sender, url, *message.recipients, dialects.iso_utc(message.moment))
    folder = "" if dice.chance(0.002) else folder
    return (*start, message.subject, text, folder, attachments, "No", "No")


def _pasted(dice: Dice, text: str) -> str:
    # A line break pasted from elsewhere may be U+2028, which only some readers take for a line break.
    return text.replace("\n", "\u2028") if dice.chance(0.05) else text


def _drafts(world: World, dice: Dice) -> list[Row]:
    person = dice.pick(world.friends)
    long = "\n\n".join(essay(world, dice, 16))
    short = f"Dear {person.first}, I have been meaning to wr"
    drafts: list[Row] = []
    for hours, text, whole in ((1, short, "Yes"), (2, f"Not sure about this:\n{long}", "No")):
        start = (_conversation_number(dice), "", *HERSELF, person.full, person.url)
        date = dialects.iso_utc(END - timedelta(hours=hours))
        drafts.append((*start, date, "", text, "INBOX", "", "Yes", whole))
    return drafts


def _conversation_number(dice: Dice) -> str:
    return "2-" + b64encode(f"{dice.uuid()}_{dice.below(1000):03}".encode()).decode()


# --- chats with assistants --------------------------------------------------------------------------------------------


def _chat(partner: str, key: str, title: str = "") -> TableMaker:
    assistant = (partner, "https://www.linkedin.com/company/example-coach")

    def table(_world: World, dice: Dice) -> SampleTable:
        lines: list[Row] = [CHAT_COLUMNS]
        for _ in range(2):
            number = _conversation_number(dice)
            moment = dice.moment(dialects.utc(2025, 3, 1), END)
            for turn, text in enumerate(texts(key)):
                moment += timedelta(seconds=dice.between(5, 240))
                ends = (*assistant, *HERSELF) if turn % 2 else (*HERSELF, *assistant)
                lines.append((number, title, *ends, dialects.iso_utc(moment), "", text, "INBOX"))
        return SampleTable(lines)

    return table


def _learning_coach_blocks(_world: World, dice: Dice) -> SampleTable:
    turns = [*texts("learning_coach"), *texts("guide")[-2:]]
    blocks: list[Row] = []
    for question, answer in zip(turns[::2], turns[1::2], strict=True):
        uuid, moment = dice.uuid(), dice.moment(dialects.utc(2024, 9, 1), END)
        blocks.append((uuid, str(dialects.milliseconds(moment)), question, answer))
    return SampleTable(blocks, dialects.write_chat_blocks)


MESSAGES: dict[str, TableMaker] = {
    "messages.csv": _messages,
    "coach_messages.csv": _chat("LinkedIn Coach", "coach"),
    "guide_messages.csv": _chat("LinkedIn Guide", "guide"),
    "learning_coach_messages.csv": _chat("Learning coach", "learning_coach", "New chat"),
    "learning_role_play_messages.csv": _chat("Role-play partner", "role_play", "Suppliers"),
    "LearningCoachMessages.csv": _learning_coach_blocks,
}
