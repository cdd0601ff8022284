"""A plan as the flat tuples of numbers that decisions read: one set for each stretch of time."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.behavior import learning
from sim.behavior.parameters import (
    COACH,
    GRANT,
    INVESTIGATE,
    RETURN,
    HandlingRules,
    Rules,
    TeamRules,
    TypeRules,
)
from sim.clock import SECOND
from sim.demand.natures import CENTS
from sim.demand.quantile_tables import QuantileTable, table_of
from sim.demand.shares import containment_factor, demand_factor
from sim.engines.crews import handling_rules, team_rules
from sim.engines.decided import believed_owed, decided, sessions
from sim.engines.measured import by_event, places_of
from sim.engines.routes import Floor, Route, floors_of, routes_of
from sim.engines.transfers import place_of, redials
from sim.journeys.records import Reason
from sim.scenario.incentives import BonusPool
from sim.scenario.issues import IssueType
from sim.scenario.plan import Plan
from sim.scenario.routing import RisingPriority, route_of
from sim.scenario.scenario import Scenario

POLICY = {"investigate": INVESTIGATE, "grant": GRANT, "coach": COACH, "return": RETURN}
CUT_TICKS = 5 * SECOND
"""How long a contact lasts that is cut short."""
_AUTHORITY, _CHOSEN, _FAILED = int(Reason.AUTHORITY), int(Reason.CHOSEN), int(Reason.FAILED)


class Delays(NamedTuple):
    """The quantile tables of durations that start inside the center."""

    self_service: QuantileTable
    investigate: QuantileTable
    grant: QuantileTable
    coach: QuantileTable
    return_: QuantileTable
    lane: QuantileTable
    give_up: QuantileTable | None
    comes_back: QuantileTable
    cut_return: QuantileTable
    tries_another: QuantileTable


class Moment(NamedTuple):
    """What holds for a contact at a moment: in the center, for its type, its team and both: `heard` and `how`."""

    rules: Rules
    its: TypeRules
    ours: TeamRules
    delays: Delays
    own_goal_after: QuantileTable
    redial_after: QuantileTable
    heard: Any
    how: HandlingRules


@dataclass(frozen=True)
class Segment:
    """A stretch of time in which nothing changes from outside."""

    start_tick: int
    rules: Rules
    types: tuple[TypeRules, ...]
    teams: tuple[TeamRules, ...]
    delays: Delays
    own_goal_after: tuple[QuantileTable, ...]
    redial_after: tuple[QuantileTable, ...]
    announced: bool
    mean_remaining_minutes: float
    floors: tuple[Floor, ...]
    handling: tuple[tuple[HandlingRules, ...], ...]


def segments_of(plan: Plan, choices_per_agent_day: float) -> list[Segment]:
    """Return the segments of a plan: at every change of a lever and at both ends of every surge."""
    edges = {epoch.start_tick for epoch in plan.epochs}
    edges |= {tick for surge in plan.surges for tick in (surge.start_tick, surge.end_tick)}
    announcements = {epoch.start_tick for epoch in plan.epochs if epoch.announced}
    routes = {route: place for place, route in enumerate(routes_of(plan))}
    return [
        _segment(plan, tick, choices_per_agent_day, tick in announcements, routes)
        for tick in sorted(edges)
        if tick < plan.horizon_tick
    ]


def _segment(plan: Plan, tick: int, choices_per_agent_day: float, announced: bool, routes: dict[Route, int]) -> Segment:
    scenario = plan.at(tick)
    types = tuple(
        _type_rules(plan, scenario, name, tick, routes[Route(place, route_of(scenario, name))])
        for place, name in enumerate(scenario.issues)
    )
    rules = rules_of(scenario, plan.baseline, choices_per_agent_day)
    first_item, last_item = places_of(plan, scenario.incentives)
    rules = rules._replace(first_item=first_item, last_item=last_item)
    issues, customers = scenario.issues.values(), scenario.customers
    own_goal_after = tuple(table_of(issue.own_goals.delay) for issue in issues)
    redial_after = tuple(table_of(issue.redial.after or customers.redial_after) for issue in issues)
    mean = mean_remaining_minutes(scenario)
    crews, how, floors = team_rules(scenario), handling_rules(scenario), floors_of(scenario)
    after = own_goal_after, redial_after
    return Segment(tick, rules, types, crews, _delays(scenario), *after, announced, mean, floors, how)


def mean_remaining_minutes(scenario: Scenario) -> float:
    """Return the mean handle time after diagnosis over the types with a choice, by volume."""
    total = weight = 0.0
    for issue in scenario.issues.values():
        if not issue.routine:
            volume = issue.per_week or 1e-9
            total += volume * _remaining(scenario, issue)
            weight += volume
    return total / weight if weight else 0.0


def _mean_handle(scenario: Scenario, issue: IssueType) -> float:
    return table_of(issue.handle_time).mean * scenario.empowerment.handle_time_factor


def _mean_wrap_up(scenario: Scenario, issue: IssueType) -> float:
    return table_of(issue.wrap_up).mean * scenario.empowerment.handle_time_factor


def _remaining(scenario: Scenario, issue: IssueType) -> float:
    return (1.0 - issue.diagnosis_share) * max(0.0, _mean_handle(scenario, issue) - _mean_wrap_up(scenario, issue))


def _rising(issue: IssueType) -> RisingPriority:
    """Return a type's priority as one that rises; one number does not."""
    its = issue.priority
    return RisingPriority(base=float(its), most=float(its)) if isinstance(its, int) else its


def _type_rules(plan: Plan, scenario: Scenario, name: str, tick: int, route: int) -> TypeRules:
    issue = scenario.issues[name]
    surprises = [
        surge.ability_cost
        for surge in plan.surges
        if surge.issue == name and surge.times > 1 and surge.start_tick <= tick < surge.end_tick
    ]
    surprise = 0.0 if scenario.briefed_before_surges else max(surprises, default=0.0)
    return TypeRules(
        routine=issue.routine,
        creates=list(scenario.issues).index(issue.creates) if issue.creates else -1,
        own_goal_external=issue.own_goals.external,
        own_goal_misstep=issue.own_goals.misstep,
        **redials(scenario, issue),
        first_target=place_of(plan, issue.transfers),
        diagnosis_share=issue.diagnosis_share,
        mean_remaining_minutes=_remaining(scenario, issue),
        mean_temper=table_of(issue.opening_temper).mean,
        median_ask_cents=table_of(issue.ask).read(0.5) * CENTS,
        authority_cents=scenario.empowerment.limit_of(name) * CENTS,
        believed_owed=believed_owed(issue.owed_share, scenario.behavior.judged_right),
        demand_manager=demand_factor(issue, name) * scenario.empowerment.demand_manager_factor,
        lost=issue.loss == "lost",
        self_service=issue.self_service and not issue.routine,
        surprise=surprise,
        route=route,
        queue_limit=-1 if issue.queue_limit is None else issue.queue_limit,
        **{f"priority_{name}": value for name, value in _rising(issue)},
        mean_handle_minutes=_mean_handle(scenario, issue),
    )


def _delays(scenario: Scenario) -> Delays:
    manager, customers = scenario.manager, scenario.customers
    return Delays(
        self_service=table_of(scenario.empowerment.self_service_time),
        investigate=table_of(manager.investigate_time),
        grant=table_of(manager.grant_time),
        coach=table_of(manager.coach_time),
        return_=table_of(manager.return_time),
        lane=table_of(scenario.leadership_lane.handling),
        give_up=table_of(manager.give_up_after) if manager.give_up_after is not None else None,
        comes_back=table_of(customers.comes_back_after),
        cut_return=table_of(customers.cut_return_after),
        tries_another=table_of(customers.tries_another_after),
    )


def rules_of(scenario: Scenario, baseline: Scenario, choices_per_agent_day: float) -> Rules:
    """Return a scenario's levers and traits as one flat tuple of numbers.

    What has the same name there is read; all else, and what is read otherwise, is stated here.
    """
    power, pay, people = scenario.empowerment, scenario.incentives, scenario.behavior
    manager, lane, pool = scenario.manager, scenario.leadership_lane, pay.bonus_pool
    weights = scenario.customers.satisfaction
    warm, expected = power.transfer == "warm", weights.expected_generosity
    own: dict[str, Any] = {
        "assist_gain": power.assist.gain,
        "assist_up_to": power.assist.up_to,
        "containment": containment_factor(scenario),
        "warm": warm,
        "held_until_finished": power.warm_until == "finished",
        "resolution_bonus_cents": pay.resolution_bonus * CENTS,
        "bonus_from_pool": pay.resolution_bonus_from == "pool" and pool is not None,
        "has_pool": pool is not None,
        **by_event(scenario),
        **_of_pool(pool),
        **decided(scenario),
        **sessions(manager.coaching),
        "fixed_choice": people.choice == "fixed",
        "money_unit_cents": people.money_unit * CENTS,
        "habit_rate": learning.rate_per_event(people.habit_half_life, choices_per_agent_day),
        "ownership_rate": learning.rate_per_event(people.ownership_half_life, choices_per_agent_day),
        "base_engagement": _mean_engagement(baseline),
        "manager_policy": POLICY[manager.policy],
        "lane_open": lane.open,
        "satisfied_transfer": weights.transfer_warm if warm else weights.transfer_cold,
        "compensation": weights.compensation,
        "overcompensation": weights.overcompensation,
        **_turning_away(scenario),
        "expected_generosity": baseline.empowerment.generosity if expected is None else expected,
    }
    named = [("", part) for part in (power, pay, people, scenario.customers, manager, lane)]
    read = {
        f"{before}{name}": getattr(part, name)
        for before, part in [*named, ("satisfied_", weights)]
        for name in type(part).model_fields
        if f"{before}{name}" in Rules._fields
    }
    return Rules(**read | own)


def _turning_away(scenario: Scenario) -> dict[str, Any]:
    """Return how many lines there are, -1 without an end, and who balks at a quoted wait."""
    lines, balking = scenario.calendar.lines, scenario.customers.balking
    return {
        "lines": -1 if lines is None else lines,
        "balk_above": balking.quoted_above if balking else 0.0,
        "balk_share": balking.share if balking else 0.0,
        "balk_by_position": balking is not None and balking.quote == "position",
    }


def _of_pool(pool: BonusPool | None) -> dict[str, Any]:
    """Return what is charged to the pool, and whether it may be empty."""
    return {
        "charge_share": pool.charge_share if pool else 0.0,
        "agent_charge_share": pool.agent_charge_share if pool else 0.0,
        "giving_charged_to_own": pool is not None and pool.agent_charge_from == "own",
        "absorb": pool is not None and pool.deficit == "absorb",
    }


class Kept(NamedTuple):
    """What a day without renewal leaves of a charge, of engagement above its floor, of skill gained,
    of praise, and of what is known of insisting."""

    charge_kept: float
    engagement_kept: float
    skill_kept: float
    praise_kept: float
    heard_kept: float


def kept_of(scenario: Scenario) -> Kept:
    """Return what a day leaves, from half-lives in days."""
    people, fades = scenario.behavior, scenario.customers.fade_half_life
    praised = scenario.incentives.recognition
    halves = (
        people.charge_half_life,
        people.engagement_half_life,
        people.forgetting_half_life,
        praised.half_life,
        fades,
    )
    return Kept(*(2.0 ** (-1.0 / half) if half else 1.0 for half in halves))


def _mean_engagement(baseline: Scenario) -> float:
    teams = baseline.teams.values()
    return sum(team.engagement for team in teams) / len(teams)


def approach(policy: int, reason: int, second: bool) -> int:
    """Return what the manager does with a matter under a policy.

    What comes back a second time, and what no agent may or should solve, is the manager's own.
    """
    if policy == COACH and (second or reason not in (_AUTHORITY, _CHOSEN, _FAILED)):
        return INVESTIGATE
    if policy == RETURN and (second or reason != _CHOSEN):
        return INVESTIGATE
    return policy
