"""The benchmark's center in salabim: customers as components, agents in a store, managers as a resource."""

from collections.abc import Generator
from random import Random
from typing import Any

import salabim

from opponents.center import DAY, Result, settings
from opponents.people import Agent, Customer, result_of


class Center:
    """What the components share, and the log of calls."""

    def __init__(self, days: float, seed: int) -> None:
        self.s = settings()
        self.random = Random(seed)
        self.horizon = days * DAY
        self.env = salabim.Environment(yieldless=False, random_seed=None)
        self.everybody = [Agent(seat, self.s, self.random) for seat in range(self.s.agents)]
        self.agents = salabim.Store("agents")
        for agent in self.everybody:
            Seat(agent=agent).enter(self.agents)
        self.managers = salabim.Resource("managers", capacity=self.s.managers)
        self.agents.length.monitor(False)  # what nobody reads is not recorded
        self.agents.length_of_stay.monitor(False)
        self.log: list[tuple[Any, ...]] = []
        Arrivals(center=self)


class Seat(salabim.Component):
    """An agent, as a thing that a store can hold."""

    def setup(self, agent: Agent) -> None:
        self.agent = agent


class Arrivals(salabim.Component):
    """Customers with new matters call, one after the other."""

    def setup(self, center: Center) -> None:
        self.center = center

    def process(self) -> Generator[Any, Any, None]:
        center = self.center
        while True:
            yield self.hold(center.random.expovariate(center.s.per_minute))
            if self.env.now() >= center.horizon:
                return
            Matter(center=center)


class Matter(salabim.Component):
    """A customer, who calls until the matter is closed."""

    def setup(self, center: Center) -> None:
        self.center = center
        self.customer = Customer(self.env.now(), center.s, center.random)

    def process(self) -> Generator[Any, Any, None]:
        while True:
            delay = yield from self.call()
            self.center.log.append(self.customer.row())
            if delay is None or self.env.now() + delay >= self.center.horizon:
                return
            yield self.hold(delay)

    def call(self) -> Generator[Any, Any, float | None]:
        """Wait for an agent, talk, perhaps wait for a manager; return the time until the next call, if any."""
        center, customer, env = self.center, self.customer, self.env
        customer.rings(env.now())
        seat = yield self.from_store(center.agents, fail_delay=customer.patience)
        if self.failed():
            return customer.hangs_up(env.now())
        yield self.hold(customer.answered(seat.agent, env.now()))
        if not customer.passed_up():
            yield self.hold(customer.attempt())
            yield self.to_store(center.agents, seat)
            return customer.attempted(env.now())
        yield self.to_store(center.agents, seat)
        passed_up = env.now()
        yield self.request(center.managers)
        yield self.hold(customer.picked_up(env.now() - passed_up))
        self.release(center.managers)
        return customer.settled(env.now())


def run(days: float, seed: int) -> Result:
    """Run the center, finishing what is in it at the horizon."""
    center = Center(days, seed)
    center.env.run()
    return result_of(center.log, center.everybody)
