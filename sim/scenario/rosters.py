"""A roster from a CSV file: who works, rests, meets or is absent when, by date or weekday."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, ValidationInfo, model_validator

from sim.scenario.clocks import WEEKDAYS, clock
from sim.scenario.fields import Part, Prose, given
from sim.scenario.shifts import shift_spans
from sim.scenario.tree import Wanted

WORK, BREAK, LUNCH, MEETING, TRAINING, ABSENT = ACTIVITIES = ("work", "break", "lunch", "meeting", "training", "absent")
PAID = {WORK: True, BREAK: True, LUNCH: False, MEETING: True, TRAINING: True, ABSENT: False}
"""Whether an activity is paid where the file does not say."""


class Entry(NamedTuple):
    """A row of a roster for one agent and day, in minutes after its midnight; the end may lie in the next day."""

    start: int
    end: int
    activity: str
    paid: bool


def row_text(agent: str, day: str, entry: Entry) -> str:
    """Return a row as one line of text, such as ``mon 8:00-16:30 work yes Ann``."""
    hours = f"{clock(entry.start)}-{clock(entry.end if entry.end <= 1440 else entry.end - 1440)}"
    return f"{day} {hours} {entry.activity} {'yes' if entry.paid else 'no'} {agent}"


def _row_of(text: str) -> tuple[str, str, Entry]:
    parts = text.split(" ", 4)
    if len(parts) != 5 or parts[2] not in PAID or parts[3] not in ("yes", "no") or not parts[4].strip():
        raise ValueError(f"{text!r} is not a row such as 'mon 8:00-16:30 work yes Ann'")
    if parts[0] not in WEEKDAYS:
        datetime.date.fromisoformat(parts[0])
    ((start, end),) = shift_spans(parts[1])
    return parts[4], parts[0], Entry(start, end, parts[2], parts[3] == "yes")


class Roster(Part):
    """A CSV file beside the scenario with the columns agent, date or weekday, start, end, activity and paid."""

    file: Prose = given(..., "The CSV file, relative to the scenario.", max_length=255)
    rows: Annotated[
        list[Annotated[str, Field(max_length=400)]],
        Field(max_length=100_000),
        Wanted("lines such as 'mon 8:00-16:30 work yes Ann'"),
    ] = given([], "The rows, filled from the file on loading.")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any, info: ValidationInfo) -> Any:
        """Fill `rows` through the reader that whoever reads the file passes as context."""
        reader = (info.context or {}).get("read_roster")
        if not isinstance(data, dict) or data.get("rows") or not isinstance(data.get("file"), str):
            return data
        if data.keys() - cls.model_fields.keys():  # told as an unknown key, not as what follows from it
            return data
        if reader is None:
            raise ValueError("a roster can only be read when the scenario comes from a file")
        return {**data, "rows": reader(data["file"])}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.people:
            raise ValueError("the roster has no rows")
        return self

    @cached_property
    def people(self) -> dict[str, dict[str, list[Entry]]]:
        """The entries of each agent, by weekday (``mon``) or date (``2024-01-08``)."""
        found: dict[str, dict[str, list[Entry]]] = {}
        for text in self.rows:
            agent, day, entry = _row_of(text)
            found.setdefault(agent, {}).setdefault(day, []).append(entry)
        return found

    @cached_property
    def dates(self) -> list[datetime.date]:
        """All dates that the file names, in order."""
        named = {day for days in self.people.values() for day in days if day not in WEEKDAYS}
        return sorted(map(datetime.date.fromisoformat, named))

    def entries(self, agent: str, weekday: int, date: datetime.date) -> list[Entry]:
        """Return an agent's entries on a day: those of its date where it has any, else those of its weekday.

        Where those of the date name no work, they are laid over those of the weekday, in place of the same activity.
        """
        days = self.people[agent]
        usual, own = days.get(WEEKDAYS[weekday], []), days.get(date.isoformat())
        if own is None:
            return usual
        said = {entry.activity for entry in own}
        return own if WORK in said else [*own, *(entry for entry in usual if entry.activity not in said)]
