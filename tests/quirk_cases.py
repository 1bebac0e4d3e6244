"""The quirks of LinkedIn's files: literal bytes and the expected cells.

Every byte here is invented; nothing comes from a person's export. The cases follow the quirks as
measured and the definition of a record, and were written before the reader. Conventions:

- `header`: the column names as read (no BOM, no preamble). `()`: the file has none.
- `rows`: the expected cells after decoding and repair (never stripped).
- `rejected_lines`: physical lines, counted from 1 over the whole file (preamble, header, blank
  lines and line breaks inside quotes count) at the start of each rejected record.
- The number of records found is len(rows) + len(rejected_lines).
- A note gives the reason, and any other reading that would be defensible.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Case(NamedTuple):
    id: str
    path: str
    data: bytes
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    rejected_lines: list[int]
    note: str


CASES: list[Case] = []


def _add(
    name: str,
    path: str,
    data: bytes | str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    rejected_lines: Sequence[int] = (),
    note: str = "",
) -> None:
    """Add a case. A text is encoded in UTF-8."""
    content = data.encode() if isinstance(data, str) else data
    cells = [tuple(row) for row in rows]
    CASES.append(Case(name, path, content, tuple(header), cells, list(rejected_lines), note))


POSITIONS = ("Company Name", "Title", "Description", "Location", "Started On", "Finished On")
CONNECTIONS = (
    "First Name",
    "Last Name",
    "URL",
    "Email Address",
    "Company",
    "Position",
    "Connected On",
)
COMMENTS = ("Date", "Link", "Message")
SHARES = ("Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility")
SHARES_OLD = ("Date", "ShareLink", "ShareCommentary", "SharedURL", "MediaURL", "Visibility")
SEARCHES = ("Time", "Search Query")
ANSWERS = ("Question", "Answer")
REACTIONS = ("Date", "Type", "Link")
PHONES = ("Extension", "Number", "Type")
LEARNING = (
    "Content Title", "Content Description", "Content Type", "Content Last Watched Date (if viewed)",
    "Content Completed At (if completed)", "Content Saved", "Notes taken on videos (if taken)", "",
)  # fmt: skip
COACH = ("conversation", "timestamp", "user", "coach")
ARTICLE = ("Title", "Link", "Created", "Published", "Text")
MESSAGES_2025 = (
    "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO",
    "RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER",
)  # fmt: skip
MESSAGES_2026 = (*MESSAGES_2025, "ATTACHMENTS", "IS MESSAGE DRAFT")
JOB_APPLICATIONS = (
    "Application Date", "Contact Email", "Contact Phone Number", "Company Name", "Job Title",
    "Job Url", "Resume Name", "Question And Answers",
)  # fmt: skip
INVITATIONS = (
    "From",
    "To",
    "Sent At",
    "Message",
    "Direction",
    "inviterProfileUrn",
    "inviteeProfileUrn",
)
ENDORSEMENTS = (
    "Endorsement Date", "Skill Name", "Endorser First Name", "Endorser Last Name",
    "Endorser Public Url", "Endorsement Status",
)  # fmt: skip
ENDORSEMENTS_UTF16 = (
    "Endorsement Date", "Skill Name", "Endorser First Name", "Endorser Last Name",
    "Endorsement Status", "Display Status",
)  # fmt: skip
IMPORTED = (
    "FirstName", "MiddleName", "LastName", "MaidenName", "NickName", "NamePrefix", "NameSuffix", "Title",
    "Emails", "PhoneNumbers", "CreatedAt", "UpdatedAt", "CountryCode", "RegionCode", "ThirdPartyVerified",
    "Location",
)  # fmt: skip
RECEIPTS = (
    "First Name", "Last Name", "Billing Country", "Postal Code", "Transaction Made At", "Payment Method Type",
    "Invoice Number", "Description", "Tax Amount", "Sub Total", "Total Amount", "Currency Code",
)  # fmt: skip
AD_TARGETING = (
    "Member Age", "Buyer Groups", "Company Names", "Company Names", "Company Follower of", "Company Names",
    "Company Category", "Company Size", "Degrees", "degreeClass", "Member Schools", "Company Growth Rate",
    "Fields of Study", "Company Connections", "Function By Size", "Job Functions", "Member Gender",
    "Graduation Year", "Member Groups", "Company Industries", "Member Interests", "Interface Locales",
    "interfaceLocale", "Member Traits", "Profile Locations", "Company Revenue", "Job Seniorities",
    "Member Skills", "Job Titles", "Job Titles", "Job Titles", "Years of Experience",
)  # fmt: skip

# ---------------------------------------------------------------- quirk 1: encoding and dialect

_add(
    "rfc4180-default",
    "Positions.csv",
    b"Company Name,Title,Description,Location,Started On,Finished On\n"
    b'Nordlys AS,Engineer,"Bridges, roads and one ""temporary"" dam",Oslo,Jan 2020,\n'
    b'"Fjord & Sons, Ltd.",Clerk,,Bergen,Mar 2016,Dec 2019\n',
    POSITIONS,
    [
        (
            "Nordlys AS",
            "Engineer",
            'Bridges, roads and one "temporary" dam',
            "Oslo",
            "Jan 2020",
            "",
        ),
        ("Fjord & Sons, Ltd.", "Clerk", "", "Bergen", "Mar 2016", "Dec 2019"),
    ],
    note="UTF-8 without BOM, comma, minimal quoting, LF.",
)
_add(
    "rfc4180-newline-in-quotes",
    "Rich_Media.csv",
    b"Date/Time,Media Description,Media Link\n"
    b'"You uploaded a feed photo on January 2, 2025 at 3:04 PM (GMT)","First line\n\nThird, after a blank one",'
    b"https://media.example.com/a\n"
    b'"You uploaded a profile photo on March 5, 2024 at 1:00 PM (GMT)", -,https://media.example.com/b\n',
    ("Date/Time", "Media Description", "Media Link"),
    [
        (
            "You uploaded a feed photo on January 2, 2025 at 3:04 PM (GMT)",
            "First line\n\nThird, after a blank one",
            "https://media.example.com/a",
        ),
        (
            "You uploaded a profile photo on March 5, 2024 at 1:00 PM (GMT)",
            "",
            "https://media.example.com/b",
        ),
    ],
    note="5 physical lines, 2 records. The blank line inside the quotes is text. ' -' is a placeholder.",
)
_add(
    "rfc4180-text-ends-in-backslash",
    "messages.csv",
    b"CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
    b'2-abc==,,Ada Lind,https://www.linkedin.com/in/ada,Bo Ek,https://www.linkedin.com/in/bo,2024-05-01 10:00:00 UTC,,"Look in the share, it is C:\\temp\\",INBOX\n'
    b'2-abc==,,Bo Ek,https://www.linkedin.com/in/bo,Ada Lind,https://www.linkedin.com/in/ada,2024-05-01 10:05:00 UTC,,"Thanks, got it",INBOX\n',
    MESSAGES_2025,
    [
        ("2-abc==", "", "Ada Lind", "https://www.linkedin.com/in/ada", "Bo Ek", "https://www.linkedin.com/in/bo",
         "2024-05-01 10:00:00 UTC", "", "Look in the share, it is C:\\temp\\", "INBOX"),
        ("2-abc==", "", "Bo Ek", "https://www.linkedin.com/in/bo", "Ada Lind", "https://www.linkedin.com/in/ada",
         "2024-05-01 10:05:00 UTC", "", "Thanks, got it", "INBOX"),
    ],
    note="The backslash dialect belongs to Comments 2025+ only: in an RFC 4180 file \\\" before a delimiter is a plain "
    "backslash and the closing quote. A reader that unescapes \\\" everywhere swallows the next record "
    "(E60/messages1.csv holds one such place).",
)  # fmt: skip
_add(
    "utf16le-tab-quoted",
    "Account Status History.csv",
    b"\xff\xfe"
    + '"Time"\t"Event"\n"2015/06/23 00:57:28 UTC"\t"Account Created"\n'.encode("utf-16-le"),
    ("Time", "Event"),
    [("2015/06/23 00:57:28 UTC", "Account Created")],
    note="BOM FF FE, TAB, every field quoted, LF as 0A 00.",
)
_add(
    "utf16le-treacherous-bytes",
    "Endorsement Received Info.csv",
    b"\xff\xfe"
    + (
        '"Endorsement Date"\t"Skill Name"\t"Endorser First Name"\t"Endorser Last Name"\t"Endorsement Status"\t"Display Status"\n'
        '"2020/12/09 09:00:07 UTC"\t"Logic (\u2200x, ""all"")"\t"\u010aikku"\t"Vella"\t"Accepted"\t"Show"\n'
        '"2020/12/06 00:18:39 UTC"\t"Tabs\tand, commas"\t"Mei \U0001f600"\t""\t"Redacted"\t"Show"\n'
    ).encode("utf-16-le"),
    ENDORSEMENTS_UTF16,
    [
        (
            "2020/12/09 09:00:07 UTC",
            'Logic (\u2200x, "all")',
            "\u010aikku",
            "Vella",
            "Accepted",
            "Show",
        ),
        ("2020/12/06 00:18:39 UTC", "Tabs\tand, commas", "Mei \U0001f600", "", "Redacted", "Show"),
    ],
    note="U+2200 is the bytes 00 22 and U+010A is 0A 01: a search for 0A or 22 in the bytes before decoding gives "
    "false line ends and quotes. A tab inside quotes is text; the emoji is a surrogate pair, one character.",
)

# ---------------------------------------------------------------- quirk 2: line ends

_add(
    "crlf",
    "Reactions.csv",
    b"Date,Type,Link\r\n"
    b"2021-03-04 05:06:07,LIKE,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6771234567890123456\r\n"
    b"2021-03-05 06:07:08,PRAISE,https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A6771234567890123457\r\n",
    REACTIONS,
    [
        ("2021-03-04 05:06:07", "LIKE", "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6771234567890123456"),
        ("2021-03-05 06:07:08", "PRAISE", "https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A6771234567890123457"),
    ],
    note="No \\r may stick to the last cell or to the last column name.",
)  # fmt: skip
_add(
    "crlf-and-lf-mixed",
    "Votes.csv",
    b"Date,Link,OptionText\r\n"
    b"2023-01-02 03:04:05,https://www.linkedin.com/feed/update/urn:li:activity:7012345678901234567,Tea\n"
    b"2023-01-03 03:04:05,https://www.linkedin.com/feed/update/urn:li:activity:7012345678901234568,Coffee\r\n"
    b"2023-01-04 03:04:05,https://www.linkedin.com/feed/update/urn:li:activity:7012345678901234569,Neither\n",
    ("Date", "Link", "OptionText"),
    [
        (
            "2023-01-02 03:04:05",
            "https://www.linkedin.com/feed/update/urn:li:activity:7012345678901234567",
            "Tea",
        ),
        (
            "2023-01-03 03:04:05",
            "https://www.linkedin.com/feed/update/urn:li:activity:7012345678901234568",
            "Coffee",
        ),
        (
            "2023-01-04 03:04:05",
            "https://www.linkedin.com/feed/update/urn:li:activity:7012345678901234569",
            "Neither",
        ),
    ],
    note="Both line ends end a record in the same file.",
)
_add(
    "crlf-inside-quotes-of-an-lf-file",
    "Learning.csv",
    b"Content Title,Content Description,Content Type,Content Last Watched Date (if viewed),"
    b"Content Completed At (if completed),Content Saved,Notes taken on videos (if taken),\n"
    b'Knots for sailors,"Learn, step by step:\r\nbowline\r\n\r\nreef knot",Course,2024-02-03 04:05 UTC,N/A,false,N/A,\n'
    b"Short walks,Nothing to say,Video (3rd Party Provider),N/A,N/A,true,N/A,\n",
    LEARNING,
    [
        ("Knots for sailors", "Learn, step by step:\r\nbowline\r\n\r\nreef knot", "Course", "2024-02-03 04:05 UTC",
         "", "false", "", ""),
        ("Short walks", "Nothing to say", "Video (3rd Party Provider)", "", "", "true", "", ""),
    ],
    note="A CRLF inside a quoted cell stays two characters: the description is 42 characters. 8 columns, the last one "
    "has an empty name; every row has 8 cells. N/A is a placeholder.",
)  # fmt: skip

# ---------------------------------------------------------------- quirk 3: ends of files

_add(
    "no-final-newline",
    "Company Follows.csv",
    b"Organization,Followed On\nNordlys AS,Tue Jun 05 06:06:22 UTC 2024\nFjord Museum,Wed Jul 10 16:42:05 UTC 2024",
    ("Organization", "Followed On"),
    [
        ("Nordlys AS", "Tue Jun 05 06:06:22 UTC 2024"),
        ("Fjord Museum", "Wed Jul 10 16:42:05 UTC 2024"),
    ],
    note="The last record counts although no newline ends it.",
)
_add(
    "no-final-newline-empty-last-cell",
    "Phone Numbers.csv",
    b"Extension,Number,Type\n,+47 5550100,Mobile\n,+47 5550101,",
    PHONES,
    [("", "+47 5550100", "Mobile"), ("", "+47 5550101", "")],
    note="The file ends in a delimiter: the last cell is there and empty.",
)
_add(
    "profile-summary-empty",
    "Profile Summary.csv",
    b"Profile Summary\n\n",
    ("Profile Summary",),
    [],
    note="17 bytes, no data, no warning: the blank line is not a record.",
)
_add(
    "header-only",
    "guide_messages.csv",
    b"CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n",
    MESSAGES_2025,
    [],
    note="113 bytes; three or four files of one export are identical to it. Nothing is left over: no warning.",
)
_add("empty-file", "Skills.csv", b"", (), [], note="0 bytes: no header, no record, no crash.")

# ---------------------------------------------------------------- quirk 4: headers

_add(
    "connections-notes-preamble",
    "Connections.csv",
    b"Notes:\n"
    b'"When you save your contacts, some addresses may be left out, see https://help.example.com/answer/261"\n'
    b"\n"
    b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    b'Ada,Lind,https://www.linkedin.com/in/adalind,,"Nordlys, AS",Engineer,07 Mar 2021',
    CONNECTIONS,
    [
        (
            "Ada",
            "Lind",
            "https://www.linkedin.com/in/adalind",
            "",
            "Nordlys, AS",
            "Engineer",
            "07 Mar 2021",
        )
    ],
    note="The three lines before the header are not records. The last line has no newline.",
)
_add(
    "connections-notes-preamble-crlf",
    "Connections.csv",
    b"Notes:\r\n"
    b'"When you save your contacts, some addresses may be left out."\r\n'
    b"\r\n"
    b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\r\n"
    b"Ada,Lind,https://www.linkedin.com/in/adalind,,Nordlys,Engineer,07 Mar 2021\r\n",
    CONNECTIONS,
    [
        (
            "Ada",
            "Lind",
            "https://www.linkedin.com/in/adalind",
            "",
            "Nordlys",
            "Engineer",
            "07 Mar 2021",
        )
    ],
    note="As after a re-save on Windows.",
)
_add(
    "connections-notes-preamble-multiline",
    "Connections.csv",
    b"Notes:\n"
    b'"When you save your contacts, some addresses may be left out.\n'
    b"\n"
    b'Ask the ""other side"" for them, First Name and Last Name are enough."\n'
    b"\n"
    b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    b"Ada,Lind,https://www.linkedin.com/in/adalind,,Nordlys,Engineer,07 Mar 2021\n"
    b"Bo,Ek,https://www.linkedin.com/in/boek,,Fjord,Clerk,08 Mar 2021,stray\n",
    CONNECTIONS,
    [
        (
            "Ada",
            "Lind",
            "https://www.linkedin.com/in/adalind",
            "",
            "Nordlys",
            "Engineer",
            "07 Mar 2021",
        )
    ],
    [8],
    note="The quoted note has three lines, including a blank one, and mentions columns. Line numbers count from the top of "
    "the file, with the preamble: the record with one cell too many starts on line 8.",
)
_add(
    "connections-no-preamble",
    "Connections.csv",
    b"First Name,Last Name,Email Address,Company,Position,Connected On\n"
    b"Ada,Lind,ada@example.org,Nordlys,Engineer,07 Mar 2021\n",
    ("First Name", "Last Name", "Email Address", "Company", "Position", "Connected On"),
    [("Ada", "Lind", "ada@example.org", "Nordlys", "Engineer", "07 Mar 2021")],
    note="Accepted at any date; the older header without URL.",
)
_add(
    "duplicate-column-names",
    "Ad_Targeting.csv",
    ",".join(AD_TARGETING)
    + "\n25-34,,Nordlys,Fjord & Sons,Museum of Knots; Tea Club,Oslo Shipyard,Big Companies,11-50,BSc,Bachelor,"
    "University of Oslo,,Mathematics,,,Engineering,Female,2014,,Shipbuilding,,en_US,en_US,"
    '"Job Seeker; Frequent Traveler",Oslo; Norway,,Senior,"Knots; C++; ""soft"" skills",Engineer,Lead,Owner,11 years\n',
    AD_TARGETING,
    [
        ("25-34", "", "Nordlys", "Fjord & Sons", "Museum of Knots; Tea Club", "Oslo Shipyard", "Big Companies", "11-50",
         "BSc", "Bachelor", "University of Oslo", "", "Mathematics", "", "", "Engineering", "Female", "2014", "",
         "Shipbuilding", "", "en_US", "en_US", "Job Seeker; Frequent Traveler", "Oslo; Norway", "", "Senior",
         'Knots; C++; "soft" skills', "Engineer", "Lead", "Owner", "11 years"),
    ],
    note="Company Names x3 and Job Titles x3: each column keeps its own cells, none is renamed in `header`.",
)  # fmt: skip
_add(
    "empty-column-names-in-the-middle",
    "Certifications.csv",
    b"Name,Url,Authority,Started On,Finished On,License Number,,,,Skills\n"
    b"Knot Master,https://cert.example.org/1,Harbour School,Jan-23,,KM-17,,,,Rope\n"
    b",,,,,,,,,Sailing\n",
    (
        "Name",
        "Url",
        "Authority",
        "Started On",
        "Finished On",
        "License Number",
        "",
        "",
        "",
        "Skills",
    ),
    [
        (
            "Knot Master",
            "https://cert.example.org/1",
            "Harbour School",
            "Jan-23",
            "",
            "KM-17",
            "",
            "",
            "",
            "Rope",
        ),
        ("", "", "", "", "", "", "", "", "", "Sailing"),
    ],
    note="Owner-edited (seen once): three empty names and an unknown column. All ten columns are kept.",
)

# ---------------------------------------------------------------- quirk 5: Comments 2025+, ImportedContacts

_add(
    "comments-backslash-quotes",
    "Comments.csv",
    b"Date,Link,Message\n"
    b'2025-06-01 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000001,"She said \\"yes\\" twice, and meant it"\n'
    b'2025-06-02 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000002,"First line\n\nthird \\"line\\""\n'
    b"2025-06-03 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7330000000000000003,Congratulations!\n"
    b'2025-06-04 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7330000000000000004,"\\"Quoted\\""\n'
    b'2025-06-05 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7330000000000000005,"Oslo, Bergen, Tromso"\n',
    COMMENTS,
    [
        ("2025-06-01 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000001",
         'She said "yes" twice, and meant it'),
        ("2025-06-02 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000002",
         'First line\n\nthird "line"'),
        ("2025-06-03 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7330000000000000003",
         "Congratulations!"),
        ("2025-06-04 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7330000000000000004",
         '"Quoted"'),
        ("2025-06-05 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7330000000000000005",
         "Oslo, Bergen, Tromso"),
    ],
    note="\\\" is a quote; newline and blank line inside quotes are text; \\\"\" at the end is a quote and the end.",
)  # fmt: skip
_add(
    "comments-backslash-plain",
    "Comments.csv",
    b"Date,Link,Message\n"
    b'2025-06-01 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000001,"Put it in C:\\new\\tools, \\"please\\""\n'
    b"2025-06-02 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000002,and/or \\ either\n"
    b"2025-06-03 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000003,see C:\\temp\\\n"
    b"2025-06-04 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000004,Fine\n",
    COMMENTS,
    [
        ("2025-06-01 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000001",
         'Put it in C:\\new\\tools, "please"'),
        ("2025-06-02 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000002",
         "and/or \\ either"),
        ("2025-06-03 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000003",
         "see C:\\temp\\"),
        ("2025-06-04 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000004", "Fine"),
    ],
    note="A backslash that does not stand before a quote is a plain backslash (\\n and \\t stay two characters), also "
    "unquoted and also at the end of a line.",
)  # fmt: skip
_add(
    "comments-backslash-at-end-of-quoted-text",
    "Comments.csv",
    b"Date,Link,Message\n"
    b'2025-06-01 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000001,"\\"Here\\", in C:\\temp\\"\n'
    b'2025-06-02 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000002,"Thanks, found it"\n',
    COMMENTS,
    [
        ("2025-06-01 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000001",
         '"Here", in C:\\temp\\'),
        ("2025-06-02 10:00:00", "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000002",
         "Thanks, found it"),
    ],
    note="\\\" at the end of the line could be an escaped quote. Chosen: it closes the cell when a line end and a "
    "record start (date,https) or the end of the file follow, because else the next record would be swallowed. "
    "Also defensible: reject line 2 and read line 3. Not defensible: one record, or two records lost.",
)  # fmt: skip
_add(
    "comments-empty-message",
    "Comments.csv",
    b"Date,Link,Message\n"
    b"2025-06-01 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000001,\n"
    b'2025-06-02 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000002,"a \\"b\\""\n',
    COMMENTS,
    [
        (
            "2025-06-01 10:00:00",
            "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000001",
            "",
        ),
        (
            "2025-06-02 10:00:00",
            "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7330000000000000002",
            'a "b"',
        ),
    ],
    note="A comment that is only a picture has an empty message.",
)
_add(
    "comments-backslash-member-id-suffix",
    "Comments_48213377.csv",
    b"Date,Link,Message\n"
    b'2026-02-01 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7420000000000000001,"Very \\"nice\\""\n',
    COMMENTS,
    [
        (
            "2026-02-01 10:00:00",
            "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7420000000000000001",
            'Very "nice"',
        )
    ],
    note="Quirk 11: _<member id> (5 digits or more) is still Comments, dialect included.",
)
_add(
    "importedcontacts-backslash-comma",
    "ImportedContacts.csv",
    ",".join(IMPORTED)
    + '\nAda,,Lind,,,,,,"ada@example.org\\, ada.lind@example.com","(555) 010-0100\\, (555) 010-0199","9/1/25, 3:04 PM",'
    '"9/2/25, 11:59 PM",no,,false,\nBo,,Ek,,,,,,bo@example.org,,"9/1/25, 3:04 PM","9/2/25, 11:59 PM",no,,false,\n',
    IMPORTED,
    [
        ("Ada", "", "Lind", "", "", "", "", "", "ada@example.org, ada.lind@example.com", "(555) 010-0100, (555) 010-0199",
         "9/1/25, 3:04 PM", "9/2/25, 11:59 PM", "no", "", "false", ""),
        ("Bo", "", "Ek", "", "", "", "", "", "bo@example.org", "", "9/1/25, 3:04 PM", "9/2/25, 11:59 PM", "no", "",
         "false", ""),
    ],
    note="\\, is repaired to a comma (so it is defined, and characters differ). The alternative "
    "keeps the backslash: then each list is one character longer.",
)  # fmt: skip

# ---------------------------------------------------------------- quirk 6: Comments to about 2024-07

_U = "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A"
_add(
    "comments-old-continuation",
    "Comments.csv",
    "Date,Link,Message\r\n"
    f"2021-01-10 10:00:00,{_U}6750000000000000001,Well done!\r\n"
    "Greetings from Oslo\r\n"
    f"2021-01-11 10:00:00,{_U}6750000000000000002,One line only\r\n"
    f"2021-01-12 10:00:00,{_U}6750000000000000003,Three lines\r\n"
    "the second\r\n"
    "the third\r\n",
    COMMENTS,
    [
        ("2021-01-10 10:00:00", f"{_U}6750000000000000001", "Well done!\nGreetings from Oslo"),
        ("2021-01-11 10:00:00", f"{_U}6750000000000000002", "One line only"),
        ("2021-01-12 10:00:00", f"{_U}6750000000000000003", "Three lines\nthe second\nthe third"),
    ],
    note="A newline alone does not quote. The repair joins with one \\n although the file is CRLF.",
)
_add(
    "comments-old-blank-lines",
    "Comments.csv",
    "Date,Link,Message\n"
    f"2021-01-10 10:00:00,{_U}6750000000000000001,First paragraph\n"
    "\n"
    "Second paragraph\n"
    f"2021-01-11 10:00:00,{_U}6750000000000000002,Trailing blank line\n"
    "\n"
    f'2021-01-12 10:00:00,{_U}6750000000000000003,"Quoted, for the comma"\n'
    "\n"
    f"2021-01-13 10:00:00,{_U}6750000000000000004,Last\n",
    COMMENTS,
    [
        ("2021-01-10 10:00:00", f"{_U}6750000000000000001", "First paragraph\n\nSecond paragraph"),
        ("2021-01-11 10:00:00", f"{_U}6750000000000000002", "Trailing blank line\n"),
        ("2021-01-12 10:00:00", f"{_U}6750000000000000003", "Quoted, for the comma"),
        ("2021-01-13 10:00:00", f"{_U}6750000000000000004", "Last"),
    ],
    note="A blank line after an unquoted comment belongs to it (the text then ends in \\n); after a quoted one it is no "
    "part of anything.",
)
_add(
    "comments-old-blank-line-at-end-of-file",
    "Comments.csv",
    f"Date,Link,Message\n2021-01-10 10:00:00,{_U}6750000000000000001,Bye\n\n",
    COMMENTS,
    [("2021-01-10 10:00:00", f"{_U}6750000000000000001", "Bye\n")],
    note="by the rule the blank line belongs to the unquoted comment ('Bye\\n', 4 characters). It may as well be "
    "the blank line one owner's tool added to every file ('Bye', 3 characters). One record either way.",
)
_add(
    "comments-old-tricky-continuations",
    "Comments.csv",
    "Date,Link,Message\n"
    f"2021-01-10 10:00:00,{_U}6750000000000000001,My three points\n"
    "1. tea, then coffee\n"
    "2 sugars\n"
    "2021-03-04 is the day\n"
    "2021-03-04 10:00:00, be there\n"
    "2021-03-04 10:00:00,http://example.org/plan\n"
    "https://example.org/a,b,c\n"
    f"2021-01-11 10:00:00,{_U}6750000000000000002,Next\n",
    COMMENTS,
    [
        (
            "2021-01-10 10:00:00",
            f"{_U}6750000000000000001",
            "My three points\n1. tea, then coffee\n2 sugars\n2021-03-04 is the day\n2021-03-04 10:00:00, be there\n"
            "2021-03-04 10:00:00,http://example.org/plan\nhttps://example.org/a,b,c",
        ),
        ("2021-01-11 10:00:00", f"{_U}6750000000000000002", "Next"),
    ],
    note="Only a date, a time and https at the beginning of a line start a record. The line with http:// is text.",
)
_add(
    "comments-old-quoted-and-unquoted",
    "Comments.csv",
    "Date,Link,Message\r\n"
    f'2021-01-10 10:00:00,{_U}6750000000000000001,"Hello, Ada!\r\nSo ""good"" to see\n\nyou"\r\n'
    f"2021-01-11 10:00:00,{_U}6750000000000000002,No comma here\r\n"
    "second line\n"
    "third line\r\n"
    "\n"
    "fifth line\r\n"
    f'2021-01-12 10:00:00,{_U}6750000000000000003,"Say ""hi"""\r\n',
    COMMENTS,
    [
        (
            "2021-01-10 10:00:00",
            f"{_U}6750000000000000001",
            'Hello, Ada!\r\nSo "good" to see\n\nyou',
        ),
        (
            "2021-01-11 10:00:00",
            f"{_U}6750000000000000002",
            "No comma here\nsecond line\nthird line\n\nfifth line",
        ),
        ("2021-01-12 10:00:00", f"{_U}6750000000000000003", 'Say "hi"'),
    ],
    note="Line breaks inside quotes are kept (CRLF is two characters, LF one). A text joined from continuation lines gets "
    "one \\n per break, whether it was LF or CRLF. Quotes are doubled, not backslashed.",
)
_add(
    "comments-old-record-start-inside-quotes",
    "Comments.csv",
    "Date,Link,Message\n"
    f'2021-01-10 10:00:00,{_U}6750000000000000001,"From my export, look:\n'
    f"2020-12-24 10:00:00,{_U}6740000000000000009,Merry Christmas\n"
    'funny"\n'
    f"2021-01-11 10:00:00,{_U}6750000000000000002,Next\n",
    COMMENTS,
    [
        (
            "2021-01-10 10:00:00",
            f"{_U}6750000000000000001",
            f"From my export, look:\n2020-12-24 10:00:00,{_U}6740000000000000009,Merry Christmas\nfunny",
        ),
        ("2021-01-11 10:00:00", f"{_U}6750000000000000002", "Next"),
    ],
    note="properly closed quotes win over a line that looks like a record start. A reader that trusts the line "
    "start gives 3 records and damages the first; never seen in a real file.",
)
_add(
    "comments-old-orphan-line",
    "Comments.csv",
    f"Date,Link,Message\nleft over from somewhere\n2021-01-10 10:00:00,{_U}6750000000000000001,Hi\n",
    COMMENTS,
    [("2021-01-10 10:00:00", f"{_U}6750000000000000001", "Hi")],
    [2],
    note="A continuation line with no comment before it can belong to nothing: rejected, not dropped.",
)

# ---------------------------------------------------------------- quirk 7: Shares

_S = "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A"
_add(
    "shares-wrapped-lines",
    "Shares.csv",
    "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
    f'2024-09-01 10:00:00,{_S}7230000000000000001,"line one""\n""line two","","",MEMBER_NETWORK\n'
    f'2024-09-02 10:00:00,{_S}7230000000000000002,"line one""\n""""\n""line three","https://example.org/a","",MEMBER_NETWORK\n'
    f'2024-09-03 10:00:00,{_S}7230000000000000003,"a""\n""""\n""""\n""b, c","","https://example.org/m",MEMBER_NETWORK\n'
    f'2024-09-04 10:00:00,{_S}7230000000000000004,One line only,"","",MEMBER_NETWORK\n'
    f'2024-09-05 10:00:00,{_S}7230000000000000005,"","https://example.org/b","",MEMBER_NETWORK\n',
    SHARES,
    [
        ("2024-09-01 10:00:00", f"{_S}7230000000000000001", "line one\nline two", "", "", "MEMBER_NETWORK"),
        ("2024-09-02 10:00:00", f"{_S}7230000000000000002", "line one\n\nline three", "https://example.org/a", "",
         "MEMBER_NETWORK"),
        ("2024-09-03 10:00:00", f"{_S}7230000000000000003", "a\n\n\nb, c", "", "https://example.org/m", "MEMBER_NETWORK"),
        ("2024-09-04 10:00:00", f"{_S}7230000000000000004", "One line only", "", "", "MEMBER_NETWORK"),
        ("2024-09-05 10:00:00", f"{_S}7230000000000000005", "", "https://example.org/b", "", "MEMBER_NETWORK"),
    ],
    note="Each break is written as quote newline quote; \"\" is an empty cell.",
)  # fmt: skip
_add(
    "shares-own-quotes-at-line-ends",
    "Shares.csv",
    "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
    f'2024-09-01 10:00:00,{_S}7230000000000000001,"""hi""""\n""""bye""","","",MEMBER_NETWORK\n'
    f'2024-09-02 10:00:00,{_S}7230000000000000002,"a""\n""""""\n""b","","",MEMBER_NETWORK\n'
    f'2024-09-03 10:00:00,{_S}7230000000000000003,"He said ""wait""""\n""and waited","","",MEMBER_NETWORK\n',
    SHARES,
    [
        (
            "2024-09-01 10:00:00",
            f"{_S}7230000000000000001",
            '"hi"\n"bye"',
            "",
            "",
            "MEMBER_NETWORK",
        ),
        ("2024-09-02 10:00:00", f"{_S}7230000000000000002", 'a\n"\nb', "", "", "MEMBER_NETWORK"),
        (
            "2024-09-03 10:00:00",
            f"{_S}7230000000000000003",
            'He said "wait"\nand waited',
            "",
            "",
            "MEMBER_NETWORK",
        ),
    ],
    note="Only the one quote on each side of the break goes, left to right; the author's own quotes stay. Second record: "
    "a line that is a single quote.",
)
_add(
    "shares-crlf",
    "Shares.csv",
    "Date,ShareLink,ShareCommentary,SharedURL,MediaURL,Visibility\r\n"
    f'2021-02-01 10:00:00,{_S}6760000000000000001,"line one""\r\n""""\r\n""line three, with comma",,,MEMBER_NETWORK\r\n'
    f"2021-02-02 10:00:00,{_S}6760000000000000002,,https://example.org/a,,MEMBER_NETWORK\r\n",
    SHARES_OLD,
    [
        (
            "2021-02-01 10:00:00",
            f"{_S}6760000000000000001",
            "line one\n\nline three, with comma",
            "",
            "",
            "MEMBER_NETWORK",
        ),
        (
            "2021-02-02 10:00:00",
            f"{_S}6760000000000000002",
            "",
            "https://example.org/a",
            "",
            "MEMBER_NETWORK",
        ),
    ],
    note="The unwrapped break is one \\n also in a CRLF file. Header of the generation before 2024-08.",
)
_add(
    "shares-break-not-wrapped",
    "Shares.csv",
    "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
    f'2024-09-01 10:00:00,{_S}7230000000000000001,"line one\r\nline two, bare","","",MEMBER_NETWORK\n',
    SHARES,
    [
        (
            "2024-09-01 10:00:00",
            f"{_S}7230000000000000001",
            "line one\r\nline two, bare",
            "",
            "",
            "MEMBER_NETWORK",
        )
    ],
    note="A break without the quotes (never seen) is not a wrapped break, so it is kept. CRLF is two "
    "characters.",
)
_add(
    "shares-2018-utf16",
    "Shares.csv",
    b"\xff\xfe"
    + (
        '"Date"\t"Share Title"\t"Share Description"\t"Share Link"\t"Share Commentary"\t"Shared URL"\t"Media URL"\t"Type"\t"Visibility"\n'
        f'"2017/06/28 15:52:55 UTC"\t""\t""\t"{_U}6280000000000000001"\t"Good read, this"\t"http://example.org/r"\t""\t"ARTICLE"\t"PUBLIC"\n'
    ).encode("utf-16-le"),
    ("Date", "Share Title", "Share Description", "Share Link", "Share Commentary", "Shared URL", "Media URL", "Type",
     "Visibility"),
    [("2017/06/28 15:52:55 UTC", "", "", f"{_U}6280000000000000001", "Good read, this", "http://example.org/r", "",
      "ARTICLE", "PUBLIC")],
    note="Same file name, other dialect and columns: decide per file.",
)  # fmt: skip

# ---------------------------------------------------------------- quirk 8: SearchQueries

_add(
    "searchqueries-unquoted",
    "SearchQueries.csv",
    b"Time,Search Query\n"
    b"2025/02/03 04:05:06 UTC,sail maker\n"
    b"2025/02/03 04:06:06 UTC,sail maker, oslo, norway\n"
    b'2025/02/03 04:07:06 UTC,""\n'
    b'2025/02/03 04:08:06 UTC,"K"nots (rope, wire)\n'
    b"2025/02/03 04:09:06 UTC,Knut Hansen, skipper\\\n"
    b"2025/02/03 04:10:06 UTC,a,,b,\n"
    b"2025/02/03 04:11:06 UTC,\n",
    SEARCHES,
    [
        ("2025/02/03 04:05:06 UTC", "sail maker"),
        ("2025/02/03 04:06:06 UTC", "sail maker, oslo, norway"),
        ("2025/02/03 04:07:06 UTC", ""),
        ("2025/02/03 04:08:06 UTC", '"K"nots (rope, wire)'),
        ("2025/02/03 04:09:06 UTC", "Knut Hansen, skipper\\"),
        ("2025/02/03 04:10:06 UTC", "a,,b,"),
        ("2025/02/03 04:11:06 UTC", ""),
    ],
    note='2024-07 on: nothing is quoted, everything after the first comma is the query; only "" alone means empty. A '
    "trailing backslash is plain (E07 lines 4276, 4277, 4312, 4340).",
)
_add(
    "searchqueries-quoted",
    "SearchQueries.csv",
    b"Time,Search Query\n"
    b"2020/07/08 06:10:27 UTC,sail maker\n"
    b'2020/07/08 06:11:27 UTC,"sail maker, oslo."\n'
    b'2020/07/08 06:12:27 UTC,"say ""knot"""\n',
    SEARCHES,
    [
        ("2020/07/08 06:10:27 UTC", "sail maker"),
        ("2020/07/08 06:11:27 UTC", "sail maker, oslo."),
        ("2020/07/08 06:12:27 UTC", 'say "knot"'),
    ],
    note="Through 2024-03 RFC 4180.",
)
_add(
    "searchqueries-unquoted-exact-phrase",
    "SearchQueries.csv",
    b'Time,Search Query\n2025/02/03 04:05:06 UTC,sail maker, oslo\n2025/02/03 04:06:06 UTC,"sail maker"\n',
    SEARCHES,
    [("2025/02/03 04:05:06 UTC", "sail maker, oslo"), ("2025/02/03 04:06:06 UTC", '"sail maker"')],
    note="the first line shows that this file quotes nothing, so the quotes of the second were typed by the "
    "person (12 characters). Taken alone the line could be of the quoted generation (10 characters).",
)
_add(
    "searchqueries-line-without-time",
    "SearchQueries.csv",
    b"Time,Search Query\n2025/02/03 04:05:06 UTC,sail maker, oslo\nbroken\n2025/02/03 04:06:06 UTC,rope\n",
    SEARCHES,
    [("2025/02/03 04:05:06 UTC", "sail maker, oslo"), ("2025/02/03 04:06:06 UTC", "rope")],
    [3],
    note="One cell instead of two: rejected. (No query in any file has a line break, so this is not a continuation.)",
)
_add(
    "searchqueries-lost-line-end",
    "SearchQueries.csv",
    b"Time,Search Query\n2025/02/03 04:05:06 UTC,sail maker, oslo\n"
    b"2025/02/03 04:06:06 UTC,rope2025/02/03 04:07:06 UTC,wide sea\n"
    b"2025/02/03 04:08:06 UTC,rope,2025/02/03 04:09:06 UTC,wide sea\n2025/02/03 04:10:06 UTC,tar\n",
    SEARCHES,
    [("2025/02/03 04:05:06 UTC", "sail maker, oslo"), ("2025/02/03 04:10:06 UTC", "tar")],
    [3, 4],
    note="A line end was removed or became a comma: two searches, and not the five words of one.",
)
_add(
    "searchqueries-quoted-lost-line-end",
    "SearchQueries.csv",
    b'Time,Search Query\n2020/02/03 04:05:06 UTC,"sail maker, oslo"\n'
    b'2020/02/03 04:06:06 UTC,"red, rope"2020/02/03 04:07:06 UTC,wide\n2020/02/03 04:10:06 UTC,tar\n',
    SEARCHES,
    [("2020/02/03 04:05:06 UTC", "sail maker, oslo"), ("2020/02/03 04:10:06 UTC", "tar")],
    [3],
    note="The damaged line does not show that nothing is quoted in the file.",
)
_add(
    "searchqueries-torn-in-a-quoted-query",
    "SearchQueries.csv",
    b'Time,Search Query\n2020/02/03 04:05:06 UTC,\nred, rope"\n2020/02/03 04:06:06 UTC,5" rope\n'
    b'2020/02/03 04:07:06 UTC,"say ""knot"""\n2020/02/03 04:08:06 UTC,tar\n',
    SEARCHES,
    [
        ("2020/02/03 04:05:06 UTC", ""),
        ("2020/02/03 04:06:06 UTC", '5" rope'),
        ("2020/02/03 04:07:06 UTC", 'say "knot"'),
        ("2020/02/03 04:08:06 UTC", "tar"),
    ],
    [3],
    note="A line end for the quote: the line has as many cells as a record, but not its time. One quote in a record is text.",
)
_add(
    "searchqueries-for-a-time",
    "SearchQueries.csv",
    b"Time,Search Query\n2025/02/03 04:05:06 UTC,meeting 2025/02/03 04:05, sea\n"
    b"2025/02/03 04:06:06 UTC,2025/02/03 04:05:06 UTC\n"
    b"2025/02/03 04:07:06 UTC,at 2025-02-03 04:05:06 UTC, sea\n",
    SEARCHES,
    [
        ("2025/02/03 04:05:06 UTC", "meeting 2025/02/03 04:05, sea"),
        ("2025/02/03 04:06:06 UTC", "2025/02/03 04:05:06 UTC"),
        ("2025/02/03 04:07:06 UTC", "at 2025-02-03 04:05:06 UTC, sea"),
    ],
    note="No search begins inside these lines: the times have another form, or no comma behind them.",
)

# ---------------------------------------------------------------- quirk 9: LearningCoachMessages

_add(
    "learningcoach-none",
    "LearningCoachMessages.csv",
    b"No conversations found\n\n\n",
    COACH,
    [],
    note="0 records and nothing wrong: no warning about bytes left over.",
)
_add(
    "learningcoach-none-joined",
    "LearningCoachMessages.csv",
    b"No conversations found\n\nNo conversations found\n",
    COACH,
    [],
    note="Two files were joined.",
)
_add(
    "learningcoach-one",
    "LearningCoachMessages.csv",
    b"conversation: 0f9d3a52-6c1e-4b7a-9d3f-5a1b2c3d4e5f\n"
    b"timestamp: 1735689600000\n"
    b"user: How do I tie a bowline?\n"
    b"coach: Make a loop, then let the rabbit out of the hole.\n"
    b"\n",
    COACH,
    [
        (
            "0f9d3a52-6c1e-4b7a-9d3f-5a1b2c3d4e5f",
            "1735689600000",
            "How do I tie a bowline?",
            "Make a loop, then let the rabbit out of the hole.",
        )
    ],
    note="A block is a record, its keys are the columns.",
)
_add(
    "learningcoach-several-multiline",
    "LearningCoachMessages.csv",
    b"conversation: 0f9d3a52-6c1e-4b7a-9d3f-5a1b2c3d4e5f\n"
    b"timestamp: 1735689600000\n"
    b"user: How do I tie a bowline, quickly?\n"
    b"coach: Three steps:\n"
    b"1. make a loop\n"
    b'2. rabbit up, "round the tree"\n'
    b"3. and back: done\n"
    b"\n"
    b"conversation: 0f9d3a52-6c1e-4b7a-9d3f-5a1b2c3d4e5f\n"
    b"timestamp: 1735689661000\n"
    b"user: Thanks\n"
    b"coach: You are welcome\n"
    b"\n"
    b"\n"
    b"conversation: 7a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d\n"
    b"timestamp: 1738368000000\n"
    b"user: And a reef knot?\n"
    b"coach: Left over right,\n"
    b"right over left.\n",
    COACH,
    [
        ("0f9d3a52-6c1e-4b7a-9d3f-5a1b2c3d4e5f", "1735689600000", "How do I tie a bowline, quickly?",
         'Three steps:\n1. make a loop\n2. rabbit up, "round the tree"\n3. and back: done'),
        ("0f9d3a52-6c1e-4b7a-9d3f-5a1b2c3d4e5f", "1735689661000", "Thanks", "You are welcome"),
        ("7a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "1738368000000", "And a reef knot?",
         "Left over right,\nright over left."),
    ],
    note="Lines that start with no key belong to the text before, joined with \\n; blank lines divide and belong to no text. "
    "Commas and quotes mean nothing here.",
)  # fmt: skip
for _name, _damaged in {
    "conversation": b"convxrsation: b-2\ntimestamp: 1735689661000\n",
    "timestamp": b"conversation: b-2\ntimestamp 1735689661000\n",
    "line-end": b"conversation: b-2timestamp: 1735689661000\n",
}.items():
    _add(
        f"learningcoach-damaged-{_name}",
        "LearningCoachMessages.csv",
        b"conversation: a-1\ntimestamp: 1735689600000\nuser: Bowline?\ncoach: A loop.\n\n"
        + _damaged
        + b"user: Thanks\ncoach: Sure\n\n"
        b"conversation: c-3\ntimestamp: 1738368000000\nuser: Reef knot?\ncoach: Yes.\n",
        COACH,
        [("c-3", "1738368000000", "Reef knot?", "Yes.")],
        [1],
        note="The coach of the first conversation did not say `user: Thanks` and `coach: Sure`. Where its words end is not certain.",
    )
_add(
    "learningcoach-marks-in-text",
    "LearningCoachMessages.csv",
    b"conversation: a-1\ntimestamp: 1735689600000\nuser: A login?\ncoach: Write\nuser: mira\nOne coach: yes, one "
    b"conversation: no.\n",
    COACH,
    [
        (
            "a-1",
            "1735689600000",
            "A login?",
            "Write\nuser: mira\nOne coach: yes, one conversation: no.",
        )
    ],
    note="A single line that begins with a key is text, as is a key inside a line.",
)
_add(
    "learningcoach-blank-line-in-text",
    "LearningCoachMessages.csv",
    b"conversation: 0f9d3a52-6c1e-4b7a-9d3f-5a1b2c3d4e5f\n"
    b"timestamp: 1735689600000\n"
    b"user: Bowline?\n"
    b"coach: First paragraph.\n"
    b"\n"
    b"Second paragraph.\n"
    b"\n"
    b"conversation: 7a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d\n"
    b"timestamp: 1738368000000\n"
    b"user: Reef knot?\n"
    b"coach: Yes.\n",
    COACH,
    [
        (
            "0f9d3a52-6c1e-4b7a-9d3f-5a1b2c3d4e5f",
            "1735689600000",
            "Bowline?",
            "First paragraph.\n\nSecond paragraph.",
        ),
        ("7a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "1738368000000", "Reef knot?", "Yes."),
    ],
    note="a block ends where a blank line is followed by conversation: (or the end). The alternative ends it at "
    "every blank line and rejects line 6. What must not happen is that the second paragraph vanishes.",
)

# ---------------------------------------------------------------- quirk 10: messages

_add(
    "messages-2026-fully-quoted",
    "messages.csv",
    ",".join(f'"{c}"' for c in MESSAGES_2026)
    + '\n"2-abc==","","Ada Lind","https://www.linkedin.com/in/ada","Bo Ek, Ph.D.","https://www.linkedin.com/in/bo",'
    '"2026-03-01 10:00:00 UTC","","Hello Bo,\n\nhow is the ""boat""?\nAda","INBOX","","No"\n'
    '"2-abc==","","LinkedIn Member","","Ada Lind, Bo Ek","https://www.linkedin.com/in/ada,https://www.linkedin.com/in/bo",'
    '"2026-03-01 10:05:00 UTC","","","","https://media.example.com/1,https://media.example.com/2","Yes"\n',
    MESSAGES_2026,
    [
        ("2-abc==", "", "Ada Lind", "https://www.linkedin.com/in/ada", "Bo Ek, Ph.D.", "https://www.linkedin.com/in/bo",
         "2026-03-01 10:00:00 UTC", "", 'Hello Bo,\n\nhow is the "boat"?\nAda', "INBOX", "", "No"),
        ("2-abc==", "", "LinkedIn Member", "", "Ada Lind, Bo Ek",
         "https://www.linkedin.com/in/ada,https://www.linkedin.com/in/bo", "2026-03-01 10:05:00 UTC", "", "", "",
         "https://media.example.com/1,https://media.example.com/2", "Yes"),
    ],
    note="Header and empty cells quoted too; CONTENT keeps its real line breaks. 2 records on 6 physical lines.",
)  # fmt: skip
_add(
    "messages-html-and-placeholders",
    "messages.csv",
    ",".join(MESSAGES_2025)
    + '\n2-abc==,Great offer,Ada Lind,https://www.linkedin.com/in/ada,Bo Ek,,2022-03-01 10:00:00 UTC,Great offer,'
    '"<p class=""spinmail-quill-editor__spin-break"">Hi %FIRSTNAME%, tea &amp; cake?</p>",SPAM\n',
    MESSAGES_2025,
    [
        ("2-abc==", "Great offer", "Ada Lind", "https://www.linkedin.com/in/ada", "Bo Ek", "", "2022-03-01 10:00:00 UTC",
         "Great offer", "Hi %FIRSTNAME%, tea & cake?", "SPAM"),
    ],
    note="HTML is removed, and entities are decoded. An unfilled name is kept as it is.",
)  # fmt: skip
for _name, _content, _text in (
    ("cut-off-in-a-link", '<p>Hi</p><a href=""https://x.exa', "Hi"),
    ("cut-off-in-an-end-tag", "<p>Hi <b>you</b></p", "Hi you"),
    ("ending-in-a-sign", "<p>Hi</p> 3 <a 4", "Hi 3 <a 4"),
    ("not-html", "Hi <a href=x", "Hi <a href=x"),
):
    _add(
        f"messages-{_name}",
        "messages.csv",
        f'{",".join(MESSAGES_2025)}\n2-abc==,,Ada,,Bo,,2022-03-01 10:00:00 UTC,,"{_content}",INBOX\n',
        MESSAGES_2025,
        [("2-abc==", "", "Ada", "", "Bo", "", "2022-03-01 10:00:00 UTC", "", _text, "INBOX")],
        note="A tag that is cut off at the end of HTML is not text. Without an attribute, `<` may be a sign.",
    )
_add(
    "messages-2018",
    "Messages.csv",
    b"From,To,Date,Subject,Content,Direction,Folder\n"
    b'Ada Lind,Bo Ek,"3/4/18, 5:06 PM",RE: boat,"Yes, gladly",INCOMING,INBOX\n',
    ("From", "To", "Date", "Subject", "Content", "Direction", "Folder"),
    [("Ada Lind", "Bo Ek", "3/4/18, 5:06 PM", "RE: boat", "Yes, gladly", "INCOMING", "INBOX")],
    note="Capital M and 7 columns in 2018.",
)

# ---------------------------------------------------------------- quirks 11 and 12: names

_add(
    "shard-job-applications",
    "Jobs/Job Applications_1.csv",
    ",".join(JOB_APPLICATIONS)
    + '\n"1/2/25, 3:04 PM",ada@example.org,+47 5550100,Nordlys,Engineer,https://www.linkedin.com/jobs/view/1,cv.pdf,'
    '"Years of rope work?:7 | Do you accept\nshift work, at sea?:Yes"\n',
    (*JOB_APPLICATIONS, "Question And Answers (questions)"),
    [
        ("1/2/25, 3:04 PM", "ada@example.org", "+47 5550100", "Nordlys", "Engineer",
         "https://www.linkedin.com/jobs/view/1", "cv.pdf", "7\nYes",
         "Years of rope work?\nDo you accept\nshift work, at sea?"),
    ],
    note="_1 is a shard of Job Applications; a question may hold a line break. Questions get a column of their own.",
)  # fmt: skip
_add(
    "receipts-v2-is-no-shard",
    "Receipts_v2.csv",
    ",".join(RECEIPTS)
    + "\nAda,Lind,no,0150,3/4/25 5:06 AM UTC,CARD,1234567890,Premium,0.00,29.99,29.99,EUR\n",
    RECEIPTS,
    [
        (
            "Ada",
            "Lind",
            "no",
            "0150",
            "3/4/25 5:06 AM UTC",
            "CARD",
            "1234567890",
            "Premium",
            "0.00",
            "29.99",
            "29.99",
            "EUR",
        )
    ],
    note="_v2 is neither a shard nor a member id; coexists with Receipts.csv.",
)
_add(
    "flattened-to-root",
    "Saved Jobs.csv",
    b'Saved Date,Job Url,Job Title,Company Name\n"1/2/25, 3:04 PM",https://www.linkedin.com/jobs/view/1,Skipper,Nordlys\n',
    ("Saved Date", "Job Url", "Job Title", "Company Name"),
    [("1/2/25, 3:04 PM", "https://www.linkedin.com/jobs/view/1", "Skipper", "Nordlys")],
    note="Usually Jobs/Saved Jobs.csv; owners flatten.",
)
_add(
    "misspelt-opprtunities",
    "Services Marketplace/Opprtunities.csv",
    b"Creation Time,Marketplace Type,Service Category,Location,Questions and Answers,Preferred Providers,Status\n"
    b'Wed Jul 10 16:42:05 UTC 2024,SERVICE_MARKETPLACE,Writing,Oslo,"1. When? Soon\n2. How much? 100, at most",,CLOSED\n',
    ("Creation Time", "Marketplace Type", "Service Category", "Location", "Questions and Answers", "Preferred Providers",
     "Status"),
    [("Wed Jul 10 16:42:05 UTC 2024", "SERVICE_MARKETPLACE", "Writing", "Oslo",
      "1. When? Soon\n2. How much? 100, at most", "", "CLOSED")],
    note="LinkedIn's spelling.",
)  # fmt: skip
_add(
    "job-application-answers-odd-name",
    "Jobs/Job Application Answers/2019-02-16 17:55:08-Skipper \u2013 Night | Day-Nordlys.csv",
    b"Question,Answer\nFirst name,Ada\nMobile number, +47 5550100\n",
    ANSWERS,
    [("First name", "Ada"), ("Mobile number", " +47 5550100")],
    note="Colons, | and an en dash in the name; the leading blank of an unquoted cell is kept (12 characters).",
)
_add(
    "job-application-answers-slash-in-title",
    "Jobs/Job Application Answers/2019-02-19 03:57:08-UX/UI-Nordlys.csv",
    b"Question,Answer\nFirst name,Ada\n",
    ANSWERS,
    [("First name", "Ada")],
    note="A / in the job title adds a folder to the path (E37 has three such files). The file is named UI-Nordlys.csv, and "
    "only the folder identifies it.",
)

# ---------------------------------------------------------------- quirk 17

_add(
    "connections-hidden-members",
    "Connections.csv",
    b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    b",,,,,,07 Mar 2021\n"
    b"Ji\xc5\x99\xc3\xad,Nov\xc3\xa1k,https://www.linkedin.com/in/ji%C5%99%C3%AD-nov%C3%A1k,urn:li:member:12345678,,,08 Mar 2021\n"
    b"Ada,Lind,https://www.linkedin.com/in/adalind,,  ,Engineer,09 Mar 2021",
    CONNECTIONS,
    [
        ("", "", "", "", "", "", "07 Mar 2021"),
        ("Ji\u0159\u00ed", "Nov\u00e1k", "https://www.linkedin.com/in/ji%C5%99%C3%AD-nov%C3%A1k", "urn:li:member:12345678",
         "", "", "08 Mar 2021"),
        ("Ada", "Lind", "https://www.linkedin.com/in/adalind", "", "  ", "Engineer", "09 Mar 2021"),
    ],
    note="A hidden member is a record with one value. Percent-encoding and the urn in the e-mail column stay. The company of "
    "two blanks is a cell, but no value (E51 line 1872, E44 line 425, E37 line 4065 have such cells).",
)  # fmt: skip
_add(
    "endorsement-url-without-scheme",
    "Endorsement_Received_Info.csv",
    ",".join(ENDORSEMENTS)
    + "\n2024/02/25 13:21:15 UTC,Rope Work,Bo,Ek,www.linkedin.com/in/boek,ACCEPTED\n",
    ENDORSEMENTS,
    [("2024/02/25 13:21:15 UTC", "Rope Work", "Bo", "Ek", "www.linkedin.com/in/boek", "ACCEPTED")],
    note="Same stem as the UTF-16 file with blanks in its name, other columns.",
)
_add(
    "invitations-urns",
    "Invitations.csv",
    ",".join(INVITATIONS)
    + '\nAda Lind,Bo Ek,"7/8/23, 9:10 AM","Hi Bo, let us meet",OUTGOING,urn:li:member:111111,urn:li:member:222222\n'
    'Cy Foss,Ada Lind,"8/9/23, 10:11 PM",,INCOMING,urn:li:member:333333,urn:li:member:111111\n',
    INVITATIONS,
    [
        ("Ada Lind", "Bo Ek", "7/8/23, 9:10 AM", "Hi Bo, let us meet", "OUTGOING", "urn:li:member:111111",
         "urn:li:member:222222"),
        ("Cy Foss", "Ada Lind", "8/9/23, 10:11 PM", "", "INCOMING", "urn:li:member:333333", "urn:li:member:111111"),
    ],
    note="2023-07 to 2023-09: Urn columns; URLs after.",
)  # fmt: skip

# ---------------------------------------------------------------- quirk 18

_add(
    "records-without-values",
    "PhoneNumbers.csv",
    b"Extension,Number,Type\n,,\n,+47 5550100,Mobile\n,,\n",
    PHONES,
    [("", "", ""), ("", "+47 5550100", "Mobile"), ("", "", "")],
    note="3 records, 2 values, 17 characters: ,, is a record without values, not a blank line.",
)
_add(
    "one-column-empty-quotes",
    "Skills.csv",
    b'Name\nRope Work\n""\n\nSailing\n',
    ("Name",),
    [("Rope Work",), ("",), ("Sailing",)],
    note='In a one-column file "" is a record without values; a blank line is none.',
)

# ---------------------------------------------------------------- quirk 19

_add(
    "lists-inside-cells",
    "Profile.csv",
    b"First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers\n"
    b'Ada,Lind,,"Quay 1, Oslo",Jun 3,Engineer | Sailor,"Builds boats; sails them.",Shipbuilding,0150,"Oslo, Norway",[adalind],'
    b'"[PORTFOLIO:https://example.org,PERSONAL:https://example.com]",[SKYPE:ada.lind]\n',
    ("First Name", "Last Name", "Maiden Name", "Address", "Birth Date", "Headline", "Summary", "Industry", "Zip Code",
     "Geo Location", "Twitter Handles", "Websites", "Instant Messengers"),
    [("Ada", "Lind", "", "Quay 1, Oslo", "Jun 3", "Engineer | Sailor", "Builds boats; sails them.", "Shipbuilding", "0150",
      "Oslo, Norway", "[adalind]", "[PORTFOLIO:https://example.org,PERSONAL:https://example.com]", "[SKYPE:ada.lind]")],
    note="Lists stay one value; 0150 keeps its zero.",
)  # fmt: skip
_add(
    "java-map-text",
    "SavedJobAlerts.csv",
    b"ALERT_PARAMETERS,QUERY_CONTEXT,SAVED_SEARCH_ID\n"
    b'"[frequency: DAILY, channels: [EMAIL, NOTIFICATION]]","{keywords=sail maker, facets={geo=[1,2]}}",1234567890\n',
    ("ALERT_PARAMETERS", "QUERY_CONTEXT", "SAVED_SEARCH_ID"),
    [
        (
            "[frequency: DAILY, channels: [EMAIL, NOTIFICATION]]",
            "{keywords=sail maker, facets={geo=[1,2]}}",
            "1234567890",
        )
    ],
    note="Java map text is one value per cell.",
)

# ---------------------------------------------------------------- quirk 20

_add(
    "links-encoded-and-plain",
    "Saved_Items.csv",
    b"savedItem,CreatedTime\n"
    b"https://www.linkedin.com/feed/update/urn:li:activity:7012345678901234567,2025-03-04 05:06:07\n"
    b"https://www.linkedin.com/feed/update/urn%3Ali%3AgroupPost%3A4424-371463392?commentUrn=urn%3Ali%3Acomment%3A%28a%2Cb%29,2025-03-05 05:06:07\n",
    ("savedItem", "CreatedTime"),
    [
        (
            "https://www.linkedin.com/feed/update/urn:li:activity:7012345678901234567",
            "2025-03-04 05:06:07",
        ),
        (
            "https://www.linkedin.com/feed/update/urn%3Ali%3AgroupPost%3A4424-371463392?commentUrn=urn%3Ali%3Acomment%3A%28a%2Cb%29",
            "2025-03-05 05:06:07",
        ),
    ],
    note="No decoding: %2C must not become a delimiter.",
)
_add(
    "member-follows-without-status",
    "Member_Follows.csv",
    b'Date,FullName\r\n2021-01-02 03:04:05,"Ada Lind, MSc"\r\n',
    ("Date", "FullName"),
    [("2021-01-02 03:04:05", "Ada Lind, MSc")],
    note="2021-01: no Status column.",
)

# ---------------------------------------------------------------- quirk 21

_LONG = ("Hoist the \u201cmain\u201d sail, " * 2000)[:39_999] + "!"
_add(
    "very-long-cell",
    "Private_identity_asset.csv",
    "Private Identity Asset Name,Private Identity Asset Raw Text\n"
    + f'cv.pdf,"{_LONG}"\nother.pdf,short\n',
    ("Private Identity Asset Name", "Private Identity Asset Raw Text"),
    [("cv.pdf", _LONG), ("other.pdf", "short")],
    note="40,000 characters in one cell (more bytes than characters).",
)

# ---------------------------------------------------------------- values that other readers eat

_add(
    "values-that-look-like-something-else",
    "Job Applicant Saved Answers.csv",
    b"Question,Answer\n"
    b"Middle name,NA\n"
    b"Other country,N/A\n"
    b"Nickname,None\n"
    b"Surname,null\n"
    b"Rating,NaN\n"
    b"Zip code,01234\n"
    b"Salary,1e5\n"
    b"Relocate,true\n"
    b"Phone,-\n"
    b"Fax,   \n"
    b"Quoted blanks,\"  \"\n"
    b"Padded, yes \n"
    b"Missing,\n"
    b"Formula,=1+1\n",
    ANSWERS,
    [
        ("Middle name", "NA"), ("Other country", "N/A"), ("Nickname", "None"), ("Surname", "null"), ("Rating", "NaN"),
        ("Zip code", "01234"), ("Salary", "1e5"), ("Relocate", "true"), ("Phone", "-"), ("Fax", "   "),
        ("Quoted blanks", "  "), ("Padded", " yes "), ("Missing", ""), ("Formula", "=1+1"),
    ],
    note="Everything is text. 14 records; the Answer column has 11 values (the cells of blanks and the empty one are none) "
    "and 38 characters: ' yes ' counts 5, its blanks included.",
)  # fmt: skip

# ---------------------------------------------------------------- not LinkedIn, but in every user's folder

_add(
    "cp1252-after-excel",
    "Recommendations_Received.csv",
    b"First Name,Last Name,Company,Job Title,Text,Creation Date,Status\r\n"
    b'Ren\xe9e,Lind,Nordlys,"Skipper, senior","Ada\x92s boats are \x93solid\x94 \x96 worth every \x80.",7-Jun-22,VISIBLE\r\n',
    ("First Name", "Last Name", "Company", "Job Title", "Text", "Creation Date", "Status"),
    [("Ren\u00e9e", "Lind", "Nordlys", "Skipper, senior",
      "Ada\u2019s boats are \u201csolid\u201d \u2013 worth every \u20ac.", "7-Jun-22", "VISIBLE")],
    note="Not UTF-8: read as cp1252, one character per byte, and reported.",
)  # fmt: skip
_add(
    "utf8-bom",
    "Skills.csv",
    b"\xef\xbb\xbfName\r\nRope Work\r\nSm\xc3\xb8rbr\xc3\xb8d\r\n",
    ("Name",),
    [("Rope Work",), ("Sm\u00f8rbr\u00f8d",)],
    note="The BOM is not part of the first column's name.",
)
_add(
    "utf8-bom-on-a-separate-line",
    "Skills.csv",
    b"Name\nRope Work\n\xef\xbb\xbf\nKnots\n",
    ("Name",),
    [("Rope Work",), ("Knots",)],
    note="Nobody sees a BOM: the line is blank. No record, and none lost.",
)
_add(
    "utf8-bom-alone-below-the-header",
    "Skills_1.csv",
    b"Name\n\xef\xbb\xbf\n",
    ("Name",),
    [],
    note="As above; there is nothing else in the file.",
)
_add(
    "utf8-bom-in-the-first-cell",
    "Skills.csv",
    b"Name\n\xef\xbb\xbfRope Work\n\xef\xbb\xbfKnots\n",
    ("Name",),
    [("\ufeffRope Work",), ("\ufeffKnots",)],
    note="Cells are never stripped, not even the first one, where a BOM could begin a file.",
)
_add(
    "utf8-bom-files-put-together",
    "Reactions.csv",
    b"\xef\xbb\xbfDate,Type,Link\n2024-08-01 10:00:00,LIKE,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A1\n"
    b"\xef\xbb\xbfDate,Type,Link\n2024-08-02 10:00:00,LIKE,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A2\n",
    REACTIONS,
    [
        (
            "2024-08-01 10:00:00",
            "LIKE",
            "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A1",
        ),
        (
            "2024-08-02 10:00:00",
            "LIKE",
            "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A2",
        ),
    ],
    note="The second file's header, with its BOM, is not a record.",
)
_add(
    "utf8-bom-before-notes",
    "Connections.csv",
    b'\xef\xbb\xbfNotes:\r\n"Some addresses may be left out."\r\n\r\n'
    b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\r\n"
    b"Ada,Lind,https://www.linkedin.com/in/adalind,NA,Nordlys,Engineer,07-Jun-22\r\n",
    CONNECTIONS,
    [
        (
            "Ada",
            "Lind",
            "https://www.linkedin.com/in/adalind",
            "NA",
            "Nordlys",
            "Engineer",
            "07-Jun-22",
        )
    ],
    note="BOM, preamble, Excel's date, NA written into empty cells (as in E22): read as it is, the date is another reader's "
    "worry.",
)
_add(
    "semicolons",
    "Reactions.csv",
    b"Date;Type;Link\r\n"
    b"6/7/2022 13:05;LIKE;https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6771234567890123456\r\n"
    b'6/8/2022 14:05;PRAISE;"https://www.linkedin.com/feed/update/a;b,c"\r\n',
    REACTIONS,
    [
        (
            "6/7/2022 13:05",
            "LIKE",
            "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6771234567890123456",
        ),
        ("6/8/2022 14:05", "PRAISE", "https://www.linkedin.com/feed/update/a;b,c"),
    ],
    note="A re-save in a country with decimal commas. Quoted semicolons and bare commas are text.",
)
_add(
    "whole-lines-quoted",
    "Reactions.csv",
    b'"Date,Type,Link"\r\n'
    b'"2021-12-01 10:00:00,LIKE,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6870000000000000001"\r\n'
    b'"2021-12-02 10:00:00,PRAISE,""https://www.linkedin.com/feed/update/a,b"""\r\n',
    REACTIONS,
    [
        (
            "2021-12-01 10:00:00",
            "LIKE",
            "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6870000000000000001",
        ),
        ("2021-12-02 10:00:00", "PRAISE", "https://www.linkedin.com/feed/update/a,b"),
    ],
    note="unwrapped to the file it was. A reader may instead name it and read one column 'Date,Type,Link' with 2 "
    "records, but then nothing is measured where it belongs. Inner quotes are doubled once more.",
)
_add(
    "trailing-blank-lines",
    "Languages.csv",
    b"Name,Proficiency\nNorwegian,Native or bilingual proficiency\nEnglish,\n\n\r\n\n",
    ("Name", "Proficiency"),
    [("Norwegian", "Native or bilingual proficiency"), ("English", "")],
    note="Blank lines, LF or CRLF, are not records.",
)
_add(
    "blank-lines-between-records",
    "Languages.csv",
    b"Name,Proficiency\n\nNorwegian,Native or bilingual proficiency\n\r\nEnglish,,\nDanish,Elementary,x\n",
    ("Name", "Proficiency"),
    [("Norwegian", "Native or bilingual proficiency"), ("English", "")],
    [6],
    note="Line numbers count blank lines: the bad record is on line 6. English has one empty cell too many, which is dropped.",
)
_add(
    "index-column-added",
    "Skills.csv",
    b",Name\n0,Rope Work\n1,Sailing\n",
    ("", "Name"),
    [("0", "Rope Work"), ("1", "Sailing")],
    note="The index from pandas is kept as a column without a name, which is unknown. Its numbers are not personal data. "
    "The alternative is to drop it and report that; the rows are then ('Rope Work',), ('Sailing',).",
)
_add(
    "excel-resave",
    "Connections.csv",
    b"First Name,Last Name,Company,Position,Connected On\r\nAda,Lind,Nordlys,Engineer,7-Jun-22\r\nBo,Ek,,,6/7/2022\r\n",
    ("First Name", "Last Name", "Company", "Position", "Connected On"),
    [("Ada", "Lind", "Nordlys", "Engineer", "7-Jun-22"), ("Bo", "Ek", "", "", "6/7/2022")],
    note="Columns dropped, dates rewritten: still Connections, still 2 records.",
)
_add(
    "xlsx-named-csv",
    "Reactions.csv",
    b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00b\xee\x9dh^\x01\x00\x00\x90\x04\x00\x00\x13\x00\x08\x02"
    b"[Content_Types].xml \xa2\x04\x02(\xa0\x00\x02\n\x00\x00\n",
    (),
    [],
    note="A workbook, not a CSV: named as such (a problem or an error in one sentence), nothing read, no crash, no mojibake "
    "table.",
)
_add(
    "reactions-without-header",
    "Reactions.csv",
    b"2023-07-01 10:00:00,LIKE,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7080000000000000001\n"
    b"2023-07-02 10:00:00,PRAISE,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7080000000000000002\n",
    REACTIONS,
    [
        (
            "2023-07-01 10:00:00",
            "LIKE",
            "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7080000000000000001",
        ),
        (
            "2023-07-02 10:00:00",
            "PRAISE",
            "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7080000000000000002",
        ),
    ],
    note="Seen once, owner-made: the header LinkedIn writes is filled in, and both lines are records.",
)

# ---------------------------------------------------------------- broken files

_add(
    "truncated-in-quotes",
    "Positions.csv",
    b"Company Name,Title,Description,Location,Started On,Finished On\n"
    b'Nordlys,Engineer,"Boats, mostly",Oslo,Jan 2020,\n'
    b"Fjord,Clerk,Papers,Bergen,Mar 2016,Dec 2019\n"
    b'Quay,Cook,"Soup, fish and',
    POSITIONS,
    [
        ("Nordlys", "Engineer", "Boats, mostly", "Oslo", "Jan 2020", ""),
        ("Fjord", "Clerk", "Papers", "Bergen", "Mar 2016", "Dec 2019"),
    ],
    [4],
    note="The download broke off inside a quoted cell: that record is rejected, all before it are read.",
)
_add(
    "truncated-in-quotes-multiline",
    "Positions.csv",
    b"Company Name,Title,Description,Location,Started On,Finished On\n"
    b'Nordlys,Engineer,"Boats,\nmostly",Oslo,Jan 2020,\n'
    b'Quay,Cook,"Soup, fish and\nbread on weekdays\ncake on Sund',
    POSITIONS,
    [("Nordlys", "Engineer", "Boats,\nmostly", "Oslo", "Jan 2020", "")],
    [4],
    note="one unfinished record that starts on line 4. A reader that tries to find its feet again after line 4 "
    "rejects lines 5 and 6 as well ([4, 5, 6]): more noise, no loss. Line numbers are physical: the second record starts "
    "on line 4 because the first has two lines.",
)
_add(
    "truncated-in-character",
    "Skills.csv",
    b"Name\nSm\xc3\xb8rbr\xc3\xb8d\nSkip\xc3",
    ("Name",),
    [("Sm\u00f8rbr\u00f8d",), ("Skip\ufffd",)],
    [],
    note="Broken off inside a UTF-8 character: the record is read with a mark for it, and the file is not taken for cp1252.",
)
_add(
    "broken-quote-swallows-up-to-next-quote",
    "Positions.csv",
    b"Company Name,Title,Description,Location,Started On,Finished On\n"
    b'Nordlys,Engineer,"Boats, mostly",Oslo,Jan 2020,\n'
    b'Fjord,Clerk,"Papers,Bergen,Mar 2016,Dec 2019\n'
    b"Quay,Cook,Soup,Oslo,Jan 2014,Feb 2016\n"
    b'Harbour,Guard,"Gates, at night",Oslo,Jan 2012,Dec 2013\n'
    b"School,Pupil,,Oslo,Jan 2000,Jun 2011\n",
    POSITIONS,
    [
        ("Nordlys", "Engineer", "Boats, mostly", "Oslo", "Jan 2020", ""),
        ("Quay", "Cook", "Soup", "Oslo", "Jan 2014", "Feb 2016"),
        ("Harbour", "Guard", "Gates, at night", "Oslo", "Jan 2012", "Dec 2013"),
        ("School", "Pupil", "", "Oslo", "Jan 2000", "Jun 2011"),
    ],
    [3],
    note="Line 3 opens a quote and never closes it. The cell would run to the quote before Gates, where a letter follows "
    "the closing quote. No RFC file has that, so the fault is in the record that starts on line 3. Expected: reject line "
    "3 and continue with line 4. A plain reader makes one ragged record of lines 3-5 and rejects it: it finds 3 records "
    "instead of 5 and loses Quay and Harbour in silence.",
)
_add(
    "broken-quote-swallows-rest-of-file",
    "Positions.csv",
    b"Company Name,Title,Description,Location,Started On,Finished On\n"
    b'Fjord,Clerk,"Papers,Bergen,Mar 2016,Dec 2019\n'
    b"Quay,Cook,Soup,Oslo,Jan 2014,Feb 2016\n"
    b"School,Pupil,,Oslo,Jan 2000,Jun 2011\n",
    POSITIONS,
    [
        ("Quay", "Cook", "Soup", "Oslo", "Jan 2014", "Feb 2016"),
        ("School", "Pupil", "", "Oslo", "Jan 2000", "Jun 2011"),
    ],
    [2],
    note="The file has no second quote, so this looks like truncated-in-quotes-multiline. The difference: every line "
    "after it is a whole record with the header's number of cells, so these are read. The alternative, [2] and no rows, "
    "is honest only if the report mentions the loss of the rest of the file.",
)
_add(
    "unescaped-quotes-inside",
    "Positions.csv",
    b"Company Name,Title,Description,Location,Started On,Finished On\n"
    b'Nordlys,Engineer,"The "fast" boats",Oslo,Jan 2020,\n'
    b"Fjord,Clerk,Papers,Bergen,Mar 2016,Dec 2019\n",
    POSITIONS,
    [
        ("Nordlys", "Engineer", '"The "fast" boats"', "Oslo", "Jan 2020", ""),
        ("Fjord", "Clerk", "Papers", "Bergen", "Mar 2016", "Dec 2019"),
    ],
    [],
    note="All quotes close on the line and the number of cells is right, so the cell is kept as written, with its quotes.",
)
_add(
    "bare-quote-in-unquoted-cell",
    "Skills.csv",
    b'Name\n19" racks\nRope "Work"\n',
    ("Name",),
    [('19" racks',), ('Rope "Work"',)],
    note="A quote that does not open the cell is a plain character (hand-made file; LinkedIn would quote the cell).",
)
_add(
    "too-many-cells",
    "Languages.csv",
    b"Name,Proficiency\nNorwegian,Native, or bilingual\nEnglish,Full\n",
    ("Name", "Proficiency"),
    [("English", "Full")],
    [2],
    note="No documented quirk explains it: rejected with its line number.",
)
_add(
    "too-few-cells",
    "Positions.csv",
    b"Company Name,Title,Description,Location,Started On,Finished On\n"
    b'Nordlys,Engineer,"Boats,\nmostly",Oslo,Jan 2020,\n'
    b"Fjord,Clerk\n"
    b"Quay,Cook,,,,\n",
    POSITIONS,
    [
        ("Nordlys", "Engineer", "Boats,\nmostly", "Oslo", "Jan 2020", ""),
        ("Quay", "Cook", "", "", "", ""),
    ],
    [4],
    note="Rejected, never padded in silence. Line 4, not 3: the record before has two lines.",
)
_add(
    "extra-cells-all-empty",
    "Languages.csv",
    b"Name,Proficiency\nNorwegian,Native,,,\nEnglish,Full\nDanish,,\n",
    ("Name", "Proficiency"),
    [("Norwegian", "Native"), ("English", "Full"), ("Danish", "")],
    note="A spreadsheet's empty cells to the right hold nothing: the record is read, they are dropped.",
)

# ---------------------------------------------------------------- characters

_add(
    "nul-in-cell",
    "Skills.csv",
    b"Name\nRope\x00Work\nSailing\n",
    ("Name",),
    [("Rope\x00Work",), ("Sailing",)],
    note="NUL is a character like another (9 characters) and no sign of UTF-16. Also defensible: that one record "
    "rejected ([2]). Not defensible: the cell ends at the NUL.",
)
_add(
    "lone-cr-in-quotes",
    "Languages.csv",
    b'Name,Proficiency\nNorwegian,"Native\ror bilingual"\nEnglish,Full\n',
    ("Name", "Proficiency"),
    [("Norwegian", "Native\ror bilingual"), ("English", "Full")],
    note="A lone CR inside quotes is text.",
)
_add(
    "line-separators-that-are-none",
    "Certifications.csv",
    "Name,Url,Authority,Started On,Finished On,License Number\n"
    "Knots\u2028and ropes,,Harbour\u2029School,Jan 2020,,A\x0b1\n"
    "Sails\x85and masts,,Harbour\x0cSchool,Jan 2021,,B\x1c2\x1d3\x1e4\n",
    ("Name", "Url", "Authority", "Started On", "Finished On", "License Number"),
    [
        ("Knots\u2028and ropes", "", "Harbour\u2029School", "Jan 2020", "", "A\x0b1"),
        ("Sails\x85and masts", "", "Harbour\x0cSchool", "Jan 2021", "", "B\x1c2\x1d3\x1e4"),
    ],
    note="str.splitlines() breaks at all of these, a CSV does not (E51/messages.csv holds U+2028 on four lines).",
)
_add(
    "zero-width-and-rtl",
    "Skills.csv",
    "Name\n\u200fعربي\u200e\nro\u200bpe\n\u200b\nfamily \U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1f3\U0001f1f4\nne\u0301e\n\ufeffinner mark\n",
    ("Name",),
    [
        ("\u200fعربي\u200e",),
        ("ro\u200bpe",),
        ("\u200b",),
        ("family \U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1f3\U0001f1f4",),
        ("ne\u0301e",),
        ("\ufeffinner mark",),
    ],
    note="Nothing is normalised or dropped; U+FEFF in the middle of a file is a character, and a cell of U+200B alone is a "
    "value, since str.strip() leaves it. Characters: 6, 5, 1, 15, 4, 11.",
)
_add(
    "empty-cells-quoted-and-bare",
    "Languages.csv",
    b'Name,Proficiency\n"",""\n"",\n,\n',
    ("Name", "Proficiency"),
    [("", ""), ("", ""), ("", "")],
    note="Quoted or bare, empty is empty: 3 records without values.",
)

# ---------------------------------------------------------------- articles

_CREATED = "Created and Published are the bare dates, empty for drafts. "
_add(
    "article-2018",
    "Articles/2018-03-04 10:22:33.html",
    "<html>\n<head>\n  <title>Knots &amp; ropes</title>\n"
    '  <meta charset="UTF-8">\n  <style>\n    body { margin: 0 auto; }\n    p { margin: 32px 0; }\n  </style>\n</head>\n<body>\n'
    '    <img src="https://media.example.com/cover.jpg" alt="rope" title="rope" />\n'
    '    <h1><a href="https://www.linkedin.com/pulse/knots-ropes-ada-lind">Knots &amp; ropes</a></h1>\n'
    '    <p class="created">Created on 2018-03-04 10:22</p>\n'
    '    <p class="published">Published on 2018-03-05 08:00</p>\n'
    "  <div><p>Every   sailor\n needs <b>three</b> kn<i>o</i>ts.</p> \n<p><br></p> \n<h2>Which?</h2>\n"
    '<ul> \n <li>Bowline</li> \n <li>Reef <a href="https://example.org/reef">knot</a></li> \n</ul> \n'
    "<blockquote>Sm\u00f8rbr\u00f8d &lt; rope</blockquote>\n<p> </p></div>\n</body>\n</html>\n",
    ARTICLE,
    [
        (
            "Knots & ropes",
            "https://www.linkedin.com/pulse/knots-ropes-ada-lind",
            "2018-03-04 10:22",
            "2018-03-05 08:00",
            "Every sailor needs three knots.\nWhich?\nBowline\nReef knot\nSm\u00f8rbr\u00f8d < rope",
        )
    ],
    note=_CREATED
    + "Inline elements do not part words; style, img and empty paragraphs give no text. The colon in the name is "
    "LinkedIn's.",
)
_add(
    "article-2018-not-published",
    "Articles/2017-12-09 04:54:08.html",
    '<html>\n<head>\n  <title>Draft</title>\n  <meta charset="UTF-8">\n  <style>\n    body { margin: 0; }\n  </style>\n</head>\n<body>\n'
    '    <h1><a href="https://www.linkedin.com/pulse/8894644851792352697">Draft</a></h1>\n'
    '    <p class="created">Created on 2017-12-09 04:54</p>\n'
    '    <p class="published">Not published yet</p>\n'
    "  <div><p><br></p> \n<p> </p></div>\n</body>\n</html>\n",
    ARTICLE,
    [
        (
            "Draft",
            "https://www.linkedin.com/pulse/8894644851792352697",
            "2017-12-09 04:54",
            "",
            "",
        )
    ],
    note=_CREATED + "An article without text is still a record; its Text is empty.",
)
_add(
    "article-2026",
    "Articles/Articles/knots-ropes-ada-lind-x1y2z.html",
    "<html><head><title>Kn\u00fcpfen f\u00fcr alle \U0001f60a</title><style>p { margin: 0 }</style></head><body>"
    '<h1><a href="https://www.linkedin.com/pulse/knots-ropes-ada-lind-x1y2z">Kn\u00fcpfen f\u00fcr alle \U0001f60a</a></h1>'
    '<p class="created">Created on 2026-01-02 03:04</p><p class="published">Published on 2026-01-03 05:06</p>'
    "<div><p>First paragraph, with <strong>bold</strong>.</p><p>Second \u201cparagraph\u201d.</p>"
    "<ol><li>one</li><li>two</li></ol></div></body></html>",
    ARTICLE,
    [
        (
            "Kn\u00fcpfen f\u00fcr alle \U0001f60a",
            "https://www.linkedin.com/pulse/knots-ropes-ada-lind-x1y2z",
            "2026-01-02 03:04",
            "2026-01-03 05:06",
            "First paragraph, with bold.\nSecond \u201cparagraph\u201d.\none\ntwo",
        )
    ],
    note=_CREATED
    + "UTF-8 without <meta charset>, no white space between the blocks, no final newline.",
)
_add(
    "article-2026-draft",
    "Articles/Articles/untitled-ada-lind-a1b2c.html",
    "<html><head><title>Untitled</title><style>p { margin: 0 }</style></head><body>"
    '<h1><a href="https://www.linkedin.com/pulse/untitled-ada-lind-a1b2c">Untitled</a></h1>'
    '<p class="created">Created on 2026-02-02 03:04</p><p class="published">Published on ---</p>'
    "<div>Loose text\n  without a paragraph<p>and one with</p></div></body></html>",
    ARTICLE,
    [
        (
            "Untitled",
            "https://www.linkedin.com/pulse/untitled-ada-lind-a1b2c",
            "2026-02-02 03:04",
            "",
            "Loose text without a paragraph\nand one with",
        )
    ],
    note=_CREATED + "Text directly in the div is a separate block.",
)

# ---------------------------------------------------------------- what damage must not hide

_add(
    "records-above-the-header",
    "Connections.csv",
    "Ada,Lind,https://www.linkedin.com/in/ada,,Fjord,Clerk,01 Jan 2024\n"
    "Bo,Berg,https://www.linkedin.com/in/bo,,Fjord,Clerk,02 Jan 2024\n"
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Cy,Dahl,https://www.linkedin.com/in/cy,,Fjord,Clerk,03 Jan 2024\n",
    CONNECTIONS,
    [("Cy", "Dahl", "https://www.linkedin.com/in/cy", "", "Fjord", "Clerk", "03 Jan 2024")],
    [1, 2],
    note="A sorted file, so the header is no longer on top. The lines above it are records, not a preamble.",
)
_DAMAGED_ABOVE = "Ada,Lind,https://www.linkedin.com/in/ada,,Fjord,Clerk,01 Jan 2024\n"
_ADA = ("Ada", "Lind", "https://www.linkedin.com/in/ada", "", "Fjord", "Clerk", "01 Jan 2024")
_add(
    "notes-with-an-open-quote",
    "Connections.csv",
    'Notes:\n"When you save your contacts, some may be left out.\n\n'
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n" + _DAMAGED_ABOVE,
    CONNECTIONS,
    [_ADA],
    note="The quote that closes the note is gone. The header is whole, and so is the record.",
)
_add(
    "notes-whole-and-header-damaged",
    "Connections.csv",
    'Notes:\n"When you save your contacts, some may be left out."\n\n'
    "Fir\ufffdt Name,Last Name,URL,Email Address,Company,Position,Connec\n" + _DAMAGED_ABOVE,
    CONNECTIONS,
    [_ADA],
    note="Two names of the header are damaged; the others are enough.",
)
_add(
    "header-with-an-open-quote",
    "Connections.csv",
    '"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n' + _DAMAGED_ABOVE,
    CONNECTIONS,
    [_ADA],
    note="A quote before the header that nothing closes.",
)
_add(
    "notes-and-header-cut",
    "Connections.csv",
    'r contacts, some "may be left out."\n\nCompany,Posi\n' + _DAMAGED_ABOVE,
    CONNECTIONS,
    [_ADA],
    note="Nothing is left by which the header could be known, but the record has its width, and a date in its place.",
)
_add(
    "record-damaged-with-the-header",
    "Connections.csv",
    'Notes:\nAda,Lind,"x" "y",,Fjord,Clerk,"01 Jan\n' + _DAMAGED_ABOVE,
    CONNECTIONS,
    [_ADA],
    [2],
    note="The header is gone, and a record with it: that is rejected.",
)
_add(
    "several-broken-records-in-a-row",
    "Connections.csv",
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    'A,"x" "y", z,u,,C,P,02 Jan 2024\n'
    'B,"x" "y", z,u,,C,P,02 Jan 2024\n'
    "Cy,Dahl,https://www.linkedin.com/in/cy,,Fjord,Clerk,03 Jan 2024\n",
    CONNECTIONS,
    [("Cy", "Dahl", "https://www.linkedin.com/in/cy", "", "Fjord", "Clerk", "03 Jan 2024")],
    [2, 3],
    note="Each line has as many commas as a record, so each is one rejected record.",
)
_add(
    "damage-in-a-dated-file-resumes-at-a-date",
    "Invitations.csv",
    "From,To,Sent At,Message,Direction\n"
    'Ada,Bo,"1/2/24, 3:04 AM","I said "yes"\n'
    "one,two,three,four,five\n"
    'Cy,Bo,"1/3/24, 3:04 AM",Hello,INCOMING\n',
    ("From", "To", "Sent At", "Message", "Direction"),
    [("Cy", "Bo", "1/3/24, 3:04 AM", "Hello", "INCOMING")],
    [2, 3],
    note="The second line of the broken message has five cells but no date, so it cannot be measured.",
)
_add(
    "comments-without-a-link",
    "Comments.csv",
    "Date,Link,Message\n"
    "2024-01-01 00:00:00,https://www.linkedin.com/feed/update/x,bye\n"
    "2024-01-02 00:00:00,,hi\n",
    COMMENTS,
    [
        ("2024-01-01 00:00:00", "https://www.linkedin.com/feed/update/x", "bye"),
        ("2024-01-02 00:00:00", "", "hi"),
    ],
    note="An empty link begins a record too.",
)
_add(
    "header-again-in-the-middle",
    "Reactions.csv",
    "Date,Type,Link\n2024-01-01 00:00:00,LIKE,https://a\nDate,Type,Link\n2024-01-02 00:00:00,LIKE,https://b\n\x1a",
    REACTIONS,
    [("2024-01-01 00:00:00", "LIKE", "https://a"), ("2024-01-02 00:00:00", "LIKE", "https://b")],
    note="Two files joined by an old program: the second header and the mark at the end are not records.",
)
_add(
    "utf16le-without-mark",
    "Skills.csv",
    "Name\nSailing\n".encode("utf-16-le"),
    ("Name",),
    [("Sailing",)],
    note="UTF-16 that lost its byte order mark.",
)
