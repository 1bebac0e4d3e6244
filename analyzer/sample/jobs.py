"""The files about jobs: what she saved, applied for, answered, and advertised herself."""

import re
from collections.abc import Callable
from datetime import datetime

from analyzer.sample import dates, language
from analyzer.sample.dates import utc
from analyzer.sample.dialects import (
    guarded,
    write_rfc4180,
)
from analyzer.sample.dice import Dice
from analyzer.sample.life import (
    EMAIL,
    END,
    FIRST,
    LAST,
    TELEPHONE,
    Life,
    times,
)
from analyzer.sample.people import company

Row = tuple[str, ...]

# She looked for a job three times: the years before Lyon, before Bristol and before Quellhaven.
SEARCHES = (
    (utc(2013, 6, 1), utc(2013, 12, 1)),
    (utc(2017, 8, 1), utc(2018, 3, 1)),
    (utc(2022, 2, 1), utc(2022, 8, 1)),
)
# A new file begins after this many rows (quirk 11).
APPLICATIONS_PER_FILE = 200
RESPONSES_PER_FILE = 98

TITLES = (
    "Leakage Engineer",
    "Senior Hydraulic Modeller (f/m/d)",
    "Data Engineer, Smart Networks",
    "Head of Water Loss | Remote possible",
    "Ingénieure réseaux - CDI",
    "Wasserverlustmanagerin",
    "Product Owner: Metering",
    "Lead Analyst \N{EN DASH} Night Flow",
    "Principal Engineer, Sensors & Telemetry",
)
QUESTIONS = (
    ("How many years of work experience do you have with leak detection?", "12"),
    ("Are you legally authorised to work in this country?", "Yes"),
    ("Will you now or in the future require sponsorship?", "No"),
    ("Do you hold a valid driving licence?", "Yes"),
    ("What is your notice period, in weeks?", "12"),
    ("Are you comfortable working at night?", "Yes, with tea"),
    ("What are your salary expectations (gross, per year)?", "58000"),
    (
        "Please tell us in a few sentences why you would like to work with us.",
        "Because you publish your losses. I would like to help you publish smaller ones, and I "
        "have done so twice: once with notebooks, once with eleven thousand loggers.",
    ),
    ("How did you hear about this position?", "A former colleague"),
)
SKILLS_ASKED = (
    "Python, SQL, EPANET, QGIS, Acoustic Correlation, Team Leadership, French, R, "
    "Hydraulic Modelling, LoRaWAN, Project Management, Time Series Analysis, Git, Excel"
).split(", ")


def _moments(dice: Dice, count: int) -> list[datetime]:
    moments = [dice.moment(*dice.pick(SEARCHES)) for _ in range(count)]
    return sorted(moments, reverse=True)


def _saved_jobs(life: Life) -> bytes:
    dice = life.dice("Jobs/Saved Jobs.csv")
    rows: list[Row] = [("Saved Date", "Job Url", "Job Title", "Company Name")]
    for when in _moments(dice, 60):
        # Only the address is left of an advertisement that was deleted.
        job = ("", "") if dice.chance(0.04) else (dice.pick(TITLES), company(dice))
        rows.append((dates.pacific(when), _job_url(dice), *job))
    return write_rfc4180(rows)


def _job_url(dice: Dice) -> str:
    return f"http://www.linkedin.com/jobs/view/{dice.digits(9)}"


def _applications(part: int) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        # Both parts draw on the same source of chance, so that they make up one table.
        dice = life.dice("Jobs/Job Applications.csv")
        rows = [_application(life, dice, when) for when in _moments(dice, 223)]
        header = (
            "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,"
            "Resume Name,Question And Answers"
        )
        return write_rfc4180([header.split(","), *_part(rows, part, APPLICATIONS_PER_FILE)])

    return write


def _application(life: Life, dice: Dice, when: datetime) -> Row:
    title, resume = dice.pick(TITLES), f"Brandt-Mehra_CV_{when.year}.pdf"
    asked = dice.sample(QUESTIONS, dice.pick((0, 0, 1, 2, 3, 5)))
    answers = [f"{question}:{answer}" for question, answer in asked]
    if dice.chance(0.01):
        # Now and then a whole letter goes into one field (quirk 21).
        letter = " ".join(language.essay(dice, life.friends, 8))
        answers.append(f"Cover letter:<p>{letter}</p>")
    if answers:
        answers.append(f"Email address:{EMAIL}")
    return (
        dates.pacific(when),
        EMAIL,
        guarded(TELEPHONE),
        company(dice),
        title,
        _job_url(dice),
        resume,
        " | ".join(answers),
    )


def _part(rows: list[Row], part: int, size: int) -> list[Row]:
    return rows[part * size : (part + 1) * size]


def _saved_answers(_: Life) -> bytes:
    rows = (
        ("First name", FIRST),
        ("Last name", LAST),
        ("Phone", guarded(TELEPHONE)),
        ("City", "Bristol, England, United Kingdom"),
        ("Dates of employment", "2018-04-01 - 2022-08-31"),
        ("Dates of employment", "2022-09-01 - "),
        ("Headline", "Head of Network Listening"),
        (
            "Cover letter",
            "<p>Dear team,</p><p>your night flow is 14% too high.</p><p>May I help?</p>",
        ),
        ("Website", "https://odalys.example.org"),
    )
    return write_rfc4180([("Question", "Answer"), *rows])


def _screening_responses(part: int) -> Callable[[Life], bytes]:
    def write(life: Life) -> bytes:
        dice = life.dice("Job Applicant Saved Screening Question Responses.csv")
        asked = "How many years of work experience do you have with {}?"
        rows: list[Row] = []
        for number in range(160):
            skill = SKILLS_ASKED[number % len(SKILLS_ASKED)]
            answer = "" if dice.chance(0.1) else str(dice.between(1, 12))
            rows.append(dice.pick(((asked.format(skill), answer), *QUESTIONS[:7])))
        rows[0] = ("Mobile phone number", guarded(TELEPHONE))
        return write_rfc4180([("Question", "Answer"), *_part(rows, part, RESPONSES_PER_FILE)])

    return write


def _preferences(_: Life) -> bytes:
    row = {
        "Locations": "Bristol, United Kingdom | Lyon, France",
        "Industries": "",
        "Company Employee Count": "Over 1 employees",
        "Preferred Job Types": "Full-time | Part-time",
        "Job Titles": "Head of Water Loss | Leakage Manager",
        "Open To Recruiters": "Yes",
        "Dream Companies": "",
        "Profile Shared With Job Poster": "Yes",
        "Job Title For Searching Fast Growing Companies": "",
        "Introduction Statement": "I find leaks, and I like teams that say so when they make one.",
        "Phone Number": "",
        "Job Seeker Activity Level": "",
        "Preferred Start Time Range": "",
        "Commute Preference Starting Address": "",
        "Commute Preference Starting Time": "",
        "Mode Of Transportation": "",
        "Maximum Commute Duration": "",
        "Open Candidate Visibility": "RECRUITERS",
        "Job Seeking Urgency Level": "CASUALLY_BROWSING",
    }
    return write_rfc4180([tuple(row), tuple(row.values())])


def _alerts(life: Life) -> bytes:
    dice = life.dice("SavedJobAlerts.csv")
    rows = [("ALERT_PARAMETERS", "QUERY_CONTEXT", "SAVED_SEARCH_ID")]
    for words in ("leakage manager", "hydraulic modelling", "head of network", "wasserverlust"):
        # Lists as Java prints them (quirk 19).
        parameters = "{notificationChannels=[EMAIL, IN_APP], frequency=DAILY}"
        context = (
            f"{{keywords={words}, geo=urn:li:geo:{dice.digits(9)}, "
            f"facets={{workplaceType=[urn:li:workplaceType:{dice.between(1, 3)}]}}}}"
        )
        rows.append((parameters, context, dice.digits(10)))
    return write_rfc4180(rows)


def _postings(life: Life) -> bytes:
    dice = life.dice("Jobs/Online Job Postings.csv")
    header = (
        "Company Name,Title,Employment Status,Company Description,Job Description,"
        "Location Description,Job Functions,Company Industries,Seniority Level,Required Skills,"
        "Education Levels,Onsite Apply,Contact Email,Company Apply Url,Base Salary,"
        "Additional Compensation,Job State,Create Date,List Date,Close Date,Expiration Date"
    )
    rows: list[Row] = [tuple(header.split(","))]
    for when, title in zip(
        times(dice, 3, utc(2023, 1, 10), END),
        ("Leak Technician", "Apprentice Leak Technician", "Analyst, Night Flow"),
        strict=True,
    ):
        text = "".join(f"<p>{line}</p>" for line in language.essay(dice, life.friends, 3))
        draft = title == "Analyst, Night Flow"
        dated = ("", "", "") if draft else (dates.pacific(when),) * 3
        rows.append(
            (
                "Quellhaven Water",
                title,
                "FULL_TIME",
                "",
                text,
                "Bristol, United Kingdom",
                "Engineering, Other",
                "Utilities",
                "ENTRY_LEVEL",
                "Leak Detection, Patience",
                "",
                "Yes",
                EMAIL,
                *[""] * 3,
                "DRAFT" if draft else "CLOSED",
                dates.pacific(when),
                *dated,
            )
        )
    return write_rfc4180(rows)


def _old_answers() -> dict[str, Callable[[Life], bytes]]:
    # From 2019 to 2021 there was one file per application, `2019-02-16 17:55:08-<title>-<company>`
    # with whatever the title held (quirk 12). Windows allows neither colon nor bar in a name, and
    # git there refuses to check such a file out: the time has dots here, the rest a dash.
    applied = (
        ("2019-01-10 16.12.19", "Hydraulic Modeller", "Pellmarsh Labs"),
        ("2019-02-16 17.55.08", "Head of Water Loss | Remote", "Drumlin Water"),
        ("2020-10-14 06.18.06", "Ingenieurin Leitungsnetze", "Stromwerk"),
    )
    return {
        f"Jobs/Job Application Answers/{_legal(f'{when}-{title}-{company_name}')}.csv": _old_answer(
            title
        )
        for when, title, company_name in applied
    }


def _legal(name: str) -> str:
    return re.sub(r'[<>:"/\\|?*]', "-", name)


def _old_answer(title: str) -> Callable[[Life], bytes]:
    rows = [
        ("Question", "Answer"),
        ("First name", FIRST),
        ("Last name", LAST),
        ("Email address", EMAIL),
        (f'Why "{title}"?', "Because I have been listening for it"),
        ("Do you hold a valid driving licence?", "Yes"),
    ]
    return lambda _: write_rfc4180(rows)


FILES: dict[str, Callable[[Life], bytes]] = {
    "Jobs/Saved Jobs.csv": _saved_jobs,
    "Jobs/Job Applications.csv": _applications(0),
    "Jobs/Job Applications_1.csv": _applications(1),
    "Jobs/Job Applicant Saved Answers.csv": _saved_answers,
    "Job Applicant Saved Screening Question Responses.csv": _screening_responses(0),
    "Job Applicant Saved Screening Question Responses_1.csv": _screening_responses(1),
    "Jobs/Job Seeker Preferences.csv": _preferences,
    "SavedJobAlerts.csv": _alerts,
    "Jobs/Online Job Postings.csv": _postings,
    **_old_answers(),
}
