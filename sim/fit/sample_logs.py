"""A simulated center's calls as a client's export has them: a phone system's, a spreadsheet, Asterisk's queue_log."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.clock import SECOND
from sim.demand.purposes import TRANSFER
from sim.engines import center_of
from sim.journeys.records import AWAY, DUTY, Outcome
from sim.scenario import Scenario, plan_of

NEVER = -1
_MINUTE = 60


@dataclass(frozen=True)
class Exported:
    """What a phone system saw of a run: contacts that reached a line, in order of arrival, and who was logged in.

    Moments are whole seconds since 00:00 of the first day, rounded down as exports do; `NEVER` what did not happen.
    """

    begin: datetime.datetime
    queues: tuple[str, ...]
    queue: Any
    call: Any
    caller: Any
    agent: tuple[str, ...]
    """Who answered; empty where nobody did."""
    received: Any
    answered: Any
    left: Any
    transferred: Any
    ended: Any
    wrap_up: Any
    """Seconds of work after the talk."""
    staff: tuple[tuple[int, str, str], ...]
    """Moment, agent and event (``in``, ``out``, ``pause``, ``back``), in order."""

    def __len__(self) -> int:
        return len(self.received)

    def moment(self, second: int) -> datetime.datetime:
        """Return a moment by the center's clock."""
        return self.begin + datetime.timedelta(seconds=int(second))


def exported(scenario: Scenario, seed: int = 1) -> Exported:
    """Simulate a scenario once and return what its phone system saw.

    What never reached a line (a busy signal, self-service that solved it) is in no queue's log. The agent's time ends
    where an issue is passed up or a customer handed on (`transferred`); with a ticket the call ends, too.
    """
    weeks = list(center_of(plan_of(scenario), seed, 0, None, keep=True).weeks())
    rows = np.concatenate([week.contacts for week in weeks])
    onward = np.isin(rows["row"], rows["parent"][rows["kind"] == TRANSFER])
    issue = np.unique(rows[["stream", "bin", "ordinal", "own_goal"]], return_inverse=True)[1].ravel()
    queued = (rows["queued"] >= 0) & (rows["outcome"] != Outcome.OPEN)
    order = np.flatnonzero(queued)[np.argsort(rows["queued"][queued], kind="stable")]
    rows, onward, issue = rows[order], onward[order], issue[order]
    up = (rows["escalated"] >= 0) & (rows["answered"] >= 0)
    handed = np.where(up, rows["escalated"], np.where(onward, rows["ended"], NEVER))
    ended = np.where(rows["ticketed"] >= 0, rows["ticketed"], rows["ended"])
    served = rows["answered"] >= 0
    teams = list(scenario.teams)
    agents = [_agent(teams, row["team"], row["seat"]) if row["answered"] >= 0 else "" for row in rows]
    return Exported(
        datetime.datetime.combine(scenario.calendar.start, datetime.time()),
        tuple(scenario.issues),
        rows["type"],
        np.arange(len(rows)),
        issue,
        tuple(agents),
        _seconds(rows["queued"]),
        _seconds(rows["answered"]),
        _seconds(np.where(served, NEVER, rows["ended"])),
        _seconds(handed),
        _seconds(np.where(served, ended, NEVER)),
        _seconds(rows["wrap_up_ticks"]),
        tuple(_staff(teams, np.concatenate([week.duty for week in weeks]))),
    )


def _seconds(ticks: Any) -> Any:
    return np.where(ticks >= 0, ticks // SECOND, NEVER)


def _agent(teams: Sequence[str], team: int, seat: int) -> str:
    return f"{teams[team]}-{seat + 1:02d}"


def _staff(teams: Sequence[str], duty: Any) -> Iterator[tuple[int, str, str]]:
    """Yield log-ins and pauses; spells that follow one another are one."""
    events = []
    for kind, first, last in ((DUTY, "in", "out"), (AWAY, "pause", "back")):
        spells = duty[duty["kind"] == kind]
        spells = spells[np.lexsort((spells["start"], spells["seat"], spells["team"]))]
        going: list[int] = []
        for team, seat, start, end in spells[["team", "seat", "start", "end"]].tolist():
            if going and going[:2] == [team, seat] and start <= going[3]:
                going[3] = max(going[3], end)
                continue
            events += _events(teams, going, (first, last))
            going = [team, seat, start, end]
        events += _events(teams, going, (first, last))
    rank = {"in": 0, "back": 1, "pause": 2, "out": 3}
    yield from sorted(events, key=lambda event: (event[0], rank[event[2]], event[1]))


def _events(teams: Sequence[str], spell: list[int], names: tuple[str, str]) -> list[tuple[int, str, str]]:
    if not spell:
        return []
    agent = _agent(teams, spell[0], spell[1])
    return [(spell[2] // SECOND, agent, names[0]), (spell[3] // SECOND, agent, names[1])]


def phone_system(log: Exported) -> dict[str, str]:
    """Return a row a call, every moment with date and time: `calls.csv`."""
    names = (
        "Call ID",
        "Caller ID",
        "Queue",
        "Received",
        "Answered",
        "Agent",
        "Abandoned",
        "Transferred",
        "Hang up",
        "Wrap-up (s)",
    )

    def moment(seconds: Any, n: int) -> str:
        return "" if seconds[n] == NEVER else f"{log.moment(seconds[n]):%Y-%m-%d %H:%M:%S}"

    rows = [
        [
            *(f"C{log.call[n] + 1:06d}", f"K{log.caller[n] + 1:06d}", log.queues[log.queue[n]]),
            *(moment(log.received, n), moment(log.answered, n), log.agent[n], moment(log.left, n)),
            *(moment(log.transferred, n), moment(log.ended, n), str(log.wrap_up[n]) if log.agent[n] else ""),
        ]
        for n in range(len(log))
    ]
    return {"calls.csv": _table(names, rows, ",")}


def spreadsheet(log: Exported) -> dict[str, str]:
    """Return a report as planners export it in Germany: a title, semicolons, dates by day, minutes with a comma."""
    names = (
        *("Datum", "Uhrzeit", "Warteschlange", "Mitarbeiter", "Wartezeit (min)", "Gesprächsdauer (min)"),
        *("Nachbearbeitung (min)", "Ergebnis"),
    )

    def minutes(seconds: int) -> str:
        return f"{seconds / _MINUTE:.4f}".replace(".", ",")

    rows = []
    for n in range(len(log)):
        when, served = log.moment(log.received[n]), bool(log.agent[n])
        wait = (log.answered if served else log.left)[n] - log.received[n]
        until = log.transferred[n] if log.transferred[n] != NEVER else log.ended[n]
        talk = [minutes(until - log.answered[n]), minutes(log.wrap_up[n])] if served else ["", ""]
        outcome = "angenommen" if served else "aufgelegt"
        rows.append(
            [
                f"{when:%d.%m.%Y}",
                f"{when:%H:%M:%S}",
                log.queues[log.queue[n]],
                log.agent[n],
                minutes(wait),
                *talk,
                outcome,
            ]
        )
    title = f"Anrufliste vom {log.begin:%d.%m.%Y}\r\n\r\n"
    return {"anrufe.csv": title + _table(names, rows, ";")}


def queue_log(log: Exported) -> dict[str, str]:
    """Return Asterisk's queue_log, times by the center's clock, with who logged in, out and paused."""
    lines: list[tuple[int, int, str]] = []
    words = {"in": "ADDMEMBER", "out": "REMOVEMEMBER", "pause": "PAUSE", "back": "UNPAUSE"}
    for second, agent, event in log.staff:
        lines.append((second, 0 if event in ("in", "back") else 9, f"NONE|NONE|{agent}|{words[event]}|"))
    for n in range(len(log)):
        head = f"{log.call[n] + 1}.0|{log.queues[log.queue[n]]}"
        wait, told = int(log.received[n]), f"K{log.caller[n] + 1:06d}"
        lines.append((wait, 1, f"{head}|NONE|ENTERQUEUE||{told}|1"))
        if not log.agent[n]:
            lines.append((int(log.left[n]), 2, f"{head}|NONE|ABANDON|1|1|{log.left[n] - wait}"))
            continue
        answered, agent = int(log.answered[n]), log.agent[n]
        lines.append((answered, 3, f"{head}|{agent}|CONNECT|{answered - wait}|{log.call[n] + 1}.1|0"))
        until, over = int(log.ended[n]), f"COMPLETECALLER|{answered - wait}|{log.ended[n] - answered}|1"
        if log.transferred[n] != NEVER:
            until, over = (
                int(log.transferred[n]),
                f"BLINDTRANSFER|manager|default|{answered - wait}|{log.transferred[n] - answered}",
            )
        lines.append((until, 4, f"{head}|{agent}|{over}"))
    lines.sort(key=lambda line: line[:2])
    return {"queue_log": "".join(f"{log.moment(second):%Y-%m-%d %H:%M:%S}|{text}\n" for second, _, text in lines)}


def _table(names: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows([names, *rows])
    return text.getvalue()


LAYOUTS: dict[str, Callable[[Exported], dict[str, str]]] = {
    "phone": phone_system,
    "spreadsheet": spreadsheet,
    "queue_log": queue_log,
}
"""What an export may look like, by name: files with their text."""
