"""A plan as the flat tuples of numbers that decisions read: one set for each stretch of time."""

import calendar
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.behavior import learning
from sim.behavior.parameters import COACH, GRANT, INVESTIGATE, RETURN, Rules, TeamRules, TypeRules
from sim.clock import SECOND, date_of
from sim.demand.demand import CENTS
from sim.demand.quantile_tables import QuantileTable, table_of
from sim.demand.shares import containment_factor, demand_factor
from sim.journeys.records import Reason
from sim.scenario.behavior import Behavior
from sim.scenario.plan import Plan

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
    redial: QuantileTable
    comes_back: QuantileTable
    cut_return: QuantileTable


class Moment(NamedTuple):
    """What holds for a contact at a moment: in the center, for its type and its team; the last is of its type too."""

    rules: Rules
    its: TypeRules
    ours: TeamRules
    delays: Delays
    own_goal_after: QuantileTable


@dataclass(frozen=True)
class Segment:
    """A stretch of time in which nothing changes from outside."""

    start_tick: int
    rules: Rules
    types: tuple[TypeRules, ...]
    teams: tuple[TeamRules, ...]
    delays: Delays
    own_goal_after: tuple[QuantileTable, ...]
    announced: bool
    mean_remaining_minutes: float


def segments_of(plan: Plan, choices_per_agent_day: float) -> list[Segment]:
    """Return the segments of a plan: at every change of a lever and at both ends of every surge."""
    edges = {epoch.start_tick for epoch in plan.epochs}
    edges |= {tick for surge in plan.surges for tick in (surge.start_tick, surge.end_tick)}
    announcements = {epoch.start_tick for epoch in plan.epochs if epoch.announced}
    return [
        _segment(plan, tick, choices_per_agent_day, tick in announcements)
        for tick in sorted(edges)
        if tick < plan.horizon_tick
    ]


def _segment(plan: Plan, tick: int, choices_per_agent_day: float, announced: bool) -> Segment:
    scenario = plan.at(tick)
    types = tuple(_type_rules(plan, scenario, name, tick) for name in scenario.issues)
    rules = rules_of(scenario, plan.baseline, choices_per_agent_day)
    teams = tuple(
        TeamRules(
            authority_cents=scenario.empowerment.authority * team.authority_factor * CENTS,
            handle_time_factor=team.handle_time_factor,
            shares_pool=team.shares_pool and scenario.incentives.bonus_pool is not None,
        )
        for team in scenario.teams.values()
    )
    own_goal_after = tuple(table_of(issue.own_goals.delay) for issue in scenario.issues.values())
    mean = mean_remaining_minutes(scenario)
    return Segment(tick, rules, types, teams, _delays(scenario), own_goal_after, announced, mean)


def mean_remaining_minutes(scenario: Any) -> float:
    """Return the mean handle time after diagnosis over the types with a choice, by volume."""
    total = weight = 0.0
    for issue in scenario.issues.values():
        if not issue.routine:
            volume = issue.per_week or 1e-9
            total += volume * _remaining(scenario, issue)
            weight += volume
    return total / weight if weight else 0.0


def _remaining(scenario: Any, issue: Any) -> float:
    mean = table_of(issue.handle_time).mean * scenario.empowerment.handle_time_factor
    return (1.0 - issue.diagnosis_share) * mean


def _type_rules(plan: Plan, scenario: Any, name: str, tick: int) -> TypeRules:
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
        diagnosis_share=issue.diagnosis_share,
        mean_remaining_minutes=_remaining(scenario, issue),
        mean_temper=table_of(issue.opening_temper).mean,
        demand_manager=demand_factor(issue, name) * scenario.empowerment.demand_manager_factor,
        lost=issue.loss == "lost",
        self_service=issue.self_service and not issue.routine,
        surprise=surprise,
    )


def _delays(scenario: Any) -> Delays:
    manager, customers = scenario.manager, scenario.customers
    return Delays(
        self_service=table_of(scenario.empowerment.self_service_time),
        investigate=table_of(manager.investigate_time),
        grant=table_of(manager.grant_time),
        coach=table_of(manager.coach_time),
        return_=table_of(manager.return_time),
        lane=table_of(scenario.leadership_lane.handling),
        give_up=table_of(manager.give_up_after) if manager.give_up_after is not None else None,
        redial=table_of(customers.redial_after),
        comes_back=table_of(customers.comes_back_after),
        cut_return=table_of(customers.cut_return_after),
    )


def rules_of(scenario: Any, baseline: Any, choices_per_agent_day: float) -> Rules:
    """Return a scenario's levers and traits as one flat tuple of numbers."""
    power, pay, people = scenario.empowerment, scenario.incentives, scenario.behavior
    customers, manager, lane = scenario.customers, scenario.manager, scenario.leadership_lane
    weights, pool = customers.satisfaction, pay.bonus_pool
    warm, expected = power.transfer == "warm", weights.expected_generosity
    return Rules(
        authority_cents=power.authority * CENTS,
        expectation=power.expectation,
        generosity=power.generosity,
        support=power.support,
        assist_gain=power.assist.gain,
        assist_up_to=power.assist.up_to,
        scripting=power.scripting,
        containment=containment_factor(scenario),
        warm=warm,
        held_until_finished=power.warm_until == "finished",
        relief=pay.relief,
        pushback=pay.pushback,
        resolution_bonus_cents=pay.resolution_bonus * CENTS,
        bonus_from_pool=pay.resolution_bonus_from == "pool" and pool is not None,
        has_pool=pool is not None,
        charge_share=pool.charge_share if pool else 0.0,
        agent_charge_share=pool.agent_charge_share if pool else 0.0,
        absorb=pool is not None and pool.deficit == "absorb",
        penalty_weight=pay.penalty_weight,
        peer_pressure=pay.peer_pressure,
        announced=pay.announced,
        charge_known=pay.charge_known,
        time_pressure=pay.time_pressure,
        load_weight=pay.load_weight,
        rating_pressure=pay.rating_pressure,
        fixed_choice=people.choice == "fixed",
        escalation_probability=people.escalation_probability,
        steepness=people.steepness,
        sharpness=people.sharpness,
        money_unit_cents=people.money_unit * CENTS,
        effort=people.effort,
        blame=people.blame,
        pride=people.pride,
        habit_weight=people.habit_weight,
        learning=people.learning,
        habit_rate=learning.rate_per_event(people.habit_half_life, choices_per_agent_day),
        ownership_rate=learning.rate_per_event(people.ownership_half_life, choices_per_agent_day),
        practice=people.practice,
        learnable=people.learnable,
        credibility=people.credibility,
        appease=people.appease,
        strain_step=people.strain_step,
        base_engagement=_mean_engagement(baseline),
        redial_share=customers.redial_share,
        max_redials=customers.max_redials,
        comes_back_share=customers.comes_back_share,
        cut_return_share=customers.cut_return_share,
        max_contacts=customers.max_contacts,
        anger_wait=customers.anger_wait,
        anger_handoff=customers.anger_handoff,
        anger_repeat=customers.anger_repeat,
        anger_failed_attempt=customers.anger_failed_attempt,
        anger_adversarial=customers.anger_adversarial,
        anger_self_service=customers.anger_self_service,
        calming=customers.calming,
        talk_anger=customers.talk_anger,
        manager_anger=customers.manager_anger,
        ask_growth=customers.ask_growth,
        public_above=customers.public_above,
        public_share=customers.public_share,
        manager_policy=POLICY[manager.policy],
        settlement=manager.settlement,
        apology=manager.apology,
        adversarial=manager.adversarial,
        coach_boost=manager.coach_boost,
        coach_gain=manager.coach_gain,
        lane_open=lane.open,
        notice=lane.notice,
        crisis_incident=lane.crisis_incident,
        satisfied_base=weights.base,
        satisfied_repeat=weights.repeat,
        satisfied_transfer=weights.transfer_warm if warm else weights.transfer_cold,
        satisfied_wait=weights.wait,
        satisfied_days=weights.days,
        satisfied_unresolved=weights.unresolved,
        satisfied_anger=weights.anger,
        satisfied_nonmonetary=weights.nonmonetary,
        compensation=weights.compensation,
        overcompensation=weights.overcompensation,
        expected_generosity=baseline.empowerment.generosity if expected is None else expected,
    )


class Kept(NamedTuple):
    """What a day without renewal leaves of a charge, of engagement above its floor, and of skill gained."""

    charge_kept: float
    engagement_kept: float
    skill_kept: float


def kept_of(people: Behavior) -> Kept:
    """Return what a day leaves, from half-lives in days."""
    halves = (people.charge_half_life, people.engagement_half_life, people.forgetting_half_life)
    return Kept(*(2.0 ** (-1.0 / half) if half else 1.0 for half in halves))


def _mean_engagement(baseline: Any) -> float:
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


def funding_of_month(plan: Plan, tick: int, heads: int) -> int:
    """Return the cents with which a pool is funded, for so many agents, in the month that begins at a tick.

    Whole cents for each agent, so that nothing is left over that a later month would pay.
    """
    each = plan.at(tick).incentives.bonus_pool.funding_per_agent * CENTS
    return round(each * _share_of_month(plan, tick)) * heads


def _share_of_month(plan: Plan, tick: int) -> float:
    """Return the share of the month that begins at a tick which the run will see."""
    start = date_of(plan.baseline.calendar.start, tick)
    days = calendar.monthrange(start.year, start.month)[1]
    last = date_of(plan.baseline.calendar.start, plan.horizon_tick)
    return min(days - start.day + 1, (last - start).days) / days
