"""The story of a customer, minute by minute, and the event log that process-mining tools read."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from sim.clock import MINUTE, describe
from sim.journeys.journeys import Journeys
from sim.journeys.records import Outcome, Reason
from sim.scenario.plan import Plan

_REASONS = {
    Reason.NONE: "routes it to the leadership lane",
    Reason.INSISTED: "hands over: the customer insists on a manager",
    Reason.RESERVED: "hands over: the law reserves it",
    Reason.AUTHORITY: "hands over: the ask is above the authority",
    Reason.CHOSEN: "passes it up",
    Reason.FAILED: "tried and failed, and passes it up",
    Reason.INSISTED_ON_MORE: "hands over: the customer insists on more",
}
_OUTCOMES = {
    Outcome.SOLVED: "solved at the desk",
    Outcome.SOLVED_BY_MANAGER: "closed by the manager",
    Outcome.CONTAINED: "solved in self-service",
    Outcome.ABANDONED: "hangs up",
    Outcome.CUT_SHORT: "is cut short",
    Outcome.LEFT_UNRESOLVED: "is left unresolved",
    Outcome.GAVE_UP: "gives the ticket up",
    Outcome.WALKED_AWAY: "gives up when passed up",
    Outcome.LANE: "closed by the leadership lane",
    Outcome.DROPPED: "is dropped at closing",
    Outcome.OPEN: "is still open at the end",
    Outcome.SERVED: "is served",
    Outcome.BLOCKED: "hears a busy signal",
    Outcome.BALKED: "hears how long the wait will be, and goes",
    Outcome.REFUSED: "gets less than asked, and will try another agent",
}


def _steps(rows: Any, teams: list[str]) -> list[tuple[Any, Any, Any]]:
    """Return what can happen in contacts, in order: ticks (-1 for what did not), activities and resources.

    Each is an array of one for each contact, or one word for all; seats are counted from 1.
    """
    names = [*teams, ""]  # -1 is none
    agents, again = (
        _array(f"{names[team]}, seat {seat + 1}" for team, seat in zip(rows["team"].tolist(), seats, strict=True))
        for seats in (rows["seat"].tolist(), rows["returned_seat"].tolist())
    )
    reasons = _array(_REASONS[kind] for kind in Reason)[rows["reason"]]
    outcomes = _array(_OUTCOMES[kind] for kind in Outcome)[rows["outcome"]]
    return [
        (rows["arrived"], "calls", "customer"),
        (rows["queued"], "queues", "customer"),
        (rows["answered"], "is answered", agents),
        (rows["escalated"], reasons, agents),
        (rows["ticketed"], "accepts a ticket", "customer"),
        (rows["manager_start"], "is taken up upstairs", "manager"),
        (rows["returned"], "comes back to the team", "manager"),
        (rows["returned_answered"], "is taken up again", again),
        (rows["second_escalated"], "goes up again", again),
        (rows["second_manager_start"], "is taken up upstairs again", "manager"),
        (rows["ended"], outcomes, "customer"),
    ]


def _array(words: Iterable[str]) -> Any:
    return np.array([*words, ""], object)[:-1]


def events_of(rows: Any, teams: list[str]) -> tuple[Any, Any, Any, Any]:
    """Return what happened in contacts, one after the other, each in its order.

    Returns
    -------
    tuple of ndarray
        For each event the position of its contact in `rows`, its tick, what happened, and who did it.
    """
    steps = _steps(rows, teams)
    ticks = np.stack([step[0] for step in steps], axis=1)
    activities, resources = (np.empty(ticks.shape, object) for _ in range(2))
    for place, (_, activity, resource) in enumerate(steps):
        activities[:, place], resources[:, place] = activity, resource
    happened = np.nonzero(ticks >= 0)
    return happened[0], ticks[happened], activities[happened], resources[happened]


def issue_of(journeys: Journeys, contact: str) -> list[int]:
    """Return the positions of the rows of the issue to which a contact belongs, in order of calls.

    Raises
    ------
    KeyError
        If no contact has this id.
    """
    ids = journeys.contacts["contact"].tolist()
    issue = contact.rpartition(".")[0]
    found = [(row, i) for i, row in enumerate(ids) if row.rpartition(".")[0] == issue]
    if not found:
        raise KeyError(contact)
    return [i for _, i in sorted(found, key=lambda item: int(item[0].rpartition(".")[2]))]


def worst_contact(journeys: Journeys) -> str:
    """Return the id of the least satisfied customer's last contact.

    Raises
    ------
    KeyError
        If no issue was closed.
    """
    frame = journeys.contacts
    closed = frame[frame["issue_closed"] & (frame["issue_handoffs"] > 0)]
    if closed.empty:
        closed = frame[frame["issue_closed"]]
    if closed.empty:
        raise KeyError("no issue was closed")
    return str(closed.loc[closed["satisfaction"].idxmin(), "contact"])


def story(journeys: Journeys, contact: str) -> list[str]:
    """Return an issue's story in lines: who the customer is, what happened minute by minute, how it ended.

    Raises
    ------
    KeyError
        If no contact has this id.
    """
    positions = issue_of(journeys, contact)
    rows = journeys.rows[positions]
    ids = journeys.contacts["contact"].tolist()
    first, last = rows[0], rows[-1]
    currency = journeys.plan.baseline.currency
    asks = f"asks for {first['ask_cents'] / 100:,.2f} {currency}" if first["ask_cents"] else "asks for no money"
    lines = [f"complexity {first['complexity']:.2f}, {asks}, opening anger {100 * first['anger_first']:.0f} of 100"]
    for position in positions:
        lines.append(f"{ids[position]}")
        start = None
        _, *happened = events_of(journeys.rows[position : position + 1], list(journeys.plan.baseline.teams))
        for tick, activity, resource in zip(*happened, strict=True):
            since = "" if start is None else f" (+{(tick - start) / MINUTE:.1f} min)"
            lines.append(f"  {describe(tick)}{since}  {activity}" + ("" if resource == "customer" else f", {resource}"))
            start = tick
    if last["issue_closed"]:
        granted = f", {last['granted_cents'] / 100:,.2f} {currency} granted" if last["granted_cents"] else ""
        lines.append(
            f"{'resolved' if last['resolved'] else 'never resolved'}: satisfied with probability "
            f"{100 * last['satisfaction']:.0f} %, anger {100 * last['anger_last']:.0f} of 100{granted}"
        )
    else:
        lines.append("the issue is still open at the end of the run")
    return lines


def events_frame(plan: Plan, rows: Any, ids: Any) -> Any:
    """Return the event log of contacts as a DataFrame: case, activity, timestamp, resource."""
    import pandas as pd

    contacts, ticks, activities, resources = events_of(rows, list(plan.baseline.teams))
    cases = np.array([contact.rpartition(".")[0] for contact in ids], object)
    moments = np.datetime64(plan.baseline.calendar.start, "ms") + ticks.astype("m8[ms]")
    return pd.DataFrame(
        {
            "case": cases[contacts],
            "activity": activities,
            "timestamp": np.datetime_as_string(moments, unit="ms").astype(object),
            "resource": resources,
        }
    )
