"""Durations in words: ``20 s``, ``1 h 30 min``, ``24 h``, wherever a number of minutes, seconds or days is asked."""

import re
from collections.abc import Mapping
from typing import Any

SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}
"""The units in which keys ask for a duration."""
_WORDS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("w", "week", "weeks"), 604_800),
}
_PIECE = re.compile(r"\s*([0-9]+\.?[0-9]*|\.[0-9]+)\s*([A-Za-z]+)\.?\s*(?:,|and\b)?")
OF_SHAPES = ("value", "mean", "median", "scale", "low", "mode", "high", "values", "starts")
"""The keys of distributions that hold durations."""
_HOLD_THEM = (*OF_SHAPES, "of", "parts")
EXAMPLES = "20 s, 5 min, 2 h, 1 h 30 min or 3 days"


def in_unit(value: Any, unit: str) -> Any:
    """Return a value with the durations that stand in it in words as numbers of a unit; what is none stays as it is.

    Parameters
    ----------
    value
        A text, or a mapping or list of a distribution's parameters.
    unit
        One of `SECONDS`.

    Examples
    --------
    >>> in_unit("90 s", "minutes"), in_unit("1 h 30 min", "seconds")
    (1.5, 5400)
    >>> in_unit({"shape": "exponential", "mean": "2 h"}, "minutes")
    {'shape': 'exponential', 'mean': 120}
    """
    match value:
        case str():
            return _read(value, unit)
        case list():
            return [in_unit(each, unit) for each in value]
        case Mapping():
            return {key: in_unit(each, unit) if key in _HOLD_THEM else each for key, each in value.items()}
    return value


def _read(text: str, unit: str) -> Any:
    seconds, place = 0.0, 0
    while match := _PIECE.match(text, place):
        if match[2].casefold() not in _WORDS:
            break
        seconds += float(match[1]) * _WORDS[match[2].casefold()]
        place = match.end()
    if place == 0 or text[place:].strip():
        return text
    found = float(f"{seconds / SECONDS[unit]:.12g}")
    return int(found) if found.is_integer() else found


def seconds_in_words(seconds: float) -> str:
    """Return a duration as a person writes it: ``20 s``, ``1.5 min``, ``24 h``, ``3 days``."""
    for name, size in (("days", 86_400), ("h", 3600), ("min", 60)):
        least = 2 * size if name == "days" else size
        if seconds >= least and round(seconds / size, 2) == seconds / size:
            return f"{seconds / size:g} {name}"
    return f"{seconds:g} s"
