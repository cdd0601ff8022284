"""The record of a run: one row per contact, agents' diaries, the bonus ledger, week by week."""

from dataclasses import dataclass, field
from enum import IntEnum
from operator import attrgetter
from typing import Any

import numpy as np


class Outcome(IntEnum):
    """How a contact ended."""

    SOLVED = 0
    SOLVED_BY_MANAGER = 1
    CONTAINED = 2
    ABANDONED = 3
    CUT_SHORT = 4
    LEFT_UNRESOLVED = 5
    GAVE_UP = 6
    LANE = 7
    DROPPED = 8
    OPEN = 9
    SERVED = 10
    WALKED_AWAY = 11
    REFUSED = 12
    BLOCKED = 13
    BALKED = 14


class Reason(IntEnum):
    """Why a contact went up."""

    NONE = 0
    INSISTED = 1
    RESERVED = 2
    AUTHORITY = 3
    CHOSEN = 4
    FAILED = 5
    INSISTED_ON_MORE = 6


class Entry(IntEnum):
    """What a row of the ledger is."""

    OPENING = 0
    FUNDING = 1
    MANAGER_CHARGE = 2
    AGENT_CHARGE = 3
    RESOLUTION_BONUS = 4
    PAYOUT = 5
    ABSORBED = 6
    ESCALATION_CHARGE = 7
    OWN_CHARGE = 8
    TARGET_BONUS = 9
    PROPORTIONAL_BONUS = 10
    FORGIVEN = 11
    REPEAT_CHARGE = 12
    POOL_BONUS = 13
    EVENT_BONUS = 14


BESIDE = (
    *(Entry.ABSORBED, Entry.OWN_CHARGE, Entry.TARGET_BONUS, Entry.PROPORTIONAL_BONUS, Entry.FORGIVEN),
    Entry.EVENT_BONUS,
)
"""Movements beside the pool: between the company and an agent, or the company's own; no balance moves."""


class Contact:
    """One contact as it goes through the center; its public attributes are the columns of its row.

    Ticks are -1 for what did not happen.
    """

    row = -1
    type = 0
    stream = 0
    bin = 0
    ordinal = 0
    own_goal = False
    attempt = 1
    kind = 0
    parent = -1
    arrived = -1
    queued = -1
    answered = -1
    agent_done = -1
    released = -1
    escalated = -1
    ticketed = -1
    manager_start = -1
    manager_end = -1
    returned = -1
    returned_seat = -1
    returned_answered = -1
    returned_done = -1
    returned_released = -1
    second_escalated = -1
    second_manager_start = -1
    second_manager_end = -1
    ended = -1
    team = -1
    seat = -1
    occupant = -1
    outcome = -1
    reason = 0
    tried_self_service = False
    diagnosed = False
    had_choice = False
    attempted = False
    passed_up = False
    lane = False
    ask_cents = 0
    owed = False
    refused = False
    offered_cents = 0
    granted_cents = 0
    granted_by = 0
    unmet_cents = 0
    complexity = 0.0
    attempt_probability = -1.0
    ability = -1.0
    anger_first = 0.0
    anger_last = 0.0
    handle_ticks = 0
    held_ticks = 0
    manager_ticks = 0
    unmet_manager_ticks = 0
    lane_ticks = 0
    patience_ticks = 0
    rare = 0
    noticed = False
    issue_closed = False
    resolved = False
    issue_contacts = 0
    issue_handoffs = 0
    issue_wait_ticks = 0
    issue_first_arrived = -1
    issue_came_back = -1
    term_repeats = 0.0
    term_handoffs = 0.0
    term_wait = 0.0
    term_days = 0.0
    term_unresolved = 0.0
    term_anger = 0.0
    term_apology = 0.0
    term_compensation = 0.0
    satisfaction = -1.0
    answer = 0
    incident = False
    advocacy = False
    drawn = 0
    handed_off = False
    wrap_up_ticks = 0


COLUMNS: tuple[str, ...] = tuple(name for name in vars(Contact) if not name.startswith("_"))
TERMS: tuple[str, ...] = tuple(name for name in COLUMNS if name.startswith("term_"))
_KINDS: dict[type, str] = {bool: "?", int: "i8", float: "f8"}
_NARROW: dict[str, str] = {
    **dict.fromkeys(("kind", "outcome", "reason", "granted_by", "rare", "answer", "attempt", "issue_contacts"), "i1"),
    "issue_handoffs": "u1",
    **dict.fromkeys(("type", "stream"), "i2"),
    **dict.fromkeys(("bin", "ordinal", "team", "seat", "occupant", "returned_seat"), "i4"),
    "drawn": "u1",
}
"""Columns that need no 8 bytes: what a run writes and reads most is its rows."""


def _packed(kinds: dict[str, str]) -> Any:
    """Return a row type with these columns in their order, laid out by size, without gaps."""
    names = sorted(kinds, key=lambda name: -np.dtype(kinds[name]).itemsize)
    offsets = dict(zip(names, np.cumsum([0, *(np.dtype(kinds[name]).itemsize for name in names)]), strict=False))
    size = sum(np.dtype(kind).itemsize for kind in kinds.values())
    return np.dtype(
        {
            "names": list(kinds),
            "formats": list(kinds.values()),
            "offsets": [int(offsets[name]) for name in kinds],
            "itemsize": size,
        }
    )


CONTACT_DTYPE = _packed({name: _NARROW.get(name) or _KINDS[type(getattr(Contact, name))] for name in COLUMNS})
row_of = attrgetter(*COLUMNS)

DIARY_DTYPE = np.dtype(
    [
        ("week", "i8"),
        ("team", "i8"),
        ("seat", "i8"),
        ("occupant", "i8"),
        ("habit", "f8"),
        ("reward", "f8"),
        ("charge", "f8"),
        ("skill", "f8"),
        ("ownership", "f8"),
        ("engagement", "f8"),
        ("strain", "f8"),
        ("busy_ticks", "i8"),
        ("duty_ticks", "i8"),
        ("overtime_ticks", "i8"),
        ("absent_ticks", "i8"),
        ("quits", "i8"),
        ("coaching_due", "i8"),
        ("coached", "i8"),
        ("coached_ticks", "i8"),
        ("vacant", "i8"),
        ("paid_ticks", "i8"),
        ("scheduled_ticks", "i8"),
        ("planned_rest_ticks", "i8"),
        ("adhered_ticks", "i8"),
        ("break_ticks", "i8"),
        ("away_ticks", "i8"),
    ]
)

DUTY, OVERTIME, AWAY = range(3)
"""Kinds of an agent's spells: on duty as the roster has it, with a customer beyond that, on duty but off the phone."""

DUTY_DTYPE = np.dtype([("team", "i8"), ("seat", "i8"), ("start", "i8"), ("end", "i8"), ("kind", "i8")])

LEDGER_DTYPE = np.dtype(
    [
        ("tick", "i8"),
        ("team", "i8"),
        ("entry", "i8"),
        ("cents", "i8"),
        ("contact", "i8"),
        ("seat", "i8"),
        ("month", "i8"),
        ("balance", "i8"),
    ]
)


def in_order(duty: Any) -> Any:
    """Return spells at work in the order of teams, seats and time: engines write them down as they end."""
    return duty[np.lexsort([duty[name] for name in reversed(DUTY_DTYPE.names or ())])]


@dataclass(frozen=True)
class Week:
    """What ended in one week of a run.

    Attributes
    ----------
    number : int
        From 1.
    contacts, agents, ledger : structured ndarray
        Rows of CONTACT_DTYPE, DIARY_DTYPE and LEDGER_DTYPE.
    duty : structured ndarray
        Agents' spells, rows of DUTY_DTYPE: what a diary counts in `duty_ticks`, in `overtime_ticks`, and in
        `break_ticks` and `away_ticks` together.
    """

    number: int
    contacts: Any
    agents: Any
    ledger: Any
    duty: Any = field(default_factory=lambda: np.empty(0, DUTY_DTYPE))


@dataclass(frozen=True)
class Presence:
    """Numbers present, integrated event by event by the engine, in contact-ticks.

    `in_horizon` counts up to the horizon, `whole` until the last contact has left; each has a figure for
    the frontline queue, the agents, the queue upstairs and the desks upstairs. `beside_idle` counts the ticks in
    which anybody waited for agents while one was idle who may take him: always 0.
    """

    in_horizon: tuple[int, int, int, int]
    whole: tuple[int, int, int, int]
    beside_idle: int = 0
