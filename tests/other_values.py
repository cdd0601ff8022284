"""For every key of the schema: other values that may stand there, one of each kind, made from what the models say."""

import copy
import datetime
from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args

from sim.scenario import Scenario, scenario_from
from sim.scenario.keys import Key, keys_of, written
from sim.scenario.quantities import Within
from sim.scenario.tree import Place
from tests.strategies import MINUTES

WEEK_OF_FIGURES = {"file": "week.csv", "column": "n", "bin_minutes": 60, "figures": [[1.0, 2.0, 3.0] * 8] * 7}
HEADS = {"file": "heads.csv", "column": "heads", "bin_minutes": 60, "figures": [[2.0] * 24] * 7}
LOG = {"file": "log.csv", "time": "at", "date": "on", "only": {"queue": "a"}, "moments": [1706000000000], "rows": [0]}
CENTER: dict[str, Any] = {
    "name": "Every key",
    "calendar": {
        "start": "2024-01-22",
        "weeks": 2,
        "open": {"mon-fri": "9:00-17:00"},
        "dates": {"2024-01-30": {"open": "10:00-14:00", "volume": 1.6}},
        "lines": 60,
        "days": {"heavy": {"share": 0.3, "volume": 1.4}},
    },
    "issues": {
        "question": {
            "per_week": 40,
            "asks_share": 0.5,
            "patience": 5,
            "weekdays": {"mon-fri": 1},
            "times": {"9:00": 1},
            "priority": {"base": 1.0},
            "queue_limit": 50,
            "service_level": {"share": 70.0},
        },
        "visit": {
            "per_week": 20,
            "routine": True,
            "creates": "question",
            "own_goals": {"external": 0.1},
            "transfers": {"share": 0.1, "to": {"question": 2.0, "visit": 1.0}},
            "redial": {"share": 0.4, "again": 0.2, "after": 20},
            "table": HEADS,
        },
        "letter": {"routine": True, "arrivals": LOG},
        "note": {
            "per_week": 10,
            "routine": True,
            "route": [{"teams": ["desk"]}],
            "volume": WEEK_OF_FIGURES,
            "handle_time_by": WEEK_OF_FIGURES,
        },
    },
    "teams": {
        "desk": {"agents": 2, "handles": ["question", "visit", "note", "letter"], "engagement_floor": 0.5},
        "night": {"agents": {"mon-fri": {"9:00": 1, "12:00": 2}, "sat": 0}, "handles": ["question"]},
        "shop": {
            "shifts": {"early": {"people": 2, "hours": {"mon-fri": "9:00-15:00"}, "breaks": ["10:00-10:15"]}},
            "handles": ["question"],
        },
        "rota": {"roster": {"file": "roster.csv", "rows": ["mon 9:00-17:00 work yes Ann"]}, "handles": ["question"]},
        "vendor": {
            "agents": HEADS,
            "handles": {"question": {"speed": 1.2}, "visit": {"transfers": 0.2}},
            "shares_pool": False,
        },
    },
    "manager": {"count": HEADS, "hours": {"mon-fri": "9:00-17:00"}, "coaching": {"minutes": 20}},
    "leadership_lane": {"hours": {"mon-fri": "9:00-17:00"}},
    "incentives": {"bonus_pool": {"funding_per_agent": 300}},
    "backlog": {"question": 3},
    "customers": {"satisfaction": {"expected_generosity": 0.5}, "balking": {"quoted_above": 3.0}},
    "behavior": {"forgetting_half_life": 30.0, "starting_habit": 0.5},
    "outsourcing": {"team": "vendor"},
    "timeline": [{"week": 2, "event": "surge", "issue": "question"}],
    "policies": {"ours": {"name": "ours", "about": "Ours.", "set": {"incentives.relief": 0.1}}},
    "study": {"replications": 2, "seed": 1},
}
"""A center in which no key is empty."""
SHAPES = [value for value in MINUTES if isinstance(value, dict)]
"""Distributions of every shape; one key is given them all, each other one of them."""
_TEXTS: dict[str, list[Any]] = {
    "weekdays": [{"mon": 2.0, "tue-fri": 1.0}],
    "times": [{"9:00": 1.0, "12:00": 3.0}],
    "volume": [{"9:00": 1.0, "12:00": 3.0}, {"mon": 2.0, "tue": {"9:00": 3.0}}, HEADS],
    "handle_time_by": [{"12:00": 3.0}, {"mon": 2.0, "tue": {"9:00": 3.0}}, HEADS],
    "breaks": [[], ["11:00-11:30", {"start": "12:00-13:00", "minutes": 20.0, "paid": False}]],
    "agents": [5, {"mon-fri": 3, "sat": 1}, {"mon-fri": {"9:00": 1, "11:00": 3}}, HEADS],
    "count": [2, {"mon-fri": 1, "sat": 0}, {"mon-fri": {"9:00": 1, "11:00": 2}}, HEADS],
    "open": [{"mon-fri": "9:00-16:00"}],
    "hours": [{"mon-fri": "9:00-12:00, 13:00-16:00"}],
    "start": [datetime.date(2024, 1, 29)],
    "creates": ["question"],
    "to": [{"question": 1.0}],
    "teams": [["desk"]],
    "route": [[{"teams": ["desk"], "after": 1.0}]],
    "priority": [2, {"base": 2.0, "per_minute": 0.5}],
    "handles": [
        ["letter", "note", "visit", "question"],
        {"letter": {}, "note": {"skill": 0.2}, "visit": {}, "question": {"speed": 0.8}},
    ],
    "team": ["night"],
    "authority": [40.0, {"question": 40.0, "visit": 0.0}],
    "moments": [[1706000000001]],
    "rows": [[1]],
    "only": [{"queue": "b"}],
    "backlog": [{"question": 4}],
    "scorecard": [[{"measure": "repeats", "pays": 20.0}]],
    "figures": [[[3.0] * 24] * 7],
    "absent": [[[0, 23]] * 7],
}
"""Values of keys whose own rule no type can tell: names, days and times."""


def dotted_key(key: Key) -> str:
    """Return the key as it is set in `CENTER`."""
    visit = key.path[-1] == "creates" or {"own_goals", "table", "transfers"} & set(key.path)
    by_vendor = {"agents", "handles"} & set(key.path[:-1])
    note = {"volume", "handle_time_by", "route"} & set(key.path)
    dated = {"dates": "2024-01-30", "days": "heavy"}.get(str(key.path[1]), "") if len(key.path) > 2 else ""
    own = "letter" if "arrivals" in key.path else "note" if note else "visit" if visit else "question"
    crew = "rota" if "roster" in key.path else "shop" if {"shifts", "wind_down"} & set(key.path) else "desk"
    names = {"calendar": dated, "issues": own, "teams": "vendor" if by_vendor else crew}
    named = [names.get(str(key.path[0]), part) if part == "<name>" else part for part in key.path]
    if "shifts" in named:
        named[named.index("shifts") + 1] = "early"
    if "handles" in named[:-1]:
        named[named.index("handles") + 1] = "visit" if key.path[-1] == "transfers" else "question"
    return ".".join(map(str, named))


def settable() -> list[Key]:
    """Return the keys of the schema that a dotted key can name: entries of lists have none."""
    own = {"timeline", "what_if", "policies", "study", "observed", "beliefs"}
    inside = {"-", "breaks"}
    return [key for key in keys_of(Scenario) if key.path[0] not in own and not inside & set(key.path[:-1])]


def others(key: Key, own: Any) -> Iterator[Any]:
    """Yield values of each kind that may stand at a key, none of them its own."""
    may_be_empty = NoneType in get_args(key.info.annotation) and key.path[-1] != "agents"  # somebody has to work
    found = [*_of(key.place, str(key.path[-1]), own), *([None] if may_be_empty else [])]
    yield from (value for value in found if written(value) != written(own))


def _of(place: Place, name: str, own: Any) -> list[Any]:
    if name == "volume" and place.takes_numbers:
        return [0.5, {"question": 0.5}]
    if name in _TEXTS and place.kind not in ("number", "switch"):
        return _TEXTS[name]
    if place.tagged and "shape" in place.telling:
        if any(isinstance(note, Within) and note.always for note in place.notes):
            return [0.25, {"shape": "uniform", "low": 0.1, "high": 0.6}]
        return [3.0, *(SHAPES if name == "handle_time" else [SHAPES[len(name) % len(SHAPES)]])]
    if place.choices:
        return list(place.literals)
    match place.kind:
        case "number":
            return _numbers(place, own)
        case "switch":
            return [not own]
        case "text":
            return ["Another text"]
    raise AssertionError(f"no other value is known for {name}: teach this test one")


def _numbers(place: Place, own: Any) -> list[Any]:
    whole = place.annotation is int
    low, high = (
        next(limit for name in names if (limit := place.limit(name)) is not None)
        for names in (("ge", "gt"), ("le", "lt"))
    )
    own = own if isinstance(own, (int, float)) else low
    tries = [own / 2, own * 1.5, low + min(high - low, 1) / 4, own + 1]
    fit = [value for value in ([int(each) for each in tries] if whole else tries) if low < value < high]
    return [value for value in fit if value != own][:1]


def center(**what_ifs: Any) -> Scenario:
    """Return the center with what-ifs."""
    return scenario_from({**copy.deepcopy(CENTER), "what_if": what_ifs})
