"""The two cultures of a center: how to start in either, and where the fluid limit lets a habit rest."""

from collections.abc import Callable
from typing import Any

from sim.behavior import choice, learning
from sim.behavior.rules import GRANT, INVESTIGATE
from sim.clock import DAY
from sim.demand.demand import CENTS
from sim.demand.roster import Roster
from sim.demand.tables import table_of
from sim.engines.rules import mean_remaining_minutes, rules_of, segments_of
from sim.engines.steady_state import Choosers, Work, choices_per_agent_day, choosers_of, volumes_of
from sim.scenario import Scenario, plan_of
from sim.theory.fluid import habit_fixed_points

ESCALATING, SOLVING = "escalating", "solving"
ENDS: dict[str, dict[str, Any]] = {
    culture: {
        "behavior.culture": culture,
        "behavior.starting_habit": habit,
        "behavior.starting_ownership": 1.0 - habit,
    }
    for culture, habit in ((ESCALATING, 1.0), (SOLVING, 0.0))
}
"""What puts a center into either culture: everybody passes everything up, or nobody anything."""
_GRID = 60
_ROUNDS = 60
_STILL = 1e-9
_QUANTILES = 200


def resting_habits(scenario: Scenario) -> tuple[float, ...]:
    """Return where the fluid limit lets the habit of a center's agents rest.

    Identical agents of the mean skill of the largest team, many choices, small steps: `sim.theory.fluid`, with skill,
    felt reward and felt charge at rest at each habit, under what holds after the last change of the timeline.

    Parameters
    ----------
    scenario : Scenario
        The center.

    Returns
    -------
    tuple of float
        Shares of choices passed up, in rising order: one, or three where two cultures can last, of which the middle
        one is the brink between them.
    """
    return tuple(habit_fixed_points(passed_up_by_habit(scenario), _GRID))


def passed_up_by_habit(scenario: Scenario) -> Callable[[float], float]:
    """Return the share of choices passed up as a function of the habit, all else at rest; see `resting_habits`."""
    plan = plan_of(scenario)
    last: Any = plan.epochs[-1].scenario
    roster, day = Roster(plan, 0, 0), plan.horizon_tick // DAY - 7
    index = max(range(len(last.teams)), key=lambda team: roster.sharers(team, day))
    team = list(last.teams.values())[index]
    types = segments_of(plan, 1.0)[-1].types
    volumes = volumes_of(last, types, None)
    work = Work(types, volumes, choices_per_agent_day(last, plan, volumes))
    rules = rules_of(last, plan.baseline, work.per_day)
    agents = choosers_of(last, team, roster.sharers(index, day), rules, work)
    reward = learning.reward_of_passing_up(mean_remaining_minutes(last), rules)
    felt = _felt_charge(last, agents, volumes)
    fades = learning.rate_per_event(last.behavior.charge_half_life, 1.0)

    def passed_up(habit: float) -> float:
        charge = 0.0
        for _ in range(_ROUNDS):
            passed, solved, _, _ = agents.at_rest(reward - charge, habit, moves=False)
            pull = rules.learning * (1.0 - solved) * work.per_day * (1.0 + rules.announced)
            rested = pull * felt / (pull + fades)
            if abs(rested - charge) < _STILL:
                break
            charge += 0.5 * (rested - charge)
        return passed

    return passed_up


def _felt_charge(scenario: Any, agents: Choosers, volumes: dict[str, float]) -> float:
    """Return the mean felt charge of an avoidable escalation: what the manager grants of the asks within authority."""
    rules, team = agents.rules, agents.team
    granted = {GRANT: 1.0, INVESTIGATE: rules.settlement}.get(rules.manager_policy, 0.0)
    share = granted * rules.charge_share if rules.has_pool and team.shares_pool else 0.0
    if share == 0.0:
        return 0.0
    asked = choices = 0.0
    for name, issue in scenario.issues.items():
        if issue.routine or name not in team.handles:
            continue
        table = table_of(issue.ask)
        asks = [table.read((i + 0.5) / _QUANTILES) for i in range(_QUANTILES)]
        within = [ask for ask in asks if ask <= scenario.empowerment.authority * team.authority_factor]
        asked += volumes[name] * issue.asks_share * sum(within) / _QUANTILES
        choices += volumes[name] * (1.0 - issue.asks_share * (1.0 - len(within) / _QUANTILES))
    return choice.felt_charge(CENTS * share * asked / choices, agents.interest, rules) if choices else 0.0
