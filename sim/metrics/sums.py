"""What is counted in a week: sums that add up over weeks, and histograms for quantiles."""

from typing import Any

import numpy as np

from sim.clock import DAY, HOUR, SECOND, WEEK
from sim.demand.roster import Roster
from sim.demand.volumes import open_spans
from sim.journeys.records import TERMS, Entry, Outcome, Reason, Week
from sim.scenario.plan import Plan

SERVICE_LEVEL_TICKS = 20 * SECOND
FOLLOW_UP_TICKS = WEEK
"""First-contact resolution looks a week ahead, so issues of the last week are left out."""
_EDGES_MINUTES = np.concatenate([[0.0], np.geomspace(0.5, 60 * 24 * 60, 120)])
HISTOGRAM = tuple(f"resolution_bin_{i}" for i in range(len(_EDGES_MINUTES)))

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
    "habit",
    "reward",
    "charge",
    "skill",
    "ownership",
    "engagement",
    "strain",
]
_B_TRANSFER, _B_REPEAT = (0.3, 1.2), (0.25, 1.0)
"""Ends of the ranges of the weights of a hand-off and of a repeat (docs/evidence.md, rows 1 and 2)."""
CORNERS = tuple(f"satisfied_corner_{i}" for i in range(4))
"""Satisfaction at the four corners of those ranges: what-ifs whose order flips there are not ranked."""
POINTS = tuple(term.replace("term_", "points_") for term in TERMS)


def names_of(plan: Plan) -> tuple[str, ...]:
    """Return the names of the sums of a plan, in order."""
    by_type = [f"{what}:{name}" for name in plan.baseline.issues for what in ("issues", "satisfied")]
    return (*_PLAIN, *CORNERS, *POINTS, *by_type, *HISTOGRAM)


def week_sums(plan: Plan, week: Week, roster: Roster) -> dict[str, float]:
    """Return the sums of one week.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    week : Week
        What ended in that week.
    roster : Roster
        The plan's head counts, which no seed changes.

    Returns
    -------
    dict of str to float
        One figure for each of `names_of`.
    """
    monday = (week.number - 1) * WEEK
    scenario = plan.at(monday)
    sums = dict.fromkeys(names_of(plan), 0.0)
    sums["weeks"] = 1.0
    rows = week.contacts
    routine = np.array([issue.routine for issue in scenario.issues.values()])[rows["type"]]
    _count_contacts(sums, rows, routine)
    _count_escalations(sums, rows, scenario)
    _count_issues(sums, rows[~routine & rows["issue_closed"]], plan)
    _count_agents(sums, week.agents, scenario)
    _count_money(sums, week, scenario, roster)
    return sums


def _count_contacts(sums: dict[str, float], rows: Any, routine: Any) -> None:
    queued, answered = rows["queued"] >= 0, rows["answered"] >= 0
    wait = np.where(answered, rows["answered"], rows["ended"]) - rows["queued"]
    outcome = rows["outcome"]
    sums["contacts"] = len(rows)
    sums["queued"] = queued.sum()
    sums["answered"] = answered.sum()
    sums["abandoned"] = (outcome == Outcome.ABANDONED).sum()
    sums["wait_ticks"] = wait[queued].sum()
    sums["answered_wait_ticks"] = wait[answered].sum()
    sums["waited"] = (wait[queued] > 0).sum()
    sums["in_time"] = (answered & (wait <= SERVICE_LEVEL_TICKS)).sum()
    sums["handle_ticks"] = (rows["handle_ticks"] + rows["held_ticks"]).sum()
    sums["routine"] = (routine & (outcome == Outcome.SERVED)).sum()
    sums["own_goals"] = (rows["own_goal"] & (rows["attempt"] == 1)).sum()
    sums["cut_short"] = (outcome == Outcome.CUT_SHORT).sum()
    sums["left_unresolved"] = (outcome == Outcome.LEFT_UNRESOLVED).sum()
    sums["gave_up"] = (outcome == Outcome.GAVE_UP).sum()
    sums["contained"] = (outcome == Outcome.CONTAINED).sum()
    talked = answered & ~routine
    sums["talked"] = talked.sum()
    sums["begun"] = (~routine & (rows["attempt"] == 1)).sum()
    sums["anger_first"] = rows["anger_first"][talked].sum()
    sums["anger_last"] = rows["anger_last"][talked].sum()


def _count_escalations(sums: dict[str, float], rows: Any, scenario: Any) -> None:
    up, reason = (rows["escalated"] >= 0) & ~rows["lane"], rows["reason"]
    sums["diagnosed"] = rows["diagnosed"].sum()
    sums["had_choice"] = rows["had_choice"].sum()
    sums["escalated"] = up.sum()
    sums["choice_escalated"] = (up & rows["had_choice"]).sum()
    for name, why in (
        ("passed_up", Reason.CHOSEN),
        ("failed_up", Reason.FAILED),
        ("insisted_up", Reason.INSISTED),
        ("reserved_up", Reason.RESERVED),
        ("authority_up", Reason.AUTHORITY),
    ):
        sums[name] = (up & (reason == why)).sum()
    sums["manager_ticks"] = rows["manager_ticks"].sum()
    spans = open_spans(scenario.manager.hours or scenario.calendar.open)
    capacity = sum(end - start for day in spans for start, end in day) * 60 * SECOND * scenario.manager.count
    duties = scenario.manager.other_duties_hours_per_week * HOUR * scenario.manager.count
    sums["manager_capacity_ticks"] = capacity
    sums["displaced_ticks"] = max(0.0, sums["manager_ticks"] + duties - capacity)
    lane = rows["outcome"] == Outcome.LANE
    sums["lane"] = lane.sum()
    sums["lane_ticks"] = rows["lane_ticks"].sum()
    sums["lane_value"] = (lane & (rows["rare"] == 1)).sum() * scenario.leadership_lane.opportunity_value
    sums["agent_cents"] = rows["granted_cents"][rows["granted_by"] == 1].sum()
    sums["manager_cents"] = rows["granted_cents"][rows["granted_by"] == 2].sum()
    sums["overcompensated"] = (rows["granted_cents"] > rows["ask_cents"])[rows["granted_by"] == 1].sum()


def _count_issues(sums: dict[str, float], closed: Any, plan: Plan) -> None:
    solved = closed["resolved"]
    sums["issues"] = len(closed)
    sums["resolved"] = solved.sum()
    sums["satisfied"] = 100.0 * closed["satisfaction"].sum()
    older = closed["issue_first_arrived"] < plan.horizon_tick - FOLLOW_UP_TICKS
    sums["first_contact_base"] = older.sum()
    sums["first_contact"] = (older & solved & (closed["issue_contacts"] == 1)).sum()
    for name in ("issue_contacts", "issue_handoffs", "issue_wait_ticks"):
        sums[name] = closed[name].sum()
    sums["incidents"] = closed["incident"].sum()
    sums["advocacy"] = closed["advocacy"].sum()
    for name, points in zip(POINTS, points_of(closed), strict=True):
        sums[name] = points.sum()
    for name, value in zip(CORNERS, _at_corners(closed), strict=True):
        sums[name] = 100.0 * value
    for index, name in enumerate(plan.baseline.issues):
        its = closed["type"] == index
        sums[f"issues:{name}"] = its.sum()
        sums[f"satisfied:{name}"] = 100.0 * closed["satisfaction"][its].sum()
    minutes = (closed["ended"] - closed["issue_first_arrived"])[solved] / (60 * SECOND)
    counts = np.bincount(np.searchsorted(_EDGES_MINUTES, minutes, side="right") - 1, minlength=len(_EDGES_MINUTES))
    for name, count in zip(HISTOGRAM, counts, strict=True):
        sums[name] = count


def _logit(chance: Any) -> Any:
    chance = np.clip(chance, 1e-300, 1.0 - 1e-16)
    return np.log(chance / (1.0 - chance))


def _at_corners(closed: Any) -> list[float]:
    """Return the sum of satisfaction had hand-offs and repeats weighed as at the ends of their ranges."""
    rest = _logit(closed["satisfaction"]) - closed["term_handoffs"] - closed["term_repeats"]
    handoffs, repeats = closed["issue_handoffs"], closed["issue_contacts"] - 1
    return [
        float(np.sum(1.0 / (1.0 + np.exp(-(rest - transfer * handoffs - repeat * repeats)))))
        for transfer in _B_TRANSFER
        for repeat in _B_REPEAT
    ]


def points_of(closed: Any) -> list[Any]:
    """Return the points of satisfaction that each term costs or brings, issue by issue.

    The points of an issue add up exactly to its satisfaction less that of an issue without any term:
    the gradient is integrated along the straight line from none to all (Aumann and Shapley 1974).
    """
    terms = [closed[name] for name in TERMS]
    total = np.sum(terms, axis=0) if len(closed) else np.zeros(0)
    base = _logit(closed["satisfaction"]) - total
    gap = 100.0 * (closed["satisfaction"] - 1.0 / (1.0 + np.exp(-base)))
    share = np.divide(gap, total, out=np.zeros_like(gap), where=np.abs(total) > 1e-12)
    return [share * term for term in terms]


def _count_agents(sums: dict[str, float], diaries: Any, scenario: Any) -> None:
    for name in ("busy_ticks", "duty_ticks", "overtime_ticks"):
        sums[name] = diaries[name].sum()
    sums["agents"] = len(diaries)
    for name in ("habit", "reward", "charge", "skill", "ownership", "engagement", "strain"):
        sums[name] = diaries[name].sum()
    for index, team in enumerate(scenario.teams.values()):
        mine = diaries[diaries["team"] == index]
        hours = mine["duty_ticks"].sum() + team.overtime_factor * mine["overtime_ticks"].sum()
        sums["cost_cents"] += 100.0 * team.hourly_cost * hours / HOUR


def _count_money(sums: dict[str, float], week: Week, scenario: Any, roster: Roster) -> None:
    entries = week.ledger
    for name, kinds in (
        ("funding_cents", (Entry.FUNDING,)),
        ("charged_cents", (Entry.MANAGER_CHARGE, Entry.AGENT_CHARGE)),
        ("payout_cents", (Entry.PAYOUT,)),
        ("absorbed_cents", (Entry.ABSORBED,)),
        ("bonus_cents", (Entry.RESOLUTION_BONUS,)),
    ):
        sums[name] = abs(entries["cents"][np.isin(entries["entry"], kinds)].sum())
    sums["balance_cents"] = entries["cents"][entries["entry"] != Entry.ABSORBED].sum()
    if scenario.incentives.bonus_pool is not None:
        day = (week.number - 1) * WEEK // DAY
        sums["agent_weeks"] = sum(
            max(roster.sharers(index, day + later) for later in range(7))
            for index, team in enumerate(scenario.teams.values())
            if team.shares_pool
        )
    solved = (week.contacts["outcome"] == Outcome.SOLVED).sum()
    if scenario.incentives.resolution_bonus_from == "company":
        sums["company_bonus_cents"] = solved * 100.0 * scenario.incentives.resolution_bonus
    sums["cost_cents"] += (
        sums["agent_cents"]
        + sums["manager_cents"]
        + sums["company_bonus_cents"]
        + 100.0 * scenario.manager.hourly_cost * sums["manager_ticks"] / HOUR
        + 100.0 * scenario.leadership_lane.hourly_cost * sums["lane_ticks"] / HOUR
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
