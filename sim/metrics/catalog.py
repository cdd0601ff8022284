"""Every metric of the product."""

import math
from typing import Any

from sim.clock import HOUR, MINUTE, SECOND
from sim.metrics.at_work import AT_WORK, at_hand
from sim.metrics.deciding import ANSWERS, COACHING, REASONS, RECORD
from sim.metrics.metric import LEVEL, Metric, Sums, divided, of_one_channel, ratio
from sim.metrics.sums import quantile_minutes

WEEKS_PER_YEAR = 365.25 / 7


def _reputation(s: Sums) -> Any:
    return divided(1000 * (s["advocacy"] - s["incidents"]), s["issues"])


def _effort(s: Sums) -> Any:
    return divided(s["issue_contacts"] - s["issues"] + s["issue_handoffs"], s["issues"])


def _turn(s: Sums) -> Any:
    return divided(100 * (s["anger_last"] - s["anger_first"]), s["talked"])


def _not_served(s: Sums) -> Any:
    lost = s["abandoned"] + s["dropped"] + s["gave_up"] + s["left_open"] + s["blocked"] + s["balked"]
    return divided(100 * lost, s["offered"])


def _hidden(s: Sums) -> Any:
    return s["cut_short"] + s["gave_up"] + s["walked_away"] + s["left_unresolved"] + s["overcompensated"]


def _cost(s: Sums) -> Any:
    return s["cost_cents"] + s["payout_cents"] + s["bonus_cents"] + s["by_count_cents"]


def _cost_per_resolved(s: Sums) -> Any:
    return divided(_cost(s) / 100, s["resolved"] + s["routine"])


def _spending(s: Sums) -> Any:
    cents = s["cost_cents"] + s["unmet_cents"] - s["company_bonus_cents"] - s["manager_cost_cents"]
    return cents / 100 / s["weeks"]


def _given(s: Sums) -> Any:
    return (s["agent_cents"] + s["manager_cents"]) / 100 / s["weeks"]


def _turnover(s: Sums) -> Any:
    return divided(100 * WEEKS_PER_YEAR * s["quits"], s["agents"] - s["vacant"])


# fmt: off
_ALL: tuple[Metric, ...] = (
    Metric("manager_hours_per_week", "Manager hours", "hours per week", "lower", "leadership",
           "Hours that managers spend on what was passed up.",
           lambda s: s["manager_ticks"] / HOUR / s["weeks"], column="manager hours a week",
           head=("manager", "hours/wk"), matters=(0.02, 0.5)),
    Metric("csat_proxy", "CSAT proxy", "% of issues", "higher", "customer",
           "Mean probability that the customer of a closed issue is satisfied; a proxy, not a survey.",
           ratio("satisfied", "issues"), most=100.0, column="CSAT proxy, %", phrase="the CSAT proxy", verbs=LEVEL,
           head=("satis-", "fied %"), matters=(0.0, 1.0)),
    Metric("bonus_per_agent", "Bonus per agent", "money per agent and month", "higher", "agents",
           "Paid in the whole months of the weeks looked at, from the pool and beside it, for each agent who shares in"
           " bonuses; by week, the last whole month.",
           ratio("month_bonus_cents", "month_sharers", 0.01), 0, label="Bonus", column="bonus a month",
           phrase="the bonus",
           head=("bonus a", "month"), matters=(0.02, 0.0)),
    Metric("manager_hours_asked_per_week", "Manager hours asked for", "hours per week", "lower", "leadership",
           "What all that was passed up takes or would take of managers, customers who give up or stay open included.",
           lambda s: s["asked_ticks"] / HOUR / s["weeks"], column="manager hours asked for a week",
           head=("hours", "asked/wk"), matters=(0.02, 0.5)),
    Metric("manager_load", "Manager load", "% of hours", "lower", "leadership",
           "Manager hours asked for, of all hours that the managers have.",
           ratio("asked_ticks", "manager_capacity_ticks", 100)),
    Metric("escalation_rate", "Escalation rate", "% of contacts diagnosed", "lower", "leadership",
           "Contacts passed up to the manager, of those diagnosed.",
           ratio("escalated", "diagnosed", 100), most=100.0,
           head=("escal.", "rate %")),
    Metric("choice_escalation_rate", "Escalation rate where there was a choice", "% of choices", "lower", "leadership",
           "Contacts passed up, of those in which the agent could choose.",
           ratio("choice_escalated", "had_choice", 100), most=100.0),
    Metric("passed_up_rate", "Chosen pass-ups", "% of choices", "lower", "leadership",
           "Choices in which the agent passed the issue up without an attempt.",
           ratio("passed_up", "had_choice", 100), most=100.0),
    Metric("authority_rate", "Escalated for want of authority", "% of contacts diagnosed", "lower", "leadership",
           "Contacts passed up because the ask was above the authority.",
           ratio("authority_up", "diagnosed", 100), most=100.0),
    Metric("chosen_rate", "Escalated by choice", "% of contacts diagnosed", "lower", "leadership",
           "Contacts passed up without an attempt, though the agent might have solved them.",
           ratio("passed_up", "diagnosed", 100), most=100.0),
    Metric("failed_rate", "Escalated after a failed attempt", "% of contacts diagnosed", "lower", "leadership",
           "Contacts passed up after an attempt that failed.",
           ratio("failed_up", "diagnosed", 100), most=100.0),
    Metric("asked_for_manager_rate", "Asked for a manager", "% of contacts diagnosed", "lower", "leadership",
           "Contacts passed up because the customer insisted on a manager.",
           ratio("insisted_up", "diagnosed", 100), most=100.0),
    Metric("reserved_rate", "Reserved for the manager", "% of contacts diagnosed", "neither", "leadership",
           "Contacts passed up because law or risk reserve them.",
           ratio("reserved_up", "diagnosed", 100), most=100.0),
    *REASONS,
    Metric("issues_per_week", "Issues closed", "issues per week", "lower", "customer",
           "Issues closed in a week, routine contacts apart.",
           ratio("issues", "weeks"), 0),
    Metric("issues_begun_per_week", "Issues begun", "issues per week", "lower", "customer",
           "Issues that call for the first time in a week, routine contacts apart.",
           ratio("begun", "weeks"), 0),
    Metric("escalations_per_issue", "Escalations per issue", "per issue", "lower", "leadership",
           "Escalations, per issue closed.",
           ratio("escalated", "issues"), 3),
    Metric("minutes_per_escalation", "Manager minutes per escalation", "minutes", "lower", "leadership",
           "Manager time for each matter that a manager dealt with.",
           ratio("manager_ticks", "handled_up", 1 / MINUTE)),
    Metric("matters_handled_per_week", "Matters dealt with upstairs", "per week", "neither", "leadership",
           "Matters passed up that a manager dealt with.",
           ratio("handled_up", "weeks")),
    Metric("gave_up_per_week", "Given up upstairs", "per week", "lower", "customer",
           "Customers who gave up waiting for a manager.",
           ratio("gave_up", "weeks")),
    Metric("walked_away_per_week", "Given up when passed up", "per week", "lower", "customer",
           "Customers who gave up at the moment of being passed up; what they asked for is never paid.",
           ratio("walked_away", "weeks")),
    *ANSWERS,
    Metric("manager_utilization", "Manager time on escalations", "% of hours", "lower", "leadership",
           "Share of the managers' hours spent on escalations.",
           ratio("manager_ticks", "manager_capacity_ticks", 100)),
    Metric("displaced_hours_per_week", "Displaced duties", "hours per week", "lower", "leadership",
           "Other duties for which escalations, and coaching, leave no time.",
           lambda s: s["displaced_ticks"] / HOUR / s["weeks"]),
    Metric("first_contact_resolution", "First-contact resolution", "% of issues", "higher", "customer",
           "Issues solved in one contact; those that began in the last week are left out.",
           ratio("first_contact", "first_contact_base", 100), most=100.0),
    *RECORD,
    *COACHING,
    Metric("resolution_rate", "Resolved issues", "% of issues", "higher", "customer",
           "Closed issues that were solved by somebody.",
           ratio("resolved", "issues", 100), most=100.0),
    Metric("contacts_per_issue", "Contacts per issue", "contacts", "lower", "customer",
           "Calls that an issue took.",
           ratio("issue_contacts", "issues"), 2),
    Metric("handoffs_per_issue", "Hand-offs per issue", "hand-offs", "lower", "customer",
           "How often a customer was handed over.",
           ratio("issue_handoffs", "issues"), 3),
    Metric("effort_index", "Customer effort", "events per issue", "lower", "customer",
           "Repeats and hand-offs for each issue.",
           _effort, 2),
    Metric("anger_turn", "Turn of anger", "points", "lower", "customer",
           "Anger at the last word less anger at the first, 100 being enraged.",
           _turn, least=-math.inf),
    Metric("resolution_median_minutes", "Time to resolution, median", "minutes", "lower", "customer",
           "From first contact to solution.",
           lambda s: quantile_minutes(s, 0.5)),
    Metric("resolution_p90_minutes", "Time to resolution, 90th percentile", "minutes", "lower", "customer",
           "From first contact to solution.",
           lambda s: quantile_minutes(s, 0.9)),
    Metric("issues_created_per_100", "Issues created per 100 interactions", "issues", "lower", "leadership",
           "Own goals that called, per 100 routine contacts served.",
           ratio("own_goals", "routine", 100)),
    Metric("charges_per_week", "Charges to the pool", "money per week", "lower", "agents",
           "Concessions, and charges for escalations, debited from the bonus pool.",
           ratio("charged_cents", "weeks", 0.01), 0),
    Metric("pool_balance_change", "Change of the pools' balance", "money", "higher", "agents",
           "What the bonus pools gain or lose over the weeks; over a whole run, their closing balance.",
           lambda s: s["balance_cents"] / 100, 0, least=-math.inf,
           head=("pool", "")),
    Metric("absorbed_per_week", "Deficit absorbed by the company", "money per week", "lower", "leadership",
           "Charges that an empty pool could not bear.",
           ratio("absorbed_cents", "weeks", 0.01), 0),
    Metric("agent_concessions_per_week", "Concessions by agents", "money per week", "neither", "leadership",
           "Granted at the desk.",
           ratio("agent_cents", "weeks", 0.01), 0),
    Metric("manager_concessions_per_week", "Concessions by the manager", "money per week", "lower", "leadership",
           "Granted upstairs.",
           ratio("manager_cents", "weeks", 0.01), 0),
    Metric("money_given_per_week", "Money given", "money per week", "lower", "leadership",
           "Granted to customers, at the desk and upstairs.",
           _given, 0,
           head=("money", "given/wk"), matters=(0.01, 0.0)),
    Metric("service_level", "Service level", "% in time", "higher", "efficiency",
           "Contacts served in time, each by the formula of its type (`service_level`; by default those answered within"
           " 20 seconds, of all offered); none for several channels together.",
           of_one_channel("service_met", "service_base", 100), most=100.0,
           head=("service", "level %"), matters=(0.0, 1.0)),
    Metric("asa_seconds", "Average speed of answer", "seconds", "lower", "efficiency",
           "Mean wait of those answered; none for several channels together.",
           of_one_channel("answered_wait_ticks", "answered", 1 / SECOND),
           head=("wait,", "seconds"), matters=(0.05, 3.0)),
    Metric("abandonment_rate", "Abandonment", "% of offered", "lower", "efficiency",
           "Customers who hung up before an answer; see not_served for others who were lost.",
           ratio("abandoned", "offered", 100), most=100.0,
           head=("hang up,", "%"), matters=(0.0, 0.5)),
    Metric("not_served", "Not served", "% of offered", "lower", "efficiency",
           "Customers who hung up, balked, found all lines busy, were dropped at closing, gave up upstairs, or whom"
           " nobody would ever have answered.",
           _not_served, most=100.0,
           head=("not", "served %"), matters=(0.0, 0.5)),
    Metric("handle_minutes", "Handle time", "minutes", "lower", "efficiency",
           "Agent time per contact answered, held time included.",
           ratio("handle_ticks", "answered", 1 / MINUTE), 2),
    Metric("agent_hours_per_week", "Agents' hours", "hours per week", "lower", "efficiency",
           "Hours that agents spend with contacts: contacts times handle time, held time included.",
           lambda s: s["handle_ticks"] / HOUR / s["weeks"],
           head=("agents", "hours/wk"), matters=(0.02, 0.0)),
    Metric("occupancy", "Occupancy", "% of hours", "neither", "efficiency",
           "Handling over handling and waiting for contacts, overtime included; breaks and meetings apart.",
           lambda s: divided(100 * s["busy_ticks"], at_hand(s) + s["overtime_ticks"]),
           head=("occu-", "pancy %")),
    *AT_WORK,
    Metric("overtime_hours_per_week", "Overtime", "hours per week", "lower", "efficiency",
           "Hours worked after closing, or after the end of a shift.",
           lambda s: s["overtime_ticks"] / HOUR / s["weeks"]),
    Metric("contacts_per_week", "Contacts", "contacts per week", "neither", "efficiency",
           "All calls, routine ones included.",
           ratio("contacts", "weeks"), 0,
           head=("contacts", "a week")),
    Metric("incidents_per_week", "Public incidents", "incidents per week", "lower", "customer",
           "Customers who spoke in public in anger.",
           ratio("incidents", "weeks"), 2),
    Metric("advocacy_per_week", "Advocacy", "customers per week", "higher", "customer",
           "Customers whose anger was turned, or whose opportunity was seized.",
           ratio("advocacy", "weeks"), 2),
    Metric("reputation_index", "Reputation", "per 1,000 issues", "higher", "customer",
           "Advocacy less incidents; weekly figures look back 90 days.",
           _reputation, least=-math.inf),
    Metric("hidden_escalations_per_week", "Hidden escalations", "per week", "lower", "leadership",
           "Cut short, left unresolved, given up when passed up or upstairs, or over-compensated: what a fall of"
           " recorded escalations may hide.",
           lambda s: _hidden(s) / s["weeks"],
           head=("hidden", "a week"), matters=(0.1, 1.0)),
    Metric("lane_matters_per_week", "Matters in the leadership lane", "per week", "neither", "leadership",
           "Opportunities and crises routed to the lane.",
           ratio("lane", "weeks"), 2),
    Metric("lane_value_per_week", "Value of opportunities seized", "money per week", "higher", "leadership",
           "By the scenario's value of one.",
           ratio("lane_value", "weeks"), 0),
    Metric("cost_per_week", "Cost", "money per week", "lower", "efficiency",
           "Paid hours, overtime, manager and lane time, concessions and bonuses.",
           lambda s: _cost(s) / 100 / s["weeks"], 0,
           head=("cost", "a week"), matters=(0.01, 0.0)),
    Metric("not_granted_per_week", "Not granted for want of service", "money per week", "lower", "efficiency",
           "What customers would have been granted who hung up, were dropped or gave up upstairs: lost, and not saved.",
           ratio("unmet_cents", "weeks", 0.01), 0),
    Metric("cost_per_resolved_issue", "Cost per resolved issue", "money per issue", "lower", "efficiency",
           "Cost, for each issue resolved or routine contact served.",
           _cost_per_resolved, 2),
    Metric("cost_per_contact", "Cost per contact", "money per contact", "lower", "efficiency",
           "Cost, for each contact answered; beside the cost per resolved issue, which counts what was settled.",
           lambda s: divided(_cost(s) / 100, s["answered"]), 2),
    Metric("customers_lost_per_week", "Customers lost", "customers per week", "lower", "customer",
           "Customers who leave for good, by what they leave with; counted where `customers.worth` is set.",
           ratio("customers_lost", "weeks"), 1),
    Metric("lost_worth_per_week", "Worth of customers lost", "money per week", "lower", "customer",
           "Customers lost, at `customers.worth`; a loss of its own, no part of cost.",
           ratio("lost_cents", "weeks", 0.01), 0),
    Metric("turnover", "Turnover", "% of agents a year", "lower", "agents",
           "Agents who quit, of those at work, as a yearly rate.",
           _turnover),
    Metric("containment_rate", "Self-service containment", "% of issues that tried it", "higher", "efficiency",
           "Issues that self-service solved, of those that tried it.",
           ratio("contained", "tried_self_service", 100), most=100.0),
    Metric("spending_per_week", "Spending", "money per week", "lower", "efficiency",
           "Cost without bonuses and managers' time: paid hours, overtime, the lane, concessions; also what customers"
           " who were not served would have been granted, which is lost and not saved.",
           _spending, 0,
           head=("spending", "a week"), matters=(0.01, 0.0)),
    Metric("habit", "Habit of passing up", "0-1", "lower", "agents",
           "Mean over agents.",
           ratio("habit", "agents"), 3, most=1.0),
    Metric("reward", "Felt reward of passing up", "utility", "lower", "agents",
           "Mean over agents.",
           ratio("reward", "agents"), 3, least=-math.inf),
    Metric("charge", "Felt charge of passing up", "utility", "neither", "agents",
           "Mean over agents.",
           ratio("charge", "agents"), 3, least=-math.inf),
    Metric("skill", "Skill", "complexity", "higher", "agents",
           "Mean over agents.",
           ratio("skill", "agents"), 3, least=-math.inf),
    Metric("ownership", "Ownership", "0-1", "higher", "agents",
           "Mean over agents.",
           ratio("ownership", "agents"), 3, most=1.0),
    Metric("engagement", "Engagement", "0-1", "higher", "agents",
           "Mean over agents.",
           ratio("engagement", "agents"), 3, most=1.0),
    Metric("strain", "Strain", "0-1", "lower", "agents",
           "Mean of the anger met lately.",
           ratio("strain", "agents"), 3, most=1.0),
)
# fmt: on

METRICS: dict[str, Metric] = {metric.id: metric for metric in _ALL}
"""Every metric by its id; the first three are the headline."""
WORKED, ASKED = "manager_hours_per_week", "manager_hours_asked_per_week"
CSAT, BONUS = "csat_proxy", "bonus_per_agent"
HEADLINE = (WORKED, CSAT, BONUS)
"""The three outcomes that every study is about where none are named."""
