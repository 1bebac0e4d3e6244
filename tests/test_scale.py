"""A batch on a cluster writes the same dataset as a batch on this machine, even if processes of the cluster end."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from clusters import address_of, running
from command import Run
from exports import pack, write
from workshops import die, export, open_pipe, tree, wait_for

from analyzer import __version__
from analyzer.analysis.analyze import analyze
from analyzer.errors import AnalyzerError, ClusterError, ExportError, OutputError
from analyzer.mapping.mapping import ExportMapping
from analyzer.reporting.amounts import Unit
from analyzer.reporting.figures import figures
from analyzer.sample.workshop import write_workshop
from analyzer.workshop.batch import run_batch
from analyzer.workshop.cluster import NOT_FETCHED, Cluster, Shards
from analyzer.workshop.cohort import concerned_by
from analyzer.workshop.contributions import from_export
from analyzer.workshop.dataset import SCHEMA, read_contribution
from analyzer.workshop.folder import DATASET, prepare
from analyzer.workshop.options import Budget, Options
from analyzer.workshop.state import Register, write_register
from analyzer.workshop.workers import ENDED, Outcome, Task, check_worker

DAY = date(2026, 3, 14)
OPTIONS = Options(DAY)
COUNTS = replace(OPTIONS, pages=False)
"""For tests of what is counted: making the pages takes most of the time of a batch."""


def silent(*_: object) -> None:
    pass


def label_of(out: Path, name: str) -> str:
    """The label of the participant with this child of the folder."""
    rows = (out / "private" / "key.csv").read_text("utf-8").splitlines()
    return next(row.split(",")[0] for row in rows if row.split(",")[1:2] == [name])


def ready(out: Path) -> Path:
    """The output folder for a batch, with a fixed key, so that the numbers are always the same."""
    prepare(out)
    write_register(out, Register(b"93"))
    return out


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """Eight exports, a broken ZIP, and a text file that is not an archive."""
    home = tmp_path / "in"
    for number, name in enumerate(("Ada", "Bea", "Cas", "Dan", "Eve", "Fay", "Gil", "Hal")):
        pack(home / f"{name}.zip", export(name, skills=3 + number))
    (home / "notes.txt").write_text("hello")
    pack(home / "cut.zip", export("Tom"))
    (home / "cut.zip").write_bytes((home / "cut.zip").read_bytes()[:-80])
    return home


# --- Dask -------------------------------------------------------------------------------------------------------------


@pytest.mark.uncounted
def test_a_cluster_that_loses_a_worker_halfway_gives_the_same_dataset(
    group: Path, tmp_path: Path, run: Run
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: make dask")
    own, out = ready(tmp_path / "own"), ready(tmp_path / "out")
    code, _, _ = run("batch", group, "--out", own, "--date", DAY, "--jobs", 1)
    assert code == 4
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    half_done = open_pipe(pipe)
    with (
        running("cluster") as lasting,
        running("worker", address := address_of(lasting), pipe) as doomed,
    ):
        assert address_of(doomed) != address
        with running("batch", 2, group, "--out", out, "--date", DAY, "--dask", address) as batch:
            assert wait_for(half_done)
            os.kill(doomed.pid, signal.SIGKILL)
            stdout, err = batch.communicate(timeout=120)
    assert (batch.returncode, err) == (4, ""), stdout
    assert tree(out) == tree(own)


# --- shards, on any executor ------------------------------------------------------------------------------------------


class Never(Exception):
    """Stands in for an error, for a shard that never ends."""


class AtOnce(Executor):
    """Does a shard as soon as it is submitted, unless `instead` returns an error for the keys of its tasks."""

    def __init__(self, instead: Callable[[list[str]], Exception | None]) -> None:
        self.shards: list[Any] = []
        self.given: list[list[str]] = []
        self.futures: list[Future[Any]] = []
        self._instead = instead

    def submit(self, fn: Callable[..., Any], /, *given: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        keys = [task.key for task in getattr(given[0], "tasks", ())]
        self.shards.append(given[0])
        self.given.append(keys)
        self.futures.append(future)
        error = self._instead(keys)
        if isinstance(error, CancelledError):
            future.cancel()
            future.set_running_or_notify_cancel()
        elif error is None:
            try:
                future.set_result(fn(*given))
            except AnalyzerError as raised:
                future.set_exception(raised)
        elif not isinstance(error, Never):
            future.set_exception(error)
        return future


def same(number: int) -> int:
    return number


def refuse() -> None:
    raise OutputError("The disk is full.")


TASKS = [Task(str(number), same, (number,)) for number in range(5)]
ALL = {str(number): Outcome(number) for number in range(5)}


def shards(executor: Executor, check: Callable[[], None] = silent) -> Shards:
    return Shards(Cluster(executor, shard_size=2), Budget(), check)


@pytest.mark.usefixtures("here")
def test_tasks_are_done_in_shards() -> None:
    executor = AtOnce(lambda _: None)
    with shards(executor) as done:
        assert dict(done.run(TASKS)) == ALL
    assert executor.given == [["0", "1"], ["2", "3"], ["4"]]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("fatal", range(5))
def test_only_the_fatal_task_fails(fatal: int) -> None:
    executor = AtOnce(lambda keys: BrokenExecutor() if str(fatal) in keys else None)
    with shards(executor) as done:
        assert dict(done.run(TASKS)) == ALL | {str(fatal): Outcome(reason=ENDED)}
    alone = [keys for keys in executor.given[3:] if len(keys) > 1]
    assert alone == []


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("error", "part"),
    [
        (CancelledError(), "cannot be reached any more"),
        (ClusterError("Another version."), "Another version."),
        (ImportError("no module of Ada's"), "ImportError"),
    ],
)
def test_a_failing_cluster_gives_a_one_line_error(error: Exception, part: str) -> None:
    with shards(AtOnce(lambda _: error)) as done, pytest.raises(ClusterError, match=part) as raised:
        list(done.run(TASKS))
    assert "Ada" not in str(raised.value)


def test_an_executor_that_has_ended_gives_a_one_line_error() -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with shards(executor) as done, pytest.raises(ClusterError, match="run the same command"):
        list(done.run(TASKS))


@pytest.mark.usefixtures("here")
def test_a_failure_to_write_ends_the_batch() -> None:
    with shards(AtOnce(lambda _: None)) as done, pytest.raises(OutputError, match="disk is full"):
        list(done.run([Task("0", refuse, ())]))


@pytest.mark.usefixtures("here")
def test_shards_that_have_not_started_are_cancelled() -> None:
    executor = AtOnce(lambda keys: None if "0" in keys else Never())
    with shards(executor) as done:
        assert next(iter(done.run(TASKS))) == ("0", Outcome(0))
    assert [future.cancelled() for future in executor.futures] == [False, True, True]


@pytest.mark.slow
def test_a_killed_process_costs_its_task_and_not_its_shard() -> None:
    tasks = [Task("0", same, (0,)), Task("1", die, ())]
    with ThreadPoolExecutor(1) as executor, shards(executor) as done:
        assert dict(done.run(tasks)) == {"0": Outcome(0), "1": Outcome(reason=ENDED)}


@pytest.mark.usefixtures("here")
def test_the_representation_of_a_shard_names_no_export() -> None:
    executor = AtOnce(lambda _: None)
    with shards(executor) as done:
        list(done.run([Task("0", same, ("Ada.zip",))]))
    assert executor.shards
    assert "Ada" not in repr(executor.shards)


def test_a_worker_with_another_version_or_mapping_is_refused(
    tmp_path: Path, mapping: ExportMapping
) -> None:
    check_worker(__version__, None, mapping.sha256)
    with pytest.raises(ClusterError, match="Install the same version on both"):
        check_worker("0.0.1", None, mapping.sha256)
    for folder, sha256 in ((None, "0"), (tmp_path, mapping.sha256)):
        with pytest.raises(ClusterError, match="no mapping at that path, or another one"):
            check_worker(__version__, folder, sha256)


@pytest.mark.slow
@pytest.mark.uncounted
@pytest.mark.usefixtures("here")
def test_any_executor_gives_the_same_folder(group: Path, tmp_path: Path) -> None:
    own, out = ready(tmp_path / "own"), ready(tmp_path / "out")
    run_batch(group, own, OPTIONS, silent)
    with ThreadPoolExecutor(2) as executor:
        first = run_batch(group, out, OPTIONS, silent, Cluster(executor))
    assert (first.made, len(first.failures)) == (8, 1)
    assert tree(out) == tree(own)
    second = run_batch(
        group, out, OPTIONS, silent, Cluster(AtOnce(lambda keys: pytest.fail(f"{keys} are read")))
    )
    assert (second.made, second.kept) == (0, 8)
    assert tree(out) == tree(own)


# --- the command ------------------------------------------------------------------------------------------------------


def test_without_dask_the_option_explains_how_to_install_it(
    group: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, _, err = run("batch", group, "--out", group.parent / "out", "--dask", "local")
    assert code == 1
    assert err == (
        "exposure: --dask needs Dask, which is not installed. Install it with: "
        "pip install 'linkedin-exposure[dask]'\n"
    )


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_dask_is_imported_only_for_the_option(
    group: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("dask", "distributed", "fsspec"):
        monkeypatch.setitem(sys.modules, name, None)
    code, _, _ = run("batch", group, "--out", group.parent / "out", "--jobs", 1)
    assert code == 4


@pytest.mark.slow
@pytest.mark.uncounted
@pytest.mark.usefixtures("here")
def test_a_batch_without_pages_has_only_counts(group: Path, tmp_path: Path) -> None:
    with_them, without = ready(tmp_path / "with"), ready(tmp_path / "without")
    run_batch(group, with_them, OPTIONS, silent)
    shutil.copytree(with_them, without, dirs_exist_ok=True)
    done = run_batch(group, without, COUNTS, silent)
    assert list((without / "participants").iterdir()) == []
    assert done.made == 8
    for name in ("cohort.json", "private/exposure.csv"):
        assert (with_them / name).read_bytes() == (without / name).read_bytes()
    assert run_batch(group, without, COUNTS, silent).kept == 8
    run_batch(group, without, OPTIONS, silent)
    assert tree(without) == tree(with_them)


@pytest.mark.usefixtures("here")
def test_a_batch_without_pages_does_not_mention_them(group: Path, run: Run) -> None:
    _, stdout, _ = run("batch", group, "--out", group.parent / "out", "--no-pages")
    assert "For everyone" in stdout
    assert "For each participant" not in stdout


# --- the dataset ------------------------------------------------------------------------------------------------------


@pytest.mark.uncounted
@pytest.mark.usefixtures("here")
def test_the_dataset_has_all_participants_and_adds_up(
    group: Path, tmp_path: Path, mapping: ExportMapping
) -> None:
    run_batch(group, tmp_path / "out", COUNTS, silent)
    table = pq.read_table(tmp_path / "out" / "private" / "exposure.parquet")
    assert table.schema.equals(SCHEMA)
    frame = table.to_pandas()
    heads = frame[frame["category"].isna()]
    assert len(heads) == 9
    assert heads["reason"].notna().sum() == 1
    assert (heads["reason"].notna() != heads["people_named"].notna()).all()
    exact = from_export(figures(analyze(group / "Ada.zip", mapping)))
    assert read_contribution(tmp_path / "out", label_of(tmp_path / "out", "Ada.zip")) == exact


UNITS: tuple[Unit, ...] = ("items", "text_words")


def test_an_action_concerns_the_same_volume_in_the_rows_and_on_the_page(
    mapping: ExportMapping, tmp_path: Path
) -> None:
    write_workshop(tmp_path, 2, seed=3, scale=0.05)
    for child in tmp_path.iterdir():
        export_figures = figures(analyze(child, mapping))
        contribution = from_export(export_figures)
        for concerned in export_figures.actions:
            if concerned.volume is not None:
                for unit in UNITS:
                    amount = contribution.amount(unit, concerned_by(concerned.action))
                    assert amount == getattr(concerned.volume, unit)


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_a_part_depends_on_its_participant_only(group: Path, tmp_path: Path) -> None:
    """A run writes a part with the same bytes, unless that participant changed."""
    out = ready(tmp_path / "out")
    run_batch(group, out, COUNTS, silent)
    before = tree(out / DATASET)
    assert list(before) == [f"P{number:02}.parquet" for number in range(1, 10)]
    gone, changed = (label_of(out, name) for name in ("Ada.zip", "Bea.zip"))
    (group / "Ada.zip").unlink()
    pack(group / "Bea.zip", export("Bea", skills=9))
    run_batch(group, out, COUNTS, silent)
    after = tree(out / DATASET)
    assert before.keys() - after.keys() == {f"{gone}.parquet"}
    assert {name for name in after if after[name] != before[name]} == {f"{changed}.parquet"}


@pytest.mark.uncounted
@pytest.mark.usefixtures("here")
def test_the_csv_has_the_rows_of_the_dataset(group: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_batch(group, out, COUNTS, silent)
    frame = pd.read_parquet(out / DATASET, dtype_backend="pyarrow")
    frame = frame.sort_values("participant", kind="stable")
    text = frame.to_csv(index=False, lineterminator="\n")
    assert (out / "private" / "exposure.csv").read_text("utf-8") == text


# --- exports at an address --------------------------------------------------------------------------------------------


@pytest.fixture
def fetching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for fetched copies of exports."""
    pytest.importorskip(
        "fsspec", reason="fsspec, which comes with Dask, is not installed: make dask"
    )
    forkserver.ensure_running()  # its files are in the temporary folder until it ends
    place = tmp_path / "fetched"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.mark.usefixtures("here")
def test_exports_at_an_address_give_the_same_dataset_and_leave_no_copy(
    group: Path, tmp_path: Path, fetching: Path
) -> None:
    own, out = ready(tmp_path / "own"), ready(tmp_path / "out")
    (group / ".DS_Store").write_bytes(b"x")
    write(group, {"Basic_x.zip": (group / "Ada.zip").read_bytes(), "Ivy.json": b"{}"})
    run_batch(group, own, OPTIONS, silent)
    cluster = Cluster(AtOnce(lambda _: None), exports=group.as_uri())
    done = run_batch(Path("in"), out, OPTIONS, silent, cluster)
    assert (done.made, len(done.failures)) == (8, 2)
    assert list(fetching.iterdir()) == []
    expected = {name: data for name, data in tree(own).items() if "known" not in name}
    # Files that are not an archive are not looked for at an address. They have no number.
    failures = expected["private/failures.csv"].splitlines(keepends=True)
    assert [line for line in failures if line.startswith(b",")] != []
    expected["private/failures.csv"] = b"".join(
        line for line in failures if not line.startswith(b",")
    )
    assert expected.items() <= tree(out).items()
    again = run_batch(Path("in"), out, OPTIONS, silent, cluster)
    assert (again.made, again.kept) == (0, 8)
    pack(group / "Ada.zip", export("Ada", skills=9))
    assert run_batch(Path("in"), out, OPTIONS, silent, cluster).kept < 8


def test_a_copy_is_deleted_even_if_its_reader_is_killed(group: Path, fetching: Path) -> None:
    cluster = Cluster(AtOnce(lambda _: None), exports=group.as_uri())
    with Shards(cluster, Budget(), silent) as done:
        outcomes = dict(done.run([Task("0", die, (Path("in/Ada.zip"),))]))
    assert outcomes == {"0": Outcome(reason=ENDED)}
    assert list(fetching.iterdir()) == []


@pytest.mark.usefixtures("here", "fetching")
def test_an_export_that_cannot_be_fetched_does_not_affect_the_others(group: Path) -> None:
    cluster = Cluster(AtOnce(lambda _: None), exports=group.as_uri())
    with Shards(cluster, Budget(), silent) as done:
        tasks = [Task(name, Path.is_file, (Path("in", name),)) for name in ("Ada.zip", "Zoe.zip")]
        outcomes = dict(done.run(tasks))
    assert outcomes == {"Ada.zip": Outcome(True), "Zoe.zip": Outcome(reason=NOT_FETCHED)}


@pytest.mark.usefixtures("fetching")
@pytest.mark.parametrize(
    ("below", "part"), [("nowhere", "workers cannot list"), ("empty", "There is no file in")]
)
def test_an_address_without_exports_gives_a_one_line_error(
    tmp_path: Path, below: str, part: str
) -> None:
    (tmp_path / "empty").mkdir()
    cluster = Cluster(AtOnce(lambda _: None), exports=(tmp_path / below).as_uri())
    with pytest.raises(ExportError, match=part):
        run_batch(Path("in"), tmp_path / "out", OPTIONS, silent, cluster)


def test_an_address_needs_a_cluster(run: Run) -> None:
    code, _, err = run("batch", "s3://bucket/exports")
    assert (code, err.count("\n")) == (1, 1)
    assert "Add --dask" in err
