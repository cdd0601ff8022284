"""The scenario that a fit makes, as text: every key says whether it was fitted or is assumed; and its tables."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.fit.fitted import ASSUMED, Fitted, Vector, counted, plain
from sim.fit.scenario_keys import slugs
from sim.fit.sessions import SLOTS
from sim.fit.teams_text import team_lines
from sim.fit.turns import away_by_turns
from sim.fit.types_text import handed_over, type_lines
from sim.scenario.clocks import WEEKDAYS, clock

if TYPE_CHECKING:
    from sim.fit.client import Client

FOLDER = "{folder}"
"""Stands in the text where the name of the folder with the tables goes."""
_MOST_WEEKS = 8


@dataclass(frozen=True, kw_only=True)
class ClientFiles:
    """A scenario's text and its tables.

    Attributes
    ----------
    template : str
        YAML, with `{folder}` where the folder of the tables is named.
    tables : dict of str to str
        CSV by file name.
    assumed : tuple of str
        The keys of which the files tell nothing.
    """

    template: str
    tables: dict[str, str]
    assumed: tuple[str, ...]

    def text(self, folder: str) -> str:
        """Return the scenario's text with its tables in a folder, named relative to the scenario."""
        return self.template.replace(FOLDER, folder)


def files_of(client: Client) -> ClientFiles:
    """Return the scenario of a fit, and its tables."""
    is_open = client.arrivals.open_slots()
    names = slugs(client.issues_that_come, "type")
    heads = available(client)
    lines = _head(client, is_open)
    lines += ["", "issues:"]
    for issue, key in names.items():
        lines += type_lines(client, client.log.issues.index(issue), key, is_open)
    lines += ["", "teams:", *team_lines(client, names, heads)]
    lines += ["", *_rest(client)]
    level = client.arrivals.level * is_open[:, None, :]
    volume = {key: level[:, client.log.issues.index(issue)] for issue, key in names.items()}
    assumed = tuple(line.split(":")[0].strip() for line in lines if ASSUMED in line)
    return ClientFiles(
        template="\n".join(lines) + "\n", assumed=assumed,
        tables={"volume.csv": week_csv(volume, 4), "staff.csv": week_csv(heads, 3)},
    )  # fmt: skip


def available(client: Client) -> dict[str, Vector]:
    """Return people of each team by weekday and half hour: who is planned, else who is at the phone and not away."""
    if client.staffing.planned:
        return client.staffing.heads
    talk = client.answered.mean_talk if len(client.answered) else 1.0
    away = client.gaps.away_share(talk) if len(client.gaps.length) else np.zeros(SLOTS)
    told = {} if client.presence else away_by_turns(client.answered, client.sessions, client.skills.team_of)
    return {team: heads * (1 - told.get(team, away)) for team, heads in client.staffing.heads.items()}


def week_csv(columns: dict[str, Vector], digits: int) -> str:
    """Return tables of weekdays and half hours as CSV: weekday, start and a column each."""
    lines = [",".join(["weekday", "start", *columns])]
    for weekday, day in enumerate(WEEKDAYS):
        for slot in range(SLOTS):
            cells = [f"{table[weekday, slot]:.{digits}f}" for table in columns.values()]
            lines.append(",".join([day, clock(slot * 30), *cells]))
    return "\n".join(lines) + "\n"


def _head(client: Client, is_open: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> list[str]:
    log = client.log
    covered = int(client.arrivals.days[-1]) // 7 + 1
    weeks = min(_MOST_WEEKS, covered)
    hours = ", ".join(_hours(day, is_open[place]) for place, day in enumerate(WEEKDAYS) if is_open[place].any())
    first, last = log.days[0], log.days[-1]
    apart, usual = len(client.arrivals.special), int(client.arrivals.is_usual.sum())
    came = f"fitted: half hours in which contacts come, n = {counted(usual, 'day')}"
    came = came if client.tells_times else f"{ASSUMED}, the file tells days and no times"
    return [
        f"name: {_quoted(client.name)}",
        "about: >-",
        f"  Fitted to {client.size} from {first} to {last}"
        + (f", {apart} special day{'s' * (apart > 1)} set apart" if apart else "")
        + ". What the files do not tell is marked as assumed.",
        "calendar:",
        f"  start: {log.first_monday}  # the first week of the log",
        f"  weeks: {weeks}  # {'as many as the log covers' if weeks == covered else f'the log covers {covered}'}",
        f"  open: {{{hours}}}  # {came}",
        f"  after_hours: overtime  # {ASSUMED}",
    ]  # fmt: skip


def _hours(day: str, is_open: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> str:
    places = np.flatnonzero(is_open)
    return f'{day}: "{clock(int(places[0]) * 30)}-{clock(int(places[-1] + 1) * 30)}"'


def _quoted(text: str) -> str:
    return '"' + re.sub(r'["\\\x00-\x1f]', " ", text)[:90] + '"'


def _busyness(client: Client) -> list[str]:
    """Return how days and half hours differ; within days it is assumed where the files tell no times."""
    busy = client.busyness
    if busy is None:
        return [f"  busyness: {{day_cv: 0}}  # {ASSUMED}"]
    lines = ["  busyness:", f"    day_cv: {_limited(busy.day_cv, 'day_cv')}  # {busy.day_cv.comment}"]
    for key, each in (("within_day_cv", busy.within_day_cv), ("correlation", busy.correlation)):
        told = f"{_limited(each, key)}  # {each.comment}" if client.tells_times else f"0  # {ASSUMED}"
        lines.append(f"    {key}: {told}")
    return lines


def _rest(client: Client) -> list[str]:
    lines = ["customers:", *_busyness(client)]
    whole = client.patience.get("")
    if whole is None:
        lines += [f"  patience: {{shape: exponential, mean: 6}}  # {ASSUMED}"]
    else:
        lines += [
            f"  patience: {hazard_text(whole.starts, whole.rates)}  # {whole.rate.comment} (leavers per minute of wait)"
        ]
    redials = client.redials
    told = f"seen: {redials.share.value:.2f} of those who give up" if redials else "the file tells no callers apart"
    lines += [
        f"  redial_share: 0  # the volumes contain redials ({told}); set it where first attempts are forecast",
        "  comes_back_share: 0  # the volumes contain who calls again",
        f"  insists_share: 0  # {ASSUMED}",
    ]
    lines += [
        "",
        "manager:",
        f"  count: {_managers(client)}  # {ASSUMED}, as many as hand-overs need",
        f"  investigate_time: {{shape: gamma, mean: 10, cv: 0.7}}  # {ASSUMED}",
    ]
    lines += ["", "service_level: {share: 80, within: 20 s, of: offered}  # a usual target; write yours"]
    lines += ["", "what_if:", "  Contacts a tenth shorter:", "    set:"]
    lines += [f"      issues.{name}.handle_time: times 0.9" for name in slugs(client.issues_that_come, "type").values()]
    lines += ["", "study: {replications: 10, seed: 1}"]
    return lines


def _managers(client: Client) -> int:
    """Return how many managers ten minutes for each hand-over keep busy for four fifths of the time."""
    if not handed_over(client):
        return 1
    week = client.arrivals.figures[0].value * client.help["transferred"].share.value
    hours = float(client.arrivals.open_slots().sum()) / 2
    return int(min(500, max(1, math.ceil(week / 6 / max(hours, 1.0) / 0.8))))


def _limited(each: Fitted, key: str) -> str:
    most = 0.98 if key == "correlation" else 2.0
    return f"{min(most, each.value):.3f}"


def hazard_text(starts: Vector, rates: Vector) -> str:
    """Return a hazard as a scenario has it."""
    kept = np.maximum(rates, 1e-6)
    return (
        f"{{shape: hazard, starts: [{', '.join(f'{plain(each)}' for each in starts)}], "
        f"rates: [{', '.join(f'{plain(each)}' for each in kept)}]}}"
    )
