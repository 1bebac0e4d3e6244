"""What the documents and LinkedIn's own notice say, as frozen values."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Says = Literal["used", "excluded"]
Standing = Literal["used", "claimed", "disputed", "excluded", "not_mentioned"]
FindingKind = Literal[
    "region", "date", "recipient", "purpose", "minors", "default", "legal_basis",
    "opt_out", "opt_out_web", "opt_out_app", "advertising_toggle", "objection_form",
    "opt_out_reach", "not_reversed", "retention", "effect", "transparency", "comparison",
    "benefit", "risk", "safeguard", "advice", "scope", "attribution", "exclusions_none",
]  # fmt: skip
Topic = Literal["data", "scope", "people_and_places", "recipients", "opting_out", "basis"]
OfficialRow = Literal["training", "other_ai", "contract", "not_named"]
Compared = Literal["agrees", "differs", "silent", "adds"]


@dataclass(frozen=True)
class Statement:
    """One thing a document says about the use of data, with its quotes.

    `id` is `document/statement`. `about` are ids of data types it names, and of categories it reaches
    by an umbrella word ("profile data"). `attributed` is whether the document says that the list is
    LinkedIn's own. `decision` is how its words were read where they can be read in more ways than one.
    """

    id: str
    document: str
    says: Says
    about: tuple[str, ...]
    attributed: bool
    paraphrase: str
    quotes: tuple[str, ...]
    lines: tuple[int, ...]
    decision: str | None = None


@dataclass(frozen=True)
class Finding:
    """Something else a document says: where, when, for which people, how to opt out, and what that undoes.

    Regions are codes (EU EEA CH GB CA HK US IN). `steps` are the document's own words, in order.
    """

    id: str
    document: str
    kind: FindingKind
    paraphrase: str
    quotes: tuple[str, ...]
    lines: tuple[int, ...]
    regions: tuple[str, ...] = ()
    since: date | None = None
    day: date | None = None
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    under: int | None = None
    decision: str | None = None


@dataclass(frozen=True)
class Document:
    """A published document. `undated` says why there is no date, where the text shows none."""

    id: str
    title: str
    publisher: str
    author: str | None
    published: date | None
    undated: str | None
    source: str
    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]

    @property
    def said(self) -> tuple[Statement | Finding, ...]:
        """Everything it says."""
        return (*self.statements, *self.findings)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of everything it says."""
        return tuple(saying.id for saying in self.said)

    @property
    def called(self) -> str:
        """How a reader knows it: its publisher, else its author, else its first words."""
        if self.publisher != "unknown":
            return self.publisher
        return f"article by {self.author}" if self.author else "unsigned explainer"


@dataclass(frozen=True)
class Disagreement:
    """A difference among the documents. `about` are the data it is about, none if it is about
    something else; `evidence` are the ids of the statements and findings of all sides, `decision` how it
    was settled in the mapping, where that moves a standing.
    """

    id: str
    title: str
    about: tuple[str, ...]
    topic: Topic
    says: str
    evidence: tuple[str, ...]
    decision: str | None = None


@dataclass(frozen=True)
class Action:
    """Something a reader can do. `steps` are findings with steps in documents' words, `limits` what the
    documents say it does not do, `disagreements` where they differ about it.

    It concerns the data types or categories in `about`; `decision` is why these.
    """

    id: str
    title: str
    says: str
    about: tuple[str, ...]
    steps: tuple[str, ...]
    limits: tuple[str, ...]
    disagreements: tuple[str, ...]
    decision: str | None = None

    def concerns(self, data_type: str, category: str) -> bool:
        """Whether it is about data of this type, which is of this category."""
        return data_type in self.about or category in self.about


@dataclass(frozen=True)
class OfficialEntry:
    """In which row of LinkedIn's own notice data types stand. A layer outside the documents.

    `compared` is how that stands to what the documents say; None for a remark, which is about no data type.
    `recorded` is the date of the record that was read, where it is not the notice's latest.
    """

    about: tuple[str, ...]
    row: OfficialRow
    quote: str | None
    note: str | None
    recorded: date | None = None
    compared: Compared | None = None


@dataclass(frozen=True)
class OfficialNotice:
    """LinkedIn's own regional privacy notice, as recorded on `recorded`."""

    title: str
    publisher: str
    recorded: date
    unchanged_since: date
    address: str
    entries: tuple[OfficialEntry, ...]
    remarks: tuple[OfficialEntry, ...]

    def entry_for(self, data_type: str) -> OfficialEntry:
        """The entry that has this data type; every data type is in exactly one."""
        return next(entry for entry in self.entries if data_type in entry.about)
