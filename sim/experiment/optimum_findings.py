"""What an optimization found beside its figures: what the choice costs, and who is not told apart from it."""

from sim.experiment.optimum import Candidate, Objective, Optimum
from sim.metrics import HEADLINE, metric_of
from sim.scenario import ScenarioError
from sim.statistics.estimates import Difference


def is_as_it_is(optimum: Optimum, candidate: Candidate) -> bool:
    """Whether a candidate is the center as it is."""
    return candidate.scenario.fingerprint == optimum.baseline.scenario.fingerprint


def finalists(optimum: Optimum) -> list[Candidate]:
    """Return the candidates with final figures, and the baseline last where it is none of them."""
    final = optimum.final
    return final if any(is_as_it_is(optimum, each) for each in final) else [*final, optimum.baseline]


def price(optimum: Optimum, candidate: Candidate) -> dict[str, Difference]:
    """Return the headline outcomes beside the aims that a candidate makes clearly worse, each with its change."""
    aims, found = {aim.metric for aim in optimum.question.objectives}, {}
    for metric in (each for each in HEADLINE if each not in aims):
        effect = optimum.effect(candidate, metric)
        if effect and effect.is_clear and (effect.value > 0) == (metric_of(metric).better == "lower"):
            found[metric] = effect
    return found


def not_told_apart(optimum: Optimum) -> tuple[int, int]:
    """Return how many of the others that a search compared are not told apart from its choice, and of how many."""
    if optimum.way != "search":
        return 0, 0
    others = [each for each in optimum.final if each is not optimum.chosen]
    gaps = [optimum.gap(each, optimum.question.objectives[0].metric) for each in others]
    return sum(gap is None or not gap.is_clear for gap in gaps), len(others)


def gains(optimum: Optimum) -> bool:
    """Whether any on the front is clearly better than the center as it is in some aim."""
    effects = [(aim, optimum.effect(each, aim.metric)) for each in optimum.front for aim in optimum.question.objectives]
    return any(effect and effect.is_clear and aim.sign * effect.value < 0 for aim, effect in effects)


def is_same(optimum: Optimum, metric: str) -> bool:
    """Whether a metric is what it is now with every candidate."""
    effects = [optimum.effect(each, metric) for each in optimum.final]
    return all(effect is not None and effect.is_none for effect in effects)


def best_in(optimum: Optimum, aim: Objective) -> Candidate:
    """Return the one on the front that is best in an aim."""
    return min(optimum.front, key=lambda each: aim.sign * optimum.figure(each, aim.metric))


def as_good(optimum: Optimum) -> list[Candidate]:
    """Return those that look a little better than the choice out of a list, by figures that it was not chosen by."""
    chosen, aim = optimum.chosen, optimum.question.objectives[0]
    if chosen is None or optimum.way != "list" or not optimum.is_finished:
        return []
    best, others = chosen.values[aim.metric], [each for each in optimum.final if each is not chosen and not each.breaks]
    return [each for each in others if (each.values[aim.metric] - best).mean() * aim.sign < 0]


def at_an_end(optimum: Optimum) -> dict[str, float]:
    """Return the keys of which a search chose an end of the range, though more or less is possible."""
    chosen = optimum.chosen
    if chosen is None or optimum.way != "search":
        return {}
    ends = {key: chosen.settings[key] for key, span in optimum.question.over.items() if chosen.settings[key] in span}
    return {key: end for key, end in ends.items() if _goes_on(optimum, key, float(end))}


def _goes_on(optimum: Optimum, key: str, end: float) -> bool:
    """Whether a key may have values beyond the end of the range in which it was sought."""
    low, high = optimum.question.over[key]
    step = 1 if isinstance(low, int) and isinstance(high, int) else 0.01 * (high - low)
    try:
        optimum.scenario.override({key: high + step if end == high else low - step})
    except ScenarioError:
        return False
    return True
