"""Which steps of a route an issue has: drawn by the issue and the names of the step's teams, once for all its calls."""

from collections.abc import Sequence

from sim.demand.numbers import output, uniform, word_of
from sim.scenario.routing import RouteStep


def step_word(step: RouteStep) -> int:
    """Return what the draw of a step belongs to, beside the issue."""
    return word_of(f"step to {step.key}")


def steps_drawn(key: int, route: Sequence[RouteStep]) -> int:
    """Return the steps that an issue has, by bit.

    Of steps that are `only`, the first that is drawn leaves no other; those that are not drawn are never met.
    """
    drawn = [step.share >= 1.0 or uniform(output(key, step_word(step))) < step.share for step in route]
    return chosen(route, drawn)


def chosen(route: Sequence[RouteStep], drawn: Sequence[bool]) -> int:
    """Return the steps that an issue has, by bit, of those whose draw has come out."""
    for place, step in enumerate(route):
        if step.only and drawn[place]:
            return 1 << place
    return sum(1 << place for place, step in enumerate(route) if drawn[place] and not step.only)
