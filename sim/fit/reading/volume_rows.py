"""From the rows of a table of volumes to intervals: their width by their spacing, absent rows, events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, WEEK
from sim.fit.call_log import NEVER, Finding
from sim.fit.reading.directions import coming_in
from sim.fit.reading.event_hours import event_cells
from sim.fit.reading.mapping import Mapping, TableMapping
from sim.fit.reading.moments import NAT
from sim.fit.reading.taken import Taken
from sim.fit.reading.vocabulary import weekday_of
from sim.fit.reading.volume_spans import mean_spans
from sim.fit.volume_table import VolumeTable
from sim.scenario.clocks import days_of
from sim.scenario.problems import Problem, ScenarioError, printable

_WEEKDAYS, _EVERY = -1_000_000, -2_000_000
"""Stand for days while rows are sorted: Monday, and the weekdays that a table without days holds for."""
_SUMMED = ("volume", "answered", "abandoned", "agents")
_MOST_AT_ODDS = 0.2
"""In a greater share of rows a volume below answered and abandoned is another column."""
Figures = NDArray[np.float64]


def volume_table(taken: Taken, table: TableMapping, mapping: Mapping) -> tuple[VolumeTable, list[str]]:
    """Return the intervals of a table, and what it cannot tell.

    Parameters
    ----------
    taken
        Its rows.
    table
        What its columns are.
    mapping
        The answers that stand in no file.

    Raises
    ------
    ScenarioError
        If no column is the volume, or if it has times of day without days and nobody said which days they are.
    """
    taken = coming_in(taken, table)
    day, start, weekdays = _when(taken, mapping)
    figures = _figures(taken, table)
    issue = taken.codes.get("issue", np.zeros(len(taken), np.int32))
    names = tuple(printable(name, 100) for name in taken.names.get("issue", ("all",)))
    if (issue < 0).any():
        taken.note("without an issue type: a type of their own, not told", issue < 0)
        issue, names = np.where(issue < 0, len(names), issue), (*names, "not told")
    unknown = day == NAT
    taken.note("rows without a moment: left out", unknown)
    keys = np.stack([issue[~unknown], day[~unknown], start[~unknown]])
    keys, figures = _added_up(taken, keys, {name: column[~unknown] for name, column in figures.items()})
    if not keys.shape[1]:
        raise ScenarioError([Problem("no row has both a moment and a volume", "", ", ".join(taken.files))])
    width = _width(taken, keys[1], keys[2])
    if width < DAY and "received" not in taken.moments and "interval_end" in taken.moments:
        begin = keys[2] - width
        keys = np.stack([keys[0], np.where(begin < 0, keys[1] - 1, keys[1]), begin % DAY])
    if width >= DAY:
        _ask_what_is_unread(taken, table, int((~unknown).sum()), keys.shape[1])
    keys, figures = _filled(taken, keys, figures, width)
    event = _events(taken, keys, figures["volume"], width)
    no_date = keys[1] < _WEEKDAYS // 2
    weekday = np.where(no_date, np.maximum(keys[1] - _WEEKDAYS, NEVER), (keys[1] + 3) % 7)
    found = VolumeTable(
        width=width, issues=names, issue=keys[0].astype(np.int32), day=np.where(no_date, NEVER, keys[1]),
        weekday=weekday.astype(np.int32), weekdays=weekdays, start=keys[2],
        event=event, files=taken.files, findings=taken.findings.found(), **figures,
    )  # fmt: skip
    return found, _cannot_know(found)


def _when(taken: Taken, mapping: Mapping) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[int, ...]]:
    """Return for each row its day and its start in the day, and the weekdays of rows without a day."""
    moments, clocks = taken.moments, taken.clocks
    first = next((role for role in ("received", "date", "interval_end") if role in moments), "")
    clock = next((role for role in ("received", "interval_end") if role in clocks), "")
    dated = next((role for role in ("received", "date") if role in moments and role not in clocks), "")
    nothing = np.zeros(len(taken), np.int64)
    start = (
        moments[clock] if clock else np.where(moments[dated] == NAT, NAT, moments[dated] % DAY) if dated else nothing
    )
    if dated:
        known = (moments[dated] != NAT) & (start != NAT)
        day = np.where(known, moments[dated] // DAY + (start // DAY if clock else 0), NAT)
        return _in_week(taken, day), np.where(known, start % DAY, 0), ()
    if "weekday" in taken.codes:
        days = [weekday_of(name) for name in taken.names["weekday"]]
        lookup = np.array([*(NAT if each is None else _WEEKDAYS + each for each in days), NAT], np.int64)
        taken.note("cells that name no weekday", (lookup == NAT)[taken.codes["weekday"]])
        return np.where(start == NAT, NAT, lookup[taken.codes["weekday"]]), start, ()
    if not first:
        raise ScenarioError(
            [Problem("no column tells when; give one the role received, date or weekday", "columns", taken.files[0])]
        )
    if not mapping.weekdays:
        words = "the table has times of day and no days; on which weekdays does it hold, such as mon-fri?"
        raise ScenarioError([Problem(words, "weekdays", taken.files[0])])
    return np.where(start == NAT, NAT, np.int64(_EVERY)), np.where(start == NAT, 0, start), days_of(mapping.weekdays)


def _in_week(taken: Taken, day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the days of rows whose date is that of a week and whose weekday stands apart; others as they are."""
    known = day != NAT
    if "weekday" not in taken.codes or len(np.unique(day[known] % 7)) != 1:
        return day
    days = [weekday_of(name) for name in taken.names["weekday"]]
    lookup = np.array([*(-1 if each is None else each for each in days), -1], np.int64)
    weekday = lookup[taken.codes["weekday"]]
    if len(np.unique(weekday[weekday >= 0])) < 2:
        return day
    return np.where(known & (weekday >= 0), day - (day + 3) % 7 + weekday, NAT)


def _figures(taken: Taken, table: TableMapping) -> dict[str, Figures]:
    """Return the columns of figures; what is not told is `NaN`."""
    nothing = np.full(len(taken), np.nan)
    counts = taken.counts
    answered, abandoned = counts.get("answered_calls", nothing), counts.get("abandoned_calls", nothing)
    volume = counts.get("volume")
    if volume is None:
        volume = answered + abandoned if "abandoned_calls" in counts else answered
        if np.isnan(volume).all() and "agents" not in counts:
            words = "no column tells how many contacts came; give one the role volume"
            raise ScenarioError([Problem(words, "columns", taken.files[0])])
        everywhere = np.ones(len(taken), bool)
        taken.note(
            "no column of contacts offered: answered and abandoned added up"
            if "abandoned_calls" in counts
            else "only answered contacts are told",
            everywhere,
        )
    taken.note("volumes below 0: read as not told", volume < 0)
    more = answered + np.nan_to_num(abandoned) > np.where(np.isnan(volume), np.inf, volume) + 0.5
    use = table.of("volume")
    if use and more.mean() > _MOST_AT_ODDS and not use.note.startswith("as the mapping"):
        name = printable(use.name, 40)
        words = f"column {name} has less than answered and abandoned in {int(more.sum())} of {len(more)} rows; "
        words += "which column is the volume? Give it that role"
        raise ScenarioError([Problem(words, f"columns.{name}", taken.where(int(np.argmax(more))))])
    taken.note("more answered and abandoned than offered", more)
    spans = mean_spans(taken, table, volume, answered)
    talk, wrap_up = spans.get("talk", nothing), spans.get("wrap_up", nothing)
    talk = talk + np.nan_to_num(spans.get("hold", nothing))
    handle = spans.get("handle", spans.get("duration", talk + np.nan_to_num(wrap_up)))
    return {
        "volume": np.where(volume < 0, np.nan, volume),
        "answered": answered,
        "abandoned": abandoned,
        "handle_seconds": handle,
        "talk_seconds": talk,
        "wrap_up_seconds": wrap_up,
        "wait_seconds": spans.get("wait", nothing),
        "agents": counts.get("agents", nothing),
    }


def _added_up(
    taken: Taken, keys: NDArray[np.int64], figures: dict[str, Figures]
) -> tuple[NDArray[np.int64], dict[str, Figures]]:
    """Add up rows of one issue type and interval: volumes as sums, times as means by volume."""
    unique, which, many = np.unique(keys, axis=1, return_inverse=True, return_counts=True)
    which = which.ravel()
    if (many == 1).all():
        order = np.lexsort(keys[::-1])
        return keys[:, order], {name: column[order] for name, column in figures.items()}
    if len(taken.files) > 1 and (keys[1][many[which] > 1] < _WEEKDAYS // 2).any():
        words = (
            "have the same weekday and time more than once, which may be other weeks or other types; read one at a time"
        )
        raise ScenarioError([Problem(words, "", ", ".join(taken.files))])
    taken.note("several rows for one interval and issue type: added up", many[which] > 1)
    weight = np.nan_to_num(figures["volume"], nan=0.0) + 1e-9
    found = {}
    for name, column in figures.items():
        told = ~np.isnan(column)
        scale = np.ones(len(column)) if name in _SUMMED else weight
        total = np.bincount(which, np.where(told, column * scale, 0), len(many))
        known = np.bincount(which, told, len(many)) > 0
        below = np.ones(len(many)) if name in _SUMMED else np.bincount(which, np.where(told, scale, 0), len(many))
        found[name] = np.where(known, total / np.where(known, below, 1), np.nan)
    return unique, found


def _ask_what_is_unread(taken: Taken, table: TableMapping, rows: int, different: int) -> None:
    """Ask for the time of day where most days of a type have several rows and a column is not known to be anything."""
    names = [printable(each.name, 40) for each in table.columns if each.note.startswith("not known")]
    if names and different < 0.5 * rows:
        words = (
            f"{rows} rows are {different} days and types only; is {' or '.join(names[:4])} the time of day (received, "
        )
        words += "or interval_end) or the issue type (issue)? Where not, give it the role 'left out'"
        raise ScenarioError([Problem(words, f"columns.{names[0]}", taken.files[0])])


def _width(taken: Taken, day: NDArray[np.int64], start: NDArray[np.int64]) -> int:
    """Tell the width of the intervals from how far apart they are."""
    if "interval_end" in taken.moments and "received" in taken.moments:
        apart = (taken.moments["interval_end"] - taken.moments["received"]) % DAY
        known = (taken.moments["interval_end"] != NAT) & (taken.moments["received"] != NAT) & (apart > 0)
        if known.any():
            return int(np.median(apart[known]))
    starts = np.unique(start)
    if len(starts) > 1:
        gaps = np.diff(starts)
        values, often = np.unique(gaps, return_counts=True)
        return int(np.gcd.reduce(gaps)) if often.max() < 0.5 * len(gaps) else int(values[np.argmax(often)])
    days = np.unique(day)
    gaps = np.diff(days)
    if len(gaps) and not (gaps % 7).any():
        note = "all dates are the same weekday: each stands for the week from it on"
        taken.note(note, np.ones(len(taken), bool))
        return WEEK
    return 30 * DAY if len(gaps) > 1 and (gaps >= 28).all() else DAY


def _filled(
    taken: Taken, keys: NDArray[np.int64], figures: dict[str, Figures], width: int
) -> tuple[NDArray[np.int64], dict[str, Figures]]:
    """Add rows of 0 for what is absent where zeros are left out: on days with rows, from first to last start."""
    if (figures["volume"] == 0).any() or np.isnan(figures["volume"]).all():
        return keys, figures
    starts = np.unique(keys[2])
    every = np.arange(starts[0], starts[-1] + 1, width) if width < DAY else starts
    issues, days = np.unique(keys[0]), np.unique(keys[1])
    if len(issues) * len(days) * len(every) > 4 * keys.shape[1] + 1000:  # too sparse: hours are not the same every day
        return keys, figures
    grid = np.stack([axis.ravel() for axis in np.meshgrid(issues, days, every, indexing="ij")])
    known = set(map(tuple, keys.T.tolist()))
    absent = np.array([tuple(each) not in known for each in grid.T.tolist()], bool)
    if not absent.any():
        return keys, figures
    what = "absent rows, as the table leaves zeros out: read as 0"
    taken.findings.add([Finding(what=what, rows=int(absent.sum()), example=taken.files[0])])
    together = np.concatenate([keys, grid[:, absent]], axis=1)
    order = np.lexsort(together[::-1])
    zero = {
        name: np.where(name in ("volume", "answered", "abandoned") and not np.isnan(column).all(), 0.0, np.nan)
        for name, column in figures.items()
    }
    filled = {
        name: np.concatenate([column, np.full(absent.sum(), zero[name])])[order] for name, column in figures.items()
    }
    return together[:, order], filled


def _events(taken: Taken, keys: NDArray[np.int64], volume: Figures, width: int) -> NDArray[np.bool_]:
    """Find intervals with several times their usual volume, issue type by issue type."""
    found = np.zeros(len(volume), bool)
    if width >= DAY:
        return found
    for issue in np.unique(keys[0]):
        mine = np.flatnonzero(keys[0] == issue)
        days, row = np.unique(keys[1, mine], return_inverse=True)
        starts, column = np.unique(keys[2, mine], return_inverse=True)
        cells = np.full((len(days), len(starts)), np.nan)
        cells[row, column] = volume[mine]
        found[mine] = event_cells(cells, (days + 3) % 7)[row, column]
    if found.any():
        some = ", ".join(f"{figure:g}" for figure in volume[found][:4])
        what = f"intervals with over three times their usual contacts ({some}): events, set apart"
        taken.findings.add([Finding(what=what, rows=int(found.sum()), example=taken.files[0])])
    return found


def _cannot_know(table: VolumeTable) -> list[str]:
    lines = []
    if table.width >= DAY:
        lines.append(f"no hours of day: rows are {({DAY: 'days', WEEK: 'weeks'}).get(table.width, 'months')}")
    for name, words in (
        ("volume", "no volumes"),
        ("handle_seconds", "no handle times"),
        ("abandoned", "no abandoned contacts: patience"),
        ("agents", "no staff: who was at work"),
    ):
        if np.isnan(getattr(table, name)).all():
            lines.append(words)
    return lines
