"""A center as it is understood before anything is simulated: work, hours, who may do what, Erlang, the pool."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.demand.roster import Roster
from sim.engines.upstairs import Upstairs, expected_upstairs
from sim.experiment.half_hours import answered, answered_or_left, slices_of
from sim.experiment.known_gains import known_gains
from sim.scenario import Plan, Scenario, plan_of
from sim.scenario.arrivals import weekly_volume
from sim.scenario.calling_again import with_transfers
from sim.scenario.distributions import Exponential
from sim.scenario.hours import desk_minutes
from sim.scenario.means import mean_of
from sim.scenario.organization import Team
from sim.scenario.promises import service_level_of
from sim.scenario.routing import shares_at_once, steps_of, takers_of

TIGHT, NEARLY_ALL, NEARLY_NONE = 90.0, 98.0, 2.0
"""Work in % of the hours on the floor, and chosen pass-ups in % of choices, from which a line is worth its place."""
_WEEKS_A_MONTH = 365.25 / 12 / 7


@dataclass(frozen=True)
class Erlang:
    """What a planner's formula says of the first calls, before people behave.

    Attributes
    ----------
    why_not : str
        Why it does not apply; empty where it does.
    within : float
        The threshold of the service level, in seconds.
    patient, impatient : float or None
        Answered within it in %: nobody hangs up (Erlang C), and customers do (Erlang A, where patience is
        exponential).
    overfull, slices : int
        Half hours of the week with more work than people, of all in which the center is open.
    """

    why_not: str = ""
    within: float = 0.0
    patient: float | None = None
    impatient: float | None = None
    overfull: int = 0
    slices: int = 0


@dataclass(frozen=True)
class Pool:
    """A bonus pool: what is put into it a month, and what customers ask for, of which it bears at most a share."""

    funding: float
    per_agent: float
    asked: float
    charge_share: float

    @property
    def borne(self) -> float:
        """What the pool would bear a month if all were granted that is asked for."""
        return self.asked * self.charge_share

    @property
    def is_small(self) -> bool:
        """Whether it cannot bear that."""
        return self.borne > self.funding


@dataclass(frozen=True)
class Understood:
    """A center as it is understood before anything is simulated, at its start.

    Attributes
    ----------
    calls : dict of str to float
        First calls a week in opening hours, by issue type.
    work, floor : float
        Contacts times handle time, with those that come back and those that mistakes create, in hours a week; and hours
        of agents on the floor.
    upstairs : Upstairs
        What managers have to expect by formula.
    erlang : Erlang
        Service level as a planner's formula has it.
    pool : Pool or None
        The bonus pools together.
    known : dict of str to float
        What insisting is known to bring in the baseline, as in `known_gains`.
    """

    calls: dict[str, float]
    work: float
    floor: float
    upstairs: Upstairs
    erlang: Erlang
    pool: Pool | None
    known: dict[str, float]

    @property
    def load(self) -> float | None:
        """Work in % of the hours on the floor; None where nobody is there."""
        return 100 * self.work / self.floor if self.floor else None

    @property
    def is_tight(self) -> bool:
        """Whether there is hardly any slack on the floor, or too much work."""
        return self.work > 0 and (self.load is None or self.load >= TIGHT)

    @property
    def share_up(self) -> float | None:
        """Contacts that go up by formula, in % of those diagnosed."""
        return _percent(self.upstairs.up, sum(self.upstairs.diagnosed.values()))

    @property
    def created(self) -> float:
        """Contacts a week that the handling of routine ones creates."""
        return sum(self.upstairs.diagnosed[name] for name, calls in self.calls.items() if not calls and self._has(name))

    def _has(self, name: str) -> bool:
        return name in self.upstairs.diagnosed

    @property
    def share_chosen(self) -> float | None:
        """Choices in which agents pass up without trying, in %, by formula."""
        return _percent(self.upstairs.chosen, self.upstairs.choices)

    @property
    def is_one_sided(self) -> bool:
        """Whether agents pass up nearly everything or nearly nothing, so that there is little to see."""
        return self.share_chosen is not None and not NEARLY_NONE < self.share_chosen < NEARLY_ALL


def _percent(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def understood(scenario: Scenario) -> Understood:
    """Return a scenario's center as it is understood at its start."""
    plan = plan_of(scenario)
    now = plan.at(0)
    calls = {name: sum(map(sum, weekly_volume(issue, now.calendar.open).inside)) for name, issue in now.issues.items()}
    minutes = {name: _handle_minutes(now, name) for name in calls}
    upstairs = expected_upstairs(plan)[0]
    contacts = with_transfers(now, calls | upstairs.diagnosed)
    return Understood(
        calls,
        sum(contacts[name] * minutes[name] for name in contacts) / 60,
        sum(_floor_hours(now, name) for name in now.teams),
        upstairs,
        _erlang(now, minutes),
        _pool(plan, now, upstairs.diagnosed),
        known_gains(plan),
    )


def _floor_hours(now: Scenario, team: str) -> float:
    its = now.teams[team]
    minutes = sum(desk_minutes(its.heads(now.calendar), now.calendar.open, weekday) for weekday in range(7))
    return minutes / 60 * its.there_share


def _handle_minutes(now: Scenario, name: str) -> float:
    """Return the mean handle time of a type, over the teams that take it by their hours on the floor."""
    factor = 0.0
    for share, takers in shares_at_once(now, name):
        hours = {each: _floor_hours(now, each) for each in takers}
        total = sum(hours.values())
        parts = {each: hours[each] / total if total else 1 / len(takers) for each in takers}
        factor += share * sum(part * _slow(now.teams[each], name) for each, part in parts.items())
    return mean_of(now.issues[name].handle_time) * now.empowerment.handle_time_factor * factor


def _slow(team: Team, name: str) -> float:
    return team.handle_time_factor / team.handling(name).speed


def _pool(plan: Plan, now: Scenario, diagnosed: dict[str, float]) -> Pool | None:
    pool = now.incentives.bonus_pool
    if pool is None:
        return None
    roster, teams = Roster(plan, 0, 0), enumerate(now.teams.values())
    people = [max(roster.usual_sharers(n, day) for day in range(7)) for n, team in teams if team.shares_pool]
    asked = sum(each * now.issues[name].asks_share * mean_of(now.issues[name].ask) for name, each in diagnosed.items())
    charge = max(pool.charge_share, pool.agent_charge_share)
    return Pool(pool.funding_per_agent * sum(people), pool.funding_per_agent, asked * _WEEKS_A_MONTH, charge)


def _erlang(now: Scenario, minutes: dict[str, float]) -> Erlang:
    """Return the service level of first calls by Erlang C and A, where each floor is a queue of its own."""
    floors = {tuple(takers_of(now, name)) for name in now.issues}
    why_not = next(_beyond_erlang(now, floors), None)
    if why_not:
        return Erlang(why_not)
    within = service_level_of(now, next(iter(now.issues))).within
    slices = [(floor, each) for floor in floors for each in slices_of(now, floor, minutes)]
    calls = sum(each.calls for _, each in slices)
    if not calls:
        return Erlang("nobody calls")
    patience = {floor: _patience(now, floor) for floor in floors}
    patient = sum(each.calls * answered(each, within / 60) for _, each in slices)
    impatient = None
    if all(patience.values()):
        impatient = sum(
            each.calls * answered_or_left(each, patience[floor] or 0.0, within / 60) for floor, each in slices
        )
    return Erlang(
        "",
        within,
        100 * patient / calls,
        None if impatient is None else 100 * impatient / calls,
        sum(each.load > each.heads for _, each in slices),
        len(slices),
    )


def _beyond_erlang(now: Scenario, floors: set[tuple[str, ...]]) -> Iterator[str]:
    """Yield what a center has that no such formula knows."""
    teams = [team for floor in floors for team in floor]
    if now.outsourcing.share > 0:
        yield "part of the calls goes to a vendor"
    if len(teams) != len(set(teams)):
        yield "teams share some types and not others"
    if any(step.after > 0 or step.share < 1 for name in now.issues for step in steps_of(now, name)):
        yield "calls overflow to other teams"
    if len({str(issue.priority) for issue in now.issues.values()}) > 1:
        yield "some types are served before others"
    if len({service_level_of(now, name).within for name in now.issues}) > 1:
        yield "the types’ service levels differ; frontline plan shows each"
    if now.calendar.lines is not None or any(issue.queue_limit is not None for issue in now.issues.values()):
        yield "callers who find no line free are turned away"
    if now.customers.balking is not None and now.customers.balking.share > 0:
        yield "callers who hear of a long wait go"


def _patience(now: Scenario, floor: tuple[str, ...]) -> float | None:
    """Return the mean patience of a floor's customers, None where Erlang A does not know it."""
    own = [issue.patience for name, issue in now.issues.items() if tuple(takers_of(now, name)) == floor]
    first, *others = [now.customers.patience if each is None else each for each in own]
    alike = all(each == first for each in others) and now.customers.endless_patience_share == 0
    return first.mean if alike and isinstance(first, Exponential) else None
