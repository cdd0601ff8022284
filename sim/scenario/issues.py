"""What customers bring: the kinds of issue, and those that the center creates itself."""

import math
from typing import Annotated, Any, Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from sim.scenario.arrival_log import ArrivalLog
from sim.scenario.calling_again import Redial, Transfers
from sim.scenario.fields import DayMap, Name, OnOff, Part, Share, TimeOfDay, given, param
from sim.scenario.figures import Table
from sim.scenario.kept import kept
from sim.scenario.profiles import HandleProfile, VolumeProfile, Weight
from sim.scenario.promises import A_LEVEL, Channel, OwnServiceLevel
from sim.scenario.quantities import Degree, Money, Wait, Work
from sim.scenario.routing import PriorityOfType, Route
from sim.scenario.tree import Wanted


class OwnGoals(Part):
    """Issues that the center creates itself while it handles a routine contact."""

    external: Share = param(
        0.0, "Probability that a handled contact creates an issue whoever handles it.", unit="probability"
    )
    misstep: Share = param(
        0.0,
        "Further probability of an issue where the agent feels no ownership; falls with ownership and engagement.",
        unit="probability",
    )
    delay: Wait = param({"shape": "exponential", "mean": 1440.0}, "Time until the created issue calls.", unit="minutes")

    @model_validator(mode="after")
    def _probabilities_add_up(self) -> Self:
        if self.external + self.misstep > 1:
            raise ValueError("external and misstep together must not exceed 1")
        return self


class IssueType(Part):
    """One kind of matter that customers bring."""

    per_week: FiniteFloat = given(
        0.0,
        "Mean number of first contacts in a week.",
        unit="contacts per week",
        ge=0,
        le=1e6,
    )
    routine: OnOff = given(False, "Served for its handle time without diagnosis or choice; reported apart.")
    creates: Name | None = given(None, "The issue type that an own goal of this routine type becomes.")
    own_goals: OwnGoals = param({}, "How often handling this routine type creates an issue.")
    transfers: Transfers | None = given(
        None, "Customers of this routine type who are handed on to another line when the talk is over, at once."
    )
    teams: list[Name] = given(
        [],
        "Teams that may take it, in order of preference, at once; empty means every team that handles it.",
    )
    route: Route = given(
        [],
        "Which teams may take it from when on, step by step; empty means all that handle it, at once.",
    )
    priority: PriorityOfType = given(
        0, "Higher is served first; equals are first in, first out. One number, or a priority that rises with waiting."
    )
    queue_limit: Annotated[int, Field(ge=0, le=100_000)] | None = given(
        None,
        "How many customers may wait in its line: who finds it full hears a busy signal; empty means any number.",
        unit="customers",
    )
    weekdays: Annotated[
        dict[str, Weight], DayMap, Wanted("weekdays with their weights, such as {mon: 1.2, tue-fri: 1}")
    ] = given(
        {},
        "Relative volume by weekday; empty means level over open time, so that a short day brings less.",
    )
    times: Annotated[
        dict[TimeOfDay, Weight], Wanted("times of day with their weights, such as {8:00: 2, 12:00: 1}")
    ] = given(
        {},
        "Relative volume per open hour from each time of day until the next; empty means level.",
    )
    table: Table | None = given(None, "Contacts by weekday and bin from a CSV file; replaces weekdays and times.")
    volume: VolumeProfile | None = given(
        None,
        "Relative volume per open hour by time of day, weekday or both, 1 where nothing is named; or contacts by"
        " weekday and bin from a CSV file. Takes the place of weekdays, times and table.",
    )
    arrivals: ArrivalLog | None = given(
        None,
        "A log of first contacts, replayed in every replication; takes the place of per_week and of what spreads it.",
    )
    bin_minutes: Literal[15, 30, 60] = given(60, "Width of a bin of the arrival profile.", unit="minutes")
    complexity: Degree = param({"shape": "beta", "a": 2.0, "b": 5.0}, "How hard the issue is, 0 to 1.", unit="0-1")
    asks_share: Share = param(0.1, "Share of issues that ask for money or goodwill.", unit="share")
    ask: Money = param({"shape": "lognormal", "median": 60.0, "sigma": 0.9}, "How much is asked for.", unit="money")
    owed_share: Share = given(1.0, "Share of these asks that the customer is owed.", unit="share of asks")
    handle_time: Work = param(
        {"shape": "lognormal", "mean": 6.0, "cv": 1.2},
        "Handle time of one contact; the stated mean is the mean.",
        unit="minutes",
        source="Lognormal: Brown et al. 2005; the CV of 1.2 is an assumption",
    )
    wrap_up: Work = given(
        0.0,
        "The last part of the handle time, at most all of it: the customer is gone, and the agent writes up.",
        unit="minutes",
    )
    handle_time_by: HandleProfile | None = given(
        None,
        "Factors on handle time by when the contact calls, 1 where nothing is named; or handle times by weekday and bin"
        " from a CSV file, in any unit. The mean of `handle_time` stays the mean, weighted by volume.",
    )
    complexity_slope: FiniteFloat = param(
        0.0,
        "How strongly handle time grows with complexity, around the mean.",
        unit="1/complexity",
        ge=0,
        le=2,
    )
    diagnosis_share: Share = param(0.3, "Share of the handle time spent on diagnosis, before the choice.", unit="share")
    patience: Wait | None = param(
        None, "Patience of this type's customers where it differs from `customers.patience`.", unit="minutes"
    )
    redial: Redial = param({}, "Redials of this type's customers where they differ from those of all.")
    opening_temper: Degree = param(
        {"shape": "beta", "a": 2.0, "b": 8.0}, "Anger at the first word, 0 to 1.", unit="0-1"
    )
    demand_manager: Share = param(
        0.0, "Probability, for a customer of anger 1, of insisting on a manager.", unit="probability"
    )
    asks_for_manager: Share | None = given(
        None,
        "Share of customers who ask for a manager, as measured, at the usual opening temper; waits and hand-offs add to"
        " it. Takes the place of `demand_manager`.",
        unit="share of contacts",
    )
    reserved_share: Share = given(0.0, "Share of issues that law or risk reserve for the manager.", unit="share")
    loss: Literal["kept", "lost"] = param(
        "kept",
        "Whether the customer still has the service when asking: shapes how compensation satisfies.",
        source="Gelbrich, Gathke & Gregoire 2015",
    )
    self_service: OnOff = given(True, "Whether the bot or menu may try first.")
    opportunity_share: Share = param(0.0, "Share of issues that hide a rare opportunity.", unit="share")
    crisis_share: Share = param(0.0, "Share of issues that hide a brewing crisis.", unit="share")
    channel: Channel = given(
        "call", "How it reaches the center: waits of several channels are never averaged into one figure."
    )
    service_level: Annotated[OwnServiceLevel | None, Wanted(A_LEVEL)] = given(
        None, "Its service level where it differs from `service_level`, which is the center's."
    )

    @property
    def contacts(self) -> Table | None:
        """The table of contacts by weekday and bin, if there is one; of a log what came in each."""
        if self.arrivals:
            return _counted(self)
        return self.volume if isinstance(self.volume, Table) else self.table

    @property
    def spread_by(self) -> str:
        """The key that says when contacts come."""
        named = [name for name in ("volume", "table", "weekdays", "times") if getattr(self, name)]
        return named[0] if named else "times"

    @model_validator(mode="after")
    def _log_says_when_contacts_come(self) -> Self:
        if self.arrivals is None:
            return self
        other = [name for name in ("volume", "table", "weekdays", "times") if getattr(self, name)]
        if other:
            raise ValueError(f"arrivals says when contacts come; leave out {other[0]}")
        counted = self.arrivals.per_week
        if self.per_week and not math.isclose(self.per_week, counted, rel_tol=1e-6):
            raise ValueError(f"per_week is counted from the log ({counted:.6g}); leave it out")
        self.__dict__["per_week"] = counted
        return self

    @model_validator(mode="after")
    def _volume_is_said_once(self) -> Self:
        other = [name for name in ("table", "weekdays", "times") if getattr(self, name)]
        if self.volume and other:
            raise ValueError(f"volume takes the place of {other[0]}; give one of them")
        return self

    @model_validator(mode="after")
    def _routine_creates(self) -> Self:
        if self.creates and not self.routine:
            raise ValueError("creates belongs to a routine type; set routine: yes or leave it out")
        if self.asks_for_manager is not None and self.demand_manager > 0:
            raise ValueError("asks_for_manager and demand_manager say the same in two ways; give one of them")
        if self.opportunity_share + self.crisis_share > 1:
            raise ValueError("opportunity_share and crisis_share together must not exceed 1")
        return self


@kept(512)
def _counted(issue: IssueType) -> Table:
    """Return the table of what came in each weekday and bin of an issue type's log."""
    log: Any = issue.arrivals
    return Table(file=log.file, column=log.time, bin_minutes=issue.bin_minutes, figures=log.week(issue.bin_minutes))
