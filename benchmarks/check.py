"""Whether all simulate the same thing: outcomes of one-day runs against our compiled engine's."""

from concurrent.futures import Future
from typing import Any, NamedTuple

import numpy as np
from opponents import EQUAL_TO_THE_BIT, OPPONENTS, OURS
from opponents.center import ABANDONED, MINDS, UNRESOLVED
from race import Stable

OUR_RUNS = 1500
TOO_FAR = 4.0
"""A z-score that chance gives once in 16,000; numbers are fixed, so a check that has passed here passes again."""
OUTCOMES = (
    *("contacts", "abandoned", "minutes queued", "minutes handled", "spread of handling", "chance of an attempt"),
    *("passed up", "minutes until a manager", "minutes of a manager", "left unresolved", "calls so far", "last anger"),
    *("hand-offs", "minutes on the line", "satisfaction", "answer", *MINDS),
)
WAITS = [place for place, name in enumerate(OUTCOMES) if name.startswith("minutes") and "handled" not in name]
"""Compared by their logarithms: a few bad days make the mean wait of a day as skew as a wait."""


class Verdict(NamedTuple):
    """How far one simulator is from ours: its largest z-score, and of which outcome."""

    runs: int
    z: float
    outcome: str

    @property
    def passed(self) -> bool:
        """Whether it simulates the same thing, as far as these runs can tell."""
        return abs(self.z) <= TOO_FAR


def outcomes(run: Any) -> list[float]:
    """Return what a run came to, in the order of `OUTCOMES`."""
    rows = run.rows
    closed, up = rows[rows["closed"]], rows[rows["escalated"]]
    talked, chose = rows[rows["agent"] >= 0], rows[rows["chance"] >= 0]
    return [
        *(len(rows), np.mean(rows["outcome"] == ABANDONED), rows["queued"].mean(), talked["handled"].mean()),
        *(talked["handled"].std(), chose["chance"].mean(), chose["escalated"].mean(), up["upstairs"].mean()),
        *(up["manager"].mean(), np.mean(rows["outcome"] == UNRESOLVED), rows["contacts"].mean()),
        *(rows["anger"].mean(), closed["handoffs"].mean(), closed["line"].mean(), closed["satisfaction"].mean()),
        *(closed["answer"].mean(), *run.minds.mean(axis=0)),
    ]


def sample(key: str, runs: int) -> Any:
    """Return the outcomes of days with as many seeds."""
    run = OPPONENTS[key].load()
    first = 10_000 * list(OPPONENTS).index(key)  # those that draw alike shall not share their luck
    return np.array([outcomes(run(1, first + seed)) for seed in range(runs)])


def rows_and_minds(key: str, days: int, seed: int) -> tuple[Any, Any]:
    """Return all that a run recorded in our own columns."""
    run = OPPONENTS[key].load()(days, seed)
    return getattr(run, "own_rows", run.rows), run.minds


def compare(ours: Any, theirs: Any) -> Verdict:
    """Return the verdict on a sample: Welch's t of each outcome as the z-score of the same probability."""
    from scipy.stats import norm, ttest_ind

    ours[:, WAITS], theirs[:, WAITS] = np.log(ours[:, WAITS]), np.log(theirs[:, WAITS])
    test = ttest_ind(theirs, ours, equal_var=False)
    z = np.sign(test.statistic) * norm.isf(test.pvalue / 2)
    worst = int(np.argmax(np.abs(z)))
    return Verdict(len(theirs), float(z[worst]), OUTCOMES[worst])


def check(stable: Stable) -> tuple[dict[str, Verdict], dict[str, bool]]:
    """Return the verdict on each simulator, and whether those that should be are equal to ours to the bit."""
    samples: dict[str, Future[Any]] = {OURS: stable.submit(OURS, sample, OUR_RUNS)}
    for key in stable.ready:
        if OPPONENTS[key].checks:
            samples[key] = stable.submit(key, sample, OPPONENTS[key].checks)
    ours = samples.pop(OURS).result()
    verdicts = {key: compare(ours.copy(), theirs.result().copy()) for key, theirs in samples.items()}
    equal = {}
    for key in EQUAL_TO_THE_BIT:
        if key in stable.ready:
            equal[key] = all(_same(stable, key, days, seed) for days, seed in ((1, 1), (1, 2), (7, 3)))
    return verdicts, equal


def _same(stable: Stable, key: str, days: int, seed: int) -> bool:
    (a, b), (c, d) = (stable.submit(name, rows_and_minds, days, seed).result() for name in (OURS, key))
    return len(a) == len(c) and all(np.array_equal(a[name], c[name]) for name in a.dtype.names) and np.array_equal(b, d)
