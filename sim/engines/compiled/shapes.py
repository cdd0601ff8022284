"""The records of the compiled engine: what it knows of a contact, an agent, a team, a desk, and of the world.

`WORLD` is the root: scalars, and for every array of `ARRAYS` a field of the same name with its address.
"""

from collections.abc import Iterable
from typing import Any, get_type_hints

import numpy as np

from sim.behavior.parameters import HandlingRules, Item, Rules, Target, TeamRules, TypeRules
from sim.engines.rules import Delays, Kept
from sim.journeys.records import CONTACT_DTYPE, DIARY_DTYPE, DUTY_DTYPE, LEDGER_DTYPE

_KINDS: dict[Any, str] = {bool: "?", int: "i8", float: "f8"}


def _shape(**fields: str) -> Any:
    """Return a record type from names of fields by kind, such as ``i8="tick day"``; `b1` stands for truth."""
    pairs = [(name, kind.replace("b1", "?")) for kind, names in fields.items() for name in names.split()]
    return np.dtype(pairs, align=True)


def _shape_of(rules: Any) -> Any:
    """Return the record type of a tuple of numbers, so that `behavior` reads either by name."""
    return np.dtype([(name, _KINDS[kind]) for name, kind in get_type_hints(rules).items()], align=True)


RULES = _shape_of(Rules)
TYPE_RULES = _shape_of(TypeRules)
TEAM_RULES = _shape_of(TeamRules)
HANDLING = _shape_of(HandlingRules)
CONTACT = CONTACT_DTYPE
DIARY = DIARY_DTYPE
LEDGER = LEDGER_DTYPE
DUTY = DUTY_DTYPE

HIDDEN = _shape(
    u8="key call",
    f8="temper public_luck answer_luck anger granted_share adversarial_rise pressure solve_luck",
    i8="rank line opened call_handle_ticks call_wrap_up_ticks contacts repeats redials handoffs wait_ticks"
    " earlier_wait_ticks rest_ticks to_write_ticks visits_upstairs upstairs_since hold holder agent phase policy spent"
    " desk before after returns_as goes_to ask_cents first_ended came_back last_ended last_team last_seat"
    " last_occupant",
    b1="on_the_line reserved apologized authorized_once turned waiting_upstairs in_line",
)
"""What only matters on the way of a contact; `key` and the fields of its issue stay through repeats and redials."""

AGENT = _shape(
    i8="team seat occupant idle_since duty_since busy_since vacant_until returned_first returned_last before after"
    " solved away month_given busy_ticks duty_ticks overtime_ticks absent_since absent_ticks quits"
    " coaching_due coached coached_ticks came_on handled_ticks"
    " month_contacts month_up month_repeats month_closures month_handled month_ticks month_days account"
    " wrap_up_ticks wrap_up_row"
    " number since planned_until rest_until due_paid due_unpaid rest_since"
    " paid_ticks scheduled_ticks planned_rest_ticks adhered_ticks break_ticks away_ticks",
    u8="key",
    b1="vacant on_duty stays absent busy idle charged_today heard"
    " is_member resting rest_paid meeting meets winding excused excuse_paid planned_paid",
    f8="start_skill skill habit ownership reward charge engagement pride_gained praise strain cut_tendency pace"
    " price coming_back closing minute pace_contacts pace_up pace_repeats pace_closures pace_handled pace_minutes",
)
TEAM = _shape(
    u8="key",
    i8="index first_agent seats on_duty stayers sharers idle idle_first idle_last nodes first_node balance"
    " last ever open may first_may returned_first returned_last"
    " month_contacts month_up month_repeats month_closures month_handled month_ticks month_days",
    b1="has_pool earns by_person pays_absence pays_off_phone",
    f8="off_phone speed_sigma engagement skill baseline_skill skill_sd praise"
    " pace_contacts pace_up pace_repeats pace_closures pace_handled pace_minutes",
)
TEAM_EPOCH = _shape(
    i8="cut_table recruit_days",
    f8="skill engagement floor per_year strain_effect engagement_effect absence off_phone",
    b1="has_floor pays_absence pays_off_phone",
)
"""What holds for a team while no lever changes."""

NODE = _shape(f8="start habit ownership skill")
"""A tabulated starting skill of a team, and where an agent comes to rest who starts with it."""

LINE = _shape(i8="first last")
DESK = _shape(i8="people heads working waiting day step talked", b1="ever_opens")
DESK_STEP = _shape(i8="minute heads", b1="closes")
TYPE = _shape(i8="bins width")
TYPE_LINE = _shape(i8="waiting last_wait")
ROUTE = _shape(i8="steps first_step first_drawn teams first_team always")
ROUTE_STEP = _shape(u8="word", f8="share", b1="only")
RANK = _shape(i8="steps first_step takers first_taker")
"""Where contacts stand that have the same steps of a route; two lines each, for those handed off before and others."""
STEP = _shape(i8="place after teams first_team")
TAKER = _shape(i8="team after")
MAY = _shape(i8="rank after")
FLOOR = _shape(i8="first types teams")
NATURE = _shape(
    i8="complexity ask temper handle patience wrap_up by",
    f8="complexity_mean asks_share reserved_share owed_share"
    " opportunity_share rare_share endless_share slope"
    " handle_factor",
)
DELAYS = _shape(i8=" ".join(Delays._fields))
EPOCH = _shape(i8="start_tick", b1="equal_payout", f8=" ".join(Kept._fields))
STREAM = _shape(i8="type", u8="key", b1="is_listed in_line")
LISTED = _shape(i8="tick bin ordinal")
"""A contact that is given: a row of a log, or one in line at the start."""

STREAM_DAY = _shape(f8="factor times kept", b1="flows")
SPAN = _shape(i8="start end")
CHANGE = _shape(i8="tick kind team seat what value minute slack past", f8="share", b1="paid goes_on")
"""What the calendar has happen at a tick after midnight; `goes_on` is a closing at midnight that is none."""

CHANGES = _shape(i8="first number")
"""Which changes a day brings."""
HAPPENING = _shape(i8="tick meeting segment")
SEGMENT = _shape(b1="announced", f8="mean_remaining_minutes")
MEETING = _shape(i8="sitting_ticks sittings", b1="teaches", f8="engagement pride skill")
NEWS = _shape(i8="row team seat", f8="felt")
EVENT = _shape(i8="tick key seq", i4="slot what")
PENDING = _shape(i8="what who slot")
ARRIVAL = _shape(i8="tick stream bin ordinal", u8="key")
ITEM = _shape_of(Item)
TARGET = _shape_of(Target)
HEARD = _shape(f8="expected rest rate")
"""What insisting is known to bring in a type: now, at rest, and the step with which news moves it."""

MARK = _shape(i8="ended ledger diaries duty")
"""How many rows there were when a week ended."""

STATION = _shape(i8="number since present in_horizon")
MOST_BINS = 96
"""Places for the bins of a day, as many as there are quarters of an hour."""
PAY_DAY = _shape(i8="end days")
"""The day on which a month ends, not included, and how many the calendar month has."""

INT = _shape(i8="v")
FLOAT = _shape(f8="v")

ARRAYS: dict[str, Any] = {
    # What changes while the center runs.
    "contacts": CONTACT,
    "hiddens": HIDDEN,
    "ended": CONTACT,
    "ledger": LEDGER,
    "diaries": DIARY,
    "duty": DUTY,
    "marks": MARK,
    "news": NEWS,
    "heap": EVENT,
    "later": EVENT,
    "pending": PENDING,
    "agents": AGENT,
    "teams": TEAM,
    "lines": LINE,
    "type_lines": TYPE_LINE,
    "desks": DESK,
    "stations": STATION,
    "arrivals": ARRIVAL,
    "order": INT,
    "spare": INT,
    "counts": INT,
    "blank": CONTACT,
    "heard": HEARD,
    # What a replication is given.
    "streams": STREAM,
    "stream_days": STREAM_DAY,
    "listed": LISTED,
    "listed_from": INT,
    "bin_factors": FLOAT,
    # What the plan says.
    "rules": RULES,
    "type_rules": TYPE_RULES,
    "team_rules": TEAM_RULES,
    "handling": HANDLING,
    "delays": DELAYS,
    "own_goal_delays": INT,
    "redial_delays": INT,
    "targets": TARGET,
    "segments": SEGMENT,
    "items": ITEM,
    "types": TYPE,
    "routes": ROUTE,
    "route_steps": ROUTE_STEP,
    "route_teams": INT,
    "rank_of_drawn": INT,
    "ranks": RANK,
    "steps": STEP,
    "step_teams": INT,
    "takers": TAKER,
    "mays": MAY,
    "floors": FLOOR,
    "floor_members": INT,
    "natures": NATURE,
    "handle_factors": FLOAT,
    "means": FLOAT,
    "parts": INT,
    "epochs": EPOCH,
    "team_epochs": TEAM_EPOCH,
    "ask_factors": FLOAT,
    "nodes": NODE,
    "profiles": INT,
    "spans": SPAN,
    "desk_steps": DESK_STEP,
    "changes": CHANGE,
    "change_days": CHANGES,
    "happenings": HAPPENING,
    "meetings": MEETING,
    "month_ends": INT,
    "funding": INT,
    "late_funding": INT,
    "pay_out_heads": INT,
    "pay_days": PAY_DAY,
    "open_left": INT,
    "sharers": INT,
    "manager_ticks": INT,
    "members": INT,
}

WORLD = _shape(
    i8="tick last_move seq rows inside on_the_line idle beside_teams beside_idle day week"
    " filled_days arrival_next arrivals_n sequence heap_n later_n pending_n ended_n ledger_n diaries_n duty_n news_n"
    " month counted_from segment free_slot slots_used slot_room heap_room later_room"
    " ended_room ledger_room diaries_room duty_room news_room arrival_room wanted steps_left"
    " event_kind event_id event_slot event_what"
    " change_day change_next happening_next month_next days horizon_tick"
    " n_agents n_teams n_types n_streams n_ranks n_epochs n_profiles n_happenings n_months"
    " most_spans most_steps opening_cents normal_table count_one book " + " ".join(ARRAYS),
    f8="starting_reward starting_charge",
    b1="by_bin gap overtime is_closed is_over begun overtime_after_hours",
)


def array_of(dtype: Any, rows: Iterable[Any]) -> Any:
    """Return rows as a structured array of at least one row, so that it has an address."""
    listed = [tuple(row) for row in rows]
    array = np.zeros(max(1, len(listed)), dtype=dtype)
    if listed:
        array[: len(listed)] = listed
    return array


def named(dtype: Any, rows: Iterable[dict[str, Any]]) -> Any:
    """Return rows given by name as a structured array."""
    return array_of(dtype, [tuple(row[name] for name in dtype.names) for row in rows])
