"""Maps of the week by weekday and hour: how many are served in time, and how busy people are."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.experiment.floor_figures import FloorFigures
from sim.experiment.plan_findings import spans_of
from sim.experiment.planning import Planned
from sim.present.figures.frame import slide
from sim.present.figures.style import INK, Stage, add_panel, height_of, width_of, write
from sim.present.numerals import amount, fixed
from sim.present.plan_words import header, promise_lines
from sim.scenario.clocks import WEEKDAYS
from sim.scenario.week_words import spans_words


class _Class(NamedTuple):
    """Values from a limit on: their color, and what they are called."""

    start: float
    color: str
    name: str


def service_level(planned: Planned, its: FloorFigures, ax: Axes | None = None) -> Axes:
    """Draw the service level of each hour of the week: blue where the promise is kept, orange where it is not."""
    hourly = planned.hourly(its.floor)
    target = its.formulas.promise.share
    far, near = target - 30, target - 10
    classes = [
        _Class(-np.inf, "#8C2D04", f"below {amount(far, 0)} %"),
        _Class(far, "#E6720E", f"{amount(far, 0)} to {amount(near, 0)} %"),
        _Class(near, "#FDC086", f"{amount(near, 0)} to {amount(target, 0)} %"),
        _Class(target, "#BDD7EE", f"{amount(target, 0)} % or more: kept"),
    ]
    low = hourly.busy & (hourly.service_level.value < target)
    clear = hourly.busy & (hourly.service_level.high < target)
    opened = int((hourly.offered * hourly.busy > 0).sum())
    if clear.any():
        spans = spans_words(spans_of(clear, 60), 4)
        title = f"Clearly below the promised {amount(target, 0)} % in {int(clear.sum())} of {opened} hours: {spans}"
    elif low.any():
        title = (
            f"Below the promised {amount(target, 0)} % in {int(low.sum())} of {opened} hours, in none of them clearly"
        )
    else:
        title = f"The promised {amount(target, 0)} % is kept in every hour"
    notes = [
        "Service level, % by weekday and hour of joining. Orange: below the promise. Blue: kept.",
        f"{planned.scenario.name}, {its.floor.name}; {header(planned)} Promised: {promise_lines(planned)[0]}.",
    ]
    return _map(_named(planned, its, title), notes, hourly, (hourly.service_level.value, classes), ax)


def occupancy(planned: Planned, its: FloorFigures, ax: Axes | None = None) -> Axes:
    """Draw how busy people are in each hour of the week: the darker, the busier."""
    hourly = planned.hourly(its.floor)
    classes = [
        _Class(-np.inf, "#EAF2E3", "below 50 %"),
        _Class(50.0, "#BFDDB5", "50 to 70 %"),
        _Class(70.0, "#78B96F", "70 to 85 %"),
        _Class(85.0, "#2F7D3B", "85 to 92 %"),
        _Class(92.0, "#0B3D1B", "92 % and more: no pause between contacts"),
    ]
    values = hourly.occupancy.value
    known = values[hourly.busy & np.isfinite(values)]
    ends = f": from {fixed(known.min(), 0)} to {fixed(known.max(), 0)} %" if known.size else ""
    full = int((known >= 92).sum())
    more = f"; in {full} hours there is hardly a pause" if full else ""
    notes = [
        "Occupancy, % of the time on the floor spent with contacts, by weekday and hour. Darker: busier.",
        f"{planned.scenario.name}, {its.floor.name}; {header(planned)}",
    ]
    title = f"People are busy for very different parts of the hours{ends}{more}"
    if known.size and known.max() - known.min() < 15:
        title = f"People are about as busy in all hours{ends}{more}"
    return _map(_named(planned, its, title), notes, hourly, (values, classes), ax)


def _named(planned: Planned, its: FloorFigures, title: str) -> str:
    return title if len(planned.floors) == 1 else f"{its.floor.name}: {title[:1].lower()}{title[1:]}"


def _map(title: str, notes: list[str], hourly: FloorFigures, shown: Any, ax: Axes | None) -> Axes:
    values, classes = shown
    with slide(ax, title, notes, gap=0.2, bare=True) as (stage, top):
        bottom = stage.bottom + _key(stage, classes) + 0.9 * stage.line
        _cells(stage, hourly, (values, classes), (bottom, top))
    return stage.ax


def _cells(stage: Stage, hourly: FloorFigures, shown: Any, edges: tuple[float, float]) -> None:
    """Draw a row for each open day and a column for each hour between the earliest and the latest."""
    values, classes = shown
    bottom, top = edges
    week = hourly.open.reshape(7, 24)
    days = [int(day) for day in np.flatnonzero(week.sum(axis=1))] or [0]
    hours = np.flatnonzero(week.sum(axis=0))
    span = np.arange(hours[0], hours[-1] + 1) if hours.size else np.arange(24)
    size = stage.size
    names = [WEEKDAYS[day].capitalize() for day in days]
    left = stage.left + max(width_of(name, size) for name in names) + 0.12
    panel = add_panel(stage, left, bottom + 1.1 * stage.line, stage.right, top)
    panel.set(xlim=(span[0], span[-1] + 1), ylim=(len(days), 0))
    cell = (stage.right - left) / len(span), (top - bottom - 1.1 * stage.line) / len(days)
    small = min(size, size * 0.9 * cell[0] / width_of("100", size), size * 0.8 * cell[1] / height_of("0", size))
    for row, day in enumerate(days):
        for hour in span:
            if week[day, hour]:
                _cell(panel, (row, int(hour)), values[day * 24 + hour], classes, small)
    panel.set_yticks(np.arange(len(days)) + 0.5, names, fontsize=size)
    step = next(n for n in (1, 2, 3, 4, 6, 12) if n * cell[0] > width_of("00 ", size))
    panel.set_xticks([h for h in [*span, span[-1] + 1] if h % step == 0])
    panel.tick_params(length=0, pad=4, colors=INK, labelsize=size)
    for spine in panel.spines.values():
        spine.set_visible(False)


def _cell(panel: Axes, where: tuple[int, int], value: float, classes: Sequence[_Class], size: float) -> None:
    row, hour = where
    if np.isnan(value):
        panel.text(hour + 0.5, row + 0.5, "–", fontsize=size, color=INK, ha="center", va="center", gid="none")
        return
    its = next(each for each in reversed(classes) if value >= each.start)
    box = Rectangle((hour, row), 1, 1, facecolor=its.color, edgecolor="white", linewidth=1.2, gid="cell")
    panel.add_patch(box)
    light = np.dot([int(its.color[i : i + 2], 16) / 255 for i in (1, 3, 5)], (0.299, 0.587, 0.114)) > 0.5
    panel.text(hour + 0.5, row + 0.5, fixed(float(value), 0), fontsize=size, color=INK if light else "white",
               ha="center", va="center", gid="figure", parse_math=False)  # fmt: skip


def _key(stage: Stage, classes: Sequence[_Class]) -> float:
    """Draw what the colors mean at the bottom; return its height in inches."""
    size, line = stage.size, stage.line
    widths = [0.35 * stage.scale + width_of(each.name, size) + 0.3 * stage.scale for each in classes]
    rows, room = [[]], stage.right - stage.left  # type: ignore[var-annotated]
    for each, wide in zip(classes, widths, strict=True):
        if rows[-1] and sum(w for _, w in rows[-1]) + wide > room:
            rows.append([])
        rows[-1].append((each, wide))
    for place, row in enumerate(reversed(rows)):
        x, y = stage.left, stage.bottom + (place + 0.5) * 1.2 * line
        for each, wide in row:
            write(stage.ax, x, y, "\u25a0", size * 1.4, color=each.color, gid="key")
            write(stage.ax, x + 0.3 * stage.scale, y, each.name, size, gid="key")
            x += wide
    return len(rows) * 1.2 * line
