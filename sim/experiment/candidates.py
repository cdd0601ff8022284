"""What an optimization chooses from: the what-ifs, a grid of settings, or the settings inside ranges of levers."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.experiment.designs import designed, set_on
from sim.experiment.searching import Box, Setting
from sim.experiment.study import base_of
from sim.scenario import Problem, Scenario, ScenarioError, plan_of
from sim.scenario.changes import BASELINE
from sim.scenario.levers import read_key

Over = Mapping[str, Sequence[Any]]
"""By dotted key, a list of values, or a range as a tuple (low, high)."""
Settings = dict[str, Any]
MOST_CANDIDATES = 500


def is_box(over: Over | None) -> bool:
    """Return whether levers are given as ranges.

    Raises
    ------
    ScenarioError
        If some are ranges and some are lists, or one is empty.
    """
    if not over:
        return False
    kinds = {isinstance(values, tuple) for values in over.values()}
    if len(kinds) > 1:
        message = "either all levers have a range or all have a list of values; list the values of each"
        raise ScenarioError([Problem(message, "over")])
    return kinds.pop()


def finite(scenario: Scenario, over: Over | None, what_if: str | None) -> dict[str, tuple[Scenario, Settings]]:
    """Return the baseline first, then the what-ifs, or the settings of a grid, by name with what they set.

    Raises
    ------
    ScenarioError
        If there is nothing to choose from, there are too many, or a setting is not allowed.
    """
    found: dict[str, tuple[Scenario, Settings]] = {BASELINE: (base_of(scenario, None), {})}
    if over is None:
        if what_if is not None or not scenario.what_ifs:
            message = "this scenario has no what-ifs" if what_if is None else "a what-if alone leaves nothing to choose"
            raise ScenarioError([Problem(f"{message}: say what to vary, as KEY=a,b,c or KEY=low..high", "over")])
        return found | {name: (scenario.what_if(name), {}) for name in scenario.what_ifs}
    many = math.prod(len(values) for values in over.values())
    if many > MOST_CANDIDATES:
        message = f"{many:,} settings; give at most {MOST_CANDIDATES}, or ranges (KEY=low..high) to search in"
        raise ScenarioError([Problem(message, "over")])
    base = base_of(scenario, what_if)
    if what_if is not None:
        found[what_if] = (base, {})
    design = designed(base, over)
    seen = {made.fingerprint for made, _ in found.values()}
    for settings, made in zip(design.settings, design.scenarios, strict=True):
        if made.fingerprint not in seen:
            found[name_of(settings)] = (_called(made, settings), settings)
            seen.add(made.fingerprint)
    _check_effect(base, {key: (values[0], values[-1]) for key, values in over.items() if len(values) > 1})
    return found


def point(base: Scenario, settings: Settings) -> Scenario:
    """Return a scenario with levers set, named after them.

    Raises
    ------
    ScenarioError
        If a key does not exist or a value is not allowed.
    """
    return _called(set_on(base, settings), settings)


def _called(scenario: Scenario, settings: Settings) -> Scenario:
    return scenario.model_copy(update={"name": name_of(settings)[:60]})


def name_of(settings: Settings) -> str:
    """Return a short name of settings: ``authority 250, relief 0.2``."""
    words = {key: key.split(".") for key in settings}
    parts = []
    for key, value in settings.items():
        size = 1
        while sum(other[-size:] == words[key][-size:] for other in words.values()) > 1:
            size += 1
        shown = f"{value:.9g}" if isinstance(value, float) else str(value)
        parts.append(f"{'.'.join(words[key][-size:])} {shown}")
    return ", ".join(parts)


def box_of(base: Scenario, over: Over) -> Box:
    """Return the box of levers that are given as ranges.

    Raises
    ------
    ScenarioError
        If a key does not exist, is no number, or a range is none or goes beyond what is allowed.
    """
    problems = []
    for key, ends in over.items():
        now = read_key(base, key)
        if isinstance(now, bool) or not isinstance(now, (int, float)):
            problems.append(Problem(f"is {now!r}, no number that has a range; list its values, as KEY=a,b,c", key))
        elif len(ends) != 2 or not all(isinstance(end, (int, float)) for end in ends) or not ends[0] < ends[1]:
            problems.append(Problem(f"{tuple(ends)} is no range; write the lower number first, as (0, 500)", key))
        elif isinstance(now, int) and not all(float(end).is_integer() for end in ends):
            problems.append(Problem(f"{tuple(ends)}: takes whole numbers only", key))
    if problems:
        raise ScenarioError(problems)
    for end in (0, 1):
        designed(base, {key: [ends[end]] for key, ends in over.items()})
    _check_effect(base, {key: (ends[0], ends[1]) for key, ends in over.items()})
    low, high = (tuple(float(ends[end]) for ends in over.values()) for end in (0, 1))
    return Box(low, high, tuple(isinstance(read_key(base, key), int) for key in over))


def settings_of(box: Box, over: Over, setting: Setting) -> Settings:
    """Return what a setting of a box sets, whole numbers as such."""
    return {key: int(value) if whole else value for key, value, whole in zip(over, setting, box.whole, strict=True)}


def known_settings(scenario: Scenario, base: Scenario, over: Over, box: Box) -> list[Setting]:
    """Return good places to start from: as it is now, and where each what-if leads in the end; inside the box."""
    states = [base, *(plan_of(scenario.what_if(name)).epochs[-1].scenario for name in scenario.what_ifs)]
    values = [[read_key(state, key) for key in over] for state in states]
    return list(dict.fromkeys(box.setting(box.place(each)) for each in values))


def _check_effect(base: Scenario, ends: Mapping[str, tuple[Any, Any]]) -> None:
    """Refuse levers that the timeline sets anew, whatever they were."""
    for key, values in ends.items():
        last = [read_key(plan_of(base.override({key: value})).epochs[-1].scenario, key) for value in values]
        if last[0] == last[1]:
            message = f"the timeline sets it to {last[0]!r} whatever it was; take that change away, or vary another key"
            raise ScenarioError([Problem(message, key)])
