"""What people are measured on, as the numbers that decisions read: what a month's count pays, what each event costs."""

from typing import Any

from sim.behavior.parameters import CLOSURES, ESCALATIONS, HANDLE_TIME, PROPORTIONAL, REPEATS, STEP, Item
from sim.clock import DAY, MINUTE
from sim.demand.natures import CENTS
from sim.demand.quantile_tables import table_of
from sim.scenario.incentives import Incentives
from sim.scenario.plan import Plan
from sim.scenario.scenario import Scenario

MEASURES = {"escalations": ESCALATIONS, "repeats": REPEATS, "closures": CLOSURES, "handle_time": HANDLE_TIME}


def items_of(plan: Plan) -> tuple[Item, ...]:
    """Return all that is paid for a month's count in some epoch of a plan: each list once, in the order of time."""
    return tuple(item for items in _lists_of_items(plan) for item in items)


def _lists_of_items(plan: Plan) -> list[tuple[Item, ...]]:
    return list(dict.fromkeys(items_in(epoch.scenario.incentives) for epoch in plan.epochs))


def places_of(plan: Plan, pay: Incentives) -> tuple[int, int]:
    """Return from where to where in `items_of` those lie that hold now."""
    lists, mine = _lists_of_items(plan), items_in(pay)
    first = sum(map(len, lists[: lists.index(mine)]))
    return first, first + len(mine)


def items_in(pay: Incentives) -> tuple[Item, ...]:
    """Return what is paid for a month's count under these incentives."""
    return tuple(
        Item(
            MEASURES[each.measure],
            STEP if each.shape == "step" else PROPORTIONAL,
            each.per_100,
            each.per_100 if each.measure == "closures" else each.zero_at,
            each.pays * CENTS,
            each.whose == "team",
            each.payer == "pool",
        )
        for each in pay.measured
        if each.shape != "per_event" and each.pays > 0
    )


def by_event(scenario: Scenario) -> dict[str, Any]:
    """Return what is paid and charged for each event, and praise."""
    pay, events = scenario.incentives, {}
    for each in pay.measured:
        if each.shape == "per_event":
            events[each.measure] = each.pays * CENTS, each.payer
    charge, charged = events.get("escalations", (0.0, "pool"))
    repeat, repeat_charged = events.get("repeats", (0.0, "pool"))
    closure, closure_from = events.get("closures", (0.0, "beside"))
    window = next((each.window_days for each in pay.measured if each.measure == "repeats"), 0)
    customers = scenario.customers
    share = table_of(customers.comes_back_after).share_below(window * DAY / MINUTE) if window else 0.0
    return {
        "escalation_charge_cents": charge,
        "charged_to_own": charged == "own",
        "repeat_charge_cents": repeat,
        "repeat_charged_to_own": repeat_charged == "own",
        "closure_pays_cents": closure,
        "closure_from_pool": closure_from == "pool",
        "repeat_window_ticks": window * DAY,
        "repeats_in_window": customers.comes_back_share * share,
        "right_bonus_cents": pay.right_escalation_bonus * CENTS,
        "first_item": 0,
        "last_item": 0,
        "praise": pay.recognition.utility,
    }
