"""How angry a customer was in the course of a contact: the moments of its row, by the equations of how people feel."""

from collections.abc import Callable
from typing import Any

from sim.behavior.feeling import risen
from sim.clock import MINUTE
from sim.journeys.records import Outcome, Reason

Path = list[tuple[int, float]]
"""Ticks and anger at them, in order; linear in between, and two of one tick where anger jumps."""


def anger_of(row: Any, customers_at: Callable[[int], Any]) -> Path:
    """Return the path of a customer's anger through a contact.

    All that moves anger follows from the row, but for what a talk with the manager or a solution did to it: that shows
    at the end, in `anger_last`.

    Parameters
    ----------
    row : record
        Of `Journeys.rows`.
    customers_at : callable
        Returns the scenario's `customers` as they are at a tick.
    """
    path = [(int(row["arrived"]), float(row["anger_first"]))]

    def rises(tick: int, by: float) -> None:
        before = path[-1][1]
        path.extend([(tick, before), (tick, risen(before, by))])

    def waits(start: int, end: int) -> None:
        before = path[-1][1]
        by = customers_at(end).anger_wait * ((end - start) / MINUTE) / 10.0
        path.extend([(start, before), (end, risen(before, by))])

    _on_the_line(row, customers_at, rises, waits)
    if row["escalated"] >= 0:
        _upstairs(row, customers_at, rises, waits)
    return [*path, (int(row["ended"]), float(row["anger_last"]))]


Rise = Callable[[int, float], None]
Wait = Callable[[int, int], None]


def _on_the_line(row: Any, customers_at: Callable[[int], Any], rises: Rise, waits: Wait) -> None:
    """Go through self-service, the line and the first agent."""
    queued, answered, ended = int(row["queued"]), int(row["answered"]), int(row["ended"])
    if row["tried_self_service"] and row["outcome"] != Outcome.CONTAINED:
        put_through = queued if queued >= 0 else ended
        rises(put_through, customers_at(put_through).anger_self_service)
    if queued >= 0:
        waits(queued, answered if answered >= 0 else ended)
    if row["outcome"] == Outcome.LEFT_UNRESOLVED:
        rises(ended, customers_at(ended).anger_failed_attempt)


def _upstairs(row: Any, customers_at: Callable[[int], Any], rises: Rise, waits: Wait) -> None:
    """Go through being passed up, once or twice, and the waits on the line that follow; a ticket waits in peace."""
    first, second, ticket = int(row["escalated"]), int(row["second_escalated"]), int(row["ticketed"])
    is_late_ticket = 0 <= second <= ticket
    visits = [(first, int(row["manager_start"]), row["reason"] == Reason.FAILED, -1 if is_late_ticket else ticket)]
    if second >= 0:
        begun = -1 if 0 <= ticket < second else int(row["second_manager_start"])
        visits.append((second, begun, True, ticket if is_late_ticket else -1))
    for passed_up, begun, has_failed, ticketed in visits:
        now = customers_at(passed_up)
        if has_failed:
            rises(passed_up, now.anger_failed_attempt)
        rises(passed_up, now.anger_handoff)
        until = ticketed if ticketed >= 0 else begun
        if until >= 0:
            waits(passed_up, until)
