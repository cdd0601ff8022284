"""A roster beside a log: it sets the staff where it covers the log, and the log says how much of it was there."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from sim.clock import DAY, MINUTE
from sim.fit.client import fit, fit_files
from sim.fit.shift_table import ShiftRow, ShiftTable
from tests.fit.call_logs import MONDAY, log

AGENTS, WEEKS = 12, 6


def shift(agent=0, team="", weekday=None, day=None, start=540, end=1020, works=True):
    return ShiftRow(
        agent=f"A{agent:03}", team=team, activity="", works=works, day=day, weekday=weekday, start=start, end=end,
        pauses=((720, 765),),
    )  # fmt: skip


def table(*rows, weekdays=()):
    return ShiftTable(rows=rows, weekdays=weekdays)


def roster(agents=AGENTS, weekdays=range(5), **how):
    return table(*(shift(agent, weekday=weekday, **how) for agent in range(agents) for weekday in weekdays))


def worked(absent=0.0, weekdays=range(5), seed=1, types=1):
    """Return a log of agents who are there from nine to five but for lunch, one call after the other."""
    draw = np.random.default_rng(seed)
    rows = []
    for day in (7 * week + weekday for week in range(WEEKS) for weekday in weekdays):
        for agent in range(AGENTS):
            if draw.random() < absent:
                continue
            for start, end in ((540, 720), (765, 1020)):
                at = np.arange(start, end, 5) * MINUTE + day * DAY
                rows += [(int(each), agent) for each in at]
    received = np.array([each for each, _ in sorted(rows)])
    agent = np.array([each for _, each in sorted(rows)])
    return log(issue=agent % types, agent=agent, received=received, answered=received, ended=received + 5 * MINUTE)


def fitted(its_log, its_roster):
    return replace(fit(its_log), roster=its_roster)


def test_heads_are_those_that_the_roster_plans_and_absence_is_what_the_log_lacks_of_them():
    client = fitted(worked(absent=0.1), roster())
    heads = client.staffing.heads["agents"]
    assert heads[:5, 18:34].sum(axis=1) == pytest.approx(np.full(5, AGENTS * 14.5))
    assert heads[0, 23] == AGENTS
    assert heads[0, 24] == 0
    assert heads[0, 25] == AGENTS / 2
    assert heads[5:].sum() == heads[:, :18].sum() == heads[:, 34:].sum() == 0
    absence = client.staffing.absence
    assert absence.low < 0.1 < absence.high
    assert absence.low < absence.value < absence.high
    assert absence.high - absence.low < 0.08
    assert any(note.startswith("hours that the log shows of those planned: mon 7") for note in client.warnings)


def test_the_scenario_has_the_roster_s_staff_and_runs(tmp_path):
    from sim.reading.files import load

    client = fitted(worked(absent=0.1), roster())
    text = client.scenario_text("tables")
    assert "# from the roster, 435 hours a week" in text
    (tmp_path / "tables").mkdir()
    for name, content in client.files.tables.items():
        (tmp_path / "tables" / name).write_text(content)
    (tmp_path / "client.yaml").write_text(text)
    team = load(tmp_path / "client.yaml").teams["agents"]
    assert team.shrinkage.absence == pytest.approx(client.staffing.absence.value, abs=6e-4)


@pytest.mark.parametrize(
    ("its_log", "its_roster", "told"),
    [
        (
            worked(weekdays=range(6)),
            roster(),
            "plans nobody in 17 % of the hours in which agents took contacts, the fi",
        ),
        (worked(), roster(agents=AGENTS // 2), "the log shows 2,"),
        (worked(), table(shift(works=False, weekday=0)), "nobody at work"),
    ],
)
def test_a_roster_that_cannot_be_the_staff_sets_nothing_and_says_why(its_log, its_roster, told):
    client = fitted(its_log, its_roster)
    assert client.staffing.heads["agents"] == pytest.approx(fit(its_log).staffing.heads["agents"])
    assert not client.staffing.planned
    assert any(told in note for note in client.warnings), client.warnings


def test_of_a_roster_by_dates_those_days_count_that_the_log_has():
    days = [MONDAY + datetime.timedelta(days=7 * week + weekday) for week in range(2) for weekday in range(5)]
    later = [day + datetime.timedelta(days=70) for day in days]  # ten weeks on, with twice the people
    rows = [shift(agent, day=day) for day in days for agent in range(AGENTS)]
    rows += [shift(agent, day=day) for day in later for agent in range(2 * AGENTS)]
    heads = fitted(worked(), table(*rows)).staffing.heads["agents"]
    assert heads[0, 20] == AGENTS
    assert fitted(worked(), table(*rows[len(days) * AGENTS :])).staffing.heads["agents"][0, 20] == 2 * AGENTS


def test_a_shift_over_midnight_is_of_two_days():
    client = fitted(worked(), table(*roster().rows, shift(weekday=6, start=1320, end=1800)))
    heads = client.staffing.heads["agents"]
    assert heads[6, 44:].tolist() == [1] * 4
    assert heads[0, :12].tolist() == [1] * 12


def test_groups_named_after_types_are_their_teams_and_others_share_the_hours_as_the_log_does():
    both = worked(types=2)
    by_name = [shift(agent, f"Type {agent % 2}", weekday) for agent in range(AGENTS) for weekday in range(5)]
    by_site = [
        shift(agent, "north" if agent < 3 else "south", weekday) for agent in range(AGENTS) for weekday in range(5)
    ]
    for rows in (by_name, by_site):
        client = fitted(both, table(*rows))
        assert sorted(client.skills.teams.values()) == [("type 0",), ("type 1",)]
        assert [own[1, 20] for own in client.staffing.heads.values()] == pytest.approx([AGENTS / 2] * 2)
    assert any("named after" in note for note in fitted(both, table(*by_name)).warnings)
    assert any("not the log's teams" in note for note in fitted(both, table(*by_site)).warnings)


def test_where_no_file_names_agents_the_roster_sets_the_staff_and_absence_is_assumed(tmp_path):
    minutes = [
        f"2024-05-{day:02} {9 + n // 12}:{n % 12 * 5:02}:00,{60 + n}\n" for day in (6, 7, 13, 14) for n in range(90)
    ]
    (tmp_path / "calls.csv").write_text("Received,Talk (s)\n" + "".join(minutes))
    (tmp_path / "roster.csv").write_text(
        "Agent,Shift start,Shift end,Activity\n" + "".join(f"u{n},8:00,18:00,Phone\n" for n in range(7))
    )
    client, _ = fit_files([tmp_path / "calls.csv", tmp_path / "roster.csv"], columns={"weekdays": "mon-fri"})
    assert client.staffing.heads["agents"][0, 20] == 7
    assert "shrinkage: {absence: 0, off_phone: 0}  # not in the file: assumed" in client.files.template
