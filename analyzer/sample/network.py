"""The files about the people she knows: connections, invitations, contacts, praise, follows."""

from collections.abc import Callable
from datetime import datetime, timedelta

from analyzer.sample import dates, language
from analyzer.sample.dates import utc
from analyzer.sample.dialects import (
    guarded,
    write_escaped_commas,
    write_rfc4180,
    write_utf16_tab,
)
from analyzer.sample.dice import Dice
from analyzer.sample.life import (
    END,
    FULL,
    JOINED,
    MEMBER,
    MIDDLE,
    URL,
    Life,
    times,
)
from analyzer.sample.people import (
    Person,
    company,
    stranger,
    telephone,
)
from analyzer.sample.profile import SKILLS

# LinkedIn explains in a quoted paragraph before the header why addresses are missing (quirk 4).
CONNECTIONS_NOTE = (
    'Notes:\n"Most people keep their e-mail address to themselves, so most are missing here. '
    'What each of them shows is their own choice, see https://help.example.com/addresses"\n\n'
)
# The oldest of the export generations that some of these files come from.
IN_2021 = utc(2021, 1, 18)


def _connections(life: Life) -> bytes:
    dice = life.dice("Connections.csv")
    header = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position")
    rows: list[tuple[str, ...]] = [(*header, "Connected On")]
    for person in life.people:
        date = dates.day_month_year(person.connected)
        if dice.chance(0.014):
            # Somebody who closed their account or hides: only the date is left (quirk 17).
            rows.append(("",) * 6 + (date,))
            continue
        email = person.email if dice.chance(0.06) else ""
        if dice.chance(0.004):
            email = f"urn:li:member:{person.member}"
        job = ("", "") if dice.chance(0.05) else (person.company, person.position)
        rows.append((person.first, person.last, person.url, email, *job, date))
    return CONNECTIONS_NOTE.encode() + write_rfc4180(rows, final_newline=False)


def _invitations(life: Life) -> bytes:
    dice = life.dice("Invitations.csv")
    header = ("From", "To", "Sent At", "Message", "Direction")
    rows: list[tuple[str, ...]] = [(*header, "inviterProfileUrl", "inviteeProfileUrl")]
    # The newest connections began as invitations; among them are some that were never accepted.
    accepted = life.people[: life.many(330)]
    for person in accepted:
        sent = person.connected - timedelta(minutes=dice.between(1, 9000))
        rows.append(_invitation(life, dice, person, sent))
        if dice.chance(0.2):
            rows.append(_invitation(life, dice, stranger(dice, sent), sent))
    return write_rfc4180(rows)


def _invitation(life: Life, dice: Dice, person: Person, sent: datetime) -> tuple[str, ...]:
    hers = dice.chance(0.6)
    text = ""
    if dice.chance(0.2):
        # In the other person's language, whoever of the two writes.
        code = person.language
        name = person.first if hers else FULL.split()[0]
        text = language.invitation(dice, code, life.friends, name)
    ends = ((FULL, person.full), (URL, person.url))
    names, urls = ends if hers else (ends[0][::-1], ends[1][::-1])
    return (*names, dates.pacific(sent), text, "OUTGOING" if hers else "INCOMING", *urls)


def _follows(life: Life) -> bytes:
    dice = life.dice("Member_Follows.csv")
    rows = [("Date", "Status", "FullName")]
    for when in times(dice, life.many(110)):
        status = "Unfollow" if dice.chance(0.25) else "Active"
        rows.append((dates.iso(when), status, stranger(dice, when).full))
    return write_rfc4180(rows)


def _old_follows(life: Life) -> bytes:
    # Until 2021 there was no Status (quirk 20), and these files had CRLF (quirk 2).
    dice = life.dice("Member_Follows_.csv")
    rows = [("Date", "FullName")]
    rows += [
        (dates.iso(when), stranger(dice, when).full)
        for when in times(dice, life.many(25), JOINED, MIDDLE)
    ]
    return write_rfc4180(rows, eol="\r\n")


def _company_follows(life: Life) -> bytes:
    dice = life.dice("Company Follows.csv")
    rows = [("Organization", "Followed On")]
    rows += [(company(dice), dates.unix(when)) for when in times(dice, life.many(120), JOINED, END)]
    return write_rfc4180(rows, final_newline=False)


def _contacts(life: Life) -> bytes:
    dice = life.dice("Contacts.csv")
    header = (
        "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers,CreatedAt,Addresses,Sites,"
        "InstantMessageHandles,FullName,Birthday,Location,BookmarkedAt,Profiles"
    )
    rows = [tuple(header.split(","))]
    for when in times(dice, life.many(120), JOINED, IN_2021):
        person = stranger(dice, when)
        named = dice.chance(0.1)
        rows.append(
            (
                dice.pick(("MOBILE_CONTACTS", "MOBILE_CONTACTS", "GOOGLE_CONTACTS")),
                person.first,
                person.last if dice.chance(0.5) else "",
                "null" if dice.chance(0.02) else "",
                "",
                person.email if dice.chance(0.2) else "",
                # Lists have plain commas here, and escaped ones from 2025 on.
                guarded(", ".join(telephone(dice) for _ in range(dice.pick((1, 1, 1, 2, 3))))),
                dates.pacific(when),
                "",
                "",
                "",
                person.full if named else "",
                "",
                "",
                "",
                "",
            )
        )
    return write_rfc4180(rows)


def _imported_contacts(life: Life) -> bytes:
    dice = life.dice("ImportedContacts.csv")
    header = (
        "FirstName,MiddleName,LastName,MaidenName,NickName,NamePrefix,NameSuffix,Title,Emails,"
        "PhoneNumbers,CreatedAt,UpdatedAt,CountryCode,RegionCode,ThirdPartyVerified,Location"
    )
    names = header.split(",")
    rows = [tuple(names)]
    for when in times(dice, life.many(350), JOINED, END):
        person = stranger(dice, when)
        mail = [person.email, stranger(dice, when).email][: dice.pick((0, 1, 1, 2))]
        numbers = [telephone(dice) for _ in range(dice.pick((0, 1, 1, 1, 2, 3)))]
        updated = when + dice.roll() * (END - when)
        rows.append(
            (
                person.first,
                dice.pick("ABEJLMR") if dice.chance(0.13) else "",
                person.last,
                *[""] * 4,
                person.position if dice.chance(0.27) else "",
                ", ".join(mail),
                guarded(", ".join(numbers)),
                dates.pacific(when),
                dates.pacific(updated),
                *[""] * 4,
            )
        )
    lists = {names.index("Emails"), names.index("PhoneNumbers")}
    return write_escaped_commas(rows, columns=lists)


def _contacts_of_2018(life: Life) -> bytes:
    dice = life.dice("Imported Contacts.csv")
    header = (
        "First Name,Last Name,Companies,Title,Email Address,Phone Numbers,Created At,"
        "Instant Message Handles,Addresses,Sites,Full Name,Birthday,Location,Bookmarked At,"
        "Profiles"
    )
    rows = [tuple(header.split(","))]
    for when in times(dice, life.many(40), JOINED, MIDDLE):
        person = stranger(dice, when)
        reach = (person.email, "") if dice.chance(0.5) else ("", guarded(telephone(dice)))
        rows.append((person.first, person.last, "", "", *reach, dates.pacific(when), *[""] * 8))
    return write_rfc4180(rows)


def _endorsements(name: str, role: str, count: int, *, urls: bool) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        dice = life.dice(name)
        header = ["Endorsement Date", "Skill Name", f"{role} First Name", f"{role} Last Name"]
        header += [f"{role} Public Url"] if urls else []
        rows = [(*header, "Endorsement Status")]
        for when in times(dice, life.many(count), JOINED, END):
            person = dice.pick(life.people)
            url = (f"www.linkedin.com/in/{person.slug}",) if urls else ()
            status = "PENDING" if role == "Endorsee" and dice.chance(0.06) else "ACCEPTED"
            skill = dice.pick(SKILLS)
            rows.append((dates.slashes(when), skill, person.first, person.last, *url, status))
        return write_rfc4180(rows)

    return write


def _endorsements_of_2021(life: Life) -> bytes:
    dice = life.dice("Endorsement Received Info.csv")
    header = ("Endorsement Date", "Skill Name", "Endorser First Name", "Endorser Last Name")
    rows = [(*header, "Endorsement Status", "Display Status")]
    for when in times(dice, life.many(46), JOINED, IN_2021):
        person = dice.pick(life.people)
        status = ("Redacted", "") if dice.chance(0.3) else ("Accepted", "Show")
        skill = dice.pick(SKILLS)
        rows.append((dates.slashes(when), skill, person.first, person.last, *status))
    return write_utf16_tab(rows)


def _recommendations(name: str, *statuses: str) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        dice = life.dice(name)
        header = ("First Name", "Last Name", "Company", "Job Title", "Text", "Creation Date")
        rows = [(*header, "Status")]
        given = "Given" in name
        for when, status in zip(times(dice, len(statuses)), statuses, strict=True):
            person = dice.pick(life.friends)
            text = _praise(dice, life, person.first if given else FULL.split()[0])
            job = (person.company, person.position)
            rows.append((person.first, person.last, *job, text, dates.pacific(when), status))
        return write_rfc4180(rows)

    return write


def _praise(dice: Dice, life: Life, name: str) -> str:
    sentences = (
        "{name} hears things other people need a spreadsheet for.",
        "We worked together for {n} years in {city}, through {nn} night shifts and one flood.",
        "What I value most is the calm: when a main bursts, {name} asks two questions, and they "
        "are the right ones.",
        'I have never seen anybody explain pressure zones to a mayor so kindly; he said "I see" '
        "and did.",
        "{name} writes everything down, shares it, and thanks the people who find the mistakes.",
        "The team still uses the checklists, the jokes and the kettle.",
        "I would work with {name} again tomorrow, rain or no rain.",
    )
    text = " ".join(dice.sample(sentences, dice.between(3, 5)))
    return language.typed(dice, language.fill(dice, text, life.people, name))


FILES: dict[str, Callable[[Life], bytes]] = {
    "Connections.csv": _connections,
    "Invitations.csv": _invitations,
    "Member_Follows.csv": _follows,
    f"Member_Follows_{MEMBER}.csv": _old_follows,
    "Company Follows.csv": _company_follows,
    "Contacts.csv": _contacts,
    "ImportedContacts.csv": _imported_contacts,
    "Imported Contacts.csv": _contacts_of_2018,
    "Endorsement_Given_Info.csv": _endorsements(
        "Endorsement_Given_Info.csv", "Endorsee", 120, urls=True
    ),
    "Endorsement_Received_Info.csv": _endorsements(
        "Endorsement_Received_Info.csv", "Endorser", 170, urls=True
    ),
    "Endorsement Received Info.csv": _endorsements_of_2021,
    # Those given usually have no status; one of either kind stands on no profile.
    "Recommendations_Given.csv": _recommendations(
        "Recommendations_Given.csv", *[""] * 3, "HIDDEN", ""
    ),
    "Recommendations_Received.csv": _recommendations(
        "Recommendations_Received.csv", *["VISIBLE"] * 4, "HIDDEN", "VISIBLE"
    ),
    # Three that owners renamed; LinkedIn uses the names above.
    "Endorsements.csv": _endorsements("Endorsements.csv", "Endorsee", 12, urls=False),
    "Recommendations.csv": _recommendations("Recommendations.csv", "VISIBLE", "PENDING"),
    "RecommendationsReceived.csv": _recommendations(
        "RecommendationsReceived.csv", *["VISIBLE"] * 3
    ),
}
