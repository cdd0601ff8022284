"""Titles of pictures that state the finding, and the notes below them that say what is shown."""

from sim.experiment import guards, missing
from sim.experiment.comparison import Comparison
from sim.experiment.headline_findings import (
    Price,
    Told,
    hangs_on_weights,
    has_bonus,
    has_pool,
    of_all,
    of_outcome,
    of_trade_off,
    price,
)
from sim.experiment.managers import how_many
from sim.metrics import ASKED, BONUS, CSAT, METRICS
from sim.metrics import WORKED as HOURS
from sim.present.belief_words import beyond_words, unit
from sim.present.numerals import amount, in_digits, money_digits
from sim.scenario.messages import join

__all__ = ["BONUS", "CSAT", "HOURS", "hangs_on_weights", "has_pool", "unit"]
_MOST_HARMS = 3
"""A title names so many harms."""
WEIGHTS = "up or down depends on how much hand-offs and repeats weigh"
SURER = "Differences, on the same customers, are surer than these intervals."
PROXY = (
    "The CSAT proxy is computed from waits, hand-offs, repeats, anger, concessions and the like; it is not a survey."
)


def managers(comparison: Comparison) -> str:
    """Return whose hours are told where it is not one manager's: ``, all 6 managers together``."""
    count = how_many(comparison)
    return "" if count == 1 else f", all {'' if count is None else f'{count} '}managers together"


def after_number(comparison: Comparison, metric: str) -> str:
    """Return what follows a number in a sentence: ``33 a week``, ``72 %``, ``994 USD per agent and month``."""
    return {HOURS: " a week", ASKED: " a week", CSAT: "\u00a0%"}.get(metric, f" {unit(comparison, metric)}")


def finding(comparison: Comparison, metric: str) -> str:
    """Return in a sentence what the what-ifs do to one headline outcome, and at what price."""
    if metric == BONUS and not has_bonus(comparison):
        return no_bonus_sentence(comparison)
    found = of_outcome(comparison, metric)
    if found.ending == "alone":
        return _level_sentence(comparison, metric, comparison.window if metric == BONUS else comparison.late)
    if found.ending == "unclear":
        known, level = _value(comparison, comparison.baseline, metric), ""
        if known is not None:
            level = f" ({amount(known, _level_digits(metric, known))}{after_number(comparison, metric)})"
        verb = "clearly changes" if comparison.replications > 1 else "can be said, from one replication, to change"
        return f"No what-if {verb} {METRICS[metric].phrase}{level}"
    paid = price_parts(comparison, found.name, price(comparison, found.name, [metric])) if found.better else []
    return f"“{found.name}” {_change(comparison, found.name, metric)}" + (f" (price: {join(paid)})" if paid else "")


def no_figure(comparison: Comparison, name: str, metric: str) -> str:
    """Return why a scenario has no figure: ``no bonus pool``, ``no whole month``, or ``none``."""
    return missing.why_missing(comparison.scenarios[name], metric, comparison.window) or "none"


def no_bonus_sentence(comparison: Comparison) -> str:
    """Return why there is no bonus figure, or none to compare with."""
    if not has_pool(comparison):
        return "This center has no bonus pool"
    if not missing.has_pool(comparison.scenarios[comparison.baseline]):
        return f"No bonus to compare: in “{comparison.baseline}” none is paid by the month"
    return f"No bonus figure: no whole month lies in {window_words(comparison)}"


def price_parts(comparison: Comparison, name: str, paid: Price) -> list[str]:
    """Return what a what-if pays with, with sizes: as many parts as a title has room for, and how many more."""
    parts = [f"CSAT proxy {_size(comparison, name, CSAT)} with the weights assumed"] if paid.is_weighed else []
    return _few([*parts, *(guard_words(comparison, each) for each in paid.harms)])


def guard_words(comparison: Comparison, found: guards.Guarded) -> str:
    """Return what happens to a guard: ``service level −4.1 points``."""
    digits, unit = guard_scale(comparison, found)
    return f"{found.guard.name} {amount(found.effect.value, digits, signed=True)} {unit}"


def guard_scale(comparison: Comparison, found: guards.Guarded) -> tuple[int, str]:
    """Return in which digits, and in which unit, a change of a guard is told."""
    digits = money_digits(found.effect.value) if found.guard.unit.startswith("money") else 1
    return digits, comparison.scenario.in_currency(found.guard.unit)


def _few(parts: list[str]) -> list[str]:
    """Return as many parts as a title has room for, and how many more there are."""
    return parts if len(parts) <= _MOST_HARMS else [*parts[: _MOST_HARMS - 1], f"{len(parts) - _MOST_HARMS + 1} more"]


def _size(comparison: Comparison, name: str, metric: str) -> str:
    """Return a change with its sign and unit."""
    value = getattr(comparison.effect(name, metric), "value", None) or 0.0
    digits = money_digits(value) if metric == BONUS else 1 if abs(value) >= 0.05 else 2
    after = " points" if metric == CSAT else after_number(comparison, metric)
    return amount(value, digits, signed=True) + after


def _change(comparison: Comparison, name: str, metric: str) -> str:
    before, after = (_value(comparison, which, metric) or 0.0 for which in (comparison.baseline, name))
    digits = money_digits(before, after) if metric == BONUS else 1 if metric == CSAT else 0
    if amount(before, digits) == amount(after, digits):
        digits += 2
    verb = METRICS[metric].verbs[after > before]
    return f"{verb} {METRICS[metric].phrase} from {amount(before, digits)} to {amount(after, digits)}" + after_number(
        comparison, metric
    )


def _value(comparison: Comparison, name: str, metric: str) -> float | None:
    level = comparison.level(name, metric)
    return None if level is None else level.value


def _level_sentence(comparison: Comparison, metric: str, weeks: tuple[int, int]) -> str:
    level = comparison.level(comparison.baseline, metric, weeks)
    if level is None:
        return f"{METRICS[metric].label}: {no_figure(comparison, comparison.baseline, metric)} in this scenario"
    digits = _level_digits(metric, level.value)
    text, between = amount(level.value, digits), ""
    if level.interval and amount(level.interval[0], digits) != amount(level.interval[1], digits):
        text, *bounds = in_digits(level.value, *level.interval, digits=digits)
        between = " ({} to {})".format(*bounds)
    return f"{METRICS[metric].label}: {text}{after_number(comparison, metric)}{between}"


def _level_digits(metric: str, value: float) -> int:
    return max(1, money_digits(value)) if metric == BONUS else 1


def overview_finding(comparison: Comparison) -> str:
    """Return which what-if helps without harm, or that none does."""
    found = of_all(comparison)
    if found.ending == "helps":
        sizes = join(f"{METRICS[metric].phrase} ({_size(comparison, found.name, metric)})" for metric in found.better)
        return f"“{found.name}” improves {sizes}, {_rest(comparison, found)}"
    return {
        "alone": f"{comparison.baseline}: the three outcomes",
        "mixed": "Every what-if that improves one outcome harms another",
        "worse": "No what-if clearly improves anything",
        "same": "No what-if differs clearly from the baseline",
    }[found.ending]


def _rest(comparison: Comparison, found: Told) -> str:
    """Return what a what-if does to all that it does not improve: its harms, what could not be told, or none."""
    paid = price(comparison, found.name, found.better)
    harms = price_parts(comparison, found.name, paid)
    if harms:
        return f"{'but mind' if paid.is_forbidding else 'at a price'}: {join(harms)}"
    if paid.unknown:
        names = join(_few([each.guard.name for each in paid.unknown]))
        return f"with no harm found, but not told apart from one: {names}"
    return "with no clear harm to the rest"


def trade_off_finding(comparison: Comparison) -> str:
    """Return whether saving the manager's hours costs customers' satisfaction."""
    found, hours = of_trade_off(comparison), METRICS[comparison.hours].phrase
    if found.ending == "alone":
        return f"{comparison.baseline}: {hours} and the CSAT proxy"
    if found.ending == "neither":
        return f"No what-if clearly improves both {hours} and the CSAT proxy"
    by, points = (_size(comparison, found.name, metric) for metric in (comparison.hours, CSAT))
    sizes = f"{hours} {by}, CSAT proxy {points}"
    if found.ending == "paid":
        return f"“{found.name}” saves {hours} at the customers’ cost: {sizes}"
    some = f" in {found.count} of {len(comparison.what_ifs)} what-ifs" if found.count > 1 else ""
    return f"Fewer {hours} and a higher CSAT proxy go together{some}; “{found.name}”: {sizes}"


def who_ran(comparison: Comparison) -> str:
    """Return the scenario, how many replications of which seed were run, and what is assumed beyond all studies."""
    count = comparison.replications
    replications = "1 replication" if count == 1 else f"{count:,} replications"
    return f"{comparison.scenario.name}; {replications}, seed {comparison.seed}.{beyond_words(comparison.scenario)}"


def run_words(comparison: Comparison, *, bold: bool = False) -> str:
    """Return what was run, and which weeks the figures are means of."""
    weeks = f"Means of {window_words(comparison)}."
    if bold and not comparison.what_ifs:
        weeks = f"Title and bold: mean of {late_words(comparison)}."
    elif bold:
        weeks = f"Title: mean of {window_words(comparison)}; bold: of {late_words(comparison)}."
    return f"{who_ran(comparison)} {weeks}"


def window_words(comparison: Comparison) -> str:
    """Return the span of weeks of the figures compared."""
    first, last = comparison.window
    return f"week {first}" if first == last else f"weeks {first} to {last}"


def late_words(comparison: Comparison) -> str:
    """Return the span of weeks of the late figures."""
    weeks = comparison.late[1] - comparison.late[0] + 1
    return "the last week" if weeks == 1 else f"the last {weeks} weeks"


def ranking_note(comparison: Comparison) -> list[str]:
    """Return which scenarios are not ranked by the CSAT proxy, in at most one note."""
    pairs = sorted(
        tuple(name for name in comparison.scenarios if name in pair) for pair in comparison.unranked if len(pair) == 2
    )
    if not pairs:
        return []
    more = f" ({len(pairs) - 1} further pairs likewise)" if len(pairs) > 2 else " (1 further pair likewise)"
    return [
        f"Which is higher, “{pairs[0][0]}” or “{pairs[0][1]}”, depends on how much hand-offs and repeats weigh"
        f"{more if pairs[1:] else ''}."
    ]
