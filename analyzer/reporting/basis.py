"""What a sentence of the page rests on: the statements and findings behind it, as an attribute with their numbers.

A number is the place of a statement or finding among all of the mapping's, from 1: ids would make the page longer by a
tenth.
"""

from collections.abc import Iterable

from markupsafe import Markup

from analyzer.analysis.policy import Assessment
from analyzer.mapping import ExportMapping


def statements_behind(assessments: Iterable[Assessment]) -> tuple[str, ...]:
    """The ids of the statements that the assessments rest on, each once."""
    ids = (each.statement.id for assessment in assessments for each in assessment.evidence)
    return tuple(dict.fromkeys(ids))


def resting_on(basis: Iterable[str], about: Iterable[str], mapping: ExportMapping) -> Markup:
    """The attributes of an element whose sentences rest on the statements and findings with the ids `basis`.

    `about` are the ids of what its sentences are about, where they say that no document says something of it.
    """
    known = mapping.numbers
    rests = " ".join(str(number) for number in sorted({known[each] for each in basis}))
    silent = " ".join(dict.fromkeys(about))
    return Markup("").join(
        Markup(' data-{}="{}"').format(name, value)
        for name, value in (("basis", rests), ("about", silent))
        if value
    )
