"""Rows of a log that count: some weekdays, some hours, without some dates."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from sim.clock import DAY, MINUTE
from sim.fit.answered import rows_of
from sim.fit.call_log import CallLog, Finding


def chosen_rows(
    log: CallLog,
    *,
    weekdays: Collection[int] = (),
    hours: tuple[int, int] | None = None,
    without: Collection[datetime.date] = (),
) -> CallLog:
    """Return a log of the rows that count; what is left out is a finding.

    Parameters
    ----------
    log : CallLog
        The log.
    weekdays : collection of int
        Which count, Monday 0; empty: all.
    hours : tuple of int, optional
        From and until which minute of the day contacts count that come then.
    without : collection of date
        Days that do not count.
    """
    day, minute = log.received // DAY, log.received % DAY // MINUTE
    keep = np.ones(len(log), dtype=bool)
    if weekdays:
        keep &= np.isin(day % 7, list(weekdays))
    if hours:
        keep &= (minute >= hours[0]) & (minute < hours[1])
    keep &= ~np.isin(day, [(each - log.first_monday).days for each in without])
    if keep.all():
        return log
    left = replace(rows_of(log, keep), days=tuple(each for each in log.days if _counts(each, weekdays, without)))
    finding = Finding(what="left out: other weekdays, hours or dates than asked for", rows=int((~keep).sum()))
    return replace(left, findings=(*log.findings, finding))


def _counts(day: datetime.date, weekdays: Collection[int], without: Collection[datetime.date]) -> bool:
    return (not weekdays or day.weekday() in weekdays) and day not in without
