"""The way of a contact through a center, with what flows along it as widths after a run."""

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from sim.journeys import Journeys
from sim.journeys.records import Outcome
from sim.journeys.ways import (
    AGAIN,
    CREATED,
    FIRST,
    LANE,
    MANAGER,
    MENU,
    Flow,
    Station,
    end,
    flows,
    ways,
    weeks_of_flows,
)
from sim.present.figures.frame import slide
from sim.present.figures.style import INK, Stage, place, write
from sim.present.figures.way_layout import UPSTAIRS, Layout, Node, is_back, is_loop, laid_out
from sim.present.numerals import amount
from sim.present.settings import agents_words, heads_words
from sim.scenario import Scenario

_GOOD = {end(outcome) for outcome in (Outcome.SERVED, Outcome.SOLVED, Outcome.CONTAINED)}
_GONE = (
    Outcome.WALKED_AWAY,
    Outcome.GAVE_UP,
    Outcome.OPEN,
    Outcome.DROPPED,
    Outcome.BLOCKED,
    Outcome.BALKED,
    Outcome.ABANDONED,
    Outcome.CUT_SHORT,
    Outcome.LEFT_UNRESOLVED,
    Outcome.REFUSED,
)
_ENDS = (*UPSTAIRS, *sorted(_GOOD), *map(end, _GONE))
"""In the order of a picture: at the top what the desks upstairs close, at the bottom those who may call again."""
_PLAIN, _SOLVED, _UP, _BACK, _LOST, _AGAIN = "#B4BEC8", "#56B4E9", "#D55E00", "#009E73", "#6E6E6E", "#CC79A7"
_ARROW = 0.16
"""Inches: the least length of the head of what is handed back."""
_POLICIES = {"investigate": "investigates", "grant": "grants", "coach": "coaches", "return": "gives back"}


def way(scenario: Scenario, run: Journeys | None = None, ax: Axes | None = None) -> Axes:
    """Draw the way of a contact through a center.

    Parameters
    ----------
    scenario : Scenario
        The center.
    run : Journeys, optional
        A run of it, whose flows are drawn as widths; without one the ways are drawn.
    ax : Axes, optional
        Where to draw; a new 16:9 slide by default.
    """
    counted = ways(scenario) if run is None else flows(run)
    with slide(ax, _title(scenario, run, counted), _notes(run, counted)) as (stage, top):
        order = [FIRST, CREATED, AGAIN, *(Station("team", name) for name in scenario.teams), MANAGER, LANE, *_ENDS]
        layout = laid_out(stage, counted, lambda station: _words(scenario, run, counted, station), top - 0.25, order)
        _clear(stage)
        for band in _bands(layout):
            stage.ax.add_patch(band)
        _draw_loop(stage, layout)
        for node in layout.nodes.values():
            _draw_node(stage, node, layout.size)
    return stage.ax


def _title(scenario: Scenario, run: Journeys | None, counted: Sequence[Flow]) -> str:
    if run is None:
        return f"{scenario.name}: the way of a contact"
    up = sum(flow.weekly or 0.0 for flow in counted if flow.target.kind == "desk")
    calls = sum(flow.weekly or 0.0 for flow in counted if flow.source.kind == "calls")
    return f"{scenario.name}: {amount(up, 1)} of {amount(calls, 0)} contacts a week are passed up"


def _notes(run: Journeys | None, counted: Sequence[Flow]) -> list[str]:
    back = "Green: handed back. " if any(map(is_back, counted)) else ""
    colors = f"Orange: passed up. {back}Light blue: solved below. Dark gray: lost. Pink: calls again."
    if run is None:
        return [colors, "Before any run: every way is drawn alike."]
    first, last = weeks_of_flows(run.plan)
    weeks = f"mean of weeks {first} to {last} of one run (seed {run.seed}, replication {run.replication})"
    return [colors, f"Widths: contacts a week, {weeks}."]


def _words(scenario: Scenario, run: Journeys | None, counted: Sequence[Flow], station: Station) -> str:
    """Return what stands beside a station: its name, and a figure."""
    if run is None:
        return f"{station.name}\n{_fact(scenario, station)}".rstrip()
    into = sum(flow.weekly or 0.0 for flow in counted if flow.target == station)
    out = sum(flow.weekly or 0.0 for flow in counted if flow.source == station)
    if station.kind != "end":
        back = sum(flow.weekly or 0.0 for flow in counted if flow.source == station and is_back(flow))
        handed = f"\n{amount(back, 1)} handed back" if back else ""
        return f"{station.name}\n{amount(out if station.kind == 'calls' else into, 1)} a week{handed}"
    again = f" ({amount(out, 1)} call again)" if out else ""
    return f"{station.name}: {amount(into, 1)}{again}"


def _fact(scenario: Scenario, station: Station) -> str:
    if station == FIRST:
        return f"{amount(sum(issue.per_week for issue in scenario.issues.values()), 0)} a week"
    if station == MENU and scenario.empowerment.containment_share is not None:
        return f"solves {100 * scenario.empowerment.containment_share:.0f} %"
    if station == MENU and scenario.empowerment.containment:
        return f"solves up to {100 * scenario.empowerment.containment:.0f} %"
    if station == MANAGER:
        many = "" if scenario.manager.count == 1 else f"{heads_words(scenario.manager.count, 'manager')}, "
        return many + _POLICIES[scenario.manager.policy]
    if station.kind == "team" and station.name in scenario.teams:
        return agents_words(scenario.teams[station.name])
    return ""


def _clear(stage: Stage) -> None:
    """Make the Axes count in inches from the figure's lower left."""
    ax = stage.ax
    place(ax, stage.left, stage.bottom, stage.right, stage.top)
    ax.set_xlim(stage.left, stage.right)
    ax.set_ylim(stage.bottom, stage.top)
    ax.set_axis_off()


def _color(flow: Flow) -> str:
    if is_loop(flow):
        return _AGAIN
    if is_back(flow):
        return _BACK
    if flow.target.kind == "desk" or flow.target in UPSTAIRS:
        return _UP
    if flow.target in _GOOD:
        return _SOLVED
    return _LOST if flow.target.kind == "end" else _PLAIN


def _bands(layout: Layout) -> Iterator[Patch]:
    """Yield a band for each flow between two bars, each at its place on them, with a head where it goes back."""
    between = [flow for flow in layout.flows if not is_loop(flow)]
    between.sort(key=lambda flow: (-layout.nodes[flow.source].top, -layout.nodes[flow.target].top))
    starts = {flow: _port(layout, flow, flow.source, True) for flow in between}
    ends = {flow: _port(layout, flow, flow.target, False) for flow in between}
    for flow in between:
        (x0, y0), (x1, y1), thick = starts[flow], ends[flow], layout.thickness(flow)
        bend = x1 if is_back(flow) else layout.next_column(layout.nodes[flow.source])
        band = PathPatch(_ribbon((x0, y0), (bend, y1), x1, thick), facecolor=_color(flow), linewidth=0, alpha=0.75)
        weekly = "" if flow.weekly is None else f": {flow.weekly:.6g} a week"
        band.set(gid="flow", label=f"{flow.source.name} to {flow.target.name}{weekly}", zorder=2)
        yield band
        if is_back(flow):
            size, y = max(thick, _ARROW), y1 - thick / 2
            corners = [(x1, y), (x1 + size, y + size / 2), (x1 + size, y - size / 2)]
            head = Polygon(corners, facecolor=_BACK, linewidth=0, zorder=3)
            head.set_gid("handed back")
            yield head


def _port(layout: Layout, flow: Flow, station: Station, leaves: bool) -> tuple[float, float]:
    """Take the place of a flow at one of its ends."""
    node = layout.nodes[station]
    side = "right" if leaves != is_back(flow) else "left"
    return (node.right if side == "right" else node.left), node.port(side, layout.thickness(flow))


def _ribbon(begin: tuple[float, float], bend: tuple[float, float], x1: float, thick: float) -> Path:
    """Return a band whose upper edge goes from a point to another, level at both, and straight on to x1."""
    (x0, y0), (x, y) = begin, bend
    middle = (x0 + x) / 2
    points = [(x0, y0), (middle, y0), (middle, y), (x, y), (x1, y), (x1, y - thick), (x, y - thick)]
    points += [(middle, y - thick), (middle, y0 - thick), (x0, y0 - thick), (x0, y0)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, *[Path.LINETO] * 3, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path(points, codes)


def _draw_loop(stage: Stage, layout: Layout) -> None:
    """Draw those who call again as one band, from below the ends along the bottom to where calls begin."""
    again = [flow for flow in layout.flows if is_loop(flow)]
    if not again or AGAIN not in layout.nodes:
        return
    total = None if again[0].weekly is None else sum(flow.weekly or 0.0 for flow in again)
    thick = min(0.3 * stage.scale, layout.thickness(Flow(AGAIN, AGAIN, total)))
    start = min((layout.nodes[flow.source] for flow in again), key=lambda node: node.top)
    goal = layout.nodes[AGAIN]
    _join(stage, [layout.nodes[flow.source] for flow in again])
    x0, x1 = start.left + 0.08, goal.left + 0.08
    y, corner = max(stage.bottom + 0.15, layout.lowest - 0.55 * stage.scale), 0.25 * stage.scale
    points = [(x0, start.top - start.height), (x0, y + corner), (x0, y), (x0 - corner, y), (x1 + corner, y), (x1, y)]
    points += [(x1, y + corner), (x1, goal.top - goal.height)]
    codes = [Path.MOVETO, Path.LINETO, Path.CURVE3, Path.CURVE3, Path.LINETO, Path.CURVE3, Path.CURVE3, Path.LINETO]
    band = PathPatch(Path(points, codes), fill=False, edgecolor=_AGAIN, linewidth=72 * thick, capstyle="butt")
    weekly = "" if total is None else f": {total:.6g} a week"
    band.set(gid="flow", label=f"calls again{weekly}", zorder=1, joinstyle="round")
    stage.ax.add_patch(band)


def _join(stage: Stage, nodes: list[Node]) -> None:
    """Join the ends whose customers call again by a line beside their bars, with a dot at each."""
    x, heights = nodes[0].right + 0.035, [node.top - node.height / 2 for node in nodes]
    if len(nodes) > 1:
        (line,) = stage.ax.plot([x] * len(nodes), heights, color=_AGAIN, linewidth=2 * stage.stroke, marker="o")
        line.set(gid="calls again", markersize=4 * stage.stroke, zorder=3)


def _draw_node(stage: Stage, node: Node, size: float) -> None:
    corner = (node.left, node.top - node.height)
    bar = Rectangle(corner, node.right - node.left, node.height, facecolor=INK, linewidth=0, zorder=4)
    bar.set(gid="station", label=node.station.name)
    stage.ax.add_patch(bar)
    x, y = (node.right + 0.08, node.top - node.height / 2) if node.beside else (node.left, node.top + 0.03)
    halo = [withStroke(linewidth=3, foreground="white")]
    text = write(stage.ax, x, y, node.text, size, va="center" if node.beside else "bottom", path_effects=halo)
    text.set(gid=f"label of {node.station.name}", zorder=5)
