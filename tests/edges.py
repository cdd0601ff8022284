"""Every number of the schema at the ends of what is allowed, each in a small center that uses every part of it."""

import copy
import itertools
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import ValidationError

from sim.scenario.distributions import Component, Simple
from sim.scenario.fields import LEAST
from sim.scenario.problems import Loc
from sim.scenario.quantities import Within
from sim.scenario.tree import Place, place_of_field

NAMES = {
    "calendar": "2024-01-30",
    "issues": "complaint",
    "teams": "desk",
    "what_if": "other",
    "policies": "ours",
    "observed": "escalation_rate",
}
"""What stands for a name of the user's own below each section."""

_COMPLAINT: dict[str, Any] = {
    "per_week": 24.0,
    "asks_share": 0.7,
    "reserved_share": 0.1,
    "demand_manager": 0.3,
    "opportunity_share": 0.2,
    "crisis_share": 0.1,
    "owed_share": 0.6,
    "complexity_slope": 0.5,
}
_VISIT: dict[str, Any] = {
    "per_week": 8.0,
    "routine": True,
    "creates": "complaint",
    "own_goals": {"external": 0.2, "misstep": 0.3, "delay": 30.0},
}
CENTER: dict[str, Any] = {
    "name": "edges",
    "calendar": {"start": "2024-01-29", "weeks": 1, "open": {"mon-fri": "8:00-16:00"}},
    "issues": {"complaint": _COMPLAINT, "visit": _VISIT},
    "teams": {
        "desk": {
            "agents": 2,
            "handles": ["complaint", "visit"],
            "absence": 0.1,
            "cut_short": 0.2,
            "engagement_floor": 0.3,
            "turnover": {"per_year": 3.0, "recruit_days": 1},
        },
        "vendor": {"agents": 1, "handles": ["complaint"], "shares_pool": False},
    },
    "manager": {"policy": "return"},
    "empowerment": {"containment": 0.2, "scripting": 0.2, "transfer": "warm"},
    "incentives": {
        "pushback": 0.2,
        "resolution_bonus": 1.0,
        "resolution_bonus_from": "pool",
        "bonus_pool": {"charge_share": 0.5, "agent_charge_share": 0.1},
        "quality": {"listened_share": 0.1, "sanction": 50.0},
        "time_pressure": 0.2,
        "load_weight": 0.2,
        "rating_pressure": 0.2,
        "ask_inflation": 0.1,
    },
    "customers": {"busyness_cv": 0.2, "insists_share": 0.3, "tries_another_share": 0.3},
    "behavior": {"appease": 0.5, "learnable": 0.2},
    "leadership_lane": {"open": True},
    "outsourcing": {"team": "vendor", "share": 0.3},
    "timeline": [],
}
"""A center in which every number of the schema has something to do."""


_INSTEAD = {"asks_for_manager": "demand_manager", "containment_share": "containment"}
"""Keys that say the same in another way, of which only one may be given."""


def numbers(place: Place) -> list[float]:
    """Return the smallest, the smallest positive and the largest number that a place allows."""
    whole = place.annotation is int
    smallest, largest = place.limit("ge"), place.limit("le")
    if smallest is None or largest is None:  # a figure of a metric, which may be any number
        return []
    found = [smallest, largest]
    if smallest <= 0:
        found.insert(1, 1 if whole else place.limit("least") or LEAST)
    return [int(each) if whole else float(each) for each in dict.fromkeys(found)]


def distributions(most: float) -> Iterator[dict[str, Any]]:
    """Yield every shape with every combination of the ends of its parameters that stays below a bound."""
    shapes = [each for model in get_args(get_args(Simple)[0]) for each in _shapes(model, most)]
    wide, narrow = shapes[-1], shapes[0]
    weights = numbers(place_of_field(Place(Component).fields["weight"]))
    mixtures = [
        {"shape": "mixture", "parts": [{"weight": one, "of": narrow}, {"weight": other, "of": wide}]}
        for one in weights
        for other in weights
    ]
    yield from [*shapes, *mixtures]


def _shapes(model: type[Any], most: float) -> Iterator[dict[str, Any]]:
    """Yield a shape at all combinations of the ends of its parameters; what reaches too far is made smaller."""
    fields = Place(model).fields
    (shape,) = place_of_field(fields["shape"]).choices
    names = [name for name in fields if name != "shape"]
    either = shape != "empirical" and not all(fields[name].is_required() for name in names)
    for way in [names[:2], names[2:]] if either else [names]:
        for values in itertools.product(*(_ends(place_of_field(fields[name])) for name in way)):
            given = {"shape": shape, **dict(zip(way, values, strict=True))}
            for _ in range(100):
                try:
                    Within(most).check(model.model_validate(given))
                except ValidationError:
                    break
                except ValueError:
                    given = {name: _smaller(name, value) for name, value in given.items()}
                else:
                    yield given
                    break


def _smaller(name: str, value: Any) -> Any:
    """Return a parameter of half the size; rates and pure shapes stay as they are."""
    if isinstance(value, list) and name in ("values", "starts"):
        return [_smaller(name, each) for each in value]
    if name in ("value", "mean", "median", "scale", "low", "mode", "high", "values", "starts"):
        return value / 2 if value / 2 >= LEAST else value
    return value


def _ends(place: Place) -> list[Any]:
    if place.kind != "list":
        return numbers(place)
    ends = numbers(place.below(0))
    return [[each] for each in ends] + [[ends[0], each] for each in ends] + [ends]


def placed(path: Loc, value: Any, center: dict[str, Any] = CENTER, name: str = "") -> dict[str, Any]:
    """Return the center as plain data with one value put at its key, below a name of the user's own."""
    data = copy.deepcopy(center)
    here: Any = data
    root, *rest = path
    if root == "timeline" and rest:
        kind, leaf = rest
        entry: dict[str, Any] = {"week": 1, leaf: value}
        if kind != "[change]":
            entry["event"] = str(kind).strip("[]")
        if kind == "[surge]":
            entry["issue"] = "complaint"
        data["timeline"] = [entry]
        return data
    if root in ("issues", "teams") and len(path) > 2:
        rest = [part for part in path[2:] if part not in ("<name>", "-")]
        if _among_others(data, rest, value):
            return data
    if path[:2] == ("calendar", "days"):
        name, data["calendar"]["days"] = "heavy", {"heavy": {"share": 0.0, "volume": 1.0}}
    words = [(name or NAMES[str(root)]) if part == "<name>" else part for part in path]
    for word in words[:-1]:
        if not isinstance(here.get(word), dict):  # a number that may be a mapping, too, such as a priority
            here[word] = {}
        here = here[word]
    here[words[-1]] = value
    here.pop(_INSTEAD.get(words[-1], ""), None)
    if words[-1] == "day_cv":
        data["customers"].pop("busyness_cv")
    return data


def _among_others(data: dict[str, Any], below: list[Any], value: Any) -> bool:
    """Put a value in where it asks for others beside it: steps of a route, how well a type is handled, people."""
    complaint, desk = data["issues"]["complaint"], data["teams"]["desk"]
    shift: dict[str, Any] = {"people": 2, "mon-fri": "8:00-16:00"}
    match below:
        case ["route", leaf]:
            complaint["route"] = [{"teams": ["desk"]}, {"teams": ["vendor"], leaf: value}]
            data["outsourcing"] = {}
        case ["transfers", *_, leaf]:
            share = {"share": value} if leaf == "share" else {"share": 0.5}
            to = {"complaint": value, "visit": 1.0} if leaf != "share" else {"complaint": 1.0}
            data["issues"]["visit"]["transfers"] = {**share, "to": to}
        case ["handles", "transfers"]:
            data["issues"]["visit"]["transfers"] = {"share": 0.2, "to": {"complaint": 1.0}}
            desk["handles"] = {"complaint": {}, "visit": {"transfers": value}}
        case ["handles", leaf]:
            desk["handles"] = {"complaint": {leaf: value}, "visit": {}}
        case ["shrinkage", "absence"]:
            desk.pop("absence", None)
            desk["shrinkage"] = {"absence": value}
        case ["people"] | ["shifts", "people"]:
            shift["people"] = value
        case ["shifts", "breaks", "minutes"]:
            shift["breaks"] = [{"start": "8:00", "minutes": value}]
        case ["wind_down"]:
            desk["wind_down"] = value
        case _:
            return False
    if below[0] in ("people", "shifts", "wind_down"):
        desk.pop("agents", None)
        desk["shifts"] = {"day": shift}
    return True
