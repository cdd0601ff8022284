"""Where means are corrected by what was drawn and has a known mean: one place decides, for all figures of a study."""

from collections.abc import Sequence

from sim.demand.known_means import drawn
from sim.metrics import Weeks
from sim.scenario import Scenario, plan_of
from sim.statistics.controls import Controls
from sim.statistics.estimates import mean_estimate

SPARE = 17
"""There must be so many more replications than controls: of fewer, intervals about a mean that is not quite linear in
skill are too short."""


def controls_of(scenario: Scenario, seed: int, replications: int, weeks: Weeks) -> Controls | None:
    """Return the controls of a study of a scenario; None where it asks for none, or there are none.

    It hangs on the scenario and the number of replications alone, never on what came out: who chooses by the outcomes
    between two intervals gets one that is too short.

    Parameters
    ----------
    scenario : Scenario
        The center as it is; `study.control_variates` says whether.
    seed, replications : int
        What ran: replications from 0 on.
    weeks : tuple of int
        The first and last week over which contacts are counted.
    """
    return possible_controls(scenario, seed, replications, weeks) if scenario.study.control_variates else None


def possible_controls(scenario: Scenario, seed: int, replications: int, weeks: Weeks) -> Controls | None:
    """Return what would be the controls of a study that asks for them; see `controls_of`."""
    if replications <= SPARE:
        return None
    days = range(7 * (weeks[0] - 1), 7 * weeks[1])
    found = drawn(plan_of(scenario), seed, range(replications), days)
    many = len(found.expected)
    return Controls(found.values, found.expected) if many and replications >= many + SPARE else None


def worth(values: Sequence[float], controls: Controls) -> float:
    """Return how many replications that weigh the same would give a mean as short an interval as it has corrected."""
    plain, corrected = mean_estimate(values).half_width, mean_estimate(values, controls=controls).half_width
    return len(values) * (plain / corrected) ** 2 if plain and corrected else float(len(values))
