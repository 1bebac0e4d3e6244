"""What a page quotes: statements, and the answers, disagreements and actions that rest on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analyzer.analysis.measure import Volume
from analyzer.mapping.articles import Action, Article, Disagreement, Fact, Finding
from analyzer.mapping.standing import Assessment, Coverage
from analyzer.mapping.tables import Category, Table

ArticleStance = Literal["agrees", "speaks", "differs", "near", "silent"]


@dataclass(frozen=True)
class EvidenceBlock:
    """Data types of one category about which the articles state the same: their ids and labels, and the evidence."""

    data_types: tuple[tuple[str, str], ...]
    assessment: Assessment
    volume: Volume

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the data types."""
        return tuple(label for _, label in self.data_types)


@dataclass(frozen=True)
class QuotedStatement:
    """A statement or finding of an article, by its `id`, with its quotes and their lines in the article."""

    id: str
    article: Article
    paraphrase: str
    quotes: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class AnswerFigures:
    """One answer to a question, and the statements it rests on."""

    says: str
    statements: tuple[QuotedStatement, ...]

    @property
    def documents(self) -> int:
        """The number of articles that give it."""
        return len({statement.article.id for statement in self.statements})


@dataclass(frozen=True)
class FactFigures:
    """A question that is not about data, with its answers."""

    fact: Fact
    answers: tuple[AnswerFigures, ...]

    @property
    def statements(self) -> tuple[QuotedStatement, ...]:
        """The statements behind all answers together."""
        return tuple(statement for answer in self.answers for statement in answer.statements)


@dataclass(frozen=True)
class DisagreementFigures:
    """A difference among the articles, the volume of this export that it is about, and the statements of all sides.

    `near` are those closest to an answer from articles that do not give one. `question` already quotes most of the
    statements of all sides, if there is such a fact, and `unquoted` are the others, with those that are near.
    """

    disagreement: Disagreement
    volume: Volume
    statements: tuple[QuotedStatement, ...]
    near: tuple[QuotedStatement, ...]
    question: Fact | None
    unquoted: tuple[QuotedStatement, ...]


@dataclass(frozen=True)
class ActionFigures:
    """Something a reader can do, with the articles' steps, and the volume it concerns; None where no article names data."""

    action: Action
    volume: Volume | None
    steps: tuple[tuple[Article, Finding], ...]
    limits: tuple[QuotedStatement, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True)
class ShortAnswer:
    """A short answer of the summary, and the statements it rests on.

    `stances` has the stance of each article, in the order of the mapping: it `agrees`, `differs`, comes `near` the
    question without answering it, or is `silent`.
    """

    short: str
    statements: tuple[QuotedStatement, ...]
    stances: Mapping[str, ArticleStance]


@dataclass(frozen=True)
class SummaryRow:
    """A question of the summary, with the short answers for the member."""

    fact: Fact
    answers: tuple[ShortAnswer, ...]


@dataclass(frozen=True)
class EvidenceRow:
    """A kind of data: its coverage by each article, the evidence, and the files and columns that hold it.

    `standings` are those of its data types, that of the first one first.
    """

    category: Category
    standings: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    evidence: tuple[EvidenceBlock, ...]
    files: tuple[tuple[Table, tuple[str, ...]], ...]


@dataclass(frozen=True)
class EvidenceFigures:
    """Everything on the page about the evidence. It is the same for every export.

    `example` is the first data type that the articles disagree on, or else the first that an article mentions.
    """

    rows: tuple[EvidenceRow, ...]
    facts: tuple[FactFigures, ...]
    summary: tuple[SummaryRow, ...]
    disagreements: tuple[DisagreementFigures, ...]
    example: EvidenceBlock | None
