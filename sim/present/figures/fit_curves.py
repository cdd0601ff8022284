"""The pictures of a fit: curves and points on one pair of axes."""

from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from sim.fit.fit_pictures import Curve, Picture
from sim.present.figures.frame import set_plot, slide
from sim.present.figures.labels import Label, column, write_legend
from sim.present.figures.style import GRID, Look, Stage, looks, write

_HOURS = "hour of day"


def fit_picture(picture: Picture, ax: Axes | None = None) -> Axes:
    """Draw one picture of a fit and return the Axes that carries its title."""
    with slide(ax, picture.title, [picture.note], gap=0.15) as (stage, top):
        names = list(dict.fromkeys(curve.name for curve in picture.curves))
        every = looks(names)
        found = None
        if len(names) > 1:
            found = column(stage, [Label(name, "", every[name]) for name in names], top - stage.bottom)
        right = stage.right - (found.width if found else 0.0)
        foot = stage.bottom + 2.4 * stage.line
        plot = set_plot(stage, stage.ax, (stage.left, foot, right, top), picture.up, widest="0.000")
        for curve in picture.curves:
            _draw(stage, curve, every[curve.name])
        for place in picture.lines:
            stage.ax.axvline(place, color=GRID, linewidth=2 * stage.stroke, gid="change")
        stage.ax.set_ylim(0, 1.08 * stage.ax.get_ylim()[1] if picture.marks else None)
        if picture.across == _HOURS:
            stage.ax.xaxis.set_major_locator(MultipleLocator(2))
            stage.ax.xaxis.set_major_formatter("{x:.0f}:00")
        if picture.marks:
            stage.ax.set_xticks(
                range(len(picture.marks)), [each[:14] for each in picture.marks], fontsize=0.8 * stage.size
            )
        write(stage.ax, plot.right, stage.bottom + 0.4 * stage.line, picture.across, stage.size, ha="right")
        if found:
            write_legend(stage, found, top)
    return stage.ax


def _draw(stage: Stage, curve: Curve, look: Look) -> None:
    """Draw a curve, or points with bars."""
    if curve.low is not None and curve.high is not None:
        stage.ax.vlines(curve.x, curve.low, curve.high, color=look.color, linewidth=2 * stage.stroke, gid="interval")
    (line,) = stage.ax.plot(curve.x, curve.y, color=look.color, linewidth=look.width * stage.stroke)
    if curve.points:
        line.set(linestyle="none", marker=look.marker, markersize=5 * stage.stroke)
