"""Tables as text: what pandas would write, cell by cell, but for what a spreadsheet would take for a formula."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.csv_text import csv_text
from sim.each_once import each_once

TEXTS = st.text("a,\"\n\r =+-@\t\0'", max_size=4)
NUMBERS = st.floats() | st.sampled_from([0.0, -0.0, 0.5, 1e9, 123456789.5, 1e-5])
MOMENTS = st.datetimes(pd.Timestamp("1970-01-01"), pd.Timestamp("2200-01-01")) | st.none()
KINDS = {
    "f8": NUMBERS,
    "f4": st.floats(width=32),
    "i8": st.integers(-(2**63), 2**63 - 1) | st.integers(-1, 3),
    "i1": st.integers(-128, 127),
    "u8": st.integers(0, 2**64 - 1),
    "?": st.booleans(),
    "M8[ms]": MOMENTS,
    "object": TEXTS | st.none() | st.integers(-3, 3) | NUMBERS,
    "category": TEXTS | st.none(),
    "str": TEXTS,
}


def cell(value) -> str:
    if isinstance(value, str):
        return "'" + value if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M:%S}.{value.microsecond // 1000:03}"
    return str(value)


@st.composite
def frames(draw):
    rows = draw(st.integers(0, 6))
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=6))
    columns = [pd.Series(draw(st.lists(KINDS[kind], min_size=rows, max_size=rows)), dtype=kind) for kind in kinds]
    return pd.concat(columns, axis=1, keys=[f"{place}, {kind}" for place, kind in enumerate(kinds)])


@given(frames())
def test_every_cell_is_its_value_and_does_not_depend_on_the_others(frame):
    head, *lines = csv.reader(io.StringIO(csv_text(frame), newline=""))
    assert head == list(frame.columns)
    columns = [
        [("" if value != value else f"{value:.9g}") if kind == "f" else cell(value) for value in column]
        for kind, column in ((frame[name].dtype.kind, frame[name]) for name in frame)
    ]
    assert lines == [list(line) for line in zip(*columns, strict=True)]


@given(frames())
def test_a_table_is_its_head_and_its_rows_however_many_at_a_time(frame):
    parts = [csv_text(frame.iloc[row : row + 1], header=False) for row in range(len(frame))]
    assert csv_text(frame) == csv_text(frame.iloc[:0]) + "".join(parts)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.lists(st.integers(-5, 5), min_size=1))
def test_numbers_are_written_as_pandas_writes_them(numbers, counts):
    rows = min(len(numbers), len(counts))
    frame = pd.DataFrame({"number": numbers[:rows], "count": counts[:rows], "one": np.arange(rows) == 1})
    assert csv_text(frame) == frame.to_csv(index=False, float_format="%.9g", lineterminator="\n")


@pytest.mark.parametrize("least", [-(2**63), -3, 0, 2**40])
def test_what_is_made_once_for_equal_keys_is_what_is_made_of_each(least):
    made = []

    def make(keys):
        made.extend(keys.tolist())
        return map(str, keys.tolist())

    keys = least + np.array([2, 0, 2, 1, 0, 2])
    assert each_once(make, keys).tolist() == [str(key) for key in keys.tolist()]
    assert len(made) == 3
    assert each_once(make, keys[:0]).tolist() == []
