"""Where the culture of a center tips: one lever against another, from either culture, beside the fluid limit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Unpack

import numpy as np

from sim.experiment.culture import ENDS, SOLVING, resting_habits
from sim.experiment.designs import Design, designed, evenly
from sim.experiment.hold import LATE_WEEKS, Hold, hold, withdrawn
from sim.experiment.running import How
from sim.experiment.study import Sizes, Task, base_of, engine_of, study
from sim.experiment.sweep import numbers_for
from sim.experiment.tipping import DEPENDS, NOTHING, RATES, Tip, culture_of
from sim.metrics import Weeks
from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.hours import open_spans

HABIT = ("behavior.habit_weight", evenly(0.0, 2.4, 9))
LEVERS = {"incentives.relief": (0.0, 0.8), "empowerment.expectation": (0.0, 1.6)}
"""Of these the map has along x, if none is named, the one along which the fluid limit holds more cultures."""
POLICIES = ("stop_rewarding_escalation",)
_REPLICATIONS = 10
_MOST_WEEKS = 250
_HALF_LIVES = 8
"""A map watches the center for so many half-lives of its habit, or as long as the scenario has it."""
Axis = tuple[str, Sequence[Any]]


@dataclass(frozen=True, kw_only=True)
class TipTask(Task):
    """What a tipping map will run.

    Attributes
    ----------
    design : Design
        The settings of the map.
    policies : tuple of str
        What is held and then withdrawn.
    longest, after : int
        The longest time, in weeks, for which it is held, and for how many, at least, the center is watched after it.
    """

    kind: ClassVar[str] = "tip"
    design: Design
    policies: tuple[str, ...]
    longest: int
    after: int

    @property
    def weeks(self) -> Weeks:
        """The last weeks, over which shares are taken."""
        last = self.scenario.calendar.weeks
        return max(1, last - LATE_WEEKS + 1), last

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it this map and no other."""
        return {
            "study": self.kind,
            "keys": list(self.design.keys),
            "centers": self.design.digest,
            "seed": self.seed,
            "replications": self.replications,
            "policies": list(self.policies),
            "longest_and_after": [self.longest, self.after],
        }

    def sizes(self) -> Sizes:
        """Yield what the map will run; what holding takes is known when the map is."""
        yield [*self.design.scenarios] * 2, self.replications

    def run(self, **how: Unpack[How]) -> Tip:
        """Run the settings from either culture, and the policies for longer and longer."""
        engine = engine_of(how)
        settings = (self.scenario, *self.design.scenarios)
        starts = [point.override(end) for end in ENDS.values() for point in settings]
        found = study(starts, self.replications, self.seed, weeks=self.weeks, metrics=RATES, **how)
        values = {name: each.reshape(2, len(settings), self.replications) for name, each in found.items()}
        mapped = Tip(self, engine, values, tuple(resting_habits(point) for point in settings))
        more: dict[str, Any] = {"replications": 2 * self.replications, "seed": self.seed, "most": self.longest}
        holds: list[Hold] = []
        for setting in _worth_holding(mapped):
            if not holds or holds[0].least in (None, 0):
                holds.append(hold(self.scenario, self.policies, setting=setting, after=self.after, **more, **how))
        return replace(mapped, holds=tuple(holds))


def tip(
    center: Scenario,
    x: Axis | None = None,
    y: Axis = HABIT,
    *,
    policies: Sequence[str] = POLICIES,
    replications: int | None = None,
    seed: int | None = None,
    what_if: str | None = None,
    weeks: int | None = None,
    longest: int = 52,
    after: int = 26,
    **how: Unpack[How],
) -> Tip:
    """Map where a center's culture tips, and find how long a policy must be held.

    Each setting of two keys is run twice on the same customers: from a culture in which everybody passes everything
    up, and from one in which nobody does. Where the two end apart, the start decides: the center remembers.

    Parameters
    ----------
    center : Scenario
        The center; its what-ifs do not run.
    x, y : tuple of str and sequence
        A dotted key and its values. By default the weight of habit along y and along x the reward for escalating or
        the expectation to solve, whichever lets the fluid limit show more of escalating, solving and either.
    policies : sequence of str
        What is held and then withdrawn: names of the catalog or of the scenario's own policies.
    replications, seed : int, optional
        10 for each start of a setting, and twice as many for each time held; the scenario's own seed.
    what_if : str, optional
        Map this what-if instead of the baseline.
    weeks : int, optional
        How long each setting is watched: 8 half-lives of habit, or as long as the scenario has it, by default.
    longest : int
        The longest time, in weeks, for which policies are held.
    after : int
        For how many weeks, at least, the center is watched after they are withdrawn.
    **how
        Where replications run and rest: see `How`.

    Raises
    ------
    ScenarioError
        If a key, a value or a policy does not exist.

    Examples
    --------
    >>> import sim
    >>> center = sim.load("scenarios/minimal.yaml")
    >>> x, y = ("incentives.relief", [0.2]), ("behavior.habit_weight", [0.3])
    >>> found = sim.tip(center, x, y, replications=1, longest=1, after=4, jobs=1)
    >>> found.here.culture
    'solving'
    """
    task = tip_task(
        center, x, y, policies=policies, replications=replications, seed=seed, what_if=what_if, weeks=weeks,
        longest=longest, after=after,
    )  # fmt: skip
    return task.run(**how)


def tip_task(
    center: Scenario,
    x: Axis | None = None,
    y: Axis | None = HABIT,
    *,
    policies: Sequence[str] = POLICIES,
    replications: int | None = None,
    seed: int | None = None,
    what_if: str | None = None,
    weeks: int | None = None,
    longest: int = 52,
    after: int = 26,
) -> TipTask:
    """Return what `tip` would run, checked; parameters and errors are the same."""
    base = base_of(center, what_if)
    design = laid_out(base, x, y or HABIT, weeks)
    withdrawn(base, policies)
    replications, seed = numbers_for(base, _REPLICATIONS if replications is None else replications, seed)
    for name, wanted in (("longest", longest), ("after", after)):
        if not 1 <= wanted <= _MOST_WEEKS:
            raise ScenarioError([Problem(f"must be from 1 to {_MOST_WEEKS} weeks, not {wanted}", name)])
    return TipTask(
        scenario=design.base, replications=replications, seed=seed, design=design, policies=tuple(policies),
        longest=longest, after=after,
    )  # fmt: skip


def laid_out(base: Scenario, x: Axis | None, y: Axis, weeks: int | None = None) -> Design:
    """Return the settings of a map, each long enough for a culture to settle; see `tip`."""
    x = x or telling_axis(base, y)
    keys = {x[0]: x[1], y[0]: y[1]}
    problems = [
        Problem("is where the map starts from; choose another key", key) for key in keys if key in ENDS[SOLVING]
    ]
    if x[0] == y[0]:
        problems.append(Problem("stands on both axes; choose two keys", x[0]))
    if problems:
        raise ScenarioError(problems)
    return designed(base.override({"calendar.weeks": weeks or settling_weeks(base)}), keys)


def telling_axis(base: Scenario, y: Axis) -> Axis:
    """Return the one of `LEVERS` along which the fluid limit holds more cultures."""

    def cultures(key: str) -> int:
        few = {key: evenly(*LEVERS[key], 5), y[0]: list(y[1])[:: max(1, len(y[1]) // 4)]}
        return len({culture_of(resting_habits(point)) for point in designed(base, few).scenarios})

    key = max((key for key in LEVERS if key != y[0]), key=cultures)
    return key, evenly(*LEVERS[key], 9)


def settling_weeks(base: Scenario) -> int:
    """Return for how many weeks a culture is watched, so that habits settle where they can."""
    days = sum(1 for spans in open_spans(base.calendar.open) if spans)
    return max(base.calendar.weeks, math.ceil(_HALF_LIVES * base.behavior.habit_half_life / max(1, days)))


def _worth_holding(mapped: Tip) -> list[dict[str, Any]]:
    """Return no change, and the nearest setting at which the start decides, in the limit too if there is one.

    Nothing where nobody has a choice.
    """
    if mapped.here.culture == NOTHING:
        return []
    deciding = [cell for cell in mapped.cells if cell.culture == DEPENDS]
    deciding.sort(key=lambda cell: (cell.in_the_limit != DEPENDS, _steps_away(mapped, cell.setting)))
    return [{}, *(cell.setting for cell in deciding[:1])]


def _steps_away(mapped: Tip, setting: dict[str, Any]) -> float:
    """Return how many steps of the map lie between a setting and the center as it is."""
    total = 0.0
    for key, value in setting.items():
        values = list(dict.fromkeys(each[key] for each in mapped.design.settings))
        here = mapped.here.setting[key]
        if all(isinstance(each, (int, float)) for each in (here, *values)):
            there = np.interp([value, here], sorted(values), range(len(values)))
            total += float(abs(there[0] - there[1]))
        else:
            total += value != here
    return total
