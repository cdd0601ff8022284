"""Settings of dotted keys in words, and what a study of them ran."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.scenario.differences import in_words
from sim.scenario.hours import most_named
from sim.scenario.means import mean_of
from sim.scenario.messages import number
from sim.scenario.organization import Team
from sim.scenario.problems import printable
from sim.scenario.relative import relative_of
from sim.scenario.staffing import crews_of

if TYPE_CHECKING:
    from sim.experiment.sweep_study import Sweep
    from sim.experiment.tipping import Tip


def value_words(value: Any) -> str:
    """Return a value of a key as a sentence can hold it."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    return number(value) if isinstance(value, (int, float)) else str(value)


def set_words(value: Any, before: Any = None, after: Any = None) -> str:
    """Return what `set` says of a key in words: ``250``, ``gamma, mean 8, cv 0.7``, ``plus 4 (12 -> 16)``."""
    relative = relative_of(value)
    if relative is None:
        return printable(in_words(value), _LONGEST)
    if hasattr(before, "shape"):
        told = f"mean {number(mean_of(before))}", number(mean_of(after))
    else:
        told = printable(in_words(before), _LONGEST), printable(in_words(after), _LONGEST)
    return f"{relative} ({' -> '.join(told)})" if told[0] != told[1] else str(relative)


_LONGEST = 120
"""Characters of a value in a sentence; a schedule may have hundreds."""
_SCALES = ("0-1", "share", "probability", "utility", "logit", "complexity")
"""Units of numbers that a reader can only compare with others of their kind."""


def unit_words(unit: str) -> str:
    """Return a key's unit as a leader reads it: shares and scales that only weigh have none."""
    return "" if unit.removeprefix("1/") in _SCALES else unit.removeprefix("utility ")


def with_unit(value: str, unit: str) -> str:
    """Return a value with its unit as a leader reads it."""
    return f"{value} {unit_words(unit)}".rstrip()


def setting_words(setting: Mapping[str, Any]) -> str:
    """Return a setting in words: ``relief 0.25, agents 4``."""
    return ", ".join(f"{short_name(list(setting), key)} {short_value(value)}" for key, value in setting.items())


def short_name(keys: Sequence[str], key: str) -> str:
    """Return the last word of one of some keys, or the whole key where that could be another."""
    last = [each.rpartition(".")[2] for each in keys]
    word = key.rpartition(".")[2]
    return word if last.count(word) == 1 else key


def short_value(value: Any) -> str:
    """Return a value in words, a fraction in three digits, a larger one with one after the point."""
    if not isinstance(value, float) or value == round(value):
        return value_words(value)
    return f"{value:.3g}" if abs(value) < 100 else f"{value:,.1f}"


def heads_words(count: Any, whom: str) -> str:
    """Return how many people a head count names: ``1 manager``, ``6 agents``, ``up to 6 agents`` of a schedule."""
    if isinstance(count, int | float):
        return f"{count:,} {whom}{'' if count == 1 else 's'}"
    most = most_named(count)
    return f"up to {most:,} {whom}{'' if most == 1 else 's'}"


def agents_words(team: Team) -> str:
    """Return how many agents a team has: people where they work shifts or a roster, else what a head count names."""
    people = sum(crews_of(team).values())
    shifts = len(team.shifts)
    within = f" in {shifts} shifts" if shifts > 1 else ""
    return heads_words(people if team.by_person else team.agents, "agent") + within


def runs_words(study: "Sweep | Tip") -> str:
    """Return how many replications of which seed a study ran."""
    times = "1 replication" if study.replications == 1 else f"{study.replications:,} replications"
    return f"{times}, seed {study.seed}, paired on the same customers"
