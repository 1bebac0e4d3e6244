"""The section about the group on each participant's page."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from analyzer.errors import ExportError
from analyzer.language import find_language, gettext, speaking
from analyzer.mapping.mapping import ExportMapping
from analyzer.output import read_result, write_result
from analyzer.reporting.amounts import Unit
from analyzer.reporting.model import Figures
from analyzer.reporting.page import environment
from analyzer.workshop.cohort import FORMAT_VERSION, SHARES, has_standing
from analyzer.workshop.contributions import Contribution, Wanted, from_export
from analyzer.workshop.folder import GROUP_JSON, page_path
from analyzer.workshop.group_page import EXAMPLE_AMOUNT, SHARE_LABELS, UNITS, WHOLE, unit_label

_BEGIN: Final = b'<section aria-labelledby="group">'
_END: Final = b"</section>"


@dataclass(frozen=True)
class OwnAndGroup:
    """A participant's amount, next to what half and the quarters have at least, on the group page.

    Without a unit, these are shares. 0 means little or none. The quarters are None where the group page has none.
    """

    label: str
    unit: Unit | None
    mine: float
    half: int
    three_quarters: int | None
    quarter: int | None


def add_group(
    out: Path,
    contributions: Iterable[tuple[str, Contribution]],
    langs: Mapping[str, str],
    mapping_in: Callable[[str], ExportMapping],
) -> None:
    """Write the group's figures to these participants' pages, in place of an earlier run's.

    Each page is in the language that `langs` gives for its label, with the mapping that `mapping_in` has for it. The figures
    are read from the published JSON. So no page shows more than was published, even if a newer group page was held back.
    Raises OutputError.
    """
    plain = read_figures(out / GROUP_JSON)
    for label, contribution in contributions:
        path = page_path(out, label)
        before = read_result(path)
        with speaking(find_language(langs[label])):
            section = group_section(plain, contribution, mapping_in(langs[label]))
            page = _with_section(before, section)
        if page != before:
            write_result(path, page)


def section_from(path: Path) -> Callable[[Figures], Markup]:
    """Makes the section for a report that is not of a batch, from the `cohort.json` at `path`.

    Raises ExportError if that has no figures of a group.
    """
    plain = read_figures(path.resolve())
    if plain is None:
        raise ExportError(
            f"{path} has no figures of a group for this version. Give the cohort.json of the workshop."
        )
    return lambda figures: group_section(plain, from_export(figures), figures.mapping)


def without_group(page: bytes) -> bytes:
    """The page without the group's figures."""
    return _with_section(page, group_section())


def _with_section(page: bytes, section: Markup) -> bytes:
    before, _, rest = page.partition(_BEGIN)
    return before + section.encode() + rest.partition(_END)[2]


def read_figures(path: Path) -> dict[str, Any] | None:
    """The published figures; None if there are none, or they can no longer be read."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        plain: dict[str, Any] = json.loads(read_result(path))
        if plain["format_version"] == FORMAT_VERSION and plain["items"]["half"] is not None:
            return plain
    return None


def group_section(
    plain: Mapping[str, Any] | None = None,
    own: Contribution | None = None,
    mapping: ExportMapping | None = None,
) -> Markup:
    """The section of a page that compares a person with the published figures of the group, if there are any."""
    pairs = tuple(_pairs(plain, own, mapping)) if plain and own and mapping else ()
    template = environment().get_template("beside.html.j2")
    quarters = any(pair.quarter is not None for pair in pairs)
    return Markup(
        template.render(
            pairs=pairs,
            quarters=quarters,
            no_words=own is not None and not own.amount("text_words"),
            unit_label=unit_label,
            example_amount=EXAMPLE_AMOUNT,
        )
    )


def _pairs(
    plain: Mapping[str, Any], own: Contribution, mapping: ExportMapping
) -> Iterator[OwnAndGroup]:
    for name, (label, _) in SHARE_LABELS.items():
        share = own.percent("text_words", has_standing(SHARES[name]))
        yield _pair(gettext(label), None, share, plain["shares"][name])
    for unit in UNITS:
        yield _pair(gettext(WHOLE), unit, own.amount(unit), plain[unit])
    for category in mapping.categories:
        figure = plain["categories"].get(category.id)
        if figure is None:
            continue
        amount = own.amount(figure["unit"], _in_category(category.id))
        if amount or figure["half"]:
            yield _pair(category.label, figure["unit"], amount, figure)


def _in_category(category: str) -> Wanted:
    return lambda row: row.category == category


def _pair(label: str, unit: Unit | None, own: float, figure: Mapping[str, Any]) -> OwnAndGroup:
    return OwnAndGroup(
        label, unit, own, figure["half"], figure["three_quarters"], figure["quarter"]
    )
