"""Columns in few bytes: whatever they hold comes back, and a log that is kept so is fitted to the same figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.fit import compact_columns
from sim.fit.call_log import COLUMNS, NEVER
from sim.fit.client import fit, fit_files
from sim.fit.compact_columns import held, joined, packed, some_of
from sim.fit.reading import gathered, grids
from sim.fit.reading.read import read_files
from tests.fit.call_logs import busy_log

NUMBERS = st.one_of(
    st.just(NEVER), st.integers(0, 200), st.integers(-40_000, 10**6).map(lambda n: 1000 * n), st.integers(0, 1 << 60)
)


@given(st.lists(st.lists(NUMBERS, max_size=6), min_size=1, max_size=5))
def test_numbers_come_back_from_any_pieces_in_which_they_were_packed(pieces):
    whole = joined([packed(np.array(each, dtype=np.int64), NEVER) for each in pieces])
    assert whole.whole(NEVER).tolist() == [number for each in pieces for number in each]


def test_whole_seconds_within_nine_hours_take_two_bytes():
    seconds = 1000 * np.arange(-30_000, 30_000)
    assert packed(seconds, NEVER).values.itemsize == 2
    assert packed(seconds + 1, NEVER).values.itemsize == 4


@pytest.fixture
def small(monkeypatch):
    """Treat each log as one of millions of rows, in pieces of a few."""

    def start():
        monkeypatch.setattr(compact_columns, "LARGE", 0)
        monkeypatch.setattr(compact_columns, "_PIECE", 37)
        monkeypatch.setattr(gathered, "PIECE", 50)
        monkeypatch.setattr(grids, "_PIECE", 20)

    return start


def test_a_log_that_is_kept_packed_is_fitted_to_the_same_figures_and_scenario(small):
    plain = fit(busy_log(np.random.default_rng(3), 900, 20))
    texts, table, columns = plain.files, plain.table, {name: getattr(plain.log, name) for name in COLUMNS}
    small()
    kept = fit(busy_log(np.random.default_rng(3), 900, 20))
    assert all(isinstance(each, compact_columns.Packed) for each in held(kept.log).values())
    rows = np.array([5, 800, 3])
    for name, column in columns.items():
        assert np.array_equal(getattr(kept.log, name), column), name
        assert np.array_equal(some_of(kept.log, name, rows), column[rows]), name
    assert kept.files == texts
    assert kept.table.equals(table)


def test_pieces_of_a_file_are_read_as_the_whole_of_it(small, tmp_path):
    draw = np.random.default_rng(1)
    lines = ["Date,Call ID,Call time,Answered at,End time,Queue,Agent,Caller ID,Outcome"]
    for call in range(250):
        minute, day = int(draw.integers(0, 600)), f"{1 + call % 20}/5/2024"
        hour = f"{9 + minute // 60}:{minute % 60:02}"
        for ring in range(int(draw.integers(1, 3))):
            got = draw.random() < 0.8
            times = (f"{hour}:2{ring}", f"{hour}:5{ring}") if got else ("0:00:00", f"{hour}:09")
            who = f"P{draw.integers(5)}" if got else ""
            what = "answered" if got else "test" if call % 50 == 40 else "abandoned"
            row = f"{day},{call},{hour}:0{ring},{times[0]},{times[1]},Q{call % 3},{who},{call % 90},{what}"
            lines += [row] * (2 if call == 77 else 1)
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(lines) + "\n")
    whole = read_files([path])
    small()
    pieces = read_files([path])
    assert pieces.text() == whole.text()
    for name in COLUMNS:
        assert np.array_equal(getattr(pieces.calls, name), getattr(whole.calls, name)), name
    assert len(whole.findings) > 3
    assert fit_files([path])[0].table.shape[0] > 20
