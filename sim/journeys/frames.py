"""A run's rows as DataFrames that need no arithmetic: names in words, moments as dates, durations as minutes, money."""

from typing import Any

import numpy as np

from sim.clock import FOREVER, MINUTE, WEEK, describe
from sim.each_once import each_once
from sim.journeys.records import Entry, Outcome, Reason
from sim.scenario.plan import Plan

_BLOCK = 512
"""Rows taken apart at a time: as many as fit a processor's cache."""
MOMENTS = (
    "arrived", "queued", "answered", "agent_done", "released", "escalated", "ticketed", "manager_start", "manager_end",
    "returned", "returned_answered", "returned_done", "returned_released", "second_escalated", "second_manager_start",
    "second_manager_end", "ended", "issue_first_arrived",
)  # fmt: skip
"""Columns of contacts that are ticks, -1 for what did not happen; ``<name>_at`` is the same as a date."""
_NEVER = np.datetime64("NaT", "ms").astype(np.int64)
_UNITS = {
    "ticks": "milliseconds since Monday 00:00 of week 1, -1 for what did not happen",
    "at": "the calendar's date and time",
    "minutes": "minutes",
    "cents": "1/100 of the currency",
}


def contacts_frame(plan: Plan, rows: Any, streams: list[str]) -> Any:
    """Return one row per contact; see `Journeys.contacts`."""
    columns = columns_of(rows)
    types = list(plan.baseline.issues)
    ids = contact_ids(columns, types, streams)
    ticks = {name: columns[name] for name in MOMENTS}
    durations = {name: columns[name] for name in columns if name.endswith("_ticks")}
    left = np.where(columns["answered"] >= 0, columns["answered"], columns["ended"])
    waited = np.where(columns["queued"] >= 0, (left - columns["queued"]) / MINUTE, 0.0)
    columns |= {
        "type": named(columns["type"], types),
        "team": named(columns["team"], list(plan.baseline.teams)),
        "outcome": named(columns["outcome"], _words(Outcome)),
        "reason": named(columns["reason"], _words(Reason)),
    }
    money = {each: columns[f"{each}_cents"] / 100 for each in ("ask", "offered", "granted")}
    measured = _minutes(durations) | {"waited_minutes": waited} | money
    return _frame({"contact": ids, **columns}, _dates(plan, ticks), measured)


def agents_frame(plan: Plan, rows: Any) -> Any:
    """Return agents at each week's end; see `Journeys.agents`."""
    columns = columns_of(rows)
    durations = {name: columns[name] for name in columns if name.endswith("_ticks")}
    columns["team"] = named(columns["team"], list(plan.baseline.teams))
    return _frame(columns, _dates(plan, {"week": columns["week"] * WEEK}), _minutes(durations))


def ledger_frame(plan: Plan, rows: Any) -> Any:
    """Return every movement of the bonus pools; see `Journeys.ledger`."""
    columns = columns_of(rows)
    when = each_once(lambda ticks: map(describe, ticks.tolist()), columns["tick"])
    columns |= {
        "team": named(columns["team"], list(plan.baseline.teams)),
        "entry": named(columns["entry"], _words(Entry)),
    }
    money = {"amount": columns["cents"] / 100, "balance_after": columns["balance"] / 100}
    return _frame({"when": when, **columns}, _dates(plan, {"tick": columns["tick"]}), money)


def _frame(*parts: Any) -> Any:
    """Return columns, by name, and frames side by side."""
    import pandas as pd

    frame = pd.concat([pd.DataFrame(part, copy=False) for part in parts], axis=1)
    frame.attrs["units"] = dict(_UNITS)
    return frame


def columns_of(rows: Any) -> dict[str, Any]:
    """Return the columns of rows, each in one piece; columns of a width are taken out together, some rows at a time."""
    kind, rows = rows.dtype, np.ascontiguousarray(rows)
    found: dict[str, Any] = {}
    for width in sorted({kind[name].itemsize for name in kind.names}):
        names = sorted(
            (name for name in kind.names if kind[name].itemsize == width), key=lambda name: int(kind.fields[name][1])
        )
        first = kind.fields[names[0]][1]
        table = np.empty((len(names), len(rows)), f"i{width}")
        if len(rows):
            shape, strides = (len(rows), len(names)), (kind.itemsize, width)
            beside: Any = np.ndarray(shape, f"i{width}", buffer=rows, offset=first, strides=strides)
            for begin in range(0, len(rows), _BLOCK):
                table[:, begin : begin + _BLOCK] = beside[begin : begin + _BLOCK].T
        found |= {name: column.view(kind[name]) for name, column in zip(names, table, strict=True)}
    return {name: found[name] for name in kind.names}


def _words(kind: Any) -> list[str]:
    return [each.name.lower() for each in kind]


def named(codes: Any, names: Any) -> Any:
    """Return names by their codes; -1 is none."""
    import pandas as pd

    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(names))


def _dates(plan: Plan, ticks: dict[str, Any]) -> Any:
    """Return ticks as dates, in one piece, since pandas minds a hundred of them; what did not happen has none."""
    import pandas as pd

    start = np.datetime64(plan.baseline.calendar.start, "ms").astype(np.int64)
    dates = np.empty((len(ticks), len(next(iter(ticks.values())))), np.int64)
    for date, column in zip(dates, ticks.values(), strict=True):
        np.add(column, start, out=date)
        np.copyto(date, _NEVER, where=column < 0)
    return pd.DataFrame(dates.view("M8[ms]").T, columns=[f"{name}_at" for name in ticks], copy=False)


def _minutes(ticks: dict[str, Any]) -> dict[str, Any]:
    """Return durations in minutes; forever is infinite."""
    minutes = {f"{name.removesuffix('_ticks')}_minutes": column / MINUTE for name, column in ticks.items()}
    for minute, column in zip(minutes.values(), ticks.values(), strict=True):
        np.copyto(minute, np.inf, where=column >= FOREVER)
    return minutes


def contact_ids(columns: Any, types: list[str], streams: list[str]) -> Any:
    """Return ids such as ``complaint/412/3.1``: type/bin/ordinal.attempt; an own goal names its parent's stream.

    Parameters
    ----------
    columns : mapping or structured ndarray
        Of contacts.
    types, streams : list of str
        Names of issue types, and of the streams of first contacts.

    Returns
    -------
    ndarray of str objects, shape (contacts,)
    """
    bins = int(columns["bin"].max(initial=0)) + 1
    groups = np.asarray(columns["stream"]).astype(np.int64)
    if columns["own_goal"].any():
        groups += len(streams) * np.where(columns["own_goal"], columns["type"].astype(np.int64) + 1, 0)
    groups *= bins
    groups += columns["bin"]
    places = np.asarray(columns["ordinal"]).astype(np.int64)
    places <<= 8
    places |= columns["attempt"]

    def head(key: int) -> str:
        (goal, stream), bin_ = divmod(key // bins, len(streams)), key % bins
        return f"{types[goal - 1] + '@' if goal else ''}{streams[stream]}/{bin_}/"

    ids = each_once(lambda keys: map(head, keys.tolist()), groups)
    ids += each_once(lambda keys: (f"{key >> 8}.{key & 0xFF}" for key in keys.tolist()), places)
    return ids
