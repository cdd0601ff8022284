"""What a sweep found of each outcome: its best setting and how sure that is; and the settings that a title names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sim.experiment.paired import SIGNIFICANCE
from sim.experiment.sweep_study import BASE, Sweep
from sim.metrics import metric_of
from sim.scenario import CATALOG
from sim.scenario.changes import Change
from sim.statistics.estimates import Difference, Estimate

Ending = Literal["same", "as it is", "alone", "not clear", "none better", "better"]
_HUGE = 3
"""So many times the plain limit of Student's t a limit after correction is called far."""


@dataclass(frozen=True)
class Best:
    """The setting with the best mean on an outcome.

    Attributes
    ----------
    point : int
        Its number.
    ending : str
        What it is: `same` where no setting changes the outcome, `as it is` where it is the center itself, `alone` of
        one replication, `not clear`, `none better` where it is worse than the center, or `better`.
    now, level : Estimate
        The center as it is, and at the setting.
    effect : Difference
        Of the latter from the former.
    rivals : list of int
        The settings that may be the best as well.
    tested, unclear : list of int
        The settings that were compared with the center, and those that do not differ clearly.
    """

    point: int
    ending: Ending
    now: Estimate
    level: Estimate
    effect: Difference
    rivals: list[int]
    tested: list[int]
    unclear: list[int]


def best_of(sweep: Sweep, metric: str) -> Best | None:
    """Return the best setting on an outcome; None where the outcome does not exist everywhere."""
    point, now = sweep.best(metric), sweep.level(BASE, metric)
    if point is None or now is None:
        return None
    level, effect = sweep.level(point, metric), sweep.effect(point, metric)
    if level is None or effect is None:
        return None
    tested = [each for each in sweep.points if (each, metric) in sweep.adjusted]
    unclear = [each for each in tested if not sweep.is_clear(each, metric)]
    ending = _ending(sweep, metric, point, effect)
    return Best(point, ending, now, level, effect, sweep.rivals(metric), tested, unclear)


def _ending(sweep: Sweep, metric: str, point: int, effect: Difference) -> Ending:
    better = metric_of(metric).better
    if is_same(sweep, metric):
        return "same"
    if point in sweep.as_it_is:
        return "as it is"
    if sweep.replications == 1:
        return "alone"
    if not sweep.is_clear(point, metric):
        return "not clear"
    return "better" if better == "neither" or (effect.value < 0) == (better == "lower") else "none better"


def is_same(sweep: Sweep, metric: str) -> bool:
    """Whether no setting changes an outcome by as much as is shown of it."""
    effects = [sweep.effect(point, metric) for point in sweep.points]
    return all(effect is not None and is_trifle(effect, metric) for effect in effects)


def is_trifle(effect: Difference, metric: str) -> bool:
    """Whether a difference is too small for the digits in which its metric is shown, and surely so."""
    return all(abs(end) < 0.5 * 10.0 ** -metric_of(metric).digits for end in (effect.value, *(effect.interval or ())))


@dataclass(frozen=True)
class Gains:
    """The best of the settings that are clearly better than the center, and on which outcomes.

    Attributes
    ----------
    outcomes : dict of int to list of str
        By setting.
    is_second : bool
        Whether one has not the best mean, since that is not clear.
    has_rivals : bool
        Whether others may be the best as well.
    """

    outcomes: dict[int, list[str]]
    is_second: bool
    has_rivals: bool


def gains(sweep: Sweep, metrics: Sequence[str]) -> Gains:
    """Return which settings clearly improve some outcomes most."""
    found: dict[int, list[str]] = {}
    chosen = {}
    for metric in metrics:
        clear = [point for point in sweep.points if _is_gain(sweep, point, metric)]
        if clear:
            chosen[metric] = sweep.best_of(clear, metric)
            found.setdefault(chosen[metric], []).append(metric)
    is_second = any(point != sweep.best(metric) for metric, point in chosen.items())
    return Gains(found, is_second, any(map(sweep.rivals, chosen)))


def _is_gain(sweep: Sweep, point: int, metric: str) -> bool:
    effect, better = sweep.effect(point, metric), metric_of(metric).better
    if effect is None or better == "neither" or (effect.value < 0) != (better == "lower"):
        return False
    return sweep.is_clear(point, metric) and not is_trifle(effect, metric)


def clear_from(sweep: Sweep) -> float | None:
    """Return of how many standard errors a difference must be to be clear, where replications are few for the tests."""
    from scipy.stats import t as student

    tests, free = len(sweep.adjusted), sweep.replications - 1
    if not tests or not free:
        return None
    times, plain = (float(student.isf(SIGNIFICANCE / 2 / each, free)) for each in (tests, 1))
    return None if times < _HUGE * plain else times


def overruled(sweep: Sweep) -> dict[str, int]:
    """Return the keys that the timeline sets anew for every setting, each with the week of it."""
    known = {**CATALOG, **sweep.scenario.policies}
    found: dict[str, int] = {}
    for entry in sweep.scenario.timeline:
        if isinstance(entry, Change):
            settings = {*entry.set, *(key for name in entry.use for key in known[name].set)}
            found |= {key: entry.week for key in sweep.keys if key in settings and key not in found}
    return found
