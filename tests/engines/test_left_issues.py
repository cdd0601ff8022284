"""Agents who may leave what they failed at: the same problem resists again, and punishment has an interior best."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.behavior import choice
from sim.engines import run
from sim.engines.rules import rules_of
from sim.journeys import Outcome, Reason
from sim.scenario import plan_of, scenario_from
from tests.engines.small import decided, records

STILL = {"learning": 0.0, "practice": 0.0, "habit_weight": 0.0, "credibility": 0.0}
"""Nobody learns: what an agent does is as at the start."""
MANY = {"count": 30, "investigate_time": 1.0}


def desk(pushback=0.0, skill=0.5, **parts):
    """Thirty agents, of whom nobody is ever waited for, and whose manager gives no relief."""
    settings = {
        "issues__complaint": {"per_week": 1500.0, "complexity": {"shape": "beta", "a": 2.0, "b": 2.0}},
        "teams__desk": {"agents": 30, "skill": skill},
        "manager": MANY,
        "incentives": {"relief": 0.0, "pushback": pushback},
        "behavior": STILL,
        "customers": {"comes_back_share": 0.8, "comes_back_after": 60.0, "insists_share": 0.0},
    }
    data = decided(**settings)
    for key, value in parts.items():
        data[key] = {**data.get(key, {}), **value}
    return data


def rows_of(data, seed=1):
    return run(plan_of(scenario_from(data)), seed, 0).rows


def first_calls(rows):
    return rows[rows["attempt"] == 1]


# --- what is left ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["simpy", None])
def test_what_an_agent_has_left_no_agent_of_the_same_ability_ever_solves(engine):
    data = desk(pushback=1.5, customers={"comes_back_share": 1.0, "comes_back_after": 5.0, "max_contacts": 6})
    rows = records(data, engine or "simpy").rows if engine else rows_of(data)
    again = rows[rows["attempt"] > 1]
    assert set(rows["reason"][rows["attempted"] & (rows["escalated"] >= 0)]) <= {Reason.FAILED}
    assert (again["attempted"]).sum() > 200
    assert not (again["outcome"] == Outcome.SOLVED).any()


def test_who_has_learned_since_may_solve_what_was_left_and_as_before_luck_was_new():
    left = desk(pushback=1.5, customers={"comes_back_share": 1.0, "comes_back_after": 1440.0})
    lesson = {"week": 1, "day": "wed", "event": "training", "at": "0:00", "hours": 0.0, "skill": 0.5}
    taught = rows_of({**left, "timeline": [lesson]})
    assert ((taught["attempt"] > 1) & (taught["outcome"] == Outcome.SOLVED)).sum() > 20
    before = desk(behavior={"after_failure": "as_before"}, incentives={"time_pressure": 0.1})
    rows = rows_of(before)
    assert ((rows["attempt"] > 1) & (rows["outcome"] == Outcome.SOLVED)).sum() > 20


def test_a_failure_is_left_as_often_as_the_choice_says():
    data = desk(pushback=0.5, skill=0.4)
    data["issues"]["complaint"]["per_week"], data["teams"]["desk"]["agents"] = 9000.0, 180
    scenario = scenario_from(data)
    rules = rules_of(scenario, scenario, 1.0)
    engagement = scenario.teams["desk"].engagement
    likely = choice.leaves(-0.5, choice.leaving(engagement, 0.0, rules), rules)
    rows = first_calls(rows_of(data))
    failed = rows[rows["attempted"] & (rows["outcome"] != Outcome.SOLVED)]
    left = failed["outcome"] == Outcome.LEFT_UNRESOLVED
    assert 0.2 < likely < 0.6
    assert len(failed) > 1000
    assert abs(left.mean() - likely) < 4 * np.sqrt(likely * (1 - likely) / len(failed))
    assert np.all((failed["reason"] == Reason.FAILED) == ~left)


@pytest.mark.parametrize("policy", ["coach", "return"])
def test_what_fails_a_second_time_after_the_manager_goes_up(policy):
    rows = rows_of(desk(pushback=1.2, skill=0.2, manager={"policy": policy, "coach_boost": 0.0, "coach_gain": 0.0}))
    again = rows["returned_answered"] >= 0
    assert again.sum() > 20
    assert set(rows["outcome"][again]) <= {Outcome.SOLVED, Outcome.SOLVED_BY_MANAGER}
    assert (rows["second_escalated"][again] >= 0).any()


# --- punishment --------------------------------------------------------------------------------------------------

CASES = st.fixed_dictionaries(
    {
        "skill": st.sampled_from([-0.3, 0.3, 0.6, 0.9]),
        "complexity": st.sampled_from([0.6, {"shape": "beta", "a": 2, "b": 2}, {"shape": "beta", "a": 5, "b": 2}]),
        "conscience": st.sampled_from([0.3, 0.8, 1.5]),
        "pressure": st.sampled_from([0.0, 0.02]),
        "per_week": st.sampled_from([600.0, 1500.0]),
        "pushbacks": st.lists(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.4, 2.5]), min_size=2, max_size=2, unique=True),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(CASES, st.integers(0, 1000))
def test_more_punishment_never_lowers_what_is_left_unresolved(case, seed):
    low, high = (
        first_calls(
            rows_of(
                desk(
                    pushback,
                    case["skill"],
                    issues={"complaint": {**desk()["issues"]["complaint"], "complexity": case["complexity"]}},
                    behavior={"conscience": case["conscience"]},
                    incentives={"time_pressure": case["pressure"]},
                ),
                seed,
            )
        )["outcome"]
        == Outcome.LEFT_UNRESOLVED
        for pushback in sorted(case["pushbacks"])
    )
    assert len(low) == len(high)
    assert high.sum() - low.sum() >= -4.0 * np.sqrt(low.sum() + high.sum())


@pytest.mark.parametrize(
    ("conscience", "engagement", "blame", "complexity"), [(0.8, 0.6, 0.3, 0.9), (1.1, 0.5, 0.1, 0.7)]
)
def test_where_nobody_can_solve_it_all_goes_up_below_the_turn_and_beyond_it_all_is_tried_and_left(
    conscience, engagement, blame, complexity
):
    """At a push-back of conscience x engagement + blame + effort x (1/2 + c), and with agents who choose sharply."""
    effort = 0.4
    turn = conscience * engagement + blame + effort * (0.5 + complexity)

    def rows_at(pushback):
        data = desk(
            pushback,
            -2.0,
            behavior={"sharpness": 1000.0, "conscience": conscience, "blame": blame, "effort": effort},
            incentives={"quality": {"listened_share": 0.0}},
            empowerment={"support": 0.0},
        )
        data["issues"]["complaint"]["complexity"] = complexity
        data["teams"]["desk"]["engagement"] = engagement
        return first_calls(rows_of(data))

    before, beyond = rows_at(turn - 0.02), rows_at(turn + 0.02)
    assert set(before["outcome"]) == {Outcome.SOLVED_BY_MANAGER}
    assert not before["attempted"].any()
    assert set(beyond["outcome"]) == {Outcome.LEFT_UNRESOLVED}
    assert beyond["attempted"].all()
    assert beyond["handle_ticks"].sum() == 2 * before["handle_ticks"].sum()  # half of it is diagnosis
    assert before["satisfaction"][before["issue_closed"]].mean() > 0.6


def satisfied(rows):
    """The chance that each issue's customer is satisfied, by issue."""
    closed = rows[rows["issue_closed"]]
    issues = zip(closed["bin"].tolist(), closed["ordinal"].tolist(), strict=True)
    return dict(zip(issues, closed["satisfaction"].tolist(), strict=True))


@pytest.mark.parametrize(("a", "b", "skill"), [(4, 3, 0.55), (5, 2, 0.7), (3, 2, 0.5)])
def test_where_most_is_beyond_agents_punishment_has_an_interior_best_that_managers_hours_do_not_show(a, b, skill):
    """A little of it makes try; a lot makes leave. Satisfaction turns, while what goes up only ever falls."""
    found = []
    for pushback in (0.0, 0.2, 1.0, 1.6, 2.6):
        data = desk(pushback, skill)
        data["issues"]["complaint"] |= {"complexity": {"shape": "beta", "a": a, "b": b}, "per_week": 4000.0}
        data["teams"]["desk"]["agents"] = 80
        found.append(rows_of(data))
    none, little, *_, much = map(satisfied, found)
    better, worse = (
        np.array([now[issue] - before[issue] for issue in now.keys() & before.keys()])
        for now, before in ((little, none), (much, none))
    )
    assert better.mean() > 4 * better.std() / np.sqrt(len(better))
    assert worse.mean() < -0.08
    for falls in (
        (rows["escalated"] >= 0 for rows in found),
        (rows["outcome"] != Outcome.LEFT_UNRESOLVED for rows in found),
    ):
        shares = [each.mean() for each in falls]
        assert shares == sorted(shares, reverse=True)


# --- a target of handle time -------------------------------------------------------------------------------------


def test_a_closure_target_does_more_the_stronger_it_is_and_next_to_nothing_where_it_is_weak():
    """As before, any pressure at all left all that failed, so that what went up fell at once."""

    def up(pressure, **behavior):
        data = desk(behavior=behavior, incentives={"time_pressure": pressure, "relief": 0.15})
        data["issues"]["complaint"] |= {
            "per_week": 3000.0,
            "handle_time": 20,
            "complexity": {"shape": "beta", "a": 2, "b": 5},
        }
        data["teams"]["desk"]["agents"] = 90
        data["behavior"]["habit_weight"] = 0.3
        rows = first_calls(rows_of(data))
        return (rows["escalated"] >= 0).mean()

    none, least, weak, strong = (up(pressure) for pressure in (0.0, 1e-6, 0.003, 0.012))
    assert least == pytest.approx(none, abs=0.002)
    assert none < weak < strong
    assert weak < none * 1.25
    old = [up(pressure, after_failure="as_before") for pressure in (0.0, 1e-6)]
    assert old[1] < 0.8 * old[0]
