"""The story that the product tells, as it emerges from the shipped scenarios."""

from importlib.util import find_spec

import pytest

import sim
from sim.scenario.beliefs import beliefs_of
from tests.centers import shipped

REPLICATIONS = 6
ENGINE = "compiled" if find_spec("numba") else "simpy"
"""The engines agree to the bit (tests/engines/test_agreement.py), so the quicker one tells the story."""
MONTH_SIX = (31, 34)
FIRST_MONTH = (9, 12)


@pytest.fixture(scope="module")
def dealership():
    return sim.compare(shipped("dealership"), replications=REPLICATIONS, jobs=1, engine=ENGINE, beliefs=False)


STEP_1, STEP_2 = "Empower only (Step 1)", "Remove the reward for escalating (Step 2)"
BOTH, PAY, POOL_ALONE = "Both steps", "Pay from the bonus pool", "Pool without authority"


def mean(comparison, name, metric, weeks):
    return comparison.level(name, metric, weeks).value


def share_left(comparison, name):
    metric = "manager_hours_per_week"
    return mean(comparison, name, metric, MONTH_SIX) / mean(comparison, "Baseline", metric, MONTH_SIX)


def test_the_baseline_manager_spends_more_than_three_hours_a_day_on_escalations(dealership):
    for weeks in (FIRST_MONTH, MONTH_SIX):
        hours, low_high = (
            mean(dealership, "Baseline", "manager_hours_per_week", weeks),
            dealership.level("Baseline", "manager_hours_per_week", weeks).interval,
        )
        assert hours / 6 > 3
        assert low_high[0] / 6 > 3


@pytest.mark.parametrize("step", [STEP_1, STEP_2])
def test_one_step_alone_leaves_a_fifth_of_the_managers_hours_or_more(dealership, step):
    assert share_left(dealership, step) > 0.2


def test_the_story_needs_no_belief_outside_what_studies_and_judgment_support():
    assert [belief.key for belief in beliefs_of(shipped("dealership")) if not belief.is_within] == []


@pytest.mark.parametrize("policy", [BOTH, PAY])
def test_both_steps_or_the_pool_with_authority_leave_less_than_a_tenth(dealership, policy):
    assert share_left(dealership, policy) < 0.1


@pytest.mark.parametrize("policy", [BOTH, PAY])
def test_both_steps_bring_fewer_issues_and_a_higher_csat_proxy_clearly(dealership, policy):
    assert dealership.effect(policy, "issues_per_week").interval[1] < 0
    assert dealership.effect(policy, "csat_proxy").value > 0
    assert dealership.effect(policy, "manager_hours_per_week").value < 0
    assert dealership.is_clear(policy, "csat_proxy")
    assert dealership.is_clear(policy, "manager_hours_per_week")


def test_the_pool_without_authority_still_charges_more_than_half_of_its_first_month(dealership):
    first = mean(dealership, POOL_ALONE, "charges_per_week", FIRST_MONTH)
    last = mean(dealership, POOL_ALONE, "charges_per_week", MONTH_SIX)
    assert last > first / 2
    with_authority = mean(dealership, PAY, "charges_per_week", MONTH_SIX)
    assert with_authority < mean(dealership, PAY, "charges_per_week", FIRST_MONTH) / 2


def test_the_whole_change_of_manager_hours_is_explained(dealership):
    for name in dealership.what_ifs:
        parts = sum(part.value for part in dealership.hours_split(name).values())
        change = dealership.effect(name, "manager_hours_per_week", dealership.late).value
        assert parts == pytest.approx(change, abs=1e-9)


def test_the_whole_change_of_the_csat_proxy_is_explained(dealership):
    for name in dealership.what_ifs:
        parts = sum(part.value for part in dealership.points_split(name).values())
        assert parts == pytest.approx(dealership.effect(name, "csat_proxy").value, abs=1e-9)


@pytest.mark.parametrize("name", ["dealership", "support_center"])
def test_a_baseline_without_changes_does_not_drift(name, dealership):
    comparison = dealership if name == "dealership" else _support()
    last = comparison.weeks
    quarter = max(1, last // 4)
    early = comparison.level("Baseline", "escalation_rate", (1, quarter))
    late = comparison.level("Baseline", "escalation_rate", (last - quarter + 1, last))
    assert early.interval[0] <= late.interval[1]
    assert late.interval[0] <= early.interval[1]


_KEPT = {}


def _support():
    """The support center at a fifth of its size, behavior untouched; run once."""
    if not _KEPT:
        center = shipped("support_center").override(
            {"issues.request.per_week": 2000, "manager.count": 2}
            | {
                f"teams.phone.shifts.{shift}.people": people
                for shift, people in (("early", 6), ("middle", 2), ("late", 5))
            }
        )
        kept = {STEP_2: center.what_ifs[STEP_2]}
        _KEPT["comparison"] = sim.compare(
            center.model_copy(update={"what_ifs": kept}), replications=6, jobs=1, engine=ENGINE
        )
    return _KEPT["comparison"]


def test_removing_the_reward_lowers_the_escalation_rate_as_much_as_field_studies_found():
    support = _support()
    weeks = support.window
    before, after = (mean(support, name, "escalation_rate", weeks) for name in ("Baseline", STEP_2))
    assert 0.03 < 1 - after / before < 0.20


@pytest.mark.long
def test_the_full_support_center_stays_in_the_range_of_field_studies():
    support = sim.compare(shipped("support_center"), replications=4, jobs=2, engine=ENGINE)
    before, after = (mean(support, name, "escalation_rate", support.window) for name in ("Baseline", STEP_2))
    assert 0.03 < 1 - after / before < 0.20


def test_where_agents_lack_skill_removing_the_reward_makes_customers_less_satisfied():
    center = shipped("support_center").override(
        {
            "issues.request.per_week": 1200,
            **{
                f"teams.phone.shifts.{shift}.people": people
                for shift, people in (("early", 5), ("middle", 2), ("late", 3))
            },
            "teams.phone.skill": 0.2,
            "manager.count": 8,
        }
    )
    center = center.model_copy(update={"what_ifs": {STEP_2: center.what_ifs[STEP_2]}})
    comparison = sim.compare(center, replications=4, jobs=1, engine=ENGINE)
    assert comparison.effect(STEP_2, "csat_proxy").interval[1] < 0
