"""What the pictures of sweeps share: titles, notes, the axis of a key, and panels side by side."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from matplotlib.axes import Axes

from sim.experiment.sweep_study import BASE, Sweep
from sim.metrics import metric_of
from sim.present import sweep_words as words
from sim.present import titles
from sim.present.belief_words import assumed_words, beyond_words, unit
from sim.present.figures.frame import side_by_side, slide
from sim.present.figures.style import Stage
from sim.present.numerals import amount
from sim.present.settings import runs_words

_MOST_IN_A_ROW = 3


def metric_name(sweep: Sweep, metric: str) -> str:
    """Return a metric with its unit and its better direction."""
    its = metric_of(metric)
    better = {"lower": "; less is better", "higher": "; more is better"}.get(its.better, "")
    return f"{its.name}, {unit(sweep, metric)}{better}"


def swept(
    sweep: Sweep, metrics: Sequence[str], ax: Axes | None, notes: Sequence[str]
) -> AbstractContextManager[tuple[Stage, float]]:
    """Provide where a sweep is drawn, headed by the finding, what was run, and what is drawn; see `slide`."""
    first, last = sweep.weeks
    weeks = f"week {first}" if first == last else f"weeks {first} to {last}"
    proxy = [titles.PROXY] if titles.CSAT in metrics else []
    ran = f"{sweep.scenario.name}; {runs_words(sweep)}. Means of {weeks}.{beyond_words(sweep.scenario)}"
    assumed = assumed_words(sweep.scenario, sweep.keys)
    above = [*notes[:1], " ".join([ran, *assumed]), *notes[1:], *proxy]
    return slide(ax, words.finding(sweep, metrics), above, gap=0.12, bare=True)


def clear_note(sweep: Sweep, filled: str, hollow: str) -> str:
    """Return what marks a setting that is not clear, in a sentence."""
    if sweep.replications == 1:
        return "One replication: no intervals, and nothing can be clear."
    tests = len(sweep.adjusted)
    clear = f"{filled}: clearly different from the center as it is, corrected for {tests} tests (Holm); {hollow}: not."
    few = "".join(f" {said}" for said in words.few_words(sweep))
    return f"{clear} {titles.SURER}{few}"


def boxes(stage: Stage, count: int, top: float, gap: float) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right and top of so many panels, at most three in a row."""
    columns = min(count, _MOST_IN_A_ROW)
    rows = -(-count // columns)
    high = (top - stage.bottom - gap * (rows - 1)) / rows
    across = side_by_side(stage.left, stage.right, columns, gap)
    uppers = [top - row * (high + gap) for row in range(rows)]
    return [(left, upper - high, right, upper) for upper in uppers for left, right in across][:count]


def reach(sweep: Sweep, metric: str) -> tuple[float, float, str]:
    """Return the ends of a metric's axis, intervals and the center as it is included, and its widest tick."""
    values = []
    for point in (BASE, *sweep.points):
        level = sweep.level(point, metric)
        if level is not None:
            values += [level.value, *(level.interval or ())]
    low, high = min(values, default=0.0), max(values, default=0.0)
    digits = metric_of(metric).digits
    spare = max(0.06 * (high - low), 0.02 * abs(high), 10.0**-digits)
    return low - spare, high + spare, max((amount(value, digits) for value in (low, high)), key=len)


def cut_note(sweep: Sweep, metrics: Sequence[str]) -> str:
    """Return a sentence that warns of axes which leave zero out."""
    cut = [metric for metric in metrics if reach(sweep, metric)[0] > 0]
    some = "The axes of the outcomes" if len(cut) == len(metrics) else "Some axes"
    return f" {some} do not begin at 0." if cut else ""


def base_level(sweep: Sweep, metric: str) -> float | None:
    """Return a metric of the center as it is."""
    level = sweep.level(BASE, metric)
    return None if level is None else level.value
