"""Work is done once and whole, wherever it runs and whatever dies."""

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from itertools import count, takewhile
from pathlib import Path
from queue import SimpleQueue
from threading import Barrier, Event

import pytest

from sim.engines.stopping import is_stopped
from sim.experiment.running import run_all
from sim.experiment.workers import CrashError, LostError, size_of, workers
from tests.centers import small_center
from tests.experiment.pieces import (
    answers_by_half_once,
    dies,
    dies_once,
    raises,
    square,
    works_a_while,
)


def is_alive(pid):
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split(")")[-1]
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux which processes there are")
def test_no_worker_outlives_a_killed_parent(tmp_path):
    marker = tmp_path / "workers"
    script = (
        "from sim.experiment.workers import workers\n"
        "from tests.experiment.pieces import waits_behind\n"
        "if __name__ == '__main__':\n"
        "    with workers(2, threads=False) as hands:\n"
        f"        list(hands.do(waits_behind, [{str(marker)!r}] * 2))\n"
    )
    (tmp_path / "study.py").write_text(script, encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "study.py"], env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    )
    while not marker.exists() or len(marker.read_text(encoding="utf-8").split()) < 2:
        assert parent.poll() is None
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    pids, deadline = [int(pid) for pid in marker.read_text(encoding="utf-8").split()], time.monotonic() + 30
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(is_alive, pids))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("threads", [True, False])
def test_every_piece_is_done_once_with_its_own_result(jobs, threads):
    with workers(jobs, threads=threads) as hands:
        done = sorted(hands.do(square, range(50)))
    assert done == [(number, number * number) for number in range(50)]


def test_an_executor_that_is_given_does_the_work_and_is_left_open():
    with ThreadPoolExecutor(3) as own:
        with workers(None, threads=False, executor=own) as hands:
            assert hands.count == size_of(own) == 3
            assert sorted(hands.do(square, range(9))) == [(number, number * number) for number in range(9)]
        assert own.submit(square, 2).result() == 4


def test_only_a_few_pieces_for_each_worker_are_taken_ahead():
    taken = []

    def pieces():
        for number in range(1000):
            taken.append(number)
            yield number

    with workers(2, threads=True) as hands:
        for done, _ in enumerate(hands.do(square, pieces())):
            assert len(taken) <= done + 1 + 2 * 4


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_work_that_was_lost_with_its_process_is_done_again(tmp_path):
    names = [str(tmp_path / f"{number}.{'deadly' if number == 4 else 'harmless'}") for number in range(10)]
    with workers(2, threads=False) as hands:
        done = sorted(name for _, name in hands.do(dies_once, names))
    assert done == sorted(Path(name).name for name in names)


class Patience:
    """Fails, rather than wait for ever, where so many looks at the work have seen nothing finished."""

    def __init__(self, looks=600):
        self.left = self.looks = looks

    def __call__(self):
        self.left -= 1
        assert self.left, "the work stands still"

    def renewed(self, done):
        for each in done:
            self.left = self.looks
            yield each


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_worker_killed_half_way_through_its_answer_holds_up_nobody(tmp_path):
    names = [str(tmp_path / f"{number}.{'deadly' if number in (4, 7) else 'harmless'}") for number in range(12)]
    with workers(2, threads=False) as hands:
        done = [result for _, result in hands.do(answers_by_half_once, names, Patience())]
    assert sorted(done) == sorted((Path(name).name, bytes(200_000)) for name in names)


def kill_some(pool, kills, moments, is_over):
    """Kill a worker that may be starting, waiting, working or answering, so many times."""
    killed = 0
    while killed < kills and not is_over.wait(moments.expovariate(1.5)):
        alive = [process for process in pool._all.copy() if process.is_alive()]
        if alive:
            moments.choice(alive).kill()
            killed += 1
    return killed


@pytest.mark.long
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_hundred_workers_killed_at_any_moment_cost_nothing_but_time(monkeypatch):
    monkeypatch.setattr("sim.experiment.workers.MOST_CRASHES", 100)  # chance may hit one piece again and again
    is_over, done = Event(), []
    with workers(3, threads=False) as hands, ThreadPoolExecutor(1) as killer:
        kills = killer.submit(kill_some, hands.executor, 100, random.Random(5), is_over)
        try:
            pieces = takewhile(lambda number: number < 3000 or not kills.done(), count())
            patience = Patience()
            done += sorted(patience.renewed(hands.do(works_a_while, pieces, patience)))
        finally:
            is_over.set()
    assert kills.result() == 100
    assert len(done) >= 3000
    assert all(result == works_a_while(number) for number, result in done)
    assert [number for number, _ in done] == list(range(len(done)))


@pytest.mark.parametrize("kind", ["plain", "unsendable"])
def test_what_a_process_raises_is_raised_here(kind):
    with pytest.raises((ValueError, RuntimeError), match="told"), workers(2, threads=False) as hands:
        list(hands.do(raises, [kind]))


def test_what_cannot_be_handed_over_is_told_and_harms_no_worker():
    with workers(2, threads=False) as hands:
        with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
            list(hands.do(lambda piece: piece, [1]))
        assert list(hands.do(square, [3])) == [(3, 9)]


def test_a_script_without_its_guard_is_told_what_it_lacks(tmp_path):
    script = tmp_path / "study.py"
    script.write_text(
        "from sim.experiment.workers import workers\n"
        "from tests.experiment.pieces import square\n"
        "with workers(2, threads=False) as hands:\n"
        "    list(hands.do(square, [1]))\n",
        encoding="utf-8",
    )
    path = {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, script], env=os.environ | path, capture_output=True, text=True)
    assert 'a script of your own needs `if __name__ == "__main__":`' in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_a_piece_that_kills_every_worker_is_named_and_the_others_are_done():
    done = []
    with (
        pytest.raises(CrashError, match=r"died 3 times \(killed, .* memory .*\): 3$"),
        workers(2, threads=False) as hands,
    ):
        done.extend(piece for piece, _ in hands.do(dies, range(6)))
    assert set(done) <= {0, 1, 2, 4, 5}


def test_a_mistake_in_a_piece_is_told_and_ends_the_threads():
    def fails(number):
        raise ValueError(f"number {number}")

    with pytest.raises(ValueError, match="number"), workers(2, threads=True) as hands:
        list(hands.do(fails, range(100)))


def test_a_thread_learns_that_nobody_waits_for_it_any_more():
    seen, begun = SimpleQueue(), Barrier(3)

    def works_until_stopped(number):
        begun.wait()
        while not is_stopped():
            pass
        seen.put(number)

    with suppress(KeyboardInterrupt), workers(2, threads=True) as hands:
        for number in range(2):
            hands.executor.submit(works_until_stopped, number)
        begun.wait()
        raise KeyboardInterrupt
    assert {seen.get(timeout=60), seen.get(timeout=60)} == {0, 1}


class Ended(ThreadPoolExecutor):
    """An executor whose cluster has gone: what was handed to it is cancelled."""

    def submit(self, function, /, *arguments, **named):
        future = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


def test_an_executor_that_was_given_and_is_lost_is_told_in_one_line():
    with (
        Ended(1) as gone,
        workers(None, threads=False, executor=gone) as hands,
        pytest.raises(LostError, match="store"),
    ):
        list(hands.do(square, range(3)))
    with (
        ProcessPoolExecutor(1) as own,
        workers(None, threads=False, executor=own) as hands,
        pytest.raises(LostError, match="store"),
    ):
        list(hands.do(dies, [3]))


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"stor": "runs.db"}, TypeError, "'stor'; did you mean 'store'?"),
        ({"engine": "simpi"}, ValueError, "no engine 'simpi'; there is simpy, compiled"),
        ({"executor": 42}, TypeError, "must be a concurrent.futures.Executor, not 42"),
    ],
)
def test_words_that_say_nothing_of_where_it_runs_are_refused_before_anything_runs(how, error, said):
    with pytest.raises(error, match=said):
        run_all([small_center()], 1, 1, **how)
