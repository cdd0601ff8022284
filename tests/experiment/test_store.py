"""What is finished is kept, found again, and never mistaken for something else."""

import sqlite3
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.engines import weeks_of
from sim.experiment import running, store
from sim.experiment.compare import compare
from sim.experiment.store import Store
from sim.metrics import HEADLINE, METRICS, Tally, tally
from sim.metrics.monthly import MONTH_SUMS
from sim.scenario import ScenarioError, plan_of
from tests.centers import shipped, small_center
from tests.drawn import drawn


def count_runs(monkeypatch):
    runs = []
    true = running.replicate

    def replicate(batch):
        runs.extend((batch.scenarios[job.number].name, job.replication) for job in batch.jobs)
        return true(batch)

    monkeypatch.setattr(running, "replicate", replicate)
    return runs


@pytest.fixture
def center():
    return shipped("minimal").override({"calendar.weeks": 2})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "runs" / "store.db"


def frames(comparison):
    return comparison.to_frame().to_csv(), comparison.weekly.to_csv()


def test_a_tally_comes_back_from_its_bytes_to_the_bit():
    plan = plan_of(small_center())
    whole = tally(plan, weeks_of(plan, 1, 0))
    again = Tally.from_bytes(plan, whole.to_bytes())
    assert again.names == whole.names
    assert again.weekly.tobytes() == whole.weekly.tobytes()
    assert again.monthly.tobytes() == whole.monthly.tobytes()


def test_each_engine_rests_for_itself_so_that_the_definition_runs_when_it_is_asked_for(center, path, monkeypatch):
    pytest.importorskip("numba")
    runs = count_runs(monkeypatch)
    fast, defined, again = (
        running.run_all([center], 2, 1, jobs=1, store=path, engine=engine)[0]
        for engine in ("compiled", "simpy", "compiled")
    )
    assert len(runs) == 4
    weekly = [[each.weekly.tobytes() for each in tallies] for tallies in (fast, defined, again)]
    assert weekly[0] == weekly[1] == weekly[2]


def test_what_was_run_is_never_run_twice_and_more_replications_add_only_the_new_ones(center, path, monkeypatch):
    runs = count_runs(monkeypatch)
    plain = compare(center, replications=4, seed=1, jobs=1, beliefs=False)
    runs.clear()
    first = compare(center, replications=2, seed=1, jobs=1, store=path, beliefs=False)
    assert len(runs) == 4
    again = compare(center, replications=2, seed=1, jobs=1, store=path, beliefs=False)
    assert len(runs) == 4
    assert frames(first) == frames(again)
    more = compare(center, replications=4, seed=1, jobs=2, store=path, beliefs=False)
    assert (
        sorted(runs[4:]) == sorted((name, n) for name in ("Minimal", *center.what_ifs) for n in (2, 3))
        or len(runs) == 8
    )
    assert frames(more) == frames(plain)


def answers(comparison):
    weekly = [
        [each.by_week(METRICS[metric]) for each in all_] for all_ in comparison.tallies.values() for metric in HEADLINE
    ]
    return (
        comparison.verdict,
        comparison.to_frame().to_csv(),
        repr(comparison.adjusted_over(tuple(METRICS))),
        repr(weekly),
    )


@drawn(st.integers(4, 20), st.integers(0, 2**53), st.integers(1, 2), examples=1, at_length=8)
def test_the_same_question_gets_the_same_bytes_whatever_the_store_held(tmp_path_factory, weeks, seed, first):
    """Fresh, after a run of the baseline, after some rows, all of it from the store, and through an executor."""
    center = small_center(calendar={"weeks": weeks, "open": {"mon-wed": "9:00-11:00"}})
    path = tmp_path_factory.mktemp("store") / "store.db"
    asked = {"replications": 3, "seed": seed, "jobs": 1}
    fresh = answers(compare(center, **asked))
    running.run_all([center], 3, seed, jobs=1, store=path)
    assert answers(compare(center, **asked, store=path)) == fresh
    path.unlink()
    compare(center, **(asked | {"replications": first}), store=path)
    assert answers(compare(center, **asked, store=path)) == fresh
    assert answers(compare(center, **asked, store=path)) == fresh
    with ThreadPoolExecutor(2) as executor:
        assert answers(compare(center, **asked, executor=executor)) == fresh


@drawn(st.integers(4, 12), st.integers(0, 2**53), examples=1, at_length=8)
def test_automatic_precision_stops_at_the_same_number_whatever_the_store_held(tmp_path_factory, weeks, seed):
    center = small_center(calendar={"weeks": weeks, "open": {"mon-wed": "9:00-11:00"}})
    path = tmp_path_factory.mktemp("store") / "store.db"
    asked = {"replications": "auto", "most": 24, "seed": seed, "jobs": 1, "beliefs": False}
    fresh = answers(compare(center, **asked))
    compare(center, replications=12, seed=seed, jobs=1, store=path, beliefs=False)
    assert answers(compare(center, **asked, store=path)) == fresh


@drawn(st.integers(4, 60), st.randoms(use_true_random=False), examples=20, at_length=100)
def test_sums_do_not_depend_on_how_rows_lie_in_memory(weeks, random):
    names = tuple("abcdef")
    weekly = np.array([[random.uniform(0, 1e6) for _ in names] for _ in range(weeks)])
    layouts = weekly, np.asfortranarray(weekly), np.repeat(weekly, 2, axis=1)[:, ::2], weekly[::-1].copy()[::-1]
    monthly = np.zeros((1, len(MONTH_SUMS)))
    assert len({tuple(Tally(names, each, monthly, ()).total().values()) for each in layouts}) == 1


def test_none_keeps_nothing_in_python_too(center, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    compare(center, replications=1, store="none")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("changed", "seed"),
    [({}, 2), ({"behavior.starting_habit": 0.31}, 1), ({"teams.desk.agents": 5}, 1)],
)
def test_another_seed_or_center_is_run_anew(center, path, monkeypatch, changed, seed):
    compare(center, replications=1, seed=1, jobs=1, store=path, beliefs=False)
    runs = count_runs(monkeypatch)
    compare(
        center.override(changed) if changed else center, replications=1, seed=seed, jobs=1, store=path, beliefs=False
    )
    assert len(runs) == 2


def test_another_version_of_the_model_is_run_anew(center, path, monkeypatch):
    compare(center, replications=1, seed=1, jobs=1, store=path, beliefs=False)
    runs = count_runs(monkeypatch)
    monkeypatch.setattr(store, "model_version", lambda: "another")
    compare(center, replications=1, seed=1, jobs=1, store=path, beliefs=False)
    assert len(runs) == 2


def test_two_studies_may_share_a_store(center, path):
    with Store(path) as one, Store(path) as other:
        one.add("a", 1, [(0, b"x")])
        one.flush(now=True)
        other.add("a", 1, [(1, b"y")])
        other.flush(now=True)
        assert dict(one.known("a", 1, range(3))) == {0: b"x", 1: b"y"}


def test_what_is_written_twice_stays_as_it_was(path):
    with Store(path) as kept:
        kept.add("a", 1, [(0, b"x")])
        kept.flush(now=True)
        kept.add("a", 1, [(0, b"y")])
        kept.flush(now=True)
        assert dict(kept.known("a", 1, range(3))) == {0: b"x"}


def foreign(path):
    path.write_bytes(b"SQLite format 3\0" + b"nonsense" * 200)


def other_database(path):
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE customers (name TEXT)")
    file.close()


def later_version(path):
    Store(path).close()
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()


def folder(path):
    path.mkdir()


def rotten_schema(path):
    Store(path).close()
    path.write_bytes(path.read_bytes().replace(b"TABLE replications (", b"TABLE replicat\xffons ("))


def with_a_trigger(path):
    Store(path).close()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TRIGGER t AFTER INSERT ON replications BEGIN DELETE FROM replications; END")
    file.close()


def endless_view(path):
    later_version(path)
    with sqlite3.connect(path) as file:
        file.execute("DROP TABLE replications")
        file.execute(f"PRAGMA user_version = {store._VERSION}")
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"
        columns = "'' center, '' model, 1 seed, -i replication, x'' tally, 1 sum"
        file.execute(f"CREATE VIEW replications AS {endless} {columns} FROM n")
    file.close()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (foreign, "not a database|malformed|encrypted"),
        (other_database, "something else"),
        (later_version, "store version 99"),
        (folder, "unable to open"),
        (rotten_schema, "malformed|codec"),
        (with_a_trigger, "tables are not those"),
        (endless_view, "tables are not those"),
    ],
)
def test_a_file_that_is_no_store_is_refused_in_one_line_that_says_what_helps(tmp_path, spoil, said):
    path = tmp_path / "store.db"
    spoil(path)
    with pytest.raises(ScenarioError, match=said) as told:
        Store(path)
    assert "another file with --store" in str(told.value)
    assert str(path) in str(told.value)
    if path.is_file():  # nothing of ours holds it any more
        with suppress(sqlite3.DatabaseError), sqlite3.connect(path, timeout=0) as file:
            file.execute("BEGIN EXCLUSIVE")
        file.close()


@pytest.mark.parametrize(
    "damage", ["tally = zeroblob(length(tally))", "replication = 2"], ids=["its figures", "whose it is"]
)
def test_a_damaged_replication_is_an_error_never_a_wrong_answer(center, path, damage):
    compare(center, replications=2, seed=1, jobs=1, store=path, beliefs=False)
    with sqlite3.connect(path) as file:
        file.execute(f"UPDATE replications SET {damage} WHERE replication = 1")
    file.close()
    with pytest.raises(ScenarioError, match="damaged"):
        compare(center, replications=3, seed=1, jobs=1, store=path)


def test_a_full_disk_is_one_line_and_what_was_written_stays(path, monkeypatch):
    kept = Store(path)
    kept.add("a", 1, [(0, b"x")])
    kept.flush(now=True)
    kept._file.execute(f"PRAGMA max_page_count = {kept._file.execute('PRAGMA page_count').fetchone()[0]}")
    kept.add("a", 1, [(1, bytes(100_000))])
    with pytest.raises(ScenarioError, match="disk is full; what was finished before is kept"):
        kept.flush(now=True)
    kept._waiting.clear()
    assert dict(kept.known("a", 1, range(3))) == {0: b"x"}
    kept.close()


def bomb():
    packing = zlib.compressobj(9)
    return b"".join([*(packing.compress(bytes(1 << 20)) for _ in range(64)), packing.flush()])


CELLS = {
    "a text": "text",
    "a number": 7,
    "a fraction": 0.5,
    "nothing": b"",
    "noise": b"noise",
    "less": zlib.compress(b"12345678"),
    "a bomb": bomb(),
}


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_in_a_cell_is_never_believed_even_if_its_sum_is_right(center, path, cell):
    """Whoever forges a row can forge its check sum."""
    compare(center, replications=2, seed=1, jobs=1, store=path, beliefs=False)
    with sqlite3.connect(path) as file:
        for key in file.execute("SELECT center FROM replications WHERE replication = 1").fetchall():
            bytes_ = CELLS[cell] if isinstance(CELLS[cell], bytes) else b""
            forged = CELLS[cell], store._sum(key[0], 1, 1, bytes_), key[0]
            file.execute("UPDATE replications SET tally = ?, sum = ? WHERE center = ? AND replication = 1", forged)
    file.close()
    tracemalloc.start()
    with pytest.raises(ScenarioError, match=r"replication 1 of .* is damaged") as told:
        compare(center, replications=2, seed=1, jobs=1, store=path)
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()
    assert str(path) in str(told.value)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_sums_that_are_no_numbers_are_no_sums(value):
    plan = plan_of(small_center())
    whole = tally(plan, weeks_of(plan, 1, 0))
    weekly = whole.weekly.copy()
    weekly[1, 2] = value
    with pytest.raises(ValueError, match="no numbers"):
        Tally.from_bytes(plan, Tally(whole.names, weekly, whole.monthly, whole.months).to_bytes())


def test_a_cell_that_is_larger_than_any_is_not_read(path, monkeypatch):
    with Store(path) as kept:
        kept.add("a", 1, [(0, bytes(5000))])
    monkeypatch.setattr(store, "_LARGEST", 4000)
    with Store(path) as kept, pytest.raises(ScenarioError, match="too big"):
        list(kept.known("a", 1, [0]))


class Clock:
    """A clock that a look at it moves on by a second."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        self.now += 1.0
        return self.now


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(store, "time", Clock())
    monkeypatch.setattr(store, "_LOOK_SECONDS", 0)


def holding(path):
    file = sqlite3.connect(path, isolation_level=None)
    file.execute("BEGIN EXCLUSIVE")
    return closing(file)


@pytest.mark.parametrize("does", ["opens", "reads", "writes"])
def test_whoever_waits_for_another_process_is_told_so_and_for_how_long(path, quick, caplog, does):
    """And not without end: after a minute it is an error that names the store."""
    Store(path).close()
    kept = Store(path) if does != "opens" else None
    if kept is not None:
        kept.add("a", 1, [(0, b"x")])
    work = {
        "opens": lambda: Store(path),
        "reads": lambda: list(kept.known("a", 1, [0])),
        "writes": lambda: kept.flush(now=True),
    }
    with holding(path), pytest.raises(ScenarioError, match=r"another process has held it for 6\d s") as told:
        work[does]()
    assert str(path) in str(told.value)
    assert [record.getMessage() for record in caplog.records] == [
        f"{path} is held by another process: waiting 60 s at most; Ctrl-C ends this command"
    ]
    if kept is not None:
        kept.close()
        with Store(path) as again:
            assert dict(again.known("a", 1, [0])) == {0: b"x"}


def test_while_another_process_writes_work_goes_on_and_is_kept_later(path):
    with Store(path) as kept:
        with holding(path):
            kept.add("a", 1, [(0, b"x")])
            kept.flush()
        assert dict(kept.known("a", 1, [0])) == {}
        kept.flush(now=True)
        assert dict(kept.known("a", 1, [0])) == {0: b"x"}


def test_after_ctrl_c_nobody_waits_long_for_another_process(path, quick, caplog):
    kept = Store(path)
    kept.add("a", 1, [(0, b"x")])
    with holding(path), suppress(KeyboardInterrupt), kept:
        raise KeyboardInterrupt
    assert "1 finished replications could not be kept" in caplog.records[-1].getMessage()
    assert store.time.now < 10
