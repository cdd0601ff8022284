"""What a scenario says that its author may not have meant: allowed, simulated as typed, and said in a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sim.scenario.arrivals import bin_minutes_of, weekly_volume
from sim.scenario.fields import WEEKDAYS, clock, days_of, minutes_of_day
from sim.scenario.figures import Table
from sim.scenario.hours import Spans, head_edges, heads_at, open_spans
from sim.scenario.messages import join
from sim.scenario.plan import plan_of
from sim.scenario.routing import takers_of, waited_for

if TYPE_CHECKING:
    from sim.scenario.issues import IssueType
    from sim.scenario.organization import Manager
    from sim.scenario.scenario import Scenario

_MOST_SPANS = 8
_Week = list[list[tuple[int, int]]]
"""Seven days of spans, in minutes after midnight."""


def notices_of(scenario: Scenario, others: Mapping[str, Scenario] | None = None) -> list[str]:
    """Return what to mind about a scenario and what it is compared with, a sentence each.

    Parameters
    ----------
    scenario
        The baseline.
    others
        Other scenarios by name; the baseline's own what-ifs where none are given.

    Returns
    -------
    list of str
        Opening hours with nobody on duty or without contacts; volume outside opening hours, which is not simulated;
        rows that a table does not have; levels finer than their bins; a vendor's team to which nothing goes. First
        those of the baseline, then what each other one adds, which begins with its name.
    """
    return told_once(_of_plan, scenario, others)


def told_once(
    lines_of: Callable[[Scenario], list[str]], scenario: Scenario, others: Mapping[str, Scenario] | None = None
) -> list[str]:
    """Return the lines of a scenario, then what each other one adds, which begins with its name.

    Parameters
    ----------
    lines_of
        Gives the lines of one scenario.
    scenario
        The baseline.
    others
        Other scenarios by name; the baseline's own what-ifs where none are given.

    Returns
    -------
    list of str
        Lines, none of them the baseline's twice.
    """
    if others is None:
        others = {name: scenario.what_if(name) for name in scenario.what_ifs}
    found = lines_of(scenario)
    return found + [
        f"In “{name}”: {line}" for name, other in others.items() for line in lines_of(other) if line not in found
    ]


def _of_plan(scenario: Scenario) -> list[str]:
    lines = [line for epoch in plan_of(scenario).epochs for line in _of_state(epoch.scenario)]
    return list(dict.fromkeys(lines))


def _of_state(scenario: Scenario) -> Iterator[str]:
    week = open_spans(scenario.calendar.open)
    if not any(week):
        yield "The center never opens: nobody calls"
        return
    yield from _nobody_on_duty(scenario, week)
    for name, team in scenario.teams.items():
        if isinstance(team.agents, Table):
            yield from _rows_missing(f"teams.{name}.agents", team.agents, week)
    yield from _nobody_upstairs(scenario.manager, open_spans(scenario.manager.hours or scenario.calendar.open))
    for name, issue in scenario.issues.items():
        yield from _volume(f"issues.{name}", issue, scenario.calendar.open, week)
        if issue.per_week > 0:
            yield from _arrivals_missing(f"issues.{name}", issue, week)
    yield from _idle(scenario)


def _idle(scenario: Scenario) -> Iterator[str]:
    """Say which teams have people and nothing to do: no type that they may take brings any contacts."""
    created = {issue.creates for issue in scenario.issues.values()}
    coming = [name for name, issue in scenario.issues.items() if issue.per_week > 0 or name in created]
    busy = {team for name in coming for team in takers_of(scenario, name)}
    for name, team in scenario.teams.items():
        if name not in busy and coming:
            yield f"teams.{name} takes no contacts: none come of {join(team.handles)} that it could take"


def _nobody_on_duty(scenario: Scenario, week: list[Spans]) -> Iterator[str]:
    """Say when the center is open, but no team that takes a type has anybody there."""
    created = {issue.creates for issue in scenario.issues.values()}
    coming = [name for name, issue in scenario.issues.items() if issue.per_week > 0 or name in created]
    waited = {(name, teams) for name in coming for teams in waited_for(scenario, name)}
    for teams in dict.fromkeys(teams for name in coming for teams in waited_for(scenario, name)):
        gaps = _nobody([scenario.teams[team].heads for team in teams], week)
        if any(gaps):
            names = [name for name in coming if (name, teams) in waited]
            apart = any(waited_for(scenario, name)[-1] != teams for name in names)
            whom = f" at {join(teams)}, where a share of {join(names)} waits" if apart else f" for {join(names)}"
            whom = "" if not apart and len(names) == len(coming) else whom
            yield f"Open but nobody on duty{whom}: {spans_words(gaps)}"


def _nobody_upstairs(manager: Manager, week: list[Spans]) -> Iterator[str]:
    """Say when a schedule or a table of managers has none at their desk; where it is a number, all know it."""
    if isinstance(manager.count, int):
        return
    gaps = _nobody([manager.count], week)
    if any(gaps):
        yield f"No manager at the desk: {spans_words(gaps)}"
    if isinstance(manager.count, Table):
        yield from _rows_missing("manager.count", manager.count, week)


def _nobody(agents: list[Any], week: list[Spans]) -> _Week:
    gaps: _Week = []
    for weekday, spans in enumerate(week):
        pieces = []
        for start, end in spans:
            edges = sorted({edge for each in agents for edge in head_edges(each, weekday, (start, end))})
            pieces += list(pairwise([*edges, end]))
        gaps.append([piece for piece in pieces if not any(heads_at(each, weekday, piece[0]) for each in agents)])
    return gaps


def _rows_missing(key: str, table: Table, week: list[Spans]) -> Iterator[str]:
    """Say for which opening hours a table has no row."""
    gaps = [_open_parts(table, bins, week[day]) for day, bins in enumerate(table.absent)]
    if any(gaps):
        yield f"{key}: {table.file} has no row for {spans_words(gaps)}, which counts as 0 {table.holds}"


def _open_parts(table: Table, bins: list[int], spans: Spans) -> list[tuple[int, int]]:
    """Return the open parts of bins of a day."""
    width = table.bin_minutes
    parts = [(max(start, b * width), min(end, b * width + width)) for b in bins for start, end in spans]
    return [(start, end) for start, end in parts if start < end]


def _volume(key: str, issue: IssueType, hours: dict[str, str], week: list[Spans]) -> Iterator[str]:
    """Say what volume lies outside opening hours."""
    outside = weekly_volume(issue, hours).outside
    if not any(outside):
        return
    shares = f"{sum(outside):,.4g} of {issue.per_week:,.6g} contacts a week"
    if issue.table:
        width = issue.table.bin_minutes
        closed: _Week = [
            [
                (b * width, b * width + width)
                for b, n in enumerate(day)
                if n and not _open_parts(issue.table, [b], spans)
            ]
            for day, spans in zip(issue.table.figures, week, strict=True)
        ]
        yield f"{key}.table: {shares} lie outside opening hours ({spans_words(closed)}) and are not simulated"
    else:
        days = ", ".join(WEEKDAYS[day].capitalize() for day in range(7) if outside[day])
        why = "when the center is closed" + (" or times is 0" if issue.times else "")
        yield f"{key}.weekdays: {shares} lie on {days}, {why}, and are not simulated"


def _arrivals_missing(key: str, issue: IssueType, week: list[Spans]) -> Iterator[str]:
    """Say where a profile is silent about opening hours, or finer than its bins."""
    if issue.table:
        yield from _rows_missing(f"{key}.table", issue.table, week)
        return
    named = {day for name in issue.weekdays for day in days_of(name)} or set(range(7))
    days = [WEEKDAYS[day].capitalize() for day, spans in enumerate(week) if spans and day not in named]
    if days:
        yield f"{key}.weekdays: open on {', '.join(days)}, which it does not name: no contacts on that day"
    times = sorted(minutes_of_day(text) for text in issue.times)
    begin = times[0] if times else 0
    early: _Week = [[(start, min(end, begin)) for start, end in spans if start < begin] for spans in week]
    if any(early):
        yield f"{key}.times begins at {clock(begin)}: no contacts before, {spans_words(early)}"
    width = bin_minutes_of(issue)
    inside = [minute for minute in times if minute % width and _cuts(week, minute, width)]
    if inside:
        words = f"{key}.times changes at {', '.join(map(clock, inside[:_MOST_SPANS]))}, inside a bin of {width} minutes"
        yield f"{words}: the bin has the mean of its levels" + ("; bin_minutes: 15 is finer" if width > 15 else "")


def _cuts(week: list[Spans], minute: int, width: int) -> bool:
    """Tell whether a minute parts the open time of its bin."""
    first = minute - minute % width
    return any(max(start, first) < minute < min(end, first + width) for spans in week for start, end in spans)


def spans_words(week: _Week) -> str:
    """Return spans of a week in words: ``Mon-Fri 9:30-10:00, Sat 8:00-12:00``."""
    days = [tuple(_merged(spans)) for spans in week]
    said = []
    for spans, group in groupby(enumerate(days), key=itemgetter(1)):
        numbers = [day for day, _ in group]
        ends = [WEEKDAYS[day].capitalize() for day in (numbers[0], numbers[-1])]
        name = ends[0] if len(numbers) == 1 else "-".join(ends)
        said += [f"{name} {clock(start)}-{clock(end)}" for start, end in spans]
    more = f" and {len(said) - _MOST_SPANS} more" if len(said) > _MOST_SPANS else ""
    return ", ".join(said[:_MOST_SPANS]) + more


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
