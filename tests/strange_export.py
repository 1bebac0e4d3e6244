"""An export in which everything is strange: each dialect, each repair, and each kind of file that pages remark on."""

from collections import Counter
from pathlib import PurePosixPath
from typing import Final

from quirk_cases import CASES

POSITIONS: Final = "Company Name,Title,Description,Location,Started On,Finished On\n"
REACTIONS: Final = "Date,Type,Link\n"
LANGUAGES: Final = "Name,Proficiency\nNorwegian,Full\n"
COACH: Final = (
    "conversation: 0f9d3a52-6c1e-4b7a-9d3f-5a1b2c3d4e5f\ntimestamp: 1735689600000\n"
    "user: How do I tie a bowline?\ncoach: Make a loop.\n\n"
)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16")


_FILES: Final[dict[str, list[bytes | str]]] = {
    "Comments.csv": [
        _utf16('Date,Link,Message\n2025-03-03 10:00:00,https://example.org/3,"Say \\"yes\\""\n'),
        _utf16("Date,Link,Message\n2024-03-03 10:00:00,https://example.org/4,one\ntwo\n"),
    ],
    "SearchQueries.csv": [
        _utf16("Time,Search Query\n2025/01/02 03:04:05 UTC,salt, and rope\n"),
    ],
    "LearningCoachMessages.csv": [_utf16(COACH)],
    "Reactions.csv": [
        "Date\tType\tLink\n2025-03-01 10:00:00\tLIKE\thttps://example.org/1\n",
        _utf16("Date;Type;Link\n2025-03-02 10:00:00;LIKE;https://example.org/2\n"),
        # Dates of spreadsheets, and one that is none.
        f"{REACTIONS}01/13/2025 10:00,LIKE,https://example.org/5\n13 o'clock,LIKE,https://example.org/6\n",
        f"{REACTIONS}no date,LIKE,https://example.org/7\n",
        # A cell that was not closed.
        f'{REACTIONS}2025-01-02 03:04:05,LIKE,"https://example.org/8\n2025-01-02 03:04:06,LIKE,https://example.org/9"\n',
        "%PDF-1.4",
        "\0" * 40,
    ],
    "Positions.csv": [
        POSITIONS + 'Acme,Boss"Did good, and more",Oslo,Jan 2020,\n',
        POSITIONS + "Acme,Boss,,Oslo,Jan 2021\n" * 3,
        POSITIONS + "Acme,Boss,Oslo,Jan 2022\n" * 30,
        # The same twice, and one more.
        POSITIONS + "Dunes,Cook,,Oslo,Jan 2023,\n",
        POSITIONS + "Dunes,Cook,,Oslo,Jan 2023,\n",
        POSITIONS + "Dunes,Cook,,Oslo,Jan 2023,\nDunes,Baker,,Oslo,Jan 2024,\n",
    ],
    "Languages.csv": [
        "a note\nanother\n",
        LANGUAGES + "Name,Number\nSailing 101,S1\nKnots,K2\n",
        _utf16("Name,Proficiency\nDutch,Some\n"),
    ],
    "what.csv": ["", "Nickname,Years\nAda,3\n"],
    "photo.jpg": ["no picture"],
    "participant.toml": [""],
}


def strange_export() -> dict[str, bytes | str]:
    """The files by their paths. Several of one kind are numbered as copies are."""
    files: dict[str, bytes | str] = {}
    numbers: Counter[str] = Counter()
    cases = [(case.path, case.data) for case in CASES]
    for name, data in (*cases, *((name, each) for name, all_ in _FILES.items() for each in all_)):
        path = PurePosixPath(name)
        numbers[name] += 1
        copy = f" ({numbers[name]})" if numbers[name] > 1 else ""
        files[str(path.with_name(f"{path.stem}{copy}{path.suffix}"))] = data
    return files
