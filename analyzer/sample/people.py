"""Invented people, companies and places: those our person knows, works for and visits.

Family names and company names are put together from parts, so that they sound right and belong to
nobody. Addresses are under example.com, .org and .net; telephone numbers are from the ranges
reserved for fiction.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from analyzer.sample.dice import Dice

CITIES = (
    "Bristol Lyon Dresden Porto Pune Gdańsk Utrecht Valencia Kraków "
    "Leeds Nantes Graz Montréal Nagoya Amman Recife Ghent Malmö"
).split()
POSITIONS = (
    "Leakage Manager",
    "Hydraulic Modeller",
    "Data Engineer",
    "Senior Data Scientist",
    "Asset Planner",
    "Head of Network Operations",
    "Director, Customer Field Services",
    "Acoustic Engineer",
    "Field Technician",
    "Product Manager, Metering",
    "GIS Analyst",
    "Research Fellow (Hydrology)",
    "Process Engineer",
    "Talent Partner",
    "Communications Lead",
    "Founder & CEO",
    "Professor of Hydraulics",
    "Regulatory Economist",
    "Student",
    "Projektleiterin Netzbetrieb",
    "Responsable réseaux",
    "Ingeniera de caudales",
    "Consultora de saneamento",
    "水道設計エンジニア",
    "مهندس مياه أول",
)
FRIENDS = 60


@dataclass(frozen=True)
class Person:
    """Somebody our person is connected to."""

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
        """Return the name as LinkedIn shows it."""
        return f"{self.first} {self.last}"

    @property
    def url(self) -> str:
        """Return the address of the profile."""
        return f"https://www.linkedin.com/in/{self.slug}"


@dataclass(frozen=True)
class Culture:
    """Names that go together: given names, and two halves of a family name."""

    language: str
    firsts: str
    heads: str
    tails: str

    def name(self, dice: Dice) -> tuple[str, str]:
        """Return a given and a family name."""
        first = dice.pick(self.firsts.split())
        return first, dice.pick(self.heads.split()) + dice.pick(self.tails.split())


ENGLISH = Culture(
    "en",
    "Ada Beth Callum Dara Edwin Fern Gareth Hazel Imogen Jonah Kit Lorna Miles Nell Owen Petra "
    "Rhys",
    "Thistle Brack Quill Marl Tarn Hollow Penny Ashen Wren Copper Sorrel Fallow Linnet",
    "wick mere stead combe bourne thorpe worthy hithe garth",
)
GERMAN = Culture(
    "de",
    "Anneke Bastian Cosima Dietmar Elke Falk Greta Henrike Ingo Jule Korbinian Liv Marten Ottilie",
    "Moor Birken Quell Hasel Silber Tannen Wiesen Rauh Nebel Schilf",
    "lauter winkler sieder bruckner pfenning garth stätter röder",
)
FRENCH = Culture(
    "fr",
    "Agathe Basile Clémence Désiré Élodie Fabrice Ghislaine Hippolyte Inès Joël Maëlle Noémie",
    "Val Mont Clair Roche Font Bois Grand Aigue",
    "cendre lierre mirande tournelle sévignac belette rousson",
)
SPANISH = Culture(
    "es",
    "Abril Benito Candela Delfina Elías Fermín Gonzalo Inmaculada Lázaro Marisol Nieves",
    "Valde Monte Fuente Ribera Campo Villa",
    "luna olmos sauces negral mirto plata cigüeña",
)
PORTUGUESE = Culture(
    "pt",
    "Adelaide Baltazar Conceição Duarte Eunice Filipa Graça Heitor Jacinta Leonor",
    "Alva Serra Ponte Aldeia Rio",
    "verde nogueirão moinhos caravela sobral",
)
INDIAN = Culture(
    "hi",
    "Aarohi Bhavesh Charvi Devansh Eshita Gauri Harit Ishani Jatin Kavya Lavanya Manav Nandini",
    "Chandra Nila Surya Deva Indra Megha Tara",
    "vakar pathi ramanwal shekari joliya wadekar",
)
ARABIC = Culture(
    "ar",
    "ليلى سامي نورة كريم هدى ياسر ريم طارق سلمى",
    "النبع الساق الراف النخل البحر الواد",
    "اوي ياني وري",
)
JAPANESE = Culture(
    "ja",
    "美咲 蒼 陽菜 健 結衣 湊 千夏 悠人",
    "水 泉 滝 雨 波 霧",
    "乃森 ヶ瀬 縄手 之原 見坂",
)
POLISH = Culture(
    "pl",
    "Bożena Czesław Dobrawa Grażyna Henryk Jagoda Kazimierz Łucja Mirosława Wit",
    "Brzo Wod Kalin Jawor Strum",
    "owiecki zborski enczak iniewicz elkowski",
)
NIGERIAN = Culture(
    "en",
    "Folake Chidi Temilade Emeka Ngozi Obinna Sade Uche",
    "Ade Olu Nwa Oko Eze",
    "kunlere banjira somire chiruba madilu",
)
NORDIC = Culture(
    "en",
    "Astrid Björn Dagny Einar Frøya Håkon Ingrid Sindre Tuva",
    "Sjö Fjell Björk Älv Lind",
    "strandsen mossdal gårdlund vikner",
)
TURKISH = Culture(
    "en",
    "Aylin Yağmur Ceren Deniz Elif Kaan Selin",
    "Su Nehir Göl Irmak",
    "oğulcan taşöz akarsoy soylar",
)
# Picked as often as they occur here: an English-speaking office with friends from all over.
CULTURES = (
    *[ENGLISH] * 5,
    *[GERMAN] * 3,
    *[FRENCH] * 2,
    SPANISH,
    PORTUGUESE,
    *[INDIAN] * 2,
    ARABIC,
    JAPANESE,
    POLISH,
    NIGERIAN,
    NORDIC,
    TURKISH,
)
LATIN = ("en", "de", "fr", "es", "pt", "hi", "pl")

COMPANY_HEADS = (
    "Quellhaven, Tarnwick, Brackwater, Nordmoor, Valmorine, Altenquell, Pellmarsh, "
    "Aquafern, Hydrolune, Sondefield, Ribeirata, Nilapath, Osierbank, Kelvermouth, "
    "Marlstone & Daughters, Drumlin, Wellspur, Loggerhead, Eaudouce, Stromwerk"
).split(", ")
COMPANY_TAILS = (
    "Water",
    "Utilities",
    "Analytics",
    "Sensors Ltd",
    "Consulting",
    "Systems GmbH",
    "Group, Inc.",
    "S.A.",
    "Research Institute",
    "Partners LLP",
    "Networks",
    "Labs",
    "Foundation",
    "Cooperative",
)


def network(dice: Dice, count: int, start: datetime, end: datetime) -> tuple[Person, ...]:
    """Return `count` people, the newest connection first."""
    people = [stranger(dice, dice.moment(start, end)) for _ in range(count)]
    return tuple(sorted(people, key=lambda person: (person.connected, person.slug), reverse=True))


def stranger(dice: Dice, connected: datetime) -> Person:
    """Return one invented person."""
    culture = dice.pick(CULTURES)
    first, last = culture.name(dice)
    plain = _plain(f"{first}-{last}".lower())
    address = plain.replace("-", ".") if plain.isascii() else f"post{dice.digits(5)}"
    return Person(
        first=f"{first} {dice.pick(('💧', '🌍', '⭐', '👩‍🔬'))}" if dice.chance(0.02) else first,
        # Titles come after a comma, which makes the TO of a message ambiguous (quirk 18).
        last=f"{last}{dice.pick((', PMP', ', Ph.D.', ', MBA, CEng', ' '))}"
        if dice.chance(0.06)
        else last,
        language=culture.language,
        # Letters with no plain form are percent-encoded (quirk 17).
        slug=f"{quote(plain)}-{dice.hexadecimal(8)}",
        email=f"{address}@example.{dice.pick(('com', 'org', 'net'))}",
        company=company(dice),
        position=dice.pick(POSITIONS),
        member=dice.between(10_000_000, 999_999_999),
        connected=connected,
    )


def company(dice: Dice) -> str:
    """Return the name of an invented company."""
    return f"{dice.pick(COMPANY_HEADS)} {dice.pick(COMPANY_TAILS)}"


def telephone(dice: Dice) -> str:
    """Return a number reserved for fiction in North America or the United Kingdom."""
    return dice.pick(
        (
            f"+1 {dice.between(201, 989)}-555-01{dice.below(100):02}",
            f"({dice.between(201, 989)}) 555-01{dice.below(100):02}",
            f"+44 7700 900{dice.below(1000):03}",
            f"020 7946 0{dice.below(1000):03}",
        )
    )


def friends(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the oldest connections, those our person mentions and writes to most."""
    latin = [person for person in people if person.language in LATIN and "," not in person.last]
    return tuple(latin[-FRIENDS:])


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    # Only accents go; the marks of other scripts belong to their letters.
    return "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")
