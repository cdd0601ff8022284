"""A sweep in words: the best setting for each outcome, how much it brings, and what is not clear."""

from collections.abc import Sequence

from sim.experiment.missing import why_missing
from sim.experiment.sweep_findings import Best, best_of, clear_from, gains, overruled
from sim.experiment.sweep_study import BASE, Sweep
from sim.metrics import ASKED, metric_of
from sim.present.belief_words import keys_words, unit
from sim.present.numerals import amount, measured
from sim.present.settings import runs_words, setting_words, value_words
from sim.scenario.messages import join

_NAMED = 3
"""So many settings are named; the rest are counted."""
_MANY = 10
"""Among more settings than these the best one looks better than it is."""


def point_words(sweep: Sweep, point: int) -> str:
    """Return a setting in words."""
    return "as it is" if point == BASE else setting_words(sweep.setting(point))


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
        parts.append(f"{metric_of(metric).name}: {first[0].lower()}{first[1:]}")
    times = "1 replication" if sweep.replications == 1 else f"{sweep.replications:,} replications, 95 % intervals"
    return f"{'; '.join(parts)} ({times})."


def first_words(sweep: Sweep) -> list[str]:
    """Return at which settings hours worked cannot show an answer, since managers have no more of them."""
    if not sweep.full:
        return []
    loads = [
        f"{amount(sweep.means('manager_load')[point], 0)} % {point_words(sweep, point)}"
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
    best, its = best_of(sweep, metric), metric_of(metric)
    if best is None:
        why = why_missing(sweep.scenario, metric, sweep.weeks)
        return [f"There is none: {why}." if why else "There is none in this center, or not at every setting."]
    now = f"{amount(best.now.value, its.digits)} {unit(sweep, metric)}"
    if best.ending == "same":
        return [f"The same at every setting: {now}."]
    sentences = [_best_words(sweep, metric, best, now)]
    if sweep.replications > 1:
        sentences += [*_rival_words(sweep, metric, best), *_clear_words(sweep, best)]
    return sentences


def _best_words(sweep: Sweep, metric: str, best: Best, now: str) -> str:
    digits, less = metric_of(metric).digits, best.effect.value < 0
    where = f"{'Highest' if metric_of(metric).better == 'higher' else 'Lowest'} at {point_words(sweep, best.point)}"
    if best.ending == "as it is":
        return f"{where}, which is the center as it is: {now}."
    size = measured(best.effect, "less" if less else "more", digits, flip=less)
    text = f"{where}: {amount(best.level.value, digits)} instead of {now}, {size}"
    if best.ending == "none better":
        return f"No setting is better than the center as it is, with {now}. {text}."
    return f"{text}, which is not clear after correction." if best.ending == "not clear" else f"{text}."


def _rival_words(sweep: Sweep, metric: str, best: Best) -> list[str]:
    """Return which other settings may be the best."""
    if metric_of(metric).better == "neither" or len(sweep.points) < 2:
        return []
    if not best.rivals:
        return ["Every other setting is clearly worse than this one."]
    return [f"Not clearly worse than this one: {_listed(sweep, best.rivals)}."]


def _listed(sweep: Sweep, points: list[int]) -> str:
    named = [point_words(sweep, point) for point in points[:_NAMED]]
    more = len(points) - len(named)
    separator = "; " if len(sweep.keys) > 1 else ", "
    return separator.join(named) + (f" and {more:,} more" if more else "")


def _clear_words(sweep: Sweep, best: Best) -> list[str]:
    """Return how many settings differ clearly from the center as it is, and which do not."""
    asked, unclear = len(best.tested), best.unclear
    if asked < 2:
        return []
    if len(unclear) in (0, asked):
        return [f"{'No' if unclear else 'Every'} setting differs clearly from the center as it is, of {asked:,}."]
    return [f"Not clearly different from the center as it is: {_listed(sweep, unclear)}, of {asked:,}."]


def finding(sweep: Sweep, metrics: Sequence[str]) -> str:
    """Return as a title which settings are clearly better and best among those."""
    found = gains(sweep, metrics)
    if not found.outcomes:
        return "No setting is clearly better than the center as it is"
    parts = [f"{point_words(sweep, best)} for {join(map(_brief, names))}" for best, names in found.outcomes.items()]
    lead = "Best of those clearly better" if found.is_second else "Among the best" if found.has_rivals else "Best"
    return f"{lead}: {'; '.join(parts)}"


def _brief(metric: str) -> str:
    return metric_of(metric).phrase


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
    sentences += keys_words(sweep.scenario, sweep.keys)
    anew = overruled(sweep).items()
    return [*sentences, *(f"The timeline sets {key} anew in week {week}, for every setting." for key, week in anew)]


def table(sweep: Sweep, most: int = 200) -> list[list[str]]:
    """Return the short table: each setting with level and difference of each outcome."""
    names = [f"{metric_of(metric).name}, {unit(sweep, metric)}" for metric in sweep.told]
    rows = [[*sweep.keys, *names]]
    for point in (BASE, *sweep.points)[: most + 1]:
        values = [value_words(value) for value in sweep.setting(point).values()]
        if point == BASE:
            values[0] += " (as it is)"
        rows.append([*values, *(_cell(sweep, point, metric) for metric in sweep.told)])
    return rows


def few_words(sweep: Sweep) -> list[str]:
    """Say so where replications are so few that only a huge difference can be clear among so many tests."""
    times = clear_from(sweep)
    if times is None:
        return []
    return [
        f"{sweep.replications} replications are few for {len(sweep.adjusted):,} tests: only a difference of "
        f"{amount(times, 0)} times its standard error can be clear; more replications tell more."
    ]


def _cell(sweep: Sweep, point: int, metric: str) -> str:
    level, digits = sweep.level(point, metric), metric_of(metric).digits
    if level is None:
        return "-"
    effect = None if point == BASE else sweep.effect(point, metric)
    if effect is None or effect.interval is None:
        return amount(level.value, digits)
    return f"{amount(level.value, digits)}; {measured(effect, digits=digits, signed=True)}"
