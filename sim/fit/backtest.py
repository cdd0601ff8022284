"""A backtest: fitted on some months, others predicted, and scored against what happened and against a perfect model."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.fit.client import Client
from sim.fit.distances import NAMES, UNITS
from sim.fit.fitted import Fitted, Vector
from sim.fit.folds import Days, Fold, fold, months_of
from sim.fit.score_cells import rates
from sim.fit.scoring import Ranges, day_ranges, day_table, errors, masked, noise_floor, standard_errors
from sim.fit.volumes_fit import four_week_error
from sim.scenario.problems import Problem, ScenarioError

if TYPE_CHECKING:
    import pandas as pd

REPLICATIONS = 8
INPUTS = (
    "volumes by half hour and type", "the month's mean handle time by type",
    "sessions of the same days (from first to last answered call)", "skills of the same weeks",
)  # fmt: skip
"""What is known of the days predicted. Never: waits, abandonment, gaps, shares answered at once."""


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """What came of a backtest.

    Attributes
    ----------
    client : Client
        The log.
    folds : tuple of Fold
        One for each month predicted.
    replications : int
        Of each.
    """

    client: Client
    folds: tuple[Fold, ...]
    replications: int

    @cached_property
    def _simulated(self) -> Vector:
        return np.concatenate([masked(each.simulated, each.usual) for each in self.folds], axis=1)

    @cached_property
    def _observed(self) -> Vector:
        return np.concatenate([masked(each.observed, each.usual) for each in self.folds])

    @cached_property
    def scores(self) -> pd.DataFrame:
        """Errors of the simulation, their standard error, Erlang A beside it, and the floor of a perfect model."""
        import pandas as pd

        erlang = np.concatenate([masked(each.erlang, each.usual) for each in self.folds])
        columns = {
            "simulation": errors(self._simulated.mean(axis=0), self._observed, self.folds),
            "standard error": standard_errors(self._simulated, self._observed, self.folds),
            "Erlang A": errors(erlang, self._observed, self.folds),
            "a perfect model": noise_floor(self._simulated, self.folds),
        }
        table = pd.DataFrame(columns)
        table.insert(0, "unit", ["%" if name.startswith("wait") else "points" for name in table.index])
        return table

    @cached_property
    def ranges(self) -> tuple[Ranges, Ranges]:
        """The 95 % intervals of days and of months, and what they cover."""
        return day_ranges(self.folds)

    @property
    def days(self) -> pd.DataFrame:
        """A row for each day predicted with at least a hundred contacts."""
        first = self.client.log.first_monday
        dates = [str(first + datetime.timedelta(days=int(day))) for each in self.folds for day in each.days]
        return day_table(self.folds, dates, self.ranges[0])

    @property
    def months(self) -> pd.DataFrame:
        """A row for each month predicted: observed, simulated, by Erlang A, and the interval."""
        import pandas as pd

        rows = []
        for place, each in enumerate(self.folds):
            seen = rates(masked(each.observed, each.usual).sum(axis=(0, 1)))
            made = rates(masked(each.simulated, each.usual).mean(axis=0).sum(axis=(0, 1)))
            beside = rates(masked(each.erlang, each.usual).sum(axis=(0, 1)))
            rows.append([each.month, seen[0], made[0], self.ranges[1].low[place], self.ranges[1].high[place], beside[0],
                         seen[2], made[2], beside[2], seen[1], made[1]])  # fmt: skip
        names = ["month", "abandonment", "predicted", "low", "high", "Erlang A", "wait", "predicted wait",
                 "Erlang A wait", "service level", "predicted service level"]  # fmt: skip
        return pd.DataFrame(rows, columns=names)

    @property
    def hours(self) -> pd.DataFrame:
        """By hour of day: abandonment observed and simulated, and the factors fitted (mean of the folds)."""
        import pandas as pd

        seen = rates(self._observed.sum(axis=0).reshape(24, 2, -1).sum(axis=1))
        made = rates(self._simulated.mean(axis=0).sum(axis=0).reshape(24, 2, -1).sum(axis=1))
        table = pd.DataFrame(
            {
                "hour": np.arange(24), "abandonment": seen[:, 0], "predicted": made[:, 0],
                "factor on absences": np.mean([each.factor for each in self.folds], axis=0),
                "Erlang A factor on staff": np.mean([each.erlang_factor for each in self.folds], axis=0),
            }
        )  # fmt: skip
        return table[np.isfinite(seen[:, 0])]

    @property
    def events(self) -> pd.DataFrame:
        """Half hours of events, scored apart: how many, abandonment observed and simulated."""
        import pandas as pd

        rows = []
        for each in self.folds:
            if (~each.usual).any():
                seen, made = (
                    rates(masked(cells, ~each.usual).sum(axis=(-3, -2))) for cells in (each.observed, each.simulated)
                )
                rows.append([each.month, int((~each.usual).sum()), seen[0], float(np.mean(made[..., 0])), seen[2],
                             float(np.mean(made[..., 2]))])  # fmt: skip
        names = ["month", "half hours", "abandonment", "predicted", "wait", "predicted wait"]
        return pd.DataFrame(rows, columns=names)

    @property
    def distances(self) -> pd.DataFrame:
        """Wasserstein distances between the days fitted on and those predicted, a row for each month."""
        import pandas as pd

        names = [f"{name} ({unit})" for name, unit in zip(NAMES, UNITS, strict=True)]
        table = pd.DataFrame([each.distances for each in self.folds], columns=names)
        table.insert(0, "month", [each.month for each in self.folds])
        return table

    @property
    def volumes(self) -> tuple[Fitted, ...]:
        """The error of the mean of the last four weekdays for volumes, and its floor."""
        return four_week_error(self.client.arrivals)


def backtest(
    client: Client,
    *,
    predict: Days | None = None,
    replications: int = REPLICATIONS,
    seed: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Backtest:
    """Predict months of a log from the others, one at a time; or some days from all others.

    Known of the days predicted are `INPUTS` and nothing else. Since sessions are those of answered calls, it tests the
    model of the queue, not a forecast of staff.

    Parameters
    ----------
    client : Client
        The fit of the whole log.
    predict : ndarray, optional
        Days to be predicted from all other days, counted from the log's first Monday; by default each month in turn.
    replications, seed : int
        At least 8 replications.
    progress : callable
        Is told how many replications of how many are done.

    Raises
    ------
    ScenarioError
        If the log has no two months, or too little in it.
    """
    months = months_of(client)
    if predict is not None:
        chosen = {name: days[np.isin(days, predict)] for name, days in months.items()}
        left = {name: days[~np.isin(days, predict)] for name, days in months.items()}
        folds = [(name, days, {k: v for k, v in left.items() if len(v)}) for name, days in chosen.items() if len(days)]
    else:
        folds = [(name, days, {k: v for k, v in months.items() if k != name}) for name, days in months.items()]
    _check(client, folds, replications)
    total, done = len(folds) * replications, 0

    def tick() -> None:
        nonlocal done
        done += 1
        progress(done, total)

    made = [
        fold(client, name, learned, days, replications=replications, seed=seed, tick=tick)
        for name, days, learned in folds
    ]
    return Backtest(client=client, folds=tuple(made), replications=replications)


def _check(client: Client, folds: list[tuple[str, Days, dict[str, Days]]], replications: int) -> None:
    file = client.log.files[0] if client.log.files else ""
    if not folds or not all(learned for _, _, learned in folds):
        raise ScenarioError(
            [Problem("holds one month alone; a backtest needs two, or days to predict and others", file=file)]
        )
    if not len(client.answered) or not client.patience:
        raise ScenarioError(
            [Problem("tells no agents, or nobody who gave up: a queue cannot be backtested on it", file=file)]
        )
    if replications < 2:
        raise ScenarioError([Problem(f"{replications} replications tell no noise; 8 or more do", "replications")])
