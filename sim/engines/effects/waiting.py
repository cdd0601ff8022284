"""Who goes first, who turns away: priorities that rise with waiting, quoted waits, the least occupied."""

from typing import Any

from sim.behavior.parameters import TypeRules
from sim.clock import MINUTE
from sim.demand import purposes as for_
from sim.engines.effects.given import chance
from sim.engines.rules import Moment


def priority(waited_ticks: int, handed_off: bool, its: TypeRules) -> float:
    """Return the priority of a customer who has waited for so long."""
    rising = its.priority_base + its.priority_per_minute * (waited_ticks / MINUTE)
    if handed_off:
        rising += its.priority_after_hand_off
    return min(its.priority_most, rising)


def goes_before(one: Any, other: Any, rank: float, other_rank: float) -> bool:
    """Whether a customer who waits goes before another: higher priority, then longer waiting, then who called first."""
    if rank != other_rank:
        return rank > other_rank
    return one.queued < other.queued or (one.queued == other.queued and one.row < other.row)


def is_blocked(on_the_line: int, now: Moment) -> bool:
    """Whether a customer who calls hears a busy signal: no line is free."""
    return now.rules.lines >= 0 and on_the_line >= now.rules.lines


def is_full(waiting: int, now: Moment) -> bool:
    """Whether the line of a type takes nobody more."""
    return now.its.queue_limit >= 0 and waiting >= now.its.queue_limit


def balks(h: Any, last_wait_ticks: int, waiting: int, on_duty: int, now: Moment) -> bool:
    """Whether a customer who would have to wait hears how long, and goes."""
    if now.rules.balk_share <= 0.0:
        return False
    quoted = last_wait_ticks / MINUTE
    if now.rules.balk_by_position:
        quoted = (waiting + 1) * now.its.mean_handle_minutes / max(1, on_duty)
    return quoted > now.rules.balk_above and chance(h.call, for_.BALKS, now.rules.balk_share)


def is_less_occupied(busy: int, duty: int, other_busy: int, other_duty: int) -> bool:
    """Whether one share of time is smaller than another, exactly: busy / duty < other_busy / other_duty.

    Whole parts are compared, then what is left the other way round, so that no product grows too large.
    """
    a, b, c, d = busy, max(1, duty), other_busy, max(1, other_duty)
    while True:
        whole, other_whole = a // b, c // d
        if whole != other_whole:
            return whole < other_whole
        a, c = a - whole * b, c - other_whole * d
        if a == 0 or c == 0:
            return a == 0 and c > 0
        a, b, c, d = d, c, b, a
