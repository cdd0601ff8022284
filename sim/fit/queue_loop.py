"""One day of a queue, call by call, from sessions: the loop that a backtest runs thousands of times.

Plain arithmetic on whole numbers, so that it can be compiled; nothing is drawn here. It is no third engine: it knows no
person who decides, but agents with skills and sessions of their own on named days, which a scenario does not have.
"""

from typing import Any

ARRIVED, TYPE, PATIENCE, TALK, BRIEF, AWAY, CHANCE, AWAY_CHANCE, HEAD = range(9)
"""Columns of a call: when, what, how long it would wait and talk; the gap after it if brief or if away, and both chances
in millionths; and its head start in the queue."""
START, END, SPEED = range(3)
"""Columns of a session: from when to when, and how long the agent takes, in millionths of the mean."""
ANSWERED, BY = range(2)
"""Columns of what comes out: when it was answered, -1 never, and in which session."""
CALL_COLUMNS, SESSION_COLUMNS, RESULT_COLUMNS, SCRATCH_COLUMNS = 9, 3, 2, 4
MILLION = 1_000_000
NEVER = 1 << 60


def serve(calls: Any, sessions: Any, skills: Any, results: Any, scratch: Any) -> int:
    """Serve a day's calls and return how many were answered.

    Who arrives takes the agent with the skill who has been idle longest. Who becomes free takes the waiting caller with
    the skill who has waited longest, head starts counted in; who has run out of patience by then has left. An agent whose
    session is over takes no more.

    Parameters
    ----------
    calls : ndarray of int64, shape (n, 9)
        In order of arrival.
    sessions : ndarray of int64, shape (m, 3)
        Sessions of the day.
    skills : ndarray of int64, shape (m, types)
        1 where a session's agent may take a type.
    results : ndarray of int64, shape (n, 2)
        Is filled.
    scratch : ndarray of int64, shape (max(n, m), 4)
        Room to work in: when free, whether idle, whether gone, who waits.
    """
    n, m = calls.shape[0], sessions.shape[0]
    most_head = 0
    for call in range(n):
        results[call, 0] = -1
        results[call, 1] = -1
        most_head = max(most_head, calls[call, 8])
    for session in range(m):
        scratch[session, 0] = sessions[session, 0]
        scratch[session, 1] = 0
        scratch[session, 2] = 0
    first, last, arriving, answered = 0, 0, 0, 0
    while True:
        soonest, who = NEVER, -1
        for session in range(m):
            if scratch[session, 1] == 0 and scratch[session, 2] == 0 and scratch[session, 0] < soonest:
                soonest, who = scratch[session, 0], session
        arrival = calls[arriving, 0] if arriving < n else NEVER
        if soonest == NEVER and arrival == NEVER:
            return answered
        now, call, session = arrival, -1, -1
        if soonest <= arrival:
            now, session = soonest, who
            if now >= sessions[session, 1]:
                scratch[session, 2] = 1
                continue
            best, place = -NEVER, -1
            for waiting in range(first, last):
                caller = scratch[waiting, 3]
                if caller < 0:
                    continue
                if calls[caller, 0] + calls[caller, 2] < now:
                    scratch[waiting, 3] = -1
                elif skills[session, calls[caller, 1]] > 0 and calls[caller, 8] - calls[caller, 0] > best:
                    best, place = calls[caller, 8] - calls[caller, 0], waiting
                    if calls[caller, 8] >= most_head:
                        break
            if place >= 0:
                call = scratch[place, 3]
                scratch[place, 3] = -1
            else:
                scratch[session, 1] = 1
            while first < last and scratch[first, 3] < 0:
                first += 1
        else:
            longest = NEVER
            for each in range(m):
                if scratch[each, 1] == 1:
                    if sessions[each, 1] <= now:
                        scratch[each, 1], scratch[each, 2] = 0, 1
                    elif skills[each, calls[arriving, 1]] > 0 and scratch[each, 0] < longest:
                        longest, session = scratch[each, 0], each
            if session >= 0:
                call = arriving
            else:
                scratch[last, 3] = arriving
                last += 1
            arriving += 1
        if call >= 0:
            gap = calls[call, 5] if calls[call, 6] < calls[call, 7] else calls[call, 4]
            results[call, 0], results[call, 1] = now, session
            scratch[session, 0] = now + calls[call, 3] * sessions[session, 2] // 1_000_000 + gap
            scratch[session, 1] = 0
            answered += 1
