"""What is counted of one run while it goes on: tables, and a record of where they lie for the loop that counts in it."""

from typing import Any

import numpy as np

from sim.engines import why_not_compiled, why_not_made
from sim.metrics.book_shape import BOOK
from sim.metrics.by_interval import MANY, WIDTH, IntervalCounter
from sim.metrics.groups import ISSUE, TEAM, Cells
from sim.metrics.monthly import CompanyBonus
from sim.metrics.rows import Sums


class Book:
    """The sums of one run; rows are added to them in Python, or the compiled loop counts contacts as they end.

    Parameters
    ----------
    cells : Cells
        How contacts are told apart.
    by : dict of str to Sums
        The sums of each issue type and each team, all 0, which begin with those of a cell; among those of teams in
        `company_column` what the company paid.
    intervals, company : IntervalCounter, CompanyBonus
        What is counted beside these.
    standards, edges : ndarray
        As in `sim.metrics.counting.count`.
    company_column, oldest : int
        The same.
    """

    def __init__(
        self,
        cells: Cells,
        by: dict[str, Sums],
        beside: tuple[IntervalCounter, CompanyBonus],
        standards: Any,
        edges: Any,
        *,
        company_column: int,
        oldest: int,
    ) -> None:
        self.by = by
        self.intervals, self.company = beside
        weeks, _, sums = by[ISSUE].values.shape
        self.asked = np.zeros((weeks, cells.codes))
        company = self.company
        self._tables = {
            "cells": np.zeros((cells.codes, cells.width)),
            "seen": np.zeros(cells.codes, dtype=np.int64),
            "by_type": by[ISSUE].values,
            "by_team": by[TEAM].values,
            "asked": self.asked,
            "standards": standards,
            "edges": edges,
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
        sizes = {
            "weeks": weeks,
            "types": cells.types,
            "teams": cells.teams,
            "width": cells.width,
            "sums": sums,
            "company_column": company_column,
            "edges_n": len(edges),
            "oldest": oldest,
            "intervals": MANY,
            "interval_ticks": WIDTH,
            "rates_n": len(company.rates) if company.rates.any() else 0,
            "months": company.by_month.shape[1],
        }
        self._record = np.zeros(1, dtype=BOOK)
        for name, value in (sizes | {name: table.ctypes.data for name, table in self._tables.items()}).items():
            self._record[name] = value
        self.address = int(self._record.ctypes.data)

    @property
    def count_one(self) -> int:
        """The address of the compiled function that adds a contact; 0 where it cannot be made."""
        if not is_compiled():
            return 0
        from sim.metrics.compiled import address_of_count_one

        return address_of_count_one()

    def ends(self) -> None:
        """Add what was counted of the last week to its sums; without compiled code nothing is left to be added."""
        if is_compiled():
            from sim.metrics.compiled import ends_book

            ends_book(self.address)


def is_compiled() -> bool:
    """Return whether compiled code counts here."""
    return not (why_not_compiled() or why_not_made("sim.metrics.compiled"))
