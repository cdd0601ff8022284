"""The files of one layout, read piece by piece: what cannot be read is counted, what cannot be known is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.fit.reading.amounts import SECONDS, Amounts, Codes, is_either, mark_of
from sim.fit.reading.cell_kinds import NUMBER, WORDS, is_missing
from sim.fit.reading.fitness import MOMENT_ROLES, SPAN_ROLES
from sim.fit.reading.grids import Grid
from sim.fit.reading.heads import Head
from sim.fit.reading.mapping import LEFT_OUT, Mapping, TableMapping
from sim.fit.reading.moments import NAT, Clocks, Moments, ahead_of_utc
from sim.fit.reading.taken import Findings, Taken
from sim.fit.reading.vocabulary import means, plain
from sim.reading.logs import DAY_FIRST, MONTH_FIRST, UNKNOWN
from sim.scenario.problems import Problem, ScenarioError, printable

if TYPE_CHECKING:
    import pandas as pd

PIECE = 500_000
"""About so many rows are worked on at once."""
_COUNTED = frozenset(["volume", "answered_calls", "abandoned_calls", "agents", "score", "hand_offs"])
_AT_MIDNIGHT = 0.002
"""A clock that is 0:00:00 in more rows than this (by chance 1 in 86,400) stands for what did not happen."""


class _Column:
    """One column while it is read."""

    def __init__(
        self, role: str, table: TableMapping, clocks: Clocks, grids: Sequence[tuple[Grid, Head]], decimal: str
    ) -> None:
        use = table.of(role)
        assert use is not None
        self.use, self.role = use, role
        self.into: Moments | Amounts | Codes
        mark = decimal or (_mark(use.name, grids) if role in SPAN_ROLES | _COUNTED and ":" not in use.unit else "")
        if role in MOMENT_ROLES:
            self.into = Moments(use.form, clocks)
        elif role in SPAN_ROLES:
            self.into = Amounts(spans=":" in use.unit, mark=mark, hours_first=use.unit == "h:mm")
        else:
            self.into = Amounts(mark=mark) if role in _COUNTED else Codes()


class Gathered:
    """The rows of files of one layout, as they were read: in pieces, which are let go once they are made into arrays.

    Parameters
    ----------
    grids
        The files, each with its head.
    table
        What their columns are.
    mapping
        The answers that stand in no file.

    Raises
    ------
    ScenarioError
        One problem for each question that only a person can answer, with the key of the mapping that answers it.
    """

    def __init__(self, grids: Sequence[tuple[Grid, Head]], table: TableMapping, mapping: Mapping) -> None:
        clocks = Clocks()
        roles = [each.role for each in table.columns if each.role != LEFT_OUT]
        self._columns = {role: _Column(role, table, clocks, grids, mapping.decimal) for role in roles}
        self._files, self._zone = tuple(grid.name for grid, _ in grids), mapping.time_zone
        self._lines: list[tuple[int, NDArray[np.int32]]] = []
        self.findings = Findings()
        self._read(grids)
        self.rows = sum(len(lines) for _, lines in self._lines)
        times = {role: column for role, column in self._columns.items() if isinstance(column.into, Moments)}
        self.orders = _orders(times, mapping)
        self._utc = _utc(times, mapping, self.findings, self.rows, self._where())
        self._midnights = frozenset(
            role for role, column in times.items()
            if isinstance(column.into, Moments) and column.into.is_clock
            and column.into.midnights() > _AT_MIDNIGHT * self.rows
        )  # fmt: skip

    def _read(self, grids: Sequence[tuple[Grid, Head]]) -> None:
        left = _LeftOut()
        for number, (grid, head) in enumerate(grids):
            place = {each.name: each.place for each in head.columns}
            mine = {role: place[column.use.name] for role, column in self._columns.items()}
            words = [each.place for each in head.columns if each.profile.kind == WORDS][:1]
            for piece in grid.pieces(head.rows_above, sorted({*mine.values(), *words})):
                rows = left.good(piece, grid.name, mine, words)
                for role, column in self._columns.items():
                    column.into.add(rows[mine[role]].tolist())
                self._lines.append((number, rows.index.to_numpy(np.int32) + 1))
            self.findings.add(grid.findings)
        self.findings.add(left.findings.found())

    def _where(self) -> str:
        """Return `file:line` of the first row."""
        first = next(((number, lines[0]) for number, lines in self._lines if len(lines)), None)
        return f"{self._files[first[0]]}:{first[1]}" if first else ""

    def pieces(self) -> Iterator[Taken]:
        """Yield the rows in turn as arrays, about `PIECE` at once; each only once."""
        while self._lines:
            sizes = np.cumsum([len(lines) for _, lines in self._lines])
            yield self._taken(min(int(np.searchsorted(sizes, PIECE)) + 1, len(sizes)))

    def whole(self) -> Taken:
        """Return all rows at once."""
        return self._taken(len(self._lines))

    def peeked(self, roles: Sequence[str]) -> Taken:
        """Return all rows of columns of moments, which stay to be read."""
        found = Taken(self._files, *self._places(self._lines))
        for role in roles:
            if role in self._columns and isinstance(into := self._columns[role].into, Moments):
                found.moments[role], _ = into.values(self.orders.get(role, UNKNOWN), utc=self._utc, keep=True)
                found.clocks |= {role} if into.is_clock else set()
        return found

    def _places(self, lines: list[tuple[int, NDArray[np.int32]]]) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
        """Return file and line of rows."""
        files = [np.full(len(its), number, np.int16) for number, its in lines]
        return np.concatenate([np.empty(0, np.int16), *files]), np.concatenate(
            [np.empty(0, np.int32), *(its for _, its in lines)]
        )

    def _taken(self, pieces: int) -> Taken:
        """Turn the next pieces into arrays."""
        taken = Taken(
            self._files, *self._places(self._lines[:pieces]),
            findings=self.findings, orders=self.orders, midnights=self._midnights,
        )  # fmt: skip
        del self._lines[:pieces]
        for role, column in self._columns.items():
            what = f"cells of column {printable(column.use.name, 40)}"
            if isinstance(column.into, Moments):
                order = self.orders.get(role, UNKNOWN)
                taken.moments[role], wrong = column.into.values(order, utc=self._utc, pieces=pieces)
                if column.into.is_clock:
                    taken.clocks.add(role)
                taken.note(f"{what} that are no moment written {column.into.form or 'as any'}: read as nothing", wrong)
            elif isinstance(column.into, Amounts):
                values, wrong = column.into.values(pieces)
                into = taken.spans if role in SPAN_ROLES else taken.counts
                into[role] = values * SECONDS.get(column.use.unit, 1.0) if role in SPAN_ROLES else values
                spans = " or span" if role in SPAN_ROLES else ""
                taken.note(f"{what} that are no number{spans}: read as nothing", wrong)
            else:
                taken.codes[role], taken.names[role] = column.into.values(pieces), column.into.names()
                strange = np.array([*("\ufffd" in name or "\0" in name for name in taken.names[role]), False])
                taken.note(f"{what} with bytes that are no text of the file's encoding", strange[taken.codes[role]])
        if self._utc and self._zone:
            first = next(taken.moments[role] for role in _FIRST if role in taken.moments and role not in taken.clocks)
            ahead = ahead_of_utc(first, self._zone)
            for role in set(taken.moments) - taken.clocks:
                taken.moments[role] = np.where(taken.moments[role] == NAT, NAT, taken.moments[role] + ahead)
        return taken


def _mark(name: str, grids: Sequence[tuple[Grid, Head]]) -> str:
    """Tell what separates decimals in a column: its own cells tell, or those of the other columns; else it is asked."""
    columns = [each for _, head in grids for each in head.columns]
    own = [each for each in columns if each.name == name]
    others = [each for each in columns if each.profile.kind == NUMBER]
    told = [mark for each in (*own, *others) if (mark := mark_of(each.cells))]
    either = next((cell for each in own for cell in each.cells if is_either(cell)), "")
    if told or not either or ("," in either and all(grid.delimiter == "," for grid, _ in grids)):
        return next(iter(told), "")
    column = printable(name, 40)
    words = f"{either} in column {column} may have decimals or thousands, and no figure tells; what separates decimals,"
    raise ScenarioError([Problem(f"{words} . or ,?", "decimal", ", ".join(grid.name for grid, _ in grids))])


class _LeftOut:
    """Rows that are none: blank ones, totals, names of columns again."""

    def __init__(self) -> None:
        self.findings = Findings()

    def good(self, piece: pd.DataFrame, name: str, places: dict[str, int], words: Sequence[int]) -> pd.DataFrame:
        """Return the rows that are some, and count the others."""
        blank = np.ones(len(piece), bool)
        total, average = np.zeros(len(piece), bool), np.zeros(len(piece), bool)
        texts = {place for role, place in places.items() if role not in SPAN_ROLES | _COUNTED}.union(words)
        for column in piece:
            values = piece[column].tolist()
            if blank.any():
                for row in np.flatnonzero(blank):
                    blank[row] = not values[row].strip(" ,;")
            if column in texts and (found := {cell for cell in values if cell > ":" and len(cell) < 25}):
                total |= _among(values, found, "total")
                average |= _among(values, found, "mean")
        times = [places[role] for role in places if role in MOMENT_ROLES]
        if average.any() and times:
            average &= np.all(
                [[is_missing(cell) or means(cell, "mean") for cell in piece[time]] for time in times],
                axis=0,
            )
        else:
            average[:] = False
        for what, rows in (("blank rows", blank), ("rows of totals or means left out", (total | average) & ~blank)):
            if many := int(rows.sum()):
                self.findings.note(what, many, f"{name}:{piece.index[int(np.argmax(rows))] + 1}")
        wrong = blank | total | average
        return piece[~wrong] if wrong.any() else piece


def _among(values: Sequence[str], words: set[str], meaning: str) -> NDArray[np.bool_]:
    """Tell which cells are such words."""
    such = {word for word in words if means(word, meaning)} if len(words) < 20_000 else set()
    return np.array([cell in such for cell in values], bool) if such else np.zeros(len(values), bool)


_FIRST = ("received", "queue_start", "entered", "updated", "answered", "date", *sorted(MOMENT_ROLES))


def _orders(times: dict[str, _Column], mapping: Mapping) -> dict[str, str]:
    """Say for each column whether day or month comes first: its dates tell, or the other columns, or the person."""
    found = {}
    given = {True: DAY_FIRST, False: MONTH_FIRST, None: UNKNOWN}[mapping.day_first]
    told = {column.into.order for column in times.values() if isinstance(column.into, Moments)} - {UNKNOWN}
    for role, column in times.items():
        if not isinstance(column.into, Moments) or not column.into.needs_order:
            continue
        own = column.into.order
        found[role] = own or given or (next(iter(told)) if len(told) == 1 else UNKNOWN)
        if own and given and own != given:
            right = "true" if own == DAY_FIRST else "false"
            words = f"column {printable(column.use.name, 40)} has dates that can only be {own} first; write {right}"
            raise ScenarioError([Problem(words, "day_first")])
        if not found[role]:
            what = f"{column.into.example} in column {printable(column.use.name, 40)}"
            words = f"{what} may be day or month first, and no date tells: true or false?"
            raise ScenarioError([Problem(words, "day_first")])
    return found


def _utc(times: dict[str, _Column], mapping: Mapping, findings: Findings, rows: int, where: str) -> bool:
    """Tell whether moments are to be brought to UTC and from there to the center's zone; ask where it is not known."""
    zones = {
        zone: column.use.name
        for column in times.values()
        if isinstance(column.into, Moments)
        for zone in column.into.zones
    }
    for column in times.values():
        says_utc = {"utc", "gmt"} & set(plain(column.use.name).split())
        if says_utc and isinstance(column.into, Moments) and not column.into.zones and not column.into.is_clock:
            zones.setdefault("UTC", column.use.name)
    world = [zone for zone in zones if zone.upper() in ("Z", "UTC", "GMT")]
    by_name = [zone for zone in zones if zone not in world and zone.isalpha()]  # CET: how far it is ahead is not told
    if not zones or (mapping.time_zone and not by_name):
        return bool(zones)
    if world and not by_name:
        name = printable(zones[world[0]], 40)
        raise ScenarioError(
            [
                Problem(
                    f"column {name} is in UTC; in which zone is the center, such as Europe/Amsterdam (or UTC)?",
                    "time_zone",
                )
            ]
        )
    findings.note(
        f"moments with a zone ({', '.join(sorted(zones)[:3])}): taken by the clock that is written", rows, where
    )
    return False
