"""From the clocks of a log's columns to moments: with their date, over midnight, and without what did not happen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE
from sim.fit.reading.mapping import TableMapping
from sim.fit.reading.moments import NAT
from sim.fit.reading.taken import Taken
from sim.scenario.problems import Problem, ScenarioError, printable

ARRIVALS = ("queue_start", "received", "menu_end", "entered")
"""Columns that may tell when a contact joined the queue, the best first."""
_FIRST = ("entered", "received", "menu_end", "queue_start", "answered", "ended")


def with_dates(taken: Taken, table: TableMapping) -> None:
    """Put clocks on their dates: afterwards all columns of moments are ms since 1970-01-01.

    Parameters
    ----------
    taken
        The columns, which are changed.
    table
        What they are, for the questions.

    Raises
    ------
    ScenarioError
        If clocks have no date.
    """
    moments = taken.moments
    if not taken.clocks:
        if "date" in moments and not any(role in moments for role in ARRIVALS):
            moments["received"] = moments.pop("date")
        return
    whole = [role for role in ("date", *_FIRST) if role in moments and role not in taken.clocks]
    if not whole:
        names = ", ".join(printable(use.name, 40) for role in taken.clocks if (use := table.of(role)))
        words = f"{names}: times of day without a date; which column holds the date? Write its role as date"
        raise ScenarioError([Problem(words, "columns", taken.files[0])])
    day = np.where(moments[whole[0]] == NAT, NAT, moments[whole[0]] // DAY * DAY)
    anchor = next((role for role in _FIRST if role in taken.clocks), "")
    first = moments[anchor] if anchor else np.where(moments[whole[0]] == NAT, NAT, moments[whole[0]] % DAY)
    for role in sorted(taken.clocks):
        clock = moments[role]
        if role != anchor and role in taken.midnights:
            use, zero = table.of(role), clock == 0
            taken.note(
                f"0:00:00 in column {printable(use.name if use else role, 40)}: taken for what did not happen", zero
            )
            clock = np.where(zero, NAT, clock)
        late = (clock != NAT) & (first != NAT) & (clock < first - DAY // 2)
        known = (clock != NAT) & (day != NAT)
        moments[role] = np.where(known, day + clock + late * DAY, NAT)
    taken.clocks.clear()
    if whole[0] == "date":
        del moments["date"]


def two_clocks(taken: Taken, table: TableMapping) -> None:
    """Ask which of two clocks is the arrival, where the date has one of its own and they disagree.

    Parameters
    ----------
    taken
        The columns `date` and `received` of all rows.
    table
        What they are.
    """
    date, clock = taken.moments.get("date"), taken.moments.get("received")
    uses = table.of("date"), table.of("received")
    if date is None or clock is None or "received" not in taken.clocks or None in uses:
        return
    own = (date != NAT) & (date % DAY != 0)
    if own.mean() < 0.05 or any(use and use.note.startswith("as the mapping") for use in uses):
        return
    both = own & (clock != NAT)
    apart = both & (np.abs(date % DAY - clock) >= MINUTE)
    if apart.sum() <= 0.01 * both.sum():
        return
    names = [printable(use.name, 40) for use in uses if use]
    row = int(np.argmax(apart))
    words = (
        f"columns {names[0]} ({_clock(date[row])}) and {names[1]} ({_clock(clock[row])}) disagree in "
        f"{int(apart.sum())} of {len(taken)} rows; which clock is the arrival? Give that column the role received"
    )
    raise ScenarioError([Problem(words, f"columns.{names[0]} or columns.{names[1]}", taken.where(row))])


def _clock(moment: np.int64) -> str:
    minutes = int(moment) % DAY // MINUTE
    return f"{minutes // 60}:{minutes % 60:02}"


def first_told(taken: Taken, roles: tuple[str, ...]) -> NDArray[np.int64]:
    """Return for each row the moment of the first of some roles that tells one."""
    found = np.full(len(taken), NAT, np.int64)
    for role in roles:
        if role in taken.moments:
            found = np.where(found == NAT, taken.moments[role], found)
    return found
