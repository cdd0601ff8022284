"""A plan as flat arrays: everything that no random number changes, laid out once for all replications."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np

from sim.clock import DAY, MINUTE, Kind
from sim.clock import month_ends as ends_of_months
from sim.demand.demand import CENTS, Demand
from sim.demand.quantile_tables import QuantileTable, table_of
from sim.demand.roster import Roster
from sim.engines.compiled import shapes
from sim.engines.rules import Segment, funding_of_month, rules_of, segments_of
from sim.engines.steady_state import start_of, starting_reward
from sim.scenario.distributions import Lognormal
from sim.scenario.hours import desk_steps, takers_of
from sim.scenario.plan import Plan

_ACROSS_DAYS = 7


@dataclass
class Layout:
    """A plan's arrays and scalars, by the names that they have in the world.

    `world` is a world that holds them, and `rooms` is what earlier runs needed.
    """

    plan: Plan
    demand: Demand
    roster: Roster
    arrays: dict[str, Any] = field(default_factory=dict)
    scalars: dict[str, Any] = field(default_factory=dict)
    world: Any = None
    teams: Any = None
    stream_days: Any = None
    surge_times: Any = None
    rooms: dict[str, int] = field(default_factory=dict)


class _Tables:
    """All quantile tables of a plan, stacked; each is known by its place."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {}
        self.kept: list[QuantileTable] = []

    def place(self, table: QuantileTable | None) -> int:
        """Return the place of a table, or -1 for none."""
        if table is None:
            return -1
        if id(table) not in self.places:
            self.places[id(table)] = len(self.kept)
            self.kept.append(table)
        return self.places[id(table)]


def layout_of(plan: Plan) -> Layout:
    """Lay a plan out; a few plans are remembered, so that replications share the work."""
    with _ONE_AT_A_TIME:
        for known in reversed(_KNOWN):
            if known.plan is plan or _is_same(known.plan, plan):
                return known
        made = _layout(plan)
        _KNOWN.append(made)
        del _KNOWN[:-_MOST_KNOWN]
        return made


def _is_same(one: Plan, other: Plan) -> bool:
    """Return whether two plans lay out alike: equal, and with types and teams in the same order."""
    a, b = one.baseline, other.baseline
    return list(a.issues) == list(b.issues) and list(a.teams) == list(b.teams) and one == other


_ONE_AT_A_TIME = Lock()
_KNOWN: list[Layout] = []
_MOST_KNOWN = 8


def _layout(plan: Plan) -> Layout:
    made = Layout(plan, Demand(plan, 0, 0), Roster(plan, 0, 0))
    tables = _Tables()
    start = start_of(plan)
    segments = segments_of(plan, start.choices_per_agent_day)
    baseline = plan.baseline
    first = rules_of(baseline, baseline, start.choices_per_agent_day)
    pool = baseline.incentives.bonus_pool
    made.scalars = {
        "days": plan.horizon_tick // DAY,
        "horizon_tick": plan.horizon_tick,
        "n_teams": len(baseline.teams),
        "n_types": len(baseline.issues),
        "n_streams": len(made.demand.streams),
        "n_epochs": len(plan.epochs),
        "outsourced_to": _index(list(baseline.teams), baseline.outsourcing.team),
        "overtime_after_hours": baseline.calendar.after_hours == "overtime",
        "opening_cents": round(pool.opening * CENTS) if pool else 0,
        "starting_reward": starting_reward(baseline, first),
        "starting_charge": baseline.behavior.starting_charge,
        "normal_table": tables.place(table_of(Lognormal(shape="lognormal", median=1.0, sigma=1.0))),
    }
    _lay_segments(made, tables, segments)
    _lay_demand(made, tables)
    _lay_streams(made)
    sharers = _sharers(made)
    _lay_teams(made, start, sharers)
    _lay_hours(made)
    _lay_timeline(made, segments)
    _lay_months(made, sharers)
    made.arrays["tables"] = np.concatenate([table.nodes for table in tables.kept]).view(shapes.FLOAT)
    made.world = np.zeros(1, dtype=shapes.WORLD)
    made.world["free_slot"] = -1
    for name, value in made.scalars.items():
        made.world[name] = value
    for name, array in made.arrays.items():
        made.world[name] = array.ctypes.data
    return made


def _array(dtype: Any, rows: Iterable[Any]) -> Any:
    """Return rows as a structured array of at least one row, so that it has an address."""
    listed = [tuple(row) for row in rows]
    array = np.zeros(max(1, len(listed)), dtype=dtype)
    if listed:
        array[: len(listed)] = listed
    return array


def _named(dtype: Any, rows: Iterable[dict[str, Any]]) -> Any:
    """Return rows given by name as a structured array."""
    return _array(dtype, [tuple(row[name] for name in dtype.names) for row in rows])


def _index(names: list[str], name: str | None) -> int:
    return names.index(name) if name in names else -1


def _lay_segments(made: Layout, tables: _Tables, segments: list[Segment]) -> None:
    made.arrays |= {
        "rules": _array(shapes.RULES, [segment.rules for segment in segments]),
        "type_rules": _array(shapes.TYPE_RULES, [its for segment in segments for its in segment.types]),
        "team_rules": _array(shapes.TEAM_RULES, [ours for segment in segments for ours in segment.teams]),
        "segments": _array(
            shapes.SEGMENT, [(segment.announced, segment.mean_remaining_minutes) for segment in segments]
        ),
        "own_goal_delays": _array(
            shapes.INT, [(tables.place(table),) for segment in segments for table in segment.delays.own_goal]
        ),
    }
    rows = []
    for segment in segments:
        d = segment.delays
        durations = (d.self_service, *d.manager, d.lane, d.give_up, d.redial, d.comes_back, d.cut_return)
        rows.append(tuple(tables.place(table) for table in durations))
    made.arrays["delays"] = _array(shapes.DELAYS, rows)


def _lay_demand(made: Layout, tables: _Tables) -> None:
    demand, baseline = made.demand, made.plan.baseline
    issues, names = list(baseline.issues.values()), list(baseline.teams)
    levels = sorted({issue.priority for issue in issues}, reverse=True)
    made.scalars["n_ranks"] = len(levels)
    takers = [[names.index(team) for team in takers_of(baseline, issue)] for issue in baseline.issues]
    types, before = [], 0
    for t, issue in enumerate(issues):
        bins = len(demand.parts[t][0])
        types.append((levels.index(issue.priority), len(takers[t]), before, bins, demand.bin_ticks[t]))
        before += len(takers[t])
    made.arrays |= {
        "types": _array(shapes.TYPE, types),
        "takers": _array(shapes.INT, [(team,) for its in takers for team in its]),
        "natures": _named(shapes.NATURE, [_nature(n, tables) for epoch in demand.natures for n in epoch]),
        "means": _binned(shapes.FLOAT, [its for epoch in demand.means for its in epoch]),
        "parts": _binned(shapes.INT, demand.parts),
        "ask_factors": _array(shapes.FLOAT, [(demand.ask_factor(day),) for day in range(made.scalars["days"])]),
        "team_epochs": _named(
            shapes.TEAM_EPOCH, [_team_epoch(its, tables) for e in made.plan.epochs for its in e.scenario.teams.values()]
        ),
    }
    rows = []
    for epoch in made.plan.epochs:
        people, pool = epoch.scenario.behavior, epoch.scenario.incentives.bonus_pool
        halves = (people.charge_half_life, people.engagement_half_life, people.forgetting_half_life)
        kept = [2.0 ** (-1.0 / half) if half else 1.0 for half in halves]
        rows.append((epoch.start_tick, pool is not None and pool.payout == "equal", *kept))
    made.arrays["epochs"] = _array(shapes.EPOCH, rows)


def _team_epoch(its: Any, tables: _Tables) -> dict[str, Any]:
    return {
        "cut_table": tables.place(table_of(its.cut_short)),
        "recruit_days": its.turnover.recruit_days,
        "skill": its.skill,
        "engagement": its.engagement,
        "floor": its.engagement_floor or 0.0,
        "has_floor": its.engagement_floor is not None,
        "per_year": its.turnover.per_year,
        "strain_effect": its.turnover.strain_effect,
        "engagement_effect": its.turnover.engagement_effect,
        "absence": its.absence,
    }


def _lay_streams(made: Layout) -> None:
    """Lay out on which days each stream flows, how much stronger a surge is than 1, and what comes in spite of it."""
    demand = made.demand
    days = np.zeros((made.scalars["days"], len(demand.streams)), dtype=shapes.STREAM_DAY)
    for day in range(len(days)):
        for index, stream in enumerate(demand.streams):
            days[day, index]["flows"] = demand.flows(stream, day)
            days[day, index]["kept"] = demand.kept_share(stream, day)
    made.stream_days = days
    made.surge_times = np.array([stream.surge.times - 1.0 if stream.surge else np.nan for stream in demand.streams])


def _nature(nature: Any, tables: _Tables) -> dict[str, Any]:
    row = {name: getattr(nature, name) for name in shapes.NATURE.names if name != "complexity_mean"}
    row["complexity_mean"] = nature.complexity.mean
    for name in ("complexity", "ask", "temper", "handle", "patience"):
        row[name] = tables.place(row[name])
    return row


def _binned(dtype: Any, weeks: list[list[list[Any]]]) -> Any:
    """Return figures by weekday and bin, each day padded to the same number of places."""
    array = np.zeros((len(weeks), 7, shapes.MOST_BINS), dtype=dtype)
    for number, week in enumerate(weeks):
        for weekday, day in enumerate(week):
            array[number, weekday, : len(day)]["v"] = day
    return array.reshape(-1)


def _lay_teams(made: Layout, start: Any, sharers: list[list[int]]) -> None:
    roster, plan, days = made.roster, made.plan, made.scalars["days"]
    teams: list[dict[str, Any]] = []
    nodes: list[tuple[float, ...]] = []
    agents = 0
    for t, (name, its) in enumerate(plan.baseline.teams.items()):
        first = plan.at(0).teams[name]
        seats = roster.seats(t)
        teams.append(
            {
                **dict.fromkeys(shapes.TEAM.names, 0),
                "first_agent": agents,
                "agents": seats,
                "sharers": max(1, sharers[t][0]),
                "idle_first": -1,
                "idle_last": -1,
                "nodes": len(start.skills[t]),
                "first_node": len(nodes),
                "has_pool": its.shares_pool and plan.baseline.incentives.bonus_pool is not None,
                "engagement": first.engagement,
                "skill": first.skill,
                "baseline_skill": its.skill,
                "skill_sd": its.skill_sd,
            }
        )
        nodes += [
            (skill, rest.habit, rest.ownership, rest.skill)
            for skill, rest in zip(start.skills[t], start.rests[t], strict=True)
        ]
        agents += seats
    made.teams = _named(shapes.TEAM, teams)
    made.scalars["n_agents"] = agents
    made.arrays["nodes"] = _array(shapes.NODE, nodes)
    made.arrays["sharers"] = _array(shapes.INT, [(n,) for its in sharers for n in its[:days]])


def _sharers(made: Layout) -> list[list[int]]:
    """Return the most agents on the floor by team and day, for the run and the week after."""
    days = range(made.scalars["days"] + _ACROSS_DAYS)
    return [[made.roster.sharers(team, day) for day in days] for team in range(made.scalars["n_teams"])]


def _lay_hours(made: Layout) -> None:
    baseline, horizon = made.plan.baseline, made.plan.horizon_tick
    center = made.roster.hours
    made.arrays["spans"], made.scalars["most_spans"] = _padded(shapes.SPAN, center, (-1, -1))
    desks = [desk for epoch in made.plan.epochs for desk in (epoch.scenario.manager, epoch.scenario.leadership_lane)]
    steps = [desk_steps(its.count, its.hours or baseline.calendar.open, day) for its in desks for day in range(7)]
    made.arrays["desk_steps"], made.scalars["most_steps"] = _padded(shapes.DESK_STEP, steps, (-1, 0, False))
    known: dict[tuple[int, int], list[tuple[int, int, int, int]]] = {}
    changes = []
    for day in range(made.scalars["days"]):
        key = (made.demand.epoch_at(day * DAY), day % 7)
        if key not in known:
            known[key] = _changes(made, day)
        for number, (minute_tick, kind, team, heads) in enumerate(known[key]):
            tick = day * DAY + minute_tick
            goes_on = tick < horizon and any(start == 0 for start, _ in center[tick // DAY % 7])
            changes.append((tick, kind, number, team, heads, day, bool(tick % DAY) or not goes_on))
    made.scalars["n_changes"] = len(changes)
    made.arrays["changes"] = _array(shapes.CHANGE, changes)


def _padded(dtype: Any, days: Sequence[Sequence[Any]], end: tuple[Any, ...]) -> tuple[Any, int]:
    """Return the entries of days, each day's ended and padded to the same number of places, and that number."""
    places = 1 + max(len(day) for day in days)
    return _array(dtype, [row for day in days for row in [*day, *[end] * (places - len(day))]]), places


def _changes(made: Layout, day: int) -> list[tuple[int, int, int, int]]:
    """Return a day's changes of head counts and its closings, as (ticks after midnight, kind, team, heads)."""
    changes = [
        (change.tick - day * DAY, int(Kind.OPENING), change.team, change.heads)
        for change in made.roster.head_counts(day)
    ]
    changes += [(end * MINUTE, int(Kind.CLOSING), 0, 0) for _, end in made.roster.hours[day % 7]]
    return sorted(changes)


def _lay_timeline(made: Layout, segments: list[Segment]) -> None:
    plan = made.plan
    skipped = 0 if segments[0].announced else 1
    happenings = [(segment.start_tick, 0, number) for number, segment in enumerate(segments)][skipped:]
    happenings += [(meeting.start_tick, 1, number) for number, meeting in enumerate(plan.meetings)]
    happenings.sort(key=lambda item: item[:2])
    rows = [
        (tick, number if what else -1, -1 if what else number)
        for tick, what, number in happenings
        if tick < plan.horizon_tick
    ]
    made.scalars["n_happenings"] = len(rows)
    made.arrays["happenings"] = _array(shapes.HAPPENING, rows)
    made.arrays["meetings"] = _named(
        shapes.MEETING,
        [
            {
                "sitting_ticks": meeting.sitting_ticks,
                "sittings": meeting.what.sittings,
                "teaches": meeting.teaches,
                "engagement": meeting.what.engagement,
                "pride": meeting.what.pride,
                "skill": meeting.what.skill,
            }
            for meeting in plan.meetings
        ],
    )


def _lay_months(made: Layout, sharers: list[list[int]]) -> None:
    plan, settings = made.plan, made.plan.baseline.incentives.bonus_pool
    ends = ends_of_months(plan.baseline.calendar.start, plan.horizon_tick) if settings else []
    teams = range(made.scalars["n_teams"])

    def heads(day: int, team: int) -> int:
        first = max(0, day)
        return max(sharers[team][first : first + _ACROSS_DAYS])

    months = zip([0, *ends], [*ends, plan.horizon_tick], strict=True) if settings else []
    funding, late_funding, paid_heads = [], [], []
    for start, end in months:
        for team in teams:
            paid_heads.append(heads(end // DAY - 7, team))
            funding.append(funding_of_month(plan, start, heads(start // DAY, team)))
            late_funding.append(funding_of_month(plan, start, paid_heads[-1]) - funding[-1])
    made.scalars["n_months"] = len(ends)
    made.arrays["month_ends"] = _array(shapes.INT, [(tick,) for tick in ends])
    for name, values in (("funding", funding), ("late_funding", late_funding), ("pay_out_heads", paid_heads)):
        made.arrays[name] = _array(shapes.INT, [(value,) for value in values])
