"""What `exposure mapping` prints: files, columns, parts of tables, and what the articles state about each column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import indent

from rich.console import Console
from rich.text import Text

from analyzer.errors import MappingError
from analyzer.mapping.articles import Finding, OfficialNotice, Statement
from analyzer.mapping.mapping import ExportMapping
from analyzer.mapping.standing import Assessment, Evidence, Match
from analyzer.mapping.tables import Author, Column, Condition, DataType, Table, TablePart
from analyzer.reporting.terminal import grid, terminal
from analyzer.text import AUTHORS, OFFICIAL_ROWS, STANDINGS, capfirst, day, plural, visible


def print_contents(mapping: ExportMapping) -> None:
    """Print how many entries of each kind the mapping has."""
    columns = sum(len(table.columns) for table in mapping.tables)
    statements = sum(len(article.statements) for article in mapping.articles)
    findings = sum(len(article.findings) for article in mapping.articles)
    rules = len(mapping.rules.periods) + len(mapping.rules.sentences)
    sentence = (
        f"Mapping {mapping.version} ({mapping.name}), sha256 {mapping.sha256}: "
        f"{plural(len(mapping.tables), 'table')}, {plural(columns, 'column')}, "
        f"{plural(len(mapping.data_types), 'data type')}; {plural(len(mapping.articles), 'article')}, "
        f"{plural(statements, 'statement')} on data, {findings} on other things, "
        f"{plural(len(mapping.disagreements), 'disagreement')}, {plural(rules, 'rule')} for "
        f"{plural(len(mapping.rules.regions), 'region')}. No mistake found."
    )
    terminal().print(Text(sentence))


def print_regions(mapping: ExportMapping) -> None:
    """Print the regions, each with its start according to the articles."""
    regions = grid("Region", "Name", "Start")
    for region in mapping.rules.regions:
        start = day(region.start) if region.start else "not stated"
        regions.add_row(region.id, capfirst(region.label), start)
    terminal().print(regions)


def print_tables(mapping: ExportMapping) -> None:
    """Print the known files, each with its contents in a few words."""
    files = grid("File", "Holds")
    for table in sorted(mapping.tables, key=lambda table: table.files[0].casefold()):
        files.add_row(", ".join(table.files), table.holds)
    terminal().print(files)


def print_table(mapping: ExportMapping, file: str, *, official: bool) -> None:
    """Print a file's contents, its columns with their facets, its parts, and the evidence for each data type.

    Raises MappingError if the file is unknown.
    """
    table = find_table(mapping, file)
    console = terminal()
    console.print(Text(f"{', '.join(table.files)}: {table.holds}."))
    for title, reason in (("Set aside", table.set_aside), ("Decision", table.decision)):
        if reason:
            console.print(Text(f"{title}: {reason}"))
    _print_columns(console, mapping, table.columns)
    if table.parts:
        console.print(Text(f"Some records are different. {_FIRST_PART}"))
    for part in table.parts:
        console.print(Text(f"{_part_in_words(part)}:", style="bold"))
        for line in _differences(part, table, mapping):
            console.print(Text(f"  {line}"))
    for data_type in _data_types(table):
        console.print(Text(f"{data_type.id}:", style="bold"))
        assessment = mapping.assessments[data_type.id]
        for line in _verdicts(assessment):
            console.print(Text(f"  {line}"))
        if official and mapping.official:
            row = OFFICIAL_ROWS[mapping.official.entry_for(data_type.id).row]
            console.print(Text(f"  LinkedIn's notice: {row}"))


def print_documents(mapping: ExportMapping) -> None:
    """Print the articles, and a table of their statements about each data type."""
    console = terminal()
    for article in mapping.articles:
        date = article.published.isoformat() if article.published else "undated"
        console.print(Text(f"{article.id}: {article.title} ({article.name}, {date})"))
    table = grid("Data type", *(article.id for article in mapping.articles), "Standing")
    for data_type in mapping.data_types:
        assessment = mapping.assessments[data_type.id]
        cells = [_verdict(assessment, article.id) for article in mapping.articles]
        table.add_row(data_type.id, *cells, STANDINGS[assessment.standing][0])
    console.print(table)
    console.print(
        "used, left out: the article names it. "
        "(used), (left out): the article names a broader term that includes it."
    )


def print_explanation(mapping: ExportMapping, place: str, *, official: bool) -> None:
    """Print the reasons for a column's standing, also in each part, with quotes. `place` is `FILE:COLUMN`.

    Raises MappingError if the column is unknown.
    """
    table, column = find_column(mapping, place)
    console = terminal()
    console.print(Text(f"{table.files[0]}, column {column.name}", style="bold"))
    console.print(Text(f"{table.holds}."))
    if table.decision:
        console.print(Text(f"Decision: {table.decision}"))
    notice = mapping.official if official else None
    _print_reasons(console, mapping, column, notice)
    parts = [(part, part.of(column)) for part in table.parts if part.of(column) != column]
    if parts:
        console.print(Text(f"In some records it is different. {_FIRST_PART}"))
    for part, changed in parts:
        console.print(Text(f"{_part_in_words(part)}:", style="bold"))
        if changed.data_type == column.data_type:
            console.print(Text(_author_in_words(changed.author)))
        else:
            _print_reasons(console, mapping, changed, notice)


def find_table(mapping: ExportMapping, file: str) -> Table:
    """The table with this name or file name. Raises MappingError if there is none."""
    by_name = {
        name.casefold(): table for table in mapping.tables for name in (table.name, *table.files)
    }
    table = (
        mapping.match_path(file)
        or mapping.match_path(f"{file}.csv")
        or by_name.get(file.casefold())
    )
    if table is None:
        raise MappingError(
            f"{visible(file)} is not a known file. `exposure mapping show` lists them all."
        )
    return table


def find_column(mapping: ExportMapping, place: str) -> tuple[Table, Column]:
    """The table and the column at `FILE:COLUMN`, in upper or lower case.

    Raises MappingError if the table or the column is unknown.
    """
    file, colon, name = place.rpartition(":")
    if not colon:
        raise MappingError(
            f"{visible(place)} is not in the form FILE:COLUMN, as in 'Receipts.csv:Total Amount'."
        )
    table = find_table(mapping, file)
    matching = [column for column in table.columns if column.name == name] or [
        column for column in table.columns if column.name.casefold() == name.strip().casefold()
    ]
    if not matching:
        names = ", ".join(column.name for column in table.columns if column.name)
        raise MappingError(f"{table.files[0]} has no column {visible(name)}. It has: {names}.")
    return table, matching[0]


# --- columns and parts ---------------------------------------------------------------------------

_FIRST_PART = "The first of these descriptions that fits a record applies."


def condition_in_words(condition: Condition) -> str:
    """The condition of a part in words, such as `FOLDER is DRAFT or DRAFTS`."""
    column, values = condition.column, " or ".join(condition.values)
    link = f" (or the address in {condition.link})" if condition.link else ""
    return {
        "is": f"{column} is {values}",
        "is_not": f"{column} has a value that is not {values}",
        "contains": f"{column} contains {values}",
        "empty": f"{column} is empty",
        "owner": f"the name in {column}{link} is the owner's",
        "somebody_else": f"the name in {column}{link} is someone else's",
    }[condition.test]


def _part_in_words(part: TablePart) -> str:
    return f"{capfirst(part.label)}, where {'; or '.join(map(condition_in_words, part.when))}"


def _changed_columns(part: TablePart, table: Table) -> list[tuple[Column, Column]]:
    """The columns that are different in this part: as in other records, and as in the part."""
    pairs = ((column, part.of(column)) for column in table.columns)
    return [(column, changed) for column, changed in pairs if column != changed]


def _differences(part: TablePart, table: Table, mapping: ExportMapping) -> Iterator[str]:
    """A line for each data type and each author that columns have in this part only."""
    types: dict[DataType, list[str]] = {}
    authors: dict[Author, list[str]] = {}
    for column, changed in _changed_columns(part, table):
        if changed.data_type and changed.data_type != column.data_type:
            types.setdefault(changed.data_type, []).append(column.name)
        if changed.author and changed.author != column.author:
            authors.setdefault(changed.author, []).append(column.name)
    typed_columns = sum(column.data_type is not None for column in table.columns)
    for data_type, names in types.items():
        assessment = mapping.assessments[data_type.id]
        columns = "every column" if len(names) == typed_columns else ", ".join(names)
        yield (
            f"{columns}: {data_type.id} ({data_type.label}). {STANDINGS[assessment.standing][0]}, "
            f"{assessment.documents} of {plural(len(mapping.articles), 'article')}"
        )
    for author, names in authors.items():
        yield f"{', '.join(names)}: written by: {AUTHORS[author]}"


def _data_types(table: Table) -> tuple[DataType, ...]:
    """The data types of the columns, then those in parts, each once."""
    columns = [*table.columns]
    for part in table.parts:
        columns += [changed for _, changed in _changed_columns(part, table)]
    return tuple(dict.fromkeys(column.data_type for column in columns if column.data_type))


def _print_columns(console: Console, mapping: ExportMapping, columns: Iterable[Column]) -> None:
    table = grid("Column", "Data type", "Kind", "About", "Written by", "Standing", "Articles")
    for column in columns:
        name = column.name or "(no name)"
        if column.data_type is None:
            table.add_row(name, f"set aside: {column.set_aside}")
            continue
        assessment = mapping.assessments[column.data_type.id]
        table.add_row(
            name,
            column.data_type.id,
            column.kind,
            column.subject,
            AUTHORS[column.author] if column.author else "",
            STANDINGS[assessment.standing][0],
            f"{assessment.documents} of {len(mapping.articles)}",
        )
    console.print(table)


# --- reasons -------------------------------------------------------------------------------------


def _verdicts(assessment: Assessment) -> Iterator[str]:
    """A line for each statement about a data type."""
    for verdict, evidence in (("used", assessment.for_use), ("left out", assessment.against_use)):
        for item in evidence:
            yield f"{verdict}: {item.statement.id} ({item.match})"
    if not assessment.evidence:
        yield "no article mentions it"


def _verdict(assessment: Assessment, article: str) -> str:
    """What the article states about a data type, `used` or `left out`; in brackets if by a broader term."""
    words = []
    for verdict, evidence in (("used", assessment.for_use), ("left out", assessment.against_use)):
        matches = {item.match for item in evidence if item.statement.article == article}
        if matches:
            words.append(verdict if "named" in matches else f"({verdict})")
    return " and ".join(words)


def _print_reasons(
    console: Console, mapping: ExportMapping, column: Column, notice: OfficialNotice | None
) -> None:
    """Print a column's data type, author and standing, with every statement and disagreement about them."""
    data_type = column.data_type
    if data_type is None:
        console.print(Text(f"Set aside: {column.set_aside}"))
        return
    category = data_type.category.label
    console.print(
        Text(f"It carries {data_type.id} ({data_type.label}), in the category {category}.")
    )
    if column.author:
        console.print(Text(_author_in_words(column.author)))
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
    yield "It is left out, according to:", assessment.against_use
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
        text = f"{', '.join(items)}: left out, according to\n"
        text += _quoted(mapping, statements[identifier])
        console.print(Text(indent(text, "  ")))


_MATCHES: Mapping[Match, str] = {
    "named": "by name",
    "implied": "by a broader term",
    "possible": "in general words",
}


def _quoted(mapping: ExportMapping, saying: Statement | Finding, match: Match | None = None) -> str:
    """A statement or finding with its article, date, lines, quotes and reading."""
    article = next(article for article in mapping.articles if article.id == saying.article)
    lines = f"{'line' if len(saying.lines) == 1 else 'lines'} {', '.join(map(str, saying.lines))}"
    date = day(article.published) if article.published else "undated"
    attributed = isinstance(saying, Statement) and saying.attributed
    facets = [_MATCHES[match]] if match else []
    facets += ["given as LinkedIn's own list"] if attributed else []
    after = "".join(f", {facet}" for facet in facets)
    quotes = " … ".join(f"“{quote}”" for quote in saying.quotes)
    decision = f"\nInterpretation: {saying.decision}" if saying.decision else ""
    return f"{article.name} ({date}; {saying.id}, {lines}){after}:\n{quotes}{decision}"
