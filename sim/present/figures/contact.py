"""One customer's time in one run and in others, one above the other: who had the matter, and for how long."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.clock import MINUTE, describe
from sim.journeys import Journeys
from sim.journeys.spells import Spell, spells
from sim.journeys.story import story, worst_contact
from sim.present.figures.frame import slide
from sim.present.figures.style import (
    FAINT,
    INK,
    Stage,
    add_panel,
    balanced,
    height_of,
    place,
    root,
    width_of,
    write,
)

_LANES = {
    "away": ("Between calls", "#BBBBBB"),
    "self-service": ("Self-service", "#CC79A7"),
    "waits": ("Waits on the line", "#E69F00"),
    "agent": ("With an agent", "#0072B2"),
    "waits upstairs": ("Waits for the manager", "#E69F00"),
    "ticket": ("Waits with a ticket", "#BBBBBB"),
    "manager": ("With the manager", "#D55E00"),
    "lane": ("Leadership lane", "#009E73"),
}


Told = tuple[list[Spell], list[str]]
"""One customer in one run: spells, and the story in lines."""


def contact(runs: Sequence[Journeys], which: int | str = "worst", ax: Axes | None = None) -> Axes:
    """Draw the spells of one customer's issue in several runs, on one scale.

    Parameters
    ----------
    runs : sequence of Journeys
        Of the same customers; the first names the customer.
    which : int or str
        A row of its `contacts`, an id, or `worst` for the least satisfied customer.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.

    Returns
    -------
    Axes
        With title and notes; the figure's next ones are the panels, one for each run.

    Raises
    ------
    KeyError
        If the first run has no such contact.
    """
    wanted = _identified(runs[0], which)
    found = [_told(run, wanted, must=run is runs[0]) for run in runs]
    lanes = [where for where in _LANES if any(spell.where == where for told in found for spell in told[0])]
    who = f"Issue {wanted.rpartition('.')[0]}: {found[0][1][0]}."
    title = "One customer, minute by minute"
    if which == "worst":
        title = f"The least satisfied customer of “{runs[0].plan.baseline.name}”, not a typical one"
    with slide(ax, title, [who, _SCALE], bare=True) as (stage, top):
        place(stage.ax, stage.left, stage.bottom, stage.right, stage.top)
        _panels(stage, [run.plan.baseline.name for run in runs], found, lanes, top - 0.1)
    return stage.ax


_SCALE = "A longer bar took longer, but on a logarithmic scale: the minutes, hours and days are written at the bars."


def _identified(run: Journeys, which: int | str) -> str:
    """Return the id of a contact given by row, by id or as `worst`."""
    if which == "worst":
        return worst_contact(run)
    if isinstance(which, str):
        return which
    ids = run.contacts["contact"]
    if not 0 <= which < len(ids):
        raise KeyError(f"there is no row {which}; rows go from 0 to {len(ids) - 1}")
    return str(ids.iloc[which])


def _told(run: Journeys, wanted: str, *, must: bool) -> Told:
    """Return the spells of an issue and its story; nothing where it does not arise."""
    try:
        return spells(run, wanted), story(run, wanted)
    except KeyError:
        if must:
            raise
        return [], ["", "This issue does not arise."]


def _panels(stage: Stage, names: list[str], found: list[Told], lanes: list[str], top: float) -> None:
    """Draw a panel for each run below a height, all on the same scale."""
    longest = max(sum(map(_length, told[0])) for told in found)
    each = (top - stage.bottom) / len(found)
    margin = max(width_of(_LANES[where][0], stage.size) for where in lanes) + 0.2
    for number, (name, (its, words)) in enumerate(zip(names, found, strict=True)):
        upper = top - number * each
        text = balanced(f"{name}: {words[-1].replace(': ', ', ', 1)}", stage.right - stage.left, stage.size, "bold")
        edge = upper - 0.15 - height_of(text, stage.size)
        lower = upper - each + height_of("x", stage.size) + 0.12
        panel = add_panel(stage, stage.left + margin, lower, stage.right, edge)
        _draw(panel, its, lanes, longest, stage)
        write(panel, stage.left, upper - 0.1, text, stage.size, va="top", weight="bold", gid="panel title")


def _length(spell: Spell) -> float:
    """Return how long a spell is drawn."""
    return math.log1p((spell.end - spell.start) / MINUTE) + 0.15


def _draw(ax: Axes, its: Sequence[Spell], lanes: list[str], longest: float, stage: Stage) -> None:
    """Draw the spells of one run in their lanes, with durations, and the time at which each call begins."""
    ax.set_xlim(0, 1.12 * longest)
    ax.set_ylim(len(lanes) - 0.5, -0.5)
    ax.set_xticks([])
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_yticks(range(len(lanes)), [_LANES[where][0] for where in lanes] if its else [""] * len(lanes))
    ax.tick_params(axis="y", length=0, labelsize=stage.size)
    ax.hlines(range(len(lanes)) if its else [], 0, 1.12 * longest, color="#E4E4E4", linewidth=0.8, zorder=1)
    at, places = 0.0, []
    for number, spell in enumerate(its):
        lane = lanes.index(spell.where)
        (bar,) = ax.barh(lane, _length(spell), 0.62, at, color=_LANES[spell.where][1], zorder=3)
        bar.set(gid="spell", label=f"{spell.where}: {_duration(spell)}")
        places.append((at, lane, spell))
        if number and spell.where != "away":
            before = lanes.index(its[number - 1].where)
            ax.vlines(at, min(lane, before), max(lane, before), color=FAINT, linewidth=1, zorder=2)
        at += _length(spell)
    _write_durations(ax, places, stage.size)
    _write_starts(ax, places, stage.size)


def _duration(spell: Spell) -> str:
    """Return how long a spell took, in words."""
    minutes = (spell.end - spell.start) / MINUTE
    if minutes < 1:
        return f"{60 * minutes:.0f} s"
    if minutes < 100:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 48 * 60 else f"{minutes / 1440:.1f} days"


def _inches(ax: Axes) -> float:
    """Return inches per unit of x."""
    low, high = ax.get_xlim()
    return float(ax.get_window_extent().width / root(ax).dpi / (high - low))


def _write_durations(ax: Axes, places: list[tuple[float, int, Spell]], size: float) -> None:
    """Write durations into the bars, else behind them, the longest first, as far as each lane has room."""
    per, taken = _inches(ax), [(lane, at, at + _length(spell)) for at, lane, spell in places]
    for at, lane, spell in sorted(places, key=lambda each: each[2].start - each[2].end):
        wide, end = (width_of(_duration(spell), size) + 0.16) / per, at + _length(spell)
        inside = wide <= end - at
        behind = end + wide < ax.get_xlim()[1] and not any(
            lane == other and end < high - 1e-9 and low < end + wide for other, low, high in taken
        )
        if not inside and behind:
            taken.append((lane, end, end + wide))
        if inside or behind:
            dark = inside and spell.where in ("agent", "manager", "lane")
            x = (at if inside else end) + 0.06 / per
            text = ax.text(x, lane, _duration(spell), fontsize=size, va="center", zorder=4, parse_math=False)
            text.set(gid="duration", color="white" if dark else INK, weight="bold" if dark else "normal")


def _write_starts(ax: Axes, places: list[tuple[float, int, Spell]], size: float) -> None:
    """Write below the lanes when calls begin, as far as there is room."""
    per, free = _inches(ax), -1.0
    lowest = ax.get_ylim()[0]
    for number, (at, _, spell) in enumerate(places):
        begins = not number or places[number - 1][2].where == "away"
        words = f"calls {describe(spell.start)[:-3]}"
        wide = width_of(words, size) / per
        if begins and at >= free and at + wide <= ax.get_xlim()[1]:
            text = ax.text(at, lowest, words, fontsize=size, va="top", color=FAINT, gid="call")
            text.set_parse_math(False)
            free = at + wide + 0.15 / per
