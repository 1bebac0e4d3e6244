"""An export small enough to count by hand, and its counts."""

Counted = tuple[int, int, int, int, int, int]
"""Values, characters, words, bytes; words and values in columns of text."""

EXPORT: dict[str, str | bytes] = {
    "Skills.csv": "Name\nPython\nnaïve Bayes\n   \n",
    "messages.csv": (
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER\n"
        "c1,,Ada Quill,,Bo,2024-01-31 23:59:59 UTC,,See you at the café 😀,INBOX\n"
        "c1,,Bo,,Ada Quill,2024-02-01 00:00:00 UTC,,ok,INBOX\n"
    ),
    "Invitations.csv": (
        "From,To,Sent At,Message,Direction\n"
        'Ada Quill,Bo,"1/31/24, 11:30 PM",,OUTGOING\n'  # 2024-02-01 in UTC
        "Bo,Ada Quill,soon,Hi there,INCOMING\n"  # undated
    ),
    "Rich Media.csv": "Type,Link\nPhotos,https://x\nVideos,https://y\n",
    "Languages.csv": "Name,Proficiency\nA,B,C\nFrench,Native\n",
    "diary.csv": "p,q\nrain,all day\n",
    "Reactions.csv": b"PK\x03\x04" + bytes(50),
    "Courses.csv": "",
}

COLUMNS: dict[tuple[str, int, str | None], Counted] = {
    ("Invitations.csv", 0, "sent"): (1, 9, 2, 9, 0, 0),
    ("Invitations.csv", 0, "received"): (1, 2, 1, 2, 0, 0),
    ("Invitations.csv", 1, "sent"): (1, 2, 1, 2, 0, 0),
    ("Invitations.csv", 1, "received"): (1, 9, 2, 9, 0, 0),
    ("Invitations.csv", 2, "sent"): (1, 17, 3, 17, 0, 0),
    ("Invitations.csv", 2, "received"): (1, 4, 1, 4, 0, 0),
    ("Invitations.csv", 3, "sent"): (0, 0, 0, 0, 0, 0),
    ("Invitations.csv", 3, "received"): (1, 8, 2, 8, 2, 1),
    ("Invitations.csv", 4, "sent"): (1, 8, 1, 8, 0, 0),
    ("Invitations.csv", 4, "received"): (1, 8, 1, 8, 0, 0),
    ("Languages.csv", 0, None): (1, 6, 1, 6, 0, 0),
    ("Languages.csv", 1, None): (1, 6, 1, 6, 0, 0),
    ("Rich Media.csv", 0, None): (2, 6 + 6, 2, 12, 0, 0),
    ("Rich Media.csv", 1, None): (2, 9 + 9, 2, 18, 0, 0),
    ("Skills.csv", 0, None): (2, 6 + 11, 3, 6 + 12, 0, 0),
    ("diary.csv", 0, None): (1, 4, 1, 4, 0, 0),
    ("diary.csv", 1, None): (1, 7, 2, 7, 0, 0),
    ("messages.csv", 0, None): (2, 4, 2, 4, 0, 0),
    ("messages.csv", 1, None): (0, 0, 0, 0, 0, 0),
    ("messages.csv", 2, None): (2, 9 + 2, 3, 11, 0, 0),
    ("messages.csv", 3, None): (0, 0, 0, 0, 0, 0),
    ("messages.csv", 4, None): (2, 2 + 9, 3, 11, 0, 0),
    ("messages.csv", 5, None): (2, 23 + 23, 6, 46, 0, 0),
    ("messages.csv", 6, None): (0, 0, 0, 0, 0, 0),
    ("messages.csv", 7, None): (2, 21 + 2, 6 + 1, 25 + 2, 7, 2),
    ("messages.csv", 8, None): (2, 10, 2, 10, 0, 0),
}
"""The counts of each column, by file, position and part of the table (None for the rest)."""

PROFILE = (4, 29, 5, 30, 0, 0)  # Skills and Languages
MESSAGES = (12, 105, 23, 109, 7, 2)
INVITATIONS = (9, 67, 14, 67, 2, 1)
SET_ASIDE = (4, 30, 4, 30, 0, 0)
UNKNOWN = (2, 11, 3, 11, 0, 0)
WHOLE = (31, 242, 49, 247, 9, 3)

AUTHORS: dict[str, Counted] = {
    "self": (0, 0, 0, 0, 0, 0),
    "others": (1, 8, 2, 8, 2, 1),  # the note with the invitation received
    "linkedin": (0, 0, 0, 0, 0, 0),
    "ai": (0, 0, 0, 0, 0, 0),
    "unknown": (2, 23, 7, 27, 7, 2),  # without Profile.csv the author is unknown
}
"""The counts of the text by each author."""

CATEGORIES: dict[str, Counted] = {
    "invitations": INVITATIONS,
    "messages": MESSAGES,
    "profile": PROFILE,
    "set_aside": SET_ASIDE,
    "unknown": UNKNOWN,
}
"""The counts of each category that is not empty."""

TIMELINE: dict[tuple[str | None, str], Counted] = {
    (None, "invitations"): (5, 2 + 9 + 4 + 8 + 8, 1 + 2 + 1 + 2 + 1, 31, 2, 1),
    (None, "profile"): PROFILE,
    (None, "set_aside"): SET_ASIDE,
    (None, "unknown"): UNKNOWN,
    ("2024-01", "messages"): (6, 2 + 9 + 2 + 23 + 21 + 5, 1 + 2 + 1 + 3 + 6 + 1, 62 + 4, 6, 1),
    ("2024-02", "invitations"): (4, 9 + 2 + 17 + 8, 2 + 1 + 3 + 1, 36, 0, 0),
    ("2024-02", "messages"): (6, 2 + 2 + 9 + 23 + 2 + 5, 1 + 1 + 2 + 3 + 1 + 1, 43, 1, 1),
}
"""The counts of each month of each category, in order. None is for records without a date."""
