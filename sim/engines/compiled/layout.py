"""A plan as flat arrays: everything that no random number changes, laid out once for all replications."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.behavior import service
from sim.clock import DAY, MINUTE, WEEK
from sim.demand.demand import Demand
from sim.demand.natures import CENTS
from sim.demand.quantile_tables import QuantileTable, table_of
from sim.demand.roster import Roster
from sim.engines.compiled import shapes
from sim.engines.compiled.layout_lines import lay_lines
from sim.engines.compiled.layout_time import ACROSS_DAYS, lay_hours, lay_managers, lay_months, lay_timeline
from sim.engines.compiled.shapes import array_of, named
from sim.engines.insisting import known_at_start
from sim.engines.measured import items_of
from sim.engines.months import are_paid
from sim.engines.rules import Segment, kept_of, rules_of, segments_of
from sim.engines.steady_state import start_of, starting_reward
from sim.engines.transfers import targets_of
from sim.scenario.distributions import Lognormal
from sim.scenario.kept import kept_for_plans
from sim.scenario.plan import Plan


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
    heard: Any = None
    stream_days: Any = None
    surge_times: Any = None
    mays: list[list[tuple[int, int]]] = field(default_factory=list)
    rooms: dict[str, int] = field(default_factory=dict)
    tables: dict[int, QuantileTable] = field(default_factory=dict)

    def table(self, table: QuantileTable | None) -> int:
        """Return the address of a table, which is kept as long as the layout; 0 for none."""
        if table is None:
            return 0
        address: int = table.nodes.ctypes.data
        self.tables[address] = table
        return address


@kept_for_plans(8)
def layout_of(plan: Plan) -> Layout:
    """Lay a plan out; a few plans are remembered, so that replications share the work."""
    return _layout(plan)


def _layout(plan: Plan) -> Layout:
    made = Layout(plan, Demand(plan, 0, 0), Roster(plan, 0, 0))
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
        "by_bin": made.demand.levels.by_bin,
        "overtime_after_hours": baseline.calendar.after_hours == "overtime",
        "opening_cents": round(pool.opening * CENTS) if pool else 0,
        "starting_reward": starting_reward(baseline, first),
        "starting_charge": baseline.behavior.starting_charge,
        "normal_table": made.table(table_of(Lognormal(shape="lognormal", median=1.0, sigma=1.0))),
    }
    _lay_segments(made, segments)
    lay_lines(made, segments)
    _lay_demand(made)
    _lay_streams(made)
    sharers = _sharers(made)
    _lay_teams(made, start, sharers)
    lay_hours(made)
    lay_timeline(made, segments)
    lay_months(made, sharers)
    lay_managers(made)
    made.heard = array_of(shapes.HEARD, [(known.expected, known.rest, known.rate) for known in known_at_start(plan)])
    made.world = np.zeros(1, dtype=shapes.WORLD)
    made.world["free_slot"] = -1
    for name, value in made.scalars.items():
        made.world[name] = value
    for name, array in made.arrays.items():
        made.world[name] = array.ctypes.data
    return made


def _lay_segments(made: Layout, segments: list[Segment]) -> None:
    made.arrays |= {
        "rules": array_of(shapes.RULES, [segment.rules for segment in segments]),
        "type_rules": array_of(shapes.TYPE_RULES, [its for segment in segments for its in segment.types]),
        "team_rules": array_of(shapes.TEAM_RULES, [ours for segment in segments for ours in segment.teams]),
        "handling": array_of(shapes.HANDLING, [how for segment in segments for its in segment.handling for how in its]),
        "items": array_of(shapes.ITEM, items_of(made.plan)),
        "segments": array_of(
            shapes.SEGMENT, [(segment.announced, segment.mean_remaining_minutes) for segment in segments]
        ),
        "own_goal_delays": array_of(
            shapes.INT, [(made.table(table),) for segment in segments for table in segment.own_goal_after]
        ),
        "redial_delays": array_of(
            shapes.INT, [(made.table(table),) for segment in segments for table in segment.redial_after]
        ),
        "targets": array_of(shapes.TARGET, targets_of(made.plan)),
        "delays": array_of(shapes.DELAYS, [map(made.table, segment.delays) for segment in segments]),
    }


def _lay_demand(made: Layout) -> None:
    demand = made.demand
    types = [(len(parts[0]), width) for parts, width in zip(demand.parts, demand.bin_ticks, strict=True)]
    natures = [nature for epoch in demand.natures for nature in epoch]
    factors = {id(nature.by): nature.by for nature in natures if nature.by is not None}
    places = {key: place * WEEK // MINUTE for place, key in enumerate(factors)}
    made.arrays |= {
        "types": array_of(shapes.TYPE, types),
        "natures": named(shapes.NATURE, [_nature(made, each, places.get(id(each.by), -1)) for each in natures]),
        "handle_factors": array_of(shapes.FLOAT, [(factor,) for each in factors.values() for factor in each]),
        "means": _binned(shapes.FLOAT, [its for epoch in demand.means for its in epoch]),
        "parts": _binned(shapes.INT, demand.parts),
        "ask_factors": array_of(shapes.FLOAT, [(demand.ask_factor(day),) for day in range(made.scalars["days"])]),
        "team_epochs": named(
            shapes.TEAM_EPOCH, [_team_epoch(made, its) for e in made.plan.epochs for its in e.scenario.teams.values()]
        ),
    }
    rows = []
    for epoch in made.plan.epochs:
        pool = epoch.scenario.incentives.bonus_pool
        equal = pool is not None and pool.payout == "equal"
        rows.append((epoch.start_tick, equal, *kept_of(epoch.scenario)))
    made.arrays["epochs"] = array_of(shapes.EPOCH, rows)


def _team_epoch(made: Layout, its: Any) -> dict[str, Any]:
    return {
        "cut_table": made.table(table_of(its.cut_short)),
        "recruit_days": its.turnover.recruit_days,
        "skill": its.skill,
        "engagement": its.engagement,
        "floor": its.engagement_floor or 0.0,
        "has_floor": its.engagement_floor is not None,
        "per_year": its.turnover.per_year,
        "strain_effect": its.turnover.strain_effect,
        "engagement_effect": its.turnover.engagement_effect,
        "absence": its.absent_share,
        "off_phone": its.off_phone,
        "pays_absence": its.pays_absence,
        "pays_off_phone": its.pays_off_phone,
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
    rows: list[tuple[int, int, int]] = []
    begins = []
    for index in range(len(demand.streams)):
        for day in range(len(days) + 1):
            begins.append((len(rows),))
            if index in demand.listed and day < len(days):
                its = demand.listed[index].of_day(day)
                rows += zip(its.ticks.tolist(), its.bins.tolist(), its.ordinals.tolist(), strict=True)
    made.arrays |= {"listed": array_of(shapes.LISTED, rows), "listed_from": array_of(shapes.INT, begins)}
    made.surge_times = np.array([stream.surge.times - 1.0 if stream.surge else np.nan for stream in demand.streams])


def _nature(made: Layout, nature: Any, by: int) -> dict[str, Any]:
    row = {name: getattr(nature, name) for name in shapes.NATURE.names if name != "complexity_mean"}
    row |= {"complexity_mean": nature.complexity.mean, "by": by}
    for name in ("complexity", "ask", "temper", "handle", "patience"):
        row[name] = made.table(row[name])
    return row | {"wrap_up": made.table(nature.wrap_up) if nature.wrap_up.mean > 0.0 else -1}


def _binned(dtype: Any, weeks: list[list[list[Any]]]) -> Any:
    """Return figures by profile and bin, each day padded to the same number of places."""
    array = np.zeros((len(weeks), len(weeks[0]), shapes.MOST_BINS), dtype=dtype)
    for number, week in enumerate(weeks):
        for weekday, day in enumerate(week):
            array[number, weekday, : len(day)]["v"] = day
    return array.reshape(-1)


def _lay_teams(made: Layout, start: Any, sharers: list[list[int]]) -> None:
    roster, plan, days = made.roster, made.plan, made.scalars["days"]
    teams: list[dict[str, Any]] = []
    nodes: list[tuple[float, ...]] = []
    agents = mays = 0
    for t, name in enumerate(plan.baseline.teams):
        places = {
            "index": t,
            "first_agent": agents,
            "seats": roster.seats(t),
            "sharers": max(1, sharers[t][0]),
            "may": len(made.mays[t]),
            "first_may": mays,
            "nodes": len(start.skills[t]),
            "first_node": len(nodes),
            "praise": start.praises[t],
        }
        teams.append(_team(plan, name) | places)
        nodes += [(skill, *rest) for skill, rest in zip(start.skills[t], start.rests[t], strict=True)]
        agents += roster.seats(t)
        mays += len(made.mays[t])
    made.teams = named(shapes.TEAM, teams)
    made.scalars["n_agents"] = agents
    made.arrays["nodes"] = array_of(shapes.NODE, nodes)
    members = [
        (roster.belongs(t, seat, epoch.start_tick),)
        for epoch in plan.epochs
        for t, team in enumerate(teams)
        for seat in range(team["seats"])
    ]
    made.arrays["members"] = array_of(shapes.INT, members)
    made.arrays["sharers"] = array_of(shapes.INT, [(n,) for its in sharers for n in its[:days]])


def _team(plan: Plan, name: str) -> dict[str, Any]:
    """Return what a team is at the start, but for its places in other arrays."""
    its, first = plan.baseline.teams[name], plan.at(0).teams[name]
    nobody = ("idle_first", "idle_last", "returned_first", "returned_last", "last")
    return {
        **dict.fromkeys(shapes.TEAM.names, 0),
        **dict.fromkeys(nobody, -1),
        "earns": its.shares_pool and are_paid(plan),
        "by_person": its.by_person,
        **{name: getattr(first, name) for name in ("off_phone", "pays_absence", "pays_off_phone")},
        **{name: -1.0 for name in shapes.TEAM.names if name.startswith("pace_")},
        "has_pool": its.shares_pool and plan.baseline.incentives.bonus_pool is not None,
        "engagement": first.engagement,
        "skill": first.skill,
        "baseline_skill": its.skill,
        "skill_sd": its.skill_sd,
        "speed_sigma": service.sigma_of(its.speed_cv),
    }


def _sharers(made: Layout) -> list[list[int]]:
    """Return the most agents on the floor by team and day, for the run and the week after."""
    days = range(made.scalars["days"] + ACROSS_DAYS)
    return [[made.roster.sharers(team, day) for day in days] for team in range(made.scalars["n_teams"])]
