"""Coaching: what managers' freed hours are for. Held as far as they allow, and added skill rests where it should."""

from importlib.util import find_spec

import numpy as np
import pytest

import sim
from sim.behavior import learning
from sim.behavior.parameters import Rules
from sim.engines import run
from sim.scenario import plan_of, scenario_from
from tests.engines.small import HOUR, MINUTE, center, records

ENGINES = ["simpy", pytest.param("compiled", marks=pytest.mark.skipif(not find_spec("numba"), reason="needs numba"))]


def desk(weeks=12, coaching=None, **parts):
    """Eight agents whose manager has fifty hours a week."""
    settings = {
        "calendar__weeks": weeks,
        "issues__complaint": {"per_week": 200.0},
        "teams__desk": {"agents": 8, "skill": 0.5},
        "manager": {"coaching": {"minutes": 30, "every_weeks": 2, **(coaching or {})}},
    }
    return center(**{**settings, **parts})


@pytest.mark.parametrize("engine", ENGINES)
def test_with_idle_managers_every_session_that_is_due_is_held_and_takes_its_time_off_the_phone(engine):
    diary = records(desk(), engine).agents
    assert diary["coaching_due"].sum() == diary["coached"].sum() == 4 * 11  # half of eight agents in eleven weeks
    assert (diary["coached_ticks"] == diary["coached"] * 30 * MINUTE).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_swamped_manager_holds_no_session_and_says_so(engine):
    swamped = desk(behavior={"choice": "fixed", "escalation_probability": 1.0}, manager__investigate_time=60)
    diary = records(swamped, engine).agents
    assert diary["coaching_due"].sum() == 44
    assert diary["coached"][diary["week"] > 2].sum() == 0


def test_a_session_is_held_for_the_share_of_those_due_that_the_hours_left_allow():
    # One manager, two hours a day: 10 hours a week for 16 hours of sessions, and nothing goes up.
    data = desk(60, {"minutes": 120, "every_weeks": 1}, teams__desk={"agents": 8, "skill": 3.0})
    data["manager"]["hours"] = {"mon-fri": "9:00-11:00"}
    diary = run(plan_of(scenario_from(data)), 1, 0).agents
    share = diary["coached"].sum() / diary["coaching_due"].sum()
    error = np.sqrt(0.625 * 0.375 / diary["coaching_due"].sum())
    assert abs(share - 10 / 16) < 4 * error


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("gain", "weeks"), [(0.25, 1), (0.6, 2)])
def test_added_skill_rests_before_a_session_where_forgetting_and_the_session_balance(engine, gain, weeks):
    half, adds = 20.0, 0.2
    coaching = {"every_weeks": weeks, "gain": gain, "adds": adds, "engagement": 0.0}
    data = desk(60, coaching, behavior={"forgetting_half_life": half, "practice": 0.0})
    diary = records(data, engine).agents
    d = 2.0 ** (-5.0 * weeks / half)
    before = adds * d * gain / (1.0 - d * (1.0 - gain))
    after = before + gain * (adds - before)
    added = diary["skill"][diary["week"] > 40] - 0.5
    # Sessions fall on any day of their week, so that what is seen at a week's end lies between the two.
    assert before * 2.0 ** (-5.0 / half) - 1e-9 <= added.min()
    assert added.max() <= adds
    assert added.mean() == pytest.approx((after - before) / np.log(after / before), rel=0.06)


@pytest.mark.parametrize("engine", ENGINES)
def test_coaching_without_gain_changes_hours_alone(engine):
    with_, without = (records(data, engine) for data in (desk(coaching={"gain": 0.0, "engagement": 0.0}), desk()))
    assert (with_.agents["skill"] == 0.5).all()
    assert (with_.agents["engagement"] == with_.agents["engagement"][0]).all()
    assert without.agents["skill"].max() > 0.5


def test_coaching_changes_no_customers_nature_or_luck():
    rows = [run(plan_of(scenario_from(data)), 1, 0).rows for data in (desk(), center_without())]
    first = [each[each["attempt"] == 1][["stream", "bin", "ordinal", "complexity", "arrived"]] for each in rows]
    assert (np.sort(first[0]) == np.sort(first[1])).all()


def center_without():
    data = desk()
    del data["manager"]["coaching"]
    return data


def test_a_session_closes_a_part_of_the_way_and_never_takes_skill_away():
    rules = Rules(*[0.0] * len(Rules._fields))._replace(session_adds=0.2, session_gain=0.5)
    assert learning.after_session(0.5, 0.5, rules) == pytest.approx(0.6)
    assert learning.after_session(0.9, 0.5, rules) == 0.9
    assert HOUR == 60 * MINUTE


def test_coaching_is_counted_as_sessions_of_those_due_and_as_hours():
    plain, coached = (
        sim.run(scenario_from(data), replications=1, jobs=1).to_frame().set_index("metric")["value"]
        for data in (center_without(), desk())
    )
    assert "coaching_held" not in plain.index or np.isnan(plain["coaching_held"])
    assert coached["coaching_held"] == 100.0
    assert coached["coaching_hours_per_week"] == pytest.approx(44 * 0.5 / 12)
