"""What is asked of managers, in words: first of all where they have more work than hours, and by issue type."""

from collections.abc import Mapping

from sim.experiment.comparison import Comparison
from sim.experiment.findings import Finding
from sim.experiment.managers import Swamped, full_by_formula, full_stretches, how_many, swamped
from sim.experiment.stated_shares import asked_by_type, stated_shares, typed_shares
from sim.metrics import ASKED
from sim.present.numerals import amount, measured
from sim.scenario import Scenario
from sim.scenario.messages import join
from sim.scenario.notices import told_once


def first_words(comparison: Comparison) -> list[str]:
    """Return what stands before everything else where hours worked cannot show an answer; nothing elsewhere."""
    found = [each for name in comparison.scenarios if (each := swamped(comparison, name)) is not None]
    if not found:
        return []
    sentences = [_full(comparison, found[0])]
    if len(found) > 1:
        loads = join([f"“{each.name}” {amount(each.load.value, 0)} %" for each in found[1:]])
        sentences.append(f"So it is, by what is asked in % of their hours, in {loads}.")
    if comparison.what_ifs:
        sentences.append("Hours worked cannot show what a change brings here, so hours asked for are told first.")
    return [f"First: {' '.join(sentences)}"]


def _full(comparison: Comparison, its: Swamped) -> str:
    count = how_many(comparison)
    who, have, are = ("the manager", "has", "is") if count == 1 else (f"the {count or ''} managers", "have", "are")
    where = "" if its.name == comparison.baseline else f"in “{its.name}” "
    asked = measured(its.asked, digits=0)
    left = its.gave_up.value
    lost = f": {amount(left, 0 if left >= 10 else 1)} customers a week give up waiting" if left > 0 else ""
    return (
        f"{where}{who.replace('  ', ' ')} {have} {amount(its.hours, 0)} hours a week and {are} asked for {asked}, "
        f"{amount(its.load.value, 0)} % of them{lost}."
    )


def load_words(comparison: Comparison, found: Finding) -> list[str]:
    """Return what a what-if does to what is asked in % of managers' hours, where hours asked for are told."""
    if found.load is None:
        return []
    span = comparison.late
    (load, hours, left), (load_before, hours_before, left_before) = found.load
    weeks = span[1] - span[0] + 1
    when = "" if span == comparison.window else f"In the last {weeks} weeks "
    of = f"of their {amount(hours, 0)} hours a week" if hours != hours_before else "of their hours"
    then = f" of {amount(hours_before, 0)}" if hours != hours_before else ""
    text = f"managers are asked for {amount(load, 0)} % {of} instead of {amount(load_before, 0)} %{then}"
    if max(left, left_before) >= 0.5:
        text += f"; {amount(left, 0)} customers a week give up waiting for them instead of {amount(left_before, 0)}"
    return [f"{when}{text if when else text[0].upper() + text[1:]}."]


def silent_words(found: Finding) -> list[str]:
    """Return which of a what-if's levers nobody answers to, and what would make them act; else nothing."""
    if not found.silent:
        return []
    levers = join([f"`{key}`" for key in found.silent])
    remedies = " ".join(dict.fromkeys(found.silent.values()))
    return [f"Nobody answers to {levers}: no choice, answer, call, skill or time differs. {remedies}"]


def type_rows(comparison: Comparison) -> list[list[str]]:
    """Return hours asked of managers by issue type in the baseline: name and hours a week, with the interval."""
    found = asked_by_type(comparison, comparison.baseline)
    return [[name, measured(asked)] for name, asked in found.items() if asked.value]


def type_table(comparison: Comparison) -> list[list[str]]:
    """Return hours asked of managers by issue type, a row for each scenario, the heads first."""
    found = {name: asked_by_type(comparison, name) for name in comparison.scenarios}
    types = [each for each in found[comparison.baseline] if any(asked[each].value for asked in found.values())]
    return [["", *types], *([name, *(measured(asked[each]) for each in types)] for name, asked in found.items())]


def typed_rows(comparison: Comparison) -> list[list[str]]:
    """Return shares as the scenario states them, by formula and as simulated, in %."""
    return [
        [
            each.key,
            each.what,
            f"{each.typed:.1f} %",
            f"{each.formula:.1f} %",
            measured(each.simulated, "%") if each.simulated else "",
        ]
        for each in typed_shares(comparison)
    ]


def stated_words(scenario: Scenario) -> list[str]:
    """Return what the shares that a scenario states come to before anything is simulated."""
    return [
        f"{each.key}: {each.typed:.1f} % {each.what}; by formula, before any wait, {each.formula:.1f} %"
        for each in stated_shares(scenario)
    ]


def expected_words(scenario: Scenario, others: Mapping[str, Scenario] | None = None) -> list[str]:
    """Return in which scenarios managers have too few hours for what they are asked, by formula.

    Parameters
    ----------
    scenario
        The baseline.
    others
        Other scenarios by name; the baseline's own what-ifs where none are given.

    Returns
    -------
    list of str
        A sentence for each stretch of time in which a load of 0.9 or more has to be expected; first those of the
        baseline, then what each other one adds, which begins with its name.
    """
    return [f"{line[0].upper()}{line[1:]}" for line in told_once(_expected, scenario, others)]


def full_words(scenarios: Mapping[str, Scenario]) -> list[str]:
    """Return in which of some scenarios, by name, hours worked cannot tell what is asked for, by formula."""
    full = [f"{amount(load, 0)} % (“{name}”)" for name, load in full_by_formula(scenarios).items()]
    if not full:
        return []
    return [
        f"Managers are asked by formula for nearly all their hours or more: {join(full)}. There hours worked are what "
        f"they have, not what is asked for; {ASKED} and manager_load tell."
    ]


def _expected(scenario: Scenario) -> list[str]:
    lines: dict[str, str] = {}
    for each in full_stretches(scenario):
        when = "at the start" if each.week == 1 else f"from week {each.week} on"
        of = f"of {amount(each.hours, 0)} hours a week" if each.hours else "hours a week, of none,"
        share = f", {amount(each.load, 0)} %" if each.hours else ""
        lines.setdefault(f"{amount(each.asked, 0)} {of}", f"{when}{share}")
    return [f"managers are asked for about {what} {when}, by formula" for what, when in lines.items()]
