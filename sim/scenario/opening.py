"""When the center is open: usual weeks, dates that differ, kinds of day."""

import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, FiniteFloat, Tag, model_validator

from sim.scenario.calendar_days import Days
from sim.scenario.fields import HoursOfWeek, Name, Part, Share, Spans, given
from sim.scenario.tree import Wanted, shape_of


def _read_date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"{value!r} is not a date; write year-month-day such as 2024-01-01") from None
    return value


FIRST_YEAR, LAST_YEAR = 1970, 2200


def _check_date(text: str) -> str:
    date: datetime.date = _read_date(text)
    return date.isoformat()


def _of_hours(value: Any) -> Any:
    return {"open": value} if isinstance(value, str) else value


Times = Annotated[FiniteFloat, Field(ge=0, le=1000)]
_BY_TYPE = Wanted("a multiple such as 1.6, or multiples by issue type such as {claim: 1.4, visit: 0.8}", numbers=True)
Multiple = Annotated[
    Annotated[Times, Tag("number")] | Annotated[dict[Name, Times], Tag("mapping")], Discriminator(shape_of), _BY_TYPE
]
IsoDate = Annotated[str, AfterValidator(_check_date), Wanted("a date such as 2024-12-25")]


class DateOf(Part):
    """A date that differs from its weekday."""

    open: Spans | None = given(None, "Its opening hours, or `closed`; empty means those of its weekday.")
    volume: Multiple = given(
        1.0,
        "First contacts as a multiple of what its weekday brings in these hours; one for all, or by issue type.",
        unit="times the usual",
    )


class DayKind(Part):
    """A kind of day with a volume of its own, such as days on which claims are heavy."""

    share: Share = given(..., "Share of the days that are of this kind, drawn for each day.", unit="share of days")
    volume: Multiple = given(
        ...,
        "First contacts on such a day as a multiple of the mean of all days; one for all types, or by issue type. Other"
        " days bring the rest.",
        unit="times the mean",
    )


class Calendar(Part):
    """When the simulation starts, how long it runs and when the center is open."""

    start: Annotated[datetime.date, BeforeValidator(_read_date), Wanted("a date such as 2024-01-01")] = given(
        "2024-01-01", "The Monday on which week 1 begins; months are calendar months."
    )
    weeks: int = given(8, "How many weeks are simulated.", unit="weeks", ge=1, le=530)
    open: HoursOfWeek = given(
        {"mon-fri": "8:00-18:00"},
        "Opening hours by weekday; outside them nobody arrives. What ends at or before its start runs into the next"
        " day.",
        min_length=1,
    )
    dates: dict[IsoDate, Annotated[DateOf, BeforeValidator(_of_hours)]] = given(
        {},
        "Dates that differ: 2024-12-25: closed, 2024-12-27: {open: 10:00-14:00, volume: 1.6}. A team keeps its"
        " weekday's numbers.",
        max_length=1000,
    )
    days: dict[Name, DayKind] = given({}, "Kinds of day, each with its share and its volume.", max_length=20)
    after_hours: Literal["overtime", "drop"] = given(
        "overtime",
        "What happens to customers still queued at closing: served in paid overtime, or dropped.",
    )
    lines: Annotated[int, Field(ge=1, le=100_000)] | None = given(
        None,
        "How many customers can be on the line at once, from ringing to the end of the call or to a ticket; who finds"
        " none free hears a busy signal. Empty means any number.",
        unit="lines",
    )

    @model_validator(mode="after")
    def _is_in_our_time(self) -> Self:
        last_start = datetime.date(LAST_YEAR, 12, 31) - datetime.timedelta(weeks=self.weeks)
        if not datetime.date(FIRST_YEAR, 1, 1) <= self.start <= last_start:
            where = f"{self.weeks} weeks from {self.start}"
            raise ValueError(f"{where} do not lie in the years {FIRST_YEAR} to {LAST_YEAR}, as all weeks must")
        return self

    @model_validator(mode="after")
    def _kinds_of_day_add_up(self) -> Self:
        shares = [each.share for each in self.days.values()]
        if sum(shares) > 1 + 1e-9:
            raise ValueError(f"the shares of the kinds of day add up to {sum(shares):g}, and must not exceed 1")
        return self

    @model_validator(mode="after")
    def _dates_do_not_overlap(self) -> Self:
        for words in Days(self).overlapping():
            raise ValueError(f"dates: hours run until {words}")
        return self

    @model_validator(mode="after")
    def _starts_on_monday(self) -> Self:
        if self.start.weekday() != 0:
            monday = self.start - datetime.timedelta(days=self.start.weekday())
            raise ValueError(f"start must be a Monday; the one before is {monday}")
        return self
