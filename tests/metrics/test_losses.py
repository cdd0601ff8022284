"""No customer is lost without a figure: whoever was not served is counted, by one reason."""

import numpy as np
import pytest

from sim.engines import run, weeks_of
from sim.journeys import Outcome
from sim.metrics import METRICS, tally
from sim.scenario import plan_of, scenario_from
from tests.drawn import drawn
from tests.strategies import scenario_data, seeds

LOST = {
    Outcome.ABANDONED: "abandoned",
    Outcome.DROPPED: "dropped",
    Outcome.GAVE_UP: "gave_up",
    Outcome.OPEN: "left_open",
    Outcome.BLOCKED: "blocked",
    Outcome.BALKED: "balked",
}
SERVED = set(Outcome) - set(LOST) - {Outcome.CONTAINED}


@drawn(scenario_data(), seeds, examples=12, at_length=200)
def test_of_those_who_reached_the_line_each_is_served_or_lost_for_one_reason_and_the_shares_add_up(data, seed):
    plan = plan_of(scenario_from(data))
    rows, total = run(plan, seed, 0).rows, tally(plan, weeks_of(plan, seed, 0)).total()
    for outcome, name in LOST.items():
        assert total[name] == (rows["outcome"] == outcome).sum()
    served = np.isin(rows["outcome"], list(SERVED))
    assert total["contacts"] == total["contained"] + total["offered"]
    assert total["offered"] == total["queued"] + total["blocked"] + total["balked"]
    assert total["offered"] == served.sum() + sum(total[name] for name in LOST.values())
    assert np.all(rows["answered"][served] >= 0)
    lost = METRICS["not_served"].value(total)
    if total["offered"]:
        assert lost + 100 * served.sum() / total["offered"] == pytest.approx(100)
        assert lost >= METRICS["abandonment_rate"].value(total)
    else:
        assert lost is None


def overloaded(**calendar):
    """Ten hours of work an hour before eight agents, and nobody who hangs up."""
    return plan_of(
        scenario_from(
            {
                "name": "More calls than agents",
                "calendar": {"weeks": 8, "open": {"mon-fri": "9:00-17:00"}, **calendar},
                "issues": {
                    "call": {"per_week": 2400, "routine": True, "handle_time": {"shape": "exponential", "mean": 10}}
                },
                "teams": {"desk": {"agents": 8, "handles": ["call"]}},
                "customers": {"endless_patience_share": 1, "redial_share": 0, "talk_anger": 0},
            }
        )
    )


def shares(plan, metric, replications=8):
    return np.array([tally(plan, weeks_of(plan, 1, n)).value(METRICS[metric]) for n in range(replications)])


def test_callers_sent_away_at_closing_are_not_served_though_nobody_hangs_up():
    plan = overloaded(after_hours="drop")
    lost = shares(plan, "not_served")
    arrived, served = 480.0, drained_day(agents=8, per_hour=60, mean_minutes=10, hours=8)
    error = lost.std(ddof=1) / np.sqrt(len(lost))
    assert lost.mean() == pytest.approx(100 * (1 - served / arrived), abs=4 * error + 0.1)
    assert lost.mean() == pytest.approx(19.95, abs=0.6)
    assert np.all(shares(plan, "abandonment_rate", 1) == 0)


def drained_day(agents, per_hour, mean_minutes, hours):
    """Return the calls answered from opening to closing of one empty start: births and deaths, by small steps."""
    step = 4 / 3600
    top = 400
    state = np.zeros(top + 1)
    state[0] = 1.0
    n = np.arange(top + 1)
    death = np.minimum(n, agents) * 60 / mean_minutes * step
    birth = np.where(n < top, per_hour * step, 0.0)
    for _ in range(int(hours / step)):
        flow_up, flow_down = state * birth, state * death
        state = state - flow_up - flow_down
        state[1:] += flow_up[:-1]
        state[:-1] += flow_down[1:]
    waiting = np.maximum(0, n - agents) @ state
    return float(per_hour * hours - waiting)


def test_where_all_are_finished_in_overtime_nobody_is_lost():
    assert np.all(shares(overloaded(), "not_served", 1) == 0)
