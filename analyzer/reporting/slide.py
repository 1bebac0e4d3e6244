"""The answer as one picture, for a slide or an article: no names, no file names, the sources and the date."""

from datetime import date
from typing import Literal

from analyzer.reporting.charts import (
    Card,
    answer_card,
)
from analyzer.reporting.evidence import names_in_a_row
from analyzer.reporting.model import Figures
from analyzer.text import (
    STANDINGS,
    capfirst,
    count,
    day,
    share,
    span,
    spelled,
)


def slide(figures: Figures, made_on: date, kind: Literal["svg", "png"]) -> bytes:
    """The picture; the same figures and date give the same bytes."""
    unit = "text_words" if figures.whole.text_words else "values"
    whole = getattr(figures.whole, unit)
    amounts = {
        standing: getattr(figures.by_standing[standing], unit)
        for standing in STANDINGS
        if standing in figures.by_standing
    }
    called = "words of text" if unit == "text_words" else "entries"
    documents = figures.mapping.documents
    card = Card(
        title=f"How much of a {figures.mapping.platform} export may be used to train AI?",
        finding=span(getattr(figures.covered, unit), getattr(figures.every_claim, unit), whole),
        unit=f"of the {count(whole)} {called} in the export of one person",
        parts=tuple(
            (standing, amount / whole, f"{share(amount, whole)} {STANDINGS[standing][0].lower()}")
            for standing, amount in amounts.items()
            if amount
        ),
        foot=(
            f"{capfirst(spelled(len(documents)))} articles say so: {names_in_a_row(figures.mapping)}. None of them is "
            f"{figures.mapping.platform}'s own policy. The first figure is what they clearly cover, the second "
            f"counts every claim that any of them makes. linkedin-exposure, {day(made_on)}."
        ),
    )
    return answer_card(card, kind)
