"""How large a study will be, told before it starts: contacts, days of agents, hours on one core, memory, files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sim.clock import WEEK
from sim.demand.quantile_tables import table_of
from sim.demand.roster import Roster
from sim.engines import default_engine
from sim.journeys.records import CONTACT_DTYPE
from sim.scenario import Scenario, plan_of
from sim.scenario.calling_again import with_transfers

EVENTS_PER_CONTACT = 6
CONTACTS_PER_SECOND = {"simpy": 15_000, "compiled": 700_000}
"""Cautious speeds of the engines on one core; measured by `make bench`."""
AGENT_DAYS_PER_SECOND = {"simpy": 25_000, "compiled": 1_500_000}
DAYS_PER_SECOND = {"simpy": 25_000, "compiled": 2_000_000}
"""Of a center in which nothing happens but that days go by, as after the last week until the last is served."""
MOST_HOURS = 1.0
MOST_HELD = 5_000_000
"""Contacts whose records are held in memory at once."""
RECORDS_PER_SECOND = 20_000
"""Contacts written with their events into compressed tables, cautiously; measured by `make bench`."""
BYTES_A_RECORD = 183
"""Of compressed tables, for each contact with its events; 170 to 183 in the shipped scenarios."""
MOST_BYTES = 10e9
_COPIES = 2
_COME_BACK = 0.2
"""Share of issues that one contact is taken not to settle."""
_WEEK_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class Size:
    """What one replication of a center amounts to, roughly.

    Attributes
    ----------
    contacts, agent_days, days : float
        In all, with repeats; days until the last contact has ended.
    in_a_week : float
        Contacts of the fullest week.
    """

    contacts: float = 0.0
    agent_days: float = 0.0
    days: float = 0.0
    in_a_week: float = 0.0

    def __add__(self, other: "Size") -> "Size":
        """Return what both amount to, one after the other."""
        return Size(
            self.contacts + other.contacts,
            self.agent_days + other.agent_days,
            self.days + other.days,
            max(self.in_a_week, other.in_a_week),
        )

    def hours(self, replications: float, engine: str | None = None) -> float:
        """Return how long so many replications take on one core."""
        name = engine or default_engine()
        seconds = self.contacts / CONTACTS_PER_SECOND[name] + self.agent_days / AGENT_DAYS_PER_SECOND[name]
        return replications * (seconds + self.days / DAYS_PER_SECOND[name]) / 3600

    @property
    def file_bytes(self) -> float:
        """How large the files are that hold the records of all this."""
        return self.contacts * BYTES_A_RECORD

    def with_records(self) -> str:
        """Return in words what it means to write the records of all this down; see `too_much`."""
        minutes = self.contacts / RECORDS_PER_SECOND / 60
        return (
            f"about {self.contacts:,.0f} contacts to write, some {self.file_bytes / 1e6:,.0f} MB and {minutes:,.0f} min"
        )

    def too_much(self, replications: float, engine: str | None = None, *, keeps_all: bool = False) -> str:
        """Return in words what is too large about so many replications; empty where nothing is.

        The records of one week are held at once, or with `keeps_all` those of the whole run.
        """
        held = self.contacts if keeps_all else self.in_a_week
        if held > MOST_HELD:
            memory = held * CONTACT_DTYPE.itemsize * _COPIES / 1e9
            return f"about {held:,.0f} contacts in memory at once, some {memory:,.0f} GB for each core"
        hours = self.hours(replications, engine)
        if hours > MOST_HOURS:
            events = self.contacts * replications * EVENTS_PER_CONTACT
            return f"about {events:,.0f} events, some {hours:,.1f} hours on one core"
        return ""


def size_of(scenarios: Iterable[Any]) -> Size:
    """Return what one replication of each of some scenarios amounts to, without their what-ifs."""
    total = Size()
    for scenario in scenarios:
        total += _size(scenario)
    return total


def _size(scenario: Scenario) -> Size:
    plan = plan_of(scenario)
    roster = Roster(plan, 0, 0)
    seats = sum(roster.seats(team) for team in range(len(roster.teams)))
    weeks = plan.horizon_tick / WEEK
    contacts = days = fullest = 0.0
    ends = [*(epoch.start_tick for epoch in plan.epochs[1:]), plan.horizon_tick]
    for epoch, end in zip(plan.epochs, ends, strict=True):
        span = max(0, min(end, plan.horizon_tick) - epoch.start_tick) / WEEK
        volumes = _volumes(epoch.scenario, plan.surges)
        again = _contacts_per_issue(epoch.scenario, volumes, seats)
        contacts += sum(volumes.values()) * again * span
        fullest = max(fullest, sum(volumes.values()) * again)
        days = max(days, _days_after(epoch.scenario, volumes, weeks, seats))
    return Size(contacts, seats * weeks * 7, weeks * 7 + days, fullest)


def _volumes(scenario: Scenario, surges: Any) -> dict[str, float]:
    """Return the weekly first contacts of each type, with its surges and with what it creates."""
    volumes = {
        name: issue.per_week * max([1.0, *(surge.times for surge in surges if surge.issue == name)])
        for name, issue in scenario.issues.items()
    }
    for name, issue in scenario.issues.items():
        if issue.creates:
            volumes[issue.creates] += volumes[name] * (issue.own_goals.external + issue.own_goals.misstep)
    return with_transfers(scenario, volumes)


def _minutes(scenario: Scenario, volumes: dict[str, float]) -> float:
    """Return the minutes of talk that a week asks for."""
    tables = {name: table_of(issue.handle_time).mean for name, issue in scenario.issues.items()}
    return scenario.empowerment.handle_time_factor * sum(volumes[name] * mean for name, mean in tables.items())


def _contacts_per_issue(scenario: Scenario, volumes: dict[str, float], seats: int) -> float:
    """Return how often a customer rings in all: after hanging up, where agents are too few, and unsettled."""
    customers = scenario.customers
    work = _minutes(scenario, volumes)
    unserved = max(0.0, 1.0 - seats * _WEEK_MINUTES / 4 / work) if work > 0 else 0.0
    share = unserved * customers.redial_share + (1.0 - unserved) * _COME_BACK * customers.comes_back_share
    most = customers.max_contacts if unserved == 0 else min(customers.max_contacts, 1 + customers.max_redials)
    return most if share >= 1.0 else (1.0 - share**most) / (1.0 - share)


def _days_after(scenario: Scenario, volumes: dict[str, float], weeks: float, seats: int) -> float:
    """Return how many days go by, after the last week, until those who still wait have been served or hang up."""
    backlog = weeks * _minutes(scenario, volumes) / max(1, seats)
    patience = 0.0
    for issue in scenario.issues.values():
        patience = max(patience, table_of(issue.patience or scenario.customers.patience).mean)
    waits = backlog if scenario.customers.endless_patience_share > 0 else min(backlog, patience)
    return waits / (24 * 60)
