"""One customer's time, spell by spell: waiting, with an agent, with the manager, away."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, TypeAlias

from sim.journeys.journeys import Journeys
from sim.journeys.story import issue_of

Where: TypeAlias = Literal["away", "self-service", "waits", "agent", "waits upstairs", "ticket", "manager", "lane"]
"""Where a customer can be; with a ticket, off the line until the manager has time."""


class Spell(NamedTuple):
    """From when to when (ticks) a customer was where."""

    where: Where
    start: int
    end: int


def spells(journeys: Journeys, contact: str) -> list[Spell]:
    """Return the spells of the issue to which a contact belongs, in order and without gaps.

    Raises
    ------
    KeyError
        If no contact has this id.
    """
    found: list[Spell] = []
    for row in journeys.rows[issue_of(journeys, contact)]:
        if found:
            found.append(Spell("away", found[-1].end, int(row["arrived"])))
        found += spells_of(row)
    return found


def spells_of(row: Any) -> Iterator[Spell]:
    """Yield the spells of one contact; what took no time is left out, but for a call that ended at once."""
    desk: Where = "lane" if row["lane"] else "manager"
    steps: list[tuple[Where, Any]] = [
        ("self-service", row["arrived"]),
        ("waits", row["queued"]),
        ("agent", row["answered"]),
        ("waits upstairs", row["escalated"]),
        (desk, row["manager_start"]),
        ("waits", row["returned"]),
        ("agent", row["returned_answered"]),
        ("waits upstairs", row["second_escalated"]),
        (desk, row["second_manager_start"]),
    ]
    begun = [(where, int(tick)) for where, tick in steps if tick >= 0]
    if row["ticketed"] >= 0:
        begun = sorted([*begun, ("ticket", int(row["ticketed"]))], key=lambda step: step[1])
    ends = [*(tick for _, tick in begun[1:]), int(row["ended"])]
    lasting = [Spell(where, start, stop) for (where, start), stop in zip(begun, ends, strict=True) if stop > start]
    yield from lasting or [Spell("waits", int(row["arrived"]), int(row["ended"]))]
