"""The verdict on a comparison: the best what-if, its price, how sure that is, and a table: found here, said elsewhere.

What matters of each metric, and the rules, are those of docs/verdict.md. Gains are corrected for all that is asked at
once (Holm); harms are not, since correction would hide them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from sim.experiment.comparison import Comparison
from sim.experiment.guards import DEAL_BREAKERS, INSISTING, guards_of
from sim.experiment.managers import any_full, swamped
from sim.experiment.other_worlds import OtherWorlds
from sim.experiment.record_and_truth import Parting, worst_parting
from sim.experiment.verdict_cells import Cell, Mark, cells_of

Ending = Literal["best", "none", "stay", "no_difference", "not_clear"]
NEAR = 0.1
"""What-ifs within so much of the largest gain are about as good."""
MOST_FURTHER = 2000
"""Beyond so many further replications none are named."""
LEAST_SERVED, NEARLY_ALL, NEARLY_NONE = 20.0, 98.0, 2.0
"""Customers not served in %, and chosen pass-ups in %, beyond which a center cannot show an answer."""
MOST_CANDIDATES = 3


@dataclass(frozen=True)
class First:
    """What stands before everything else: the center cannot show an answer.

    Attributes
    ----------
    why : str
        `managers` (they are full), `not_served`, `all_up` or `none_up`.
    value : float
        What is asked in % of managers' hours, customers not served or choices passed up in %.
    """

    why: Literal["managers", "not_served", "all_up", "none_up"]
    value: float


@dataclass(frozen=True)
class Verdict:
    """What a comparison says.

    Attributes
    ----------
    ending : str
        `best`; `none` (each gain has a deal-breaker); `stay` (no gain, each harms something); `no_difference` that
        matters; `not_clear` yet.
    aim, first : str
        The metric that judges, and the first of the table, which would.
    told : str or None
        The best what-if, or the one that is told where none is best.
    near : tuple of str
        What-ifs about as good as the best.
    cells : dict of (str, str) to Cell
        By what-if and figure.
    table, guards : tuple of str
        The figures of the table, and all that must not be harmed, deal-breakers first.
    broken, price : dict of str to list of str
        By what-if: the deal-breakers it harms, and the prices.
    free : str or None
        The best what-if without any price, where the best has one.
    before : tuple of First
        What stands before everything else.
    further : int or None
        About how many more replications would tell, where nothing is clear.
    replications : int
        How many were run.
    worlds : OtherWorlds or None
        What other beliefs about people would make of it.
    alike : tuple of tuple of str
        What-ifs that are the same to the last digit.
    parting : Parting or None
        How the record and the truth part in what is told, or else in the what-if in which they part most.
    """

    ending: Ending
    aim: str
    first: str
    told: str | None
    near: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    table: tuple[str, ...]
    guards: tuple[str, ...]
    broken: Mapping[str, list[str]]
    price: Mapping[str, list[str]]
    free: str | None
    before: tuple[First, ...]
    further: int | None
    replications: int
    worlds: OtherWorlds | None
    alike: tuple[tuple[str, ...], ...]
    parting: Parting | None = None

    @property
    def what_ifs(self) -> list[str]:
        """All, in the order of the comparison."""
        return list(self.broken)

    @property
    def candidates(self) -> tuple[str, ...]:
        """What is worth trying in other worlds: the best, near-equals, and the next."""
        if self.ending != "best" or self.told is None:
            return () if self.told is None else (self.told,)
        gains = sorted(self._gaining, key=lambda name: -self.cells[name, self.aim].gain)
        return tuple(dict.fromkeys([self.told, *self.near, *gains]))[:MOST_CANDIDATES]

    @property
    def _gaining(self) -> list[str]:
        return [name for name in self.broken if not self.broken[name] and self._is_gain(name)]

    def _is_gain(self, name: str) -> bool:
        cell = self.cells.get((name, self.aim))
        return cell is not None and cell.mark is Mark.GAIN

    def also(self, name: str) -> list[Cell]:
        """Return what else of the table a what-if gains, in its order."""
        cells = (self.cells.get((name, metric)) for metric in self.table if metric != self.aim)
        return [cell for cell in cells if cell is not None and cell.mark is Mark.GAIN]

    def unknown(self, name: str) -> list[str]:
        """Return the guards of which it could not be told whether a what-if harms them."""
        return [each for each in self.guards if each not in (self.aim, INSISTING) and self._cell_is_open(name, each)]

    def unharmed(self, name: str) -> list[str]:
        """Return the guards that a what-if does not harm by what matters."""
        known = [each for each in self.guards if each not in (self.aim, INSISTING) and (name, each) in self.cells]
        return [
            each for each in known if self.cells[name, each].mark is not Mark.HARM and each not in self.unknown(name)
        ]

    def _cell_is_open(self, name: str, guard: str) -> bool:
        cell = self.cells.get((name, guard))
        return cell is not None and cell.is_open

    def as_data(self) -> dict[str, Any]:
        """Return the answer as plain data, for programs."""
        told = self.told
        return {
            "ending": self.ending,
            "told": told,
            "judged_by": self.aim,
            "near": list(self.near),
            "without_a_price": self.free,
            "breaks": {name: list(each) for name, each in self.broken.items()},
            "prices": {name: list(each) for name, each in self.price.items()},
            "could_not_tell": [] if told is None else self.unknown(told),
            "first": [asdict(each) for each in self.before],
            "more_replications_would_tell": self.further,
            "record_and_truth": None if self.parting is None else asdict(self.parting),
            "other_worlds": None if self.worlds is None else asdict(self.worlds),
        }

    def ranked(self) -> list[str]:
        """Return the what-ifs as the table has them: the one that is told, then by gain; the same ones together."""
        by_gain = sorted(self.what_ifs, key=lambda name: -getattr(self.cells.get((name, self.aim)), "gain", -np.inf))
        return sorted(by_gain, key=lambda name: name != self.told)


def verdict_of(comparison: Comparison, worlds: OtherWorlds | None = None) -> Verdict:
    """Return the verdict on a comparison, with what other worlds make of it where they were tried."""
    found = _judged(comparison, worlds)
    return replace(found, parting=worst_parting(comparison, found.told))


def _judged(comparison: Comparison, worlds: OtherWorlds | None) -> Verdict:
    measures = {guard.id: guard for guard in guards_of(comparison)}
    table = tuple(metric for metric in comparison.table_metrics if metric in measures)
    cells = cells_of(comparison, measures, table)
    names = comparison.what_ifs
    first = table[0] if table else comparison.headline[0]
    breakers = [guard.id for guard in measures.values() if guard.id in DEAL_BREAKERS]
    harmed = {name: [each for each in measures if _has(cells, name, each, Mark.HARM)] for name in names}
    broken = {name: [each for each in harmed[name] if each in breakers or each == first] for name in names}
    known: dict[str, Any] = {
        "first": first,
        "cells": cells,
        "table": table,
        "guards": (*breakers, *(each for each in measures if each not in breakers)),
        "broken": broken,
        "price": {name: [each for each in harmed[name] if each not in broken[name]] for name in names},
        "before": _first(comparison),
        "replications": comparison.replications,
        "worlds": worlds,
        "alike": _alike(comparison),
    }
    aims = [
        metric for metric in table if any(_has(cells, name, metric, Mark.GAIN) for name in names if not broken[name])
    ]
    if aims:
        return _with_best(comparison, known, aims[0], worlds)
    return _without_best(comparison, known, harmed)


def _with_best(comparison: Comparison, known: dict[str, Any], aim: str, worlds: OtherWorlds | None) -> Verdict:
    cells, broken, price = known["cells"], known["broken"], known["price"]
    pool = [name for name in comparison.what_ifs if not broken[name] and _has(cells, name, aim, Mark.GAIN)]
    pool.sort(key=lambda name: -cells[name, aim].gain)
    largest = pool[0]
    near = [name for name in pool if name == largest or _is_near(comparison, cells, aim, name, largest)]
    if worlds is not None and worlds.aim == aim:
        best = max(near, key=lambda name: (worlds.wins.get(name, -1), -len(price[name]), cells[name, aim].gain))
    else:
        best = min(near, key=lambda name: (len(price[name]), sum(cells[name, each].weight for each in price[name])))
    opened = {name for (name, metric), cell in cells.items() if cell.is_open and metric != aim}
    free = next((name for name in pool if not price[name] and name not in opened), None)
    return Verdict(
        ending="best", aim=aim, told=best, near=tuple(name for name in near if name != best),
        free=None if free == best or not price[best] else free, further=None, **known,
    )  # fmt: skip


def _without_best(comparison: Comparison, known: dict[str, Any], harmed: dict[str, list[str]]) -> Verdict:
    cells, table, names = known["cells"], known["table"], comparison.what_ifs
    first = known["first"]
    gains = [(name, metric) for metric in table for name in names if _has(cells, name, metric, Mark.GAIN)]
    rest: dict[str, Any] = {"near": (), "free": None}
    if gains:
        aim = gains[0][1]
        told = max((name for name, metric in gains if metric == aim), key=lambda name: cells[name, aim].gain)
        return Verdict(ending="none", aim=aim, told=told, further=None, **rest, **known)
    if names and all(harmed.values()):
        told = max(names, key=lambda name: getattr(cells.get((name, first)), "gain", -np.inf))
        return Verdict(ending="stay", aim=first, told=told, further=None, **rest, **known)
    judged = [cells[name, metric] for name in names for metric in table if (name, metric) in cells]
    if all(cell.mark in (Mark.SAME, Mark.NONE, Mark.SMALL) for cell in judged):
        return Verdict(ending="no_difference", aim=first, told=None, further=None, **rest, **known)
    largest = max(
        (name for name in names if (name, first) in cells), key=lambda name: cells[name, first].gain, default=None
    )
    further = None if largest is None else _further(comparison, largest, first)
    return Verdict(ending="not_clear", aim=first, told=largest, further=further, **rest, **known)


def _has(cells: Mapping[tuple[str, str], Cell], name: str, metric: str, mark: Mark) -> bool:
    cell = cells.get((name, metric))
    return cell is not None and cell.mark is mark


def _is_near(comparison: Comparison, cells: Mapping[tuple[str, str], Cell], aim: str, name: str, largest: str) -> bool:
    gap = comparison.between(name, largest, aim)
    if gap is None:
        return False
    is_less = gap.is_clear or (gap.value != 0 and not gap.standard_error)
    return abs(gap.value) <= NEAR * cells[largest, aim].gain or not is_less


def _first(comparison: Comparison) -> tuple[First, ...]:
    found: list[First] = []
    if any_full(comparison):
        loads = [its.load.value for name in comparison.scenarios if (its := swamped(comparison, name)) is not None]
        found.append(First("managers", max(loads)))
    lost, up = (comparison.level(comparison.baseline, metric) for metric in ("not_served", "passed_up_rate"))
    if lost is not None and lost.value > LEAST_SERVED:
        found.append(First("not_served", lost.value))
    if up is not None and up.value >= NEARLY_ALL:
        found.append(First("all_up", up.value))
    if up is not None and up.value <= NEARLY_NONE:
        found.append(First("none_up", up.value))
    return tuple(found)


def _further(comparison: Comparison, name: str, metric: str) -> int | None:
    """Return about how many more replications would make a difference clear; None where hardly any would."""
    more = comparison.would_tell(name, metric)
    return more if more and more <= MOST_FURTHER else None


def _alike(comparison: Comparison) -> tuple[tuple[str, ...], ...]:
    """Return groups of what-ifs whose sums are the same to the last bit."""
    groups: dict[bytes, list[str]] = {}
    for name in comparison.what_ifs:
        digest = b"".join(counted.weekly.tobytes() + counted.monthly.tobytes() for counted in comparison.tallies[name])
        groups.setdefault(digest, []).append(name)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)
