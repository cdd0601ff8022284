"""The way of a contact through a center: its stations, and how many contacts go from one to the next."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.clock import WEEK
from sim.demand.quantile_tables import table_of
from sim.journeys.journeys import Journeys
from sim.journeys.records import Outcome
from sim.scenario.calling_again import mean_transfers
from sim.scenario.hours import most_named
from sim.scenario.issues import IssueType
from sim.scenario.plan import Plan, plan_of
from sim.scenario.scenario import Scenario

KINDS = ("calls", "self-service", "queue", "team", "desk", "end")
"""Kinds of station in the order of a contact's way."""
ENDS = {
    Outcome.SERVED: "Served",
    Outcome.SOLVED: "Solved at the desk",
    Outcome.CONTAINED: "Solved in self-service",
    Outcome.SOLVED_BY_MANAGER: "Closed by the manager",
    Outcome.LANE: "Closed by the lane",
    Outcome.LEFT_UNRESOLVED: "Left unresolved",
    Outcome.REFUSED: "Tries another agent",
    Outcome.CUT_SHORT: "Cut short",
    Outcome.ABANDONED: "Hangs up",
    Outcome.WALKED_AWAY: "Gives up when passed up",
    Outcome.GAVE_UP: "Gives the ticket up",
    Outcome.DROPPED: "Dropped at closing",
    Outcome.BALKED: "Balks at the quoted wait",
    Outcome.BLOCKED: "Hears a busy signal",
    Outcome.OPEN: "Open at the end",
}
"""How ways end, in the order in which a picture has them."""


class Station(NamedTuple):
    """Where a contact is: a kind of `KINDS`, and a name."""

    kind: str
    name: str


class Flow(NamedTuple):
    """Contacts a week that go from one station to the next; None where nothing was run."""

    source: Station
    target: Station
    weekly: float | None


FIRST, CREATED, AGAIN = (
    Station("calls", "First calls"),
    Station("calls", "Follow-up issues"),
    Station("calls", "Calls again"),
)
MENU, QUEUE = Station("self-service", "Self-service"), Station("queue", "Queue")
MANAGER, LANE = Station("desk", "Manager"), Station("desk", "Leadership lane")


def end(outcome: Outcome) -> Station:
    """Return the station at which contacts of an outcome end."""
    return Station("end", ENDS[outcome])


def weeks_of_flows(plan: Plan) -> tuple[int, int]:
    """Return the first and the last week that flows are counted over: from the last change of the center on."""
    weeks, first = plan.horizon_tick // WEEK, -(-plan.epochs[-1].start_tick // WEEK) + 1
    return (first if first <= weeks else 1), weeks


def flows(journeys: Journeys) -> list[Flow]:
    """Return the flows of a run's `weeks_of_flows`; what enters a station between calls and ends also leaves it.

    An end flows on to ``Calls again`` as far as its customers call again.
    """
    plan = journeys.plan
    first_week, last_week = weeks_of_flows(plan)
    rows = journeys.rows[journeys.rows["arrived"] >= (first_week - 1) * WEEK]
    counts: dict[tuple[Station, Station], int] = {}

    def add(source: Station, target: Station, which: Any) -> None:
        counts[source, target] = counts.get((source, target), 0) + int(np.count_nonzero(which))

    _arrive(rows, add)
    for number, name in enumerate(plan.baseline.teams):
        _meet(rows, number, Station("team", name), add)
    returns = np.zeros(len(rows), bool)
    returns[np.isin(rows["row"], rows["parent"][rows["attempt"] > 1])] = True
    for outcome in ENDS:
        add(end(outcome), AGAIN, returns & (rows["outcome"] == outcome))
    weeks = last_week - first_week + 1
    return [Flow(*pair, count / weeks) for pair, count in counts.items() if count]


Add = Callable[[Station, Station, Any], None]


def _arrive(rows: Any, add: Add) -> None:
    """Count the ways up to an agent, or to the end of those who never reach one."""
    first = rows["attempt"] == 1
    queued, answered = rows["queued"] >= 0, rows["answered"] >= 0
    menu = rows["tried_self_service"]
    sources = {FIRST: first & ~rows["own_goal"], CREATED: first & rows["own_goal"], AGAIN: ~first}
    for source, which in sources.items():
        add(source, MENU, which & menu)
        add(source, QUEUE, which & ~menu)
    add(MENU, QUEUE, menu & queued)
    for outcome in ENDS:
        ends = rows["outcome"] == outcome
        add(MENU, end(outcome), ends & menu & ~queued)
        add(QUEUE, end(outcome), ends & ~answered & (queued | ~menu))


def _meet(rows: Any, number: int, team: Station, add: Add) -> None:
    """Count the ways of those who reached a team."""
    mine = (rows["team"] == number) & (rows["answered"] >= 0)
    up, back, again = (mine & (rows[name] >= 0) for name in ("escalated", "returned", "second_escalated"))
    up &= rows["outcome"] != Outcome.WALKED_AWAY
    add(QUEUE, team, mine)
    for desk, here in ((LANE, rows["lane"]), (MANAGER, ~rows["lane"])):
        add(team, desk, up & here)
        add(team, desk, again & here)
        add(desk, team, back & here)
        for outcome in ENDS:
            above = (up & ~back) | again
            add(desk, end(outcome), above & here & (rows["outcome"] == outcome))
    for outcome in ENDS:
        below = mine & ~((up & ~back) | again)
        add(team, end(outcome), below & (rows["outcome"] == outcome))


def ways(scenario: Scenario) -> list[Flow]:
    """Return the ways that a scenario leaves open, without counts."""
    plan = plan_of(scenario)
    open_: list[tuple[Station, Station]] = []
    menu = any(state.empowerment.containment or state.empowerment.containment_share for state in _states(plan))
    door = MENU if menu else QUEUE
    open_.append((FIRST, door))
    if any(issue.creates and _created(issue) for issue in scenario.issues.values()):
        open_.append((CREATED, door))
    if menu:
        open_ += [(MENU, QUEUE), (MENU, end(Outcome.CONTAINED))]
    open_.append((QUEUE, end(Outcome.ABANDONED)))
    for name in scenario.teams:
        open_ += _team_ways(plan, Station("team", name))
    open_ += _ways_back(plan, {target for _, target in open_})
    return [Flow(*pair, None) for pair in dict.fromkeys(open_)]


def _states(plan: Plan) -> list[Scenario]:
    return [epoch.scenario for epoch in plan.epochs]


def _created(issue: IssueType) -> bool:
    return bool(issue.own_goals.external > 0 or issue.own_goals.misstep > 0)


def _team_ways(plan: Plan, team: Station) -> list[tuple[Station, Station]]:
    """Return the ways to and from a team."""
    base, states = plan.baseline, _states(plan)
    issues = [base.issues[name] for name in base.teams[team.name].handles]
    found = [(QUEUE, team)]
    incentives = [state.incentives for state in states]
    presses = any(its.time_pressure > 0 or its.load_weight > 0 for its in incentives)
    if presses and any(table_of(state.teams[team.name].cut_short).mean > 0 for state in states):
        found.append((team, end(Outcome.CUT_SHORT)))
    if any(issue.routine for issue in issues):
        found.append((team, end(Outcome.SERVED)))
    if all(issue.routine for issue in issues):
        return found
    found.append((team, end(Outcome.SOLVED)))
    if any(most_named(state.manager.count) for state in states):
        found += [(team, MANAGER), (MANAGER, end(Outcome.SOLVED_BY_MANAGER))]
        if any(state.manager.policy in ("coach", "return") for state in states):
            found.append((MANAGER, team))
    if any(state.customers.gives_up_when_passed_up.share > 0 for state in states):
        found.append((team, end(Outcome.WALKED_AWAY)))
    if any(state.leadership_lane.open for state in states):
        found += [(team, LANE), (LANE, end(Outcome.LANE))]
    if any(_leaves(state) for state in states):
        found.append((team, end(Outcome.LEFT_UNRESOLVED)))
    if any(_tries_another(state) for state in states) and any(issue.asks_share > 0 for issue in issues):
        found.append((team, end(Outcome.REFUSED)))
    return found


def _leaves(state: Scenario) -> bool:
    """Whether agents may leave what they failed at."""
    if state.behavior.after_failure == "as_before":
        return state.incentives.time_pressure > 0
    return state.behavior.choice == "rule"


def _tries_another(state: Scenario) -> bool:
    customers = state.customers
    return customers.insists_share > 0 and customers.tries_another_share > 0 and customers.max_contacts > 1


def _ways_back(plan: Plan, reached: set[Station]) -> list[tuple[Station, Station]]:
    """Return who may call again."""
    customers = [state.customers for state in _states(plan)]
    shares = {
        Outcome.CUT_SHORT: "cut_return_share",
        Outcome.LEFT_UNRESOLVED: "comes_back_share",
    }
    if end(Outcome.REFUSED) in reached:
        shares[Outcome.REFUSED] = "tries_another_share"
    back = [
        (end(outcome), AGAIN)
        for outcome, share in shares.items()
        if end(outcome) in reached and any(getattr(each, share) > 0 for each in customers)
    ]
    if any(map(_redials, _states(plan))):
        back.insert(0, (end(Outcome.ABANDONED), AGAIN))
    if any(mean_transfers(state, name) > 0 for state in _states(plan) for name in state.issues):
        back.append((end(Outcome.SERVED), AGAIN))
    return [*back, (AGAIN, QUEUE)] if back else []


def _redials(state: Scenario) -> bool:
    """Whether customers of some type call again when they have hung up."""
    shared = state.customers.redial_share
    return any((shared if its.redial.share is None else its.redial.share) > 0 for its in state.issues.values())
