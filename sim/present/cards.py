"""Scenarios, policies and runs as Jupyter shows them; every text is escaped."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from sim.journeys import Journeys
from sim.present.belief_words import known_words
from sim.present.numerals import amount
from sim.present.pages import table_html
from sim.present.questions import effect_words
from sim.present.settings import agents_words, heads_words, set_words, unit_words
from sim.scenario import CATALOG, Scenario
from sim.scenario.beliefs import beliefs_of
from sim.scenario.changes import Policy
from sim.scenario.differences import differences, set_by
from sim.scenario.messages import join


def card(thing: Any) -> str:
    """Return a scenario, a policy, policies by name or a run as HTML."""
    for kind, draw in _CARDS.items():
        if isinstance(thing, kind):
            return draw(thing)
    return f"<pre>{escape(repr(thing))}</pre>"


def scenario_card(scenario: Scenario) -> str:
    """Return a scenario: its size, what differs from the default and how it is known, its what-ifs."""
    parts = [f"<h3>{escape(scenario.name)}</h3>", _paragraph(scenario.about), _paragraph(_size(scenario))]
    found = differences(scenario)
    if found:
        known = {belief.key: known_words(belief) for belief in beliefs_of(scenario)}
        rows = [["setting", "what it is", "here", "default", "known by"]]
        for each in found:
            here = _with_unit(each.value, scenario.in_currency(each.unit))
            rows.append([each.key, each.sentence, here, each.default, known.get(each.key, "")])
        parts += ["<p><b>Differs from the default in</b></p>", table_html(rows)]
    if scenario.what_ifs:
        policies = {**CATALOG, **scenario.policies}
        rows = [["what if", "what is tried", "from week"]]
        rows += [
            [name, _tried(scenario, name, policies), str(what_if.from_week)]
            for name, what_if in scenario.what_ifs.items()
        ]
        parts += ["<p><b>Asks</b></p>", table_html(rows)]
    return "".join(parts)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _size(scenario: Scenario) -> str:
    calls = amount(sum(issue.per_week for issue in scenario.issues.values()), 0)
    teams = [f"{name} ({agents_words(team)})" for name, team in scenario.teams.items()]
    upstairs = heads_words(scenario.manager.count, "manager")
    return (
        f"{scenario.calendar.weeks} weeks, {calls} first contacts a week of {join(list(scenario.issues))}; "
        f"{join(teams)}; {upstairs}."
    )


def _with_unit(value: str, unit: str) -> str:
    words = unit_words(unit)
    return f"{value} ({words})" if words else value


def _tried(scenario: Scenario, name: str, known: Mapping[str, Policy]) -> str:
    what_if = scenario.what_ifs[name]
    steps = [what_if.about] if what_if.about else [known[name].about for name in what_if.use if name in known]
    return " ".join([*steps, *(f"{each.key}: {set_words(*each[1:])}." for each in set_by(scenario, name))])


def policy_card(policy: Policy) -> str:
    """Return a policy: what a leader does, what its source claims, what is assumed, and the levers it sets."""
    parts = [f"<h3>{escape(policy.name)}</h3>", _paragraph(policy.about)]
    for head, text in (("Claimed", policy.claims), ("Assumed", policy.assumes)):
        if text:
            parts.append(f"<p><b>{head}:</b> {escape(text)}</p>")
    values = {key: set_words(value) for key, value in policy.set.items()}
    values |= {each.event: f"every {each.every_weeks} weeks" if each.every_weeks else "once" for each in policy.events}
    rows = [[effect.of, values[effect.of], effect_words(effect)] for effect in policy.known()]
    return "".join([*parts, table_html([["sets", "to", "known"], *rows]) if rows else ""])


def run_card(run: Journeys) -> str:
    """Return a run: what was run, and how its contacts ended."""
    counts = run.contacts["outcome"].value_counts()
    rows = [["outcome", "contacts"], *([name.replace("_", " "), f"{n:,}"] for name, n in counts.items() if n)]
    head = f"{run.plan.baseline.name}: one run of {run.plan.baseline.calendar.weeks} weeks"
    return f"<h3>{escape(head)}</h3><p>seed {run.seed}, replication {run.replication}</p>{table_html(rows)}"


def catalog_card(policies: Mapping[str, Policy]) -> str:
    """Return policies by name, a line for each."""
    return table_html([["policy", "what a leader does"], *([name, each.about] for name, each in policies.items())])


_CARDS: dict[type, Callable[[Any], str]] = {
    Scenario: scenario_card,
    Policy: policy_card,
    Journeys: run_card,
    dict: catalog_card,
}
