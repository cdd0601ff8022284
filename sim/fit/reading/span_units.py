"""In which unit a column of spans of time is: its name, its cells or a column beside it tell, or their size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sim.fit.reading.amounts import SECONDS
from sim.fit.reading.cell_kinds import CLOCK, SPAN, WORDS
from sim.fit.reading.heads import Column
from sim.fit.reading.mapping import ColumnUse
from sim.fit.reading.vocabulary import plain, unit_of


def unit_told(column: Column) -> tuple[str, str]:
    """Return the unit of a column of spans, and what of it is assumed."""
    profile = column.profile
    if profile.kind in (SPAN, CLOCK):
        if any(cell.count(":") == 2 for cell in profile.examples) or not any(":" in cell for cell in profile.examples):
            return "h:mm:ss", ""
        if "mm ss" in plain(column.name):
            return "m:ss", ""
        is_hours = unit_of(column.name) == "h" or re.search(r"\bh{1,2} mm\b", plain(column.name))
        return ("h:mm", "") if is_hours else ("m:ss", "two fields taken for minutes and seconds")
    told = unit_of(column.name)
    if told or not profile.numbers:
        return told or "s", ""
    middle, largest = profile.numbers[len(profile.numbers) // 2], profile.numbers[-1]
    broken = any(figure % 1 for figure in profile.numbers)
    if broken and largest < 1:
        return "days", "fractions of a day, as Excel has them"
    if broken and middle < 30:
        return "min", "no unit is named: minutes, by their size"
    return (
        ("ms", "no unit is named: milliseconds, by their size")
        if middle > 20_000
        else ("s", "no unit is named: seconds")
    )


def _bounds(words: str) -> tuple[float, float] | None:
    """Read `1 to 2 hours` or `under 30 min` as seconds."""
    figures = [float(each.replace(",", ".")) for each in re.findall(r"[0-9]+(?:[.,][0-9]+)?", words)]
    unit = unit_of(words)
    if not unit or not 1 <= len(figures) <= 2:
        return None
    size = SECONDS[unit]
    if len(figures) == 2:
        return size * figures[0], size * figures[1]
    upper = re.search(r"under|less|below|up to|<|unter|bis|menos|hasta|moins|minder|tot", words.casefold())
    return (0.0, size * figures[0]) if upper else (size * figures[0], float("inf"))


def unit_by_words(column: Column, others: Sequence[Column]) -> str:
    """Tell the unit of a column from one beside it that says the same in words, as `1 to 2 hours` does."""
    mine = set(plain(column.name).split())
    for other in others:
        if other is column or other.profile.kind != WORDS or not mine & set(plain(other.name).split()):
            continue
        told = {cell: span for cell in set(other.cells) if (span := _bounds(cell))}
        both = [
            (float(figure.replace(",", ".")), told[words])
            for figure, words in zip(column.cells, other.cells, strict=True)
            if words in told and re.fullmatch(r"[0-9]+([.,][0-9]+)?", figure)
        ]
        fits = {
            unit: sum(low <= size * figure <= high for figure, (low, high) in both) for unit, size in SECONDS.items()
        }
        best = max(fits, key=lambda unit: fits[unit])
        if fits[best] > 0.6 * len(both) and fits[best] > max(fit for unit, fit in fits.items() if unit != best):
            return best
    return ""


def in_one_unit(uses: Sequence[ColumnUse], columns: Sequence[Column]) -> list[ColumnUse]:
    """Return uses in which whole numbers without a unit are milliseconds, if others beside them are by their size."""
    if not any(each.unit == "ms" and "by their size" in each.note for each in uses):
        return list(uses)
    return [
        replace(use, unit="ms", note="no unit is named: milliseconds, as the columns beside it")
        if "no unit is named: seconds" in use.note and all(figure % 1 == 0 for figure in column.profile.numbers)
        else use
        for use, column in zip(uses, columns, strict=True)
    ]
