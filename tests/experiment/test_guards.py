"""Guards: a harm is named where it matters and is seen, excluded where the interval excludes it, else left open."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engines import run
from sim.experiment import guards
from sim.experiment.compare import compare
from sim.experiment.verdict import verdict_of
from sim.experiment.verdict_cells import Mark
from sim.metrics import METRICS
from sim.present.verdict_screen import verdict_lines
from sim.scenario import plan_of, scenario_from
from sim.statistics.estimates import Difference
from tests.centers import small_center

numbers = st.floats(-50, 50)


@given(numbers, st.floats(0, 20), st.sampled_from([1, -1]), st.floats(0, 10))
def test_every_effect_has_one_state_and_none_means_that_a_harm_that_matters_is_excluded(value, half, worse, matters):
    effect = Difference(value, 9, 1.0, (value - half, value + half), None, None)
    state = guards._state(effect, worse, matters)
    harm, worst, least = worse * value, worse * value + half, worse * value - half
    assert (state is guards.State.NONE) == (worst <= matters)
    if state is guards.State.HARM:
        assert harm > matters
        assert least > 0
    mirrored = dataclasses.replace(effect, value=-value, interval=(-value - half, -value + half))
    assert guards._state(mirrored, -worse, matters) is state


def test_without_an_interval_nothing_is_excluded():
    assert guards._state(Difference(0.1, 1, None, None, None, None), 1, 0.5) is guards.State.OPEN


def test_which_way_is_worse_and_what_matters_is_said_of_every_guard():
    for guard in guards.GUARDS:
        assert guard.share or guard.least
        if guard.id in METRICS:
            assert (guard.worse == 1) == (METRICS[guard.id].better == "lower")
    assert [guard.id for guard in guards.GUARDS if guard.is_deal_breaker] == [
        *("manager_hours_per_week", "csat_proxy", "bonus_per_agent", "hidden_escalations_per_week", "pool_debt")
    ]


@pytest.fixture(scope="module")
def squeezed():
    """A busy center: solving below takes agents' time, so the line gets longer; and two fewer agents."""
    center = small_center(
        issues={"question": {"per_week": 560, "asks_share": 0.3, "handle_time": {"shape": "exponential", "mean": 9}}},
        customers={"patience": {"shape": "exponential", "mean": 12}},
        what_if={
            "Remove the reward": {"use": ["stop_rewarding_escalation"], "from_week": 2},
            "One agent less": {"use": ["stop_rewarding_escalation"], "from_week": 2, "set": {"teams.desk.agents": 2}},
        },
    )
    return compare(center, replications=8, jobs=1, beliefs=False)


def test_a_what_if_that_empties_the_floor_is_sold_with_its_price(squeezed):
    found = {each.guard.id: each for each in guards.findings(squeezed, "One agent less")}
    for name in ("service_level", "not_served", "asa_seconds"):
        assert found[name].state is guards.State.HARM
        assert found[name].effect.value * found[name].guard.worse > found[name].matters
    assert found["bonus_per_agent"].state is guards.State.NONE
    assert found["bonus_per_agent"].effect.value == 0
    listed = guards.harms(list(found.values()))
    prices = [each.weight for each in listed if not each.guard.is_deal_breaker]
    assert prices == sorted(prices, reverse=True)
    assert [each.guard.is_deal_breaker for each in listed] == sorted(
        (each.guard.is_deal_breaker for each in listed), reverse=True
    )


def test_dropping_the_line_at_closing_is_a_price_and_not_a_saving():
    data = small_center(issues={"question": {"per_week": 900, "handle_time": 9}}).model_dump(by_alias=True)
    data["what_if"] = {}
    data["customers"] = {"endless_patience_share": 1, "redial_share": 0}
    before, after = (
        scenario_from({**data, "calendar": {**data["calendar"], "after_hours": how}, "name": how})
        for how in ("overtime", "drop")
    )
    done = compare(before, after, replications=6, jobs=1, beliefs=False)
    (found,) = (each for each in guards.findings(done, done.what_ifs[0]) if each.guard.id == "not_served")
    assert found.state is guards.State.HARM
    assert done.level(done.baseline, "not_served").value == 0
    assert done.effect(done.what_ifs[0], "asa_seconds").value < 0


MORE_PAY = {
    "incentives.target_bonus": st.integers(300, 900).map(lambda pays: {"escalations_per_100": 100, "pays": pays}),
    "incentives.proportional_bonus": st.integers(600, 900).map(lambda pays: {"zero_at": 100, "pays": pays}),
    "incentives.resolution_bonus": st.integers(2, 20),
    "incentives.bonus_pool.funding_per_agent": st.integers(700, 2000),
    "teams.desk.hourly_cost": st.sampled_from(["plus 3", "times 1.2"]),
    "teams.desk.agents": st.sampled_from(["plus 1", "times 2"]),
    "manager.count": st.sampled_from([2, "plus 1", {"mon-wed": 3, "thu-fri": 1}]),
    "manager.hourly_cost": st.sampled_from(["plus 5", "times 1.5"]),
    "leadership_lane.open": st.just(True),
}
"""What a what-if may set so that the client pays more, whatever agents make of it."""


@settings(max_examples=25)
@given(st.sampled_from(list(MORE_PAY)).flatmap(lambda key: st.tuples(st.just(key), MORE_PAY[key])))
def test_whatever_a_client_pays_more_for_is_a_price(more):
    done = compare(small_center(what_if={"Pays": {"set": dict([more])}}), replications=3, jobs=1, beliefs=False)
    assert guards.PAID in verdict_of(done).price["Pays"]
    assert "what the company pays +" in " ".join(" ".join(verdict_lines(done)).split())


def test_a_bonus_that_is_not_paid_is_no_saving_and_hides_nothing_that_is_paid():
    charge = {"incentives.bonus_pool.charge_share": 1.0}
    what_ifs = {"Charge": {"set": charge}, "Charge and manager": {"set": {**charge, "manager.count": 2}}}
    found = verdict_of(compare(small_center(what_if=what_ifs), replications=3, jobs=1, beliefs=False))
    assert found.cells["Charge", guards.PAID].mark is Mark.NONE
    assert guards.PAID in found.price["Charge and manager"]


def test_what_a_pool_pays_out_because_less_is_granted_is_no_price():
    center = small_center(
        incentives={"relief": 0.4, "bonus_pool": {"funding_per_agent": 3000, "charge_share": 1.0}},
        what_if={"Grant less": {"set": {"manager.settlement": 0.3}}},
    )
    done = compare(center, replications=3, jobs=1, beliefs=False)
    assert done.effect("Grant less", "bonus_per_agent").value > 100
    assert guards.PAID not in verdict_of(done).price["Grant less"]


def test_debt_and_lost_customers_are_looked_at_only_where_there_are_any():
    what_if = {"Both": {"use": ["empower_frontline"]}}
    plain = compare(small_center(what_if=what_if, incentives={}), replications=2, jobs=1, beliefs=False)
    assert not {guards.DEBT, guards.LOST} & {guard.id for guard in guards.guards_of(plain)}
    worth = {"worth": 500, "leaves_share": {"dissatisfied": 0.1}}
    full = compare(small_center(what_if=what_if, customers=worth), replications=2, jobs=1, beliefs=False)
    assert {guards.DEBT, guards.LOST} <= {guard.id for guard in guards.guards_of(full)}


def test_who_hangs_up_with_a_routine_matter_would_have_been_granted_nothing():
    call = {"per_week": 600, "routine": True, "asks_share": 0.5, "handle_time": 10}
    center = small_center(
        issues={"call": call, "question": {"per_week": 200, "asks_share": 0.5}},
        teams={"desk": {"agents": 1, "handles": ["call", "question"]}},
        customers={"patience": 1, "redial_share": 0},
    )
    rows = run(plan_of(center), 1, 0).rows
    names = list(center.issues)
    lost = {name: rows["unmet_cents"][rows["type"] == names.index(name)].sum() for name in names}
    assert lost["call"] == 0
    assert lost["question"] > 0
