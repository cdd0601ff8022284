"""Numbers as people write them."""

import math

from sim.statistics.estimates import Difference, Estimate

_MONEY_DIGITS = 8


def amount(value: float, digits: int = 1, *, signed: bool = False) -> str:
    """Return a number as people write it: thousands separated, a true minus, no more digits than it bears."""
    return fixed(value, 0 if abs(value) >= 100 else digits, signed=signed)


def fixed(value: float, digits: int, *, signed: bool = False) -> str:
    """Return a number with thousands separated and so many digits; zero has no sign, `signed` shows a plus."""
    text = f"{abs(value):,.{digits}f}"
    if not any(mark in text for mark in "123456789"):
        return text
    return ("\N{MINUS SIGN}" if value < 0 else "+" if signed else "") + text


def money_digits(*values: float | None) -> int:
    """Return the digits after the point that show the largest of some sums of money by two figures at least."""
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    if largest >= 10 or not largest:
        return 0
    return min(_MONEY_DIGITS, 1 - math.floor(math.log10(largest)))


def measured(
    estimate: Estimate | Difference, unit: str = "", digits: int = 1, *, flip: bool = False, signed: bool = False
) -> str:
    """Return an estimate as ``3.3 hours a week (3.1 to 3.5)``; `flip` turns its sign, to tell a fall as a gain."""
    if estimate.interval is None:
        value = amount(-estimate.value if flip else estimate.value, digits, signed=signed)
        between = "(one replication has no interval)" if estimate.n == 1 else "(the same in every replication)"
    else:
        low, high = estimate.interval
        ends = (-estimate.value, -high, -low) if flip else (estimate.value, low, high)
        value, *bounds = in_digits(*ends, digits, signed=signed)
        between = "" if bounds == [value, value] else "({} to {})".format(*bounds)
    return " ".join(filter(None, (value, unit, between)))


def unchanged(effect: Difference, unit: str = "", digits: int = 1) -> str:
    """Return that nothing differed, and how much could hide: ``no change in any of 10 replications; at most 3 ...``."""
    if effect.interval == (0.0, 0.0):
        return "no change"
    if effect.n == 1:
        return "no change in one replication, which shows nothing clearly"
    text = f"no change in any of {effect.n:,} replications"
    if effect.interval is None:
        return f"{text}; what happens in fewer than {100 * effect.hidden:.2g} % of them could hide"
    low, high = effect.interval
    return f"{text}; at most {in_digits(0.0, low, high, digits)[2]} {unit} could hide".replace("  ", " ")


def seen(effect: Difference, digits: int = 1) -> str:
    """Return in few words that nothing differed: ``no change``, or ``none seen (−3 to 3)`` where some could hide."""
    if effect.interval == (0.0, 0.0):
        return "no change"
    if effect.interval is None:
        return "none seen"
    low, high = effect.interval
    return "none seen ({} to {})".format(*in_digits(0.0, low, high, digits, signed=True)[1:])


def in_digits(mean: float, low: float, high: float, digits: int, *, signed: bool = False) -> list[str]:
    """Write a mean and the bounds of its interval in the same digits.

    All get a digit more where a bound would look like the mean, and as many as are needed, up to three, where a bound
    would look like 0.
    """
    own = [(value, 0 if abs(value) >= 100 else digits) for value in (mean, low, high)]
    more = int(any(bound != mean and fixed(bound, count) == amount(mean, digits) for bound, count in own[1:]))
    while more < 3 and any(bound and not float(f"{bound:.{count + more}f}") for bound, count in own[1:]):
        more += 1
    return [fixed(value, count + more, signed=signed) for value, count in own]
