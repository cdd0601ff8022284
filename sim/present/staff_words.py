"""The least people in words: how many hours, with what proof, and what the formula alone would have said."""

from sim.experiment.least_staff import Staffed
from sim.experiment.people_table import FILE
from sim.experiment.staff_findings import FloorStaff, floors, misses, same_all_day
from sim.metrics import metric_of
from sim.present.numerals import amount, fixed
from sim.present.plan_words import header, promise_lines
from sim.scenario.messages import join

__all__ = ["header", "promise_lines", "three_lines"]


def three_lines(staffed: Staffed) -> list[str]:
    """Return the answer: how many hours keep the targets, the proof, and what the formula alone says."""
    found = floors(staffed)
    named = len(found) > 1
    return [
        " ".join(f"{hours_words(staffed, its, named)}." for its in found),
        " ".join([*(f"{proof_words(its, named)}." for its in found), *other_words(staffed)]),
        " ".join(f"{formula_words(its, named)}." for its in found),
    ]


def hours_words(staffed: Staffed, its: FloorStaff, named: bool) -> str:
    """Return how many hours a floor needs, against those of today."""
    name = f"{its.name}: " if named else ""
    apart = its.least - its.now
    more = f"{amount(abs(apart), 0)} {'more' if apart > 0 else 'fewer'} than"
    change = f"{'as many as' if abs(apart) < 0.5 else more} the {amount(its.now, 0)} on duty today"
    same = same_all_day(staffed).get(its.name)
    many = "1 person" if same == 1 else f"{same} people"
    people = f"{many} whenever it is open" if same else f"at most {its.most} people at once"
    return f"{name}{amount(its.least, 0)} hours a week keep the targets, {people}; {change}"


def proof_words(its: FloorStaff, named: bool) -> str:
    """Return the service level with these people."""
    value, low, high = its.level
    name = f"{its.name}: " if named else ""
    if value != value:
        return f"{name}Nobody calls"
    span = "" if low != low else f" (95 % interval {fixed(low, 1)} to {fixed(high, 1)})"
    said = f"{name}Proof: service level {fixed(value, 1)} %{span}, promised {amount(its.target, 0)} %"
    if its.clearly_below:
        return f"{said}; still clearly below in {its.clearly_below} of {its.intervals} intervals"
    where = f"below in {its.below} of {its.intervals} intervals, in none clearly" if its.below else "kept in every one"
    return f"{said}; {where}" + ("" if its.is_proven else "; not proven with so few replications")


def other_words(staffed: Staffed) -> list[str]:
    """Return who hangs up, how long the others wait, and which target is missed."""
    parts = []
    for name, end in (("abandonment_rate", "% hang up"), ("asa_seconds", "s mean wait"), ("occupancy", "% busy")):
        its = staffed.level(metric_of(name))
        if its is not None:
            parts.append(f"{fixed(its.value, 1)} {end}")
    missed = [metric_of(name).phrase for name in misses(staffed)]
    above = f"; {join(missed)} is above its target" if missed else ""
    return [f"{join(parts)}{above}."] if parts else []


def formula_words(its: FloorStaff, named: bool) -> str:
    """Return what the formula alone says, and what simulation and whole people add."""
    name = f"{its.name}: " if named else ""
    beyond = its.corrected - its.by_formula
    change = "the same" if abs(beyond) < 0.5 else f"{amount(abs(beyond), 0)} {'more' if beyond > 0 else 'fewer'}"
    whole = its.least - its.corrected
    return (
        f"{name}Erlang A alone, unrounded: {amount(its.by_formula, 0)} hours; simulated, {change}; whole people, "
        f"{amount(whole, 0)} more"
    )


def shift_lines(staffed: Staffed) -> list[str]:
    """Return the least people of each shift who cover the people of every interval, and what comes of it."""
    lines = []
    for team, crews in staffed.shifts.items():
        people = join([f"{name} {many}" for name, many in crews.items()])
        lines.append(f"{team}: {people}: {sum(crews.values())} people")
    level = staffed.shift_level
    if level is not None:
        span = "" if level.interval is None else f" (95 % interval {fixed(level.interval[0], 1)} to "
        span += "" if level.interval is None else f"{fixed(level.interval[1], 1)})"
        lines.append(f"Proof with these shifts: service level {fixed(level.value, 1)} %{span}")
    return lines


def use_lines(staffed: Staffed) -> list[str]:
    """Return how the table is read back."""
    minutes = staffed.minutes
    return [
        f"teams: {{{name}: {{agents: {{file: {FILE}, column: {name}, bin_minutes: {minutes}}}}}}}"
        for name in staffed.people
    ]


def mind_lines(staffed: Staffed) -> list[str]:
    """Return what to mind."""
    lines = [
        "People are those planned by interval; who is absent, on break or in meetings comes on top as far as the"
        " scenario does not say it"
    ]
    if any(len(its.floor.teams) > 1 for its in staffed.now):
        lines.append("Teams that share work are staffed together and split as they are today")
    if staffed.replications < 20:
        lines.append(f"{staffed.replications} replications: single intervals are known roughly; 30 are better")
    return lines


def table(staffed: Staffed) -> list[list[str]]:
    """Return hours a week by floor, the head first."""
    rows = [["", "today", "Erlang A", "corrected", "whole people"]]
    for its in floors(staffed):
        rows.append([its.name, *(amount(each, 0) for each in (its.now, its.by_formula, its.corrected, its.least))])
    return rows
