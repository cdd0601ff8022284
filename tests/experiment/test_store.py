"""What is finished is kept, found again, and never mistaken for something else."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import weeks_of
from sim.experiment import running, store
from sim.experiment.compare import compare
from sim.experiment.store import Store
from sim.metrics import HEADLINE, METRICS, Tally, tally
from sim.metrics.monthly import MONTH_SUMS
from sim.scenario import ScenarioError, plan_of
from tests.centers import shipped, small_center


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
    plain = compare(center, replications=4, seed=1, jobs=1)
    runs.clear()
    first = compare(center, replications=2, seed=1, jobs=1, store=path)
    assert len(runs) == 4
    again = compare(center, replications=2, seed=1, jobs=1, store=path)
    assert len(runs) == 4
    assert frames(first) == frames(again)
    more = compare(center, replications=4, seed=1, jobs=2, store=path)
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


@settings(max_examples=2, deadline=None)
@given(st.integers(4, 60), st.integers(0, 2**53), st.integers(1, 2))
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


@settings(max_examples=2, deadline=None)
@given(st.integers(4, 40), st.integers(0, 2**53))
def test_automatic_precision_stops_at_the_same_number_whatever_the_store_held(tmp_path_factory, weeks, seed):
    center = small_center(calendar={"weeks": weeks, "open": {"mon-wed": "9:00-11:00"}})
    path = tmp_path_factory.mktemp("store") / "store.db"
    asked = {"replications": "auto", "most": 24, "seed": seed, "jobs": 1}
    fresh = answers(compare(center, **asked))
    compare(center, replications=12, seed=seed, jobs=1, store=path)
    assert answers(compare(center, **asked, store=path)) == fresh


@given(st.integers(4, 60), st.randoms(use_true_random=False))
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
    compare(center, replications=1, seed=1, jobs=1, store=path)
    runs = count_runs(monkeypatch)
    compare(center.override(changed) if changed else center, replications=1, seed=seed, jobs=1, store=path)
    assert len(runs) == 2


def test_another_version_of_the_model_is_run_anew(center, path, monkeypatch):
    compare(center, replications=1, seed=1, jobs=1, store=path)
    runs = count_runs(monkeypatch)
    monkeypatch.setattr(store, "model_version", lambda: "another")
    compare(center, replications=1, seed=1, jobs=1, store=path)
    assert len(runs) == 2


def test_two_studies_may_share_a_store(center, path):
    with Store(path) as one, Store(path) as other:
        one.add("a", 1, [(0, b"x")])
        one.flush(now=True)
        other.add("a", 1, [(1, b"y")])
        other.flush(now=True)
        assert one.known("a", 1) == {0: b"x", 1: b"y"}


def test_what_is_written_twice_stays_as_it_was(path):
    with Store(path) as kept:
        kept.add("a", 1, [(0, b"x")])
        kept.flush(now=True)
        kept.add("a", 1, [(0, b"y")])
        kept.flush(now=True)
        assert kept.known("a", 1) == {0: b"x"}


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


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (foreign, "not a database|malformed|encrypted"),
        (other_database, "something else"),
        (later_version, "store version 99"),
        (folder, "unable to open"),
        (rotten_schema, "malformed|codec"),
    ],
)
def test_a_file_that_is_no_store_is_refused_in_one_line_that_says_what_helps(tmp_path, spoil, said):
    path = tmp_path / "store.db"
    spoil(path)
    with pytest.raises(ScenarioError, match=said) as told:
        Store(path)
    assert "another file with --store" in str(told.value)


@pytest.mark.parametrize(
    "damage", ["tally = zeroblob(length(tally))", "replication = 2"], ids=["its figures", "whose it is"]
)
def test_a_damaged_replication_is_an_error_never_a_wrong_answer(center, path, damage):
    compare(center, replications=2, seed=1, jobs=1, store=path)
    with sqlite3.connect(path) as file:
        file.execute(f"UPDATE replications SET {damage} WHERE replication = 1")
    file.close()
    with pytest.raises(ScenarioError, match="damaged"):
        compare(center, replications=1, seed=1, jobs=1, store=path)


def test_a_full_disk_is_one_line_and_what_was_written_stays(path, monkeypatch):
    kept = Store(path)
    kept.add("a", 1, [(0, b"x")])
    kept.flush(now=True)
    kept._file.execute(f"PRAGMA max_page_count = {kept._file.execute('PRAGMA page_count').fetchone()[0]}")
    kept.add("a", 1, [(1, bytes(100_000))])
    with pytest.raises(ScenarioError, match="disk is full; what was finished before is kept"):
        kept.flush(now=True)
    kept._waiting.clear()
    assert kept.known("a", 1) == {0: b"x"}
    kept.close()
