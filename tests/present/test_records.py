"""Contacts, ledger and events of a comparison as files: what a whole run has, written some rows at a time."""

import gzip
import io
import tracemalloc
import weakref
from types import SimpleNamespace

import pandas as pd
import pytest

import sim
from sim.csv_text import csv_text
from sim.engines import simulate
from sim.journeys.story import events_frame
from sim.present.journey_files import RECORDS, write_records
from tests.centers import small_center

MOST_EVENTS = 11


def read(folder, name):
    return gzip.decompress((folder / f"{name}.csv.gz").read_bytes()).decode()


@pytest.fixture(scope="module")
def comparison():
    center = small_center(calendar={"weeks": 5, "open": {"mon-fri": "9:00-12:00"}})
    return sim.compare(center, replications=1, jobs=1)


@pytest.mark.parametrize("rows", [1_000_000, 100])
def test_however_few_rows_are_written_at_a_time_the_tables_are_those_of_the_whole_runs(
    comparison, rows, tmp_path, monkeypatch
):
    monkeypatch.setattr("sim.experiment.record_tables._ROWS", rows)
    write_records(comparison, tmp_path)
    runs = {name: simulate(each, comparison.seed, 0) for name, each in comparison.scenarios.items()}
    for name, table in {
        "contacts": lambda run: run.contacts,
        "ledger": lambda run: run.ledger,
        "events": lambda run: events_frame(run.plan, run.rows, run.contacts["contact"]),
    }.items():
        texts = [csv_text(table(run).assign(scenario=scenario)) for scenario, run in runs.items()]
        assert read(tmp_path, name) == texts[0] + "".join(text.partition("\n")[2] for text in texts[1:])


def test_a_center_without_pool_or_calls_has_tables_with_their_heads(tmp_path):
    none = {"issues": {"a": {"per_week": 0}}, "teams": {"desk": {"agents": 1, "handles": ["a"]}}}
    center = small_center(**none, incentives={}, what_if={})
    write_records(sim.compare(center, replications=1, jobs=1), tmp_path)
    for name in ("contacts", "ledger", "events"):
        (head,) = read(tmp_path, name).splitlines()
        assert head.endswith(",scenario")


def test_each_contact_has_one_event_for_each_moment_that_happened(comparison, tmp_path):
    write_records(comparison, tmp_path)
    events, contacts = (pd.read_csv(io.StringIO(read(tmp_path, name))) for name in ("events", "contacts"))
    counts = events["activity"].value_counts()
    for activity, moment in {
        "calls": "arrived",
        "queues": "queued",
        "is answered": "answered",
        "accepts a ticket": "ticketed",
        "is taken up upstairs": "manager_start",
    }.items():
        assert counts.get(activity, 0) == (contacts[moment] >= 0).sum() == contacts[f"{moment}_at"].notna().sum()
    upstairs = events[events["activity"] == "is taken up upstairs"]["timestamp"].str.replace("T", " ").sort_values()
    assert upstairs.tolist() == sorted(contacts["manager_start_at"].dropna())


@pytest.mark.long
def test_memory_does_not_grow_with_weeks_and_scenarios(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiment.record_tables._ROWS", 50)
    peaks = []
    for size in (1, 3):
        center = small_center(calendar={"weeks": size, "open": {"mon-fri": "9:00-12:00"}}, what_if={})
        scenarios = {str(number): center for number in range(size)}
        comparison = SimpleNamespace(scenarios=scenarios, seed=1, engine=None)
        write_records(comparison, tmp_path)
        tracemalloc.start()
        write_records(comparison, tmp_path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_what_fails_leaves_no_file(comparison, tmp_path, monkeypatch):
    def fails(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr("sim.experiment.record_tables.events_frame", fails)
    with pytest.raises(OSError, match="no space"):
        write_records(comparison, tmp_path)
    assert not any((tmp_path / name).exists() for name in RECORDS)


def test_only_one_scenarios_rows_are_held_some_at_a_time(comparison, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiment.record_tables._ROWS", 50)
    tables, alive = [], []

    def counting(frame, **options):
        tables.append(weakref.ref(frame))
        here = [table() for table in tables if table() is not None]
        alive.append((sum(map(len, here)), {name for table in here for name in table["scenario"].cat.categories}))
        return csv_text(frame, **options)

    monkeypatch.setattr("sim.present.journey_files.csv_text", counting)
    write_records(comparison, tmp_path)
    assert len(comparison.scenarios) > 1
    assert max(rows for rows, _ in alive) <= 50 + 50 * MOST_EVENTS
    assert {len(names) for rows, names in alive if rows} == {1}


def test_equal_rows_give_equal_files_that_tell_neither_time_nor_name(comparison, tmp_path):
    for name in ("once", "again"):
        (tmp_path / name).mkdir()
        write_records(comparison, tmp_path / name)
    for name in RECORDS:
        once, again = ((tmp_path / folder / name).read_bytes() for folder in ("once", "again"))
        assert once == again
        assert once[:8] == b"\x1f\x8b\x08\0\0\0\0\0"  # gzip, deflated, no flags, no time
