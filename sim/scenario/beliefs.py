"""What an answer rests on: the parameters of behavior that nobody has measured in this center."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.scenario.fields import Part
from sim.scenario.levers import changed, dotted_keys, read_key
from sim.scenario.messages import number
from sim.scenario.problems import Problem, ScenarioError, problem_at
from sim.scenario.tree import about_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

_REMARK = re.compile(r"[:;.]|, per ")
"""Where a sentence goes on to explain itself."""
_STAYS = ("calendar", "study", "observed", "beliefs", "timeline", "what_if", "what_ifs", "policies")


@dataclass(frozen=True)
class Belief:
    """One parameter of behavior.

    Attributes
    ----------
    key, sentence, unit, status, source : str
        Which one, in words, and how well it is known.
    value : float
        Its value in the scenario.
    likely : tuple of float
        The range that evidence or judgment supports.
    """

    key: str
    sentence: str
    unit: str
    status: str
    source: str
    value: float
    likely: tuple[float, float]

    @property
    def is_within(self) -> bool:
        """Whether the value lies in the likely range."""
        return self.likely[0] <= self.value <= self.likely[1]

    @property
    def name(self) -> str:
        """What it is called: ``habit weight``, ``satisfaction wait``."""
        return " ".join(self.key.split(".")[-1 if self.key.count(".") < 2 else -2 :]).replace("_", " ")

    @property
    def meaning(self) -> str:
        """What it is, in the words that begin its sentence."""
        words = _REMARK.split(self.sentence)[0]
        return words[:1].lower() + words[1:]

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers stand for it."""
        return isinstance(self.value, int)


def beliefs_of(part: Part, prefix: str = "") -> list[Belief]:
    """Return every parameter of behavior of a scenario, with its likely range."""
    found: list[Belief] = []
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        likely = about_of(field).get("likely")
        if isinstance(value, Part):
            found.extend(beliefs_of(value, f"{prefix}{name}."))
        elif likely and isinstance(value, (int, float)):
            found.append(_belief(field, prefix + name, float(value), tuple(likely)))
    return found


def _belief(field: Any, key: str, value: float, likely: tuple[float, float]) -> Belief:
    about = about_of(field)
    sentence = (field.description or "").rstrip(".")
    unit, status, source = (str(about.get(name, "")) for name in ("unit", "status", "source"))
    return Belief(key, sentence, unit, status, source, value, likely)


def beliefs_in(scenario: Scenario) -> list[Belief]:
    """Return what other worlds differ in: all parameters of behavior, and over which range what was observed has them.

    Raises
    ------
    ScenarioError
        As `beliefs_over`, of keys that a calibration is said to have found.
    """
    fitted = dict(scenario.beliefs.over)
    known = [
        replace(each, likely=fitted.pop(each.key)) if each.key in fitted else each for each in beliefs_of(scenario)
    ]
    return [*known, *(beliefs_over(scenario, fitted) if fitted else ())]


def beliefs_over(scenario: Scenario, ranges: Mapping[str, tuple[float, float]] | None) -> list[Belief]:
    """Return what a study varies: keys with their ranges, or all parameters of behavior over their likely ones.

    Parameters
    ----------
    scenario : Scenario
        The center.
    ranges : mapping, optional
        By dotted key of a number, the lowest and the highest value; by default what `beliefs_in` returns.

    Raises
    ------
    ScenarioError
        If a key does not exist, is no number or stays the same in a study, or a range is none or not allowed.
    """
    if ranges is None:
        return beliefs_in(scenario)
    found, problems = [], []
    for key, bounds in ranges.items():
        try:
            found.append(_over(scenario, key, bounds))
        except ScenarioError as error:
            problems += [Problem(each.message, each.key or key) for each in error.problems]
    if problems:
        raise ScenarioError(problems)
    return found


def _over(scenario: Scenario, key: str, bounds: tuple[float, float]) -> Belief:
    value, (*parents, leaf) = read_key(scenario, key), key.split(".")
    holder = read_key(scenario, ".".join(parents)) if parents else scenario
    if not parents or parents[0] in _STAYS or not isinstance(holder, Part):
        raise ScenarioError([problem_at((key,), "stays as it is in a study; vary a number that describes the center")])
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        below = dotted_keys(value, f"{key}.") if isinstance(value, Part) else []
        hint = f"; below it there is {below[0]}" if below else ""
        raise ScenarioError([problem_at((key,), f"is no number in this scenario, so it has no range{hint}")])
    low, high = bounds
    if not low < high:
        message = f"a range goes from a lower to a higher number, not from {number(low)} to {number(high)}"
        raise ScenarioError([problem_at((key,), message)])
    if isinstance(value, int):
        if low != int(low) or high != int(high):
            raise ScenarioError([problem_at((key,), "takes whole numbers only, such as 3 to 6")])
        low, high = int(low), int(high)
    for bound in (low, high):
        changed(scenario, {key: bound})
    return _belief(type(holder).model_fields[leaf], key, value, (low, high))
