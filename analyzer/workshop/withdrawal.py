"""Removes a participant who withdraws from the results of a batch, or all results."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import OutputError
from analyzer.language import gettext, ngettext
from analyzer.output import is_result, read_result, write_result
from analyzer.text import count, printable
from analyzer.workshop import folder, state


def withdraw(out: Path, given: str) -> Iterator[str]:
    """Remove this participant's page, counts, digests and lines in private files; yields what to print.

    The participant is given as in the key, or without capitals and zeros: `p7`. The group page stays as it is. Raises
    OutputError if `out` is not from a batch, or has no such participant.
    """
    label = _label(out, given) if folder.is_batch(out) else None
    if not label:
        raise OutputError(
            f"{out} has no participant {given}. {folder.KEY} in it lists the participants."
        )
    register = state.read_register(out)
    number = int(label[1:])
    others = {digest: other for digest, other in register.numbers.items() if other != number}
    state.write_register(out, register.keep(others))
    state.forget(out)
    folder.remove(out, label)
    (out / folder.HANDOUT).unlink(missing_ok=True)  # the next run writes it
    for name in (folder.KEY, folder.FAILURES, folder.GROUP_CSV):
        _remove_lines(out / name, label)
    folder.settle(out)
    yield f"{label} is removed: the page, the counts, the digests and the line in {folder.KEY}."
    yield (
        f"Delete that person's archive and its copies too. Then run the batch again, for a {folder.HANDOUT} without {label}."
    )
    group = [out / name for name in (folder.GROUP_PAGE, folder.GROUP_JSON) if (out / name).exists()]
    if group and any(number == int(other[1:]) for page in register.shown for other in page):
        yield (
            f"The group page still counts {label}. It shows no one's own figures, but people can still guess from it. To "
            f"take it down, delete {' and '.join(map(str, group))}, and every copy. A later run makes another page only "
            f"if half of the group differ: two pages that differ only in {label} would reveal something about {label}."
        )


@dataclass(frozen=True)
class Removal:
    """The removal of so many `files` from `out`. `others` are the names of other files there.

    `exports` is their folder, None if it is gone.
    """

    out: Path
    files: int
    others: tuple[str, ...]
    exports: Path | None

    def lines(self) -> Iterator[str]:
        """What to print or show."""
        removed = ngettext(
            "Removed {number} file of the batch from {place}.",
            "Removed {number} files of the batch from {place}.",
            self.files,
        )
        yield removed.format(number=count(self.files), place=self.out)
        if self.others:
            kept = gettext("Not removed, as it is not from a batch: {names}.")
            yield kept.format(names=", ".join(map(printable, self.others)))
        if self.exports:
            kept = gettext("Not removed: the exports in {place}.").format(place=self.exports)
            advice = gettext("Delete them yourself, with every copy, and empty the bin.")
            yield f"{kept} {advice}"


def delete(out: Path, exports: Path) -> Removal:
    """Remove everything that a batch wrote to `out`. Raises OutputError if it wrote nothing."""
    if not folder.is_batch(out):
        raise OutputError(f"{out} is not from a batch, so nothing in it is deleted.")
    folder.clean(out)
    places = [out / name for name in (folder.DATASET, folder.PRIVATE, folder.PAGES)]
    paths = [out / name for name in {folder.MANIFEST, *(folder.written(out) or ())}]
    removed = [path for path in paths if path.parent in {out, *places} and is_result(path)]
    for path in removed:
        path.unlink()
    for place in places:
        with suppress(OSError):  # another file is in it
            place.rmdir()
    others = tuple(path.name for path in sorted(out.iterdir()) if path.name != folder.LOCK)
    return Removal(out, len(removed), others, exports if exports.exists() else None)


def _label(out: Path, given: str) -> str | None:
    """The label in the key that is meant by `given`, None if there is none."""
    number = given.upper().lstrip("P0")
    rows = (row for _, row in _rows(out / folder.KEY))
    return next((label for label in map(_label_of, rows) if label.lstrip("P0") == number), None)


def _remove_lines(path: Path, label: str) -> None:
    """Remove from a CSV the rows of the participant with this label."""
    kept = [lines for lines, row in _rows(path) if _label_of(row) != label]
    if path.exists():
        write_result(path, "".join(kept).encode("utf-8", "surrogateescape"))


def _rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The rows of a CSV, each after its lines. A spreadsheet may have saved the file in another encoding."""
    data = read_result(path) if path.exists() else b""
    lines = data.decode("utf-8", "surrogateescape").splitlines(keepends=True)
    reader, start = csv.reader(lines), 0
    for row in reader:
        yield "".join(lines[start : reader.line_num]), row
        start = reader.line_num


def _label_of(row: list[str]) -> str:
    """The label at the start of a row. A spreadsheet may have separated the cells with semicolons."""
    return row[0].split(";")[0] if row else ""
