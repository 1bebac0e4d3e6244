"""What a sentence of the page rests on: the statements and findings behind it, as an attribute with their numbers.

A number is the place of a statement or finding among all of the mapping's, from 1: ids would make the page longer by a
tenth.
"""

from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from analyzer.analysis.policy import Assessment


def statements_behind(assessments: Iterable[Assessment]) -> tuple[str, ...]:
    """The ids of the statements that the assessments rest on, each once."""
    ids = (each.statement.id for assessment in assessments for each in assessment.evidence)
    return tuple(dict.fromkeys(ids))


def resting_on(basis: Iterable[str], about: Iterable[str], known: Mapping[str, int]) -> Markup:
    """The attributes of an element whose sentences rest on the statements and findings with the ids `basis`.

    `about` are the ids of what its sentences are about, where they say that no document says something of it;
    `known` are the mapping's `numbers`.
    """
    rests = " ".join(map(str, sorted({known[each] for each in basis})))
    silent = escape(" ".join(dict.fromkeys(about)))
    basis_said = f' data-basis="{rests}"' if rests else ""
    return Markup(f'{basis_said} data-about="{silent}"' if silent else basis_said)
