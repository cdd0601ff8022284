"""What the calendar says, as flat arrays: hours, changes of heads, the timeline, months."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.clock import DAY, MINUTE, WEEK, Kind
from sim.clock import month_ends as ends_of_months
from sim.demand.roster import manager_minutes
from sim.engines.compiled import shapes
from sim.engines.compiled.shapes import array_of, named
from sim.engines.months import days_of, funding_of_month, open_days_left
from sim.engines.rules import Segment

if TYPE_CHECKING:
    from sim.engines.compiled.layout import Layout

ACROSS_DAYS = 7


def lay_hours(made: "Layout") -> None:
    """Lay out the center's hours, those of the desks upstairs, and the changes of heads on the floor."""
    days, roster = made.roster.days, made.roster
    shown = days.representatives()
    made.scalars["n_profiles"] = len(shown)
    made.arrays["profiles"] = array_of(shapes.INT, [(days.profile(day),) for day in range(made.scalars["days"])])
    spans = [days.spans(day) for day in shown]
    made.arrays["spans"], made.scalars["most_spans"] = _padded(shapes.SPAN, spans, (-1, -1))
    desks = [(epoch.scenario.manager.count, epoch.scenario.leadership_lane.count) for epoch in made.plan.epochs]
    steps = [roster.steps_of(lane, count, day) for its in desks for lane, count in enumerate(its) for day in shown]
    made.arrays["desk_steps"], made.scalars["most_steps"] = _padded(shapes.DESK_STEP, steps, (-1, 0, False))
    known: dict[tuple[int, ...], tuple[int, int]] = {}
    changes: list[tuple[Any, ...]] = []
    by_day = []
    for day in range(made.scalars["days"]):
        key = roster.day_key(day)
        if key not in known:
            first = len(changes)
            changes += _changes(made, day)
            known[key] = first, len(changes) - first
        by_day.append(known[key])
    made.arrays["changes"] = array_of(shapes.CHANGE, changes)
    made.arrays["change_days"] = array_of(shapes.CHANGES, by_day)


def _padded(dtype: Any, days: Sequence[Sequence[Any]], end: tuple[Any, ...]) -> tuple[Any, int]:
    """Return the entries of days, each day's ended and padded to the same number of places, and that number."""
    places = 1 + max(len(day) for day in days)
    return array_of(dtype, [row for day in days for row in [*day, *[end] * (places - len(day))]]), places


def _changes(made: "Layout", day: int) -> list[tuple[Any, ...]]:
    """Return what the roster has happen on a day, and its closings."""
    tomorrow = made.roster.days.spans(day + 1)
    changes: list[tuple[Any, ...]] = [
        (its.tick, int(Kind.OPENING), *its[1:5], its.minute, its.slack, its.past, its.share, its.paid, False)
        for its in made.roster.changes(day)
    ]
    for tick, past in made.roster.closings(day):
        goes_on = tick % DAY == 0 and any(start == 0 for start, _ in tomorrow)
        changes.append((tick - day * DAY, int(Kind.CLOSING), 0, 0, 0, 0, 0, 0, past, 0.0, False, goes_on))
    return sorted(changes, key=lambda change: change[:2])


def lay_timeline(made: "Layout", segments: list[Segment]) -> None:
    """Lay out what leaders do, in the order of the dates."""
    plan = made.plan
    skipped = 0 if segments[0].announced else 1
    happenings = [(segment.start_tick, 0, number) for number, segment in enumerate(segments)][skipped:]
    happenings += [(meeting.start_tick, 1, number) for number, meeting in enumerate(plan.meetings)]
    happenings.sort(key=lambda item: item[:2])
    rows = [
        (tick, number if what else -1, -1 if what else number)
        for tick, what, number in happenings
        if tick < plan.horizon_tick
    ]
    made.scalars["n_happenings"] = len(rows)
    made.arrays["happenings"] = array_of(shapes.HAPPENING, rows)
    made.arrays["meetings"] = named(
        shapes.MEETING,
        [
            {
                "sitting_ticks": meeting.sitting_ticks,
                "sittings": meeting.what.sittings,
                "teaches": meeting.teaches,
                "engagement": meeting.what.engagement,
                "pride": meeting.what.pride,
                "skill": meeting.what.skill,
            }
            for meeting in plan.meetings
        ],
    )


def lay_managers(made: "Layout") -> None:
    """Lay out the time that all managers have together in each week."""
    weeks = range(made.scalars["days"] * DAY // WEEK)
    made.arrays["manager_ticks"] = array_of(shapes.INT, [(manager_minutes(made.plan, n) * MINUTE,) for n in weeks])


def lay_months(made: "Layout", sharers: list[list[int]]) -> None:
    """Lay out the months' ends, their funding and who shares it."""
    plan = made.plan
    ends = ends_of_months(plan.baseline.calendar.start, plan.horizon_tick)
    teams = range(made.scalars["n_teams"])

    def heads(day: int, team: int) -> int:
        first = max(0, day)
        return max(sharers[team][first : first + ACROSS_DAYS])

    months = zip([0, *ends], [*ends, plan.horizon_tick], strict=True)
    funding, late_funding, paid_heads = [], [], []
    for start, end in months:
        for team in teams:
            paid_heads.append(heads(end // DAY - 7, team))
            funding.append(funding_of_month(plan, start, heads(start // DAY, team)))
            late_funding.append(funding_of_month(plan, start, paid_heads[-1]) - funding[-1])
    last_days = [tick // DAY for tick in (*ends, plan.horizon_tick)]
    made.arrays["pay_days"] = array_of(shapes.PAY_DAY, [(day, days_of(plan, day - 1)) for day in last_days])
    made.arrays["open_left"] = array_of(shapes.INT, [(days,) for days in open_days_left(plan)])
    made.scalars["n_months"] = len(ends)
    made.arrays["month_ends"] = array_of(shapes.INT, [(tick,) for tick in ends])
    for name, values in (("funding", funding), ("late_funding", late_funding), ("pay_out_heads", paid_heads)):
        made.arrays[name] = array_of(shapes.INT, [(value,) for value in values])
