"""The two cultures of a center: how to start in either, and where the fluid limit lets a habit rest."""

import math
from collections.abc import Callable
from typing import Any

from sim.behavior import learning
from sim.clock import DAY
from sim.engines.expected import Now, work_of
from sim.engines.rules import mean_remaining_minutes, rules_of, segments_of
from sim.engines.steady_state import Choosers, choosers_of
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


def resting_habits(scenario: Scenario) -> tuple[float, ...]:
    """Return where the fluid limit lets the habit of a center's agents rest.

    Identical agents of the mean skill of the largest team, many choices, small steps: `sim.theory.fluid`, with skill,
    felt reward and felt charge at rest at each habit, under what holds after the last change of the timeline. Own goals
    come as from agents of ownership one half.

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
    now = Now(plan, last, rules_of(last, plan.baseline, 1.0), segments_of(plan, 1.0)[-1], plan.horizon_tick // DAY - 7)
    work = work_of(now, (0.5,) * len(last.teams))
    teams = [choosers_of(now, work, index) for index in range(len(last.teams))]
    index = max(range(len(teams)), key=lambda team: teams[team].sharers)
    agents, skill = teams[index], list(last.teams.values())[index].skill
    reward = learning.reward_of_passing_up(mean_remaining_minutes(last), now.rules)
    fades = learning.rate_per_event(last.behavior.charge_half_life, 1.0)

    def passed_up(habit: float) -> float:
        charge = 0.0
        for _ in range(_ROUNDS):
            found = agents.at_rest(reward, charge, skill, habit, moves=False)
            rested = _rested_charge(agents, found.closed, found.felt, fades)
            if abs(rested - charge) < _STILL:
                break
            charge += 0.5 * (rested - charge)
        return found.passed

    return passed_up


def _rested_charge(agents: Choosers, closed: float, felt: float, fades: float) -> float:
    """Return the felt charge at rest between news of charges, one's own and colleagues', and fading without any."""
    rules, others = agents.rules, agents.sharers - 1
    if closed <= 0.0 or rules.charge_share <= 0.0:
        return 0.0
    a_day = agents.per_day * closed
    heard = learning.colleague_rate(agents.sharers, rules) * others
    pull = (rules.learning + heard) * a_day
    silent = fades * math.exp(-a_day * (agents.sharers if heard > 0.0 else 1.0))
    return pull * felt / closed / (pull + silent) if pull > 0.0 else 0.0
