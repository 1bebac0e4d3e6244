"""What the work for the page leads to: a report, a comparison, or the results of a workshop."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from analyzer.analysis.compare import Comparison as Compared
from analyzer.analysis.model import Analysis
from analyzer.analysis.scenario import Scenario
from analyzer.language import gettext, language
from analyzer.local.archives import Listed
from analyzer.local.wording import on_page
from analyzer.reporting.changes import changes
from analyzer.reporting.changes import in_language as changes_in_language
from analyzer.reporting.figures import in_language
from analyzer.reporting.model import Figures
from analyzer.reporting.page import picture_of, render, render_comparison
from analyzer.reporting.share import SharedCounts, shared_counts
from analyzer.workshop.outcome import Line


@dataclass(frozen=True, eq=False)
class Report:
    """The report of the `archive`, or of the sample without one. `numbers` are its figures in English.

    The page is made once for each language, and the figures are in the language of the page.
    """

    archive: Listed | None
    analysis: Analysis
    scenario: Scenario
    numbers: Figures
    made_on: date
    _made: dict[str, tuple[Figures, str]] = field(default_factory=dict)

    @property
    def figures(self) -> Figures:
        """The figures."""
        return self.shown()[0]

    @property
    def page(self) -> str:
        """The page."""
        return self.shown()[1]

    def picture(self, kind: Literal["svg", "png"]) -> bytes:
        """The answer as a picture."""
        return picture_of(self.figures, self.made_on, kind)

    @property
    def shared(self) -> SharedCounts:
        """The counts for a share file."""
        return shared_counts(self.numbers).rounded()

    def shown(self) -> tuple[Figures, str]:
        """The figures and the page, which are made if they are not yet."""
        code = language().code
        if code not in self._made:
            shown = in_language(self.numbers, self.analysis, self.scenario, None)
            self._made[code] = shown, render(shown, self.made_on)
        return self._made[code]


@dataclass(frozen=True, eq=False)
class Comparison:
    """A comparison. `names` are those of the older and the newer archive.

    The page is made once for each language, and the name is in the language of the page.
    """

    compared: Compared
    made_on: date
    names: tuple[str, str]
    _made: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the comparison, and of the file that is saved."""
        older, newer = self.names
        return gettext("{newer} since {older}").format(newer=newer, older=older)

    def shown(self) -> str:
        """The page, which is made if it is not yet."""
        code = language().code
        if code not in self._made:
            shown = changes_in_language(changes(self.compared), self.compared, None)
            self._made[code] = render_comparison(shown, self.made_on)
        return self._made[code]


@dataclass(frozen=True, eq=False)
class Workshop:
    """A batch of the exports in the `folder`, or the removal of its results. `page` is the group page if there is one.

    `say` gives the lines of `exposure batch` in the language of the page.
    """

    folder: Listed
    say: Callable[[], Iterable[Line]]
    page: bytes | None = None
    is_deleted: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines as the page shows them."""
        return tuple(
            Line(
                on_page(line.sentence, [self.folder.path]),
                on_page(line.reason),
                on_page(line.advice),
            )
            for line in self.say()
        )


Outcome = Report | Comparison | Workshop
