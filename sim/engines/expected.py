"""What a team has to expect of a center without load: which contacts reach a choice, how many, and over what.

Each issue at its first diagnosis, with the functions that the engines call. Not counted: who hangs up, and what comes
back after a failed attempt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sim.behavior import feeling, service
from sim.behavior.parameters import PASSES_UP, Rules, TypeRules
from sim.demand.natures import CENTS
from sim.demand.quantile_tables import cells_of, table_of
from sim.demand.roster import Roster
from sim.engines.rules import Segment
from sim.scenario.calling_again import with_transfers
from sim.scenario.issues import IssueType
from sim.scenario.organization import Team
from sim.scenario.plan import Plan
from sim.scenario.routing import shares_at_once
from sim.scenario.scenario import Scenario

_NODES = 24
_ASKS = 200
_WEEK = 7


class Stays(NamedTuple):
    """Shares of customers who do not give up at the moment of being passed up: within authority, above it, of all."""

    within: float
    above: float
    of_all: float


ALL_STAY = Stays(1.0, 1.0, 1.0)


class Kind(NamedTuple):
    """The contacts of an issue type that a team diagnoses in a week, and what of them leaves a choice.

    Attributes
    ----------
    name : str
        The type's.
    its : TypeRules
        What holds for the type.
    diagnosed : float
        Contacts diagnosed a week, less what is noticed and goes to the leadership lane.
    asking : float
        Share of these in which the customer insists on a manager.
    reserved : float
        Share of the others that law or risk reserve.
    anger : float
        Mean anger after the diagnosis, waits apart.
    choices : tuple of (float, float)
        Complexity, and choices a week.
    blocked : float
        Share of choices and of asks above authority that are above authority.
    asks_share : float
        Share of the choices in which something is asked.
    asks : tuple of int
        What is asked in them, in cents: equally likely, in rising order.
    limit : float
        The largest ask, in cents, that an agent of the team may grant.
    stays : Stays
        Who goes upstairs when passed up.
    skill : float
        What the skill of the team's agents is higher by with the type.
    """

    name: str
    its: TypeRules
    diagnosed: float
    asking: float
    reserved: float
    anger: float
    choices: tuple[tuple[float, float], ...]
    blocked: float
    asks_share: float
    asks: tuple[int, ...]
    limit: float
    stays: Stays
    skill: float


@dataclass(frozen=True)
class Work:
    """What the teams of a center have to do in a week.

    Attributes
    ----------
    agent_days : tuple of float
        Of each team: the most agents on the floor on a day, over the open days of a week.
    kinds : tuple of tuple of Kind
        Of each team: what it diagnoses.
    ownership : tuple of float
        Of each team's agents.
    """

    agent_days: tuple[float, ...]
    kinds: tuple[tuple[Kind, ...], ...]
    ownership: tuple[float, ...]

    def per_agent_day(self, *teams: int) -> float:
        """Return the choices of an agent of these teams, or of any, on an open day."""
        chosen = teams or range(len(self.kinds))
        choices = sum(number for team in chosen for kind in self.kinds[team] for _, number in kind.choices)
        days = sum(self.agent_days[team] for team in chosen)
        return choices / days if days else 0.0


class Now(NamedTuple):
    """A plan at one time: what holds then, and the first day of the week whose roster counts."""

    plan: Plan
    scenario: Scenario
    rules: Rules
    segment: Segment
    first_day: int


def work_of(now: Now, ownership: tuple[float, ...]) -> Work:
    """Return what the teams have to do in a week, whose agents feel so much ownership."""
    scenario, names = now.scenario, list(now.scenario.issues)
    agent_days = _agent_days(now)
    splits = {name: _split(now, name, agent_days) for name in names}
    volumes = _volumes(now, splits, ownership)
    kinds = tuple(
        tuple(
            _kind(now, index, name, volumes[name] * splits[name][index])
            for name in names
            if splits[name][index] > 0 and not scenario.issues[name].routine
        )
        for index in range(len(scenario.teams))
    )
    return Work(agent_days, kinds, ownership)


def _agent_days(now: Now) -> tuple[float, ...]:
    roster = Roster(now.plan, 0, 0)
    days = range(now.first_day, now.first_day + _WEEK)
    return tuple(sum(roster.agent_days(team, day) for day in days) for team in range(len(now.scenario.teams)))


def _split(now: Now, name: str, agent_days: tuple[float, ...]) -> list[float]:
    """Return the share of a type that each team takes: the vendor what is outsourced, the others by their people.

    What overflows to teams of later steps is left out.
    """
    teams, shares = list(now.scenario.teams), [0.0] * len(agent_days)
    for share, names in shares_at_once(now.scenario, name):
        members = [teams.index(each) for each in names]
        people = sum(agent_days[team] for team in members)
        for team in members:
            shares[team] += share * (agent_days[team] / people if people else 1.0 / len(members))
    return shares


def _volumes(now: Now, splits: dict[str, list[float]], ownership: tuple[float, ...]) -> dict[str, float]:
    """Return the weekly first contacts of each type, with who is handed on to it, and own goals."""
    scenario = now.scenario
    volumes = with_transfers(scenario, {name: issue.per_week for name, issue in scenario.issues.items()})
    handled = dict(volumes)
    for (name, issue), its in zip(scenario.issues.items(), now.segment.types, strict=True):
        if issue.routine and issue.creates:
            nodes = table_of(issue.complexity).spread(_NODES)
            for index, team in enumerate(scenario.teams.values()):
                served = handled[name] * splits[name][index] * _diagnosed(now, team) / _NODES
                for complexity in nodes:
                    chance = service.own_goal(complexity, ownership[index], team.engagement, now.rules, its)
                    volumes[issue.creates] += served * chance
    return volumes


def _diagnosed(now: Now, team: Team) -> float:
    """Return the share of issues that are not cut short, or not again when the customer rings again."""
    rules = now.rules
    cuts = [service.cut_short(each, rules.time_pressure) for each in table_of(team.cut_short).spread(_NODES)]
    cut = sum(cuts) / _NODES
    return sum((cut * rules.cut_return_share) ** before * (1.0 - cut) for before in range(rules.max_contacts))


def _kind(now: Now, index: int, name: str, volume: float) -> Kind:
    place = list(now.scenario.issues).index(name)
    issue, its = now.scenario.issues[name], now.segment.types[place]
    team = list(now.scenario.teams.values())[index]
    rules = now.rules
    rare = issue.opportunity_share + issue.crisis_share
    noticed = rare * service.notices(team.engagement, rules) if rules.lane_open else 0.0
    tries_bot = its.self_service and rules.containment > 0
    anger, asking = anger_and_asking(now, name)
    free = (1.0 - noticed) * (1.0 - asking) * (1.0 - issue.reserved_share)
    limit = its.authority_cents * now.segment.teams[index].authority_factor
    asks, within, stays = _asks(issue, its, limit, rules)
    diagnosed = volume * _diagnosed(now, team)
    share = diagnosed * free * within / _NODES
    nodes = table_of(issue.complexity).spread(_NODES)
    through = [1.0 - service.containment(c, rules) if tries_bot else 1.0 for c in nodes]
    choices = tuple((c, share * part) for c, part in zip(nodes, through, strict=True))
    diagnosed *= (1.0 - noticed) * sum(through) / _NODES
    asks = tuple(ask for ask in asks if ask > 0)
    of_choices = issue.asks_share * len(asks) / _ASKS / within if within else 0.0
    return Kind(
        name,
        its,
        diagnosed,
        asking,
        issue.reserved_share,
        anger,
        choices,
        1.0 - within,
        of_choices,
        asks,
        limit,
        stays,
        now.segment.handling[place][index].skill,
    )


def anger_and_asking(now: Now, name: str) -> tuple[float, float]:
    """Return a type's mean anger after its diagnosis, waits apart, and the share that insists on a manager."""
    its = now.segment.types[list(now.scenario.issues).index(name)]
    rise = now.rules.anger_self_service if its.self_service and now.rules.containment > 0 else 0.0
    anger = feeling.risen(its.mean_temper, rise)
    if its.demand_manager <= 1.0:  # nobody is sure to ask, so that the mean of what is linear is that of the mean
        return anger, service.insists(anger, its)
    tempers, weights = cells_of(table_of(now.scenario.issues[name].opening_temper))
    pairs = zip(tempers.tolist(), weights.tolist(), strict=True)
    return anger, sum(weight * service.insists(feeling.risen(temper, rise), its) for temper, weight in pairs)


def _asks(issue: IssueType, its: TypeRules, limit: float, rules: Rules) -> tuple[tuple[int, ...], float, Stays]:
    """Return the asks that an agent may grant, of `_ASKS`, the share of issues that leave it to the agent, and `Stays`.

    As if a customer had not waited, and called for the first time.
    """
    asks = [int(ask * CENTS + 0.5) for ask in table_of(issue.ask).spread(_ASKS)]
    free = rules.above_authority != PASSES_UP
    within = tuple(ask for ask in asks if free or service.is_within_authority(ask, limit))
    share = 1.0 - issue.asks_share * (1.0 - len(within) / _ASKS)
    if rules.walks_share <= 0.0:
        return within, share, ALL_STAY

    def stay(some: Sequence[int], asking: float) -> float:
        go = [service.walks_away(1, 0.0, ask, its.median_ask_cents, rules) for ask in some]
        usual = service.walks_away(1, 0.0, 0, its.median_ask_cents, rules)
        return 1.0 - asking * sum(go) / max(1, len(go)) - (1.0 - asking) * usual

    of_choices = issue.asks_share * len(within) / _ASKS / share if share else 0.0
    return within, share, Stays(stay(within, of_choices), stay(asks[len(within) :], 1.0), stay(asks, issue.asks_share))
