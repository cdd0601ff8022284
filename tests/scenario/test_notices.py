"""What a scenario says that its author may not have meant is said in a line, by `validate`, `run` and `compare`."""

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli.commands import frontline
from sim.experiment.compare import compare
from sim.present.words import in_full
from sim.reading.files import load
from sim.scenario import scenario_from
from sim.scenario.clocks import WEEKDAYS
from sim.scenario.hours import heads_at, open_spans
from sim.scenario.notices import notices_of
from sim.scenario.week_words import spans_words

WEEK = {"mon-fri": "8:00-12:00"}


def center(**parts):
    data = {
        "name": "Said",
        "calendar": {"weeks": 2, "open": parts.pop("open", WEEK)},
        "issues": {"call": {"per_week": 500.0, **parts.pop("call", {})}},
        "teams": parts.pop("teams", {"desk": {"agents": 5, "handles": ["call"]}}),
        **parts,
    }
    return scenario_from(data)


def table(column, rows, **more):
    """A table as it is after reading: figures by (weekday, bin), the rest without a row."""
    figures = [[float(rows.get((day, b), 0)) for b in range(24)] for day in range(7)]
    absent = [[b for b in range(24) if (day, b) not in rows] for day in range(7)]
    return {"file": "t.csv", "column": column, "bin_minutes": 60, "figures": figures, "absent": absent, **more}


def desk(agents):
    return {"desk": {"agents": agents, "handles": ["call"]}}


ALL = {(day, b): 5 for day in range(5) for b in range(8, 12)}
WITHOUT_FRIDAY = {key: 5 for key in ALL if key[0] < 4}
SAID = {
    "nothing": ({}, []),
    "percent that looks like a fraction": (
        {"service_level": {"share": 0.8}, "study": {"targets": {"occupancy": 0.85}}},
        [
            "service_level.share: 0.8 is 0.8 %; for 80 % write 80",
            "study.targets.occupancy: 0.85 is 0.85 %; for 85 % write 85",
        ],
    ),
    "nobody on a weekday": ({"teams": desk({"mon-thu": 5})}, ["Open but nobody on duty: Fri 8:00-12:00"]),
    "nobody inside a day": (
        {"teams": desk({"mon-fri": {"8:00": 5, "9:30": 0, "10:00": 5}})},
        ["Open but nobody on duty: Mon-Fri 9:30-10:00"],
    ),
    "nobody before the first time": (
        {"teams": desk({"mon-fri": {"8:20": 5}})},
        ["Open but nobody on duty: Mon-Fri 8:00-8:20"],
    ),
    "a day without rows": (
        {"teams": desk(table("n", WITHOUT_FRIDAY))},
        [
            "Open but nobody on duty: Fri 8:00-12:00",
            "teams.desk.agents: t.csv has no row for Fri 8:00-12:00, which counts as 0 agents",
        ],
    ),
    "an hour without a row beside another team": (
        {
            "teams": {
                **desk(table("n", {key: 5 for key in ALL if key != (1, 9)})),
                "other": {"agents": 1, "handles": ["call"]},
            }
        },
        ["teams.desk.agents: t.csv has no row for Tue 9:00-10:00, which counts as 0 agents"],
    ),
    "volume without rows": (
        {"call": {"table": table("n", {key: 5 for key in ALL if key != (2, 8)})}},
        ["issues.call.table: t.csv has no row for Wed 8:00-9:00, which counts as 0 contacts"],
    ),
    "volume in closed hours": (
        {"call": {"table": table("n", {**ALL, (5, 9): 20, (0, 18): 5})}},
        ["issues.call.table: 100 of 500 contacts a week lie outside opening hours (Mon 18:00-19:00, Sat 9:00-10:00) "
         "and are not simulated"],
    ),
    "volume on a closed day": (
        {"call": {"weekdays": {"mon-fri": 1.0, "sat": 1.25}}},
        ["issues.call.weekdays: 100 of 500 contacts a week lie on Sat, when the center is closed, "
         "and are not simulated"],
    ),
    "a weekday not named": (
        {"call": {"weekdays": {"mon-thu": 1.0}}},
        ["issues.call.weekdays: open on Fri, which it does not name: no contacts on that day"],
    ),
    "a time not named": (
        {"call": {"times": {"9:00": 1.0}}},
        ["issues.call.times begins at 9:00: no contacts before, Mon-Fri 8:00-9:00"],
    ),
    "levels finer than bins": (
        {"call": {"times": {"8:00": 1.0, "8:20": 3.0}}},
        ["issues.call.times changes at 8:20, inside a bin of 60 minutes: the bin has the mean of its levels; "
         "bin_minutes: 15 is finer"],
    ),
    "a team that no route names": (
        {
            "teams": {**desk(5), "away": {"agents": 3, "handles": ["call"]}},
            "call": {"route": [{"teams": ["desk"]}]},
        },
        ["teams.away takes no contacts: none come of call that it could take"],
    ),
    "a vendor who is not there": (
        {
            "teams": {**desk(5), "away": {"agents": {"mon-thu": 3}, "handles": ["call"]}},
            "outsourcing": {"team": "away", "share": 0.5},
        },
        ["Open but nobody on duty at away, where a share of call waits: Fri 8:00-12:00"],
    ),
    "in a what-if": (
        {"what_if": {"Late": {"set": {"teams.desk.agents": {"mon-fri": {"9:00": 5}}}}}},
        ["In “Late”: Open but nobody on duty: Mon-Fri 8:00-9:00"],
    ),
    "on the timeline": (
        {"timeline": [{"week": 2, "set": {"teams.desk.agents": {"mon-thu": 5}}}]},
        ["Open but nobody on duty: Fri 8:00-12:00"],
    ),
    "never open": ({"open": {"sun": "closed"}}, ["The center never opens: nobody calls"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_what_may_not_be_meant_is_said_and_nothing_else(name):
    parts, lines = SAID[name]
    assert notices_of(center(**parts)) == lines


def test_volume_that_no_open_hour_can_hold_is_refused():
    with pytest.raises(ValueError, match=r"issues.call.weekdays: none of its 500 contacts a week falls into opening"):
        center(call={"weekdays": {"sun": 1.0}})
    with pytest.raises(ValueError, match=r"issues.call.times: none of its 500 contacts a week falls into opening"):
        center(call={"times": {"20:00": 1.0}})


def test_validate_and_run_say_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(
        'name: Said\ncalendar: {weeks: 2, open: {mon-fri: "8:00-12:00"}}\nissues:\n  call: {per_week: 50}\n'
        "teams:\n  desk: {agents: {mon-thu: 2}, handles: [call]}\n"
    )
    for command in ("validate", "run"):
        how = [] if command == "validate" else ["--replications", "1", "--store", "none", "--jobs", "1"]
        result = CliRunner().invoke(frontline, [command, "s.yaml", "--quiet", *how])
        assert result.exit_code == 0, result.output
        assert "Open but nobody on duty: Fri 8:00-12:00" in result.output


def test_a_verdict_says_it_of_the_baseline():
    said = compare(center(teams=desk({"mon-thu": 5})), replications=1, jobs=1).verdict
    assert "Open but nobody on duty: Fri 8:00-12:00" in said


def test_other_scenarios_of_a_comparison_are_named():
    late = center(teams=desk({"mon-thu": 5})).model_copy(update={"name": "Late"})
    said = in_full(compare(center(), late, replications=1, jobs=1))
    assert "In “Late”: Open but nobody on duty: Fri 8:00-12:00" in said


hours = st.dictionaries(st.sampled_from(WEEKDAYS), st.sampled_from(["8:00-12:00", "7:45-9:10, 9:30-10:05"]), min_size=1)
levels = st.dictionaries(st.sampled_from(["0:00", "7:50", "9:05", "9:40"]), st.integers(0, 2), min_size=1)
agents = st.integers(0, 1) | st.dictionaries(st.sampled_from(WEEKDAYS), st.integers(0, 2) | levels)


@settings(max_examples=40)
@given(hours, agents, agents)
def test_nobody_is_on_duty_exactly_when_it_is_said(opened, one, two):
    teams = {name: {"agents": each, "handles": ["call"]} for name, each in (("one", one), ("two", two))}
    gaps = [[] for _ in range(7)]
    for day, spans in enumerate(open_spans(opened)):
        for start, end in spans:
            gaps[day] += [(m, m + 1) for m in range(start, end) if not heads_at(one, day, m) + heads_at(two, day, m)]
    said = notices_of(center(open=opened, teams=teams))
    assert said == ([f"Open but nobody on duty: {spans_words(gaps)}"] if any(gaps) else [])
    assert np.all([len(line) < 400 for line in said])


def test_hours_without_a_manager_are_told_of_a_schedule_and_of_a_table_not_of_a_number(tmp_path):
    (tmp_path / "leads.csv").write_text("weekday,start,leads\nmon-fri,8:00,2\nmon-thu,9:00,1\n")
    text = 'name: T\ncalendar: {weeks: 2, open: {mon-fri: "8:00-10:00"}}\nissues: {q: {per_week: 90}}\n'
    text += "teams: {desk: {agents: 3, handles: [q]}}\nmanager: {count: COUNT}\n"
    said = {}
    for count in ("1", "{mon-thu: 2}", "{file: leads.csv, column: leads, bin_minutes: 60}"):
        (tmp_path / "t.yaml").write_text(text.replace("COUNT", count))
        said[count] = [line for line in notices_of(load(tmp_path / "t.yaml")) if "anager" in line]
    assert list(said.values()) == [
        [],
        ["No manager at the desk: Fri 8:00-10:00"],
        [
            "No manager at the desk: Fri 9:00-10:00",
            "manager.count: leads.csv has no row for Fri 9:00-10:00, which counts as 0 managers",
        ],
    ]
