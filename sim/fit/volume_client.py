"""A fit of volumes by interval: arrivals and handle time by interval are fitted, the rest is assumed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, HOUR, MINUTE, SECOND
from sim.fit.call_log import NEVER, CallLog
from sim.fit.client import Client
from sim.fit.fitted import Fitted, Vector, counted, share_figure
from sim.fit.handle_time_fit import ByHour, HandleTime
from sim.fit.results import ABANDONED
from sim.fit.sessions import SLOT, SLOTS
from sim.fit.staffing_fit import Staffing
from sim.fit.volume_table import VolumeTable
from sim.fit.volumes_fit import Arrivals, arrivals_from
from sim.scenario.problems import Problem, ScenarioError

_EPOCH = datetime.date(1970, 1, 1)
_ANY_MONDAY = datetime.date(2024, 1, 1)
_LEAST_MONTH = 28
_OPEN = range(16, 36)
"""Half hours over which a day's volume is spread where no file tells the time of day: 8:00 to 18:00."""


@dataclass(frozen=True, kw_only=True)
class VolumeClient(Client):
    """The fit of a table of volumes.

    Attributes
    ----------
    volumes : VolumeTable
        What was read.
    """

    volumes: VolumeTable

    @property
    def tells_times(self) -> bool:
        """Whether rows are shorter than days."""
        return self.volumes.width < DAY

    @property
    def size(self) -> str:
        """How much was read, in words."""
        return f"{np.nansum(self.volumes.volume):,.0f} contacts in {len(self.volumes):,} intervals"

    @cached_property
    def arrivals(self) -> Arrivals:
        """What a usual week brings."""
        log = self.log
        days = np.array([(day - log.first_monday).days for day in log.days], dtype=np.int64)
        counts = np.zeros((len(days), len(log.issues), SLOTS))
        for rows, day, slot, share in _places(self.volumes, log.first_monday):
            place = np.searchsorted(days, day)
            np.add.at(counts, (place, self.volumes.issue[rows], slot), self.volumes.volume[rows] * share)
        is_event = np.zeros(counts.shape, dtype=bool)
        for rows, day, slot, _ in _places(self.volumes, log.first_monday, events=True):
            is_event[np.searchsorted(days, day), self.volumes.issue[rows], slot] = True
        _fill(counts, days, is_event)
        return arrivals_from(counts, days, log.issues, log.first_monday)

    @property
    def apart(self) -> tuple[int, str]:
        """How many intervals were set apart as events."""
        return int(self.volumes.event.sum()) + len(self.arrivals.events), "interval"

    @cached_property
    def handle_times(self) -> dict[str, HandleTime]:
        """Mean handle time by type, weighted by volume; its shape is not told by a table."""
        minutes, weight = _minutes(self.volumes)
        minutes = minutes - (self.wrap_up[0].value if self.wrap_up else 0.0)
        found = {}
        chosen = [("", np.ones(len(minutes), dtype=bool))]
        chosen += [(name, self.volumes.issue == code) for code, name in enumerate(self.log.issues)]
        for name, rows in chosen:
            own = rows & (weight > 0)
            if not own.any():
                continue
            mean = float(np.average(minutes[own], weights=weight[own]))
            spread = float(np.average((minutes[own] - mean) ** 2, weights=weight[own]))
            half = 1.96 * (spread / int(own.sum())) ** 0.5 if own.sum() > 1 else np.nan
            key = f"issues.{name}.handle_time" if name else ""
            told = Fitted(name=f"handle time, {name or 'all types'}", key=key, value=mean, low=mean - half,
                          high=mean + half, n=int(own.sum()), unit="minutes")  # fmt: skip
            cv = Fitted(name=f"CV of handle time, {name or 'all types'}", value=1.0, n=0)
            found[name] = HandleTime(issue=name, shape="lognormal", mean=told, cv=cv, floor_share=0.0, criteria={},
                                     sample=np.zeros(0))  # fmt: skip
        return found

    @cached_property
    def wrap_up(self) -> tuple[Fitted, float] | None:
        """Mean wrap-up in minutes, weighted by volume, where it stands apart from talk."""
        table = self.volumes
        known = (table.wrap_up_seconds >= 0) & (table.handle_seconds > 0) & (table.volume > 0) & ~table.event
        if not known.any():
            return None
        mean = float(np.average(table.wrap_up_seconds[known], weights=table.volume[known])) * SECOND / MINUTE
        return Fitted(name="wrap-up", value=mean, n=int(known.sum()), unit="minutes"), 0.0

    @cached_property
    def handle_time_by_hour(self) -> ByHour:
        """How handle time goes by hour of day, where the table tells times of day."""
        minutes, weight = _minutes(self.volumes)
        if self.volumes.width > HOUR or not (weight > 0).any():
            return ByHour(factors=(), hours=(), matters=False)
        hour = self.volumes.start // HOUR
        whole = float(np.average(minutes[weight > 0], weights=weight[weight > 0]))
        hours = [each for each in range(24) if weight[hour == each].sum() > 0]
        levels = [float(np.average(minutes[hour == h], weights=weight[hour == h])) / whole for h in hours]
        factors = tuple(
            Fitted(name=f"handle time at {h}:00, times the mean", value=level, n=int((weight[hour == h] > 0).sum()))
            for h, level in zip(hours, levels, strict=True)
        )
        return ByHour(factors=factors, hours=tuple(hours), matters=max(abs(level - 1) for level in levels) > 0.02)

    @cached_property
    def staffing(self) -> Staffing:
        """Head counts, where the table tells agents."""
        usual = super().staffing
        told = self.volumes.agents >= 0
        if not told.any() or self.volumes.width > HOUR:
            return usual
        days = np.array([(day - self.log.first_monday).days for day in self.log.days], dtype=np.int64)
        by_day = np.zeros((len(days), SLOTS))
        for rows, day, slot, _ in _places(self.volumes, self.log.first_monday):
            known = told[rows]
            np.maximum.at(by_day, (np.searchsorted(days, day[known]), slot[known]), self.volumes.agents[rows][known])
        heads = np.stack(
            [by_day[days % 7 == w].mean(axis=0) if (days % 7 == w).any() else np.zeros(SLOTS) for w in range(7)]
        )
        hours = Fitted(
            name="hours at the phone in a usual week", value=float(heads.sum()) / 2, n=len(days), unit="hours"
        )
        words = f"fitted: agents of the table, n = {counted(len(days), 'day')}"
        notes = (self.roster.note,) if self.roster is not None else ()
        return Staffing(calendar=usual.calendar, heads={"agents": heads}, figures=(hours,), told=words, notes=notes)

    @cached_property
    def results(self) -> tuple[Fitted, ...]:
        """Abandonment and wait, where the table tells them."""
        table, found = self.volumes, []
        known = (table.abandoned >= 0) & (table.volume > 0)
        if known.any():
            lost, offered = float(table.abandoned[known].sum()), float(table.volume[known].sum())
            found.append(share_figure(round(lost), max(1, round(offered)), name=ABANDONED))
        known = (table.wait_seconds >= 0) & (table.volume > 0)
        if known.any():
            wait = float(np.average(table.wait_seconds[known], weights=table.volume[known]))
            found.append(Fitted(name="wait of the answered", value=wait, n=int(known.sum()), unit="seconds"))
        return tuple(found)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a table cannot tell."""
        found = ["a table of volumes tells no patience: it is assumed"]
        if not self.handle_times:
            found.append("no handle times: 6 minutes are assumed")
        if not self.tells_times:
            found.append("no times of day: volume is spread over 8:00 to 18:00")
        return (*found, *self.staffing.notes)


def client_of_volumes(table: VolumeTable, name: str) -> VolumeClient:
    """Return the fit of a table of volumes.

    Raises
    ------
    ScenarioError
        If it holds no volume.
    """
    if not (table.volume > 0).any():
        file = table.files[0] if table.files else ""
        raise ScenarioError([Problem("holds no volume above 0; a fit needs contacts by interval", file=file)])
    dated = table.day != NEVER
    first = _EPOCH + datetime.timedelta(days=int(table.day[dated].min())) if dated.any() else _ANY_MONDAY
    monday = first - datetime.timedelta(days=first.weekday())
    numbers = sorted(
        {
            int(each)
            for of in (False, True)
            for _, day, _, _ in _places(table, monday, events=of)
            for each in np.unique(day)
        }
    )
    none, nobody = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    log = CallLog(
        first_monday=monday, issues=table.issues, agents=(), issue=nobody, agent=nobody, caller=none, received=none,
        answered=none, left=none, consulted=none, transferred=none, ended=none, wrap_up=none,
        days=tuple(monday + datetime.timedelta(days=each) for each in numbers), files=table.files,
        findings=table.findings, unknown=frozenset({"agent", "wrap_up", "transferred", "consulted", "caller"}),
    )  # fmt: skip
    return VolumeClient(name=name, log=log, volumes=table)


def _minutes(table: VolumeTable) -> tuple[Vector, Vector]:
    """Return handle time of each row in minutes, and its weight; 0 where it is not told."""
    known = (table.handle_seconds > 0) & (table.volume > 0) & ~table.event
    weight = np.where(known, table.volume, 0.0)
    return np.where(known, table.handle_seconds, 0.0) * SECOND / MINUTE, weight


def _fill(counts: NDArray[np.float64], days: NDArray[np.int64], is_event: NDArray[np.bool_]) -> None:
    """Give half hours of events the mean of that half hour on the same weekday, or on all other days."""
    for place, issue, slot in np.argwhere(is_event):
        others = ~is_event[:, issue, slot]
        alike = others & (days % 7 == days[place] % 7)
        chosen = alike if alike.any() else others
        if chosen.any():
            counts[place, issue, slot] = counts[chosen, issue, slot].mean()


def _places(
    table: VolumeTable, monday: datetime.date, *, events: bool = False
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], float]]:
    """Yield rows, their days since a Monday, their half hours, and the share of their volume that falls there."""
    known = np.flatnonzero((table.volume >= 0) & (table.event == events))
    shift = (monday - _EPOCH).days
    dated = known[table.day[known] != NEVER]
    spread = [(rows, table.day[rows] - shift) for rows in (dated,) if len(rows)]
    undated = known[table.day[known] == NEVER]
    named = undated[table.weekday[undated] != NEVER]
    spread += [(named, table.weekday[named].astype(np.int64))] if len(named) else []
    undated = undated[table.weekday[undated] == NEVER]
    spread += [(undated, np.full(len(undated), weekday, dtype=np.int64)) for weekday in table.weekdays if len(undated)]
    for rows, day in spread:
        if table.width < DAY:
            parts = max(1, table.width // SLOT)
            for part in range(parts):
                yield rows, day, np.minimum(table.start[rows] // SLOT + part, SLOTS - 1), 1 / parts
            continue
        for chosen, several in _days_of(day, monday, table.width // DAY):
            for later in several:
                for slot in _OPEN:
                    share = 1 / (len(several) * len(_OPEN))
                    yield rows[chosen], day[chosen] + later, np.full(chosen.sum(), slot, dtype=np.int64), share


def _days_of(
    day: NDArray[np.int64], monday: datetime.date, width: int
) -> Iterator[tuple[NDArray[np.bool_], Sequence[int]]]:
    """Yield which rows are spread over which days from their own on: a week over five, a month over its weekdays."""
    if width < _LEAST_MONTH:
        yield np.ones(len(day), dtype=bool), [0] if width < 7 else range(5)
        return
    for first in np.unique(day):
        begin = monday + datetime.timedelta(days=int(first))
        after = (begin.replace(day=1) + datetime.timedelta(days=31)).replace(day=min(begin.day, 28))
        yield day == first, [each for each in range((after - begin).days) if (begin.weekday() + each) % 7 < 5]
