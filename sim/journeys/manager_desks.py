"""What each desk did in the course of a day, in named states: agents' desks by roster and record, desks upstairs."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sim.clock import DAY, MINUTE
from sim.demand.duties import What
from sim.demand.roster import Roster
from sim.journeys.journeys import Journeys

OFF, FREE, TALKS, HOLDS, WRAPS_UP = "off", "free", "talks", "holds", "wraps up"
AWAY, ABSENT, VACANT = "away", "absent", "vacant"
"""Not on the floor; waiting for work; with a customer; held on the line until a transfer is taken up; writing up what
the customer no longer waits for; at a gathering; missing; quit."""


class Span(NamedTuple):
    """From when to when (ticks) a desk is in a state."""

    start: int
    end: int
    state: str


class Desks(NamedTuple):
    """The desks at which contacts sit in a state, with the states of each desk from ticks on, the first at midnight."""

    state: str
    where: str
    seats: list[list[tuple[int, str]]]


def desks_of_teams(journeys: Journeys, rows: Any, number: int) -> list[Desks]:
    """Return the desks of all teams on a day, counted from 0, of which the rows are given.

    Who quit is known by the week: a seat that was vacant when this week or the last ended, and took nobody this day.
    """
    roster = Roster(journeys.plan, journeys.seed, journeys.replication)
    found = []
    for team, name in enumerate(journeys.plan.baseline.teams):
        steps = [(step.tick, step.heads) for step in roster.head_counts(number) if step.team == team]
        steps = sorted([*((tick, 0) for tick, _ in roster.closings(number)), *steps])
        busy = _busy(rows, team)
        heads = max([heads for _, heads in steps] + [seat + 1 for seat in busy], default=0)
        vacant = _vacant(journeys.diaries, team, number)
        seats = []
        by_person = journeys.plan.at(number * DAY).teams[name].by_person
        heads = roster.seats(team) if by_person else heads
        for seat in range(heads):
            works = _shifts(roster, team, seat, number) if by_person else _present(steps, seat, number)
            if roster.is_absent(team, seat, number):
                works = [span._replace(state=ABSENT) for span in works]
            elif seat in vacant and seat not in busy:
                works = [span._replace(state=VACANT) for span in works]
            else:
                works += _gatherings(journeys, works, roster.person(team, seat)[1], number)
            seats.append(painted([*works, *busy.get(seat, ())], number))
        found.append(Desks("agent", name, seats))
    return found


def desks_upstairs(journeys: Journeys, number: int, talks: dict[str, list[list[tuple[int, int]]]]) -> list[Desks]:
    """Return the desks of the managers and of the leadership lane on a day, given when who sat at each of them."""
    roster = Roster(journeys.plan, journeys.seed, journeys.replication)
    found = []
    for state, desks in talks.items():
        is_lane = state == "lane"
        steps = [(number * DAY + step.minute * MINUTE, step.heads) for step in roster.desk_steps(is_lane, number)]
        if is_lane and not journeys.plan.at(number * DAY).leadership_lane.open:
            steps = []
        seats = []
        for seat in range(max([heads for _, heads in steps] + [len(desks)])):
            busy = [Span(start, end, TALKS) for start, end in (desks[seat] if seat < len(desks) else ())]
            seats.append(painted([*_present(steps, seat, number), *busy], number))
        found.append(Desks(state, "", seats))
    return found


def painted(spans: Iterable[Span], number: int) -> list[tuple[int, str]]:
    """Return a day's states from ticks on, each span painted over those before it."""
    begin, end = number * DAY, (number + 1) * DAY
    inside = [Span(max(begin, span.start), min(end, span.end), span.state) for span in spans]
    inside = [span for span in inside if span.start < span.end]
    names = [OFF, *dict.fromkeys(span.state for span in inside)]
    edges = np.unique([begin, *(tick for span in inside for tick in span[:2])])
    codes = np.zeros(len(edges), int)
    for span in inside:
        codes[np.searchsorted(edges, span.start) : np.searchsorted(edges, span.end)] = names.index(span.state)
    changes = np.flatnonzero(np.diff(codes, prepend=-1))
    return [(int(edges[i]), names[codes[i]]) for i in changes if edges[i] < end]


def _present(steps: list[tuple[int, int]], seat: int, number: int) -> list[Span]:
    """Return when a seat is among the heads that are there."""
    return [
        Span(tick, until, FREE)
        for (tick, heads), (until, _) in pairwise([*steps, ((number + 1) * DAY, 0)])
        if seat < heads
    ]


def _shifts(roster: Roster, team: int, seat: int, number: int) -> list[Span]:
    """Return when a person is at work on a day, and on breaks and in meetings as scheduled."""
    found: list[Span] = []
    begin = number * DAY
    since, met = begin if _goes_on(roster, team, seat, number) else -1, -1
    for change in roster.changes(number):
        if (change.team, change.seat) != (team, seat):
            continue
        tick = begin + change.tick
        if change.what == What.STARTS:
            since = tick
        elif change.what == What.ENDS and since >= 0:
            found.insert(0, Span(since, tick, FREE))
            since = -1
        elif change.what == What.RESTS:
            found.append(Span(tick, tick + change.value, AWAY))
        elif change.what == What.MEETS:
            met = tick
        elif change.what == What.MET:
            found.append(Span(met if met >= 0 else begin, tick, AWAY))
    return [Span(since, begin + DAY, FREE), *found] if since >= 0 else found


def _goes_on(roster: Roster, team: int, seat: int, number: int) -> bool:
    """Whether a person's shift goes on past the midnight on which a day begins."""
    if number == 0:
        return False
    mine = [change.what for change in roster.changes(number - 1) if (change.team, change.seat) == (team, seat)]
    return [what for what in mine if what in (What.STARTS, What.ENDS)][-1:] == [What.STARTS]


def _busy(rows: Any, team: int) -> dict[int, list[Span]]:
    """Return when each seat of a team was with customers, and when it held the line for one on the way upstairs."""
    found: dict[int, list[Span]] = {}
    visits = (
        ("seat", "answered", "escalated", "released"),
        ("returned_seat", "returned_answered", "second_escalated", "returned_released"),
    )
    for names in visits:
        mine = rows[(rows["team"] == team) & (rows[names[1]] >= 0)]
        for seat, start, passed_up, released in zip(*(mine[name].tolist() for name in names), strict=True):
            spans = found.setdefault(seat, [])
            spans.append(Span(start, passed_up if passed_up >= 0 else released, TALKS))
            if 0 <= passed_up < released:
                spans.append(Span(passed_up, released, HOLDS))
    mine = rows[(rows["team"] == team) & (rows["wrap_up_ticks"] > 0)]
    for seat, start, ticks in zip(
        *(mine[name].tolist() for name in ("seat", "released", "wrap_up_ticks")), strict=True
    ):
        found[seat].append(Span(start, start + ticks, WRAPS_UP))
    return found


def _vacant(diaries: Any, team: int, number: int) -> set[int]:
    week = number // 7 + 1
    mine = (diaries["team"] == team) & (diaries["vacant"] > 0)
    return set(diaries["seat"][mine & ((diaries["week"] == week) | (diaries["week"] == week - 1))].tolist())


def _gatherings(journeys: Journeys, works: list[Span], seat: int, number: int) -> list[Span]:
    """Return when a seat that is on the floor sits in a gathering."""
    found = []
    for meeting in journeys.plan.meetings:
        start = meeting.start_tick + seat % meeting.what.sittings * meeting.sitting_ticks
        for span in works:
            found.append(Span(max(span.start, start), min(span.end, start + meeting.sitting_ticks), AWAY))
    return found
