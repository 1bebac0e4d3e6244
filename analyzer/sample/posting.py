"""The files of what she does in public: posts, comments, reactions, polls, uploads, events."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from urllib.parse import quote

from analyzer.sample import dates, language
from analyzer.sample.dates import utc
from analyzer.sample.dialects import (
    write_backslash,
    write_bare_newlines,
    write_linewise,
    write_rfc4180,
)
from analyzer.sample.dice import Dice
from analyzer.sample.life import (
    END,
    FULL,
    JOINED,
    MEMBER,
    MIDDLE,
    TONGUES,
    Life,
    Post,
    others_post,
    times,
)
from analyzer.sample.people import CITIES
from analyzer.sample.phrases import (
    CODES,
    phrases,
)

FEED = "https://www.linkedin.com/feed/update/"
REACTIONS = (
    *["LIKE"] * 20,
    *["EMPATHY"] * 2,
    *["PRAISE"] * 2,
    "INTEREST",
    "APPRECIATION",
    "ENTERTAINMENT",
    "MAYBE",
)
POLLS = (
    "Yes",
    "No",
    "It depends",
    "Cast iron",
    "Plastic",
    "Both, obviously",
    "2",
    "Tea 🫖",
    " Maybe",
)
MEDIA = (
    *["feed photo"] * 6,
    *["feed document"] * 2,
    "feed video",
    "profile photo",
    "profile background photo",
    "photo",
    "document",
    "video",
    "group logo",
    "group background photo",
    "article cover photo",
)
ARTICLES = (
    ("What a pipe says at night", utc(2018, 2, 4, 20, 15, 8), "Not published yet"),
    ("Eleven thousand clocks", utc(2021, 6, 20, 18, 2), "Published on 2021-06-27 09:00"),
    (
        "In praise of the boring valve",
        utc(2024, 11, 9, 19, 44),
        "Published on 2024-11-10 08:05",
    ),
    (
        "Notes towards a talk I have not given yet",
        utc(2025, 12, 28, 21, 10),
        "Published on ---",
    ),
)
STYLE = "body{max-width:42em;margin:3em auto;font:1.1em/1.6 serif}h1 a{color:inherit}"


def _quoted(urn: str) -> str:
    # Percent-encoded in these files, plain in Votes and Saved_Items (quirk 20).
    return FEED + quote(urn, safe="")


def _shares(life: Life) -> bytes:
    dice = life.dice("Shares.csv")
    header = ("Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility")
    rows = [header, *(_share(life, dice, post) for post in life.posts if post.when >= MIDDLE)]
    urls = {header.index("SharedUrl"), header.index("MediaUrl")}
    return write_linewise(rows, column=header.index("ShareCommentary"), quoted_when_empty=urls)


def _old_shares(life: Life) -> bytes:
    # Until 2024-07 URL was in capitals in the names of two columns, and these were left bare when
    # empty (quirks 4 and 7).
    dice = life.dice("Shares_.csv")
    header = ("Date", "ShareLink", "ShareCommentary", "SharedURL", "MediaURL", "Visibility")
    rows = [header, *(_share(life, dice, post) for post in life.posts if post.when < MIDDLE)]
    return write_linewise(rows, column=header.index("ShareCommentary"), eol="\r\n")


def _share(life: Life, dice: Dice, post: Post) -> tuple[str, ...]:
    urn = post.urn(dice.pick(("ugcPost", "share", "share", "activity")))
    if dice.chance(0.02):
        urn = _in_group(dice, post)
    # Some posts are no more than an address or a picture.
    text = "" if dice.chance(0.12) else _own_text(life, dice)
    shared = f"https://notes.example.org/{post.number % 9973}" if dice.chance(0.1) else ""
    media = f"https://media.example.com/dms/image/{post.number:x}/0" if dice.chance(0.04) else ""
    seen_by = "CONNECTIONS" if dice.chance(0.02) else "MEMBER_NETWORK"
    return (dates.iso(post.when), _quoted(urn), text, shared, media, seen_by)


def _in_group(dice: Dice, post: Post) -> str:
    return f"urn:li:groupPost:{dice.between(10_000, 9_999_999)}-{post.number}"


def _own_text(life: Life, dice: Dice) -> str:
    return language.post(dice, dice.pick(TONGUES), life.friends)


def _comment_rows(life: Life, dice: Dice, moments: list[datetime]) -> list[tuple[str, str, str]]:
    rows = [("Date", "Link", "Message")]
    for when in moments:
        # Under other people's posts she answers in their language, as best she can.
        code = dice.pick(TONGUES) if dice.chance(0.8) else dice.pick(CODES)
        text = language.comment(dice, code, life.friends)
        rows.append(_comment(life, dice, when, text))
    return rows


def _comment(life: Life, dice: Dice, when: datetime, text: str) -> tuple[str, str, str]:
    return (dates.iso(when), _target(dice, life, when), text)


def _target(dice: Dice, life: Life, when: datetime) -> str:
    own = dice.pick(life.posts)
    if own.when < when and dice.chance(0.4):
        return _quoted(own.urn("ugcPost"))
    other = others_post(dice, when)
    if dice.chance(0.02):
        return _quoted(_in_group(dice, other))
    return _quoted(other.urn(dice.pick(("activity", "activity", "activity", "ugcPost", "share"))))


def _comments(life: Life) -> bytes:
    dice = life.dice("Comments.csv")
    rows = _comment_rows(life, dice, times(dice, life.many(330)))
    # What only a person would type: quotes, a path with backslashes, blank lines.
    rows[1:1] = [
        _comment(life, dice, utc(2026, 3, 13, 22, 31, 9), text)
        for text in (
            'The log says "no leak", the cellar says otherwise.\n\nSee C:\\loggers\\night.txt, '
            'line 40: "pressure, falling".',
            "C:\\loggers is where they live",
        )
    ]
    return write_backslash(rows)


def _old_comments(life: Life) -> bytes:
    dice = life.dice("Comments_.csv")
    moments = times(dice, life.many(70), JOINED, MIDDLE)
    # The breaks inside were mostly CRLF, with lone LF among them (quirk 2).
    rows = [
        (when, link, text.replace("\n", "\n" if dice.chance(0.1) else "\r\n"))
        for when, link, text in _comment_rows(life, dice, moments)
    ]
    rows += [
        _comment(life, dice, utc(2010, 6, 7, 7, 45, 12), text)
        for text in (
            "Three things that were true\r\n1 the valve was open\r\n\n2 nobody saw\r\n3 it rained",
            'A line that ends here\r\nand one with "quotes", commas and so on',
        )
    ]
    return write_bare_newlines(rows)


def _reaction_rows(
    life: Life, dice: Dice, count: int, start: datetime, end: datetime
) -> list[tuple[str, str, str]]:
    rows = [("Date", "Type", "Link")]
    for when in times(dice, count, start, end):
        link = _target(dice, life, when)
        if dice.chance(0.08):
            post = others_post(dice, when)
            comment = f"urn:li:comment:(activity:{post.number},{others_post(dice, when).number})"
            link = f"{_quoted(post.urn('activity'))}?commentUrn={quote(comment, safe='')}"
        elif dice.chance(0.02):
            kind = dice.pick(("article", "lyndaCourse"))
            link = _quoted(f"urn:li:{kind}:{dice.digits(7)}")
        rows.append((dates.iso(when), dice.pick(REACTIONS), link))
    return rows


def _reactions(life: Life) -> bytes:
    dice = life.dice("Reactions.csv")
    return write_rfc4180(_reaction_rows(life, dice, life.many(1150), MIDDLE, END))


def _old_reactions(life: Life) -> bytes:
    dice = life.dice("Reactions_.csv")
    return write_rfc4180(_reaction_rows(life, dice, life.many(120), JOINED, MIDDLE), eol="\r\n")


def _reposts(name: str, count: int, start: datetime, end: datetime) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        dice = life.dice(name)
        moments = times(dice, life.many(count), start, end)
        rows = [(dates.iso(when), _target(dice, life, when)) for when in moments]
        return write_rfc4180([("Date", "Link"), *rows])

    return write


def _votes(
    name: str, count: int, start: datetime, end: datetime, eol: str
) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        dice = life.dice(name)
        rows = [("Date", "Link", "OptionText")]
        for when in times(dice, life.many(count), start, end):
            poll = others_post(dice, when)
            urn = _in_group(dice, poll) if dice.chance(0.1) else poll.urn("ugcPost")
            rows.append((dates.iso(when), FEED + urn, dice.pick(POLLS)))
        return write_rfc4180(rows, eol=eol)

    return write


def _saved(
    name: str, time_column: str, start: datetime, end: datetime, eol: str
) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        dice = life.dice(name)
        rows = [
            (
                FEED + others_post(dice, when).urn(dice.pick(("activity", "article"))),
                dates.iso(when),
            )
            for when in times(dice, life.many(45), start, end)
        ]
        return write_rfc4180([("savedItem", time_column), *rows], eol=eol)

    return write


def _hashtags(
    name: str, codes: tuple[str, ...], start: datetime, end: datetime, eol: str
) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        dice = life.dice(name)
        rows = [("HashTag", "CreatedTime", "LastModifiedTime", "State")]
        for tag in (tag for code in codes for theme in phrases(code).themes for tag in theme.tags):
            created = dice.moment(start, end)
            state = "Unfollow" if dice.chance(0.15) else "Follow"
            modified = created + timedelta(seconds=dice.below(3600))
            rows.append((tag.lower(), dates.iso(created), dates.iso(modified), state))
        return write_rfc4180(rows, eol=eol)

    return write


def _own_hashtags(_: Life) -> bytes:
    tags = ("leakdetection", "opendata", "water")
    return write_rfc4180([("Member Posts About Hashtags",), *((tag,) for tag in tags)])


def _uploads(life: Life) -> bytes:
    dice = life.dice("Rich_Media.csv")
    rows = [("Date/Time", "Media Description", "Media Link")]
    for when in times(dice, life.many(60), JOINED, END):
        text = f"You uploaded a {dice.pick(MEDIA)} on {dates.sentence(when)}"
        # Without a description there is a dash, behind the space that guards against formulas.
        description = _own_text(life, dice) if dice.chance(0.3) else " -"
        link = f"https://media.example.com/dms/{dice.hexadecimal(12)}/0/{dates.milliseconds(when)}"
        rows.append((text, description, "" if dice.chance(0.02) else f"{link}?e=0&v=beta"))
    return write_rfc4180(rows)


def _pointer(header: tuple[str, str], *rows: tuple[str, str]) -> Callable[[Life], bytes]:
    # Until 2024-09 media were not listed; a row or two said where to find them.
    return lambda _: write_rfc4180([header, *rows])


def _events(life: Life) -> bytes:
    dice = life.dice("Events.csv")
    titles = (
        "Leakage Days {year}: Listen, then dig",
        "Open Water Data Circle, {city}",
        'Webinar: "Clocks that lie"',
        "Pump House Choir - winter concert ❄️",
        "Wasserforum {city} {year}",
    )
    rows = [("Event Name", "Event Time", "Status", "External Url")]
    for start in times(dice, 14):
        title = dice.pick(titles).replace("{year}", str(start.year))
        title = title.replace("{city}", dice.pick(CITIES))
        end = start + timedelta(hours=dice.between(1, 50))
        url = f"https://events.example.org/{dice.digits(6)}" if dice.chance(0.7) else ""
        status = dice.pick(("APPROVED", "APPROVED", "APPROVED", "RELINQUISHED", "ATTENDING"))
        rows.append((title, dates.event(start, end), status, url))
    return write_rfc4180(rows)


def _articles() -> dict[str, Callable[[Life], bytes]]:
    # In 2018 LinkedIn named an article by date and time, `2018-02-04 20:15:08.html`. A colon is
    # not allowed in a file name on Windows (and git there refuses the whole commit), so the time
    # has dots here.
    old, *new = ARTICLES
    files = {f"Articles/{old[1]:%Y-%m-%d %H.%M.%S}.html": _article(*old, charset=True)}
    for title, created, published in new:
        slug = f"{title.lower().replace(' ', '-')}-odalys-brandt-mehra"
        files[f"Articles/Articles/{slug}.html"] = _article(title, created, published)
    return files


def _article(
    title: str, created: datetime, published: str, *, charset: bool = False
) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        paragraphs = language.essay(life.dice(f"Articles/{title}"), life.friends, 12)
        body = "\n".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs)
        link = f"https://www.linkedin.com/pulse/{quote(title.lower().replace(' ', '-'))}"
        meta = '<meta charset="UTF-8">' if charset else ""
        return (
            f"<html>\n<head>\n<title>{title}</title>\n{meta}<style>{STYLE}</style>\n</head>\n<body>\n"
            f'<h1><a href="{link}">{title}</a></h1>\n'
            f'<p class="created">Created on {created:%Y-%m-%d %H:%M}</p>\n'
            f'<p class="published">{published}</p>\n'
            f"<div>{body}\n<p><em>{FULL}</em></p></div>\n</body>\n</html>\n"
        ).encode()

    return write


FILES: dict[str, Callable[[Life], bytes]] = {
    "Shares.csv": _shares,
    f"Shares_{MEMBER}.csv": _old_shares,
    "Comments.csv": _comments,
    f"Comments_{MEMBER}.csv": _old_comments,
    "Reactions.csv": _reactions,
    f"Reactions_{MEMBER}.csv": _old_reactions,
    "InstantReposts.csv": _reposts("InstantReposts.csv", 40, utc(2022, 8, 1), END),
    f"InstantReposts_{MEMBER}.csv": _reposts(
        "InstantReposts_.csv", 8, utc(2022, 2, 1), utc(2022, 8, 1)
    ),
    "Votes.csv": _votes("Votes.csv", 60, MIDDLE, END, "\n"),
    f"Votes_{MEMBER}.csv": _votes("Votes_.csv", 10, JOINED, MIDDLE, "\r\n"),
    "Saved_Items.csv": _saved("Saved_Items.csv", "CreatedTime", MIDDLE, END, "\n"),
    f"Saved_Items_{MEMBER}.csv": _saved("Saved_Items_.csv", "createdTime", JOINED, MIDDLE, "\r\n"),
    "Hashtag_Follows.csv": _hashtags("Hashtag_Follows.csv", ("en", "de"), MIDDLE, END, "\n"),
    f"Hashtag_Follows_{MEMBER}.csv": _hashtags(
        "Hashtag_Follows_.csv", ("fr", "ja"), JOINED, MIDDLE, "\r\n"
    ),
    "Member Hashtags.csv": _own_hashtags,
    "Rich_Media.csv": _uploads,
    "Rich Media.csv": _pointer(
        ("Type", "Link"),
        ("Your videos are waiting at", "https://www.linkedin.com/example/videos"),
        ("Your documents are waiting at", "https://www.linkedin.com/example/documents"),
    ),
    "Videos.csv": _pointer(
        ("Description", "Link"),
        ("Your videos are waiting at", "https://www.linkedin.com/example/videos"),
    ),
    "Events.csv": _events,
    **_articles(),
}
