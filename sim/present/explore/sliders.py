"""The levers that a leader moves: their questions, names, ranges and words, and the value that the scenario has."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from sim.present.numerals import amount
from sim.present.settings import unit_words
from sim.scenario import Scenario, plan_of
from sim.scenario.asks import median_ask
from sim.scenario.beliefs import beliefs_of
from sim.scenario.hours import least_named, most_named
from sim.scenario.kept import kept
from sim.scenario.levers import read_key
from sim.scenario.organization import Coaching
from sim.scenario.relative import Relative, relative_of
from sim.scenario.tree import about_of

_AUTHORITY, _CHARGE, _POLICY = "empowerment.authority", "incentives.bonus_pool.charge_share", "manager.policy"
_GENEROSITY, _MANAGERS = "empowerment.generosity", "manager.count"
_ABOVE, _SETTLEMENT, _LISTENED = (
    "empowerment.above_authority",
    "manager.settlement",
    "incentives.quality.listened_share",
)
_AGENTS_CHARGE, _RIGHT = "incentives.bonus_pool.agent_charge_share", "incentives.right_escalation_bonus"
_BUDGET, _COACHING, _PUSHBACK = "empowerment.goodwill_budget", "manager.coaching", "incentives.pushback"
_ASKS = 20
"""The slider of authority reaches so many median asks."""
MAY, FOR, LEAD, THERE, MORE = (
    "What may agents decide?",
    "What are they rewarded for?",
    "What does the manager do?",
    "Who is there?",
    "More levers",
)
"""The questions that levers answer; the last is folded."""
_QUESTIONS = (MAY, FOR, LEAD, THERE, MORE)
_NAMES: dict[str, tuple[str, str, float, float]] = {
    _AUTHORITY: (MAY, "May grant up to", 0, 0),
    "empowerment.expectation": (MAY, "Expected to solve", 1.5, 0.05),
    "incentives.relief": (FOR, "Reward for escalating", 1.5, 0.05),
    _CHARGE: (FOR, "Pay from the bonus pool", 0, 0),
    _POLICY: (LEAD, "With what comes up", 0, 0),
    _MANAGERS: (THERE, "Managers", 0, 0),
    "incentives.peer_pressure": (MORE, "Peer pressure", 1.0, 0.05),
    "incentives.time_pressure": (MORE, "Handle-time target", 0.1, 0.005),
    "empowerment.support": (MORE, "Knowledge base and assistant", 0.5, 0.025),
    _GENEROSITY: (MORE, "Grants of what is asked", 1.2, 0.05),
    _ABOVE: (MORE, "With asks above their limit", 0, 0),
    _BUDGET: (MORE, "Goodwill budget a month", 0, 0),
    _AGENTS_CHARGE: (MORE, "Charged for what they give", 0, 0),
    _PUSHBACK: (MORE, "Punished for passing up", 1.5, 0.05),
    _LISTENED: (MORE, "Calls listened to", 0.5, 0.01),
    _RIGHT: (MORE, "Paid for passing up rightly", 10, 0.5),
    _SETTLEMENT: (MORE, "The manager grants of what is asked", 1.2, 0.05),
    _COACHING: (MORE, "Coaching sessions", 0, 0),
}
"""Question, name, largest value and step by key; the largest grows with what the scenario has."""
_WHERE_USED = (_ABOVE, _BUDGET, _AGENTS_CHARGE, _PUSHBACK, _LISTENED, _RIGHT, _SETTLEMENT, _COACHING)
"""Levers that stand only where the center or one of its what-ifs has them at another value than their default."""
_SHARES = (_GENEROSITY, _SETTLEMENT, _LISTENED)
_WAYS = {
    "investigate": "investigates: hears both sides, decides",
    "grant": "grants without questions",
    "coach": "coaches the agent, who solves it",
    "return": "returns it to the agent",
}
_ANSWERS = {
    "passes_up": "pass them up",
    "offers_limit": "offer what they may grant",
    "refuses": "refuse them",
}
_STRENGTHS = ((0.0, "none"), (0.5, "weak"), (1.0, "moderate"), (2.0, "strong"), (math.inf, "very strong"))
"""Words for a strength: up to so many times what studies support, or of the middle of its slider."""
_TEAMS = 3
"""So many teams have a lever in sight."""


@dataclass(frozen=True)
class Lever:
    """One lever of a scenario.

    Attributes
    ----------
    key, question, name, sentence, unit : str
        Which one, in words; the sentence is that of the data dictionary.
    own : object
        The scenario's own value; of head counts 0, since they are moved by people more or fewer.
    low, high, step : float
        The range of its slider.
    choices : tuple of (str, object)
        Words and values, of a lever that is no slider.
    likely : tuple of float, optional
        The range that studies and judgment support, where the lever is a matter of behavior.
    heads : int
        The most people of a head count; 0 of other levers.
    """

    key: str
    question: str
    name: str
    sentence: str
    unit: str
    own: Any
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    choices: tuple[tuple[str, Any], ...] = ()
    likely: tuple[float, float] | None = None
    heads: int = 0

    def of(self, scenario: Scenario) -> Any:
        """Return where a scenario has the lever."""
        value = read_key(scenario, self.key)
        return float(most_named(value) - self.heads) if self.heads else _plain(value)

    def said(self, value: Any) -> Any:
        """Return what `set` says of a value of the lever: people come and go relative to what stands."""
        return str(Relative("add", value)) if self.heads else value

    def is_within(self, value: Any) -> bool:
        """Whether a value lies in the likely range; where there is none, each does."""
        return self.likely is None or self.likely[0] <= value <= self.likely[1]

    def likely_words(self, value: Any) -> str:
        """Return that a value lies outside what studies support, and what that is; empty where it does not."""
        if self.likely is None or self.is_within(value):
            return ""
        low, high = self.likely
        side = "stronger" if value > high else "weaker"
        return f"{side} than studies support ({low:g} to {high:g})"

    def words(self, value: Any) -> tuple[str, str]:
        """Return a value in words, and the number small beside them; one of the two may be empty."""
        for words, each in self.choices:
            if each == value:
                return words, ""
        if self.heads:
            said = relative_of(value)
            more = value if said is None else said.amount
            change = f"{more:.0f} more" if more > 0 else f"{-more:.0f} fewer" if more else "as today"
            return change, f"{self.heads + more:,.0f}"
        if self.key == _RIGHT or self.key.startswith(_AUTHORITY):
            return f"{amount(value, self._digits)} {self.unit}", ""
        if self.key in _SHARES:
            return f"{100 * value:.0f} %", ""
        middle = self.likely[1] if self.likely else self.high / 2
        strength = next(word for share, word in _STRENGTHS if value <= share * middle + 1e-9)
        return strength, amount(value, self._digits)

    def shown(self, value: Any) -> str:
        """Return a value in words, as a sentence can hold it."""
        words, number = self.words(value)
        return f"{words} ({number})" if number else words

    @property
    def today(self) -> str:
        """Where the scenario has the lever, in words; of people how many there are."""
        return f"{self.heads:,}" if self.heads else self.shown(self.own)

    @property
    def _digits(self) -> int:
        return len(f"{self.step:g}".partition(".")[2])


def levers_of(scenario: Scenario) -> list[Lever]:
    """Return the levers that a scenario has: without a pool nothing can be paid from it."""
    pool = scenario.incentives.bonus_pool is not None
    floor = [_people(scenario, *each) for each in _floors(scenario)]
    limits = [read_key(each, _AUTHORITY) for each in (scenario, *_states(scenario))]
    by_type = any(isinstance(limit, dict) for limit in limits)
    left_out = {_CHARGE: not pool, _AGENTS_CHARGE: not pool, _AUTHORITY: by_type}
    left_out[_MANAGERS] = not most_named(scenario.manager.count)
    there = [key for key in _NAMES if not left_out.get(key) and (key not in _WHERE_USED or _is_used(scenario, key))]
    found = [*floor, *(_lever(scenario, key) for key in there)]
    if all(isinstance(limit, dict) for limit in limits):
        found = [*_limits(scenario, list(limits[0])), *found]
    return sorted(found, key=lambda lever: _QUESTIONS.index(lever.question))


def _limits(scenario: Scenario, types: list[str]) -> list[Lever]:
    """Return the levers for the limits of issue types; where some what-if has other kinds of limits there are none."""
    sentence, unit = _declared(scenario, _AUTHORITY).description or "", unit_words(scenario.in_currency("money"))
    found = []
    for place, name in enumerate(types):
        key, question = f"{_AUTHORITY}.{name}", MAY if place < _TEAMS else MORE
        own = read_key(scenario, key)
        low, high, step = _range_of_limits([own, *_tried(scenario, key)], scenario)
        found.append(Lever(key, question, f"{_NAMES[_AUTHORITY][1]}: {name}", sentence, unit, own, low, high, step))
    return found


def _range_of_limits(known: list[float], scenario: Scenario) -> tuple[float, float, float]:
    """Return the range of a slider for a limit, and its step."""
    high = _ASKS * median_ask(scenario)
    step = 10.0 ** len(f"{high / 100:.0f}") / 10
    return min(0.0, *known), round(math.ceil(max(high, 1.25 * max(known)) / step - 1e-9) * step, 6), step


def _floors(scenario: Scenario) -> Iterator[tuple[str, str, str, str]]:
    """Yield key, question, name and sentence of what says how many agents a team has: its head count, or its shifts.

    The first few teams stand in front, of those who work shifts the largest of them.
    """
    staffed = {
        name: its for name, its in scenario.teams.items() if its.shifts or (its.agents and most_named(its.agents))
    }
    for place, (team, its) in enumerate(staffed.items()):
        front, whose = THERE if place < _TEAMS else MORE, f": {team}" if len(scenario.teams) > 1 else ""
        if its.agents is not None:
            sentence = "Agents more or fewer than there are, in each hour in which any are on duty."
            yield f"teams.{team}.agents", front, f"People on the floor{whose}", sentence
        largest = max(its.shifts, key=lambda shift: its.shifts[shift].people, default="")
        for shift in its.shifts:
            key, sentence = f"teams.{team}.shifts.{shift}.people", "People more or fewer than work this shift."
            yield key, front if shift == largest else MORE, f"People in shift {shift}{whose}", sentence


def _people(scenario: Scenario, key: str, question: str, name: str, sentence: str) -> Lever:
    count = read_key(scenario, key)
    heads = most_named(count)
    half, known = max(2, heads // 2), [float(most_named(each) - heads) for each in _tried(scenario, key)]
    low, high = min(0.0, 1.0 - min(half + 1, least_named(count)), *known), max([float(half), *known])
    return Lever(key, question, name, sentence, "people", 0.0, low, high, 1.0, heads=heads)


def _lever(scenario: Scenario, key: str) -> Lever:
    question, name, high, step = _NAMES[key]
    about, own = _declared(scenario, key), _plain(read_key(scenario, key))
    sentence = about.description or ""
    if key == _MANAGERS:
        return _people(scenario, key, question, name, sentence)
    unit = unit_words(scenario.in_currency(about_of(about).get("unit", "")))
    if choices := _choices(scenario, key, own):
        return Lever(key, question, name, sentence, "", own, choices=choices)
    if key == _AUTHORITY:
        low, high, step = _range_of_limits([own, *_tried(scenario, key)], scenario)
        return Lever(key, question, name, sentence, unit, own, low, high, step)
    known = [value for value in (own, *_tried(scenario, key)) if isinstance(value, int | float)]
    high = max(high, 1.25 * max(known))
    steps = math.ceil(high / step - 1e-9)
    likely = {belief.key: belief.likely for belief in beliefs_of(scenario)}.get(key)
    low = min([0.0, *known])
    return Lever(key, question, name, sentence, unit, own, low, round(steps * step, 6), step, likely=likely)


def _choices(scenario: Scenario, key: str, own: Any) -> tuple[tuple[str, Any], ...]:
    """Return words and values of a lever that is no slider; empty of one that is."""
    if key in (_POLICY, _ABOVE):
        return tuple((words, value) for value, words in (_WAYS if key == _POLICY else _ANSWERS).items())
    if key not in (_CHARGE, _AGENTS_CHARGE, _BUDGET, _COACHING):
        return ()
    nothing = None if key in (_BUDGET, _COACHING) else 0.0
    values = [value for value in (own, *_tried(scenario, key)) if value != nothing]
    values = values[:1] if key == _CHARGE and own else [1.0] if key == _CHARGE else values
    words = {_chosen(scenario, key, value): value for value in values}
    return (("none" if nothing is None else "nothing", nothing), *words.items())


def _chosen(scenario: Scenario, key: str, value: Any) -> str:
    """Return a value that may be chosen in words."""
    if key == _COACHING:
        weeks = value["every_weeks"]
        return f"{value['minutes']:g} minutes every {'week' if weeks == 1 else f'{weeks} weeks'}"
    if key == _BUDGET:
        return f"{amount(value, 0)} {scenario.currency} an agent"
    return f"{100 * value:g} % of what {'the manager grants' if key == _CHARGE else 'they grant'}"


def _is_used(scenario: Scenario, key: str) -> bool:
    """Whether the center or one of its what-ifs has a lever at another value than its default."""
    default = _declared(scenario, key).get_default(call_default_factory=True, validated_data={})
    return any(value != default for value in (_plain(read_key(scenario, key)), *_tried(scenario, key)))


def _plain(value: Any) -> Any:
    """Return a value as `set` says it: a section as plain data."""
    return value.model_dump(by_alias=True) if isinstance(value, Coaching) else value


def _tried(scenario: Scenario, key: str) -> list[Any]:
    """Return the values that a lever takes in the what-ifs: its slider has to reach them."""
    return [_plain(read_key(each, key)) for each in _states(scenario)]


@kept(2)
def _states(scenario: Scenario) -> list[Scenario]:
    """Return the states of the center in all what-ifs."""
    plans = [plan_of(scenario.what_if(name)) for name in scenario.what_ifs]
    return [epoch.scenario for plan in plans for epoch in plan.epochs]


def _declared(scenario: Scenario, key: str) -> FieldInfo:
    """Return the declaration of a key, which may be a section."""
    above, _, leaf = key.rpartition(".")
    return type(read_key(scenario, above)).model_fields[leaf]
