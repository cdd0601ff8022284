"""What a scenario says of times that its author may not have meant: in closed hours, without rows, inside a bin."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.arrivals import bin_minutes_of, means_on, weekly_volume
from sim.scenario.calendar_days import Days, day_of
from sim.scenario.clocks import WEEKDAYS, clock, days_of, minutes_of_day
from sim.scenario.figures import Table
from sim.scenario.handle_times import table_mean
from sim.scenario.hours import Spans, most_heads, open_pieces, open_spans
from sim.scenario.means import mean_of
from sim.scenario.messages import join, number
from sim.scenario.profiles import levels_of_day
from sim.scenario.rosters import WORK
from sim.scenario.staffing import dates_in
from sim.scenario.week_words import MOST_SPANS, Week, spans_words

if TYPE_CHECKING:
    from sim.scenario.issues import IssueType
    from sim.scenario.scenario import Scenario


def times_of(key: str, issue: IssueType, hours: dict[str, str]) -> Iterator[str]:
    """Say what to mind about when the contacts of a type come, and about their handle times by interval."""
    if not issue.arrivals:
        yield from _volume(key, issue, hours, open_spans(hours))
        if issue.per_week > 0:
            yield from _arrivals_missing(key, issue, hours)
    if isinstance(issue.handle_time_by, Table):
        yield from _handle_times(f"{key}.handle_time_by", issue, issue.handle_time_by, hours)


def rows_missing(key: str, table: Table, week: list[Spans]) -> Iterator[str]:
    """Say for which opening hours a table has no row."""
    gaps = [_open_parts(table, bins, week[day]) for day, bins in enumerate(table.absent)]
    if any(gaps):
        yield f"{key}: {table.file} has no row for {spans_words(gaps)}, which counts as 0 {table.holds}"


def _open_parts(table: Table, bins: list[int], spans: Spans) -> list[tuple[int, int]]:
    """Return the open parts of bins of a day."""
    width = table.bin_minutes
    parts = [(max(start, b * width), min(end, b * width + width)) for b in bins for start, end in spans]
    return [(start, end) for start, end in parts if start < end]


def logs_of(scenario: Scenario) -> Iterator[str]:
    """Say which rows of a log are not replayed, outside the run or open hours, and in which weeks it brings none."""
    days, last = Days(scenario.calendar), 7 * scenario.calendar.weeks
    for name, issue in scenario.issues.items():
        if issue.arrivals:
            counts = {"before the first week": 0, "after the last week": 0, "in closed hours": 0}
            ticks = issue.arrivals.ticks_from(scenario.calendar.start)
            for tick in ticks:
                day, minute = divmod(tick / 60_000, 1440)
                if day < 0:
                    counts["before the first week"] += 1
                elif day >= last:
                    counts["after the last week"] += 1
                else:
                    counts["in closed hours"] += not any(a <= minute < b for a, b in days.spans(int(day)))
            said = ", ".join(f"{number:,} {where}" for where, number in counts.items() if number)
            if said:
                its = issue.arrivals
                yield f"issues.{name}.arrivals: of {len(its.moments):,} rows of {its.file} {said} are not simulated"
            weeks = {int(tick // (7 * 1440 * 60_000)) for tick in ticks}
            empty = [week + 1 for week in range(scenario.calendar.weeks) if week not in weeks]
            if empty:
                yield f"issues.{name}.arrivals: {issue.arrivals.file} has no row in {_weeks_words(empty)}: nobody calls"


def _volume(key: str, issue: IssueType, hours: dict[str, str], week: list[Spans]) -> Iterator[str]:
    """Say what volume lies outside opening hours."""
    outside = weekly_volume(issue, hours).outside
    if not any(outside):
        return
    shares = f"{sum(outside):,.4g} of {issue.per_week:,.6g} contacts a week"
    if issue.contacts:
        width = issue.contacts.bin_minutes
        closed: Week = [
            [
                (b * width, b * width + width)
                for b, n in enumerate(day)
                if n and not _open_parts(issue.contacts, [b], spans)
            ]
            for day, spans in zip(issue.contacts.figures, week, strict=True)
        ]
        where = f"{shares} lie outside opening hours ({spans_words(closed)})"
        yield f"{key}.{issue.spread_by}: {where} and are not simulated"
    else:
        days = ", ".join(WEEKDAYS[day].capitalize() for day in range(7) if outside[day])
        why = "when the center is closed" + (" or times is 0" if issue.times else "")
        yield f"{key}.weekdays: {shares} lie on {days}, {why}, and are not simulated"


def _arrivals_missing(key: str, issue: IssueType, hours: dict[str, str]) -> Iterator[str]:
    """Say where a profile is silent about opening hours, or finer than its bins."""
    if issue.contacts:
        yield from rows_missing(f"{key}.{issue.spread_by}", issue.contacts, open_spans(hours))
        return
    week = [tuple(piece.span for piece in day if not piece.past) for day in open_pieces(hours)]
    named = {day for name in issue.weekdays for day in days_of(name)} or set(range(7))
    days = [WEEKDAYS[day].capitalize() for day, spans in enumerate(week) if spans and day not in named]
    if days:
        yield f"{key}.weekdays: open on {', '.join(days)}, which it does not name: no contacts on that day"
    by_day = [levels_of_day(issue.volume, day) if issue.volume else [] for day in range(7)]
    times = sorted({minute for day in by_day for minute, _ in day} | {minutes_of_day(text) for text in issue.times})
    begin = times[0] if issue.times else 0
    early: Week = [[(start, min(end, begin)) for start, end in spans if start < begin] for spans in week]
    if any(early):
        yield f"{key}.times begins at {clock(begin)}: no contacts before, {spans_words(early)}"
    width = bin_minutes_of(issue)
    inside = [minute for minute in times if minute % width and _cuts(week, minute, width)]
    if inside:
        its = f"{key}.{'volume' if issue.volume else 'times'}"
        words = f"{its} changes at {', '.join(map(clock, inside[:MOST_SPANS]))}, inside a bin of {width} minutes"
        yield f"{words}: the bin has the mean of its levels" + ("; bin_minutes: 15 is finer" if width > 15 else "")


def _cuts(week: list[Spans], minute: int, width: int) -> bool:
    """Tell whether a minute parts the open time of its bin."""
    first = minute - minute % width
    return any(max(start, first) < minute < min(end, first + width) for spans in week for start, end in spans)


def _handle_times(key: str, issue: IssueType, table: Table, hours: dict[str, str]) -> Iterator[str]:
    """Say where a table of handle times knows none, and where its mean is another than that of `handle_time`."""
    blank = [[b for b, figure in enumerate(day) if not figure] for day in table.figures]
    gaps = [_open_parts(table, bins, spans) for bins, spans in zip(blank, open_spans(hours), strict=True)]
    if any(gaps):
        yield f"{key}: {table.file} knows no handle time for {spans_words(gaps)}, where the mean is taken"
    found, stated = table_mean(issue, hours), mean_of(issue.handle_time)
    if found and not any(math.isclose(found / unit, stated, rel_tol=0.01) for unit in (1, 60)):
        yield (
            f"{key}: {table.column} of {table.file} has a mean of {number(found)} by volume ({number(found / 60)}"
            f" minutes, if these are seconds); handle_time has {number(stated)} minutes, which stays the mean"
        )


def rosters_of(scenario: Scenario) -> Iterator[str]:
    """Say which dates of a roster lie outside the run, and in which weeks of it nobody works by a roster of dates."""
    calendar = scenario.calendar
    for name, team in scenario.teams.items():
        roster = team.roster
        if roster is None or not roster.dates:
            continue
        within = dates_in(roster, calendar)
        outside = len(roster.dates) - len(within)
        if outside:
            run = f"the {calendar.weeks} weeks from {calendar.start}"
            yield f"teams.{name}.roster: {outside:,} of {len(roster.dates):,} dates of {roster.file} lie outside {run}"
        days = {day for days in roster.people.values() for day in days if any(e.activity == WORK for e in days[day])}
        staffed = {(date - calendar.start).days // 7 for date in within if date.isoformat() in days}
        empty = [week + 1 for week in range(calendar.weeks) if week not in staffed]
        if empty and not days & set(WEEKDAYS):
            yield f"teams.{name}.roster: {roster.file} has no work in {_weeks_words(empty)}: nobody is on duty"


def _weeks_words(weeks: list[int]) -> str:
    """Return weeks in words: ``week 3``, ``weeks 3-8 and 10``."""
    spans: list[tuple[int, int]] = []
    for week in weeks:
        if spans and spans[-1][1] == week - 1:
            spans[-1] = spans[-1][0], week
        else:
            spans.append((week, week))
    said = [f"{first}" if first == last else f"{first}-{last}" for first, last in spans]
    more = [f"{len(said) - MOST_SPANS} more"] if len(said) > MOST_SPANS else []
    return ("week " if len(weeks) == 1 else "weeks ") + join([*said[:MOST_SPANS], *more])


def dates_of(scenario: Scenario) -> Iterator[str]:
    """Say which dates lie outside the run, and on which of them nobody works, or nobody calls though hours are open."""
    calendar = scenario.calendar
    days, last = Days(calendar), 7 * calendar.weeks
    outside = [text for text in calendar.dates if not 0 <= day_of(calendar, text) < last]
    if outside:
        many = f" and {len(outside) - MOST_SPANS} more" if len(outside) > MOST_SPANS else ""
        named = ", ".join(outside[:MOST_SPANS]) + many
        yield f"calendar.dates: outside the {calendar.weeks} weeks from {calendar.start}, changing nothing: {named}"
    for text in calendar.dates:
        day = day_of(calendar, text)
        if not 0 <= day < last or not days.pieces(day):
            continue
        name = WEEKDAYS[day % 7].capitalize()
        pieces = days.pieces(day)
        if not any(most_heads(team.heads(calendar), day % 7, pieces) for team in scenario.teams.values()):
            yield f"calendar.dates.{text}: open but nobody on duty: no team has people for a {name} in these hours"
        for type_, issue in scenario.issues.items():
            if issue.per_week > 0 and not any(means_on(issue, type_, calendar, days, day)):
                yield f"calendar.dates.{text}: no {type_} comes: it brings nothing on a {name} in these hours"
