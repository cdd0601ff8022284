"""The panel's figures and verdict as HTML: the three headline outcomes and nothing else, so that a hand can drag."""

from dataclasses import replace
from html import escape

from sim.clock import WEEK
from sim.experiment.comparison import Comparison
from sim.experiment.findings import finding
from sim.metrics import metric_of
from sim.present import words
from sim.present.caveats import rests_on
from sim.present.pages import short_table
from sim.scenario import Scenario, plan_of
from sim.scenario.beliefs import beliefs_of
from sim.scenario.messages import join

_ALL_WITHIN = "assumptions, all within the range that studies and judgment support"
_CELL = "padding:2px 14px 2px 0;text-align:left;vertical-align:baseline"


def figures_html(comparison: Comparison, a: str, b: str) -> str:
    """Return the headline outcomes of A and B as a table, the difference below B, with what A and B are."""
    said = {comparison.baseline: ("A", a)} | dict.fromkeys(comparison.what_ifs, ("B", b))
    _, rows = short_table(comparison, comparison.headline)
    money = f"Bonus per agent, {comparison.scenario.currency} a month"
    heads = ("", f"{metric_of(comparison.hours).label} a week", "CSAT proxy, % (computed)", money, "")
    body = [_row("th", heads)]
    for (letter, setting), row in zip(said.values(), rows, strict=True):
        body.append(_row("td", (letter, *row[1:], setting), bold=letter == "B"))
    table = f"<table style='line-height:1.35;border-collapse:collapse'>{''.join(body)}</table>"
    return f"<div style='line-height:1.35'>{escape(_weeks(comparison))}</div>{table}"


def _weeks(comparison: Comparison) -> str:
    first, last = comparison.window
    change = "; below them: the difference of B from A" if comparison.what_ifs and comparison.replications > 1 else ""
    brackets = "; in brackets: 95 %" if comparison.replications > 1 else ""
    return f"All figures are means of weeks {first} to {last}{change}{brackets}"


def _row(tag: str, cells: tuple[str, ...], *, bold: bool = False) -> str:
    weight = ";font-weight:bold" if bold else ""
    last = len(cells) - 1
    nowrap = ";white-space:nowrap" if tag == "td" else ""
    styles = [_CELL + weight + (nowrap if i < last else ";font-weight:normal") for i in range(len(cells))]
    told = [*(escape(cell).replace("; ", "<br>") for cell in cells[:last]), escape(cells[last])]
    made = [f"<{tag} style='{style}'>{cell}</{tag}>" for cell, style in zip(told, styles, strict=True)]
    return f"<tr>{''.join(made)}</tr>"


def verdict_html(comparison: Comparison) -> str:
    """Return what B does to the three headline outcomes, each sentence with its interval, and what that rests on."""
    if comparison.what_ifs:
        head = "B against A" if comparison.baseline == "A" else "B against the scenario as it is"
        sentences = headline_words(comparison)
    else:
        head = "Nothing is changed yet: move a lever, or choose a what-if"
        sentences = words.baseline_words(comparison)
    sentences = [*words.first_words(comparison), *sentences]
    told = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    said = f"<b>{escape(head)}</b><ul style='margin:4px 0 4px 0;padding-left:20px'>{told}</ul>"
    small = f"{_rests_html(comparison)}<small>{escape(words.header(comparison))}</small>"
    return f"<div style='line-height:1.4;max-width:820px'>{said}{small}</div>"


def _rests_html(comparison: Comparison) -> str:
    """Return in a line what the answer rests on; behind it, on a click, the sentences of `compare`."""
    behind = "".join(f"<li>{escape(sentence)}</li>" for sentence in assumptions(comparison))
    line = f"<summary style='cursor:pointer'><b>Rests on</b> {escape(rests_words(comparison))}</summary>"
    return f"<details style='font-size:12px'>{line}<ul style='margin:0;padding-left:20px'>{behind}</ul></details>"


def rests_words(comparison: Comparison) -> str:
    """Return what the answer rests on: what lies outside the likely ranges, and that satisfaction is computed."""
    last = rests_on(comparison)[-1]
    if comparison.scenario.behavior.choice == "fixed":
        return last
    outside: dict[str, set[str]] = {}
    for letter, scenario in _states(comparison):
        for belief in beliefs_of(scenario):
            if not belief.is_within:
                low, high = belief.likely
                outside.setdefault(f"{belief.meaning} {belief.value:g} ({low:g} to {high:g})", set()).add(letter)
    several = len(comparison.scenarios)
    told = join([each if len(of) == several else f"in {min(of)} {each}" for each, of in outside.items()])
    where = f"values OUTSIDE the range that studies and judgment support: {told}" if told else _ALL_WITHIN
    return f"{where}. {last}"


def assumptions(comparison: Comparison) -> list[str]:
    """Return the sentences of `compare` about the assumptions, with those that only B makes."""
    told: dict[str, str] = {}
    for letter, scenario in _states(comparison):
        for sentence in rests_on(replace(comparison, scenario=scenario)):
            told.setdefault(sentence, letter)
    return [f"B: {sentence}" if letter == "B" else sentence for sentence, letter in told.items()]


def _states(comparison: Comparison) -> list[tuple[str, Scenario]]:
    """Return A and B as they are within the weeks that are shown, each with its letter."""
    start = (comparison.window[0] - 1) * WEEK
    found = []
    for letter, name in zip("AB", comparison.scenarios, strict=False):
        plan = plan_of(comparison.scenarios[name])
        found += [(letter, plan.at(start))]
        found += [(letter, epoch.scenario) for epoch in plan.epochs if epoch.start_tick > start]
    return found


def headline_words(comparison: Comparison) -> list[str]:
    """Return the sentences about B's manager hours, CSAT proxy and bonus."""
    (name,) = comparison.what_ifs
    found = finding(comparison, name)
    hours, bonus = words.hours_words(comparison, found), words.bonus_words(comparison, found)
    return [*hours, *words.csat_words(found), *bonus]
