"""Puts the group beside a participant on that participant's own page: what the group page shows, and nothing else.

It reads what was published, so that no page can say more than that, also where a newer group page was held back.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analyzer.mapping import ExportMapping
from analyzer.output import write_whole
from analyzer.reporting.environment import environment
from analyzer.workshop.cohort import (
    SHARES,
    amount_of,
    percent_of,
    stands_in,
)
from analyzer.workshop.cohort_json import FORMAT_VERSION
from analyzer.workshop.cohort_page import (
    SHARE_LABELS,
    UNITS,
    percent,
)
from analyzer.workshop.contribution import (
    Contribution,
    Row,
)
from analyzer.workshop.folder import page_path

_BEGIN: Final = b'<section aria-labelledby="group">'
_END: Final = b"</main>"


@dataclass(frozen=True)
class Pair:
    """What one person has, and what the group page shows of the group: `middle`, `lower` and `upper` quarter, each 0
    for little or none; the quarters are None where the page has none.
    """

    label: str
    unit: str
    mine: float
    middle: int
    lower: int | None
    upper: int | None

    @property
    def is_share(self) -> bool:
        """Whether these are percents."""
        return not self.unit


def put_beside(
    out: Path,
    published: Path,
    contributions: Iterable[tuple[str, Contribution]],
    mapping: ExportMapping,
) -> None:
    """Put what the JSON at `published` shows on the page of each of these participants in `out`, instead of what an
    earlier run put there; nothing if it shows no figures. Raises OutputError.
    """
    plain = _read(published)
    for label, contribution in contributions:
        path = page_path(out, label)
        before = path.read_bytes()
        page = page_alone(before)
        if plain:
            section = _section(tuple(_pairs(plain, contribution, mapping))).encode()
            page = page.replace(_END, section + _END)
        if page != before:
            write_whole(path, page)


def page_alone(page: bytes) -> bytes:
    """The page without the group."""
    alone, begin, rest = page.partition(_BEGIN)
    return alone + rest[rest.index(_END) :] if begin else page


def _read(path: Path) -> dict[str, Any] | None:
    """What was published; None if that has no figures, or cannot be read any more."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        plain: dict[str, Any] = json.loads(path.read_bytes())
        if plain["format_version"] == FORMAT_VERSION and plain["values"]["middle"] is not None:
            return plain
    return None


def _section(pairs: Sequence[Pair]) -> str:
    template = environment().get_template("beside.html.j2")
    quarters = any(pair.lower is not None for pair in pairs)
    return template.render(pairs=pairs, percent=percent, quarters=quarters)


def _pairs(plain: Mapping[str, Any], mine: Contribution, mapping: ExportMapping) -> Iterator[Pair]:
    for key, (label, _) in SHARE_LABELS.items():
        share = percent_of(mine, "text_words", stands_in(SHARES[key]))
        yield _pair(label, "", share, plain["shares"][key])
    for unit in UNITS:
        yield _pair("The whole export", UNITS[unit], amount_of(mine, unit), plain[unit])
    for category in mapping.categories:
        told = plain["categories"].get(category.id)
        amount = amount_of(mine, told["unit"], _is_in(category.id)) if told else 0
        if told and (amount or told["middle"]):
            yield _pair(category.label, UNITS[told["unit"]], amount, told)


def _is_in(category: str) -> Callable[[Row], bool]:
    return lambda row: row.category == category


def _pair(label: str, unit: str, mine: float, told: Mapping[str, Any]) -> Pair:
    return Pair(label, unit, mine, told["middle"], told["lower_quarter"], told["upper_quarter"])
