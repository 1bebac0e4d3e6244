"""The files about who she is: profile, career, studies, skills, as she wrote them herself."""

from collections.abc import Callable

from analyzer.sample.dialects import (
    guarded,
    write_rfc4180,
)
from analyzer.sample.life import (
    EMAIL,
    FIRST,
    FULL,
    LAST,
    TELEPHONE,
    Life,
)

SUMMARY = """I listen to water pipes for a living.

A third of the drinking water of many towns never reaches a tap. It leaves through cracks the \
width of a hair, at night, without a sound that anybody hears. I build the loggers, the data and \
the habits with which towns find out — and I answer the telephone when they do.

• 15 years between muddy boots and night-flow charts
• leak detection, hydraulic models, sensor data, open methods
• English, German and French at work; Hindi with my aunts; Portuguese with a dictionary

Ask me about cast iron, sourdough or the alto part of nearly anything. "Small leaks are polite" \
is the title of a talk I give too often."""

POSITIONS = (
    (
        "Quellhaven Water",
        "Head of Network Listening",
        "Lead a team of nine who find leaks before they become news. Set up the city's first open "
        "register of night flows, cut losses by 18% in three years, and brought back the "
        'apprenticeship for leak technicians. Also known as "the lady with the headphones".',
        "Bristol, England, United Kingdom",
        "Sep 2022",
        "",
    ),
    (
        "Tarnwick Sensors Ltd",
        "Senior Data Engineer",
        "Built the pipeline that takes 40 million pressure readings a day from 11,000 loggers, "
        "repairs their clocks and says which three streets to visit tonight.  - moved nightly "
        "jobs from 95 to 4 minutes  - wrote the handbook that the new people still read",
        "Bristol, England, United Kingdom",
        "Apr 2018",
        "Aug 2022",
    ),
    (
        "Régie des Eaux de Valmorine",
        "Analyste en recherche de fuites",
        "Écoute nocturne, corrélation acoustique, sectorisation du réseau. Formation des équipes "
        "de terrain.",
        "Lyon, Auvergne-Rhône-Alpes, France",
        "Jan 2014",
        "Mar 2018",
    ),
    (
        "Brackwater & Daughters Consulting",
        "Junior Hydraulic Engineer",
        "Models of small networks, large spreadsheets, many site visits.",
        "Lyon, Auvergne-Rhône-Alpes, France",
        "Sep 2010",
        "Dec 2013",
    ),
    (
        "Wasserwerk Altenquell",
        "Praktikantin im Messwesen",
        "",
        "Dresden, Sachsen, Deutschland",
        "2009",
        "2010",
    ),
)

SKILLS = """Leak Detection
Hydraulic Modelling
Acoustic Correlation
Water Loss Management
District Metered Areas
Night Flow Analysis
Pressure Management
Time Series Analysis
Python (Programming Language)
SQL
PostgreSQL
Apache Arrow
QGIS
EPANET
R
Git
Linux
Data Engineering
Data Quality
Sensor Networks
Signal Processing
Statistics
Data Visualization
Technical Writing
Open Data
Asset Management
Field Work
Health and Safety
Project Management
Team Leadership
Mentoring
Public Speaking
Training
Stakeholder Engagement
Tendering
Regulation
Climate Adaptation
Hydrology
Groundwater
Water Quality
Smart Metering
LoRaWAN
Embedded Systems
Machine Learning
Change Management
Budgeting
Recruiting
German
French
Hindi
Choral Music""".splitlines()

Row = tuple[str, ...]


def _table(header: str, *rows: Row) -> Callable[[Life], bytes]:
    # These files are the same in every life: one person, one career.
    return lambda _: write_rfc4180([header.split(","), *rows])


def _emails(_: Life) -> bytes:
    header = ("Email Address", "Confirmed", "Primary", "Updated On")
    rows = (
        (EMAIL, "Yes", "Yes", "4/3/18, 11:02 PM"),
        ("odalys@choir.example.net", "Yes", "No", "6/7/10, 1:12 AM"),
        ("o.brandt@regie-valmorine.example.com", "Yes", "No", "Not Available"),
    )
    return write_rfc4180([header, *rows], final_newline=False)


def _resume(_: Life) -> bytes:
    # LinkedIn reads the text out of an uploaded file: no line breaks, three spaces instead.
    jobs = "   ".join(
        f"{title.upper()}   {company}  |  {place}  |  {start} - {end or 'Present'}   {text}"
        for company, title, text, place, start, end in POSITIONS
    )
    parts = (
        f"  {FULL}   {TELEPHONE}   {EMAIL}",
        "P R O F I L E",
        " ".join(SUMMARY.split()),
        "E X P E R I E N C E",
        jobs,
        "E D U C A T I O N",
        "M.Sc. Urban Hydrology, Université de Saint-Amarante   B.Sc. Hydrology, Technische "
        "Hochschule Lindenau",
        "S K I L L S",
        "  |  ".join(SKILLS),
        "R E F E R E N C E S   on request, with tea.     ",
    )
    header = ("Private Identity Asset Name", "Private Identity Asset Raw Text")
    return write_rfc4180([header, ("/ODALYS_BRANDT_MEHRA_CV_2022.pdf", "   ".join(parts))])


PHONES = "Extension,Number,Type"
FILES: dict[str, Callable[[Life], bytes]] = {
    "Profile.csv": _table(
        "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,"
        "Geo Location,Twitter Handles,Websites,Instant Messengers",
        (
            FIRST,
            LAST,
            "",
            "",
            "Mar 22, 1986",
            "Head of Network Listening at Quellhaven Water | leaks, loggers, open data",
            SUMMARY,
            "Utilities",
            "BS1",
            "Bristol, England, United Kingdom",
            # Lists in brackets (quirk 19).
            "[odalys_listens]",
            "[PERSONAL:https://odalys.example.org,BLOG:https://notes.example.org/nightflow,"
            "COMPANY:https://quellhaven.example.com]",
            "[SKYPE:odalys.example]",
        ),
    ),
    # LinkedIn's own summary was empty in every export seen: a header and an empty line.
    "Profile Summary.csv": _table("Profile Summary", ("",)),
    "Positions.csv": _table(
        "Company Name,Title,Description,Location,Started On,Finished On", *POSITIONS
    ),
    "Education.csv": _table(
        "School Name,Start Date,End Date,Notes,Degree Name,Activities",
        (
            "Université de Saint-Amarante",
            "Oct 2007",
            "Jul 2009",
            "Thesis: What a pipe says at night. Measured 14 streets over one winter.",
            "Master of Science - MSc, Urban Hydrology",
            "Choir, mountain rescue, the student newspaper",
        ),
        (
            "Technische Hochschule Lindenau",
            "2004",
            "2007",
            "",
            "Bachelor of Science - BS, Hydrologie",
            "",
        ),
        ("Gymnasium am Elbhang", "", "", "", "Abitur", ""),
    ),
    "Skills.csv": _table("Name", *((skill,) for skill in SKILLS)),
    "Certifications.csv": _table(
        "Name,Url,Authority,Started On,Finished On,License Number",
        (
            "Certified Leak Technician, Level III",
            "https://cert.example.org/leak/3/88213",
            "Guild of Pipe Listeners",
            "May 2015",
            "May 2020",
            "GPL-III-88213",
        ),
        (
            "Confined Space Entry",
            "",
            "Severn Safety Centre",
            "Feb 2019",
            "",
            "",
        ),
        (
            "Time Series for Engineers",
            "https://www.linkedin.com/learning/certificates/0c4e9d1e7b",
            "LinkedIn",
            "Nov 2021",
            "",
            "",
        ),
        ("Premiers secours", "", "Croix de Valmorine", "2014", "", ""),
    ),
    "Courses.csv": _table(
        "Name,Number",
        ("Hydraulics of Pressurised Pipes", "HYD 301"),
        ("Urban Water Law", ""),
        ("Stochastic Processes, with Applications", "MAT 417"),
    ),
    "Projects.csv": _table(
        "Title,Description,Url,Started On,Finished On",
        (
            "Open Night Flow Register",
            "A public table of what each district of the city uses between two and four in the "
            "morning, with the method, the mistakes and the corrections.",
            "https://nightflow.example.org",
            "Jan 2023",
            "",
        ),
        (
            "The yoghurt-pot hydrophone",
            'Build it in an afternoon: a microphone, a pot, wax. Used by 40 schools. "It leaks '
            'less than the real ones."',
            "https://notes.example.org/hydrophone",
            "Mar 2016",
            "Jun 2016",
        ),
    ),
    "Publications.csv": _table(
        "Name,Published On,Description,Publisher,Url",
        (
            "Clocks that lie: repairing time in logger networks",
            "Jun 18, 2021",
            "Why eleven thousand loggers disagree about midnight, and how to find out who is "
            "right.",
            "Journal of Quiet Engineering",
            "https://quiet.example.org/articles/118",
        ),
        (
            "Écouter la nuit",
            "Oct 2016",
            "Retour d'expérience sur quatre hivers de recherche de fuites.",
            "Revue des Eaux Douces",
            "https://eaux.example.org/ecouter-la-nuit",
        ),
    ),
    "Honors.csv": _table(
        "Title,Description,Issued On",
        (
            'Golden Hydrant, category "Patience"',
            "Given yearly by the Guild of Pipe Listeners for work nobody sees.",
            "Nov 2024",
        ),
        ("Best student paper", "", "Jul 2009"),
    ),
    "Languages.csv": _table(
        "Name,Proficiency",
        ("German", "Native or bilingual proficiency"),
        ("English", "Full professional proficiency"),
        ("French", "Professional working proficiency"),
        ("Portuguese", "Limited working proficiency"),
        ("Hindi", "Elementary proficiency"),
        ("Choral Latin", ""),
    ),
    "Organizations.csv": _table(
        "Name,Description,Position,Started On,Finished On",
        ("Guild of Pipe Listeners", "", "Committee member", "Jan 2019", ""),
        ("Open Water Data Circle", "We meet on Thursdays, online.", "Co-founder", "2020", "2023"),
    ),
    "Volunteering.csv": _table(
        "Company Name,Role,Cause,Started On,Finished On,Description",
        (
            "Pump House Choir",
            "Treasurer",
            "artsAndCulture",
            "Oct 2018",
            "",
            "Alto, and keeper of the cake fund.",
        ),
        ("Rivers in Schools", "Visiting engineer", "education", "Sep 2015", "Jun 2018", ""),
    ),
    "Causes You Care About.csv": _table(
        "Supported Cause",
        ("Environment",),
        ("Education",),
        ("Science and Technology",),
        ("Arts and Culture",),
    ),
    "TestScores.csv": _table(
        "Tested On,Name,Description,Score",
        ("Mar 2018", "English for Work", "Taken before the move to Bristol, listening: 98.", "C2"),
        ("", "Abitur", "", "1,3"),
    ),
    # The same two in the layout of 2019, with its file name in two words and its older header.
    "Test Scores.csv": lambda _: write_rfc4180(
        [
            ("Test Date", "Description", "Name", "Score"),
            ("Mar 2018", "", "English for Work", ""),
            ("", "", "Abitur", ""),
        ],
        final_newline=False,
    ),
    "Email Addresses.csv": _emails,
    # Rows without a single value are usual here (quirk 18).
    "PhoneNumbers.csv": _table(
        PHONES, ("", "", ""), ("", guarded(TELEPHONE), "Mobile"), ("", "", "")
    ),
    "Phone Numbers.csv": _table(
        PHONES, ("", guarded("+1 415-555-0117"), "Mobile"), ("", "4155550118", "")
    ),
    "Whatsapp Phone Numbers.csv": _table(
        "Number,Extension,Is_WhatsApp_Number", ("447700900142", "", "false")
    ),
    "Private_identity_asset.csv": _resume,
}
