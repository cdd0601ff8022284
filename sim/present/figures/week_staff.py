"""People on the phone against people needed, by interval of the week: a panel for each day that is open."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from sim.experiment.floor_figures import FloorFigures
from sim.experiment.least_staff import Staffed
from sim.experiment.plan_findings import floor_findings, is_short
from sim.experiment.planning import Planned
from sim.experiment.staff_findings import floors
from sim.present.figures.frame import set_plot, side_by_side, slide
from sim.present.figures.style import INK, Stage, add_panel, width_of, write
from sim.present.numerals import amount
from sim.present.plan_words import header, promise_lines
from sim.scenario.clocks import WEEKDAYS, clock

NEEDED, MISSING = "#C9D6E2", "#D55E00"
_HOURS = (1, 2, 3, 4, 6, 8, 12)


class _Curves(NamedTuple):
    """What is drawn by interval: an area, a line, what of the area is missing above the line, and a further line."""

    area: Any
    line: Any
    missing: Any
    other: Any = None


class _Day(NamedTuple):
    """One day: its number, and the intervals of it that are drawn."""

    number: int
    places: Any


def staffed_and_needed(planned: Planned, its: FloorFigures, ax: Axes | None = None) -> Axes:
    """Draw people on the phone as a line over the people needed, what is missing in orange."""
    notes = [
        "Line: on the phone, simulated. Blue-gray: needed by Erlang A, unrounded. Orange: missing.",
        f"{planned.scenario.name}, {its.floor.name}; {header(planned)} Promised: {promise_lines(planned)[0]}.",
    ]
    curves = _Curves(its.needed, its.staffed, np.where(is_short(its), its.needed, np.nan))
    return _week(_title(planned, its), notes, (its, planned.minutes, curves), ax)


def least_and_today(staffed: Staffed, floor: int, ax: Axes | None = None) -> Axes:
    """Draw the least people as a line over what is needed unrounded, and those of today as a thin line."""
    its, found = staffed.now[floor], floors(staffed)[floor]
    need = staffed.needs[its.floor.name]
    name = "" if len(staffed.now) == 1 else f"{its.floor.name}: "
    kept = f"keep the promised {amount(found.target, 0)} %"
    title = f"{name}{amount(found.least, 0)} hours a week {kept}; {amount(found.now, 0)} are on duty today"
    notes = [
        "Black: the least people. Blue-gray: needed, unrounded, after simulation. Orange, thin: on duty today.",
        f"{staffed.scenario.name}, {its.floor.name}; {header(staffed)} Promised: {promise_lines(staffed)[0]}.",
    ]
    nothing = np.full(its.open.shape, np.nan)
    return _week(title, notes, (its, staffed.minutes, _Curves(need.corrected, need.whole, nothing, its.staffed)), ax)


def _week(title: str, notes: list[str], what: tuple[FloorFigures, int, _Curves], ax: Axes | None) -> Axes:
    its, _, curves = what
    with slide(ax, title, notes, gap=0.15, bare=True) as (stage, top):
        known = [each[its.busy] for each in curves if each is not None]
        highest = max([1.0, *(float(np.nanmax(each)) for each in known if np.isfinite(each).any())])
        days = _days(its)
        columns = side_by_side(stage.left, stage.right, len(days), 0.12 * stage.scale)
        for place, (day, (left, right)) in enumerate(zip(days, columns, strict=True)):
            box = (left, stage.bottom + 2.4 * stage.line, right, top)
            _panel(stage, what, (day, box, place), highest)
        write(stage.ax, stage.right, stage.bottom + 0.4 * stage.line, "Time of day", stage.size, ha="right")
    return stage.ax


def _title(planned: Planned, its: FloorFigures) -> str:
    found = floor_findings(planned, its)
    _, short, over, opened = found.intervals
    _, _, missing, spare = found.hours
    name = "" if len(planned.floors) == 1 else f"{its.floor.name}: "
    if short:
        said = f"{name}too few people in {short} of {opened} intervals, {amount(missing)} hours a week in all"
    elif over:
        said = f"{name}enough people everywhere; {amount(spare, 0)} hours a week to spare in {over} intervals"
    else:
        said = f"{name}as many people as are needed in every interval"
    return said[:1].upper() + said[1:]


def _days(its: FloorFigures) -> list[_Day]:
    """Return the open days with the intervals between the earliest opening and the latest closing of any."""
    week = its.open.reshape(7, -1)
    opened = np.flatnonzero(week.sum(axis=0))
    if not opened.size:
        return [_Day(0, np.arange(week.shape[1]))]
    places = np.arange(opened[0], opened[-1] + 1)
    return [_Day(int(day), places) for day in np.flatnonzero(week.sum(axis=1))]


def _panel(stage: Stage, what: tuple[FloorFigures, int, _Curves], where: Any, highest: float) -> None:
    """Draw one day into its box; only the first bears figures along y."""
    (its, minutes, curves), (day, box, place) = what, where
    panel = add_panel(stage, *box)
    name = WEEKDAYS[day.number].capitalize()
    head = f"{name}, people" if place == 0 else name
    plot = set_plot(stage, panel, box, head, widest=amount(highest, 0) if place == 0 else "")
    edges = np.append(day.places, day.places[-1] + 1) * minutes / 60
    chosen = day.number * (1440 // minutes) + day.places
    area, line, missing = (np.where(its.busy[chosen], each[chosen], np.nan) for each in curves[:3])
    panel.stairs(np.nan_to_num(area), edges, fill=True, color=NEEDED, gid="needed")
    ground = np.nan_to_num(np.where(np.isnan(missing), 0.0, line))
    panel.stairs(np.nan_to_num(missing), edges, baseline=ground, fill=True, color=MISSING, gid="missing")
    if curves.other is not None:
        today = np.where(its.busy[chosen], curves.other[chosen], np.nan)
        panel.stairs(today, edges, baseline=None, color=MISSING, linewidth=1.4 * stage.stroke, gid="today")
    panel.stairs(line, edges, baseline=None, color=INK, linewidth=2.4 * stage.stroke, gid="line")
    panel.set(xlim=(edges[0], edges[-1]), ylim=(0, 1.08 * highest))
    if place:
        panel.tick_params(labelleft=False)
    narrow = plot.right - plot.left - (0.0 if place == 0 else width_of(amount(highest, 0), stage.size))
    _hours(panel, edges, narrow, stage.size)


def _hours(panel: Axes, edges: Any, wide: float, size: float) -> None:
    """Write so many hours below a panel as there is room for."""
    span = edges[-1] - edges[0]
    room = width_of("00:00 ", size)
    step = next((hours for hours in _HOURS if span / hours * room <= wide), 24)
    ticks = [hour for hour in range(int(np.ceil(edges[0])), int(edges[-1]) + 1) if hour % step == 0]
    panel.set_xticks(ticks, [clock(60 * hour).partition(":")[0] for hour in ticks], fontsize=size)
