"""The compiled engine shows what every engine must show."""

import ctypes
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from sim.engines import run, stopping, weeks_of
from sim.metrics import tallier_of
from sim.scenario import plan_of
from tests.centers import small_center
from tests.engines.mind_contract import MindContract
from tests.engines.queue_contract import QueueContract
from tests.engines.record_contract import RecordContract
from tests.engines.upstairs_contract import UpstairsContract

pytest.importorskip("numba")
compiled = pytest.importorskip("sim.engines.compiled")


class TestCompiled(QueueContract, RecordContract, UpstairsContract, MindContract):
    engine = "compiled"


def test_threads_give_what_one_after_the_other_gives():
    plan = plan_of(small_center())
    one_by_one = [run(plan, 1, n, "compiled").rows.tobytes() for n in range(6)]
    with ThreadPoolExecutor(3) as threads:
        together = list(threads.map(lambda n: run(plan, 1, n, "compiled").rows.tobytes(), range(6)))
    assert together == one_by_one


@pytest.mark.parametrize("told", ["arrivals", "contacts"])
def test_arrays_of_one_length_stay_so_while_another_thread_is_telling_what_it_needed(told):
    from sim.engines.compiled.center import Center
    from sim.engines.compiled.layout import layout_of

    plan = plan_of(small_center())
    rooms = layout_of(plan).rooms
    rooms.clear()
    rooms[told] = 50_000  # and not yet of those that grow with it
    arrays = Center(plan, 1, 0)._arrays
    rooms.clear()
    assert len(arrays["contacts"]) == len(arrays["hiddens"])
    assert len(arrays["arrivals"]) == len(arrays["order"]) == len(arrays["spare"])
    assert len(arrays[told]) == 50_000


def test_weeks_that_are_kept_stay_as_they_were():
    plan = plan_of(small_center())
    kept = list(weeks_of(plan, 1, 0, "compiled"))
    copies = [week.contacts.copy() for week in weeks_of(plan, 1, 0, "compiled")]
    assert [week.contacts.tobytes() for week in kept] == [copy.tobytes() for copy in copies]
    assert not any(np.shares_memory(one.contacts, other.contacts) for one, other in pairwise(kept))


def test_memory_comes_back_once_nobody_looks_at_it_and_not_before():
    from sim.engines.compiled import lending

    def where(array):
        return array.__array_interface__["data"][0]

    kind = np.dtype([("a", "i8"), ("b", "f8")])

    def borrowed():
        array = lending.borrow(5_000, kind)
        array["a"] = 7
        return array

    def in_a_thread_of_its_own():
        first = borrowed()
        place, column = where(first), first[10:20]["a"]
        del first
        second = borrowed()
        assert not np.shares_memory(column, second)
        second["a"] = 0
        assert set(column) == {7}
        del column
        assert where(borrowed()) == place
        assert len(lending._spare.pieces) == 1
        big = lending.borrow(1 << 22, kind)
        del big, second
        assert len(lending._spare.pieces) == 2

    with ThreadPoolExecutor(1) as thread:
        thread.submit(in_a_thread_of_its_own).result()


def test_nothing_counts_references():
    """A Python without the interpreter's lock counts otherwise."""
    sources = Path(__file__).parents[2].rglob("sim/**/*.py")
    assert [path for path in sources if "getrefcount" in path.read_text("utf-8")] == []


@pytest.mark.parametrize("is_counted", [False, True], ids=["rows", "counted"])
def test_a_huge_week_can_be_stopped_in_its_midst(is_counted, monkeypatch):
    """Once an earlier run has told how much room it takes, nothing but the pauses interrupts the compiled loop."""
    issues = {"question": {"per_week": 70_000, "asks_share": 0.3, "handle_time": {"shape": "exponential", "mean": 2}}}
    center = small_center(issues=issues, teams={"desk": {"agents": 90, "handles": ["question"]}}, what_if={})
    plan, pauses = plan_of(center), []
    book = tallier_of(plan).book() if is_counted else None
    tallier_of(plan)(compiled.Center(plan, 1, 0, book=book).weeks())
    monkeypatch.setattr(stopping, "check", lambda: pauses.append(len(told)))
    told = []
    for week in compiled.Center(plan, 1, 0, book=book).weeks():
        told.append(week.number)
    assert len(told) == 5
    assert len(pauses) >= 4
    stopped = Event()
    stopped.set()
    monkeypatch.undo()
    with monkeypatch.context() as patch:
        patch.setattr(stopping._here, "stopped", stopped, raising=False)
        with pytest.raises(InterruptedError):
            list(compiled.Center(plan, 1, 0, book=book).weeks())


class Fails:
    """A book whose function ends with a status of its own; Python may stand in for compiled code."""

    called = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)(
        lambda *_: 3
    )
    count_one = ctypes.cast(called, ctypes.c_void_p).value
    address = 0


def test_where_counting_fails_the_run_fails():
    with pytest.raises(RuntimeError, match="compiled code of advance ended with status 3"):
        list(weeks_of(plan_of(small_center()), 1, 0, "compiled", book=Fails()))


def test_a_run_that_is_only_counted_never_waits_for_room_for_rows(monkeypatch):
    from sim.engines.compiled import center

    plan, advance = plan_of(small_center(calendar={"start": "2024-01-01", "weeks": 60})), center._advance
    calls: dict[bool, int] = {}
    for is_counted in (False, True, False, True):  # the first of each tells what room it takes
        calls[is_counted] = 0

        def counts(world, is_counted=is_counted):
            calls[is_counted] += 1
            return advance(world)

        monkeypatch.setattr(center, "_advance", counts)
        book = tallier_of(plan).book() if is_counted else None
        tallier_of(plan)(weeks_of(plan, 1, 0, "compiled", book=book), book)
    assert calls[True] < calls[False] / 2, calls
