"""A roster file says who works, rests, meets or is absent when; what it cannot mean is said where it stands."""

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from sim.clock import HOUR
from sim.engines import run
from sim.engines.agreement import agreement
from sim.experiment.understood import understood
from sim.reading.files import load, scenario_text
from sim.scenario import ScenarioError, plan_of
from sim.scenario.notices import notices_of
from sim.scenario.rosters import Entry
from sim.scenario.staffing import _of_entries

HEAD = "agent,weekday,start,end,activity,paid\n"
FILE = """\
name: roster
calendar: {start: 2024-01-01, weeks: 2, open: {mon-sun: "0:00-24:00"}}
issues: {call: {per_week: VOLUME, routine: yes, handle_time: 5}}
teams:
  desk: {roster: {file: roster.csv}, handles: [call]}
"""


def scenario(folder, rows, volume=0, also=""):
    (folder / "roster.csv").write_text(rows, encoding="utf-8")
    (folder / "s.yaml").write_text(FILE.replace("VOLUME", str(volume)) + also)
    return load(folder / "s.yaml")


def hours(folder, rows, **kwargs):
    """Return of each agent the hours on duty, paid, on breaks and off the phone in two weeks in which nobody calls."""
    diaries = run(plan_of(scenario(folder, rows, **kwargs)), 1, 0).diaries
    names = ("duty_ticks", "paid_ticks", "break_ticks", "away_ticks", "absent_ticks")
    seats = range(int(diaries["seat"].max()) + 1)
    return [tuple(float(diaries[name][diaries["seat"] == seat].sum() / HOUR) for name in names) for seat in seats]


def test_work_breaks_lunch_meetings_and_absence_are_as_the_rows_say(tmp_path):
    rows = HEAD + (
        "Ann,mon-fri,8:00,16:30,work,\nAnn,mon-fri,12:00,12:30,lunch,\nAnn,mon,10:00,10:15,break,yes\n"
        "Bob,mon,8:00,12:00,work,\nBob,mon,12:00,12:30,lunch,yes\nBob,mon,12:30,16:00,work,\n"
        "Bob,mon,14:00,15:00,meeting,\nCy,sun,22:00,6:00,work,\nCy,sun,23:00,1:00,absent,yes\n"
    )
    ann, bob, cy = hours(tmp_path, rows)
    assert ann == (85.0, 80.0, 5.5, 0.0, 0.0)
    assert bob == (16.0, 16.0, 1.0, 2.0, 0.0)
    # The run begins within Cy's shift of the Sunday before, from 1:00 on, and ends at midnight on the last Sunday.
    assert cy == (5.0 + 1.0 + 5.0 + 1.0 - 0.0, 5.0 + 1.0 + 5.0 + 1.0 + 3.0, 0.0, 0.0, 3.0)


def test_rows_by_date_take_the_place_of_those_by_weekday(tmp_path):
    rows = (
        "agent,date,weekday,start,end,activity\nAnn,,mon,8:00,16:00,work\n"
        "Ann,2024-01-08,,8:00,10:00,work\nBob,2024-01-03,,9:00,10:00,work\n"
    )
    ann, bob = hours(tmp_path, rows)
    assert (ann[0], bob[0]) == (10.0, 1.0)
    center = scenario(tmp_path, rows)
    heads = center.teams["desk"].heads(center.calendar)
    assert (heads["mon"]["8:00"], heads["mon"]["10:00"], heads["wed"]["9:00"]) == (1, 0.5, 0.5)


def test_rows_by_date_without_work_are_laid_over_the_work_of_the_weekday(tmp_path):
    rows = "agent,date,weekday,start,end,activity\nAnn,,mon-fri,8:00,16:00,work\nAnn,,mon-fri,12:00,12:30,lunch\n"
    also = "Ann,2024-01-02,,13:00,14:00,meeting\nAnn,2024-01-03,,13:00,16:00,absent\n"
    also += "Ann,2024-01-04,,11:00,12:00,lunch\n"
    (plain,), (ann,) = hours(tmp_path, rows), hours(tmp_path, rows + also)
    assert plain == (80.0, 75.0, 5.0, 0.0, 0.0)
    assert ann == (77.0, 71.5, 5.5, 1.0, 3.0)


@pytest.mark.parametrize("days", [("sun", "mon"), ("2024-01-02", "2024-01-03")])
def test_nobody_works_two_shifts_at_once_past_midnight(tmp_path, days):
    column = "weekday" if days[0] == "sun" else "date"
    rows = f"agent,{column},start,end,activity\nAnn,{days[0]},22:00,6:00,work\nAnn,{days[1]},5:00,13:00,work\n"
    line = f"roster.csv:3:start: work from 5:00 overlaps work of line 2, of Ann on {days[1]}, into which it runs past"
    with pytest.raises(ScenarioError, match=line):
        scenario(tmp_path, rows)
    scenario(tmp_path, rows.replace(",5:00", ",6:00"))


def test_dates_outside_the_run_and_weeks_without_work_are_told(tmp_path):
    rows = "agent,date,start,end,activity\nAnn,2023-01-02,8:00,16:00,work\nAnn,2024-01-02,8:00,16:00,work\n"
    told = notices_of(scenario(tmp_path, rows))
    assert "teams.desk.roster: 1 of 2 dates of roster.csv lie outside the 2 weeks from 2024-01-01" in told
    assert "teams.desk.roster: roster.csv has no work in week 2: nobody is on duty" in told


spans = st.tuples(st.integers(0, 23), st.integers(1, 14)).map(
    lambda at: (f"{at[0]}:00", f"{sum(at) % 24}:00" if sum(at) != 24 else "24:00")
)


@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(st.data())
def test_hours_on_the_floor_are_the_hours_that_people_are_there_whatever_the_roster_and_opening(tmp_path_factory, data):
    """Weekdays, dates of and beside the run, nights; where the center opens at noon and closes at noon, too."""
    rows = "agent,date,weekday,start,end,activity\n"
    for agent in "AB":
        start, end = data.draw(spans)
        days = data.draw(st.sampled_from(["mon-fri", "sat", '"mon,wed"', "sun"]))
        rows += f"{agent},,{days},{start},{end},work\n"
        for date in data.draw(st.lists(st.sampled_from(["2023-12-27", "2024-01-03", "2024-01-10"]), unique=True)):
            what = data.draw(st.sampled_from(["work", "absent", "training"]))
            rows += f"{agent},{date},,8:00,{data.draw(st.integers(9, 20))}:00,{what}\n"
    folder = tmp_path_factory.mktemp("roster")
    try:
        center = scenario(folder, rows)
    except ScenarioError as error:
        assume("overlaps" not in str(error))
        raise
    there = sum(duty - rests - away for duty, _, rests, away, _ in hours(folder, rows))
    for opens in ("0:00-24:00", "12:00-12:00"):
        its = understood(center.override({"calendar.open": {"mon-sun": opens}}))
        assert its.floor == pytest.approx(there / 2)


WRONG = {
    "Ann,mon,8:00,16:00,wrok,\n": "roster.csv:2:activity: 'wrok' is none of work, break, lunch, meeting,",
    "Ann,mon,8:00,x,work,\n": "roster.csv:2:end: 'x' is not a time of day",
    "Ann,mon,8:00,8:00,work,\n": "roster.csv:2:end: ends at 8:00, when it begins",
    "Ann,mno,8:00,9:00,work,\n": "roster.csv:2:weekday: 'mno' names no weekdays",
    ",mon,8:00,9:00,work,\n": "roster.csv:2:agent: is blank",
    "Ann,mon,8:00,9:00,work,no\n": "roster.csv:2:paid: work is paid",
    "Ann,mon,8:00,9:00,work,maybe\n": "roster.csv:2:paid: 'maybe' is neither yes nor no",
    "Ann,mon,8:00,16:00,work,\nAnn,mon,15:00,17:00,work,\n": "roster.csv:3:start: work from 15:00 overlaps work",
}


@pytest.mark.parametrize("rows", WRONG)
def test_what_a_row_cannot_mean_is_said_where_it_stands(tmp_path, rows):
    with pytest.raises(ScenarioError) as caught:
        scenario(tmp_path, HEAD + rows)
    (problem,) = caught.value.problems
    assert "s.yaml:5:25: teams.desk.roster.file: " + WRONG[rows] in str(problem)


def test_missing_columns_are_said(tmp_path):
    with pytest.raises(
        ScenarioError, match="column 'weekday' is missing; a roster needs the columns agent, weekday or"
    ):
        scenario(tmp_path, "agent,start,end,activity\nAnn,8:00,9:00,work\n")
    with pytest.raises(ScenarioError, match="column 'end' is missing"):
        scenario(tmp_path, "agent,weekday,start,activity\nAnn,mon,8:00,work\n")


def test_a_scenario_with_its_roster_is_written_out_in_one_file_and_read_again(tmp_path):
    whole = scenario(tmp_path, HEAD + "Ann B,mon-fri,22:00,6:00,work,\nAnn B,mon,23:45,0:15,lunch,\n")
    (tmp_path / "all.yaml").write_text(scenario_text(whole))
    again = load(tmp_path / "all.yaml")
    assert again.teams["desk"].roster == whole.teams["desk"].roster
    assert again.fingerprint == whole.fingerprint


def test_a_what_if_sets_another_roster(tmp_path):
    (tmp_path / "other.csv").write_text(HEAD + "Ann,mon,8:00,9:00,work,\nZoe,tue,8:00,10:00,work,\n")
    also = "what_if: {Other: {set: {teams.desk.roster: {file: other.csv}}}}\n"
    base = scenario(tmp_path, HEAD + "Ann,mon,8:00,16:00,work,\n", also=also)
    diaries = run(plan_of(base.what_if("Other")), 1, 0).diaries
    assert diaries["duty_ticks"].sum() == 2 * 3 * HOUR


entries = st.builds(
    lambda start, lasts, activity: Entry(60 * start, 60 * (start + lasts), activity, True),
    st.integers(0, 22),
    st.integers(1, 10),
    st.sampled_from(["work", "break", "lunch", "meeting", "absent"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(entries, min_size=1, max_size=5))
def test_every_hour_of_a_persons_day_is_one_thing(rows):
    day = _of_entries(rows)
    for hour in range(40):
        minute = 60 * hour
        here = {entry.activity for entry in rows if entry.start <= minute < entry.end}
        stints = [stint for stint in day.stints if stint.start <= minute < stint.end]
        gone = [each for each in day.gone if each.start <= minute < each.end]
        rests = [rest for stint in stints for rest in stint.rests if rest.start <= minute < rest.start + rest.minutes]
        meets = [span for stint in stints for span in stint.meets if span[0] <= minute < span[1]]
        assert len(gone) == ("absent" in here)
        assert len(stints) == (bool(here) and "absent" not in here)
        assert len(meets) == ("meeting" in here and "absent" not in here)
        assert len(rests) == (bool(here & {"break", "lunch"}) and not here & {"absent", "meeting"})


def test_both_engines_agree_on_a_roster(tmp_path):
    rows = "agent,date,weekday,start,end,activity\n" + "".join(
        f"A{n},,mon-sun,{6 + n}:00,{14 + n}:00,work\nA{n},,mon-sun,{10 + n}:00,{10 + n}:30,lunch\n"
        f"A{n},,tue,{8 + n}:00,{9 + n}:00,training\nA{n},2024-01-0{n + 3},,{7 + n}:15,{11 + n}:00,absent\n"
        for n in range(5)
    )
    base = scenario(tmp_path, rows, volume=1500)
    found = agreement(plan_of(base), 3, 0)
    assert found.difference is None, str(found)
    assert found.contacts > 2000
