"""What the pictures of a fit show, worked out: curves and points with their names; another room draws them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike
from pydantic import TypeAdapter

from sim.clock import SECOND
from sim.demand.quantile_tables import table_of
from sim.fit.fitted import Vector, number
from sim.fit.handling_text import distribution_of
from sim.fit.volumes_fit import day_ratios
from sim.scenario.clocks import WEEKDAYS
from sim.scenario.distributions import Distribution

if TYPE_CHECKING:
    from sim.fit.client import Client

_MOST_CURVES = 6
_HOURS = np.arange(48) / 2
_LAW: TypeAdapter[Any] = TypeAdapter(Distribution)


@dataclass(frozen=True)
class Curve:
    """One line, or points, with an interval where there is one."""

    name: str
    x: Vector
    y: Vector
    low: Vector | None = None
    high: Vector | None = None
    points: bool = False


@dataclass(frozen=True)
class Picture:
    """One picture of a fit: its file's name, what it says, its axes and what is drawn."""

    name: str
    title: str
    note: str
    up: str
    across: str
    curves: tuple[Curve, ...]
    marks: tuple[str, ...] = ()
    """Names at 0, 1, 2 ... across, where it counts things; empty where it has numbers."""
    lines: tuple[float, ...] = ()
    """Where something changes, across."""


def _curve(name: str, x: ArrayLike, y: ArrayLike) -> Curve:
    return Curve(name, np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))


def pictures_of(client: Client) -> tuple[Picture, ...]:
    """Return the pictures of a fit: those of which the log tells something."""
    made = [_volume, _days, _busyness, _handle_time, _patience, _staff, _gaps, _help]
    return tuple(picture for make in made for picture in make(client))


def _by_weekday(total: Vector) -> tuple[Curve, ...]:
    """Return a curve over the day for each weekday on which there is anything."""
    return tuple(_curve(day, _HOURS, total[k]) for k, day in enumerate(WEEKDAYS) if total[k].any())


def _volume(client: Client) -> Iterator[Picture]:
    curves = _by_weekday(2 * client.arrivals.level.sum(axis=1))
    whole = client.arrivals.figures[0]
    title = f"{number(whole.value)} contacts in a usual week ({number(whole.low)} to {number(whole.high)})"
    yield Picture(
        "arrivals",
        title,
        "Means of usual days; special days and events are set apart.",
        "contacts an hour",
        "hour of day",
        curves,
    )


def _days(client: Client) -> Iterator[Picture]:
    arrivals = client.arrivals
    ratio = day_ratios(arrivals)
    known = np.isfinite(ratio)
    special = np.array([day in arrivals.special for day in client.log.days])
    changes = [float((each - client.log.first_monday).days) for each in arrivals.changes]
    curves = [Curve("usual days", arrivals.days[known] / 1.0, ratio[known], points=True)]
    if len(special) == len(ratio) and (special & known).any():
        curves.append(Curve("special days", arrivals.days[special & known] / 1.0, ratio[special & known], points=True))
    edges = [float(arrivals.days[0]), *changes, float(arrivals.days[-1]) + 1]
    for left, right in pairwise(edges):
        inside = known & (arrivals.days >= left) & (arrivals.days < right)
        if inside.any():
            curves.append(_curve("level", [left, right], [ratio[inside].mean()] * 2))
    said = (
        f"the level changes {len(changes)} time{'s' * (len(changes) != 1)}" if changes else "one level holds throughout"
    )
    yield Picture(
        "days",
        f"Day by day: {said}",
        "Volume over that of the weekday; lines: levels found by least squares and BIC.",
        "times the weekday’s mean",
        f"day since {client.log.first_monday}",
        tuple(curves),
        lines=tuple(changes),
    )


def _busyness(client: Client) -> Iterator[Picture]:
    busy = client.busyness
    if busy is None:
        return
    lags = np.arange(len(busy.covariance)) / 2.0
    model = busy.day_cv.value**2 + busy.within_day_cv.value**2 * busy.correlation.value ** np.arange(len(lags))
    days, halves = 100 * busy.day_cv.value, 100 * busy.within_day_cv.value
    title = f"Days differ by {days:.0f} % beyond chance, half hours of a type by {halves:.0f} %"
    yield Picture(
        "busyness",
        title,
        "Relative covariance of half hours of a day and type, net of Poisson noise.",
        "covariance",
        "hours between them",
        (Curve("log", lags, busy.covariance, points=True), _curve("fitted", lags, model)),
    )


def _handle_time(client: Client) -> Iterator[Picture]:
    time = client.handle_times.get("")
    if time is None or not len(time.sample):
        return
    chances = np.linspace(0.01, 0.98, 98)
    fitted = table_of(_LAW.validate_python(distribution_of(time))).read_all(chances)
    apart = np.abs(np.searchsorted(np.sort(time.sample), fitted) / len(time.sample) - chances).max()
    log = Curve("log", np.quantile(time.sample, chances[::3]), 100 * chances[::3], points=True)
    others = ", ".join(
        f"{shape} +{aic:,.0f}" for shape, aic in sorted(time.criteria.items(), key=lambda each: each[1])[1:]
    )
    yield Picture(
        "handle_time",
        f"A contact takes an agent {time.mean.value:.2f} minutes on average",
        f"All types together; {time.shape} fits best, at most {100 * apart:.1f} points off. AIC above it: {others}.",
        "% that is shorter",
        "minutes",
        (log, _curve(f"fitted: {time.shape}", fitted, 100 * chances)),
    )
    hours = client.handle_time_by_hour
    if hours.factors:
        y, low, high = (np.array([getattr(each, name) for each in hours.factors]) for name in ("value", "low", "high"))
        said = "changes with the hour of day" if hours.matters else "is the same at all hours of the day"
        yield Picture(
            "handle_time_by_hour",
            f"Handle time {said}",
            "Times the mean of the type, 95 % intervals.",
            "times the mean",
            "hour of day",
            (Curve("agent’s time", np.array(hours.hours) / 1.0, y, low, high, True),),
        )


def _patience(client: Client) -> Iterator[Picture]:
    if not client.patience:
        return
    curves = []
    shown = list(client.patience.items())
    for issue, own in shown[: _MOST_CURVES if len(shown) > 2 else 1]:
        x, y = own.curve
        inside = x <= 10
        step = max(1, int(inside.sum()) // 400)
        curves.append(
            _curve(issue or "all types", np.append(0.0, x[inside][::step]), 100 * np.append(1.0, y[inside][::step]))
        )
    rate = client.patience[""].rate
    x = np.linspace(0.0, 10.0, 60)
    curves.append(_curve("leavers over total wait", x, 100 * np.exp(-rate.value * x)))
    yield Picture(
        "patience",
        f"{100 * (1 - np.exp(-rate.value)):.0f} % would give up within a minute of waiting",
        "Product limit of the share that is still waiting; who was answered was still patient then.",
        "% still waiting",
        "minutes",
        tuple(curves),
    )


def _staff(client: Client) -> Iterator[Picture]:
    total = np.sum([*client.staffing.heads.values()], axis=0)
    if not total.any():
        return
    shown = np.full(7, client.staffing.planned) | client.arrivals.open_slots().any(axis=1)
    curves = _by_weekday(total * shown[:, None])  # who stays beyond midnight makes no day of work
    known = "" if client.staffing.figures else " are assumed"
    hours = sum(float(own.sum()) for own in client.staffing.heads.values()) / 2
    title = f"{number(hours)} hours {'planned' if client.staffing.planned else 'at the phone'} in a usual week{known}"
    yield Picture(
        "staff",
        title,
        "As the roster plans them."
        if client.staffing.planned
        else "Sum of the calendars of all agents: the share of days on which each is there.",
        "people",
        "hour of day",
        curves,
    )


def _gaps(client: Client) -> Iterator[Picture]:
    gaps = client.gaps
    if not len(gaps.length):
        return
    share = gaps.away_share(client.answered.mean_talk)
    open_slots = client.arrivals.open_slots().any(axis=0)
    mean = gaps.mean / SECOND
    yield Picture(
        "away",
        f"While callers wait, {mean:.0f} seconds pass between an agent’s contacts",
        "Share of an agent’s time that gaps over a minute take, from gaps at whose beginning callers waited.",
        "% of time",
        "hour of day",
        (_curve("away", _HOURS[open_slots], 100 * share[open_slots]),),
    )


def _help(client: Client) -> Iterator[Picture]:
    for kind, found in client.help.items():
        shown = sorted(found.by_issue.items(), key=lambda each: -each[1].n)[:12]
        what = "handed over" if kind == "transferred" else "with a colleague asked"
        title = f"{100 * found.share.value:.1f} % {what}"
        y, low, high = (100 * np.array([getattr(each, name) for _, each in shown]) for name in ("value", "low", "high"))
        yield Picture(
            kind,
            title,
            f"By type, 95 % intervals; agents differ by {100 * found.spread.sd.value:.1f} points, persistence "
            f"{number(found.spread.persistence.value)}.",
            "% of answered",
            "type",
            (Curve(kind, np.arange(len(shown)) / 1.0, y, low, high, True),),
            tuple(issue for issue, _ in shown),
        )
