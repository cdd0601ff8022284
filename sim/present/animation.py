"""The animation of a day: one HTML page that needs nothing else, drawn from the states that a day names."""

import base64
import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from sim.clock import DAY, SECOND
from sim.experiment.same_day import SameDay, same_day
from sim.journeys import Outcome
from sim.journeys.day import Course, Day, DayContact
from sim.journeys.ways import ENDS
from sim.present.figures.style import looks
from sim.present.templates import template
from sim.present.unfinished import write_whole
from sim.scenario import Scenario, ScenarioError
from sim.scenario.clocks import WEEKDAYS
from sim.scenario.problems import Problem

LEVELS = ("Upstairs", "Floor", "Lines")
"""What is drawn above what; states that nobody has placed stand below."""
_ELSEWHERE = "Elsewhere"


Key = tuple[str, str]
"""A state, and whose: a type's line, a team's desks; empty where there is but one."""


class _Place(NamedTuple):
    """How a state is shown: on which level, its label, and what is said of one customer; `{}` is the type or team."""

    level: str
    label: str
    told: str


_PLACES = {
    "manager": _Place("Upstairs", "With a manager", "with a manager"),
    "lane": _Place("Upstairs", "Leadership lane", "with the leadership lane"),
    "waits upstairs": _Place("Upstairs", "Waits on the line for a manager", "waits on the line for a manager"),
    "ticket": _Place("Upstairs", "Off the line, with a ticket", "waits with a ticket"),
    "agent": _Place("Floor", "Team: {}", "with an agent"),
    "waits": _Place("Lines", "In line: {}", "in line"),
    "waits again": _Place("Lines", "Handed back, in line for: {}", "handed back, in line"),
    "self-service": _Place("Lines", "Self-service", "in self-service"),
}
"""States in the order in which they are drawn; any other is drawn under its own name."""
_SEATS = {
    "free": "free",
    "talks": "with a customer",
    "holds": "stays on the line until a manager takes over",
    "wraps up": "writes up what was said",
    "away": "at a gathering",
    "absent": "absent",
    "vacant": "has quit, not yet replaced",
    "off": "not on the floor",
}
_COUNTERS = (
    ("waiting", "In line now", "count", "Customers who wait for an agent"),
    (
        "upstairs",
        "Upstairs now",
        "count",
        "Customers who wait for a manager, on the line or with a ticket, or sit with one",
    ),
    (
        "manager_minutes",
        "Managers busy so far",
        "minutes",
        "Time that all managers together spent on what was passed up",
    ),
    (
        "gave_up",
        "Gave up so far",
        "count",
        "Customers who hung up, or gave up when passed up or waiting for a manager",
    ),
    (
        "satisfied",
        "Satisfied so far",
        "percent",
        "CSAT proxy of the issues closed since midnight: computed, not surveyed",
    ),
)
_GROW = ("manager_minutes",)
_SPEEDS = ((1, "1 min a second"), (2, "2 min a second"), (5, "5 min a second"), (10, "10 min a second"),
           (20, "20 min a second"))  # fmt: skip
_SPEED = 5
_SATISFIED = "Satisfied is the CSAT proxy: computed from waits, hand-offs, anger and the like, not a survey."
_FRAME_PIXELS = 940


@dataclass(frozen=True)
class Animation:
    """A day to be watched: show it in a notebook, or save it as a file.

    Attributes
    ----------
    day : SameDay
        What is drawn.
    """

    day: SameDay = field(repr=False)

    @property
    def title(self) -> str:
        """The scenario, the what-if and the date."""
        baseline, *others = self.day.days
        date = next(iter(self.day.days.values())).date
        beside = f"{others[0]} beside the {baseline.lower()}" if others else baseline.lower()
        return f"{self.day.scenario.name}: {beside}, {WEEKDAYS[date.weekday()].capitalize()} {date}"

    @property
    def html(self) -> str:
        """The page: its bytes depend on the day alone."""
        files = [Path(__file__).with_name(f"animation_{part}.js") for part in ("day", "drawing", "playing")]
        script = "\n".join(file.read_text(encoding="utf-8") for file in files)
        data = _data(self.day)
        colors = [look.color for look in looks(list(self.day.days)).values()]
        page: str = template("animation.html").render(
            title=self.title,
            note=_note(self.day),
            sides=[{"name": name, "color": color} for name, color in zip(self.day.days, colors, strict=True)],
            counters=[(key, words, told) for key, words, _, told in _COUNTERS],
            seat_states=[(state, _SEATS.get(state, state)) for state in data["states"] if state != "off"],
            speeds=_SPEEDS,
            speed=_SPEED,
            satisfied=_SATISFIED,
            opens=f"{data['begin'] // 3600:02d}:{data['begin'] // 60 % 60:02d}",
            day=htmlsafe_json_dumps(data, separators=(",", ":"), allow_nan=False),
            script=Markup(script),
            digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
        return page

    def save(self, path: str | Path, *, force: bool = False) -> Path:
        """Write the page into a file, whole or not at all, and return its path.

        Raises
        ------
        ScenarioError
            If the file exists and `force` is not given, or cannot be written.
        """
        path = Path(path)
        check_page(path, force=force)
        try:
            write_whole({path: self.html})
        except OSError as error:
            raise ScenarioError([Problem(f"cannot be written: {error.strerror}", str(path))]) from None
        return path

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, which can reach nothing around it."""
        frame = f'style="width: 100%; height: {_FRAME_PIXELS}px; border: 0" sandbox="allow-scripts"'
        return f'<iframe title="{escape(self.title)}" {frame} srcdoc="{escape(self.html)}"></iframe>'


def animate(
    scenario: Scenario,
    what_if: str | None = None,
    day: str | datetime.date | None = None,
    *,
    seed: int | None = None,
    replication: int = 0,
    engine: str | None = None,
) -> Animation:
    """Simulate a baseline and a what-if on the same customers, and return one day of both to be watched.

    Parameters
    ----------
    scenario : Scenario
        The baseline.
    what_if : str, optional
        The scenario's first by default; where it has none, the baseline stands alone.
    day : str or datetime.date, optional
        A date, or week and weekday as in ``11/tue``; by default the baseline's busiest from the first change on.
    seed, replication : int, optional
        What the random numbers belong to; the scenario's own seed by default.
    engine : str, optional
        As in `simulate`.

    Raises
    ------
    ScenarioError
        If there is no such what-if or day, the center is closed on it, or it has too many contacts to follow.
    """
    return Animation(same_day(scenario, what_if, day, seed=seed, replication=replication, engine=engine))


def check_page(path: Path, *, force: bool) -> None:
    """Refuse a file that is there already, unless it may be overwritten, or what can be no file.

    Raises
    ------
    ScenarioError
        With one line that says what to do.
    """
    if path.is_dir():
        raise ScenarioError([Problem("is a folder; name a file with --out", str(path))])
    if path.exists() and not force:
        raise ScenarioError([Problem("exists already; choose another name, or overwrite with --force", str(path))])


def _note(same: SameDay) -> str:
    """Return what day this is, and that it is one of many."""
    day, is_paired = next(iter(same.days.values())), len(same.days) > 1
    said = [f"Week {day.number // 7 + 1}"]
    if same.is_busiest:
        said[0] += ", the baseline's busiest day" + (" from the change on" if is_paired else "")
    if is_paired:
        more = [f"{count:,} more on the side of “{name}”" for name, count in same.others.items() if count]
        said.append(", ".join([f"the same {same.first_calls:,} first calls on both sides", *more]))
    said.append(f"one simulated day (seed {same.seed}, replication {same.replication}), not an average")
    return "; ".join(said) + "."


def _data(same: SameDay) -> dict[str, Any]:
    """Return what the scripts draw: moments in whole seconds after midnight, anger in hundredths."""
    days = list(same.days.values())
    places = _places(days)
    ends = [outcome for outcome in ENDS if any(outcome in day.ends for day in days)]
    found = {state for day in days for desks in day.desks for seat in desks.seats for _, state in seat}
    states = [*(state for state in _SEATS if state in found), *sorted(found - set(_SEATS))]
    return {
        "begin": min(_second(day.first, day) for day in days) // 60 * 60,
        "end": -(-max(_second(day.last, day) for day in days) // 60) * 60,
        "places": list(places.values()),
        "ends": [ENDS[outcome] for outcome in ends],
        "states": states,
        "counters": {key: kind for key, _, kind, _ in _COUNTERS},
        "sides": [_side(day, list(places), ends, states) for day in days],
    }


def _side(day: Day, places: list[Key], ends: list[Outcome], states: list[str]) -> dict[str, Any]:
    """Return one run's day, with places, outcomes and states of desks as their numbers."""
    return {
        "contacts": [_contact(contact, day, places, ends) for contact in day.contacts],
        "desks": {
            places.index((desks.state, desks.where)): [
                [[_second(tick, day) for tick, _ in seat], [states.index(state) for _, state in seat]]
                for seat in desks.seats
            ]
            for desks in day.desks
        },
        "courses": {key: _course(day.courses[key], day, key) for key, *_ in _COUNTERS},
        "ends": [[_second(tick, day) for tick in day.ends.get(outcome, ())] for outcome in ends],
    }


def _second(tick: int, day: Day) -> int:
    return (tick - day.number * DAY) // SECOND


def _contact(contact: DayContact, day: Day, places: list[Key], ends: list[Outcome]) -> list[Any]:
    outcome = ends.index(contact.outcome) if contact.outcome in ends else -1
    stays = [
        part
        for stay in contact.stays
        for part in (places.index((stay.state, stay.where)), stay.slot, _second(stay.start, day))
    ]
    anger = [part for tick, value in contact.anger for part in (_second(tick, day), round(100 * value))]
    return [contact.id, _second(contact.ended, day), outcome, stays, anger]


def _course(course: Course, day: Day, key: str) -> list[Any]:
    values = [round(value, 2) if value % 1 else int(value) for value in course.values]
    return [[_second(tick, day) for tick in course.ticks], values, int(key in _GROW)]


def _places(days: Iterable[Day]) -> dict[Key, dict[str, Any]]:
    """Return how the place of each state that occurs is shown, in the order in which they are drawn."""
    seats: dict[Key, int] = {}
    for day in days:
        for desks in day.desks:
            key = desks.state, desks.where
            seats[key] = max(seats.get(key, 0), len(desks.seats))
        seats |= {(stay.state, stay.where): 0 for contact in day.contacts for stay in contact.stays} | seats
    found = {key: (_shown(*key), many) for key, many in seats.items()}
    known, levels = list(_PLACES), (*LEVELS, _ELSEWHERE)
    order = sorted(
        found,
        key=lambda key: (levels.index(found[key][0].level), known.index(key[0]) if key[0] in known else len(known)),
    )
    return {key: {**found[key][0]._asdict(), "seats": found[key][1]} for key in order}


def _shown(state: str, where: str) -> _Place:
    """Return how a state is shown; one that nobody has placed, under its own name."""
    known = _PLACES.get(state)
    if known is None:
        return _Place(_ELSEWHERE, ": ".join(filter(None, [state, where])), state)
    return known._replace(label=known.label.format(where.replace("_", " ")))
