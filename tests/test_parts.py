"""The part of each record, and the data type, author and volume of its columns, counted by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from exports import pack, write

from analyzer.analysis.analyze import analyze
from analyzer.analysis.model import Analysis
from analyzer.analysis.parts import (
    REST,
    OwnerNames,
    assign,
)
from analyzer.analysis.people import NamedColumns
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.tables import Condition, ConditionTest, Table, TablePart

pytestmark = pytest.mark.uncounted

Export = Mapping[str, bytes]

Row = tuple[str, str | None, str, str, str | None, int, int, int]
"""Column, part, data type, standing, author, values, words, and words of text."""

PROFILE: Export = {"Profile.csv": b"First Name,Last Name,Headline\nAda,Quill,Baker\n"}

POST, LIMITED, GROUP = "public_content.posts", "shared_content.limited_posts", "public_content.group_activity"  # fmt: skip
ARTICLE, ARTICLE_DRAFT = "public_content.articles", "unpublished.articles"
COMMENT, POLL = "public_content.comments", "public_content.polls"
ENDORSED, ENDORSED_NOT = "profile.endorsements.received", "unpublished.endorsements"
ENDORSING = "given.endorsements"
PRAISED, PRAISING, PRAISE = "profile.recommendations.received", "given.recommendations", "profile.recommendations"  # fmt: skip
PRAISED_NOT = "unpublished.recommendations"
TEXT, PEOPLE, DETAILS, DRAFT = "messages.content", "messages.people", "messages.details", "unpublished.messages"  # fmt: skip
PROMPT, ANSWER, TALK = "ai_usage.prompts", "ai_usage.answers", "ai_usage.conversations"
TITLE, UNATTRIBUTED = "ai_usage.titles", "ai_usage.unattributed"
REACTION, REPOST, MEDIA, PHOTO = "reactions.given", "shared_content.reposts", "shared_content.media", "profile.photo"  # fmt: skip
NOTE, INVITED = "invitations.notes", "invitations.people"

USED, CLAIMED, EXCLUDED, SILENT = "used", "claimed", "excluded", "not_mentioned"

GIVEN_STATUSES = (
    b"First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
    b"Bo,Tern,,,so very calm,,VISIBLE\n"
    b"Cy,Rook,,,calm,,HIDDEN\n"
    b"Di,Wren,,,kind of,,\n"
)
MESSAGES = (
    b"CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    b"DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT\n"
    b"c1,Two of us,Ada Quill,https://www.linkedin.com/in/ada,Bo Tern,https://www.linkedin.com/in/bo,"
    b"2024-01-31 10:00:00 UTC,Oh,see you there,INBOX,,No,No\n"
    b"c1,Two of us,Bo Tern,https://www.linkedin.com/in/bo,Ada Quill,https://www.linkedin.com/in/ada,"
    b"2024-01-31 11:00:00 UTC,,ok,INBOX,,No,No\n"
    b"c2,,Ada Quill,https://www.linkedin.com/in/ada,Cy Rook,,"
    b"2024-01-31 12:00:00 UTC,,Dear Cy I have,INBOX,,Yes,No\n"
    b"c3,,,,Ada Quill,,2024-01-31 13:00:00 UTC,,who am I,INBOX,,No,No\n"
)
MESSAGES_OF_2018 = (
    b"From,To,Date,Subject,Content,Direction,Folder\n"
    b'Ada Quill,Bo Tern,"1/31/18, 10:00 AM",Oh,see you there,OUTGOING,INBOX\n'
    b'Bo Tern,Ada Quill,"1/31/18, 11:00 AM",,ok,INCOMING,INBOX\n'
    b'Ada Quill,Cy Rook,"1/31/18, 12:00 PM",,Dear Cy I have,OUTGOING,DRAFTS\n'
)
COACH = (
    b"CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    b"DATE,SUBJECT,CONTENT,FOLDER\n"
    b"c1,New chat,Ada Quill,https://www.linkedin.com/in/ada,Coach,,"
    b"2024-01-31 10:00:00 UTC,,how do I ask,INBOX\n"
    b"c1,New chat,Coach,https://www.linkedin.com/company/coach,Ada Quill,,"
    b"2024-01-31 10:00:09 UTC,,ask early and in person,INBOX\n"
)
LEARNING_COACH = (
    b"conversation: u-1\ntimestamp: 1700000000000\nuser: what to watch\ncoach: start with one\n\n"
    b"conversation: u-2\ntimestamp: 1700000000001\nuser: thanks\ncoach: any time, Ada\n"
)
INVITATIONS = (
    b"From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
    b'Ada Quill,Bo Tern,"1/31/24, 11:30 PM",we met at sea,OUTGOING,,\n'
    b'Cy Rook,Ada Quill,"1/31/24, 11:30 PM",may I,INCOMING,,\n'
    b'Di Wren,Ada Quill,"1/31/24, 11:30 PM",,INCOMING,,\n'
)

# By case: path, bytes, and every column of every part that has a value.
CASES: dict[str, tuple[str, bytes, list[Row]]] = {
    "an article that was published": (
        "Articles/Articles/knots.html",
        b"<html><head><title>On knots</title></head><body><h1><a href='https://x/knots'>On knots</a></h1>"
        b"<p class='created'>Created on 2024-11-09 19:44</p>"
        b"<p class='published'>Published on 2024-11-10 08:05</p><div><p>Tie them well.</p></div></body></html>",
        [
            ("Title", None, ARTICLE, USED, "self", 1, 2, 2),
            ("Link", None, ARTICLE, USED, None, 1, 1, 0),
            ("Created", None, ARTICLE, USED, None, 1, 2, 0),
            ("Published", None, ARTICLE, USED, None, 1, 2, 0),
            ("Text", None, ARTICLE, USED, "self", 1, 3, 3),
        ],
    ),
    "a draft of an article, with dashes": (
        "Articles/Articles/talk.html",
        b"<html><head><title>A talk</title></head><body><h1>A talk</h1>"
        b"<p class='created'>Created on 2025-12-28 21:10</p><p class='published'>Published on ---</p>"
        b"<div><p>I have not given it.</p></div></body></html>",
        [
            ("Title", "drafts", ARTICLE_DRAFT, SILENT, "self", 1, 2, 2),
            ("Created", "drafts", ARTICLE_DRAFT, SILENT, None, 1, 2, 0),
            ("Text", "drafts", ARTICLE_DRAFT, SILENT, "self", 1, 5, 5),
        ],
    ),
    "a draft of an article, in words": (
        "Articles/2018-02-04 20.15.08.html",
        b"<html><head><title>At night</title></head><body><h1>At night</h1>"
        b"<p class='created'>Created on 2018-02-04 20:15</p><p class='published'>Not published yet</p>"
        b"<div><p>Pipes speak.</p></div></body></html>",
        [
            ("Title", "drafts", ARTICLE_DRAFT, SILENT, "self", 1, 2, 2),
            ("Created", "drafts", ARTICLE_DRAFT, SILENT, None, 1, 2, 0),
            ("Text", "drafts", ARTICLE_DRAFT, SILENT, "self", 1, 2, 2),
        ],
    ),
    "comments, one in a group": (
        "Comments.csv",
        b"Date,Link,Message\n"
        b"2024-02-03 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7,well said\n"
        b"2024-02-03 11:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3AgroupPost%3A12-7,among us here\n",
        [
            ("Date", None, COMMENT, USED, None, 1, 2, 0),
            ("Date", "groups", GROUP, USED, None, 1, 2, 0),
            ("Link", None, COMMENT, USED, None, 1, 1, 0),
            ("Link", "groups", GROUP, USED, None, 1, 1, 0),
            ("Message", None, COMMENT, USED, "self", 1, 2, 2),
            ("Message", "groups", GROUP, USED, "self", 1, 3, 3),
        ],
    ),
    "votes, one in a group": (
        "Votes.csv",
        b"Date,Link,OptionText\n"
        b"2024-02-03 10:00:00,https://www.linkedin.com/feed/update/urn:li:ugcPost:7,Yes please\n"
        b"2024-02-03 11:00:00,https://www.linkedin.com/feed/update/urn:li:groupPost:12-7,No\n",
        [
            ("Date", None, POLL, USED, None, 1, 2, 0),
            ("Date", "groups", GROUP, USED, None, 1, 2, 0),
            ("Link", None, POLL, USED, None, 1, 1, 0),
            ("Link", "groups", GROUP, USED, None, 1, 1, 0),
            ("OptionText", None, POLL, USED, "others", 1, 2, 2),
            ("OptionText", "groups", GROUP, USED, "others", 1, 1, 1),
        ],
    ),
    "reactions, one in a group": (
        "Reactions.csv",
        b"Date,Type,Link\n"
        b"2024-02-03 10:00:00,LIKE,https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7\n"
        b"2024-02-03 11:00:00,PRAISE,https://www.linkedin.com/feed/update/urn%3Ali%3AgroupPost%3A12-7\n",
        [
            ("Date", None, REACTION, CLAIMED, None, 1, 2, 0),
            ("Date", "groups", GROUP, USED, None, 1, 2, 0),
            ("Type", None, REACTION, CLAIMED, None, 1, 1, 0),
            ("Type", "groups", GROUP, USED, None, 1, 1, 0),
            ("Link", None, REACTION, CLAIMED, None, 1, 1, 0),
            ("Link", "groups", GROUP, USED, None, 1, 1, 0),
        ],
    ),
    "reposts, one in a group": (
        "InstantReposts.csv",
        b"Date,Link\n"
        b"2024-02-03 10:00:00,https://www.linkedin.com/feed/update/urn:li:share:7\n"
        b"2024-02-03 11:00:00,https://www.linkedin.com/feed/update/urn:li:groupPost:12-7\n",
        [
            ("Date", None, REPOST, CLAIMED, None, 1, 2, 0),
            ("Date", "groups", GROUP, USED, None, 1, 2, 0),
            ("Link", None, REPOST, CLAIMED, None, 1, 1, 0),
            ("Link", "groups", GROUP, USED, None, 1, 1, 0),
        ],
    ),
    "uploads, two for the profile, two for a group": (
        "Rich_Media.csv",
        b"Date/Time,Media Description,Media Link\n"
        b'"You uploaded a feed photo on March 5, 2024 at 1:00 PM (GMT)",the sea,https://x/1\n'
        b'"You uploaded a profile photo on March 5, 2024 at 1:00 PM (GMT)",me,https://x/2\n'
        b'"You uploaded a profile background photo on March 5, 2024 at 1:00 PM (GMT)",my boat,https://x/3\n'
        b'"You uploaded a group logo on March 5, 2024 at 1:00 PM (GMT)",our anchor,https://x/4\n'
        b'"You uploaded a group background photo on March 5, 2024 at 1:00 PM (GMT)",,https://x/5\n',
        [
            ("Date/Time", None, MEDIA, CLAIMED, None, 1, 13, 0),
            ("Date/Time", "profile", PHOTO, USED, None, 2, 27, 0),
            ("Date/Time", "groups", GROUP, USED, None, 2, 27, 0),
            ("Media Description", None, MEDIA, CLAIMED, "self", 1, 2, 2),
            ("Media Description", "profile", PHOTO, USED, "self", 2, 3, 3),
            ("Media Description", "groups", GROUP, USED, "self", 1, 2, 2),
            ("Media Link", None, MEDIA, CLAIMED, None, 1, 1, 0),
            ("Media Link", "profile", PHOTO, USED, None, 2, 2, 0),
            ("Media Link", "groups", GROUP, USED, None, 2, 2, 0),
        ],
    ),
    # The second is visible to connections only. The third is in a group, so its visibility does not matter. The
    # visibility of the fourth is unknown.
    "posts for all, for some, in a group": (
        "Shares.csv",
        b"Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
        b"2024-02-03 10:00:00,https://x/urn%3Ali%3Ashare%3A1,for one and all,,,MEMBER_NETWORK\n"
        b"2024-02-03 11:00:00,https://x/urn%3Ali%3Ashare%3A2,for friends,,,CONNECTIONS\n"
        b"2024-02-03 12:00:00,https://x/urn%3Ali%3AgroupPost%3A12-3,hush,,,CONTAINER\n"
        b"2024-02-03 13:00:00,https://x/urn%3Ali%3Ashare%3A4,says nothing,,,\n",
        [
            ("Date", None, POST, USED, None, 2, 4, 0),
            ("Date", "groups", GROUP, USED, None, 1, 2, 0),
            ("Date", "limited", LIMITED, CLAIMED, None, 1, 2, 0),
            ("ShareLink", None, POST, USED, None, 2, 2, 0),
            ("ShareLink", "groups", GROUP, USED, None, 1, 1, 0),
            ("ShareLink", "limited", LIMITED, CLAIMED, None, 1, 1, 0),
            ("ShareCommentary", None, POST, USED, "self", 2, 6, 6),
            ("ShareCommentary", "groups", GROUP, USED, "self", 1, 1, 1),
            ("ShareCommentary", "limited", LIMITED, CLAIMED, "self", 1, 2, 2),
            ("Visibility", None, POST, USED, None, 1, 1, 0),
            ("Visibility", "groups", GROUP, USED, None, 1, 1, 0),
            ("Visibility", "limited", LIMITED, CLAIMED, None, 1, 1, 0),
        ],
    ),
    "posts, all for all": (
        "Shares.csv",
        b"Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
        b",,for one,,, member_network \n,,for all,,,Public\n,,and you,,,ANYONE\n",
        [
            ("ShareCommentary", None, POST, USED, "self", 3, 6, 6),
            ("Visibility", None, POST, USED, None, 3, 3, 0),
        ],
    ),
    "endorsements received": (
        "Endorsement_Received_Info.csv",
        b"Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,"
        b"Endorsement Status\n"
        b"2024/02/03 10:00:00 UTC,Pure Maths,Bo,Tern,www.linkedin.com/in/bo,ACCEPTED\n"
        b"2024/02/03 10:00:00 UTC,Knots,Cy,Rook,www.linkedin.com/in/cy,PENDING\n",
        [
            ("Endorsement Date", None, ENDORSED, USED, None, 1, 3, 0),
            ("Endorsement Date", "not shown", ENDORSED_NOT, SILENT, None, 1, 3, 0),
            ("Skill Name", None, ENDORSED, USED, None, 1, 2, 0),
            ("Skill Name", "not shown", ENDORSED_NOT, SILENT, None, 1, 1, 0),
            ("Endorser First Name", None, ENDORSED, USED, None, 1, 1, 0),
            ("Endorser First Name", "not shown", ENDORSED_NOT, SILENT, None, 1, 1, 0),
            ("Endorser Last Name", None, ENDORSED, USED, None, 1, 1, 0),
            ("Endorser Last Name", "not shown", ENDORSED_NOT, SILENT, None, 1, 1, 0),
            ("Endorser Public Url", None, ENDORSED, USED, None, 1, 1, 0),
            ("Endorser Public Url", "not shown", ENDORSED_NOT, SILENT, None, 1, 1, 0),
            ("Endorsement Status", None, ENDORSED, USED, None, 1, 1, 0),
            ("Endorsement Status", "not shown", ENDORSED_NOT, SILENT, None, 1, 1, 0),
        ],
    ),
    "endorsements of 2021, in UTF-16": (
        "Endorsement Received Info.csv",
        "\ufeffEndorsement Date\tSkill Name\tEndorser First Name\tEndorser Last Name\t"
        "Endorsement Status\tDisplay Status\n"
        "\tPure Maths\t\t\tAccepted\tShow\n"
        "\tKnots\t\t\tRedacted\t\n"
        "\tRain\t\t\t\t\n".encode("utf-16-le"),
        [
            ("Skill Name", None, ENDORSED, USED, None, 2, 3, 0),
            ("Skill Name", "not shown", ENDORSED_NOT, SILENT, None, 1, 1, 0),
            ("Endorsement Status", None, ENDORSED, USED, None, 1, 1, 0),
            ("Endorsement Status", "not shown", ENDORSED_NOT, SILENT, None, 1, 1, 0),
            ("Display Status", None, ENDORSED, USED, None, 1, 1, 0),
        ],
    ),
    "endorsements given": (
        "Endorsement_Given_Info.csv",
        b"Endorsement Date,Skill Name,Endorsee First Name,Endorsee Last Name,Endorsee Public Url,"
        b"Endorsement Status\n"
        b",Knots,,,,ACCEPTED\n,Rain,,,,PENDING\n,Deep Sea,,,,PENDING\n",
        [
            ("Skill Name", None, ENDORSING, SILENT, None, 1, 1, 0),
            ("Skill Name", "not shown", ENDORSED_NOT, SILENT, None, 2, 3, 0),
            ("Endorsement Status", None, ENDORSING, SILENT, None, 1, 1, 0),
            ("Endorsement Status", "not shown", ENDORSED_NOT, SILENT, None, 2, 2, 0),
        ],
    ),
    **{
        f"recommendations: {path}": (
            path,
            GIVEN_STATUSES,
            [
                ("First Name", None, shown, standing, None, 2, 2, 0),
                ("First Name", "not shown", PRAISED_NOT, SILENT, None, 1, 1, 0),
                ("Last Name", None, shown, standing, None, 2, 2, 0),
                ("Last Name", "not shown", PRAISED_NOT, SILENT, None, 1, 1, 0),
                ("Text", None, shown, standing, author, 2, 5, 5),
                ("Text", "not shown", PRAISED_NOT, SILENT, author, 1, 1, 1),
                ("Status", None, shown, standing, None, 1, 1, 0),
                ("Status", "not shown", PRAISED_NOT, SILENT, None, 1, 1, 0),
            ],
        )
        for path, shown, standing, author in (
            ("Recommendations_Received.csv", PRAISED, USED, "others"),
            ("Recommendations_Given.csv", PRAISING, SILENT, "self"),
            ("Recommendations.csv", PRAISE, USED, "unknown"),
        )
    },
    "blocks with the coach of LinkedIn Learning": (
        "LearningCoachMessages.csv",
        LEARNING_COACH,
        [
            ("conversation", None, TALK, USED, None, 2, 2, 0),
            ("timestamp", None, TALK, USED, None, 2, 2, 0),
            ("user", None, PROMPT, USED, "self", 2, 4, 4),
            ("coach", None, ANSWER, SILENT, "ai", 2, 6, 6),
        ],
    ),
    "invitations with notes": (
        "Invitations.csv",
        INVITATIONS,
        [
            ("From", "sent", INVITED, SILENT, None, 1, 2, 0),
            ("From", "received", INVITED, SILENT, None, 2, 4, 0),
            ("To", "sent", INVITED, SILENT, None, 1, 2, 0),
            ("To", "received", INVITED, SILENT, None, 2, 4, 0),
            ("Sent At", "sent", INVITED, SILENT, None, 1, 3, 0),
            ("Sent At", "received", INVITED, SILENT, None, 2, 6, 0),
            ("Message", "sent", NOTE, SILENT, "self", 1, 4, 4),
            ("Message", "received", NOTE, SILENT, "others", 1, 2, 2),
            ("Direction", "sent", INVITED, SILENT, None, 1, 1, 0),
            ("Direction", "received", INVITED, SILENT, None, 2, 2, 0),
        ],
    ),
    "messages of 2018, which have a direction": (
        "messages.csv",
        MESSAGES_OF_2018,
        [
            ("From", "drafts", DRAFT, SILENT, None, 1, 2, 0),
            ("From", "sent", PEOPLE, SILENT, None, 1, 2, 0),
            ("From", "received", PEOPLE, SILENT, None, 1, 2, 0),
            ("To", "drafts", DRAFT, SILENT, None, 1, 2, 0),
            ("To", "sent", PEOPLE, SILENT, None, 1, 2, 0),
            ("To", "received", PEOPLE, SILENT, None, 1, 2, 0),
            ("Date", "drafts", DRAFT, SILENT, None, 1, 3, 0),
            ("Date", "sent", DETAILS, SILENT, None, 1, 3, 0),
            ("Date", "received", DETAILS, SILENT, None, 1, 3, 0),
            ("Subject", "sent", TEXT, EXCLUDED, "self", 1, 1, 1),
            ("Content", "drafts", DRAFT, SILENT, "self", 1, 4, 4),
            ("Content", "sent", TEXT, EXCLUDED, "self", 1, 3, 3),
            ("Content", "received", TEXT, EXCLUDED, "others", 1, 1, 1),
            ("Direction", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("Direction", "sent", DETAILS, SILENT, None, 1, 1, 0),
            ("Direction", "received", DETAILS, SILENT, None, 1, 1, 0),
            ("Folder", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("Folder", "sent", DETAILS, SILENT, None, 1, 1, 0),
            ("Folder", "received", DETAILS, SILENT, None, 1, 1, 0),
        ],
    ),
}

# The same for files in which only the owner's name identifies the author.
OWNED: dict[str, tuple[str, bytes, list[Row], list[Row]]] = {
    # path, bytes, with Profile.csv, without it
    "messages": (
        "messages.csv",
        MESSAGES,
        [
            ("CONVERSATION ID", None, DETAILS, SILENT, None, 1, 1, 0),
            ("CONVERSATION ID", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("CONVERSATION ID", "sent", DETAILS, SILENT, None, 1, 1, 0),
            ("CONVERSATION ID", "received", DETAILS, SILENT, None, 1, 1, 0),
            ("CONVERSATION TITLE", "sent", TEXT, EXCLUDED, "unknown", 1, 3, 3),
            ("CONVERSATION TITLE", "received", TEXT, EXCLUDED, "unknown", 1, 3, 3),
            ("FROM", "drafts", DRAFT, SILENT, None, 1, 2, 0),
            ("FROM", "sent", PEOPLE, SILENT, None, 1, 2, 0),
            ("FROM", "received", PEOPLE, SILENT, None, 1, 2, 0),
            ("SENDER PROFILE URL", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("SENDER PROFILE URL", "sent", PEOPLE, SILENT, None, 1, 1, 0),
            ("SENDER PROFILE URL", "received", PEOPLE, SILENT, None, 1, 1, 0),
            ("TO", None, PEOPLE, SILENT, None, 1, 2, 0),
            ("TO", "drafts", DRAFT, SILENT, None, 1, 2, 0),
            ("TO", "sent", PEOPLE, SILENT, None, 1, 2, 0),
            ("TO", "received", PEOPLE, SILENT, None, 1, 2, 0),
            ("RECIPIENT PROFILE URLS", "sent", PEOPLE, SILENT, None, 1, 1, 0),
            ("RECIPIENT PROFILE URLS", "received", PEOPLE, SILENT, None, 1, 1, 0),
            ("DATE", None, DETAILS, SILENT, None, 1, 3, 0),
            ("DATE", "drafts", DRAFT, SILENT, None, 1, 3, 0),
            ("DATE", "sent", DETAILS, SILENT, None, 1, 3, 0),
            ("DATE", "received", DETAILS, SILENT, None, 1, 3, 0),
            ("SUBJECT", "sent", TEXT, EXCLUDED, "self", 1, 1, 1),
            ("CONTENT", None, TEXT, EXCLUDED, "unknown", 1, 3, 3),
            ("CONTENT", "drafts", DRAFT, SILENT, "self", 1, 4, 4),
            ("CONTENT", "sent", TEXT, EXCLUDED, "self", 1, 3, 3),
            ("CONTENT", "received", TEXT, EXCLUDED, "others", 1, 1, 1),
            ("FOLDER", None, DETAILS, SILENT, None, 1, 1, 0),
            ("FOLDER", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("FOLDER", "sent", DETAILS, SILENT, None, 1, 1, 0),
            ("FOLDER", "received", DETAILS, SILENT, None, 1, 1, 0),
            ("IS MESSAGE DRAFT", None, DETAILS, SILENT, None, 1, 1, 0),
            ("IS MESSAGE DRAFT", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("IS MESSAGE DRAFT", "sent", DETAILS, SILENT, None, 1, 1, 0),
            ("IS MESSAGE DRAFT", "received", DETAILS, SILENT, None, 1, 1, 0),
            ("IS CONVERSATION DRAFT", None, DETAILS, SILENT, None, 1, 1, 0),
            ("IS CONVERSATION DRAFT", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("IS CONVERSATION DRAFT", "sent", DETAILS, SILENT, None, 1, 1, 0),
            ("IS CONVERSATION DRAFT", "received", DETAILS, SILENT, None, 1, 1, 0),
        ],
        [
            ("CONVERSATION ID", None, DETAILS, SILENT, None, 3, 3, 0),
            ("CONVERSATION ID", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("CONVERSATION TITLE", None, TEXT, EXCLUDED, "unknown", 2, 6, 6),
            ("FROM", None, PEOPLE, SILENT, None, 2, 4, 0),
            ("FROM", "drafts", DRAFT, SILENT, None, 1, 2, 0),
            ("SENDER PROFILE URL", None, PEOPLE, SILENT, None, 2, 2, 0),
            ("SENDER PROFILE URL", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("TO", None, PEOPLE, SILENT, None, 3, 6, 0),
            ("TO", "drafts", DRAFT, SILENT, None, 1, 2, 0),
            ("RECIPIENT PROFILE URLS", None, PEOPLE, SILENT, None, 2, 2, 0),
            ("DATE", None, DETAILS, SILENT, None, 3, 9, 0),
            ("DATE", "drafts", DRAFT, SILENT, None, 1, 3, 0),
            ("SUBJECT", None, TEXT, EXCLUDED, "unknown", 1, 1, 1),
            ("CONTENT", None, TEXT, EXCLUDED, "unknown", 3, 7, 7),
            ("CONTENT", "drafts", DRAFT, SILENT, "self", 1, 4, 4),
            ("FOLDER", None, DETAILS, SILENT, None, 3, 3, 0),
            ("FOLDER", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("IS MESSAGE DRAFT", None, DETAILS, SILENT, None, 3, 3, 0),
            ("IS MESSAGE DRAFT", "drafts", DRAFT, SILENT, None, 1, 1, 0),
            ("IS CONVERSATION DRAFT", None, DETAILS, SILENT, None, 3, 3, 0),
            ("IS CONVERSATION DRAFT", "drafts", DRAFT, SILENT, None, 1, 1, 0),
        ],
    ),
    "a chat with an AI coach": (
        "coach_messages.csv",
        COACH,
        [
            ("CONVERSATION ID", "typed", TALK, USED, None, 1, 1, 0),
            ("CONVERSATION ID", "answered", TALK, USED, None, 1, 1, 0),
            ("CONVERSATION TITLE", "typed", TITLE, SILENT, "unknown", 1, 2, 2),
            ("CONVERSATION TITLE", "answered", TITLE, SILENT, "unknown", 1, 2, 2),
            ("FROM", "typed", TALK, USED, None, 1, 2, 0),
            ("FROM", "answered", TALK, USED, None, 1, 1, 0),
            ("SENDER PROFILE URL", "typed", TALK, USED, None, 1, 1, 0),
            ("SENDER PROFILE URL", "answered", TALK, USED, None, 1, 1, 0),
            ("TO", "typed", TALK, USED, None, 1, 1, 0),
            ("TO", "answered", TALK, USED, None, 1, 2, 0),
            ("DATE", "typed", TALK, USED, None, 1, 3, 0),
            ("DATE", "answered", TALK, USED, None, 1, 3, 0),
            ("CONTENT", "typed", PROMPT, USED, "self", 1, 4, 4),
            ("CONTENT", "answered", ANSWER, SILENT, "ai", 1, 5, 5),
            ("FOLDER", "typed", TALK, USED, None, 1, 1, 0),
            ("FOLDER", "answered", TALK, USED, None, 1, 1, 0),
        ],
        [
            ("CONVERSATION ID", None, TALK, USED, None, 2, 2, 0),
            ("CONVERSATION TITLE", None, TITLE, SILENT, "unknown", 2, 4, 4),
            ("FROM", None, TALK, USED, None, 2, 3, 0),
            ("SENDER PROFILE URL", None, TALK, USED, None, 2, 2, 0),
            ("TO", None, TALK, USED, None, 2, 3, 0),
            ("DATE", None, TALK, USED, None, 2, 6, 0),
            ("CONTENT", None, UNATTRIBUTED, SILENT, "unknown", 2, 9, 9),
            ("FOLDER", None, TALK, USED, None, 2, 2, 0),
        ],
    ),
}


def rows(analysis: Analysis, path: str) -> list[Row]:
    """The columns of a file that have a value, in the order of its header and of the mapping's parts."""
    measures = ["values", "words", "text_words"]
    volumes = analysis.days.groupby("column")[measures].sum()
    columns = analysis.columns.join(volumes, how="inner")
    shown = columns.loc[
        columns["path"] == path,
        ["name", "part", "data_type", "standing", "author", *measures],
    ]
    return [tuple(row) for row in shown.itertuples(index=False, name=None)]


def both(tmp_path: Path, mapping: ExportMapping, export: Export) -> tuple[Analysis, Analysis]:
    """The export as a folder and as a ZIP."""
    folder = write(tmp_path / "export", export)
    archive = pack(tmp_path / "export.zip", export)
    return analyze(folder, mapping), analyze(archive, mapping)


@pytest.mark.parametrize("profile", [PROFILE, {}], ids=["with Profile.csv", "without"])
@pytest.mark.parametrize(("path", "data", "expected"), CASES.values(), ids=CASES)
def test_parts_from_the_cells_of_a_column(
    tmp_path: Path,
    five: ExportMapping,
    path: str,
    data: bytes,
    expected: list[Row],
    profile: Export,
) -> None:
    for analysis in both(tmp_path, five, {path: data, **profile}):
        assert rows(analysis, path) == expected


@pytest.mark.parametrize(("path", "data", "with_owner", "without_owner"), OWNED.values(), ids=OWNED)
def test_parts_from_the_name_of_the_owner(
    tmp_path: Path,
    mapping: ExportMapping,
    path: str,
    data: bytes,
    with_owner: list[Row],
    without_owner: list[Row],
) -> None:
    for place, (profile, expected) in enumerate(((PROFILE, with_owner), ({}, without_owner))):
        for analysis in both(tmp_path / str(place), mapping, {path: data, **profile}):
            assert rows(analysis, path) == expected


# --- who wrote a message ---------------------------------------------------------------------------

ADA, BO = "https://www.linkedin.com/in/ada-qu%C3%AFll", "https://www.linkedin.com/in/bo"
SENT, RECEIVED, UNSENT, UNKNOWN = ("sent", "self"), ("received", "others"), ("drafts", "self"), (None, "unknown")  # fmt: skip

SENDERS = {
    # By case: sender, address, folder, whether it is a draft; part and author with Profile.csv, and without it.
    "the owner": ("Ada Quill", ADA, "INBOX", "No", SENT, UNKNOWN),
    "the owner, without an address": ("Ada Quill", "", "INBOX", "No", SENT, UNKNOWN),
    "the owner in capitals": ("ADA QUILL", "", "INBOX", "No", SENT, UNKNOWN),
    "the owner with more white space": (" Ada  Quill ", "", "INBOX", "No", SENT, UNKNOWN),
    "the owner under a new name": ("Ada Tern", ADA, "INBOX", "No", SENT, UNKNOWN),
    "the owner's address, http": ("A. T.", ADA.replace("https", "http"), "INBOX", "No", SENT, UNKNOWN),
    "the owner's address, without www": ("A. T.", ADA.replace("www.", ""), "INBOX", "No", SENT, UNKNOWN),
    "the owner's address, bare": ("A. T.", ADA.removeprefix("https://"), "INBOX", "No", SENT, UNKNOWN),
    "the owner's address, decoded": ("A. T.", ADA.replace("%C3%AF", "ï"), "INBOX", "No", SENT, UNKNOWN),
    "the owner's address, lower case": ("A. T.", ADA.replace("%C3%AF", "%c3%af"), "INBOX", "No", SENT, UNKNOWN),
    "the owner's address, decomposed accent": ("A. T.", ADA.replace("%C3%AF", "i%CC%88"), "INBOX", "No", SENT, UNKNOWN),
    "the owner's address, slash": ("A. T.", f"{ADA}/", "INBOX", "No", SENT, UNKNOWN),
    "the owner's address alone": ("", ADA, "INBOX", "No", SENT, UNKNOWN),
    "another person": ("Bo Tern", BO, "INBOX", "No", RECEIVED, UNKNOWN),
    "another person without an address": ("Bo Tern", "", "INBOX", "No", RECEIVED, UNKNOWN),
    "another person's address alone": ("", BO, "INBOX", "No", RECEIVED, UNKNOWN),
    "a longer name that begins the same": ("Ada Quillfeather", BO, "INBOX", "No", RECEIVED, UNKNOWN),
    "a longer address that begins the same": ("Bo", f"{ADA}-2", "INBOX", "No", RECEIVED, UNKNOWN),
    "a closed account": ("LinkedIn Member", "", "INBOX", "No", RECEIVED, UNKNOWN),
    "no sender": ("", "", "INBOX", "No", UNKNOWN, UNKNOWN),
    "white space for a sender": (" \u00a0", "\t", "INBOX", "No", UNKNOWN, UNKNOWN),
    "a draft": ("Ada Quill", ADA, "INBOX", "Yes", UNSENT, UNSENT),
    "a draft, true": ("Ada Quill", ADA, "INBOX", "TRUE", UNSENT, UNSENT),
    "a draft, yes": ("Ada Quill", ADA, "INBOX", " yes ", UNSENT, UNSENT),
    "a draft in the folder of drafts": ("Ada Quill", ADA, "DRAFTS", "No", UNSENT, UNSENT),
    "a draft in the older folder of drafts": ("Ada Quill", ADA, "Draft", "", UNSENT, UNSENT),
    "a draft without a sender": ("", "", "DRAFTS", "", UNSENT, UNSENT),
    "in a folder named like that of drafts": ("Ada Quill", ADA, "DRAFTS2", "No", SENT, UNKNOWN),
    "in no folder": ("Bo Tern", BO, "", "", RECEIVED, UNKNOWN),
}  # fmt: skip


def one_message(name: str, link: str, folder: str, draft: str) -> bytes:
    """The message, and an empty message that shows the owner's address."""
    return (
        "FROM,SENDER PROFILE URL,DATE,SUBJECT,CONTENT,FOLDER,IS MESSAGE DRAFT\n"
        f'"{name}","{link}",,,three words here,{folder},{draft}\n'
        f"Ada Quill,{ADA},,,,INBOX,No\n"
    ).encode()


@pytest.mark.parametrize(
    ("name", "link", "folder", "draft", "with_owner", "without_owner"),
    SENDERS.values(),
    ids=SENDERS,
)
def test_who_wrote_a_message(
    tmp_path: Path,
    mapping: ExportMapping,
    name: str,
    link: str,
    folder: str,
    draft: str,
    with_owner: tuple[str | None, str],
    without_owner: tuple[str | None, str],
) -> None:
    messages = {"messages.csv": one_message(name, link, folder, draft)}
    for place, (profile, expected) in enumerate(((PROFILE, with_owner), ({}, without_owner))):
        for analysis in both(tmp_path / str(place), mapping, {**messages, **profile}):
            (content,) = [row for row in rows(analysis, "messages.csv") if row[0] == "CONTENT"]
            assert (content[1], content[4]) == expected
            assert content[5:] == (1, 3, 3)


UNHELPFUL = {
    "no record": b"First Name,Last Name\n",
    "no last name": b"First Name,Last Name\nAda,\n",
    "no column of last names": b"First Name,Headline\nAda,Baker\n",
    "empty": b"",
    "a workbook": b"PK\x03\x04" + bytes(100),
    "a record that is too long": b"First Name,Last Name\nAda,Quill,Baker\n",
}


@pytest.mark.parametrize("profile", UNHELPFUL.values(), ids=UNHELPFUL)
def test_a_profile_without_the_name_of_the_owner_is_ignored(
    tmp_path: Path, mapping: ExportMapping, profile: bytes
) -> None:
    export = {"Profile.csv": profile, "messages.csv": one_message("Ada Quill", ADA, "INBOX", "No")}
    for analysis in both(tmp_path, mapping, export):
        assert ("CONTENT", *UNKNOWN) in {
            (*row[:2], row[4]) for row in rows(analysis, "messages.csv")
        }


@pytest.mark.parametrize(
    "name", ["Profile.csv", "profile (1).csv", "zz/Profile.csv", "who I am.csv"]
)
def test_the_profile_can_be_anywhere_in_the_export(
    tmp_path: Path, mapping: ExportMapping, name: str
) -> None:
    header = next(table for table in mapping.tables if table.name == "profile").headers[0]
    named = "Ada,Quill" + "," * (len(header) - 2)
    export = {
        "messages.csv": one_message("Ada Quill", ADA, "INBOX", "No"),
        name: f"{','.join(header)}\n{named}\n".encode(),
    }
    # The profile is last in the ZIP and, except in one case, last in alphabetical order.
    for analysis in both(tmp_path, mapping, export):
        assert ("CONTENT", *SENT) in {(*row[:2], row[4]) for row in rows(analysis, "messages.csv")}
        assert [file.path for file in analysis.files] == sorted(export)


# --- conditions ------------------------------------------------------------------------------------

HOLDS = [
    # test, its values, cell, whether the condition holds
    ("is", ["Yes"], "Yes", True),
    ("is", ["Yes"], " YES\u3000", True),
    ("is", ["Yes", "true"], "True", True),
    ("is", ["Yes"], "Yes!", False),
    ("is", ["Yes"], "", False),
    ("is", ["İstanbul"], "İSTANBUL", True),
    ("is", ["ΟΔΟΣ"], "ΟΔΟΣ", True),
    ("is", [" Yes "], "yes", True),
    ("is", ["Yes"], None, False),
    ("is_not", ["ACCEPTED"], "Redacted", True),
    ("is_not", ["ACCEPTED"], "Accepted ", False),
    ("is_not", ["ACCEPTED"], "", False),
    ("is_not", ["ACCEPTED"], " \u00a0", False),
    ("is_not", ["ACCEPTED"], None, False),
    ("contains", ["grouppost"], "urn%3Ali%3AgroupPost%3A1", True),
    ("contains", ["groupPost"], "URN:LI:GROUPPOST", True),
    ("contains", ["a", "b"], "xbx", True),
    ("contains", ["."], "x", False),
    ("contains", ["grouppost"], "", False),
    ("contains", ["grouppost"], None, False),
    ("empty", [], "", True),
    ("empty", [], " \t\u2028\x1c\x85", True),
    ("empty", [], "\u200b", False),
    ("empty", [], "-", False),
    ("empty", [], None, True),
]


def part_of(
    records: pa.Table, header: Sequence[str | None], table: Table | None, owner: OwnerNames
) -> pa.Array:
    return assign(NamedColumns(records, header, owner.digests), table, owner)


def note(
    mapping: ExportMapping, owner: OwnerNames, records: pa.Table, header: Sequence[str]
) -> None:
    """Note the owner in records of a profile."""
    profile = next(table for table in mapping.tables if table.name == "profile")
    owner.note(NamedColumns(records, header, owner.digests), profile)


def conditional(*parts: list[Condition]) -> Table:
    return Table(
        name="t",
        files=("t.csv",),
        holds="T",
        headers=(),
        columns=(),
        parts=tuple(TablePart(str(n), str(n), tuple(when)) for n, when in enumerate(parts)),
    )


@pytest.mark.parametrize(("test", "values", "cell", "holds"), HOLDS)
def test_a_condition_holds(
    mapping: ExportMapping, test: ConditionTest, values: list[str], cell: str | None, *, holds: bool
) -> None:
    table = conditional([Condition("A", test, tuple(values))])
    records = pa.table({"0": pa.array([cell], pa.string())})
    parts = part_of(records, ["A"], table, OwnerNames(mapping)).to_pylist()
    assert parts == [0 if holds else REST]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        (["A"], ["x"], 0),
        (["a"], ["x"], 0),  # upper and lower case are the same
        (["A", "A"], ["x", ""], 0),  # the first of two columns with the same name
        (["A", "A"], ["", "x"], REST),
        ([None, "A"], ["", "x"], 0),  # a name that is not shown
        ([None], ["x"], REST),
        (["B"], ["x"], REST),  # no such column
        (["", "A"], ["x", "x"], 0),
    ],
)
def test_a_condition_finds_its_column_by_name(
    mapping: ExportMapping, header: list[str | None], cells: list[str], expected: int
) -> None:
    table = conditional([Condition("A", "is", ("x",))])
    records = pa.table({str(at): [cell] for at, cell in enumerate(cells)})
    assert part_of(records, header, table, OwnerNames(mapping)).to_pylist() == [expected]


def test_the_first_matching_part_is_chosen(mapping: ExportMapping) -> None:
    table = conditional(
        [Condition("A", "is", ("x",)), Condition("B", "is", ("x",))],
        [Condition("A", "empty"), Condition("B", "is_not", ("y",))],
    )
    records = pa.table({"0": ["x", "z", "", "z", "z"], "1": ["z", "x", "x", "z", "y"]})
    assert part_of(records, ["A", "B"], table, OwnerNames(mapping)).to_pylist() == [
        0,
        0,
        0,
        1,
        REST,
    ]


def test_a_table_without_parts_or_records_has_only_a_rest(mapping: ExportMapping) -> None:
    records = pa.table({"0": pa.array(["x", "y"], pa.string())})
    assert part_of(records, ["A"], None, OwnerNames(mapping)).to_pylist() == [REST, REST]
    assert part_of(records, ["A"], conditional(), OwnerNames(mapping)).to_pylist() == [REST, REST]
    every = conditional(
        [Condition("A", "owner"), Condition("A", "somebody_else", link="A")],
        [Condition("A", "contains", ("x",)), Condition("A", "empty")],
    )
    nothing = part_of(records.slice(0, 0), ["A"], every, OwnerNames(mapping))
    assert (nothing.to_pylist(), nothing.type) == ([], pa.int16())


def test_chunked_records_give_the_same_parts(mapping: ExportMapping) -> None:
    owner = OwnerNames(mapping)
    named = pa.chunked_array([["Cy"], [], ["Ada"]], pa.string())
    surnames = pa.chunked_array([["", "Quill"]], pa.string())
    note(mapping, owner, pa.table({"0": named, "1": surnames}), ["first name", "LAST NAME"])
    table = conditional(
        [Condition("FROM", "owner", link="URL")], [Condition("FROM", "somebody_else", link="URL")]
    )
    names = ["Ada Quill", "A", "Cy", "", None]
    links: list[str | None] = ["x/in/a", "x/in/a", None, "x/in/b", None]
    whole = pa.table({"0": pa.array(names, pa.string()), "1": pa.array(links, pa.string())})
    pieces = pa.table(
        {
            "0": pa.chunked_array([names[:1], [], names[1:2], names[2:]], pa.string()),
            "1": pa.chunked_array([links[:3], links[3:]], pa.string()),
        }
    )
    for records in (whole, pieces):
        parts = part_of(records, ["FROM", "URL"], table, owner)
        assert parts.to_pylist() == [0, 0, 1, 1, REST]


def test_the_name_of_the_owner_is_never_shown(mapping: ExportMapping) -> None:
    owner = OwnerNames(mapping)
    note(mapping, owner, pa.table({"0": ["Kanarie"], "1": ["Vogel"]}), ["First Name", "Last Name"])
    asked = pa.table({"0": ["Kanarie Vogel"], "1": ["x/in/kanarie"]})
    owner.wrote(NamedColumns(asked, ["FROM", "URL"], owner.digests), "FROM", "URL")
    shown = f"{owner!r} {vars(owner)!r}".casefold()
    assert "kanarie" not in shown
    assert "vogel" not in shown


def test_a_part_and_its_rest_share_an_unknown_column(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    comments = (
        b"Date,Link,Message,Mood\n"
        b"2024-02-03 10:00:00,https://x/urn%3Ali%3AgroupPost%3A1,a,\n"
        b"2024-02-03 10:00:00,https://x/urn%3Ali%3Aactivity%3A1,b,mine\n"
    )
    analysis = analyze(
        write(tmp_path, {"Votes.csv": comments.replace(b"Message", b"OptionText")}), mapping
    )
    unknown = analysis.columns[analysis.columns["position"] == 3]
    assert list(zip(unknown["part"], unknown["state"], strict=True)) == [
        (None, "unknown"),
        ("groups", "unknown"),
    ]
    (file,) = analysis.files
    assert file.reason == "It has 1 column LinkedIn has not been seen to write."
    assert not analysis.complete
