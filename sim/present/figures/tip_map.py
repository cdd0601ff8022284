"""The map of where a culture tips: cells by what they end in, beside the edges of the fluid limit."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.markers import CARETDOWN, CARETLEFT
from matplotlib.patches import Rectangle

from sim.experiment.culture import ESCALATING, SOLVING
from sim.experiment.hold import TIPPED
from sim.experiment.tipping import DEPENDS, NOTHING, UNCLEAR, Cell, Tip
from sim.present.belief_words import assumed_words, beyond_words
from sim.present.figures.cells import KeyAxis, axis_of, cell_axes, fitting
from sim.present.figures.frame import slide
from sim.present.figures.style import INK, Stage, height_of, root, wrap, write
from sim.present.numerals import amount
from sim.present.settings import runs_words
from sim.present.tip_words import map_finding


class _Look(NamedTuple):
    """How a kind of cell is drawn, and what it is called beside the map."""

    color: str
    hatch: str
    words: str


LOOKS = {
    ESCALATING: _Look("#8C3A00", "", "Escalating, whatever the start: share of choices passed up, %"),
    DEPENDS: _Look("#E9B44C", "//", "The start decides: share from the escalating and from the solving start"),
    SOLVING: _Look("#CFE6F5", "", "Solving, whatever the start"),
    UNCLEAR: _Look("#F6F2E4", "xx", "Not clear with so few replications: share from either start"),
    NOTHING: _Look("#FFFFFF", "..", "Nobody has a choice"),
}
"""From dark to light: the same order in color, for the color-blind and in gray."""
_EDGES = {"solving": ((0, (2.0, 1.2)), 0), "escalating": ("-", -1)}
"""The second is drawn over the first where both edges are one."""


def draw_map(tip: Tip, ax: Axes | None = None) -> Axes:
    """Draw where a culture tips; the Axes returned carries the title, the figure's next the map."""
    first, last = tip.weeks
    notes = [
        f"Choices passed up in weeks {first} to {last}. ?: an interval reaches over {TIPPED:g} %.",
        f"{tip.scenario.name}; {runs_words(tip)}, each setting from either culture.",
        " ".join([beyond_words(tip.scenario).strip(), *assumed_words(tip.scenario, tip.design.keys)]),
    ]
    with slide(ax, map_finding(tip), notes, gap=0.12, bare=True) as (stage, top):
        wide = 0.7 * (stage.right - stage.left)
        axes = axis_of(tip, tip.design.keys[0]), axis_of(tip, tip.design.keys[1])
        panel, cell = cell_axes(stage, (stage.left, stage.bottom, stage.left + wide, top), axes)
        _fill(tip, panel, axes, cell, stage)
        for name, (dashes, end) in _EDGES.items():
            for color, width in (("white", 5.0), (INK, 2.4)):
                edges = LineCollection(list(_edge(tip, axes, end)), colors=color, linewidths=width * stage.stroke)
                edges.set(linestyle=dashes if color == INK else "-", gid=f"limit from {name}", zorder=4)
                panel.add_collection(edges)
        _mark_here(tip, panel, axes, stage)
        _legend(tip, stage, (stage.left + wide + 0.3 * stage.scale, top))
    return stage.ax


def _place(cell: Cell, axes: tuple[KeyAxis, KeyAxis]) -> tuple[int, int]:
    """Return the column and row of a cell."""
    column, row = (axis.values.index(cell.setting[axis.key]) for axis in axes)
    return column, row


def _fill(tip: Tip, ax: Axes, axes: tuple[KeyAxis, KeyAxis], size: tuple[float, float], stage: Stage) -> None:
    """Draw the cells with their shares."""
    texts = {place: _text(cell) for place, cell in enumerate(tip.cells)}
    points, with_half = fitting(list(texts.values()), size, stage.size)
    for place, cell in enumerate(tip.cells):
        column, row = _place(cell, axes)
        look = LOOKS[cell.culture]
        ink = "white" if np.dot(to_rgb(look.color), (0.299, 0.587, 0.114)) < 0.5 else INK
        box = Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=look.color, edgecolor="white", lw=0.8, gid="cell")
        box.set_label(cell.culture)
        ax.add_patch(box)
        if look.hatch:
            ax.add_patch(_hatched(column - 0.5, row - 0.5, 1.0, 1.0, look.hatch))
        if points:
            text = texts[place] if with_half else texts[place].split("\n")[0]
            back = {"facecolor": look.color, "edgecolor": "none", "pad": 1.0} if look.hatch else None
            ax.text(column, row, text, fontsize=points, color=ink, ha="center", va="center", gid="figure", bbox=back)


def _hatched(left: float, bottom: float, wide: float, high: float, hatch: str, **more: Any) -> Rectangle:
    box = Rectangle((left, bottom), wide, high, fill=False, hatch=hatch, linewidth=0, gid="hatch", **more)
    box.set_edgecolor((*to_rgb(INK), 0.35))
    return box


def _text(cell: Cell) -> str:
    """Return the share passed up, or those of both starts, and below it half of the interval."""
    ends = [end for end in (cell.from_escalating, cell.from_solving) if end is not None]
    if cell.culture == NOTHING or len(ends) < 2:
        return "–"
    mark = "" if cell.is_clear or ends[0].interval is None else "?"
    if cell.culture in (DEPENDS, UNCLEAR):
        shares = [amount(end.value, 0) for end in ends]
        halves = [f"±{amount(end.half_width, 0)}" for end in ends if end.half_width is not None]
        return " | ".join(shares) + mark + ("\n" + " | ".join(halves) if halves else "")
    mean = sum(end.value for end in ends) / len(ends)
    widest = max((end.half_width for end in ends if end.half_width is not None), default=None)
    return amount(mean, 0) + mark + ("" if widest is None else f"\n±{amount(widest, 1)}")


def _edge(tip: Tip, axes: tuple[KeyAxis, KeyAxis], end: int) -> Iterator[list[tuple[float, float]]]:
    """Yield the sides of cells between which the fluid limit, sought from one end, changes its culture."""
    escalates = np.zeros((len(axes[0].values), len(axes[1].values)), dtype=bool)
    for cell in tip.cells:
        escalates[_place(cell, axes)] = 100 * cell.resting[end] >= TIPPED
    for column, row in np.argwhere(escalates[1:] != escalates[:-1]).tolist():
        yield [(column + 0.5, row - 0.5), (column + 0.5, row + 0.5)]
    for column, row in np.argwhere(escalates[:, 1:] != escalates[:, :-1]).tolist():
        yield [(column - 0.5, row + 0.5), (column + 0.5, row + 0.5)]


def _mark_here(tip: Tip, ax: Axes, axes: tuple[KeyAxis, KeyAxis], stage: Stage) -> None:
    """Point at the center as it is from above and from the right, where it lies on the map."""
    place = []
    for axis in axes:
        value = tip.here.setting[axis.key]
        if axis.is_number and isinstance(value, (int, float)) and axis.values[0] <= value <= axis.values[-1]:
            place.append(float(np.interp(value, axis.values, range(len(axis.values)))))
        elif value in axis.values:
            place.append(float(axis.values.index(value)))
    if len(place) == len(axes):
        for (x, y), transform, marker in (
            ((place[0], 1.0), ax.get_xaxis_transform(), CARETDOWN),
            ((1.0, place[1]), ax.get_yaxis_transform(), CARETLEFT),
        ):
            (mark,) = ax.plot([x], [y], marker=marker, markersize=9 * stage.stroke, color=INK, transform=transform)
            mark.set(linestyle="none", clip_on=False, zorder=6, gid="here")


def _legend(tip: Tip, stage: Stage, corner: tuple[float, float]) -> None:
    """Write beside the map what its colors and lines are."""
    left, y = corner
    swatch, room = 0.4 * stage.scale, stage.right - left
    present = {cell.culture for cell in tip.cells}
    rows: list[tuple[str, Any]] = [(look.words, look) for culture, look in LOOKS.items() if culture in present]
    rows += [(f"Edge in the fluid limit, {name} start", dashes) for name, (dashes, _) in _EDGES.items()]
    rows.append(("The center as it is", None))
    gap = 0.1 * stage.scale
    for text, look in rows:
        lines = wrap(text, room - swatch - 0.1, stage.size)
        high = height_of(lines, stage.size)
        write(stage.ax, left + swatch + 0.1, y - high / 2, lines, stage.size, gid="legend")
        _swatch(stage, look, (left, y - high / 2), swatch)
        y -= high + gap


def _swatch(stage: Stage, look: Any, at: tuple[float, float], wide: float) -> None:
    figure = root(stage.ax)
    scale, tall = figure.dpi_scale_trans, 0.6 * wide
    x, y = at[0], at[1] - tall / 2
    if isinstance(look, _Look):
        box = Rectangle((x, y), wide, tall, facecolor=look.color, edgecolor=INK, linewidth=0.6, transform=scale)
        figure.add_artist(box)
        if look.hatch:
            figure.add_artist(_hatched(x, y, wide, tall, look.hatch, transform=scale))
    elif look is None:
        for part, marker in ((0.3, CARETDOWN), (0.7, CARETLEFT)):
            mark = Line2D([x + part * wide], [at[1]], markersize=9 * stage.stroke, color=INK)
            mark.set(marker=marker, linestyle="none", transform=scale)
            figure.add_artist(mark)
    else:
        line = Line2D([x, x + wide], [at[1]] * 2, color=INK, linewidth=2.4 * stage.stroke, transform=scale)
        line.set_linestyle(look)
        figure.add_artist(line)
