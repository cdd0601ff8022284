"""What the pictures of sweeps share: titles, notes, the axis of a key, and panels side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment.sweep import BASE, Sweep
from sim.metrics import METRICS
from sim.present import sweep_words as words
from sim.present.figures import titles
from sim.present.figures.frame import Heading, heading
from sim.present.figures.style import INK, Numbers, Stage, height_of, number, width_of, wrap
from sim.present.numerals import join
from sim.scenario import Scenario
from sim.scenario.keys import declared

_MOST_IN_A_ROW = 3


@dataclass(frozen=True)
class KeyAxis:
    """The values of a key along an axis: at their size where all are numbers, else one after the other.

    Attributes
    ----------
    key : str
        The dotted key.
    values : list
        The values that occur, in order.
    is_number : bool
        Whether all are numbers.
    """

    key: str
    values: list[Any]
    is_number: bool

    def at(self, value: Any) -> float:
        """Return where a value stands."""
        return float(value) if self.is_number else float(self.values.index(value))

    def set(self, ax: Axes, wide: float, size: float) -> float:
        """Write ticks and name below an Axes so many inches wide; return the height of both in inches."""
        labels = [words.value_words(value) for value in self.values]
        places = [self.at(value) for value in self.values]
        if self.is_number:
            ax.xaxis.set_major_formatter(Numbers())
            ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
            gaps = [(b - a) / (places[-1] - places[0]) for a, b in pairwise(places)]
            if len(places) > 1 and min(gaps) * wide * 0.9 > max(width_of(label, size) for label in labels) + 0.05:
                ax.set_xticks(places, labels)
            lines = 1
        else:
            room = 0.95 * wide / len(labels)
            longest = max(width_of(word, size) for label in labels for word in label.split())
            size_ = size * max(0.45, min(1.0, room / longest))
            wrapped = [wrap(label, room, size_) for label in labels]
            ax.set_xticks(places, wrapped, fontsize=size_)
            ax.set_xlim(-0.5, len(places) - 0.5)
            lines = max(label.count("\n") + 1 for label in wrapped)
        name = wrap(key_name(self.key), wide, size)
        ax.set_xlabel(name, fontsize=size, color=INK, parse_math=False)
        return height_of("\n" * (lines - 1), size) + height_of(name, size) + 0.2


def axis_of(sweep: Sweep, key: str) -> KeyAxis:
    """Return the axis of one of a sweep's keys."""
    values = [setting[key] for setting in sweep.design.settings]
    different = list(dict.fromkeys(values))
    is_number = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in different)
    return KeyAxis(key, sorted(different) if is_number else different, is_number)


def key_name(key: str) -> str:
    """Return a key with its unit, which may break at its dots."""
    known = declared(Scenario, key)
    unit = known.about("unit") if known else ""
    return f"{key} ({unit})" if unit else key


def metric_name(sweep: Sweep, metric: str) -> str:
    """Return a metric with its unit and its better direction."""
    its = METRICS[metric]
    better = {"lower": "; less is better", "higher": "; more is better"}.get(its.better, "")
    return f"{its.name}, {words.unit_of(sweep, metric)}{better}"


def head_of(stage: Stage, sweep: Sweep, metrics: Sequence[str], notes: Sequence[str]) -> Heading:
    """Return the heading of a picture: the finding, what was run, and what is drawn."""
    first, last = sweep.weeks
    weeks = f"week {first}" if first == last else f"weeks {first} to {last}"
    proxy = [titles.PROXY] if titles.CSAT in metrics else []
    ran = f"{sweep.scenario.name}; {words.runs_words(sweep)}. Means of {weeks}."
    found = heading(stage, finding(sweep, metrics), [ran, *notes, *proxy])
    return replace(found, gap=0.12 * stage.scale)


def clear_note(sweep: Sweep, filled: str, hollow: str) -> str:
    """Return what marks a setting that is not clear, in a sentence."""
    if sweep.replications == 1:
        return "One replication: no intervals, and nothing can be clear."
    tests = len(sweep.adjusted)
    return f"{filled}: clearly different from the center as it is, corrected for {tests} tests (Holm); {hollow}: not."


def finding(sweep: Sweep, metrics: Sequence[str]) -> str:
    """Return which settings are clearly best, in a sentence."""
    groups: dict[int, list[str]] = {}
    for metric in metrics:
        best = sweep.best(metric)
        if best is not None and METRICS[metric].better != "neither" and _is_gain(sweep, best, metric):
            groups.setdefault(best, []).append(titles.SHORT.get(metric, METRICS[metric].name.lower()))
    if not groups:
        return "No setting is clearly better than the center as it is"
    parts = [f"{words.setting_words(sweep, best)} for {join(names)}" for best, names in groups.items()]
    return f"Best: {'; '.join(parts)}"


def _is_gain(sweep: Sweep, point: int, metric: str) -> bool:
    effect = sweep.effect(point, metric)
    gains = (
        effect is not None and effect.value is not None and (effect.value < 0) == (METRICS[metric].better == "lower")
    )
    return gains and sweep.is_clear(point, metric) and not words.is_trifle(effect, METRICS[metric].digits)


def boxes(stage: Stage, count: int, top: float, gap: float) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right and top of so many panels, at most three in a row."""
    columns = min(count, _MOST_IN_A_ROW)
    rows = -(-count // columns)
    wide = (stage.right - stage.left - gap * (columns - 1)) / columns
    high = (top - stage.bottom - gap * (rows - 1)) / rows
    found = []
    for place in range(count):
        left = stage.left + (place % columns) * (wide + gap)
        upper = top - (place // columns) * (high + gap)
        found.append((left, upper - high, left + wide, upper))
    return found


def reach(sweep: Sweep, metric: str) -> tuple[float, float, str]:
    """Return the ends of a metric's axis, intervals and the center as it is included, and its widest tick."""
    values = []
    for point in (BASE, *sweep.points):
        level = sweep.level(point, metric)
        if level is not None and level.value is not None:
            values += [level.value, *(level.interval or ())]
    low, high = min(values, default=0.0), max(values, default=0.0)
    digits = METRICS[metric].digits
    spare = max(0.06 * (high - low), 0.02 * abs(high), 10.0**-digits)
    return low - spare, high + spare, max((number(value, digits) for value in (low, high)), key=len)


def base_level(sweep: Sweep, metric: str) -> float | None:
    """Return a metric of the center as it is."""
    level = sweep.level(BASE, metric)
    return None if level is None else level.value
