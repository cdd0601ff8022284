"""One day of a queue, call by call, from sessions: the loop that a backtest runs thousands of times.

Plain arithmetic on whole numbers, so that it can be compiled; nothing is drawn here. It is no third engine: it knows no
person who decides, but agents with skills and sessions of their own on named days, which a scenario does not have.
"""

from typing import Any

ARRIVED, TYPE, PATIENCE, TALK, BRIEF, AWAY, CHANCE, AWAY_CHANCE, HEAD, STAYS, BACK_AFTER = range(11)
"""Columns of a call: when, what, how long it would wait and talk; the gap after it if brief or if away, both chances in
millionths; its head start in the queue; and of one agent at some time: after how long without a call he goes, 0 for
never, and after how long he is back. Further columns are pairs: a length of line, and the patience from there on."""
START, END, SPEED, WORK_AFTER, ABSENCES = range(5)
"""Columns of a session: from when to when, and in millionths of the mean how long the agent takes with a call, how long
his brief gaps are, and how often he is away."""
ANSWERED, BY = range(2)
"""Columns of what comes out: when it was answered, -1 never, and in which session."""
FREE, IS_IDLE, IS_GONE, LINE, LEAVES, NEXT = range(6)
"""Columns of the room to work in: when a session is free, whether it is idle or gone; from the top, who waits; when an
idle agent goes; and, in the first row, whose columns say when the next one does."""
CALL_COLUMNS, SESSION_COLUMNS, RESULT_COLUMNS, SCRATCH_COLUMNS = 11, 5, 2, 6
MILLION = 1_000_000
NEVER = 1 << 60
DIRECT = 1 << 40
"""The head start of a contact that stands in no line, and is not seen by those who do."""


def serve(calls: Any, sessions: Any, skills: Any, results: Any, scratch: Any) -> int:
    """Serve a day's calls and return how many were answered.

    Who arrives takes the agent with the skill who has been idle longest. Who becomes free takes the waiting caller with
    the skill who has waited longest, head starts counted in; who has run out of patience by then has left. An idle
    agent may go and come back. An agent whose session is over takes no more.

    Parameters
    ----------
    calls : ndarray of int64, shape (n, 11 or more)
        In order of arrival; patience is filled in where it depends on the line.
    sessions : ndarray of int64, shape (m, 5)
        Sessions of the day.
    skills : ndarray of int64, shape (m, types)
        1 where a session's agent may take a type.
    results : ndarray of int64, shape (n, 2)
        Is filled.
    scratch : ndarray of int64, shape (max(n, m), 6)
        Room to work in.
    """
    most_head = begin(calls, sessions, results, scratch)
    n, first, last, arriving, answered = calls.shape[0], 0, 0, 0, 0
    while True:
        free = soonest(sessions, scratch)
        arrival = calls[arriving, ARRIVED] if arriving < n else NEVER
        now = arrival if free < 0 else min(arrival, scratch[free, FREE])
        if now >= NEVER:
            return answered
        call, session = -1, free
        if free >= 0 and scratch[free, FREE] <= arrival:
            if now >= sessions[free, END]:
                scratch[free, IS_GONE] = 1
                continue
            place = caller((free, now, first, last, most_head), calls, skills, scratch)
            rest(free, now, calls, sessions, scratch)
            if place >= 0:
                call = scratch[place, LINE]
                scratch[place, LINE] = -1
            while first < last and scratch[first, LINE] < 0:
                first += 1
        else:
            session = idle_agent(arriving, calls, sessions, skills, scratch)
            if session >= 0:
                call = arriving
            else:
                meet_line(arriving, (first, last), calls, scratch)
                scratch[last, LINE] = arriving
                last += 1
            arriving += 1
        if call >= 0:
            results[call, ANSWERED], results[call, BY] = now, session
            scratch[session, FREE] = now + busy_for(call, session, calls, sessions)
            scratch[session, IS_IDLE] = 0
            answered += 1


def begin(calls: Any, sessions: Any, results: Any, scratch: Any) -> int:
    """Make the room ready and return the longest head start."""
    most_head = 0
    for call in range(calls.shape[0]):
        results[call, ANSWERED] = -1
        results[call, BY] = -1
        most_head = max(most_head, calls[call, HEAD])
    for session in range(sessions.shape[0]):
        scratch[session, FREE] = sessions[session, START]
        scratch[session, IS_IDLE] = 0
        scratch[session, IS_GONE] = 0
    scratch[0, NEXT] = 0
    return most_head


def soonest(sessions: Any, scratch: Any) -> int:
    """Return the session that is free next of those that are busy or not yet there; -1 where there is none."""
    when, who = NEVER, -1
    for session in range(sessions.shape[0]):
        if scratch[session, IS_IDLE] == 0 and scratch[session, IS_GONE] == 0 and scratch[session, FREE] < when:
            when, who = scratch[session, FREE], session
    return who


def caller(where: Any, calls: Any, skills: Any, scratch: Any) -> int:
    """Return the place in line of whom a free agent takes; -1 where there is nobody. Who has left is struck out."""
    session, now, first, last, most_head = where
    best, place = -NEVER, -1
    for waiting in range(first, last):
        call = scratch[waiting, LINE]
        if call < 0:
            continue
        if calls[call, ARRIVED] + calls[call, PATIENCE] < now:
            scratch[waiting, LINE] = -1
        elif skills[session, calls[call, TYPE]] > 0 and calls[call, HEAD] - calls[call, ARRIVED] > best:
            best, place = calls[call, HEAD] - calls[call, ARRIVED], waiting
            if calls[call, HEAD] >= most_head:
                break
    return place


def meet_line(arriving: int, line: Any, calls: Any, scratch: Any) -> None:
    """Set the patience of a caller who joins the line, by the number who wait."""
    first, last = line
    now, ahead = calls[arriving, ARRIVED], 0
    for waiting in range(first, last):
        call = scratch[waiting, LINE]
        if call >= 0 and calls[call, HEAD] < DIRECT and calls[call, ARRIVED] + calls[call, PATIENCE] >= now:
            ahead += 1
    for pair in range(CALL_COLUMNS, calls.shape[1], 2):
        if calls[arriving, pair] <= ahead:
            calls[arriving, PATIENCE] = calls[arriving, pair + 1]


def rest(session: int, now: int, calls: Any, sessions: Any, scratch: Any) -> None:
    """Make an agent idle, until he goes away."""
    place = scratch[0, NEXT]
    scratch[0, NEXT] = (place + 1) % calls.shape[0]
    scratch[session, FREE] = now
    scratch[session, IS_IDLE] = 1
    scratch[session, LEAVES] = NEVER
    if calls[place, STAYS] > 0:
        scratch[session, LEAVES] = now + calls[place, STAYS] * MILLION // max(sessions[session, ABSENCES], 1)


def idle_agent(arriving: int, calls: Any, sessions: Any, skills: Any, scratch: Any) -> int:
    """Return the session with the skill that has been idle longest; -1 where there is none. Whose is over goes."""
    now, kind = calls[arriving, ARRIVED], calls[arriving, TYPE]
    longest, who = NEVER, -1
    for session in range(sessions.shape[0]):
        while scratch[session, IS_IDLE] == 1 and scratch[session, LEAVES] <= now:
            back = scratch[session, LEAVES] + max(calls[scratch[0, NEXT], BACK_AFTER], 1)
            rest(session, back, calls, sessions, scratch)
            if back > now:
                scratch[session, IS_IDLE] = 0
        if scratch[session, IS_IDLE] == 1:
            if sessions[session, END] <= now:
                scratch[session, IS_IDLE] = 0
                scratch[session, IS_GONE] = 1
            elif skills[session, kind] > 0 and scratch[session, FREE] < longest:
                longest, who = scratch[session, FREE], session
    return who


def busy_for(call: int, session: int, calls: Any, sessions: Any) -> int:
    """Return how long a call and the gap after it keep an agent."""
    if calls[call, CHANCE] * MILLION < calls[call, AWAY_CHANCE] * sessions[session, ABSENCES]:
        gap = calls[call, AWAY]
    else:
        gap = calls[call, BRIEF] * sessions[session, WORK_AFTER] // MILLION
    return int(calls[call, TALK] * sessions[session, SPEED] // MILLION + gap)
