"""Why a metric has no value, or can have but one: the bonus needs a pool, a whole calendar month, and what moves it."""

from typing import Any

from sim.engines.months import are_paid
from sim.metrics import BONUS
from sim.metrics.monthly import months_of
from sim.scenario import Plan, Scenario, plan_of
from sim.scenario.staffing import crews_of


def has_pool(scenario: Scenario) -> bool:
    """Whether any team of a scenario shares a bonus pool, or is paid by the month's escalations."""
    return are_paid(plan_of(scenario)) and any(team.shares_pool for team in scenario.teams.values())


def why_missing(scenario: Scenario, metric: str, weeks: tuple[int, int]) -> str:
    """Return why a metric has no value over a span of weeks, as ``no bonus pool``; empty where that is not known."""
    if metric != BONUS:
        return ""
    if not has_pool(scenario):
        return "no bonus pool"
    return "" if months_within(scenario, weeks) else "no whole month"


def months_within(scenario: Scenario, window: tuple[int, int]) -> list[tuple[int, int]]:
    """Return for each whole month of a window the shortest span of weeks that holds it, and no other whole month."""
    months = months_of(scenario.calendar.start, scenario.calendar.weeks)
    return [(month.start_day // 7 + 1, -(-month.end_day // 7)) for month in months if month.is_within(*window)]


def set_bonus(plan: Plan) -> tuple[Any, ...] | None:
    """Return what sets the bonus of a plan where nothing that happens can move it; None where something can.

    Nothing can where no state charges the pool or pays out of or beside it, and nobody who shares it quits. Two plans
    of which the same is returned have the same bonus, by construction and not by what was seen.
    """
    set_by: list[tuple[int, Any]] = []
    for epoch in plan.epochs:
        pay, teams = epoch.scenario.incentives, epoch.scenario.teams.values()
        pool, sharers = pay.bonus_pool, [team for team in teams if team.shares_pool]
        charged = pool is not None and (pool.charge_share > 0 or pool.agent_charge_share > 0)
        by_count = bool(pay.measured) or pay.right_escalation_bonus > 0
        if charged or by_count or pay.resolution_bonus > 0 or any(team.turnover.per_year > 0 for team in sharers):
            return None
        state = pool, [(team.heads(epoch.scenario.calendar), crews_of(team), team.shares_pool) for team in teams]
        if not set_by or set_by[-1][1] != state:
            set_by.append((epoch.start_tick, state))
    return plan.baseline.calendar, set_by


def cannot_differ(one: Plan, other: Plan, metric: str) -> bool:
    """Whether a metric is the same in two plans by construction: they act alike, or what sets it is the same."""
    if one.acts_as(other):
        return True
    return metric == BONUS and (found := set_bonus(one)) is not None and found == set_bonus(other)
