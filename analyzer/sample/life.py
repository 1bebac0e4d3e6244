"""The invented person and her world, which all files of the export share.

Odalys Brandt-Mehra listens to water pipes for a living. She grew up in Dresden, studied hydrology,
worked in Lyon and now lives in Bristol, sings alto and bakes. We know of nobody by that name.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from analyzer.sample import dates
from analyzer.sample.dates import utc
from analyzer.sample.dice import Dice
from analyzer.sample.people import (
    Person,
    friends,
    network,
)

FIRST = "Odalys"
LAST = "Brandt-Mehra"
FULL = f"{FIRST} {LAST}"
URL = "https://www.linkedin.com/in/odalys-brandt-mehra-0b5e77a1"
EMAIL = "odalys.brandt-mehra@example.org"
TELEPHONE = "+44 7700 900142"
MEMBER = 123456789

JOINED = utc(2010, 6, 7)
# Files with the member id in their name hold what she did before this day, the others the rest.
MIDDLE = utc(2017, 9, 1)
END = utc(2026, 3, 14)

# She writes in these, as often as they occur here.
TONGUES = ("en",) * 12 + ("de",) * 4 + ("fr",) * 3 + ("es", "pt", "hi")


@dataclass(frozen=True)
class Post:
    """Something on LinkedIn that can be linked to; the number holds its time (quirk 14)."""

    when: datetime
    number: int

    def urn(self, kind: str) -> str:
        """Return its name as LinkedIn writes it: `urn:li:share:<number>`."""
        return f"urn:li:{kind}:{self.number}"


@dataclass(frozen=True)
class Life:
    """What the writers of the files share."""

    seed: int
    scale: float
    people: tuple[Person, ...]
    friends: tuple[Person, ...]
    posts: tuple[Post, ...]

    def dice(self, name: str) -> Dice:
        """Return the source of chance of a file."""
        return Dice(self.seed, name)

    def many(self, count: int) -> int:
        """Return how many rows an activity file has if it has `count` at scale 1."""
        return max(1, round(count * self.scale))


def live(seed: int, scale: float) -> Life:
    """Return a life, the same for the same seed and scale."""
    world = Life(seed, scale, (), (), ())
    people = network(world.dice("people"), world.many(900), JOINED, END)
    dice = world.dice("posts")
    moments = times(dice, world.many(330), JOINED)
    return Life(
        seed,
        scale,
        people,
        friends(people) or people,
        tuple(published(dice, when) for when in moments),
    )


def published(dice: Dice, when: datetime) -> Post:
    """Return a post made at `when`."""
    milliseconds = dates.milliseconds(when) - dice.below(1000)
    return Post(when, milliseconds << 22 | dice.below(1 << 22))


def others_post(dice: Dice, when: datetime) -> Post:
    """Return somebody else's post that our person sees within a few days."""
    return published(dice, when - timedelta(seconds=dice.between(300, 400_000)))


def times(dice: Dice, count: int, start: datetime = MIDDLE, end: datetime = END) -> list[datetime]:
    """Return `count` moments, the newest first as in LinkedIn's files."""
    return sorted((dice.moment(start, end) for _ in range(count)), reverse=True)
