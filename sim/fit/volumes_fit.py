"""Arrivals: what a usual week brings by type and half hour, with special days, events and changes set apart."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.fit.call_log import CallLog
from sim.fit.change_points import change_points
from sim.fit.fitted import Fitted, Vector, mean_figure
from sim.fit.sessions import SLOT, SLOTS

_EVENT_TIMES, _EVENT_DEVIATIONS = 3.0, 6.0
_SPECIAL_TIMES, _SPECIAL_DEVIATIONS = 1.5, 5.0
_OPEN_SHARE = 0.02
"""A half hour counts as open in which more than this share of the mean half hour's volume comes."""


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """How many contacts come when.

    Attributes
    ----------
    issues : tuple of str
        The types.
    days : ndarray
        The days of the log, counted from its first Monday.
    counts : ndarray, shape (days, types, 48)
        Contacts by day, type and half hour.
    usual : ndarray of bool, shape (days, 48)
        Which half hours are usual: not of a special day, no event.
    special : tuple of date
        Days whose volume is far from that of their weekday.
    events : tuple of (date, int)
        Half hours with several times their usual calls, on other days.
    event_places : tuple of (int, int)
        The same by the place of the day.
    level : ndarray, shape (7, types, 48)
        Mean contacts of a usual week by weekday, type and half hour.
    changes : tuple of date
        Days from which on the level is another.
    figures : tuple of Fitted
        Contacts a week by type, and in all.
    """

    issues: tuple[str, ...]
    days: NDArray[np.int64]
    counts: Vector
    usual: NDArray[np.bool_]
    special: tuple[datetime.date, ...]
    events: tuple[tuple[datetime.date, int], ...]
    event_places: tuple[tuple[int, int], ...]
    level: Vector
    changes: tuple[datetime.date, ...]
    figures: tuple[Fitted, ...]

    @property
    def is_usual(self) -> NDArray[np.bool_]:
        """Which days have usual half hours."""
        return np.asarray(self.usual.any(axis=1))

    def event_slots(self) -> NDArray[np.bool_]:
        """Return which half hours are events, shape (days, 48)."""
        found = np.zeros(self.usual.shape, dtype=bool)
        for place, slot in self.event_places:
            found[place, slot] = True
        return found

    def open_slots(self) -> NDArray[np.bool_]:
        """Return in which half hours of each weekday the center is open, shape (7, 48): from its first to its last."""
        total = self.level.sum(axis=1)
        busy = total[total > 0]
        found = total > _OPEN_SHARE * (busy.mean() if len(busy) else 1.0)
        for day in found:
            places = np.flatnonzero(day)
            if len(places):
                day[places[0] : places[-1] + 1] = True
        return found


def arrivals_of(log: CallLog) -> Arrivals:
    """Return the arrivals of a log; it must have rows."""
    days = np.array(sorted({(day - log.first_monday).days for day in log.days}), dtype=np.int64)
    place = np.full(int(max(days[-1], log.received.max() // DAY)) + 1, -1)
    place[days] = np.arange(len(days))
    types = len(log.issues)
    inside = place[log.received // DAY] >= 0
    flat = (place[log.received // DAY] * types + log.issue) * SLOTS + log.received % DAY // SLOT
    counts = np.bincount(flat[inside], minlength=len(days) * types * SLOTS).astype(np.float64)
    return arrivals_from(counts.reshape(len(days), types, SLOTS), days, log.issues, log.first_monday)


def arrivals_from(
    counts: Vector, days: NDArray[np.int64], issues: tuple[str, ...], first_monday: datetime.date
) -> Arrivals:
    """Return arrivals from counts by day, type and half hour; parameters as the attributes of `Arrivals`."""
    special = _special(counts, days)
    events = _events(counts, days, special)
    usual = ~special[:, None] & ~events
    level = _level(counts, days, usual)
    dates = [first_monday + datetime.timedelta(days=int(day)) for day in days]
    ratio = _ratio(counts, days, level, usual)
    normal = ~special & np.isfinite(ratio)
    changes = change_points(ratio[normal])
    return Arrivals(
        issues=issues, days=days, counts=counts, usual=usual, level=level,
        special=tuple(date for date, is_special in zip(dates, special, strict=True) if is_special),
        events=tuple((dates[day], int(slot)) for day, slot in np.argwhere(events)),
        event_places=tuple((int(day), int(slot)) for day, slot in np.argwhere(events)),
        changes=tuple(np.array(dates)[normal][place] for place in changes),
        figures=_figures(counts, days, usual, level, issues),
    )  # fmt: skip


def _special(counts: Vector, days: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which days have a volume far from their weekday's median."""
    total = counts.sum(axis=(1, 2))
    away = np.zeros(len(days))
    for weekday in range(7):
        own = days % 7 == weekday
        middle = np.median(total[own]) if own.any() else 0.0
        away[own] = np.log((total[own] + 1) / (middle + 1))
    spread = 1.4826 * np.median(np.abs(away - np.median(away)))
    return np.abs(away) > max(np.log(_SPECIAL_TIMES), _SPECIAL_DEVIATIONS * float(spread))


def _events(counts: Vector, days: NDArray[np.int64], special: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which half hours have several times their usual calls, beyond what chance brings."""
    total = counts.sum(axis=1)
    found = np.zeros(total.shape, dtype=bool)
    for weekday in range(7):
        own = np.flatnonzero((days % 7 == weekday) & ~special)
        if len(own) >= 4:
            middle = np.median(total[own], axis=0)
            many = np.maximum(_EVENT_TIMES * middle, middle + _EVENT_DEVIATIONS * np.sqrt(middle + 1))
            found[own] = total[own] > many
    return found


def _level(counts: Vector, days: NDArray[np.int64], usual: NDArray[np.bool_]) -> Vector:
    level = np.zeros((7, *counts.shape[1:]))
    for weekday in range(7):
        own = days % 7 == weekday
        n = usual[own].sum(axis=0)[None, :]
        level[weekday] = (counts[own] * usual[own][:, None, :]).sum(axis=0) / np.maximum(n, 1)
    return level


def _ratio(counts: Vector, days: NDArray[np.int64], level: Vector, usual: NDArray[np.bool_]) -> Vector:
    """Return each day's volume over that of its weekday, in usual half hours; nan where nothing is expected."""
    expected = (level[days % 7].sum(axis=1) * usual).sum(axis=1)
    came = (counts.sum(axis=1) * usual).sum(axis=1)
    return np.divide(came, expected, out=np.full(len(days), np.nan), where=expected > 0)


def day_ratios(arrivals: Arrivals) -> Vector:
    """Return each day's volume over that of its weekday, in usual half hours; nan on special days."""
    return _ratio(arrivals.counts, arrivals.days, arrivals.level, arrivals.usual)


def _figures(
    counts: Vector, days: NDArray[np.int64], usual: NDArray[np.bool_], level: Vector, issues: tuple[str, ...]
) -> tuple[Fitted, ...]:
    """Return contacts a week in all and by type; the interval counts days of a weekday as independent."""
    normal = usual.any(axis=1)
    found = []
    for name, chosen in (("all types", slice(None)), *((issue, slice(k, k + 1)) for k, issue in enumerate(issues))):
        by_day = counts[:, chosen].sum(axis=(1, 2))
        mean, variance = float(level[:, chosen].sum()), 0.0
        for weekday in range(7):
            own = by_day[(days % 7 == weekday) & normal]
            variance += float(own.var(ddof=1)) / len(own) if len(own) > 1 else float(own.sum())
        half = 1.96 * variance**0.5
        key = "" if name == "all types" else f"issues.{name}.per_week"
        n = int(by_day.sum())
        found.append(
            Fitted(
                name=f"contacts a week, {name}", key=key, value=mean, low=max(0.0, mean - half), high=mean + half, n=n
            )
        )
    return tuple(found)


def four_week_error(arrivals: Arrivals) -> tuple[Fitted, ...]:
    """Return the error of the mean of the last four same weekdays by half hour, as a share of volume, and its floor.

    The floor is what Poisson noise alone leaves to who knows the mean: E|N − m| = 2 m^(k+1) e^(−m) / k!, k = ⌊m⌋
    (de Moivre), of the weekday's mean.
    """
    from scipy.special import gammaln

    total = arrivals.counts.sum(axis=1)
    missed, came, floor = [], 0.0, 0.0
    for place, day in enumerate(arrivals.days):
        before = [p for p in range(place) if arrivals.days[p] % 7 == day % 7 and arrivals.usual[p].any()][-4:]
        chosen = arrivals.usual[place]
        if len(before) < 4 or not chosen.any():
            continue
        forecast = total[before].mean(axis=0)
        missed.append(float(np.abs(total[place] - forecast)[chosen].sum()))
        came += float(total[place][chosen].sum())
        mean = np.maximum(arrivals.level[day % 7].sum(axis=0)[chosen], 1e-9)
        whole = np.floor(mean)
        floor += float((2 * np.exp((whole + 1) * np.log(mean) - mean - gammaln(whole + 1))).sum())
    if not missed or came == 0:
        return ()
    told = mean_figure(np.array(missed) / (came / len(missed)), name="error of the mean of four weekdays by half hour",
                       unit="share of volume", fit=f"Poisson floor {floor / came:.3f}")  # fmt: skip
    return (told,)
