"""Labels beside lines instead of legends: wrapped, never cut, spread so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.present.figures.frame import Plot
from sim.present.figures.style import Look, Stage, balanced, height_of, root, width_of, wrap, write

_WIDTHS = (0.13, 0.16, 0.18, 0.2, 0.22, 0.24, 0.28, 0.32, 0.36)
_CHOICES = (*((2, width) for width in _WIDTHS if width < 0.25), *((3, width) for width in _WIDTHS), (9, _WIDTHS[-1]))
"""The most lines of a name, and the width of the names' column as a share of the picture's: the first that fits."""
_SIZES = (1.0, 0.93, 0.86, 0.79, 0.71, 0.64, 0.57, 0.5, 0.43, 0.36)
_LONG = 0.24
"""Of a picture's width: longer words may be broken, since a column that holds them would leave no room to draw."""
SWATCH = 0.55
"""Inches from the plot to the labels at slide size: a connector, and the marker of the line."""
_GAP = 0.06


@dataclass(frozen=True)
class Label:
    """What stands at the end of a line: a figure in bold and the name."""

    name: str
    figure: str
    look: Look


@dataclass(frozen=True)
class Column:
    """Labels that fit: their texts, size in points, and the inches that they take."""

    labels: tuple[Label, ...]
    texts: tuple[str, ...]
    size: float
    figures: float
    names: float
    swatch: float

    @property
    def width(self) -> float:
        """The width of the whole column in inches."""
        return self.swatch + self.figures + _GAP + self.names

    @property
    def heights(self) -> list[float]:
        """The height of each label in inches."""
        return [height_of(text, self.size) for text in self.texts]


def column(stage: Stage, labels: Sequence[Label], height: float, widest: float = 0.0) -> Column:
    """Choose the narrowest column in the largest size in which all labels fit into a height in inches.

    `widest` is a share of the picture's width to be tried beyond the usual ones.
    """
    room = stage.right - stage.left
    for shrink, (lines, share) in product(_SIZES, (*_CHOICES[:-1], (9, max(widest, _WIDTHS[-1])))):
        size, width = stage.size * shrink, share * room
        found = _column(labels, [wrap(label.name, width, size) for label in labels], size, SWATCH * stage.scale)
        if sum(found.heights) <= height and not _is_broken(labels, found, lines, _LONG * room):
            break
    even = [balanced(label.name, width, size) for label in labels]
    return _column(labels, even, size, found.swatch)


def room_beside(stage: Stage, labels: Sequence[Label], top: float) -> tuple[Column, float, float]:
    """Return the labels and the right and lower edge of what they leave: beside a plot, on a narrow stage below it."""
    if not stage.is_narrow:
        found = column(stage, labels, top - stage.bottom)
        return found, stage.right - found.width, stage.bottom
    figures = max(width_of(label.figure, stage.size, "bold") for label in labels)
    width = stage.right - stage.left - figures - SWATCH * stage.scale - _GAP
    texts = [wrap(label.name, width, stage.size) for label in labels]
    found = _column(labels, texts, stage.size, SWATCH * stage.scale)
    return found, stage.right, stage.bottom + sum(found.heights) + 0.1


def write_beside(
    stage: Stage, plot: Plot, found: Column, ends: Sequence[float], top: float, *,
    joined: bool = True, wanted: Sequence[float] | None = None,
) -> None:  # fmt: skip
    """Write labels where `room_beside` has left room for them; see `write_column`."""
    if not stage.is_narrow:
        write_column(plot, found, ends, stage.bottom, top, joined=joined, wanted=wanted)
        return
    below = Plot(plot.ax, stage.left, stage.bottom, stage.left - 0.3 * stage.scale, plot.top)
    y = stage.bottom + sum(found.heights)
    for label, text, high in zip(found.labels, found.texts, found.heights, strict=True):
        names = below.right + found.swatch + found.figures + _GAP
        write(plot.ax, names - _GAP, y - high / 2, label.figure, found.size, ha="right", weight="bold", gid="figure")
        write(plot.ax, names, y - high / 2, text, found.size, gid=f"label of {label.name}")
        mark = below.right + found.swatch - 0.12, y - high / 2
        _connect(plot.ax, label.look, mark, mark, found.swatch)
        y -= high


def row_column(stage: Stage, labels: Sequence[Label], row: float, widest: float = 0.46) -> Column:
    """Choose a column of names in which each fits into its row of so many inches; see `column`."""
    high = row * len(labels)
    found = column(stage, labels, high, widest)
    for part in range(20, 5, -1):
        if max(found.heights) <= row:
            break
        found = column(stage, labels, high * part / 20, widest)
    return found


def _column(labels: Sequence[Label], texts: Sequence[str], size: float, swatch: float) -> Column:
    figures = max((width_of(label.figure, size, "bold") for label in labels if label.figure), default=0.0)
    names = max(width_of(line, size) for text in texts for line in text.split("\n"))
    return Column(tuple(labels), tuple(texts), size, figures, names, swatch)


def _is_broken(labels: Sequence[Label], found: Column, lines: int, longest: float) -> bool:
    """Whether a name takes more than so many lines, or a word is broken that is no longer than so many inches."""
    return any(
        text.count("\n") >= lines
        or any(word not in text.split() for word in label.name.split() if width_of(word, found.size) <= longest)
        for label, text in zip(labels, found.texts, strict=True)
    )


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Return the centers nearest to those wanted at which labels of these heights do not overlap.

    Least squares in the order of what is wanted, by pooling neighbors; inside [low, high] where they fit.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], -i))
    offsets, offset = {}, 0.0
    for before, i in zip([None, *order], order, strict=False):
        offset += 0.0 if before is None else (heights[before] + heights[i]) / 2
        offsets[i] = offset
    pools: list[list[float]] = []
    for i in order:
        pools.append([wanted[i] - offsets[i], 1.0])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            mean, weight = pools.pop()
            pools[-1][0] = (pools[-1][0] * pools[-1][1] + mean * weight) / (pools[-1][1] + weight)
            pools[-1][1] += weight
    flat = [mean for mean, weight in pools for _ in range(int(weight))]
    if not order:
        return []
    least = low + heights[order[0]] / 2
    most = high - heights[order[-1]] / 2 - offsets[order[-1]]
    kept = [max(least, min(most, value)) for value in flat]
    return [kept[order.index(i)] + offsets[i] for i in range(len(wanted))]


def write_column(
    plot: Plot,
    found: Column,
    ends: Sequence[float],
    low: float,
    high: float,
    *,
    joined: bool = True,
    wanted: Sequence[float] | None = None,
) -> None:
    """Write labels right of a plot, each with its marker and, if `joined`, a thin line from the end of its line.

    Parameters
    ----------
    plot : Plot
        Where the lines end.
    found : Column
        The labels.
    ends : sequence of float
        The last value of each line.
    low, high : float
        Between which heights the labels stand, in inches.
    joined : bool
        Whether lines lead to the labels.
    wanted : sequence of float, optional
        The values at whose heights labels would stand best, and in whose order they do; `ends` by default.
    """
    heights = [plot.height_at(end) for end in ends]
    centers = spread([plot.height_at(value) for value in wanted or ends], found.heights, low, high)
    for label, text, end, y in zip(found.labels, found.texts, heights, centers, strict=True):
        names = plot.right + found.swatch + found.figures + _GAP
        write(plot.ax, names - _GAP, y, label.figure, found.size, ha="right", weight="bold", gid="figure")
        write(plot.ax, names, y, text, found.size, gid=f"label of {label.name}")
        mark = (plot.right + found.swatch - 0.12, y)
        _connect(plot.ax, label.look, (plot.right, end) if joined else mark, mark, found.swatch)


def write_legend(stage: Stage, found: Column, top: float) -> None:
    """Write labels of what several panels share one below the other, right of a stage's plots."""
    plot = Plot(stage.ax, stage.left, stage.bottom, stage.right - found.width, top)
    ends = [1.0 - place / 100 for place in range(len(found.labels))]
    write_column(plot, found, ends, stage.bottom, top - 0.2, joined=False)


def _connect(ax: Axes, look: Look, start: tuple[float, float], end: tuple[float, float], room: float) -> None:
    """Draw a thin line from a line's end to its label, with the line's marker beside the label."""
    corners = [(start[0] + 0.03, start[1]), (start[0] + room * 0.5, end[1]), end] if start != end else [end]
    points = ax.transAxes.inverted().transform([_pixels(ax, corner) for corner in corners])
    joint = Line2D(points[:, 0], points[:, 1], transform=ax.transAxes, clip_on=False, color=look.color, linewidth=1.1)
    joint.set_gid("connector")
    swatch = Line2D(points[-1:, 0], points[-1:, 1], transform=ax.transAxes, clip_on=False, color=look.color)
    swatch.set(marker=look.marker, markersize=8 * min(1.0, room / SWATCH), linestyle="none", gid="swatch")
    ax.add_artist(joint)
    ax.add_artist(swatch)


def _pixels(ax: Axes, inches: tuple[float, float]) -> tuple[float, float]:
    x, y = root(ax).dpi_scale_trans.transform(inches)
    return float(x), float(y)
