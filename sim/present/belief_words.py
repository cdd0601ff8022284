"""Beliefs, shares of worlds and outcomes in words, for every study of worlds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.experiment.claims import share_of
from sim.experiment.missing import why_missing
from sim.experiment.worlds import fixed_by
from sim.metrics import metric_of
from sim.scenario import Scenario
from sim.scenario.beliefs import Belief, beliefs_of
from sim.scenario.messages import join

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison
    from sim.experiment.optimum import Optimum
    from sim.experiment.sensitivity import Sensitivity
    from sim.experiment.stress_study import Stress
    from sim.experiment.sweep_study import Sweep

PROXY = "The CSAT proxy is computed from service, not asked of customers."
_NAMED, _MOST_BEYOND = 6, 3


def lower(metric: str) -> str:
    """Return a metric's name as it stands inside a sentence."""
    name = metric_of(metric).name
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def unit(study: "Comparison | Stress | Sensitivity | Sweep | Optimum", outcome: str) -> str:
    """Return an outcome's unit with the scenario's currency."""
    return study.scenario.in_currency(metric_of(outcome).unit)


def change_unit(study: "Stress | Sensitivity", outcome: str) -> str:
    """Return the unit of a change of an outcome: of shares in percent, points."""
    return study.scenario.in_currency(metric_of(outcome).unit_of_change)


def named(belief: Belief) -> str:
    """Return a belief by name and meaning, with how well it is known."""
    known = {"assumption": "an assumption", "input": "an input of yours"}.get(belief.status, "its size is assumed")
    return f"{belief.name} ({belief.meaning}; {known})"


def known_words(belief: Belief) -> str:
    """Return in a table's cell how well a belief is known, and whether its value lies beyond what is."""
    known = "assumption" if belief.status == "assumption" else "evidence for sign or form"
    return known + ("" if belief.is_within else "; OUTSIDE the range")


def beyond_words(scenario: Scenario) -> str:
    """Name the beliefs about people that lie outside the range that studies and judgment support, in a sentence."""
    beyond = [] if scenario.behavior.choice == "fixed" else [b for b in beliefs_of(scenario) if not b.is_within]
    told = [f"{belief.name} {belief.value:g}" for belief in beyond]
    if len(told) > _MOST_BEYOND:
        told[_MOST_BEYOND - 1 :] = [f"{len(told) - _MOST_BEYOND + 1} more"]
    return f" Assumed outside the range that studies support: {join(told)}." if told else ""


def assumed_words(scenario: Scenario, keys: Sequence[str]) -> list[str]:
    """Say of keys that are varied which are beliefs about people, and what supports which range."""
    return [
        f"{belief.name.capitalize()} is {'assumed' if belief.status == 'assumption' else 'of assumed size'}: studies "
        f"and judgment support {belief.likely[0]:g} to {belief.likely[1]:g}."
        for belief in beliefs_of(scenario)
        if belief.key in keys
    ]


def value_words(number: float) -> str:
    """Return a belief's value in three digits."""
    return f"{number:.3g}".replace("-", "−")


def percent(share: float) -> str:
    """Return a share in percent; what is not 0 is not written as 0."""
    return f"{100 * share:.0f} %" if abs(share) >= 0.01 or share == 0 else f"{100 * share:.1f} %"


def of_worlds(count: int, worlds: int) -> str:
    """Return a share of worlds with its interval: ``in 71 % of the worlds (63 to 78)``."""
    share, low, high = share_of(count, worlds)
    if count == worlds:
        return f"in all {worlds:,} worlds ({low:.0f} % or more)"
    if count == 0:
        return f"in none of the {worlds:,} worlds ({high:.0f} % at most)"
    return f"in {share:.0f} % of the worlds ({low:.0f} to {high:.0f})"


def runs_words(study: "Stress | Sensitivity", worlds: int) -> str:
    """Return how much was run."""
    times = "1 replication" if study.replications == 1 else f"{study.replications} replications"
    first, last = study.weeks
    ran = f"{worlds:,} worlds × {times}, seed {study.seed}, on the same customers; weeks {first} to {last}"
    return ran + "".join(f"; {metric_of(name).name}: {why}" for name, why in _left_out(study).items())


def _left_out(study: "Stress | Sensitivity") -> dict[str, str]:
    """Return the outcomes that were asked for and have no figure, with the reason."""
    reasons = {
        name: why_missing(study.scenario, name, study.weeks)
        for name in study.task.outcomes
        if name not in study.outcomes
    }
    return {name: why for name, why in reasons.items() if why}


def rests_on(study: "Stress | Sensitivity") -> list[str]:
    """Return what the worlds are made of, and what of it is assumed."""
    beliefs: Sequence[Belief] = study.beliefs
    assumed = [belief.name for belief in beliefs if belief.status == "assumption"]
    many = len(beliefs) > 1
    sentences = [f"What differs between worlds: {len(beliefs)} belief{'s' if many else ''} about this center."]
    if assumed:
        sentences.append(f"Mere assumptions among them: {_listed(assumed)}.")
    known = [belief.name for belief in beliefs if belief.status == "evidence"]
    if known:
        sentences.append(f"Studies support a sign or a form, but no size here, of: {_listed(known)}.")
    outside = [
        f"{b.name} {value_words(b.value)} (range {value_words(b.likely[0])} to {value_words(b.likely[1])})"
        for b in beliefs
    ]
    outside = [words for words, belief in zip(outside, beliefs, strict=True) if not belief.is_within]
    if outside:
        verb = "lie" if len(outside) > 1 else "lies"
        sentences.append(f"Of your own values {join(outside)} {verb} outside the range, so no other world has them.")
    return sentences


def fixed_words(study: "Stress") -> list[str]:
    """Return which what-ifs set a belief themselves, so that it is the same in every world from then on."""
    found: dict[str, list[str]] = {}
    for belief in study.beliefs:
        for name in fixed_by(study.scenario, belief):
            found.setdefault(belief.name, []).append(f"“{name}”")
    return [
        f"{join(names)} set{'' if len(names) > 1 else 's'} {belief} anew, to the same value in every world."
        for belief, names in found.items()
    ]


def _listed(names: Sequence[str]) -> str:
    return join([*names[:_NAMED], *([f"{len(names) - _NAMED} more"] if len(names) > _NAMED else [])])


def keys_words(scenario: Scenario, keys: Sequence[str]) -> list[str]:
    """Return what is assumed of the keys that are varied, and what people measure by where a key would shift it."""
    found = assumed_words(scenario, keys)
    beyond = beyond_words(scenario).strip()
    found += [beyond] if beyond else []
    if any(key in ("empowerment", "empowerment.generosity") for key in keys):
        found.append("What customers expect to be granted is at every setting what the center grants as it is.")
    if any(key.startswith("teams.") and key.endswith(".engagement") for key in keys):
        found.append(
            "Warmth and own goals are measured by the engagement with which a setting starts, so what another "
            "engagement does to them does not show here; a what-if shows it."
        )
    return found
