"""Staff from a roster beside a log: heads by team and half hour as planned, and how much of it the log shows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.fit.fitted import Fitted, Vector, Z
from sim.fit.sessions import SLOT, SLOTS, slot_time
from sim.fit.staffing_fit import Staffing
from sim.scenario.clocks import WEEKDAYS, clock

if TYPE_CHECKING:
    from sim.fit.client import Client
    from sim.fit.shift_table import ShiftRow, ShiftTable

_COVERED, _MOST_SEEN = 0.95, 1.02
_MINUTES = 30
Days = NDArray[np.int64]


def with_roster(client: Client, seen: Staffing) -> Staffing:
    """Return staff as a roster plans it, if its hours cover those of the log; else as the log shows it, and why.

    Parameters
    ----------
    client : Client
        The fit, with its roster.
    seen : Staffing
        Staff as the log shows it, or assumed where the log names no agents.

    Returns
    -------
    Staffing
        Its `notes` say what was done, and by weekday how many of the planned hours the log shows.
    """
    roster = client.roster
    if roster is None:
        return seen
    days, same_days = _days(client, roster)
    planned = _planned(roster, client, days, same_days=same_days)
    if not planned:
        return replace(seen, notes=("the roster has nobody at work: staff is not from it",))
    total = np.sum([*planned.values()], axis=0)
    usual = client.arrivals.days[client.arrivals.is_usual]
    by_day, of_usual = (_seen_days(client, each) for each in (days, usual))
    wrong = _not_covered(total, _by_weekday(of_usual, usual), client.arrivals.open_slots())
    wrong = wrong or _too_much(total, by_day, days)
    if wrong:
        return replace(seen, notes=(f"{wrong}: the roster sets nothing, staff is as the log shows it",))
    heads, how = _teams(planned, seen.heads, client.skills.teams)
    if not by_day.any():
        note = f"the roster sets the staff, {_hours(total):,.0f} hours a week; no file tells who was there of them"
        return replace(seen, heads=heads, figures=(_whole(total, days),), told="from the roster", planned=True,
                       notes=(note + how,))  # fmt: skip
    absence = _absence(total, by_day, days)
    off_phone = _off_phone(client, total)
    note = f"the roster sets the staff: {_hours(total):,.0f} hours a week planned{how}"
    return Staffing(
        calendar=seen.calendar, heads=heads, told="from the roster", planned=True, absence=absence, off_phone=off_phone,
        figures=(_whole(total, days), *_weekdays(total, by_day, days), absence, *off_phone, *seen.figures),
        notes=(note, _difference(total, by_day, days)),
    )  # fmt: skip


def _days(client: Client, roster: ShiftTable) -> tuple[Days, bool]:
    """Return the days of the log to hold against a roster, and whether they are the roster's own dates.

    Those that both have; where there is none, or rows have no dates, the usual days of the log.
    """
    usual = client.arrivals.days[client.arrivals.is_usual]
    dates = {(row.day - client.log.first_monday).days for row in roster.rows if row.day is not None}
    both = np.array([day for day in client.arrivals.days.tolist() if day in dates], dtype=np.int64)
    return (both, True) if len(both) else (usual, False)


def _planned(roster: ShiftTable, client: Client, days: Days, *, same_days: bool) -> dict[str, Vector]:
    """Return heads of each of the roster's groups by weekday and half hour; of dates, the means of each weekday's."""
    chosen = set(days.tolist())
    dated: dict[int, set[int]] = {weekday: set() for weekday in range(7)}
    rows: list[tuple[ShiftRow, int]] = []
    for row in roster.rows:
        if row.day is None:
            rows += [(row, weekday) for weekday in ((row.weekday,) if row.weekday is not None else roster.weekdays)]
            continue
        day = (row.day - client.log.first_monday).days
        if not same_days or day in chosen:
            dated[day % 7].add(day)
            rows.append((row, day % 7))
    found: dict[str, Vector] = {}
    for row, weekday in rows:
        if row.works:
            week = found.setdefault(row.team, np.zeros((7, SLOTS)))
            share = 1 / len(dated[weekday]) if row.day is not None else 1.0
            for start, end, sign in ((row.start, row.end, 1), *((begin, end, -1) for begin, end in row.pauses)):
                _put(week, weekday, max(start, row.start), min(end, row.end), sign * share)
    return {team: np.maximum(week, 0.0) for team, week in found.items()}


def _put(week: Vector, weekday: int, start: int, end: int, heads: float) -> None:
    """Add heads from one minute to another, which may be on the next day."""
    for slot in range(start // _MINUTES, -(-end // _MINUTES)):
        inside = min(end, (slot + 1) * _MINUTES) - max(start, slot * _MINUTES)
        if inside > 0:
            week[(weekday + slot // SLOTS) % 7, slot % SLOTS] += heads * inside / _MINUTES


def _seen_days(client: Client, days: Days) -> Vector:
    """Return people at the phone by day and half hour; nobody where the log names no agents."""
    if not len(client.answered) or not len(days):
        return np.zeros((len(days), SLOTS))
    sessions = client.sessions
    last = max(int(days.max()), int(sessions.day.max()) if len(sessions) else 0) + 2
    time = slot_time(sessions.start, sessions.end, last * SLOTS).reshape(last, SLOTS)
    return time[days] / SLOT


def _by_weekday(by_day: Vector, days: Days) -> Vector:
    return np.stack(
        [by_day[days % 7 == w].mean(axis=0) if (days % 7 == w).any() else np.zeros(SLOTS) for w in range(7)]
    )


def _not_covered(planned: Vector, seen: Vector, is_open: NDArray[np.bool_]) -> str:
    """Say why a roster cannot be the staff of a log; empty where it can."""
    held = seen if seen.any() else is_open.astype(np.float64)
    bare = np.where(planned > 0, 0.0, held)
    if bare.sum() > (1 - _COVERED) * held.sum():
        weekday, slot = np.argwhere(bare > 0.05 * held.max())[0]
        first = f"{WEEKDAYS[weekday]} {clock(int(slot) * _MINUTES)}"
        share = 100 * bare.sum() / held.sum()
        what = "hours in which agents took contacts" if seen.any() else "open hours"
        return (
            f"the roster plans nobody in {share:.0f} % of the {what}, the first at {first} (give the shifts of these "
            "hours too, or leave the hours out with --weekdays and --hours)"
        )
    return ""


def _too_much(planned: Vector, by_day: Vector, days: Days) -> str:
    """Say that the log shows more than a roster plans; empty where it does not."""
    due, there = planned.sum(axis=1)[days % 7].sum() / 2, by_day.sum() / 2
    if there <= _MOST_SEEN * due:
        return ""
    return (
        f"on {len(days):,} days the log shows {there:,.0f} hours of agents and the roster plans {due:,.0f} (people "
        "may be missing in it, or it is of other weeks)"
    )


def _teams(
    planned: dict[str, Vector], seen: dict[str, Vector], takes: dict[str, tuple[str, ...]]
) -> tuple[dict[str, Vector], str]:
    """Return planned heads by team, and how the roster's groups became teams."""
    total = np.sum([*planned.values()], axis=0)
    if len(seen) == 1:
        return dict.fromkeys(seen, total), ""
    whose = {group: [team for team, issues in takes.items() if _same(group, issues)] for group in planned}
    found = {team: np.zeros((7, SLOTS)) for team in seen}
    if all(len(teams) == 1 for teams in whose.values()) and {teams[0] for teams in whose.values()} == set(seen):
        for group, (team,) in whose.items():
            found[team] += planned[group]
        return found, "; its groups are teams by the types that they are named after"
    log = np.sum([*seen.values()], axis=0)
    for team, own in seen.items():
        usual = float(own.sum() / log.sum()) if log.any() else 1 / len(seen)
        found[team] = total * np.divide(own, log, out=np.full_like(own, usual), where=log > 0)
    return found, "; its groups are not the log's teams, which share the hours as the log shows them"


def _same(group: str, issues: tuple[str, ...]) -> bool:
    return group.strip().casefold() in {issue.strip().casefold() for issue in issues}


def _absence(planned: Vector, by_day: Vector, days: Days) -> Fitted:
    """Return the share of planned hours that the log does not show, with the interval of a ratio (Cochran 1977)."""
    due = planned.sum(axis=1)[days % 7]
    there = by_day.sum(axis=1)
    ratio = float(there.sum() / due.sum())
    n = int((due > 0).sum())
    half = Z * math.sqrt(n / max(n - 1, 1) * float(((there - ratio * due) ** 2).sum())) / float(due.sum())
    return Fitted(
        name="absence: planned hours that the log does not show", value=max(0.0, 1 - ratio), n=n, unit="share",
        low=max(0.0, 1 - ratio - half), high=min(1.0, max(0.0, 1 - ratio + half)), key="teams.shrinkage.absence",
        fit="hours seen over hours planned",
    )  # fmt: skip


def _off_phone(client: Client, planned: Vector) -> tuple[Fitted, ...]:
    """Return the share of time at work that gaps of more than a minute take, where callers were ever waiting."""
    gaps = client.gaps
    if not len(gaps) or not planned.any():
        return ()
    away = gaps.away_share(client.answered.mean_talk)
    share = float((planned * away).sum() / planned.sum())
    name, fit = "off the phone: gaps over a minute, share of time at work", "gaps at whose beginning callers waited"
    return (Fitted(name=name, value=share, n=len(gaps), unit="share", key="teams.shrinkage.off_phone", fit=fit),)


def _whole(planned: Vector, days: Days) -> Fitted:
    return Fitted(name="hours a week that the roster plans", value=_hours(planned), n=len(days), unit="hours")


def _weekdays(planned: Vector, by_day: Vector, days: Days) -> tuple[Fitted, ...]:
    """Return planned hours by weekday, each with what the log shows."""
    seen = _by_weekday(by_day, days)
    return tuple(
        Fitted(
            name=f"hours planned, {day}", value=_hours(planned[w]), n=int((days % 7 == w).sum()), unit="hours",
            fit=f"the log shows {_hours(seen[w]):.1f}",
        )
        for w, day in enumerate(WEEKDAYS)
        if planned[w].any() or seen[w].any()
    )  # fmt: skip


def _difference(planned: Vector, by_day: Vector, days: Days) -> str:
    """Say by weekday how many hours the log shows of those that are planned."""
    seen = _by_weekday(by_day, days)
    parts = [
        f"{day} {_hours(seen[w]):,.0f} of {_hours(planned[w]):,.0f}"
        for w, day in enumerate(WEEKDAYS)
        if (days % 7 == w).any() and (planned[w].any() or seen[w].any())
    ]
    return f"hours that the log shows of those planned: {', '.join(parts)}"


def _hours(heads: Vector) -> float:
    return float(heads.sum()) * _MINUTES / 60
