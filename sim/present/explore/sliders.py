"""The levers that a leader moves: their names, ranges and words, and the value that the scenario has."""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.present.numerals import amount
from sim.present.settings import unit_words
from sim.scenario import Scenario, plan_of
from sim.scenario.beliefs import beliefs_of
from sim.scenario.keys import Key, keys_of
from sim.scenario.levers import median_ask, read_key

_AUTHORITY, _CHARGE, _POLICY = "empowerment.authority", "incentives.bonus_pool.charge_share", "manager.policy"
_ASKS = 20
"""The slider of authority reaches so many median asks."""
_NAMES: dict[str, tuple[str, float, float]] = {
    _AUTHORITY: ("Authority", 0, 0),
    "empowerment.expectation": ("Expectation to solve", 1.5, 0.05),
    "incentives.relief": ("Reward for escalating", 1.5, 0.05),
    _POLICY: ("What the manager does", 0, 0),
    _CHARGE: ("Pay from the bonus pool", 0, 0),
    "incentives.peer_pressure": ("Peer pressure", 1.0, 0.05),
    "empowerment.support": ("Knowledge base and assistant", 0.5, 0.025),
    "incentives.time_pressure": ("Handle-time target", 0.1, 0.005),
    "empowerment.generosity": ("Generosity", 1.2, 0.05),
}
"""Name, largest value and step by key; the largest grows with what the scenario has."""
_MANAGERS = {
    "investigate": "investigates: hears both sides, decides",
    "grant": "grants without questions",
    "coach": "coaches the agent, who solves it",
    "return": "returns it to the agent",
}


@dataclass(frozen=True)
class Lever:
    """One lever of a scenario.

    Attributes
    ----------
    key, name, sentence, unit : str
        Which one, in words; the sentence is that of the data dictionary.
    own : object
        The scenario's own value.
    low, high, step : float
        The range of its slider.
    choices : tuple of (str, object)
        Words and values, of a lever that is no slider.
    likely : tuple of float, optional
        The range that studies and judgment support, where the lever is a matter of behavior.
    """

    key: str
    name: str
    sentence: str
    unit: str
    own: Any
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    choices: tuple[tuple[str, Any], ...] = ()
    likely: tuple[float, float] | None = None

    def is_within(self, value: Any) -> bool:
        """Whether a value lies in the likely range; where there is none, each does."""
        return self.likely is None or self.likely[0] <= value <= self.likely[1]

    def likely_words(self, value: Any) -> str:
        """Return the likely range in words, and whether a value lies outside; empty where there is none."""
        if self.likely is None:
            return ""
        low, high = self.likely
        where = "" if self.is_within(value) else f"{self.shown(value)} is OUTSIDE the "
        return f"{where}likely range: {low:g} to {high:g}"

    def shown(self, value: Any) -> str:
        """Return a value in words."""
        for words, each in self.choices:
            if each == value:
                return words
        digits = len(f"{self.step:g}".partition(".")[2])
        text = amount(value, digits)
        return f"{text} {self.unit}" if self.key == _AUTHORITY else text


def levers_of(scenario: Scenario) -> list[Lever]:
    """Return the levers that a scenario has: without a pool nothing can be paid from it."""
    pool = scenario.incentives.bonus_pool is not None
    return [_lever(scenario, key) for key in _NAMES if pool or key != _CHARGE]


def _lever(scenario: Scenario, key: str) -> Lever:
    name, high, step = _NAMES[key]
    about, own = _keys()[key], read_key(scenario, key)
    unit = unit_words(scenario.in_currency(about.about("unit")))
    if key == _POLICY:
        choices = tuple((words, value) for value, words in _MANAGERS.items())
        return Lever(key, name, about.sentence, "", own, choices=choices)
    if key == _CHARGE:
        paid = own or 1.0
        return Lever(key, name, about.sentence, "", own, choices=(("off", 0.0), (f"on: {100 * paid:g} %", paid)))
    if key == _AUTHORITY:
        high = _ASKS * median_ask(scenario)
        step = 10.0 ** len(f"{high / 100:.0f}") / 10
    known = [value for value in (own, *_tried(scenario, key)) if isinstance(value, int | float)]
    high = max(high, 1.25 * max(known))
    steps = math.ceil(high / step - 1e-9)
    likely = {belief.key: belief.likely for belief in beliefs_of(scenario)}.get(key)
    return Lever(key, name, about.sentence, unit, own, min(0.0, *known), round(steps * step, 6), step, likely=likely)


def _tried(scenario: Scenario, key: str) -> list[Any]:
    """Return the values that a lever takes in the what-ifs: its slider has to reach them."""
    plans = [plan_of(scenario.what_if(name)) for name in scenario.what_ifs]
    return [read_key(epoch.scenario, key) for plan in plans for epoch in plan.epochs]


@cache
def _keys() -> dict[str, Key]:
    return {".".join(map(str, key.path)): key for key in keys_of(Scenario)}
