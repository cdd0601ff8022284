"""The story of a customer, minute by minute, and the event log that process-mining tools read."""

from typing import Any

from sim.clock import MINUTE, describe
from sim.journeys.journeys import Journeys
from sim.journeys.records import Outcome, Reason

_REASONS = {
    Reason.NONE: "routes it to the leadership lane",
    Reason.INSISTED: "hands over: the customer insists on a manager",
    Reason.RESERVED: "hands over: the law reserves it",
    Reason.AUTHORITY: "hands over: the ask is above the authority",
    Reason.CHOSEN: "passes it up",
    Reason.FAILED: "tried and failed, and passes it up",
}
_OUTCOMES = {
    Outcome.SOLVED: "solved at the desk",
    Outcome.SOLVED_BY_MANAGER: "closed by the manager",
    Outcome.CONTAINED: "solved in self-service",
    Outcome.ABANDONED: "hangs up",
    Outcome.CUT_SHORT: "is cut short",
    Outcome.LEFT_UNRESOLVED: "is left unresolved",
    Outcome.GAVE_UP: "gives the ticket up",
    Outcome.LANE: "closed by the leadership lane",
    Outcome.DROPPED: "is dropped at closing",
    Outcome.OPEN: "is still open at the end",
    Outcome.SERVED: "is served",
}


def row_events(row: Any, teams: list[str]) -> list[tuple[int, str, str]]:
    """Return what happened in one contact as (tick, activity, resource), in order; seats are counted from 1."""
    team = teams[row["team"]] if row["team"] >= 0 else ""
    agent = f"{team}, seat {row['seat'] + 1}"
    again = f"{team}, seat {row['returned_seat'] + 1}"
    steps = [
        (row["arrived"], "calls", "customer"),
        (row["queued"], "queues", "customer"),
        (row["answered"], "is answered", agent),
        (row["escalated"], _REASONS[Reason(int(row["reason"]))], agent),
        (row["ticketed"], "accepts a ticket", "customer"),
        (row["manager_start"], "is taken up upstairs", "manager"),
        (row["returned"], "comes back to the team", "manager"),
        (row["returned_answered"], "is taken up again", again),
        (row["second_escalated"], "goes up again", again),
        (row["second_manager_start"], "is taken up upstairs again", "manager"),
        (row["ended"], _OUTCOMES[Outcome(int(row["outcome"]))], "customer"),
    ]
    return [(int(tick), activity, resource) for tick, activity, resource in steps if tick >= 0]


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
    for position, row in zip(positions, rows, strict=True):
        lines.append(f"{ids[position]}")
        start = None
        for tick, activity, resource in row_events(row, list(journeys.plan.baseline.teams)):
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


def events_frame(journeys: Journeys) -> Any:
    """Return the event log as a DataFrame: case, activity, timestamp, resource."""
    import pandas as pd

    ids = journeys.contacts["contact"].tolist()
    teams = list(journeys.plan.baseline.teams)
    start = pd.Timestamp(journeys.plan.baseline.calendar.start)
    records = [
        {"case": ids[i].rpartition(".")[0], "activity": activity, "timestamp": tick, "resource": resource}
        for i, row in enumerate(journeys.rows)
        for tick, activity, resource in row_events(row, teams)
    ]
    frame = pd.DataFrame(records, columns=["case", "activity", "timestamp", "resource"])
    stamps = start + pd.to_timedelta(frame["timestamp"].astype("int64"), unit="ms")
    frame["timestamp"] = stamps.dt.strftime("%Y-%m-%dT%H:%M:%S.%f").str[:-3]
    return frame
