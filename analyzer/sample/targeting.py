"""The files about what she looks for, and what is made of it: searches, ads, inferences."""

from collections.abc import Callable

from analyzer.sample import dates
from analyzer.sample.dialects import (
    write_rfc4180,
    write_unquoted,
    write_utf16_tab,
)
from analyzer.sample.dice import Dice
from analyzer.sample.life import (
    JOINED,
    MIDDLE,
    Life,
    times,
)
from analyzer.sample.people import (
    CITIES,
    POSITIONS,
    company,
)
from analyzer.sample.profile import SKILLS

QUERIES = (
    "leak detection jobs",
    "data engineer, water, remote",
    "choir bristol",
    '"night flow" analysis',
    '"leak" OR "burst" (sensor, logger)',
    "+ hydrophone",
    "hydraulic modelling course",
    "wie schreibt man eine Stellenanzeige",
    "recherche de fuites, corrélation acoustique",
    "नौकरी जल विभाग",
    "漏水調査",
    "تسرب المياه",
)
# Half of all searches are for somebody; some are empty, when only a filter was set (quirk 8).
PEOPLE, EMPTY = 0.5, 0.54


def _query(life: Life, dice: Dice) -> str:
    share = dice.roll()
    if share < PEOPLE:
        return dice.pick(life.people).full.lower()
    if share < EMPTY:
        return ""
    job = f"{dice.pick(POSITIONS)} {dice.pick(CITIES)}"
    return dice.pick((dice.pick(QUERIES), dice.pick(SKILLS), company(dice), job.lower()))


def _searches(life: Life) -> bytes:
    dice = life.dice("SearchQueries.csv")
    moments = times(dice, life.many(1500))
    rows = [(dates.slashes(when), _query(life, dice)) for when in moments]
    return write_unquoted([("Time", "Search Query"), *rows])


def _searches_of_2018(life: Life) -> bytes:
    dice = life.dice("Search Queries.csv")
    moments = times(dice, life.many(150), JOINED, MIDDLE)
    rows = [(dates.slashes(when), _query(life, dice)) for when in moments]
    return write_utf16_tab([("Time", "Search Query"), *rows])


def _ads_clicked(life: Life) -> bytes:
    dice = life.dice("Ads Clicked.csv")
    moments = times(dice, life.many(600))
    rows = [(dates.slashes(when), dice.digits(9)) for when in moments]
    return write_rfc4180([("Ad clicked Date", "Ad Title/Id"), *rows])


def _network_ads(life: Life) -> bytes:
    dice = life.dice("LAN Ads Engagement.csv")
    rows = [("Action", "Date", "Ad Title/Id", "Page/App")]
    for when in times(dice, life.many(100)):
        page = dice.pick(
            ("Example Weather", "news.example.com", f"{dice.digits(3)}games.example.net")
        )
        rows.append(("Impression", dates.slash_day(when), dice.digits(9), page))
    return write_rfc4180(rows)


def _targeting(life: Life) -> bytes:
    dice = life.dice("Ad_Targeting.csv")
    employer = "Quellhaven Water; Tarnwick Sensors Ltd; Régie des Eaux de Valmorine"
    followed = "; ".join(company(dice) for _ in range(90))
    titles = "Head of Network Listening; Senior Data Engineer; Engineer"
    # Every skill anybody like her has, in many wordings: the longest cell of an export (quirk 21).
    skills = "; ".join(
        f"{skill}{tail}" for tail in ("", " Planning", " Strategy", " Systems") for skill in SKILLS
    )
    # Pairs and not a dictionary, because three columns share a name, and three another (quirk 4).
    cells = (
        ("Member Age", "35 to 54"),
        ("Buyer Groups", "Research Services Buyers; Telecommunications Buyers"),
        ("Company Names", employer),
        ("Company Names", employer),
        ("Company Follower of", followed),
        ("Company Names", "Quellhaven Water"),
        ("Company Category", ""),
        ("Company Size", "1001-5000 employees"),
        ("Degrees", "Bachelor of Science; Master's Degree"),
        ("degreeClass", "500"),
        ("Recent Device OS", "Android"),
        ("Member Schools", "Université de Saint-Amarante; Technische Hochschule Lindenau"),
        ("Company Growth Rate", "3% - 10% company growth"),
        ("Fields of Study", "Hydrology; Urban Hydrology"),
        ("Company Connections", "; ".join(company(dice) for _ in range(25))),
        ("Function By Size", ""),
        ("Job Functions", "Engineering; Operations"),
        ("Member Gender", "u"),
        ("Graduation Year", "2009"),
        ("Member Groups", "Quiet Engineers; Open Water Data Circle; Altos of LinkedIn"),
        ("Company Industries", "Utilities; Water, Waste, Steam, and Air Conditioning Services"),
        ("Member Interests", "Infrastructure; Choral Music; Open Data; Baking"),
        ("Interface Locales", "English"),
        ("interfaceLocale", "en_US"),
        ("Member Traits", "Frequent Contributor; Desktop/Laptop Users; Open to Education"),
        ("High Value Audience Segments", "Infrastructure Buyers"),
        ("Profile Locations", "Bristol; England; United Kingdom; gb.en.*.0"),
        ("Company Revenue", "$100M-$1B"),
        ("Job Seniorities", "Senior"),
        ("Member Skills", skills),
        ("Standard Audience Segments", "Frequent Travellers; Event Visitors"),
        ("Job Titles", titles),
        ("Job Titles", "Head of Network Listening"),
        ("Job Titles", titles),
        ("Years of Experience", "12+ years"),
    )
    return write_rfc4180([[name for name, _ in cells], [value for _, value in cells]])


def _targeting_of_2018(_: Life) -> bytes:
    cells = {
        "Age Group": "25-34",
        "Country": "fr",
        "Company Sizes": "",
        "Companies": "",
        "Followed Companies": "",
        "Functions": "",
        "Gender": "",
        "Industries": "Utilities",
        "Followed Industries": "",
        "Partner Opt Out Advertising": "No",
        "Seniorities": "",
        "State": "",
        "Postal Code": "",
        "Schools": "Technische Hochschule Lindenau",
        "Graduation Year": "2009",
        "Groups": "",
        "Interface Language": "en",
        "Degree Classes": "",
        "Skills": ",".join(SKILLS).lower(),
    }
    return write_utf16_tab([tuple(cells), tuple(cells.values())])


def _inferences(_: Life) -> bytes:
    career, personal = "Career inferences", "Inferred personal characteristics"
    rows = (
        (career, "Senior leader", "Guessed from your titles and how long you held them.", "Yes"),
        (career, "Growth stage of career", "Guessed from your positions.", "No"),
        (career, "Human resources professional", "Guessed from your titles and skills.", "No"),
        (career, "Recruiter", "Guessed from your titles, skills and searches.", "No"),
        (career, "People leader", "Guessed from your titles and your company's size.", "Yes"),
        (career, "Student", "Guessed from your schools and their years.", "No"),
        (
            career,
            "Career stability",
            "A number from 0 to 1, from the length of your positions.",
            "0.82",
        ),
        (personal, "Inferred birth year", "Guessed from the year you left school.", "1986"),
        (
            "Inferred interests",
            "Interested in higher education",
            "From visits, follows and what people with a profile like yours do, over the last 90 "
            "days.",
            "true",
        ),
        (
            "Inferred interests",
            "Affinity for Electric Vehicles",
            "From pages and posts seen.",
            "true",
        ),
        (
            "Job search inferences",
            "Interested in a new job",
            "A guess, from your searches, of how likely you are to look for one in the next 30 "
            "days.",
            "true",
        ),
        (
            "LinkedIn activity inferences",
            "Active contributor who influences public opinion",
            "From how often others react to what you write.",
            "true",
        ),
        # Before 2022 a row could come without a category.
        ("", "Inferred languages", "From your settings, profile and posts.", "en; de; fr"),
    )
    header = ("Category", "Type of inference", "Description", "Inference")
    return write_rfc4180([header, *rows], final_newline=False)


FILES: dict[str, Callable[[Life], bytes]] = {
    "SearchQueries.csv": _searches,
    "Search Queries.csv": _searches_of_2018,
    "Ads Clicked.csv": _ads_clicked,
    "LAN Ads Engagement.csv": _network_ads,
    "Ad_Targeting.csv": _targeting,
    "Ad Targeting.csv": _targeting_of_2018,
    "Inferences_about_you.csv": _inferences,
}
