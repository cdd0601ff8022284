"""Access to a world, and what the effects are given of it: `agent_at(w.agents, index)` is the agent itself."""

from typing import Any

import numpy as np

from sim.demand import numbers, quantile_tables
from sim.engines.compiled import shapes
from sim.engines.compiled.compiler import bits_of, compiled, copier, from_bits, records, spelled_out, stands_for
from sim.engines.effects import given
from sim.engines.rules import Moment

_GAMMA = np.uint64(numbers.GAMMA)
_M1 = np.uint64(numbers._M1)
_M2 = np.uint64(numbers._M2)
_ONE, _27, _30, _31, _12 = np.uint64(1), np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(12)
_CELLS, _OCTAVES, _SIDE = quantile_tables.CELLS, quantile_tables.OCTAVES, quantile_tables.SIDE
_UNIT = 2.0**-52
_FRACTION_BITS, _HALF_EXPONENT = 52, 1022
_FRACTION = (1 << _FRACTION_BITS) - 1
_HALF = _HALF_EXPONENT << _FRACTION_BITS

world_at = records(shapes.WORLD)
contact_at = records(shapes.CONTACT)
hidden_at = records(shapes.HIDDEN)
agent_at = records(shapes.AGENT)
team_at = records(shapes.TEAM)
team_epoch_at = records(shapes.TEAM_EPOCH)
node_at = records(shapes.NODE)
line_at = records(shapes.LINE)
desk_at = records(shapes.DESK)
type_at = records(shapes.TYPE)
type_line_at = records(shapes.TYPE_LINE)
route_at = records(shapes.ROUTE)
route_step_at = records(shapes.ROUTE_STEP)
rank_at = records(shapes.RANK)
step_at = records(shapes.STEP)
taker_at = records(shapes.TAKER)
may_at = records(shapes.MAY)
floor_at = records(shapes.FLOOR)
nature_at = records(shapes.NATURE)
delays_at = records(shapes.DELAYS)
epoch_at = records(shapes.EPOCH)
stream_at = records(shapes.STREAM)
stream_day_at = records(shapes.STREAM_DAY)
span_at = records(shapes.SPAN)
listed_at = records(shapes.LISTED)
desk_step_at = records(shapes.DESK_STEP)
change_at = records(shapes.CHANGE)
changes_at = records(shapes.CHANGES)
happening_at = records(shapes.HAPPENING)
segment_at = records(shapes.SEGMENT)
meeting_at = records(shapes.MEETING)
diary_at = records(shapes.DIARY)
duty_at = records(shapes.DUTY)
item_at = records(shapes.ITEM)
target_at = records(shapes.TARGET)
heard_at = records(shapes.HEARD)
mark_at = records(shapes.MARK)
news_at = records(shapes.NEWS)
event_at = records(shapes.EVENT)
pending_at = records(shapes.PENDING)
arrival_at = records(shapes.ARRIVAL)
station_at = records(shapes.STATION)
rules_at = records(shapes.RULES)
type_rules_at = records(shapes.TYPE_RULES)
team_rules_at = records(shapes.TEAM_RULES)
handling_at = records(shapes.HANDLING)
ledger_at = records(shapes.LEDGER)
pay_day_at = records(shapes.PAY_DAY)
int_at = records(shapes.INT)
float_at = records(shapes.FLOAT)
copy_contact = copier(shapes.CONTACT)
copy_event = copier(shapes.EVENT)
copy_news = copier(shapes.NEWS)


@spelled_out
def moment(w: Any, type_index: int, t: int) -> Moment:
    """Return what holds now for contacts of a type, with a team."""
    s, its = w.segment, w.segment * w.n_types + type_index
    return Moment(
        rules_at(w.rules, s),
        type_rules_at(w.type_rules, its),
        team_rules_at(w.team_rules, s * w.n_teams + t),
        delays_at(w.delays, s),
        int_at(w.own_goal_delays, its).v,
        int_at(w.redial_delays, its).v,
        heard_at(w.heard, type_index),
        handling_at(w.handling, its * w.n_teams + t),
    )


@spelled_out
def seen(w: Any, i: int) -> Any:
    """Return a contact's row, what only matters on its way, and what holds for it now."""
    c = contact_at(w.contacts, i)
    return c, hidden_at(w.hiddens, i), moment(w, c.type, c.team)


@stands_for(given.agent_of)
def _agent_of(w: Any, team: Any, seat: int) -> Any:
    """Return the agent on a seat of a team."""
    return agent_at(w.agents, team.first_agent + seat)


@stands_for(given.was_at_work)
def _was_at_work(w: Any, agent: Any, kind: int, start: int, end: int) -> None:
    """Write down a spell of an agent on the floor, or with a customer beyond that."""
    if end > start:
        row = duty_at(w.duty, w.duty_n)
        w.duty_n += 1
        row.team, row.seat, row.start, row.end, row.kind = agent.team, agent.seat, start, end, kind


@stands_for(given.item_of)
def _item_of(w: Any, n: int) -> Any:
    """Return what is paid for a month's count, by its place among all of the plan."""
    return item_at(w.items, n)


@stands_for(given.target_of)
def _target_of(w: Any, n: int) -> Any:
    """Return a type to which customers are handed on, by its place among all of the plan."""
    return target_at(w.targets, n)


# --- random numbers and quantile tables: the same bits as those of `sim.demand` -------------------------------------


@compiled
def output(state: Any, n: Any) -> Any:
    """Return the n-th output of SplitMix64 in a state."""
    z = state + (np.uint64(n) + _ONE) * _GAMMA
    z = (z ^ (z >> _30)) * _M1
    z = (z ^ (z >> _27)) * _M2
    return z ^ (z >> _31)


@stands_for(given.number)
def _number(key: Any, n: Any) -> Any:
    """Return the n-th number of a key, strictly between 0 and 1."""
    return (np.float64(np.int64(output(key, n) >> _12)) + 0.5) * _UNIT


@stands_for(given.minutes)
def _read(table: int, u: float) -> float:
    """Return a quantile from the table at an address; octave and cell stand in the bits of the probability."""
    upper = u > 0.5
    word = bits_of(1.0 - u if upper else u)
    place = (from_bits((word & _FRACTION) | _HALF) - 0.5) * (2 * _CELLS)
    cell = np.int64(place)
    index = (_OCTAVES + (word >> _FRACTION_BITS) - _HALF_EXPONENT) * _CELLS + cell
    fraction = place - cell
    if index < 0:
        index = 0
        fraction = 0.0
    if upper:
        index += _SIDE
    low = float_at(table, index).v
    return low + (float_at(table, index + 1).v - low) * fraction
