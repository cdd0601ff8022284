"""Head counts by weekday and half hour, from the calendars of agents: on which share of days each is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.fit.fitted import Fitted, Vector
from sim.fit.sessions import SLOT, SLOTS, Sessions, slot_time
from sim.fit.skills import Skills
from sim.fit.volumes_fit import Arrivals


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """Who is there when.

    Attributes
    ----------
    calendar : ndarray, shape (agents, 7, 48)
        The share of usual days, by weekday and half hour, that each agent spends at the phone.
    heads : dict of str to ndarray, shape (7, 48)
        People of each team: the sum of its calendars.
    figures : tuple of Fitted
        Hours at the phone in a usual week.
    """

    calendar: Vector
    heads: dict[str, Vector]
    figures: tuple[Fitted, ...]


def staffing_of(sessions: Sessions, arrivals: Arrivals, skills: Skills) -> Staffing:
    """Return calendars and head counts of the usual days of a log."""
    agents = int(sessions.agent.max()) + 1 if len(sessions) else 1
    usual = arrivals.usual.any(axis=1)
    days = arrivals.days[usual]
    calendar = np.zeros((agents, 7, SLOTS))
    by_day = np.zeros(len(days))
    number = np.full(int(arrivals.days[-1]) + 2, -1)
    number[days] = np.arange(len(days))
    inside = (sessions.day < len(number)) & (number[np.minimum(sessions.day, len(number) - 1)] >= 0)
    for weekday in range(7):
        n = int((days % 7 == weekday).sum())
        chosen = np.flatnonzero(inside & (sessions.day % 7 == weekday))
        if n == 0 or len(chosen) == 0:
            continue
        midnight = sessions.day[chosen] * SLOTS * SLOT
        start, end = sessions.start[chosen] - midnight, sessions.end[chosen] - midnight
        by_day += np.bincount(number[sessions.day[chosen]], end - start, minlength=len(days))
        shifted = sessions.agent[chosen].astype(np.int64) * 2 * SLOTS * SLOT
        total = slot_time(start + shifted, end + shifted, agents * 2 * SLOTS).reshape(agents, 2 * SLOTS)
        calendar[:, weekday] += total[:, :SLOTS] / (n * SLOT)
        calendar[:, (weekday + 1) % 7] += total[:, SLOTS:] / (n * SLOT)
    heads = {team: np.zeros((7, SLOTS)) for team in skills.teams}
    for agent, team in skills.team_of.items():
        if agent < agents:
            heads[team] += calendar[agent]
    return Staffing(calendar=calendar, heads=heads, figures=_figures(by_day, days, heads))


def _figures(by_day: Vector, days: NDArray[np.int64], heads: dict[str, Vector]) -> tuple[Fitted, ...]:
    hours = by_day / (2 * SLOT)
    mean, variance = 0.0, 0.0
    for weekday in range(7):
        own = hours[days % 7 == weekday]
        if len(own):
            mean += float(own.mean())
            variance += float(own.var(ddof=1)) / len(own) if len(own) > 1 else 0.0
    half = 1.96 * variance**0.5
    whole = Fitted(name="hours at the phone in a usual week", value=mean, low=mean - half, high=mean + half,
                   n=len(days), unit="hours", fit="sessions of calls: a gap over 30 minutes ends one")  # fmt: skip
    teams = [
        Fitted(
            name=f"hours at the phone in a usual week, {team}", value=float(own.sum()) / 2, n=len(days), unit="hours"
        )
        for team, own in heads.items()
    ]
    return (whole, *teams) if len(teams) > 1 else (whole,)
