"""The center itself: its calendar, the teams, the manager, the leadership lane and the vendor."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    FiniteFloat,
    PlainSerializer,
    Tag,
    model_validator,
)

from sim.scenario.fields import (
    Amount,
    DayMap,
    HoursOfWeek,
    Name,
    OnOff,
    Part,
    Share,
    Strength,
    TimeOfDay,
    given,
    param,
    whole_or_part,
)
from sim.scenario.figures import HeadTable, ManagerTable, Table
from sim.scenario.handling import Handles, Handling, handling_of
from sim.scenario.opening import Calendar
from sim.scenario.problems import ScenarioError
from sim.scenario.quantities import Tendency, Wait, Work
from sim.scenario.rosters import Roster
from sim.scenario.routing import Rule
from sim.scenario.shifts import Shift, Shrinkage, WindDown
from sim.scenario.staffing import scheduled_heads, staffing_problems
from sim.scenario.tree import Wanted, shape_of


class Turnover(Part):
    """Who leaves, and how long the seat stays empty."""

    per_year: FiniteFloat = param(
        0.0,
        "Yearly quit hazard of an agent without strain and at starting engagement; field level 0.2 to 0.6.",
        unit="1/year",
        ge=0,
        le=10,
    )
    strain_effect: Strength = param(0.3, "Rise of the log hazard per unit of strain.")
    engagement_effect: Strength = param(0.3, "Fall of the log hazard per unit of engagement.")
    recruit_days: int = param(
        28, "Days until a recruit sits down, with starting skill and habit.", unit="days", ge=0, le=365
    )


def _kind_of_heads(value: Any) -> str:
    if isinstance(value, Table) or (isinstance(value, dict) and value.keys() & Table.model_fields.keys()):
        return "table"
    return shape_of(value)


_BY_SHAPE, _BY_KIND = Discriminator(shape_of), Discriminator(_kind_of_heads)
_NUMBER, _MAPPING, _TABLE = Tag("number"), Tag("mapping"), Tag("table")
_WHOLE = (AfterValidator(whole_or_part), PlainSerializer(whole_or_part, return_type=Any))
Heads = Annotated[FiniteFloat, Field(ge=0, le=5000), *_WHOLE, _NUMBER]
"""Seats: a fraction is met on average."""
Day = Annotated[dict[TimeOfDay, Heads], _MAPPING]
HeadsByDay = Annotated[dict[str, Annotated[Heads | Day, _BY_SHAPE]], DayMap, _MAPPING]
_HEADS = (
    "a number from 0 to 5000, weekdays with their numbers, such as {mon-fri: 6, sat: {8:00: 2, 12:00: 0}},"
    " or a table {file: heads.csv, column: heads}"
)


Managers = Annotated[int, Field(ge=0, le=500), _NUMBER]
ManagersOfDay = Annotated[dict[TimeOfDay, Managers], Field(min_length=1), _MAPPING]
ManagersByDay = Annotated[dict[str, Annotated[Managers | ManagersOfDay, _BY_SHAPE]], DayMap, _MAPPING]
_MANAGERS = _HEADS.replace("a number", "a whole number").replace("5000", "500").replace("heads", "managers")


class Team(Part):
    """A team of frontline agents."""

    agents: (
        Annotated[Heads | Annotated[HeadTable, _TABLE] | HeadsByDay, _BY_KIND, Wanted(_HEADS, numbers=True)] | None
    ) = given(
        None,
        "Seats on the floor: a number, numbers by weekday and time of day, or a CSV table. A fraction is met on"
        " average: the fifth seat of 4.3 works three intervals of ten, hours or those of the table. Empty where"
        " `shifts` or a `roster` say who works when.",
    )
    handles: Handles = given(..., "The issue types that this team takes; a mapping says how well.")
    rule: Rule = given(
        "longest_idle",
        "Which of its idle agents answers: who has been idle longest, each in turn, or who has been least occupied"
        " since coming on duty.",
    )
    skill: FiniteFloat = param(0.6, "Mean starting skill, on the scale of complexity.", unit="complexity", ge=-2, le=3)
    skill_sd: FiniteFloat = param(
        0.08,
        "Spread of starting skill between agents.",
        unit="complexity",
        source="Agents differ widely: Gans et al. 2010; the size is an assumption",
        ge=0,
        le=1,
    )
    speed_cv: FiniteFloat = param(
        0.0, "How far agents differ in handle time: CV of a lognormal factor of mean 1 for each agent.", ge=0, le=2
    )
    engagement: Share = param(0.7, "Engagement at the start.", unit="0-1")
    engagement_floor: Share | None = param(
        None, "Level to which engagement drifts (complacency); empty means it stays.", unit="0-1"
    )
    shares_pool: OnOff = given(True, "Whether this team shares the bonus pool and monthly bonuses (vendors do not).")
    authority_factor: FiniteFloat = param(
        1.0, "This team's authority as a multiple of `empowerment.authority`.", ge=0, le=100
    )
    handle_time_factor: FiniteFloat = param(1.0, "This team's handle times as a multiple.", ge=0.01, le=10)
    hourly_cost: Amount = given(25.0, "Cost of a paid hour.", unit="money per hour")
    overtime_factor: FiniteFloat = given(1.5, "Cost of an overtime hour as a multiple.", ge=1, le=5)
    absence: Share = param(0.0, "Probability that an agent is absent on a day.", unit="probability")
    absence_paid: OnOff = given(True, "Whether the hours of absent agents are paid.")
    cut_short: Tendency = param(
        0.0,
        "Tendency of an agent to cut contacts short: one for all, or a distribution over agents. "
        "Times the time pressure it is the probability, at most one half.",
        unit="probability per unit of time pressure",
    )
    turnover: Turnover = param({}, "Quitting and recruiting.")
    people: int | None = given(
        None,
        "How many people work in the shifts or the roster together; may be left out.",
        unit="people",
        ge=1,
        le=5000,
    )
    shifts: dict[Name, Shift] = given({}, "Shifts by name, instead of `agents`: the floor is what follows.")
    roster: Roster | None = given(None, "A roster file, instead of `agents`: who works when, by date or weekday.")
    shrinkage: Shrinkage = given({}, "What keeps people off the phone: absence, meetings and the like.")
    wind_down: WindDown = given(
        0.0, "In the last minutes of a shift, before closing, no new contact is taken.", unit="minutes"
    )

    @model_validator(mode="after")
    def _says_who_works_when(self) -> Self:
        wrong = staffing_problems(self)
        if wrong:
            raise ScenarioError(wrong)
        return self

    def handling(self, name: str) -> Handling:
        """Return how well its agents handle an issue type."""
        return handling_of(self.handles, name)

    @property
    def there_share(self) -> float:
        """Share of the planned hours in which people are on the phone: neither absent nor in meetings and the like."""
        return (1 - self.absent_share) * (1 - self.shrinkage.off_phone)

    @property
    def absent_share(self) -> float:
        """The probability that somebody misses a day, in whichever spelling it stands."""
        said = self.shrinkage.absence
        return self.absence if said is None else said

    @property
    def pays_absence(self) -> bool:
        """Whether absent people are paid, in whichever spelling it stands."""
        said = self.shrinkage.absence_paid
        return self.absence_paid if said is None else said

    @property
    def off_phone(self) -> float:
        """The share of the time on duty that goes to meetings and the like."""
        return self.shrinkage.off_phone

    @property
    def pays_off_phone(self) -> bool:
        """Whether that time is paid."""
        return self.shrinkage.off_phone_paid

    @property
    def by_person(self) -> bool:
        """Whether shifts or a roster say who works when."""
        return self.agents is None

    def heads(self, calendar: Calendar) -> Any:
        """Return the head count by weekday and time: `agents`, or what follows from shifts or a roster."""
        return self.agents if self.agents is not None else scheduled_heads(self, calendar)


class Coaching(Part):
    """Sessions for which managers' freed hours are there: what escalations leave of them goes to the sessions due."""

    minutes: FiniteFloat = given(30.0, "How long a session takes.", unit="minutes", ge=1, le=480)
    every_weeks: int = given(2, "An agent is due once in so many weeks.", unit="weeks", ge=1, le=52)
    adds: FiniteFloat = param(
        0.1, "Skill that coaching can add, above that of the start.", unit="complexity", ge=0, le=2, likely=(0, 0.2)
    )
    gain: Share = param(
        0.25, "Share of the way to it that an agent goes in a session.", unit="share", likely=(0.05, 0.5)
    )
    engagement: Share = param(0.05, "Engagement that a session adds.", unit="0-1", likely=(0, 0.1))


class Manager(Part):
    """The manager to whom issues are passed up."""

    count: Annotated[
        Managers | Annotated[ManagerTable, _TABLE] | ManagersByDay, _BY_KIND, Wanted(_MANAGERS, numbers=True)
    ] = given(
        1,
        "How many managers: a number, numbers by weekday and time of day, or a CSV table.",
        unit="managers",
    )
    hours: HoursOfWeek | None = given(None, "The manager's own hours; empty means while the center is open.")
    policy: Literal["investigate", "grant", "coach", "return"] = given(
        "investigate", "What the manager does with what is passed up."
    )
    investigate_time: Work = param(
        {"shape": "gamma", "mean": 18.0, "cv": 0.7}, "Time to hear both sides and decide.", unit="minutes"
    )
    grant_time: Work = param(
        {"shape": "gamma", "mean": 4.0, "cv": 0.5}, "Time to grant without questions.", unit="minutes"
    )
    coach_time: Work = param({"shape": "gamma", "mean": 8.0, "cv": 0.5}, "Time to guide the agent.", unit="minutes")
    return_time: Work = param(
        {"shape": "gamma", "mean": 3.0, "cv": 0.5},
        "Time of the short talk that returns an issue.",
        unit="minutes",
    )
    settlement: FiniteFloat = param(0.6, "Share of the ask that an investigation grants.", unit="share", ge=0, le=2)
    authority: Amount | None = given(
        None, "The most that the manager may grant; empty means there is no limit.", unit="money"
    )
    apology: Share = param(0.5, "Probability that the manager also explains or apologizes.", unit="probability")
    adversarial: Share = param(0.3, "Probability that an investigation feels adversarial.", unit="probability")
    other_duties_hours_per_week: FiniteFloat = given(
        30.0,
        "The manager's other work, displaced by escalations.",
        unit="hours per week",
        ge=0,
        le=168,
    )
    give_up_after: Wait | None = param(
        {"shape": "exponential", "mean": 4320.0},
        "Calendar time after which a customer with a ticket gives up; empty means never.",
        unit="minutes",
    )
    coaching: Coaching | None = given(
        None, "Coaching sessions for agents, held as far as escalations leave the managers time; empty means none."
    )
    coach_boost: FiniteFloat = param(
        0.3, "Skill that the manager's guidance lends to the coached attempt.", unit="complexity", ge=0, le=2
    )
    coach_gain: Share = param(0.05, "Share of the way to the ceiling that a coached agent learns.", unit="share")
    hourly_cost: Amount = given(60.0, "Cost of an hour.", unit="money per hour")


class LeadershipLane(Part):
    """A cross-functional desk for rare opportunities and brewing crises."""

    open: OnOff = given(False, "Whether the lane exists.")
    count: int = given(1, "People at the desk.", unit="people", ge=1, le=100)
    hours: HoursOfWeek | None = given(None, "The desk's own hours; empty means while the center is open.")
    handling: Work = param(
        {"shape": "gamma", "mean": 30.0, "cv": 0.5}, "Time the desk gives to one matter.", unit="minutes"
    )
    notice: Share = param(
        0.6, "Probability that a fully engaged agent notices an opportunity or crisis.", unit="probability"
    )
    opportunity_value: Amount = param(500.0, "Value of an opportunity that was taken.", unit="money")
    crisis_incident: Share = param(0.3, "Probability that an unnoticed crisis becomes public.", unit="probability")
    hourly_cost: Amount = given(60.0, "Cost of an hour at the desk.", unit="money per hour")


class Outsourcing(Part):
    """Part of the volume handed to a vendor's team."""

    team: Name | None = given(
        None,
        "The vendor's team, which takes the outsourced contacts and no others while there are any; empty means none.",
    )
    share: Share = given(0.0, "Share of the issues of the types it handles that go to it.", unit="share of issues")
