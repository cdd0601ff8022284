"""The three headline outcomes side by side: what each what-if changes, with intervals, and which way is better."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from sim.experiment.comparison import Comparison
from sim.experiment.headline_findings import hangs_on_weights, has_bonus, is_settled
from sim.metrics import metric_of
from sim.present import titles
from sim.present.figures.frame import slide
from sim.present.figures.row_panels import Mark, Rows, lay_out, shade_better, which_way
from sim.present.figures.style import FAINT, INK, Look, Numbers, height_of, looks, wrap, write
from sim.present.numerals import amount, in_digits, money_digits, seen
from sim.statistics.estimates import Difference, Estimate

_TIGHT = 0.46


def overview(comparison: Comparison, ax: Axes | None = None, metrics: Sequence[str] | None = None) -> Axes:
    """Draw the difference that each what-if makes to the headline outcomes, or to some of them."""
    parts = [titles.finding(comparison, metric) for metric in metrics or ()]
    title = ". ".join(parts) or titles.overview_finding(comparison)
    with slide(ax, title, _notes(comparison), bare=True) as (stage, top):
        names = comparison.what_ifs or [comparison.baseline]
        below = height_of("0\nunit\nbetter", stage.size) + 0.2 * stage.scale
        edges = stage.bottom + below, top - height_of("name\nlevel", stage.size) - 0.1
        shown = metrics or comparison.headline
        rows = lay_out(stage, names, edges, panels=len(shown), gaps=(0.45, 0.3), widest=0.46, tightest=_TIGHT)
        marks = {metric: _marks(comparison, names, metric, rows) for metric in {*shown, *comparison.headline}}
        size = rows.size_of([mark.text for metric in comparison.headline for mark in marks[metric]])
        for place, metric in enumerate(shown):
            _panel(comparison, metric, rows, place, marks[metric], size=size, top=top)
        rows.write_names(names)
    return stage.ax


def _notes(comparison: Comparison) -> list[str]:
    notes = [titles.run_words(comparison)]
    bars = "" if comparison.replications == 1 else "; bars: 95\u00a0% intervals"
    if not comparison.what_ifs:
        return [*notes, f"Points: means over replications{bars}. {titles.PROXY}"]
    tests = max(1, len(comparison.adjusted))
    clear = "One replication: nothing can be clear"
    if comparison.replications > 1:
        clear = f"Filled: clear after correction for {tests} tests (Holm); hollow: not clear"
    notes.append(f"Difference from the baseline on the same customers{bars}. {clear}.")
    if any(hangs_on_weights(comparison, name, titles.CSAT) for name in comparison.what_ifs):
        notes.append(f"Hollow with †: {titles.WEIGHTS}.")
    return notes


def _marks(comparison: Comparison, names: Sequence[str], metric: str, rows: Rows) -> list[Mark]:
    """Return the differences from the baseline, hollow where not clear; the level where there is nothing to compare."""
    every, found = looks(list(comparison.scenarios)), []
    for name in names:
        estimate = (comparison.effect if comparison.what_ifs else comparison.level)(name, metric)
        clear = not comparison.what_ifs or is_settled(comparison, name, metric)
        look = Look(every[name].color, every[name].marker, "-", 2.4 if clear else 1.4)
        face, ink = (look.color, INK) if clear else ("white", FAINT)
        text = _words(comparison, name, metric, estimate, tight=rows.tight)
        found.append(Mark(name, estimate, text, look, face, 1.6 * rows.stage.stroke, ink))
    return found


def _words(comparison: Comparison, name: str, metric: str, found: Difference | Estimate | None, *, tight: bool) -> str:
    """Return a difference and its interval as they stand above the point; where rows are tight, no interval."""
    if found is None:
        return titles.no_figure(comparison, name, metric)
    digits = _digits(comparison, metric, found.value)
    if isinstance(found, Difference) and found.is_none:
        return "none seen" if tight and found.interval != (0.0, 0.0) else seen(found, digits)
    low, high = found.interval or (found.value, found.value)
    text, *bounds = in_digits(found.value, low, high, digits, signed=bool(comparison.what_ifs))
    mark = " †" if hangs_on_weights(comparison, name, metric) else ""
    return text + mark if tight or low == high else "{} ({} to {})".format(text, *bounds) + mark


def _digits(comparison: Comparison, metric: str, *values: float) -> int:
    """Return the digits of a figure; of sums of money those that they need beside the baseline's bonus."""
    if metric != titles.BONUS:
        return metric_of(metric).digits
    level = comparison.level(comparison.baseline, metric)
    return money_digits(level.value if level else None, *values)


def _panel(
    comparison: Comparison, metric: str, rows: Rows, place: int, marks: Sequence[Mark], *, size: float, top: float
) -> None:
    """Draw one outcome, its head below `top` in inches."""
    ax, stage, left = rows.panel(place, closed=True), rows.stage, rows.panels[place][0]
    _limits(ax, comparison, rows, metric, marks)
    lift = 0.0 if rows.tight else 0.13 * stage.scale
    for row, mark in enumerate(marks):
        if comparison.what_ifs and mark.found:  # beside the points, not across the figures above them
            end = min(-(row + 0.5) + (0.1 - lift) / rows.height, -row - 0.05)
            ax.vlines(0, -row - 0.95, end, color=INK, linewidth=1.3, gid="zero")
        rows.draw(ax, row, mark, lift / rows.height)
    for row, mark in enumerate(marks):
        halo = [withStroke(linewidth=3, foreground="white")]
        rows.write(ax, place, row, mark, up=lift, size=size, away=True, beside=0.12, path_effects=halo)
    level, line = comparison.level(comparison.baseline, metric), height_of("x", stage.size)
    base = {"va": "center_baseline"}
    write(ax, left, top - line / 2 - 0.05, metric_of(metric).label, stage.size, weight="bold", **base)
    if comparison.what_ifs and level is not None:
        now = f"baseline {amount(level.value, _digits(comparison, metric))}{' %' if metric == titles.CSAT else ''}"
        write(ax, left, top - line * 1.5 - 0.05, now, stage.size, color=FAINT, **base)
    if metric != titles.BONUS or has_bonus(comparison):
        unit = titles.unit(comparison, metric) + (titles.managers(comparison) if metric == comparison.hours else "")
        unit = "percentage points" if metric == titles.CSAT and comparison.what_ifs else unit
        words = f"{wrap(unit, rows.width, stage.size)}\n{which_way(metric)}"
        ax.set_xlabel(words, fontsize=stage.size, parse_math=False)


def _limits(ax: Axes, comparison: Comparison, rows: Rows, metric: str, marks: Sequence[Mark]) -> None:
    values = [0.0, *(end for mark in marks for end in mark.ends)]
    low, high = min(values), max(values)
    level = comparison.level(comparison.baseline, metric)
    least = 1.0 if metric != titles.BONUS else 0.01 * (level.value if level else 0.0)
    if 0 < max(-low, high) < least:  # what is small looks small
        low, high = (low, least) if high > -low else (-least, high)
    room = (0.26 if rows.tight else 0.12) * (high - low) or 2.0  # where rows are tight figures stand beside the points
    ax.set_xlim(low - room, high + room)
    ax.xaxis.set_major_locator(MaxNLocator(3 if high - low < 5 else 4, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(Numbers(signed=bool(comparison.what_ifs)))
    if len(values) == 1:
        ax.set_xticks([])
    elif low == high == 0:
        ax.set_xticks([0.0])
    elif comparison.what_ifs:
        shade_better(ax, metric)
