"""What must hang together between the parts of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.arrivals import weekly_volume
from sim.scenario.calendar_days import volume_of
from sim.scenario.calling_again import problems_of_transfers
from sim.scenario.changes import BASELINE, Change, Entry, Surge
from sim.scenario.hours import open_spans
from sim.scenario.messages import and_known, did_you_mean
from sim.scenario.policies import CATALOG
from sim.scenario.problems import Loc, Problem, problem_at
from sim.scenario.promises import formula_problems
from sim.scenario.routing import problems_of_route

if TYPE_CHECKING:
    from sim.scenario.issues import IssueType
    from sim.scenario.scenario import Scenario


def problems_of(scenario: Scenario) -> Iterator[Problem]:
    """Yield what does not hang together, each at its place; whether changes can be made is told by the plan."""
    yield from references(scenario)
    if scenario.study.warm_up_weeks >= scenario.calendar.weeks:
        message = f"leaves none of the {scenario.calendar.weeks} weeks to be counted"
        yield problem_at(("study", "warm_up_weeks"), message)
    for name in scenario.backlog:
        yield from _no_issue(scenario, name, ("backlog", name))
    yield from _timeline(scenario, scenario.timeline, ("timeline",))
    for name, what_if in scenario.what_ifs.items():
        here = ("what_if", name)
        if name.casefold() == BASELINE.casefold():
            message = f"'{BASELINE}' is the center as it is, beside which what-ifs stand; choose another name"
            yield problem_at(here, message, at_key=True)
        if what_if.from_week > scenario.calendar.weeks:
            yield problem_at((*here, "from_week"), f"is after the last week ({scenario.calendar.weeks})")
        yield from _uses(scenario, what_if.use, here)
        yield from _timeline(scenario, what_if.timeline, (*here, "timeline"))


def references(scenario: Scenario) -> Iterator[Problem]:
    """Yield where issues, teams and the vendor name one another wrongly."""
    for name, team in scenario.teams.items():
        for i, issue in enumerate(team.handles):
            here = issue if isinstance(team.handles, dict) else i
            yield from _no_issue(scenario, issue, ("teams", name, "handles", here), at_key=here == issue)
    for name, its in scenario.issues.items():
        yield from _issue(scenario, name, its)
    yield from _limits(scenario)
    yield from _days(scenario)
    yield from _vendor(scenario)
    yield from formula_problems(scenario)


def _limits(scenario: Scenario) -> Iterator[Problem]:
    """Yield where limits by issue type name what there is not, or leave out a type that asks for money."""
    limits, here = scenario.empowerment.authority, ("empowerment", "authority")
    if not isinstance(limits, dict):
        return
    for name in limits:
        yield from _no_issue(scenario, name, (*here, name))
    for name, its in scenario.issues.items():
        if name not in limits and its.asks_share > 0 and not its.routine:
            yield problem_at(here, f"has no limit for {name!r}, which asks for money; add {name}: 100, or {name}: 0")


def _days(scenario: Scenario) -> Iterator[Problem]:
    """Yield where dates and kinds of day name types that there are not, or bring more than there is."""
    calendar = scenario.calendar
    for key, each in (("dates", calendar.dates), ("days", calendar.days)):
        for day, its in each.items():
            for name in its.volume if isinstance(its.volume, dict) else ():
                yield from _no_issue(scenario, name, ("calendar", key, day, "volume", name))
    for name in scenario.issues if calendar.days else ():
        brought = sum(its.share * volume_of(its.volume, name) for its in calendar.days.values())
        said = sum(its.share for its in calendar.days.values())
        wrong = f"the kinds of day bring {brought:.4g} times the mean volume of {name!r} on {said:.4g} of the days"
        if said >= 1 - 1e-9 and abs(brought - 1) > _NEAR:
            yield problem_at(("calendar", "days"), f"{wrong}; it must be 1, since volumes are multiples of the mean")
        elif said < 1 - 1e-9 and brought > 1 + 1e-9:
            yield problem_at(("calendar", "days"), f"{wrong}, and nothing is left for the others")


_NEAR = 0.01
"""So much may multiples be rounded; what is missing is made up in proportion."""


def _no_issue(scenario: Scenario, name: str, here: Loc, *, at_key: bool = False) -> Iterator[Problem]:
    if name not in scenario.issues:
        hint = and_known(did_you_mean(name, scenario.issues), scenario.issues)
        yield problem_at(here, f"no issue type {name!r}{hint}", at_key=at_key)


def _issue(scenario: Scenario, name: str, issue: IssueType) -> Iterator[Problem]:
    here = ("issues", name)
    if issue.contacts is not None and issue.per_week == 0:
        total = sum(sum(day) for day in issue.contacts.figures)
        message = f"is missing: a table gives the shape, per_week the volume (its figures add up to {total:g})"
        yield problem_at((*here, "per_week"), message)
    if not issue.arrivals:
        yield from _nowhere(here, issue, scenario.calendar.open)
    able = [team for team, its in scenario.teams.items() if name in its.handles]
    if not able:
        yield problem_at(here, "no team handles it; add it to a team's handles")
    for below, message in problems_of_route(scenario, name):
        yield problem_at((*here, *below), message)
    for below, message in problems_of_transfers(scenario, name):
        yield problem_at((*here, *below), message)
    for other in issue.transfers.to if issue.transfers else ():
        yield from _no_issue(scenario, other, (*here, "transfers", "to", other), at_key=True)
    deciding = [other for other, its in scenario.issues.items() if not its.routine]
    if issue.creates and issue.creates not in deciding:
        hint = did_you_mean(issue.creates, deciding)
        yield problem_at((*here, "creates"), f"{issue.creates!r} is not an issue type with a choice{hint}")
    if not issue.creates and issue.own_goals.external + issue.own_goals.misstep > 0:
        yield problem_at((*here, "own_goals"), "creates is missing: say which issue type arises")


def _nowhere(here: Loc, issue: IssueType, hours: dict[str, str]) -> Iterator[Problem]:
    """Yield that all volume of a type lies outside opening hours, where it does and there are any."""
    if issue.per_week > 0 and any(open_spans(hours)) and not any(map(any, weekly_volume(issue, hours).inside)):
        message = f"none of its {issue.per_week:,.6g} contacts a week falls into opening hours"
        yield problem_at((*here, issue.spread_by), message)


def _vendor(scenario: Scenario) -> Iterator[Problem]:
    outsourcing, here = scenario.outsourcing, ("outsourcing", "team")
    if outsourcing.team is None and outsourcing.share > 0:
        yield problem_at(here, "is missing: say which of the teams is the vendor's, to whom contacts are outsourced")
    elif outsourcing.team is not None and outsourcing.team not in scenario.teams:
        message = f"no team {outsourcing.team!r}; outsourcing needs a vendor's team under teams"
        yield problem_at(here, message + did_you_mean(outsourcing.team, scenario.teams))


def _timeline(scenario: Scenario, entries: list[Entry], here: Loc) -> Iterator[Problem]:
    for i, entry in enumerate(entries):
        if entry.week > scenario.calendar.weeks:
            yield problem_at((*here, i, "week"), f"is after the last week ({scenario.calendar.weeks})")
        if isinstance(entry, Surge):
            yield from _no_issue(scenario, entry.issue, (*here, i, "issue"))
            issue = scenario.issues.get(entry.issue)
            if issue and issue.arrivals and entry.times > 1:
                yield problem_at((*here, i, "times"), "must be at most 1: the contacts come by a log, and no others do")
        if isinstance(entry, Change):
            yield from _uses(scenario, entry.use, (*here, i))


def _uses(scenario: Scenario, names: list[str], here: Loc) -> Iterator[Problem]:
    known = {**CATALOG, **scenario.policies}
    for i, name in enumerate(names):
        if name not in known:
            hint = and_known(did_you_mean(name, known), known)
            yield problem_at((*here, "use", i), f"no policy {name!r}{hint}")
