"""How a result was made, by the items of STRESS-DES (Monks et al. 2019), with this run's own facts."""

from collections.abc import Sequence

from sim.experiment.comparison import Comparison
from sim.experiment.controlled import possible_controls, worth
from sim.metrics import metric_of
from sim.present.settings import heads_words
from sim.present.words import header
from sim.scenario.messages import join


def method(comparison: Comparison) -> list[tuple[str, str]]:
    """Return the items of STRESS-DES and what is to be said to each."""
    return [*_objectives(comparison), *_logic(comparison), *_data(), *_experiment(comparison)]


def _objectives(comparison: Comparison) -> list[tuple[str, str]]:
    first, last = comparison.window
    inside = comparison.scenario.in_currency
    outcomes = join([f"{metric_of(metric).name} ({inside(metric_of(metric).unit)})" for metric in comparison.headline])
    names = join([f"“{name}”" for name in comparison.what_ifs])
    against = f"The baseline against {names}" if names else "The baseline alone"
    return [
        ("1.1 Purpose", "What becomes of a manager’s hours, of satisfaction and of the bonus when a contact center "
         "changes what its frontline may decide and is rewarded for. An escalation is a decision, not an input."),
        ("1.2 Outputs", f"{outcomes}, over weeks {first} to {last}; every other metric in summary.csv. Definitions: "
         "frontline metrics."),
        ("1.3 Aims", f"{against}, on common random numbers. No optimization."),
    ]  # fmt: skip


def _logic(comparison: Comparison) -> list[tuple[str, str]]:
    scenario = comparison.scenario
    desks = heads_words(scenario.manager.count, "manager")
    return [
        ("2.1–2.2 Base logic", "A contact may pass self-service, waits for a team, is diagnosed, solved or passed up; "
         "managers, callbacks, repeats and issues that the center creates itself follow. Equations: docs/model.md."),
        ("2.3 Scenario logic", "A what-if is the baseline with dated changes of levers; see “The question”."),
        ("2.4 Algorithms", "The choice to pass up (logistic, of authority, ability, habit and reward), learning from "
         "what happens, the bonus pool to the cent, arrivals by counts in bins: docs/model.md, sections 1 to 5."),
        ("2.5.1 Entities", f"Contacts of {_count(len(scenario.issues), 'kind')}: {join(list(scenario.issues))}."),
        ("2.5.2 Activities", "Self-service, handling with diagnosis, the attempt to solve, manager’s work, repeats."),
        ("2.5.3 Resources", f"{_count(len(scenario.teams), 'team')} ({join(list(scenario.teams))}) and {desks} "
         f"(policy: {scenario.manager.policy})."),
        ("2.5.4 Queues", "One line for each issue type, and one upstairs; by priority, then first in, first out."),
        ("2.5.5 Entry and exit", "Arrivals by type in opening hours; contacts end solved, unresolved, abandoned or "
         "moved elsewhere, each exactly once."),
    ]  # fmt: skip


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _data() -> list[tuple[str, str]]:
    return [
        ("3.1–3.2 Sources", "What is measured in this center and what is not stands under “The question”, as far as "
         "the scenario says it."),
        ("3.3 Inputs", "Every input stands in scenario.json beside this report; the ranges of beliefs stand above."),
        ("3.4 Assumptions", "See “What is assumed”."),
    ]  # fmt: skip


def _controlled(comparison: Comparison) -> str:
    """Say where means are corrected for what was drawn, and how many replications that is worth."""
    controls, values = comparison.controls, comparison.values(comparison.baseline, comparison.hours)
    what = f"the baseline’s {metric_of(comparison.hours).phrase}"
    if controls is None:
        if not comparison.scenario.study.control_variates:
            return _hint(comparison, values, what)
        why = "too few replications, a number of them that was automatic, or nothing that is drawn"
        return f" Means are not corrected, though study.control_variates asks for it: {why}."
    gain = f": {controls.n} replications tell {what} as {worth(values, controls):.0f} would without" if values else ""
    return (
        f" All figures here but outcomes of few distinct values are corrected for {_count(controls.count, 'control')}"
        f" whose means the scenario fixes (starting skill and its square, first contacts; Lavenberg and Welch"
        f" 1981){gain}."
    )


def _hint(comparison: Comparison, values: Sequence[float], what: str) -> str:
    """Say what correcting would be worth, where it is worth something."""
    possible = (
        None
        if comparison.precision
        else possible_controls(comparison.scenario, comparison.seed, comparison.replications, comparison.window)
    )
    gain = worth(values, possible) if possible and values else 0.0
    if gain < _WORTH_SAYING * comparison.replications:
        return ""
    return (
        f" With study.control_variates: true, as many would tell {what} as {gain:.0f} do now; settle it before a run."
    )


_WORTH_SAYING = 2.0
"""Times as many replications."""


def _experiment(comparison: Comparison) -> list[tuple[str, str]]:
    calendar = comparison.scenario.calendar
    tests = len(comparison.adjusted)
    clear = f"; “clear” means a Holm-adjusted p below 0.05 over {tests} tests" if tests else ""
    return [
        ("4.1 Initialization", "Queues empty, people at the baseline’s resting point; terminating, no warm-up."),
        ("4.2 Run length", f"{_count(calendar.weeks, 'week')} from {calendar.start.isoformat()}."),
        ("4.3 Estimation", f"{header(comparison)} Intervals are Student’s{clear}.{_controlled(comparison)}"),
        ("5.1–5.3 Implementation", f"frontline-sim, engine {comparison.engine} (both engines give the same to the last "
         "bit); versions below. Random numbers: SplitMix64 as a counter, each belonging to a contact and a purpose; "
         "simultaneous events have a written order."),
        ("5.4 Hardware", "Any; the number of workers does not show in the results."),
        ("6.1 Access", "Open source under the MIT license; scenario.json and the command below repeat this run."),
    ]  # fmt: skip
