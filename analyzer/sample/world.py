"""The invented world that the files of an export share: Odalys, the people she knows, and chance.

Odalys Brandt-Mehra listens to water pipes for a living. She grew up in Dresden, studied hydrology, worked in Lyon and
now lives in Bristol, sings alto and bakes. We know of no real person with that name. Family names and company names
are put together from parts, so that they sound right and belong to no one. Addresses are under example.com, .org and
.net; telephone numbers are from the ranges reserved for fiction.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import TypeVar
from urllib.parse import quote

from analyzer.sample.dialects import (
    Row,
    Rows,
    SampleTable,
    milliseconds,
    pacific,
    utc,
    write_rfc4180,
)
from analyzer.sample.phrases import load, table_rows, texts

T = TypeVar("T")

# --- chance -----------------------------------------------------------------------------------------------------------


class Dice:
    """A seeded source of chance, the same on every machine.

    Of all the methods of `random.Random`, Python promises an unchanging sequence only for `random()` with a seed, so
    everything else is derived from it.
    """

    def __init__(self, seed: int, name: str) -> None:
        """Seed with text: Python hashes it with SHA-512 on any system."""
        self.roll = Random(f"{seed}/{name}").random

    def below(self, end: int) -> int:
        """A whole number from 0 up to, not including, `end`."""
        return int(self.roll() * end)

    def between(self, first: int, last: int) -> int:
        """A whole number from `first` to `last`, both included."""
        return first + int(self.roll() * (last - first + 1))

    def chance(self, share: float) -> bool:
        """True in `share` of all cases."""
        return self.roll() < share

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`."""
        return items[int(self.roll() * len(items))]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """Up to `count` different `items`, in any order."""
        rest = list(items)
        return [rest.pop(self.below(len(rest))) for _ in range(min(count, len(rest)))]

    def digits(self, count: int) -> str:
        """A number of `count` digits that does not start with 0."""
        return str(self.between(10 ** (count - 1), 10**count - 1))

    def hexadecimal(self, count: int) -> str:
        """A number of `count` hexadecimal digits."""
        return f"{self.below(16**count):0{count}x}"

    def uuid(self) -> str:
        """A text in the form of a UUID."""
        return "-".join(self.hexadecimal(count) for count in (8, 4, 4, 4, 12))

    def moment(self, start: datetime, end: datetime) -> datetime:
        """A moment of a person's waking hours between two days, later days more often."""
        # The larger of two numbers: activity grows over the years. A power or a logarithm would do the same, but its
        # last digit may differ from one system's mathematics library to the next.
        share = max(self.roll(), self.roll())
        days = int(share * (end - start).days)
        time = timedelta(days=days, hours=self.between(6, 21), seconds=self.below(3600))
        return utc(start.year, start.month, start.day) + time


# --- people -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Persona:
    """An invented member whose export is written."""

    first: str
    last: str
    slug: str
    url: str
    emails: tuple[str, str, str]
    member: str
    registered: datetime
    registered_from: str

    @property
    def full(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        """The primary address."""
        return self.emails[0]

    def identifiers(self) -> tuple[str, ...]:
        """The texts in the files that identify the member. A text comes before any other that it contains."""
        registered = pacific(self.registered)
        numbers = (registered, self.registered_from, self.member)
        return (self.url, *self.emails, *numbers, self.slug, self.first, self.last)


ODALYS = Persona(
    first="Odalys",
    last="Brandt-Mehra",
    slug="odalys-brandt-mehra",
    url="https://www.linkedin.com/in/odalys-brandt-mehra-0b5e77a1",
    emails=(
        "odalys.brandt-mehra@example.org",
        "odalys@choir.example.net",
        "o.brandt@regie-valmorine.example.com",
    ),
    member="123456789",
    registered=utc(2010, 6, 7, 8, 2),
    registered_from="203.0.113.7",
)
TELEPHONE = "+44 7700 900142"

JOINED, END = utc(2010, 6, 7), utc(2026, 3, 14)
# Files with the member's number in their name hold activity before this day, the others activity since.
SPLIT = utc(2017, 9, 1)

Span = tuple[datetime, datetime]
ALL: Span = (JOINED, END)
OLD: Span = (JOINED, SPLIT)
NEW: Span = (SPLIT, END)
# Some files are only in exports up to this one.
UNTIL_2021: Span = (JOINED, utc(2021, 1, 18))

# The languages of names in Latin letters, which most of the people have that Odalys mentions and writes to.
LATIN = ("en", "de", "fr", "es", "pt", "hi", "pl")
FRIENDS = 60


@dataclass(frozen=True)
class Person:
    """A person in Odalys's network or inbox."""

    first: str
    last: str
    language: str
    slug: str
    email: str
    company: str
    position: str
    member: int
    connected: datetime

    @property
    def full(self) -> str:
        """The name as LinkedIn shows it."""
        return f"{self.first} {self.last}"

    @property
    def url(self) -> str:
        """The address of the profile."""
        return f"https://www.linkedin.com/in/{self.slug}"


@dataclass(frozen=True)
class Culture:
    """Names that go together: given names, and two halves of a family name."""

    language: str
    connections: int
    participants: int
    given: list[str]
    heads: list[str]
    tails: list[str]

    def names(self, dice: Dice) -> tuple[str, str]:
        """A given and a family name."""
        return dice.pick(self.given), dice.pick(self.heads) + dice.pick(self.tails)


@cache
def cultures(group: str) -> list[Culture]:
    """The cultures in names.toml, each repeated by its number under `group`."""
    entries = load("names")["cultures"]
    return [Culture(**entry) for entry in entries for _ in range(entry[group])]


def invent_person(dice: Dice, connected: datetime) -> Person:
    """A new person, connected to Odalys at the given moment."""
    culture = dice.pick(cultures("connections"))
    first, last = culture.names(dice)
    plain = _without_accents(f"{first}-{last}".lower())
    address = plain.replace("-", ".") if plain.isascii() else f"post{dice.digits(5)}"
    if dice.chance(0.02):
        first += f" {dice.pick(('💧', '🌍', '⭐', '👩‍🔬'))}"
    if dice.chance(0.06):
        # Titles follow a comma, which makes the TO of a message ambiguous (quirk 18).
        last += dice.pick((", PMP", ", Ph.D.", ", MBA, CEng", " "))
    return Person(
        first,
        last,
        culture.language,
        # Letters without an ASCII form are percent-encoded (quirk 17).
        slug=f"{quote(plain)}-{dice.hexadecimal(8)}",
        email=f"{address}@example.{dice.pick(('com', 'org', 'net'))}",
        company=company(dice),
        position=dice.pick(texts("positions", "names")),
        member=dice.between(10_000_000, 999_999_999),
        connected=connected,
    )


def company(dice: Dice) -> str:
    """The name of a company."""
    head = dice.pick(texts("company_heads", "names"))
    return f"{head} {dice.pick(texts('company_tails', 'names'))}"


def city(dice: Dice) -> str:
    """The name of a city."""
    return dice.pick(texts("cities", "names"))


def telephone(dice: Dice) -> str:
    """A number reserved for fiction in North America or the United Kingdom."""
    return dice.pick(
        (
            f"+1 {dice.between(201, 989)}-555-01{dice.below(100):02}",
            f"({dice.between(201, 989)}) 555-01{dice.below(100):02}",
            f"+44 7700 900{dice.below(1000):03}",
            f"020 7946 0{dice.below(1000):03}",
        )
    )


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    # Only accents go: the marks of other scripts belong to their letters.
    return "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")


# --- the world --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Post:
    """A post on LinkedIn that can be linked to; the number holds its time (quirk 14)."""

    moment: datetime
    number: int

    @classmethod
    def at(cls, dice: Dice, moment: datetime) -> "Post":
        """A post made at `moment`."""
        time = milliseconds(moment) - dice.below(1000)
        return cls(moment, time << 22 | dice.below(1 << 22))

    @classmethod
    def before(cls, dice: Dice, moment: datetime) -> "Post":
        """Another person's post, made within a few days before `moment`."""
        return cls.at(dice, moment - timedelta(seconds=dice.between(300, 400_000)))

    def urn(self, kind: str) -> str:
        """Its name in LinkedIn's form: `urn:li:share:<number>`."""
        return f"urn:li:{kind}:{self.number}"


@dataclass(frozen=True)
class World:
    """What the files of an export share."""

    seed: int
    scale: float
    people: tuple[Person, ...] = ()
    """Odalys's connections, the newest first."""
    friends: tuple[Person, ...] = ()
    """The oldest connections, who get most of her messages and mentions."""
    posts: tuple[Post, ...] = ()
    """Her own posts, the newest first."""

    @classmethod
    def invent(cls, seed: int, scale: float) -> "World":
        """A world, the same for the same seed and scale."""
        empty = cls(seed, scale)
        dice = empty.dice("people")
        strangers = [invent_person(dice, dice.moment(*ALL)) for _ in range(empty.scaled(900))]
        people = sorted(strangers, key=lambda person: (person.connected, person.slug), reverse=True)
        latin = [person for person in people if person.language in LATIN and "," not in person.last]
        dice = empty.dice("posts")
        posts = [Post.at(dice, moment) for moment in moments(dice, empty.scaled(330), ALL)]
        friends = latin[-FRIENDS:] or people
        return cls(seed, scale, tuple(people), tuple(friends), tuple(posts))

    def dice(self, name: str) -> Dice:
        """The dice of a file, named after it, so that no file changes another."""
        return Dice(self.seed, name)

    def scaled(self, count: int) -> int:
        """The number of rows of a file that has `count` at scale 1."""
        return max(1, round(count * self.scale))


def moments(dice: Dice, count: int, period: Span = NEW) -> list[datetime]:
    """The given number of moments, the newest first, as in LinkedIn's files."""
    return sorted((dice.moment(*period) for _ in range(count)), reverse=True)


# --- files ------------------------------------------------------------------------------------------------------------

TableMaker = Callable[[World, Dice], SampleTable]
"""Makes the table of a file with the dice of that file."""

Dialect = Callable[[Rows], bytes]


def fixed(*names: str, dialect: Dialect = write_rfc4180) -> dict[str, TableMaker]:
    """Files that are the same for every seed, from tables.toml."""

    def maker(name: str) -> TableMaker:
        return lambda _world, _dice: SampleTable(table_rows(name), dialect)

    return {name: maker(name) for name in names}


def activity(
    columns: str,
    row: Callable[[World, Dice, datetime], Row],
    count: int,
    period: Span = NEW,
    *,
    dialect: Dialect = write_rfc4180,
    scaled: bool = True,
) -> TableMaker:
    """A file with one row for each of `count` moments of the period, the newest first.

    `columns` are the names of its columns, separated by commas. With `scaled`, the count depends on the scale.
    """

    def table(world: World, dice: Dice) -> SampleTable:
        times = moments(dice, world.scaled(count) if scaled else count, period)
        return SampleTable(
            [columns.split(","), *(row(world, dice, time) for time in times)], dialect
        )

    return table
