"""The panel's answer as HTML: the verdict in its three lines, the figures below it, and what is behind them folded."""

from dataclasses import replace
from html import escape

from sim.clock import WEEK
from sim.experiment.comparison import Comparison
from sim.experiment.findings import finding
from sim.present import words
from sim.present.caveats import rests_on
from sim.present.marks import LEGEND, TODAY
from sim.present.verdict_html import found_of, pair_html, sentences_html
from sim.present.verdict_words import sentences
from sim.scenario import Scenario, plan_of
from sim.scenario.beliefs import beliefs_of
from sim.scenario.changes import BASELINE
from sim.scenario.messages import join

_WHAT_IF = "in the what-if"
_ALL_WITHIN = "assumptions, all within the range that studies and judgment support"
NOTHING = "Nothing is changed yet. Move a lever, or choose a what-if; below is the center as it is today, simulated."
WAIT = "How sure: other beliefs about people are tried once the hand rests."


def figures_html(comparison: Comparison, a: str, b: str) -> str:
    """Return the figures of what is held and of what is tried as a table, and below it what the two are."""
    names = [TODAY if comparison.baseline == BASELINE else "Held", *("What if" for _ in comparison.what_ifs)]
    table = pair_html(comparison, found_of(comparison), names)
    said = [f"What if: {b}"] * bool(comparison.what_ifs) + [f"Held: {a}"] * (comparison.baseline != BASELINE)
    below = f"Means of weeks {comparison.window[0]} to {comparison.window[1]}."
    if comparison.what_ifs:
        below += f" {LEGEND}"
    return f"<div style='line-height:1.35'>{sentences_html(said)}{table}<small>{escape(below)}</small></div>"


def verdict_html(comparison: Comparison) -> str:
    """Return the verdict: the best, its price, how sure; before anything is changed how the center is."""
    if not comparison.what_ifs:
        return sentences_html([*words.first_words(comparison), NOTHING])
    found = found_of(comparison)
    *said, sure = sentences(comparison, found)
    if comparison.worlds is None and found.candidates:
        sure = WAIT
    return sentences_html([*said, sure])


def behind_html(comparison: Comparison) -> str:
    """Return what is behind the verdict, on a click: sentences with intervals, what they rest on, what was run."""
    said = headline_words(comparison) if comparison.what_ifs else words.baseline_words(comparison)
    told = "".join(f"<li>{escape(sentence)}</li>" for sentence in said)
    intervals = f"<ul style='margin:0;padding-left:20px'>{told}</ul>{escape(words.header(comparison))}"
    summary = "<summary style='cursor:pointer'><b>With intervals</b></summary>"
    both = f"<details>{summary}{intervals}</details>{_rests_html(comparison)}"
    return f"<div style='line-height:1.35;font-size:12px'>{both}</div>"


def _rests_html(comparison: Comparison) -> str:
    """Return in a line what the answer rests on; behind it, on a click, the sentences of `compare`."""
    behind = "".join(f"<li>{escape(sentence)}</li>" for sentence in assumptions(comparison))
    line = f"<summary style='cursor:pointer'><b>Rests on</b> {escape(rests_words(comparison))}</summary>"
    return f"<details>{line}<ul style='margin:0;padding-left:20px'>{behind}</ul></details>"


def rests_words(comparison: Comparison) -> str:
    """Return what the answer rests on: what lies outside the likely ranges, and that satisfaction is computed."""
    last = rests_on(comparison)[-1]
    if comparison.scenario.behavior.choice == "fixed":
        return last
    outside: dict[str, set[str]] = {}
    for where, scenario in _states(comparison):
        for belief in beliefs_of(scenario):
            if not belief.is_within:
                low, high = belief.likely
                outside.setdefault(f"{belief.meaning} {belief.value:g} ({low:g} to {high:g})", set()).add(where)
    several = len(comparison.scenarios)
    told = join([each if len(of) == several else f"{min(of)} {each}" for each, of in outside.items()])
    values = f"values OUTSIDE the range that studies and judgment support: {told}" if told else _ALL_WITHIN
    return f"{values}. {last}"


def assumptions(comparison: Comparison) -> list[str]:
    """Return the sentences of `compare` about the assumptions, with those that only the what-if makes."""
    told: dict[str, str] = {}
    for where, scenario in _states(comparison):
        for sentence in rests_on(replace(comparison, scenario=scenario)):
            told.setdefault(sentence, where)
    return [f"What if: {sentence}" if where == _WHAT_IF else sentence for sentence, where in told.items()]


def _states(comparison: Comparison) -> list[tuple[str, Scenario]]:
    """Return what is compared as it is within the weeks that are shown, each with what it is called in a sentence."""
    start = (comparison.window[0] - 1) * WEEK
    called = ("today" if comparison.baseline == BASELINE else "in what is held", _WHAT_IF)
    found = []
    for where, name in zip(called, comparison.scenarios, strict=False):
        plan = plan_of(comparison.scenarios[name])
        found += [(where, plan.at(start))]
        found += [(where, epoch.scenario) for epoch in plan.epochs if epoch.start_tick > start]
    return found


def headline_words(comparison: Comparison) -> list[str]:
    """Return the sentences about the what-if's manager hours, CSAT proxy and bonus, with intervals."""
    (name,) = comparison.what_ifs
    found = finding(comparison, name)
    hours, bonus = words.hours_words(comparison, found), words.bonus_words(comparison, found)
    return [*hours, *words.csat_words(found), *bonus]
