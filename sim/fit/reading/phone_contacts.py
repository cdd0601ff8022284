"""Contacts that are put together one by one, as logs of one program's events need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.fit.call_log import Finding
from sim.fit.reading.contact_times import ContactTimes
from sim.fit.reading.mapping import Mapping
from sim.fit.reading.moments import NAT, ahead_of_utc
from sim.fit.reading.taken import Taken
from sim.fit.shift_table import Presence
from sim.scenario.problems import Problem, ScenarioError


@dataclass
class OneContact:
    """A contact while its events are read; times are ms since 1970-01-01, `NAT` what did not happen."""

    line: int
    received: int
    issue: str = ""
    caller: str = ""
    agent: str = ""
    answered: int = NAT
    left: int = NAT
    ended: int = NAT
    consulted: int = NAT
    transferred: int = NAT
    wrap_up: int = NAT


@dataclass
class Spells:
    """Log-ins and pauses while they are read: `begin` and `end` by agent, queue and activity."""

    done: list[tuple[str, str, str, int, int]] = field(default_factory=list)
    going: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def begin(self, agent: str, queue: str, activity: str, when: int) -> None:
        """Begin a spell; one that goes on already goes on."""
        self.going.setdefault((agent, queue, activity), when)

    def end(self, agent: str, queue: str, activity: str, when: int) -> None:
        """End a spell, if it goes on."""
        begun = self.going.pop((agent, queue, activity), None)
        if begun is not None and when > begun:
            self.done.append((agent, queue, activity, begun, when))

    def end_pauses(self, agent: str, when: int) -> None:
        """End all of an agent's spells that are no log-ins."""
        for who, queue, activity in [each for each in self.going if each[0] == agent and each[2] != "in"]:
            self.end(who, queue, activity, when)

    def close(self, when: int) -> int:
        """End what goes on when the log ends; returns how many."""
        open_ones = list(self.going)
        for agent, queue, activity in open_ones:
            self.end(agent, queue, activity, when)
        return len(open_ones)


def in_columns(
    contacts: Sequence[OneContact], file: str, findings: Sequence[Finding], mapping: Mapping, *, utc: bool
) -> ContactTimes:
    """Return contacts as columns, in order of arrival, by the center's clock.

    Parameters
    ----------
    contacts
        At least one.
    file
        Where they stand.
    findings
        What was found while they were read.
    mapping
        Whose time zone is the center's.
    utc
        Whether their times are UTC.

    Raises
    ------
    ScenarioError
        If times are UTC and the center's zone is not known.
    """
    if not contacts:
        raise ScenarioError([Problem("holds no contact that reached a queue", "", file)])
    ordered = sorted(contacts, key=lambda each: each.received)
    received = np.array([each.received for each in ordered], np.int64)
    ahead = local_shift(received, file, mapping) if utc else np.zeros(len(received), np.int64)

    def moments(name: str) -> np.ndarray:
        values = np.array([getattr(each, name) for each in ordered], np.int64)
        return np.where(values == NAT, NAT, values + ahead)

    taken = Taken(
        (file,),
        np.zeros(len(ordered), np.int16),
        np.array([each.line for each in ordered], np.int32),
    )
    taken.findings.add(findings)
    for role in ("issue", "caller", "agent"):
        names = list(dict.fromkeys(name for each in ordered if (name := getattr(each, role))))
        number = {name: code for code, name in enumerate(names)} | {"": -1}
        if names:
            taken.codes[role] = np.array([number[getattr(each, role)] for each in ordered], np.int32)
            taken.names[role] = tuple(names)
    answered = moments("answered")
    return ContactTimes(
        taken=taken,
        received=received + ahead,
        answered=answered,
        left=moments("left"),
        ended=moments("ended"),
        wrap_up=np.array([each.wrap_up for each in ordered], np.int64),
        consulted=np.where(answered == NAT, NAT, moments("consulted")),
        transferred=np.where(answered == NAT, NAT, moments("transferred")),
        failed_ring=np.zeros(len(ordered), bool),
    )


def local_shift(moments: np.ndarray, file: str, mapping: Mapping) -> np.ndarray:
    """Return how far the center's clock is ahead of UTC at some moments; ask where its zone is not known."""
    if not mapping.time_zone:
        words = "its times are UTC; in which zone is the center, such as Europe/Amsterdam (or UTC)?"
        raise ScenarioError([Problem(words, "time_zone", file)])
    return ahead_of_utc(moments, mapping.time_zone)


def presence_of(
    spells: Spells, names: dict[str, str], origin: int, file: str, mapping: Mapping, *, utc: bool
) -> tuple[Presence, ...]:
    """Return spells as rows, with agents' running names, in ticks since a Monday.

    Parameters
    ----------
    spells
        All of them, closed.
    names
        Running names of agents.
    origin
        00:00 of the Monday, ms since 1970-01-01 by the center's clock.
    file, mapping, utc
        As of `in_columns`.
    """
    if not spells.done:
        return ()
    begins = np.array([each[3] for each in spells.done], np.int64)
    ahead = local_shift(begins, file, mapping) if utc else np.zeros(len(begins), np.int64)
    return tuple(
        Presence(
            agent=names[agent],
            queue=queue,
            activity=activity,
            start=begin + int(shift) - origin,
            end=end + int(shift) - origin,
        )
        for (agent, queue, activity, begin, end), shift in zip(spells.done, ahead, strict=True)
    )
