"""What decisions after a failure, on giving and on coaching go by, as the numbers that they read."""

import math
from typing import Any

from sim.behavior.parameters import OFFERS_LIMIT, PASSES_UP, REFUSES
from sim.clock import ticks
from sim.demand.natures import CENTS
from sim.scenario.organization import Coaching
from sim.scenario.scenario import Scenario

ABOVE = {"passes_up": PASSES_UP, "offers_limit": OFFERS_LIMIT, "refuses": REFUSES}


def decided(scenario: Scenario) -> dict[str, Any]:
    """Return what decisions after a failure and on giving go by, and who gives up when passed up."""
    power, pay, people = scenario.empowerment, scenario.incentives, scenario.behavior
    walks = scenario.customers.gives_up_when_passed_up
    return {
        "above_authority": ABOVE[power.above_authority],
        "budget_cents": _or_infinite(power.goodwill_budget),
        "manager_authority_cents": _or_infinite(scenario.manager.authority),
        "after_failure_as_before": people.after_failure == "as_before",
        "caught": pay.penalty_weight * pay.quality.listened_share * pay.quality.sanction / people.money_unit,
        "gives": people.giving == "decided" and people.choice == "rule",
        "walks_share": walks.share,
        "walks_hassle": walks.hassle,
        "walks_stakes": walks.stakes,
    }


def _or_infinite(amount: float | None) -> float:
    """Return an amount in cents, infinite where there is no limit."""
    return math.inf if amount is None else amount * CENTS


def believed_owed(owed_share: float, judged_right: float) -> float:
    """Return the share of asks that agents believe to be owed."""
    return owed_share * judged_right + (1.0 - owed_share) * (1.0 - judged_right)


def sessions(coaching: Coaching | None) -> dict[str, Any]:
    """Return what coaching sessions are and do; of no length where there are none."""
    given = coaching or Coaching()
    return {
        "session_ticks": ticks(coaching.minutes) if coaching else 0,
        "session_weeks": given.every_weeks,
        "session_adds": given.adds,
        "session_gain": given.gain,
        "session_engagement": given.engagement,
    }
