"""A model of Callcenter Simulator as the text of a scenario: every figure with the element that it comes from."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from sim.fit.imported.foreign_model import Client, Model, Onward
from sim.fit.imported.laws_of_time import MINUTE, Span, rounded, shaped
from sim.fit.imported.left_out import left_out
from sim.fit.imported.onto_keys import (
    WEEK,
    WEEKDAYS,
    Crew,
    Left,
    by_day,
    crews_of,
    day_cv,
    levels,
    priorities,
    shares_of,
    steps_of,
    takers,
    time_of,
    volumes_of,
)
from sim.fit.in_line import in_line, key_of
from sim.fit.scenario_keys import slugs
from sim.scenario.problems import Problem, ScenarioError

_WIDE = 40
MOST_REDIALS, MOST_CONTACTS = 20, 50


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return json.dumps(value, ensure_ascii=False)


def entry(depth: int, key: str, value: Any, comment: str = "") -> str:
    """Write a key with its value, and where it comes from."""
    line = f"{'  ' * depth}{key_of(key)}: {in_line(value, _written)}"
    return f"{line}{' ' * max(2, _WIDE - len(line))}# {comment}" if comment else line


def scenario_text(model: Model) -> tuple[str, tuple[Left, ...]]:
    """Return a model as the text of a scenario file, and what is left out or done otherwise.

    Raises
    ------
    ScenarioError
        If nobody serves anybody in it.
    """
    all_names = slugs([each.name for each in model.clients], "type")
    crews = crews_of(model, all_names)
    clients = [each for each in model.clients if takers(crews, all_names[each.name])]
    names = {each.name: all_names[each.name] for each in clients}
    if not clients:
        message = "no active agent group has a skill level that serves an active client type"
        raise ScenarioError([Problem(message, file=model.file, line=model.line)])
    left = tuple(left_out(model, clients, crews, names))
    parts = (
        _head(model, left),
        _issues(model, clients, crews, names),
        _teams(model, clients, crews, names),
        _rest(model, clients, crews),
    )
    return "\n".join(line for part in parts for line in part) + "\n", left


def _head(model: Model, left: Sequence[Left]) -> Iterator[str]:
    yield "# yaml-language-server: $schema=frontline.schema.json"
    version = f" {model.version}" if model.version else ""
    yield f"# From a model of Callcenter Simulator{version} (A. Herzog); comments name the elements of figures."
    yield "# Left out, or done otherwise:"
    yield from (f"# - {each}" for each in left)
    yield entry(0, "name", _line(model.name, 60))
    yield entry(0, "about", _line(model.about, 1500) or "Imported; the model has no description.")
    yield "calendar:"
    yield "  # A day there runs from midnight to midnight. Narrow the hours where nobody calls and nobody works."
    yield entry(1, "open", {"mon-sun": "0:00-24:00"})
    yield entry(1, "weeks", 2)


def _line(text: str, longest: int) -> str:
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def _issues(model: Model, clients: Sequence[Client], crews: Sequence[Crew], names: dict[str, str]) -> Iterator[str]:
    volumes = volumes_of(clients, names)
    ranks = priorities(clients)
    yield "issues:"
    for place, client in enumerate(clients):
        name = names[client.name]
        yield f"  {name}:  # ModelClientType {_line(client.name, 80)!r}"
        yield entry(2, "routine", True, "served; the model knows no escalation")
        yield from _volume(client, volumes[name])
        yield from _times(name, crews)
        yield entry(2, "patience", client.tolerance.data, "ClientsWaitingTimeTolerance, minutes")
        first, again = client.after_cancel
        redial = {"share": first, "again": again, "after": client.retry_after.data}
        yield entry(2, "redial", redial if first or again else {"share": 0.0}, "ClientsRetry after canceling")
        yield from _transfers(client, names)
        if ranks is not None:
            yield entry(2, "priority", ranks[place], "ClientsScore, all scores on one scale")
        if model.limit is not None and client.takes_line:
            yield entry(2, "queue_limit", int(model.limit), "ModelMaxQueueLength")
        steps = steps_of(crews, name, client)
        if len(steps) > 1 or steps[0][0] > 0:
            route = [{"teams": teams, "after": rounded(wait / MINUTE)} for wait, teams in steps[:8]]
            yield entry(2, "route", route, "MinimumWaitingTimeClientType, minutes")
        elif len(steps[0][1]) > 1:
            yield entry(2, "teams", steps[0][1], "by CallCenterScore + SkillLevelClientTypeScore")
        if client.service_level is not None:
            within = max(0.0, client.service_level - _connects(crews))
            yield entry(2, "service_level", {"within": within}, "ServiceLevel of the type, seconds")


def _volume(client: Client, quarters: list[float]) -> Iterator[str]:
    per_day = sum(quarters)
    more = f" and {per_day - client.per_day:.4g} recalls" if per_day > client.per_day * (1 + 1e-9) else ""
    yield entry(2, "per_week", rounded(WEEKDAYS * per_day), f"FreshCallsCount {client.per_day:g}{more} a day")
    profile = quarters if more else client.profile
    if per_day > 0:
        yield entry(2, "volume", levels(profile), "FreshCallsDistribution")
        yield entry(2, "bin_minutes", 1440 // len(profile))


def _whole(crew: Crew, name: str) -> Span:
    """Return how long a team is busy with a contact of a type: connecting, talk and wrap-up."""
    work = crew.works[name]
    extra = crew.center.connects + work.longer
    if work.wrap_up.mean == 0 and extra == 0:
        return work.talk
    mean = work.talk.mean + work.wrap_up.mean + extra
    return shaped(work.talk.shape, mean, math.hypot(work.talk.sd, work.wrap_up.sd))


def standard(name: str, crews: Sequence[Crew]) -> Crew:
    """Return the team by whose times those of a type are stated: the one with the most agent-hours."""
    return max((crew for crew in crews if name in crew.works), key=lambda crew: crew.minutes)


def speed_of(crew: Crew, name: str, crews: Sequence[Crew]) -> float:
    """Return how fast a team is with a type, measured by the team that sets the standard."""
    own = _whole(crew, name).mean
    return rounded(_whole(standard(name, crews), name).mean / own) if own > 0 else 1.0


def _times(name: str, crews: Sequence[Crew]) -> Iterator[str]:
    crew = standard(name, crews)
    work, by = crew.works[name], f"of {crew.skill!r}"
    factors, mean = _by_interval(crew, name)
    whole = _whole(crew, name)
    data = shaped(whole.shape, mean, whole.cv * mean).data if factors else whole.data
    parts = "HoldingTime + PostProcessingTime + TechnicalFreeTime"
    yield entry(2, "handle_time", data, f"{parts} {by}, minutes")
    if work.wrap_up.mean > 0:
        yield entry(2, "wrap_up", work.wrap_up.data, f"PostProcessingTime {by}, minutes")
    if factors:
        yield entry(2, "handle_time_by", factors, "by Interval")


def _by_interval(crew: Crew, name: str) -> tuple[dict[str, float], float]:
    """Return factors on the handle time by time of day where it differs, and its mean over the day's half-hours."""
    work, whole = crew.works[name], _whole(crew, name).mean
    if not work.by_interval or whole <= 0:
        return {}, whole
    usual = work.talk.mean + work.wrap_up.mean
    spans = [work.by_interval.get(part) for part in range(1, 49)]
    means = [whole if pair is None else whole - usual + pair[0].mean + pair[1].mean for pair in spans]
    mean = sum(means) / len(means)
    return levels([each / mean for each in means]), mean


def _transfers(client: Client, names: dict[str, str]) -> Iterator[str]:
    to = targets_of(client.forwarding, names)
    if to and (client.forwarding.share > 0 or client.forwarding.by_skill):
        data = {"share": client.forwarding.share, "to": {name: rounded(share) for name, share in to.items()}}
        yield entry(2, "transfers", data, "ClientsForwarding")


def targets_of(onward: Onward, names: dict[str, str]) -> dict[str, float]:
    """Return to which types customers go on; where only skill levels say so, what the first of them says."""
    ways = [onward.to, *(to for share, to in onward.by_skill.values() if share > 0)]
    return next((shares for to in ways if (shares := shares_of(to, names))), {})


def _connects(crews: Sequence[Crew]) -> float:
    return max(crew.center.connects for crew in crews)


def _teams(model: Model, clients: Sequence[Client], crews: Sequence[Crew], names: dict[str, str]) -> Iterator[str]:
    special = {names[each.name]: each.forwarding for each in clients}
    yield "teams:"
    for crew in crews:
        yield f"  {crew.name}:  # skill level {_line(crew.skill, 60)!r} of call center {_line(crew.center.name, 60)!r}"
        yield from _hours(crew)
        yield entry(2, "handles", _handles(crew, crews, special, names), "ModelSkillLevel")
        yield entry(
            2, "rule", "least_occupied" if crew.center.by_free_time > 0 else "longest_idle", "CallCenterAgentsScore"
        )
        missing = {
            "absence": rounded(max(0.0, 1 - 1 / crew.surcharge)) if crew.surcharge > 1 else 0.0,
            "off_phone": rounded(max(0.0, 1 - crew.productive)),
        }
        if any(missing.values()):
            yield entry(2, "shrinkage", missing, "ModelDiseaseRelatedSurchage, ModelProductivity")
        if crew.cost > 0:
            yield entry(2, "hourly_cost", rounded(crew.cost), "CostsPerHour")


def _hours(crew: Crew) -> Iterator[str]:
    """Write who works when: people by shift, or numbers of those planned where a part of them is missing."""
    if not crew.is_whole or not crew.shifts:
        gross = [rounded(heads * crew.surcharge / crew.productive) for heads in crew.heads]
        yield entry(2, "agents", by_day(gross), "AgentsGroupDistribution, ModelProductivity taken off again")
        return
    yield "    shifts:  # AgentsGroupCount, or AgentsGroupDistribution in shifts of ModelPreferredShiftLength"
    for (begin, end), people in sorted(crew.shifts.items()):
        name = f"from_{begin // 60:02d}{begin % 60:02d}_to_{end // 60:02d}{end % 60:02d}"
        hours = {WEEK: f"{time_of(begin)}-{time_of(end)}"}
        yield entry(3, name, {"people": people, "hours": hours})


def _handles(crew: Crew, crews: Sequence[Crew], special: dict[str, Onward], names: dict[str, str]) -> Any:
    how: dict[str, dict[str, float]] = {}
    for name in crew.works:
        if name not in special:
            continue
        its, speed = how.setdefault(name, {}), speed_of(crew, name, crews)
        if speed != 1.0:
            its["speed"] = speed
        own = {skill.casefold(): share for skill, (share, _) in special[name].by_skill.items()}.get(
            crew.skill.casefold()
        )
        if own is not None and targets_of(special[name], names):
            its["transfers"] = own
    return how if any(how.values()) else list(how)


def _rest(model: Model, clients: Sequence[Client], crews: Sequence[Crew]) -> Iterator[str]:
    within = max(0.0, model.within - _connects(crews))
    yield entry(0, "manager", {"count": 1}, "nothing goes up: the model knows no escalation")
    yield "customers:"
    yield entry(1, "redial_share", 0.0, "by type, above")
    yield entry(1, "max_redials", MOST_REDIALS)
    yield entry(1, "max_contacts", MOST_CONTACTS)
    yield entry(1, "talk_anger", 0.0, "times are as stated, whoever calls")
    cv = day_cv(clients)
    if cv >= 0.001:
        yield entry(1, "busyness", {"day_cv": rounded(min(2.0, cv))}, "StandardDeviation of FreshCallsCount")
    less = f" less {_connects(crews):g} of TechnicalFreeTime" if _connects(crews) else ""
    yield entry(
        0, "service_level", {"share": 80, "within": within, "of": "offered"}, f"ModelServiceLevel{less}, seconds"
    )
    yield entry(0, "study", {"replications": 30, "seed": 1})
