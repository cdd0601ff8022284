"""How many contacts each bin of the week brings, and how bins are split for common random numbers."""

import math
from typing import Any

from sim.scenario.fields import days_of, minutes_of_day, spans_of

PART_MEAN = 30.0
"""A bin is split so that no part's mean is above this in the baseline."""


def open_spans(hours: dict[str, str]) -> list[tuple[tuple[int, int], ...]]:
    """Return the spans of opening, in minutes after midnight, of the seven weekdays."""
    week: list[tuple[tuple[int, int], ...]] = [()] * 7
    for key, text in hours.items():
        for day in days_of(key):
            week[day] = spans_of(text)
    return week


def _open_minutes(spans: tuple[tuple[int, int], ...], start: int, end: int) -> int:
    return sum(max(0, min(end, last) - max(start, first)) for first, last in spans)


def _level_at(levels: list[tuple[int, float]], minute: int) -> float:
    """Return the relative volume per hour at a minute of the day, of levels in the order of their beginnings."""
    if not levels:
        return 1.0
    past = [level for start, level in levels if start <= minute]
    return past[-1] if past else 0.0


def weekly_means(issue: Any, hours: dict[str, str]) -> list[list[float]]:
    """Return the mean number of contacts of each weekday and bin, as if each bin were open throughout.

    Moments are spread over the whole bin and those that fall outside opening hours do not come, so the
    means are scaled to bring the stated weekly volume in opening hours.
    """
    width = issue.table.bin_minutes if issue.table else issue.bin_minutes
    week = open_spans(hours)
    levels = sorted((minutes_of_day(text), level) for text, level in issue.times.items())
    by_day = {day: weight for key, weight in issue.weekdays.items() for day in days_of(key)}
    means: list[list[float]] = []
    arriving: list[float] = []
    for day, spans in enumerate(week):
        opened = [_open_minutes(spans, start, start + width) for start in range(0, 1440, width)]
        if issue.table:
            rates = [
                figure * width / minutes if minutes else 0.0
                for figure, minutes in zip(issue.table.figures[day], opened, strict=True)
            ]
            weight = 1.0
        else:
            rates = [
                _level_at(levels, start) * (minutes > 0)
                for start, minutes in zip(range(0, 1440, width), opened, strict=True)
            ]
            came = sum(rate * minutes for rate, minutes in zip(rates, opened, strict=True))
            weight = (by_day.get(day, 0.0) if by_day else 1.0) * width / came if came else 0.0
        means.append([rate * weight for rate in rates])
        arriving.append(sum(rate * weight * minutes / width for rate, minutes in zip(rates, opened, strict=True)))
    total = sum(arriving)
    scale = issue.per_week / total if total else 0.0
    return [[mean * scale for mean in day_means] for day_means in means]


def parts_of(means: list[list[float]]) -> list[list[int]]:
    """Return into how many parts each bin is split; fixed by the baseline."""
    return [[max(1, math.ceil(mean / PART_MEAN)) for mean in day] for day in means]


def poisson_count(u: float, mean: float) -> int:
    """Return the Poisson count at a probability, by inversion: it never falls as the mean rises.

    Starts ten standard deviations below the mean, where less than 1e-20 of the probability lies.
    """
    if mean <= 0.0:
        return 0
    n = max(0, int(mean - 10.0 * math.sqrt(mean) - 10.0))
    mass = math.exp(n * math.log(mean) - mean - log_factorial(n)) if n else math.exp(-mean)
    reached = mass
    last = mean + 12.0 * math.sqrt(mean) + 40.0
    while reached < u and n < last:
        n += 1
        mass *= mean / n
        reached += mass
    return n


def log_factorial(n: int) -> float:
    """Return log n!; Stirling's series, whose bits do not depend on a library's gamma function.

    A sum of logarithms below 16, where the series is less exact.
    """
    if n < 16:
        total = 0.0
        for i in range(2, n + 1):
            total += math.log(i)
        return total
    inverse = 1.0 / n
    square = inverse * inverse
    series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)))
    return (n + 0.5) * math.log(n) - n + 0.9189385332046727 + series
