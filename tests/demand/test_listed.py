"""Replayed logs, who is in line at the start, and weeks that no figure counts."""

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.clock import DAY, HOUR, WEEK
from sim.demand.demand import Demand
from sim.engines import default_engine, run
from sim.engines.agreement import agreement
from sim.reading.logs import DAY_FIRST, MONTH_FIRST, moment_of
from sim.scenario import ScenarioError, plan_of, scenario_from
from sim.scenario.arrival_log import EPOCH
from sim.scenario.notices import notices_of
from tests.reading.scenario_files import loaded

ENGINE = default_engine()
MONDAY = datetime.datetime(2024, 1, 1)


def center(**more):
    call = {"routine": True, "handle_time": {"shape": "exponential", "mean": 5.0}, "opening_temper": 0}
    data = {
        "name": "Listed",
        "calendar": {"start": "2024-01-01", "weeks": 2, "open": {"mon-fri": "8:00-18:00"}},
        "issues": {"call": {**call, "per_week": 100.0}, "claim": {"per_week": 60.0}},
        "teams": {"desk": {"agents": 3, "handles": ["call", "claim"]}},
    }
    for key, value in more.items():
        data[key] = {**data[key], **value} if isinstance(data.get(key), dict) else value
    return data


def log(minutes, rows=None):
    """A log as it is after reading, of moments in minutes since the Monday of week 1."""
    begin = (MONDAY - EPOCH) // datetime.timedelta(milliseconds=1)
    moments = [begin + round(60_000 * minute) for minute in minutes]
    return {"file": "log.csv", "time": "received", "moments": moments, "rows": rows or list(range(len(moments)))}


def with_log(minutes, rows=None, **more):
    data = center(**more)
    data["issues"]["call"].pop("per_week", None)
    data["issues"]["call"]["arrivals"] = log(minutes, rows)
    return data


minutes = st.lists(st.integers(-2000, 25_000).map(lambda m: m / 2), min_size=1, max_size=60)


@settings(max_examples=20, deadline=None)
@given(minutes, st.integers(0, 2**40))
def test_a_log_is_replayed_row_by_row_in_open_time_by_both_engines(minutes, seed):
    data = with_log(minutes, timeline=[{"week": 1, "event": "surge", "issue": "call", "times": 0.5, "weeks": 1}])
    found = agreement(plan_of(scenario_from(data)), seed, 3)
    assert found.difference is None, str(found)
    rows = run(plan_of(scenario_from(with_log(minutes))), seed, 0, ENGINE).rows
    first = rows[(rows["type"] == 0) & (rows["attempt"] == 1)]
    came = sorted((round(60_000 * m), n) for n, m in enumerate(minutes))
    came = [
        each for each in came if 0 <= each[0] < 2 * WEEK and each[0] // DAY % 7 < 5 and 8 <= each[0] % DAY / HOUR < 18
    ]
    order = np.lexsort((first["bin"], first["arrived"]))
    assert list(zip(first["arrived"][order].tolist(), first["bin"][order].tolist(), strict=True)) == came


def test_a_contact_is_its_row_whatever_else_the_log_has():
    one = Demand(plan_of(scenario_from(with_log([500, 600, 700]))), 1, 0)
    two = Demand(plan_of(scenario_from(with_log([500, 650, 550, 600], [0, 7, 8, 1]))), 1, 0)
    by_row = [{issue.bin: (issue, call) for _, issue, call in each.day(0) if issue.type == 0} for each in (one, two)]
    assert by_row[0][0] == by_row[1][0]
    assert by_row[0][1] == by_row[1][1]
    again = Demand(plan_of(scenario_from(with_log([500, 600, 700]))), 1, 5)
    assert [tick for tick, issue, _ in again.day(0) if issue.type == 0] == [500 * 60_000, 600 * 60_000, 700 * 60_000]
    assert again.day(0)[0][1] != one.day(0)[0][1]


def test_the_contacts_of_other_types_stay_what_they_are():
    one, two = (Demand(plan_of(scenario_from(each)), 1, 0) for each in (center(), with_log([500])))
    for day in range(7):
        calls = [[row for row in each.day(day) if row[1].type == 1] for each in (one, two)]
        assert calls[0] == calls[1]


def test_a_replay_answers_as_an_own_queue_of_the_same_moments():
    rng = np.random.default_rng(3)
    moments = np.sort(rng.uniform(480, 1080, 150)).round(3)
    data = with_log(moments.tolist(), issues={"claim": {"per_week": 0.0}})
    data["issues"]["call"]["handle_time"] = 6
    data["teams"]["desk"]["agents"] = 2
    data["customers"] = {"patience": 1e6, "talk_anger": 0}
    data["calendar"]["weeks"] = 1
    rows = run(plan_of(scenario_from(data)), 1, 0, ENGINE).rows
    free, waits = [0.0, 0.0], []
    for at in moments:
        free.sort()
        start = max(at, free[0])
        waits.append(start - at)
        free[0] = start + 6
    rows = rows[np.argsort(rows["arrived"])]
    np.testing.assert_allclose((rows["answered"] - rows["queued"]) / 60_000, waits, atol=1e-3)


YAML = """\
name: Replay
calendar: {start: 2024-01-01, weeks: 1, open: {mon-fri: "8:00-18:00"}}
issues:
  call: {routine: yes, arrivals: ARRIVALS}
teams: {desk: {agents: 2, handles: [call]}}
"""


def replay(folder, content, arrivals="{file: log.csv, time: received}"):
    (folder / "log.csv").write_text(content)
    (folder / "s.yaml").write_text(YAML.replace("ARRIVALS", arrivals))
    found = loaded(folder / "s.yaml")
    return found if isinstance(found, sim.Scenario) else str(found[0]).replace(f"{folder}/", "")


def test_a_log_is_read_with_what_is_not_simulated_told(tmp_path):
    times = ["2024-01-02 08:30:15,a", "2024-01-02T07:00,a", "2023-12-31 9:00,b", "2024-01-08 9:00,a"]
    content = "id,received,queue\n" + "".join(f"{n},{time}\n" for n, time in enumerate(times))
    scenario = replay(tmp_path, content)
    issue = scenario.issues["call"]
    assert issue.arrivals.ticks_from(scenario.calendar.start)[0] == DAY + 8 * HOUR + 30 * 60_000 + 15_000
    assert issue.per_week == pytest.approx(4 / (9 / 7))
    assert notices_of(scenario) == [
        "issues.call.arrivals: of 4 rows of log.csv 1 before the first week, 1 after the last week, 1 in closed hours"
        " are not simulated"
    ]
    again = scenario_from(scenario.model_dump(mode="json", by_alias=True))
    assert again.digest == scenario.digest
    only = replay(tmp_path, content, "{file: log.csv, time: received, only: {queue: b}}")
    assert only.issues["call"].arrivals.rows == [2]
    longer = notices_of(scenario.override({"calendar.weeks": 6}))
    assert "issues.call.arrivals: log.csv has no row in weeks 3-6: nobody calls" in longer


def test_date_and_time_may_stand_in_two_columns(tmp_path):
    content = "Call Date,Call Time,\n2024-01-02,14:48:44,\n2024-01-03,1:07 PM,\n"
    scenario = replay(tmp_path, content, "{file: log.csv, date: Call Date, time: Call Time}")
    ticks = scenario.issues["call"].arrivals.ticks_from(scenario.calendar.start)
    assert [tick % DAY // 1000 for tick in ticks] == [14 * 3600 + 48 * 60 + 44, 13 * 3600 + 7 * 60]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["2024-01-02"], "log.csv:2:received: '2024-01-02' has no time of day; write 2024-01-31 14:05:30"),
        (["2024-01-02 8:30", ""], "log.csv:3:received: is blank; leave out rows whose time is not known"),
        (["2024-01-02 08:30Z"], "has a time zone; write the center's own time, without one"),
        (["01/02/2024 08:30"], "may be 2024-01-02 or 2024-02-01; write year-month-day"),
        (["2024-02-30 08:30"], "is not a day of the calendar"),
        (["2024-02-20 25:30"], "has no such time of day"),
        (["45293.35"], "is not a date and time; write 2024-01-31 14:05:30"),
        ([], "log.csv: the table has names of columns, but no rows"),
    ],
)
def test_a_moment_that_is_none_is_refused_at_its_cell(tmp_path, cells, words):
    found = replay(tmp_path, "id,received\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells)))
    assert words in found


@given(st.datetimes(datetime.datetime(1971, 1, 1), datetime.datetime(2199, 1, 1)))
def test_moments_are_read_however_they_are_written(moment):
    moment = moment.replace(microsecond=0)
    forms = {"%Y-%m-%d %H:%M:%S": "", "%Y-%m-%dT%H:%M:%S": "", "%Y/%m/%d %H:%M:%S": "", "%d.%m.%Y %H:%M:%S": ""}
    forms |= {"%d/%m/%Y %H:%M:%S": DAY_FIRST, "%m/%d/%Y %I:%M:%S %p": MONTH_FIRST}
    for form, first in forms.items():
        assert moment_of(moment.strftime(form), first) == moment


# --- who is in line at the start ------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["simpy", ENGINE])
def test_a_backlog_is_in_line_when_the_center_first_opens(engine):
    data = center(backlog={"claim": 40}, empowerment={"containment": 1.0})
    data["calendar"]["dates"] = {"2024-01-01": "closed"}
    rows = run(plan_of(scenario_from(data)), 1, 0, engine).rows
    first = rows[(rows["stream"] == 2) & (rows["attempt"] == 1)]
    assert len(first) == 40
    assert (first["type"] == 1).all()
    assert (first["queued"] == DAY + 8 * HOUR).all()
    assert not first["tried_self_service"].any()
    others = rows[(rows["type"] == 1) & (rows["stream"] == 1) & (rows["attempt"] == 1)]
    assert others["tried_self_service"].all()


def test_a_backlog_changes_no_other_contact_and_the_digest():
    one, two = (Demand(plan_of(scenario_from(center(backlog=each))), 1, 0) for each in ({}, {"claim": 3, "call": 2}))
    assert [row for row in two.day(0) if row[1].stream < 2] == one.day(0)
    assert [row[1].type for row in two.day(0) if row[1].stream >= 2] == [1, 1, 1, 0, 0]
    assert scenario_from(center()).digest != scenario_from(center(backlog={"claim": 3})).digest
    more = Demand(plan_of(scenario_from(center(backlog={"claim": 5}))), 1, 0)
    assert [row for row in more.day(0) if row[1].stream == 2][:3] == [row for row in two.day(0) if row[1].stream == 2]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 60), st.booleans(), st.integers(0, 2**40))
def test_both_engines_agree_on_a_backlog(number, never, seed):
    data = center(backlog={"claim": number, "call": 3})
    data["calendar"]["open"] = {"sun": "closed"} if never else {"tue": "8:00-9:00", "fri": "20:00-2:00"}
    found = agreement(plan_of(scenario_from(data)), seed, 0)
    assert found.difference is None, str(found)


# --- weeks that no figure counts ------------------------------------------------------------------------------------


def test_weeks_of_warm_up_are_simulated_and_no_figure_counts_them():
    data = center(study={"replications": 3, "seed": 1, "warm_up_weeks": 1})
    late = {"Late": {"set": {"teams.desk.agents": 4}, "from_week": 2}}
    alone, whole = (
        sim.compare(scenario_from(each), jobs=1) for each in (data, center(study={"replications": 3, "seed": 1}))
    )
    assert alone.window == (2, 2)
    second = whole.sums[whole.baseline].value(sim.metrics.METRICS["contacts_per_week"], 2, 2)
    np.testing.assert_array_equal(alone.values(alone.baseline, "contacts_per_week"), second)
    assert sim.compare(scenario_from({**data, "what_if": late}), jobs=1).window == (2, 2)
    early = {"Early": {"set": {"teams.desk.agents": 4}}}
    assert sim.compare(scenario_from({**data, "what_if": early}), jobs=1).window == (2, 2)
    assert scenario_from(data).digest == scenario_from(center()).digest


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (center(study={"warm_up_weeks": 2}), "leaves none of the 2 weeks to be counted"),
        (center(backlog={"clam": 3}), "no issue type 'clam'; did you mean 'claim'"),
        (center(backlog={"claim": -1}), "from 0 to 100,000"),
        (center(what_if={"A": {"set": {"backlog.claim": 1}}}), "unknown key 'claim'|is fixed"),
        (
            with_log([500], what_if={"A": {"set": {"issues.call.per_week": 10.0}}}),
            "has no say where contacts come by a log",
        ),
        (with_log([500], what_if={"A": {"set": {"issues.call.arrivals.time": "x"}}}), "is fixed for the whole run"),
        (
            with_log([500], timeline=[{"week": 1, "event": "surge", "issue": "call", "times": 2.0}]),
            "must be at most 1: the contacts come by a log, and no others do",
        ),
        (
            with_log([500], issues={"call": {"times": {"9:00": 1.0}}}),
            "arrivals says when contacts come; leave out times",
        ),
    ],
)
def test_what_cannot_be_is_refused(data, words):
    with pytest.raises(ScenarioError, match=words):
        scenario_from(data)
