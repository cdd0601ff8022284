"""What happened to each contact of a log: who was answered, who gave up, who never reached the queue, and when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, MINUTE
from sim.fit.compact_columns import Column, columns_of, held, held_rows
from sim.fit.reading.asked_of_contacts import ask_for_times
from sim.fit.reading.clock_times import ARRIVALS, first_told, with_dates
from sim.fit.reading.directions import coming_in
from sim.fit.reading.mapping import TableMapping
from sim.fit.reading.moments import NAT
from sim.fit.reading.taken import Taken
from sim.fit.reading.vocabulary import means, nobodies

_HALF_DAY = DAY // 2
_CLOCKS_APART = MINUTE
"""Two machines' clocks may disagree so much, ms, before a contact was answered before it came."""
Flags = NDArray[np.bool_]
Moments = NDArray[np.int64]


@dataclass(kw_only=True)
class ContactTimes:
    """The contacts of a log, each in one row, still with the columns that they were read from."""

    taken: Taken
    received: Column[np.int64] = Column(np.int64, NAT)
    answered: Column[np.int64] = Column(np.int64, NAT, since="received")
    left: Column[np.int64] = Column(np.int64, NAT, since="received")
    ended: Column[np.int64] = Column(np.int64, NAT, since="received")
    wrap_up: Column[np.int64] = Column(np.int64, NAT)
    """ms; `NAT`: not told."""
    consulted: Column[np.int64] = Column(np.int64, NAT, since="received")
    transferred: Column[np.int64] = Column(np.int64, NAT, since="received")
    """Both only of those who were answered."""
    failed_ring: Flags
    """Rows that are the ring of an agent who did not answer, by the words of the file."""
    unknown: set[str] = field(default_factory=set)
    cannot_know: list[str] = field(default_factory=list)
    waits_not_told: tuple[int, int] = (0, 0)
    """Of how many who were not answered nothing tells how long they waited, and how many there are."""

    tells_when: bool = True
    """Whether any row tells when it was received."""

    def __len__(self) -> int:
        return len(self.failed_ring)

    def kept(self, rows: Flags | NDArray[np.int64]) -> ContactTimes:
        """Return some of the rows."""
        own = {**held_rows(self, rows), "failed_ring": self.failed_ring[rows]}
        return replace(self, taken=self.taken.kept(rows), **own)

    def without(self, what: str, rows: Flags) -> ContactTimes:
        """Leave rows out, here, and say so."""
        self.taken.note(what, rows)
        if rows.any():
            keep = ~rows
            for name in columns_of(ContactTimes):  # one at a time: of a long log each is large
                self.__dict__[name] = held(self)[name][keep]
            self.failed_ring, self.taken = self.failed_ring[keep], self.taken.kept(keep)
        return self


def contact_times(taken: Taken, table: TableMapping) -> ContactTimes:
    """Work out what happened to each contact.

    Parameters
    ----------
    taken
        The rows of the files.
    table
        What their columns are.

    Raises
    ------
    ScenarioError
        If clocks have no date.
    """
    taken = coming_in(taken, table)
    with_dates(taken, table)
    if "wait" not in taken.spans and {"duration", "talk"} <= taken.spans.keys():
        rest = taken.spans["duration"] - taken.spans["talk"]
        taken.spans["wait"] = np.where(rest >= 0, rest, np.nan)
        taken.note("no column of waits: the duration less the talk", np.ones(len(taken), bool))
    if (lost := taken.spans.get("lost_wait")) is not None:
        taken.spans["wait"] = np.where(np.isnan(old := taken.spans.get("wait", lost)), lost, old)
    wait, talk = _span(taken, "wait"), _talk(taken)
    received = _received(taken, wait, talk)
    told = Told.of(taken, table)
    got = told.answered_rows(taken, talk)
    answered = first_told(taken, ("answered", "queue_end"))
    if wait is not None:
        answered = np.where((answered == NAT) & (wait != NAT) & (received != NAT), received + wait, answered)
    told_when = wait is not None or bool({"answered", "queue_end"} & taken.moments.keys())
    at_once = got & (answered == NAT) & (received != NAT) & told_when
    taken.note("answered, but nothing tells when: taken as answered at once", at_once)
    answered = np.where(at_once, received, np.where(got, answered, NAT))
    left, ended = _ends(taken, received, answered, got)
    wrap_up = _span(taken, "wrap_up")
    wrap_up = np.full(len(taken), NAT, np.int64) if wrap_up is None else wrap_up
    nothing = np.full(len(taken), NAT, np.int64)
    contacts = ContactTimes(
        taken=taken, received=received, answered=answered, left=left, ended=ended, wrap_up=wrap_up,
        failed_ring=told.ring, tells_when=bool((received != NAT).any()),
        consulted=taken.moments.get("consulted", nothing), transferred=taken.moments.get("transferred", nothing),
    )  # fmt: skip
    _say_contradictions(contacts, told, talk, got)
    if not told_when:
        contacts.answered = np.where(got, received, NAT)
        contacts.unknown.add("wait")
        contacts.cannot_know.append("no waits: nothing tells when a contact was answered")
    if not told.tells and not {"answered"} & taken.moments.keys() and talk is None and "agent" not in taken.codes:
        contacts.cannot_know.append("who gave up: no column tells who was answered; all are taken for answered")
    contacts.consulted = np.where(contacts.answered == NAT, NAT, contacts.consulted)
    contacts.transferred = np.where(contacts.answered == NAT, NAT, contacts.transferred)
    return _plausible(_reaching_the_queue(contacts, told))


def _received(taken: Taken, wait: Moments | None, talk: Moments | None) -> Moments:
    """Return when contacts came; where no column tells, the answer, the giving up or the end less what went before."""
    received = first_told(taken, ARRIVALS)
    whole = _span(taken, "duration")
    nothing = np.full(len(taken), NAT, np.int64)
    waited = nothing if wait is None else wait
    spoken = nothing if talk is None else talk
    both = np.where(waited == NAT, NAT, waited + np.where(spoken == NAT, 0, spoken))
    before = {"answered": waited, "left": waited, "ended": both if whole is None else whole}
    for role, span in before.items():
        if role in taken.moments:
            known = (received == NAT) & (taken.moments[role] != NAT) & (span != NAT)
            received = np.where(known, taken.moments[role] - np.where(known, span, 0), received)
    return received


@dataclass
class Told:
    """What a column of outcomes says of each row."""

    answered: Flags
    abandoned: Flags
    ring: Flags
    none: Flags
    """No contact at all: a test, a phantom."""
    tells: bool

    @classmethod
    def of(cls, taken: Taken, table: TableMapping) -> Told:
        """Read the words of the column of outcomes, if there is one; of one called `Abandoned`, yes means no."""
        role = "outcome" if "outcome" in taken.codes else "direction"  # which may say both, as `Inbound` and `Missed`
        codes, use = taken.codes.get(role), table.of(role)
        if codes is None or use is None:
            no = np.zeros(len(taken), bool)
            return cls(no, no, no, no, tells=False)
        yes, no_words = ("not answered", "answered") if means(use.name, "gave up") else ("answered", "not answered")

        def like(*meanings: str) -> Flags:
            return np.array([*(means(name, *meanings) for name in taken.names[role]), False])

        ring = like("failed ring")
        lost = like("gave up", no_words) & ~ring
        got = like(yes) & ~lost
        none = like("no contact")
        return cls(got[codes], lost[codes], ring[codes], none[codes], bool((got | lost).any()))

    def answered_rows(self, taken: Taken, talk: Moments | None) -> Flags:
        """Say who was answered: by the outcome where it tells, else by the moment, the talk or the agent."""
        if "answered" in taken.moments:
            by_times = taken.moments["answered"] != NAT
        elif talk is not None:
            by_times = talk > 0
        elif "agent" in taken.codes:
            by_times = has_agent(taken)
        else:
            by_times = np.ones(len(taken), bool)
        return (self.answered | (by_times & ~self.abandoned)) & ~self.ring


def has_agent(taken: Taken) -> Flags:
    """Tell which rows name an agent."""
    return ~nobodies(taken.names["agent"])[taken.codes["agent"]]


def _span(taken: Taken, role: str) -> Moments | None:
    """Return a column of spans in ms; nothing where the files have none."""
    if role not in taken.spans:
        return None
    seconds = taken.spans[role]
    return np.where(np.isnan(seconds), NAT, np.rint(np.nan_to_num(seconds) * 1000).astype(np.int64))


def _talk(taken: Taken) -> Moments | None:
    """Return how long agent and customer spoke, holding included; of the handle time, what is not wrap-up."""
    talk, hold = _span(taken, "talk"), _span(taken, "hold")
    if talk is not None:
        return talk if hold is None else np.where((talk != NAT) & (hold > 0), talk + hold, talk)
    handle, wrap_up = _span(taken, "handle"), _span(taken, "wrap_up")
    if handle is None or wrap_up is None:
        return handle
    return np.where((handle != NAT) & (wrap_up > 0), np.maximum(handle - wrap_up, 0), handle)


def _ends(taken: Taken, received: Moments, answered: Moments, got: Flags) -> tuple[Moments, Moments]:
    """Return when those who were not answered gave up, and when those who were hung up."""
    wait, talk = _span(taken, "wait"), _talk(taken)
    left = first_told(taken, ("left", "queue_end", "ended"))
    if wait is not None:
        left = np.where((left == NAT) & (wait != NAT) & (received != NAT), received + wait, left)
    whole = _span(taken, "duration")
    ended = first_told(taken, ("ended",))
    if talk is not None:
        start = np.where(answered == NAT, received, answered)
        ended = np.where((ended == NAT) & (talk != NAT) & (start != NAT), start + talk, ended)
    if whole is not None:
        ended = np.where((ended == NAT) & (whole != NAT) & (received != NAT), received + whole, ended)
        left = np.where((left == NAT) & (whole != NAT) & (received != NAT), received + whole, left)
    return np.where(got, NAT, left), np.where(got, ended, NAT)


def _say_contradictions(contacts: ContactTimes, told: Told, talk: Moments | None, got: Flags) -> None:
    taken = contacts.taken
    if talk is not None:
        taken.note("not answered although they have a talk time: taken as not answered", told.abandoned & (talk > 0))
    if "answered" in taken.moments:
        taken.note(
            "not answered by their outcome, with a time of answer", told.abandoned & (taken.moments["answered"] != NAT)
        )
    if "agent" in taken.codes:
        agent = has_agent(taken)
        taken.note("not answered although an agent is named", ~got & agent & ~told.ring)
        taken.note("answered, but no agent is named: how many were at work is told too low", got & ~agent)
    never = ~got & (contacts.left == NAT) & ~told.ring & ~told.none
    taken.note("not answered, and nothing tells how long they waited", never)
    contacts.waits_not_told = int(never.sum()), int((~got).sum())


def _reaching_the_queue(contacts: ContactTimes, told: Told) -> ContactTimes:
    """Leave out what is no contact, and who hung up in the menu before the queue."""
    taken, out = contacts.taken, np.zeros(len(contacts.taken), bool)
    for what, rows in (
        ("no contacts by their outcome (tests, phantoms): left out", told.none),
        (
            "hung up in the menu, before the queue: left out",
            (taken.moments["queue_start"] == NAT) & (contacts.answered == NAT)
            if "queue_start" in taken.moments and {"menu_end", "entered"} & taken.moments.keys()
            else out,
        ),
        ("without a time of arrival: left out", contacts.received == NAT),
    ):
        taken.note(what, rows & ~out)
        out = out | rows
    return contacts.kept(~out) if out.any() else contacts


def _plausible(contacts: ContactTimes) -> ContactTimes:
    """Take away durations that cannot be: each is counted."""
    taken = contacts.taken
    for role, other in (("answered", contacts.answered), ("left", contacts.left)):
        known = other != NAT
        early = known & (other < contacts.received)
        near = early & (other >= contacts.received - _CLOCKS_APART)
        taken.note(f"{role} up to {_CLOCKS_APART // 1000} s before they were received: taken as no wait", near)
        contacts.received = np.where(near, other, contacts.received)
    wrong = np.zeros(len(taken), bool)
    for other in (contacts.answered, contacts.left):
        wrong |= (other != NAT) & (
            (other < contacts.received) | (other - np.where(other == NAT, 0, contacts.received) > _HALF_DAY)
        )
    ask_for_times(taken, wrong)
    contacts = contacts.without("waits below 0 or above 12 hours: left out", wrong)
    known = (contacts.ended != NAT) & (contacts.answered != NAT)
    length = np.where(known, contacts.ended - np.where(known, contacts.answered, 0), 0)
    contacts.taken.note("ended before they were answered: the end is not known", length < 0)
    contacts.taken.note("talks of more than 12 hours: the end is not known", length > _HALF_DAY)
    contacts.ended = np.where((length < 0) | (length > _HALF_DAY), NAT, contacts.ended)
    after = contacts.wrap_up
    contacts.taken.note(
        "wrap-up below 0 or above 12 hours: not known", (after != NAT) & ((after < 0) | (after > _HALF_DAY))
    )
    contacts.wrap_up = np.where((after < 0) | (after > _HALF_DAY), NAT, after)
    return contacts
