"""What Odalys writes and does in public: posts, comments, reactions, polls, uploads, events and articles."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import quote

from analyzer.sample import dialects
from analyzer.sample.dialects import Row, SampleTable
from analyzer.sample.phrases import CODES, SLOT, phrases, texts
from analyzer.sample.world import (
    ALL,
    END,
    NEW,
    ODALYS,
    OLD,
    SPLIT,
    Dialect,
    Dice,
    Person,
    Post,
    Span,
    TableMaker,
    World,
    activity,
    city,
    company,
    fixed,
    moments,
)

# --- phrases put together ---------------------------------------------------------------------------------------------

# Her languages, repeated according to how much she writes in each.
HER_LANGUAGES = ("en",) * 12 + ("de",) * 4 + ("fr",) * 3 + ("es", "pt", "hi")

FILLERS: dict[str, Callable[[Dice, Sequence[Person]], str]] = {
    "name": lambda dice, people: dice.pick(people).first,
    "full": lambda dice, people: f"{'@' if dice.chance(0.4) else ''}{dice.pick(people).full}",
    "company": lambda dice, _: company(dice),
    "city": lambda dice, _: city(dice),
    "tool": lambda dice, _: dice.pick(texts("tools")),
    "n": lambda dice, _: str(dice.between(2, 9)),
    "nn": lambda dice, _: str(dice.between(11, 97)),
    "hour": lambda dice, _: f"{dice.between(9, 20)}:{dice.pick(('00', '15', '30', '45'))}",
    "dawn": lambda dice, _: f"{dice.between(3, 6)}:{dice.pick(('00', '10', '30', '50'))}",
    "br": lambda _dice, _people: "\n",
}


def fill(dice: Dice, template: str, people: Sequence[Person], name: str = "") -> str:
    """A phrase with its slots filled; `name`, if given, is the person it addresses or who signs it."""

    def slot(match: re.Match[str]) -> str:
        key = match[1]
        return name if name and key == "name" else FILLERS[key](dice, people)

    return SLOT.sub(slot, template)


def typed(dice: Dice, text: str) -> str:
    """A text as typed on a telephone, with typographic apostrophes, or at a desk, without."""
    return text.replace("'", "\u2019") if dice.chance(0.6) else text


def post_text(world: World, dice: Dice) -> str:
    """A post: one line, some paragraphs, or a list, perhaps with hashtags."""
    theme = dice.pick(phrases(dice.pick(HER_LANGUAGES)).themes)
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
        parts[-1] += f" {dice.pick(texts('emoji'))}"
    if dice.chance(0.7):
        parts.append(" ".join(f"#{tag}" for tag in dice.sample(theme.tags, dice.between(1, 4))))
    return typed(dice, fill(dice, "\n\n".join(parts), world.friends))


def comment_text(world: World, dice: Dice) -> str:
    """A comment of one sentence or two."""
    # Under other people's posts she answers in their language, as best she can.
    code = dice.pick(HER_LANGUAGES) if dice.chance(0.8) else dice.pick(CODES)
    lines = dice.sample(phrases(code).comments, 2 if dice.chance(0.25) else 1)
    text = dice.pick((" ", "\n", "\n\n")).join(lines)
    if dice.chance(0.3):
        text += f" {dice.pick(texts('emoji'))}"
    return typed(dice, fill(dice, text, world.friends))


def essay(world: World, dice: Dice, paragraphs: int) -> list[str]:
    """Up to `paragraphs` English paragraphs that do not repeat one another."""
    joined = []
    for theme in dice.sample(phrases("en").themes, paragraphs):
        bodies = dice.sample(theme.bodies, len(theme.bodies))
        joined += [" ".join(bodies[start : start + 4]) for start in range(0, len(bodies) - 1, 4)]
    return [typed(dice, fill(dice, text, world.friends)) for text in joined[:paragraphs]]


def conversation(
    dice: Dice, code: str, people: Sequence[Person], speakers: Sequence[str], length: int
) -> list[tuple[int, str]]:
    """Greeting, questions and answers, farewell: the number of the speaker and the text of each.

    `speakers` are first names.
    """
    language = phrases(code)
    first = dice.below(len(speakers))
    turns = [(first, fill(dice, dice.pick(language.greetings), people, speakers[first - 1]))]
    while len(turns) < length - 1:
        for question, answer in dice.sample(language.exchanges, (length - len(turns)) // 2 or 1):
            asks = dice.below(len(speakers))
            answers = (asks + dice.between(1, len(speakers) - 1)) % len(speakers)
            turns.append((asks, fill(dice, question, people, speakers[answers])))
            turns.append((answers, fill(dice, answer, people)))
    if length > 1:
        last = dice.below(len(speakers))
        turns.append((last, fill(dice, dice.pick(language.farewells), people, speakers[last])))
    return [(speaker, typed(dice, text)) for speaker, text in turns[:length]]


# --- posts and comments -----------------------------------------------------------------------------------------------

FEED = "https://www.linkedin.com/feed/update/"
COMMENT_COLUMNS = ("Date", "Link", "Message")


def _encoded(urn: str) -> str:
    # Percent-encoded in these files, plain in Votes and Saved_Items (quirk 20).
    return FEED + quote(urn, safe="")


def _in_group(dice: Dice, post: Post) -> str:
    return f"urn:li:groupPost:{dice.between(10_000, 9_999_999)}-{post.number}"


def _shares(world: World, dice: Dice) -> SampleTable:
    rows = [_share(world, dice, post) for post in world.posts if post.moment >= SPLIT]
    columns = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility".split(",")
    dialect = partial(dialects.write_linewise, column=2, quoted_when_empty={3, 4})
    return SampleTable([columns, *rows], dialect)


def _old_shares(world: World, dice: Dice) -> SampleTable:
    # Until July 2024 two columns had URL in capitals in their names, and no quotes when empty (quirks 4 and 7).
    rows = [_share(world, dice, post) for post in world.posts if post.moment < SPLIT]
    columns = "Date,ShareLink,ShareCommentary,SharedURL,MediaURL,Visibility".split(",")
    return SampleTable([columns, *rows], partial(dialects.write_linewise, column=2, eol="\r\n"))


def _share(world: World, dice: Dice, post: Post) -> Row:
    urn = post.urn(dice.pick(("ugcPost", "share", "share", "activity")))
    if dice.chance(0.02):
        urn = _in_group(dice, post)
    # Some posts are only an address or a picture.
    text = "" if dice.chance(0.12) else post_text(world, dice)
    shared = f"https://notes.example.org/{post.number % 9973}" if dice.chance(0.1) else ""
    media = f"https://media.example.com/dms/image/{post.number:x}/0" if dice.chance(0.04) else ""
    visibility = "CONNECTIONS" if dice.chance(0.02) else "MEMBER_NETWORK"
    return (dialects.iso(post.moment), _encoded(urn), text, shared, media, visibility)


def _target(world: World, dice: Dice, moment: datetime) -> str:
    own = dice.pick(world.posts)
    if own.moment < moment and dice.chance(0.4):
        return _encoded(own.urn("ugcPost"))
    other = Post.before(dice, moment)
    if dice.chance(0.02):
        return _encoded(_in_group(dice, other))
    return _encoded(other.urn(dice.pick(("activity", "activity", "activity", "ugcPost", "share"))))


def _comment(world: World, dice: Dice, moment: datetime, text: str = "") -> tuple[str, str, str]:
    text = text or comment_text(world, dice)
    return (dialects.iso(moment), _target(world, dice, moment), text)


def _comments(world: World, dice: Dice) -> SampleTable:
    rows = [_comment(world, dice, moment) for moment in moments(dice, world.scaled(330))]
    moment = dialects.utc(2026, 3, 13, 22, 31, 9)
    odd = [_comment(world, dice, moment, text) for text in texts("odd_comments")]
    return SampleTable([COMMENT_COLUMNS, *odd, *rows], dialects.write_backslash)


def _old_comments(world: World, dice: Dice) -> SampleTable:
    times = moments(dice, world.scaled(70), OLD)
    comments = [COMMENT_COLUMNS, *(_comment(world, dice, moment) for moment in times)]
    # Line breaks inside were mostly CRLF, with some LF among them (quirk 2).
    rows = [
        (date, link, text.replace("\n", "\n" if dice.chance(0.1) else "\r\n"))
        for date, link, text in comments
    ]
    moment = dialects.utc(2010, 6, 7, 7, 45, 12)
    odd = [_comment(world, dice, moment, text) for text in texts("odd_old_comments")]
    return SampleTable([*rows, *odd], dialects.write_bare_newlines)


# --- reactions, reposts, votes, saved items, hashtags -----------------------------------------------------------------

REACTIONS = (
    "LIKE " * 20 + "EMPATHY EMPATHY PRAISE PRAISE INTEREST APPRECIATION ENTERTAINMENT MAYBE"
).split()


def _reaction(world: World, dice: Dice, moment: datetime) -> Row:
    link = _target(world, dice, moment)
    if dice.chance(0.08):
        post, comment = Post.before(dice, moment), Post.before(dice, moment)
        urn = quote(f"urn:li:comment:(activity:{post.number},{comment.number})", safe="")
        link = f"{_encoded(post.urn('activity'))}?commentUrn={urn}"
    elif dice.chance(0.02):
        kind = dice.pick(("article", "lyndaCourse"))
        link = _encoded(f"urn:li:{kind}:{dice.digits(7)}")
    return (dialects.iso(moment), dice.pick(REACTIONS), link)


def _repost(world: World, dice: Dice, moment: datetime) -> Row:
    return (dialects.iso(moment), _target(world, dice, moment))


def _vote(_world: World, dice: Dice, moment: datetime) -> Row:
    poll = Post.before(dice, moment)
    urn = _in_group(dice, poll) if dice.chance(0.1) else poll.urn("ugcPost")
    return (dialects.iso(moment), FEED + urn, dice.pick(texts("votes")))


def _saved_item(_world: World, dice: Dice, moment: datetime) -> Row:
    post = Post.before(dice, moment)
    return (FEED + post.urn(dice.pick(("activity", "article"))), dialects.iso(moment))


def _hashtags(codes: str, period: Span, dialect: Dialect) -> TableMaker:
    def table(_world: World, dice: Dice) -> SampleTable:
        rows = [("HashTag", "CreatedTime", "LastModifiedTime", "State")]
        themes = [theme for code in codes.split() for theme in phrases(code).themes]
        for tag in (tag for theme in themes for tag in theme.tags):
            created = dice.moment(*period)
            state = "Unfollow" if dice.chance(0.15) else "Follow"
            modified = created + timedelta(seconds=dice.below(3600))
            rows.append((tag.lower(), dialects.iso(created), dialects.iso(modified), state))
        return SampleTable(rows, dialect)

    return table


# --- uploads, events, articles ----------------------------------------------------------------------------------------


def _upload(world: World, dice: Dice, moment: datetime) -> Row:
    text = f"You uploaded a {dice.pick(texts('uploads'))} on {dialects.sentence(moment)}"
    # Without a description there is a dash, after the space that guards against formulas.
    description = post_text(world, dice) if dice.chance(0.3) else " -"
    link = f"https://media.example.com/dms/{dice.hexadecimal(12)}/0/{dialects.milliseconds(moment)}"
    return (text, description, "" if dice.chance(0.02) else f"{link}?e=0&v=beta")


def _event(_world: World, dice: Dice, start: datetime) -> Row:
    title = dice.pick(texts("events")).replace("{year}", str(start.year))
    title = title.replace("{city}", city(dice))
    end = start + timedelta(hours=dice.between(1, 50))
    url = f"https://events.example.org/{dice.digits(6)}" if dice.chance(0.7) else ""
    status = dice.pick(("APPROVED", "APPROVED", "APPROVED", "RELINQUISHED", "ATTENDING"))
    return (title, dialects.event(start, end), status, url)


def _article(
    title: str, created: str, published: str, dialect: Dialect = dialects.write_article
) -> TableMaker:
    link = f"https://www.linkedin.com/pulse/{quote(title.lower().replace(' ', '-'))}"

    def table(world: World, _dice: Dice) -> SampleTable:
        paragraphs = essay(world, world.dice(f"Articles/{title}"), 12)
        head = (title, link, f"Created on {created}", published, ODALYS.full)
        return SampleTable([head, *((text,) for text in paragraphs)], dialect)

    return table


def _new_article(title: str, created: str, published: str) -> dict[str, TableMaker]:
    file = f"Articles/Articles/{title.lower().replace(' ', '-')}-{ODALYS.slug}.html"
    return {file: _article(title, created, published)}


# --- files ------------------------------------------------------------------------------------------------------------

REPOSTS_START, REPOSTS_SPLIT = dialects.utc(2022, 2, 1), dialects.utc(2022, 8, 1)

FILES: dict[str, TableMaker] = {
    "Shares.csv": _shares,
    f"Shares_{ODALYS.member}.csv": _old_shares,
    "Comments.csv": _comments,
    f"Comments_{ODALYS.member}.csv": _old_comments,
    "Reactions.csv": activity("Date,Type,Link", _reaction, 1150),
    f"Reactions_{ODALYS.member}.csv": activity(
        "Date,Type,Link", _reaction, 120, OLD, dialect=dialects.write_crlf
    ),
    "InstantReposts.csv": activity("Date,Link", _repost, 40, (REPOSTS_SPLIT, END)),
    f"InstantReposts_{ODALYS.member}.csv": activity(
        "Date,Link", _repost, 8, (REPOSTS_START, REPOSTS_SPLIT)
    ),
    "Votes.csv": activity("Date,Link,OptionText", _vote, 60),
    f"Votes_{ODALYS.member}.csv": activity(
        "Date,Link,OptionText", _vote, 10, OLD, dialect=dialects.write_crlf
    ),
    "Saved_Items.csv": activity("savedItem,CreatedTime", _saved_item, 45),
    f"Saved_Items_{ODALYS.member}.csv": activity(
        "savedItem,createdTime", _saved_item, 45, OLD, dialect=dialects.write_crlf
    ),
    "Hashtag_Follows.csv": _hashtags("en de", NEW, dialects.write_rfc4180),
    f"Hashtag_Follows_{ODALYS.member}.csv": _hashtags("fr ja", OLD, dialects.write_crlf),
    **fixed("Member Hashtags.csv"),
    "Rich_Media.csv": activity("Date/Time,Media Description,Media Link", _upload, 60, ALL),
    # Until September 2024 media were not listed: these files only said where to find them.
    **fixed("Rich Media.csv", "Videos.csv"),
    "Events.csv": activity("Event Name,Event Time,Status,External Url", _event, 14, scaled=False),
    # LinkedIn named articles of 2018 by date and time, `2018-02-04 20:15:08.html`. Windows allows no colon in a file
    # name, and git there refuses the whole commit, so the time has dots here.
    "Articles/2018-02-04 20.15.08.html": _article(
        "What a pipe says at night",
        "2018-02-04 20:15",
        "Not published yet",
        partial(dialects.write_article, charset=True),
    ),
    **_new_article("Eleven thousand clocks", "2021-06-20 18:02", "Published on 2021-06-27 09:00"),
    **_new_article(
        "In praise of the boring valve", "2024-11-09 19:44", "Published on 2024-11-10 08:05"
    ),
    **_new_article(
        "Notes towards a talk I have not given yet", "2025-12-28 21:10", "Published on ---"
    ),
}
