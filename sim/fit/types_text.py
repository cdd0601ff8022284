"""The kinds of contact of a fitted scenario, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.fit.compact_columns import some_of
from sim.fit.fitted import ASSUMED, Fitted, plain, share_figure
from sim.fit.handling_text import handling

if TYPE_CHECKING:
    from sim.fit.client import Client
    from sim.fit.patience_fit import Patience
    from sim.fit.routing_fit import Step

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
    lines += route_lines(client, code) + _priority(client, code)
    lines += handling(client, code, finished=issue in handed_over(client))
    own: Patience | None = client.patience.get(issue)
    if own is not None:
        from sim.fit.client_files import hazard_text

        lines.append(
            f"    patience: {hazard_text(own.starts, own.rates)}  # {own.rate.comment} (leavers per minute of wait)"
        )
    if issue in handed_over(client):
        lines += [f"    asks_share: 0  # {ASSUMED}", *_not_chosen(client, code), *_diagnosis(client, code)]
    else:
        lines.append(f"    routine: yes  # {_why_routine(client, code)}; `no` lets agents decide what they pass up")
    return lines


def _why_routine(client: Client, code: int) -> str:
    count = int(np.count_nonzero((client.log.issue == code) & (client.log.transferred >= 0)))
    if count == 0:
        return "the file tells of no hand-over of these"
    if len(client.answered) == 0:
        return f"{count:,} of these are handed over, which is not fitted where no handle times are told"
    return f"only {count:,} of these are handed over"


def route_lines(client: Client, code: int) -> list[str]:
    """Return the lines of a type that its teams do not all take at once, or that asks them in an order of its own."""
    own = sorted((each for each in client.routing.steps if each.issue == code), key=lambda each: each.ticks)
    first, issue = client.routing.first.get(code, ()), client.log.issues[code]
    usual = [team for team, takes in client.skills.teams.items() if issue in takes]
    if not first or (not own and list(first) == usual):
        return []
    apart = [each for each in own if each.after is None]
    lines = ["    route:", *(_step(each) for each in apart)]
    order = "in which order they are asked" if len(first) > 1 else "asked first"
    lines.append(f"      - {{teams: [{', '.join(first)}]}}  # fitted: {order}")
    return [*lines, *(_step(each) for each in own if each.after is not None)]


def _priority(client: Client, code: int) -> list[str]:
    """Return the line of priority: half a point is a minute of head start, for types that rise alike."""
    if not client.priorities:
        return []
    ahead = client.priorities.get(code)
    base = plain(ahead.value / 2) if ahead else "0"
    told = f"{plain(ahead.value)} minutes ahead, n = {ahead.n:,}: {ahead.fit}" if ahead else "not ahead of others"
    return [f"    priority: {{base: {base}, per_minute: 0.5, most: 1000}}  # fitted: {told}"]


def _step(step: Step) -> str:
    keys, told = [f"teams: [{step.team}]"], []
    if step.after is not None:
        keys.append(f"after: {plain(step.after.value)}")
        told.append(f"{step.after.comment}: {step.after.fit}")
    if step.share is not None:
        keys.append(f"share: {step.share.value:.3f}" + ", only: yes" * (step.after is None))
        told.append(f"{step.share.comment}: others are passed over")
    return f"      - {{{', '.join(keys)}}}  # {'; '.join(told)}"


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
