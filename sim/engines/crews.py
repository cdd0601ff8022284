"""What holds for teams during one stretch of time, and how well each handles each issue type, as numbers."""

from sim.behavior.parameters import LEAST_OCCUPIED, LONGEST_IDLE, ROUND_ROBIN, HandlingRules, TeamRules
from sim.scenario.handling import Handling
from sim.scenario.scenario import Scenario

_RULE = {"longest_idle": LONGEST_IDLE, "round_robin": ROUND_ROBIN, "least_occupied": LEAST_OCCUPIED}


def team_rules(scenario: Scenario) -> tuple[TeamRules, ...]:
    """Return what holds for each team."""
    return tuple(
        TeamRules(
            authority_factor=team.authority_factor,
            handle_time_factor=team.handle_time_factor,
            shares_pool=team.shares_pool and scenario.incentives.bonus_pool is not None,
            earns=team.shares_pool,
            rule=_RULE[team.rule],
        )
        for team in scenario.teams.values()
    )


def handling_rules(scenario: Scenario) -> tuple[tuple[HandlingRules, ...], ...]:
    """Return for each issue type how well each team handles it."""
    teams = scenario.teams.values()
    return tuple(
        tuple(
            HandlingRules(its.speed, its.skill, _handed_on(scenario, name, its))
            for its in (team.handling(name) for team in teams)
        )
        for name in scenario.issues
    )


def _handed_on(scenario: Scenario, name: str, its: Handling) -> float:
    """Return the share of a type's customers whom a team hands on."""
    transfers = scenario.issues[name].transfers
    if transfers is None:
        return 0.0
    return transfers.share if its.transfers is None else its.transfers
