"""A map of where a center's culture tips: its cells, and how long a policy must be held."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sim.experiment.bounds import bounded
from sim.experiment.culture import ENDS, ESCALATING, SOLVING
from sim.experiment.designs import Design, value_at
from sim.experiment.hold import PASSED_UP, TIPPED, Hold
from sim.experiment.paired import SIGNIFICANCE
from sim.experiment.study import Study, Values
from sim.experiment.tidy_tables import bounds_of
from sim.metrics import Weeks, metric_of
from sim.statistics.comparisons import holm
from sim.statistics.estimates import Difference, Estimate, mean_estimate, paired_difference

if TYPE_CHECKING:
    from sim.experiment.tip import TipTask

DEPENDS, UNCLEAR, NOTHING = "depends", "unclear", "nothing"
"""Where the start decides, and where nobody ever has a choice."""
POINTS = 10.0
"""So many points of choices passed up must lie between the two starts where the start is said to decide."""
RATES = (PASSED_UP, "choice_escalation_rate", "habit")


def culture_of(resting: Sequence[float]) -> str:
    """Return what the fluid limit says of a center whose habit may rest at these shares."""
    if 100 * (resting[-1] - resting[0]) >= POINTS:
        return DEPENDS
    return ESCALATING if 100 * resting[-1] >= TIPPED else SOLVING


@dataclass(frozen=True)
class Cell:
    """A setting, started from either culture.

    Attributes
    ----------
    setting : dict of str to object
        The value of each of the two keys.
    from_escalating, from_solving : Estimate or None
        Choices passed up in the last weeks, in per cent; None where nobody has a choice.
    gap : Difference or None
        Of the former from the latter, paired, in points.
    p_adjusted : float
        Of the gap, corrected over the map (Holm); 1 where there is none, or one replication.
    resting : tuple of float
        Where the fluid limit lets the habit rest, in rising order.
    """

    setting: dict[str, Any]
    from_escalating: Estimate | None
    from_solving: Estimate | None
    gap: Difference | None
    p_adjusted: float
    resting: tuple[float, ...]

    @property
    def culture(self) -> str:
        """What the center ends in: `escalating`, `solving`, `depends` (on the start), or `nothing` to choose.

        It is `unclear` where the starts end some points apart, yet not clearly.
        """
        ends = [end.value for end in (self.from_escalating, self.from_solving) if end is not None]
        if len(ends) < 2 or self.gap is None:
            return NOTHING
        if self.gap.value >= POINTS:
            return DEPENDS if self.p_adjusted < SIGNIFICANCE or self.gap.n == 1 else UNCLEAR
        return ESCALATING if sum(ends) / 2 >= TIPPED else SOLVING

    @property
    def is_clear(self) -> bool:
        """Whether no interval reaches over the line between the cultures."""
        ends = [self.from_escalating, self.from_solving]
        spans = [end.interval for end in ends if end is not None and end.interval is not None]
        return len(spans) == len(ends) and not any(low < TIPPED < high for low, high in spans)

    @property
    def in_the_limit(self) -> str:
        """What the fluid limit says, in the same words."""
        return culture_of(self.resting)


@dataclass(frozen=True)
class Tip(Study):
    """Where a center's culture tips.

    Attributes
    ----------
    task : TipTask
        What was run: the settings of the map, the first key along x and the second along y, and the policies.
    engine : str
        Which engine ran it.
    values : dict of str to ndarray, shape (2, 1 + settings, replications)
        For each of `RATES`: from the escalating and from the solving culture, the center as it is first; in per cent,
        the habit from 0 to 1.
    limits : tuple of tuple of float
        Where the fluid limit lets the habit rest: of the center as it is, and of each setting.
    holds : tuple of Hold
        How long the policies must be held: in the center as it is and, where that has no answer between never and at
        once, at the nearest setting of the map at which the start decides. Empty where nobody has a choice.
    """

    shown_by: ClassVar[str] = "tip_account"
    task: "TipTask"
    values: Values = field(repr=False)
    limits: tuple[tuple[float, ...], ...] = field(repr=False)
    holds: tuple[Hold, ...] = ()

    @property
    def design(self) -> Design:
        """The settings of the map."""
        return self.task.design

    @property
    def policies(self) -> tuple[str, ...]:
        """What is held and then withdrawn."""
        return self.task.policies

    @property
    def longest(self) -> int:
        """The longest time, in weeks, for which policies are held."""
        return self.task.longest

    @property
    def after(self) -> int:
        """For how many weeks, at least, the center is watched after they are withdrawn."""
        return self.task.after

    @property
    def weeks(self) -> Weeks:
        """The last weeks, over which shares are taken."""
        return self.task.weeks

    @cached_property
    def _all(self) -> list[Cell]:
        """The center as it is, then the cells of the map."""
        keys = self.design.keys
        settings = [{key: value_at(self.scenario, key) for key in keys}, *self.design.settings]
        gaps = [self._gap(place) for place in range(len(settings))]
        plain = {place: gap.p_value for place, gap in enumerate(gaps) if gap is not None and gap.p_value is not None}
        here = plain.pop(0, None)  # no cell of the map
        adjusted = dict(zip(plain, holm(list(plain.values())), strict=True)) if plain else {}
        adjusted |= {} if here is None else {0: here}
        return [
            Cell(
                setting,
                self._level(0, place),
                self._level(1, place),
                gaps[place],
                float(adjusted.get(place, 1.0)),
                self.limits[place],
            )
            for place, setting in enumerate(settings)
        ]

    @property
    def here(self) -> Cell:
        """The center as it is."""
        return self._all[0]

    @property
    def cells(self) -> list[Cell]:
        """The cells of the map, in the order of the design."""
        return self._all[1:]

    def _level(self, start: int, place: int) -> Estimate | None:
        values = self.values[PASSED_UP][start, place]
        return None if np.isnan(values).any() else bounded(mean_estimate(values), metric_of(PASSED_UP))

    def _gap(self, place: int) -> Difference | None:
        up, down = self.values[PASSED_UP][:, place]
        return None if np.isnan(up + down).any() else paired_difference(down, up)

    def to_frame(self) -> Any:
        """Return the map as a tidy DataFrame, one row per setting and start.

        Columns: a column for each key, start, passed_up with low and high (95 % interval, %), choice_escalation_rate
        (%), habit, culture, gap with gap_low and gap_high (from escalating less from solving, points), p_adjusted,
        limit (the fluid limit's resting habit nearest to the start), limit_culture, replications.
        """
        import pandas as pd

        rows = []
        for place, cell in enumerate(self.cells, start=1):
            for start, culture in enumerate(ENDS):
                level = cell.from_escalating if culture == ESCALATING else cell.from_solving
                mean, low, high = bounds_of(level)
                gap, gap_low, gap_high = bounds_of(cell.gap)
                rates, habit = (self.values[name][start, place].mean() for name in RATES[1:])
                rows.append(
                    {**cell.setting, "start": culture, "passed_up": mean, "low": low, "high": high}
                    | {"choice_escalation_rate": rates, "habit": habit, "culture": cell.culture}
                    | {"gap": gap, "gap_low": gap_low, "gap_high": gap_high, "p_adjusted": cell.p_adjusted}
                    | {"limit": cell.resting[-1 if culture == ESCALATING else 0], "limit_culture": cell.in_the_limit}
                    | {"replications": self.replications}
                )
        return pd.DataFrame(rows)

    def hold_frame(self) -> Any:
        """Return the times for which policies were held: a column for each key, weeks, stay (of replications), share
        with low and high (exact 95 % interval), passed_up (mean of the last weeks, %)."""
        import pandas as pd

        rows = []
        for found in self.holds:
            setting = {**self.here.setting, **found.setting}
            for place, weeks in enumerate(found.weeks):
                share, (low, high) = found.share(place)
                rows.append(
                    {**setting, "weeks": weeks, "stay": found.staying(place), "replications": found.replications}
                    | {"share": share, "low": low, "high": high, "passed_up": bounds_of(found.late(place))[0]}
                )
        return pd.DataFrame(rows)
