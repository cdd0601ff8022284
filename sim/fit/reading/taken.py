"""The columns of some rows as arrays, and what was found in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.fit.call_log import Finding


class Findings:
    """What was found in rows, in the order in which it is looked for; the same thing in later pieces adds to it."""

    def __init__(self) -> None:
        self._all: list[Finding] = []
        self._place: dict[str, int] = {}

    def note(self, what: str, rows: int, example: str) -> None:
        """Count rows; none keeps the place for later pieces."""
        place = self._place.setdefault(what, len(self._all))
        if place == len(self._all):
            self._all.append(Finding(what=what, rows=rows, example=example))
        elif rows:
            before = self._all[place]
            self._all[place] = replace(before, rows=before.rows + rows, example=before.example or example)

    def add(self, findings: Iterable[Finding]) -> None:
        """Keep findings as they are."""
        self._all += findings

    def found(self) -> tuple[Finding, ...]:
        """Return those that concern any row."""
        return tuple(each for each in self._all if each.rows)


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
    findings: Findings = field(default_factory=Findings)
    orders: dict[str, str] = field(default_factory=dict)
    """Of moments written with slashes: whether day or month comes first."""
    midnights: frozenset[str] = frozenset()
    """Of `clocks`: those that say 0:00:00 far more often than by chance."""

    def __len__(self) -> int:
        return len(self.line)

    def where(self, row: int) -> str:
        """Return `file:line` of a row."""
        return f"{self.files[self.file[row]]}:{self.line[row]}"

    def note(self, what: str, rows: NDArray[np.bool_]) -> None:
        """Keep a finding about rows, if it concerns any."""
        many = int(rows.sum())
        self.findings.note(what, many, self.where(int(np.argmax(rows))) if many else "")

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
