"""The gatekeeper's cutoff: the firm's, the agent's, and the team's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.reference.formulas import assert_formula
from tests.reference.gatekeeper import (
    Ability,
    Motives,
    coordinating_ratio,
    felt_penalty,
    first_best_cutoff,
    saturated_agent_cutoff,
    saturated_cutoff,
    sharers_at_first_best,
    team_effort_ratio,
)
from tests.reference.rows import Row, reference_rows
from tests.reference.two_tiers import ABILITY, COSTS

CASES = {
    "gatekeeper (arrival-limited)",
    "gatekeeper (saturated, throughput-limited)",
    "agent decision rule",
    "team-pool penalty (1/n)",
    "calibrated story example",
    "team moral hazard",
}
ROWS = [row for row in reference_rows() if row.case in CASES]
AGENT = Motives(bonus=2.0, effort=1.0, discomfort=0.5, reward=0.4)
GRID = np.linspace(0, 1, 20_001)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.case} {row.quantity}")
def test_a_gatekeeper_has_the_reference_value(row: Row) -> None:
    assert_formula(row)


def test_the_worked_example_of_least_cost() -> None:
    cutoff = first_best_cutoff(ABILITY, COSTS)
    assert COSTS.threshold() == pytest.approx(0.27777778, abs=5e-9)
    assert cutoff == pytest.approx(0.89484847, abs=5e-9)
    assert ABILITY.solved(cutoff) == pytest.approx(0.71985588, abs=5e-9)
    assert ABILITY.referral_rate(cutoff) == pytest.approx(0.28014412, abs=5e-9)
    assert ABILITY.failed_attempts(cutoff) == pytest.approx(0.17499259, abs=5e-9)
    assert COSTS.per_contact(ABILITY, cutoff) == pytest.approx(8.01683655, abs=5e-9)
    assert COSTS.per_contact(ABILITY, 0.0) == 16.5
    assert COSTS.per_contact(ABILITY, 1.0) == pytest.approx(8.27)
    assert COSTS.tier_one_min(cutoff) == pytest.approx(6.57939386, abs=5e-9)
    assert COSTS.managers_per_agent(ABILITY, cutoff) == pytest.approx(0.51094820, abs=5e-9)


def test_no_other_cutoff_costs_less() -> None:
    costs = [COSTS.per_contact(ABILITY, float(k)) for k in GRID]
    assert GRID[int(np.argmin(costs))] == pytest.approx(first_best_cutoff(ABILITY, COSTS), abs=1e-4)


def test_no_other_cutoff_earns_more_when_agents_are_never_idle() -> None:
    profits = [COSTS.profit_per_min(ABILITY, float(k)) for k in GRID]
    assert GRID[int(np.argmax(profits))] == pytest.approx(saturated_cutoff(ABILITY, COSTS), abs=1e-4)


def test_the_coordinating_contract_makes_the_agent_choose_the_firms_cutoff() -> None:
    best = saturated_cutoff(ABILITY, COSTS)
    ratio = coordinating_ratio(ABILITY, COSTS, best)
    assert saturated_agent_cutoff(ABILITY, COSTS, ratio, 1.0) == pytest.approx(best, rel=1e-12)


def test_at_the_first_best_penalty_the_agent_chooses_as_the_firm_would() -> None:
    fined = replace(AGENT, penalty=AGENT.first_best_penalty(COSTS))
    assert fined.cutoff(ABILITY) == pytest.approx(first_best_cutoff(ABILITY, COSTS), rel=1e-13)
    assert sharers_at_first_best(AGENT, COSTS, 40.0) == pytest.approx(12.12, abs=0.005)


def test_the_agent_attempts_exactly_where_attempting_is_worth_more() -> None:
    fined = replace(AGENT, penalty=0.5)
    chance = ABILITY.top * (1 - GRID**3)
    worth = chance * fined.bonus + (1 - chance) * (fined.reward - fined.penalty - fined.discomfort)
    attempts = worth - fined.effort >= fined.reward - fined.penalty
    assert GRID[attempts].max() == pytest.approx(fined.cutoff(ABILITY), abs=1e-4)
    assert attempts[: attempts.argmin()].all()


@pytest.mark.parametrize("lever", ["reward", "discomfort", "effort"])
def test_escalation_rises_with_reward_discomfort_and_effort(lever: str) -> None:
    more = replace(AGENT, **{lever: getattr(AGENT, lever) + 0.2})
    assert more.escalation_rate(ABILITY) > AGENT.escalation_rate(ABILITY)


@pytest.mark.parametrize("lever", ["bonus", "penalty"])
def test_escalation_falls_with_bonus_and_penalty(lever: str) -> None:
    more = replace(AGENT, **{lever: getattr(AGENT, lever) + 0.2})
    assert more.escalation_rate(ABILITY) < AGENT.escalation_rate(ABILITY)


def test_too_high_a_penalty_costs_the_firm_more_than_the_best_one() -> None:
    best = AGENT.first_best_penalty(COSTS)
    cost = [
        COSTS.per_contact(ABILITY, replace(AGENT, penalty=penalty).cutoff(ABILITY)) for penalty in (0.0, best, 40.0)
    ]
    assert cost[1] < cost[0]
    assert cost[1] < cost[2]


def test_incentives_alone_do_not_go_below_the_floor_of_skill() -> None:
    fined = replace(AGENT, penalty=1e9)
    assert fined.escalation_rate(ABILITY) == pytest.approx(ABILITY.referral_rate(1.0))
    assert ABILITY.referral_rate(1.0) == pytest.approx(0.265)


def test_a_reward_above_all_stakes_sends_everything_up() -> None:
    assert replace(AGENT, reward=5.0).escalation_rate(ABILITY) == 1.0


def test_a_pool_of_one_is_a_fine_and_full_peer_pressure_undoes_dilution() -> None:
    assert felt_penalty(40.0, 1) == 40.0
    assert felt_penalty(40.0, 10) == 4.0
    assert felt_penalty(40.0, 10, peer_pressure=1.0) == 40.0
    assert felt_penalty(40.0, 10, weight=1.5) == 6.0
    assert team_effort_ratio(10, 0.5) == pytest.approx(0.4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Ability(1.2, 3),
        lambda: Ability(0.0, 3),
        lambda: Ability(0.9, 0),
        lambda: first_best_cutoff(ABILITY, COSTS, authority=-0.1),
        lambda: felt_penalty(40.0, 0),
        lambda: felt_penalty(40.0, 5, peer_pressure=2.0),
    ],
)
def test_an_impossible_gatekeeper_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match="must"):
        call()
