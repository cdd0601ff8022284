"""A foreign model onto the keys of a scenario: crews, who takes what, priorities, volumes; and what has no key."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sim.fit.imported.foreign_floor import MINUTES
from sim.fit.imported.foreign_model import CallCenter, Client, Model, Weights, Work
from sim.fit.imported.laws_of_time import rounded
from sim.fit.scenario_keys import slugs

QUARTERS = 96
WEEKDAYS = 7
_LEAST = 1e-6
"""What is smaller is nothing."""
MOST_PRIORITY = 9.0
_STEEPEST = 4.0
"""The steepest rise of a priority a minute, so that it rises for hours before it reaches the most that there is."""
WEEK = "mon-sun"


@dataclass(frozen=True)
class Left:
    """What a scenario cannot say, or says otherwise: what it is there, and what was done instead."""

    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.what}: {self.instead}"


@dataclass
class Crew:
    """A team: the agent groups of one skill level in one call center."""

    name: str
    skill: str
    center: CallCenter
    heads: list[float]
    surcharge: float
    productive: float
    cost: float
    shifts: dict[tuple[int, int], int] = field(default_factory=dict)
    """How many work from when to when, minutes of the day."""
    works: dict[str, Work] = field(default_factory=dict)
    """By client type, under the names that these have here."""

    @property
    def minutes(self) -> float:
        """Agent-minutes a day."""
        return sum(self.heads)

    @property
    def is_whole(self) -> bool:
        """Whether all who are planned are there, so that it can be said by shifts of people."""
        return self.surcharge == self.productive == 1.0


def named(name: str, names: dict[str, str]) -> str | None:
    """Return what a client type is called here; upper and lower case are one, as in the other program."""
    return next((here for there, here in names.items() if there.casefold() == name.casefold()), None)


def crews_of(model: Model, names: dict[str, str]) -> list[Crew]:
    """Return the teams of a model, groups of one skill level and call center together."""
    skills = {name.casefold(): works for name, works in model.skills.items()}
    crews: dict[tuple[str, str], Crew] = {}
    for center in model.centers:
        for group in center.groups:
            works = skills.get(group.skill.casefold(), {})
            key = center.name, group.skill
            crew = crews.setdefault(key, Crew(group.skill, group.skill, center, [0.0] * MINUTES, 0.0, 0.0, 0.0))
            own = sum(group.heads)
            crew.surcharge += own * group.surcharge
            crew.productive += own * group.productive
            crew.cost += own * group.cost
            for begin, end, people in group.shifts:
                crew.shifts[begin, end] = crew.shifts.get((begin, end), 0) + people
            crew.heads = [one + two for one, two in zip(crew.heads, group.heads, strict=True)]
            crew.works = {here: work for name, work in works.items() if (here := named(name, names)) is not None}
    called = slugs([f"{skill}" if _alone(skill, crews) else f"{center} {skill}" for center, skill in crews], "team")
    for crew, name in zip(crews.values(), called.values(), strict=True):
        total = crew.minutes or 1.0
        crew.name = name
        crew.surcharge, crew.productive, crew.cost = (
            each / total if crew.minutes else usual
            for each, usual in ((crew.surcharge, 1.0), (crew.productive, 1.0), (crew.cost, 0.0))
        )
    return [crew for crew in crews.values() if crew.works]


def _alone(skill: str, crews: Iterable[tuple[str, str]]) -> bool:
    return sum(other == skill for _, other in crews) == 1


def takers(crews: Sequence[Crew], name: str) -> list[Crew]:
    """Return the teams that serve a type, the highest score first; among equals who serves the fewest types."""
    able = [crew for crew in crews if name in crew.works]
    return sorted(able, key=lambda crew: (-(crew.center.score + crew.works[name].score), len(crew.works)))


def steps_of(crews: Sequence[Crew], name: str, client: Client) -> list[tuple[float, list[str]]]:
    """Return from which wait on, in seconds, which teams take a type."""
    waits: dict[float, list[str]] = {}
    for crew in takers(crews, name):
        least = {each.casefold(): wait for each, wait in crew.center.least_wait.items()}
        waits.setdefault(least.get(client.name.casefold(), 0.0), []).append(crew.name)
    return sorted(waits.items())


def levels(values: Sequence[float]) -> dict[str, float]:
    """Return values of equal parts of a day by the time of day from which each holds."""
    found: dict[str, float] = {}
    before = 0.0
    for place, value in enumerate(values):
        value = value if abs(value) >= _LEAST else 0.0
        if place == 0 or value != before:
            before = value
            minute = place * MINUTES // len(values)
            found[time_of(minute)] = rounded(value)
    return found


def time_of(minute: int) -> str:
    """Return a minute of the day as a time."""
    return f"{minute // 60}:{minute % 60:02d}"


def by_day(values: Sequence[float]) -> dict[str, dict[str, float]]:
    """Return such levels, the same on all days."""
    return {WEEK: levels(values)}


def priorities(clients: Sequence[Client]) -> list[dict[str, float]] | None:
    """Return scores as priorities in the same order; None where first come, first served is the same.

    A score is base + per second x wait + after forwarding. Only its order decides, so one number is taken off all
    of them and one factor makes them fit what a priority may be.
    """
    forward = [max(0.0, each.after_forwarding) for each in clients]
    slopes = [max(0.0, 60 * each.per_second) for each in clients]
    if len({each.base for each in clients}) == 1 and len(set(slopes)) == 1 and slopes[0] > 0 and not any(forward):
        return None
    lowest = min(each.base for each in clients)
    widest = max(*(each.base - lowest for each in clients), *forward, 0.0)
    factor = max(widest / MOST_PRIORITY, max(slopes) / _STEEPEST) or 1.0
    return [
        {
            "base": _shown((each.base - lowest) / factor),
            "per_minute": _shown(slope / factor),
            "after_hand_off": _shown(after / factor),
            "most": 1000.0,
        }
        for each, slope, after in zip(clients, slopes, forward, strict=True)
    ]


def _shown(value: float) -> float:
    return min(MOST_PRIORITY, float(f"{value:.9g}")) if value > MOST_PRIORITY * (1 - 1e-9) else float(f"{value:.9g}")


def volumes_of(clients: Sequence[Client], names: dict[str, str]) -> dict[str, list[float]]:
    """Return first calls by quarter of an hour of a day, with those that recalls add, taken as first calls."""
    fresh = {names[each.name]: _quarters(each) for each in clients}
    total, step = {name: list(day) for name, day in fresh.items()}, fresh
    for _ in range(20 if any(each.recall.share > 0 and each.recall_after for each in clients) else 0):
        after = {name: [0.0] * QUARTERS for name in fresh}
        for each in clients:
            rate = each.recall.share * (1 - each.forwarding.share)
            for name, share in shares_of(each.recall.to, names).items():
                later = round(min(each.recall_after.mean if each.recall_after else 0.0, 86400.0) / 900)
                for quarter, calls in enumerate(step[names[each.name]]):
                    after[name][(quarter + later) % QUARTERS] += calls * rate * share
        step = after
        total = {name: [a + b for a, b in zip(total[name], step[name], strict=True)] for name in total}
    return total


def _quarters(client: Client) -> list[float]:
    whole = sum(client.profile)
    parts = [client.profile[quarter * len(client.profile) // QUARTERS] for quarter in range(QUARTERS)]
    scale = client.per_day / (whole * QUARTERS / len(client.profile)) if whole else 0.0
    return [part * scale for part in parts]


def shares_of(weights: Weights, names: dict[str, str]) -> dict[str, float]:
    """Return shares by the types that there are here; none where no weight is left."""
    known = {here: weight for name, weight in weights.items() if (here := named(name, names)) and weight > 0}
    whole = sum(known.values())
    return {name: weight / whole for name, weight in known.items()}


def day_cv(clients: Sequence[Client]) -> float:
    """Return the CV of a day's volume beyond a Poisson's, the mean by volume."""
    total = sum(each.per_day for each in clients)
    cvs = [math.sqrt(max(0.0, each.sd**2 - each.per_day)) for each in clients if each.per_day > 0]
    return sum(cvs) / total if total else 0.0
