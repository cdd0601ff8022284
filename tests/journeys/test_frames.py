"""The frames of a run say the same as its rows, in names, dates, minutes and money."""

import warnings

import numpy as np
import pandas as pd
import pytest

import sim
from sim.engines import run
from sim.journeys import Outcome, Reason
from sim.journeys.frames import MOMENTS, columns_of
from sim.scenario import plan_of, scenario_from
from tests.centers import small_center
from tests.drawn import drawn
from tests.strategies import replications, scenario_data, seeds


@drawn(scenario_data(), seeds, replications, examples=10, at_length=100)
def test_frames_say_what_the_rows_say(data, seed, replication):
    journeys = run(plan_of(scenario_from(data)), seed, replication)
    rows, frame, names = journeys.rows, journeys.contacts, list(data["teams"])
    assert len(frame) == len(rows)
    start = pd.Timestamp(data["calendar"]["start"])
    for name in MOMENTS:
        happened = rows[name] >= 0
        assert np.array_equal(frame[f"{name}_at"].notna(), happened)
        since = frame[f"{name}_at"][happened] - start
        assert np.array_equal((since / pd.Timedelta(milliseconds=1)).to_numpy(), rows[name][happened])
    assert frame["outcome"].tolist() == [Outcome(i).name.lower() for i in rows["outcome"].tolist()]
    assert frame["type"].tolist() == [list(data["issues"])[i] for i in rows["type"].tolist()]
    assert frame["team"].astype(object).where(frame["team"].notna(), "").tolist() == [
        names[i] if i >= 0 else "" for i in rows["team"].tolist()
    ]
    assert np.allclose(frame["handle_minutes"], rows["handle_ticks"] / 60_000)
    for money in ("ask", "offered", "granted"):
        assert np.allclose(frame[money], rows[f"{money}_cents"] / 100)
    assert frame["reason"].tolist() == [Reason(i).name.lower() for i in rows["reason"].tolist()]
    waited = np.where(rows["answered"] >= 0, rows["answered"], rows["ended"]) - rows["queued"]
    assert np.allclose(frame["waited_minutes"], np.where(rows["queued"] >= 0, waited / 60_000, 0))
    assert frame["contact"].tolist() == [_id(journeys, row) for row in rows]
    assert np.allclose(journeys.agents["busy_minutes"], journeys.diaries["busy_ticks"] / 60_000)
    assert np.allclose(journeys.ledger["amount"], journeys.entries["cents"] / 100)
    for table in (rows, journeys.diaries, journeys.entries):
        for name, column in columns_of(table).items():
            assert column.dtype == table.dtype[name]
            assert np.array_equal(column, table[name])


def _id(journeys, row):
    goal = f"{list(journeys.plan.baseline.issues)[row['type']]}@" if row["own_goal"] else ""
    return f"{goal}{journeys.streams[row['stream']]}/{row['bin']}/{row['ordinal']}.{row['attempt']}"


@pytest.mark.parametrize("name", ["contacts", "agents", "ledger"])
def test_a_frame_may_be_changed_without_changing_the_run(name):
    journeys = run(plan_of(scenario_from({**PLAIN})), 1, 0)
    frame = getattr(journeys, name)
    before = journeys.rows.tobytes(), journeys.diaries.tobytes(), journeys.entries.tobytes()
    numbers = frame.select_dtypes("number").columns
    frame[numbers] = 0
    frame.loc[:, numbers[0]] = 1
    assert (journeys.rows.tobytes(), journeys.diaries.tobytes(), journeys.entries.tobytes()) == before


PLAIN = {
    "name": "plain",
    "calendar": {"weeks": 5},
    "issues": {"a": {"per_week": 20}},
    "teams": {"desk": {"agents": 2, "handles": ["a"]}},
    "incentives": {"bonus_pool": {}},
}


def test_a_reader_may_add_columns_to_the_table_of_contacts_without_a_warning():
    frame = sim.simulate(small_center()).contacts
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("mine", "yours", "ours"):
            frame[name] = 1
    assert list(frame.columns[-3:]) == ["mine", "yours", "ours"]
