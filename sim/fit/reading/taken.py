"""The columns of files of one layout as arrays: what cannot be read is counted, what cannot be known is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.fit.call_log import Finding
from sim.fit.reading.amounts import SECONDS, Amounts, Codes, is_either, mark_of
from sim.fit.reading.cell_kinds import NUMBER, WORDS, is_missing
from sim.fit.reading.fitness import MOMENT_ROLES, SPAN_ROLES
from sim.fit.reading.grids import Grid
from sim.fit.reading.heads import Head
from sim.fit.reading.mapping import LEFT_OUT, Mapping, TableMapping
from sim.fit.reading.moments import NAT, Clocks, Moments, ahead_of_utc
from sim.fit.reading.vocabulary import means, plain
from sim.reading.logs import DAY_FIRST, MONTH_FIRST, UNKNOWN
from sim.scenario.problems import Problem, ScenarioError, printable

if TYPE_CHECKING:
    import pandas as pd

_COUNTED = frozenset(["volume", "answered_calls", "abandoned_calls", "agents", "score", "hand_offs"])


@dataclass
class Taken:
    """The rows of some files, column by column, under the role of each column."""

    files: tuple[str, ...]
    file: NDArray[np.int16]
    """Of each row, its file and its line there."""
    line: NDArray[np.int32]
    moments: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    """ms since 1970-01-01 by the center's clock, `NAT`: nothing; of `clocks`, ms since 00:00."""
    clocks: set[str] = field(default_factory=set)
    """Which of them tell the time of day alone."""
    spans: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """In seconds."""
    counts: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    codes: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    orders: dict[str, str] = field(default_factory=dict)
    """Of moments written with slashes: whether day or month comes first."""

    def __len__(self) -> int:
        return len(self.line)

    def where(self, row: int) -> str:
        """Return `file:line` of a row."""
        return f"{self.files[self.file[row]]}:{self.line[row]}"

    def note(self, what: str, rows: NDArray[np.bool_]) -> None:
        """Keep a finding about rows, if it concerns any."""
        if many := int(rows.sum()):
            self.findings.append(Finding(what=what, rows=many, example=self.where(int(np.argmax(rows)))))

    def kept(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Taken:
        """Return some of the rows, chosen or in another order."""
        return replace(
            self,
            file=self.file[rows],
            line=self.line[rows],
            moments={role: values[rows] for role, values in self.moments.items()},
            spans={role: values[rows] for role, values in self.spans.items()},
            counts={role: values[rows] for role, values in self.counts.items()},
            codes={role: values[rows] for role, values in self.codes.items()},
        )


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


def take(grids: Sequence[tuple[Grid, Head]], table: TableMapping, mapping: Mapping) -> Taken:
    """Read the rows of files of one layout.

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
    clocks = Clocks()
    columns = {
        role: _Column(role, table, clocks, grids, mapping.decimal)
        for each in table.columns
        if (role := each.role) != LEFT_OUT
    }
    taken = Taken(tuple(grid.name for grid, _ in grids), np.empty(0, np.int16), np.empty(0, np.int32))
    files, lines, left = [], [], _LeftOut()
    for number, (grid, head) in enumerate(grids):
        place = {each.name: each.place for each in head.columns}
        mine = {role: place[column.use.name] for role, column in columns.items()}
        words = [each.place for each in head.columns if each.profile.kind == WORDS][:1]
        for piece in grid.pieces(head.rows_above, sorted({*mine.values(), *words})):
            rows = left.good(piece, grid.name, mine, words)
            for role, column in columns.items():
                column.into.add(rows[mine[role]].tolist())
            lines.append(rows.index.to_numpy(np.int32) + 1)
            files.append(np.full(len(rows), number, np.int16))
        taken.findings += grid.findings
    taken.findings += left.findings()
    taken.file, taken.line = np.concatenate(files or [taken.file]), np.concatenate(lines or [taken.line])
    _fill(taken, columns, mapping)
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
        self.found: dict[str, tuple[int, str]] = {}

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
                before, example = self.found.get(what, (0, f"{name}:{piece.index[int(np.argmax(rows))] + 1}"))
                self.found[what] = before + many, example
        wrong = blank | total | average
        return piece[~wrong] if wrong.any() else piece

    def findings(self) -> list[Finding]:
        """Return what was left out."""
        return [Finding(what=what, rows=many, example=example) for what, (many, example) in self.found.items()]


def _among(values: Sequence[str], words: set[str], meaning: str) -> NDArray[np.bool_]:
    """Tell which cells are such words."""
    such = {word for word in words if means(word, meaning)} if len(words) < 20_000 else set()
    return np.array([cell in such for cell in values], bool) if such else np.zeros(len(values), bool)


def _fill(taken: Taken, columns: dict[str, _Column], mapping: Mapping) -> None:
    """Turn what was read into arrays."""
    times = {role: column for role, column in columns.items() if isinstance(column.into, Moments)}
    orders = taken.orders = _orders(times, mapping)
    utc = _utc(times, mapping, taken)
    for role, column in columns.items():
        what = f"cells of column {printable(column.use.name, 40)}"
        if isinstance(column.into, Moments):
            taken.moments[role], wrong = column.into.values(orders.get(role, UNKNOWN), utc=utc)
            if column.into.is_clock:
                taken.clocks.add(role)
            taken.note(f"{what} that are no moment written {column.into.form or 'as any'}: read as nothing", wrong)
        elif isinstance(column.into, Amounts):
            values, wrong = column.into.values()
            into = taken.spans if role in SPAN_ROLES else taken.counts
            into[role] = values * SECONDS.get(column.use.unit, 1.0) if role in SPAN_ROLES else values
            taken.note(f"{what} that are no number{' or span' if role in SPAN_ROLES else ''}: read as nothing", wrong)
        else:
            taken.codes[role], taken.names[role] = column.into.values(), column.into.names()
            strange = np.array([*("\ufffd" in name or "\0" in name for name in taken.names[role]), False])
            taken.note(f"{what} with bytes that are no text of the file's encoding", strange[taken.codes[role]])
    if utc and mapping.time_zone:
        first = next(taken.moments[role] for role in _FIRST if role in taken.moments and role not in taken.clocks)
        ahead = ahead_of_utc(first, mapping.time_zone)
        for role in set(taken.moments) - taken.clocks:
            taken.moments[role] = np.where(taken.moments[role] == NAT, NAT, taken.moments[role] + ahead)


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
        found[role] = own or given or (told.copy().pop() if len(told) == 1 else UNKNOWN)
        if own and given and own != given:
            right = "true" if own == DAY_FIRST else "false"
            words = f"column {printable(column.use.name, 40)} has dates that can only be {own} first; write {right}"
            raise ScenarioError([Problem(words, "day_first")])
        if not found[role]:
            what = f"{column.into.example} in column {printable(column.use.name, 40)}"
            words = f"{what} may be day or month first, and no date tells: true or false?"
            raise ScenarioError([Problem(words, "day_first")])
    return found


def _utc(times: dict[str, _Column], mapping: Mapping, taken: Taken) -> bool:
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
    everywhere = np.arange(len(taken)) >= 0
    taken.note(f"moments with a zone ({', '.join(sorted(zones)[:3])}): taken by the clock that is written", everywhere)
    return False
