"""What of a foreign model a scenario cannot say, or says otherwise, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.fit.imported.foreign_model import Client, Model
from sim.fit.imported.onto_keys import Crew, Left, shares_of, takers
from sim.fit.imported.twins import NEWEST
from sim.scenario.problems import printable


def left_out(model: Model, clients: Sequence[Client], crews: Sequence[Crew], names: dict[str, str]) -> Iterator[Left]:
    """Yield what is left out or done otherwise; what every model of that program does last."""
    yield from _not_known(model)
    yield from _switched_off(model, clients)
    yield from _of_clients(clients, names)
    yield from _of_floor(model, clients, crews, names)
    yield from _money(model, clients)
    yield from _always(crews, clients)


def _not_known(model: Model) -> Iterator[Left]:
    for name, line in model.unknown:
        yield Left(f"element {printable(name, 60)} (line {line}), which is not known here", "left out")
    parts = [int(part) for part in model.version.split(".")[:2] if part.isdecimal()]
    if parts > NEWEST:
        newest = ".".join(map(str, NEWEST))
        yield Left(f"version {printable(model.version, 20)}, newer than {newest}", f"read as of {newest}")


def _switched_off(model: Model, clients: Sequence[Client]) -> Iterator[Left]:
    yield from (Left(f"{what} is switched off", "left out") for what in model.switched_off)
    for client in model.clients:
        if client not in clients:
            yield Left(f"client type {client.name!r}, whom no active agent group serves", "left out")
    known = {name.casefold() for name in model.skills}
    for center in model.centers:
        for group in center.groups:
            if group.skill.casefold() not in known:
                told = f"agent group of {center.name!r} with the skill level {group.skill!r}, which is not there"
                yield Left(told, "left out")
    if model.thresholds:
        yield Left(f"ModelThresholds ({model.thresholds} warnings)", "left out; targets stand in study.targets")


def _of_clients(clients: Sequence[Client], names: dict[str, str]) -> Iterator[Left]:
    for client in clients:
        here = names[client.name]
        if client.after_blocked != client.after_cancel:
            yield Left(
                f"{here}: other redials after a busy signal than after canceling", "those after canceling hold for both"
            )
        if client.changes_on_retry:
            yield Left(f"{here}: a new client type on redialing", "redials keep their type")
        ways = [shares_of(to, names) for share, to in client.forwarding.by_skill.values() if share > 0]
        general = shares_of(client.forwarding.to, names) or (ways[0] if ways else {})
        if any(way != general for way in ways):
            yield Left(f"{here}: forwarding to other types by skill level", "the shares go by team, the types do not")
        if client.forwarding.share > 0 and not general:
            yield Left(f"{here}: forwarding to types that are not there", "nobody is handed on")
        strange = [name for name, weight in client.forwarding.to.items() if weight > 0 and name not in names]
        if client.forwarding.share > 0 and general and strange:
            told = f"{here}: forwarding to {', '.join(map(repr, strange[:3]))}, which is not there"
            yield Left(told, "these go to the other types")
        if client.recall.share > 0 or client.recall.by_skill:
            told = f"{here}: recalls ({100 * client.recall.share:g} % of those served)"
            yield Left(told, "further first calls, later by the mean interval, as if all were served")
        if client.recall.by_skill:
            yield Left(f"{here}: recalls by skill level", "the type's own share holds for all")
        if client.per_second < 0 or client.after_forwarding < 0:
            yield Left(f"{here}: a score that falls", "taken as one that stays")
        if not client.takes_line:
            yield Left(f"{here}: takes no telephone line", "no queue_limit")


def _of_floor(model: Model, clients: Sequence[Client], crews: Sequence[Crew], names: dict[str, str]) -> Iterator[Left]:
    if model.limit_text and model.limit is None:
        yield Left(
            f"ModelMaxQueueLength as a formula ({model.limit_text})", "no limit; state queue_limit or calendar.lines"
        )
    elif model.limit is not None and len(clients) > 1:
        yield Left(f"one limit of {model.limit:g} for all who wait", "the limit of each line")
    connects = {crew.center.connects for crew in crews}
    if any(connects):
        seconds = " and ".join(f"{each:g}" for each in sorted(connects))
        instead = "part of the handle time; waits end that much sooner, and so does service_level.within"
        yield Left(f"TechnicalFreeTime: {seconds} s between agent and talk, which are waiting", instead)
    if any(crew.center.may_leave_then for crew in crews):
        yield Left("who hangs up within the TechnicalFreeTime", "nobody does")
    yield from _of_teams(clients, crews, names)
    if any(group.is_by_arrivals for center in model.centers for group in center.groups):
        yield Left("AgentsGroupByClientArrivals", "worked out, and written as numbers by half-hour")
    if any(crew.surcharge != 1 for crew in crews):
        yield Left("ModelDiseaseRelatedSurchage, which only plans there", "absence of as many agents more, at random")
    if any(crew.productive != 1 for crew in crews):
        yield Left(
            "ModelProductivity by interval, rounded to whole agents", "the mean of the day, as time off the phone"
        )
    if any(client.sd > 0 for client in clients):
        yield Left("StandardDeviation of first calls by type", "one factor of the day for all types")


def _of_teams(clients: Sequence[Client], crews: Sequence[Crew], names: dict[str, str]) -> Iterator[Left]:
    for client in clients:
        name = names[client.name]
        able = takers(crews, name)
        if len({crew.center.score + crew.works[name].score for crew in able}) < len(able):
            told = f"{name}: of idle agents of equal scores in {len(able)} teams who has idled most"
            yield Left(told, "teams in the order of `teams`, within a team by its rule")
        spreads = {round(crew.works[name].talk.cv, 2) for crew in able}
        if len(spreads) > 1 or len({round(_wrap_share(crew, name), 2) for crew in able}) > 1:
            yield Left(
                f"{name}: spread and wrap-up of its handle time by skill level", "the means by team, else as of one"
            )
        if any(crew.works[name].is_longer_by_wait for crew in able):
            yield Left(f"{name}: talk that grows with the wait (HoldingTimeAddOn)", "left out")


def _wrap_share(crew: Crew, name: str) -> float:
    work = crew.works[name]
    whole = work.talk.mean + work.wrap_up.mean
    return work.wrap_up.mean / whole if whole else 0.0


def _money(model: Model, clients: Sequence[Client]) -> Iterator[Left]:
    for place, what in enumerate(("YieldPerClient", "CostPerCaller for canceling", "CostPerCaller for waiting")):
        if any(client.money[place] > 0 for client in clients):
            yield Left(what, "left out; what a lost customer is worth stands in customers.worth")
    if any(group.prices for center in model.centers for group in center.groups):
        yield Left("CostsPerClientType, by call and minute", "left out; hours are paid by hourly_cost")


def _always(crews: Sequence[Crew], clients: Sequence[Client]) -> Iterator[Left]:
    yield Left("as many first calls every day", "Poisson, with that mean")
    yield Left("a day that begins empty, a hundred times", "days that follow one another")
    if any(not crew.is_whole for crew in crews):
        yield Left(
            "shifts laid out by ModelPreferredShiftLength", "the numbers by part of the day; who is busy finishes"
        )
    if any(client.after_forwarding > 0 for client in clients):
        yield Left("a redial after forwarding, which begins anew", "it keeps the priority of who was handed off")
