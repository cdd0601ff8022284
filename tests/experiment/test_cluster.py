"""A cluster whose workers differ, are gone or cannot read the work is told so in a line, and nothing of it is kept."""

import pickle
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from sim.experiment import cluster, orders, version
from sim.experiment.batches import Batch, Job
from sim.experiment.cluster import Cluster, LostError
from sim.experiment.orders import Check, Order, StrangerError, perform
from sim.experiment.running import run_all
from sim.experiment.store import Store
from tests.centers import small_center

CENTER = small_center(calendar={"weeks": 4, "open": {"mon": "9:00-11:00"}}, what_if={})


def batch(*replications):
    return Batch({0: CENTER}, tuple(Job(0, number) for number in replications), 1, "simpy")


def travelled(order, monkeypatch, **there):
    """Return an order as it arrives at a worker that has other facts."""
    packed = pickle.dumps(order)
    with monkeypatch.context() as patch:
        patch.setattr(orders, "facts", lambda: version.facts() | there)
        return pickle.loads(packed)


@pytest.mark.parametrize("fact", version.facts())
def test_a_worker_that_differs_in_anything_that_last_digits_rest_on_is_refused_by_name_and_fact(monkeypatch, fact):
    answer = perform(travelled(Order(batch(0)), monkeypatch, **{fact: "other"}))
    with pytest.raises(StrangerError, match=rf"worker .* has another model \({fact} other instead of ") as told:
        Check().of(batch(0), answer)
    assert answer[0] in str(told.value)


def test_a_scenario_that_arrives_as_another_is_refused(monkeypatch):
    packed = orders.opened(version.facts(), {0: "another"}, pickle.dumps(batch(0)))
    assert packed.batch is None
    assert "reads otherwise" in packed.differs[0]


def elsewhere(answer):
    return ("tcp://elsewhere", *answer[1:])


def spoiled(packed):
    """Return sums of which one is another, packed as sums are."""
    import zlib

    digits = bytearray(zlib.decompress(packed))
    digits[0] ^= 1
    return zlib.compress(bytes(digits), 1)


class Elsewhere(Executor):
    """A worker elsewhere, which may give other figures than it should."""

    def __init__(self, spoil=lambda packed: packed):
        self.spoil = spoil

    def submit(self, function, /, *arguments, **named):
        future = Future()
        name, kind, differs, packed, seconds = elsewhere(function(*arguments))
        future.set_result((name, kind, differs, [self.spoil(each) for each in packed], seconds))
        return future


@pytest.mark.parametrize("spoil", [spoiled, lambda packed: packed[:-3], lambda packed: b""])
def test_rows_that_this_machine_would_not_have_given_are_refused_and_not_kept(tmp_path, spoil):
    path = tmp_path / "store.db"
    with pytest.raises(StrangerError, match=r"tcp://elsewhere gives other figures for .*Small.*nothing of it is kept"):
        run_all([CENTER], 4, 1, executor=Elsewhere(spoil), engine="simpy", store=path)
    with Store(path) as kept:
        assert kept._file.execute("SELECT count(*) FROM replications").fetchone() == (0,)


def test_one_row_of_each_worker_is_replayed_and_of_many_workers_of_one_kind_a_few(monkeypatch):
    replayed = []
    true = orders.replicate
    monkeypatch.setattr(orders, "replicate", lambda batch: replayed.append(batch.jobs) or true(batch))
    check, (_, kind, _, packed, _) = Check(), perform(Order(batch(0, 1)))
    replayed.clear()
    for number in range(40):
        check.of(batch(0, 1), (f"worker {number // 2}", kind, (), packed, 0.1))
    assert replayed == [(Job(0, 0),)] * orders._MOST_CHECKED
    check.of(batch(0, 1), ("another processor", "another kind", (), packed, 0.1))
    assert len(replayed) == orders._MOST_CHECKED + 1


class Client:
    """A client of a cluster whose workers come and go."""

    def __init__(self, workers=(), status="running", raises=None):
        self.status, self.workers, self.raises = status, workers, raises
        self.scheduler = SimpleNamespace(ncores=None)
        self.pool = ThreadPoolExecutor(1)

    def get_executor(self, **_):
        return self.pool

    def sync(self, *_, **__):
        if self.raises is not None:
            raise self.raises
        return self.workers

    def get_events(self, _):
        return ((0.0, {"action": "remove-worker", "worker": "tcp://gone"}),)


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(now=0.0)
    monkeypatch.setattr(cluster, "time", SimpleNamespace(monotonic=lambda: now.now))
    return now


@pytest.mark.parametrize("raises", [None, TimeoutError(), OSError("refused")])
def test_who_waits_for_workers_is_told_after_ten_seconds_and_ends_when_patience_does(clock, caplog, raises):
    waiting, told = Cluster(Client(raises=raises), patience=60), []
    for clock.now in range(62):
        waiting.look()
        told += [(clock.now, record.getMessage()) for record in caplog.records]
        caplog.clear()
    clock.now = 65
    with pytest.raises(LostError, match=r"for 6\d s \(--patience\); what is finished rests in the store"):
        waiting.look()
    [(when, line)] = told
    assert 10 <= when <= 14
    assert "Ctrl-C keeps what is finished" in line
    assert ("not answered" if raises else "no worker of the cluster (the last, tcp://gone, went") in line


def test_workers_that_come_back_are_waited_for_anew(clock):
    client = Client()
    waiting = Cluster(client, patience=60)
    for clock.now in range(1000):
        client.workers = {"tcp://back": 1} if clock.now % 50 > 40 else {}
        waiting.look()


def test_a_client_that_is_closed_is_told_at_once(clock):
    clock.now, waiting = 0.0, Cluster(Client(status="closed"))
    clock.now = 3.0
    with pytest.raises(LostError, match="scheduler of the cluster is gone"):
        waiting.look()


def raises_import_error():
    raise ImportError("broken install")


class Unreadable:
    """What another version answers and this one cannot read."""

    def __reduce__(self):
        return raises_import_error, ()


def test_what_travels_is_read_at_both_ends_inside_the_work(monkeypatch):
    client = Client()
    with client.pool:
        assert Cluster(client).submit(max, 2, 3).result(60) == 3
        with pytest.raises(ImportError, match="broken install"):
            Cluster(client).submit(Unreadable).result(60)
        waits = threading.Event()
        client.pool.submit(waits.wait)
        unwanted = Cluster(client).submit(max, 2, 3)
        assert unwanted.cancel()
        waits.set()


def test_a_worker_that_cannot_read_the_work_is_one_line():
    class Broken(Executor):
        def submit(self, function, /, *arguments, **named):
            future = Future()
            future.set_exception(ImportError("no module named sim"))
            return future

    with pytest.raises(
        StrangerError, match=r"cannot read the work \(ImportError: no module.*same version of frontline"
    ):
        run_all([CENTER], 1, 1, executor=Broken(), engine="simpy")
