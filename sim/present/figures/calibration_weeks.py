"""A history week by week: observed, and the calibrated baseline with the spread of its replications."""

from matplotlib.axes import Axes

from sim.experiment.calibrated import Calibrated
from sim.present.figures.frame import set_plot, slide
from sim.present.figures.style import INK, height_of
from sim.present.numerals import amount

_SIMULATED = "#0072B2"


def course(found: Calibrated, metric: str, ax: Axes | None = None) -> Axes:
    """Draw the weeks of a history over those that the calibrated baseline shows."""
    its = found.history(metric)
    low, middle, high = found.week_spread(metric)
    inside, of = found.weeks_inside(metric)
    title = f"{its.metric.name}: {inside} of {of} observed weeks lie where the baseline's replications do"
    notes = [
        "Black: observed. Blue: the calibrated baseline, mean; band: nine of ten of its replications.",
        f"{found.scenario.name}; {found.replications} replications, seed {found.seed}.",
    ]
    with slide(ax, title, notes) as (stage, top):
        plot = stage.ax
        bottom = stage.bottom + height_of("0\nweek", stage.size) + 0.1 * stage.scale
        digits = its.metric.digits
        widest = max((amount(float(v), digits) for v in (*low, *high, *its.course)), key=len)
        head = f"{its.metric.name}, {found.scenario.in_currency(its.metric.unit)}"
        set_plot(stage, plot, (stage.left, bottom, stage.right, top), head, widest=widest)
        weeks = range(1, len(middle) + 1)
        plot.fill_between(weeks, low, high, color=_SIMULATED, alpha=0.2, linewidth=0, gid="band")
        plot.plot(weeks, middle, color=_SIMULATED, linewidth=2.2 * stage.stroke, gid="mean")
        (seen,) = plot.plot(its.weeks, its.course, "o-", color=INK, markersize=5 * stage.stroke, gid="observed")
        seen.set_linewidth(1.2 * stage.stroke)
        plot.set_xlabel("week", fontsize=stage.size, color=INK)
    return stage.ax
