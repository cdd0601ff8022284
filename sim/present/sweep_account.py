"""A sweep shown: its account in words and tables, and its pictures."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from sim.experiment.sweep_study import Sweep
from sim.metrics import metric_of, why_not
from sim.present import sweep_words as words
from sim.present.accounts import Account, Told
from sim.present.figures import sweep_heat, sweep_lines, sweep_points
from sim.scenario.messages import did_you_mean, join

MOST_LINES = 6
"""So many values of a second key are told apart as lines."""
KINDS: dict[str, Callable[..., Axes]] = {
    "lines": sweep_lines.lines,
    "heat": sweep_heat.heat,
    "points": sweep_points.points,
}
"""Every picture of a sweep by its name."""
_CAPTIONS = {
    "lines": "Each outcome against the first key, with 95 % bands",
    "heat": "Each outcome over two keys",
    "points": "Each outcome against each key, with 95 % intervals",
}


def kinds_of(sweep: Sweep) -> list[str]:
    """Return the pictures that a sweep can be drawn as, the most telling first."""
    counts = [len({str(setting[key]) for setting in sweep.design.settings}) for key in sweep.keys]
    if sweep.design.kind == "sobol":
        return ["points"]
    if len(counts) == 1:
        return ["lines"]
    if len(counts) == 2:
        return ["heat", "lines"] if counts[1] <= MOST_LINES else ["heat"]
    return ["heat", "points"] if len(counts) == 3 and counts[2] <= MOST_LINES else ["points"]


def draw(sweep: Sweep, kind: str | None = None, ax: Axes | None = None, metric: str | None = None) -> Axes:
    """Draw a sweep and return the Axes that carries the title; the panels are the figure's others.

    Parameters
    ----------
    sweep : Sweep
        What was run.
    kind : str, optional
        One of `KINDS`; the most telling by default.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.
    metric : str, optional
        Draw this metric alone; all outcomes by default.

    Raises
    ------
    ValueError
        If there is no such picture of this sweep, or no such metric.
    """
    possible = kinds_of(sweep)
    if kind is not None and kind not in possible:
        hint = did_you_mean(kind, KINDS)
        raise ValueError(f"there is no picture {kind!r} of this sweep{hint} (kinds: {', '.join(possible)})")
    if metric is not None and (reason := why_not(metric, sweep.scenario)):
        raise ValueError(reason)
    shown = (metric,) if metric else tuple(each for each in sweep.told if sweep.best(each)) or sweep.told
    return KINDS[kind or possible[0]](sweep, shown, ax)


def account(sweep: Sweep) -> Account:
    """Return what a sweep has to say."""
    return Account(
        study=sweep,
        tell=partial(_told, sweep),
        frames={"sweep": sweep.to_frame},
        pictures={kind: (_CAPTIONS[kind], partial(draw, sweep, kind)) for kind in kinds_of(sweep)},
        closing=partial(words.answer, sweep),
    )


def _told(sweep: Sweep) -> Told:
    first = words.first_words(sweep)
    sections = {"First": first} if first else {}
    sections |= {metric_of(metric).name: words.outcome_words(sweep, metric) for metric in sweep.told}
    return Told(
        f"{sweep.scenario.name}: which setting of {join(list(sweep.keys))} is best?",
        words.header(sweep),
        sections | {"Mind": words.mind_words(sweep)},
        words.table(sweep),
    )
