"""A model of Callcenter Simulator as it is read: client types, call centers with agent groups, skill levels.

What the elements mean: CallcenterModel*.java and the events of the simulator, github.com/A-Herzog/Callcenter-Simulator
(Apache-2.0), versions 4.8 to 6.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.fit.imported.foreign_xml import Element
from sim.fit.imported.laws_of_time import NEVER, Span, shaped, span_of
from sim.fit.imported.twins import (
    all_of,
    attribute,
    is_off,
    number_at,
    number_in,
    number_of,
    numbers_of,
    one_of,
)

DAY = 86_400.0
PARTS = (24, 48, 96)
_PATIENCE_REACH, _LONG_REACH, _RETRY_REACH = 3600.0, 10 * DAY, 7200.0
Weights = dict[str, float]


@dataclass(frozen=True)
class Onward:
    """With what probability customers go on after a talk, and to which types; by skill level where that differs."""

    share: float
    to: Weights
    by_skill: dict[str, tuple[float, Weights]]


@dataclass(frozen=True)
class Client:
    """A client type."""

    name: str
    per_day: float
    sd: float
    profile: tuple[float, ...]
    base: float
    per_second: float
    after_forwarding: float
    tolerance: Span
    takes_line: bool
    service_level: float | None
    retry_after: Span
    after_blocked: tuple[float, float]
    after_cancel: tuple[float, float]
    changes_on_retry: bool
    forwarding: Onward
    recall: Onward
    recall_after: Span | None
    money: tuple[float, float, float]


@dataclass(frozen=True)
class Group:
    """Agents of one skill level in one call center, or their number by part of the day."""

    heads: tuple[float, ...]
    """Agents on the phone in each minute of the day."""
    shifts: tuple[tuple[int, int, int], ...]
    """In what shifts they work: begin and end in minutes of the day, and how many."""
    productive: float
    """The share of the planned agents that this is, on average over the day."""
    surcharge: float
    """Planned with absence, as a multiple of planned without, on average over the day."""
    skill: str
    cost: float
    is_open_end: bool
    is_by_arrivals: bool
    prices: bool


@dataclass(frozen=True)
class CallCenter:
    """Agent groups that share rules."""

    name: str
    score: float
    connects: float
    may_leave_then: bool
    by_last_call: float
    by_free_time: float
    least_wait: Weights
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Work:
    """How a skill level serves a client type: talk, wrap-up, what talk takes longer after a wait, and the score."""

    talk: Span
    wrap_up: Span
    by_interval: dict[int, tuple[Span, Span]]
    longer: float
    is_longer_by_wait: bool
    score: float


@dataclass(frozen=True)
class Model:
    """A whole model, what is switched off in it left out."""

    name: str
    about: str
    version: str
    days: int
    within: float
    limit: float | None
    limit_text: str
    clients: tuple[Client, ...]
    centers: tuple[CallCenter, ...]
    skills: dict[str, dict[str, Work]]
    switched_off: tuple[str, ...]
    thresholds: int
    unknown: tuple[tuple[str, int], ...]
    """Names of elements that are not known here, and the line of the first of each."""
    file: str
    line: int


def weights_in(element: Element | None, name: str) -> Weights:
    """Return weights by the client type that each names."""
    if element is None:
        return {}
    return {attribute(each, "Name"): number_of(each, each.text) for each in all_of(element, name)}


def _onward(element: Element | None, kind: str) -> Onward:
    if element is None:
        return Onward(0.0, {}, {})
    share = number_at(element, "Probability", 0.0, most=1.0)
    special = {
        attribute(each, "SkillLevel"): (
            number_at(each, "Probability", 0.0, most=1.0),
            weights_in(each, f"{kind}NewClientType"),
        )
        for each in all_of(element, f"{kind}SkillLevelDepending")
    }
    return Onward(share, weights_in(element, f"{kind}NewClientType"), special)


def span_in(element: Element | None, name: str, reach: float, usual: Span) -> Span:
    found = one_of(element, name) if element is not None else None
    return usual if found is None else span_of(found, reach)


def _tolerance(element: Element) -> Span:
    estimate = one_of(element, "ClientsWaitingTimeToleranceEstimation")
    if estimate is not None:
        leave = number_at(estimate, "CancelRate", 0.0, most=1.0)
        if leave <= 0:
            raise estimate.wrong("CancelRate is 0; patience can be estimated only where some hang up")
        sd = seconds_of(estimate, attribute(estimate, "WaitingTime", "0")) / leave
        more = seconds_of(estimate, attribute(estimate, "Correction", "0"))
        return shaped("lognormal", max(1.0, sd + more), sd)
    found = span_in(element, "ClientsWaitingTimeToleranceDistribution", _PATIENCE_REACH, NEVER)
    return span_in(element, "ClientsWaitingTimeToleranceDistributionLong", _LONG_REACH, found)


def client_of(element: Element) -> Client:
    """Return a client type."""
    fresh, score, retry = (one_of(element, f"Clients{part}") for part in ("FreshCalls", "Score", "Retry"))
    if fresh is None or (count := one_of(fresh, "FreshCallsCount")) is None:
        raise element.wrong("FreshCallsCount is missing: how many call a day")
    profile = one_of(fresh, "FreshCallsDistribution")
    recall, cost = one_of(element, "ClientsRecall"), one_of(element, "CostPerCaller")
    level = number_at(element, "ServiceLevel", 0.0)
    shares = {
        cause: tuple(
            number_in(retry, f"RetryProbabilityAfter{cause}{each}", 0.0, most=1.0) if retry is not None else 0.0
            for each in ("FirstRetry", "FurtherRetrys")
        )
        for cause in ("BeingBlocked", "Canceled")
    }
    return Client(
        name=attribute(element, "Name"),
        per_day=number_of(count, count.text),
        sd=number_at(count, "StandardDeviation", 0.0),
        profile=numbers_of(profile, PARTS) if profile is not None else (1.0,) * PARTS[0],
        base=_score(score, "Base"),
        per_second=_score(score, "PerWaitingSecond"),
        after_forwarding=_score(score, "Forwarding"),
        tolerance=_tolerance(element),
        takes_line=not is_off(element, "BlocksLine"),
        service_level=level or None,
        retry_after=span_in(retry, "RetryIntervalDistribution", _RETRY_REACH, shaped("exponential", 1200.0, 1200.0)),
        after_blocked=(shares["BeingBlocked"][0], shares["BeingBlocked"][1]),
        after_cancel=(shares["Canceled"][0], shares["Canceled"][1]),
        changes_on_retry=retry is not None and any(_changes(retry, attribute(element, "Name"))),
        forwarding=_onward(one_of(element, "ClientsForwarding"), "Forwarding"),
        recall=_onward(recall, "Recall"),
        recall_after=span_in(recall, "RecallIntervalDistribution", _RETRY_REACH, NEVER) if recall is not None else None,
        money=(
            number_in(element, "YieldPerClient", 0.0),
            number_at(cost, "Canceling", 0.0) if cost is not None else 0.0,
            number_at(cost, "WaitingSecond", 0.0) if cost is not None else 0.0,
        ),
    )


def _score(element: Element | None, name: str) -> float:
    return number_at(element, name, 0.0, least=-1e9) if element is not None else 0.0


def _changes(retry: Element, own: str) -> Iterator[bool]:
    """Yield for each way of redialing whether some do so as another type."""
    for cause in ("BeingBlocked", "Canceled"):
        for each in ("FirstRetry", "FurtherRetrys"):
            to = weights_in(one_of(retry, f"RetryClientTypeAfter{cause}{each}"), "RetryNewClientType")
            yield any(weight > 0 and name.casefold() != own.casefold() for name, weight in to.items())


def seconds_of(element: Element, text: str) -> float:
    """Return seconds written as such, as a time ``8:30``, or as ``8:30:00``; two parts are hours and minutes."""
    if ":" not in text:
        return number_of(element, text or "0", least=-1e9)
    parts = [number_of(element, part) for part in text.split(":")]
    if len(parts) > 3:
        raise element.wrong(f"{text!r} is no time of day such as 8:30")
    return sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))
