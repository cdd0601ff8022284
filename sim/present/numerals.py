"""Numbers as people write them."""

from typing import Any


def amount(value: float, digits: int = 1) -> str:
    """Return a number as people write it: thousands separated, no more digits than it bears."""
    if abs(value) >= 100:
        digits = 0
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def interval(estimate: Any, digits: int = 1, flip: bool = False) -> str:
    """Return ``(low to high)`` of an estimate, with its sign turned around where a fall is told as a gain.

    A bound that is not 0 is not written as 0: it gets the digits that it needs, up to two more.
    """
    if estimate is None or estimate.interval is None:
        return "(one replication has no interval)"
    low, high = estimate.interval
    if flip:
        low, high = -high, -low
    while digits < 4 and any(bound and float(amount(bound, digits).replace(",", "")) == 0 for bound in (low, high)):
        digits += 1
    return f"({amount(low, digits)} to {amount(high, digits)})"


def join(parts: list[str]) -> str:
    """Return parts as a phrase: ``a, b and c``."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""
