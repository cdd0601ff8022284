"""A client's log as the fit sees it: a row per contact, column by column, whatever file it came from."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.fit.compact_columns import Column, held

NEVER = -1
"""Stands in a column of ticks for what did not happen, and in one of codes for nobody."""
COLUMNS = ("issue", "agent", "caller", "received", "answered", "left", "consulted", "transferred", "ended", "wrap_up")
MORE_COLUMNS = ("hand_offs", "hand_over_kind", "priority", "score", "solved", "file")
HAND_OVER_KINDS = ("reserved", "on demand", "chosen")
"""By law, rule or authority; because the customer insists; by the agent's own choice."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found in a file while it was read: said, never silent."""

    what: str
    """In a few words, as `rings left out (failed within 20 s)`."""
    rows: int
    """How many rows it concerns."""
    example: str = ""
    """Where the first of them stands, as `calls.csv:17`."""


@dataclass(frozen=True, kw_only=True)
class CallLog:
    """The contacts of a log in order of arrival; times are ticks (ms) since 00:00 of `first_monday`, local.

    Every column has one entry for each contact, and is kept packed where it is long; one that the file does not tell
    stands as `NEVER` throughout and its name in `unknown`.
    """

    first_monday: datetime.date
    """The Monday of the week of the first contact."""
    issues: tuple[str, ...]
    """Names of the issue types (queues, skills), which `issue` numbers."""
    agents: tuple[str, ...]
    """Running names of agents (`A001` …), never people's own."""
    issue: Column[np.int32] = Column(np.int32, NEVER)
    agent: Column[np.int32] = Column(np.int32, NEVER)
    """Who answered; `NEVER`: nobody."""
    caller: Column[np.int64] = Column(np.int64, NEVER)
    """A running number of the customer; `NEVER`: not identified."""
    received: Column[np.int64] = Column(np.int64, NEVER)
    """When the contact joined the queue."""
    answered: Column[np.int64] = Column(np.int64, NEVER, since="received")
    left: Column[np.int64] = Column(np.int64, NEVER, since="received")
    """When the customer gave up waiting."""
    consulted: Column[np.int64] = Column(np.int64, NEVER, since="received")
    """When the agent first asked somebody else for help, the customer holding."""
    transferred: Column[np.int64] = Column(np.int64, NEVER, since="received")
    """When the contact was handed to somebody else: the agent's time ends, the customer's goes on."""
    ended: Column[np.int64] = Column(np.int64, NEVER, since="received")
    """When the customer hung up after the talk."""
    wrap_up: Column[np.int64] = Column(np.int64, NEVER)
    """Length of the work after the talk, ms."""
    days: tuple[datetime.date, ...]
    """The days that the log covers, in order: those with rows, and open days between them without."""
    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    unknown: frozenset[str] = field(default_factory=frozenset)
    """Names of the columns that the files do not tell. Beside them `hours`: dates without a time of day, all received
    at 0:00; `wait`: nothing tells when a contact was answered, which then is when it was received; and `work`: the time
    from answer to end is no handle time, as agents have many contacts at once."""
    hand_offs: NDArray[np.int32] | None = None
    """How often it went to another group or agent; nothing where no file tells."""
    hand_over_kind: NDArray[np.int8] | None = None
    """Of contacts handed over: which of `HAND_OVER_KINDS`; `NEVER`: not told."""
    priority: NDArray[np.int32] | None = None
    """Its class, as the file numbers it; `NEVER`: not told."""
    score: NDArray[np.float64] | None = None
    """How satisfied the customer was, as the file has it; `NaN`: not told."""
    solved: NDArray[np.int32] | None = None
    """1 solved, 0 not, `NEVER`: not told."""
    file: NDArray[np.int32] | None = None
    """The place in `files` of the file that it came from; nothing where files were read as one."""

    def __post_init__(self) -> None:
        also = [name for name in MORE_COLUMNS if getattr(self, name) is not None]
        lengths = {name: len(column) for name, column in held(self).items()}
        lengths |= {name: len(getattr(self, name)) for name in also}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns of a log are equally long; here {lengths}")

    def __len__(self) -> int:
        return len(held(self)["received"])
