"""Counting contacts in compiled code; the same functions as in plain Python, the same bits."""

from typing import Any

from sim.engines.compiled.entries import Entry, make_ready

__all__ = ["address_of_count_one", "count_contacts", "count_intervals", "ends_book", "make_ready"]
_CODE, _TABLE, _STANDARDS, _BY_INTERVAL = "sim.metrics.count_all", "float64 by 2", "int64 by 2", "float64 by 3"
_count_all = Entry(_CODE, "count_all", *("int64", "int64 by 2", _TABLE, _TABLE, _STANDARDS, "float64 by 1", "int64"))
_count_one = Entry(_CODE, "count_one", "int64", "int64")
_count_all_intervals = Entry(
    _CODE, "count_all_intervals", *["int64"] * 4, *(_BY_INTERVAL, _BY_INTERVAL, _STANDARDS, "int64")
)


def count_contacts(contacts: Any, codes: Any, cells: Any, asked: Any, standards: Any, edges: Any, oldest: int) -> None:
    """Add contacts to the sums of a week; parameters as in `sim.metrics.counting.count_contacts`."""
    _count_all(contacts.ctypes.data, codes, cells, asked, standards, edges, oldest)


def address_of_count_one() -> int:
    """Return where the function lies that adds one contact to a book; see `sim.metrics.count_all.count_one`."""
    return _count_one.address()


def ends_book(book: int) -> None:
    """Add what a book holds of its present week to the sums of that week."""
    _count_one(0, book)


def count_intervals(contacts: Any, duty: Any, types: Any, teams: Any, standards: Any, width: int) -> None:
    """Add a week to the sums of intervals; parameters as in `sim.metrics.by_interval.count_intervals`."""
    _count_all_intervals(
        contacts.ctypes.data, len(contacts), duty.ctypes.data, len(duty), types, teams, standards, width
    )
