"""The table of intervals: one row for each interval of the week, of each floor, issue type and team."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.clock import MINUTE
from sim.scenario.clocks import WEEKDAYS, clock
from sim.statistics.estimates import Vector
from sim.statistics.ratios import Ratios, ratios

if TYPE_CHECKING:
    from sim.experiment.floor_figures import FloorFigures
    from sim.experiment.planning import Planned

_LOST = ("abandoned", "blocked", "balked", "dropped", "gave_up", "left_open")


def interval_table(planned: "Planned") -> Any:
    """Return one row for each interval with open time or contacts, as a DataFrame.

    Columns: kind (floor, issue, team), name, weekday, start, open_minutes; offered, answered, abandoned, blocked,
    balked, dropped, gave_up_upstairs a week; service_level, abandonment, not_served, occupancy in %, wait_seconds (of
    those answered), each with `_low` and `_high` (95 %); handle_minutes; planned, staffed and needed heads, and
    what Erlang C and A say of the same load and staff. What has no meaning in a row is empty.
    """
    import pandas as pd

    parts = [*_floors(planned), *_issues(planned), *_teams(planned)]
    frame = pd.concat(parts, ignore_index=True)
    shown = (frame["open_minutes"] > 0) | (frame[["offered", "answered"]].fillna(0).sum(axis=1) > 0)
    return frame[shown].reset_index(drop=True)


def _frame(planned: "Planned", kind: str, name: str, columns: dict[str, Any]) -> Any:
    import pandas as pd

    minutes = planned.minutes
    starts = range(0, 7 * 1440, minutes)
    head: dict[str, Any] = {"kind": kind, "name": name}
    head |= {
        "weekday": [WEEKDAYS[start // 1440] for start in starts],
        "start": [clock(int(start) % 1440) for start in starts],
    }
    head["open_minutes"] = planned.floors[0].open
    return pd.DataFrame(head | {column: columns.get(column, np.nan) for column in _COLUMNS})


def _bounded(**figures: Ratios) -> dict[str, Vector]:
    """Return figures with their bounds, none of them below 0, nor a share above 100 %."""
    return {
        f"{name}{end}": np.round(np.clip(values, 0, np.inf if name.endswith("seconds") else 100), 4)
        for name, found in figures.items()
        for end, values in zip(("", "_low", "_high"), found, strict=True)
    }


_COLUMNS = (
    *("offered", "answered", "abandoned", "blocked", "balked", "dropped", "gave_up_upstairs", "handle_minutes"),
    *("planned", "staffed", "needed"),
    *(
        f"{name}{end}"
        for name in ("service_level", "abandonment", "not_served", "wait_seconds", "occupancy")
        for end in ("", "_low", "_high")
    ),
    *("erlang_c", "erlang_a", "erlang_a_abandonment", "replications"),
)


def _floors(planned: "Planned") -> Iterator[Any]:
    for its in planned.floors:
        columns = _bounded(
            service_level=its.service_level, abandonment=its.abandonment, not_served=its.not_served,
            wait_seconds=its.wait, occupancy=its.occupancy,
        )  # fmt: skip
        columns |= _rounded(_of_floor(its))
        columns |= _weekly(planned, [list(planned.scenario.issues).index(name) for name in its.floor.issues])
        yield _frame(planned, "floor", its.floor.name, columns | {"replications": planned.replications})


def _of_floor(its: "FloorFigures") -> dict[str, Vector]:
    heads = {"planned": its.planned, "staffed": its.staffed, "needed": its.needed}
    return {"handle_minutes": its.handle, **heads, **its.by_formula}


def _rounded(columns: dict[str, Vector]) -> dict[str, Vector]:
    return {name: np.round(values, 4) for name, values in columns.items()}


def _weekly(planned: "Planned", places: list[int]) -> dict[str, Vector]:
    """Return how many contacts of some types there are of each kind in a usual week."""
    by = planned.counts.intervals
    many = by.weeks * planned.replications
    names = {"gave_up_upstairs": "gave_up"}
    counted = ("offered", "answered", "abandoned", "blocked", "balked", "dropped", "gave_up_upstairs")
    found = {name: by.of_types(names.get(name, name))[:, places].sum(axis=(0, 1)) / many for name in counted}
    return _rounded(found)


def _issues(planned: "Planned") -> Iterator[Any]:
    by = planned.counts.intervals
    for place, name in enumerate(planned.scenario.issues):
        of = {each: by.of_types(each)[:, place] for each in ("service_met", "service_base", "abandoned", "offered")}
        lost = sum(by.of_types(each)[:, place] for each in _LOST)
        answered, waited = (by.of_types(each)[:, place] for each in ("answered", "answered_wait_ticks"))
        columns = _bounded(
            service_level=ratios(100 * of["service_met"], of["service_base"]),
            abandonment=ratios(100 * of["abandoned"], of["offered"]),
            not_served=ratios(100 * lost, of["offered"]),
            wait_seconds=ratios(waited / 1000, answered),
        )
        handled = ratios(by.of_types("handle_ticks")[:, place] / MINUTE, answered)
        columns |= _rounded({"handle_minutes": handled.value}) | _weekly(planned, [place])
        yield _frame(planned, "issue", name, columns | {"replications": planned.replications})


def _teams(planned: "Planned") -> Iterator[Any]:
    by, opened = planned.counts.intervals, planned.floors[0].open
    span = np.where(opened > 0, opened, by.minutes) * MINUTE * by.weeks * planned.replications
    for place, name in enumerate(planned.scenario.teams):
        answered, waited = (by.of_teams(each)[:, place] for each in ("answered", "answered_wait_ticks"))
        columns = _bounded(
            wait_seconds=ratios(waited / 1000, answered),
            occupancy=ratios(100 * by.of_teams("handling_ticks")[:, place], by.at_work_ticks[:, place]),
        )
        planned_by_team = planned.planned_by_team[name]
        columns |= _rounded(
            {
                "answered": answered.sum(axis=0) / (by.weeks * planned.replications),
                "planned": planned_by_team,
                "staffed": by.on_phone_ticks[:, place].sum(axis=0) / span,
            }
        )
        yield _frame(planned, "team", name, columns | {"replications": planned.replications})
