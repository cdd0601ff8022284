"""Why a metric has no value: the bonus needs a pool, and a whole calendar month."""

from typing import Any

from sim.metrics.monthly import months_of

BONUS = "bonus_per_agent"


def has_pool(scenario: Any) -> bool:
    """Whether any team of a scenario shares a bonus pool."""
    return scenario.incentives.bonus_pool is not None and any(team.shares_pool for team in scenario.teams.values())


def why_missing(scenario: Any, metric: str, weeks: tuple[int, int]) -> str:
    """Return why a metric has no value over a span of weeks, as ``no bonus pool``; empty where that is not known."""
    if metric != BONUS:
        return ""
    if not has_pool(scenario):
        return "no bonus pool"
    return "" if months_within(scenario, weeks) else "no whole month"


def months_within(scenario: Any, window: tuple[int, int]) -> list[tuple[int, int]]:
    """Return for each whole month of a window the shortest span of weeks that holds it, and no other whole month."""
    months = months_of(scenario.calendar.start, scenario.calendar.weeks)
    return [(month.start_day // 7 + 1, -(-month.end_day // 7)) for month in months if month.is_within(*window)]
