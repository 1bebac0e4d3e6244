"""The mapping as a whole: loaded from `mappings/`, checked across its files, and asked by all other wings."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, TypeVar, get_args

from analyzer.errors import MappingError
from analyzer.language import English, language, marked
from analyzer.mapping.additions import Additions
from analyzer.mapping.articles import (
    A_DISAGREEMENT,
    A_PASSAGE,
    A_REGION,
    A_SUBJECT,
    A_TOPIC,
    REGION_CODES,
    Action,
    Article,
    Disagreement,
    Fact,
    FindingKind,
    OfficialEntry,
    OfficialNotice,
    OfficialRemark,
    Reach,
    Statement,
    load_article,
)
from analyzer.mapping.names import TableNames, file_key
from analyzer.mapping.rules import AN_ACTION, Rules, load_rules
from analyzer.mapping.sentences import ArticleCounts
from analyzer.mapping.standing import Assessment, Coverage, assess, coverage
from analyzer.mapping.tables import (
    A_DATA_TYPE,
    A_ROLE,
    Category,
    DataType,
    OwnerColumns,
    OwnerTrait,
    Table,
    load_categories,
    load_tables,
)
from analyzer.mapping.toml import Entry, Prose, build, parse, refuse_repeated

Item = TypeVar("Item")
_Terms = dict[str, Mapping[str, object]]


BUILT_IN: Final = marked("built in")
"""The name of the mapping that comes with the program."""


@dataclass(frozen=True)
class ExportMapping:
    """All of `mappings/`: the tables of LinkedIn's export, and the statements of the articles.

    `name` distinguishes a user's own mapping from the built-in one. `sha256` is the digest of all its files, with
    line ends as `\\n`, so that it is the same on every system. `partial_archives` are the beginnings of the names of
    archives with only a part of an export. `owner` are the columns that identify the owner. `closed_accounts` are names that
    LinkedIn writes in place of a person's.
    """

    name: str
    sha256: str
    version: str
    platform: str
    categories: tuple[Category, ...]
    data_types: tuple[DataType, ...]
    tables: tuple[Table, ...]
    articles: tuple[Article, ...]
    disagreements: tuple[Disagreement, ...]
    actions: tuple[Action, ...]
    facts: tuple[Fact, ...]
    rules: Rules
    official: OfficialNotice | None
    partial_archives: tuple[str, ...] = ()
    owner: tuple[OwnerColumns, ...] = ()
    folders: tuple[str, ...] = ()
    roles: Mapping[str, Prose] = field(default_factory=dict)
    closed_accounts: tuple[str, ...] = ()

    @property
    def statements(self) -> Iterator[Statement]:
        """The statements of all articles."""
        for article in self.articles:
            yield from article.statements

    @property
    def wide_claims(self) -> Iterator[tuple[Statement, Reach]]:
        """The statements that something is used in words that name no data, such as "every interaction"."""
        for statement in self.statements:
            for reach in statement.could_reach:
                if reach.wide and statement.says == "used":
                    yield statement, reach

    @property
    def newest(self) -> date | None:
        """The date of the newest article with a date."""
        return max(filter(None, (article.published for article in self.articles)), default=None)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each statement and finding, from 1, by its id."""
        ids = (identifier for article in self.articles for identifier in article.ids)
        return {identifier: number for number, identifier in enumerate(ids, start=1)}

    @cached_property
    def assessments(self) -> Mapping[str, Assessment]:
        """What the articles together state about each data type, by its id."""
        return assess((data_type.id for data_type in self.data_types), self.statements)

    @cached_property
    def coverage(self) -> Mapping[str, tuple[Coverage, ...]]:
        """How much of each category each article covers, by the id of the category; in the order of the articles."""
        by_category: dict[str, list[Assessment]] = {item.id: [] for item in self.categories}
        for data_type in self.data_types:
            by_category[data_type.category.id].append(self.assessments[data_type.id])
        return {
            category: tuple(coverage(article.id, assessments) for article in self.articles)
            for category, assessments in by_category.items()
        }

    def is_partial(self, archive: str) -> bool:
        """Whether an archive of this name holds only a part of an export."""
        beginnings = tuple(beginning.casefold() for beginning in self.partial_archives)
        return archive.casefold().startswith(beginnings)

    def owner_columns(self, *traits: OwnerTrait) -> tuple[OwnerColumns, ...]:
        """The columns that state these things about the owner."""
        return tuple(columns for columns in self.owner if columns.trait in traits)

    @property
    def owner_tables(self) -> frozenset[str]:
        """The names of the tables that identify the owner."""
        return frozenset(columns.table for columns in self.owner)

    @cached_property
    def names(self) -> TableNames:
        """Recognises tables and columns by their names."""
        return TableNames(self.tables)


@dataclass(frozen=True)
class Ledger:
    """The articles of a mapping and LinkedIn's notice, with the data types that they are about."""

    name: str
    sha256: str
    version: str
    data_types: tuple[DataType, ...]
    articles: tuple[Article, ...]
    official: OfficialNotice | None

    @cached_property
    def assessments(self) -> Mapping[str, Assessment]:
        """What the articles together state about each data type, by its id."""
        statements = (item for article in self.articles for item in article.statements)
        return assess((data_type.id for data_type in self.data_types), statements)


def load_ledger(directory: Traversable | None = None) -> Ledger:
    """The ledger of the mapping in `directory`, or of the built-in one.

    It can be read while sentences elsewhere in the mapping still refer to an article that is gone. Raises MappingError
    with the file, the entry and the key that are wrong.
    """
    name = directory.name if directory else BUILT_IN
    texts = dict(_read_files(directory or files("analyzer.mappings")))
    terms: _Terms = {}
    version = parse(texts, "export.toml", terms).values.get("version")
    _, data_types, articles = _load_articles(texts, terms)
    notice = _load_notice(texts, terms)
    return Ledger(name, _digest(texts), str(version), data_types, articles, notice)


def load_mapping(directory: Traversable | None = None) -> ExportMapping:
    """The mapping in `directory`, or the built-in one, in the current language.

    Raises MappingError with the file, the entry and the key that are wrong.
    """
    return _built_in(language()) if directory is None else _load(directory, directory.name)


@cache  # a batch and its workers need it many times
def _built_in(_: English) -> ExportMapping:
    return _load(files("analyzer.mappings"), BUILT_IN)


def _load(root: Traversable, name: str) -> ExportMapping:
    mapping = _build(dict(_read_files(root)), name)
    _check_names(mapping)
    _check_owner(mapping)
    _check_data_types(mapping)
    if mapping.official:
        _check_official(mapping, mapping.official)
    return mapping


def _read_files(root: Traversable) -> Iterator[tuple[str, str]]:
    """The name below `root` and the text of each file."""
    for folder in ("", "tables", "documents"):
        place = root / folder if folder else root
        try:
            items = sorted(place.iterdir(), key=lambda item: item.name)
        except OSError:
            raise MappingError(
                f"{place} does not exist. A mapping is a folder like mappings/ of the project."
            ) from None
        for item in items:
            if item.name.endswith(".toml"):
                name = f"{folder}/{item.name}".lstrip("/")
                yield name, _read_file(item, name)


_LARGEST = 1 << 20
"""Bytes in a file of a mapping, many times those of the largest built-in one."""


def _read_file(file: Traversable, name: str) -> str:
    """The text of a file. Raises MappingError for a device, a pipe and any other file that cannot be a mapping's."""
    if not file.is_file():
        raise MappingError(f"mappings/{name} is not a file.")
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
        text = data[:_LARGEST].decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise MappingError(f"mappings/{name} cannot be read as UTF-8 text.") from None
    if len(data) > _LARGEST:
        raise MappingError(f"mappings/{name} is larger than 1 MB.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _build(texts: Mapping[str, str], name: str) -> ExportMapping:
    terms: _Terms = {}
    export = parse(texts, "export.toml", terms)
    terms[A_ROLE] = export.table("roles").values if "roles" in export.values else {}
    categories, data_types, articles = _load_articles(texts, terms)
    tables = tuple(
        table for file in _parsed(texts, "tables/", terms) for table in load_tables(file)
    )
    counts, additions = ArticleCounts(articles), Additions(articles)

    def all_of(cls: Callable[..., Item], file: str, key: str) -> tuple[Item, ...]:
        return tuple(_all_of(cls, additions.add(parse(texts, file, terms)), key, counts))

    disagreements = all_of(Disagreement, "disagreements.toml", "disagreement")
    terms[A_DISAGREEMENT] = {disagreement.id: disagreement for disagreement in disagreements}
    actions = all_of(Action, "actions.toml", "action")
    terms[AN_ACTION] = {action.id: action for action in actions}
    rules = load_rules(additions.add(parse(texts, "rules.toml", terms)))
    terms[A_REGION] = {region.id: region for region in rules.regions}
    facts = all_of(Fact, "facts.toml", "fact")
    additions.refuse_rest()
    return build(
        ExportMapping,
        export,
        name=name,
        sha256=_digest(texts),
        categories=categories,
        data_types=data_types,
        tables=tables,
        articles=articles,
        disagreements=disagreements,
        actions=actions,
        facts=facts,
        rules=rules,
        official=_load_notice(texts, terms, counts),
    )


def _parsed(texts: Mapping[str, str], folder: str, terms: _Terms) -> Iterator[Entry]:
    return (parse(texts, file, terms) for file in texts if file.startswith(folder))


def _load_articles(
    texts: Mapping[str, str], terms: _Terms
) -> tuple[tuple[Category, ...], tuple[DataType, ...], tuple[Article, ...]]:
    """The categories, their data types and the articles, which other entries can refer to from now on."""
    categories, data_types = load_categories(parse(texts, "categories.toml", terms))
    terms[A_DATA_TYPE] = {data_type.id: data_type for data_type in data_types}
    terms[A_SUBJECT] = {**terms[A_DATA_TYPE], **{category.id: category for category in categories}}
    articles = sorted(
        map(load_article, _parsed(texts, "documents/", terms)), key=lambda article: article.id
    )
    terms[A_PASSAGE] = {passage.id: passage for article in articles for passage in article.passages}
    regions = (code for article in articles for item in article.findings for code in item.regions)
    topics = (*terms[A_SUBJECT], *get_args(FindingKind), *REGION_CODES, *regions)
    terms[A_TOPIC] = dict.fromkeys(topics)
    return categories, data_types, tuple(articles)


def _load_notice(
    texts: Mapping[str, str], terms: _Terms, counts: ArticleCounts | None = None
) -> OfficialNotice | None:
    """The notice, if the mapping has one. Without `counts`, its sentences keep their placeholders."""
    if "official.toml" not in texts:
        return None
    file = parse(texts, "official.toml", terms)
    return build(
        OfficialNotice,
        file.table("source"),
        entries=tuple(_all_of(OfficialEntry, file.without("source", "remark"), "entry", counts)),
        remarks=tuple(_all_of(OfficialRemark, file.without("source", "entry"), "remark", counts)),
    )


def _all_of(
    cls: Callable[..., Item], file: Entry, key: str, counts: ArticleCounts | None
) -> Iterator[Item]:
    """What the entries of a file describe, with the numbers of articles in their sentences."""
    file.check_keys(key)
    for entry in file.tables(key):
        item = build(cls, entry)
        yield counts.fill(item, entry) if counts else item


def _digest(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in texts.items():
        # A name that is not UTF-8 has surrogates.
        digest.update(f"{name}\n{text}\n".encode(errors="surrogatepass"))
    return digest.hexdigest()


def _check_names(mapping: ExportMapping) -> None:
    """Raise MappingError if two tables, files of the export or articles have the same name."""
    tables = Entry("tables/*.toml")
    refuse_repeated(tables, "name", [table.name for table in mapping.tables])
    names = (name for table in mapping.tables for name in table.files if "*" not in name)
    refuse_repeated(tables, "files", [file_key(name)[0] for name in names])
    refuse_repeated(Entry("documents/*.toml"), "id", [article.id for article in mapping.articles])


def _check_owner(mapping: ExportMapping) -> None:
    """Raise MappingError unless the columns that identify the owner exist."""
    tables = {table.name: table for table in mapping.tables}
    for owner in mapping.owner:
        entry = Entry("export.toml", name=f"owner '{owner.table}'")
        if owner.table not in tables:
            raise entry.wrong("table", f"`{owner.table}` is not a table of tables/")
        names = {column.name for column in tables[owner.table].columns}
        for name in owner.columns:
            if name not in names:
                raise entry.wrong("columns", f"`{name}` is not a column of that table")


def _check_data_types(mapping: ExportMapping) -> None:
    """Raise MappingError if a data type has neither a column nor a reason."""
    carried = {data_type.id for table in mapping.tables for data_type in table.data_types}
    for data_type in mapping.data_types:
        if data_type.id not in carried and not data_type.absent:
            entry = Entry("categories.toml", name=f"types '{data_type.id}'")
            raise entry.wrong("absent", "is missing, although no column carries the type")


def _check_official(mapping: ExportMapping, notice: OfficialNotice) -> None:
    """Raise MappingError unless each data type is in one entry of the notice, and each remark of a region exists."""
    entries = Counter(data_type for entry in notice.entries for data_type in entry.about)
    for data_type in mapping.data_types:
        if entries[data_type.id] != 1:
            problem = f"`{data_type.id}` must be in exactly one [[entry]]"
            raise Entry("official.toml").wrong("about", problem)
    remarks = {remark.id for remark in notice.remarks}
    for region in mapping.rules.regions:
        for remark in region.official:
            if remark not in remarks:
                entry = Entry("rules.toml", name=f"region '{region.id}'")
                raise entry.wrong("official", f"`{remark}` is not a remark of official.toml")
