"""Counting in compiled code; the same functions as in plain Python, the same bits."""

from typing import Any

from sim.engines.compiled.entries import Entry, make_ready

__all__ = ["address_of_count_one", "count_rows", "count_spells", "end_week", "make_ready"]
_CODE = "sim.metrics.count_all"
_count_rows = Entry(_CODE, "count_rows", *["int64"] * 4)
_count_spells = Entry(_CODE, "count_spells", *["int64"] * 3)
_count_one = Entry(_CODE, "count_one", *["int64"] * 2)


def address_of_count_one() -> int:
    """Return where the function lies that adds one contact to a book."""
    return _count_one.address()


def count_rows(contacts: Any, book: int) -> None:
    """Add contacts, rows of their kind, to the book at an address."""
    _count_rows(contacts.ctypes.data, len(contacts), _count_one.address(), book)


def count_spells(duty: Any, book: int) -> None:
    """Add spells at work, rows of their kind, to the book at an address."""
    _count_spells(duty.ctypes.data, len(duty), book)


def end_week(book: int) -> None:
    """Add what the book at an address holds of its present week to the sums of that week."""
    _count_one(0, book)
