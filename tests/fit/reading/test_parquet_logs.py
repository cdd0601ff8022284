"""Logs in Parquet: read as the same log in CSV is, in batches of rows; without pyarrow one line says what to do."""

import datetime
import decimal
import sys
import zoneinfo

import numpy as np
import pandas as pd
import pytest

from sim.fit.reading import parquet_files
from sim.fit.reading.read import read_files
from sim.scenario.problems import ScenarioError

BEGIN = datetime.datetime(2024, 5, 6, 9)


def log_of(rows=400, seed=1):
    """Return an invented log: a tenth gave up, and their answers are missing."""
    draw = np.random.default_rng(seed)
    received = [BEGIN + datetime.timedelta(seconds=int(s)) for s in np.sort(draw.integers(0, 9 * 3600, rows))]
    wait, talk = draw.exponential(40, rows).astype(int), draw.exponential(240, rows).astype(int)
    lost = draw.random(rows) < 0.1
    answered = [None if gone else at + datetime.timedelta(seconds=int(s)) for at, s, gone in
                zip(received, wait, lost, strict=True)]  # fmt: skip
    hung_up = [at + datetime.timedelta(seconds=int(s)) for at, s in zip(received, wait + talk, strict=True)]
    agents = [None if gone else f"P{n}" for gone, n in zip(lost, draw.integers(0, 9, rows), strict=True)]
    queues = draw.choice(["Billing", "Claims"], rows).tolist()
    return {"Received": received, "Queue": queues, "Agent": agents, "Answered": answered, "Hangup": hung_up}


def written(path, table, types=None, **how):
    """Write a table as Parquet with some types of columns, and return where."""
    arrow = pytest.importorskip("pyarrow", reason="reading Parquet needs pyarrow: the extra `parquet`")
    from pyarrow import parquet

    columns = {name: arrow.array(cells, (types or {}).get(name)) for name, cells in table.items()}
    parquet.write_table(arrow.table(columns), path, **how)
    return path


def as_csv(path, table):
    """Write the same table as CSV."""
    pd.DataFrame(table).to_csv(path, index=False, date_format="%Y-%m-%d %H:%M:%S")
    return path


def columns_of(reading):
    log = reading.calls
    names = ("issue", "agent", "received", "answered", "left", "ended")
    return [log.first_monday, log.issues, *(getattr(log, name).tolist() for name in names)]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_log_in_parquet_is_read_as_the_same_log_in_csv(tmp_path, unit):
    arrow = pytest.importorskip("pyarrow", reason="reading Parquet needs pyarrow: the extra `parquet`")
    table = log_of()
    types = {name: arrow.timestamp(unit) for name in ("Received", "Answered", "Hangup")}
    types |= {"Queue": arrow.dictionary(arrow.int8(), arrow.string()), "Agent": arrow.large_string()}
    mine = read_files([written(tmp_path / "log.parquet", table, types, row_group_size=70)])
    same = read_files([as_csv(tmp_path / "log.csv", table)])
    assert columns_of(mine) == columns_of(same)
    assert (mine.calls.answered < 0).sum() > 20


def test_rows_come_in_batches_however_the_file_groups_them(tmp_path, monkeypatch):
    path = written(tmp_path / "log.parquet", log_of(), row_group_size=330)
    whole = pd.concat(parquet_files.parquet_grid(path).pieces(1, [0, 2]))
    monkeypatch.setattr(parquet_files.ParquetGrid.batches, "__defaults__", (100,))
    pieces = list(parquet_files.parquet_grid(path).pieces(1, [0, 2]))
    assert max(map(len, pieces)) <= 100
    assert pd.concat(pieces).equals(whole)
    assert whole.index.tolist() == list(range(1, 401))


def test_moments_in_utc_are_brought_to_the_center_s_clock_and_others_stay_as_their_zone_writes_them(tmp_path):
    arrow = pytest.importorskip("pyarrow", reason="reading Parquet needs pyarrow: the extra `parquet`")
    table, naive = log_of(), read_files([written(tmp_path / "plain.parquet", log_of())])
    place = zoneinfo.ZoneInfo("Europe/Amsterdam")
    moments = ("Received", "Answered", "Hangup")
    local = {name: [at and at.replace(tzinfo=place) for at in cells] if name in moments else cells
             for name, cells in table.items()}  # fmt: skip
    for zone, answers in (("UTC", {"time_zone": "Europe/Amsterdam"}), ("Europe/Amsterdam", None)):
        types = {name: arrow.timestamp("us", zone) for name in moments}
        found = read_files([written(tmp_path / "log.parquet", local, types)], columns=answers)
        assert columns_of(found) == columns_of(naive), zone
    with pytest.raises(ScenarioError, match="in which zone is the center"):
        read_files([written(tmp_path / "utc.parquet", local, {name: arrow.timestamp("us", "UTC") for name in moments})])


def test_spans_decimals_dates_and_flags_are_read_as_their_texts(tmp_path):
    days = [BEGIN.date() + datetime.timedelta(days=n % 3) for n in range(30)]
    clocks = [datetime.time(9 + n % 8, n) for n in range(30)]
    table = {
        "Date": days, "Call time": clocks, "Answered?": [n % 5 != 0 for n in range(30)],
        "Wait (s)": [decimal.Decimal(n) / 4 for n in range(30)],
        "Talk": [datetime.timedelta(seconds=100 + n) for n in range(30)],
        "Score": [None if n % 4 else float(n % 3) for n in range(30)],
    }  # fmt: skip
    log = read_files([written(tmp_path / "log.parquet", table)]).calls
    first = int(np.flatnonzero(log.received == log.received.min())[0])
    assert len(log) == 30
    assert (log.answered >= 0).sum() == 24
    assert (log.answered - log.received)[log.answered >= 0].max() == 7250
    assert np.isnan(log.score).sum() == 22
    assert log.received[first] % 86_400_000 == (9 * 60 + 0) * 60_000


def test_a_damaged_parquet_file_is_told_in_a_line(tmp_path):
    path = written(tmp_path / "log.parquet", log_of(4000))
    content = path.read_bytes()
    for damaged in (content[:100], content[:4] + bytes(len(content) // 2) + content[len(content) // 2 + 4 :]):
        path.write_bytes(damaged)
        with pytest.raises(ScenarioError, match="is no Parquet that can be read"):
            read_files([path])


def test_without_pyarrow_one_line_says_what_to_install(tmp_path, monkeypatch):
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1" + bytes(50))
    with pytest.raises(ScenarioError) as error:
        read_files([path])
    [problem] = error.value.problems
    assert problem.message == "is Parquet; reading it needs pyarrow: pip install 'frontline-sim[parquet]'"
