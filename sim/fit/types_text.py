"""The kinds of contact of a fitted scenario, as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.clock import MINUTE
from sim.fit.compact_columns import some_of
from sim.fit.fitted import ASSUMED, Fitted, mean_figure, plain, share_figure
from sim.fit.gaps import LONG

if TYPE_CHECKING:
    from sim.fit.client import Client
    from sim.fit.handle_time_fit import HandleTime
    from sim.fit.patience_fit import Patience

_ASSUMED_TIME = "{shape: lognormal, mean: 6, cv: 1}"
_SEEN = 0.005
"""Where more than this share of a type is handed over, agents decide; else its contacts are served and no more."""


def handed_over(client: Client) -> dict[str, Fitted]:
    """Return the share handed over of each type that the log shows handed over: agents of the scenario decide these."""
    seen = client.help.get("transferred")
    return {issue: each for issue, each in seen.by_issue.items() if each.value > _SEEN} if seen else {}


def type_lines(client: Client, code: int, name: str, is_open: NDArray[np.bool_]) -> list[str]:
    """Return the lines of one type."""
    arrivals, issue = client.arrivals, client.log.issues[code]
    week = float((arrivals.level[:, code] * is_open).sum())
    told = next(each for each in arrivals.figures if each.name == f"contacts a week, {issue}")
    lines = [
        f"  {name}:",
        f"    per_week: {plain(max(week, 0.001))}  # {told.comment}",
        f"    volume: {{file: {{folder}}/volume.csv, column: {name}, bin_minutes: 30}}  # fitted: means of usual days",
        "    bin_minutes: 30",
    ]
    lines += route_lines(client, code)
    lines += handling(client, issue)
    own: Patience | None = client.patience.get(issue)
    if own is not None:
        from sim.fit.client_files import hazard_text

        lines.append(
            f"    patience: {hazard_text(own.starts, own.rates)}  # {own.rate.comment} (leavers per minute of wait)"
        )
    if issue in handed_over(client):
        lines += [f"    asks_share: 0  # {ASSUMED}", *_not_chosen(client, code), *_diagnosis(client, code)]
    else:
        lines.append(
            "    routine: yes  # the file tells of no hand-over of these; `no` lets agents decide what they pass up"
        )
    return lines


def route_lines(client: Client, code: int) -> list[str]:
    """Return the lines of a type that some teams take only after a wait."""
    own = sorted((each for each in client.steps if each.issue == code), key=lambda each: each.ticks)
    if not own:
        return []
    issue, late = client.log.issues[code], {each.team for each in own}
    first = [team for team, takes in client.skills.teams.items() if issue in takes and team not in late]
    if not first:
        return []
    lines = ["    route:", f"      - {{teams: [{', '.join(first)}]}}"]
    for each in own:
        told = f"{each.after.comment}: {each.after.fit}"
        lines.append(f"      - {{teams: [{each.team}], after: {plain(each.after.value)}}}  # {told}")
    return lines


def _not_chosen(client: Client, code: int) -> list[str]:
    """Return the lines of hand-overs that agents do not decide, where a column tells of which kind each is."""
    keys = {"reserved": "reserved_share", "on demand": "asks_for_manager"}
    told = {key: its[1 + code] for name, its in client.help["transferred"].kinds.items() if (key := keys.get(name))}
    return [f"    {key}: {plain(each.value)}  # {each.comment}" for key, each in told.items() if each.value > 0]


def chosen(client: Client) -> Fitted | None:
    """Return the share handed over by choice of the contacts in which agents had one; none where no column tells kinds.

    It is over the types that agents of the scenario decide.
    """
    kinds = client.help["transferred"].kinds
    if not kinds:
        return None
    codes = [client.log.issues.index(issue) for issue in handed_over(client)]
    reserved, demanded, own = (
        sum(round(its[1 + code].value * its[1 + code].n) for code in codes if its[1 + code].n) for its in kinds.values()
    )
    n = sum(client.help["transferred"].by_issue[client.log.issues[code]].n for code in codes)
    return share_figure(own, n - reserved - demanded, name="handed over by choice, of what agents decide")


def _diagnosis(client: Client, code: int) -> list[str]:
    """Return the line that says how much of an agent's time a contact takes that is handed over."""
    answered = client.answered
    moved, stays = _by_end(client, code)
    if min(len(moved), len(stays)) < 30:
        return [f"    diagnosis_share: 0.5  # {ASSUMED}"]
    share = min(0.95, max(0.05, float(answered.talk_of(moved).mean() / answered.talk_of(stays).mean())))
    told = "agent's time with contacts that are handed over, over that with others"
    return [f"    diagnosis_share: {share:.3f}  # fitted: n = {len(moved):,}: {told}"]


def _by_end(client: Client, code: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which answered contacts of a type were handed over, and which were not."""
    answered, log = client.answered, client.log
    own = np.flatnonzero(some_of(log, "issue", answered.row) == code)
    moved = some_of(log, "transferred", some_of(answered, "row", own)) >= 0
    return own[moved], own[~moved]


def handling(client: Client, issue: str) -> list[str]:
    """Return the lines of handle time and wrap-up of one type."""
    own = client.handle_times.get(issue)
    time = own or client.handle_times.get("")
    if time is None:
        return [f"    handle_time: {_ASSUMED_TIME}  # {ASSUMED}"]
    wrap, wrap_told, wrap_sd = wrap_up_of(client)
    mean, why = _whole(client, time, issue)
    cv = time.cv.value
    if client.speed.sd.value > 0.01:  # between agents, it is the team's speed_cv
        cv = math.sqrt(max((1 + cv * cv) / (1 + client.speed.sd.value**2) - 1, 0.0025))
    shape = time.mean.fit or "its shape is assumed"
    told = f"{time.mean.comment}, {shape}{why}" if own else f"too few contacts: all types', {time.shape}"
    lines = [f"    handle_time: {_shape(time, mean, cv, wrap, wrap_sd)}  # {told}; with {wrap:.2f} of wrap-up"]
    if wrap > 0:
        lines.append(f"    wrap_up: {plain(wrap)}  # {wrap_told}")
    if client.handle_time_by_hour.matters:
        hours = zip(client.handle_time_by_hour.hours, client.handle_time_by_hour.factors, strict=True)
        levels = ", ".join(f"{hour}:00: {max(each.value, 0.05):.3f}" for hour, each in hours)
        n = sum(each.n for each in client.handle_time_by_hour.factors)
        lines.append(f"    handle_time_by: {{{levels}}}  # fitted: means by hour over the type's, n = {n:,}")
    return lines


def wrap_up_of(client: Client) -> tuple[float, str, float]:
    """Return the mean wrap-up in minutes, what is said of it, and its standard deviation.

    It is what the log calls so, else the gap to the next contact, up to a minute, where callers were waiting.
    """
    if client.wrap_up is not None:
        mean, spread = client.wrap_up
        return mean.value, mean.comment, spread
    brief = client.gaps.length[client.gaps.length <= LONG] / MINUTE
    if len(brief) == 0:
        return 0.0, "", 0.0
    told = mean_figure(brief, name="wrap-up")
    return told.value, f"{told.comment}: gaps up to a minute while callers wait", float(brief.std())


def _whole(client: Client, time: HandleTime, issue: str) -> tuple[float, str]:
    """Return the mean time of a contact that an agent finishes, and what is said of it."""
    if issue not in handed_over(client):
        return time.mean.value, ""
    answered, log = client.answered, client.log
    _, stays = _by_end(client, log.issues.index(issue) if issue in log.issues else -1)
    if len(stays) < 30:
        return time.mean.value, ""
    return float(
        answered.talk_of(stays).mean()
    ) / MINUTE, "; the key holds the time of contacts that are not handed over"


def _shape(time: HandleTime, mean: float, cv: float, wrap: float, wrap_sd: float) -> str:
    """Return the distribution of talk and wrap-up together, by mean and CV."""
    whole = mean + wrap
    spread = min(20.0, max(math.sqrt((cv * mean) ** 2 + wrap_sd**2) / whole, 0.001))
    if time.shape == "mixture":
        brief = min(time.floor_share, 0.9)
        low = 5 / 60 + wrap
        rest = max((whole - brief * low) / (1 - brief), 0.01)
        return (
            f"{{shape: mixture, parts: [{{weight: {brief:.4f}, "
            f"of: {{shape: uniform, low: {plain(wrap)}, high: {plain(10 / 60 + wrap)}}}}}, "
            f"{{weight: {1 - brief:.4f}, of: {{shape: lognormal, mean: {plain(rest)}, cv: {plain(spread)}}}}}]}}"
        )
    if time.shape == "exponential":
        return f"{{shape: gamma, mean: {plain(whole)}, cv: {plain(spread)}}}"
    return f"{{shape: {time.shape}, mean: {plain(whole)}, cv: {plain(spread)}}}"
