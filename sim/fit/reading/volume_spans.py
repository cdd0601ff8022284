"""Times in a table of volumes as means of a contact: some programs write the sum of all contacts of an interval."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from sim.fit.reading.mapping import ColumnUse, TableMapping
from sim.fit.reading.taken import Taken
from sim.fit.reading.vocabulary import plain
from sim.scenario.problems import Problem, ScenarioError, printable

_SUM = re.compile(
    r"(?:.* )?(?:total|sum|summe|gesamt\w*|totale?s?|totaal|cumul\w*)(?: .*)?|(?:acd|acw|hold|ans|aban?) ?time"
)
_MEAN = re.compile(
    r"(?:.* )?(?:aht|asa|att|tmo|tmg|dmt|avg|average|mean|mittler\w*|durchschnitt\w*|medi[ao]|promedio|moyen\w*|gem\w*)"
    r"(?: .*)?"
)
_LEAST_ROWS, _LONG, _LIKE_SUM, _LIKE_MEAN = 10, 3600.0, 0.6, 0.4
Figures = NDArray[np.float64]


def mean_spans(taken: Taken, table: TableMapping, volume: Figures, answered: Figures) -> dict[str, Figures]:
    """Return the columns of spans in seconds of a contact.

    Parameters
    ----------
    taken
        The rows.
    table
        What the columns are: those that are `per: interval` hold sums; where nothing is said, the name tells, else
        whether the figures grow with the number of contacts, as sums do (the slope of logarithms is 1, of means 0).
    volume, answered
        Contacts offered and answered in each row, `NaN` where not told.

    Raises
    ------
    ScenarioError
        If long figures may be either: the problem names the key.
    """
    found = {}
    handled = np.where(np.isnan(answered), volume, answered)
    for role, seconds in taken.spans.items():
        use = table.of(role)
        if use is None or not _is_sum(taken, use, seconds, handled):
            found[role] = seconds
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            of = volume if role == "wait" and "ans" not in plain(use.name) else handled
            found[role] = np.where(of > 0, seconds / of, np.nan)
        what = f"figures of column {printable(use.name, 40)} are sums of all contacts: divided by their number"
        taken.note(what, ~np.isnan(found[role]))
    return found


def _is_sum(taken: Taken, use: ColumnUse, seconds: Figures, handled: Figures) -> bool:
    if use.per or _MEAN.fullmatch(plain(use.name)):
        return use.per == "interval"
    if _SUM.fullmatch(plain(use.name)):
        return True
    known = (seconds > 0) & (handled > 0)
    if known.sum() < _LEAST_ROWS or len(np.unique(handled[known])) < 3:
        return False
    slope = float(np.polyfit(np.log(handled[known]), np.log(seconds[known]), 1)[0])
    if _LIKE_MEAN < slope < _LIKE_SUM and np.median(seconds[known]) > _LONG:
        name = printable(use.name, 40)
        words = (
            f"column {name}: is it a mean of a contact or the sum of an interval? Write per: contact or per: interval"
        )
        raise ScenarioError([Problem(words, f"columns.{name}", ", ".join(taken.files))])
    return slope >= _LIKE_SUM
