"""The routes of a plan: each type's steps, as often as they change; a contact keeps the one under which it joined."""

from typing import NamedTuple

from sim.demand.route_draws import chosen
from sim.scenario.plan import Plan
from sim.scenario.routing import RouteStep, route_of
from sim.scenario.scenario import Scenario


class Route(NamedTuple):
    """A type, by its place, and the steps by which its contacts come to teams."""

    type: int
    steps: tuple[RouteStep, ...]

    @property
    def teams(self) -> tuple[int, ...]:
        """The teams that may ever take a contact of this route, in the order in which they come up."""
        steps = (step for step in self.steps if step.share > 0.0)
        return tuple(dict.fromkeys(team for step in steps for team in step.teams))

    def line_of(self, drawn: int) -> tuple[RouteStep, ...]:
        """Return the steps that an issue has, given by bit."""
        return tuple(step for place, step in enumerate(self.steps) if drawn >> place & 1)

    def lines(self) -> list[int]:
        """Return all sets of steps that an issue may have, by bit."""
        found = set()
        for bits in range(1 << len(self.steps)):
            drawn = [bool(bits >> place & 1) for place in range(len(self.steps))]
            may = zip(self.steps, drawn, strict=True)
            if all((step.share > 0.0) if has else (step.share < 1.0) for step, has in may):
                found.add(chosen(self.steps, drawn))
        return sorted(found)


def routes_of(plan: Plan) -> list[Route]:
    """Return the different routes of a plan, in the order of types and of time."""
    scenarios = [epoch.scenario for epoch in plan.epochs]
    every = [Route(t, route_of(each, name)) for t, name in enumerate(plan.baseline.issues) for each in scenarios]
    return list(dict.fromkeys(every))


class Floor(NamedTuple):
    """The types that a team may ever take, and all teams that may take one of these."""

    types: tuple[int, ...]
    teams: tuple[int, ...]


def floors_of(scenario: Scenario) -> tuple[Floor, ...]:
    """Return the floor that each team belongs to."""
    takers = [Route(t, route_of(scenario, name)).teams for t, name in enumerate(scenario.issues)]
    found = []
    for team in range(len(scenario.teams)):
        types = tuple(t for t, teams in enumerate(takers) if team in teams)
        found.append(Floor(types, tuple(sorted({each for t in types for each in takers[t]}))))
    return tuple(found)


def earliest(steps: tuple[RouteStep, ...]) -> dict[int, int]:
    """Return from how many ticks of waiting on each team may take a contact that has these steps."""
    opens: dict[int, int] = {}
    for step in steps:
        for team in step.teams:
            opens[team] = min(step.after, opens.get(team, step.after))
    return opens
