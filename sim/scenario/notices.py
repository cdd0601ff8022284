"""What a scenario says that its author may not have meant: allowed, simulated as typed, and said in a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.scenario.figures import Table
from sim.scenario.hours import Pieces, head_edges, heads_at, merged, open_pieces, open_spans
from sim.scenario.messages import join
from sim.scenario.plan import plan_of
from sim.scenario.routing import takers_of, waited_for
from sim.scenario.time_notices import dates_of, logs_of, rosters_of, rows_missing, times_of
from sim.scenario.week_words import Week, spans_words

if TYPE_CHECKING:
    from sim.scenario.organization import Manager
    from sim.scenario.scenario import Scenario


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
    yield from _nobody_on_duty(scenario, open_pieces(scenario.calendar.open))
    for name, team in scenario.teams.items():
        if isinstance(team.agents, Table):
            yield from rows_missing(f"teams.{name}.agents", team.agents, week)
    yield from _nobody_upstairs(scenario.manager, open_pieces(scenario.manager.hours or scenario.calendar.open))
    for name, issue in scenario.issues.items():
        yield from times_of(f"issues.{name}", issue, scenario.calendar.open)
    yield from _as_fractions(scenario)
    yield from dates_of(scenario)
    yield from rosters_of(scenario)
    yield from logs_of(scenario)
    yield from _idle(scenario)


def _as_fractions(scenario: Scenario) -> Iterator[str]:
    """Say which targets are in percent and look like fractions: 0.8 is not 80 %."""
    levels = {"service_level": scenario.service_level} | {
        f"issues.{name}.service_level": issue.service_level for name, issue in scenario.issues.items()
    }
    said = {f"{key}.share": its.share for key, its in levels.items() if its is not None}
    said |= {f"study.targets.{name}": getattr(scenario.study.targets, name) for name in ("abandonment", "occupancy")}
    for key, share in said.items():
        if share is not None and 0 < share < 1:
            yield f"{key}: {share:g} is {share:g} %; for {100 * share:g} % write {100 * share:g}"


def _idle(scenario: Scenario) -> Iterator[str]:
    """Say which teams have people and nothing to do: no type that they may take brings any contacts."""
    created = {issue.creates for issue in scenario.issues.values()}
    coming = [name for name, issue in scenario.issues.items() if issue.per_week > 0 or name in created]
    busy = {team for name in coming for team in takers_of(scenario, name)}
    for name, team in scenario.teams.items():
        if name not in busy and coming:
            yield f"teams.{name} takes no contacts: none come of {join(team.handles)} that it could take"


def _nobody_on_duty(scenario: Scenario, week: list[Pieces]) -> Iterator[str]:
    """Say when the center is open, but no team that takes a type has anybody there."""
    created = {issue.creates for issue in scenario.issues.values()}
    coming = [name for name, issue in scenario.issues.items() if issue.per_week > 0 or name in created]
    waited = {(name, teams) for name in coming for teams in waited_for(scenario, name)}
    for teams in dict.fromkeys(teams for name in coming for teams in waited_for(scenario, name)):
        gaps = _nobody([scenario.teams[team].heads(scenario.calendar) for team in teams], week)
        if any(gaps):
            names = [name for name in coming if (name, teams) in waited]
            apart = any(waited_for(scenario, name)[-1] != teams for name in names)
            whom = f" at {join(teams)}, where a share of {join(names)} waits" if apart else f" for {join(names)}"
            whom = "" if not apart and len(names) == len(coming) else whom
            yield f"Open but nobody on duty{whom}: {spans_words(gaps)}"


def _nobody_upstairs(manager: Manager, week: list[Pieces]) -> Iterator[str]:
    """Say when a schedule or a table of managers has none at their desk; where it is a number, all know it."""
    if isinstance(manager.count, int):
        return
    gaps = _nobody([manager.count], week)
    if any(gaps):
        yield f"No manager at the desk: {spans_words(gaps)}"
    if isinstance(manager.count, Table):
        yield from rows_missing("manager.count", manager.count, list(map(merged, week)))


def _nobody(agents: list[Any], week: list[Pieces]) -> Week:
    gaps: Week = []
    for weekday, pieces in enumerate(week):
        gaps.append([])
        for piece in pieces:
            edges = sorted({edge for each in agents for edge in head_edges(each, weekday, piece)})
            for start, end in pairwise([*edges, piece.end]):
                if not any(heads_at(each, weekday, start, piece.past) for each in agents):
                    gaps[-1].append((start, end))
    return gaps
