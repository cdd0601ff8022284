"""A calibration in words: does the baseline show what was observed, what does that say about people, what is next."""

from collections.abc import Sequence

from sim.experiment.calibrated import Calibrated, Range, Shown
from sim.present.belief_words import beyond_words, known_words, value_words
from sim.present.numerals import amount

_MOST = 4


def header(found: Calibrated) -> str:
    """Return what was run, in a line."""
    first, last = found.weeks
    return (
        f"{len(found.task.beliefs)} inputs, {len(found.ranges)} of which move what was observed; "
        f"{found.replications} replications at the values found, seed {found.seed}, on the same customers; weeks "
        f"{first} to {last}. Ranges hold nine of ten values that go with what was observed."
    )


def three_lines(found: Calibrated) -> list[str]:
    """Return the answer: does the baseline show what was observed, what that says about people, and what is next."""
    return [shows_words(found), people_words(found), next_words(found)]


def shows_words(found: Calibrated) -> str:
    """Return whether the baseline now shows what was observed, and by how much it misses what it does not."""
    met, near = [its for its in found.shown if its.is_met], [its for its in found.shown if its.is_near]
    parts = []
    if met:
        every = len(met) == len(found.shown)
        parts.append(f"The baseline now shows what was observed{'' if every else ' of'}: {_listed(found, met)}")
    if near:
        parts.append(f"Not quite, but no further off than chance explains: {_listed(found, near)}")
    parts += [missed_words(found, each) for each in found.missed]
    return ". ".join(parts) + "."


def _listed(found: Calibrated, shown: Sequence[Shown]) -> str:
    """Return figures as they are, were and were observed; changes a week only where there is nothing else to tell."""
    shown = [each for each in shown if each.target.aligned != "trend"] or shown
    told = [
        f"{called(each)} {figure(found, each, each.after)} (observed {figure(found, each, each.target.seen)}, before "
        f"{figure(found, each, each.before)})"
        for each in shown[:_MOST]
    ]
    return "; ".join(told) + (f"; {len(shown) - _MOST} more" if len(shown) > _MOST else "")


def missed_words(found: Calibrated, its: Shown) -> str:
    """Return which target the baseline cannot be brought to, by how much it misses it, and what could be reached."""
    seen, (low, high) = its.target.seen, its.reach
    size = f"{amount(abs(its.short), _digits(its))} {_unit(found, its, change=True)}"
    miss = f"{size} {'short' if its.short < 0 else 'over'}"
    if low <= seen <= high:
        tried = "it is shown elsewhere, but not together with the rest"
    else:
        tried = f"nothing that was tried shows {'more' if high < seen else 'less'} than "
        tried += figure(found, its, high if high < seen else low)
    nearest = figure(found, its, its.after)
    return f"It cannot be brought to {called(its)} {figure(found, its, seen)}: nearest is {nearest}, {miss}; {tried}"


def met_words(found: Calibrated) -> str:
    """Return how much of what was observed the baseline shows, in a few words."""
    of, missed = len(found.shown), found.missed
    if not missed and not all(each.is_met for each in found.shown):
        return "The calibrated baseline is no further from what was observed than chance explains"
    if not missed:
        return f"The calibrated baseline shows {'what was observed' if of == 1 else f'all {of} figures observed'}"
    return f"The baseline cannot be brought to {len(missed)} of {of} figures observed"


def narrowed_words(found: Calibrated) -> str:
    """Return how many beliefs what was observed narrows, in a few words."""
    told = sum(each.is_told for each in found.ranges)
    return f"What was observed narrows {told or 'none'} of {len(found.ranges)} beliefs that move it"


def people_words(found: Calibrated) -> str:
    """Return what is known of people now, and of which beliefs nothing is known for themselves."""
    told = [each for each in found.ranges if each.is_told]
    parts = []
    if told:
        ranges = "; ".join(range_words(each) for each in told[:_MOST])
        more = f"; {len(told) - _MOST} more" if len(told) > _MOST else ""
        parts.append(f"What that says about people: {ranges}{more}")
    else:
        parts.append("That narrows no single belief about people")
    parts += alike_words(found)
    if found.missed:
        parts.append("Ranges of a center that misses what was observed mean little: settle that first")
    return f"{'. '.join(parts)}.{beyond_words(found.center)}"


def range_words(its: Range) -> str:
    """Return a belief's range, whether it is more than studies support, and how well it was known."""
    kind = {"evidence": "its size is assumed", "assumption": "an assumption"}.get(
        its.belief.status, "an input of yours"
    )
    text = f"{its.belief.name} {value_words(its.low)} to {value_words(its.high)}"
    return f"{text} (yours {value_words(its.belief.value)}, now {value_words(its.value)}; {kind})"


def alike_words(found: Calibrated) -> list[str]:
    """Return which beliefs what was observed cannot tell apart, a sentence for each group."""
    said = []
    for group in found.alike:
        more = [found.ranges[place].belief.name for place, sign in group if sign > 0]
        less = [found.ranges[place].belief.name for place, sign in group if sign < 0]
        ways = " or ".join([*(f"more {name}" for name in more), *(f"less {name}" for name in less)])
        said.append(f"What was observed cannot tell these apart: {ways}")
    return said


def next_words(found: Calibrated) -> str:
    """Return the command that comes next."""
    file = found.task.written
    if found.missed:
        return (
            "Next: look at what is missed (volumes, times, authority, who insists), or name with --inputs "
            "KEY=low..high what may change instead."
        )
    if found.scenario.what_ifs:
        return f"Next: frontline stress {file} (the advice in worlds that show what was observed)."
    return f"Next: add what-ifs to {file}, then frontline compare {file}."


def target_lines(found: Calibrated) -> list[str]:
    """Return of each target what was observed, what is simulated, and what worlds of the ranges show."""
    lines = []
    for each in found.shown:
        low, high = (figure(found, each, value) for value in each.spread)
        check = "among them" if each.is_expected else "NOT among them"
        lines.append(
            f"{called(each)}: observed {figure(found, each, each.target.seen)} ({_rests_on(each)}), simulated "
            f"{figure(found, each, each.after)}, before {figure(found, each, each.before)}; nine of ten worlds of the "
            f"ranges show {low} to {high}: what was observed is {check}."
        )
    return lines


def belief_lines(found: Calibrated) -> list[str]:
    """Return of each belief that moves a target its range, and what of it is merely that others are not known."""
    lines = []
    for each in found.ranges:
        low, high = (value_words(value) for value in each.belief.likely)
        told = "" if each.is_told else "; hardly narrower than what was searched"
        lines.append(f"{each.belief.key}: {range_words(each)}; searched {low} to {high}{told}.")
    return lines


def mind_lines(found: Calibrated) -> list[str]:
    """Return what to mind."""
    lines = [
        "Values between the ends of several ranges need not go together: worlds.csv holds sets that do, and stress and "
        "compare take those."
    ]
    plain = [each for each in found.shown if each.target.likelihood.n is None and each.target.aligned != "trend"]
    if plain:
        lines.append(
            "A figure of which no number of cases is known is taken as known to within 5 % of itself; {value: 22 %, n: "
            "1800} says more."
        )
    if found.power < 1 and not found.missed:
        lines.append(
            "Few of the worlds that were tried show all that was observed; the nearest stand for them, so that worlds "
            "and ranges are wider than what is known of it. More --points find more."
        )
    usual = found.scenario.study.replications
    if isinstance(usual, int) and usual < found.replications:
        lines.append(
            f"The scenario's own {usual} replications are fewer than the {found.replications} here: run and compare "
            "show what was observed with more chance in it."
        )
    if found.still:
        lines.append(f"{len(found.still)} inputs move what was observed hardly or not; they stay as they are.")
    return lines


def table(found: Calibrated) -> list[list[str]]:
    """Return value and range of each belief, the head first."""
    rows = [["belief", "yours", "calibrated", "range", "how well known"]]
    for each in found.ranges:
        span = f"{value_words(each.low)} to {value_words(each.high)}"
        values = [value_words(each.belief.value), value_words(each.value), span]
        rows.append([each.belief.key, *values, known_words(each.belief)])
    return rows


def called(its: Shown) -> str:
    """Return what a target is called: the metric, and what of its course."""
    end = {"level": "", "course": ", mean of its weeks", "trend": ", change a week"}[its.target.aligned]
    return f"{its.target.metric.phrase}{end}"


def _rests_on(its: Shown) -> str:
    likelihood = its.target.likelihood
    weeks = len(its.target.course)
    spans = f"{weeks} week{'s' * (weeks > 1)}"
    if likelihood.n is None and its.target.aligned != "trend":
        return f"{spans}, taken as known to 5 %" if weeks else "taken as known to 5 %"
    if weeks:
        return spans
    return f"{likelihood.n:,.0f} {'weeks' if likelihood.family == 'count' else 'cases'}"


def _digits(its: Shown) -> int:
    """Return the digits after the point in which a target is told: more of what is small."""
    return 3 if its.target.aligned == "trend" else max(its.target.metric.digits, 2 * (abs(its.target.seen) < 1))


def _unit(found: Calibrated, its: Shown, *, change: bool = False) -> str:
    unit = its.target.metric.unit
    if unit.startswith("%"):
        return "points" if change or its.target.aligned == "trend" else "%"
    return found.scenario.in_currency(unit)


def figure(found: Calibrated, its: Shown, value: float) -> str:
    """Return a figure of a target with its unit."""
    return f"{amount(value, _digits(its))} {_unit(found, its)}"
