"""Comparisons whose figures are planted, so that what is right to say of them is known."""

from collections import defaultdict
from dataclasses import replace

import numpy as np

from sim.experiment.compare import compare
from sim.experiment.comparison import Comparison
from sim.metrics import METRICS
from tests.centers import small_center

HOURS, CSAT, BONUS, HIDDEN = "manager_hours_per_week", "csat_proxy", "bonus_per_agent", "hidden_escalations_per_week"
SERVICE, SERVED, WAIT, AGENTS = "service_level", "not_served", "asa_seconds", "agent_hours_per_week"
TODAY = {
    HOURS: 30.0, CSAT: 70.0, BONUS: 1000.0, HIDDEN: 10.0, SERVICE: 85.0, SERVED: 3.0, WAIT: 30.0, AGENTS: 120.0,
    "spending_per_week": 9000.0, "money_given_per_week": 4000.0, "passed_up_rate": 60.0, "manager_load": 50.0,
    "recorded_resolution": 84.0, "first_contact_resolution": 80.0, "insists_when_refused_rate": 5.0,
}  # fmt: skip
SPREAD = {HOURS: 0.5, CSAT: 0.2, BONUS: 5.0, HIDDEN: 0.2, SERVICE: 0.2, SERVED: 0.05, WAIT: 0.3, AGENTS: 0.3,
          "spending_per_week": 10.0, "money_given_per_week": 10.0}  # fmt: skip
BESIDE = {"recorded_resolution": 0.2, "first_contact_resolution": 0.2, "insists_when_refused_rate": 0.3}
"""Spread of figures whose luck is drawn apart."""


class Planted:
    """Sums of which only these figures are asked."""

    def __init__(self, figures: dict[str, np.ndarray], debt: np.ndarray) -> None:
        self._figures, self._debt = figures, debt
        self.monthly, self.months = np.zeros((len(debt), 1, 20)), small.sums[small.baseline].months

    def value(self, metric, first=1, last=None):
        return self._figures.get(metric.id, np.full(len(self._debt), np.nan))

    def total(self, *weeks):
        spent = 100.0 * self._figures["spending_per_week"]
        return defaultdict(float, {"balance_cents": -100.0 * self._debt, "cost_cents": spent, "weeks": 1.0})


small: Comparison = compare(small_center(what_if={"A": {"use": ["empower_frontline"]}}), replications=2, jobs=1)


def planted(
    changes: dict[str, dict[str, float]], n: int = 10, seed: int = 1, noise: float = 1.0, **more: object
) -> Comparison:
    """A comparison in which each what-if changes figures by so much, on the same luck."""
    rng = np.random.default_rng(seed)
    luck = {metric: sd * noise * rng.normal(size=n) for metric, sd in SPREAD.items()}
    own = {name: {m: sd * noise * 0.3 * rng.normal(size=n) for m, sd in SPREAD.items()} for name in changes}
    apart = np.random.default_rng(seed + 1)
    luck |= {metric: sd * noise * apart.normal(size=n) for metric, sd in BESIDE.items()}
    for its in own.values():
        its |= {metric: sd * noise * 0.3 * apart.normal(size=n) for metric, sd in BESIDE.items()}
    base = {metric: value + luck.get(metric, np.zeros(n)) for metric, value in TODAY.items()}
    sums = {"Baseline": Planted(base, np.zeros(n))}
    for name, its in changes.items():
        moved = {m: base[m] + (its[m] + own[name].get(m, 0.0) if m in its else 0.0) for m in base}
        sums[name] = Planted(moved, np.full(n, its.get("debt", 0.0)))
    center = small_center(what_if={name: {"use": ["empower_frontline"]} for name in changes}, **more)
    scenarios = {"Baseline": center, **{name: center.what_if(name) for name in changes}}
    tallies = {
        name: [replace(counted, weekly=counted.weekly + place) for counted in small.tallies["Baseline"]]
        for place, name in enumerate(scenarios)
    }
    made = Comparison(center, scenarios, tallies, 1, n)
    vars(made)["sums"] = sums
    vars(made)["_same"] = {(name, metric): False for name in scenarios for metric in ("", *METRICS)}
    return made
