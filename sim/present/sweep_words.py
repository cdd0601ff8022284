"""A sweep in words: the best setting for each outcome, how much it brings, and what is not clear."""

from typing import Any

from scipy.stats import t as student

from sim.experiment.missing import why_missing
from sim.experiment.sweep import BASE, Sweep
from sim.metrics import ASKED, METRICS
from sim.present.belief_words import keys_words
from sim.present.numerals import amount, measured
from sim.present.settings import runs_words, setting_words, value_words
from sim.scenario import CATALOG
from sim.scenario.changes import Change
from sim.scenario.messages import join

_NAMED = 3
"""So many settings are named; the rest are counted."""
_MANY = 10
"""Among more settings than these the best one looks better than it is."""
_HUGE = 3
"""So many times the plain limit of Student's t a limit after correction is called far."""


def point_words(sweep: Sweep, point: int) -> str:
    """Return a setting in words."""
    return "as it is" if point == BASE else setting_words(sweep.setting(point))


def is_trifle(effect: Any, digits: int) -> bool:
    """Whether a difference is too small for the digits in which its metric is shown, and surely so."""
    ends = (effect.value, *(effect.interval or ()))
    return all(abs(end) < 0.5 * 10.0**-digits for end in ends)


def unit_of(sweep: Sweep, metric: str) -> str:
    """Return a metric's unit with the scenario's currency."""
    return sweep.scenario.in_currency(METRICS[metric].unit)


def header(sweep: Sweep) -> str:
    """Return what was run, in a line."""
    first, last = sweep.weeks
    what = f"{len(sweep.points):,} setting{'s' if len(sweep.points) > 1 else ''} of {join(list(sweep.keys))}"
    intervals = "one replication has no intervals, so nothing can be clear"
    if sweep.replications > 1:
        intervals = "in brackets plain 95 % intervals, those of differences paired"
    return f"{runs_words(sweep)}; {what}; weeks {first} to {last}; {intervals}."


def answer(sweep: Sweep) -> str:
    """Return which setting is best for each outcome, in a sentence."""
    parts = []
    for metric in sweep.told:
        first = outcome_words(sweep, metric)[0].rstrip(".").replace(". ", "; ")
        parts.append(f"{METRICS[metric].name}: {first[0].lower()}{first[1:]}")
    times = "1 replication" if sweep.replications == 1 else f"{sweep.replications:,} replications, 95 % intervals"
    return f"{'; '.join(parts)} ({times})."


def first_words(sweep: Sweep) -> list[str]:
    """Return at which settings hours worked cannot show an answer, since managers have no more of them."""
    if not sweep.full:
        return []
    loads = [
        f"{amount(sweep.values['manager_load'][point].mean(), 0)} % {point_words(sweep, point)}"
        for point in sweep.full[:_NAMED]
    ]
    more = len(sweep.full) - len(loads)
    said = f"{join(loads)}{f' (and at {more:,} more settings)' if more else ''}"
    sentence = f"Managers are asked for nearly all their hours or more: {said}."
    if ASKED in sweep.told:
        return [f"{sentence} Hours worked cannot show what a setting brings here, so hours asked for are told."]
    return [f"{sentence} Hours worked cannot show there what a setting brings."]


def outcome_words(sweep: Sweep, metric: str) -> list[str]:
    """Return which setting is best on an outcome, by how much, and what is not clear."""
    best, its = sweep.best(metric), METRICS[metric]
    base = sweep.level(BASE, metric)
    if best is None or base is None:
        why = why_missing(sweep.scenario, metric, sweep.weeks)
        return [f"There is none: {why}." if why else "There is none in this center, or not at every setting."]
    now = f"{amount(base.value, its.digits)} {unit_of(sweep, metric)}"
    effects = [sweep.effect(point, metric) for point in sweep.points]
    if all(effect is not None and is_trifle(effect, its.digits) for effect in effects):
        return [f"The same at every setting: {now}."]
    sentences = [_best_words(sweep, metric, best, now)]
    if sweep.replications > 1:
        sentences += [*_rival_words(sweep, metric, best), *_clear_words(sweep, metric)]
    return sentences


def _best_words(sweep: Sweep, metric: str, best: int, now: str) -> str:
    its, level, effect = METRICS[metric], sweep.level(best, metric), sweep.effect(best, metric)
    top = "Highest" if its.better == "higher" else "Lowest"
    if level is None or effect is None:
        return f"{top} at {point_words(sweep, best)}."
    where = f"{top} at {point_words(sweep, best)}"
    if best in sweep.as_it_is:
        return f"{where}, which is the center as it is: {now}."
    lead = f"{where}: {amount(level.value, its.digits)} instead of {now}"
    less = effect.value < 0
    size = measured(effect, "less" if less else "more", its.digits, flip=less)
    if sweep.replications == 1:
        return f"{lead}, {size}."
    if not sweep.is_clear(best, metric):
        return f"{lead}, {size}, which is not clear after correction."
    if its.better != "neither" and less != (its.better == "lower"):
        return f"No setting is better than the center as it is, with {now}. {lead}, {size}."
    return f"{lead}, {size}."


def _rival_words(sweep: Sweep, metric: str, best: int) -> list[str]:
    """Return which other settings may be the best."""
    rivals = sweep.rivals(metric)
    if METRICS[metric].better == "neither" or len(sweep.points) < 2:
        return []
    if not rivals:
        return ["Every other setting is clearly worse than this one."]
    return [f"Not clearly worse than this one: {_listed(sweep, rivals)}."]


def _listed(sweep: Sweep, points: list[int]) -> str:
    named = [point_words(sweep, point) for point in points[:_NAMED]]
    more = len(points) - len(named)
    separator = "; " if len(sweep.keys) > 1 else ", "
    return separator.join(named) + (f" and {more:,} more" if more else "")


def _clear_words(sweep: Sweep, metric: str) -> list[str]:
    """Return how many settings differ clearly from the center as it is, and which do not."""
    asked = [point for point in sweep.points if (point, metric) in sweep.adjusted]
    unclear = [point for point in asked if not sweep.is_clear(point, metric)]
    if len(asked) < 2:
        return []
    if len(unclear) in (0, len(asked)):
        return [f"{'No' if unclear else 'Every'} setting differs clearly from the center as it is, of {len(asked):,}."]
    return [f"Not clearly different from the center as it is: {_listed(sweep, unclear)}, of {len(asked):,}."]


def mind_words(sweep: Sweep) -> list[str]:
    """Return what clear means, what a setting is, and what to mind."""
    sentences = []
    if sweep.adjusted:
        times = f"{len(sweep.adjusted):,} comparisons with the center as it is"
        sentences.append(f"Clear means clear after correction for {times} (Holm, settings × outcomes).")
        sentences.append(
            "Where others are not clearly worse than the best setting named, the truly best one is among them and it, "
            "with 95 % confidence for each outcome."
        )
    sentences += few_words(sweep)
    sentences.append(
        "Each setting is a center that has always been so: its people start in the culture that it breeds."
    )
    if len(sweep.points) > _MANY:
        sentences.append("The best of many settings looks a little better than it is; a run of it alone tells.")
    return [*sentences, *keys_words(sweep.scenario, sweep.keys), *_overruled(sweep)]


def _overruled(sweep: Sweep) -> list[str]:
    """Say so where the timeline sets a key that was varied: from then on every setting is the same."""
    known = {**CATALOG, **sweep.scenario.policies}
    found: dict[str, int] = {}
    for entry in sweep.scenario.timeline:
        if isinstance(entry, Change):
            settings = {**{key: 0 for name in entry.use for key in known[name].set}, **entry.set}
            found |= {key: entry.week for key in sweep.keys if key in settings and key not in found}
    return [f"The timeline sets {key} anew in week {week}, for every setting." for key, week in found.items()]


def table(sweep: Sweep, most: int = 200) -> list[list[str]]:
    """Return the short table: each setting with level and difference of each outcome."""
    names = [f"{METRICS[metric].name}, {unit_of(sweep, metric)}" for metric in sweep.told]
    rows = [[*sweep.keys, *names]]
    for point in (BASE, *sweep.points)[: most + 1]:
        values = [value_words(value) for value in sweep.setting(point).values()]
        if point == BASE:
            values[0] += " (as it is)"
        rows.append([*values, *(_cell(sweep, point, metric) for metric in sweep.told)])
    return rows


def few_words(sweep: Sweep) -> list[str]:
    """Say so where replications are so few that only a huge difference can be clear among so many tests."""
    tests, replications = len(sweep.adjusted), sweep.replications
    if not tests or replications < 2:
        return []
    times = float(student.isf(0.025 / tests, replications - 1))
    if times < _HUGE * float(student.isf(0.025, replications - 1)):
        return []
    return [
        f"{replications} replications are few for {tests:,} tests: only a difference of {amount(times, 0)} times its "
        "standard error can be clear; more replications tell more."
    ]


def _cell(sweep: Sweep, point: int, metric: str) -> str:
    level, digits = sweep.level(point, metric), METRICS[metric].digits
    if level is None:
        return "-"
    effect = None if point == BASE else sweep.effect(point, metric)
    if effect is None or effect.interval is None:
        return amount(level.value, digits)
    return f"{amount(level.value, digits)}; {measured(effect, digits=digits, signed=True)}"
