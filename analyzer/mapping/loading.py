"""Loads the mapping: from the texts of `mappings/` to one frozen value that makes sense as a whole."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from analyzer.errors import MappingError
from analyzer.mapping.checks import check_together
from analyzer.mapping.entries import parse
from analyzer.mapping.facts import load_facts
from analyzer.mapping.model import ExportMapping
from analyzer.mapping.rules import load_rules
from analyzer.mapping.statements import (
    load_actions,
    load_disagreements,
    load_document,
    load_official,
)
from analyzer.mapping.tables import (
    load_categories,
    load_owner,
    load_tables,
)


def load_mapping(directory: Traversable | None = None) -> ExportMapping:
    """Load and check the mapping in `directory` (by default the one that came with the tool).

    Raises MappingError with the file, the entry and the key that are wrong.
    """
    return _built_in() if directory is None else _load(directory, directory.name)


@cache  # a batch and its workers ask for it again and again
def _built_in() -> ExportMapping:
    return _load(files("analyzer.mappings"), "built in")


def _load(root: Traversable, name: str) -> ExportMapping:
    mapping = _build(dict(_read_files(root)), name)
    check_together(mapping)
    return mapping


def _read_files(root: Traversable) -> Iterator[tuple[str, str]]:
    for folder in ("", "tables", "documents"):
        place = root / folder if folder else root
        try:
            found = sorted(place.iterdir(), key=lambda item: item.name)
        except OSError:
            raise MappingError(
                f"{place} is not there. A mapping is a folder like mappings/ of the project."
            ) from None
        for item in found:
            if item.name.endswith(".toml"):
                name = f"{folder}/{item.name}".lstrip("/")
                try:
                    yield name, item.read_text(encoding="utf-8").replace("\r\n", "\n")
                except (OSError, UnicodeDecodeError):
                    raise MappingError(f"mappings/{name} cannot be read as UTF-8 text.") from None


def _build(texts: Mapping[str, str], name: str) -> ExportMapping:
    export = parse(texts, "export.toml")
    categories, data_types = load_categories(parse(texts, "categories.toml"))
    types = {data_type.id: data_type for data_type in data_types}
    known = {*types, *(category.id for category in categories)}
    roles = export.table("roles").all_texts() if export.has("roles") else {}
    tables = [
        table
        for file in _within(texts, "tables/")
        for table in load_tables(parse(texts, file), types, roles)
    ]
    documents = [load_document(parse(texts, file), known) for file in _within(texts, "documents/")]
    spoken = {saying for document in documents for saying in document.ids}
    disagreements = tuple(load_disagreements(parse(texts, "disagreements.toml"), known, spoken))
    differing = {disagreement.id for disagreement in disagreements}
    actions = tuple(load_actions(parse(texts, "actions.toml"), known, spoken, differing))
    mapping = ExportMapping(
        name=name,
        version=export.text("version"),
        sha256=_digest(texts),
        platform=export.text("platform"),
        partial_archives=export.texts("partial_archives"),
        owner=tuple(load_owner(export, tables)),
        folders=export.texts("folders"),
        roles=roles,
        nobody=export.texts("nobody"),
        categories=categories,
        data_types=data_types,
        tables=tuple(tables),
        documents=tuple(sorted(documents, key=lambda document: document.id)),
        disagreements=disagreements,
        actions=actions,
        facts=tuple(load_facts(parse(texts, "facts.toml"), spoken)),
        rules=load_rules(parse(texts, "rules.toml"), spoken, {action.id for action in actions}),
        official=load_official(parse(texts, "official.toml")) if "official.toml" in texts else None,
    )
    export.done()
    return mapping


def _within(texts: Mapping[str, str], folder: str) -> Iterator[str]:
    return (name for name in texts if name.startswith(folder))


def _digest(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(f"{name}\n{text}\n".encode())
    return digest.hexdigest()
