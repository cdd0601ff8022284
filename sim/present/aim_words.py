"""Aims, limits and final figures of an optimization in words."""

from sim.experiment.limits import Limit
from sim.experiment.optimum import Candidate, Objective, Optimum
from sim.metrics import metric_of
from sim.present.belief_words import lower, unit
from sim.present.numerals import measured, seen
from sim.scenario.messages import join


def unit_of(optimum: Optimum, metric: str) -> str:
    """Return a metric's unit in the scenario's currency; ``% of issues`` is ``%``."""
    words = unit(optimum, metric)
    return "%" if words.startswith("%") else words


def fine(optimum: Optimum, metric: str, value: float, percent: str = "%") -> str:
    """Return a size that was asked for, in all its digits; differences of shares are `percent` points."""
    words = unit_of(optimum, metric)
    return f"{value:,.9g} {percent if words == '%' else words}"


def limit_words(optimum: Optimum, limit: Limit) -> str:
    """Return a limit in words: ``CSAT proxy at least 80 %``, ``bonus per agent at most 5 % below the baseline's``."""
    name = lower(limit.metric)
    if limit.change is not None:
        side = "below" if limit.change < 0 else "above"
        bound = "at most" if limit.is_least == (limit.change < 0) else "at least"
        by = f"{bound} {100 * abs(limit.change):g} % {side} the baseline's"
        return f"{name} {by}" if limit.change else f"{name} {_sense(limit)} the baseline's"
    if limit.share:
        more = f" {'plus' if limit.amount > 0 else 'less'} {fine(optimum, limit.metric, abs(limit.amount), 'points')}"
        return f"{name} {_sense(limit)} the baseline's{more if limit.amount else ''}"
    return f"{name} {_sense(limit)} {fine(optimum, limit.metric, limit.amount)}"


def _sense(limit: Limit) -> str:
    return "at least" if limit.is_least else "at most"


def bound_words(optimum: Optimum, limit: Limit) -> str:
    """Return a limit in words without its metric: ``at least 80 %``."""
    return limit_words(optimum, limit).removeprefix(f"{lower(limit.metric)} ")


def aims_words(optimum: Optimum) -> str:
    """Return what was to be small or large, and within which limits."""
    aims = [most(aim) for aim in optimum.question.objectives]
    limits = [limit_words(optimum, limit) for limit in optimum.question.limits]
    return join(aims) + (f" with {join(limits)}" if limits else "")


def most(aim: Objective, the: str = "") -> str:
    return f"{the}{'most' if aim.is_most else 'least'} {lower(aim.metric)}"


def level_words(optimum: Optimum, candidate: Candidate, metric: str) -> str:
    """Return a final figure with its interval: ``2.5 hours per week (2.3 to 2.7)``."""
    level = optimum.level(candidate, metric)
    if level is None:
        return "none"
    return measured(level, unit_of(optimum, metric), metric_of(metric).digits)


def change_words(optimum: Optimum, candidate: Candidate, metric: str) -> str:
    """Return a final figure's difference from the baseline: ``30.3 less than now (29.9 to 30.7)``."""
    effect, digits = optimum.effect(candidate, metric), metric_of(metric).digits
    if effect is None:
        return "not to be compared with now"
    if effect.is_none:
        return "as now" if effect.interval == (0.0, 0.0) else f"as now in every replication, {seen(effect, digits)}"
    less = effect.value < 0
    clear = "" if effect.is_clear else ", which is not clear"
    return measured(effect, f"{'less' if less else 'more'} than now", digits, flip=less) + clear
