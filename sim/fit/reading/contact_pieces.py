"""The contacts of a log of any length: worked out piece by piece, and kept in as few bytes as they need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.fit.compact_columns import Stack, return_memory
from sim.fit.reading.clock_times import two_clocks
from sim.fit.reading.contact_times import ContactTimes, contact_times
from sim.fit.reading.gathered import Gathered
from sim.fit.reading.mapping import TableMapping
from sim.fit.reading.taken import Taken
from sim.scenario.problems import Problem, ScenarioError


def contacts_of(rows: Gathered, table: TableMapping) -> ContactTimes:
    """Work out what happened to each contact.

    Parameters
    ----------
    rows
        Of the files; they are used up.
    table
        What their columns are.

    Raises
    ------
    ScenarioError
        If nothing tells when contacts came, or if the files leave open which of two clocks does.
    """
    two_clocks(rows.peeked(("date", "received")), table)
    found = _Joined()
    for taken in rows.pieces():
        found.add(contact_times(taken, table))
    contacts = found.whole()
    return_memory(len(contacts))
    if not contacts.tells_when:
        words = (
            "no column tells when contacts were received; give one the role received (and date, if that stands apart)"
        )
        raise ScenarioError([Problem(words, "columns", ", ".join(table.files))])
    return contacts


class _Joined:
    """Pieces of contacts, each column of them packed as soon as it is known."""

    def __init__(self) -> None:
        self._columns = Stack(ContactTimes)
        self._plain: dict[str, list[Any]] = {}
        self._last: ContactTimes | None = None
        self._never, self._of, self._tells_when = 0, 0, False

    def add(self, piece: ContactTimes) -> None:
        """Keep what later steps need of a piece."""
        self._columns.add(piece)
        for name, values in self._others(piece):
            self._plain.setdefault(name, []).append(values)
        self._never, self._of = (
            before + more for before, more in zip((self._never, self._of), piece.waits_not_told, strict=True)
        )
        self._tells_when |= piece.tells_when
        self._last = piece

    def _others(self, piece: ContactTimes) -> Iterator[tuple[str, Any]]:
        yield from (("file", piece.taken.file), ("line", piece.taken.line), ("failed_ring", piece.failed_ring))
        yield from ((f"codes {role}", values) for role, values in piece.taken.codes.items())
        yield from ((f"counts {role}", values) for role, values in piece.taken.counts.items())

    def whole(self) -> ContactTimes:
        """Return the pieces as one."""
        last = self._last
        assert last is not None
        self._last = None
        plain = {name: np.concatenate(self._plain.pop(name)) for name in list(self._plain)}
        taken = Taken(last.taken.files, plain["file"], plain["line"], names=last.taken.names,
                      findings=last.taken.findings, orders=last.taken.orders)  # fmt: skip
        taken.codes = {role: plain[f"codes {role}"] for role in last.taken.codes}
        taken.counts = {role: plain[f"counts {role}"] for role in last.taken.counts}
        told = f"how long {self._never} of {self._of} who were not answered waited"
        cannot_know = [*([told] if self._never else []), *last.cannot_know]
        return ContactTimes(
            taken=taken, failed_ring=plain["failed_ring"], unknown=last.unknown, cannot_know=cannot_know,
            tells_when=self._tells_when, **self._columns.columns(),
        )  # fmt: skip
