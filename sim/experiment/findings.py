"""What a comparison found, before anybody says it: changes, what they are made of, and what they cost."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.experiment import guards
from sim.experiment.comparison import Comparison
from sim.experiment.escalation_reasons import main_reasons
from sim.experiment.guards import Guarded
from sim.experiment.headline_findings import hangs_on_weights
from sim.experiment.managers import Load, upstairs
from sim.experiment.missing import months_within
from sim.experiment.paired import SIGNIFICANCE
from sim.experiment.record_and_truth import Parting, parting
from sim.experiment.unanswered import unanswered
from sim.metrics import ASKED, BONUS, CSAT, METRICS, WORKED, Weeks, complete, divided
from sim.statistics.estimates import Difference, Estimate

HIDDEN, COST, ISSUES = "hidden_escalations_per_week", "cost_per_week", "issues_begun_per_week"
UP = "escalation_rate"
EACH, NOT_GRANTED = "cost_per_resolved_issue", "not_granted_per_week"
SIDES = {HIDDEN: 0.5, COST: 0.0, ISSUES: 1.0}
"""Outcomes beside the headline, each with the change up to which it is not worth a word."""
_HOURS_WORTH_A_WORD, _POINTS_WORTH_A_WORD, _COST_WORTH_A_WORD, _BOUND_WORTH_A_WORD = 0.05, 0.1, 0.01, 30.0
_RESOLVED_MOVES = 0.02
"""Where the number of resolved issues changes by a larger share, the week's cost is told per resolved issue too."""


@dataclass(frozen=True)
class Change:
    """What a what-if does to a metric.

    Attributes
    ----------
    metric : str
        Which.
    before, after : Estimate
        Its level in the baseline and in the what-if.
    by : Difference
        The paired difference.
    is_clear : bool
        Whether it is clear; over all weeks that are compared, after correction for what is tested beside it.
    hangs_on_weights : bool
        Whether its sign flips within the evidence on hand-offs and repeats.
    would_tell : int or None
        About how many more replications would make it clear.
    """

    metric: str
    before: Estimate
    after: Estimate
    by: Difference
    is_clear: bool
    hangs_on_weights: bool = False
    would_tell: int | None = None

    @property
    def value(self) -> float:
        """The mean difference."""
        return self.by.value

    @property
    def share(self) -> float | None:
        """What the level after it is of the level before, in %; None of nothing."""
        return 100 * self.after.value / self.before.value if self.before.value else None


@dataclass(frozen=True)
class Finding:
    """What became of one what-if.

    Attributes
    ----------
    name : str
        The what-if.
    is_same : bool
        Whether it sets what holds anyway.
    unmoved : Difference or None
        Where no metric differed in any replication: one of these differences.
    silent : dict of str to str
        Levers that nobody answers to, each with what would make it act.
    hours, late_hours : Change or None
        Of the hours that are told first, over all weeks and over the last ones.
    hours_hardly_change : bool
        Whether any change of hours asked for that matters is excluded.
    hours_parts : dict of str to Estimate
        What the late change of hours is made of, where worth a word.
    bound : Estimate or None
        Per cent of what still goes up that could not be solved below, where that is much.
    worked, handled : Change or None
        Hours worked and matters dealt with.
    load : (Load, Load) or None
        What is asked of managers in the last weeks, after and before; None where it is the same.
    csat : Change or None
        Of the CSAT proxy.
    csat_parts : dict of str to Estimate
        The largest parts of its change, where worth a word.
    csat_rest : float
        What these leave of it, so that all add up in tenths of a point.
    bonus : Change or None
        Of the bonus.
    last_bonus : Estimate or None
        In the last of several whole months.
    debt : Estimate or None
        How deep the pools end in debt, where they clearly do.
    sides : dict of str to Change
        Hidden escalations, cost and issues, where clear after correction for all of them, and worth a word.
    lost : (Difference, Difference) or None
        How much of a change of cost is what customers who are not served are not granted, and the rest of it.
    each : (Estimate, Estimate) or None
        Cost per resolved issue before and after, where their number moves.
    worth, leavers : Difference or None
        What customers are worth who leave for good, and how many these are, where that clearly changes.
    guards : tuple of Guarded
        What it does to all that it must not harm.
    escalations : Change or None
        Of the escalation rate.
    reasons : dict of str to Estimate
        The largest parts of that change by reason, where clear and worth a word.
    parting : Parting or None
        How the record and the truth part.
    """

    name: str
    is_same: bool
    unmoved: Difference | None
    silent: Mapping[str, str]
    hours: Change | None
    late_hours: Change | None
    hours_hardly_change: bool
    hours_parts: Mapping[str, Estimate]
    bound: Estimate | None
    worked: Change | None
    handled: Change | None
    load: tuple[Load, Load] | None
    csat: Change | None
    csat_parts: Mapping[str, Estimate]
    csat_rest: float
    bonus: Change | None
    last_bonus: Estimate | None
    debt: Estimate | None
    sides: Mapping[str, Change]
    lost: tuple[Difference, Difference] | None
    each: tuple[Estimate, Estimate] | None
    worth: Difference | None
    leavers: Difference | None
    guards: tuple[Guarded, ...]
    escalations: Change | None
    reasons: Mapping[str, Estimate]
    parting: Parting | None


def finding(comparison: Comparison, name: str) -> Finding:
    """Return what became of a what-if."""
    hours, csat = (change(comparison, name, metric) for metric in (comparison.hours, CSAT))
    parts = _largest(comparison.points_split(name)) if csat is not None else {}
    sides = {metric: found for metric in SIDES if (found := _side(comparison, name, metric)) is not None}
    worth, leavers = _leaving(comparison, name)
    return Finding(
        name=name,
        is_same=comparison.is_same(name),
        unmoved=_unmoved(comparison, name),
        silent=unanswered(comparison, name),
        hours=hours,
        late_hours=change(comparison, name, comparison.hours, comparison.late),
        hours_hardly_change=comparison.hours == ASKED and guards.hardly_differs(comparison, name),
        hours_parts=_hours_parts(comparison, name),
        bound=_bound(comparison, name),
        worked=change(comparison, name, WORKED),
        handled=change(comparison, name, "matters_handled_per_week"),
        load=_load(comparison, name),
        csat=csat,
        csat_parts=parts,
        csat_rest=0.0 if csat is None else _rest(csat.value, parts),
        bonus=change(comparison, name, BONUS),
        last_bonus=_last_bonus(comparison, name),
        debt=debt(comparison, name),
        sides=sides,
        lost=_lost(comparison, name) if COST in sides else None,
        each=_each(comparison, name) if COST in sides else None,
        worth=worth,
        leavers=leavers,
        guards=tuple(guards.findings(comparison, name)),
        escalations=change(comparison, name, UP),
        reasons=main_reasons(comparison, name),
        parting=parting(comparison, name),
    )


def change(comparison: Comparison, name: str, metric: str, weeks: Weeks | None = None) -> Change | None:
    """Return what a what-if does to a metric, None where it does not exist; over weeks of its own, not corrected."""
    by = comparison.effect(name, metric, weeks)
    before, after = (comparison.level(each, metric, weeks) for each in (comparison.baseline, name))
    if by is None or before is None or after is None:
        return None
    if weeks is not None or metric not in comparison.headline:
        return Change(metric, before, after, by, by.is_clear)
    clear = comparison.is_clear(name, metric)
    more = None if clear or by.is_none else comparison.would_tell(name, metric)
    return Change(metric, before, after, by, clear, hangs_on_weights(comparison, name, metric), more)


def debt(comparison: Comparison, name: str) -> Estimate | None:
    """Return how deep the pool ends in debt, as an estimate; None where it clearly does not."""
    owed = comparison.mean_of(-comparison.sums[name].total()["balance_cents"] / 100)
    if owed.value <= 0 or (owed.interval is not None and owed.interval[0] <= 0):
        return None
    return owed


def _unmoved(comparison: Comparison, name: str) -> Difference | None:
    effects = [effect for metric in METRICS if (effect := comparison.effect(name, metric)) is not None]
    return effects[0] if effects and all(effect.is_none for effect in effects) else None


def _hours_parts(comparison: Comparison, name: str) -> dict[str, Estimate]:
    split = comparison.hours_split(name)
    if comparison.hours == ASKED:
        split.pop("unmet")
    return {
        part: its
        for part, its in split.items()
        if abs(its.value) >= _HOURS_WORTH_A_WORD
        and (its.interval is None or not its.interval[0] <= 0 <= its.interval[1])
    }


def _bound(comparison: Comparison, name: str) -> Estimate | None:
    total = comparison.sums[name].total(*comparison.late)
    bound = total["authority_up"] + total["reserved_up"] + total["insisted_up"]
    bound += total["insisted_more_up"] - total["insisted_after_no"]
    shares = complete(divided(100 * bound, total["escalated"]))
    return comparison.mean_of(shares) if shares and sum(shares) / len(shares) >= _BOUND_WORTH_A_WORD else None


def _load(comparison: Comparison, name: str) -> tuple[Load, Load] | None:
    if comparison.hours != ASKED:
        return None
    now, before = (upstairs(comparison, each, comparison.late) for each in (name, comparison.baseline))
    return None if now is None or before is None or now == before else (now, before)


def _rest(whole: float, parts: Mapping[str, Estimate]) -> float:
    return round(round(whole, 1) - sum(round(part.value, 1) for part in parts.values()), 1)


def _largest(parts: Mapping[str, Estimate]) -> dict[str, Estimate]:
    largest = sorted(parts.items(), key=lambda part: -abs(part[1].value))[:2]
    return {part: its for part, its in largest if abs(its.value) >= _POINTS_WORTH_A_WORD}


def _last_bonus(comparison: Comparison, name: str) -> Estimate | None:
    months = months_within(comparison.scenarios[name], comparison.window)
    return comparison.level(name, BONUS, months[-1]) if len(months) > 1 else None


def _side(comparison: Comparison, name: str, metric: str) -> Change | None:
    """Return a change beside the headline, clear after correction for all what-ifs and all of `SIDES` (Holm)."""
    found = change(comparison, name, metric)
    if found is None or abs(found.value) <= SIDES[metric]:
        return None
    return found if comparison.adjusted_over(tuple(SIDES)).get((name, metric), 1.0) < SIGNIFICANCE else None


def _lost(comparison: Comparison, name: str) -> tuple[Difference, Difference] | None:
    """Return what of a change of cost is not granted to the unserved, and the rest; None where that is hardly any."""
    base, changed = (
        [comparison.values(which, metric) for metric in (COST, NOT_GRANTED)] for which in (comparison.baseline, name)
    )
    served = comparison.difference_of(changed[1], base[1])
    whole = [[cost + lost for cost, lost in zip(*each, strict=True)] for each in (base, changed)]
    least = _COST_WORTH_A_WORD * sum(base[0]) / len(base[0])
    return (served, comparison.difference_of(whole[0], whole[1])) if abs(served.value) > least else None


def _each(comparison: Comparison, name: str) -> tuple[Estimate, Estimate] | None:
    resolved, each = [], []
    for which in (comparison.baseline, name):
        cost, per = (comparison.level(which, metric) for metric in (COST, EACH))
        if cost is None or per is None or not cost.value or not per.value:
            return None
        resolved.append(cost.value / per.value)
        each.append(per)
    return (each[0], each[1]) if abs(resolved[1] - resolved[0]) > _RESOLVED_MOVES * resolved[0] else None


def _leaving(comparison: Comparison, name: str) -> tuple[Difference, Difference] | tuple[None, None]:
    worth, lost = (comparison.effect(name, metric) for metric in ("lost_worth_per_week", "customers_lost_per_week"))
    if worth is None or lost is None or worth.interval is None or worth.interval[0] <= 0 <= worth.interval[1]:
        return None, None
    return worth, lost
