"""Hostile or badly broken input, and the expected outcome.

`FILES` are single files of an export, by name: path, function that makes the bytes, and the outcome for the file. The
articles among them have different paths, so that one export can hold them all.
`EXPORTS` are whole exports and commands: function that makes them, exit code and a line of the output.
"""

import os
import shutil
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from changed_mapping import FULL
from exports import Files, pack, write

File = tuple[str, Callable[[], bytes], str]
Export = tuple[Callable[[Path], str], int, str]

VOTES = "Date,Link,OptionText\n"
VOTE = "2020-01-01 00:00:00,a,b\n"
COMMENTS = "Date,Link,Message\n"
COMMENT = "2025-03-01 10:00:00,https://www.example.com/1,"
SEARCHES = "Time,Search Query\n"
SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
MESSAGES = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
APPLICATIONS = "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,Resume Name,Question And Answers\n"
CHAT = "conversation: a\ntimestamp: b\nuser: c\ncoach: d\n"
MARKS = "\u202e\u2066\u200f\x1b[31m\x07\x00\x9b"
"""Characters that reverse text, colour a terminal, ring its bell or end its strings."""


NO_RECORDS = "It has no records: nothing of this kind was exported."


def text(written: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: written.encode(encoding, "surrogatepass")


def many(above: str, unit: str, times: int, below: str = "") -> Callable[[], bytes]:
    return lambda: (above + unit * times + below).encode()


def numbered(above: str, line: str, times: int) -> Callable[[], bytes]:
    return lambda: (above + "".join(line.format(at) for at in range(times))).encode()


FILES: dict[str, File] = {
    # --- damage that once caused a new search for each line ---
    "every line opens a quote": ("Votes.csv", many(VOTES + '"a"b\n', 'x","\n', 100_000), "mapped, 0 of 1"),
    "every line opens a quote and the last line closes it": ("Votes.csv", many(VOTES + '"a"b\n', 'x","\n', 100_000, 'x"\n'), "mapped, 0 of 1"),
    "every line opens a quote, in a table without dates": ("Skills.csv", many('Name\n"a"b\n', 'x","\n', 100_000), "mapped, 1 of 2, stray-quotes"),
    "every line opens a quote, in an unknown file": ("what.csv", many('a,b,c,d,e,f\n"a"b\n', 'x","\n', 50_000, 'x"\n'), "unknown, 1 of 2, resumed-after-damage: Not one of the files known from LinkedIn exports. Its first line is taken for the names of its columns."),
    "every other line opens a quote": ("Votes.csv", many(VOTES, VOTE.replace(",a,", ",https://a,") + 'x","\n', 20_000), "mapped, 20000 of 40000, resumed-after-damage"),
    "many quotes that are never closed": ("Skills.csv", many("Name\n", '"a"b\n""\n', 40_000, '"'), "mapped, 80000 of 80001, stray-quotes"),
    "quotes without a line": ("Skills.csv", many("Name\n", '"', 200_000), "mapped, 1 of 1"),
    "an odd number of quotes without a line": ("Skills.csv", many("Name\n", '"', 200_001), "mapped, 0 of 1"),
    "a quote and a comma, repeated": ("Votes.csv", many(VOTES, '",', 100_000), "mapped, 0 of 1"),
    "lines of two quotes": ("Votes.csv", many(VOTES, '""\n', 50_000), "mapped, 0 of 50000"),
    "lines of one quote": ("Votes.csv", many(VOTES, '"\n', 100_000), "mapped, 0 of 50000"),
    "lines that end with three carriage returns": ("Votes.csv", many(VOTES, "a\rb\r\r", 50_000), "mapped, 0 of 100000"),
    "lines of one cell": ("Profile.csv", many("First Name,Last Name,Headline,Summary\n", "a\n", 100_000), "mapped, 0 of 100000: Columns that LinkedIn writes are missing: Maiden Name, Address, Birth Date, Industry, Zip Code, Geo Location, Twitter Handles, Websites, Instant Messengers."),
    "lines with text after a comma": ("messages.csv", many(MESSAGES + "a,b,c,d,e,f,g,h,i,j\n", "a,b,c, d,e,,2024-05-01 10:00:00 UTC,f,g,h\n", 15_000), "mapped, 1 of 15001: 1 of 1 date is not written as LinkedIn writes them; that record is undated."),
    "every other record broken": ("Votes.csv", many(VOTES, VOTE + '2020-01-01 00:00:00,"a"b,c\n', 5_000), "mapped, 10000 of 10000, stray-quotes"),
    "records that are too wide": ("Votes.csv", many(VOTES, "2020-01-01 00:00:00,a,b,c\n", 5_000), "mapped, 0 of 5000"),
    "records that are too narrow": ("Votes.csv", many(VOTES, "2020-01-01 00:00:00,a\n", 5_000), "mapped, 0 of 5000"),
    "each record wider than the one before": ("Votes.csv", lambda: (VOTES + "".join("," * at + "\n" for at in range(600))).encode(), "mapped, 598 of 599, extra-empty-cells: Saved again by another program (extra empty cells)."),
    "lines saved as cells that hold broken quotes": ("Votes.csv", many(f'"{VOTES[:-1]}"\n"', 'x"",""\n', 20_000, '"\n'), "mapped, 0 of 1, wrapped-lines: Saved again by another program (each line in quotes)."),
    "lines saved as cells that hold cells saved as cells": ("Votes.csv", many(f'"{VOTES[:-1]}"\n', '"""2020-01-01 00:00:00"",""""""a"""""",b"\n', 2_000), "mapped, 2000 of 2000, wrapped-lines: Saved again by another program (each line in quotes)."),
    "very many newlines": ("Skills.csv", many("Name\n", "\n", 60 << 20), "mapped, 0 of 0: It has no records: nothing of this kind was exported."),
    "very many carriage returns": ("Skills.csv", many("Name\r", "\r", 2 << 20), "mapped, 0 of 0: It has no records: nothing of this kind was exported."),
    "very many spaces": ("Skills.csv", many("Name\n", " ", 8 << 20), "mapped, 0 of 0: It has no records: nothing of this kind was exported."),
    "a header, repeated": ("Votes.csv", many(VOTES, VOTES, 20_000, VOTE), "mapped, 1 of 1, repeated-header"),
    "a header of only commas": ("Skills.csv", many("", ",", 1 << 20), "unreadable, 0 of 0: It has more than 500 columns, more than any file of an export. To read it, add --limit columns=1048577."),
    "a header of a million names": ("Skills.csv", many("Name", ",a", 1_000_000, "\nx\n"), "unreadable, 0 of 0: It has more than 500 columns, more than any file of an export. To read it, add --limit columns=1000001."),
    "a header of a million names in a file with dates": ("Votes.csv", many("Date,Link", ",a", 1_000_000, "\n" + VOTE), "mapped, 1 of 2, header-damaged: What is above its records is damaged: they were read by the header LinkedIn writes."),
    "a header of 499 columns": ("Skills.csv", lambda: (",".join(f"c{at}" for at in range(499)) + "\n" + "x," * 498 + "x\n").encode(), "mapped, 1 of 2: Its first line is not a header LinkedIn writes; its columns are not known."),
    "a header of one name 500 times": ("Skills.csv", many("Name", ",Name", 499, "\nx\n"), "mapped, 1 of 2, header-damaged: What is above its records is damaged: they were read by the header LinkedIn writes."),
    "a header in quotes never closed": ("Skills.csv", text('"Name\nx\ny\n'), "mapped, 2 of 2, header-damaged: What is above its records is damaged: they were read by the header LinkedIn writes."),
    "very long notes": ("Connections.csv", many("Notes:\n", '"a note"\n', 20_000, "\n" + CONNECTIONS + "Ada,Quill,,,,,01 Jan 2020\n"), "mapped, 20000 of 20002, repeated-header: Its first line is not a header LinkedIn writes; its columns are not known."),
    "notes of one quote": ("Connections.csv", text('Notes:\n"a note\n\n' + CONNECTIONS + "Ada,Quill,,,,,01 Jan 2020\n"), "mapped, 1 of 1, header-damaged: What is above its records is damaged: they were read by the header LinkedIn writes."),
    "a header after records": ("Votes.csv", text(VOTE + VOTES + VOTE), "mapped, 1 of 2"),
    "only a header": ("Votes.csv", text(VOTES), "mapped, 0 of 0: It has no records: nothing of this kind was exported."),
    "half a header": ("Votes.csv", text("Date,Li"), "mapped, 0 of 0: It has no records: nothing of this kind was exported. Columns that LinkedIn writes are missing: Link, OptionText. It has 1 column LinkedIn has not been seen to write."),
    "a header between marks": ("Votes.csv", text("\ufeff\ufeff" + VOTES + VOTE), "mapped, 1 of 1, byte-order-mark: Saved again by another program (a mark at its beginning)."),
    # --- cells ---
    "a cell of 7 MB": ("Skills.csv", many("Name\n", "x", 7 << 20), "mapped, 1 of 1"),
    "a cell of 7 MB of words": ("Skills.csv", many("Name\n", "x ", 7 << 19), "mapped, 1 of 1"),
    "a cell of 7 MB in quotes": ("Skills.csv", many('Name\n"', '""', 7 << 19, '"\n'), "mapped, 1 of 1"),
    "a cell of 9 MB": ("Skills.csv", many("Name\n", "x", 9 << 20), "unreadable, 0 of 0: It has a record larger than 8 MB, larger than any of an export. To read it, add --limit record=9."),
    "a file of 65 MB": ("Skills.csv", many("Name\n", "x\n", 65 << 19), "unreadable, 0 of 0: It is larger than 64 MB, more than any file of an export. To read it, add --limit file=66."),
    "200,000 records of a letter": ("Skills.csv", many("Name\n", "x\n", 200_000), "mapped, 200000 of 200000"),
    "50,000 different records": ("Skills.csv", numbered("Name\n", "skill {}\n", 50_000), "mapped, 50000 of 50000"),
    "a stray byte order mark": ("Skills.csv", text("Name\n\ufeff\n"), "mapped, 0 of 0: It has no records: nothing of this kind was exported."),
    "byte order marks in every record": ("Skills.csv", many("Name\n", "\ufeffx\n", 100), "mapped, 100 of 100"),
    "a null in every record": ("Skills.csv", many("Name\n", "a\0b\n", 100), "mapped, 100 of 100"),
    "marks that reverse text": ("Skills.csv", text(f"Name{MARKS}\n{MARKS}\n"), "mapped, 1 of 2: Its first line is not a header LinkedIn writes; its columns are not known."),
    "formulas": ("Skills.csv", text('Name\n=cmd|"/c calc"!A1\n@SUM(A1)\n+1\n-1\n'), "mapped, 4 of 4"),
    "a page in a cell": ("Skills.csv", text("Name\n</td><script>alert(1)</script>{{ 7*7 }}{% raw %}\n"), "mapped, 1 of 1"),
    "surrogates": ("Skills.csv", text("Name\n\ud800\n\udfff\n"), "mapped, 2 of 2, cp1252: Saved again by another program (another encoding)."),
    "accents upon accents": ("Skills.csv", many("Name\na", "\u0301\u0323", 50_000, "\n"), "mapped, 1 of 1"),
    "emoji of many parts": ("Skills.csv", many("Name\n", "\U0001f468\u200d\U0001f469\u200d\U0001f467\n", 5_000), "mapped, 5000 of 5000"),
    "line separators of Unicode": ("Skills.csv", many("Name\n", "a\u2028b\u2029c\x85d\x0be\x0c\n", 1_000), "mapped, 1000 of 1000"),
    # --- encodings ---
    "nothing": ("Skills.csv", text(""), "mapped, 0 of 0: The file is empty."),
    "only a byte order mark": ("Skills.csv", text("\ufeff"), "mapped, 0 of 0, byte-order-mark: The file is empty."),
    "only half a byte order mark": ("Skills.csv", lambda: b"\xef\xbb", "mapped, 0 of 1, cp1252: Saved again by another program (another encoding). Its first line is not a header LinkedIn writes; its columns are not known."),
    "only the mark of UTF-16": ("Skills.csv", lambda: b"\xff\xfe", "mapped, 0 of 0: The file is empty."),
    "an odd number of bytes of UTF-16": ("Skills.csv", lambda: "\ufeffName\nx\n".encode("utf-16-le") + b"y", "mapped, 2 of 2, damaged-characters"),
    "half a pair in UTF-16": ("Skills.csv", lambda: "\ufeffName\nx".encode("utf-16-le") + b"\x00\xd8\n\x00", "mapped, 1 of 1, damaged-characters"),
    "UTF-16 in the other byte order": ("Skills.csv", text("\ufeffName\nx\n", "utf-16-be"), "mapped, 1 of 1"),
    "UTF-16 without its mark": ("Skills.csv", text("Name\nSourdough\n", "utf-16-le"), "mapped, 1 of 1, damaged-characters"),
    "UTF-32": ("Skills.csv", text("Name\nx\n", "utf-32"), "unreadable, 0 of 0: It is a text in UTF-32, not the text file its name says. If you saved it from a spreadsheet, take the file LinkedIn sent instead."),
    "the mark of UTF-16 above UTF-8": ("Skills.csv", lambda: b"\xff\xfeName\nx\n", "mapped, 0 of 1, damaged-characters: Its first line is not a header LinkedIn writes; its columns are not known."),
    "cp1252": ("Skills.csv", text("Name\ncafé\n", "cp1252"), "mapped, 1 of 1, cp1252: Saved again by another program (another encoding)."),
    "UTF-8 cut in a letter": ("Skills.csv", lambda: "Name\nnaïve café é".encode()[:-1], "mapped, 1 of 1, damaged-characters"),
    "overlong UTF-8": ("Skills.csv", lambda: b"Name\n\xc0\xafx\xe0\x80\xaf\n", "mapped, 1 of 1, cp1252: Saved again by another program (another encoding)."),
    "random bytes": ("Skills.csv", lambda: bytes((at * at * 31 + at * 7) % 256 for at in range(100_000)), "mapped, 0 of 783, damaged-characters: Its first line is not a header LinkedIn writes; its columns are not known."),
    "zeros": ("Skills.csv", lambda: bytes(1 << 20), "unreadable, 0 of 0: It has nothing but zeros, as a file that was not written completely."),
    "zeros and line ends": ("Skills.csv", lambda: b"\x00\n" * 100, "mapped, 0 of 0: The file is empty."),
    "every byte": ("Skills.csv", lambda: b"Name\n" + bytes(range(256)) * 20, "mapped, 21 of 41, damaged-characters"),
    "a workbook": ("Skills.csv", lambda: b"PK\x03\x04" + bytes(100), "unreadable, 0 of 0: It is an Excel workbook or a ZIP, not the text file its name says. If you saved it from a spreadsheet, take the file LinkedIn sent instead."),
    "a picture": ("Skills.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "unreadable, 0 of 0: It is a picture, not the text file its name says. If you saved it from a spreadsheet, take the file LinkedIn sent instead."),
    "UTF-7": ("Skills.csv", text("Name\n+AGEAYQ-\n"), "mapped, 1 of 1"),
    # --- dates ---
    "years far apart": ("Shares.csv", text(SHARES + "".join(f"{year}-06-01 00:00:00,,words,,,\n" for year in ("0000", "0001", "1900", "2099", "9999"))), "mapped, 5 of 5: 3 of 5 dates are not written as LinkedIn writes them; those records are undated."),
    "impossible days": ("Shares.csv", text(SHARES + "2023-02-29 00:00:00,,a,,,\n2023-13-01 00:00:00,,a,,,\n2023-01-01 25:00:00,,a,,,\n"), "mapped, 3 of 3: 3 of 3 dates are not written as LinkedIn writes them; those records are undated."),
    "digits of other scripts": ("Shares.csv", text(SHARES + "٢٠٢٣-٠١-٠١ ٠٠:٠٠:٠٠,,a,,,\n²⁰²³-01-01 00:00:00,,a,,,\n"), "mapped, 2 of 2: 2 of 2 dates are not written as LinkedIn writes them; those records are undated."),
    "dates of a million digits": ("Votes.csv", many(VOTES, "9", 1_000_000, ",a,b\n"), "mapped, 1 of 1: 1 of 1 date is not written as LinkedIn writes them; that record is undated."),
    "20,000 days": ("Votes.csv", lambda: (VOTES + "".join(f"{1950 + at % 120}-{1 + at % 12:02}-{1 + at % 28:02} 00:00:00,a,{at}\n" for at in range(20_000))).encode(), "mapped, 20000 of 20000"),
    "20,000 impossible dates": ("Votes.csv", numbered(VOTES, "{}-99-99 00:00:00,a,b\n", 20_000), "mapped, 20000 of 20000: 20,000 of 20,000 dates are not written as LinkedIn writes them; those records are undated."),
    # --- comments, searches, chats ---
    "comments that all open a quote": ("Comments.csv", many(COMMENTS, COMMENT + '"a\n', 15_000, COMMENT + '"a"\n'), "mapped, 15001 of 15001, stray-quotes"),
    "comments with a blank after the closing quote": ("Comments.csv", many(COMMENTS, COMMENT + '"a, b" \n', 15_000, COMMENT + '"a"\n'), "mapped, 15001 of 15001, stray-quotes"),
    "comments with two quotes at the end": ("Comments.csv", many(COMMENTS, COMMENT + '"a"" \n', 15_000, COMMENT + '"a"\n'), "mapped, 15001 of 15001, stray-quotes"),
    "comments that all close a quote": ("Comments.csv", many(COMMENTS, COMMENT + 'a"\n', 3_000), "mapped, 3000 of 3000"),
    "a comment of backslashes": ("Comments.csv", many(COMMENTS + COMMENT + '"', "\\", 200_000, '"\n'), "mapped, 1 of 1"),
    "a comment of backslashes and quotes": ("Comments.csv", many(COMMENTS + COMMENT + '"', '\\"', 100_000, '"\n'), "mapped, 1 of 1, backslash-quotes"),
    "nested comments": ("Comments.csv", many(COMMENTS, COMMENT + '"' + COMMENT, 3_000), "mapped, 1 of 1, stray-quotes"),
    "a comment of lines of digits": ("Comments.csv", many(COMMENTS + COMMENT + "a\n", "1" * 46 + "\n", 100_000), "mapped, 1 of 1, joined-lines"),
    "comments of only dates": ("Comments.csv", many(COMMENTS, "2025-03-01 10:00:00,\n", 10_000), "mapped, 10000 of 10000, missing-empty-cells: Saved again by another program (missing empty cells)."),
    "searches of commas": ("SearchQueries.csv", many(SEARCHES, "2025/01/01 00:00:00 UTC,a,b\n", 10_000), "mapped, 10000 of 10000, unquoted-commas"),
    "searches of quotes": ("SearchQueries.csv", many(SEARCHES + "2025/01/01 00:00:00 UTC,a,b\n", '2025/01/01 00:00:00 UTC,"\n', 10_000), "mapped, 10001 of 10001, unquoted-commas"),
    "a search above empty lines": ("SearchQueries.csv", many(SEARCHES + "2025/01/01 00:00:00 UTC,a,b\n", "\n", 400_000), "mapped, 1 of 1, unquoted-commas"),
    "searches of blank lines": ("SearchQueries.csv", many(SEARCHES + "2025/01/01 00:00:00 UTC,a,b\n", " \n", 100_000), "mapped, 1 of 1, unquoted-commas"),
    "searches of a million commas": ("SearchQueries.csv", many(SEARCHES + "2025/01/01 00:00:00 UTC", ",", 1_000_000, "\n"), "mapped, 1 of 1, unquoted-commas"),
    "unfinished chats": ("LearningCoachMessages.csv", many("", "conversation: a\ntimestamp: b\n", 10_000), "mapped, 0 of 10000"),
    "nested chats": ("LearningCoachMessages.csv", many(CHAT, "user: x\ncoach: y\n", 20_000), "mapped, 0 of 1"),
    "a chat of line breaks": ("LearningCoachMessages.csv", many("conversation: a\ntimestamp: b\nuser: c", "\n", 1 << 20, "coach: d\n"), "mapped, 1 of 1: 1 of 1 date is not written as LinkedIn writes them; that record is undated."),
    "a chat of carriage returns": ("LearningCoachMessages.csv", many("conversation: a\r\ntimestamp: b\r\nuser: c", "\r", 200_000, "\ncoach: d\r\n"), "mapped, 1 of 1: 1 of 1 date is not written as LinkedIn writes them; that record is undated."),
    "posts of quotes on separate lines": ("Shares.csv", many(SHARES + '2020-01-01 00:00:00,,"a', '""\n""', 50_000, 'b",,,\n'), "mapped, 1 of 1, unwrap-lines"),
    "contacts joined by backslashes": ("ImportedContacts.csv", many("FirstName,MiddleName,LastName,Emails\n,,,\"", "a\\,", 50_000, '"\n'), "mapped, 1 of 1, unescape-commas: Columns that LinkedIn writes are missing: MaidenName, NickName, NamePrefix, NameSuffix, Title, PhoneNumbers, CreatedAt, UpdatedAt, CountryCode, RegionCode, ThirdPartyVerified, Location."),
    "a message of tags": ("messages.csv", many(MESSAGES + 'c,,A,,B,,2024-01-02 03:04:05 UTC,,"<p>', "<p a=", 100_000, '</p>",INBOX\n'), "mapped, 1 of 1, remove-markup"),
    "a message of comments": ("messages.csv", many(MESSAGES + 'c,,A,,B,,2024-01-02 03:04:05 UTC,,"<p>', "<!--", 100_000, '</p>",INBOX\n'), "mapped, 1 of 1, remove-markup"),
    "a message of references": ("messages.csv", many(MESSAGES + "c,,A,,B,,2024-01-02 03:04:05 UTC,,", "&amp;", 100_000, ",INBOX\n"), "mapped, 1 of 1, remove-markup"),
    "200,000 questions": ("Job Applications.csv", many(APPLICATIONS + '"1/2/25, 3:04 PM",,,,,,,', "a?:b | ", 200_000, "\n"), "mapped, 1 of 1"),
    "a question of colons": ("Job Applications.csv", many(APPLICATIONS + '"1/2/25, 3:04 PM",,,,,,,', "?:", 200_000, "\n"), "mapped, 1 of 1"),
    # --- people ---
    "an address of question marks": ("Connections.csv", many(CONNECTIONS + 'Ada,Quill,"', "?", 300_000, '\nx",,,,01 Jan 2020\n'), "mapped, 1 of 1"),
    "an address of slashes": ("Connections.csv", many(CONNECTIONS + "Ada,Quill,https://www.linkedin.com", "/", 300_000, ",,,,01 Jan 2020\n"), "mapped, 1 of 1"),
    "an address of escapes": ("Connections.csv", many(CONNECTIONS + "Ada,Quill,https://www.linkedin.com/in/", "%25", 100_000, ",,,,01 Jan 2020\n"), "mapped, 1 of 1"),
    "an address of dots": ("Connections.csv", many(CONNECTIONS + "Ada,Quill,", "www.", 100_000, ",,,,01 Jan 2020\n"), "mapped, 1 of 1"),
    "20,000 people": ("Connections.csv", numbered(CONNECTIONS, "A{0},B,https://www.linkedin.com/in/a{0},,,,01 Jan 2020\n", 20_000), "mapped, 20000 of 20000"),
    "a message to 50,000 people": ("messages.csv", lambda: ("CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n1,,A,,x,\"" + ",".join(f"https://www.linkedin.com/in/{at}" for at in range(50_000)) + '",2020-01-01 00:00:00 UTC,,hello,INBOX\n').encode(), "mapped, 1 of 1"),
    "5,000 owners": ("Profile.csv", numbered("First Name,Last Name,Headline,Summary\n", "A{},B,c,d\n", 5_000), "mapped, 5000 of 5000: Columns that LinkedIn writes are missing: Maiden Name, Address, Birth Date, Industry, Zip Code, Geo Location, Twitter Handles, Websites, Instant Messengers."),
    # --- articles ---
    **{
        f"an article of {name}": (f"Articles/{name}.html", many("", unit, 50_000), "mapped, 1 of 1")
        for name, unit in {
            "tags that never end": "<a ", "ends that never end": "</a ", "processing instructions": "<?",
            "declarations": "<!", "sections": "<![CDATA[", "bold letters": "<b>x</b>", "open attributes": '<a b="',
            "ampersands": "&", "ends of scripts": "</script", "brackets": "<>", "equals signs": "<a =", "slashes": "<a/",
            "opening brackets": "<", "openings of ends": "</", "attributes in open single quotes": "<a b='",
            "paragraphs with equals signs": "<p =", "openings of scripts": "<script", "titles with a letter": "<title>x</title>",
        }.items()
    },
    **{
        f"an article of {name}": (f"Articles/{name}.html", many("", unit, 50_000), f"mapped, 0 of 0: {NO_RECORDS}")
        for name, unit in {
            "comments": "<!--", "scripts": "<script>", "closed scripts": "</script>", "styles with other ends": "<style></x>", "paragraphs in paragraphs": "<p>", "titles": "<h1>",
            "characters that are none": "&#1",
        }.items()
    },
    "an article of paragraphs before its text, and titles after it": ("Articles/blank.html", lambda: ("<p> " * 50_000 + "x" + "<h1>" * 50_000).encode(), "mapped, 1 of 1"),
    "an article of ends of scripts in a script": ("Articles/script.html", many("<script>", "</script", 50_000), f"mapped, 0 of 0: {NO_RECORDS}"),
    "an article with a number of a million digits": ("Articles/number.html", many("<p>&#", "9", 1_000_000, ";</p>"), "mapped, 1 of 1"),
    "an article with a comment that is never closed": ("Articles/open.html", text("<h1>x</h1><!-- <p>y</p>"), "mapped, 1 of 1"),
    "an article in UTF-16": ("Articles/utf-16.html", text("\ufeff<h1>x</h1><p>y</p>", "utf-16-le"), "mapped, 1 of 1"),
    "an empty article": ("Articles/empty.html", text(" \n"), "mapped, 0 of 0: The file is empty."),
    # --- not known ---
    "an unknown file of a million short lines": ("what.csv", many("a\n", "b\n", 200_000), "unknown, 200000 of 200000: Not one of the files known from LinkedIn exports. Its first line is taken for the names of its columns."),
    "an unknown file of quotes": ("what.txt", many('"', '"a"\n', 50_000), "unknown, 49999 of 50000, resumed-after-damage: Not one of the files known from LinkedIn exports. Its first line is taken for the names of its columns."),
    "a text of 300,000 words": ("what.txt", many("", "word ", 300_000), "unknown, 0 of 0: Not one of the files known from LinkedIn exports. Its first line is taken for the names of its columns."),
}  # fmt: skip


# --- whole exports and commands ---------------------------------------------------------------------------------------

LANGUAGE = (("Languages.csv", b"Name,Proficiency\nDanish,Native\n"),)
SKILLS: Files = {"Skills.csv": "Name\nSourdough\n"}
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def report(place: Path, files: Files, more: str = "") -> str:
    write(place / "export", files)
    return f"report export {more}"


def zipped(
    place: Path, entries: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED
) -> str:
    with (
        warnings.catch_warnings(),
        zipfile.ZipFile(place / "export.zip", "w", compression) as packed,
    ):
        warnings.simplefilter("ignore")  # of names that come twice
        for name, data in entries:
            packed.writestr(name, data)
    return "report export.zip"


def damaged(place: Path, damage: Callable[[bytearray], object]) -> str:
    """The report of a ZIP to whose bytes something was done."""
    pack(place / "export.zip", {"Languages.csv": "Name,Proficiency\nDanish,Native\n", **SKILLS})
    data = bytearray((place / "export.zip").read_bytes())
    changed = damage(data)
    (place / "export.zip").write_bytes(changed if isinstance(changed, bytes) else data)
    return "report export.zip"


def field(mark: bytes, offset: int, form: str, value: int) -> Callable[[bytearray], object]:
    """Writes a value into the first header that begins with the mark."""
    return lambda data: struct.pack_into(form, data, data.find(mark) + offset, value)


def linked(place: Path, name: str, target: str) -> None:
    (place / name).symlink_to(target)


def loop(place: Path) -> str:
    linked(place, "export", "export")
    return "report export"


def chain_of_links(place: Path) -> str:
    write(place / "end", SKILLS)
    linked(place, "l0", "end")
    for at in range(60):
        linked(place, f"l{at + 1}", f"l{at}")
    return "report l60"


def nested_folders(place: Path) -> str:
    write(place / "export", SKILLS)
    here = os.open(place / "export", os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("a", dir_fd=here)
        below = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    return "report export"


def overlapping(place: Path) -> str:
    """2,000 entries in the list, all of the same megabyte."""
    zipped(place, [("Skills.csv", b"Name\n" + b"x\n" * (1 << 19))])
    data = (place / "export.zip").read_bytes()
    at, end = data.find(CENTRAL), data.find(END)
    entries = data[at:end] * 2_000
    tail = struct.pack("<4sHHHHIIH", END, 0, 0, 2_000, 2_000, len(entries), at, 0)
    (place / "export.zip").write_bytes(data[:at] + entries + tail)
    return "report export.zip"


def twenty_large_files(place: Path) -> str:
    """20 files of 60 MB each, which are packed once."""
    zipped(place, [("00.csv", bytes(60 << 20))])
    data = (place / "export.zip").read_bytes()
    at, end = data.find(CENTRAL), data.find(END)
    files, entries = b"", b""
    for number in range(20):
        name = b"%02d.csv" % number
        entry = bytearray(data[at:end].replace(b"00.csv", name))
        struct.pack_into("<I", entry, 42, len(files))
        entries += entry
        files += data[:at].replace(b"00.csv", name)
    tail = struct.pack("<4sHHHHIIH", END, 0, 0, 20, 20, len(entries), len(files), 0)
    (place / "export.zip").write_bytes(files + entries + tail)
    return "report export.zip"


def million_names(place: Path) -> str:
    """A list with 300,000 entries that have no bytes."""
    entry = (
        struct.pack(
            "<4sHHHHHHIIIHHHHHII", CENTRAL, 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
        )
        + b"a"
    )
    entries = entry * 300_000
    tail = struct.pack("<4sHHHHIIH", END, 0, 0, 0xFFFF, 0xFFFF, len(entries), 0, 0)
    (place / "export.zip").write_bytes(entries + tail)
    return "report export.zip"


def zip_in_zip(place: Path) -> str:
    inner = pack(place / "inner.zip", SKILLS).read_bytes()
    return zipped(place, [("inner.zip", inner)])


def pipe(place: Path) -> str:
    os.mkfifo(place / "export")
    return "report export"


def folder_of_pipes(place: Path) -> str:
    report(place, SKILLS)
    for at in range(50):
        os.mkfifo(place / "export" / f"{at}.csv")
    return "report export"


def invalid_names(place: Path) -> str:
    report(place, SKILLS)
    for at in range(300):
        (place / "export" / os.fsdecode(b"\xff%d\xfe.csv" % at)).write_bytes(b"a\n1\n")
    return "report export"


def two_sorts_of(place: Path, rows: int) -> str:
    """Two exports with as many names as positions, to be compared."""
    for name in ("old", "new"):
        write(
            place / name,
            {
                "Profile.csv": "First Name,Last Name\n"
                + "".join(f"A{at},B\n" for at in range(rows)),
                "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
                + "".join(f"C{at},D,,,Jan 2010,\n" for at in range(rows)),
            },
        )
    return "compare old new"


def own_mapping(place: Path, change: Callable[[Path], object]) -> str:
    """A report with the small mapping of the tests, to which something was done."""
    own = shutil.copytree(FULL, place / "mapping")
    change(own)
    return report(place, SKILLS, "--mapping mapping")


def with_parts(own: Path, number: int) -> None:
    """Give the table of skills this number of parts; only the last fits the export."""
    parts = (
        f'{{ name = "{at}", label = "p", type = "writing.drafts", when = [{{ column = "Name", '
        f'test = "is", values = ["{"Sourdough" if at == number - 1 else at}"] }}] }}'
        for at in range(number)
    )
    file = own / "tables" / "profile.toml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace('holds = "Skills"', f'holds = "Skills"\nparts = [{", ".join(parts)}]'), "utf-8"
    )


def to_itself(place: Path) -> str:
    pack(place / "pages" / "mine.html", SKILLS)
    return "report pages/mine.html --out pages/mine.html"


def to_a_folder_of_its_own(place: Path) -> str:
    write(place / "reports", SKILLS)
    return "report reports --out reports/reports.html"


def to_a_link(place: Path) -> str:
    report(place, SKILLS)
    linked(place, "page.html", "export/Skills.csv")
    return "report export --out page.html"


EXPORTS: dict[str, Export] = {
    # --- ZIPs ---
    "a ZIP of 100 MB of newlines": (lambda place: zipped(place, [("Skills.csv", b"Name\n" + b"\n" * (100 << 20)), *LANGUAGE]), 0, "Skills.csv: It is larger than 64 MB, more than any file of an export. To read it, add --limit file=101."),
    "a ZIP with one file 2,000 times": (overlapping, 1, "export.zip cannot be read. None of its files could be read. It shares its place in the ZIP with another file, as in no ZIP of LinkedIn's."),
    "a ZIP with 3,000 files of the same name": (lambda place: zipped(place, [("a.png", b"")] * 3_000 + [("Skills.csv", b"Name\nx\n")]), 0, "And 2,997 other files unknown, unreadable or empty."),
    "a ZIP with 25,000 files": (lambda place: zipped(place, ((f"{at}.png", b"") for at in range(25_000))), 1, "export.zip holds more than 20,000 files: more than any export. Give the export's own folder, or the ZIP. To read it, add --limit files=40000."),
    "a ZIP whose list has 300,000 entries": (million_names, 1, "export.zip holds more than 20,000 files: more than any export. Give the export's own folder, or the ZIP. To read it, add --limit files=40000."),
    "a ZIP of 20 files of 60 MB": (twenty_large_files, 1, "export.zip holds more than 1,000 MB, unpacked: more than any export. Give the export's own folder, or the ZIP. To read it, add --limit size=1200."),
    "a ZIP in a ZIP": (zip_in_zip, 1, "export.zip is not a LinkedIn export: none of its files is one of the 86 known. It holds a ZIP: unpack the outer one."),
    "a ZIP with a false size of 400 MB": (lambda place: damaged(place, lambda data: [field(LOCAL, 22, "<I", 400 << 20)(data), field(CENTRAL, 24, "<I", 400 << 20)(data)]), 0, "Languages.csv: It is larger than 64 MB, more than any file of an export. To read it, add --limit file=400."),
    "a ZIP with a false size of 30 MB": (lambda place: damaged(place, lambda data: [field(LOCAL, 22, "<I", 30 << 20)(data), field(CENTRAL, 24, "<I", 30 << 20)(data)]), 0, "Report: reports/export.html"),
    "a ZIP with a false size of 0": (lambda place: damaged(place, field(CENTRAL, 24, "<I", 0)), 0, "Languages.csv: This part of the ZIP is damaged."),
    "a ZIP with a wrong checksum": (lambda place: damaged(place, field(CENTRAL, 16, "<I", 1)), 0, "Languages.csv: This part of the ZIP is damaged."),
    "a ZIP with a password": (lambda place: damaged(place, lambda data: [field(LOCAL, 6, "<H", 1)(data), field(CENTRAL, 8, "<H", 1)(data)]), 0, "Languages.csv: It is locked with a password."),
    "a ZIP with an unknown compression": (lambda place: damaged(place, field(CENTRAL, 10, "<H", 99)), 0, "Languages.csv: It is compressed in a way that no LinkedIn export uses."),
    "a ZIP with a wrong offset of a file": (lambda place: damaged(place, field(CENTRAL, 42, "<I", 7)), 0, "Languages.csv: This part of the ZIP is damaged."),
    "a ZIP with a file beyond its end": (lambda place: damaged(place, field(CENTRAL, 42, "<I", 0xFFFFFFF0)), 0, "Languages.csv: This part of the ZIP is damaged."),
    "a ZIP of a future version": (lambda place: damaged(place, field(CENTRAL, 6, "<H", 99)), 1, "export.zip is a damaged ZIP: the list of its files cannot be read. Download it again."),
    "a ZIP with a wrong offset of its list": (lambda place: damaged(place, field(END, 16, "<I", 3)), 1, "export.zip cannot be read. None of its files could be read: they are damaged, or locked with a password."),
    "a ZIP with a list longer than the ZIP": (lambda place: damaged(place, field(END, 12, "<I", 0x7FFFFFFF)), 1, "export.zip is a damaged ZIP: the list of its files cannot be read. Download it again."),
    "a ZIP with a damaged list": (lambda place: damaged(place, lambda data: data.__setitem__(slice(data.find(CENTRAL), data.find(CENTRAL) + 4), b"XXXX")), 1, "export.zip is a damaged ZIP: the list of its files cannot be read. Download it again."),
    "a ZIP with a name longer than the ZIP": (lambda place: damaged(place, field(CENTRAL, 28, "<H", 0xFFFF)), 1, "export.zip is not a LinkedIn export: none of its files is one of the 86 known. Give the unzipped folder, or the ZIP as downloaded."),
    "a ZIP with a comment longer than the ZIP": (lambda place: damaged(place, field(END, 20, "<H", 0xFFFF)), 0, "Report: reports/export.html"),
    "a ZIP on several disks": (lambda place: damaged(place, lambda data: bytes(data[: data.find(END)]) + struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 2) + bytes(data[data.find(END) :])), 1, "export.zip is a damaged ZIP: the list of its files cannot be read. Download it again."),
    "a ZIP without its end": (lambda place: damaged(place, lambda data: bytes(data[:-30])), 1, "export.zip is a ZIP whose end is missing, as when a download stops. Download it again."),
    "a ZIP without its beginning": (lambda place: damaged(place, lambda data: bytes(data[30:])), 0, "Languages.csv: This part of the ZIP is damaged."),
    "a ZIP without bytes": (lambda place: damaged(place, lambda _: b""), 1, "export.zip is empty (0 bytes): download it again."),
    "a ZIP with only its end": (lambda place: damaged(place, lambda _: END + bytes(18)), 1, "export.zip is empty. Give the unzipped folder, or the ZIP as downloaded."),
    "a ZIP after a megabyte of zeros": (lambda place: damaged(place, lambda data: bytes(1 << 20) + bytes(data)), 0, "Report: reports/export.html"),
    "a ZIP compressed with LZMA": (lambda place: zipped(place, [("Skills.csv", b"Name\nx\n"), *LANGUAGE], zipfile.ZIP_LZMA), 1, "export.zip cannot be read. None of its files could be read. It is compressed in a way that no LinkedIn export uses."),
    "a ZIP with names that lead elsewhere": (lambda place: zipped(place, [("../../Skills.csv", b"Name\nx\n"), ("C:\\Votes.csv", VOTES.encode()), ("/etc/passwd", b"")]), 0, "etc/passwd: Not one of the files known from LinkedIn exports."),
    "a ZIP with names of marks": (lambda place: zipped(place, [(f"{MARKS}.csv".replace("\0", ""), b"a\n1\n"), *LANGUAGE]), 0, "����[31m��.csv: Not one of the files known from LinkedIn exports. Its first line is taken for the names of its columns."),
    "a ZIP with a name of 60,000 letters": (lambda place: zipped(place, [("a" * 60_000 + ".csv", b"a\n1\n"), *LANGUAGE]), 0, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa … aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.csv: Not one of the files known from LinkedIn exports. Its first line is taken for the names of its columns."),
    "a ZIP with a name of 30,000 folders": (lambda place: zipped(place, [("a/" * 30_000 + "Skills.csv", b"Name\nx\n"), *LANGUAGE]), 0, "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/ … a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/Skills.csv: It is more than 100 folders down, further than in any export. To read it, add --limit folders=30000."),
    "a ZIP with a name of 20,000 accents": (lambda place: zipped(place, [("\u0301\u0323" * 10_000 + ".csv", b"a\n1\n"), *LANGUAGE]), 0, "̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́ … ̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣̣́́́́́́́́́́́́́́́́́́́́́́́́́́́́.csv: Not one of the files known from LinkedIn exports. Its first line is taken for the names of its columns."),
    "a ZIP with names without letters": (lambda place: zipped(place, [("/", b""), (".", b"x"), ("..", b"x"), (" ", b"x"), *LANGUAGE]), 0, " : Not one of the files known from LinkedIn exports."),
    # --- folders ---
    "500 unknown files": (lambda place: report(place, {**SKILLS, **{f"{at}.csv": "a\n1\n" for at in range(500)}}), 0, "And 497 other files unknown, unreadable or empty."),
    "500 unknown files of 500 columns": (lambda place: report(place, {**SKILLS, **{f"{at}.csv": ",".join(f"c{at}_{column}" for column in range(500)) + "\n" + "x," * 499 + "x\n" for at in range(500)}}), 1, "export holds more than 20,000 columns in its files: more than any export. Give the export's own folder, or the ZIP. To read it, add --limit all_columns=41000."),
    "450 columns on 60,000 days": (lambda place: report(place, {"Votes.csv": VOTES[:-1] + ",x" * 447 + "\n" + "".join(f"{1920 + at // 336}-{1 + at // 28 % 12:02}-{1 + at % 28:02} 00:00:00" + ",x" * 449 + "\n" for at in range(60_000))}), 1, "export holds more than 1,000,000 days in its columns: more than any export. Give the export's own folder, or the ZIP. To read it, add --limit days=2055600."),
    "300 articles": (lambda place: report(place, {**SKILLS, **{f"Articles/{at}.html": f"<h1>{at}</h1>" for at in range(300)}}), 0, "Report: reports/export.html"),
    "300 copies": (lambda place: report(place, {f"{at}/Skills.csv": "Name\nx\n" for at in range(300)}), 0, "Report: reports/export.html"),
    "300 names that are not valid text": (invalid_names, 0, "And 297 other files unknown, unreadable or empty."),
    "1,500 nested folders": (nested_folders, 0, "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/ … /a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a: It is more than 100 folders down, further than in any export. To read it, add --limit folders=200."),
    "two exports in one": (lambda place: report(place, {"a/Skills.csv": "Name\nx\n", "b/Skills.csv": "Name\ny\n"}), 1, "export holds more than one export (a and b). Give one at a time."),
    "named pipes": (folder_of_pipes, 0, "And 47 other files unknown, unreadable or empty."),
    "a named pipe": (pipe, 1, "export is neither a folder nor a file. Give the export's folder or ZIP."),
    "a link to itself": (loop, 1, "There is nothing at export. Give the unzipped folder, or the ZIP."),
    "a link to a link, 60 times": (chain_of_links, 1, "There is nothing at l60. Give the unzipped folder, or the ZIP."),
    "a device": (lambda _: "report /dev/zero", 1, "/dev/zero is neither a folder nor a file. Give the export's folder or ZIP."),
    "an empty folder": (lambda place: report(place, {}), 1, "export is empty. Give the unzipped folder, or the ZIP as downloaded."),
    "a folder of unrelated files": (lambda place: report(place, {"IMG_1.jpg": b"\xff\xd8", "notes.txt": "dear diary"}), 1, "export is not a LinkedIn export: none of its files is one of the 86 known. Give the unzipped folder, or the ZIP as downloaded."),
    "a missing folder": (lambda _: "report nowhere", 1, "There is nothing at nowhere. Give the unzipped folder, or the ZIP."),
    "a name of 5,000 letters": (lambda _: "report " + "a" * 5_000, 1, "There is nothing at " + "a" * 480 + " … " + "a" * 461 + ". Give the unzipped folder, or the ZIP."),
    "the home of an unknown user": (lambda _: "report ~no-such-user/x", 1, "There is nothing at ~no-such-user/x. Give the unzipped folder, or the ZIP."),
    # --- owners ---
    "as many names as positions": (lambda place: two_sorts_of(place, 8_000), 0, "Comparison: reports/new since old.html"),
    # --- mappings ---
    "a mapping with a pipe": (lambda place: own_mapping(place, lambda own: os.mkfifo(own / "a.toml")), 1, "mappings/a.toml is not a file."),
    "a mapping with a device": (lambda place: own_mapping(place, lambda own: linked(own, "a.toml", "/dev/zero")), 1, "mappings/a.toml is not a file."),
    "a mapping with a file of 60 MB": (lambda place: own_mapping(place, lambda own: (own / "a.toml").write_bytes(b"#" * (60 << 20))), 1, "mappings/a.toml is larger than 1 MB."),
    "a mapping with a name that is not valid text": (lambda place: own_mapping(place, lambda own: (own / os.fsdecode(b"\xff.toml")).touch()), 0, "Report: reports/export.html"),
    "a mapping with 200 parts": (lambda place: own_mapping(place, lambda own: with_parts(own, 200)), 0, "Report: reports/export.html"),
    # --- what would be overwritten ---
    "a page over its export": (to_itself, 1, "pages/mine.html is the export itself, which is never changed. Choose another place with --out."),
    "a page in its export": (to_a_folder_of_its_own, 1, "reports/reports.html is in the export itself, which is never changed. Choose another place with --out."),
    "a page through a link": (to_a_link, 1, "page.html is in the export itself, which is never changed. Choose another place with --out."),
    "a page in place of a device": (lambda place: report(place, SKILLS, "--out /dev/null"), 1, "/dev/null cannot be written (it is a device, not a file). Choose another place with --out."),
    "a page and its numbers in one file": (lambda place: report(place, SKILLS, "--out a.html --json a.html"), 1, "a.html cannot be both the page and the numbers. Choose another place with --json."),
}  # fmt: skip
