"""How long contacts take by when they call: factors around the stated mean, which stays the mean by volume."""

import math
from collections.abc import Sequence

from sim.scenario.arrivals import bin_minutes_of, weekly_volume
from sim.scenario.clocks import DAY_MINUTES
from sim.scenario.figures import Table
from sim.scenario.hours import Pieces, open_pieces
from sim.scenario.issues import IssueType
from sim.scenario.kept import kept
from sim.scenario.profiles import from_midnight, levels_of_day

WEEK_MINUTES = 7 * DAY_MINUTES


def volume_by_minute(issue: IssueType, hours: dict[str, str]) -> list[float]:
    """Return the contacts that a usual week brings in each of its minutes."""
    width, minutes = bin_minutes_of(issue), [0.0] * WEEK_MINUTES
    for day, (bins, pieces) in enumerate(zip(weekly_volume(issue, hours).inside, open_pieces(hours), strict=True)):
        for b, contacts in enumerate(bins):
            start = b * width
            opened = [m for a, z, _ in pieces for m in range(max(a, start), min(z, start + width))]
            for minute in opened:
                minutes[day * DAY_MINUTES + minute] = contacts / len(opened)
    return minutes


@kept(512)
def handle_factors(issue: IssueType, hours: dict[str, str]) -> list[float] | None:
    """Return the factor on the handle time of a contact that calls in a minute of the week; None where it is always 1.

    Weighted by the type's usual volume in opening hours they have the mean 1.
    """
    if not issue.handle_time_by:
        return None
    figures = _figures(issue, open_pieces(hours))
    mean = weighted_mean(figures, issue, hours)
    return [figure / mean if figure else 1.0 for figure in figures] if mean else None


def weighted_mean(figures: Sequence[float], issue: IssueType, hours: dict[str, str]) -> float:
    """Return the mean of figures by minute over the contacts of a usual week; over all that are known without any."""
    known = [(weight, figure) for weight, figure in zip(volume_by_minute(issue, hours), figures, strict=True) if figure]
    weight = math.fsum(weight for weight, _ in known)
    if weight:
        return math.fsum(weight * figure for weight, figure in known) / weight
    return math.fsum(figure for _, figure in known) / len(known) if known else 0.0


def table_mean(issue: IssueType, hours: dict[str, str]) -> float:
    """Return the mean of a table of handle times over the contacts of a usual week, in the table's unit."""
    return weighted_mean(_figures(issue, open_pieces(hours)), issue, hours)


def _figures(issue: IssueType, week: list[Pieces]) -> list[float]:
    """Return what is said of each minute of the week, past midnight of the day of the opening; 0 for nothing."""
    by = issue.handle_time_by
    if isinstance(by, Table):
        return [figure for day in by.figures for figure in day for _ in range(by.bin_minutes)]
    figures: list[float] = []
    for day, pieces in enumerate(week):
        minutes, late = (_by_minute(from_midnight(levels_of_day(by, (day - p) % 7), 1.0, p)) for p in (0, 1))
        for start, end, past in pieces:
            if past:
                minutes[start:end] = late[start:end]
        figures += minutes
    return figures


def _by_minute(levels: list[tuple[int, float]]) -> list[float]:
    ends = [*(start for start, _ in levels[1:]), DAY_MINUTES]
    return [level for (start, level), end in zip(levels, ends, strict=True) for _ in range(start, end)]
