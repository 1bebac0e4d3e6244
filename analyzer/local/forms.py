"""The fields about the person in the form for a report."""

from datetime import date
from typing import Final

from markupsafe import Markup, escape

from analyzer.analysis.scenario import Scenario, read_scenario
from analyzer.errors import ScenarioError
from analyzer.language import gettext, marked
from analyzer.local.requests import Request
from analyzer.mapping.rules import Rules
from analyzer.remarks import remark

CALLED: Final = {
    "region": marked("Where you live"),
    "opted_out": marked("The day on which you turned the setting off"),
    "minor": marked("Under 18"),
}
"""The fields, as the page calls them."""


class FaultError(Exception):
    """The form is filled in wrongly: the sentence for the page says how."""

    def __init__(self, sentence: Markup) -> None:
        super().__init__()
        self.sentence = sentence


def read_person(request: Request, rules: Rules, today: date) -> Scenario:
    """The scenario in the fields of a form. Raises FaultError."""
    settings = {
        "region": request.text("region"),
        "opted_out": request.text("opted_out"),
        "minor": request.text("minor") == "on",
    }
    try:
        scenario = read_scenario(settings, rules, lambda key: remark(CALLED[key]))
    except ScenarioError as error:
        raise FaultError(escape(str(error))) from None
    if scenario.opted_out and scenario.opted_out > today:
        sentence = gettext("{field}: is in the future.")
        raise FaultError(escape(sentence.format(field=gettext(CALLED["opted_out"]))))
    return scenario
