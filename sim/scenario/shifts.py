"""People who work shifts: how many, when, their breaks, and what keeps them off the phone."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, NamedTuple, Self

from pydantic import AfterValidator, Discriminator, Field, FiniteFloat, Tag, model_validator

from sim.scenario.clocks import clock, days_of, minutes_of_day
from sim.scenario.fields import DayMap, OnOff, Part, Share, given, param
from sim.scenario.tree import Wanted

DAY_MINUTES = 1440
Span = tuple[int, int]
"""From a minute after the midnight on which a shift begins to another, which may lie in the next day."""


@lru_cache(maxsize=4096)
def shift_spans(text: str) -> tuple[Span, ...]:
    """Read ``"8:00-12:00, 13:00-17:00"`` or ``"22:00-6:00"`` as spans of minutes; ``off`` and ``closed`` are none.

    Raises
    ------
    ValueError
        If a span is empty, overlaps the one before or lasts longer than a day.
    """
    if text.strip().casefold() in ("off", "closed"):
        return ()
    spans: list[Span] = []
    for piece in text.split(","):
        begins, dash, ends = (word.strip() for word in piece.partition("-"))
        if not dash:
            raise ValueError(f"{text!r} is not a span of time; write 8:00-16:30, or 22:00-6:00 past midnight, or off")
        first, last = minutes_of_day(begins), minutes_of_day(ends)
        if first in (last, DAY_MINUTES):
            raise ValueError(f"{text!r}: {piece.strip()} has no length; for a whole day write 0:00-24:00")
        spans.append((first, last if last > first else last + DAY_MINUTES))
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise ValueError(f"{text!r}: spans follow one another and do not overlap; only the last runs past midnight")
    if spans[-1][1] - spans[0][0] > DAY_MINUTES:
        raise ValueError(f"{text!r} lasts longer than a day")
    return tuple(spans)


def _check_shift(text: str) -> str:
    shift_spans(text)
    return text


def _check_break(text: str) -> str:
    spans = shift_spans(text)
    if len(spans) != 1:
        raise ValueError(f"{text!r} is not one span of time; write 10:00-10:15")
    return text


def _check_start(text: str) -> str:
    if "-" in text:
        return _check_break(text)
    if minutes_of_day(text) == DAY_MINUTES:
        raise ValueError("24:00 begins no break; write 0:00")
    return text


ShiftHours = Annotated[
    str, AfterValidator(_check_shift), Wanted("hours of work such as 8:00-16:30, 22:00-6:00 past midnight, or off")
]
HoursOfShift = Annotated[dict[str, ShiftHours], DayMap, Wanted("weekdays with hours, such as {mon-fri: 8:00-16:30}")]
StartOrRange = Annotated[
    str, AfterValidator(_check_start), Wanted("a time such as 12:00, or a range such as 12:00-13:00")
]
_BREAK = "a break such as 10:00-10:15, or {start: 12:00-13:00, minutes: 30, paid: no}"


class Break(Part):
    """A break of a shift, at one time or by turns within a range."""

    start: StartOrRange = given(
        ..., "When it begins; in a range, which holds the whole break, people take it by turns: the k-th the k-th slot."
    )
    minutes: FiniteFloat = given(..., "How long it lasts.", unit="minutes", ge=1, le=480)
    paid: OnOff = given(True, "Whether it is paid.")
    floats: OnOff = given(
        False, "Whether it begins at a moment of the range that is drawn for each person and day, not by turns."
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        first, last = self.range
        if self.floats and "-" not in self.start:
            raise ValueError("a break floats within a range, such as start: 12:00-14:00")
        if "-" in self.start and last - first < self.minutes:
            raise ValueError(f"{self.minutes:g} minutes do not fit into {self.start}")
        return self

    @property
    def range(self) -> Span:
        """The range in which it lies, in minutes after midnight."""
        if "-" in self.start:
            return shift_spans(self.start)[0]
        first = minutes_of_day(self.start)
        return first, first


SpanOrBreak = Annotated[
    Annotated[Annotated[str, AfterValidator(_check_break)], Tag("other")] | Annotated[Break, Tag("mapping")],
    Discriminator(lambda value: "mapping" if isinstance(value, dict | Break) else "other"),
    Wanted(_BREAK),
]


class Rest(NamedTuple):
    """A break: it begins at a minute after the midnight of the shift's day, or up to `slack` minutes later."""

    start: float
    minutes: float
    paid: bool
    slack: float = 0.0


class Shift(Part):
    """People who work the same hours."""

    people: int = given(..., "How many work it.", unit="people", ge=0, le=5000)
    hours: HoursOfShift = given(
        ..., "Hours of work by weekday, which may stand beside `people` too; past midnight, 22:00-6:00.", min_length=1
    )
    breaks: list[SpanOrBreak] = given(
        [], "Breaks: 10:00-10:15 is a paid one for all at once; a mapping says more.", max_length=20
    )

    @model_validator(mode="before")
    @classmethod
    def _days_beside(cls, data: Any) -> Any:
        """Gather weekdays that stand beside the other keys."""
        if not isinstance(data, dict) or "hours" in data:
            return data
        days = {key: value for key, value in data.items() if _is_day(key)}
        return {key: value for key, value in data.items() if key not in days} | {"hours": days} if days else data

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for day in range(7):
            end = max((end for _, end in self.spans(day)), default=0) - DAY_MINUTES
            start = min((start for start, _ in self.spans((day + 1) % 7)), default=DAY_MINUTES)
            if start < end:
                raise ValueError(f"begins at {clock(start)} before it has ended at {clock(end)} on the same morning")
        for number in range(len(self.breaks)):
            if not any(self._rest(number, 0, span) for day in range(7) for span in self.spans(day)):
                raise ValueError(f"no day of the shift holds the break {self._name(number)}")
        for k in range(min(self.people, 500)):
            for day in range(7):
                rests = sorted(rest for span in self.spans(day) for rest in self.rests(k, span))
                for before, after in pairwise(rests):
                    if after.start < before.start + before.minutes and not before.slack + after.slack:
                        raise ValueError(f"two breaks of number {k + 1} overlap at {clock(int(after.start) % 1440)}")
        return self

    def _name(self, number: int) -> str:
        its = self.breaks[number]
        return its if isinstance(its, str) else its.start

    def spans(self, weekday: int) -> tuple[Span, ...]:
        """Return the spans of work that begin on a weekday."""
        return next((shift_spans(text) for key, text in self.hours.items() if weekday in days_of(key)), ())

    def rests(self, number: int, span: Span) -> list[Rest]:
        """Return the breaks of a person, by the number in the shift, within a span of work."""
        found = [self._rest(each, number, span) for each in range(len(self.breaks))]
        return [rest for rest in found if rest is not None]

    def _rest(self, which: int, number: int, span: Span) -> Rest | None:
        """Return a break of a person within a span of work, None where the span does not hold it."""
        its = self.breaks[which]
        if isinstance(its, str):
            first, last = shift_spans(its)[0]
            minutes: float = last - first
            paid, floats = True, False
        else:
            (first, last), minutes, paid, floats = its.range, its.minutes, its.paid, its.floats
        later = DAY_MINUTES if first < span[0] else 0
        slots = max(1, int((last - first) // minutes))
        start = first + later + (0.0 if floats else number % slots * minutes)
        slack = last - first - minutes if floats else 0.0
        if start < span[0] or start + slack + minutes > span[1]:
            return None
        return Rest(start, minutes, paid, slack)


def _is_day(key: Any) -> bool:
    try:
        return isinstance(key, str) and bool(days_of(key))
    except ValueError:
        return False


class Shrinkage(Part):
    """What keeps people from the phone who are paid, or not, to be there."""

    absence: Share | None = given(
        None, "Probability of missing a whole day; empty means the team's `absence`.", unit="probability"
    )
    absence_paid: OnOff | None = given(None, "Whether absent people are paid; empty means the team's `absence_paid`.")
    off_phone: Share = param(
        0.0, "Share of the time on duty spent in meetings and the like, in blocks of half an hour.", unit="share"
    )
    off_phone_paid: OnOff = given(True, "Whether the time off the phone is paid.")


WindDown = Annotated[FiniteFloat, Field(ge=0, le=480)]
