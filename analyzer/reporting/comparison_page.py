"""From the figures of a comparison to one self-contained HTML page."""

from datetime import date

from analyzer.reporting import articles
from analyzer.reporting.change_model import Changes
from analyzer.reporting.environment import environment, stylesheet


def render_comparison(changes: Changes, made_on: date) -> str:
    """The page. `made_on` is the date printed on it; the same input gives the same bytes."""
    style, style_hash = stylesheet()
    return environment().get_template("comparison.html.j2").render(
        changes=changes,
        mapping=changes.mapping,
        article_names=articles.names_in_a_row(changes.mapping),
        made_on=made_on,
        style=style,
        style_hash=style_hash,
    )  # fmt: skip
