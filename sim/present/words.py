"""A comparison in a leader's words: each sentence with its interval, and what is unclear said to be unclear."""

from sim.experiment import guards
from sim.experiment.comparison import Comparison
from sim.experiment.findings import HIDDEN, ISSUES, Finding, finding
from sim.metrics import BONUS, metric_of
from sim.present import titles
from sim.present.caveats import caveats, rests_on
from sim.present.cost_words import cost_words
from sim.present.effect_words import digits_in, from_to, unclear
from sim.present.hours_words import hours_words
from sim.present.manager_words import first_words, load_words, silent_words
from sim.present.numerals import amount, measured, money_digits, unchanged
from sim.present.questions import changes_words
from sim.present.record_words import parting_words, reason_words
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
__all__ = ["amount", "caveats", "findings", "first_words", "header", "hours_words", "in_full", "minds", "rests_on"]


def in_full(comparison: Comparison) -> str:
    """Return all that is found as plain text, a paragraph for each what-if and the caveats after them."""
    lines = [f"{comparison.scenario.name}: what if?", header(comparison), *first_words(comparison), ""]
    for name, sentences in findings(comparison).items():
        asked = [f"  What changes: {' '.join(words)}"] if (words := changes_words(comparison, name)) else []
        lines += [name, *asked, *(f"  {sentence}" for sentence in sentences), ""]
    if not comparison.what_ifs:
        lines += ["Baseline", *(f"  {sentence}" for sentence in baseline_words(comparison)), ""]
    for title, sentences in caveats(comparison).items():
        lines += [title, *(f"  {sentence}" for sentence in sentences), ""]
    return "\n".join(lines).rstrip() + "\n"


def header(comparison: Comparison) -> str:
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


def precision_words(comparison: Comparison) -> str:
    """Return how precise the headline outcomes became, where precision was asked for; else nothing."""
    account = comparison.precision_account
    if comparison.precision is None or not account:
        return ""
    missed = sum(not each.is_reached for each in account.values())
    word = f"not reached for {missed} of {len(account)}" if missed else f"reached for all {len(account)}"
    name, metric, is_difference = max(account, key=lambda key: account[key].excess)
    worst, digits = account[name, metric, is_difference], metric_of(metric).digits + 1
    of = f"{name} less {comparison.baseline}" if is_difference else name
    return (
        f" Precision of {100 * comparison.precision:g} %: {word} headline figures and differences; the least precise,"
        f" {metric_of(metric).name} of {of}, is known to ± {amount(worst.half_width, digits)}"
        f" where ± {amount(worst.wanted, digits)} was asked."
    )


def baseline_words(comparison: Comparison) -> list[str]:
    """Return the baseline's headline figures."""
    sentences = []
    for metric in (*comparison.headline, "escalation_rate"):
        level = comparison.level(comparison.baseline, metric)
        if level is not None:
            its = metric_of(metric)
            unit = comparison.scenario.in_currency(its.unit)
            digits = money_digits(level.value) if metric == BONUS else its.digits
            sentences.append(f"{its.name}: {measured(level, unit, digits)}.")
        elif metric == BONUS and titles.has_pool(comparison):
            sentences.append(f"{titles.no_bonus_sentence(comparison)}.")
    return sentences


def findings(comparison: Comparison) -> dict[str, list[str]]:
    """Return the sentences about each what-if."""
    return {name: finding_words(comparison, finding(comparison, name)) for name in comparison.what_ifs}


def finding_words(comparison: Comparison, found: Finding) -> list[str]:
    """Return the sentences about a what-if."""
    if found.is_same:
        return ["Changes nothing here: it sets what holds anyway."]
    if found.unmoved is not None:
        times = f"any of {comparison.replications:,} replications" if comparison.replications > 1 else "one replication"
        hides = f"what happens in fewer than {100 * found.unmoved.hidden:.2g} % of replications could hide"
        return [f"Changed nothing in {times}: this center gave it nothing to act on. {hides[0].upper()}{hides[1:]}."]
    return [
        *silent_words(found),
        *hours_words(comparison, found),
        *load_words(comparison, found),
        *reason_words(found),
        *csat_words(found),
        *bonus_words(comparison, found),
        *side_words(found, comparison.scenario.currency),
        *parting_words(found.parting),
        *guard_words(comparison, found),
    ]


def minds(comparison: Comparison) -> dict[str, list[str]]:
    """Return the warnings about each what-if that has any."""
    warned = {}
    for name in comparison.what_ifs:
        found = finding(comparison, name)
        said = [*_debt_words(found, comparison.scenario.currency), *_hidden_words(found)]
        warned[name] = [each.removeprefix(_MIND) for each in said if each.startswith(_MIND)]
    return {name: sentences for name, sentences in warned.items() if sentences}


def csat_words(found: Finding) -> list[str]:
    """Return what becomes of the CSAT proxy, and the largest parts of it."""
    csat = found.csat
    if csat is None:
        return []
    if csat.by.is_none:
        return [f"CSAT proxy: {unchanged(csat.by, 'points')}."]
    if not csat.is_clear:
        return [unclear(csat, "CSAT proxy", 1, "points")]
    rises = csat.value > 0
    change = f"{'rises' if rises else 'falls'} {measured(csat.by, 'points', flip=not rises)}"
    text = f"The CSAT proxy {change}, {from_to(csat)} %"
    if csat.hangs_on_weights:
        text += f" with the weights assumed; {titles.WEIGHTS}"
    said = [f"{POINTS_OF[part]} {measured(value, signed=True)}" for part, value in found.csat_parts.items()]
    rest = f"; the rest {amount(found.csat_rest, signed=True)}" if abs(found.csat_rest) >= 0.05 else ""
    return [text + (f"; largest parts: {join(said)}{rest}" if said else "") + "."]


def bonus_words(comparison: Comparison, found: Finding) -> list[str]:
    """Return what becomes of the bonus, and of the pool's debt."""
    bonus, currency = found.bonus, comparison.scenario.currency
    debt = _debt_words(found, currency)
    if bonus is None:
        return [f"{titles.no_bonus_sentence(comparison)}.", *debt] if titles.has_pool(comparison) else []
    bounds = bonus.by.interval or ()
    if bonus.by.is_none:
        return [f"Bonus: {unchanged(bonus.by, f'{currency} a month', money_digits(*bounds))}.", *debt]
    if not bonus.is_clear:
        digits = money_digits(bonus.value, *bounds)
        return [unclear(bonus, "Bonus per agent", digits, f"{currency} a month"), *debt]
    falls, digits = bonus.value < 0, digits_in(bonus)
    change = measured(bonus.by, f"{currency} an agent and month", digits, flip=falls)
    sentence = f"The bonus {'falls' if falls else 'rises'} by {change}, {from_to(bonus)}"
    if found.last_bonus is not None:
        sentence += f"; in the last whole month it is {measured(found.last_bonus, digits=digits)}"
    return [sentence + ".", *debt]


def _debt_words(found: Finding, currency: str) -> list[str]:
    """Say so where the pool ends in debt: a pay-out of nothing does not show how deep."""
    if found.debt is None:
        return []
    size = measured(found.debt, currency, money_digits(found.debt.value))
    return [f"{_MIND}at the end the pool is {size} in debt, which future bonuses would have to pay."]


def side_words(found: Finding, currency: str) -> list[str]:
    """Return what becomes of hidden escalations and of cost, and whether issues arise less often."""
    sentences = [*_hidden_words(found), *cost_words(found, currency)]
    issues = found.sides.get(ISSUES)
    if issues is not None:
        fewer = issues.value < 0
        word = "Fewer" if fewer else "More"
        sentences.append(f"{word} issues arise: {measured(issues.by, 'a week', 0, flip=fewer)}.")
    return sentences


def guard_words(comparison: Comparison, found: Finding) -> list[str]:
    """Return what else becomes worse beyond what matters, and of what that could not be told.

    Uncorrected, since correction would hide harms; what has a sentence of its own is left out.
    """
    if comparison.replications == 1:
        return []
    told = {*comparison.headline, "pool_debt", *(found.sides.keys() & {HIDDEN})}
    rest = [each for each in found.guards if each.guard.id not in told]
    worse = [_guard_change(comparison, each) for each in guards.harms(rest)]
    rest = [each for each in rest if each.guard.id != guards.INSISTING]
    unknown = [each.guard.name for each in rest if each.state is guards.State.OPEN]
    sentences = [f"Price: {join(worse)}."] if worse else []
    if unknown:
        sentences.append(f"Whether it harms {join(unknown)} could not be told.")
    if not sentences:
        sentences.append(f"No harm that matters to {join([each.guard.name for each in rest])}.")
    return sentences


def _guard_change(comparison: Comparison, found: guards.Guarded) -> str:
    digits, unit = titles.guard_scale(comparison, found)
    return f"{found.guard.name} {measured(found.effect, unit, digits, signed=True)}"


def _hidden_words(found: Finding) -> list[str]:
    hidden = found.sides.get(HIDDEN)
    if hidden is None:
        return []
    falls = hidden.value < 0
    return [
        f"{'Hidden' if falls else f'{_MIND}hidden'} escalations (cut short, left unresolved, given up, "
        f"over-compensated) {'fall' if falls else 'rise'} by "
        f"{measured(hidden.by, 'a week', flip=falls)}, {from_to(hidden)}."
    ]
