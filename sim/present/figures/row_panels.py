"""Pictures in rows: names at the left, panels beside them, and in each row a figure with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes

from sim.metrics import metric_of
from sim.present.figures.frame import side_by_side
from sim.present.figures.labels import Column, Label, row_column
from sim.present.figures.style import (
    BASELINE_LOOK,
    GRID,
    INK,
    Look,
    Stage,
    add_panel,
    height_of,
    tidy,
    width_of,
    wrap,
    write,
)
from sim.statistics.estimates import Difference, Estimate

_SHRINKS = (1.0, 0.93, 0.86, 0.79, 0.71, 0.64, 0.57, 0.5)
_SHADE = "#EEF3F7"
_LANE = 0.6
"""Of a panel's width, at most, that figures beside what is drawn may take."""


@dataclass(frozen=True)
class Mark:
    """What stands in a row of a panel: an estimate, its words, and how both are drawn; `edge` in points."""

    name: str
    found: Estimate | Difference | None
    text: str
    look: Look
    face: str
    edge: float
    ink: str = INK

    @property
    def ends(self) -> list[float]:
        """The value and the bounds of its interval; nothing where there is none."""
        return [] if self.found is None else [self.found.value, *(self.found.interval or ())]


@dataclass(frozen=True)
class Rows:
    """Rows between two heights, and the edges of the panels beside their names, in inches.

    Attributes
    ----------
    stage : Stage
        The picture.
    names : Column
        The names from top to bottom.
    bottom, top : float
        Of the rows.
    panels : list of (float, float)
        Left and right of each panel.
    tightest : float
        Inches at slide size: lower rows hold one line.
    lane : float
        Inches at the right of each panel that are for its figures alone, where rows hold one line.
    """

    stage: Stage
    names: Column
    bottom: float
    top: float
    panels: list[tuple[float, float]]
    tightest: float
    lane: float = 0.0

    @property
    def height(self) -> float:
        """Of a row."""
        return (self.top - self.bottom) / len(self.names.texts)

    @property
    def tight(self) -> bool:
        """Whether figures must stand beside what is drawn, without their intervals."""
        return self.height < self.tightest * self.stage.scale

    @property
    def width(self) -> float:
        """Of a panel."""
        left, right = self.panels[0]
        return right - left

    def at(self, row: float) -> float:
        """Return the height at which so many rows, or parts of a row, are above."""
        return self.top - row * self.height

    def write_names(self, ids: Sequence[str], bold: int = -1) -> None:
        """Write the names, one of them bold."""
        for row, (text, each) in enumerate(zip(self.names.texts, ids, strict=True)):
            weight = "bold" if row == bold else "normal"
            where = self.stage.left, self.at(row + 0.5)
            write(self.stage.ax, *where, text, self.names.size, weight=weight, gid=f"label of {each}")

    def with_figures(self, texts: Sequence[str], part: float) -> tuple["Rows", float]:
        """Return these rows with room for figures, no higher than a part of a row, and the size of those."""
        if not self.tight:
            return self, self.size_of(texts, part)
        left, right = self.panels[0]
        size = replace(self, panels=[(left, left + _LANE * (right - left))]).size_of(texts)
        return replace(self, lane=max((width_of(text, size) for text in texts), default=0.0)), size

    def size_of(self, texts: Sequence[str], part: float = 1.0) -> float:
        """Return the largest size in which each text fits a panel, and a part of a row."""
        for shrink in _SHRINKS:
            size = self.stage.size * shrink
            wide = max((width_of(text, size) for text in texts), default=0.0)
            if wide <= self.width and height_of("x", size) <= part * self.height:
                break
        return size

    def panel(self, place: int, *, closed: bool = False) -> Axes:
        """Add a panel, with lines between its rows and, where it is closed, below the last."""
        left, right = self.panels[place]
        ax, count = add_panel(self.stage, left, self.bottom, right - self.lane, self.top), len(self.names.texts)
        tidy(ax, self.stage.size)
        ax.set(ylim=(-count, 0), yticks=[])
        ax.grid(axis="y", visible=False)
        for row in range(1, count + closed):
            ax.axhline(-row, color=GRID, linewidth=0.8, zorder=int(closed))
        return ax

    def draw(self, ax: Axes, row: int, mark: Mark, lift: float) -> None:
        """Draw a point and its interval so many parts of a row below the middle."""
        if mark.found is None:
            return
        y, color, stroke = -(row + 0.5) - lift, mark.look.color, self.stage.stroke
        if mark.found.interval:
            wide = mark.look.width * stroke
            ax.hlines(y, *mark.found.interval, color=color, linewidth=wide, gid="interval", zorder=2)
        (point,) = ax.plot([mark.found.value], [y], color=color, marker=mark.look.marker, markersize=8 * stroke)
        point.set(label=mark.name, gid="point", zorder=3, markerfacecolor=mark.face, markeredgewidth=mark.edge)

    def write(self, ax: Axes, place: int, row: int, mark: Mark, *, up: float, size: float, **halo: Any) -> None:
        """Write a figure so many inches above the middle, inside the panel; where rows are tight in its lane."""
        left, right = self.panels[place]
        low, high = ax.get_xlim()
        half = width_of(mark.text, size) / 2
        at = mark.found.value if mark.found else low
        x = right if self.tight else left + (at - low) * (right - left) / (high - low)
        where = max(left + half, min(right - half, x)), self.at(row + 0.5) + up
        write(ax, *where, mark.text, size, ha="center", color=mark.ink, gid=f"figure of {mark.name}", **halo)


def lay_out(
    stage: Stage,
    names: Sequence[str],
    edges: tuple[float, float],
    *,
    panels: int = 1,
    gaps: tuple[float, float] = (0.35, 0.4),
    widest: float = 0.4,
    tightest: float = 0.0,
    spare: float = 0.0,
) -> Rows:
    """Choose the names at the left of rows between two heights in inches, and places for panels beside them.

    `gaps` are inches at slide size: between names and panels, and between panels. `widest`, of the picture's width,
    names may be; `spare`, of their own, stays free beside them.
    """
    bottom, top = edges
    found = row_column(stage, [Label(name, "", BASELINE_LOOK) for name in names], (top - bottom) / len(names), widest)
    beside, gap = (inches * stage.scale for inches in gaps)
    spans = side_by_side(stage.left + (1 + spare) * found.names + beside, stage.right, panels, gap)
    return Rows(stage, found, bottom, top, spans, tightest)


def shade(ax: Axes, side: tuple[float, float], gid: str) -> None:
    """Shade what is better, or right."""
    ax.axvspan(*side, color=_SHADE, zorder=0, linewidth=0, gid=gid)


def shade_better(ax: Axes, metric: str) -> None:
    """Shade the side of zero on which a difference is better."""
    low, high = ax.get_xlim()
    shade(ax, (low, 0) if metric_of(metric).better == "lower" else (0, high), "better side")


def which_way(metric: str) -> str:
    """Return which way is better, as it stands below an axis."""
    return "← less is better" if metric_of(metric).better == "lower" else "more is better →"


def name_below(ax: Axes, text: str, width: float, size: float, **more: Any) -> None:
    """Write below an Axes so many inches wide what x is."""
    ax.set_xlabel(wrap(text, width, size), fontsize=size, parse_math=False, **more)
