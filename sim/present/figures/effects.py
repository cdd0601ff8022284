"""The verdict's figures side by side: what each what-if changes, with intervals, and which way is better."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from sim.experiment.comparison import Comparison
from sim.experiment.verdict import Verdict
from sim.experiment.verdict_cells import Cell, Mark
from sim.metrics import metric_of
from sim.present import titles
from sim.present.figures import row_panels as rows_of
from sim.present.figures.frame import slide
from sim.present.figures.row_panels import Rows, lay_out, shade_better
from sim.present.figures.style import FAINT, INK, Look, Numbers, Stage, height_of, looks, width_of, wrap, write
from sim.present.marks import MARK_WORDS, TODAY
from sim.present.numerals import in_digits, money_digits
from sim.present.verdict_screen import cell_text

_TIGHT = 0.3
_LIFT, _PART = 0.25, 0.58
"""Of a row: how far above its middle figures stand at most, and how high they are."""
_MOST, _LEAST_WIDTH = 7, 1.05
"""Panels, and inches of each at slide size, that can be read on a slide."""
_ROOMY = 2.0
"""Inches of a panel at slide size: wider ones have ticks."""
_HARM = "#A32A00"
_TODAY = (TODAY, "Today")
_SETTLED = (Mark.GAIN, Mark.HARM, Mark.SMALL)
_LONGEST_NAMES = 0.3
"""Of the picture's width, that names may take beside many panels."""


@dataclass(frozen=True)
class Seen:
    """What is drawn: the comparison, its verdict where there is something to compare, and the metrics of the panels."""

    comparison: Comparison
    found: Verdict | None
    metrics: Sequence[str]

    @property
    def names(self) -> list[str]:
        """Of the rows."""
        return self.comparison.what_ifs or [self.comparison.baseline]

    @property
    def best(self) -> int:
        """The row of the best what-if; -1 where none is best."""
        if self.found is None or self.found.ending != "best" or self.found.told is None:
            return -1
        return self.names.index(self.found.told)

    def cell(self, name: str, metric: str) -> Cell | None:
        """Return what a what-if does to a metric."""
        return None if self.found is None else self.found.cells.get((name, metric))


def overview(comparison: Comparison, ax: Axes | None = None, metrics: Sequence[str] | None = None) -> Axes:
    """Draw the difference that each what-if makes to the figures of the verdict, or to some of them."""
    found = titles.verdict(comparison) if comparison.what_ifs else None
    shown = list(metrics or (comparison.table_metrics if found is None else found.table) or comparison.headline)
    title = titles.overview_finding(comparison)
    with slide(ax, title, _notes(comparison), bare=True) as (stage, top):
        seen = Seen(comparison, found, shown[: _fitting(stage)])
        count = len(seen.metrics)
        gaps = (0.3, 0.45 / count + 0.1)
        below = height_of("unit\nunit\nbetter", stage.size) + (
            height_of("key", stage.size) + 0.15 * stage.scale if stage.titled else 0.0
        )
        widest = 0.46 if count < 4 and not stage.is_narrow else _LONGEST_NAMES
        edges = stage.bottom + below + 0.2 * stage.scale, top - _head_height(stage)
        rows = lay_out(stage, seen.names, edges, panels=count, gaps=gaps, widest=widest, tightest=_TIGHT)
        marks = {metric: _marks(seen, metric, rows) for metric in seen.metrics}
        rows, size = rows.with_figures([mark.text for each in marks.values() for mark in each], _PART)
        for place, metric in enumerate(seen.metrics):
            _panel(seen, metric, rows, place, marks[metric], size=size)
        _heads(seen, rows, top)
        rows.write_names(seen.names, seen.best)
        if stage.titled and found is not None:
            _key(stage, [mark.text for each in marks.values() for mark in each])
    return stage.ax


def _fitting(stage: Stage) -> int:
    """Return how many panels can be read beside names."""
    room = (stage.right - stage.left) * (1 - _LONGEST_NAMES)
    return max(1, min(_MOST, int(room / (_LEAST_WIDTH * stage.scale))))


def _head_height(stage: Stage) -> float:
    return height_of("name\nname\nlevel", stage.size) + 0.1


def _notes(comparison: Comparison) -> list[str]:
    notes = [titles.sure_line(comparison)]
    bars = "" if comparison.replications == 1 else "; bars: 95\u00a0% intervals"
    if not comparison.what_ifs:
        return [*notes, f"Points: means over replications{bars}.", titles.PROXY]
    notes += [titles.run_words(comparison), f"Difference from today on the same customers{bars}. {titles.MARKS}"]
    if comparison.replications == 1:
        notes.append("One replication: nothing can be clear.")
    else:
        notes.append("Filled: clear, a gain also when all that is compared is tested at once; hollow: not clear.")
    if any(titles.hangs_on_weights(comparison, name, titles.CSAT) for name in comparison.what_ifs):
        notes.append(f"Hollow with †: {titles.WEIGHTS}.")
    if titles.has_pool(comparison) and not titles.has_bonus(comparison):
        notes.append(f"{titles.no_bonus_sentence(comparison)}.")
    return [*notes, titles.PROXY]


def _marks(seen: Seen, metric: str, rows: Rows) -> list[rows_of.Mark]:
    """Return the differences from the baseline, hollow where not clear; the level where there is nothing to compare."""
    comparison, every, found = seen.comparison, looks(list(seen.comparison.scenarios)), []
    for name in seen.names:
        cell = seen.cell(name, metric)
        estimate = comparison.level(name, metric) if seen.found is None else None if cell is None else cell.by
        hangs = titles.hangs_on_weights(comparison, name, metric)
        clear = seen.found is None or (cell is not None and cell.mark in _SETTLED and not hangs)
        look = Look(every[name].color, every[name].marker, "-", 2.4 if clear else 1.4)
        face = look.color if clear else "white"
        ink = _HARM if cell is not None and cell.mark is Mark.HARM else INK if clear else FAINT
        text = _level_words(comparison, name, metric) if seen.found is None else _words(seen, name, metric)
        found.append(rows_of.Mark(name, estimate, text, look, face, 1.6 * rows.stage.stroke, ink))
    return found


def _words(seen: Seen, name: str, metric: str) -> str:
    """Return a difference as the verdict's table has it."""
    if seen.found is None or seen.cell(name, metric) is None:
        return titles.no_figure(seen.comparison, name, metric)
    text = cell_text(seen.comparison, seen.found, name, metric).strip()
    return text + (" †" if titles.hangs_on_weights(seen.comparison, name, metric) else "")


def _level_words(comparison: Comparison, name: str, metric: str) -> str:
    level = comparison.level(name, metric)
    if level is None:
        return titles.no_figure(comparison, name, metric)
    digits = money_digits(level.value) if metric == titles.BONUS else metric_of(metric).digits
    return in_digits(level.value, *(level.interval or (level.value, level.value)), digits)[0]


def _panel(seen: Seen, metric: str, rows: Rows, place: int, marks: Sequence[rows_of.Mark], *, size: float) -> None:
    """Draw one outcome."""
    ax, stage = rows.panel(place, closed=True), rows.stage
    _limits(ax, seen, rows, metric, marks)
    lift = 0.0 if rows.tight else min(0.13 * stage.scale, _LIFT * rows.height)
    for row, mark in enumerate(marks):
        if seen.found is not None and mark.found:  # beside the points, not across the figures above them
            end = min(-(row + 0.5) + (0.1 - lift) / rows.height, -row - 0.05)
            ax.vlines(0, -row - 0.95, end, color=INK, linewidth=1.3, gid="zero")
        rows.draw(ax, row, mark, lift / rows.height)
    for row, mark in enumerate(marks):
        halo = [withStroke(linewidth=3, foreground="white")]
        rows.write(ax, place, row, mark, up=lift, size=size, path_effects=halo)
    better = metric_of(metric).better
    which = {"lower": "← better", "higher": "better →"}.get(better, "") if seen.found is not None else ""
    unit = _unit(seen, metric, rows.width > _ROOMY * stage.scale)
    ax.set_xlabel("\n".join(filter(None, (wrap(unit, rows.width + 0.1, stage.size), which))), fontsize=stage.size,
                  parse_math=False)  # fmt: skip


def _heads(seen: Seen, rows: Rows, top: float) -> None:
    """Write the panels' names below `top` in inches, in two lines at most, and the levels of today as a first row."""
    stage, line = rows.stage, height_of("x", rows.stage.size)
    names = [titles.head_words(metric) for metric in seen.metrics]
    size = _largest(stage.size, lambda size: _fit(names, rows.width, size))
    today: dict[str, Any] = {"color": FAINT, "va": "center_baseline", "gid": "today"}
    for metric, name, (left, _) in zip(seen.metrics, names, rows.panels, strict=True):
        text, base = wrap(name, rows.width, size, "bold"), {"va": "bottom", "weight": "bold"}
        write(stage.ax, left, top - 2 * line - 0.03, text, size, **base)
        if seen.found is not None:
            percent = "\u00a0%" if metric_of(metric).unit.startswith("%") else ""
            level = f"{titles.level_figure(seen.comparison, metric)}{percent}"
            write(stage.ax, left, top - line * 2.5 - 0.05, level, stage.size, **today)
    if seen.found is not None:
        beside = rows.panels[0][0] - stage.left - 0.05
        words = next((each for each in _TODAY if width_of(each, stage.size) <= beside), _TODAY[-1])
        size = _largest(stage.size, lambda size: width_of(words, size) <= beside)
        write(stage.ax, stage.left, top - line * 2.5 - 0.05, words, size, **today)


def _fit(names: Sequence[str], width: float, size: float) -> bool:
    """Whether each name fits two lines so many inches wide, no word broken."""
    return all(
        wrap(name, width, size, "bold").count("\n") < 2
        and all(width_of(word, size, "bold") <= width for word in name.split())
        for name in names
    )


def _largest(size: float, fits: Callable[[float], bool]) -> float:
    """Return the largest size up to this one that fits, half of it if none does."""
    return next((size * part / 20 for part in range(20, 10, -1) if fits(size * part / 20)), size / 2)


def _key(stage: Stage, figures: Sequence[str]) -> None:
    """Say below all what the figures are and their marks mean, those that occur."""
    words = (*MARK_WORDS, "† either way")
    said = [each for each in words if any(each[0] in figure for figure in figures)]
    text = "   ".join(("What-ifs: change from today.", *said))
    size = _largest(stage.size, lambda size: width_of(text, size) <= stage.right - stage.left)
    write(stage.ax, stage.left, stage.bottom + 0.08 * stage.scale, text, size, color=FAINT, va="bottom", gid="key")


def _unit(seen: Seen, metric: str, has_room: bool) -> str:
    if metric_of(metric).unit.startswith("%"):
        return "% points" if seen.found is not None else metric_of(metric).unit
    if not has_room:
        return titles.short_unit(seen.comparison, metric)
    unit = titles.unit(seen.comparison, metric).replace("per week", "a week")
    return unit + (titles.managers(seen.comparison) if metric == seen.comparison.hours else "")


def _limits(ax: Axes, seen: Seen, rows: Rows, metric: str, marks: Sequence[rows_of.Mark]) -> None:
    values = [0.0, *(end for mark in marks for end in mark.ends)]
    low, high = min(values), max(values)
    least = _matters(seen, metric, marks)
    if 0 < max(-low, high) < least:  # what is small looks small
        low, high = (low, least) if high > -low else (-least, high)
    room = 0.12 * (high - low) or 2.0
    ax.set_xlim(low - room, high + room)
    if rows.width < _ROOMY * rows.stage.scale or rows.stage.is_narrow or len(values) == 1:
        ax.set_xticks([])
    elif low == high == 0:
        ax.set_xticks([0.0])
    else:
        ax.xaxis.set_major_locator(MaxNLocator(3 if high - low < 5 else 4, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(Numbers(signed=seen.found is not None))
    if seen.found is not None and metric_of(metric).better != "neither" and len(values) > 1:
        shade_better(ax, metric)


def _matters(seen: Seen, metric: str, marks: Sequence[rows_of.Mark]) -> float:
    """Return the least change that fills a panel: twice what matters, so that less looks like less."""
    known = [cell.matters for mark in marks if (cell := seen.cell(mark.name, metric)) is not None]
    return max([1.0 if metric in seen.comparison.headline[:2] else 0.0, *(2 * each for each in known)])
