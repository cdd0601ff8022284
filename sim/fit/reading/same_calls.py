"""Rows that are one call: duplicates, rings and legs; and rows that are tests in bursts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.fit.compact_columns import pieces, some_of
from sim.fit.reading.contact_times import ContactTimes, has_agent
from sim.fit.reading.moments import NAT
from sim.fit.reading.vocabulary import nobodies

_ONE_CALL = 120_000
"""Rows of one call's number are one call if each begins within this after the end of those before, ms."""
_BURST, _BURST_WITHIN, _BURST_GAP = 5, 60_000, 20_000
_SAME_SECOND = 5
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SAME = ("call", "issue", "agent", "caller", "outcome")


def calls_of(contacts: ContactTimes) -> ContactTimes:
    """Return a row for each call, in order of arrival; what is left out or joined is counted."""
    contacts = in_order(contacts)
    contacts = contacts.without("duplicates: left out", _duplicates(contacts))
    if "call" in contacts.taken.codes:
        contacts = _joined(contacts)
    contacts = contacts.without("rings that failed: left out, a ring is no call", contacts.failed_ring)
    return contacts.without("tests in bursts: left out", _bursts(contacts))


def in_order(contacts: ContactTimes) -> ContactTimes:
    """Return contacts in order of arrival."""
    received = contacts.received
    if (np.diff(received) >= 0).all():
        return contacts
    return contacts.kept(np.argsort(received, kind="stable"))


def _duplicates(contacts: ContactTimes) -> NDArray[np.bool_]:
    """Tell which rows say again what a row before them said: an agent cannot answer two calls in the same second."""
    taken = contacts.taken
    again = _said_again(contacts)
    if "call" in taken.codes:
        return again
    if not any((each[each != NAT] % 60_000).any() for each in (contacts.received, contacts.answered, contacts.ended)):
        return np.zeros(len(again), bool)  # to the minute or the day two callers may well be alike
    if again.sum() > 0.2 * len(again) and (np.maximum(contacts.left, contacts.ended) != NAT).mean() > 0.5:
        return again
    return again & (contacts.answered != NAT) & (has_agent(taken) if "agent" in taken.codes else contacts.ended != NAT)


def _said_again(contacts: ContactTimes) -> NDArray[np.bool_]:
    """Tell which rows are the same as one before them; contacts are in order of arrival."""
    import pandas as pd

    same = np.diff(contacts.received) == 0
    rows = np.flatnonzero(np.append(same, False) | np.append(False, same))  # others cannot be
    rows = rows[pd.Series(_mixed(contacts, rows)).duplicated(keep=False).to_numpy()]
    found = np.zeros(len(contacts), bool)
    found[rows] = pd.DataFrame(_told(contacts, rows)).duplicated().to_numpy()
    return found


def _told(contacts: ContactTimes, rows: NDArray[np.int64]) -> dict[str, NDArray[np.signedinteger]]:
    """Return what must be the same in rows that say the same."""
    codes = {role: codes[rows] for role, codes in contacts.taken.codes.items() if role in _SAME}
    return codes | {each: some_of(contacts, each, rows) for each in ("received", "answered", "left", "ended")}


def _mixed(contacts: ContactTimes, rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return a number for each row that is the same where all that it tells is the same, and else hardly ever."""
    found = np.zeros(len(rows), np.uint64)
    for piece in pieces(len(rows)):
        for values in _told(contacts, rows[piece]).values():
            found[piece] = (found[piece] ^ values.astype(np.uint64)) * _ODD
            found[piece] ^= found[piece] >> np.uint64(29)
    return found


def _joined(contacts: ContactTimes) -> ContactTimes:
    """Make one row of the rings and legs that have one call's number."""
    call = contacts.taken.codes["call"]
    if np.bincount(call[call >= 0]).max(initial=0) <= 1:
        return contacts
    order = np.lexsort((contacts.received, call))
    sorted_rows, mine, when = contacts.kept(order), call[order], contacts.received[order]
    new = np.ones(len(order), bool)
    again = (mine[1:] == mine[:-1]) & (mine[1:] >= 0)
    near = again & (when[1:] - _last_sign(sorted_rows)[:-1] <= _ONE_CALL) & _same_caller(sorted_rows)
    if near.sum() <= 0.5 * again.sum():
        contacts.taken.note(
            "numbers of calls that come again later or elsewhere, which tell nothing: rows stay apart",
            ~new | np.append(again, False),
        )
        return contacts
    new[1:] = ~near
    begins = np.flatnonzero(new)
    got = sorted_rows.answered != NAT
    whole = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(order))))
    many, none = np.arange(len(order)), len(order)
    first_got = np.minimum.reduceat(np.where(got, many, none), begins)
    answered = first_got < none
    lead = np.where(answered, np.minimum(first_got, none - 1), begins)
    result = sorted_rows.kept(lead)
    result.received = when[begins]
    result.failed_ring = np.logical_and.reduceat(sorted_rows.failed_ring, begins) & ~answered
    result.ended = np.where(answered, np.maximum.reduceat(np.where(got, sorted_rows.ended, NAT), begins), NAT)
    result.left = np.where(answered, NAT, np.maximum.reduceat(sorted_rows.left, begins))
    later = got & (many > first_got[whole])
    handed = np.minimum.reduceat(np.where(later, sorted_rows.answered, np.iinfo(np.int64).max), begins)
    told = handed < np.iinfo(np.int64).max
    result.transferred = np.where((result.transferred == NAT) & told, handed, result.transferred)
    legs = np.bincount(whole, weights=later).astype(float)
    if "hand_offs" not in result.taken.counts and legs.any():
        result.taken.counts["hand_offs"] = legs
    rings = ~later
    rings[lead] = False
    sorted_rows.taken.note("rings joined into their calls", rings)
    sorted_rows.taken.note("legs joined into their calls: a second agent is a transfer", later)
    return in_order(result)


def _last_sign(contacts: ContactTimes) -> NDArray[np.int64]:
    """Return the latest moment that a row tells."""
    return np.maximum.reduce([contacts.received, contacts.answered, contacts.left, contacts.ended])


def _same_caller(contacts: ContactTimes) -> NDArray[np.bool_]:
    """Tell of each row but the first whether it may have the caller of the one before."""
    caller = contacts.taken.codes.get("caller", np.full(len(contacts.received), -1, np.int32))
    return (caller[1:] == caller[:-1]) | (caller[1:] < 0) | (caller[:-1] < 0)


def _bursts(contacts: ContactTimes) -> NDArray[np.bool_]:
    """Tell which rows are tests: one caller many times within a minute, or the same thing many times in one second."""
    taken, received = contacts.taken, contacts.received
    if "caller" in taken.codes:
        nobody = nobodies(taken.names["caller"])
        caller = np.where(nobody[taken.codes["caller"]], -1, taken.codes["caller"])
        many = np.append(np.bincount(caller[caller >= 0], minlength=1) >= _BURST, False)
        rows = np.flatnonzero(many[caller])
        rows = rows[np.lexsort((received[rows], caller[rows]))]
        who, when = caller[rows], received[rows]
        near = np.zeros(len(rows), bool)
        near[1:] = (who[1:] == who[:-1]) & (when[1:] - when[:-1] <= _BURST_GAP) & (when[1:] - when[:-1] < _BURST_WITHIN)
        return _runs(near, rows, _BURST, len(received))
    if not (received % 60_000).any():  # no seconds
        return np.zeros(len(received), bool)
    second = received // 1000
    fifth = second[_SAME_SECOND - 1 :] == second[: 1 - _SAME_SECOND]  # a run of five ends there
    run = np.zeros(len(second), bool)
    for place in range(_SAME_SECOND):
        run[place : place + len(fifth)] |= fifth
    rows = np.flatnonzero(run)
    issue = taken.codes["issue"][rows] if "issue" in taken.codes else np.zeros(len(rows), np.int32)
    order = np.lexsort((issue, second[rows]))
    rows, issue = rows[order], issue[order]
    near = np.zeros(len(rows), bool)
    near[1:] = (second[rows][1:] == second[rows][:-1]) & (issue[1:] == issue[:-1])
    return _runs(near, rows, _SAME_SECOND, len(received)) & (contacts.answered == NAT)


def _runs(near: NDArray[np.bool_], rows: NDArray[np.int64], least: int, many: int) -> NDArray[np.bool_]:
    """Tell which of so many rows stand in a run of at least so many that are each near the one before."""
    found = np.zeros(many, bool)
    if len(near):
        begins = np.flatnonzero(~near)
        lengths = np.diff(np.append(begins, len(near)))
        found[rows] = np.repeat(lengths >= least, lengths)
    return found
