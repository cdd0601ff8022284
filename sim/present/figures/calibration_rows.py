"""A calibration in rows: the range of each belief, and each target beside what worlds of the ranges show."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment.calibrated import Calibrated
from sim.present.belief_words import value_words
from sim.present.calibration_words import called, figure, header, met_words, narrowed_words
from sim.present.figures.frame import slide
from sim.present.figures.row_panels import lay_out, name_below
from sim.present.figures.style import FAINT, INK, Numbers, height_of, width_of, write

_FOUND, _ALONE, _SEARCHED = "#0072B2", "#56B4E9", "#D9DEE3"


def ranges(found: Calibrated, ax: Axes | None = None) -> Axes:
    """Draw the range of each belief within what was searched, the user's own value and the one found."""
    notes = [
        "Gray: searched. Blue: nine of ten values that go with what was observed. Line: yours; dot: calibrated.",
        f"{found.scenario.name}. {header(found)}",
    ]
    with slide(ax, narrowed_words(found), notes, bare=True) as (stage, top):
        edges = stage.bottom + 0.1 * stage.scale, top - 0.1 * stage.scale
        ends = [(value_words(each.belief.likely[0]), value_words(each.belief.likely[1])) for each in found.ranges]
        room = 0.12 + max(width_of(text, stage.size) for pair in ends for text in pair)
        names = [f"{each.belief.name}: {each.belief.meaning}".removesuffix(": ") for each in found.ranges]
        rows = lay_out(stage, names, edges, gaps=(0.3 + room / stage.scale, 0.0))
        left, right = rows.panels[0]
        rows.panels[0] = left, right - room
        rows.write_names([each.belief.key for each in found.ranges])
        panel = rows.panel(0)
        panel.set(xlim=(0, 1), xticks=[])
        for row, its in enumerate(found.ranges):
            y = -(row + 0.5)
            shares = [its.at(value) for value in (its.low, its.high, its.belief.value, its.value)]
            panel.barh(y, 1, height=0.3, color=_SEARCHED, zorder=1, gid=f"searched of {its.belief.key}")
            panel.barh(y, shares[1] - shares[0], left=shares[0], height=0.3, color=_FOUND, zorder=2, gid="range")
            panel.vlines(shares[2], y - 0.3, y + 0.3, color=INK, linewidth=1.6 * stage.stroke, zorder=3, gid="own")
            panel.plot(
                [shares[3]],
                [y],
                "o",
                color="white",
                markeredgecolor=INK,
                markersize=7 * stage.stroke,
                zorder=4,
                clip_on=False,
            )
            write(panel, left - 0.08, rows.at(row + 0.5), ends[row][0], stage.size, ha="right", color=FAINT, gid="end")
            write(panel, right - room + 0.08, rows.at(row + 0.5), ends[row][1], stage.size, color=FAINT, gid="end")
    return stage.ax


def predicted(found: Calibrated, ax: Axes | None = None) -> Axes:
    """Draw what worlds of the ranges show of each target, less what was observed, in standard deviations of that."""
    notes = [
        "Zero: observed. Dots: worlds of the ranges. Diamond: calibrated; hollow: before (arrow: off the edge).",
        f"{found.scenario.name}. {header(found)}",
    ]
    with slide(ax, met_words(found), notes, bare=True) as (stage, top):
        bottom = stage.bottom + height_of("0\nname", stage.size) + 0.15 * stage.scale
        told = [f"{called(each)}: observed {figure(found, each, each.target.seen)}" for each in found.shown]
        rows = lay_out(stage, told, (bottom, top - 0.1 * stage.scale))
        rows.write_names([each.target.name for each in found.shown])
        panel = rows.panel(0)
        span = max(1.0, *(abs(value) for each in found.shown for value in (*each.apart, each.after_apart)))
        panel.set_xlim(-1.1 * span, 1.1 * span)
        for row, its in enumerate(found.shown):
            heights = -(row + 0.5) + 0.5 * ((np.arange(len(its.apart)) * 0.618) % 1 - 0.5)
            dots = panel.scatter(its.apart, heights, s=(5 * stage.stroke) ** 2, color=_ALONE, zorder=2, linewidth=0)
            dots.set_gid(f"worlds of {its.target.name}")
            for value, face in ((its.before_apart, "white"), (its.after_apart, INK)):
                inside = float(np.clip(value, -1.08 * span, 1.08 * span))
                marker = "D" if inside == value else "<" if value < 0 else ">"
                size = (9 if inside == value else 12) * stage.stroke
                panel.plot([inside], [-(row + 0.5)], marker, color=face, markeredgecolor=INK, markersize=size, zorder=4)
        panel.axvline(0, color=INK, linewidth=1.3, zorder=3, gid="zero")
        panel.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        panel.xaxis.set_major_formatter(Numbers(signed=True))
        name_below(
            panel,
            "simulated less observed, in standard deviations of what chance leaves",
            rows.width,
            stage.size,
            color=INK,
        )
    return stage.ax
