"""What is listed on the terminal: what a scenario has and assumes, policies, metrics."""

from typing import TYPE_CHECKING

import click

from sim.cli.printing import as_json_text, echo

if TYPE_CHECKING:
    from sim.scenario import Scenario


def print_notices(scenario: "Scenario", indent: str = "") -> None:
    """Print what a scenario has that its author may not have meant."""
    for line in notice_lines(scenario):
        echo(line, indent)


def notice_lines(scenario: "Scenario") -> list[str]:
    """Return what a scenario has that its author may not have meant."""
    from sim.present.manager_words import expected_words
    from sim.scenario.notices import notices_of

    return [f"mind: {line}" for line in (*notices_of(scenario), *expected_words(scenario))]


def print_center(scenario: "Scenario", *, lists_assumptions: bool) -> None:
    """Print the center as it is understood, what stands out, and what is assumed: all of it, or in a line."""
    from sim.experiment.understood import understood
    from sim.present.center_words import assumptions_words, center_words, sanity_words
    from sim.present.manager_words import expected_words
    from sim.scenario.notices import notices_of

    its = understood(scenario)
    for line in center_words(scenario, its):
        echo(line, "  ")
    print_shares(scenario)
    told = sanity_words(scenario, its)
    for line in told:
        echo(f"mind: {line}", "  ")
    if not told and not notices_of(scenario) and not expected_words(scenario):
        echo("Nothing stands out: work against people, opening hours, teams, managers, money against the pool", "  ")
    if lists_assumptions:
        print_assumptions(scenario)
    else:
        echo(assumptions_words(scenario), "  ")


def print_shares(scenario: "Scenario") -> None:
    """Print what the shares that a scenario states come to before anything is simulated."""
    from sim.present.manager_words import stated_words

    for line in stated_words(scenario):
        echo(line, "  ")


def print_assumptions(scenario: "Scenario") -> None:
    """Print what a scenario takes for granted about people."""
    from sim.scenario.beliefs import beliefs_of

    for belief in beliefs_of(scenario):
        low, high = belief.likely
        known = belief.status if belief.is_within else f"assumption: outside {low:g} to {high:g}"
        unit = f" {belief.unit}" if belief.unit else ""
        echo(f"{belief.key} = {belief.value:g}{unit} ({known})", "  ")


def print_policies(name: str | None, as_json: bool) -> None:
    """Print the catalog, or one policy of it."""
    from sim.present.questions import effect_words
    from sim.present.settings import set_words
    from sim.scenario import CATALOG, Problem, ScenarioError
    from sim.scenario.messages import did_you_mean

    if name is not None and name not in CATALOG:
        raise ScenarioError([Problem(f"there is no policy {name!r}{did_you_mean(name, CATALOG)}")])
    chosen = [CATALOG[name]] if name is not None else list(CATALOG.values())
    if as_json:
        click.echo(as_json_text([policy.model_dump() for policy in chosen]))
        return
    for policy in chosen:
        click.echo(policy.name)
        echo(policy.about, "  ")
        known = {effect.of: f" ({effect_words(effect)})" for effect in policy.known()}
        for key, value in policy.set.items():
            echo(f"{key}: {set_words(value)}{known[key]}", "    ")
        for event in policy.events:
            every = f" every {event.every_weeks} weeks" if event.every_weeks else ""
            echo(f"{event.event}{every}{known[event.event]}", "    ")
        echo(f"Source: {policy.claims}", "  ")
        echo(f"Assumed: {policy.assumes}", "  ")
        if policy.announced:
            echo("Announced to everybody.", "  ")
        click.echo("")


def print_metrics(as_json: bool) -> None:
    """Print the definitions of all metrics."""
    from sim.metrics import METRICS
    from sim.metrics.of_group import CALLED, is_counted

    by = {each.id: [called for kind, called in CALLED.items() if is_counted(each, kind)] for each in METRICS.values()}
    if as_json:
        fields = ("id", "name", "unit", "better", "scorecard", "definition")
        click.echo(
            as_json_text(
                [
                    {name: getattr(metric, name) for name in fields} | {"by": by[metric.id]}
                    for metric in METRICS.values()
                ]
            )
        )
        return
    for metric in METRICS.values():
        click.echo(f"{metric.id}: {metric.name}, {metric.unit} ({metric.better} is better; {metric.scorecard})")
        also = f" Also by {' and '.join(by[metric.id])}." if by[metric.id] else ""
        echo(metric.definition + also, "  ")
