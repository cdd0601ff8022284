"""The fit of a log: every step with its figures, and the scenario that they make."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.fit.agents_spread import Spread, spread_of
from sim.fit.answered import Answered, answered_of, day_numbers, rows_of, told_wrap_up
from sim.fit.busyness import Busyness, busyness_of
from sim.fit.call_log import CallLog
from sim.fit.checked_log import checked
from sim.fit.chosen_rows import chosen_rows
from sim.fit.fitted import Fitted, counted
from sim.fit.gaps import Gaps, gaps_of
from sim.fit.handle_time_fit import ByHour, HandleTime, by_hour, handle_times_of, relative_times
from sim.fit.help_fit import Help, help_of
from sim.fit.patience_fit import Patience, patience_of
from sim.fit.redials_fit import Redials, redials_of
from sim.fit.results import results_of
from sim.fit.roster_staff import with_roster
from sim.fit.routing_fit import Routing, routing_of, waiting_for
from sim.fit.sessions import Sessions, sessions_of, sessions_of_presence, unbroken
from sim.fit.shift_table import Presence, ShiftTable
from sim.fit.skills import Skills, skills_of
from sim.fit.staffing_fit import Staffing, assumed_staffing, staffing_of
from sim.fit.trend import trend_of
from sim.fit.type_priority import type_priorities
from sim.fit.volume_table import VolumeTable
from sim.fit.volumes_fit import Arrivals, arrivals_of
from sim.journeys import Journeys
from sim.scenario.problems import Problem, ScenarioError

if TYPE_CHECKING:
    import pandas as pd

    from sim.fit.client_files import ClientFiles
    from sim.fit.reading.readings import Reading

USUAL_MINUTES = 6.0
"""Handle time where nothing tells it."""
Source = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True, kw_only=True)
class Client:
    """What a log tells of a center. Each step is computed when it is first asked for.

    Attributes
    ----------
    name : str
        The scenario's name.
    log : CallLog
        What was read.
    presence : tuple of Presence
        Log-ins and pauses, where the files tell them.
    roster : ShiftTable, optional
        Shifts that were planned, where the files hold them.
    """

    name: str
    log: CallLog
    presence: tuple[Presence, ...] = ()
    roster: ShiftTable | None = None

    @cached_property
    def answered(self) -> Answered:
        """Answered contacts and the agent's time."""
        return answered_of(self.log)

    @cached_property
    def arrivals(self) -> Arrivals:
        """What a usual week brings."""
        return arrivals_of(self.log)

    @cached_property
    def trend(self) -> Fitted | None:
        """By what share the volume changes in a month."""
        return trend_of(self.arrivals)

    @cached_property
    def busyness(self) -> Busyness | None:
        """How busy days and half hours differ."""
        return busyness_of(self.arrivals)

    @cached_property
    def wrap_up(self) -> tuple[Fitted, float] | None:
        """Mean and standard deviation of wrap-up in minutes, where they are told."""
        return told_wrap_up(self.log, self.answered)

    @cached_property
    def handle_times(self) -> dict[str, HandleTime]:
        """The agent's time by type."""
        return handle_times_of(self.log, self.answered)

    @cached_property
    def handle_time_by_hour(self) -> ByHour:
        """How the agent's time goes by hour of day."""
        return by_hour(self.log, self.answered)

    @cached_property
    def speed(self) -> Spread:
        """How agents differ in handle time."""
        relative = relative_times(self.log, self.answered)
        return spread_of(relative, self.answered.agent, len(self.log.agents), "agent's time")

    @cached_property
    def patience(self) -> dict[str, Patience]:
        """Patience by type."""
        return patience_of(self.log, self.arrivals)

    @cached_property
    def redials(self) -> Redials | None:
        """Who gives up and calls again."""
        return redials_of(self.log)

    @cached_property
    def sessions(self) -> Sessions:
        """When agents were there: by log-ins where the files tell them, else by their calls."""
        if self.presence:
            return sessions_of_presence(self.log, self.presence)
        return sessions_of(self.log, self.answered, self.arrivals.open_slots(), self.skills.team_of)

    @cached_property
    def skills(self) -> Skills:
        """Who takes what."""
        return skills_of(self.log, self.answered)

    @cached_property
    def staffing(self) -> Staffing:
        """Head counts of a usual week: as a roster plans them, else as the log shows them, else assumed."""
        return with_roster(self, self._seen_staffing())

    def _seen_staffing(self) -> Staffing:
        if len(self.answered) == 0:
            times = [self.handle_times.get(issue) or self.handle_times.get("") for issue in self.log.issues]
            minutes = np.array([each.mean.value if each else USUAL_MINUTES for each in times])
            return assumed_staffing(self.arrivals.level, minutes, self.arrivals.open_slots(), self.skills.teams)
        return staffing_of(self.sessions, self.arrivals, self.skills)

    @cached_property
    def gaps(self) -> Gaps:
        """How long agents are away between contacts, beyond pauses that the files tell."""
        waiting = waiting_for(self.log, self.answered, self.skills, self.routing.steps)
        if self.presence:
            waiting *= unbroken(self.answered, self.sessions) & self.answered.next_waited
        return gaps_of(self.log, self.answered, waiting)

    @cached_property
    def routing(self) -> Routing:
        """Teams that take a type only after its callers have waited, or a share of it; and who is asked first."""
        return routing_of(self.log, self.answered, self.skills)

    @cached_property
    def priorities(self) -> dict[int, Fitted]:
        """Which types are taken first."""
        return type_priorities(self.log, self.answered, self.skills, self.routing.steps)

    @cached_property
    def help(self) -> dict[str, Help]:
        """Transfers and consultations."""
        return help_of(self.log, self.answered, self.skills.team_of)

    @cached_property
    def results(self) -> tuple[Fitted, ...]:
        """What a simulation is held against: abandonment, wait and service level of the log."""
        return results_of(self.log)

    @property
    def figures(self) -> tuple[Fitted, ...]:
        """All figures in order."""
        from sim.fit.client_figures import figures_of

        return figures_of(self)

    @property
    def table(self) -> pd.DataFrame:
        """The figures, one row each: figure, key, value, low, high, unit, n, fit."""
        import pandas as pd

        return pd.DataFrame([each.row() for each in self.figures])

    @property
    def warnings(self) -> tuple[str, ...]:
        """What could not be fitted, and why, a line each."""
        found = []
        if not self.patience:
            found.append("nobody gave up, or the file does not tell who did, or when: patience is assumed")
        if len(self.answered) == 0:
            found.append("no contact was answered by a known agent for a known time: times and staff are assumed")
        elif len(self.gaps.length) == 0:
            found.append("nobody ever waited: how long agents are away between contacts is taken as not at all")
        if self.busyness is None:
            found.append("fewer than two usual days of a weekday: how days differ is taken as not at all")
        if len(self.log.days) < 14:
            found.append(f"{counted(len(self.log.days), 'day')} of log: four weeks or more tell a usual week well")
        return (*found, *self.staffing.notes)

    @cached_property
    def files(self) -> ClientFiles:
        """The scenario as text, and the tables that it names."""
        from sim.fit.client_files import files_of

        return files_of(self)

    @property
    def issues_that_come(self) -> tuple[str, ...]:
        """Types with contacts in a usual week's open hours; others have no place in a scenario."""
        level = (self.arrivals.level * self.arrivals.open_slots()[:, None, :]).sum(axis=(0, 2))
        return tuple(issue for issue, week in zip(self.log.issues, level, strict=True) if week > 0)

    @property
    def apart(self) -> tuple[int, str]:
        """How many intervals were set apart as events, and what an interval is called."""
        return len(self.arrivals.events), "half hour"

    @property
    def tells_times(self) -> bool:
        """Whether the files tell when in a day contacts come."""
        return True

    @property
    def size(self) -> str:
        """How much was read, in words."""
        return f"{len(self.log):,} contacts"

    def scenario_text(self, folder: str) -> str:
        """Return the scenario as YAML, its tables in a folder beside it; where agents decide, with the observed share.

        What passing up is worth to agents (`incentives.relief`) is looked for by simulation, so that the baseline hands
        over as many as the log.
        """
        from sim.fit.passing_up import with_relief

        return with_relief(self, self.files.text(folder), folder)

    def on_days(self, days: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Client:
        """Return the fit of some days of the log, counted from its first Monday."""
        log = rows_of(self.log, np.isin(day_numbers(self.log), days))
        chosen = set(days.tolist())
        kept = tuple(day for day in self.log.days if (day - self.log.first_monday).days in chosen)
        return replace(self, log=replace(log, days=kept))


def fit(source: CallLog | VolumeTable | Journeys | Source, *, columns: Any = None, name: str = "Client") -> Client:
    """Fit a client's data: every step as an object, and a scenario that runs at once.

    Parameters
    ----------
    source : CallLog, VolumeTable, Journeys, or a path or paths
        A row for each contact, a table of intervals, a simulated run, or files.
    columns : path or dict, optional
        What columns are, as `frontline fit --columns` takes it.
    name : str
        The scenario's name.

    Raises
    ------
    ScenarioError
        If there is no contact, or none with a time, or a file cannot be read.
    """
    if isinstance(source, CallLog):
        return Client(name=name, log=checked(source))
    if isinstance(source, VolumeTable):
        from sim.fit.volume_client import client_of_volumes

        return client_of_volumes(source, name)
    if isinstance(source, Journeys):
        from sim.fit.journeys_log import log_of_journeys

        return Client(name=name, log=checked(log_of_journeys(source)))
    paths = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    return fit_files([Path(each) for each in paths], columns=columns, name=name)[0]


def fit_files(
    paths: Sequence[Path], *, columns: Any = None, name: str = "Client", only: Mapping[str, Any] | None = None
) -> tuple[Client, Reading]:
    """Read files and fit what they hold; parameters as in `fit`, and which rows count, as `chosen_rows` takes it."""
    from sim.fit.reading.read import read_files

    reading = read_files(paths, columns=columns)
    source = chosen_rows(reading.calls, **(only or {})) if reading.calls is not None else reading.volumes
    if source is None:
        words = "holds shifts and no contacts; a fit needs a log of contacts or a table of volumes"
        raise ScenarioError([Problem(words, file=", ".join(map(str, paths)))])
    client = fit(source, name=name)
    if reading.presence and reading.calls is not None:
        client = replace(client, presence=reading.presence)
    if reading.shifts is not None:
        client = replace(client, roster=reading.shifts)
    return client, reading
