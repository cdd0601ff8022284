"""Numbers as people write them."""

import math
from typing import Any

_MONEY_DIGITS = 8


def amount(value: float, digits: int = 1) -> str:
    """Return a number as people write it: thousands separated, no more digits than it bears."""
    return fixed(value, 0 if abs(value) >= 100 else digits)


def fixed(value: float, digits: int) -> str:
    """Return a number with thousands separated and so many digits; zero has no sign."""
    text = f"{value:,.{digits}f}"
    return text if any(mark in text for mark in "123456789") else text.removeprefix("-")


def signed(value: float, digits: int = 1) -> str:
    """Return a change as people write it, with its sign."""
    text = amount(value, digits)
    return f"+{text}" if value > 0 and any(mark in text for mark in "123456789") else text


def money_digits(*values: float | None) -> int:
    """Return the digits after the point that show the largest of some sums of money by two figures at least."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    if largest >= 10 or not largest:
        return 0
    return min(_MONEY_DIGITS, 1 - math.floor(math.log10(largest)))


def interval(estimate: Any, digits: int = 1, flip: bool = False) -> str:
    """Return ``(low to high)`` of an estimate, with its sign turned around where a fall is told as a gain."""
    if estimate is None or estimate.interval is None:
        return "(one replication has no interval)"
    low, high = estimate.interval
    mean = estimate.value
    if flip:
        low, high, mean = -high, -low, -mean
    return "({} to {})".format(*(fixed(bound, count) for bound, count in bounds(mean, low, high, digits)))


def bounds(mean: float, low: float, high: float, digits: int) -> list[tuple[float, int]]:
    """Return both bounds of an interval, each with the digits to write it in.

    A bound that would look like the mean gets a digit more, one that would look like 0 as many as it needs, up to
    three; the other bound gets as many more.
    """
    own = [(bound, 0 if abs(bound) >= 100 else digits) for bound in (low, high)]
    more = int(any(bound != mean and fixed(bound, count) == amount(mean, digits) for bound, count in own))
    while more < 3 and any(bound and not float(f"{bound:.{count + more}f}") for bound, count in own):
        more += 1
    return [(bound, count + more) for bound, count in own]


def join(parts: list[str]) -> str:
    """Return parts as a phrase: ``a, b and c``."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""
