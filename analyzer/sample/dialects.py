r"""How LinkedIn writes tables and dates: text in, bytes out.

An export mixes these dialects, file by file; docs/quirks.md describes and numbers its quirks.
No function here uses the `csv` module: its quoting has changed between Python versions, and half
of these dialects are not CSV.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from zoneinfo import ZoneInfo

Row = Sequence[str]
Rows = Iterable[Row]

CALIFORNIA = ZoneInfo("America/Los_Angeles")
ARTICLE_STYLE = "body{max-width:42em;margin:3em auto;font:1.1em/1.6 serif}h1 a{color:inherit}"


# --- tables -----------------------------------------------------------------------------------------------------------


def guarded(value: str) -> str:
    r"""The value, with a space in front if a spreadsheet would take it for a formula.

    `+44 7700` becomes ` +44 7700`. LinkedIn does this in most of its RFC 4180 files, for example
    for telephone numbers and a single `-`, but not in posts, comments and searches.
    """
    return f" {value}" if value.startswith(("+", "-", "=", "@")) else value


def write_rfc4180(
    rows: Rows, *, eol: str = "\n", final_newline: bool = True, quote_all: bool = False
) -> bytes:
    r"""The default dialect, UTF-8 with quotes where needed: `1,"a ""b"", c",d\n`.

    `eol="\r\n"` is for activity files up to 2024 (quirk 2) and `quote_all` for the messages of 2026
    (quirk 10). Connections, Company Follows, Email Addresses and Inferences have no final newline
    (quirk 3). A row with one empty field is an empty line, as in `Profile Summary\n\n`.
    """
    text = _join(rows, _quoted if quote_all else _quoted_if_needed, eol)
    return (text if final_newline else text.removesuffix(eol)).encode()


write_crlf = partial(write_rfc4180, eol="\r\n")
write_without_final_newline = partial(write_rfc4180, final_newline=False)


def write_utf16_tab(rows: Rows) -> bytes:
    r"""The oldest dialect (quirk 1), UTF-16LE with tabs: `FF FE`, then `"Time"\t"Event"\n`.

    Every field is quoted, quotes are doubled, and a line ends with `0A 00`.
    """
    return b"\xff\xfe" + _join(rows, _quoted, "\n", delimiter="\t").encode("utf-16-le")


def write_backslash(rows: Rows) -> bytes:
    r"""Comments since 2025 (quirk 5), quotes escaped inside quotes: `1,"so \"simple\""\n`.

    A value is quoted only where needed, and keeps its line breaks inside the quotes. Backslashes
    are not escaped: `C:\pipes` stays. So a backslash before a quote, or at the end of a quoted
    value, is ambiguous to a reader. LinkedIn loses this information, and so does this function.
    """
    return _join(rows, _backslashed_if_needed, "\n").encode()


def write_bare_newlines(rows: Rows, *, eol: str = "\r\n") -> bytes:
    r"""Comments up to 2024 (quirk 6), a line break alone unquoted: `1,one line\r\nanother\r\n`.

    Only a comma or a quote puts quotes around a value. Line breaks inside a value are written as
    they are: LinkedIn's own were mostly `\r\n`, some `\n`.
    """
    return _join(rows, _quoted_unless_only_broken, eol).encode()


def write_linewise(
    rows: Rows, *, column: int, eol: str = "\n", quoted_when_empty: Collection[int] = ()
) -> bytes:
    r"""Shares (quirk 7), each line break in `column` between quotes: `1,"one""\n""two",x\n`.

    `one\ntwo` becomes `one"\n"two`; then its quotes are doubled and the whole is quoted, as in
    RFC 4180. The line break becomes `eol` too. An empty value is `""` in the columns whose numbers
    are in `quoted_when_empty`, as in two columns of LinkedIn's since August 2024.
    """

    def field(number: int, value: str) -> str:
        if not value and number in quoted_when_empty:
            return '""'
        return _quoted_if_needed(value.replace("\n", f'"{eol}"') if number == column else value)

    return _join_by_column(rows, field, eol)


def write_unquoted(rows: Rows) -> bytes:
    r"""SearchQueries since July 2024 (quirk 8), nothing quoted: `1,cook, "fast"\n`.

    Only an empty value has quotes: `1,""\n`.
    """
    return _join(rows, lambda value: value or '""', "\n").encode()


def write_escaped_commas(rows: Rows, *, columns: Collection[int] | None = None) -> bytes:
    r"""ImportedContacts (quirk 5), a comma in a list escaped and quoted: `1,"a\, b"\n`.

    LinkedIn escapes commas only in columns that hold lists; `columns` has the numbers of these
    columns (default: all). A comma elsewhere stays as it is: `"3/12/09, 3:28 AM"`.
    """

    def field(number: int, value: str) -> str:
        escaped = columns is None or number in columns
        return _quoted_if_needed(value.replace(",", "\\,") if escaped else value)

    return _join_by_column(rows, field, "\n")


def write_chat_blocks(conversations: Rows) -> bytes:
    r"""LearningCoachMessages (quirk 9), text: `conversation: <uuid>\ntimestamp: 1\n`.

    A conversation is a UUID, milliseconds since 1970, the user's message and the coach's answer.
    The last two follow as `user: hello\ncoach: hello to you\n`, with an empty line between blocks.
    The file has no header. Without conversations the file is `No conversations found\n\n\n`.
    """
    blocks = [
        f"conversation: {conversation}\ntimestamp: {time}\nuser: {user}\ncoach: {coach}\n"
        for conversation, time, user, coach in conversations
    ]
    return ("\n".join(blocks) or "No conversations found\n\n\n").encode()


def write_article(rows: Rows, *, charset: bool = False) -> bytes:
    """An article as a web page.

    The first row holds its title, address, dates of creation and publication as sentences, and the
    author. Each other row is a paragraph. `charset` is for articles of 2018.
    """
    (title, link, created, published, author), *paragraphs = rows
    body = "\n".join(f"<p>{escape(text, quote=False)}</p>" for (text,) in paragraphs)
    meta = '<meta charset="UTF-8">' if charset else ""
    return (
        f"<html>\n<head>\n<title>{title}</title>\n{meta}<style>{ARTICLE_STYLE}</style>\n</head>\n<body>\n"
        f'<h1><a href="{link}">{title}</a></h1>\n'
        f'<p class="created">{created}</p>\n<p class="published">{published}</p>\n'
        f"<div>{body}\n<p><em>{author}</em></p></div>\n</body>\n</html>\n"
    ).encode()


@dataclass(frozen=True)
class SampleTable:
    """The rows of a file, the header first, and the dialect that LinkedIn writes it in."""

    rows: Sequence[Row]
    dialect: Callable[[Rows], bytes] = write_rfc4180

    def data(self) -> bytes:
        """The bytes of the file."""
        return self.dialect(self.rows)


def _join(rows: Rows, quote: Callable[[str], str], eol: str, *, delimiter: str = ",") -> str:
    return "".join([delimiter.join(map(quote, row)) + eol for row in rows])


def _join_by_column(rows: Rows, field: Callable[[int, str], str], eol: str) -> bytes:
    lines = (",".join(field(number, value) for number, value in enumerate(row)) for row in rows)
    return "".join(line + eol for line in lines).encode()


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _needs_quotes(value: str) -> bool:
    return "," in value or '"' in value or "\n" in value or "\r" in value


def _quoted_if_needed(value: str) -> str:
    return _quoted(value) if _needs_quotes(value) else value


def _quoted_unless_only_broken(value: str) -> str:
    return _quoted(value) if "," in value or '"' in value else value


def _backslashed_if_needed(value: str) -> str:
    return '"' + value.replace('"', '\\"') + '"' if _needs_quotes(value) else value


# --- dates (quirks 13 to 16): each function takes a moment in UTC -----------------------------------------------------


def utc(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0
) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


EPOCH = utc(1970, 1, 1)


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def iso(moment: datetime) -> str:
    """`2025-11-14 21:50:37`: posts, comments, reactions, follows."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def iso_utc(moment: datetime) -> str:
    """`2025-11-14 21:50:37 UTC`: messages."""
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def minute_utc(moment: datetime) -> str:
    """`2025-11-14 21:50 UTC`: Learning."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def slashes(moment: datetime) -> str:
    """`2025/11/14 21:50:37 UTC`: endorsements, searches, ads."""
    return f"{moment:%Y/%m/%d %H:%M:%S} UTC"


def slash_day(moment: datetime) -> str:
    """`2025/11/14`: advertisements of the Audience Network."""
    return f"{moment:%Y/%m/%d}"


def unix(moment: datetime) -> str:
    """`Fri Nov 14 21:50:37 UTC 2025`: logins, company follows, Services Marketplace."""
    return f"{moment:%a %b %d %H:%M:%S} UTC {moment.year}"


def day_month_year(moment: datetime) -> str:
    """`14 Nov 2025`: Connected On, the day in UTC (quirk 15)."""
    return f"{moment:%d %b %Y}"


def pacific(moment: datetime) -> str:
    """`11/14/25, 1:50 PM`, the time in California: invitations, jobs, contacts (quirk 13)."""
    local = moment.astimezone(CALIFORNIA)
    return f"{local.month}/{local.day}/{local:%y}, {_clock(local)}"


def receipt(moment: datetime) -> str:
    """`02/4/26 9:50 PM UTC`: Receipts_v2, which pads the month and not the day."""
    return f"{moment:%m}/{moment.day}/{moment:%y} {_clock(moment)} UTC"


def event(start: datetime, end: datetime) -> str:
    """`Nov 14, 2025 9:50 PM - Nov 15, 2025 10:00 AM`: events."""
    return " - ".join(f"{time:%b} {time.day}, {time.year} {_clock(time)}" for time in (start, end))


def sentence(moment: datetime) -> str:
    """`November 14, 2025 at 9:50 PM (GMT)`: uploads."""
    return f"{moment:%B} {moment.day}, {moment.year} at {_clock(moment)} (GMT)"


def _clock(time: datetime) -> str:
    return f"{time:%I:%M %p}".removeprefix("0")
