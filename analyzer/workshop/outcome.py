"""The lines about the result of a batch, for the terminal and for the page without one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzer.language import gettext, ngettext
from analyzer.text import count, printable
from analyzer.workshop import facilitator, folder
from analyzer.workshop.batch import Result
from analyzer.workshop.children import shortened


@dataclass(frozen=True)
class Line:
    """A line: a sentence, a reason in English, and advice. The sentence and the advice are in the language of the page."""

    sentence: str
    reason: str = ""
    advice: str = ""

    def __str__(self) -> str:
        """The line in the terminal."""
        return " ".join(filter(None, (self.sentence, self.reason, self.advice)))


def outcome_lines(result: Result, out: Path, *, pages: bool) -> Iterator[Line]:
    """The numbers of a result, a line per failure, and where the pages are in `out`.

    `pages` is whether participants have pages.
    """
    yield Line(_numbers(result))
    if result.strays:
        yield Line(_strays(result), advice=gettext(facilitator.REQUEST_FOR_STRAYS))
    for label, reason in result.failures.items():
        who = f"{label} ({printable(result.names[label])}):"
        yield Line(who, reason, facilitator.request(reason))
    for label, mistake in result.mistakes.items():
        without = gettext("{label} ({name}) is read without settings.")
        who = without.format(label=label, name=printable(result.names[label]))
        yield Line(who, mistake)
    for label, other in result.repeated:
        repeats = gettext("{label} has the same figures as {other} and is not counted again.")
        yield Line(repeats.format(label=label, other=other))
    if result.group.advice:
        yield Line(result.group.advice)
    if result.group.held_back:
        yield Line(str(result.group.held_back))
    if result.group.page and result.group.page.exists():
        yield Line(gettext("For everyone: {place}").format(place=result.group.page))
    if result.made + result.kept and pages:
        place = gettext("For each participant: {place}")
        yield Line(place.format(place=out / folder.PAGES))
    handout = gettext("For the facilitator only: {place} lists who gets which page.")
    yield Line(handout.format(place=out / folder.HANDOUT))


def _numbers(result: Result) -> str:
    people = ngettext("{number} participant", "{number} participants", result.participants)
    read = gettext("; ").join(_read(result))
    return f"{people.format(number=count(result.participants))}{gettext(': ')}{read}."


def _read(result: Result) -> Iterator[str]:
    """How many exports and share files were read, and how many could not be."""
    read = result.made + result.kept
    if read or not result.shared:
        exports = ngettext("{number} export read", "{number} exports read", read)
        unchanged = ngettext("{number} unchanged", "{number} unchanged", result.kept)
        kept = f" ({unchanged.format(number=count(result.kept))})" if result.kept else ""
        yield exports.format(number=count(read)) + kept
    if result.shared:
        files = ngettext("{number} share file read", "{number} share files read", result.shared)
        yield files.format(number=count(result.shared))
    if result.failures:
        failed = len(result.failures)
        unread = ngettext("{number} could not be read", "{number} could not be read", failed)
        yield unread.format(number=count(failed))


def _strays(result: Result) -> str:
    names, more = shortened(result.strays)
    if not more:
        return gettext("Not an archive: {names}.").format(names=names)
    sentence = ngettext(
        "Not an archive: {names} and {number} more.",
        "Not an archive: {names} and {number} more.",
        more,
    )
    return sentence.format(names=names, number=count(more))
