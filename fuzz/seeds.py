"""Small files to begin with, made by code: a folder of them for each target."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

PATHS = (
    *("Skills.csv", "Votes.csv", "Connections.csv", "Comments.csv", "SearchQueries.csv", "Shares.csv"),
    *("messages.csv", "ImportedContacts.csv", "LearningCoachMessages.csv", "Articles/a.html", "what.csv"),
)  # fmt: skip
"""A file of each layout, of each repair, and one that is not known: the first byte of what is read says which."""

TEXTS = (
    "Name\nSourdough\n",
    '"Name"\r\n"a ""b"""\r\n',
    "Date,Link,OptionText\n2020-01-01 00:00:00,a,b\n",
    'Date,Link,OptionText\n"a"b\nx","\n',
    'Notes:\n"When you export"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nA,B,,,,,01 Jan 2020\n',
    'Date,Link,Message\n2025-03-01 10:00:00,https://e.org/1,"a \\"b\\""\n2025-03-01 10:00:00,https://e.org/1,a\nb\n',
    "Time,Search Query\n2025/01/01 00:00:00 UTC,a, b\n",
    "conversation: a\ntimestamp: 2025-01-01\nuser: c\ncoach: d\n\n",
    'Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n2020-01-01 00:00:00,,"a""\n""b",,,\n',
    "FirstName,Emails\na,\"b\\, c\"\n",
    '<html><head><title>x</title></head><body><h1><a href="y">x</a></h1><p class="created">Created on 2020-01-01</p><p>a &amp; b<br/>c</p><!-- d --><script>e</script></body></html>',
    "\ufeffName\tb\n\"x\"\ty\n",
    'Name;b\n"x;y";z\n',
    "",
)  # fmt: skip


def texts() -> Iterator[bytes]:
    """Each text in the encodings there are."""
    for text in TEXTS:
        yield text.encode()
        yield ("\ufeff" + text).encode("utf-16-le")


def zips() -> Iterator[bytes]:
    """ZIPs of few files, packed and not."""
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", compression) as packed:
            packed.writestr("Skills.csv", "Name\nSourdough\n")
            packed.writestr("a/b\\c/../Votes.csv", TEXTS[2] * 3)
            packed.writestr("é.html", TEXTS[10])
            packed.comment = b"a comment"
        yield made.getvalue()


def write_seeds(folder: Path) -> None:
    """Write the seeds below the folder, those of each target in a folder of its name."""
    seeds = {
        "archive": list(zips()),
        "reading": [bytes([path]) + text for path in range(len(PATHS)) for text in texts()],
        "article": [text.encode() for text in TEXTS],
    }
    for target, found in seeds.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(found):
            (folder / target / f"seed{number}").write_bytes(seed)
