"""Every metric of the product: name, unit, better direction, definition and scorecard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sim.clock import HOUR, MINUTE, SECOND
from sim.metrics.sums import quantile_minutes

Sums = Mapping[str, float]
Better = Literal["lower", "higher", "neither"]
Scorecard = Literal["efficiency", "customer", "leadership", "agents"]
WEEKS_PER_MONTH = 365.25 / 7 / 12


@dataclass(frozen=True)
class Metric:
    """One figure of a run or of a week.

    Attributes
    ----------
    id : str
        The name in files and code.
    name, unit, definition : str
        In words.
    better : str
        `lower`, `higher` or `neither`.
    scorecard : str
        Which dashboard shows it.
    value : callable
        From sums to the figure, None where there is nothing to divide by.
    digits : int
        Digits after the point where it is shown.
    """

    id: str
    name: str
    unit: str
    better: Better
    scorecard: Scorecard
    definition: str
    value: Callable[[Sums], float | None]
    digits: int = 1


def _ratio(above: str, below: str, factor: float = 1.0) -> Callable[[Sums], float | None]:
    return lambda s: factor * s[above] / s[below] if s[below] else None


def _bonus(s: Sums) -> float | None:
    return s["payout_cents"] / 100 / s["agent_weeks"] * WEEKS_PER_MONTH if s["agent_weeks"] else None


def _reputation(s: Sums) -> float | None:
    return 1000 * (s["advocacy"] - s["incidents"]) / s["issues"] if s["issues"] else None


def _hidden(s: Sums) -> float:
    return s["cut_short"] + s["gave_up"] + s["overcompensated"]


_M = Metric
_ALL: tuple[Metric, ...] = (
    _M(
        "manager_hours_per_week",
        "Manager hours",
        "hours per week",
        "lower",
        "leadership",
        "Hours that managers spend on what was passed up.",
        lambda s: s["manager_ticks"] / HOUR / s["weeks"],
    ),
    _M(
        "csat_proxy",
        "CSAT proxy",
        "% of issues",
        "higher",
        "customer",
        "Mean probability that the customer of a closed issue is satisfied; a proxy, not a survey.",
        _ratio("satisfied", "issues"),
    ),
    _M(
        "bonus_per_agent",
        "Bonus per agent",
        "money per agent and month",
        "higher",
        "agents",
        "Pay-out of the bonus pool, each month's spread over its weeks, for each agent who shares it.",
        _bonus,
        0,
    ),
    _M(
        "escalation_rate",
        "Escalation rate",
        "% of contacts diagnosed",
        "lower",
        "leadership",
        "Contacts passed up to the manager, of those diagnosed.",
        _ratio("escalated", "diagnosed", 100),
    ),
    _M(
        "choice_escalation_rate",
        "Escalation rate where there was a choice",
        "% of choices",
        "lower",
        "leadership",
        "Contacts passed up, of those in which the agent could choose.",
        _ratio("choice_escalated", "had_choice", 100),
    ),
    _M(
        "passed_up_rate",
        "Chosen pass-ups",
        "% of choices",
        "lower",
        "leadership",
        "Choices in which the agent passed the issue up without an attempt.",
        _ratio("passed_up", "had_choice", 100),
    ),
    _M(
        "issues_per_week",
        "Issues closed",
        "issues per week",
        "lower",
        "customer",
        "Issues closed in a week, routine contacts apart.",
        _ratio("issues", "weeks"),
        0,
    ),
    _M(
        "escalations_per_issue",
        "Escalations per issue",
        "per issue",
        "lower",
        "leadership",
        "Escalations, per issue closed.",
        _ratio("escalated", "issues"),
        3,
    ),
    _M(
        "minutes_per_escalation",
        "Manager minutes per escalation",
        "minutes",
        "lower",
        "leadership",
        "Manager time for each matter passed up.",
        lambda s: s["manager_ticks"] / MINUTE / s["escalated"] if s["escalated"] else None,
    ),
    _M(
        "manager_utilization",
        "Manager time on escalations",
        "% of hours",
        "lower",
        "leadership",
        "Share of the managers' hours spent on escalations.",
        _ratio("manager_ticks", "manager_capacity_ticks", 100),
    ),
    _M(
        "displaced_hours_per_week",
        "Displaced duties",
        "hours per week",
        "lower",
        "leadership",
        "Other duties for which escalations leave no time.",
        lambda s: s["displaced_ticks"] / HOUR / s["weeks"],
    ),
    _M(
        "first_contact_resolution",
        "First-contact resolution",
        "% of issues",
        "higher",
        "customer",
        "Issues solved in one contact; those that began in the last week are left out.",
        _ratio("first_contact", "first_contact_base", 100),
    ),
    _M(
        "resolution_rate",
        "Resolved issues",
        "% of issues",
        "higher",
        "customer",
        "Closed issues that were solved by somebody.",
        _ratio("resolved", "issues", 100),
    ),
    _M(
        "contacts_per_issue",
        "Contacts per issue",
        "contacts",
        "lower",
        "customer",
        "Calls that an issue took.",
        _ratio("issue_contacts", "issues"),
        2,
    ),
    _M(
        "handoffs_per_issue",
        "Hand-offs per issue",
        "hand-offs",
        "lower",
        "customer",
        "How often a customer was handed over.",
        _ratio("issue_handoffs", "issues"),
        3,
    ),
    _M(
        "effort_index",
        "Customer effort",
        "events per issue",
        "lower",
        "customer",
        "Repeats and hand-offs for each issue.",
        lambda s: (s["issue_contacts"] - s["issues"] + s["issue_handoffs"]) / s["issues"] if s["issues"] else None,
        2,
    ),
    _M(
        "anger_turn",
        "Turn of anger",
        "points",
        "lower",
        "customer",
        "Anger at the last word less anger at the first, 100 being enraged.",
        lambda s: 100 * (s["anger_last"] - s["anger_first"]) / s["talked"] if s["talked"] else None,
    ),
    _M(
        "resolution_median_minutes",
        "Time to resolution, median",
        "minutes",
        "lower",
        "customer",
        "From first contact to solution.",
        lambda s: quantile_minutes(s, 0.5),
    ),
    _M(
        "resolution_p90_minutes",
        "Time to resolution, 90th percentile",
        "minutes",
        "lower",
        "customer",
        "From first contact to solution.",
        lambda s: quantile_minutes(s, 0.9),
    ),
    _M(
        "issues_created_per_100",
        "Issues created per 100 interactions",
        "issues",
        "lower",
        "leadership",
        "Own goals that called, per 100 routine contacts served.",
        _ratio("own_goals", "routine", 100),
    ),
    _M(
        "charges_per_week",
        "Charges to the pool",
        "money per week",
        "lower",
        "agents",
        "Concessions debited from the bonus pool.",
        _ratio("charged_cents", "weeks", 0.01),
        0,
    ),
    _M(
        "absorbed_per_week",
        "Deficit absorbed by the company",
        "money per week",
        "lower",
        "leadership",
        "Charges that an empty pool could not bear.",
        _ratio("absorbed_cents", "weeks", 0.01),
        0,
    ),
    _M(
        "agent_concessions_per_week",
        "Concessions by agents",
        "money per week",
        "neither",
        "leadership",
        "Granted at the desk.",
        _ratio("agent_cents", "weeks", 0.01),
        0,
    ),
    _M(
        "manager_concessions_per_week",
        "Concessions by the manager",
        "money per week",
        "lower",
        "leadership",
        "Granted upstairs.",
        _ratio("manager_cents", "weeks", 0.01),
        0,
    ),
    _M(
        "service_level",
        "Service level",
        "% in 20 s",
        "higher",
        "efficiency",
        "Contacts answered within 20 seconds, of those queued.",
        _ratio("in_time", "queued", 100),
    ),
    _M(
        "asa_seconds",
        "Average speed of answer",
        "seconds",
        "lower",
        "efficiency",
        "Mean wait of those answered.",
        _ratio("answered_wait_ticks", "answered", 1 / SECOND),
    ),
    _M(
        "abandonment_rate",
        "Abandonment",
        "% of queued",
        "lower",
        "efficiency",
        "Customers who hung up before an answer.",
        _ratio("abandoned", "queued", 100),
    ),
    _M(
        "handle_minutes",
        "Handle time",
        "minutes",
        "lower",
        "efficiency",
        "Agent time per contact answered, held time included.",
        _ratio("handle_ticks", "handled", 1 / MINUTE),
        2,
    ),
    _M(
        "occupancy",
        "Occupancy",
        "% of hours",
        "neither",
        "efficiency",
        "Share of agents' hours spent with customers.",
        _ratio("busy_ticks", "duty_ticks", 100),
    ),
    _M(
        "overtime_hours_per_week",
        "Overtime",
        "hours per week",
        "lower",
        "efficiency",
        "Hours worked after closing.",
        lambda s: s["overtime_ticks"] / HOUR / s["weeks"],
    ),
    _M(
        "contacts_per_week",
        "Contacts",
        "contacts per week",
        "neither",
        "efficiency",
        "All calls, routine ones included.",
        _ratio("contacts", "weeks"),
        0,
    ),
    _M(
        "incidents_per_week",
        "Public incidents",
        "incidents per week",
        "lower",
        "customer",
        "Customers who spoke in public in anger.",
        _ratio("incidents", "weeks"),
        2,
    ),
    _M(
        "advocacy_per_week",
        "Advocacy",
        "customers per week",
        "higher",
        "customer",
        "Customers whose anger was turned, or whose opportunity was seized.",
        _ratio("advocacy", "weeks"),
        2,
    ),
    _M(
        "reputation_index",
        "Reputation",
        "per 1,000 issues",
        "higher",
        "customer",
        "Advocacy less incidents; weekly figures look back 90 days.",
        _reputation,
    ),
    _M(
        "hidden_escalations_per_week",
        "Hidden escalations",
        "per week",
        "lower",
        "leadership",
        "Cut short, given up, or over-compensated: what a fall of recorded escalations may hide.",
        lambda s: _hidden(s) / s["weeks"],
    ),
    _M(
        "lane_matters_per_week",
        "Matters in the leadership lane",
        "per week",
        "neither",
        "leadership",
        "Opportunities and crises routed to the lane.",
        _ratio("lane", "weeks"),
        2,
    ),
    _M(
        "lane_value_per_week",
        "Value of opportunities seized",
        "money per week",
        "higher",
        "leadership",
        "By the scenario's value of one.",
        _ratio("lane_value", "weeks"),
        0,
    ),
    _M(
        "cost_per_week",
        "Cost",
        "money per week",
        "lower",
        "efficiency",
        "Paid hours, overtime, manager and lane time, concessions and bonuses.",
        lambda s: (s["cost_cents"] + s["payout_cents"]) / 100 / s["weeks"],
        0,
    ),
    _M("habit", "Habit of passing up", "0-1", "lower", "agents", "Mean over agents.", _ratio("habit", "agents"), 3),
    _M(
        "reward",
        "Felt reward of passing up",
        "utility",
        "lower",
        "agents",
        "Mean over agents.",
        _ratio("reward", "agents"),
        3,
    ),
    _M(
        "charge",
        "Felt charge of passing up",
        "utility",
        "neither",
        "agents",
        "Mean over agents.",
        _ratio("charge", "agents"),
        3,
    ),
    _M("skill", "Skill", "complexity", "higher", "agents", "Mean over agents.", _ratio("skill", "agents"), 3),
    _M("ownership", "Ownership", "0-1", "higher", "agents", "Mean over agents.", _ratio("ownership", "agents"), 3),
    _M("engagement", "Engagement", "0-1", "higher", "agents", "Mean over agents.", _ratio("engagement", "agents"), 3),
    _M("strain", "Strain", "0-1", "lower", "agents", "Mean anger met lately.", _ratio("strain", "agents"), 3),
)

METRICS: dict[str, Metric] = {metric.id: metric for metric in _ALL}
"""Every metric by its id; the first three are the headline."""
HEADLINE = ("manager_hours_per_week", "csat_proxy", "bonus_per_agent")
"""The three outcomes that what-ifs are tested on."""
