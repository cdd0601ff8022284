"""What satisfaction goes with, where a log has a score: wait, hand-over and time, by logistic regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import MINUTE
from sim.fit.answered import waits
from sim.fit.call_log import CallLog
from sim.fit.fitted import Fitted, Vector

_LEAST = 100
_STEPS = 50


def score_figures(log: CallLog) -> tuple[Fitted, ...]:
    """Return log odds of a good score by minute of wait, hand-over and minute of talk; none with under 100 scores.

    Good is above the middle of the scale that occurs. Newton's steps on the likelihood (McCullagh and Nelder 1989),
    with a ridge of 10⁻³ so that what never varies with the score stays finite.

    Parameters
    ----------
    log : CallLog
        The log.
    """
    if log.score is None:
        return ()
    known = np.isfinite(log.score) & (log.answered >= 0) & (log.ended >= log.answered)
    if known.sum() < _LEAST:
        return ()
    score = log.score[known]
    good = score > (score.min() + score.max()) / 2
    if good.all() or not good.any():
        return ()
    talk = np.minimum((log.ended - log.answered)[known] / MINUTE, 120.0)
    columns = [np.ones(len(score)), waits(log)[known] / MINUTE, (log.transferred[known] >= 0).astype(np.float64), talk]
    slopes, errors = _logistic(np.stack(columns, axis=1), good)
    names = ("a minute of wait", "being handed over", "a minute of talk")
    return tuple(
        Fitted(name=f"log odds of a good score, {name}", value=float(slope), low=float(slope - 1.96 * error),
               high=float(slope + 1.96 * error), n=len(score), fit="logistic regression")
        for name, slope, error in zip(names, slopes[1:], errors[1:], strict=True)
    )  # fmt: skip


def _logistic(design: Vector, good: NDArray[np.bool_]) -> tuple[Vector, Vector]:
    from scipy.special import expit

    slopes = np.zeros(design.shape[1])
    ridge = 1e-3 * np.eye(len(slopes))
    curve = ridge
    for _ in range(_STEPS):
        chance = expit(design @ slopes)
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curve, design.T @ (good - chance) - ridge @ slopes)
        slopes = slopes + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-8:
            break
    return slopes, np.sqrt(np.diag(np.linalg.inv(curve)))
