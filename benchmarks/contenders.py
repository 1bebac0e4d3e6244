"""Counts the records, values, characters and words of an export's files, in one way of several.

    python -m benchmarks.contenders NAME FOLDER ...

Prints one JSON object: the seconds and the processor's seconds that the counting took, without imports; and for each
CSV file, by folder and path, its records, and the values, characters and words of each column. A file that the way
refuses is missing. Each way is given the options with which it loses least, and nobody has told it about LinkedIn's
files. A value is a cell with a word in it, as in docs/counting.md.
"""

import csv
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

Counted = tuple[int, list[tuple[int, int, int]]]
"""The records of a file, and the values, characters and words of each of its columns."""

Way = Callable[[Path], Counted]


def count_with_csv() -> Way:
    """The csv module of Python: a loop over all cells."""
    csv.field_size_limit(1 << 30)

    def count(path: Path) -> Counted:
        records = 0
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = csv.reader(file)
            totals = [[0, 0, 0] for _ in next(rows)]
            for row in rows:
                if not row:
                    continue  # a blank line
                records += 1
                for cell, total in zip(row, totals, strict=False):
                    words = len(cell.split())
                    if words:
                        total[0] += 1
                        total[1] += len(cell)
                        total[2] += words
        return records, [(values, characters, words) for values, characters, words in totals]

    return count


def count_with_pandas() -> Way:
    """pandas, with every column as text."""
    import pandas as pd

    def count(path: Path) -> Counted:
        frame = _pandas_frame(pd, path)
        columns = []
        for at in range(frame.shape[1]):
            cells = frame.iloc[:, at].fillna("")
            words = cells.str.count(r"\S+")
            filled = words > 0
            lengths = cells[filled].str.len()
            columns.append((int(filled.sum()), int(lengths.sum()), int(words.sum())))
        return len(frame), columns

    return count


def _pandas_frame(pd: Any, path: Path) -> Any:
    return pd.read_csv(
        path,
        dtype=str,
        keep_default_na=False,
        index_col=False,
        encoding_errors="replace",
        on_bad_lines="skip",
    )


def count_with_polars() -> Way:
    """polars, with every column as text; it uses all processors."""
    import polars as pl

    def count(path: Path) -> Counted:
        frame = pl.read_csv(
            path,
            infer_schema=False,
            encoding="utf8-lossy",
            extra_columns="ignore",
            ignore_errors=True,
            glob=False,
        )
        frame.columns = [str(at) for at in range(frame.width)]
        asked = []
        for at in frame.columns:
            words = pl.col(at).str.count_matches(r"\S+")
            asked += [
                (words > 0).sum().alias(f"{at} values"),
                pl.col(at).str.len_chars().filter(words > 0).sum().alias(f"{at} characters"),
                words.sum().alias(f"{at} words"),
            ]
        return frame.height, _in_threes(frame.select(asked).row(0))

    return count


def count_with_duckdb() -> Way:
    """DuckDB, with every column as text; it uses all processors."""
    import duckdb

    def count(path: Path) -> Counted:
        cells = duckdb.read_csv(
            str(path), header=True, all_varchar=True, ignore_errors=True, strict_mode=False
        )
        names = ['"{}"'.format(name.replace('"', '""')) for name in cells.columns]
        inner = ", ".join(
            f"length({name}) AS l{at}, coalesce(len(regexp_extract_all({name}, '\\S+')), 0) AS w{at}"
            for at, name in enumerate(names)
        )
        outer = ", ".join(
            f"count(*) FILTER (w{at} > 0), sum(l{at}) FILTER (w{at} > 0), sum(w{at})"
            for at in range(len(names))
        )
        records, *row = cells.project(inner).aggregate(f"count(*), {outer}").fetchall()[0]
        return records, _in_threes(row)

    return count


def count_with_pyarrow() -> Way:
    """Bare pyarrow, which splits the records for this program too."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as pacsv

    def count(path: Path) -> Counted:
        table = pacsv.read_csv(
            path,
            parse_options=pacsv.ParseOptions(
                newlines_in_values=True, invalid_row_handler=lambda _: "skip"
            ),
            convert_options=pacsv.ConvertOptions(default_column_type=pa.string()),
        )
        columns = []
        for cells in table.columns:
            words = pc.count_substring_regex(cells, r"\S+")
            lengths = pc.utf8_length(cells).filter(pc.greater(words, 0))
            characters = pc.sum(lengths).as_py() or 0
            columns.append((len(lengths), characters, pc.sum(words).as_py() or 0))
        return table.num_rows, columns

    return count


def count_with_profiling() -> Way:
    """ydata-profiling with as little as it can do: a page for each file. It says how many records there are."""
    import pandas as pd
    from ydata_profiling import ProfileReport

    def count(path: Path) -> Counted:
        frame = _pandas_frame(pd, path)
        report = ProfileReport(frame, minimal=True, progress_bar=False)
        report.to_html()
        return report.get_description().table["n"], []

    return count


WAYS: dict[str, Callable[[], Way]] = {
    "csv": count_with_csv,
    "pandas": count_with_pandas,
    "polars": count_with_polars,
    "duckdb": count_with_duckdb,
    "pyarrow": count_with_pyarrow,
    "ydata-profiling": count_with_profiling,
}
"""Each imports what it needs when it is called, and returns what counts one file."""


def _in_threes(row: Any) -> list[tuple[int, int, int]]:
    numbers = [int(number or 0) for number in row]
    return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))


def _prepare(name: str) -> Callable[[Path], Iterator[tuple[str, Counted]]]:
    """What counts the files of a folder in this way; everything it needs is imported."""
    if name == "analyze":
        return _prepare_ours()
    count = WAYS[name]()

    def files(folder: Path) -> Iterator[tuple[str, Counted]]:
        for path in sorted(folder.rglob("*.csv")):
            try:
                yield path.relative_to(folder).as_posix(), count(path)
            except Exception:  # whatever it is that it does not like
                continue

    return files


def _prepare_ours() -> Callable[[Path], Iterator[tuple[str, Counted]]]:
    """This program: dates, days, people and standings besides."""
    from analyzer.analysis.analyze import analyze
    from analyzer.limits import DEFAULT
    from analyzer.mapping.mapping import load_mapping

    mapping = load_mapping()
    # The files of an export of 1 GB are larger than those of any real one.
    limits = replace(DEFAULT, size=100_000, file=100_000, people=100_000_000)
    measures = ["values", "characters", "words"]

    def files(path: Path) -> Iterator[tuple[str, Counted]]:
        analysis = analyze(path, mapping, limits=limits)
        assert all(file.state != "unreadable" for file in analysis.files)
        sums = analysis.days.groupby("column")[measures].sum()
        every = (
            analysis.columns[["path", "position"]]
            .join(sums)
            .fillna(0)
            .astype(dict.fromkeys(measures, int))
        )
        columns = every.groupby(["path", "position"])[measures].sum()
        for file in analysis.files:
            own = columns[columns.index.get_level_values("path") == file.path]
            yield file.path, (file.found, list(own.itertuples(index=False, name=None)))

    return files


def main(name: str, folders: list[str]) -> None:
    """Count the files of each folder in the way called `name`, and print what came of it."""
    counted = _prepare(name)
    began, used = time.perf_counter(), time.process_time()
    files = {
        f"{Path(folder).name}/{path}": found
        for folder in folders
        for path, found in counted(Path(folder))
    }
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    print(json.dumps({"seconds": seconds, "processor": processor, "files": files}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
