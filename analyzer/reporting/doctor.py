"""Puts the diagnosis of an export into words: a text for a public issue, and apart from it one for its owner alone."""

from collections import Counter
from collections.abc import Iterator, Mapping

from analyzer.analysis.diagnosis import ColumnName, Description, Diagnosis
from analyzer.mapping import ExportMapping
from analyzer.wording import DIALECTS, REPAIRS, lowerfirst, plural, roughly, visible


def public_text(diagnosis: Diagnosis, mapping: ExportMapping, versions: Mapping[str, str]) -> str:
    """What anybody may read: of names only those of the mapping, and no exact number but versions, places and lengths.

    `versions` are those of this program and of what it runs on, by their names.
    """
    lines = [
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        f"mapping {mapping.version}, sha256 {mapping.sha256[:16]}",
        "",
    ]
    if diagnosis.trouble:
        lines.append(diagnosis.trouble)
    states = Counter(map(_state, diagnosis.files))
    lines.append(f"Files: {', '.join(f'{state} {roughly(states[state])}' for state in _STATES)}")
    lines.append("")
    alike = Counter(diagnosis.files)
    for description in sorted(alike, key=_order):
        lines += _file(description, alike[description])
    return "\n".join(lines) + "\n"


def owners_text(diagnosis: Diagnosis) -> str:
    """The unknown names in full, for the screen of the owner alone; empty if there are none."""
    lines = []
    for each in diagnosis.unknown:
        lines.append(visible(each.path))
        lines += [f"  {visible(name)}" for name in each.columns]
    return "".join(f"{line}\n" for line in lines)


# --- a file --------------------------------------------------------------------------------------

_STATES = ("known", "unknown", "unreadable")


def _state(file: Description) -> str:
    if file.trouble:
        return "unreadable"
    return "known" if file.called else "unknown"


def _order(file: Description) -> tuple[int, bool, str, str]:
    """What an issue is about first: files that are unreadable or unknown, then what is strange of others."""
    strange = file.rejected != roughly(0) or file.header is None
    return -_STATES.index(_state(file)), not strange, file.called or "", repr(file)


def _file(file: Description, alike: int) -> Iterator[str]:
    times = "" if alike == 1 else f" ({roughly(alike)} alike)"
    facts = [file.trouble] if file.trouble else list(_facts(file))
    yield f"{_name(file)}{times}{': ' if facts else ''}{'; '.join(facts)}"
    for repair in file.repairs:
        yield f"  {lowerfirst(REPAIRS[repair])}"
    if file.columns and not file.header:
        yield f"  columns: {', '.join(map(_column, file.columns))}"


def _name(file: Description) -> str:
    if file.called:
        return f"{file.called}, renamed" if file.renamed else file.called
    ending = f"ending in {file.ending}" if file.ending else "with another ending"
    return f"An unknown file {ending}{f', in {file.folder}/' if file.folder else ''}"


def _facts(file: Description) -> Iterator[str]:
    if not file.encoding:
        return
    yield f"{file.records} records" if file.records != roughly(0) else "no records"
    if file.rejected != roughly(0):
        yield f"{file.rejected} rejected"
    if file.dialect:
        yield DIALECTS[file.dialect]
    if file.encoding == "utf-8":
        yield "UTF-8"
    if file.header:
        yield f"header {file.header[0]} of {file.header[1]}"
    elif file.columns:
        yield f"{plural(len(file.columns), 'column')}, unknown {sum(_is_unknown(c) for c in file.columns)}"


def _column(column: ColumnName) -> str:
    if _is_unknown(column):
        return f"<{plural(column.length, 'character')}>"
    return column.name or "<no name>"


def _is_unknown(column: ColumnName) -> bool:
    return column.name is None and column.length > 0
