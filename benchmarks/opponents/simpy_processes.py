"""The benchmark's center in SimPy, as a good tutorial would write it."""

from collections.abc import Generator
from random import Random
from typing import Any

import simpy

from opponents.center import DAY, Result, settings
from opponents.people import Agent, Customer, result_of


class Center:
    """Agents in a store, so that the longest idle comes first; managers as a resource; a log of calls."""

    def __init__(self, days: float, seed: int) -> None:
        self.env = simpy.Environment()
        self.s = settings()
        self.random = Random(seed)
        self.horizon = days * DAY
        self.everybody = [Agent(seat, self.s, self.random) for seat in range(self.s.agents)]
        self.agents = simpy.Store(self.env)
        self.agents.items.extend(self.everybody)
        self.managers = simpy.Resource(self.env, self.s.managers)
        self.log: list[tuple[Any, ...]] = []
        self.env.process(self.arrivals())

    def arrivals(self) -> Generator[simpy.Event, Any, None]:
        """Customers with new matters call, one after the other."""
        while True:
            yield self.env.timeout(self.random.expovariate(self.s.per_minute))
            if self.env.now >= self.horizon:
                return
            self.env.process(self.matter(Customer(self.env.now, self.s, self.random)))

    def matter(self, customer: Customer) -> Generator[simpy.Event, Any, None]:
        """Call until the matter is closed."""
        while True:
            delay = yield from self.call(customer)
            self.log.append(customer.row())
            if delay is None or self.env.now + delay >= self.horizon:
                return
            yield self.env.timeout(delay)

    def call(self, customer: Customer) -> Generator[simpy.Event, Any, float | None]:
        """Wait for an agent, talk, perhaps wait for a manager; return the time until the next call, if any."""
        env = self.env
        customer.rings(env.now)
        agent = self.agents.get()
        yield agent | env.timeout(customer.patience)
        if not agent.triggered:
            agent.cancel()
            return customer.hangs_up(env.now)
        yield env.timeout(customer.answered(agent.value, env.now))
        if not customer.passed_up():
            yield env.timeout(customer.attempt())
            self.agents.put(agent.value)
            return customer.attempted(env.now)
        self.agents.put(agent.value)
        passed_up = env.now
        with self.managers.request() as manager:
            yield manager
            yield env.timeout(customer.picked_up(env.now - passed_up))
        return customer.settled(env.now)


def run(days: float, seed: int) -> Result:
    """Run the center, finishing what is in it at the horizon."""
    center = Center(days, seed)
    center.env.run()
    return result_of(center.log, center.everybody)
