"""Baseline and what-ifs in many worlds: how each what-if stands in them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.experiment.claims import Claim, Finding, Outcomes
from sim.experiment.missing import cannot_differ
from sim.experiment.study import Study
from sim.experiment.worlds import joint
from sim.metrics import Weeks
from sim.scenario import plan_of
from sim.scenario.beliefs import Belief
from sim.statistics.estimates import Difference, Vector, no_difference, paired_difference
from sim.statistics.intervals import told_apart
from sim.statistics.sobol import Points

if TYPE_CHECKING:
    from sim.experiment.stress import StressTask


@dataclass(frozen=True)
class Standing:
    """How a what-if stands on an outcome; counts of worlds.

    Attributes
    ----------
    better, tied, worse : int
        Its mean is better than the baseline's, the same, or worse.
    clearly_better, clearly_worse : int
        The paired 95 % interval leaves no doubt.
    best : int
        Its mean is better than the baseline's and than every other's; a tie is not best.
    """

    better: int
    tied: int
    worse: int
    clearly_better: int
    clearly_worse: int
    best: int


@dataclass(frozen=True)
class Stress(Study):
    """Baseline and what-ifs in the user's own world and in others.

    Attributes
    ----------
    task : StressTask
        What was run.
    engine : str
        Which engine ran it.
    points : ndarray, shape (worlds + 1, beliefs)
        Values of the beliefs in each world; world 0 is the user's own and counts in no share.
    values : dict of str to ndarray, shape (worlds + 1, scenarios, replications)
        By outcome; outcomes that do not exist in every world are left out.
    findings : tuple of Finding
        What became of each what-if that clearly beats the baseline at the user's own values.
    """

    shown_by: ClassVar[str] = "stress_account"
    task: "StressTask"
    points: Points = field(repr=False)
    values: Outcomes = field(repr=False)
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The baseline, then the what-ifs."""
        return tuple(self.task.runs)

    @property
    def beliefs(self) -> tuple[Belief, ...]:
        """What differs between worlds, each drawn from its range."""
        return self.task.beliefs

    @property
    def together(self) -> list[str]:
        """The keys of beliefs that take their values from worlds that a calibration found."""
        return list(joint(self.scenario, self.beliefs))

    @property
    def weeks(self) -> Weeks:
        """Over which outcomes are taken."""
        return self.task.weeks

    @property
    def worlds(self) -> int:
        """How many worlds there are beside the user's own."""
        return len(self.points) - 1

    @property
    def what_ifs(self) -> tuple[str, ...]:
        """The names of the what-ifs."""
        return self.names[1:]

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that exist in every world."""
        return list(self.values)

    def effects(self, name: str, outcome: str) -> Points:
        """Return what a what-if changes, shape (worlds + 1, replications), in the outcome's own unit."""
        found = self.values[outcome]
        return told_apart(found[:, 0], found[:, self.names.index(name)])

    def own_effect(self, name: str, outcome: str) -> Difference:
        """Return the paired difference at the user's own values, as `compare` has it."""
        found = self.values[outcome][0]
        plans = [plan_of(self.scenario), plan_of(self.scenario.what_if(name))] if name in self.scenario.what_ifs else []
        if plans and cannot_differ(plans[1], plans[0], outcome):
            return no_difference(len(found[0]))
        return paired_difference(found[0], found[self.names.index(name)])

    def settled(self, name: str, outcome: str) -> tuple[Any, Any]:
        """Return in which worlds, the own one first, a what-if clearly beats the baseline, and in which it loses."""
        return Claim(outcome, self.names.index(name), (0,)).settled(self.values)

    def standing(self, name: str, outcome: str) -> Standing:
        """Return how a what-if stands on an outcome, the user's own world left out."""
        one = self.names.index(name)
        rest = tuple(i for i in range(len(self.names)) if i != one)
        leads = Claim(outcome, one, rest).leads(self.values).mean(axis=2)[1:]
        lead, clear = leads[:, 0], [which[1:] for which in self.settled(name, outcome)]
        counted = (lead > 0, lead == 0, lead < 0, *clear, (leads > 0).all(axis=1))
        return Standing(*(int(which.sum()) for which in counted))

    def advice(self, outcome: str) -> Finding | None:
        """Return what became of the what-if that is best at the user's own values; None if none clearly helps."""
        rivals = len(self.names) - 1
        return next((f for f in self.findings if f.claim.outcome == outcome and len(f.claim.others) == rivals), None)

    def mean_effects(self, name: str, outcome: str) -> Vector:
        """Return what a what-if changes in each world, the mean over replications."""
        return np.asarray(self.effects(name, outcome).mean(axis=1))

    def changes(self, name: str, outcome: str) -> bool:
        """Whether a what-if changes an outcome in any replication of any world."""
        return bool(self.effects(name, outcome).any())

    def is_moved(self, outcome: str) -> bool:
        """Whether any what-if changes an outcome."""
        return any(self.changes(name, outcome) for name in self.what_ifs)

    def to_frame(self) -> Any:
        """Return a DataFrame with one row for each outcome and what-if."""
        from sim.experiment.tidy_tables import stress_frame

        return stress_frame(self)

    def worlds_frame(self) -> Any:
        """Return a DataFrame with one row for each world and scenario: beliefs and mean outcomes; world 0 is yours."""
        from sim.experiment.tidy_tables import worlds_frame

        return worlds_frame(self)

    def claims_frame(self) -> Any:
        """Return a DataFrame with one row for each claim: in how many worlds it holds, its rule, its break-evens."""
        from sim.experiment.tidy_tables import claims_frame

        return claims_frame(self)
