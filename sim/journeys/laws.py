"""The laws of the model, checked on the records of a run: conservation, order, patience, money, Little's identity."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.journeys.records import BESIDE, Entry, Outcome, Presence, Reason
from sim.scenario.plan import Plan


class Run(NamedTuple):
    """What the laws look at: a plan, and the rows that an engine made of it."""

    plan: Plan
    rows: Any
    entries: Any
    presence: Presence


class Law(NamedTuple):
    """A law in words, how many facts of a run it speaks of, and a line for each way in which they break it."""

    words: str
    facts: Callable[[Run], int]
    broken: Callable[[Run], Iterator[str]]


def broken_laws(run: Run) -> list[str]:
    """Return a line for each law that is broken; none for a run that is in order."""
    return [line for law in LAWS for line in law.broken(run)]


def _ends_once(run: Run) -> Iterator[str]:
    rows = run.rows
    if not np.array_equal(np.sort(rows["row"]), np.arange(len(rows))):
        yield "every contact ends exactly once: some row is missing or stands twice"
    late = rows["ended"] < rows["arrived"]
    if late.any():
        yield f"nobody ends before arriving: row {rows['row'][late][0]}"


def _issues_close_once(run: Run) -> Iterator[str]:
    """An issue is closed by at most one contact, its last; contacts are its first call and those that follow."""
    rows = run.rows
    if _some_alike(rows, rows["issue_closed"]):
        yield "an issue is closed once: some issue is closed twice"
    if _some_alike(rows, rows["attempt"] == 1):
        yield "an issue has one first call: some issue has two"
    followed = rows["parent"][rows["attempt"] > 1]
    if np.isin(followed, rows["row"][rows["issue_closed"]]).any():
        yield "a closed issue does not call again"


def _columns(rows: Any, which: Any, *names: str) -> dict[str, Any]:
    """Return columns of some rows; whole rows would be copied field by field."""
    return {name: rows[name][which] for name in names}


def _some_alike(rows: Any, which: Any) -> bool:
    """Whether two of these contacts are of one issue."""
    import pandas as pd

    issues = pd.DataFrame(_columns(rows, which, "stream", "bin", "ordinal", "type", "own_goal"))
    return bool(issues.duplicated().any())


def _overlaps(owner: Any, start: Any, end: Any) -> bool:
    """Whether two spans of one owner overlap; spans of no length may touch."""
    order = np.lexsort((end, start, owner))
    owner, start, end = owner[order], start[order], end[order]
    return bool(np.any((owner[1:] == owner[:-1]) & (start[1:] < end[:-1])))


def _nobody_serves_two(run: Run) -> Iterator[str]:
    rows = run.rows
    served = _columns(rows, rows["answered"] >= 0, "team", "seat", "answered", "released", "wrap_up_ticks")
    again = _columns(
        rows, rows["returned_answered"] >= 0, "team", "returned_seat", "returned_answered", "returned_released"
    )
    owner = np.concatenate(
        [served["team"] * 100_000 + served["seat"], again["team"] * 100_000 + again["returned_seat"]]
    )
    start = np.concatenate([served["answered"], again["returned_answered"]])
    end = np.concatenate([served["released"] + served["wrap_up_ticks"], again["returned_released"]])
    if _overlaps(owner, start, end):
        yield "no agent serves two customers at once"


def _patience(run: Run) -> Iterator[str]:
    rows = run.rows
    waited = np.where(rows["answered"] >= 0, rows["answered"], rows["ended"]) - rows["queued"]
    queued = (rows["queued"] >= 0) & (rows["outcome"] != Outcome.OPEN)
    too_long = queued & (waited > rows["patience_ticks"])
    if too_long.any():
        yield f"nobody waits past patience: row {rows['row'][too_long][0]}"
    abandoned = rows["outcome"] == Outcome.ABANDONED
    early = abandoned & (waited != rows["patience_ticks"])
    if early.any():
        yield f"who hangs up does so when patience ends: row {rows['row'][early][0]}"


def _first_in_first_out(run: Run) -> Iterator[str]:
    """Of two customers with the same rights, the one who queued first is answered first.

    The same rights: of one type and route, with the same steps of it, handed off before or not.
    """
    rows = run.rows
    served = _columns(rows, rows["answered"] >= 0, "type", "queued", "answered", "drawn", "handed_off")
    starts = [epoch.start_tick for epoch in run.plan.epochs]
    rights = served["type"].astype(np.int64)
    for part in (np.searchsorted(starts, served["queued"], side="right"), served["drawn"], served["handed_off"]):
        rights = rights << 16 | part
    order = np.lexsort((served["answered"], served["queued"], rights))
    late = (np.diff(rights[order]) == 0) & (np.diff(served["answered"][order]) < 0)
    if late.any():
        which = order[1:][late][0]
        yield f"first in, first out among equal rights: type {served['type'][which]}, steps {served['drawn'][which]}"
    up = _columns(rows, (rows["manager_start"] >= 0) & ~rows["lane"], "escalated", "manager_start", "second_escalated")
    up = _columns(up, np.lexsort((up["manager_start"], up["escalated"])), *up)
    if np.any(np.diff(up["manager_start"]) < 0) and not (up["second_escalated"] >= 0).any():
        yield "first in, first out at the manager"


def _spans(rows: Any) -> list[tuple[Any, Any]]:
    """Return the visits at each station as (start, end) ticks: queue, agents, queue upstairs, desks."""
    ended = rows["ended"]
    visits = (
        (("queued", np.where(rows["answered"] >= 0, rows["answered"], ended)),),
        (("answered", rows["released"]), ("returned_answered", rows["returned_released"])),
        tuple(
            (begun, np.where(rows[picked] >= 0, rows[picked], ended))
            for begun, picked in (("escalated", "manager_start"), ("second_escalated", "second_manager_start"))
        ),
        (("manager_start", rows["manager_end"]), ("second_manager_start", rows["second_manager_end"])),
    )
    spans = []
    for station in visits:
        parts = [(rows[begun][rows[begun] >= 0], end[rows[begun] >= 0]) for begun, end in station]
        starts, ends = zip(*parts, strict=True)
        spans.append((np.concatenate(starts), np.concatenate(ends)))
    return spans


def _nobody_waits_beside_idle(run: Run) -> Iterator[str]:
    """The engine looks whenever all events of an instant are done; rows cannot show it."""
    if run.presence.beside_idle:
        yield f"somebody waited beside an idle agent who might take him, for {run.presence.beside_idle} ticks in all"


STATIONS = ("the queue", "the agents", "the queue upstairs", "the desks upstairs")


def _little(run: Run) -> Iterator[str]:
    """Little's identity, path by path: the integral of the number present is the sum of the times present."""
    horizon, presence = run.plan.horizon_tick, run.presence
    for station, (start, end), whole, inside in zip(
        STATIONS, _spans(run.rows), presence.whole, presence.in_horizon, strict=True
    ):
        if int((end - start).sum()) != whole:
            yield f"Little's identity at {station}: {int((end - start).sum())} by the records, {whole} by the engine"
        clipped = int((np.minimum(end, horizon) - np.minimum(start, horizon)).sum())
        if clipped != inside:
            yield f"Little's identity within the horizon at {station}: {clipped} by the records, {inside} by the engine"


def _ledger(run: Run) -> Iterator[str]:
    """Opening + funding - debits - pay-outs = closing, to the cent, for every team and after every row."""
    rows, entries = run.rows, run.entries
    for team in np.unique(entries["team"]):
        mine = entries[entries["team"] == team]
        moved = np.where(np.isin(mine["entry"], BESIDE), 0, mine["cents"])
        if not np.array_equal(np.cumsum(moved), mine["balance"]):
            yield f"the ledger balances to the cent: team {team}"
        if (mine["cents"][mine["entry"] == Entry.PAYOUT] > 0).any():
            yield f"pay-outs are never negative: team {team}"
    charges = entries[entries["entry"] == Entry.MANAGER_CHARGE]
    if len(charges):
        known = set(rows["row"][rows["granted_by"] == 2].tolist())
        if not set(charges["contact"].tolist()) <= known:
            yield "every charge names a contact to whom the manager granted something"


def could_be_avoided(rows: Any) -> Any:
    """Return which contacts went up though the agent could have avoided it: by choice, by failure, or by a refusal."""
    refused = (rows["reason"] == Reason.INSISTED_ON_MORE) & rows["refused"]
    return np.isin(rows["reason"], (Reason.CHOSEN, Reason.FAILED)) | refused


def _given_at_the_desk(rows: Any) -> Any:
    return (rows["granted_by"] == 1) & (rows["granted_cents"] > 0)


def _charged(entries: Any, entry: int) -> Any:
    """Return the contacts that entries of a kind name."""
    return entries["contact"][entries["entry"] == entry]


def _paid_by_count(run: Run) -> Iterator[str]:
    """Who is charged for an escalation has passed it up; nobody's month is paid below 0, nor a target's bonus twice."""
    rows, entries = run.rows, run.entries
    up, given = (rows["row"][which] for which in (could_be_avoided(rows), _given_at_the_desk(rows)))
    if not np.isin(_charged(entries, Entry.ESCALATION_CHARGE), up).all():
        yield "a charge for an escalation names a contact whose going up the agent could have avoided"
    again = rows["row"][rows["parent"] >= 0]
    if not np.isin(_charged(entries, Entry.REPEAT_CHARGE), again).all():
        yield "a charge for a repeat names a contact of a customer who called again"
    if not np.isin(_charged(entries, Entry.OWN_CHARGE), np.concatenate([up, given, again])).all():
        yield "a charge to an agent's own bonus names such a contact, or one at which an agent gave money"
    mine = entries[np.isin(entries["entry"], (*_OWN, *_FROM_POOL)) & (entries["seat"] >= 0)]
    cents = np.where(np.isin(mine["entry"], _FROM_POOL), -mine["cents"], mine["cents"])
    _, place = np.unique(mine[["team", "seat", "month"]], return_inverse=True)
    if len(mine) and np.bincount(place.ravel(), cents).min() < 0:
        yield "no agent's bonus of a month is below 0: what charges take beyond it is forgiven"
    paid = entries[np.isin(entries["entry"], (Entry.TARGET_BONUS, Entry.PROPORTIONAL_BONUS))]
    _, times = np.unique(paid[["team", "seat", "month"]], return_counts=True)
    if times.max(initial=0) > _most_items(run.plan) or (paid["cents"] < 0).any():
        yield "a bonus by a month's count is paid once for each item of the scorecard and never negative"


def _most_items(plan: Plan) -> int:
    """Return how many bonuses hang on a month's count at most."""
    cards = [epoch.scenario.incentives.measured for epoch in plan.epochs]
    return max(sum(each.shape != "per_event" for each in card) for card in cards)


_FROM_POOL = (Entry.PAYOUT, Entry.POOL_BONUS)
_OWN = (Entry.OWN_CHARGE, Entry.TARGET_BONUS, Entry.PROPORTIONAL_BONUS, Entry.FORGIVEN)


def _answers(run: Run) -> Iterator[str]:
    """Who asks for money gets a yes or a no, in one piece: a no offers nothing, and upstairs nobody gets less."""
    rows = run.rows
    if (rows["refused"] & (rows["offered_cents"] > 0)).any():
        yield "a refusal offers nothing"
    answered = rows["refused"] | (rows["offered_cents"] > 0)
    if (answered & ((rows["ask_cents"] == 0) | ~rows["attempted"])).any():
        yield "only what is asked and was solved is answered"
    if (rows["granted_cents"] < rows["offered_cents"])[rows["granted_by"] == 2].any():
        yield "the manager never gives less than was offered below"
    if (rows["granted_cents"] != rows["offered_cents"])[rows["granted_by"] == 1].any():
        yield "an agent grants what was offered"
    gets_less = rows["refused"] | (rows["offered_cents"] < rows["ask_cents"])
    if not gets_less[(rows["outcome"] == Outcome.REFUSED) | (rows["reason"] == Reason.INSISTED_ON_MORE)].all():
        yield "only who gets less than asked insists on more, or tries another agent"


def _spells(run: Run) -> int:
    """Return how often somebody was at an agent's desk."""
    return int((run.rows["answered"] >= 0).sum() + (run.rows["returned_answered"] >= 0).sum())


LAWS = (
    Law("every contact ends once, after it began", lambda run: len(run.rows), _ends_once),
    Law("an issue closes once, then calls no more", lambda run: len(run.rows), _issues_close_once),
    Law("no agent serves two at once", _spells, _nobody_serves_two),
    Law("nobody waits past patience", lambda run: int((run.rows["queued"] >= 0).sum()), _patience),
    Law(
        "first in, first out among equal rights",
        lambda run: int((run.rows["answered"] >= 0).sum() + (run.rows["manager_start"] >= 0).sum()),
        _first_in_first_out,
    ),
    Law(
        "nobody waits beside an idle agent",
        lambda run: int((run.rows["queued"] >= 0).sum()),
        _nobody_waits_beside_idle,
    ),
    Law("Little's identity, in whole milliseconds", lambda run: 2 * len(STATIONS), _little),
    Law("the ledger balances to the cent", lambda run: len(run.entries), _ledger),
    Law("nobody's bonus falls below 0", lambda run: len(run.entries), _paid_by_count),
    Law("an answer stands, with no less upstairs", lambda run: int((run.rows["ask_cents"] > 0).sum()), _answers),
)
