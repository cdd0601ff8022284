"""Handle time and wrap-up of one type of contact, as text."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.clock import MINUTE
from sim.fit.compact_columns import some_of
from sim.fit.fitted import ASSUMED, mean_figure, plain
from sim.fit.handle_time_fit import LEAST, HandleTime, handle_time_of
from sim.fit.in_line import in_line

if TYPE_CHECKING:
    from sim.fit.client import Client

_ASSUMED_TIME = "{shape: lognormal, mean: 6, cv: 1}"


class WrapUp(NamedTuple):
    """Work after a contact, minutes; `in_each`: each contact's own is told."""

    mean: float
    sd: float
    told: str
    in_each: bool


def handling(client: Client, code: int, *, finished: bool) -> list[str]:
    """Return the lines of handle time and wrap-up of one type.

    Parameters
    ----------
    client : Client
        The fit.
    code : int
        The type.
    finished : bool
        Whether the key holds the time of contacts that agents finish, since some of the type are handed over.
    """
    issue = client.log.issues[code]
    own = client.handle_times.get(issue)
    time = own or client.handle_times.get("")
    if time is None:
        return [f"    handle_time: {_ASSUMED_TIME}  # {ASSUMED}"]
    wrap = wrap_up_of(client, code)
    talk = _finished(client, code, wrap, finished=finished) if own else None
    shown = talk or time
    both = wrap.in_each and talk is not None
    told = f"{shown.mean.comment}, {shown.mean.fit or 'its shape is assumed'}"
    told = told if own else f"too few contacts: all types', {time.shape}"
    if talk is not None and finished:
        told += ", of contacts that are not handed over"
    if wrap.mean > 0:
        told += f"; wrap-up of {plain(wrap.mean)} is in it" if both else f"; the key adds {plain(wrap.mean)} of wrap-up"
    whole = shown if both else _with_wrap_up(shown, wrap)
    lines = [f"    handle_time: {in_line(distribution_of(whole, client.speed.sd.value), _written)}  # {told}"]
    if wrap.mean > 0:
        lines.append(f"    wrap_up: {plain(wrap.mean)}  # {wrap.told}")
    if client.handle_time_by_hour.matters:
        hours = zip(client.handle_time_by_hour.hours, client.handle_time_by_hour.factors, strict=True)
        levels = ", ".join(f"{hour}:00: {max(each.value, 0.05):.3f}" for hour, each in hours)
        n = sum(each.n for each in client.handle_time_by_hour.factors)
        lines.append(f"    handle_time_by: {{{levels}}}  # fitted: means by hour over the type's, n = {n:,}")
    return lines


def wrap_up_of(client: Client, code: int) -> WrapUp:
    """Return the wrap-up of a type, or of all where it has fewer than thirty.

    It is what the log calls so, else the gap to the next contact, up to a minute, where callers were waiting.
    """
    answered, gaps = client.answered, client.gaps
    column = some_of(client.log, "wrap_up", answered.row)
    in_each = bool((column >= 0).any())
    if in_each:
        minutes, issue = column / MINUTE, some_of(client.log, "issue", answered.row)
        known, told = column >= 0, ""
    elif client.wrap_up is not None:
        told_for_all, sd = client.wrap_up
        return WrapUp(told_for_all.value, sd, told_for_all.comment, in_each)
    else:
        minutes, issue = gaps.length / MINUTE, gaps.issue
        known, told = ~gaps.is_long, ": short gaps while callers wait"
    own = known & (issue == code)
    chosen = minutes[own if own.sum() >= LEAST else known]
    if len(chosen) == 0:
        return WrapUp(0.0, 0.0, "", in_each)
    figure = mean_figure(chosen, name="wrap-up")
    return WrapUp(figure.value, float(chosen.std()), figure.comment + told, in_each)


def _finished(client: Client, code: int, wrap: WrapUp, *, finished: bool) -> HandleTime | None:
    """Return the time with a contact that the agent finishes; nothing where too few are told.

    Wrap-up is in it where the log tells that of each contact.
    """
    log, answered = client.log, client.answered
    if not (finished or wrap.in_each):
        return None
    row = answered.row
    chosen = np.flatnonzero(some_of(log, "issue", row) == code)
    if finished:
        chosen = chosen[some_of(log, "transferred", row[chosen]) < 0]
    column = some_of(log, "wrap_up", row[chosen])
    if wrap.in_each:
        chosen, column = chosen[column >= 0], column[column >= 0]
    if len(chosen) < LEAST:
        return None
    worked = answered.talk_of(chosen) + np.maximum(column, 0)
    return handle_time_of(log.issues[code], np.maximum(worked, 1) / MINUTE, some_of(answered, "agent", chosen))


def _with_wrap_up(time: HandleTime, wrap: WrapUp) -> HandleTime:
    """Return times with wrap-up that is independent of them."""
    mean = time.mean.value + wrap.mean
    cv = math.sqrt((time.cv.value * time.mean.value) ** 2 + wrap.sd**2) / mean
    return replace(time, mean=replace(time.mean, value=mean), cv=replace(time.cv, value=cv), least=wrap.mean)


def distribution_of(time: HandleTime, between: float = 0.0) -> dict[str, Any]:
    """Return the distribution by mean and CV, less what agents differ by: that is the team's `speed_cv`."""
    mean, cv = time.mean.value, time.cv.value
    if between > 0.01:
        cv = math.sqrt(max((1 + cv * cv) / (1 + between**2) - 1, 0.0025))
    spread = min(20.0, max(cv, 0.001))
    if time.shape == "mixture":
        brief, low = round(min(time.floor_share, 0.9), 4), time.least
        rest = max((mean - brief * (5 / 60 + low)) / (1 - brief), 0.01)
        hang_ups = {"shape": "uniform", "low": low, "high": 10 / 60 + low}
        talks = {"shape": "lognormal", "mean": rest, "cv": spread}
        return {"shape": "mixture", "parts": [{"weight": brief, "of": hang_ups}, {"weight": 1 - brief, "of": talks}]}
    return {"shape": "gamma" if time.shape == "exponential" else time.shape, "mean": mean, "cv": spread}


def _written(value: str | float) -> str:
    return plain(value) if isinstance(value, float) else str(value)
