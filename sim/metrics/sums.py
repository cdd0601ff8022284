"""What is counted in a week: sums that add up over weeks, and histograms for quantiles."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.clock import DAY, HOUR, SECOND, WEEK
from sim.demand.roster import Roster
from sim.demand.volumes import open_spans
from sim.journeys.records import TERMS, Entry, Outcome, Reason, Week
from sim.metrics.rows import Rows, Sums
from sim.scenario.plan import Plan

SERVICE_LEVEL_TICKS = 20 * SECOND
FOLLOW_UP_TICKS = WEEK
"""First-contact resolution looks a week ahead, so issues of the last week are left out."""
_EDGES_MINUTES = np.concatenate([[0.0], np.geomspace(0.5, 60 * 24 * 60, 120)])
HISTOGRAM = tuple(f"resolution_bin_{i}" for i in range(len(_EDGES_MINUTES)))

_TRAITS = ("habit", "reward", "charge", "skill", "ownership", "engagement", "strain")
_PLAIN = [
    "weeks",
    "contacts",
    "queued",
    "answered",
    "abandoned",
    "wait_ticks",
    "answered_wait_ticks",
    "in_time",
    "waited",
    "handle_ticks",
    "busy_ticks",
    "duty_ticks",
    "overtime_ticks",
    "diagnosed",
    "had_choice",
    "escalated",
    "passed_up",
    "failed_up",
    "insisted_up",
    "reserved_up",
    "authority_up",
    "choice_escalated",
    "manager_ticks",
    "manager_capacity_ticks",
    "displaced_ticks",
    "lane",
    "lane_ticks",
    "lane_value",
    "issues",
    "resolved",
    "satisfied",
    "first_contact",
    "first_contact_base",
    "issue_contacts",
    "issue_handoffs",
    "issue_wait_ticks",
    "routine",
    "talked",
    "begun",
    "balance_cents",
    "own_goals",
    "solved",
    "anger_first",
    "anger_last",
    "incidents",
    "advocacy",
    "cut_short",
    "gave_up",
    "left_unresolved",
    "overcompensated",
    "contained",
    "agent_cents",
    "manager_cents",
    "funding_cents",
    "charged_cents",
    "payout_cents",
    "absorbed_cents",
    "bonus_cents",
    "agent_weeks",
    "cost_cents",
    "company_bonus_cents",
    "agents",
    *_TRAITS,
]
_ENDS = (
    Outcome.SOLVED,
    Outcome.ABANDONED,
    Outcome.CUT_SHORT,
    Outcome.LEFT_UNRESOLVED,
    Outcome.GAVE_UP,
    Outcome.CONTAINED,
)
_B_TRANSFER, _B_REPEAT = (0.3, 1.2), (0.25, 1.0)
"""Ends of the ranges of the weights of a hand-off and of a repeat (docs/evidence.md, rows 1 and 2)."""
CORNERS = tuple(f"satisfied_corner_{i}" for i in range(4))
"""Satisfaction at the four corners of those ranges: what-ifs whose order flips there are not ranked."""
POINTS = tuple(term.replace("term_", "points_") for term in TERMS)


def names_of(plan: Plan) -> tuple[str, ...]:
    """Return the names of the sums of a plan, in order."""
    by_type = [f"{what}:{name}" for name in plan.baseline.issues for what in ("issues", "satisfied")]
    return (*_PLAIN, *CORNERS, *POINTS, *by_type, *HISTOGRAM)


def run_sums(plan: Plan, weeks: Sequence[Week], roster: Roster) -> Any:
    """Return the sums of some weeks of a run.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    weeks : sequence of Week
        What ended in each of them.
    roster : Roster
        The plan's head counts, which no seed changes.

    Returns
    -------
    ndarray of float64, shape (len(weeks), len(names_of(plan)))
        One row for each week, one column for each of `names_of`.
    """
    scenarios = [plan.at((week.number - 1) * WEEK) for week in weeks]
    names = names_of(plan)
    sums = Sums(names, len(weeks))
    sums["weeks"] = 1.0
    rows, agents = Rows([week.contacts for week in weeks]), Rows([week.agents for week in weeks])
    routine = np.array([issue.routine for issue in plan.baseline.issues.values()])[rows["type"]]
    _count_contacts(sums, rows, routine)
    _count_escalations(sums, rows, scenarios)
    _count_issues(sums, rows.where(~routine & rows["issue_closed"]), plan)
    _count_agents(sums, agents, scenarios)
    _count_money(sums, Rows([week.ledger for week in weeks]), weeks, scenarios, roster)
    return sums.values


def _count_contacts(sums: Sums, rows: Rows, routine: Any) -> None:
    queued, answered = rows["queued"] >= 0, rows["answered"] >= 0
    wait = np.where(queued, np.where(answered, rows["answered"], rows["ended"]) - rows["queued"], 0)
    outcome = rows["outcome"]
    talked = answered & ~routine
    for name, counted in {
        "queued": queued,
        "answered": answered,
        "wait_ticks": wait,
        "answered_wait_ticks": np.where(answered, wait, 0),
        "waited": wait > 0,
        "in_time": answered & (wait <= SERVICE_LEVEL_TICKS),
        "handle_ticks": rows["handle_ticks"] + rows["held_ticks"],
        "routine": routine & (outcome == Outcome.SERVED),
        "own_goals": rows["own_goal"] & (rows["attempt"] == 1),
        "talked": talked,
        "begun": ~routine & (rows["attempt"] == 1),
        "anger_first": np.where(talked, rows["anger_first"], 0.0),
        "anger_last": np.where(talked, rows["anger_last"], 0.0),
    }.items():
        sums[name] = rows.sum(counted)
    sums["contacts"] = np.diff(rows.edges)
    outcomes = rows.sum_by(outcome, len(Outcome))
    for end in _ENDS:
        sums[end.name.lower()] = outcomes[:, end]


def _count_escalations(sums: Sums, rows: Rows, scenarios: Sequence[Any]) -> None:
    up = (rows["escalated"] >= 0) & ~rows["lane"]
    for name in ("diagnosed", "had_choice", "manager_ticks", "lane_ticks"):
        sums[name] = rows.sum(rows[name])
    sums["escalated"] = rows.sum(up)
    sums["choice_escalated"] = rows.sum(up & rows["had_choice"])
    reasons = rows.where(up).sum_by(rows["reason"][up], len(Reason))
    for name, why in (
        ("passed_up", Reason.CHOSEN),
        ("failed_up", Reason.FAILED),
        ("insisted_up", Reason.INSISTED),
        ("reserved_up", Reason.RESERVED),
        ("authority_up", Reason.AUTHORITY),
    ):
        sums[name] = reasons[:, why]
    lane = rows["outcome"] == Outcome.LANE
    sums["lane"] = rows.sum(lane)
    sums["lane_value"] = rows.sum(lane & (rows["rare"] == 1)) * [s.leadership_lane.opportunity_value for s in scenarios]
    by_agent, cents = rows["granted_by"] == 1, rows["granted_cents"]
    sums["agent_cents"] = rows.sum(np.where(by_agent, cents, 0))
    sums["manager_cents"] = rows.sum(np.where(rows["granted_by"] == 2, cents, 0))
    sums["overcompensated"] = rows.sum(by_agent & (cents > rows["ask_cents"]))
    _count_displaced(sums, scenarios)


def _count_displaced(sums: Sums, scenarios: Sequence[Any]) -> None:
    """Count what no longer fits into the managers' hours, which are fixed for a run."""
    manager = scenarios[0].manager
    spans = open_spans(manager.hours or scenarios[0].calendar.open)
    capacity = sum(end - start for day in spans for start, end in day) * 60 * SECOND * manager.count
    duties = np.array([s.manager.other_duties_hours_per_week * HOUR * s.manager.count for s in scenarios])
    sums["manager_capacity_ticks"] = capacity
    sums["displaced_ticks"] = np.maximum(0.0, sums["manager_ticks"] + duties - capacity)


def _count_issues(sums: Sums, closed: Rows, plan: Plan) -> None:
    solved, satisfaction = closed["resolved"], closed["satisfaction"]
    older = closed["issue_first_arrived"] < plan.horizon_tick - FOLLOW_UP_TICKS
    sums["issues"] = np.diff(closed.edges)
    sums["satisfied"] = 100.0 * closed.sum(satisfaction)
    sums["first_contact_base"] = closed.sum(older)
    sums["first_contact"] = closed.sum(older & solved & (closed["issue_contacts"] == 1))
    for name, column in (
        ("resolved", "resolved"),
        ("issue_contacts", "issue_contacts"),
        ("issue_handoffs", "issue_handoffs"),
        ("issue_wait_ticks", "issue_wait_ticks"),
        ("incidents", "incident"),
        ("advocacy", "advocacy"),
    ):
        sums[name] = closed.sum(closed[column])
    for name, points in zip(POINTS, points_of(closed), strict=True):
        sums[name] = closed.sum(points)
    for name, value in zip(CORNERS, _at_corners(closed), strict=True):
        sums[name] = 100.0 * closed.sum(value)
    types = plan.baseline.issues
    counts = closed.sum_by(closed["type"], len(types))
    points = 100.0 * closed.sum_by(closed["type"], len(types), satisfaction)
    for index, name in enumerate(types):
        sums[f"issues:{name}"], sums[f"satisfied:{name}"] = counts[:, index], points[:, index]
    minutes = (closed["ended"] - closed["issue_first_arrived"]) / (60 * SECOND)
    bins = np.searchsorted(_EDGES_MINUTES, minutes[solved], side="right") - 1
    times = closed.where(solved).sum_by(bins, len(_EDGES_MINUTES))
    for index, name in enumerate(HISTOGRAM):
        sums[name] = times[:, index]


def _logit(chance: Any) -> Any:
    chance = np.clip(chance, 1e-300, 1.0 - 1e-16)
    return np.log(chance / (1.0 - chance))


def _at_corners(closed: Rows) -> list[Any]:
    """Return the satisfaction of each issue had hand-offs and repeats weighed as at the ends of their ranges."""
    rest = _logit(closed["satisfaction"]) - closed["term_handoffs"] - closed["term_repeats"]
    handoffs, repeats = closed["issue_handoffs"], closed["issue_contacts"] - 1
    return [
        1.0 / (1.0 + np.exp(-(rest - transfer * handoffs - repeat * repeats)))
        for transfer in _B_TRANSFER
        for repeat in _B_REPEAT
    ]


def points_of(closed: Rows) -> list[Any]:
    """Return the points of satisfaction that each term costs or brings, issue by issue.

    The points of an issue add up exactly to its satisfaction less that of an issue without any term:
    the gradient is integrated along the straight line from none to all (Aumann and Shapley 1974).
    """
    terms = [closed[name] for name in TERMS]
    total = np.sum(terms, axis=0)
    base = _logit(closed["satisfaction"]) - total
    gap = 100.0 * (closed["satisfaction"] - 1.0 / (1.0 + np.exp(-base)))
    share = np.divide(gap, total, out=np.zeros_like(gap), where=np.abs(total) > 1e-12)
    return [share * term for term in terms]


def _count_agents(sums: Sums, diaries: Rows, scenarios: Sequence[Any]) -> None:
    for name in ("busy_ticks", "duty_ticks", "overtime_ticks", *_TRAITS):
        sums[name] = diaries.sum(diaries[name])
    sums["agents"] = np.diff(diaries.edges)
    teams = len(scenarios[0].teams)
    duty, overtime = (
        diaries.sum_by(diaries["team"], teams, diaries[name]) for name in ("duty_ticks", "overtime_ticks")
    )
    factors = np.array([[team.overtime_factor for team in s.teams.values()] for s in scenarios])
    costs = np.array([[team.hourly_cost for team in s.teams.values()] for s in scenarios])
    sums["cost_cents"] += 100.0 * np.sum(costs * (duty + factors * overtime), axis=1) / HOUR


def _count_money(sums: Sums, entries: Rows, weeks: Sequence[Week], scenarios: Sequence[Any], roster: Roster) -> None:
    cents = entries.sum_by(entries["entry"], len(Entry), entries["cents"])
    for name, kinds in (
        ("funding_cents", [Entry.FUNDING]),
        ("charged_cents", [Entry.MANAGER_CHARGE, Entry.AGENT_CHARGE]),
        ("payout_cents", [Entry.PAYOUT]),
        ("absorbed_cents", [Entry.ABSORBED]),
        ("bonus_cents", [Entry.RESOLUTION_BONUS]),
    ):
        sums[name] = np.abs(cents[:, kinds].sum(axis=1))
    sums["balance_cents"] = cents.sum(axis=1) - cents[:, Entry.ABSORBED]
    sums["agent_weeks"] = [
        _sharers(roster, week.number, scenario) for week, scenario in zip(weeks, scenarios, strict=True)
    ]
    incentives = [scenario.incentives for scenario in scenarios]
    paid = [100.0 * i.resolution_bonus if i.resolution_bonus_from == "company" else 0.0 for i in incentives]
    sums["company_bonus_cents"] = sums["solved"] * paid
    sums["cost_cents"] += (
        sums["agent_cents"]
        + sums["manager_cents"]
        + sums["company_bonus_cents"]
        + [100.0 * scenario.manager.hourly_cost for scenario in scenarios] * sums["manager_ticks"] / HOUR
        + [100.0 * scenario.leadership_lane.hourly_cost for scenario in scenarios] * sums["lane_ticks"] / HOUR
    )


def _sharers(roster: Roster, week: int, scenario: Any) -> int:
    """Return how many agents share a pool in a week."""
    if scenario.incentives.bonus_pool is None:
        return 0
    monday = (week - 1) * WEEK // DAY
    return sum(
        max(roster.sharers(index, monday + later) for later in range(7))
        for index, team in enumerate(scenario.teams.values())
        if team.shares_pool
    )


def quantile_minutes(sums: Any, share: float) -> float | None:
    """Return a quantile of the time to resolution, in minutes, from the histogram; None without issues."""
    counts = np.array([sums[name] for name in HISTOGRAM])
    total = counts.sum()
    if total == 0:
        return None
    reached = np.cumsum(counts)
    i = int(np.searchsorted(reached, share * total))
    low = _EDGES_MINUTES[i]
    high = _EDGES_MINUTES[i + 1] if i + 1 < len(_EDGES_MINUTES) else low
    before = reached[i - 1] if i else 0.0
    return float(low + (high - low) * (share * total - before) / counts[i])
