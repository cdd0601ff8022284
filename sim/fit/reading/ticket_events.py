"""From the events of tickets to a row for each: its last event holds the counters, changes of group are hand-offs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.fit.reading.clock_times import first_told, with_dates
from sim.fit.reading.contact_times import ContactTimes, has_agent
from sim.fit.reading.mapping import TableMapping
from sim.fit.reading.moments import NAT
from sim.fit.reading.taken import Taken
from sim.scenario.problems import Problem, ScenarioError


def tickets_of(taken: Taken, table: TableMapping) -> ContactTimes:
    """Return a row for each ticket, in order of arrival.

    Parameters
    ----------
    taken
        A row for each event.
    table
        What the columns are.

    Raises
    ------
    ScenarioError
        If there is no column of tickets, or none that tells when events happened.
    """
    with_dates(taken, table)
    when = first_told(taken, ("updated", "received"))
    if "call" not in taken.codes or not (when != NAT).any():
        words = "a log of events needs the ticket of each event and its moment; give columns the roles call and updated"
        raise ScenarioError([Problem(words, "columns", ", ".join(taken.files))])
    good = (taken.codes["call"] >= 0) & (when != NAT)
    taken.note("events without a ticket or a moment: left out", ~good)
    taken = taken.kept(good)
    order = np.lexsort((np.arange(len(taken)), when[good], taken.codes["call"]))
    taken, when = taken.kept(order), when[good][order]
    new = np.append(True, taken.codes["call"][1:] != taken.codes["call"][:-1])
    begins = np.flatnonzero(new)
    last = np.append(begins[1:], len(taken)) - 1
    received = np.minimum.reduceat(first_told(taken, ("received", "updated")), begins)
    answered, agent = _first_agent(taken, when, begins, received)
    changes, handed = _changes_of_group(taken, when, new, begins)
    tickets = taken.kept(last)
    if agent is not None:
        tickets.codes["agent"] = agent
    ended = first_told(tickets, ("ended",))
    tickets.note("tickets without an end: still open, or cut off", ended == NAT)
    ended = np.where((ended != NAT) & (ended < received), NAT, ended)
    if "hand_offs" in tickets.counts:
        tickets.note(
            "tickets whose counter of hand-offs is not their changes of group", tickets.counts["hand_offs"] != changes
        )
    elif "group" in taken.codes:
        tickets.counts["hand_offs"] = changes.astype(float)
    nothing = np.full(len(tickets), NAT, np.int64)
    contacts = ContactTimes(
        taken=tickets, received=received, answered=answered, left=nothing, ended=ended, wrap_up=nothing,
        consulted=nothing, transferred=handed, failed_ring=np.zeros(len(tickets), bool),
    )  # fmt: skip
    contacts.cannot_know.append("work: a ticket's time from open to end is no handle time")
    contacts.unknown |= {"wrap_up", "work"}
    return contacts.kept(np.argsort(received, kind="stable"))


def _first_agent(
    taken: Taken, when: NDArray[np.int64], begins: NDArray[np.int64], received: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32] | None]:
    """Return when each ticket first had somebody's name on it, and whose; where no column tells, when it came."""
    if "agent" not in taken.codes:
        return received, None
    named = np.where(has_agent(taken), np.arange(len(taken)), len(taken))
    first = np.minimum.reduceat(named, begins)
    known = first < len(taken)
    place = np.where(known, first, 0)
    return np.where(known, np.maximum(when[place], received), received), np.where(
        known, taken.codes["agent"][place], -1
    )


def _changes_of_group(
    taken: Taken, when: NDArray[np.int64], new: NDArray[np.bool_], begins: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each ticket how often its group changed, and when it first did."""
    if "group" not in taken.codes:
        return np.zeros(len(begins), np.int64), np.full(len(begins), NAT, np.int64)
    group = taken.codes["group"].copy()
    held = np.where((group >= 0) | new, np.arange(len(group)), 0)
    group = group[np.maximum.accumulate(held)]  # an event that names no group leaves it as it was
    changed = ~new & np.append(False, (group[1:] != group[:-1]) & (group[:-1] >= 0))
    largest = np.iinfo(np.int64).max
    first = np.minimum.reduceat(np.where(changed, when, largest), begins)
    return np.add.reduceat(changed.astype(np.int64), begins), np.where(first == largest, NAT, first)
