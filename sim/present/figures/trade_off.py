"""Manager hours against satisfied customers: where each scenario ends up, and what it pays the agents."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.experiment.comparison import Comparison
from sim.present import titles
from sim.present.figures.frame import Plot, draw_cross, set_plot, slide
from sim.present.figures.labels import Label, room_beside, write_beside
from sim.present.figures.style import (
    FAINT,
    INK,
    Look,
    Numbers,
    Stage,
    balanced,
    height_of,
    looks,
    width_of,
    write,
)
from sim.present.numerals import amount, money_digits
from sim.statistics.estimates import Estimate

_ROOM = 0.16
"""Inches at slide size that a label keeps free around a point."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """Where one scenario stands: hours, proxy, and bonus if there is a pool."""

    name: str
    look: Look
    hours: Estimate
    proxy: Estimate
    bonus: float | None


def trade_off(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw manager hours against satisfied customers, a point for each scenario with its bonus beside its name."""
    spots = _spots(comparison)
    with slide(ax, titles.trade_off_finding(comparison), _notes(comparison, spots)) as (stage, top):
        below = height_of("0\nname\nname" if stage.is_narrow else "0\nname", stage.size) + 0.2 * stage.scale
        box = (stage.left, stage.bottom + below, stage.right, top)
        plot = _draw(stage, box, spots, titles.managers(comparison))
        places = None if stage.is_narrow else _free_places(comparison, stage, plot, spots)
        if spots and places is None:
            _label_beside(comparison, stage, box, spots)
        elif places is not None:
            _label_inside(stage, plot, spots, places)
    return stage.ax


def _spots(comparison: Comparison) -> list[Spot]:
    spots = []
    for name, look in looks(list(comparison.scenarios)).items():
        hours, proxy, bonus = (comparison.level(name, each) for each in (comparison.hours, titles.CSAT, titles.BONUS))
        if hours and proxy:
            spots.append(Spot(name, look, hours, proxy, bonus.value if bonus else None))
    return spots


def _notes(comparison: Comparison, spots: list[Spot]) -> list[str]:
    bars = "" if comparison.replications == 1 else "Bars: 95\u00a0% intervals of the means. "
    if bars and comparison.what_ifs:
        bars += f"{titles.SURER} "
    pool, line = f"{titles.no_bonus_sentence(comparison)}.", f"{titles.no_bonus_sentence(comparison)}."
    if any(spot.bonus is not None for spot in spots):
        pool = f"Beside a name: bonus in {titles.unit(comparison, titles.BONUS)}."
        line = f"Upper left is better. {pool}"
    rest = f"{titles.PROXY} Their axis does not begin at 0."
    return [line, titles.run_words(comparison), bars + pool, rest, *titles.ranking_note(comparison)]


def _draw(stage: Stage, box: Box, spots: list[Spot], together: str) -> Plot:
    plot = set_plot(stage, stage.ax, box, "Satisfied customers, % (more is better)")
    ax = plot.ax
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    _limits(ax, spots)
    for spot in spots:
        mark = {"label": spot.name, "markersize": 10 * stage.stroke, "zorder": 4, "clip_on": False}
        draw_cross(ax, spot.hours, spot.proxy, spot.look, bar=1.8 * stage.stroke, **mark)
    ax.set_xlabel(f"Manager hours per week{together} (less is better)", fontsize=stage.size, color=INK)
    ax.text(0.012, 0.975, "↖ better", transform=ax.transAxes, fontsize=stage.size, weight="bold", color=FAINT, va="top")
    ax.xaxis.set_major_formatter(Numbers())
    return plot


def _limits(ax: Axes, spots: list[Spot]) -> None:
    """Leave room around the points; hours start a little left of 0 so that marks there are whole."""
    across = [v for spot in spots for v in (spot.hours.value, *(spot.hours.interval or ()))] or [0.0]
    up = [v for spot in spots for v in (spot.proxy.value, *(spot.proxy.interval or ()))] or [0.0]
    wide = max(max(across), 1.0)
    high = max(max(up) - min(up), 2.0)
    ax.set_xlim(-0.07 * wide, 1.3 * wide)
    ax.set_ylim(min(up) - 0.26 * high, max(up) + 0.24 * high)
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= 1.3 * wide])
    ax.set_yticks([tick for tick in ax.get_yticks() if tick <= 100 and ax.get_ylim()[0] <= tick <= ax.get_ylim()[1]])


def _text(comparison: Comparison, spot: Spot) -> str:
    return f"{titles.shown(comparison, spot.name)}: {_paid(comparison, spot)}".removesuffix(": ")


def _paid(comparison: Comparison, spot: Spot) -> str:
    if spot.bonus is None:
        return ""
    return f"{amount(spot.bonus, money_digits(spot.bonus))}\u00a0{comparison.scenario.currency}"


def _free_places(
    comparison: Comparison, stage: Stage, plot: Plot, spots: list[Spot]
) -> list[tuple[str, float, float]] | None:
    """Return text and center of a label near each point such that nothing is covered; None if there is no room."""
    inches, radius = [_inches(plot, spot) for spot in spots], _ROOM * stage.scale
    part = 0.8 * radius
    taken: list[Box] = [(x - part, y - part, x + part, y + part) for x, y in inches]
    taken += [bar for spot in spots for bar in _bars(plot, spot)]
    hint = width_of("↖ better ", stage.size, "bold")
    taken.append((plot.left, plot.top - 1.6 * stage.line, plot.left + hint, plot.top))
    found = []
    for spot, center in zip(spots, inches, strict=True):
        text = balanced(_text(comparison, spot), 3.1 * stage.scale, stage.size)
        wide = max(width_of(line, stage.size) for line in text.split("\n"))
        size = (wide, height_of(text, stage.size))
        box = next(
            (
                box
                for box in _around(center, size, radius)
                if _is_free(box, taken, plot) and _is_own(box, center, inches)
            ),
            None,
        )
        if box is None:
            return None
        taken.append(box)
        found.append((text, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
    return found


def _around(center: tuple[float, float], size: tuple[float, float], radius: float) -> Iterator[Box]:
    """Yield boxes around a point, the nearest first: right, left, above, below, and between."""
    (x, y), (wide, high) = center, size
    for step in range(4):
        away = radius + 0.05 + 0.12 * step
        side, up = wide / 2 + away, high / 2 + away
        lean = side - 0.3 * radius
        ways = ((side, 0.0), (-side, 0.0), (0.0, up), (0.0, -up), (lean, up), (lean, -up), (-lean, -up), (-lean, up))
        for across, along in ways:
            yield x + across - wide / 2, y + along - high / 2, x + across + wide / 2, y + along + high / 2


def _is_free(box: Box, taken: list[Box], plot: Plot) -> bool:
    inside = box[0] >= plot.left and box[2] <= plot.right and box[1] >= plot.bottom + 0.03 and box[3] <= plot.top
    return inside and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )


def _is_own(box: Box, center: tuple[float, float], inches: list[tuple[float, float]]) -> bool:
    """Whether no other point is nearer to a label than its own, as far as can be told."""

    def gap(point: tuple[float, float]) -> float:
        across = max(box[0] - point[0], point[0] - box[2], 0.0)
        return math.hypot(across, max(box[1] - point[1], point[1] - box[3], 0.0))

    return all(gap(center) <= gap(other) for other in inches)


def _inches(plot: Plot, spot: Spot) -> tuple[float, float]:
    return plot.place_at(spot.hours.value), plot.height_at(spot.proxy.value)


def _bars(plot: Plot, spot: Spot) -> list[Box]:
    """Return the boxes of a point's intervals in inches."""
    if not spot.hours.interval or not spot.proxy.interval:
        return []
    x, y = _inches(plot, spot)
    (left, right), (low, high) = spot.hours.interval, spot.proxy.interval
    flat = (plot.place_at(left), y - 0.03, plot.place_at(right), y + 0.03)
    return [flat, (x - 0.03, plot.height_at(low), x + 0.03, plot.height_at(high))]


def _label_inside(stage: Stage, plot: Plot, spots: list[Spot], places: list[tuple[str, float, float]]) -> None:
    """Write each label at its place, with a thin line to its point where they do not touch."""
    for spot, (text, x, y) in zip(spots, places, strict=True):
        write(plot.ax, x, y, text, stage.size, ha="center", gid=f"label of {spot.name}")
        half = max(width_of(line, stage.size) for line in text.split("\n")) / 2
        point, high = _inches(plot, spot), height_of(text, stage.size) / 2
        end = (min(x + half, max(x - half, point[0])), min(y + high, max(y - high, point[1])))
        if math.dist(point, end) > 0.2 * stage.scale + 0.06:
            ends = [_part(plot, point), _part(plot, end)]
            line = plot.ax.plot(*zip(*ends, strict=True), color=spot.look.color, lw=1, transform=plot.ax.transAxes)
            line[0].set(gid="leader", zorder=3)


def _part(plot: Plot, inches: tuple[float, float]) -> tuple[float, float]:
    """Return a place in inches as parts of the plot's width and height."""
    across = (inches[0] - plot.left) / (plot.right - plot.left)
    return across, (inches[1] - plot.bottom) / (plot.top - plot.bottom)


def _label_beside(comparison: Comparison, stage: Stage, box: Box, spots: list[Spot]) -> None:
    """Where points crowd, make the plot narrower and write the labels in a column, each with its marker."""
    labels = [Label(titles.shown(comparison, spot.name), _paid(comparison, spot), spot.look) for spot in spots]
    found, right, bottom = room_beside(stage, labels, box[3])
    narrow = (box[0], box[1] + bottom - stage.bottom, right, box[3])
    plot = set_plot(stage, stage.ax, narrow, stage.ax.get_ylabel().replace("\n", " "))
    plot.ax.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    below = balanced(plot.ax.get_xlabel().replace("\n", " "), plot.right - plot.left, stage.size)
    plot.ax.set_xlabel(below, fontsize=stage.size, color=INK)
    write_beside(stage, plot, found, [spot.proxy.value for spot in spots], box[3], joined=False)
