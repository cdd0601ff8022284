"""Where the stations of a contact's way stand, in inches: a column for each kind, bars as high as what flows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sim.journeys.records import Outcome
from sim.journeys.ways import AGAIN, KINDS, Flow, Station, end
from sim.present.figures.style import Stage, height_of, wrap

_GAP, _BAR = 0.14, 0.16
_THIN = 0.09
"""Inches of a way that was not counted, where there is room."""
_LEAST = 0.028
UPSTAIRS = (end(Outcome.SOLVED_BY_MANAGER), end(Outcome.LANE))
"""Ends that are reached at a desk."""
MOST_TEAMS = 6


@dataclass
class Node:
    """A station, its words, its bar, and how much of each side of the bar is taken."""

    station: Station
    text: str
    beside: bool
    left: float = 0.0
    top: float = 0.0
    height: float = 0.0
    taken: dict[str, float] = field(default_factory=lambda: {"left": 0.0, "right": 0.0})

    @property
    def right(self) -> float:
        """The right edge of the bar."""
        return self.left + _BAR

    def port(self, side: str, thick: float) -> float:
        """Take so much of a side, from the top, and return where it begins."""
        y = self.top - self.taken[side]
        self.taken[side] += thick
        return y


@dataclass(frozen=True)
class Layout:
    """Nodes by station, the flows between them, inches per contact a week, and the size of texts."""

    nodes: dict[Station, Node]
    flows: tuple[Flow, ...]
    unit: float
    size: float

    @property
    def lowest(self) -> float:
        """The lower edge of the lowest bar."""
        return min(node.top - node.height for node in self.nodes.values())

    def next_column(self, node: Node) -> float:
        """Return where the column to the right of a node begins."""
        return min((other.left for other in self.nodes.values() if other.left > node.right), default=node.right)

    def thickness(self, flow: Flow) -> float:
        """Return how thick a flow is drawn."""
        return min(_THIN, self.unit) if flow.weekly is None else max(_LEAST, flow.weekly * self.unit)


def is_back(flow: Flow) -> bool:
    """Whether a flow goes back from a desk to a team."""
    return not is_loop(flow) and KINDS.index(flow.source.kind) > KINDS.index(flow.target.kind)


def is_loop(flow: Flow) -> bool:
    """Whether a flow is of customers who call again."""
    return flow.target == AGAIN


def folded(flows: Sequence[Flow]) -> tuple[Flow, ...]:
    """Return flows with the smaller teams joined where there are too many to draw."""
    teams: dict[Station, float] = {}
    for flow in flows:
        if flow.target.kind == "team" and not is_back(flow):
            teams[flow.target] = teams.get(flow.target, 0.0) + (flow.weekly or 0.0)
    if len(teams) <= MOST_TEAMS:
        return tuple(flows)
    largest = sorted(teams, key=lambda team: -teams[team])[: MOST_TEAMS - 1]
    others = Station("team", f"{len(teams) - len(largest)} other teams")
    joined: dict[tuple[Station, Station], float | None] = {}
    for flow in flows:
        pair = tuple(others if s in teams and s not in largest else s for s in (flow.source, flow.target))
        source, target = pair
        before = joined.get((source, target), 0.0)
        joined[source, target] = None if flow.weekly is None else (before or 0.0) + flow.weekly
    return tuple(Flow(*pair, weekly) for pair, weekly in joined.items())


def laid_out(
    stage: Stage, flows: Sequence[Flow], words: Callable[[Station], str], top: float, order: Sequence[Station]
) -> Layout:
    """Place the stations of flows between a top and the stage's bottom; texts shrink until all have room."""
    flows = folded(flows)
    if not flows:  # nobody calls
        return Layout({}, flows, 1.0, stage.size)
    stations = sorted({s for f in flows for s in (f.source, f.target)}, key=lambda s: _rank(s, order))
    columns = [[s for s in stations if s.kind == kind] for kind in KINDS]
    columns = [column for column in columns if column]
    size, bottom = stage.size, stage.bottom + 0.75 * stage.scale
    while True:
        found = _columns(stage, columns, words, size)
        rooms = [top - bottom - _words_height(column, size) for column in found]
        if min(rooms) > 0.3 * (top - bottom) or size < 5:
            break
        size *= 0.94
    unit = min(max(room, 0.1) / (_total(column, flows) or 1.0) for room, column in zip(rooms, found, strict=True))
    layout = Layout({node.station: node for column in found for node in column}, flows, unit, size)
    for column in found:
        _stack(column, layout, top, bottom)
    return layout


def _rank(station: Station, order: Sequence[Station]) -> tuple[int, int]:
    return KINDS.index(station.kind), order.index(station) if station in order else len(order)


def _columns(
    stage: Stage, columns: list[list[Station]], words: Callable[[Station], str], size: float
) -> list[list[Node]]:
    """Return the nodes of each column with their words wrapped; ends have theirs to the right of their bars."""
    last = 2.75 * stage.scale
    step = (stage.right - stage.left - last - _BAR) / max(1, len(columns) - 1)
    found = []
    for number, column in enumerate(columns):
        beside = column[0].kind == "end"
        width = last - 0.1 if beside else min(step - 0.3, 2.3 * stage.scale)
        found.append(
            [Node(s, wrap_lines(words(s), width, size), beside, left=stage.left + number * step) for s in column]
        )
    return found


def wrap_lines(text: str, width: float, size: float) -> str:
    """Wrap each line of a text."""
    return "\n".join(wrap(line, width, size) for line in text.split("\n"))


def _words_height(column: list[Node], size: float) -> float:
    """Return the height that words and gaps of a column take at most."""
    above = height_of("\n", size) + 2 * _GAP if column[0].beside else 0.0
    return above + sum(height_of(node.text, size) + (0.05 if node.beside else _GAP) for node in column)


def _amount(station: Station, flows: Sequence[Flow]) -> float:
    """Return what flows along the fuller side of a station, in contacts a week or in ways."""
    sides = {"left": 0.0, "right": 0.0}
    for flow in flows:
        if not is_loop(flow):
            weekly = 1.0 if flow.weekly is None else flow.weekly
            sides["left" if is_back(flow) else "right"] += weekly * (flow.source == station)
            sides["right" if is_back(flow) else "left"] += weekly * (flow.target == station)
    return max(sides.values())


def _total(column: list[Node], flows: Sequence[Flow]) -> float:
    return sum(_amount(node.station, flows) for node in column)


def _stack(column: list[Node], layout: Layout, top: float, bottom: float) -> None:
    """Place the bars of a column one below the other, spread over the height."""
    size = layout.size
    for node in column:
        sides = {"left": 0.0, "right": 0.0}
        for flow in layout.flows:
            if not is_loop(flow):
                back = is_back(flow)
                sides["left" if back else "right"] += layout.thickness(flow) * (flow.source == node.station)
                sides["right" if back else "left"] += layout.thickness(flow) * (flow.target == node.station)
        node.height = max(_LEAST, *sides.values())
    beside = column[0].beside
    words = [height_of(node.text, size) for node in column]
    slots = [max(node.height, high) if beside else node.height + high for node, high in zip(column, words, strict=True)]
    y = top - height_of("\n", size) if beside else top
    below = min((node.top - node.height for node in layout.nodes.values() if node.station.kind == "desk"), default=y)
    for number, (node, high, slot) in enumerate(zip(column, words, slots, strict=True)):
        rest = sum(slots[number:]) + 0.02 * len(slots[number:])
        if beside and node.station not in UPSTAIRS:
            y = max(min(y, below - 0.1), bottom + rest)
        spare = 0.02 + (y - bottom - rest) / len(slots[number:])
        node.top = y - (slot - node.height) / 2 if beside else y - high
        y -= slot + max(0.02, min(spare, 1.3 if layout.flows[0].weekly is None else 0.4 if beside else 1.0))
