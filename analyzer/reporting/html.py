"""From figures to one self-contained HTML page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from analyzer.mapping import OfficialEntry, OfficialNotice
from analyzer.reporting.environment import environment, stylesheet
from analyzer.reporting.model import REJECTED_LINES_SHOWN, EvidenceBlock, Figures
from analyzer.reporting.pictures import Pictures, pictures


@dataclass(frozen=True)
class Page:
    """What the template reads: the figures, their pictures, and what is said about the page itself.

    `official` is LinkedIn's own notice, None where it is not to be shown; `notes` are sentences about the
    export, at its top.
    """

    figures: Figures
    pictures: Pictures
    made_on: date
    official: OfficialNotice | None
    notes: tuple[str, ...]
    style: Markup
    style_hash: str
    rejected_lines_shown: int = REJECTED_LINES_SHOWN

    def official_entries(self, block: EvidenceBlock) -> tuple[tuple[str, OfficialEntry], ...]:
        """What LinkedIn's notice does with each data type of the block, if it is to be shown."""
        if self.official is None:
            return ()
        return tuple(
            (label, self.official.entry_for(data_type)) for data_type, label in block.data_types
        )


def render(
    figures: Figures, made_on: date, *, official: bool = False, notes: Sequence[str] = ()
) -> str:
    """The page. `made_on` is the date printed on it; the same input gives the same bytes.

    With `official`, what LinkedIn's own notice says stands beside the documents. `notes` are sentences about
    the export, at its top.
    """
    style, style_hash = stylesheet()
    page = Page(
        figures=figures,
        pictures=pictures(figures),
        made_on=made_on,
        official=figures.mapping.official if official else None,
        notes=tuple(notes),
        style=style,
        style_hash=style_hash,
    )
    return environment().get_template("report.html.j2").render(page=page)
