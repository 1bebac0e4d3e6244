"""What `exposure mapping explain` prints: the reasons for a column's standing, and the quotes behind each entry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import indent
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from analyzer.errors import MappingError
from analyzer.mapping.articles import Audience, Finding, OfficialNotice, Statement
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Assessment, Evidence, Match
from analyzer.mapping.tables import Author, Column, DataType
from analyzer.reporting.mapping_tables import FIRST_PART, find_column, part_in_words
from analyzer.reporting.terminal import terminal
from analyzer.text import AUTHORS, OFFICIAL_ROWS, STANDINGS, capfirst, day, plural, visible


def print_explanation(mapping: ExportMapping, place: str, *, official: bool) -> None:
    """Print the quotes behind a column, `FILE:COLUMN`, or behind each entry with the id `place`.

    An entry is a data type or a category, a statement or finding, a fact, a rule, a region, a disagreement, an action or a standing.
    The id of an entry in a file can follow its kind: `facts/regions`. Raises MappingError for an unknown column or id.
    """
    notice = mapping.official if official else None
    if ":" in place:
        _print_column(mapping, place, notice)
        return
    console = terminal()
    types = [item for item in mapping.data_types if place in {item.id, item.category.id}]
    for data_type in types:
        console.print(Text(f"{data_type.id} ({data_type.label})", style="bold"))
        _print_standing(console, mapping, data_type, notice)
    entries = [entry for entry in _entries(mapping) if place in {entry.id, entry.place}]
    for entry in entries:
        console.print(Text(f"{entry.place}: {entry.title}", style="bold"))
        for paragraph in entry.paragraphs:
            _print_paragraph(console, mapping, paragraph)
    if not types and not entries:
        raise MappingError(
            f"{visible(place)} is neither a column, as in 'Receipts.csv:Total Amount', nor the id of a category, data type, "
            "statement, fact, rule, region, disagreement, action or standing."
        )


def _print_column(mapping: ExportMapping, place: str, notice: OfficialNotice | None) -> None:
    """Print the reasons for a column's standing, also in each part. `place` is `FILE:COLUMN`."""
    table, column = find_column(mapping, place)
    console = terminal()
    console.print(Text(f"{table.files[0]}, column {column.name}", style="bold"))
    console.print(Text(f"{table.holds}."))
    if table.decision:
        console.print(Text(f"Decision: {table.decision}"))
    _print_reasons(console, mapping, column, notice)
    parts = [(part, part.of(column)) for part in table.parts if part.of(column) != column]
    if parts:
        console.print(Text(f"In some records it is different. {FIRST_PART}"))
    for part, changed in parts:
        console.print(Text(f"{part_in_words(part)}:", style="bold"))
        if changed.data_type == column.data_type:
            console.print(Text(_author_in_words(changed.author)))
        else:
            _print_reasons(console, mapping, changed, notice)


# --- entries with evidence -----------------------------------------------------------------------


class _Paragraph(NamedTuple):
    """A sentence, and the ids of the statements and findings that it rests on."""

    says: str
    evidence: Iterable[str] = ()


class _Entry(NamedTuple):
    """An entry of a mapping with its paragraphs. `place` is its id after the kind, as in `evidence_for`."""

    place: str
    title: str
    paragraphs: Sequence[_Paragraph]

    @property
    def id(self) -> str:
        return self.place.partition("/")[2]


def _entries(mapping: ExportMapping) -> Iterator[_Entry]:
    """Every entry that has evidence."""
    for article in mapping.articles:
        for passage in article.passages:
            yield _Entry(
                f"articles/{passage.id}", passage.paraphrase, [_Paragraph("", [passage.id])]
            )
    for fact in mapping.facts:
        paragraphs = [_Paragraph(answer.says, answer.evidence) for answer in fact.answers]
        paragraphs += [_Paragraph(fact.silence)] if fact.silence else []
        yield _Entry(f"facts/{fact.id}", fact.question, paragraphs)
    for rule in (*mapping.rules.periods, *mapping.rules.sentences):
        kind = "periods" if rule in mapping.rules.periods else "rules"
        rests = "No article states this. Closest to it:" if rule.silent else "According to:"
        paragraphs = [_Paragraph(_audience(rule.when)), _Paragraph(rests, rule.evidence)]
        yield _Entry(f"{kind}/{rule.id}", rule.says, paragraphs)
    for region in mapping.rules.regions:
        start = f"Start: {day(region.start) if region.start else 'not stated'}."
        paragraphs = [_Paragraph(start, region.evidence)]
        yield _Entry(f"regions/{region.id}", capfirst(region.label), paragraphs)
    yield from _disagreements_and_actions(mapping)
    for standing in STANDINGS:
        yield _standing(mapping, standing)


def _disagreements_and_actions(mapping: ExportMapping) -> Iterator[_Entry]:
    titles = {disagreement.id: disagreement.title for disagreement in mapping.disagreements}
    for disagreement in mapping.disagreements:
        paragraphs = [_Paragraph(disagreement.says, disagreement.evidence)]
        if disagreement.near:
            paragraphs.append(_Paragraph("Without an answer, but close to one:", disagreement.near))
        paragraphs += _decision(disagreement.decision)
        yield _Entry(f"disagreements/{disagreement.id}", disagreement.title, paragraphs)
    for action in mapping.actions:
        paragraphs = [_Paragraph(action.says)]
        paragraphs += [_Paragraph("Steps:", action.steps)] if action.steps else []
        paragraphs += [_Paragraph("Effect and limits:", action.limits)] if action.limits else []
        paragraphs += [
            _Paragraph(f"Disagreement: {titles[identifier]}") for identifier in action.disagreements
        ]
        yield _Entry(
            f"actions/{action.id}", action.title, [*paragraphs, *_decision(action.decision)]
        )


def _standing(mapping: ExportMapping, standing: str) -> _Entry:
    """The data types with a standing, each with the ids of its statements, and the quotes of all these."""
    label, meaning = STANDINGS[standing]
    paragraphs = [_Paragraph(meaning)]
    statements: dict[str, None] = {}
    for data_type in mapping.data_types:
        assessment = mapping.assessments[data_type.id]
        if assessment.standing == standing:
            evidence = assessment.evidence + assessment.wide
            ids = dict.fromkeys(item.statement.id for item in evidence)
            paragraphs.append(
                _Paragraph(f"{data_type.id} ({data_type.label}): {', '.join(ids) or '-'}")
            )
            statements |= ids
    return _Entry(f"standings/{standing}", label, [*paragraphs, _Paragraph("", statements)])


def _decision(decision: str | None) -> list[_Paragraph]:
    return [_Paragraph(f"Decision: {decision}")] if decision else []


def _audience(audience: Audience) -> str:
    """The members that a rule is for."""
    circumstances = (
        f"{name} {' or '.join(values).replace('_', ' ')}"
        for name, values in vars(audience).items()
        if values is not None
    )
    return f"For members with: {'; '.join(circumstances) or 'any circumstances'}."


def _print_paragraph(console: Console, mapping: ExportMapping, paragraph: _Paragraph) -> None:
    if paragraph.says:
        console.print(Text(paragraph.says))
    passages = {passage.id: passage for article in mapping.articles for passage in article.passages}
    for identifier in paragraph.evidence:
        console.print(Text(indent(_quoted(mapping, passages[identifier]), "  ")))


# --- reasons for a standing ----------------------------------------------------------------------


def _print_reasons(
    console: Console, mapping: ExportMapping, column: Column, notice: OfficialNotice | None
) -> None:
    """Print a column's data type, author and standing, with every statement and disagreement about them."""
    if column.data_type is None:
        console.print(Text(f"Set aside: {column.set_aside}"))
        return
    data_type = column.data_type
    category = data_type.category.label
    console.print(
        Text(f"It carries {data_type.id} ({data_type.label}), in the category {category}.")
    )
    if column.author:
        console.print(Text(_author_in_words(column.author)))
    _print_standing(console, mapping, data_type, notice)


def _print_standing(
    console: Console, mapping: ExportMapping, data_type: DataType, notice: OfficialNotice | None
) -> None:
    """Print the standing of a data type, with every statement and disagreement about it."""
    assessment = mapping.assessments[data_type.id]
    label, meaning = STANDINGS[assessment.standing]
    articles = len(mapping.articles)
    verb = "mentions" if assessment.documents == 1 or articles == 1 else "mention"
    mentions = f"{assessment.documents} of {plural(articles, 'article')} {verb} it"
    console.print(Text(f"{label}: {mentions}. {meaning}", style="bold"))
    for title, evidence in _sides(assessment):
        _print_evidence(console, mapping, title, evidence)
    _print_denials(console, mapping, assessment)
    silent = {article.id for article in mapping.articles} - {
        item.statement.article for item in assessment.evidence
    }
    if silent:
        console.print(Text(f"Not mentioned by: {', '.join(sorted(silent))}."))
    for disagreement in mapping.disagreements:
        if data_type.id in disagreement.about or data_type.category.id in disagreement.about:
            console.print(Text(f"{disagreement.title} {disagreement.says}"))
            if disagreement.decision:
                console.print(Text(f"  Decision: {disagreement.decision}"))
    if notice:
        _print_notice(console, notice, data_type)


def _author_in_words(author: Author | None) -> str:
    return f"Written by: {AUTHORS[author or 'unknown']}."


def _print_notice(console: Console, notice: OfficialNotice, data_type: DataType) -> None:
    entry = notice.entry_for(data_type.id)
    quote = f" “{entry.quote}”" if entry.quote else ""
    note = f" {entry.note}" if entry.note else ""
    console.print(
        Text(
            f"Outside the articles, {notice.title} (recorded {entry.recorded or notice.recorded}): "
            f"{OFFICIAL_ROWS[entry.row]}.{quote}{note}"
        )
    )


def _sides(assessment: Assessment) -> Iterator[tuple[str, Sequence[Evidence]]]:
    """The evidence in an assessment, with a title for each side."""
    yield "It is used, according to:", assessment.for_use
    yield "It is not used, according to:", assessment.against_use
    yield "Caution: the same article also says otherwise:", assessment.cautions
    yield "No name for it, but general words that could include it:", assessment.wide


def _print_evidence(
    console: Console, mapping: ExportMapping, title: str, evidence: Sequence[Evidence]
) -> None:
    if evidence:
        console.print(Text(title))
    for item in evidence:
        note = f"\nThe words “{item.reach.words}”: {item.reach.note}" if item.reach else ""
        console.print(Text(indent(_quoted(mapping, item.statement, item.match) + note, "  ")))


def _print_denials(console: Console, mapping: ExportMapping, assessment: Assessment) -> None:
    """Print why one article that gives its list as LinkedIn's own is not enough."""
    if not assessment.denials:
        return
    labels = {data_type.id: data_type.label for data_type in mapping.data_types}
    denied: dict[str, list[str]] = {}
    for denial in assessment.denials:
        denied.setdefault(denial.statement.id, []).append(labels[denial.data_type])
    statements = {denial.statement.id: denial.statement for denial in assessment.denials}
    console.print(Text("One article is not enough, because another denies items of its list:"))
    for identifier, items in denied.items():
        text = f"{', '.join(items)}: not used, according to\n"
        text += _quoted(mapping, statements[identifier])
        console.print(Text(indent(text, "  ")))


_MATCHES: Mapping[Match, str] = {
    "named": "by name",
    "implied": "by a broader term",
    "possible": "in general words",
}


def _quoted(
    mapping: ExportMapping, passage: Statement | Finding, match: Match | None = None
) -> str:
    """A statement or finding with its article, date, lines, quotes and reading."""
    article = next(article for article in mapping.articles if article.id == passage.article)
    lines = f"{'line' if len(passage.lines) == 1 else 'lines'} {', '.join(map(str, passage.lines))}"
    date = day(article.published) if article.published else "undated"
    attributed = isinstance(passage, Statement) and passage.attributed
    facets = [_MATCHES[match]] if match else []
    facets += ["given as LinkedIn's own list"] if attributed else []
    after = "".join(f", {facet}" for facet in facets)
    quotes = " … ".join(f"“{quote}”" for quote in passage.quotes)
    decision = f"\nInterpretation: {passage.decision}" if passage.decision else ""
    return f"{article.name} ({date}; {passage.id}, {lines}){after}:\n{quotes}{decision}"
