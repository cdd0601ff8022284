"""Where a culture tips: both starts, the fluid limit beside them, and how long a policy must be held."""

import dataclasses

import numpy as np
import pytest

import sim
from sim.clock import WEEK
from sim.engines.steady_state import start_of
from sim.experiment import hold as holding
from sim.experiment.culture import ENDS, passed_up_by_habit, resting_habits
from sim.experiment.hold import Hold, hold, withdrawn
from sim.experiment.tip import laid_out, settling_weeks, telling_axis, tip
from sim.metrics import METRICS
from sim.scenario import plan_of
from tests.centers import shipped, small_center

MINIMAL = shipped("minimal").model_copy(update={"what_ifs": {}})
QUICK = MINIMAL.override(
    {"behavior.habit_half_life": 1.0, "behavior.ownership_half_life": 1.0, "teams.desk.skill_sd": 0.0}
)
"""Equal agents whose habits settle within days."""
TORN = {"incentives.relief": 0.6, "behavior.habit_weight": 1.8}
"""Two cultures can last."""
X, Y = ("incentives.relief", [0.1, 0.6]), ("behavior.habit_weight", [0.3, 1.8])
STRONG = {
    "incentives.relief": 0.7,
    "empowerment.authority": 50,
    "behavior.sharpness": 5,
    "behavior.effort": 0.8,
    "behavior.blame": 0.4,
    "behavior.pride": 0.8,
    "behavior.habit_weight": 0.8,
}
"""Beliefs far stronger than studies support, with which the dealership's culture hardly moves by words alone."""


@pytest.fixture(scope="module")
def found():
    return tip(QUICK, X, Y, weeks=4, replications=3, longest=2, after=4, jobs=1)


def test_the_limit_rests_where_the_product_starts_from_either_culture():
    for changes in ({}, TORN, {"incentives.relief": 0.1, "behavior.practice": 0.02, "behavior.learnable": 0.2}):
        resting = resting_habits(QUICK.override(changes))
        ends = [
            start_of(plan_of(QUICK.override({**changes, "behavior.culture": culture}))).rests[0][0].habit
            for culture in ("solving", "escalating")
        ]
        assert [resting[0], resting[-1]] == pytest.approx(ends, abs=1e-6)


def test_two_cultures_last_on_either_side_of_a_brink():
    low, brink, high = resting_habits(QUICK.override(TORN))
    passed_up = passed_up_by_habit(QUICK.override(TORN))
    assert low < 0.1
    assert high > 0.9
    assert passed_up(brink - 0.01) < brink - 0.01
    assert passed_up(brink + 0.01) > brink + 0.01


def test_what_holds_after_the_last_change_counts_and_charges_are_felt():
    dealership = shipped("dealership").override({**STRONG, "incentives.quality.sanction": 0.0})
    (paid,) = resting_habits(dealership.what_if("Pay from the bonus pool"))
    (told,) = resting_habits(dealership.what_if("Empower only (Step 1)"))
    assert paid < 0.3 < 0.9 < told
    bare = dealership.what_if("Pay from the bonus pool").override({"incentives.penalty_weight": 0})
    assert resting_habits(bare)[0] == pytest.approx(told, abs=1e-6)


def test_the_start_decides_where_the_limit_has_two_cultures_and_nowhere_else(found):
    kinds = {tuple(cell.setting.values()): (cell.culture, cell.in_the_limit) for cell in found.cells}
    assert kinds == {
        (0.1, 0.3): ("solving", "solving"),
        (0.1, 1.8): ("solving", "solving"),
        (0.6, 0.3): ("solving", "solving"),
        (0.6, 1.8): ("depends", "depends"),
    }
    assert found.here.culture == "solving"


def test_a_cell_is_the_run_from_its_start_to_the_bit(found):
    for start, end in enumerate(ENDS.values()):
        alone = sim.run(QUICK.override({**TORN, **end, "calendar.weeks": 4}), replications=3, jobs=1, seed=found.seed)
        expected = [counted.value(METRICS["passed_up_rate"], 1, 4) for counted in alone.tallies]
        assert found.weeks == (1, 4)
        assert found.values["passed_up_rate"][start, 4].tolist() == expected


def test_the_same_map_whatever_the_number_of_workers(found):
    again = tip(QUICK, X, Y, weeks=4, replications=3, longest=2, after=4, jobs=2)
    assert again.to_frame().to_csv() == found.to_frame().to_csv()
    assert again.hold_frame().to_csv() == found.hold_frame().to_csv()
    assert again.verdict == found.verdict


def test_the_frame_has_a_row_for_each_start(found):
    frame = found.to_frame()
    assert len(frame) == 8
    assert list(frame.columns[:6]) == [X[0], Y[0], "start", "passed_up", "low", "high"]
    torn = frame[(frame[X[0]] == 0.6) & (frame[Y[0]] == 1.8)].set_index("start")
    assert torn.loc["escalating", "limit"] > 0.9 > 0.1 > torn.loc["solving", "limit"]
    assert torn["culture"].tolist() == ["depends", "depends"]


def with_shares(found, up, down):
    """The same map with these shares at its first cell, for each replication."""
    values = found.values["passed_up_rate"].copy()
    values[0, 1], values[1, 1] = up, down
    return dataclasses.replace(found, values={**found.values, "passed_up_rate": values}).cells[0]


@pytest.mark.parametrize(
    ("up", "down", "culture", "clear"),
    [
        ([90, 91, 92], [90, 91, 92], "escalating", True),
        ([10, 11, 12], [9, 11, 12], "solving", True),
        ([90, 91, 92], [10, 12, 11], "depends", True),
        ([52, 53, 54], [43, 44, 45], "solving", True),
        ([95, 5, 95], [5, 5, 5], "unclear", False),
        ([45, 5, 45], [5, 5, 5], "unclear", False),
        ([np.nan, 1, 1], [1, 1, 1], "nothing", False),
    ],
)
def test_a_cell_is_called_by_both_ends_and_their_gap(found, up, down, culture, clear):
    cell = with_shares(found, up, down)
    assert cell.culture == culture
    assert cell.is_clear == clear


def test_a_policy_that_is_withdrawn_leaves_every_lever_where_it_was():
    policies = ("empower_frontline", "stop_rewarding_escalation")
    levers = withdrawn(QUICK, policies)
    assert levers["incentives.relief"] == 0.2
    assert levers["manager.policy"] == "investigate"
    held = holding._held(QUICK.override({"calendar.weeks": 20}), policies, levers, 6)
    starts, states = zip(*((epoch.start_tick, epoch.scenario) for epoch in plan_of(held).epochs), strict=True)
    assert [start // WEEK + 1 for start in starts] == [1, 5, 11]
    assert states[1].incentives.relief == 0
    assert states[2].model_dump() == states[0].model_dump()


def test_the_least_time_is_found_by_bisection():
    torn = QUICK.override({"behavior.learning": 0.3})
    done = hold(torn, ["stop_rewarding_escalation"], replications=4, seed=1, most=4, after=4, setting=TORN, jobs=1)
    assert done.weeks[0] == 0
    assert done.weeks[-1] == 4
    assert done.staying(0) == 0
    assert done.least is not None
    assert done.weeks[done.least] - done.weeks[done.least - 1] == 1
    assert done.staying(done.least) == 4
    share, (low, high) = done.share(done.least)
    assert (share, high) == (1.0, 1.0)
    assert low == pytest.approx(0.025 ** (1 / 4))


def test_never_is_said_where_only_the_escalating_culture_can_last():
    center = QUICK.override({"incentives.relief": 1.0, "behavior.habit_weight": 0.5})
    done = hold(center, ["stop_rewarding_escalation"], replications=2, seed=1, most=1, after=4, jobs=1)
    assert done.least is None
    assert [done.staying(place) for place in range(len(done.weeks))] == [0, 0]


def test_a_time_is_long_enough_if_the_culture_stays_in_nine_of_ten_replications():
    rates = tuple([60.0] * bad + [10.0] * (20 - bad) for bad in (20, 3, 2, 0))
    done = Hold({}, ("policy",), (0, 1, 2, 4), tuple(map(tuple, rates)), None)
    assert done.least == 2
    assert [done.staying(place) for place in range(4)] == [0, 17, 18, 20]


def test_the_map_is_watched_until_habits_have_settled():
    assert settling_weeks(MINIMAL) == 28
    assert settling_weeks(QUICK) == 9
    assert settling_weeks(shipped("dealership")) == 34


def test_without_a_key_the_map_has_the_lever_that_tips_more():
    few = ("behavior.habit_weight", [0.0, 2.4])
    assert telling_axis(MINIMAL, few)[0] == "incentives.relief"
    assert telling_axis(shipped("dealership").override(STRONG), few)[0] == "empowerment.expectation"


def test_bad_input_is_told_in_one_line():
    def told(*arguments, **more):
        with pytest.raises(sim.ScenarioError) as caught:
            tip(QUICK, *arguments, jobs=1, **more)
        (problem,) = caught.value.problems
        return str(problem)

    assert "stands on both axes" in told(X, X)
    assert "is where the map starts from" in told(X, ("behavior.starting_habit", [0, 1]))
    assert "did you mean 'relief'" in told(("incentives.relif", [0, 1]), Y)
    assert "did you mean 'stop_rewarding_escalation'" in told(X, Y, policies=["stop_rewarding_escalations"], weeks=1)
    assert "holds events on dates" in told(X, Y, policies=["town_hall"], weeks=1)
    assert "at least one policy" in told(X, Y, policies=[], weeks=1)
    assert "from 1 to 250 weeks" in told(X, Y, longest=0, weeks=1)


def test_a_center_without_choices_has_no_culture():
    bound = small_center(what_if={}, calendar={"weeks": 1, "open": {"mon-fri": "9:00-17:00"}}).override(
        {"issues.question.reserved_share": 1.0}
    )
    design = laid_out(bound, X, Y, 1)
    assert len(design.settings) == 4
    done = tip(
        bound, ("incentives.relief", [0.1]), ("behavior.habit_weight", [0.3]), replications=2, longest=1, weeks=1
    )
    assert {cell.culture for cell in done.cells} == {"nothing"}
    assert "Nobody ever has a choice" in done.verdict
