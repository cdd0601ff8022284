"""What moves an outcome: one belief at a time beside its share of the variance, the most telling on top."""

from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.experiment.sensitivity import Sensitivity
from sim.experiment.sensitivity_findings import MATTERS, leading, moving
from sim.metrics import metric_of
from sim.present.belief_words import change_unit, value_words
from sim.present.figures.frame import slide
from sim.present.figures.row_panels import Rows, lay_out, name_below
from sim.present.figures.style import FAINT, INK, Numbers, height_of, width_of, wrap, write
from sim.present.numerals import amount
from sim.present.sensitivity_words import runs, subject, unsure_words
from sim.scenario.messages import join

MOST_ROWS = 7
_LOW, _HIGH = "#E69F00", "#0072B2"
_SHARES = 0.27
"""The right panel's part of the width."""


def tornado(study: Sensitivity, outcome: str, ax: Axes | None = None) -> Axes:
    """Draw the swings of the most telling beliefs, and beside them their indices, with intervals."""
    shown = moving(study, outcome)[:MOST_ROWS]
    with slide(ax, _title(study, outcome), _notes(study, outcome, len(shown)), bare=True) as (stage, top):
        bottom = stage.bottom + height_of("0\nname\nname", stage.size) + 0.1 * stage.scale
        edges = bottom, top - height_of("name\nname", stage.size) - 0.1 * stage.scale
        chosen = [study.beliefs[i] for i in shown]
        names = [f"{each.name} {value_words(each.value)}: {each.meaning}" for each in chosen]
        rows = lay_out(stage, names, edges, gaps=(0.3, 0.0))
        middle = stage.right - _SHARES * (stage.right - stage.left)
        spans = [(rows.panels[0][0], middle - 0.35 * stage.scale), (middle, stage.right)]
        rows = replace(rows, panels=spans)
        rows.write_names([each.key for each in chosen])
        _swings(study, outcome, shown, rows)
        _shares(study, outcome, shown, rows)
    return stage.ax


def _what(study: Sensitivity, outcome: str) -> str:
    return metric_of(outcome).phrase if study.of == "level" else f"the effect on {metric_of(outcome).phrase}"


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
        f"Left: one belief alone from your value to the low (light) and the high (dark) end of its range{bars}.",
        f"{study.scenario.name}: {subject(study)}; {runs(study)}.{more}{doubt}",
    ]


def _panel(rows: Rows, place: int, head: str, unit: str) -> Axes:
    """Add a panel, its head above and the unit below."""
    ax, size, (left, right) = rows.panel(place), rows.stage.size, rows.panels[place]
    write(ax, left, rows.top + 0.05, wrap(head, right - left, size, "bold"), size, weight="bold", va="bottom")
    name_below(ax, unit, right - left, size, color=INK)
    return ax


def _swings(study: Sensitivity, outcome: str, shown: list[int], rows: Rows) -> None:
    """Draw two bars for each belief: upper to the low end of its range, lower to the high end."""
    stage, (left, right) = rows.stage, rows.panels[0]
    here = ""
    if study.of == "effect":
        here = f" ({amount(study.own[outcome].value, metric_of(outcome).digits, signed=True)} there)"
    label = f"change of {_what(study, outcome)} from your values{here}, {change_unit(study, outcome)}"
    ax = _panel(rows, 0, "One belief at a time", label)
    _limits(ax, study, outcome, shown, rows)
    size = stage.size * (0.8 if height_of("x", stage.size) > 0.5 * rows.height else 1.0)
    low, high = ax.get_xlim()
    for row, i in enumerate(shown):
        for lower, (end, swing) in enumerate(zip(study.beliefs[i].likely, study.swings[outcome][i], strict=True)):
            part, long = 0.73 if lower else 0.27, swing.value
            bar = ax.barh(-row - part, long, height=0.36, color=_HIGH if lower else _LOW, zorder=2)[0]
            bar.set(gid=f"swing of {study.beliefs[i].key} to {'high' if lower else 'low'}", linewidth=0)
            ends = swing.interval or (long, long)
            ax.hlines(-row - part, *ends, color=INK, linewidth=1.6 * stage.stroke, zorder=3, gid="interval")
            outer, side = (max(0.0, ends[1]), 1) if long >= 0 else (min(0.0, ends[0]), -1)
            x = left + (outer - low) / (high - low) * (right - left) + side * 0.07
            ha = "left" if side > 0 else "right"
            write(ax, x, rows.at(row + part), value_words(end), size, ha=ha, color=FAINT, gid="end")
    ax.axvline(0, color=INK, linewidth=1.3, zorder=4, gid="zero")


def _limits(ax: Axes, study: Sensitivity, outcome: str, shown: list[int], rows: Rows) -> None:
    """Leave room beside the bars for the ends of ranges."""
    swings = [swing for i in shown for swing in study.swings[outcome][i]]
    values = [0.0, *(end for swing in swings for end in (swing.value, *(swing.interval or ())))]
    low, high = min(values), max(values)
    words = [value_words(end) for i in shown for end in study.beliefs[i].likely]
    room = max(width_of(word, rows.stage.size) for word in words) + 0.15
    part = room / max(0.5, rows.width - 2 * room)
    span = (high - low) or 2.0
    ax.set_xlim(low - part * span, high + part * span)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(Numbers(signed=True))


def _shares(study: Sensitivity, outcome: str, shown: list[int], rows: Rows) -> None:
    """Draw the total index of each belief with its interval, and the first-order index as a hollow diamond."""
    found, stroke = study.indices[outcome], rows.stage.stroke
    ax = _panel(rows, 1, "All together: ● with interactions, ◇ by itself", "share of the variance")
    for row, i in enumerate(shown):
        spans = [(-0.36, found.total[i], found.total_low[i], found.total_high[i], "o", INK, "total")]
        spans += [(-0.7, found.first[i], found.first_low[i], found.first_high[i], "D", "white", "first")]
        for offset, *share, marker, face, gid in spans:
            y, (at, *ends) = -row + offset, np.clip(share, 0.0, 1.0)
            ax.hlines(y, *ends, color=INK, linewidth=1.6 * stroke, gid="interval", clip_on=False)
            (point,) = ax.plot([at], [y], marker=marker, color=INK, markersize=7 * stroke)
            point.set(markerfacecolor=face, gid=f"{gid} of {study.beliefs[i].key}", zorder=3, clip_on=False)
    ax.set_xlim(0, 1)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol="\u00a0%"))
    ax.get_xticklabels()[0].set_horizontalalignment("left")  # away from the last figure of the axis on the left
