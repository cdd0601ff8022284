"""How long a policy must be held: what stays of it when it is withdrawn."""

from matplotlib.axes import Axes

from sim.experiment.hold import SURELY, TIPPED, Hold
from sim.experiment.tipping import Tip
from sim.present.belief_words import beyond_words
from sim.present.figures.dates import NAN
from sim.present.figures.frame import set_plot, slide
from sim.present.figures.labels import Label, column, write_legend
from sim.present.figures.style import FAINT, INK, Look, Stage, add_panel, height_of, looks
from sim.present.settings import setting_words
from sim.present.tip_words import holds_finding
from sim.scenario.messages import join

Box = tuple[float, float, float, float]
_STAY, _PASSED = "Replications in which the culture stays solving, %", "Choices passed up in the last weeks, %"


def draw_holds(tip: Tip, ax: Axes | None = None) -> Axes:
    """Draw how many replications stay, and what is passed up in the end, against the weeks for which policies held."""
    notes = [
        f"{join(list(tip.policies))}, held and withdrawn; seen for {tip.after} weeks or more after it.",
        f"{tip.scenario.name}; {tip.holds[0].replications} replications, seed {tip.seed}, on the same customers."
        f"{beyond_words(tip.scenario)}",
        f"Bars: 95\u00a0% intervals. Dashed: {100 * SURELY:g}\u00a0% of replications, {TIPPED:g}\u00a0% of choices.",
    ]
    with slide(ax, holds_finding(tip), notes, gap=0.12, bare=True) as (stage, top):
        every = looks([_name(hold) for hold in tip.holds])
        found = column(stage, [Label(name, "", look) for name, look in every.items()], top - stage.bottom)
        right, gap = stage.right - found.width, 0.35 * stage.scale
        middle = (stage.left + right) / 2
        for name, left, end in ((_STAY, stage.left, middle - gap / 2), (_PASSED, middle + gap / 2, right)):
            _panel(tip, stage, name, (left, stage.bottom, end, top), list(every.values()))
        write_legend(stage, found, top)
    return stage.ax


def _name(hold: Hold) -> str:
    return f"at {setting_words(hold.setting)}" if hold.setting else "as it is"


def _panel(tip: Tip, stage: Stage, name: str, box: Box, every: list[Look]) -> None:
    """Draw one of the two figures in a box in inches."""
    left, bottom, right, top = box
    ax = add_panel(stage, left, bottom, right, top)
    below = height_of("0\nWeeks", stage.size) + 0.2
    set_plot(stage, ax, (left, bottom + below, right, top), name, widest="100")
    ax.set_xlabel("Weeks held", fontsize=stage.size, color=INK)
    line = 100 * SURELY if name == _STAY else TIPPED
    ax.axhline(line, color=FAINT, linestyle=(0, (4, 2)), linewidth=1.4 * stage.stroke, gid="line")
    for shift, (hold, look) in enumerate(zip(tip.holds, every, strict=True)):
        if name == _STAY:
            shares = [hold.share(place) for place in range(len(hold.weeks))]
            values, ends = [100 * share for share, _ in shares], [(100 * low, 100 * high) for _, (low, high) in shares]
        else:
            levels = [hold.late(place) for place in range(len(hold.weeks))]
            values = [level.value if level else NAN for level in levels]
            ends = [(level and level.interval) or (NAN, NAN) for level in levels]
        places = [weeks + 0.25 * shift for weeks in hold.weeks]
        (mean,) = ax.plot(places, values, color=look.color, linestyle=look.dashes, linewidth=1.5 * stage.stroke)
        mean.set(
            marker=look.marker, markersize=6 * stage.stroke, gid="mean", label=_name(hold), zorder=4, clip_on=False
        )
        lows, highs = [low for low, _ in ends], [high for _, high in ends]
        ax.vlines(places, lows, highs, color=look.color, linewidth=1.8 * stage.stroke, gid="band")
        if hold.least is not None:
            ax.axvline(places[hold.least], color=look.color, linewidth=1.2, linestyle=":", gid="least")
    ax.set_ylim(-3, 103)
    ax.set_xlim(-1, None)
