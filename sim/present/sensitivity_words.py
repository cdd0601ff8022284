"""A sensitivity in words: what an outcome hangs on, how surely, and how far one belief moves it."""

from sim.experiment.sensitivity import Sensitivity
from sim.experiment.sensitivity_findings import MATTERS, idle, leading, mattering, near_the_first, varies
from sim.metrics import metric_of
from sim.present.belief_words import PROXY, change_unit, named, percent, rests_on, runs_words, unit, value_words
from sim.present.numerals import amount, measured, seen
from sim.scenario.messages import join
from sim.statistics.estimates import Difference, Estimate

__all__ = ["answer", "header", "mind_words", "outcome_words", "table", "varies"]
_NAMED = 4


def subject(study: Sensitivity) -> str:
    """Return what was looked at."""
    if study.what_if is None:
        return "the baseline"
    return f"what “{study.what_if}” changes" if study.of == "effect" else f"“{study.what_if}”"


def header(study: Sensitivity) -> str:
    """Return what was run, in a line."""
    varied = f"{len(study.beliefs)} beliefs over their ranges"
    return f"Of {subject(study)}; {runs(study)}; {varied}; in brackets 95 % intervals."


def runs(study: Sensitivity) -> str:
    """Return how much was run."""
    return runs_words(study, study.n * (len(study.beliefs) + 2))


def answer(study: Sensitivity) -> str:
    """Return what each outcome hangs on, in a sentence."""
    parts = []
    for outcome in study.outcomes:
        names = [study.beliefs[i].name for i in leading(study, outcome)[:3]]
        if names:
            told = f"{metric_of(outcome).phrase} hangs mostly on {join(names)}".replace("hours hangs", "hours hang")
            unsure = unsure_words(study, outcome)
            parts.append(told + (f" ({unsure})" if unsure else ""))
        else:
            parts.append(
                f"{metric_of(outcome).phrase} does not depend on these beliefs".replace("hours does", "hours do")
            )
    if not parts:
        return "None of the outcomes exists in every world."
    text = join(parts)
    return f"Looking at {subject(study)}, {text}." if study.what_if else f"{text[0].upper()}{text[1:]}."


def unsure_words(study: Sensitivity, outcome: str) -> str:
    """Say so where intervals leave open which belief matters most."""
    near = [study.beliefs[i].name for i in near_the_first(study, outcome)]
    if not near:
        return ""
    shown = near if len(near) < 4 else [*near[:2], f"{len(near) - 2} more"]
    return f"{study.beliefs[leading(study, outcome)[0]].name} is not told apart from {join(shown)}"


def outcome_words(study: Sensitivity, outcome: str) -> list[str]:
    """Return the sentences about an outcome."""
    found, own, its = study.indices[outcome], study.own[outcome], metric_of(outcome)
    level = measured(own, unit(study, outcome), its.digits)
    if study.of == "effect":
        level = f"{_change(own, its.digits)} {change_unit(study, outcome)}"
    if not varies(study, outcome):
        return [f"The same in every world; at your values {level}."]
    spread = amount(found.variance**0.5, its.digits)
    sentences = [
        f"At your values {level}; over the worlds {amount(found.mean, its.digits)} on average, with a standard "
        f"deviation of {spread}."
    ]
    chosen = leading(study, outcome)
    sentences += [_belief_words(study, outcome, i) for i in chosen[:_NAMED]]
    sentences += _rest_words(study, outcome, chosen)
    if any(found.first[i] > found.total[i] for i in chosen):
        sentences.append("Some shares by themselves exceed those with interactions: they are rough; use more points.")
    return [*sentences, _noise_words(found.noise)]


def _belief_words(study: Sensitivity, outcome: str, i: int) -> str:
    found, belief, its = study.indices[outcome], study.beliefs[i], metric_of(outcome)
    total = _share(found.total[i], found.total_low[i], found.total_high[i])
    first = _share(found.first[i], found.first_low[i], found.first_high[i])
    ends = [
        f"{value_words(end)}: {_change(swing, its.digits)}"
        for end, swing in zip(belief.likely, study.swings[outcome][i], strict=True)
    ]
    return (
        f"{named(belief)}: {total} of the variance together with what it interacts with, {first} by itself. "
        f"From your {value_words(belief.value)} alone to {ends[0]}; to {ends[1]} {change_unit(study, outcome)}."
    )


def _share(share: float, low: float, high: float) -> str:
    """Return a share of the variance with its interval; estimates may lie a little outside 0 to 1, shares cannot."""
    share, low, high = (min(1.0, max(0.0, each)) for each in (share, low, high))
    return f"{percent(share)} ({100 * low:.0f} to {100 * high:.0f})"


def _change(swing: Difference | Estimate, digits: int) -> str:
    return (
        seen(swing, digits)
        if isinstance(swing, Difference) and swing.is_none
        else measured(swing, digits=digits, signed=True)
    )


def _rest_words(study: Sensitivity, outcome: str, chosen: list[int]) -> list[str]:
    few = [study.beliefs[i].name for i in chosen[_NAMED:]]
    sentences = [f"Further: {join(few)}."] if few else []
    rest = len(study.beliefs) - len(chosen)
    if rest:
        silent = idle(study, outcome)
        none = f"; no effect was seen of {silent} of them in any world" if silent else ""
        others = "The other one" if rest == 1 else f"Each of the other {rest}"
        sentences.append(f"{others} explains less than {percent(MATTERS)}{none}.")
    return sentences


def _noise_words(noise: float | None) -> str:
    if noise is None:
        return "One replication: the noise of the simulation is part of every share."
    return f"Noise of the simulation: {percent(noise)} of the variance of these worlds' means; it is taken out."


def mind_words(study: Sensitivity) -> list[str]:
    """Return what the shares rest on, and what to mind."""
    mind = [
        "Shares with interactions add up to more than 100 % where beliefs act together.",
        "Shares belong to these ranges: a belief that is known better explains less.",
        "Their intervals are over the worlds; luck of the replications that all worlds share is not in them.",
    ]
    if "csat_proxy" in study.outcomes:
        mind.append(PROXY)
    return [*rests_on(study), *mind]


def table(study: Sensitivity) -> list[list[str]]:
    """Return the beliefs that matter somewhere, with their total index on each outcome."""
    rows = [["explains, with interactions", *(metric_of(name).name for name in study.outcomes)]]
    for i in mattering(study):
        cells = [study.indices[name] for name in study.outcomes]
        shown = [
            f"{percent(f.total[i])} ({100 * max(0.0, f.total_low[i]):.0f} to {100 * f.total_high[i]:.0f})"
            for f in cells
        ]
        rows.append([f"{study.beliefs[i].name}: {study.beliefs[i].meaning}", *shown])
    return rows
