"""Evidence that an article's own file adds to entries of other files, so that an article is added as one file.

A statement or finding lists in `evidence_for` where it belongs: `rules/start`, `disagreements/regions`, the second answer of
a fact in `facts/regions/2`, another list of an entry in `actions/setting/steps` or `disagreements/regions/near`.
"""

from collections.abc import Iterable
from typing import Any, Final, cast

from analyzer.mapping.articles import Article
from analyzer.mapping.toml import Entry

_KEYS: Final = {
    "disagreements.toml": ("disagreement",),
    "actions.toml": ("action",),
    "facts.toml": ("fact",),
    "rules.toml": ("rule", "period", "region"),
}
"""The lists of each file that evidence can be added to."""


class Additions:
    """The ids of statements and findings by the place in `evidence_for`."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._passages: dict[str, list[str]] = {}
        for article in articles:
            for passage in article.passages:
                for place in passage.evidence_for:
                    self._passages.setdefault(place, []).append(passage.id)

    def add(self, file: Entry) -> Entry:
        """The file with the added evidence."""
        for key in _KEYS[file.file]:
            for item in file.tables(key):
                # The values of an entry are those that TOML was read into.
                values = cast(dict[str, Any], item.values)
                self._add_to(values, f"{key}s/{values.get('id')}")
        return file

    def _add_to(self, values: dict[str, Any], place: str) -> None:
        answers = values.get("answers")
        for number, answer in enumerate(answers if isinstance(answers, list) else (), start=1):
            if isinstance(answer, dict):
                self._extend(answer, "evidence", f"{place}/{number}")
        for key in ("near", "steps", "limits"):
            self._extend(values, key, f"{place}/{key}")
        self._extend(values, "evidence", place)

    def _extend(self, values: dict[str, Any], key: str, place: str) -> None:
        if place in self._passages:
            values[key] = [*values.get(key, ()), *self._passages.pop(place)]

    def refuse_rest(self) -> None:
        """Raise MappingError if there is a place that no file has."""
        for place, (passage, *_) in self._passages.items():
            entry = Entry("documents/*.toml", name=repr(passage))
            raise entry.wrong("evidence_for", f"`{place}` is not an entry with evidence")
