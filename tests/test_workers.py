"""Worker processes: each task runs once, and the end of a worker costs one task."""

import multiprocessing
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from workshops import greedy, is_ready, meet, open_pipe, write_and_stay

from analyzer.errors import SystemLacksError
from analyzer.workshop.options import Budget
from analyzer.workshop.workers import ENDED, NO_MEMORY, Outcome, Task, Workers, attempt

pytestmark = pytest.mark.uncounted


def raise_(error: Exception) -> None:
    raise error


def test_an_error_in_a_task_becomes_a_reason_without_its_message() -> None:
    outcome = attempt(raise_, (ValueError("KANARIE"),))
    assert outcome.reason
    assert "KANARIE" not in outcome.reason
    assert "bug in linkedin-exposure (ValueError in test_workers.py" in outcome.reason
    assert attempt(raise_, (MemoryError(),)).reason == NO_MEMORY


def test_workers_run_each_task_once() -> None:
    tasks = [Task(str(n), divmod, (n, 3)) for n in range(7)]
    with Workers(2, Budget()) as workers:
        done = {key: outcome.value for key, outcome in workers.run(tasks)}
    assert done == {str(n): divmod(n, 3) for n in range(7)}
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(("count", "tasks"), [(4, 1), (4, 2), (1, 5)])
def test_there_are_no_more_processes_than_tasks(count: int, tasks: int) -> None:
    with Workers(count, Budget()) as workers:
        for _ in workers.run([Task(str(n), os.getpid, ()) for n in range(tasks)]):
            assert len(multiprocessing.active_children()) <= min(count, tasks)


def test_a_system_that_starts_no_process_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the results is not at fault, as it would be if it could not be written."""

    def fail(_: object) -> None:
        raise OSError("AF_UNIX path too long")

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", fail)
    with (
        pytest.raises(SystemLacksError, match=r"read the exports \(AF_UNIX path too long\)"),
        Workers(1, Budget()) as workers,
    ):
        list(workers.run([Task("0", os.getpid, ())]))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows blocks no signal")
def test_a_process_that_a_thread_starts_is_not_interrupted(tmp_path: Path) -> None:
    """Ctrl-C in a terminal goes to all processes, and only the program itself answers it."""
    script = tmp_path / "script.py"
    script.write_text(IN_A_THREAD)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


IN_A_THREAD = """
import signal, threading
from analyzer.workshop.options import Budget
from analyzer.workshop.workers import Task, Workers

def work():
    with Workers(1, Budget()) as workers:
        for _, outcome in workers.run([Task("0", signal.pthread_sigmask, (signal.SIG_BLOCK, []))]):
            print(signal.SIGINT in outcome.value)

if __name__ == "__main__":
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))
"""


def test_a_beat_can_end_a_long_task() -> None:
    """As when someone stops a workshop while one export takes minutes."""
    beats: list[None] = []

    def beat() -> None:
        beats.append(None)
        if len(beats) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Workers(1, Budget()) as workers:
        list(workers.run([Task("long", time.sleep, (60,))], beat))
    assert not multiprocessing.active_children()


def test_a_worker_that_someone_has_stopped_is_ended() -> None:
    with Workers(1, Budget()) as workers:
        list(workers.run([Task("a", divmod, (7, 3))]))
        (process,) = multiprocessing.active_children()
        os.kill(process.pid or 0, signal.SIGSTOP)
    assert not multiprocessing.active_children()


class SlowToImport:
    """A function that the first process imports at once. Any other process waits for a writer to open the pipe."""

    def __init__(self, first: Path, pipe: Path) -> None:
        self.first, self.pipe = first, pipe

    def __reduce__(self) -> tuple[Any, ...]:
        return import_slowly, (self.first, self.pipe)

    def __call__(self) -> int:
        return os.getpid()


def import_slowly(first: Path, pipe: Path) -> SlowToImport:
    with suppress(FileExistsError), first.open("x") as file:
        file.write(str(os.getpid()))
    while first.read_text() != str(os.getpid()):
        pipe.read_bytes()
    return SlowToImport(first, pipe)


def test_small_tasks_do_not_wait_for_many_processes_to_start(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    task = SlowToImport(tmp_path / "first", tmp_path / "pipe")
    by = set()
    with Workers(4, Budget()) as workers:
        for _, outcome in workers.run([Task(str(n), task, ()) for n in range(40)]):
            by.add(outcome.value)
            assert len(multiprocessing.active_children()) <= 2
    assert by == {int((tmp_path / "first").read_text())}


def test_large_tasks_have_separate_processes(tmp_path: Path) -> None:
    pipes = [tmp_path / str(n) for n in range(3)]
    for pipe in pipes:
        os.mkfifo(pipe)
    with Workers(3, Budget()) as workers:
        tasks = [Task(str(n), meet, (pipes, n)) for n in range(3)]
        assert [outcome.value for _, outcome in workers.run(tasks)] == [True] * 3


class DeadlyToImport:
    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (1,)

    def __call__(self) -> None:
        pytest.fail("this must never run")


def test_a_process_that_dies_as_it_starts_costs_one_task() -> None:
    tasks = [Task("a", DeadlyToImport(), ()), Task("b", divmod, (7, 3))]
    with Workers(2, Budget()) as workers:
        done = dict(workers.run(tasks))
    assert done["a"].reason == ENDED
    assert done["b"].value == (2, 1)


def test_a_task_that_takes_too_much_memory_is_ended_and_the_others_continue() -> None:
    budget = Budget(megabytes=700)
    tasks = [Task("a", greedy, ()), *(Task(str(n), divmod, (n, 3)) for n in range(4))]
    with Workers(2, budget) as workers:
        done = dict(workers.run(tasks))
    assert done.pop("a").reason == budget.too_large
    assert {key: outcome.value for key, outcome in done.items()} == {
        str(n): divmod(n, 3) for n in range(4)
    }


def test_too_much_memory_is_reported_even_if_the_task_has_ended() -> None:
    budget = Budget(megabytes=400)
    with Workers(1, budget) as workers:
        done = dict(workers.run([Task("a", len, (bytes(450_000_000),)), Task("b", len, ("x",))]))
    assert (done["a"].reason, done["b"].value) == (budget.too_large, 1)


def test_a_slow_task_is_ended_and_the_others_continue(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    pipe = open_pipe(path)
    budget = Budget(seconds=1000)

    hours = 0

    def clock() -> float:
        """A clock that jumps by an hour when the slow task starts."""
        nonlocal hours
        hours += bool(select.select([pipe], [], [], 0)[0] and os.read(pipe, 1))
        return 3600.0 * hours

    with Workers(1, budget, clock) as workers:
        done = list(workers.run([Task("slow", write_and_stay, (path,)), Task("b", divmod, (7, 3))]))
    assert done == [("slow", Outcome(reason=budget.too_slow)), ("b", Outcome((2, 1)))]


def test_a_worker_has_a_timer_in_case_its_parent_cannot_end_it() -> None:
    with Workers(1, Budget(seconds=5)) as workers:
        timer = Task("a", signal.getitimer, (signal.ITIMER_REAL,))
        ((_, outcome),) = workers.run([timer])
    assert 0 < outcome.value[0] <= 5 + 30


@pytest.mark.skipif(
    sys.platform != "linux", reason="on other systems each worker has its own imports"
)
def test_workers_are_forked_from_one_process_with_all_imports() -> None:
    with Workers(2, Budget()) as workers:
        tasks = [Task(str(n), is_ready, ()) for n in range(6)]
        answers = {outcome.value for _, outcome in workers.run(tasks)}
    assert {ready for ready, _ in answers} == {True}
    assert len({parent for _, parent in answers}) == 1
