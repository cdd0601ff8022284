"""A setting of the levers: a what-if to start from, values of one's own, and from when they hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.clock import WEEK
from sim.present.explore.sliders import Lever
from sim.reading.files import load, scenario_text
from sim.reading.paths import PathError, new_name
from sim.scenario import Scenario, plan_of
from sim.scenario.changes import WhatIf
from sim.scenario.problems import Problem, ScenarioError


@dataclass(frozen=True)
class Setting:
    """What is tried: nothing at all is the scenario as it is.

    Attributes
    ----------
    preset : str
        A what-if of the scenario; empty for none.
    values : dict of str to object
        Levers by dotted key, applied after the preset.
    week : int
        The Monday from which all this holds.
    announced : bool or None
        Whether everybody is told; None leaves it to the policies.
    """

    preset: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    week: int = 1
    announced: bool | None = None

    @property
    def is_baseline(self) -> bool:
        """Whether nothing is changed."""
        return not self.preset and not self.values

    def what_if(self, scenario: Scenario) -> WhatIf:
        """Return the setting as a what-if."""
        preset = scenario.what_ifs[self.preset] if self.preset else WhatIf()
        chosen = {"set": {**preset.set, **self.values}, "from_week": self.week, "announced": self.announced}
        return preset.model_copy(update=chosen)

    def scenario(self, scenario: Scenario, name: str) -> Scenario:
        """Return the scenario with the setting made, as one without what-ifs."""
        if self.is_baseline:
            return scenario.model_copy(update={"name": name, "what_ifs": {}})
        return scenario.model_copy(update={"what_ifs": {name: self.what_if(scenario)}}).what_if(name)

    def values_in(self, scenario: Scenario, levers: Sequence[Lever]) -> dict[str, Any]:
        """Return the values that all levers have once the setting holds."""
        plan = plan_of(self.scenario(scenario, "setting"))
        then = plan.at((self.week - 1) * WEEK)
        return {lever.key: lever.of(then) for lever in levers}

    def words(self, levers: Sequence[Lever]) -> str:
        """Return the setting in words."""
        if self.is_baseline:
            return "the scenario as it is"
        parts = [f"“{self.preset}”"] if self.preset else []
        parts += [f"{lever.name} {lever.shown(self.values[key])}" for key, lever in _by_key(levers, self.values)]
        return f"{', '.join(parts)}; from week {self.week}"


def _by_key(levers: Sequence[Lever], values: dict[str, Any]) -> list[tuple[str, Lever]]:
    return [(lever.key, lever) for lever in levers if lever.key in values]


def export(scenario: Scenario, settings: dict[str, Setting], path: Path) -> Path:
    """Write a scenario file (.yaml) in which settings are further what-ifs, and return where it stands.

    The file is read again before it gets its name; no other file is overwritten: the name is numbered instead.

    Raises
    ------
    ScenarioError
        If it cannot be written, or does not say what the settings say.
    """
    try:
        path = path.with_name(new_name(path.name))
    except PathError as error:
        raise ScenarioError([Problem(str(error))]) from None
    added = {_free(name, scenario.what_ifs): setting.what_if(scenario) for name, setting in settings.items()}
    whole = scenario.model_copy(update={"what_ifs": {**scenario.what_ifs, **added}})
    target, number = path, 2
    while target.exists():
        target, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    unchecked = target.with_name(f".{target.stem}.unchecked{target.suffix}")
    try:
        unchecked.write_text(scenario_text(whole), encoding="utf-8", newline="\n")
        read = load(unchecked)
        if read.digest != whole.digest:
            raise ScenarioError([Problem("would not say what the panel says; nothing is written", str(path))])
        unchecked.replace(target)
    except OSError as error:
        raise ScenarioError([Problem(f"cannot be written: {error.strerror}", str(path))]) from None
    finally:
        unchecked.unlink(missing_ok=True)
    return target


def _free(name: str, taken: dict[str, WhatIf]) -> str:
    return next(free for free in (name, *(f"{name} ({n})" for n in range(2, 60))) if free not in taken)
