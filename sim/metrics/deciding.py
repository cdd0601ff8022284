"""Metrics of what agents leave and give, who insists, what the record makes of it, and who is coached."""

from typing import Any

from sim.clock import HOUR
from sim.metrics.metric import Metric, Sums, divided, ratio


def _left(s: Sums) -> Any:
    return divided(100 * s["left_unresolved"], s["left_unresolved"] + s["failed_up"])


def _unowed(s: Sums) -> Any:
    return (s["agent_cents"] - s["owed_cents"]) / 100 / s["weeks"]


# fmt: off
REASONS: tuple[Metric, ...] = (
    Metric("escalated_for_more_rate", "Escalated to get more", "% of contacts diagnosed", "lower", "leadership",
           "Contacts passed up because the customer insisted on more than the agent's answer gave.",
           ratio("insisted_more_up", "diagnosed", 100), most=100.0),
)
"""Of why contacts go up."""
ANSWERS: tuple[Metric, ...] = (
    Metric("left_unresolved_per_week", "Left unresolved", "per week", "lower", "customer",
           "Failed attempts that were not passed up: the customer is told that it is done, and it is not.",
           ratio("left_unresolved", "weeks")),
    Metric("left_unresolved_rate", "Failures left unresolved", "% of failed attempts", "lower", "customer",
           "Of the first attempts that failed, those that were left and not passed up.",
           _left, most=100.0),
    Metric("asks_answered_per_week", "Asks answered by agents", "per week", "neither", "leadership",
           "Asks for money to which an agent said yes or no; what a manager handed back is none of them.",
           ratio("asks_answered", "weeks")),
    Metric("asks_refused_rate", "Asks refused", "% of asks answered", "neither", "customer",
           "Asks for money to which an agent said no, owed or not.",
           ratio("asks_refused", "asks_answered", 100), most=100.0),
    Metric("owed_refused_per_week", "Refused though owed", "per week", "lower", "customer",
           "Asks for money to which an agent said no, though what was asked was owed.",
           ratio("owed_refused", "weeks")),
    Metric("goodwill_owed_per_week", "Goodwill that was owed", "money per week", "neither", "leadership",
           "Granted at the desk to customers to whom it was owed.",
           ratio("owed_cents", "weeks", 0.01), 0),
    Metric("goodwill_unowed_per_week", "Goodwill that was not owed", "money per week", "lower", "leadership",
           "Granted at the desk to customers to whom it was not owed.",
           _unowed, 0),
    Metric("insisted_on_more_per_week", "Insisted on more", "per week", "lower", "leadership",
           "Customers who went up since the agent's answer gave less than they asked.",
           ratio("insisted_more_up", "weeks")),
    Metric("insisted_on_more_rate", "Insisted on more, of asks answered", "% of asks answered", "lower", "leadership",
           "Customers who went up since the agent's answer gave less than they asked.",
           ratio("insisted_more_up", "asks_answered", 100), most=100.0),
    Metric("insists_when_refused_rate", "Insist when refused", "% of who is refused", "lower", "leadership",
           "Of customers whom an agent refuses what they ask, those who insist on more and go up; who gets part of it"
           " counts in part. In the baseline at rest it is `customers.insists_share`; above that customers have"
           " learned that insisting pays.",
           ratio("insisted_more_up", "asks_unmet", 100), phrase="customers who insist when refused"),
    Metric("insisted_after_no_rate", "Insisted after a no", "% of who insisted on more", "neither", "leadership",
           "Of the customers who insisted on more, those to whom the agent had refused everything.",
           ratio("insisted_after_no", "insisted_more_up", 100), most=100.0),
    Metric("tried_another_per_week", "Tried another agent", "per week", "lower", "customer",
           "Customers who got less than they asked, did not insist, and ring again for another agent.",
           ratio("tried_another", "weeks")),
)
"""Of what becomes of failures and of what is asked."""
RECORD: tuple[Metric, ...] = (
    Metric("recorded_resolution", "Recorded resolution", "% of issues", "higher", "customer",
           "Issues without a second call within a week of the first, solved or not: what a record of calls takes for"
           " first-contact resolution; those that began in the last week are left out.",
           ratio("recorded", "first_contact_base", 100), most=100.0),
)
"""Of what the record says."""
COACHING: tuple[Metric, ...] = (
    Metric("coaching_held", "Coaching held", "% of sessions due", "higher", "agents",
           "Coaching sessions held, of those due; the others fell to escalations.",
           ratio("coached", "coaching_due", 100), most=100.0),
    Metric("coaching_hours_per_week", "Coaching hours", "hours per week", "neither", "agents",
           "Managers' hours in coaching sessions, for which agents are off the phone.",
           lambda s: s["coached_ticks"] / HOUR / s["weeks"]),
)
"""Of coaching."""
# fmt: on
