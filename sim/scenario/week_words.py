"""Spans of a week in words."""

from itertools import groupby
from operator import itemgetter

from sim.scenario.clocks import WEEKDAYS, clock

Week = list[list[tuple[int, int]]]
"""Seven days of spans, in minutes after midnight."""
MOST_SPANS = 8


def spans_words(week: Week, most: int = MOST_SPANS) -> str:
    """Return spans of a week in words: ``Mon-Fri 9:30-10:00, Sat 8:00-12:00``."""
    days = [tuple(_merged(spans)) for spans in week]
    said = []
    for spans, group in groupby(enumerate(days), key=itemgetter(1)):
        numbers = [day for day, _ in group]
        ends = [WEEKDAYS[day].capitalize() for day in (numbers[0], numbers[-1])]
        name = ends[0] if len(numbers) == 1 else "-".join(ends)
        said += [f"{name} {clock(start)}-{clock(end)}" for start, end in spans]
    more = f" and {len(said) - most} more" if len(said) > most else ""
    return ", ".join(said[:most]) + more


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
