"""What surrounds a plot: title and notes above it, its axes, and where it stands in inches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.text import Text

from sim.present.figures.style import (
    FAINT,
    INK,
    TITLE_SIZE,
    Look,
    Numbers,
    Stage,
    balanced,
    height_of,
    house_style,
    place,
    root,
    stage_for,
    tidy,
    width_of,
    wrap,
    write,
)
from sim.statistics.estimates import Estimate

_BELOW_LINE = 0.08
"""Inches at slide size, at least, between the heading and what is drawn."""
HEADING = ("title", "note")
"""What the parts of a heading are called in a file."""
_POINTS, _PAGE_EDGE = 72.0, 4.0
"""Points in an inch, and left beside a picture on a page."""


@dataclass(frozen=True)
class Plot:
    """An Axes and the edges of its plot, in inches from the figure's lower left."""

    ax: Axes
    left: float
    bottom: float
    right: float
    top: float

    def place_at(self, value: float) -> float:
        """Return where a value of x stands, in inches from the figure's left."""
        low, high = self.ax.get_xlim()
        return self.left + (value - low) / (high - low) * (self.right - self.left)

    def height_at(self, value: float) -> float:
        """Return where a value of y stands, in inches from the figure's bottom; at an edge where it lies beyond."""
        low, high = self.ax.get_ylim()
        part = (min(high, max(low, value)) - low) / (high - low)
        return self.bottom + part * (self.top - self.bottom)


def set_plot(
    stage: Stage,
    ax: Axes,
    box: tuple[float, float, float, float],
    head: str,
    *,
    marks: float = 0.0,
    widest: str = "000",
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


@contextmanager
def slide(
    ax: Axes | None, title: str, notes: Sequence[str], *, gap: float = 0.0, bare: bool = False
) -> Iterator[tuple[Stage, float]]:
    """Provide where a picture is drawn, and the height below its heading, in inches; the heading is written last.

    Parameters
    ----------
    ax : Axes, optional
        The room of a caller; a new slide by default.
    title, notes : str, sequence of str
        What stands above, wrapped to the width: the title, and of the notes only the first, in gray; all that is
        needed to know what is seen is kept with the picture for its caption (see `caption_of`).
    gap : float
        Inches at slide size between the heading and the height that is given.
    bare : bool
        Whether the Axes itself shows nothing but texts.
    """
    with house_style():
        stage = stage_for(ax)
        if bare:
            stage.ax.set_axis_off()
        width, bold = stage.right - stage.left, TITLE_SIZE * stage.scale
        texts = [(balanced(title, width, bold, "bold"), bold, {"weight": "bold", "gid": HEADING[0]})]
        faint = {"color": FAINT, "gid": HEADING[1]}
        texts += [(balanced(note, width, stage.size), stage.size, faint) for note in notes[:1] if note]
        heights = [height_of(text, size) for text, size, _ in texts] if stage.titled else []
        yield stage, stage.top - sum(heights) - (max(gap, _BELOW_LINE) if heights else gap) * stage.scale
        y = stage.top
        for (text, size, look), height in zip(texts, heights, strict=False):
            write(stage.ax, stage.left, y, text, size, va="top", **look)
            y -= height
        kept = "\n".join(" ".join(each.split()) for each in (title, *(notes or [""])))
        write(stage.ax, stage.left, y, kept, stage.size, va="top", visible=False, gid="caption")


class Caption(NamedTuple):
    """What is said about a picture: its title, the gray line below it, and what has to be known to read it."""

    title: str
    line: str
    rest: list[str]


def caption_of(ax: Axes) -> Caption:
    """Return what a picture drawn on a `slide` says about itself."""
    caption = _caption_in(ax)
    title, line, *rest = [*(caption.get_text() if caption else "").split("\n"), ""]
    return Caption(title, line, [each for each in rest if each])


def below_heading(ax: Axes) -> tuple[float, float, float, float]:
    """Return left, top, width and height of what is drawn below the heading, in points from the upper left."""
    wide, high = root(ax).get_size_inches() * _POINTS
    caption = _caption_in(ax)
    if caption is None:
        return 0.0, 0.0, wide, high
    left, y = caption.get_transform().transform(caption.get_position()) / root(ax).dpi * _POINTS
    return left - _PAGE_EDGE, high - y, wide - 2 * (left - _PAGE_EDGE), y


def _caption_in(ax: Axes) -> Text | None:
    texts = [text for each in root(ax).axes for text in each.texts if text.get_gid() == "caption"]
    return texts[-1] if texts else None


def draw_cross(ax: Axes, x: Estimate, y: Estimate, look: Look, *, bar: float, **mark: Any) -> None:
    """Draw a point where two estimates meet, with their intervals as bars so many points thick."""
    if x.interval and y.interval:
        ax.hlines(y.value, *x.interval, color=look.color, linewidth=bar, gid="interval")
        ax.vlines(x.value, *y.interval, color=look.color, linewidth=bar, gid="interval")
    ax.plot([x.value], [y.value], color=look.color, marker=look.marker, gid="point", **mark)


def side_by_side(left: float, right: float, count: int, gap: float) -> list[tuple[float, float]]:
    """Return the edges of so many panels between two places, with a gap between neighbors, in inches."""
    width = (right - left - gap * (count - 1)) / count
    return [(start, start + width) for start in (left + place * (width + gap) for place in range(count))]
