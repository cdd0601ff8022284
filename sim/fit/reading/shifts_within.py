"""Rows of a roster that lie within another of the same agent and day: breaks and tasks of a shift, no shifts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sim.fit.reading.vocabulary import means
from sim.fit.shift_table import ShiftRow


def one_at_a_time(rows: Sequence[ShiftRow]) -> tuple[list[ShiftRow], int, int]:
    """Return shifts of which no agent has two at once, how many rows became pauses, and how many said a shift again.

    A row within a longer one of its agent and day is a pause of it where its activity says so, as lunch and meetings
    do; else it is work that the longer one holds already. A pause that lies in no shift is no work.

    Parameters
    ----------
    rows
        As they stand in the file.
    """
    of_day: dict[tuple[object, ...], list[ShiftRow]] = defaultdict(list)
    for row in rows:
        of_day[row.agent, row.day, row.weekday].append(row)
    found: list[ShiftRow] = []
    paused = again = 0
    for mine in of_day.values():
        shifts: list[ShiftRow] = []
        for row in sorted(mine, key=lambda each: each.start - each.end):
            rests = means(row.activity, "rest")
            around = next((n for n, each in enumerate(shifts) if each.start <= row.start and row.end <= each.end), None)
            if around is None or not row.works:
                shifts.append(replace(row, works=row.works and not rests))
            elif rests:
                longer = shifts[around]
                shifts[around] = replace(longer, pauses=tuple(sorted([*longer.pauses, (row.start, row.end)])))
                paused += 1
            else:
                again += 1
        found += sorted(shifts, key=lambda each: each.start)
    return found, paused, again
