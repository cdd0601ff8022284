"""An axis of weeks on which calendar months can be read, with the dates of changes marked."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from sim.clock import DAY
from sim.experiment.comparison import Comparison
from sim.experiment.series import months
from sim.present.figures.dates import Event, month_name, week_of
from sim.present.figures.frame import Plot
from sim.present.figures.style import FAINT, INK, Stage, height_of, root, width_of, wrap, write

_STEPS = (1, 2, 4, 8, 13, 26, 52, 104)
_MOST_MARKS = 4
_SHADE = "#EDEDED"
_SHARE = 0.75
"""Of the plot's width, for the words above a mark."""


def weeks_axis(ax: Axes, comparison: Comparison, size: float, width: float) -> None:
    """Set up the x axis: numbers of weeks, and below them the months; `width` in inches."""
    weeks = comparison.weeks
    ax.set_xlim(0.5, weeks + 0.5)
    step = next((step for step in _STEPS if weeks / step * width_of("000 ", size) * 1.4 <= width), _STEPS[-1])
    ticks = [week for week in range(1, weeks + 1) if week % step == 0 or week == 1 < step / 2 or step == 1]
    ax.set_xticks(ticks, [f"{week:,}" for week in ticks], fontsize=size)
    _months(ax, comparison, size, width)
    name = "Week, and month of the calendar"
    short = name if width_of(name, size) < width + 0.4 else "Week, and month"
    ax.set_xlabel(short, fontsize=size, color=INK, parse_math=False)
    ax.xaxis.labelpad = size * 1.55


def axis_height(size: float) -> float:
    """Return the inches that the numbers, months and name of the axis take below the plot."""
    return height_of("1\nJan\nname", size) + 0.25 * size / 14


def _months(ax: Axes, comparison: Comparison, size: float, width: float) -> None:
    """Write the months below the weeks, with a mark where each begins."""
    weeks = comparison.weeks
    spans = [(m, week_of(m.start_day * DAY), week_of(m.end_day * DAY)) for m in months(comparison)]
    inch = weeks / width
    every = next((n for n in (1, 2, 3, 6, 12) if n * 4.35 / inch >= width_of("Jan 0000  ", size)), 12)
    below = -(size * 2.35) / 72
    height = ax.get_window_extent().height / root(ax).dpi
    across = blended_transform_factory(ax.transData, ax.transAxes)
    written = 0.5
    for number, (month, begin, end) in enumerate(spans):
        if number:
            ax.plot([begin, begin], [0, -0.06 / height], color=FAINT, lw=0.8, transform=across, clip_on=False)
        if number % every:
            continue
        words = f"{month_name(month.first)} {month.first.year}"
        if number and month.first.month > every:
            words = month_name(month.first)
        room = width_of(words, size) * inch
        if begin >= written and begin + room <= max(end, weeks + 0.5) + 0.02 * weeks:
            ax.text(begin, below / height, words, fontsize=size, transform=across, va="center", color=FAINT)
            written = begin + room + width_of(" ", size) * inch


def event_notes(events: Sequence[Event]) -> list[tuple[float, str]]:
    """Return what is written above the marks of changes: their place and the words."""
    shared = {name for event in events for name in event.names}
    notes = []
    for event in events[:_MOST_MARKS]:
        who = ""
        if event.names and len(event.names) < len(shared):
            who = f"“{event.names[0]}”: " if len(event.names) == 1 else f"{len(event.names)} what-ifs: "
        words = f"{who}{event.words} (week\u00a0{event.week})"
        notes.append((event.position, words[:1].upper() + words[1:]))
    if len(events) > _MOST_MARKS:
        position, words = notes[-1]
        notes[-1] = (position, f"{words}; {len(events) - _MOST_MARKS} later ones are marked too")
    return notes


def notes_height(stage: Stage, events: Sequence[Event], width: float) -> float:
    """Return the inches that the words above the marks take, over a plot of some width in inches."""
    texts = [wrap(words, width * _SHARE, stage.size) for _, words in event_notes(events)]
    return sum(height_of(text, stage.size) for text in texts) + (0.06 if texts else 0.0)


def mark_events(
    stage: Stage, plot: Plot, events: Sequence[Event], *, words: bool = True, whole_month: bool = False
) -> None:
    """Draw a vertical line for each date of change, or shade its month, and write above the plot what happens there."""
    ax, y = plot.ax, plot.top + 0.06
    low, high = ax.get_xlim()
    for event in events:
        if whole_month and high - low <= 1:  # all of the plot is this month
            continue
        if whole_month:
            ax.axvspan(event.position - 0.5, event.position + 0.5, color=_SHADE, lw=0, zorder=0.4, gid="change")
            continue
        ax.axvline(event.position, color=INK if event.names else FAINT, linewidth=1.3, dashes=(4, 3), gid="change")
    for position, note in reversed(event_notes(events) if words else []):
        text = wrap(note, (plot.right - plot.left) * _SHARE, stage.size)
        width = max(width_of(line, stage.size) for line in text.split("\n"))
        x = plot.place_at(position)
        half = height_of(text, stage.size) / 2
        y += half
        beside = x + 0.08 + width <= plot.right or x - 0.08 - width >= plot.left
        top = 1 + ((y if beside else y - half) - plot.top) / (plot.top - plot.bottom)
        across = blended_transform_factory(ax.transData, ax.transAxes)
        ax.plot([position] * 2, [1, top], color=INK, lw=1.0, transform=across, clip_on=False, gid="change")
        if x + 0.08 + width <= plot.right:
            write(ax, x + 0.08, y, text, stage.size, gid="change")
        else:
            write(ax, max(x - 0.08, plot.left + width), y, text, stage.size, ha="right", gid="change")
        y += half
