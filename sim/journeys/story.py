"""The story of a customer, minute by minute, and the event log that process-mining tools read."""

from typing import Any

import numpy as np

from sim.clock import MINUTE, describe
from sim.journeys.frames import named
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


_STEPS = (
    ("arrived", "calls", "customer"),
    ("queued", "queues", "customer"),
    ("answered", "is answered", "seat"),
    ("escalated", "reason", "seat"),
    ("ticketed", "accepts a ticket", "customer"),
    ("manager_start", "is taken up upstairs", "manager"),
    ("returned", "comes back to the team", "manager"),
    ("returned_answered", "is taken up again", "returned_seat"),
    ("second_escalated", "goes up again", "returned_seat"),
    ("second_manager_start", "is taken up upstairs again", "manager"),
    ("ended", "outcome", "customer"),
)
"""What can happen in a contact, in order: its moment, its words or the column that says which, and who does it."""
_KINDS: dict[str, list[str]] = {
    "reason": [_REASONS[kind] for kind in Reason],
    "outcome": [_OUTCOMES[kind] for kind in Outcome],
}
_SEATS = 1 << 32
"""More seats than a team has."""
_OTHERS = {"customer": -2, "manager": -1}
"""Who is no agent."""


def events_of(rows: Any, teams: list[str]) -> tuple[Any, Any, Any, Any]:
    """Return what happened in contacts, one after the other, each in its order.

    Returns
    -------
    tuple of ndarray and Categorical
        For each event the position of its contact in `rows`, its tick, what happened, and who did it (seats are
        counted from 1).
    """
    import pandas as pd

    ticks = np.stack([rows[moment] for moment, _, _ in _STEPS], axis=1)
    activities, resources = np.empty(ticks.shape, np.int8), np.empty(ticks.shape, np.int64)
    words: list[str] = []
    for place, (_, word, who) in enumerate(_STEPS):
        activities[:, place] = len(words) + (rows[word] if word in _KINDS else 0)
        words += _KINDS.get(word, [word])
        resources[:, place] = (
            _OTHERS[who] if who in _OTHERS else (rows["team"] + 1).astype(np.int64) * _SEATS + rows[who] + 1
        )
    happened = np.nonzero(ticks >= 0)
    codes, found = pd.factorize(resources[happened])
    others = {code: name for name, code in _OTHERS.items()}
    names = [others.get(key) or f"{['', *teams][key // _SEATS]}, seat {key % _SEATS}" for key in found.tolist()]
    return happened[0], ticks[happened], named(activities[happened], words), named(codes, names)


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
    """Return the event log of contacts as a DataFrame: case, activity, timestamp, resource, all of them categories."""
    import pandas as pd

    contacts, ticks, activities, resources = events_of(rows, list(plan.baseline.teams))
    of_contacts, cases = pd.factorize(np.array([contact.rpartition(".")[0] for contact in ids], object))
    of_ticks, different = pd.factorize(ticks)
    moments = np.datetime64(plan.baseline.calendar.start, "ms") + different.astype("m8[ms]")
    return pd.DataFrame(
        {
            "case": named(of_contacts[contacts], cases),
            "activity": activities,
            "timestamp": named(of_ticks, np.datetime_as_string(moments, unit="ms").astype(object)),
            "resource": resources,
        }
    )
