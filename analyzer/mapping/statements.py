"""Reads what the documents say, where they differ, what a reader can do, and LinkedIn's own notice."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import get_args

from analyzer.mapping.documents import (
    Action,
    Compared,
    Disagreement,
    Document,
    Finding,
    FindingKind,
    OfficialEntry,
    OfficialNotice,
    OfficialRow,
    Says,
    Statement,
    Topic,
)
from analyzer.mapping.entries import (
    Entry,
    refuse_twice,
)

SAYS: tuple[Says, ...] = get_args(Says)
FINDING_KINDS: tuple[FindingKind, ...] = get_args(FindingKind)
TOPICS: tuple[Topic, ...] = get_args(Topic)
OFFICIAL_ROWS: tuple[OfficialRow, ...] = get_args(OfficialRow)
COMPARED: tuple[Compared, ...] = get_args(Compared)

SAYING = "a statement or finding of a document"


def load_document(file: Entry, known: AbstractSet[str]) -> Document:
    """The document in one file of `documents/`. `known` are the data types and categories it may name."""
    head = file.table("document")
    identifier = head.text("id")
    document = Document(
        id=identifier,
        title=head.text("title"),
        publisher=head.text("publisher"),
        author=head.optional_text("author"),
        published=head.optional_day("published"),
        undated=head.optional_text("undated"),
        source=head.text("source"),
        statements=tuple(
            _load_statement(entry, identifier, known) for entry in file.entries("statement", "id")
        ),
        findings=tuple(_load_finding(entry, identifier) for entry in file.entries("finding", "id")),
    )
    if (document.published is None) == (document.undated is None):
        raise head.wrong("published", "is needed, or `undated` with the reason, and not both")
    head.done()
    file.done()
    refuse_twice(file.file, "id", document.ids)
    return document


def _load_statement(entry: Entry, document: str, known: AbstractSet[str]) -> Statement:
    statement = Statement(
        id=f"{document}/{entry.text('id')}",
        document=document,
        says=entry.choice("says", SAYS),
        about=_about(entry, known, required=True),
        attributed=entry.flag("attributed_to_linkedin"),
        paraphrase=entry.text("paraphrase"),
        quotes=entry.texts("quotes", required=True),
        lines=entry.numbers("lines", required=True),
        decision=_decision(entry),
    )
    entry.done()
    return statement


def _load_finding(entry: Entry, document: str) -> Finding:
    finding = Finding(
        id=f"{document}/{entry.text('id')}",
        document=document,
        kind=entry.choice("kind", FINDING_KINDS),
        paraphrase=entry.text("paraphrase"),
        quotes=entry.texts("quotes", required=True),
        lines=entry.numbers("lines", required=True),
        regions=entry.texts("regions"),
        since=entry.optional_day("since"),
        day=entry.optional_day("date"),
        recipients=entry.texts("recipients"),
        purposes=entry.texts("purposes"),
        steps=entry.texts("steps"),
        under=entry.number("under"),
        decision=_decision(entry),
    )
    entry.done()
    return finding


def load_disagreements(
    file: Entry, known: AbstractSet[str], spoken: AbstractSet[str]
) -> Iterator[Disagreement]:
    """The disagreements of `disagreements.toml`. `spoken` are the ids of everything the documents say."""
    for entry in file.entries("disagreement", "id"):
        disagreement = Disagreement(
            id=entry.text("id"),
            title=entry.text("title"),
            about=_about(entry, known),
            topic=entry.choice("topic", TOPICS),
            says=entry.text("says"),
            evidence=entry.among("evidence", spoken, SAYING),
            decision=_decision(entry),
        )
        if not disagreement.evidence:
            raise entry.wrong("evidence", "is missing or empty")
        entry.done()
        yield disagreement
    file.done()


def load_actions(
    file: Entry, known: AbstractSet[str], spoken: AbstractSet[str], disagreements: AbstractSet[str]
) -> Iterator[Action]:
    """The actions of `actions.toml`, which may name the ids in `known`, `spoken` and `disagreements`."""
    for entry in file.entries("action", "id"):
        action = Action(
            id=entry.text("id"),
            title=entry.text("title"),
            says=entry.text("says"),
            about=_about(entry, known),
            steps=entry.among("steps", spoken, SAYING),
            limits=entry.among("limits", spoken, SAYING),
            disagreements=entry.among("disagreements", disagreements, "in disagreements.toml"),
            decision=_decision(entry),
        )
        entry.done()
        yield action
    file.done()


def load_official(file: Entry) -> OfficialNotice:
    """The notice of `official.toml`."""
    head = file.table("source")
    notice = OfficialNotice(
        title=head.text("title"),
        publisher=head.text("publisher"),
        recorded=head.day("recorded"),
        unchanged_since=head.day("unchanged_since"),
        address=head.text("address"),
        entries=tuple(
            _load_official_entry(
                entry,
                about=entry.texts("about", required=True),
                compared=entry.choice("compared", COMPARED),
            )
            for entry in file.entries("entry", "row")
        ),
        remarks=tuple(
            _load_official_entry(entry, about=(entry.text("id"),))
            for entry in file.entries("remark", "id")
        ),
    )
    head.done()
    file.done()
    return notice


def _load_official_entry(
    entry: Entry, about: tuple[str, ...], compared: Compared | None = None
) -> OfficialEntry:
    row = entry.choice("row", OFFICIAL_ROWS)
    quote, note = entry.optional_text("quote"), entry.optional_text("note")
    recorded = entry.optional_day("recorded")
    if row != "not_named" and not quote and not note:
        raise entry.wrong("quote", "is missing, and there is no `note` that says why")
    entry.done()
    return OfficialEntry(about, row, quote, note, recorded, compared)


def _decision(entry: Entry) -> str | None:
    return entry.text("decision") if entry.has("decision") else None


def _about(entry: Entry, known: AbstractSet[str], *, required: bool = False) -> tuple[str, ...]:
    what = "a data type or category of categories.toml"
    return entry.among("about", known, what, required=required)
