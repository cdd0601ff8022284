"""Levers that nobody answers to: keys that change while no choice, answer, call, skill or time does."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.scenario import Scenario, plan_of
from sim.scenario.incentives import Incentives

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison

_MONEY_AND_HOURS = ("manager_capacity_ticks", "displaced_ticks", "agent_weeks", "customers_lost", "rare_found", "weeks")


def unanswered(comparison: "Comparison", name: str) -> dict[str, str]:
    """Return the keys that a what-if changes where nobody answers to any of them, each with what would make it act.

    Nobody answers where every sum of choices, answers, calls, skills and times of every week and replication is the
    same to the last bit; what money moves, or hours that managers merely have, does not count.

    Returns
    -------
    dict of str to str
        By dotted key; empty where anybody answers, or where no key changes.
    """
    before, after = comparison.tallies[comparison.baseline], comparison.tallies[name]
    if not all(map(_is_same, before, after)):
        return {}
    ends = [plan_of(comparison.scenarios[which]).epochs[-1].scenario for which in (comparison.baseline, name)]
    return {key: _remedy(ends[1], key) for key in changed_keys(*ends)}


def _is_same(one: Any, other: Any) -> bool:
    kept = [place for place, name in enumerate(one.names) if _is_answer(name)]
    return one.names == other.names and np.array_equal(one.weekly[:, kept], other.weekly[:, kept])


def _is_answer(name: str) -> bool:
    return not name.endswith("_cents") and name not in _MONEY_AND_HOURS


def changed_keys(one: Scenario, other: Scenario) -> list[str]:
    """Return the dotted keys in which two states of a center differ, a distribution or schedule as a whole."""
    dumps = [each.model_dump(mode="json", by_alias=True, exclude=_APART) for each in (one, other)]
    return [".".join(path) for path in _unlike(dumps[0], dumps[1], ())]


_APART = {"name", "about", "calendar", "timeline", "what_ifs", "policies", "study"}


def _unlike(one: Any, other: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if one == other:
        return
    parts = isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys()
    if parts and "shape" not in one and "file" not in one:
        for key in one:
            yield from _unlike(one[key], other[key], (*path, key))
    else:
        yield path


def _remedy(after: Scenario, key: str) -> str:
    """Return what would make a key act in this center, as a sentence."""
    pool = after.incentives.bonus_pool
    if all(issue.routine for issue in after.issues.values()):
        return "All contacts here are routine, so that nobody has a choice: a type without `routine` would answer."
    if key.startswith(_BY_COUNT) and not any(team.shares_pool for team in after.teams.values()):
        return "No team shares in bonuses (`teams.<team>.shares_pool` is no for all of them)."
    if key.startswith(("incentives", "behavior")) and after.behavior.choice == "fixed":
        return "Agents pass up with a fixed probability here (`behavior.choice: fixed`); with `rule` they would answer."
    if key.endswith(("hourly_cost", "overtime_factor", "worth", "absence_paid")) or "leaves_share" in key:
        return "It is a price: it changes what the center pays and nobody's decision."
    of_asks = _remedy_of_asks(after, key)
    if of_asks:
        return of_asks
    if key.startswith("incentives.bonus_pool") and pool is not None and pool.charge_share == 0:
        return "Nothing that is passed up is charged to the pool (`incentives.bonus_pool.charge_share` is 0)."
    by_count = _remedy_by_count(after.incentives, key) if key.startswith(_BY_COUNT) else ""
    if by_count:
        return by_count
    if key.startswith("outsourcing") and after.outsourcing.share == 0:
        return "Nothing is outsourced (`outsourcing.share` is 0)."
    if key.startswith("leadership_lane") and not after.leadership_lane.open:
        return "The lane does not exist (`leadership_lane.open` is no)."
    if key.startswith("manager"):
        return "What is passed up in this center never meets it: the policy in force does not use it."
    return "Nothing in this center meets it."


_ANSWERS = (
    *("behavior.giving", "behavior.arguing", "behavior.judged_right", "empowerment.above_authority"),
    *("empowerment.goodwill_budget", "incentives.bonus_pool.agent_charge", "manager.authority"),
)
_LEARNED = ("customers.insist", "customers.heard", "customers.fade", "customers.tries_another")


def _remedy_of_asks(after: Scenario, key: str) -> str:
    """Return what would make a key act that is about asks for money, leaving, or insisting; empty if not known."""
    if key.startswith((*_ANSWERS, *_LEARNED)) and not any(its.asks_share for its in after.issues.values()):
        return "Nobody asks for money here (`issues.<type>.asks_share` is 0)."
    if key.startswith(_LEARNED) and after.customers.insists_share == 0:
        return "Nobody insists (`customers.insists_share` is 0)."
    decides, gives = after.behavior.after_failure == "decided", after.behavior.giving == "decided"
    if key.startswith(("incentives.bonus_pool.agent_charge", "behavior.arguing", "behavior.judged")) and not gives:
        return "Agents give without deciding (`behavior.giving: fixed`); with `decided` they would weigh it."
    if key.startswith(("behavior.conscience", "incentives.quality")) and not decides and not gives:
        return (
            "Agents decide neither what they leave nor what they give (`behavior.after_failure: as_before`,"
            " `behavior.giving: fixed`)."
        )
    if key.startswith("incentives.bonus_pool.agent_charge"):
        return (
            "What each feels of a common pool is too little to answer otherwise; it would act in a smaller team, with"
            " peer pressure, or out of the agent's own bonus (`incentives.bonus_pool.agent_charge_from: own`)."
        )
    if key.startswith(("customers.insist_gain", "customers.heard", "customers.fade")):
        return "Insisting brings here what it is known to bring; it would act where managers give more, or less."
    if key.endswith("goodwill_budget"):
        return "No agent gives so much in a month; it would act below what agents give."
    if key == "manager.authority":
        return "Nothing that managers grant comes to so much; it would act below what they grant."
    return ""


_BY_COUNT = tuple(
    f"incentives.{name}" for name in ("charge_per_escalation", "target_bonus", "proportional_bonus", "recognition")
)


def _remedy_by_count(pay: Incentives, key: str) -> str:
    """Return what would make a bonus or charge by the count of escalations act, or praise; empty if not known."""
    name = key.split(".")[1]
    if name == "recognition" and pay.recognition.utility == 0:
        return "Nobody is praised (`incentives.recognition.utility` is 0)."
    if name.startswith("charge_per_escalation") and pay.charge_per_escalation == 0:
        return "No escalation is charged (`incentives.charge_per_escalation` is 0)."
    if name == "target_bonus":
        if pay.target_bonus.pays == 0:
            return "It pays nothing (`incentives.target_bonus.pays` is 0)."
        return (
            "One escalation more or less never decides who gets it, as it is out of reach or safe; it would act with"
            " `incentives.target_bonus.escalations_per_100` near the escalation rate, or sooner before a month's end."
        )
    if name == "proportional_bonus":
        if pay.proportional_bonus.pays == 0:
            return "It pays nothing (`incentives.proportional_bonus.pays` is 0)."
        return (
            "Nothing of it is left at this escalation rate; it would act with `incentives.proportional_bonus.zero_at`"
            " above it."
        )
    return ""
