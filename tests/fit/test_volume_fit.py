"""Tables of volumes give a scenario too: arrivals and handle time by interval are theirs, the rest is assumed."""

import datetime

import numpy as np
import pytest

import sim
from sim.clock import HOUR, MINUTE
from sim.fit.volume_table import VolumeTable
from sim.reading.files import load
from sim.scenario.problems import ScenarioError


def table(volume, handle=np.nan, agents=np.nan, weeks=3):
    """Return a table of half hours from 8:00 to 12:00 on weekdays."""
    first = (datetime.date(2024, 1, 1) - datetime.date(1970, 1, 1)).days
    days = [first + 7 * week + day for week in range(weeks) for day in range(5)]
    n = len(days) * 8
    unknown = np.full(n, np.nan)
    return VolumeTable(
        width=30 * MINUTE, issues=("all",), issue=np.zeros(n, dtype=np.int32), day=np.repeat(days, 8).astype(np.int64),
        weekday=np.full(n, -1, dtype=np.int32), weekdays=(),
        start=np.tile(8 * HOUR + np.arange(8) * 30 * MINUTE, len(days)), volume=np.full(n, float(volume)),
        answered=unknown, abandoned=unknown, handle_seconds=np.full(n, float(handle)), talk_seconds=unknown,
        wrap_up_seconds=unknown, wait_seconds=unknown, agents=np.full(n, float(agents)), event=np.zeros(n, dtype=bool),
    )  # fmt: skip


def scenario_of(client, folder):
    (folder / "client.fit").mkdir()
    for name, text in client.files.tables.items():
        (folder / "client.fit" / name).write_text(text, encoding="utf-8")
    (folder / "client.yaml").write_text(client.scenario_text("client.fit"), encoding="utf-8")
    return load(folder / "client.yaml")


def test_volume_handle_time_and_agents_of_a_table_stand_in_the_scenario(tmp_path):
    client = sim.fit(table(20, handle=240, agents=7))
    made = scenario_of(client, tmp_path)
    assert made.issues["all"].per_week == 20 * 8 * 5
    assert made["issues.all.handle_time.mean"] == pytest.approx(4)
    assert client.staffing.heads["agents"][0].max() == 7
    assert "patience" in client.warnings[0]


def test_without_agents_staff_is_assumed_and_said_to_be(tmp_path):
    client = sim.fit(table(20, handle=240))
    scenario_of(client, tmp_path)
    assert (
        "agents: {file: client.fit/staff.csv, column: agents, bin_minutes: 30}  # not in the file: assumed"
        in client.files.text("client.fit")
    )
    assert client.staffing.heads["agents"][0].max() == pytest.approx(20 / 30 * 4 / 0.85 + 1)


def test_a_table_without_volume_is_refused_in_one_line():
    with pytest.raises(ScenarioError, match="holds no volume"):
        sim.fit(table(0))
