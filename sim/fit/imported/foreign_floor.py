"""The floor of a model of Callcenter Simulator: call centers, agent groups, skill levels; and the model as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.fit.imported.foreign_model import DAY, PARTS, CallCenter, Client, Group, Model, Work, client_of, seconds_of
from sim.fit.imported.foreign_xml import Element
from sim.fit.imported.laws_of_time import Span, span_of
from sim.fit.imported.twins import (
    all_of,
    attribute,
    is_off,
    model_in,
    not_known,
    number_at,
    number_in,
    number_of,
    numbers_of,
    one_of,
    text_of,
)
from sim.scenario.problems import printable

MINUTES = 1440
_STEP = 5
"""So exact are beginnings and ends, minutes."""
_LENGTHS = {"Preferred": 16.0, "Minimal": 1.0}
"""Lengths of shifts where none is stated, in half-hours."""
_WORK_REACH = 3600.0


def model_of(root: Element, path: Path) -> Model:
    """Return the model that a file holds, alone or with results.

    Raises
    ------
    ScenarioError
        At the line of an element that is missing, or cannot be read.
    """
    top = model_in(root)
    listed = list(all_of(top, "ModelClientType"))
    clients = tuple(client_of(each) for each in listed if not is_off(each, "Active"))
    levels = list(all_of(top, "ModelSkillLevel"))
    _differ(top, "skill levels", [attribute(each, "Name") for each in levels])
    _differ(top, "client types", [each.name for each in clients])
    skills = {attribute(each, "Name"): _skill(each) for each in levels}
    houses = list(all_of(top, "ModelCallCenter"))
    centers = tuple(_center(each, top, clients) for each in houses if not is_off(each, "Active"))
    if not clients:
        raise top.wrong("has no client type that is active")
    if not any(center.groups for center in centers):
        raise top.wrong("has no agent group that is active")
    limit = text_of(top, "ModelMaxQueueLength")
    off = [f"client type {attribute(each, 'Name')!r}" for each in listed if is_off(each, "Active")]
    off += [f"call center {attribute(each, 'Name')!r}" for each in houses if is_off(each, "Active")]
    groups = [(each, house) for house in houses for each in all_of(house, "CallCenterAgentsGroup")]
    off += [f"agent group of {attribute(house, 'Name')!r}" for each, house in groups if is_off(each, "Active")]
    thresholds = one_of(top, "ModelThresholds")
    return Model(
        name=text_of(top, "ModelName") or path.name.split(".")[0],
        about=text_of(top, "ModelDescription"),
        version=text_of(top, "ModelSimulatorVersion"),
        days=int(number_in(top, "ModelSimulatedDays", 1.0)),
        within=number_in(top, "ModelServiceLevel", 20.0),
        limit=_whole(limit),
        limit_text=limit,
        clients=clients,
        centers=centers,
        skills=skills,
        switched_off=tuple(off),
        thresholds=len(thresholds.inside) if thresholds is not None else 0,
        unknown=tuple({each.name: each.line for each in reversed(list(not_known(top)))}.items())[::-1],
        file=root.file,
        line=top.line,
    )


def _differ(top: Element, what: str, called: list[str]) -> None:
    """Refuse two things of one name."""
    names = [name.casefold() for name in called]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise top.wrong(f"has two {what} that are called {printable(twice, 60)!r}")


def _whole(text: str) -> float | None:
    return float(text) if text.isdigit() else None


def _skill(element: Element) -> dict[str, Work]:
    return {attribute(each, "Name"): _work(each) for each in all_of(element, "SkillLevelClientType")}


def _work(element: Element) -> Work:
    talks, wraps = (
        _spans(element, f"SkillLevelClientType{part}TimeDistribution") for part in ("Holding", "PostProcessing")
    )
    for what, spans in (("HoldingTimeDistribution", talks), ("PostProcessingTimeDistribution", wraps)):
        if 0 not in spans:
            raise element.wrong(f"SkillLevelClientType{what} is missing")
    longer = text_of(element, "SkillLevelClientTypeHoldingTimeAddOn", "0") or "0"
    constant = longer.replace(".", "", 1).replace(",", "", 1).isdigit()
    parts = sorted((set(talks) | set(wraps)) - {0})
    return Work(
        talk=talks[0],
        wrap_up=wraps[0],
        by_interval={part: (talks.get(part, talks[0]), wraps.get(part, wraps[0])) for part in parts},
        longer=number_of(element, longer) if constant else 0.0,
        is_longer_by_wait=not constant,
        score=number_in(element, "SkillLevelClientTypeScore", 1.0),
    )


def _spans(element: Element, name: str) -> dict[int, Span]:
    """Return a distribution by half-hour, counted from 1; that of the whole day at 0."""
    return {
        int(number_at(each, "Interval", 0.0, most=48.0)): span_of(each, _WORK_REACH) for each in all_of(element, name)
    }


def _center(element: Element, top: Element, clients: tuple[Client, ...]) -> CallCenter:
    score, waits = one_of(element, "CallCenterAgentsScore"), one_of(element, "CallCenterMinimumWaitingTime")
    connects = one_of(element, "CallCenterTechnicalFreeTime")
    return CallCenter(
        name=attribute(element, "Name"),
        score=number_in(element, "CallCenterScore", 1.0),
        connects=number_of(connects, connects.text) if connects is not None else 0.0,
        may_leave_then=connects is not None
        and bool(attribute(connects, "IsWaitingTime"))
        and not is_off(connects, "IsWaitingTime"),
        by_last_call=number_in(score, "AgentsScoreFactorSinceLastCall", 0.0) if score is not None else 0.0,
        by_free_time=number_in(score, "AgentsScoreFactorFreeTimePart", 0.0) if score is not None else 0.0,
        least_wait={attribute(each, "Name"): number_of(each, each.text) for each in waits.inside} if waits else {},
        groups=tuple(
            _group(each, (each, element, top), clients)
            for each in all_of(element, "CallCenterAgentsGroup")
            if not is_off(each, "Active")
        ),
    )


def _group(element: Element, places: tuple[Element, ...], clients: tuple[Client, ...]) -> Group:
    rates = _by_part(places, "ModelProductivity")
    planned, is_open = _planned(element, clients)
    counted = one_of(element, "AgentsGroupCount") is not None
    there = planned if counted else [float(int(n * rates[m * 48 // MINUTES] + 0.5)) for m, n in enumerate(planned)]
    more = _by_part(places, "ModelDiseaseRelatedSurchage")
    weights = list(there)
    lengths = [_length(places, f"Model{which}ShiftLength", usual) for which, usual in _LENGTHS.items()]
    return Group(
        heads=tuple(there),
        shifts=tuple(shifts_of(there, *((MINUTES, 0) if counted else lengths))),
        productive=_mean([rates[m * 48 // MINUTES] for m in range(MINUTES)], weights) if not counted else 1.0,
        surcharge=_mean([more[m * 48 // MINUTES] for m in range(MINUTES)], weights),
        skill=text_of(element, "AgentsGroupSkillLevel"),
        cost=number_in(element, "CostsPerHour", 0.0),
        is_open_end=is_open,
        is_by_arrivals=one_of(element, "AgentsGroupByClientArrivals") is not None,
        prices=any(
            number_at(each, part, 0.0) > 0
            for each in all_of(element, "CostsPerClientType")
            for part in ("PerCall", "PerMinute")
        ),
    )


def _length(places: tuple[Element, ...], name: str, usual: float) -> int:
    """Return a length of shifts in minutes, as the innermost element has it that states one above 0."""
    told = (number_in(place, name, 0.0, least=-1.0, most=48.0) for place in places)
    return round(30 * next((length for length in told if length > 0), usual))


def shifts_of(heads: Sequence[float], preferred: int, minimal: int) -> Iterator[tuple[int, int, int]]:
    """Yield shifts that together are so many heads: begin and end in minutes of the day, and people.

    As the other program lays them out: who came first goes first, where fewer are needed or at the end of the preferred
    length, and then somebody new comes; who goes finishes the call, so such a change brings a little more work.

    Parameters
    ----------
    heads
        In each minute of the day.
    preferred, minimal
        Lengths in minutes.
    """
    working: list[int] = []
    made: dict[tuple[int, int], int] = {}
    for minute in range(0, MINUTES, _STEP):
        need = int(heads[minute])
        while working and (
            (len(working) > need and working[0] + minimal <= minute) or minute - working[0] >= preferred
        ):
            shift = working.pop(0), minute
            made[shift] = made.get(shift, 0) + 1
        working += [minute] * (need - len(working))
    for begin in working:
        shift = begin, MINUTES
        made[shift] = made.get(shift, 0) + 1
    yield from ((begin, end, people) for (begin, end), people in made.items())


def _mean(values: list[float], weights: list[float]) -> float:
    total = sum(weights)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / total if total else 1.0


def _by_part(places: tuple[Element, ...], name: str) -> tuple[float, ...]:
    """Return 48 values of the innermost element that states them; 1 where none does."""
    for place in places:
        found = one_of(place, name)
        if found is not None and found.text.strip():
            return numbers_of(found, (48,))
    return (1.0,) * 48


def _planned(element: Element, clients: tuple[Client, ...]) -> tuple[list[float], bool]:
    """Return how many agents are planned in each minute, and whether those of the day's end stay for who waits."""
    by_part = one_of(element, "AgentsGroupDistribution")
    if by_part is not None:
        return _stretched(numbers_of(by_part, PARTS)), attribute(by_part, "LastShiftIsOpenEnd") in (
            "1",
            "true",
            "yes",
            "on",
        )
    arrivals = one_of(element, "AgentsGroupByClientArrivals")
    if arrivals is not None:
        return _stretched(_by_arrivals(arrivals, clients)), False
    count = one_of(element, "AgentsGroupCount")
    if count is None:
        raise element.wrong("says neither AgentsGroupCount nor AgentsGroupDistribution")
    agents = number_of(count, count.text, most=5000)
    begin, end = (one_of(element, f"AgentsGroupWorkingTime{part}") for part in ("Begin", "End"))
    first = seconds_of(begin, begin.text.strip()) if begin is not None else 0.0
    last = seconds_of(end, end.text.strip()) if end is not None else DAY
    if not 0 <= first <= last <= DAY:
        raise element.wrong("AgentsGroupWorkingTimeBegin and End are no span within a day")
    return [agents if first / 60 <= m < last / 60 else 0.0 for m in range(MINUTES)], end is None


def _stretched(parts: tuple[float, ...]) -> list[float]:
    return [parts[m * len(parts) // MINUTES] for m in range(MINUTES)]


def _by_arrivals(element: Element, clients: tuple[Client, ...]) -> tuple[float, ...]:
    """Return agents by half-hour in proportion to weighted profiles of client types, so many half-hours in all."""
    total = [0.0] * 48
    for each in all_of(element, "ByClientArrivalsGroup"):
        rate = number_at(each, "Rate", 0.0)
        client = next((one for one in clients if one.name.casefold() == each.text.strip().casefold()), None)
        for minute, level in enumerate(_stretched(client.profile) if client else ()):
            total[minute * 48 // MINUTES] += rate * level * len(client.profile if client else ()) / MINUTES
    halves = number_at(element, "AgentsHalfHours", 0.0)
    scale = halves / sum(total) if sum(total) > 0 else 0.0
    whole = [float(int(level * scale)) for level in total]
    rest = sorted(range(48), key=lambda part: whole[part] - total[part] * scale)
    for part in rest[: max(0, round(halves - sum(whole))) if scale else 0]:
        whole[part] += 1.0
    return tuple(whole)
