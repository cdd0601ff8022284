"""What moves an outcome: one belief at a time beside its share of the variance, the most telling on top."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.experiment.sensitivity import Sensitivity
from sim.metrics import METRICS
from sim.present.belief_words import change_unit, short, value_words
from sim.present.figures.frame import heading
from sim.present.figures.labels import Label, row_column
from sim.present.figures.style import (
    BASELINE_LOOK,
    FAINT,
    GRID,
    INK,
    Numbers,
    Stage,
    add_panel,
    height_of,
    house_style,
    stage_for,
    tidy,
    width_of,
    wrap,
    write,
)
from sim.present.numerals import amount
from sim.present.sensitivity_words import MATTERS, leading, runs, subject, unsure_words
from sim.scenario.messages import join
from sim.statistics.estimates import Difference

MOST_ROWS = 7
_LOW, _HIGH = "#E69F00", "#0072B2"
_SHARES = 0.27
"""The right panel's part of the width."""


@dataclass(frozen=True)
class Box:
    """A panel's edges in inches."""

    left: float
    bottom: float
    right: float
    top: float


def tornado(study: Sensitivity, outcome: str, ax: Axes | None = None) -> Axes:
    """Draw the swings of the most telling beliefs, and beside them their indices, with intervals."""
    with house_style():
        stage = stage_for(ax)
        stage.ax.set_axis_off()
        rows = _rows(study, outcome)
        head = heading(stage, _title(study, outcome), _notes(study, outcome, len(rows)))
        bottom = stage.bottom + height_of("0\nname\nname", stage.size) + 0.1 * stage.scale
        top = head.bottom - height_of("name\nname", stage.size) - 0.1 * stage.scale
        chosen = [study.beliefs[i] for i in rows]
        texts = [f"{each.name} {value_words(each.value)}: {each.meaning}" for each in chosen]
        labels = [Label(text, "", BASELINE_LOOK) for text in texts]
        found = row_column(stage, labels, (top - bottom) / len(rows), 0.4)
        left, gap = stage.left + found.names + 0.3 * stage.scale, 0.35 * stage.scale
        middle = stage.right - _SHARES * (stage.right - stage.left)
        for row, text in enumerate(found.texts):
            y = top - (row + 0.5) * (top - bottom) / len(rows)
            write(stage.ax, stage.left, y, text, found.size, gid=f"label of {chosen[row].key}")
        _swings(study, outcome, rows, stage, Box(left, bottom, middle - gap, top))
        _shares(study, outcome, rows, stage, Box(middle, bottom, stage.right, top))
        head.write()
    return stage.ax


def _rows(study: Sensitivity, outcome: str) -> list[int]:
    """Return the beliefs to show: the most telling of those that do anything at all."""
    swings, total = study.swings[outcome], study.indices[outcome].total
    moves = [i for i in study.ranked(outcome) if total[i] or any(swing.value for swing in swings[i])]
    return moves[:MOST_ROWS] or study.ranked(outcome)[:1]


def _what(study: Sensitivity, outcome: str) -> str:
    return short(outcome) if study.of == "level" else f"the effect on {short(outcome)}"


def _title(study: Sensitivity, outcome: str) -> str:
    names = [study.beliefs[i].name for i in leading(study, outcome)[:3]]
    what = _what(study, outcome)
    what = what[0].upper() + what[1:]
    hangs = "hang" if study.of == "level" and what.endswith("s") else "hangs"
    if not names:
        return f"{what}: no belief explains {100 * MATTERS:.0f}\u00a0% of what varies"
    return f"{what} {hangs} mostly on {join(names)}"


def _notes(study: Sensitivity, outcome: str, shown: int) -> list[str]:
    rest = len(study.beliefs) - shown
    more = f" {rest} further belief{'s' if rest > 1 else ''} matter{'' if rest > 1 else 's'} less." if rest else ""
    bars = "" if study.swing_replications == 1 else "; bars: 95\u00a0% intervals"
    unsure = unsure_words(study, outcome) if leading(study, outcome) else ""
    doubt = f" Not sure: {unsure}; more points tell more." if unsure else ""
    return [
        f"{study.scenario.name}: {subject(study)}; {runs(study)}.",
        "Left: one belief alone from your value to the low (light) and the high (dark) end of its range"
        f"{bars}.{more}{doubt}",
    ]


def _panel(stage: Stage, box: Box, rows: int, head: str, unit: str) -> Axes:
    """Add a panel with a row for each belief, its head above and the unit below."""
    ax = add_panel(stage, box.left, box.bottom, box.right, box.top)
    tidy(ax, stage.size)
    ax.set(ylim=(-rows, 0), yticks=[])
    ax.grid(axis="y", visible=False)
    for row in range(1, rows):
        ax.axhline(-row, color=GRID, linewidth=0.8, zorder=0)
    width = box.right - box.left
    write(ax, box.left, box.top + 0.05, wrap(head, width, stage.size, "bold"), stage.size, weight="bold", va="bottom")
    ax.set_xlabel(wrap(unit, width, stage.size), fontsize=stage.size, color=INK, parse_math=False)
    return ax


def _swings(study: Sensitivity, outcome: str, rows: list[int], stage: Stage, box: Box) -> None:
    """Draw two bars for each belief: upper to the low end of its range, lower to the high end."""
    unit = change_unit(study, outcome)
    here = (
        ""
        if study.of == "level"
        else f" ({amount(study.own[outcome].value, METRICS[outcome].digits, signed=True)} there)"
    )
    label = f"change of {_what(study, outcome)} from your values{here}, {unit}"
    ax = _panel(stage, box, len(rows), "One belief at a time", label)
    words = [value_words(end) for i in rows for end in study.beliefs[i].likely]
    _limits(ax, [swing for i in rows for swing in study.swings[outcome][i]], words, stage, box)
    thin = height_of("x", stage.size) > 0.5 * (box.top - box.bottom) / len(rows)
    size = stage.size * (0.8 if thin else 1.0)
    low, high = ax.get_xlim()
    for row, i in enumerate(rows):
        for lower, (end, swing) in enumerate(zip(study.beliefs[i].likely, study.swings[outcome][i], strict=True)):
            y, size_of = -row - (0.73 if lower else 0.27), swing.value
            bar = ax.barh(y, size_of, height=0.36, color=_HIGH if lower else _LOW, zorder=2)[0]
            bar.set(gid=f"swing of {study.beliefs[i].key} to {'high' if lower else 'low'}", linewidth=0)
            ends = swing.interval or (size_of, size_of)
            ax.hlines(y, *ends, color=INK, linewidth=1.6 * stage.stroke, zorder=3, gid="interval")
            outer, side = (max(0.0, ends[1]), 1) if size_of >= 0 else (min(0.0, ends[0]), -1)
            x = box.left + (outer - low) / (high - low) * (box.right - box.left) + side * 0.07
            at = box.top + y * (box.top - box.bottom) / len(rows)
            write(ax, x, at, value_words(end), size, ha="left" if side > 0 else "right", color=FAINT, gid="end")
    ax.axvline(0, color=INK, linewidth=1.3, zorder=4, gid="zero")


def _limits(ax: Axes, swings: list[Difference], words: list[str], stage: Stage, box: Box) -> None:
    """Leave room beside the bars for the ends of ranges."""
    values = [0.0, *(end for swing in swings for end in (swing.value, *(swing.interval or ())))]
    low, high = min(values), max(values)
    room = max(width_of(word, stage.size) for word in words) + 0.15
    part = room / max(0.5, box.right - box.left - 2 * room)
    span = (high - low) or 2.0
    ax.set_xlim(low - part * span, high + part * span)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(Numbers(signed=True))


def _shares(study: Sensitivity, outcome: str, rows: list[int], stage: Stage, box: Box) -> None:
    """Draw the total index of each belief with its interval, and the first-order index as a hollow diamond."""
    found = study.indices[outcome]
    ax = _panel(stage, box, len(rows), "All together: ● with interactions, ◇ by itself", "share of the variance")
    for row, i in enumerate(rows):
        spans = [(-0.36, found.total[i], found.total_low[i], found.total_high[i], "o", INK, "total")]
        spans += [(-0.7, found.first[i], found.first_low[i], found.first_high[i], "D", "white", "first")]
        for offset, share, low, high, marker, face, gid in spans:
            y, ends = -row + offset, np.clip((low, high), 0.0, 1.0)
            ax.hlines(y, *ends, color=INK, linewidth=1.6 * stage.stroke, gid="interval", clip_on=False)
            (point,) = ax.plot([np.clip(share, 0.0, 1.0)], [y], marker=marker, color=INK, markersize=7 * stage.stroke)
            point.set(markerfacecolor=face, gid=f"{gid} of {study.beliefs[i].key}", zorder=3, clip_on=False)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol="\u00a0%"))
    ax.get_xticklabels()[0].set_horizontalalignment("left")  # away from the last figure of the axis on the left
