"""Maps of cells: the axes of keys, cells with names beside and below, and texts that fit into cells."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment.sweep_study import Sweep
from sim.experiment.tipping import Tip
from sim.present.figures.style import INK, Numbers, Stage, add_panel, height_of, place, width_of, wrap, write
from sim.present.settings import short_value, unit_words
from sim.scenario import Scenario
from sim.scenario.keys import declared

SMALLEST = {True: 8.5, False: 6.0}
"""Points: with and without the interval below a value; where no value fits, cells stay empty."""
Box = tuple[float, float, float, float]


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
    name : str
        The key with its unit, as it is written along the axis.
    """

    key: str
    values: list[Any]
    is_number: bool
    name: str

    def at(self, value: Any) -> float:
        """Return where a value stands."""
        return float(value) if self.is_number else float(self.values.index(value))

    def set(self, ax: Axes, wide: float, size: float) -> float:
        """Write ticks and name below an Axes so many inches wide; return the height of both in inches."""
        labels = [short_value(value) for value in self.values]
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
        name = wrap(self.name, wide, size)
        ax.set_xlabel(name, fontsize=size, color=INK, parse_math=False)
        return height_of("\n" * (lines - 1), size) + height_of(name, size) + 0.2


def axis_of(study: Sweep | Tip, key: str) -> KeyAxis:
    """Return the axis of one of the keys of a study's design."""
    values = [setting[key] for setting in study.design.settings]
    different = list(dict.fromkeys(values))
    is_number = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in different)
    name = key_name(key, study.scenario)
    return KeyAxis(key, sorted(different) if is_number else different, is_number, name)


def key_name(key: str, scenario: Scenario) -> str:
    """Return a key with its unit, which may break at its dots."""
    known = declared(Scenario, key)
    unit = unit_words(scenario.in_currency(known.about("unit"))) if known else ""
    return f"{key} ({unit})" if unit else key


def cell_axes(stage: Stage, box: Box, axes: tuple[KeyAxis, KeyAxis]) -> tuple[Axes, tuple[float, float]]:
    """Add an Axes with a cell for each pair of values in a box in inches; return it with the size of a cell."""
    left, bottom, right, top = box
    across, up = axes
    size = stage.size * 0.86
    ax = add_panel(stage, left, bottom, right, top)
    upper = wrap(f"↑ {up.name}", right - left, size)
    ticks = max(width_of(short_value(value), size) for value in up.values) + 0.1
    below = wrap(across.name, right - left - ticks, size)
    inner = (left + ticks, bottom + height_of("0", size) + height_of(below, size) + 0.16)
    edge = top - height_of(upper, size) - 0.08
    place(ax, *inner, right, edge)
    cell = (right - inner[0]) / len(across.values), (edge - inner[1]) / len(up.values)
    _name_cells(ax, across, up, cell[0], size)
    ax.set_xlabel(below, fontsize=size, color=INK, parse_math=False)
    ax.set(xlim=(-0.5, len(across.values) - 0.5), ylim=(-0.5, len(up.values) - 0.5))
    write(ax, left, top, upper, size, va="top")
    return ax, cell


def _name_cells(ax: Axes, across: KeyAxis, up: KeyAxis, wide: float, size: float) -> None:
    """Write the values of the keys beside rows and below columns, as many as there is room for."""
    texts = [short_value(value) for value in across.values]
    every = next((n for n in range(1, 50) if n * wide > max(width_of(text, size) for text in texts)), 50)
    ax.set_xticks(range(0, len(texts), every), texts[::every], fontsize=size)
    ax.set_yticks(range(len(up.values)), [short_value(value) for value in up.values], fontsize=size)
    ax.tick_params(length=0, pad=3, colors=INK)
    for spine in ax.spines.values():
        spine.set_visible(False)


def fitting(texts: list[str], cell: tuple[float, float], most: float) -> tuple[float, bool]:
    """Return the size in points in which all texts fit their cells, and whether with their second lines; 0 if none."""
    for with_half in (True, False):
        chosen = [text if with_half else text.split("\n")[0] for text in texts]
        size = most
        while size >= SMALLEST[with_half]:
            wide = max(width_of(line, size) for text in chosen for line in text.split("\n"))
            if wide <= 0.92 * cell[0] and max(height_of(text, size) for text in chosen) <= 0.96 * cell[1]:
                return size, with_half
            size -= 0.5
    return 0.0, False
