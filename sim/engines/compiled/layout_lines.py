"""Who may take whom, as flat arrays: routes, the ranks in which contacts wait, what each team may take from when on."""

from typing import TYPE_CHECKING, Any

from sim.demand.route_draws import step_word
from sim.engines.compiled import shapes
from sim.engines.compiled.shapes import array_of
from sim.engines.routes import Floor, earliest, routes_of
from sim.engines.rules import Segment

if TYPE_CHECKING:
    from sim.engines.compiled.layout import Layout


def lay_lines(made: "Layout", segments: list[Segment]) -> None:
    """Lay out the routes of a plan, the ranks in which its contacts may wait, and the floors of its teams."""
    rows: dict[str, list[Any]] = {
        name: []
        for name in (
            *("routes", "route_steps", "route_teams", "rank_of_drawn", "ranks"),
            *("steps", "step_teams", "takers", "floors", "floor_members"),
        )
    }
    for route in routes_of(made.plan):
        steps, teams = route.steps, route.teams
        of_drawn = [-1] * (1 << len(steps))
        counts = (len(steps), len(rows["route_steps"]), len(rows["rank_of_drawn"]), len(teams))
        is_drawn = any(step.share < 1.0 or step.only for step in steps)
        rows["routes"].append((*counts, len(rows["route_teams"]), -1 if is_drawn else len(of_drawn) - 1))
        rows["route_steps"] += [(step_word(step), step.share, step.only) for step in steps]
        rows["route_teams"] += [(team,) for team in teams]
        for drawn in route.lines():
            of_drawn[drawn] = len(rows["ranks"])
            opens = earliest(route.line_of(drawn))
            places = [place for place in range(len(steps)) if drawn >> place & 1]
            rows["ranks"].append((len(places), len(rows["steps"]), len(opens), len(rows["takers"])))
            rows["takers"] += list(opens.items())
            for place in places:
                step = steps[place]
                rows["steps"].append((place, step.after, len(step.teams), len(rows["step_teams"])))
                rows["step_teams"] += [(team,) for team in step.teams]
        rows["rank_of_drawn"] += [(rank,) for rank in of_drawn]
    _lay_floors(rows, segments)
    made.arrays |= {name: array_of(shapes.ARRAYS[name], its) for name, its in rows.items()}
    made.scalars["n_ranks"] = len(rows["ranks"])
    _lay_mays(made, rows)


def _lay_floors(rows: dict[str, list[Any]], segments: list[Segment]) -> None:
    known: dict[Floor, int] = {}
    for floor in (floor for segment in segments for floor in segment.floors):
        if floor not in known:
            known[floor] = len(rows["floor_members"])
            rows["floor_members"] += [(member,) for member in (*floor.types, *floor.teams)]
        rows["floors"].append((known[floor], len(floor.types), len(floor.teams)))


def _lay_mays(made: "Layout", rows: dict[str, list[Any]]) -> None:
    """Lay out from which ranks each team may ever take, and after how much waiting."""
    of_team: list[list[tuple[int, int]]] = [[] for _ in range(made.scalars["n_teams"])]
    for rank, (_, _, takers, first) in enumerate(rows["ranks"]):
        for team, after in rows["takers"][first : first + takers]:
            of_team[team].append((rank, after))
    made.arrays["mays"] = array_of(shapes.MAY, [each for its in of_team for each in its])
    made.mays = of_team
