"""The files about the account: registration, logins, payments, verification."""

from collections.abc import Callable
from datetime import timedelta

from analyzer.sample import dates
from analyzer.sample.dates import utc
from analyzer.sample.dialects import (
    guarded,
    write_rfc4180,
    write_utf16_tab,
)
from analyzer.sample.dice import Dice
from analyzer.sample.life import (
    END,
    FIRST,
    JOINED,
    LAST,
    MIDDLE,
    Life,
    times,
)

AGENTS = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/133.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "LIAuthLibrary:3.2.4 com.linkedin.android:4.1.1057 Example Phone:android_14",
)
# Receipts.csv and Receipts_v2.csv lie side by side and share no invoice (quirk 11).
NEW_BILLING = utc(2022, 9, 1)
RECEIPTS = tuple(
    (
        "First Name,Last Name,Billing Country,Postal Code,Transaction Made At,Payment Method Type,"
        "Invoice Number,Description,Tax Amount,Sub Total,Total Amount,Currency Code"
    ).split(",")
)


def _address(dice: Dice) -> str:
    # From the ranges reserved for documentation.
    if dice.chance(0.3):
        return f"2001:db8:{dice.hexadecimal(4)}:{dice.hexadecimal(4)}::{dice.hexadecimal(3)}"
    return f"{dice.pick(('192.0.2', '198.51.100', '203.0.113'))}.{dice.between(1, 254)}"


def _registration(_: Life) -> bytes:
    row = (dates.pacific(JOINED + timedelta(hours=8, minutes=2)), "203.0.113.7", "")
    return write_rfc4180([("Registered At", "Registration Ip", "Subscription Types"), row])


def _status(_: Life) -> bytes:
    when = dates.slashes(JOINED + timedelta(hours=8, minutes=2, seconds=41))
    return write_utf16_tab([("Time", "Event"), (when, "Account Created")])


def _logins(life: Life) -> bytes:
    dice = life.dice("Logins.csv")
    rows = [("Login Date", "IP Address", "User Agent", "Login Type")]
    for when in times(dice, 40, END - timedelta(days=400)):
        kind = dice.pick(("Login",) * 12 + ("Third Party Login",))
        rows.append((dates.unix(when), _address(dice), dice.pick(AGENTS), kind))
    return write_rfc4180(rows)


def _challenges(life: Life) -> bytes:
    dice = life.dice("Security Challenges.csv")
    rows = [("Challenge Date", "IP Address", "User Agent", "Country", "Challenge Type")]
    kinds = ("EMAIL_PIN_CHALLENGE", "CAPTCHA_CHALLENGE", "SSP_BLOCKING_CHALLENGE")
    for when in times(dice, 6):
        place = dice.pick(("United Kingdom", "France"))
        row = (dates.unix(when), _address(dice), dice.pick(AGENTS), place, dice.pick(kinds))
        rows.append(row)
    return write_rfc4180(rows)


def _receipts(life: Life) -> bytes:
    dice = life.dice("Receipts.csv")
    rows = [RECEIPTS]
    for number, when in enumerate(times(dice, 7, MIDDLE, NEW_BILLING)):
        payer = (FIRST, LAST, "gb", "BS1", dates.pacific(when), dice.pick(("CreditCard", "Paypal")))
        # Whole numbers have no decimals here; a refund is negative, behind the formula guard.
        price = ("Premium Career subscription (Monthly)", "4", "20.99", "24.99")
        if number == 0:
            price = ("Refund of Premium Career", "0", guarded("-24.99"), guarded("-24.99"))
        rows.append((*payer, dice.digits(10), *price, "GBP"))
    return write_rfc4180(rows)


def _receipts_v2(life: Life) -> bytes:
    dice = life.dice("Receipts_v2.csv")
    rows = [RECEIPTS]
    for when in times(dice, 8, NEW_BILLING, END):
        kind = dice.pick(("CARD", "CARD", "PAYPAL", "IOS"))
        payer = (FIRST, LAST, "GB", "" if kind == "IOS" else "BS1", dates.receipt(when), kind)
        rows.append((*payer, dice.digits(12), "Premium Career", "5.83", "29.16", "34.99", "GBP"))
    return write_rfc4180(rows)


def _calendar(_: Life) -> bytes:
    row = ("ANDROID_CALENDAR", "ANDROID_CALENDAR", "7/15/20, 9:26 AM")
    return write_rfc4180([("Owner", "Source", "LastSyncedAt"), row])


def _verifications(_: Life) -> bytes:
    header = (
        "First name,Middle name,Last name,Verification type,Organization name,Email address,"
        "Country,State,City,Year of birth,Issuing authority,Document type,"
        "Verification service provider,Verified date,Expiry date"
    )
    missing = "N/A"
    work = ("Work Verification", "Quellhaven Water", "odalys@quellhaven.example.com")
    identity = ("ID verification", missing, missing, "de", missing, missing, "1986", "DE", "pp")
    return write_rfc4180(
        [
            header.split(","),
            (*(missing,) * 3, *work, *(missing,) * 7, "2024-10-15", "2026-10-15"),
            (FIRST, missing, LAST, *identity, "Persona", "2025-01-09", missing),
        ]
    )


FILES: dict[str, Callable[[Life], bytes]] = {
    "Registration.csv": _registration,
    "Account Status History.csv": _status,
    "Logins.csv": _logins,
    "Security Challenges.csv": _challenges,
    "Receipts.csv": _receipts,
    "Receipts_v2.csv": _receipts_v2,
    "Calendar.csv": _calendar,
    "Verifications/Verifications.csv": _verifications,
}
