"""Odalys's career: her profile, what colleagues say about her work, and the jobs she looks for."""

from datetime import datetime

from analyzer.sample import dialects
from analyzer.sample.dialects import Row, SampleTable
from analyzer.sample.phrases import rows, table_rows, texts
from analyzer.sample.world import (
    ALL,
    END,
    ODALYS,
    TELEPHONE,
    UNTIL_2021,
    Dice,
    TableMaker,
    World,
    activity,
    company,
    fixed,
    moments,
)
from analyzer.sample.writing import essay, fill, typed

SKILLS = [skill for (skill,) in table_rows("Skills.csv")[1:]]

# --- profile ----------------------------------------------------------------------------------------------------------


PROFILE: dict[str, TableMaker] = {
    **fixed("Profile.csv", "Profile Summary.csv", "Positions.csv", "Education.csv", "Skills.csv"),
    **fixed("Certifications.csv", "Courses.csv", "Projects.csv", "Publications.csv", "Honors.csv"),
    **fixed("Languages.csv", "Organizations.csv", "Volunteering.csv", "Causes You Care About.csv"),
    **fixed("TestScores.csv"),
    # The second has the layout of 2019: its name in two words and an older header.
    **fixed("Test Scores.csv", "Email Addresses.csv", dialect=dialects.write_without_final_newline),
    **fixed("PhoneNumbers.csv", "Phone Numbers.csv", "Whatsapp Phone Numbers.csv"),
    **fixed("Private_identity_asset.csv"),
}

# --- endorsements and recommendations ---------------------------------------------------------------------------------


def _endorsements(role: str, count: int, *, urls: bool = True) -> TableMaker:
    columns = f"Endorsement Date,Skill Name,{role} First Name,{role} Last Name,"
    columns += f"{role} Public Url,Endorsement Status" if urls else "Endorsement Status"

    def row(world: World, dice: Dice, moment: datetime) -> Row:
        person = dice.pick(world.people)
        url = (f"www.linkedin.com/in/{person.slug}",) if urls else ()
        status = "PENDING" if role == "Endorsee" and dice.chance(0.06) else "ACCEPTED"
        skill = dice.pick(SKILLS)
        return (dialects.slashes(moment), skill, person.first, person.last, *url, status)

    return activity(columns, row, count, ALL)


def _endorsement_of_2021(world: World, dice: Dice, moment: datetime) -> Row:
    person = dice.pick(world.people)
    status = ("Redacted", "") if dice.chance(0.3) else ("Accepted", "Show")
    return (dialects.slashes(moment), dice.pick(SKILLS), person.first, person.last, *status)


def _recommendations(*statuses: str, given: bool = False) -> TableMaker:
    columns = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status"

    def table(world: World, dice: Dice) -> SampleTable:
        recommendations: list[Row] = [columns.split(",")]
        for moment, status in zip(moments(dice, len(statuses)), statuses, strict=True):
            person = dice.pick(world.friends)
            praise = " ".join(dice.sample(texts("praise"), dice.between(3, 5)))
            name = person.first if given else ODALYS.first
            text = typed(dice, fill(dice, praise, world.people, name))
            who = (person.first, person.last, person.company, person.position)
            recommendations.append((*who, text, dialects.pacific(moment), status))
        return SampleTable(recommendations)

    return table


PRAISE: dict[str, TableMaker] = {
    "Endorsement_Given_Info.csv": _endorsements("Endorsee", 120),
    "Endorsement_Received_Info.csv": _endorsements("Endorser", 170),
    "Endorsement Received Info.csv": activity(
        "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorsement Status,"
        "Display Status",
        _endorsement_of_2021,
        46,
        UNTIL_2021,
        dialect=dialects.write_utf16_tab,
    ),
    # Recommendations given usually have no status. One of either kind is on no profile.
    "Recommendations_Given.csv": _recommendations("", "", "", "HIDDEN", "", given=True),
    "Recommendations_Received.csv": _recommendations(*["VISIBLE"] * 4, "HIDDEN", "VISIBLE"),
    # Three files that their owners renamed; LinkedIn uses the names above.
    "Endorsements.csv": _endorsements("Endorsee", 12, urls=False),
    "Recommendations.csv": _recommendations("VISIBLE", "PENDING"),
    "RecommendationsReceived.csv": _recommendations(*["VISIBLE"] * 3),
}

# --- jobs -------------------------------------------------------------------------------------------------------------

# She looked for a job three times: before Lyon, before Bristol and before Quellhaven.
JOB_SEARCHES = (
    (dialects.utc(2013, 6, 1), dialects.utc(2013, 12, 1)),
    (dialects.utc(2017, 8, 1), dialects.utc(2018, 3, 1)),
    (dialects.utc(2022, 2, 1), dialects.utc(2022, 8, 1)),
)


def _job_moments(dice: Dice, count: int) -> list[datetime]:
    times = [dice.moment(*dice.pick(JOB_SEARCHES)) for _ in range(count)]
    return sorted(times, reverse=True)


def _job_url(dice: Dice) -> str:
    return f"http://www.linkedin.com/jobs/view/{dice.digits(9)}"


def _saved_jobs(_world: World, dice: Dice) -> SampleTable:
    jobs: list[Row] = [("Saved Date", "Job Url", "Job Title", "Company Name")]
    for moment in _job_moments(dice, 60):
        # Only the address remains of an advertisement that was deleted.
        job = ("", "") if dice.chance(0.04) else (dice.pick(texts("job_titles")), company(dice))
        jobs.append((dialects.pacific(moment), _job_url(dice), *job))
    return SampleTable(jobs)


def _applications(part: slice) -> TableMaker:
    columns = (
        "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,"
        "Resume Name,Question And Answers"
    )

    def table(world: World, _dice: Dice) -> SampleTable:
        # Both parts use the same dice, so that they make up one table.
        dice = world.dice("Jobs/Job Applications.csv")
        applications = [_application(world, dice, moment) for moment in _job_moments(dice, 223)]
        return SampleTable([columns.split(","), *applications[part]])

    return table


def _application(world: World, dice: Dice, moment: datetime) -> Row:
    title = dice.pick(texts("job_titles"))
    questions = dice.sample(rows("questions"), dice.pick((0, 0, 1, 2, 3, 5)))
    answers = [f"{question}:{answer}" for question, answer in questions]
    if dice.chance(0.01):
        # Occasionally a field holds a whole letter (quirk 21).
        answers.append(f"Cover letter:<p>{' '.join(essay(world, dice, 8))}</p>")
    if answers:
        answers.append(f"Email address:{ODALYS.email}")
    contact = (dialects.pacific(moment), ODALYS.email, dialects.guarded(TELEPHONE), company(dice))
    resume = f"Brandt-Mehra_CV_{moment.year}.pdf"
    return (*contact, title, _job_url(dice), resume, " | ".join(answers))


def _screening_answers(part: slice) -> TableMaker:
    def table(world: World, _dice: Dice) -> SampleTable:
        dice = world.dice("Job Applicant Saved Screening Question Responses.csv")
        skills, questions = texts("skills_asked"), rows("questions")[:7]
        answers: list[Row] = []
        for number in range(160):
            skill = skills[number % len(skills)]
            question = f"How many years of work experience do you have with {skill}?"
            years = "" if dice.chance(0.1) else str(dice.between(1, 12))
            answers.append(dice.pick(((question, years), *questions)))
        answers[0] = ("Mobile phone number", dialects.guarded(TELEPHONE))
        return SampleTable([("Question", "Answer"), *answers[part]])

    return table


def _alerts(_world: World, dice: Dice) -> SampleTable:
    alerts = [("ALERT_PARAMETERS", "QUERY_CONTEXT", "SAVED_SEARCH_ID")]
    for words in ("leakage manager", "hydraulic modelling", "head of network", "wasserverlust"):
        # Lists as Java prints them (quirk 19).
        parameters = "{notificationChannels=[EMAIL, IN_APP], frequency=DAILY}"
        context = (
            f"{{keywords={words}, geo=urn:li:geo:{dice.digits(9)}, "
            f"facets={{workplaceType=[urn:li:workplaceType:{dice.between(1, 3)}]}}}}"
        )
        alerts.append((parameters, context, dice.digits(10)))
    return SampleTable(alerts)


def _postings(world: World, dice: Dice) -> SampleTable:
    columns = (
        "Company Name,Title,Employment Status,Company Description,Job Description,"
        "Location Description,Job Functions,Company Industries,Seniority Level,Required Skills,"
        "Education Levels,Onsite Apply,Contact Email,Company Apply Url,Base Salary,"
        "Additional Compensation,Job State,Create Date,List Date,Close Date,Expiration Date"
    )
    postings: list[Row] = [columns.split(",")]
    titles = ("Leak Technician", "Apprentice Leak Technician", "Analyst, Night Flow")
    for moment, title in zip(
        moments(dice, 3, (dialects.utc(2023, 1, 10), END)), titles, strict=True
    ):
        text = "".join(f"<p>{line}</p>" for line in essay(world, dice, 3))
        draft = title == "Analyst, Night Flow"
        about = ("Bristol, United Kingdom", "Engineering, Other", "Utilities", "ENTRY_LEVEL")
        requirements = ("Leak Detection, Patience", "", "Yes", ODALYS.email, "", "", "")
        created = dialects.pacific(moment)
        dates = ("DRAFT", created, "", "", "") if draft else ("CLOSED", *[created] * 4)
        job = ("Quellhaven Water", title, "FULL_TIME", "", text)
        postings.append((*job, *about, *requirements, *dates))
    return SampleTable(postings)


# A new file begins after 200 applications and after 98 answers (quirk 11).
JOBS: dict[str, TableMaker] = {
    "Jobs/Saved Jobs.csv": _saved_jobs,
    "Jobs/Job Applications.csv": _applications(slice(200)),
    "Jobs/Job Applications_1.csv": _applications(slice(200, None)),
    **fixed("Jobs/Job Applicant Saved Answers.csv"),
    "Job Applicant Saved Screening Question Responses.csv": _screening_answers(slice(98)),
    "Job Applicant Saved Screening Question Responses_1.csv": _screening_answers(slice(98, None)),
    **fixed("Jobs/Job Seeker Preferences.csv"),
    "SavedJobAlerts.csv": _alerts,
    "Jobs/Online Job Postings.csv": _postings,
    # From 2019 to 2021 there was a file for each application, `2019-02-16 17:55:08-<title>-<company>` (quirk 12).
    # Windows allows neither colon nor bar in a file name, and git there refuses to check such a file out: the time has
    # dots here, and a bar in a title is a dash.
    **fixed(
        "Jobs/Job Application Answers/2019-01-10 16.12.19-Hydraulic Modeller-Pellmarsh Labs.csv",
        "Jobs/Job Application Answers/2019-02-16 17.55.08-Head of Water Loss - Remote-Drumlin Water.csv",
        "Jobs/Job Application Answers/2020-10-14 06.18.06-Ingenieurin Leitungsnetze-Stromwerk.csv",
    ),
}
