"""What becomes of managers' hours, in words: worked or asked for, and why."""

from sim.experiment.comparison import Comparison
from sim.experiment.findings import Change, Finding
from sim.experiment.managers import how_many
from sim.metrics import ASKED, metric_of
from sim.present.effect_words import from_to, unclear
from sim.present.numerals import amount, measured, unchanged
from sim.scenario.changes import BASELINE
from sim.scenario.messages import join

_WHY = {
    "issues": "because {} issues arise",
    "escalations_per_issue": "because {} of them go upstairs",
    "minutes_per_escalation": "because each takes the manager {} time",
    "unmet": "because {} wait in vain",
}


def hours_words(comparison: Comparison, found: Finding) -> list[str]:
    """Return what becomes of the manager's hours, and why."""
    worked = _worked_words(found) if comparison.hours == ASKED else []
    return [*_first_hours(comparison, found), *worked]


def _first_hours(comparison: Comparison, found: Finding) -> list[str]:
    hours, late = found.hours, found.late_hours
    if hours is None or late is None:
        return []
    label = metric_of(hours.metric).label
    if hours.by.is_none:
        return [f"{label}: {unchanged(hours.by, 'hours a week')}."]
    if found.hours_hardly_change:
        return [f"{label} hardly change: {measured(hours.by, 'hours a week', signed=True)}."]
    if not hours.is_clear:
        return [unclear(hours, label, 1, "hours a week")]
    gains = hours.value < 0
    size = measured(hours.by, "hours a week", flip=gains)
    sentence = f"{_who_does(comparison, gains)} {size}" + (" less" if hours.metric == ASKED and gains else "")
    why = [*_why_hours(found), *_still_up(found)]
    if comparison.late == comparison.window:
        return [f"{sentence}: {_levels(comparison, late)}.", *why]
    return [f"{sentence}.", _late_hours(comparison, late), *why]


def _who_does(comparison: Comparison, gains: bool) -> str:
    """Return whose hours change, and how: ``The 3 managers together get back``, ``The manager loses another``."""
    count = how_many(comparison)
    one = count == 1
    who = "The manager" if one else f"The {'' if count is None else f'{count} '}managers together"
    if comparison.hours == ASKED:
        return f"{who} {'is' if one else 'are'} asked for{'' if gains else ' another'}"
    return f"{who} {'gets' if one else 'get'} back" if gains else f"{who} {'loses' if one else 'lose'} another"


def _worked_words(found: Finding) -> list[str]:
    """Return what becomes of hours worked and of the matters dealt with, where hours asked for are told first."""
    worked, handled = found.worked, found.handled
    if worked is None or handled is None or worked.by.is_none:
        return []
    rises, more = worked.value > 0, handled.value > 0
    return [
        f"Hours worked {'rise' if rises else 'fall'} by {measured(worked.by, 'a week', flip=not rises)}, "
        f"{from_to(worked)}; {measured(handled.by, flip=not more)} {'more' if more else 'fewer'} "
        "matters a week are dealt with."
    ]


def _late_hours(comparison: Comparison, late: Change) -> str:
    """Return the last weeks' change, with a sign of its own."""
    weeks = comparison.late[1] - comparison.late[0] + 1
    gains = late.value < 0
    size = measured(late.by, f"hours a week {'less' if gains else 'more'}", flip=gains)
    unclear = "" if late.is_clear else ", which is not clear"
    return f"In the last {weeks} weeks it is {size}{unclear}: {_levels(comparison, late)}."


def _levels(comparison: Comparison, late: Change) -> str:
    whose = "the baseline's" if comparison.baseline == BASELINE else f"{comparison.baseline}'s"
    share = "" if late.share is None else f", {late.share:.0f} % of {whose}"
    return f"{amount(late.after.value)} instead of {amount(late.before.value)}{share}"


def _why_hours(found: Finding) -> list[str]:
    parts = []
    for part, its in found.hours_parts.items():
        more = (its.value > 0) != (part == "unmet")
        fewer = "less" if "minutes" in part else "fewer"
        parts.append(f"{measured(its, signed=True)} {_WHY[part].format('more' if more else fewer)}")
    return [f"Of this change in hours: {join(parts)}."] if parts else []


def _still_up(found: Finding) -> list[str]:
    """Return what of the remaining escalations could not have been solved below."""
    if found.bound is None:
        return []
    return [
        f"{measured(found.bound, '%', 0)} of what still goes up could not be solved below: the ask is above"
        " the authority, the law reserves it, or the customer insists."
    ]
