"""Is there a center that keeps the facts of the anecdote while every belief about people lies where studies put it?

    python scripts/story_search.py [--draws 512] [--seed 1] [--best 10]

Draws settings evenly over the likely ranges of the beliefs that decide the story, and of what the advisors may grant, in
scenarios/dealership.yaml; runs baseline and what-ifs of each once on the same customers, and prints those that keep all facts,
the ones best in the middle of their ranges first. The shipped scenario holds one of them, in round figures. To be run
again when the model changes.

The facts: the manager spends three hours a day or more on what was passed up, of six days; either step alone leaves a fifth of
that or more in the sixth month; both together, or paying from the pool with authority, leave a tenth or less; customers
are better served by both steps than by either.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

HOME = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOME)]

import sim  # noqa: E402
from sim.experiment.worlds import values_at  # noqa: E402
from sim.scenario.beliefs import beliefs_over  # noqa: E402
from sim.statistics.sobol import even_points  # noqa: E402

RANGES = {
    "incentives.relief": (0.05, 0.25),
    "behavior.sharpness": (2.0, 6.0),
    "behavior.effort": (0.2, 0.6),
    "behavior.blame": (0.2, 0.5),
    "behavior.pride": (0.5, 1.5),
    "behavior.habit_weight": (0.0, 0.6),
    "empowerment.authority": (50.0, 150.0),
}
STEPS = ("Empower only (Step 1)", "Remove the reward for escalating (Step 2)")
BOTH, POOL = "Both steps", "Pay from the bonus pool"
HOURS, CSAT = "manager_hours_per_week", "csat_proxy"
MONTH_SIX, DAYS = (31, 34), 6


def facts(done: sim.Comparison) -> tuple[bool, list[float]]:
    """Return whether a comparison keeps the anecdote's facts, and hours a day, what each leaves, and satisfaction."""

    def mean(name: str, metric: str, weeks: tuple[int, int] | None = MONTH_SIX) -> float:
        return done.level(name, metric, weeks).value

    before = mean("Baseline", HOURS)
    left = [mean(name, HOURS) / before if before else 1.0 for name in (*STEPS, BOTH, POOL)]
    satisfied = [mean(name, CSAT, None) for name in ("Baseline", *STEPS, BOTH)]
    keeps = before / DAYS >= 3 and min(left[:2]) >= 0.2 and max(left[2:]) <= 0.1 and satisfied[3] == max(satisfied)
    return keeps, [before / DAYS, *left, satisfied[0], satisfied[3]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=512)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--best", type=int, default=10)
    asked = parser.parse_args()
    center = sim.load(HOME / "scenarios" / "dealership.yaml")
    beliefs = beliefs_over(center, RANGES)
    points = even_points(asked.draws, len(beliefs), asked.seed)
    found = []
    for point, values in zip(points, values_at(beliefs, points), strict=True):
        settings = dict(zip(RANGES, values.tolist(), strict=True))
        done = sim.compare(center.override(settings), replications=1, seed=asked.seed, jobs=1, beliefs=False)
        keeps, figures = facts(done)
        if keeps:
            found.append((float(np.abs(point - 0.5).max()), settings, figures))
    print(f"{len(found)} of {asked.draws} draws keep the facts; the ones nearest to the middle of their ranges:")
    print("  ".join([*(f"{key.split('.')[-1]:>12}" for key in RANGES), "h/day", *"12BP", "CSAT", "both"]))
    for _, settings, figures in sorted(found, key=lambda each: each[0])[: asked.best]:
        told = [f"{figures[0]:5.1f}", *(f"{100 * share:.0f}%" for share in figures[1:5])]
        told += [f"{level:.0f}" for level in figures[5:]]
        print("  ".join([*(f"{value:12.3g}" for value in settings.values()), *told]))
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
