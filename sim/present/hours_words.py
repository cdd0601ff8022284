"""What becomes of managers' hours, in words: worked or asked for, and why."""

from typing import Any

from sim.experiment.guards import hardly_differs
from sim.experiment.managers import ASKED, WORKED, how_many
from sim.metrics import complete, divided
from sim.present import titles
from sim.present.effect_words import from_to, unclear
from sim.present.numerals import amount, measured, unchanged
from sim.scenario.changes import BASELINE
from sim.scenario.messages import join
from sim.statistics.estimates import mean_estimate


def hours_words(comparison: Any, name: str) -> list[str]:
    """Return what becomes of the manager's hours, and why."""
    worked = _worked_words(comparison, name) if comparison.hours == ASKED else []
    return [*_first_hours(comparison, name), *worked]


def _first_hours(comparison: Any, name: str) -> list[str]:
    metric = comparison.hours
    effect = comparison.effect(name, metric)
    if effect is None:
        return []
    if effect.is_none:
        return [f"{titles.LABELS[metric]}: {unchanged(effect, 'hours a week')}."]
    if metric == ASKED and hardly_differs(comparison, name):
        return [f"{titles.LABELS[metric]} hardly change: {measured(effect, 'hours a week', signed=True)}."]
    if not comparison.is_clear(name, metric):
        return [unclear(comparison, name, metric, titles.LABELS[metric], 1, "hours a week")]
    gains = effect.value < 0
    size = measured(effect, "hours a week", flip=gains)
    sentence = f"{_who_does(comparison, gains)} {size}" + (" less" if metric == ASKED and gains else "")
    why = [*_why_hours(comparison, name), *_still_up(comparison, name)]
    if comparison.late == comparison.window:
        return [f"{sentence}: {_levels(comparison, name)}.", *why]
    return [f"{sentence}.", _late_hours(comparison, name), *why]


def _who_does(comparison: Any, gains: bool) -> str:
    """Return whose hours change, and how: ``The 3 managers together get back``, ``The manager loses another``."""
    count = how_many(comparison)
    one = count == 1
    who = "The manager" if one else f"The {'' if count is None else f'{count} '}managers together"
    if comparison.hours == ASKED:
        return f"{who} {'is' if one else 'are'} asked for{'' if gains else ' another'}"
    return f"{who} {'gets' if one else 'get'} back" if gains else f"{who} {'loses' if one else 'lose'} another"


def _worked_words(comparison: Any, name: str) -> list[str]:
    """Return what becomes of hours worked and of the matters dealt with, where hours asked for are told first."""
    worked, handled = (comparison.effect(name, metric) for metric in (WORKED, "matters_handled_per_week"))
    if worked is None or handled is None or worked.is_none:
        return []
    rises, more = worked.value > 0, handled.value > 0
    return [
        f"Hours worked {'rise' if rises else 'fall'} by {measured(worked, 'a week', flip=not rises)}, "
        f"{from_to(comparison, name, WORKED)}; {measured(handled, flip=not more)} {'more' if more else 'fewer'} "
        "matters a week are dealt with."
    ]


def _late_hours(comparison: Any, name: str) -> str:
    """Return the last weeks' change, with a sign of its own."""
    late = comparison.effect(name, comparison.hours, comparison.late)
    weeks = comparison.late[1] - comparison.late[0] + 1
    gains = late.value < 0
    size = measured(late, f"hours a week {'less' if gains else 'more'}", flip=gains)
    unclear = "" if late.is_clear else ", which is not clear"
    return f"In the last {weeks} weeks it is {size}{unclear}: {_levels(comparison, name)}."


def _levels(comparison: Any, name: str) -> str:
    before, after = (
        comparison.level(each, comparison.hours, comparison.late).value for each in (comparison.baseline, name)
    )
    whose = "the baseline's" if comparison.baseline == BASELINE else f"{comparison.baseline}'s"
    share = f", {100 * after / before:.0f} % of {whose}" if before else ""
    return f"{amount(after)} instead of {amount(before)}{share}"


def _why_hours(comparison: Any, name: str) -> list[str]:
    words = {
        "issues": "because {} issues arise",
        "escalations_per_issue": "because {} of them are passed up",
        "minutes_per_escalation": "because each takes the manager {} time",
        "unmet": "because {} wait in vain",
    }
    parts = []
    for part, estimate in comparison.hours_split(name).items():
        if part == "unmet" and comparison.hours == ASKED:
            continue
        if abs(estimate.value) >= 0.05 and (estimate.interval is None or not _spans_zero(estimate)):
            more = (estimate.value > 0) != (part == "unmet")
            fewer = "less" if "minutes" in part else "fewer"
            parts.append(f"{measured(estimate, signed=True)} {words[part].format('more' if more else fewer)}")
    return [f"Of this change in hours: {join(parts)}."] if parts else []


def _spans_zero(estimate: Any) -> bool:
    low, high = estimate.interval
    return bool(low <= 0 <= high)


def _still_up(comparison: Any, name: str) -> list[str]:
    """Return what of the remaining escalations could not have been solved below."""
    total = comparison.sums[name].total(*comparison.late)
    bound = total["authority_up"] + total["reserved_up"] + total["insisted_up"]
    shares = complete(divided(100 * bound, total["escalated"]))
    if not shares or sum(shares) / len(shares) < 30:
        return []
    return [
        f"{measured(mean_estimate(shares), '%', 0)} of what still goes up could not be solved below: the ask is above"
        " the authority, the law reserves it, or the customer insists."
    ]
