r"""The ways LinkedIn writes a table: rows of text in, bytes out, one function per dialect.

An export mixes them, file by file (quirk 1). `rows` begins with the header. None of these functions
uses the `csv` module: what it quotes has changed between Python versions, and half of these
dialects are not CSV.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

Rows = Iterable[Sequence[str]]


def guarded(value: str) -> str:
    r"""Put a space before what a spreadsheet takes for a formula: `+44 7700` becomes ` +44 7700`.

    LinkedIn does this in most of its RFC 4180 files (telephone numbers, a lone `-`), but not in
    posts, comments and searches.
    """
    return f" {value}" if value.startswith(("+", "-", "=", "@")) else value


def write_rfc4180(
    rows: Rows, *, eol: str = "\n", final_newline: bool = True, quote_all: bool = False
) -> bytes:
    r"""Write the default dialect, UTF-8 with quotes where needed: `1,"a ""b"", c",d\n`.

    `eol="\r\n"` for activity files to 2024 (quirk 2), `final_newline=False` for Connections,
    Company Follows, Email Addresses and Inferences (quirk 3), `quote_all` for messages of 2026
    (quirk 10). A row of one empty field is an empty line, as in `Profile Summary\n\n`.
    """
    quote = _quoted if quote_all else _quoted_if_needed
    text = _join(rows, quote, eol)
    return (text if final_newline else text.removesuffix(eol)).encode()


def write_utf16_tab(rows: Rows) -> bytes:
    r"""Write the oldest dialect (quirk 1), UTF-16LE with tabs: `FF FE`, then `"Time"\t"Event"\n`.

    Every field is quoted, quotes are doubled, a line ends with `0A 00`.
    """
    return b"\xff\xfe" + _join(rows, _quoted, "\n", delimiter="\t").encode("utf-16-le")


def write_backslash(rows: Rows) -> bytes:
    r"""Write Comments since 2025 (quirk 5), quotes escaped inside quotes: `1,"so \"simple\""\n`.

    Quoted only where needed; line breaks stand inside the quotes. Backslashes themselves are not
    escaped (`C:\pipes` stays), so one before a quote, or at the end of a quoted value, is ambiguous
    to whoever reads it. That loss is LinkedIn's own, and reproduced here.
    """
    return _join(rows, _backslashed_if_needed, "\n").encode()


def write_bare_newlines(rows: Rows, *, eol: str = "\r\n") -> bytes:
    r"""Write Comments up to 2024 (quirk 6), a break alone unquoted: `1,one line\r\nanother\r\n`.

    A value is quoted only for a comma or a quote. Breaks inside a value are written as they are;
    LinkedIn's own were mostly `\r\n`, some `\n`.
    """
    return _join(rows, _quoted_unless_only_broken, eol).encode()


def write_linewise(
    rows: Rows, *, column: int, eol: str = "\n", quoted_when_empty: Collection[int] = ()
) -> bytes:
    r"""Write Shares (quirk 7), each break in `column` between quotes: `1,"one""\n""two",x\n`.

    `one\ntwo` becomes `one"\n"two`, in which the quotes are then doubled and the whole quoted, as in
    RFC 4180. The break becomes `eol` too. `quoted_when_empty` holds the places of the columns that
    are `""` when empty, as two of LinkedIn's have been since 2024-08.
    """

    def field(place: int, value: str) -> str:
        if not value and place in quoted_when_empty:
            return '""'
        return _quoted_if_needed(value.replace("\n", f'"{eol}"') if place == column else value)

    return _join_by_place(rows, field, eol)


def write_unquoted(rows: Rows) -> bytes:
    r"""Write SearchQueries since 2024-07 (quirk 8), nothing quoted: `1,cook, "fast"\n`.

    An empty value is the exception: `1,""\n`.
    """
    return _join(rows, lambda value: value or '""', "\n").encode()


def write_chat_blocks(conversations: Iterable[tuple[str, int, str, str]]) -> bytes:
    r"""Write LearningCoachMessages (quirk 9), text: `conversation: <uuid>\ntimestamp: 1\n`.

    A conversation is (uuid, milliseconds since 1970, what the user said, what the coach said); the
    last two follow as `user: hello\ncoach: hello to you\n`, with an empty line between blocks.
    There is no header; without conversations the file is `No conversations found\n\n\n`.
    """
    blocks = [
        f"conversation: {conversation}\ntimestamp: {time}\nuser: {user}\ncoach: {coach}\n"
        for conversation, time, user, coach in conversations
    ]
    return ("\n".join(blocks) or "No conversations found\n\n\n").encode()


def write_escaped_commas(rows: Rows, *, columns: Collection[int] | None = None) -> bytes:
    r"""Write ImportedContacts (quirk 5), a comma in a list escaped and quoted: `1,"a\, b"\n`.

    LinkedIn escapes only in the columns that hold lists; `columns` holds their places (default: all).
    A comma elsewhere is plain: `"3/12/09, 3:28 AM"`.
    """

    def field(place: int, value: str) -> str:
        escaped = columns is None or place in columns
        return _quoted_if_needed(value.replace(",", "\\,") if escaped else value)

    return _join_by_place(rows, field, "\n")


def _join(rows: Rows, quote: Callable[[str], str], eol: str, *, delimiter: str = ",") -> str:
    return "".join([delimiter.join(map(quote, row)) + eol for row in rows])


def _join_by_place(rows: Rows, field: Callable[[int, str], str], eol: str) -> bytes:
    lines = (",".join(field(place, value) for place, value in enumerate(row)) for row in rows)
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
