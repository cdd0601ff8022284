"""What surrounds a plot: title and notes above it, its axes, and where it stands in inches."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.present.figures.style import (
    FAINT,
    INK,
    TITLE_SIZE,
    Numbers,
    Stage,
    balanced,
    height_of,
    place,
    tidy,
    width_of,
    wrap,
    write,
)


@dataclass(frozen=True)
class Plot:
    """An Axes and the edges of its plot, in inches from the figure's lower left."""

    ax: Axes
    left: float
    bottom: float
    right: float
    top: float

    def height_at(self, value: float) -> float:
        """Return where a value of y stands, in inches from the figure's bottom; at an edge where it lies beyond."""
        low, high = self.ax.get_ylim()
        part = (min(high, max(low, value)) - low) / (high - low)
        return self.bottom + part * (self.top - self.bottom)


def set_plot(
    stage: Stage, ax: Axes, box: tuple[float, float, float, float], head: str, marks: float, widest: str = "000"
) -> Plot:
    """Place and tidy an Axes with its name written above it.

    Parameters
    ----------
    stage : Stage
        The picture.
    ax : Axes
        The Axes.
    box : tuple of float
        Left, bottom, right and top of the plot, its head and the words of marks, in inches.
    head : str
        What y is, with its unit.
    marks : float
        Inches left between head and plot for words above marks.
    widest : str
        The widest number on the y axis.
    """
    size, (left, bottom, right, top) = stage.size, box
    ticks = width_of(widest, size) + 0.12
    text = wrap(head, right - left, size)
    edge = top - height_of(text, size) - marks - 0.12
    place(ax, left + ticks, bottom, right, edge)
    tidy(ax, size)
    ax.yaxis.set_major_formatter(Numbers())
    ax.set_ylabel(text, fontsize=size, rotation=0, ha="left", va="top", color=INK, parse_math=False)
    wide, high = right - left - ticks, max(0.2, edge - bottom)
    ax.yaxis.set_label_coords(-ticks / wide, 1 + (top - edge) / high)
    return Plot(ax, left + ticks, bottom, right, edge)


@dataclass(frozen=True)
class Heading:
    """A title and the notes below it, wrapped; `bottom` is where they and a `gap` below end, in inches."""

    stage: Stage
    title: str
    notes: tuple[str, ...]
    gap: float = 0.0

    @property
    def bottom(self) -> float:
        """Where the plot may begin, in inches from the figure's bottom."""
        below = sum(height_of(note, self.stage.size) for note in self.notes)
        return self.stage.top - height_of(self.title, self._title_size) - below - self.gap

    @property
    def _title_size(self) -> float:
        return TITLE_SIZE * self.stage.scale

    def write(self) -> None:
        """Write them; after the Axes have found their place."""
        ax, left, y = self.stage.ax, self.stage.left, self.stage.top
        write(ax, left, y, self.title, self._title_size, va="top", weight="bold", gid="title")
        y -= height_of(self.title, self._title_size)
        for note in self.notes:
            write(ax, left, y, note, self.stage.size, va="top", color=FAINT, gid="note")
            y -= height_of(note, self.stage.size)


def heading(stage: Stage, title: str, notes: Sequence[str]) -> Heading:
    """Wrap a title and notes to the width of a picture."""
    width = stage.right - stage.left
    wrapped = balanced(title, width, TITLE_SIZE * stage.scale, "bold")
    return Heading(stage, wrapped, tuple(balanced(note, width, stage.size) for note in notes if note))
