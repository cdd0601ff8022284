"""What must hang together between the parts of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.arrivals import weekly_volume
from sim.scenario.changes import BASELINE, Change, Entry, Surge
from sim.scenario.hours import open_spans
from sim.scenario.messages import did_you_mean
from sim.scenario.policies import CATALOG
from sim.scenario.problems import Loc, Problem, problem_at

if TYPE_CHECKING:
    from sim.scenario.issues import IssueType
    from sim.scenario.scenario import Scenario


def problems_of(scenario: Scenario) -> list[Problem]:
    """Return what does not hang together, each at its place; whether changes can be made is told by the plan."""
    problems = references(scenario)
    problems += _timeline(scenario, scenario.timeline, ("timeline",))
    for name, what_if in scenario.what_ifs.items():
        here = ("what_if", name)
        if name.casefold() == BASELINE.casefold():
            message = f"'{BASELINE}' is the center as it is, beside which what-ifs stand; choose another name"
            problems.append(problem_at(here, message, at_key=True))
        if what_if.from_week > scenario.calendar.weeks:
            problems.append(problem_at((*here, "from_week"), f"is after the last week ({scenario.calendar.weeks})"))
        problems += _uses(scenario, what_if.use, here)
        problems += _timeline(scenario, what_if.timeline, (*here, "timeline"))
    return problems


def references(scenario: Scenario) -> list[Problem]:
    """Return where issues, teams and the vendor name one another wrongly."""
    return [*_teams(scenario), *_issues(scenario), *_elsewhere(scenario)]


def _teams(scenario: Scenario) -> list[Problem]:
    problems = []
    for name, team in scenario.teams.items():
        for i, issue in enumerate(team.handles):
            if issue not in scenario.issues:
                hint = did_you_mean(issue, scenario.issues)
                problems.append(problem_at(("teams", name, "handles", i), f"no issue type {issue!r}{hint}"))
    return problems


def _issues(scenario: Scenario) -> list[Problem]:
    problems = []
    for name, issue in scenario.issues.items():
        here = ("issues", name)
        if issue.table is not None and issue.per_week == 0:
            total = sum(sum(day) for day in issue.table.figures)
            message = f"is missing: a table gives the shape, per_week the volume (its figures add up to {total:g})"
            problems.append(problem_at((*here, "per_week"), message))
        problems += _nowhere(here, issue, scenario.calendar.open)
        able = [team for team, its in scenario.teams.items() if name in its.handles]
        if not able:
            problems.append(problem_at(here, "no team handles it; add it to a team's handles"))
        for i, team in enumerate(issue.teams):
            if team not in able:
                hint = did_you_mean(team, able)
                problems.append(problem_at((*here, "teams", i), f"team {team!r} does not handle it{hint}"))
        created = scenario.issues.get(issue.creates) if issue.creates else None
        if issue.creates and (created is None or created.routine):
            hint = did_you_mean(issue.creates, (n for n, i in scenario.issues.items() if not i.routine))
            problems.append(
                problem_at((*here, "creates"), f"{issue.creates!r} is not an issue type with a choice{hint}")
            )
        if not issue.creates and issue.own_goals.external + issue.own_goals.misstep > 0:
            problems.append(problem_at((*here, "own_goals"), "creates is missing: say which issue type arises"))
    return problems


def _nowhere(here: tuple[str, ...], issue: IssueType, hours: dict[str, str]) -> list[Problem]:
    """Return that all volume of a type lies outside opening hours, where it does and there are any."""
    volume = weekly_volume(issue, hours).inside
    if issue.per_week == 0 or any(map(any, volume)) or not any(open_spans(hours)):
        return []
    message = f"none of its {issue.per_week:,.6g} contacts a week falls into opening hours"
    shape = "table" if issue.table else "weekdays" if issue.weekdays else "times"
    return [problem_at((*here, shape), message)]


def _elsewhere(scenario: Scenario) -> list[Problem]:
    outsourcing, here = scenario.outsourcing, ("outsourcing", "team")
    if outsourcing.team is None:
        missing = "is missing: say which of the teams is the vendor's, to whom contacts are outsourced"
        return [problem_at(here, missing)] if outsourcing.share > 0 else []
    if outsourcing.team not in scenario.teams:
        message = f"no team {outsourcing.team!r}; outsourcing needs a vendor's team under teams"
        return [problem_at(here, message + did_you_mean(outsourcing.team, scenario.teams))]
    return []


def _timeline(scenario: Scenario, entries: list[Entry], here: Loc) -> list[Problem]:
    problems = []
    for i, entry in enumerate(entries):
        if entry.week > scenario.calendar.weeks:
            problems.append(problem_at((*here, i, "week"), f"is after the last week ({scenario.calendar.weeks})"))
        if isinstance(entry, Surge) and entry.issue not in scenario.issues:
            hint = did_you_mean(entry.issue, scenario.issues)
            problems.append(problem_at((*here, i, "issue"), f"no issue type {entry.issue!r}{hint}"))
        if isinstance(entry, Change):
            problems += _uses(scenario, entry.use, (*here, i))
    return problems


def _uses(scenario: Scenario, names: list[str], here: Loc) -> list[Problem]:
    known = {**CATALOG, **scenario.policies}
    where = "; the command 'frontline policies' lists those there are"
    return [
        problem_at((*here, "use", i), f"no policy {name!r}{did_you_mean(name, known) or where}")
        for i, name in enumerate(names)
        if name not in known
    ]
