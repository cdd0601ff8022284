"""Which settings a study tries: grids and Sobol designs over the dotted keys of a scenario."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

import numpy as np

from sim.scenario import Problem, Scenario, ScenarioError
from sim.scenario.keys import written
from sim.scenario.levers import read_key

DESIGNS = ("grid", "sobol")
SOBOL_SEED = 20240101
"""Scrambles every Sobol design in the same way, so that a design belongs to its keys and ranges alone."""
_MOST_VALUES = 10_000
_EXPECTED = "customers.satisfaction.expected_generosity"
_NOT_THE_CENTER = {"name", "about", "study", "what_if", "what_ifs"}


@dataclass(frozen=True)
class Design:
    """The points of a study.

    Attributes
    ----------
    base : Scenario
        What is varied.
    keys : tuple of str
        Dotted keys.
    settings : tuple of dict
        The value of each key at each point, as the point's scenario has it; plain values, or their text.
    scenarios : tuple of Scenario
        The points themselves.
    kind : str
        `grid` or `sobol`.
    """

    base: Scenario = field(repr=False)
    keys: tuple[str, ...]
    settings: tuple[dict[str, Any], ...] = field(repr=False)
    scenarios: tuple[Scenario, ...] = field(repr=False)
    kind: str

    @cached_property
    def digest(self) -> str:
        """What tells the centers of this design from those of another: base and points."""
        centers = " ".join(point.center_digest for point in (self.base, *self.scenarios))
        return hashlib.sha256(centers.encode()).hexdigest()[:12]


def designed(base: Scenario, keys: Mapping[str, Sequence[Any]], kind: str = "grid", points: int = 64) -> Design:
    """Lay out the points of a study.

    Parameters
    ----------
    base : Scenario
        What is varied: each point is ``base.override`` of one value for each key.
    keys : dict of str to sequence
        For a grid the values of each key, absolute or relative (``"plus 1"``); all combinations are points, the
        last key changing fastest. For a Sobol design the range (low, high) of each key.
    kind : str
        `grid`, or `sobol`: a scrambled Sobol sequence, which fills the ranges evenly. Between whole numbers, keys
        that hold a whole number get whole numbers.
    points : int
        Of a Sobol design; a power of 2.

    Raises
    ------
    ScenarioError
        If a key does not exist, a value is not allowed, or there is nothing to vary.
    """
    if kind not in DESIGNS:
        raise ValueError(f"there is no design {kind!r}; there is {' and '.join(DESIGNS)}")
    if not keys:
        raise ScenarioError([Problem("name at least one key to vary, with its values")])
    problems = [
        Problem("does not change the center; vary a key that does", key)
        for key in keys
        if key.split(".")[0] in _NOT_THE_CENTER
    ]
    if problems:
        raise ScenarioError(problems)
    rows = _grid(keys) if kind == "grid" else _sobol(base, keys, points)
    scenarios = tuple(set_on(base, dict(zip(keys, row, strict=True))) for row in rows)
    settings = tuple(
        {key: value_at(point, key, given) for key, given in zip(keys, row, strict=True)}
        for point, row in zip(scenarios, rows, strict=True)
    )
    return Design(base, tuple(keys), settings, scenarios, kind)


def count_of(keys: Mapping[str, Sequence[Any]], kind: str, points: int) -> int:
    """Return how many points `designed` would lay out."""
    return points if kind == "sobol" else prod(len(values) for values in keys.values())


def set_on(base: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """Return a center with other settings, whose customers are those of the base.

    What customers expect to be granted is what the base grants. Without that, a center that grants less would teach
    its customers to expect less, and its satisfaction would not fall.

    Raises
    ------
    ScenarioError
        If a key does not exist or a value is not allowed.
    """
    made: Scenario = base.override(settings)
    is_kept = made.empowerment.generosity == base.empowerment.generosity
    if is_kept or made.customers.satisfaction.expected_generosity is not None:
        return made
    return made.override({_EXPECTED: base.empowerment.generosity})


def value_at(scenario: Scenario, key: str, given: Any = None) -> Any:
    """Return what a scenario has at a key: a number, switch or word as it is, else the text of what was given."""
    value = read_key(scenario, key)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return written(value if given is None else given)


def evenly(low: float, high: float, count: int) -> list[float]:
    """Return evenly spaced values with both ends, in the digits that a person would write; whole where all are.

    Raises
    ------
    ScenarioError
        If there are fewer than two, or the ends are not in order.
    """
    if not 2 <= count <= _MOST_VALUES or not low < high:
        needs = f"needs two rising ends and 2 to {_MOST_VALUES:,} values"
        raise ScenarioError([Problem(f"{low:g}..{high:g}:{count}: {needs}")])
    values = [_short(low + (high - low) * i / (count - 1), high - low) for i in range(count)]
    are_whole = isinstance(low, int) and isinstance(high, int) and all(value.is_integer() for value in values)
    return [int(value) for value in values] if are_whole else values


def steps(low: float, high: float, step: float) -> list[float]:
    """Return low, low + step and so on up to high; whole numbers where all three are.

    Raises
    ------
    ScenarioError
        If the step leads nowhere.
    """
    if step <= 0 or high < low or (high - low) / step >= _MOST_VALUES:
        needs = f"needs two rising ends, a step above 0, and at most {_MOST_VALUES:,} values"
        raise ScenarioError([Problem(f"{low:g}:{high:g}:{step:g}: {needs}")])
    count = int((high - low) / step + 1e-9)
    return [_short(low + i * step, step) for i in range(count + 1)]


def _short(value: float, width: float) -> float:
    """Return a value without what rounding left of it; beside 0 that is 0."""
    return value if isinstance(value, int) else float(f"{value:.12g}") if abs(value) > 1e-9 * width else 0.0


def _grid(keys: Mapping[str, Sequence[Any]]) -> list[tuple[Any, ...]]:
    empty = [key for key, values in keys.items() if isinstance(values, str) or not len(values)]
    if empty:
        raise ScenarioError([Problem("needs a list of values to try", key) for key in empty])
    twice = [key for key, values in keys.items() if len(set(map(repr, values))) < len(values)]
    if twice:
        raise ScenarioError([Problem("lists a value twice", key) for key in twice])
    return list(product(*(list(values) for values in keys.values())))


def _sobol(base: Scenario, keys: Mapping[str, Sequence[Any]], points: int) -> list[tuple[Any, ...]]:
    from scipy.stats import qmc

    if points < 2 or points & (points - 1):
        raise ScenarioError([Problem(f"a Sobol design needs a power of 2, such as 64, not {points}", "points")])
    problems = [
        Problem("needs a range of two rising numbers", key) for key, ends in keys.items() if not _is_range(ends)
    ]
    if problems:
        raise ScenarioError(problems)
    sampler = qmc.Sobol(len(keys), scramble=True, rng=SOBOL_SEED)
    columns = []
    for (key, (low, high)), column in zip(
        keys.items(), sampler.random_base2(points.bit_length() - 1).T.tolist(), strict=True
    ):
        if all(isinstance(each, int) for each in (low, high, read_key(base, key))):
            columns.append([low + int(u * (high - low + 1)) for u in column])
        else:
            columns.append([_short(low + u * (high - low), high - low) for u in column])
    return list(zip(*columns, strict=True))


def _is_range(ends: Any) -> bool:
    numbers = isinstance(ends, Sequence) and len(ends) == 2 and all(_is_number(end) for end in ends)
    return numbers and bool(ends[0] < ends[1])


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
