"""What is counted of the contacts and the spells at work of one run; the compiled loop can count in it by itself."""

from typing import Any

import numpy as np

from sim.engines import why_not_compiled, why_not_made
from sim.journeys import Week
from sim.metrics.book_shape import BOOK
from sim.metrics.by_interval import MANY, WIDTH, IntervalCounter
from sim.metrics.counting import count_contacts
from sim.metrics.groups import ISSUE, TEAM, Cells
from sim.metrics.monthly import CompanyBonus
from sim.metrics.rows import Rows, Sums
from sim.scenario.plan import Plan


class Book:
    """The sums of one run, and a record of where they lie.

    Parameters
    ----------
    plan : Plan
        The scenario laid out in time.
    cells : Cells
        How contacts are told apart.
    by : dict of str to Sums
        The sums of each issue type and each team, all 0; they begin with those of a cell.
    standards, edges, oldest
        As in `sim.metrics.counting.count`.
    """

    def __init__(
        self, plan: Plan, cells: Cells, by: dict[str, Sums], *, standards: Any, edges: Any, oldest: int
    ) -> None:
        self.by, self._cells = by, cells
        self._standards, self._edges, self._oldest = standards, edges, oldest
        self.intervals, self.company = IntervalCounter(plan, standards), CompanyBonus(plan)
        self.asked = np.zeros((len(by[ISSUE].values), cells.codes))
        """Manager time asked for, in ticks, by the week of passing up and the code of type and team."""
        self._tables = self._laid_out()
        self._record = np.zeros(1, dtype=BOOK)
        for name, table in self._tables.items():
            self._record[name] = table.ctypes.data
        for name, size in self._sizes().items():
            self._record[name] = size
        self.address = int(self._record.ctypes.data)

    def _laid_out(self) -> dict[str, Any]:
        cells, company = self._cells, self.company
        return {
            "cells": np.zeros((cells.codes, cells.width)),
            "seen": np.zeros(cells.codes, dtype=np.int64),
            "by_type": self.by[ISSUE].values,
            "by_team": self.by[TEAM].values,
            "asked": self.asked,
            "standards": self._standards,
            "edges": self._edges,
            "interval_types": self.intervals.types,
            "interval_teams": self.intervals.teams,
            "rates": company.rates,
            "rates_from": company.starts,
            "shares": company.shares.astype(np.int64),
            "month_ends": company.month_ends,
            "paid": np.zeros(cells.teams),
            "paid_in_month": np.zeros_like(company.by_month),
            "by_month": company.by_month,
        }

    def _sizes(self) -> dict[str, int]:
        cells, company = self._cells, self.company
        return {
            "weeks": len(self.asked),
            "types": cells.types,
            "teams": cells.teams,
            "width": cells.width,
            "sums": self.by[ISSUE].values.shape[2],
            "company_column": self.by[TEAM].place("company_bonus_cents"),
            "edges_n": len(self._edges),
            "oldest": self._oldest,
            "intervals": MANY,
            "interval_ticks": WIDTH,
            "rates_n": len(company.rates) if company.rates.any() else 0,
            "months": company.by_month.shape[1],
        }

    @property
    def count_one(self) -> int:
        """The address of the compiled function that adds a contact; 0 where it cannot be made."""
        if not is_compiled():
            return 0
        from sim.metrics.compiled import address_of_count_one

        return address_of_count_one()

    def count(self, weeks: list[Week]) -> None:
        """Add the contacts and the spells at work of some weeks, with compiled code where it can be made."""
        contacts, duty = Rows([week.contacts for week in weeks]), Rows([week.duty for week in weeks]).whole
        if is_compiled():
            from sim.metrics.compiled import count_rows, count_spells

            if len(contacts):
                count_rows(contacts.whole, self.address)
            count_spells(duty, self.address)
        else:
            self.intervals.count(contacts.whole, duty)
            self._count_contacts(contacts, weeks)

    def _count_contacts(self, rows: Rows, weeks: list[Week]) -> None:
        present, codes, cells = self._cells.of(rows)
        count_contacts(rows.whole, codes, cells, self.asked, self._standards, self._edges, self._oldest)
        ours = slice(weeks[0].number - 1, weeks[-1].number)
        by = {kind: sums.values[ours, :, : cells.shape[1]] for kind, sums in self.by.items()}
        self._cells.add_up(present, cells, by)
        for week in weeks:
            self.by[TEAM]["company_bonus_cents"][week.number - 1] = self.company.count(week.contacts)

    def end(self) -> None:
        """The run is over: add what compiled code has counted of the last week to the sums of that week."""
        if is_compiled():
            from sim.metrics.compiled import end_week

            end_week(self.address)


def is_compiled() -> bool:
    """Return whether compiled code counts here."""
    return not (why_not_compiled() or why_not_made("sim.metrics.compiled"))
