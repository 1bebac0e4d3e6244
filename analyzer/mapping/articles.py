"""The articles' statements and findings, and what rests on them: disagreements, actions, facts, LinkedIn's notice."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final, Literal, TypeVar

from analyzer.language import gettext
from analyzer.mapping.tables import A_DATA_TYPE
from analyzer.mapping.toml import Entry, Prose, WrongValue, build, refuse_repeated

Says = Literal["used", "excluded", "exposed"]
FindingKind = Literal[
    "region", "date", "recipient", "purpose", "minors", "default", "legal_basis",
    "opt_out", "opt_out_web", "opt_out_app", "advertising_toggle", "objection_form",
    "opt_out_reach", "not_reversed", "retention", "effect", "transparency", "comparison",
    "benefit", "risk", "safeguard", "advice", "scope", "attribution", "exclusions_none",
]  # fmt: skip
Topic = Literal["data", "scope", "people_and_places", "recipients", "opting_out", "basis"]
FactSection = Literal["applies", "effect", "unknown", "background"]
OfficialRow = Literal["training", "other_ai", "contract", "not_named"]
Compared = Literal["agrees", "differs", "silent", "adds"]
Stance = Literal["differs", "near"]
Setting = Literal["on", "off", "off_before", "on_again"]
Age = Literal["unstated", "minor", "minor_opted_in"]
Ads = Literal["on", "off"]
Training = Literal["begun", "ahead"]

REGION_CODES: Final = ("EU", "EEA", "CH", "GB", "CA", "HK", "US", "IN")
"""The codes for regions about which a sentence can be complete, even if no article names them."""

A_SUBJECT = "a data type or category of categories.toml"
A_PASSAGE = "a statement or finding of an article"
A_DISAGREEMENT = "in disagreements.toml"
A_TOPIC = "a data type, category, kind of finding or region"
A_REGION = "a region of [[region]]"
SubjectId = Annotated[str, A_SUBJECT]
PassageId = Annotated[str, A_PASSAGE]
TopicId = Annotated[str, A_TOPIC]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """General `words` of a statement, and the data that they could include.

    The article does not name this data. `note` states the open question. `wide`: the words name no data at all,
    such as "every interaction", and would include this data if taken literally.
    """

    words: str
    about: tuple[SubjectId, ...]
    note: Prose
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement of an article about the use of data, with its quotes.

    `id` is `article/statement`. `about` are the data types that it names, and the categories that it covers by
    a broader term ("profile data"); `could_reach` is other data that its words could include, which affects no
    standing. `says` is `exposed` if the article states only that training could expose such data. `attributed`: the
    article gives the list as LinkedIn's own. `limit` are quoted words that limit the statement. `decision` is the reading of words that can be read in several ways.
    """

    id: str
    article: str
    says: Says
    about: tuple[SubjectId, ...] = ()
    could_reach: tuple[Reach, ...] = ()
    attributed: bool = field(metadata={"key": "attributed_to_linkedin"})
    limit: str | None = None
    paraphrase: str
    evidence_for: tuple[str, ...] = ()
    quotes: tuple[str, ...]
    lines: tuple[int, ...]
    decision: str | None = None

    def __post_init__(self) -> None:
        """Raise WrongValue unless it is about some data, and its wide and limiting words are quoted."""
        if not self.about and not self.could_reach:
            raise WrongValue("about", "is missing or empty")
        if self.about and self.says == "exposed":
            raise WrongValue("about", "is for used and excluded only")
        for reach in self.could_reach:
            if not any(reach.words.casefold() in quote.casefold() for quote in self.quotes):
                raise WrongValue("could_reach", f"has words that are not quoted: `{reach.words}`")
        if self.limit and not any(self.limit in quote for quote in self.quotes):
            raise WrongValue("limit", f"has words that are not quoted: `{self.limit}`")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Any other statement of an article: places, dates, people, ways to opt out, and their effects.

    `evidence_for` are the entries of other files that it is evidence for. `regions` are `REGION_CODES`. `steps` are in
    the article's own words, in order.
    """

    id: str
    article: str
    kind: FindingKind
    paraphrase: str
    evidence_for: tuple[str, ...] = ()
    quotes: tuple[str, ...]
    lines: tuple[int, ...]
    regions: tuple[str, ...] = ()
    since: date | None = None
    day: date | None = field(default=None, metadata={"key": "date"})
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    under: int | None = None
    decision: str | None = None


@dataclass(frozen=True, kw_only=True)
class Article:
    """A published article. `undated` is the reason for a missing date.

    `describes` is what kind of source it is, and `retrieved` the day on which its text was read, if that was recorded.
    """

    id: str
    title: str
    publisher: str
    author: str | None = None
    describes: Prose | None = None
    published: date | None = None
    undated: Prose | None = None
    retrieved: date | None = None
    source: str
    statements: tuple[Statement, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        """Raise WrongValue unless there is either a date or a reason, and it was published before it was read."""
        if (self.published is None) == (self.undated is None):
            raise WrongValue("published", "must be given, or else `undated` with the reason")
        if self.published and self.retrieved and self.retrieved < self.published:
            raise WrongValue("retrieved", "is before `published`")

    @property
    def passages(self) -> tuple[Statement | Finding, ...]:
        """Its statements and findings."""
        return (*self.statements, *self.findings)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its statements and findings."""
        return tuple(passage.id for passage in self.passages)

    @property
    def name(self) -> str:
        """Its name for readers: the publisher, or else the author, or else a description."""
        if self.publisher != "unknown":
            return self.publisher
        if self.author:
            return gettext("article by {author}").format(author=self.author)
        return gettext("unsigned explainer")


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """A difference between the articles, or within one.

    `about` are the data it is about, if any. `evidence` are the statements and findings of all sides, `near` those
    closest to an answer from articles that do not give one. `decision` is how the mapping settled it, if that affects
    a standing. The evidence is complete on the topics in `complete_on`.
    """

    id: str
    title: Prose
    about: tuple[SubjectId, ...] = ()
    topic: Topic
    says: Prose
    evidence: tuple[PassageId, ...]
    near: tuple[PassageId, ...] = ()
    decision: Prose | None = None
    complete_on: tuple[TopicId, ...] = ()

    def __post_init__(self) -> None:
        """Raise WrongValue if an article that takes part is also near."""
        for article in articles_of(self.near) & articles_of(self.evidence):
            raise WrongValue("near", f"has a statement of `{article}`, which is in `evidence`")


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something a reader can do.

    `steps` are findings with steps in the articles' words, `limits` what the articles state about its effect,
    `disagreements` where they differ about it. It concerns the data types or categories in `about`; `decision`
    is the reason for these. The evidence is complete on the topics in `complete_on`.
    """

    id: str
    title: Prose
    says: Prose
    about: tuple[SubjectId, ...] = ()
    steps: tuple[PassageId, ...] = ()
    limits: tuple[PassageId, ...] = ()
    disagreements: tuple[Annotated[str, A_DISAGREEMENT], ...] = ()
    decision: str | None = None
    complete_on: tuple[TopicId, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of its steps and limits."""
        return self.steps + self.limits

    def concerns(self, data_type: str, category: str) -> bool:
        """Whether it is about data of this type, which is in this category."""
        return data_type in self.about or category in self.about


@dataclass(frozen=True, kw_only=True)
class Audience:
    """The members that a claim is for, by their circumstances. A circumstance that is None does not matter."""

    region: tuple[Annotated[str, A_REGION], ...] | None = None
    setting: tuple[Setting, ...] | None = None
    age: tuple[Age, ...] | None = None
    ads: tuple[Ads, ...] | None = None
    training: tuple[Training, ...] | None = None

    def includes(self, circumstances: Mapping[str, str]) -> bool:
        """Whether members in these circumstances (region, setting, age, ads and training) belong to it."""
        return all(
            values is None or circumstances[name] in values for name, values in vars(self).items()
        )


EVERYONE: Final = Audience()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer to a question, with the ids of the statements and findings that give it.

    `short` is the answer in a few words for the summary, for the members of `when`. `stance` relates its articles to
    the short answers of others: they differ, or come near the question without answering it.
    """

    says: Prose
    short: Prose | None = None
    stance: Stance | None = None
    when: Audience = EVERYONE
    evidence: tuple[PassageId, ...]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A question of a reader, and every answer that an article gives.

    `section` is its place on the page. `heading` is the question in a few words for the summary, which has the `short`
    answers. `silence` is what no article answers. The evidence is complete on the topics in `complete_on`.
    """

    id: str
    section: FactSection
    question: Prose
    answers: tuple[Answer, ...] = ()
    heading: Prose | None = None
    silence: Prose | None = None
    complete_on: tuple[TopicId, ...] = ()

    def __post_init__(self) -> None:
        """Raise WrongValue unless there is an answer or a silence, and a short answer for a heading alone."""
        if not self.answers and not self.silence:
            raise WrongValue(
                "answers", "is missing; if no article answers, state that in `silence`"
            )
        if (self.heading is None) == any(answer.short for answer in self.answers):
            raise WrongValue("heading", "needs an answer with `short`, and such an answer needs it")

    @property
    def short(self) -> str | None:
        """The first short answer."""
        return next((answer.short for answer in self.answers if answer.short), None)

    @property
    def evidence(self) -> frozenset[str]:
        """The ids of everything that its answers rest on."""
        return frozenset(passage for answer in self.answers for passage in answer.evidence)


@dataclass(frozen=True, kw_only=True)
class OfficialPassage:
    """A passage of LinkedIn's own notice, in the words of the notice (`quote`) or ours (`note`).

    `recorded` is the date of the record that was read, if it is not the notice's latest.
    """

    row: OfficialRow
    quote: str | None = None
    note: Prose | None = None
    recorded: date | None = None

    def __post_init__(self) -> None:
        """Raise WrongValue if there is neither a quote nor a note."""
        if self.row != "not_named" and not self.quote and not self.note:
            raise WrongValue("quote", "is missing, and so is the reason in `note`")


@dataclass(frozen=True, kw_only=True)
class OfficialEntry(OfficialPassage):
    """The row of the notice that names data types, and how that compares with the articles."""

    about: tuple[Annotated[str, A_DATA_TYPE], ...]
    compared: Compared


@dataclass(frozen=True, kw_only=True)
class OfficialRemark(OfficialPassage):
    """A passage about something that no column carries."""

    id: str


@dataclass(frozen=True, kw_only=True)
class OfficialNotice:
    """LinkedIn's own regional privacy notice, as recorded on `recorded`. It is not one of the articles.

    `retrieved` is the day on which that record was read, if known.
    """

    title: str
    publisher: str
    recorded: date
    retrieved: date | None = None
    unchanged_since: date
    address: str
    entries: tuple[OfficialEntry, ...] = ()
    remarks: tuple[OfficialRemark, ...] = ()

    def entry_for(self, data_type: str) -> OfficialEntry:
        """The entry that has this data type; every data type is in exactly one."""
        return next(entry for entry in self.entries if data_type in entry.about)


def articles_of(passages: Iterable[str]) -> AbstractSet[str]:
    """The ids of the articles with these statements and findings."""
    return {identifier.partition("/")[0] for identifier in passages}


Passage = TypeVar("Passage", Statement, Finding)


def load_article(file: Entry) -> Article:
    """The article in a file of `documents/`. Raises MappingError."""
    file.check_keys("document", "statement", "finding")
    head = file.table("document")
    article = build(
        Article,
        head,
        statements=_passages(Statement, file.tables("statement"), str(head.values.get("id"))),
        findings=_passages(Finding, file.tables("finding"), str(head.values.get("id"))),
    )
    refuse_repeated(file, "finding", article.ids)
    return article


def _passages(cls: type[Passage], entries: Iterable[Entry], article: str) -> tuple[Passage, ...]:
    """The statements or findings of an article, whose ids begin with the article's."""

    def unique(entry: Entry) -> Entry:
        identifier = entry.values.get("id")
        values = {"id": f"{article}/{identifier}"} if identifier else {}
        return entry._replace(values={**entry.values, **values})

    return tuple(build(cls, unique(entry), article=article) for entry in entries)
