"""What Callcenter Simulator got for a model: the counts of clients and of calls that its file of results holds."""

from __future__ import annotations

from dataclasses import dataclass

from sim.fit.imported.foreign_xml import Element
from sim.fit.imported.twins import all_of, attribute, number_at, number_in, number_of, one_of


@dataclass(frozen=True)
class Counts:
    """Counts of all, or of one client type; seconds are sums.

    A client counts once, by the type of the first call; a call counts each time, by the type that it is of.
    """

    clients: float
    clients_served: float
    clients_wait: float
    clients_in_time: float
    calls: float
    calls_served: float
    calls_wait: float
    calls_in_time: float
    calls_canceled: float
    cancel_wait: float
    forwarded: float
    retried: float


@dataclass(frozen=True)
class Results:
    """The counts of all, and by client type, of so many days."""

    days: float
    all: Counts
    types: dict[str, Counts]


def results_of(root: Element) -> Results | None:
    """Return the results that a file holds beside its model, None if it holds none."""
    found = list(all_of(root, "StatisticClients")) if one_of(root, "StatisticClientsCount") is None else []
    whole = next((each for each in found if not attribute(each, "Name")), None)
    if whole is None:
        return None
    types = {attribute(each, "Name"): _counts(each) for each in found if attribute(each, "Name")}
    return Results(number_in(root, "StatisticDays", 1.0), _counts(whole), types)


def _counts(element: Element) -> Counts:
    clients, calls = (_part(element, f"Statistic{kind}Count") for kind in ("Clients", "Calls"))
    canceled = number_at(calls, "Canceled", 0.0, most=1e15)
    ended = [number_at(each, "Blocked", 0.0, most=1e15) for each in (clients, calls)]
    served = [number_at(each, "Success", 0.0, most=1e15) for each in (clients, calls)]
    gone = number_at(clients, "Canceled", 0.0, most=1e15), canceled
    return Counts(
        clients=served[0] + ended[0] + gone[0],
        clients_served=served[0],
        clients_wait=_sum(element, "StatisticClientsWaitingTime"),
        clients_in_time=_count(element, "StatisticClientsServiceLevel"),
        calls=served[1] + ended[1] + gone[1],
        calls_served=served[1],
        calls_wait=_sum(element, "StatisticCallsWaitingTime"),
        calls_in_time=_count(element, "StatisticCallsServiceLevel"),
        calls_canceled=canceled,
        cancel_wait=_sum(element, "StatisticCallsCancelTime"),
        forwarded=_count(element, "StatisticCallsForwarding"),
        retried=_count(element, "StatisticCallsRetry"),
    )


def _part(element: Element, name: str) -> Element:
    found = one_of(element, name)
    if found is None:
        raise element.wrong(f"{name} is missing in the results")
    return found


def _count(element: Element, name: str) -> float:
    found = one_of(element, name)
    return number_at(found, "Count", 0.0, most=1e15) if found is not None else 0.0


def _sum(element: Element, name: str) -> float:
    """Return a sum of seconds: by interval, to the millisecond, or as a whole, where every wait is cut to seconds."""
    found = one_of(element, name)
    if found is None:
        return 0.0
    parts = attribute(found, "SumPerInterval")
    if parts:
        return sum(number_of(found, part, most=1e15) for part in parts.strip(";").split(";"))
    return number_at(found, "Sum", 0.0, most=1e15)
