"""A comparison in a leader's words: each sentence with its interval, and what is unclear said to be unclear."""

import math
from typing import Any

from sim.experiment import guards, harms
from sim.experiment.missing import months_within
from sim.metrics import METRICS
from sim.present import titles
from sim.present.caveats import caveats, rests_on
from sim.present.cost_words import cost_words
from sim.present.effect_words import digits_of, from_to, unclear
from sim.present.hours_words import hours_words
from sim.present.manager_words import first_words, load_words, silent_words
from sim.present.numerals import amount, measured, money_digits, unchanged
from sim.scenario.messages import join

POINTS_OF = {
    "repeats": "repeated calls",
    "handoffs": "hand-offs",
    "wait": "waiting on the line",
    "days": "time to resolution",
    "unresolved": "unresolved issues",
    "anger": "anger",
    "apology": "apologies and explanations",
    "compensation": "concessions",
}
"""The parts of satisfaction."""
_MIND = "Mind: "
__all__ = ["amount", "caveats", "findings", "first_words", "header", "hours_words", "minds", "rests_on", "verdict"]


def verdict(comparison: Any) -> str:
    """Return the verdict as plain text, a paragraph for each what-if and the caveats after them."""
    lines = [f"{comparison.scenario.name}: what if?", header(comparison), *first_words(comparison), ""]
    for name, sentences in findings(comparison).items():
        lines += [name, *(f"  {sentence}" for sentence in sentences), ""]
    if not comparison.what_ifs:
        lines += ["Baseline", *(f"  {sentence}" for sentence in baseline_words(comparison)), ""]
    for title, sentences in caveats(comparison).items():
        lines += [title, *(f"  {sentence}" for sentence in sentences), ""]
    return "\n".join(lines).rstrip() + "\n"


def header(comparison: Any) -> str:
    """Return what was run, in a line."""
    first, last = comparison.window
    times = "1 replication" if comparison.replications == 1 else f"{comparison.replications} replications"
    text = f"{times}, seed {comparison.seed}"
    if comparison.what_ifs:
        text += ", paired on the same customers"
    text += f"; weeks {first} to {last}; "
    if comparison.replications == 1:
        text += "one replication has no intervals, so nothing can be clear."
    else:
        text += f"in brackets plain {'paired ' if comparison.what_ifs else ''}95 % intervals."
    return text + precision_words(comparison)


def precision_words(comparison: Any) -> str:
    """Return how precise the headline outcomes became, where precision was asked for; else nothing."""
    account = comparison.precision_account
    if not account:
        return ""
    missed = sum(not each.is_reached for each in account.values())
    word = f"not reached for {missed} of {len(account)}" if missed else f"reached for all {len(account)}"
    name, metric, is_difference = max(account, key=lambda key: _excess(account[key]))
    worst, digits = account[name, metric, is_difference], METRICS[metric].digits + 1
    of = f"{name} less {comparison.baseline}" if is_difference else name
    return (
        f" Precision of {100 * comparison.precision:g} %: {word} headline figures and differences; the least precise,"
        f" {METRICS[metric].name} of {of}, is known to ± {amount(worst.half_width, digits)}"
        f" where ± {amount(worst.wanted, digits)} was asked."
    )


def _excess(reached: Any) -> float:
    return reached.half_width / reached.wanted if reached.wanted else (math.inf if reached.half_width else 0.0)


def baseline_words(comparison: Any) -> list[str]:
    """Return the baseline's headline figures."""
    sentences = []
    for metric in (*comparison.headline, "escalation_rate"):
        level = comparison.level(comparison.baseline, metric)
        if level is not None:
            its = METRICS[metric]
            unit = comparison.scenario.in_currency(its.unit)
            digits = money_digits(level.value) if metric == "bonus_per_agent" else its.digits
            sentences.append(f"{its.name}: {measured(level, unit, digits)}.")
        elif metric == titles.BONUS and titles.has_pool(comparison):
            sentences.append(f"{titles.no_bonus_sentence(comparison)}.")
    return sentences


def findings(comparison: Any) -> dict[str, list[str]]:
    """Return the sentences about each what-if."""
    return {name: _findings(comparison, name) for name in comparison.what_ifs}


def _findings(comparison: Any, name: str) -> list[str]:
    if comparison.is_same(name):
        return ["Changes nothing here: it sets what holds anyway."]
    effects = [effect for metric in METRICS if (effect := comparison.effect(name, metric)) is not None]
    if effects and all(effect.is_none for effect in effects):
        times = f"any of {comparison.replications:,} replications" if comparison.replications > 1 else "one replication"
        hides = f"what happens in fewer than {100 * effects[0].hidden:.2g} % of replications could hide"
        return [f"Changed nothing in {times}: this center gave it nothing to act on. {hides[0].upper()}{hides[1:]}."]
    return [
        *silent_words(comparison, name),
        *hours_words(comparison, name),
        *load_words(comparison, name),
        *csat_words(comparison, name),
        *bonus_words(comparison, name),
        *side_words(comparison, name),
        *guard_words(comparison, name),
    ]


def minds(comparison: Any) -> dict[str, list[str]]:
    """Return the warnings about each what-if that has any."""
    found = {name: [*_debt_words(comparison, name), *_hidden_words(comparison, name)] for name in comparison.what_ifs}
    warned = {name: [said for said in sentences if said.startswith(_MIND)] for name, sentences in found.items()}
    return {name: [said.removeprefix(_MIND) for said in sentences] for name, sentences in warned.items() if sentences}


def csat_words(comparison: Any, name: str) -> list[str]:
    """Return what becomes of the CSAT proxy, and the largest parts of it."""
    effect = comparison.effect(name, "csat_proxy")
    if effect is None:
        return []
    if effect.is_none:
        return [f"CSAT proxy: {unchanged(effect, 'points')}."]
    if not comparison.is_clear(name, "csat_proxy"):
        return [unclear(comparison, name, "csat_proxy", "CSAT proxy", 1, "points")]
    rises = effect.value > 0
    change = f"{'rises' if rises else 'falls'} {measured(effect, 'points', flip=not rises)}"
    text = f"The CSAT proxy {change}, {from_to(comparison, name, 'csat_proxy')} %"
    if titles.hangs_on_weights(comparison, name, "csat_proxy"):
        text += f" with the weights assumed; {titles.WEIGHTS}"
    parts = sorted(comparison.points_split(name).items(), key=lambda part: -abs(part[1].value))[:2]
    said = [f"{POINTS_OF[part]} {measured(value, signed=True)}" for part, value in parts if abs(value.value) >= 0.1]
    return [text + (f"; largest parts: {join(said)}{_rest(effect, parts)}" if said else "") + "."]


def _rest(effect: Any, parts: list[tuple[str, Any]]) -> str:
    """Return what is missing to the change once its largest parts are told."""
    rest = effect.value - sum(value.value for _, value in parts if abs(value.value) >= 0.1)
    return f"; the rest {amount(rest, signed=True)}" if abs(rest) >= 0.05 else ""


def bonus_words(comparison: Any, name: str) -> list[str]:
    """Return what becomes of the bonus, and of the pool's debt."""
    effect = comparison.effect(name, "bonus_per_agent")
    currency = comparison.scenario.currency
    debt = _debt_words(comparison, name)
    if effect is None:
        return [f"{titles.no_bonus_sentence(comparison)}.", *debt] if titles.has_pool(comparison) else []
    if effect.is_none:
        said = unchanged(effect, f"{currency} a month", money_digits(*(effect.interval or ())))
        return [f"Bonus: {said}.", *debt]
    if not comparison.is_clear(name, "bonus_per_agent"):
        digits = money_digits(effect.value, *(effect.interval or ()))
        return [unclear(comparison, name, "bonus_per_agent", "Bonus per agent", digits, f"{currency} a month"), *debt]
    falls = effect.value < 0
    digits = digits_of(comparison, name, "bonus_per_agent")
    change = measured(effect, f"{currency} an agent and month", digits, flip=falls)
    levels = from_to(comparison, name, "bonus_per_agent")
    sentence = f"The bonus {'falls' if falls else 'rises'} by {change}, {levels}"
    months = months_within(comparison.scenarios[name], comparison.window)
    if len(months) > 1:
        late = comparison.level(name, "bonus_per_agent", months[-1])
        sentence += f"; in the last whole month it is {measured(late, digits=digits)}"
    return [sentence + ".", *debt]


def _debt_words(comparison: Any, name: str) -> list[str]:
    """Say so where the pool ends in debt: a pay-out of nothing does not show how deep."""
    owed = harms.debt(comparison, name)
    if owed is None:
        return []
    size = measured(owed, comparison.scenario.currency, money_digits(owed.value))
    return [f"{_MIND}at the end the pool is {size} in debt, which future bonuses would have to pay."]


def side_words(comparison: Any, name: str) -> list[str]:
    """Return what becomes of hidden escalations and of cost, and whether issues arise less often."""
    sentences = [*_hidden_words(comparison, name), *cost_words(comparison, name)]
    issues = harms.side_effect(comparison, name, harms.ISSUES)
    if issues is not None:
        word = "Fewer" if issues.value < 0 else "More"
        sentences.append(f"{word} issues arise: {measured(issues, 'a week', 0, flip=issues.value < 0)}.")
    return sentences


def guard_words(comparison: Any, name: str) -> list[str]:
    """Return what else becomes worse beyond what matters, and of what that could not be told.

    Uncorrected, since correction would hide harms; what has a sentence of its own is left out.
    """
    if comparison.replications == 1:
        return []
    told = {*comparison.headline, "pool_debt"}
    if harms.side_effect(comparison, name, harms.HIDDEN) is not None:
        told.add(harms.HIDDEN)
    found = [each for each in guards.findings(comparison, name) if each.guard.id not in told]
    worse = [_guard_change(comparison, each) for each in guards.harms(found)]
    unknown = [each.guard.name for each in found if each.state is guards.State.OPEN]
    sentences = [f"Price: {join(worse)}."] if worse else []
    if unknown:
        sentences.append(f"Whether it harms {join(unknown)} could not be told.")
    if not sentences:
        sentences.append(f"No harm that matters to {join([each.guard.name for each in found])}.")
    return sentences


def _guard_change(comparison: Any, found: guards.Finding) -> str:
    digits, unit = titles.guard_scale(comparison, found)
    return f"{found.guard.name} {measured(found.effect, unit, digits, signed=True)}"


def _hidden_words(comparison: Any, name: str) -> list[str]:
    effect = harms.side_effect(comparison, name, harms.HIDDEN)
    if effect is None:
        return []
    falls = effect.value < 0
    return [
        f"{'Hidden' if falls else f'{_MIND}hidden'} escalations (cut short, left unresolved, given up, "
        f"over-compensated) {'fall' if falls else 'rise'} by "
        f"{measured(effect, 'a week', flip=falls)}, {from_to(comparison, name, harms.HIDDEN)}."
    ]
