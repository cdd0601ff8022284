"""A two-tier center as a good SimPy tutorial would write it: the yardstick for the speed of our own engine.

Callers wait for a desk agent until their patience ends; some are passed up to a supervisor; each contact is appended to
a log. It knows no learning, no feelings, no opening hours, no redials: less work for a contact than our engine does.
"""

import random
from dataclasses import dataclass

import simpy


@dataclass
class Settings:
    """A center with the bank's mean load; times in minutes."""

    agents: int = 5
    supervisors: int = 1
    between_calls: float = 0.73
    patience: float = 6.0
    handle_time: float = 3.43
    supervisor_time: float = 6.0
    passed_up: float = 0.045
    first_share: float = 0.3


class Center:
    """The desks, and the log of what happened."""

    def __init__(self, env: simpy.Environment, settings: Settings, seed: int) -> None:
        self.env = env
        self.settings = settings
        self.random = random.Random(seed)
        self.agents = simpy.PriorityResource(env, settings.agents)
        self.supervisors = simpy.Resource(env, settings.supervisors)
        self.log: list[dict[str, object]] = []

    def arrivals(self):
        """Customers call one after the other."""
        number = 0
        while True:
            yield self.env.timeout(self.random.expovariate(1 / self.settings.between_calls))
            number += 1
            self.env.process(self.customer(number))

    def customer(self, number: int):
        """Wait for an agent, talk, perhaps be passed up; or hang up."""
        settings, row = self.settings, {"contact": number, "arrived": self.env.now}
        self.log.append(row)
        patience = self.env.timeout(self.random.expovariate(1 / settings.patience))
        with self.agents.request(priority=0) as request:
            yield request | patience
            row["waited"] = self.env.now - row["arrived"]
            if not request.triggered:
                row["outcome"] = "abandoned"
                return
            talk = self.random.expovariate(1 / settings.handle_time)
            if self.random.random() >= settings.passed_up:
                yield self.env.timeout(talk)
                row["outcome"], row["ended"] = "solved", self.env.now
                return
            yield self.env.timeout(talk * settings.first_share)
        with self.supervisors.request() as request:
            yield request
            yield self.env.timeout(self.random.expovariate(1 / settings.supervisor_time))
            row["outcome"], row["ended"] = "solved by supervisor", self.env.now


def run(minutes: float, seed: int = 1, settings: Settings | None = None) -> list[dict[str, object]]:
    """Run the center and return its log."""
    env = simpy.Environment()
    center = Center(env, settings or Settings(), seed)
    env.process(center.arrivals())
    env.run(until=minutes)
    return center.log
