"""Odalys as a user of LinkedIn's services: account, searches, advertising, inferences, Learning, Marketplace."""

from datetime import datetime, timedelta

from analyzer.sample import dialects
from analyzer.sample.dialects import Row, SampleTable
from analyzer.sample.phrases import rows, texts
from analyzer.sample.work import SKILLS
from analyzer.sample.world import (
    END,
    ODALYS,
    OLD,
    SPLIT,
    Dice,
    TableMaker,
    World,
    activity,
    city,
    company,
    fixed,
    moments,
)

# --- account ----------------------------------------------------------------------------------------------------------

# Receipts.csv and Receipts_v2.csv are in one export and share no invoice (quirk 11).
NEW_BILLING = dialects.utc(2022, 9, 1)
RECEIPT_COLUMNS = (
    "First Name,Last Name,Billing Country,Postal Code,Transaction Made At,Payment Method Type,"
    "Invoice Number,Description,Tax Amount,Sub Total,Total Amount,Currency Code"
)


def _registration(_world: World, _dice: Dice) -> SampleTable:
    row = (dialects.pacific(ODALYS.registered), ODALYS.registered_from, "")
    return SampleTable([("Registered At", "Registration Ip", "Subscription Types"), row])


def _ip_address(dice: Dice) -> str:
    # From the ranges reserved for documentation.
    if dice.chance(0.3):
        return f"2001:db8:{dice.hexadecimal(4)}:{dice.hexadecimal(4)}::{dice.hexadecimal(3)}"
    return f"{dice.pick(('192.0.2', '198.51.100', '203.0.113'))}.{dice.between(1, 254)}"


def _login(_world: World, dice: Dice, moment: datetime) -> Row:
    kind = dice.pick(("Login",) * 12 + ("Third Party Login",))
    return (dialects.unix(moment), _ip_address(dice), dice.pick(texts("agents")), kind)


def _challenge(_world: World, dice: Dice, moment: datetime) -> Row:
    country = dice.pick(("United Kingdom", "France"))
    kinds = ("EMAIL_PIN_CHALLENGE", "CAPTCHA_CHALLENGE", "SSP_BLOCKING_CHALLENGE")
    start = (dialects.unix(moment), _ip_address(dice), dice.pick(texts("agents")))
    return (*start, country, dice.pick(kinds))


def _receipts(_world: World, dice: Dice) -> SampleTable:
    receipts: list[Row] = [RECEIPT_COLUMNS.split(",")]
    for number, moment in enumerate(moments(dice, 7, (SPLIT, NEW_BILLING))):
        kind = dice.pick(("CreditCard", "Paypal"))
        payment = (ODALYS.first, ODALYS.last, "gb", "BS1", dialects.pacific(moment), kind)
        # Whole numbers have no decimals here. A refund is negative, after the space that guards against formulas.
        price = ("Premium Career subscription (Monthly)", "4", "20.99", "24.99")
        if number == 0:
            price = ("Refund of Premium Career", "0", " -24.99", " -24.99")
        receipts.append((*payment, dice.digits(10), *price, "GBP"))
    return SampleTable(receipts)


def _new_receipt(_world: World, dice: Dice, moment: datetime) -> Row:
    kind = dice.pick(("CARD", "CARD", "PAYPAL", "IOS"))
    payer = (ODALYS.first, ODALYS.last, "GB", "" if kind == "IOS" else "BS1")
    invoice = (dice.digits(12), "Premium Career", "5.83", "29.16", "34.99", "GBP")
    return (*payer, dialects.receipt(moment), kind, *invoice)


ACCOUNT: dict[str, TableMaker] = {
    "Registration.csv": _registration,
    **fixed("Account Status History.csv", dialect=dialects.write_utf16_tab),
    "Logins.csv": activity(
        "Login Date,IP Address,User Agent,Login Type",
        _login,
        40,
        (END - timedelta(days=400), END),
        scaled=False,
    ),
    "Security Challenges.csv": activity(
        "Challenge Date,IP Address,User Agent,Country,Challenge Type", _challenge, 6, scaled=False
    ),
    "Receipts.csv": _receipts,
    "Receipts_v2.csv": activity(RECEIPT_COLUMNS, _new_receipt, 8, (NEW_BILLING, END), scaled=False),
    **fixed("Calendar.csv", "Verifications/Verifications.csv"),
}

# --- searches, advertising, inferences --------------------------------------------------------------------------------

# Half of all searches are for people; some are empty, when only a filter was set (quirk 8).
FOR_PEOPLE, EMPTY = 0.5, 0.54


def _search(world: World, dice: Dice, moment: datetime) -> Row:
    return (dialects.slashes(moment), _query(world, dice))


def _query(world: World, dice: Dice) -> str:
    share = dice.roll()
    if share < FOR_PEOPLE:
        return dice.pick(world.people).full.lower()
    if share < EMPTY:
        return ""
    job = f"{dice.pick(texts('positions', 'names'))} {city(dice)}".lower()
    return dice.pick((dice.pick(texts("queries")), dice.pick(SKILLS), company(dice), job))


def _clicked_ad(_world: World, dice: Dice, moment: datetime) -> Row:
    return (dialects.slashes(moment), dice.digits(9))


def _network_ad(_world: World, dice: Dice, moment: datetime) -> Row:
    games = f"{dice.digits(3)}games.example.net"
    page = dice.pick(("Example Weather", "news.example.com", games))
    return ("Impression", dialects.slash_day(moment), dice.digits(9), page)


def _targeting(_world: World, dice: Dice) -> SampleTable:
    followed = "; ".join(company(dice) for _ in range(90))
    connections = "; ".join(company(dice) for _ in range(25))
    # Every skill of a member like her, in many wordings: the longest cell of an export (quirk 21).
    tails = ("", " Planning", " Strategy", " Systems")
    skills = "; ".join(f"{skill}{tail}" for tail in tails for skill in SKILLS)
    names, cells = zip(*rows("targeting"), strict=True)
    values = {"followed": followed, "connections": connections, "skills": skills}
    return SampleTable([names, [cell.format(**values) for cell in cells]])


ADVERTISING: dict[str, TableMaker] = {
    "SearchQueries.csv": activity(
        "Time,Search Query", _search, 1500, dialect=dialects.write_unquoted
    ),
    "Search Queries.csv": activity(
        "Time,Search Query", _search, 150, OLD, dialect=dialects.write_utf16_tab
    ),
    "Ads Clicked.csv": activity("Ad clicked Date,Ad Title/Id", _clicked_ad, 600),
    "LAN Ads Engagement.csv": activity("Action,Date,Ad Title/Id,Page/App", _network_ad, 100),
    "Ad_Targeting.csv": _targeting,
    **fixed("Ad Targeting.csv", dialect=dialects.write_utf16_tab),
    **fixed("Inferences_about_you.csv", dialect=dialects.write_without_final_newline),
}

# --- Learning and Marketplace -----------------------------------------------------------------------------------------


def _course(_world: World, dice: Dice, moment: datetime) -> Row:
    title = f"{dice.pick(texts('topics'))}{dice.pick(texts('angles'))}"
    kind = dice.pick(("Course",) * 12 + ("Learning Path", "Video (3rd Party Provider)"))
    viewed = "N/A" if dice.chance(0.04) else dialects.minute_utc(moment)
    completed = dialects.minute_utc(moment) if dice.chance(0.15) and viewed != "N/A" else "N/A"
    saved = "true" if dice.chance(0.1) else "false"
    notes = "chapter 3, minute 12: ask before nodding" if dice.chance(0.02) else "N/A"
    sentences = dice.sample(texts("teaching"), dice.between(2, 5))
    # Two in five files have CRLF in descriptions, while their lines end with LF (quirk 2).
    description = ("\r\n\r\n" if dice.chance(0.15) else " ").join(sentences)
    return (title, description, kind, viewed, completed, saved, notes, "")


def _engagement(_world: World, dice: Dice, moment: datetime) -> Row:
    (body,) = texts("engagement")
    offer, free = (body, "true") if dice.chance(0.3) else ("", "")
    return (dialects.unix(moment), "SERVICE_MARKETPLACE", offer, "", "", "", free)


SERVICES: dict[str, TableMaker] = {
    # The header ends with a comma: an eighth column without a name (quirk 4).
    "Learning.csv": activity(
        "Content Title,Content Description,Content Type,Content Last Watched Date (if viewed),"
        "Content Completed At (if completed),Content Saved,Notes taken on videos (if taken),",
        _course,
        80,
    ),
    **fixed("Reviews.csv", "Services Marketplace/Providers.csv"),
    "Services Marketplace/Engagements.csv": activity(
        "Creation Time,Marketplace Type,Body,Currency Code,Currency Amount,Billing Time Unit,"
        "Free Consultation included",
        _engagement,
        12,
        (dialects.utc(2024, 4, 3), END),
        scaled=False,
    ),
    # The spelling is LinkedIn's (quirk 12).
    **fixed("Services Marketplace/Opprtunities.csv"),
}
